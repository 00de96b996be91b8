// SPDX-License-Identifier: Apache-2.0
// A share is not compared with what it is a share of.
#include "units/quantity.hpp"

using namespace chokepoint::units;

bool exceeds(Quantity<Power, double> power, Quantity<Power, double> limit, Quantity<Ratio, double> share) {
  (void)limit;
  (void)share;
#ifdef WRONG
  return power > share;
#else
  return power > limit;
#endif
}
