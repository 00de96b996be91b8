// SPDX-License-Identifier: Apache-2.0
// The blocks of constraints and the shared parameters: which parameters there are, and which are wanted.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "scenario/blocks.hpp"
#include "scenario/draft/draft.hpp"
#include "scenario/keys.hpp"
#include "scenario/views.hpp"
#include "units/parse.hpp"

namespace chokepoint::scenario {

namespace {

using models::Description;
using models::Parameter;

constexpr std::string_view extend_another = "another scenario that has them can be extended: extends: FILE";
constexpr std::size_t constraint_limit = 12;  // as in chokepoint/binding.hpp, which packs their order into a number

std::string elsewhere(const Draft& draft, const std::string& key, const Description& here) {
  for (const models::Constraint* model : draft.catalogue().models_of(here.constraint)) {
    const auto& theirs = model->description->parameters;
    const bool has = std::any_of(theirs.begin(), theirs.end(), [&key](const auto& one) {
      return one.name == key || one.name.starts_with(key + '.');
    });
    if (has) return fmt::format("its model '{}' has: model: {}", model->description->model, model->description->model);
  }
  const std::string block = block_of(draft.catalogue(), key);
  return block.empty()
             ? fmt::format("'chokepoint explain {}' lists them", here.constraint.empty() ? here.name : here.constraint)
             : fmt::format("it is a parameter of {}", block);
}

/// The names in a group, without it.
std::vector<std::string> in_group(const std::vector<std::string>& names, const std::string& group) {
  std::vector<std::string> found;
  for (const std::string& one : names) {
    if (one.starts_with(group + '.')) found.push_back(one.substr(group.size() + 1));
  }
  return found;
}

/// `group`: of the keys, with its dot.
void tell_unknown_keys(Draft& draft, const Node& node, const Description& description, const std::string& group = {}) {
  std::vector<std::string> known;
  for (const Parameter& parameter : description.parameters) known.push_back(parameter.name);
  const bool is_of_constraint = !description.constraint.empty();
  for (const Entry& entry : node.entries) {
    const std::string name = group + entry.key;
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    if (is_of_constraint && group.empty() && has_key(block_keys, entry.key)) continue;
    const bool groups = std::any_of(known.begin(), known.end(),
                                    [&name](const std::string& one) { return one.starts_with(name + '.'); });
    if (groups && entry.value->is_mapping()) {
      tell_unknown_keys(draft, *entry.value, description, name + '.');
    } else if (groups) {
      draft.diagnostics.error(entry.spot,
                              fmt::format("'{}.{}' is a mapping of parameters to values", description.name, name),
                              fmt::format("it has {}", fmt::join(in_group(known, name), ", ")));
    } else {
      const std::string near = did_you_mean(name, known);
      const auto same = std::find_if(known.begin(), known.end(), [&entry](const std::string& one) {
        return one == entry.key || one.ends_with('.' + entry.key);  // in another group, or beside it
      });
      draft.diagnostics.error(entry.spot,
                              fmt::format("{} has no parameter '{}'", description.name, units::excerpt(name)),
                              same != known.end() ? fmt::format("did you mean {}.{}?", description.name, *same)
                              : near.empty()      ? elsewhere(draft, name, description)
                                                  : near);
    }
  }
}

/// A parameter that means nothing without another, given without it.
void tell_alone(Draft& draft, const Node& node, const Node& value, const Description& description,
                const Parameter& parameter) {
  if (parameter.only_with.empty() || find_parameter(node, std::string(parameter.only_with)) != nullptr) return;
  const std::string other = fmt::format("{}.{}", description.name, parameter.only_with);
  draft.diagnostics.error(value.spot,
                          fmt::format("{} means nothing without {}", path_of(description, parameter), other),
                          fmt::format("give {} as well, or leave it out", other));
}

/// Groups of which the scenario says something, but nothing that would give the rest an effect.
void tell_empty_groups(Draft& draft, const Node& node, const Description& description) {
  for (const Entry& entry : node.entries) {
    if (!entry.value->is_mapping()) continue;
    std::vector<std::string> making;
    for (const Parameter& parameter : description.parameters) {
      const bool in_group = parameter.name.starts_with(entry.key + '.');
      if (in_group && parameter.makes_its_group) making.push_back(parameter.name);
    }
    const bool made = std::any_of(making.begin(), making.end(),
                                  [&node](const std::string& name) { return find_parameter(node, name) != nullptr; });
    if (making.empty() || made) continue;
    draft.diagnostics.error(
        entry.spot,
        fmt::format("{}.{} has no effect without {}", description.name, entry.key, fmt::join(making, " or ")),
        fmt::format("say how much: {}.{}: …", description.name, making.front()));
  }
}

void tell_too_many_years(Draft& draft, const Description& description) {
  const Scenario& scenario = draft.scenario;
  const int years = scenario.last_year - scenario.base_year + 1;
  if (!draft.have_years || description.years_at_most == 0 || years <= description.years_at_most) return;
  draft.diagnostics.error(
      draft.tree().find("years")->value->spot,
      fmt::format("{} years from the base year, {}, to {}; model '{}' of {} goes through at most {}", years,
                  scenario.base_year, scenario.last_year, description.model, description.constraint,
                  description.years_at_most),
      fmt::format("end in {}", scenario.base_year + description.years_at_most - 1));
}

/// A column that no value fills: no assumption is made.
Assumption left_out(const Description& description, const Parameter& parameter, double value) {
  return {path_of(description, parameter), parameter, uncertainty::Distribution::constant(value)};
}

/// Whether the scenario can do without the parameter.
bool can_be_absent(const Node& node, const Parameter& parameter) {
  return parameter.when_absent &&
         (parameter.only_with.empty() || find_parameter(node, std::string(parameter.only_with)) == nullptr);
}

/// What is asked for because of another parameter, which the scenario gives. Shares are the only ones so far.
std::string wanted_with(const Description& description, const Parameter& parameter) {
  const std::string_view such_as = parameter.kind == units::ratio_kind ? "{p10: 0.57, p50: 0.65, p90: 0.73}" : "…";
  return fmt::format("{}.{} goes with it: say {}: {}", description.name, parameter.only_with, parameter.name, such_as);
}

/// Of what a block lacks: where only companions of what it gives are missing, no other file has them.
std::string hint_of_absent(const Description& description, const std::vector<std::string_view>& absent) {
  std::vector<std::string> wanted;
  for (const Parameter& one : description.parameters) {
    const bool is_absent = std::find(absent.begin(), absent.end(), one.name) != absent.end();
    if (is_absent && !one.only_with.empty()) wanted.push_back(wanted_with(description, one));
  }
  return wanted.size() == absent.size() ? fmt::format("{}", fmt::join(wanted, "; ")) : std::string(extend_another);
}

/// Whether a way around reads an output of a constraint that the scenario leaves out: then nothing is said of it.
bool is_left_out(const Draft& draft, const Description& description, const Node& value) {
  if (description.name != relief_key || !is_coupling(value)) return false;
  const std::string& output = value.find("output")->value->text;
  const std::string constraint = output.substr(0, output.find('/'));
  const auto& blocks = draft.scenario.blocks;
  return draft.catalogue().find(constraint) != nullptr &&
         std::none_of(blocks.begin(), blocks.end(),
                      [&constraint](const Block& one) { return one.constraint->description->name == constraint; });
}

/// Values go to `assumptions`, what is read off another block to `couplings`.
void read_own(Draft& draft, const Node& node, const Description& description, std::vector<Assumption>& assumptions,
              std::vector<WrittenCoupling>& couplings) {
  tell_unknown_keys(draft, node, description);
  std::vector<std::string_view> absent;
  for (const Parameter& parameter : description.parameters) {
    const Node* value = find_parameter(node, parameter.name);
    if (value != nullptr && is_left_out(draft, description, *value)) value = nullptr;
    if (value != nullptr) tell_alone(draft, node, *value, description, parameter);
    if (value != nullptr && is_coupling(*value)) {
      const auto position = static_cast<std::size_t>(&parameter - description.parameters.data());
      couplings.push_back({draft.scenario.blocks.size(), position, value});
      const Entry* const source = value->find("source");
      if (source != nullptr && source->value->is_scalar())
        check_source(draft, source->value->text, source->value->spot);
    } else if (value != nullptr) {
      assume(draft, *value, description, parameter, assumptions);
    } else if (parameter.unless_given.is_there()) {
      assume_default(draft, description, parameter, assumptions);
    } else if (can_be_absent(node, parameter)) {
      assumptions.push_back(left_out(description, parameter, *parameter.when_absent));
    } else {
      absent.push_back(parameter.name);
    }
  }
  tell_absent(draft, node, description, absent);
  tell_empty_groups(draft, node, description);
}

void read_parameters(Draft& draft, const Node& node, std::shared_ptr<const models::Constraint> constraint) {
  const Description& description = *constraint->description;
  Block made{std::move(constraint), {}, {}};
  read_own(draft, node, description, made.assumptions, draft.couplings);
  tell_too_many_years(draft, description);
  draft.scenario.blocks.push_back(std::move(made));
}

bool is_read(const Draft& draft, std::string_view parameter) {
  return std::any_of(draft.scenario.blocks.begin(), draft.scenario.blocks.end(), [parameter](const Block& one) {
    const auto& reads = one.constraint->description->reads;
    return std::find(reads.begin(), reads.end(), parameter) != reads.end();
  });
}

/// Where there is one, it has taken the place of the other already.
void tell_no_realised_share(Draft& draft, const Spot& spot) {
  if (!draft.layers.complete) return;
  draft.diagnostics.error(spot, "shared.largest_run_share: there is no shared.realised_share to take",
                          "say which share of all the largest runs have got: realised_share: {p10: …, p50: …, p90: …, "
                          "source: …}");
}

}  // namespace

std::vector<std::string> constraint_names(const models::Catalogue& catalogue) {
  std::vector<std::string> names;
  for (const auto* constraint : catalogue.constraints()) names.push_back(constraint->description->constraint);
  return names;
}

std::string block_of(const models::Catalogue& catalogue, const std::string& parameter) {
  std::vector<const Description*> blocks{&models::trajectory(), &models::shared(), &models::relief()};
  for (const auto& constraint : catalogue.models()) blocks.push_back(constraint.description);
  for (const Description* block : blocks) {
    for (const Parameter& one : block->parameters) {
      if (one.name == parameter) return std::string(block->name);
    }
  }
  return {};
}

void tell_missing(Draft& draft, const std::string& key, const std::string& hint) {
  if (draft.layers.complete)
    draft.diagnostics.error(draft.scenario.files.back(), fmt::format("'{}' is missing", key), hint);
}

void tell_absent(Draft& draft, const Node& node, const Description& description,
                 const std::vector<std::string_view>& absent) {
  if (absent.empty() || !draft.layers.complete) return;
  draft.diagnostics.error(node.spot, fmt::format("{} lacks {}", description.name, fmt::join(absent, ", ")),
                          hint_of_absent(description, absent));
}

const Node* mapping_of(Draft& draft, std::string_view name) {
  const Entry* const entry = draft.tree().find(name);
  if (entry == nullptr) return nullptr;
  if (entry->value->is_mapping()) return entry->value.get();
  const bool constraint = is_constraint(*entry, draft.catalogue());
  const std::string& text = entry->value->text;
  if (constraint && entry->value->is_scalar() && (text == "off" || text == "false")) return nullptr;
  const bool nothing = entry->value->kind == Node::Kind::null;
  draft.diagnostics.error(
      nothing ? entry->spot : entry->value->spot,
      nothing ? fmt::format("nothing stands under '{}'", name)
              : fmt::format("'{}' is a mapping of parameters to values", name),
      name == relief_key ? "to have all ways as they are by default, write relief: {}; to leave them out, relief: off"
      : constraint       ? fmt::format("to leave it out, write {}: off", name)
                         : std::string());
  return nullptr;
}

void read_blocks(Draft& draft) {
  bool told = false;
  for (const Entry& entry : draft.tree().entries) {
    if (!is_constraint(entry, draft.catalogue())) continue;
    told = told || entry.value->kind == Node::Kind::null;
    const Node* const node = mapping_of(draft, entry.key);
    if (node == nullptr) continue;
    const std::size_t errors = draft.diagnostics.errors();
    auto constraint = constraint_of(entry, draft.scenario.catalogue, draft.diagnostics);
    told = told || draft.diagnostics.errors() > errors;
    if (constraint != nullptr) read_parameters(draft, *node, std::move(constraint));
  }
  if (draft.scenario.blocks.size() > constraint_limit) {
    draft.diagnostics.error(draft.scenario.files.back(), fmt::format("{} constraints; a scenario can have {}",
                                                                     draft.scenario.blocks.size(), constraint_limit));
  }
  if (draft.scenario.blocks.empty() && draft.layers.complete && !told) {
    draft.diagnostics.error(
        draft.scenario.files.back(), "no constraint is modelled",
        fmt::format("give at least one of {}", fmt::join(constraint_names(draft.catalogue()), ", ")));
  }
  couple(draft.couplings, draft.scenario, draft.diagnostics);
}

void read_relief(Draft& draft) {
  const Entry* const entry = draft.tree().find(relief_key);
  if (entry == nullptr || is_off(*entry->value)) return;
  const Node* const node = mapping_of(draft, relief_key);
  if (node == nullptr) return;
  Relief made;
  std::vector<WrittenCoupling> written;
  read_own(draft, *node, models::relief(), made.assumptions, written);
  draft.scenario.relief = std::move(made);
  couple_relief(written, draft.scenario, draft.diagnostics);
}

void read_shared(Draft& draft) {
  const Description& description = models::shared();
  const Node* const node = mapping_of(draft, description.name);
  if (node != nullptr) tell_unknown_keys(draft, *node, description);
  std::vector<std::string_view> absent;
  for (const Parameter& parameter : description.parameters) {
    const Entry* const entry = node == nullptr ? nullptr : node->find(parameter.name);
    if (entry != nullptr && is_coupling(*entry->value)) {
      draft.diagnostics.error(entry->value->spot,
                              fmt::format("{}: several constraints read it, before and after any that could give it",
                                          path_of(description, parameter)),
                              "parameters of a constraint can be an output of another");
    } else if (entry != nullptr && parameter.name == "largest_run_share" && is_realised_share(*entry->value)) {
      tell_no_realised_share(draft, entry->value->spot);
    } else if (entry != nullptr) {
      assume(draft, *entry->value, description, parameter, draft.scenario.shared);
    } else if (is_read(draft, parameter.name)) {
      absent.push_back(parameter.name);
    } else {
      draft.scenario.shared.push_back(left_out(description, parameter, 1.0));  // nothing reads it
    }
  }
  if (node != nullptr) {
    tell_absent(draft, *node, description, absent);
  } else if (!absent.empty() && draft.tree().find(description.name) == nullptr) {
    tell_missing(draft, std::string(description.name), fmt::format("the constraints read {}", fmt::join(absent, ", ")));
  }
}

}  // namespace chokepoint::scenario
