// SPDX-License-Identifier: Apache-2.0
// What is read off the counts in the end.
#include "statistics/summary.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace chokepoint::statistics {

namespace {

/// What all of a summary is read off.
struct Whole {
  const Layout& layout;
  const Counted& counted;
  std::vector<double> totals;  // of each cell; empty without Keep::means

  [[nodiscard]] std::uint64_t draws() const { return counted.bindings.draws; }
  [[nodiscard]] double share(std::uint64_t count) const {
    return static_cast<double>(count) / static_cast<double>(draws());
  }
};

/// What is attainable is the trajectory in every draw that is feasible: one value, where the trajectory is certain.
PointMass mass_of(const Whole& whole, std::size_t series, std::size_t year) {
  if (series != Layout::attainable) return {};
  const Histogram& trajectory = whole.counted.spreads.histograms[*whole.layout.cell(Layout::trajectory, year)];
  if (trajectory.lowest() != trajectory.highest()) return {};
  const std::uint64_t infeasible = whole.counted.bindings.counts.infeasible[year];
  return {trajectory.highest(), infeasible, whole.draws() - infeasible};
}

Series series_of(const Whole& whole, std::size_t index, std::string name, const models::Output& output) {
  const std::size_t years = whole.layout.years();
  Series series{std::move(name), output.kind, std::string(output.meaning), ByYear<Spread>(years)};
  for (std::size_t year = 0; year < years; ++year) {
    const auto cell = whole.layout.cell(index, year);
    if (!cell) continue;
    const PointMass mass = mass_of(whole, index, year);
    series.years.keep(year, spread_of(whole.counted.spreads, *cell, mass, whole.totals, whole.draws()));
  }
  return series;
}

/// `count` of each year that is kept, as a share of the draws.
template <class Count>
ByYear<double> shares_of(const Whole& whole, const Years& kept, const Count& count) {
  ByYear<double> shares(whole.layout.years());
  for (std::size_t year = 0; year < shares.size(); ++year) {
    if (whole.layout.keeps(kept, year)) shares.keep(year, whole.share(count(year)));
  }
  return shares;
}

std::vector<double> shares_of(const Whole& whole, const std::vector<std::uint64_t>& counts) {
  std::vector<double> shares;
  shares.reserve(counts.size());
  for (const std::uint64_t count : counts) shares.push_back(whole.share(count));
  return shares;
}

void read_outputs(const Whole& whole, std::size_t k, Constraint& constraint) {
  const models::Description& description = *whole.layout.constraints()[k];
  const std::size_t years = whole.layout.years();
  for (std::size_t i = 0; i < description.outputs.size(); ++i) {
    const models::Output& output = description.outputs[i];
    const std::string own(output.name);
    const auto series = [&](std::string name) {
      return series_of(whole, whole.layout.output(k, i), std::move(name), output);
    };
    switch (output.role) {
      case models::Role::ceiling:
        constraint.ceiling = series("ceiling/" + constraint.name);
        break;
      case models::Role::part: {
        const std::vector<std::uint64_t>& counts = whole.counted.bindings.counts.through[k];
        const std::size_t first = constraint.parts.size() * years;
        constraint.parts.push_back({own, series("ceiling/" + constraint.name + "/" + own),
                                    shares_of(whole, whole.layout.keep().parts_lowest,
                                              [&counts, first](std::size_t year) { return counts[first + year]; })});
        break;
      }
      case models::Role::internal:
        constraint.internals.push_back(series(constraint.name + "/" + own));
        break;
    }
  }
}

void read_needs(const Whole& whole, std::size_t k, Constraint& constraint) {
  const models::Need& need = whole.layout.constraints()[k]->need;
  const auto series = [&](models::NeedSeries which, const std::string& name, std::string_view meaning) {
    return series_of(whole, whole.layout.need(k, which), name + "/" + constraint.name,
                     {"", need.kind, models::Role::internal, meaning});
  };
  constraint.need = series(models::NeedSeries::need, "need", need.needed);
  constraint.supply = series(models::NeedSeries::supply, "supply", need.supply);
  constraint.gap = series(models::NeedSeries::gap, "gap", "what is missing of it; 0 where nothing is");
}

Constraint constraint_of(const Whole& whole, std::size_t k) {
  const Keep& keep = whole.layout.keep();
  const Counted& counted = whole.counted;
  Constraint result;
  result.name = whole.layout.constraints()[k]->name;
  result.title = whole.layout.constraints()[k]->title;
  read_outputs(whole, k, result);
  result.headroom = series_of(whole, whole.layout.headroom(k), "headroom/" + result.name,
                              {"", units::ratio_kind, models::Role::internal, "ceiling / trajectory"});
  read_needs(whole, k, result);
  result.lowest =
      shares_of(whole, keep.lowest, [&](std::size_t year) { return counted.bindings.counts.lowest[k][year]; });
  result.below = shares_of(whole, keep.below, [&](std::size_t year) { return counted.bindings.counts.below[k][year]; });
  const std::vector<std::uint64_t>& first_in = counted.bindings.counts.first[k];
  result.binds_first_in = shares_of(whole, first_in);
  std::vector<std::uint64_t> so_far(first_in.size());
  std::partial_sum(first_in.begin(), first_in.end(), so_far.begin());
  result.stopped = shares_of(whole, so_far);
  result.binds_first = result.stopped.back();
  return result;
}

std::vector<Event> events_of(const Whole& whole, const std::vector<Held>& held) {
  std::vector<Event> events;
  if (whole.layout.keep().events.none()) return events;
  const auto& all = whole.layout.scenario().events;
  for (std::size_t i = 0; i < all.size(); ++i) {
    Event event;
    event.name = all[i].name;
    event.title = all[i].description->title;
    event.overlap = series_of(whole, whole.layout.event(i), "events/" + event.name,
                              {"", units::ratio_kind, models::Role::internal, "part of the year inside the event"});
    const question::SeriesCondition condition = lasting(i);
    const auto found =
        std::find_if(held.begin(), held.end(), [&condition](const Held& one) { return one.condition == condition; });
    for (std::size_t year = 0; year < whole.layout.years(); ++year) {
      event.active.push_back(found->share_in(year));
      event.begun.push_back(found->share_by(year));
    }
    events.push_back(std::move(event));
  }
  return events;
}

/// Of what is out of reach in some draws, a mean says nothing.
void drop_means(Series& series) {
  for (std::size_t year = 0; year < series.years.size(); ++year) {
    if (!series.years.is_kept(year)) continue;
    Spread spread = series.years[year];
    spread.mean = std::optional<double>();
    series.years.keep(year, spread);
  }
}

std::optional<Relief> relief_of(const Whole& whole, const std::vector<Held>& held) {
  if (!whole.layout.has_relief()) return std::nullopt;
  const models::Description& description = models::relief();
  Relief relief;
  for (std::size_t i = 0; i < description.outputs.size(); ++i) {
    const models::Output& output = description.outputs[i];
    relief.series.push_back(
        series_of(whole, whole.layout.way(i),
                  output.name.empty() ? description.name : description.name + "/" + std::string(output.name), output));
    if (output.out_of_reach && whole.layout.keep().means) drop_means(relief.series.back());
  }
  const auto shares = [&](std::string_view output) {
    const question::SeriesCondition condition = question::relief_above_zero(output);
    const auto found =
        std::find_if(held.begin(), held.end(), [&condition](const Held& one) { return one.condition == condition; });
    std::vector<double> by_year;
    for (std::size_t year = 0; year < whole.layout.years(); ++year) by_year.push_back(found->share_in(year));
    return by_year;
  };
  relief.missing = shares("shortfall");
  relief.made_up = shares("made_up");
  relief.left = shares("left");
  return relief;
}

/// Those that never bind first come at the end, by how near the median comes to the trajectory.
void sort_never(const std::vector<Constraint>& constraints, std::vector<Lifted>& order) {
  const auto never =
      std::find_if(order.begin(), order.end(), [](const Lifted& step) { return step.binds_first == 0.0; });
  const auto headroom = [&constraints](const Lifted& step) {
    return constraints[step.constraint].headroom.years.back().median();
  };
  std::stable_sort(never, order.end(),
                   [&headroom](const Lifted& a, const Lifted& b) { return headroom(a) < headroom(b); });
}

}  // namespace

const Series& Relief::named(std::string_view name) const {
  const auto found = std::find_if(series.begin(), series.end(), [name](const Series& one) { return one.name == name; });
  if (found == series.end()) throw std::out_of_range("the ways around give no series " + std::string(name));
  return *found;
}

Summary summary_of(const Layout& layout, const Counted& counted) {
  const Whole whole{layout, counted, layout.keep().means ? counted.spreads.sums.totals() : std::vector<double>{}};
  const models::Output& projected = models::trajectory().outputs.front();
  Summary summary;
  summary.draws = whole.draws();
  summary.first_year = layout.scenario().first_year;
  summary.trajectory = series_of(whole, Layout::trajectory, "trajectory", projected);
  const auto of_trajectory = [&whole](std::size_t series, std::string_view name) {
    const auto& outputs = models::trajectory().outputs;
    const auto output =
        std::find_if(outputs.begin(), outputs.end(), [name](const models::Output& one) { return one.name == name; });
    return series_of(whole, series, "trajectory/" + std::string(name), *output);
  };
  if (layout.scenario().trajectory_plan.scatter) summary.observed = of_trajectory(Layout::observed, "observed");
  if (layout.scenario().trajectory_plan.post_training) {
    summary.pre_training = of_trajectory(Layout::pre_training, "pre_training");
    summary.post_training = of_trajectory(Layout::post_training, "post_training");
    summary.post_training_share = of_trajectory(Layout::post_training_share, "post_training_share");
  }
  summary.attainable =
      series_of(whole, Layout::attainable, "attainable",
                {"", projected.kind, models::Role::internal, "the smaller of trajectory and all ceilings"});
  for (std::size_t k = 0; k < layout.constraints().size(); ++k) {
    summary.constraints.push_back(constraint_of(whole, k));
  }
  summary.feasible = shares_of(whole, layout.keep().below, [&](std::size_t year) {
    return whole.draws() - counted.bindings.counts.infeasible[year];
  });
  summary.stops = stops_of(counted.bindings);
  summary.verdict = binding::verdict_of(summary.stops);
  for (std::size_t year = 1; year <= layout.years(); ++year) {
    summary.not_stopped.push_back(whole.share(whole.draws() - summary.stops.any_by(year)));
  }
  summary.binds_first_none = summary.not_stopped.back();
  if (layout.keep().order) {
    std::vector<Lifted> order = order_of(counted.bindings);
    sort_never(summary.constraints, order);
    summary.order = std::move(order);
  }
  summary.held = counted.conditions.held;
  summary.events = events_of(whole, summary.held);
  summary.relief = relief_of(whole, summary.held);
  return summary;
}

}  // namespace chokepoint::statistics
