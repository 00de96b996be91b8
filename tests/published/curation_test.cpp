// SPDX-License-Identifier: Apache-2.0
// Filtered and synthetic text in villalobos-2024, every parameter at its median, against an independent program
// (tests/benchmark/peers/curation.py, numpy), which searches on grids for what is here in closed form or by Newton.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "chokepoint/analysis.hpp"
#include "chokepoint/simulation.hpp"
#include "published/table.hpp"
#include "scenarios.hpp"

namespace chokepoint {
namespace {

/// What turns a case of the table on.
std::vector<std::string> changes_of(const std::string& name) {
  std::vector<std::string> changes;
  const auto keep = [&changes](const std::string& share) {
    changes.insert(changes.end(), {"data.curation.keep_share=" + share, "data.curation.quality_exponent=0.35",
                                   "data.curation.smallest_share=0.03"});
  };
  if (name == "kept 0.1" || name == "both") keep("0.1");
  if (name == "best" || name == "betr") keep(name);
  if (name == "synthetic" || name == "both") {
    changes.insert(changes.end(),
                   {"data.synthetic.compute_share=0.2", "data.synthetic.cost=1", "data.synthetic.worth=0.7",
                    "data.synthetic.at_most=2", "data.synthetic.largest_share=0.35"});
  }
  return changes;
}

/// Series by name, by year from 2024 on.
std::map<std::string, std::vector<double>> medians_of(const std::string& name, const std::string& demand) {
  std::vector<std::string> changes = changes_of(name);
  changes.push_back(std::string("data.demand.by_history=") + (demand == "trend" ? "1" : "0"));
  const auto scenario = load_scenario("scenarios/villalobos-2024.yaml", changes);
  const simulation::Engine engine(scenario, {.point = true});
  simulation::Block out;
  engine.simulate(0, 1, out);
  std::map<std::string, std::vector<double>> series;
  const auto& outputs = scenario->blocks.front().constraint->description->outputs;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const std::string variable = outputs[i].name.empty() ? "ceiling/data" : "data/" + std::string(outputs[i].name);
    for (int year = 0; year < scenario->years(); ++year) {
      series[variable].push_back(out.series(0, i, scenario->years())[static_cast<std::size_t>(year) * out.lanes]);
    }
  }
  return series;
}

TEST(Curation2024, AnIndependentProgramGivesTheSame) {
  std::map<std::string, std::map<std::string, std::vector<double>>> runs;
  std::size_t compared = 0;
  for (const Row& row : published("curation-peer.csv")) {
    const std::string& name = row.at("case");
    if (name == "curate") continue;
    const std::string key = name + row.at("demand");
    if (runs.count(key) == 0) runs[key] = medians_of(name, row.at("demand"));
    const auto year = static_cast<std::size_t>(std::stoi(row.at("at")) - 2024);
    const double expected = std::stod(row.at("value"));
    EXPECT_NEAR(runs[key].at(row.at("variable")).at(year) / expected, 1.0, 1e-3)
        << row.at("variable") << " of " << key << " in " << row.at("at");
    ++compared;
  }
  EXPECT_EQ(compared, 120U);
}

// Shares are on a grid of 0.35 %.
TEST(Curation2024, TheBestShareByComputeIsTheSame) {
  const auto curated = analysis::curate(load_scenario("scenarios/curated-small-data.yaml"));
  std::size_t compared = 0;
  for (const Row& row : published("curation-peer.csv")) {
    if (row.at("case") != "curate") continue;
    const double expected = std::stod(row.at("value"));
    const analysis::ShareAt& found = curated.shares.at(static_cast<std::size_t>(std::stoi(row.at("at")) - 22));
    const std::string& variable = row.at("variable");
    if (variable == "best share") {
      EXPECT_NEAR(found.best.share / expected, 1.0, 4e-3) << row.at("at");
    } else if (variable == "tokens") {
      EXPECT_NEAR(found.best.model.tokens / expected, 1.0, 4e-3) << row.at("at");
    } else {
      EXPECT_NEAR(found.over_none, expected, 1e-3) << row.at("at");
    }
    ++compared;
  }
  EXPECT_EQ(compared, 18U);
}

}  // namespace
}  // namespace chokepoint
