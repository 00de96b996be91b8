// SPDX-License-Identifier: Apache-2.0
#include "cli/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "cli/console.hpp"
#include "cli/files.hpp"
#include "scenario/views.hpp"

namespace chokepoint::cli {

namespace {

using scenario::Diagnostic;
using scenario::ScenarioPointer;

/// Of no file: of what was asked.
Diagnostic of_command_line(std::string message, std::string hint) {
  Diagnostic diagnostic;
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  return diagnostic;
}

/// The scenario with the share that runs have got; none where it has no such share, which is told.
scenario::Loaded realised(const scenario::Scenario& scenario, const Teller& teller) {
  for (const scenario::View& one : scenario::views_of(scenario)) {
    if (one.name == scenario::realised_view) return scenario::with(scenario, one.change);
  }
  teller(of_command_line(fmt::format("--realised: {} has no shared.realised_share", scenario.files.back()),
                         "say which share of all the largest runs have got: shared: {realised_share: {p10: …, p50: …, "
                         "p90: …, source: …}}"));
  return {};
}

}  // namespace

void tell_diagnostic(const Diagnostic& diagnostic) {
  if (diagnostic.place.file.empty()) {
    print_error(diagnostic.message, diagnostic.hint);
    return;
  }
  Diagnostic here = diagnostic;
  here.place.file = on_this_machine(diagnostic.place.file);
  tell(scenario::render(here));
}

bool changes_nothing(const Changes& changes) {
  if (changes.overrides.empty() && !changes.realised) return true;
  print_error(fmt::format("{} has no scenario to change", changes.overrides.empty() ? "--realised" : "--set"),
              "name a scenario");
  return false;
}

bool names_differ(const std::vector<ScenarioPointer>& scenarios, const Teller& teller) {
  for (std::size_t i = 0; i < scenarios.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (scenarios[i]->name != scenarios[j]->name) continue;
      teller(of_command_line(fmt::format("{} and {} are both named '{}'", scenarios[j]->files.back(),
                                         scenarios[i]->files.back(), scenarios[i]->name),
                             "give one of them another name: with the key 'name'"));
      return false;
    }
  }
  return true;
}

std::optional<std::vector<ScenarioPointer>> load(const std::vector<std::string>& paths, const Changes& changes,
                                                 Warnings warnings, const scenario::Reader& read,
                                                 const Teller& teller) {
  std::vector<ScenarioPointer> scenarios;
  std::vector<std::string> told;  // files that several scenarios extend are complained of once
  for (const std::string& path : paths) {
    scenario::Loaded loaded = scenario::load(scenario_named(path), changes.overrides, read ? read : disk(),
                                             models::built_in(), scenario_folders());
    if (changes.realised && loaded.scenario) loaded = realised(*loaded.scenario, teller);
    for (const Diagnostic& diagnostic : loaded.diagnostics) {
      const bool warning = diagnostic.severity == Diagnostic::Severity::warning && !diagnostic.pressing;
      if (warning && warnings == Warnings::hidden) continue;
      const std::string text = scenario::render(diagnostic);
      if (std::find(told.begin(), told.end(), text) != told.end()) continue;
      teller(diagnostic);
      told.push_back(text);
    }
    if (loaded.scenario) scenarios.push_back(std::move(loaded.scenario));
  }
  if (scenarios.size() < paths.size() || !names_differ(scenarios, teller)) return std::nullopt;
  return scenarios;
}

namespace {

std::optional<Views> views_of_one(const ScenarioPointer& scenario) {
  Views views;
  for (scenario::View& one : scenario::views_of(*scenario)) {
    scenario::Loaded changed = scenario::with(*scenario, one.change);
    if (!changed.scenario) {
      for (const Diagnostic& diagnostic : changed.diagnostics) {
        if (diagnostic.severity == Diagnostic::Severity::error) tell(scenario::render(diagnostic));
      }
      return std::nullopt;
    }
    views.emplace_back(std::move(one), std::move(changed.scenario));
  }
  return views;
}

}  // namespace

std::optional<std::vector<Views>> views_of(const std::vector<ScenarioPointer>& scenarios) {
  std::vector<Views> all;
  for (const ScenarioPointer& one : scenarios) {
    auto views = views_of_one(one);
    if (!views) return std::nullopt;
    all.push_back(std::move(*views));
  }
  return all;
}

}  // namespace chokepoint::cli
