// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "chokepoint/units.hpp"

namespace chokepoint::models {

/// What the trajectory and a ceiling may be, in FLOP. Outside of it a scenario means nothing, and ratios and sums could
/// overflow.
inline constexpr Extent run_range{1.0, 1e150};

}  // namespace chokepoint::models
