// SPDX-License-Identifier: Apache-2.0
// Summaries of draws whose every probability is known beforehand.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chokepoint/statistics.hpp"
#include "scenarios.hpp"

namespace chokepoint::statistics {
namespace {

/// Two constraints, two years, four draws made by hand: ceilings and trajectory as a table would have them.
struct ByHand {
  scenario::ScenarioPointer scenario =
      load_scenario("scenarios/sevilla-2024.yaml", {"years=2029..2030", "base_year=2029", "data=off", "latency=off"});
  simulation::Block block;

  ByHand() {
    block.extras.governing = true;
    simulation::Engine(scenario, {.draws = 4, .seed = 1}).simulate(0, 4, block);
    // trajectory 10, then 20, in every draw.
    //                      draw: 0   1   2   3
    set(block.trajectory, 0, {10, 10, 10, 10});
    set(block.trajectory, 1, {20, 20, 20, 20});
    set(block.constraints[0], 0, {11, 9, 30, 30});   // power, in its first output, the ceiling
    set(block.constraints[0], 1, {12, 30, 25, 30});  // short in draw 0 in the second year, in draw 1 in the first alone
    set(block.constraints[1], 0, {50, 8, 12, 40});   // chips: below power in draw 1, in the first year
    set(block.constraints[1], 1, {11, 50, 19, 40});  // lower than power in draw 0; alone in draw 2
    for (std::size_t year = 0; year < 2; ++year) block.trajectory_extent[year] = extent_of(block.trajectory, year);
    for (std::size_t k = 0; k < 2; ++k) {
      for (std::size_t year = 0; year < 2; ++year) block.extents[k][year] = extent_of(block.constraints[k], year);
    }
  }

  void set(Lanes& series, std::size_t year, const std::vector<double>& values) const {
    for (std::size_t lane = 0; lane < block.lanes; ++lane) series[year * block.lanes + lane] = values[lane % 4];
  }
  [[nodiscard]] Extent extent_of(const Lanes& series, std::size_t year) const {
    const double* const at = series.data() + year * block.lanes;
    return {*std::min_element(at, at + 4), *std::max_element(at, at + 4)};
  }
  [[nodiscard]] Summary summary(const Keep& keep = Keep::everything()) const {
    Collector collector(scenario, keep);
    collector.take(block);
    return collector.summary();
  }
};

// Headroom is a ceiling over the trajectory of the same draw, whether all draws have one trajectory or each its own;
// that they have one in the first year is not enough.
TEST(Bind, DividesByTheTrajectoryOfEachDraw) {
  for (const char* const growth : {"trajectory.growth=4x/yr", "trajectory.growth=3 to 5 x/yr"}) {
    const auto scenario =
        load_scenario("scenarios/sevilla-2024.yaml", {growth, "trajectory.anchor_date=2024-01-01", "years=2024..2026"});
    const auto years = static_cast<std::size_t>(scenario->years());
    simulation::Block block;
    simulation::Engine(scenario, {.draws = 64, .seed = 1}).simulate(0, 64, block);
    binding::Outcome outcome;
    bind(*scenario, block, outcome);
    for (std::size_t k = 0; k < scenario->blocks.size(); ++k) {
      const double* const ceiling = block.series(k, 0, scenario->years());
      for (std::size_t cell = 0; cell < years * block.lanes; ++cell) {
        ASSERT_EQ(outcome.headroom[k][cell], ceiling[cell] * (1.0 / block.trajectory[cell])) << growth;
      }
    }
  }
}

// Draw 0 is stopped in 2030 by chips (11 < 12), draw 1 in 2029 by chips (8 < 9), draw 2 in 2030 by chips alone, draw 3
// never.
TEST(Summary, CountsWhatStopsEachDraw) {
  const Summary summary = ByHand().summary();
  EXPECT_EQ(summary.stops.draws, 4U);
  EXPECT_EQ(summary.stops.in, (std::vector<std::vector<std::uint64_t>>{{0, 0}, {1, 2}}));
  EXPECT_EQ(summary.constraints[1].binds_first_in, (std::vector<double>{0.25, 0.5}));
  EXPECT_EQ(summary.constraints[1].stopped, (std::vector<double>{0.25, 0.75}));
  EXPECT_EQ(summary.constraints[0].stopped, (std::vector<double>{0.0, 0.0}));
  EXPECT_EQ(summary.not_stopped, (std::vector<double>{0.75, 0.25}));
  EXPECT_EQ(summary.binds_first_none, 0.25);
}

// A draw that was stopped may be feasible again: draw 1 is stopped in 2029, and feasible in 2030.
TEST(Summary, TellsStoppedFromFeasibleAndFromLowest) {
  const Summary summary = ByHand().summary();
  EXPECT_EQ(summary.feasible, (std::vector<double>{0.75, 0.5}));
  EXPECT_EQ(summary.constraints[0].below, (std::vector<double>{0.25, 0.25}));
  EXPECT_EQ(summary.constraints[1].below, (std::vector<double>{0.25, 0.5}));
  EXPECT_EQ(summary.constraints[0].lowest, (std::vector<double>{0.5, 0.5}));  // draws 0 and 3; 1 and 3
  EXPECT_EQ(summary.constraints[1].lowest, (std::vector<double>{0.5, 0.5}));
}

using Counts = std::vector<std::uint64_t>;

/// How a condition holds in the draws made by hand.
Held held(const std::string& condition, const ByHand& by_hand = {}) {
  const auto read = question::read_output("first_year(" + condition + ")", *by_hand.scenario, "--of");
  const question::SeriesCondition& asked = std::get<question::Output>(read).condition;
  return by_hand.summary({.conditions = {asked}}).held_of(asked);
}

TEST(Held, CountsDrawsByYear) {
  const Held level = held("ceiling(power) >= 30 FLOP");  // draws 2 and 3; then 1 and 3: exactly 30 is enough
  EXPECT_EQ(level.in, (Counts{2, 2}));
  EXPECT_EQ(level.since.in, (Counts{2, 1}));
  EXPECT_EQ(level.since.draws, 4U);
  EXPECT_EQ(level.since.never(), 1U);  // draw 0
  EXPECT_EQ(level.share_in(1), 0.5);
  EXPECT_EQ(level.share_by(1), 0.75);
  EXPECT_EQ(level.since.quantile(50), 0U);
  EXPECT_EQ(level.since.quantile(75), 1U);
  EXPECT_EQ(level.since.quantile(90), std::nullopt);
}

TEST(Held, ComparesAsItSays) {
  EXPECT_EQ(held("ceiling(power) > 30 FLOP").since.in, (Counts{0, 0}));   // never
  EXPECT_EQ(held("ceiling(power) <= 30 FLOP").since.in, (Counts{4, 0}));  // all, in the first year
  EXPECT_EQ(held("ceiling(power) < 30 FLOP").in, (Counts{2, 2}));
  EXPECT_EQ(held("ceiling(power) < 30 FLOP").since.in, (Counts{2, 1}));  // draws 0 and 1; then 0 and 2
}

// What held once has come, whether or not it holds later: the trajectory is 10 in 2029, 20 in 2030.
TEST(Held, ComesOnce) {
  const Held once = held("trajectory <= 10 FLOP");
  EXPECT_EQ(once.in, (Counts{4, 0}));
  EXPECT_EQ(once.since.in, (Counts{4, 0}));
  EXPECT_EQ(once.share_by(1), 1.0);
}

TEST(Held, IsOfEverySeries) {
  ByHand by_hand;
  EXPECT_EQ(held("attainable >= 12 FLOP").in, (Counts{0, 3}));  // 10 8 10 10; 11 20 19 20
  EXPECT_EQ(held("headroom(power) < 1").in, (Counts{1, 1}));    // draw 1; draw 0
  EXPECT_EQ(held("headroom(power) < 1").since.in, (Counts{1, 1}));
  const auto& outputs = by_hand.scenario->blocks[0].constraint->description->outputs;
  const auto row = [&outputs](std::string_view name) {
    std::size_t i = 0;
    while (outputs[i].name != name) ++i;
    return 2 * i;
  };
  by_hand.set(by_hand.block.constraints[0], row("network_power"), {1e9, 2e9, 3e9, 4e9});
  by_hand.set(by_hand.block.constraints[0], row("network_power") + 1, {5e9, 2e9, 3e9, 4e9});
  by_hand.set(by_hand.block.constraints[0], row("network"), {5, 5, 5, 5});
  by_hand.set(by_hand.block.constraints[0], row("network") + 1, {6, 5, 5, 5});
  EXPECT_EQ(held("power.network_power >= 3 GW", by_hand).in, (Counts{2, 3}));
  EXPECT_EQ(held("power.network_power >= 3 GW", by_hand).since.in, (Counts{2, 1}));
  EXPECT_EQ(held("power.network > 5 FLOP", by_hand).since.in, (Counts{0, 1}));
  EXPECT_EQ(held("ceiling(power.network) > 5 FLOP", by_hand).since.in, (Counts{0, 1}));
}

TEST(Held, ComparesTwoSeries) {
  const Held lower = held("ceiling(chips) < ceiling(power)");  // draws 1 and 2; then 0 and 2
  EXPECT_EQ(lower.in, (Counts{2, 2}));
  EXPECT_EQ(lower.since.in, (Counts{2, 1}));
}

// Two ways to one count.
TEST(Held, TheFirstBindingYearIsThatOfWhatIsAttainable) {
  const ByHand by_hand;
  EXPECT_EQ(held("attainable < trajectory").since.in, by_hand.summary({}).stops.dates().in);
  EXPECT_EQ(held("attainable < trajectory").since.in, (Counts{1, 2}));
}

TEST(Summary, LiftsTheLikeliestFirst) {
  const Summary summary = ByHand().summary();
  ASSERT_EQ(summary.order->size(), 2U);
  EXPECT_EQ((*summary.order)[0].constraint, 1U);
  EXPECT_EQ((*summary.order)[0].binds_first, 0.75);
  EXPECT_EQ((*summary.order)[1].constraint, 0U);
  EXPECT_EQ((*summary.order)[1].binds_first, 0.5);  // without chips, power stops draws 0 and 1
  EXPECT_EQ((*summary.order)[1].below, 0.5);
}

TEST(Summary, MeansAreKeptWhereTheyHaveSettled) {
  const Summary summary = ByHand().summary();
  EXPECT_EQ(*summary.trajectory.years[1].mean, 20.0);  // all alike
  // Four draws of 11, 9, 30, 30: mean 20, deviation 10, its error 5, which is a quarter of it.
  EXPECT_EQ(*summary.constraints[0].ceiling.years[0].mean, std::nullopt);
}

// The data ceiling is the square of a product with log-metalogs: its tail is heavier than that of any number with a
// mean, and the sum over draws grows with their number. Power's is not.
TEST(Summary, AMeanThatDoesNotExistIsNone) {
  const auto scenario = load_scenario("scenarios/sevilla-2024.yaml");
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
    const auto summary = summarize(simulation::Engine(scenario, {.draws = 16'384, .seed = seed}), {.count = 1});
    EXPECT_TRUE(*summary->constraints[0].ceiling.years.back().mean) << seed;
    EXPECT_FALSE(*summary->constraints[2].ceiling.years.back().mean) << seed;
  }
}

// Wilson, "Probable inference, the law of succession, and statistical inference" (1927), with one standard error.
TEST(StandardError, IsNeverZero) {
  EXPECT_DOUBLE_EQ(standard_error_of_share(1.0, 1), 0.25);  // sqrt(1/4) / 2
  EXPECT_DOUBLE_EQ(standard_error_of_share(0.0, 4), 0.125 / 1.25);
  EXPECT_NEAR(standard_error_of_share(0.5, 10'000), 0.005, 1e-6);
}

// Against the spread of the headline over 200 seeds of independent draws: within three errors of a standard deviation
// of 200, 0.05 each.
TEST(Headline, ErrorIsThatOverSeeds) {
#ifdef CHOKEPOINT_SANITIZED
  GTEST_SKIP() << "a question of numbers, which a sanitizer does not change; other tests run the same code";
#endif
  const auto scenario = load_scenario("scenarios/sevilla-2024.yaml");
  constexpr int seeds = 200;
  double stopped = 0.0;
  double stopped_squares = 0.0;
  double logs = 0.0;
  double log_squares = 0.0;
  double stated_stopped = 0.0;
  double stated_headroom = 0.0;
  for (int seed = 1; seed <= seeds; ++seed) {
    const simulation::Engine engine(
        scenario, {.draws = 1024, .seed = static_cast<std::uint64_t>(seed), .method = uncertainty::Method::random});
    const Headline one = headline(*summarize(engine, {.count = 1}));
    ASSERT_EQ(one.constraint, 0U);
    const double log = std::log(one.headroom);
    stopped += one.stopped;
    stopped_squares += one.stopped * one.stopped;
    logs += log;
    log_squares += log * log;
    stated_stopped += one.stopped_error / seeds;
    stated_headroom += *one.headroom_error / seeds;
  }
  const auto deviation = [](double sum, double squares) {
    return std::sqrt(squares / seeds - sum / seeds * sum / seeds);
  };
  EXPECT_NEAR(stated_stopped / deviation(stopped, stopped_squares), 1.0, 0.15);
  EXPECT_NEAR(stated_headroom / deviation(logs, log_squares), 1.0, 0.15);
}

}  // namespace
}  // namespace chokepoint::statistics
