// SPDX-License-Identifier: Apache-2.0
// What is asked for is the same whatever else is; what is not is absent, and cannot be read.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "chokepoint/statistics.hpp"
#include "scenarios.hpp"

namespace chokepoint::statistics {
namespace {

const scenario::ScenarioPointer& published() {
  static const auto scenario = load_scenario("scenarios/sevilla-2024.yaml");
  return scenario;
}

Summary summary_of(const Keep& keep, std::uint64_t draws = 2048) {
  return *summarize(simulation::Engine(published(), {.draws = draws}), {.count = 1}, keep);
}

const Years all = Years::all();

question::SeriesCondition condition_of(const std::string& text) {
  return std::get<question::Output>(question::read_output("first_year(" + text + ")", *published(), "")).condition;
}

/// Every statistic of a summary that may be absent, by the request that brings it. Reading one throws when it is.
struct Read {
  std::string name;
  Keep asked;
  std::function<double(const Summary&)> read;
};
std::vector<Read> reads() {
  const auto median = [](const Series& series) { return series.years.back().median(); };
  return {
      {"trajectory", {.trajectory = all}, [=](const Summary& s) { return median(s.trajectory); }},
      {"attainable", {.attainable = all}, [=](const Summary& s) { return median(s.attainable); }},
      {"ceilings", {.ceilings = all}, [=](const Summary& s) { return median(s.constraints[0].ceiling); }},
      {"headroom", {.headroom = all}, [=](const Summary& s) { return median(s.constraints[1].headroom); }},
      {"parts", {.parts = all}, [=](const Summary& s) { return median(s.constraints[0].parts[1].ceiling); }},
      {"internals", {.internals = all}, [=](const Summary& s) { return median(s.constraints[0].internals[1]); }},
      {"lowest", {.lowest = all}, [](const Summary& s) { return s.constraints[2].lowest.back(); }},
      {"parts lowest", {.parts_lowest = all}, [](const Summary& s) { return s.constraints[0].parts[1].lowest.back(); }},
      {"below", {.below = all}, [](const Summary& s) { return s.constraints[0].below.back(); }},
      {"feasible", {.below = all}, [](const Summary& s) { return s.feasible.back(); }},
      {"needs", {.needs = all}, [=](const Summary& s) { return median(s.constraints[1].need); }},
      {"order", {.order = true}, [](const Summary& s) { return s.order->front().binds_first; }},
      {"headline", {.order = true}, [](const Summary& s) { return headline(s).headroom; }},
      {"mean",
       {.attainable = all, .means = true},
       [](const Summary& s) { return (*s.attainable.years.back().mean).value(); }},
  };
}

TEST(Keep, WhatIsAskedForIsTheSameAsInEverything) {
  Keep everything = Keep::everything();
  const Summary whole = summary_of(everything |= {.needs = all});
  for (const Read& one : reads()) EXPECT_EQ(one.read(summary_of(one.asked)), one.read(whole)) << one.name;
}

TEST(Keep, WhatIsNotAskedForThrows) {
  const Summary nothing = summary_of({});
  for (const Read& one : reads()) EXPECT_THROW(static_cast<void>(one.read(nothing)), NotKept) << one.name;
  // Nor does a mean that was not asked for look like one that has not settled.
  const Summary quantiles = summary_of({.ceilings = all});
  EXPECT_NO_THROW(static_cast<void>(quantiles.constraints[0].ceiling.years.back().median()));
  EXPECT_THROW(static_cast<void>(*quantiles.constraints[0].ceiling.years.back().mean), NotKept);
}

// A share that is absent must not look like the zero that it may be: one draw, at the medians, where power is lowest.
TEST(Keep, AZeroIsNoAbsence) {
  const simulation::Engine engine(published(), {.point = true});
  EXPECT_EQ(summarize(engine, {.count = 1}, {.lowest = all})->constraints[2].lowest.back(), 0.0);
  EXPECT_THROW(static_cast<void>(summarize(engine, {.count = 1}, {})->constraints[2].lowest.back()), NotKept);
}

TEST(Keep, OneYearIsKeptAlone) {
  const auto year = Years::only({2027});
  const Summary whole = summary_of(Keep::everything());
  const Summary one = summary_of({.attainable = year, .headroom = year, .parts_lowest = year});
  EXPECT_EQ(one.constraints[0].headroom.years[3].quantiles, whole.constraints[0].headroom.years[3].quantiles);
  EXPECT_EQ(one.attainable.years[3].quantiles, whole.attainable.years[3].quantiles);
  EXPECT_EQ(one.constraints[0].parts[1].lowest[3], whole.constraints[0].parts[1].lowest[3]);
  EXPECT_THROW(static_cast<void>(one.constraints[0].headroom.years[4]), NotKept);
  EXPECT_THROW(static_cast<void>(one.constraints[0].headroom.years.back()), NotKept);
  EXPECT_THROW(static_cast<void>(one.constraints[0].headroom.years.begin()), NotKept);
  EXPECT_THROW(static_cast<void>(one.constraints[0].lowest.whole()), NotKept);
}

// Of conditions no list holds all: each is asked for by name, and kept once.
TEST(Keep, AConditionIsKeptAlone) {
  const auto asked = condition_of("power.network_power >= 20 GW");
  const Keep keep{.conditions = {asked}};
  EXPECT_EQ(summary_of(keep).held_of(asked).since.draws, 2048U);
  EXPECT_THROW(static_cast<void>(summary_of({}).held_of(asked)), NotKept);
  EXPECT_THROW(static_cast<void>(summary_of(keep).held_of(condition_of("power.network_power > 20 GW"))), NotKept);
  Keep more = keep;
  more |= {.conditions = {condition_of("power.network_power >= 20 GW"), condition_of("attainable < trajectory")}};
  EXPECT_EQ(more.conditions.size(), 2U);
  EXPECT_EQ(summary_of(more).held_of(asked).in, summary_of(keep).held_of(asked).in);
}

TEST(Keep, NeedsAreMadeOnlyWhenAskedFor) {
  EXPECT_EQ(extras_for(Keep::everything()), (simulation::Extras{.needs = false, .governing = true, .relief = true}));
  EXPECT_EQ(extras_for({.ceilings = all}), simulation::Extras{.details = false});
  for (const char* const text :
       {"power.network_power < 3 GW", "ceiling(power.network) > 5 FLOP", "ceiling(chips) < power.distributed_run"}) {
    EXPECT_TRUE(extras_for({.conditions = {condition_of(text)}}).details) << text;
  }
  EXPECT_FALSE(extras_for({.conditions = {condition_of("ceiling(power) > 5 FLOP")}}).details);
  EXPECT_TRUE(extras_for({.parts = all}).details);
  EXPECT_TRUE(extras_for({.internals = Years::only({2030})}).details);
  EXPECT_TRUE(extras_for({.needs = Years::only({2030})}).needs);
  EXPECT_TRUE(extras_for({.conditions = {condition_of("gap(chips) > 0 H100e")}}).needs);
  EXPECT_TRUE(extras_for({.conditions = {condition_of("power.network_power < need(power)")}}).needs);
  EXPECT_FALSE(extras_for({.conditions = {condition_of("power.network_power < 3 GW")}}).needs);
  simulation::Block block;
  simulation::Engine(published(), {.draws = 256}).simulate(0, 256, block);
  EXPECT_TRUE(block.needs.empty());
  EXPECT_TRUE(block.governing.empty());
  EXPECT_THROW(static_cast<void>(block.need(0, models::NeedSeries::need, 7)), std::logic_error);
  const Summary without = summary_of(Keep::everything());
  EXPECT_THROW(static_cast<void>(without.constraints[0].need.years.back()), NotKept);
  const Summary some = summary_of({.needs = Years::only({2028})});
  EXPECT_NO_THROW(static_cast<void>(some.constraints[0].gap.years[4]));
  EXPECT_THROW(static_cast<void>(some.constraints[0].gap.years[5]), NotKept);
}

// The published scenario in 2030, every parameter at its median, by hand (a program of a few lines in another
// language): a run of 2.1e25 FLOP 4^(2030 - 2023.2) takes C / (2e15 FLOP/s 0.375 1.56e7 s) accelerators, 1704 W
// / 1.28^6 each; sqrt(C / 6 / 20) parameters and twenty tokens for each; and so on through the equations of
// docs/models.md.
TEST(Needs, AreThoseOfAHandCalculation) {
  const Summary point =
      *summarize(simulation::Engine(published(), {.point = true}), {.count = 1}, {.needs = Years::only({2030})});
  const auto need = [&point](std::size_t k) { return point.constraints[k].need.years[6].median(); };
  const auto supply = [&point](std::size_t k) { return point.constraints[k].supply.years[6].median(); };
  constexpr double digits = 1e-3;  // of the date of the anchor
  EXPECT_NEAR(need(0), 8.6348e9, 8.6348e9 * digits);
  EXPECT_NEAR(need(1), 2.22865e7, 2.22865e7 * digits);
  EXPECT_NEAR(need(2), 9.32294e14, 9.32294e14 * digits);
  EXPECT_NEAR(need(3), 0.762766, 0.762766 * digits);
  EXPECT_NEAR(supply(3), 0.039276, 0.039276 * digits);
  // 40 GW 1.15^6 for all, less 36.96 GW 1.08^6 for others, of which the run gets 26%.
  EXPECT_NEAR(supply(0), 8.806604e9, 1e4);
  for (std::size_t k = 0; k < 4; ++k) EXPECT_EQ(point.constraints[k].gap.years[6].median(), 0.0);
}

TEST(Needs, WhatIsMissingIsTheDifferenceDrawByDraw) {
  simulation::Block block;
  block.extras.needs = true;
  simulation::Engine(published(), {.draws = 256}).simulate(0, 256, block);
  constexpr int years = 7;
  std::size_t short_draws = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    const double* const need = block.need(k, models::NeedSeries::need, years);
    const double* const supply = block.need(k, models::NeedSeries::supply, years);
    const double* const gap = block.need(k, models::NeedSeries::gap, years);
    const double* const ceiling = block.series(k, 0, years);
    for (std::size_t i = 0; i < 6 * block.lanes + 256; ++i) {
      if (i % block.lanes >= 256) continue;
      const bool missing = ceiling[i] < block.trajectory[i];
      const double difference = k == 3 ? supply[i] - need[i] : need[i] - supply[i];
      ASSERT_EQ(gap[i] > 0.0, missing) << k << ' ' << i;
      ASSERT_EQ(gap[i], std::max(difference, 0.0));
      short_draws += missing ? 1U : 0U;
    }
  }
  EXPECT_GT(short_draws, 100U);
}

TEST(Keep, WhatStopsTheTrajectoryIsAlwaysKept) {
  const Summary whole = summary_of(Keep::everything());
  const Summary nothing = summary_of({});
  EXPECT_EQ(nothing.stops.in, whole.stops.in);
  EXPECT_EQ(nothing.not_stopped, whole.not_stopped);
  EXPECT_EQ(nothing.verdict.ranking, whole.verdict.ranking);
  EXPECT_EQ(nothing.constraints[0].stopped, whole.constraints[0].stopped);
}

// By blocks, threads and, through bytes, ranks.
TEST(Keep, AnySplitGivesTheSame) {
  const auto condition = condition_of("ceiling(data) < trajectory");
  const Keep keep{.ceilings = Years::only({2026, 2030}),
                  .needs = Years::only({2029}),
                  .means = true,
                  .lowest = Years::only({2030}),
                  .order = true,
                  .conditions = {condition}};
  const simulation::Engine engine(published(), {.draws = 2000});
  const Summary one = *summarize(engine, {.count = 1}, keep);
  simulation::Block block;
  std::vector<Collector> halves;
  for (const auto& [first, count] : {std::pair<std::uint64_t, std::size_t>{1024, 976}, {0, 1024}}) {
    halves.emplace_back(published(), keep);
    block.extras = extras_for(keep);
    engine.simulate(first, count, block);
    halves.back().take(block);
  }
  Collector merged = Collector::from_bytes(published(), keep, halves[0].bytes());
  merged.merge(Collector::from_bytes(published(), keep, halves[1].bytes()));
  for (const Summary& other : {*summarize(engine, {.count = 3, .block_size = 256}, keep), merged.summary()}) {
    for (std::size_t k = 0; k < one.constraints.size(); ++k) {
      const auto& a = one.constraints[k];
      const auto& b = other.constraints[k];
      EXPECT_EQ(a.ceiling.years[2].quantiles, b.ceiling.years[2].quantiles);
      EXPECT_EQ(a.gap.years[5].quantiles, b.gap.years[5].quantiles);
      EXPECT_EQ(*a.need.years[5].mean, *b.need.years[5].mean);
      EXPECT_EQ(*a.ceiling.years[6].mean, *b.ceiling.years[6].mean);
      EXPECT_EQ(a.lowest[6], b.lowest[6]);
      EXPECT_EQ((*one.order)[k].constraint, (*other.order)[k].constraint);
      EXPECT_EQ((*one.order)[k].binds_first, (*other.order)[k].binds_first);
    }
    EXPECT_EQ(one.stops.in, other.stops.in);
    EXPECT_EQ(one.held_of(condition).in, other.held_of(condition).in);
    EXPECT_EQ(one.held_of(condition).since.in, other.held_of(condition).since.in);
    EXPECT_EQ(other.held_of(condition).since.draws, 2000U);
  }
}

TEST(Keep, RequestsAddUp) {
  Keep keep{.ceilings = Years::only({2026})};
  keep |= {.ceilings = Years::only({2028}), .means = true, .below = all};
  EXPECT_TRUE(keep.ceilings.contain(2026) && keep.ceilings.contain(2028) && keep.below.contain(2024) && keep.means);
  EXPECT_FALSE(keep.ceilings.contain(2027) || keep.order || keep.headroom.contain(2026));
}

}  // namespace
}  // namespace chokepoint::statistics
