// SPDX-License-Identifier: Apache-2.0
// What a shortfall costs in loss: equation (3) of docs/scaling-laws.md, with constants that are drawn together.
#pragma once

#include "models/ways/way.hpp"
#include "scaling/besiroglu.hpp"

namespace chokepoint::models {

/// The law of a draw, as deviations from the fit that are drawn and never need to be given.
template <class Real>
struct LossDeviations {
  Quantity<units::Ratio, Real> parameter_exponent;
  Quantity<units::Ratio, Real> token_exponent;
  Quantity<units::Ratio, Real> parameter_scale;
  Quantity<units::Ratio, Real> token_scale;

  template <class Visit>
  void each(Visit&& visit) {
    one(visit, parameter_exponent, "parameter_exponent", "of the exponent of parameters, in standard deviations");
    one(visit, token_exponent, "token_exponent",
        "of the exponent of tokens, in standard deviations, but for what it has in common with that of parameters");
    one(visit, parameter_scale, "parameter_scale",
        "of the scale of parameters, in standard deviations, but for what follows from their exponent");
    one(visit, token_scale, "token_scale",
        "of the scale of tokens, in standard deviations, but for what follows from their exponent");
  }

  [[nodiscard]] scaling::DrawnBestLoss<Real> law() const {
    return {units::value_of(parameter_exponent), units::value_of(token_exponent), units::value_of(parameter_scale),
            units::value_of(token_scale)};
  }

 private:
  template <class Visit>
  static void one(Visit& visit, Quantity<units::Ratio, Real>& field, std::string_view name, std::string_view meaning) {
    visit(field, {name,
                  any_number,
                  Effect::either,
                  meaning,
                  "besiroglu-2024",
                  false,
                  "",
                  {"{distribution: normal, mean: 0, standard_deviation: 1}",
                   {"bootstraps of its data: docs/scaling-laws.md, Uncertainty", "derived"}}});
  }
};

}  // namespace chokepoint::models
