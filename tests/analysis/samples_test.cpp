// SPDX-License-Identifier: Apache-2.0
// Samples: each number is what other analyses find over the same draws, or follows by hand from what stands beside it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "chokepoint/analysis.hpp"
#include "scenarios.hpp"

namespace chokepoint::analysis {
namespace {

Effort effort_of(std::uint64_t draws, unsigned threads = 1, std::size_t block_size = 0) {
  return {.ensemble = {.draws = draws}, .threads = {.count = threads, .block_size = block_size}, .progress = {}};
}

std::vector<question::Output> outputs_of(const std::vector<std::string>& texts, const scenario::Scenario& scenario) {
  std::vector<question::Output> outputs;
  for (const std::string& text : texts) {
    outputs.push_back(std::get<question::Output>(question::read_output(text, scenario, "--of")));
  }
  return outputs;
}

const std::vector<std::string> asked{"ceiling(power, 2030)", "trajectory(2030)", "headroom(power, 2030)",
                                     "first_year(headroom(power) < 1)", "P(power binds first)"};

Samples samples_of(const std::vector<std::string>& texts, const Effort& effort) {
  const auto scenario = load_scenario("scenarios/sevilla-2024-trend.yaml");
  return *samples(scenario, outputs_of(texts, *scenario), true, effort);
}

TEST(Samples, ARowHoldsTogether) {
  const Samples all = samples_of(asked, effort_of(2'048));
  ASSERT_EQ(all.draws, 2'048U);
  ASSERT_EQ(all.outputs.size(), 5U);
  EXPECT_EQ(all.outputs[0].name, "ceiling(power, 2030)");
  const std::int8_t power = 0;
  ASSERT_EQ(all.constraints[0], "power");
  std::size_t never = 0;
  for (std::size_t draw = 0; draw < all.draws; ++draw) {
    const double ceiling = all.outputs[0].values[draw];
    const double trajectory = all.outputs[1].values[draw];
    EXPECT_NEAR(all.outputs[2].values[draw] / (ceiling / trajectory), 1.0, 1e-15);
    EXPECT_EQ(all.outputs[4].values[draw], all.stopped_by[draw] == power ? 1.0 : 0.0);
    const double since = all.outputs[3].values[draw];
    if (all.stopped_by[draw] == power) {
      EXPECT_EQ(all.stopped_in[draw], since);
    }
    EXPECT_EQ(all.stopped_by[draw] < 0, all.stopped_in[draw] == 0);
    if (std::isnan(since)) {
      ++never;
      EXPECT_GE(all.outputs[2].values[draw], 1.0);
    }
  }
  EXPECT_GT(never, 0U);
  EXPECT_LT(never, all.draws);
}

/// The share of rows is the probability of a summary of the same draws, exactly; so is the lowest value of a column.
TEST(Samples, AreTheDrawsOfARun) {
  const auto scenario = load_scenario("scenarios/sevilla-2024-trend.yaml");
  const Samples all = samples_of(asked, effort_of(4'096));
  const auto summary =
      *statistics::summarize(simulation::Engine(scenario, {.draws = 4'096}), {.count = 1, .block_size = 0});
  for (std::size_t k = 0; k < all.constraints.size(); ++k) {
    const auto count = std::count(all.stopped_by.begin(), all.stopped_by.end(), static_cast<std::int8_t>(k));
    EXPECT_EQ(static_cast<double>(count) / 4'096.0, summary.constraints[k].binds_first) << all.constraints[k];
  }
  std::vector<double> sorted = all.outputs[0].values;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_NEAR(sorted[2'047] / summary.constraints[0].ceiling.years.back().median(), 1.0, 2e-3);
}

/// Parameters are those that vary; each lies in its distribution as evenly as scrambled Sobol' numbers do.
TEST(Samples, ParametersHaveTheirDistributions) {
  const auto scenario = load_scenario("scenarios/sevilla-2024-trend.yaml");
  const Samples all = samples_of({}, effort_of(4'096));
  EXPECT_TRUE(all.outputs.empty());
  EXPECT_GT(all.parameters.size(), 20U);
  for (const Samples::Column& one : all.parameters) {
    const auto* const assumption = question::find(*scenario, one.name);
    ASSERT_NE(assumption, nullptr) << one.name;
    EXPECT_FALSE(assumption->distribution.is_constant());
    const double median = assumption->distribution.quantile(0.5);
    const auto below = std::count_if(one.values.begin(), one.values.end(), [median](double v) { return v < median; });
    EXPECT_NEAR(static_cast<double>(below) / 4'096.0, 0.5, 0.01) << one.name;
  }
}

TEST(Samples, AreTheSameForAnySplit) {
  const Samples one = samples_of(asked, effort_of(3'000));
  for (const auto& [threads, block] : {std::pair(2U, std::size_t{256}), std::pair(3U, std::size_t{512})}) {
    const Samples other = samples_of(asked, effort_of(3'000, threads, block));
    for (std::size_t i = 0; i < one.outputs.size(); ++i) {
      EXPECT_TRUE(std::equal(one.outputs[i].values.begin(), one.outputs[i].values.end(), other.outputs[i].values.begin(),
                             [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }));
    }
    for (std::size_t i = 0; i < one.parameters.size(); ++i) {
      EXPECT_EQ(one.parameters[i].values, other.parameters[i].values);
    }
    EXPECT_EQ(one.stopped_by, other.stopped_by);
    EXPECT_EQ(one.stopped_in, other.stopped_in);
  }
}

TEST(Samples, OfOneDraw) {
  const Samples one = samples_of(asked, effort_of(1));
  EXPECT_EQ(one.draws, 1U);
  EXPECT_EQ(one.outputs[0].values.size(), 1U);
}

TEST(Samples, MoreThanATableHoldsIsRefusedBeforeAnyIsMade) {
  const auto scenario = load_scenario("scenarios/sevilla-2024.yaml");
  EXPECT_THROW(static_cast<void>(samples(scenario, {}, true, effort_of(1U << 30U))), std::invalid_argument);
}

TEST(Samples, EndWhereTheProgressEndsThem) {
  const auto scenario = load_scenario("scenarios/sevilla-2024.yaml");
  Effort effort = effort_of(65'536);
  effort.progress = [](double) { return false; };
  EXPECT_FALSE(samples(scenario, {}, true, effort).has_value());
}

// --- one draw --------------------------------------------------------------------------------------------------------

/// A draw again is the row of it, to the bit; and 3,000 is in another block than the first.
TEST(OneDraw, IsTheRowOfIt) {
  const auto scenario = load_scenario("scenarios/sevilla-2024-trend.yaml");
  const Samples all = samples_of(asked, effort_of(4'096));
  for (const std::uint64_t draw : {0U, 1U, 255U, 3'000U, 4'095U}) {
    const OneDraw one = one_draw(scenario, {.draws = 4'096}, draw);
    EXPECT_EQ(one.draw, draw);
    EXPECT_EQ(one.summary.draws, 1U);
    EXPECT_EQ(one.summary.constraints[0].ceiling.years.back().median(), all.outputs[0].values[draw]);
    EXPECT_EQ(one.summary.trajectory.years.back().median(), all.outputs[1].values[draw]);
    for (std::size_t k = 0; k < all.constraints.size(); ++k) {
      EXPECT_EQ(one.summary.constraints[k].binds_first, static_cast<int>(k) == all.stopped_by[draw] ? 1.0 : 0.0);
    }
    std::size_t varying = 0;
    for (const OneDraw::Parameter& parameter : one.parameters) {
      if (!parameter.below) continue;
      EXPECT_EQ(parameter.path, all.parameters[varying].name);
      EXPECT_EQ(parameter.value, all.parameters[varying].values[draw]) << parameter.path;
      EXPECT_GT(*parameter.below, 0.0);
      EXPECT_LT(*parameter.below, 1.0);
      ++varying;
    }
    EXPECT_EQ(varying, all.parameters.size());
  }
  EXPECT_THROW(static_cast<void>(one_draw(scenario, {.draws = 64}, 64)), std::out_of_range);
}

}  // namespace
}  // namespace chokepoint::analysis
