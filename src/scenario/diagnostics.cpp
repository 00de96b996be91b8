// SPDX-License-Identifier: Apache-2.0
#include "scenario/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "units/utf8.hpp"

namespace chokepoint::scenario {

namespace {

constexpr std::size_t most_shown = 50;
constexpr std::size_t most_kept = 10'000;  // the rest is only counted
constexpr std::size_t window = 100;        // characters of a line that are shown

/// The text in characters that can be shown: a tab is a space, what a terminal would obey is U+FFFD.
std::vector<std::string> printable(std::string_view text) {
  std::vector<std::string> characters;
  while (!text.empty()) {
    const std::string_view bytes = utf8::front(text).bytes;
    characters.push_back(utf8::printable_line(bytes));
    text.remove_prefix(bytes.size());
  }
  return characters;
}

/// Columns of the characters [first, last).
std::size_t columns(const std::vector<std::string>& characters, std::size_t first, std::size_t last) {
  std::size_t sum = 0;
  for (std::size_t i = first; i < last; ++i) sum += utf8::width(characters[i]);
  return sum;
}

/// The line and the marks below it, cut around the column when it is long.
std::string excerpt(const Diagnostic& diagnostic) {
  const std::vector<std::string> characters = printable(diagnostic.line);
  const std::size_t at = std::min(std::max<std::size_t>(diagnostic.place.column, 1) - 1, characters.size());
  const std::size_t start = characters.size() <= window || at < window / 2 ? 0 : at - window / 2;
  const std::size_t end = std::min(characters.size(), start + window);
  std::string line = start > 0 ? "…" : "";
  for (std::size_t i = start; i < end; ++i) line += characters[i];
  if (end < characters.size()) line += "…";
  const std::size_t last = std::min(end, at + std::max<std::size_t>(1, diagnostic.length));
  const std::size_t marks = std::max<std::size_t>(1, columns(characters, at, last));
  const std::string margin(columns(characters, start, at) + (start > 0 ? 1 : 0), ' ');
  const std::string number = fmt::format("{}", diagnostic.place.line);
  return fmt::format("  {} | {}\n  {} | {}^{}\n", number, line, std::string(number.size(), ' '), margin,
                     std::string(marks - 1, '~'));
}

}  // namespace

Place place_of(const Spot& spot) {
  if (spot.text == nullptr) return {};
  const std::string& line = spot.line < spot.text->lines.size() ? spot.text->lines[spot.line] : std::string();
  return {spot.text->file, spot.line + 1, utf8::count(std::string_view(line).substr(0, spot.column)) + 1};
}

void Diagnostics::add(Entry entry) {
  errors_ += entry.severity == Severity::error ? 1 : 0;
  ++count_;
  if (entries_.size() < most_kept) entries_.push_back(std::move(entry));
}

void Diagnostics::error(const Spot& spot, std::string message, std::string hint) {
  add({Severity::error, spot, {}, std::move(message), std::move(hint)});
}

void Diagnostics::warning(const Spot& spot, std::string message, std::string hint) {
  add({Severity::warning, spot, {}, std::move(message), std::move(hint)});
}

void Diagnostics::pressing(const Spot& spot, std::string message, std::string hint) {
  add({Severity::warning, spot, {}, std::move(message), std::move(hint), true});
}

void Diagnostics::error(const std::string& file, std::string message, std::string hint) {
  add({Severity::error, {}, file, std::move(message), std::move(hint)});
}

Diagnostic Diagnostics::shown(Entry entry) {
  const Spot& spot = entry.spot;
  Diagnostic diagnostic{entry.severity, {entry.file, 0, 0}, std::move(entry.message), {}, 1, std::move(entry.hint)};
  diagnostic.pressing = entry.pressing;
  if (spot.text == nullptr) return diagnostic;
  diagnostic.place = place_of(spot);
  if (spot.line >= spot.text->lines.size()) return diagnostic;
  diagnostic.line = spot.text->lines[spot.line];
  const std::string_view rest = std::string_view(diagnostic.line).substr(std::min(spot.column, diagnostic.line.size()));
  diagnostic.length = std::max<std::size_t>(1, utf8::count(rest.substr(0, spot.length)));
  return diagnostic;
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::vector<Entry> entries = entries_;
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    const auto key = [](const Entry& entry) {
      return std::tuple(entry.spot.text == nullptr ? 0 : entry.spot.text->order, entry.spot.line, entry.spot.column);
    };
    return key(a) < key(b);
  });
  // What is an error must be seen: warnings give way.
  std::size_t room_for_errors = most_shown;
  std::size_t room_for_warnings = most_shown - std::min(errors_, most_shown);
  std::vector<Diagnostic> result;
  for (Entry& entry : entries) {
    std::size_t& room = entry.severity == Severity::error ? room_for_errors : room_for_warnings;
    if (room == 0) continue;
    --room;
    result.push_back(shown(std::move(entry)));
  }
  if (result.size() == count_) return result;
  Diagnostic more;
  more.severity = any_errors() ? Severity::error : Severity::warning;
  more.place.file = result.back().place.file;
  more.message = fmt::format("and {} more", count_ - result.size());
  result.push_back(std::move(more));
  return result;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  const std::vector<std::string_view> views(candidates.begin(), candidates.end());
  const std::string_view near = units::nearest(word, views);
  return near.empty() ? std::string() : fmt::format("did you mean {}?", near);
}

std::string render(const Diagnostic& diagnostic) {
  const Place& place = diagnostic.place;
  const std::string file = utf8::printable_line(place.file);
  const std::string where = place.line == 0 ? file : fmt::format("{}:{}:{}", file, place.line, place.column);
  const char* const severity = diagnostic.severity == Diagnostic::Severity::error ? "error" : "warning";
  std::string text = fmt::format("{}: {}: {}\n", where, severity, utf8::printable_line(diagnostic.message));
  if (place.line != 0) text += excerpt(diagnostic);
  if (!diagnostic.hint.empty()) text += fmt::format("  hint: {}\n", utf8::printable_line(diagnostic.hint));
  return text;
}

}  // namespace chokepoint::scenario
