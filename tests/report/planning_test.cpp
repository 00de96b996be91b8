// SPDX-License-Identifier: Apache-2.0
// Planning reports: the words follow the numbers, whatever binds, and nothing that a scenario says becomes markup.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "chokepoint/report.hpp"
#include "report/document.hpp"
#include "report/ran.hpp"

namespace chokepoint::report {
namespace {

using testing::AnyOf;
using testing::ContainsRegex;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

using Overrides = std::vector<std::string>;
const std::vector<Overrides> as_published{Overrides{}};

/// A report of one or several scenarios, with little effort.
struct Planned {
  std::vector<std::unique_ptr<Ran>> ran;
  Planning planning;

  Planned(const Planned&) = delete;
  Planned& operator=(const Planned&) = delete;
  explicit Planned(const std::vector<Overrides>& scenarios, bool point = false) {
    for (const auto& overrides : scenarios) {
      ran.push_back(std::make_unique<Ran>(overrides, point));
      Ran& one = *ran.back();
      one.scenario.name = "scenario-" + std::to_string(ran.size());
      Chapter chapter;
      chapter.run = one.run;
      chapter.lever_ensemble = one.run.ensemble;
      chapter.lever_ensemble.draws = 512;
      chapter.levers = *analysis::levers(one.scenario, one.run.summary, 3, {chapter.lever_ensemble, {.count = 1}, {}});
      planning.chapters.push_back(std::move(chapter));
    }
    planning.command = "chokepoint report it's.yaml";
    planning.files = {{"it's.yaml", std::string(64, 'a')}};
  }
};

const Section& section(const Document& document, const std::string& id) {
  const auto found = std::find_if(document.sections.begin(), document.sections.end(),
                                  [&id](const Section& one) { return one.id == id; });
  if (found == document.sections.end()) throw std::runtime_error("no section " + id);
  return *found;
}

std::string lead(const Document& document) {
  for (const Element& element : section(document, "answer").elements) {
    if (const auto* const paragraph = std::get_if<Paragraph>(&element)) return paragraph->text;
  }
  return "";
}

template <class Kind>
std::vector<const Kind*> all(const Section& section) {
  std::vector<const Kind*> found;
  for (const Element& element : section.elements) {
    if (const auto* const one = std::get_if<Kind>(&element)) found.push_back(one);
  }
  return found;
}

const std::string much_power = "power.campus_power=1e6 GW";

TEST(Planning, TheAnswerFollowsWhatBinds) {
  struct Case {
    std::vector<std::string> overrides;
    const char* name;
    const char* deed;
  };
  const std::vector<Case> cases{
      {Overrides{}, "power", "bring the median ceiling of power in 2030 up to the trajectory"},
      {{much_power, "chips.production_growth=1.01x/yr"}, "chips", "ceiling of chips in 2030 up to the trajectory"},
      {{much_power, "data.quality_share=0.1 %"}, "data", "ceiling of data in 2030 up to the trajectory"},
      {{much_power, "latency.base_latency=3 ms"}, "latency", "ceiling of latency in 2030 up to the trajectory"},
      {{"trajectory.growth=1.1x/yr"}, "latency", "ceiling of latency in 2030 below the trajectory"}};
  for (const Case& one : cases) {
    const Planned planned(std::vector<Overrides>{one.overrides});
    const Chapter& chapter = planned.planning.chapters.front();
    const Document document = document_of(planned.planning);
    const std::string text = lead(document);
    EXPECT_THAT(text, StartsWith(verdict(chapter.run)));
    EXPECT_THAT(text, HasSubstr(one.deed));
    EXPECT_THAT(text, AnyOf(HasSubstr("could alone"), HasSubstr("would alone")));
    // What it says of a lever is what the solver found.
    for (const auto& lever : chapter.levers.tried) {
      const bool found = lever.solution.kind == analysis::Solution::Kind::found;
      const bool named = text.find(lever.axis.path + " at ") != std::string::npos ||
                         text.find(lever.axis.path + " a little ") != std::string::npos;
      EXPECT_EQ(named, found) << text;
    }
    // And where the picture speaks of a median, it is that of the summary.
    const auto figures = all<Figure>(section(document, "picture"));
    ASSERT_EQ(figures.size(), 1U);
    for (std::size_t k = 0; k < chapter.run.summary.constraints.size(); ++k) {
      const auto& ceiling = chapter.run.summary.constraints[k].ceiling;
      EXPECT_THAT(figures[0]->panels[k].alt, HasSubstr(units::print(ceiling.years.back().median(), ceiling.kind)));
    }
  }
}

TEST(Planning, NothingThatCouldHelpIsSaidSo) {
  // A millionth of the text, no other data: no parameter that is likely makes up for it.
  const Planned planned({Overrides{much_power, "data.quality_share=1e-7", "data.epochs=1"}});
  EXPECT_THAT(
      lead(document_of(planned.planning)),
      ContainsRegex("None of the 3 parameters that move it most would alone bring the median ceiling of data in "
                    "2030 up to the trajectory within the range that the scenario holds likely; [a-z_.]+ comes "
                    "nearest, with "));
}

TEST(Planning, WithoutUncertaintyThereAreNoLevers) {
  // The last line of defence of the words: a scenario in which every parameter is a constant.
  Planned planned(as_published);
  planned.planning.chapters[0].levers.tornado.influences.clear();
  planned.planning.chapters[0].levers.tried.clear();
  const Document document = document_of(planned.planning);
  EXPECT_THAT(lead(document), EndsWith("is uncertain, so none was tried as a lever."));
  EXPECT_TRUE(all<Figure>(section(document, "change")).empty());
}

TEST(Planning, TablesHoldTheNumbersOfTheSummary) {
  const Planned planned(as_published);
  const auto& summary = planned.planning.chapters[0].run.summary;
  const Document document = document_of(planned.planning);
  const auto figures = all<Figure>(section(document, "binds"));
  ASSERT_EQ(figures.size(), 1U);
  const Table& table = figures[0]->table;
  ASSERT_EQ(table.rows.size(), summary.years());
  ASSERT_EQ(table.columns.size(), summary.constraints.size() + 2);
  for (std::size_t year = 0; year < summary.years(); ++year) {
    EXPECT_EQ(table.rows[year][0].text, std::to_string(summary.first_year + static_cast<int>(year)));
    EXPECT_EQ(table.rows[year].back().text.back(), '%');
  }
  // The file to take away has every year and the same numbers.
  std::istringstream lines(figures[0]->csv);
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "year,power,chips,data,latency,feasible");
  for (std::size_t year = 0; year < summary.years(); ++year) {
    std::getline(lines, line);
    std::istringstream cells(line);
    std::string cell;
    std::getline(cells, cell, ',');
    for (const auto& constraint : summary.constraints) {
      std::getline(cells, cell, ',');
      EXPECT_NEAR(std::stod(cell), constraint.lowest[year], 1e-6);
    }
  }
}

TEST(Planning, EveryAssumptionHasItsSource) {
  const Planned planned(as_published);
  const Document document = document_of(planned.planning);
  const auto tables = all<Table>(section(document, "assumptions"));
  ASSERT_EQ(tables.size(), 2U);  // values, correlations
  const auto& scenario = *planned.planning.chapters[0].run.scenario;
  const auto assumptions = scenario.assumptions();
  const auto given =
      std::count_if(assumptions.begin(), assumptions.end(), [](const auto* one) { return one->is_given(); });
  EXPECT_EQ(tables[0]->rows.size(), static_cast<std::size_t>(given) + 1);  // and the date of the anchor
  const auto references = all<References>(section(document, "references"));
  ASSERT_EQ(references.size(), 1U);
  EXPECT_EQ(tables[0]->rows[0][0].text, "trajectory.anchor_date");
  EXPECT_EQ(tables[0]->rows[0][1].text, "2023-03-15");
  for (std::size_t i = 1; i < tables[0]->rows.size(); ++i) {
    const auto& row = tables[0]->rows[i];
    const Cell& source = row[4];
    ASSERT_THAT(source.link, StartsWith("#reference-")) << row[0].text;
    const auto number = static_cast<std::size_t>(std::stoi(source.link.substr(11)));
    ASSERT_LE(number, references[0]->items.size());
    EXPECT_EQ(references[0]->items[number - 1].id, source.link.substr(1));
  }
  EXPECT_EQ(tables[0]->rows[1][0].text, "trajectory.anchor");
  EXPECT_EQ(tables[0]->rows[1][3].text, "likely");  // the note says "GPT-4, confidence: likely"
  EXPECT_EQ(tables[0]->rows[1][5].text, "GPT-4");
}

TEST(Planning, ScenariosBesideEachOther) {
  Planned planned({Overrides{}, Overrides{"power.campus_power=50 GW"}});
  const Document without = document_of(planned.planning);
  EXPECT_EQ(all<Table>(section(without, "scenarios")).size(), 2U);  // verdicts, what differs
  planned.planning.pairs.push_back(
      *analysis::compare(planned.ran[0]->scenario, planned.ran[1]->scenario, {planned.ran[0]->run.ensemble, {}, {}}));
  const Document document = document_of(planned.planning);
  const auto tables = all<Table>(section(document, "scenarios"));
  ASSERT_EQ(tables.size(), 3U);
  EXPECT_EQ(tables[0]->rows.size(), 2U);
  ASSERT_EQ(tables[2]->rows.size(), 1U);
  EXPECT_EQ(tables[2]->rows[0][0].text, "power.campus_power");
  EXPECT_EQ(tables[2]->rows[0][2].text, "50 GW");
}

TEST(Planning, WithoutAConstraintItIsNeverSpokenOf) {
  const Planned planned({Overrides{"latency=off"}});
  const Document document = document_of(planned.planning);
  EXPECT_EQ(all<Figure>(section(document, "picture"))[0]->panels.size(), 3U);
  const auto bullets = all<Bullets>(section(document, "limits"));
  ASSERT_EQ(bullets.size(), 1U);
  EXPECT_THAT(bullets[0]->items, testing::Contains("Not modelled, and so never binding: latency."));
}

// The levers' own draws may have a median that is near the trajectory on its other side.
TEST(Planning, TooNearToTell) {
  Planned planned(as_published);
  for (auto& lever : planned.planning.chapters[0].levers.tried) {
    lever.solution.kind = analysis::Solution::Kind::holds_already;
  }
  const std::string text = lead(document_of(planned.planning));
  EXPECT_THAT(text, EndsWith("what would turn the answer around is less than sampling can tell."));
  EXPECT_THAT(text, Not(HasSubstr("alone")));
}

// At the medians the ceiling of power is 1.0 times the trajectory: what is needed prints like what there is.
TEST(Planning, ALeverThatHardlyMoves) {
  const Planned planned(as_published, true);
  EXPECT_THAT(lead(document_of(planned.planning)), HasSubstr("power.datacenter_growth a little below its 1.15x/yr"));
}

TEST(Planning, APointSpeaksOfMedians) {
  const Planned planned(as_published, true);
  const Document document = document_of(planned.planning);
  EXPECT_THAT(lead(document), StartsWith("With every parameter at its median, "));
  EXPECT_THAT(all<Paragraph>(section(document, "run"))[0]->text, HasSubstr("One draw, every parameter at its median."));
  for (const char* const id : {"answer", "picture", "binds", "change"}) {
    for (const auto* paragraph : all<Paragraph>(section(document, id))) {
      EXPECT_THAT(paragraph->text, Not(HasSubstr("draws"))) << id;
    }
    for (const auto* figure : all<Figure>(section(document, id))) {
      EXPECT_THAT(figure->caption, Not(HasSubstr("draw"))) << id;
    }
  }
}

// --- what changed ----------------------------------------------------------------------------------------------------

TEST(Planning, MarksWhatChangedSinceAnEarlierRun) {
  Planned then(as_published);
  const auto earlier = read_results(json(std::span(&then.planning.chapters[0].run, 1)));
  ASSERT_TRUE(std::holds_alternative<Earlier>(earlier));
  Planned same(as_published);
  same.planning.earlier = std::get<Earlier>(earlier);
  const Document unchanged = document_of(same.planning);
  const auto words = all<Paragraph>(section(unchanged, "since"));
  EXPECT_EQ(words[1]->text, "The answer is the same, word for word.");
  EXPECT_EQ(words[2]->text, "No assumption changed.");
  for (const auto& row : all<Table>(section(unchanged, "since"))[0]->rows) EXPECT_EQ(row.back().text, "no");

  Planned now({Overrides{"power.campus_power=500 GW"}});
  now.planning.earlier = std::get<Earlier>(earlier);
  const Document changed = document_of(now.planning);
  EXPECT_THAT(all<Paragraph>(section(changed, "since"))[1]->text,
              StartsWith("The answer was: By 2030 the trajectory is stopped in "));
  const auto tables = all<Table>(section(changed, "since"));
  ASSERT_EQ(tables.size(), 2U);
  EXPECT_EQ(tables[0]->rows[0][0].text, "power");
  EXPECT_EQ(tables[0]->rows[0].back().text, "yes");
  ASSERT_EQ(tables[1]->rows.size(), 1U);
  EXPECT_EQ(tables[1]->rows[0][0].text, "power.campus_power");
  EXPECT_EQ(tables[1]->rows[0][2].text, "500 GW");
}

TEST(ReadResults, RefusesWhatItCannotRead) {
  const Ran ran({});
  const std::string good = json(std::span(&ran.run, 1));
  const auto why = [](const std::string& text) {
    const auto result = read_results(text);
    return std::holds_alternative<std::string>(result) ? std::get<std::string>(result) : std::string("was read");
  };
  EXPECT_EQ(why(good), "was read");
  EXPECT_THAT(why(good.substr(0, good.size() / 2)), StartsWith("is not JSON: byte "));
  EXPECT_EQ(why("{}"), "is no results.json of chokepoint");
  EXPECT_EQ(why("[1]"), "is no results.json of chokepoint");
  EXPECT_EQ(why(R"({"format": 5})"), "is no results.json of chokepoint");
  std::string other = good;
  other.replace(other.find("\"format_version\": 2"), 19, "\"format_version\": 9");
  EXPECT_EQ(why(other), "has results of version 9 of the shape (chokepoint 0); this chokepoint reads version 2");
  auto empty = nlohmann::json::parse(good);
  empty["runs"][0]["constraints"][0]["headroom"]["years"] = nlohmann::json::array();
  EXPECT_THAT(why(empty.dump()), StartsWith("is not whole: "));
  empty["runs"][0].erase("verdict");
  EXPECT_THAT(why(empty.dump()), StartsWith("is not whole: "));
  EXPECT_THAT(why(std::string(1 << 20, '[')), StartsWith("is not JSON"));
}

// --- formats ---------------------------------------------------------------------------------------------------------

TEST(Html, OneFileThatNeedsNothing) {
  const Planned planned(as_published);
  const std::string page = html(planned.planning);
  EXPECT_THAT(page, StartsWith("<!DOCTYPE html>\n<html lang=\"en\">"));
  EXPECT_LT(page.size(), 1'500'000U);
  // Nothing is fetched: sources are links, and nothing else has an address but the data it holds.
  const std::string before = page.substr(0, page.find("<script>"));
  for (const char* const tag : {"<img", "<link", "<iframe", "<object", "<embed", "<source", "src="}) {
    EXPECT_THAT(before, Not(HasSubstr(tag)));
  }
  EXPECT_THAT(page, HasSubstr("default-src 'none'; script-src 'sha256-"));
  EXPECT_THAT(page, Not(HasSubstr("unsafe")));
}

TEST(Html, WhatAScenarioSaysStaysText) {
  Planned planned(as_published);
  const std::string evil = "</title><script>alert(1)</script><img src=x onerror=alert(2)> \u202Eltr \U0001F600 & \"'";
  planned.ran[0]->scenario.title = evil;
  planned.ran[0]->scenario.description = evil + std::string(10'000, 'x');
  planned.ran[0]->scenario.name = "a\"b<c";
  planned.ran[0]->scenario.blocks[0].assumptions[0].note = evil;
  for (auto& [key, source] : planned.ran[0]->scenario.sources) source.address = "javascript:alert(3)";
  planned.planning.command = "--title '</code><script>'";
  const std::string page = html(planned.planning);
  const std::string before = page.substr(0, page.find("<script type=\"application/json\""));
  EXPECT_THAT(before, Not(HasSubstr("<script")));
  EXPECT_THAT(before, Not(HasSubstr("<img")));
  EXPECT_THAT(before, Not(HasSubstr("href=\"javascript")));
  EXPECT_THAT(before, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
  // Marks that turn the direction of text end with the text.
  EXPECT_THAT(before, HasSubstr("<bdi>&lt;/title&gt;"));
  // One script of data and one that runs, and no way out of the first.
  std::size_t scripts = 0;
  for (std::size_t at = page.find("<script"); at != std::string::npos; at = page.find("<script", at + 1)) ++scripts;
  EXPECT_EQ(scripts, 2U);

  // In Markdown it stands only in the block of code, where it is text.
  planned.planning.command = "";
  const auto files = markdown(planned.planning, "report");
  EXPECT_THAT(files[0].content, Not(HasSubstr("<script")));
  EXPECT_THAT(files[0].content, Not(HasSubstr("<img")));
  EXPECT_THAT(files[0].content, Not(HasSubstr("javascript:")));
}

TEST(Html, WhatIsNoTextIsMarked) {
  Planned planned(as_published);
  planned.planning.title =
      "a\xFF"
      "b\x01"
      "c";
  EXPECT_THAT(html(planned.planning), HasSubstr("<title>a\uFFFDb\uFFFDc</title>"));
}

TEST(Html, TheSameBytesAgain) {
  EXPECT_EQ(html(Planned(as_published).planning), html(Planned(as_published).planning));
}

TEST(Markdown, PicturesLieBesideIt) {
  const Planned planned(as_published);
  const auto files = markdown(planned.planning, "my report");
  ASSERT_GT(files.size(), 5U);
  EXPECT_EQ(files[0].name, "my report.md");
  EXPECT_THAT(files[0].content, StartsWith("# Can AI scaling continue through 2030?\n"));
  for (std::size_t i = 1; i < files.size(); ++i) {
    EXPECT_THAT(files[i].name, StartsWith("my report-"));
    EXPECT_THAT(files[i].content, StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    EXPECT_THAT(files[i].content, EndsWith("</svg>\n"));
    std::string link = files[i].name;
    link.replace(link.find(' '), 1, "%20");
    EXPECT_THAT(files[0].content, HasSubstr("](" + link + ")"));
  }
}

TEST(Iamc, WideWithAColumnForEachYear) {
  Planned planned({Overrides{}, Overrides{"years=2026..2032"}});
  std::vector<report::Run> runs{planned.planning.chapters[0].run, planned.planning.chapters[1].run};
  std::istringstream lines(iamc(runs));
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "Model,Scenario,Region,Variable,Unit,2024,2025,2026,2027,2028,2029,2030,2031,2032");
  bool seen = false;
  while (std::getline(lines, line)) {
    EXPECT_EQ(std::count(line.begin(), line.end(), ','), 13) << line;
    if (line.find("scenario-2,World,Ceiling|Power|Network,FLOP,,,") == std::string::npos) continue;
    seen = true;
    const auto& year = planned.planning.chapters[1].run.summary.constraints[0].parts[1].ceiling.years[0];
    EXPECT_EQ(std::stod(line.substr(line.find(",,,") + 3)), year.median());
  }
  EXPECT_TRUE(seen);
  EXPECT_THAT(iamc(runs), HasSubstr(",Power|US AI Datacenter Power,W,"));
  EXPECT_THAT(iamc(runs), HasSubstr(",Lowest|Power,1,"));
}

TEST(Iamc, EveryVariableIsInTheDocuments) {
  const Ran ran({});
  std::string document = read_file(CHOKEPOINT_SOURCE_DIR "/docs/report.md");
  for (std::size_t at = 0; (at = document.find("\\|", at)) != std::string::npos;) document.erase(at, 1);
  std::istringstream lines(iamc(std::span(&ran.run, 1)));
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::string variable = line.substr(line.find("World,") + 6);
    variable.resize(variable.find(','));
    const std::string last = variable.substr(variable.rfind('|') + 1);
    const bool statistic =
        last == "Mean" || (last[0] == 'P' && last.find_first_not_of("0123456789", 1) == std::string::npos);
    if (statistic) variable.resize(variable.rfind('|'));
    EXPECT_THAT(document, HasSubstr("`" + variable + "`"));
  }
}

TEST(DataPackage, NamesWhatLiesBesideIt) {
  const Planned planned(as_published);
  const std::vector<Resource> resources{{"results.csv", std::string(64, 'b'), 12},
                                        {"report.html", std::string(64, 'c'), 5}};
  const auto package = nlohmann::json::parse(data_package(planned.planning, resources));
  EXPECT_EQ(package["resources"].size(), 2U);
  EXPECT_EQ(package["resources"][0]["name"], "results-csv");
  EXPECT_EQ(package["resources"][0]["hash"], "sha256:" + std::string(64, 'b'));
  EXPECT_EQ(package["resources"][0]["bytes"], 12);
  EXPECT_EQ(package["resources"][0]["schema"]["fields"].size(), 6U);
  EXPECT_EQ(package["sources"].size(), planned.ran[0]->scenario.sources.size());
}

}  // namespace
}  // namespace chokepoint::report
