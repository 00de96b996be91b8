// SPDX-License-Identifier: Apache-2.0
// Events: when they last, what they leave, how they are read and laid over each other. Expected values are computed by
// hand from docs/events.md.
#include "scenario/events.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "chokepoint/units.hpp"
#include "scenarios.hpp"
#include "units/real.hpp"

namespace chokepoint::scenario {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Two capacities of 2026 to 2033, which nothing else changes: by year, so that every value is the given one.
const std::string plain = R"(extends: repo/baseline-2026-chips.yaml
years: 2026..2033
chips:
  packaging: {capacity: 1000 wafer/yr, capacity_growth: 1x/yr}
  memory: {output: 1000 Gbit/yr, output_growth: 1x/yr}
)";

ScenarioPointer with_events(const std::string& events, const std::string& base = plain,
                            const std::vector<std::string>& overrides = {}) {
  const Loaded loaded = load("it.yaml", overrides, reader_of({{"it.yaml", base + events}}));
  std::string text;
  for (const Diagnostic& one : loaded.diagnostics) text += render(one);
  if (loaded.scenario == nullptr) throw std::runtime_error(text);
  return loaded.scenario;
}

/// Draws side by side: every parameter at its median but for those that are given.
struct Columns {
  Columns(const Scenario& scenario, const std::map<std::string, std::vector<double>>& given) {
    for (const Assumption* one : scenario.assumptions()) {
      const auto at = given.find(one->path);
      columns.emplace_back(lanes, one->distribution.quantile(0.5));
      if (at != given.end()) std::copy(at->second.begin(), at->second.end(), columns.back().begin());
    }
    for (const auto& column : columns) pointers.push_back(column.data());
  }
  static constexpr std::size_t lanes = lane_multiple;
  std::vector<std::vector<double>> columns;
  std::vector<const double*> pointers;
};

/// The part of each year that lies inside the first event, of draw `lane`.
std::vector<double> inside(const Scenario& scenario, const std::map<std::string, std::vector<double>>& given = {},
                           std::size_t lane = 0) {
  const Columns draws(scenario, given);
  const auto all = overlaps_of(scenario, 0, draws.pointers, Columns::lanes);
  std::vector<double> years;
  for (std::size_t at = lane; at < all.size(); at += Columns::lanes) years.push_back(all[at]);
  return years;
}

void expect_years(const std::vector<double>& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-12) << 2026 + i;
}

/// What a model reads of a capacity of chips, by year.
std::vector<double> capacity(const Scenario& scenario, const std::string& name,
                             const std::map<std::string, std::vector<double>>& given = {}) {
  const Columns draws(scenario, given);
  const auto& parameters = scenario.blocks[0].constraint->description->parameters;
  const auto place =
      std::find_if(parameters.begin(), parameters.end(), [&name](const auto& one) { return one.name == name; });
  const Inputs inputs = inputs_of(scenario, 0, draws.pointers, Columns::lanes);
  const models::Input& input = inputs.own[static_cast<std::size_t>(place - parameters.begin())];
  std::vector<double> years;
  for (std::size_t i = 0; i < 8; ++i) years.push_back(input.values[i * input.per_year]);
  return years;
}

// --- when they last --------------------------------------------------------------------------------------------------

TEST(EventDates, YearsWhollyAndPartlyInside) {
  const auto of = [](const std::string& start, const std::string& duration) {
    return inside(*with_events("events: {it: {start: " + start + ", duration: " + duration +
                               ", factors: {chips.packaging.capacity: 0.15}}}"));
  };
  expect_years(of("2028", "3 yr"), {0, 0, 1, 1, 1, 0, 0, 0});
  expect_years(of("2028.5", "0.25 yr"), {0, 0, 0.25, 0, 0, 0, 0, 0});
  expect_years(of("2028.75", "0.5 yr"), {0, 0, 0.25, 0.25, 0, 0, 0, 0});
  expect_years(of("2032.5", "9 yr"), {0, 0, 0, 0, 0, 0, 0.5, 1});
  // The first of July is day 182 of a leap year of 366: 184 days are left.
  expect_years(of("2028-07-01", "2 yr"), {0, 0, 184.0 / 366, 1, 182.0 / 366, 0, 0, 0});
}

TEST(EventDates, MayBeUncertain) {
  const auto scenario = with_events(
      "events: {it: {start: {distribution: uniform, low: 2027, high: 2029}, duration: {p10: 1 yr, p50: 2 yr, p90: 4 "
      "yr},"
      " factors: {chips.packaging.capacity: 0.5}}}");
  expect_years(inside(*scenario), {0, 0, 1, 1, 0, 0, 0, 0});  // medians: 2028, 2 years
  const double years = units::seconds_per_year;
  expect_years(inside(*scenario, {{"events.it.start", {2027.25}}, {"events.it.duration", {1.5 * years}}}),
               {0, 0.75, 0.75, 0, 0, 0, 0, 0});
}

const char* const hazard = "events: {it: {hazard: 3 %/yr, duration: 1 yr, factors: {chips.packaging.capacity: 0.5}}}";

// A number below the hazard begins in the first year, as far into it as it is of the hazard; what is left of one above
// is (u - h) / (1 - h) of the next year.
TEST(EventHazard, OneNumberSaysWhenItBegins) {
  const auto scenario = with_events(hazard);
  const auto of = [&scenario](double chance) { return inside(*scenario, {{"events.it.chance", {chance}}}); };
  EXPECT_NEAR(of(0.02)[0], 1.0 / 3, 1e-12);  // begins at 2/3
  EXPECT_NEAR(of(0.02)[1], 2.0 / 3, 1e-12);
  const double within = (0.04 - 0.03) / 0.97 / 0.03;  // of the second year
  EXPECT_EQ(of(0.04)[0], 0.0);
  EXPECT_NEAR(of(0.04)[1], 1 - within, 1e-12);
  EXPECT_NEAR(of(0.04)[2], within, 1e-12);
  // 1 - 0.97^8 of all numbers begin within the eight years.
  expect_years(of(0.5), {0, 0, 0, 0, 0, 0, 0, 0});
}

/// Of evenly spaced chances, the share in which the first event lasts in any of the years up to `last`; and the mean
/// part of each year inside.
struct Found {
  double begun = 0.0;
  std::vector<double> mean;
  double most = 0.0;
};
Found over_chances(const Scenario& scenario, std::size_t count, std::size_t years) {
  Found found;
  found.mean.resize(8);
  for (std::size_t first = 0; first < count; first += Columns::lanes) {
    std::vector<double> chances;
    for (std::size_t i = 0; i < Columns::lanes; ++i) {
      chances.push_back((static_cast<double>(first + i) + 0.5) / static_cast<double>(count));
    }
    const Columns draws(scenario, {{"events.it.chance", chances}});
    const auto all = overlaps_of(scenario, 0, draws.pointers, Columns::lanes);
    for (std::size_t lane = 0; lane < Columns::lanes; ++lane) {
      bool any = false;
      for (std::size_t year = 0; year < 8; ++year) {
        const double part = all[year * Columns::lanes + lane];
        any = any || (year < years && part > 0.0);
        found.mean[year] += part / static_cast<double>(count);
        found.most = std::max(found.most, part);
      }
      found.begun += any ? 1.0 / static_cast<double>(count) : 0.0;
    }
  }
  return found;
}

// 1 - 0.97^4 = 0.11470719; within one of 16,384 even steps.
TEST(EventHazard, ComesInFourYearsAsOftenAsItSays) {
  EXPECT_NEAR(over_chances(*with_events(hazard), 16'384, 4).begun, 1 - std::pow(0.97, 4), 1.1 / 16'384);
}

// Short events come again: each year half of the draws have one of 0.02 years, 0.01 of the year on average. Those that
// reach over the end of a year move less than 0.0001 of it. The years after the first are drawn with numbers that the
// first left: 16,384 of them have a standard error of 0.00008.
TEST(EventHazard, ComesAgain) {
  const auto scenario = with_events("events: {it: {hazard: 50 %/yr, duration: 0.02 yr, factors: {chips.logic: 0.8}}}");
  const Found found = over_chances(*scenario, 16'384, 8);
  for (std::size_t year = 0; year < 8; ++year) EXPECT_NEAR(found.mean[year], 0.01, 0.0005) << year;
}

// Certain in every year, and a year long: it begins again in the year in which it ends, or in the next, and never
// while it lasts. So no year lies inside two.
TEST(EventHazard, DoesNotBeginWhileItLasts) {
  const auto scenario =
      with_events("events: {it: {hazard: 1, duration: 1 yr, factors: {chips.packaging.capacity: 0.5}}}");
  const Found found = over_chances(*scenario, 4096, 8);
  EXPECT_EQ(found.begun, 1.0);
  EXPECT_LE(found.most, 1.0);
  EXPECT_NEAR(found.mean[0], 0.5, 1e-3);  // evenly over the first year
  // By hand of the second year: of a start at x, x of it is inside; a second start y, evenly, comes only behind x, and
  // leaves 1 - y: the mean of x + integral over y > x of (1 - y) is 1/2 + 1/6.
  EXPECT_NEAR(found.mean[1], 2.0 / 3, 0.02);  // of 4,096 draws, one standard error is 0.005
}

TEST(EventHazard, OnlyInItsYears) {
  const auto scenario = with_events(
      "events: {it: {hazard: 1, from: 2028, until: 2029, duration: 0.25 yr, factors: {chips.packaging.capacity: "
      "0.5}}}");
  const Found found = over_chances(*scenario, 1024, 8);
  EXPECT_EQ(found.mean[0], 0.0);
  EXPECT_EQ(found.mean[1], 0.0);
  EXPECT_NEAR(found.mean[2], 0.25 - 0.03125, 2e-3);  // less what reaches into 2029: half of the square of 0.25
  EXPECT_GT(found.mean[4], 0.0);                     // what reaches into 2030
  EXPECT_EQ(found.mean[5], 0.0);
}

TEST(EventHazard, ByYear) {
  const auto scenario = with_events(
      "events: {it: {hazard: {2026: 0, 2029: 1, 2030: 0, step: true}, duration: 0.1 yr, factors: {chips.logic: 0.5}}}");
  const Found found = over_chances(*scenario, 1024, 8);
  EXPECT_EQ(found.mean[2], 0.0);
  EXPECT_NEAR(found.mean[3], 0.1 - 0.005, 1e-3);
  EXPECT_NEAR(found.mean[4], 0.005, 1e-3);
  EXPECT_EQ(found.mean[5], 0.0);
}

// --- what they leave -------------------------------------------------------------------------------------------------

constexpr double year = units::seconds_per_year;

// Half of 2028 with 0.4 left: 0.7 of the year; all of 2028 with half left; both act on packaging: 0.35.
TEST(EventFactors, OfSeveralEventsTheProduct) {
  const auto scenario = with_events(R"(events:
  a: {start: 2028.5, duration: 0.5 yr, factors: {chips.packaging.capacity: 0.4}}
  b: {start: 2028, duration: 2 yr, factors: {chips.packaging.capacity: 0.5, chips.memory.output: 0.9}}
)");
  expect_years(capacity(*scenario, "packaging.capacity"),
               {1000 / year, 1000 / year, 350 / year, 500 / year, 1000 / year, 1000 / year, 1000 / year, 1000 / year});
  const auto memory = capacity(*scenario, "memory.output");
  EXPECT_NEAR(memory[2] / memory[0], 0.9, 1e-15);
  EXPECT_EQ(memory[4], memory[0]);
}

TEST(EventFactors, MayRaiseAndDifferByYear) {
  const auto raised =
      with_events("events: {it: {start: 2028, duration: 1 yr, factors: {chips.packaging.capacity: 1.03}}}");
  EXPECT_NEAR(capacity(*raised, "packaging.capacity")[2] * year, 1030, 1e-9);
  const auto by_year = with_events(
      "events: {it: {start: 2026, duration: 8 yr, factors: {chips.packaging.capacity: {2026: 0.1, 2030: 0.3, step: "
      "true}}}}");
  const auto left = capacity(*by_year, "packaging.capacity");
  EXPECT_NEAR(left[3] * year, 100, 1e-9);
  EXPECT_NEAR(left[4] * year, 300, 1e-9);
}

TEST(EventFactors, AGroupIsAllCapacitiesInIt) {
  const auto scenario = with_events("events: {it: {start: 2028, duration: 1 yr, factors: {chips.logic: 0.5}}}");
  std::vector<std::string> names;
  for (const Event::Factor& one : scenario->events[0].factors) {
    names.push_back(scenario->blocks[one.block].constraint->description->parameters[one.capacity].name);
  }
  EXPECT_THAT(names, ElementsAre("logic.n5.wafers", "logic.n3.wafers", "logic.n2.wafers"));
  const auto without = with_events("");
  for (const std::string& name : names) {
    EXPECT_NEAR(capacity(*scenario, name)[2], 0.5 * capacity(*without, name)[2], 1e-18) << name;
    EXPECT_EQ(capacity(*scenario, name)[3], capacity(*without, name)[3]) << name;
  }
}

TEST(EventFactors, OfOneEventAreDrawnWithTheSameNumbers) {
  const auto scenario = with_events(
      "events: {it: {hazard: 3 %, duration: 1 yr, factors: {chips.logic: {p10: 0.2, p50: 0.4, p90: 0.7}, "
      "chips.packaging.capacity: {p10: 0.2, p50: 0.4, p90: 0.7}}}}");
  std::vector<std::string> numbers;
  for (const Assumption& one : scenario->events[0].assumptions) numbers.push_back(one.draws_as);
  EXPECT_THAT(numbers, ElementsAre("events.it.hazard", "events.it.chance", "events.it.duration", "events.it.factors",
                                   "events.it.factors"));
}

TEST(EventFactors, ReachABlockUnderANameOfItsOwn) {
  const auto scenario =
      with_events("events: {it: {start: 2028, duration: 1 yr, factors: {half.packaging.capacity: 0.5}}}",
                  R"(extends: repo/baseline-2026.yaml
power: off
data: off
latency: off
half:
  of: chips
  model: supply_chain
  initial_stock: 1e6 H100e
  logic: {wafer_growth: 1x/yr, n5: {wafers: 1e3 wafer/yr, share: 1, accelerators_per_wafer: 1 H100e/wafer}, n3: {wafers: 1e3 wafer/yr, share: 1, accelerators_per_wafer: 1 H100e/wafer}, n2: {wafers: 1e3 wafer/yr, share: 1, accelerators_per_wafer: 1 H100e/wafer}}
  packaging: {capacity: 1e3 wafer/yr, capacity_growth: 1x/yr, accelerators_per_wafer: 1 H100e/wafer}
  memory: {output: 1e9 Gbit/yr, output_growth: 1x/yr, per_accelerator: 1 Gbit/H100e}
  lithography: {tools: 1, deliveries: 1, share: 1, exposures_per_accelerator: 1 wafer/H100e}
)");
  EXPECT_EQ(scenario->blocks[scenario->events[0].factors[0].block].constraint->description->name, "half");
}

// --- files over files ------------------------------------------------------------------------------------------------

const std::string base = plain + R"(events:
  a: {title: First, hazard: {p10: 1 %/yr, p50: 2 %/yr, p90: 4 %/yr, source: sevilla-2024}, from: 2027, duration: 1 yr, factors: {chips.logic: 0.5, chips.memory.output: 0.9}}
  b: {start: 2028, duration: 1 yr, factors: {chips.packaging.capacity: 0.5}}
)";

ScenarioPointer over(const std::string& top, const std::vector<std::string>& overrides = {}) {
  const Loaded loaded =
      load("top.yaml", overrides, reader_of({{"top.yaml", "extends: base.yaml\n" + top}, {"base.yaml", base}}));
  std::string text;
  for (const Diagnostic& one : loaded.diagnostics) text += render(one);
  if (loaded.scenario == nullptr) throw std::runtime_error(text);
  return loaded.scenario;
}

std::string text_of(const Scenario& scenario, const std::string& path) {
  for (const Assumption* one : scenario.assumptions()) {
    if (one->path == path) return one->text;
  }
  return "none";
}

TEST(EventLayers, ChangeOneKeyAndKeepTheRest) {
  const auto scenario = over("events: {a: {duration: 2 yr, factors: {chips.logic: 0.4}}}\n");
  ASSERT_EQ(scenario->events.size(), 2U);
  EXPECT_EQ(scenario->events[0].description->title, "First");
  EXPECT_EQ(scenario->events[0].from, 2027);
  EXPECT_EQ(text_of(*scenario, "events.a.duration"), "2 yr");
  EXPECT_EQ(text_of(*scenario, "events.a.factors.chips.logic"), "0.4");
  EXPECT_EQ(text_of(*scenario, "events.a.factors.chips.memory.output"), "0.9");
}

TEST(EventLayers, AValueIsReplacedAsAWhole) {
  const auto scenario = over("events: {a: {hazard: {value: 5 %/yr}}}\n");
  EXPECT_EQ(text_of(*scenario, "events.a.hazard"), "5 %");
  EXPECT_EQ(scenario->events[0].assumptions[0].source, "");
}

TEST(EventLayers, AddAndLeaveOut) {
  const auto scenario =
      over("events: {a: off, c: {start: 2030, duration: 1 yr, factors: {chips.lithography.deliveries: 0.85}}}\n");
  ASSERT_EQ(scenario->events.size(), 2U);
  EXPECT_EQ(scenario->events[0].name, "b");
  EXPECT_EQ(scenario->events[1].name, "c");
  EXPECT_TRUE(over("events: off\n")->events.empty());
  const auto one_factor = over("events: {a: {factors: {chips.logic: off}}}\n");
  ASSERT_EQ(one_factor->events[0].factors.size(), 1U);
}

TEST(EventLayers, AStartTakesThePlaceOfAHazard) {
  const auto dated = over("events: {a: {start: 2029}}\n");
  EXPECT_TRUE(dated->events[0].dated);
  EXPECT_EQ(text_of(*dated, "events.a.hazard"), "none");
  const auto again = over("events: {b: {hazard: 5 %/yr}}\n");
  EXPECT_FALSE(again->events[1].dated);
  EXPECT_FALSE(over("", {"events.b.hazard=5 %/yr"})->events[1].dated);
}

TEST(EventLayers, SetReachesEveryParameter) {
  const auto scenario =
      over("", {"events.a.duration=0.5 yr", "events.a.hazard.p90=8 %/yr", "events.a.factors.chips.memory.output=0.7",
                "events.a.factors.chips.logic=0.3", "events.b.factors.chips.lithography.deliveries=0.85"});
  EXPECT_EQ(text_of(*scenario, "events.a.duration"), "0.5 yr");
  EXPECT_THAT(text_of(*scenario, "events.a.hazard"), HasSubstr("p90: 8 %"));
  EXPECT_EQ(text_of(*scenario, "events.a.factors.chips.memory.output"), "0.7");
  EXPECT_EQ(text_of(*scenario, "events.a.factors.chips.logic"), "0.3");
  EXPECT_EQ(text_of(*scenario, "events.b.factors.chips.lithography.deliveries"), "0.85");
  EXPECT_EQ(over("", {"events.a=off"})->events.size(), 1U);
  EXPECT_TRUE(over("", {"events=off"})->events.empty());
  const auto replaced = over("", {"events.b={hazard: 1 %, duration: 1 yr, factors: {chips.logic: 0.1}}"});
  EXPECT_EQ(replaced->events[1].factors.size(), 3U);
}

TEST(EventLayers, WhatIsSaidOfTheEventHoldsForItsValues) {
  const auto scenario = over(
      "events: {c: {start: 2028, duration: {value: 1 yr, confidence: published}, confidence: assumed, source: "
      "sevilla-2024, factors: {chips.logic: 0.5}}}\n");
  const Event& event = scenario->events[2];
  EXPECT_EQ(event.assumptions[0].confidence, "assumed");
  EXPECT_EQ(event.assumptions[0].source, "sevilla-2024");
  EXPECT_EQ(event.assumptions[1].confidence, "published");
}

// --- the view without ------------------------------------------------------------------------------------------------

TEST(EventViews, AScenarioWithEventsAsksForItsVerdictWithout) {
  const auto scenario = load_scenario("scenarios/taiwan-disruption.yaml");
  const auto views = views_of(*scenario);
  ASSERT_EQ(views.size(), 2U);
  EXPECT_EQ(views[1].name, "without events");
  const Loaded without = with(*scenario, views[1].change);
  ASSERT_NE(without.scenario, nullptr);
  EXPECT_TRUE(without.scenario->events.empty());
  EXPECT_EQ(views_of(*without.scenario).size(), 1U);
}

}  // namespace
}  // namespace chokepoint::scenario
