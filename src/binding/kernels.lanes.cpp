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

/// Sums of masks over the draws of a year, and what its numbers span.
struct Tally {
  Integers below;
  Integers falls;
  Range headroom;
};
/// Of `known` constraints, where that is known when this is compiled: then the compiler keeps them in registers. 0: of
/// as many as a year has.
template <std::size_t known>
struct Tallies {
  std::size_t count;
  Tally constraints[known == 0 ? binding::constraint_limit : known];
  Integers infeasible;
  Range attainable;
  Pack inverse;  // of the trajectory of the first draw

  explicit Tallies(const binding::YearOf& year)
      : count(known == 0 ? year.count : known), infeasible{}, inverse(Pack(1.0) / Pack(*year.trajectory)) {
    for (std::size_t k = 0; k < count; ++k) {
      constraints[k].below = constraints[k].falls = Integers{};
      constraints[k].headroom.start();
    }
    attainable.start();
  }
};

/// Sums that are seldom added to. Room for the most parts there may be, of which start() makes ready what there are.
struct Rare {
  Integers first;
  Integers lowest;
  Integers through[binding::part_limit];  // each part

  void start(std::size_t parts) {
    first = lowest = Integers{};
    for (std::size_t i = 0; i < parts; ++i) through[i] = Integers{};
  }
};

/// The lanes in which bit k is set.
Integers is_set(Integers bits, std::size_t k) {
  return (bits & (std::int64_t{1} << k)) != 0;
}

/// Through which of its parts a ceiling is reached.
Integers governing_part(const binding::ConstraintOf& constraint, std::size_t lane) {
  if (constraint.governing == nullptr) return Integers{};
  return __builtin_convertvector(Pack::load(constraint.governing + lane).vector(), Integers);
}

/// Writes constraints that fall in this year behind those that fell before: the lowest ceiling first, in the order
/// of the table where equal. The place of each follows from how many of the others come before it. Bit k of `falls`:
/// constraint k does.
template <std::size_t known>
[[gnu::noinline]] void append(const binding::YearOf& year, std::size_t lane, Integers falls, Integers fallen,
                              Rare* rare) {
  const std::size_t count = known == 0 ? year.count : known;
  constexpr std::size_t room = known == 0 ? binding::constraint_limit : known;
  Integers its[room];
  Integers places[room];  // in bits of the order
  for (std::size_t k = 0; k < count; ++k) {
    its[k] = is_set(falls, k);
    places[k] = fallen >> binding::fallen_count_shift;
    const Pack ceiling = Pack::load(year.constraints[k].ceiling + lane);
    for (std::size_t j = 0; j < k; ++j) {
      const Integers sooner = (Pack::load(year.constraints[j].ceiling + lane) <= ceiling).bits;
      places[k] += its[j] & sooner & binding::bits_per_constraint;
      places[j] += its[k] & ~sooner & binding::bits_per_constraint;
    }
  }
  Integers order = load_integers(year.order + lane);
  for (std::size_t k = 0; k < count; ++k) {
    order |= its[k] & (all_of(static_cast<std::int64_t>(k) + 1) << places[k]);
    rare[k].first += its[k] & (places[k] == 0);
    constexpr std::int64_t one_more = std::int64_t{binding::bits_per_constraint} << binding::fallen_count_shift;
    fallen += its[k] & (one_more | std::int64_t{1} << k);
  }
  store_integers(order, year.order + lane);
  store_integers(fallen, year.fallen + lane);
}

/// Lanes [lane, lane + Pack::lanes), of which those in `real` are draws.
template <bool with_lowest, bool with_parts, std::size_t known>
[[gnu::always_inline]] inline void bind_pack(const binding::YearOf& year, std::size_t lane, Integers real,
                                             Tallies<known>& tallies, Rare* rare) {
  const Pack trajectory = Pack::load(year.trajectory + lane);
  const Pack inverse = year.one_trajectory ? tallies.inverse : Pack(1.0) / trajectory;
  const Integers fallen = load_integers(year.fallen + lane);
  Integers falls{};  // bit k: constraint k does
  Integers anything_below{};
  Pack lowest{};
  Integers lowest_constraint{};
  Integers governing{};
  for (std::size_t k = 0; k < tallies.count; ++k) {
    const binding::ConstraintOf& constraint = year.constraints[k];
    Tally& tally = tallies.constraints[k];
    const Pack ceiling = Pack::load(constraint.ceiling + lane);
    const Integers below = (ceiling < trajectory).bits & real;
    const Integers its = below & ~is_set(fallen, k);
    tally.below += below;
    tally.falls += its;
    anything_below |= below;
    falls |= its & (std::int64_t{1} << k);
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
  if (any(Pack::Mask{falls != 0})) append<known>(year, lane, falls, fallen, rare);
  if (year.attainable != nullptr) {
    const Pack attainable = min(trajectory, lowest);
    attainable.store(year.attainable + lane);
    tallies.attainable.show(attainable, real);
  }
  if constexpr (with_lowest) {
    for (std::size_t k = 0; k < tallies.count; ++k) {
      const Integers its = (lowest_constraint == static_cast<std::int64_t>(k)) & real;
      rare[k].lowest += its;
      if constexpr (with_parts) {
        for (std::size_t i = 0; i < year.constraints[k].part_count; ++i) {
          rare[k].through[i] += its & (governing == static_cast<std::int64_t>(i));
        }
      }
    }
    if (year.lowest != nullptr) lowest.store(year.lowest + lane);
    if (year.lowest_constraint != nullptr) store_bytes(lowest_constraint, year.lowest_constraint + lane);
    if (with_parts && year.governing != nullptr) store_bytes(governing, year.governing + lane);
  }
}

template <bool with_lowest, bool with_parts, std::size_t known>
void bind_packs(binding::YearOf& year, Rare* rare) {
  Tallies<known> tallies(year);
  const Integers all = all_of(-1);
  std::size_t lane = 0;
  for (; lane + Pack::lanes <= year.draws; lane += Pack::lanes) {
    bind_pack<with_lowest, with_parts>(year, lane, all, tallies, rare);
  }
  if (lane < year.draws) {
    Integers real{};
    for (std::size_t i = 0; lane + i < year.draws; ++i) real[i] = -1;
    bind_pack<with_lowest, with_parts>(year, lane, real, tallies, rare);
  }
  year.draws_infeasible = total_of(tallies.infeasible);
  year.attainable_extent = tallies.attainable.extent();
  for (std::size_t k = 0; k < tallies.count; ++k) {
    binding::ConstraintOf& constraint = year.constraints[k];
    constraint.draws_below = total_of(tallies.constraints[k].below);
    constraint.draws_falling = total_of(tallies.constraints[k].falls);
    constraint.headroom_extent = tallies.constraints[k].headroom.extent();
  }
}

template <std::size_t known>
void bind_known(binding::YearOf& year, Rare* rare) {
  if (year.with_parts) {
    bind_packs<true, true, known>(year, rare);
  } else if (year.with_lowest) {
    bind_packs<true, false, known>(year, rare);
  } else {
    bind_packs<false, false, known>(year, rare);
  }
}

}  // namespace

void bind_year(binding::YearOf& year) {
  Rare rare[binding::constraint_limit];
  for (std::size_t k = 0; k < year.count; ++k) rare[k].start(year.constraints[k].part_count);
  constexpr std::size_t usual = 4;
  year.count == usual ? bind_known<usual>(year, rare) : bind_known<0>(year, rare);
  for (std::size_t k = 0; k < year.count; ++k) {
    binding::ConstraintOf& constraint = year.constraints[k];
    constraint.draws_first = total_of(rare[k].first);
    constraint.draws_lowest = total_of(rare[k].lowest);
    for (std::size_t i = 0; i < constraint.part_count; ++i) constraint.draws_through[i] = total_of(rare[k].through[i]);
  }
  clear_upper_halves();
}

}  // namespace CHOKEPOINT_TARGET
}  // namespace chokepoint
