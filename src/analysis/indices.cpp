// SPDX-License-Identifier: Apache-2.0
// Variance-based indices: Sobol' (1993), sampled as Saltelli et al. (2010), "Variance based sensitivity analysis of
// model output", with Jansen's (1999) estimators.
#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>

#include "chokepoint/analysis.hpp"

namespace chokepoint::analysis {

namespace {

constexpr std::size_t groups = 256;
constexpr std::size_t resamples = 400;

/// Sums over the rows of one group.
struct Sums {
  double count = 0.0;
  double value = 0.0;   // of a and b
  double square = 0.0;  // of a and b, about `centre`
  double from_b = 0.0;  // (b - mixed)^2
  double from_a = 0.0;  // (a - mixed)^2

  void add(const Sums& other) {
    count += other.count;
    value += other.value;
    square += other.square;
    from_b += other.from_b;
    from_a += other.from_a;
  }
  [[nodiscard]] double variance() const {
    const double mean = value / (2.0 * count);
    return square / (2.0 * count) - mean * mean;
  }
  [[nodiscard]] double first_order() const { return 1.0 - from_b / (2.0 * count) / variance(); }
  [[nodiscard]] double total() const { return from_a / (2.0 * count) / variance(); }
};

std::vector<Sums> sums_of(std::span<const double> a, std::span<const double> b, std::span<const double> mixed) {
  // Large means would eat the digits of the variance.
  double centre = 0.0;
  for (const double value : a) centre += value;
  centre /= static_cast<double>(a.size());
  std::vector<Sums> sums(std::min(groups, a.size()));
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double in_a = a[i] - centre;
    const double in_b = b[i] - centre;
    const double in_mixed = mixed[i] - centre;
    // Rows that follow each other fill the space together: each group takes some of all.
    sums[i % sums.size()].add({1.0, in_a + in_b, in_a * in_a + in_b * in_b, (in_b - in_mixed) * (in_b - in_mixed),
                               (in_a - in_mixed) * (in_a - in_mixed)});
  }
  return sums;
}

Index with_interval(double value, std::vector<double>& resampled) {
  std::sort(resampled.begin(), resampled.end());
  return {value, resampled[resamples / 20], resampled[resamples - 1 - resamples / 20]};
}

}  // namespace

Indices sobol_indices(std::span<const double> a, std::span<const double> b, std::span<const double> mixed,
                      std::uint64_t seed) {
  if (a.empty() || a.size() != b.size() || a.size() != mixed.size()) {
    throw std::invalid_argument("sobol_indices: three arrays of one length");
  }
  const std::vector<Sums> sums = sums_of(a, b, mixed);
  Sums all;
  for (const Sums& one : sums) all.add(one);
  if (!(all.variance() > 0.0)) return {};  // nothing varies: nothing has an influence
  std::mt19937_64 random(seed);
  std::vector<double> first(resamples);
  std::vector<double> total(resamples);
  for (std::size_t i = 0; i < resamples; ++i) {
    Sums drawn;
    for (std::size_t j = 0; j < sums.size(); ++j) drawn.add(sums[random() % sums.size()]);
    first[i] = drawn.first_order();
    total[i] = drawn.total();
  }
  return {with_interval(all.first_order(), first), with_interval(all.total(), total)};
}

}  // namespace chokepoint::analysis
