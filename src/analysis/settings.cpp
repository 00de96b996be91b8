// SPDX-License-Identifier: Apache-2.0
#include "analysis/settings.hpp"

#include <algorithm>
#include <cmath>

namespace chokepoint::analysis {

double multiplied(double value, double factor, const models::Bounds& bounds) {
  // A bound that is no value itself: the number next to it.
  const double least = bounds.lower_allowed ? bounds.lower : std::nextafter(bounds.lower, bounds.upper);
  const double most = bounds.upper_allowed ? bounds.upper : std::nextafter(bounds.upper, bounds.lower);
  return std::clamp(value * factor, least, most);
}

void apply(const Setting& setting, const models::Bounds& bounds, std::span<const double> drawn,
           std::span<double> column) {
  if (setting.change == Change::value) {
    std::fill(column.begin(), column.end(), setting.value);
    return;
  }
  std::transform(drawn.begin(), drawn.end(), column.begin(),
                 [&](double value) { return multiplied(value, setting.value, bounds); });
}

}  // namespace chokepoint::analysis
