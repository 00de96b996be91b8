// SPDX-License-Identifier: Apache-2.0
// What a setting makes of the draws of a parameter.
#pragma once

#include <span>

#include "chokepoint/analysis.hpp"

namespace chokepoint::analysis {

/// A value times a factor, kept within the bounds.
[[nodiscard]] double multiplied(double value, double factor, const models::Bounds& bounds);

/// Writes the draws of the parameter with the setting to `column`; `drawn` are those without.
void apply(const Setting& setting, const models::Bounds& bounds, std::span<const double> drawn,
           std::span<double> column);

}  // namespace chokepoint::analysis
