// SPDX-License-Identifier: Apache-2.0
// Tokens that a run takes: by the trend of data sets, or by a scaling law. Villalobos et al. 2024; D3 to D5 of
// docs/data-stock.md.
#pragma once

#include "models/model.hpp"

namespace chokepoint::models {

template <class Real>
struct DemandParameters {
  Quantity<units::Compute, Real> largest_run;
  Quantity<units::Tokens, Real> tokens;
  Growth<Real> token_growth;
  Quantity<units::Ratio, Real> by_history;
  Quantity<units::Ratio, Real> choice;
  Quantity<units::Ratio, Real> overtraining;

  template <class Visit>
  void each(Visit&& visit) {
    visit(largest_run, {"largest_run", positive, Effect::raises,
                        "training compute of the largest run of a year, whose tokens the trend is about: the "
                        "trajectory, as {output: trajectory}",
                        "villalobos-2024, section on demand"});
    visit(tokens, {"tokens", positive, Effect::lowers,
                   "tokens of the largest data set at the start of the base year, by the trend",
                   "villalobos-2024, section on demand", at_base_year, "token_growth"});
    visit(token_growth, {"token_growth", positive, Effect::lowers,
                         "yearly growth of the largest data set, by the trend", "villalobos-2024, section on demand"});
    visit(by_history, {"by_history",
                       part_of_all,
                       Effect::either,
                       "share of the draws in which the trend goes on; in the others the scaling law holds",
                       "villalobos-2024, section on demand",
                       false,
                       "",
                       {"0.5", {"a mixture of equal weights", "published"}}});
    visit(choice, {"choice",
                   part_of_all,
                   Effect::either,
                   "number that tells the draws of the two apart: below by_history the trend goes on",
                   "data-stock",
                   false,
                   "",
                   {"{distribution: uniform, low: 0, high: 1}", {"how a mixture is drawn", "derived"}}});
    visit(overtraining, {"overtraining",
                         positive,
                         Effect::lowers,
                         "tokens per parameter, as a multiple of those of the trend and of the law",
                         "villalobos-2024, section on overtraining",
                         false,
                         "",
                         {"1", {"as trend and law have it", "published"}}});
  }
};

/// Exponents of the loss law, and where its tokens per parameter are those of the scenario.
template <class Real>
struct LawParameters {
  Quantity<units::Compute, Real> reference_run;
  Quantity<units::Ratio, Real> parameter_exponent;
  Quantity<units::Ratio, Real> token_exponent;

  template <class Visit>
  void each(Visit&& visit) {
    visit(reference_run, {"reference_run",
                          positive,
                          Effect::either,
                          "training compute at which shared.tokens_per_parameter hold",
                          "hoffmann-2022",
                          false,
                          "",
                          {"5.76e23 FLOP", {"the run of Chinchilla", "published"}}});
    visit(parameter_exponent, {"parameter_exponent",
                               positive,
                               Effect::either,
                               "exponent of parameters in the loss law",
                               "besiroglu-2024",
                               false,
                               "",
                               {"0.3478", {"besiroglu-2024", "published"}}});
    visit(token_exponent, {"token_exponent",
                           positive,
                           Effect::either,
                           "exponent of tokens in the loss law",
                           "besiroglu-2024",
                           false,
                           "",
                           {"0.3658", {"besiroglu-2024", "published"}}});
  }
};

/// Tokens of a run as a power of its compute: so many at a reference, and more with its size.
template <class Real>
struct Demand {
  using Tokens = Quantity<units::Tokens, Real>;
  using Compute = Quantity<units::Compute, Real>;

  Tokens tokens;
  Compute at;
  Real exponent;

  [[nodiscard]] Tokens of(const Compute& run) const {
    const Quantity<units::Ratio, Real> larger = run / at;
    return tokens * pow(units::value_of(larger), exponent);
  }
  /// The run that takes so many.
  [[nodiscard]] Compute run_on(const Tokens& there) const {
    const Quantity<units::Ratio, Real> more = there / tokens;
    return at * pow(units::value_of(more), Real(1.0) / exponent);
  }
};

/// D4: the largest run takes what the trend says; another run of that year has as many tokens per parameter.
template <class Real>
Demand<Real> demand_by_history(const DemandParameters<Real>& p) {
  return {p.tokens * sqrt(units::value_of(p.overtraining)), p.largest_run, Real(0.5)};
}

/// D5: equation (2) of docs/scaling-laws.md, through the tokens per parameter of the scenario at one run.
template <class Real>
Demand<Real> demand_by_law(const Shared<Real>& shared, const DemandParameters<Real>& p,
                           const LawParameters<Real>& law) {
  const Quantity<units::Tokens, Real> tokens = shared.tokens_per_parameter * shared.size_of(law.reference_run);
  const Real a = units::value_of(law.parameter_exponent);
  const Real b = units::value_of(law.token_exponent);
  return {tokens * sqrt(units::value_of(p.overtraining)), law.reference_run, a / (a + b)};
}

}  // namespace chokepoint::models
