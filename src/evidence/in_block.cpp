// SPDX-License-Identifier: Apache-2.0
#include "evidence/in_block.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <variant>

#include "chokepoint/statistics.hpp"
#include "scenario/inputs.hpp"
#include "units/columns.hpp"

namespace chokepoint::evidence {

namespace {

/// The start of the year in which a date lies, counted from the first year, and how much of that year is over. The
/// start of the last year is its own.
struct Moment {
  std::size_t year = 0;
  double over = 0.0;
};

Moment moment_of(double at, const scenario::Scenario& scenario) {
  const double since = at - scenario.first_year;
  const double last = scenario.years() - 1;
  if (!(since >= 0.0 && since <= last)) throw std::invalid_argument("a date outside of the scenario's years");
  const double year = std::floor(since);
  return {static_cast<std::size_t>(year), since - year};
}

}  // namespace

void check_dates(std::span<const Target> targets, const scenario::Scenario& scenario) {
  for (const Target& one : targets) (void)moment_of(one.at, scenario);
}

void InBlock::read(const simulation::Block& block, std::size_t i, double* out) {
  const Moment moment = moment_of(targets_[i].at, scenario_);
  const double* const from = in_year(targets_[i], block, moment.year, made_[0]);
  if (moment.over == 0.0) {
    std::copy_n(from, block.count, out);
    return;
  }
  const double* const to = in_year(targets_[i], block, moment.year + 1, made_[1]);
  between(from, to, moment.over, block.count, out);
}

simulation::Extras InBlock::extras() const {
  simulation::Extras extras;
  for (const Target& one : targets_) {
    const auto* const series = std::get_if<question::Series>(&one.of);
    extras.needs = extras.needs || (series != nullptr && question::is_need(series->what));
    extras.relief = extras.relief || (series != nullptr && series->what == question::Series::What::relief);
  }
  return extras;
}

const double* InBlock::in_year(const Target& target, const simulation::Block& block, std::size_t year,
                               std::vector<double>& made) const {
  if (const auto* const series = std::get_if<question::Series>(&target.of)) {
    return statistics::values_of(*series, scenario_, block, year, made);
  }
  const auto& by_year = std::get<ParameterByYear>(target.of);
  std::vector<const double*> columns(scenario_.assumptions().size());
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = block.draws.data() + i * block.draw_stride;
  const scenario::Inputs inputs = scenario::inputs_of(scenario_, by_year.block, columns, block.lanes);
  const models::Input& input = inputs.own[by_year.parameter];
  const std::size_t since_base = year + static_cast<std::size_t>(scenario_.first_year - scenario_.base_year);
  made.assign(input.values + since_base * input.per_year, input.values + since_base * input.per_year + block.lanes);
  return made.data();
}

}  // namespace chokepoint::evidence
