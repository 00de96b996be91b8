// SPDX-License-Identifier: Apache-2.0
// Two growths act one after the other: their factors multiply.
#include "units/quantity.hpp"

using namespace chokepoint::units;

Growth<double> both(Growth<double> a, Growth<double> b) {
#ifdef WRONG
  return a + b;
#else
  return a * b;
#endif
}
