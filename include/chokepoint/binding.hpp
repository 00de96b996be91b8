// SPDX-License-Identifier: Apache-2.0
// Stage `binding`: ceilings and trajectory give which constraint binds, which binds first, headroom and attainable
// compute. A pure function over a small table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace chokepoint::binding {

/// Constraints that one scenario may hold: their order is packed into the digits of one number.
inline constexpr std::size_t constraint_limit = 12;

/// What is compared. Every series is [year][lane] with `lanes` values a year, a multiple of lane_multiple.
struct Table {
  const double* trajectory = nullptr;
  std::vector<const double*> ceilings;            // of each constraint, in the order that breaks ties
  std::vector<std::vector<const double*>> parts;  // of each constraint; may be empty
  std::size_t lanes = 0;
  int years = 0;
};

/// The answer, [year][lane] where not said otherwise. Made once and filled again and again.
struct Outcome {
  std::vector<double> attainable;                     // min(trajectory, all ceilings), FLOP
  std::vector<std::vector<double>> headroom;          // of each constraint: ceiling / trajectory
  std::vector<double> lowest;                         // the lowest ceiling, FLOP
  std::vector<std::uint8_t> binding;                  // the constraint with the lowest ceiling
  std::vector<std::uint8_t> governing;                // the part nearest to that ceiling; 0 without parts
  std::vector<std::vector<std::uint8_t>> below;       // of each constraint: 1 with its ceiling below the trajectory
  std::vector<std::vector<std::uint8_t>> short_from;  // of each constraint, [lane]: the first year (counted from 0)
                                                      // with its ceiling below the trajectory; `years` for never
  std::vector<std::uint64_t> order;                   // [lane]: see first_of()
  std::vector<std::uint8_t> count;                    // scratch, [lane]: constraints that fall short
  std::vector<std::uint8_t> only;                     // scratch, [lane]: the digit of the one that does
};

/// Fills `outcome`. Lanes are independent of each other.
void bind(const Table& table, Outcome& outcome);

/// The order in which constraints fall below the trajectory within the horizon, packed into a number: the constraint
/// in the lowest four bits (counted from 1) is the first, and so on; 0 ends it. Same year: the lowest ceiling first,
/// then the order of the table. Without some constraints, the order of the others is the same.
using Order = std::uint64_t;

/// The first constraint of an order that is not in `lifted` (bit k: constraint k), or -1 when none falls short.
[[nodiscard]] int first_of(Order order, std::uint32_t lifted = 0);

}  // namespace chokepoint::binding
