// SPDX-License-Identifier: Apache-2.0
// Stage `units`: text to checked numbers and back. No Boost.Units here: this header is for everyone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace chokepoint {

/// The smallest and the largest of some numbers, both among them.
struct Extent {
  double lowest = 0.0;
  double highest = 0.0;
};

}  // namespace chokepoint

namespace chokepoint::units {

/// The base dimensions: three of the SI and those of the field.
enum class Base : std::uint8_t {
  length,
  mass,
  time,
  compute,
  token,
  parameter,
  accelerator,
  wafer,
  image,
  information,
  currency,
};
inline constexpr std::size_t base_count = 11;

/// The one length of a year: the Julian year of 365.25 days. A month is a twelfth of it.
inline constexpr double seconds_per_day = 86'400.0;
inline constexpr double seconds_per_year = 365.25 * seconds_per_day;

/// Exponents of the base dimensions; all zero is a plain ratio.
struct Dimension {
  std::array<std::int8_t, base_count> exponents{};

  friend bool operator==(const Dimension&, const Dimension&) = default;

  friend constexpr Dimension operator*(Dimension a, const Dimension& b) {
    for (std::size_t i = 0; i < base_count; ++i) {
      a.exponents[i] = static_cast<std::int8_t>(a.exponents[i] + b.exponents[i]);
    }
    return a;
  }
  friend constexpr Dimension operator/(Dimension a, const Dimension& b) {
    for (std::size_t i = 0; i < base_count; ++i) {
      a.exponents[i] = static_cast<std::int8_t>(a.exponents[i] - b.exponents[i]);
    }
    return a;
  }
};

constexpr Dimension base(Base which, int exponent = 1) {
  Dimension dimension;
  dimension.exponents[static_cast<std::size_t>(which)] = static_cast<std::int8_t>(exponent);
  return dimension;
}

/// What a number stands for: a quantity of some dimension, or a yearly growth, which is a kind of its own
/// although it has no dimension (`1.15x/yr` and `15 %/yr` are the same growth, a bare 1.15 is none).
struct Kind {
  Dimension dimension;
  bool growth = false;

  friend bool operator==(const Kind&, const Kind&) = default;
};

inline constexpr Kind ratio_kind{};
inline constexpr Kind growth_kind{{}, true};

/// A checked number: in coherent units (kg, m, s, FLOP, token, parameter, H100e, wafer, image, bit, USD), so a
/// power is in W; a growth is the factor of one year.
struct Amount {
  double value = 0.0;
  Kind kind;
};

/// Two amounts of one kind, as in `1 to 5 GW`. The text says nothing of what share of the draws lies between.
struct Interval {
  Amount low;
  Amount high;
};

/// What is wrong with a text: where (bytes from its start), what, and what may help.
struct TextError {
  std::string message;
  std::size_t offset = 0;
  std::size_t length = 0;
  std::string hint;
};

/// Reads `2.5 GW`, `1704 W/H100e`, `26 %`, `1.15x/yr`, `15 %/yr`, `0.26`. The whole text must be used. The same
/// quantity in decimal prefixes, `8.7 GW` and `8.7e9 W`, is the same double.
[[nodiscard]] std::variant<Amount, TextError> parse_amount(std::string_view text);

/// Reads what parse_amount() reads, or an interval: `1 to 5 GW`, `900 MW to 5 GW`, `10 to 30 %/yr`. A first number
/// without a unit has the unit of the second. low <= high is checked here.
[[nodiscard]] std::variant<Amount, Interval, TextError> parse(std::string_view text);

/// Nothing when `got` is of the expected kind, else the error to show for `text`, which stands for `got`:
/// "expected a power (W), got an energy: '2.5 GWh'", with the likely fix as its hint.
[[nodiscard]] std::optional<TextError> mismatch(std::string_view text, const Kind& got, const Kind& expected);

/// "a power", "an energy", "a yearly growth", "a ratio"; for a dimension without a name of its own, "FLOP/H100e/s".
[[nodiscard]] std::string name_of(const Kind& kind);

/// The coherent unit: "W", "FLOP/s/H100e", "x/yr", "" for a ratio. parse_amount("1 " + symbol) gives 1 of that kind.
[[nodiscard]] std::string symbol_of(const Kind& kind);

/// For people, two significant digits: `2.2e29 FLOP`, `8.7 GW`, `0.26`, `180 day`; a growth has two decimals,
/// `1.15x/yr`, or as many as tell it from 1. parse_amount() reads it back, when it is finite.
[[nodiscard]] std::string print(double value, const Kind& kind);

/// For machines: in coherent units, with the fewest digits that parse_amount() reads back to the same double (of the
/// finite ones that are not subnormal).
[[nodiscard]] std::string print_exact(double value, const Kind& kind);

/// A unit that a scenario may use.
struct Word {
  std::string_view symbol;
  std::string_view plural;  // a second spelling, or empty
  Dimension dimension;
  double scale = 1.0;     // coherent units in one of it
  bool prefixes = false;  // takes SI prefixes; a count (of tokens, bits, …) none below one
  std::string_view meaning;
};

/// The closed table of unit words, by dimension, in the order of `chokepoint units`.
[[nodiscard]] std::span<const Word> words();

/// An SI prefix, n to Q. Micro is there in three spellings.
struct Prefix {
  std::string_view symbol;
  double scale = 1.0;
};
[[nodiscard]] std::span<const Prefix> prefixes();

/// The nearest of `candidates` to a misspelt word, the first of several; empty when none is near (more than a third of
/// it differs). Case does not count, a swap of neighbours counts once.
[[nodiscard]] std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace chokepoint::units
