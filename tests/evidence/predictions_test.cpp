// SPDX-License-Identifier: Apache-2.0
// What a scenario says of a date: numbers by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "chokepoint/evidence.hpp"
#include "chokepoint/statistics.hpp"
#include "scenarios.hpp"

namespace chokepoint::evidence {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

analysis::Effort with_draws(std::uint64_t draws, unsigned threads = 1, std::size_t block_size = 0) {
  return {.ensemble = {.draws = draws}, .threads = {.count = threads, .block_size = block_size}, .progress = {}};
}

scenario::ScenarioPointer published() {
  return load_scenario("scenarios/sevilla-2024.yaml");
}

std::vector<std::vector<double>> predicted(const scenario::ScenarioPointer& scenario,
                                           const std::vector<std::pair<std::string, double>>& what,
                                           const analysis::Effort& effort) {
  std::vector<Target> targets;
  for (const auto& [series, at] : what) targets.push_back({target_named(series, *scenario).value(), at});
  return predictions(scenario, targets, effort).value();
}

TEST(Predictions, OfAYearAreTheDrawsOfARun) {
  // Draw 0 as docs/how-it-flows.md follows it, which a test holds to `run --draws 1 --format csv`.
  const auto values = predicted(
      published(), {{"trajectory", 2029.0}, {"power/us_ai_datacenter_power", 2029.0}, {"ceiling/power/campus", 2029.0}},
      with_draws(1));
  EXPECT_THAT(values, ElementsAre(ElementsAre(6.518793809247508e+28), ElementsAre(22431048616.22397),
                                  ElementsAre(2.24527301367109e+28)));
}

TEST(Predictions, BetweenYearsAreEvenInGrowth) {
  // Four times a year: twice in half a year, and in the last year there is nothing behind its start.
  const auto values =
      predicted(published(), {{"trajectory", 2029.0}, {"trajectory", 2029.5}, {"trajectory", 2030.0}}, with_draws(1));
  EXPECT_NEAR(values[1][0] / values[0][0], 2.0, 1e-12);
  EXPECT_NEAR(values[2][0] / values[0][0], 4.0, 1e-12);
}

TEST(Predictions, OfWhatMayBeZeroAreEven) {
  // What is missing of power is 0 as long as nothing is: from 0 it grows by the same amount in each part of a year.
  const auto values =
      predicted(published(), {{"gap/power", 2029.0}, {"gap/power", 2030.0}, {"gap/power", 2029.25}}, with_draws(4096));
  std::size_t from_zero = 0;
  std::size_t in_growth = 0;
  for (std::size_t i = 0; i < values[0].size(); ++i) {
    const double from = values[0][i];
    const double to = values[1][i];
    const bool grows = from > 0.0 && to > 0.0;
    const double by_hand = grows ? std::exp(0.75 * std::log(from) + 0.25 * std::log(to)) : 0.75 * from + 0.25 * to;
    ASSERT_NEAR(values[2][i], by_hand, 1e-9 * by_hand);
    from_zero += from == 0.0 && to > 0.0 ? 1U : 0U;
    in_growth += grows ? 1U : 0U;
  }
  EXPECT_GT(from_zero, 100U);
  EXPECT_GT(in_growth, 100U);
}

TEST(Predictions, AreTheSameForAnySplit) {
  const auto scenario = published();
  const std::vector<std::pair<std::string, double>> what{{"chips/stock", 2026.0}, {"need/power", 2027.3}};
  const auto whole = predicted(scenario, what, with_draws(3000));
  EXPECT_THAT(whole, ElementsAre(SizeIs(3000), SizeIs(3000)));
  EXPECT_EQ(predicted(scenario, what, with_draws(3000, 3, 256)), whole);
  EXPECT_EQ(predicted(scenario, what, with_draws(3000, 2, 512)), whole);
}

TEST(Predictions, StopWhenAsked) {
  auto effort = with_draws(65'536);
  effort.progress = [](double) { return false; };
  const Target target{*target_named("trajectory", *published()), 2026.0};
  EXPECT_FALSE(predictions(published(), {&target, 1}, effort));
}

TEST(Predictions, OfDatesOutsideAreADefect) {
  const Target early{*target_named("trajectory", *published()), 2023.9};
  EXPECT_THROW((void)predictions(published(), {&early, 1}, with_draws(1)), std::invalid_argument);
}

TEST(Predictions, OfAParameterByYearAreItsValues) {
  // Evenly in growth between 1 GW at the start of 2026 and 4 GW at that of 2028: 2 GW at that of 2027.
  const auto scenario = load_scenario("scenarios/sevilla-2024.yaml", {"power.campus_power={2026: 1 GW, 2028: 4 GW}"});
  const auto values = predicted(
      scenario, {{"power/campus_power", 2024.5}, {"power/campus_power", 2027.0}, {"power/campus_power", 2027.5}},
      with_draws(2));
  EXPECT_DOUBLE_EQ(values[0][1], 1e9);
  EXPECT_NEAR(values[1][1], 2e9, 1.0);
  EXPECT_NEAR(values[2][1], 2e9 * std::sqrt(2.0), 1.0);
}

TEST(TargetNamed, KnowsWhatTheScenarioHas) {
  const auto scenario = published();
  for (const char* const name :
       {"trajectory", "attainable", "ceiling/power", "ceiling/power/campus", "headroom/chips", "need/data",
        "supply/power", "gap/power", "chips/stock", "power/us_datacenter_power"}) {
    EXPECT_TRUE(target_named(name, *scenario)) << name;
  }
  for (const char* const name :
       {"", "trajectory/observed", "trajectory/x", "ceiling", "ceiling/", "ceiling/power/x", "headroom/power/campus",
        "chips", "chips/", "chips/x", "power/campus", "runs", "power/campus_power", "capital/spend"}) {
    EXPECT_FALSE(target_named(name, *scenario)) << name;
  }
}

TEST(Match, TellsWhatTheScenarioSaysNothingOf) {
  const std::string text =
      "series,date,value,unit,source\n"
      "trajectory,2023-03-15,2.1e25,FLOP,x\n"
      "trajectory,2025,3e26,FLOP,x\n"
      "runs,2025,1e26,FLOP,x\n"
      "chips/stock,2030-06,1e9,H100e,x\n"
      "chips/stock,2030-07,1e9,H100e,x\n"
      "power/campus_power,2026,1,GW,x\n"
      "chips/stock,2030-08,1e9,H100e,x\n"
      "trajectory,2026,5e26,FLOP,x\n";
  const Observations all = load_observations({"it.csv"}, reader_of({{"it.csv", text}}));
  ASSERT_FALSE(all.has_errors());
  const Match found = match(all, *published());
  ASSERT_THAT(found.matched, SizeIs(2));
  EXPECT_EQ(found.matched[0].observation.date, "2025");
  EXPECT_EQ(found.matched[1].observation.date, "2026");
  EXPECT_EQ(found.matched[1].target.at, 2026.0);
  ASSERT_THAT(found.unknown, SizeIs(1));
  EXPECT_EQ(found.unknown[0].series, "power/campus_power");
  ASSERT_THAT(found.outside, SizeIs(4));
}

}  // namespace
}  // namespace chokepoint::evidence
