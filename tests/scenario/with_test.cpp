// SPDX-License-Identifier: Apache-2.0
// A changed scenario is the one that would have been loaded with one override more, in all that can be seen of it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "chokepoint/scenario.hpp"
#include "scenarios.hpp"

namespace chokepoint::scenario {
namespace {

using Texts = std::vector<std::string>;

/// Files that warn, extend, move the base year, correlate and have values by year; the files of the repository beside
/// them.
const std::map<std::string, std::string> files{
    {"plain.yaml", "extends: repo/sevilla-2024.yaml\n"},
    {"warns.yaml",
     "extends: repo/sevilla-2024.yaml\nyears: 2026..2035\n"
     "power:\n  campus_power: {2026: 2 to 4 GW, 2030: 3 to 9 GW, plus: {2032: 1 GW}}\n"
     "chips: off\n"},
    {"both.yaml",
     "extends: [repo/sevilla-2024-trend.yaml, repo/sevilla-2024.yaml]\nname: both\n"
     "correlations: {power.campus_power: {data.epochs: 0.3}}\n"}};

Reader reader(std::size_t* count = nullptr) {
  return [count](const std::string& path, std::size_t limit) -> std::variant<std::string, Unreadable> {
    if (count != nullptr) ++*count;
    const auto at = files.find(path);
    if (at != files.end()) return at->second.substr(0, limit);
    if (path.rfind("repo/", 0) == 0) return test_reader()(CHOKEPOINT_SOURCE_DIR "/scenarios/" + path.substr(5), limit);
    return Unreadable{"no such file"};
  };
}

void write(const Place& place, std::string& out) {
  out += fmt::format(" at {}:{}:{}\n", place.file, place.line, place.column);
}

void write(const std::vector<Assumption>& assumptions, std::string& out) {
  for (const Assumption& one : assumptions) {
    out += fmt::format("  {} {} as {} by {}: {} [{}] '{}' as of {} ({}) in {}, {} {}", one.path, one.parameter->name,
                       one.draws_as, one.dimension ? fmt::format("{}", *one.dimension) : "path", one.text, one.source,
                       one.note, one.as_of, one.years_to_base, one.year.value_or(0), one.steps, one.added);
    out += fmt::format("; {} {} to {}:", one.distribution.family(), one.distribution.lower(), one.distribution.upper());
    for (const double level : {0.05, 0.5, 0.95}) out += fmt::format(" {}", one.distribution.quantile(level));
    write(one.place, out);
  }
}

/// Everything that can be seen of it.
std::string everything(const Loaded& loaded) {
  std::string out;
  for (const Diagnostic& one : loaded.diagnostics) out += render(one) + (one.pressing ? "  (pressing)\n" : "");
  if (loaded.scenario == nullptr) return out + "no scenario\n";
  const Scenario& scenario = *loaded.scenario;
  out += fmt::format("{} '{}' '{}' {}: {} to {}\n", scenario.name, scenario.title, scenario.description,
                     scenario.base_year, scenario.first_year, scenario.last_year);
  const models::TrajectoryPlan& plan = scenario.trajectory_plan;
  out += fmt::format("plan {} of {} ({}), {}\n", static_cast<int>(plan.form), plan.anchor_date, plan.anchor_text,
                     fmt::join(plan.years, " "));
  out += "trajectory\n";
  write(scenario.trajectory, out);
  out += "shared\n";
  write(scenario.shared, out);
  for (const Block& block : scenario.blocks) {
    out += fmt::format("{}\n", block.constraint->description->name);
    write(block.assumptions, out);
  }
  for (const Correlation& one : scenario.correlations) {
    out += fmt::format("{} with {}: {} [{}] '{}'", one.a, one.b, one.spearman, one.source, one.note);
    write(one.place, out);
  }
  for (const auto& [key, source] : scenario.sources) {
    out += fmt::format("{} {}: {}, {}, {}, {}, {}\n", key, source.key, source.title, source.authors, source.date,
                       source.address, source.licence);
  }
  return out +
         fmt::format("files {}\noverrides {}\n", fmt::join(scenario.files, " "), fmt::join(scenario.overrides, " | "));
}

/// Good ones and wrong ones of every kind: values, by year, additions, off and on again, blocks, correlations, years,
/// the trajectory, texts.
const Texts changes{
    "power.campus_power=3 GW",
    "campus_power=2 to 6 GW",
    "power.campus_power={p10: 1 GW, p50: 2 GW, p90: 5 GW, source: hoffmann-2022, note: a guess}",
    "power.campus_power.p50=2.5 GW",
    "power.us_datacenter_power={2024: 40 GW, 2028: 60 to 90 GW, correlation: 0.5}",
    "power.us_datacenter_power=+ 20 GW from 2032",
    "us_datacenter_power=+ 5 to 10 GW from 2027",
    "power.us_datacenter_power={value: 45 GW, as_of: 2021-07-02}",
    "shared.utilization=triangular(30 %, 40 %, 50 %)",
    "shared.training_duration=300 day",
    "latency=off",
    "data=false",
    "chips=off",
    "data={epochs: 4}",
    "years=2025..2032",
    "years=2030",
    "base_year=2023",
    "correlations={}",
    "correlations={power.campus_power: {data.epochs: 0.4}}",
    "correlations.power.datacenter_growth.chips.production_growth=0.4",
    "correlations.chips.production_growth.power.datacenter_growth={spearman: 0.2, source: sevilla-2024}",
    "trajectory.growth=3 to 5x/yr",
    "trajectory.growth={2023: 4x/yr, 2028: 2 to 3x/yr}",
    "trajectory={table: {2020: 1e24 FLOP, 2045: 1e36 FLOP}}",
    "name=another",
    "title=Another",
    "description={a: b}",
    // Wrong: in shape, name, kind, bounds, years, source, text.
    "power.campus_power",
    "=3 GW",
    "power.campus_power=",
    "power.campus_power=  ",
    "power.campus_power=[",
    "power.campus_power=2.5 GWh",
    "power.campus_pwer=3 GW",
    "pwer=off",
    "growth_that_is_none=7 GW",
    "shared.utilization=140 %",
    "years=2030..2024",
    "base_year=2040",
    "extends=other.yaml",
    "power.campus_power={value: 3 GW, source: nobody}",
    "correlations.power.datacenter_growth.chips.production_growth=1.5",
    "correlations.power.datacenter_growth.power.datacenter_growth=0.5",
    "trajectory.growth=+ 2x/yr from 2030",
    "data.epochs=+ from 2030",
    std::string("power.campus_power=3\0GW", 23),
    "power.campus_power=\xff",
};

Texts with_more(Texts texts, const std::string& more) {
  texts.push_back(more);
  return texts;
}

/// Of all pairs of changes: one in so many.
#ifdef CHOKEPOINT_SANITIZED
constexpr std::size_t stride = 61;
#else
constexpr std::size_t stride = 5;
#endif

class With : public testing::TestWithParam<const char*> {};

TEST_P(With, IsLoadWithOneOverrideMore) {
  const Loaded base = load(GetParam(), {}, reader());
  ASSERT_NE(base.scenario, nullptr);
  std::size_t good = 0;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const std::string& first = changes[i];
    const Loaded one = with(*base.scenario, first);
    ASSERT_EQ(everything(one), everything(load(GetParam(), {first}, reader()))) << first;
    if (one.scenario == nullptr) continue;
    ++good;
    for (std::size_t j = i % stride; j < changes.size(); j += stride) {
      const std::string& second = changes[j];
      ASSERT_EQ(everything(with(*one.scenario, second)), everything(load(GetParam(), {first, second}, reader())))
          << first << " | " << second;
    }
  }
  EXPECT_GE(good, 15U);
  EXPECT_LE(good, changes.size() - 15);
}

INSTANTIATE_TEST_SUITE_P(Files, With, testing::Values("repo/sevilla-2024.yaml", "warns.yaml", "both.yaml"),
                         [](const auto& file) {
                           std::string name;
                           for (const char c : std::string(file.param)) {
                             if (std::isalnum(static_cast<unsigned char>(c)) != 0) name += c;
                           }
                           return name;
                         });

TEST(ChangedScenarios, TakeOverridesThatWereThereAlready) {
  const Texts loaded_with{"power.campus_power=3 GW", "latency=off"};
  const Loaded base = load("plain.yaml", loaded_with, reader());
  for (const std::string& text : changes) {
    ASSERT_EQ(everything(with(*base.scenario, text)),
              everything(load("plain.yaml", with_more(loaded_with, text), reader())))
        << text;
  }
}

TEST(ChangedScenarios, SayAllThatTheyWereChangedBy) {
  const Loaded base = load("plain.yaml", {"latency=off"}, reader());
  const Loaded changed = with(*base.scenario, "campus_power=3 GW");
  EXPECT_EQ(with(*changed.scenario, "chips=off").scenario->overrides,
            (Texts{"latency=off", "campus_power=3 GW", "chips=off"}));
}

TEST(ChangedScenarios, GrowInARow) {
  Loaded changed = load("warns.yaml", {}, reader());
  Texts texts;
  for (const std::string& text : changes) {
    const Loaded next = with(*changed.scenario, text);
    if (next.scenario == nullptr) continue;
    changed = next;
    texts.push_back(text);
  }
  EXPECT_EQ(changed.scenario->overrides, texts);
  EXPECT_GE(texts.size(), 10U);
  EXPECT_EQ(everything(changed), everything(load("warns.yaml", texts, reader())));
}

TEST(ChangedScenarios, ReadNothingAndLeaveTheOthersAsTheyAre) {
  std::size_t reads = 0;
  const Loaded base = load("warns.yaml", {}, reader(&reads));
  const std::size_t before = reads;
  const std::string was = everything(base);
  const Loaded changed = with(*base.scenario, "power.us_datacenter_power=+ 20 GW from 2032");
  const std::string made = everything(changed);
  EXPECT_NE(made, was);
  static_cast<void>(with(*changed.scenario, "power=off"));
  EXPECT_EQ(reads, before);
  EXPECT_EQ(everything(base), was);
  EXPECT_EQ(everything(changed), made);
}

TEST(ChangedScenarios, OutliveWhatTheyWereMadeOf) {
  Loaded changed;
  {
    const Loaded base = load("plain.yaml", {}, reader());
    changed = with(*base.scenario, "power.campus_power=3 GW");
  }
  changed = with(*changed.scenario, "latency=off");
  EXPECT_EQ(everything(changed), everything(load("plain.yaml", {"power.campus_power=3 GW", "latency=off"}, reader())));
}

TEST(ChangedScenarios, AreToldOfAsSetIs) {
  const Loaded base = load("plain.yaml", {}, reader());
  const Loaded wrong = with(*base.scenario, "power.campus_power=2.5 GWh");
  ASSERT_EQ(wrong.diagnostics.size(), 1U);
  // README.md shows it of --set.
  EXPECT_EQ(render(wrong.diagnostics.front()),
            "--set:1:20: error: power.campus_power: expected a power (W), got an energy: '2.5 GWh'\n"
            "  1 | power.campus_power=2.5 GWh\n"
            "    |                    ^~~~~~~\n"
            "  hint: GWh is energy; did you mean GW?\n");
}

TEST(ChangedScenarios, MustHaveBeenLoaded) {
  EXPECT_THROW(static_cast<void>(with(Scenario{}, "latency=off")), std::invalid_argument);
}

}  // namespace
}  // namespace chokepoint::scenario
