// SPDX-License-Identifier: Apache-2.0
// What was counted, and the summary that is read off it.
#pragma once

#include "statistics/shares.hpp"
#include "statistics/spreads.hpp"
#include "statistics/stopped.hpp"

namespace chokepoint::statistics {

/// All counts of one worker, or of several merged.
struct Counted {
  explicit Counted(const Layout& layout) : stopped(layout), shares(layout), spreads(layout) {}
  Stopped stopped;
  Shares shares;
  Spreads spreads;
};

[[nodiscard]] Summary summary_of(const Layout& layout, const Counted& counted);

}  // namespace chokepoint::statistics
