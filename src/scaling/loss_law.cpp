// SPDX-License-Identifier: Apache-2.0
// Equations (1) to (3) and (6) to (9) of docs/scaling-laws.md, for plain numbers.
#include "scaling/loss_law.hpp"

#include <cmath>

namespace chokepoint::scaling {

namespace {

Law<double> typed(const LossLaw& law) {
  return {law.parameter_scale, law.token_scale, law.parameter_exponent, law.token_exponent,
          units::of<units::ComputePerTokenParameter>(training_compute)};
}

struct Point {
  double value;
  double slope;
};

/// The root of a function that rises, whose slope changes little or only grows, by Newton. `function` gives a Point.
template <class Function>
double root_of_rising(const Function& function, double start) {
  constexpr int steps_at_most = 100;
  constexpr double exact = 1e-15;
  double at = start;
  for (int i = 0; i < steps_at_most; ++i) {
    const Point here = function(at);
    const double next = at - here.value / here.slope;
    if (std::abs(next - at) <= exact * std::abs(next)) return next;
    at = next;
  }
  return at;
}

/// ln of D/D*, which is ln((a + w b) / (a + b)) / b: what (1) and (7) leave of the tokens of a model with the loss of
/// the best one; and its slope in ln w.
Point log_tokens(const LossLaw& law, double wedge) {
  const double a = law.parameter_exponent;
  const double b = law.token_exponent;
  return {std::log((a + wedge * b) / (a + b)) / b, wedge / (a + wedge * b)};
}

}  // namespace

TrainedModel optimum(const LossLaw& law, double compute) {
  const auto budget = units::of<units::Compute>(compute);
  return {typed(law).optimal_size(budget).value(), typed(law).optimal_tokens(budget).value()};
}

double reducible_loss(const LossLaw& law, const TrainedModel& run) {
  return typed(law).reducible_loss(units::of<units::ModelSize>(run.parameters), units::of<units::Tokens>(run.tokens));
}

double loss(const LossLaw& law, const TrainedModel& run) {
  return law.irreducible + reducible_loss(law, run);
}

double loss_exponent(const LossLaw& law) {
  return typed(law).loss_exponent();
}

double equivalent_compute(const LossLaw& law, double reducible_loss) {
  return typed(law).equivalent_compute(reducible_loss).value();
}

double compute_of_tokens(const LossLaw& law, double tokens) {
  return typed(law).compute_of(units::of<units::Tokens>(tokens)).value();
}

Overtraining overtraining_at_wedge(const LossLaw& law, double wedge) {
  const double tokens = log_tokens(law, wedge).value;
  // A / N^a is w b / (a + w b) of the reducible loss.
  const double size = (law.token_exponent * tokens - std::log(wedge)) / law.parameter_exponent;
  return {std::exp(size), std::exp(tokens)};
}

Overtraining overtraining_at_ratio(const LossLaw& law, double tokens_per_parameter) {
  const double a = law.parameter_exponent;
  const double b = law.token_exponent;
  const double wanted = std::log(tokens_per_parameter);
  // Its slope stays between 1/a and 1/b.
  const auto missing = [&](double log_wedge) {
    const Point tokens = log_tokens(law, std::exp(log_wedge));
    const double ratio = tokens.value * (1.0 - b / a) + log_wedge / a;
    return Point{ratio - wanted, tokens.slope * (1.0 - b / a) + 1.0 / a};
  };
  return overtraining_at_wedge(law, std::exp(root_of_rising(missing, a * wanted)));
}

double wedge_of(const LossLaw& law, const TrainedModel& run) {
  const Law<double> typed_law = typed(law);
  return law.parameter_exponent * typed_law.of_size(units::of<units::ModelSize>(run.parameters)) /
         (law.token_exponent * typed_law.of_tokens(units::of<units::Tokens>(run.tokens)));
}

double planned_inference(const LossLaw& law, const TrainedModel& run) {
  return training_compute / inference_compute * run.tokens * (wedge_of(law, run) - 1.0);
}

TrainedModel cheapest(const LossLaw& law, double compute, const Serving& serving) {
  const TrainedModel best = optimum(law, compute);
  // (7): the wedge is 1 + x D*/D, x what is served of the best run's tokens, by its cost. In u = ln(w - 1) it reads
  // u + ln(D/D*) = ln x. D is at least D*, so that ln x lies above the root; the slope grows from 1 to 1 + 1/b.
  const double log_served = std::log(serving.relative_cost * inference_compute / training_compute) +
                            std::log(serving.tokens) - std::log(best.tokens);
  const auto missing = [&](double u) {
    const double above_one = std::exp(u);
    const Point tokens = log_tokens(law, 1.0 + above_one);
    return Point{u + tokens.value - log_served, 1.0 + tokens.slope * above_one / (1.0 + above_one)};
  };
  const double wedge = 1.0 + std::exp(root_of_rising(missing, log_served));
  const Overtraining over = overtraining_at_wedge(law, wedge);
  return {best.parameters * over.parameters, best.tokens * over.tokens};
}

}  // namespace chokepoint::scaling
