// SPDX-License-Identifier: Apache-2.0
#include "analysis/outputs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace chokepoint::analysis {

namespace {

using question::Output;
using What = Output::What;

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

const statistics::Series& series_of(const Output& output, const statistics::Summary& summary) {
  const auto& constraints = summary.constraints;
  switch (output.what) {
    case What::trajectory:
      return summary.trajectory;
    case What::ceiling:
      return output.part ? constraints[output.constraint].parts[*output.part].ceiling
                         : constraints[output.constraint].ceiling;
    case What::headroom:
      return constraints[output.constraint].headroom;
    case What::internal:
      return constraints[output.constraint].internals[output.internal];
    default:
      break;
  }
  return summary.attainable;
}

double probability_of(const Output& output, const statistics::Summary& summary) {
  if (output.what == What::nothing_binds) return summary.binds_first_none;
  if (output.what == What::stopped) return 1.0 - summary.not_stopped[index_of(output.year, summary)];
  if (output.what == What::binds_first) return summary.constraints[output.constraint].binds_first;
  const std::size_t year = index_of(output.year, summary);
  if (output.what == What::feasible) return summary.feasible[year];
  const auto& constraint = summary.constraints[output.constraint];
  if (output.what == What::below) return constraint.below[year];
  if (output.what == What::stops) return constraint.stopped[year];
  return output.part ? constraint.parts[*output.part].lowest[year] : constraint.lowest[year];
}

/// The place among all series of a constraint of the one that is at `place` among those of a role.
std::size_t series_at(const models::Description& description, models::Role role, std::size_t place) {
  for (std::size_t i = 0; i < description.outputs.size(); ++i) {
    if (description.outputs[i].role == role && place-- == 0) return i;
  }
  return 0;
}

/// The place of what is asked of a constraint among all its series.
std::size_t series_of(const Output& output, const models::Description& description) {
  if (output.what == What::internal) return series_at(description, models::Role::internal, output.internal);
  return output.part ? series_at(description, models::Role::part, *output.part) : 0;
}

}  // namespace

unsigned percent_of(Output::Statistic statistic) {
  return static_cast<unsigned>(std::lround(100.0 * statistics::levels[static_cast<std::size_t>(statistic)]));
}

statistics::Keep kept_for(const Output& output) {
  const auto year = statistics::Years::only({output.year});
  statistics::Keep keep{.means = output.statistic == Output::Statistic::mean};
  switch (output.what) {
    case What::trajectory:
      keep.trajectory = year;
      break;
    case What::attainable:
      keep.attainable = year;
      break;
    case What::ceiling:
      (output.part ? keep.parts : keep.ceilings) = year;
      break;
    case What::headroom:
      keep.headroom = year;
      break;
    case What::internal:
      keep.internals = year;
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
  return keep;
}

double value_of(const Output& output, const statistics::Summary& summary) {
  if (output.is_event()) return probability_of(output, summary);
  if (output.what != What::first_binding_year) {
    return statistic_of(output, series_of(output, summary).years[index_of(output.year, summary)]);
  }
  const auto year = binding::stopped_by(summary.stops, percent_of(output.statistic));
  return year ? summary.first_year + static_cast<double>(*year) : std::numeric_limits<double>::infinity();
}

double standard_error_of(const Output& output, const statistics::Summary& summary) {
  if (output.is_event()) return statistics::standard_error_of_share(probability_of(output, summary), summary.draws);
  if (summary.draws < 2) return 0.0;
  const auto draws = static_cast<double>(summary.draws);
  if (output.what == What::first_binding_year) return 0.0;
  // Of a quantile: sqrt(p (1 - p) / n) in its level, over the density there, which neighbouring quantiles give.
  const statistics::Spread& spread = series_of(output, summary).years[index_of(output.year, summary)];
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
  return output.what == What::attainable || output.what >= What::first_binding_year;
}

bool is_logarithmic(const Output& output) {
  // What a constraint went through may be 0, as the power that is left for AI.
  return !output.is_event() && output.what != What::first_binding_year && output.what != What::internal;
}

void values_of(const Output& output, const scenario::Scenario& scenario, const simulation::Block& block,
               const binding::Outcome& outcome, double* out) {
  const auto years = static_cast<std::size_t>(scenario.years());
  const std::size_t at =
      output.year == 0 ? 0 : static_cast<std::size_t>(output.year - scenario.first_year) * block.lanes;
  const std::size_t year = output.year == 0 ? 0 : static_cast<std::size_t>(output.year - scenario.first_year);
  const std::size_t k = output.constraint;
  const auto fill = [&block, out](const auto& value) {
    for (std::size_t lane = 0; lane < block.count; ++lane) out[lane] = static_cast<double>(value(lane));
  };
  const auto first_year = [&](std::size_t lane) {
    std::size_t first = years;
    for (const auto& from : outcome.short_from) first = std::min<std::size_t>(first, from[lane]);
    return first;
  };
  switch (output.what) {
    case What::trajectory:
      return fill([&](std::size_t lane) { return block.trajectory[at + lane]; });
    case What::attainable:
      return fill([&](std::size_t lane) { return outcome.attainable[at + lane]; });
    case What::ceiling:
    case What::internal: {
      const std::size_t series = series_of(output, *scenario.blocks[k].constraint->description);
      const double* const values = block.series(k, series, static_cast<int>(years)) + at;
      return fill([values](std::size_t lane) { return values[lane]; });
    }
    case What::headroom: {
      const double* const ceilings = block.series(k, 0, static_cast<int>(years)) + at;
      // In the same steps as `binding`, for the same bits.
      return fill([&, ceilings](std::size_t lane) { return ceilings[lane] * (1.0 / block.trajectory[at + lane]); });
    }
    case What::first_binding_year:
      return fill([&](std::size_t lane) { return scenario.first_year + static_cast<int>(first_year(lane)); });
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
    case What::stopped:
      return fill([&](std::size_t lane) { return first_year(lane) <= year; });
    case What::nothing_binds:
      return fill([&](std::size_t lane) { return outcome.order[lane] == 0; });
  }
}

}  // namespace chokepoint::analysis
