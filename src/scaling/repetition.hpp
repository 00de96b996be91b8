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

/// worth_of() of e^log_times passes in logarithms, and its slopes in them: ln W, d ln W, ln of that, and the slope of
/// the last.
template <class Real>
struct LogWorth {
  Real worth;
  Real slope;
  Real log_slope;
  Real bend;

  LogWorth(Real log_times, Real decay) {
    const Real one(1.0);
    const Real none(0.0);
    const Real times = exp(log_times);
    const Real of_all = worth_of(times, decay);
    const auto repeated = times > one;
    worth = select(repeated, log(of_all), log_times);
    // The worth of one more pass, exp(-(times - 1) / decay).
    const Real last = one - (of_all - one) / decay;
    slope = select(repeated, times * last / of_all, one);
    log_slope = select(repeated, log_times - (times - one) / decay - worth, none);
    bend = select(repeated, one - times / decay - slope, none);
  }
};

/// What scarcity leaves of the compute of a run: that of a best run on endless tokens with the lowest loss, equation
/// (12), that this one can reach at its budget, as a share of it. `scarcity` is what the best run wants, in unique
/// tokens. It depends on nothing else: in units of the best run, N = n, D = 1/n, and the two terms of its loss are
/// b/(a+b) and a/(a+b).
template <class Real>
class Scarce {
 public:
  /// Steps at the most, each with five logarithms and exponentials: four or five where a scenario is, more where passes
  /// lose their worth at once. Tests hold what is left of the loss to 1e-12.
  static constexpr int steps_at_most = 64;

  Scarce(Real scarcity, Real parameter_exponent, Real token_exponent, Real token_decay, Real parameter_decay)
      : scarcity_(max(scarcity, Real(1.0))),
        log_scarcity_(log(scarcity_)),
        a_(parameter_exponent),
        b_(token_exponent),
        log_useful_(-log_scarcity_ * b_ / a_),
        token_decay_(token_decay),
        parameter_decay_(parameter_decay) {}

  /// Of the model that is best: fewer parameters that see the tokens more often, or more that see them less.
  [[nodiscard]] Real kept_compute() const {
    return min(exp(-log(loss(best_log_size())) * (a_ + b_) / (a_ * b_)), Real(1.0));
  }

  /// ln n of that model. The loss falls as long as the logarithm of (a term of the loss) times (the slope of the worth
  /// that is in it) is above that of the other term; their difference falls with n throughout. By Newton's method,
  /// halving where that leads out of what is left. Lanes that have settled stay as they are: a lane does not depend on
  /// its neighbours.
  [[nodiscard]] Real best_log_size() const {
    constexpr double near = 1e-6;  // a step further leaves its square, and the loss has the square of that
    Real low = log_useful_;        // where parameters have their whole use, more are better
    Real high = log_scarcity_;     // where no token is repeated, more are worse
    Real log_size(0.0);
    auto settled = scarcity_ < scarcity_;  // nowhere
    for (int i = 0; i < steps_at_most; ++i) {
      const LogWorth<Real> size(log_size - log_useful_, parameter_decay_);
      const LogWorth<Real> tokens(log_scarcity_ - log_size, token_decay_);
      const Real more =
          size.log_slope - a_ * (log_useful_ + size.worth) - (tokens.log_slope - b_ * (tokens.worth - log_scarcity_));
      const Real slope = size.bend - a_ * size.slope + tokens.bend - b_ * tokens.slope;
      low = select(more >= Real(0.0), log_size, low);
      high = select(more < Real(0.0), log_size, high);
      const Real step = log_size - more / slope;
      const Real next = select((step >= low) & (step <= high), step, Real(0.5) * (low + high));
      const Real moved = next - log_size;
      log_size = select(settled, log_size, next);
      settled = settled | (max(moved, -moved) <= Real(near));
      if (all(settled)) break;
    }
    return log_size;
  }

 private:
  /// Of a model n times as large as the best one, as a share of that one's reducible loss.
  [[nodiscard]] Real loss(Real log_size) const {
    const Real size = exp(log_size);
    const Real useful = min(size, exp(log_useful_));  // (11)
    const Real log_worth_of_size = log(useful * worth_of(size / useful, parameter_decay_));
    const Real log_worth_of_tokens = log(worth_of(scarcity_ / size, token_decay_)) - log_scarcity_;
    const Real of_size = b_ / (a_ + b_) * exp(-a_ * log_worth_of_size);
    return of_size + a_ / (a_ + b_) * exp(-b_ * log_worth_of_tokens);
  }

  Real scarcity_;
  Real log_scarcity_;
  Real a_;
  Real b_;
  Real log_useful_;  // ln n of the model whose parameters the unique tokens have use for
  Real token_decay_;
  Real parameter_decay_;
};

}  // namespace chokepoint::scaling
