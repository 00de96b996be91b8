// SPDX-License-Identifier: Apache-2.0
// The executable end to end: what a user types and what comes back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.hpp"

namespace chokepoint {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

TEST(Run, SaysThatPowerBindsFirstAndAlone) {
  const Result result = chokepoint_with({"run", published});
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.err, IsEmpty());
  std::string text = result.out;
  std::replace(text.begin(), text.end(), '\n', ' ');
  EXPECT_THAT(text, HasSubstr("Power binds first"));
  EXPECT_THAT(text,
              HasSubstr("In 2030 only the median ceiling of power is below the trajectory: it is 2.2e29 FLOP, 0.8"));
}

TEST(Run, FitsOneScreen) {
  const Result result = chokepoint_with({"run", published});
  std::istringstream lines(result.out);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) EXPECT_LE(characters(line), 80U) << line;
  EXPECT_LE(count, 40U);
}

TEST(Run, SameBytesWithAnyNumberOfThreads) {
  const std::vector<std::string> run{"run", published, "--draws", "5000", "--format", "json", "--threads"};
  const auto with = [run](const std::string& threads) {
    std::vector<std::string> arguments = run;
    arguments.push_back(threads);
    return chokepoint_with(arguments);
  };
  const Result one = with("1");
  EXPECT_EQ(one.status, 0);
  EXPECT_EQ(with("2").out, one.out);
  EXPECT_EQ(with("7").out, one.out);
}

TEST(Run, AnotherSeedOrSamplerIsAnotherRun) {
  const std::vector<std::string> run{"run", published, "--draws", "1000", "--format", "csv"};
  const auto with = [run](const std::vector<std::string>& more) {
    std::vector<std::string> arguments = run;
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Result result = chokepoint_with(arguments);
    EXPECT_EQ(result.status, 0) << result.err;
    return result.out;
  };
  const std::string plain = with({});
  EXPECT_EQ(with({"--seed", "1", "--sampler", "sobol"}), plain);
  EXPECT_NE(with({"--seed", "2"}), plain);
  EXPECT_NE(with({"--sampler", "random"}), plain);
  EXPECT_NE(with({"--sampler", "latin"}), plain);
}

TEST(Run, PointIsOneDraw) {
  const Result result = chokepoint_with({"run", published, "--point", "--format", "json"});
  ASSERT_EQ(result.status, 0) << result.err;
  const auto run = nlohmann::json::parse(result.out)["runs"][0];
  EXPECT_EQ(run["ensemble"]["draws"], 1);
  EXPECT_EQ(run["ensemble"]["sampler"], "point");
  const auto last = run["constraints"][0]["ceiling"]["years"].back();
  EXPECT_EQ(last["p5"], last["p95"]);
}

TEST(Run, CsvIsLongAndComplete) {
  const Result result = chokepoint_with({"run", published, "--draws", "2048", "--format", "csv"});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, StartsWith("scenario,year,variable,unit,statistic,value\n"));
  for (const char* row :
       {"\nsevilla-2024,2030,trajectory,FLOP,p50,", "\nsevilla-2024,2030,attainable,FLOP,mean,",
        "\nsevilla-2024,2024,ceiling/power,FLOP,p5,", "\nsevilla-2024,2030,ceiling/power/network,FLOP,p95,",
        "\nsevilla-2024,2030,headroom/power,1,p10,", "\nsevilla-2024,2030,lowest/power,1,probability,",
        "\nsevilla-2024,2029,stopped/power,1,probability,", "\nsevilla-2024,2024,stopped/none,1,probability,",
        "\nsevilla-2024,2030,binds_first/power,1,probability,", "\nsevilla-2024,2030,binds_first/none,1,probability,",
        "\nsevilla-2024,2030,power/network_power,W,p50,", "\nsevilla-2024,2030,chips/accelerators,H100e,p25,",
        "\nsevilla-2024,2030,data/effective_tokens,token,p75,"}) {
    EXPECT_THAT(result.out, HasSubstr(row));
  }
}

// In the units that people plan in: as a table, in the files, and in conditions, which need no --needs.
TEST(Run, SaysWhatTheTrajectoryNeeds) {
  const std::vector<std::string> arguments{"run", published, "--draws", "2048", "--needs"};
  const auto with = [&arguments](std::vector<std::string> more) {
    more.insert(more.begin(), arguments.begin(), arguments.end());
    return chokepoint_with(more);
  };
  const Result table =
      with({"--require", "need(power, 2030) <= 20 GW", "--require", "P(gap(power) > 0 W in 2024) < 1%"});
  ASSERT_EQ(table.status, 0) << table.err;
  EXPECT_THAT(table.out,
              HasSubstr("\npower: installed power, GW\nyear              the run takes                   there is"));
  EXPECT_THAT(table.out, HasSubstr("\nlatency: time per update, ms\nyear                the run has"));
  std::istringstream lines(table.out);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
  const Result csv = with({"--format", "csv"});
  for (const char* row : {"\nsevilla-2024,2030,need/power,W,p50,", "\nsevilla-2024,2030,supply/chips,H100e,p10,",
                          "\nsevilla-2024,2024,gap/data,token,p90,0\n", "\nsevilla-2024,2030,need/latency,s,p50,"}) {
    EXPECT_THAT(csv.out, HasSubstr(row));
  }
  const auto needs = nlohmann::json::parse(with({"--format", "json"}).out)["runs"][0]["constraints"][0]["needs"];
  EXPECT_EQ(needs["name"], "installed power");
  EXPECT_EQ(needs["unit"], "W");
  EXPECT_EQ(needs["short"], "need above supply");
  EXPECT_EQ(needs["gap"]["years"].size(), 7U);
  const Result without = chokepoint_with({"run", published, "--draws", "2048", "--format", "csv"});
  EXPECT_THAT(without.out, Not(HasSubstr("need/")));
  const Result failing =
      chokepoint_with({"run", published, "--draws", "2048", "--require", "need(power, 2030) <= 1 GW"});
  EXPECT_EQ(failing.status, 1);
}

TEST(Run, ProbabilitiesAddUp) {
  const Result result = chokepoint_with({"run", published, "--draws", "4096", "--format", "json"});
  ASSERT_EQ(result.status, 0) << result.err;
  const auto run = nlohmann::json::parse(result.out)["runs"][0];
  double first = 0.0;
  for (const auto& [name, probability] : run["binds_first"].items()) first += probability.get<double>();
  EXPECT_NEAR(first, 1.0, 1e-12);
  for (std::size_t year = 0; year < 7; ++year) {
    double binding = 0.0;
    for (const auto& constraint : run["constraints"]) {
      binding += constraint["lowest"][year].get<double>();
      double parts = 0.0;
      for (const auto& part : constraint["parts"]) parts += part["lowest"][year].get<double>();
      if (!constraint["parts"].empty()) {
        EXPECT_NEAR(parts, constraint["lowest"][year].get<double>(), 1e-12);
      }
    }
    EXPECT_NEAR(binding, 1.0, 1e-12);
  }
}

TEST(Run, DrawsUntilTheHeadlineIsSure) {
  const auto with = [](const char* tolerance) {
    const Result result = chokepoint_with({"run", published, "--tolerance", tolerance, "--format", "json"});
    EXPECT_EQ(result.status, 0) << result.err;
    return nlohmann::json::parse(result.out)["runs"][0];
  };
  const auto rough = with("5%");
  const auto fine = with("0.5%");
  for (const auto& [run, tolerance] : {std::pair{rough, 0.05}, {fine, 0.005}}) {
    EXPECT_LE(run["verdict"]["standard_error"], tolerance);
    EXPECT_LE(run["verdict"]["headroom"]["relative_standard_error"], tolerance);
  }
  EXPECT_LT(rough["ensemble"]["draws"], fine["ensemble"]["draws"]);
  // Wilson (1927), one standard error: that of Bernoulli, sqrt(p (1 - p) / n), but for terms of 1 / n.
  const double p = fine["verdict"]["stopped"];
  const double n = fine["ensemble"]["draws"];
  EXPECT_NEAR(fine["verdict"]["standard_error"], std::sqrt(p * (1 - p) / n), 1.0 / n);
  EXPECT_THAT(chokepoint_with({"run", published}).out, HasSubstr("standard error of sampling"));
}

TEST(Run, SetChangesTheAnswer) {
  const Result result = chokepoint_with({"run", published, "--set", "power.us_datacenter_power=400 GW", "--set",
                                         "power.datacenter_growth=1.5x/yr", "--format", "json"});
  ASSERT_EQ(result.status, 0) << result.err;
  const auto run = nlohmann::json::parse(result.out)["runs"][0];
  EXPECT_NE(run["order"][0]["constraint"], "power");
  EXPECT_EQ(run["scenario"]["overrides"].size(), 2U);
}

TEST(Run, SeveralScenarios) {
  const Result result =
      chokepoint_with({"run", published, "scenarios/sevilla-2024-trend.yaml", "--draws", "1024", "--format", "json"});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(nlohmann::json::parse(result.out)["runs"].size(), 2U);
  const Result twice = chokepoint_with({"run", published, published});
  EXPECT_EQ(twice.status, 2);
  EXPECT_THAT(twice.err, HasSubstr("both named 'sevilla-2024'"));
}

TEST(Run, OutWritesEveryFormat) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "a" / "b").string();
  const Result result = chokepoint_with({"run", published, "--draws", "1024", "--format", "csv", "--out", out});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(read_file(out + "/results.csv"), result.out);
  EXPECT_TRUE(nlohmann::json::accept(read_file(out + "/results.json")));
  EXPECT_THAT(read_file(out + "/report.txt"), HasSubstr("binds first"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(out), std::filesystem::directory_iterator{}), 3);
}

TEST(Run, RefusesWhatItCannotDo) {
  struct Case {
    std::vector<std::string> arguments;
    const char* message;
  };
  const std::vector<Case> cases{{{"--draws", "0"}, "--draws: there must be at least one: '0'"},
                                {{"--draws", "1e15"}, "--draws: too many: '1e15'"},
                                {{"--draws", "1.5"}, "--draws: not a whole number: '1.5'"},
                                {{"--draws", "nan"}, "--draws: not a number: 'nan'"},
                                {{"--draws", "many"}, "--draws: not a number: 'many'"},
                                {{"--draws", "-5"}, "--draws: not a number: '-5'"},
                                {{"--seed", "-1"}, "--seed: not a seed: '-1'"},
                                {{"--seed", "18446744073709551616"}, "--seed: not a seed"},
                                {{"--sampler", "dice"}, "dice"},
                                {{"--format", "xml"}, "xml"},
                                {{"--threads", "-3"}, "threads"},
                                {{"--threads", "100000"}, "threads"},
                                {{"--set", "years"}, "without '='"},
                                {{"--set", "power.campus_powr=1 GW"}, "campus_power"},
                                {{"--set", "power.campus_power=1 GWh"}, "expected a power (W), got an energy"},
                                {{"--tolerance", "0"}, "--tolerance: out of range: '0'"},
                                {{"--tolerance", "1e-9"}, "--tolerance: out of range"},
                                {{"--tolerance", "2 GW"}, "--tolerance: not a share"},
                                {{"--tolerance", "1%", "--draws", "5"}, "takes the place of --draws"},
                                {{"--fast"}, "--fast"}};
  for (const Case& one : cases) {
    std::vector<std::string> arguments{"run", published};
    arguments.insert(arguments.end(), one.arguments.begin(), one.arguments.end());
    const Result result = chokepoint_with(arguments);
    EXPECT_EQ(result.status, 2) << one.message;
    EXPECT_THAT(result.out, IsEmpty()) << one.message;
    EXPECT_THAT(result.err, HasSubstr(one.message));
    EXPECT_THAT(result.err, HasSubstr("error: "));
  }
}

TEST(CommandLine, UnknownWordsAreToldWithTheNearest) {
  struct Case {
    std::vector<std::string> words;
    const char* said;
  };
  const std::vector<Case> cases{
      {{"runn", published}, "error: unknown verb 'runn'\n  hint: did you mean run?"},
      {{"swep"}, "unknown verb 'swep'\n  hint: did you mean sweep?"},
      {{}, "error: no verb: what is to be done?\n  hint: one of run, compare"},
      {{"--versio"}, "unknown option '--versio'\n  hint: did you mean --version?"},
      {{"run", published, "--drows", "8"}, "error: run has no option '--drows'\n  hint: did you mean --draws?"},
      {{"run", published, "--draws", "5", "--draws", "6"}, "error: --draws is given twice"},
      {{"run", published, "--draws"}, "error: nothing is given for --draws\n  hint: --draws N"},
      {{"run", published, "--draws", ""}, "error: nothing is given for --draws"},
      {{"run", published, "--title", "--seed", "1"}, "run has no option '--title'"},
      {{"run", published, "--seed", "--draws", "5"}, "nothing is given for --seed"},
      {{"sweep", published, "--vary", "data.epochs=1,2", "--resume="}, "nothing is given for --resume"},
      {{"sweep", published}, "error: --vary is missing"},
      {{"run"}, "error: SCENARIO is missing"},
      {{"sweep", published, "b.yaml", "--vary", "data.epochs=1,2"}, "not expected: b.yaml"},
      {{"run", published, "--draws", "0x10"}, "--draws: not a number: '0x10'"},
      {{"run", published, "--threads", "0x2"}, "--threads: not a whole number: '0x2'"},
      {{"sweep", published, "--vary", "data.epochs=1,2", "--year", "0x7ee"}, "0x7ee"},
      {{"run", published, "--point", "--seed", "3"}, "--seed says nothing with --point"},
  };
  for (const Case& one : cases) {
    const Result result = chokepoint_with(one.words);
    EXPECT_EQ(result.status, 2) << one.said;
    EXPECT_THAT(result.out, IsEmpty()) << one.said;
    EXPECT_THAT(result.err, HasSubstr(one.said));
  }
}

/// What a terminal gets in this locale.
std::string on_terminal(const std::vector<std::string>& words, const char* locale) {
  int terminal = -1;
  const pid_t child = forkpty(&terminal, nullptr, nullptr, nullptr);
  if (child < 0) throw std::runtime_error("no terminal");
  if (child == 0) {
    setenv("LC_ALL", locale, 1);
    unsetenv("NO_COLOR");
    if (chdir(CHOKEPOINT_SOURCE_DIR) != 0) _exit(126);
    std::vector<std::string> copies{CHOKEPOINT_EXECUTABLE};
    copies.insert(copies.end(), words.begin(), words.end());
    std::vector<char*> argv;
    for (std::string& copy : copies) argv.push_back(copy.data());
    argv.push_back(nullptr);
    execv(argv[0], argv.data());
    _exit(127);
  }
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t count = 0; (count = read(terminal, buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  close(terminal);
  waitpid(child, nullptr, 0);
  return text;
}

TEST(Run, ATerminalWithoutUtf8GetsAscii) {
  const auto is_ascii = [](const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  };
  const std::vector<std::string> words{"explain"};
  const std::string plain = on_terminal(words, "C");
  EXPECT_THAT(plain, HasSubstr("power.campus_power"));
  EXPECT_TRUE(is_ascii(plain)) << plain;
  EXPECT_FALSE(is_ascii(on_terminal(words, "C.UTF-8")));
}

// Our own colours are no text that a terminal must not obey.
TEST(Map, HasItsColoursOnATerminal) {
  const std::string text = on_terminal({"map", published, "--x", "power.campus_power=1..50 GW:3", "--y",
                                        "data.quality_share=1..50 %:3", "--log", "--draws", "64"},
                                       "C.UTF-8");
  EXPECT_THAT(text, HasSubstr("\033[7;"));
  EXPECT_THAT(text, Not(HasSubstr("\uFFFD")));
}

TEST(CommandLine, HelpBreaksBetweenWords) {
  for (const std::string verb : {"run", "sweep", "report", "solve"}) {
    std::istringstream lines(chokepoint_with({verb, "--help"}).out);
    for (std::string line; std::getline(lines, line);) {
      const bool example = line.find("chokepoint ") != std::string::npos;  // is copied as it stands
      if (!example) {
        EXPECT_LE(characters(line), 80U) << line;
      }
    }
  }
}

TEST(Run, NothingThatATerminalObeysIsPassedOn) {
  const TemporaryFolder folder;
  const std::string odd = (folder.path() / "\x1b[31m\u202e.yaml").string();
  std::filesystem::copy_file(CHOKEPOINT_SOURCE_DIR "/" + published, odd);
  std::filesystem::copy_file(CHOKEPOINT_SOURCE_DIR "/scenarios/sources.yaml", folder.path() / "sources.yaml");
  for (const auto& words : std::vector<std::vector<std::string>>{{"check", odd},
                                                                 {"check", odd, published},
                                                                 {"run", odd + "x"},
                                                                 {"run", published, "--require", "\x1b[31m\u202e"},
                                                                 {"run", published, "--out", odd},
                                                                 {"run", published, "--draws", "\x1b[31m"},
                                                                 {"\x1b[31m"}}) {
    const Result result = chokepoint_with(words);
    EXPECT_THAT(result.out + result.err, Not(HasSubstr("\x1b")));
    EXPECT_THAT(result.out + result.err, Not(HasSubstr("\u202e")));
  }
}

TEST(Check, SeriesThatLeaveAllNumbersAreToldWithYearAndPlace) {
  // 2.1e25 FLOP in March 2023, times 10 each year: 1e150 is passed 124.7 years later.
  const Result result =
      chokepoint_with({"check", published, "--set", "trajectory.growth=10x/yr", "--set", "years=2024..2223"});
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, StartsWith("--set:1:19: error: trajectory.growth: with 10x/yr the trajectory passes 1e+150 "
                                     "FLOP in 2148\n"));
}

TEST(Check, ABibliographyThatIsAFolderOrALinkToNothingIsTold) {
  for (const bool link : {false, true}) {
    const TemporaryFolder folder;
    const std::string path = (folder.path() / "it.yaml").string();
    std::filesystem::copy_file(CHOKEPOINT_SOURCE_DIR "/" + published, path);
    if (link) {
      std::filesystem::create_symlink("nothing.yaml", folder.path() / "sources.yaml");
    } else {
      std::filesystem::create_directory(folder.path() / "sources.yaml");
    }
    const Result result = chokepoint_with({"check", path});
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.err, (folder.path() / "sources.yaml").string() +
                              ": error: cannot be read: " + (link ? "is a link to nothing" : "is a directory") + "\n");
  }
}

TEST(Run, NothingIsWrittenWhenTheInputIsWrong) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "out").string();
  const std::string bad = folder.file("bad.yaml", "years: 2030..2024\n");
  EXPECT_EQ(chokepoint_with({"run", bad, "--out", out}).status, 2);
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST(Run, FolderThatCannotBeWritten) {
  const TemporaryFolder folder;
  const std::string file = folder.file("file", "");
  const Result result = chokepoint_with({"run", published, "--out", file + "/out"});
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.out, IsEmpty());
  EXPECT_THAT(result.err, HasSubstr("--out: cannot write there"));
}

TEST(Run, FullDiskIsNotSilent) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  const Result result = chokepoint_with({"run", published, "--draws", "64"}, "/dev/full");
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("cannot write: standard output"));
}

TEST(Run, FilesThatAreNone) {
  for (const auto& [path, why] : std::vector<std::pair<std::string, std::string>>{
           {"no/such.yaml", "no such file"}, {"scenarios", "is a directory"}, {"/dev/zero", "is not a regular file"}}) {
    const Result result = chokepoint_with({"run", path});
    EXPECT_EQ(result.status, 2) << path;
    EXPECT_THAT(result.err, HasSubstr(why)) << path;
  }
}

TEST(Run, ADrawThatCannotBeIsNamed) {
  const Result result = chokepoint_with(
      {"run", published, "--set",
       "data.text_stock={distribution: lognormal, median: 1e14 token, geometric_standard_deviation: 1e60}"});
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.out, IsEmpty());
  EXPECT_THAT(result.err, HasSubstr("the data ceiling of 2024"));
  EXPECT_THAT(result.err, HasSubstr("; data.text_stock is ")) << "the parameter that does it";
}

TEST(Check, SaysWhatItFound) {
  const Result result = chokepoint_with({"check", published, "scenarios/sevilla-2024-trend.yaml"});
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.err, IsEmpty());
  EXPECT_THAT(result.out, HasSubstr("scenarios/sevilla-2024.yaml: no errors; 2024 to 2030, 4 constraints"));
}

TEST(Check, WarnsOfParametersWithoutSource) {
  const TemporaryFolder folder;
  const std::string path = folder.file("mine.yaml", "extends: " + std::string(CHOKEPOINT_SOURCE_DIR) +
                                                        "/scenarios/sevilla-2024.yaml\npower:\n  campus_power: 3 GW\n");
  const Result result = chokepoint_with({"check", path});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("mine.yaml:3:"));
  EXPECT_THAT(result.err, HasSubstr("warning: power.campus_power"));
}

TEST(Explain, AConstraintAParameterAndAScenario) {
  const Result constraint = chokepoint_with({"explain", "power"});
  EXPECT_EQ(constraint.status, 0);
  EXPECT_THAT(constraint.out, HasSubstr("network(t)"));
  EXPECT_THAT(constraint.out, HasSubstr("power.campus_power (W, at least 0)"));
  const Result parameter = chokepoint_with({"explain", "campus_power", published});
  EXPECT_THAT(parameter.out, HasSubstr("2.5 GW (960 MW to 5.0 GW)"));
  EXPECT_THAT(parameter.out, HasSubstr("source: sevilla-2024: Sevilla, Besiroglu"));
  EXPECT_THAT(parameter.out, HasSubstr("rank correlation with power.datacenter_growth: 0.5"));
  EXPECT_THAT(chokepoint_with({"explain"}).out, HasSubstr("latency.batch_exponent"));
  const Result wrong = chokepoint_with({"explain", "campus_powr"});
  EXPECT_EQ(wrong.status, 2);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean campus_power?"));
}

TEST(Units, AreListedByDimension) {
  const Result result = chokepoint_with({"units"});
  EXPECT_EQ(result.status, 0);
  for (const char* word : {"FLOP", "H100e", "token", "wafer", "GW", "x/yr", "month"}) {
    EXPECT_THAT(result.out, HasSubstr(word));
  }
}

TEST(Help, EachVerbHasAnExampleThatRuns) {
  for (const std::string verb : {"run", "check", "explain", "units"}) {
    const Result result = chokepoint_with({verb, "--help"});
    EXPECT_EQ(result.status, 0);
    EXPECT_THAT(result.out, HasSubstr("Example: chokepoint " + verb));
    std::istringstream lines(result.out);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 120U) << line;
  }
  EXPECT_THAT(chokepoint_with({"--version"}).out, StartsWith("chokepoint "));
  EXPECT_EQ(chokepoint_with({}).status, 2);
  EXPECT_EQ(chokepoint_with({"fly"}).status, 2);
}

TEST(Check, ReadsABibliographyAsOne) {
  const Result result = chokepoint_with({"check", published, trend, "scenarios/sources.yaml"});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("scenarios/sources.yaml: no errors; a bibliography of "));
  const TemporaryFolder folder;
  const Result bad = chokepoint_with({"check", folder.file("sources.yaml", "a-key: {titel: A}\n")});
  EXPECT_EQ(bad.status, 2);
  EXPECT_THAT(bad.err, HasSubstr("a source has no key 'titel'"));
}

// From a folder that has neither: by name, and through extends.
TEST(Run, FindsTheScenariosThatComeWithChokepoint) {
  const TemporaryFolder folder;
  const std::string mine = folder.file("mine.yaml", "extends: sevilla-2024.yaml\n");
  EXPECT_EQ(chokepoint_with({"check", mine}).status, 0);
  const Result named = chokepoint_with({"check", "sevilla-2024"});
  EXPECT_EQ(named.status, 0) << named.err;
  EXPECT_THAT(named.out, HasSubstr("sevilla-2024 (comes with chokepoint): no errors"));
  EXPECT_THAT(chokepoint_with({"check", "sevilla-2025"}).err, HasSubstr("sevilla-2025: error: cannot be read"));
}

TEST(Run, WarnsOfAMovedBaseYear) {
  const Result result =
      chokepoint_with({"run", published, "--draws", "64", "--set", "years=2027..2030", "--set", "base_year=2027"});
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.err, HasSubstr("warning: values that were given for the start of 2024 now count as of 2027"));
}

TEST(Sweep, RefusesAYearThatIsNone) {
  const Result result =
      chokepoint_with({"sweep", published, "--vary", "data.epochs=1,2", "--year", "abc", "--draws", "64"});
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("--year: not a whole number: 'abc'"));
}

}  // namespace
}  // namespace chokepoint
