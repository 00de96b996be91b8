// SPDX-License-Identifier: Apache-2.0
// What the fuzz targets share: a target reads one input, and ends the program when a property of what it read does not
// hold. libFuzzer and replay.cpp both call it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "chokepoint/scenario.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace chokepoint::fuzz {

inline void hold(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "property does not hold: %s\n", property);
  std::abort();
}

inline std::string text_of(const std::uint8_t* data, std::size_t size) {
  return {data, data + size};
}

/// Well-formed as in table 3-7 of the Unicode standard: written anew, so that it checks ours.
inline bool is_utf8(std::string_view text) {
  const auto byte = [text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto in = [](unsigned value, unsigned least, unsigned most) { return value >= least && value <= most; };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned first = byte(i);
    const unsigned second = byte(i + 1);
    std::size_t length = 0;
    if (first < 0x80) length = 1;
    if (in(first, 0xC2, 0xDF) && in(second, 0x80, 0xBF)) length = 2;
    if (in(first, 0xE0, 0xEF) && in(second, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF)) length = 3;
    if (in(first, 0xF0, 0xF4) && in(second, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF)) length = 4;
    if (length == 0) return false;
    for (std::size_t k = 2; k < length; ++k) {
      if (!in(byte(i + k), 0x80, 0xBF)) return false;
    }
    i += length;
  }
  return true;
}

/// C0 but for the newline, DEL, and C1 in UTF-8.
inline bool has_control(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte < 0x20 && byte != '\n') || byte == 0x7F) return true;
    if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) return true;
  }
  return false;
}

/// What every message must be before it may reach a terminal.
inline void check(const scenario::Diagnostic& diagnostic) {
  const std::string shown = scenario::render(diagnostic);
  hold(!diagnostic.message.empty(), "a diagnostic has a message");
  hold(shown.back() == '\n', "a rendered diagnostic ends with a newline");
  hold(!has_control(shown), "a rendered diagnostic holds no control character");
  hold(is_utf8(shown), "a rendered diagnostic is UTF-8");
}

}  // namespace chokepoint::fuzz
