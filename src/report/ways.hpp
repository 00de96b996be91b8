// SPDX-License-Identifier: Apache-2.0
// Ways around a shortfall in words, for every report that tells of them.
#pragma once

#include <cstddef>
#include <string>

#include "chokepoint/report.hpp"

namespace chokepoint::report {

/// The year that they are spoken of: the first that is kept in which half of the draws are short; the last where none
/// is. Counted from the first year.
[[nodiscard]] std::size_t year_of_ways(const statistics::Relief& relief);

/// "In 2031 51% of the draws are short of the trajectory. All ways around together are worth …" Of a run with relief.
[[nodiscard]] std::string ways_in_words(const Run& run);

/// "1.1 (0.61 to 1.7)", of orders of magnitude or years; "out of reach" where none would do.
[[nodiscard]] std::string orders_in_words(const statistics::Spread& spread, bool one_draw);

}  // namespace chokepoint::report
