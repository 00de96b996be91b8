// SPDX-License-Identifier: Apache-2.0
// What reports say of models, names, regions, defaults and couplings: of the catalogue of tests/water.hpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "chokepoint/report.hpp"
#include "report/planned.hpp"
#include "water.hpp"

namespace chokepoint::report {
namespace {

using testing::HasSubstr;
using testing::Not;

scenario::ScenarioPointer loaded(const std::string& blocks) {
  const scenario::Loaded found = scenario::load_it(scenario::head + blocks);
  if (!found.scenario) throw std::runtime_error(scenario::told(found));
  return found.scenario;
}

Run run_of(const scenario::ScenarioPointer& scenario) {
  Run run;
  run.scenario = scenario;
  run.ensemble = {.draws = 1024, .seed = 1};
  run.version = "0";
  run.summary = *statistics::summarize(simulation::Engine(scenario, run.ensemble), {.count = 1}, kept_for_planning());
  return run;
}

Planning planned(const scenario::ScenarioPointer& scenario) {
  Planning planning;
  Chapter chapter;
  chapter.run = run_of(scenario);
  chapter.lever_ensemble = chapter.run.ensemble;
  chapter.levers = *analysis::levers(scenario, chapter.run.summary, 3, {chapter.lever_ensemble, {.count = 1}, {}});
  planning.chapters.push_back(std::move(chapter));
  planning.provenance = {"chokepoint report it.yaml", "", {}};
  return planning;
}

/// The rows of all tables, and the paragraphs, of a section.
std::string text_of(const Planning& planning, const std::string& id) {
  const Document document = document_of(planning);
  std::string text;
  for (const Element& element : section(document, id).elements) {
    if (const auto* const table = std::get_if<Table>(&element)) {
      for (const auto& row : table->rows) {
        for (const Cell& cell : row) text += "| " + cell.text + " ";
        text += "|\n";
      }
    }
    if (const auto* const paragraph = std::get_if<Paragraph>(&element)) text += paragraph->text + "\n";
  }
  return text;
}

const std::string plain = "water: {accelerators: 1 to 9 H100e}\n";
const std::string two =
    "water: {accelerators: 1 to 9 H100e}\n"
    "cold: {of: water, region: Norway, accelerators: {output: water/cooled, note: by river}, pump: {wear: 2}}\n";

using Runs = std::vector<Run>;  // a test has another Run of its own

std::string explained(const scenario::Scenario& scenario, std::size_t block, std::size_t width = 80) {
  return explain(*scenario.blocks[block].constraint->description, &scenario, width);
}

TEST(Explain, ListsTheModelsOfAConstraint) {
  EXPECT_THAT(
      explained(*loaded(plain), 0),
      HasSubstr("  Model: wells, which water has unless a scenario names another: rivers.\n  Region: World.\n"));
  EXPECT_THAT(explained(*loaded("water: {model: rivers, accelerators: 1 H100e, width: 1}\n"), 0),
              HasSubstr("  Model: rivers. Other models of water: wells. It has wells unless a scenario\n"
                        "  names another.\n  Region: World.\n"));
  EXPECT_THAT(explained(*loaded(two), 1, 120),
              HasSubstr("  Of the constraint water. Model: wells, which water has unless "
                        "a scenario names another: rivers.\n  Region: Norway.\n"));
  EXPECT_THAT(explain(*models::built_in()->find("latency")->description, nullptr, 80),
              HasSubstr("  Model: all_reduce, the only one of latency.\n  Region: World.\n"));
}

TEST(Explain, SaysDefaultsAndCouplingsWhereValuesStand) {
  const std::string text = explained(*loaded(two), 1);
  EXPECT_THAT(text, HasSubstr("Water (cold)\n"));
  EXPECT_THAT(text, HasSubstr("    it: the output water/cooled, by year\n"));
  EXPECT_THAT(text, HasSubstr("    it: 0.50 [default]\n"));
  EXPECT_THAT(text, HasSubstr("    it: 2.0 [no source]\n"));
  const scenario::ScenarioPointer scenario = loaded(two);
  const models::Description& cold = *scenario->blocks[1].constraint->description;
  EXPECT_THAT(explain(cold, cold.parameters[0], scenario.get(), 80),
              HasSubstr("    it: the output water/cooled, by year\n      note: by river\n"));
  const std::string efficiency = explain(cold, cold.parameters[1], scenario.get(), 80);
  EXPECT_THAT(efficiency, HasSubstr("  Unless given: 50 % (by hand, too; assumed).\n  Formerly cold.pumping.\n"));
  EXPECT_THAT(efficiency, HasSubstr("      written: 50 %\n      default: by hand, too\n      confidence: assumed\n"));
  EXPECT_THAT(efficiency, Not(HasSubstr("no source")));
  // Without a scenario.
  const models::Description& wells = *models::with_water()->find("water")->description;
  EXPECT_THAT(explain(wells, wells.parameters[1], nullptr, 80),
              HasSubstr("  Unless given: 50 % (by hand, too; assumed).\n"));
}

// Two scenarios that have a constraint by different models, or with different regions: each says what it has.
TEST(Explain, OfAModelThatTheScenarioDoesNotHave) {
  const scenario::ScenarioPointer rivers = loaded("water: {model: rivers, accelerators: 1 H100e, width: 1}\n");
  const scenario::ScenarioPointer here = loaded("water: {region: Norway, accelerators: 3 H100e}\n");
  const models::Description& wells = *models::with_water()->find("water")->description;
  EXPECT_THAT(explain(wells, rivers.get(), 80), HasSubstr("it: water is of the model rivers\n"));
  EXPECT_THAT(explain(wells, here.get(), 80), HasSubstr("\n  Region: Norway.\n"));
  EXPECT_THAT(explain(wells, here.get(), 80), HasSubstr("it: 3.0 H100e ["));
}

TEST(Explain, OverviewAndReferenceTellModelsApart) {
  const std::string all = overview(80, *models::with_water());
  EXPECT_THAT(all, HasSubstr("\nWater (water), model wells\n  water.accelerators "));
  EXPECT_THAT(all, HasSubstr("\nWater (water), model rivers\n"));
  EXPECT_THAT(all, HasSubstr("\nLatency (latency)\n"));
  const std::string reference = parameter_reference(*models::with_water());
  EXPECT_THAT(reference, HasSubstr("## Water: `water`, model `wells`\n"));
  EXPECT_THAT(reference, HasSubstr("## Water: `water`, model `rivers`\n"));
  EXPECT_THAT(reference,
              HasSubstr("| parameter | unit | values | a larger value | meaning | defined in | unless given |\n"
                        "|---|---|---|---|---|---|---|\n"
                        "| `accelerators` | H100e | at least 0 | raises it | that wells can cool | by hand | |\n"
                        "| `pump.efficiency` | 1 | above 0, at most 1 | raises it | what a pump gives; formerly "
                        "`pumping` | by hand | 50 %: by hand, too; assumed |\n"));
}

TEST(Catalogue, JsonHasKeysMoreOnlyWhereABlockIsNotAsInTheCatalogue) {
  const auto document = [](const std::string& blocks) {
    const Runs runs{run_of(loaded(blocks))};
    return json(runs);
  };
  const std::string all_given = document("water: {accelerators: 1 to 9 H100e, pump: {efficiency: 50 %, wear: 0}}\n");
  for (const std::string key : {"of", "model", "region", "couplings", "default"}) {
    EXPECT_THAT(all_given, Not(HasSubstr("\"" + key + "\":"))) << key;
  }
  EXPECT_THAT(document(plain), HasSubstr("\"note\": \"default: by hand, too\",\n            \"confidence\": "
                                         "\"assumed\",\n            \"default\": true\n"));
  const std::string more = document(two);
  EXPECT_THAT(more, HasSubstr("\"title\": \"Water (cold)\",\n          \"of\": \"water\",\n          \"region\": "
                              "\"Norway\",\n          \"ceiling\""));
  EXPECT_THAT(more, HasSubstr("\"couplings\": [\n            {\n              \"name\": \"cold.accelerators\",\n"
                              "              \"output\": \"water/cooled\",\n              \"source\": \"\",\n"
                              "              \"note\": \"by river\"\n"));
  EXPECT_THAT(document("water: {model: rivers, accelerators: 1 to 9 H100e, width: 1}\n"),
              HasSubstr("\"model\": \"rivers\""));
}

TEST(Catalogue, TablesHaveRegionsWhereOneIsGiven) {
  const Runs without{run_of(loaded(plain))};
  EXPECT_THAT(csv(without), testing::StartsWith("scenario,year,variable,unit,statistic,value\nit,2024,trajectory,"));
  const Runs runs{run_of(loaded(two))};
  const std::string table = csv(runs);
  EXPECT_THAT(table, testing::StartsWith("scenario,year,variable,unit,statistic,value,region\n"));
  std::istringstream lines(table);
  std::string line;
  std::getline(lines, line);
  std::size_t in_norway = 0;
  while (std::getline(lines, line)) {
    const bool cold = line.find(",ceiling/cold,") != std::string::npos ||
                      line.find(",headroom/cold,") != std::string::npos || line.find(",cold/") != std::string::npos;
    EXPECT_TRUE(line.ends_with(cold ? ",Norway" : ",World")) << line;
    in_norway += cold ? 1 : 0;
  }
  EXPECT_GT(in_norway, 20U);
  EXPECT_THAT(iamc(runs), HasSubstr("chokepoint 0,it,Norway,Ceiling|Cold,"));
}

TEST(Catalogue, ReportsShowDefaultsCouplingsAndBlocks) {
  const std::string text = text_of(planned(loaded(two)), "assumptions");
  EXPECT_THAT(text, HasSubstr("| cold | of water and region Norway |"));
  EXPECT_THAT(text,
              HasSubstr("| cold.accelerators | the output water/cooled, by year | draw by draw | not stated | none "
                        "given | by river |"));
  EXPECT_THAT(text,
              HasSubstr("| water.pump.efficiency | 50 % | constant | assumed | default | default: by hand, too |"));
}

// A report against its own results finds nothing changed.
TEST(Catalogue, NothingChangedSinceTheSameRun) {
  Planning planning = planned(loaded(two));
  const auto earlier = read_results(json(planning));
  ASSERT_TRUE(std::holds_alternative<Earlier>(earlier)) << std::get<std::string>(earlier);
  planning.earlier = std::get<Earlier>(earlier);
  EXPECT_THAT(text_of(planning, "since"), HasSubstr("No assumption changed."));
  Planning other = planned(loaded(plain + "cold: {of: water, region: Sweden, accelerators: 3 H100e}\n"));
  other.earlier = std::get<Earlier>(earlier);
  const std::string text = text_of(other, "since");
  EXPECT_THAT(text, HasSubstr("| cold.region | Norway | Sweden |"));
  EXPECT_THAT(text, HasSubstr("| cold.accelerators | {output: water/cooled} | 3 H100e |"));
}

TEST(Comparison, SaysWhatBlocksAreAndRead) {
  const analysis::Effort effort{.ensemble = {.draws = 1024, .seed = 1}, .threads = {.count = 1}, .progress = {}};
  const auto compared = [&effort](const std::string& first, const std::string& second) {
    const Runs runs{run_of(loaded(first)), run_of(loaded(second))};
    const std::vector<analysis::Pair> pairs{*analysis::compare(runs[0].scenario, runs[1].scenario, effort)};
    return comparison(runs, pairs, Format::terminal, 80);
  };
  const std::string models = compared(plain, "water: {model: rivers, accelerators: 1 to 9 H100e, width: 1}\n");
  EXPECT_THAT(models, HasSubstr("water.model\n  it: wells\n  it: rivers\n"));
  const std::string read =
      compared(two, plain + "cold: {of: water, region: Norway, accelerators: 3 H100e, pump: {wear: 2}}\n");
  EXPECT_THAT(read,
              HasSubstr("cold.accelerators\n  it: the output water/cooled, by year\n  it: 3 H100e [no source]\n"));
  // A constraint is paired with that of its name, whatever model or region it has: rivers of width 1 give twice as
  // much.
  const auto pair = *analysis::compare(loaded(plain),
                                       loaded("water: {model: rivers, region: Norway, accelerators: 1 to 9 "
                                              "H100e, width: 1}\n"),
                                       effort);
  ASSERT_EQ(pair.constraints, std::vector<std::string>{"water"});
  EXPECT_NEAR(pair.ratio[0][0].median(), 2.0, 0.02);
}

}  // namespace
}  // namespace chokepoint::report
