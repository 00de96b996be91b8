// SPDX-License-Identifier: Apache-2.0
// A constraint as a flat program: what every operation takes is made before it. run.hpp executes it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace chokepoint::equations {

enum class Operation : std::uint8_t {
  // What is there without computing: leaves.
  constant,
  own,     // a parameter, or an output of another constraint, by its place
  shared,  // by its place among all shared parameters
  time,    // years since the base year
  state,
  run,  // whose need is asked
  // What is computed.
  copy,
  add,
  subtract,
  multiply,
  divide,
  negate,
  minimum,
  maximum,
  exponential,
  logarithm,
  square_root,
  absolute,
  if_less,      // a < b ? c : d
  if_not_more,  // a <= b ? c : d
};
[[nodiscard]] constexpr bool is_leaf(Operation operation) {
  return operation < Operation::copy;
}

struct Value {
  Operation operation = Operation::constant;
  std::uint8_t count = 0;  // of operands
  std::array<std::uint32_t, 4> operands{};
  std::uint32_t place = 0;  // of own, shared and state
  double number = 0.0;      // of a constant
};

struct StateValues {
  std::uint32_t start = 0;
  std::uint32_t next = 0;
};

/// A formula and what it makes, to say in which one a number is lost.
struct FormulaValue {
  std::string name;  // "price_now"
  std::uint32_t value = 0;
};

struct Program {
  std::vector<Value> values;  // each behind its operands
  std::vector<StateValues> states;
  std::vector<std::uint32_t> outputs;    // the ceiling, its parts, the states, the internals
  std::uint32_t governing = 0;           // through which part the ceiling is reached
  std::array<std::uint32_t, 3> needs{};  // needed, supply, missing
  std::vector<FormulaValue> formulas;    // steps, parts, the ceiling
};

}  // namespace chokepoint::equations
