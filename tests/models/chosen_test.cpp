// SPDX-License-Identifier: Apache-2.0
// Which of several a quantity is.
#include <gtest/gtest.h>

#include "models/model.hpp"

namespace chokepoint::models::chosen_test {
namespace {

// least() of {7, 4, 9, 4} is its second, most() of {7, 9, 9} too.
TEST(Chosen, IsTheFirstOfEquals) {
  using Power = Quantity<units::Power, double>;
  const auto part = [](double value, double number) {
    return Chosen<Power, double>{units::of<units::Power>(value), number};
  };
  const auto lowest = least(part(7, 0), part(4, 1), part(9, 2), part(4, 3));
  EXPECT_EQ(lowest.value.value(), 4.0);
  EXPECT_EQ(lowest.part, 1.0);
  const auto highest = most(most(part(7, 0), part(9, 1)), part(9, 2));
  EXPECT_EQ(highest.value.value(), 9.0);
  EXPECT_EQ(highest.part, 1.0);
}

}  // namespace
}  // namespace chokepoint::models::chosen_test
