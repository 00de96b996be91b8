// SPDX-License-Identifier: Apache-2.0
// The latency equation, solved for the size of the model.
#pragma once

#include "units/elementary.hpp"

namespace chokepoint::models {

/// slope * y + ln(1 + max(0, y - knee) / width) = budget, solved for y, for one knee after another; slope > 0, width >
/// 0.
///
/// Up to the knee the equation is a line. Beyond it, with the excess e = (y - knee) / width and r the budget left at
/// the knee, it reads k e + ln(1 + e) = r with k = slope * width. In w = k (1 + e) that is Lambert's w e^w = const, and
/// one step of Fritsch, Shafer and Crowley (1973, algorithm 443) leaves the fourth power of the relative error: two
/// from a good start are exact. When the knee moves, r is all that changes: the root is followed by its series in r,
/// without a logarithm and without a division, and one step of theirs makes it exact. Lanes that have settled stay as
/// they are: a lane does not depend on its neighbours.
template <class Real>
class LatencyEquation {
 public:
  /// Steps at the most, each with a logarithm. Tests hold the error below 1e-10 over all that the bounds allow.
  static constexpr int steps_at_most = 12;

  /// Not yet an equation.
  LatencyEquation() = default;
  LatencyEquation(Real slope, Real width, Real knee, Real budget)
      : slope_(slope),
        width_(width),
        k_(slope * width),
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
  [[nodiscard]] Real beyond() const { return excess_ * width_; }

  void move_knee_to(Real knee) {
    const Real left = left_at(knee);
    const Real more = left - left_;
    knee_ = knee;
    left_ = left;
    const auto near = max(more, -more) <= Real(0.5) * weight();
    const Real followed = excess_when(more);
    if (all(near)) {
      excess_ = followed;
    } else {
      excess_ = select(near, followed, first_guess());
    }
    settle();
  }

 private:
  [[nodiscard]] Real left_at(Real knee) const { return max(budget_ - slope_ * knee, Real(0.0)); }

  /// Of r by e, times 1 + e.
  [[nodiscard]] Real weight() const { return Real(1.0) + k_ * (Real(1.0) + excess_); }

  /// Both terms are below r: too large, the excess at which one of them alone would use it up.
  [[nodiscard]] Real first_guess() const { return min(exp(left_), Real(1.0) + left_ / k_) - Real(1.0); }

  /// The excess when r is larger by `more`, to the third power of that: de/dr = (1 + e) / weight, and so on.
  [[nodiscard]] Real excess_when(Real more) const {
    const Real part = more * per_weight_;
    const Real third = Real(1.0) + part * (per_weight_ - Real(2.0 / 3.0));
    const Real second = Real(1.0) + Real(0.5) * part * per_weight_ * third;
    return max(excess_ + (Real(1.0) + excess_) * part * second, Real(0.0));
  }

  void settle() {
    constexpr double near = 5e-4;  // its fourth power is beyond a double
    auto settled = left_ < left_;  // nowhere
    for (int i = 0; i < steps_at_most; ++i) {
      const Real inner = Real(1.0) + excess_;
      const Real missing = left_ - (k_ * excess_ + log_of_normal(inner));
      const Real a = weight();
      // Far from the root the step is shortened.
      const Real z = max(min(missing, a), -a);
      const Real q = Real(2.0) * a * (a + Real(2.0 / 3.0) * z);
      const Real rest = q - Real(2.0) * z;
      const Real inverse = Real(1.0) / (a * rest);
      const Real next = max(excess_ + inner * (z * (q - z)) * inverse, Real(0.0));
      excess_ = select(settled, excess_, next);
      // 1 / a, taken to the new weight by a step of Newton, which from as near as the last step is leaves 1e-6 of it.
      const Real per_a = rest * inverse;
      per_weight_ = select(settled, per_weight_, per_a * (Real(2.0) - weight() * per_a));
      settled = settled | (max(missing, -missing) <= Real(near) * a);
      if (all(settled)) break;
    }
  }

  Real slope_ = Real(0.0);
  Real width_ = Real(0.0);
  Real k_ = Real(0.0);
  Real budget_ = Real(0.0);
  Real line_ = Real(0.0);  // the root without a knee
  Real knee_ = Real(0.0);
  Real left_ = Real(0.0);        // of the budget at the knee
  Real excess_ = Real(0.0);      // beyond / width
  Real per_weight_ = Real(0.0);  // 1 / weight(), nearly: for the series
};

}  // namespace chokepoint::models
