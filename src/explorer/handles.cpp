// SPDX-License-Identifier: Apache-2.0
#include "explorer/handles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "report/text.hpp"

namespace chokepoint::explorer {

namespace {

using scenario::Assumption;

constexpr double least_share = 0.01;
constexpr double most_share = 0.99;

bool is_logarithmic(const Assumption& assumption, double low) {
  const models::Bounds& bounds = assumption.parameter->bounds;
  const bool share = bounds.lower >= 0.0 && bounds.upper <= 1.0;
  return low > 0.0 && bounds.lower >= 0.0 && !assumption.parameter->kind.growth && !share;
}

double onto(double value, bool logarithmic) {
  return logarithmic ? std::log(value) : value;
}
double back(double value, bool logarithmic) {
  return logarithmic ? std::exp(value) : value;
}

/// Just inside of a bound that is no value itself.
double inside(double value, const models::Bounds& bounds) {
  constexpr double margin = 1e-3;
  const double width = std::isfinite(bounds.upper) && std::isfinite(bounds.lower) ? bounds.upper - bounds.lower : 1.0;
  const double lowest = bounds.lower_allowed ? bounds.lower : bounds.lower + margin * width;
  const double highest = bounds.upper_allowed ? bounds.upper : bounds.upper - margin * width;
  return std::clamp(value, lowest, std::max(lowest, highest));
}

Range of_constant(double value, const Assumption& assumption) {
  const bool logarithmic = is_logarithmic(assumption, value);
  if (logarithmic) return {value / 10.0, value * 10.0, true};
  if (assumption.parameter->kind.growth) {  // from where nothing happens to the growth of two years
    const double square = value * value;
    return value == 1.0 ? Range{0.8, 1.25, false} : Range{std::min(square, 1.0), std::max(square, 1.0), false};
  }
  const double reach = value != 0.0 ? 2.0 * std::abs(value) : 0.5;
  return {value - reach, value + reach, false};
}

Range of_spread(double low, double high, const Assumption& assumption) {
  const bool logarithmic = is_logarithmic(assumption, low);
  const bool factors = logarithmic || (assumption.parameter->kind.growth && low > 0.0);
  const double a = onto(low, factors);
  const double b = onto(high, factors);
  const double more = 0.5 * (b - a);
  return {back(a - more, factors), back(b + more, factors), logarithmic};
}

std::string with_digits(const std::vector<double>& values, const units::Kind& kind, int digits) {
  const auto text = [&](double value) { return report::exact_enough(value, kind, digits); };
  if (values.size() == 1) return text(values[0]);
  return fmt::format("{{p10: {}, p50: {}, p90: {}}}", text(values[0]), text(values[1]), text(values[2]));
}

bool tells_apart(const std::vector<double>& values, const units::Kind& kind, int digits) {
  for (std::size_t i = 1; i < values.size(); ++i) {
    const bool same =
        report::exact_enough(values[i - 1], kind, digits) == report::exact_enough(values[i], kind, digits);
    if (same && values[i - 1] != values[i]) return false;
  }
  return true;
}

}  // namespace

Range range_of(const Assumption& assumption, const Assumption& also) {
  const uncertainty::Distribution& spread = assumption.distribution;
  const double low = spread.quantile(least_share);
  const double high = spread.quantile(most_share);
  Range range = spread.is_constant() || low == high ? of_constant(spread.quantile(0.5), assumption)
                                                    : of_spread(low, high, assumption);
  if (also.word().empty()) {
    range.low = std::min(range.low, also.distribution.quantile(least_share));
    range.high = std::max(range.high, also.distribution.quantile(most_share));
  }
  const models::Bounds& bounds = assumption.parameter->bounds;
  const double lowest_of_logarithm = range.low;
  range.low = inside(range.low, bounds);
  range.high = inside(range.high, bounds);
  if (range.logarithmic && !(range.low > 0.0)) range.low = lowest_of_logarithm;
  if (range.logarithmic && !(range.low > 0.0)) range.logarithmic = false;
  return range;
}

Json density_of(const Assumption& assumption, bool logarithmic) {
  constexpr int points = 48;
  constexpr double reach = 5.0;  // logits: from 0.7% to 99.3%
  const uncertainty::Distribution& spread = assumption.distribution;
  Json curve = Json::array();
  if (spread.is_constant()) return curve;
  std::vector<std::pair<double, double>> shape;
  double highest = 0.0;
  double last_share = 0.0;
  double last = 0.0;
  for (int i = 0; i <= points; ++i) {
    const double logit = reach * (2.0 * i / points - 1.0);
    const double share = 1.0 / (1.0 + std::exp(-logit));
    const double at = onto(spread.quantile(share), logarithmic);
    if (i > 0 && at > last) {
      shape.emplace_back(back(0.5 * (at + last), logarithmic), (share - last_share) / (at - last));
      highest = std::max(highest, shape.back().second);
    }
    last = at;
    last_share = share;
  }
  for (const auto& [x, height] : shape) curve.push_back({x, height / highest});
  return curve;
}

std::string value_text(const Percentiles& percentiles, const units::Kind& kind) {
  constexpr int fewest = 3;
  constexpr int most = 15;
  std::vector<double> values{percentiles.p10, percentiles.p50, percentiles.p90};
  if (percentiles.p10 == percentiles.p90) values = {percentiles.p50};
  int digits = fewest;
  while (digits < most && !tells_apart(values, kind, digits)) ++digits;
  return with_digits(values, kind, digits);
}

Json percentiles_of(const Assumption& assumption) {
  Json json = Json::object();
  const bool number = assumption.word().empty();
  for (const auto& [name, level] : {std::pair{"p10", 0.1}, {"p50", 0.5}, {"p90", 0.9}}) {
    json[name] = number ? Json(assumption.distribution.quantile(level)) : Json(nullptr);
  }
  return json;
}

Json printed(const Assumption& assumption) {
  Json json = Json::object();
  for (const auto& [name, level] : {std::pair{"p10", 0.1}, {"p50", 0.5}, {"p90", 0.9}}) {
    json[name] =
        assumption.word().empty()
            ? Json(report::exact_enough(assumption.distribution.quantile(level), assumption.parameter->kind, 3))
            : Json(assumption.word());
  }
  return json;
}

}  // namespace chokepoint::explorer
