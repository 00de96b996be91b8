// SPDX-License-Identifier: Apache-2.0
// chokepoint backtest, record and score as a user types them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "cli/command.hpp"

namespace chokepoint {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string observed = "scenarios/data/observed-2026.csv";
constexpr const char* columns = "series,date,value,unit,low,high,interval,source\n";

void expect_narrow(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(characters(line), 80U) << line;
}

// Dossier of Epoch AI's counts: about 20 million H100 equivalents at the end of 2025, near the 80th percentile.
TEST(BacktestVerb, SaysWhereTheStockOf2025Lies) {
  const Result result = chokepoint_with({"backtest", published, "--data", observed});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("of 2025-12-31, lies at the 79th percentile"));
  EXPECT_THAT(result.out, HasSubstr("Not scored, of series that it does not have: power/campus_power"));
  expect_narrow(result.out);
  const auto document =
      nlohmann::json::parse(chokepoint_with({"backtest", published, "--data", observed, "--format", "json"}).out);
  EXPECT_EQ(document["format"], "chokepoint-backtest");
  EXPECT_EQ(document["scores"].size(), document["all"]["observations"]);
  for (const auto& one : document["scores"]) {
    if (one["series"] == "chips/stock" && one["date"] == "2025-12-31") {
      EXPECT_NEAR(one["percentile"].get<double>(), 0.79, 0.02);
    }
  }
}

TEST(BacktestVerb, WritesItsFiles) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "out").string();
  ASSERT_EQ(chokepoint_with({"backtest", published, "--data", observed, "--out", out}).status, 0);
  EXPECT_THAT(read_file(out + "/backtest.csv"), HasSubstr("sevilla-2024,chips/stock,2025-12-31,H100e,"));
  EXPECT_THAT(read_file(out + "/backtest.svg"), HasSubstr("</svg>"));
  EXPECT_EQ(chokepoint_with({"backtest", published, "--data", observed, "--out", out}).status, 2);
}

TEST(BacktestVerb, RefusesWhatCannotBeScored) {
  const TemporaryFolder folder;
  const auto with = [&folder](const std::string& rows) {
    return chokepoint_with({"backtest", published, "--data", folder.file("made-up.csv", columns + rows)});
  };
  const Result without = chokepoint_with({"backtest", trend, "--data", "nothing.csv"});
  EXPECT_EQ(without.status, 2);
  EXPECT_THAT(without.err, HasSubstr("nothing.csv: error: cannot be read"));
  const Result outside = with("chips/stock,2040-12-31,1e9,H100e,,,,somebody\n");
  EXPECT_EQ(outside.status, 2);
  EXPECT_THAT(outside.err, HasSubstr("within its years, 2024 to 2030"));
  EXPECT_THAT(outside.err, HasSubstr("hint:"));
  EXPECT_THAT(with("power/campus_power,2025-12-31,1,GW,,,,somebody\n").err,
              HasSubstr("sevilla-2024 has no series 'power/campus_power'"));
  EXPECT_THAT(with("runs,2025-12-31,1e26,FLOP,,,,somebody\n").err, HasSubstr("populations"));
  EXPECT_THAT(with("chips/stock,2025-12-31,2e7,H100e,2e7,2e7,0.9,somebody\n").err, HasSubstr("an error of 0"));
  EXPECT_THAT(with("chips/stock,2025-12-31,nan,H100e,,,,somebody\n").err, HasSubstr("not a number"));
}

TEST(BacktestVerb, RefusesAGigabyteOfData) {
  const TemporaryFolder folder;
  const std::string path = folder.file("large.csv", columns);
  ASSERT_EQ(truncate(path.c_str(), 1'000'000'000), 0);
  const Result result = chokepoint_with({"backtest", published, "--data", path});
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("is larger than"));
}

/// A ledger of its own.
class LedgerVerbs : public testing::Test {
 protected:
  Result record(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"record", published, "--ledger", path, "--draws", "512"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return chokepoint_with(arguments);
  }
  Result score(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"score", "--ledger", path};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return chokepoint_with(arguments);
  }
  void put(const std::string& content) const { static_cast<void>(folder.file("ledger.jsonl", content)); }

  TemporaryFolder folder;
  std::string path = (folder.path() / "ledger.jsonl").string();
};

TEST_F(LedgerVerbs, ScoreWhatWasRecorded) {
  const Result first = record({"--date", "2024-08-20"});
  ASSERT_EQ(first.status, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr("sevilla-2024 of 2024-08-20 is line 1 of"));
  ASSERT_EQ(record({"--date", "2025-08-01", "--set", "power.campus_power=3 GW"}).status, 0);
  const auto line = nlohmann::json::parse(read_file(path).substr(0, read_file(path).find('\n')));
  EXPECT_EQ(line["recorded"], "2024-08-20");
  EXPECT_EQ(line["dated_by_hand"], true);
  EXPECT_EQ(line["draws"], 512);
  // SHA-256 as sha256sum has it.
  EXPECT_THAT(line["files"][0]["path"], testing::EndsWith("sevilla-2024.yaml"));
  EXPECT_EQ(line["files"][0]["sha256"].get<std::string>().size(), 64U);
  const Result result = score({"--data", observed});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out,
              HasSubstr("2 forecasts of sevilla-2024, recorded 2024-08-20 to\n2025-08-01. 2 are dated by hand"));
  EXPECT_THAT(result.out, HasSubstr("under 1 year"));
  EXPECT_THAT(result.out, HasSubstr("1 to 2 years"));
  EXPECT_THAT(result.out, HasSubstr("Known when a forecast was made, and not scored against it:"));
  expect_narrow(result.out);
  const auto document = nlohmann::json::parse(score({"--data", observed, "--format", "json"}).out);
  for (const auto& one : document["scores"]) EXPECT_GT(one["age"].get<double>(), 0.0);
  EXPECT_EQ(document["forecasts"].size(), 2U);
}

TEST_F(LedgerVerbs, WriteEveryFormat) {
  ASSERT_EQ(record({"--date", "2024-08-20"}).status, 0);
  const std::string out = (folder.path() / "out").string();
  ASSERT_EQ(score({"--data", observed, "--out", out}).status, 0);
  EXPECT_THAT(read_file(out + "/score.txt"), HasSubstr("age of the forecast"));
  EXPECT_THAT(read_file(out + "/score.csv"), HasSubstr("1,2024-08-20,sevilla-2024,"));
  EXPECT_THAT(read_file(out + "/score.svg"), HasSubstr("</svg>"));
  const std::string page = read_file(out + "/score.html");
  EXPECT_THAT(page, HasSubstr("<h1>Forecasts on record</h1>"));
  EXPECT_THAT(page, HasSubstr("By age of the forecast"));
  EXPECT_THAT(page, Not(HasSubstr("src=\"http")));
}

TEST_F(LedgerVerbs, HaveNothingToScoreYet) {
  const Result first = record();
  ASSERT_EQ(first.status, 0) << first.err;
  const Result result = score({"--data", observed});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("Nothing to score yet"));
  EXPECT_THAT(score().out, HasSubstr("Nothing to score yet"));
  put("");
  EXPECT_THAT(score({"--data", observed}).out, HasSubstr("Nothing to score yet: no forecast is on record."));
}

TEST_F(LedgerVerbs, RefuseDaysThatCannotBe) {
  EXPECT_THAT(record({"--date", "2024-13-01"}).err, HasSubstr("--date: not a day"));
  EXPECT_THAT(record({"--date", "2150-01-01"}).err, HasSubstr("has not come yet"));
  const Result too_early = record({"--date", "2024-08-19"});
  EXPECT_EQ(too_early.status, 2);
  EXPECT_THAT(too_early.err, HasSubstr("on 2024-08-19: it knew what was observed until 2024-08-20"));
  EXPECT_THAT(record({"--date", "2023-03-14", "--set", "known_until=off"}).err,
              HasSubstr("on 2023-03-14: its trajectory starts from 2023-03-15"));
  EXPECT_FALSE(std::filesystem::exists(path));
}

// Two processes, or twenty: every line is there, each after the one before.
TEST_F(LedgerVerbs, LoseNothingWhenManyAppendAtOnce) {
#ifdef CHOKEPOINT_SANITIZED
  constexpr int processes = 6;
#else
  constexpr int processes = 20;
#endif
  std::vector<pid_t> children;
  for (int i = 0; i < processes; ++i) {
    children.push_back(start({"record", published, "--ledger", path, "--draws", "64", "--threads", "1", "--seed",
                              std::to_string(i), "--date", "2024-08-20"}));
  }
  for (const pid_t child : children) EXPECT_EQ(end_of(child), 0);
  const Result result = score({"--data", observed, "--format", "json"});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(nlohmann::json::parse(result.out)["forecasts"].size(), static_cast<std::size_t>(processes));
}

TEST_F(LedgerVerbs, GoOnBelowATornLine) {
  ASSERT_EQ(record({"--date", "2024-08-20"}).status, 0);
  ASSERT_EQ(record({"--date", "2024-08-21"}).status, 0);
  std::string content = read_file(path);
  put(content.substr(0, content.size() - 1000));
  const Result next = record({"--date", "2024-08-22"});
  EXPECT_EQ(next.status, 0);
  EXPECT_THAT(next.err, HasSubstr("ledger.jsonl:2: warning: is torn"));
  EXPECT_THAT(next.out, HasSubstr("is line 3 of"));
  const Result result = score({"--data", observed});
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.err, HasSubstr("2: warning: is torn"));
  EXPECT_THAT(result.out, HasSubstr("2 forecasts of sevilla-2024"));
  EXPECT_EQ(read_file(path).substr(0, content.size() - 1000), content.substr(0, content.size() - 1000));
}

TEST_F(LedgerVerbs, RefuseALedgerThatWasAltered) {
  ASSERT_EQ(record({"--date", "2024-08-20"}).status, 0);
  ASSERT_EQ(record({"--date", "2024-08-21"}).status, 0);
  const std::string content = read_file(path);
  std::string altered = content;
  altered.replace(altered.find("2024-08-20"), 10, "2024-08-19");
  put(altered);
  for (const Result& result : {score({"--data", observed}), record()}) {
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.err, HasSubstr("ledger.jsonl:1: error: was altered"));
    EXPECT_THAT(result.err, HasSubstr("hint:"));
  }
  EXPECT_EQ(read_file(path), altered);
  put(content.substr(content.find('\n') + 1));
  EXPECT_THAT(score().err, HasSubstr("1: error: does not follow the line before it"));
  std::string newer = content;
  newer.replace(newer.find("\"format_version\":1"), 18, "\"format_version\":9");
  put(newer);
  EXPECT_THAT(score().err, HasSubstr("1: error: is of version 9 of the ledger"));
}

TEST_F(LedgerVerbs, RefuseWhatIsNoLedger) {
  const Result missing = score();
  EXPECT_EQ(missing.status, 2);
  EXPECT_THAT(missing.err, HasSubstr("ledger.jsonl: error: cannot be read: no such file"));
  put("hello\n");
  EXPECT_THAT(score().err, HasSubstr("1: error: is no line of a ledger"));
  EXPECT_EQ(record().status, 2);
  EXPECT_EQ(read_file(path), "hello\n");
  // A gigabyte of nothing, which takes no room.
  ASSERT_EQ(truncate(path.c_str(), 1'000'000'000), 0);
  const Result large = record();
  EXPECT_EQ(large.status, 2);
  EXPECT_THAT(large.err, HasSubstr("is larger than 256 MiB"));
  const Result folder_result = chokepoint_with({"score", "--ledger", folder.path().string()});
  EXPECT_EQ(folder_result.status, 2);
  EXPECT_THAT(folder_result.err, HasSubstr("is a directory"));
  EXPECT_EQ(chokepoint_with({"record", published, "--ledger", (folder.path() / "no" / "folder").string()}).status, 3);
}

}  // namespace
}  // namespace chokepoint
