// SPDX-License-Identifier: Apache-2.0
// Values by year in the analyses: what moves together is one parameter.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "chokepoint/analysis.hpp"
#include "scenarios.hpp"

namespace chokepoint::analysis {
namespace {

using testing::Contains;
using testing::Not;

question::Output output_of(const std::string& text, const scenario::ScenarioPointer& scenario) {
  return std::get<question::Output>(question::read_output(text, *scenario, "--of"));
}

std::vector<std::string> rows_of(const Sensitivity& found) {
  std::vector<std::string> rows;
  for (const Influence& one : found.influences) rows.push_back(one.path);
  return rows;
}

// A band that is the same in every year is the constant: so are its swings, shares of variance and information.
TEST(SensitivityByYear, ASeriesIsOneRowAndThatOfTheConstantWhereItIsOne) {
  const auto with = [](const std::string& value) {
    const auto scenario = load_scenario("scenarios/sevilla-2024.yaml", {"power.campus_power=" + value});
    Effort effort;
    effort.ensemble.draws = 1024;
    auto found = sensitivity(scenario, output_of("ceiling(power, 2030)", scenario), effort);
    // The scenario goes; the rows have what they need.
    for (Influence& one : found->influences) one.assumption = nullptr;
    return *found;
  };
  const Sensitivity constant = with("2 to 6 GW");
  const Sensitivity series = with("{2024: 2 to 6 GW, 2030: 2 to 6 GW}");
  EXPECT_THAT(rows_of(series), Contains("power.campus_power"));
  EXPECT_THAT(rows_of(series), Not(Contains("power.campus_power.2024")));
  ASSERT_EQ(rows_of(series), rows_of(constant));
  for (std::size_t i = 0; i < series.influences.size(); ++i) {
    const Influence& one = series.influences[i];
    const Influence& other = constant.influences[i];
    EXPECT_NEAR(one.first_order.value, other.first_order.value, 1e-9) << one.path;
    EXPECT_NEAR(one.total.value, other.total.value, 1e-9) << one.path;
    EXPECT_NEAR(one.information, other.information, 1e-9) << one.path;
    for (std::size_t end = 0; end < 2; ++end) {
      EXPECT_NEAR(one.at_median[end] / other.at_median[end], 1.0, 1e-9) << one.path;
      EXPECT_NEAR(one.sampled[end] / other.sampled[end], 1.0, 1e-9) << one.path;
    }
  }
  // Each for itself, the years are rows of their own; only that of 2030 moves 2030.
  const Sensitivity apart = with("{2024: 2 to 6 GW, 2030: 2 to 6 GW, correlation: 0}");
  EXPECT_THAT(rows_of(apart), Contains("power.campus_power.2024"));
  for (const Influence& one : apart.influences) {
    if (one.path == "power.campus_power.2024") {
      EXPECT_EQ(one.total.value, 0.0);
    }
    if (one.path == "power.campus_power.2030") {
      EXPECT_GT(one.total.value, 0.0);
    }
  }
}

TEST(AxisByYear, NamesTheYears) {
  const auto scenario =
      load_scenario("scenarios/sevilla-2024.yaml", {"power.campus_power={2026: 3 GW, 2030: 5 to 10 GW}"});
  const auto refused = question::read_axis("power.campus_power=1..5 GW", *scenario, "--vary", 3, false);
  const auto& diagnostic = std::get<scenario::Diagnostic>(refused);
  EXPECT_EQ(diagnostic.message, "power.campus_power has values by year");
  EXPECT_EQ(diagnostic.hint, "take one of them: power.campus_power.2026, power.campus_power.2030");
  EXPECT_TRUE(std::holds_alternative<question::Axis>(
      question::read_axis("power.campus_power.2030=1..5 GW", *scenario, "--vary", 3, false)));
}

}  // namespace
}  // namespace chokepoint::analysis
