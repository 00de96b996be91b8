// SPDX-License-Identifier: Apache-2.0
// Every output and statistic, through sensitivity, solve and a run, in every format: each ends, with no nan.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "chokepoint/analysis.hpp"
#include "chokepoint/report.hpp"
#include "scenarios.hpp"

namespace chokepoint::report {
namespace {

using testing::HasSubstr;
using testing::Not;

const char* const published = "scenarios/sevilla-2024.yaml";

std::vector<std::string> outputs() {
  std::vector<std::string> all{"P(nothing binds)", "P(power binds first)", "P(trajectory feasible in 2030)",
                               "P(headroom(data) < 1 by 2030)"};
  for (const char* const statistic : {"p5", "p10", "p25", "p50", "p75", "p90", "p95", "median"}) {
    for (const char* const number :
         {"trajectory(2030)", "attainable(2027)", "ceiling(power, 2030)", "headroom(data, 2024)", "first_binding_year",
          "first_year(power.network_power >= 10 GW)"}) {
      all.push_back(std::string(statistic) + "(" + number + ")");
    }
  }
  return all;
}

/// The published scenario; one in which nothing ever binds; one in which something always has; one that is certain.
struct Asked {
  const char* name;
  std::vector<std::string> overrides;
};
std::ostream& operator<<(std::ostream& out, const Asked& asked) {
  return out << asked.name;
}
class Everything : public testing::TestWithParam<Asked> {
 protected:
  scenario::ScenarioPointer scenario = load_scenario(published, GetParam().overrides);
  analysis::Effort effort{.ensemble = {.draws = 64}, .threads = {.count = 1, .block_size = 0}, .progress = {}};
  Context context{.scenario = scenario, .ensemble = effort.ensemble, .version = "0"};
};

void expect_no_nan(const std::string& text, const std::string& of) {
  std::istringstream words(text);
  for (std::string word; std::getline(words, word, ' ');) {
    EXPECT_EQ(word.find("nan"), std::string::npos) << of << ": " << word;
    EXPECT_EQ(word.find("inf,"), std::string::npos) << of << ": " << word;
  }
}

TEST_P(Everything, EndsWithNumbersOrNever) {
  for (const std::string& text : outputs()) {
    const auto output = question::read_output(text, *scenario, "--of");
    ASSERT_TRUE(std::holds_alternative<question::Output>(output)) << text;
    const auto& asked = std::get<question::Output>(output);
    const auto result = analysis::sensitivity(scenario, asked, effort);
    ASSERT_TRUE(result);
    const auto summary = analysis::Experiment(scenario, effort).run({}, analysis::kept_for(asked));
    expect_no_nan(print(asked, analysis::value_of(asked, *summary)), text);
    const auto lever = std::get<question::Axis>(question::read_lever("data.epochs", "1..9", *scenario, "", ""));
    const question::Condition condition{asked, question::Comparison::greater, analysis::value_of(asked, *summary),
                                        text};
    const auto solution = analysis::solve(scenario, lever, condition, effort);
    ASSERT_TRUE(solution);
    for (const Format format : {Format::terminal, Format::json, Format::csv}) {
      expect_no_nan(sensitivity(context, *result, format, 80), text);
      expect_no_nan(report::solution(context, lever, condition, *solution, format, 80), text);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Everything,
                         testing::Values(Asked{"published", {}},
                                         Asked{"never", {"power.campus_power=1e9 GW", "trajectory.growth=1.01x/yr"}},
                                         Asked{"always", {"power.campus_power=1 W"}}),
                         [](const auto& one) { return std::string(one.param.name); });

/// One parameter of the published scenario, with an output that is 2028 at its P10 and never at its P90.
analysis::Sensitivity never_at_p90(const scenario::ScenarioPointer& scenario) {
  analysis::Sensitivity result;
  result.output = std::get<question::Output>(question::read_output("first_binding_year", *scenario, ""));
  result.at_median = std::numeric_limits<double>::infinity();
  result.sampled = 2029.0;
  analysis::Influence one;
  one.path = "power.campus_power";
  for (const auto* const assumption : scenario->assumptions()) {
    if (assumption->path == one.path) one.assumption = {scenario, assumption};
  }
  one.at_median = {2030.0, result.at_median};
  one.sampled = {2028.0, result.at_median};
  one.first_order = {-0.001, -0.01, 0.008};
  one.total = {0.5, 0.4, 0.6};
  result.influences = {one};
  return result;
}

TEST(Sensitivity, DrawsNeverToTheEdgeAndSaysSo) {
  const auto scenario = load_scenario(published);
  const analysis::Sensitivity result = never_at_p90(scenario);
  const Context context{.scenario = scenario, .ensemble = {.draws = 64}, .version = "0"};
  const std::string table = sensitivity(context, result, Format::terminal, 80);
  EXPECT_THAT(table, HasSubstr("2029 with all parameters drawn, never within the horizon\nwith all at their median"));
  EXPECT_THAT(table, HasSubstr("2028 / never"));
  // Twelve characters a side: 2028 is the widest finite swing, and never is beyond it.
  EXPECT_THAT(table, HasSubstr("  ------------|============\n"));
  const auto json = nlohmann::json::parse(sensitivity(context, result, Format::json, 80));
  EXPECT_TRUE(json["at_median"].is_null());
  EXPECT_EQ(json["parameters"][0]["sampled"][0], 2028.0);
  EXPECT_TRUE(json["parameters"][0]["sampled"][1].is_null());
  EXPECT_THAT(sensitivity(context, result, Format::csv, 80), HasSubstr(",2030,,2028,,"));
}

// Small estimates come out negative: the data keep them, the table says what they mean.
TEST(Sensitivity, AShareTooSmallToTellIsNotZero) {
  const auto scenario = load_scenario(published);
  const analysis::Sensitivity result = never_at_p90(scenario);
  const Context context{.scenario = scenario, .ensemble = {.draws = 64}, .version = "0"};
  EXPECT_THAT(sensitivity(context, result, Format::terminal, 80), HasSubstr(" 0.50 <0.01"));
  const auto json = nlohmann::json::parse(sensitivity(context, result, Format::json, 80));
  EXPECT_EQ(json["parameters"][0]["first_order"]["value"], -0.001);
}

// Values of a list may go up and down: each column and each row is labelled.
TEST(Map, LabelsEachValueOfAList) {
  const auto scenario = load_scenario(published);
  const auto axis = [&scenario](const char* text) {
    return std::get<question::Axis>(question::read_axis(text, *scenario, "", 5, false));
  };
  const analysis::Effort effort{.ensemble = {.draws = 64}, .threads = {.count = 1, .block_size = 0}, .progress = {}};
  const auto result = analysis::sweep(
      scenario, {axis("power.campus_power=50 GW,1 GW,20 GW"), axis("data.epochs=9,1,5,2")}, 2030, effort);
  const Context context{.scenario = scenario, .ensemble = effort.ensemble, .version = "0"};
  const std::string picture = map(context, *result, Format::terminal, 80, false);
  EXPECT_THAT(picture, HasSubstr("from the left: 50 GW, 1.0 GW, 20 GW\n"));
  for (const char* const label : {"9.0 +", "1.0 +", "5.0 +", "2.0 +"}) EXPECT_THAT(picture, HasSubstr(label));
}

// Chips are short in 2024 in few of the draws, and then by much: shares of that variance came out as 21 of 1.
TEST(Sensitivity, SaysWhatTheDrawsDoNotSettle) {
  const auto scenario = load_scenario(published);
  const analysis::Effort effort{.ensemble = {.draws = 4096}, .threads = {.count = 1, .block_size = 0}, .progress = {}};
  const auto table_of = [&](const char* text) {
    const auto output = std::get<question::Output>(question::read_output(text, *scenario, "--of"));
    return sensitivity({.scenario = scenario, .ensemble = effort.ensemble, .version = "0"},
                       *analysis::sensitivity(scenario, output, effort), Format::terminal, 80);
  };
  const std::string rare = table_of("gap(chips, 2024)");
  EXPECT_THAT(rare, testing::ContainsRegex("shared.utilization +0 / 0 H100e +[?] +[?] "));
  EXPECT_THAT(rare, HasSubstr("these draws do not settle the index"));
  EXPECT_THAT(table_of("headroom(chips, 2030)"), Not(HasSubstr("settle")));
}

}  // namespace
}  // namespace chokepoint::report
