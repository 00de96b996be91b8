// SPDX-License-Identifier: Apache-2.0
// A power is no energy.
#include "units/quantity.hpp"

using namespace chokepoint::units;

Quantity<Power, double> sum(Quantity<Power, double> power, Quantity<Per<Times<Power, Time>, Time>, double> other,
                            Quantity<Times<Power, Time>, double> energy) {
  (void)energy;
  (void)other;
#ifdef WRONG
  return power + energy;
#else
  return power + other;
#endif
}
