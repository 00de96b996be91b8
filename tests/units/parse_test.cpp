// SPDX-License-Identifier: Apache-2.0
// Text to amounts: values computed by hand from the SI brochure's scales; a table of bad texts with whole messages.
#include "units/parse.hpp"

#include <gtest/gtest.h>

#include <clocale>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "chokepoint/units.hpp"
#include "units/dimensions.hpp"

namespace chokepoint::units {
namespace {

using namespace dimensions;

constexpr double second_of_month = 2'629'800.0;  // 365.25 * 86400 / 12
constexpr double second_of_year = 31'557'600.0;

struct Good {
  std::string text;
  double value;  // exact: the doubles nearest to the decimal number, or one division of such
  Dimension dimension;
  bool growth = false;
};

void PrintTo(const Good& good, std::ostream* out) {
  *out << good.text;
}

class ReadsAmount : public testing::TestWithParam<Good> {};

TEST_P(ReadsAmount, WithItsValueAndKind) {
  const auto& [text, value, dimension, growth] = GetParam();
  const auto read = parse_amount(text);
  if (const auto* error = std::get_if<TextError>(&read)) FAIL() << error->message;
  EXPECT_EQ(std::get<Amount>(read).value, value);
  EXPECT_EQ(std::get<Amount>(read).kind, (Kind{dimension, growth}));
  // parse() reads the same.
  const auto also = parse(text);
  ASSERT_TRUE(std::holds_alternative<Amount>(also));
  EXPECT_EQ(std::get<Amount>(also).value, value);
}

INSTANTIATE_TEST_SUITE_P(
    Units, ReadsAmount,
    testing::Values(
        Good{"2.5 GW", 2.5e9, power}, Good{"2.5GW", 2.5e9, power}, Good{"  2.5  GW ", 2.5e9, power},
        Good{"2.5\u00a0GW", 2.5e9, power}, Good{"2.5\tGW", 2.5e9, power}, Good{"8.7 GW", 8.7e9, power},
        Good{"2.5 GWh", 9e12, energy}, Good{"2.5 GW h", 9e12, energy}, Good{"2.5 GW*h", 9e12, energy},
        Good{"2.5 GW·h", 9e12, energy}, Good{"2.5 GW * h", 9e12, energy},
        Good{"1704 W/H100e", 1704.0, power / accelerator}, Good{"1704 W / H100e", 1704.0, power / accelerator},
        Good{"2e15 FLOP/s/H100e", 2e15, compute / time / accelerator},
        Good{"2 PFLOP/s/H100e", 2e15, compute / time / accelerator}, Good{"51.2 Tbit/s", 51.2e12, information / time},
        Good{"3.3e12 byte/s", 26.4e12, information / time},
        Good{"180e3 wafer/month", 180e3 / second_of_month, wafer / time},
        Good{"1.85e6 H100e/yr", 1.85e6 / second_of_year, accelerator / time},
        Good{"20 token/parameter", 20.0, token / parameter},
        Good{"6 FLOP/token/parameter", 6.0, compute / token / parameter}, Good{"2.0e5 km/s", 2.0e8, speed},
        Good{"36 km/h", 10.0, speed}, Good{"2945.1 km", 2945100.0, length}, Good{"5 m^2", 5.0, length* length},
        Good{"5 m/s^2", 5.0, speed / time}, Good{"5 s^-1", 5.0, none / time}, Good{"1 km^2", 1e6, length* length},
        Good{"7 kg*m^2/s^3", 7.0, power}, Good{"7 g", 0.007, mass}, Good{"0.6 us", 6e-7, time},
        Good{"6.8 µs", 6.8e-6, time}, Good{"110 ms", 0.11, time}, Good{"9 months", 9 * second_of_month, time},
        Good{"180 days", 15552000.0, time},
        // '/' divides by the next word only.
        Good{"4 W/H100e s", 4.0, energy / accelerator},
        // The E of a prefix is not the E of an exponent.
        Good{"5 EW", 5e18, power}, Good{"5EW", 5e18, power}, Good{"5E3W", 5e3, power}, Good{"5e3EW", 5e21, power}));

INSTANTIATE_TEST_SUITE_P(Numbers, ReadsAmount,
                         testing::Values(Good{"0", 0.0, none}, Good{"0.26", 0.26, none}, Good{".26", 0.26, none},
                                         Good{"5.", 5.0, none}, Good{"+5", 5.0, none}, Good{"-5", -5.0, none},
                                         Good{"1e3", 1e3, none}, Good{"1E+3", 1e3, none}, Good{"1.5e-3", 1.5e-3, none},
                                         Good{"1e+03", 1e3, none}, Good{"0e999", 0.0, none}, Good{"0 W", 0.0, power},
                                         Good{"007", 7.0, none},
                                         // The largest double and the smallest normal one: IEEE 754 binary64.
                                         Good{"1.7976931348623157e308", 1.7976931348623157e308, none},
                                         Good{"2.2250738585072014e-308", 2.2250738585072014e-308, none},
                                         // Halfway between two doubles, to even; one digit more goes up.
                                         Good{"9007199254740993", 9007199254740992.0, none},
                                         Good{"9007199254740993.0000000000000000000001", 9007199254740994.0, none}));

INSTANTIATE_TEST_SUITE_P(Ratios, ReadsAmount,
                         testing::Values(Good{"26 %", 0.26, none}, Good{"26%", 0.26, none}, Good{"37.5 %", 0.375, none},
                                         Good{"7 %", 0.07, none}, Good{"-20 %", -0.2, none}, Good{"0 %", 0.0, none}));

INSTANTIATE_TEST_SUITE_P(Growths, ReadsAmount,
                         testing::Values(Good{"1.15x/yr", 1.15, none, true}, Good{"1.15 x/yr", 1.15, none, true},
                                         Good{"1.15x/year", 1.15, none, true}, Good{"1.15 x / years", 1.15, none, true},
                                         Good{"15 %/yr", 1.15, none, true}, Good{"15%/yr", 1.15, none, true},
                                         Good{"15 % / year", 1.15, none, true}, Good{"-5 %/yr", 0.95, none, true},
                                         Good{"0 %/yr", 1.0, none, true}, Good{"-100 %/yr", 0.0, none, true},
                                         Good{"0x/yr", 0.0, none, true}, Good{"300 %/yr", 4.0, none, true},
                                         Good{"1.2e1 %/yr", 1.12, none, true}, Good{"4x/yr", 4.0, none, true},
                                         Good{"-1x/yr", -1.0, none, true}));

TEST(Parse, APercentageIsTheFactorBitForBit) {
  // (100 + p) / 100 is one rounding of an exact quotient, and so is the decimal text.
  for (int percent = -99; percent <= 900; ++percent) {
    const int factor = 100 + percent;
    const std::string cents = std::to_string(100 + factor % 100).substr(1);
    const auto a = parse_amount(std::to_string(percent) + " %/yr");
    const auto b = parse_amount(std::to_string(factor / 100) + "." + cents + "x/yr");
    EXPECT_EQ(std::get<Amount>(a).value, std::get<Amount>(b).value) << percent;
  }
}

TEST(Parse, APrefixIsAPowerOfTenBitForBit) {
  // The exponent is moved in the text, so that both are the double nearest to the same decimal number.
  std::mt19937_64 bits(20240820);
  const std::vector<std::pair<std::string, int>> prefixes{{"n", -9}, {"u", -6}, {"m", -3}, {"k", 3},  {"M", 6},
                                                          {"G", 9},  {"T", 12}, {"P", 15}, {"E", 18}, {"Z", 21},
                                                          {"Y", 24}, {"R", 27}, {"Q", 30}};
  for (int i = 0; i < 2000; ++i) {
    const std::string mantissa = std::to_string(bits() % 10) + "." + std::to_string(bits() % 100000);
    for (const auto& [prefix, power] : prefixes) {
      const auto a = parse_amount(mantissa + " " + prefix + "W");
      const auto b = parse_amount(mantissa + "e" + std::to_string(power) + " W");
      ASSERT_EQ(std::get<Amount>(a).value, std::get<Amount>(b).value) << mantissa << prefix;
    }
  }
}

TEST(Parse, KeepsTheSignOfZero) {
  EXPECT_TRUE(std::signbit(std::get<Amount>(parse_amount("-0 W")).value));
  EXPECT_FALSE(std::signbit(std::get<Amount>(parse_amount("0 W")).value));
}

struct GoodInterval {
  std::string text;
  double low;
  double high;
  Kind kind;
};

void PrintTo(const GoodInterval& good, std::ostream* out) {
  *out << good.text;
}

class ReadsInterval : public testing::TestWithParam<GoodInterval> {};

TEST_P(ReadsInterval, WithBothEnds) {
  const auto& [text, low, high, kind] = GetParam();
  const auto read = parse(text);
  if (const auto* error = std::get_if<TextError>(&read)) FAIL() << error->message;
  const auto& interval = std::get<Interval>(read);
  EXPECT_EQ(interval.low.value, low);
  EXPECT_EQ(interval.high.value, high);
  EXPECT_EQ(interval.low.kind, kind);
  EXPECT_EQ(interval.high.kind, kind);
}

INSTANTIATE_TEST_SUITE_P(
    Intervals, ReadsInterval,
    testing::Values(GoodInterval{"1 to 5 GW", 1e9, 5e9, {power}}, GoodInterval{"900 MW to 5 GW", 9e8, 5e9, {power}},
                    GoodInterval{"10 to 30 %/yr", 1.1, 1.3, growth_kind},
                    GoodInterval{"1.1 to 1.3x/yr", 1.1, 1.3, growth_kind},
                    GoodInterval{"1.1x/yr to 1.3x/yr", 1.1, 1.3, growth_kind},
                    GoodInterval{"10 %/yr to 1.3x/yr", 1.1, 1.3, growth_kind},
                    GoodInterval{"-2 to 3", -2.0, 3.0, ratio_kind}, GoodInterval{"20 to 60 %", 0.2, 0.6, ratio_kind},
                    GoodInterval{"20 % to 60 %", 0.2, 0.6, ratio_kind},
                    GoodInterval{"0.2 to 60 %", 0.002, 0.6, ratio_kind},  // a bare first end has the second's unit
                    GoodInterval{"5 to 5 W", 5.0, 5.0, {power}}, GoodInterval{"1e0to 5GW", 1e9, 5e9, {power}},
                    GoodInterval{"-20 to -5 %/yr", 0.8, 0.95, growth_kind},
                    GoodInterval{"1 day to 1 year", 86400.0, second_of_year, {time}}));

struct Bad {
  std::string text;
  std::string message;
  std::string piece;  // underlined
  std::string hint;
};

void PrintTo(const Bad& bad, std::ostream* out) {
  *out << bad.text;
}

class Refuses : public testing::TestWithParam<Bad> {};

TEST_P(Refuses, WithPlaceMessageAndHint) {
  const auto& [text, message, piece, hint] = GetParam();
  const auto read = parse(text);
  const auto* error = std::get_if<TextError>(&read);
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(error->message, message);
  EXPECT_EQ(error->hint, hint);
  ASSERT_LE(error->offset + error->length, text.size());
  EXPECT_EQ(text.substr(error->offset, error->length), piece);
}

const std::string numbers = "write numbers as 2500, 2.5 or 2.5e3";
const std::string growths = "write 1.15x/yr or 15 %/yr";
const std::string intervals = "an interval is written '1 to 5 GW'";
const std::string range = "a number lies between 2.3e-308 and 1.7e308 in W, s, FLOP and other units without prefix";
const std::string exponents = "write it as in m^2 or s^-1";
const std::string nowhere_else = "'%' and 'x' stand in no other unit than %, %/yr and x/yr: ";

INSTANTIATE_TEST_SUITE_P(
    Numbers, Refuses,
    testing::Values(Bad{"", "expected a number, got nothing", "", "write a number and a unit: '2.5 GW'"},
                    Bad{"   ", "expected a number, got nothing", "", "write a number and a unit: '2.5 GW'"},
                    Bad{"GW", "expected a number, got 'GW'", "GW", numbers},
                    Bad{"about 5 GW", "expected a number, got 'about'", "about", numbers},
                    Bad{"nan", "expected a finite number, got 'nan'", "nan", numbers},
                    Bad{"NaN W", "expected a finite number, got 'NaN'", "NaN", numbers},
                    Bad{"inf", "expected a finite number, got 'inf'", "inf", numbers},
                    Bad{"-.inf GW", "expected a finite number, got '-.inf'", "-.inf", numbers},
                    Bad{"infinity", "expected a finite number, got 'infinity'", "infinity", numbers},
                    Bad{".", "expected a number, got '.'", ".", numbers},
                    Bad{"-", "expected a number, got '-'", "-", numbers},
                    Bad{"--5", "expected a number, got '--5'", "--5", numbers},
                    Bad{"e5", "expected a number, got 'e5'", "e5", numbers},
                    Bad{"0x10", "a number is decimal, not hexadecimal: '0x10'", "0x10", numbers},
                    Bad{"0X1p3 W", "a number is decimal, not hexadecimal: '0X1p3'", "0X1p3", numbers},
                    Bad{"1,000 W", "a number has no ',': '1,000'", "1,000", numbers},
                    Bad{"1_000 W", "a number has no '_': '1_000'", "1_000", numbers},
                    Bad{"1'000 W", "a number has no ''': '1'000'", "1'000", numbers},
                    Bad{"1 000 W", "expected a unit word, got '000'", "000", numbers},
                    Bad{"1.2.3", "expected a unit word, got '.3'", ".3", numbers},
                    Bad{"1e999", "number out of range: '1e999'", "1e999", range},
                    Bad{"-1e999 W", "number out of range: '-1e999'", "-1e999", range},
                    Bad{"1e99999999999999999999 W", "number out of range: '1e99999999999999999999'",
                        "1e99999999999999999999", range},
                    Bad{"1e-400", "number out of range: '1e-400'", "1e-400", range},
                    Bad{"1e-310", "number out of range: '1e-310'", "1e-310", range},
                    Bad{"1e300 QW", "number out of range: '1e300'", "1e300", range},
                    Bad{"1e308 Wh", "number out of range: '1e308'", "1e308", range},
                    Bad{"3e-308 W/day", "number out of range: '3e-308'", "3e-308", range},
                    Bad{"1 to 1e999 W", "number out of range: '1e999'", "1e999", range}));

INSTANTIATE_TEST_SUITE_P(
    Units, Refuses,
    testing::Values(Bad{"2 GWW", "unknown unit 'GWW'", "GWW", "did you mean GW?"},
                    Bad{"2 W/H100", "unknown unit 'H100'", "H100", "did you mean H100e?"},
                    Bad{"2 FLOPS/H100e", "unknown unit 'FLOPS'", "FLOPS", "did you mean FLOP/s?"},
                    Bad{"5 mbit/s", "unknown unit 'mbit'", "mbit", "did you mean Mbit?"},
                    Bad{"5 furlong", "unknown unit 'furlong'", "furlong", "`chokepoint units` lists the units"},
                    Bad{"5 furlong^2", "unknown unit 'furlong'", "furlong", "`chokepoint units` lists the units"},
                    Bad{"5 G\x01W", "unknown unit 'G\ufffdW'", "G\x01W", "did you mean GW?"},
                    Bad{"5 W/", "the unit ends in an operator: 'W/'", "W/", "write a unit word behind it"},
                    Bad{"5 W · ", "the unit ends in an operator: 'W · '", "W · ", "write a unit word behind it"},
                    Bad{"5 /W", "expected a unit word, got '/W'", "/W", growths},
                    Bad{"5 W//s", "expected a unit word, got '/s'", "/s", ""},
                    Bad{"0.15/yr", "expected a unit word, got '/yr'", "/yr", growths},
                    Bad{"5 W 6", "expected a unit word, got '6'", "6", numbers},
                    Bad{"5 W/(H100e s)", "a unit has no parentheses: '(H100e'", "(H100e",
                        "'/' divides by the next word only, as in FLOP/token/parameter"},
                    Bad{"5 m^", "an exponent is a whole number from 1 to 9, got '^'", "^", exponents},
                    Bad{"5 m^0", "an exponent is a whole number from 1 to 9, got '^0'", "^0", exponents},
                    Bad{"5 m^2.5", "an exponent is a whole number from 1 to 9, got '^2.5'", "^2.5", exponents},
                    Bad{"5 m^10", "an exponent is a whole number from 1 to 9, got '^10'", "^10", exponents},
                    Bad{"5 m^2^2", "an exponent is a whole number from 1 to 9, got '^2^2'", "^2^2", exponents},
                    Bad{"5 m^x/s", "an exponent is a whole number from 1 to 9, got '^x/s'", "^x/s", exponents}));

INSTANTIATE_TEST_SUITE_P(Growths, Refuses,
                         testing::Values(Bad{"1.15x", "'x' needs its year: 'x'", "x", growths},
                                         Bad{"1.15x/month", "'x' needs its year: 'x/month'", "x/month", growths},
                                         Bad{"1.15x/s", "'x' needs its year: 'x/s'", "x/s", growths},
                                         Bad{"1.15x*yr", "'x' needs its year: 'x*yr'", "x*yr", growths},
                                         Bad{"1.15x/yr/yr", "'x' needs its year: 'x/yr/yr'", "x/yr/yr", growths},
                                         Bad{"1.15x/yr^2", "'x' needs its year: 'x/yr^2'", "x/yr^2", growths},
                                         Bad{"1.15 X/yr", "unknown unit 'X'", "X",
                                             "`chokepoint units` lists the units"},
                                         Bad{"15 %/month", nowhere_else + "'%/month'", "%/month", growths},
                                         Bad{"15 % W", nowhere_else + "'% W'", "% W", growths},
                                         Bad{"15 W/%", nowhere_else + "'W/%'", "W/%", growths},
                                         Bad{"15 %^2", nowhere_else + "'%^2'", "%^2", growths},
                                         Bad{"15 W*x/yr", nowhere_else + "'W*x/yr'", "W*x/yr", growths}));

INSTANTIATE_TEST_SUITE_P(
    Intervals, Refuses,
    testing::Values(Bad{"5 to 1 GW", "the low end is above the high end: '5 to 1 GW'", "5 to 1 GW",
                        "an interval goes from low to high, as in '1 to 5 GW'"},
                    Bad{"5 GW to 900 MW", "the low end is above the high end: '5 GW to 900 MW'", "5 GW to 900 MW",
                        "an interval goes from low to high, as in '1 to 5 GW'"},
                    Bad{"1 W to 2 J", "the ends of an interval are of one kind, got a power and an energy",
                        "1 W to 2 J", intervals},
                    Bad{"10 % to 30 %/yr", "the ends of an interval are of one kind, got a ratio and a yearly growth",
                        "10 % to 30 %/yr", intervals},
                    Bad{"1 GW to 5", "the second end of the interval has no unit: '5'", "5", "did you mean '5 GW'?"},
                    Bad{"10 % to 30", "the second end of the interval has no unit: '30'", "30", "did you mean '30 %'?"},
                    Bad{"1 to", "expected a number, got nothing", "", "write a number and a unit: '2.5 GW'"},
                    Bad{"to 5 GW", "expected a number, got 'to'", "to", numbers},
                    Bad{"1 to 2 to 3", "unexpected 'to'", "to", intervals},
                    Bad{"1-5 GW", "unexpected '-5' after the number", "-5", intervals},
                    Bad{"1 - 5 GW", "unexpected '-' after the number", "-", intervals},
                    Bad{"1..5 GW", "unexpected '..5' after the number", "..5", intervals},
                    Bad{"1\u20135 GW", "unexpected '\u20135' after the number", "\u20135", intervals}));

TEST(Parse, RefusesAnExponentThatADimensionCannotHold) {
  // Length to the 9th, twelve times: 108.
  std::string text = "5 m^9";
  for (int i = 0; i < 11; ++i) text += " m^9";
  const auto read = parse(text);
  EXPECT_EQ(std::get<TextError>(read).message, "the exponents of '" + excerpt(text.substr(2)) + "' add up to over 99");
  // Eleven times fit.
  const auto fits = parse_amount(text.substr(0, text.size() - 4));
  EXPECT_EQ(std::get<Amount>(fits).kind.dimension, base(Base::length, 99));
}

TEST(Parse, RefusesALongText) {
  const std::string number(200, '1');
  EXPECT_TRUE(std::holds_alternative<Amount>(parse(number)));
  const auto read = parse(number + "1");
  EXPECT_EQ(std::get<TextError>(read).message, "a quantity of 201 bytes is too long");
  EXPECT_EQ(std::get<TextError>(read).length, 201U);
  EXPECT_TRUE(std::holds_alternative<TextError>(parse(std::string(10'000'000, ' '))));
}

TEST(Parse, RefusesAnIntervalWhereOneValueIsWanted) {
  const auto read = parse_amount("1 to 5 GW");
  EXPECT_EQ(std::get<TextError>(read).message, "expected one value, got an interval: '1 to 5 GW'");
  EXPECT_EQ(std::get<TextError>(read).length, 9U);
}

TEST(Parse, DoesNotDependOnTheLocale) {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  // Where the machine has none of these the test is that of the C locale.
  for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "pt_BR.UTF-8"}) {
    if (std::setlocale(LC_ALL, name) != nullptr) break;
  }
  const auto read = parse_amount("2.5 GW");
  const std::string printed = print(2.5e9, {power});
  const std::string exact = print_exact(0.5, {power});
  std::setlocale(LC_ALL, before.c_str());
  EXPECT_EQ(std::get<Amount>(read).value, 2.5e9);
  EXPECT_EQ(printed, "2.5 GW");
  EXPECT_EQ(exact, "0.5 W");
}

// Whatever the bytes: an answer, and an error that stands within the text.
void expect_answer(const std::string& text) {
  const auto read = parse(text);
  if (const auto* error = std::get_if<TextError>(&read)) {
    ASSERT_LE(error->offset, text.size());
    ASSERT_LE(error->length, text.size() - error->offset);
    ASSERT_FALSE(error->message.empty());
  } else if (const auto* amount = std::get_if<Amount>(&read)) {
    ASSERT_TRUE(std::isfinite(amount->value));
  } else {
    const auto& interval = std::get<Interval>(read);
    ASSERT_LE(interval.low.value, interval.high.value);
    ASSERT_EQ(interval.low.kind, interval.high.kind);
  }
  ASSERT_LE(unit_of(text).size(), text.size());
}

TEST(Parse, AnswersAnyBytes) {
  std::mt19937_64 bits(1);  // the same bytes in every run
  for (int i = 0; i < 20'000; ++i) {
    std::string text(bits() % 40, '\0');
    for (char& c : text) c = static_cast<char>(bits() % 256);
    expect_answer(text);
    if (HasFatalFailure()) FAIL() << "text " << i;
  }
}

TEST(Parse, AnswersAnyTokens) {
  const std::vector<std::string> tokens{"1",    "2.5",  "-", "e",     "E",  "9999",  ".",     " ",   "to",
                                        "/",    "*",    "^", "·",     "GW", "Wh",    "x",     "%",   "yr",
                                        "m",    "s",    "k", "H100e", "(",  ")",     "2",     ",",   "\xc2",
                                        "\xb7", "\xff", "µ", "\t",    "\n", "token", "month", "nan", "0"};
  std::mt19937_64 bits(2);
  int amounts = 0;
#ifdef CHOKEPOINT_SANITIZED
  constexpr int texts = 10'000;
#else
  constexpr int texts = 50'000;
#endif
  for (int i = 0; i < texts; ++i) {
    std::string text;
    for (std::size_t n = bits() % 9; n > 0; --n) text += tokens[bits() % tokens.size()];
    expect_answer(text);
    if (HasFatalFailure()) FAIL() << text;
    amounts += std::holds_alternative<TextError>(parse(text)) ? 0 : 1;
  }
  EXPECT_GT(amounts, texts / 50) << "the texts are not all refused, so that values are tested too";
}

TEST(Excerpt, CutsBetweenCharactersAndShowsControls) {
  EXPECT_EQ(excerpt("a\nb\x7f"), "a\ufffdb\ufffd");
  EXPECT_EQ(excerpt(std::string(60, 'a')), std::string(60, 'a'));
  EXPECT_EQ(excerpt(std::string(61, 'a')), std::string(60, 'a') + "\u2026");
  EXPECT_EQ(excerpt(std::string(59, 'a') + "\u00e9\u00e9"), std::string(59, 'a') + "\u00e9\u2026");
}

}  // namespace
}  // namespace chokepoint::units
