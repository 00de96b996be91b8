// SPDX-License-Identifier: Apache-2.0
// What constraints take from each other, and what stays idle for it.
#pragma once

#include <string>

#include "chokepoint/report.hpp"

namespace chokepoint::report {

/// Whether any constraint of the scenario reads an output of another one, or the trajectory.
[[nodiscard]] bool is_coupled(const scenario::Scenario& scenario);

/// Sentences: which parameters are outputs, and what of the coupled constraints is idle in the last year. Nothing where
/// nothing is coupled. Reads the internal series of that year.
[[nodiscard]] std::string coupled_in_words(const scenario::Scenario& scenario, const statistics::Summary& summary);

}  // namespace chokepoint::report
