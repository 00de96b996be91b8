// SPDX-License-Identifier: Apache-2.0
// What the map on a terminal and its picture share.
#pragma once

#include <string>
#include <vector>

namespace chokepoint::report {

/// A capital letter for each constraint, all different: the first of its name that is free.
std::string letters_of(const std::vector<std::string>& names);

}  // namespace chokepoint::report
