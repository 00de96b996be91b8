// SPDX-License-Identifier: Apache-2.0
// The part of `binding` that is done in lanes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "units/targets.hpp"

namespace chokepoint::binding {

/// One year of `count` constraints: columns of `lanes` values.
struct YearOf {
  const double* trajectory = nullptr;
  const double* const* ceilings = nullptr;
  double* const* headroom = nullptr;
  double* attainable = nullptr;
  double* lowest = nullptr;
  std::uint8_t* binding = nullptr;
  std::size_t count = 0;
  std::size_t lanes = 0;
};

}  // namespace chokepoint::binding

CHOKEPOINT_LANE_FUNCTION(void bind_year(const binding::YearOf& year))
