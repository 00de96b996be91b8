// SPDX-License-Identifier: Apache-2.0
// What a scenario says of its constraints: which model, under which name, what reads what. A catalogue made here has
// what the one that comes with chokepoint does not: groups of parameters, defaults, older names. Expected values are
// computed by hand from the two equations below.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "chokepoint/binding.hpp"
#include "chokepoint/simulation.hpp"
#include "models/model.hpp"
#include "scenarios.hpp"

namespace chokepoint::models {
namespace {

/// accelerators * pump.efficiency
template <class Real>
class Wells {
 public:
  struct Pump {
    Quantity<units::Ratio, Real> efficiency;
    Quantity<units::Ratio, Real> wear;

    template <class Visit>
    void each(Visit&& visit) {
      visit(efficiency, {.name = "efficiency",
                         .bounds = share,
                         .effect = Effect::raises,
                         .meaning = "what a pump gives",
                         .source = "by hand",
                         .unless_given = {"50 %", "by hand, too"},
                         .formerly = "pumping"});
      visit(wear, {.name = "wear",
                   .bounds = not_negative,
                   .effect = Effect::lowers,
                   .meaning = "of a pump",
                   .source = "by hand",
                   .unless_given = {"0", "by hand, too"}});
    }
  };
  struct Parameters {
    Quantity<units::Accelerators, Real> accelerators;
    Pump pump;

    template <class Visit>
    void each(Visit&& visit) {
      visit(accelerators, {"accelerators", not_negative, Effect::raises, "that wells can cool", "by hand"});
      visit.group("pump", pump);
    }
  };
  struct Ceiling {
    Quantity<units::Compute, Real> largest_run;
    Quantity<units::Accelerators, Real> cooled;

    template <class Visit>
    void each(Visit&& visit) {
      visit(largest_run, Role::ceiling, "", "what can be cooled");
      visit(cooled, Role::internal, "cooled", "accelerators that are cooled");
    }
  };
  static constexpr About about{
      .model = "wells", .title = "Water", .equations = "accelerators * efficiency", .source = "by hand"};
  static constexpr NeedOf<units::Accelerators> need_of{"accelerators", "accelerators of the run", "that are cooled"};
  static constexpr std::string_view reads[] = {"training_duration", "peak_performance", "utilization"};

  Wells(const Shared<Real>& shared, const Parameters& parameters) : shared_(shared), parameters_(parameters) {}
  [[nodiscard]] Ceiling ceiling() const {
    Ceiling result;
    result.cooled = parameters_.accelerators * parameters_.pump.efficiency;
    result.largest_run = shared_.run(result.cooled);
    return result;
  }
  [[nodiscard]] Amounts<units::Accelerators, Real> need(const Quantity<units::Compute, Real>& run) const {
    return {shared_.accelerators_of(run), ceiling().cooled};
  }
  void advance() {}
  void inherit(const Wells& /*earlier*/) {}

 private:
  Shared<Real> shared_;
  Parameters parameters_;
};

/// accelerators * width
template <class Real>
class Rivers {
 public:
  struct Parameters {
    Quantity<units::Accelerators, Real> accelerators;
    Quantity<units::Ratio, Real> width;

    template <class Visit>
    void each(Visit&& visit) {
      visit(accelerators, {"accelerators", not_negative, Effect::raises, "that rivers can cool", "by hand"});
      visit(width, {"width", positive, Effect::raises, "of the river", "by hand"});
    }
  };
  struct Ceiling {
    Quantity<units::Compute, Real> largest_run;

    template <class Visit>
    void each(Visit&& visit) {
      visit(largest_run, Role::ceiling, "", "what can be cooled");
    }
  };
  static constexpr About about{
      .model = "rivers", .title = "Water", .equations = "accelerators * width", .source = "by hand"};
  static constexpr NeedOf<units::Accelerators> need_of{"accelerators", "accelerators of the run", "that are cooled"};
  static constexpr std::string_view reads[] = {"training_duration", "peak_performance", "utilization"};

  Rivers(const Shared<Real>& shared, const Parameters& parameters) : shared_(shared), parameters_(parameters) {}
  [[nodiscard]] Ceiling ceiling() const {
    return {shared_.run(Quantity<units::Accelerators, Real>(parameters_.accelerators * parameters_.width))};
  }
  [[nodiscard]] Amounts<units::Accelerators, Real> need(const Quantity<units::Compute, Real>& run) const {
    return {shared_.accelerators_of(run),
            Quantity<units::Accelerators, Real>(parameters_.accelerators * parameters_.width)};
  }
  void advance() {}
  void inherit(const Rivers& /*earlier*/) {}

 private:
  Shared<Real> shared_;
  Parameters parameters_;
};

const std::shared_ptr<const Catalogue>& with_water() {
  static const Description wells = describe<Wells>("water");
  static const Description rivers = describe<Rivers>("water");
  static const auto catalogue = [] {
    const auto all = built_in()->models();
    std::vector<Constraint> models(all.begin(), all.end());
    models.push_back({&wells, &step<Wells, double>, &step<Wells, double>});
    models.push_back({&rivers, &step<Rivers, double>, &step<Rivers, double>});
    return std::make_shared<const Catalogue>(std::move(models));
  }();
  return catalogue;
}

}  // namespace
}  // namespace chokepoint::models

namespace chokepoint::scenario {
namespace {

using Files = std::map<std::string, std::string>;

/// A run of one H100e for a year at 1e15 FLOP/s and half of it used: 1.57788e22 FLOP.
const std::string head =
    "years: 2024..2027\n"
    "trajectory: {anchor: 1e21 FLOP, anchor_date: 2024, growth: 2x/yr}\n"
    "shared: {training_duration: 1 yr, peak_performance: 1e15 FLOP/s/H100e, utilization: 50 %, largest_run_share: 0.5,"
    " performance_growth: 1x/yr}\n";
constexpr double one_accelerator = 1e15 * 0.5 * units::seconds_per_year;

Loaded load_it(const std::string& text, const std::vector<std::string>& overrides = {}, Files more = {}) {
  more["it.yaml"] = text;
  const Reader read = [more](const std::string& path, std::size_t) -> std::variant<std::string, Unreadable> {
    const auto found = more.find(path);
    if (found == more.end()) return Unreadable{"no such file"};
    return found->second;
  };
  return load("it.yaml", overrides, read, models::with_water());
}

std::string told(const Loaded& loaded) {
  std::string text;
  for (const Diagnostic& one : loaded.diagnostics) {
    if (one.message.find("no source") == std::string::npos) text += render(one);
  }
  return text;
}

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
  EXPECT_NE(says("cold: {of: water, region: ''}\n").find("'region' is a text"), std::string::npos);
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

TEST(Coupling, CirclesAreRefusedByName) {
  const std::string text = told(load_it(head + "water: {accelerators: {output: cold/cooled}}\n"
                                               "cold: {of: water, accelerators: {output: water/cooled}}\n"));
  EXPECT_NE(text.find("constraints wait for each other: water reads cold reads water"), std::string::npos) << text;
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
