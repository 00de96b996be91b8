// SPDX-License-Identifier: Apache-2.0
// The latency equation, solved for the size of the model in a fixed number of steps.
#pragma once

#include "units/elementary.hpp"

namespace chokepoint::models {

template <class Real>
struct LatencyRoot {
  Real log_size;  // y
  Real beyond;    // max(0, y - knee)
};

/// Newton steps taken. Tests hold the residual below 1e-10 over all that the bounds allow.
inline constexpr int latency_steps = 6;

/// Solves slope * y + ln(1 + steepness * max(0, y - knee)) = budget for y; slope > 0, steepness > 0.
///
/// Up to the knee the equation is a line. Beyond it, with v = ln(1 + steepness (y - knee)) and r the budget left at the
/// knee, it reads k (exp(v) - 1) + v = r with k = slope / steepness: convex and increasing, so that Newton's steps from
/// above never cross the root and no case needs a bracket. Both terms are below r, so v starts at the smaller of r and
/// ln(1 + r / k), where at most one of them is still far off. The last step is taken in y itself: the way back from v
/// would lose what a small steepness leaves of exp(v) - 1.
template <class Real>
LatencyRoot<Real> solve_latency(Real slope, Real steepness, Real knee, Real budget) {
  const Real left = max(budget - slope * knee, Real(0.0));
  const Real k = slope / steepness;
  Real v = min(left, log(Real(1.0) + left / k));
  Real growth = exp(v);
  for (int i = 1; i < latency_steps; ++i) {
    v -= (k * (growth - Real(1.0)) + v - left) / (k * growth + Real(1.0));
    growth = exp(v);
  }
  Real beyond = max(growth - Real(1.0), Real(0.0)) / steepness;
  const Real inner = Real(1.0) + steepness * beyond;
  beyond = max(beyond - (slope * beyond + log(inner) - left) / (slope + steepness / inner), Real(0.0));
  return {min(knee, budget / slope) + beyond, beyond};
}

}  // namespace chokepoint::models
