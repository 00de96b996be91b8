// SPDX-License-Identifier: Apache-2.0
// The fits by name, against what their papers print; and the scatter of the one whose scatter is known.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <string>

#include "chokepoint/scaling.hpp"

namespace chokepoint::scaling {
namespace {

TEST(Fits, AreFoundByName) {
  std::set<std::string_view> names;
  for (const Fit& fit : fits()) {
    EXPECT_TRUE(names.insert(fit.name).second) << fit.name;
    EXPECT_EQ(find(fit.name), &fit);
    EXPECT_FALSE(fit.source.empty());
    EXPECT_TRUE(fit.confidence == "published" || fit.confidence == "second-hand" || fit.confidence == "derived" ||
                fit.confidence == "assumed")
        << fit.confidence;
  }
  EXPECT_EQ(fits().front().name, "besiroglu");
  EXPECT_EQ(find("Besiroglu"), nullptr);
  EXPECT_EQ(find(""), nullptr);
}

TEST(Fits, EveryOneSpendsTheBudget) {
  for (const Fit& fit : fits()) {
    for (const double compute : {1.0, 5.76e23, 1e150}) {
      const TrainedModel run = optimum(fit, compute);
      EXPECT_NEAR(run.compute() / compute, 1.0, 1e-9) << fit.name << " " << compute;
    }
  }
}

// T2: the size that the paper prints, M* = 0.1715 C^0.5243 FLOP for a token, times D* is 1.0001 C; 1e-3.
TEST(Fits, DeepSeeksTokensTimesItsFlopAreTheBudget) {
  for (const double compute : {1e20, 1e24, 9.4e26}) {
    const double tokens = optimum(*find("deepseek"), compute).tokens;
    EXPECT_NEAR(0.1715 * std::pow(compute, 0.5243) * tokens / compute, 1.0, 1e-3) << compute;
  }
  EXPECT_NEAR(optimum(*find("deepseek"), 9.4e26).tokens / 39.5e12, 1.0, 1e-2);
  EXPECT_FALSE(reducible_loss(*find("deepseek"), {1e11, 1e12}).has_value());
}

// Llama 3, section 3.2.1: 402e9 parameters on 16.55e12 token at 3.8e25 FLOP.
TEST(Fits, Llama3MeetsWhatItPrints) {
  const TrainedModel run = optimum(*find("llama3"), 3.8e25);
  EXPECT_NEAR(run.tokens / 16.55e12, 1.0, 2e-3);
  EXPECT_NEAR(run.parameters / 402e9, 1.0, 5e-2);  // 6 N D is 3.99e25 there: they count attention as well
}

// By hand: a PF-day is 8.64e19 FLOP, so that the best model of it has 1.3e9 parameters, and of 6667 PF-days 1.3e9 *
// 6667^0.73 = 8.0e11. Loss of a model with endless tokens: (8.8e13 / 1.3e9)^0.076 = 2.33.
TEST(Fits, KaplanIsThere) {
  EXPECT_NEAR(optimum(*find("kaplan"), 8.64e19).parameters / 1.3e9, 1.0, 1e-12);
  EXPECT_NEAR(optimum(*find("kaplan"), 5.76e23).parameters / 8.04e11, 1.0, 5e-3);
  EXPECT_NEAR(*reducible_loss(*find("kaplan"), {1.3e9, 1e300}), 2.33, 5e-3);
}

// Muennighoff et al. 2023 print U_N = 0.051 U: with equal exponents tokens per parameter are 1/0.05099 at any budget.
TEST(Fits, MuennighoffsRatioIsConstant) {
  for (const double compute : {1e20, 1e26}) {
    EXPECT_NEAR(1.0 / optimum(*find("muennighoff"), compute).tokens_per_parameter(), 0.05099, 5e-5);
  }
}

// T2b: 5%. 10%, 50% and 90% quantiles by numpy over 400,000 draws of the same recipe.
TEST(Sampler, ScattersAsTheBootstrap) {
  struct Case {
    double compute;
    Spread ratio, tokens, reducible;
  };
  for (const Case& one : {Case{5.76e23, {11.1, 18.4, 30.6}, {1.03e12, 1.33e12, 1.71e12}, {0.141, 0.158, 0.176}},
                          Case{3.8e25, {8.1, 16.5, 34.1}, {7.2e12, 10.2e12, 14.7e12}, {0.065, 0.075, 0.086}},
                          Case{1e27, {6.3, 15.2, 37}, {3.3e13, 5.0e13, 7.9e13}, {0.036, 0.042, 0.049}},
                          Case{2e29, {4.3, 13.3, 42}, {3.8e14, 6.7e14, 11.9e14}, {0.0133, 0.0163, 0.0199}}}) {
    const Answer made = answer(*find("besiroglu"), one.compute);
    const auto expect_like = [&one](const Estimate& estimate, const Spread& expected, const char* what) {
      ASSERT_TRUE(estimate.spread.has_value()) << what;
      EXPECT_NEAR(estimate.spread->p10 / expected.p10, 1.0, 0.05) << what << one.compute;
      EXPECT_NEAR(estimate.spread->p50 / expected.p50, 1.0, 0.05) << what << one.compute;
      EXPECT_NEAR(estimate.spread->p90 / expected.p90, 1.0, 0.05) << what << one.compute;
    };
    expect_like(made.best.tokens_per_parameter, one.ratio, "ratio");
    expect_like(made.best.tokens, one.tokens, "tokens");
    expect_like(*made.best.reducible_loss, one.reducible, "reducible");
    EXPECT_NEAR(made.best.parameters.value * made.best.tokens.value * 6.0 / one.compute, 1.0, 1e-9);
  }
}

// Printed standard errors by themselves would let ln A scatter by 0.26 beside a: the law at its own data would then
// miss by a factor. Here A follows a, so that A / N^a hardly moves at 1.9e7 parameters (16.76 is ln 1.9e7).
TEST(Sampler, KeepsTheScalesWithTheirExponents) {
  const LossLaw centre = drawn_law({});
  const LossLaw drawn = drawn_law({.parameter_exponent = 2.0, .token_exponent = -2.0});
  EXPECT_NEAR(drawn.parameter_exponent - centre.parameter_exponent, 0.0304, 1e-12);
  EXPECT_NEAR(drawn.token_exponent - centre.token_exponent, -0.0412, 1e-12);
  const auto of_size = [](const LossLaw& law) { return law.parameter_scale / std::pow(1.9e7, law.parameter_exponent); };
  const auto of_tokens = [](const LossLaw& law) { return law.token_scale / std::pow(7.7e8, law.token_exponent); };
  EXPECT_NEAR(of_size(drawn) / of_size(centre), 1.0, 1e-3);
  EXPECT_NEAR(of_tokens(drawn) / of_tokens(centre), 1.0, 1e-3);
}

TEST(Answer, HasIntervalsOnlyWhereTheyAreKnown) {
  for (const Fit& fit : fits()) {
    const Answer made = answer(fit, 1e24);
    EXPECT_EQ(made.best.tokens.spread.has_value(), fit.name == "besiroglu") << fit.name;
    EXPECT_EQ(made.best.reducible_loss.has_value(), !std::holds_alternative<TokenLaw>(fit.law)) << fit.name;
    EXPECT_FALSE(made.served.has_value());
  }
}

TEST(Answer, ServedCostsNoMoreThanTheBestRun) {
  const Answer made = answer(*find("besiroglu"), 5.76e23, {.serving = Serving{5e12}});
  ASSERT_TRUE(made.served.has_value());
  EXPECT_GT(made.served->saved.value, 0.0);
  EXPECT_GT(made.served->saved.spread->p10, 0.0);
  EXPECT_GT(made.served->training.value, 5.76e23);
  EXPECT_NEAR(made.served->inference.value, 2.0 * made.served->parameters.value * 5e12, 1e10);
  EXPECT_THROW(static_cast<void>(answer(*find("llama3"), 1e24, {.serving = Serving{5e12}})), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(answer(*find("kaplan"), 1e24, {.data = UniqueTokens{1e12}})), std::invalid_argument);
}

// T21: a run that wants ten times the unique tokens makes 14.5 passes and keeps 10^-0.395 of its compute by the full
// law; 7.7 and 10^-0.098 with passes alone; 2%.
TEST(Answer, OnFewTokens) {
  const double unique = optimum(*find("besiroglu"), 2e29).tokens / 10.0;
  const auto on_few = [unique](std::string_view name) {
    const auto all = repetitions();
    const auto found = std::find_if(all.begin(), all.end(), [name](const Repetition& one) { return one.name == name; });
    EXPECT_NE(found, all.end()) << name;
    const Repetition& repetition = *found;
    const UniqueTokens data{unique, repetition.token_decay, repetition.parameter_decay};
    return *answer(*find("besiroglu"), 2e29, {.data = data}).repeated;
  };
  const Repeated full = on_few("full");
  EXPECT_NEAR(full.passes.value, 14.5, 0.3);
  EXPECT_NEAR(-std::log10(full.kept.value), 0.395, 0.008);
  const Repeated passes = on_few("passes");
  EXPECT_NEAR(passes.passes.value, 7.7, 0.16);
  EXPECT_NEAR(-std::log10(passes.kept.value), 0.098, 0.002);
  EXPECT_NEAR(-std::log10(on_few("pessimistic").kept.value), 0.322, 0.007);
  // What a run of this compute wants is uncertain, and so is what few tokens cost it.
  const Spread kept = *full.kept.spread;
  EXPECT_LT(kept.p10, 0.9 * kept.p50);
  EXPECT_GT(kept.p90, 1.1 * kept.p50);
  EXPECT_EQ(repetitions().front().name, "full");
}

}  // namespace
}  // namespace chokepoint::scaling
