// SPDX-License-Identifier: Apache-2.0
// Wafers become accelerators through the number of them on a wafer, lanes as well as doubles.
#include "units/quantity.hpp"

using namespace chokepoint;
using namespace chokepoint::units;

Quantity<Accelerators, Pack> made(Quantity<Wafers, Pack> wafers, Quantity<AcceleratorsPerWafer, Pack> per_wafer) {
  (void)per_wafer;
#ifdef WRONG
  const Quantity<Accelerators, Pack> result = wafers;
#else
  const Quantity<Accelerators, Pack> result = wafers * per_wafer;
#endif
  return result;
}
