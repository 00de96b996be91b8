// SPDX-License-Identifier: Apache-2.0
// What a forecast is held against: the line through what was known, continued.
#include <Eigen/Dense>
#include <cmath>

#include "chokepoint/evidence.hpp"

namespace chokepoint::evidence {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Least squares of the logarithm on the date, and of a further observation where it lies: with the scatter about the
/// line and with what the line itself is not known by. Nothing where all dates are one.
std::optional<Normal> line_at(std::span<const Observation> earlier, double at) {
  const auto count = static_cast<Index>(earlier.size());
  MatrixXd dates(count, 2);
  VectorXd values(count);
  for (Index i = 0; i < count; ++i) {
    const Observation& one = earlier[static_cast<std::size_t>(i)];
    dates.row(i) << 1.0, one.at - at;  // counted from where it is asked for: the line there is its first coefficient
    values(i) = std::log10(one.value);
  }
  const Eigen::ColPivHouseholderQR<MatrixXd> solver(dates);
  if (solver.rank() < 2) return std::nullopt;
  const VectorXd line = solver.solve(values);
  const double variance = (values - dates * line).squaredNorm() / static_cast<double>(count - 2);
  const MatrixXd inverse = (dates.transpose() * dates).inverse();
  return Normal{line(0), std::sqrt(variance * (1.0 + inverse(0, 0)))};
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
