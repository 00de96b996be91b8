// SPDX-License-Identifier: Apache-2.0
// The trajectory: cases computed by hand, on the reference and on lanes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "chokepoint/models.hpp"
#include "chokepoint/uncertainty.hpp"
#include "units/quantity.hpp"
#include "units/real.hpp"

namespace chokepoint::models::trajectory_test {
namespace {

std::vector<double> projected(const TrajectoryPlan& plan, const std::vector<double>& values, int first_year,
                              int years) {
  std::vector<std::vector<double>> columns;
  for (const double value : values) columns.emplace_back(lane_multiple, value);
  std::vector<const double*> pointers;
  for (const auto& column : columns) pointers.push_back(column.data());
  std::vector<double> lanes(static_cast<std::size_t>(years) * lane_multiple);
  std::vector<double> reference(lanes.size());
  project(plan, pointers, lane_multiple, first_year, years, lanes.data());
  project_reference(plan, pointers, lane_multiple, first_year, years, reference.data());
  EXPECT_EQ(lanes, reference);
  std::vector<double> by_year;
  for (std::size_t year = 0; year < static_cast<std::size_t>(years); ++year) {
    by_year.push_back(lanes[year * lane_multiple]);
  }
  return by_year;
}

TEST(Trajectory, GrowsFromItsAnchor) {
  TrajectoryPlan plan;
  plan.anchor_date = 2023.5;
  plan.years = {2023};
  const std::vector<double> line = projected(plan, {1e25, 4.0}, 2024, 7);
  EXPECT_NEAR(line[0] / 2e25, 1.0, 1e-14);  // half a year at 4x is 2x
  EXPECT_NEAR(line[6] / (2e25 * 4096), 1.0, 1e-14);
}

TEST(Trajectory, AnchorAfterTheFirstYear) {
  TrajectoryPlan plan;
  plan.anchor_date = 2026.0;
  plan.years = {2024};
  const std::vector<double> line = projected(plan, {1.6e26, 4.0}, 2024, 3);
  EXPECT_NEAR(line[0] / 1e25, 1.0, 1e-14);
  EXPECT_NEAR(line[2] / 1.6e26, 1.0, 1e-14);
}

TEST(Trajectory, GrowthInPieces) {
  TrajectoryPlan plan;
  plan.anchor_date = 2023.5;
  plan.years = {2020, 2026, 2028};
  const std::vector<double> line = projected(plan, {1e25, 4.0, 3.0, 1.0}, 2025, 5);
  EXPECT_NEAR(line[0] / 8e25, 1.0, 1e-14);   // 2025: 4^1.5
  EXPECT_NEAR(line[1] / 32e25, 1.0, 1e-14);  // 2026: the last year of 4x is over
  EXPECT_NEAR(line[2] / 96e25, 1.0, 1e-14);
  EXPECT_NEAR(line[3] / 288e25, 1.0, 1e-14);
  EXPECT_NEAR(line[4] / 288e25, 1.0, 1e-14);
}

TEST(Trajectory, AnchorInALaterPieceThanTheFirstYear) {
  TrajectoryPlan plan;
  plan.anchor_date = 2027.0;
  plan.years = {2020, 2026};
  const std::vector<double> line = projected(plan, {1e27, 4.0, 2.0}, 2024, 4);
  EXPECT_NEAR(line[3] / 1e27, 1.0, 1e-14);
  EXPECT_NEAR(line[2] / 5e26, 1.0, 1e-14);
  EXPECT_NEAR(line[0] / (5e26 / 16), 1.0, 1e-14);
}

TEST(Trajectory, FirstYearBeyondEveryPiece) {
  TrajectoryPlan plan;
  plan.anchor_date = 2024.0;
  plan.years = {2024, 2025, 2026};
  const std::vector<double> line = projected(plan, {1e25, 2.0, 3.0, 5.0}, 2028, 2);
  EXPECT_NEAR(line[0] / (1e25 * 2 * 3 * 25), 1.0, 1e-14);
  EXPECT_NEAR(line[1] / (1e25 * 2 * 3 * 125), 1.0, 1e-14);
}

TEST(Trajectory, TableGrowsEvenlyBetweenItsYears) {
  TrajectoryPlan plan;
  plan.form = TrajectoryPlan::Form::table;
  plan.years = {2024, 2026, 2027};
  const std::vector<double> line = projected(plan, {1e25, 1.6e26, 2e26}, 2024, 4);
  EXPECT_EQ(line[0], 1e25);
  EXPECT_NEAR(line[1] / 4e25, 1.0, 1e-14);
  EXPECT_EQ(line[2], 1.6e26);
  EXPECT_EQ(line[3], 2e26);
}

// By hand: L = log10(4.4) = 0.64345 and 4.4^(1/1.64345) = exp(1.48160/1.64345) = 2.4633; L = 0.30103 and
// 2^(1/1.30103) = 1.7036.
TEST(Trajectory, EachFactorTenTakesTheLeadTimeLonger) {
  TrajectoryPlan plan;
  plan.anchor_date = 2026.5;
  plan.years = {2026, 2028};
  plan.lead_time = true;
  const double year = units::seconds_per_year;
  const std::vector<double> line = projected(plan, {1e27, 4.4, 2.0, year}, 2026, 4);
  EXPECT_NEAR(line[0] / (1e27 / std::sqrt(2.46334)), 1.0, 1e-5);
  EXPECT_NEAR(line[1] / line[0], 2.46334, 1e-5);
  EXPECT_NEAR(line[2] / line[1], 2.46334, 1e-5);
  EXPECT_NEAR(line[3] / line[2], 1.70364, 1e-5);  // each piece has its own growth, and waits for it
  // A year of growth takes 1.64345 years: ten times the compute takes 1/log10(4.4) years and one more.
  EXPECT_NEAR(1.0 / std::log10(line[1] / line[0]), 1.0 / std::log10(4.4) + 1.0, 1e-9);
}

TEST(Trajectory, WithoutALeadTimeNothingWaits) {
  TrajectoryPlan plain;
  plain.anchor_date = 2026.0;
  plain.years = {2026};
  TrajectoryPlan plan = plain;
  plan.lead_time = true;
  const std::vector<double> line = projected(plain, {1e27, 4.4}, 2026, 6);
  const std::vector<double> none = projected(plan, {1e27, 4.4, 0.0}, 2026, 6);
  for (std::size_t i = 0; i < line.size(); ++i) EXPECT_NEAR(none[i] / line[i], 1.0, 1e-13);
  const std::vector<double> shrinking = projected(plan, {1e27, 0.5, units::seconds_per_year}, 2026, 2);
  EXPECT_NEAR(shrinking[1] / 5e26, 1.0, 1e-14);  // L would be negative: what shrinks is not made to shrink faster
}

// By hand: 10^(0.25 * 2) = 3.16228, 10^(-0.25) = 0.562341.
TEST(Trajectory, RunsLieAboutIt) {
  TrajectoryPlan plan;
  plan.anchor_date = 2026.0;
  plan.years = {2026};
  plan.lead_time = true;
  plan.scatter = true;
  std::vector<std::vector<double>> columns;
  for (const double value : {1e27, 4.0, 0.0, 0.25, 2.0, -1.0, 0.0}) columns.emplace_back(lane_multiple, value);
  std::vector<const double*> pointers;
  for (const auto& column : columns) pointers.push_back(column.data());
  std::vector<double> trajectory;
  for (const double run : {1e27, 4e27, 1.6e28}) trajectory.insert(trajectory.end(), lane_multiple, run);
  std::vector<double> lanes(trajectory.size());
  std::vector<double> reference(trajectory.size());
  observe(plan, pointers, lane_multiple, trajectory.data(), 3, lanes.data());
  observe_reference(plan, pointers, lane_multiple, trajectory.data(), 3, reference.data());
  EXPECT_EQ(lanes, reference);
  EXPECT_NEAR(lanes[0] / 3.16228e27, 1.0, 1e-5);
  EXPECT_NEAR(lanes[lane_multiple] / (0.562341 * 4e27), 1.0, 1e-5);
  EXPECT_EQ(lanes[2 * lane_multiple], 1.6e28);
}

TEST(Dimensions, AreOnesOwnAndStayWhereTheyAre) {
  std::vector<std::size_t> seen;
  const auto block = [&](const Description& description) {
    for (std::size_t i = 0; i < description.parameters.size(); ++i) {
      const auto dimension = dimension_of(description, i);
      if (i >= parameters_per_block) {  // drawn by counter
        EXPECT_FALSE(dimension);
        continue;
      }
      ASSERT_TRUE(dimension) << description.name << '.' << description.parameters[i].name;
      seen.push_back(*dimension);
      seen.push_back(partner_of(*dimension));
    }
  };
  block(shared());
  block(trajectory());
  for (const Constraint* constraint : built_in()->constraints()) block(*constraint->description);
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(std::adjacent_find(seen.begin(), seen.end()), seen.end());
  EXPECT_LT(seen.back(), uncertainty::dimension_limit);
  // docs/decisions/0004: these are promised, for draws to stay the same from version to version.
  EXPECT_EQ(dimension_of(shared(), 0), 0U);
  EXPECT_EQ(dimension_of(trajectory(), 1), 33U);
  EXPECT_EQ(dimension_of(*built_in()->find("power")->description, 4), 68U);
  EXPECT_EQ(dimension_of(*built_in()->find("latency")->description, 0), 160U);
  EXPECT_EQ(partner_of(0), 631U);
  Description other = *built_in()->find("power")->description;
  EXPECT_EQ(dimension_of(other, other.parameters.size()), std::nullopt);
  EXPECT_EQ(dimension_of(other, 4), 68U);
  other.name = "power_of_europe";  // the same constraint, once more in a scenario
  EXPECT_EQ(dimension_of(other, 4), std::nullopt);
}

}  // namespace
}  // namespace chokepoint::models::trajectory_test
