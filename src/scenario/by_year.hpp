// SPDX-License-Identifier: Apache-2.0
// What stands for a parameter by year, taken apart: values at the start of years, additions, what is said of all.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenario/document.hpp"
#include "scenario/values.hpp"

namespace chokepoint::scenario {

inline constexpr std::size_t points_limit = 200;  // values and additions of one parameter

struct Piece {
  int year = 0;
  const Node* value = nullptr;
};

/// Filled by take_apart(); nodes are those of the node that was taken apart, or hang on `kept`.
struct ByYear {
  const Node* always = nullptr;  // the value for all years; null: `points` have them
  std::vector<Piece> points;     // in order of years
  std::vector<Piece> additions;  // in order of years
  bool steps = false;
  double correlation = 1.0;  // of ranks, between a value and the next one
  Remarks remarks;           // of every value that has none of its own
  NodePointer kept;
};

/// Nothing when it is wrong, which has been told. `path` names the parameter in messages.
[[nodiscard]] std::optional<ByYear> take_apart(const Node& node, const std::string& path, Diagnostics& diagnostics);

/// `+ 20 GW from 2032`: added to what stands for the parameter already. Nothing when the text has another shape.
[[nodiscard]] NodePointer with_addition(const NodePointer& base, const NodePointer& over);

/// Whether a text can only be meant as an addition.
[[nodiscard]] bool is_addition(const Node& node);

}  // namespace chokepoint::scenario
