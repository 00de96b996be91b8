// SPDX-License-Identifier: Apache-2.0
#include "evidence/lines.hpp"

#include <Eigen/Householder>
#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <utility>

namespace chokepoint::evidence {

namespace {

using Vector = Eigen::VectorXd;

Eigen::Map<const Vector> column_of(const std::vector<double>& values) {
  return {values.data(), static_cast<Eigen::Index>(values.size())};
}

/// The coefficients of least squares, for columns none of which the others make: by Householder's reflections, which
/// turn all but a triangle of the design into nothing. One at a time, as Eigen itself does for so few columns: its
/// decomposition by blocks takes longer to compile than the rest of this source.
Vector coefficients(Eigen::MatrixXd design, const std::vector<double>& heights) {
  Eigen::MatrixXd right = column_of(heights);
  const Eigen::Index rows = design.rows();
  const Eigen::Index columns = design.cols();
  Vector workspace(columns);
  for (Eigen::Index k = 0; k < columns; ++k) {
    double tau = 0.0;
    double diagonal = 0.0;
    design.col(k).tail(rows - k).makeHouseholderInPlace(tau, diagonal);
    design(k, k) = diagonal;
    const Vector reflection = design.col(k).tail(rows - k - 1);
    design.bottomRightCorner(rows - k, columns - k - 1).applyHouseholderOnTheLeft(reflection, tau, workspace.data());
    right.bottomRows(rows - k).applyHouseholderOnTheLeft(reflection, tau, workspace.data());
  }
  Vector solved = right.col(0).head(columns);
  for (Eigen::Index k = columns - 1; k >= 0; --k) {
    solved[k] /= design(k, k);
    solved.head(k) -= solved[k] * design.col(k).head(k);
  }
  return solved;
}

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return quantile(values, 0.5);
}

/// A slope to another point from the one that a line turns about, and its weight.
struct Turn {
  double slope = 0.0;
  double weight = 0.0;
};

/// The best line through point `pivot`. The check loss is convex in the slope, with corners where the line meets
/// another point: the best one is the corner at which its derivative changes sign.
Line best_through(const Points& points, std::size_t pivot, double quantile, double at) {
  std::vector<Turn> turns;
  turns.reserve(points.size());
  double derivative = 0.0;  // of a line that falls without end
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double apart = points.at[i] - points.at[pivot];
    if (apart == 0.0) continue;
    const double weight = std::abs(apart);
    derivative -= apart > 0.0 ? quantile * weight : (1.0 - quantile) * weight;
    turns.push_back({(points.height[i] - points.height[pivot]) / apart, weight});
  }
  std::sort(turns.begin(), turns.end(), [](const Turn& a, const Turn& b) { return a.slope < b.slope; });
  double slope = turns.back().slope;
  for (const Turn& turn : turns) {
    derivative += turn.weight;
    if (derivative < 0.0) continue;
    slope = turn.slope;
    break;
  }
  return {at, points.height[pivot] + slope * (at - points.at[pivot]), slope};
}

/// Ties of a column: pairs of equal values, and the sum that Kendall's variance takes for them.
struct Ties {
  double pairs = 0.0;
  double variance = 0.0;
};
Ties ties_of(const std::vector<double>& values) {
  std::map<double, double> counts;
  for (const double value : values) counts[value] += 1.0;
  Ties ties;
  for (const auto& [value, count] : counts) {
    ties.pairs += count * (count - 1.0) / 2.0;
    ties.variance += count * (count - 1.0) * (2.0 * count + 5.0);
  }
  return ties;
}

/// The interval of Sen 1968 among sorted slopes.
Range sen_interval(const Points& points, const std::vector<double>& slopes, double level) {
  const double count = static_cast<double>(points.size());
  const double variance =
      (count * (count - 1.0) * (2.0 * count + 5.0) - ties_of(points.at).variance - ties_of(points.height).variance) /
      18.0;
  const double width = boost::math::quantile(boost::math::normal(), 0.5 + level / 2.0) * std::sqrt(variance);
  const double pairs = static_cast<double>(slopes.size());
  const double low = std::max(std::nearbyint((pairs - width) / 2.0) - 1.0, 0.0);
  const double high = std::min(std::nearbyint((pairs + width) / 2.0), pairs - 1.0);
  return {slopes[static_cast<std::size_t>(low)], slopes[static_cast<std::size_t>(high)]};
}

/// Squares about the best line with a break at `date`, and its two slopes.
struct Broken {
  double squares = 0.0;
  double before = 0.0;
  double after = 0.0;
};
Broken broken_at(const Points& points, double date) {
  const auto height = column_of(points.height);
  Eigen::MatrixXd design(height.size(), 3);
  design.col(0).setOnes();
  design.col(1) = column_of(points.at).array() - date;
  design.col(2) = design.col(1).cwiseMax(0.0);
  const Vector solved = coefficients(design, points.height);
  return {(height - design * solved).squaredNorm(), solved[1], solved[1] + solved[2]};
}

}  // namespace

bool Points::has_one_date() const {
  return std::all_of(at.begin(), at.end(), [this](double date) { return date == at.front(); });
}

Line least_squares(const Points& points, double at) {
  Eigen::MatrixXd design(static_cast<Eigen::Index>(points.size()), 2);
  design.col(0).setOnes();
  design.col(1) = column_of(points.at).array() - at;
  const Vector solved = coefficients(design, points.height);
  return {at, solved[0], solved[1]};
}

double squares_about(const Points& points, const Line& line) {
  double sum = 0.0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double off = points.height[i] - line.log10_at(points.at[i]);
    sum += off * off;
  }
  return sum;
}

double variance_about(const Points& points, const Line& line) {
  return squares_about(points, line) / (static_cast<double>(points.size()) - 2.0);
}

DatesOf dates_of(const Points& points) {
  const auto at = column_of(points.at);
  return {at.mean(), (at.array() - at.mean()).square().sum()};
}

Range slope_by_t(const Points& points, const Line& line, double level) {
  const double freedom = static_cast<double>(points.size()) - 2.0;
  const double error = std::sqrt(variance_about(points, line) / dates_of(points).squares);
  const double width = boost::math::quantile(boost::math::students_t(freedom), 0.5 + level / 2.0) * error;
  return {line.slope - width, line.slope + width};
}

double check_loss(const Points& points, const Line& line, double quantile) {
  double sum = 0.0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double off = points.height[i] - line.log10_at(points.at[i]);
    sum += off >= 0.0 ? quantile * off : (quantile - 1.0) * off;
  }
  return sum;
}

Line quantile_line(const Points& points, double quantile, double at) {
  Line best = best_through(points, 0, quantile, at);
  double loss = check_loss(points, best, quantile);
  // Where more than two points lie on the line, it may turn about any of them. Rounding must not look like a gain.
  constexpr double rounding = 1e-11;
  for (bool better = true; better;) {
    better = false;
    const Line last = best;
    for (std::size_t pivot = 0; pivot < points.size(); ++pivot) {
      if (std::abs(points.height[pivot] - last.log10_at(points.at[pivot])) > rounding) continue;
      const Line line = best_through(points, pivot, quantile, at);
      const double other = check_loss(points, line, quantile);
      if (other >= loss * (1.0 - rounding)) continue;
      best = line;
      loss = other;
      better = true;
    }
  }
  return best;
}

TheilSen theil_sen(const Points& points, double at, double level) {
  std::vector<double> slopes;
  slopes.reserve(points.size() * (points.size() - 1) / 2);
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t j = i + 1; j < points.size(); ++j) {
      if (points.at[i] == points.at[j]) continue;
      slopes.push_back((points.height[j] - points.height[i]) / (points.at[j] - points.at[i]));
    }
  }
  std::sort(slopes.begin(), slopes.end());
  const double slope = quantile(slopes, 0.5);
  std::vector<double> levels;
  for (std::size_t i = 0; i < points.size(); ++i) levels.push_back(points.height[i] - slope * (points.at[i] - at));
  return {{at, median_of(std::move(levels)), slope}, sen_interval(points, slopes, level)};
}

std::optional<Kink> kink_of(const Points& points) {
  const std::size_t count = points.size();
  if (count < least_kinked) return std::nullopt;
  std::vector<double> dates = points.at;
  std::sort(dates.begin(), dates.end());
  const double at = dates[count / 2];
  const double straight = squares_about(points, least_squares(points, at));
  const auto height = column_of(points.height);
  const double whole = (height.array() - height.mean()).square().sum();
  constexpr double rounding = 1e-20;  // of squares
  if (straight <= rounding * whole || straight == 0.0) return std::nullopt;
  // Three points, and 15% of them (Andrews 1993): a few at an end always make a steep one.
  const std::size_t least_on_a_side = std::max<std::size_t>(3, (15 * count + 99) / 100);
  std::optional<Kink> best;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0 && dates[i] == dates[i - 1]) continue;
    const auto after = dates.end() - std::upper_bound(dates.begin(), dates.end(), dates[i]);
    if (i < least_on_a_side || static_cast<std::size_t>(after) < least_on_a_side) continue;
    const Broken broken = broken_at(points, dates[i]);
    if (broken.squares >= least) continue;
    least = broken.squares;
    best = Kink{dates[i], broken.before, broken.after, 0.0};
  }
  if (!best) return std::nullopt;
  const double number = static_cast<double>(count);
  best->gain = least <= rounding * whole ? std::numeric_limits<double>::infinity()
                                         : number * std::log(straight / least) - 2.0 * std::log(number);
  return best;
}

}  // namespace chokepoint::evidence
