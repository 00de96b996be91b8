// SPDX-License-Identifier: Apache-2.0
// A planning report as one page that needs nothing else. Its policy lets only its own script and style run.
#include <fmt/format.h>

#include <algorithm>

#include "report/document.hpp"
#include "report/escape.hpp"
#include "report/page/page.hpp"
#include "report/palette.hpp"
#include "units/utf8.hpp"

namespace chokepoint::report {

namespace {

/// A text from a scenario keeps its direction to itself: one that could have another, or marks that would change it.
std::string isolated(std::string_view text) {
  // From U+0590 on, in UTF-8, and so without the accents of Latin letters and the spaces within numbers.
  const bool may_turn =
      std::any_of(text.begin(), text.end(), [](char byte) { return static_cast<unsigned char>(byte) >= 0xD6; });
  return may_turn ? "<bdi>" + escaped(text) + "</bdi>" : escaped(text);
}

/// In a style sheet: nothing of it can end the string.
std::string css_string(std::string_view text) {
  std::string out = "\"";
  for (const char byte : text) {
    const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
                       byte == ' ' || static_cast<unsigned char>(byte) >= 0x80U;
    out += plain ? std::string(1, byte) : fmt::format("\\{:x} ", static_cast<unsigned>(byte));
  }
  return out + '"';
}

/// The sheet, and the line below it.
std::string sheet_style(const std::string& title, Paper paper, const std::string& date, bool brief) {
  constexpr std::size_t longest = 90;
  std::string left(utf8::first(title, longest));
  if (left.size() < title.size()) left += "…";
  const char* const common = "font: 7.5pt system-ui, \"DejaVu Sans\", sans-serif; color: #333;";
  return fmt::format(
      "@page {{ size: {}; margin: {}; @bottom-left {{ content: {}; white-space: nowrap; {} }} "
      "@bottom-right {{ content: {} counter(page) \" of \" counter(pages); {} }} }}\n",
      paper == Paper::a4 ? "A4" : "letter", brief ? "10mm 14mm 13mm" : "15mm 14mm 17mm", css_string(left), common,
      css_string(date.empty() ? "page " : date + ", page "), common);
}

/// For a screen, or for a program that prints it.
class Page {
 public:
  explicit Page(const Document& document) : document_(document) {}
  Page(const Document& document, std::string sheet) : document_(document), sheet_(std::move(sheet)), paper_(true) {}

  std::string write(bool brief) {
    head();
    out_ += fmt::format("<body{}>\n", brief ? " class=\"brief\"" : "");
    if (!paper_) out_ += "<a class=\"skip\" href=\"#answer\">To the answer</a>\n";
    out_ += fmt::format("<header>\n<h1>{}</h1>\n<p class=\"quiet\">{}</p>\n", isolated(document_.title),
                        isolated(document_.subtitle));
    if (!document_.changes.empty()) {
      out_ += fmt::format("<p class=\"changes\"><strong>{}</strong></p>\n", isolated(document_.changes));
    }
    if (!paper_) contents();
    out_ += "</header>\n<main>\n";
    for (const Section& section : document_.sections) {
      out_ += fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n", section.id,
                          escaped(section.title));
      for (const Element& element : section.elements) std::visit([this](const auto& one) { show(one); }, element);
      out_ += "</section>\n";
    }
    out_ += "</main>\n";
    if (paper_) return std::move(out_) + "</body>\n</html>\n";
    out_ +=
        "<footer><p class=\"quiet\">Made by chokepoint, which is free software (Apache License 2.0). The charts are "
        "drawn "
        "by Observable Plot; without scripts, still pictures take their place.</p></footer>\n";
    out_ += fmt::format("<script type=\"application/json\" id=\"charts\">{{{}}}</script>\n", charts_);
    out_ += "<script>";
    out_ += page_script;
    out_ += "</script>\n</body>\n</html>\n";
    return std::move(out_);
  }

 private:
  void head() {
    out_ += "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
    // What is printed is gone afterwards: it has no script, and a style of its own.
    const std::string policy = paper_ ? "style-src 'unsafe-inline'"
                                      : fmt::format("script-src {}; style-src {}", policy_hash(page_script_sha256),
                                                    policy_hash(page_style_sha256));
    out_ += fmt::format(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; {}; base-uri 'none'; form-action "
        "'none'\">\n",
        policy);
    out_ +=
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" "
        "content=\"no-referrer\">\n";
    out_ += fmt::format("<title>{}</title>\n<style>", escaped(document_.title));
    out_ += page_style;
    out_ += sheet_ + "</style>\n</head>\n";
  }

  void contents() {
    out_ += "<nav aria-label=\"Contents\"><ul>\n";
    for (const Section& section : document_.sections) {
      out_ += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", section.id, escaped(section.title));
    }
    out_ += "</ul></nav>\n";
  }

  void show(const Headline& headline) {
    out_ += fmt::format("<p class=\"headline\">{}</p>\n", isolated(headline.text));
  }
  void show(const Facts& facts) {
    out_ += "<ul class=\"facts\">\n";
    for (const Fact& fact : facts.items) {
      out_ += fmt::format("<li><strong>{}</strong> {}</li>\n", isolated(fact.value), isolated(fact.label));
    }
    out_ += "</ul>\n";
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
        // On a narrow screen a row stands on lines of its own, each with the name of its column.
        out_ += i == 0 ? fmt::format("<th scope=\"row\"{}>{}</th>", kind, content(row[i]))
                       : fmt::format("<td{} data-name=\"{}\">{}</td>", kind,
                                     i < table.columns.size() ? escaped(table.columns[i].name) : "", content(row[i]));
      }
      out_ += "</tr>\n";
    }
    out_ += "</tbody></table></section>\n";
  }
  static std::string content(const Cell& cell) {
    if (cell.link.empty()) return isolated(cell.text);
    return fmt::format("<a href=\"{}\">{}</a>", escaped(cell.link), isolated(cell.text));
  }

  void show_legend(const std::vector<Legend>& legend) {
    if (legend.empty()) return;
    out_ += "<ul class=\"legend\">";
    for (const Legend& one : legend) {
      out_ += fmt::format("<li><span class=\"swatch {}\"></span>{}</li>",
                          one.point    ? "point"
                          : one.dashed ? "dashed"
                                       : colour_class(one.colour),
                          isolated(one.name));
    }
    out_ += "</ul>\n";
  }

  void show(const Figure& figure) {
    out_ += fmt::format(
        "<figure id=\"{0}\" aria-labelledby=\"{0}-caption\">\n<figcaption id=\"{0}-caption\">{1}</figcaption>\n",
        figure.id, isolated(figure.caption));
    show_legend(figure.legend);
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
    if (!paper_) show_numbers(figure);
    out_ += "</figure>\n";
  }

  void show_numbers(const Figure& figure) {
    out_ += "<details><summary>The numbers in this picture</summary>\n";
    show(figure.table);
    out_ += "</details>\n";
    out_ += fmt::format(
        "<p class=\"download\"><a download=\"{0}.csv\" href=\"data:text/csv;charset=utf-8,{1}\">Download the numbers "
        "of {0} (CSV)</a></p>\n",
        figure.id, percent_encoded(figure.csv));
  }

  static constexpr std::size_t long_text = 24;

  const Document& document_;
  std::string sheet_;
  bool paper_ = false;
  std::string out_;
  std::string charts_;
  std::size_t tables_ = 0;
};

}  // namespace

std::string page_of(const Document& document) {
  return Page(document).write(false);
}

std::string html(const Planning& planning) {
  const Document document = document_of(planning);
  return Page(document).write(planning.brief);
}

std::string print_page(const Planning& planning, Paper paper, const std::string& date) {
  const Document document = document_of(planning);
  return Page(document, sheet_style(document.title, paper, date, planning.brief)).write(planning.brief);
}

}  // namespace chokepoint::report
