// SPDX-License-Identifier: Apache-2.0
#include "report/escape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "units/utf8.hpp"

namespace chokepoint::report {

namespace {

/// Calls `take` with each character, or with U+FFFD where none may be shown.
template <class Take>
void characters(std::string_view text, const Take& take) {
  while (!text.empty()) {
    const utf8::Character character = utf8::front(text);
    const bool space = character.code == '\t' || character.code == '\n';
    const bool in_xml = character.code != 0xFFFE && character.code != 0xFFFF;
    const bool good = character.valid && in_xml && (space || !character.is_control());
    take(good ? character.bytes : utf8::replacement);
    text.remove_prefix(character.bytes.size());
  }
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  characters(text, [&out](std::string_view character) {
    if (character == "&") {
      out += "&amp;";
    } else if (character == "<") {
      out += "&lt;";
    } else if (character == ">") {
      out += "&gt;";
    } else if (character == "\"") {
      out += "&quot;";
    } else if (character == "'") {
      out += "&#39;";
    } else {
      out += character;
    }
  });
  return out;
}

std::string escaped_markdown(std::string_view text) {
  std::string out;
  characters(text, [&out](std::string_view character) {
    if (character == "<") {
      out += "&lt;";
    } else if (character == "&") {
      out += "&amp;";
    } else if (character == "\n" || character == "\t") {
      out += ' ';
    } else {
      if (character.size() == 1 && std::string_view("\\`*_{}[]>#|~!@").find(character[0]) != std::string_view::npos) {
        out += '\\';
      }
      // An address in plain text becomes a link by itself, unless it is broken up.
      if (character == "/" && out.ends_with(':')) out.insert(out.size() - 1, "\\");
      out += character;
    }
  });
  // What would start a list or a rule at the beginning of a line.
  if (!out.empty() && (out[0] == '-' || out[0] == '+' || out[0] == '=')) out.insert(0, "\\");
  const std::size_t digits = out.find_first_not_of("0123456789");
  const bool counts = digits != 0 && digits != std::string::npos && (out[digits] == '.' || out[digits] == ')');
  if (counts && (digits + 1 == out.size() || out[digits + 1] == ' ')) out.insert(digits, "\\");
  return out;
}

std::string json_text(std::string_view json) {
  std::string out;
  for (const char c : json) {
    if (c == '<') {
      out += "\\u003c";
    } else {
      out += c;
    }
  }
  return out;
}

std::string percent_encoded(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~,/").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      three = three << 8U | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += i + j <= bytes.size() ? digits[three >> (18U - 6U * j) & 63U] : '=';
    }
  }
  return out;
}

std::string policy_hash(std::string_view hexadecimal) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hexadecimal.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hexadecimal.substr(i, 2)), nullptr, 16));
  }
  return "'sha256-" + base64(bytes) + "'";
}

std::string capital(std::string_view word) {
  std::string letter(word.substr(0, 1));
  if (!letter.empty() && letter[0] >= 'a' && letter[0] <= 'z') letter[0] = static_cast<char>(letter[0] - 'a' + 'A');
  return letter;
}

namespace {

std::string quoted(const std::string& word) {
  const bool plain = !word.empty() && word.find_first_not_of(
                                          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                          "0123456789-_./=:,@%+") == std::string::npos;
  if (plain) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace

std::string command_line(const std::vector<std::string>& words) {
  std::string command;
  for (const std::string& word : words) command += (command.empty() ? "" : " ") + quoted(word);
  return command;
}

}  // namespace chokepoint::report
