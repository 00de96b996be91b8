// SPDX-License-Identifier: Apache-2.0
// Overrides NAME=VALUE: laid over what the files of a scenario hold, while it is loaded or later.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "scenario/blocks.hpp"
#include "scenario/events.hpp"
#include "scenario/layers.hpp"
#include "scenario/own.hpp"
#include "scenario/series.hpp"

namespace chokepoint::scenario {

namespace {

std::vector<std::string> split(std::string_view name) {
  std::vector<std::string> keys;
  std::size_t at = 0;
  while (at <= name.size()) {
    const std::size_t end = std::min(name.find('.', at), name.size());
    keys.emplace_back(name.substr(at, end - at));
    at = end + 1;
  }
  return keys;
}

/// How many of these keys name a parameter, or one of its years; two where no parameter has such a name.
std::size_t keys_of_parameter(const std::vector<std::string>& keys, std::size_t from,
                              const models::Catalogue& catalogue) {
  const std::vector<std::string> paths = parameter_paths(catalogue);
  std::string name;
  std::size_t length = 2;
  for (std::size_t i = from; i < keys.size(); ++i) {
    name += (i == from ? "" : ".") + keys[i];
    if (std::find(paths.begin(), paths.end(), name) != paths.end()) length = i - from + 1;
  }
  const std::size_t next = from + length;
  const bool year = next < keys.size() && !keys[next].empty() &&
                    std::isdigit(static_cast<unsigned char>(keys[next][0])) != 0 && keys[next].size() == 4;
  return length + (year ? 1 : 0);
}

/// `events.taiwan.factors.chips.packaging.capacity.p50`: what a factor acts on is one key. It is that of the tree, or a
/// parameter of a constraint under whatever name.
std::vector<std::string> keys_of_factor(const std::vector<std::string>& keys, const NodePointer& tree,
                                        const models::Catalogue& catalogue) {
  constexpr std::size_t first = 3;
  const Node* factors = tree.get();
  for (std::size_t i = 0; i < first && factors != nullptr; ++i) {
    const Entry* const entry = factors->find(keys[i]);
    factors = entry == nullptr ? nullptr : entry->value.get();
  }
  const std::vector<std::string> paths = parameter_paths(catalogue);
  std::string path;
  std::string in_block;
  std::size_t length = keys.size() - first;
  for (std::size_t i = first; i < keys.size(); ++i) {
    path += (i == first ? "" : ".") + keys[i];
    if (i > first) in_block += "." + keys[i];
    const bool known = (factors != nullptr && factors->find(path) != nullptr) ||
                       (!in_block.empty() && std::any_of(paths.begin(), paths.end(), [&in_block](const auto& one) {
                         return one.substr(one.find('.')) == in_block;
                       }));
    if (known) length = i - first + 1;
  }
  std::vector<std::string> whole(keys.begin(), keys.begin() + first);
  whole.push_back(fmt::format(
      "{}", fmt::join(keys.begin() + first, keys.begin() + static_cast<std::ptrdiff_t>(first + length), ".")));
  whole.insert(whole.end(), keys.begin() + static_cast<std::ptrdiff_t>(first + length), keys.end());
  return whole;
}

/// `power.campus_power.p50`; names of correlated parameters hold dots themselves.
std::vector<std::string> keys_of(const std::string& name, const NodePointer& tree, const models::Catalogue& catalogue) {
  std::vector<std::string> keys = split(name);
  if (keys.size() > 4 && keys[0] == events_key && keys[2] == factors_key) return keys_of_factor(keys, tree, catalogue);
  if (keys.front() == own_key) return keys_of_own(std::move(keys), tree);
  if (keys.front() != "correlations" || keys.size() < 5) return keys;
  std::vector<std::string> pair{keys.front()};
  std::size_t at = 1;
  for (int i = 0; i < 2; ++i) {
    const std::size_t length = std::min(keys_of_parameter(keys, at, catalogue), keys.size() - at);
    pair.push_back(fmt::format("{}", fmt::join(keys.begin() + static_cast<std::ptrdiff_t>(at),
                                               keys.begin() + static_cast<std::ptrdiff_t>(at + length), ".")));
    at += length;
  }
  pair.insert(pair.end(), keys.begin() + static_cast<std::ptrdiff_t>(at), keys.end());
  return pair;
}

/// `campus_power` is power.campus_power, where the name is the only one and no key of the scenario.
std::vector<std::string> in_full(std::vector<std::string> keys, const NodePointer& tree,
                                 const models::Catalogue& catalogue) {
  if (tree != nullptr && tree->find(keys.front()) != nullptr) return keys;
  std::string found;
  for (const std::string& path : parameter_paths(catalogue)) {
    if (!path.ends_with("." + keys.front())) continue;
    if (!found.empty()) return keys;
    found = path;
  }
  if (found.empty()) return keys;
  std::vector<std::string> full = split(std::string_view(found).substr(0, found.size() - keys.front().size() - 1));
  full.insert(full.end(), keys.begin(), keys.end());
  return full;
}

}  // namespace

std::vector<std::string> keys_named(const std::string& name, const NodePointer& tree,
                                    const models::Catalogue& catalogue) {
  return in_full(keys_of(name, tree, catalogue), tree, catalogue);
}

namespace {

/// Whether any parameter would be read from a file, which is told.
bool names_series(const NodePointer& tree, const models::Catalogue& catalogue, Diagnostics& diagnostics) {
  return with_series(tree, catalogue, [&diagnostics](const SeriesPlace& place) -> NodePointer {
           diagnostics.error(
               place.node.spot,
               fmt::format("{}: 'series' cannot be set: files are read before anything is set", place.path),
               "a scenario of its own, which extends this one, can name the file");
           return nullptr;
         }) != tree;
}

/// `text`, which `lines` holds, over the tree; the tree as it is when it is wrong.
NodePointer overridden(const NodePointer& tree, const std::string& text, const std::shared_ptr<const Text>& lines,
                       const models::Catalogue& catalogue, Diagnostics& diagnostics) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    diagnostics.error(Spot{lines, 0, 0, text.size()},
                      equals == 0 ? "nothing is named before '='" : "without '=': NAME=VALUE is wanted",
                      "for example power.campus_power='2 to 6 GW'");
    return tree;
  }
  if (const auto why = not_text(text)) {
    diagnostics.error(std::string("--set"), *why);
    return tree;
  }
  const std::vector<std::string> keys = keys_named(text.substr(0, equals), tree, catalogue);
  if (keys.front() == "extends") {
    diagnostics.error(Spot{lines, 0, 0, equals}, "'extends' cannot be set: files are read before anything is set",
                      "a file of its own can extend several: extends: [a.yaml, b.yaml]");
    return tree;
  }
  const std::string value = text.substr(equals + 1);
  NodePointer node = parse(lines, value, diagnostics, equals + 1);
  if (node == nullptr) {
    if (value.find_first_not_of(" \t") == std::string::npos) {
      diagnostics.error(Spot{lines, 0, equals, 1}, "no value after '='", "to leave a constraint out, set it to off");
    }
    return tree;
  }
  const Spot name{lines, 0, 0, equals};
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
    auto mapping = std::make_shared<Node>();
    mapping->kind = Node::Kind::mapping;
    mapping->spot = name;
    mapping->entries.push_back({*key, name, node});
    node = mapping;
  }
  if (names_series(node, catalogue, diagnostics)) return tree;
  // All pairs are given anew, as a block is; a single one is laid over the others.
  if (keys.size() == 1 && keys.front() == "correlations" && tree != nullptr) {
    return layer_over(without(tree, {"correlations"}), node, 1, catalogue);
  }
  return layer_over(tree, with_present_names(node, catalogue, diagnostics), keys.size(), catalogue);
}

}  // namespace

void lay_override(const std::string& text, Layers& layers, Diagnostics& diagnostics) {
  // All files together are what the overrides are laid over.
  if (layers.tree != nullptr && layers.overrides.empty()) layers.inherited.push_back(layers.tree);
  layers.overrides.push_back(text);
  const auto lines = std::make_shared<const Text>(Text{"--set", ++layers.texts, lines_of(text)});
  layers.tree = overridden(layers.tree, text, lines, *layers.catalogue, diagnostics);
}

Loaded with(const Scenario& scenario, const std::vector<std::string>& texts) {
  if (scenario.layers == nullptr) throw std::invalid_argument("only a scenario that was loaded can be changed by text");
  Diagnostics diagnostics;
  Layers layers = *scenario.layers;
  for (const std::string& text : texts) lay_override(text, layers, diagnostics);
  return resolved(std::move(layers), diagnostics);
}

Loaded with(const Scenario& scenario, const std::string& text) {
  return with(scenario, std::vector<std::string>{text});
}

}  // namespace chokepoint::scenario
