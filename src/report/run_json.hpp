// SPDX-License-Identifier: Apache-2.0
// A run as JSON, as results.json has it: docs/json.md.
#pragma once

#include <nlohmann/json.hpp>

#include "chokepoint/report.hpp"

namespace chokepoint::report {

[[nodiscard]] nlohmann::ordered_json json_of_run(const Run& run);

/// A value of a parameter, with its source.
[[nodiscard]] nlohmann::ordered_json json_of_assumption(const scenario::Assumption& assumption);

}  // namespace chokepoint::report
