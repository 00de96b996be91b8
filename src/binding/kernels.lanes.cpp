// SPDX-License-Identifier: Apache-2.0
#include "binding/kernels.hpp"

#include <limits>

#include "units/real.hpp"

namespace chokepoint {
inline namespace CHOKEPOINT_TARGET {

namespace {

using Integers = Pack::Integers;
typedef std::uint8_t Bytes __attribute__((vector_size(CHOKEPOINT_LANES)));  // NOLINT(modernize-use-using)

void store_bytes(Integers values, std::uint8_t* to) {
  const Bytes bytes = __builtin_convertvector(values, Bytes);
  __builtin_memcpy(to, &bytes, sizeof bytes);
}

Integers load_integers(const std::uint64_t* from) {
  Integers values;
  __builtin_memcpy(&values, from, sizeof values);
  return values;
}

void store_integers(Integers values, std::uint64_t* to) {
  __builtin_memcpy(to, &values, sizeof values);
}

Integers chosen(Integers where, Integers yes, Integers no) {
  return (where & yes) | (~where & no);
}

Integers all_of(std::int64_t value) {
  return Integers{} + value;
}

/// How many lanes were set, of a sum of masks: each is -1.
std::uint64_t total_of(Integers masks) {
  std::int64_t total = 0;
  for (std::size_t i = 0; i < Pack::lanes; ++i) total -= masks[i];
  return static_cast<std::uint64_t>(total);
}

/// The smallest and largest of the numbers shown to it.
struct Range {
  Pack smallest;
  Pack largest;

  void start() {
    smallest = Pack(std::numeric_limits<double>::max());
    largest = Pack(0.0);
  }
  void show(Pack value, Integers real) {
    smallest = select(Pack::Mask{(value < smallest).bits & real}, value, smallest);
    largest = select(Pack::Mask{(largest < value).bits & real}, value, largest);
  }
  [[nodiscard]] Extent extent() const {
    Extent extent{smallest.lane(0), largest.lane(0)};
    for (std::size_t lane = 1; lane < Pack::lanes; ++lane) {
      extent.lowest = min(extent.lowest, smallest.lane(lane));
      extent.highest = max(extent.highest, largest.lane(lane));
    }
    return extent;
  }
};

/// Sums of masks over the draws of a year, and what its numbers span. Room for the most there may be, of which start()
/// makes ready what there is.
struct Tally {
  Integers below;
  Integers falls;
  Integers first;
  Integers lowest;
  Integers through[binding::part_limit];  // each part
  Range headroom;

  void start(std::size_t parts) {
    below = falls = first = lowest = Integers{};
    for (std::size_t i = 0; i < parts; ++i) through[i] = Integers{};
    headroom.start();
  }
};
struct Tallies {
  Tally constraints[binding::constraint_limit];
  Integers infeasible;
  Range attainable;

  explicit Tallies(const binding::YearOf& year) : infeasible{} {
    for (std::size_t k = 0; k < year.count; ++k) constraints[k].start(year.constraints[k].part_count);
    attainable.start();
  }
};

/// Through which of its parts a ceiling is reached.
Integers governing_part(const binding::ConstraintOf& constraint, std::size_t lane) {
  if (constraint.governing == nullptr) return Integers{};
  return __builtin_convertvector(Pack::load(constraint.governing + lane).vector(), Integers);
}

/// Writes constraints that fall in this year behind those that fell before: the lowest ceiling first, in the order of
/// the table where equal. The place of each follows from how many of the others come before it.
void append(const binding::YearOf& year, std::size_t lane, const Integers* falls, Integers fallen, Tallies& tallies) {
  const Integers taken = fallen >> binding::fallen_count_shift;  // bits of the order
  Integers order = load_integers(year.order + lane);
  for (std::size_t k = 0; k < year.count; ++k) {
    const Pack ceiling = Pack::load(year.constraints[k].ceiling + lane);
    Integers place = taken;
    for (std::size_t j = 0; j < year.count; ++j) {
      const Pack other = Pack::load(year.constraints[j].ceiling + lane);
      const Pack::Mask sooner = j < k ? other <= ceiling : other < ceiling;  // no ceiling is before itself
      place += falls[j] & sooner.bits & binding::bits_per_constraint;
    }
    order |= falls[k] & (all_of(static_cast<std::int64_t>(k) + 1) << place);
    tallies.constraints[k].first += falls[k] & (place == 0);
    constexpr std::int64_t one_more = std::int64_t{binding::bits_per_constraint} << binding::fallen_count_shift;
    fallen += falls[k] & (one_more | std::int64_t{1} << k);
  }
  store_integers(order, year.order + lane);
  store_integers(fallen, year.fallen + lane);
}

/// Lanes [lane, lane + Pack::lanes), of which those in `real` are draws.
template <bool with_lowest, bool with_parts>
inline void bind_pack(const binding::YearOf& year, std::size_t lane, Integers real, Tallies& tallies) {
  const Pack trajectory = Pack::load(year.trajectory + lane);
  const Pack inverse = Pack(1.0) / trajectory;
  const Integers fallen = load_integers(year.fallen + lane);
  Integers falls[binding::constraint_limit];
  Integers anything_falls{};
  Integers anything_below{};
  Pack lowest{};
  Integers lowest_constraint{};
  Integers governing{};
  for (std::size_t k = 0; k < year.count; ++k) {
    const binding::ConstraintOf& constraint = year.constraints[k];
    Tally& tally = tallies.constraints[k];
    const Pack ceiling = Pack::load(constraint.ceiling + lane);
    const Integers below = (ceiling < trajectory).bits & real;
    falls[k] = below & ((fallen & (std::int64_t{1} << k)) == 0);
    tally.below += below;
    tally.falls += falls[k];
    anything_below |= below;
    anything_falls |= falls[k];
    if (constraint.below != nullptr) store_bytes(below & 1, constraint.below + lane);
    if (constraint.headroom != nullptr) {
      const Pack headroom = ceiling * inverse;
      headroom.store(constraint.headroom + lane);
      tally.headroom.show(headroom, real);
    }
    const Pack::Mask lower = k == 0 ? ceiling >= ceiling : ceiling < lowest;
    lowest = select(lower, ceiling, lowest);
    if constexpr (with_lowest) {
      lowest_constraint = chosen(lower.bits, all_of(static_cast<std::int64_t>(k)), lowest_constraint);
    }
    if constexpr (with_parts) governing = chosen(lower.bits, governing_part(constraint, lane), governing);
  }
  tallies.infeasible += anything_below;
  if (any(Pack::Mask{anything_falls})) append(year, lane, falls, fallen, tallies);
  if (year.attainable != nullptr) {
    const Pack attainable = min(trajectory, lowest);
    attainable.store(year.attainable + lane);
    tallies.attainable.show(attainable, real);
  }
  if constexpr (with_lowest) {
    for (std::size_t k = 0; k < year.count; ++k) {
      Tally& tally = tallies.constraints[k];
      const Integers its = (lowest_constraint == static_cast<std::int64_t>(k)) & real;
      tally.lowest += its;
      if constexpr (with_parts) {
        for (std::size_t i = 0; i < year.constraints[k].part_count; ++i) {
          tally.through[i] += its & (governing == static_cast<std::int64_t>(i));
        }
      }
    }
    if (year.lowest != nullptr) lowest.store(year.lowest + lane);
    if (year.lowest_constraint != nullptr) store_bytes(lowest_constraint, year.lowest_constraint + lane);
    if (with_parts && year.governing != nullptr) store_bytes(governing, year.governing + lane);
  }
}

template <bool with_lowest, bool with_parts>
void bind_packs(const binding::YearOf& year, Tallies& tallies) {
  const Integers all = all_of(-1);
  std::size_t lane = 0;
  for (; lane + Pack::lanes <= year.draws; lane += Pack::lanes) {
    bind_pack<with_lowest, with_parts>(year, lane, all, tallies);
  }
  if (lane == year.draws) return;
  Integers real{};
  for (std::size_t i = 0; lane + i < year.draws; ++i) real[i] = -1;
  bind_pack<with_lowest, with_parts>(year, lane, real, tallies);
}

}  // namespace

void bind_year(binding::YearOf& year) {
  Tallies tallies(year);
  if (year.with_parts) {
    bind_packs<true, true>(year, tallies);
  } else if (year.with_lowest) {
    bind_packs<true, false>(year, tallies);
  } else {
    bind_packs<false, false>(year, tallies);
  }
  year.draws_infeasible = total_of(tallies.infeasible);
  year.attainable_extent = tallies.attainable.extent();
  for (std::size_t k = 0; k < year.count; ++k) {
    binding::ConstraintOf& constraint = year.constraints[k];
    const Tally& tally = tallies.constraints[k];
    constraint.draws_below = total_of(tally.below);
    constraint.draws_falling = total_of(tally.falls);
    constraint.draws_first = total_of(tally.first);
    constraint.draws_lowest = total_of(tally.lowest);
    for (std::size_t i = 0; i < constraint.part_count; ++i) constraint.draws_through[i] = total_of(tally.through[i]);
    constraint.headroom_extent = tally.headroom.extent();
  }
}

}  // namespace CHOKEPOINT_TARGET
}  // namespace chokepoint
