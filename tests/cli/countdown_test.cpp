// SPDX-License-Identifier: Apache-2.0
#include "cli/countdown.hpp"

#include <gtest/gtest.h>

namespace chokepoint::cli {
namespace {

// Five per cent a second: 20 s in all.
TEST(Countdown, OfEvenWorkIsExactOnceItIsNoGuess) {
  Countdown countdown;
  EXPECT_FALSE(countdown.left(1.0, 0.05));
  EXPECT_FALSE(countdown.left(2.0, 0.10));
  EXPECT_NEAR(countdown.left(4.0, 0.20).value(), 16.0, 1e-9);
  EXPECT_NEAR(countdown.left(10.0, 0.50).value(), 10.0, 1e-9);
  EXPECT_NEAR(countdown.left(20.0, 1.0).value(), 0.0, 1e-9);
}

// 1.7% in the first second, then 5% a second: by the first second alone it would be 59 s.
TEST(Countdown, ForgetsASlowStart) {
  Countdown countdown;
  EXPECT_FALSE(countdown.left(1.0, 0.017));
  double share = 0.017;
  for (double seconds = 1.1; seconds < 4.95; seconds += 0.1) {
    share += 0.005;
    static_cast<void>(countdown.left(seconds, share));
  }
  const double true_rest = (1.0 - share) / 0.05;
  EXPECT_LT(countdown.left(5.0, share + 0.005).value(), 1.5 * true_rest);
}

// Work that stands still, or a clock that does: no division by nothing.
TEST(Countdown, StandsStill) {
  Countdown countdown;
  EXPECT_FALSE(countdown.left(0.0, 0.0));
  EXPECT_FALSE(countdown.left(5.0, 0.0));
  const double left = countdown.left(6.0, 0.5).value();
  EXPECT_EQ(countdown.left(6.0, 0.5).value(), left);
}

}  // namespace
}  // namespace chokepoint::cli
