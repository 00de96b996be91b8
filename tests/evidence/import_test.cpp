// SPDX-License-Identifier: Apache-2.0
// Downloads as observations: what is made of those in tests/data/imports, by hand, and that what is wrong is refused
// with its message: every file of tests/bad_imports with the one beside it. To write a case, put IMPORTER.NAME.csv
// there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "chokepoint/evidence.hpp"
#include "scenarios.hpp"

namespace chokepoint::evidence {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

/// Paths are relative to the root of the repository.
scenario::Reader from_root() {
  return [](const std::string& path, std::size_t limit) -> std::variant<std::string, scenario::Unreadable> {
    return read_file(CHOKEPOINT_SOURCE_DIR "/" + path).substr(0, limit);
  };
}

const Importer& importer(const std::string& name) {
  for (const Importer& one : importers()) {
    if (one.name == name) return one;
  }
  throw std::runtime_error("no importer " + name);
}

std::string said(const Imported& imported) {
  std::string text;
  for (const auto& diagnostic : imported.diagnostics) text += scenario::render(diagnostic);
  return text;
}

Imported imported(const std::string& name, const std::string& file, const std::string& downloaded = "") {
  return import_download(importer(name), "tests/data/imports/" + file, downloaded, {}, from_root());
}

/// The same of a text.
Imported imported_text(const std::string& name, const std::string& text, const std::vector<std::string>& ignored = {}) {
  return import_download(importer(name), "it.csv", "2026-07-15", ignored, reader_of({{"it.csv", text}}));
}

/// As a reader of observations has it.
Observations read_back(const Imported& made) {
  Observations read = load_observations({"made.csv"}, reader_of({{"made.csv", made.content}}));
  for (const auto& one : read.diagnostics) ADD_FAILURE() << scenario::render(one);
  return read;
}

std::vector<std::string> bad_imports() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(CHOKEPOINT_SOURCE_DIR "/tests/bad_imports")) {
    if (entry.path().extension() == ".csv") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class BadImports : public testing::TestWithParam<std::string> {};

TEST_P(BadImports, AreRefusedWithTheirMessage) {
  const std::string path = "tests/bad_imports/" + GetParam();
  const Importer& of = importer(GetParam().substr(0, GetParam().find('.')));
  const Imported made = import_download(of, path + ".csv", "", {}, from_root());
  EXPECT_TRUE(made.has_errors());
  EXPECT_THAT(made.content, IsEmpty());
  EXPECT_EQ(made.rows, 0U);
  EXPECT_EQ(said(made), read_file(CHOKEPOINT_SOURCE_DIR "/" + path + ".expected"));
}

INSTANTIATE_TEST_SUITE_P(Files, BadImports, testing::ValuesIn(bad_imports()), [](const auto& one) {
  std::string name = one.param;
  std::replace_if(
      name.begin(), name.end(), [](char letter) { return letter == '.' || letter == '-'; }, '_');
  return name;
});

// --- what is made ----------------------------------------------------------------------------------------------------

TEST(Import, MakesTheFilesThatComeWithChokepoint) {
  const Imported models = imported("epoch-models", "frontier-models.csv");
  EXPECT_EQ(models.content, read_file(CHOKEPOINT_SOURCE_DIR "/scenarios/data/frontier-models.csv"));
  EXPECT_EQ(models.rows, 128U);
  const Imported sets = imported("epoch-datasets", "dataset-sizes.csv");
  EXPECT_EQ(sets.content, read_file(CHOKEPOINT_SOURCE_DIR "/scenarios/data/dataset-sizes.csv"));
  EXPECT_EQ(sets.rows, 80U);
}

// The columns of the table as it is downloaded; one row has no compute, one no confidence.
TEST(Import, ReadsModelsAsTheyAreDownloaded) {
  const Imported made = imported("epoch-models", "frontier_ai_models.csv", "2025-08-01");
  ASSERT_FALSE(made.has_errors()) << said(made);
  EXPECT_EQ(made.passed_over, 1U);
  const Observations read = read_back(made);
  ASSERT_THAT(read.rows, SizeIs(3));
  EXPECT_EQ(read.rows[0].date, "2025-04-05");
  EXPECT_EQ(read.rows[0].note, "Llama 4 Behemoth (preview); Meta AI; Epoch: Likely");
  // Likely: within a factor of 10.
  EXPECT_NEAR(*read.rows[0].low / 5.184e24, 1.0, 1e-5);
  EXPECT_NEAR(*read.rows[0].high / 5.184e26, 1.0, 1e-5);
  EXPECT_EQ(read.rows[0].interval, 0.9);
  EXPECT_EQ(read.rows[1].note, "Pangu Ultra; Huawei");
  EXPECT_FALSE(read.rows[1].low);
  EXPECT_NEAR(*read.rows[2].high / (5e26 * 30.0), 1.0, 1e-5);
  EXPECT_EQ(read.rows[2].source, "epoch-models");
  for (const char* const part :
       {"# Address: https://epoch.ai/data/ai-models\n", "# Licence: CC-BY 4.0, credit Epoch AI\n",
        "# Downloaded: 2025-08-01\n", "1 without a date or a value"}) {
    EXPECT_THAT(made.content, HasSubstr(part));
  }
}

// Reference dossier on trajectory, power and chips, C.3: 19.7 million H100e sold by the end of 2025.
TEST(Import, AddsUpChipsOverDesigners) {
  const Observations read = read_back(imported("epoch-chip-sales", "chip-stock.csv"));
  ASSERT_THAT(read.rows, SizeIs(16));
  EXPECT_EQ(read.rows.back().date, "2025-12-31");
  EXPECT_NEAR(read.rows.back().value / 19.7e6, 1.0, 0.005);
  EXPECT_EQ(read.rows.back().note, "AMD + Amazon Trainium + Google TPU + Nvidia");
  EXPECT_EQ(read.rows.front().note, "Nvidia");
  EXPECT_EQ(read.rows.back().series, "chips/stock");
}

// By hand: AMD has nothing after June, and Nvidia's September is incomplete. 2000 + 100, 1800 + 50, 2400 + 150.
TEST(Import, ReadsChipsAsTheyAreDownloaded) {
  const Imported made = imported("epoch-chip-sales", "cumulative_by_designer.csv", "2024-10-01");
  const Observations read = read_back(made);
  ASSERT_THAT(read.rows, SizeIs(2));
  EXPECT_EQ(read.rows[0].date, "2024-03-31");
  EXPECT_EQ(read.rows[0].value, 1000.0);
  EXPECT_EQ(read.rows[1].date, "2024-06-30");
  EXPECT_EQ(read.rows[1].value, 2100.0);
  EXPECT_EQ(*read.rows[1].low, 1850.0);
  EXPECT_EQ(*read.rows[1].high, 2550.0);
  EXPECT_THAT(made.content, HasSubstr("rows passed over: 1 incomplete"));
}

// A chip that is no longer sold stays in the sum.
TEST(Import, CarriesWhatWasSoldOn) {
  const Imported made = imported_text("epoch-chip-sales",
                                      "End date,Chip manufacturer,Chip type,Compute estimate in H100e (median)\n"
                                      "2024-03-31,A,old,100\n2024-03-31,A,new,10\n2024-06-30,A,new,30\n"
                                      "2024-06-30,B,only,5\n2024-09-30,B,only,7\n");
  const Observations read = read_back(made);
  ASSERT_THAT(read.rows, SizeIs(2));
  EXPECT_EQ(read.rows[0].value, 110.0);
  EXPECT_EQ(read.rows[1].value, 135.0);
  EXPECT_THAT(made.content, HasSubstr("rows passed over: 1 of dates for which not all are known"));
  EXPECT_FALSE(read.rows[1].low);
}

TEST(Import, KeepsTheLargestCampusSoFar) {
  const Imported made = imported("epoch-data-centers", "data_center_timelines.csv", "2026-03-01");
  const Observations read = read_back(made);
  std::vector<std::string> notes;
  for (const Observation& one : read.rows) notes.push_back(one.note);
  EXPECT_THAT(notes, ElementsAre("Microsoft Goodyear", "QTS Richmond", "QTS Richmond"));
  EXPECT_EQ(read.rows.back().value, 232e6);
  EXPECT_THAT(made.content, HasSubstr("1 with a value of 0, 1 of plans, 2 that add nothing"));
}

// 751 MW at the end of 2025: reference dossier, power_supply_and_capital.
TEST(Import, LeavesPlansOfCampusesOut) {
  const Observations read = read_back(imported("epoch-data-centers", "largest-campus.csv"));
  EXPECT_EQ(read.rows.back().date, "2025-12-23");
  EXPECT_EQ(read.rows.back().value, 751e6);
  EXPECT_EQ(read.rows.back().series, "power/campus_power");
}

// Words times 4/5: Chinchilla 1.05e12 words, 8.4e11 tokens.
TEST(Import, CountsDataSetsInTokens) {
  const Observations read = read_back(imported("epoch-datasets", "dataset-sizes.csv"));
  const auto found =
      std::find_if(read.rows.begin(), read.rows.end(), [](const Observation& one) { return one.note == "Chinchilla"; });
  ASSERT_NE(found, read.rows.end());
  EXPECT_EQ(found->value, 8.4e11);
  EXPECT_EQ(found->date, "2022-03-29");
}

TEST(Import, ReadsGeneratingCapacityOfTheWholeUnitedStates) {
  const Observations read = read_back(imported("eia", "capability.csv", "2026-11"));
  ASSERT_THAT(read.rows, SizeIs(2));
  EXPECT_EQ(read.rows[0].date, "2022-12-31");
  EXPECT_EQ(read.rows[0].value, 1160e9);
  EXPECT_EQ(read.rows[1].series, "power/us_generating_capacity");
}

// 176 TWh in 2023 are 20.08 GW on average; at a utilization of 50% 40.2 GW, which Sevilla et al. 2024 have as 40 GW
// (33 to 50) for the end of that year.
TEST(Import, MakesCapacityOfElectricityUsed) {
  const Observations read = read_back(imported("lbnl", "lbnl.csv", "2026-11"));
  ASSERT_THAT(read.rows, SizeIs(3));
  EXPECT_EQ(read.rows[2].date, "2023-07-01");
  EXPECT_NEAR(read.rows[2].value / 1e9, 40.16, 0.01);
  EXPECT_NEAR(*read.rows[2].low / 1e9, 33.0, 0.5);
  EXPECT_NEAR(*read.rows[2].high / 1e9, 50.0, 0.5);
  EXPECT_EQ(read.rows[2].interval, 0.8);
}

// --- what must not pass ----------------------------------------------------------------------------------------------

TEST(Import, PassesNoFormulaOn) {
  const Imported made = imported_text("epoch-models",
                                      "Model,Organization,Publication date,Training compute (FLOP)\n"
                                      "=1+1,+A,2024-01-01,1e24\n\"=HYPERLINK(\"\"http://"
                                      "x\"\",\"\"y\"\")\",-B,2024-01-02,1e24\n@C,\"\t=D\",2024-01-03,1e24\n"
                                      "\"  =E\",F,2024-01-04,1e24\n");
  EXPECT_FALSE(made.has_errors());
  EXPECT_EQ(made.diagnostics.size(), 7U);
  EXPECT_THAT(said(made), HasSubstr("it.csv:2:1: warning: '=1+1' begins like a formula of a spreadsheet\n"));
  EXPECT_THAT(said(made), HasSubstr("it is written behind an apostrophe, as a text"));
  const Observations read = read_back(made);
  EXPECT_EQ(read.rows[0].note, "'=1+1; '+A");
  EXPECT_EQ(read.rows[1].note, "'=HYPERLINK(\"http://x\",\"y\"); '-B");
  EXPECT_EQ(read.rows[2].note, "'@C; '=D");
  EXPECT_EQ(read.rows[3].note, "'=E; F");
  EXPECT_THAT(made.content, Not(HasSubstr(",=")));
}

TEST(Import, IgnoresAColumnWhereItIsAsked) {
  const std::string text = "Model,Mood,Publication date,Training compute (FLOP)\nA,good,2024-01-01,1e24\n";
  EXPECT_THAT(said(imported_text("epoch-models", text)), HasSubstr("epoch-models has no column 'Mood'"));
  EXPECT_FALSE(imported_text("epoch-models", text, {"Mood"}).has_errors());
}

TEST(Import, KeepsARepeatedRowOnce) {
  const std::string row = "A,2024-01-01,1e24\n";
  const Imported made = imported_text("epoch-models", "Model,Publication date,Training compute (FLOP)\n" + row + row);
  EXPECT_EQ(made.rows, 1U);
  EXPECT_EQ(made.passed_over, 1U);
}

TEST(Import, IsBoundedInMemory) {
  const auto endless = [](const std::string& line) {
    return [line](const std::string&, std::size_t limit) {
      std::string text;
      while (text.size() + line.size() <= limit) text += line;
      text.resize(limit, ' ');
      return text;
    };
  };
  const auto refused = [](const scenario::Reader& read) {
    return said(import_download(importer("epoch-models"), "it.csv", "2026", {}, read));
  };
  EXPECT_EQ(refused(endless("a line of some length that goes on and on and on and on and on\n")),
            "it.csv: error: is larger than 64 MiB\n  hint: keep the rows that are needed\n");
  const std::string head = "Model,Publication date,Training compute (FLOP)\n";
  EXPECT_EQ(refused(reader_of({{"it.csv", head + std::string(2'000'000, '\n')}})),
            "it.csv: error: has more than 1000000 lines\n");
  EXPECT_EQ(refused(reader_of({{"it.csv", head + std::string(2'000'000, ',')}})),
            "it.csv: error: has a line of more than 1 MiB\n");
  EXPECT_THAT(refused(reader_of({{"it.csv", head + std::string(1'000'000, ',') + "\n"}})),
              HasSubstr("more than 200 values in a row"));
  std::string many = head;
  for (int i = 0; i <= 10'000; ++i) many += std::to_string(i) + ",2024-01-01,1e24\n";
  EXPECT_THAT(refused(reader_of({{"it.csv", many}})),
              HasSubstr("it.csv: error: 10001 observations; a file of them has at most 10000"));
}

// A total is added up anew at each date: with a bound on what it is of, a small file takes no long time.
TEST(Import, ATotalIsOfFewThings) {
  std::string many = "End date,Chip manufacturer,Chip type,Compute estimate in H100e (median)\n";
  for (int i = 0; i <= 1'000; ++i) many += "2024-03-31,A,type " + std::to_string(i) + ",1\n";
  EXPECT_EQ(said(imported_text("epoch-chip-sales", many)),
            "it.csv: error: is of more than 1000 things that are added up\n  hint: keep the rows that are needed\n");
}

TEST(Import, EveryImporterSaysWhatItIs) {
  for (const Importer& one : importers()) {
    EXPECT_THAT(one.address, testing::StartsWith("https://"));
    EXPECT_FALSE(one.licence.empty());
    const std::string bibliography = read_file(CHOKEPOINT_SOURCE_DIR "/scenarios/sources.yaml");
    EXPECT_THAT(bibliography, HasSubstr("\n" + std::string(one.source) + ":\n"));
    EXPECT_THAT(read_file(CHOKEPOINT_SOURCE_DIR "/docs/evidence-fit.md"), HasSubstr("`" + std::string(one.name) + "`"));
  }
}

TEST(Import, OfNoneOfThem) {
  const Importer made_up{.name = "made-up", .title = "", .series = "", .source = "", .address = "", .licence = ""};
  EXPECT_THROW(static_cast<void>(import_download(made_up, "it.csv", "2026", {}, reader_of({}))), std::invalid_argument);
  EXPECT_EQ(said(import_download(importer("eia"), "it.csv", "2026", {}, reader_of({}))),
            "it.csv: error: cannot be read: no such file\n");
  EXPECT_THAT(said(import_download(importer("eia"), "it.csv", "yesterday", {},
                                   reader_of({{"it.csv", "period,capability\n2022,1\n"}}))),
              HasSubstr("--downloaded: not a date: 'yesterday'"));
}

}  // namespace
}  // namespace chokepoint::evidence
