// SPDX-License-Identifier: Apache-2.0
// The fit that everything takes unless another is named, and how its constants scatter together: docs/scaling-laws.md,
// "Uncertainty".
#pragma once

#include "chokepoint/scaling.hpp"
#include "units/elementary.hpp"

namespace chokepoint::scaling {

inline constexpr LossLaw besiroglu{.irreducible = 1.8172,
                                   .parameter_scale = 482.01,
                                   .token_scale = 2085.43,
                                   .parameter_exponent = 0.3478,
                                   .token_exponent = 0.3658};

/// Of 1,500 bootstraps of the 240 points that Besiroglu et al. kept: the exponents scatter as printed, and the rest
/// follows them but for what is left here.
struct BesirogluScatter {
  double parameter_exponent = 0.0152;
  double token_exponent = 0.0206;
  double parameter_scale_by_exponent = 16.76;  // ln A by a
  double token_scale_by_exponent = 20.46;      // ln B by b
  double rest_of_parameters = 0.0092;          // of ln A
  double rest_of_tokens = 0.0107;              // of ln B
  double irreducible_by_parameters = 0.736;    // ln E by a
  double irreducible_by_tokens = 0.555;        // ln E by b
  double rest_of_irreducible = 0.0026;         // of ln E
};
inline constexpr BesirogluScatter besiroglu_scatter{};

/// Equation (3) of a drawn law: the reducible loss of the best run, by its compute.
template <class Real>
class DrawnBestLoss {
 public:
  /// Standard normal numbers: the first two independent of each other; sampler_correlation is made here.
  DrawnBestLoss(Real parameter_exponent, Real token_exponent, Real parameter_scale, Real token_scale) {
    constexpr const BesirogluScatter& scatter = besiroglu_scatter;
    const Real common(sampler_correlation);
    const Real rest = sqrt(Real(1.0) - common * common);
    const Real da = Real(scatter.parameter_exponent) * parameter_exponent;
    const Real db = Real(scatter.token_exponent) * (common * parameter_exponent + rest * token_exponent);
    const Real a = Real(besiroglu.parameter_exponent) + da;
    const Real b = Real(besiroglu.token_exponent) + db;
    const Real log_scale_a = log(Real(besiroglu.parameter_scale)) + Real(scatter.parameter_scale_by_exponent) * da +
                             Real(scatter.rest_of_parameters) * parameter_scale;
    const Real log_scale_b = log(Real(besiroglu.token_scale)) + Real(scatter.token_scale_by_exponent) * db +
                             Real(scatter.rest_of_tokens) * token_scale;
    exponent_ = a * b / (a + b);
    const Real log_balance = (log(a / b) + log_scale_a - log_scale_b) / (a + b);  // ln G
    log_of_one_ = log(exp(log_scale_a - a * log_balance) + exp(log_scale_b + b * log_balance));
  }

  /// gamma.
  [[nodiscard]] Real exponent() const { return exponent_; }
  /// In nat per token, of a best run of `compute` FLOP.
  [[nodiscard]] Real reducible(Real compute) const {
    return exp(log_of_one_ - exponent_ * log(compute * Real(1.0 / training_compute)));
  }

 private:
  Real exponent_;
  Real log_of_one_;  // ln K
};

}  // namespace chokepoint::scaling
