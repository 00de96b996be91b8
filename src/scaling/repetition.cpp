// SPDX-License-Identifier: Apache-2.0
// A run on fewer unique tokens than it wants: equations (10) to (14) of docs/data-stock.md.
#include "scaling/repetition.hpp"

#include <algorithm>
#include <array>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <limits>

#include "chokepoint/scaling.hpp"

namespace chokepoint::scaling {

namespace {

constexpr double none = std::numeric_limits<double>::infinity();
// Muennighoff et al. 2023: fitted together (appendix A); passes of that fit alone, which they never fitted so; passes
// fitted alone (table 1).
constexpr std::array variants{Repetition{"full", 15.387756, 5.309743}, Repetition{"passes", 15.387756, none},
                              Repetition{"pessimistic", 2.9157, none}};

}  // namespace

std::span<const Repetition> repetitions() {
  return variants;
}

double worth_of_repeating(double unique, double seen, double decay) {
  return unique * worth_of(seen / unique, decay);
}

double reducible_loss(const LossLaw& law, const TrainedModel& model, const UniqueTokens& data) {
  // (11): the size beyond which a model has more parameters than the unique tokens have use for.
  const double useful = std::min(model.parameters, optimum(law, compute_of_tokens(law, data.unique)).parameters);
  const double parameters = std::isinf(data.parameter_decay)
                                ? model.parameters
                                : worth_of_repeating(useful, model.parameters, data.parameter_decay);
  return reducible_loss(law, {parameters, worth_of_repeating(data.unique, model.tokens, data.token_decay)});
}

TrainedModel optimum(const LossLaw& law, double compute, const UniqueTokens& data) {
  const TrainedModel free = optimum(law, compute);
  const auto at = [&](double log_size) {
    const double size = free.parameters * std::exp(log_size);
    return TrainedModel{size, compute / training_compute / size};
  };
  // A model as large as is worth its data, or one that sees it as often as is worth it, and nothing beyond.
  const double most = std::max(1.0, std::log(free.tokens / data.unique)) + 5.0;
  const auto loss = [&](double log_size) { return std::log(reducible_loss(law, at(log_size), data)); };
  constexpr int bits = std::numeric_limits<double>::digits / 2;
  return at(boost::math::tools::brent_find_minima(loss, -most, most, bits).first);
}

double reachable_scarcity(const LossLaw& law, const UniqueTokens& data) {
  return reachable_scarcity(law.parameter_exponent, law.token_exponent, data.token_decay, data.parameter_decay);
}

}  // namespace chokepoint::scaling
