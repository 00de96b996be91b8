// SPDX-License-Identifier: Apache-2.0
// The pictures of a planning report: each as a still SVG and as the JSON that page.js draws from. Still pictures have
// the classes of palette.hpp (k0 to k6 and `rest` fill, s0 to s6 stroke), which a style sheet may override.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "report/document.hpp"

namespace chokepoint::report {

/// Of a log axis over all that is positive among `values`: whole powers of ten. {1, 10} when there is nothing.
[[nodiscard]] std::array<double, 2> powers_around(const std::vector<double>& values);

/// Round numbers inside a log axis of ratios, three to nine where there are so many: powers of ten, or 1, 2 and 5 of
/// them, or steps in between.
[[nodiscard]] std::vector<double> round_ratios(std::array<double, 2> domain);
/// Of such an axis: "0.05", "2", "100", "1e6".
[[nodiscard]] std::string tick_text(double value);

/// Series as median and bands of 50% and 80%, by year.
struct Bands {
  /// What was observed: a point, with a line from end to end of its range.
  struct Observed {
    double at = 0.0;  // 2025.5: the middle of 2025
    double value = 0.0;
    std::optional<double> low;
    std::optional<double> high;
    std::string text;  // to point at
  };
  struct Line {
    std::string name;
    int colour = 0;
    int pattern = 0;  // of the median: 0 is unbroken
    const statistics::Series* series = nullptr;
    int first_year = 0;
  };
  std::string id;
  std::string title;
  std::string alt;
  std::array<double, 2> domain{};
  std::vector<Line> lines;
  const statistics::Series* trajectory = nullptr;  // dashed, with its band
  int trajectory_from = 0;                         // its first year
  bool line_at_one = true;                         // dashed, without a trajectory: lines are ratios
  std::vector<Observed> observed{};
};
[[nodiscard]] Panel panel_of(const Bands& bands);

/// Shares of the draws, stacked, by year.
struct Shares {
  struct Part {
    std::string name;
    int colour = 0;
    std::vector<double> by_year;
  };
  std::string id;
  std::string title;
  std::string alt;
  std::vector<Part> parts;  // the lowest first
  int first_year = 0;
  bool alone = true;  // in its row
};
[[nodiscard]] Panel panel_of(const Shares& shares);

/// How far a ratio moves with one parameter at a time.
struct Swings {
  struct Row {
    std::string name;
    double low = 0.0;  // the ratio at the parameter's P10 and P90
    double high = 0.0;
    std::string low_text;  // the parameter there
    std::string high_text;
  };
  std::string id;
  std::string title;
  std::string alt;
  std::string label;  // of the axis
  double base = 0.0;
  std::vector<Row> rows;
};
/// With a dashed line at 1, wherever the rows come within a factor of four of it.
[[nodiscard]] Panel panel_of(const Swings& swings);

/// How often what came lay below each percentile of the forecasts.
struct Reliability {
  struct Point {
    double level = 0.0;  // 0 to 1
    double share = 0.0;
    double low = 0.0;  // what the share may be
    double high = 1.0;
  };
  std::string id;
  std::string title;
  std::string alt;
  std::vector<Point> points;
};
/// With a dashed line where forecasts are right.
[[nodiscard]] Panel panel_of(const Reliability& reliability);

}  // namespace chokepoint::report
