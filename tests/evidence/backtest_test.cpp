// SPDX-License-Identifier: Apache-2.0
// Scenarios as they stood against what came after: figures of the sources, and the same bytes for any split.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "chokepoint/evidence.hpp"
#include "scenarios.hpp"

namespace chokepoint::evidence {
namespace {

Observations observations_of(const std::string& rows) {
  const std::string text = "series,date,value,unit,low,high,interval,source\n" + rows;
  Observations read = load_observations({"made-up.csv"}, [&text](const std::string&, std::size_t) { return text; });
  EXPECT_FALSE(read.has_errors()) << (read.diagnostics.empty() ? "" : render(read.diagnostics.front()));
  return read;
}

Backtest backtest_of(const scenario::ScenarioPointer& scenario, const std::string& rows,
                     const analysis::Effort& effort = {}) {
  const auto result = backtest(scenario, match(observations_of(rows), *scenario), effort);
  if (!result) throw std::runtime_error("ended");
  return *result;
}

scenario::ScenarioPointer published_with(const std::vector<std::string>& overrides = {}) {
  return load_scenario("scenarios/sevilla-2024.yaml", overrides);
}

// End of each year, H100e: sums over Nvidia, Google, AMD and Amazon of Epoch AI's AI chip sales (2026), with the sums
// of their 5th and 95th percentiles.
constexpr const char* stock =
    "chips/stock,2022-12-31,289671,H100e,229850,368288,0.9,epoch\n"
    "chips/stock,2023-12-31,1599968,H100e,1329804,1898485,0.9,epoch\n"
    "chips/stock,2024-12-31,6531926,H100e,5435655,7761039,0.9,epoch\n"
    "chips/stock,2025-12-31,19737835,H100e,16950469,22707469,0.9,epoch\n";

// The world's stock at the end of 2025 lies near the 80th percentile of what was published in 2024: by the table of
// `run`, 18e6 is P75 and 28e6 is P90.
TEST(Backtest, FindsTheStockOf2025NearThe80thPercentile) {
  const Backtest result = backtest_of(published_with(), stock);
  ASSERT_EQ(result.scores.size(), 2U);
  const Score& last = result.scores[1];
  EXPECT_EQ(last.observation.date, "2025-12-31");
  EXPECT_NEAR(last.percentile, 0.79, 0.02);
  EXPECT_NEAR(last.quantiles[3] / 12.3e6, 1.0, 0.02);
  EXPECT_NEAR(*last.bias, std::log10(12.3e6 / 19.74e6), 0.01);
  // Two that were known are no line: the last of them is held.
  EXPECT_THAT(result.known, testing::SizeIs(2));
  ASSERT_TRUE(last.baseline);
  EXPECT_EQ(last.baseline->kind, Baseline::Kind::held);
  EXPECT_NEAR(last.baseline->forecast.mean, std::log10(1599968.0), 1e-12);
  EXPECT_GT(*result.all.skill, 0.5);
}

// 3.8e25 FLOP of Llama 3.1 in mid-July 2024, growing 4.1 times a year: the records of 2025 and 2026 lie 4.4, 3.4
// and 1.3 times above. Their table rounds dates to months, and the first ratio is of the middle of February.
TEST(Backtest, FindsRecordsAboveTheTrendLine) {
  const auto line = published_with(
      {"trajectory.anchor=3.8e25 FLOP", "trajectory.anchor_date=2024-07-20", "trajectory.growth=4.1x/yr"});
  const Backtest result = backtest_of(line,
                                      "trajectory,2024-06-20,5e25,FLOP,,,,epoch\n"
                                      "trajectory,2025-02-17,3.8e26,FLOP,,,,epoch\n"
                                      "trajectory,2025-07-09,5e26,FLOP,,,,epoch\n"
                                      "trajectory,2026-09-03,1e27,FLOP,,,,epoch\n");
  ASSERT_EQ(result.scores.size(), 3U);
  const double ratios[] = {4.4, 3.4, 1.3};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(std::pow(10.0, -*result.scores[i].bias) / ratios[i], 1.0, 0.02) << i;
    EXPECT_TRUE(result.scores[i].certain);
    EXPECT_EQ(result.scores[i].percentile, 1.0);
    EXPECT_FALSE(result.scores[i].log_score);
    EXPECT_NEAR(*result.scores[i].crps, -*result.scores[i].bias, 1e-12);
  }
  // What is older than the anchor was known, although the scenario begins before it.
  ASSERT_EQ(result.known.size(), 1U);
  EXPECT_EQ(result.known[0].date, "2024-06-20");
}

/// 2.1e25 FLOP on 2023-03-15, which is 2023.2, and 4x a year from there: 2.1e25 * 4^2.8 at the start of 2026.
const double trajectory_2026 = 2.1e25 * std::pow(4.0, 2.8);

TEST(Backtest, LeavesOutWhatTheScenarioKnew) {
  // Of the day itself as well.
  const Backtest some = backtest_of(published_with({"known_until=2024-12-31"}), stock);
  ASSERT_EQ(some.scores.size(), 1U);
  EXPECT_EQ(some.scores[0].observation.date, "2025-12-31");
  EXPECT_THAT(some.known, testing::SizeIs(3));
  const auto all = published_with({"known_until=2025-12-31"});
  EXPECT_FALSE(any_to_score(match(observations_of(stock), *all), *all));
  // Without a word of it, until the start of the base year, and its first day was known.
  const auto none = published_with({"known_until=off"});
  EXPECT_FALSE(any_to_score(match(observations_of("chips/stock,2024-01-01,2.2e6,H100e,,,,x\n"), *none), *none));
}

// By hand: the trajectory is 2.1e25 * 4^(2025.156 - 2023.2) = 3.161e26 FLOP on 2025-02-27, 0.0800 orders of magnitude
// below 3.8e26; an error of a factor of 10 either way in nine of ten is 0.6080, and 0.0800 of that the 55.2nd
// percentile.
TEST(Backtest, AFewDrawsHaveTheErrorsOfMany) {
  analysis::Effort effort;
  effort.ensemble.draws = 1;
  const Backtest one = backtest_of(published_with(), "trajectory,2025-02-27,3.8e26,FLOP,3.8e25,3.8e27,0.9,x\n", effort);
  EXPECT_NEAR(*one.scores.at(0).bias, -0.0800, 0.002);
  EXPECT_NEAR(one.scores.at(0).percentile, 0.552, 0.002);
}

TEST(Backtest, AddsTheErrorOfTheObservation) {
  // A range of 80 % from a half to twice: log10(2) / 1.2815515655 is its deviation, 0.234894.
  const double value = trajectory_2026 * 1.5;
  const Backtest result = backtest_of(published_with(), "trajectory,2026," + std::to_string(value / 1e27) +
                                                            "e27,FLOP," + std::to_string(value / 2e27) + "e27," +
                                                            std::to_string(value / 0.5e27) + "e27,0.8,epoch\n");
  const Normal exact{std::log10(trajectory_2026), 0.234894};
  const Score& score = result.scores.at(0);
  EXPECT_NEAR(score.percentile, percentile(exact, std::log10(value)), 2e-4);
  EXPECT_NEAR(*score.crps, crps(exact, std::log10(value)), 1e-4);
  EXPECT_NEAR(*score.log_score, *log_score(exact, std::log10(value)), 1e-4);
  EXPECT_FALSE(score.certain);
  EXPECT_FALSE(score.baseline);
}

// One standard deviation of the scatter above: the 84th percentile.
TEST(Backtest, HoldsRunsAgainstTheScatteredTrajectory) {
  const auto scattered = published_with({"trajectory.scatter=0.3"});
  const double value = trajectory_2026 * std::pow(10.0, 0.3);
  const Backtest result =
      backtest_of(scattered, "trajectory,2026-01-01," + std::to_string(value / 1e27) + "e27,FLOP,,,,epoch\n");
  EXPECT_EQ(result.scores.at(0).series, "trajectory/observed");
  EXPECT_NEAR(result.scores.at(0).percentile, 0.8413, 2e-3);
}

TEST(Backtest, SaysWhatItDoesNotUse) {
  const Backtest result = backtest_of(published_with(),
                                      "chips/stock,2023-12-31,1599968,H100e,,,,epoch\n"
                                      "chips/stock,2025-12-31,19737835,H100e,,,,epoch\n"
                                      "chips/stock,2031-12-31,1e9,H100e,,,,epoch\n"
                                      "trajectory/observed,2025,1e26,FLOP,,,,epoch\n"
                                      "runs,2025-02-17,3.8e26,FLOP,,,,epoch\n");
  EXPECT_EQ(result.scores.size(), 1U);
  ASSERT_EQ(result.known.size(), 1U);
  EXPECT_EQ(result.known[0].date, "2023-12-31");
  ASSERT_EQ(result.later.size(), 1U);
  EXPECT_EQ(result.later[0].date, "2031-12-31");
  ASSERT_EQ(result.unknown.size(), 1U);
  EXPECT_EQ(result.unknown[0].series, "trajectory/observed");
  EXPECT_TRUE(backtest_of(published_with(), "chips/stock,2031,1e9,H100e,,,,epoch\n").scores.empty());
}

TEST(Backtest, IsTheSameForAnySplit) {
  const auto of = [](unsigned threads, std::size_t block) {
    analysis::Effort effort;
    effort.ensemble.draws = 3000;
    effort.threads = {.count = threads, .block_size = block};
    return backtest_of(published_with(), stock, effort);
  };
  const Backtest one = of(1, 0);
  const Backtest other = of(3, 256);
  ASSERT_EQ(one.scores.size(), other.scores.size());
  for (std::size_t i = 0; i < one.scores.size(); ++i) {
    EXPECT_EQ(one.scores[i].quantiles, other.scores[i].quantiles);
    EXPECT_EQ(one.scores[i].crps, other.scores[i].crps);
    EXPECT_EQ(one.scores[i].log_score, other.scores[i].log_score);
  }
}

TEST(Backtest, EndsWhenItIsAskedTo) {
  analysis::Effort effort;
  effort.progress = [](double) { return false; };
  EXPECT_FALSE(backtest(published_with(), match(observations_of(stock), *published_with()), effort));
}

}  // namespace
}  // namespace chokepoint::evidence
