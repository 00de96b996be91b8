// SPDX-License-Identifier: Apache-2.0
// The loss law over Real, with units: equations (1) to (3) of docs/scaling-laws.md. Its scales A and B have units that
// depend on its exponents (parameter^a), which no type can have: powers are taken of plain numbers, here alone.
#pragma once

#include "chokepoint/scaling.hpp"
#include "units/elementary.hpp"
#include "units/quantity.hpp"

namespace chokepoint::scaling {

template <class Real>
class Law {
 public:
  using Compute = units::Quantity<units::Compute, Real>;
  using Tokens = units::Quantity<units::Tokens, Real>;
  using Size = units::Quantity<units::ModelSize, Real>;
  using PerTokenParameter = units::Quantity<units::ComputePerTokenParameter, Real>;

  Law(Real parameter_scale, Real token_scale, Real parameter_exponent, Real token_exponent,
      const PerTokenParameter& each)
      : parameter_scale_(parameter_scale),
        token_scale_(token_scale),
        a_(parameter_exponent),
        b_(token_exponent),
        training_compute_(each),
        log_balance_(log(a_ * parameter_scale_ / (b_ * token_scale_)) / (a_ + b_)) {}

  /// D* of equation (2).
  [[nodiscard]] Tokens optimal_tokens(const Compute& compute) const {
    return units::of<units::Tokens>(exp(log_product(compute) * (a_ / (a_ + b_)) - log_balance_));
  }
  /// N* of equation (2).
  [[nodiscard]] Size optimal_size(const Compute& compute) const {
    return units::of<units::ModelSize>(exp(log_product(compute) * (b_ / (a_ + b_)) + log_balance_));
  }
  /// The inverse of optimal_tokens().
  [[nodiscard]] Compute compute_of(const Tokens& tokens) const {
    const Real log_of_product = (log(units::value_of(tokens)) + log_balance_) * ((a_ + b_) / a_);
    return training_compute_ * units::of<units::Times<units::Tokens, units::ModelSize>>(exp(log_of_product));
  }
  /// Equation (1) without E.
  [[nodiscard]] Real reducible_loss(const Size& size, const Tokens& tokens) const {
    return of_size(size) + of_tokens(tokens);
  }
  /// The two terms of it.
  [[nodiscard]] Real of_size(const Size& size) const { return parameter_scale_ * pow(units::value_of(size), -a_); }
  [[nodiscard]] Real of_tokens(const Tokens& tokens) const { return token_scale_ * pow(units::value_of(tokens), -b_); }

  /// gamma of equation (3).
  [[nodiscard]] Real loss_exponent() const { return a_ * b_ / (a_ + b_); }
  [[nodiscard]] Compute equivalent_compute(Real reducible) const {
    const Real log_loss_of_one =
        log(parameter_scale_ * exp(-a_ * log_balance_) + token_scale_ * exp(b_ * log_balance_));  // ln K
    const Real log_of_product = (log_loss_of_one - log(reducible)) / loss_exponent();
    return training_compute_ * units::of<units::Times<units::Tokens, units::ModelSize>>(exp(log_of_product));
  }

 private:
  /// ln(N D) of a run.
  [[nodiscard]] Real log_product(const Compute& compute) const {
    const units::Quantity<units::Times<units::Tokens, units::ModelSize>, Real> product = compute / training_compute_;
    return log(units::value_of(product));
  }

  Real parameter_scale_;
  Real token_scale_;
  Real a_;
  Real b_;
  PerTokenParameter training_compute_;
  Real log_balance_;  // ln G
};

}  // namespace chokepoint::scaling
