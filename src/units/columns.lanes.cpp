// SPDX-License-Identifier: Apache-2.0
#include "units/columns.hpp"

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

}  // namespace

bool all_within_in_lanes(const double* values, std::size_t count, Extent allowed, Extent& found) {
  const Pack lowest = allowed.lowest;
  const Pack highest = allowed.highest;
  Pack smallest = values[0];
  Pack largest = values[0];
  Pack::Mask within = smallest >= lowest;
  std::size_t i = 0;
  for (; i + Pack::lanes <= count; i += Pack::lanes) {
    const Pack value = Pack::load(values + i);
    smallest = min(smallest, value);
    largest = max(largest, value);
    within = within & (value >= lowest) & (value <= highest);
  }
  for (; i < count; ++i) {
    const Pack value = values[i];
    smallest = min(smallest, value);
    largest = max(largest, value);
    within = within & (value >= lowest) & (value <= highest);
  }
  found = {smallest.lane(0), largest.lane(0)};
  bool all = true;
  for (std::size_t lane = 0; lane < Pack::lanes; ++lane) {
    found.lowest = min(found.lowest, smallest.lane(lane));
    found.highest = max(found.highest, largest.lane(lane));
    all = all && within.bits[lane] != 0;
  }
  return all;
}

void between_in_lanes(const double* from, const double* to, double part, std::size_t count, double* out) {
  std::size_t i = 0;
  for (; i + Pack::lanes <= count; i += Pack::lanes) {
    one_between(Pack::load(from + i), Pack::load(to + i), Pack(part)).store(out + i);
  }
  for (; i < count; ++i) out[i] = one_between(Pack(from[i]), Pack(to[i]), Pack(part)).lane(0);
}

}  // namespace CHOKEPOINT_TARGET
}  // namespace chokepoint
