// SPDX-License-Identifier: Apache-2.0
// Whether all numbers of a column lie between two, told of whole registers and of what is left over.
#include "units/columns.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
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

}  // namespace
}  // namespace chokepoint
