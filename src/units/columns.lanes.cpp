// SPDX-License-Identifier: Apache-2.0
#include "units/columns.hpp"

#include <limits>

#include "units/elementary.hpp"
#include "units/real.hpp"

namespace chokepoint {
inline namespace CHOKEPOINT_TARGET {
namespace {

template <class Real>
Real one_between(Real from, Real to, Real part) {
  const Real zero(0.0);
  const Real grown = from * pow(to / from, part);
  return select((from > zero) & (to > zero), grown, from + (to - from) * part);
}

template <class Real>
Real one_grown(Real value, Real growth, Real years) {
  return value * pow(growth, years);
}

/// Writes one(x, y, z) of two columns and a number.
template <class One>
void each_of(const double* x, const double* y, double z, std::size_t count, double* out, const One& one) {
  std::size_t i = 0;
  for (; i + Pack::lanes <= count; i += Pack::lanes) one(Pack::load(x + i), Pack::load(y + i), Pack(z)).store(out + i);
  for (; i < count; ++i) out[i] = one(Pack(x[i]), Pack(y[i]), Pack(z)).lane(0);
}

/// The ends of what was shown, and its sum: NaN where one of it was, which the ends do not tell, and where infinities
/// of both signs were, which no ends allow.
struct Seen {
  Pack smallest;
  Pack largest;
  Pack sum;

  explicit Seen(double first) : smallest(first), largest(first), sum(0.0) {}
  void show(Pack value) {
    smallest = min(smallest, value);
    largest = max(largest, value);
    sum += value;
  }
  [[nodiscard]] bool has_nan() const { return !all(sum <= Pack(std::numeric_limits<double>::infinity())); }
};

}  // namespace

bool all_within_in_lanes(const double* values, std::size_t count, Extent allowed, Extent& found) {
  // Two, so that one does not wait for the other.
  Seen seen(values[0]);
  Seen also(values[0]);
  std::size_t i = 0;
  for (; i + 2 * Pack::lanes <= count; i += 2 * Pack::lanes) {
    seen.show(Pack::load(values + i));
    also.show(Pack::load(values + i + Pack::lanes));
  }
  for (; i < count; ++i) seen.show(Pack(values[i]));
  const Pack smallest = min(seen.smallest, also.smallest);
  const Pack largest = max(seen.largest, also.largest);
  found = {smallest.lane(0), largest.lane(0)};
  for (std::size_t lane = 1; lane < Pack::lanes; ++lane) {
    found.lowest = min(found.lowest, smallest.lane(lane));
    found.highest = max(found.highest, largest.lane(lane));
  }
  return !seen.has_nan() && !also.has_nan() && found.lowest >= allowed.lowest && found.highest <= allowed.highest;
}

void between_in_lanes(const double* from, const double* to, double part, std::size_t count, double* out) {
  each_of(from, to, part, count, out, one_between<Pack>);
  clear_upper_halves();
}

void grown_in_lanes(const double* values, const double* growth, double years, std::size_t count, double* out) {
  each_of(values, growth, years, count, out, one_grown<Pack>);
  clear_upper_halves();
}

}  // namespace CHOKEPOINT_TARGET
}  // namespace chokepoint
