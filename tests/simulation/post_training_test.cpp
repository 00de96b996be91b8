// SPDX-License-Identifier: Apache-2.0
// Runs that are split into pre-training and post-training: worked by hand, and against the same scenario without.
// Names T38 are those of docs/post-training.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "chokepoint/simulation.hpp"
#include "chokepoint/statistics.hpp"
#include "scenarios.hpp"

namespace chokepoint::simulation {
namespace {

/// Power and data in round numbers, those of tests/models/power_test.cpp and data_test.cpp.
const char* const round_numbers = R"(
years: 2024..2027
trajectory: {anchor: 6e27 FLOP, anchor_date: 2024-01-01, growth: 4x/yr}
shared:
  training_duration: 1e7 s
  largest_run_share: 25 %
  peak_performance: 1e15 FLOP/s/H100e
  utilization: 50 %
  batch_size: 60e6 token
  tokens_per_parameter: 20 token/parameter
  training_compute: 6 FLOP/token/parameter
power:
  power_per_accelerator: 1000 W/H100e
  energy_efficiency_growth: 1.25x/yr
  us_ai_datacenter_power: 10 GW
  us_datacenter_power: 40 GW
  campus_power: 5 GW
  us_generating_capacity: 1000 GW
  datacenter_growth: 1.5x/yr
  non_ai_growth: 1.1x/yr
  network_length: 3000 km
  fibre_speed: 200000 km/s
  interconnect_bandwidth: 1e9 Tbit/s
  interconnect_growth: 1.5x/yr
  gradient_size: 1 byte/parameter
data:
  text_stock: 500e12 token
  image_stock: 10e12 image
  video_stock: 8e12 s
  audio_stock: 1e12 s
  stock_growth: 1.1x/yr
  epochs: 5
  quality_share: 20 %
  tokens_per_image: 20 token/image
  images_per_video_second: 1 image/s
  tokens_per_audio_second: 25 token/s
)";

scenario::ScenarioPointer of_round_numbers(const std::vector<std::string>& overrides) {
  scenario::Loaded loaded = scenario::load("round.yaml", overrides, reader_of({{"round.yaml", round_numbers}}));
  std::string text;
  for (const auto& diagnostic : loaded.diagnostics) {
    if (diagnostic.severity == scenario::Diagnostic::Severity::error) text += scenario::render(diagnostic);
  }
  if (!loaded.scenario) throw std::runtime_error(text);
  return loaded.scenario;
}

constexpr std::size_t draws_of_split = 512;
constexpr Extras everything{.needs = true, .governing = true};

Block split_block(const scenario::ScenarioPointer& scenario, std::size_t count = draws_of_split) {
  const Engine engine(scenario, {.draws = count});
  Block block;
  block.extras = everything;
  engine.simulate(0, count, block);
  return block;
}

Block of_conformance(const std::vector<std::string>& overrides) {
  return split_block(load_scenario("tests/models/conformance.yaml", overrides));
}

std::size_t where_is(const scenario::Scenario& scenario, const std::string& name) {
  std::size_t k = 0;
  while (scenario.blocks.at(k).constraint->description->name != name) ++k;
  return k;
}

void expect_near(double value, double expected, double tolerance, const std::string& what) {
  EXPECT_NEAR(value / expected, 1.0, tolerance) << what << ": " << value << " against " << expected;
}

// By hand, r = 1 and s = 5: a run of 6e27 is 3e27 of each part, and takes the time of 3e27 (1 + 5) = 1.8e28.
// Power: 5 GW at 5e18 FLOP per watt are 2.5e28 at the utilization of pre-training, so a run of 2.5e28 (1 + 1)/(1 + 5);
// 1.8e28 take 3.6 GW. Data: 885e12 token are a pre-training of 0.3 D^2 = 2.3497e29, so a run of twice that; a
// pre-training of 3e27 takes (3e27 / 0.3)^(1/2) = 1e14 token. To rounding.
TEST(PostTraining, OfPowerAndDataByHand) {
  const auto scenario = of_round_numbers({"trajectory.post_training.ratio=1", "trajectory.post_training.slowdown=5"});
  const Block block = split_block(scenario, 1);
  const int years = scenario->years();
  const std::size_t power = where_is(*scenario, "power");
  const std::size_t data = where_is(*scenario, "data");
  EXPECT_DOUBLE_EQ(block.pre_training[0], 3e27);
  EXPECT_DOUBLE_EQ(block.post_training[0], 3e27);
  EXPECT_DOUBLE_EQ(block.post_training_share[0], 0.5);
  expect_near(block.series(power, 0, years)[0], 2.5e28 / 3.0, 1e-12, "power");
  expect_near(block.need(power, models::NeedSeries::need, years)[0], 3.6e9, 1e-12, "power that it needs");
  expect_near(block.need(power, models::NeedSeries::supply, years)[0], 5e9, 1e-12, "power that there is");
  expect_near(block.series(data, 0, years)[0], 2.0 * 0.3 * 885e12 * 885e12, 1e-12, "data");
  expect_near(block.need(data, models::NeedSeries::need, years)[0], 1e14, 1e-12, "tokens that it needs");
  expect_near(block.need(data, models::NeedSeries::supply, years)[0], 885e12, 1e-12, "tokens that there are");
}

// T38: pre-training grows more slowly than the whole; to the printed digits. By the engine, from one year to another.
TEST(PostTraining, GrowthOfPreTraining) {
  struct Case {
    const char* growth;
    const char* ratio;
    int years;
    double expected;
  };
  for (const Case& one :
       {Case{"4x/yr", "{2024: 0.1, 2027: 1}", 3, 3.28}, Case{"4x/yr", "{2024: 0.01, 2027: 1}", 3, 3.19},
        Case{"5x/yr", "{2024: 0.1, 2027: 1}", 3, 4.10}, Case{"4x/yr", "{2024: 0.1, 2028: 3}", 4, 2.90}}) {
    const auto scenario = of_round_numbers({"years=2024..2028", std::string("trajectory.growth=") + one.growth,
                                            std::string("trajectory.post_training.ratio=") + one.ratio});
    const Block block = split_block(scenario, 1);
    const double grown = block.pre_training[static_cast<std::size_t>(one.years) * block.lanes] / block.pre_training[0];
    EXPECT_NEAR(std::pow(grown, 1.0 / one.years), one.expected, 5e-3) << one.growth << " " << one.ratio;
  }
}

// T38: a fifth of the compute at five times the time is half of the time; as much compute, 5/6.
TEST(PostTraining, ShareOfTime) {
  for (const auto& [ratio, expected] : {std::pair{"0.2", 0.5}, std::pair{"1", 5.0 / 6.0}}) {
    const auto scenario = of_round_numbers(
        {std::string("trajectory.post_training.ratio=") + ratio, "trajectory.post_training.slowdown=5"});
    const Block block = split_block(scenario, 1);
    // Pre-training takes (1/whole_per_pre_training) / (1/whole_per_accelerator_time) of the time.
    EXPECT_NEAR(1.0 - block.whole_per_accelerator_time[0] / block.whole_per_pre_training[0], expected, 1e-12);
  }
}

// Evenly in growth between the years, as all values by year: 0.01 in 2024 and 1 in 2026 is 0.1 in 2025; not above what
// it is at most.
TEST(PostTraining, RatioByYear) {
  const auto scenario =
      of_round_numbers({"trajectory.post_training={ratio: {2024: 0.01, 2026: 1, 2027: 10}, at_most: 3}"});
  const Block block = split_block(scenario, 1);
  for (const auto& [year, ratio] : {std::pair{0U, 0.01}, std::pair{1U, 0.1}, std::pair{2U, 1.0}, std::pair{3U, 3.0}}) {
    const std::size_t at = year * block.lanes;
    EXPECT_NEAR(block.post_training[at] / block.pre_training[at] / ratio, 1.0, 1e-12) << year;
    expect_near(block.pre_training[at] + block.post_training[at], block.trajectory[at], 1e-12, "both");
  }
}

// Everything that there is a model of, with r = 1 and s = 5 in all draws: the ceilings are those of the scenario
// without post-training, times 2 where the constraint sees pre-training and times 1/3 where it sees accelerators; and
// it needs what a run needs there that is smaller by as much. So needs and ceilings stay each other's inverse.
TEST(PostTraining, IsAScaleOfWhatEachConstraintSees) {
  const Block split = of_conformance({"trajectory.post_training={ratio: 1, slowdown: 5}"});
  const auto scenario = load_scenario("tests/models/conformance.yaml");
  const Block whole = split_block(scenario);
  const Block halved = of_conformance({"trajectory.anchor=1.05e25 FLOP"});
  const Block tripled = of_conformance({"trajectory.anchor=6.3e25 FLOP"});
  const int years = scenario->years();
  EXPECT_EQ(split.trajectory, whole.trajectory);
  EXPECT_NEAR(whole.trajectory[0] / halved.trajectory[0], 2.0, 1e-12);
  EXPECT_NEAR(tripled.trajectory[0] / whole.trajectory[0], 3.0, 1e-12);
  for (std::size_t k = 0; k < scenario->blocks.size(); ++k) {
    const models::Description& of = *scenario->blocks[k].constraint->description;
    const bool sees_pre_training = of.sees == models::Sees::pre_training;
    const double factor = sees_pre_training ? 2.0 : 1.0 / 3.0;
    for (std::size_t i = 0; i < of.outputs.size(); ++i) {
      const bool is_run = of.outputs[i].role != models::Role::internal;
      for (std::size_t cell = 0; cell < static_cast<std::size_t>(years) * split.lanes; ++cell) {
        const double expected = whole.series(k, i, years)[cell] * (is_run ? factor : 1.0);
        ASSERT_NEAR(split.series(k, i, years)[cell], expected, 1e-12 * expected)
            << of.name << "/" << of.outputs[i].name;
      }
    }
    EXPECT_EQ(split.governing[k], whole.governing[k]) << of.name;
    const Block& smaller = sees_pre_training ? halved : tripled;
    for (const auto series : {models::NeedSeries::need, models::NeedSeries::supply}) {
      for (std::size_t cell = 0; cell < static_cast<std::size_t>(years) * split.lanes; ++cell) {
        const double expected = smaller.need(k, series, years)[cell];
        ASSERT_NEAR(split.need(k, series, years)[cell], expected, 1e-9 * expected) << of.name;
      }
    }
  }
}

TEST(PostTraining, OfNothingChangesNothing) {
  const Block whole = of_conformance({});
  for (const char* const nothing : {"trajectory.post_training.ratio=0", "trajectory.post_training=off"}) {
    const Block split = of_conformance({nothing});
    EXPECT_EQ(split.trajectory, whole.trajectory);
    EXPECT_EQ(split.constraints, whole.constraints) << nothing;
    EXPECT_EQ(split.needs, whole.needs) << nothing;
  }
  EXPECT_TRUE(whole.pre_training.empty());
  EXPECT_TRUE(whole.whole_per_pre_training.empty());
}

// The demand for tokens follows the largest run, of which it sees the pre-training, half of it: by 20 tokens per
// parameter sqrt(1/2) as many. By the trend of data sets, which are those of the largest run whatever that is, as many
// as before.
TEST(PostTraining, OfADemandThatFollowsTheTrajectory) {
  const char* const file = "scenarios/villalobos-2024.yaml";
  const auto scenario = load_scenario(file, {"trajectory.post_training={ratio: 1, slowdown: 5}"});
  const Block split = split_block(scenario);
  const Block whole = split_block(load_scenario(file));
  EXPECT_FALSE(scenario->blocks[0].couplings.at(0).block.has_value());
  const auto& outputs = scenario->blocks[0].constraint->description->outputs;
  for (const auto& [name, factor] : {std::pair{"demand_by_law", std::sqrt(0.5)}, std::pair{"demand_by_history", 1.0}}) {
    const auto found =
        std::find_if(outputs.begin(), outputs.end(), [name = name](const auto& one) { return one.name == name; });
    ASSERT_NE(found, outputs.end()) << name;
    const auto output = static_cast<std::size_t>(found - outputs.begin());
    for (std::size_t cell = 0; cell < split.trajectory.size(); ++cell) {
      const double before = whole.series(0, output, scenario->years())[cell];
      ASSERT_NEAR(split.series(0, output, scenario->years())[cell] / before, factor, 1e-12) << name;
    }
  }
}

// What is stepped again after a parameter was changed is what is stepped anew.
TEST(PostTraining, SteppedInParts) {
  const auto scenario = load_scenario("tests/models/conformance.yaml",
                                      {"trajectory.post_training={ratio: {2024: 0.1, 2030: {p10: 0.3, p50: 1, p90: "
                                       "3}}, slowdown: {p10: 3, p50: 5, p90: 8}, at_most: 2}"});
  const Engine engine(scenario, {.draws = draws_of_split});
  Block block;
  block.extras = everything;
  engine.simulate(0, draws_of_split, block);
  for (const char* const name : {"trajectory.post_training.ratio.2030", "trajectory.post_training.slowdown",
                                 "trajectory.post_training.at_most"}) {
    const std::size_t column = engine.index_of(name);
    for (double& value : Engine::column(block, column)) value *= 1.1;
    Block anew = block;
    engine.step(anew);
    const auto before = block.constraints;
    engine.step(block, std::vector<std::size_t>{column});
    EXPECT_EQ(block.constraints, anew.constraints) << name;
    EXPECT_EQ(block.needs, anew.needs) << name;
    EXPECT_EQ(block.pre_training, anew.pre_training) << name;
    EXPECT_NE(block.constraints[where_is(*scenario, "power")], before[where_is(*scenario, "power")]) << name;
    const bool data_moved = block.constraints[where_is(*scenario, "data")] != before[where_is(*scenario, "data")];
    EXPECT_EQ(data_moved, std::string(name) != "trajectory.post_training.slowdown") << name;
  }
  // Without needs nothing but what sees it is stepped, and the rest stays.
  block.extras = {};
  engine.simulate(0, draws_of_split, block);
  const std::size_t ratio = engine.index_of("trajectory.post_training.ratio.2030");
  for (double& value : Engine::column(block, ratio)) value *= 1.1;
  Block anew = block;
  engine.step(anew);
  engine.step(block, std::vector<std::size_t>{ratio});
  EXPECT_EQ(block.constraints, anew.constraints);
}

// From years before the first that is reported, where others read what a constraint gives: the same numbers as where
// they are reported.
TEST(PostTraining, FromABaseYearThatIsNotReported) {
  const char* const file = "scenarios/villalobos-2024.yaml";
  const std::string split = "trajectory.post_training={ratio: {2024: 0.1, 2030: 1}, slowdown: 5}";
  const auto all = load_scenario(file, {split});
  const auto some =
      load_scenario(file, {split, "base_year=" + std::to_string(all->base_year),
                           "years=" + std::to_string(all->first_year + 2) + ".." + std::to_string(all->last_year)});
  const Block from_first = split_block(all);
  const Block later = split_block(some);
  const std::size_t skipped = 2 * later.lanes;
  for (std::size_t cell = 0; cell < later.trajectory.size(); ++cell) {
    ASSERT_NEAR(later.pre_training[cell] / from_first.pre_training[cell + skipped], 1.0, 1e-12);
    ASSERT_NEAR(later.series(0, 0, some->years())[cell] / from_first.series(0, 0, all->years())[cell + skipped], 1.0,
                1e-12);
    ASSERT_NEAR(later.need(0, models::NeedSeries::need, some->years())[cell] /
                    from_first.need(0, models::NeedSeries::need, all->years())[cell + skipped],
                1.0, 1e-12);
  }
}

// Drawn ratios and slowdowns, against a million draws of tests/benchmark/peers/post_training.py: 1%, of two samples.
TEST(PostTraining, SpreadsAsAnIndependentProgramHasThem) {
  const Engine engine(
      of_round_numbers({"power.datacenter_growth=1.1x/yr",
                        "trajectory.post_training={ratio: {2024: {p10: 0.01, p50: 0.02, p90: 0.06}, 2026: {p10: 0.2, "
                        "p50: 1, p90: 3}}, slowdown: {p10: 3, p50: 5, p90: 8}, at_most: 2.5}"}),
      {.draws = 65'536});
  const statistics::Summary summary = *statistics::summarize(
      engine, {.count = 2},
      statistics::Keep{
          .split = statistics::Years::all(), .ceilings = statistics::Years::all(), .needs = statistics::Years::all()});
  struct Case {
    const statistics::Series& series;
    std::size_t year;
    double p10, p50, p90;
  };
  const auto& power = summary.constraints.at(0);
  const auto& data = summary.constraints.at(1);
  for (const Case& one : {Case{*summary.pre_training, 1, 1.68541e28, 2.10284e28, 2.29727e28},
                          Case{*summary.post_training, 1, 1.02734e27, 2.9716e27, 7.14586e27},
                          Case{*summary.pre_training, 2, 2.74286e28, 4.8022e28, 8.00005e28},
                          Case{power.ceiling, 2, 8.10959e27, 1.40541e28, 2.57964e28},
                          Case{data.ceiling, 2, 4.12816e29, 6.87716e29, 1.20406e30},
                          Case{power.need, 2, 1.86072e10, 3.41538e10, 5.91892e10},
                          Case{data.need, 2, 3.02372e14, 4.00092e14, 5.16399e14}}) {
    const statistics::Spread& spread = one.series.years[one.year];
    expect_near(spread.p10(), one.p10, 0.01, one.series.name);
    expect_near(spread.median(), one.p50, 0.01, one.series.name);
    expect_near(spread.p90(), one.p90, 0.01, one.series.name);
  }
}

TEST(PostTraining, OfATrajectoryThatIsATable) {
  const auto scenario = of_round_numbers(
      {"trajectory={table: {2024: 1e26 FLOP, 2027: 1e29 FLOP}, post_training: {ratio: 1, slowdown: 5}}"});
  const Block block = split_block(scenario, 1);
  EXPECT_NEAR(block.pre_training[block.lanes] / 0.5e27, 1.0, 1e-12);
}

TEST(PostTraining, IsInTheSummary) {
  const Engine engine(of_round_numbers({"trajectory.post_training.ratio={p10: 0.2, p50: 1, p90: 3}"}), {.draws = 4096});
  const statistics::Summary summary = *statistics::summarize(engine, {.count = 2, .block_size = 1024});
  ASSERT_TRUE(summary.pre_training && summary.post_training && summary.post_training_share);
  EXPECT_EQ(summary.pre_training->name, "trajectory/pre_training");
  EXPECT_EQ(summary.post_training->name, "trajectory/post_training");
  EXPECT_EQ(summary.post_training_share->name, "trajectory/post_training_share");
  // r/(1 + r) at the three percentiles: 1/6, 1/2 and 3/4; a bin of the histogram is 1/128 wide.
  const auto& share = summary.post_training_share->years.back();
  EXPECT_NEAR(share.p10() * 6.0, 1.0, 0.02);
  EXPECT_NEAR(share.median() * 2.0, 1.0, 0.02);
  EXPECT_NEAR(share.p90() / 0.75, 1.0, 0.02);
  const Engine plain(of_round_numbers({}), {.draws = 256});
  EXPECT_FALSE(statistics::summarize(plain, {})->pre_training);
}

}  // namespace
}  // namespace chokepoint::simulation
