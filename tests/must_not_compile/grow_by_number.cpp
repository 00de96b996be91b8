// SPDX-License-Identifier: Apache-2.0
// A bare 1.15 is no growth: 15 % and 1.15 would both pass.
#include "units/quantity.hpp"

using namespace chokepoint::units;

Growth<double> growth() {
#ifdef WRONG
  const Growth<double> result = 1.15;
#else
  const Growth<double> result(1.15);
#endif
  return result;
}
