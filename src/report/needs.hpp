// SPDX-License-Identifier: Apache-2.0
// What the trajectory's run takes of each constraint beside what there is, in the unit that people plan it in.
#pragma once

#include <string>

#include "chokepoint/statistics.hpp"

namespace chokepoint::report {

/// One unit for all numbers of a table: that of a typical one of them.
class UnitScale {
 public:
  UnitScale(double typical, const units::Kind& kind);
  [[nodiscard]] const std::string& unit() const { return unit_; }
  [[nodiscard]] double in_unit(double value) const { return value / one_; }
  /// In that unit, two significant digits: "12", "0.84", "1.2e5"; "0" for nothing.
  [[nodiscard]] std::string number(double value) const;
  /// P50 (P10 to P90), or one number where nothing varies.
  [[nodiscard]] std::string spread(const statistics::Spread& spread) const;

 private:
  std::string unit_;
  double one_ = 1.0;  // of the unit, in coherent units
};
/// That of the largest supply at the median: what is planned.
[[nodiscard]] UnitScale scale_of_need(const statistics::Constraint& constraint);

/// Whether a run was asked for them.
[[nodiscard]] bool has_needs(const statistics::Summary& summary);

/// The heads of what a run needs and of what there is: of a time, "the run has" and "it takes".
struct NeedHeads {
  std::string need;
  std::string supply;
};
[[nodiscard]] NeedHeads heads_of(const models::Need& need);

/// What `missing` is, in a sentence.
inline constexpr const char* missing_in_words =
    "Missing: what the run takes beyond what there is, draw by draw, at the median; of a time, what it takes beyond "
    "what the run has. Short: the share of the draws in which anything is missing: the ceiling is below the "
    "trajectory.";

}  // namespace chokepoint::report
