// SPDX-License-Identifier: Apache-2.0
// Proper scores of forecasts (Gneiting and Raftery 2007), and what several of them say together.
#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "chokepoint/evidence.hpp"

namespace chokepoint::evidence {

namespace {

using Standard = boost::math::normal_distribution<double>;

constexpr double infinity = std::numeric_limits<double>::infinity();

double density_at(double z) {
  return std::exp(-0.5 * z * z) / std::sqrt(2.0 * std::numbers::pi);
}

double below(double z) {
  return boost::math::cdf(Standard(), z);
}

/// Those above -infinity, which come last.
std::span<const double> finite_of(std::span<const double> sorted) {
  const auto first = std::upper_bound(sorted.begin(), sorted.end(), -infinity);
  return sorted.subspan(static_cast<std::size_t>(first - sorted.begin()));
}

double deviation_of(std::span<const double> values) {
  double mean = 0.0;
  for (const double value : values) mean += value;
  mean /= static_cast<double>(values.size());
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

/// The mean of those that there are.
class Mean {
 public:
  void add(const std::optional<double>& value) {
    if (!value) return;
    sum_ += *value;
    ++count_;
  }
  [[nodiscard]] std::optional<double> value() const {
    if (count_ == 0) return std::nullopt;
    return sum_ / static_cast<double>(count_);
  }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  double sum_ = 0.0;
  std::size_t count_ = 0;
};

}  // namespace

double crps(std::span<const double> sorted, double observed) {
  if (sorted.empty()) throw std::invalid_argument("a forecast of no values");
  // mean |x - y| - mean |x - x'| / 2, the second sum by the ranks of a sorted sample. Counted from the observation, so
  // that nothing is lost to large numbers.
  const auto count = static_cast<double>(sorted.size());
  double distance = 0.0;
  double spread = 0.0;
  double rank = 1.0;
  for (const double value : sorted) {
    const double from = value - observed;
    if (!std::isfinite(from)) return infinity;
    distance += std::abs(from);
    spread += (2.0 * rank - 1.0 - count) * from;
    rank += 1.0;
  }
  return distance / count - spread / (count * count);
}

double crps(const Normal& forecast, double observed) {
  const double from = observed - forecast.mean;
  if (forecast.deviation == 0.0) return std::abs(from);
  // Gneiting et al. 2005, equation 5.
  const double z = from / forecast.deviation;
  return forecast.deviation * (z * (2.0 * below(z) - 1.0) + 2.0 * density_at(z) - std::numbers::inv_sqrtpi);
}

std::optional<double> log_score(std::span<const double> values, double deviation, double observed) {
  if (!(deviation > 0.0)) return std::nullopt;
  // The nearest value sets the scale: far from all of them each density alone would be 0.
  double nearest = infinity;
  for (const double value : values) nearest = std::min(nearest, std::abs(value - observed));
  if (!std::isfinite(nearest)) return std::nullopt;
  const double offset = 0.5 * (nearest / deviation) * (nearest / deviation);
  double sum = 0.0;
  for (const double value : values) {
    const double z = (value - observed) / deviation;
    sum += std::exp(offset - 0.5 * z * z);
  }
  return offset - std::log(sum / static_cast<double>(values.size())) +
         std::log(deviation * std::sqrt(2.0 * std::numbers::pi));
}

std::optional<double> log_score(const Normal& forecast, double observed) {
  return log_score(std::span<const double>(&forecast.mean, 1), forecast.deviation, observed);
}

double kernel_width(std::span<const double> sorted) {
  const std::span<const double> finite = finite_of(sorted);
  if (finite.empty() || finite.front() == finite.back()) return 0.0;
  constexpr double of_normal = 1.34;  // the interquartile range of a normal distribution, in deviations
  const double range = (quantile(finite, 0.75) - quantile(finite, 0.25)) / of_normal;
  const double deviation = deviation_of(finite);
  const double width = range > 0.0 ? std::min(deviation, range) : deviation;
  return 0.9 * width * std::pow(static_cast<double>(finite.size()), -0.2);
}

double percentile(std::span<const double> sorted, double observed) {
  if (sorted.empty()) throw std::invalid_argument("a forecast of no values");
  const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), observed);
  const auto less = static_cast<double>(first - sorted.begin());
  const auto equal = static_cast<double>(last - first);
  return (less + 0.5 * equal) / static_cast<double>(sorted.size());
}

double percentile(const Normal& forecast, double observed) {
  if (forecast.deviation == 0.0) return percentile(std::span<const double>(&forecast.mean, 1), observed);
  return below((observed - forecast.mean) / forecast.deviation);
}

double quantile(std::span<const double> sorted, double level) {
  if (sorted.empty()) throw std::invalid_argument("a forecast of no values");
  const double at = level * static_cast<double>(sorted.size() - 1);
  const auto before = static_cast<std::size_t>(at);
  const double low = sorted[before];
  const double high = sorted[std::min(before + 1, sorted.size() - 1)];
  if (low == high) return low;
  return std::isfinite(low) ? low + (at - std::floor(at)) * (high - low) : low;
}

Share share_of(std::size_t hits, std::size_t count) {
  Share share{hits, count};
  if (count == 0) return share;
  using Binomial = boost::math::binomial_distribution<double>;
  const double tail = 0.5 * (1.0 - share_interval);
  const auto trials = static_cast<double>(count);
  const auto successes = static_cast<double>(hits);
  share.low = Binomial::find_lower_bound_on_p(trials, successes, tail);
  share.high = Binomial::find_upper_bound_on_p(trials, successes, tail);
  return share;
}

bool Score::lies_within(double interval) const {
  const double tail = 0.5 * (1.0 - interval);
  return percentile >= tail && percentile <= 1.0 - tail;
}

Score score_of(const Observation& observation, std::vector<double> draws, std::span<const double> deviates) {
  if (draws.empty() || draws.size() != deviates.size()) throw std::invalid_argument("draws without their errors");
  Score score;
  score.observation = observation;
  score.series = observation.series;
  const double error = observation.error();
  const double observed = std::log10(observation.value);
  if (error > 0.0) score.log_score = log_score(draws, error, observed);
  // In the order of the draws, before they are sorted: an error belongs to its draw.
  for (std::size_t i = 0; i < draws.size(); ++i) draws[i] += error * deviates[i];
  std::sort(draws.begin(), draws.end());
  if (error == 0.0) score.log_score = log_score(draws, kernel_width(draws), observed);
  score.percentile = percentile(draws, observed);
  score.certain = error == 0.0 && draws.front() == draws.back();
  score.not_above_zero = 1.0 - static_cast<double>(finite_of(draws).size()) / static_cast<double>(draws.size());
  if (const double loss = crps(draws, observed); std::isfinite(loss)) score.crps = loss;
  if (const double median = quantile(draws, 0.5); std::isfinite(median)) score.bias = median - observed;
  for (std::size_t i = 0; i < forecast_levels.size(); ++i)
    score.quantiles[i] = std::pow(10.0, quantile(draws, forecast_levels[i]));
  return score;
}

Track track_of(std::string name, const std::vector<const Score*>& scores) {
  Track track;
  track.name = std::move(name);
  track.observations = scores.size();
  Mean bias;
  Mean loss;
  Mean logs;
  Mean compared;
  Mean baseline;
  std::size_t in_50 = 0;
  std::size_t in_80 = 0;
  for (const Score* const score : scores) {
    bias.add(score->bias);
    loss.add(score->crps);
    logs.add(score->log_score);
    in_50 += score->lies_within(0.5) ? 1U : 0U;
    in_80 += score->lies_within(0.8) ? 1U : 0U;
    if (!score->baseline || !score->crps) continue;
    compared.add(score->crps);
    baseline.add(score->baseline->crps);
  }
  track.bias = bias.value();
  track.crps = loss.value();
  track.log_score = logs.value();
  track.within_50 = share_of(in_50, scores.size());
  track.within_80 = share_of(in_80, scores.size());
  track.compared = baseline.count();
  track.baseline_crps = baseline.value();
  if (track.baseline_crps && *track.baseline_crps > 0.0) track.skill = 1.0 - *compared.value() / *track.baseline_crps;
  return track;
}

Calibration calibration_of(const std::vector<const Score*>& scores) {
  Calibration calibration;
  calibration.observations = scores.size();
  constexpr double bins = Calibration::bins;
  for (const Score* const score : scores) {
    const auto bin = static_cast<std::size_t>(score->percentile * bins);
    ++calibration.histogram[std::min(bin, Calibration::bins - 1)];
  }
  for (std::size_t i = 1; i < Calibration::bins; ++i) {
    const double level = static_cast<double>(i) / bins;
    const auto hits =
        std::count_if(scores.begin(), scores.end(), [level](const Score* score) { return score->percentile <= level; });
    calibration.points.push_back({level, share_of(static_cast<std::size_t>(hits), scores.size())});
  }
  return calibration;
}

}  // namespace chokepoint::evidence
