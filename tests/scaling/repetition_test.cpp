// SPDX-License-Identifier: Apache-2.0
// Tokens seen more than once, against the authors' own program and tables that an independent one made
// (tests/benchmark/peers/human_text.py). Names T16 to T22 are those of docs/data-stock.md.
#include "scaling/repetition.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "scaling/laws.hpp"

namespace chokepoint::scaling {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

// T16: 1e-3.
TEST(Repetition, WorthOfPasses) {
  const double decay = 15.387756;
  struct Case {
    double passes, worth;
  };
  for (const Case& one : {Case{1, 1}, Case{2, 1.968}, Case{3, 2.876}, Case{4, 3.726}, Case{8, 6.624}, Case{10, 7.814},
                          Case{16, 10.583}, Case{40, 15.168}, Case{1e9, 16.388}}) {
    expect_near(worth_of_repeating(1.0, one.passes, decay), one.worth, 1e-3, "worth");
    expect_near(worth_of_repeating(25e9, one.passes * 25e9, decay), one.worth * 25e9, 1e-3, "of 25e9");
  }
  const auto marginal = [decay](double passes) {
    return (worth_of_repeating(1.0, passes + 1e-4, decay) - worth_of_repeating(1.0, passes - 1e-4, decay)) / 2e-4;
  };
  expect_near(marginal(4), 0.823, 1e-3, "of the fourth");
  expect_near(marginal(16), 0.377, 1e-3, "of the sixteenth");
  EXPECT_NEAR(marginal(40), 0.079, 5e-4);
  EXPECT_EQ(worth_of_repeating(10.0, 4.0, decay), 4.0);  // not all of them seen
  // Without a decay each pass is worth a whole one; where series and exponential meet they are the same.
  EXPECT_EQ(worth_of_repeating(1.0, 7.0, 1e30), 7.0);
  for (const double part : {0.99999e-3, 1.00001e-3}) {
    const double exact = 1.0 - 1000.0 * std::expm1(-part);
    EXPECT_NEAR(worth_of_repeating(1.0, 1.0 + 1000.0 * part, 1000.0) / exact, 1.0, 1e-13) << part;
  }
}

// T20: a pass worth 3/4 of the one before: 1 + 0.75 + 0.75^2 + 0.75^3 + 0.75^4 = 3.05; the exponential takes R* = 3 and
// gives 1 + 3 (1 - exp(-4/3)) = 3.21. After 100: 4 - 4 * 0.75^101 = 4.00 and 4.00; printed 3.99 with its digits cut.
TEST(Repetition, IsNearTheGeometricSeriesThatItStandsFor) {
  double exact = 0.0;
  for (int pass = 0; pass <= 4; ++pass) exact += std::pow(0.75, pass);
  EXPECT_NEAR(exact, 3.05, 5e-3);
  EXPECT_NEAR(worth_of_repeating(1.0, 5.0, 3.0), 3.21, 5e-3);
  EXPECT_NEAR(worth_of_repeating(1.0, 101.0, 3.0), 3.99, 1.1e-2);
}

// T17: 1e-9, by the authors' program.
TEST(Repetition, LossOfTheAuthorsProgram) {
  const LossLaw& muennighoff = law("muennighoff");
  const UniqueTokens data{25e9};
  EXPECT_NEAR(muennighoff.irreducible + reducible_loss(muennighoff, {6.34e9, 242e9}, data), 2.2256440889984477, 1e-9);
  EXPECT_NEAR(muennighoff.irreducible + reducible_loss(muennighoff, {8.67e9, 178e9}, data), 2.2269634075087867, 1e-9);
}

// T18: 0.3%; a grid of the authors gives 7.022e9, 2.3734e11 and 9.493 passes.
TEST(Repetition, BestSplitOnFewTokens) {
  const TrainedModel best = optimum(law("muennighoff"), 1e22, UniqueTokens{25e9});
  expect_near(best.parameters, 7.026e9, 3e-3, "parameters");
  expect_near(best.tokens, 2.372e11, 3e-3, "tokens");
  expect_near(best.tokens / 25e9, 9.49, 3e-3, "passes");
}

// T19: 1e-5; four passes over 44e9 tokens cost 0.69% of the loss, and +0.5% was measured.
TEST(Repetition, CostOfFourPasses) {
  const LossLaw& muennighoff = law("muennighoff");
  const TrainedModel model{8.7e9, 178e9};
  EXPECT_NEAR(loss(muennighoff, model), 2.19216, 1e-5);
  EXPECT_NEAR(muennighoff.irreducible + reducible_loss(muennighoff, model, {44e9}), 2.20730, 1e-5);
}

TEST(Repetition, TokensEnoughAreAsIfNoneRepeated) {
  for (const char* const name : {"besiroglu", "hoffmann"}) {
    const TrainedModel free = optimum(law(name), 1e25);
    const TrainedModel best = optimum(law(name), 1e25, {1.5 * free.tokens});
    expect_near(best.parameters, free.parameters, 1e-6, name);
    EXPECT_DOUBLE_EQ(reducible_loss(law(name), free, {1.5 * free.tokens}), reducible_loss(law(name), free));
  }
}

/// Orders of magnitude of compute that are lost where a run wants `scarcity` times the unique tokens.
double lost(const LossLaw& of, double scarcity, UniqueTokens data, double compute = 2e29) {
  data.unique = optimum(of, compute).tokens / scarcity;
  const double reached = reducible_loss(of, optimum(of, compute, data), data);
  return std::log10(compute / equivalent_compute(of, reached));
}

// T21: 2%, or the last printed digit.
TEST(Scarcity, WhatItCosts) {
  const LossLaw& besiroglu = law("besiroglu");
  struct Case {
    double scarcity, once, pessimistic, passes_alone, full, epochs_alone, epochs_full;
  };
  for (const Case& one :
       {Case{2, 0.074, 0.025, 0.006, 0.027, 1.9, 2.2}, Case{4, 0.289, 0.106, 0.029, 0.119, 3.5, 4.9},
        Case{8, 0.623, 0.257, 0.075, 0.306, 6.4, 11}, Case{10, 0.752, 0.322, 0.098, 0.395, 7.7, 14.5},
        Case{16, 1.051, 0.489, 0.161, 0.637, 10.9, 25}, Case{32, 1.544, 0.806, 0.304, 1.136, 17, 56}}) {
    const auto near = [](double expected) { return std::max(0.02 * expected, 6e-4); };
    EXPECT_NEAR(lost(besiroglu, one.scarcity, {1.0, 1e-9, infinite}), one.once, near(one.once)) << one.scarcity;
    EXPECT_NEAR(lost(besiroglu, one.scarcity, {1.0, 2.9157, infinite}), one.pessimistic, near(one.pessimistic))
        << one.scarcity;
    EXPECT_NEAR(lost(besiroglu, one.scarcity, {1.0, 15.387756, infinite}), one.passes_alone, near(one.passes_alone))
        << one.scarcity;
    EXPECT_NEAR(lost(besiroglu, one.scarcity, {1.0}), one.full, near(one.full)) << one.scarcity;
    const double unique = optimum(besiroglu, 2e29).tokens / one.scarcity;
    const UniqueTokens alone{unique, 15.387756, infinite};
    EXPECT_NEAR(optimum(besiroglu, 2e29, alone).tokens / unique, one.epochs_alone, 0.02 * one.epochs_alone + 0.05);
    EXPECT_NEAR(optimum(besiroglu, 2e29, {unique}).tokens / unique, one.epochs_full, 0.02 * one.epochs_full + 0.05);
  }
  // It depends on the scarcity alone.
  EXPECT_NEAR(lost(besiroglu, 8, {1.0}, 1e24), lost(besiroglu, 8, {1.0}, 1e29), 1e-6);
}

// T21: what a run needs more to reach the loss of one that never repeats; 2% and the printed digit.
TEST(Scarcity, MoreComputeForTheSameLoss) {
  const LossLaw& besiroglu = law("besiroglu");
  const double compute = 2e29;
  const TrainedModel free = optimum(besiroglu, compute);
  const auto more = [&](double scarcity, UniqueTokens data) {
    data.unique = free.tokens / scarcity;
    double low = 1.0;
    double high = 100.0;
    for (int i = 0; i < 60; ++i) {
      const double middle = std::sqrt(low * high);
      const bool enough = reducible_loss(besiroglu, optimum(besiroglu, compute * middle, data), data) <=
                          reducible_loss(besiroglu, free);
      (enough ? high : low) = middle;
    }
    return high - 1.0;
  };
  const UniqueTokens alone{1.0, 15.387756, infinite};
  EXPECT_NEAR(more(2, alone), 0.015, 1e-3);
  EXPECT_NEAR(more(4, alone), 0.072, 2e-3);
  EXPECT_NEAR(more(8, alone), 0.21, 6e-3);
  EXPECT_NEAR(more(16, alone), 0.58, 0.012);
  EXPECT_NEAR(more(32, alone), 1.87, 0.04);
  EXPECT_NEAR(more(2, {1.0}), 0.071, 2e-3);
  EXPECT_NEAR(more(4, {1.0}), 0.43, 0.01);
  EXPECT_NEAR(more(8, {1.0}), 3.8, 0.08);
  EXPECT_GT(more(16, {1.0}), 98.0);  // out of reach: (14) is 9.13
}

// The same by the search that the models use, in units of the best run.
TEST(Scarcity, IsWhatTheModelsFind) {
  const LossLaw& besiroglu = law("besiroglu");
  constexpr double without = 1e30;
  for (const double scarcity : {0.5, 1.0, 1.3, 2.0, 8.0, 32.0, 1e3, 1e6}) {
    for (const auto& [tokens, parameters] :
         {std::pair{15.387756, 5.309743}, std::pair{15.387756, without}, std::pair{2.9157, without}}) {
      const Scarce<double> scarce(scarcity, besiroglu.parameter_exponent, besiroglu.token_exponent, tokens, parameters);
      const double found = -std::log10(scarce.kept_compute());
      EXPECT_NEAR(found, lost(besiroglu, scarcity, {1.0, tokens, parameters}), 2e-6) << scarcity << " " << parameters;
    }
  }
}

// By grids of 201 sizes, each around the best of the one before: numpy, by (10) to (12) as docs/data-stock.md has them.
TEST(Scarcity, IsWhatGridsFind) {
  struct Case {
    double scarcity, a, b, token_decay, parameter_decay, log_size, kept;
  };
  constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();
  for (const Case& one :
       {Case{2, 0.3478, 0.3658, 15.387756, 5.309743, -0.093634, 9.394702455e-01},
        Case{9.13, 0.3478, 0.3658, 15.387756, 5.309743, -0.353598, 4.397078821e-01},
        Case{300, 0.3478, 0.3658, 15.387756, 5.309743, nowhere, 7.727238939e-04},
        Case{50, 0.1, 0.9, 120, 2, nowhere, 1.098673447e-16}, Case{50, 0.9, 0.1, 2, 120, 1.981107, 1.158663538e-01},
        Case{10000.0, 0.34, 0.28, 2.9157, 1000, nowhere, 1.505481998e-05},
        Case{1.001, 0.34, 0.28, 0.01, 0.02, 0.000390, 9.999456953e-01},
        Case{20, 0.5, 0.4, 0.05, 0.05, nowhere, 5.017863736e-03}}) {
    const Scarce<double> scarce(one.scarcity, one.a, one.b, one.token_decay, one.parameter_decay);
    // A grid finds the place to half of its digits, and none where the loss is flat: no pass is worth anything there.
    if (!std::isnan(one.log_size)) {
      EXPECT_NEAR(scarce.best_log_size(), one.log_size, 2e-6) << one.scarcity;
    }
    EXPECT_NEAR(scarce.kept_compute() / one.kept, 1.0, 2e-9) << one.scarcity;
  }
}

// Whatever a law and its decays are: where the slope is nothing the loss is lowest.
TEST(Scarcity, NoOtherSizeIsBetter) {
  std::mt19937_64 bits(20240820);
  const auto between = [&bits](double low, double high) {
    return low * std::pow(high / low, static_cast<double>(bits() >> 11) * 0x1p-53);
  };
  for (int i = 0; i < 2000; ++i) {
    LossLaw any = law("besiroglu");
    any.parameter_exponent = between(0.1, 1.0);
    any.token_exponent = between(0.1, 1.0);
    const double scarcity = between(1.0, 1e4);
    const TrainedModel free = optimum(any, 2e29);
    const UniqueTokens data{free.tokens / scarcity, between(0.1, 1e3), between(0.1, 1e3)};
    const auto loss_of = [&](double log_size) {
      const double size = std::exp(log_size);
      return reducible_loss(any, {free.parameters * size, free.tokens / size}, data);
    };
    const Scarce<double> scarce(scarcity, any.parameter_exponent, any.token_exponent, data.token_decay,
                                data.parameter_decay);
    const double best = scarce.best_log_size();
    const double lowest = loss_of(best);
    for (const double beside : {-1.0, -0.1, -1e-2, -1e-3, 1e-3, 1e-2, 0.1, 1.0}) {
      ASSERT_GE(loss_of(best + beside), lowest * (1.0 - 1e-12)) << scarcity << " by " << beside;
    }
    ASSERT_NEAR(scarce.kept_compute() * 2e29 / equivalent_compute(any, lowest), 1.0, 1e-10) << scarcity;
  }
}

// T22: (13) 116.9 and 27.9, (14) 9.13; in FLOP 2%.
TEST(Scarcity, TheWall) {
  const LossLaw& besiroglu = law("besiroglu");
  const UniqueTokens alone{1.0, 15.387756, infinite};
  const UniqueTokens pessimistic{1.0, 2.9157, infinite};
  expect_near(reachable_scarcity(besiroglu, alone), 116.9, 5e-4, "passes alone");
  expect_near(reachable_scarcity(besiroglu, pessimistic), 27.9, 2e-3, "pessimistic");
  expect_near(reachable_scarcity(besiroglu, {}), 9.13, 1e-3, "full");
  const auto ceiling = [&](const UniqueTokens& data, double unique) {
    return compute_of_tokens(besiroglu, reachable_scarcity(besiroglu, data) * unique);
  };
  expect_near(ceiling({}, 100e12), 3.8e29, 2e-2, "full, 100e12");
  expect_near(ceiling(alone, 100e12), 7.1e31, 2e-2, "passes alone, 100e12");
  expect_near(ceiling({}, 30e12), 3.2e28, 2e-2, "full, 30e12");
  expect_near(ceiling(alone, 30e12), 6.0e30, 2e-2, "passes alone, 30e12");
}

}  // namespace
}  // namespace chokepoint::scaling
