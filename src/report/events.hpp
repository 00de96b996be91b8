// SPDX-License-Identifier: Apache-2.0
// Events in words, for every report that tells of them.
#pragma once

#include <string>
#include <vector>

#include "chokepoint/report.hpp"

namespace chokepoint::report {

/// An event of a run: as the scenario has it, and what became of it.
struct EventInWords {
  std::string name;
  std::string title;
  std::string when;               // "2.5% (1% to 6%) a year, 2026 to 2036", "in 2028"
  std::string lasts;              // "3 yr"
  std::vector<std::string> left;  // "0.15 of chips.packaging.capacity"
  std::string begun;              // "22%": of the draws in which it has begun by the last year
};
[[nodiscard]] std::vector<EventInWords> events_in_words(const Run& run);

/// "Event blockade: 2% a year, 2026 to 2036, for 0.5 yr, with 0.4 of chips.packaging.capacity left; it has begun by
/// 2036 in 18% of the draws."
[[nodiscard]] std::string sentence_of(const EventInWords& event, int last_year, bool one_draw);

}  // namespace chokepoint::report
