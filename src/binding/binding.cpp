// SPDX-License-Identifier: Apache-2.0
#include "chokepoint/binding.hpp"

#include <array>
#include <stdexcept>

#include "binding/kernels.hpp"

namespace chokepoint::binding {

namespace {

constexpr unsigned bits_per_constraint = 4;

Wanted wanted_of(const Table& table, int year) {
  return table.wanted.empty() ? Wanted{} : table.wanted[static_cast<std::size_t>(year)];
}

/// Room for what is wanted of any year.
void resize(const Table& table, Outcome& outcome) {
  const std::size_t cells = static_cast<std::size_t>(table.years) * table.lanes;
  const std::size_t count = table.ceilings.size();
  const auto size_of = [&table, cells](bool Wanted::*what) {
    for (int year = 0; year < table.years; ++year) {
      if (wanted_of(table, year).*what) return cells;
    }
    return std::size_t{0};
  };
  outcome.attainable.resize(size_of(&Wanted::attainable));
  outcome.lowest.resize(size_of(&Wanted::lowest));
  outcome.lowest_constraint.resize(size_of(&Wanted::lowest));
  outcome.governing.resize(size_of(&Wanted::governing));
  outcome.headroom.resize(count);
  for (auto& series : outcome.headroom) series.resize(size_of(&Wanted::headroom));
  outcome.short_from.resize(count);
  outcome.below.resize(count);
  for (auto& series : outcome.below) series.resize(cells);
  for (auto& years : outcome.short_from) years.assign(table.lanes, static_cast<std::uint8_t>(table.years));
  outcome.order.assign(table.lanes, 0);
}

void bind_years(const Table& table, Outcome& outcome) {
  using Builds = ByTarget<void(const YearOf&)>;
  auto* const lanes_of_year = widest(Builds CHOKEPOINT_BY_TARGET(bind_year));
  const std::size_t count = table.ceilings.size();
  std::array<ConstraintOf, constraint_limit> constraints{};
  std::vector<std::vector<const double*>> parts = table.parts;
  for (int year = 0; year < table.years; ++year) {
    const std::size_t at = static_cast<std::size_t>(year) * table.lanes;
    const Wanted wanted = wanted_of(table, year);
    const auto place = [at](bool is_wanted, auto& series) { return is_wanted ? series.data() + at : nullptr; };
    for (std::size_t k = 0; k < count; ++k) {
      for (std::size_t i = 0; i < parts[k].size(); ++i) parts[k][i] = table.parts[k][i] + at;
      constraints[k] = {.ceiling = table.ceilings[k] + at,
                        .parts = parts[k].data(),
                        .part_count = parts[k].size(),
                        .headroom = place(wanted.headroom, outcome.headroom[k]),
                        .below = outcome.below[k].data() + at};
    }
    lanes_of_year({.trajectory = table.trajectory + at,
                   .constraints = constraints.data(),
                   .count = count,
                   .lanes = table.lanes,
                   .attainable = place(wanted.attainable, outcome.attainable),
                   .lowest = place(wanted.lowest, outcome.lowest),
                   .lowest_constraint = place(wanted.lowest, outcome.lowest_constraint),
                   .governing = place(wanted.governing && wanted.lowest, outcome.governing)});
  }
}

void find_short(const Table& table, Outcome& outcome) {
  for (std::size_t k = 0; k < table.ceilings.size(); ++k) {
    std::uint8_t* const from = outcome.short_from[k].data();
    // Backwards, so that the first year is written last.
    for (int year = table.years - 1; year >= 0; --year) {
      const std::uint8_t* const below = outcome.below[k].data() + static_cast<std::size_t>(year) * table.lanes;
      const auto mark = static_cast<std::uint8_t>(year);
      for (std::size_t lane = 0; lane < table.lanes; ++lane) from[lane] = below[lane] != 0 ? mark : from[lane];
    }
  }
}

/// Whether constraint a falls short before b in a lane; both do within the horizon.
bool sooner(const Table& table, const Outcome& outcome, std::size_t lane, std::size_t a, std::size_t b) {
  const std::uint8_t year_a = outcome.short_from[a][lane];
  const std::uint8_t year_b = outcome.short_from[b][lane];
  if (year_a != year_b) return year_a < year_b;
  const std::size_t cell = static_cast<std::size_t>(year_a) * table.lanes + lane;
  return table.ceilings[a][cell] < table.ceilings[b][cell];
}

Order order_of(const Table& table, const Outcome& outcome, std::size_t lane) {
  std::array<std::uint8_t, constraint_limit> sequence{};
  std::size_t length = 0;
  for (std::size_t k = 0; k < table.ceilings.size(); ++k) {
    if (outcome.short_from[k][lane] == table.years) continue;
    std::size_t place = length++;
    // Strictly sooner: at a tie the order of the table stands.
    while (place > 0 && sooner(table, outcome, lane, k, sequence[place - 1])) {
      sequence[place] = sequence[place - 1];
      --place;
    }
    sequence[place] = static_cast<std::uint8_t>(k);
  }
  Order order = 0;
  while (length > 0) order = (order << bits_per_constraint) | (sequence[--length] + 1U);
  return order;
}

/// Most lanes have no constraint below the trajectory, or one: their order is written down for all at once.
void find_orders(const Table& table, Outcome& outcome) {
  outcome.count.assign(table.lanes, 0);
  outcome.only.assign(table.lanes, 0);
  const auto never = static_cast<std::uint8_t>(table.years);
  for (std::size_t k = 0; k < table.ceilings.size(); ++k) {
    const std::uint8_t* const from = outcome.short_from[k].data();
    const auto digit = static_cast<std::uint8_t>(k + 1);
    for (std::size_t lane = 0; lane < table.lanes; ++lane) {
      const auto falls = static_cast<std::uint8_t>(from[lane] < never ? 0xff : 0);
      outcome.count[lane] = static_cast<std::uint8_t>(outcome.count[lane] - falls);
      outcome.only[lane] = static_cast<std::uint8_t>(outcome.only[lane] | (falls & digit));
    }
  }
  for (std::size_t lane = 0; lane < table.lanes; ++lane) {
    outcome.order[lane] = outcome.count[lane] < 2 ? outcome.only[lane] : order_of(table, outcome, lane);
  }
}

}  // namespace

void bind(const Table& table, Outcome& outcome) {
  if (table.ceilings.empty() || table.ceilings.size() > constraint_limit) {
    throw std::invalid_argument("bind: between one and twelve constraints");
  }
  resize(table, outcome);
  bind_years(table, outcome);
  find_short(table, outcome);
  find_orders(table, outcome);
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
