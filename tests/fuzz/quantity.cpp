// SPDX-License-Identifier: Apache-2.0
// Any text as a quantity: what is read prints, and reads back.
#include <algorithm>
#include <cmath>

#include "chokepoint/units.hpp"
#include "property.hpp"

namespace chokepoint::units {
namespace {

using fuzz::hold;

void check(const TextError& error, const std::string& text) {
  hold(!error.message.empty(), "an error has a message");
  hold(error.offset <= text.size() && error.length <= text.size() - error.offset, "an error is within its text");
}

const Amount& read_back(const std::variant<Amount, TextError>& read, const Kind& kind) {
  hold(std::holds_alternative<Amount>(read), "what is printed is read");
  hold(std::get<Amount>(read).kind == kind, "what is printed is read as the same kind");
  return std::get<Amount>(read);
}

void check_print(const Amount& amount) {
  hold(!std::isnan(amount.value), "what is read is a number");
  // A subnormal number has fewer digits than any promise.
  if (!std::isfinite(amount.value) || (std::fpclassify(amount.value) == FP_SUBNORMAL)) return;
  const auto exact = parse_amount(print_exact(amount.value, amount.kind));
  hold(read_back(exact, amount.kind).value == amount.value, "print_exact() is read back to the same double");
  constexpr double rounds_to_none = 1.75e308;  // 1.8e308 is no double
  if (std::abs(amount.value) >= rounds_to_none) return;
  const auto shown = parse_amount(print(amount.value, amount.kind));
  const double error = std::abs(read_back(shown, amount.kind).value - amount.value);
  // Two significant digits: 1.05 is 1.1 or 1.0. A growth has two decimals, or two digits where it is small or large.
  const double digit = std::abs(amount.value) * 0.0501;
  hold(error <= (amount.kind.growth ? std::max(digit, 0.00501) : digit), "print() is near the number");
}

void check_mismatch(const std::string& text, const Kind& got) {
  for (const Word& word : words().first(3)) {
    for (const Kind& expected : {Kind{word.dimension}, growth_kind, ratio_kind, got}) {
      const auto error = mismatch(text, got, expected);
      hold(error.has_value() == (got != expected), "a mismatch is one of kinds");
      if (error) check(*error, text);
    }
  }
}

void check(const std::string& text) {
  const auto amount = parse_amount(text);
  const auto read = parse(text);
  if (const auto* const error = std::get_if<TextError>(&amount)) check(*error, text);
  if (const auto* const error = std::get_if<TextError>(&read)) check(*error, text);
  hold(std::holds_alternative<Amount>(amount) == std::holds_alternative<Amount>(read),
       "parse() reads what parse_amount() reads");
  if (const auto* const one = std::get_if<Amount>(&read)) {
    hold(one->value == std::get<Amount>(amount).value && one->kind == std::get<Amount>(amount).kind,
         "parse() reads it as parse_amount() does");
    check_print(*one);
    check_mismatch(text, one->kind);
  }
  if (const auto* const both = std::get_if<Interval>(&read)) {
    hold(both->low.kind == both->high.kind, "the ends of an interval are of one kind");
    hold(both->low.value <= both->high.value, "the ends of an interval are in order");
    check_print(both->low);
    check_print(both->high);
  }
}

}  // namespace
}  // namespace chokepoint::units

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chokepoint::units::check(chokepoint::fuzz::text_of(data, size));
  return 0;
}
