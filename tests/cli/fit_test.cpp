// SPDX-License-Identifier: Apache-2.0
// chokepoint fit and import as a user types them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
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
using testing::StartsWith;

const std::string models = "scenarios/data/frontier-models.csv";

Result fit(const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"fit", models, "--series", "runs"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return chokepoint_with(arguments);
}

TEST(FitVerb, SaysHowFastRunsGrow) {
  const Result result = fit({"--since", "2018"});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, IsEmpty());
  std::string text = result.out;
  std::replace(text.begin(), text.end(), '\n', ' ');
  EXPECT_THAT(text, HasSubstr("5.22x a year (90 % interval 4.73 to 5.92), doubling in 5.0 months."));
  for (const char* const part : {"top 10 at their date        78      4.69", "Theil-Sen", "50 % below the line",
                                 "The best line with one break", "1e26|", "trajectory:\n"}) {
    EXPECT_THAT(result.out, HasSubstr(part));
  }
  std::istringstream lines(result.out);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(characters(line), 80U) << line;
}

// The block that is printed is that of trajectory.yaml, and a scenario takes it: 5.2x a year in place of 4.
TEST(FitVerb, ItsTrajectoryGoesIntoAScenario) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "fit").string();
  const Result result = fit({"--since", "2018", "--out", out});
  ASSERT_EQ(result.status, 0) << result.err;
  const std::string block = read_file(out + "/trajectory.yaml");
  EXPECT_THAT(result.out, HasSubstr("\n" + block));
  for (const char* const name : {"fit.txt", "fit.json", "fit.csv"}) {
    EXPECT_TRUE(std::filesystem::exists(std::filesystem::path(out) / name)) << name;
  }
  EXPECT_EQ(read_file(out + "/fit.txt"), result.out);
  std::filesystem::copy_file(CHOKEPOINT_SOURCE_DIR "/scenarios/sources.yaml", folder.path() / "sources.yaml");
  for (const std::vector<std::string>& of :
       std::vector<std::vector<std::string>>{{}, {"--of", "top:10"}, {"--of", "all", "--since", "2024"}}) {
    std::vector<std::string> arguments{"--out", out, "--force"};
    arguments.insert(arguments.end(), of.begin(), of.end());
    ASSERT_EQ(fit(arguments).status, 0);
    const std::string scenario =
        folder.file("fitted.yaml", "extends: sevilla-2024.yaml\nname: fitted\n" + read_file(out + "/trajectory.yaml"));
    const Result checked = chokepoint_with({"check", scenario});
    EXPECT_EQ(checked.status, 0) << checked.err;
    EXPECT_THAT(checked.err, Not(HasSubstr("trajectory")));
  }
  EXPECT_EQ(fit({"--out", out}).status, 2);
}

TEST(FitVerb, SameBytesEveryTime) {
  const std::vector<std::string> arguments{"--since", "2018", "--format", "json"};
  EXPECT_EQ(fit(arguments).out, fit(arguments).out);
  std::vector<std::string> seeded = arguments;
  seeded.insert(seeded.end(), {"--seed", "2"});
  EXPECT_NE(fit(arguments).out, fit(seeded).out);
}

TEST(FitVerb, WritesNumbersInFull) {
  const Result json = fit({"--since", "2018", "--of", "top:10", "--format", "json"});
  ASSERT_EQ(json.status, 0) << json.err;
  const auto document = nlohmann::json::parse(json.out);
  EXPECT_EQ(document["format"], "chokepoint-fit");
  EXPECT_EQ(document["of"], "top:10");
  EXPECT_EQ(document["files"][0], models);
  EXPECT_EQ(document["groups"][1]["points"], 78);
  const double slope = document["groups"][1]["least_squares"]["slope"];
  EXPECT_NEAR(slope, 0.671287911461, 1e-11);  // tests/benchmark/peers/fit.py
  EXPECT_EQ(document["observations"].size(), 81U);
  const Result csv = fit({"--since", "2018", "--of", "top:10", "--format", "csv"});
  EXPECT_THAT(csv.out, StartsWith("series,of,method,quantity,unit,statistic,value\n"));
  // The same double, with all of its digits.
  const std::string row = "runs,top:10,least_squares,slope,1/yr,value,";
  const std::size_t at = csv.out.find(row);
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(std::stod(csv.out.substr(at + row.size())), slope);
}

TEST(FitVerb, OfTokensHasNoTrajectory) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "fit").string();
  const Result result = chokepoint_with({"fit", "scenarios/data/dataset-sizes.csv", "--series", "datasets", "--of",
                                         "all", "--level", "95%", "--out", out});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("95 % interval"));
  EXPECT_THAT(result.out, HasSubstr("0.371"));
  EXPECT_THAT(result.out, HasSubstr("where it is surest"));
  EXPECT_THAT(result.out, Not(HasSubstr("trajectory:")));
  EXPECT_FALSE(std::filesystem::exists(out + "/trajectory.yaml"));
}

TEST(FitVerb, OfFewPointsSaysSo) {
  const TemporaryFolder folder;
  const auto of = [&folder](const std::string& rows) {
    const std::string file = folder.file("few.csv", "series,date,value,unit,source\n" + rows);
    return chokepoint_with({"fit", file, "--series", "runs"});
  };
  const Result few = of("runs,2020,1e24,FLOP,me\nruns,2021,1e25,FLOP,me\nruns,2022,5e25,FLOP,me\n");
  ASSERT_EQ(few.status, 0) << few.err;
  EXPECT_THAT(few.out, HasSubstr("3 points are few"));
  EXPECT_THAT(few.out, HasSubstr("No break was looked for: that takes 8 points."));
  EXPECT_THAT(few.out, HasSubstr("source: me\n"));
  const Result straight = of("runs,2020,1e24,FLOP,I\nruns,2021,1e25,FLOP,I\nruns,2022,1e26,FLOP,I\n");
  EXPECT_THAT(straight.out, HasSubstr("All points are on one line"));
  EXPECT_THAT(straight.out, HasSubstr("    value: 10x/yr\n"));
  EXPECT_THAT(straight.out, Not(HasSubstr("scatter:")));
  EXPECT_THAT(straight.out, Not(HasSubstr("source: I")));  // no key of a bibliography
  const Result one = of("runs,2020,1e24,FLOP,me\n");
  EXPECT_EQ(one.status, 2);
  EXPECT_EQ(
      one.err,
      "chokepoint: error: records have no line: 1 point, and a line needs 3\n  hint: an earlier --since, or a file "
      "with more of them\n");
}

struct WrongFit {
  std::vector<std::string> arguments;
  std::string message;
};

TEST(FitVerb, RefusesWhatCannotBe) {
  for (const WrongFit& wrong :
       std::vector<WrongFit>{{{"--of", "best"}, "--of: not a choice of points: 'best'\n  hint: records, all, or top:N"},
                             {{"--of", "top:0"}, "--of: not a choice of points: 'top:0'"},
                             {{"--of", "top:99999"}, "--of: not a choice of points: 'top:99999'"},
                             {{"--of", "top:-1"}, "--of: not a choice of points"},
                             {{"--since", "soon"}, "--since: not a date: 'soon'"},
                             {{"--until", "2024-13"}, "--until: not a date: '2024-13'"},
                             {{"--since", "2024", "--until", "2023"}, "--since is not before --until"},
                             {{"--level", "1.5"}, "--level: not a share from 50% to 99%: '1.5'"},
                             {{"--level", "nan"}, "--level: not a share"},
                             {{"--seed", "-1"}, "--seed: not a seed: '-1'"},
                             {{"--since", "2030"}, "no observation of runs is between these dates"}}) {
    const Result result = fit(wrong.arguments);
    EXPECT_EQ(result.status, 2) << wrong.message;
    EXPECT_THAT(result.err, HasSubstr(wrong.message));
    EXPECT_THAT(result.out, IsEmpty());
  }
  EXPECT_THAT(chokepoint_with({"fit", models, "--series", "run"}).err, HasSubstr("did you mean runs?"));
  EXPECT_THAT(chokepoint_with({"fit", "tests/data/imports/frontier-models.csv", "--series", "runs"}).err,
              HasSubstr("no column is named 'series'"));
  EXPECT_THAT(chokepoint_with({"fit", models}).err, HasSubstr("--series is missing"));
}

// --- import ----------------------------------------------------------------------------------------------------------

TEST(ImportVerb, MakesWhatFitReads) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "models.csv").string();
  const std::vector<std::string> import{"import", "epoch-models", "tests/data/imports/frontier-models.csv", "--out",
                                        out};
  const Result made = chokepoint_with(import);
  ASSERT_EQ(made.status, 0) << made.err;
  EXPECT_EQ(made.out, out + ": 128 observations of runs\n");
  EXPECT_EQ(read_file(out), read_file(CHOKEPOINT_SOURCE_DIR "/" + models));
  EXPECT_EQ(chokepoint_with({"check", out}).status, 0);
  const Result again = chokepoint_with(import);
  EXPECT_EQ(again.status, 2);
  EXPECT_THAT(again.err, HasSubstr("--out: "));
  std::vector<std::string> forced = import;
  forced.emplace_back("--force");
  EXPECT_EQ(chokepoint_with(forced).status, 0);
  // To standard output without --out.
  EXPECT_EQ(chokepoint_with({"import", "epoch-models", "tests/data/imports/frontier-models.csv"}).out, read_file(out));
}

TEST(ImportVerb, TellsWhatItPassedOverAndWhatItQuoted) {
  const TemporaryFolder folder;
  const std::string file = folder.file(
      "download.csv", "Model,Publication date,Training compute (FLOP)\n=cmd(),2024-01-01,1e24\nB,2024-02-01,\n");
  const std::string out = (folder.path() / "made.csv").string();
  const Result made = chokepoint_with({"import", "epoch-models", file, "--downloaded", "2024-03-01", "--out", out});
  EXPECT_EQ(made.status, 0);
  EXPECT_THAT(made.err, HasSubstr(":2:1: warning: '=cmd()' begins like a formula of a spreadsheet"));
  EXPECT_THAT(made.out, HasSubstr("1 observations of runs; 1 rows were passed over, as its head says"));
  EXPECT_THAT(read_file(out), HasSubstr(",'=cmd()\n"));
}

TEST(ImportVerb, RefusesWhatItCannotRead) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "made.csv").string();
  for (const WrongFit& wrong :
       std::vector<WrongFit>{{{"import", "epoch-model", "x.csv"},
                              "no download is named 'epoch-model'\n  hint: did you mean epoch-models?"},
                             {{"import", "imf", "x.csv"}, "hint: one of epoch-models, epoch-chip-sales"},
                             {{"import", "eia", "x.csv"}, "x.csv: error: cannot be read: no such file"},
                             {{"import", "eia", "tests/data/imports/capability.csv", "--out", out},
                              "does not say when it was downloaded\n  hint: --downloaded 2026-07-15"},
                             {{"import", "eia", "tests/data/imports/lbnl.csv", "--downloaded", "2026", "--out", out},
                              "eia: none of its columns is known"},
                             {{"import", "eia", "tests/data/imports/capability.csv", "--downloaded", "2026", "--out",
                               folder.path().string() + "/"},
                              "--out: "}}) {
    const Result result = chokepoint_with(wrong.arguments);
    EXPECT_EQ(result.status, 2) << wrong.message;
    EXPECT_THAT(result.err, HasSubstr(wrong.message));
    EXPECT_THAT(result.out, IsEmpty());
    EXPECT_FALSE(std::filesystem::exists(out));
  }
  const Result nowhere = chokepoint_with({"import", "eia", "tests/data/imports/capability.csv", "--downloaded", "2026",
                                          "--out", (folder.path() / "no" / "folder.csv").string()});
  EXPECT_NE(nowhere.status, 0);
}

}  // namespace
}  // namespace chokepoint
