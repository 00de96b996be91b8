// SPDX-License-Identifier: Apache-2.0
#include "statistics/shares.hpp"

#include "statistics/bytes.hpp"

namespace chokepoint::statistics {

Shares::Shares(const Layout& layout)
    : lowest(layout.constraints().size(), Counts(layout.years())), below(lowest), infeasible(layout.years()) {
  for (std::size_t k = 0; k < lowest.size(); ++k) parts_lowest.emplace_back(layout.parts_of(k) * layout.years());
}

namespace {

void take_lowest(const Layout& layout, std::size_t year, std::size_t at, std::size_t count,
                 const binding::Outcome& outcome, Shares& shares) {
  const std::uint8_t* const lowest = outcome.lowest_constraint.data() + at;
  const bool with_parts = layout.keeps(layout.keep().parts_lowest, year);
  const std::uint8_t* const governing = with_parts ? outcome.governing.data() + at : nullptr;
  for (std::size_t k = 0; k < shares.lowest.size(); ++k) {
    const auto name = static_cast<std::uint8_t>(k);
    shares.lowest[k][year] += count_of(count, [lowest, name](std::size_t lane) { return lowest[lane] == name; });
    for (std::size_t part = 0; with_parts && part < layout.parts_of(k); ++part) {
      const auto its_name = static_cast<std::uint8_t>(part);
      shares.parts_lowest[k][part * layout.years() + year] +=
          count_of(count, [lowest, name, governing, its_name](std::size_t lane) {
            return (lowest[lane] == name) & (governing[lane] == its_name);
          });
    }
  }
}

void take_below(std::size_t year, std::size_t at, std::size_t count, const binding::Outcome& outcome, Shares& shares) {
  std::vector<std::uint8_t> anything(count);
  for (std::size_t k = 0; k < shares.below.size(); ++k) {
    const std::uint8_t* const below = outcome.below[k].data() + at;
    shares.below[k][year] += count_of(count, [below](std::size_t lane) { return below[lane] != 0; });
    for (std::size_t lane = 0; lane < count; ++lane) anything[lane] |= below[lane];
  }
  shares.infeasible[year] += count_of(count, [&anything](std::size_t lane) { return anything[lane] != 0; });
}

/// Hands every table of counts to `deed`.
template <class Any, class Deed>
void for_each(Any& shares, const Deed& deed) {
  for (auto* tables : {&shares.lowest, &shares.parts_lowest, &shares.below}) {
    for (auto& counts : *tables) deed(counts);
  }
  deed(shares.infeasible);
}

}  // namespace

void take(const Layout& layout, const simulation::Block& block, const binding::Outcome& outcome, Shares& shares) {
  for (std::size_t year = 0; year < layout.years(); ++year) {
    const std::size_t at = year * block.lanes;
    if (layout.keeps(layout.keep().lowest, year)) take_lowest(layout, year, at, block.count, outcome, shares);
    if (layout.keeps(layout.keep().below, year)) take_below(year, at, block.count, outcome, shares);
  }
}

void merge(const Shares& other, Shares& into) {
  for (std::size_t k = 0; k < into.lowest.size(); ++k) {
    add(other.lowest[k], into.lowest[k]);
    add(other.parts_lowest[k], into.parts_lowest[k]);
    add(other.below[k], into.below[k]);
  }
  add(other.infeasible, into.infeasible);
}

void write(const Shares& shares, Writer& to) {
  for_each(shares, [&to](const Counts& counts) { to.counts(counts); });
}

void read(Reader& from, Shares& shares) {
  for_each(shares, [&from](Counts& counts) { counts = from.counts(); });
}

}  // namespace chokepoint::statistics
