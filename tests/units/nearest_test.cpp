// SPDX-License-Identifier: Apache-2.0
// The nearest known name. Distances counted by hand.
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "chokepoint/units.hpp"

namespace chokepoint::units {
namespace {

constexpr std::array<std::string_view, 5> names{"campus_power", "us_datacenter_power", "epochs", "GW", "mW"};

TEST(Nearest, FindsOneSlip) {
  EXPECT_EQ(nearest("campus_pwer", names), "campus_power");    // a letter missing
  EXPECT_EQ(nearest("campus_poower", names), "campus_power");  // one too many
  EXPECT_EQ(nearest("campus_powar", names), "campus_power");   // another one
  EXPECT_EQ(nearest("campus_pwoer", names), "campus_power");   // two swapped
  EXPECT_EQ(nearest("Campus_Power", names), "campus_power");   // case
  EXPECT_EQ(nearest("GWW", names), "GW");
}

TEST(Nearest, ASwapCountsOnce) {
  // "pecohs" is two swaps from "epochs": 2 of 6 letters, a third. Counted as four substitutions it would be too far.
  EXPECT_EQ(nearest("pecohs", std::array<std::string_view, 1>{"epochs"}), "epochs");
}

TEST(Nearest, AThirdIsTheLimit) {
  const std::array<std::string_view, 1> one{"abcdef"};
  EXPECT_EQ(nearest("abcdxy", one), "abcdef");  // 2 of 6
  EXPECT_EQ(nearest("abcxyz", one), "");        // 3 of 6
  EXPECT_EQ(nearest("abcd", one), "");          // 2 missing of 4
  EXPECT_EQ(nearest("abcde", one), "abcdef");   // 1 missing of 5
}

TEST(Nearest, TheFirstOfEqualsWins) {
  const std::array<std::string_view, 3> equal{"cat", "bat", "rat"};
  EXPECT_EQ(nearest("xat", equal), "cat");
}

TEST(Nearest, TheNearerWinsOverTheFirst) {
  const std::array<std::string_view, 2> two{"training_compute", "training_duration"};
  EXPECT_EQ(nearest("training_duratoin", two), "training_duration");
}

TEST(Nearest, NothingIsNearNothing) {
  EXPECT_EQ(nearest("", names), "");
  EXPECT_EQ(nearest("xyz", {}), "");
  EXPECT_EQ(nearest("q", names), "");
}

TEST(Nearest, AMegabyteIsQuick) {
  // Would be 10^6 steps for each name, and 10^12 for one as long, without the check of lengths.
  EXPECT_EQ(nearest(std::string(1'000'000, 'a'), names), "");
}

}  // namespace
}  // namespace chokepoint::units
