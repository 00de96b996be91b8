// SPDX-License-Identifier: Apache-2.0
// What `chokepoint optimum` answers: by the constants of a fit, and over drawn laws where their scatter is known.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "chokepoint/scaling.hpp"
#include "chokepoint/uncertainty.hpp"

namespace chokepoint::scaling {

namespace {

/// The fit whose constants are drawn.
constexpr std::string_view sampled = "besiroglu";

std::vector<LossLaw> draw_laws() {
  using uncertainty::Distribution;
  constexpr std::array paths{"scaling.parameter_exponent", "scaling.token_exponent", "scaling.parameter_scale",
                             "scaling.token_scale", "scaling.irreducible"};
  std::vector<uncertainty::Marginal> marginals;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    marginals.push_back({paths.at(i), i, std::get<Distribution>(Distribution::normal(0.0, 1.0))});
  }
  const uncertainty::Correlation exponents{0, 1, 6.0 / std::numbers::pi * std::asin(sampler_correlation / 2.0)};
  const uncertainty::Sampler sampler(std::move(marginals), {&exponents, 1},
                                     {uncertainty::Method::sobol, 1, sampled_laws});
  std::array<std::vector<double>, paths.size()> values;
  std::array<double*, paths.size()> columns{};
  for (std::size_t i = 0; i < paths.size(); ++i) {
    values.at(i).resize(sampled_laws);
    columns.at(i) = values.at(i).data();
  }
  sampler.sample(0, sampled_laws, columns);
  std::vector<LossLaw> laws;
  laws.reserve(sampled_laws);
  for (std::size_t i = 0; i < sampled_laws; ++i) {
    laws.push_back(drawn_law({values[0][i], values[1][i], values[2][i], values[3][i], values[4][i]}));
  }
  return laws;
}

/// With as many draws no interpolation shows.
Spread spread_of(std::vector<double> values) {
  const auto at = [&values](double level) {
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(level * static_cast<double>(values.size()));
    std::nth_element(values.begin(), place, values.end());
    return *place;
  };
  return {at(0.1), at(0.5), at(0.9)};
}

/// A value of the fit's own law, and its spread over others.
template <class Of>
Estimate estimate(double value, const std::vector<LossLaw>& laws, const Of& of) {
  if (laws.empty()) return {value, std::nullopt};
  std::vector<double> values;
  values.reserve(laws.size());
  for (const LossLaw& law : laws) values.push_back(of(law));
  return {value, spread_of(std::move(values))};
}

Best best_of(const Fit& fit, double compute, const std::vector<LossLaw>& laws) {
  const TrainedModel run = optimum(fit, compute);
  const auto of = [compute](double TrainedModel::*part) {
    return [compute, part](const LossLaw& law) { return optimum(law, compute).*part; };
  };
  Best best{.parameters = estimate(run.parameters, laws, of(&TrainedModel::parameters)),
            .tokens = estimate(run.tokens, laws, of(&TrainedModel::tokens)),
            .tokens_per_parameter =
                estimate(run.tokens_per_parameter(), laws,
                         [compute](const LossLaw& law) { return optimum(law, compute).tokens_per_parameter(); }),
            .reducible_loss = std::nullopt};
  if (const auto loss = reducible_loss(fit, run)) {
    best.reducible_loss =
        estimate(*loss, laws, [compute](const LossLaw& law) { return reducible_loss(law, optimum(law, compute)); });
  }
  return best;
}

double inference_of(const TrainedModel& run, const Serving& serving) {
  return inference_compute * run.parameters * serving.tokens;
}

/// The share of training and serving the best run that the cheapest one saves.
double saved_by(const TrainedModel& cheapest, const TrainedModel& best, const Serving& serving) {
  const auto cost = [&serving](const TrainedModel& run) {
    return run.compute() + serving.relative_cost * inference_of(run, serving);
  };
  return 1.0 - cost(cheapest) / cost(best);
}

Served served_by(const LossLaw& own, double compute, const Serving& serving, const std::vector<LossLaw>& laws) {
  const auto of = [&](const std::function<double(const LossLaw&, const TrainedModel&)>& what) {
    const auto by_law = [&](const LossLaw& law) { return what(law, cheapest(law, compute, serving)); };
    return estimate(by_law(own), laws, by_law);
  };
  return {.parameters = of([](const LossLaw& /*law*/, const TrainedModel& run) { return run.parameters; }),
          .tokens = of([](const LossLaw& /*law*/, const TrainedModel& run) { return run.tokens; }),
          .tokens_per_parameter =
              of([](const LossLaw& /*law*/, const TrainedModel& run) { return run.tokens_per_parameter(); }),
          .training = of([](const LossLaw& /*law*/, const TrainedModel& run) { return run.compute(); }),
          .inference = of([&](const LossLaw& /*law*/, const TrainedModel& run) { return inference_of(run, serving); }),
          .saved = of([&](const LossLaw& law, const TrainedModel& run) {
            return saved_by(run, optimum(law, compute), serving);
          }),
          .wedge = of([](const LossLaw& law, const TrainedModel& run) { return wedge_of(law, run); })};
}

Repeated repeated_by(const LossLaw& own, double compute, const UniqueTokens& data, const std::vector<LossLaw>& laws) {
  const auto of = [&](const std::function<double(const LossLaw&, const TrainedModel&)>& what) {
    const auto by_law = [&](const LossLaw& law) { return what(law, optimum(law, compute, data)); };
    return estimate(by_law(own), laws, by_law);
  };
  const auto loss = [&data](const LossLaw& law, const TrainedModel& run) { return reducible_loss(law, run, data); };
  return {.parameters = of([](const LossLaw& /*law*/, const TrainedModel& run) { return run.parameters; }),
          .tokens = of([](const LossLaw& /*law*/, const TrainedModel& run) { return run.tokens; }),
          .passes = of([&](const LossLaw& /*law*/, const TrainedModel& run) { return run.tokens / data.unique; }),
          .reducible_loss = of(loss),
          .kept = of([&](const LossLaw& law, const TrainedModel& run) {
            return std::min(1.0, equivalent_compute(law, loss(law, run)) / compute);
          })};
}

}  // namespace

Answer answer(const Fit& fit, double compute, const Question& question) {
  const auto* const law = std::get_if<LossLaw>(&fit.law);
  if ((question.serving || question.data) && law == nullptr) {
    throw std::invalid_argument("a fit without equation (1) says nothing but the best run");
  }
  const std::vector<LossLaw> laws = fit.name == sampled ? draw_laws() : std::vector<LossLaw>();
  Answer made{.fit = &fit,
              .compute = compute,
              .question = question,
              .best = best_of(fit, compute, laws),
              .served = std::nullopt,
              .repeated = std::nullopt};
  if (question.serving) made.served = served_by(*law, compute, *question.serving, laws);
  if (question.data) made.repeated = repeated_by(*law, compute, *question.data, laws);
  return made;
}

}  // namespace chokepoint::scaling
