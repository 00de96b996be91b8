// SPDX-License-Identifier: Apache-2.0
// Runs of a scenario, as chapters of a report.
#pragma once

#include <string>
#include <vector>

#include "explorer/session.hpp"

namespace chokepoint::explorer {

/// Draws of a request that says nothing: of a run, and of what makes many.
inline constexpr std::uint64_t many_draws = simulation::default_draws;
inline constexpr std::uint64_t few_draws = 16'384;

/// What a scenario asks for beside itself. Throws Refused.
[[nodiscard]] std::vector<std::pair<scenario::View, ScenarioPointer>> resolved_views(
    const scenario::Scenario& scenario);

/// Throws Ended.
[[nodiscard]] statistics::Summary summary_of(const ScenarioPointer& scenario, const statistics::Keep& keep,
                                             const analysis::Effort& effort);
/// A run, its views and what was observed, without levers. `effort` is asked for as often as there are runs.
[[nodiscard]] report::Chapter chapter_of(Work& work, const ScenarioPointer& scenario, const statistics::Keep& keep,
                                         const simulation::Ensemble& ensemble);
/// One chapter as a report.
[[nodiscard]] report::Planning planning_of(const Work& work, report::Chapter chapter);
/// The name of a file that somebody takes away: that of the scenario.
[[nodiscard]] std::string file_name(const scenario::Scenario& scenario, const char* kind);

}  // namespace chokepoint::explorer
