// SPDX-License-Identifier: Apache-2.0
#include "question/text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "units/utf8.hpp"

namespace chokepoint::question {

void Origin::refuse(std::size_t offset, std::size_t length, const std::string& message, const std::string& hint) const {
  const std::string_view all(text);
  offset = std::min(offset, all.size());
  Diagnostic diagnostic;
  diagnostic.place = {option, 1, 1 + utf8::count(all.substr(0, offset))};
  diagnostic.message = message;
  diagnostic.line = text.substr(0, text.find('\n'));
  diagnostic.length = std::max<std::size_t>(1, utf8::count(all.substr(offset, length)));
  diagnostic.hint = hint;
  throw Wrong{diagnostic};
}

std::string hint_of(std::string_view word, const std::vector<std::string>& names) {
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const std::string_view near = units::nearest(word, candidates);
  if (!near.empty()) return fmt::format("did you mean {}?", near);
  constexpr std::size_t few = 12;
  return names.size() <= few ? fmt::format("one of: {}", fmt::join(names, ", "))
                             : std::string("'chokepoint explain' lists every name");
}

double read_value(const Origin& origin, std::size_t offset, std::string_view text, const units::Kind& kind) {
  const std::size_t leading = std::min(text.find_first_not_of(' '), text.size());
  text.remove_prefix(leading);
  offset += leading;
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  if (text.empty()) origin.refuse(offset, 1, "a value is wanted here");
  const auto read = units::parse_amount(text);
  if (const auto* const wrong = std::get_if<units::TextError>(&read)) {
    origin.refuse(offset + wrong->offset, wrong->length, wrong->message, wrong->hint);
  }
  const auto& amount = std::get<units::Amount>(read);
  if (const auto wrong = units::mismatch(text, amount.kind, kind)) {
    origin.refuse(offset, text.size(), wrong->message, wrong->hint);
  }
  return amount.value;
}

}  // namespace chokepoint::question
