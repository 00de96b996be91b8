// SPDX-License-Identifier: Apache-2.0
// Tokens that are seen more than once, over Real: equations (10) and (14) of docs/data-stock.md, which are those of
// Muennighoff et al. 2023 and what follows from them.
#pragma once

#include "units/elementary.hpp"

namespace chokepoint::scaling {

/// Equation (10) of one unit: what `times` passes over it are worth, in units that are seen once. `decay` is R*, in
/// passes.
template <class Real>
[[nodiscard]] Real worth_of(Real times, Real decay) {
  const Real one(1.0);
  const Real repeated = max(times - one, Real(0.0));
  const Real part = repeated / decay;
  // Of a slow decay the difference to one would lose its digits: a series, to 1e-14 up to there.
  constexpr double slow = 1e-3;
  const Real series = one - part * (Real(1.0 / 2.0) - part * (Real(1.0 / 6.0) - part * Real(1.0 / 24.0)));
  const Real full = decay * (one - exp(-part));
  return min(times, one) + select(part < Real(slow), repeated * series, full);
}

/// Equation (14): the most tokens of a best run, as a multiple of the unique ones, whose loss repetition can still
/// reach, with any compute. Without a decay of parameters (an infinite one) it is equation (13).
template <class Real>
[[nodiscard]] Real reachable_scarcity(Real parameter_exponent, Real token_exponent, Real token_decay,
                                      Real parameter_decay) {
  const Real a = parameter_exponent;
  const Real b = token_exponent;
  const Real one(1.0);
  const Real of_size = b / (a + b) * exp(-a * log(one + parameter_decay));
  const Real of_tokens = a / (a + b) * exp(-b * log(one + token_decay));
  return exp(-log(of_size + of_tokens) / b);
}

/// What scarcity leaves of the compute of a run: that of a best run on endless tokens with the lowest loss, equation
/// (12), that this one can reach at its budget, as a share of it. `scarcity` is what the best run wants, in unique
/// tokens. It depends on nothing else: in units of the best run, N = n, D = 1/n, and the two terms of its loss are
/// b/(a+b) and a/(a+b).
template <class Real>
class Scarce {
 public:
  Scarce(Real scarcity, Real parameter_exponent, Real token_exponent, Real token_decay, Real parameter_decay)
      : scarcity_(max(scarcity, Real(1.0))),
        log_scarcity_(log(scarcity_)),
        a_(parameter_exponent),
        b_(token_exponent),
        token_decay_(token_decay),
        parameter_decay_(parameter_decay) {}

  /// By golden section over ln n: fewer parameters that see the tokens more often, or more that see them less.
  [[nodiscard]] Real kept_compute() const {
    constexpr double golden = 0.61803398874989485;
    constexpr int steps = 32;  // leave 2e-7 of the interval, and the square of that of the loss
    Real low(-3.0);
    Real high = log_scarcity_ + Real(1.0);
    Real first = high - Real(golden) * (high - low);
    Real second = low + Real(golden) * (high - low);
    Real at_first = loss(first);
    Real at_second = loss(second);
    for (int i = 0; i < steps; ++i) {
      const auto lower = at_first < at_second;
      low = select(lower, low, first);
      high = select(lower, second, high);
      const Real width = Real(golden) * (high - low);
      const Real next = select(lower, high - width, low + width);
      const Real at_next = loss(next);
      const Real kept = select(lower, first, second);
      const Real at_kept = select(lower, at_first, at_second);
      first = select(lower, next, kept);
      at_first = select(lower, at_next, at_kept);
      second = select(lower, kept, next);
      at_second = select(lower, at_kept, at_next);
    }
    return min(exp(-log(min(at_first, at_second)) * (a_ + b_) / (a_ * b_)), Real(1.0));
  }

 private:
  /// Of a model n times as large as the best one, as a share of that one's reducible loss.
  [[nodiscard]] Real loss(Real log_size) const {
    const Real size = exp(log_size);
    const Real useful = min(size, exp(-log_scarcity_ * b_ / a_));  // (11)
    const Real log_worth_of_size = log(useful * worth_of(size / useful, parameter_decay_));
    const Real log_worth_of_tokens = log(worth_of(scarcity_ / size, token_decay_)) - log_scarcity_;
    const Real of_size = b_ / (a_ + b_) * exp(-a_ * log_worth_of_size);
    return of_size + a_ / (a_ + b_) * exp(-b_ * log_worth_of_tokens);
  }

  Real scarcity_;
  Real log_scarcity_;
  Real a_;
  Real b_;
  Real token_decay_;
  Real parameter_decay_;
};

}  // namespace chokepoint::scaling
