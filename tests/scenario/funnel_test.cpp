// SPDX-License-Identifier: Apache-2.0
// Funnels: what is read of one, and that nothing else reads it. What is wrong with one: tests/bad_input/funnel_*.
#include <gtest/gtest.h>

#include <string>

#include "scenarios.hpp"

namespace chokepoint::scenario {
namespace {

const Assumption& value_of(const Funnel& funnel, std::size_t at) {
  return funnel.assumptions.at(at);
}

TEST(Funnel, IsReadInTheOrderInWhichItIsWritten) {
  const auto scenario = load_scenario("scenarios/emu-2023.yaml");
  ASSERT_TRUE(scenario->funnel.has_value());
  const Funnel& funnel = *scenario->funnel;
  EXPECT_EQ(funnel.of, "image");
  EXPECT_FALSE(funnel.feeds_pre_training);
  ASSERT_EQ(funnel.stages.size(), 3U);
  EXPECT_EQ(funnel.stages.front().name, "automatic_filters");
  EXPECT_EQ(funnel.stages.back().name, "specialists");
  EXPECT_EQ(value_of(funnel, 0).path, "funnel.items");
  EXPECT_DOUBLE_EQ(value_of(funnel, 0).distribution.quantile(0.5), 1.1e9);
  const Assumption& keep = value_of(funnel, funnel.stages[1].keep);
  EXPECT_EQ(keep.path, "funnel.stages.generalists.keep");
  EXPECT_EQ(keep.source, "emu-2023");
  EXPECT_EQ(keep.confidence, "second-hand");
  EXPECT_DOUBLE_EQ(value_of(funnel, funnel.stages[1].quality_gain).distribution.quantile(0.5), 1.0);
  EXPECT_EQ(value_of(funnel, funnel.stages[1].cost).distribution.quantile(0.5), 0.0);
}

TEST(Funnel, CanBeSetAndLeftOut) {
  const auto scenario = load_scenario("scenarios/emu-2023.yaml");
  const Loaded set = with(*scenario, "funnel.stages.generalists.keep=0.2");
  ASSERT_NE(set.scenario, nullptr);
  const Funnel& funnel = *set.scenario->funnel;
  EXPECT_EQ(funnel.stages.size(), 3U);
  EXPECT_DOUBLE_EQ(value_of(funnel, funnel.stages[1].keep).distribution.quantile(0.5), 0.2);
  EXPECT_FALSE(with(*scenario, "funnel=off").scenario->funnel.has_value());
}

// No column is drawn for it: a run is that of the scenario below.
TEST(Funnel, IsNoAssumptionOfARun) {
  const auto with_funnel = load_scenario("scenarios/emu-2023.yaml");
  const auto below = load_scenario("scenarios/sevilla-2024.yaml");
  EXPECT_EQ(with_funnel->assumptions().size(), below->assumptions().size());
}

}  // namespace
}  // namespace chokepoint::scenario
