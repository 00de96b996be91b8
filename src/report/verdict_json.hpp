// SPDX-License-Identifier: Apache-2.0
// The verdict as JSON: docs/json.md.
#pragma once

#include <nlohmann/json.hpp>

#include "report/verdict.hpp"

namespace chokepoint::report {

/// Its shares, standing and years; not its words.
nlohmann::ordered_json of_verdict(const Told& told);

}  // namespace chokepoint::report
