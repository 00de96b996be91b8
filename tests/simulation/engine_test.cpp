// SPDX-License-Identifier: Apache-2.0
// The engine: a draw is the same however it is reached; what cannot be is refused.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "chokepoint/simulation.hpp"
#include "scenarios.hpp"
#include "units/real.hpp"

namespace chokepoint::simulation {
namespace {

const scenario::ScenarioPointer& published() {
  static const auto scenario = load_scenario("scenarios/sevilla-2024.yaml");
  return scenario;
}

Block simulated(const Engine& engine, std::uint64_t first, std::size_t count) {
  Block block;
  engine.simulate(first, count, block);
  return block;
}

TEST(Engine, ADrawDoesNotDependOnItsBlock) {
  const Engine engine(published(), {.draws = 4096, .seed = 3, .method = uncertainty::Method::sobol, .point = false});
  const Block whole = simulated(engine, 0, 640);
  const auto years = static_cast<std::size_t>(published()->years());
  for (const auto& [first, count] :
       std::vector<std::pair<std::uint64_t, std::size_t>>{{0, 1}, {64, 64}, {192, 77}, {576, 64}}) {
    const Block part = simulated(engine, first, count);
    EXPECT_EQ(part.count, count);
    EXPECT_EQ(part.lanes % lane_multiple, 0U);
    for (std::size_t year = 0; year < years; ++year) {
      for (std::size_t lane = 0; lane < count; ++lane) {
        ASSERT_EQ(part.trajectory[year * part.lanes + lane], whole.trajectory[year * whole.lanes + first + lane]);
        for (std::size_t k = 0; k < part.constraints.size(); ++k) {
          const std::size_t outputs = published()->blocks[k].constraint->description->outputs.size();
          for (std::size_t i = 0; i < outputs; ++i) {
            ASSERT_EQ(part.series(k, i, published()->years())[year * part.lanes + lane],
                      whole.series(k, i, published()->years())[year * whole.lanes + first + lane]);
          }
        }
      }
    }
  }
}

// Columns of 512 draws are kept apart by lanes that are no draws: these hold values that can be, and are not drawn.
TEST(Engine, LanesBetweenColumnsHoldValuesThatCanBe) {
  const Engine engine(published(), {.draws = 4096});
  constexpr std::size_t count = 512;
  Block block;
  for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{count}}) {
    engine.simulate(first, count, block);
    ASSERT_GT(block.lanes, count);
    for (std::size_t i = 0; i < engine.paths().size(); ++i) {
      const double* const column = block.draws.data() + i * block.draw_stride;
      for (std::size_t lane = count; lane < block.lanes; ++lane) EXPECT_EQ(column[lane], column[lane - count]);
    }
  }
}

// Nobody asks of it, but what is asked at no points steps one: its lanes hold values that can be as well.
TEST(Engine, ABlockOfNoDraws) {
  const Engine engine(published(), {.draws = 4096});
  Block block;
  EXPECT_NO_THROW(engine.simulate(0, 0, block));
  const Block one = simulated(engine, 0, 1);
  EXPECT_EQ(block.count, 0U);
  EXPECT_EQ(block.trajectory, one.trajectory);
  EXPECT_EQ(block.constraints, one.constraints);
}

TEST(Engine, APointIsEveryMedian) {
  const Engine engine(published(), {.draws = 99, .seed = 1, .method = uncertainty::Method::random, .point = true});
  EXPECT_EQ(engine.draws(), 1U);
  std::vector<std::vector<double>> columns(engine.paths().size(), std::vector<double>(lane_multiple));
  std::vector<double*> pointers;
  for (auto& column : columns) pointers.push_back(column.data());
  engine.sample(0, lane_multiple, pointers);
  const auto at = std::find(engine.paths().begin(), engine.paths().end(), "power.campus_power");
  ASSERT_NE(at, engine.paths().end());
  EXPECT_NEAR(columns[static_cast<std::size_t>(at - engine.paths().begin())][0], 2.5e9, 1e-3);
}

/// The first reported year may lie after the year the parameters hold for.
TEST(Engine, YearsBeforeTheFirstAreStepped) {
  const auto all = load_scenario("scenarios/sevilla-2024.yaml");
  const auto later = load_scenario("scenarios/sevilla-2024.yaml", {"years=2028..2030"});
  const Block from_start = simulated(Engine(all, {}), 0, 64);
  const Block from_2028 = simulated(Engine(later, {}), 0, 64);
  for (std::size_t k = 0; k < all->blocks.size(); ++k) {
    for (std::size_t lane = 0; lane < 64; ++lane) {
      ASSERT_EQ(from_2028.series(k, 0, 3)[2 * 64 + lane], from_start.series(k, 0, 7)[6 * 64 + lane]);
    }
  }
}

TEST(Engine, AConstraintMoreMovesNoDrawOfTheOthers) {
  const auto without = load_scenario("scenarios/sevilla-2024.yaml", {"latency=off"});
  ASSERT_EQ(without->blocks.size(), published()->blocks.size() - 1);
  const Block with_latency = simulated(Engine(published(), {}), 0, 256);
  const Block without_latency = simulated(Engine(without, {}), 0, 256);
  for (std::size_t k = 0; k < without->blocks.size(); ++k) {
    EXPECT_EQ(with_latency.constraints[k], without_latency.constraints[k]) << k;
  }
}

TEST(Engine, OutlivesTheVariableItsScenarioWasLoadedInto) {
  auto scenario = load_scenario("scenarios/sevilla-2024.yaml", {"latency=off"});
  const Block expected = simulated(Engine(scenario, {}), 0, 256);
  const std::weak_ptr<const scenario::Scenario> watched = scenario;
  Engine made(scenario, {});
  scenario.reset();
  ASSERT_FALSE(watched.expired());
  {
    const Engine engine = std::move(made);
    const Block block = simulated(engine, 0, 256);
    EXPECT_EQ(block.trajectory, expected.trajectory);
    EXPECT_EQ(block.constraints, expected.constraints);
    EXPECT_EQ(engine.scenario()->blocks.size(), published()->blocks.size() - 1);
  }
  EXPECT_TRUE(watched.expired());
}

TEST(Engine, NeedsAScenario) {
  EXPECT_THROW(Engine(nullptr, {}), std::invalid_argument);
}

TEST(Engine, ImpossibleValuesAreRefusedByName) {
  // A lognormal so wide that some draw of the ceiling leaves what a run can be.
  const auto scenario = load_scenario(
      "scenarios/sevilla-2024.yaml",
      {"data.text_stock={distribution: lognormal, median: 1e14 token, geometric_standard_deviation: 1e60}"});
  Block block;
  try {
    Engine(scenario, {}).simulate(0, 1024, block);
    FAIL() << "nothing was refused";
  } catch (const ImpossibleValue& error) {
    EXPECT_NE(std::strstr(error.what(), "the data ceiling of 2024"), nullptr) << error.what();
  }
}

/// What is said of the first value that cannot be.
std::string refusal_of(const Engine& engine, const Extras& extras) {
  Block block;
  block.extras = extras;
  try {
    engine.simulate(0, 256, block);
  } catch (const ImpossibleValue& error) {
    return error.what();
  }
  return "nothing was refused";
}

// Outputs that nobody asked for are not stored, but looked at all the same: bandwidth keeps the ceiling of power small
// where its network is beyond all numbers.
TEST(Extras, WithoutDetailsTheSameCeilingsAndTheSameRefusals) {
  const Engine engine(published(), {.draws = 256});
  Block ceilings;
  ceilings.extras = {.governing = true, .details = false};
  engine.simulate(0, 256, ceilings);
  const Block whole = simulated(engine, 0, 256);
  const int years = published()->years();
  for (std::size_t k = 0; k < published()->blocks.size(); ++k) {
    const double* const ceiling = ceilings.series(k, 0, years);
    EXPECT_TRUE(
        std::equal(ceiling, ceiling + static_cast<std::size_t>(years) * ceilings.lanes, whole.series(k, 0, years)));
    EXPECT_THROW((void)ceilings.series(k, 1, years), std::logic_error);
  }
  const auto beyond = load_scenario("scenarios/sevilla-2024.yaml",
                                    {"power.us_datacenter_power=1e295 W", "power.us_generating_capacity=1e296 W",
                                     "power.us_ai_datacenter_power=1e295 W"});
  const std::string refusal = refusal_of(Engine(beyond, {}), {});
  EXPECT_NE(refusal.find("the power/network of 2024 is"), std::string::npos) << refusal;
  EXPECT_EQ(refusal_of(Engine(beyond, {}), {.details = false}), refusal);
}

// Columns of constants, and a trajectory of them, stay in a block from draws to draws, unless somebody changes them or
// another engine draws into it.
TEST(Engine, ConstantsThatWereChangedAreMadeAgain) {
  const Engine engine(published(), {.draws = 1024});
  const Engine slower(load_scenario("scenarios/sevilla-2024.yaml", {"trajectory.growth=3x/yr"}), {.draws = 1024});
  const Block expected = simulated(engine, 256, 256);
  const auto expect_the_same = [&expected](const Block& block) {
    EXPECT_EQ(block.draws, expected.draws);
    EXPECT_EQ(block.trajectory, expected.trajectory);
    EXPECT_EQ(block.constraints, expected.constraints);
  };
  Block block;
  engine.simulate(0, 256, block);
  engine.simulate(256, 256, block);
  expect_the_same(block);
  for (double& value : Engine::column(block, engine.index_of("trajectory.growth"))) value = 2.0;
  engine.step(block);
  EXPECT_NE(block.trajectory, expected.trajectory);
  engine.simulate(256, 256, block);
  expect_the_same(block);
  slower.simulate(256, 256, block);
  EXPECT_NE(block.trajectory, expected.trajectory);
  engine.simulate(256, 256, block);
  expect_the_same(block);
}

/// Sums draw indices: what every draw, once, adds up to.
class Gauss : public Worker {
 public:
  void take(const Block& block) override {
    for (std::size_t i = 0; i < block.count; ++i) sum += block.first + i;
  }
  std::uint64_t sum = 0;
};

TEST(Threads, EveryDrawIsTakenOnce) {
  constexpr std::uint64_t draws = 5001;
  const Engine engine(published(), {.draws = draws, .seed = 1, .method = uncertainty::Method::sobol, .point = false});
  for (const unsigned threads : {1U, 2U, 7U, 0U}) {
    for (const std::size_t block : {0U, 1U, 64U, 100U, 8192U}) {
      const auto workers =
          simulate(engine, 0, draws, {.count = threads, .block_size = block}, [] { return std::make_unique<Gauss>(); });
      std::uint64_t sum = 0;
      for (const auto& worker : workers) sum += dynamic_cast<const Gauss&>(*worker).sum;
      EXPECT_EQ(sum, draws * (draws - 1) / 2) << threads << ' ' << block;
    }
  }
}

TEST(Threads, ProgressCountsAndEnds) {
  const Engine engine(published(), {.draws = 6400, .seed = 1, .method = uncertainty::Method::sobol, .point = false});
  std::uint64_t last = 0;
  const auto hire = [] { return std::make_unique<Gauss>(); };
  auto workers = simulate(engine, 0, 6400, {.count = 3, .block_size = 64}, hire, [&last](std::uint64_t done) {
    EXPECT_GT(done, last);
    last = done;
    return true;
  });
  EXPECT_EQ(last, 6400U);
  EXPECT_FALSE(workers.empty());
  workers =
      simulate(engine, 0, 6400, {.count = 3, .block_size = 64}, hire, [](std::uint64_t done) { return done < 640; });
  EXPECT_TRUE(workers.empty());
}

class Fails : public Worker {
 public:
  void take(const Block& block) override {
    if (block.first >= 640) throw std::runtime_error("block " + std::to_string(block.first));
  }
};

TEST(Threads, WhatAWorkerThrowsArrives) {
  const Engine engine(published(), {.draws = 6400, .seed = 1, .method = uncertainty::Method::sobol, .point = false});
  for (const unsigned threads : {1U, 4U}) {
    EXPECT_THROW(
        (void)simulate(engine, 0, 6400, {.count = threads, .block_size = 64}, [] { return std::make_unique<Fails>(); }),
        std::runtime_error);
  }
}

// Draws taken over from another scenario are those that would have been made, whatever differs between the two.
TEST(Engine, DrawsLikeAnotherAreItsOwn) {
  const auto first = load_scenario("scenarios/sevilla-2024.yaml");
  const Engine one(first, {.draws = 2048, .seed = 3});
  Block drawn;
  one.draw(512, 256, drawn);
  for (const std::vector<std::string>& overrides : std::vector<std::vector<std::string>>{
           {},
           {"data.epochs=4"},
           {"power.campus_power=1 to 9 GW"},
           {"latency=off"},
           {"correlations.power.datacenter_growth.chips.production_growth=0.4"},
           {"correlations.data.epochs.data.quality_share=0.1", "shared.utilization=0.3"}}) {
    const auto second = load_scenario("scenarios/sevilla-2024.yaml", overrides);
    const Engine other(second, {.draws = 2048, .seed = 3});
    Block own;
    Block taken;
    other.draw(512, 256, own);
    other.draw_like(one, drawn, taken);
    for (std::size_t i = 0; i < other.paths().size(); ++i) {
      const auto a = Engine::column(own, i);
      const auto b = Engine::column(taken, i);
      EXPECT_TRUE(std::equal(a.begin(), a.end(), b.begin())) << other.paths()[i];
    }
  }
}

// What is asked for beside the outputs: the same values for them, and needs that follow from the trajectory.
TEST(Extras, FollowTheTrajectoryWhenItAloneChanges) {
  const auto scenario =
      load_scenario("scenarios/sevilla-2024.yaml", {"trajectory.growth=3x/yr to 5x/yr", "years=2026..2030"});
  const Engine engine(scenario, {.draws = 256});
  Block block;
  block.extras = {.needs = true, .governing = true};
  engine.simulate(0, 256, block);
  EXPECT_EQ(block.constraints, simulated(engine, 0, 256).constraints);
  EXPECT_EQ(block.governing[0].size(), 5 * block.lanes);
  EXPECT_TRUE(block.governing[2].empty());  // data has no parts
  const std::size_t growth = engine.index_of("trajectory.growth");
  for (double& value : Engine::column(block, growth)) value = 4.5;
  engine.step(block, std::vector<std::size_t>{growth});
  Block anew;
  anew.extras = block.extras;
  engine.draw(0, 256, anew);
  for (double& value : Engine::column(anew, growth)) value = 4.5;
  engine.step(anew);
  EXPECT_EQ(block.needs, anew.needs);
  // Four years at 4.5x: a run that takes 4.5^4 accelerators.
  const double* const need = block.need(1, models::NeedSeries::need, 5);
  EXPECT_NEAR(need[4 * block.lanes] / need[0], 410.0625, 1e-9);
}

// By hand: 45 GW as of the middle of 2021, 2.5 years before 2024, growing 1.2x a year: 45 * 1.2^2.5 = 70.985 GW.
TEST(AsOf, AValueGrowsToTheBaseYearOnItsWayIntoTheModel) {
  const auto scenario =
      load_scenario("scenarios/sevilla-2024.yaml",
                    {"power.us_datacenter_power={value: 45 GW, as_of: 2021-07-02}", "power.datacenter_growth=1.2x/yr"});
  const Engine engine(scenario, {.point = true});
  Block block;
  engine.simulate(0, 1, block);
  const auto& outputs = scenario->blocks[0].constraint->description->outputs;
  const auto at = static_cast<std::size_t>(
      std::find_if(outputs.begin(), outputs.end(), [](const auto& one) { return one.name == "us_datacenter_power"; }) -
      outputs.begin());
  EXPECT_NEAR(block.series(0, at, scenario->years())[0], 70.985e9, 0.05e9);
  // What is drawn stays the value as of its date.
  EXPECT_EQ(Engine::column(block, engine.index_of("power.us_datacenter_power"))[0], 45e9);
}

}  // namespace
}  // namespace chokepoint::simulation
