// SPDX-License-Identifier: Apache-2.0
// What can be moved: levers, value, check. Holds no name of a parameter itself.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "explorer/handles.hpp"
#include "explorer/session.hpp"
#include "report/palette.hpp"
#include "report/text.hpp"
#include "scenario/layers.hpp"
#include "scenario/written.hpp"

namespace chokepoint::explorer {

namespace {

using models::Description;
using scenario::Assumption;
using scenario::Scenario;

/// A part of a scenario that has parameters.
struct Group {
  const Description* description = nullptr;
  const char* what = "";
  const std::vector<Assumption>* assumptions = nullptr;
  const std::vector<scenario::Coupling>* couplings = nullptr;  // or null
  const scenario::Block* block = nullptr;                      // of a constraint
};

std::vector<Group> groups_of(const Scenario& scenario) {
  std::vector<Group> groups{{&models::trajectory(), "trajectory", &scenario.trajectory},
                            {&models::shared(), "shared", &scenario.shared}};
  for (const scenario::Block& block : scenario.blocks) {
    groups.push_back({block.constraint->description, "constraint", &block.assumptions, &block.couplings, &block});
  }
  for (const scenario::Event& event : scenario.events) {
    groups.push_back({event.description.get(), "event", &event.assumptions});
  }
  if (scenario.relief) {
    groups.push_back({&models::relief(), "relief", &scenario.relief->assumptions, &scenario.relief->couplings});
  }
  return groups;
}

const Assumption* find(const Scenario& scenario, const std::string& path) {
  const auto all = scenario.assumptions();
  const auto found = std::find_if(all.begin(), all.end(), [&path](const Assumption* one) { return one->path == path; });
  return found == all.end() ? nullptr : *found;
}

Json source_of(const Assumption& assumption, const Scenario& scenario) {
  if (assumption.source.empty()) return nullptr;
  const auto found = scenario.sources.find(assumption.source);
  if (found == scenario.sources.end()) return {{"key", assumption.source}};
  const scenario::Source& source = found->second;
  return {{"key", source.key},   {"title", source.title},     {"authors", source.authors},
          {"date", source.date}, {"address", source.address}, {"licence", source.licence}};
}

Json bound(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

/// What of a parameter changes with its value.
Json value_of(const Assumption& assumption, bool logarithmic) {
  Json json = {{"text", assumption.text}, {"family", assumption.distribution.family()}};
  json.update(percentiles_of(assumption));
  json["print"] = printed(assumption);
  json["scale"] = logarithmic ? "log" : "linear";
  json["density"] = assumption.word().empty() ? density_of(assumption, logarithmic) : Json::array();
  json["word"] = assumption.word().empty() ? Json(nullptr) : Json(assumption.word());
  return json;
}

/// "gas." of "gas.lead_time".
std::string_view prefix_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(0, dot + 1);
}

/// A default of a group that has no effect, since nothing in it is given that makes it.
bool is_idle(const Assumption& assumption, const Group& group) {
  const std::string_view prefix = prefix_of(assumption.parameter->name);
  if (prefix.empty() || !assumption.is_default) return false;
  const auto& all = group.description->parameters;
  const auto is_made = [&](const models::Parameter& one) {
    if (!one.makes_its_group || prefix_of(one.name) != prefix) return false;
    const bool given =
        std::any_of(group.assumptions->begin(), group.assumptions->end(), [&one](const Assumption& there) {
          return there.parameter->name == one.name && there.is_given() && !there.is_default;
        });
    const bool coupled = group.couplings != nullptr &&
                         std::any_of(group.couplings->begin(), group.couplings->end(),
                                     [&](const scenario::Coupling& there) { return &all[there.parameter] == &one; });
    return given || coupled;
  };
  const bool has_makers = std::any_of(all.begin(), all.end(), [prefix](const models::Parameter& one) {
    return one.makes_its_group && prefix_of(one.name) == prefix;
  });
  return has_makers && std::none_of(all.begin(), all.end(), is_made);
}

Json parameter_of(const Assumption& assumption, const Group& group, const Scenario& scenario, const Scenario& base) {
  const models::Parameter& parameter = *assumption.parameter;
  const Assumption* const before = find(base, assumption.path);
  const Assumption& reference = before != nullptr && before->word().empty() ? *before : assumption;
  const Range range = assumption.word().empty() ? range_of(reference, assumption) : range_of(reference, reference);
  Json words = Json::array();
  for (const std::string_view word : parameter.words) words.push_back(word);
  Json json = {{"path", assumption.path},
               {"meaning", parameter.meaning},
               {"unit", units::symbol_of(parameter.kind)},
               {"quantity", units::name_of(parameter.kind)},
               {"written", before == nullptr ? Json(nullptr) : Json(before->text)},
               {"changed", before == nullptr || before->text != assumption.text}};
  json.update(value_of(assumption, range.logarithmic));
  json["bounds"] = {bound(parameter.bounds.lower), bound(parameter.bounds.upper)};
  json["range"] = {range.low, range.high};
  json["words"] = std::move(words);
  json["numbers"] = models::takes_numbers(parameter);
  json["year"] = assumption.year ? Json(*assumption.year) : Json(nullptr);
  json["added"] = assumption.added;
  json["default"] = assumption.is_default;
  json["settable"] = !assumption.added && !is_idle(assumption, group);
  json["as_of"] = assumption.as_of;
  json["confidence"] = assumption.confidence;
  json["note"] = assumption.note;
  json["source"] = source_of(assumption, scenario);
  json["effect"] = report::effect_of(parameter.effect);
  return json;
}

Json couplings_of(const Group& group) {
  Json all = Json::array();
  if (group.couplings == nullptr) return all;
  for (const scenario::Coupling& one : *group.couplings) {
    const models::Parameter& parameter = group.description->parameters[one.parameter];
    all.push_back({{"path", fmt::format("{}.{}", group.description->name, parameter.name)},
                   {"meaning", parameter.meaning},
                   {"output", one.text},
                   {"source", one.source},
                   {"note", one.note}});
  }
  return all;
}

/// The block of a tree as one could write it, with another model and the keys that this one knows.
std::string with_model(const scenario::Node& block, const Description& model) {
  std::vector<std::string> entries{fmt::format("model: {}", model.model)};
  const auto known = [&model](const std::string& key) {
    return std::any_of(model.parameters.begin(), model.parameters.end(), [&key](const models::Parameter& one) {
      return one.name == key || one.name.starts_with(key + ".") || one.formerly == key;
    });
  };
  for (const scenario::Entry& entry : block.entries) {
    const bool said = entry.key == "of" || entry.key == "region" || entry.key == "title";
    if (said || known(entry.key))
      entries.push_back(fmt::format("{}: {}", scenario::yaml_text(entry.key), scenario::yaml_text(*entry.value)));
  }
  return fmt::format("{{{}}}", fmt::join(entries, ", "));
}

/// Parameters that a model has to be given, and a block does not have.
Json missing_in(const Group& group, const Description& model) {
  Json missing = Json::array();
  for (const models::Parameter& one : model.parameters) {
    const bool given =
        std::any_of(group.assumptions->begin(), group.assumptions->end(),
                    [&one](const Assumption& there) { return there.parameter->name == one.name && there.is_given(); });
    if (!given && !one.unless_given.is_there() && !one.when_absent) missing.push_back(one.name);
  }
  return missing;
}

/// A change that gives a block another model: with the values that it has where they are enough, or else with those of
/// another scenario that is open.
struct Choice {
  std::string text;  // or empty
  std::string from;  // another scenario, or empty
};
Choice choice_of(const Group& group, const Description& model, const Scenario& scenario,
                 const std::vector<Opened>& opened) {
  const auto block_in = [&group](const Scenario& one) -> const scenario::Node* {
    if (one.layers == nullptr || one.layers->tree == nullptr) return nullptr;
    const scenario::Entry* const entry = one.layers->tree->find(group.description->name);
    return entry == nullptr || !entry->value->is_mapping() ? nullptr : entry->value.get();
  };
  const auto works = [&](const std::string& text) {
    return scenario::with(scenario, fmt::format("{}={}", group.description->name, text)).scenario != nullptr;
  };
  if (const scenario::Node* const own = block_in(scenario)) {
    std::string text = with_model(*own, model);
    if (works(text)) return {std::move(text), {}};
  }
  for (const Opened& other : opened) {
    const auto& blocks = other.scenario->blocks;
    const bool has = std::any_of(blocks.begin(), blocks.end(), [&](const scenario::Block& block) {
      const Description& one = *block.constraint->description;
      return one.name == group.description->name && one.model == model.model;
    });
    const scenario::Node* const block = has ? block_in(*other.scenario) : nullptr;
    if (block == nullptr) continue;
    std::string text = scenario::yaml_text(*block);
    if (works(text)) return {std::move(text), other.scenario->name};
  }
  return {};
}

Json models_of(const Group& group, const Scenario& scenario, const std::vector<Opened>& opened) {
  Json all = Json::array();
  if (group.block == nullptr) return all;
  const auto models = scenario.catalogue->models_of(group.description->constraint);
  if (models.size() < 2) return all;
  for (const models::Constraint* const one : models) {
    const Description& model = *one->description;
    const bool current = model.model == group.description->model;
    const Choice choice = current ? Choice{} : choice_of(group, model, scenario, opened);
    all.push_back({{"name", model.model},
                   {"title", model.title},
                   {"current", current},
                   {"path", group.description->name},
                   {"text", choice.text.empty() ? Json(nullptr) : Json(choice.text)},
                   {"from", choice.from.empty() ? Json(nullptr) : Json(choice.from)},
                   {"missing", current ? Json::array() : missing_in(group, model)}});
  }
  return all;
}

Json head_of(const Group& group, bool is_off) {
  const Description& description = *group.description;
  const bool constraint = std::string_view(group.what) == "constraint";
  const bool event = std::string_view(group.what) == "event";
  return {{"name", description.name},
          {"title", description.title},
          {"what", group.what},
          {"colour", constraint ? Json(report::colour_of(description.name)) : Json(nullptr)},
          {"region", constraint ? Json(description.region) : Json(nullptr)},
          {"equations", description.equations},
          {"off", constraint || event},
          {"is_off", is_off}};
}

Json group_of(const Group& group, const Scenario& scenario, const Scenario& base, const std::vector<Opened>& opened) {
  Json json = head_of(group, false);
  Json dates = Json::array();
  if (group.assumptions == &scenario.trajectory && !scenario.trajectory_plan.anchor_text.empty()) {
    dates.push_back({{"path", "trajectory.anchor_date"}, {"text", scenario.trajectory_plan.anchor_text}});
  }
  json["dates"] = std::move(dates);
  json["models"] = models_of(group, scenario, opened);
  Json parameters = Json::array();
  for (const Assumption& one : *group.assumptions) {
    if (one.is_given()) parameters.push_back(parameter_of(one, group, scenario, base));
  }
  json["parameters"] = std::move(parameters);
  json["couplings"] = couplings_of(group);
  return json;
}

/// What the base has and the scenario has turned off.
Json turned_off(const Group& group) {
  Json json = head_of(group, true);
  for (const char* const key : {"dates", "models", "parameters", "couplings"}) json[key] = Json::array();
  return json;
}

}  // namespace

Json levers(Work& work) {
  const Scenario& base = *work.opened().scenario;
  const ScenarioPointer scenario = work.scenario();
  const std::vector<Group> present = groups_of(*scenario);
  const auto find_group = [&present](const Group& wanted) {
    return std::find_if(present.begin(), present.end(),
                        [&wanted](const Group& one) { return one.description->name == wanted.description->name; });
  };
  Json groups = Json::array();
  for (const Group& group : present) groups.push_back(group_of(group, *scenario, base, work.parts().opened));
  for (const Group& group : groups_of(base)) {
    if (find_group(group) == present.end()) groups.push_back(turned_off(group));
  }
  return {{"scenario",
           {{"name", scenario->name},
            {"title", scenario->title},
            {"description", scenario->description},
            {"first_year", scenario->first_year},
            {"last_year", scenario->last_year},
            {"base_year", scenario->base_year}}},
          {"years", {{"path", "years"}, {"text", fmt::format("{}..{}", scenario->first_year, scenario->last_year)}}},
          {"groups", std::move(groups)}};
}

namespace {

const Assumption& named(const Scenario& scenario, const std::string& path) {
  const Assumption* const found = find(scenario, path);
  if (found == nullptr) refuse(fmt::format("the scenario has no parameter '{}'", path));
  return *found;
}

}  // namespace

std::vector<std::string> Work::overrides(const State& state) const {
  std::vector<std::string> texts;
  const Scenario& base = *opened(state.scenario).scenario;
  for (const auto& [path, value] : state.set) {
    const std::string text = value.is_string() ? value.get<std::string>()
                                               : value_text(percentiles_in(value), named(base, path).parameter->kind);
    texts.push_back(path + "=" + text);
  }
  return texts;
}

Json value(Work& work) {
  const ScenarioPointer scenario = work.scenario();
  const Assumption& assumption = named(*scenario, work.request().text("path"));
  return {{"text", value_text(work.request().percentiles(), assumption.parameter->kind)}};
}

Json check(Work& work) {
  const std::string path = work.request().text("path");
  if (path.find('=') != std::string::npos || path.empty()) refuse("'path' is no name to set");
  const std::string text = work.request().text("text");
  const ScenarioPointer scenario = work.scenario();
  const scenario::Loaded loaded = scenario::with(*scenario, fmt::format("{}={}", path, text));
  if (!loaded.scenario) throw Refused{loaded.diagnostics};
  const Assumption* const found = find(*loaded.scenario, path);
  if (found == nullptr) return {{"text", text}};
  const Assumption* const before = find(*scenario, path);
  const Assumption& reference = before != nullptr && before->word().empty() ? *before : *found;
  return value_of(*found, found->word().empty() && range_of(reference, *found).logarithmic);
}

}  // namespace chokepoint::explorer
