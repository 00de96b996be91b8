// SPDX-License-Identifier: Apache-2.0
// Series that leave all numbers whatever is drawn: told with the place of the growth that does it, before anything
// runs.
#include "scenario/reach.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include "models/own.hpp"
#include "models/run_range.hpp"
#include "scenario/inputs.hpp"
#include "units/real.hpp"

namespace chokepoint::scenario {

namespace {

using Column = std::pair<const Assumption*, std::vector<double>>;
using Series = std::vector<double>;  // [output][year][lane], from the base year on
constexpr std::size_t lanes = lane_multiple;

/// The first year in which a series leaves the range of a run, or nothing.
struct Departure {
  int year = 0;
  bool above = false;
  bool no_number = false;
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
    const auto column =
        std::find_if(columns_.begin(), columns_.end(), [without](const Column& one) { return one.first == without; });
    const std::vector<double> ones(lanes, 1.0);
    std::vector<double> kept = ones;
    if (column != columns_.end()) kept = std::exchange(column->second, ones);
    std::vector<Series> made(scenario_.blocks.size());
    const std::vector<double> out = series_of(k, made);
    if (column != columns_.end()) column->second = std::move(kept);
    return departure(std::span(out).subspan(lanes * static_cast<std::size_t>(skipped())));
  }

  /// What a run takes that is the ceiling of a block, and what there is, where the two differ.
  [[nodiscard]] std::optional<NeedBesideSupply> need_beside_supply(std::size_t k) const {
    constexpr double rounding = 1e-9;
    std::vector<Series> made(scenario_.blocks.size());
    Series needs;
    series_of(k, made, &needs);
    const std::size_t per_series = lanes * static_cast<std::size_t>(years_from_base(scenario_));
    for (int year = scenario_.first_year; year <= scenario_.last_year; ++year) {
      const std::size_t at = static_cast<std::size_t>(year - scenario_.base_year) * lanes;
      const double needed = needs[at];
      const double supply = needs[per_series + at];
      if (!(std::abs(needed - supply) <= rounding * std::abs(supply))) return NeedBesideSupply{year, needed, supply};
    }
    return std::nullopt;
  }

  /// Of a constraint that is written as equations, the formula in which a number is lost; empty where none is.
  [[nodiscard]] std::string formula_without_number(std::size_t k) const {
    std::vector<Series> made(scenario_.blocks.size());
    std::string lost;
    series_of(k, made, nullptr, &lost);
    return lost;
  }

 private:
  [[nodiscard]] std::vector<const double*> pointers(std::size_t first, std::size_t count) const {
    std::vector<const double*> result;
    for (std::size_t i = first; i < first + count; ++i) result.push_back(columns_[i].second.data());
    return result;
  }

  /// All series of a block from the base year on; those it reads are made before, once. With `needs`, also what a run
  /// that is the ceiling takes; with `lost`, of equations, the formula in which a number is lost.
  const Series& series_of(std::size_t k, std::vector<Series>& made, Series* needs = nullptr,
                          std::string* lost = nullptr) const {
    Series& out = made[k];
    if (!out.empty()) return out;
    const Block& block = scenario_.blocks[k];
    const int years = years_from_base(scenario_);
    const std::size_t per_output = lanes * static_cast<std::size_t>(years);
    Series trajectory;
    std::vector<models::Input> coupled;
    for (const Coupling& one : block.couplings) {
      if (!one.block && trajectory.empty()) trajectory = trajectory_from_base();
      const double* const values = one.block ? series_of(*one.block, made).data() : trajectory.data();
      coupled.push_back({values + one.output * per_output, lanes, true});
    }
    out.resize(block.constraint->description->outputs.size() * per_output);
    const Inputs inputs = inputs_of(scenario_, k, pointers(0, columns_.size()), lanes, coupled);
    models::Job job{.shared = inputs.shared,
                    .own = inputs.own,
                    .lanes = lanes,
                    .skipped = 0,
                    .years = years,
                    .out = out.data(),
                    .program = block.constraint->program};
    block.constraint->reference(job);
    if (lost != nullptr && job.program != nullptr) *lost = models::first_without_number(job);
    if (needs == nullptr) return out;
    const Series ceiling(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(per_output));
    needs->resize(models::need_series * per_output);
    job.run = ceiling.data();
    job.needs = needs->data();
    block.constraint->reference(job);
    return out;
  }

  [[nodiscard]] Series trajectory_from_base() const {
    Series out(lanes * static_cast<std::size_t>(years_from_base(scenario_)));
    models::project_reference(scenario_.trajectory_plan, pointers(0, scenario_.trajectory.size()), lanes,
                              scenario_.base_year, years_from_base(scenario_), out.data());
    return out;
  }

  [[nodiscard]] int skipped() const { return scenario_.first_year - scenario_.base_year; }

  [[nodiscard]] std::optional<Departure> departure(std::span<const double> out) const {
    for (int year = 0; year < scenario_.years(); ++year) {
      const double value = out[static_cast<std::size_t>(year) * lane_multiple];
      const bool above = !(value <= models::run_range.highest);
      if (above || value < models::run_range.lowest) {
        return Departure{scenario_.first_year + year, above, std::isnan(value)};
      }
    }
    return std::nullopt;
  }

  const Scenario& scenario_;
  std::vector<Column> columns_;
};

std::string hint_of(const Departure& departure) {
  if (departure.no_number) return "something is divided by 0 that is 0, or the root or ln of less than 0 is taken";
  return departure.above ? "take fewer years, or a smaller growth" : "take fewer years, or a larger growth";
}

std::string words_of(const Departure& departure) {
  if (departure.no_number) return fmt::format("is no number in {}", departure.year);
  return fmt::format("{} {:g} FLOP in {}", departure.above ? "passes" : "falls below",
                     departure.above ? models::run_range.highest : models::run_range.lowest, departure.year);
}

std::string value_of(const Assumption& assumption) {
  if (assumption.distribution.is_constant()) return assumption.text;
  return "its median, " + units::print(assumption.distribution.quantile(0.5), assumption.parameter->kind);
}

OutOfReach without_number(const std::string& formula, std::string_view name, const Departure& gone) {
  const std::string where = formula.empty() || formula == "ceiling" ? "" : fmt::format(": {} is none", formula);
  return {"", fmt::format("the {} ceiling {}, with every parameter at its median{}", name, words_of(gone), where),
          hint_of(gone)};
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

std::optional<NeedBesideSupply> need_beside_supply(const Scenario& scenario, std::size_t block) {
  return Medians(scenario).need_beside_supply(block);
}

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
    if (gone->no_number) return without_number(medians.formula_without_number(k), name, *gone);
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
