// SPDX-License-Identifier: Apache-2.0
// Conditions on series, counted over draws.
#pragma once

#include <cstdint>
#include <vector>

#include "statistics/layout.hpp"

namespace chokepoint::statistics {

/// Of one worker, or of several merged. The functions below fill it.
struct Conditions {
  explicit Conditions(const Layout& layout);
  std::vector<Held> held;            // of each of Keep::conditions
  std::vector<std::uint8_t> holds;   // scratch, [draw]: in the year at hand
  std::vector<std::uint8_t> before;  // scratch, [draw]: in any year so far
};

/// Adds the draws of a block.
void take(const Layout& layout, const simulation::Block& block, Conditions& conditions);
void merge(const Conditions& other, Conditions& into);
void write(const Conditions& conditions, Writer& to);
void read(Reader& from, Conditions& conditions);

}  // namespace chokepoint::statistics
