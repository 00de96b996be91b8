// SPDX-License-Identifier: Apache-2.0
// Stage `scaling`: what thinking longer at inference saves of training, what a query and a fleet cost, and what a fixed
// fleet is best split into. docs/inference-time-compute.md has the equations, by the numbers used here. Amounts of
// compute that are traded are in orders of magnitude: 1 is ten times as much.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace chokepoint::scaling {

// --- what is known of techniques and tasks ---------------------------------------------------------------------------

/// Which way today's models can go with a technique.
enum class Direction { training_saves_inference, either, inference_saves_training };

/// A way to trade compute of training for compute of inference: how far it goes, in orders of magnitude of either.
struct Technique {
  std::string_view name;
  std::optional<double> training;  // span; none where nobody has measured one
  std::optional<double> inference;
  Direction direction = Direction::either;
  std::string_view exchange;    // inside the span, in words
  std::string_view source;      // a key of sources.yaml, then the place in it
  std::string_view confidence;  // published, second-hand, derived or assumed
};
[[nodiscard]] std::span<const Technique> techniques();

/// The constants of equation (22).
struct Exchange {
  double largest_saving = 0.0;  // T_max: orders of magnitude of training; infinite where no end is known
  double rate = 1.0;            // rho: orders of inference for the first one of training
};

/// A value as a scenario says it, and why.
struct Prior {
  std::string_view text;  // a distribution, or a number; empty: none is known, which is no end
  std::string_view basis;
  std::string_view confidence;
};

/// Tasks that trade alike.
struct TaskClass {
  std::string_view name;
  std::string_view title;
  Exchange median;
  Prior largest_saving;
  Prior rate;
};
[[nodiscard]] std::span<const TaskClass> task_classes();
/// Null where none has this name.
[[nodiscard]] const TaskClass* find_task_class(std::string_view name);

// --- the exchange: equations (22) and (23) ---------------------------------------------------------------------------
// They throw std::invalid_argument for a rate that is not above 0 and finite, and for negative amounts.

/// (22): orders of magnitude of training that `inference` orders more of inference are worth, by tasks that saturate:
/// 0 for none, T_max for infinitely many.
[[nodiscard]] double saved_training(const Exchange& exchange, double inference);
/// (23), its inverse. None where no inference is worth so much: at T_max and above, if it is above 0.
[[nodiscard]] std::optional<double> inference_for(const Exchange& exchange, double training);
/// As the table of techniques has it: evenly up to the span, and then no more.
[[nodiscard]] double saved_training_within(double span, double rate, double inference);

// --- coverage: equation (24) -----------------------------------------------------------------------------------------

/// The share of tasks of which one of `samples` answers is right: exp(scale samples^-exponent).
struct Coverage {
  double scale = 0.0;     // a, negative: the logarithm of the share that one sample solves
  double exponent = 0.0;  // b, positive

  /// 0 of no sample, 1 of infinitely many. Throws std::invalid_argument for a negative number.
  [[nodiscard]] double of(double samples) const;
  /// The inverse: samples that solve this share, which lies from 0 to 1. Throws std::invalid_argument for another.
  [[nodiscard]] double samples_for(double share) const;
};
struct Solved {
  double samples = 0.0;
  double share = 0.0;
};
/// The coverage through two points. Throws std::invalid_argument where none goes through: the second has to have more
/// samples and a larger share, and shares have to lie between 0 and 1.
[[nodiscard]] Coverage coverage_through(const Solved& first, const Solved& second);

// --- queries and fleets: equations (25) and (26) ---------------------------------------------------------------------
// They throw std::invalid_argument for negative amounts and what is no number, and for accelerators that do nothing.

/// What serves: one accelerator with its part of the server.
struct ServingAccelerator {
  double peak_performance = 0.0;  // FLOP/s
  double utilization = 1.0;       // of the peak
  double power = 0.0;             // W, of the accelerator and its part of the server
  double power_usage_effectiveness = 1.0;
  double load = 1.0;  // mean draw, of that power

  /// FLOP/s that it does, and W that it takes from the grid.
  [[nodiscard]] double performance() const { return peak_performance * utilization; }
  [[nodiscard]] double draw() const { return power * power_usage_effectiveness * load; }
};

struct Query {
  double parameters = 0.0;  // active ones
  double tokens_out = 0.0;
  double tokens_in = 0.0;
};
struct QueryCost {
  double compute = 0.0;  // FLOP
  double time = 0.0;     // s, of one accelerator
  double energy = 0.0;   // J
};
/// (25).
[[nodiscard]] QueryCost cost_of(const Query& query, const ServingAccelerator& accelerator);

inline constexpr double days_per_year = 365.0;  // of equation (26), which counts so
/// (26): tokens a year.
[[nodiscard]] double tokens_of_fleet(double users, double queries_per_day, double tokens_per_query);

struct FleetCost {
  double compute = 0.0;       // FLOP in a year
  double accelerators = 0.0;  // that do it, all year
  double power = 0.0;         // W
};
/// (26), and the accelerators and the power that it takes.
[[nodiscard]] FleetCost cost_of_fleet(double tokens_per_year, double parameters, const ServingAccelerator& accelerator);

/// The share of queries for which a fleet can pay `inference` orders of magnitude more than it pays for each now.
/// `resources` is what it has and `base_load` what all queries take now, in the same unit. 1 where `inference` is 0,
/// which costs nothing; else 0 where there is no more than the base load.
[[nodiscard]] double share_of_queries(double resources, double base_load, double inference);

// --- what a fleet is split into: equations (27) and (28) -------------------------------------------------------------

/// (27): the share of training where performance goes as training^alpha inference^beta. Throws std::invalid_argument
/// where neither is above 0, or one is negative or infinite.
[[nodiscard]] double training_share(double alpha, double beta);
/// The same by what an order of training is worth: rho / (1 + rho); 1 of an infinite rate.
[[nodiscard]] double training_share(double rate);

/// A fleet of fixed size, by what it gives training and each query.
struct Split {
  double base_share = 0.0;      // i0/B: of the fleet, what serving takes as it is today
  double training_share = 0.0;  // t
  double inference = 0.0;       // x: orders of magnitude more than today for each query
  double saved = 0.0;           // T(x): orders of training that they are worth
  /// log10 t + T(x): what both are worth together, as training by the whole fleet; negative where serving costs more
  /// than it is worth.
  [[nodiscard]] double worth() const;
};
/// (28): the split that is worth most. It always serves what is served today, so that `base_share` lies from 0 to 1: at
/// 1 nothing is left to train. At 0 queries cost nothing, so that an exchange with an end leaves all to training and
/// has its end. Throws std::invalid_argument for another share, and as the exchange does.
[[nodiscard]] Split best_split(const Exchange& exchange, double base_share);
/// The same for each of some fleets.
[[nodiscard]] std::vector<Split> best_splits(const Exchange& exchange, std::span<const double> base_shares);

}  // namespace chokepoint::scaling
