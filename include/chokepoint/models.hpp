// SPDX-License-Identifier: Apache-2.0
// Stage `models`: what the constraints say of themselves, and how they are stepped. The equations are in src/models.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "chokepoint/units.hpp"

namespace chokepoint::equations {
struct Program;
}  // namespace chokepoint::equations

namespace chokepoint::models {

/// What a larger value of a parameter does to the ceiling. Tests hold every constraint to it.
enum class Effect { raises, lowers, either };

/// Values that a parameter may have, in coherent units.
struct Bounds {
  double lower = 0.0;
  double upper = 0.0;
  bool lower_allowed = true;  // whether the bound itself is a value
  bool upper_allowed = true;
};

/// A value that a parameter has where a scenario says nothing, as it would be written there; without one it has to be
/// given.
struct Default {
  /// Where the value is from, in words, and how sure it is: published, second-hand, derived or assumed.
  struct Basis {
    std::string_view words = {};
    std::string_view confidence = {};
  };

  std::string_view text = {};
  Basis basis = {};

  [[nodiscard]] bool is_there() const { return !text.empty(); }
};

/// A parameter, declared once, beside the field that holds it.
struct Parameter {
  std::string name;  // in a group of parameters with its name before it: "gas.lead_time"
  units::Kind kind;
  Bounds bounds;
  Effect effect = Effect::either;
  std::string_view meaning;
  std::string_view source;    // where the definition comes from; the value's source stands in the scenario
  bool dated = false;         // it holds at the start of the base year: with another base year it is another value
  std::string growth = {};    // the parameter of the same block that carries it from date to date, if one does
  Default unless_given = {};  // what it is where a scenario says nothing
  std::string formerly = {};  // an older name in the block, which scenarios may still use
  /// Of a group: what else a scenario says in it has an effect only with this one, or another that has this mark.
  bool makes_its_group = false;
  bool only_before = false;  // it is about the years before the base year: nothing of it is by year
  /// What a year can make, take or connect: events lower it in the years in which they last.
  bool capacity = false;
  /// Of what a model can do without: the value with which it does, which is no assumption and is shown nowhere.
  std::optional<double> when_absent = std::nullopt;
  std::string_view only_with = {};  // it means nothing without this one, which means nothing without it
  /// Words that it takes as well as numbers, such as "best". A word is one value for all draws and years: in a column
  /// it is the constant value_of_word(), below every bound. Models tell words from numbers by is_word().
  std::span<const std::string_view> words = {};
};

/// What stands in a column for the word of this place among Parameter::words: -1, -2, …; bounds of parameters with
/// words begin at 0 or above it.
[[nodiscard]] constexpr double value_of_word(std::size_t place) {
  return -1.0 - static_cast<double>(place);
}
/// Whether it takes numbers at all, and not words alone.
[[nodiscard]] inline bool takes_numbers(const Parameter& parameter) {
  return parameter.bounds.lower < parameter.bounds.upper;
}
/// The place of a word among those of the parameter; nothing for what is none of them.
[[nodiscard]] std::optional<std::size_t> word_named(const Parameter& parameter, std::string_view text);
/// The place of the word that a value stands for; nothing for a number.
[[nodiscard]] std::optional<std::size_t> word_of(const Parameter& parameter, double value);

enum class Role { ceiling, part, internal };

/// A series that a constraint gives, by year: its ceiling, the parts the ceiling is made of, and what it went through.
struct Output {
  std::string_view name;  // empty for the ceiling itself
  units::Kind kind;
  Role role = Role::internal;
  std::string_view meaning;
  bool out_of_reach =
      false;  // some draws may have no amount of it: they have a number far above all others, and no mean
};

/// What a run takes of what a constraint limits, in the unit in which that is planned, beside what there is for it. At
/// the ceiling the two are equal. Each model of a constraint has one.
struct Need {
  std::string_view name;      // of what is limited: "installed power", "accelerators"
  units::Kind kind;           // of all three series
  std::string_view needed;    // meaning of what a run takes
  std::string_view supply;    // meaning of what there is for it
  bool more_is_less = false;  // a time that is left to a run: one with less of it than the supply takes is short
};
/// The series of a need, in their order: what the run takes, what there is, and what is missing (0 where nothing is).
enum class NeedSeries { need, supply, gap };
inline constexpr std::size_t need_series = 3;

/// What of a run a model is about, where a scenario splits it into pre-training and post-training: its compute alike,
/// whatever it is for; that of pre-training alone; or the time that both take on accelerators. docs/post-training.md.
enum class Sees { whole_run, pre_training, accelerator_time };

/// All that is known of a model of a constraint (or of the shared parameters, or of the trajectory) but its arithmetic.
struct Description {
  std::string name;                     // the key of its block in a scenario
  std::string constraint;               // what it limits training by: "power"; the name, unless a scenario has it twice
  std::string_view model = {};          // which of the models of that constraint: "fleet"
  std::string title;                    // for a heading
  std::string region = "World";         // where the supply is, for tables that name a region
  std::string_view equations;           // lines in the notation of the source
  std::string_view source;              // of the equations: a key of sources.yaml, then the place in it
  int years_at_most = 0;                // from the base year to the last, both counted; 0: any number
  bool optional = false;                // a scenario is whole without this constraint: it is not said to be missing
  bool passable = false;                // a run can pass its ceiling, and is worth less: the ways around say how much
  std::vector<std::string_view> reads;  // shared parameters
  std::vector<Parameter> parameters;
  std::vector<Output> outputs;              // the ceiling first
  Need need = {};                           // of a constraint; without a name elsewhere
  std::optional<Sees> sees = std::nullopt;  // of a constraint; not said: the whole run
};

/// The values of one parameter: a column of `lanes` values for all years, or one for each year from the base year on.
struct Input {
  const double* values = nullptr;
  std::size_t per_year = 0;  // from the values of a year to those of the next; 0: they hold in all years
  /// Whether these are what the parameter is in each year because somebody said so, not what follows from the base
  /// year.
  bool by_year = false;
};

/// Draws to step: one input per parameter, in the order of the description. `lanes` is a multiple of lane_multiple.
/// Where any input varies by year, those that a growth carries come as they have grown. All of it is the caller's, and
/// has to stay until the step is done.
struct Job {
  std::span<const Input> shared;
  std::span<const Input> own;
  std::size_t lanes = 0;  // a multiple of lane_multiple, which a column is long
  /// The first of them, which alone have to be stepped; 0: all. What is written of the others says nothing.
  std::size_t draws = 0;
  int skipped = 0;        // years from the base year of the parameters to the first reported one
  int years = 0;          // reported
  double* out = nullptr;  // [output][year][lane], or of the ceiling alone: see `outside`
  // Made only where asked for: null otherwise.
  const double* run = nullptr;  // [year][lane]: the training run whose needs are asked
  double* needs = nullptr;      // [NeedSeries][year][lane]
  double* governing = nullptr;  // [year][lane]: the part that the ceiling is reached through, counted from 0; of a
                                // model with parts
  /// Where nobody asks for more than the ceiling: set when any other output leaves what it may be (for certain when it
  /// does). A constraint that is written as equations stores them all the same.
  bool* outside = nullptr;
  const equations::Program* program = nullptr;  // Constraint::program
};
using Step = void (*)(const Job&);

/// A constraint as one model has it.
struct Constraint {
  const Description* description = nullptr;
  Step step = nullptr;       // many draws at once, by the widest instruction set of this machine
  Step reference = nullptr;  // the same source over plain doubles
  /// Of a constraint that is written as equations: what both of them run, and a job has to name.
  const equations::Program* program = nullptr;
};

/// The constraint of a description and a program, whose inputs, outputs and needs are those of the description.
[[nodiscard]] Constraint constraint_of(const Description& description, const equations::Program& program);

/// The constraints that a scenario can be made of, and their models. A constraint may have several: the first is the
/// one that it has unless a scenario names another. Descriptions live as long as the catalogue.
class Catalogue {
 public:
  /// `owner` keeps what the models point to, where that does not last as long as the program.
  explicit Catalogue(std::vector<Constraint> models, std::shared_ptr<const void> owner = nullptr)
      : models_(std::move(models)), owner_(std::move(owner)) {}

  /// Every model of every constraint; those of one stand in the order in which they came.
  [[nodiscard]] std::span<const Constraint> models() const { return models_; }
  /// The first model of each constraint, in the order of reports.
  [[nodiscard]] std::vector<const Constraint*> constraints() const;
  [[nodiscard]] std::vector<const Constraint*> models_of(std::string_view constraint) const;
  /// Null when there is none of these names. Without a model: the first.
  [[nodiscard]] const Constraint* find(std::string_view constraint, std::string_view model = {}) const;

 private:
  std::vector<Constraint> models_;
  std::shared_ptr<const void> owner_;
};

/// What comes with chokepoint, in the order of constraints.def.
[[nodiscard]] const std::shared_ptr<const Catalogue>& built_in();

/// Parameters that several constraints read: the block `shared` of a scenario.
[[nodiscard]] const Description& shared();

/// The trajectory: anchor and yearly growth, in pieces by year when `years` holds the year from which each holds;
/// or a table, FLOP by year, growing evenly between its years.
struct TrajectoryPlan {
  enum class Form { growth, table };
  Form form = Form::growth;
  double anchor_date = 0.0;    // in years: 2023.5 is the middle of 2023
  std::string anchor_text;     // the same as written; empty for a table
  std::vector<int> years;      // growth: start of each piece (the first reaches back); table: its years
  bool lead_time = false;      // growth: each factor ten of compute adds years
  bool scatter = false;        // single runs lie about the trajectory
  bool post_training = false;  // a part of the run is post-training

  /// Of project()'s columns, that of the scatter; behind it the deviations, one for each year.
  [[nodiscard]] std::size_t scatter_column() const {
    return form == Form::growth ? 1 + years.size() + (lead_time ? 1 : 0) : years.size();
  }
};

/// Parameters `anchor` and `growth` (several by year) or `table` (by year), then `lead_time` and `scatter`, then those
/// of post-training, which project() does not read.
[[nodiscard]] const Description& trajectory();
/// By how many standard deviations, of `scatter`, the runs of a year lie above the trajectory: drawn, never given.
[[nodiscard]] const Parameter& deviation();

/// Writes the trajectory at the start of each year to out[year][lane]. Columns: anchor, one growth per piece, then the
/// lead time if the plan has one; or one value per year of the table. Those of the scatter are not read.
void project(const TrajectoryPlan& plan, std::span<const double* const> columns, std::size_t lanes, int first_year,
             int years, double* out);
void project_reference(const TrajectoryPlan& plan, std::span<const double* const> columns, std::size_t lanes,
                       int first_year, int years, double* out);

/// Writes what runs of each year are observed at to out[year][lane]: the trajectory there, scattered. Columns as those
/// of project(), of a plan with scatter.
void observe(const TrajectoryPlan& plan, std::span<const double* const> columns, std::size_t lanes,
             const double* trajectory, int years, double* out);
void observe_reference(const TrajectoryPlan& plan, std::span<const double* const> columns, std::size_t lanes,
                       const double* trajectory, int years, double* out);

/// The ways around a shortfall: the block `relief` of a scenario. Its outputs are orders of magnitude of training
/// compute: first what all ways give back together, then as parts each way alone, then what follows.
[[nodiscard]] const Description& relief();

/// Draws whose shortfalls are looked at: one input per parameter of relief(), from the base year on. `lanes` is a
/// multiple of lane_multiple. All of it is the caller's, and has to stay until it is done.
struct ReliefJob {
  std::span<const Input> own;
  std::size_t lanes = 0;
  int skipped = 0;                     // years from the base year to the first reported one
  int years = 0;                       // reported
  const double* wanted = nullptr;      // [year][lane]: the trajectory
  const double* attainable = nullptr;  // [year][lane]: the least of it and all ceilings
  const double* but_data = nullptr;    // [year][lane]: the same without those that a run can pass at a price
  const double* growth = nullptr;      // [year][lane]: of the trajectory, in that year
  double* out = nullptr;               // [output][year][lane]
};
void relieve(const ReliefJob& job);
void relieve_reference(const ReliefJob& job);

/// The Sobol' dimension of a parameter, from its place alone: 32 to a block in the order shared, trajectory,
/// constraints.def; a parameter that an earlier model of the same constraint has as well draws as that one. Nothing
/// where none is set aside: for what stands further back, and for a constraint that stands in a scenario under a name
/// of its own.
inline constexpr std::size_t parameters_per_block = 32;
[[nodiscard]] std::optional<std::size_t> dimension_of(const Description& description, std::size_t position);
/// The dimension of a second, independent draw of the same parameter: used by no first one.
[[nodiscard]] std::size_t partner_of(std::size_t dimension);
inline constexpr int earliest_year = 1900;
inline constexpr int latest_year = 2500;

/// "avx512", "avx2" or "baseline": the instruction set that step() uses here.
[[nodiscard]] std::string_view instruction_set();

}  // namespace chokepoint::models
