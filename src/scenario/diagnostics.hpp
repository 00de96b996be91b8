// SPDX-License-Identifier: Apache-2.0
// Where things stand in the texts that were read, and the list of what is wrong
// with them.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "chokepoint/scenario.hpp"

namespace chokepoint::scenario {

/// A text that was read, by lines.
struct Text {
  std::string file;
  std::size_t order = 0;  // in which it was read
  std::vector<std::string> lines;
  bool is_table = false;  // of a series: values by year, not YAML
};

/// A piece of one line of a text. Columns are bytes from 0 here; people are
/// shown characters from 1.
struct Spot {
  std::shared_ptr<const Text> text;
  std::size_t line = 0;  // from 0
  std::size_t column = 0;
  std::size_t length = 1;

  /// `length` bytes from `offset` bytes into this spot.
  [[nodiscard]] Spot part(std::size_t offset, std::size_t piece) const { return {text, line, column + offset, piece}; }
};

[[nodiscard]] Place place_of(const Spot& spot);

/// Gathers all that is wrong; none of it stops the reading.
class Diagnostics {
 public:
  void error(const Spot& spot, std::string message, std::string hint = {});
  void warning(const Spot& spot, std::string message, std::string hint = {});
  /// A warning of what changes the answer.
  void pressing(const Spot& spot, std::string message, std::string hint);
  /// Of a file as a whole.
  void error(const std::string& file, std::string message, std::string hint = {});

  [[nodiscard]] bool any_errors() const { return errors_ > 0; }
  [[nodiscard]] std::size_t errors() const { return errors_; }
  /// In the order of the texts, no more than fifty.
  [[nodiscard]] std::vector<Diagnostic> sorted() const;

 private:
  using Severity = Diagnostic::Severity;
  /// The line is copied only for what is shown: a hundred thousand errors may
  /// stand in one line of a megabyte.
  struct Entry {
    Severity severity;
    Spot spot;         // without a text: of the file as a whole
    std::string file;  // then
    std::string message;
    std::string hint;
    bool pressing = false;
  };
  static Diagnostic shown(Entry entry);
  void add(Entry entry);

  std::vector<Entry> entries_;  // the first ones
  std::size_t errors_ = 0;      // of all
  std::size_t count_ = 0;       // all
};

/// The hint "did you mean X?", or nothing when no candidate is near.
[[nodiscard]] std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace chokepoint::scenario
