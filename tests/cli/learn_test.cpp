// SPDX-License-Identifier: Apache-2.0
// chokepoint learn as a user types it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/command.hpp"

namespace chokepoint::learning {  // names of its own, beside other tests of the executable
namespace {

using testing::AllOf;
using testing::HasSubstr;

const std::string data = "scenarios/data/observed-2026.csv";

Result learn(const std::vector<std::string>& more, const std::string& scenario = published) {
  std::vector<std::string> arguments{"learn", scenario};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return chokepoint_with(arguments);
}

std::string rows(const TemporaryFolder& folder, const std::string& lines) {
  return folder.file("seen.csv", "series,date,value,unit,low,high,interval,source,discrepancy\n" + lines);
}

TEST(Learn, SaysWhatChangesAndWhy) {
  TemporaryFolder folder;
  const std::string seen = rows(folder, "chips/stock,2025-12-31,2e7,H100e,1.7e7,2.3e7,0.9,by hand,1.25\n");
  const Result result = learn({"--data", seen});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("What sevilla-2024 says once it has seen 1 observation."),
                                HasSubstr("Before: By 2030 the trajectory is stopped in 6"),
                                HasSubstr("\nAfter: By 2030"), HasSubstr("chips.initial_production"),
                                HasSubstr("alone: "), HasSubstr("of one weight: standard error of")));
  const auto document = nlohmann::json::parse(learn({"--data", seen, "--format", "json"}).out);
  EXPECT_EQ(document["format"], "chokepoint-learned");
  EXPECT_EQ(document["parameters"][0]["name"], "chips.initial_production");
  EXPECT_LT(document["after"]["stopped"], document["before"]["stopped"]);
  const Result csv = learn({"--data", seen, "--format", "csv"});
  EXPECT_THAT(csv.out, AllOf(HasSubstr("what,name,at,unit,when,statistic,value\n"),
                             HasSubstr("\nobservation,chips/stock,2025-12-31,H100e,,observed,20000000\n")));
}

TEST(Learn, AnyNumberOfThreadsPrintsTheSame) {
  const std::vector<std::string> what{"--data", data, "--format", "json"};
  std::string first;
  for (const char* const threads : {"1", "2", "3"}) {
    auto arguments = what;
    arguments.insert(arguments.end(), {"--threads", threads});
    const Result result = learn(arguments);
    ASSERT_EQ(result.status, 0) << result.err;
    if (first.empty()) first = result.out;
    EXPECT_EQ(result.out, first);
  }
}

/// The command that a file says it was made by.
std::vector<std::string> command_in(const std::string& content) {
  const std::string start = "#   chokepoint ";
  const std::size_t at = content.find(start);
  std::vector<std::string> words(1);
  for (std::size_t i = at + start.size(); content[i] != '\n'; ++i) {
    if (content[i] == ' ') {
      words.emplace_back();
    } else {
      words.back() += content[i];
    }
  }
  return words;
}

// The learnt scenario of the repository is what its own command makes, beside a copy of what it was made from.
TEST(Learn, TheLearntScenarioIsMadeByItsCommand) {
  const std::string learnt = read_file(CHOKEPOINT_SOURCE_DIR "/scenarios/sevilla-2024-learned.yaml");
  TemporaryFolder folder;
  std::filesystem::copy(CHOKEPOINT_SOURCE_DIR "/scenarios", folder.path() / "scenarios",
                        std::filesystem::copy_options::recursive);
  std::filesystem::remove(folder.path() / "scenarios" / "sevilla-2024-learned.yaml");
  auto arguments = command_in(learnt);
  for (std::string& word : arguments) {
    if (word.rfind("scenarios/", 0) == 0) word = (folder.path() / word).string();
  }
  const Result result = chokepoint_with(arguments);
  ASSERT_EQ(result.status, 0) << result.err;
  const std::string made = read_file((folder.path() / "scenarios" / "sevilla-2024-learned.yaml").string());
  const auto body = [](const std::string& text) { return text.substr(text.find("\nname: ")); };
  EXPECT_EQ(body(made), body(learnt)) << "make it anew with the command in its head";
  // Digests of what it was made from.
  std::vector<std::string> digests;
  for (const std::string* const text : {&made, &learnt}) {
    std::string all;
    for (std::size_t at = text->find("# SHA-256 "); at != std::string::npos; at = text->find("# SHA-256 ", at + 1)) {
      all += text->substr(at + 10, 64);
    }
    digests.push_back(all);
  }
  EXPECT_EQ(digests[0], digests[1]) << "make it anew with the command in its head";
}

TEST(Learn, WritesAScenarioThatRuns) {
  TemporaryFolder folder;
  const std::string seen = rows(folder, "chips/stock,2025-12-31,2e7,H100e,1.7e7,2.3e7,0.9,by hand,1.25\n");
  const std::string file = (folder.path() / "mine.yaml").string();
  ASSERT_EQ(learn({"--data", seen, "--out", file}).status, 0);
  const Result check = chokepoint_with({"check", file});
  EXPECT_EQ(check.status, 0) << check.err;
  const Result run = chokepoint_with({"run", file, "--format", "csv"});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("\nmine,2030,stopped/power"));
  // Nothing that is there is replaced unasked.
  const Result again = learn({"--data", seen, "--out", file});
  EXPECT_EQ(again.status, 2);
  EXPECT_THAT(again.err, AllOf(HasSubstr("is there already"), HasSubstr("--force")));
  EXPECT_EQ(learn({"--data", seen, "--out", file, "--force"}).status, 0);
  const std::string all = (folder.path() / "all").string();
  ASSERT_EQ(learn({"--data", seen, "--out", all}).status, 0);
  for (const char* const name : {"sevilla-2024-learned.yaml", "learned.txt", "learned.json", "learned.csv"}) {
    EXPECT_TRUE(std::filesystem::exists(std::filesystem::path(all) / name)) << name;
  }
}

struct Bad {
  std::vector<std::string> arguments;
  std::string message;
  std::string hint;
};

TEST(Learn, SaysWhatIsWrong) {
  TemporaryFolder folder;
  const std::string without = folder.file(
      "without.csv", "series,date,value,unit,low,high,interval,source\nchips/stock,2025,1e7,H100e,8e6,1.2e7,0.9,me\n");
  const std::string far = folder.file("far.csv",
                                      "series,date,value,unit,low,high,interval,source,discrepancy\n"
                                      "chips/stock,2025,1e12,H100e,9e11,1.1e12,0.9,me,1.1\n");
  const std::string early = folder.file(
      "early.csv", "series,date,value,unit,low,high,interval,source\nchips/stock,2019,1e5,H100e,8e4,1.2e5,0.9,me\n");
  const std::string unsure =
      rows(folder, "chips/stock,2024-12-31,6e6,H100e,,,,me,1.25\nchips/stock,2025-12-31,2e7,H100e,,,,me,1.25\n");
  // The trajectory is one number in all draws: no weights could tell.
  const std::string off = folder.file("off.csv",
                                      "series,date,value,unit,low,high,interval,source,discrepancy\n"
                                      "trajectory,2025-12-31,2e20,FLOP,1e20,4e20,0.9,me,1.5\n");
  std::vector<Bad> all{
      {{"--data", unsure}, "chips/stock at 2024-12-31: it has no error", "--error chips/stock=1.1"},
      {{"--data", without}, "nothing says how far a model of it may be off", "--discrepancy chips/stock=1.25"},
      {{"--data", without, "--discrepancy", "chips/stok=1.2"},
       "nothing is learnt from a series 'chips/stok'",
       "did you mean chips/stock?"},
      {{"--data", without, "--discrepancy", "chips/stock"}, "no SERIES=FACTOR", "chips/stock=1.25"},
      {{"--data", without, "--discrepancy", "chips/stock=nan"}, "--discrepancy:", "chips/stock=1.25"},
      {{"--data", without, "--discrepancy", "chips/stock=0.5"}, "a factor of 1 or less cannot be", "above 1"},
      {{"--data", without, "--discrepancy", "chips/stock=2", "--discrepancy", "chips/stock=3"}, "given twice", ""},
      {{"--data", early}, "no observation is of a year of sevilla-2024: chips/stock is at 2019", "2024..2030"},
      {{"--data", without, "--tolerance", "90%"}, "--tolerance: out of range", "0.05%"},
      {{"--data", without, "--tolerance", "many"}, "--tolerance: not a share", "1%"},
      {{"--data", without, "--draws", "1e9", "--discrepancy", "chips/stock=1.2"},
       "more draws than can be weighed",
       "4194304"},
      {{"--data", data, "--out", "-"}, "'-' is neither a file nor a folder", ".yaml"},
      {{"--data", data, "--out", (folder.path() / "x.yml").string()}, "ends in .yml", "ends in .yaml"},
      {{"--data", data, "--out", published, "--force"}, "is what it would be made from", "another name"},
      {{"--data", data, "--set", "known_until=2026-11-24"}, "has nothing to learn", "known_until: 2026-11-24"},
      {{"--data", off, "--draws", "16384"},
       "the data contradict the scenario: trajectory at 2025-12-31",
       "in all draws"},
      {{"--data", without, "--set", "data=off", "--out", (folder.path() / "x.yaml").string()},
       "knows nothing of --set",
       "a scenario of their own"}};
#ifndef CHOKEPOINT_SANITIZED  // all the draws there can be, first: tests of the library refuse the same of fewer
  all.push_back(
      {{"--data", far, "--draws", "4194304"}, "the data contradict the scenario", "--discrepancy chips/stock=2"});
#endif
  for (const Bad& one : all) {
    const Result result = learn(one.arguments);
    EXPECT_EQ(result.status, 2) << one.message;
    EXPECT_EQ(result.out, "") << one.message;
    EXPECT_THAT(result.err, AllOf(HasSubstr(one.message), HasSubstr(one.hint)));
  }
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "x.yaml"));
}

// What it has seen is said, and what there is to learn from.
TEST(Learn, AScenarioThatHasLearntAlready) {
  const Result again = chokepoint_with({"learn", "scenarios/sevilla-2024-learned.yaml"});
  EXPECT_EQ(again.status, 2);
  EXPECT_EQ(
      again.err,
      "chokepoint: error: sevilla-2024-learned names no observations, and knew those until 2026-09-03 when it was "
      "made\n  hint: --data FILE.csv, with what was observed since then\n");
  // A plan that extends the baseline has its date, and can say that it did not know.
  const TemporaryFolder folder;
  const Result inherited = chokepoint_with({"learn", folder.file("plan.yaml", "extends: baseline-2026\n")});
  EXPECT_EQ(inherited.status, 2);
  EXPECT_THAT(inherited.err, HasSubstr("it has 'known_until: 2026-11-24', its own or of a scenario that it extends"));
  EXPECT_THAT(inherited.err, HasSubstr("'known_until: off'"));
}

}  // namespace
}  // namespace chokepoint::learning
