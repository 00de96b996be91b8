// SPDX-License-Identifier: Apache-2.0
// A run as JSON, as results.json has it: docs/json.md.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "chokepoint/report.hpp"

namespace chokepoint::report {

/// The members wanted, by their names; all that the run has where none is named.
[[nodiscard]] nlohmann::ordered_json json_of_run(const Run& run, const std::vector<std::string>& wanted = {});

/// All that any run may have, in order.
[[nodiscard]] std::vector<std::string> members_of_run();

/// A value of a parameter, with its source.
[[nodiscard]] nlohmann::ordered_json json_of_assumption(const scenario::Assumption& assumption);

}  // namespace chokepoint::report
