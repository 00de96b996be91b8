// SPDX-License-Identifier: Apache-2.0
#include "units/columns.hpp"

namespace chokepoint {

bool all_within(const double* values, std::size_t count, Extent allowed, Extent& found) {
  using Builds = ByTarget<bool(const double*, std::size_t, Extent, Extent&)>;
  static auto* const in_lanes = widest(Builds CHOKEPOINT_BY_TARGET(all_within_in_lanes));
  return in_lanes(values, count, allowed, found);
}

void between(const double* from, const double* to, double part, std::size_t count, double* out) {
  using Builds = ByTarget<void(const double*, const double*, double, std::size_t, double*)>;
  static auto* const in_lanes = widest(Builds CHOKEPOINT_BY_TARGET(between_in_lanes));
  in_lanes(from, to, part, count, out);
}

void grown(const double* values, const double* growth, double years, std::size_t count, double* out) {
  using Builds = ByTarget<void(const double*, const double*, double, std::size_t, double*)>;
  static auto* const in_lanes = widest(Builds CHOKEPOINT_BY_TARGET(grown_in_lanes));
  in_lanes(values, growth, years, count, out);
}

}  // namespace chokepoint
