// SPDX-License-Identifier: Apache-2.0
// The values of a program in the making: each stands there once, and what only constants make is a constant.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "equations/program.hpp"

namespace chokepoint::equations {

class Graph {
 public:
  using Id = std::uint32_t;

  Id constant(double number);
  Id leaf(Operation operation, std::size_t place = 0);
  Id make(Operation operation, std::initializer_list<Id> operands);

  /// base^exponent. A whole number up to 8 is multiplied out, a half is a root; else e^(exponent ln base), as
  /// units/elementary.hpp has it.
  Id power(Id base, Id exponent);
  /// The product of the values that `base` had in each year before this one, times base^offset: growth^(t + offset).
  Id grown(Id base, double offset);
  /// What is added to the years since the base year to make this value; nothing where it is no such sum.
  [[nodiscard]] std::optional<double> years_and(Id value) const;

  [[nodiscard]] std::optional<double> number_of(Id value) const;
  /// How many values are computed.
  [[nodiscard]] std::size_t computed() const { return computed_; }

  std::size_t add_state();
  void set_state(std::size_t state, Id start, Id next);

  std::vector<Value> values;
  std::vector<StateValues> states;

 private:
  using Key = std::tuple<Operation, std::array<Id, 4>, Id, std::uint64_t>;
  Id known(const Value& value);
  Id whole_power(Id base, unsigned exponent);

  std::map<Key, Id> known_;
  std::map<std::pair<Id, double>, Id> grown_;
  std::size_t computed_ = 0;
};

}  // namespace chokepoint::equations
