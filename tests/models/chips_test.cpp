// SPDX-License-Identifier: Apache-2.0
// Chips: cases computed by hand. Growth of 1.44 is 1.2 to the middle of a year, 1.21 is 1.1.
#include <gtest/gtest.h>

#include "models/step.hpp"

namespace chokepoint::models::chips_test {
namespace {

Values round_numbers() {
  return {{"training_duration", "1e7 s"},
          {"largest_run_share", "25 %"},
          {"peak_performance", "1e15 FLOP/s/H100e"},
          {"utilization", "50 %"},
          {"performance_growth", "1.21x/yr"},
          {"initial_stock", "1e6 H100e"},
          {"initial_production", "2e6 H100e/yr"},
          {"production_growth", "1.44x/yr"},
          {"leading_edge_wafers", "1e6 wafer/yr"},
          {"capex_growth", "1.88x/yr"},
          {"capex_elasticity", "50 %"},
          {"dies_per_wafer", "30 H100e/wafer"}};
}

TEST(Chips, StockAddsWhatIsMadeInTheMiddleOfEachYear) {
  const Series series = step("chips", round_numbers(), 3);
  const std::vector<double>& stock = series.at("stock");
  EXPECT_NEAR(stock[0], 1e6, 1e-6);
  EXPECT_NEAR(stock[1], 1e6 + 2e6 * 1.2 * 1.1, 1e-6);
  EXPECT_NEAR(stock[2], stock[1] + 2e6 * 1.728 * 1.331, 1e-6);
  EXPECT_NEAR(series.at("accelerators")[2], stock[2] / 4, 1e-6);
  // A quarter of the stock at 1e15 FLOP/s and 50 % for 1e7 s.
  EXPECT_NEAR(series.at("")[2] / (stock[2] / 4 * 5e21), 1.0, 1e-14);
}

TEST(Chips, WafersLimitProduction) {
  Values values = round_numbers();
  values["leading_edge_wafers"] = "1e5 wafer/yr";  // 3e6 a year against 2e6, growing as fast: production decides
  values["production_growth"] = "2.25x/yr";        // 1.5 to mid-year; wafers grow 1 + 0.88 * 0.5 = 1.44
  const Series series = step("chips", values, 4);
  // By hand, year by year: min(3.0e6, 3.6e6), min(6.75e6, 5.184e6), min(15.19e6, 7.465e6).
  const std::vector<double>& stock = series.at("stock");
  EXPECT_NEAR(stock[1], 1e6 + 3.0e6 * 1.1, 1e-6);
  EXPECT_NEAR(stock[2], stock[1] + 5.184e6 * 1.331, 1e-6);
  EXPECT_NEAR(stock[3], stock[2] + 7.46496e6 * 1.61051, 1e-6);
  EXPECT_NEAR(series.at("cumulative_wafers")[2], 1e5 * (1.2 + 1.728), 1e-8);
  const std::vector<double>& wafers = series.at("wafers");
  EXPECT_NEAR(wafers[1] / ((1e6 + 3.6e6 * 1.1) / 4 * 5e21), 1.0, 1e-14);
  const std::vector<double>& production = series.at("production");
  EXPECT_NEAR(production[2] / ((1e6 + 3.0e6 * 1.1 + 6.75e6 * 1.331) / 4 * 5e21), 1.0, 1e-14);
}

TEST(Chips, CeilingIsNeverAboveItsParts) {
  Values values = round_numbers();
  values["leading_edge_wafers"] = "8e4 wafer/yr";
  const Series series = step("chips", values, 30);
  for (std::size_t year = 0; year < 30; ++year) {
    EXPECT_LE(series.at("")[year], series.at("production")[year]);
    EXPECT_LE(series.at("")[year], series.at("wafers")[year]);
  }
}

}  // namespace
}  // namespace chokepoint::models::chips_test
