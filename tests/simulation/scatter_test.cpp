// SPDX-License-Identifier: Apache-2.0
// Scatter of single runs about the trajectory: a result of its own, which changes nothing else.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "chokepoint/simulation.hpp"
#include "chokepoint/statistics.hpp"
#include "scenarios.hpp"

namespace chokepoint::simulation {
namespace {

constexpr std::size_t draws = 8192;

Block with_scatter() {
  const Engine engine(load_scenario("scenarios/sevilla-2024.yaml", {"trajectory.scatter=0.25"}), {.draws = draws});
  Block block;
  engine.simulate(0, draws, block);
  return block;
}

/// log10(observed / trajectory) in a year.
std::vector<double> deviations(const Block& block, std::size_t year) {
  std::vector<double> found;
  for (std::size_t lane = 0; lane < block.count; ++lane) {
    const std::size_t at = year * block.lanes + lane;
    found.push_back(std::log10(block.observed[at] / block.trajectory[at]));
  }
  return found;
}

double mean_product(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum / static_cast<double>(a.size());
}

// The numbers are those of the normal distribution; 8192 draws by counter have a standard error of 1.1% of the
// deviation, and of 0.011 in a correlation: four of them are allowed.
TEST(Scatter, IsNormalInTheLogarithmAndNewInEachYear) {
  const Block block = with_scatter();
  const std::vector<double> ones(draws, 1.0);
  for (std::size_t year = 0; year + 1 < block.observed_extent.size(); ++year) {
    const std::vector<double> here = deviations(block, year);
    EXPECT_NEAR(mean_product(here, ones), 0.0, 0.25 * 0.045);
    EXPECT_NEAR(std::sqrt(mean_product(here, here)), 0.25, 0.25 * 0.035);
    EXPECT_NEAR(mean_product(here, deviations(block, year + 1)) / 0.0625, 0.0, 0.045);
  }
}

TEST(Scatter, LeavesAllElseAsItIs) {
  const auto plain = load_scenario("scenarios/sevilla-2024.yaml");
  const Engine engine(plain, {.draws = draws});
  Block block;
  engine.simulate(0, draws, block);
  const Block scattered = with_scatter();
  EXPECT_EQ(block.trajectory, scattered.trajectory);
  EXPECT_EQ(block.constraints, scattered.constraints);
  EXPECT_TRUE(block.observed.empty());
}

TEST(Scatter, OfAPointIsTheTrajectory) {
  const Engine engine(load_scenario("scenarios/sevilla-2024.yaml", {"trajectory.scatter=0.25"}), {.point = true});
  Block block;
  engine.simulate(0, 1, block);
  for (std::size_t year = 0; year < block.observed_extent.size(); ++year)
    EXPECT_EQ(block.observed[year * block.lanes], block.trajectory[year * block.lanes]);
}

TEST(Scatter, IsASeriesOfTheSummary) {
  const Engine engine(load_scenario("scenarios/sevilla-2024.yaml", {"trajectory.scatter=0.25"}), {.draws = draws});
  const statistics::Summary summary = *statistics::summarize(engine, {.count = 2, .block_size = 1024});
  ASSERT_TRUE(summary.observed);
  EXPECT_EQ(summary.observed->name, "trajectory/observed");
  // P90 of the deviation is 1.2816 standard deviations; the trajectory of this scenario is certain.
  const double p90 = std::log10(summary.observed->years.back().p90() / summary.trajectory.years.back().median());
  EXPECT_NEAR(p90, 0.25 * 1.2816, 0.02);
  const Engine without(load_scenario("scenarios/sevilla-2024.yaml"), {.draws = draws});
  const statistics::Summary plain = *statistics::summarize(without, {.count = 1, .block_size = 0});
  EXPECT_FALSE(plain.observed);
  EXPECT_EQ(plain.not_stopped, summary.not_stopped);
  EXPECT_EQ(plain.verdict.ranking, summary.verdict.ranking);
}

}  // namespace
}  // namespace chokepoint::simulation
