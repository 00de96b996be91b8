// SPDX-License-Identifier: Apache-2.0
#include "chokepoint/binding.hpp"

#include <array>
#include <stdexcept>

#include "binding/kernels.hpp"

namespace chokepoint::binding {

namespace {

Wanted wanted_of(const Table& table, std::size_t year) {
  return table.wanted.empty() ? Wanted{} : table.wanted[year];
}

std::size_t parts_of(const Table& table, std::size_t k) {
  return k < table.parts.size() ? table.parts[k] : 0;
}

bool is_governed(const Table& table, std::size_t k) {
  return k < table.governing.size() && table.governing[k] != nullptr;
}

void check(const Table& table) {
  if (table.ceilings.empty() || table.ceilings.size() > constraint_limit) {
    throw std::invalid_argument("bind: between one and twelve constraints");
  }
  for (const std::size_t parts : table.parts) {
    if (parts > part_limit) throw std::invalid_argument("bind: sixteen parts of a constraint at the most");
  }
  bool governing = table.wanted.empty();
  for (const Wanted& wanted : table.wanted) governing = governing || (wanted.lowest && wanted.governing);
  for (std::size_t k = 0; governing && k < table.parts.size(); ++k) {
    if (table.parts[k] == 0 || is_governed(table, k)) continue;
    throw std::invalid_argument("bind: through which part is wanted, and not said");
  }
}

void resize(const Table& table, Counts& counts) {
  const auto years = static_cast<std::size_t>(table.years);
  for (const auto rows : Counts::tables()) {
    (counts.*rows).resize(table.ceilings.size());
    for (std::size_t k = 0; k < table.ceilings.size(); ++k) {
      (counts.*rows)[k].resize(rows == &Counts::through ? parts_of(table, k) * years : years);
    }
  }
  counts.infeasible.resize(years);
}

/// Room for what is wanted of any year; nothing has fallen yet.
void resize(const Table& table, Outcome& outcome) {
  const auto years = static_cast<std::size_t>(table.years);
  const std::size_t cells = years * table.lanes;
  const std::size_t count = table.ceilings.size();
  const auto size_of = [&table, years, cells](const auto& is_wanted) {
    for (std::size_t year = 0; year < years; ++year) {
      if (is_wanted(wanted_of(table, year))) return cells;
    }
    return std::size_t{0};
  };
  const std::size_t each = table.each_draw ? cells : 0;
  outcome.attainable.resize(size_of([](const Wanted& wanted) { return wanted.attainable; }));
  outcome.attainable_extent.resize(years);
  outcome.lowest.resize(each);
  outcome.lowest_constraint.resize(each);
  outcome.governing.resize(size_of([](const Wanted& wanted) { return wanted.lowest && wanted.governing; }) == 0 ? 0
                                                                                                                : each);
  outcome.headroom.resize(count);
  for (auto& series : outcome.headroom) series.resize(size_of([](const Wanted& wanted) { return wanted.headroom; }));
  outcome.headroom_extent.resize(count);
  for (auto& extents : outcome.headroom_extent) extents.resize(years);
  outcome.below.resize(count);
  for (auto& series : outcome.below) series.resize(each);
  outcome.short_from.resize(count);
  outcome.order.assign(table.lanes, 0);
  outcome.fallen.assign(table.lanes, 0);
  resize(table, outcome.counts);
}

/// The columns of one year.
YearOf year_of(const Table& table, std::size_t year, std::array<ConstraintOf, constraint_limit>& constraints,
               Outcome& outcome) {
  const std::size_t at = year * table.lanes;
  const Wanted wanted = wanted_of(table, year);
  const auto place = [at](bool is_wanted, auto& series) { return is_wanted ? series.data() + at : nullptr; };
  for (std::size_t k = 0; k < table.ceilings.size(); ++k) {
    constraints[k] = {.ceiling = table.ceilings[k] + at,
                      .governing = is_governed(table, k) ? table.governing[k] + at : nullptr,
                      .part_count = parts_of(table, k),
                      .headroom = place(wanted.headroom, outcome.headroom[k]),
                      .below = place(table.each_draw, outcome.below[k])};
  }
  const bool lowest = wanted.lowest && table.each_draw;
  return {.trajectory = table.trajectory + at,
          .constraints = constraints.data(),
          .count = table.ceilings.size(),
          .draws = table.draws == 0 ? table.lanes : table.draws,
          .one_trajectory = table.one_trajectory,
          .with_lowest = wanted.lowest,
          .with_parts = wanted.lowest && wanted.governing,
          .attainable = place(wanted.attainable, outcome.attainable),
          .lowest = place(lowest, outcome.lowest),
          .lowest_constraint = place(lowest, outcome.lowest_constraint),
          .governing = place(lowest && wanted.governing, outcome.governing),
          .order = outcome.order.data(),
          .fallen = outcome.fallen.data()};
}

/// What bind_year() found.
void keep(const YearOf& found, std::size_t year, std::size_t years, Outcome& outcome) {
  Counts& counts = outcome.counts;
  counts.infeasible[year] = found.draws_infeasible;
  outcome.attainable_extent[year] = found.attainable_extent;
  for (std::size_t k = 0; k < found.count; ++k) {
    const ConstraintOf& constraint = found.constraints[k];
    counts.below[k][year] = constraint.draws_below;
    counts.falls[k][year] = constraint.draws_falling;
    counts.first[k][year] = constraint.draws_first;
    counts.lowest[k][year] = constraint.draws_lowest;
    for (std::size_t i = 0; i < constraint.part_count; ++i) {
      counts.through[k][i * years + year] = constraint.draws_through[i];
    }
    outcome.headroom_extent[k][year] = constraint.headroom_extent;
  }
}

void bind_years(const Table& table, Outcome& outcome) {
  using Builds = ByTarget<void(YearOf&)>;
  static auto* const lanes_of_year = widest(Builds CHOKEPOINT_BY_TARGET(bind_year));
  std::array<ConstraintOf, constraint_limit> constraints{};
  const auto years = static_cast<std::size_t>(table.years);
  for (std::size_t year = 0; year < years; ++year) {
    YearOf one = year_of(table, year, constraints, outcome);
    lanes_of_year(one);
    keep(one, year, years, outcome);
  }
}

/// The first year in which each draw is short.
void find_short(const Table& table, Outcome& outcome) {
  for (std::size_t k = 0; k < table.ceilings.size(); ++k) {
    outcome.short_from[k].assign(table.lanes, static_cast<std::uint8_t>(table.years));
    std::uint8_t* const from = outcome.short_from[k].data();
    // Backwards, so that the first year is written last.
    for (int year = table.years - 1; year >= 0; --year) {
      const std::uint8_t* const below = outcome.below[k].data() + static_cast<std::size_t>(year) * table.lanes;
      const auto mark = static_cast<std::uint8_t>(year);
      for (std::size_t lane = 0; lane < table.lanes; ++lane) from[lane] = below[lane] != 0 ? mark : from[lane];
    }
  }
}

}  // namespace

void bind(const Table& table, Outcome& outcome) {
  check(table);
  resize(table, outcome);
  bind_years(table, outcome);
  if (table.each_draw) find_short(table, outcome);
}

const std::vector<Counts::Rows Counts::*>& Counts::tables() {
  static const std::vector<Rows Counts::*> all{&Counts::below, &Counts::falls, &Counts::first, &Counts::lowest,
                                               &Counts::through};
  return all;
}

void add(const Counts& more, Counts& counts) {
  const auto add_all = [](const std::vector<std::uint64_t>& from, std::vector<std::uint64_t>& to) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
  };
  for (const auto rows : Counts::tables()) {
    for (std::size_t k = 0; k < (counts.*rows).size(); ++k) add_all((more.*rows)[k], (counts.*rows)[k]);
  }
  add_all(more.infeasible, counts.infeasible);
}

int first_of(Order order, std::uint32_t lifted) {
  constexpr Order digit = (1U << bits_per_constraint) - 1;
  for (; order != 0; order >>= bits_per_constraint) {
    const auto constraint = static_cast<unsigned>(order & digit) - 1;
    if ((lifted >> constraint & 1U) == 0) return static_cast<int>(constraint);
  }
  return -1;
}

}  // namespace chokepoint::binding
