// SPDX-License-Identifier: Apache-2.0
#include "scenario/views.hpp"

#include <fmt/format.h>

#include "chokepoint/scenario.hpp"
#include "scenario/events.hpp"

namespace chokepoint::scenario {

namespace {

constexpr std::string_view largest_run_share = "largest_run_share";

/// The mapping with what stands under the realised share under the name of the other, whose own is left out.
NodePointer renamed(const NodePointer& mapping, const std::string& from, const std::string& to) {
  auto made = std::make_shared<Node>(*mapping);
  made->entries.clear();
  for (const Entry& entry : mapping->entries) {
    if (entry.key == to) continue;
    made->entries.push_back(entry);
    if (entry.key == from) made->entries.back().key = to;
  }
  return made;
}

NodePointer renamed_pairs(const NodePointer& pairs, const std::string& from, const std::string& to) {
  auto made = std::make_shared<Node>(*renamed(pairs, from, to));
  for (Entry& first : made->entries) {
    if (first.value->is_mapping()) first.value = renamed(first.value, from, to);
  }
  return made;
}

}  // namespace

bool is_realised_share(const Node& value) {
  return value.is_scalar() && value.text == realised_share;
}

NodePointer with_realised_share(const NodePointer& tree) {
  const Entry* const shared = tree->find("shared");
  const Entry* const share = shared == nullptr ? nullptr : shared->value->find(largest_run_share);
  if (share == nullptr || !is_realised_share(*share->value)) return tree;
  if (shared->value->find(realised_share) == nullptr) return tree;
  auto made = std::make_shared<Node>(*tree);
  for (Entry& entry : made->entries) {
    if (entry.key == "shared") {
      entry.value = renamed(entry.value, std::string(realised_share), std::string(largest_run_share));
    } else if (entry.key == "correlations" && entry.value->is_mapping()) {
      entry.value = renamed_pairs(entry.value, fmt::format("shared.{}", realised_share),
                                  fmt::format("shared.{}", largest_run_share));
    }
  }
  return made;
}

std::vector<View> views_of(const Scenario& scenario) {
  std::vector<View> views;
  if (scenario.layers == nullptr) return views;
  for (const Assumption& one : scenario.shared) {
    if (!one.is_given() || one.parameter->name != realised_share) continue;
    views.push_back({.name = std::string(realised_view),
                     .taken = "the share that runs have got",
                     .in_place_of = "the share that one run could get",
                     .change = fmt::format("shared.{}={}", largest_run_share, realised_share)});
    break;  // one by year has several values
  }
  if (!scenario.events.empty()) {
    views.push_back({.name = std::string(without_events_view),
                     .taken = "no events",
                     .in_place_of = scenario.events.size() == 1 ? "its event" : "its events",
                     .change = fmt::format("{}=off", events_key)});
  }
  return views;
}

}  // namespace chokepoint::scenario
