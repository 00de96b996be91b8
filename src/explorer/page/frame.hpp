// SPDX-License-Identifier: Apache-2.0
// What CMake makes of the files in this folder and of the engine's module, for the executable.
#pragma once

#include "explorer/page.hpp"

namespace chokepoint::explorer {

extern const Frame frame;

}  // namespace chokepoint::explorer
