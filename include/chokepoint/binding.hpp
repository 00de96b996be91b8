// SPDX-License-Identifier: Apache-2.0
// Stage `binding`: ceilings and trajectory give which constraint has the lowest ceiling, which binds first, headroom
// and attainable compute. A pure function over a small table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "chokepoint/lanes.hpp"
#include "chokepoint/units.hpp"

namespace chokepoint::binding {

/// Constraints that one scenario may hold: their order is packed into the digits of one number.
inline constexpr std::size_t constraint_limit = 12;
/// Parts of one constraint.
inline constexpr std::size_t part_limit = 16;

/// What is found out of one year besides what stops each draw, which always is.
struct Wanted {
  bool attainable = true;
  bool headroom = true;
  bool lowest = true;     // the lowest ceiling and whose it is
  bool governing = true;  // through which part; only with `lowest`
};

/// What is compared. Every series is [year][lane] with `lanes` values a year, a multiple of lane_multiple.
struct Table {
  const double* trajectory = nullptr;
  std::vector<const double*> ceilings;   // of each constraint, in the order that breaks ties
  std::vector<std::size_t> parts;        // of each constraint: how many it has; empty: none has any
  std::vector<const double*> governing;  // of each constraint with parts: through which of them its ceiling is
                                         // reached, counted from 0; looked at only where that is wanted
  std::size_t lanes = 0;
  int years = 0;
  std::size_t draws = 0;        // the first lanes, which alone are looked at; 0: all
  std::vector<Wanted> wanted;   // of each year; empty: everything
  bool each_draw = true;        // what holds of each draw, not only of how many
  bool one_trajectory = false;  // all draws have the same; may be said where it is known: their run is quicker then
};

/// Draws counted by what holds of them. Rows of years: of each constraint, or [part][year] of each constraint.
struct Counts {
  using Rows = std::vector<std::vector<std::uint64_t>>;
  Rows below;                             // its ceiling is below the trajectory
  Rows falls;                             // for the first time
  Rows first;                             // and before those of all others: it stops the draw
  Rows lowest;                            // its ceiling is the lowest
  Rows through;                           // through this part
  std::vector<std::uint64_t> infeasible;  // [year]: any ceiling is below the trajectory

  /// All of them that have a row for each constraint.
  static const std::vector<Rows Counts::*>& tables();
};
/// Both of the same constraints and years.
void add(const Counts& more, Counts& counts);

/// The answer, [year][lane] where not said otherwise. Made once and filled again and again by bind(); what is not
/// wanted of a year is not filled, and must not be read.
struct Outcome {
  Lanes attainable;                                  // min(trajectory, all ceilings), FLOP
  std::vector<Extent> attainable_extent;             // [year], over the draws
  std::vector<Lanes> headroom;                       // of each constraint: ceiling / trajectory
  std::vector<std::vector<Extent>> headroom_extent;  // of each constraint, [year], over the draws
  std::vector<std::uint64_t> order;                  // [lane]: see first_of()
  Counts counts;                                     // over the draws, not added to what was there
  // With Table::each_draw.
  Lanes lowest;                                       // the lowest ceiling, FLOP
  std::vector<std::uint8_t> lowest_constraint;        // the constraint with that ceiling
  std::vector<std::uint8_t> governing;                // the part through which it has it; 0 without parts
  std::vector<std::vector<std::uint8_t>> below;       // of each constraint: 1 with its ceiling below the trajectory
  std::vector<std::vector<std::uint8_t>> short_from;  // of each constraint, [lane]: the first year (counted from 0)
                                                      // with its ceiling below the trajectory; `years` for never
  std::vector<std::uint64_t> fallen;                  // scratch, [lane]
};

/// Fills `outcome`. Lanes are independent of each other.
void bind(const Table& table, Outcome& outcome);

/// The order in which constraints fall below the trajectory within the horizon, packed into a number: the constraint
/// in the lowest four bits (counted from 1) is the first, and so on; 0 ends it. Same year: the lowest ceiling first,
/// then the order of the table. Without some constraints, the order of the others is the same.
using Order = std::uint64_t;

/// The first constraint of an order that is not in `lifted` (bit k: constraint k), or -1 when none falls short.
[[nodiscard]] int first_of(Order order, std::uint32_t lifted = 0);

/// When something first happens, counted over draws: by year, and "never" for the draws in which it does not within the
/// years. Dates are counted, and quantiles of them told, here and nowhere else.
struct Dates {
  std::uint64_t draws = 0;        // all, also those in which it never happens
  std::vector<std::uint64_t> in;  // [year]: draws in which it happens in that year for the first time

  /// Draws in which it happens in the first `years` years.
  [[nodiscard]] std::uint64_t by(std::size_t years) const;
  [[nodiscard]] std::uint64_t never() const { return draws - by(in.size()); }
  /// The year, counted from the first, by which it has happened in `percent` of all draws; nothing ("never") when it
  /// has in fewer.
  [[nodiscard]] std::optional<std::size_t> quantile(unsigned percent) const;
};

/// What stops the trajectory, counted over draws. A draw is stopped in the first year in which any ceiling is below the
/// trajectory, by the constraint that binds first in it, and stays stopped.
struct Stops {
  std::uint64_t draws = 0;
  std::vector<std::vector<std::uint64_t>> in;  // [constraint][year]: draws that it stops in that year
  /// Where draws are weighted, counts are sums of weights, and tell as much as so many draws of one weight; 0: as they
  /// are.
  std::uint64_t effective = 0;

  /// Draws that a constraint stops, or any of them, in the first `years` years.
  [[nodiscard]] std::uint64_t by(std::size_t constraint, std::size_t years) const;
  [[nodiscard]] std::uint64_t any_by(std::size_t years) const;
  /// When anything stops them.
  [[nodiscard]] Dates dates() const;
};

/// Fewer draws than these are not ranked, whatever they say.
inline constexpr std::uint64_t fewest_ranked = 30;

/// Whether `a` of the draws is more than `b` of them by two standard errors, as of independent draws. Of one draw:
/// more.
[[nodiscard]] bool is_more(std::uint64_t a, std::uint64_t b, std::uint64_t draws);

/// The verdict on a trajectory, decided here and nowhere else (docs/verdict.md): how likely it is stopped, by what, and
/// by when. Whether one count is larger than another is a matter of sampling: it is when the difference is more than
/// two standard errors, as of independent draws.
struct Verdict {
  std::uint64_t draws = 0;           // of weighted ones, the effective number
  double stopped = 0.0;              // share of the draws stopped within the years
  double never = 0.0;                // and of those that are not
  std::vector<double> stopped_by;    // by each constraint; they add up to `stopped`
  std::vector<std::size_t> ranking;  // constraints, the one that stops most draws first; as written where equal
  std::vector<std::size_t> leading;  // those of the ranking that sampling cannot tell from its first; empty when
                                     // nothing is stopped or the draws are too few
  enum class Likelihood { likelier, alike, unlikelier };
  Likelihood leader_against_never = Likelihood::alike;  // being stopped by the first of the ranking, against not at all
  std::optional<std::size_t> tenth;                     // the year, counted from the first, by which that share of all
  std::optional<std::size_t> half;                      // draws is stopped; nothing when it is not within the years
  std::optional<std::size_t> nine_tenths;

  /// The constraint that binds first: likelier than every other and than none.
  [[nodiscard]] std::optional<std::size_t> first() const;
  /// Whether several constraints lead.
  [[nodiscard]] bool is_tie() const { return leading.size() > 1; }
};
[[nodiscard]] Verdict verdict_of(const Stops& stops);

}  // namespace chokepoint::binding
