// SPDX-License-Identifier: Apache-2.0
// Comma-separated values, as RFC 4180 has them, with the place of every cell.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scenario/diagnostics.hpp"

namespace chokepoint::scenario {

struct Cell {
  std::string text;  // without its quotes; without blanks around it, where it has none
  Spot spot;         // of the text as it stands in the file, its first line
};
using Record = std::vector<Cell>;  // never empty

/// Reads a text from its head on. Lines that begin with '#' before the first record are remarks; blank lines are no
/// records. What is wrong ends the reading.
class CsvReader {
 public:
  struct Wrong {
    Spot spot;
    std::string message;
    std::string hint;
  };

  /// A record of more than `cells` cells is wrong: memory for one is bounded by them, and by the text.
  explicit CsvReader(std::shared_ptr<const Text> text, std::size_t cells = 1 << 20U);

  /// The next record; nothing at the end of the text, and where it is wrong.
  [[nodiscard]] std::optional<Record> next();
  /// What ended the reading before the end of the text, or nothing.
  [[nodiscard]] const std::optional<Wrong>& wrong() const { return wrong_; }

 private:
  [[nodiscard]] const std::string& line() const { return text_->lines[line_]; }
  [[nodiscard]] bool at_end() const { return line_ >= text_->lines.size(); }
  [[nodiscard]] Spot spot(std::size_t column, std::size_t length) const { return {text_, line_, column, length}; }
  void pass_over_blank_lines();
  bool add_cell(Record& record);
  bool add_plain(Record& record);
  bool add_quoted(Record& record);
  bool refuse(Spot where, std::string message, std::string hint);

  std::shared_ptr<const Text> text_;
  std::size_t cells_;
  std::size_t line_ = 0;
  std::size_t column_ = 0;
  std::optional<Wrong> wrong_;
};

}  // namespace chokepoint::scenario
