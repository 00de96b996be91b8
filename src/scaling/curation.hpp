// SPDX-License-Identifier: Apache-2.0
// What filtering makes of tokens, over Real: equations (15), (18) and (19) of docs/curation.md.
#pragma once

#include "scaling/repetition.hpp"
#include "units/elementary.hpp"

namespace chokepoint::scaling {

/// Equation (15): effective tokens of a kept token where a share of the pool is kept, by a filter that ranks it.
template <class Real>
[[nodiscard]] Real quality_of_share(Real share, Real exponent, Real at_most) {
  return min(exp(-exponent * log(share)), at_most);
}

/// Below it a smaller share is no better: that of the quality which no filter passes, or the smallest that is known.
template <class Real>
[[nodiscard]] Real smallest_useful_share(Real exponent, Real at_most, Real smallest) {
  const Real tiny(1e-300);  // an exponent of 0 makes all shares as good
  return min(max(exp(-log(at_most) / max(exponent, tiny)), smallest), Real(1.0));
}

/// Equation (18): how often the best share lets its tokens be seen, whatever the budget. The exponent is from 0 to
/// below 1, the decay that of equation (10), in passes.
template <class Real>
[[nodiscard]] Real best_passes(Real exponent, Real decay) {
  const Real one(1.0);
  // In t = (e - 1) / decay the slope of (18) has the sign of e exp(-t) - (1 - exponent) W(e): above 0 at t = 0, below
  // it far out, and one root between.
  Real low(0.0);
  Real high(60.0);
  constexpr int halvings = 56;
  for (int i = 0; i < halvings; ++i) {
    const Real middle = Real(0.5) * (low + high);
    const Real left = exp(-middle);
    const Real slope = (one + decay * middle) * left - (one - exponent) * (one + decay * (one - left));
    const auto beyond = slope <= Real(0.0);
    high = select(beyond, middle, high);
    low = select(beyond, low, middle);
  }
  return one + decay * low;
}

/// The share of BETR's law (Mizrahi et al. 2025): 4e-5 % * C^0.25, all of it beyond 3.9e25 FLOP.
template <class Real>
[[nodiscard]] Real betr_share(Real compute) {
  return min(Real(4e-7) * sqrt(sqrt(compute)), Real(1.0));
}

}  // namespace chokepoint::scaling
