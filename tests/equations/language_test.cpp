// SPDX-License-Identifier: Apache-2.0
// The language of formulas: what they stand for, and what is said of those that stand for nothing. Units follow from
// the definition of each operation; nothing here is taken from what the program prints.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include "equations/constraint.hpp"

namespace chokepoint::equations {
namespace {

using testing_equations::capital;
using testing_equations::kind_of_text;
using testing_equations::one_formula;

/// "MESSAGE [piece of the formula] hint" of the first thing that is wrong; empty where nothing is.
std::string wrong_with(const std::string& formula) {
  const Source source = one_formula(formula);
  for (const Remark& one : compile(source).remarks) {
    if (one.warning || one.definition != 0) continue;
    const std::string& text = source.definitions[0].text;
    return one.message + " [" + text.substr(std::min(one.offset, text.size()), one.length) + "] " + one.hint;
  }
  return {};
}

/// The kind of a formula over the parameters of one_formula(), as the unit that is written.
void expect_kind(const std::string& formula, const std::string& unit) {
  const Checked checked = compile(one_formula(formula));
  ASSERT_TRUE(checked.kinds[0].has_value()) << formula << ": " << wrong_with(formula);
  EXPECT_EQ(units::symbol_of(*checked.kinds[0]), units::symbol_of(kind_of_text("1 " + unit))) << formula;
}

TEST(Language, InfersUnitsThroughEveryOperation) {
  expect_kind("spend / price", "H100e/yr");
  expect_kind("spend / price * 1 yr", "H100e");
  expect_kind("spend * spend_growth^t", "USD/yr");
  expect_kind("sqrt(power * power)", "W");
  expect_kind("sqrt(power) * power^0.5", "W");
  expect_kind("(power^3)^(1/3)", "W");
  expect_kind("power^-1 * power^2", "W");
  expect_kind("power^2 / power", "W");
  expect_kind("min(spend, 3 USD/yr, 2 * spend)", "USD/yr");
  expect_kind("clamp(power, 1 GW, 2 GW)", "W");
  expect_kind("if(share < 0.5, power, 2 * power)", "W");
  expect_kind("-abs(-power)", "W");
  expect_kind("power * 3 h / 1 kWh * price", "USD/H100e");
  expect_kind("shared.peak_performance * 1 yr", "FLOP/H100e");
}

TEST(Language, RatiosHaveNoUnit) {
  for (const char* const formula : {"ln(power / 1 GW)", "exp(-share * t)", "share ^ share", "spend_growth ^ t",
                                    "spend_growth^(t - 1)", "1.15x/yr ^ t", "year - 2026", "50 %"}) {
    const Checked checked = compile(one_formula(formula));
    ASSERT_TRUE(checked.kinds[0].has_value()) << formula << ": " << wrong_with(formula);
    EXPECT_EQ(*checked.kinds[0], units::ratio_kind) << formula;
  }
}

TEST(Language, AUnitHoldsNoBlankAndNoName) {
  expect_kind("2 yr^2", "s^2");
  expect_kind("2 yr ^ 2", "s^2");
  expect_kind("10 USD/H100e*price", "USD^2/H100e^2");
  expect_kind("1 yr/price", "s*H100e/USD");
}

TEST(Language, MarksTheSmallestPieceThatIsWrong) {
  EXPECT_EQ(wrong_with("spend + 2 * (power + price) * 3"),
            "a power (W) and a price per accelerator (USD/H100e) cannot be added [(power + price)] ");
  EXPECT_EQ(wrong_with("2 * exp(power)"),
            "exp of a power (W); it takes a ratio [power] divide by an amount of the same unit");
  EXPECT_EQ(wrong_with("min(spend, power)"),
            "a spending rate (USD/s) and a power (W) cannot be taken together [min(spend, power)] ");
  EXPECT_EQ(wrong_with("if(power < spend, 1, 2)"),
            "a power (W) and a spending rate (USD/s) cannot be compared [if(power < spend, 1, 2)] ");
  EXPECT_EQ(
      wrong_with("if(share < 1, power, spend)"),
      "either a power (W) or a spending rate (USD/s) [if(share < 1, power, spend)] both ends of an if are of one unit");
  EXPECT_EQ(wrong_with("power ^ share"),
            "a power (W) can be raised to a whole number or a simple fraction alone [share] divide by an amount of the "
            "same unit before raising");
  EXPECT_EQ(wrong_with("share ^ power"),
            "an exponent is a ratio, and not a power (W) [power] t counts years since the base year without a unit");
  EXPECT_EQ(wrong_with("spend * spend_growth"),
            "a yearly growth is no number to reckon with [spend_growth] raised to t it is what it makes since the base "
            "year: growth^t; growth^1 is the factor of one year");
  EXPECT_EQ(wrong_with("power * power + 0"), "W^2 and a ratio cannot be added [power * power + 0] write 0 W^2");
}

TEST(Language, HintsAtRatesAndZeros) {
  EXPECT_EQ(
      wrong_with("1 USD + spend"),
      "an amount of money (USD) and a spending rate (USD/s) cannot be added [1 USD + spend] the second is a rate: "
      "* 1 yr");
  EXPECT_EQ(wrong_with("max(0, power)"), "a ratio and a power (W) cannot be taken together [max(0, power)] write 0 W");
}

TEST(Language, SaysWhatANameMayHaveMeant) {
  EXPECT_EQ(wrong_with("spent"), "nothing is named 'spent' [spent] did you mean spend?");
  EXPECT_EQ(wrong_with("peak_performance"),
            "nothing is named 'peak_performance' [peak_performance] did you mean shared.peak_performance?");
  EXPECT_EQ(wrong_with("sprt(share)"), "no function is named 'sprt' [sprt] did you mean sqrt?");
  EXPECT_EQ(wrong_with("run"),
            "'run' is the training run whose need is asked: only 'needed' can name it [run] the ceiling is what the "
            "run is held against");
}

TEST(Language, SaysWhatIsNoFormula) {
  EXPECT_EQ(wrong_with(""), "no formula stands here [] for example spend / price * 1 yr");
  EXPECT_EQ(wrong_with("spend +"), "the formula ends where a number or a name is wanted [] ");
  EXPECT_EQ(wrong_with("spend < 2"), "'<' is not expected here [<] comparisons stand inside if(a < b, c, d)");
  EXPECT_EQ(wrong_with("if(share, 1, 2)"), "a comparison is expected here: <, <=, > or >= [,] as in if(a < b, c, d)");
  EXPECT_EQ(wrong_with("(share"), "')' is expected here [] ");
  EXPECT_EQ(wrong_with("share)"), "')' is not expected here [)] no bracket is open");
  EXPECT_EQ(wrong_with("clamp(1, 2)"), "clamp takes 3 [clamp(1, 2)] as in clamp(a, low, high)");
  EXPECT_EQ(wrong_with("share share"), "'share' is not expected here [share] operators are + - * / ^");
  EXPECT_EQ(wrong_with("1 GX"), wrong_with("1 GX"));
  EXPECT_NE(wrong_with("1 GX"), "");
}

TEST(Language, WhatConstantsMakeIsANumber) {
  EXPECT_EQ(wrong_with("share * (0/0)"), "this is no number [(0/0)] ");
  EXPECT_EQ(wrong_with("share * 1/(2 - 2)"), "");  // share * 1 is not constant: what it makes is seen when it runs
  EXPECT_EQ(wrong_with("1/(2 - 2) * share"), "this is infinite [1/(2 - 2)] ");
  EXPECT_EQ(wrong_with("ln(-1)"), "this is no number [ln(-1)] ");
}

/// What untrusted text can hold must neither take long nor end the program.
TEST(Language, LongAndDeepFormulasAreRefusedAtOnce) {
  const auto start = std::chrono::steady_clock::now();
  std::string megabyte = "1";
  while (megabyte.size() < (1U << 20U)) megabyte += " + 1";
  EXPECT_EQ(wrong_with(megabyte).substr(0, 50), "a formula of 1048577 bytes; it can have 4000 [1] g");
  const std::string open(1'900, '(');
  EXPECT_EQ(wrong_with(open + "1" + std::string(1'900, ')')).substr(0, 25), "more than 64 levels deep ");
  EXPECT_EQ(wrong_with(std::string(3'000, '-') + "1").substr(0, 25), "more than 64 levels deep ");
  std::string powers = "2";
  for (int i = 0; i < 1'000; ++i) powers += "^2";
  EXPECT_EQ(wrong_with(powers).substr(0, 25), "more than 64 levels deep ");
  std::string sum = "share";
  while (sum.size() < 3'990) sum += "+share";
  EXPECT_EQ(wrong_with(sum), "");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(Language, CirclesAreNamed) {
  Source source = capital();
  source.definitions.push_back({Part::step, "a", "b + 1"});
  source.definitions.push_back({Part::step, "b", "2 * c"});
  source.definitions.push_back({Part::step, "c", "a"});
  const Checked checked = compile(source);
  ASSERT_FALSE(checked.remarks.empty());
  EXPECT_EQ(checked.remarks[0].message, "names wait for each other: a reads b reads c reads a");
  EXPECT_EQ(checked.program, nullptr);
}

TEST(Language, AStateStartsFromNoStateThatStartsFromIt) {
  Source source = capital();
  source.definitions.push_back({Part::start, "x", "y"});
  source.definitions.push_back({Part::next, "x", "x"});
  source.definitions.push_back({Part::start, "y", "x"});
  source.definitions.push_back({Part::next, "y", "y"});
  const Checked checked = compile(source);
  ASSERT_FALSE(checked.remarks.empty());
  EXPECT_EQ(checked.remarks[0].message,
            "names wait for each other: the start of x reads the start of y reads the start of x");
}

TEST(Language, ACeilingIsAnAmountOfComputeAndAStateKeepsItsUnit) {
  Source source = capital();
  source.definitions[4].text = "owned * 1 W/H100e * 1 yr";
  Checked checked = compile(source);
  ASSERT_EQ(checked.remarks.size(), 1U);
  EXPECT_EQ(checked.remarks[0].message, "expected an amount of compute (FLOP), got an energy (J)");
  source = capital();
  source.definitions[1].text = "owned + spend_now / price_now";
  checked = compile(source);
  ASSERT_EQ(checked.remarks.size(), 1U);
  EXPECT_EQ(checked.remarks[0].message,
            "a number of accelerators (H100e) and an accelerator production (H100e/s) cannot be added");
  EXPECT_EQ(checked.remarks[0].hint, "the second is a rate: * 1 yr");
}

TEST(Language, WarnsOfWhatNothingReadsAndOfZeros) {
  Source source = capital();
  source.parameters[2].can_be_zero = true;
  source.definitions.push_back({Part::step, "idle", "spend / price"});
  const Checked checked = compile(source);
  ASSERT_NE(checked.program, nullptr);
  ASSERT_EQ(checked.remarks.size(), 2U);
  EXPECT_TRUE(checked.remarks[0].warning);
  EXPECT_EQ(checked.remarks[0].message, "price can be 0, and is divided by");
  EXPECT_EQ(checked.remarks[1].message, "nothing reads idle");
}

TEST(Language, TellsWhichNamesAreOfOthers) {
  const auto names = dotted_names("chips.stock * shared.utilization + min(trajectory, 2 * chips.stock)");
  ASSERT_EQ(names.size(), 4U);
  EXPECT_EQ(names[0].name, "chips.stock");
  EXPECT_EQ(names[2].name, "trajectory");
  EXPECT_EQ(names[2].offset, 39U);
  EXPECT_TRUE(dotted_names("chips.stock +").empty());
}

TEST(Language, CommonPiecesAndConstantsAreComputedOnce) {
  // spend / price twice is one division; 2 * 3 is none: a division, an addition of it to itself, a product.
  const Checked checked = compile(one_formula("(spend / price + spend / price) * (2 * 3)"));
  ASSERT_NE(checked.program, nullptr);
  // ceiling and needs of one_formula() add: missing = max(run - ceiling, 0).
  EXPECT_EQ(operations(*checked.program), 3U + 2U);
}

}  // namespace
}  // namespace chokepoint::equations
