// SPDX-License-Identifier: Apache-2.0
// Quantiles from bins against sorted values; merging; memory.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>

#include "chokepoint/statistics.hpp"

namespace chokepoint::statistics {
namespace {

/// Hyndman and Fan 1996, type 7, as numpy and R have it.
double type_7(std::vector<double> values, double level) {
  std::sort(values.begin(), values.end());
  const double rank = level * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(rank);
  const double above = values[std::min(below + 1, values.size() - 1)];
  return values[below] + (rank - std::floor(rank)) * (above - values[below]);
}

std::vector<double> lognormal(std::size_t count, double spread, unsigned seed) {
  std::mt19937_64 random(seed);
  std::lognormal_distribution<double> distribution(60.0, spread);
  std::vector<double> values(count);
  std::generate(values.begin(), values.end(), [&] { return distribution(random); });
  return values;
}

TEST(Histogram, QuantilesWithinABin) {
  for (const double spread : {0.01, 1.0, 5.0}) {
    const std::vector<double> values = lognormal(50'000, spread, 1);
    Histogram histogram;
    histogram.add(values.data(), values.size());
    for (const double level : levels) {
      const double exact = type_7(values, level);
      EXPECT_NEAR(histogram.quantile(level) / exact, 1.0, 1.0 / 128) << spread << ' ' << level;
    }
  }
}

// Values where a histogram takes them to be, so that nothing is lost to bins: one in the middle of each of some bins,
// or several spread evenly over one.
TEST(Histogram, QuantilesOfAFewAreThoseOfType7) {
  constexpr double bin = 1.0 / 128;  // from 1
  for (const int count : {1, 2, 3, 5}) {
    Histogram apart;
    Histogram together;
    std::vector<double> values_apart;
    std::vector<double> values_together;
    for (int i = 0; i < count; ++i) {
      values_apart.push_back(std::ldexp(1.0 + 0.5 * bin, i));
      values_together.push_back(1.0 + bin * (i + 0.5) / count);
    }
    apart.add(values_apart.data(), values_apart.size());
    together.add(values_together.data(), values_together.size());
    for (int i = 0; i < count; ++i) {
      const double level = count == 1 ? 0.5 : static_cast<double>(i) / (count - 1);
      EXPECT_EQ(apart.quantile(level), type_7(values_apart, level)) << count << ' ' << level;
    }
    for (const double level : {0.0, 0.05, 0.1, 0.25, 1.0 / 3, 0.5, 0.75, 0.9, 0.95, 1.0}) {
      EXPECT_NEAR(together.quantile(level), type_7(values_together, level), 4e-16) << count << ' ' << level;
    }
  }
}

TEST(Histogram, FewOrEqualValues) {
  Histogram histogram;
  EXPECT_THROW((void)histogram.quantile(0.5), std::logic_error);
  const double value = 0.1;
  histogram.add(&value, 1);
  for (const double level : levels) EXPECT_EQ(histogram.quantile(level), 0.1);
  for (int i = 0; i < 99; ++i) histogram.add(&value, 1);
  for (const double level : levels) EXPECT_EQ(histogram.quantile(level), 0.1);
  EXPECT_EQ(histogram.count(), 100U);
}

// A count of 16 bits is full at 65,535: numbers go on past it, in one bin, in many, and after bins were made wider.
TEST(Histogram, NoCountOverflows) {
  std::vector<double> values;
  for (int i = 0; i < 300'000; ++i) values.push_back(i % 3 == 0 ? 1.0 : 1.001);  // one bin
  for (int i = 0; i < 150'000; ++i) values.push_back(2.0);
  Histogram histogram;
  for (std::size_t i = 0; i < values.size(); i += 1000) histogram.add(values.data() + i, 1000);
  EXPECT_EQ(histogram.count(), 450'000U);
  EXPECT_LT(histogram.quantile(0.666), 1.01);
  EXPECT_EQ(histogram.quantile(0.667), 2.0);
  EXPECT_EQ(histogram.highest(), 2.0);
  Histogram wide;
  wide.add(values.data(), values.size());
  const std::vector<double> far{1e-200, 1e200};
  wide.add(far.data(), far.size());
  histogram.merge(wide);
  EXPECT_EQ(histogram.count(), 900'002U);
  EXPECT_LT(histogram.quantile(0.666), 1.5);
  EXPECT_GT(histogram.quantile(0.667), 1.5);
}

TEST(Histogram, ZerosCount) {
  const std::vector<double> values{0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 8.0, 8.0, 8.0};
  Histogram histogram;
  histogram.add(values.data(), values.size());
  EXPECT_EQ(histogram.quantile(0.5), 0.0);
  EXPECT_EQ(histogram.quantile(0.95), 8.0);
  EXPECT_EQ(histogram.lowest(), 0.0);
  EXPECT_EQ(histogram.highest(), 8.0);
}

TEST(Histogram, NoInfinitiesNoNegatives) {
  for (const double bad : {-1.0, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    Histogram histogram;
    const std::vector<double> values{1.0, bad};
    EXPECT_THROW(histogram.add(values.data(), values.size()), std::invalid_argument) << bad;
  }
}

TEST(Histogram, AnyOrderOfMergingGivesTheSameBits) {
  // Values over 60 orders of magnitude, so that bins have to be made wider on the way.
  const std::vector<double> values = lognormal(20'000, 15.0, 3);
  Histogram whole;
  whole.add(values.data(), values.size());
  std::mt19937_64 random(5);
  for (int trial = 0; trial < 20; ++trial) {
    std::vector<double> shuffled = values;
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    std::vector<Histogram> pieces;
    for (std::size_t at = 0; at < shuffled.size();) {
      const std::size_t count = std::min<std::size_t>(1 + random() % 4000, shuffled.size() - at);
      pieces.emplace_back().add(shuffled.data() + at, count);
      at += count;
    }
    Histogram merged;
    for (const auto& piece : pieces) merged.merge(piece);
    ASSERT_EQ(merged.count(), whole.count());
    for (const double level : levels) ASSERT_EQ(merged.quantile(level), whole.quantile(level));
  }
  // 60 orders of magnitude in 8192 bins: 32 to a factor of two.
  for (const double level : levels) EXPECT_NEAR(whole.quantile(level) / type_7(values, level), 1.0, 1.0 / 16);
}

TEST(Histogram, TheWholeRangeOfDoublesFits) {
  const std::vector<double> values{std::numeric_limits<double>::min(), 1.0, std::numeric_limits<double>::max()};
  Histogram histogram;
  histogram.add(values.data(), values.size());
  EXPECT_NEAR(histogram.quantile(0.5), 1.0, 1.0);  // one bin is a factor of two by now
}

/// Sums of leaves 0…n-1 in the order given.
double total_of(const std::vector<std::uint64_t>& order, std::size_t split) {
  const auto leaf = [](std::uint64_t index) { return std::vector<double>{1.0 / (1.0 + static_cast<double>(index))}; };
  TreeSums one;
  TreeSums other;
  for (std::size_t i = 0; i < order.size(); ++i) (i < split ? one : other).add(order[i], leaf(order[i]));
  one.merge(other);
  return one.totals().front();
}

TEST(TreeSums, SameBitsInAnyOrder) {
  std::mt19937_64 random(11);
  for (const std::size_t count : {1U, 2U, 3U, 7U, 64U, 100U, 1023U}) {
    std::vector<std::uint64_t> order(count);
    for (std::size_t i = 0; i < count; ++i) order[i] = i;
    const double expected = total_of(order, count);
    double harmonic = 0.0;
    for (std::size_t i = count; i > 0; --i) harmonic += 1.0 / static_cast<double>(i);
    EXPECT_NEAR(expected / harmonic, 1.0, 1e-14);
    for (int trial = 0; trial < 20; ++trial) {
      std::shuffle(order.begin(), order.end(), random);
      ASSERT_EQ(total_of(order, random() % (count + 1)), expected);
    }
  }
}

// 1,000 numbers, of which 600 are exactly 1, 100 lie just below it and 300 above: whatever bin 1 falls into, the
// quantiles from the 101st to the 700th are 1.
TEST(Histogram, PointMassIsItsValue) {
  std::vector<double> values(600, 1.0);
  for (int i = 0; i < 100; ++i) values.push_back(0.995 + 0.00004 * i);
  for (int i = 0; i < 300; ++i) values.push_back(1.0005 + 0.00001 * i);
  Histogram histogram;
  histogram.add(values.data(), values.size());
  const PointMass mass{1.0, 100, 600};
  const std::vector<double> at{0.05, 0.102, 0.25, 0.5, 0.69, 0.75, 0.95};
  std::vector<double> quantiles(at.size());
  histogram.quantiles(at, quantiles, mass);
  for (const std::size_t i : {1U, 2U, 3U, 4U}) EXPECT_EQ(quantiles[i], 1.0) << at[i];
  EXPECT_LT(quantiles[0], 1.0);
  EXPECT_NEAR(quantiles[0], 0.997, 1.0 / 128);
  EXPECT_GT(quantiles[5], 1.0);
  EXPECT_NEAR(quantiles[6], 1.0030, 1.0 / 128);
  EXPECT_GE(quantiles[6], quantiles[5]);
  // Without it, they are somewhere in the bin.
  std::vector<double> smeared(at.size());
  histogram.quantiles(at, smeared);
  EXPECT_NE(smeared[3], 1.0);
}

TEST(Histogram, PointMassAtTheEnds) {
  const std::vector<double> values{5, 5, 5, 5, 7, 8};
  Histogram histogram;
  histogram.add(values.data(), values.size());
  std::vector<double> quantiles(2);
  histogram.quantiles(std::vector<double>{0.5, 0.9}, quantiles, {5.0, 0, 4});
  EXPECT_EQ(quantiles[0], 5.0);
  EXPECT_GE(quantiles[1], 5.0);
  const std::vector<double> all{3, 3, 3};
  Histogram same;
  same.add(all.data(), all.size());
  same.quantiles(std::vector<double>{0.1, 0.9}, quantiles, {3.0, 0, 3});
  EXPECT_EQ(quantiles, (std::vector<double>{3.0, 3.0}));
}

}  // namespace
}  // namespace chokepoint::statistics
