// SPDX-License-Identifier: Apache-2.0
#include "units/columns.hpp"

#include "units/real.hpp"

namespace chokepoint {
inline namespace CHOKEPOINT_TARGET {

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

}  // namespace CHOKEPOINT_TARGET
}  // namespace chokepoint
