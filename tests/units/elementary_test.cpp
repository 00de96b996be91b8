// SPDX-License-Identifier: Apache-2.0
// The elementary functions of lanes against Boost.Multiprecision and Boost.Math in 40 digits. The bounds are those that
// elementary.hpp promises; points are a fixed low-discrepancy sequence, so that no test fails by chance.
#include "units/elementary.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/math/special_functions/erf.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace chokepoint {
namespace {

using Exact = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<40>, boost::multiprecision::et_off>;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double smallest = std::numeric_limits<double>::min();
constexpr double largest = std::numeric_limits<double>::max();

/// `count` points from low to high: the fractional parts of multiples of the golden ratio. A sanitizer, which moves no
/// bit of a result, sees fewer: there the 40 digits take minutes.
std::vector<double> points(double low, double high, int count) {
#ifdef CHOKEPOINT_SANITIZED
  count /= 50;
#endif
  std::vector<double> result{low, high};
  for (int i = 1; i < count; ++i) result.push_back(low + (high - low) * std::fmod(0.6180339887498949 * i, 1.0));
  return result;
}

/// The largest error of `ours` relative to `exact`.
template <class Ours, class Of>
double largest_error(const std::vector<double>& at, Ours ours, Of exact) {
  double worst = 0.0;
  for (const double x : at) {
    const Exact right = exact(Exact(x));
    const double error = std::fabs(static_cast<double>((Exact(ours(x)) - right) / right));
    worst = error <= worst ? worst : error;  // NaN is worst of all
  }
  return worst;
}

std::vector<double> powers_of_e(std::vector<double> exponents) {
  for (double& x : exponents) x = std::exp(x);
  return exponents;
}

TEST(Exp, IsWithinOneUnitOfTheLastPlaceOverTheNormalRange) {
  const auto ours = [](double x) { return exp(x); };
  const auto exact = [](const Exact& x) { return exp(x); };
  EXPECT_LE(largest_error(points(-708.39, 709.78, 5000), ours, exact), 2e-16);
  EXPECT_LE(largest_error(points(-1.0, 1.0, 5000), ours, exact), 2e-16);
}

TEST(Exp, SaturatesOutside) {
  EXPECT_EQ(exp(0.0), 1.0);
  EXPECT_EQ(exp(-708.4), 0.0);
  EXPECT_GT(exp(-708.396), 0.0);
  EXPECT_LT(exp(709.782), infinity);
  EXPECT_EQ(exp(709.79), infinity);
  EXPECT_EQ(exp(infinity), infinity);
  EXPECT_EQ(exp(-infinity), 0.0);
  EXPECT_EQ(exp(1e300), infinity);
  EXPECT_EQ(exp(-1e300), 0.0);
  EXPECT_TRUE(std::isnan(exp(not_a_number)));
}

TEST(Log, IsWithinOneUnitOfTheLastPlaceOverTheNormalRange) {
  const auto ours = [](double x) { return log(x); };
  const auto exact = [](const Exact& x) { return log(x); };
  EXPECT_LE(largest_error(powers_of_e(points(-708.3, 709.7, 5000)), ours, exact), 2e-16);
  EXPECT_LE(largest_error(points(0.5, 2.0, 5000), ours, exact), 2e-16);
  EXPECT_LE(largest_error(points(1.0 - 1e-7, 1.0 - 1e-12, 1000), ours, exact), 2e-16);
  EXPECT_LE(largest_error({smallest, largest}, ours, exact), 2e-16);
}

TEST(Log, HasTheLimitsOfTheLogarithm) {
  EXPECT_EQ(log(1.0), 0.0);
  EXPECT_EQ(log(0.0), -infinity);
  EXPECT_EQ(log(infinity), infinity);
  EXPECT_TRUE(std::isnan(log(not_a_number)));
}

TEST(Log2, IsExactForPowersOfTwoAndCloseElsewhere) {
  for (int power = -1022; power < 1024; ++power) EXPECT_EQ(log2(std::ldexp(1.0, power)), power);
  const auto ours = [](double x) { return log2(x); };
  const auto exact = [](const Exact& x) { return log2(x); };
  EXPECT_LE(largest_error(points(0.5, 1.9999, 5000), ours, exact), 4e-16);
  EXPECT_LE(largest_error(powers_of_e(points(-708.3, 709.7, 5000)), ours, exact), 4e-16);
}

TEST(Pow, KeepsItsBoundWhichGrowsWithTheLogarithmOfTheResult) {
  for (const double x : powers_of_e(points(-30.0, 30.0, 200))) {
    for (const double y : points(-10.0, 10.0, 50)) {
      const Exact exact = pow(Exact(x), Exact(y));
      const double error = std::fabs(static_cast<double>((Exact(pow(x, y)) - exact) / exact));
      EXPECT_LE(error, 3e-16 * (1.0 + std::fabs(y * std::log(x)))) << x << " to the power of " << y;
    }
  }
  EXPECT_EQ(pow(1.0, 123.4), 1.0);
  EXPECT_EQ(pow(123.4, 0.0), 1.0);
  EXPECT_EQ(pow(0.0, 2.0), 0.0);
}

Exact exact_quantile(const Exact& u) {
  const Exact q = u - Exact(0.5);
  if (abs(q) < Exact(0.4)) return sqrt(Exact(2)) * boost::math::erf_inv(Exact(2 * q));
  const Exact tail = sqrt(Exact(2)) * boost::math::erfc_inv(Exact(2 * (q < 0 ? u : Exact(1 - u))));
  return q < 0 ? Exact(-tail) : tail;
}

TEST(NormalQuantile, KeepsItsRelativeBoundInTheCentreTheJoinAndBothTails) {
  const auto ours = [](double u) { return normal_quantile(u); };
  EXPECT_LE(largest_error(points(0.01, 0.99, 2000), ours, exact_quantile), 1.5e-15);
  EXPECT_LE(largest_error(points(0.0749, 0.0751, 200), ours, exact_quantile), 1.5e-15);
  EXPECT_LE(largest_error(points(0.5 - 1e-9, 0.5 + 1e-9, 200), ours, exact_quantile), 1.5e-15);
  EXPECT_LE(largest_error(powers_of_e(points(-708.3, -2.0, 500)), ours, exact_quantile), 1.5e-15);
  std::vector<double> upper = powers_of_e(points(-36.7, -2.0, 500));
  for (double& u : upper) u = 1.0 - u;
  EXPECT_LE(largest_error(upper, ours, exact_quantile), 1.5e-15);
}

TEST(NormalQuantile, IsExactAtTheMiddleAndGivesTheTabulatedPercentiles) {
  EXPECT_EQ(normal_quantile(0.5), 0.0);
  // qnorm of R 4, all digits; 1e-15 is below 1.5e-15 relative.
  EXPECT_NEAR(normal_quantile(0.9), 1.2815515655446004, 1e-15);
  EXPECT_NEAR(normal_quantile(0.975), 1.9599639845400545, 1e-15);
  EXPECT_EQ(normal_quantile(0.25), -normal_quantile(0.75));
}

TEST(NormalCdf, KeepsItsRelativeBoundInBothTails) {
  const auto ours = [](double z) { return normal_cdf(z); };
  const auto exact = [](const Exact& z) { return Exact(erfc(Exact(-z / sqrt(Exact(2)))) / 2); };
  EXPECT_LE(largest_error(points(-8.5, 8.5, 5000), ours, exact), 1.5e-15);
  EXPECT_LE(largest_error(points(-37.5, 0.0, 5000), ours, exact), 1.5e-15);
}

TEST(NormalCdf, HasItsLimits) {
  EXPECT_EQ(normal_cdf(0.0), 0.5);
  EXPECT_EQ(normal_cdf(-infinity), 0.0);
  EXPECT_EQ(normal_cdf(infinity), 1.0);
  EXPECT_EQ(normal_cdf(-1e300), 0.0);
  EXPECT_TRUE(std::isnan(normal_cdf(not_a_number)));
}

/// Each lane of the register gives the bits of the plain double, whatever stands in the other lanes.
template <class Function>
void expect_same_bits(const char* name, const std::vector<double>& at, Function function) {
  for (std::size_t first = 0; first + Pack::lanes <= at.size(); first += Pack::lanes) {
    const Pack result = function(Pack::load(&at[first]));
    for (std::size_t lane = 0; lane < Pack::lanes; ++lane) {
      const double one = function(at[first + lane]);
      EXPECT_EQ(elementary::bits_of(one), elementary::bits_of(result.lane(lane))) << name << " at " << at[first + lane];
    }
  }
}

TEST(Elementary, LanesGiveTheBitsOfTheReference) {
  std::vector<double> anywhere = points(-750.0, 750.0, 1000);
  for (const double x : {0.0, 1.0, infinity, -infinity, 709.79, -708.4}) anywhere.push_back(x);
  const std::vector<double> positive = powers_of_e(points(-708.0, 709.0, 1000));
  std::vector<double> shares = points(1e-12, 1.0 - 1e-12, 1000);
  for (const double tail : powers_of_e(points(-700.0, -10.0, 100))) shares.push_back(tail);
  expect_same_bits("exp", anywhere, [](auto x) { return exp(x); });
  expect_same_bits("log", positive, [](auto x) { return log(x); });
  expect_same_bits("log2", positive, [](auto x) { return log2(x); });
  expect_same_bits("pow", positive, [](auto x) { return pow(x, decltype(x)(0.37)); });
  expect_same_bits("normal_quantile", shares, [](auto x) { return normal_quantile(x); });
  expect_same_bits("normal_cdf", anywhere, [](auto x) { return normal_cdf(x); });
  expect_same_bits("logit", shares, [](auto x) { return logit(x); });
  expect_same_bits("multiply_add", anywhere,
                   [](auto x) { return multiply_add(x, decltype(x)(1.0 / 3.0), decltype(x)(-7.0 / 3.0)); });
}

TEST(Logit, IsWithinTwoUnitsOfTheLastPlace) {
  const auto ours = [](double u) { return logit(u); };
  // The rounding of 1 - u belongs to u: the exact value is that of the two doubles that are divided.
  const auto exact = [](const Exact& u) { return log(u / Exact(1.0 - static_cast<double>(u))); };
  EXPECT_LE(largest_error(points(0.001, 0.499, 3000), ours, exact), 4.5e-16);
  EXPECT_LE(largest_error(points(0.501, 0.999, 3000), ours, exact), 4.5e-16);
  EXPECT_LE(largest_error(points(0.4999999, 0.49999999, 100), ours, exact), 4.5e-16);
  EXPECT_LE(largest_error(powers_of_e(points(-708.0, -7.0, 1000)), ours, exact), 4.5e-16);
  EXPECT_EQ(logit(0.5), 0.0);
  EXPECT_DOUBLE_EQ(logit(0.25), -logit(0.75));
}

TEST(MultiplyAdd, RoundsOnce) {
  // (1 + e)(1 + e) - (1 + 2 e) is e^2, which two roundings would lose.
  constexpr double e = std::numeric_limits<double>::epsilon();
  EXPECT_EQ(multiply_add(1.0 + e, 1.0 + e, -(1.0 + 2.0 * e)), e * e);
  EXPECT_EQ(multiply_add(Pack(1.0 + e), Pack(1.0 + e), Pack(-(1.0 + 2.0 * e))).lane(Pack::lanes - 1), e * e);
}

}  // namespace
}  // namespace chokepoint
