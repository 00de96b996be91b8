// SPDX-License-Identifier: Apache-2.0
// Constraints that are written as equations, against those that come with chokepoint over the same draws, and by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "chokepoint/simulation.hpp"
#include "scenario/inputs.hpp"
#include "scenarios.hpp"

namespace chokepoint::simulation {
namespace {

using models::Description;

Block block_of(const scenario::ScenarioPointer& scenario, std::size_t draws, bool needs = false) {
  const Engine engine(scenario, {.draws = draws, .seed = 1, .method = uncertainty::Method::sobol, .point = false});
  Block block;
  block.extras = {.needs = needs, .governing = true};
  engine.simulate(0, draws, block);
  return block;
}

std::size_t index_of(const scenario::Scenario& scenario, const std::string& name) {
  const auto found = std::find_if(scenario.blocks.begin(), scenario.blocks.end(), [&name](const scenario::Block& one) {
    return one.constraint->description->name == name;
  });
  if (found == scenario.blocks.end()) throw std::runtime_error("no block " + name);
  return static_cast<std::size_t>(found - scenario.blocks.begin());
}

/// A constraint of the catalogue run with the draws of another one, whose parameters have the same names.
struct Restated {
  std::vector<double> out;
  std::vector<double> needs;
  std::vector<double> governing;
};
Restated restated(const scenario::Scenario& scenario, const Block& block, std::size_t k,
                  const models::Constraint& own) {
  std::vector<const double*> columns;
  for (std::size_t i = 0; i < scenario.assumptions().size(); ++i) {
    columns.push_back(block.draws.data() + i * block.draw_stride);
  }
  const scenario::Inputs inputs = scenario::inputs_of(scenario, k, columns, block.lanes);
  const Description& theirs = *scenario.blocks[k].constraint->description;
  std::vector<models::Input> mine;
  for (const models::Parameter& one : own.description->parameters) {
    const auto same = std::find_if(theirs.parameters.begin(), theirs.parameters.end(),
                                   [&one](const models::Parameter& other) { return other.name == one.name; });
    if (same == theirs.parameters.end()) throw std::runtime_error("no parameter " + one.name);
    mine.push_back(inputs.own[static_cast<std::size_t>(same - theirs.parameters.begin())]);
  }
  const std::size_t cells = static_cast<std::size_t>(scenario.years()) * block.lanes;
  Restated made{std::vector<double>(own.description->outputs.size() * cells), std::vector<double>(3 * cells),
                std::vector<double>(cells)};
  own.step({.shared = inputs.shared,
            .own = mine,
            .lanes = block.lanes,
            .skipped = scenario.first_year - scenario.base_year,
            .years = scenario.years(),
            .out = made.out.data(),
            .run = block.trajectory.data(),
            .needs = made.needs.data(),
            .governing = made.governing.data(),
            .program = own.program});
  return made;
}

double farthest(const double* a, const double* b, std::size_t cells) {
  double most = 0.0;
  for (std::size_t i = 0; i < cells; ++i) {
    const double difference = std::abs(a[i] - b[i]) / std::max(std::abs(b[i]), 1e-300);
    if (!(difference <= most)) most = a[i] == b[i] ? most : difference;
  }
  return most;
}

constexpr double within = 1e-12;

/// Every series of a constraint is that of the one restated, within 1e-12 of it.
void expect_same(const scenario::ScenarioPointer& scenario, const std::string& name, const models::Constraint& own,
                 const std::map<std::string, std::string>& renamed, bool needs) {
  const Block block = block_of(scenario, 2'048, true);
  const std::size_t k = index_of(*scenario, name);
  const Restated made = restated(*scenario, block, k, own);
  const std::size_t cells = static_cast<std::size_t>(scenario->years()) * block.lanes;
  const auto& outputs = scenario->blocks[k].constraint->description->outputs;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const auto other = renamed.find(std::string(outputs[i].name));
    const std::string_view wanted = other == renamed.end() ? outputs[i].name : std::string_view(other->second);
    const auto& mine = own.description->outputs;
    const auto found = std::find_if(mine.begin(), mine.end(), [&](const auto& one) { return one.name == wanted; });
    ASSERT_NE(found, mine.end()) << name << "/" << outputs[i].name;
    EXPECT_EQ(found->kind, outputs[i].kind) << name << "/" << outputs[i].name;
    EXPECT_EQ(found->role, outputs[i].role) << name << "/" << outputs[i].name;
    const auto at = static_cast<std::size_t>(found - mine.begin());
    EXPECT_LE(farthest(made.out.data() + at * cells, block.series(k, i, scenario->years()), cells), within)
        << name << "/" << outputs[i].name;
  }
  if (!needs) return;
  EXPECT_EQ(own.description->need.kind, scenario->blocks[k].constraint->description->need.kind);
  // What is missing is a difference, which loses digits.
  EXPECT_LE(farthest(made.needs.data(), block.needs[k].data(), 2 * cells), within) << name;
  if (block.governing[k].empty()) return;
  EXPECT_EQ(std::memcmp(made.governing.data(), block.governing[k].data(), cells * sizeof(double)), 0) << name;
}

const models::Constraint& own_of(const scenario::ScenarioPointer& scenario, const std::string& name) {
  return *scenario->blocks[index_of(*scenario, name)].constraint;
}

TEST(Own, ThePublishedConstraintsRestatedAreTheSame) {
  const auto scenario = load_scenario("tests/own/sevilla-2024.yaml");
  expect_same(scenario, "power", own_of(scenario, "own_power"),
              {{"us_datacenter_power", "us_power"}, {"us_ai_datacenter_power", "us_ai_power"}}, true);
  expect_same(scenario, "chips", own_of(scenario, "own_chips"), {}, true);
  expect_same(scenario, "data", own_of(scenario, "own_data"), {}, true);
  expect_same(scenario, "latency", own_of(scenario, "own_latency"), {}, false);
}

/// With the event of the scenario, so that values are by year.
TEST(Own, MoneyRestatedIsTheSameAlsoInABust) {
  const auto in_yaml = load_scenario("scenarios/capital-2026-in-yaml.yaml");
  const auto built_in =
      load_scenario("scenarios/capital-2026.yaml", {"capital.output_share=0.02", "capital.run_share=0.2"});
  const Description& theirs = *built_in->blocks[index_of(*built_in, "capital")].constraint->description;
  models::Constraint own = own_of(in_yaml, "money");
  // `affordable` and `investment` of the built-in one have no series in YAML under these names.
  const std::map<std::string, std::string> renamed{
      {"investment", "investment_before"}, {"price", "price_before"}, {"bill", "bill_before"}};
  const Block block = block_of(built_in, 2'048, true);
  const std::size_t k = index_of(*built_in, "capital");
  const Restated made = restated(*built_in, block, k, own);
  const std::size_t cells = static_cast<std::size_t>(built_in->years()) * block.lanes;
  std::size_t compared = 0;
  for (std::size_t i = 0; i < theirs.outputs.size(); ++i) {
    const auto other = renamed.find(std::string(theirs.outputs[i].name));
    const std::string_view wanted = other == renamed.end() ? theirs.outputs[i].name : std::string_view(other->second);
    const auto& mine = own.description->outputs;
    const auto found = std::find_if(mine.begin(), mine.end(), [&](const auto& one) { return one.name == wanted; });
    if (found == mine.end()) continue;
    ++compared;
    EXPECT_EQ(found->kind, theirs.outputs[i].kind) << wanted;
    EXPECT_LE(farthest(made.out.data() + static_cast<std::size_t>(found - mine.begin()) * cells,
                       block.series(k, i, built_in->years()), cells),
              within)
        << wanted;
  }
  EXPECT_EQ(compared, theirs.outputs.size() - 1);
  EXPECT_LE(farthest(made.needs.data(), block.needs[k].data(), 2 * cells), within);
  EXPECT_EQ(std::memcmp(made.governing.data(), block.governing[k].data(), cells * sizeof(double)), 0);
}

/// The worked case of docs/capital.md, whose table another program made; a year of it is the start of the next here.
/// Tolerance: four digits are printed.
TEST(Own, MoneyInYamlHasTheWorkedCase) {
  const std::vector<std::string> values{"events=off",
                                        "years=2026..2032",
                                        "shared.training_duration=100 day",
                                        "shared.peak_performance=1.979e15 FLOP/s/H100e",
                                        "shared.utilization=35 %",
                                        "money.investment=800e9 USD/yr",
                                        "money.investment_growth=1.5x/yr",
                                        "money.world_output=100e12 USD/yr",
                                        "money.world_output_growth=1x/yr",
                                        "money.output_share=2 %",
                                        "money.price=25e3 USD/H100e",
                                        "money.price_growth=0.8x/yr",
                                        "money.it_share=100 %",
                                        "money.it_lifetime=6.25 yr",
                                        "money.interest=1x/yr",
                                        "money.operation=600 USD/H100e/yr",
                                        "money.operation_growth=1x/yr",
                                        "money.bill=50e9 USD/yr",
                                        "money.bill_growth=2x/yr",
                                        "money.developer_share=10 %",
                                        "money.run_share=40 %",
                                        "money.cluster_share=10 %",
                                        "money.initial_stock=20e6 H100e"};
  const auto scenario = load_scenario("scenarios/capital-2026-in-yaml.yaml", values);
  const Block block = block_of(scenario, 8);
  const std::size_t k = index_of(*scenario, "money");
  const auto& outputs = scenario->blocks[k].constraint->description->outputs;
  const auto value = [&](std::string_view name, std::size_t year) {
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      if (outputs[i].name == name) return block.series(k, i, scenario->years())[year * block.lanes];
    }
    return std::nan("");
  };
  constexpr double year = units::seconds_per_year;
  struct Row {
    double investment, price, yearly_cost, paid_for, stock, bill, days, budget, up_front;
  };
  const std::vector<Row> rows{{800, 25.000, 4.600, 32.00, 52.00, 50, 100.0, 9.504e28, 1.915e28},
                              {1200, 20.000, 3.800, 60.00, 112.00, 100, 120.0, 2.301e29, 4.309e28},
                              {1800, 16.000, 3.160, 112.50, 224.50, 180, 144.0, 4.981e29, 9.695e28},
                              {2000, 12.800, 2.648, 156.25, 380.75, 200, 172.8, 6.604e29, 1.616e29},
                              {2000, 10.240, 2.238, 195.31, 576.06, 200, 180.0, 7.813e29, 2.104e29},
                              {2000, 8.192, 1.911, 244.14, 820.20, 200, 180.0, 9.153e29, 2.630e29}};
  constexpr double digits = 5e-4;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    EXPECT_NEAR(value("investment_before", i + 1) * year / (row.investment * 1e9), 1.0, digits) << 2026 + i;
    EXPECT_NEAR(value("price_before", i + 1) / (row.price * 1e3), 1.0, digits) << 2026 + i;
    EXPECT_NEAR(value("yearly_cost", i + 1) * year / (row.yearly_cost * 1e3), 1.0, digits) << 2026 + i;
    EXPECT_NEAR(value("paid_for", i + 1) * year / (row.paid_for * 1e6), 1.0, digits) << 2026 + i;
    EXPECT_NEAR(value("stock", i + 1) / (row.stock * 1e6), 1.0, digits) << 2026 + i;
    EXPECT_NEAR(value("bill_before", i + 1) * year / (row.bill * 1e9), 1.0, digits) << 2026 + i;
    EXPECT_NEAR(value("budget", i + 1) / row.budget, 1.0, digits) << 2026 + i;
    EXPECT_NEAR(value("up_front", i + 1) / (row.up_front * 100.0 / row.days), 1.0, digits) << 2026 + i;
    EXPECT_EQ(value("", i + 1), value("up_front", i + 1)) << 2026 + i;
  }
}

/// 12 m^3/s for 1e-6 m^3/J and 1 kW: 12,000 accelerators, each 1e15 FLOP/s for half of a year.
TEST(Own, WaterByHand) {
  const auto scenario = load_scenario(
      "scenarios/water.yaml",
      {"water.allotment=12 m^3/s", "water.growth=2x/yr", "water.per_energy=1e-6 m^3/J", "water.power=1 kW/H100e",
       "shared.training_duration=0.5 yr", "shared.peak_performance=2e15 FLOP/s/H100e", "shared.utilization=50 %"});
  const Block block = block_of(scenario, 8, true);
  const std::size_t k = index_of(*scenario, "water");
  const double run = 12e3 * 1e15 * 0.5 * units::seconds_per_year;
  EXPECT_DOUBLE_EQ(block.series(k, 0, scenario->years())[0], run);
  EXPECT_DOUBLE_EQ(block.series(k, 0, scenario->years())[3 * block.lanes], 8.0 * run);
  EXPECT_DOUBLE_EQ(block.need(k, models::NeedSeries::supply, scenario->years())[0], 12.0);
  EXPECT_NEAR(block.need(k, models::NeedSeries::need, scenario->years())[0] / (block.trajectory[0] / run * 12.0), 1.0,
              1e-14);
}

/// The root of what is below 0 where the allotment is below 54e6 m^3/yr: not at the median, but in about half of the
/// draws. The run ends with the first of these.
TEST(Own, WhereADrawLosesItsNumberItIsNamed) {
  const auto scenario =
      load_scenario("scenarios/water.yaml",
                    {"constraints.water.where.water_now=allotment * sqrt(allotment / 60e6 m^3/yr - 0.9) * growth^t"});
  try {
    block_of(scenario, 64);
    FAIL() << "a ceiling that is no number was taken";
  } catch (const ImpossibleValue& refused) {
    const std::string words = refused.what();
    EXPECT_EQ(words.rfind("draw ", 0), 0U) << words;
    EXPECT_NE(words.find(": the water ceiling of 2024 is no number; it must lie"), std::string::npos) << words;
  }
}

/// What a constraint is added to keeps its draws, to the bit.
TEST(Own, AddingOneMovesNoDrawOfOthers) {
  const auto alone = load_scenario("scenarios/sevilla-2024.yaml");
  const auto with_water = load_scenario("scenarios/water.yaml");
  const Block before = block_of(alone, 1'024);
  const Block after = block_of(with_water, 1'024);
  ASSERT_EQ(before.lanes, after.lanes);
  for (std::size_t k = 0; k < alone->blocks.size(); ++k) {
    EXPECT_EQ(before.constraints[k],
              after.constraints[index_of(*with_water, alone->blocks[k].constraint->description->name)]);
  }
}

/// The published four run through the interpreter with their own draws: a draw is one whatever its block.
TEST(Own, ADrawDoesNotDependOnItsBlock) {
  const auto scenario = load_scenario("scenarios/capital-2026-in-yaml.yaml");
  const Engine engine(scenario, {.draws = 4'096, .seed = 1, .method = uncertainty::Method::sobol, .point = false});
  Block whole;
  engine.simulate(0, 1'024, whole);
  Block part;
  engine.simulate(512, 77, part);
  const std::size_t k = index_of(*scenario, "money");
  for (int year = 0; year < scenario->years(); ++year) {
    for (std::size_t lane = 0; lane < part.count; ++lane) {
      const auto at = static_cast<std::size_t>(year);
      ASSERT_EQ(part.constraints[k][at * part.lanes + lane], whole.constraints[k][at * whole.lanes + 512 + lane]);
    }
  }
}

}  // namespace
}  // namespace chokepoint::simulation
