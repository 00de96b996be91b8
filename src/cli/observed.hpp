// SPDX-License-Identifier: Apache-2.0
// Files of observations to observations, everything wrong with them told on standard error.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chokepoint/evidence.hpp"

namespace chokepoint::cli {

/// Those that --data names, or else those that the scenario does.
[[nodiscard]] const std::vector<std::string>& files_of(const scenario::Scenario& scenario,
                                                       const std::vector<std::string>& data);

/// Nothing when there is an error, or no file, which has been told. `read`: the disk, unless given.
[[nodiscard]] std::optional<evidence::Observations> observed_in(const std::vector<std::string>& files,
                                                                const scenario::Reader& read = {});

/// The same of files_of().
[[nodiscard]] std::optional<evidence::Observations> observed_by(const scenario::Scenario& scenario,
                                                                const std::vector<std::string>& data,
                                                                const scenario::Reader& read = {});

}  // namespace chokepoint::cli
