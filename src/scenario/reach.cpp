// SPDX-License-Identifier: Apache-2.0
// Series that leave all numbers whatever is drawn: told with the place of the growth that does it, before anything
// runs.
#include "scenario/reach.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "models/run_range.hpp"
#include "scenario/inputs.hpp"
#include "units/real.hpp"

namespace chokepoint::scenario {

namespace {

using Column = std::pair<const Assumption*, std::vector<double>>;

/// The first year in which a series leaves the range of a run, or nothing.
struct Departure {
  int year = 0;
  bool above = false;
};

class Medians {
 public:
  explicit Medians(const Scenario& scenario) : scenario_(scenario) {
    for (const Assumption* assumption : scenario.assumptions()) {
      columns_.emplace_back(assumption, std::vector<double>(lane_multiple, assumption->distribution.quantile(0.5)));
    }
  }

  /// Of the trajectory, every parameter at its median.
  [[nodiscard]] std::optional<Departure> of_trajectory() const {
    std::vector<double> out(lane_multiple * static_cast<std::size_t>(scenario_.years()));
    models::project_reference(scenario_.trajectory_plan, pointers(0, scenario_.trajectory.size()), lane_multiple,
                              scenario_.first_year, scenario_.years(), out.data());
    return departure(out);
  }

  /// Of the ceiling of a block, with one of its columns held at one if `without` is given.
  [[nodiscard]] std::optional<Departure> of_block(std::size_t k, const Assumption* without = nullptr) {
    const Block& block = scenario_.blocks[k];
    const auto column =
        std::find_if(columns_.begin(), columns_.end(), [without](const Column& one) { return one.first == without; });
    const std::vector<double> ones(lane_multiple, 1.0);
    std::vector<double> kept = ones;
    if (column != columns_.end()) kept = std::exchange(column->second, ones);
    std::vector<double> out(block.constraint->description->outputs.size() * lane_multiple *
                            static_cast<std::size_t>(scenario_.years()));
    const Inputs inputs = inputs_of(scenario_, k, pointers(0, columns_.size()), lane_multiple);
    block.constraint->reference({.shared = inputs.shared,
                                 .own = inputs.own,
                                 .lanes = lane_multiple,
                                 .skipped = scenario_.first_year - scenario_.base_year,
                                 .years = scenario_.years(),
                                 .out = out.data()});
    if (column != columns_.end()) column->second = std::move(kept);
    return departure(out);
  }

 private:
  [[nodiscard]] std::vector<const double*> pointers(std::size_t first, std::size_t count) const {
    std::vector<const double*> result;
    for (std::size_t i = first; i < first + count; ++i) result.push_back(columns_[i].second.data());
    return result;
  }

  [[nodiscard]] std::optional<Departure> departure(const std::vector<double>& out) const {
    for (int year = 0; year < scenario_.years(); ++year) {
      const double value = out[static_cast<std::size_t>(year) * lane_multiple];
      const bool above = !(value <= models::run_range.highest);
      if (above || value < models::run_range.lowest) return Departure{scenario_.first_year + year, above};
    }
    return std::nullopt;
  }

  const Scenario& scenario_;
  std::vector<Column> columns_;
};

std::string hint_of(const Departure& departure) {
  return departure.above ? "take fewer years, or a smaller growth" : "take fewer years, or a larger growth";
}

std::string words_of(const Departure& departure) {
  return fmt::format("{} {:g} FLOP in {}", departure.above ? "passes" : "falls below",
                     departure.above ? models::run_range.highest : models::run_range.lowest, departure.year);
}

std::string value_of(const Assumption& assumption) {
  if (assumption.distribution.is_constant()) return assumption.text;
  return "its median, " + units::print(assumption.distribution.quantile(0.5), assumption.parameter->kind);
}

/// The parameter that makes the trajectory leave: the growth that holds then, or the value of a table nearest before.
const Assumption& trajectory_culprit(const Scenario& scenario, int year) {
  const auto& plan = scenario.trajectory_plan;
  const std::size_t first = plan.form == models::TrajectoryPlan::Form::growth ? 1 : 0;
  std::size_t piece = 0;
  while (piece + 1 < plan.years.size() && plan.years[piece + 1] <= year - static_cast<int>(first)) ++piece;
  return scenario.trajectory[first + piece];
}

}  // namespace

std::optional<OutOfReach> out_of_reach(const Scenario& scenario) {
  Medians medians(scenario);
  if (const auto gone = medians.of_trajectory()) {
    const Assumption& culprit = trajectory_culprit(scenario, gone->year);
    return OutOfReach{culprit.path, fmt::format("with {} the trajectory {}", value_of(culprit), words_of(*gone)),
                      hint_of(*gone)};
  }
  for (std::size_t k = 0; k < scenario.blocks.size(); ++k) {
    const auto gone = medians.of_block(k);
    if (!gone) continue;
    const std::string_view name = scenario.blocks[k].constraint->description->name;
    for (const Assumption* assumption : scenario.assumptions()) {
      if (!assumption->parameter->kind.growth) continue;
      const auto then = medians.of_block(k, assumption);
      if (then && then->year <= gone->year) continue;
      return OutOfReach{assumption->path,
                        fmt::format("with {} the {} ceiling {}", value_of(*assumption), name, words_of(*gone)),
                        hint_of(*gone)};
    }
    return OutOfReach{"", fmt::format("the {} ceiling {}, with every parameter at its median", name, words_of(*gone)),
                      "one of its values is far from all that can be"};
  }
  return std::nullopt;
}

}  // namespace chokepoint::scenario
