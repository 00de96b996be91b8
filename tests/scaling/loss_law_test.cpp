// SPDX-License-Identifier: Apache-2.0
// The loss law against printed results of its sources, and against tables that an independent program made of the same
// constants (tests/benchmark/peers/scaling_laws.py). Names T1 to T15 are those of docs/scaling-laws.md.
#include "scaling/loss_law.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "scaling/laws.hpp"

namespace chokepoint::scaling {
namespace {

// T1: tokens that are worth 2.24 others do for the loss what 2.24 times the compute does. Both sides 1.8990694.
TEST(LossLaw, MoreFromEachTokenIsMoreCompute) {
  const LossLaw& plain = law("besiroglu");
  LossLaw better = plain;
  better.token_scale /= std::pow(2.24, plain.token_exponent);
  const double expected = 1.8990694;
  EXPECT_NEAR(loss(better, optimum(better, 1e25)), expected, 1e-6);
  EXPECT_NEAR(loss(plain, optimum(plain, 2.24 * 1e25)), expected, 1e-6);
}

// T3: 0.1%. The 4.03e10 of hoffmann_tex is what the paper's approach 3 gives for this budget, "40B".
TEST(LossLaw, TheBestRunOfGophersBudget) {
  struct Case {
    const char* name;
    double parameters, tokens, ratio, loss;
  };
  for (const Case& one :
       {Case{"besiroglu", 7.225e10, 1.3287e12, 18.39, 1.97444}, Case{"hoffmann", 3.219e10, 2.982e12, 92.6, 1.93075},
        Case{"hoffmann_tex", 4.031e10, 2.382e12, 59.1, 1.91839}}) {
    const TrainedModel run = optimum(law(one.name), 5.76e23);
    expect_near(run.parameters, one.parameters, 1e-3, one.name);
    expect_near(run.tokens, one.tokens, 1e-3, one.name);
    expect_near(run.tokens_per_parameter(), one.ratio, 1e-3, one.name);
    expect_near(run.compute(), 5.76e23, 1e-12, one.name);
    expect_near(loss(law(one.name), run), one.loss, 1e-5, one.name);
  }
}

// T4: 1e-4. Computed by hand for GPT-3 by besiroglu: 482.01/1.75e11^0.3478 + 2085.43/3e11^0.3658 = 0.0598 + 0.1315.
TEST(LossLaw, LossOfModelsThatThereAre) {
  struct Case {
    const char* name;
    TrainedModel run;
    double besiroglu, hoffmann, hoffmann_tex;
  };
  for (const Case& one : {Case{"Chinchilla", {70e9, 1.4e12}, 1.97388, 1.93665, 1.92084},
                          Case{"Gopher", {280e9, 300e9}, 1.99961, 1.99326, 1.96726},
                          Case{"GPT-3", {175e9, 300e9}, 2.00854, 2.00229, 1.97646},
                          Case{"Llama 3.1 405B", {405e9, 15.6e12}, 1.89259, 1.81904, 1.81194},
                          Case{"Llama 3 8B", {8e9, 15e12}, 2.02206, 1.94853, 1.94354}}) {
    EXPECT_NEAR(loss(law("besiroglu"), one.run), one.besiroglu, 1e-4) << one.name;
    EXPECT_NEAR(loss(law("hoffmann"), one.run), one.hoffmann, 1e-4) << one.name;
    EXPECT_NEAR(loss(law("hoffmann_tex"), one.run), one.hoffmann_tex, 1e-4) << one.name;
  }
  EXPECT_NEAR(reducible_loss(law("besiroglu"), {175e9, 300e9}), 2.00854 - 1.8172, 1e-4);
}

// T5: 0.5%.
TEST(LossLaw, ThePathOfBestRuns) {
  struct Case {
    double compute, parameters, tokens, ratio, loss, reducible, ratio_hoffmann;
  };
  for (const Case& one : {Case{1e22, 9.05e9, 1.843e11, 20.4, 2.1411, 0.3239, 62.6},
                          Case{1e23, 2.945e10, 5.660e11, 19.2, 2.0321, 0.2149, 78.2},
                          Case{1e24, 9.586e10, 1.739e12, 18.1, 1.9597, 0.1425, 97.7},
                          Case{1e25, 3.121e11, 5.341e12, 17.1, 1.9117, 0.0945, 122},
                          Case{1e26, 1.016e12, 1.641e13, 16.1, 1.8799, 0.0627, 153},
                          Case{1e27, 3.307e12, 5.039e13, 15.2, 1.8588, 0.0416, 191},
                          Case{1e28, 1.077e13, 1.548e14, 14.4, 1.8448, 0.0276, 238},
                          Case{1e29, 3.505e13, 4.755e14, 13.6, 1.8355, 0.0183, 298},
                          Case{2e29, 5.000e13, 6.666e14, 13.3, 1.8334, 0.0162, 318},
                          Case{1e30, 1.141e14, 1.461e15, 12.8, 1.8293, 0.0121, 372}}) {
    const LossLaw& besiroglu = law("besiroglu");
    const TrainedModel run = optimum(besiroglu, one.compute);
    expect_near(run.parameters, one.parameters, 5e-3, "parameters");
    expect_near(run.tokens, one.tokens, 5e-3, "tokens");
    expect_near(run.tokens_per_parameter(), one.ratio, 5e-3, "ratio");
    expect_near(loss(besiroglu, run), one.loss, 1e-4, "loss");
    expect_near(reducible_loss(besiroglu, run), one.reducible, 5e-3, "reducible");
    expect_near(optimum(law("hoffmann"), one.compute).tokens_per_parameter(), one.ratio_hoffmann, 5e-3, "hoffmann");
    expect_near(equivalent_compute(besiroglu, reducible_loss(besiroglu, run)), one.compute, 1e-9, "equivalent");
    expect_near(compute_of_tokens(besiroglu, run.tokens), one.compute, 1e-9, "of tokens");
  }
}

// T6: 4x a year from 2e25.
TEST(LossLaw, LossAlongATrajectory) {
  const double besiroglu[] = {1.9007, 1.8824, 1.8682, 1.8570, 1.8483, 1.8415, 1.8362, 1.8320};
  const double hoffmann[] = {1.8296, 1.8029, 1.7812, 1.7637, 1.7496, 1.7382, 1.7289, 1.7215};
  for (int year = 0; year < 8; ++year) {
    const double compute = 2e25 * std::pow(4.0, year);
    EXPECT_NEAR(loss(law("besiroglu"), optimum(law("besiroglu"), compute)), besiroglu[year], 1e-4) << year;
    EXPECT_NEAR(loss(law("hoffmann"), optimum(law("hoffmann"), compute)), hoffmann[year], 1e-4) << year;
  }
  expect_near(optimum(law("besiroglu"), 3.28e29).tokens, 8.48e14, 5e-3, "tokens of year 7");
}

// T7: gamma = 0.3478 * 0.3658 / 0.7136 = 0.17829, 10^gamma = 1.508; half the loss is 2^(1/gamma) = 49 times the
// compute.
TEST(LossLaw, WhatAShortfallCosts) {
  const LossLaw& besiroglu = law("besiroglu");
  expect_near(std::pow(10.0, loss_exponent(besiroglu)), 1.508, 1e-3, "one order of magnitude");
  expect_near(std::exp2(1.0 / loss_exponent(besiroglu)), 49.0, 1e-2, "half the loss");
  const double wanted = reducible_loss(besiroglu, optimum(besiroglu, 2e29));
  const double had = reducible_loss(besiroglu, optimum(besiroglu, 2e28));
  EXPECT_NEAR(wanted, 0.01617, 5e-6);
  EXPECT_NEAR(had, 0.02438, 5e-6);
}

// T8: 0.5%. At 20 tokens per parameter C = 6 D^2 / 20.
TEST(LossLaw, ComputeThatUsesAStockUp) {
  const LossLaw& besiroglu = law("besiroglu");
  expect_near(compute_of_tokens(besiroglu, 320e12), 4.44e28, 5e-3, "320T");
  expect_near(compute_of_tokens(besiroglu, 100e12), 4.08e27, 5e-3, "100T");
  const double years = std::log(compute_of_tokens(besiroglu, 320e12) / 3.8e25) / std::log(4.1);
  EXPECT_NEAR(2024.5 + years, 2029.5, 0.1);  // 2029.6, counted from the middle of 2024
  const double later = std::log(compute_of_tokens(besiroglu, 320e12) / 5e26) / std::log(4.0);
  EXPECT_NEAR(2025.5 + later, 2028.7, 0.1);
}

// T9 to T12: the four results that Sardana et al. 2024 print, to the digits of an independent program (0.5%). The
// quality of a model of 30e9 parameters is that of the best run of that size.
TEST(Cheapest, ReproducesSardana) {
  const LossLaw& sardana = law("sardana");
  struct Case {
    double size, served, tokens_before, size_after, tokens_after, saved;
  };
  for (const Case& one :
       {Case{30e9, 5e12, 1.556e12, 16.41e9, 3.265e12, 0.1628}, Case{70e9, 1e13, 4.255e12, 41.55e9, 7.923e12, 0.1195},
        Case{30e9, 1e13, 1.556e12, 13.61e9, 2.845 * 1.556e12, 0.2798}}) {
    // Compute of the best run with so many parameters: N* is C to a power.
    const double at_one = optimum(sardana, 1e24).parameters;
    const double exponent = std::log(optimum(sardana, 1e25).parameters / at_one) / std::log(10.0);
    const double compute = 1e24 * std::pow(one.size / at_one, 1.0 / exponent);
    const TrainedModel best = optimum(sardana, compute);
    expect_near(best.parameters, one.size, 1e-9, "size");
    expect_near(best.tokens, one.tokens_before, 5e-3, "tokens before");
    const TrainedModel run = cheapest(sardana, compute, {one.served});
    expect_near(run.parameters, one.size_after, 5e-3, "size after");
    expect_near(run.tokens, one.tokens_after, 5e-3, "tokens after");
    expect_near(reducible_loss(sardana, run), reducible_loss(sardana, best), 1e-12, "loss");
    const double cost = run.compute() + 2.0 * run.parameters * one.served;
    const double cost_before = best.compute() + 2.0 * best.parameters * one.served;
    EXPECT_NEAR(1.0 - cost / cost_before, one.saved, 1e-3);
    EXPECT_NEAR(wedge_of(sardana, run), 1.0 + one.served / (3.0 * run.tokens), 1e-9);  // (7)
    expect_near(planned_inference(sardana, run), one.served, 1e-9, "(8)");
  }
  // T12: 1%. A model of 7e9 with the loss of the best run of 13e9, to serve 2e12 token.
  const double exponent = std::log10(optimum(sardana, 1e25).parameters / optimum(sardana, 1e24).parameters);
  const double compute = 1e24 * std::pow(13e9 / optimum(sardana, 1e24).parameters, 1.0 / exponent);
  const TrainedModel best = optimum(sardana, compute);
  const double tokens =
      std::pow((reducible_loss(sardana, best) - sardana.parameter_scale / std::pow(7e9, 0.336)) / sardana.token_scale,
               -1.0 / 0.283);
  const double before = best.compute() + 2.0 * best.parameters * 2e12;
  const double after = TrainedModel{7e9, tokens}.compute() + 2.0 * 7e9 * 2e12;
  expect_near(before, 9.697e22, 1e-2, "13e9");
  expect_near(after, 8.005e22, 1e-2, "7e9");
  expect_near(1.0 - after / before, 0.174, 1e-2, "saved");
}

TEST(Cheapest, OfOtherSizesAllAreDearer) {
  const LossLaw& besiroglu = law("besiroglu");
  const Serving serving{5e12, 4.0};
  const TrainedModel best = optimum(besiroglu, 5.76e23);
  const TrainedModel run = cheapest(besiroglu, 5.76e23, serving);
  const auto cost_at = [&](double size) {
    const double left =
        reducible_loss(besiroglu, best) - besiroglu.parameter_scale * std::pow(size, -besiroglu.parameter_exponent);
    const double tokens = std::pow(left / besiroglu.token_scale, -1.0 / besiroglu.token_exponent);
    return 6.0 * size * tokens + serving.relative_cost * 2.0 * size * serving.tokens;
  };
  expect_near(cost_at(run.parameters), run.compute() + 8.0 * run.parameters * serving.tokens, 1e-9, "cost");
  for (const double other : {0.9, 0.99, 1.01, 1.1}) {
    EXPECT_GT(cost_at(other * run.parameters), cost_at(run.parameters)) << other;
  }
}

TEST(Cheapest, NothingServedIsTheBestRunAndAllServedIsStillANumber) {
  const LossLaw& besiroglu = law("besiroglu");
  const TrainedModel best = optimum(besiroglu, 5.76e23);
  expect_near(cheapest(besiroglu, 5.76e23, {1.0}).parameters, best.parameters, 1e-9, "one token");
  for (const double compute : {1.0, 1e24, 1e150}) {
    for (const double served : {1.0, 1e150}) {
      const TrainedModel run = cheapest(besiroglu, compute, {served});
      EXPECT_TRUE(std::isfinite(run.parameters) && run.parameters > 0.0) << compute << " " << served;
      EXPECT_TRUE(std::isfinite(run.tokens) && run.tokens > 0.0) << compute << " " << served;
    }
  }
}

// The same cases by besiroglu: 30e9 on 0.576e12 becomes 13.66e9 on 1.728e12, 31% less; 1%.
TEST(Cheapest, ByBesiroglu) {
  const LossLaw& besiroglu = law("besiroglu");
  const double exponent = 0.3658 / (0.3478 + 0.3658);
  const double compute = 1e24 * std::pow(30e9 / optimum(besiroglu, 1e24).parameters, 1.0 / exponent);
  const TrainedModel best = optimum(besiroglu, compute);
  expect_near(best.tokens, 0.576e12, 1e-2, "tokens before");
  const TrainedModel run = cheapest(besiroglu, compute, {5e12});
  expect_near(run.parameters, 13.66e9, 1e-2, "size");
  expect_near(run.tokens, 1.728e12, 1e-2, "tokens");
}

// T13: 1%, with besiroglu, whatever the compute.
TEST(Overtraining, WhatItCostsAtTheSameLoss) {
  struct Case {
    double ratio, size, tokens, compute;
  };
  for (const Case& one : {Case{2, 0.722, 1.44, 1.044}, Case{5, 0.501, 2.51, 1.257}, Case{10, 0.398, 3.98, 1.587},
                          Case{20, 0.328, 6.57, 2.156}, Case{50, 0.267, 13.4, 3.57}, Case{100, 0.236, 23.6, 5.58}}) {
    const Overtraining over = overtraining_at_ratio(law("besiroglu"), one.ratio);
    expect_near(over.parameters, one.size, 1e-2, "size");
    expect_near(over.tokens, one.tokens, 1e-2, "tokens");
    expect_near(over.compute(), one.compute, 1e-2, "compute");
    expect_near(over.tokens_per_parameter(), one.ratio, 1e-9, "ratio");
    for (const double compute : {1e22, 1e28}) {
      const TrainedModel best = optimum(law("besiroglu"), compute);
      const TrainedModel run{best.parameters * over.parameters, best.tokens * over.tokens};
      expect_near(reducible_loss(law("besiroglu"), run), reducible_loss(law("besiroglu"), best), 1e-9, "loss");
    }
  }
}

TEST(Overtraining, UndertrainedIsALargerModelOnLess) {
  for (const char* const name : {"besiroglu", "hoffmann", "muennighoff"}) {
    for (const double ratio : {1e-4, 0.2, 1.0, 3.0, 1e6}) {
      const Overtraining over = overtraining_at_ratio(law(name), ratio);
      expect_near(over.tokens_per_parameter(), ratio, 1e-9, name);
      EXPECT_EQ(over.parameters > 1.0 + 1e-9, ratio < 1.0) << name << ratio;
      EXPECT_GE(over.compute(), 1.0 - 1e-12) << name << ratio;
    }
  }
}

// T14: up to where an order of magnitude of serving costs six of training the wedge is 1 + 6. 0.15 orders of magnitude;
// Villalobos and Atkinson 2023 print 1.2 and 0.7.
TEST(Overtraining, SpanAtSixToOne) {
  const Overtraining hoffmann = overtraining_at_wedge(law("hoffmann"), 7.0);
  EXPECT_NEAR(std::log10(hoffmann.compute()), 1.22, 0.01);
  EXPECT_NEAR(-std::log10(hoffmann.parameters), 0.81, 0.01);
  EXPECT_NEAR(std::log10(hoffmann.compute()), 1.2, 0.15);
  EXPECT_NEAR(-std::log10(hoffmann.parameters), 0.7, 0.15);
  const Overtraining besiroglu = overtraining_at_wedge(law("besiroglu"), 7.0);
  EXPECT_NEAR(std::log10(besiroglu.compute()), 0.99, 0.01);
  EXPECT_NEAR(-std::log10(besiroglu.parameters), 0.68, 0.01);
}

// T15: 1%.
TEST(Overtraining, WedgeOfLlama38B) {
  const TrainedModel llama{8e9, 15e12};
  expect_near(wedge_of(law("hoffmann"), llama), 2.52, 1e-2, "hoffmann");
  expect_near(wedge_of(law("besiroglu"), llama), 5.22, 1e-2, "besiroglu");
  expect_near(planned_inference(law("hoffmann"), llama), 6.9e13, 1e-2, "hoffmann");
  expect_near(planned_inference(law("besiroglu"), llama), 1.9e14, 1e-2, "besiroglu");
}

// The typed law at plain doubles is the same as the public functions; quantities of another unit do not compile.
TEST(TypedLaw, HasUnits) {
  const LossLaw& plain = law("besiroglu");
  const Law<double> typed(plain.parameter_scale, plain.token_scale, plain.parameter_exponent, plain.token_exponent,
                          units::of<units::ComputePerTokenParameter>(6.0));
  const units::Quantity<units::Compute, double> compute = units::of<units::Compute>(5.76e23);
  const units::Quantity<units::Tokens, double> tokens = typed.optimal_tokens(compute);
  EXPECT_EQ(tokens.value(), optimum(plain, 5.76e23).tokens);
  const units::Quantity<units::Compute, double> back = typed.compute_of(tokens);
  expect_near(back.value(), 5.76e23, 1e-12, "back");
}

}  // namespace
}  // namespace chokepoint::scaling
