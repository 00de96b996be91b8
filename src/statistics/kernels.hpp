// SPDX-License-Identifier: Apache-2.0
// The part of `statistics` that is done in lanes.
#pragma once

#include <cstddef>

#include "units/targets.hpp"

// The sum of a column, added in 32 columns that are then added in pairs: in the same order by a register of any width.
CHOKEPOINT_LANE_FUNCTION(double sum_of(const double* values, std::size_t count))
