// SPDX-License-Identifier: Apache-2.0
// Lines of a ledger, and everything that can have been done to them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "chokepoint/report.hpp"

namespace chokepoint::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// Any function of the text does for what is tested here.
std::string hashed(const std::string& text) {
  std::string hash = std::to_string(std::hash<std::string>{}(text));
  return std::string(64 - hash.size(), '0') + hash;
}

evidence::Forecast forecast_on(const std::string& day) {
  evidence::Forecast forecast;
  forecast.recorded = day;
  forecast.chokepoint = "0.1.0";
  forecast.scenario = "made-up";
  forecast.overrides = {"power.campus_power=3 GW"};
  forecast.files = {{"made-up.yaml", std::string(64, 'a')}};
  forecast.draws = 65536;
  forecast.seed = 18446744073709551615U;
  forecast.sampler = "sobol";
  forecast.first_year = 2026;
  forecast.levels = {0.25, 0.5, 0.75};
  forecast.series = {{"trajectory", "FLOP", {{1e27, 2e27, 3.3e27}, {0.0, 4e27, 5e27}}}};
  forecast.chances = {{"power", 0.25, {0.125, 0.25}}, {"none", 0.75, {0.875, 0.75}}};
  return forecast;
}

/// Three lines, each after the one before.
std::vector<std::string> three_lines() {
  std::vector<std::string> lines;
  std::string previous(64, '0');
  for (const char* const day : {"2026-01-01", "2026-02-01", "2026-03-01"}) {
    lines.push_back(ledger_line(forecast_on(day), previous, hashed));
    previous = hash_of_line(lines.back());
  }
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::vector<std::string> wrongs(const std::string& text) {
  std::vector<std::string> said;
  for (const auto& one : read_ledger(text, hashed).wrong) said.push_back(std::to_string(one.line) + ": " + one.message);
  return said;
}

void replace(std::string& text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
}

TEST(LedgerLines, ComeBack) {
  const auto lines = three_lines();
  const Ledger ledger = read_ledger(joined(lines), hashed);
  EXPECT_THAT(ledger.wrong, IsEmpty());
  EXPECT_THAT(ledger.torn, IsEmpty());
  EXPECT_FALSE(ledger.ends_open);
  EXPECT_EQ(ledger.last, hash_of_line(lines.back()));
  EXPECT_THAT(ledger.lines, ElementsAre(1, 2, 3));
  ASSERT_THAT(ledger.forecasts, SizeIs(3));
  const evidence::Forecast& one = ledger.forecasts[1];
  EXPECT_EQ(one.recorded, "2026-02-01");
  EXPECT_EQ(one.seed, 18446744073709551615U);
  EXPECT_EQ(one.series.at(0).years, forecast_on("").series.at(0).years);
  EXPECT_EQ(one.chances.at(1).stopped, forecast_on("").chances.at(1).stopped);
  EXPECT_EQ(one.overrides, forecast_on("").overrides);
  EXPECT_THAT(read_ledger("", hashed).last, std::string(64, '0'));
}

TEST(LedgerLines, AnAlteredOneIsTold) {
  // Any digit, the day, the name, a blank, a key more: all of it is told, and of the line that it is in.
  const std::vector<std::pair<std::string, std::string>> changes{
      {"2e+27", "2.1e+27"},        {"2026-02-01", "2026-01-31"},     {"made-up", "made_up"},
      {"\"seed\":", "\"seed\": "}, {"{\"binds", "{\"a\":1,\"binds"}, {"65536", "65536.0"}};
  for (const auto& [from, to] : changes) {
    auto lines = three_lines();
    replace(lines[1], from, to);
    const auto said = wrongs(joined(lines));
    ASSERT_THAT(said, testing::Not(IsEmpty())) << to;
    EXPECT_THAT(said[0], HasSubstr("2: was altered")) << to;
  }
  auto lines = three_lines();
  lines[1] += "\r";
  EXPECT_THAT(wrongs(joined(lines)), testing::Contains(HasSubstr("2: was altered")));
}

// With its hash made anew it is whole in itself: the next one tells.
TEST(LedgerLines, OneThatWasWrittenAnewIsToldByTheNext) {
  auto lines = three_lines();
  auto other = forecast_on("2026-02-01");
  other.series[0].years[0][1] = 1.5e27;
  lines[1] = ledger_line(other, hash_of_line(lines[0]), hashed);
  EXPECT_THAT(wrongs(joined(lines)), ElementsAre(HasSubstr("3: does not follow the line before it")));
}

TEST(LedgerLines, RemovedAndMovedOnesAreTold) {
  const auto lines = three_lines();
  EXPECT_THAT(wrongs(joined({lines[0], lines[2]})), ElementsAre(HasSubstr("2: does not follow")));
  EXPECT_THAT(wrongs(joined({lines[1], lines[2]})), ElementsAre(HasSubstr("1: does not follow")));
  EXPECT_THAT(wrongs(joined({lines[0], lines[2], lines[1]})), SizeIs(2));
  EXPECT_THAT(wrongs(joined({lines[0], lines[1], lines[1], lines[2]})), ElementsAre(HasSubstr("3: does not follow")));
}

TEST(LedgerLines, ATornOneIsNoError) {
  auto lines = three_lines();
  const std::string whole = joined({lines[0], lines[1]});
  // Cut anywhere behind its first two letters.
  for (const std::size_t length : {2UL, 10UL, lines[2].size() / 2, lines[2].size() - 1}) {
    const Ledger ledger = read_ledger(whole + lines[2].substr(0, length), hashed);
    EXPECT_THAT(ledger.wrong, IsEmpty()) << length;
    EXPECT_THAT(ledger.torn, ElementsAre(3)) << length;
    EXPECT_TRUE(ledger.ends_open);
    EXPECT_EQ(ledger.last, hash_of_line(lines[1]));
    // And the next line begins below it.
    const std::string next = ledger_line(forecast_on("2026-04-01"), ledger.last, hashed);
    const Ledger after = read_ledger(whole + lines[2].substr(0, length) + "\n" + next + "\n", hashed);
    EXPECT_THAT(after.wrong, IsEmpty());
    EXPECT_THAT(after.torn, ElementsAre(3));
    EXPECT_THAT(after.lines, ElementsAre(1, 2, 4));
  }
  // A whole one without its end is whole.
  const Ledger open = read_ledger(whole + lines[2], hashed);
  EXPECT_THAT(open.forecasts, SizeIs(3));
  EXPECT_TRUE(open.ends_open);
  // One that was torn by hand was followed by another.
  lines[1].resize(lines[1].size() / 2);
  EXPECT_THAT(wrongs(joined(lines)), ElementsAre(HasSubstr("3: does not follow")));
}

TEST(LedgerLines, AnotherVersionIsRefusedByName) {
  auto lines = three_lines();
  replace(lines[0], "\"format_version\":1", "\"format_version\":2");
  EXPECT_EQ(wrongs(lines[0] + "\n"),
            std::vector<std::string>{"1: is of version 2 of the ledger; this chokepoint reads version 1"});
  EXPECT_THAT(wrongs("{\"format\":\"chokepoint-ledger\"}\n"), ElementsAre(HasSubstr("is of version ?")));
}

TEST(LedgerLines, GarbageIsRefusedByLine) {
  EXPECT_THAT(wrongs("hello\n"), ElementsAre("1: is no line of a ledger: not JSON"));
  EXPECT_THAT(wrongs("\n"), ElementsAre(HasSubstr("1: is no line")));
  EXPECT_THAT(wrongs("[1, 2]\n{}\n\"\\u0000\"\n"), ElementsAre(HasSubstr("1: is no line of a ledger"),
                                                               HasSubstr("2: is no line"), HasSubstr("3: is no line")));
  EXPECT_THAT(wrongs(std::string("\0\xff\xfe{", 4) + "\n"), ElementsAre(HasSubstr("1: is no line")));
  EXPECT_THAT(wrongs("{\"a\":1e999}\n"), ElementsAre(HasSubstr("1: is no line of a ledger")));
  // Deeper than any stack, which is 8 MiB, and longer than any line.
  constexpr std::size_t deep = 200'000;
  EXPECT_THAT(wrongs(std::string(deep, '[') + "\n"), SizeIs(1));
  EXPECT_THAT(wrongs("{\"format\":" + std::string(deep, '[') + std::string(deep, ']') + "}\n"), SizeIs(1));
  EXPECT_THAT(wrongs(std::string(ledger_line_limit + 1, 'x')), ElementsAre("1: is longer than 4 MiB"));
  auto lines = three_lines();
  replace(lines[0], "\"levels\":[0.25,0.5,0.75]", "\"levels\":\"all\"");
  EXPECT_THAT(wrongs(lines[0] + "\n"), ElementsAre(HasSubstr("1: is not as it was written")));
}

TEST(LedgerLines, AForecastThatCannotBeIsRefusedThoughItIsSealed) {
  auto forecast = forecast_on("2026-01-01");
  forecast.series[0].years[0] = {3.0, 2.0, 1.0};
  EXPECT_THAT(wrongs(ledger_line(forecast, std::string(64, '0'), hashed) + "\n"),
              ElementsAre("1: cannot be a forecast: quantiles of trajectory do not rise from 0"));
}

}  // namespace
}  // namespace chokepoint::report
