// SPDX-License-Identifier: Apache-2.0
#include "evidence/likelihood.hpp"

#include <cmath>
#include <limits>

#include "units/elementary.hpp"

namespace chokepoint::evidence {

namespace {

constexpr double impossible = -std::numeric_limits<double>::infinity();
constexpr double log10_e = 0.43429448190325182765;

double log10_of(double value) {
  return log(value) * log10_e;
}

}  // namespace

/// Errors e are independent, and one offset of standard deviation d is common to all: the covariance is
/// diag(e^2) + d^2 1 1'. By Sherman and Morrison the quadratic form of its inverse is
///   sum r^2/e^2 - d^2 (sum r/e^2)^2 / (1 + d^2 sum 1/e^2),
/// which is, about the mean m of the r by weights 1/e^2, whose sum is W, without a difference of large numbers
///   sum (r - m)^2/e^2 + m^2 / (1/W + d^2).
double log_likelihood(std::span<const double> off, std::span<const double> errors, double discrepancy) {
  const double squared = discrepancy * discrepancy;
  if (off.size() == 1) return -0.5 * off[0] * off[0] / (errors[0] * errors[0] + squared);
  double weights = 0.0;
  double mean = 0.0;
  for (std::size_t i = 0; i < off.size(); ++i) {
    const double weight = 1.0 / (errors[i] * errors[i]);
    weights += weight;
    mean += weight * off[i];
  }
  mean /= weights;
  double within = 0.0;
  for (std::size_t i = 0; i < off.size(); ++i) {
    const double apart = (off[i] - mean) / errors[i];
    within += apart * apart;
  }
  return -0.5 * (within + mean * mean / (1.0 / weights + squared));
}

Likelihood::Likelihood(const scenario::Scenario& scenario, std::span<const Target> targets,
                       std::span<const double> observed, std::span<const Terms> terms)
    : targets_(scenario, targets), terms_(terms), predicted_(observed.size()), series_(terms.size()) {
  for (const double value : observed) log_observed_.push_back(log10_of(value));
}

void Likelihood::read(const simulation::Block& block) {
  for (std::size_t i = 0; i < predicted_.size(); ++i) {
    predicted_[i].resize(block.count);
    targets_.read(block, i, predicted_[i].data());
  }
  all_.assign(block.count, 0.0);
  for (std::size_t s = 0; s < series_.size(); ++s) {
    const Terms& terms = terms_[s];
    series_[s].resize(block.count);
    off_.resize(terms.errors.size());
    for (std::size_t draw = 0; draw < block.count; ++draw) {
      bool possible = true;
      for (std::size_t i = 0; i < off_.size(); ++i) {
        const double said = predicted_[terms.first + i][draw];
        possible = possible && said > 0.0;
        if (possible) off_[i] = log_observed_[terms.first + i] - log10_of(said);
      }
      series_[s][draw] = possible ? log_likelihood(off_, terms.errors, terms.discrepancy) : impossible;
      all_[draw] += series_[s][draw];
    }
  }
}

std::uint64_t weight_of(double log_likelihood, double highest) {
  if (!(log_likelihood > impossible)) return 0;
  return static_cast<std::uint64_t>(std::floor(exp(log_likelihood - highest) * 0x1p32 + 0.5));
}

std::vector<std::uint64_t> WeightedSum::parts() const {
  return {static_cast<std::uint64_t>(high_), static_cast<std::uint64_t>(low_)};
}

WeightedSum WeightedSum::of_parts(std::uint64_t high, std::uint64_t low) {
  WeightedSum sum;
  sum.high_ = static_cast<std::int64_t>(high);
  sum.low_ = static_cast<std::int64_t>(low);
  return sum;
}

void Effective::add(std::uint64_t weight) {
  constexpr unsigned half = 16;
  const std::uint64_t a = weight >> half;
  const std::uint64_t b = weight & ((std::uint64_t{1} << half) - 1U);
  total_ += weight;
  high_ += a * a;
  mixed_ += a * b;
  low_ += b * b;
}

void Effective::add(const Effective& more) {
  total_ += more.total_;
  high_ += more.high_;
  mixed_ += more.mixed_;
  low_ += more.low_;
}

double Effective::number() const {
  if (total_ == 0) return 0.0;
  const double squares =
      static_cast<double>(high_) * 0x1p32 + static_cast<double>(mixed_) * 0x1p17 + static_cast<double>(low_);
  const double total = static_cast<double>(total_);
  return total * (total / squares);
}

std::vector<std::uint64_t> Effective::parts() const {
  return {total_, high_, mixed_, low_};
}

Effective Effective::of_parts(std::span<const std::uint64_t> parts) {
  Effective made;
  made.total_ = parts[0];
  made.high_ = parts[1];
  made.mixed_ = parts[2];
  made.low_ = parts[3];
  return made;
}

}  // namespace chokepoint::evidence
