// SPDX-License-Identifier: Apache-2.0
// The larger run all the same, on the tokens that there are: repeated, and with more parameters. A ceiling of data says
// where tokens end, not that more compute is worth nothing behind it.
#pragma once

#include "models/ways/way.hpp"
#include "scaling/repetition.hpp"

namespace chokepoint::models {

template <class Real>
struct ScarceData {
  static constexpr std::string_view relief_means =
      "training compute beyond the ceiling of data that is worth something on the tokens there are";

  Quantity<units::Tokens, Real> unique_tokens;
  Quantity<units::TokensPerParameter, Real> tokens_per_parameter;
  Quantity<units::Compute, Real> reference_run;
  Quantity<units::Ratio, Real> parameter_exponent;
  Quantity<units::Ratio, Real> token_exponent;
  Quantity<units::Ratio, Real> token_decay;
  Quantity<units::Ratio, Real> parameter_decay;

  template <class Visit>
  void each(Visit&& visit) {
    visit(unique_tokens,
          {"unique_tokens",
           not_negative,
           Effect::raises,
           "tokens that there are, each once: {output: data/unique_tokens}, of a model of data that has it; 0 leaves "
           "this way out",
           ways_page,
           false,
           "",
           {"0 token", {"off unless a scenario says which tokens there are", "assumed"}}});
    visit(tokens_per_parameter, {"tokens_per_parameter",
                                 positive,
                                 Effect::lowers,
                                 "tokens for each parameter of the best run of reference_run",
                                 "besiroglu-2024",
                                 false,
                                 "",
                                 {"18.39 token/parameter", {"docs/scaling-laws.md, T3", "published"}}});
    visit(reference_run, {"reference_run",
                          positive,
                          Effect::either,
                          "the run at which the ratio holds",
                          "besiroglu-2024",
                          false,
                          "",
                          {"5.76e23 FLOP", {"the budget at which both laws are quoted", "published"}}});
    visit(parameter_exponent, {"parameter_exponent",
                               positive,
                               Effect::either,
                               "exponent a of parameters in the loss law",
                               "besiroglu-2024",
                               false,
                               "",
                               {"0.3478", {"fitted", "published"}}});
    visit(token_exponent, {"token_exponent",
                           positive,
                           Effect::either,
                           "exponent b of tokens in the loss law",
                           "besiroglu-2024",
                           false,
                           "",
                           {"0.3658", {"fitted", "published"}}});
    visit(token_decay, {"token_decay",
                        positive,
                        Effect::raises,
                        "passes over which repeated tokens lose their worth",
                        "muennighoff-2023, appendix A",
                        false,
                        "",
                        {"15.387756", {"fitted together with parameter_decay", "published"}}});
    visit(parameter_decay, {"parameter_decay",
                            positive,
                            Effect::raises,
                            "the same of parameters beyond those that the unique tokens have use for",
                            "muennighoff-2023, appendix A",
                            false,
                            "",
                            {"5.309743", {"fitted together with token_decay", "published"}}});
  }

  [[nodiscard]] Real relief(const Shortfall<Real>& year) const {
    const Real nothing(0.0);
    const Real there = units::value_of(unique_tokens);
    const Real unique = select(units::value_of(year.attainable) < units::value_of(year.but_data), there, nothing);
    const auto scarce = unique > nothing;
    if (!any(scarce)) return nothing;  // the search is costly
    const scaling::Scarce<Real> run(best_tokens(year.but_data) / select(scarce, unique, Real(1.0)),
                                    units::value_of(parameter_exponent), units::value_of(token_exponent),
                                    units::value_of(token_decay), units::value_of(parameter_decay));
    const Real worth = units::value_of(year.but_data) * run.kept_compute();
    return select(scarce, max(log10_of(worth / units::value_of(year.attainable)), nothing), nothing);
  }

 private:
  /// Tokens of the best run: equation (2) of docs/scaling-laws.md, through the reference.
  [[nodiscard]] Real best_tokens(const Quantity<units::Compute, Real>& run) const {
    constexpr double training_compute = 6.0;  // FLOP per token and parameter
    const Real at_reference =
        sqrt(units::value_of(tokens_per_parameter) * units::value_of(reference_run) * Real(1.0 / training_compute));
    const Real a = units::value_of(parameter_exponent);
    const Real exponent = a / (a + units::value_of(token_exponent));
    return at_reference * pow(units::value_of(run) / units::value_of(reference_run), exponent);
  }
};

}  // namespace chokepoint::models
