// SPDX-License-Identifier: Apache-2.0
#include "cli/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "cli/console.hpp"
#include "cli/files.hpp"

namespace chokepoint::cli {

namespace {

using scenario::Diagnostic;
using scenario::ScenarioPointer;

/// Results are told apart by the name of their scenario.
bool names_differ(const std::vector<ScenarioPointer>& scenarios) {
  for (std::size_t i = 0; i < scenarios.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (scenarios[i]->name != scenarios[j]->name) continue;
      print_error(fmt::format("{} and {} are both named '{}'", scenarios[j]->files.back(), scenarios[i]->files.back(),
                              scenarios[i]->name),
                  "give one of them another name: with the key 'name'");
      return false;
    }
  }
  return true;
}

}  // namespace

std::optional<std::vector<ScenarioPointer>> load(const std::vector<std::string>& paths,
                                                 const std::vector<std::string>& overrides, Warnings warnings,
                                                 const scenario::Reader& read) {
  std::vector<ScenarioPointer> scenarios;
  std::vector<std::string> told;  // files that several scenarios extend are complained of once
  for (const std::string& path : paths) {
    scenario::Loaded loaded = scenario::load(scenario_named(path), overrides, read ? read : disk());
    for (const Diagnostic& diagnostic : loaded.diagnostics) {
      const bool warning = diagnostic.severity == Diagnostic::Severity::warning && !diagnostic.pressing;
      if (warning && warnings == Warnings::hidden) continue;
      const std::string text = scenario::render(diagnostic);
      if (std::find(told.begin(), told.end(), text) != told.end()) continue;
      tell(text);
      told.push_back(text);
    }
    if (loaded.scenario) scenarios.push_back(std::move(loaded.scenario));
  }
  if (scenarios.size() < paths.size() || !names_differ(scenarios)) return std::nullopt;
  return scenarios;
}

}  // namespace chokepoint::cli
