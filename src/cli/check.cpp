// SPDX-License-Identifier: Apache-2.0
// chokepoint check
#include <fmt/format.h>

#include <filesystem>

#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/load.hpp"
#include "cli/verbs.hpp"
#include "scenario/events.hpp"

namespace chokepoint::cli {

namespace {

std::string summary_of(const scenario::Scenario& scenario) {
  std::size_t given = 0;
  std::size_t sourced = 0;
  std::size_t defaults = 0;
  std::size_t coupled = 0;
  const auto count = [&](const std::vector<scenario::Assumption>& assumptions) {
    for (const auto& assumption : assumptions) {
      given += assumption.is_given() ? 1 : 0;
      sourced += assumption.source.empty() ? 0 : 1;
      // Whether and when an event begins is nothing that a scenario could have said.
      const bool is_chance = assumption.parameter->name == scenario::chance_key;
      defaults += assumption.is_default && !is_chance ? 1 : 0;
    }
  };
  count(scenario.trajectory);
  count(scenario.shared);
  for (const auto& block : scenario.blocks) {
    count(block.assumptions);
    coupled += block.couplings.size();
  }
  for (const auto& event : scenario.events) count(event.assumptions);
  if (scenario.relief) {
    count(scenario.relief->assumptions);
    coupled += scenario.relief->couplings.size();
  }
  std::string of_these = fmt::format("{} with a source", sourced);
  if (defaults > 0)
    of_these += fmt::format(", {} left at {}", defaults, defaults == 1 ? "its default" : "their defaults");
  if (coupled > 0) of_these += fmt::format(", {} read from {}", coupled, coupled == 1 ? "an output" : "outputs");
  const std::size_t events = scenario.events.size();
  const std::string of_events = events == 0 ? "" : fmt::format(", {} event{}", events, events == 1 ? "" : "s");
  return fmt::format("{}: no errors; {} to {}, {} constraint{}, {} parameters ({}), {} correlations{}\n",
                     scenario.files.back(), scenario.first_year, scenario.last_year, scenario.blocks.size(),
                     scenario.blocks.size() == 1 ? "" : "s", given + coupled, of_these, scenario.correlations.size(),
                     of_events);
}

}  // namespace

Exit check(const CheckOptions& options) {
  std::vector<std::string> paths;
  std::string said;
  bool good = true;
  for (const std::string& path : options.scenarios) {
    if (std::filesystem::path(path).filename() != "sources.yaml") {
      paths.push_back(path);
      continue;
    }
    const scenario::Bibliography bibliography = scenario::load_bibliography(path, disk());
    for (const auto& diagnostic : bibliography.diagnostics) fmt::print(stderr, "{}", scenario::render(diagnostic));
    good = good && bibliography.diagnostics.empty();
    said += fmt::format("{}: no errors; a bibliography of {} sources\n", path, bibliography.sources);
  }
  const auto scenarios = load(paths, options.changes, Warnings::shown);
  if (!scenarios || !good) return Exit::bad_input;
  for (const auto& scenario : *scenarios) print(summary_of(*scenario));
  print(said);
  return Exit::done;
}

}  // namespace chokepoint::cli
