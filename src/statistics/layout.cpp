// SPDX-License-Identifier: Apache-2.0
#include "statistics/layout.hpp"

#include <algorithm>
#include <utility>

namespace chokepoint::statistics {

question::SeriesCondition lasting(std::size_t event) {
  return {.series = {.what = question::Series::What::event, .part = {}, .event = event, .kind = units::ratio_kind},
          .comparison = question::Comparison::greater,
          .limit = 0.0};
}

Keep completed(Keep keep, const scenario::Scenario& scenario) {
  keep.trajectory |= keep.attainable;
  keep.below |= keep.attainable;
  keep.lowest |= keep.parts_lowest;
  if (keep.order) keep.headroom |= Years::only({scenario.last_year});
  for (std::size_t i = 0; i < scenario.events.size() && !keep.events.none(); ++i) {
    Keep more;
    more.conditions = {lasting(i)};
    keep |= more;
  }
  if (scenario.relief && !(keep.relief.none() && keep.relief_details.none())) {
    Keep more;
    for (const std::string_view output : {"shortfall", "made_up", "left"}) {
      more.conditions.push_back(question::relief_above_zero(output));
    }
    keep |= more;
  }
  return keep;
}

namespace {

const Years& years_of(models::Role role, const Keep& keep) {
  if (role == models::Role::ceiling) return keep.ceilings;
  return role == models::Role::part ? keep.parts : keep.internals;
}

const Years& years_of_relief(const models::Output& output, const Keep& keep) {
  const bool headline = output.role != models::Role::internal || output.name == "shortfall" || output.name == "left" ||
                        output.name == "years";
  return headline ? keep.relief : keep.relief_details;
}

bool is_part(const models::Output& output) {
  return output.role == models::Role::part;
}

}  // namespace

Layout::Layout(scenario::ScenarioPointer scenario, const Keep& asked)
    : scenario_(std::move(scenario)),
      keep_(completed(asked, *scenario_)),
      years_(static_cast<std::size_t>(scenario_->years())) {
  lay_out(keep_.trajectory);
  lay_out(keep_.attainable);
  lay_out(scenario_->trajectory_plan.scatter ? keep_.observed : Years());
  for (std::size_t part = pre_training; part <= post_training_share; ++part) {
    lay_out(scenario_->trajectory_plan.post_training ? keep_.split : Years());
  }
  for (const auto& block : scenario_->blocks) {
    const models::Description& description = *block.constraint->description;
    constraints_.push_back(&description);
    parts_.push_back(
        static_cast<std::size_t>(std::count_if(description.outputs.begin(), description.outputs.end(), is_part)));
    first_.push_back(cells_.size() / years_);
    for (const auto& output : description.outputs) lay_out(years_of(output.role, keep_));
    lay_out(keep_.headroom);
    for (std::size_t i = 0; i < models::need_series; ++i) lay_out(keep_.needs);
  }
  first_event_ = cells_.size() / years_;
  for (std::size_t i = 0; i < scenario_->events.size(); ++i) lay_out(keep_.events);
  first_way_ = cells_.size() / years_;
  if (!scenario_->relief) return;
  for (const auto& output : models::relief().outputs) lay_out(years_of_relief(output, keep_));
}

/// The next series.
void Layout::lay_out(const Years& kept) {
  for (std::size_t year = 0; year < years_; ++year) {
    cells_.push_back(keeps(kept, year) ? std::optional(cell_count_++) : std::nullopt);
  }
}

binding::Table table_of(const scenario::Scenario& scenario, const simulation::Block& block) {
  binding::Table table;
  table.trajectory = block.trajectory.data();
  const auto& spans = block.trajectory_extent;
  table.one_trajectory = !spans.empty() && std::all_of(spans.begin(), spans.end(),
                                                       [](const Extent& year) { return year.lowest == year.highest; });
  table.lanes = block.lanes;
  table.years = scenario.years();
  for (std::size_t k = 0; k < scenario.blocks.size(); ++k) {
    table.ceilings.push_back(block.series(k, 0, table.years));
    const auto& outputs = scenario.blocks[k].constraint->description->outputs;
    table.parts.push_back(static_cast<std::size_t>(std::count_if(outputs.begin(), outputs.end(), is_part)));
    table.governing.push_back(block.extras.governing && table.parts[k] > 0 ? block.governing[k].data() : nullptr);
  }
  if (!block.extras.governing) {
    table.wanted.assign(static_cast<std::size_t>(table.years), binding::Wanted{.governing = false});
  }
  return table;
}

std::vector<binding::Wanted> wanted_of(const Layout& layout) {
  const Keep& keep = layout.keep();
  std::vector<binding::Wanted> wanted;
  for (std::size_t year = 0; year < layout.years(); ++year) {
    wanted.push_back({.attainable = layout.keeps(keep.attainable, year),
                      .headroom = layout.keeps(keep.headroom, year),
                      .lowest = layout.keeps(keep.lowest, year),
                      .governing = layout.keeps(keep.parts_lowest, year)});
  }
  return wanted;
}

}  // namespace chokepoint::statistics
