// SPDX-License-Identifier: Apache-2.0
// A ratio is no growth unless one says so, although neither has a dimension: 0.15 is not 1.15.
#include "units/quantity.hpp"

using namespace chokepoint::units;

Growth<double> growth(Quantity<Ratio, double> ratio) {
#ifdef WRONG
  return ratio;
#else
  return Growth<double>(1.0 + value_of(ratio));
#endif
}
