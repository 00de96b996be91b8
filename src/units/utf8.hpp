// SPDX-License-Identifier: Apache-2.0
// UTF-8 in one place: what is text, how many characters and columns it has, and what of it may be shown. Any bytes may
// be given: a byte that belongs to no character counts, and is stepped over, as one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chokepoint::utf8 {

/// The character at the front of a text that is not empty.
struct Character {
  std::string_view bytes;
  char32_t code = 0;
  bool valid = false;  // else one byte that begins no character

  /// What a terminal would obey rather than show: C0, DEL, C1, and the marks that turn the direction of a line, behind
  /// which a text can look like another. Tabs and line breaks are among them.
  [[nodiscard]] bool is_control() const;
  /// Columns of a terminal: 2 for wide characters of East Asia, 0 for marks that combine with what stands before.
  [[nodiscard]] std::size_t width() const;
};
[[nodiscard]] Character front(std::string_view text);

/// Where a byte stands that belongs to no character (overlong forms, surrogates and what lies above U+10FFFF are none),
/// or npos.
[[nodiscard]] std::size_t find_invalid(std::string_view text);

[[nodiscard]] std::size_t count(std::string_view text);
[[nodiscard]] std::size_t width(std::string_view text);

/// The first characters, at most `most`.
[[nodiscard]] std::string_view first(std::string_view text, std::size_t most);

/// For a terminal: what it would obey and what is no UTF-8 is U+FFFD. Tabs and line breaks stay.
[[nodiscard]] std::string printable(std::string_view text);
/// The same within a line: a tab is a space, a line break U+FFFD too.
[[nodiscard]] std::string printable_line(std::string_view text);

inline constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

}  // namespace chokepoint::utf8
