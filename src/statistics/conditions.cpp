// SPDX-License-Identifier: Apache-2.0
#include "statistics/conditions.hpp"

#include <algorithm>
#include <functional>

#include "statistics/bytes.hpp"

namespace chokepoint::statistics {

namespace {

using question::Comparison;
using question::SeriesCondition;
using What = question::Series::What;

/// The place among all series of a constraint of the one that is at `place` among those of a role.
std::size_t output_at(const models::Description& description, models::Role role, std::size_t place) {
  for (std::size_t i = 0; i < description.outputs.size(); ++i) {
    if (description.outputs[i].role == role && place-- == 0) return i;
  }
  return 0;
}

/// The place of what is asked of a constraint among all its series.
std::size_t output_of(const question::Series& series, const models::Description& description) {
  if (series.what == What::internal) return output_at(description, models::Role::internal, series.internal);
  return series.part ? output_at(description, models::Role::part, *series.part) : 0;
}

/// The right side of a comparison: a value in all draws, or a column.
struct Limits {
  const double* column = nullptr;
  double value = 0.0;
};

template <class Compare>
void compare_all(const double* values, const Limits& limits, std::size_t count, std::uint8_t* holds) {
  const Compare compare;
  if (limits.column == nullptr) {
    for (std::size_t i = 0; i < count; ++i) holds[i] = compare(values[i], limits.value) ? 1 : 0;
  } else {
    for (std::size_t i = 0; i < count; ++i) holds[i] = compare(values[i], limits.column[i]) ? 1 : 0;
  }
}

void compare_all(Comparison comparison, const double* values, const Limits& limits, std::size_t count,
                 std::uint8_t* holds) {
  switch (comparison) {
    case Comparison::less:
      return compare_all<std::less<>>(values, limits, count, holds);
    case Comparison::less_or_equal:
      return compare_all<std::less_equal<>>(values, limits, count, holds);
    case Comparison::greater:
      return compare_all<std::greater<>>(values, limits, count, holds);
    case Comparison::greater_or_equal:
      return compare_all<std::greater_equal<>>(values, limits, count, holds);
  }
}

double share_of(std::uint64_t count, std::uint64_t draws) {
  return static_cast<double>(count) / static_cast<double>(draws);
}

}  // namespace

const double* values_of(const question::Series& series, const scenario::Scenario& scenario,
                        const simulation::Block& block, std::size_t year, std::vector<double>& made) {
  const std::size_t at = year * block.lanes;
  const double* const trajectory = block.trajectory.data() + at;
  const auto output = [&](std::size_t constraint, std::size_t place) {
    return block.series(constraint, place, scenario.years()) + at;
  };
  switch (series.what) {
    case What::trajectory:
      break;
    case What::observed:
      return block.observed.data() + at;
    case What::pre_training:
      return block.pre_training.data() + at;
    case What::post_training:
      return block.post_training.data() + at;
    case What::post_training_share:
      return block.post_training_share.data() + at;
    case What::attainable:
      made.assign(trajectory, trajectory + block.lanes);
      for (std::size_t k = 0; k < scenario.blocks.size(); ++k) {
        const double* const ceiling = output(k, 0);
        for (std::size_t lane = 0; lane < block.lanes; ++lane) made[lane] = std::min(made[lane], ceiling[lane]);
      }
      return made.data();
    case What::headroom: {
      const double* const ceiling = output(series.constraint, 0);
      made.resize(block.lanes);
      // In the same steps as `binding`, for the same bits.
      for (std::size_t lane = 0; lane < block.lanes; ++lane) made[lane] = ceiling[lane] * (1.0 / trajectory[lane]);
      return made.data();
    }
    case What::need:
      return block.need(series.constraint, models::NeedSeries::need, scenario.years()) + at;
    case What::supply:
      return block.need(series.constraint, models::NeedSeries::supply, scenario.years()) + at;
    case What::gap:
      return block.need(series.constraint, models::NeedSeries::gap, scenario.years()) + at;
    case What::relief:
      return block.way(series.internal, scenario.years()) + at;
    case What::event:
      return block.events[series.event].data() + at;
    case What::ceiling:
    case What::internal:
      return output(series.constraint, output_of(series, *scenario.blocks[series.constraint].constraint->description));
  }
  return trajectory;
}

void find_held(const SeriesCondition& condition, const scenario::Scenario& scenario, const simulation::Block& block,
               std::size_t year, std::uint8_t* holds) {
  std::vector<double> made;
  std::vector<double> made_limits;
  const double* const values = values_of(condition.series, scenario, block, year, made);
  Limits limits;
  if (const auto* const other = std::get_if<question::Series>(&condition.limit)) {
    limits.column = values_of(*other, scenario, block, year, made_limits);
  } else {
    limits.value = std::get<double>(condition.limit);
  }
  compare_all(condition.comparison, values, limits, block.count, holds);
}

double Held::share_in(std::size_t year) const {
  return share_of(in[year], since.draws);
}

double Held::share_by(std::size_t year) const {
  return share_of(since.by(year + 1), since.draws);
}

const Held& Summary::held_of(const SeriesCondition& condition) const {
  const auto found =
      std::find_if(held.begin(), held.end(), [&condition](const Held& one) { return one.condition == condition; });
  if (found == held.end()) throw NotKept();
  return *found;
}

Conditions::Conditions(const Layout& layout) : held(layout.keep().conditions.size()) {
  for (std::size_t i = 0; i < held.size(); ++i) {
    held[i].condition = layout.keep().conditions[i];
    held[i].since.in.resize(layout.years());
    held[i].in.resize(layout.years());
  }
}

void take(const Layout& layout, const simulation::Block& block, Conditions& conditions) {
  for (Held& held : conditions.held) {
    held.since.draws += block.count;
    conditions.holds.resize(block.count);
    conditions.before.assign(block.count, 0);
    for (std::size_t year = 0; year < layout.years(); ++year) {
      find_held(held.condition, layout.scenario(), block, year, conditions.holds.data());
      for (std::size_t i = 0; i < block.count; ++i) {
        held.in[year] += conditions.holds[i];
        held.since.in[year] += conditions.holds[i] > conditions.before[i] ? 1 : 0;
        conditions.before[i] |= conditions.holds[i];
      }
    }
  }
}

void merge(const Conditions& other, Conditions& into) {
  for (std::size_t i = 0; i < into.held.size(); ++i) {
    const Held& more = other.held[i];
    Held& held = into.held[i];
    held.since.draws += more.since.draws;
    for (std::size_t year = 0; year < held.in.size(); ++year) {
      held.in[year] += more.in[year];
      held.since.in[year] += more.since.in[year];
    }
  }
}

void write(const Conditions& conditions, Writer& to) {
  for (const Held& held : conditions.held) {
    to.count(held.since.draws);
    to.counts(held.since.in);
    to.counts(held.in);
  }
}

void read(Reader& from, Conditions& conditions) {
  for (Held& held : conditions.held) {
    held.since.draws = from.count();
    held.since.in = from.counts();
    held.in = from.counts();
  }
}

}  // namespace chokepoint::statistics
