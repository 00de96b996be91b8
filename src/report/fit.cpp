// SPDX-License-Identifier: Apache-2.0
// Growth of what was observed: table, chart, a block for a scenario, JSON and CSV.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <nlohmann/json.hpp>

#include "chokepoint/evidence.hpp"
#include "chokepoint/report.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

constexpr units::Kind compute_kind{units::base(units::Base::compute)};

/// `records`, `the 10 largest until their date`, `all`.
std::string in_words(const evidence::Selection& selection) {
  switch (selection.of) {
    case evidence::Selection::Of::records:
      return "records";
    case evidence::Selection::Of::top:
      return fmt::format("top {} at their date", selection.top);
    case evidence::Selection::Of::all:
      break;
  }
  return "all";
}

std::string factor_of(double slope) {
  return fmt::format("{:.2f}", std::pow(10.0, slope));
}

std::string range_of(const std::optional<evidence::Range>& slope) {
  return slope ? fmt::format("{} to {}", factor_of(slope->low), factor_of(slope->high)) : "-";
}

/// name, points, growth, interval, orders of magnitude, scatter
std::string fit_line(std::string_view name, const std::string& points, const std::string& growth,
                     const std::string& range, const std::string& orders, const std::string& scatter) {
  std::string line = left(name, 24) + right(points, 6) + right(growth, 10) + "   " + left(range, 15) +
                     right(orders, 10) + right(scatter, 10);
  return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

std::string group_line(const evidence::Group& group) {
  const std::string points = fmt::format("{}", group.points.size());
  if (!group.line) return left(in_words(group.of), 24) + right(points, 6) + "   " + group.why_not + "\n";
  return fit_line(in_words(group.of), points, factor_of(group.line->line.slope), range_of(group.line->slope),
                  fmt::format("{:.3f}", group.line->line.slope), fmt::format("{:.2f}", group.scatter));
}

std::string name_of_estimate(const evidence::Estimate& estimate) {
  switch (estimate.method) {
    case evidence::Estimate::Method::least_squares:
      return "least squares";
    case evidence::Estimate::Method::theil_sen:
      return "Theil-Sen";
    case evidence::Estimate::Method::quantile:
      break;
  }
  return fmt::format("{:.0f} % below the line", 100.0 * estimate.quantile);
}

/// "90 %"
std::string percent_of(const evidence::Fit& fit) {
  return fmt::format("{:g} %", 100.0 * fit.question.level);
}

std::string fit_table(const evidence::Fit& fit) {
  std::string out =
      fit_line("least squares through", "points", "x/yr", percent_of(fit) + " interval", "orders/yr", "scatter");
  for (const evidence::Group& group : fit.groups) out += group_line(group);
  out += fmt::format("through {} by\n", in_words(fit.group().of));
  for (const evidence::Estimate& one : fit.others) {
    out += fit_line(name_of_estimate(one), "", factor_of(one.line.slope), range_of(one.slope),
                    fmt::format("{:.3f}", one.line.slope), "");
  }
  if (!fit.theil_sen_why_not.empty()) out += "Theil-Sen: not for " + fit.theil_sen_why_not + "\n";
  return out;
}

/// 2023.2 as 2023.2: of the date of a break, which is known to a year or so.
std::string kink_in_words(const evidence::Fit& fit) {
  if (fit.group().scatter == 0.0) {
    return "All points are on one line: intervals say nothing of how sure its growth is.";
  }
  if (!fit.kink) {
    return fmt::format("No break was looked for: that takes {} points.", evidence::least_kinked);
  }
  const evidence::Kink& kink = *fit.kink;
  const std::string where = fmt::format("The best line with one break has it at {:.1f}: {}x/yr before, {}x/yr after.",
                                        kink.at, factor_of(kink.before), factor_of(kink.after));
  if (std::isinf(kink.gain)) return where + " No scatter is left about it.";
  if (kink.gain <= 0.0) {
    return where + fmt::format(" It is not worth its two parameters (BIC higher by {:.1f}): one line says it better.",
                               -kink.gain);
  }
  return where + fmt::format(" Evidence for it: {} (BIC lower by {:.1f}). The block below has one growth.",
                             evidence::strength_of(kink.gain), kink.gain);
}

// --- the chart -------------------------------------------------------------------------------------------------------

constexpr std::size_t chart_rows = 16;
constexpr std::size_t axis_width = 6;  // "1e26 |"

struct Extent2 {
  double low = 0.0;
  double high = 0.0;

  [[nodiscard]] std::size_t place(double value, std::size_t count) const {
    const double share = high > low ? (value - low) / (high - low) : 0.5;
    return static_cast<std::size_t>(
        std::clamp(std::lround(share * static_cast<double>(count - 1)), 0L, static_cast<long>(count) - 1));
  }
  [[nodiscard]] double at(std::size_t place, std::size_t count) const {
    return low + (high - low) * static_cast<double>(place) / static_cast<double>(count - 1);
  }
};

std::string chart(const evidence::Fit& fit, std::size_t width) {
  const std::size_t columns = width - axis_width - 1;
  const evidence::Line& line = fit.group().line->line;
  Extent2 dates{fit.points.front().observation.at, fit.points.back().observation.at};
  Extent2 heights{std::log10(fit.points.front().observation.value), std::log10(fit.points.front().observation.value)};
  for (const evidence::FitPoint& point : fit.points) {
    heights.low = std::min(heights.low, std::log10(point.observation.value));
    heights.high = std::max(heights.high, std::log10(point.observation.value));
  }
  heights = {std::floor(heights.low), std::ceil(heights.high)};
  if (heights.low == heights.high) heights.high += 1.0;
  std::vector<std::string> grid(chart_rows, std::string(columns, ' '));
  for (std::size_t column = 0; column < columns; ++column) {
    const double height = line.log10_at(dates.at(column, columns));
    if (height < heights.low || height > heights.high) continue;
    grid[heights.place(height, chart_rows)][column] = '.';
  }
  const auto draw = [&](const evidence::FitPoint& point, char mark) {
    grid[heights.place(std::log10(point.observation.value), chart_rows)][dates.place(point.observation.at, columns)] =
        mark;
  };
  for (const evidence::FitPoint& point : fit.points) draw(point, '+');
  for (const std::size_t one : fit.group().points) draw(fit.points[one], 'o');
  std::string out;
  for (std::size_t row = chart_rows; row-- > 0;) {
    std::string label;
    for (double power = heights.low; power <= heights.high; power += 1.0) {
      if (heights.place(power, chart_rows) == row && label.empty()) label = fmt::format("1e{:.0f}", power);
    }
    const std::string drawn = right(label, axis_width - 1) + "|" + grid[row];
    out += drawn.substr(0, drawn.find_last_not_of(' ') + 1) + "\n";
  }
  const std::string first = fit.points.front().observation.date;
  out += std::string(axis_width, ' ') + first +
         right(fit.points.back().observation.date, columns - std::min(first.size(), columns)) + "\n";
  return out + wrapped(fmt::format("{} in {}: o {}, + others; dots are the line through o.", fit.question.series,
                                   unit_of(fit.kind), in_words(fit.group().of)),
                       width);
}

// --- a block of a scenario -------------------------------------------------------------------------------------------

/// A key of a bibliography, as scenarios may name it.
bool is_key(std::string_view text) {
  return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

std::string yaml_value(std::string_view name, const evidence::Percentiles& spread, std::string_view unit) {
  const auto number = [&unit](double value) {
    std::string text = fmt::format("{:.4g}", value);
    if (const std::size_t plus = text.find("e+"); plus != std::string::npos) text.erase(plus + 1, 1);
    return text + std::string(unit);
  };
  const std::string low = number(spread.p10);
  const std::string middle = number(spread.p50);
  const std::string high = number(spread.p90);
  std::string out = fmt::format("  {}:\n", name);
  if (low == middle || middle == high) return out + fmt::format("    value: {}\n", middle);
  return out + fmt::format("    p10: {}\n    p50: {}\n    p90: {}\n", low, middle, high);
}

std::string yaml_origin(const evidence::Fit& fit, const std::string& note) {
  std::string out;
  if (is_key(fit.sources.front())) out += fmt::format("    source: {}\n", fit.sources.front());
  return out + fmt::format("    confidence: derived\n    note: \"{}\"\n", note);
}

std::string window_of(const evidence::Fit& fit) {
  const auto& points = fit.group().points;
  return fmt::format("{} to {}", fit.points[points.front()].observation.date,
                     fit.points[points.back()].observation.date);
}

// --- formats ---------------------------------------------------------------------------------------------------------

std::string fit_notes(const evidence::Fit& fit, const std::vector<std::string>& files, std::string_view version,
                      std::size_t columns) {
  std::string out = wrapped(
      fmt::format(
          "Intervals: least squares and quantiles by resampling the points ({} and {} times, seed {}), Theil-Sen "
          "by Kendall's tau. Scatter: standard deviation about the line, in orders of magnitude.",
          grouped(evidence::resamples), grouped(evidence::quantile_resamples), fit.question.seed),
      columns);
  constexpr std::size_t few = 10;
  if (fit.group().points.size() < few) {
    out +=
        wrapped(fmt::format("{} points are few: intervals of resamples are then too narrow; by Student's t it is {}.",
                            fit.group().points.size(), range_of(fit.group().line->by_t)),
                columns);
  }
  out += wrapped("Sources: " + listed(fit.sources) + "; " + listed(files) + ".", columns);
  return out + wrapped(fmt::format("chokepoint {}.", version), columns);
}

std::string fit_text(const evidence::Fit& fit, const std::vector<std::string>& files, std::string_view version,
                     std::size_t width) {
  const std::size_t columns = std::clamp<std::size_t>(width, 80, 200);
  const evidence::Line& line = fit.group().line->line;
  std::string head = fmt::format("{}, {}, {}: {}x a year", fit.question.series, in_words(fit.group().of),
                                 window_of(fit), factor_of(line.slope));
  if (fit.group().line->slope)
    head += fmt::format(" ({} interval {})", percent_of(fit), range_of(fit.group().line->slope));
  if (line.slope > 0.0) head += fmt::format(", doubling in {:.1f} months", 12.0 * std::log10(2.0) / line.slope);
  head.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(head.front())));
  std::string out = wrapped(head + ".", columns) + "\n" + fit_table(fit) + "\n" + wrapped(kink_in_words(fit), columns) +
                    "\n" + chart(fit, columns) + "\n";
  const std::string block = fitted_trajectory(fit);
  out += block.empty()
             ? wrapped(fmt::format("The line is at {} ({} to {}) on {}, where it is surest.",
                                   with_digits(fit.anchor.p50, 3, fit.kind), with_digits(fit.anchor.p10, 3, fit.kind),
                                   with_digits(fit.anchor.p90, 3, fit.kind), fit.anchor_date),
                       columns)
             : block;
  return out + "\n" + fit_notes(fit, files, version, columns);
}

/// What a line says, name by name, for CSV and JSON.
using Json = nlohmann::ordered_json;

void add_range(Json& to, const char* name, const std::optional<evidence::Range>& range) {
  to[name] = range ? Json{{"low", range->low}, {"high", range->high}} : Json(nullptr);
}

Json of_line(const evidence::Estimate& estimate) {
  Json out = {{"growth", estimate.line.growth()},
              {"slope", estimate.line.slope},
              {"level", estimate.line.level},
              {"at", estimate.line.at}};
  add_range(out, "slope_interval", estimate.slope);
  if (estimate.by_t) add_range(out, "slope_interval_by_t", estimate.by_t);
  return out;
}

Json of_group(const evidence::Group& group) {
  Json out = {{"of", evidence::name_of(group.of)}, {"points", group.points.size()}};
  if (!group.line) {
    out["why_not"] = group.why_not;
    return out;
  }
  out["least_squares"] = of_line(*group.line);
  out["scatter"] = group.scatter;
  return out;
}

Json of_percentiles(const evidence::Percentiles& spread) {
  return {{"p10", spread.p10}, {"p50", spread.p50}, {"p90", spread.p90}};
}

std::string fit_json(const evidence::Fit& fit, const std::vector<std::string>& files, std::string_view version) {
  Json document = {{"format", "chokepoint-fit"},
                   {"format_version", json_version},
                   {"chokepoint", version},
                   {"files", files},
                   {"series", fit.question.series},
                   {"unit", unit_of(fit.kind)},
                   {"of", evidence::name_of(fit.question.of)},
                   {"seed", fit.question.seed},
                   {"interval", fit.question.level},
                   {"groups", Json::array()}};
  for (const evidence::Group& group : fit.groups) document["groups"].push_back(of_group(group));
  for (const evidence::Estimate& one : fit.others) {
    Json other = of_line(one);
    if (one.method == evidence::Estimate::Method::theil_sen) {
      document["theil_sen"] = std::move(other);
      continue;
    }
    other["quantile"] = one.quantile;
    document["quantiles"].push_back(std::move(other));
  }
  document["break"] = nullptr;
  if (fit.kink) {
    document["break"] = {{"at", fit.kink->at},
                         {"slope_before", fit.kink->before},
                         {"slope_after", fit.kink->after},
                         {"bic_gain", std::isinf(fit.kink->gain) ? Json(nullptr) : Json(fit.kink->gain)},
                         {"strength", evidence::strength_of(fit.kink->gain)}};
  }
  document["anchor_date"] = fit.anchor_date;
  document["anchor"] = of_percentiles(fit.anchor);
  document["growth"] = of_percentiles(fit.growth);
  document["sources"] = fit.sources;
  document["observations"] = Json::array();
  for (const evidence::FitPoint& point : fit.points) {
    document["observations"].push_back({{"date", point.observation.date},
                                        {"at", point.observation.at},
                                        {"value", point.observation.value},
                                        {"record", point.record},
                                        {"top", point.top},
                                        {"note", point.observation.note}});
  }
  return document.dump(2) + "\n";
}

class FitRows {
 public:
  explicit FitRows(const evidence::Fit& fit) : series_(csv_field(fit.question.series)) {}

  void add(const std::string& of, std::string_view method, std::string_view quantity, std::string_view unit,
           std::string_view statistic, double value) {
    text_ += fmt::format("{},{},{},{},{},{},{}\n", series_, of, method, quantity, unit, statistic, value);
  }
  void line(const std::string& of, std::string_view method, const evidence::Estimate& estimate) {
    add(of, method, "growth", "x/yr", "value", estimate.line.growth());
    add(of, method, "slope", "1/yr", "value", estimate.line.slope);
    if (!estimate.slope) return;
    add(of, method, "slope", "1/yr", "low", estimate.slope->low);
    add(of, method, "slope", "1/yr", "high", estimate.slope->high);
  }
  [[nodiscard]] std::string text() && { return "series,of,method,quantity,unit,statistic,value\n" + std::move(text_); }

 private:
  std::string series_;
  std::string text_;
};

std::string fit_csv(const evidence::Fit& fit) {
  FitRows rows(fit);
  for (const evidence::Group& group : fit.groups) {
    const std::string of = evidence::name_of(group.of);
    rows.add(of, "least_squares", "points", "1", "value", static_cast<double>(group.points.size()));
    if (!group.line) continue;
    rows.line(of, "least_squares", *group.line);
    rows.add(of, "least_squares", "scatter", "1", "value", group.scatter);
  }
  const std::string of = evidence::name_of(fit.group().of);
  for (const evidence::Estimate& one : fit.others) {
    rows.line(
        of,
        one.method == evidence::Estimate::Method::theil_sen ? "theil_sen" : fmt::format("quantile_{}", one.quantile),
        one);
  }
  if (fit.kink && !std::isinf(fit.kink->gain)) {
    rows.add(of, "one_break", "at", "yr", "value", fit.kink->at);
    rows.add(of, "one_break", "slope_before", "1/yr", "value", fit.kink->before);
    rows.add(of, "one_break", "slope_after", "1/yr", "value", fit.kink->after);
    rows.add(of, "one_break", "bic_gain", "1", "value", fit.kink->gain);
  }
  return std::move(rows).text();
}

}  // namespace

std::string fitted_trajectory(const evidence::Fit& fit) {
  if (fit.kind != compute_kind) return {};
  const std::string note = fmt::format("least squares, {} of {}, {}, {} points", in_words(fit.group().of),
                                       fit.question.series, window_of(fit), fit.group().points.size());
  std::string out = "trajectory:\n";
  out += yaml_value("anchor", fit.anchor, " FLOP") + yaml_origin(fit, note);
  out += fmt::format("  anchor_date: {}\n", fit.anchor_date);
  out += yaml_value("growth", fit.growth, "x/yr") + yaml_origin(fit, note);
  const std::string scatter = fmt::format("{:.2f}", fit.group().scatter);
  if (scatter != "0.00") out += fmt::format("  scatter:\n    value: {}\n", scatter) + yaml_origin(fit, note);
  // What it was fitted to is no test of it.
  return out + fmt::format("known_until: {}\n", fit.points.back().observation.date);
}

std::string fit(const evidence::Fit& fit, const std::vector<std::string>& files, std::string_view version,
                Format format, std::size_t width) {
  switch (format) {
    case Format::terminal:
      return fit_text(fit, files, version, width);
    case Format::json:
      return fit_json(fit, files, version);
    case Format::csv:
      break;
  }
  return fit_csv(fit);
}

}  // namespace chokepoint::report
