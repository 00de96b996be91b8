// SPDX-License-Identifier: Apache-2.0
// Every key of a scenario file that is no name of a parameter, once: readers refuse what is not here, and the JSON
// Schema of scenario files is made of it (src/report/schema.cpp).
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chokepoint::scenario {

/// What stands under a key.
enum class Holds {
  text,
  line,        // a text of one line
  short_line,  // which is no longer than short_line_limit
  name,        // of a scenario
  word,        // of a few, which stand elsewhere
  flag,        // true or false
  year,
  years,  // 2024..2030
  date,
  source,  // a key of sources.yaml
  confidence,
  column,    // of a table
  table,     // a file of values by year
  files,     // one, or a list of them
  unit,      // a unit, or 1
  number,    // one, of the parameter's kind
  spread,    // a difference of two of them
  ratio,     // one number without a unit
  value,     // whatever can be said of a parameter
  by_year,   // years, and what holds from each on
  formula,   // of a constraint of one's own
  elsewhere  // a mapping or a list with keys of its own
};

struct Key {
  std::string_view name;
  Holds holds = Holds::text;
  std::string_view meaning = {};  // for who hovers over it
};
using Keys = std::span<const Key>;

[[nodiscard]] constexpr bool has_key(Keys keys, std::string_view name) {
  return std::any_of(keys.begin(), keys.end(), [name](const Key& one) { return one.name == name; });
}
/// In their order.
[[nodiscard]] inline std::vector<std::string> names_of_keys(Keys keys) {
  std::vector<std::string> names;
  names.reserve(keys.size());
  for (const Key& one : keys) names.emplace_back(one.name);
  return names;
}

// --- the top of a file -----------------------------------------------------------------------------------------------

inline constexpr std::array top_keys{
    Key{"name", Holds::name, "The name in tables and files: a-z, 0-9, '.', '_' and '-'."},
    Key{"title", Holds::text, "The heading of reports."},
    Key{"description", Holds::text, "What the scenario is, in a few sentences."},
    Key{"extends", Holds::elsewhere,
        "A scenario by its name, a file ending in .yaml, or a list of them: this file is laid over them."},
    Key{"years", Holds::years, "The years that are simulated: 2024..2030."},
    Key{"base_year", Holds::year, "The year at whose start values hold; the first year unless it is given."},
    Key{"trajectory", Holds::elsewhere,
        "The training run that is planned, by year: an anchor with its date and a growth, or a table."},
    Key{"shared", Holds::elsewhere, "Parameters that several constraints read."},
    Key{"events", Holds::elsewhere, "What can happen: by name, when it comes, how long it lasts and what it lowers."},
    Key{"funnel", Holds::elsewhere, "A funnel of data: what enters, and what each stage keeps."},
    Key{"correlations", Holds::elsewhere, "Rank correlations of parameters: power.a: {power.b: 0.5}."},
    Key{"relief", Holds::elsewhere, "Ways around a shortfall; {} has all of them as they are by default."},
    Key{"observations", Holds::files, "Files of what was observed (CSV)."},
    Key{"known_until", Holds::date, "The day until which the scenario knew what was observed."},
    Key{"constraints", Holds::elsewhere, "Constraints of one's own, as equations."}};

/// Of a block of a constraint, beside its parameters.
inline constexpr std::array block_keys{
    Key{"model", Holds::word, "Which of the models of the constraint."},
    Key{"of", Holds::word, "Which constraint this is: a block under a name of its own is another one of it."},
    Key{"title", Holds::short_line, "The heading in tables."},
    Key{"region", Holds::short_line, "Where the supply is, for tables that name a region."}};

/// Of the block `trajectory`. What is a parameter has its meaning from there.
inline constexpr std::array trajectory_keys{
    Key{"anchor", Holds::value},
    Key{"anchor_date", Holds::date, "The date of the anchor: 2023-03-15, 2023-03 or 2023."},
    Key{"growth", Holds::value},
    Key{"table", Holds::value},
    Key{"lead_time", Holds::value},
    Key{"scatter", Holds::value},
    Key{"post_training", Holds::elsewhere, "The part of a run that is post-training."}};

// --- values ----------------------------------------------------------------------------------------------------------

/// What is said about a value.
inline constexpr std::array remark_keys{
    Key{"source", Holds::source, "Where it is from: a key of sources.yaml, which stands beside the scenario."},
    Key{"confidence", Holds::confidence,
        "published: a text that was read; second-hand: what others tell of one; derived: worked out from such "
        "numbers; assumed: a choice of whoever wrote the scenario."},
    Key{"note", Holds::text, "What else is to be said of it."}};

/// Beside any form of a value.
inline constexpr Key as_of_key{"as_of", Holds::date, "The date at which it holds; its growth carries it on."};
inline constexpr Key truncate_key{"truncate", Holds::elsewhere, "What lies beyond is not drawn: {lower: …, upper: …}."};
/// Of a component of a mixture.
inline constexpr Key weight_key{"weight", Holds::ratio, "Its share of the draws, or its part of all weights."};
inline constexpr std::array truncate_keys{Key{"lower", Holds::number, "The least that is drawn."},
                                          Key{"upper", Holds::number, "The most that is drawn."}};

/// A way to write a value as a mapping: known by its mark, or another of its required keys where it has several marks.
struct Form {
  std::string_view mark;
  Keys required;
  Keys optional = {};
};

inline constexpr std::array plain_keys{Key{"value", Holds::value, "The value, in any form."}};
inline constexpr std::array percentile_keys{Key{"p10", Holds::number, "10% of the draws lie below it."},
                                            Key{"p50", Holds::number, "The median."},
                                            Key{"p90", Holds::number, "10% of the draws lie above it."}};
inline constexpr std::array bound_keys{Key{"lower", Holds::number, "No draw lies below it."},
                                       Key{"upper", Holds::number, "No draw lies above it."}};
inline constexpr Key low_key{"low", Holds::number, "The low end."};
inline constexpr Key mode_key{"mode", Holds::number, "The value that is likeliest."};
inline constexpr Key high_key{"high", Holds::number, "The high end."};
inline constexpr std::array interval_keys{
    low_key, high_key, Key{"interval", Holds::ratio, "The share of the draws between low and high: 80 %."}};
inline constexpr std::array interval_family_keys{Key{"family", Holds::word, "lognormal, or normal."}};
inline constexpr std::array interval_families{std::string_view("normal"), std::string_view("lognormal")};
inline constexpr std::array distribution_keys{Key{"distribution", Holds::word, "A distribution by its name."}};
inline constexpr std::array mixture_keys{
    Key{"mixture", Holds::elsewhere, "One of several values: [{weight: 60 %, value: …}, …]."}};

inline constexpr std::array forms{Form{"value", plain_keys}, Form{"p50", percentile_keys, bound_keys},
                                  Form{"interval", interval_keys, interval_family_keys},
                                  Form{"distribution", distribution_keys}, Form{"mixture", mixture_keys}};

/// A distribution by its name: its keys beside `distribution`.
struct Family {
  std::string_view name;
  Keys required;
  Keys optional = {};
  std::array<Keys, 2> either = {};  // where given: one of the two
};

inline constexpr Key mean_key{"mean", Holds::number, "The mean."};
inline constexpr Key deviation_key{"standard_deviation", Holds::spread, "The standard deviation."};
inline constexpr std::array normal_keys{mean_key, deviation_key};
inline constexpr std::array median_keys{
    Key{"median", Holds::number, "The median."},
    Key{"geometric_standard_deviation", Holds::ratio, "The standard deviation as a factor, above 1."}};
inline constexpr std::array lognormal_keys{median_keys[0], median_keys[1], mean_key, deviation_key};
inline constexpr std::array end_keys{low_key, high_key};
inline constexpr std::array triangle_keys{low_key, mode_key, high_key};
inline constexpr std::array shape_keys{Key{"shape", Holds::ratio, "How narrow it is about the mode: 4 unless given."}};
inline constexpr std::array beta_keys{Key{"alpha", Holds::ratio, "The first exponent."},
                                      Key{"beta", Holds::ratio, "The second exponent."}};

inline constexpr std::array families{Family{"normal", normal_keys},
                                     Family{"lognormal", {}, lognormal_keys, {Keys(median_keys), Keys(normal_keys)}},
                                     Family{"uniform", end_keys},
                                     Family{"log-uniform", end_keys},
                                     Family{"triangular", triangle_keys},
                                     Family{"pert", triangle_keys, shape_keys},
                                     Family{"beta", beta_keys, end_keys}};

/// Beside values by year, which have their years as keys.
inline constexpr Key plus_key{"plus", Holds::by_year, "What is added from a year on: plus: {2032: 20 GW}."};
inline constexpr std::array by_year_keys{
    Key{"step", Holds::flag, "true: each value stays until the next; otherwise they go over into each other."},
    Key{"correlation", Holds::ratio,
        "The rank correlation of a value with the next: 1, they move together, unless it is given."},
    plus_key};
/// Values by year from a file.
inline constexpr std::array series_keys{
    Key{"series", Holds::table, "A file of values by year (CSV), from the folder of this file."},
    Key{"column", Holds::column, "The column that has the values."},
    Key{"low", Holds::column, "The column of the 10th percentile."},
    Key{"high", Holds::column, "The column of the 90th percentile."},
    Key{"unit", Holds::unit, "The unit of its numbers, where the names of the columns do not have it."}};
/// What is read off another constraint.
inline constexpr std::array coupling_keys{
    Key{"output", Holds::text, "An output of another constraint, such as chips/stock, takes its place year by year."}};
/// Of a correlation that is more than a number.
inline constexpr std::array correlation_keys{Key{"spearman", Holds::ratio, "The rank correlation, between -1 and 1."}};

// --- events ----------------------------------------------------------------------------------------------------------

inline constexpr std::array event_keys{
    Key{"title", Holds::line, "The heading in tables."},
    Key{"hazard", Holds::value, "The probability that it begins in a year, while it does not last: 3 %/yr."},
    Key{"from", Holds::year, "The first year of its hazard; the base year unless given."},
    Key{"until", Holds::year, "The last year of its hazard; the last of the scenario unless given."},
    Key{"start", Holds::value, "The date at which it begins, once: in place of a hazard."},
    Key{"duration", Holds::value, "How long it lasts: 0.5 yr."},
    Key{"factors", Holds::elsewhere,
        "What is left of which capacity while it lasts: {chips.packaging.capacity: 0.15}."},
    remark_keys[0],
    remark_keys[1],
    remark_keys[2]};

// --- funnels ---------------------------------------------------------------------------------------------------------

inline constexpr std::array funnel_keys{
    Key{"title", Holds::line, "The heading."},
    Key{"of", Holds::word, "What an item is: token, image, or another word."},
    Key{"items", Holds::value, "How many items enter the first stage."},
    Key{"feeds", Holds::word, "What it is for: pre-training, or post-training."},
    Key{"stages", Holds::elsewhere, "By name, in their order: what each stage keeps."}};
inline constexpr std::array funnel_fed{std::string_view("pre-training"), std::string_view("post-training")};
inline constexpr std::array stage_keys{
    Key{"keep", Holds::value, "The share of what enters that the stage keeps."},
    Key{"quality_gain", Holds::value, "What a kept item is worth, in items that entered: 1 unless given."},
    Key{"cost", Holds::value, "The cost of the stage for each item that enters: nothing unless given."}};

// --- constraints of one's own ----------------------------------------------------------------------------------------

inline constexpr std::array own_keys{
    Key{"title", Holds::short_line, "The heading in tables."},
    Key{"region", Holds::short_line, "Where the supply is, for tables that name a region."},
    Key{"source", Holds::short_line, "Where the equations are from."},
    Key{"sees", Holds::word, "What of a run it is about: whole_run, pre_training or accelerator_time."},
    Key{"parameters", Holds::elsewhere, "Its parameters: by name, a value with a unit."},
    Key{"state", Holds::elsewhere, "What goes over from year to year: by name, {start: …, next: …}."},
    Key{"where", Holds::elsewhere, "Steps: by name, a formula that others may use."},
    Key{"parts", Holds::elsewhere, "What the ceiling is made of: by name, a formula in FLOP."},
    Key{"internals", Holds::elsewhere, "Steps that results show: a list of their names."},
    Key{"ceiling", Holds::formula, "The largest run that it allows, in FLOP."},
    Key{"need", Holds::elsewhere, "What a run takes, and what there is for it: {name: …, needed: …, supply: …}."}};
inline constexpr std::array own_sees{std::string_view("whole_run"), std::string_view("pre_training"),
                                     std::string_view("accelerator_time")};
/// What is said of a parameter beside its value.
inline constexpr std::array declaring_keys{
    Key{"unit", Holds::unit, "Its unit, where no value tells it; 1 for a plain number."},
    Key{"bounds", Holds::elsewhere, "The least and the most that it may be: [0 USD/yr, ], [above 0, 1]."},
    Key{"meaning", Holds::text, "What it is."},
    Key{"growth", Holds::word, "The parameter, a yearly growth, that carries it from date to date."},
    Key{"capacity", Holds::flag, "true: events can lower it."}};
inline constexpr std::array formula_keys{Key{"equation", Holds::formula, "The formula."},
                                         Key{"meaning", Holds::text, "What it is."}};
inline constexpr std::array state_keys{Key{"start", Holds::formula, "Its value at the start of the base year."},
                                       Key{"next", Holds::formula, "Its value a year later."},
                                       Key{"meaning", Holds::text, "What it is."}};
inline constexpr std::array need_keys{
    Key{"name", Holds::short_line, "What is limited."}, Key{"needed", Holds::formula, "What a run takes, of `run`."},
    Key{"supply", Holds::formula, "What there is for it; at the ceiling both are the same."}};

}  // namespace chokepoint::scenario
