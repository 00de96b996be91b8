// SPDX-License-Identifier: Apache-2.0
// chokepoint check
#include <fmt/format.h>

#include <filesystem>
#include <set>
#include <string_view>

#include "chokepoint/evidence.hpp"
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

/// What is said of files that were found to be in order; nothing where one is not, which has been told.
class OtherFiles {
 public:
  void check_bibliography(const std::string& path) {
    const scenario::Bibliography bibliography = scenario::load_bibliography(path, disk());
    tell(bibliography.diagnostics);
    good = good && bibliography.diagnostics.empty();
    said += fmt::format("{}: no errors; a bibliography of {} sources\n", path, bibliography.sources);
  }
  /// Each by itself: two files that say the same of a date may both be kept.
  void check_observations(const std::string& path) {
    if (!seen_.insert(path).second) return;
    const evidence::Observations observations = evidence::load_observations({path}, disk());
    tell(observations.diagnostics);
    good = good && !observations.has_errors();
    std::set<std::string_view> series;
    for (const auto& one : observations.rows) series.insert(one.series);
    said += fmt::format("{}: no errors; {} observation{} of {}\n", path, observations.rows.size(),
                        observations.rows.size() == 1 ? "" : "s", fmt::join(series, ", "));
  }

  std::string said;
  bool good = true;

 private:
  static void tell(const std::vector<scenario::Diagnostic>& diagnostics) {
    for (const auto& diagnostic : diagnostics) fmt::print(stderr, "{}", scenario::render(diagnostic));
  }

  std::set<std::string> seen_;
};

}  // namespace

Exit check(const CheckOptions& options) {
  std::vector<std::string> paths;
  OtherFiles others;
  for (const std::string& path : options.scenarios) {
    if (std::filesystem::path(path).filename() == "sources.yaml") {
      others.check_bibliography(path);
    } else if (std::filesystem::path(path).extension() == ".csv") {
      others.check_observations(path);
    } else {
      paths.push_back(path);
    }
  }
  const auto scenarios = load(paths, options.changes, Warnings::shown);
  if (scenarios) {
    for (const auto& scenario : *scenarios) {
      for (const std::string& path : scenario->observations) others.check_observations(path);
    }
  }
  if (!scenarios || !others.good) return Exit::bad_input;
  for (const auto& scenario : *scenarios) print(summary_of(*scenario));
  print(others.said);
  return Exit::done;
}

}  // namespace chokepoint::cli
