// SPDX-License-Identifier: Apache-2.0
// A minimum is taken of one dimension.
#include "units/quantity.hpp"

using namespace chokepoint::units;

Quantity<Power, double> least(Quantity<Power, double> power, Quantity<Power, double> other,
                              Quantity<Times<Power, Time>, double> energy) {
  (void)other;
  (void)energy;
#ifdef WRONG
  return chokepoint::units::min(power, energy);
#else
  return chokepoint::units::min(power, other);
#endif
}
