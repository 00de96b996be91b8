// SPDX-License-Identifier: Apache-2.0
// Sweeps, and maps of what stops the trajectory where.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "chokepoint/report.hpp"
#include "report/map.hpp"
#include "report/palette.hpp"
#include "report/text.hpp"
#include "report/verdict.hpp"
#include "report/verdict_json.hpp"

namespace chokepoint::report {

namespace {

using analysis::Cell;
using analysis::Phase;
using analysis::Sweep;
using Json = nlohmann::ordered_json;

constexpr std::size_t rows_at_most = 60;
constexpr std::size_t bar_width = 20;

Told told(const Sweep& sweep, const Cell& cell) {
  return {cell.verdict, sweep.constraints, sweep.first_year, sweep.year};
}

/// Those that lead, in one word: "power", "power+data" for a tie, "" where nothing leads.
std::string leading(const Sweep& sweep, const Cell& cell) {
  std::string names;
  for (const std::size_t k : cell.verdict.leading) names += (names.empty() ? "" : "+") + sweep.constraints[k];
  return names;
}

std::optional<int> calendar_year(const Sweep& sweep, const std::optional<std::size_t>& year) {
  return year ? std::optional(sweep.first_year + static_cast<int>(*year)) : std::nullopt;
}

double lowest_headroom(const Cell& cell) {
  return *std::min_element(cell.headroom.begin(), cell.headroom.end());
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
  std::size_t widest_by = std::string_view("by").size();
  for (const Cell& cell : sweep.cells) widest_by = std::max(widest_by, in_short(told(sweep, cell)).size());
  out += fmt::format("{}  half by  lowest  stopped by {}\n", left("by", widest_by), sweep.year);
  // The bar takes what is left of the line.
  const std::size_t before_bar = std::accumulate(widths.begin(), widths.end(), 2 * widths.size()) + widest_by + 24;
  const std::size_t marks = std::min(bar_width, width - std::min(width, before_bar));
  for (const std::size_t i : evenly(sweep.cells.size(), rows_at_most)) {
    const Cell& cell = sweep.cells[i];
    for (std::size_t axis = 0; axis < sweep.axes.size(); ++axis) {
      out += left(units::print(cell.values[axis], sweep.axes[axis].parameter->kind), widths[axis]) + "  ";
    }
    const auto filled = static_cast<std::size_t>(std::lround(cell.verdict.stopped * static_cast<double>(marks)));
    std::string line = fmt::format(
        "{}  {}  {}  {} {}", left(in_short(told(sweep, cell)), widest_by), right(half_year(told(sweep, cell)), 7),
        right(factor(lowest_headroom(cell)) + "x", 6), right(percent(cell.verdict.stopped), 4),
        std::string(filled, '#') + std::string(marks - filled, '.'));
    line.resize(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  out +=
      "\n" + wrapped(fmt::format("by: what stops most draws, with its share; it binds first unless it only leads (not "
                                 "likelier than that nothing does) or ties (=). half by: the year by which half of "
                                 "all draws are stopped. lowest: the lowest median of ceiling / trajectory in {}.",
                                 sweep.year),
                     width);
  if (rows_at_most < sweep.cells.size()) {
    out += fmt::format("{} of {} points shown; CSV and JSON hold all.\n", rows_at_most, grouped(sweep.cells.size()));
  }
  return out + what_was_run(context, width);
}

std::string csv_of(const Sweep& sweep, bool phases) {
  std::string out;
  for (const auto& axis : sweep.axes) out += csv_field(axis.path) + ",";
  out += "verdict,leading,year,stopped,p10_year,p50_year,p90_year,feasible";
  for (const auto& name : sweep.constraints) out += ",stopped/" + name;
  for (const auto& name : sweep.constraints) out += ",lowest/" + name;
  for (const auto& name : sweep.constraints) out += ",headroom/" + name;
  out += phases ? ",phase,phase_probability,phase_stopped\n" : "\n";
  for (const Cell& cell : sweep.cells) {
    for (const double value : cell.values) out += fmt::format("{},", value);
    const binding::Verdict& verdict = cell.verdict;
    const auto year = [&sweep](const std::optional<std::size_t>& index) {
      const auto found = calendar_year(sweep, index);
      return found ? fmt::format("{}", *found) : std::string();
    };
    out +=
        fmt::format("{},{},{},{},{},{},{},{}", standing_of(verdict), leading(sweep, cell), sweep.year, verdict.stopped,
                    year(verdict.tenth), year(verdict.half), year(verdict.nine_tenths), cell.feasible);
    for (const double value : verdict.stopped_by) out += fmt::format(",{}", value);
    for (const double value : cell.lowest) out += fmt::format(",{}", value);
    for (const double value : cell.headroom) out += fmt::format(",{}", value);
    if (phases) {
      const Phase phase = analysis::phase_of(cell);
      out += fmt::format(",{},{},{}", phase.constraint ? sweep.constraints[*phase.constraint] : std::string(),
                         phase.probability, phase.stopped ? 1 : 0);
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
    Json point = {{"values", cell.values},
                  {"verdict", of_verdict(told(sweep, cell))},
                  {"feasible", cell.feasible},
                  {"lowest", by_name(sweep, cell.lowest)},
                  {"headroom", by_name(sweep, cell.headroom)}};
    if (phases) {
      const Phase phase = analysis::phase_of(cell);
      point["phase"] = {{"constraint", phase.constraint ? Json(sweep.constraints[*phase.constraint]) : Json(nullptr)},
                        {"probability", phase.probability},
                        {"stopped", phase.stopped}};
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

/// The ends of a range, below the first and the last column.
std::string ends_below(const question::Axis& x, std::size_t columns, std::size_t margin) {
  const std::string from = units::print(x.values.front(), x.parameter->kind);
  const std::string to = units::print(x.values.back(), x.parameter->kind);
  const std::size_t gap = std::max<std::size_t>(columns, from.size() + to.size() + 1) - from.size() - to.size();
  return std::string(margin + 2, ' ') + from + std::string(gap, ' ') + to + "\n";
}

/// The values of a list, which may go anywhere, in the order of the columns.
std::string list_below(const question::Axis& x, const std::vector<std::size_t>& columns, std::size_t margin,
                       std::size_t width) {
  std::vector<std::string> values;
  values.reserve(columns.size());
  for (const std::size_t column : columns) values.push_back(units::print(x.values[column], x.parameter->kind));
  return wrapped(fmt::format("from the left: {}", fmt::join(values, ", ")), width, margin + 2);
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
    // Between the labels of a range one can read off; a list may go anywhere.
    const bool labelled = !y.range || i % 5 == 0 || i + 1 == rows.size();
    out += right(labelled ? units::print(y.values[rows[i]], y.parameter->kind) : "", margin) + (labelled ? " +" : " |");
    for (const std::size_t column : columns) {
      const Phase phase = analysis::phase_of(map.cells[column * y.values.size() + rows[i]]);
      if (!phase.constraint) {
        out += '.';
        continue;
      }
      used[*phase.constraint] = true;
      const char letter = letters[*phase.constraint];
      const char mark = phase.stopped ? letter : static_cast<char>(letter - 'A' + 'a');
      if (colour) {
        out += fmt::format("\033[{}{}m{}\033[0m", phase.stopped ? "7;" : "",
                           terminal_colour(colour_of(map.constraints[*phase.constraint])), mark);
      } else {
        out += mark;
      }
    }
    out += "\n";
  }
  out += std::string(margin + 1, ' ') + "+" + std::string(columns.size(), '-') + "\n";
  out += x.range ? ends_below(x, columns.size(), margin) : list_below(x, columns, margin, width);
  out += std::string(margin + 2, ' ') + x.path + "\n\n";
  std::string legend;
  for (std::size_t k = 0; k < map.constraints.size(); ++k) {
    if (used[k]) legend += fmt::format("{}{} {}", legend.empty() ? "" : ", ", letters[k], map.constraints[k]);
  }
  if (!legend.empty()) legend += ": ";
  out += wrapped(fmt::format("{}what stops most draws by {}; . where nothing stops any. Capital: at least half of all "
                             "draws are stopped by then; small: fewer. Between them runs the contour of one half.",
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
