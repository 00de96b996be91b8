// SPDX-License-Identifier: Apache-2.0
// Where the statistics of a run lie: which series of a scenario are kept in which years, in one flat order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "chokepoint/statistics.hpp"

namespace chokepoint::statistics {

/// What is asked for, with what that brings: see the fields of Keep.
[[nodiscard]] Keep completed(Keep keep, const scenario::Scenario& scenario);
/// That an event lasts in some part of a year.
[[nodiscard]] question::SeriesCondition lasting(std::size_t event);

/// Made once from a scenario, which it shares, and never changed. Every worker's counts are laid out by it.
class Layout {
 public:
  Layout(scenario::ScenarioPointer scenario, const Keep& asked);

  [[nodiscard]] const scenario::Scenario& scenario() const { return *scenario_; }
  [[nodiscard]] const Keep& keep() const { return keep_; }
  [[nodiscard]] std::size_t years() const { return years_; }
  [[nodiscard]] bool keeps(const Years& years, std::size_t year) const {
    return years.contain(scenario_->first_year + static_cast<int>(year));
  }
  [[nodiscard]] const std::vector<const models::Description*>& constraints() const { return constraints_; }
  [[nodiscard]] std::size_t parts_of(std::size_t constraint) const { return parts_[constraint]; }

  // The series: trajectory, attainable, observed, the parts of a split run, then for each constraint its outputs, its
  // headroom and its need; then events; then the ways around.
  static constexpr std::size_t trajectory = 0;
  static constexpr std::size_t attainable = 1;
  static constexpr std::size_t observed = 2;
  static constexpr std::size_t pre_training = 3;
  static constexpr std::size_t post_training = 4;
  static constexpr std::size_t post_training_share = 5;
  [[nodiscard]] std::size_t output(std::size_t constraint, std::size_t i) const { return first_[constraint] + i; }
  [[nodiscard]] std::size_t headroom(std::size_t constraint) const {
    return first_[constraint] + constraints_[constraint]->outputs.size();
  }
  [[nodiscard]] std::size_t need(std::size_t constraint, models::NeedSeries series) const {
    return headroom(constraint) + 1 + static_cast<std::size_t>(series);
  }
  [[nodiscard]] std::size_t event(std::size_t i) const { return first_event_ + i; }
  [[nodiscard]] std::size_t way(std::size_t output) const { return first_way_ + output; }
  [[nodiscard]] bool has_relief() const {
    return scenario_->relief && !(keep_.relief.none() && keep_.relief_details.none());
  }
  /// The place of a series in a year among all cells that are kept; nothing when it is not.
  [[nodiscard]] std::optional<std::size_t> cell(std::size_t series, std::size_t year) const {
    return cells_[series * years_ + year];
  }
  /// Whether a series is kept in any year.
  [[nodiscard]] bool has(std::size_t series) const {
    const auto first = cells_.begin() + static_cast<std::ptrdiff_t>(series * years_);
    return std::any_of(first, first + static_cast<std::ptrdiff_t>(years_), [](const auto& cell) { return !!cell; });
  }
  [[nodiscard]] std::size_t cell_count() const { return cell_count_; }

 private:
  void lay_out(const Years& kept);

  scenario::ScenarioPointer scenario_;
  Keep keep_;
  std::size_t years_;
  std::vector<const models::Description*> constraints_;
  std::vector<std::size_t> parts_;  // of each constraint
  std::vector<std::size_t> first_;  // series of each constraint
  std::size_t first_event_ = 0;
  std::size_t first_way_ = 0;
  std::vector<std::optional<std::size_t>> cells_;  // [series][year]
  std::size_t cell_count_ = 0;
};

/// Ceilings, parts and trajectory of a block: pointers into it, good until it is filled again.
[[nodiscard]] binding::Table table_of(const scenario::Scenario& scenario, const simulation::Block& block);
/// What binding is to find out, by year.
[[nodiscard]] std::vector<binding::Wanted> wanted_of(const Layout& layout);

}  // namespace chokepoint::statistics
