// SPDX-License-Identifier: Apache-2.0
// Information over time is a bandwidth; information times time is not.
#include "units/quantity.hpp"

using namespace chokepoint::units;

Quantity<Time, double> transfer(Quantity<Information, double> information, Quantity<Bandwidth, double> bandwidth) {
#ifdef WRONG
  const Quantity<Time, double> time = information * bandwidth;
#else
  const Quantity<Time, double> time = information / bandwidth;
#endif
  return time;
}
