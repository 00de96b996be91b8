// SPDX-License-Identifier: Apache-2.0
// In how many draws a constraint has the lowest ceiling, or one below the trajectory, year by year.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "statistics/layout.hpp"

namespace chokepoint::statistics {

using Counts = std::vector<std::uint64_t>;

/// Counts of draws; 0 in years that are not kept. The functions below fill it.
struct Shares {
  explicit Shares(const Layout& layout);
  std::vector<Counts> lowest;        // [constraint][year]: with the lowest ceiling
  std::vector<Counts> parts_lowest;  // [constraint][part * years + year]: through this part
  std::vector<Counts> below;         // [constraint][year]: with a ceiling below the trajectory
  Counts infeasible;                 // [year]: with any ceiling below it
};

void take(const Layout& layout, const simulation::Block& block, const binding::Outcome& outcome, Shares& shares);
void merge(const Shares& other, Shares& into);
void write(const Shares& shares, Writer& to);
void read(Reader& from, Shares& shares);

inline void add(const Counts& more, Counts& counts) {
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += more[i];
}

/// How many of the first `count` lanes `holds`. In bytes, which fit a register many at a time, and seldom added up.
template <class Holds>
std::uint64_t count_of(std::size_t count, const Holds& holds) {
  constexpr std::size_t at_once = 255;
  std::uint64_t total = 0;
  for (std::size_t start = 0; start < count; start += at_once) {
    const std::size_t end = std::min(start + at_once, count);
    std::uint8_t some = 0;
    for (std::size_t lane = start; lane < end; ++lane) {
      some = static_cast<std::uint8_t>(some + (holds(lane) ? 1U : 0U));
    }
    total += some;
  }
  return total;
}

}  // namespace chokepoint::statistics
