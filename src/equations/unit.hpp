// SPDX-License-Identifier: Apache-2.0
// What a sub-expression stands for: a units::Kind whose exponents may be fractions, as those of a square root are.
#pragma once

#include <array>
#include <numeric>
#include <optional>
#include <string>

#include "chokepoint/units.hpp"

namespace chokepoint::equations {

/// A fraction in lowest terms; its denominator is above 0.
struct Exponent {
  int numerator = 0;
  int denominator = 1;
  friend bool operator==(const Exponent&, const Exponent&) = default;
};

struct Unit {
  std::array<Exponent, units::base_count> exponents{};
  bool growth = false;
  friend bool operator==(const Unit&, const Unit&) = default;

  [[nodiscard]] bool is_ratio() const { return *this == Unit{}; }
};

[[nodiscard]] Unit unit_of(const units::Kind& kind);
/// Nothing where an exponent is a fraction.
[[nodiscard]] std::optional<units::Kind> kind_of(const Unit& unit);

/// Nothing where an exponent gets out of hand.
[[nodiscard]] std::optional<Unit> product(const Unit& a, const Unit& b, int sign_of_b = 1);
[[nodiscard]] std::optional<Unit> power(const Unit& base, const Exponent& exponent);
/// A number as a fraction, if it is one that an exponent can be.
[[nodiscard]] std::optional<Exponent> fraction(double value);

/// "a power (W)", "a ratio", "USD^(1/2)".
[[nodiscard]] std::string name_of(const Unit& unit);

}  // namespace chokepoint::equations
