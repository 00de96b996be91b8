// SPDX-License-Identifier: Apache-2.0
// A planning report as one page that needs nothing else. Its policy lets only its own script and style run.
#include <fmt/format.h>

#include <algorithm>

#include "report/document.hpp"
#include "report/escape.hpp"
#include "report/page/page.hpp"

namespace chokepoint::report {

namespace {

/// 'sha256-…' of a policy.
std::string hash_of(std::string_view hexadecimal) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hexadecimal.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hexadecimal.substr(i, 2)), nullptr, 16));
  }
  return "'sha256-" + base64(bytes) + "'";
}

/// A text from a scenario keeps its direction to itself: one that could have another, or marks that would change it.
std::string isolated(std::string_view text) {
  // From U+0590 on, in UTF-8, and so without the accents of Latin letters and the spaces within numbers.
  const bool may_turn =
      std::any_of(text.begin(), text.end(), [](char byte) { return static_cast<unsigned char>(byte) >= 0xD6; });
  return may_turn ? "<bdi>" + escaped(text) + "</bdi>" : escaped(text);
}

class Page {
 public:
  explicit Page(const Document& document) : document_(document) {}

  std::string write() {
    head();
    out_ += "<body>\n<a class=\"skip\" href=\"#answer\">To the answer</a>\n<header>\n";
    out_ += fmt::format("<h1>{}</h1>\n<p class=\"quiet\">{}</p>\n", isolated(document_.title),
                        isolated(document_.subtitle));
    out_ += "<nav aria-label=\"Contents\"><ul>\n";
    for (const Section& section : document_.sections) {
      out_ += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", section.id, escaped(section.title));
    }
    out_ += "</ul></nav>\n</header>\n<main>\n";
    for (const Section& section : document_.sections) {
      out_ += fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n", section.id,
                          escaped(section.title));
      for (const Element& element : section.elements) std::visit([this](const auto& one) { show(one); }, element);
      out_ += "</section>\n";
    }
    out_ +=
        "</main>\n<footer><p class=\"quiet\">Made by chokepoint, which is free software (Apache License 2.0). The "
        "charts are "
        "drawn by Observable Plot; without scripts, still pictures take their place.</p></footer>\n";
    out_ += fmt::format("<script type=\"application/json\" id=\"charts\">{{{}}}</script>\n", charts_);
    out_ += "<script>";
    out_ += page_script;
    out_ += "</script>\n</body>\n</html>\n";
    return std::move(out_);
  }

 private:
  void head() {
    out_ += "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
    out_ += fmt::format(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {}; style-src {}; "
        "base-uri "
        "'none'; form-action 'none'\">\n",
        hash_of(page_script_sha256), hash_of(page_style_sha256));
    out_ +=
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" "
        "content=\"no-referrer\">\n";
    out_ += fmt::format("<title>{}</title>\n<style>", escaped(document_.title));
    out_ += page_style;
    out_ += "</style>\n</head>\n";
  }

  void show(const Paragraph& paragraph) {
    out_ += fmt::format("<p{}>{}</p>\n", paragraph.lead ? " class=\"lead\"" : "", isolated(paragraph.text));
  }
  void show(const Heading& heading) { out_ += fmt::format("<h3>{}</h3>\n", isolated(heading.text)); }
  void show(const Code& code) { out_ += fmt::format("<pre><code>{}</code></pre>\n", escaped(code.text)); }
  void show(const Bullets& bullets) {
    out_ += "<ul>\n";
    for (const std::string& item : bullets.items) out_ += fmt::format("<li>{}</li>\n", isolated(item));
    out_ += "</ul>\n";
  }
  void show(const References& references) {
    out_ += "<ol>\n";
    for (const Reference& one : references.items) {
      out_ += fmt::format("<li id=\"{}\">{}", one.id, isolated(one.text));
      if (!one.address.empty()) {
        out_ += fmt::format(" <a href=\"{0}\" rel=\"noreferrer\">{0}</a>", escaped(one.address));
      }
      out_ += "</li>\n";
    }
    out_ += "</ol>\n";
  }

  void show(const Table& table) {
    // Wider than the screen, it is moved on its own: with the keyboard, too.
    out_ += fmt::format("<section class=\"scroll\" tabindex=\"0\" aria-label=\"Table {}: {}\"><table>\n", ++tables_,
                        escaped(table.caption));
    out_ += fmt::format("<caption>{}</caption>\n<thead><tr>", isolated(table.caption));
    for (const Column& column : table.columns) {
      out_ += fmt::format("<th scope=\"col\"{}>{}</th>", column.number ? " class=\"n\"" : "", isolated(column.name));
    }
    out_ += "</tr></thead>\n<tbody>\n";
    for (const auto& row : table.rows) {
      out_ += "<tr>";
      for (std::size_t i = 0; i < row.size(); ++i) {
        const bool number = i < table.columns.size() && table.columns[i].number;
        const char* const kind = number ? " class=\"n\"" : row[i].text.size() > long_text ? " class=\"t\"" : "";
        out_ += i == 0 ? fmt::format("<th scope=\"row\"{}>{}</th>", kind, content(row[i]))
                       : fmt::format("<td{}>{}</td>", kind, content(row[i]));
      }
      out_ += "</tr>\n";
    }
    out_ += "</tbody></table></section>\n";
  }
  static std::string content(const Cell& cell) {
    if (cell.link.empty()) return isolated(cell.text);
    return fmt::format("<a href=\"{}\">{}</a>", escaped(cell.link), isolated(cell.text));
  }

  void show(const Figure& figure) {
    out_ += fmt::format(
        "<figure id=\"{0}\" aria-labelledby=\"{0}-caption\">\n<figcaption id=\"{0}-caption\">{1}</figcaption>\n",
        figure.id, isolated(figure.caption));
    if (!figure.legend.empty()) {
      out_ += "<ul class=\"legend\">";
      for (const Legend& one : figure.legend) {
        out_ += fmt::format("<li><span class=\"swatch {}\"></span>{}</li>",
                            one.colour < 0 ? "dashed" : fmt::format("k{}", one.colour % 7), isolated(one.name));
      }
      out_ += "</ul>\n";
    }
    out_ += figure.panels.size() == 1 ? "<div class=\"panels wide\">\n" : "<div class=\"panels\">\n";
    for (const Panel& panel : figure.panels) {
      out_ += "<div class=\"panel\">\n";
      if (!panel.title.empty())
        out_ += fmt::format("<p class=\"title\"><strong>{}</strong></p>\n", isolated(panel.title));
      out_ += fmt::format("<div class=\"chart\" data-chart=\"{}\"><div class=\"still\">{}</div></div>\n</div>\n",
                          panel.id, panel.svg);
      charts_ += fmt::format("{}\"{}\":{}", charts_.empty() ? "" : ",\n", panel.id, panel.chart);
    }
    out_ += "</div>\n";
    out_ += "<details><summary>The numbers in this picture</summary>\n";
    show(figure.table);
    out_ += "</details>\n";
    out_ += fmt::format(
        "<p class=\"download\"><a download=\"{0}.csv\" href=\"data:text/csv;charset=utf-8,{1}\">Download the numbers "
        "of {0} "
        "(CSV)</a></p>\n"
        "</figure>\n",
        figure.id, percent_encoded(figure.csv));
  }

  static constexpr std::size_t long_text = 24;

  const Document& document_;
  std::string out_;
  std::string charts_;
  std::size_t tables_ = 0;
};

}  // namespace

std::string html(const Planning& planning) {
  return Page(document_of(planning)).write();
}

}  // namespace chokepoint::report
