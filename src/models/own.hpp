// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "chokepoint/models.hpp"

namespace chokepoint::models {

/// Of a job of a constraint that is written as equations: the formula in which a number is lost first, in the first
/// draw; empty where none is.
[[nodiscard]] std::string first_without_number(const Job& job);

}  // namespace chokepoint::models
