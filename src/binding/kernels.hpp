// SPDX-License-Identifier: Apache-2.0
// The part of `binding` that is done in lanes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "chokepoint/binding.hpp"
#include "units/targets.hpp"

namespace chokepoint::binding {

inline constexpr int bits_per_constraint = 4;  // of an Order
inline constexpr int fallen_count_shift = 32;

/// One constraint in one year: columns of lanes. What is null is not wanted.
struct ConstraintOf {
  const double* ceiling = nullptr;
  const double* governing = nullptr;  // through which of its parts it is reached; null: through the first
  std::size_t part_count = 0;
  double* headroom = nullptr;
  std::uint8_t* below = nullptr;
  // Set by bind_year(): counts of draws, and what their headroom spans.
  std::uint64_t draws_below = 0;
  std::uint64_t draws_falling = 0;  // below for the first time
  std::uint64_t draws_first = 0;    // and before all others
  std::uint64_t draws_lowest = 0;
  std::uint64_t draws_through[part_limit] = {};  // the lowest, through each part
  Extent headroom_extent{};
};

/// One year of `count` constraints, years in turn. What is null is not wanted.
struct YearOf {
  const double* trajectory = nullptr;
  ConstraintOf* constraints = nullptr;
  std::size_t count = 0;
  std::size_t draws = 0;  // lanes after these are not looked at
  std::uint8_t year = 0;
  bool one_trajectory = false;  // the same in all draws
  bool with_lowest = false;
  bool with_parts = false;  // through which the lowest ceiling is the lowest; only with that
  double* attainable = nullptr;
  double* lowest = nullptr;
  std::uint8_t* lowest_constraint = nullptr;
  std::uint8_t* governing = nullptr;
  // From year to year, 0 before the first.
  std::uint64_t* order = nullptr;  // see Order
  std::uint64_t* fallen =
      nullptr;  // bit k: constraint k has fallen; from fallen_count_shift on the bits of their order
  // Set.
  std::uint64_t draws_infeasible = 0;
  Extent attainable_extent{};
};

}  // namespace chokepoint::binding

CHOKEPOINT_LANE_FUNCTION(void bind_year(binding::YearOf& year))
