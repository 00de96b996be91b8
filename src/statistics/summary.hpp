// SPDX-License-Identifier: Apache-2.0
// What was counted, and the summary that is read off it.
#pragma once

#include "statistics/bindings.hpp"
#include "statistics/conditions.hpp"
#include "statistics/spreads.hpp"

namespace chokepoint::statistics {

/// All counts of one worker, or of several merged.
struct Counted {
  explicit Counted(const Layout& layout) : bindings(layout), spreads(layout), conditions(layout) {}
  Bindings bindings;
  Spreads spreads;
  Conditions conditions;
};

[[nodiscard]] Summary summary_of(const Layout& layout, const Counted& counted);

}  // namespace chokepoint::statistics
