// SPDX-License-Identifier: Apache-2.0
#include "scenario/own.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "scenario/keys.hpp"

namespace chokepoint::scenario {

namespace {

constexpr std::array sections{"parameters", "state", "where", "parts"};

const Node* below(const Node* node, std::string_view key) {
  const Entry* const entry = node == nullptr ? nullptr : node->find(key);
  return entry == nullptr ? nullptr : entry->value.get();
}

}  // namespace

bool declares_parameter(std::string_view key) {
  return has_key(declaring_keys, key);
}

NodePointer mapping_at(const Spot& spot, std::vector<Entry> entries) {
  auto made = std::make_shared<Node>();
  made->kind = Node::Kind::mapping;
  made->spot = spot;
  made->entries = std::move(entries);
  for (const Entry& entry : made->entries) made->size += entry.value->size;
  return made;
}

NodePointer with_declaration_of(const NodePointer& before, const NodePointer& value) {
  if (!before->is_mapping()) return value;
  std::vector<Entry> entries;
  if (value->is_mapping()) {
    entries = value->entries;
  } else {
    entries.push_back({"value", value->spot, value});
  }
  bool any = false;
  for (const Entry& entry : before->entries) {
    if (!declares_parameter(entry.key) || value->find(entry.key) != nullptr) continue;
    entries.push_back(entry);
    any = true;
  }
  return any ? mapping_at(value->spot, std::move(entries)) : value;
}

NodePointer without_declaration(const NodePointer& value) {
  if (!value->is_mapping()) return value;
  std::vector<Entry> entries;
  for (const Entry& entry : value->entries) {
    if (!declares_parameter(entry.key)) entries.push_back(entry);
  }
  return entries.size() == value->entries.size() ? value : mapping_at(value->spot, std::move(entries));
}

std::vector<std::string> keys_of_own(std::vector<std::string> keys, const NodePointer& tree) {
  constexpr std::size_t of_name = 2;  // constraints.capital.NAME
  if (keys.size() <= of_name) return keys;
  const Node* const constraint = below(below(tree.get(), keys[0]), keys[1]);
  std::string section;
  for (const char* const one : sections) {
    if (keys[of_name] == one) section = one;
  }
  std::size_t name = of_name + 1;
  if (section.empty()) {
    name = of_name;
    for (const char* const one : sections) {
      if (below(below(constraint, one), keys[of_name]) != nullptr) section = one;
    }
  }
  if (section.empty() || name >= keys.size()) return keys;
  std::vector<std::string> meant(keys.begin(), keys.begin() + of_name);
  if (section == "parameters") {
    meant.erase(meant.begin());
  } else {
    meant.push_back(section);
  }
  meant.insert(meant.end(), keys.begin() + static_cast<std::ptrdiff_t>(name), keys.end());
  return meant;
}

}  // namespace chokepoint::scenario
