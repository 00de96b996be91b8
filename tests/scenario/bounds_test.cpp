// SPDX-License-Identifier: Apache-2.0
// Both sides of every kind of bound: a value on it and the doubles next to it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scenarios.hpp"

namespace chokepoint::scenario {
namespace {

struct Case {
  std::string override;
  std::string complaint;  // nothing: it is accepted
};
void PrintTo(const Case& one, std::ostream* out) {
  *out << one.override;
}

class Bound : public testing::TestWithParam<Case> {};

/// What is wrong with the published scenario and these overrides.
std::string complaints(const std::vector<std::string>& overrides) {
  const Loaded loaded = load(CHOKEPOINT_SOURCE_DIR "/scenarios/sevilla-2024.yaml", overrides, test_reader());
  std::string text;
  if (loaded.scenario) return text;
  for (const Diagnostic& diagnostic : loaded.diagnostics) text += diagnostic.message + '\n';
  return text;
}

TEST_P(Bound, IsWhereItIsSaidToBe) {
  const std::string said = complaints({GetParam().override});
  if (GetParam().complaint.empty()) {
    EXPECT_EQ(said, "");
  } else {
    EXPECT_THAT(said, testing::HasSubstr(GetParam().complaint));
  }
}

// 1.0000000000000002 and 0.9999999999999999 are the doubles next to 1; 2.3e-308 is nearly the least that is read.
INSTANTIATE_TEST_SUITE_P(Below, Bound,
                         testing::Values(Case{"latency.layer_exponent=0", ""},  // itself allowed
                                         Case{"latency.layer_exponent=2.3e-308", ""},
                                         Case{"latency.layer_exponent=-2.3e-308", "must be at least 0"},
                                         Case{"power.network_length=0 m", ""},  // itself allowed, without one above
                                         Case{"power.network_length=-2.3e-308 m", "must be at least 0"},
                                         Case{"latency.ranks_per_node=0", "must be above 0"},  // not itself
                                         Case{"latency.ranks_per_node=-2.3e-308", "must be above 0"},
                                         Case{"latency.ranks_per_node=2.3e-308", ""}));
INSTANTIATE_TEST_SUITE_P(Above, Bound,
                         testing::Values(Case{"latency.layer_exponent=1", ""},  // itself allowed
                                         Case{"latency.layer_exponent=0.9999999999999999", ""},
                                         Case{"latency.layer_exponent=1.0000000000000002", "must be at most 1"},
                                         Case{"data.quality_share=1", ""},
                                         Case{"data.quality_share=1.0000000000000002", "must be at most 1"},
                                         Case{"data.quality_share=0", "must be above 0"},
                                         Case{"latency.batch_exponent=1", "must be below 1"},  // not itself
                                         Case{"latency.batch_exponent=1.0000000000000002", "must be below 1"},
                                         Case{"latency.batch_exponent=0.9999999999999999", ""}));

// Two hundred years, with nothing that grows out of all numbers in them.
TEST(Years, TwoHundredAreTheLimit) {
  const auto with_years = [](const std::string& years) {
    return std::vector<std::string>{
        "power=off",     "chips=off", "latency=off", "data.stock_growth=1x/yr", "trajectory.growth=1x/yr",
        "years=" + years};
  };
  EXPECT_EQ(complaints(with_years("2024..2223")), "");
  EXPECT_THAT(complaints(with_years("2024..2224")), testing::HasSubstr("201 years; at most 200"));
}

}  // namespace
}  // namespace chokepoint::scenario
