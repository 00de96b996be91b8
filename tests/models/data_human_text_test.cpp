// SPDX-License-Identifier: Apache-2.0
// Human text: cases computed by hand from Villalobos et al. 2024 and Muennighoff et al. 2023.
#include <gtest/gtest.h>

#include <cmath>

#include "chokepoint/scaling.hpp"
#include "models/step.hpp"

namespace chokepoint::models::data_human_text_test {
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
          {"law.token_exponent", "0.35"},
          {"curation.keep_share", "1"},
          {"curation.quality_exponent", "0.35"},
          {"curation.smallest_share", "0.03"},
          {"curation.quality_at_most", "3.41"},
          {"synthetic.compute_share", "0"},
          {"synthetic.cost", "1"},
          {"synthetic.worth", "0.7"},
          {"synthetic.at_most", "2"},
          {"synthetic.largest_share", "0.35"},
          {"synthetic.mode", "accumulate"},
          {"synthetic.generations", "1"},
          {"synthetic.worth_kept", "0.8"}};
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

// --- a filter: docs/curation.md --------------------------------------------------------------------------------------

// A tenth of 100e12 tokens is kept, each worth 10^0.35 = 2.2387: three passes over 10e12. By the trend the run that has
// as many tokens is (30 q / 6)^2 / q times as large as that of 6e12.
TEST(HumanText, KeptShare) {
  const double quality = std::pow(10.0, 0.35);
  const Series series = stepped({{"curation.keep_share", "0.1"}});
  expect_near(series.at("unique_tokens")[0], 10e12);
  expect_near(series.at("token_quality")[0], 2.2387, 1e-4);
  expect_near(series.at("effective_tokens")[0], 30e12);
  expect_near(series.at("")[0], 1e26 * 25.0 * quality);
  expect_near(series.at("demand")[0], 6e12 / std::sqrt(quality));
  // Less than a pass: nothing is lost.
  expect_near(stepped({{"curation.keep_share", "0.1"}, {"demand.largest_run", "1e24 FLOP"}}).at("compute_kept")[0],
              quality);
  expect_near(stepped({{"curation.keep_share", "0.01"}}).at("token_quality")[0], 3.41);
}

// Other modalities are not filtered: 10e12 tokens worth 2.2387 and 30e12 worth 1.
TEST(HumanText, OnlyTextIsFiltered) {
  const Series series =
      stepped({{"curation.keep_share", "0.1"}, {"multimodal.tokens", "30e12 token"}, {"multimodal.worth", "1"}});
  expect_near(series.at("unique_tokens")[0], 40e12);
  expect_near(series.at("token_quality")[0], (10.0 * std::pow(10.0, 0.35) + 30.0) / 40.0);
}

// By the law the run of 1e26 FLOP wants 18.257e12 tokens, and of better ones 18.257e12 q^-0.5. Where it sees what is
// kept e* = 12.525 times (T24), S = (18.257 / (12.525 * 100))^(1 / (1 - 0.35 / 2)) = 0.00594; where repetition lets it
// take three times as many only, 0.0336.
TEST(HumanText, BestShare) {
  std::vector<std::pair<const char*, const char*>> changes{{"demand.by_history", "0"},
                                                           {"curation.keep_share", "best"},
                                                           {"curation.smallest_share", "0.001"},
                                                           {"curation.quality_at_most", "100"}};
  const Series three = stepped(changes);
  expect_near(three.at("keep_share")[0], 0.03360, 1e-3);
  expect_near(three.at("used")[0], 3.0, 1e-9);
  changes.emplace_back("repetition.gain", "50");
  const Series many = stepped(changes);
  expect_near(many.at("keep_share")[0], 0.005943, 1e-3);
  expect_near(many.at("used")[0], 12.525, 1e-4);
  changes.emplace_back("curation.smallest_share", "0.03");
  expect_near(stepped(changes).at("keep_share")[0], 0.03);
}

// A run that is short of tokens keeps more: the ceiling is that of all text.
TEST(HumanText, BestShareLowersNoCeiling) {
  for (const char* const history : {"0", "1"}) {
    const Series all = stepped({{"demand.by_history", history}}, 8);
    const Series best = stepped({{"demand.by_history", history}, {"curation.keep_share", "best"}}, 8);
    for (std::size_t year = 0; year < 8; ++year) {
      EXPECT_EQ(best.at("")[year], all.at("")[year]) << year;
      EXPECT_GE(best.at("compute_kept")[year], all.at("compute_kept")[year] * (1.0 - 1e-9)) << year;
    }
    EXPECT_LT(best.at("keep_share")[0], 1.0);
  }
}

// 4e-7 * (1e22)^0.25 = 12.65%, and all from 3.9e25 FLOP on.
TEST(HumanText, ShareOfBetr) {
  const auto kept = [](const char* run) {
    return stepped({{"curation.keep_share", "betr"}, {"demand.largest_run", run}}).at("keep_share")[0];
  };
  expect_near(kept("1e22 FLOP"), 0.12649, 1e-4);
  EXPECT_EQ(kept("4e25 FLOP"), 1.0);
}

// What the model says of a run at its compute is what a search for the lowest loss finds: a tenth kept of few tokens,
// and passes alone that lose worth.
TEST(HumanText, ComputeKeptIsThatOfTheLowestLoss) {
  const scaling::LossLaw& law = std::get<scaling::LossLaw>(scaling::find("besiroglu")->law);
  Values values = with({{"demand.by_history", "0"},
                        {"law.parameter_exponent", "0.3478"},
                        {"law.token_exponent", "0.3658"},
                        {"repetition.parameter_decay", "1e30"},
                        {"curation.keep_share", "0.1"},
                        {"demand.largest_run", "1e27 FLOP"},
                        {"quality_share", "10 %"}});
  const scaling::TrainedModel chinchilla = scaling::optimum(law, 5.76e23);
  values["tokens_per_parameter"] = units::print_exact(
      chinchilla.tokens_per_parameter(), {units::base(units::Base::token) / units::base(units::Base::parameter)});
  const double kept = step("data", values, 1, "human_text").at("compute_kept")[0];
  const scaling::Pool pool{.tokens = 50e12, .filter = {.quality_exponent = 0.35}};
  const scaling::CuratedRun run = scaling::curated_run(law, 1e27, pool, 0.1);
  EXPECT_GT(run.passes, 4.0);
  expect_near(kept, scaling::equivalent_compute(law, run.reducible_loss) / 1e27, 1e-6);
}

// --- synthetic tokens: docs/synthetic-data.md ------------------------------------------------------------------------

// T28: 1e-3. A run that may make any number of tokens makes what the mixture takes: n for each unique one.
TEST(HumanText, WorthOfSyntheticTokens) {
  struct Case {
    const char* worth;
    const char* at_most;
    std::vector<double> expected;  // of n = 0.5, 1, 2 and 10
  };
  const std::vector<const char*> shares{"0.33333333333333333", "0.5", "0.66666666666666667", "0.90909090909090909"};
  for (const Case& one :
       {Case{"0.5", "2", {1.221, 1.393, 1.632, 1.993}}, Case{"0.8", "2", {1.354, 1.630, 2.011, 2.589}},
        Case{"1", "5", {1.476, 1.906, 2.648, 5.323}}}) {
    for (std::size_t i = 0; i < shares.size(); ++i) {
      const Series series = stepped({{"synthetic.compute_share", "0.999999"},
                                     {"synthetic.worth", one.worth},
                                     {"synthetic.at_most", one.at_most},
                                     {"synthetic.largest_share", shares[i]}});
      expect_near(series.at("effective_tokens")[0] / 300e12, one.expected[i], 1e-3);
    }
  }
}

// A fifth of the run makes tokens, at the cost of training on them: four fifths train, on 6e12 sqrt(0.8), and a quarter
// as many are made. Twice as dear, half as many.
TEST(HumanText, TheRunPaysForItsTokens) {
  const double trained_on = 6e12 * std::sqrt(0.8);
  const Series series = stepped({{"synthetic.compute_share", "0.2"}});
  expect_near(series.at("demand")[0], trained_on, 1e-9);
  expect_near(series.at("synthetic_tokens")[0], 0.25 * trained_on, 1e-9);
  expect_near(series.at("compute_kept")[0], 0.8, 1e-9);  // tokens were not scarce
  const double made = 0.25 * trained_on / 100e12;
  expect_near(series.at("synthetic_worth")[0], 100e12 * 0.7 * 2.0 * -std::expm1(-made / 2.0), 1e-9);
  expect_near(series.at("synthetic_share")[0], made / (1.0 + made), 1e-9);
  expect_near(stepped({{"synthetic.compute_share", "0.2"}, {"synthetic.cost", "2"}}).at("synthetic_tokens")[0],
              0.125 * trained_on, 1e-9);
}

// The mixture takes a twentieth for each unique one, 1/21 of all: 5e12 tokens, whose making costs what training on them
// does. The largest run trains on 3 * 100e12 (1 + 0.7 * 2 (1 - exp(-0.025))) tokens and makes the 5e12 beside.
TEST(HumanText, TheMixtureTakesOnlySoMany) {
  const Series series =
      stepped({{"synthetic.compute_share", "0.9"}, {"synthetic.largest_share", "0.047619047619047616"}});
  const double tokens = 300e12 * (1.0 + 1.4 * -std::expm1(-0.025));
  expect_near(series.at("effective_tokens")[0], tokens, 1e-9);
  expect_near(series.at("")[0], 1e26 * std::pow(tokens / 6e12, 2.0) * (1.0 + 5e12 / tokens), 1e-9);
  // The run of the year makes 5e12 as well: u (1 + 5 / (6 sqrt(u))) = 1, so that sqrt(u) = (sqrt(25/36 + 4) - 5/6) / 2.
  const double root = (std::sqrt(25.0 / 36.0 + 4.0) - 5.0 / 6.0) / 2.0;
  expect_near(series.at("synthetic_tokens")[0], 5e12, 1e-9);
  expect_near(series.at("demand")[0], 6e12 * root, 1e-9);
}

// Two generations of tokens that replaced others, each of which left 0.8 of the worth: 0.7 * 0.64.
TEST(HumanText, GenerationsThatReplace) {
  const auto added = [](const char* mode) {
    return stepped({{"synthetic.compute_share", "0.2"}, {"synthetic.mode", mode}, {"synthetic.generations", "2"}})
        .at("synthetic_worth")[0];
  };
  expect_near(added("replace") / added("accumulate"), 0.64);
}

// --- both ------------------------------------------------------------------------------------------------------------

/// What a run takes and what there is for it, in the first year.
std::pair<double, double> amounts_of(const Values& changed, double run) {
  Values values = changed;
  const Constraint& constraint = *built_in()->find("data", "human_text");
  fill_unread(*constraint.description, values);
  const auto shared_columns = columns_of(shared(), values);
  const auto own_columns = columns_of(*constraint.description, values);
  const auto shared_inputs = inputs_of(shared_columns);
  const auto own_inputs = inputs_of(own_columns);
  std::vector<double> out(constraint.description->outputs.size() * lane_multiple);
  const std::vector<double> runs(lane_multiple, run);
  std::vector<double> needs(need_series * lane_multiple);
  constraint.reference({.shared = shared_inputs,
                        .own = own_inputs,
                        .lanes = lane_multiple,
                        .years = 1,
                        .out = out.data(),
                        .run = runs.data(),
                        .needs = needs.data()});
  return {needs[0], needs[lane_multiple]};
}

TEST(HumanText, NeedIsTheInverseOfTheCeiling) {
  for (const char* const share : {"0.1", "0.8", "betr", "best"}) {
    for (const char* const effort : {"0", "0.1", "0.6"}) {
      for (const char* const history : {"0", "1"}) {
        const Values values = with({{"curation.keep_share", share},
                                    {"synthetic.compute_share", effort},
                                    {"demand.largest_run", "1e24 FLOP"},
                                    {"demand.by_history", history},
                                    {"law.token_exponent", "0.4"}});
        const double ceiling = step("data", values, 1, "human_text").at("")[0];
        const auto [need, supply] = amounts_of(values, ceiling);
        EXPECT_NEAR(need / supply, 1.0, 1e-11) << share << ", " << effort << ", " << history;
        const auto [less, more] = amounts_of(values, 0.9 * ceiling);
        EXPECT_LT(less, more) << share << ", " << effort << ", " << history;
      }
    }
  }
}

}  // namespace
}  // namespace chokepoint::models::data_human_text_test
