// SPDX-License-Identifier: Apache-2.0
// An amount of compute (FLOP) is no rate (FLOP/s): the slip that "FLOPs" invites.
#include "units/quantity.hpp"

using namespace chokepoint::units;

Quantity<ComputeRate, double> rate(Quantity<Compute, double> compute, Quantity<Time, double> duration) {
  (void)duration;
#ifdef WRONG
  const Quantity<ComputeRate, double> result = compute;
#else
  const Quantity<ComputeRate, double> result = compute / duration;
#endif
  return result;
}
