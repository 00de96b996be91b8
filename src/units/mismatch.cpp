// SPDX-License-Identifier: Apache-2.0
// A quantity of the wrong kind: what was expected, what came, and the likely slip.
#include <fmt/format.h>

#include <cmath>
#include <string>
#include <vector>

#include "chokepoint/units.hpp"
#include "units/names.hpp"
#include "units/parse.hpp"

namespace chokepoint::units {

namespace {

constexpr std::string_view operators = "/* ";

/// The words of a unit, each with the operator in front of it: `FLOP`, `/s`, `/H100e`. Other separators than those of
/// `operators` stay within a word; a fix for such a unit is then not found, and that is all.
std::vector<std::string> split(std::string_view unit) {
  std::vector<std::string> pieces;
  for (const char c : unit) {
    const bool starts = operators.find(c) != operators.npos;
    if (pieces.empty() || starts) pieces.emplace_back();
    pieces.back() += c;
  }
  return pieces;
}

std::string join(const std::vector<std::string>& pieces) {
  std::string unit;
  for (const std::string& piece : pieces) unit += piece;
  return unit;
}

/// GWh for GW and GW for GWh: the most common slip of all.
std::string with_or_without_hour(std::string word) {
  if (word.back() == 'h') {
    word.pop_back();
  } else {
    word += 'h';
  }
  return word;
}

/// Units one slip away from `unit`, the likeliest first.
std::vector<std::string> one_slip_away(std::string_view unit, std::string_view usual) {
  const std::vector<std::string> pieces = split(unit);
  std::vector<std::string> candidates;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    std::vector<std::string> changed = pieces;
    changed[i] = with_or_without_hour(pieces[i]);
    candidates.push_back(join(changed));
  }
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    std::vector<std::string> fewer = pieces;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    candidates.push_back(join(fewer));
  }
  // What is missing is part of the usual unit: /month for wafers, /s for bits, /yr for a percentage that grows; or all
  // its divisors together.
  const std::vector<std::string> usual_pieces = split(usual);
  std::string divisors;
  for (std::size_t i = 1; i < usual_pieces.size(); ++i) {
    candidates.push_back(std::string(unit) + usual_pieces[i]);
    divisors += usual_pieces[i];
  }
  candidates.push_back(std::string(unit) + divisors);
  return candidates;
}

std::string likely_fix(std::string_view unit, const Kind& expected) {
  const Name* name = expected.growth ? nullptr : find_name(expected.dimension);
  const std::string usual = name != nullptr ? std::string(usual_unit(*name)) : symbol_of(expected);
  for (const std::string& candidate : one_slip_away(unit, usual)) {
    const auto one = parse_amount("1 " + candidate);
    const auto* amount = std::get_if<Amount>(&one);
    if (amount != nullptr && amount->kind == expected) return candidate;
  }
  return {};
}

std::string noun_of(const Kind& kind) {
  if (kind.growth) return "yearly growth";
  const Name* name = find_name(kind.dimension);
  return name != nullptr ? std::string(name->noun) : std::string();
}

std::string how_to_write(const Kind& expected) {
  if (expected.growth) return std::string(growth_hint);
  if (expected == ratio_kind) return "write a number or a percentage, as in 0.26 or 26 %";
  const Name* name = find_name(expected.dimension);
  if (name == nullptr) return fmt::format("write it in {}", symbol_of(expected));
  return fmt::format("write it as in '{}'", name->example);
}

std::string hint_for(std::string_view text, std::string_view unit, const Kind& got, const Kind& expected) {
  if (unit.empty()) {
    const Name* name = expected.growth ? nullptr : find_name(expected.dimension);
    if (expected.growth || got != ratio_kind) return how_to_write(expected);
    // A number this large was not thought of in giga of anything.
    const auto number = parse_amount(text);
    const auto* amount = std::get_if<Amount>(&number);
    const bool large = amount != nullptr && std::abs(amount->value) >= 1e6;
    const std::string usual = name != nullptr && !large ? std::string(usual_unit(*name)) : symbol_of(expected);
    return fmt::format("write the unit, as in '{} {}'", excerpt(text), usual);
  }
  const std::string fix = likely_fix(unit, expected);
  if (fix.empty()) return how_to_write(expected);
  const std::string noun = noun_of(got);
  return noun.empty() ? fmt::format("did you mean {}?", fix)
                      : fmt::format("{} is {}; did you mean {}?", excerpt(unit), noun, fix);
}

}  // namespace

std::optional<TextError> mismatch(std::string_view text, const Kind& got, const Kind& expected) {
  if (got == expected) return std::nullopt;
  const std::string_view unit = unit_of(text);
  const bool bare = unit.empty() && got == ratio_kind;
  const std::string name = name_of(expected);
  const std::string symbol = symbol_of(expected);
  const bool says_more = !symbol.empty() && symbol != name;
  return TextError{.message = fmt::format("expected {}{}, got {}: '{}'", name, says_more ? " (" + symbol + ")" : "",
                                          bare ? "a bare number" : name_of(got), excerpt(text)),
                   .offset = 0,
                   .length = text.size(),
                   .hint = hint_for(text, unit, got, expected)};
}

}  // namespace chokepoint::units
