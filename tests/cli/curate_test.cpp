// SPDX-License-Identifier: Apache-2.0
// chokepoint curate as a user types it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "cli/command.hpp"

namespace chokepoint {
namespace {

using testing::HasSubstr;
using testing::Not;

Result curate(const std::string& scenario, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"curate", "scenarios/" + scenario + ".yaml"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return chokepoint_with(arguments);
}

// Dai et al. 2023: 1.1e9 images to 200,000, 20,000 and 2,000.
TEST(Curate, SaysWhatAFunnelKeeps) {
  const Result result = curate("emu-2023");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("adds nothing to the tokens of"));
  for (const char* const count : {"1.1e9", "2e5", "2e4", "2e3"}) EXPECT_THAT(result.out, HasSubstr(count));
  EXPECT_THAT(result.out, Not(HasSubstr("BETR")));
}

TEST(Curate, TakesChangesOfAStage) {
  const auto document = nlohmann::json::parse(
      curate("emu-2023", {"--set", "funnel.stages.generalists.keep=0.2", "--format", "json"}).out);
  EXPECT_NEAR(document["funnel"]["kept"]["p50"].get<double>(), 4000.0, 1.0);
  EXPECT_EQ(document["funnel"]["feeds"], "post-training");
}

// (15) and (17) by hand: 240e12 tokens, 28 %, 56 % in the median and 10 % are 3.76e12, and the classifier sees 3.763e13
// for 6.7e-12 USD each: 252 USD. (19) in T25: at 1e29 FLOP 6.2 % is best, seen 12.5 times.
TEST(Curate, SaysWhichShareIsBest) {
  const Result result = curate("curated-small-data", {"--format", "json"});
  ASSERT_EQ(result.status, 0) << result.err;
  const auto document = nlohmann::json::parse(result.out);
  EXPECT_NEAR(document["funnel"]["kept"]["p50"].get<double>() / 3.763e12, 1.0, 0.01);
  EXPECT_NEAR(document["funnel"]["cost"]["p50"].get<double>() / 252.0, 1.0, 0.01);
  const auto& best = document["best_share"];
  EXPECT_NEAR(best["by_compute"][7]["compute"].get<double>() / 1e29, 1.0, 1e-9);
  EXPECT_NEAR(best["by_compute"][7]["share"].get<double>(), 0.062, 0.001);
  EXPECT_NEAR(best["by_compute"][7]["gain_over_all"].get<double>(), 0.235, 0.001);
  EXPECT_NEAR(best["betr_ends"].get<double>() / 3.906e25, 1.0, 1e-3);
  EXPECT_LT(best["by_compute"][7]["share_drawn"]["p10"], best["by_compute"][7]["share_drawn"]["p90"]);
}

TEST(Curate, SaysByHowMuchTheLawsDisagree) {
  const Result result = curate("curated-small-data");
  EXPECT_THAT(result.out, HasSubstr("disagree by 5.4 orders of magnitude"));
  std::istringstream lines(result.out);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
  // Of a smaller pool filtering ends earlier.
  EXPECT_THAT(curate("curated-small-data", {"--set", "funnel.items=1e12 token"}).out,
              Not(HasSubstr("disagree by 5.4")));
}

// Without a funnel the text of data is the pool.
TEST(Curate, TakesTheTextOfData) {
  const Result result = curate("villalobos-2024");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("the text of data in its first year"));
}

TEST(Curate, WantsSomethingToCurate) {
  const Result result = curate("sevilla-2024");
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("there is nothing to curate"));
  EXPECT_THAT(result.err, HasSubstr("hint: funnel: {"));
}

}  // namespace
}  // namespace chokepoint
