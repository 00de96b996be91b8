// SPDX-License-Identifier: Apache-2.0
// An output in one draw.
#pragma once

#include <vector>

#include "chokepoint/analysis.hpp"
#include "chokepoint/binding.hpp"

namespace chokepoint::analysis {

/// Writes the output in each draw of a block to out[0, block.count): a number in its unit (a date that never comes
/// counts as the year after the last), an event as 0 or 1.
void values_of(const question::Output& output, const scenario::Scenario& scenario, const simulation::Block& block,
               const binding::Outcome& outcome, double* out);

/// The counts behind a date.
[[nodiscard]] binding::Dates dates_of(const question::Output& output, const statistics::Summary& summary);

/// 10 of p10.
[[nodiscard]] unsigned percent_of(question::Output::Statistic statistic);

/// Whether values_of() reads the outcome; without need it may be empty.
[[nodiscard]] bool needs_binding(const question::Output& output);

/// Whether it reads the ways around a shortfall.
[[nodiscard]] bool is_of_relief(const question::Output& output);

/// Whether its logarithm is what varies evenly: amounts of compute and ratios of them.
[[nodiscard]] bool is_logarithmic(const question::Output& output);

}  // namespace chokepoint::analysis
