// SPDX-License-Identifier: Apache-2.0
// scenarios/taiwan-disruption.yaml and scenarios/supply-shocks.yaml: against an independent program, and the case by
// hand of docs/events.md.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "chokepoint/statistics.hpp"
#include "scenario/inputs.hpp"
#include "scenarios.hpp"

namespace chokepoint {
namespace {

/// event,year,statistic: value.
std::map<std::string, double> peer() {
  std::istringstream lines(read_file(CHOKEPOINT_SOURCE_DIR "/tests/published/events-peer.csv"));
  std::map<std::string, double> rows;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t comma = line.rfind(',');
    if (line[0] != '#' && !line.ends_with("value")) rows[line.substr(0, comma)] = std::stod(line.substr(comma + 1));
  }
  return rows;
}

// tests/benchmark/peers/events.py: another way to draw the same, a coin for every year, 400,000 times. Of 65,536 draws
// and of its own a share has a standard error of at most 0.0021 together; compared are four of them.
void expect_as_peer(const std::string& name, double tolerance) {
  const auto rows = peer();
  const simulation::Engine engine(load_scenario("scenarios/" + name + ".yaml"), {});
  const auto summary =
      *statistics::summarize(engine, {.count = 0}, {.events = statistics::Years::all(), .means = true});
  ASSERT_FALSE(summary.events.empty());
  for (const statistics::Event& event : summary.events) {
    for (std::size_t i = 0; i < summary.years(); ++i) {
      const auto in = [&](const char* statistic) {
        return rows.at(event.name + "," + std::to_string(summary.first_year + static_cast<int>(i)) + "," + statistic);
      };
      EXPECT_NEAR(event.active[i], in("active"), tolerance) << event.name << ' ' << i;
      EXPECT_NEAR(event.begun[i], in("begun"), tolerance) << event.name << ' ' << i;
      const auto& mean = *event.overlap.years[i].mean;
      if (!mean) continue;
      EXPECT_NEAR(*mean, in("overlap"), tolerance) << event.name << ' ' << i;
    }
  }
}

TEST(Events2026, AnIndependentProgramGivesTheSame) {
  expect_as_peer("taiwan-disruption", 0.0);
  expect_as_peer("supply-shocks", 0.0085);
}

/// The mean over draws of what all events leave of a capacity, by year.
std::vector<double> left_of(const std::string& name, const std::string& block, const std::string& parameter) {
  const auto scenario = load_scenario("scenarios/" + name + ".yaml");
  const simulation::Engine engine(scenario, {});
  simulation::Block draws;
  constexpr std::size_t count = 16'384;
  engine.draw(0, count, draws);
  std::vector<const double*> columns;
  for (std::size_t i = 0; i < engine.paths().size(); ++i)
    columns.push_back(simulation::Engine::column(draws, i).data());
  std::size_t k = 0;
  while (scenario->blocks[k].constraint->description->name != block) ++k;
  const auto& parameters = scenario->blocks[k].constraint->description->parameters;
  std::size_t place = 0;
  while (parameters[place].name != parameter) ++place;
  const auto with = scenario::inputs_of(*scenario, k, columns, draws.lanes);
  const auto without = scenario::inputs_of(*scenario, k, columns, draws.lanes, {}, false);
  std::vector<double> left;
  for (std::size_t year = 0; year < 11; ++year) {
    double sum = 0.0;
    for (std::size_t lane = 0; lane < count; ++lane) {
      sum += with.own[place].values[year * with.own[place].per_year + lane] /
             without.own[place].values[year * without.own[place].per_year + lane];
    }
    left.push_back(sum / count);
  }
  return left;
}

// The same program, of the products. Of 16,384 draws a mean has a standard error below 0.0016.
TEST(Events2026, AnIndependentProgramLeavesTheSameOfCapacities) {
  const auto rows = peer();
  const std::vector<std::pair<std::string, std::string>> capacities = {
      {"logic", "chips.logic.n5.wafers"},        {"packaging", "chips.packaging.capacity"},
      {"memory", "chips.memory.output"},         {"deliveries", "chips.lithography.deliveries"},
      {"connections", "power.grid.connections"}, {"gas", "power.gas_turbines.orders"}};
  std::size_t compared = 0;
  for (const std::string name : {"taiwan-disruption", "supply-shocks"}) {
    for (const auto& [key, path] : capacities) {
      if (rows.count(name + "/" + key + ",2026,capacity") == 0) continue;
      const std::size_t dot = path.find('.');
      const auto left = left_of(name, path.substr(0, dot), path.substr(dot + 1));
      for (std::size_t i = 0; i < left.size(); ++i) {
        const double expected = rows.at(name + "/" + key + "," + std::to_string(2026 + i) + ",capacity");
        EXPECT_NEAR(left[i], expected, name == "taiwan-disruption" ? 1e-6 : 0.0065) << name << ' ' << path << ' ' << i;
        ++compared;
      }
    }
  }
  EXPECT_EQ(compared, 99U);
}

// docs/events.md, by hand: packaging of 2028 allows 0.15^0.7 of what it would, since three tenths of a year's packages
// were started in the year before; 0.15 in 2029 and 2030; 0.15^0.3 in 2031. Without a lag 0.15 at once: 2.8 million
// wafers, 0.9 of them for AI, 0.9 good, 58 accelerators each, are 131.5 million, and 19.7 million are left.
TEST(Events2026, PackagingFallsAsByHand) {
  const auto packaging = [](const std::vector<std::string>& overrides) {
    const simulation::Engine engine(load_scenario("scenarios/taiwan-disruption.yaml", overrides), {.point = true});
    const auto summary = *statistics::summarize(engine, {.count = 1});
    std::vector<double> values;
    for (const auto& constraint : summary.constraints) {
      for (const auto& one : constraint.internals) {
        if (one.name != "chips/packaging_supply") continue;
        for (const auto& year : one.years) values.push_back(year.median() * units::seconds_per_year);
      }
    }
    return values;
  };
  const auto with = packaging({"chips.production_lag=0.3 yr"});
  const auto without = packaging({"chips.production_lag=0.3 yr", "events=off"});
  const double expected[] = {1, 1, std::pow(0.15, 0.7), 0.15, 0.15, std::pow(0.15, 0.3), 1, 1, 1, 1, 1};
  for (std::size_t i = 0; i < 11; ++i) EXPECT_NEAR(with[i] / without[i], expected[i], 1e-9) << 2026 + i;
  EXPECT_NEAR(packaging({"chips.production_lag=0 yr"})[2] / (0.15 * 2800e3 * 0.81 * 58), 1.0, 2e-3);
  EXPECT_NEAR(0.15 * 2800e3 * 0.81 * 58, 19.7e6, 0.05e6);
}

}  // namespace
}  // namespace chokepoint
