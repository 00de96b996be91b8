// SPDX-License-Identifier: Apache-2.0
// Scenario files to scenarios, everything wrong with them told on standard error.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chokepoint/scenario.hpp"
#include "cli/verbs.hpp"

namespace chokepoint::cli {

/// Those that change the answer are always shown.
enum class Warnings { hidden, shown };

/// Who hears what is wrong, each once for a call of load(). A diagnostic without a file is of the command line.
using Teller = std::function<void(const scenario::Diagnostic&)>;
/// On standard error; of files that come with chokepoint, where they are on this machine.
void tell_diagnostic(const scenario::Diagnostic& diagnostic);

/// All of the scenarios, or nothing when one of them has an error, or two have one name. `read`: the disk, unless
/// given.
[[nodiscard]] std::optional<std::vector<scenario::ScenarioPointer>> load(const std::vector<std::string>& paths,
                                                                         const Changes& changes, Warnings warnings,
                                                                         const scenario::Reader& read = {},
                                                                         const Teller& teller = tell_diagnostic);

/// Where no scenario is named: that there are no changes of one either, or else it tells so.
[[nodiscard]] bool changes_nothing(const Changes& changes);

/// Results are told apart by the name of their scenario.
[[nodiscard]] bool names_differ(const std::vector<scenario::ScenarioPointer>& scenarios,
                                const Teller& teller = tell_diagnostic);

/// The scenarios whose verdicts stand beside that of a scenario.
using Views = std::vector<std::pair<scenario::View, scenario::ScenarioPointer>>;
/// Those of every scenario; nothing when one has an error, which has been told.
[[nodiscard]] std::optional<std::vector<Views>> views_of(const std::vector<scenario::ScenarioPointer>& scenarios);

}  // namespace chokepoint::cli
