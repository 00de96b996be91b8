// SPDX-License-Identifier: Apache-2.0
#include "equations/graph.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "equations/leaf.hpp"

namespace chokepoint::equations {

namespace {

constexpr double multiplied_out = 8.0;

}  // namespace

Graph::Id Graph::known(const Value& value) {
  const Key key{value.operation, value.operands, value.place, __builtin_bit_cast(std::uint64_t, value.number)};
  const auto [at, is_new] = known_.try_emplace(key, static_cast<Id>(values.size()));
  if (is_new) {
    values.push_back(value);
    computed_ += is_leaf(value.operation) ? 0 : 1;
  }
  return at->second;
}

Graph::Id Graph::constant(double number) {
  return known({.operation = Operation::constant, .number = number});
}

Graph::Id Graph::leaf(Operation operation, std::size_t place) {
  return known({.operation = operation, .place = static_cast<Id>(place)});
}

Graph::Id Graph::make(Operation operation, std::initializer_list<Id> operands) {
  Value value{.operation = operation, .count = static_cast<std::uint8_t>(operands.size())};
  std::copy(operands.begin(), operands.end(), value.operands.begin());
  const bool folds =
      std::all_of(operands.begin(), operands.end(), [this](Id one) { return number_of(one).has_value(); });
  if (folds) {
    std::array<double, 4> numbers{};
    for (std::size_t i = 0; i < value.count; ++i) numbers[i] = values[value.operands[i]].number;
    return constant(equations_in_lanes::applied<double>(operation, numbers[0], numbers[1], numbers[2], numbers[3]));
  }
  const bool either_way_round = operation == Operation::add || operation == Operation::multiply;
  if (either_way_round && value.operands[0] > value.operands[1]) std::swap(value.operands[0], value.operands[1]);
  if (operation == Operation::multiply) {
    for (std::size_t i = 0; i < 2; ++i) {
      if (number_of(value.operands[i]) == 1.0) return value.operands[1 - i];
    }
  }
  if (operation == Operation::divide && number_of(value.operands[1]) == 1.0) return value.operands[0];
  return known(value);
}

std::optional<double> Graph::number_of(Id value) const {
  if (values[value].operation != Operation::constant) return std::nullopt;
  return values[value].number;
}

Graph::Id Graph::whole_power(Id base, unsigned exponent) {
  if (exponent == 1) return base;
  const Id half = whole_power(base, exponent / 2);
  const Id square = make(Operation::multiply, {half, half});
  return exponent % 2 == 0 ? square : make(Operation::multiply, {square, base});
}

Graph::Id Graph::power(Id base, Id exponent) {
  if (const auto number = number_of(exponent)) {
    const double size = std::abs(*number);
    if (size == 0.0) return constant(1.0);
    if (size == 0.5) {
      const Id root = make(Operation::square_root, {base});
      return *number < 0.0 ? make(Operation::divide, {constant(1.0), root}) : root;
    }
    if (size <= multiplied_out && size == std::floor(size)) {
      const Id whole = whole_power(base, static_cast<unsigned>(size));
      return *number < 0.0 ? make(Operation::divide, {constant(1.0), whole}) : whole;
    }
  }
  const Id logarithm = make(Operation::logarithm, {base});
  return make(Operation::exponential, {make(Operation::multiply, {exponent, logarithm})});
}

Graph::Id Graph::grown(Id base, double offset) {
  const auto found = grown_.find({base, offset});
  if (found != grown_.end()) return found->second;
  const std::size_t state = add_state();
  const Id now = leaf(Operation::state, state);
  set_state(state, power(base, constant(offset)), make(Operation::multiply, {now, base}));
  grown_.emplace(std::pair(base, offset), now);
  return now;
}

std::optional<double> Graph::years_and(Id id) const {
  const Value& value = values[id];
  if (value.operation == Operation::time) return 0.0;
  const auto sum = [this](Id years, Id number, double sign) -> std::optional<double> {
    const auto offset = number_of(number);
    const auto before = offset ? years_and(years) : std::nullopt;
    return before ? std::optional(*before + sign * *offset) : std::nullopt;
  };
  if (value.operation == Operation::subtract) return sum(value.operands[0], value.operands[1], -1.0);
  if (value.operation != Operation::add) return std::nullopt;
  const auto found = sum(value.operands[0], value.operands[1], 1.0);
  return found ? found : sum(value.operands[1], value.operands[0], 1.0);
}

std::size_t Graph::add_state() {
  states.push_back({});
  return states.size() - 1;
}

void Graph::set_state(std::size_t state, Id start, Id next) {
  // All states move at once: one that takes the place of another needs a value of its own.
  if (values[next].operation == Operation::state && values[next].place != state) next = make(Operation::copy, {next});
  states[state] = {start, next};
}

}  // namespace chokepoint::equations
