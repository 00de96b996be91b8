// SPDX-License-Identifier: Apache-2.0
// Pictures of a report that leave it: each with title, legend, caption and where it is from, on white.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "chokepoint/report.hpp"
#include "report/document.hpp"
#include "report/escape.hpp"
#include "report/palette.hpp"
#include "report/planning/planning.hpp"
#include "report/text.hpp"
#include "units/utf8.hpp"

namespace chokepoint::report {

namespace {

constexpr double frame = 14.0;         // around it all
constexpr double letter_share = 0.58;  // of the size of a font: what a letter takes, somewhat more than most do
constexpr double line_share = 1.35;    // from line to line
constexpr double title_size = 14.0;
constexpr double legend_size = 12.0;
constexpr double caption_size = 10.5;
constexpr double origin_size = 9.0;

/// The third and fourth number of a viewBox.
struct PictureSize {
  double width = 0.0;
  double height = 0.0;
};
PictureSize size_of(const std::string& svg) {
  constexpr std::string_view key = "viewBox=\"0 0 ";
  PictureSize size;
  std::istringstream(svg.substr(svg.find(key) + key.size(), 40)) >> size.width >> size.height;
  return size;
}

class Standing {
 public:
  explicit Standing(double width) : width_(width) {}

  void paragraph(const std::string& text, double size, const char* more) {
    if (text.empty()) return;
    const auto letters = static_cast<std::size_t>(width_ / (size * letter_share));
    std::istringstream lines(wrapped(text, letters));
    for (std::string line; std::getline(lines, line);) {
      y_ += size * line_share;
      body_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{}\"{}>{}</text>\n", frame, y_, size, more,
                           escaped(line));
    }
    y_ += size * 0.4;
  }

  void legend(const std::vector<Legend>& legend) {
    if (legend.empty()) return;
    constexpr double swatch = 22.0;
    constexpr double gap = 14.0;
    double x = frame;
    y_ += legend_size * line_share;
    for (const Legend& one : legend) {
      const double wide = swatch + 6.0 + static_cast<double>(utf8::width(one.name)) * legend_size * letter_share + gap;
      if (x > frame && x + wide > frame + width_) {
        x = frame;
        y_ += legend_size * line_share;
      }
      mark(one, x, swatch);
      body_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{}\">{}</text>\n", x + swatch + 6.0, y_,
                           legend_size, escaped(one.name));
      x += wide;
    }
    y_ += legend_size * 0.8;
  }

  /// A picture of its own within this one.
  void panel(const std::string& svg, PictureSize size) {
    constexpr std::string_view start = "<svg";
    body_ += fmt::format("<svg x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"{}\n", frame, y_, width_,
                         size.height * width_ / size.width, svg.substr(start.size()));
    y_ += size.height * width_ / size.width;
  }

  std::string take(const std::string& title) const {
    const double width = width_ + 2.0 * frame;
    const double height = y_ + frame;
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} "
        "{1:.0f}\" color=\"#1b1f24\" fill=\"#1b1f24\" font-family=\"sans-serif\">\n"
        "<title>{2}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{3}</svg>\n",
        width, height, escaped(title), body_);
  }

 private:
  void mark(const Legend& one, double x, double swatch) {
    const double middle = y_ - legend_size * 0.35;
    if (one.point) {
      body_ += fmt::format(
          "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\" fill=\"none\" stroke=\"#1b1f24\" stroke-width=\"1.5\"/>\n",
          x + swatch / 2.0, middle);
    } else if (one.dashed) {
      body_ += fmt::format(
          "<path d=\"M{:.1f} {:.1f}h{:.1f}\" stroke=\"#1b1f24\" stroke-width=\"1.5\" stroke-dasharray=\"5 4\"/>\n", x,
          middle, swatch);
    } else {
      body_ += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"9\" fill=\"{}\"/>\n", x,
                           middle - 4.5, swatch, css_colour(one.colour));
    }
  }

  double width_;
  double y_ = frame * 0.5;
  std::string body_;
};

/// The title of the report, which says what was changed, and what drew it.
std::string drawn_from(const Planning& planning) {
  const Run& run = planning.chapters.front().run;
  std::string title = title_of(planning);
  if (std::string_view(".?!)").find(title.back()) == std::string_view::npos) title += '.';
  return fmt::format("{} Made with chokepoint {}{}, {} draws, seed {}.", title, run.version,
                     planning.provenance.commit.empty() ? "" : fmt::format(", commit {}", planning.provenance.commit),
                     grouped(run.summary.draws), run.ensemble.seed);
}

/// Of all that a figure shows, what one of its panels does.
std::vector<Legend> legend_of(const Figure& figure, const Panel& panel) {
  std::vector<Legend> shown;
  std::copy_if(figure.legend.begin(), figure.legend.end(), std::back_inserter(shown), [&panel](const Legend& one) {
    const char* const drawn = one.point ? "<circle" : one.dashed ? "stroke-dasharray" : css_colour(one.colour);
    return panel.svg.find(drawn) != std::string::npos;
  });
  return shown;
}

/// The scenario of a figure, where there are several: its name ends in the number that each() gives.
std::string scenario_of(const Planning& planning, const Figure& figure) {
  if (!planning::several(planning)) return "";
  const std::string number = figure.id.substr(figure.id.rfind('-') + 1);
  for (std::size_t i = 0; i < planning.chapters.size(); ++i) {
    if (number == fmt::format("{}", i + 1)) return planning::heading_of(planning.chapters[i]);
  }
  return "";  // of all of them
}

/// `of`: the scenario, where there are several.
std::string picture_of(const Figure& figure, const Panel& panel, const std::string& of, const std::string& origin) {
  const PictureSize size = size_of(panel.svg);
  Standing picture(std::max(size.width, 420.0));
  picture.paragraph(panel.title, title_size, " font-weight=\"bold\"");
  picture.paragraph(of, legend_size, "");
  picture.legend(legend_of(figure, panel));
  picture.panel(panel.svg, size);
  picture.paragraph(figure.caption, caption_size, "");
  picture.paragraph(origin, origin_size, " fill=\"#5b6570\"");
  return picture.take(panel.alt);
}

}  // namespace

std::vector<Named> charts(const Planning& planning) {
  const Document document = document_of(planning);
  const std::string origin = drawn_from(planning);
  std::vector<Named> files;
  for (const Section& section : document.sections) {
    for (const Element& element : section.elements) {
      const auto* const figure = std::get_if<Figure>(&element);
      if (figure == nullptr) continue;
      const std::string of = scenario_of(planning, *figure);
      for (const Panel& panel : figure->panels)
        files.push_back({panel.id + ".svg", picture_of(*figure, panel, of, origin)});
    }
  }
  return files;
}

}  // namespace chokepoint::report
