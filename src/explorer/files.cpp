// SPDX-License-Identifier: Apache-2.0
// What one takes away: yaml, command, report.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "explorer/results.hpp"
#include "report/escape.hpp"
#include "scenario/layers.hpp"
#include "scenario/written.hpp"

namespace chokepoint::explorer {

namespace {

using scenario::Node;
using scenario::NodePointer;
using scenario::Scenario;

std::string base_name(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

/// Keys of the second level that overrides change, by keys of the first; none: all of what stands there.
using Changed = std::vector<std::pair<std::string, std::vector<std::string>>>;

Changed changed_keys(const Scenario& scenario, const Node& base) {
  Changed changed;
  const auto tree = std::make_shared<const Node>(base);
  for (const std::string& text : scenario.overrides) {
    const auto keys = scenario::keys_named(text.substr(0, text.find('=')), tree, *scenario.catalogue);
    auto at = std::find_if(changed.begin(), changed.end(), [&keys](const auto& one) { return one.first == keys[0]; });
    const bool is_new = at == changed.end();
    if (is_new) at = changed.insert(at, {keys[0], {}});
    const bool all = keys.size() == 1 || keys[0] == "correlations";
    if (all) {
      at->second.clear();
    } else if ((is_new || !at->second.empty()) &&
               std::find(at->second.begin(), at->second.end(), keys[1]) == at->second.end()) {
      at->second.push_back(keys[1]);
    }
  }
  return changed;
}

/// A key of the first level, a line for each of the second.
std::string entry_text(const std::string& key, const Node& value, const std::vector<std::string>& only) {
  if (!value.is_mapping() || value.entries.empty())
    return fmt::format("{}: {}\n", scenario::yaml_text(key), scenario::yaml_text(value));
  std::string text = scenario::yaml_text(key) + ":\n";
  for (const scenario::Entry& entry : value.entries) {
    if (!only.empty() && std::find(only.begin(), only.end(), entry.key) == only.end()) continue;
    text += fmt::format("  {}: {}\n", scenario::yaml_text(entry.key), scenario::yaml_text(*entry.value));
  }
  return text;
}

std::string head_of(const Scenario& base, const std::string& remark, const std::string& version) {
  std::string text = fmt::format("# Made by the explorer of chokepoint {}. {}\n", version, remark);
  text += fmt::format("name: {}\n", scenario::yaml_text(base.name + "-changed"));
  if (!base.title.empty()) text += fmt::format("title: {}\n", scenario::yaml_text(base.title + " (changed)"));
  return text;
}

std::string extending(const Scenario& scenario, const Opened& base, const std::string& version) {
  const std::string file = base_name(base.path);
  std::string text = head_of(*base.scenario, fmt::format("What is not here is as in {}.", file), version);
  text += fmt::format("extends: {}\n", scenario::yaml_text(file));
  const Node& tree = *scenario.layers->tree;
  for (const auto& [key, only] : changed_keys(scenario, *base.scenario->layers->tree)) {
    if (const scenario::Entry* const entry = tree.find(key)) text += entry_text(key, *entry->value, only);
  }
  return text;
}

std::string whole_text(const Scenario& scenario, const Opened& base, const std::string& version) {
  std::string text = head_of(*base.scenario, fmt::format("From {}.", base_name(base.path)), version);
  for (const scenario::Entry& entry : scenario.layers->tree->entries) {
    if (entry.key != "name" && entry.key != "title") text += entry_text(entry.key, *entry.value, {});
  }
  return text;
}

/// Whether two scenarios give the same draws and the same series.
bool same(const ScenarioPointer& a, const ScenarioPointer& b) {
  const auto models = [](const Scenario& one) {
    std::vector<std::string> names;
    for (const scenario::Block& block : one.blocks) {
      const models::Description& description = *block.constraint->description;
      names.push_back(
          fmt::format("{} {} {} {}", description.name, description.constraint, description.model, description.region));
      for (const scenario::Coupling& coupling : block.couplings) names.push_back(coupling.text);
    }
    for (const scenario::Event& event : one.events) names.push_back(event.name);
    names.emplace_back(one.relief ? "relief" : "");
    return names;
  };
  return models(*a) == models(*b) && analysis::differences(a, b).empty() &&
         analysis::plan_differences(*a, *b).empty() && analysis::correlation_differences(*a, *b).empty();
}

/// Whether a text, as a file beside the scenario it was made from, is that scenario as changed.
bool gives(const std::string& text, const ScenarioPointer& scenario, const Opened& base, const Session::Parts& parts) {
  const std::string path = scenario::beside(base.path, "changed in the explorer.yaml");
  const scenario::Reader files = reader_of(parts.files);
  const auto read = [&](const std::string& asked, std::size_t limit) {
    return asked == path ? std::variant<std::string, scenario::Unreadable>(text) : files(asked, limit);
  };
  const scenario::Loaded loaded = scenario::load(path, {}, read);
  return loaded.scenario && same(loaded.scenario, scenario);
}

std::string command_of(const std::string& verb, const Opened& base, const Scenario& scenario,
                       const simulation::Ensemble& ensemble) {
  std::vector<std::string> words{"chokepoint", verb, base.path};
  if (base.path.starts_with(scenario::installed_folder)) words.back().erase(0, scenario::installed_folder.size());
  for (const std::string& one : scenario.overrides) words.insert(words.end(), {"--set", one});
  if (ensemble.point) {
    words.emplace_back("--point");
  } else {
    words.insert(words.end(),
                 {"--draws", fmt::format("{}", ensemble.draws), "--seed", fmt::format("{}", ensemble.seed)});
  }
  return report::command_line(words);
}

}  // namespace

Json yaml(Work& work) {
  const ScenarioPointer scenario = work.scenario();
  const Opened& base = work.opened();
  const std::string& version = work.parts().version;
  for (const auto& make : {extending, whole_text}) {
    std::string text = make(*scenario, base, version);
    if (gives(text, scenario, base, work.parts()))
      return {{"name", file_name(*scenario, "yaml")}, {"text", std::move(text)}};
  }
  refuse("no file gives these changes", "take the command line instead");
}

Json command(Work& work) {
  constexpr const char* choices[] = {"run", "report", "sensitivity"};
  const std::string verb = work.request().text("verb", "run");
  if (std::find(std::begin(choices), std::end(choices), verb) == std::end(choices)) {
    refuse("'verb' is none that takes a scenario alone", fmt::format("one of: {}", fmt::join(choices, ", ")));
  }
  const ScenarioPointer scenario = work.scenario();
  return {{"text", command_of(verb, work.opened(), *scenario, work.ensemble(many_draws))}};
}

Json report(Work& work) {
  constexpr std::size_t title_limit = 500;  // bytes
  const std::string title = work.request().text("title", "");
  if (title.size() > title_limit) refuse(fmt::format("'title' is longer than {} bytes", title_limit));
  const ScenarioPointer scenario = work.scenario();
  const simulation::Ensemble ensemble = work.ensemble(many_draws);
  Making making{.version = work.parts().version,
                .views = resolved_views(*scenario),
                .observed = evidence::match(work.opened().observations, *scenario)};
  const auto next = [&work, &making](const simulation::Ensemble& one) { return work.effort(one, making.pieces()); };
  report::Planning planning = planning_of(work, whole(chapter(scenario, making, ensemble, next)));
  planning.title = title;
  planning.brief = work.request().flag("brief");
  planning.provenance.command = command_of("report", work.opened(), *scenario, ensemble);
  planning.provenance.files = work.opened().read;
  return {{"name", file_name(*scenario, "html")}, {"text", report::html(planning)}};
}

}  // namespace chokepoint::explorer
