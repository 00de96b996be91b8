// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "chokepoint/statistics.hpp"

namespace chokepoint::statistics {

double standard_error_of_share(double share, std::uint64_t draws) {
  const auto n = static_cast<double>(draws);
  return std::sqrt(share * (1.0 - share) / n + 0.25 / (n * n)) / (1.0 + 1.0 / n);
}

Headline headline(const Summary& summary) {
  Headline result;
  result.constraint = summary.order->front().constraint;
  result.stopped = summary.verdict.stopped;
  result.stopped_error = standard_error_of_share(result.stopped, summary.draws);
  const Spread& headroom = summary.constraints[result.constraint].headroom.years.back();
  result.headroom = headroom.median();
  if (summary.draws < binding::fewest_ranked) return result;
  // The rank of the median strays by sqrt(n) / 2, a level of 1 / (2 sqrt n). The quartiles, half of all levels apart,
  // tell how far that reaches in the logarithm of the value.
  const double log_per_level = std::log(headroom.quantiles[4] / headroom.quantiles[2]) / 0.5;
  const double level_error = 0.5 / std::sqrt(static_cast<double>(summary.draws));
  result.headroom_error = log_per_level * level_error;
  return result;
}

}  // namespace chokepoint::statistics
