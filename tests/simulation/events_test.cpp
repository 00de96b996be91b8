// SPDX-License-Identifier: Apache-2.0
// Events in the engine: nothing but what they act on changes; a draw is the same however it is reached.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "chokepoint/analysis.hpp"
#include "chokepoint/simulation.hpp"
#include "chokepoint/statistics.hpp"
#include "scenarios.hpp"

namespace chokepoint::simulation {
namespace {

const std::string conformance = "tests/models/conformance.yaml";
const std::string baseline = "scenarios/baseline-2026.yaml";

std::string event(const std::string& when, const std::string& factor, const std::string& chips) {
  return "events.it={" + when + ", duration: 1.5 yr, factors: {" + chips + ".packaging.capacity: " + factor + "}}";
}

Block simulated(const scenario::ScenarioPointer& scenario, std::uint64_t first = 0, std::size_t count = 512) {
  Block block;
  Engine(scenario, {.draws = 1024}).simulate(first, count, block);
  return block;
}

std::size_t place_of(const scenario::Scenario& scenario, const std::string& name) {
  std::size_t k = 0;
  while (scenario.blocks[k].constraint->description->name != name) ++k;
  return k;
}

// An event that never comes, or leaves all, changes no bit: not of a scenario by year, and not of one that would be
// stepped in another way if it had any effect.
TEST(EngineEvents, WithoutEffectChangeNoBit) {
  for (const auto& [file, chips] : {std::pair{baseline, "chips"}, std::pair{conformance, "chips_supply_chain"}}) {
    const Block without = simulated(load_scenario(file));
    EXPECT_TRUE(without.events.empty());
    for (const std::string& none : {event("hazard: 0", "0.15", chips), event("start: 2028", "1", chips)}) {
      const Block with = simulated(load_scenario(file, {none}));
      EXPECT_EQ(with.constraints, without.constraints) << none;
      EXPECT_EQ(with.trajectory, without.trajectory) << none;
      EXPECT_EQ(with.events.size(), 1U);
    }
    const Block hit = simulated(load_scenario(file, {event("start: 2026", "0.15", chips)}));
    EXPECT_NE(hit.constraints, without.constraints);
  }
}

// A draw in which it does not come is the draw without it; constraints on which it does not act are the same in all.
TEST(EngineEvents, ActOnlyWhereAndWhenTheyCome) {
  const auto scenario = load_scenario(baseline, {event("hazard: 10 %/yr", "0.15", "chips")});
  const std::size_t chips = place_of(*scenario, "chips");
  const Block with = simulated(scenario);
  const Block without = simulated(load_scenario(baseline));
  const auto years = static_cast<std::size_t>(scenario->years());
  std::size_t came = 0;
  for (std::size_t k = 0; k < scenario->blocks.size(); ++k) {
    if (k == chips) continue;
    EXPECT_EQ(with.constraints[k], without.constraints[k]) << k;
  }
  for (std::size_t lane = 0; lane < 512; ++lane) {
    bool comes = false;
    bool differs = false;
    for (std::size_t year = 0; year < years; ++year) {
      const std::size_t at = year * with.lanes + lane;
      comes = comes || with.events[0][at] > 0.0;
      differs =
          differs || with.series(chips, 0, scenario->years())[at] != without.series(chips, 0, scenario->years())[at];
      EXPECT_LE(with.series(chips, 0, scenario->years())[at],
                without.series(chips, 0, scenario->years())[at] * (1 + 1e-12));
    }
    came += comes ? 1U : 0U;
    EXPECT_TRUE(comes || !differs) << lane;
  }
  EXPECT_GT(came, 256U);  // 1 - 0.9^11 = 69% of the draws
  EXPECT_LT(came, 420U);
}

TEST(EngineEvents, ADrawDoesNotDependOnItsBlock) {
  const auto scenario = load_scenario("scenarios/supply-shocks.yaml");
  const Engine engine(scenario, {.draws = 1024});
  Block whole;
  engine.simulate(0, 640, whole);
  for (const auto& [first, count] : std::vector<std::pair<std::uint64_t, std::size_t>>{{0, 1}, {64, 64}, {192, 77}}) {
    Block part;
    engine.simulate(first, count, part);
    for (std::size_t year = 0; year < static_cast<std::size_t>(scenario->years()); ++year) {
      for (std::size_t lane = 0; lane < count; ++lane) {
        const std::size_t here = year * part.lanes + lane;
        const std::size_t there = year * whole.lanes + first + lane;
        for (std::size_t i = 0; i < part.events.size(); ++i) ASSERT_EQ(part.events[i][here], whole.events[i][there]);
        for (std::size_t k = 0; k < part.constraints.size(); ++k) {
          ASSERT_EQ(part.constraints[k][here], whole.constraints[k][there]);
        }
      }
    }
  }
}

// Models step the same source in registers and in plain doubles: what events leave is made before either.
TEST(EngineEvents, AreTheSameInLanesBitForBit) {
  const auto scenario = load_scenario("scenarios/supply-shocks.yaml");
  const Block block = simulated(scenario, 0, 256);
  const auto again = simulated(scenario, 0, 256);
  EXPECT_EQ(block.events, again.events);
  EXPECT_EQ(block.constraints, again.constraints);
}

TEST(EngineEvents, AnySplitOverThreadsAndBlocksSumsUpToTheSameBits) {
  const Engine engine(load_scenario("scenarios/supply-shocks.yaml"), {.draws = 4096});
  const auto one = *statistics::summarize(engine, {.count = 1});
  for (const auto& threads : {Threads{.count = 3, .block_size = 256}, Threads{.count = 2, .block_size = 1024}}) {
    const auto other = *statistics::summarize(engine, threads);
    ASSERT_EQ(other.events.size(), one.events.size());
    for (std::size_t i = 0; i < one.events.size(); ++i) {
      EXPECT_EQ(other.events[i].active, one.events[i].active);
      EXPECT_EQ(other.events[i].begun, one.events[i].begun);
      for (std::size_t year = 0; year < one.years(); ++year) {
        EXPECT_EQ(other.events[i].overlap.years[year].quantiles, one.events[i].overlap.years[year].quantiles);
        EXPECT_EQ(*other.events[i].overlap.years[year].mean, *one.events[i].overlap.years[year].mean);
      }
    }
    EXPECT_EQ(other.not_stopped, one.not_stopped);
  }
}

TEST(EngineEvents, YearsBeforeTheFirstCount) {
  const std::string it = event("start: 2027.5", "0.15", "chips");
  const Block all = simulated(load_scenario(baseline, {it}), 0, 64);
  const auto later = load_scenario(baseline, {it, "years=2030..2036"});
  const Block from_2030 = simulated(later, 0, 64);
  for (std::size_t lane = 0; lane < 64; ++lane) {
    EXPECT_EQ(from_2030.events[0][lane], all.events[0][4 * all.lanes + lane]);
    for (std::size_t k = 0; k < all.constraints.size(); ++k) {
      EXPECT_EQ(from_2030.constraints[k][lane], all.constraints[k][4 * all.lanes + lane]);
    }
  }
}

// Stepping again only what a changed parameter reaches gives what a fresh run with that value gives.
TEST(EngineEvents, AnExperimentReachesTheirParameters) {
  const auto scenario = load_scenario(baseline, {event("hazard: 10 %/yr", "0.15", "chips")});
  analysis::Experiment experiment(scenario, {.ensemble = {.draws = 1024}, .threads = {.count = 1}, .progress = {}});
  const std::size_t factor = experiment.engine().index_of("events.it.factors.chips.packaging.capacity");
  const auto changed = experiment.run({{factor, 0.5, analysis::Change::value}});
  const Engine fresh(load_scenario(baseline, {event("hazard: 10 %/yr", "0.5", "chips")}), {.draws = 1024});
  const auto expected = *statistics::summarize(fresh, {.count = 1});
  ASSERT_TRUE(changed.has_value());
  const std::size_t chips = place_of(*scenario, "chips");
  for (std::size_t year = 0; year < expected.years(); ++year) {
    EXPECT_EQ(changed->constraints[chips].ceiling.years[year].quantiles,
              expected.constraints[chips].ceiling.years[year].quantiles);
    EXPECT_EQ(changed->events[0].active[year], expected.events[0].active[year]);
  }
  const std::size_t hazard = experiment.engine().index_of("events.it.hazard");
  const auto never = experiment.run({{hazard, 0.0, analysis::Change::value}});
  EXPECT_EQ(never->events[0].begun.back(), 0.0);
}

}  // namespace
}  // namespace chokepoint::simulation
