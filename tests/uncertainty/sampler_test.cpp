// SPDX-License-Identifier: Apache-2.0
// Columns of draws: independence from how they are asked for, correlations, convergence.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "chokepoint/uncertainty.hpp"
#include "uncertainty/hash.hpp"
#include "uncertainty/kernels.hpp"

namespace chokepoint::uncertainty {
namespace {

Distribution metalog(double p10, double p50, double p90) {
  return std::get<Distribution>(Distribution::metalog(p10, p50, p90, 0.0));
}

std::vector<Marginal> marginals(std::size_t count) {
  std::vector<Marginal> all;
  for (std::size_t i = 0; i < count; ++i) {
    all.push_back(
        {"block.parameter_" + std::to_string(i), 3 * i + 1, metalog(1.0, 2.0 + 0.1 * static_cast<double>(i), 9.0)});
  }
  return all;
}

using Columns = std::vector<std::vector<double>>;

Columns drawn(const Sampler& sampler, std::size_t columns, std::size_t count, std::uint64_t first = 0) {
  Columns result(columns, std::vector<double>(count));
  std::vector<double*> pointers;
  for (auto& column : result) pointers.push_back(column.data());
  sampler.sample(first, count, pointers);
  return result;
}

/// Spearman's: Pearson's correlation of ranks.
double rank_correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const auto ranks = [](const std::vector<double>& values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> rank(values.size());
    for (std::size_t i = 0; i < order.size(); ++i) rank[order[i]] = static_cast<double>(i);
    return rank;
  };
  const std::vector<double> a = ranks(x);
  const std::vector<double> b = ranks(y);
  const double n = static_cast<double>(x.size());
  double squares = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) squares += (a[i] - b[i]) * (a[i] - b[i]);
  return 1.0 - 6.0 * squares / (n * (n * n - 1.0));
}

const std::vector<Correlation> chain{{0, 1, 0.5}, {1, 2, -0.7}, {3, 4, 0.9}, {5, 0, 0.3}};

TEST(Sampler, MarginalsOfOnePathAreDrawnWithTheSameNumbers) {
  std::vector<Marginal> all{{"a", 5, metalog(1.0, 2.0, 9.0)},
                            {"b", {}, metalog(1.0, 2.0, 9.0)},
                            {"a", 5, metalog(2.0, 4.0, 18.0)},
                            {"c", 6, metalog(1.0, 2.0, 9.0)}};
  for (const Method method : {Method::sobol, Method::random, Method::latin}) {
    // What is correlated with one of them is so with both.
    const Columns found = drawn(Sampler(all, std::vector<Correlation>{{3, 2, 0.9}}, {method, 42, 1024}), 4, 1024);
    for (std::size_t i = 0; i < 1024; ++i) ASSERT_NEAR(found[2][i], 2.0 * found[0][i], 1e-12 * found[2][i]);
    EXPECT_NEAR(rank_correlation(found[0], found[3]), 0.9, 0.02);
    EXPECT_NEAR(rank_correlation(found[0], found[1]), 0.0, 0.1);
  }
  // Without a Sobol' dimension the numbers are those of the counter, by the path.
  const Columns sobol = drawn(Sampler(all, {}, {Method::sobol, 42, 1024}), 4, 64);
  const Columns random = drawn(Sampler(all, {}, {Method::random, 42, 1024}), 4, 64);
  EXPECT_EQ(sobol[1], random[1]);
  EXPECT_NE(sobol[0], random[0]);
  EXPECT_THROW(Sampler(all, std::vector<Correlation>{{0, 2, 0.5}}, Plan{}), std::invalid_argument);
  all[3].dimension = 5;
  EXPECT_THROW(Sampler(all, {}, Plan{}), std::invalid_argument);
}

TEST(Sampler, SplitsChangeNothing) {
  for (const Method method : {Method::sobol, Method::random, Method::latin}) {
    const Sampler sampler(marginals(7), chain, {method, 42, 2000});
    const Columns whole = drawn(sampler, 7, 1920);
    for (const std::size_t first : {0U, 8U, 24U, 256U, 264U, 1000U}) {
      for (const std::size_t count : {8U, 16U, 72U, 520U}) {
        const Columns part = drawn(sampler, 7, count, first);
        for (std::size_t i = 0; i < 7; ++i) {
          ASSERT_TRUE(std::equal(part[i].begin(), part[i].end(), whole[i].begin() + static_cast<std::ptrdiff_t>(first)))
              << first << ' ' << count << ' ' << i;
        }
      }
    }
  }
}

TEST(Sampler, OtherParametersMoveNothing) {
  for (const Method method : {Method::sobol, Method::random, Method::latin}) {
    std::vector<Marginal> more = marginals(9);
    std::swap(more[0], more[8]);  // in another order too
    const Columns few = drawn(Sampler(marginals(8), {}, {method, 1, 512}), 8, 512);
    const Columns many = drawn(Sampler(more, {}, {method, 1, 512}), 9, 512);
    EXPECT_EQ(many[8], few[0]);
    EXPECT_EQ(many[3], few[3]);
    // A correlation of others moves nothing either.
    const Columns others =
        drawn(Sampler(marginals(8), std::vector<Correlation>{{5, 6, 0.8}}, {method, 1, 512}), 8, 512);
    EXPECT_EQ(others[3], few[3]);
    EXPECT_NE(others[6], few[6]);
  }
}

TEST(Sampler, SeedsAndPathsMatter) {
  const Columns one = drawn(Sampler(marginals(2), {}, {Method::sobol, 1, 64}), 2, 64);
  const Columns other = drawn(Sampler(marginals(2), {}, {Method::sobol, 2, 64}), 2, 64);
  EXPECT_NE(one[0], other[0]);
  std::vector<Marginal> renamed = marginals(2);
  renamed[0].path = "another.name";
  EXPECT_NE(drawn(Sampler(renamed, {}, {Method::random, 1, 64}), 2, 64)[0],
            drawn(Sampler(marginals(2), {}, {Method::random, 1, 64}), 2, 64)[0]);
}

/// Kruskal 1958: a Gaussian copula with r = 2 sin(pi rho / 6) has rank correlation rho. 65,536 Sobol' draws meet it to
/// 0.005, random ones to a few times 1 / 256.
TEST(Copula, RankCorrelationsAreMet) {
  constexpr std::size_t draws = 65'536;
  for (const Method method : {Method::sobol, Method::random, Method::latin}) {
    const double tolerance = method == Method::sobol ? 0.005 : 0.015;
    const Columns columns = drawn(Sampler(marginals(7), chain, {method, 3, draws}), 7, draws);
    for (const Correlation& one : chain) {
      EXPECT_NEAR(rank_correlation(columns[one.a], columns[one.b]), one.spearman, tolerance);
    }
    EXPECT_NEAR(rank_correlation(columns[3], columns[0]), 0.0, tolerance);
    EXPECT_NEAR(rank_correlation(columns[6], columns[1]), 0.0, tolerance);
  }
}

TEST(Copula, MarginalsStayWhatTheyAre) {
  constexpr std::size_t draws = 65'536;
  Columns columns = drawn(Sampler(marginals(7), chain, {Method::sobol, 3, draws}), 7, draws);
  for (std::size_t i = 0; i < 7; ++i) {
    std::sort(columns[i].begin(), columns[i].end());
    for (const double u : {0.05, 0.1, 0.5, 0.9, 0.95}) {
      const double expected = marginals(7)[i].distribution.quantile(u);
      EXPECT_NEAR(columns[i][static_cast<std::size_t>(u * draws)] / expected, 1.0, 0.01) << i << ' ' << u;
    }
  }
}

TEST(Copula, OrderOfWritingChangesNothing) {
  std::vector<Correlation> turned{{4, 3, 0.9}, {0, 5, 0.3}, {2, 1, -0.7}, {1, 0, 0.5}};
  EXPECT_EQ(drawn(Sampler(marginals(7), turned, {Method::sobol, 1, 64}), 7, 64),
            drawn(Sampler(marginals(7), chain, {Method::sobol, 1, 64}), 7, 64));
}

TEST(Copula, AConstantInACorrelationIsHarmless) {
  std::vector<Marginal> all = marginals(3);
  all[1].distribution = Distribution::constant(4.0);
  const Columns columns = drawn(Sampler(all, std::vector<Correlation>{{0, 1, 0.5}}, {Method::sobol, 1, 64}), 3, 64);
  EXPECT_EQ(std::count(columns[1].begin(), columns[1].end(), 4.0), 64);
}

TEST(Copula, InconsistentPairsAreNamed) {
  // a with b and b with c both at 0.6 leave no room for a with c at -0.6; d with e is innocent.
  const std::vector<Correlation> wrong{{0, 1, 0.6}, {3, 4, 0.5}, {1, 2, 0.6}, {0, 2, -0.6}};
  const auto pairs = inconsistent(5, wrong);
  ASSERT_TRUE(pairs.has_value());
  EXPECT_EQ(*pairs, (std::vector<std::size_t>{0, 2, 3}));
  EXPECT_THROW(Sampler(marginals(5), wrong, {}), std::invalid_argument);
  // A pair that is not given is independent: 0.9 and -0.9 with the same third cannot be.
  EXPECT_EQ(inconsistent(3, std::vector<Correlation>{{1, 2, 0.9}, {0, 2, -0.9}}), (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(inconsistent(7, chain), std::nullopt);
  EXPECT_EQ(inconsistent(2, std::vector<Correlation>{{0, 1, 1.0}}), (std::vector<std::size_t>{0}));
}

// Of two marginals the smaller pivot is 1 - r^2, where the rank correlation is 6 / pi asin(r / 2): 1e-7 is a pair that
// can be drawn, 1e-11 is rounding.
TEST(Copula, NearlyOneIsNotOne) {
  const auto with_pivot = [](double pivot) {
    const double pearson = std::sqrt(1.0 - pivot);
    return std::vector<Correlation>{{0, 1, 6.0 / 3.14159265358979323846 * std::asin(0.5 * pearson)}};
  };
  EXPECT_EQ(inconsistent(2, with_pivot(1e-7)), std::nullopt);
  EXPECT_EQ(inconsistent(2, with_pivot(1e-11)), (std::vector<std::size_t>{0}));
}

TEST(Copula, WhatIsNoPairIsADefect) {
  EXPECT_THROW((void)inconsistent(2, std::vector<Correlation>{{0, 0, 0.5}}), std::invalid_argument);
  EXPECT_THROW((void)inconsistent(2, std::vector<Correlation>{{0, 2, 0.5}}), std::invalid_argument);
  EXPECT_THROW((void)inconsistent(2, std::vector<Correlation>{{0, 1, 1.5}}), std::invalid_argument);
  EXPECT_THROW((void)inconsistent(2, std::vector<Correlation>{{0, 1, 0.5}, {1, 0, 0.5}}), std::invalid_argument);
  std::vector<Marginal> twice = marginals(2);
  twice[1].dimension = twice[0].dimension;
  EXPECT_THROW(Sampler(twice, {}, {}), std::invalid_argument);
  twice[1].dimension = dimension_limit;
  EXPECT_THROW(Sampler(twice, {}, {}), std::invalid_argument);
}

/// Why Sobol' is the default: the error of a median over ten seeds, against random draws.
TEST(Sampler, SobolConvergesFaster) {
  constexpr std::size_t draws = 4096;
  const auto error = [](Method method) {
    double squares = 0.0;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      const Columns columns = drawn(Sampler(marginals(5), {}, {method, seed, draws}), 5, draws);
      std::vector<double> product(draws, 1.0);
      for (const auto& column : columns) {
        for (std::size_t i = 0; i < draws; ++i) product[i] *= column[i];
      }
      double mean_log = 0.0;
      double exact = 0.0;
      for (const double value : product) mean_log += std::log(value) / draws;
      for (const Marginal& marginal : marginals(5)) {
        for (int i = 0; i < 20'000; ++i) exact += std::log(marginal.distribution.quantile((i + 0.5) / 20'000)) / 20'000;
      }
      squares += (mean_log - exact) * (mean_log - exact);
    }
    return std::sqrt(squares / 10);
  };
  EXPECT_LT(error(Method::sobol) * 5, error(Method::random));
}

TEST(Hash, IsPartOfWhatASeedMeans) {
  // FNV-1a of "a" and "foobar" (Fowler, Noll and Vo: the published test vectors).
  EXPECT_EQ(fnv1a("a"), 0xaf63dc4c8601ec8cULL);
  EXPECT_EQ(fnv1a("foobar"), 0x85944171f73967e8ULL);
}

}  // namespace
}  // namespace chokepoint::uncertainty
