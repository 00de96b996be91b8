// SPDX-License-Identifier: Apache-2.0
// What comparisons draw by draw have in common.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "chokepoint/analysis.hpp"

namespace chokepoint::analysis {

/// Counts and ratios of one thread; ratios have no mean here: their logarithms are what is symmetric.
struct Ratios {
  explicit Ratios(std::size_t rows) : histograms(rows), ones(rows, {1.0, 0, 0}) {}
  std::vector<statistics::Histogram> histograms;
  std::vector<statistics::PointMass> ones;  // draws in which nothing differs
  std::vector<double> scratch;

  void add(std::size_t row, const double* above, const double* below, std::size_t count) {
    scratch.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      scratch[i] = above[i] / below[i];
      ones[row].below += scratch[i] < 1.0 ? 1U : 0U;
      ones[row].equal += scratch[i] == 1.0 ? 1U : 0U;
    }
    histograms[row].add(scratch.data(), count);
  }
  void merge(const Ratios& other) {
    for (std::size_t i = 0; i < histograms.size(); ++i) {
      histograms[i].merge(other.histograms[i]);
      ones[i].below += other.ones[i].below;
      ones[i].equal += other.ones[i].equal;
    }
  }
  [[nodiscard]] statistics::Spread spread(std::size_t row) const {
    statistics::Spread spread;
    histograms[row].quantiles(statistics::levels, spread.quantiles, ones[row]);
    return spread;
  }
};

inline simulation::Progress by_draws(const Progress& progress, std::uint64_t draws) {
  if (!progress) return {};
  return [progress, draws](std::uint64_t done) {
    return progress(static_cast<double>(done) / static_cast<double>(draws));
  };
}

inline double share(std::uint64_t count, std::uint64_t draws) {
  return static_cast<double>(count) / static_cast<double>(draws);
}

}  // namespace chokepoint::analysis
