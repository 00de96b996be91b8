// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "chokepoint/scenario.hpp"

namespace chokepoint::scenario {

/// A series that no run could have.
struct OutOfReach {
  std::string path;  // of the parameter that is to blame, or empty
  std::string message;
  std::string hint;
};

/// The first series that leaves the range of a run with every parameter at its median: then a draw in two, or each
/// where nothing is uncertain, would be refused.
[[nodiscard]] std::optional<OutOfReach> out_of_reach(const Scenario& scenario);

}  // namespace chokepoint::scenario
