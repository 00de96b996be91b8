// SPDX-License-Identifier: Apache-2.0
// One constraint against another in words, for every report that tells of them.
#pragma once

#include <string>

#include "chokepoint/report.hpp"

namespace chokepoint::report {

/// "Until 2029 data has the lower ceiling in most draws (88% to 55%); from 2030 on power has it (61% to 97%)."
[[nodiscard]] std::string lower_in_words(const analysis::HeadToHead& duel);
/// "Until 2027 neither is below the trajectory in most draws." Empty where there is no such year.
[[nodiscard]] std::string above_in_words(const analysis::HeadToHead& duel);
/// Which of the two stops the trajectory, and by when.
[[nodiscard]] std::string stops_in_words(const analysis::HeadToHead& duel);
/// When the stock of text is used up. Empty of a scenario in which no constraint knows. Needs kept_for_head_to_head().
[[nodiscard]] std::string exhaustion_in_words(const Run& run);
/// Of a scenario in which a constraint knows its stock, or null.
[[nodiscard]] const statistics::Held* exhaustion_in(const Run& run);

/// "6.4e25": the unit stands elsewhere.
[[nodiscard]] std::string short_flop(double value);

}  // namespace chokepoint::report
