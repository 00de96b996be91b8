// SPDX-License-Identifier: Apache-2.0
// Every family against Boost.Math or a closed form; quantile against distribution function; what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/triangular.hpp>
#include <cmath>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include "chokepoint/uncertainty.hpp"
#include "units/real.hpp"

namespace chokepoint::uncertainty {
namespace {

using testing::HasSubstr;
constexpr double infinity = Distribution::infinity;

Distribution made(const Distribution::Made<Distribution>& result) {
  if (const auto* const wrong = std::get_if<Infeasible>(&result)) throw std::invalid_argument(wrong->message);
  return std::get<Distribution>(result);
}

std::string message(const Distribution::Made<Distribution>& result) {
  const auto* const wrong = std::get_if<Infeasible>(&result);
  return wrong == nullptr ? "feasible" : wrong->message;
}

const std::vector<double> shares{1e-12, 1e-6, 0.001, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.999, 1 - 1e-6, 1 - 1e-12};

template <class Oracle>
void expect_quantiles(const Distribution& distribution, const Oracle& oracle, double tolerance) {
  for (const double u : shares) {
    const double expected = boost::math::quantile(oracle, u);
    EXPECT_NEAR(distribution.quantile(u) / expected, 1.0, tolerance) << distribution.family() << ' ' << u;
    EXPECT_NEAR(distribution.cdf(expected), u, 1e-12) << distribution.family() << ' ' << u;
  }
}

TEST(Distribution, AgreesWithBoostMath) {
  expect_quantiles(made(Distribution::normal(100.0, 3.0)), boost::math::normal(100.0, 3.0), 1e-14);
  expect_quantiles(made(Distribution::lognormal(2.0, 0.7)), boost::math::lognormal(2.0, 0.7), 2e-14);
  expect_quantiles(made(Distribution::triangular(1.0, 2.0, 5.0)), boost::math::triangular(1.0, 2.0, 5.0), 1e-14);
  expect_quantiles(made(Distribution::beta(2.5, 4.0)), boost::math::beta_distribution<>(2.5, 4.0), 1e-13);
}

TEST(Distribution, ClosedForms) {
  const Distribution uniform = made(Distribution::uniform(2.0, 6.0));
  const Distribution log_uniform = made(Distribution::log_uniform(1.0, 1e4));
  for (const double u : shares) {
    EXPECT_NEAR(uniform.quantile(u), 2.0 + 4.0 * u, 1e-15 * 6.0);
    EXPECT_NEAR(log_uniform.quantile(u) / std::pow(1e4, u), 1.0, 1e-14);
    EXPECT_NEAR(log_uniform.cdf(std::pow(1e4, u)), u, 1e-14);
  }
  EXPECT_EQ(Distribution::constant(7.0).quantile(0.3), 7.0);
  EXPECT_EQ(Distribution::constant(7.0).cdf(6.999), 0.0);
  EXPECT_EQ(Distribution::constant(7.0).cdf(7.0), 1.0);
}

/// PERT's mean is (low + 4 mode + high) / 6: Malcolm et al. 1959.
TEST(Distribution, PertHasItsMean) {
  const Distribution pert = made(Distribution::pert(1.0, 2.0, 9.0));
  double mean = 0.0;
  constexpr int steps = 200'000;
  for (int i = 0; i < steps; ++i) mean += pert.quantile((i + 0.5) / steps) / steps;
  EXPECT_NEAR(mean, (1.0 + 8.0 + 9.0) / 6.0, 1e-6);
  EXPECT_EQ(pert.family(), "PERT");
}

/// As in Squiggle: `1 to 5` is a lognormal with 5 % of the draws below 1 and 5 % above 5; across zero, a normal.
TEST(Distribution, IntervalsHoldWhatTheySay) {
  const Distribution positive = made(Distribution::interval(1.0, 5.0));
  EXPECT_EQ(positive.family(), "lognormal");
  EXPECT_NEAR(positive.quantile(0.05), 1.0, 1e-14);
  EXPECT_NEAR(positive.quantile(0.95), 5.0, 1e-13);
  EXPECT_NEAR(positive.quantile(0.5), std::sqrt(5.0), 1e-14);
  const Distribution across = made(Distribution::interval(-1.0, 5.0, 0.8));
  EXPECT_EQ(across.family(), "normal");
  EXPECT_NEAR(across.quantile(0.1), -1.0, 1e-14);
  EXPECT_NEAR(across.quantile(0.9), 5.0, 1e-13);
  EXPECT_EQ(message(Distribution::interval(5.0, 1.0)), "the lower end is not below the upper end");
  EXPECT_THAT(message(Distribution::interval(1.0, 5.0, 1.0)), HasSubstr("less than 100 %"));
}

TEST(Distribution, MixtureIsTheWeightedSum) {
  const Distribution low = made(Distribution::uniform(0.0, 1.0));
  const Distribution high = made(Distribution::uniform(0.5, 2.5));
  const Distribution mixture = made(Distribution::mixture({{3.0, low}, {1.0, high}}));
  // By hand: 0.75 x below one half, 0.75 x + 0.125 (x - 0.5) to one, then 0.75 + 0.125 (x - 0.5).
  EXPECT_NEAR(mixture.cdf(0.4), 0.3, 1e-15);
  EXPECT_NEAR(mixture.cdf(0.9), 0.675 + 0.05, 1e-15);
  EXPECT_NEAR(mixture.cdf(2.0), 0.9375, 1e-15);
  EXPECT_NEAR(mixture.quantile(0.3), 0.4, 1e-13);
  EXPECT_NEAR(mixture.quantile(0.9375), 2.0, 1e-12);
  EXPECT_EQ(mixture.lower(), 0.0);
  EXPECT_EQ(mixture.upper(), 2.5);
}

TEST(Distribution, MixtureOfConstantsDrawsThem) {
  const Distribution mixture = made(Distribution::mixture(
      {{0.2, Distribution::constant(1.0)}, {0.3, Distribution::constant(3.0)}, {0.5, Distribution::constant(10.0)}}));
  EXPECT_EQ(mixture.quantile(0.1), 1.0);
  EXPECT_EQ(mixture.quantile(0.3), 3.0);
  EXPECT_EQ(mixture.quantile(0.49), 3.0);
  EXPECT_EQ(mixture.quantile(0.6), 10.0);
}

TEST(Distribution, TruncatedIsConditional) {
  const Distribution whole = made(Distribution::normal(0.0, 1.0));
  const Distribution half = made(Distribution::truncated(whole, 0.0, infinity));
  const boost::math::normal standard;
  for (const double u : {0.01, 0.3, 0.5, 0.9, 0.999}) {
    EXPECT_NEAR(half.quantile(u), boost::math::quantile(standard, 0.5 + u / 2), 1e-12) << u;
    EXPECT_NEAR(half.cdf(boost::math::quantile(standard, 0.5 + u / 2)), u, 1e-12);
  }
  EXPECT_EQ(half.lower(), 0.0);
  EXPECT_EQ(half.upper(), infinity);
  EXPECT_THAT(message(Distribution::truncated(whole, 50.0, 60.0)), HasSubstr("almost nothing is left"));
  EXPECT_EQ(message(Distribution::truncated(whole, 2.0, 1.0)), "lower is not below upper");
}

TEST(Distribution, RefusesWhatCannotBe) {
  EXPECT_EQ(message(Distribution::normal(0.0, 0.0)), "the standard deviation is not above 0");
  EXPECT_THAT(message(Distribution::lognormal(0.0, -1.0)), HasSubstr("not above 1"));
  EXPECT_EQ(message(Distribution::lognormal(2000.0, 1.0)), "a value is not finite");
  EXPECT_EQ(message(Distribution::uniform(1.0, 1.0)), "low is not below high");
  EXPECT_THAT(message(Distribution::log_uniform(0.0, 1.0)), HasSubstr("not above 0"));
  EXPECT_EQ(message(Distribution::triangular(1.0, 0.5, 2.0)), "low is not below mode");
  EXPECT_EQ(message(Distribution::pert(1.0, 2.5, 2.0)), "mode is not below high");
  EXPECT_THAT(message(Distribution::pert(1.0, 1.5, 2.0, 0.0)), HasSubstr("shape"));
  EXPECT_EQ(message(Distribution::beta(0.0, 1.0)), "alpha is not above 0");
  EXPECT_EQ(message(Distribution::mixture({})), "a mixture needs components");
  EXPECT_EQ(message(Distribution::mixture({{0.0, Distribution::constant(1.0)}})), "a weight is not above 0");
  EXPECT_EQ(message(Distribution::normal(std::nan(""), 1.0)), "a value is not finite");
}

// --- metalog ---------------------------------------------------------------------------------------------------------

/// Keelin 2016, equation 12, written out with the standard library in the coordinate of the fit.
double metalog_by_definition(double p10, double p50, double p90, double lower, double upper, double u) {
  const auto forward = [&](double x) {
    if (std::isfinite(lower) && std::isfinite(upper)) return std::log((x - lower) / (upper - x));
    if (std::isfinite(lower)) return std::log(x - lower);
    if (std::isfinite(upper)) return -std::log(upper - x);
    return x;
  };
  const auto back = [&](double z) {
    if (std::isfinite(lower) && std::isfinite(upper)) return lower + (upper - lower) / (1 + std::exp(-z));
    if (std::isfinite(lower)) return lower + std::exp(z);
    if (std::isfinite(upper)) return upper - std::exp(-z);
    return z;
  };
  const double a = forward(p10);
  const double b = forward(p50);
  const double c = forward(p90);
  const double logit = std::log(u / (1 - u));
  const double a2 = (c - a) / (2 * std::log(9.0));
  const double a3 = (c + a - 2 * b) / (0.8 * std::log(9.0));
  return back(b + logit * (a2 + a3 * (u - 0.5)));
}

TEST(Metalog, AsDefined) {
  struct Case {
    double p10, p50, p90, lower, upper;
  };
  for (const Case& one : {Case{1.0, 2.5, 5.0, 0.0, infinity}, Case{0.16, 0.26, 0.4, 0.0, 1.0},
                          Case{-3.0, 0.0, 4.0, -infinity, infinity}, Case{1.0, 3.0, 4.0, -infinity, 5.0},
                          Case{1.1, 1.15, 1.32, 1.0, infinity}, Case{2.0, 22.0, 290.0, 0.0, infinity}}) {
    const Distribution metalog = made(Distribution::metalog(one.p10, one.p50, one.p90, one.lower, one.upper));
    EXPECT_NEAR(metalog.quantile(0.1) / one.p10, 1.0, 1e-14);
    EXPECT_NEAR(metalog.quantile(0.5), one.p50, 1e-15 * std::abs(one.p50));
    EXPECT_NEAR(metalog.quantile(0.9) / one.p90, 1.0, 1e-14);
    for (const double u : {1e-9, 0.01, 0.2, 0.35, 0.7, 0.99, 1 - 1e-9}) {
      const double expected = metalog_by_definition(one.p10, one.p50, one.p90, one.lower, one.upper, u);
      EXPECT_NEAR(metalog.quantile(u), expected, 1e-12 * std::abs(expected)) << one.p10 << ' ' << u;
      EXPECT_NEAR(metalog.cdf(metalog.quantile(u)), u, 1e-11) << one.p10 << ' ' << u;
    }
  }
}

/// The limit of feasibility, found here by looking at the slope of the quantile function everywhere.
TEST(Metalog, FeasibleExactlyWhenItIncreases) {
  std::mt19937_64 random(2);
  std::uniform_real_distribution<double> place(0.0, 1.0);
  int refused = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    const double p50 = place(random);
    const auto result = Distribution::metalog(0.0, p50, 1.0);
    double least_slope = infinity;
    const double a2 = 1.0 / (2 * std::log(9.0));
    const double a3 = (1.0 - 2 * p50) / (0.8 * std::log(9.0));
    for (double u = 0.0005; u < 1.0; u += 0.0005) {
      const double slope = a2 + a3 * ((u - 0.5) + u * (1 - u) * std::log(u / (1 - u)));
      least_slope = std::min(least_slope, slope);
    }
    // Within the resolution of the grid both answers are right.
    if (std::abs(least_slope) < 1e-5) continue;
    ASSERT_EQ(std::holds_alternative<Distribution>(result), least_slope > 0.0) << p50;
    refused += least_slope > 0.0 ? 0 : 1;
  }
  EXPECT_GT(refused, 500);
}

TEST(Metalog, RefusesWithAReason) {
  EXPECT_EQ(message(Distribution::metalog(3.0, 2.0, 4.0)), "p10 is not below p50");
  EXPECT_EQ(message(Distribution::metalog(1.0, 4.0, 4.0)), "p50 is not below p90");
  EXPECT_EQ(message(Distribution::metalog(0.0, 1.0, 2.0, 0.0)), "p10 is not above the lower bound");
  EXPECT_EQ(message(Distribution::metalog(0.5, 0.9, 1.0, 0.0, 1.0)), "p90 is not below the upper bound");
  EXPECT_THAT(message(Distribution::metalog(0.0, 0.01, 1.0)), HasSubstr("p50 lies too close to p10"));
  EXPECT_THAT(message(Distribution::metalog(0.0, 0.99, 1.0)), HasSubstr("p50 lies too close to p90"));
}

// --- lanes -----------------------------------------------------------------------------------------------------------

std::vector<Distribution> one_of_each() {
  return {
      Distribution::constant(3.0),
      made(Distribution::metalog(-3.0, 0.0, 4.0)),
      made(Distribution::metalog(1.0, 2.5, 5.0, 0.0)),
      made(Distribution::metalog(1.0, 3.0, 4.0, -infinity, 5.0)),
      made(Distribution::metalog(0.16, 0.26, 0.4, 0.0, 1.0)),
      made(Distribution::normal(1.0, 2.0)),
      made(Distribution::lognormal(60.0, 2.0)),
      made(Distribution::uniform(-1.0, 1.0)),
      made(Distribution::log_uniform(1e-3, 1e3)),
      made(Distribution::triangular(0.0, 1.0, 4.0)),
      made(Distribution::triangular(0.0, 0.0, 4.0)),
      made(Distribution::triangular(0.0, 4.0, 4.0)),
      made(Distribution::pert(0.0, 1.0, 4.0)),
      made(Distribution::beta(2.0, 3.0, 1.0, 2.0)),
      made(Distribution::mixture({{1.0, made(Distribution::normal(0.0, 1.0))}, {2.0, Distribution::constant(5.0)}})),
      made(Distribution::truncated(made(Distribution::lognormal(0.0, 1.0)), 0.5, 2.0))};
}

TEST(Quantiles, ColumnsEqualSingleValuesBitForBit) {
  std::mt19937_64 random(9);
  std::vector<double> u(256);
  for (double& one : u) one = (static_cast<double>(random() >> 12U) + 0.5) * 0x1p-52;
  std::copy(shares.begin(), shares.end(), u.begin());
  u[20] = 0x1p-33;
  u[21] = 1.0 - 0x1p-33;
  for (const Distribution& distribution : one_of_each()) {
    std::vector<double> out(u.size());
    distribution.quantiles(u.data(), out.data(), u.size());
    for (std::size_t i = 0; i < u.size(); ++i) {
      ASSERT_EQ(out[i], distribution.quantile(u[i])) << distribution.family() << ' ' << u[i];
    }
  }
}

// 1 + 2^-54 and 2 - 2^-53 are 1 and 2 in doubles, which a draw between 1 and 2 is not: the next doubles are.
TEST(Quantiles, AreNeverTheEnds) {
  const Distribution one_to_two = made(Distribution::uniform(1.0, 2.0));
  EXPECT_EQ(one_to_two.quantile(0x1p-54), std::nextafter(1.0, 2.0));
  EXPECT_EQ(one_to_two.quantile(1.0 - 0x1p-53), std::nextafter(2.0, 1.0));
}

TEST(Quantiles, IncreaseAndStayInside) {
  for (const Distribution& distribution : one_of_each()) {
    double before = -infinity;
    for (int i = 1; i < 4000; ++i) {
      const double value = distribution.quantile(i / 4000.0);
      ASSERT_GE(value, before) << distribution.family() << ' ' << i;
      before = value;
    }
    for (const double u : {0x1p-33, 1.0 - 0x1p-33, 0x1p-54, 1.0 - 0x1p-53}) {
      const double value = distribution.quantile(u);
      EXPECT_GE(value, distribution.lower()) << distribution.family();
      EXPECT_LE(value, distribution.upper()) << distribution.family();
    }
  }
}

}  // namespace
}  // namespace chokepoint::uncertainty
