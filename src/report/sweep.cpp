// SPDX-License-Identifier: Apache-2.0
// Sweeps, and maps of which constraint binds where.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "chokepoint/report.hpp"
#include "report/map.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

using analysis::Cell;
using analysis::Phase;
using analysis::Sweep;
using Json = nlohmann::ordered_json;

constexpr std::size_t rows_at_most = 60;
constexpr std::size_t bar_width = 20;

/// What binds first in a cell: a constraint, or "nothing" in most draws.
std::pair<std::string, double> likeliest(const Sweep& sweep, const Cell& cell) {
  const auto best = std::max_element(cell.binds_first.begin(), cell.binds_first.end());
  if (cell.nothing_binds > 0.5 || best == cell.binds_first.end()) return {"nothing", cell.nothing_binds};
  return {sweep.constraints[static_cast<std::size_t>(best - cell.binds_first.begin())], *best};
}

double lowest_headroom(const Cell& cell) {
  return *std::min_element(cell.headroom.begin(), cell.headroom.end());
}

std::string year_of(const Cell& cell) {
  return cell.first_binding_year ? fmt::format("{}", *cell.first_binding_year) : std::string("never");
}

std::string table_of(const Context& context, const Sweep& sweep, std::size_t width) {
  std::string out;
  std::vector<std::size_t> widths;
  for (const auto& axis : sweep.axes) {
    std::size_t widest = axis.path.size();
    for (const double value : axis.values) widest = std::max(widest, units::print(value, axis.parameter->kind).size());
    widths.push_back(widest);
    out += left(axis.path, widest) + "  ";
  }
  out += fmt::format("binds first        by  lowest  P(feasible in {})\n", sweep.year);
  const std::size_t shown = std::min(rows_at_most, sweep.cells.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const Cell& cell = sweep.cells[shown == sweep.cells.size() ? i : i * (sweep.cells.size() - 1) / (shown - 1)];
    for (std::size_t axis = 0; axis < sweep.axes.size(); ++axis) {
      out += left(units::print(cell.values[axis], sweep.axes[axis].parameter->kind), widths[axis]) + "  ";
    }
    const auto [name, probability] = likeliest(sweep, cell);
    const auto filled = static_cast<std::size_t>(std::lround(cell.feasible * bar_width));
    out +=
        fmt::format("{} {}  {}  {}  {} {}\n", left(name, 10), right(percent(probability), 5), right(year_of(cell), 5),
                    right(factor(lowest_headroom(cell)) + "x", 6), right(percent(cell.feasible), 4),
                    std::string(filled, '#') + std::string(bar_width - filled, '.'));
  }
  out += "\n" + wrapped(fmt::format("binds first: the likeliest, with its probability within the horizon; by: the year "
                                    "by which half of the draws have one; lowest: the lowest median of ceiling / "
                                    "trajectory in {}.",
                                    sweep.year),
                        width);
  if (shown < sweep.cells.size()) {
    out += fmt::format("{} of {} points shown; CSV and JSON hold all.\n", shown, grouped(sweep.cells.size()));
  }
  return out + what_was_run(context, width);
}

std::string csv_of(const Sweep& sweep, bool phases) {
  std::string out;
  for (const auto& axis : sweep.axes) out += csv_field(axis.path) + ",";
  out += "binds_first,probability,first_binding_year,year,feasible";
  for (const auto& name : sweep.constraints) out += ",binds_first/" + name;
  for (const auto& name : sweep.constraints) out += ",binding/" + name;
  for (const auto& name : sweep.constraints) out += ",headroom/" + name;
  out += phases ? ",phase,phase_probability,met\n" : "\n";
  for (const Cell& cell : sweep.cells) {
    for (const double value : cell.values) out += fmt::format("{},", value);
    const auto [name, probability] = likeliest(sweep, cell);
    out += fmt::format("{},{},{},{},{}", name, probability,
                       cell.first_binding_year ? fmt::format("{}", *cell.first_binding_year) : std::string(),
                       sweep.year, cell.feasible);
    for (const double value : cell.binds_first) out += fmt::format(",{}", value);
    for (const double value : cell.binding) out += fmt::format(",{}", value);
    for (const double value : cell.headroom) out += fmt::format(",{}", value);
    if (phases) {
      const Phase phase = analysis::phase_of(cell);
      out += fmt::format(",{},{},{}", sweep.constraints[phase.constraint], phase.probability, phase.met ? 1 : 0);
    }
    out += "\n";
  }
  return out;
}

Json by_name(const Sweep& sweep, const std::vector<double>& values) {
  Json json = Json::object();
  for (std::size_t k = 0; k < values.size(); ++k) json[sweep.constraints[k]] = values[k];
  return json;
}

std::string json_of(const Context& context, const Sweep& sweep, bool phases) {
  Json axes = Json::array();
  for (const auto& axis : sweep.axes) {
    axes.push_back({{"name", axis.path},
                    {"unit", unit_of(axis.parameter->kind)},
                    {"logarithmic", axis.logarithmic},
                    {"values", axis.values}});
  }
  Json points = Json::array();
  for (const Cell& cell : sweep.cells) {
    const auto [name, probability] = likeliest(sweep, cell);
    Json point = {{"values", cell.values},
                  {"binds_first", by_name(sweep, cell.binds_first)},
                  {"nothing_binds", cell.nothing_binds},
                  {"verdict", name},
                  {"probability", probability},
                  {"first_binding_year", nullptr},
                  {"feasible", cell.feasible},
                  {"binding", by_name(sweep, cell.binding)},
                  {"headroom", by_name(sweep, cell.headroom)}};
    if (cell.first_binding_year) point["first_binding_year"] = *cell.first_binding_year;
    if (phases) {
      const Phase phase = analysis::phase_of(cell);
      point["phase"] = {
          {"constraint", sweep.constraints[phase.constraint]}, {"probability", phase.probability}, {"met", phase.met}};
    }
    points.push_back(std::move(point));
  }
  Json document = {{"format", phases ? "chokepoint-map" : "chokepoint-sweep"},
                   {"format_version", json_version},
                   {"chokepoint", context.version},
                   {"scenario", context.scenario->name},
                   {"overrides", context.scenario->overrides},
                   {"ensemble",
                    {{"draws", context.ensemble.point ? 1 : context.ensemble.draws},
                     {"seed", context.ensemble.seed},
                     {"sampler", context.ensemble.point ? "point" : name_of(context.ensemble.method)}}},
                   {"year", sweep.year},
                   {"axes", std::move(axes)},
                   {"points", std::move(points)}};
  if (phases) {
    Json lines = Json::array();
    for (const auto& segment : analysis::contour(sweep)) {
      lines.push_back({{segment.x1, segment.y1}, {segment.x2, segment.y2}});
    }
    document["contour"] = std::move(lines);
  }
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// Positions along an axis: all, or as many as fit.
std::vector<std::size_t> fitting(std::size_t count, std::size_t room) {
  std::vector<std::size_t> at;
  const std::size_t some = std::min(count, room);
  for (std::size_t i = 0; i < some; ++i) at.push_back(some == 1 ? 0 : i * (count - 1) / (some - 1));
  return at;
}

std::string picture(const Context& context, const Sweep& map, std::size_t width, bool colour) {
  const auto& x = map.axes[0];
  const auto& y = map.axes[1];
  const std::string letters = letters_of(map.constraints);
  std::size_t margin = 0;
  for (const double value : y.values) margin = std::max(margin, units::print(value, y.parameter->kind).size());
  const auto columns = fitting(x.values.size(), width - margin - 3);
  const auto rows = fitting(y.values.size(), 41);
  std::vector<bool> used(map.constraints.size());
  std::string out = y.path + "\n";
  for (std::size_t i = rows.size(); i-- > 0;) {
    const bool labelled = i % 5 == 0 || i + 1 == rows.size();
    out += right(labelled ? units::print(y.values[rows[i]], y.parameter->kind) : "", margin) + (labelled ? " +" : " |");
    for (const std::size_t column : columns) {
      const Phase phase = analysis::phase_of(map.cells[column * y.values.size() + rows[i]]);
      used[phase.constraint] = true;
      const char letter = letters[phase.constraint];
      const char mark = phase.met ? static_cast<char>(letter - 'A' + 'a') : letter;
      if (colour) {
        out += fmt::format("\033[{}{}m{}\033[0m", phase.met ? "" : "7;", 31 + phase.constraint % 6, mark);
      } else {
        out += mark;
      }
    }
    out += "\n";
  }
  const std::string from = units::print(x.values.front(), x.parameter->kind);
  const std::string to = units::print(x.values.back(), x.parameter->kind);
  const std::size_t gap = std::max<std::size_t>(columns.size(), from.size() + to.size() + 1) - from.size() - to.size();
  out += std::string(margin + 1, ' ') + "+" + std::string(columns.size(), '-') + "\n";
  out += std::string(margin + 2, ' ') + from + std::string(gap, ' ') + to + "\n";
  out += std::string(margin + 2, ' ') + x.path + "\n\n";
  std::string legend;
  for (std::size_t k = 0; k < map.constraints.size(); ++k) {
    if (used[k]) legend += fmt::format("{} {}, ", letters[k], map.constraints[k]);
  }
  out += wrapped(fmt::format("{}likeliest to bind in {}. Capital: it stops the trajectory; small: the trajectory is "
                             "feasible in at least half of the draws. The contour where it is just met runs between.",
                             legend, map.year),
                 width);
  if (columns.size() < x.values.size() || rows.size() < y.values.size()) {
    out += fmt::format("{} of {} by {} of {} values shown; CSV, JSON and SVG hold all.\n", columns.size(),
                       x.values.size(), rows.size(), y.values.size());
  }
  return out + what_was_run(context, width);
}

}  // namespace

std::string letters_of(const std::vector<std::string>& names) {
  std::string letters;
  for (const std::string& name : names) {
    char letter = '?';
    // The first letter of the name that is free, else the first of the alphabet that is.
    for (const char candidate : name + "abcdefghijklmnopqrstuvwxyz") {
      if (candidate < 'a' || candidate > 'z') continue;
      letter = static_cast<char>(candidate - 'a' + 'A');
      if (letters.find(letter) == std::string::npos) break;
    }
    letters += letter;
  }
  return letters;
}

std::string sweep(const Context& context, const Sweep& sweep, Format format, std::size_t width) {
  if (format == Format::json) return json_of(context, sweep, false);
  if (format == Format::csv) return csv_of(sweep, false);
  return table_of(context, sweep, std::clamp<std::size_t>(width, 80, 200));
}

std::string map(const Context& context, const Sweep& map, Format format, std::size_t width, bool colour) {
  if (format == Format::json) return json_of(context, map, true);
  if (format == Format::csv) return csv_of(map, true);
  return picture(context, map, std::clamp<std::size_t>(width, 80, 200), colour);
}

}  // namespace chokepoint::report
