// SPDX-License-Identifier: Apache-2.0
// One constraint against another in words, from counts that are made up, and its table at two widths.
#include "report/head_to_head.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "report/ran.hpp"

namespace chokepoint::report {
namespace {

using analysis::HeadToHead;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Lower = HeadToHead::Lower;

/// Shares of 1000 draws from 2024 on, in which the first and the second have the lower ceiling.
HeadToHead duel_of(const std::vector<std::pair<double, double>>& lower) {
  HeadToHead duel{.draws = 1000, .first_year = 2024};
  duel.first = {.name = "power", .dates = {1000, {}}};
  duel.second = {.name = "chips", .dates = {1000, {}}};
  for (const auto& [first, second] : lower) {
    duel.first.lower.push_back(first);
    duel.second.lower.push_back(second);
    duel.lower.push_back(first > 0.55 ? Lower::first : second > 0.55 ? Lower::second : Lower::alike);
    duel.first.dates.in.push_back(0);
    duel.second.dates.in.push_back(0);
    duel.mostly_above.push_back(false);
  }
  return duel;
}

TEST(HeadToHeadInWords, Changes) {
  EXPECT_EQ(
      lower_in_words(duel_of({{0.9, 0.1}, {0.7, 0.3}, {0.4, 0.6}, {0.2, 0.8}})),
      "Until 2025 power has the lower ceiling in most draws (90% to 70%); from 2026 on chips have it (60% to 80%).");
}

TEST(HeadToHeadInWords, NeverChanges) {
  EXPECT_EQ(lower_in_words(duel_of({{0.1, 0.9}, {0.1, 0.9}})),
            "It never changes: in every year chips have the lower ceiling in most draws (90%).");
}

TEST(HeadToHeadInWords, TiesAndEqualCeilings) {
  EXPECT_EQ(
      lower_in_words(duel_of({{0.5, 0.5}, {0.9, 0.1}, {0.0, 0.0}, {0.9, 0.1}})),
      "In 2024 neither has the lower ceiling in more than half of the draws, as far as the draws tell (power 50%, "
      "chips 50%); in 2025 power has it (90%); in 2026 their ceilings are the same; in 2027 power has it (90%).");
}

TEST(HeadToHeadInWords, OneDraw) {
  HeadToHead duel = duel_of({{1.0, 0.0}, {0.0, 1.0}});
  duel.draws = 1;
  duel.second.dates = {1, {0, 1}};
  EXPECT_EQ(lower_in_words(duel), "In 2024 power has the lower ceiling; in 2025 chips have it.");
  EXPECT_EQ(stops_in_words(duel),
            "power against chips, with all other constraints lifted: chips are the first of the two below the "
            "trajectory, in 2025.");
  duel.second.dates = {1, {0, 0}};
  EXPECT_THAT(stops_in_words(duel), HasSubstr("neither is below the trajectory by 2025."));
}

TEST(HeadToHeadInWords, NeitherBelowTheTrajectory) {
  HeadToHead duel = duel_of({{0.9, 0.1}, {0.9, 0.1}, {0.9, 0.1}});
  EXPECT_THAT(above_in_words(duel), IsEmpty());
  duel.mostly_above = {true, false, true};
  EXPECT_EQ(above_in_words(duel),
            "In 2024 and in 2026 neither is below the trajectory in most draws: the lower one stops nothing then.");
}

// 200 of 1000 draws are stopped by power, 60 of them in 2024, so that half of these are by 2025.
TEST(HeadToHeadInWords, WhoStopsItAndByWhen) {
  HeadToHead duel = duel_of({{0.9, 0.1}, {0.9, 0.1}, {0.9, 0.1}});
  duel.first.dates = {1000, {60, 40, 100}};
  duel.first.binds_first = 0.2;
  duel.neither = 0.8;
  EXPECT_EQ(
      stops_in_words(duel),
      "power against chips, with all other constraints lifted: power is the first of the two below the trajectory "
      "in 20% of the draws by 2026 (half of these by 2025), chips in 0%, neither in 80%.");
}

TEST(HeadToHeadInWords, NothingIsSaidOfAStockThatNobodyKnows) {
  EXPECT_THAT(exhaustion_in_words(Ran({}).run), IsEmpty());
}

std::string table_of(std::size_t width) {
  const auto scenario = load_scenario("scenarios/sevilla-2024.yaml");
  const simulation::Ensemble ensemble{.draws = 512};
  Opposed one{{.scenario = scenario,
               .ensemble = ensemble,
               .summary = *statistics::summarize(simulation::Engine(scenario, ensemble), {.count = 1},
                                                 kept_for_head_to_head(*scenario)),
               .version = "0"},
              *analysis::head_to_head(scenario, {0, 2}, {ensemble, {.count = 1}, {}})};
  return head_to_head(std::span(&one, 1), Format::terminal, width);
}

// What 120 columns have room for stands in one line.
TEST(HeadToHeadTable, FitsItsWidth) {
  for (const std::size_t width : {80U, 120U}) {
    const std::string table = table_of(width);
    std::istringstream lines(table);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), width) << line;
    const bool in_one_line = table.find("2.2e29 (2.7e28-1.5e30)") != std::string::npos;
    EXPECT_EQ(in_one_line, width == 120) << table;
  }
}

}  // namespace
}  // namespace chokepoint::report
