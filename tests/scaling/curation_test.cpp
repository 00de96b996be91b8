// SPDX-License-Identifier: Apache-2.0
// Filtering. Names T23 to T27 are those of docs/curation.md; where nothing else is said, expected values are of an
// independent program (tests/benchmark/peers/curation.py), which searches for what is here in closed form.
#include "scaling/curation.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "scaling/laws.hpp"

namespace chokepoint::scaling {
namespace {

/// DCLM's pool of 240e12 tokens; kappa so that keeping a tenth is worth 4.7 / 2.1 (Mizrahi et al. 2025).
Pool dclm() {
  const double exponent = std::log10(4.7 / 2.1);
  return {
      .tokens = 2.4e14,
      .filter = {.quality_exponent = exponent, .smallest_share = 0.03, .quality_at_most = std::pow(0.03, -exponent)},
      .token_decay = 15.387756};
}

// T23: 400 log10(w / (1 - w)) of the rates that Dai et al. 2023 print.
TEST(Curation, EloOfWinRates) {
  EXPECT_NEAR(elo_of(0.829), 274.0, 0.5);
  EXPECT_NEAR(elo_of(0.684), 134.0, 0.5);
  EXPECT_NEAR(elo_of(0.713), 158.0, 0.5);
  EXPECT_EQ(elo_of(0.5), 0.0);
}

// T24: 0.5%.
TEST(Curation, BestPasses) {
  struct Case {
    double exponent, full, pessimistic;
  };
  for (const Case& one : {Case{0.1, 3.485, 1.351}, Case{0.2, 6.793, 1.826}, Case{0.3, 10.507, 2.420},
                          Case{0.35, 12.525, 2.761}, Case{0.5, 19.41, 3.977}, Case{0.672, 29.73, 5.871}}) {
    expect_near(best_passes(one.exponent, 15.387756), one.full, 5e-3, "passes");
    expect_near(best_passes(one.exponent, 2.9157), one.pessimistic, 5e-3, "passes that are worth less");
  }
  EXPECT_NEAR(best_passes(0.0, 15.387756), 1.0, 1e-9);  // a filter that ranks nothing
}

// By definition: at no other share are the tokens of a run worth more.
TEST(Curation, BestShareIsTheBest) {
  const Pool pool = dclm();
  const auto worth = [&pool](double share, double tokens) {
    return quality_of(pool.filter, share) * worth_of_repeating(share * pool.tokens, tokens, pool.token_decay);
  };
  for (const double tokens : {1e13, 2e14, 1e15, 4e15}) {
    const double best = worth(best_share(pool, tokens), tokens);
    for (double share = pool.filter.smallest_share; share <= 1.0; share *= 1.01) {
      EXPECT_LE(worth(share, tokens), best * (1.0 + 1e-12)) << tokens << " at " << share;
    }
  }
}

// T25: 2%; gains in orders of magnitude of compute, to their last digit.
TEST(Curation, BestShareByCompute) {
  struct Case {
    double compute, share, passes, tokens, over_none, over_tenth, over_least;
  };
  const LossLaw& besiroglu = law("besiroglu");
  const Pool pool = dclm();
  for (const Case& one :
       {Case{1e26, 0.03, 1.2, 8.6e12, 0.532, 0.182, 0.0}, Case{1e27, 0.03, 3.3, 2.4e13, 0.507, 0.159, 0.0},
        Case{1e28, 0.03, 8.5, 6.1e13, 0.419, 0.101, 0.0}, Case{1e29, 0.062, 12.5, 1.86e14, 0.235, 0.010, 0.025},
        Case{1e30, 0.243, 12.5, 7.3e14, 0.074, 0.038, 0.230}, Case{1e31, 0.954, 12.5, 2.9e15, 0.000, 0.269, 0.645}}) {
    const CuratedRun run = curated_run(besiroglu, one.compute, pool);
    expect_near(run.share, one.share, 0.02, "share");
    expect_near(run.passes, one.passes, 0.02, "passes");
    expect_near(run.model.tokens, one.tokens, 0.02, "tokens");
    const auto gain = [&](double share) {
      const double other = curated_run(besiroglu, one.compute, pool, share).reducible_loss;
      return std::log10(other / run.reducible_loss) / loss_exponent(besiroglu);
    };
    EXPECT_NEAR(gain(1.0), one.over_none, 6e-4) << one.compute;
    EXPECT_NEAR(gain(0.1), one.over_tenth, 6e-4) << one.compute;
    EXPECT_NEAR(gain(0.03), one.over_least, 6e-4) << one.compute;
  }
}

// T26: 1%, at 20 tokens per parameter, C = 6 D^2 / 20; and BETR's law beside it.
TEST(Curation, FilteringExpires) {
  const auto at_twenty = [](const Pool& pool) {
    const double tokens = best_passes(pool) * pool.tokens;
    return 6.0 * tokens * tokens / 20.0;
  };
  expect_near(at_twenty(dclm()), 2.71e30, 0.01, "expires");
  Pool other = dclm();
  other.filter.quality_exponent = 0.2;
  expect_near(at_twenty(other), 8.0e29, 0.01, "at 0.2");
  other.filter.quality_exponent = 0.6;
  expect_near(at_twenty(other), 1.1e31, 0.03, "at 0.6, printed to two digits");
  expect_near(betr_share_of(1e22), 0.126, 5e-3, "BETR at 1e22");
  expect_near(betr_share_of(1e23), 0.22, 0.03, "BETR at 1e23, printed as 22%");
  expect_near(betr_share_of(1e24), 0.40, 5e-3, "BETR at 1e24");
  expect_near(betr_ends(), 3.9e25, 5e-3, "BETR");
  EXPECT_EQ(betr_share_of(1e27), 1.0);
}

// The closed form for the end of filtering is where the search first keeps all.
TEST(Curation, EndsWhereTheBestShareIsAll) {
  const LossLaw& besiroglu = law("besiroglu");
  const Pool pool = dclm();
  const double end = filtering_ends(besiroglu, pool);
  EXPECT_NEAR(curated_run(besiroglu, end, pool).share, 1.0, 1e-4);
  EXPECT_NEAR(curated_run(besiroglu, 0.9 * end, pool).share, std::sqrt(0.9), 0.02);
  EXPECT_EQ(curated_run(besiroglu, 1.1 * end, pool).share, 1.0);
}

// What a filter does not tell apart is best kept whole; and a quality that ends keeps more than what it ends at.
TEST(Curation, QualityEnds) {
  Filter filter{.quality_exponent = 0.5, .smallest_share = 0.01, .quality_at_most = 2.0};
  EXPECT_DOUBLE_EQ(quality_of(filter, 0.25), 2.0);
  EXPECT_DOUBLE_EQ(quality_of(filter, 0.01), 2.0);
  EXPECT_DOUBLE_EQ(best_share({.tokens = 1e14, .filter = filter}, 1e10), 0.25);
  EXPECT_DOUBLE_EQ(quality_of(filter, 1.0), 1.0);
}

// T27: 1e-3. Pools of 1.28e7 samples; utilities and half-lives are illustrative.
TEST(Curation, UtilityLaw) {
  const UtilityPool best{1.28e7, -0.20, 2.0};
  const std::array<std::pair<double, double>, 4> alone{
      {{1.28e7, 0.3789}, {6.4e7, 0.3197}, {1.28e8, 0.3149}, {6.4e8, 0.3143}}};
  for (const auto& [seen, error] : alone) expect_near(error_of(best, seen, 1e5), error, 1e-3, "of the best pool");
  std::array<UtilityPool, 10> ten;
  ten.fill({1.28e7, -0.14, 2.0});
  const UtilityPool all = mixed(ten);
  EXPECT_DOUBLE_EQ(all.samples, 1.28e8);
  EXPECT_DOUBLE_EQ(all.half_life, 20.0);
  const std::array<std::pair<double, double>, 4> together{
      {{1.28e7, 0.5070}, {6.4e7, 0.4047}, {1.28e8, 0.3673}, {6.4e8, 0.2976}}};
  for (const auto& [seen, error] : together) expect_near(error_of(all, seen, 1e5), error, 1e-3, "of ten");
  EXPECT_LT(error_of(best, 4.0e8, 1e5), error_of(all, 4.0e8, 1e5));
  EXPECT_GT(error_of(best, 4.2e8, 1e5), error_of(all, 4.2e8, 1e5));  // they cross at 4.1e8
}

}  // namespace
}  // namespace chokepoint::scaling
