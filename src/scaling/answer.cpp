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

/// A run that each law chooses, found once, and what is asked of it.
class Chosen {
 public:
  using Choice = std::function<TrainedModel(const LossLaw&)>;
  using What = std::function<double(const LossLaw&, const TrainedModel&)>;

  Chosen(const LossLaw& own, const std::vector<LossLaw>& laws, const Choice& choice)
      : own_(own), laws_(laws), run_(choice(own)) {
    runs_.reserve(laws.size());
    for (const LossLaw& law : laws) runs_.push_back(choice(law));
  }

  [[nodiscard]] Estimate operator()(const What& what) const {
    const double value = what(own_, run_);
    if (laws_.empty()) return {value, std::nullopt};
    std::vector<double> values;
    values.reserve(laws_.size());
    for (std::size_t i = 0; i < laws_.size(); ++i) values.push_back(what(laws_[i], runs_[i]));
    return {value, spread_of(std::move(values))};
  }
  [[nodiscard]] Estimate operator()(double (*what)(const TrainedModel&)) const {
    return (*this)([what](const LossLaw& /*law*/, const TrainedModel& run) { return what(run); });
  }

 private:
  const LossLaw& own_;
  const std::vector<LossLaw>& laws_;
  TrainedModel run_;
  std::vector<TrainedModel> runs_;
};

double parameters_of(const TrainedModel& run) {
  return run.parameters;
}
double tokens_of(const TrainedModel& run) {
  return run.tokens;
}
double tokens_per_parameter_of(const TrainedModel& run) {
  return run.tokens_per_parameter();
}
double training_of(const TrainedModel& run) {
  return run.compute();
}

/// Without a law of its own there is none that is drawn.
Best best_of(const Fit& fit, double compute, const std::vector<LossLaw>& laws) {
  const TrainedModel run = optimum(fit, compute);
  const auto loss = reducible_loss(fit, run);
  const auto* const law = std::get_if<LossLaw>(&fit.law);
  if (law == nullptr) {
    return {.parameters = {run.parameters, std::nullopt},
            .tokens = {run.tokens, std::nullopt},
            .tokens_per_parameter = {run.tokens_per_parameter(), std::nullopt},
            .reducible_loss = loss ? std::optional(Estimate{*loss, std::nullopt}) : std::nullopt};
  }
  const Chosen of(*law, laws, [compute](const LossLaw& one) { return optimum(one, compute); });
  const auto reducible = [](const LossLaw& one, const TrainedModel& best) { return reducible_loss(one, best); };
  return {.parameters = of(parameters_of),
          .tokens = of(tokens_of),
          .tokens_per_parameter = of(tokens_per_parameter_of),
          .reducible_loss = of(reducible)};
}

Served served_by(const LossLaw& own, double compute, const Serving& serving, const std::vector<LossLaw>& laws) {
  const Chosen of(own, laws, [&](const LossLaw& law) { return cheapest(law, compute, serving); });
  const auto inference = [&](const LossLaw& /*law*/, const TrainedModel& run) { return inference_of(run, serving); };
  const auto saved = [&](const LossLaw& law, const TrainedModel& run) {
    return saved_by(run, optimum(law, compute), serving);
  };
  return {.parameters = of(parameters_of),
          .tokens = of(tokens_of),
          .tokens_per_parameter = of(tokens_per_parameter_of),
          .training = of(training_of),
          .inference = of(inference),
          .saved = of(saved),
          .wedge = of(wedge_of)};
}

Repeated repeated_by(const LossLaw& own, double compute, const UniqueTokens& data, const std::vector<LossLaw>& laws) {
  const Chosen of(own, laws, [&](const LossLaw& law) { return optimum(law, compute, data); });
  const auto passes = [&](const LossLaw& /*law*/, const TrainedModel& run) { return run.tokens / data.unique; };
  const auto loss = [&](const LossLaw& law, const TrainedModel& run) { return reducible_loss(law, run, data); };
  const auto kept = [&](const LossLaw& law, const TrainedModel& run) {
    return std::min(1.0, equivalent_compute(law, loss(law, run)) / compute);
  };
  return {.parameters = of(parameters_of),
          .tokens = of(tokens_of),
          .passes = of(passes),
          .reducible_loss = of(loss),
          .kept = of(kept)};
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
