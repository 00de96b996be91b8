// SPDX-License-Identifier: Apache-2.0
// Grids of points: sweeps and maps.
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "chokepoint/analysis.hpp"

namespace chokepoint::analysis {

namespace {

Cell cell_of(const statistics::Summary& summary, int year, std::vector<double> values) {
  const auto at = static_cast<std::size_t>(year - summary.first_year);
  Cell cell;
  cell.values = std::move(values);
  for (const auto& constraint : summary.constraints) {
    cell.binds_first.push_back(constraint.binds_first);
    cell.headroom.push_back(constraint.headroom.years[at].median());
    cell.binding.push_back(constraint.binding[at]);
  }
  cell.nothing_binds = summary.binds_first_none;
  if (const auto first = statistics::first_binding_year(summary, 0.5)) {
    cell.first_binding_year = summary.first_year + static_cast<int>(*first);
  }
  cell.feasible = summary.feasible[at];
  return cell;
}

}  // namespace

std::optional<Sweep> sweep(const scenario::Scenario& scenario, std::vector<question::Axis> axes, int year,
                           const Effort& effort) {
  std::size_t count = 1;
  for (const auto& axis : axes) {
    count *= axis.values.size();
    if (count > cell_limit) {
      throw std::invalid_argument(fmt::format("more than {} combinations of values", cell_limit));
    }
  }
  Experiment experiment(scenario, effort);
  Sweep result{std::move(axes), year, {}, std::vector<Cell>(count)};
  for (const auto& block : scenario.blocks) result.constraints.emplace_back(block.constraint->description->name);

  std::vector<Point> points(count);
  std::vector<std::vector<double>> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t rest = i;
    for (std::size_t axis = result.axes.size(); axis-- > 0;) {
      const auto& along = result.axes[axis];
      const double value = along.values[rest % along.values.size()];
      rest /= along.values.size();
      points[i].push_back({experiment.engine().index_of(along.path), value});
      values[i].insert(values[i].begin(), value);
    }
  }
  const bool done = experiment.run(
      points,
      [&](std::size_t i, const statistics::Summary& summary) {
        result.cells[i] = cell_of(summary, year, std::move(values[i]));
      },
      effort.progress);
  if (!done) return std::nullopt;
  return result;
}

Phase phase_of(const Cell& cell) {
  const auto likeliest = std::max_element(cell.binding.begin(), cell.binding.end());
  return {static_cast<std::size_t>(likeliest - cell.binding.begin()), *likeliest, cell.feasible >= 0.5};
}

std::vector<Segment> contour(const Sweep& map) {
  const std::size_t columns = map.axes[0].values.size();
  const std::size_t rows = map.axes[1].values.size();
  const auto height = [&map, rows](std::size_t column, std::size_t row) {
    return map.cells[column * rows + row].feasible - 0.5;
  };
  std::vector<Segment> segments;
  for (std::size_t x = 0; x + 1 < columns; ++x) {
    for (std::size_t y = 0; y + 1 < rows; ++y) {
      // Corners counter-clockwise; a crossing on each edge whose ends differ.
      const std::array<std::pair<std::size_t, std::size_t>, 4> corners{
          {{x, y}, {x + 1, y}, {x + 1, y + 1}, {x, y + 1}}};
      std::vector<std::pair<double, double>> crossings;
      for (std::size_t i = 0; i < 4; ++i) {
        const auto [ax, ay] = corners[i];
        const auto [bx, by] = corners[(i + 1) % 4];
        const double a = height(ax, ay);
        const double b = height(bx, by);
        if ((a < 0.0) == (b < 0.0)) continue;
        const double share = a / (a - b);
        const auto between = [share](std::size_t from, std::size_t to) {
          return static_cast<double>(from) + share * (static_cast<double>(to) - static_cast<double>(from));
        };
        crossings.emplace_back(between(ax, bx), between(ay, by));
      }
      // Two crossings are a line; four a saddle, cut into two by the order of its edges.
      for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
        segments.push_back({crossings[i].first, crossings[i].second, crossings[i + 1].first, crossings[i + 1].second});
      }
    }
  }
  return segments;
}

}  // namespace chokepoint::analysis
