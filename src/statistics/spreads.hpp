// SPDX-License-Identifier: Apache-2.0
// How the values of each series that is kept are spread over the draws.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "statistics/layout.hpp"

namespace chokepoint::statistics {

/// Of the cells of a layout. The functions below fill and read it; merging in any order gives the same.
struct Spreads {
  explicit Spreads(const Layout& layout) : histograms(layout.cell_count()) {}
  std::vector<Histogram> histograms;  // [cell]
  TreeSums sums;                      // [cell]; empty without Keep::means
};

/// Adds the draws of a block. `outcome` is what binding::bind() made of it, with wanted_of().
void take(const Layout& layout, const simulation::Block& block, const binding::Outcome& outcome, Spreads& spreads);
void merge(const Spreads& other, Spreads& into);
void write(const Spreads& spreads, Writer& to);
void read(Reader& from, Spreads& spreads);

/// Quantiles and mean of a cell. `totals` are those of the sums, empty without Keep::means.
[[nodiscard]] Spread spread_of(const Spreads& spreads, std::size_t cell, const PointMass& mass,
                               const std::vector<double>& totals, std::uint64_t draws);

}  // namespace chokepoint::statistics
