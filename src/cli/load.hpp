// SPDX-License-Identifier: Apache-2.0
// Scenario files to scenarios, everything wrong with them told on standard error.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chokepoint/scenario.hpp"
#include "cli/verbs.hpp"

namespace chokepoint::cli {

/// Those that change the answer are always shown.
enum class Warnings { hidden, shown };

/// All of the scenarios, or nothing when one of them has an error, or two have one name. `read`: the disk, unless
/// given.
[[nodiscard]] std::optional<std::vector<scenario::ScenarioPointer>> load(const std::vector<std::string>& paths,
                                                                         const Changes& changes, Warnings warnings,
                                                                         const scenario::Reader& read = {});

/// The scenarios whose verdicts stand beside that of a scenario.
using Views = std::vector<std::pair<scenario::View, scenario::ScenarioPointer>>;
/// Those of every scenario; nothing when one has an error, which has been told.
[[nodiscard]] std::optional<std::vector<Views>> views_of(const std::vector<scenario::ScenarioPointer>& scenarios);

}  // namespace chokepoint::cli
