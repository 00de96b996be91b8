// SPDX-License-Identifier: Apache-2.0
// Inference for training: equations (22) to (28) of docs/inference-time-compute.md, over doubles that are checked.
#include "scaling/inference.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <stdexcept>
#include <string>

#include "chokepoint/inference.hpp"
#include "chokepoint/scaling.hpp"
#include "scaling/tasks.hpp"

namespace chokepoint::scaling {

namespace {

constexpr double endless = std::numeric_limits<double>::infinity();
constexpr std::string_view summary = "villalobos-2023, summary table";

constexpr std::array known_techniques{
    Technique{"overtraining", 1.2, 0.7, Direction::training_saves_inference,
              "a smaller model that sees more tokens: equation (9) of docs/scaling-laws.md", summary, "published"},
    Technique{"pruning", 1.0, 1.0, Direction::training_saves_inference,
              "to a tenth of the weights: 1 order of inference for 0.7 of training, at the largest scale", summary,
              "published"},
    Technique{"tree_search", 1.6, 1.6, Direction::either,
              "Hex: 1 order of training for 1.6 of inference in low play, 1.6 for 1.1 in strong play, nothing near "
              "perfection",
              summary, "published"},
    Technique{"sampling_cheap_check", 3.0, 6.0, Direction::inference_saves_training,
              "2 orders of training for 3 to 4 of inference at small scale, 4 for 6 near saturation, extrapolated",
              summary, "published"},
    Technique{"sampling_costly_check", 1.0, 1.45, Direction::inference_saves_training,
              "ten answers may be handed in: 1 order of training for 1.45 of inference", summary, "published"},
    Technique{"chain_of_thought", std::nullopt, std::nullopt, Direction::inference_saves_training,
              "a step, whose size nobody has measured", summary, "published"},
};

/// Throws where one is negative or no number.
void check_amounts(std::initializer_list<double> amounts, const char* what) {
  const bool good = std::all_of(amounts.begin(), amounts.end(), [](double amount) { return amount >= 0.0; });
  if (!good) throw std::invalid_argument(std::string(what) + ": an amount that is negative or no number");
}

void check(const Exchange& exchange) {
  check_amounts({exchange.largest_saving}, "exchange");
  if (!(exchange.rate > 0.0) || std::isinf(exchange.rate)) {
    throw std::invalid_argument("exchange: a rate has to be above 0 and finite");
  }
}

void check(const Coverage& coverage) {
  if (!(coverage.scale < 0.0) || !(coverage.exponent > 0.0)) {
    throw std::invalid_argument("coverage: its scale has to be negative, its exponent positive");
  }
}

void check(const ServingAccelerator& accelerator) {
  check_amounts({accelerator.power, accelerator.power_usage_effectiveness, accelerator.load}, "accelerator");
  if (!(accelerator.performance() > 0.0)) throw std::invalid_argument("accelerator: it does nothing");
}

/// Of a fleet whose queries cost nothing.
Split split_of_free_queries(const Exchange& exchange) {
  const bool ends = std::isfinite(exchange.largest_saving);
  return {0.0, ends ? 1.0 : training_share(exchange.rate), endless, exchange.largest_saving};
}

}  // namespace

std::span<const Technique> techniques() {
  return known_techniques;
}

std::span<const TaskClass> task_classes() {
  return task_class_table;
}

const TaskClass* find_task_class(std::string_view name) {
  const auto* const found = std::find_if(task_class_table.begin(), task_class_table.end(),
                                         [name](const TaskClass& one) { return one.name == name; });
  return found == task_class_table.end() ? nullptr : &*found;
}

double saved_training(const Exchange& exchange, double inference) {
  check(exchange);
  check_amounts({inference}, "saved training");
  if (std::isinf(inference)) return exchange.largest_saving;
  return training_of(inference, exchange.largest_saving, exchange.rate);
}

std::optional<double> inference_for(const Exchange& exchange, double training) {
  check(exchange);
  check_amounts({training}, "inference for training");
  if (training == 0.0) return 0.0;
  if (training >= exchange.largest_saving) return std::nullopt;
  if (std::isinf(exchange.largest_saving)) return exchange.rate * training;
  // Not that of lanes, which ends at `unreachable`.
  return -exchange.rate * exchange.largest_saving * std::log1p(-training / exchange.largest_saving);
}

double saved_training_within(double span, double rate, double inference) {
  check(Exchange{span, rate});
  check_amounts({inference}, "saved training");
  return training_within(inference, span, rate);
}

double Coverage::of(double samples) const {
  check(*this);
  check_amounts({samples}, "coverage");
  return std::exp(scale * std::pow(samples, -exponent));
}

double Coverage::samples_for(double share) const {
  check(*this);
  if (!(share >= 0.0 && share <= 1.0)) throw std::invalid_argument("coverage: a share lies from 0 to 1");
  return std::pow(scale / std::log(share), 1.0 / exponent);
}

Coverage coverage_through(const Solved& first, const Solved& second) {
  const bool rising = first.samples > 0.0 && second.samples > first.samples && std::isfinite(second.samples) &&
                      first.share > 0.0 && second.share > first.share && second.share < 1.0;
  if (!rising) throw std::invalid_argument("coverage: no curve goes through these two points");
  const double exponent =
      std::log(std::log(first.share) / std::log(second.share)) / std::log(second.samples / first.samples);
  return {std::log(first.share) * std::pow(first.samples, exponent), exponent};
}

QueryCost cost_of(const Query& query, const ServingAccelerator& accelerator) {
  check(accelerator);
  check_amounts({query.parameters, query.tokens_out, query.tokens_in}, "query");
  const double compute = inference_compute * query.parameters * (query.tokens_out + query.tokens_in);
  const double time = compute / accelerator.performance();
  return {compute, time, time * accelerator.draw()};
}

double tokens_of_fleet(double users, double queries_per_day, double tokens_per_query) {
  check_amounts({users, queries_per_day, tokens_per_query}, "fleet");
  return users * queries_per_day * tokens_per_query * days_per_year;
}

FleetCost cost_of_fleet(double tokens_per_year, double parameters, const ServingAccelerator& accelerator) {
  constexpr double seconds_per_day = 86'400.0;
  const QueryCost all = cost_of({.parameters = parameters, .tokens_out = tokens_per_year}, accelerator);
  const double accelerators = all.time / (days_per_year * seconds_per_day);
  return {all.compute, accelerators, accelerators * accelerator.draw()};
}

double share_of_queries(double resources, double base_load, double inference) {
  check_amounts({resources, base_load, inference}, "share of queries");
  if (std::isinf(base_load)) return inference == 0.0 ? 1.0 : 0.0;
  if (std::isinf(resources)) return 1.0;
  if (inference > unreachable && base_load > 0.0) return 0.0;
  return share_served(resources, base_load, inference);
}

double training_share(double alpha, double beta) {
  check_amounts({alpha, beta}, "training share");
  if (!(alpha + beta > 0.0) || std::isinf(alpha + beta)) {
    throw std::invalid_argument("training share: one has to be above 0, both finite");
  }
  return alpha / (alpha + beta);
}

double training_share(double rate) {
  check_amounts({rate}, "training share");
  return std::isinf(rate) ? 1.0 : rate / (1.0 + rate);
}

double Split::worth() const {
  return std::log10(training_share) + saved;
}

Split best_split(const Exchange& exchange, double base_share) {
  check(exchange);
  if (!(base_share >= 0.0 && base_share <= 1.0)) {
    throw std::invalid_argument("split: what serving takes today is a share of the fleet, from 0 to 1");
  }
  if (base_share == 0.0) return split_of_free_queries(exchange);
  const double inference = best_inference(base_share, exchange.largest_saving, exchange.rate);
  return {base_share, 1.0 - base_share * power_of_ten(inference), inference, saved_training(exchange, inference)};
}

std::vector<Split> best_splits(const Exchange& exchange, std::span<const double> base_shares) {
  std::vector<Split> splits;
  splits.reserve(base_shares.size());
  for (const double base_share : base_shares) splits.push_back(best_split(exchange, base_share));
  return splits;
}

}  // namespace chokepoint::scaling
