// SPDX-License-Identifier: Apache-2.0
// Power: cases computed by hand, and the worked cases of Sevilla et al. 2024, appendix C.
#include <gtest/gtest.h>

#include <cmath>

#include "models/step.hpp"

namespace chokepoint::models::power_test {
namespace {

/// Round numbers: a peak of 1e15 FLOP/s at 1000 W and 50 % for 1e7 s is 5e18 FLOP per watt.
Values round_numbers() {
  return {{"training_duration", "1e7 s"},
          {"largest_run_share", "25 %"},
          {"peak_performance", "1e15 FLOP/s/H100e"},
          {"utilization", "50 %"},
          {"batch_size", "60e6 token"},
          {"tokens_per_parameter", "20 token/parameter"},
          {"training_compute", "6 FLOP/token/parameter"},
          {"power_per_accelerator", "1000 W/H100e"},
          {"energy_efficiency_growth", "1.25x/yr"},
          {"us_ai_datacenter_power", "10 GW"},
          {"us_datacenter_power", "40 GW"},
          {"campus_power", "1 GW"},
          {"us_generating_capacity", "1000 GW"},
          {"datacenter_growth", "1.5x/yr"},
          {"non_ai_growth", "1.1x/yr"},
          {"network_length", "3000 km"},
          {"fibre_speed", "200000 km/s"},
          {"interconnect_bandwidth", "1e9 Tbit/s"},
          {"interconnect_growth", "1.5x/yr"},
          {"gradient_size", "1 byte/parameter"}};
}

TEST(Power, NetworkIsWhatOtherDataCentersLeave) {
  const Series series = step("power", round_numbers(), 3);
  // By hand: 40, 60, 90 GW in all; 30, 33, 36.3 GW without AI; a quarter of the rest goes to the largest run.
  EXPECT_NEAR(series.at("us_datacenter_power")[2], 90e9, 1.0);
  EXPECT_NEAR(series.at("us_ai_datacenter_power")[0], 10e9, 1.0);
  EXPECT_NEAR(series.at("us_ai_datacenter_power")[1], 27e9, 1.0);
  EXPECT_NEAR(series.at("us_ai_datacenter_power")[2], 53.7e9, 1.0);
  EXPECT_NEAR(series.at("network_power")[2], 13.425e9, 1.0);
  // 13.425 GW at 5e18 * 1.25^2 FLOP per watt.
  EXPECT_NEAR(series.at("network")[2] / (13.425e9 * 5e18 * 1.5625), 1.0, 1e-14);
  EXPECT_NEAR(series.at("campus")[2] / (1e9 * 5e18 * 1.5625), 1.0, 1e-14);
  EXPECT_EQ(series.at("")[2], series.at("network")[2]);
}

TEST(Power, CampusCountsWhenItIsLarger) {
  Values values = round_numbers();
  values["campus_power"] = "5 GW";
  const Series series = step("power", values, 3);
  EXPECT_EQ(series.at("")[0], series.at("campus")[0]);           // 5 GW against 2.5 GW
  EXPECT_EQ(series.at("")[2], series.at("distributed_run")[2]);  // 5 GW against 13.4 GW
}

TEST(Power, DataCentersStayBelowGeneratingCapacity) {
  Values values = round_numbers();
  values["us_generating_capacity"] = "70 GW";
  const Series series = step("power", values, 4);
  EXPECT_NEAR(series.at("us_datacenter_power")[1], 60e9, 1.0);
  EXPECT_NEAR(series.at("us_datacenter_power")[3], 70e9, 1.0);
  EXPECT_NEAR(series.at("us_ai_datacenter_power")[3], 70e9 - 30e9 * 1.331, 10.0);
}

TEST(Power, OtherDataCentersNeverOutgrowTheWhole) {
  Values values = round_numbers();
  values["non_ai_growth"] = "1.9x/yr";
  const Series series = step("power", values, 3);
  EXPECT_NEAR(series.at("us_ai_datacenter_power")[2], 10e9 * 2.25, 10.0);
}

TEST(Power, MoreAiThanDataCentersIsAllAi) {
  Values values = round_numbers();
  values["us_ai_datacenter_power"] = "50 GW";
  EXPECT_NEAR(step("power", values, 1).at("us_ai_datacenter_power")[0], 40e9, 1.0);
}

// Appendix C: one all-reduce of 16e12 parameters of one byte over 51.2 Tbit/s takes 2 * 16e12 * 8 / 51.2e12 = 5 s, and
// 300 days of such updates of 60M tokens make about 3e28 FLOP. Exactly: N = sqrt(300 d * 60e6 * 51.2e12 / 320)
// = 1.578e13 and 120 N^2 = 2.986e28, printed to one digit.
TEST(Power, BandwidthWorkedCase) {
  Values values = round_numbers();
  values["training_duration"] = "300 day";
  values["network_length"] = "0 m";
  values["interconnect_bandwidth"] = "51.2 Tbit/s";
  EXPECT_NEAR(step("power", values, 1).at("bandwidth")[0] / 2.98598e28, 1.0, 1e-5);
}

// Appendix C: around a ring of 11,000 km a signal takes 110 ms there and back, so that 300 days hold 240 million
// updates, 1.4e16 tokens and 6e31 FLOP, whatever the bandwidth. Exactly: 235.6e6 updates, 1.414e16 tokens, 0.3 D^2
// = 5.996e31.
TEST(Power, RingLatencyWorkedCase) {
  Values values = round_numbers();
  values["training_duration"] = "300 day";
  values["network_length"] = "11000 km";
  values["interconnect_bandwidth"] = "1e15 Tbit/s";
  EXPECT_NEAR(step("power", values, 1).at("bandwidth")[0] / 5.9961e31, 1.0, 1e-4);
}

TEST(Power, BandwidthSolvesItsQuadratic) {
  Values values = round_numbers();
  values["interconnect_bandwidth"] = "819 Tbit/s";
  const std::vector<double> bandwidth = step("power", values, 3).at("bandwidth");
  for (std::size_t year = 0; year < 3; ++year) {
    const double size = std::sqrt(bandwidth[year] / 120.0);
    const double bits_per_second = 819e12 * std::pow(1.5, static_cast<double>(year));
    const double update = 2 * 8 * size / bits_per_second + 2 * 3000e3 / 2e8;
    EXPECT_NEAR(1e7 / update * 60e6 / (20 * size), 1.0, 1e-13) << year;
  }
}

}  // namespace
}  // namespace chokepoint::models::power_test
