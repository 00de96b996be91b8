// SPDX-License-Identifier: Apache-2.0
// Values by year on their way into a model. Expected values are computed by hand from what docs/scenario.md says.
#include "scenario/inputs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "chokepoint/simulation.hpp"
#include "scenarios.hpp"
#include "units/real.hpp"

namespace chokepoint::scenario {
namespace {

/// A parameter of `block` in every year from the base year, 2024, to 2032; every assumption at its median.
std::vector<double> course(const std::string& path, std::vector<std::string> overrides) {
  overrides.insert(overrides.begin(), "years=2024..2032");
  const auto shared = load_scenario("scenarios/sevilla-2024.yaml", overrides);
  const Scenario& scenario = *shared;
  std::vector<std::vector<double>> columns;
  std::vector<const double*> pointers;
  for (const Assumption* one : scenario.assumptions()) {
    columns.emplace_back(lane_multiple, one->distribution.quantile(0.5));
    pointers.push_back(columns.back().data());
  }
  const std::string block = path.substr(0, path.find('.'));
  for (std::size_t k = 0; k < scenario.blocks.size(); ++k) {
    const models::Description& own = *scenario.blocks[k].constraint->description;
    if (own.name != block && block != "shared") continue;
    const models::Description& description = block == "shared" ? models::shared() : own;
    const Inputs inputs = inputs_of(scenario, k, pointers, lane_multiple);
    for (std::size_t i = 0; i < description.parameters.size(); ++i) {
      if (block + "." + std::string(description.parameters[i].name) != path) continue;
      const models::Input& input = (block == "shared" ? inputs.shared : inputs.own)[i];
      std::vector<double> values;
      for (std::size_t year = 0; year < 9; ++year) values.push_back(input.values[year * input.per_year]);
      return values;
    }
  }
  return {};
}

void expect_near(const std::vector<double>& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_NEAR(found[i], expected[i], 1e-12 * std::abs(expected[i])) << 2024 + i;
  }
}

// 4 GW to 16 GW in four years: a factor of the fourth root of 4, 1.4142, a year. No growth of its own: it holds.
TEST(ByYear, BetweenYearsEvenlyInGrowthAndHeldBeyond) {
  const double root = std::sqrt(2.0);
  expect_near(course("power.campus_power", {"power.campus_power={2026: 4 GW, 2030: 16 GW}"}),
              {4e9, 4e9, 4e9, 4e9 * root, 8e9, 8e9 * root, 16e9, 16e9, 16e9});
}

TEST(ByYear, InSteps) {
  expect_near(course("power.campus_power", {"power.campus_power={2026: 4 GW, 2030: 16 GW, step: true}"}),
              {4e9, 4e9, 4e9, 4e9, 4e9, 4e9, 16e9, 16e9, 16e9});
}

// From nothing no growth leads anywhere: by the same amount a year.
TEST(ByYear, FromZeroByTheSameAmountEachYear) {
  expect_near(course("power.campus_power", {"power.campus_power={2024: 0 GW, 2028: 4 GW}"}),
              {0.0, 1e9, 2e9, 3e9, 4e9, 4e9, 4e9, 4e9, 4e9});
}

TEST(ByYear, ItsGrowthCarriesItBeyond) {
  expect_near(course("power.us_datacenter_power",
                     {"power.us_datacenter_power={2026: 50 GW, 2028: 72 GW}", "power.datacenter_growth=1.25x/yr"}),
              {32e9, 40e9, 50e9, 60e9, 72e9, 90e9, 112.5e9, 140.625e9, 175.78125e9});
}

// All that is given lies before the base year, or after the last: the growth of that end leads there.
TEST(ByYear, FromBeyondTheEnds) {
  const std::string doubles = "power.datacenter_growth=2x/yr";
  expect_near(course("power.us_datacenter_power", {"power.us_datacenter_power={2020: 1 GW, 2022: 10 GW}", doubles}),
              {40e9, 80e9, 160e9, 320e9, 640e9, 1280e9, 2560e9, 5120e9, 10240e9});
  expect_near(course("power.us_datacenter_power", {"power.us_datacenter_power={2034: 1024 GW, 2040: 1 GW}", doubles}),
              {1e9, 2e9, 4e9, 8e9, 16e9, 32e9, 64e9, 128e9, 256e9});
  expect_near(course("power.campus_power", {"power.campus_power={2020: 1 GW, 2036: 65536 GW}"}),
              {16e9, 32e9, 64e9, 128e9, 256e9, 512e9, 1024e9, 2048e9, 4096e9});
}

// A growth holds from its year on.
TEST(ByYear, AGrowthIsInSteps) {
  const std::vector<std::string> growth{"power.us_datacenter_power=40 GW",
                                        "power.datacenter_growth={2025: 1.25x/yr, 2027: 1.5x/yr}"};
  expect_near(course("power.datacenter_growth", growth), {1.25, 1.25, 1.25, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5});
  expect_near(course("power.us_datacenter_power", growth),
              {40e9, 50e9, 62.5e9, 78.125e9, 117.1875e9, 175.78125e9, 263.671875e9, 395.5078125e9, 593.26171875e9});
}

// What is added does not grow.
TEST(ByYear, AdditionsAreThereFromTheirYearOn) {
  expect_near(course("power.us_datacenter_power",
                     {"power.us_datacenter_power=40 GW", "power.datacenter_growth=1.5x/yr",
                      "power.us_datacenter_power=+ 20 GW from 2026", "us_datacenter_power=+ 5 GW from 2030"}),
              {40e9, 60e9, 110e9, 155e9, 222.5e9, 323.75e9, 480.625e9, 708.4375e9, 1050.15625e9});
  expect_near(course("power.campus_power", {"power.campus_power={value: 4 GW, plus: {2026: 1 GW}}"}),
              {4e9, 4e9, 5e9, 5e9, 5e9, 5e9, 5e9, 5e9, 5e9});
  expect_near(course("power.campus_power", {"power.campus_power={2026: 4 GW, 2028: 4 GW, plus: {2027: 1 GW}}"}),
              {4e9, 4e9, 4e9, 5e9, 5e9, 5e9, 5e9, 5e9, 5e9});
}

// As of 2022, by 1.5 a year: 40 GW * 1.5^2 in 2024; with the growth of the base year back to there.
TEST(ByYear, AsOfIsCarriedByTheGrowthOfTheBaseYear) {
  expect_near(course("power.us_datacenter_power", {"power.us_datacenter_power={value: 40 GW, as_of: 2022}",
                                                   "power.datacenter_growth={2024: 1.5x/yr, 2026: 1x/yr}"}),
              {90e9, 135e9, 202.5e9, 202.5e9, 202.5e9, 202.5e9, 202.5e9, 202.5e9, 202.5e9});
}

TEST(ByYear, SharedParametersToo) {
  expect_near(course("shared.utilization", {"shared.utilization={2024: 30 %, 2025: 50 %, step: true}"}),
              {0.3, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5});
}

TEST(ByYear, WithoutItNothingIsMade) {
  EXPECT_FALSE(load_scenario("scenarios/sevilla-2024.yaml")->is_by_year());
  const auto scenario = load_scenario("scenarios/sevilla-2024.yaml", {"power.campus_power={2026: 4 GW}"});
  EXPECT_TRUE(scenario->is_by_year());
}

std::vector<double> draws_of(const ScenarioPointer& scenario, const std::string& path) {
  const simulation::Engine engine(scenario, {.draws = 4096});
  std::vector<std::vector<double>> columns(engine.paths().size(), std::vector<double>(4096));
  std::vector<double*> pointers;
  for (auto& column : columns) pointers.push_back(column.data());
  engine.sample(0, 4096, pointers);
  return columns[engine.index_of(path)];
}

// One dimension of a series: where it is drawn high in one year it is in all. And it is the dimension that the constant
// has: a band that is the same in every year gives the draws of the constant.
TEST(ByYear, ValuesMoveTogetherUnlessTheirCorrelationIsGiven) {
  const auto with = [](const std::string& value) {
    return load_scenario("scenarios/sevilla-2024.yaml", {"power.campus_power=" + value});
  };
  const auto together = with("{2026: 2 to 6 GW, 2030: 4 to 12 GW}");
  const std::vector<double> early = draws_of(together, "power.campus_power.2026");
  const std::vector<double> late = draws_of(together, "power.campus_power.2030");
  for (std::size_t i = 0; i < early.size(); ++i) ASSERT_NEAR(late[i], 2.0 * early[i], 1e-12 * late[i]);
  EXPECT_EQ(draws_of(with("2 to 6 GW"), "power.campus_power"), early);
  // The other parameters are drawn as ever.
  EXPECT_EQ(draws_of(with("2 to 6 GW"), "power.network_length"), draws_of(together, "power.network_length"));

  const auto correlation_with = [&](const std::string& given) {
    const auto scenario = with("{2026: 2 to 6 GW, 2028: 2 to 6 GW, 2030: 4 to 12 GW, correlation: " + given + "}");
    const auto logs = [&scenario](const std::string& path) {
      std::vector<double> values = draws_of(scenario, path);
      for (double& value : values) value = std::log(value);
      return values;
    };
    const auto pearson = [](const std::vector<double>& a, const std::vector<double>& b) {
      double x = 0.0, y = 0.0, xx = 0.0, yy = 0.0, xy = 0.0;
      const auto n = static_cast<double>(a.size());
      for (std::size_t i = 0; i < a.size(); ++i) {
        x += a[i] / n;
        y += b[i] / n;
      }
      for (std::size_t i = 0; i < a.size(); ++i) {
        xx += (a[i] - x) * (a[i] - x);
        yy += (b[i] - y) * (b[i] - y);
        xy += (a[i] - x) * (b[i] - y);
      }
      return xy / std::sqrt(xx * yy);
    };
    const auto first = logs("power.campus_power.2026");
    const auto second = logs("power.campus_power.2028");
    const auto third = logs("power.campus_power.2030");
    return std::array{pearson(first, second), pearson(second, third), pearson(first, third)};
  };
  // Lognormal values: Pearson's correlation of their logarithms is 2 sin(pi rho / 6), 0.814 for 0.8 and 0.661 for 0.64.
  const auto [near, also_near, far] = correlation_with("0.8");
  EXPECT_NEAR(near, 0.8135, 0.03);
  EXPECT_NEAR(also_near, 0.8135, 0.03);
  EXPECT_NEAR(far, 0.6577, 0.03);
  EXPECT_NEAR(correlation_with("0")[0], 0.0, 0.05);
  EXPECT_NEAR(correlation_with("1")[2], 1.0, 1e-12);
}

}  // namespace
}  // namespace chokepoint::scenario
