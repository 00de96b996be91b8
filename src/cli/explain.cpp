// SPDX-License-Identifier: Apache-2.0
// chokepoint explain, chokepoint units, chokepoint schema
#include <fmt/format.h>

#include <algorithm>

#include "chokepoint/report.hpp"
#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/load.hpp"
#include "cli/verbs.hpp"

namespace chokepoint::cli {

namespace {

using models::Description;
using models::Parameter;
using report::Subject;

/// Models that no scenario holds: none; those of constraints that none holds by another model; all.
enum class Others { none, of_absent_constraints, all };

std::vector<const Description*> blocks(const std::vector<scenario::ScenarioPointer>& scenarios, Others others) {
  std::vector<const Description*> all{&models::trajectory(), &models::shared()};
  const auto held = [&all](const Description& one, bool by_any_model) {
    return std::any_of(all.begin(), all.end(), [&one, by_any_model](const Description* other) {
      return other->name == one.name && other->constraint == one.constraint &&
             (by_any_model || other->model == one.model);
    });
  };
  for (const auto& scenario : scenarios) {
    for (const auto& block : scenario->blocks) {
      if (!held(*block.constraint->description, false)) all.push_back(block.constraint->description);
    }
    for (const auto& event : scenario->events) {
      if (!held(*event.description, false)) all.push_back(event.description.get());
    }
  }
  const bool relief =
      std::any_of(scenarios.begin(), scenarios.end(), [](const auto& one) { return one->relief.has_value(); });
  if (relief || others == Others::all) all.push_back(&models::relief());
  if (others == Others::none) return all;
  const bool by_any_model = others == Others::of_absent_constraints;
  std::vector<const Description*> more;
  for (const auto& model : models::built_in()->models()) {
    if (!held(*model.description, by_any_model)) more.push_back(model.description);
  }
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

/// Block names, `block.parameter`, and `parameter` alone, which means every block that has one.
std::vector<Subject> subjects_among(const std::vector<const Description*>& blocks, const std::string& name) {
  std::vector<Subject> found;
  for (const Description* block : blocks) {
    const bool is_event = name == "events" && block->name.starts_with("events.");
    if (name == block->name || is_event) found.push_back({block, nullptr});
    for (const Parameter& parameter : block->parameters) {
      if (name == parameter.name || parameter.name.ends_with("." + name) ||
          name == fmt::format("{}.{}", block->name, parameter.name)) {
        found.push_back({block, &parameter});
      }
    }
  }
  return found;
}

/// What scenarios hold goes before models of the same constraints that they do not.
std::vector<Subject> subjects_of(const std::string& name, const std::vector<scenario::ScenarioPointer>& scenarios) {
  const auto found = subjects_among(blocks(scenarios, Others::of_absent_constraints), name);
  return found.empty() ? subjects_among(blocks(scenarios, Others::all), name) : found;
}

void refuse(const std::string& name, const std::vector<scenario::ScenarioPointer>& scenarios) {
  std::vector<std::string> names;
  for (const Description* block : blocks(scenarios, Others::all)) {
    names.emplace_back(block->name);
    for (const Parameter& parameter : block->parameters) {
      names.emplace_back(parameter.name);
      names.push_back(fmt::format("{}.{}", block->name, parameter.name));
    }
  }
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const std::string_view near = units::nearest(name, candidates);
  print_error(fmt::format("nothing is named '{}'", name), near.empty()
                                                              ? std::string("'chokepoint explain' lists every name")
                                                              : fmt::format("did you mean {}?", near));
}

bool is_scenario(const std::string& name) {
  const auto ends_with = [&name](std::string_view end) {
    return name.size() > end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
  };
  return ends_with(".yaml") || ends_with(".yml");
}

/// Scenarios by name as well; what names a constraint or a parameter, here or in a scenario that is named by its file,
/// is that.
std::vector<std::string> scenarios_among(const std::vector<std::string>& words, const Changes& changes) {
  std::vector<scenario::ScenarioPointer> by_file;
  for (const std::string& word : words) {
    if (!is_scenario(word)) continue;
    auto loaded =
        scenario::load(scenario_named(word), changes.overrides, disk(), models::built_in(), scenario_folders());
    if (loaded.scenario) by_file.push_back(std::move(loaded.scenario));
  }
  std::vector<std::string> found;
  for (const std::string& word : words) {
    const bool by_name = !is_scenario(word) && scenario_named(word) != word && subjects_of(word, by_file).empty();
    if (is_scenario(word) || by_name) found.push_back(word);
  }
  return found;
}

std::string explained(const Subject& subject, const scenario::Scenario* scenario, std::size_t width) {
  if (subject.parameter == nullptr) return report::explain(*subject.description, scenario, width);
  return report::explain(*subject.description, *subject.parameter, scenario, width);
}

}  // namespace

Exit explain(const ExplainOptions& options) {
  if (options.markdown && options.format == "json") {
    print_error("--markdown and --format json are two forms of one answer", "keep one of them");
    return Exit::bad_input;
  }
  if (options.markdown) {
    print(report::parameter_reference());
    return Exit::done;
  }
  const std::vector<std::string> paths = scenarios_among(options.names, options.changes);
  std::vector<std::string> names;
  for (const std::string& name : options.names) {
    if (std::find(paths.begin(), paths.end(), name) == paths.end()) names.push_back(name);
  }
  if (paths.empty() && !changes_nothing(options.changes)) return Exit::bad_input;
  const auto scenarios = load(paths, options.changes, Warnings::hidden);
  // Without the scenarios, names can still be wrong.
  const std::vector<scenario::ScenarioPointer> held = scenarios.value_or(std::vector<scenario::ScenarioPointer>());
  std::vector<Subject> subjects;
  bool good = scenarios.has_value();
  for (const std::string& name : names) {
    const std::vector<Subject> found = subjects_of(name, held);
    if (found.empty()) refuse(name, held);
    good = good && !found.empty();
    subjects.insert(subjects.end(), found.begin(), found.end());
  }
  if (!good) return Exit::bad_input;
  const bool json = options.format == "json";
  if (names.empty() && (json || !held.empty())) {
    for (const Description* block : blocks(held, held.empty() ? Others::all : Others::none)) {
      subjects.push_back({block, nullptr});
    }
  }
  if (json) {
    print(report::explain_json(subjects, held, CHOKEPOINT_VERSION));
    return Exit::done;
  }
  const std::size_t width = std::clamp<std::size_t>(terminal_width(), 40, 120);
  std::string text;
  for (const Subject& subject : subjects) {
    if (held.empty()) text += (text.empty() ? "" : "\n") + explained(subject, nullptr, width);
    for (const auto& scenario : held) text += (text.empty() ? "" : "\n") + explained(subject, scenario.get(), width);
  }
  print(text.empty() ? report::overview(width) : text);
  return Exit::done;
}

Exit units(const UnitsOptions& options) {
  if (options.format == "json") {
    print(report::units_json(CHOKEPOINT_VERSION));
    return Exit::done;
  }
  print(report::units(std::clamp<std::size_t>(terminal_width(), 40, 120)));
  return Exit::done;
}

Exit schema() {
  print(report::scenario_schema());
  return Exit::done;
}

}  // namespace chokepoint::cli
