// SPDX-License-Identifier: Apache-2.0
// A number becomes a quantity only by naming the unit.
#include "units/quantity.hpp"

using namespace chokepoint::units;

Quantity<Power, double> power() {
#ifdef WRONG
  return 2.5e9;
#else
  return of<Power>(2.5e9);
#endif
}
