// SPDX-License-Identifier: Apache-2.0
// The trajectory: an anchor with a growth, or a table; and what of its runs is post-training.
#include <fmt/format.h>

#include <algorithm>

#include "scenario/dates.hpp"
#include "scenario/draft/draft.hpp"
#include "scenario/keys.hpp"
#include "units/parse.hpp"

namespace chokepoint::scenario {

namespace {

using models::Description;
using models::Parameter;

const Parameter& parameter_named(const Description& description, std::string_view name) {
  return *std::find_if(description.parameters.begin(), description.parameters.end(),
                       [name](const Parameter& one) { return one.name == name; });
}

void tell_coupling(Draft& draft, const Node& node, const std::string& name) {
  draft.diagnostics.error(
      node.spot, fmt::format("trajectory.{}: it is no output: constraints read the trajectory", units::excerpt(name)),
      "parameters of a constraint can be an output of another");
}

/// A parameter that has one value for all years, if it is given.
bool assume_once(Draft& draft, const Node& node, const char* name) {
  const Entry* const entry = node.find(name);
  if (entry == nullptr) return false;
  const Description& description = models::trajectory();
  std::vector<Assumption>& all = draft.scenario.trajectory;
  const std::size_t before = all.size();
  assume(draft, *entry->value, description, parameter_named(description, name), all);
  if (all.size() > before + 1 || (all.size() > before && all.back().year)) {
    draft.diagnostics.error(entry->spot, fmt::format("trajectory.{}: it has no values by year", name),
                            "give one value; growth can be given by year");
  }
  return true;
}

/// The spread of single runs, and a deviation for each year, drawn by itself: one for all years would be no scatter
/// about a line but another line, which the anchor has already.
void read_scatter(Draft& draft, const Node& node) {
  if (!assume_once(draft, node, "scatter") || !draft.have_years) return;
  draft.scenario.trajectory_plan.scatter = true;
  const auto normal = std::get<uncertainty::Distribution>(uncertainty::Distribution::normal(0.0, 1.0));
  for (int year = draft.scenario.first_year; year <= draft.scenario.last_year; ++year) {
    draft.scenario.trajectory.emplace_back(fmt::format("trajectory.deviation.{}", year), models::deviation(), normal);
  }
}

/// The parameters of the part of a run that is post-training. All of them can be given by year; behind those that
/// project() reads, so that they are the last.
void read_post_training(Draft& draft, const Node& node) {
  static const std::string group = "post_training";
  const Entry* const entry = node.find(group);
  if (entry == nullptr || is_off(*entry->value)) return;
  if (!entry->value->is_mapping()) {
    draft.diagnostics.error(entry->value->kind == Node::Kind::null ? entry->spot : entry->value->spot,
                            "'trajectory.post_training' is a mapping of parameters to values",
                            "{ratio: {2024: 0.01, 2028: 1}, slowdown: 5}; to leave it out, write post_training: off");
    return;
  }
  std::vector<std::string> known;
  for (const Parameter& parameter : models::trajectory().parameters) {
    if (!parameter.name.starts_with(group + '.')) continue;
    known.push_back(parameter.name.substr(group.size() + 1));
    const Entry* const value = entry->value->find(known.back());
    if (value != nullptr && is_coupling(*value->value)) {
      tell_coupling(draft, *value->value, parameter.name);
    } else if (value != nullptr) {
      draft.scenario.trajectory_plan.post_training = true;
      assume(draft, *value->value, models::trajectory(), parameter, draft.scenario.trajectory);
    } else if (parameter.unless_given.is_there()) {
      assume_default(draft, models::trajectory(), parameter, draft.scenario.trajectory);
    } else if (known.back() == "ratio") {
      draft.diagnostics.error(entry->spot, "trajectory.post_training has no 'ratio'",
                              "how much post-training there is, over pre-training: ratio: {2024: 0.01, 2028: 1}");
    }
  }
  for (const Entry& one : entry->value->entries) {
    if (std::find(known.begin(), known.end(), one.key) != known.end()) continue;
    const std::string near = did_you_mean(one.key, known);
    draft.diagnostics.error(one.spot, fmt::format("trajectory.post_training has no key '{}'", units::excerpt(one.key)),
                            near.empty() ? fmt::format("it has {}", fmt::join(known, ", ")) : near);
  }
}

void read_growth(Draft& draft, const Node& node) {
  const Description& description = models::trajectory();
  draft.scenario.trajectory_plan.form = models::TrajectoryPlan::Form::growth;
  std::vector<std::string_view> absent;
  for (const char* const key : {"anchor", "anchor_date", "growth"}) {
    if (node.find(key) == nullptr) absent.emplace_back(key);
  }
  tell_absent(draft, node, description, absent);
  if (!absent.empty()) return;
  const Node& date = *node.find("anchor_date")->value;
  const auto when = date_of(date.text);
  if (!date.is_scalar() || !when) {
    draft.diagnostics.error(date.spot, fmt::format("not a date: '{}'", units::excerpt(one_line(date))),
                            "write 2023-03-15, 2023-03 or 2023");
    return;
  }
  draft.scenario.trajectory_plan.anchor_date = *when;
  draft.scenario.trajectory_plan.anchor_text = date.text;
  assume(draft, *node.find("anchor")->value, description, parameter_named(description, "anchor"),
         draft.scenario.trajectory);
  if (draft.scenario.trajectory.size() > 1 ||
      (!draft.scenario.trajectory.empty() && draft.scenario.trajectory.front().year)) {
    draft.diagnostics.error(node.find("anchor")->spot,
                            "trajectory.anchor holds at anchor_date: it has no values by year",
                            "growth has; or give a table: {2024: 5e25 FLOP, 2030: 2e29 FLOP}");
  }
  std::vector<int> years = assume(draft, *node.find("growth")->value, description,
                                  parameter_named(description, "growth"), draft.scenario.trajectory);
  if (years.empty()) years = {static_cast<int>(*when)};
  draft.scenario.trajectory_plan.years = std::move(years);
  draft.scenario.trajectory_plan.lead_time = assume_once(draft, node, "lead_time");
}

void read_table_of_years(Draft& draft, const Node& node) {
  draft.scenario.trajectory_plan.form = models::TrajectoryPlan::Form::table;
  const Description& description = models::trajectory();
  const std::size_t errors = draft.diagnostics.errors();
  draft.scenario.trajectory_plan.years =
      assume(draft, node, description, parameter_named(description, "table"), draft.scenario.trajectory);
  if (draft.diagnostics.errors() > errors) return;
  const bool plain = std::none_of(draft.scenario.trajectory.begin(), draft.scenario.trajectory.end(),
                                  [](const Assumption& one) { return !one.year || one.added || one.steps; });
  if (!plain) {
    draft.diagnostics.error(node.spot, "a table gives a training run by year: {2024: 5e25 FLOP, 2030: 2e29 FLOP}");
    return;
  }
  const std::vector<int>& years = draft.scenario.trajectory_plan.years;
  if (!draft.have_years || years.empty()) return;
  if (years.front() > draft.scenario.first_year || years.back() < draft.scenario.last_year) {
    draft.diagnostics.error(node.spot,
                            fmt::format("the table covers {} to {}, the scenario {} to {}", years.front(), years.back(),
                                        draft.scenario.first_year, draft.scenario.last_year),
                            "a table is not continued beyond its ends; an anchor and a growth are");
  }
}

}  // namespace

void read_trajectory(Draft& draft) {
  const Description& description = models::trajectory();
  const Entry* const entry = draft.tree().find(description.name);
  if (entry == nullptr) {
    tell_missing(draft, std::string(description.name), "{anchor: 2.1e25 FLOP, anchor_date: 2023-03-15, growth: 4x/yr}");
    return;
  }
  const Node* const node = mapping_of(draft, description.name);
  if (node == nullptr) return;
  static const std::vector<std::string> keys = names_of_keys(trajectory_keys);
  for (const Entry& one : node->entries) {
    if (has_key(trajectory_keys, one.key)) continue;
    draft.diagnostics.error(one.spot, fmt::format("trajectory has no key '{}'", units::excerpt(one.key)),
                            did_you_mean(one.key, keys));
  }
  for (const Entry& one : node->entries) {
    if (!is_coupling(*one.value)) continue;
    tell_coupling(draft, *one.value, one.key);
    return;
  }
  const bool has_table = node->find("table") != nullptr;
  const bool has_growth =
      node->find("anchor") != nullptr || node->find("growth") != nullptr || node->find("anchor_date") != nullptr;
  if (has_table && has_growth) {
    draft.diagnostics.error(node->find("table")->spot, "a trajectory is a table, or an anchor with a growth; not both");
  } else if (has_table) {
    read_table_of_years(draft, *node->find("table")->value);
    if (const Entry* const lead_time = node->find("lead_time")) {
      draft.diagnostics.error(lead_time->spot, "trajectory.lead_time: it slows a growth; a table has none",
                              "give an anchor, its date and a growth, or leave it out");
    }
  } else {
    read_growth(draft, *node);
  }
  read_scatter(draft, *node);
  read_post_training(draft, *node);
}

}  // namespace chokepoint::scenario
