// SPDX-License-Identifier: Apache-2.0
// A series from a file is the same as its values written by hand. What is wrong in such files:
// tests/bad_input/series_*.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "chokepoint/scenario.hpp"
#include "scenario/csv.hpp"
#include "scenario/document.hpp"
#include "scenarios.hpp"

namespace chokepoint::scenario {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Files = std::map<std::string, std::string>;

std::string told(const Loaded& loaded) {
  std::string all;
  for (const Diagnostic& one : loaded.diagnostics) all += render(one);
  return all;
}

/// A scenario with this in place of values of the published one, beside these files.
Loaded loaded_with(const std::string& blocks, Files files = {}, const std::vector<std::string>& overrides = {}) {
  files["it.yaml"] = "extends: repo/sevilla-2024.yaml\n" + blocks;
  return load("it.yaml", overrides, reader_of(files));
}

/// Everything that is drawn and shown, but not where it is written.
void expect_the_same(const Loaded& one, const Loaded& other) {
  ASSERT_NE(one.scenario, nullptr) << told(one);
  ASSERT_NE(other.scenario, nullptr) << told(other);
  const auto ours = one.scenario->assumptions();
  const auto theirs = other.scenario->assumptions();
  ASSERT_EQ(ours.size(), theirs.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    SCOPED_TRACE(ours[i]->path);
    EXPECT_EQ(ours[i]->path, theirs[i]->path);
    EXPECT_EQ(ours[i]->text, theirs[i]->text);
    EXPECT_EQ(ours[i]->draws_as, theirs[i]->draws_as);
    EXPECT_EQ(ours[i]->dimension, theirs[i]->dimension);
    EXPECT_EQ(ours[i]->source, theirs[i]->source);
    EXPECT_EQ(ours[i]->note, theirs[i]->note);
    EXPECT_EQ(ours[i]->year, theirs[i]->year);
    EXPECT_EQ(ours[i]->steps, theirs[i]->steps);
    EXPECT_EQ(ours[i]->added, theirs[i]->added);
    for (const double level : {0.01, 0.1, 0.5, 0.9, 0.99}) {
      EXPECT_EQ(ours[i]->distribution.quantile(level), theirs[i]->distribution.quantile(level));  // bit for bit
    }
  }
  ASSERT_EQ(one.scenario->correlations.size(), other.scenario->correlations.size());
  for (std::size_t i = 0; i < one.scenario->correlations.size(); ++i) {
    EXPECT_EQ(one.scenario->correlations[i].spearman, other.scenario->correlations[i].spearman);
  }
}

struct Pair {
  std::string what;
  std::string series;
  std::string by_hand;
};
void PrintTo(const Pair& pair, std::ostream* out) {
  *out << pair.what;
}

const Files tables{
    {"data/campus.csv",
     "# Source: nobody.\n# Licence: CC0.\n\n"
     "year,capacity (GW),low (MW),high (GW),share,plain,growth (x/yr)\n"
     "2026,3,,,0.2,3e9,1.3\n"
     "2028,5.5,4000,9,0.25,5.5e9,1.2\n"
     "2030,8,6e3,\"15\",0.3,8e9,1.1\n"},
    {"dates.csv",
     "\xEF\xBB\xBF"
     "note,date,x\r\n\"two\r\nlines, and \"\"quotes\"\"\",2026,3\r\nnone , 2028-01 , 5.5 \r\n,2030-01-01,8\r\n\r\n"}};

class Series : public testing::TestWithParam<Pair> {};

TEST_P(Series, IsItsValuesByHand) {
  expect_the_same(loaded_with(GetParam().series, tables), loaded_with(GetParam().by_hand));
}

INSTANTIATE_TEST_SUITE_P(
    Forms, Series,
    testing::Values(
        Pair{"unit in the name of the column", "power: {campus_power: {series: data/campus.csv, column: capacity}}",
             "power: {campus_power: {2026: 3 GW, 2028: 5.5 GW, 2030: 8 GW}}"},
        Pair{"name in full", "power: {campus_power: {series: data/campus.csv, column: capacity (GW), unit: GW}}",
             "power: {campus_power: {2026: 3 GW, 2028: 5.5 GW, 2030: 8 GW}}"},
        Pair{"unit beside it", "power: {campus_power: {series: ./data/../data/campus.csv, column: plain, unit: W}}",
             "power: {campus_power: {2026: 3e9 W, 2028: 5.5e9 W, 2030: 8e9 W}}"},
        Pair{
            "percentiles, and none in a year",
            "power: {campus_power: {series: data/campus.csv, column: capacity, low: low, high: high}}",
            "power: {campus_power: {2026: 3 GW, 2028: {p10: 4000 MW, p50: 5.5 GW, p90: 9 GW}, 2030: {p10: 6e3 MW, p50: "
            "8 GW, p90: 15 GW}}}"},
        Pair{
            "what is said of all values",
            "power: {campus_power: {series: data/campus.csv, column: capacity, low: low, high: high, step: true, "
            "correlation: 0.5, plus: {2032: 1 GW}, source: sevilla-2024, note: ours}}",
            "power: {campus_power: {2026: 3 GW, 2028: {p10: 4000 MW, p50: 5.5 GW, p90: 9 GW}, 2030: {p10: 6e3 MW, p50: "
            "8 GW, p90: 15 GW}, step: true, correlation: 0.5, plus: {2032: 1 GW}, source: sevilla-2024, note: ours}}"},
        Pair{"ratio", "shared: {utilization: {series: data/campus.csv, column: share}}",
             "shared: {utilization: {2026: 0.2, 2028: 0.25, 2030: 0.3}}"},
        Pair{"growth", "power: {datacenter_growth: {series: data/campus.csv, column: growth}}",
             "power: {datacenter_growth: {2026: 1.3 x/yr, 2028: 1.2 x/yr, 2030: 1.1 x/yr}}"},
        Pair{"trajectory", "trajectory: {growth: {series: data/campus.csv, column: growth}}",
             "trajectory: {growth: {2026: 1.3 x/yr, 2028: 1.2 x/yr, 2030: 1.1 x/yr}}"},
        Pair{"dates, quotes, a byte order mark and CRLF",
             "power: {campus_power: {series: dates.csv, column: x, unit: GW}}",
             "power: {campus_power: {2026: 3 GW, 2028: 5.5 GW, 2030: 8 GW}}"}),
    [](const auto& one) {
      std::string name = one.param.what;
      for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
      return name;
    });

TEST(SeriesPlaces, AreInTheFile) {
  const Loaded loaded = loaded_with("power: {campus_power: {series: data/campus.csv, column: capacity}}", tables);
  ASSERT_NE(loaded.scenario, nullptr);
  for (const Assumption* const one : loaded.scenario->assumptions()) {
    EXPECT_EQ(one->is_of_series, one->place.file == "data/campus.csv") << one->path;
    if (one->path != "power.campus_power.2028") continue;
    EXPECT_EQ(one->place.line, 6U);
    EXPECT_EQ(one->place.column, 6U);
  }
}

TEST(SeriesPlaces, AMissingSourceIsToldOnce) {
  const std::string all =
      told(loaded_with("power: {campus_power: {series: data/campus.csv, column: capacity}}", tables));
  EXPECT_THAT(all, HasSubstr("data/campus.csv:5:6: warning: power.campus_power.2026: no source"));
  EXPECT_THAT(all, Not(HasSubstr("power.campus_power.2028: no source")));
}

TEST(SeriesLayers, AreRelativeToTheFileThatNamesThem) {
  Files files = tables;
  files["folder/base.yaml"] =
      "extends: ../repo/sevilla-2024.yaml\npower: {campus_power: {series: ../data/campus.csv, column: capacity}}\n";
  files["it.yaml"] = "extends: folder/base.yaml\n";
  expect_the_same(load("it.yaml", {}, reader_of(files)),
                  loaded_with("power: {campus_power: {series: data/campus.csv, column: capacity}}", tables));
}

TEST(SeriesLayers, AValueTakesTheirPlace) {
  Files files = tables;
  files["base.yaml"] =
      "extends: repo/sevilla-2024.yaml\npower: {campus_power: {series: data/campus.csv, column: capacity}}\n";
  files["it.yaml"] = "extends: base.yaml\npower: {campus_power: 5 GW}\n";
  expect_the_same(load("it.yaml", {}, reader_of(files)), loaded_with("power: {campus_power: 5 GW}"));
}

TEST(SeriesLayers, OverridesAddToThemAndChangeTheirYears) {
  const std::vector<std::string> overrides{"power.campus_power.2030=9 GW", "campus_power=+ 1 GW from 2032"};
  expect_the_same(loaded_with("power: {campus_power: {series: data/campus.csv, column: capacity}}", tables, overrides),
                  loaded_with("power: {campus_power: {2026: 3 GW, 2028: 5.5 GW, 2030: 9 GW, plus: {2032: 1 GW}}}"));
}

TEST(SeriesLayers, WithChangesThemWithoutReading) {
  const Loaded loaded = loaded_with("power: {campus_power: {series: data/campus.csv, column: capacity}}", tables);
  ASSERT_NE(loaded.scenario, nullptr);
  expect_the_same(with(*loaded.scenario, "power.campus_power.2030=9 GW"),
                  loaded_with("power: {campus_power: {2026: 3 GW, 2028: 5.5 GW, 2030: 9 GW}}"));
}

TEST(SeriesLayers, CannotBeSet) {
  for (const char* const text : {"power.campus_power={series: data/campus.csv, column: capacity}",
                                 "campus_power.series=data/campus.csv", "power={campus_power: {series: a.csv}}"}) {
    const Loaded loaded = loaded_with("", tables, {text});
    EXPECT_EQ(loaded.scenario, nullptr);
    EXPECT_THAT(told(loaded), HasSubstr("'series' cannot be set: files are read before anything is set"));
  }
}

TEST(SeriesFiles, AreReadOnce) {
  std::map<std::string, int> read;
  const Reader inner = reader_of([] {
    Files files = tables;
    files["it.yaml"] =
        "extends: repo/sevilla-2024.yaml\n"
        "power: {campus_power: {series: data/campus.csv, column: capacity},\n"
        "        us_datacenter_power: {series: data/campus.csv, column: capacity}}\n";
    return files;
  }());
  const Loaded loaded = load("it.yaml", {}, [&](const std::string& path, std::size_t limit) {
    ++read[path];
    return inner(path, limit);
  });
  ASSERT_NE(loaded.scenario, nullptr) << told(loaded);
  EXPECT_EQ(read["data/campus.csv"], 1);
}

// --- too large, and what must not be shown ---------------------------------------------------------------------------

std::string refusal(const std::string& table) {
  const Loaded loaded =
      loaded_with("power: {campus_power: {series: t.csv, column: x, unit: GW, note: n}}", {{"t.csv", table}});
  EXPECT_EQ(loaded.scenario, nullptr);
  return told(loaded);
}

TEST(SeriesFiles, NothingIsShownOfWhatIsNoTable) {
  for (const char* const table : {"secret: 4711\n", "secret,4711\n\"", "a \"secret\n", "\"secret\n"}) {
    EXPECT_THAT(refusal(table), Not(HasSubstr("secret"))) << table;
  }
}

TEST(SeriesFiles, HaveLimits) {
  std::string rows = "year,x\n";
  for (int year = 1900; year <= 2099; ++year) rows += fmt::format("{},1\n", year);
  EXPECT_NE(loaded_with("power: {campus_power: {series: t.csv, column: x, unit: GW}}", {{"t.csv", rows}}).scenario,
            nullptr);
  EXPECT_THAT(refusal(rows + "2100,1\n"), HasSubstr("t.csv:202:1: error: more than 200 rows"));
  std::string columns = "year";
  for (int i = 1; i < 200; ++i) columns += ",x" + std::to_string(i);
  EXPECT_THAT(refusal(columns + ",x\n"), HasSubstr("201 columns; there can be 200"));
  EXPECT_THAT(refusal("year,x\n" + std::string(file_size_limit, '#')), HasSubstr("is larger than 1 MiB"));
}

TEST(SeriesFiles, CountAsValuesOfTheScenario) {
  std::string rows = "year,x\n";
  for (int year = 1900; year < 2100; ++year) rows += fmt::format("{},1\n", year);
  std::string blocks = "base: &a {series: t.csv, column: x, unit: GW}\npower:\n";
  for (int i = 0; i < 600; ++i) blocks += fmt::format("  p{}: *a\n", i);
  EXPECT_THAT(told(loaded_with(blocks, {{"t.csv", rows}})),
              HasSubstr("brings the scenario to more than 100000 values"));
}

// --- the reader of comma-separated values ----------------------------------------------------------------------------

std::vector<std::vector<std::string>> records(const std::string& text) {
  CsvReader reader(std::make_shared<const Text>(Text{"t.csv", 1, lines_of(text)}));
  std::vector<std::vector<std::string>> all;
  while (const auto record = reader.next()) {
    all.emplace_back();
    for (const Cell& cell : *record) all.back().push_back(cell.text);
  }
  if (reader.wrong()) all.push_back({reader.wrong()->message});
  return all;
}

// The examples of RFC 4180, section 2, rules 1 to 7.
TEST(Csv, TakesTheExamplesOfItsStandard) {
  const std::vector<std::string> abc{"aaa", "bbb", "ccc"};
  const std::vector<std::string> xyz{"zzz", "yyy", "xxx"};
  EXPECT_THAT(records("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n"), ElementsAre(abc, xyz));
  EXPECT_THAT(records("aaa,bbb,ccc\r\nzzz,yyy,xxx"), ElementsAre(abc, xyz));
  EXPECT_THAT(records("\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx"), ElementsAre(abc, xyz));
  EXPECT_THAT(records("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx"),
              ElementsAre(ElementsAre("aaa", "b\nbb", "ccc"), xyz));
  EXPECT_THAT(records("\"aaa\",\"b\"\"bb\",\"ccc\""), ElementsAre(ElementsAre("aaa", "b\"bb", "ccc")));
}

TEST(Csv, KeepsEmptyValues) {
  EXPECT_THAT(records("a,,\n,,\"\"\n,"),
              ElementsAre(ElementsAre("a", "", ""), ElementsAre("", "", ""), ElementsAre("", "")));
  EXPECT_THAT(records(""), ElementsAre());
  EXPECT_THAT(records("#a\n\n# b\n"), ElementsAre());
}

TEST(Csv, RefusesQuotesThatAreNone) {
  EXPECT_THAT(records("a,\"b"), ElementsAre(ElementsAre("a quote that never ends")));
  EXPECT_THAT(records("a,b\"\n"), ElementsAre(ElementsAre(HasSubstr("a quote within a value"))));
  EXPECT_THAT(records("\"a\"b\n"), ElementsAre(ElementsAre(HasSubstr("after the closing quote"))));
}

}  // namespace
}  // namespace chokepoint::scenario
