// SPDX-License-Identifier: Apache-2.0
// A planning report before it has a format: sections of paragraphs, tables and pictures. planning/ writes it out of
// results; html.cpp and markdown.cpp show it. Texts are plain: whoever shows them escapes them.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "chokepoint/report.hpp"

namespace chokepoint::report {

struct Paragraph {
  std::string text;
  bool lead = false;
};

struct Heading {
  std::string text;
};

/// The answer in one line.
struct Headline {
  std::string text;
};

/// Some numbers to see at once.
struct Fact {
  std::string value;  // "66%"
  std::string label;  // "of the draws are stopped by 2030"
};
struct Facts {
  std::vector<Fact> items;
};

struct Cell {
  std::string text;
  std::string link;  // "#reference-3", or empty
};

struct Column {
  std::string name;
  bool number = false;  // short, to the right
};

/// The first cell of a row is its head.
struct Table {
  std::string caption;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
};

/// One picture: still, and as the data that page.js draws from.
struct Panel {
  std::string id;
  std::string title;
  std::string alt;
  std::string svg;    // an <svg> element that takes its colours from where it stands
  std::string chart;  // JSON
};

struct Legend {
  std::string name;
  int colour = 0;  // palette.hpp
  bool dashed = false;
  bool point = false;
};

struct Figure {
  std::string id;
  std::string caption;
  std::vector<Legend> legend;
  std::vector<Panel> panels;
  Table table;      // what the panels show, for those who cannot see them
  std::string csv;  // the same, to take away
};

struct Bullets {
  std::vector<std::string> items;
};

struct Code {
  std::string text;
};

struct Reference {
  std::string id;
  std::string text;
  std::string address;  // http or https, or empty
};
struct References {
  std::vector<Reference> items;  // numbered from 1
};

using Element = std::variant<Paragraph, Heading, Headline, Facts, Table, Figure, Bullets, Code, References>;

struct Section {
  std::string id;
  std::string title;
  std::vector<Element> elements;
};

struct Document {
  std::string title;
  std::string subtitle;
  std::string changes;  // against the files of the scenarios, or empty
  std::vector<Section> sections;
};

/// The name under which reports and EarlierRun list the date of the trajectory's anchor, which is no parameter.
inline constexpr const char* anchor_date = "trajectory.anchor_date";

[[nodiscard]] Document document_of(const Planning& planning);

/// A document as a page that needs nothing else. One of its sections is "answer".
[[nodiscard]] std::string page_of(const Document& document);

/// The title of a report: it says so when the scenarios are not those of their files.
[[nodiscard]] std::string title_of(const Planning& planning);

}  // namespace chokepoint::report
