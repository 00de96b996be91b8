// SPDX-License-Identifier: Apache-2.0
// Parameters that several constraints read, and what any field declares.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>

#include "chokepoint/models.hpp"
#include "units/elementary.hpp"
#include "units/quantity.hpp"

namespace chokepoint::models {

using units::Growth;
using units::Quantity;

inline constexpr double unlimited = std::numeric_limits<double>::infinity();
inline constexpr Bounds positive{.lower = 0.0, .upper = unlimited, .lower_allowed = false, .upper_allowed = false};
inline constexpr Bounds not_negative{.lower = 0.0, .upper = unlimited, .lower_allowed = true, .upper_allowed = false};
inline constexpr Bounds share{.lower = 0.0, .upper = 1.0, .lower_allowed = false, .upper_allowed = true};
inline constexpr Bounds part_of_all{.lower = 0.0, .upper = 1.0, .lower_allowed = true, .upper_allowed = true};

/// Of a field that takes words alone.
inline constexpr Bounds words_alone{.lower = 0.0, .upper = 0.0, .lower_allowed = false, .upper_allowed = false};

/// Accelerators made or powered in a year where nobody says how many: more than there will be, and few enough to be
/// added up.
inline constexpr double any_number_in_a_year = 1e200;  // H100e/s

/// What is said of a field beside its type: the one declaration of a parameter.
struct Declared {
  std::string_view name;
  Bounds bounds;
  Effect effect;
  std::string_view meaning;
  std::string_view source;
  bool dated = false;
  std::string_view growth = {};
  Default unless_given = {};
  std::string_view formerly = {};
  bool makes_its_group = false;
  bool only_before = false;
  bool capacity = false;
  std::optional<double> when_absent = std::nullopt;
  std::string_view only_with = {};
  std::span<const std::string_view> words = {};
};

/// Of a field that events can lower: models::Parameter::capacity.
constexpr Declared as_capacity(Declared declared) {
  declared.capacity = true;
  return declared;
}

/// Of a field that takes words as well as numbers: models::Parameter::words. They have to last as long as the program.
constexpr Declared or_words(Declared declared, std::span<const std::string_view> words) {
  declared.words = words;
  return declared;
}
/// Whether a field holds a word of or_words(), in lanes.
template <class Real>
auto is_word(const Real& value, std::size_t place) {
  const Real word(value_of_word(place));
  return max(value - word, word - value) < Real(0.5);
}

/// Of a value that holds at the start of the base year, and of its growth, which carries it there from another date.
inline constexpr bool at_base_year = true;

template <class Real>
struct Shared {
  Quantity<units::Time, Real> training_duration;
  Quantity<units::Ratio, Real> largest_run_share;
  Quantity<units::PeakPerformance, Real> peak_performance;
  Quantity<units::Ratio, Real> utilization;
  Growth<Real> performance_growth;
  Quantity<units::Tokens, Real> batch_size;
  Quantity<units::TokensPerParameter, Real> tokens_per_parameter;
  Quantity<units::ComputePerTokenParameter, Real> training_compute;

  template <class Visit>
  void each(Visit&& visit) {
    visit(training_duration,
          {"training_duration", positive, Effect::raises, "duration of the training run", "sevilla-2024, appendix A"});
    visit(largest_run_share, {"largest_run_share", share, Effect::raises,
                              "share of all AI resources given to the largest run", "sevilla-2024, appendix A"});
    visit(peak_performance,
          {"peak_performance", positive, Effect::raises,
           "peak performance of one H100-equivalent in the number format of training", "sevilla-2024, appendix A"});
    visit(utilization, {"utilization", share, Effect::raises,
                        "model FLOP utilization: share of the peak that the run reaches", "sevilla-2024, appendix A"});
    visit(performance_growth,
          {"performance_growth", positive, Effect::raises,
           "yearly growth of the performance of one chip at fixed precision", "sevilla-2024, appendix C"});
    visit(batch_size, {"batch_size", positive, Effect::raises, "largest batch that training can use in the base year",
                       "sevilla-2024, appendices C and E", at_base_year});
    visit(tokens_per_parameter,
          {"tokens_per_parameter", positive, Effect::lowers,
           "training tokens per model parameter of a compute-optimal run", "hoffmann-2022, section 3"});
    // With more compute per token the same data makes a larger run, but latency can lower it.
    visit(training_compute, {"training_compute", positive, Effect::either,
                             "training compute per token and model parameter", "hoffmann-2022, appendix F"});
  }

  /// Compute that one accelerator does in the whole duration.
  [[nodiscard]] Quantity<units::Per<units::Compute, units::Accelerators>, Real> compute_of_each() const {
    return peak_performance * utilization * training_duration;
  }

  /// Compute of a training run on `accelerators` for the whole duration.
  [[nodiscard]] Quantity<units::Compute, Real> run(const Quantity<units::Accelerators, Real>& accelerators) const {
    const Quantity<units::ComputeRate, Real> performance = accelerators * peak_performance * utilization;
    return performance * training_duration;
  }

  /// Accelerators that a run takes for the whole duration: the inverse of run().
  [[nodiscard]] Quantity<units::Accelerators, Real> accelerators_of(const Quantity<units::Compute, Real>& run) const {
    return run / compute_of_each();
  }

  /// Size of the model whose compute-optimal run this is: the inverse of optimal_run().
  [[nodiscard]] Quantity<units::ModelSize, Real> size_of(const Quantity<units::Compute, Real>& run) const {
    const auto squared = run / (training_compute * tokens_per_parameter);
    return sqrt(squared);
  }

  /// Compute of a compute-optimal run of a model of `size` (Hoffmann et al. 2022): C = 6 N D, D = 20 N.
  [[nodiscard]] Quantity<units::Compute, Real> optimal_run(const Quantity<units::ModelSize, Real>& size) const {
    const Quantity<units::Tokens, Real> tokens = tokens_per_parameter * size;
    return training_compute * tokens * size;
  }
};

}  // namespace chokepoint::models
