// SPDX-License-Identifier: Apache-2.0
// What a scenario says of its constraints: which model, under which name, what reads what. Expected values are computed
// by hand from the equations of tests/water.hpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "chokepoint/binding.hpp"
#include "chokepoint/simulation.hpp"
#include "models/model.hpp"
#include "water.hpp"

namespace chokepoint::models {
namespace {

constexpr std::array<std::string_view, 41> names{
    "p00", "p01", "p02", "p03", "p04", "p05", "p06", "p07", "p08", "p09", "p10", "p11", "p12", "p13",
    "p14", "p15", "p16", "p17", "p18", "p19", "p20", "p21", "p22", "p23", "p24", "p25", "p26", "p27",
    "p28", "p29", "p30", "p31", "p32", "p33", "p34", "p35", "p36", "p37", "p38", "p39", "p40"};

/// A model of `count` parameters: as many accelerators as all of them together.
template <std::size_t count>
struct Sieve {
  template <class Real>
  class Model {
   public:
    struct Parameters {
      std::array<Quantity<units::Accelerators, Real>, count> accelerators;

      template <class Visit>
      void each(Visit&& visit) {
        for (std::size_t i = 0; i < count; ++i) {
          visit(accelerators[i], {names[i], not_negative, Effect::raises, "accelerators", "by hand"});
        }
      }
    };
    struct Ceiling {
      Quantity<units::Compute, Real> largest_run;

      template <class Visit>
      void each(Visit&& visit) {
        visit(largest_run, Role::ceiling, "", "what they can do");
      }
    };
    static constexpr About about{.model = "sieve", .title = "Sieve", .equations = "sum of all", .source = "by hand"};
    static constexpr NeedOf<units::Accelerators> need_of{"accelerators", "accelerators of the run", "all of them"};
    static constexpr std::string_view reads[] = {"training_duration", "peak_performance", "utilization"};

    Model(const Shared<Real>& shared, const Parameters& parameters) : shared_(shared), parameters_(parameters) {}
    [[nodiscard]] Ceiling ceiling() const {
      Quantity<units::Accelerators, Real> sum = parameters_.accelerators[0];
      for (std::size_t i = 1; i < count; ++i) sum = sum + parameters_.accelerators[i];
      return {shared_.run(sum)};
    }
    [[nodiscard]] Amounts<units::Accelerators, Real> need(const Quantity<units::Compute, Real>& run) const {
      return {shared_.accelerators_of(run), shared_.accelerators_of(ceiling().largest_run)};
    }
    void advance() {}
    void inherit(const Model& /*earlier*/) {}

   private:
    Shared<Real> shared_;
    Parameters parameters_;
  };
};

template <std::size_t count>
std::shared_ptr<const Catalogue> with_sieve() {
  static const Description sieve = describe<Sieve<count>::template Model>("sieve");
  const Step run = &step<Sieve<count>::template Model, double>;
  return std::make_shared<const Catalogue>(std::vector<Constraint>{{&sieve, run, run}});
}

}  // namespace
}  // namespace chokepoint::models

namespace chokepoint::scenario {
namespace {

using testing::HasSubstr;

Scenario good(const std::string& text, const std::vector<std::string>& overrides = {}, const Files& more = {}) {
  Loaded loaded = load_it(text, overrides, more);
  if (!loaded.scenario) throw std::runtime_error(told(loaded));
  return *loaded.scenario;
}

/// A series of a block by year, everything at its median.
std::vector<double> series(const Scenario& scenario, std::size_t block, std::size_t output = 0) {
  const simulation::Engine engine(std::make_shared<const Scenario>(scenario), {.point = true});
  simulation::Block out;
  engine.simulate(0, 1, out);
  std::vector<double> values;
  for (int year = 0; year < scenario.years(); ++year) {
    values.push_back(out.series(block, output, scenario.years())[static_cast<std::size_t>(year) * out.lanes]);
  }
  return values;
}

const Assumption& assumption(const Scenario& scenario, const std::string& path) {
  for (const Assumption* one : scenario.assumptions()) {
    if (one->path == path) return *one;
  }
  throw std::runtime_error("no " + path);
}

TEST(Catalogue, TheFirstModelIsTakenUnlessAnotherIsNamed) {
  const Scenario wells = good(head + "water: {accelerators: 100 H100e}\n");
  EXPECT_EQ(wells.blocks.front().constraint->description->model, "wells");
  EXPECT_DOUBLE_EQ(series(wells, 0).front(), 100 * 0.5 * one_accelerator);
  const Scenario rivers = good(head + "water: {model: rivers, accelerators: 100 H100e, width: 3}\n");
  EXPECT_EQ(rivers.blocks.front().constraint->description->model, "rivers");
  EXPECT_DOUBLE_EQ(series(rivers, 0).front(), 100 * 3 * one_accelerator);
  EXPECT_NE(told(load_it(head + "water: {model: river, accelerators: 1 H100e, width: 1}\n"))
                .find("water has no model 'river'\n"),
            std::string::npos);
  EXPECT_NE(told(load_it(head + "water: {accelerators: 1 H100e, width: 1}\n")).find("its model 'rivers' has"),
            std::string::npos);
}

TEST(Catalogue, ADefaultIsWhatTheModelTakesAndSaysSo) {
  const Scenario scenario = good(head + "water: {accelerators: 100 H100e}\n");
  const Assumption& efficiency = assumption(scenario, "water.pump.efficiency");
  EXPECT_TRUE(efficiency.is_default);
  EXPECT_EQ(efficiency.text, "50 %");
  EXPECT_EQ(efficiency.note, "default: by hand, too");
  EXPECT_FALSE(assumption(scenario, "water.accelerators").is_default);
  const Loaded loaded = load_it(head + "water: {accelerators: 100 H100e}\n");
  for (const Diagnostic& one : loaded.diagnostics) EXPECT_EQ(one.message.find("pump"), std::string::npos);
}

TEST(Catalogue, AGroupIsMergedByParameter) {
  const std::string base = head + "water: {accelerators: 100 H100e, pump: {efficiency: 40 %, wear: 2}}\n";
  const Scenario over = good("extends: base.yaml\nwater: {pump: {efficiency: 30 %}}\n", {}, {{"base.yaml", base}});
  EXPECT_DOUBLE_EQ(assumption(over, "water.pump.efficiency").distribution.quantile(0.5), 0.3);
  EXPECT_DOUBLE_EQ(assumption(over, "water.pump.wear").distribution.quantile(0.5), 2.0);
  const Scenario set = good(base, {"water.pump.efficiency=20 %"});
  EXPECT_DOUBLE_EQ(assumption(set, "water.pump.efficiency").distribution.quantile(0.5), 0.2);
  EXPECT_DOUBLE_EQ(assumption(set, "water.pump.wear").distribution.quantile(0.5), 2.0);
  const Scenario alone = good(base, {"wear=3"});
  EXPECT_DOUBLE_EQ(assumption(alone, "water.pump.wear").distribution.quantile(0.5), 3.0);
  EXPECT_NE(told(load_it(head + "water: {accelerators: 1 H100e, pump: {efficience: 1 %}}\n"))
                .find("water has no parameter 'pump.efficience'"),
            std::string::npos);
  EXPECT_NE(told(load_it(head + "water: {accelerators: 1 H100e, pump: 3}\n"))
                .find("'water.pump' is a mapping of parameters to values"),
            std::string::npos);
}

TEST(Catalogue, ParametersOfGroupsAreCorrelated) {
  const std::string text = head +
                           "water: {accelerators: 1 to 2 H100e, pump: {efficiency: {distribution: uniform, low: "
                           "10 %, high: 90 %}}}\ncorrelations: {water.accelerators: {water.pump.efficiency: 0.5}}\n";
  EXPECT_EQ(good(text).correlations.front().spearman, 0.5);
  const Scenario set = good(text, {"correlations.water.accelerators.water.pump.efficiency=0.25"});
  EXPECT_EQ(set.correlations.front().spearman, 0.25);
}

TEST(Catalogue, AnOlderNameIsReadWithAWarning) {
  const Loaded loaded = load_it(head + "water: {accelerators: 100 H100e, pumping: 25 %}\n");
  ASSERT_TRUE(loaded.scenario) << told(loaded);
  EXPECT_DOUBLE_EQ(assumption(*loaded.scenario, "water.pump.efficiency").distribution.quantile(0.5), 0.25);
  EXPECT_NE(told(loaded).find("warning: 'pumping' is now water.pump.efficiency"), std::string::npos) << told(loaded);
  // What is laid over it stands, by whichever name.
  const std::string base = head + "water: {accelerators: 100 H100e, pump: {efficiency: 40 %, wear: 2}}\n";
  const Scenario over = good("extends: base.yaml\nwater: {pumping: 30 %}\n", {}, {{"base.yaml", base}});
  EXPECT_DOUBLE_EQ(assumption(over, "water.pump.efficiency").distribution.quantile(0.5), 0.3);
  EXPECT_DOUBLE_EQ(assumption(over, "water.pump.wear").distribution.quantile(0.5), 2.0);
  EXPECT_NE(told(load_it(head + "water: {accelerators: 1 H100e, pumping: 1 %, pump: {efficiency: 2 %}}\n"))
                .find("'pumping' is the older name of water.pump.efficiency, which is given, too"),
            std::string::npos);
}

TEST(Catalogue, AConstraintMayStandTwice) {
  const Scenario scenario = good(head +
                                 "water: {accelerators: 100 H100e}\n"
                                 "cold_water: {of: water, model: rivers, region: Norway, accelerators: 1 to 9 "
                                 "H100e, width: 2}\n");
  ASSERT_EQ(scenario.blocks.size(), 2U);
  const models::Description& second = *scenario.blocks[1].constraint->description;
  EXPECT_EQ(second.name, "cold_water");
  EXPECT_EQ(second.constraint, "water");
  EXPECT_EQ(second.title, "Water (cold_water)");
  EXPECT_EQ(second.region, "Norway");
  EXPECT_EQ(scenario.blocks[0].constraint->description->region, "World");
  EXPECT_EQ(assumption(scenario, "cold_water.accelerators").dimension, std::nullopt);
  EXPECT_DOUBLE_EQ(series(scenario, 1).front(), 3.0 * 2 * one_accelerator);
  const Scenario copy = scenario;  // descriptions stay where they are
  EXPECT_EQ(copy.blocks[1].constraint->description, &second);
}

TEST(Catalogue, AnotherOneMovesNoDraw) {
  const auto draws = [](const Scenario& scenario, const std::string& path) {
    const simulation::Engine engine(std::make_shared<const Scenario>(scenario), {.draws = 256});
    simulation::Block block;
    engine.simulate(0, 256, block);
    const auto column = simulation::Engine::column(block, engine.index_of(path));
    return std::vector<double>(column.begin(), column.begin() + 256);
  };
  const std::string first = "water: {accelerators: 1 to 9 H100e}\n";
  const std::string second = "cold: {of: water, accelerators: 1 to 9 H100e}\n";
  EXPECT_EQ(draws(good(head + first), "water.accelerators"), draws(good(head + second + first), "water.accelerators"));
  EXPECT_NE(draws(good(head + first + second), "cold.accelerators"), draws(good(head + first), "water.accelerators"));
}

TEST(Catalogue, NamesThatCannotBe) {
  const auto says = [](const std::string& text) {
    return told(load_it(head + "water: {accelerators: 1 H100e}\n" + text));
  };
  EXPECT_NE(says("data: {of: water, accelerators: 1 H100e}\n").find("data is a constraint itself"), std::string::npos);
  EXPECT_NE(says("none: {of: water, accelerators: 1 H100e}\n").find("'none' cannot be the name"), std::string::npos);
  EXPECT_NE(says("Cold: {of: water, accelerators: 1 H100e}\n").find("'Cold' cannot be the name"), std::string::npos);
  EXPECT_NE(says("cold: {of: watr, accelerators: 1 H100e}\n").find("did you mean water?"), std::string::npos);
  EXPECT_NE(says("cold: {of: [water]}\n").find("'of' is a text"), std::string::npos);
  EXPECT_THAT(says("cold: {of: water, region: ''}\n"), HasSubstr("'region' is a text of one line, of 1 to 80 "));
  EXPECT_THAT(says("cold: {of: water, region: ' '}\n"), HasSubstr("'region' is a text"));
  EXPECT_THAT(says("cold: {of: water, region: \"a\\nb\"}\n"), HasSubstr("'region' is a text"));
  EXPECT_THAT(says("cold: {of: water, title: {a: b}}\n"), HasSubstr("'title' is a text"));
  EXPECT_THAT(says("cold: {of: water, title: " + std::string(81, 'x') + "}\n"), HasSubstr("'title' is a text"));
  std::string wide;
  for (int i = 0; i < 80; ++i) wide += "\xC3\xA9";  // 80 characters, 160 bytes
  EXPECT_EQ(says("cold: {of: water, accelerators: 1 H100e, title: " + wide + "}\n"), "");
  EXPECT_NE(says("cold: {accelerators: 1 H100e}\n").find("unknown key 'cold'"), std::string::npos);
}

TEST(Catalogue, AnInheritedOneCanBeLeftOut) {
  const std::string base = head + "water: {accelerators: 1 H100e}\ncold: {of: water, accelerators: 1 H100e}\n";
  EXPECT_EQ(good("extends: base.yaml\ncold: off\n", {}, {{"base.yaml", base}}).blocks.size(), 1U);
  EXPECT_EQ(good(base, {"cold=off"}).blocks.size(), 1U);
  EXPECT_FALSE(load_it(base, {"colt=off"}).scenario);
}

TEST(Catalogue, MoreThanTwelveAreRefused) {
  std::string text = head;
  for (int i = 0; i < 13; ++i)
    text += "w" + std::string(1, static_cast<char>('a' + i)) + ": {of: water, accelerators: 1 H100e}\n";
  EXPECT_NE(told(load_it(text)).find("13 constraints; a scenario can have 12"), std::string::npos);
}

// What a block says of itself tells kept results, JSON and reports apart: only what is not so by itself.
TEST(Catalogue, SaidIsWhatIsNotSoByItself) {
  const auto said = [](const std::string& block) {
    const Scenario scenario = good(head + block);
    std::string text;
    for (const Said& one : said_of(scenario.blocks.front(), *scenario.catalogue)) {
      text += std::string(one.key) + "=" + one.text + ";";
    }
    return text;
  };
  EXPECT_EQ(said("water: {accelerators: 1 H100e}\n"), "");
  EXPECT_EQ(said("water: {model: wells, region: World, title: Water, of: water, accelerators: 1 H100e}\n"), "");
  EXPECT_EQ(said("water: {model: rivers, accelerators: 1 H100e, width: 1}\n"), "model=rivers;");
  EXPECT_EQ(said("cold: {of: water, accelerators: 1 H100e}\n"), "of=water;");
  EXPECT_EQ(said("cold: {of: water, region: Norway, title: Cold, accelerators: 1 H100e}\n"),
            "of=water;region=Norway;title=Cold;");
}

// What is wrong in groups, defaults and older names is told where it stands, with the name to write.
TEST(Catalogue, WhatIsWrongInAGroup) {
  const auto says = [](const std::string& block, const std::vector<std::string>& overrides = {}) {
    return told(load_it(head + block, overrides));
  };
  EXPECT_EQ(says("water: {accelerators: 1 H100e, pump: {efficience: 1 %}}\n"),
            "it.yaml:4:39: error: water has no parameter 'pump.efficience'\n"
            "  4 | water: {accelerators: 1 H100e, pump: {efficience: 1 %}}\n"
            "    |                                       ^~~~~~~~~~\n"
            "  hint: did you mean pump.efficiency?\n");
  // Of a parameter that stands beside the group.
  EXPECT_THAT(says("water: {pump: {accelerators: 1 H100e}}\n"), HasSubstr("hint: did you mean water.accelerators?\n"));
  EXPECT_THAT(says("water: {accelerators: 1 H100e, efficiency: 1 %}\n"),
              HasSubstr("hint: did you mean water.pump.efficiency?\n"));
  // A group as a value, and a value as a group.
  EXPECT_EQ(says("water: {accelerators: 1 H100e, pump: 3}\n"),
            "it.yaml:4:32: error: 'water.pump' is a mapping of parameters to values\n"
            "  4 | water: {accelerators: 1 H100e, pump: 3}\n"
            "    |                                ^~~~\n"
            "  hint: it has efficiency, wear\n");
  EXPECT_THAT(says("water: {accelerators: {efficiency: 1 H100e}}\n"),
              HasSubstr("error: water.accelerators: no value among these keys\n"));
}

TEST(Catalogue, ADefaultIsReplacedAsAWhole) {
  const auto says = [](const std::string& pump, const std::vector<std::string>& overrides) {
    return told(load_it(head + "water: {accelerators: 1 H100e" + pump + "}\n", overrides));
  };
  EXPECT_THAT(says("", {"water.pump.efficiency.p50=40 %"}), HasSubstr("water.pump.efficiency: 'p10' is missing"));
  EXPECT_THAT(says(", pump: {efficiency: {p50: 40 %}}", {}), HasSubstr("water.pump.efficiency: 'p10' is missing"));
  EXPECT_EQ(says("", {"water.pump.efficiency={p10: 30 %, p50: 40 %, p90: 50 %}"}), "");
}

TEST(Catalogue, BothNamesAtOnce) {
  EXPECT_EQ(told(load_it(head + "water: {accelerators: 1 H100e, pumping: 1 %, pump: {efficiency: 2 %}}\n")),
            "it.yaml:4:32: error: 'pumping' is the older name of water.pump.efficiency, which is given, too\n"
            "  4 | water: {accelerators: 1 H100e, pumping: 1 %, pump: {efficiency: 2 %}}\n"
            "    |                                ^~~~~~~\n"
            "  hint: keep one of the two\n");
}

// More parameters than a block has Sobol' dimensions: drawn by path, and what is added moves no draw.
TEST(Catalogue, AModelMayHaveAnyNumberOfParameters) {
  const auto loaded = [](std::size_t count, std::shared_ptr<const models::Catalogue> catalogue) {
    std::string text = head + "sieve:\n";
    for (std::size_t i = 0; i < count; ++i) text += "  " + std::string(models::names[i]) + ": 1 to 9 H100e\n";
    const Reader read = [&text](const std::string& path, std::size_t) -> std::variant<std::string, Unreadable> {
      if (path != "it.yaml") return Unreadable{"no such file"};
      return text;
    };
    return load("it.yaml", {}, read, std::move(catalogue)).scenario;
  };
  const auto forty = loaded(40, models::with_sieve<40>());
  const auto more = loaded(41, models::with_sieve<41>());
  ASSERT_TRUE(forty);
  ASSERT_TRUE(more);
  constexpr std::size_t draws = 256;
  const simulation::Engine one(forty, {.draws = draws});
  const simulation::Engine other(more, {.draws = draws});
  simulation::Block ours;
  simulation::Block theirs;
  one.simulate(0, draws, ours);
  other.simulate(0, draws, theirs);
  std::vector<double> sum(draws);
  for (std::size_t i = 0; i < 40; ++i) {
    const std::string path = "sieve." + std::string(models::names[i]);
    const auto column = simulation::Engine::column(ours, one.index_of(path));
    const auto same = simulation::Engine::column(theirs, other.index_of(path));
    const auto next = simulation::Engine::column(theirs, other.index_of("sieve." + std::string(models::names[i + 1])));
    std::size_t alike = 0;
    for (std::size_t draw = 0; draw < draws; ++draw) {
      ASSERT_EQ(column[draw], same[draw]) << path;
      alike += column[draw] == next[draw] ? 1 : 0;
      sum[draw] += column[draw];
    }
    EXPECT_LT(alike, 3U) << path;
  }
  for (std::size_t draw = 0; draw < draws; ++draw) {
    ASSERT_NEAR(ours.series(0, 0, 4)[draw] / (sum[draw] * one_accelerator), 1.0, 1e-12);
  }
}

// cold reads what water cools: 100, 200, 400, 800 by its values by year, half of it each.
TEST(Coupling, AParameterIsAnOutputInEveryDrawAndYear) {
  const std::string text = head +
                           "cold: {of: water, accelerators: {output: water/cooled}}\n"
                           "water: {accelerators: {2024: 100 H100e, 2027: 800 H100e}}\n";
  const Scenario scenario = good(text);
  EXPECT_EQ(scenario.running, (std::vector<std::size_t>{1, 0}));
  const std::vector<double> cold = series(scenario, 0, 1);
  const std::vector<double> expected{25, 50, 100, 200};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(cold[i], expected[i], 1e-9) << i;
  // Draw by draw.
  const Scenario spread = good(head +
                               "water: {accelerators: 1 to 9 H100e}\ncold: {of: water, accelerators: {output: "
                               "water/cooled}}\n");
  const simulation::Engine engine(std::make_shared<const Scenario>(spread), {.draws = 256});
  simulation::Block block;
  engine.simulate(0, 256, block);
  for (std::size_t lane = 0; lane < 256; ++lane) {
    ASSERT_EQ(block.series(1, 1, 4)[lane], 0.5 * block.series(0, 1, 4)[lane]);
  }
}

// The base year lies two years before the first: the reader still gets the year it is in.
TEST(Coupling, FromTheBaseYearOn) {
  const std::string text = head +
                           "water: {accelerators: {2024: 100 H100e, 2027: 800 H100e}}\n"
                           "cold: {of: water, accelerators: {output: water/cooled}}\n";
  const Scenario late = good(text, {"years=2026..2027", "base_year=2024"});
  const std::vector<double> cold = series(late, 1, 1);
  EXPECT_NEAR(cold[0], 100.0, 1e-9);
  EXPECT_NEAR(cold[1], 200.0, 1e-9);
  EXPECT_NEAR(series(late, 0, 1)[0], 200.0, 1e-9);
}

// What a run needs of a constraint that another one reads is of the years that are reported, as of one that none reads.
TEST(Coupling, NeedsAreOfTheReportedYears) {
  const auto needs = [](const std::string& more) {
    const std::string text = head + "water: {accelerators: {2024: 100 H100e, 2027: 800 H100e}}\n" + more;
    const Scenario scenario = good(text, {"years=2026..2027", "base_year=2024"});
    simulation::Block block;
    block.extras.needs = true;
    simulation::Engine(std::make_shared<const Scenario>(scenario), {.point = true}).simulate(0, 1, block);
    std::vector<double> found;
    for (const auto which : {models::NeedSeries::need, models::NeedSeries::supply, models::NeedSeries::gap}) {
      const double* const row = block.need(0, which, 2);
      found.insert(found.end(), {row[0], row[block.lanes]});
    }
    return found;
  };
  const std::vector<double> read = needs("cold: {of: water, accelerators: {output: water/cooled}}\n");
  EXPECT_EQ(read, needs(""));
  EXPECT_NEAR(read[2], 200.0, 1e-9);
  EXPECT_NEAR(read[3], 400.0, 1e-9);
}

// A run of 2^t * 1e21 FLOP, as if it were a ceiling's own... a parameter in FLOP there is none here: refused by kind.
TEST(Coupling, OfAnotherKindIsRefused) {
  const auto says = [](const std::string& output) {
    return told(load_it(head + "water: {accelerators: 1 H100e}\ncold: {of: water, accelerators: " + output + "}\n"));
  };
  EXPECT_NE(says("{output: water}").find("expected a number of accelerators"), std::string::npos)
      << says("{output: water}");
  EXPECT_NE(says("{output: trajectory}").find("which is"), std::string::npos);
  EXPECT_NE(says("{output: water/coold}").find("did you mean water/cooled?"), std::string::npos);
  EXPECT_NE(says("{output: [a]}").find("'output' names one"), std::string::npos);
  EXPECT_NE(says("{output: water/cooled, p10: 3}").find("'p10' does not go with an output"), std::string::npos);
}

TEST(Coupling, KeepsItsRemarks) {
  const std::string text = head +
                           "water: {accelerators: 1 H100e}\ncold: {of: water, accelerators: {output: "
                           "water/cooled, source: key, note: as it is}}\n";
  const Files sources{{"sources.yaml", "key: {title: A title, licence: CC-BY 4.0}\n"}};
  const Scenario scenario = good(text, {}, sources);
  const Coupling* const coupling = scenario.coupling("cold.accelerators");
  ASSERT_NE(coupling, nullptr);
  EXPECT_EQ(coupling->source, "key");
  EXPECT_EQ(coupling->note, "as it is");
  EXPECT_EQ(scenario.coupling("water.accelerators"), nullptr);
  const Loaded wrong = load_it(text, {"cold.accelerators={output: water/cooled, source: kay}"}, sources);
  ASSERT_EQ(wrong.scenario, nullptr);
  EXPECT_EQ(wrong.diagnostics.front().hint, "did you mean key?");
}

TEST(Coupling, CirclesAreRefusedByName) {
  const std::string text = told(load_it(head + "water: {accelerators: {output: cold/cooled}}\n"
                                               "cold: {of: water, accelerators: {output: water/cooled}}\n"));
  EXPECT_NE(text.find("constraints wait for each other: water reads cold reads water"), std::string::npos) << text;
  const std::string three = told(load_it(head + "water: {accelerators: {output: cold/cooled}}\n"
                                                "cold: {of: water, accelerators: {output: ice/cooled}}\n"
                                                "ice: {of: water, accelerators: {output: water/cooled}}\n"));
  EXPECT_NE(three.find("water reads cold reads ice reads water"), std::string::npos) << three;
  const std::string self = told(load_it(head + "water: {accelerators: {output: water/cooled}}\n"));
  EXPECT_NE(self.find("water reads water"), std::string::npos) << self;
  const std::string shared =
      told(load_it(head + "water: {accelerators: 1 H100e}\n", {"shared.utilization={output: water/cooled}"}));
  EXPECT_NE(shared.find("several constraints read it"), std::string::npos) << shared;
}

// What only the reader depends on is stepped again with what it reads: a change of water moves cold.
TEST(Coupling, WhatIsReadIsSteppedAgainWithIt) {
  const Scenario scenario = good(head +
                                 "water: {accelerators: 1 to 9 H100e}\ncold: {of: water, accelerators: {output: "
                                 "water/cooled}}\n");
  const simulation::Engine engine(std::make_shared<const Scenario>(scenario), {.draws = 256});
  simulation::Block block;
  engine.simulate(0, 256, block);
  const std::size_t changed = engine.index_of("water.accelerators");
  for (double& value : simulation::Engine::column(block, changed)) value = 4.0;
  engine.step(block, std::vector<std::size_t>{changed});
  EXPECT_DOUBLE_EQ(block.series(1, 1, 4)[7], 1.0);
}

}  // namespace
}  // namespace chokepoint::scenario
