// SPDX-License-Identifier: Apache-2.0
#include "scenario/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace chokepoint::scenario {

namespace {

constexpr const char* blanks = " \t";

bool is_blank(std::string_view line) {
  return line.find_first_not_of(blanks) == std::string_view::npos;
}

}  // namespace

CsvReader::CsvReader(std::shared_ptr<const Text> text, std::size_t cells) : text_(std::move(text)), cells_(cells) {
  while (!at_end() && (is_blank(line()) || line().front() == '#')) ++line_;
}

std::optional<Record> CsvReader::next() {
  pass_over_blank_lines();
  if (wrong_ || at_end()) return std::nullopt;
  Record record;
  do {
    if (record.size() == cells_) {
      refuse(record.front().spot, fmt::format("more than {} values in a row", cells_), "");
      return std::nullopt;
    }
    if (!add_cell(record)) return std::nullopt;
  } while (column_ <= line().size());
  ++line_;
  column_ = 0;
  return record;
}

void CsvReader::pass_over_blank_lines() {
  while (!at_end() && is_blank(line())) ++line_;
}

/// A cell, and the comma behind it: afterwards `column_` is at the next cell, or past the end of the line.
bool CsvReader::add_cell(Record& record) {
  return column_ < line().size() && line()[column_] == '"' ? add_quoted(record) : add_plain(record);
}

bool CsvReader::add_plain(Record& record) {
  const std::string& whole = line();
  const std::size_t end = std::min(whole.find(',', column_), whole.size());
  const std::string_view raw = std::string_view(whole).substr(column_, end - column_);
  const std::size_t quote = raw.find('"');
  if (quote != std::string_view::npos) {
    return refuse(spot(column_ + quote, 1), "a quote within a value that does not begin with one",
                  "a value with quotes in it is quoted as a whole, and each of them stands twice: \"a \"\"b\"\"\"");
  }
  const std::size_t first = std::min(raw.find_first_not_of(blanks), raw.size());
  const std::size_t length = first == raw.size() ? 0 : raw.find_last_not_of(blanks) - first + 1;
  record.push_back({std::string(raw.substr(first, length)), spot(column_ + first, std::max<std::size_t>(length, 1))});
  column_ = end + 1;
  return true;
}

bool CsvReader::add_quoted(Record& record) {
  const Spot start = spot(column_, 1);
  const std::size_t first_line = line_;
  std::string text;
  ++column_;
  while (true) {
    const std::string& whole = line();
    const std::size_t quote = whole.find('"', column_);
    if (quote == std::string::npos) {
      text += whole.substr(std::min(column_, whole.size())) + '\n';
      ++line_;
      column_ = 0;
      if (at_end()) return refuse(start, "a quote that never ends", "a quote within a quoted value stands twice: \"\"");
      continue;
    }
    text += whole.substr(column_, quote - column_);
    column_ = quote + 1;
    if (column_ >= whole.size() || whole[column_] != '"') break;
    text += '"';
    ++column_;
  }
  if (column_ < line().size() && line()[column_] != ',') {
    return refuse(spot(column_, 1), "a comma or the end of the line is wanted after the closing quote",
                  "a quote within a quoted value stands twice: \"\"");
  }
  const std::size_t end = line_ == first_line ? column_ : text_->lines[first_line].size();
  record.push_back({std::move(text), {text_, first_line, start.column, end - start.column}});
  ++column_;
  return true;
}

bool CsvReader::refuse(Spot where, std::string message, std::string hint) {
  wrong_ = Wrong{std::move(where), std::move(message), std::move(hint)};
  return false;
}

}  // namespace chokepoint::scenario
