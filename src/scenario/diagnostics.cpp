// SPDX-License-Identifier: Apache-2.0
#include "scenario/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <tuple>

namespace chokepoint::scenario {

namespace {

constexpr std::size_t most_shown = 50;
constexpr std::size_t window = 100;  // characters of a line that are shown

bool starts_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

/// The line in characters that a terminal shows one column each: no tabs, no control characters.
std::vector<std::string> printable(const std::string& line) {
  std::vector<std::string> characters;
  for (const char byte : line) {
    if (!starts_character(byte) && !characters.empty()) {
      characters.back() += byte;
    } else if (byte == '\t') {
      characters.emplace_back(" ");
    } else if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f) {
      characters.emplace_back("\xEF\xBF\xBD");
    } else {
      characters.emplace_back(1, byte);
    }
  }
  return characters;
}

/// The line and the marks below it, cut around the column when it is long.
std::string excerpt(const Diagnostic& diagnostic) {
  const std::vector<std::string> characters = printable(diagnostic.line);
  const std::size_t at = std::min(diagnostic.place.column - 1, characters.size());
  const std::size_t start = characters.size() <= window || at < window / 2 ? 0 : at - window / 2;
  const std::size_t end = std::min(characters.size(), start + window);
  std::string line = start > 0 ? "…" : "";
  for (std::size_t i = start; i < end; ++i) line += characters[i];
  if (end < characters.size()) line += "…";
  const std::size_t marks =
      std::clamp<std::size_t>(diagnostic.length, 1, std::max<std::size_t>(1, end - std::min(at, end)));
  const std::string margin(at - start + (start > 0 ? 1 : 0), ' ');
  const std::string number = fmt::format("{}", diagnostic.place.line);
  return fmt::format("  {} | {}\n  {} | {}^{}\n", number, line, std::string(number.size(), ' '), margin,
                     std::string(marks - 1, '~'));
}

}  // namespace

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

Place place_of(const Spot& spot) {
  if (spot.text == nullptr) return {};
  const std::string& line = spot.line < spot.text->lines.size() ? spot.text->lines[spot.line] : std::string();
  return {spot.text->file, spot.line + 1, characters_in(std::string_view(line).substr(0, spot.column)) + 1};
}

void Diagnostics::add(Diagnostic::Severity severity, const Spot& spot, std::string message, std::string hint) {
  Diagnostic diagnostic{severity, place_of(spot), std::move(message), {}, 1, std::move(hint)};
  if (spot.line < spot.text->lines.size()) {
    diagnostic.line = spot.text->lines[spot.line];
    const std::string_view rest =
        std::string_view(diagnostic.line).substr(std::min(spot.column, diagnostic.line.size()));
    diagnostic.length = std::max<std::size_t>(1, characters_in(rest.substr(0, spot.length)));
  }
  errors_ += severity == Diagnostic::Severity::error ? 1 : 0;
  entries_.push_back({spot.text->order, std::move(diagnostic)});
}

void Diagnostics::error(const Spot& spot, std::string message, std::string hint) {
  add(Diagnostic::Severity::error, spot, std::move(message), std::move(hint));
}

void Diagnostics::warning(const Spot& spot, std::string message, std::string hint) {
  add(Diagnostic::Severity::warning, spot, std::move(message), std::move(hint));
}

void Diagnostics::error(const std::string& file, std::string message, std::string hint) {
  ++errors_;
  entries_.push_back({0, {Diagnostic::Severity::error, {file, 0, 0}, std::move(message), {}, 1, std::move(hint)}});
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::vector<Entry> entries = entries_;
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    const auto key = [](const Entry& entry) {
      return std::tuple(entry.order, entry.diagnostic.place.line, entry.diagnostic.place.column);
    };
    return key(a) < key(b);
  });
  // What is an error must be seen: warnings give way.
  std::size_t room_for_errors = most_shown;
  std::size_t room_for_warnings = most_shown - std::min(errors_, most_shown);
  std::vector<Diagnostic> shown;
  for (Entry& entry : entries) {
    const bool error = entry.diagnostic.severity == Diagnostic::Severity::error;
    std::size_t& room = error ? room_for_errors : room_for_warnings;
    if (room == 0) continue;
    --room;
    shown.push_back(std::move(entry.diagnostic));
  }
  if (shown.size() == entries.size()) return shown;
  Diagnostic more;
  more.severity = any_errors() ? Diagnostic::Severity::error : Diagnostic::Severity::warning;
  more.place.file = shown.back().place.file;
  more.message = fmt::format("and {} more", entries.size() - shown.size());
  shown.push_back(std::move(more));
  return shown;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  const std::vector<std::string_view> views(candidates.begin(), candidates.end());
  const std::string_view near = units::nearest(word, views);
  return near.empty() ? std::string() : fmt::format("did you mean {}?", near);
}

std::string render(const Diagnostic& diagnostic) {
  const Place& place = diagnostic.place;
  const std::string where =
      place.line == 0 ? place.file : fmt::format("{}:{}:{}", place.file, place.line, place.column);
  std::string text =
      fmt::format("{}: {}: {}\n", where, diagnostic.severity == Diagnostic::Severity::error ? "error" : "warning",
                  diagnostic.message);
  if (place.line != 0) text += excerpt(diagnostic);
  if (!diagnostic.hint.empty()) text += fmt::format("  hint: {}\n", diagnostic.hint);
  return text;
}

}  // namespace chokepoint::scenario
