// SPDX-License-Identifier: Apache-2.0
// The trajectory: an anchor with a growth, or a table.
#include <fmt/format.h>

#include <algorithm>

#include "scenario/dates.hpp"
#include "scenario/draft/draft.hpp"
#include "units/parse.hpp"

namespace chokepoint::scenario {

namespace {

using models::Description;
using models::Parameter;

const Parameter& parameter_named(const Description& description, std::string_view name) {
  return *std::find_if(description.parameters.begin(), description.parameters.end(),
                       [name](const Parameter& one) { return one.name == name; });
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
  static const std::vector<std::string> keys{"anchor", "anchor_date", "growth", "table", "lead_time", "scatter"};
  for (const Entry& one : node->entries) {
    if (std::find(keys.begin(), keys.end(), one.key) != keys.end()) continue;
    draft.diagnostics.error(one.spot, fmt::format("trajectory has no key '{}'", units::excerpt(one.key)),
                            did_you_mean(one.key, keys));
  }
  for (const Entry& one : node->entries) {
    if (!is_coupling(*one.value)) continue;
    draft.diagnostics.error(
        one.value->spot,
        fmt::format("trajectory.{}: it is no output: constraints read the trajectory", units::excerpt(one.key)),
        "parameters of a constraint can be an output of another");
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
}

}  // namespace chokepoint::scenario
