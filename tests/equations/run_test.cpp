// SPDX-License-Identifier: Apache-2.0
// Programs over columns: values by hand, and the same bits whatever runs them.
#include "equations/run.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "equations/constraint.hpp"
#include "equations/leaf.hpp"

namespace chokepoint::equations {
namespace {

using testing_equations::capital;
using testing_equations::one_formula;

constexpr double seconds = units::seconds_per_year;

/// Columns of a job, the same in all years unless they are longer.
struct Columns {
  std::vector<std::vector<double>> own;
  std::vector<std::vector<double>> shared;
  std::size_t lanes = 8;
  int skipped = 0;
  int years = 1;
};

struct Result {
  std::vector<double> out;  // [output][year][lane]
  std::vector<double> needs;
  std::vector<double> governing;
};

using Runner = void (*)(const Program&, const Job&);

Result result_of(const Program& program, std::size_t outputs, const Columns& columns, Runner runner = &run) {
  const auto inputs = [&columns](const std::vector<std::vector<double>>& all) {
    std::vector<Column> made;
    for (const auto& one : all) made.push_back({one.data(), one.size() > columns.lanes ? columns.lanes : 0});
    return made;
  };
  const std::vector<Column> own = inputs(columns.own);
  const std::vector<Column> shared = inputs(columns.shared);
  const std::size_t cells = static_cast<std::size_t>(columns.years) * columns.lanes;
  const std::vector<double> asked(cells, 1e26);
  Result result{std::vector<double>(outputs * cells), std::vector<double>(3 * cells), std::vector<double>(cells)};
  runner(program, {.shared = shared,
                   .own = own,
                   .lanes = columns.lanes,
                   .skipped = columns.skipped,
                   .years = columns.years,
                   .out = result.out.data(),
                   .run = asked.data(),
                   .needs = result.needs.data(),
                   .governing = result.governing.data()});
  return result;
}

Columns constants(const std::vector<double>& own, int years = 1, int skipped = 0) {
  Columns columns{.own = {}, .shared = {}, .lanes = 8, .skipped = skipped, .years = years};
  for (const double one : own) columns.own.emplace_back(8, one);
  for (const double one : {0.5 * seconds, 2e15, 0.25}) columns.shared.emplace_back(8, one);
  return columns;
}

/// The value of a formula with spend 100 USD/s, price 20 USD/H100e, 3 W, a share of 0.25 and a growth of 1.5 a year.
double value_of(const std::string& formula, int year = 0) {
  const Checked checked = compile(one_formula(formula));
  if (checked.program == nullptr) return std::nan("");
  Columns columns = constants({100.0, 20.0, 3.0, 0.25, 1.5}, 1, year);
  return result_of(*checked.program, 2, columns).out[8];
}

TEST(Run, FormulasByHand) {
  EXPECT_DOUBLE_EQ(value_of("spend / price"), 5.0);
  EXPECT_DOUBLE_EQ(value_of("2 + 3 * 4 - 6 / 3"), 12.0);
  EXPECT_DOUBLE_EQ(value_of("-2^2"), -4.0);
  EXPECT_DOUBLE_EQ(value_of("2^3^2"), 512.0);
  EXPECT_DOUBLE_EQ(value_of("8 / 4 / 2"), 1.0);
  EXPECT_DOUBLE_EQ(value_of("8 - 4 - 2"), 2.0);
  EXPECT_DOUBLE_EQ(value_of("min(share, 3, 0.1)"), 0.1);
  EXPECT_DOUBLE_EQ(value_of("max(share, 0.1)"), 0.25);
  EXPECT_DOUBLE_EQ(value_of("clamp(share, 0.5, 1)"), 0.5);
  EXPECT_DOUBLE_EQ(value_of("clamp(7 * share, 0.5, 1)"), 1.0);
  EXPECT_DOUBLE_EQ(value_of("abs(share - 1)"), 0.75);
  EXPECT_DOUBLE_EQ(value_of("sqrt(share)"), 0.5);
  EXPECT_DOUBLE_EQ(value_of("exp(ln(share))"), 0.25);
  EXPECT_DOUBLE_EQ(value_of("share^2.5"), 0.03125);
  EXPECT_DOUBLE_EQ(value_of("share^-2"), 16.0);
  EXPECT_DOUBLE_EQ(value_of("power^3 / 1 W^3"), 27.0);
  EXPECT_DOUBLE_EQ(value_of("if(share < 0.25, 1, 2)"), 2.0);
  EXPECT_DOUBLE_EQ(value_of("if(share <= 0.25, 1, 2)"), 1.0);
  EXPECT_DOUBLE_EQ(value_of("if(share > 0.2, 1, 2)"), 1.0);
  EXPECT_DOUBLE_EQ(value_of("if(share >= 0.3, 1, 2)"), 2.0);
  EXPECT_DOUBLE_EQ(value_of("3 GW / 1 W"), 3e9);
}

TEST(Run, WhatIsNoNumberStaysNone) {
  for (const char* const none : {"(share - share) / (share - share)", "ln(-share)", "sqrt(-share)", "(-share)^0.3"}) {
    const std::string it = "(" + std::string(none) + ")";
    for (const std::string& around :
         {it, "min(" + it + ", 1)", "min(1, " + it + ")", "max(" + it + ", 1)", "max(1, " + it + ")", "exp(" + it + ")",
          "abs(" + it + ")", "clamp(1, " + it + ", 3)", "if(" + it + " < 1, 2, 3)", "if(1 >= " + it + ", 2, 3)"}) {
      EXPECT_TRUE(std::isnan(value_of(around))) << around;
    }
  }
}

TEST(Run, YearsByHand) {
  EXPECT_DOUBLE_EQ(value_of("t", 4), 4.0);
  EXPECT_DOUBLE_EQ(value_of("year", 4), 2030.0);
  EXPECT_DOUBLE_EQ(value_of("spend_growth^t", 3), 3.375);
  EXPECT_DOUBLE_EQ(value_of("spend_growth^(t - 1)", 0), 1 / 1.5);
  EXPECT_DOUBLE_EQ(value_of("spend_growth^(year - 2025)", 2), 3.375);
  EXPECT_DOUBLE_EQ(value_of("spend_growth^-t", 2), 1 / 2.25);
  EXPECT_DOUBLE_EQ(value_of("share^t", 2), 0.0625);
  EXPECT_DOUBLE_EQ(value_of("spend_growth^1 - 1", 2), 0.5);
}

TEST(Run, StatesGoFromYearToYear) {
  const Checked checked = compile(capital());
  ASSERT_NE(checked.program, nullptr);
  // 30 USD/s and 1.5 a year, 2e4 USD/H100e and 2 a year: bought in years 0, 1, 2 are 0.0015, 0.0045, 0.0135 H100e/s.
  const Columns columns = constants({30.0, 1.5, 2e4, 2.0}, 2, 2);
  const Result result = result_of(*checked.program, 4, columns);
  const double bought = (0.0015 + 0.0045) * seconds;
  const double per_accelerator = 2e15 * 0.25 * 0.5 * seconds;
  EXPECT_DOUBLE_EQ(result.out[0], bought * per_accelerator);
  EXPECT_DOUBLE_EQ(result.out[2 * 8], bought * per_accelerator == 0.0 ? 0.0 : bought);
  EXPECT_DOUBLE_EQ(result.out[3 * 8], bought + 0.0135 * seconds);
  EXPECT_DOUBLE_EQ(result.out[4 * 8], 30.0 * 2.25);
  EXPECT_DOUBLE_EQ(result.out[6 * 8], 2e4 / 4.0);
  // Without a need of its own: the run against the ceiling.
  EXPECT_DOUBLE_EQ(result.needs[0], 1e26);
  EXPECT_DOUBLE_EQ(result.needs[2 * 8], bought * per_accelerator);
  EXPECT_DOUBLE_EQ(result.needs[4 * 8], std::max(1e26 - bought * per_accelerator, 0.0));
}

TEST(Run, AGrowthByYearIsWhatItWasInEach) {
  const Checked checked = compile(one_formula("spend_growth^t"));
  Columns columns = constants({100.0, 20.0, 3.0, 0.25, 1.5}, 3);
  columns.own[4] = std::vector<double>(24, 2.0);
  std::fill_n(columns.own[4].begin() + 8, 16, 3.0);
  const Result result = result_of(*checked.program, 2, columns);
  EXPECT_DOUBLE_EQ(result.out[24], 1.0);
  EXPECT_DOUBLE_EQ(result.out[32], 2.0);
  EXPECT_DOUBLE_EQ(result.out[40], 6.0);
}

TEST(Run, StatesThatSwapMoveTogether) {
  Source source = one_formula("1");
  source.definitions.push_back({Part::start, "a", "1"});
  source.definitions.push_back({Part::next, "a", "b"});
  source.definitions.push_back({Part::start, "b", "a + 1"});
  source.definitions.push_back({Part::next, "b", "a"});
  const Checked checked = compile(source);
  ASSERT_NE(checked.program, nullptr);
  const Result result = result_of(*checked.program, 4, constants({1, 1, 1, 1, 1}, 3));
  const auto at = [&result](std::size_t output, std::size_t year) { return result.out[(output * 3 + year) * 8]; };
  EXPECT_EQ(at(1, 0), 1.0);
  EXPECT_EQ(at(2, 0), 2.0);
  EXPECT_EQ(at(1, 1), 2.0);
  EXPECT_EQ(at(2, 1), 1.0);
  EXPECT_EQ(at(1, 2), 1.0);
  // Years before the first that is reported, whose columns are kept nowhere.
  const Result later = result_of(*checked.program, 4, constants({1, 1, 1, 1, 1}, 1, 5));
  EXPECT_EQ(later.out[8], 2.0);
  EXPECT_EQ(later.out[16], 1.0);
}

TEST(Run, ThePartThatIsTheCeilingGoverns) {
  Source source = one_formula("1");
  source.definitions[1].text = "max(least, other)";
  source.definitions.push_back({Part::part, "least", "share * 1 FLOP"});
  source.definitions.push_back({Part::part, "other", "t * 0.2 * 1 FLOP"});
  const Checked checked = compile(source);
  ASSERT_NE(checked.program, nullptr);
  const Result result = result_of(*checked.program, 4, constants({1, 1, 1, 0.3, 1}, 3));
  EXPECT_EQ(result.governing[0], 0.0);
  EXPECT_EQ(result.governing[8], 0.0);
  EXPECT_EQ(result.governing[16], 1.0);
}

std::vector<Columns> random_columns(std::size_t own, std::size_t shared) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> some(0.5, 3.0);
  std::vector<Columns> made;
  for (const std::size_t lanes : {8UL, 16UL, 256UL, 264UL, 1'000UL}) {
    Columns columns{.own = {}, .shared = {}, .lanes = lanes, .skipped = 1, .years = 4};
    for (std::size_t i = 0; i < own + shared; ++i) {
      auto& column = (i < own ? columns.own : columns.shared).emplace_back(i % 3 == 2 ? lanes * 5 : lanes);
      for (double& one : column) one = some(random);
    }
    made.push_back(std::move(columns));
  }
  return made;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

/// Every operation, in columns that vary by draw, by year and by both.
TEST(Run, LanesGiveTheBitsOfTheReference) {
  Source source = one_formula("1");
  source.definitions = {
      {Part::ceiling, "", "max(first, second)"},
      {Part::part, "first", "clamp(share, 0.6, 2) * spend_growth^t * 1e20 FLOP * abs(ln(share))"},
      {Part::part, "second", "if(spend < 1 USD/s * t, sqrt(share), exp(-share / t)) * stock / 1 H100e * 1 FLOP"},
      {Part::start, "stock", "spend / price * 1 s"},
      {Part::next, "stock", "stock + share^t * price^-3 * 1 USD^3/H100e^2 - min(share, 1) * stock / 9"},
      {Part::step, "odd", "share^(share + t) * exp(-0.1 * t) + if(share <= 1, -share, power / 1 W)"},
      {Part::needed, "", "run / 1e20 FLOP"},
      {Part::supply, "", "share + odd"}};
  source.internals = {"odd"};
  const Checked checked = compile(source);
  ASSERT_NE(checked.program, nullptr) << checked.remarks.at(0).message;
  for (const Columns& columns : random_columns(5, 3)) {
    const Result lanes = result_of(*checked.program, 5, columns);
    const Result plain = result_of(*checked.program, 5, columns, &run_reference);
    EXPECT_TRUE(same_bits(lanes.out, plain.out)) << columns.lanes;
    EXPECT_TRUE(same_bits(lanes.needs, plain.needs)) << columns.lanes;
    EXPECT_TRUE(same_bits(lanes.governing, plain.governing)) << columns.lanes;
  }
}

}  // namespace
}  // namespace chokepoint::equations
