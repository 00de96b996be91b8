// SPDX-License-Identifier: Apache-2.0
// A Pack does in each lane what a double does, bit for bit: the same IEEE 754 operation, so the reference is the
// operation on doubles itself.
#include "units/real.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

namespace chokepoint {
namespace {

using Lanes = std::array<double, Pack::lanes>;

std::uint64_t bits_of(double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

// Sizes that the models meet, and the edges of the doubles; no NaN.
const std::vector<double>& values() {
  static const std::vector<double> all{0.0,
                                       -0.0,
                                       1.0,
                                       -1.0,
                                       0.1,
                                       1.15,
                                       3.0,
                                       2.2e29,
                                       6e31,
                                       1.7e308,
                                       -8.7e9,
                                       4.9e-324,
                                       std::numeric_limits<double>::min(),
                                       std::numeric_limits<double>::max(),
                                       std::numeric_limits<double>::infinity(),
                                       1.0 + std::numeric_limits<double>::epsilon()};
  return all;
}

// Every pair of values, each in every lane beside others.
template <class Check>
void for_all_pairs(Check check) {
  const std::size_t count = values().size();
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < count; ++j) {
      Lanes a{};
      Lanes b{};
      for (std::size_t lane = 0; lane < Pack::lanes; ++lane) {
        a[lane] = values()[(i + lane) % count];
        b[lane] = values()[(j + 3 * lane) % count];
      }
      check(a, b);
    }
  }
}

Lanes lanes_of_pack(Pack pack) {
  Lanes lanes{};
  pack.store(lanes.data());
  return lanes;
}

// A NaN (inf - inf) has many bit patterns, which the standard does not choose between.
void expect_same(double got, double expected, double a, double b) {
  if (std::isnan(expected)) {
    EXPECT_TRUE(std::isnan(got)) << a << ", " << b;
  } else {
    EXPECT_EQ(bits_of(got), bits_of(expected)) << a << ", " << b << ": " << got << " for " << expected;
  }
}

template <class OfPacks, class OfDoubles>
void expect_lanes(OfPacks of_packs, OfDoubles of_doubles) {
  for_all_pairs([&](const Lanes& a, const Lanes& b) {
    const Lanes got = lanes_of_pack(of_packs(Pack::load(a.data()), Pack::load(b.data())));
    for (std::size_t lane = 0; lane < Pack::lanes; ++lane) {
      expect_same(got[lane], of_doubles(a[lane], b[lane]), a[lane], b[lane]);
    }
  });
}

TEST(Real, ArithmeticIsThatOfDoubles) {
  expect_lanes([](Pack a, Pack b) { return a + b; }, [](double a, double b) { return a + b; });
  expect_lanes([](Pack a, Pack b) { return a - b; }, [](double a, double b) { return a - b; });
  expect_lanes([](Pack a, Pack b) { return a * b; }, [](double a, double b) { return a * b; });
  expect_lanes([](Pack a, Pack b) { return a / b; }, [](double a, double b) { return a / b; });
  expect_lanes([](Pack a, Pack) { return -a; }, [](double a, double) { return -a; });
}

TEST(Real, AssignmentsAreThoseOfDoubles) {
  expect_lanes([](Pack a, Pack b) { return a += b; }, [](double a, double b) { return a += b; });
  expect_lanes([](Pack a, Pack b) { return a -= b; }, [](double a, double b) { return a -= b; });
  expect_lanes([](Pack a, Pack b) { return a *= b; }, [](double a, double b) { return a *= b; });
  expect_lanes([](Pack a, Pack b) { return a /= b; }, [](double a, double b) { return a /= b; });
}

TEST(Real, ProductAndSumAreRoundedEach) {
  // Contracted into a fused multiply-add this would be 2^-104 and not 0: (1 + e)(1 + e) rounds to 1 + 2e.
  constexpr double e = std::numeric_limits<double>::epsilon();
  volatile double factor = 1.0 + e;
  volatile double rounded = 1.0 + 2.0 * e;
  const double f = factor;
  const double r = rounded;
  EXPECT_EQ(f * f - r, 0.0);
  const Pack pack_factor(f);
  const Lanes got = lanes_of_pack(pack_factor * pack_factor - Pack(r));
  for (const double lane : got) EXPECT_EQ(lane, 0.0);
}

TEST(Real, MinMaxAndSelectAreThoseOfDoubles) {
  expect_lanes([](Pack a, Pack b) { return min(a, b); }, [](double a, double b) { return min(a, b); });
  expect_lanes([](Pack a, Pack b) { return max(a, b); }, [](double a, double b) { return max(a, b); });
  expect_lanes([](Pack a, Pack b) { return select(a < b, a, b); },
               [](double a, double b) { return select(a < b, a, b); });
  // Independent of ours: fmin and fmax, but for the sign of zero, which they do not fix.
  expect_lanes([](Pack a, Pack b) { return min(a, b) + Pack(0.0); },
               [](double a, double b) { return std::fmin(a, b) + 0.0; });
  expect_lanes([](Pack a, Pack b) { return max(a, b) + Pack(0.0); },
               [](double a, double b) { return std::fmax(a, b) + 0.0; });
}

TEST(Real, OfEqualsTheFirstIsTaken) {
  // 0.0 and -0.0 compare equal: which one comes out must not depend on the number type.
  EXPECT_EQ(bits_of(min(0.0, -0.0)), bits_of(0.0));
  EXPECT_EQ(bits_of(max(-0.0, 0.0)), bits_of(-0.0));
  EXPECT_EQ(bits_of(min(Pack(0.0), Pack(-0.0)).lane(0)), bits_of(0.0));
  EXPECT_EQ(bits_of(max(Pack(-0.0), Pack(0.0)).lane(0)), bits_of(-0.0));
}

TEST(Real, ComparisonsAreThoseOfDoubles) {
  const auto chosen = [](auto mask) { return select(mask, Pack(1.0), Pack(0.0)); };
  const auto of = [](bool condition) { return condition ? 1.0 : 0.0; };
  expect_lanes([&](Pack a, Pack b) { return chosen(a < b); }, [&](double a, double b) { return of(a < b); });
  expect_lanes([&](Pack a, Pack b) { return chosen(a > b); }, [&](double a, double b) { return of(a > b); });
  expect_lanes([&](Pack a, Pack b) { return chosen(a <= b); }, [&](double a, double b) { return of(a <= b); });
  expect_lanes([&](Pack a, Pack b) { return chosen(a >= b); }, [&](double a, double b) { return of(a >= b); });
}

TEST(Real, MasksAreLogic) {
  const auto chosen = [](auto mask) { return select(mask, Pack(1.0), Pack(0.0)); };
  const auto of = [](bool condition) { return condition ? 1.0 : 0.0; };
  const Pack zero(0.0);
  expect_lanes([&](Pack a, Pack b) { return chosen((a < b) & (a > zero)); },
               [&](double a, double b) { return of(a < b && a > 0.0); });
  expect_lanes([&](Pack a, Pack b) { return chosen((a < b) | (a > zero)); },
               [&](double a, double b) { return of(a < b || a > 0.0); });
  expect_lanes([&](Pack a, Pack b) { return chosen(!(a < b)); }, [&](double a, double b) { return of(!(a < b)); });
}

TEST(Real, RootIsThatOfDoubles) {
  // IEEE 754 rounds a square root correctly.
  expect_lanes([](Pack a, Pack) { return sqrt(a); }, [](double a, double) { return std::sqrt(a); });
  EXPECT_EQ(sqrt(Pack(2.0)).lane(0), 1.4142135623730951);  // nearest double to 1.41421356237309504880…
}

TEST(Real, LoadsAndStoresLaneByLane) {
  std::array<double, 2 * Pack::lanes> from{};
  for (std::size_t i = 0; i < from.size(); ++i) from[i] = static_cast<double>(i) + 0.5;
  std::array<double, 2 * Pack::lanes> to{};
  store(load<Pack>(from.data() + 1), to.data() + 1);  // no alignment is asked for
  EXPECT_EQ(to[0], 0.0);
  for (std::size_t lane = 0; lane < Pack::lanes; ++lane) {
    EXPECT_EQ(to[lane + 1], from[lane + 1]);
    EXPECT_EQ(load<Pack>(from.data()).lane(lane), from[lane]);
  }
  EXPECT_EQ(to[Pack::lanes + 1], 0.0);

  store(load<double>(from.data() + 2), to.data());
  EXPECT_EQ(to[0], 2.5);
}

TEST(Real, ANumberFillsAllLanes) {
  const Pack pack = 40.0;
  for (std::size_t lane = 0; lane < Pack::lanes; ++lane) EXPECT_EQ(pack.lane(lane), 40.0);
  for (const double value : values()) {
    for (const double lane : lanes_of_pack(Pack(value))) EXPECT_EQ(bits_of(lane), bits_of(value)) << value;
  }
}

TEST(Real, AColumnIsAWholeNumberOfPacks) {
  EXPECT_EQ(lane_multiple % lanes_of<Pack>, 0U);
  EXPECT_EQ(lanes_of<Pack>, Pack::lanes);
  EXPECT_EQ(lanes_of<double>, 1U);
  EXPECT_EQ(sizeof(Pack), Pack::lanes * sizeof(double));
}

}  // namespace
}  // namespace chokepoint
