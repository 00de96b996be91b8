// SPDX-License-Identifier: Apache-2.0
#include "report/charts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "report/escape.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

using Json = nlohmann::ordered_json;

// The colours of page.css on paper.
constexpr std::array<const char*, chart_colours> colours{"#0b6db0", "#b34700", "#00795a", "#a03a78",
                                                         "#7a6200", "#5b4fb3", "#4f5b66"};

std::size_t hue(int colour) {
  return static_cast<std::size_t>(colour) % chart_colours;
}

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
    out_ += fmt::format("<path class=\"k{}\" d=\"{}Z\" fill=\"{}\" fill-opacity=\"{}\"/>", hue(colour), path(points),
                        colours[hue(colour)], opacity);
  }
  void curve(const std::vector<std::array<double, 2>>& points, int colour) {
    out_ += fmt::format("<path class=\"s{}\" d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2.5\"/>", hue(colour),
                        path(points), colours[hue(colour)]);
  }
  void dashes(const std::vector<std::array<double, 2>>& points) {
    out_ += fmt::format(
        "<path d=\"{}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\" stroke-dasharray=\"5 4\"/>",
        path(points));
  }
  void bar(double x, double y, double width, double height, int colour) {
    out_ +=
        fmt::format("<rect class=\"k{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\"/>",
                    hue(colour), x, y, width, height, colours[hue(colour)]);
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

Panel panel_of(const Bands& bands) {
  constexpr double height = 260.0;
  const auto& spreads = bands.series->years;
  const std::size_t count = spreads.size();
  Svg svg(width, height, bands.alt);
  const Scale y(bands.domain, height - bottom_margin, top_margin, true);
  const auto x = [count](std::size_t i) {
    const double span = width - left_margin - right_margin - 20.0;
    return left_margin + 10.0 +
           (count == 1 ? 0.5 * span : span * static_cast<double>(i) / static_cast<double>(count - 1));
  };
  for (const int power : ticks_of(bands.domain)) {
    const double at = y(std::pow(10.0, power));
    svg.line(left_margin, at, width - right_margin, at, "stroke-opacity=\"0.15\"");
    svg.text(left_margin - 6.0, at + 4.0, "end", fmt::format("1e{}", power));
  }
  svg.text(4.0, 12.0, "start", unit_of(bands.series->kind));
  const auto between = [&](std::size_t low, std::size_t high, double opacity) {
    std::vector<std::array<double, 2>> outline;
    for (std::size_t i = 0; i < count; ++i) outline.push_back({x(i), y(spreads[i].quantiles[high])});
    for (std::size_t i = count; i-- > 0;) outline.push_back({x(i), y(spreads[i].quantiles[low])});
    svg.area(outline, bands.colour, opacity);
  };
  between(1, 5, 0.18);
  between(2, 4, 0.3);
  std::vector<std::array<double, 2>> median;
  std::vector<std::array<double, 2>> trend;
  Json rows = Json::array();
  for (std::size_t i = 0; i < count; ++i) {
    const auto& at = spreads[i].quantiles;
    const double goal = bands.trajectory->years[i].median();
    median.push_back({x(i), y(at[3])});
    trend.push_back({x(i), y(goal)});
    const auto shown = [&bands](double value) { return rounded(std::max(value, bands.domain[0])); };
    rows.push_back({bands.first_year + static_cast<int>(i), shown(at[1]), shown(at[2]), shown(at[3]), shown(at[4]),
                    shown(at[5]), shown(goal)});
  }
  if (count == 1) {
    for (auto* const line : {&median, &trend}) line->insert(line->begin(), {(*line)[0][0] - 8.0, (*line)[0][1]});
  }
  svg.curve(median, bands.colour);
  svg.dashes(trend);
  years(svg, bands.first_year, count, height - 8.0, x);
  const Json chart = {{"kind", "bands"},        {"alt", bands.alt},       {"unit", unit_of(bands.series->kind)},
                      {"colour", bands.colour}, {"domain", bands.domain}, {"rows", std::move(rows)}};
  return {bands.id, bands.title, bands.alt, svg.take(),
          json_text(chart.dump(-1, ' ', true, Json::error_handler_t::replace))};
}

Panel panel_of(const Shares& shares) {
  constexpr double height = 260.0;
  constexpr double smallest_with_letter = 0.1;
  const std::size_t count = shares.parts.empty() ? 0 : shares.parts.front().by_year.size();
  Svg svg(wide, height, shares.alt);
  const Scale y({0.0, 1.0}, height - bottom_margin, top_margin, false);
  const double step = (wide - left_margin - right_margin) / static_cast<double>(std::max<std::size_t>(1, count));
  const auto x = [step](std::size_t i) { return left_margin + step * (static_cast<double>(i) + 0.5); };
  for (const double tick : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    svg.line(left_margin, y(tick), wide - right_margin, y(tick), "stroke-opacity=\"0.15\"");
    svg.text(left_margin - 6.0, y(tick) + 4.0, "end", fmt::format("{:.0f}", 100.0 * tick));
  }
  svg.text(4.0, 12.0, "start", "% of draws");
  Json rows = Json::array();
  for (std::size_t i = 0; i < count; ++i) {
    double below = 0.0;
    for (const auto& part : shares.parts) {
      const double share = part.by_year[i];
      const std::string letter = capital(part.name);
      const double top = y(below + share);
      if (share > 0.0) svg.bar(x(i) - 0.42 * step, top, 0.84 * step, y(below) - top, part.colour);
      if (share >= smallest_with_letter && step > 12.0) {
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

Panel panel_of(const Swings& swings) {
  constexpr double names = 230.0;
  constexpr double row_height = 24.0;
  const double height = row_height * static_cast<double>(swings.rows.size()) + 48.0;
  std::vector<double> values{swings.base};
  if (swings.mark) values.push_back(*swings.mark);
  for (const auto& row : swings.rows) values.insert(values.end(), {row.low, row.high});
  auto [low, high] = std::minmax_element(values.begin(), values.end());
  std::array<double, 2> domain{*low, *high};
  const bool logarithmic = swings.logarithmic && *low > 0.0;
  if (logarithmic) {
    domain = {*low / 1.15, *high * 1.15};
  } else if (*low == *high) {
    domain = {*low - 0.5, *high + 0.5};
  }
  Svg svg(wide, height, swings.alt);
  const Scale x(domain, names, wide - 30.0, logarithmic);
  Json rows = Json::array();
  double top = 8.0;
  for (const auto& row : swings.rows) {
    svg.text(names - 8.0, top + 15.0, "end", row.name);
    const std::array<double, 2> ends{row.low, row.high};
    for (int i = 0; i < 2; ++i) {
      const double from = std::min(x(swings.base), x(ends[static_cast<std::size_t>(i)]));
      const double to = std::max(x(swings.base), x(ends[static_cast<std::size_t>(i)]));
      svg.bar(from, top + 3.0, to - from, row_height - 6.0, i);
    }
    rows.push_back({{"name", row.name},
                    {"low", rounded(row.low)},
                    {"high", rounded(row.high)},
                    {"low_text", row.low_text},
                    {"high_text", row.high_text}});
    top += row_height;
  }
  svg.line(x(swings.base), 4.0, x(swings.base), top + 4.0, "");
  if (swings.mark) svg.line(x(*swings.mark), 4.0, x(*swings.mark), top + 4.0, "stroke-dasharray=\"4 3\"");
  for (const double value : {domain[0], swings.base, domain[1]}) {
    svg.text(x(value), top + 18.0, "middle", factor(value));
  }
  svg.text(0.5 * (names + wide - 30.0), top + 34.0, "middle", swings.label);
  const Json chart = {{"kind", "swings"},
                      {"alt", swings.alt},
                      {"label", swings.label},
                      {"logarithmic", logarithmic},
                      {"domain", {rounded(domain[0]), rounded(domain[1])}},
                      {"base", rounded(swings.base)},
                      {"mark", swings.mark ? Json(*swings.mark) : Json(nullptr)},
                      {"rows", std::move(rows)}};
  return {swings.id, swings.title, swings.alt, svg.take(),
          json_text(chart.dump(-1, ' ', true, Json::error_handler_t::replace))};
}

}  // namespace chokepoint::report
