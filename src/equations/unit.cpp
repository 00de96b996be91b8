// SPDX-License-Identifier: Apache-2.0
#include "equations/unit.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>

namespace chokepoint::equations {

namespace {

constexpr int exponent_limit = 100;     // of numerator and denominator: far beyond what any quantity has
constexpr int denominator_limit = 12;   // of an exponent that is written
constexpr double nearly_whole = 1e-12;  // rounding of 1/3

std::optional<Exponent> lowest_terms(int numerator, int denominator) {
  const int common = std::gcd(numerator, denominator);
  numerator /= common;
  denominator /= common;
  if (std::abs(numerator) > exponent_limit || denominator > exponent_limit) return std::nullopt;
  return Exponent{numerator, denominator};
}

}  // namespace

Unit unit_of(const units::Kind& kind) {
  Unit unit;
  unit.growth = kind.growth;
  for (std::size_t i = 0; i < units::base_count; ++i) unit.exponents[i].numerator = +kind.dimension.exponents[i];
  return unit;
}

std::optional<units::Kind> kind_of(const Unit& unit) {
  units::Kind kind;
  kind.growth = unit.growth;
  for (std::size_t i = 0; i < units::base_count; ++i) {
    if (unit.exponents[i].denominator != 1) return std::nullopt;
    kind.dimension.exponents[i] = static_cast<std::int8_t>(unit.exponents[i].numerator);
  }
  return kind;
}

std::optional<Unit> product(const Unit& a, const Unit& b, int sign_of_b) {
  Unit made;
  for (std::size_t i = 0; i < units::base_count; ++i) {
    const Exponent& x = a.exponents[i];
    const Exponent& y = b.exponents[i];
    const auto sum = lowest_terms(x.numerator * y.denominator + sign_of_b * y.numerator * x.denominator,
                                  x.denominator * y.denominator);
    if (!sum) return std::nullopt;
    made.exponents[i] = *sum;
  }
  return made;
}

std::optional<Unit> power(const Unit& base, const Exponent& exponent) {
  Unit made;
  for (std::size_t i = 0; i < units::base_count; ++i) {
    const Exponent& x = base.exponents[i];
    const auto times = lowest_terms(x.numerator * exponent.numerator, x.denominator * exponent.denominator);
    if (!times) return std::nullopt;
    made.exponents[i] = *times;
  }
  return made;
}

std::optional<Exponent> fraction(double value) {
  if (!(std::abs(value) <= exponent_limit)) return std::nullopt;
  for (int denominator = 1; denominator <= denominator_limit; ++denominator) {
    const double numerator = std::round(value * denominator);
    if (std::abs(value * denominator - numerator) > nearly_whole) continue;
    return lowest_terms(static_cast<int>(numerator), denominator);
  }
  return std::nullopt;
}

std::string name_of(const Unit& unit) {
  if (const auto kind = kind_of(unit)) {
    const std::string name = units::name_of(*kind);
    const std::string symbol = units::symbol_of(*kind);
    return symbol.empty() || symbol == name ? name : fmt::format("{} ({})", name, symbol);
  }
  std::string text;
  for (std::size_t i = 0; i < units::base_count; ++i) {
    const Exponent& one = unit.exponents[i];
    if (one.numerator == 0) continue;
    const std::string symbol = units::symbol_of({units::base(static_cast<units::Base>(i))});
    text += fmt::format("{}{}", text.empty() ? "" : "*", symbol);
    if (one.denominator != 1) {
      text += fmt::format("^({}/{})", one.numerator, one.denominator);
    } else if (one.numerator != 1) {
      text += fmt::format("^{}", one.numerator);
    }
  }
  return text;
}

}  // namespace chokepoint::equations
