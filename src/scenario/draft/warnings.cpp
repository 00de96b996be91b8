// SPDX-License-Identifier: Apache-2.0
// What is right and may still mean something else than its author thinks.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "scenario/blocks.hpp"
#include "scenario/dates.hpp"
#include "scenario/draft/draft.hpp"

namespace chokepoint::scenario {

namespace {

/// What is said of a series is said once, of its first value.
bool follows_in_series(const Assumption& one, const std::vector<Assumption>& among) {
  if (&one == among.data()) return false;
  const Assumption& before = *(&one - 1);
  return before.is_of_series && before.parameter == one.parameter;
}

/// The base year that a tree states by itself.
std::optional<int> stated_base_year(const Node& tree) {
  if (const Entry* const base = tree.find("base_year")) return year_of(base->value->text);
  const Entry* const years = tree.find("years");
  if (years == nullptr) return std::nullopt;
  return year_of(trimmed(years->value->text.substr(0, years->value->text.find(".."))));
}

/// The very value that `inherited` has, not one that was given anew.
bool is_inherited(const Draft& draft, const Assumption& one, const Node& inherited) {
  const std::size_t dot = one.path.find('.');
  const std::string block = one.path.substr(0, dot);
  const Entry* const theirs = inherited.find(block);
  const Entry* const ours = draft.tree().find(block);
  if (theirs == nullptr || ours == nullptr) return false;
  const Node* const before = find_parameter(*theirs->value, one.path.substr(dot + 1));
  const Node* const now = find_parameter(*ours->value, one.path.substr(dot + 1));
  return before != nullptr && before == now;
}

}  // namespace

void warn_of_missing_sources(Draft& draft) {
  const auto warn = [&draft](const std::vector<Assumption>& assumptions) {
    for (const Assumption& one : assumptions) {
      if (!one.source.empty() || !one.is_given() || one.is_default) continue;
      const Spot* const spot = draft.spot_of(one.path);
      // An override is a question, not a claim.
      if (spot == nullptr || spot->text->file == "--set") continue;
      if (one.is_of_series && follows_in_series(one, assumptions)) continue;
      draft.diagnostics.warning(*spot, fmt::format("{}: no source", one.path),
                                one.is_of_series
                                    ? "say beside 'series' where it is from: source: KEY, KEY being one of sources.yaml"
                                    : "say where it is from: {value: …, source: KEY}, KEY being one of sources.yaml");
    }
  };
  warn(draft.scenario.trajectory);
  warn(draft.scenario.shared);
  for (const Block& one : draft.scenario.blocks) warn(one.assumptions);
  for (const Event& one : draft.scenario.events) warn(one.assumptions);
  if (draft.scenario.relief) warn(draft.scenario.relief->assumptions);
  if (draft.scenario.funnel) warn(draft.scenario.funnel->assumptions);
}

void warn_of_moved_base_year(Draft& draft) {
  constexpr std::size_t shown = 4;
  std::vector<std::string> moved;
  int from = 0;
  for (const NodePointer& inherited : draft.layers.inherited) {
    const auto stated = stated_base_year(*inherited);
    if (!stated || *stated == draft.scenario.base_year) continue;
    for (const Assumption* const one : draft.scenario.assumptions()) {
      const bool listed = std::find(moved.begin(), moved.end(), one->path) != moved.end();
      if (listed || !one->parameter->dated || !one->as_of.empty() || !is_inherited(draft, *one, *inherited)) continue;
      moved.push_back(one->path);
      from = *stated;
    }
  }
  if (moved.empty()) return;
  const std::size_t more = moved.size() > shown ? moved.size() - shown : 0;
  moved.resize(moved.size() - more);
  const Entry* const base = draft.tree().find("base_year");
  draft.diagnostics.pressing(
      (base != nullptr ? base : draft.tree().find("years"))->value->spot,
      fmt::format("values that were given for the start of {} now count as of {}: {}{}", from, draft.scenario.base_year,
                  fmt::join(moved, ", "), more > 0 ? fmt::format(" and {} more", more) : std::string()),
      fmt::format("keep base_year: {}, which can lie before the first year; or give them anew, or add as_of: {} "
                  "to a value that has a growth",
                  from, from));
}

void tell_out_of_reach(Draft& draft, const OutOfReach& wrong) {
  const Spot* const spot = draft.spot_of(wrong.path);
  if (spot == nullptr) {
    draft.diagnostics.error(draft.scenario.files.back(), wrong.message, wrong.hint);
  } else {
    draft.diagnostics.error(*spot, fmt::format("{}: {}", wrong.path, wrong.message), wrong.hint);
  }
}

}  // namespace chokepoint::scenario
