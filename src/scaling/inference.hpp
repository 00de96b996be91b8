// SPDX-License-Identifier: Apache-2.0
// Inference for training, over Real: equations (22), (23) and (28) of docs/inference-time-compute.md. Nothing here
// throws; amounts are orders of magnitude, 0 or above, and finite. `most` (T_max) may be infinite, `rate` (rho) is
// above 0.
#pragma once

#include "units/elementary.hpp"

namespace chokepoint::scaling {

inline constexpr double ln_of_ten = 2.302585092994045684;
/// What inference_of() says where no inference is worth so much: more than any fleet has, and 10 to its power is still
/// a number.
inline constexpr double unreachable = 300.0;

/// 10^x.
template <class Real>
[[nodiscard]] Real power_of_ten(Real x) {
  return exp(Real(ln_of_ten) * x);
}

/// Equation (22).
template <class Real>
[[nodiscard]] Real training_of(Real inference, Real most, Real rate) {
  const Real one(1.0);
  const Real end = max(most, Real(1e-300));  // of 0 over 0
  const Real part = inference / (rate * end);
  // Far from the end the difference to one would lose its digits: a series, to 1e-14 up to there.
  constexpr double far = 1e-3;
  const Real series = one - part * (Real(1.0 / 2.0) - part * (Real(1.0 / 6.0) - part * Real(1.0 / 24.0)));
  return select(part < Real(far), inference / rate * series, most * (one - exp(-part)));
}

/// Equation (23), the inverse; `unreachable` at the end and above it, and where it would be more than that.
template <class Real>
[[nodiscard]] Real inference_of(Real training, Real most, Real rate) {
  const Real one(1.0);
  const Real end = max(most, Real(1e-300));
  const Real part = training / end;
  constexpr double far = 1e-3;
  const Real series =
      one + part * (Real(1.0 / 2.0) + part * (Real(1.0 / 3.0) + part * (Real(1.0 / 4.0) + part * Real(1.0 / 5.0))));
  // Where it is unreachable the logarithm is of nothing that counts.
  const Real left = max(one - part, Real(1e-300));
  const Real reached = select(part < Real(far), rate * training * series, -rate * end * log(left));
  return select(part < one, min(reached, Real(unreachable)), Real(unreachable));
}

/// As the table of techniques has it: evenly up to the span.
template <class Real>
[[nodiscard]] Real training_within(Real inference, Real span, Real rate) {
  return min(inference / rate, span);
}

/// The share of queries that a fleet can pay `inference` orders of magnitude more for; as share_of_queries().
template <class Real>
[[nodiscard]] Real share_served(Real resources, Real base_load, Real inference) {
  const Real one(1.0);
  const Real spare = max(resources - base_load, Real(0.0));
  const Real more = base_load * (power_of_ten(min(inference, Real(unreachable))) - one);
  // Compared before it is divided: nothing over nothing is no share.
  const Real some = select(spare < more, spare / max(more, Real(1e-300)), one);
  return select(inference <= Real(0.0), one, select(resources <= base_load, Real(0.0), some));
}

/// Of equation (28): the orders of magnitude more for each query in the split that is worth most, by bisection. What
/// serving takes today is `base_share` of the fleet, above 0 and at most 1; the share of training is
/// 1 - base_share 10^x.
template <class Real>
[[nodiscard]] Real best_inference(Real base_share, Real most, Real rate) {
  const Real one(1.0);
  const Real end = max(most, Real(1e-300));
  constexpr int steps = 60;  // leave a double of less than 300
  Real low(0.0);
  Real high = max(-log(base_share) * Real(1.0 / ln_of_ten), Real(0.0));
  for (int i = 0; i < steps; ++i) {
    const Real x = Real(0.5) * (low + high);
    const Real serving = base_share * power_of_ten(x);
    // What the next part of training is worth against the next part of serving: t/(1-t) = rho exp(x/(rho T_max)).
    const auto more = serving * rate * exp(min(x / (rate * end), Real(600.0))) < one - serving;
    low = select(more, x, low);
    high = select(more, high, x);
  }
  return Real(0.5) * (low + high);
}

}  // namespace chokepoint::scaling
