// SPDX-License-Identifier: Apache-2.0
// Grids of points: sweeps and maps.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <sstream>
#include <stdexcept>

#include "chokepoint/analysis.hpp"

namespace chokepoint::analysis {

namespace {

/// What cell_of() reads.
statistics::Keep kept_for_cells(int year) {
  const auto only = statistics::Years::only({year});
  return {.headroom = only, .lowest = only, .below = only};
}

Cell cell_of(const statistics::Summary& summary, int year, std::vector<double> values) {
  const auto at = static_cast<std::size_t>(year - summary.first_year);
  Cell cell;
  cell.values = std::move(values);
  cell.stops = summary.stops;
  for (auto& counts : cell.stops.in) counts.resize(at + 1);
  cell.verdict = binding::verdict_of(cell.stops);
  for (const auto& constraint : summary.constraints) {
    cell.headroom.push_back(constraint.headroom.years[at].median());
    cell.lowest.push_back(constraint.lowest[at]);
  }
  cell.feasible = summary.feasible[at];
  return cell;
}

/// The values of point i: the last axis runs fastest.
std::vector<double> values_at(const std::vector<question::Axis>& axes, std::size_t i) {
  std::vector<double> values(axes.size());
  for (std::size_t axis = axes.size(); axis-- > 0;) {
    values[axis] = axes[axis].values[i % axes[axis].values.size()];
    i /= axes[axis].values.size();
  }
  return values;
}

/// The points that this process does: every size-th.
std::vector<std::size_t> turns_of(const simulation::Ranks* ranks, std::size_t count) {
  const std::size_t first = ranks == nullptr ? 0 : static_cast<std::size_t>(ranks->rank());
  const std::size_t step = ranks == nullptr ? 1 : static_cast<std::size_t>(ranks->size());
  std::vector<std::size_t> turns;
  for (std::size_t i = first; i < count; i += step) turns.push_back(i);
  return turns;
}

std::string line_of(std::size_t i, const Cell& cell) {
  return fmt::format("{} {}\n", i, text_of(cell));
}

/// Lines that ranks have handed each other.
void read_cells(const std::string& lines, const std::vector<std::vector<double>>& values, Sweep& sweep) {
  const auto years = static_cast<std::size_t>(sweep.year - sweep.first_year) + 1;
  std::istringstream all(lines);
  std::size_t count = 0;
  for (std::string line; std::getline(all, line); ++count) {
    const std::size_t space = line.find(' ');
    const std::size_t i = std::stoul(line.substr(0, space));
    sweep.cells.at(i) = std::get<Cell>(read_cell(line.substr(space), sweep.constraints.size(), years));
    sweep.cells[i].values = values[i];
  }
  if (count != sweep.cells.size()) throw std::logic_error("sweep: a point is missing");
}

}  // namespace

std::optional<Sweep> sweep(const scenario::ScenarioPointer& scenario, std::vector<question::Axis> axes, int year,
                           const Effort& effort, const Kept& kept) {
  std::size_t count = 1;
  for (const auto& axis : axes) {
    count *= axis.values.size();
    if (count > cell_limit) {
      throw std::invalid_argument(fmt::format("more than {} combinations of values; ask for fewer", cell_limit));
    }
  }
  Experiment experiment(scenario, effort);
  Sweep result{std::move(axes), scenario->first_year, year, {}, std::vector<Cell>(count)};
  for (const auto& block : scenario->blocks) result.constraints.emplace_back(block.constraint->description->name);

  std::vector<std::vector<double>> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = values_at(result.axes, i);
  const auto own_points = [&]() -> std::optional<std::string> {
    std::string finished;
    std::vector<std::size_t> left;
    std::vector<Point> points;
    for (const std::size_t i : turns_of(effort.threads.ranks, count)) {
      if (const auto cell = kept.load ? kept.load(i) : std::nullopt) {
        finished += line_of(i, *cell);
        continue;
      }
      left.push_back(i);
      points.emplace_back();
      for (std::size_t axis = 0; axis < result.axes.size(); ++axis) {
        points.back().push_back({experiment.engine().index_of(result.axes[axis].path), values[i][axis]});
      }
    }
    const auto take = [&](std::size_t i, const statistics::Summary& summary) {
      const Cell cell = cell_of(summary, year, values[left[i]]);
      finished += line_of(left[i], cell);
      if (kept.store) kept.store(left[i], cell);
    };
    const std::size_t at_once = kept.store ? points_between_keeping : count;
    if (!experiment.run(points, kept_for_cells(year), take, effort.progress, at_once)) return std::nullopt;
    return finished;
  };
  const auto all = effort.threads.ranks == nullptr
                       ? own_points()
                       : simulation::combined(*effort.threads.ranks, own_points, std::plus<std::string>());
  if (!all) return std::nullopt;
  read_cells(*all, values, result);
  return result;
}

std::vector<Segment> contour(const Sweep& map) {
  const std::size_t columns = map.axes[0].values.size();
  const std::size_t rows = map.axes[1].values.size();
  const auto height = [&map, rows](std::size_t column, std::size_t row) {
    return 0.5 - map.cells[column * rows + row].verdict.stopped;
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
