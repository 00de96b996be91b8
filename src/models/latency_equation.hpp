// SPDX-License-Identifier: Apache-2.0
// The latency equation, solved for the size of the model.
#pragma once

#include "units/elementary.hpp"

namespace chokepoint::models {

/// slope * y + ln(1 + steepness * max(0, y - knee)) = budget, solved for y, for one knee after another; slope > 0,
/// steepness > 0.
///
/// Up to the knee the equation is a line. Beyond it, with the excess e = steepness (y - knee) and r the budget left at
/// the knee, it reads k e + ln(1 + e) = r with k = slope / steepness. In w = k (1 + e) that is Lambert's w e^w = const,
/// and one step of Fritsch, Shafer and Crowley (1973, algorithm 443) leaves the fourth power of the relative error: two
/// from a good start are exact. When the knee moves, r is all that changes, so that the first step needs no logarithm.
/// Lanes that have settled stay as they are: a lane does not depend on its neighbours.
template <class Real>
class LatencyEquation {
 public:
  /// Steps at the most, each with a logarithm. Tests hold the error below 1e-10 over all that the bounds allow.
  static constexpr int steps_at_most = 12;

  /// Not yet an equation.
  LatencyEquation() = default;
  LatencyEquation(Real slope, Real steepness, Real knee, Real budget)
      : slope_(slope),
        scale_(Real(1.0) / steepness),
        k_(slope * scale_),
        budget_(budget),
        line_(budget / slope),
        knee_(knee),
        left_(left_at(knee)) {
    excess_ = first_guess();
    settle();
  }

  /// y.
  [[nodiscard]] Real root() const { return min(knee_, line_) + beyond(); }
  /// max(0, y - knee).
  [[nodiscard]] Real beyond() const { return excess_ * scale_; }

  void move_knee_to(Real knee) {
    const Real left = left_at(knee);
    const Real more = left - left_;
    knee_ = knee;
    left_ = left;
    const auto near = max(more, -more) <= Real(1.0) + k_ * (Real(1.0) + excess_);
    excess_ = stepped(more);
    if (!all(near)) excess_ = select(near, excess_, first_guess());
    settle();
  }

 private:
  [[nodiscard]] Real left_at(Real knee) const { return max(budget_ - slope_ * knee, Real(0.0)); }

  /// Both terms are below r: too large, the excess at which one of them alone would use it up.
  [[nodiscard]] Real first_guess() const { return exp(min(left_, log(Real(1.0) + left_ / k_))) - Real(1.0); }

  /// The next excess when `missing` = r - k e - ln(1 + e). Far from the root the step is shortened.
  [[nodiscard]] Real stepped(Real missing) const {
    const Real inner = Real(1.0) + excess_;
    const Real a = Real(1.0) + k_ * inner;
    const Real z = max(min(missing, a), -a);
    const Real q = Real(2.0) * a * (a + Real(2.0 / 3.0) * z);
    return max(excess_ + inner * (z * (q - z)) / (a * (q - Real(2.0) * z)), Real(0.0));
  }

  void settle() {
    constexpr double near = 5e-4;  // its fourth power is beyond a double
    auto settled = left_ < left_;  // nowhere
    for (int i = 0; i < steps_at_most; ++i) {
      const Real inner = Real(1.0) + excess_;
      const Real missing = left_ - (k_ * excess_ + log(inner));
      const Real next = stepped(missing);
      excess_ = select(settled, excess_, next);
      settled = settled | (max(missing, -missing) <= Real(near) * (Real(1.0) + k_ * inner));
      if (all(settled)) break;
    }
  }

  Real slope_ = Real(0.0);
  Real scale_ = Real(0.0);  // 1 / steepness
  Real k_ = Real(0.0);
  Real budget_ = Real(0.0);
  Real line_ = Real(0.0);  // the root without a knee
  Real knee_ = Real(0.0);
  Real left_ = Real(0.0);    // of the budget at the knee
  Real excess_ = Real(0.0);  // steepness * beyond
};

}  // namespace chokepoint::models
