// SPDX-License-Identifier: Apache-2.0
// What one takes away is a scenario that gives the same results.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "opened.hpp"

namespace chokepoint::explorer {

namespace {

/// The CSV of a scenario, without its name.
std::string results_of(const scenario::ScenarioPointer& scenario) {
  const simulation::Ensemble ensemble{.draws = 256};
  auto named = std::make_shared<scenario::Scenario>(*scenario);
  named->name = "same";
  const report::Run run{
      .scenario = named,
      .ensemble = ensemble,
      .summary = *statistics::summarize(simulation::Engine(named, ensemble), {}, statistics::Keep::everything()),
      .version = ""};
  return report::csv({&run, 1});
}

struct Case {
  const char* scenario;
  Changes changes;
  bool extends;  // what was not changed is left to the file it came from
};

TEST(Yaml, GivesTheSameResults) {
  const std::vector<Case> cases{
      {"sevilla-2024", {{"power.campus_power", "2 to 6 GW"}}, true},
      {"sevilla-2024", {{"campus_power", "{p10: 1 GW, p50: 2 GW, p90: 4 GW}"}, {"years", "2024..2032"}}, true},
      {"sevilla-2024", {{"power.campus_power.p50", "3 GW"}, {"trajectory.growth", "3x/yr"}}, true},
      {"sevilla-2024", {{"latency", "off"}, {"trajectory.anchor_date", "2023-06-01"}}, true},
      {"sevilla-2024", {{"power.campus_power", "{2026: 3 GW, 2030: 5 to 10 GW}"}}, true},
      {"sevilla-2024", {{"power.us_datacenter_power", "+ 20 GW from 2028"}}, true},
      {"sevilla-2024", {{"correlations", "{}"}}, false},
      {"supply-shocks", {{"trajectory.growth", "3x/yr"}}, true},
      {"baseline-2026", {{"power.gas_turbines.lead_time", "2 yr"}}, true},
      {"overtrained", {{"latency", "off"}}, true},
  };
  for (const Case& one : cases) {
    const std::string name = one.scenario;
    OpenedPage opened({name});
    const Json answer = opened.ok("yaml", name, one.changes);
    const std::string text = answer["text"];
    const std::string path = CHOKEPOINT_SOURCE_DIR "/scenarios/" + answer["name"].get<std::string>();
    const auto read = [&](const std::string& asked, std::size_t limit) {
      return asked == path ? std::variant<std::string, scenario::Unreadable>(text) : test_reader()(asked, limit);
    };
    const scenario::Loaded loaded = scenario::load(path, {}, read);
    ASSERT_TRUE(loaded.scenario) << text;
    EXPECT_EQ(results_of(loaded.scenario),
              results_of(load_scenario("scenarios/" + name + ".yaml", overrides_of(one.changes))))
        << text;
    EXPECT_EQ(text.find("\nextends: ") != std::string::npos, one.extends) << text;
  }
}

TEST(Yaml, HasNoMoreThanWhatWasChanged) {
  OpenedPage opened({"sevilla-2024"});
  const Json answer = opened.ok("yaml", "sevilla-2024", {{"power.campus_power", "2 to 6 GW"}, {"years", "2024..2028"}});
  EXPECT_EQ(answer["text"],
            "# Made by the explorer of chokepoint 1.2.3. What is not here is as in sevilla-2024.yaml.\n"
            "name: sevilla-2024-changed\n"
            "title: \"Can AI scaling continue through 2030? (changed)\"\n"
            "extends: sevilla-2024.yaml\n"
            "power:\n"
            "  campus_power: 2 to 6 GW\n"
            "years: 2024..2028\n");
}

}  // namespace

}  // namespace chokepoint::explorer
