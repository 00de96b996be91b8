// SPDX-License-Identifier: Apache-2.0
// What a forecast is held against: the line through what was known, continued.
#include <cmath>

#include "chokepoint/evidence.hpp"
#include "evidence/lines.hpp"

namespace chokepoint::evidence {

namespace {

/// Least squares of the logarithm on the date, and of a further observation where it lies: with the scatter about the
/// line and with what the line itself is not known by: the variance of a prediction, s^2 (1 + 1/n + (at - mean)^2 / S),
/// of any textbook on regression. Nothing where all dates are one.
std::optional<Normal> line_at(std::span<const Observation> earlier, double at) {
  Points points;
  for (const Observation& one : earlier) {
    points.at.push_back(one.at);
    points.height.push_back(std::log10(one.value));
  }
  if (points.has_one_date()) return std::nullopt;
  const Line line = least_squares(points, at);
  const auto [mean, squares] = dates_of(points);
  const double unknown = 1.0 / static_cast<double>(points.size()) + (at - mean) * (at - mean) / squares;
  return Normal{line.log10_at(at), std::sqrt(variance_about(points, line) * (1.0 + unknown))};
}

}  // namespace

std::optional<Baseline> baseline_of(std::span<const Observation> earlier, const Observation& observed) {
  if (earlier.empty()) return std::nullopt;
  Baseline baseline;
  std::optional<Normal> line;
  if (earlier.size() >= fewest_for_line) line = line_at(earlier, observed.at);
  if (line) {
    baseline.observations = earlier.size();
    baseline.forecast = *line;
  } else {
    const Observation* last = &earlier.front();
    for (const Observation& one : earlier) last = one.at >= last->at ? &one : last;
    baseline.kind = Baseline::Kind::held;
    baseline.observations = 1;
    baseline.forecast = {std::log10(last->value), std::hypot(last->error(), observed.error())};
  }
  const double value = std::log10(observed.value);
  baseline.crps = crps(baseline.forecast, value);
  baseline.log_score = log_score(baseline.forecast, value);
  return baseline;
}

}  // namespace chokepoint::evidence
