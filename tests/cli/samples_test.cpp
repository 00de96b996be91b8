// SPDX-License-Identifier: Apache-2.0
// run --samples and run --draw as a user types them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/command.hpp"

namespace chokepoint {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Result sevilla_with(std::vector<std::string> more) {
  more.insert(more.begin(), {"run", published});
  return chokepoint_with(more);
}

std::vector<std::string> each_line(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

struct Files {
  std::string csv;
  std::string npy;
  nlohmann::json schema;
};
Files samples_with(const std::vector<std::string>& more, const TemporaryFolder& folder, const std::string& name = "s") {
  std::vector<std::string> arguments{"--samples", (folder.path() / name).string()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Result result = sevilla_with(arguments);
  EXPECT_EQ(result.status, 0) << result.err;
  const auto file = [&](const std::string& one) { return read_file((folder.path() / name / one).string()); };
  return {file("samples.csv"), file("samples.npy"), nlohmann::json::parse(file("schema.json"))};
}

const std::vector<std::string> two_columns{
    "--draws", "300", "--of", "ceiling(power, 2030)", "--of", "first_year(headroom(power) < 1)"};

TEST(Samples, ATableWithWhatItsColumnsAre) {
  const TemporaryFolder folder;
  const Files all = samples_with(two_columns, folder);
  const auto lines = each_line(all.csv);
  ASSERT_EQ(lines.size(), 301U);
  EXPECT_THAT(lines[0], StartsWith("draw,shared."));
  EXPECT_THAT(lines[0], HasSubstr(",\"ceiling(power, 2030)\",first_year(headroom(power) < 1),stopped_by,stopped_in"));
  EXPECT_THAT(lines[1], StartsWith("0,"));
  EXPECT_THAT(lines[300], StartsWith("299,"));
  std::string names;
  for (const auto& field : all.schema["fields"]) {
    const std::string name = field["name"];
    names += (names.empty() ? "" : ",") + (name.find(',') == std::string::npos ? name : "\"" + name + "\"");
    if (name == "power.campus_power") {
      EXPECT_EQ(field["unit"], "W");
      EXPECT_EQ(field["source"], "sevilla-2024");
      EXPECT_EQ(field["description"], "power of the largest campus (published for 2030)");
    }
  }
  EXPECT_EQ(names, lines[0]);
  EXPECT_EQ(all.schema["draws"], 300);
  EXPECT_FALSE(all.schema["constants"].empty());
  // The name of the folder, and not where it is: results are shown to others.
  EXPECT_THAT(all.schema["command"].get<std::string>(), HasSubstr(" --samples s "));
  EXPECT_FALSE(all.schema["files"].empty());
}

/// The numbers of the text, in the bytes of NumPy's format 1.0: numpy.lib.format says what these are.
TEST(Samples, NumpysFileHoldsTheSame) {
  const TemporaryFolder folder;
  const Files all = samples_with(two_columns, folder);
  ASSERT_EQ(all.npy.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  const auto length = static_cast<std::size_t>(static_cast<unsigned char>(all.npy[8])) +
                      256 * static_cast<std::size_t>(static_cast<unsigned char>(all.npy[9]));
  EXPECT_EQ((10 + length) % 64, 0U);
  EXPECT_THAT(all.npy.substr(10, length), StartsWith("{'descr': [('draw', '<u8'), ('shared."));
  const auto lines = each_line(all.csv);
  const std::size_t record = (all.npy.size() - 10 - length) / 300;
  EXPECT_EQ(record * 300 + 10 + length, all.npy.size());
  for (const std::size_t draw : {0U, 7U, 299U}) {
    const char* const at = all.npy.data() + 10 + length + draw * record;
    std::uint64_t number = 0;
    double first = 0.0;
    std::memcpy(&number, at, sizeof number);
    std::memcpy(&first, at + sizeof number, sizeof first);
    EXPECT_EQ(number, draw);
    const std::string& line = lines[draw + 1];
    const std::size_t comma = line.find(',');
    EXPECT_EQ(first, std::strtod(line.c_str() + comma + 1, nullptr));
  }
}

TEST(Samples, AreTheSameForAnyThreads) {
  const TemporaryFolder folder;
  auto threads = two_columns;
  threads.insert(threads.end(), {"--threads", "3"});
  EXPECT_EQ(samples_with(two_columns, folder, "one").csv, samples_with(threads, folder, "three").csv);
}

TEST(Samples, WhatCannotBe) {
  const TemporaryFolder folder;
  const std::string there = (folder.path() / "s").string();
  const auto refused = [](const std::vector<std::string>& arguments) {
    const Result result = sevilla_with(arguments);
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.out, "");
    return result.err;
  };
  EXPECT_THAT(refused({"--of", "ceiling(power, 2030)"}), HasSubstr("--of says which columns samples have"));
  EXPECT_THAT(refused({"--samples", there, "--of", "p90(ceiling(power, 2030))"}), HasSubstr("a draw has no statistic"));
  EXPECT_THAT(refused({"--samples", there, "--of", "ceiling(sun, 2030)"}), HasSubstr("--of:1:9: error"));
  EXPECT_THAT(refused({"--samples", there, "--draws", "1e9"}),
              HasSubstr("a table of samples can hold 16777216 numbers"));
  EXPECT_THAT(refused({"--samples", there, "--of", "trajectory(2030)", "--of", "trajectory(2030)"}),
              HasSubstr("one output is asked for twice"));
  EXPECT_THAT(refused({trend, "--samples", there}), HasSubstr("--samples takes one scenario"));
  EXPECT_THAT(refused({"--draw", "65536"}), HasSubstr("there is no draw '65536'\n  hint: from 0 to 65535"));
  EXPECT_THAT(refused({"--draw", "-1"}), HasSubstr("there is no draw '-1'"));
  EXPECT_THAT(refused({"--draw", "one"}), HasSubstr("there is no draw 'one'"));
  EXPECT_THAT(refused({"--draw", "1", "--needs"}), HasSubstr("--needs says nothing with --draw"));
  EXPECT_THAT(refused({trend, "--draw", "1"}), HasSubstr("--draw takes one scenario"));
  EXPECT_FALSE(std::filesystem::exists(there));
  EXPECT_EQ(sevilla_with({"--samples", there, "--draws", "8"}).status, 0);
  EXPECT_THAT(refused({"--samples", there, "--draws", "8"}), HasSubstr("--force"));
}

TEST(Draw, FitsIn80ColumnsInEveryForm) {
  const Result result = sevilla_with({"--draw", "1234"});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, StartsWith("Draw 1234 of sevilla-2024. It is "));
  for (const std::string& line : each_line(result.out)) EXPECT_LE(line.size(), 80U) << line;
  for (const char* const part : {"Parameters that vary", "power.campus_power", "ceiling/power/campus",
                                 "power/network_power", "need/power", "of the draws", "headroom/data"}) {
    EXPECT_THAT(result.out, HasSubstr(part));
  }
  const auto document = nlohmann::json::parse(sevilla_with({"--draw", "1234", "--format", "json"}).out);
  EXPECT_EQ(document["draw"], 1234);
  EXPECT_EQ(document["series"]["trajectory"]["values"].size(), 7U);
  EXPECT_THAT(sevilla_with({"--draw", "1234", "--format", "csv"}).out, HasSubstr("\nceiling/power,FLOP,2030,"));
}

}  // namespace
}  // namespace chokepoint
