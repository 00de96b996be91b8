// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "chokepoint/units.hpp"

namespace chokepoint::models {

/// What the trajectory and a ceiling may be, in FLOP. Outside of it a scenario means nothing, and ratios and sums could
/// overflow.
inline constexpr Extent run_range{1.0, 1e150};
/// The same of series that are no training runs.
inline constexpr Extent any_range{0.0, 1e290};

}  // namespace chokepoint::models
