// SPDX-License-Identifier: Apache-2.0
// A planning report for a repository: Markdown, with its pictures beside it.
#include <fmt/format.h>

#include <algorithm>

#include "report/document.hpp"
#include "report/escape.hpp"

namespace chokepoint::report {

namespace {

/// A still picture that stands alone: on paper, whatever surrounds it.
std::string standing(const std::string& svg) {
  const std::size_t end = svg.find('>');
  return svg.substr(0, end) +
         " color=\"#1b1f24\" font-family=\"sans-serif\"><rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>" +
         svg.substr(end + 1) + "\n";
}

class Text {
 public:
  Text(const Document& document, const std::string& name) : document_(document), name_(name) {}

  std::vector<Named> write() {
    out_ = fmt::format("# {}\n\n{}\n", escaped_markdown(document_.title), escaped_markdown(document_.subtitle));
    if (!document_.changes.empty()) out_ += fmt::format("\n**{}**\n", escaped_markdown(document_.changes));
    for (const Section& section : document_.sections) {
      out_ += fmt::format("\n## {}\n", escaped_markdown(section.title));
      for (const Element& element : section.elements) std::visit([this](const auto& one) { show(one); }, element);
    }
    files_.insert(files_.begin(), {name_ + ".md", out_});
    return std::move(files_);
  }

 private:
  void show(const Paragraph& paragraph) {
    const char* const strong = paragraph.lead ? "**" : "";
    out_ += fmt::format("\n{}{}{}\n", strong, escaped_markdown(paragraph.text), strong);
  }
  void show(const Heading& heading) { out_ += fmt::format("\n### {}\n", escaped_markdown(heading.text)); }
  void show(const Headline& headline) { show(Paragraph{headline.text, true}); }
  void show(const Facts& facts) {
    out_ += '\n';
    for (const Fact& fact : facts.items) {
      out_ += fmt::format("- **{}** {}\n", escaped_markdown(fact.value), escaped_markdown(fact.label));
    }
  }
  void show(const Code& code) {
    // Longer than any run of backticks within.
    std::string fence = "```";
    while (code.text.find(fence) != std::string::npos) fence += '`';
    out_ += fmt::format("\n{0}\n{1}\n{0}\n", fence, code.text);
  }
  void show(const Bullets& bullets) {
    out_ += '\n';
    for (const std::string& item : bullets.items) out_ += fmt::format("- {}\n", escaped_markdown(item));
  }
  void show(const References& references) {
    out_ += '\n';
    std::size_t number = 1;
    for (const Reference& one : references.items) {
      out_ += fmt::format("{}. {}", number++, escaped_markdown(one.text));
      if (!one.address.empty() && one.address.find_first_of("<> \n\t") == std::string::npos) {
        out_ += fmt::format(" <{}>", one.address);
      }
      out_ += '\n';
    }
  }
  void show(const Table& table) {
    out_ += fmt::format("\n{}:\n\n|", escaped_markdown(table.caption));
    for (const Column& column : table.columns) out_ += fmt::format(" {} |", escaped_markdown(column.name));
    out_ += "\n|";
    for (const Column& column : table.columns) out_ += column.number ? " ---: |" : " --- |";
    out_ += '\n';
    for (const auto& row : table.rows) {
      out_ += '|';
      for (const Cell& cell : row) out_ += fmt::format(" {} |", escaped_markdown(cell.text));
      out_ += '\n';
    }
  }
  void show(const Figure& figure) {
    out_ += fmt::format("\n{}\n", escaped_markdown(figure.caption));
    for (const Panel& panel : figure.panels) {
      const std::string file = fmt::format("{}-{}.svg", name_, panel.id);
      out_ += fmt::format("\n![{}]({})\n", escaped_markdown(panel.alt), percent_encoded(file));
      files_.push_back({file, standing(panel.svg)});
    }
    show(figure.table);
  }
  const Document& document_;
  std::string name_;
  std::string out_;
  std::vector<Named> files_;
};

}  // namespace

std::vector<Named> markdown(const Planning& planning, const std::string& name) {
  return Text(document_of(planning), name).write();
}

}  // namespace chokepoint::report
