// SPDX-License-Identifier: Apache-2.0
// Money: the worked case of docs/capital.md, whose table was made with another program, and cases computed by hand.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "models/step.hpp"

namespace chokepoint::models::capital_test {
namespace {

constexpr double year = units::seconds_per_year;

/// The worked case. Without interest what lasts 6.25 years is paid off by 0.16 a year; runs of 100 days.
Values worked_case() {
  return {{"training_duration", "100 day"},
          {"peak_performance", "1.979e15 FLOP/s/H100e"},
          {"utilization", "35 %"},
          {"investment", "800e9 USD/yr"},
          {"investment_growth", "1.5x/yr"},
          {"world_output", "100e12 USD/yr"},
          {"world_output_growth", "1x/yr"},
          {"output_share", "2 %"},
          {"price", "25e3 USD/H100e"},
          {"price_growth", "0.8x/yr"},
          {"it_share", "100 %"},
          {"it_lifetime", "6.25 yr"},
          {"facility_lifetime", "14 yr"},
          {"interest", "1x/yr"},
          {"operation", "600 USD/H100e/yr"},
          {"operation_growth", "1x/yr"},
          {"bill", "50e9 USD/yr"},
          {"bill_growth", "2x/yr"},
          {"developer_share", "10 %"},
          {"run_share", "40 %"},
          {"cluster_share", "10 %"},
          {"initial_stock", "20e6 H100e"}};
}

Values with(const Values& changes) {
  Values values = worked_case();
  for (const auto& [name, text] : changes) values[name] = text;
  return values;
}

struct WorkedYear {
  double investment;   // 1e9 USD/yr
  double price;        // 1e3 USD/H100e
  double yearly_cost;  // 1e3 USD/H100e/yr
  double paid_for;     // millions
  double stock;        // millions
  double bill;         // 1e9 USD/yr
  double duration;     // days, for the last column
  double budget;
  double up_front;
};
// 2026 to 2031; a year of the case is the start of the next one here.
constexpr std::array worked_years{WorkedYear{800, 25.000, 4.600, 32.00, 52.00, 50, 100.0, 9.504e28, 1.915e28},
                                  WorkedYear{1200, 20.000, 3.800, 60.00, 112.00, 100, 120.0, 2.301e29, 4.309e28},
                                  WorkedYear{1800, 16.000, 3.160, 112.50, 224.50, 180, 144.0, 4.981e29, 9.695e28},
                                  WorkedYear{2000, 12.800, 2.648, 156.25, 380.75, 200, 172.8, 6.604e29, 1.616e29},
                                  WorkedYear{2000, 10.240, 2.238, 195.31, 576.06, 200, 180.0, 7.813e29, 2.104e29},
                                  WorkedYear{2000, 8.192, 1.911, 244.14, 820.20, 200, 180.0, 9.153e29, 2.630e29}};

// Tolerance: the table is printed with four digits.
TEST(Capital, WorkedCase) {
  const Series series = step("capital", worked_case(), 7);
  constexpr double within = 5e-4;
  for (std::size_t i = 0; i < worked_years.size(); ++i) {
    const WorkedYear& expected = worked_years[i];
    const std::size_t at = i + 1;
    EXPECT_NEAR(series.at("investment")[at] * year / (expected.investment * 1e9), 1.0, within) << 2026 + i;
    EXPECT_NEAR(series.at("price")[at] / (expected.price * 1e3), 1.0, within) << 2026 + i;
    EXPECT_NEAR(series.at("yearly_cost")[at] * year / (expected.yearly_cost * 1e3), 1.0, within) << 2026 + i;
    EXPECT_NEAR(series.at("paid_for")[at] * year / (expected.paid_for * 1e6), 1.0, within) << 2026 + i;
    EXPECT_NEAR(series.at("stock")[at] / (expected.stock * 1e6), 1.0, within) << 2026 + i;
    EXPECT_NEAR(series.at("bill")[at] * year / (expected.bill * 1e9), 1.0, within) << 2026 + i;
    EXPECT_NEAR(series.at("budget")[at] / expected.budget, 1.0, within) << 2026 + i;
    EXPECT_NEAR(series.at("up_front")[at] / (expected.up_front * 100.0 / expected.duration), 1.0, within) << 2026 + i;
    EXPECT_EQ(series.at("")[at], series.at("up_front")[at]);
  }
  EXPECT_EQ(series.at("stock")[0], 20e6);
}

// Of the year before the base year: 800/1.5 billion USD at 25,000/0.8 USD each.
TEST(Capital, TheBaseYearHasTheMoneyOfTheYearBefore) {
  const Series series = step("capital", worked_case(), 1);
  EXPECT_NEAR(series.at("investment")[0] * year / (800e9 / 1.5), 1.0, 1e-12);
  EXPECT_NEAR(series.at("paid_for")[0] * year / (800e9 / 1.5 / (25e3 / 0.8)), 1.0, 1e-12);
  EXPECT_NEAR(series.at("bill")[0] * year / 25e9, 1.0, 1e-12);
}

// 7 % over 5 and 14 years: 0.07 / (1 - 1.07^-5) = 0.24389 and 0.07 / (1 - 1.07^-14) = 0.11434; 68 % of 38,000 USD by
// the one and 32 % by the other, and 900 USD to run it, are 8,593 USD a year: a GW of 38 billion USD costs 8.6 a year.
TEST(Capital, IsPaidOffWithInterest) {
  const Series series = step("capital",
                             with({{"interest", "7 %/yr"},
                                   {"it_lifetime", "5 yr"},
                                   {"it_share", "68 %"},
                                   {"price", "38e3 USD/H100e"},
                                   {"price_growth", "1x/yr"},
                                   {"operation", "900 USD/H100e/yr"}}),
                             1);
  EXPECT_NEAR(series.at("yearly_cost")[0] * year, 8593.0, 2.0);
}

TEST(Capital, InterestOfNextToNothingIsNone) {
  const Series none = step("capital", with({{"it_share", "50 %"}}), 3);
  const Series hardly = step("capital", with({{"it_share", "50 %"}, {"interest", "1.00001x/yr"}}), 3);
  EXPECT_NEAR(hardly.at("yearly_cost")[2] / none.at("yearly_cost")[2], 1.0, 1e-4);
  EXPECT_GT(hardly.at("yearly_cost")[2], none.at("yearly_cost")[2]);
}

// A rented cluster is no limit where one can be bought with half of what the world spends.
TEST(Capital, TheBudgetCanBeTheLimit) {
  const Series series = step("capital", with({{"cluster_share", "100 %"}}), 2);
  EXPECT_NEAR(series.at("")[1] / 9.504e28, 1.0, 5e-4);
  EXPECT_EQ(series.at("governing")[1], 0.0);
}

}  // namespace
}  // namespace chokepoint::models::capital_test
