// SPDX-License-Identifier: Apache-2.0
// compare, sweep, map, solve and sensitivity as a user types them.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "cli/command.hpp"

namespace chokepoint {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

void expect_fits(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
}

TEST(Compare, VerdictsRatiosAndWhatDiffers) {
  const Result result = chokepoint_with({"compare", published, trend, "--draws", "2048"});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, IsEmpty());
  for (const char* part :
       {"sevilla-2024-trend against sevilla-2024, draw by draw", "What differs",
        "trajectory.anchor_date\n  sevilla-2024: 2023-03-15", "trajectory.growth", "4.1x/yr [sevilla-2024]"}) {
    EXPECT_THAT(result.out, HasSubstr(part));
  }
  expect_fits(result.out);
  const Result head = chokepoint_with({"compare", published, "--constraints", "power,data", "--draws", "2048"});
  ASSERT_EQ(head.status, 0) << head.err;
  EXPECT_THAT(head.out, StartsWith("power against data"));
  expect_fits(head.out);
}

// Two scenarios, three constraints, and a stock that is used up: words, and the same in numbers.
TEST(Constraints, AgainstTheFirstOfEachScenario) {
  const std::vector<std::string> asked{"compare",       "scenarios/text-only.yaml", "scenarios/private-data.yaml",
                                       "--constraints", "power,data,chips",         "--draws",
                                       "2048"};
  const auto as = [&asked](const std::string& format) {
    std::vector<std::string> arguments = asked;
    arguments.insert(arguments.end(), {"--format", format});
    return chokepoint_with(arguments);
  };
  const Result words = as("table");
  ASSERT_EQ(words.status, 0) << words.err;
  expect_fits(words.out);
  EXPECT_THAT(words.out, StartsWith("text-only\npower against data"));
  EXPECT_THAT(words.out, HasSubstr("\nprivate-data\npower against data"));
  EXPECT_THAT(words.out, HasSubstr("power against chips"));
  EXPECT_THAT(words.out, HasSubstr("The stock of text is used up"));
  EXPECT_THAT(words.out, HasSubstr("Ways around:"));
  const auto json = nlohmann::json::parse(as("json").out);
  ASSERT_EQ(json["scenarios"].size(), 2U);
  const auto& scenario = json["scenarios"][0];
  EXPECT_EQ(scenario["pairs"][1]["second"]["name"], "chips");
  EXPECT_EQ(scenario["pairs"][0]["years"].size(), 11U);
  EXPECT_EQ(scenario["exhaustion"]["by_year"].size(), 11U);
  const double by_2030 = scenario["exhaustion"]["by_year"][4];
  EXPECT_THAT(as("csv").out,
              HasSubstr("text-only,2030,exhaustion_year/by,1,probability," + fmt::format("{}", by_2030)));
}

TEST(Constraints, MeetRequirementsOrNot) {
  const auto with = [](const std::string& condition) {
    return chokepoint_with(
        {"compare", published, "--constraints", "power,data", "--draws", "512", "--require", condition});
  };
  EXPECT_EQ(with("P(power stops by 2030) >= 10 %").status, 0);
  const Result result = with("P(power stops by 2030) >= 90 %");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("required, but does not hold"));
}

TEST(Constraints, OneDrawHasNoShares) {
  const Result result = chokepoint_with({"compare", published, "--constraints", "chips,data", "--draws", "1"});
  EXPECT_THAT(result.out, HasSubstr("chips are the first of"));
  EXPECT_THAT(result.out, HasSubstr("in every year chips have the lower ceiling."));
  EXPECT_THAT(result.out, Not(HasSubstr("most draws")));
}

TEST(Sweep, ARowForEachPoint) {
  const Result result = chokepoint_with({"sweep", published, "--vary", "data.epochs=1,5,20", "--vary",
                                         "power.campus_power=1..10 GW:4", "--draws", "512", "--format", "csv"});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(lines_of(result.out), 13U);
  EXPECT_THAT(result.out, StartsWith("data.epochs,power.campus_power,verdict,leading,year,stopped,p10_year,p50_year,"
                                     "p90_year,feasible,stopped/power"));
}

/// A sweep of three points, kept in a folder.
class Resumed : public testing::Test {
 protected:
  [[nodiscard]] std::string point(int i) const { return kept_ + "/point-" + std::to_string(i) + ".txt"; }
  [[nodiscard]] Result sweep(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"sweep",   published, "--vary",   "data.epochs=1,5,20",
                                       "--draws", "512",     "--resume", kept_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return chokepoint_with(arguments);
  }
  void write(int i, const std::string& content) const {
    static_cast<void>(folder_.file("kept/point-" + std::to_string(i) + ".txt", content));
  }
  void expect_refused(const std::string& why) const {
    const Result result = sweep();
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.out, IsEmpty());
    EXPECT_EQ(result.err, "chokepoint: error: " + point(2) + ": " + why + "; delete it to have it made again\n");
  }

  TemporaryFolder folder_;
  std::string kept_ = (folder_.path() / "kept").string();
};

TEST_F(Resumed, BelievesNoPointThatIsNotAsItWasWritten) {
  const Result first = sweep();
  ASSERT_EQ(first.status, 0) << first.err;
  const std::string good = read_file(point(2));
  EXPECT_EQ(sweep().out, first.out);

  write(2, read_file(point(1)));
  expect_refused("is not this point of this sweep");
  write(2, "");
  expect_refused("is not this point of this sweep");
  const std::size_t numbers = good.find("point 2\n") + 8;
  write(2, good.substr(0, numbers) + "0.25 2029 0.5\n");
  expect_refused("3 numbers, 38 wanted");
  // The last digit of the last number, and all of the checksum.
  const std::size_t seal = good.find("\nsha256 ");
  write(2, good.substr(0, seal - 1) + good.substr(seal));
  expect_refused("its checksum is not that of its numbers");
  write(2, good.substr(0, seal + 1));
  expect_refused("its checksum is not that of its numbers");
  write(2, good.substr(0, numbers) + "nan" + good.substr(good.find(' ', numbers)));
  expect_refused("'nan' is no number");
  write(2, good.substr(0, numbers) + "0" + good.substr(good.find(' ', numbers)));
  expect_refused("0 is no count of draws");

  std::filesystem::remove(point(2));
  EXPECT_EQ(sweep().out, first.out);
  EXPECT_EQ(read_file(point(2)), good);
}

TEST_F(Resumed, IntoTheFolderOfItsResults) {
  const std::string link = (folder_.path() / "link").string();
  const Result first = sweep({"--out", kept_});
  ASSERT_EQ(first.status, 0) << first.err;
  std::filesystem::create_directory_symlink(kept_, link);
  const Result again = sweep({"--out", link, "--force"});
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_EQ(again.out, first.out);
}

TEST_F(Resumed, NotByAnotherSweep) {
  ASSERT_EQ(sweep().status, 0);
  const Result other = sweep({"--seed", "2"});
  EXPECT_EQ(other.status, 2);
  EXPECT_THAT(other.err, HasSubstr("kept holds the points of another sweep"));
}

// Points are kept for one scenario alone: what a block is, and what it reads, is part of it.
TEST(Kept, NotForAnotherBlock) {
  const TemporaryFolder folder;
  const std::string kept = (folder.path() / "kept").string();
  const auto sweep = [&](const std::string& said, const std::string& stock) {
    const std::string scenario = folder.file(
        "it.yaml", "extends: sevilla-2024.yaml\nchips_too:\n  of: chips\n" + said + "  initial_stock: " + stock +
                       "\n  initial_production: 1e6 H100e/yr\n  production_growth: 1.5x/yr\n"
                       "  leading_edge_wafers: 20e3 wafer/month\n  capex_growth: 20 %/yr\n  capex_elasticity: 0.3\n"
                       "  dies_per_wafer: 20 H100e/wafer\n");
    return chokepoint_with({"sweep", scenario, "--vary", "data.epochs=1,5", "--draws", "256", "--resume", kept});
  };
  const Result first = sweep("  region: US\n", "{output: chips/stock}");
  ASSERT_EQ(first.status, 0) << first.err;
  EXPECT_EQ(sweep("  region: US\n  model: foundry\n", "{output: chips/stock}").out, first.out);
  for (const auto& [said, stock] :
       std::vector<std::pair<std::string, std::string>>{{"  region: China\n", "{output: chips/stock}"},
                                                        {"", "{output: chips/stock}"},
                                                        {"  region: US\n  title: Others\n", "{output: chips/stock}"},
                                                        {"  region: US\n", "{output: chips/accelerators}"},
                                                        {"  region: US\n", "1e6 H100e"}}) {
    const Result other = sweep(said, stock);
    EXPECT_EQ(other.status, 2) << said << stock;
    EXPECT_THAT(other.err, HasSubstr("kept holds the points of another sweep")) << said << stock;
  }
}

TEST(Map, LettersThatReadWithoutColour) {
  const Result result = chokepoint_with({"map", published, "--x", "power.campus_power=1..50 GW:30", "--y",
                                         "data.quality_share=1..50 %:8", "--log", "--draws", "512"});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("PPPP"));
  EXPECT_THAT(result.out, HasSubstr("DDDD"));
  EXPECT_EQ(result.out.find('\033'), std::string::npos);  // no terminal, no colours
  expect_fits(result.out);
  const Result svg = chokepoint_with({"map", published, "--x", "power.campus_power=1..50 GW:5", "--y",
                                      "data.epochs=1..9:4", "--draws", "256", "--format", "svg"});
  EXPECT_THAT(svg.out, StartsWith("<svg xmlns="));
}

TEST(Map, EscapesWhatAScenarioSays) {
  const TemporaryFolder folder;
  const std::string path =
      folder.file("evil.yaml", "extends: " CHOKEPOINT_SOURCE_DIR
                               "/scenarios/sevilla-2024.yaml\ntitle: '<script>alert(1)</script> & \"'\n");
  const Result svg = chokepoint_with({"map", path, "--x", "power.campus_power=1..50 GW:3", "--y", "data.epochs=1..9:3",
                                      "--draws", "64", "--format", "svg"});
  ASSERT_EQ(svg.status, 0) << svg.err;
  EXPECT_EQ(svg.out.find("<script"), std::string::npos);
  EXPECT_THAT(svg.out, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;"));
}

TEST(Map, EscapesTheSignOfSharesBelowOnePerCent) {
  const Result svg = chokepoint_with({"map", published, "--x", "trajectory.growth=2..6x/yr:2", "--y",
                                      "power.campus_power=1..50 GW:2", "--draws", "256", "--format", "svg"});
  ASSERT_EQ(svg.status, 0) << svg.err;
  EXPECT_THAT(svg.out, HasSubstr(" &lt;1%</title>"));
  EXPECT_EQ(svg.out.find(" <1%"), std::string::npos);  // no markup: readers of XML would stop there
}

TEST(Solve, ExitStatusSaysWhetherThereIsAnAnswer) {
  const std::vector<std::string> solve{"solve",  published, "--lever", "data.epochs", "--within",
                                       "1..100", "--draws", "1024",    "--until"};
  const auto with = [solve](const std::string& condition) {
    std::vector<std::string> arguments = solve;
    arguments.push_back(condition);
    return chokepoint_with(arguments);
  };
  const Result found = with("headroom(data, 2030) >= 20");
  EXPECT_EQ(found.status, 0);
  EXPECT_THAT(found.out, HasSubstr("holds with data.epochs = "));
  const Result already = with("headroom(data, 2030) >= 1");
  EXPECT_EQ(already.status, 0);
  EXPECT_THAT(already.out, HasSubstr("holds already"));
  const Result never = with("headroom(power, 2030) >= 1");
  EXPECT_EQ(never.status, 1);
  EXPECT_THAT(never.out, StartsWith("Nothing from 1.0 to 100 makes"));
  EXPECT_THAT(never.out, HasSubstr("comes closest"));
}

TEST(Sensitivity, RanksParameters) {
  const Result result = chokepoint_with({"sensitivity", published, "--of", "ceiling(power, 2030)", "--draws", "1024"});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("power.datacenter_growth"));
  EXPECT_THAT(result.out, HasSubstr("independent parameters"));
  expect_fits(result.out);
}

TEST(Require, DecidesTheExitStatus) {
  const Result holds =
      chokepoint_with({"run", published, "--draws", "1024", "--require", "headroom(chips, 2030) >= 2"});
  EXPECT_EQ(holds.status, 0) << holds.err;
  const Result fails = chokepoint_with({"run", published, "--draws", "1024", "--require", "headroom(chips, 2030) >= 2",
                                        "--require", "headroom(power, 2030) >= 1"});
  EXPECT_EQ(fails.status, 1);
  EXPECT_THAT(fails.out, HasSubstr("binds first"));
  EXPECT_THAT(fails.err,
              HasSubstr("required, but does not hold: headroom(power, 2030) >= 1\n  headroom(power, 2030) is 0."));
  const Result compared =
      chokepoint_with({"compare", published, trend, "--draws", "1024", "--require", "headroom(power, 2030) >= 1"});
  EXPECT_EQ(compared.status, 1);
  EXPECT_THAT(compared.err, HasSubstr("sevilla-2024: required"));
  EXPECT_EQ(compared.err.find("sevilla-2024-trend: required"), std::string::npos);
  const Result wrong = chokepoint_with({"run", published, "--require", "headroom(power, 2030) >= 5 GW"});
  EXPECT_EQ(wrong.status, 2);
  EXPECT_THAT(wrong.out, IsEmpty());
  EXPECT_THAT(wrong.err,
              HasSubstr("expected a ratio, got a power: '5 GW'\n  1 | headroom(power, 2030) >= 5 GW\n    |     "
                        "                     ^~~~\n"));
}

// Half of the draws come to 5 GW of network power by 2028 (its median then is 5.08 GW); none to a million.
TEST(Require, DatesAndWhatHoldsInAYear) {
  const auto with = [](const std::string& condition, const std::string& format = "table") {
    return chokepoint_with({"run", published, "--draws", "1024", "--format", format, "--require", condition});
  };
  for (const char* const holds :
       {"first_year(power.network_power >= 5 GW) <= 2028", "p90(first_year(power.network_power >= 1e6 GW)) >= 2030",
        "first_year(attainable < trajectory) >= 2029", "P(power.network_power >= 5 GW in 2030) > 50 %",
        "P(power.network_power >= 1e6 GW by 2030) <= 0 %"}) {
    const Result result = with(holds);
    EXPECT_EQ(result.status, 0) << holds << result.err;
  }
  const Result never = with("first_year(power.network_power >= 1e6 GW) <= 2030");
  EXPECT_EQ(never.status, 1);
  EXPECT_THAT(never.err, HasSubstr("first_year(power.network_power >= 1e6 GW) is never within the horizon"));
  const Result unlikely = with("P(power.network_power >= 1e6 GW by 2030) > 0 %");
  EXPECT_EQ(unlikely.status, 1);
  EXPECT_THAT(unlikely.err, HasSubstr("by 2030) is 0.0 %"));
  // A run that is asked prints what one that is not does.
  for (const std::string format : {"table", "csv", "json"}) {
    const Result asked = with("first_year(power.network_power >= 5 GW) <= 2027", format);
    EXPECT_EQ(asked.status, 1) << format;
    EXPECT_THAT(asked.err, HasSubstr("first_year(power.network_power >= 5 GW) is 2028\n")) << format;
    EXPECT_EQ(asked.out, chokepoint_with({"run", published, "--draws", "1024", "--format", format}).out);
  }
  const Result wrong = with("first_year(power.network_power >= 20 GWh) <= 2028");
  EXPECT_EQ(wrong.status, 2);
  EXPECT_THAT(wrong.out, IsEmpty());
  EXPECT_THAT(wrong.err,
              HasSubstr("expected a power (W), got an energy: '20 GWh'\n  1 | first_year(power.network_power >= 20 "
                        "GWh) <= 2028\n    |                                   ^~~~~~\n  hint: GWh is energy; did you "
                        "mean GW?\n"));
}

TEST(Sensitivity, OfADate) {
  const auto with = [](const std::string& output, const std::string& format) {
    return chokepoint_with({"sensitivity", published, "--of", output, "--draws", "256", "--format", format});
  };
  const auto json = nlohmann::json::parse(with("first_year(power.network_power >= 5 GW)", "json").out);
  EXPECT_EQ(json["output"], "first_year(power.network_power >= 5 GW)");
  EXPECT_EQ(json["unit"], "1");
  EXPECT_GE(json["sampled"], 2024);
  EXPECT_LE(json["sampled"], 2030);
  const std::string never = "first_year(power.network_power >= 1e6 GW)";
  const auto null = nlohmann::json::parse(with(never, "json").out);
  EXPECT_TRUE(null["sampled"].is_null());
  EXPECT_TRUE(null["parameters"][0]["sampled"][0].is_null());
  EXPECT_THAT(with(never, "csv").out, HasSubstr(",,,,,,0"));  // both ends twice, and the elasticity
  const Result table = with(never, "table");
  EXPECT_THAT(table.out, HasSubstr("never / never"));
  EXPECT_THAT(table.out, HasSubstr("The indices count a year that is never within the horizon as the one after it."));
  EXPECT_EQ(with("P(headroom(data) < 1 by 2030)", "json").status, 0);
}

TEST(Solve, UntilADate) {
  const auto with = [](const std::string& format) {
    return chokepoint_with({"solve", published, "--lever", "power.datacenter_growth", "--within", "1.05x/yr..1.6x/yr",
                            "--until", "p90(first_year(power.network_power >= 10 GW)) <= 2028", "--draws", "512",
                            "--format", format});
  };
  const Result table = with("table");
  EXPECT_EQ(table.status, 0) << table.err;
  EXPECT_THAT(table.out, HasSubstr("holds with\npower.datacenter_growth = "));
  EXPECT_THAT(table.out, HasSubstr("never within the horizon"));
  const auto json = nlohmann::json::parse(with("json").out);
  EXPECT_EQ(json["result"], "found");
  EXPECT_EQ(json["value"], 2028);
  EXPECT_TRUE(json["probes"][0]["value"].is_null());
  EXPECT_THAT(with("csv").out, HasSubstr("power.datacenter_growth,x/yr,found,"));
}

TEST(WhatIf, SameBytesWithAnyNumberOfThreads) {
  const std::vector<std::vector<std::string>> questions{
      {"compare", published, trend},
      {"compare", published, "--constraints", "power,data"},
      {"compare", "scenarios/text-only.yaml", published, "--constraints", "data,power,chips"},
      {"sweep", published, "--vary", "data.epochs=1,5,20"},
      {"map", published, "--x", "data.epochs=1..9:3", "--y", "power.campus_power=1..50 GW:3"},
      {"solve", published, "--lever", "data.epochs", "--within", "1..100", "--until", "headroom(data, 2030) >= 20"},
      {"sensitivity", published, "--of", "attainable(2030)"},
      {"sensitivity", published, "--of", "first_year(ceiling(data) < trajectory)"}};
  for (const auto& question : questions) {
    const auto with = [&question](const std::string& threads) {
      std::vector<std::string> arguments = question;
      for (const char* more : {"--draws", "3000", "--format", "json", "--threads"}) arguments.emplace_back(more);
      arguments.push_back(threads);
      return chokepoint_with(arguments);
    };
    const Result one = with("1");
    ASSERT_EQ(one.status, 0) << one.err;
    EXPECT_TRUE(nlohmann::json::accept(one.out));
    EXPECT_EQ(with("2").out, one.out) << question[0];
#ifndef CHOKEPOINT_SANITIZED
    EXPECT_EQ(with("7").out, one.out) << question[0];
#endif
  }
}

TEST(WhatIf, OutWritesEveryFormat) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "out").string();
  ASSERT_EQ(chokepoint_with({"map", published, "--x", "data.epochs=1..9:3", "--y", "power.campus_power=1..50 GW:3",
                             "--draws", "256", "--out", out})
                .status,
            0);
  for (const char* name : {"map.txt", "map.json", "map.csv", "map.svg"}) {
    EXPECT_TRUE(std::filesystem::exists(out + "/" + name)) << name;
  }
}

TEST(WhatIf, RefusesWhatItCannotDo) {
  struct Case {
    std::vector<std::string> arguments;
    const char* message;
  };
  const std::vector<Case> cases{
      {{"compare", published}, "two scenarios or more are needed"},
      {{"compare", published, published}, "both named 'sevilla-2024'"},
      {{"compare", published, "--constraints", "power"}, "two constraints or more are needed"},
      {{"compare", published, "--constraints", "power,power"}, "'power' is named twice"},
      {{"compare", published, "--constraints", "power,heat"}, "hint: one of: power, chips, data, latency"},
      {{"compare", published, "scenarios/villalobos-2024.yaml", "--constraints", "power,data"},
       "villalobos-2024 models no constraint 'power'"},
      {{"sweep", published}, "--vary"},
      {{"sweep", published, "--vary", "power.campus_powr=1..2 GW"}, "did you mean power.campus_power?"},
      {{"sweep", published, "--vary", "power.campus_power=2..1 GW"}, "the range is reversed"},
      {{"sweep", published, "--vary", "power.campus_power=1..2 GWh"}, "expected a power (W), got an energy"},
      {{"sweep", published, "--vary", "power.campus_power=1..2 GW:0"}, "from 2 to 10000"},
      {{"sweep", published, "--vary", "power.campus_power=1..2 GW:1000000000"}, "from 2 to 10000"},
      {{"sweep", published, "--vary", "data.epochs=1,2", "--vary", "data.epochs=3,4"}, "data.epochs is varied twice"},
      {{"sweep", published, "--vary", "data.epochs=1..9:1000", "--vary", "power.campus_power=1..2 GW:1000"},
       "more than 100000 combinations"},
      {{"sweep", published, "--vary", "data.epochs=1,2", "--year", "2050"}, "2050 is outside of the scenario's years"},
      {{"map", published, "--x", "data.epochs=1,2"}, "--y"},
      {{"map", published, "--x", "data.epochs=1", "--y", "power.campus_power=1..2 GW"}, "two values or more"},
      {{"solve", published, "--lever", "latency", "--until", "P(nothing binds) > 50 %"}, "no parameter is named"},
      {{"solve", published, "--lever", "data.epochs", "--until", "P(nothing binds > 50 %"}, "')' is expected here"},
      {{"solve", published, "--lever", "data.epochs", "--lever", "data.text_stock", "--lever", "data.image_stock",
        "--until", "P(nothing binds) > 50 %"},
       "one lever or two"},
      {{"sensitivity", published, "--of", "headroom(power)"}, "',' is expected here"},
      {{"sensitivity", published, "--of", "mean(first_year(headroom(power) < 1))"}, "of a year, no mean is taken"},
      {{"sensitivity", published, "--of", "first_year(power.network_powr > 1 GW)"},
       "did you mean power.network_power?"},
      {{"solve", published, "--lever", "chips.stock", "--until", "P(nothing binds) > 50 %"},
       "chips.stock is what a run finds out, not a parameter that it starts from"},
      {{"map", published, "--x", "first_binding_year=2024..2030", "--y", "power.campus_power=1..2 GW"},
       "first_binding_year is what a run finds out, not a parameter that it starts from"},
      {{"sweep", published, "--vary", "power.network_power=1..2 GW"},
       "power.network_power is what a run finds out, not a parameter that it starts from"},
      {{"sensitivity", published, "--of", "attainable(2030)", "--draws", "1e9"}, "too many draws"},
      {{"sensitivity", published, "--of", "attainable(2030)", "--draws", "1"}, "need 64 draws or more"},
      {{"sensitivity", published, "--of", "attainable(2030)", "--format", "svg"}, "svg"},
      {{"map", published, "--x", "data.epochs=1..2", "--y", "power.campus_power=1..2 GW", "--out", "/dev/null/x"},
       "--out: cannot write there"}};
  for (const Case& one : cases) {
    const Result result = chokepoint_with(one.arguments);
    EXPECT_EQ(result.status, 2) << one.message;
    EXPECT_THAT(result.out, IsEmpty()) << one.message;
    EXPECT_THAT(result.err, HasSubstr(one.message));
  }
}

TEST(WhatIf, AnInterruptLeavesNoFiles) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "out").string();
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const int nothing = open("/dev/null", O_WRONLY);
    dup2(nothing, STDOUT_FILENO);
    if (chdir(CHOKEPOINT_SOURCE_DIR) != 0) _exit(126);
    execl(CHOKEPOINT_EXECUTABLE, "chokepoint", "map", published.c_str(), "--x", "data.epochs=1..20:100", "--y",
          "power.campus_power=1..50 GW:100", "--out", out.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  // Not before it is at work: the folder is made just before.
  while (!std::filesystem::exists(out)) std::this_thread::yield();
  kill(child, SIGINT);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGINT);
  EXPECT_TRUE(std::filesystem::is_empty(out));
}

TEST(Help, EachVerbHasAnExampleAndFits) {
  for (const std::string verb : {"compare", "sweep", "map", "solve", "sensitivity"}) {
    const Result result = chokepoint_with({verb, "--help"});
    EXPECT_EQ(result.status, 0);
    EXPECT_THAT(result.out, HasSubstr("Example: chokepoint " + verb));
  }
}

TEST(Compare, SaysThatYearsAreLeftOut) {
  const auto out = [](const char* years) {
    return chokepoint_with({"compare", published, "--set", years, "--draws", "64", "--constraints", "power,data"}).out;
  };
  EXPECT_THAT(out("years=2024..2031"), Not(HasSubstr("years shown")));
  EXPECT_THAT(out("years=2024..2032"), HasSubstr("8 of 9 years shown; CSV and JSON hold all."));
}

// The ceiling of data has no mean: neither a condition on one, nor a lever or a ranking of parameters for it.
TEST(Mean, ThatDoesNotExistIsRefused) {
  const std::string mean = "mean(headroom(data, 2030))";
  for (const auto& arguments : {std::vector<std::string>{"run", published, "--require", mean + " >= 1e6"},
                                {"solve", published, "--lever", "data.epochs", "--until", mean + " >= 20"},
                                {"sensitivity", published, "--of", mean}}) {
    std::vector<std::string> all = arguments;
    all.insert(all.end(), {"--draws", "2048"});
    const Result result = chokepoint_with(all);
    EXPECT_EQ(result.status, 2) << all[0];
    EXPECT_THAT(result.err, HasSubstr(mean + " does not exist, or has not settled")) << all[0];
    EXPECT_THAT(result.err, HasSubstr("a quantile, such as p50")) << all[0];
  }
  EXPECT_EQ(chokepoint_with({"run", published, "--require", "mean(headroom(power, 2030)) >= 0.1"}).status, 0);
}

}  // namespace
}  // namespace chokepoint
