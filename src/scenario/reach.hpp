// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
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

/// What the run takes that is the ceiling of a block, and what there is for it: they should be one.
struct NeedBesideSupply {
  int year = 0;
  double needed = 0.0;
  double supply = 0.0;
};
/// The first year in which they differ, with every parameter at its median.
[[nodiscard]] std::optional<NeedBesideSupply> need_beside_supply(const Scenario& scenario, std::size_t block);

}  // namespace chokepoint::scenario
