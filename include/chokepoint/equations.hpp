// SPDX-License-Identifier: Apache-2.0
// Stage `equations`: formulas as text to a checked program over columns of draws. It knows no YAML, no scenario and no
// constraint that comes with chokepoint: names and their kinds are handed to it. docs/own-constraints.md is the
// language; docs/decisions/0015 says why it is as it is.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chokepoint/units.hpp"

namespace chokepoint::equations {

// What every formula stays within, so that any text ends in bounded time and memory.
inline constexpr std::size_t formula_limit = 4'000;    // bytes
inline constexpr std::size_t depth_limit = 64;         // brackets, calls and powers within each other
inline constexpr std::size_t definition_limit = 200;   // formulas of one constraint
inline constexpr std::size_t parameter_limit = 64;     // of one constraint
inline constexpr std::size_t operation_limit = 4'000;  // of its program
inline constexpr std::size_t draws_per_leaf = 256;     // that go through all operations of a year together

/// Something that formulas can name, and that is given to them: a parameter, or an output of another constraint.
struct Given {
  std::string name;
  units::Kind kind;
  bool can_be_zero = false;
};

/// What a formula is of.
enum class Part {
  start,    // of a state: its value at the start of the base year
  next,     // of a state: its value a year later
  step,     // a name for a formula
  part,     // of the ceiling; an amount of compute
  ceiling,  // an amount of compute
  needed,   // what a run takes; it may name `run`
  supply,   // what there is for it
};
struct Definition {
  Part part = Part::step;
  std::string name;  // of states, steps and parts
  std::string text;
};

/// A constraint as it is written. Each name is of one thing alone, which compile() checks.
struct Source {
  int base_year = 0;
  std::vector<Given> parameters;
  std::vector<Given> others;  // outputs of other constraints, and the trajectory: "chips.stock"
  std::vector<Given> shared;  // "shared.utilization"
  std::vector<Definition> definitions;
  std::vector<std::string> internals;  // steps that are series of the results, beside the states, which all are
  std::vector<std::string> elsewhere;  // names that formulas might have meant, for hints: series of other constraints
};

/// What is wrong with a formula, or odd: where in its text (bytes), what, and what may help.
struct Remark {
  std::size_t definition = 0;
  std::size_t offset = 0;
  std::size_t length = 0;
  std::string message;
  std::string hint;
  bool warning = false;
};

struct Program;

/// A checked constraint. Its series are the ceiling, its parts, its states, then the internals.
struct Checked {
  std::shared_ptr<const Program> program;         // null where anything is wrong
  std::vector<std::optional<units::Kind>> kinds;  // of the definitions; nothing of what is wrong
  std::vector<Remark> remarks;                    // in the order of the definitions
  std::vector<bool> reads_parameter;
  std::vector<bool> reads_shared;
};

[[nodiscard]] Checked compile(const Source& source);

/// Names with a dot in a formula, "chips.stock", each with its place: what a constraint reads of others. Nothing of a
/// text that is no formula.
struct Named {
  std::string name;
  std::size_t offset = 0;
};
[[nodiscard]] std::vector<Named> dotted_names(std::string_view text);

/// Whether formulas could not tell a name from a word of the language: `t`, `max`.
[[nodiscard]] bool is_reserved(std::string_view name);

/// How many operations a program does in a year, constants and common ones once.
[[nodiscard]] std::size_t operations(const Program& program);

}  // namespace chokepoint::equations
