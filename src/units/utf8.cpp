// SPDX-License-Identifier: Apache-2.0
#include "units/utf8.hpp"

#include <utf8proc.h>

#include <algorithm>

namespace chokepoint::utf8 {

namespace {

/// Calls `take` with each character in turn, until it returns false.
template <class Take>
void each(std::string_view text, const Take& take) {
  while (!text.empty()) {
    const Character character = front(text);
    if (!take(character)) return;
    text.remove_prefix(character.bytes.size());
  }
}

bool turns_direction(char32_t code) {
  return code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069);
}

std::string shown(std::string_view text, bool one_line) {
  std::string out;
  out.reserve(text.size());
  each(text, [&](const Character& character) {
    const bool space = character.code == '\t' || (character.code == '\n' && !one_line);
    if (space) {
      out += one_line ? ' ' : static_cast<char>(character.code);
    } else {
      out += character.valid && !character.is_control() ? character.bytes : replacement;
    }
    return true;
  });
  return out;
}

}  // namespace

bool Character::is_control() const {
  return valid && (code < 0x20 || (code >= 0x7F && code < 0xA0) || turns_direction(code));
}

std::size_t Character::width() const {
  if (!valid) return 1;
  return static_cast<std::size_t>(std::max(0, utf8proc_charwidth(static_cast<utf8proc_int32_t>(code))));
}

Character front(std::string_view text) {
  // Most of what there is is ASCII.
  const auto byte = static_cast<unsigned char>(text[0]);
  if (byte < 0x80) return {text.substr(0, 1), byte, true};
  constexpr std::size_t longest = 4;
  utf8proc_int32_t code = 0;
  const utf8proc_ssize_t length =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                       static_cast<utf8proc_ssize_t>(std::min(text.size(), longest)), &code);
  if (length <= 0) return {text.substr(0, 1), 0, false};
  return {text.substr(0, static_cast<std::size_t>(length)), static_cast<char32_t>(code), true};
}

std::size_t find_invalid(std::string_view text) {
  std::size_t at = std::string_view::npos;
  each(text, [&](const Character& character) {
    if (!character.valid) at = static_cast<std::size_t>(character.bytes.data() - text.data());
    return character.valid;
  });
  return at;
}

std::size_t count(std::string_view text) {
  std::size_t characters = 0;
  each(text, [&](const Character& /*character*/) {
    ++characters;
    return true;
  });
  return characters;
}

std::size_t width(std::string_view text) {
  std::size_t columns = 0;
  each(text, [&](const Character& character) {
    columns += character.width();
    return true;
  });
  return columns;
}

std::string_view first(std::string_view text, std::size_t most) {
  std::size_t bytes = 0;
  each(text, [&](const Character& character) {
    if (most == 0) return false;
    --most;
    bytes += character.bytes.size();
    return true;
  });
  return text.substr(0, bytes);
}

std::string printable(std::string_view text) {
  return shown(text, false);
}

std::string printable_line(std::string_view text) {
  return shown(text, true);
}

}  // namespace chokepoint::utf8
