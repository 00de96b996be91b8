// SPDX-License-Identifier: Apache-2.0
// The lever that makes a condition true, where algebra says which.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "chokepoint/analysis.hpp"
#include "scenarios.hpp"

namespace chokepoint::analysis {
namespace {

const char* const published = "scenarios/sevilla-2024.yaml";

Effort effort(std::uint64_t draws = 8192) {
  return {.ensemble = {.draws = draws}, .threads = {.count = 1, .block_size = 0}, .progress = {}};
}

Solution solved(const scenario::ScenarioPointer& scenario, const std::string& lever, const std::string& range,
                const std::string& condition) {
  return *solve(scenario,
                std::get<question::Axis>(question::read_lever(lever, range, *scenario, "--lever", "--within")),
                std::get<question::Condition>(question::read_condition(condition, *scenario, "--until")), effort());
}

// data = 6 (T0 epochs)^2 / 20: with e epochs in every draw the median ceiling is c e^2. Twice the epochs that a run
// with 5 has are needed for four times its ceiling.
TEST(Solve, FindsTheRootOfTheEquation) {
  const auto scenario = load_scenario(published);
  const auto with_five = load_scenario(published, {"data.epochs=5"});
  const auto run = statistics::summarize(simulation::Engine(with_five, effort().ensemble), {.count = 1});
  const double four_times = 4.0 * run->constraints[2].ceiling.years[6].median();
  const Solution solution = solved(scenario, "data.epochs", "1..100",
                                   "ceiling(data, 2030) >= " + std::to_string(four_times / 1e24) + "e24 FLOP");
  EXPECT_EQ(solution.kind, Solution::Kind::found);
  EXPECT_NEAR(solution.lever, 10.0, 10.0 / 256);  // half of a bin of 1/128 of the ceiling
  EXPECT_GE(solution.value, four_times);
  EXPECT_TRUE(solution.monotonic);
  EXPECT_EQ(solution.lever_now, 5.0);
  EXPECT_GT(solution.standard_error, 0.0);
  EXPECT_LT(solution.standard_error, 0.5);
}

// With 5 epochs in every draw the median ceiling is 25 c, and it is a little less with the distribution of epochs: a
// condition between the two holds once they are fixed, without another value.
TEST(Solve, TellsFixingFromChanging) {
  const auto scenario = load_scenario(published);
  const auto median_with = [](const scenario::ScenarioPointer& one) {
    return statistics::summarize(simulation::Engine(one, effort().ensemble), {.count = 1})
        ->constraints[2]
        .ceiling.years[6]
        .median();
  };
  const double drawn = median_with(scenario);
  const double fixed = median_with(load_scenario(published, {"data.epochs=5"}));
  ASSERT_NE(drawn, fixed);
  const bool rises = fixed > drawn;
  const std::string between = std::to_string(std::sqrt(drawn * fixed) / 1e24) + "e24 FLOP";
  const Solution solution = solved(scenario, "data.epochs", "1..100",
                                   std::string("ceiling(data, 2030) ") + (rises ? ">= " : "<= ") + between);
  EXPECT_EQ(solution.kind, Solution::Kind::enough_at_median);
  EXPECT_EQ(solution.lever, 5.0);
  EXPECT_EQ(solution.value, fixed);
  EXPECT_EQ(solution.value_now, drawn);
}

// The ceiling of data is c (epochs)^2: a quarter of what it is with 5 epochs holds down to 2.5, and the trade-off says
// so although nothing need be changed.
TEST(TradeOff, SaysHowFarItHoldsWhereNothingIsNeeded) {
  const auto scenario = load_scenario(published, {"data.quality_share=20 %"});
  const auto fixed = load_scenario(published, {"data.quality_share=20 %", "data.epochs=5"});
  const double quarter = 0.25 * statistics::summarize(simulation::Engine(fixed, effort().ensemble), {.count = 1})
                                    ->constraints[2]
                                    .ceiling.years[6]
                                    .median();
  const auto lever = [&scenario](const char* name, const char* range) {
    return std::get<question::Axis>(question::read_lever(name, range, *scenario, "--lever", "--within"));
  };
  const auto condition = std::get<question::Condition>(question::read_condition(
      "ceiling(data, 2030) >= " + std::to_string(quarter / 1e24) + "e24 FLOP", *scenario, "--until"));
  const auto curve = trade_off(scenario, lever("data.quality_share", "20..40 %"), lever("data.epochs", "1..100"),
                               condition, effort(2048));
  const Solution& first = curve->points.front().second;
  EXPECT_EQ(first.kind, Solution::Kind::holds_already);
  ASSERT_TRUE(first.frontier);
  EXPECT_NEAR(*first.frontier, 2.5, 0.05);  // other draws than those of the quarter: 2% at 2,048
  // Twice the share is twice the tokens, four times the ceiling: half as many epochs are enough.
  ASSERT_TRUE(curve->points.back().second.frontier);
  EXPECT_NEAR(*curve->points.back().second.frontier, 1.25, 0.03);
  // Where it holds in all of the range there is no frontier.
  const auto all = trade_off(scenario, lever("data.quality_share", "20..40 %"), lever("data.epochs", "4..100"),
                             condition, effort(512));
  EXPECT_EQ(all->points.front().second.frontier, std::nullopt);
}

TEST(Solve, TheChangeIsTheSmallestFromEitherSide) {
  const auto scenario = load_scenario(published);
  // Fewer watts for an accelerator: downwards from 1704 W.
  const Solution solution =
      solved(scenario, "power.power_per_accelerator", "500..5000 W/H100e", "headroom(power, 2030) >= 1");
  ASSERT_EQ(solution.kind, Solution::Kind::found);
  EXPECT_LT(solution.lever, 1704.0);
  EXPECT_GT(solution.lever, 1200.0);
  const auto less =
      load_scenario(published, {"power.power_per_accelerator=" + std::to_string(solution.lever * 1.01) + " W/H100e"});
  const auto run = statistics::summarize(simulation::Engine(less, effort().ensemble), {.count = 1});
  EXPECT_LT(run->constraints[0].headroom.years[6].median(), 1.0);
}

TEST(Solve, SaysWhenNoChangeIsNeeded) {
  const auto scenario = load_scenario(published);
  const Solution solution = solved(scenario, "data.epochs", "1..100", "headroom(chips, 2030) >= 1");
  EXPECT_EQ(solution.kind, Solution::Kind::holds_already);
  EXPECT_EQ(solution.value, solution.value_now);
}

TEST(Solve, SaysHowCloseItComesWhenNothingDoes) {
  const auto scenario = load_scenario(published);
  const Solution solution = solved(scenario, "data.epochs", "1..100", "headroom(power, 2030) >= 1");
  EXPECT_EQ(solution.kind, Solution::Kind::out_of_reach);
  EXPECT_EQ(solution.value, solution.value_now);  // power does not read epochs
}

TEST(Solve, AFirstBindingYearIsFoundThroughTheDrawsThatDecideIt) {
  const auto scenario = load_scenario(published);
  const Solution solution = solved(scenario, "trajectory.growth", "2x/yr..4x/yr", "first_binding_year >= 2031");
  ASSERT_EQ(solution.kind, Solution::Kind::found);
  const auto at = [](double growth) {
    const auto changed = load_scenario(published, {"trajectory.growth=" + std::to_string(growth) + "x/yr"});
    const auto run = statistics::summarize(simulation::Engine(changed, effort().ensemble), {.count = 1});
    return run->binds_first_none;
  };
  EXPECT_GT(at(solution.lever - 0.01), 0.5);
  EXPECT_LT(at(solution.lever + 0.01), 0.5);
}

TEST(Solve, TheFirstYearOfAConditionToo) {
  const auto scenario = load_scenario(published);
  const char* const condition = "first_year(power.network_power >= 10 GW) <= 2028";
  const Solution solution = solved(scenario, "power.datacenter_growth", "1.05x/yr..1.6x/yr", condition);
  ASSERT_EQ(solution.kind, Solution::Kind::found);
  EXPECT_LE(solution.value, 2028.0);
  const auto by = [](double growth) {
    const auto changed = load_scenario(published, {"power.datacenter_growth=" + std::to_string(growth) + "x/yr"});
    const auto asked =
        std::get<question::Output>(question::read_output("P(power.network_power >= 10 GW by 2028)", *changed, "--of"));
    return value_of(
        asked, *statistics::summarize(simulation::Engine(changed, effort().ensemble), {.count = 1}, kept_for(asked)));
  };
  EXPECT_LT(by(solution.lever - 0.01), 0.5);
  EXPECT_GT(by(solution.lever + 0.01), 0.5);
}

// The scenario ends with 2030: "2031 or later" and "never" are the same question.
TEST(Solve, AYearThatIsNeverReached) {
  const auto scenario = load_scenario(published);
  auto never =
      std::get<question::Condition>(question::read_condition("first_binding_year >= 2031", *scenario, "--until"));
  never.value = std::numeric_limits<double>::infinity();
  const auto lever = std::get<question::Axis>(
      question::read_lever("trajectory.growth", "2x/yr..4x/yr", *scenario, "--lever", "--within"));
  const auto solution = solve(scenario, lever, never, effort());
  const Solution later = solved(scenario, "trajectory.growth", "2x/yr..4x/yr", "first_binding_year >= 2031");
  EXPECT_EQ(solution->kind, Solution::Kind::found);
  EXPECT_EQ(solution->lever, later.lever);
}

// Too slow a trajectory meets nothing, too fast a one meets chips first: power is likeliest in between.
TEST(Solve, ReportsALeverThatIsNotMonotonic) {
  const auto scenario = load_scenario(published);
  const Solution solution = solved(scenario, "trajectory.growth", "1.1x/yr..40x/yr", "P(power binds first) >= 99 %");
  EXPECT_EQ(solution.kind, Solution::Kind::out_of_reach);
  EXPECT_FALSE(solution.monotonic);
}

TEST(TradeOff, LessOfOneNeedsMoreOfTheOther) {
  const auto scenario = load_scenario(published);
  const auto lever = [&](const char* name, const char* range) {
    return std::get<question::Axis>(question::read_lever(name, range, *scenario, "--lever", "--within"));
  };
  const auto condition =
      std::get<question::Condition>(question::read_condition("headroom(data, 2030) >= 20", *scenario, "--until"));
  const auto curve = trade_off(scenario, lever("data.epochs", "2..10"), lever("data.quality_share", "1..100 %"),
                               condition, effort(2048));
  ASSERT_EQ(curve->points.size(), 9U);
  double product = 0.0;
  for (const auto& [epochs, solution] : curve->points) {
    if (solution.kind != Solution::Kind::found) continue;
    // Their product is all that the ceiling sees.
    if (product == 0.0) product = epochs * solution.lever;
    EXPECT_NEAR(epochs * solution.lever / product, 1.0, 1.0 / 100);
  }
  EXPECT_GT(product, 0.0);
}

}  // namespace
}  // namespace chokepoint::analysis
