// SPDX-License-Identifier: Apache-2.0
// A growth multiplies and does not add.
#include "units/quantity.hpp"

using namespace chokepoint::units;

Quantity<Power, double> next_year(Quantity<Power, double> power, Growth<double> growth) {
#ifdef WRONG
  return power + growth;
#else
  return power * growth;
#endif
}
