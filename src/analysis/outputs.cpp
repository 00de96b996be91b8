// SPDX-License-Identifier: Apache-2.0
#include "analysis/outputs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace chokepoint::analysis {

namespace {

using question::Output;
using What = Output::What;
using Of = question::Series::What;

double statistic_of(const Output& output, const statistics::Spread& spread) {
  if (output.statistic != Output::Statistic::mean) {
    return spread.quantiles[static_cast<std::size_t>(output.statistic)];
  }
  const std::optional<double>& mean = *spread.mean;
  if (!mean) throw Unsettled(output.text);
  return *mean;
}

std::size_t index_of(int year, const statistics::Summary& summary) {
  return static_cast<std::size_t>(year - summary.first_year);
}

const statistics::Series& series_of(const question::Series& series, const statistics::Summary& summary) {
  const auto& constraints = summary.constraints;
  switch (series.what) {
    case Of::trajectory:
      return summary.trajectory;
    case Of::observed:
      return *summary.observed;
    case Of::pre_training:
      return *summary.pre_training;
    case Of::post_training:
      return *summary.post_training;
    case Of::post_training_share:
      return *summary.post_training_share;
    case Of::attainable:
      break;
    case Of::ceiling:
      return series.part ? constraints[series.constraint].parts[*series.part].ceiling
                         : constraints[series.constraint].ceiling;
    case Of::headroom:
      return constraints[series.constraint].headroom;
    case Of::need:
      return constraints[series.constraint].need;
    case Of::supply:
      return constraints[series.constraint].supply;
    case Of::gap:
      return constraints[series.constraint].gap;
    case Of::internal:
      return constraints[series.constraint].internals[series.internal];
    case Of::event:
      return summary.events[series.event].overlap;
    case Of::relief:
      return summary.relief->series[series.internal];
  }
  return summary.attainable;
}

const statistics::Spread& spread_of(const Output& output, const statistics::Summary& summary) {
  return series_of(output.series, summary).years[index_of(output.year, summary)];
}

double probability_of(const Output& output, const statistics::Summary& summary) {
  if (output.what == What::nothing_binds) return summary.binds_first_none;
  if (output.what == What::stopped) return 1.0 - summary.not_stopped[index_of(output.year, summary)];
  if (output.what == What::binds_first) return summary.constraints[output.constraint].binds_first;
  const std::size_t year = index_of(output.year, summary);
  if (output.what == What::holds_in) return summary.held_of(output.condition).share_in(year);
  if (output.what == What::holds_by) return summary.held_of(output.condition).share_by(year);
  if (output.what == What::feasible) return summary.feasible[year];
  const auto& constraint = summary.constraints[output.constraint];
  if (output.what == What::below) return constraint.below[year];
  if (output.what == What::stops) return constraint.stopped[year];
  return output.part ? constraint.parts[*output.part].lowest[year] : constraint.lowest[year];
}

statistics::Keep kept_for(const question::Series& series, int year) {
  const auto only = statistics::Years::only({year});
  switch (series.what) {
    case Of::trajectory:
      return {.trajectory = only};
    case Of::observed:
      return {.observed = only};
    case Of::pre_training:
    case Of::post_training:
    case Of::post_training_share:
      return {.split = only};
    case Of::attainable:
      break;
    case Of::ceiling:
      return series.part ? statistics::Keep{.parts = only} : statistics::Keep{.ceilings = only};
    case Of::headroom:
      return {.headroom = only};
    case Of::need:
    case Of::supply:
    case Of::gap:
      return {.needs = only};
    case Of::internal:
      return {.internals = only};
    case Of::event:
      return {.events = only};
    case Of::relief:
      return {.relief = only, .relief_details = only};
  }
  return {.attainable = only};
}

/// What happens in each draw of a block.
class Draws {
 public:
  Draws(const scenario::Scenario& scenario, const simulation::Block& block, const binding::Outcome& outcome)
      : scenario_(scenario), block_(block), outcome_(outcome) {}

  [[nodiscard]] std::size_t years() const { return static_cast<std::size_t>(scenario_.years()); }

  /// The first year of a date, counted from the first of the scenario: years() for never.
  [[nodiscard]] std::vector<std::size_t> first_years(const Output& date) const {
    return date.what == What::first_binding_year ? first_short() : first_held(date.condition, years());
  }
  /// In which a condition holds for the first time, of the first `years` years; their number where in none.
  [[nodiscard]] std::vector<std::size_t> first_held(const question::SeriesCondition& condition,
                                                    std::size_t years) const {
    std::vector<std::size_t> first(block_.count, years);
    // Backwards, so that the first year is written last.
    for (std::size_t year = years; year-- > 0;) {
      const auto holds = held_in(condition, year);
      for (std::size_t lane = 0; lane < first.size(); ++lane) first[lane] = holds[lane] != 0 ? year : first[lane];
    }
    return first;
  }
  [[nodiscard]] std::vector<std::uint8_t> held_in(const question::SeriesCondition& condition, std::size_t year) const {
    std::vector<std::uint8_t> holds(block_.count);
    statistics::find_held(condition, scenario_, block_, year, holds.data());
    return holds;
  }
  /// In which anything is below the trajectory.
  [[nodiscard]] std::vector<std::size_t> first_short() const {
    std::vector<std::size_t> first(block_.count, years());
    for (const auto& from : outcome_.short_from) {
      for (std::size_t lane = 0; lane < first.size(); ++lane) {
        first[lane] = std::min<std::size_t>(first[lane], from[lane]);
      }
    }
    return first;
  }

 private:
  const scenario::Scenario& scenario_;
  const simulation::Block& block_;
  const binding::Outcome& outcome_;
};

}  // namespace

unsigned percent_of(Output::Statistic statistic) {
  return static_cast<unsigned>(std::lround(100.0 * statistics::levels[static_cast<std::size_t>(statistic)]));
}

statistics::Keep kept_for(const Output& output) {
  const auto year = statistics::Years::only({output.year});
  statistics::Keep keep;
  switch (output.what) {
    case What::series:
      keep = kept_for(output.series, output.year);
      break;
    case What::first_year:
    case What::holds_in:
    case What::holds_by:
      keep.conditions = {output.condition};
      break;
    case What::lowest:
      (output.part ? keep.parts_lowest : keep.lowest) = year;
      break;
    case What::feasible:
    case What::below:
      keep.below = year;
      break;
    case What::first_binding_year:  // what stops the trajectory is always kept
    case What::binds_first:
    case What::stops:
    case What::stopped:
    case What::nothing_binds:
      break;
  }
  keep.means = output.statistic == Output::Statistic::mean;
  return keep;
}

binding::Dates dates_of(const Output& output, const statistics::Summary& summary) {
  return output.what == What::first_year ? summary.held_of(output.condition).since : summary.stops.dates();
}

double value_of(const Output& output, const statistics::Summary& summary) {
  if (output.is_event()) return probability_of(output, summary);
  if (!output.is_date()) return statistic_of(output, spread_of(output, summary));
  const auto year = dates_of(output, summary).quantile(percent_of(output.statistic));
  return year ? summary.first_year + static_cast<double>(*year) : std::numeric_limits<double>::infinity();
}

double standard_error_of(const Output& output, const statistics::Summary& summary) {
  if (output.is_event()) return statistics::standard_error_of_share(probability_of(output, summary), summary.draws);
  if (summary.draws < 2) return 0.0;
  const auto draws = static_cast<double>(summary.draws);
  if (output.is_date()) return 0.0;
  // Of a quantile: sqrt(p (1 - p) / n) in its level, over the density there, which neighbouring quantiles give.
  const statistics::Spread& spread = spread_of(output, summary);
  const bool mean = output.statistic == Output::Statistic::mean;
  const std::size_t i = mean ? 3 : static_cast<std::size_t>(output.statistic);
  const std::size_t below = i == 0 ? 0 : i - 1;
  const std::size_t above = std::min(i + 1, statistics::levels.size() - 1);
  const double slope =
      (spread.quantiles[above] - spread.quantiles[below]) / (statistics::levels[above] - statistics::levels[below]);
  const double p = statistics::levels[i];
  return slope * std::sqrt(p * (1.0 - p) / draws);
}

bool needs_binding(const Output& output) {
  return output.what == What::first_binding_year ||
         (output.is_event() && output.what != What::holds_in && output.what != What::holds_by);
}

bool is_of_relief(const Output& output) {
  if (output.what == What::series) return output.series.what == Of::relief;
  const auto* const other = std::get_if<question::Series>(&output.condition.limit);
  return output.condition.series.what == Of::relief || (other != nullptr && other->what == Of::relief);
}

bool is_logarithmic(const Output& output) {
  // What a constraint went through may be 0, as the power that is left for AI; so may what is missing of it, a year's
  // part of an event, post-training, and what ways around give back.
  return output.what == What::series && output.series.what != Of::internal && output.series.what != Of::gap &&
         output.series.what != Of::event && output.series.what != Of::post_training &&
         output.series.what != Of::post_training_share && output.series.what != Of::relief;
}

void values_of(const Output& output, const scenario::Scenario& scenario, const simulation::Block& block,
               const binding::Outcome& outcome, double* out) {
  const Draws draws(scenario, block, outcome);
  const std::size_t year = output.year == 0 ? 0 : static_cast<std::size_t>(output.year - scenario.first_year);
  const std::size_t at = year * block.lanes;
  const std::size_t k = output.constraint;
  const auto fill = [&block, out](const auto& value) {
    for (std::size_t lane = 0; lane < block.count; ++lane) out[lane] = static_cast<double>(value(lane));
  };
  switch (output.what) {
    case What::series: {
      std::vector<double> made;
      std::copy_n(statistics::values_of(output.series, scenario, block, year, made), block.count, out);
      return;
    }
    case What::first_year:
    case What::first_binding_year: {
      const auto first = draws.first_years(output);
      return fill([&](std::size_t lane) { return scenario.first_year + static_cast<int>(first[lane]); });
    }
    case What::holds_in: {
      const auto holds = draws.held_in(output.condition, year);
      return fill([&](std::size_t lane) { return holds[lane]; });
    }
    case What::holds_by: {
      const auto first = draws.first_held(output.condition, year + 1);
      return fill([&](std::size_t lane) { return first[lane] <= year; });
    }
    case What::feasible:
      return fill([&](std::size_t lane) { return outcome.lowest[at + lane] >= block.trajectory[at + lane]; });
    case What::lowest:
      return fill([&](std::size_t lane) {
        return outcome.lowest_constraint[at + lane] == k &&
               (!output.part || outcome.governing[at + lane] == *output.part);
      });
    case What::binds_first:
      return fill([&](std::size_t lane) { return binding::first_of(outcome.order[lane]) == static_cast<int>(k); });
    case What::below:
      return fill([&](std::size_t lane) { return outcome.below[k][at + lane] != 0; });
    case What::stops:
      return fill([&](std::size_t lane) {
        return binding::first_of(outcome.order[lane]) == static_cast<int>(k) && outcome.short_from[k][lane] <= year;
      });
    case What::stopped: {
      const auto first = draws.first_short();
      return fill([&](std::size_t lane) { return first[lane] <= year; });
    }
    case What::nothing_binds:
      return fill([&](std::size_t lane) { return outcome.order[lane] == 0; });
  }
}

}  // namespace chokepoint::analysis
