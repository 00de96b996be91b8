// SPDX-License-Identifier: Apache-2.0
// The same questions to every constraint of constraints.def. A new one is asked without a line more here.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <ostream>
#include <set>
#include <stdexcept>
#include <string>

#include "chokepoint/simulation.hpp"
#include "registers.hpp"
#include "scenario/blocks.hpp"
#include "scenario/keys.hpp"
#include "scenarios.hpp"
#include "units/targets.hpp"

// Every lane build of every constraint, whatever this machine would choose.
#define CONSTRAINT(name) CHOKEPOINT_LANE_FUNCTION(void step_##name(const models::Job& job))
#include "models/constraints.def"
#undef CONSTRAINT

namespace chokepoint::models {

/// What test reports call it; found by its argument, so that it stands outside of the unnamed namespace.
void PrintTo(const Constraint* constraint, std::ostream* out);
void PrintTo(const Constraint* constraint, std::ostream* out) {
  *out << constraint->description->constraint << ", model " << constraint->description->model;
}

namespace conformance_test {
namespace {

#ifdef CHOKEPOINT_SANITIZED
constexpr std::size_t lanes = 40;  // registers of every width, and some that are left
#else
constexpr std::size_t lanes = 256;
#endif
constexpr int years = 12;

/// Columns of draws of a scenario that holds every constraint: values as a user would have them.
struct Draws {
  scenario::ScenarioPointer scenario = load_scenario("tests/models/conformance.yaml");
  std::vector<std::vector<double>> columns;
  std::vector<std::vector<double>> medians;

  Draws() {
    for (const bool point : {false, true}) {
      const simulation::Engine engine(
          scenario, {.draws = lanes, .seed = 5, .method = uncertainty::Method::sobol, .point = point});
      auto& target = point ? medians : columns;
      target.assign(engine.paths().size(), std::vector<double>(lanes));
      std::vector<double*> pointers;
      for (auto& column : target) pointers.push_back(column.data());
      engine.sample(0, lanes, pointers);
    }
  }
};

const Draws& draws() {
  static const Draws made;
  return made;
}

struct Columns {
  std::vector<std::vector<double>> shared;
  std::vector<std::vector<double>> own;
};

/// The columns of one constraint out of those of the scenario: trajectory, shared, blocks.
Columns columns_for(const Constraint& constraint, const std::vector<std::vector<double>>& all) {
  const scenario::Scenario& scenario = *draws().scenario;
  auto at = all.begin() + static_cast<std::ptrdiff_t>(scenario.trajectory.size());
  Columns columns;
  for (std::size_t i = 0; i < scenario.shared.size(); ++i) columns.shared.push_back(*at++);
  for (const auto& block : scenario.blocks) {
    for (std::size_t i = 0; i < block.assumptions.size(); ++i, ++at) {
      if (block.constraint->step == constraint.step) columns.own.push_back(*at);
    }
  }
  if (columns.own.size() != constraint.description->parameters.size()) {
    throw std::runtime_error("tests/models/conformance.yaml has no values for " +
                             std::string(constraint.description->name));
  }
  return columns;
}

std::vector<Input> inputs_of(const std::vector<std::vector<double>>& columns) {
  std::vector<Input> inputs;
  for (const auto& column : columns) inputs.push_back({column.data()});
  return inputs;
}

/// [output][year][lane]
std::vector<double> stepped(Step step, const Constraint& constraint, const Columns& columns, int skipped = 0) {
  std::vector<double> out(constraint.description->outputs.size() * static_cast<std::size_t>(years) * lanes);
  const auto shared_columns = inputs_of(columns.shared);
  const auto own_columns = inputs_of(columns.own);
  step({.shared = shared_columns,
        .own = own_columns,
        .lanes = lanes,
        .skipped = skipped,
        .years = years,
        .out = out.data()});
  return out;
}

/// What a parameter becomes where it is multiplied; in place of a word a number such as this, or another word.
double changed(const Parameter& parameter, double value, double change) {
  const auto word = word_of(parameter, value);
  if (!word) return std::min(value * change, parameter.bounds.upper);
  if (takes_numbers(parameter) && change < 1.0) return change;
  return value_of_word((*word + 1) % parameter.words.size());
}

class Conformance : public testing::TestWithParam<const Constraint*> {
 protected:
  const Constraint& constraint() const { return *GetParam(); }
  const Description& description() const { return *GetParam()->description; }
};

TEST_P(Conformance, SaysWhatItIs) {
  EXPECT_FALSE(description().name.empty());
  EXPECT_EQ(description().name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string_view::npos);
  EXPECT_FALSE(description().title.empty());
  EXPECT_FALSE(description().equations.empty());
  EXPECT_FALSE(description().source.empty());
  EXPECT_EQ(built_in()->find(description().constraint, description().model), &constraint());
  EXPECT_EQ(description().name, description().constraint);
  EXPECT_FALSE(description().model.empty());
  // Of a run with post-training: a new constraint says whether it is about tokens or about accelerators.
  EXPECT_TRUE(description().sees.has_value());
  for (const Parameter& parameter : description().parameters) {
    EXPECT_FALSE(scenario::has_key(scenario::block_keys, parameter.name)) << parameter.name;
    EXPECT_FALSE(scenario::is_group(parameter.name, *built_in())) << parameter.name;
    EXPECT_EQ(parameter.unless_given.is_there(), !parameter.unless_given.basis.words.empty()) << parameter.name;
  }
  ASSERT_FALSE(description().outputs.empty());
  EXPECT_EQ(description().outputs.front().role, Role::ceiling);
  EXPECT_TRUE(description().outputs.front().name.empty());
  EXPECT_EQ(description().outputs.front().kind, (units::Kind{units::base(units::Base::compute), false}));
  std::set<std::string_view> names;
  for (const Output& output : description().outputs) {
    EXPECT_TRUE(names.insert(output.name).second) << output.name;
    EXPECT_FALSE(output.meaning.empty()) << output.name;
    EXPECT_EQ(output.role == Role::ceiling, &output == &description().outputs.front()) << output.name;
    if (output.role == Role::part) {
      EXPECT_EQ(output.kind, description().outputs.front().kind) << output.name;
    }
  }
}

TEST_P(Conformance, EveryParameterHasUnitBoundsMeaningAndSource) {
  std::set<std::string_view> names;
  for (const Parameter& parameter : description().parameters) {
    EXPECT_TRUE(names.insert(parameter.name).second) << "declared twice: " << parameter.name;
    EXPECT_FALSE(parameter.meaning.empty()) << parameter.name;
    EXPECT_FALSE(parameter.source.empty()) << parameter.name;
    EXPECT_TRUE(takes_numbers(parameter) || !parameter.words.empty()) << parameter.name;
    EXPECT_GE(parameter.bounds.lower, 0.0) << parameter.name;
    const std::string text = parameter.kind.growth ? "1x/yr" : "1 " + units::symbol_of(parameter.kind);
    const auto read = units::parse_amount(text);
    ASSERT_TRUE(std::holds_alternative<units::Amount>(read)) << parameter.name << ": " << text;
    EXPECT_EQ(std::get<units::Amount>(read).kind, parameter.kind) << parameter.name;
  }
}

// Events multiply it, by up to two: no bound may be crossed, and it must mean something in each year.
TEST_P(Conformance, CapacitiesCanBeMultiplied) {
  for (const Parameter& parameter : description().parameters) {
    if (!parameter.capacity) continue;
    EXPECT_EQ(parameter.bounds.lower, 0.0) << parameter.name;
    EXPECT_EQ(parameter.bounds.upper, std::numeric_limits<double>::infinity()) << parameter.name;
    EXPECT_FALSE(parameter.kind.growth || parameter.only_before) << parameter.name;
  }
}

TEST_P(Conformance, CeilingIsFiniteAndPositive) {
  const std::vector<double> out =
      stepped(constraint().reference, constraint(), columns_for(constraint(), draws().columns));
  for (std::size_t i = 0; i < out.size(); ++i) {
    ASSERT_TRUE(std::isfinite(out[i])) << i;
    if (i < years * lanes) {
      ASSERT_GT(out[i], 0.0) << i;
    } else {
      ASSERT_GE(out[i], 0.0) << i;
    }
  }
}

TEST_P(Conformance, YearsMayBeSkipped) {
  const Columns columns = columns_for(constraint(), draws().columns);
  const std::vector<double> from_start = stepped(constraint().reference, constraint(), columns);
  const std::vector<double> later = stepped(constraint().reference, constraint(), columns, 3);
  for (std::size_t year = 3; year < years; ++year) {
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      ASSERT_EQ(later[(year - 3) * lanes + lane], from_start[year * lanes + lane]);
    }
  }
}

TEST_P(Conformance, LanesEqualPlainDoublesBitForBit) {
  const Columns columns = columns_for(constraint(), draws().columns);
  const std::vector<double> expected = stepped(constraint().reference, constraint(), columns);
  EXPECT_EQ(stepped(constraint().step, constraint(), columns), expected);
  std::vector<Step> builds(target_count);
  // The name in constraints.def: power, or power_buildout of a further model.
  const bool first = built_in()->find(description().constraint) == &constraint();
  const std::string listed =
      first ? description().constraint : description().constraint + '_' + std::string(description().model);
#define CONSTRAINT(name)                                                          \
  if (listed == #name) {                                                          \
    const ByTarget<void(const Job&)> by_target CHOKEPOINT_BY_TARGET(step_##name); \
    builds.assign(by_target.begin(), by_target.end());                            \
  }
#include "models/constraints.def"
#undef CONSTRAINT
  ASSERT_NE(builds[0], nullptr);
  for (const Target target : {Target::baseline, Target::avx2, Target::avx512}) {
    if (!available(target)) continue;
    const std::vector<double> found = stepped(builds[static_cast<std::size_t>(target)], constraint(), columns);
    EXPECT_FALSE(upper_halves_are_in_use()) << name_of(target);
    EXPECT_EQ(found, expected) << name_of(target);
  }
}

/// What a larger value does, at every draw: the ceiling never moves against the declared effect.
void expect_monotone(const Constraint& constraint, const Parameter& parameter, Columns& moved,
                     std::vector<double>& column) {
  const std::vector<double> before = stepped(constraint.reference, constraint, moved);
  for (double& value : column) {
    if (word_of(parameter, value)) continue;  // which is not larger than another
    const double larger = value == 0.0 ? 1e-3 : value * 1.07;
    value = larger <= parameter.bounds.upper ? larger : parameter.bounds.upper;
  }
  const std::vector<double> after = stepped(constraint.reference, constraint, moved);
  constexpr double rounding = 1e-12;
  for (std::size_t i = 0; i < years * lanes; ++i) {
    const double change = after[i] / before[i] - 1.0;
    if (parameter.effect == Effect::raises) {
      ASSERT_GE(change, -rounding) << parameter.name;
    }
    if (parameter.effect == Effect::lowers) {
      ASSERT_LE(change, rounding) << parameter.name;
    }
  }
}

TEST_P(Conformance, MovesAsItSays) {
  const Columns columns = columns_for(constraint(), draws().columns);
  for (std::size_t i = 0; i < description().parameters.size(); ++i) {
    Columns moved = columns;
    expect_monotone(constraint(), description().parameters[i], moved, moved.own[i]);
  }
  for (std::size_t i = 0; i < shared().parameters.size(); ++i) {
    Columns moved = columns;
    expect_monotone(constraint(), shared().parameters[i], moved, moved.shared[i]);
  }
}

/// Every own parameter matters somewhere, and exactly the shared parameters that it says it reads.
TEST_P(Conformance, ReadsWhatItSays) {
  const Columns columns = columns_for(constraint(), draws().columns);
  const std::vector<double> before = stepped(constraint().reference, constraint(), columns);
  for (std::size_t i = 0; i < description().parameters.size(); ++i) {
    bool moves = false;
    for (const double change : {0.1, 0.9, 1.1, 10.0}) {  // some act only far from where they are: caps
      Columns moved = columns;
      for (double& value : moved.own[i]) value = changed(description().parameters[i], value, change);
      moves = moves || stepped(constraint().reference, constraint(), moved) != before;
    }
    EXPECT_TRUE(moves) << description().parameters[i].name << " is declared and not used";
  }
  for (std::size_t i = 0; i < shared().parameters.size(); ++i) {
    const std::string_view name = shared().parameters[i].name;
    Columns moved = columns;
    for (double& value : moved.shared[i]) value *= 0.9;
    const bool moves = stepped(constraint().reference, constraint(), moved) != before;
    const bool declared =
        std::find(description().reads.begin(), description().reads.end(), name) != description().reads.end();
    EXPECT_EQ(moves, declared) << name;
  }
}

/// The same draws as if each were given by year: what a growth carries has grown, the rest is the same in every year.
std::vector<Input> through_years(const std::vector<Parameter>& parameters,
                                 const std::vector<std::vector<double>>& columns,
                                 std::vector<std::vector<double>>& kept, std::size_t until) {
  std::vector<Input> inputs;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto growth = std::find_if(parameters.begin(), parameters.end(), [&](const Parameter& one) {
      return !parameters[i].growth.empty() && one.name == parameters[i].growth;
    });
    std::vector<double> values = columns[i];
    for (std::size_t at = 0; at < until * lanes; ++at) {
      const double factor =
          growth == parameters.end() ? 1.0 : columns[static_cast<std::size_t>(growth - parameters.begin())][at % lanes];
      values.push_back(values[at] * factor);
    }
    kept.push_back(std::move(values));
    inputs.push_back({kept.back().data(), lanes});
  }
  return inputs;
}

// The first draws alone are stepped where a job says so, by year or not; in lanes behind them nothing is written.
TEST_P(Conformance, StepsTheDrawsThatThereAre) {
  const Columns columns = columns_for(constraint(), draws().columns);
  constexpr double untouched = -7.0;
  constexpr std::size_t some = lane_multiple + 1;
  static_assert(2 * lane_multiple < lanes);
  std::vector<std::vector<double>> kept;
  kept.reserve(columns.shared.size() + columns.own.size());
  const auto shared_by_year = through_years(shared().parameters, columns.shared, kept, years);
  const auto own_by_year = through_years(description().parameters, columns.own, kept, years);
  const auto shared_columns = inputs_of(columns.shared);
  const auto own_columns = inputs_of(columns.own);
  for (const bool by_year : {false, true}) {
    for (const Step step : {constraint().reference, constraint().step}) {
      const auto out_of = [&](std::size_t draws) {
        std::vector<double> out(description().outputs.size() * years * lanes, untouched);
        step({.shared = by_year ? shared_by_year : shared_columns,
              .own = by_year ? own_by_year : own_columns,
              .lanes = lanes,
              .draws = draws,
              .years = years,
              .out = out.data()});
        return out;
      };
      const auto all = out_of(0);
      const auto first = out_of(some);
      for (std::size_t i = 0; i < all.size(); ++i) {
        ASSERT_NE(all[i], untouched);
        ASSERT_EQ(first[i], i % lanes < 2 * lane_multiple ? all[i] : untouched) << i;
      }
    }
  }
}

// A model made anew in each year from the values of that year is the model that goes through the years.
TEST_P(Conformance, ByYearIsTheSameWhereNothingChangesByYear) {
  const Columns columns = columns_for(constraint(), draws().columns);
  constexpr int skipped = 2;
  const std::vector<double> expected = stepped(constraint().reference, constraint(), columns, skipped);
  std::vector<std::vector<double>> kept;
  kept.reserve(columns.shared.size() + columns.own.size());
  const auto shared_inputs = through_years(shared().parameters, columns.shared, kept, years + skipped);
  const auto own_inputs = through_years(description().parameters, columns.own, kept, years + skipped);
  for (const Step step : {constraint().reference, constraint().step}) {
    std::vector<double> found(expected.size());
    step({.shared = shared_inputs,
          .own = own_inputs,
          .lanes = lanes,
          .skipped = skipped,
          .years = years,
          .out = found.data()});
    for (std::size_t i = 0; i < found.size(); ++i) {
      ASSERT_NEAR(found[i], expected[i], 1e-10 * std::abs(expected[i])) << i;
    }
  }
}

// Every parameter can have a value by year: from the year in which it changes, and not before. Only what is about the
// years before the base year cannot.
TEST_P(Conformance, AValueOfALaterYearChangesNothingBefore) {
  const Columns columns = columns_for(constraint(), draws().columns);
  constexpr std::size_t changes = 3;
  std::vector<std::vector<double>> kept;
  kept.reserve(columns.shared.size() + columns.own.size());
  const auto shared_inputs = through_years(shared().parameters, columns.shared, kept, years);
  auto own_inputs = through_years(description().parameters, columns.own, kept, years);
  const auto run = [&] {
    std::vector<double> out(description().outputs.size() * years * lanes);
    constraint().reference(
        {.shared = shared_inputs, .own = own_inputs, .lanes = lanes, .skipped = 0, .years = years, .out = out.data()});
    return out;
  };
  const auto carries = [this](const Parameter& growth) {
    return std::any_of(description().parameters.begin(), description().parameters.end(),
                       [&growth](const Parameter& one) { return one.growth == growth.name; });
  };
  for (std::size_t i = 0; i < description().parameters.size(); ++i) {
    const Parameter& parameter = description().parameters[i];
    std::vector<double>& values = kept[columns.shared.size() + i];
    const std::vector<double> unchanged = values;
    own_inputs[i].by_year = true;
    const std::vector<double> before = run();
    bool moves = false;
    for (const double change : {0.1, 0.9, 1.1, 10.0}) {
      for (std::size_t at = changes * lanes; at < values.size(); ++at) {
        values[at] = changed(parameter, unchanged[at], change);
      }
      const std::vector<double> after = run();
      for (std::size_t at = 0; at < after.size(); ++at) {
        if (at % (years * lanes) < changes * lanes) {
          ASSERT_EQ(after[at], before[at]) << parameter.name;
        } else {
          moves = moves || after[at] != before[at];
        }
      }
      if (moves) break;
    }
    values = unchanged;
    own_inputs[i].by_year = false;
    // What a growth carries comes as it has grown, here: as if it had not changed.
    EXPECT_TRUE(moves || carries(parameter) || parameter.only_before) << parameter.name;
  }
}

struct Extra {
  std::vector<double> out;
  std::vector<double> needs;
  std::vector<double> governing;
};

/// With all that is made only when asked for; the needs of `run`, [year][lane].
Extra with_extras(Step step, const Constraint& constraint, const Columns& columns, const std::vector<double>& run) {
  constexpr std::size_t cells = years * lanes;
  Extra extra{std::vector<double>(constraint.description->outputs.size() * cells),
              std::vector<double>(need_series * cells), std::vector<double>(cells, -1.0)};
  const auto shared_columns = inputs_of(columns.shared);
  const auto own_columns = inputs_of(columns.own);
  step({.shared = shared_columns,
        .own = own_columns,
        .lanes = lanes,
        .skipped = 0,
        .years = years,
        .out = extra.out.data(),
        .run = run.data(),
        .needs = extra.needs.data(),
        .governing = extra.governing.data()});
  return extra;
}

std::size_t parts_of(const Description& description) {
  return static_cast<std::size_t>(std::count_if(description.outputs.begin(), description.outputs.end(),
                                                [](const Output& one) { return one.role == Role::part; }));
}

TEST_P(Conformance, SaysWhatARunNeedsOfIt) {
  EXPECT_FALSE(description().need.name.empty());
  EXPECT_FALSE(description().need.needed.empty());
  EXPECT_FALSE(description().need.supply.empty());
  EXPECT_NE(description().need.kind, (units::Kind{units::base(units::Base::compute), false}))
      << "not in FLOP: that is the ceiling";
}

// Need and ceiling are inverse: the run that is the ceiling takes what there is, no other does, and what is missing of
// a larger one is the difference.
TEST_P(Conformance, TheCeilingIsTheRunThatTakesWhatThereIs) {
  const Columns columns = columns_for(constraint(), draws().columns);
  constexpr std::size_t cells = years * lanes;
  const std::vector<double> out = stepped(constraint().reference, constraint(), columns);
  const std::vector<double> ceiling(out.begin(), out.begin() + cells);
  constexpr double rounding = 1e-11;
  for (const double factor : {0.3, 1.0, 5.0}) {
    std::vector<double> run = ceiling;
    for (double& value : run) value *= factor;
    const Extra extra = with_extras(constraint().reference, constraint(), columns, run);
    EXPECT_EQ(extra.out, out);
    const double* const need = extra.needs.data();
    const double* const supply = need + cells;
    const double* const gap = supply + cells;
    for (std::size_t i = 0; i < cells; ++i) {
      ASSERT_GT(need[i], 0.0);
      const bool short_of_it = description().need.more_is_less ? need[i] < supply[i] : need[i] > supply[i];
      if (factor == 1.0) {
        ASSERT_NEAR(need[i], supply[i], rounding * supply[i]);
        ASSERT_LE(gap[i], rounding * supply[i]);
      } else {
        ASSERT_EQ(short_of_it, factor > 1.0) << i;
        ASSERT_EQ(gap[i], factor > 1.0 ? std::abs(need[i] - supply[i]) : 0.0) << i;
      }
    }
  }
}

TEST_P(Conformance, ExtrasAreTheSameInLanesBitForBit) {
  const Columns columns = columns_for(constraint(), draws().columns);
  std::vector<double> run = stepped(constraint().reference, constraint(), columns);
  run.resize(years * lanes);
  for (double& value : run) value *= 2.0;
  const Extra expected = with_extras(constraint().reference, constraint(), columns, run);
  const Extra found = with_extras(constraint().step, constraint(), columns, run);
  EXPECT_EQ(found.out, expected.out);
  EXPECT_EQ(found.needs, expected.needs);
  EXPECT_EQ(found.governing, expected.governing);
}

// A model with parts says through which of them its ceiling is reached, and all of them are used somewhere or another.
TEST_P(Conformance, SaysWhichPartGoverns) {
  const Columns columns = columns_for(constraint(), draws().columns);
  const Extra extra =
      with_extras(constraint().reference, constraint(), columns, std::vector<double>(years * lanes, 1e28));
  const std::size_t parts = parts_of(description());
  std::set<double> said(extra.governing.begin(), extra.governing.end());
  if (parts == 0) {
    EXPECT_EQ(said, std::set<double>{-1.0}) << "a model without parts has none that governs";
    return;
  }
  for (const double part : said) {
    EXPECT_EQ(part, std::floor(part));
    EXPECT_GE(part, 0.0);
    EXPECT_LT(part, static_cast<double>(parts));
  }
  EXPECT_GT(said.size(), 1U) << "in none of many draws does it change";
}

std::vector<const Constraint*> all_constraints() {
  std::vector<const Constraint*> all;
  for (const Constraint& constraint : built_in()->models()) all.push_back(&constraint);
  return all;
}

INSTANTIATE_TEST_SUITE_P(All, Conformance, testing::ValuesIn(all_constraints()), [](const auto& one) {
  return one.param->description->constraint + '_' + std::string(one.param->description->model);
});

// But that which takes the place of another one.
TEST(Shared, EveryParameterIsReadBySomeConstraint) {
  for (const Parameter& parameter : shared().parameters) {
    bool read = false;
    for (const Constraint& constraint : built_in()->models()) {
      const auto& reads = constraint.description->reads;
      read = read || std::find(reads.begin(), reads.end(), parameter.name) != reads.end();
    }
    EXPECT_EQ(read, parameter.name != "realised_share") << parameter.name;
    EXPECT_FALSE(parameter.meaning.empty()) << parameter.name;
    EXPECT_FALSE(parameter.source.empty()) << parameter.name;
  }
}

}  // namespace
}  // namespace conformance_test
}  // namespace chokepoint::models
