// SPDX-License-Identifier: Apache-2.0
// A parameter as something to move: its range, its shape, and numbers of handles as the text of a value.
#pragma once

#include <array>
#include <string>

#include "chokepoint/scenario.hpp"
#include "explorer/request.hpp"

namespace chokepoint::explorer {

/// Where handles are, and how they are spaced.
struct Range {
  double low = 0.0;
  double high = 0.0;
  bool logarithmic = false;
};
/// From the P1 to the P99 of what is assumed, and half as far again to either side, within the bounds; of a constant
/// from a tenth of it to ten times, of a growth from none to that of two years. Holds all of `also`, as it is set, from
/// its P1 to its P99.
[[nodiscard]] Range range_of(const scenario::Assumption& assumption, const scenario::Assumption& also);

/// [[x, density relative to the highest], …] along the range; empty of a constant.
[[nodiscard]] Json density_of(const scenario::Assumption& assumption, bool logarithmic);

/// "{p10: 2 GW, p50: 3 GW, p90: 6 GW}", or "3 GW" where the three are the same.
[[nodiscard]] std::string value_text(const Percentiles& percentiles, const units::Kind& kind);

/// {"p10", "p50", "p90"} as numbers, and printed.
[[nodiscard]] Json percentiles_of(const scenario::Assumption& assumption);
[[nodiscard]] Json printed(const scenario::Assumption& assumption);

}  // namespace chokepoint::explorer
