// SPDX-License-Identifier: Apache-2.0
// How likely observations are in the draws of a block, and weights of draws as whole numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "chokepoint/evidence.hpp"
#include "evidence/in_block.hpp"

namespace chokepoint::evidence {

/// What is known of the observations of a series.
struct Terms {
  std::string series;
  std::size_t first = 0;       // of Match::matched
  std::vector<double> errors;  // standard deviations, in orders of magnitude
  double discrepancy = 0.0;
};

/// Log-likelihoods of each series, in each draw of a block. Of one thread; what it is made of must outlive it.
class Likelihood {
 public:
  Likelihood(const scenario::Scenario& scenario, std::span<const Target> targets, std::span<const double> observed,
             std::span<const Terms> terms);

  void read(const simulation::Block& block);
  /// Of what was read last, [draw]. A prediction that is not above 0 has a likelihood of 0: minus infinity.
  [[nodiscard]] double of_series(std::size_t series, std::size_t draw) const { return series_[series][draw]; }
  [[nodiscard]] double of_all(std::size_t draw) const { return all_[draw]; }
  [[nodiscard]] const std::vector<double>& predicted(std::size_t observation) const { return predicted_[observation]; }
  [[nodiscard]] simulation::Extras extras() const { return targets_.extras(); }

 private:
  InBlock targets_;
  std::vector<double> log_observed_;  // to base 10
  std::span<const Terms> terms_;
  std::vector<std::vector<double>> predicted_;  // [observation][draw]
  std::vector<std::vector<double>> series_;     // [series][draw]
  std::vector<double> all_;                     // [draw]
  std::vector<double> off_;
};

/// The weight of a draw beside the likeliest one, whose weight is 2^32. Whole numbers add up to the same in any order.
[[nodiscard]] std::uint64_t weight_of(double log_likelihood, double highest);

/// Sums of weights and of products with them, exact for 2^22 draws and factors within 2^22.
class WeightedSum {
 public:
  void add(std::uint64_t weight, std::int64_t factor) {
    high_ += static_cast<std::int64_t>(weight >> half) * factor;
    low_ += static_cast<std::int64_t>(weight & ((std::uint64_t{1} << half) - 1U)) * factor;
  }
  void add(const WeightedSum& more) {
    high_ += more.high_;
    low_ += more.low_;
  }
  [[nodiscard]] double total() const { return static_cast<double>(high_) * 0x1p16 + static_cast<double>(low_); }
  [[nodiscard]] std::vector<std::uint64_t> parts() const;
  [[nodiscard]] static WeightedSum of_parts(std::uint64_t high, std::uint64_t low);

 private:
  static constexpr unsigned half = 16;
  std::int64_t high_ = 0;
  std::int64_t low_ = 0;
};

/// How many draws of one weight weighted ones are worth: (sum of weights)^2 / sum of their squares (Kish 1965).
class Effective {
 public:
  void add(std::uint64_t weight);
  void add(const Effective& more);
  [[nodiscard]] std::uint64_t total() const { return total_; }
  [[nodiscard]] double number() const;
  [[nodiscard]] std::vector<std::uint64_t> parts() const;
  [[nodiscard]] static Effective of_parts(std::span<const std::uint64_t> parts);

 private:
  std::uint64_t total_ = 0;
  // Of w = 2^16 a + b: sums of a^2, a b and b^2, none of which overflows for 2^22 draws.
  std::uint64_t high_ = 0;
  std::uint64_t mixed_ = 0;
  std::uint64_t low_ = 0;
};

}  // namespace chokepoint::evidence
