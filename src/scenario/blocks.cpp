// SPDX-License-Identifier: Apache-2.0
#include "scenario/blocks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "units/parse.hpp"
#include "units/utf8.hpp"

namespace chokepoint::scenario {

namespace {

using models::Catalogue;
using models::Constraint;
using models::Description;

/// A constraint under a name of its own. Its constraint points to its description.
struct Instance {
  Description description;
  Constraint constraint;
  std::shared_ptr<const Catalogue> catalogue;  // whose texts the description names
};

std::vector<std::string> names_of(const std::vector<const Constraint*>& constraints) {
  std::vector<std::string> names;
  names.reserve(constraints.size());
  for (const Constraint* one : constraints) names.push_back(one->description->constraint);
  return names;
}

std::vector<std::string> models_of(std::string_view constraint, const Catalogue& catalogue) {
  std::vector<std::string> names;
  for (const Constraint* one : catalogue.models_of(constraint)) names.emplace_back(one->description->model);
  return names;
}

/// Names in tables stand in a line.
bool is_line(std::string_view text) {
  bool blank = true;
  while (!text.empty()) {
    const utf8::Character one = utf8::front(text);
    if (one.is_control()) return false;
    blank = blank && one.bytes == " ";
    text.remove_prefix(one.bytes.size());
  }
  return !blank;
}

/// The text of a key of a block, or nothing where it is not there or is none, which has been told.
const Node* text_at(const Node& block, const char* key, Diagnostics& diagnostics, const std::string& hint = {}) {
  const Entry* const entry = block.find(key);
  if (entry == nullptr) return nullptr;
  const Node& node = *entry->value;
  if (node.is_scalar() && is_short_line(node.text)) return &node;
  diagnostics.error(node.kind == Node::Kind::null ? entry->spot : node.spot,
                    fmt::format("'{}' is a text of one line, of 1 to {} characters", key, short_line_limit), hint);
  return nullptr;
}

/// The constraint that a block is of: that of its name, unless it says another.
const Constraint* base_of(const Entry& block, const Catalogue& catalogue, Diagnostics& diagnostics) {
  const Entry* const of = block.value->find("of");
  if (of == nullptr) return catalogue.find(block.key);
  const Node* const text = text_at(*block.value, "of", diagnostics);
  if (text == nullptr) return nullptr;
  const Constraint* const base = catalogue.find(text->text);
  const std::vector<std::string> known = names_of(catalogue.constraints());
  if (base == nullptr) {
    const std::string near = did_you_mean(text->text, known);
    diagnostics.error(text->spot, fmt::format("no constraint is named '{}'", units::excerpt(text->text)),
                      near.empty() ? fmt::format("there are {}", fmt::join(known, ", ")) : near);
    return nullptr;
  }
  if (text->text == block.key) return base;
  if (catalogue.find(block.key) != nullptr) {
    diagnostics.error(of->spot, fmt::format("{} is a constraint itself", block.key),
                      fmt::format("give {} another name: {}_too: {{of: {}, …}}", text->text, text->text, text->text));
    return nullptr;
  }
  if (!is_good_name(block.key) || is_taken(block.key)) {
    diagnostics.error(block.spot, fmt::format("'{}' cannot be the name of a constraint", units::excerpt(block.key)),
                      fmt::format("a name has up to {} of the characters a-z, 0-9 and '_', a letter first, and is no "
                                  "word of results, such as trajectory",
                                  block_name_limit));
    return nullptr;
  }
  return base;
}

std::string title_of_instance(const Description& model, std::string_view name) {
  return fmt::format("{} ({})", model.title, name);
}

const Constraint* model_of(const Node& block, const Constraint& base, const Catalogue& catalogue,
                           Diagnostics& diagnostics) {
  if (block.find("model") == nullptr) return &base;
  const std::string& constraint = base.description->constraint;
  const Node* const text =
      text_at(block, "model", diagnostics,
              fmt::format("a block has one model; another one goes under another name: {}_too: {{of: {}, model: …}}",
                          constraint, constraint));
  if (text == nullptr) return nullptr;
  const Constraint* const model = catalogue.find(constraint, text->text);
  if (model != nullptr) return model;
  const std::vector<std::string> known = models_of(constraint, catalogue);
  const std::string near = did_you_mean(text->text, known);
  diagnostics.error(
      text->spot, fmt::format("{} has no model '{}'", constraint, units::excerpt(text->text)),
      near.empty() ? fmt::format("there {} {}", known.size() == 1 ? "is" : "are", fmt::join(known, ", ")) : near);
  return nullptr;
}

/// `value` under the keys of a dotted name: itself where there is none.
NodePointer under(std::string_view name, const Spot& spot, const NodePointer& value) {
  if (name.empty()) return value;
  const std::string key(name.substr(0, name.find('.')));
  name.remove_prefix(std::min(name.size(), key.size() + 1));
  auto group = std::make_shared<Node>();
  group->kind = Node::Kind::mapping;
  group->spot = spot;
  group->entries.push_back({key, spot, under(name, spot, value)});
  group->size = value->size + 1;
  return group;
}

/// The block with a parameter under its present name.
NodePointer renamed(const NodePointer& block, const Entry& old, const std::string& name) {
  auto changed = std::make_shared<Node>(*block);
  const std::string first = name.substr(0, name.find('.'));
  const NodePointer value =
      under(std::string_view(name).substr(std::min(name.size(), first.size() + 1)), old.spot, old.value);
  std::erase_if(changed->entries, [&old](const Entry& one) { return one.key == old.key; });
  for (Entry& entry : changed->entries) {
    if (entry.key != first) continue;
    auto group = std::make_shared<Node>(*entry.value);
    group->entries.insert(group->entries.end(), value->entries.begin(), value->entries.end());
    entry.value = group;
    return changed;
  }
  changed->entries.push_back({first, old.spot, value});
  return changed;
}

NodePointer block_with_present_names(const Entry& block, const Catalogue& catalogue, Diagnostics& diagnostics) {
  const Entry* const of = block.value->find("of");
  NodePointer changed = block.value;
  std::set<std::string> done;
  for (const Constraint* model : catalogue.models_of(of == nullptr ? block.key : of->value->text)) {
    for (const models::Parameter& parameter : model->description->parameters) {
      if (parameter.formerly.empty()) continue;
      const Entry* const old = block.value->find(parameter.formerly);
      if (old == nullptr || !done.insert(parameter.formerly).second) continue;
      const std::string now = fmt::format("{}.{}", block.key, parameter.name);
      if (find_parameter(*block.value, parameter.name) != nullptr) {
        diagnostics.error(old->spot, fmt::format("'{}' is the older name of {}, which is given, too", old->key, now),
                          "keep one of the two");
        auto present = std::make_shared<Node>(*changed);
        std::erase_if(present->entries, [old](const Entry& one) { return one.key == old->key; });
        changed = present;
        continue;
      }
      diagnostics.warning(old->spot, fmt::format("'{}' is now {}", old->key, now));
      changed = renamed(changed, *old, parameter.name);
    }
  }
  return changed;
}

}  // namespace

bool is_taken(std::string_view name) {
  static const std::set<std::string_view> taken{"none",    "any",    "trajectory", "attainable", "shared",
                                                "events",  "funnel", "relief",     "nothing",    "headroom",
                                                "stopped", "lowest", "feasible",   "constraints"};
  return taken.count(name) > 0;
}

bool is_short_line(std::string_view text) {
  return is_line(text) && utf8::count(text) <= short_line_limit;
}

bool is_good_name(std::string_view name) {
  return !name.empty() && name.size() <= block_name_limit && name[0] >= 'a' && name[0] <= 'z' &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

bool is_constraint(const Entry& entry, const Catalogue& catalogue) {
  if (entry.key == "events") return false;  // one of which may be named `of`
  if (entry.key == "funnel") return false;  // which says `of` what its items are
  if (entry.key == own_key) return false;   // one of which may be named `of`
  return catalogue.find(entry.key) != nullptr || (entry.value->is_mapping() && entry.value->find("of") != nullptr);
}

std::shared_ptr<const Constraint> constraint_of(const Entry& block, const std::shared_ptr<const Catalogue>& catalogue,
                                                Diagnostics& diagnostics) {
  const Constraint* const base = base_of(block, *catalogue, diagnostics);
  if (base == nullptr) return nullptr;
  const Constraint* const model = model_of(*block.value, *base, *catalogue, diagnostics);
  const Node* const title = text_at(*block.value, "title", diagnostics);
  const Node* const region = text_at(*block.value, "region", diagnostics);
  if (model == nullptr) return nullptr;
  const bool own_name = block.key != model->description->constraint;
  if (!own_name && title == nullptr && region == nullptr) return {catalogue, model};
  auto instance = std::make_shared<Instance>(Instance{*model->description, *model, catalogue});
  Description& description = instance->description;
  if (own_name) description.title = title_of_instance(description, block.key);
  description.name = block.key;
  if (title != nullptr) description.title = title->text;
  if (region != nullptr) description.region = region->text;
  instance->constraint.description = &description;
  return {instance, &instance->constraint};
}

std::vector<Said> said_of(const Block& block, const Catalogue& catalogue) {
  const Description& here = *block.constraint->description;
  const Constraint* const model = catalogue.find(here.constraint, here.model);
  if (model == nullptr) return {};
  const Description& there = *model->description;
  const bool own_name = here.name != here.constraint;
  std::vector<Said> said;
  if (own_name) said.push_back({"of", here.constraint});
  if (catalogue.find(here.constraint) != model) said.push_back({"model", std::string(here.model)});
  if (here.region != there.region) said.push_back({"region", here.region});
  if (here.title != (own_name ? title_of_instance(there, here.name) : there.title)) {
    said.push_back({"title", here.title});
  }
  return said;
}

const Coupling* Scenario::coupling(std::string_view path) const {
  const auto among = [path](const Description& of, const std::vector<Coupling>& couplings) {
    const auto found = std::find_if(couplings.begin(), couplings.end(), [&of, path](const Coupling& one) {
      return path == fmt::format("{}.{}", of.name, of.parameters[one.parameter].name);
    });
    return found == couplings.end() ? nullptr : &*found;
  };
  for (const Block& block : blocks) {
    if (const Coupling* const found = among(*block.constraint->description, block.couplings)) return found;
  }
  return relief ? among(models::relief(), relief->couplings) : nullptr;
}

const Node* find_parameter(const Node& block, std::string_view name) {
  const Node* node = &block;
  while (!name.empty()) {
    const std::string_view key = name.substr(0, name.find('.'));
    const Entry* const entry = node->find(key);
    if (entry == nullptr) return nullptr;
    node = entry->value.get();
    name.remove_prefix(std::min(name.size(), key.size() + 1));
  }
  return node;
}

bool is_group(std::string_view name, const Catalogue& catalogue) {
  const auto is_in = [name](const models::Parameter& one) {
    return one.name.size() > name.size() && one.name.starts_with(name) && one.name[name.size()] == '.';
  };
  const auto has_it = [&is_in](const Description& one) {
    return std::any_of(one.parameters.begin(), one.parameters.end(), is_in);
  };
  return has_it(models::trajectory()) || has_it(models::relief()) ||
         std::any_of(catalogue.models().begin(), catalogue.models().end(),
                     [&has_it](const Constraint& one) { return has_it(*one.description); });
}

NodePointer with_present_names(const NodePointer& tree, const Catalogue& catalogue, Diagnostics& diagnostics) {
  NodePointer changed = tree;
  for (std::size_t i = 0; i < tree->entries.size(); ++i) {
    const Entry& entry = tree->entries[i];
    if (!entry.value->is_mapping() || !is_constraint(entry, catalogue)) continue;
    const NodePointer block = block_with_present_names(entry, catalogue, diagnostics);
    if (block == entry.value) continue;
    auto whole = std::make_shared<Node>(*changed);
    whole->entries[i].value = block;
    changed = whole;
  }
  return changed;
}

std::vector<std::string> parameter_paths(const Catalogue& catalogue) {
  std::vector<std::string> paths;
  const auto append = [&paths](const Description& description) {
    for (const models::Parameter& parameter : description.parameters) {
      std::string path = fmt::format("{}.{}", description.name, parameter.name);
      if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(std::move(path));
    }
  };
  append(models::trajectory());
  append(models::shared());
  for (const Constraint& one : catalogue.models()) append(*one.description);
  append(models::relief());
  return paths;
}

}  // namespace chokepoint::scenario
