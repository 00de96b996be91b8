// SPDX-License-Identifier: Apache-2.0
// The pictures of a planning report: each as a still SVG and as the JSON that page.js draws from. Still pictures have
// classes k0 to k6 (fill) and s0 to s6 (stroke), which a style sheet may override.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "report/document.hpp"

namespace chokepoint::report {

inline constexpr std::size_t chart_colours = 7;

/// Of a log axis over all that is positive among `values`: whole powers of ten. {1, 10} when there is nothing.
[[nodiscard]] std::array<double, 2> powers_around(const std::vector<double>& values);

/// A series as median and bands of 50% and 80%, with the median of the trajectory.
struct Bands {
  std::string id;
  std::string title;
  std::string alt;
  int colour = 0;
  std::array<double, 2> domain{};
  const statistics::Series* series = nullptr;
  const statistics::Series* trajectory = nullptr;
  int first_year = 0;
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
  std::vector<Part> parts;
  int first_year = 0;
};
[[nodiscard]] Panel panel_of(const Shares& shares);

/// How far an output moves with one parameter at a time.
struct Swings {
  struct Row {
    std::string name;
    double low = 0.0;  // the output at the parameter's P10 and P90
    double high = 0.0;
    std::string low_text;  // the parameter there
    std::string high_text;
  };
  std::string id;
  std::string title;
  std::string alt;
  std::string label;  // of the axis
  bool logarithmic = false;
  double base = 0.0;
  std::optional<double> mark;  // a line at this value
  std::vector<Row> rows;
};
[[nodiscard]] Panel panel_of(const Swings& swings);

}  // namespace chokepoint::report
