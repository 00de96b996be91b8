// SPDX-License-Identifier: Apache-2.0
// Files of observations: what is read of one, and that what is wrong is refused with its message: every file of
// tests/bad_observations with the one beside it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "chokepoint/evidence.hpp"
#include "scenarios.hpp"

namespace chokepoint::evidence {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// Paths are relative to the root of the repository.
scenario::Reader repository() {
  return
      [](const std::string& path, std::size_t limit) { return test_reader()(CHOKEPOINT_SOURCE_DIR "/" + path, limit); };
}

std::string rendered(const Observations& observations) {
  std::string text;
  for (const auto& diagnostic : observations.diagnostics) text += scenario::render(diagnostic);
  return text;
}

std::vector<std::string> bad_files() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(CHOKEPOINT_SOURCE_DIR "/tests/bad_observations")) {
    if (entry.path().extension() == ".csv") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class BadObservations : public testing::TestWithParam<std::string> {};

TEST_P(BadObservations, AreRefusedWithTheirMessage) {
  const std::string path = "tests/bad_observations/" + GetParam();
  const Observations observations = load_observations({path + ".csv"}, repository());
  EXPECT_TRUE(observations.has_errors());
  EXPECT_EQ(rendered(observations), read_file(CHOKEPOINT_SOURCE_DIR "/" + path + ".expected"));
}

INSTANTIATE_TEST_SUITE_P(Files, BadObservations, testing::ValuesIn(bad_files()),
                         [](const auto& one) { return one.param; });

constexpr const char* heading = "series,date,value,unit,low,high,interval,source,confidence,note\n";

Observations read(const std::string& rows, const std::string& head = heading) {
  return load_observations({"it.csv"}, reader_of({{"it.csv", head + rows}}));
}

TEST(Observations, AreInCoherentUnits) {
  const auto all = read("power/us_datacenter_power,2025-07-02,61.8,GW,50,70,80 %,sp,second-hand,\"a, b\"\n");
  ASSERT_EQ(rendered(all), "");
  const Observation& one = all.rows.at(0);
  EXPECT_EQ(one.series, "power/us_datacenter_power");
  EXPECT_DOUBLE_EQ(one.at, 2025.0 + 182.0 / 365.0);  // January to June and the 1st of July are 182 days
  EXPECT_DOUBLE_EQ(one.value, 61.8e9);
  EXPECT_DOUBLE_EQ(*one.low, 50e9);
  EXPECT_DOUBLE_EQ(*one.high, 70e9);
  EXPECT_EQ(one.interval, 0.8);
  EXPECT_EQ(one.unit, "GW");
  EXPECT_EQ(one.note, "a, b");
  EXPECT_FALSE(one.discrepancy);
  EXPECT_EQ(one.place.line, 2U);
}

TEST(Observations, HaveTheErrorOfTheirRange) {
  // From P5 to P95 are 2 x 1.6448536 standard deviations (a table of the normal distribution): a factor of 10 below
  // and above is 1 / 1.6448536 orders of magnitude.
  const auto all = read("trajectory,2025,1e26,FLOP,1e25,1e27,0.9,x,,\ntrajectory,2026,1e26,FLOP,,,,x,,\n");
  ASSERT_EQ(rendered(all), "");
  EXPECT_NEAR(all.rows.at(0).error(), 0.6079568, 1e-7);
  EXPECT_EQ(all.rows.at(1).error(), 0.0);
}

TEST(Observations, StateTheDiscrepancyAsAFactor) {
  const auto all = read("trajectory,2025,1e26,FLOP,x,10\n", "series,date,value,unit,source,discrepancy\n");
  ASSERT_EQ(rendered(all), "");
  EXPECT_DOUBLE_EQ(*all.rows.at(0).discrepancy, 1.0);
}

TEST(Observations, OfManyThingsMayShareADate) {
  const auto all = read("runs,2024-01-01,1e25,FLOP,,,,x,,A\nruns,2024-01-01,1e25,FLOP,,,,x,,B\n");
  EXPECT_EQ(rendered(all), "");
  EXPECT_THAT(all.rows, SizeIs(2));
}

TEST(Observations, OfOneDateInTwoFilesAreRefused) {
  const std::string row = "chips/stock,2025,2e7,H100e,,,,x,,\n";
  const auto files = reader_of({{"a.csv", heading + row}, {"b.csv", heading + row}});
  EXPECT_THAT(rendered(load_observations({"a.csv", "b.csv"}, files)),
              HasSubstr("b.csv: error: line 2: chips/stock has a value for 2025 in a.csv as well"));
  EXPECT_THAT(rendered(load_observations({"a.csv", "a.csv"}, files)), HasSubstr("a.csv: error: is named twice"));
  EXPECT_THAT(rendered(load_observations({"c.csv"}, files)), HasSubstr("c.csv: error: cannot be read: no such file\n"));
}

TEST(Observations, ALargeFileIsNotReadWhole) {
  std::size_t asked = 0;
  const scenario::Reader endless = [&asked](const std::string&, std::size_t limit) {
    asked = limit;
    return std::variant<std::string, scenario::Unreadable>(std::string(limit, 'a'));
  };
  EXPECT_EQ(rendered(load_observations({"it.csv"}, endless)),
            "it.csv: error: is larger than 1 MiB\n  hint: keep the series that are compared\n");
  EXPECT_EQ(asked, scenario::file_size_limit + 1);
}

TEST(Observations, ThatAreNoTextAreRefused) {
  const auto of = [](const std::string& content) {
    return rendered(load_observations({"it.csv"}, reader_of({{"it.csv", content}})));
  };
  EXPECT_THAT(of(std::string("series\0", 7)), HasSubstr("is not text: it holds a zero byte"));
  EXPECT_THAT(of("series,\xff"), HasSubstr("is not UTF-8 text"));
  EXPECT_EQ(of("\xEF\xBB\xBF" + std::string(heading) + "chips/stock,2025,2e7,H100e,,,,x,,\r\n"), "");
}

TEST(Observations, AreNotMoreThanCanBeKept) {
  std::string rows;
  for (std::size_t i = 0; i <= observation_limit; ++i) rows += "runs,2024,1e25,FLOP,,,,x,," + std::to_string(i) + '\n';
  EXPECT_THAT(rendered(read(rows)), HasSubstr("more than 10000 observations"));
}

TEST(Observations, OfTheRepositoryAreInOrder) {
  for (const auto& entry : std::filesystem::directory_iterator(CHOKEPOINT_SOURCE_DIR "/scenarios/data")) {
    const std::string text = read_file(entry.path().string());
    if (entry.path().extension() != ".csv" || !is_of_observations(text)) continue;
    EXPECT_EQ(rendered(load_observations({entry.path().string()}, test_reader())), "") << entry.path();
    EXPECT_THAT(text, HasSubstr("icence")) << entry.path();
  }
}

TEST(IsOfObservations, LooksAtTheNamesOfColumns) {
  EXPECT_TRUE(is_of_observations(heading));
  EXPECT_FALSE(is_of_observations("year,power (MW)\n2025,1\n"));
  EXPECT_FALSE(is_of_observations(""));
}

// --- in a scenario ---------------------------------------------------------------------------------------------------

constexpr const char* tree = "extends: repo/sevilla-2024.yaml\nname: it\n";

std::vector<std::string> named_in(const std::string& text, const std::vector<std::string>& overrides = {}) {
  const auto loaded = scenario::load(
      "folder/it.yaml", overrides,
      reader_of({{"folder/it.yaml", text},
                 {"folder/repo/sevilla-2024.yaml", read_file(CHOKEPOINT_SOURCE_DIR "/scenarios/sevilla-2024.yaml")},
                 {"folder/repo/sources.yaml", read_file(CHOKEPOINT_SOURCE_DIR "/scenarios/sources.yaml")}}));
  std::string wrong;
  for (const auto& one : loaded.diagnostics) wrong += scenario::render(one);
  return loaded.scenario ? loaded.scenario->observations : std::vector<std::string>{wrong};
}

TEST(ObservationsOfAScenario, StandBesideTheFileThatNamesThem) {
  EXPECT_THAT(named_in(tree), ElementsAre("folder/repo/data/observed-2026.csv"));
  EXPECT_THAT(named_in(std::string(tree) + "observations: [a.csv, ../b.csv]\n"), ElementsAre("folder/a.csv", "b.csv"));
  EXPECT_THAT(named_in(std::string(tree) + "observations: a.csv\n"), ElementsAre("folder/a.csv"));
  EXPECT_THAT(named_in(std::string(tree) + "observations: off\n"), IsEmpty());
  EXPECT_THAT(named_in(tree, {"observations=[mine.csv]"}), ElementsAre("mine.csv"));
}

TEST(ObservationsOfAScenario, AreFilesInAList) {
  const auto wrong = [](const std::string& value) {
    return named_in(std::string(tree) + "observations: " + value + "\n").at(0);
  };
  EXPECT_THAT(wrong("{a: b.csv}"), HasSubstr("'observations' is a list of files"));
  EXPECT_THAT(wrong("[a.yaml]"), HasSubstr("observations: a file of observations ends in .csv"));
  EXPECT_THAT(wrong("[[a.csv]]"), HasSubstr("observations: a file of observations ends in .csv"));
  EXPECT_THAT(wrong("[a.csv, ./a.csv]"), HasSubstr("observations: ./a.csv is named twice"));
}

}  // namespace
}  // namespace chokepoint::evidence
