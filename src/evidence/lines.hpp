// SPDX-License-Identifier: Apache-2.0
// Straight lines through points: least squares, quantile regression, the median of slopes, and one break. Dates are
// years, heights orders of magnitude; no line is drawn where all dates are one.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "chokepoint/evidence.hpp"

namespace chokepoint::evidence {

struct Points {
  std::vector<double> at;
  std::vector<double> height;

  [[nodiscard]] std::size_t size() const { return at.size(); }
  [[nodiscard]] bool has_one_date() const;
};

/// Of least squares, by the QR decomposition of Eigen. `at` of the line is the given date.
[[nodiscard]] Line least_squares(const Points& points, double at);
/// The sum of squares about a line.
[[nodiscard]] double squares_about(const Points& points, const Line& line);
/// The variance of a height about the line of least squares, which took two degrees of freedom; for more than two
/// points.
[[nodiscard]] double variance_about(const Points& points, const Line& line);

/// The mean of the dates, in years, and the sum of their squares about it: what a line is not known by falls with that.
struct DatesOf {
  double mean = 0.0;
  double squares = 0.0;
};
[[nodiscard]] DatesOf dates_of(const Points& points);

/// Of the slope of least squares, by Student's t with n - 2 degrees of freedom; for more than two points.
[[nodiscard]] Range slope_by_t(const Points& points, const Line& line, double level);

/// The line of least check loss (Koenker and Bassett 1978), exactly. It goes through two of the points: from one such
/// line to the next, each the best of those through a point of the last one, until none is better. These are the steps
/// of the simplex method on the linear program of the two parameters; each is a weighted median of slopes.
[[nodiscard]] Line quantile_line(const Points& points, double quantile, double at);
/// The check loss of a line.
[[nodiscard]] double check_loss(const Points& points, const Line& line, double quantile);

/// The median of the slopes of all pairs on two dates (Theil 1950, Sen 1968), and of the levels that it leaves; with
/// the interval of Sen 1968, ties counted.
struct TheilSen {
  Line line;
  Range slope;
};
[[nodiscard]] TheilSen theil_sen(const Points& points, double at, double level);

/// The best of all lines with a break at a date of a point, with three points and 15% of them or more on either side of
/// it; nothing for fewer than least_kinked points, or where one line leaves no scatter.
[[nodiscard]] std::optional<Kink> kink_of(const Points& points);

}  // namespace chokepoint::evidence
