// SPDX-License-Identifier: Apache-2.0
#include "report/charts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "report/escape.hpp"
#include "report/palette.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

using Json = nlohmann::ordered_json;

/// Of the median of a line: that of the trajectory is "5 4".
constexpr std::array<const char*, 4> patterns{"", "2 3", "9 3 2 3", "12 4"};

/// Digits beyond those that a picture shows would only make the page longer.
double rounded(double value) {
  if (!std::isfinite(value) || value == 0.0) return 0.0;
  const double unit = std::pow(10.0, std::floor(std::log10(std::abs(value))) - 3.0);
  const double result = std::round(value / unit) * unit;
  return std::strtod(fmt::format("{:.4g}", result).c_str(), nullptr);
}

/// From values to places along a line; whatever is outside ends at its end.
class Scale {
 public:
  Scale(std::array<double, 2> domain, double from, double to, bool logarithmic)
      : low_(logarithmic ? std::log10(domain[0]) : domain[0]),
        high_(logarithmic ? std::log10(domain[1]) : domain[1]),
        from_(from),
        to_(to),
        logarithmic_(logarithmic) {}
  [[nodiscard]] double operator()(double value) const {
    if (logarithmic_) value = value > 0.0 ? std::log10(value) : low_;
    return from_ + (to_ - from_) * std::clamp((value - low_) / (high_ - low_), 0.0, 1.0);
  }

 private:
  double low_;
  double high_;
  double from_;
  double to_;
  bool logarithmic_;
};

/// Powers of ten, about six of them.
std::vector<int> ticks_of(std::array<double, 2> domain) {
  const int first = static_cast<int>(std::ceil(std::log10(domain[0]) - 1e-9));
  const int last = static_cast<int>(std::floor(std::log10(domain[1]) + 1e-9));
  const int step = std::max(1, (last - first + 5) / 6);
  std::vector<int> ticks;
  for (int power = first; power <= last; power += step) ticks.push_back(power);
  return ticks;
}

class Svg {
 public:
  Svg(double width, double height, std::string_view alt) {
    out_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\" "
        "font-size=\"12\" fill=\"currentColor\">",
        width, height, escaped(alt));
  }
  void text(double x, double y, const char* anchor, std::string_view content, const char* more = "") {
    out_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\"{}>{}</text>", x, y, anchor, more,
                        escaped(content));
  }
  void line(double x1, double y1, double x2, double y2, const char* more) {
    out_ += fmt::format("<path d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\" stroke=\"currentColor\" {}/>", x1, y1, x2, y2, more);
  }
  void area(const std::vector<std::array<double, 2>>& points, int colour, double opacity) {
    out_ += fmt::format("<path class=\"{}\" d=\"{}Z\" fill=\"{}\" fill-opacity=\"{}\"/>", colour_class(colour),
                        path(points), css_colour(colour), opacity);
  }
  /// Of the ink's colour.
  void shade(const std::vector<std::array<double, 2>>& points) {
    out_ += fmt::format("<path d=\"{}Z\" fill=\"currentColor\" fill-opacity=\"0.1\"/>", path(points));
  }
  void curve(const std::vector<std::array<double, 2>>& points, int colour, std::string_view pattern) {
    std::string stroke = colour_class(colour);
    stroke.front() = 's';
    out_ += fmt::format("<path class=\"{}\" d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2.5\"{}/>", stroke,
                        path(points), css_colour(colour),
                        pattern.empty() ? "" : fmt::format(" stroke-dasharray=\"{}\"", pattern));
  }
  void dashes(const std::vector<std::array<double, 2>>& points) {
    out_ += fmt::format(
        "<path d=\"{}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\" stroke-dasharray=\"5 4\"/>",
        path(points));
  }
  /// Of the ink's colour, open.
  void point(double x, double y) {
    out_ += fmt::format(
        "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\"/>", x,
        y);
  }
  void bar(double x, double y, double width, double height, int colour) {
    out_ += fmt::format("<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\"/>",
                        colour_class(colour), x, y, width, height, css_colour(colour));
  }
  std::string take() { return out_ + "</svg>"; }

 private:
  static std::string path(const std::vector<std::array<double, 2>>& points) {
    std::string out;
    for (const auto& point : points) out += fmt::format("{}{:.1f} {:.1f}", out.empty() ? 'M' : 'L', point[0], point[1]);
    return out;
  }
  std::string out_;
};

constexpr double width = 420.0;
constexpr double wide = 720.0;  // alone in its row
constexpr double left_margin = 48.0;
constexpr double right_margin = 12.0;
constexpr double top_margin = 22.0;
constexpr double bottom_margin = 26.0;

/// Years under an axis, as many as there is room for.
template <class PlaceOf>
void years(Svg& svg, int first_year, std::size_t count, double y, const PlaceOf& place_of) {
  const std::size_t step = std::max<std::size_t>(1, (count + 6) / 7);
  for (std::size_t i = 0; i < count; i += step) {
    svg.text(place_of(i), y, "middle", fmt::format("{}", first_year + static_cast<int>(i)));
  }
}

}  // namespace

std::array<double, 2> powers_around(const std::vector<double>& values) {
  constexpr double widest = 1e24;  // what is smaller than the largest by more than this ends at the axis
  double highest = 0.0;
  for (const double value : values) highest = std::isfinite(value) ? std::max(highest, value) : highest;
  if (highest <= 0.0) return {1.0, 10.0};
  double lowest = highest;
  for (const double value : values) lowest = value > highest / widest ? std::min(lowest, value) : lowest;
  const double low = std::floor(std::log10(lowest));
  const double high = std::max(low + 1.0, std::ceil(std::log10(highest)));
  return {std::pow(10.0, low), std::pow(10.0, high)};
}

std::string tick_text(double value) {
  if (value >= 0.999e4 || value < 0.999e-3) return one_digit(value);
  return fmt::format("{:.4g}", value);
}

namespace {

/// Where the axis is too short for round numbers of one digit: even steps.
std::vector<double> even_ratios(std::array<double, 2> domain) {
  const double least = (domain[1] - domain[0]) / 6.0;
  const double unit = std::pow(10.0, std::floor(std::log10(least)));
  double step = 10.0 * unit;
  for (const double factor : {5.0, 2.0, 1.0}) step = factor * unit >= least ? factor * unit : step;
  std::vector<double> ticks;
  for (double i = std::ceil(domain[0] / step); i * step <= domain[1]; ++i) ticks.push_back(rounded(i * step));
  return ticks;
}

}  // namespace

std::vector<double> round_ratios(std::array<double, 2> domain) {
  constexpr std::size_t fewest = 3;
  constexpr std::size_t most = 9;
  const auto inside = [&domain](const std::vector<double>& digits, int step) {
    std::vector<double> found;
    const int last = static_cast<int>(std::floor(std::log10(domain[1])));
    for (int power = static_cast<int>(std::floor(std::log10(domain[0]))); power <= last; ++power) {
      if (power % step != 0) continue;
      for (const double digit : digits) {
        const double value = std::strtod(fmt::format("{}e{}", digit, power).c_str(), nullptr);
        if (value >= domain[0] && value <= domain[1]) found.push_back(value);
      }
    }
    return found;
  };
  std::vector<double> ticks;
  for (const auto& digits : std::vector<std::vector<double>>{
           {1}, {1, 2, 5}, {1, 1.5, 2, 3, 5, 7}, {1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8, 2, 2.5, 3, 4, 5, 6, 7, 8, 9}}) {
    auto finer = inside(digits, 1);
    if (finer.size() > most && ticks.size() >= 2) break;
    ticks = std::move(finer);
    if (ticks.size() > fewest + 1) break;
  }
  for (int step = 2; ticks.size() > most; ++step) ticks = inside({1}, step);
  return ticks.size() >= fewest ? ticks : even_ratios(domain);
}

namespace {

/// The widest span of years of the lines, and of the trajectory.
std::array<int, 2> span_of(const Bands& bands) {
  std::array<int, 2> span{bands.lines.front().first_year, bands.lines.front().first_year};
  for (const auto& line : bands.lines) {
    span[0] = std::min(span[0], line.first_year);
    span[1] = std::max(span[1], line.first_year + static_cast<int>(line.series->years.size()) - 1);
  }
  return span;
}

bool varies(const statistics::Series& series) {
  return std::any_of(series.years.begin(), series.years.end(),
                     [](const statistics::Spread& spread) { return spread.p10() != spread.p90(); });
}

/// One picture of bands: where its years and values are.
class BandsPicture {
 public:
  explicit BandsPicture(const Bands& bands)
      : bands_(bands),
        span_(span_of(bands)),
        svg_(width, height, bands.alt),
        y_(bands.domain, height - bottom_margin, top_margin, true) {}

  Panel draw() {
    axes();
    Json lines = Json::array();
    for (const auto& line : bands_.lines) area(line, 1, 5, bands_.lines.size() > 1 ? 0.1 : 0.18);
    if (bands_.lines.size() == 1) area(bands_.lines.front(), 2, 4, 0.3);
    Json trend = reference();
    for (const auto& line : bands_.lines) lines.push_back(median(line));
    Json points = observed();
    const Json chart = {{"kind", "bands"},
                        {"alt", bands_.alt},
                        {"unit", unit()},
                        {"domain", bands_.domain},
                        {"ticks", ticks()},
                        {"years", span_},
                        {"ratio", is_ratio()},
                        {"lines", std::move(lines)},
                        {"trajectory", std::move(trend)},
                        {"observed", std::move(points)}};
    return {bands_.id, bands_.title, bands_.alt, svg_.take(),
            json_text(chart.dump(-1, ' ', true, Json::error_handler_t::replace))};
  }

 private:
  static constexpr double height = 260.0;

  [[nodiscard]] double x(double year) const {
    const double room = width - left_margin - right_margin - 20.0;
    const int years = span_[1] - span_[0];
    return left_margin + 10.0 + (years == 0 ? 0.5 * room : room * (year - span_[0]) / years);
  }
  [[nodiscard]] bool is_ratio() const { return bands_.trajectory == nullptr && bands_.line_at_one; }
  [[nodiscard]] std::string unit() const {
    return is_ratio() ? "ceiling / trajectory" : unit_of(bands_.lines.front().series->kind);
  }
  [[nodiscard]] std::vector<double> ticks() const {
    std::vector<double> values;
    for (const int power : ticks_of(bands_.domain)) values.push_back(std::pow(10.0, power));
    return values;
  }
  [[nodiscard]] double shown(double value) const { return rounded(std::max(value, bands_.domain[0])); }

  void axes() {
    for (const int power : ticks_of(bands_.domain)) {
      const double at = y_(std::pow(10.0, power));
      svg_.line(left_margin, at, width - right_margin, at, "stroke-opacity=\"0.15\"");
      svg_.text(left_margin - 6.0, at + 4.0, "end",
                is_ratio() ? tick_text(std::pow(10.0, power)) : fmt::format("1e{}", power));
    }
    svg_.text(4.0, 12.0, "start", unit());
    years(svg_, span_[0], static_cast<std::size_t>(span_[1] - span_[0]) + 1, height - 8.0,
          [this](std::size_t i) { return x(span_[0] + static_cast<int>(i)); });
  }

  using Points = std::vector<std::array<double, 2>>;
  Points outline(const statistics::Series& series, int first_year, std::size_t low, std::size_t high) const {
    Points points;
    const auto count = static_cast<int>(series.years.size());
    for (int i = 0; i < count; ++i) {
      points.push_back({x(first_year + i), y_(series.years[static_cast<std::size_t>(i)].quantiles[high])});
    }
    for (int i = count; i-- > 0;) {
      points.push_back({x(first_year + i), y_(series.years[static_cast<std::size_t>(i)].quantiles[low])});
    }
    return points;
  }
  void area(const Bands::Line& line, std::size_t low, std::size_t high, double opacity) {
    svg_.area(outline(*line.series, line.first_year, low, high), line.colour, opacity);
  }
  Points medians(const statistics::Series& series, int first_year) const {
    Points points;
    for (const auto& spread : series.years) points.push_back({x(first_year++), y_(spread.median())});
    // One year is a short line.
    if (points.size() == 1) points.insert(points.begin(), {points[0][0] - 8.0, points[0][1]});
    return points;
  }
  Json median(const Bands::Line& line) {
    const auto pattern = static_cast<std::size_t>(line.pattern) % patterns.size();
    svg_.curve(medians(*line.series, line.first_year), line.colour, patterns[pattern]);
    Json rows = Json::array();
    int year = line.first_year;
    for (const auto& spread : line.series->years) {
      const auto& at = spread.quantiles;
      rows.push_back({year++, shown(at[1]), shown(at[2]), shown(at[3]), shown(at[4]), shown(at[5])});
    }
    return {{"name", line.name}, {"colour", line.colour}, {"pattern", patterns[pattern]}, {"rows", std::move(rows)}};
  }
  Json reference() {
    if (bands_.trajectory != nullptr) return trajectory();
    if (bands_.line_at_one) return line_at_one();
    return {{"uncertain", false}, {"rows", Json::array()}};
  }
  Json observed() {
    Json rows = Json::array();
    for (const auto& one : bands_.observed) {
      if (one.at < span_[0] || one.at > span_[1]) continue;
      if (one.low && one.high) svg_.line(x(one.at), y_(*one.low), x(one.at), y_(*one.high), "stroke-opacity=\"0.6\"");
      svg_.point(x(one.at), y_(one.value));
      const auto end = [this](double value) { return shown(std::min(value, bands_.domain[1])); };
      rows.push_back(
          {one.at, end(one.value), end(one.low.value_or(one.value)), end(one.high.value_or(one.value)), one.text});
    }
    return rows;
  }
  Json trajectory() {
    const bool uncertain = varies(*bands_.trajectory);
    if (uncertain) svg_.shade(outline(*bands_.trajectory, bands_.trajectory_from, 1, 5));
    svg_.dashes(medians(*bands_.trajectory, bands_.trajectory_from));
    Json rows = Json::array();
    int year = bands_.trajectory_from;
    for (const auto& spread : bands_.trajectory->years) {
      rows.push_back({year++, shown(spread.p10()), shown(spread.median()), shown(spread.p90())});
    }
    return {{"uncertain", uncertain}, {"rows", std::move(rows)}};
  }
  Json line_at_one() {
    svg_.dashes({{x(span_[0]), y_(1.0)}, {x(span_[1]), y_(1.0)}});
    return {{"uncertain", false}, {"rows", {{span_[0], 1, 1, 1}, {span_[1], 1, 1, 1}}}};
  }

  const Bands& bands_;
  std::array<int, 2> span_;
  Svg svg_;
  Scale y_;
};

}  // namespace

Panel panel_of(const Bands& bands) {
  return BandsPicture(bands).draw();
}

Panel panel_of(const Reliability& reliability) {
  constexpr double height = 260.0;
  const Scale x({0.0, 1.0}, left_margin, width - right_margin, false);
  const Scale y({0.0, 1.0}, height - bottom_margin, top_margin, false);
  Svg svg(width, height, reliability.alt);
  for (const double tick : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    svg.line(left_margin, y(tick), width - right_margin, y(tick), "stroke-opacity=\"0.15\"");
    svg.text(left_margin - 6.0, y(tick) + 4.0, "end", fmt::format("{:.0f}", 100.0 * tick));
    svg.text(x(tick), height - 8.0, tick == 1.0 ? "end" : "middle",
             fmt::format("{:.0f}{}", 100.0 * tick, tick == 0.5 ? " % of the forecast" : ""));
  }
  svg.text(4.0, 12.0, "start", "% of what came lies below");
  svg.dashes({{x(0.0), y(0.0)}, {x(1.0), y(1.0)}});
  Json rows = Json::array();
  const auto percent = [](double share) { return rounded(100.0 * share); };
  for (const auto& point : reliability.points) {
    svg.line(x(point.level), y(point.low), x(point.level), y(point.high), "stroke-opacity=\"0.6\"");
    svg.point(x(point.level), y(point.share));
    rows.push_back({percent(point.level), percent(point.share), percent(point.low), percent(point.high),
                    fmt::format("below the {:.0f} % of the forecast: {:.0f} %\n90 %: {:.0f} to {:.0f} %",
                                100.0 * point.level, 100.0 * point.share, 100.0 * point.low, 100.0 * point.high)});
  }
  const Json chart = {{"kind", "reliability"}, {"alt", reliability.alt}, {"rows", std::move(rows)}};
  return {reliability.id, reliability.title, reliability.alt, svg.take(), json_text(chart.dump())};
}

Panel panel_of(const Shares& shares) {
  constexpr double height = 260.0;
  constexpr double smallest_with_letter = 0.1;
  const std::size_t count = shares.parts.empty() ? 0 : shares.parts.front().by_year.size();
  const double whole = shares.alone ? wide : width;
  Svg svg(whole, height, shares.alt);
  const Scale y({0.0, 1.0}, height - bottom_margin, top_margin, false);
  const double step = (whole - left_margin - right_margin) / static_cast<double>(std::max<std::size_t>(1, count));
  const auto x = [step](std::size_t i) { return left_margin + step * (static_cast<double>(i) + 0.5); };
  for (const double tick : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    svg.line(left_margin, y(tick), whole - right_margin, y(tick), "stroke-opacity=\"0.15\"");
    svg.text(left_margin - 6.0, y(tick) + 4.0, "end", fmt::format("{:.0f}", 100.0 * tick));
  }
  svg.text(4.0, 12.0, "start", "% of draws");
  Json rows = Json::array();
  for (std::size_t i = 0; i < count; ++i) {
    double below = 0.0;
    for (const auto& part : shares.parts) {
      const double share = part.by_year[i];
      const std::string letter = part.colour == rest ? "" : capital(part.name);
      const double top = y(below + share);
      if (share > 0.0) svg.bar(x(i) - 0.42 * step, top, 0.84 * step, y(below) - top, part.colour);
      if (share >= smallest_with_letter && step > 12.0 && !letter.empty()) {
        svg.text(x(i), 0.5 * (top + y(below)) + 4.0, "middle", letter,
                 " class=\"on\" fill=\"#ffffff\" font-weight=\"bold\"");
      }
      below += share;
      rows.push_back({{"year", shares.first_year + static_cast<int>(i)},
                      {"name", part.name},
                      {"letter", letter},
                      {"colour", part.colour},
                      {"share", rounded(share)}});
    }
  }
  years(svg, shares.first_year, count, height - 8.0, x);
  const Json chart = {{"kind", "shares"}, {"alt", shares.alt}, {"rows", std::move(rows)}};
  return {shares.id, shares.title, shares.alt, svg.take(),
          json_text(chart.dump(-1, ' ', true, Json::error_handler_t::replace))};
}

namespace {

/// Of all rows and their middle, with 1 where they come near it.
std::array<double, 2> domain_of(const Swings& swings) {
  constexpr double near = 4.0;
  constexpr double margin = 1.15;
  double low = swings.base;
  double high = swings.base;
  for (const auto& row : swings.rows) {
    for (const double value : {row.low, row.high}) {
      if (!(value > 0.0) || !std::isfinite(value)) continue;
      low = low > 0.0 ? std::min(low, value) : value;
      high = std::max(high, value);
    }
  }
  if (!(low > 0.0)) return {0.1, 10.0};  // nothing but zeros
  if (low <= near && high >= 1.0 / near) {
    low = std::min(low, 1.0);
    high = std::max(high, 1.0);
  }
  return {low / margin, high * margin};
}

}  // namespace

Panel panel_of(const Swings& swings) {
  constexpr double names = 230.0;
  constexpr double row_height = 24.0;
  const double height = row_height * static_cast<double>(swings.rows.size()) + 48.0;
  const std::array<double, 2> domain = domain_of(swings);
  const bool marked = domain[0] <= 1.0 && domain[1] >= 1.0;
  Svg svg(wide, height, swings.alt);
  const Scale x(domain, names, wide - 30.0, true);
  const std::vector<double> ticks = round_ratios(domain);
  const double bottom = 12.0 + row_height * static_cast<double>(swings.rows.size());
  for (const double tick : ticks) {
    svg.line(x(tick), 4.0, x(tick), bottom, "stroke-opacity=\"0.15\"");
    svg.text(x(tick), bottom + 14.0, "middle", tick_text(tick));
  }
  Json rows = Json::array();
  double top = 8.0;
  for (const auto& row : swings.rows) {
    svg.text(names - 8.0, top + 15.0, "end", row.name);
    const std::array<double, 2> ends{row.low, row.high};
    for (int i = 0; i < 2; ++i) {
      const double from = std::min(x(swings.base), x(ends[static_cast<std::size_t>(i)]));
      const double to = std::max(x(swings.base), x(ends[static_cast<std::size_t>(i)]));
      svg.bar(from, top + 3.0, to - from, row_height - 6.0, i == 0 ? first_of_two : second_of_two);
    }
    rows.push_back({{"name", row.name},
                    {"low", rounded(std::max(row.low, domain[0]))},
                    {"high", rounded(std::max(row.high, domain[0]))},
                    {"low_text", row.low_text},
                    {"high_text", row.high_text}});
    top += row_height;
  }
  svg.line(x(swings.base), 4.0, x(swings.base), bottom, "");
  if (marked) svg.line(x(1.0), 4.0, x(1.0), bottom, "stroke-width=\"1.5\" stroke-dasharray=\"5 4\"");
  svg.text(0.5 * (names + wide - 30.0), bottom + 30.0, "middle", swings.label);
  Json texts = Json::array();
  for (const double tick : ticks) texts.push_back(tick_text(tick));
  const Json chart = {{"kind", "swings"},
                      {"alt", swings.alt},
                      {"label", swings.label},
                      {"domain", {rounded(domain[0]), rounded(domain[1])}},
                      {"ticks", ticks},
                      {"texts", std::move(texts)},
                      {"colours", {first_of_two, second_of_two}},
                      {"base", rounded(swings.base)},
                      {"mark", marked ? Json(1.0) : Json(nullptr)},
                      {"rows", std::move(rows)}};
  return {swings.id, swings.title, swings.alt, svg.take(),
          json_text(chart.dump(-1, ' ', true, Json::error_handler_t::replace))};
}

}  // namespace chokepoint::report
