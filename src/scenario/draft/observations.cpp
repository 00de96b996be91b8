// SPDX-License-Identifier: Apache-2.0
// Files of what was observed, as a scenario names them: from its folder. They are not read here.
#include <fmt/format.h>

#include <algorithm>

#include "scenario/dates.hpp"
#include "scenario/draft/draft.hpp"
#include "units/parse.hpp"

namespace chokepoint::scenario {

namespace {

constexpr std::size_t files_limit = 16;

void read_file(Draft& draft, const Node& name) {
  if (!name.is_scalar() || !name.text.ends_with(".csv")) {
    draft.diagnostics.error(name.spot, "observations: a file of observations ends in .csv",
                            "observations: [data/observed.csv]");
    return;
  }
  // Those of --set are in no folder but that in which the program runs.
  const auto& files = draft.scenario.files;
  const bool is_in_file = std::find(files.begin(), files.end(), name.spot.text->file) != files.end();
  std::string path = is_in_file ? beside(name.spot.text->file, name.text) : name.text;
  auto& all = draft.scenario.observations;
  if (std::find(all.begin(), all.end(), path) != all.end()) {
    draft.diagnostics.error(name.spot, fmt::format("observations: {} is named twice", units::excerpt(name.text)));
    return;
  }
  all.push_back(std::move(path));
}

}  // namespace

namespace {

void read_known_until(Draft& draft) {
  const Entry* const entry = draft.tree().find("known_until");
  if (entry == nullptr || is_off(*entry->value)) return;
  const std::string text = trimmed(entry->value->text);
  const auto at = entry->value->is_scalar() ? date_of(text) : std::nullopt;
  if (at) {
    draft.scenario.known_until = at;
    draft.scenario.known_until_text = text;
    return;
  }
  draft.diagnostics.error(entry->value->spot,
                          fmt::format("known_until: not a date: '{}'", units::excerpt(one_line(*entry->value))),
                          "the day until which it knew what was observed: 2026-11-24, 2026-11 or 2026");
}

}  // namespace

void read_observations(Draft& draft) {
  read_known_until(draft);
  const Entry* const entry = draft.tree().find("observations");
  if (entry == nullptr || is_off(*entry->value)) return;
  const Node& node = *entry->value;
  if (node.is_scalar()) {
    read_file(draft, node);
  } else if (node.kind != Node::Kind::sequence) {
    draft.diagnostics.error(node.spot, "'observations' is a list of files", "observations: [data/observed.csv]");
  } else if (node.items.size() > files_limit) {
    draft.diagnostics.error(node.spot, fmt::format("observations: more than {} files", files_limit));
  } else {
    for (const NodePointer& item : node.items) read_file(draft, *item);
  }
}

}  // namespace chokepoint::scenario
