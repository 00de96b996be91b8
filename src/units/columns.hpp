// SPDX-License-Identifier: Apache-2.0
// What every stage asks of a column of draws, in lanes.
#pragma once

#include <cstddef>

#include "chokepoint/units.hpp"
#include "units/targets.hpp"

namespace chokepoint {

/// Finds the extent of values[0, count), count > 0, and tells whether all of them lie in `allowed` (no NaN does), whose
/// ends are finite. The extent means nothing where one is NaN.
[[nodiscard]] bool all_within(const double* values, std::size_t count, Extent allowed, Extent& found);

/// Writes what lies between two columns, `part` of the way, to out[0, count): evenly in growth, or in steps of one size
/// where one of the two is not above zero.
void between(const double* from, const double* to, double part, std::size_t count, double* out);

/// Writes values[0, count) as `growth` a year has made them after so many years, before where below zero, to out.
void grown(const double* values, const double* growth, double years, std::size_t count, double* out);

}  // namespace chokepoint

CHOKEPOINT_LANE_FUNCTION(bool all_within_in_lanes(const double* values, std::size_t count, Extent allowed,
                                                  Extent& found))
CHOKEPOINT_LANE_FUNCTION(void between_in_lanes(const double* from, const double* to, double part, std::size_t count,
                                               double* out))
CHOKEPOINT_LANE_FUNCTION(void grown_in_lanes(const double* values, const double* growth, double years,
                                             std::size_t count, double* out))
