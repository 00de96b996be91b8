// SPDX-License-Identifier: Apache-2.0
// Numbers to text. Expected texts are written by hand: two significant digits of the number above them.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "chokepoint/units.hpp"
#include "units/dimensions.hpp"
#include "units/names.hpp"

namespace chokepoint::units {
namespace {

using namespace dimensions;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double second_of_month = 2'629'800.0;

// Every kind that a parameter or a series has, and some that only a slip gives.
std::vector<Kind> kinds_in_use() {
  return {ratio_kind,
          growth_kind,
          {length},
          {mass},
          {time},
          {speed},
          {power},
          {energy},
          {power / accelerator},
          {compute},
          {compute / time},
          {compute / time / accelerator},
          {compute / energy},
          {compute / token / parameter},
          {compute / currency},
          {token},
          {token / time},
          {token / parameter},
          {token / image},
          {token / accelerator},
          {parameter},
          {accelerator},
          {accelerator / time},
          {accelerator / wafer},
          {wafer},
          {wafer / time},
          {image},
          {image / time},
          {information},
          {information / time},
          {information / parameter},
          {currency},
          {currency / time},
          {currency / accelerator},
          {currency / wafer},
          {none / time},
          {length * length},
          {none / time / accelerator},
          {energy * energy / time},
          {mass * speed},
          {power * power * token},
          {none / energy}};
}

TEST(Print, Power) {
  EXPECT_EQ(print(8.7e9, {power}), "8.7 GW");
  EXPECT_EQ(print(8.74e9, {power}), "8.7 GW");
  EXPECT_EQ(print(1704.0, {power}), "1.7 kW");
  EXPECT_EQ(print(1.16e12, {power}), "1.2 TW");
  EXPECT_EQ(print(23e6, {power}), "23 MW");
  EXPECT_EQ(print(230e6, {power}), "230 MW");
  EXPECT_EQ(print(1.0, {power}), "1.0 W");
  EXPECT_EQ(print(0.012, {power}), "12 mW");
  EXPECT_EQ(print(1704.0, {power / accelerator}), "1.7 kW/H100e");
}

TEST(Print, RoundingCarriesOver) {
  EXPECT_EQ(print(999.6e6, {power}), "1.0 GW");
  EXPECT_EQ(print(994.0e6, {power}), "990 MW");
  EXPECT_EQ(print(9.96e29, {compute}), "1.0e30 FLOP");
  EXPECT_EQ(print(9.96, ratio_kind), "10");
  EXPECT_EQ(print(0.0996, ratio_kind), "0.10");
  EXPECT_EQ(print(99'960.0, {token}), "1.0e5 token");
  EXPECT_EQ(print(99.96, {token}), "100 token");
  EXPECT_EQ(print(0.9996, {time}), "1.0 s");
  EXPECT_EQ(print(0.9996e-3, {time}), "1.0 ms");
  EXPECT_EQ(print(999.6, {length}), "1.0 km");
}

TEST(Print, ComputeIsAlwaysScientific) {
  EXPECT_EQ(print(2.2e29, {compute}), "2.2e29 FLOP");
  EXPECT_EQ(print(2.149e25, {compute}), "2.1e25 FLOP");
  EXPECT_EQ(print(5.0, {compute}), "5.0e0 FLOP");
  EXPECT_EQ(print(2e15, {compute / time / accelerator}), "2.0e15 FLOP/s/H100e");
  EXPECT_EQ(print(0.03, {compute}), "3.0e-2 FLOP");
}

TEST(Print, Information) {
  EXPECT_EQ(print(8.19e14, {information / time}), "820 Tbit/s");
  EXPECT_EQ(print(5.12e13, {information / time}), "51 Tbit/s");
  EXPECT_EQ(print(1.28e14, {information}), "130 Tbit");
  EXPECT_EQ(print(0.5, {information}), "0.50 bit");  // there is no millibit
  EXPECT_EQ(print(8.0, {information / parameter}), "8.0 bit/parameter");
}

TEST(Print, Time) {
  EXPECT_EQ(print(1.56e7, {time}), "180 day");  // 180.6 days
  EXPECT_EQ(print(6e-7, {time}), "600 ns");
  EXPECT_EQ(print(6.8e-6, {time}), "6.8 us");
  EXPECT_EQ(print(0.11, {time}), "110 ms");
  EXPECT_EQ(print(5.0, {time}), "5.0 s");
  EXPECT_EQ(print(43'200.0, {time}), "12 hour");
  EXPECT_EQ(print(86'400.0, {time}), "1.0 day");
  EXPECT_EQ(print(1.9 * 31'557'600.0, {time}), "690 day");
  EXPECT_EQ(print(2.5 * 31'557'600.0, {time}), "2.5 year");
  EXPECT_EQ(print(8.63e12, {time}), "2.7e5 year");  // 273,468 years
}

TEST(Print, Distances) {
  EXPECT_EQ(print(2945.1e3, {length}), "2900 km");
  EXPECT_EQ(print(5.0, {length}), "5.0 m");
  EXPECT_EQ(print(2e8, {speed}), "2.0e5 km/s");
}

TEST(Print, Counts) {
  EXPECT_EQ(print(1e8, {accelerator}), "1.0e8 H100e");
  EXPECT_EQ(print(4'200.0, {wafer}), "4200 wafer");
  EXPECT_EQ(print(22.0, {token / image}), "22 token/image");
  EXPECT_EQ(print(2.5e15, {token}), "2.5e15 token");
  EXPECT_EQ(print(180e3 / second_of_month, {wafer / time}), "1.8e5 wafer/month");
  EXPECT_EQ(print(28.0, {accelerator / wafer}), "28 H100e/wafer");
  EXPECT_EQ(print(3.0, {none / time}), "3.0 s^-1");
}

TEST(Print, Ratio) {
  EXPECT_EQ(print(0.26, ratio_kind), "0.26");
  EXPECT_EQ(print(0.375, ratio_kind), "0.38");
  EXPECT_EQ(print(5.0, ratio_kind), "5.0");
  EXPECT_EQ(print(123.0, ratio_kind), "120");
  EXPECT_EQ(print(0.0017, ratio_kind), "0.0017");
  EXPECT_EQ(print(0.000032, ratio_kind), "3.2e-5");
}

TEST(Print, Growth) {
  EXPECT_EQ(print(1.15, growth_kind), "1.15x/yr");
  EXPECT_EQ(print(4.0, growth_kind), "4.00x/yr");
  EXPECT_EQ(print(1.0, growth_kind), "1.00x/yr");
  EXPECT_EQ(print(1.004, growth_kind), "1.004x/yr");
  EXPECT_EQ(print(0.996, growth_kind), "0.996x/yr");
  EXPECT_EQ(print(1.0000004, growth_kind), "1.0000004x/yr");
  EXPECT_EQ(print(0.002, growth_kind), "0.0020x/yr");
  EXPECT_EQ(print(0.0, growth_kind), "0.00x/yr");
  EXPECT_EQ(print(-0.5, growth_kind), "-0.50x/yr");
  EXPECT_EQ(print(2e10, growth_kind), "2.0e10x/yr");
  EXPECT_EQ(print(3e-9, growth_kind), "3.0e-9x/yr");
}

TEST(Print, WhatIsNotAPositiveNumber) {
  EXPECT_EQ(print(0.0, {power}), "0 W");
  EXPECT_EQ(print(-0.0, {power}), "0 W");
  EXPECT_EQ(print(0.0, {compute}), "0 FLOP");
  EXPECT_EQ(print(0.0, ratio_kind), "0");
  EXPECT_EQ(print(-8.7e9, {power}), "-8.7 GW");
  EXPECT_EQ(print(infinity, {power}), "inf W");
  EXPECT_EQ(print(-infinity, {compute}), "-inf FLOP");
  EXPECT_EQ(print(std::numeric_limits<double>::quiet_NaN(), ratio_kind), "nan");
  EXPECT_EQ(print(infinity, growth_kind), "inf x/yr");
}

TEST(Print, BeyondThePrefixes) {
  EXPECT_EQ(print(1e33, {power}), "1.0e33 W");
  EXPECT_EQ(print(999e30, {power}), "1.0e33 W");
  EXPECT_EQ(print(1e-12, {power}), "1.0e-12 W");
  for (const Kind& kind : kinds_in_use()) {
    EXPECT_FALSE(print(std::numeric_limits<double>::max(), kind).empty());
    EXPECT_FALSE(print(std::numeric_limits<double>::denorm_min(), kind).empty());
  }
}

// Doubles of every size, the same in every run.
std::vector<double> many_values() {
  std::vector<double> values{0.0,
                             -0.0,
                             1.0,
                             0.1,
                             1.15,
                             2.2e29,
                             1.56e7,
                             1e22,
                             1e23,
                             std::numeric_limits<double>::max(),
                             std::numeric_limits<double>::min(),
                             -std::numeric_limits<double>::max()};
  std::mt19937_64 bits(3);
  while (values.size() < 3000) {
    const std::uint64_t pattern = bits();
    double value = 0.0;
    std::memcpy(&value, &pattern, sizeof value);
    if (std::isnormal(value)) values.push_back(value);
  }
  return values;
}

TEST(PrintExact, ReadsBackBitForBit) {
  for (const Kind& kind : kinds_in_use()) {
    for (const double value : many_values()) {
      const std::string text = print_exact(value, kind);
      const auto read = parse_amount(text);
      const auto* amount = std::get_if<Amount>(&read);
      ASSERT_NE(amount, nullptr) << text << ": " << std::get<TextError>(read).message;
      ASSERT_EQ(std::memcmp(&amount->value, &value, sizeof value), 0) << text;
      ASSERT_EQ(amount->kind, kind) << text;
    }
  }
}

TEST(PrintExact, HasTheFewestDigits) {
  EXPECT_EQ(print_exact(0.1, {power}), "0.1 W");
  EXPECT_EQ(print_exact(2.2e29, {compute}), "2.2e+29 FLOP");
  EXPECT_EQ(print_exact(1.15, growth_kind), "1.15x/yr");
  EXPECT_EQ(print_exact(0.26, ratio_kind), "0.26");
  EXPECT_EQ(print_exact(0.1 + 0.2, ratio_kind), "0.30000000000000004");
  EXPECT_EQ(print_exact(infinity, {power}), "inf W");
}

#ifdef CHOKEPOINT_SANITIZED
constexpr int exponents_apart = 4;
#else
constexpr int exponents_apart = 1;
#endif

TEST(Print, ReadsBackToTwoDigits) {
  // Two significant digits are within 5 %; the unit divides and multiplies again, which is far below that.
  constexpr double tolerance = 0.0501;
  for (const Kind& kind : kinds_in_use()) {
    for (int exponent = -40; exponent <= 60; exponent += exponents_apart) {
      for (const double mantissa : {1.0, 1.449, 2.5, 9.94, 9.96, -3.3}) {
        const double value = mantissa * std::pow(10.0, exponent);
        const std::string text = print(value, kind);
        const auto read = parse_amount(text);
        const auto* amount = std::get_if<Amount>(&read);
        ASSERT_NE(amount, nullptr) << text << ": " << std::get<TextError>(read).message;
        ASSERT_EQ(amount->kind, kind) << text;
        ASSERT_NEAR(amount->value / value, 1.0, tolerance) << text;
      }
    }
  }
}

TEST(Symbol, IsOneOfItsKind) {
  for (const Kind& kind : kinds_in_use()) {
    const std::string symbol = symbol_of(kind);
    const auto read = parse_amount("1 " + symbol);
    const auto* amount = std::get_if<Amount>(&read);
    ASSERT_NE(amount, nullptr) << symbol;
    EXPECT_EQ(amount->value, 1.0) << symbol;
    EXPECT_EQ(amount->kind, kind) << symbol;
  }
}

TEST(Symbol, IsWrittenAsTheFieldDoes) {
  EXPECT_EQ(symbol_of({power}), "W");
  EXPECT_EQ(symbol_of({energy}), "J");
  EXPECT_EQ(symbol_of({power / accelerator}), "W/H100e");
  EXPECT_EQ(symbol_of({compute / time / accelerator}), "FLOP/s/H100e");
  EXPECT_EQ(symbol_of({compute / token / parameter}), "FLOP/token/parameter");
  EXPECT_EQ(symbol_of({compute / energy}), "FLOP/J");
  EXPECT_EQ(symbol_of({information / time}), "bit/s");
  EXPECT_EQ(symbol_of({base(Base::length, 17)}), "m^9*m^8");  // no word is read with more than 9
  EXPECT_EQ(symbol_of({compute / base(Base::length, 17)}), "FLOP/m^9/m^8");
  EXPECT_EQ(symbol_of({base(Base::length, -17)}), "m^-9*m^-8");
  EXPECT_EQ(symbol_of(growth_kind), "x/yr");
  EXPECT_EQ(symbol_of(ratio_kind), "");
  EXPECT_EQ(symbol_of({none / time / accelerator}), "s^-1/H100e");
  EXPECT_EQ(symbol_of({length * length}), "m^2");
}

TEST(Names, OfTheField) {
  EXPECT_EQ(name_of({power}), "a power");
  EXPECT_EQ(name_of({energy}), "an energy");
  EXPECT_EQ(name_of({time}), "a duration");
  EXPECT_EQ(name_of(ratio_kind), "a ratio");
  EXPECT_EQ(name_of(growth_kind), "a yearly growth");
  EXPECT_EQ(name_of({information / time}), "a bandwidth");
  EXPECT_EQ(name_of({length * length}), "m^2");
}

TEST(Names, ExamplesAndUnitsAreOfTheirDimension) {
  for (const Kind& kind : kinds_in_use()) {
    const Name* name = find_name(kind.dimension);
    if (name == nullptr) continue;
    const auto example = parse_amount(name->example);
    ASSERT_TRUE(std::holds_alternative<Amount>(example)) << name->example;
    EXPECT_EQ(std::get<Amount>(example).kind.dimension, kind.dimension) << name->example;
    const auto unit = parse_amount("1 " + std::string(name->unit));
    ASSERT_TRUE(std::holds_alternative<Amount>(unit)) << name->unit;
    EXPECT_EQ(std::get<Amount>(unit).kind.dimension, kind.dimension) << name->unit;
  }
}

}  // namespace
}  // namespace chokepoint::units
