// SPDX-License-Identifier: Apache-2.0
// Constraints against each other: numbers by hand, where two stocks of text are the constraints. At 6 FLOP for each
// token and parameter and 20 tokens for each parameter, D tokens are enough for 0.3 D^2 FLOP.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "chokepoint/analysis.hpp"
#include "scenarios.hpp"

namespace chokepoint::analysis {
namespace {

using testing::ElementsAre;
using Lower = HeadToHead::Lower;

Effort with_draws(std::uint64_t draws = 4096, unsigned threads = 1) {
  return {.ensemble = {.draws = draws}, .threads = {.count = threads, .block_size = 0}, .progress = {}};
}

/// The trajectory is 1e27 FLOP at the start of 2024 and ten times as much each year.
scenario::ScenarioPointer two_stocks(const std::string& first, const std::string& second,
                                     const std::string& growth = "1x/yr") {
  const auto block = [](const std::string& name, const std::string& tokens, const std::string& grown) {
    return name + ": {" + (name == "data" ? "" : "of: data, ") + "text_stock: " + tokens + ", stock_growth: " + grown +
           ", image_stock: 0 image, video_stock: 0 s, audio_stock: 0 s, epochs: 1, quality_share: 1, tokens_per_image: "
           "1 token/image, images_per_video_second: 1 image/s, tokens_per_audio_second: 1 token/s}\n";
  };
  const std::string text =
      "name: two-stocks\nyears: 2024..2027\nbase_year: 2024\n"
      "trajectory: {anchor: 1e27 FLOP, anchor_date: 2024-01-01, growth: 10x/yr}\n"
      "shared: {tokens_per_parameter: 20 token/parameter, training_compute: 6 FLOP/token/parameter}\n" +
      block("data", first, growth) + block("more_data", second, "1x/yr");
  scenario::Loaded loaded = scenario::load("two.yaml", {}, reader_of({{"two.yaml", text}}));
  if (!loaded.scenario) throw std::runtime_error(scenario::render(loaded.diagnostics.front()));
  return loaded.scenario;
}

HeadToHead duel_of(const scenario::ScenarioPointer& scenario, const Effort& how) {
  return head_to_head(scenario, {0, 1}, how)->front();
}

// 1e14 tokens that double each year against 4e14: ceilings of 3e27, 1.2e28, 4.8e28 and 1.92e29 FLOP against 4.8e28. The
// trajectory passes both in 2026, in which they are the same: as the table has it, the first stops it.
TEST(HeadToHead, ByYearWithATie) {
  for (const std::uint64_t draws : {1U, 64U}) {
    const HeadToHead duel = duel_of(two_stocks("1e14 token", "4e14 token", "2x/yr"), with_draws(draws));
    EXPECT_EQ(duel.first.name, "data");
    EXPECT_EQ(duel.second.name, "more_data");
    EXPECT_EQ(duel.first_year, 2024);
    EXPECT_THAT(duel.first.lower, ElementsAre(1.0, 1.0, 0.0, 0.0));
    EXPECT_THAT(duel.second.lower, ElementsAre(0.0, 0.0, 0.0, 1.0));
    EXPECT_THAT(duel.lower, ElementsAre(Lower::first, Lower::first, Lower::alike, Lower::second));
    const std::array ratios{1.0 / 16.0, 1.0 / 4.0, 1.0, 4.0};
    for (std::size_t year = 0; year < ratios.size(); ++year) {
      EXPECT_DOUBLE_EQ(duel.ratio[year].p10(), ratios[year]);
      EXPECT_DOUBLE_EQ(duel.ratio[year].p90(), ratios[year]);
    }
    EXPECT_THAT(duel.neither_below, ElementsAre(1.0, 1.0, 0.0, 0.0));
    EXPECT_THAT(duel.mostly_above, ElementsAre(true, true, false, false));
    EXPECT_THAT(duel.first.stopped, ElementsAre(0.0, 0.0, 1.0, 1.0));
    EXPECT_THAT(duel.second.stopped, ElementsAre(0.0, 0.0, 0.0, 0.0));
    EXPECT_EQ(duel.first.half(), 2U);
    EXPECT_EQ(duel.second.half(), std::nullopt);
    EXPECT_EQ(duel.neither, 0.0);
  }
}

// 1e14 to 5e14 tokens, all as likely, against 2e14. The first is lower in a quarter of the draws; quantiles of the
// ratio are those of (u / 2)^2, u = 1.4, 3 and 4.6. Ceilings: 1.2e28 of the second, 3e27 to 7.5e28 of the first. In
// 2025 the trajectory is 1e28, which the first is below where u < sqrt(1e28 / 3e27) = 1.826, in 20.6%; in 2026 it is
// above both in all draws but the lower one has stopped it: the first in 25% less 20.6%, the second in 75%.
TEST(HeadToHead, SharesAndQuantiles) {
  const auto scenario = two_stocks("{distribution: uniform, low: 1e14 token, high: 5e14 token}", "2e14 token");
  const HeadToHead duel = duel_of(scenario, with_draws());
  constexpr double sampling = 1.0 / 1024.0;
  for (std::size_t year = 0; year < 4; ++year) {
    EXPECT_NEAR(duel.first.lower[year], 0.25, sampling);
    EXPECT_NEAR(duel.second.lower[year], 0.75, sampling);
    EXPECT_EQ(duel.lower[year], Lower::second);
    EXPECT_NEAR(duel.ratio[year].p10(), 0.49, 0.01);
    EXPECT_NEAR(duel.ratio[year].median(), 2.25, 0.02);
    EXPECT_NEAR(duel.ratio[year].p90(), 5.29, 0.04);
  }
  EXPECT_NEAR(duel.first.stopped[1], 0.2064, 2.0 * sampling);
  EXPECT_NEAR(duel.first.stopped[2], 0.25, sampling);
  EXPECT_EQ(duel.first.half(), 1U);
  EXPECT_EQ(duel.second.stopped[1], 0.0);
  EXPECT_NEAR(duel.second.binds_first, 0.75, sampling);
  EXPECT_EQ(duel.second.half(), 2U);
  EXPECT_NEAR(duel.neither_below[1], 0.7936, 2.0 * sampling);
  EXPECT_EQ(duel.neither, 0.0);
}

// Half of the draws each: sampling does not tell which is lower, nor do ten draws of which six say so.
TEST(HeadToHead, AlikeAsFarAsSamplingTells) {
  const auto scenario = two_stocks("{distribution: uniform, low: 1e14 token, high: 3e14 token}", "2e14 token");
  EXPECT_EQ(duel_of(scenario, with_draws()).lower[0], Lower::alike);
  EXPECT_EQ(duel_of(scenario, with_draws(10)).lower[0], Lower::alike);
  EXPECT_NE(duel_of(scenario, with_draws(1)).lower[0], Lower::alike);
}

// With all other constraints off, "binds first" of the two is what a run of the two says.
TEST(HeadToHead, IsARunOfTheTwo) {
  const char* const published = "scenarios/sevilla-2024.yaml";
  const auto scenario = load_scenario(published);
  const auto two = load_scenario(published, {"chips=off", "latency=off"});
  const auto duels = *head_to_head(scenario, {0, 2, 1}, with_draws(4096, 3));
  ASSERT_EQ(duels.size(), 2U);
  EXPECT_EQ(duels[1].second.name, "chips");
  const HeadToHead& duel = duels.front();
  const auto run = statistics::summarize(simulation::Engine(two, with_draws().ensemble), {.count = 1});
  EXPECT_EQ(duel.first.name, "power");
  EXPECT_EQ(duel.second.name, "data");
  EXPECT_EQ(duel.first.binds_first, run->constraints[0].binds_first);
  EXPECT_EQ(duel.second.binds_first, run->constraints[1].binds_first);
  EXPECT_EQ(duel.first.stopped, run->constraints[0].stopped);
  EXPECT_NEAR(duel.neither, run->binds_first_none, 1e-12);
  for (std::size_t year = 0; year < duel.lower.size(); ++year) {
    EXPECT_EQ(duel.first.lower[year], run->constraints[0].lowest[year]);
    EXPECT_EQ(duel.neither_below[year], run->feasible[year]);
  }
}

TEST(HeadToHead, OneHasNoneAgainstIt) {
  EXPECT_THROW(static_cast<void>(head_to_head(two_stocks("1e14 token", "1e14 token"), {0}, with_draws())),
               std::invalid_argument);
}

}  // namespace
}  // namespace chokepoint::analysis
