// SPDX-License-Identifier: Apache-2.0
// A quantity becomes a number only where value_of() says so.
#include "units/quantity.hpp"

using namespace chokepoint::units;

double watts(Quantity<Power, double> power) {
#ifdef WRONG
  return power;
#else
  return value_of(power);
#endif
}
