// SPDX-License-Identifier: Apache-2.0
// Scenario files to scenarios, everything wrong with them told on standard error.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chokepoint/scenario.hpp"

namespace chokepoint::cli {

/// Those that change the answer are always shown.
enum class Warnings { hidden, shown };

/// All of the scenarios, or nothing when one of them has an error, or two have one name. `read`: the disk, unless
/// given.
[[nodiscard]] std::optional<std::vector<scenario::ScenarioPointer>> load(const std::vector<std::string>& paths,
                                                                         const std::vector<std::string>& overrides,
                                                                         Warnings warnings,
                                                                         const scenario::Reader& read = {});

}  // namespace chokepoint::cli
