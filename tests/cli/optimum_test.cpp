// SPDX-License-Identifier: Apache-2.0
// chokepoint optimum as a user types it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "cli/command.hpp"

namespace chokepoint {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Result optimum(const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"optimum"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return chokepoint_with(arguments);
}

TEST(Optimum, SaysWhatModelABudgetIsBestSpentOn) {
  const Result result = optimum({"--compute", "5.76e23"});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, IsEmpty());
  for (const char* const part :
       {"besiroglu", "7.22e10 parameter", "1.33e12 token", "18.4 token/parameter", "0.157 nat/token", "published"}) {
    EXPECT_THAT(result.out, HasSubstr(part));
  }
  std::istringstream lines(result.out);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
}

TEST(Optimum, FitsInItsColumnsAtBothEnds) {
  for (const char* const compute : {"1e15", "1e40"}) {
    for (const char* const served : {"1", "1e30"}) {
      const Result result = optimum({"--compute", compute, "--inference-tokens", served});
      ASSERT_EQ(result.status, 0) << result.err;
      std::istringstream lines(result.out);
      for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(line.size(), 80U) << line;
        if (line.find(" to ") == std::string::npos || line.size() < 46 || line.rfind("parameters", 0) != 0) continue;
        EXPECT_EQ(line[45], ' ') << line;
      }
    }
  }
}

TEST(Optimum, UnitsMayBeGiven) {
  EXPECT_EQ(optimum({"--compute", "576 ZFLOP"}).out, optimum({"--compute", "5.76e23"}).out);
  EXPECT_EQ(optimum({"--compute", "1e24", "--inference-tokens", "5 Ttoken"}).out,
            optimum({"--compute", "1e24 FLOP", "--inference-tokens", "5e12"}).out);
}

// Serving 5e12 tokens beside: 4.04e10 parameters on 2.77e12 tokens, by numpy; 17.2% saved.
TEST(Optimum, WithWhatIsServed) {
  const Result result = optimum({"--compute", "5.76e23", "--inference-tokens", "5e12", "--format", "json"});
  ASSERT_EQ(result.status, 0) << result.err;
  const auto document = nlohmann::json::parse(result.out);
  EXPECT_EQ(document["format"], "chokepoint-optimum");
  EXPECT_EQ(document["fit"]["name"], "besiroglu");
  EXPECT_NEAR(document["cheapest"]["parameters"]["value"].get<double>() / 4.0396e10, 1.0, 1e-4);
  EXPECT_NEAR(document["cheapest"]["tokens"]["value"].get<double>() / 2.7705e12, 1.0, 1e-4);
  EXPECT_NEAR(document["cheapest"]["saved"]["value"].get<double>(), 0.17175, 1e-4);
  EXPECT_LT(document["optimum"]["tokens"]["p10"], document["optimum"]["tokens"]["p90"]);
  const Result csv = optimum({"--compute", "5.76e23", "--format", "csv"});
  EXPECT_THAT(csv.out, HasSubstr("fit,compute,run,quantity,unit,statistic,value\n"));
  EXPECT_THAT(csv.out, HasSubstr("besiroglu,5.76e+23,optimum,tokens_per_parameter,token/parameter,p50,"));
  // Serving dear tokens makes the model smaller.
  const Result dear =
      optimum({"--compute", "5.76e23", "--inference-tokens", "5e12", "--inference-cost", "4", "--format", "json"});
  EXPECT_LT(nlohmann::json::parse(dear.out)["cheapest"]["parameters"]["value"].get<double>(), 4e10);
}

// T18: 1e22 FLOP on 25e9 tokens by the fit and law of Muennighoff et al. 2023: 7.026e9 parameters, 9.49 passes; 0.3%.
TEST(Optimum, OnFewTokens) {
  const std::vector<std::string> asked{"--compute", "1e22", "--fit", "muennighoff", "--unique-tokens", "25e9"};
  std::vector<std::string> as_json = asked;
  as_json.insert(as_json.end(), {"--format", "json"});
  const auto document = nlohmann::json::parse(optimum(as_json).out);
  EXPECT_NEAR(document["repeating"]["parameters"]["value"].get<double>() / 7.026e9, 1.0, 3e-3);
  EXPECT_NEAR(document["repeating"]["passes"]["value"].get<double>() / 9.49, 1.0, 3e-3);
  EXPECT_EQ(document["unique_tokens"], 25e9);
  std::vector<std::string> passes = as_json;
  passes.insert(passes.end(), {"--repetition", "passes"});
  const auto optimistic = nlohmann::json::parse(optimum(passes).out);
  EXPECT_TRUE(optimistic["parameter_decay"].is_null());
  EXPECT_GT(optimistic["repeating"]["kept"]["value"], document["repeating"]["kept"]["value"]);
  EXPECT_THAT(optimum(asked).out, HasSubstr("compute kept"));
}

TEST(Optimum, FitsWithoutALossSayNothingOfIt) {
  const Result result = optimum({"--compute", "3.8e25", "--fit", "llama3"});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("1.65e13 token"));
  EXPECT_THAT(result.out, Not(HasSubstr("nat/token")));
  EXPECT_THAT(result.out, HasSubstr("No intervals"));
}

TEST(Optimum, WritesFiles) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "results").string();
  ASSERT_EQ(optimum({"--compute", "1e25", "--out", out}).status, 0);
  for (const char* const name : {"optimum.txt", "optimum.json", "optimum.csv"}) {
    EXPECT_TRUE(std::filesystem::exists(std::filesystem::path(out) / name)) << name;
  }
  EXPECT_EQ(optimum({"--compute", "1e25", "--out", out}).status, 2);
  EXPECT_EQ(optimum({"--compute", "1e25", "--out", out, "--force"}).status, 0);
}

struct Wrong {
  std::vector<std::string> arguments;
  std::string message;
};

TEST(Optimum, RefusesWhatCannotBe) {
  const std::string range = "expected 1e+15 to 1e+40, got ";
  for (const Wrong& wrong : std::vector<Wrong>{
           {{"--compute", "0"}, "--compute: " + range + "'0'"},
           {{"--compute", "-1e24"}, "--compute: " + range + "'-1e24'"},
           {{"--compute", "1e200"}, "--compute: " + range + "'1e200'"},
           {{"--compute", "inf"}, "--compute: "},
           {{"--compute", "nan"}, "--compute: "},
           {{"--compute", "1e999"}, "--compute: "},
           {{"--compute", "5.76e23 token"}, "--compute: expected an amount of compute (FLOP), got"},
           {{"--compute", "much"}, "--compute: "},
           {{"--compute", "1e24", "--fit", "hofmann"},
            "--fit: nothing is named 'hofmann'\n  hint: did you mean hoffmann?"},
           {{"--compute", "1e24", "--fit", "x"}, "hint: one of besiroglu, hoffmann"},
           {{"--compute", "1e24", "--inference-tokens", "many"}, "--inference-tokens: "},
           {{"--compute", "1e24", "--inference-tokens", "0"}, "--inference-tokens: expected 1 to 1e+30, got '0'"},
           {{"--compute", "1e24", "--inference-tokens", "1e24 FLOP"}, "--inference-tokens: expected "},
           {{"--compute", "1e24", "--inference-tokens", "1e12", "--inference-cost", "0"},
            "--inference-cost: expected "},
           {{"--compute", "1e24", "--inference-cost", "4"}, "--inference-cost says nothing without --inference-tokens"},
           {{"--compute", "1e24", "--fit", "llama3", "--inference-tokens", "1e12"},
            "--inference-tokens: llama3 says nothing of runs that are not the best of their budget"},
           {{"--compute", "1e24", "--unique-tokens", "some"}, "--unique-tokens: "},
           {{"--compute", "1e24", "--unique-tokens", "-1"}, "--unique-tokens: expected 1 to 1e+30, got '-1'"},
           {{"--compute", "1e24", "--repetition", "full"}, "--repetition says nothing without --unique-tokens"},
           {{"--compute", "1e24", "--unique-tokens", "1e12", "--repetition", "ful"},
            "--repetition: nothing is named 'ful'\n  hint: did you mean full?"},
           {{"--compute", "1e24", "--fit", "deepseek", "--unique-tokens", "1e12"},
            "--unique-tokens: deepseek says nothing of runs that are not the best of their budget"},
           {{}, "--compute is missing"}}) {
    const Result result = optimum(wrong.arguments);
    EXPECT_EQ(result.status, 2) << wrong.message;
    EXPECT_THAT(result.out, IsEmpty()) << wrong.message;
    EXPECT_THAT(result.err, HasSubstr(wrong.message));
  }
  // All that is wrong, not only the first.
  const Result all = optimum({"--compute", "0", "--fit", "none", "--inference-tokens", "few"});
  EXPECT_THAT(all.err, HasSubstr("--compute: "));
  EXPECT_THAT(all.err, HasSubstr("--fit: "));
  EXPECT_THAT(all.err, HasSubstr("--inference-tokens: "));
}

}  // namespace
}  // namespace chokepoint
