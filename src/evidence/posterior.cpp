// SPDX-License-Identifier: Apache-2.0
// What a scenario file can say of what was learnt: percentiles and rank correlations.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <variant>

#include "chokepoint/evidence.hpp"
#include "chokepoint/uncertainty.hpp"

namespace chokepoint::evidence {

namespace {

using uncertainty::Distribution;

/// So many significant digits.
double rounded(double value, int digits) {
  return std::strtod(fmt::format("{:.{}e}", value, digits - 1).c_str(), nullptr);
}

/// Why a file cannot say that this has moved; empty where it can.
std::string why_left(const scenario::Assumption& assumption) {
  if (assumption.is_of_series) return "it is read from a file of values by year";
  if (assumption.year || assumption.added) return "it is given by year";
  if (assumption.path.starts_with("events.")) return "it is of an event";
  return "";
}

struct Bounds {
  double lower;
  double upper;
};

/// The coordinate in which a metalog between these bounds is fitted (Distribution::metalog).
double coordinate_of(double value, const Bounds& bounds) {
  const bool above = std::isfinite(bounds.lower);
  const bool below = std::isfinite(bounds.upper);
  if (!above && !below) return value;
  return (above ? std::log(value - bounds.lower) : 0.0) - (below ? std::log(bounds.upper - value) : 0.0);
}

bool has_metalog(const Posterior::Percentiles& three, const Bounds& bounds) {
  return std::holds_alternative<Distribution>(
      Distribution::metalog(three.p10, three.p50, three.p90, bounds.lower, bounds.upper));
}

/// A metalog goes through three percentiles where the distances of P10 and P90 from P50, in its coordinate, differ by
/// less than two thirds of their sum (0.66684). P50 is moved until they do by 0.6 of it.
void bend(Posterior::Percentiles& three, const Bounds& bounds) {
  const double low = coordinate_of(three.p10, bounds);
  const double high = coordinate_of(three.p90, bounds);
  const double middle = coordinate_of(three.p50, bounds);
  constexpr double most = 0.6;
  const double skew = high - middle > middle - low ? most : -most;
  const double wanted = low + 0.5 * (1.0 - skew) * (high - low);
  double from = three.p10;
  double to = three.p90;
  constexpr int halvings = 100;
  for (int i = 0; i < halvings; ++i) {
    const double half = 0.5 * (from + to);
    (coordinate_of(half, bounds) < wanted ? from : to) = half;
  }
  three.median_of_draws = three.p50;
  three.p50 = rounded(0.5 * (from + to), 6);
}

/// The bounds of a metalog are those of the parameter, unless the file states others: those of what it was before.
Posterior::Percentiles percentiles_of(std::size_t at, const LearnedParameter& parameter) {
  const Distribution& before = parameter.first->distribution;
  const models::Bounds& own = parameter.first->parameter->bounds;
  Bounds bounds{own.lower, own.upper};
  Posterior::Percentiles three;
  three.parameter = at;
  if (std::isfinite(before.lower()) && before.lower() != own.lower) three.lower = bounds.lower = before.lower();
  if (std::isfinite(before.upper()) && before.upper() != own.upper) three.upper = bounds.upper = before.upper();
  for (const int digits : {4, 8, 15}) {
    three.p10 = rounded(parameter.after.p10, digits);
    three.p50 = rounded(parameter.after.p50, digits);
    three.p90 = rounded(parameter.after.p90, digits);
    if (has_metalog(three, bounds)) return three;
  }
  if (bounds.lower < three.p10 && three.p10 < three.p90 && three.p90 < bounds.upper) bend(three, bounds);
  return three;
}

bool is_metalog(const Posterior::Percentiles& three, const LearnedParameter& parameter) {
  const models::Bounds& own = parameter.first->parameter->bounds;
  return has_metalog(three, {three.lower.value_or(own.lower), three.upper.value_or(own.upper)});
}

/// Those of a scenario, with some replaced or more.
std::vector<uncertainty::Correlation> together(const Learned& learned, const std::vector<LearnedCorrelation>& stated) {
  std::vector<std::string> paths;
  const auto place_of = [&paths](const std::string& path) {
    const auto found = std::find(paths.begin(), paths.end(), path);
    if (found != paths.end()) return static_cast<std::size_t>(found - paths.begin());
    paths.push_back(path);
    return paths.size() - 1;
  };
  std::vector<uncertainty::Correlation> all;
  for (const scenario::Correlation& one : learned.scenario->correlations) {
    all.push_back({place_of(one.a), place_of(one.b), one.spearman});
  }
  for (const LearnedCorrelation& one : stated) {
    const std::size_t a = place_of(learned.parameters[one.a].path);
    const std::size_t b = place_of(learned.parameters[one.b].path);
    const auto same = std::find_if(all.begin(), all.end(), [a, b](const uncertainty::Correlation& other) {
      return (other.a == a && other.b == b) || (other.a == b && other.b == a);
    });
    if (same != all.end()) {
      same->spearman = one.after;
    } else {
      all.push_back({a, b, one.after});
    }
  }
  return all;
}

std::size_t marginals_of(const std::vector<uncertainty::Correlation>& pairs) {
  std::size_t count = 0;
  for (const auto& one : pairs) count = std::max({count, one.a + 1, one.b + 1});
  return count;
}

/// Two decimals of what was found, or of a part of the way there.
std::vector<LearnedCorrelation> part_of_the_way(std::vector<LearnedCorrelation> all, double kept) {
  for (LearnedCorrelation& one : all) {
    constexpr double most = 0.99;
    const double there = one.before + kept * (one.after - one.before);
    one.after = std::clamp(std::round(100.0 * there) / 100.0, -most, most);
  }
  return all;
}

}  // namespace

Posterior posterior_of(const Learned& learned) {
  Posterior posterior;
  std::vector<bool> said(learned.parameters.size());
  for (std::size_t i = 0; i < learned.parameters.size(); ++i) {
    const LearnedParameter& parameter = learned.parameters[i];
    if (!parameter.moved) continue;
    std::string why = why_left(*parameter.first);
    const Posterior::Percentiles three = percentiles_of(i, parameter);
    if (why.empty() && !is_metalog(three, parameter)) why = "no metalog goes through its percentiles";
    said[i] = why.empty();
    if (said[i]) {
      posterior.percentiles.push_back(three);
    } else {
      posterior.left.push_back({i, why});
    }
  }
  std::vector<LearnedCorrelation> found;
  for (const LearnedCorrelation& one : learned.correlations) {
    const bool large = std::abs(one.after) >= correlation_from || one.before != 0.0;
    if (said[one.a] && said[one.b] && large) found.push_back(one);
  }
  // What the scenario has holds together: on the way back to it there is something that does.
  constexpr int steps = 20;
  for (int step = 0; step <= steps; ++step) {
    posterior.kept = 1.0 - static_cast<double>(step) / steps;
    posterior.correlations = part_of_the_way(found, posterior.kept);
    const auto all = together(learned, posterior.correlations);
    if (!uncertainty::inconsistent(marginals_of(all), all)) break;
  }
  return posterior;
}

}  // namespace chokepoint::evidence
