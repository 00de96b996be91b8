// SPDX-License-Identifier: Apache-2.0
// Constraints of one's own in scenarios: what they become, how they are changed, what is said of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "scenarios.hpp"

namespace chokepoint::scenario {
namespace {

using testing::HasSubstr;

const std::string tanks = R"(extends: repo/sevilla-2024.yaml
constraints:
  water:
    title: Water for cooling
    region: Rivers
    parameters:
      tanks: {value: 1e6 H100e/yr, meaning: built in a year, bounds: [0 H100e/yr, ], capacity: true}
      faster: 1.5x/yr
    state:
      cooled: {start: 2e6 H100e, next: cooled + built * 1 yr}
    where:
      built: {equation: tanks * faster^t, meaning: accelerators for which tanks are built}
      each: shared.peak_performance * shared.utilization * shared.training_duration
    internals: [built]
    ceiling: cooled * each
)";

Loaded read_in(const std::string& text, const std::vector<std::string>& overrides = {},
               std::map<std::string, std::string> more = {}) {
  more["it.yaml"] = text;
  return load("it.yaml", overrides, reader_of(more));
}

/// All that is told but for missing sources.
std::string told_of(const Loaded& all) {
  std::string text;
  for (const Diagnostic& one : all.diagnostics) {
    if (one.message.find("no source") == std::string::npos) text += render(one);
  }
  return text;
}

const Block& water(const Loaded& all) {
  if (all.scenario == nullptr) throw std::runtime_error(told_of(all));
  return all.scenario->blocks.back();
}

std::string text_of(const Loaded& all, const std::string& path) {
  for (const Assumption* one : all.scenario->assumptions()) {
    if (one->path == path) return one->text;
  }
  return "none";
}

TEST(OwnConstraint, IsABlockLikeAnyOther) {
  const Loaded all = read_in(tanks);
  EXPECT_EQ(told_of(all), "");
  const models::Description& description = *water(all).constraint->description;
  EXPECT_EQ(description.name, "water");
  EXPECT_EQ(description.constraint, "water");
  EXPECT_EQ(description.title, "Water for cooling");
  EXPECT_EQ(description.region, "Rivers");
  ASSERT_EQ(description.parameters.size(), 2U);
  EXPECT_EQ(units::symbol_of(description.parameters[0].kind), "H100e/s");
  EXPECT_EQ(description.parameters[0].meaning, "built in a year");
  EXPECT_TRUE(description.parameters[0].capacity);
  EXPECT_TRUE(description.parameters[0].bounds.lower_allowed);
  EXPECT_FALSE(description.parameters[1].bounds.lower_allowed);
  ASSERT_EQ(description.outputs.size(), 3U);
  EXPECT_EQ(description.outputs[1].name, "cooled");
  EXPECT_EQ(description.outputs[2].meaning, "accelerators for which tanks are built");
  EXPECT_THAT(description.reads, testing::UnorderedElementsAre("peak_performance", "utilization", "training_duration"));
  EXPECT_EQ(description.equations,
            "cooled, at first     = 2e6 H100e [H100e]\n"
            "cooled, a year later = cooled + built * 1 yr [H100e]\n"
            "built                = tanks * faster^t [H100e/s]\n"
            "each                 = shared.peak_performance * shared.utilization *\n"
            "                       shared.training_duration [FLOP/H100e]\n"
            "ceiling              = cooled * each [FLOP]");
  // Drawn by path, so that what stands beside it keeps its draws.
  EXPECT_EQ(water(all).assumptions[0].path, "water.tanks");
  EXPECT_FALSE(water(all).assumptions[0].dimension.has_value());
  EXPECT_TRUE(said_of(water(all), *all.scenario->catalogue).empty());
}

TEST(OwnConstraint, ItsValuesAreSetUnderEitherName) {
  for (const char* const name : {"water.tanks", "constraints.water.tanks", "constraints.water.parameters.tanks"}) {
    const Loaded all = read_in(tanks, {std::string(name) + "=3e6 H100e/yr"});
    EXPECT_EQ(text_of(all, "water.tanks"), "3e6 H100e/yr") << name << told_of(all);
    EXPECT_EQ(water(all).constraint->description->parameters[0].meaning, "built in a year");
  }
  const Loaded part = read_in(tanks, {"water.tanks={p10: 1e6 H100e/yr, p50: 2e6 H100e/yr, p90: 4e6 H100e/yr}"});
  EXPECT_DOUBLE_EQ(water(part).assumptions[0].distribution.quantile(0.5) * units::seconds_per_year, 2e6);
}

TEST(OwnConstraint, AStepIsReplacedByItself) {
  for (const char* const name : {"constraints.water.built", "constraints.water.where.built"}) {
    const Loaded all = read_in(tanks, {std::string(name) + "=2 * tanks * faster^t"});
    EXPECT_THAT(std::string(water(all).constraint->description->equations), HasSubstr("= 2 * tanks * faster^t"))
        << told_of(all);
  }
  const Loaded over = read_in(
      "extends: base.yaml\n"
      "water: {faster: 1.2x/yr}\n"
      "constraints:\n"
      "  water:\n"
      "    parameters: {tanks: 4e6 H100e/yr}\n"
      "    state: {cooled: {start: 1e6 H100e}}\n",
      {}, {{"base.yaml", tanks}});
  EXPECT_EQ(told_of(over), "");
  const std::string equations(water(over).constraint->description->equations);
  EXPECT_THAT(equations, HasSubstr("cooled, at first     = 1e6 H100e"));
  EXPECT_THAT(equations, HasSubstr("cooled, a year later = cooled + built * 1 yr"));
  EXPECT_EQ(text_of(over, "water.tanks"), "4e6 H100e/yr");
  EXPECT_EQ(text_of(over, "water.faster"), "1.2x/yr");
  EXPECT_EQ(water(over).constraint->description->parameters[0].meaning, "built in a year");
}

TEST(OwnConstraint, CanBeLeftOut) {
  for (const char* const off : {"water=off", "constraints.water=off", "constraints=off"}) {
    const Loaded all = read_in(tanks, {off});
    ASSERT_NE(all.scenario, nullptr) << off << told_of(all);
    EXPECT_EQ(all.scenario->blocks.size(), 4U) << off;
  }
}

TEST(OwnConstraint, IsChangedWithoutReadingAFile) {
  const Loaded all = read_in(tanks);
  const Loaded changed = with(*all.scenario, "water.faster=2x/yr");
  EXPECT_EQ(text_of(changed, "water.faster"), "2x/yr");
  const Loaded other = with(*all.scenario, "constraints.water.ceiling=cooled * each / 2");
  EXPECT_THAT(std::string(water(other).constraint->description->equations), HasSubstr("cooled * each / 2"));
}

TEST(OwnConstraint, ReadsWhatOthersMake) {
  const Loaded all = read_in(tanks, {"constraints.water.ceiling=min(cooled, chips.stock) * each + 0 * trajectory"});
  const Block& block = water(all);
  ASSERT_EQ(block.couplings.size(), 2U) << told_of(all);
  EXPECT_EQ(block.couplings[0].text, "chips/stock");
  EXPECT_EQ(block.couplings[1].text, "trajectory");
  EXPECT_FALSE(block.couplings[1].block.has_value());
  EXPECT_EQ(all.scenario->running.back(), all.scenario->blocks.size() - 1);
  ASSERT_NE(all.scenario->coupling("water.chips.stock"), nullptr);
}

TEST(OwnConstraint, IsReadByOthers) {
  const Loaded all = read_in(tanks, {"chips.initial_stock={output: water/cooled}"});
  ASSERT_NE(all.scenario, nullptr) << told_of(all);
  EXPECT_EQ(all.scenario->running.front(), 0U);
  EXPECT_EQ(all.scenario->blocks[1].couplings.size(), 1U);
}

TEST(OwnConstraint, CanBeStoppedByEventsAndBeCorrelated) {
  const Loaded all = read_in(tanks +
                                 "events: {drought: {hazard: 10 %/yr, duration: 1 yr, factors: {water.tanks: 0.5}}}\n"
                                 "correlations: {water.tanks: {chips.initial_stock: {spearman: 0.5}}}\n",
                             {"water.tanks=1e6 to 2e6 H100e/yr"});
  ASSERT_NE(all.scenario, nullptr) << told_of(all);
  EXPECT_EQ(all.scenario->events.size(), 1U);
}

TEST(OwnConstraint, IsWarnedOf) {
  const std::string text = told_of(read_in(tanks, {"constraints.water.built=tanks * 1.2x/yr^t"}));
  EXPECT_THAT(text, HasSubstr("warning: constraints.water.parameters.faster: nothing reads it"));
  EXPECT_THAT(told_of(read_in(tanks, {"constraints.water.each=1e20 FLOP/H100e * (1 H100e/yr / tanks)"})),
              HasSubstr("--set:1:56: warning: constraints.water.where.each: tanks can be 0, and is divided by"));
  EXPECT_THAT(told_of(read_in(tanks + "    parts: {utilization: cooled * each}\n")),
              HasSubstr("warning: constraints.water: 'utilization' has the name of a shared parameter"));
}

TEST(OwnConstraint, KeepsItsUnitWhereAValueIsGivenAnew) {
  EXPECT_THAT(told_of(read_in(tanks, {"water.tanks=3 GW"})),
              HasSubstr("error: water.tanks: expected an accelerator production (H100e/s), got a power"));
}

}  // namespace
}  // namespace chokepoint::scenario
