// SPDX-License-Identifier: Apache-2.0
#include "binding/kernels.hpp"

#include "units/real.hpp"

namespace chokepoint {
inline namespace CHOKEPOINT_TARGET {

namespace {

typedef std::uint8_t Bytes __attribute__((vector_size(CHOKEPOINT_LANES)));  // NOLINT(modernize-use-using)

void store_bytes(Pack::Integers values, std::uint8_t* to) {
  const Bytes bytes = __builtin_convertvector(values, Bytes);
  __builtin_memcpy(to, &bytes, sizeof bytes);
}

Pack::Integers chosen(Pack::Mask where, std::int64_t yes, Pack::Integers no) {
  return (where.bits & yes) | (~where.bits & no);
}

/// The part of a constraint that lies nearest to its ceiling, the first of equals. Differences will do: all parts are
/// compared with the same ceiling.
Pack::Integers nearest_part(const binding::ConstraintOf& constraint, std::size_t lane, Pack ceiling) {
  Pack::Integers nearest{};
  Pack distance{};
  for (std::size_t i = 0; i < constraint.part_count; ++i) {
    const Pack difference = Pack::load(constraint.parts[i] + lane) - ceiling;
    const Pack away = max(difference, -difference);
    const Pack::Mask nearer = i == 0 ? away >= away : away < distance;
    nearest = chosen(nearer, static_cast<std::int64_t>(i), nearest);
    distance = select(nearer, away, distance);
  }
  return nearest;
}

/// What stops the trajectory, and the lowest ceiling; whose it is and through which part where that is wanted.
template <bool with_lowest, bool with_governing>
void bind_lanes(const binding::YearOf& year) {
  for (std::size_t lane = 0; lane < year.lanes; lane += Pack::lanes) {
    const Pack trajectory = Pack::load(year.trajectory + lane);
    const Pack inverse = Pack(1.0) / trajectory;
    Pack lowest{};
    Pack::Integers lowest_constraint{};
    Pack::Integers governing{};
    for (std::size_t k = 0; k < year.count; ++k) {
      const binding::ConstraintOf& constraint = year.constraints[k];
      const Pack ceiling = Pack::load(constraint.ceiling + lane);
      if (constraint.headroom != nullptr) (ceiling * inverse).store(constraint.headroom + lane);
      const Pack::Mask below = ceiling < trajectory;
      store_bytes(below.bits & 1, constraint.below + lane);
      const Pack::Mask lower = k == 0 ? ceiling >= ceiling : ceiling < lowest;
      if constexpr (with_lowest) lowest_constraint = chosen(lower, static_cast<std::int64_t>(k), lowest_constraint);
      if constexpr (with_governing) {
        governing = (lower.bits & nearest_part(constraint, lane, ceiling)) | (~lower.bits & governing);
      }
      lowest = select(lower, ceiling, lowest);
    }
    if (year.attainable != nullptr) min(trajectory, lowest).store(year.attainable + lane);
    if constexpr (with_lowest) {
      lowest.store(year.lowest + lane);
      store_bytes(lowest_constraint, year.lowest_constraint + lane);
    }
    if constexpr (with_governing) store_bytes(governing, year.governing + lane);
  }
}

}  // namespace

void bind_year(const binding::YearOf& year) {
  if (year.governing != nullptr) return bind_lanes<true, true>(year);
  if (year.lowest_constraint != nullptr) return bind_lanes<true, false>(year);
  bind_lanes<false, false>(year);
}

}  // namespace CHOKEPOINT_TARGET
}  // namespace chokepoint
