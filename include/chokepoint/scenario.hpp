// SPDX-License-Identifier: Apache-2.0
// Stage `scenario`: YAML text to a checked Scenario, or every diagnostic. Behind it nothing sees YAML or unit words.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "chokepoint/models.hpp"
#include "chokepoint/uncertainty.hpp"
#include "chokepoint/units.hpp"

namespace chokepoint::scenario {

/// Where something is written: lines and columns count from 1, columns in characters (UTF-8 code points).
struct Place {
  std::string file;
  std::size_t line = 0;  // 0: the file as a whole
  std::size_t column = 0;
};

/// One thing that is wrong, as a small document.
struct Diagnostic {
  enum class Severity { error, warning };
  Severity severity = Severity::error;
  Place place;
  std::string message;
  std::string line;        // the line itself, or empty
  std::size_t length = 1;  // characters underlined from the column
  std::string hint;        // or empty
  bool pressing = false;   // a warning of what changes the answer: every verb shows it
};

/// As in CONTRIBUTING.md, "Errors"; ends with a newline. Long lines are cut around the column; control characters shown
/// as U+FFFD.
[[nodiscard]] std::string render(const Diagnostic& diagnostic);

/// An entry of the bibliography.
struct Source {
  std::string key;
  std::string title;
  std::string authors;
  std::string date;
  std::string address;
  std::string licence;
};

/// A parameter with its value: what is assumed, and why. A parameter given by year has several, one after the other:
/// those at the start of a year, in order, then additions from a year on.
struct Assumption {
  Assumption(std::string name, const models::Parameter& of, uncertainty::Distribution spread)
      : path(std::move(name)), parameter(&of), draws_as(path), distribution(std::move(spread)) {}

  std::string path;  // "power.campus_power", "trajectory.growth.2028", "power.us_datacenter_power.plus.2032"
  const models::Parameter* parameter = nullptr;
  /// Names the random numbers it is drawn with: its own path, or that of the parameter, whose values by year move
  /// together, from low to high as one.
  std::string draws_as;
  std::optional<std::size_t> dimension;  // Sobol', of these numbers; nothing: none is set aside for them
  uncertainty::Distribution distribution;
  std::string text;    // as written, on one line; empty when not given: no modelled constraint reads it
  std::string source;  // key of the bibliography, or empty
  std::string note;    // or empty
  /// How sure the value is: published, second-hand, derived, assumed; empty: the scenario does not say.
  std::string confidence;
  Place place;
  std::string as_of;           // the date at which the value holds, as written; empty: the base year
  double years_to_base = 0.0;  // from that date, by the growth that the parameter names
  std::optional<int> year;     // given by year: at its start. An addition: from it on
  bool steps = false;          // by year: until the next one, not evenly in growth between the two
  bool is_default = false;     // nobody wrote it: what the model takes where a scenario says nothing
  bool added = false;          // an addition to what the others give
  bool is_of_series = false;   // read from a file of values by year, where `place` is

  [[nodiscard]] bool is_given() const { return !text.empty(); }
  /// The word that it is in place of a number, such as "best"; empty for a number.
  [[nodiscard]] std::string_view word() const;
};

/// An output of another block, or the trajectory, that a parameter takes its values from in every draw and year.
struct Coupling {
  std::size_t parameter = 0;         // among those of the description
  std::optional<std::size_t> block;  // among the blocks of the scenario; nothing: the trajectory
  std::size_t output = 0;            // among those of its description
  std::string text;                  // "chips/stock"
  std::string source;                // key of the bibliography, or empty
  std::string note;                  // or empty
  std::string confidence;            // as that of an assumption
  Place place;
};

/// A constraint as it stands in a scenario.
struct Block {
  /// A model of the catalogue; its description has the name, title and region that the block has in the scenario.
  std::shared_ptr<const models::Constraint> constraint;
  std::vector<Assumption> assumptions;  // in the order of the description, one or more for each parameter
  std::vector<Coupling> couplings;      // in the order of the description: parameters without an assumption
};

/// What a block says of itself beside its parameters.
struct Said {
  std::string_view key;  // "of", "model", "region" or "title"
  std::string text;
};
/// That in which a block is not what the catalogue has under its name, in the order of the keys above; nothing of a
/// block that only has values.
[[nodiscard]] std::vector<Said> said_of(const Block& block, const models::Catalogue& catalogue);

struct Correlation {
  std::string a;  // of random numbers: Assumption::draws_as
  std::string b;
  double spearman = 0.0;
  std::string source;
  std::string note;
  Place place;
  std::string confidence;  // as that of an assumption
};

/// Something that may happen and then lowers capacities for a time. docs/events.md.
struct Event {
  /// What it acts on, and with which of its parameters.
  struct Factor {
    std::size_t parameter = 0;  // among those of the event's description
    std::size_t block = 0;      // among the blocks of the scenario
    std::size_t capacity = 0;   // among the parameters of its description
  };

  std::string name;  // "taiwan"
  /// "events.taiwan", its title, and the parameters that it has: hazard and chance, or start; duration; factors.
  std::shared_ptr<const models::Description> description;
  bool dated = false;  // it begins once, at its start; else in any year of its hazard, and again when it is over
  int from = 0;        // of the hazard: the first year and the last
  int until = 0;
  std::vector<Assumption> assumptions;  // in the order of the description, one or more for each parameter
  std::vector<Factor> factors;
  Place place;
};

/// What is assumed of the ways around a shortfall.
struct Relief {
  std::vector<Assumption> assumptions;  // in the order of models::relief(), one or more for each parameter
  std::vector<Coupling> couplings;      // in the same order: parameters without an assumption
};

/// Stages through which items go before a model sees them. docs/curation.md. Verbs other than `curate` do not read it.
struct Funnel {
  /// Places among the assumptions.
  struct Stage {
    std::string name;  // "language"
    std::size_t keep = 0;
    std::size_t quality_gain = 0;
    std::size_t cost = 0;
  };

  std::string title;               // or empty
  std::string of = "token";        // what an item is: a token, an image, or a word for what is counted
  bool feeds_pre_training = true;  // or else a stage after it, which no token of pre-training is of
  /// "funnel", and its parameters: items, stages.NAME.keep, .quality_gain and .cost.
  std::shared_ptr<const models::Description> description;
  std::vector<Assumption> assumptions;  // items first, then three for each stage
  std::vector<Stage> stages;            // in the order in which they are written
  Place place;
};
inline constexpr std::size_t funnel_stage_limit = 32;

struct Layers;

struct Scenario {
  std::string name;
  std::string title;
  std::string description;
  int base_year = 0;  // parameter values hold at the start of this year, unless they say as of when
  int first_year = 0;
  int last_year = 0;
  models::TrajectoryPlan trajectory_plan;
  std::vector<Assumption> trajectory;  // in the order of project()'s columns
  std::vector<Assumption> shared;      // in the order of models::shared(), one or more for each parameter
  std::shared_ptr<const models::Catalogue> catalogue = models::built_in();  // what blocks can be of
  std::vector<Block> blocks;         // in the order in which they are written; without those not modelled
  std::vector<std::size_t> running;  // the same, each after those whose outputs it reads
  std::vector<Event> events;         // in the order in which they are written; without those that are off
  std::optional<Relief> relief;      // the ways around a shortfall, which no constraint sees
  std::optional<Funnel> funnel;      // no part of assumptions(): no draw of a run depends on it
  std::vector<Correlation> correlations;
  std::vector<std::string> observations;  // files of what was observed, which verbs that compare with it read
  /// Until when who wrote it knew what was observed: that is no test of it, and nothing it has still to learn. As
  /// written, and as dates count; nothing where it does not say.
  std::string known_until_text;
  std::optional<double> known_until;
  std::map<std::string, Source> sources;
  std::vector<std::string> files;        // read, in order
  std::vector<std::string> overrides;    // NAME=VALUE
  std::shared_ptr<const Layers> layers;  // the texts it was made of, for with(); null for one that was not loaded

  [[nodiscard]] int years() const { return last_year - first_year + 1; }
  /// All of them: trajectory, shared, blocks, events, relief. This is the order of draws.
  [[nodiscard]] std::vector<const Assumption*> assumptions() const;
  /// Entries of the bibliography that a value or a correlation names, by key. They live as long as the scenario.
  [[nodiscard]] std::vector<const Source*> cited() const;
  /// Constraints of the catalogue that no block is of, but for those that are optional.
  [[nodiscard]] std::vector<std::string> not_modelled() const;
  /// What a parameter reads, by its path; null for one that is a value, or is not there.
  [[nodiscard]] const Coupling* coupling(std::string_view path) const;
  /// Whether any value is given by year, of what constraints read, or made so by an event.
  [[nodiscard]] bool is_by_year() const;
  /// The place of an event by its name, or nothing.
  [[nodiscard]] std::optional<std::size_t> event_named(std::string_view name) const;
};
inline constexpr int year_limit = 200;  // years of a scenario
/// What is made of a scenario shares it, and keeps it as long as it needs it: never null where a function takes one.
using ScenarioPointer = std::shared_ptr<const Scenario>;

/// Reads at most `limit` bytes of a file; nothing is followed from it. On failure, why, in words.
struct Unreadable {
  std::string why;
  bool exists = false;  // something has this name
};
/// A folder that only a Reader knows: of the scenarios that come with chokepoint.
inline constexpr std::string_view installed_folder = "chokepoint:/";
using Reader = std::function<std::variant<std::string, Unreadable>(const std::string& path, std::size_t limit)>;
inline constexpr std::size_t file_size_limit = 1 << 20;  // bytes

struct Loaded {
  ScenarioPointer scenario;             // null where there are errors
  std::vector<Diagnostic> diagnostics;  // in the order of the text; warnings too
};

/// Reads a scenario, the files it extends, the series that they name and the bibliographies (`sources.yaml`) beside
/// them; then sets each override
/// NAME=VALUE, in order, in the syntax of the file. Blocks are of constraints of the catalogue. `extends: NAME`, NAME
/// being without folders, is looked for in `folders`, in order, when there is no such file beside the scenario; they
/// end in '/'. Never throws for what a file holds.
[[nodiscard]] Loaded load(const std::string& path, const std::vector<std::string>& overrides, const Reader& read,
                          std::shared_ptr<const models::Catalogue> catalogue = models::built_in(),
                          const std::vector<std::string>& folders = {std::string(installed_folder)});

/// The scenario with one value changed, NAME=VALUE, without reading a file: what load() gives for the same texts and
/// one override more, diagnostics of all of them included. The scenario itself stays as it is; what a program changed
/// in it after loading does not count. Throws std::invalid_argument for a scenario that was not loaded.
[[nodiscard]] Loaded with(const Scenario& scenario, const std::string& text);
/// The same with several, one after the other.
[[nodiscard]] Loaded with(const Scenario& scenario, const std::vector<std::string>& texts);

/// A scenario with one thing taken otherwise, whose verdict stands beside its own in reports.
struct View {
  std::string name;         // "realised share"
  std::string taken;        // for "With …:": "the share that runs have got"
  std::string in_place_of;  // what the scenario itself takes: "the share that one run could get"
  std::string change;       // NAME=VALUE, which makes it, for with()
};
/// The views that a scenario asks for by what it says; none of one that was not loaded.
[[nodiscard]] std::vector<View> views_of(const Scenario& scenario);

/// A bibliography by itself: all that is wrong with it, and how many sources it has.
struct Bibliography {
  std::size_t sources = 0;
  std::vector<Diagnostic> diagnostics;
};
[[nodiscard]] Bibliography load_bibliography(const std::string& path, const Reader& read);

/// Every name that `--set` and `explain` take: paths of parameters, in the order of reports.
[[nodiscard]] std::vector<std::string> parameter_paths();

}  // namespace chokepoint::scenario
