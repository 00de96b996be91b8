// SPDX-License-Identifier: Apache-2.0
// Binding logic on small tables worked out by hand, and properties that any table has.
#include "chokepoint/binding.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <stdexcept>

#include "units/real.hpp"

namespace chokepoint::binding {
namespace {

/// Three constraints over three years, all lanes alike: a row per year of {trajectory, ceilings…}.
struct Example {
  explicit Example(const std::vector<std::vector<double>>& rows) : columns(rows.front().size()) {
    for (const auto& row : rows) {
      for (std::size_t i = 0; i < row.size(); ++i) columns[i].insert(columns[i].end(), lane_multiple, row[i]);
    }
    table.trajectory = columns[0].data();
    for (std::size_t i = 1; i < columns.size(); ++i) table.ceilings.push_back(columns[i].data());
    table.parts.resize(table.ceilings.size());
    table.lanes = lane_multiple;
    table.years = static_cast<int>(rows.size());
  }
  std::vector<std::vector<double>> columns;
  Table table;
};

std::vector<int> order_of(Order order) {
  std::vector<int> list;
  std::uint32_t lifted = 0;
  for (int k = first_of(order); k >= 0; k = first_of(order, lifted)) {
    list.push_back(k);
    lifted |= 1U << static_cast<unsigned>(k);
  }
  return list;
}

TEST(Binding, LowestCeilingBindsAndRunsStopThere) {
  const Example example({{10, 40, 30, 50}, {40, 80, 90, 20}});
  Outcome outcome;
  bind(example.table, outcome);
  EXPECT_EQ(outcome.lowest_constraint[0], 1);
  EXPECT_EQ(outcome.lowest[0], 30.0);
  EXPECT_EQ(outcome.attainable[0], 10.0);  // the trajectory is below all ceilings
  EXPECT_EQ(outcome.headroom[0][0], 4.0);
  const std::size_t second = lane_multiple;
  EXPECT_EQ(outcome.lowest_constraint[second], 2);
  EXPECT_EQ(outcome.attainable[second], 20.0);
  EXPECT_EQ(outcome.headroom[2][second], 0.5);
}

TEST(Binding, FirstToFallBelowComesFirstEvenIfItIsNotTheLowestLater) {
  //                        trajectory, three ceilings
  const Example example({{10, 20, 30, 11}, {20, 19, 30, 40}, {40, 18, 10, 80}});
  Outcome outcome;
  bind(example.table, outcome);
  EXPECT_EQ(outcome.short_from[0][0], 1);
  EXPECT_EQ(outcome.short_from[1][0], 2);
  EXPECT_EQ(outcome.short_from[2][0], 3);  // never, within three years
  EXPECT_EQ(order_of(outcome.order[0]), (std::vector<int>{0, 1}));
  EXPECT_EQ(first_of(outcome.order[0], 0b001), 1);
  EXPECT_EQ(first_of(outcome.order[0], 0b011), -1);
}

TEST(Binding, InOneYearTheLowestComesFirstAndTiesFollowTheTable) {
  Outcome outcome;
  bind(Example({{10, 9, 8, 9}}).table, outcome);
  EXPECT_EQ(order_of(outcome.order[0]), (std::vector<int>{1, 0, 2}));
  EXPECT_EQ(outcome.lowest_constraint[0], 1);
  bind(Example({{10, 8, 8, 8}}).table, outcome);
  EXPECT_EQ(order_of(outcome.order[0]), (std::vector<int>{0, 1, 2}));
  EXPECT_EQ(outcome.lowest_constraint[0], 0);
}

TEST(Binding, EqualIsEnough) {
  Outcome outcome;
  bind(Example({{10, 10, 11, 12}}).table, outcome);
  EXPECT_EQ(outcome.order[0], 0U);
  EXPECT_EQ(first_of(0), -1);
}

TEST(Binding, GovernedByThePartThatTheModelNames) {
  Example example({{10, 5, 30, 50}, {10, 50, 6, 50}});
  const Example said({{1}, {1}});
  example.table.parts[0] = 2;
  example.table.governing = {said.columns[0].data(), nullptr, nullptr};
  Outcome outcome;
  bind(example.table, outcome);
  EXPECT_EQ(outcome.governing[0], 1);
  EXPECT_EQ(outcome.counts.through[0][2], lane_multiple);
  EXPECT_EQ(outcome.counts.through[0][0], 0U);
  EXPECT_EQ(outcome.governing[lane_multiple], 0);  // another constraint binds, without parts
}

TEST(Binding, RefusesNoneAndTooMany) {
  Outcome outcome;
  Table table;
  EXPECT_THROW(bind(table, outcome), std::invalid_argument);
  const std::vector<double> column(lane_multiple, 1.0);
  table.trajectory = column.data();
  table.ceilings.assign(constraint_limit + 1, column.data());
  table.lanes = lane_multiple;
  table.years = 1;
  EXPECT_THROW(bind(table, outcome), std::invalid_argument);
  table.ceilings.resize(1);
  table.parts = {part_limit + 1};
  EXPECT_THROW(bind(table, outcome), std::invalid_argument);
  table.parts = {2};
  EXPECT_THROW(bind(table, outcome), std::invalid_argument);
  table.wanted = {{.governing = false}};
  EXPECT_NO_THROW(bind(table, outcome));
}

std::uint64_t lanes_where(std::size_t lanes, const auto& holds) {
  std::uint64_t count = 0;
  for (std::size_t lane = 0; lane < lanes; ++lane) count += holds(lane) ? 1U : 0U;
  return count;
}

// What is counted is what holds of each draw; lanes that are no draws count for nothing, nor do their numbers.
TEST(Binding, CountsTheDrawsAlone) {
  std::mt19937_64 random(11);
  std::uniform_int_distribution<int> small(1, 6);
  constexpr std::size_t years = 3;
  constexpr std::size_t lanes = 3 * lane_multiple;
  for (std::size_t draws = 1; draws <= lanes; ++draws) {
    std::vector<std::vector<double>> columns(6, std::vector<double>(years * lanes));
    for (auto& column : columns) std::generate(column.begin(), column.end(), [&] { return small(random); });
    for (double& part : columns[4]) part = std::floor(part / 3.5);  // of two
    std::fill(columns[5].begin(), columns[5].end(), 0.0);           // of one
    Table table{.trajectory = columns[0].data(),
                .ceilings = {columns[1].data(), columns[2].data(), columns[3].data()},
                .parts = {2, 0, 1},
                .governing = {columns[4].data(), nullptr, columns[5].data()},
                .lanes = lanes,
                .years = years,
                .wanted = {}};
    Outcome each;
    bind(table, each);
    table.draws = draws;
    table.each_draw = false;
    Outcome counted;
    bind(table, counted);
    for (std::size_t year = 0; year < years; ++year) {
      const std::size_t at = year * lanes;
      for (std::size_t k = 0; k < 3; ++k) {
        const auto fell_in_year = [&](std::size_t lane) { return each.short_from[k][lane] == year; };
        EXPECT_EQ(counted.counts.below[k][year],
                  lanes_where(draws, [&](auto i) { return each.below[k][at + i] != 0; }));
        EXPECT_EQ(counted.counts.falls[k][year], lanes_where(draws, fell_in_year));
        EXPECT_EQ(counted.counts.first[k][year], lanes_where(draws, [&](auto i) {
                    return fell_in_year(i) && first_of(each.order[i]) == static_cast<int>(k);
                  }));
        const auto is_lowest = [&](std::size_t lane) { return each.lowest_constraint[at + lane] == k; };
        EXPECT_EQ(counted.counts.lowest[k][year], lanes_where(draws, is_lowest));
        for (std::size_t i = 0; i < table.parts[k]; ++i) {
          EXPECT_EQ(counted.counts.through[k][i * years + year],
                    lanes_where(draws, [&](auto lane) { return is_lowest(lane) && each.governing[at + lane] == i; }));
        }
        const auto* const headroom = each.headroom[k].data() + at;
        EXPECT_EQ(counted.headroom_extent[k][year].lowest, *std::min_element(headroom, headroom + draws));
        EXPECT_EQ(counted.headroom_extent[k][year].highest, *std::max_element(headroom, headroom + draws));
      }
      EXPECT_EQ(counted.counts.infeasible[year],
                lanes_where(draws, [&](auto i) { return each.lowest[at + i] < columns[0][at + i]; }));
      const auto* const attainable = each.attainable.data() + at;
      EXPECT_EQ(counted.attainable_extent[year].lowest, *std::min_element(attainable, attainable + draws));
      EXPECT_EQ(counted.attainable_extent[year].highest, *std::max_element(attainable, attainable + draws));
    }
    EXPECT_TRUE(
        std::equal(each.order.begin(), each.order.begin() + static_cast<std::ptrdiff_t>(draws), counted.order.begin()));
  }
}

// To say that all draws have one trajectory makes a run quicker, and changes nothing.
TEST(Binding, OneTrajectorySaidIsOneTrajectory) {
  std::mt19937_64 random(13);
  std::uniform_real_distribution<double> any(1.0, 6.0);
  constexpr std::size_t years = 4;
  constexpr std::size_t lanes = 5 * lane_multiple;
  std::vector<std::vector<double>> columns(5, std::vector<double>(years * lanes));
  for (auto& column : columns) std::generate(column.begin(), column.end(), [&] { return any(random); });
  for (std::size_t year = 0; year < years; ++year) {
    std::fill_n(columns[4].begin() + static_cast<std::ptrdiff_t>(year * lanes), lanes, any(random));
  }
  for (const std::size_t count : {3U, 4U}) {
    Table table;
    table.trajectory = columns[4].data();
    table.lanes = lanes;
    table.years = years;
    for (std::size_t k = 0; k < count; ++k) table.ceilings.push_back(columns[k].data());
    Outcome unsaid;
    bind(table, unsaid);
    table.one_trajectory = true;
    Outcome said;
    bind(table, said);
    EXPECT_EQ(said.headroom, unsaid.headroom);
    EXPECT_EQ(said.order, unsaid.order);
    EXPECT_EQ(said.counts.falls, unsaid.counts.falls);
    EXPECT_EQ(said.attainable, unsaid.attainable);
  }
}

/// Any table, against what the definitions say word by word.
TEST(Binding, PropertiesOfAnyTable) {
  std::mt19937_64 random(7);
  std::uniform_int_distribution<int> small(1, 6);  // small numbers, so that ties are common
  for (int trial = 0; trial < 300; ++trial) {
    const std::size_t count = 1 + static_cast<std::size_t>(trial) % constraint_limit;
    const std::size_t years = 1 + static_cast<std::size_t>(trial) % 5;
    const std::size_t cells = years * lane_multiple;
    std::vector<std::vector<double>> columns(count + 1, std::vector<double>(cells));
    for (auto& column : columns) std::generate(column.begin(), column.end(), [&] { return small(random); });
    Table table;
    table.trajectory = columns[count].data();
    for (std::size_t k = 0; k < count; ++k) table.ceilings.push_back(columns[k].data());
    table.lanes = lane_multiple;
    table.years = static_cast<int>(years);
    Outcome outcome;
    bind(table, outcome);
    // What is not wanted changes nothing of the rest.
    Table fewer = table;
    fewer.wanted.assign(years, {.lowest = false, .governing = false});
    Outcome counted;
    bind(fewer, counted);
    ASSERT_EQ(counted.order, outcome.order);
    ASSERT_EQ(counted.counts.below, outcome.counts.below);
    ASSERT_EQ(counted.counts.falls, outcome.counts.falls);
    ASSERT_EQ(counted.counts.first, outcome.counts.first);
    ASSERT_EQ(counted.counts.infeasible, outcome.counts.infeasible);
    ASSERT_EQ(counted.headroom, outcome.headroom);
    for (std::size_t cell = 0; cell < cells; ++cell) {
      std::size_t lowest = 0;
      for (std::size_t k = 1; k < count; ++k) lowest = columns[k][cell] < columns[lowest][cell] ? k : lowest;
      ASSERT_EQ(outcome.lowest_constraint[cell], lowest);
      ASSERT_EQ(outcome.attainable[cell], std::min(columns[lowest][cell], columns[count][cell]));
    }
    for (std::size_t lane = 0; lane < lane_multiple; ++lane) {
      // Without some constraints, the first of the others is what it is in a table that never had them.
      const auto lifted = static_cast<std::uint32_t>(random()) & ((1U << count) - 1);
      int expected = -1;
      for (std::size_t year = 0; year < years && expected < 0; ++year) {
        const std::size_t cell = year * lane_multiple + lane;
        for (std::size_t k = 0; k < count; ++k) {
          if ((lifted >> k & 1U) != 0 || !(columns[k][cell] < columns[count][cell])) continue;
          const bool lower = expected < 0 || columns[k][cell] < columns[static_cast<std::size_t>(expected)][cell];
          if (lower) expected = static_cast<int>(k);
        }
      }
      ASSERT_EQ(first_of(outcome.order[lane], lifted), expected);
    }
  }
}

}  // namespace
}  // namespace chokepoint::binding
