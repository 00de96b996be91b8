// SPDX-License-Identifier: Apache-2.0
// The part of `binding` that is done in lanes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "units/targets.hpp"

namespace chokepoint::binding {

/// One constraint in one year: columns of `lanes` values. What is null is not wanted.
struct ConstraintOf {
  const double* ceiling = nullptr;
  const double* const* parts = nullptr;
  std::size_t part_count = 0;
  double* headroom = nullptr;
  std::uint8_t* below = nullptr;
};

/// One year of `count` constraints. What is null is not wanted; without lowest_constraint, neither is governing.
struct YearOf {
  const double* trajectory = nullptr;
  const ConstraintOf* constraints = nullptr;
  std::size_t count = 0;
  std::size_t lanes = 0;
  double* attainable = nullptr;
  double* lowest = nullptr;
  std::uint8_t* lowest_constraint = nullptr;
  std::uint8_t* governing = nullptr;
};

}  // namespace chokepoint::binding

CHOKEPOINT_LANE_FUNCTION(void bind_year(const binding::YearOf& year))
