// SPDX-License-Identifier: Apache-2.0
// Points of a sweep, kept in a folder so that it can be ended and taken up again.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "chokepoint/analysis.hpp"

namespace chokepoint::cli {

/// A kept point that is not as it was written: the message names the file, and says what is wrong and what to do.
class SpoiledPoint : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// For the points of this sweep; an empty name keeps nothing. Nothing when the folder cannot be used, which has been
/// told. `load` throws SpoiledPoint, `store` Unwritable.
[[nodiscard]] std::optional<analysis::Kept> kept_in(const std::string& folder, const scenario::Scenario& scenario,
                                                    const simulation::Ensemble& ensemble,
                                                    const std::vector<question::Axis>& axes, int year);

}  // namespace chokepoint::cli
