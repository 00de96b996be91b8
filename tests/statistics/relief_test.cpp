// SPDX-License-Identifier: Apache-2.0
// Ways around in summaries: shares of draws that are short, made up and left, against the draws themselves; and nothing
// of it where nobody asks.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "chokepoint/statistics.hpp"
#include "scenarios.hpp"

namespace chokepoint::statistics {
namespace {

constexpr std::uint64_t draws = 4096;

scenario::ScenarioPointer with_ways() {
  static const auto scenario = load_scenario("scenarios/sevilla-2024.yaml", {"relief={}"});
  return scenario;
}

Summary summary_with(const Keep& keep, const scenario::ScenarioPointer& scenario = with_ways(), unsigned threads = 1) {
  const simulation::Engine engine(scenario, {.draws = draws});
  return *summarize(engine, {.count = threads}, keep);
}

std::size_t place_of(std::string_view name) {
  const auto& outputs = models::relief().outputs;
  const auto found =
      std::find_if(outputs.begin(), outputs.end(), [name](const models::Output& one) { return one.name == name; });
  return static_cast<std::size_t>(found - outputs.begin());
}

TEST(Relief, SharesAreCountsOfDraws) {
  const Summary summary = summary_with({.relief = Years::all()});
  const simulation::Engine engine(with_ways(), {.draws = draws});
  simulation::Block block;
  block.extras.relief = true;
  engine.simulate(0, draws, block);
  const int years = with_ways()->years();
  const double* const missing = block.way(place_of("shortfall"), years);
  const double* const all = block.way(place_of(""), years);
  for (std::size_t year = 0; year < static_cast<std::size_t>(years); ++year) {
    double short_of = 0.0;
    double made_up = 0.0;
    for (std::size_t lane = 0; lane < draws; ++lane) {
      const std::size_t at = year * block.lanes + lane;
      short_of += missing[at] > 0.0 ? 1.0 : 0.0;
      made_up += missing[at] > 0.0 && all[at] >= missing[at] ? 1.0 : 0.0;
    }
    EXPECT_EQ(summary.relief->missing[year], short_of / draws);
    EXPECT_EQ(summary.relief->made_up[year], made_up / draws);
    EXPECT_EQ(summary.relief->left[year], (short_of - made_up) / draws);
  }
  EXPECT_GT(summary.relief->missing.back(), 0.5);
  EXPECT_GT(summary.relief->left.back(), 0.05);
}

TEST(Relief, ADrawIsShortWhereItIsNotFeasible) {
  const Summary summary = summary_with(Keep::everything());
  for (std::size_t year = 0; year < summary.years(); ++year) {
    EXPECT_EQ(summary.relief->missing[year], 1.0 - summary.feasible[year]);
  }
}

TEST(Relief, OnlyWhatIsAskedForIsKept) {
  EXPECT_FALSE(summary_with({.trajectory = Years::all()}).relief.has_value());
  const Summary headline = summary_with({.relief = Years::all()});
  EXPECT_TRUE(headline.relief->named("relief/inference").years.is_kept(0));
  EXPECT_TRUE(headline.relief->named("relief/left").years.is_kept(0));
  EXPECT_FALSE(headline.relief->named("relief/query_energy").years.is_kept(0));
  EXPECT_THROW((void)headline.relief->named("relief/nothing"), std::out_of_range);
  EXPECT_FALSE(extras_for({.trajectory = Years::all()}).relief);
  EXPECT_TRUE(extras_for({.relief_details = Years::all()}).relief);
  Keep condition;
  condition.conditions = {question::relief_above_zero("left")};
  EXPECT_TRUE(extras_for(condition).relief);
}

TEST(Relief, AScenarioWithoutWaysHasNone) {
  const auto plain = load_scenario("scenarios/sevilla-2024.yaml");
  EXPECT_FALSE(summary_with(Keep::everything(), plain).relief.has_value());
  const simulation::Engine engine(plain, {.draws = 256});
  simulation::Block block;
  block.extras.relief = true;
  engine.simulate(0, 256, block);
  EXPECT_THROW((void)block.way(0, plain->years()), std::logic_error);
}

TEST(Relief, ChangesNothingElse) {
  const Summary plain = summary_with(Keep::everything(), load_scenario("scenarios/sevilla-2024.yaml"));
  const Summary ways = summary_with(Keep::everything());
  for (std::size_t k = 0; k < plain.constraints.size(); ++k) {
    EXPECT_EQ(plain.constraints[k].stopped, ways.constraints[k].stopped);
    EXPECT_EQ(plain.constraints[k].ceiling.years.back().quantiles, ways.constraints[k].ceiling.years.back().quantiles);
  }
}

TEST(Relief, IsTheSameForAnyNumberOfThreads) {
  const Summary one = summary_with(Keep::everything());
  const Summary three = summary_with(Keep::everything(), with_ways(), 3);
  for (std::size_t i = 0; i < one.relief->series.size(); ++i) {
    EXPECT_EQ(one.relief->series[i].years.back().quantiles, three.relief->series[i].years.back().quantiles);
  }
  EXPECT_EQ(one.relief->left, three.relief->left);
}

}  // namespace
}  // namespace chokepoint::statistics
