// SPDX-License-Identifier: Apache-2.0
// Human text: cases computed by hand from Villalobos et al. 2024 and Muennighoff et al. 2023.
#include <gtest/gtest.h>

#include <cmath>

#include "chokepoint/scaling.hpp"
#include "models/step.hpp"

namespace chokepoint::models {
namespace {

/// Medians of the paper in round numbers, and everything else off.
Values round_numbers() {
  return {{"tokens_per_parameter", "20 token/parameter"},
          {"training_compute", "6 FLOP/token/parameter"},
          {"web.pages", "250e9"},
          {"web.page_count_growth", "1.05x/yr"},
          {"web.bytes_per_page", "8 kbyte"},
          {"web.page_size_growth", "1.04x/yr"},
          {"web.bytes_per_token", "4 byte/token"},
          {"quality_share", "20 %"},
          {"unindexed.tokens", "0 token"},
          {"unindexed.growth", "1x/yr"},
          {"unindexed.access", "1"},
          {"private.tokens", "0 token"},
          {"private.growth", "1x/yr"},
          {"private.access", "1"},
          {"licensed.tokens", "0 token"},
          {"licensed.growth", "1x/yr"},
          {"licensed.access", "1"},
          {"multimodal.tokens", "0 token"},
          {"multimodal.growth", "1x/yr"},
          {"multimodal.worth", "1"},
          {"repetition.gain", "3"},
          {"repetition.by_loss", "0"},
          {"repetition.token_decay", "15.387756"},
          {"repetition.parameter_decay", "5.309743"},
          {"demand.largest_run", "1e26 FLOP"},
          {"demand.tokens", "6e12 token"},
          {"demand.token_growth", "2.4x/yr"},
          {"demand.by_history", "1"},
          {"demand.choice", "0.5"},
          {"demand.overtraining", "1"},
          {"law.reference_run", "5.76e23 FLOP"},
          {"law.parameter_exponent", "0.35"},
          {"law.token_exponent", "0.35"}};
}

Values with(const std::vector<std::pair<const char*, const char*>>& changes) {
  Values values = round_numbers();
  for (const auto& [name, value] : changes) values.at(name) = value;
  return values;
}

Series stepped(const std::vector<std::pair<const char*, const char*>>& changes, int years = 1) {
  return step("data", with(changes), years, "human_text");
}

void expect_near(double value, double expected, double tolerance = 1e-12) {
  EXPECT_NEAR(value / expected, 1.0, tolerance) << value << " against " << expected;
}

// 250e9 pages of 8000 byte at 4 byte a token are 500e12 tokens, a fifth of them good; 1.05 * 1.04 = 1.092 more in a
// year.
TEST(HumanText, Stock) {
  const Series series = stepped({}, 3);
  expect_near(series.at("raw_text")[0], 500e12);
  expect_near(series.at("unique_tokens")[0], 100e12);
  expect_near(series.at("effective_tokens")[0], 300e12);
  expect_near(series.at("raw_text")[2], 500e12 * 1.092 * 1.092);
}

// What a scenario turns on: text counts after access and quality, other modalities by their worth.
TEST(HumanText, OtherStocks) {
  const auto unique = [](const std::vector<std::pair<const char*, const char*>>& changes) {
    return stepped(changes).at("unique_tokens")[0];
  };
  expect_near(unique({{"unindexed.tokens", "2000e12 token"}, {"unindexed.access", "0.5"}}), 100e12 + 0.2 * 1000e12);
  expect_near(unique({{"private.tokens", "3e15 token"}, {"private.access", "0.1"}}), 100e12 + 0.2 * 300e12);
  expect_near(unique({{"licensed.tokens", "10e12 token"}}), 100e12 + 0.2 * 10e12);
  expect_near(unique({{"multimodal.tokens", "1e15 token"}, {"multimodal.worth", "0.1"}}), 200e12);
  const Series growing = stepped({{"multimodal.tokens", "1e15 token"}, {"multimodal.growth", "1.5x/yr"}}, 2);
  expect_near(growing.at("unique_tokens")[1], 109.2e12 + 1.5e15);
}

// By the trend: 6e12, 14.4e12, 34.56e12, …; the run that the stock is enough for has (300 / 6)^2 as much compute as the
// one of the trend, at its tokens per parameter.
TEST(HumanText, DemandByHistory) {
  const Series series = stepped({}, 3);
  expect_near(series.at("demand")[0], 6e12);
  expect_near(series.at("demand")[2], 34.56e12);
  expect_near(series.at("used")[2], 34.56e12 / (100e12 * 1.092 * 1.092));
  expect_near(series.at("")[0], 1e26 * 50.0 * 50.0);
}

// By the law with 20 tokens per parameter at any size: 1e26 FLOP are 20 sqrt(1e26 / 120) = 18.26e12 tokens, and 300e12
// tokens 6 * 300e12 * 15e12 = 2.7e28 FLOP.
TEST(HumanText, DemandByTheLaw) {
  const Series series = stepped({{"demand.by_history", "0"}});
  expect_near(series.at("demand")[0], 20.0 * std::sqrt(1e26 / 120.0));
  expect_near(series.at("demand_by_law")[0], 18.257e12, 1e-4);
  expect_near(series.at("")[0], 2.7e28);
}

// The choice of a draw: below the share the trend, else the law.
TEST(HumanText, Mixture) {
  const double trend = 6e12;
  EXPECT_NEAR(stepped({{"demand.by_history", "0.5"}, {"demand.choice", "0.499"}}).at("demand")[0], trend, 1.0);
  EXPECT_GT(stepped({{"demand.by_history", "0.5"}, {"demand.choice", "0.5"}}).at("demand")[0], 2.0 * trend);
}

// Five times the tokens per parameter are sqrt(5) times the tokens, of either; and the stock is enough for a fifth of
// the compute.
TEST(HumanText, Overtraining) {
  for (const char* const share : {"0", "1"}) {
    const Series plain = stepped({{"demand.by_history", share}});
    const Series over = stepped({{"demand.by_history", share}, {"demand.overtraining", "5"}});
    const Series under = stepped({{"demand.by_history", share}, {"demand.overtraining", "0.25"}});
    expect_near(over.at("demand")[0], plain.at("demand")[0] * std::sqrt(5.0));
    expect_near(over.at("")[0], plain.at("")[0] / 5.0);
    expect_near(under.at("demand")[0], plain.at("demand")[0] / 2.0);
  }
}

// With the exponents of besiroglu tokens per parameter drift as the law of the stage `scaling` has it: 18.39 at 5.76e23
// FLOP, and then its own tokens at any run.
TEST(HumanText, IsTheScalingLaw) {
  const auto& law = std::get<scaling::LossLaw>(scaling::find("besiroglu")->law);
  const scaling::TrainedModel chinchilla = scaling::optimum(law, 5.76e23);
  Values values =
      with({{"demand.by_history", "0"}, {"law.parameter_exponent", "0.3478"}, {"law.token_exponent", "0.3658"}});
  values["tokens_per_parameter"] = units::print_exact(
      chinchilla.tokens_per_parameter(), {units::base(units::Base::token) / units::base(units::Base::parameter)});
  const Series series = step("data", values, 1, "human_text");
  expect_near(series.at("demand")[0], scaling::optimum(law, 1e26).tokens, 1e-9);
  expect_near(series.at("")[0], scaling::compute_of_tokens(law, 300e12), 1e-9);
}

// T22: by the loss that repetition can reach, 100e12 unique tokens are enough for a run that wants 9.13 times as many,
// 3.8e29 FLOP; with passes alone 116.9 times, 7.1e31 FLOP; 2%. Half way the two are multiplied and the root is taken.
TEST(HumanText, CeilingByLoss) {
  Values values = with({{"demand.by_history", "0"},
                        {"repetition.by_loss", "1"},
                        {"law.parameter_exponent", "0.3478"},
                        {"law.token_exponent", "0.3658"}});
  values["tokens_per_parameter"] = "18.391 token/parameter";
  const auto effective = [&values] { return step("data", values, 1, "human_text").at("effective_tokens")[0]; };
  const auto ceiling = [&values] { return step("data", values, 1, "human_text").at("")[0]; };
  expect_near(effective(), 9.13 * 100e12, 1e-3);
  expect_near(ceiling(), 3.8e29, 2e-2);
  values["repetition.parameter_decay"] = "1e30";
  expect_near(effective(), 116.9 * 100e12, 1e-3);
  expect_near(ceiling(), 7.1e31, 2e-2);
  values["repetition.by_loss"] = "0.5";
  expect_near(effective(), std::sqrt(3.0 * 116.9) * 100e12, 1e-3);
}

// T16: four passes over 100e12 tokens are worth 3.726 of them; what there is not is not trained on.
TEST(HumanText, WorthOfRepetition) {
  const Series four = stepped({{"demand.tokens", "400e12 token"}, {"repetition.gain", "5"}});
  expect_near(four.at("used")[0], 4.0);
  expect_near(four.at("tokens_trained_on")[0], 400e12);
  expect_near(four.at("tokens_worth")[0], 372.6e12, 1e-3);
  const Series beyond = stepped({{"demand.tokens", "4000e12 token"}, {"repetition.gain", "5"}});
  expect_near(beyond.at("tokens_trained_on")[0], 500e12);
  const Series less = stepped({{"demand.tokens", "40e12 token"}});
  expect_near(less.at("tokens_worth")[0], 40e12);
}

// T21: a run that wants ten times the unique tokens keeps 10^-0.395 of its compute by the full law, 10^-0.098 by passes
// alone; 2%. Overtraining does not change what the best run would want.
TEST(HumanText, ComputeThatScarcityLeaves) {
  Values values = with({{"law.parameter_exponent", "0.3478"},
                        {"law.token_exponent", "0.3658"},
                        {"demand.largest_run", "5.76e23 FLOP"},
                        {"web.pages", "0.6643596e9"}});
  values["tokens_per_parameter"] = "18.391 token/parameter";
  const auto kept = [&values] { return step("data", values, 1, "human_text").at("compute_kept")[0]; };
  expect_near(step("data", values, 1, "human_text").at("demand_by_law")[0], 1.3287e12, 1e-3);
  expect_near(step("data", values, 1, "human_text").at("unique_tokens")[0], 0.26574e12, 1e-3);
  EXPECT_NEAR(-std::log10(kept()), 0.164, 0.02);  // five times: between 0.119 at four and 0.306 at eight
  values["web.pages"] = "0.3321798e9";
  EXPECT_NEAR(-std::log10(kept()), 0.395, 0.008);
  values["demand.overtraining"] = "9";
  EXPECT_NEAR(-std::log10(kept()), 0.395, 0.008);
  values["repetition.parameter_decay"] = "1e30";
  EXPECT_NEAR(-std::log10(kept()), 0.098, 0.002);
  values["web.pages"] = "250e9";
  EXPECT_EQ(kept(), 1.0);
}

}  // namespace
}  // namespace chokepoint::models
