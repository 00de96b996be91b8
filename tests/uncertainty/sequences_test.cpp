// SPDX-License-Identifier: Apache-2.0
// The three kinds of uniform numbers, on every instruction set: Sobol' against Boost.Random, Philox against the
// published known answers, Latin hypercube by counting strata.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/random/sobol.hpp>
#include <cmath>
#include <vector>

#include "chokepoint/uncertainty.hpp"
#include "registers.hpp"
#include "uncertainty/hash.hpp"
#include "uncertainty/kernels.hpp"

namespace chokepoint::uncertainty {
namespace {

template <class Numbers>
using Column = void(const Numbers&, std::uint64_t, double*, std::size_t);

/// Draws [0, count) by each instruction set that this machine has: all must be the same bits.
template <class Numbers>
std::vector<double> uniforms(const Numbers& numbers, std::size_t count, std::uint64_t first = 0) {
  const ByTarget<Column<Numbers>> builds CHOKEPOINT_BY_TARGET(uniform_column);
  std::vector<double> reference(count);
  builds[0](numbers, first, reference.data(), count);
  for (const Target target : {Target::avx2, Target::avx512}) {
    if (!available(target)) continue;
    std::vector<double> other(count);
    builds[static_cast<std::size_t>(target)](numbers, first, other.data(), count);
    EXPECT_FALSE(upper_halves_are_in_use()) << name_of(target);
    EXPECT_EQ(other, reference) << name_of(target);
  }
  return reference;
}

std::uint32_t bits_reversed(std::uint32_t x) {
  std::uint32_t result = 0;
  for (int i = 0; i < 32; ++i) result |= (x >> i & 1U) << (31 - i);
  return result;
}

/// Boost's engine gives the points in the order of Gray's code and leaves the first out: the same sets of 2^k points.
TEST(Sobol, SamePointsAsBoostRandom) {
  constexpr std::size_t count = 1024;
  constexpr std::size_t dimensions = 200;
  boost::random::sobol engine(dimensions);
  std::vector<std::vector<std::uint32_t>> expected(dimensions);
  for (auto& column : expected) column.push_back(0);
  for (std::size_t n = 1; n < count; ++n) {
    for (auto& column : expected) column.push_back(static_cast<std::uint32_t>(engine() >> 32U));
  }
  for (std::size_t dimension = 0; dimension < dimensions; ++dimension) {
    const Sobol points(dimension, 0);
    std::vector<std::uint32_t> found;
    // Boost goes through them in the order of Gray's code. Sorted, those of any direction numbers would be the same.
    for (std::uint32_t n = 0; n < count; ++n) found.push_back(bits_reversed(points.reversed_point(n ^ (n >> 1U))));
    ASSERT_EQ(found, expected[dimension]) << dimension;
  }
}

/// The first two dimensions by hand (Bratley and Fox 1988): 0, 1/2, 1/4, 3/4, 1/8 and 0, 1/2, 3/4, 1/4, 5/8.
TEST(Sobol, FirstPointsByHand) {
  const double x[] = {0.0, 0.5, 0.25, 0.75, 0.125};
  const double y[] = {0.0, 0.5, 0.75, 0.25, 0.625};
  for (std::uint32_t n = 0; n < 5; ++n) {
    EXPECT_EQ(bits_reversed(Sobol(0, 0).reversed_point(n)) * 0x1p-32, x[n]);
    EXPECT_EQ(bits_reversed(Sobol(1, 0).reversed_point(n)) * 0x1p-32, y[n]);
  }
}

// 2^32 cells, none of whose ends is a point: neither 0 nor 1 can be drawn.
TEST(Sobol, PointsStandInTheMiddleOfTheirCells) {
  for (const std::size_t dimension : {0U, 100U}) {
    for (const double point : uniforms(Sobol(dimension, 77U), 64)) EXPECT_EQ(std::fmod(point * 0x1p32, 1.0), 0.5);
  }
}

/// Scrambling keeps each interval of length 2^-k hit equally often by 2^m points, in every dimension.
TEST(Sobol, ScrambledPointsStayStratified) {
  constexpr std::size_t count = 4096;
  for (const std::size_t dimension : {0U, 1U, 7U, 100U, 3000U}) {
    for (const std::uint32_t scramble : {1U, 0xdeadbeefU, 77U}) {
      const std::vector<double> points = uniforms(Sobol(dimension, scramble), count);
      std::vector<int> hits(count, 0);
      for (const double point : points) {
        ASSERT_GT(point, 0.0);
        ASSERT_LT(point, 1.0);
        ++hits[static_cast<std::size_t>(point * count)];
      }
      EXPECT_EQ(std::count(hits.begin(), hits.end(), 1), count) << dimension;
    }
  }
}

/// Two dimensions together: 2^12 points of the first two dimensions of the sequence (a (0, m, 2)-net) hit every
/// elementary rectangle of area 2^-12 once, scrambled too (Owen 1995).
TEST(Sobol, ScrambledPairsStayANet) {
  constexpr std::size_t power = 12;
  constexpr std::size_t count = 1U << power;
  const std::vector<double> x = uniforms(Sobol(0, 123), count);
  const std::vector<double> y = uniforms(Sobol(1, 456), count);
  for (std::size_t split = 0; split <= power; ++split) {
    const auto columns = static_cast<double>(1U << split);
    const auto rows = static_cast<double>(1U << (power - split));
    std::vector<int> hits(count, 0);
    for (std::size_t i = 0; i < count; ++i) {
      ++hits[static_cast<std::size_t>(x[i] * columns) * static_cast<std::size_t>(rows) +
             static_cast<std::size_t>(y[i] * rows)];
    }
    EXPECT_EQ(std::count(hits.begin(), hits.end(), 1), count) << split;
  }
}

TEST(Sobol, AnyPieceIsAPieceOfTheWhole) {
  const Sobol points(11, 99);
  const std::vector<double> whole = uniforms(points, 4096);
  for (const std::size_t first : {16U, 48U, 1008U, 2032U}) {
    const std::vector<double> piece = uniforms(points, 512, first);
    EXPECT_TRUE(std::equal(piece.begin(), piece.end(), whole.begin() + static_cast<std::ptrdiff_t>(first))) << first;
  }
  // Far out, across a power of two.
  const std::uint64_t far = (std::uint64_t{1} << 31U) - 256;
  const std::vector<double> across = uniforms(points, 512, far);
  const std::vector<double> behind = uniforms(points, 256, far + 256);
  EXPECT_TRUE(std::equal(behind.begin(), behind.end(), across.begin() + 256));
}

/// kat_vectors of Random123 1.14 (Salmon et al. 2011): philox4x32, 10 rounds.
TEST(Philox, KnownAnswers) {
  struct Known {
    std::uint32_t counter[4];
    std::uint32_t key[2];
    std::uint32_t answer[4];
  };
  constexpr Known known[] = {
      {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
      {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
       {0xffffffff, 0xffffffff},
       {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
      {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
       {0xa4093822, 0x299f31d0},
       {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
  };
  for (const Known& one : known) {
    PhiloxBlock<std::uint64_t> block{{one.counter[0], one.counter[1], one.counter[2], one.counter[3]}};
    block = philox_4x32_10(block, one.key[0], one.key[1]);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(static_cast<std::uint32_t>(block.words[i]), one.answer[i]);
  }
}

TEST(Philox, ColumnsAreMadeOfThoseBlocks) {
  const Philox numbers{0x0123456789abcdef, hash_of("power.campus_power")};
  const std::vector<double> column = uniforms(numbers, 64);
  PhiloxBlock<std::uint64_t> block{{1, 0, numbers.stream & 0xffffffff, numbers.stream >> 32U}};
  block = philox_4x32_10(block, 0x89abcdef, 0x01234567);
  // Draw 1 takes the first two words of block 1, draw 9 the last two.
  const auto uniform = [](std::uint64_t high, std::uint64_t low) {
    const std::uint64_t bits = (high & 0xffffffff) << 20U | (low & 0xffffffff) >> 12U;
    return (static_cast<double>(bits) + 0.5) * 0x1p-52;
  };
  EXPECT_EQ(column[1], uniform(block.words[0], block.words[1]));
  EXPECT_EQ(column[9], uniform(block.words[2], block.words[3]));
}

TEST(Philox, LooksUniform) {
  const std::vector<double> column = uniforms(Philox{5, 6}, 1U << 16U);
  double mean = 0.0;
  double square = 0.0;
  for (const double u : column) {
    mean += u / static_cast<double>(column.size());
    square += u * u / static_cast<double>(column.size());
  }
  // Five standard errors of 65,536 draws; the numbers are fixed, so this passes or fails for good.
  EXPECT_NEAR(mean, 0.5, 5 * 0.2887 / 256);
  EXPECT_NEAR(square - mean * mean, 1.0 / 12, 5 * 0.0745 / 256);
}

TEST(Latin, EveryStratumOnce) {
  for (const std::uint64_t draws : {1ULL, 2ULL, 3ULL, 15ULL, 16ULL, 17ULL, 100ULL, 1000ULL, 65536ULL, 65537ULL}) {
    for (const std::uint64_t seed : {1ULL, 2ULL, 3ULL}) {
      const Latin latin(draws, hash_of(seed, "x"));
      const std::vector<double> column = uniforms(latin, (draws + 15) / 16 * 16);
      std::vector<int> hits(draws, 0);
      for (std::size_t i = 0; i < draws; ++i) {
        ASSERT_GT(column[i], 0.0);
        ASSERT_LT(column[i], 1.0);
        ++hits[static_cast<std::size_t>(column[i] * static_cast<double>(draws))];
      }
      ASSERT_EQ(std::count(hits.begin(), hits.end(), 1), static_cast<std::ptrdiff_t>(draws)) << draws << ' ' << seed;
    }
  }
}

TEST(Latin, ParametersArePermutedIndependently) {
  constexpr std::size_t draws = 4096;
  const std::vector<double> x = uniforms(Latin(draws, hash_of(1, "a")), draws);
  const std::vector<double> y = uniforms(Latin(draws, hash_of(1, "b")), draws);
  double covariance = 0.0;
  for (std::size_t i = 0; i < draws; ++i) covariance += (x[i] - 0.5) * (y[i] - 0.5) / draws;
  EXPECT_NEAR(covariance * 12, 0.0, 5 / std::sqrt(draws));  // five standard errors; the numbers are fixed
}

}  // namespace
}  // namespace chokepoint::uncertainty
