// SPDX-License-Identifier: Apache-2.0
// For benchmarks: what a machine without wide registers would take.
#pragma once

#include "units/targets.hpp"

namespace chokepoint {

/// From here on wider registers than these are not used. To be called before anything is computed.
void leave_out_wider_than(Target target);

}  // namespace chokepoint
