// SPDX-License-Identifier: Apache-2.0
// Planning reports: the words follow the numbers, whatever binds, and nothing that a scenario says becomes markup.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "chokepoint/report.hpp"
#include "report/charts.hpp"
#include "report/document.hpp"
#include "report/palette.hpp"
#include "report/planned.hpp"

namespace chokepoint::report {
namespace {

using testing::AnyOf;
using testing::ContainsRegex;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

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
      const bool named = text.find("(" + lever.axis.path + ") by ") != std::string::npos;
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
                    "2030 up to the trajectory, multiplied from its P1 to its P99; [A-Za-z ]+ [(][a-z_.]+[)] comes "
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
  const auto figures = all<Figure>(section(document, "lowest"));
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
  EXPECT_EQ(tables[0]->rows[1][3].text, "not stated");
  EXPECT_EQ(tables[0]->rows[1][5].text, "GPT-4, confidence: likely");
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

// At the medians the ceiling of power is 1.0 times the trajectory: a little is enough, and has the digits to show it.
TEST(Planning, ALeverThatHardlyMoves) {
  const Planned planned(as_published, true);
  EXPECT_THAT(lead(document_of(planned.planning)),
              ContainsRegex("yearly growth of the power of all US data centers [(]power.datacenter_growth[)] by 0.99"
                            "[0-9]+ [(]median 1.1[0-9]+x/yr instead of 1.150*x/yr[)]"));
}

TEST(Planning, APointSpeaksOfMedians) {
  const Planned planned(as_published, true);
  const Document document = document_of(planned.planning);
  EXPECT_THAT(lead(document), StartsWith("With every parameter at its median, "));
  EXPECT_THAT(all<Paragraph>(section(document, "run"))[0]->text, HasSubstr("One draw, every parameter at its median."));
  for (const char* const id : {"answer", "picture", "lowest", "change"}) {
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
  EXPECT_EQ(why(empty.dump()), "is not whole: runs[0].constraints[0].headroom.years is empty");
  empty["runs"][0].erase("verdict");
  EXPECT_EQ(why(empty.dump()), "is not whole: it has no runs[0].verdict");
  empty["runs"][0]["scenario"]["name"] = 5;
  EXPECT_EQ(why(empty.dump()), "is not whole: runs[0].scenario.name is not a text");
  empty["runs"][0]["scenario"]["name"] = "it";
  empty["runs"][0]["scenario"]["last_year"] = 1e300;
  EXPECT_EQ(why(empty.dump()), "is not whole: runs[0].scenario.last_year is not a year");
  empty["runs"] = nlohmann::json::object();
  EXPECT_EQ(why(empty.dump()), "is not whole: runs is not a list");
  empty["runs"] = {1};
  EXPECT_EQ(why(empty.dump()), "is not whole: runs[0] is not a mapping");
  empty["runs"] = nlohmann::json::array();
  EXPECT_EQ(why(empty.dump()), "is not whole: runs is empty");
  empty["format_version"] = "2";
  EXPECT_EQ(why(empty.dump()), "is not whole: format_version is not a number");
  EXPECT_THAT(why(std::string(1 << 17, '[')), StartsWith("is not JSON"));
  EXPECT_EQ(why("[1e999]"), "is not whole: it has a number that is too large");
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
  planned.ran[0]->scenario->title = evil;
  planned.ran[0]->scenario->description = evil + std::string(10'000, 'x');
  planned.ran[0]->scenario->name = "a\"b<c";
  planned.ran[0]->scenario->blocks[0].assumptions[0].note = evil;
  for (auto& [key, source] : planned.ran[0]->scenario->sources) source.address = "javascript:alert(3)";
  planned.planning.provenance.command = "--title '</code><script>'";
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
  planned.planning.provenance.command = "";
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
    if (line.find("scenario-2,United States,Ceiling|Power|Network,FLOP,,,") == std::string::npos) continue;
    seen = true;
    const auto& year = planned.planning.chapters[1].run.summary.constraints[0].parts[1].ceiling.years[0];
    EXPECT_EQ(std::stod(line.substr(line.find(",,,") + 3)), year.median());
  }
  EXPECT_TRUE(seen);
  EXPECT_THAT(iamc(runs), HasSubstr(",United States,Power|US AI Datacenter Power,W,"));
  EXPECT_THAT(iamc(runs), HasSubstr(",World,Ceiling|Chips,FLOP,"));
  EXPECT_THAT(iamc(runs), HasSubstr(",World,Lowest|Power,1,"));
}

// pyam takes all variables one level below another for its components: there, no statistic may stand.
TEST(Iamc, QuantilesStandInATableOfTheirOwn) {
  const Ran ran({});
  const std::span<const report::Run> runs(&ran.run, 1);
  EXPECT_THAT(iamc(runs), Not(ContainsRegex("[|](P[0-9]+|Mean),")));
  std::istringstream lines(iamc_quantiles(runs));
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "Model,Scenario,Region,Variable,Unit,quantile,2024,2025,2026,2027,2028,2029,2030");
  std::vector<double> last;
  while (std::getline(lines, line)) {
    EXPECT_EQ(std::count(line.begin(), line.end(), ','), 12) << line;
    if (line.find(",Ceiling|Power,FLOP,") != std::string::npos)
      last.push_back(std::stod(line.substr(line.rfind(',') + 1)));
  }
  const auto& expected = ran.run.summary.constraints[0].ceiling.years[6].quantiles;
  EXPECT_EQ(last, std::vector<double>(expected.begin(), expected.end()));
}

TEST(Iamc, EveryVariableIsInTheDocuments) {
  const Ran ran({});
  std::string document = read_file(CHOKEPOINT_SOURCE_DIR "/docs/report.md");
  for (std::size_t at = 0; (at = document.find("\\|", at)) != std::string::npos;) document.erase(at, 1);
  std::istringstream lines(iamc(std::span(&ran.run, 1)));
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    // Model, Scenario and Region stand before it; none of them has a comma here.
    std::size_t at = 0;
    for (int i = 0; i < 3; ++i) at = line.find(',', at) + 1;
    EXPECT_THAT(document, HasSubstr("`" + line.substr(at, line.find(',', at) - at) + "`"));
  }
}

// https://datapackage.org/standard/data-package, version 2.
TEST(DataPackage, NamesWhatLiesBesideIt) {
  const Planned planned(as_published);
  const std::vector<Resource> resources{{"results.csv", std::string(64, 'b'), 12},
                                        {"report.html", std::string(64, 'c'), 5},
                                        {"iamc.csv", std::string(64, 'd'), 6},
                                        {"iamc_quantiles.csv", std::string(64, 'e'), 7}};
  const auto package = nlohmann::json::parse(data_package(planned.planning, resources));
  EXPECT_EQ(package["$schema"], "https://datapackage.org/profiles/2.0/datapackage.json");
  EXPECT_FALSE(package.contains("profile"));
  ASSERT_EQ(package["resources"].size(), 4U);
  EXPECT_EQ(package["resources"][0]["name"], "results-csv");
  EXPECT_EQ(package["resources"][0]["type"], "table");
  EXPECT_EQ(package["resources"][0]["hash"], "sha256:" + std::string(64, 'b'));
  EXPECT_EQ(package["resources"][0]["bytes"], 12);
  EXPECT_EQ(package["resources"][0]["schema"]["fields"].size(), 6U);
  EXPECT_FALSE(package["resources"][1].contains("type"));
  // The columns are those of the file.
  const std::vector<report::Run> runs{planned.planning.chapters[0].run};
  for (const auto& [i, text] : {std::pair{2, iamc(runs)}, std::pair{3, iamc_quantiles(runs)}}) {
    std::string names;
    for (const auto& field : package["resources"][static_cast<std::size_t>(i)]["schema"]["fields"]) {
      names += (names.empty() ? "" : ",") + field["name"].get<std::string>();
    }
    EXPECT_EQ(names, text.substr(0, text.find('\n')));
  }
  EXPECT_EQ(package["sources"].size(), planned.ran[0]->scenario->cited().size());
  ASSERT_EQ(package["licenses"].size(), 1U);
  EXPECT_EQ(package["licenses"][0]["name"], "CC-BY-4.0");
  EXPECT_THAT(package["description"].get<std::string>(), HasSubstr("chokepoint report it's.yaml"));
}

TEST(Json, SaysWhereItIsFrom) {
  const Planned planned(as_published);
  const auto document = nlohmann::json::parse(json(planned.planning));
  EXPECT_EQ(document["provenance"]["command"], "chokepoint report it's.yaml");
  EXPECT_EQ(document["provenance"]["commit"], "c0ffee");
  EXPECT_EQ(document["provenance"]["files"][0]["path"], "it's.yaml");
  EXPECT_EQ(document["provenance"]["files"][0]["sha256"], std::string(64, 'a'));
}

// --- what was changed against the file
// ---------------------------------------------------------------------------------

TEST(Planning, OverridesStandAtTheTop) {
  const std::string changed = "power.campus_power=100 to 300 GW";
  const Planned planned({Overrides{changed}});
  const Document document = document_of(planned.planning);
  EXPECT_EQ(document.title, "Can AI scaling continue through 2030? (changed: " + changed + ")");
  EXPECT_EQ(document.changes, "Changed from the file: " + changed + ".");
  EXPECT_THAT(document.subtitle, HasSubstr("scenario-1 (changed), 2024 to 2030"));
  EXPECT_THAT(html(planned.planning), HasSubstr("<strong>Changed from the file: " + changed + ".</strong>"));
  EXPECT_THAT(markdown(planned.planning, "r")[0].content, HasSubstr("Changed from the file: "));
  EXPECT_THAT(data_package(planned.planning, {}), HasSubstr("(changed: " + changed + ")"));
  const auto words = all<Paragraph>(section(document, "answer"));
  EXPECT_THAT(words.back()->text, StartsWith("The scenario before the changes: "));
  const Planned two({Overrides{changed, "data.epochs=1"}});
  EXPECT_THAT(document_of(two.planning).title, EndsWith(" (2 values changed)"));
  const Planned none(as_published);
  EXPECT_EQ(document_of(none.planning).title, "Can AI scaling continue through 2030?");
  EXPECT_EQ(document_of(none.planning).changes, "");
}

// --- pictures
// ----------------------------------------------------------------------------------------------------------

TEST(Tornado, IsOfTheSameDrawsAndHasALineAtOne) {
  const Planned planned(as_published);
  const Chapter& chapter = planned.planning.chapters[0];
  const auto figures = all<Figure>(section(kept(document_of(planned.planning)), "change"));
  const auto chart = nlohmann::json::parse(figures[0]->panels[0].chart);
  EXPECT_EQ(chart["mark"], 1.0);
  EXPECT_EQ(chapter.levers.tornado.sampled, chapter.run.summary.constraints[0].headroom.years.back().median());
  EXPECT_LE(chart["domain"][0], 1.0);
  EXPECT_GE(chart["domain"][1], 1.0);
  // No row is empty, and those left out are counted.
  std::size_t idle = 0;
  for (const auto& one : chapter.levers.tornado.influences) {
    const double ratio = std::max(one.sampled[0], one.sampled[1]) / std::min(one.sampled[0], one.sampled[1]);
    idle += ratio < 1.01 ? 1 : 0;
  }
  ASSERT_GT(idle, 5U);
  EXPECT_THAT(figures[0]->caption, HasSubstr(" " + std::to_string(idle) + " move it by less than 1%."));
  for (const auto& row : chart["rows"]) {
    EXPECT_GT(std::abs(std::log(row["high"].get<double>() / row["low"].get<double>())), 0.009) << row;
  }
}

TEST(Ticks, AreRoundAndEnough) {
  using Values = std::vector<double>;
  EXPECT_EQ(round_ratios({0.043, 15.0}), (Values{0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10}));
  EXPECT_EQ(round_ratios({0.4, 2.0}), (Values{0.5, 0.7, 1, 1.5, 2}));
  EXPECT_EQ(round_ratios({0.9, 1.12}), (Values{0.9, 1, 1.1}));
  EXPECT_EQ(round_ratios({1e-3, 1e3}), (Values{1e-3, 1e-2, 0.1, 1, 10, 100, 1000}));
  for (double low = 1e-7; low < 1e4; low *= 3.1) {
    for (double high = low * 1.04; high < 1e9; high *= 1.7) {
      const auto ticks = round_ratios({low, high});
      EXPECT_GE(ticks.size(), 2U) << low << " " << high;
      EXPECT_LE(ticks.size(), 9U) << low << " " << high;
      for (const double tick : ticks) EXPECT_TRUE(tick >= low * 0.999 && tick <= high * 1.001) << tick;
    }
  }
  EXPECT_EQ(tick_text(100.0), "100");
  EXPECT_EQ(tick_text(0.05), "0.05");
  EXPECT_EQ(tick_text(1e6), "1e6");
  EXPECT_EQ(tick_text(1e-5), "1e-5");
  EXPECT_EQ(tick_text(5e-4), "5e-4");
  EXPECT_EQ(tick_text(2e4), "2e4");
}

TEST(Pictures, AConstraintHasOneColour) {
  const Planned planned(as_published);
  const Document document = document_of(planned.planning);
  const auto& summary = planned.planning.chapters[0].run.summary;
  const std::string stopped = all<Figure>(section(document, "answer"))[0]->panels[0].svg;
  for (std::size_t k = 0; k < summary.constraints.size(); ++k) {
    const std::string colour = css_colour(colour_of(summary.constraints[k].name));
    EXPECT_THAT(all<Figure>(section(document, "picture"))[0]->panels[k].svg, HasSubstr(colour));
    if (summary.constraints[k].stopped.back() > 0.01) {
      EXPECT_THAT(stopped, HasSubstr(colour));
    }
  }
  // Of a map, too.
  const report::Run& run = planned.planning.chapters[0].run;
  analysis::Sweep map;
  for (const auto* const text : {"power.campus_power=1..50 GW:3", "data.epochs=1..20:3"}) {
    map.axes.push_back(std::get<question::Axis>(question::read_axis(text, *run.scenario, "", 3, false)));
  }
  map = *analysis::sweep(run.scenario, map.axes, 2030, {{.draws = 256}, {.count = 1}, {}});
  const std::string picture = map_svg({run.scenario, run.ensemble, "0"}, map);
  for (const std::string& name : map.constraints) {
    EXPECT_THAT(picture, HasSubstr(std::string("fill=\"") + css_colour(colour_of(name))));
  }
  // And of the page.
  const std::string style = read_file(CHOKEPOINT_SOURCE_DIR "/src/report/page/page.css");
  for (std::size_t i = 0; i < palette.size(); ++i) {
    const std::string rule = "--c" + std::to_string(i) + ": " + palette[i] + ";";
    EXPECT_NE(style.find(rule), style.rfind(rule)) << rule << " on light pages and on paper";
  }
}

TEST(Pictures, AnUncertainTrajectoryHasItsBand) {
  const Planned certain(as_published);
  const Planned uncertain({Overrides{"trajectory.growth=3 to 5x/yr"}});
  for (const auto* planned : {&certain, &uncertain}) {
    const auto figures = all<Figure>(section(kept(document_of(planned->planning)), "picture"));
    const auto chart = nlohmann::json::parse(figures[0]->panels[0].chart);
    EXPECT_EQ(chart["trajectory"]["uncertain"], planned == &uncertain);
    const auto& last = planned->planning.chapters[0].run.summary.trajectory.years.back();
    EXPECT_NEAR(chart["trajectory"]["rows"].back()[1].get<double>() / last.p10(), 1.0, 1e-3);
    EXPECT_NEAR(chart["trajectory"]["rows"].back()[3].get<double>() / last.p90(), 1.0, 1e-3);
  }
}

TEST(Pictures, ScenariosShareThem) {
  const Planned planned({Overrides{}, Overrides{"power.campus_power=50 GW", "years=2024..2035"}});
  const Document document = document_of(planned.planning);
  const auto beside = all<Figure>(section(document, "scenarios"));
  ASSERT_EQ(beside.size(), 1U);
  ASSERT_EQ(beside[0]->panels.size(), 4U);
  for (const Panel& panel : beside[0]->panels) {
    const auto chart = nlohmann::json::parse(panel.chart);
    ASSERT_EQ(chart["lines"].size(), 2U);
    EXPECT_EQ(chart["lines"][1]["rows"].size(), 12U);
    EXPECT_EQ(chart["domain"], nlohmann::json::parse(beside[0]->panels[0].chart)["domain"]);
  }
  EXPECT_EQ(beside[0]->table.rows.size(), 4U * 12U);  // no year is left out
  EXPECT_EQ(all<Figure>(section(document, "answer"))[0]->panels.size(), 2U);
}

TEST(Planning, NoYearIsLeftOut) {
  const Planned planned({Overrides{"years=2024..2070"}});
  const Document document = document_of(planned.planning);
  EXPECT_EQ(all<Figure>(section(document, "picture"))[0]->table.rows.size(), 47U);
  EXPECT_EQ(all<Table>(section(document, "order"))[1]->rows.size(), 47U);
}

TEST(Planning, AssumptionsHaveTheDigitsOfTheFile) {
  const Planned planned(as_published);
  const auto tables = all<Table>(section(kept(document_of(planned.planning)), "assumptions"));
  const auto row = [&](const std::string& name) {
    const auto found = std::find_if(tables[0]->rows.begin(), tables[0]->rows.end(),
                                    [&name](const auto& cells) { return cells[0].text == name; });
    return found == tables[0]->rows.end() ? std::vector<Cell>(6) : *found;
  };
  EXPECT_EQ(row("latency.ranks_per_node")[1].text, "2.75");
  EXPECT_EQ(row("shared.utilization")[1].text, "0.375 (0.2 to 0.6)");
  EXPECT_EQ(row("power.power_per_accelerator")[1].text,
            "1.704\u00a0kW/H100e (1.528\u00a0kW/H100e to 1.846\u00a0kW/H100e)");
  EXPECT_EQ(row("shared.training_duration")[2].text, "metalog {p10: 5.18e6 s, p50: 1.56e7 s, p90: 2.33e7 s}");
}

TEST(Planning, BriefSaysWhatMatters) {
  Planned planned(as_published);
  planned.planning.brief = true;
  const Document document = document_of(planned.planning);
  std::vector<std::string> ids;
  for (const Section& one : document.sections) ids.push_back(one.id);
  EXPECT_THAT(ids, testing::ElementsAre("answer", "picture", "change", "assumptions", "references", "run"));
  const std::size_t shown =
      nlohmann::json::parse(all<Figure>(section(document, "change"))[0]->panels[0].chart)["rows"].size();
  EXPECT_LE(shown, 8U);
  EXPECT_EQ(all<Table>(section(document, "assumptions"))[0]->rows.size(), shown + 3);  // and the trajectory
}

TEST(PrintPage, HasNoScriptAndItsSheet) {
  Planned planned(as_published);
  planned.planning.title = "</style><script>\"; } \\ é" + std::string(200, 'x');
  const std::string page = print_page(planned.planning, Paper::letter, "2026-11-25");
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, HasSubstr("@page { size: letter;"));
  EXPECT_THAT(page, HasSubstr("content: \"2026\\2d 11\\2d 25\\2c  page \" counter(page)"));
  const std::string sheet = page.substr(page.rfind("@page {"), page.find("</style>") - page.rfind("@page {"));
  EXPECT_THAT(sheet, HasSubstr("counter(page) \" of \" counter(pages)"));
  EXPECT_THAT(sheet, Not(HasSubstr("script>")));
}

}  // namespace
}  // namespace chokepoint::report
