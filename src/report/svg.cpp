// SPDX-License-Identifier: Apache-2.0
// A map as a picture: colours that people with any colour vision tell apart, letters beside them.
#include <fmt/format.h>

#include <algorithm>

#include "chokepoint/report.hpp"
#include "report/escape.hpp"
#include "report/map.hpp"
#include "report/palette.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

using analysis::Phase;
using analysis::Sweep;

constexpr double plot_width = 620.0;
constexpr double plot_height = 420.0;
constexpr double margin_left = 110.0;
constexpr double margin_top = 50.0;
constexpr double legend_height = 26.0;

class Picture {
 public:
  Picture(const Context& context, const Sweep& map)
      : context_(context),
        map_(map),
        columns_(map.axes[0].values.size()),
        rows_(map.axes[1].values.size()),
        cell_width_(plot_width / static_cast<double>(columns_)),
        cell_height_(plot_height / static_cast<double>(rows_)),
        letters_(letters_of(map.constraints)) {}

  std::string draw() {
    const double height =
        margin_top + plot_height + 116.0 + legend_height * static_cast<double>(map_.constraints.size());
    out_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" "
        "font-family=\"sans-serif\" font-size=\"14\">\n",
        margin_left + plot_width + 30.0, height);
    out_ += fmt::format("<title>{}</title>\n", escaped(title()));
    out_ += "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
    std::string line = title();
    line.resize(line.find('\n') == std::string::npos ? line.size() : line.find('\n'));
    // What would run out of the picture is in the <title>.
    const std::string first = wrapped(line, 90);
    text(margin_left, 28.0, "start", first.substr(0, first.find('\n')));
    cells();
    lines();
    axes();
    legend(margin_top + plot_height + 76.0);
    return out_ + "</svg>\n";
  }

 private:
  [[nodiscard]] std::string title() const {
    return fmt::format("What stops it by {}: {}", map_.year,
                       context_.scenario->title.empty() ? context_.scenario->name : context_.scenario->title);
  }
  [[nodiscard]] double x_of(double column) const { return margin_left + (column + 0.5) * cell_width_; }
  [[nodiscard]] double y_of(double row) const { return margin_top + plot_height - (row + 0.5) * cell_height_; }

  void text(double x, double y, const char* anchor, std::string_view content, const char* fill = "#000000") {
    out_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" fill=\"{}\">{}</text>\n", x, y, anchor,
                        fill, escaped(content));
  }

  void cells() {
    for (std::size_t column = 0; column < columns_; ++column) {
      for (std::size_t row = 0; row < rows_; ++row) {
        const Phase phase = analysis::phase_of(map_.cells[column * rows_ + row]);
        out_ += fmt::format(
            "<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" fill=\"{}\" "
            "fill-opacity=\"{}\"><title>{} {}</title></rect>\n",
            x_of(static_cast<double>(column)) - 0.5 * cell_width_, y_of(static_cast<double>(row)) - 0.5 * cell_height_,
            cell_width_ + 0.3, cell_height_ + 0.3,
            css_colour(phase.constraint ? colour_of(map_.constraints[*phase.constraint]) : rest),
            phase.stopped || !phase.constraint ? "1" : "0.35",
            phase.constraint ? escaped(map_.constraints[*phase.constraint]) : "nothing stops it",
            phase.constraint ? escaped(percent(phase.probability)) : "");
      }
    }
    // Letters here and there, so that the picture also reads without its colours.
    const std::size_t step_x = std::max<std::size_t>(1, columns_ / 8);
    const std::size_t step_y = std::max<std::size_t>(1, rows_ / 6);
    for (std::size_t column = step_x / 2; column < columns_; column += step_x) {
      for (std::size_t row = step_y / 2; row < rows_; row += step_y) {
        const Phase phase = analysis::phase_of(map_.cells[column * rows_ + row]);
        if (!phase.constraint) continue;
        const char letter = letters_[*phase.constraint];
        text(x_of(static_cast<double>(column)), y_of(static_cast<double>(row)) + 5.0, "middle",
             std::string(1, phase.stopped ? letter : static_cast<char>(letter - 'A' + 'a')),
             phase.stopped ? "#ffffff" : "#000000");
      }
    }
  }

  /// Black on white, to be seen on every colour.
  void lines() {
    std::string path;
    for (const auto& segment : analysis::contour(map_)) {
      path += fmt::format("M{:.2f} {:.2f}L{:.2f} {:.2f}", x_of(segment.x1), y_of(segment.y1), x_of(segment.x2),
                          y_of(segment.y2));
    }
    for (const auto& [colour, width] : {std::pair{"#ffffff", 6}, std::pair{"#000000", 3}}) {
      out_ += fmt::format("<path fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linecap=\"round\" d=\"{}\"/>\n",
                          colour, width, path);
    }
  }

  void axes() {
    const auto& x = map_.axes[0];
    const auto& y = map_.axes[1];
    constexpr std::size_t ticks = 4;
    for (std::size_t i = 0; i <= ticks; ++i) {
      const std::size_t column = i * (columns_ - 1) / ticks;
      const std::size_t row = i * (rows_ - 1) / ticks;
      text(x_of(static_cast<double>(column)), margin_top + plot_height + 20.0, "middle",
           units::print(x.values[column], x.parameter->kind));
      text(margin_left - 8.0, y_of(static_cast<double>(row)) + 5.0, "end",
           units::print(y.values[row], y.parameter->kind));
    }
    text(margin_left + 0.5 * plot_width, margin_top + plot_height + 44.0, "middle", x.path);
    out_ += fmt::format("<text transform=\"translate(18 {:.1f}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
                        margin_top + 0.5 * plot_height, escaped(y.path));
  }

  void legend(double y) {
    for (std::size_t k = 0; k < map_.constraints.size(); ++k, y += legend_height) {
      out_ += fmt::format("<rect x=\"{:.0f}\" y=\"{:.0f}\" width=\"18\" height=\"18\" fill=\"{}\"/>\n", margin_left,
                          y - 14.0, css_colour(colour_of(map_.constraints[k])));
      text(margin_left + 26.0, y, "start", fmt::format("{} {}", letters_[k], map_.constraints[k]));
    }
    text(margin_left, y, "start",
         fmt::format("Pale, small letters: fewer than half of all draws are stopped by {}; grey: none is.", map_.year));
    text(margin_left, y + 20.0, "start", "Black line: half of them are.");
  }

  const Context& context_;
  const Sweep& map_;
  std::size_t columns_;
  std::size_t rows_;
  double cell_width_;
  double cell_height_;
  std::string letters_;
  std::string out_;
};

}  // namespace

std::string map_svg(const Context& context, const Sweep& map) {
  return Picture(context, map).draw();
}

}  // namespace chokepoint::report
