// SPDX-License-Identifier: Apache-2.0
// What is asked of a column, told of whole registers and of what is left over.
#include "units/columns.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace chokepoint {
namespace {

TEST(Columns, BothEndsAreWithinAndNothingBeyond) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  for (const std::size_t count : {1U, 5U, 8U, 21U}) {  // less than a register of any width, and more
    for (std::size_t at = 0; at < count; ++at) {
      const auto with = [&](double value) {
        std::vector<double> values(count, 1.5);
        values[at] = value;
        Extent found;
        return all_within(values.data(), count, {1.0, 2.0}, found);
      };
      EXPECT_TRUE(with(1.0)) << count << ' ' << at;
      EXPECT_TRUE(with(2.0)) << count << ' ' << at;
      EXPECT_FALSE(with(std::nextafter(1.0, 0.0))) << count << ' ' << at;
      EXPECT_FALSE(with(std::nextafter(2.0, 3.0))) << count << ' ' << at;
      EXPECT_FALSE(with(infinity)) << count << ' ' << at;
      EXPECT_FALSE(with(std::numeric_limits<double>::quiet_NaN())) << count << ' ' << at;
    }
  }
}

// 2 to 18 in four years: 2 * 3^(1/2) after one, 6 after two; 0 to 8: 2 and 4.
TEST(Columns, BetweenTwoIsEvenInGrowthOrInStepsWhereOneIsZero) {
  for (const std::size_t count : {1U, 5U, 8U, 21U}) {
    std::vector<double> from(count, 2.0);
    std::vector<double> to(count, 18.0);
    from.back() = 0.0;
    to.back() = 8.0;
    std::vector<double> out(count);
    between(from.data(), to.data(), 0.25, count, out.data());
    for (std::size_t i = 0; i + 1 < count; ++i) EXPECT_NEAR(out[i], 2.0 * std::sqrt(3.0), 1e-14) << count << ' ' << i;
    EXPECT_EQ(out.back(), 2.0);
    between(from.data(), to.data(), 0.5, count, out.data());
    for (std::size_t i = 0; i + 1 < count; ++i) EXPECT_NEAR(out[i], 6.0, 1e-14) << count << ' ' << i;
    EXPECT_EQ(out.back(), 4.0);
  }
}

// 3 at 2x a year: 12 two years later, 1.5 the year before, 3 * 2^0.5 half a year later.
TEST(Columns, WhatIsGrownIsTimesThePowerOfItsGrowth) {
  for (const std::size_t count : {1U, 5U, 8U, 21U}) {
    std::vector<double> values(count, 3.0);
    std::vector<double> growth(count, 2.0);
    values.back() = 0.0;
    std::vector<double> out(count);
    for (const auto& [years, expected] : {std::pair{2.0, 12.0}, {-1.0, 1.5}, {0.5, 3.0 * std::sqrt(2.0)}}) {
      grown(values.data(), growth.data(), years, count, out.data());
      for (std::size_t i = 0; i + 1 < count; ++i) EXPECT_NEAR(out[i], expected, 1e-14) << count << ' ' << i;
      EXPECT_EQ(out.back(), 0.0);
    }
  }
}

}  // namespace
}  // namespace chokepoint
