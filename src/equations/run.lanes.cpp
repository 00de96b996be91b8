// SPDX-License-Identifier: Apache-2.0
#include "equations/run.hpp"

#include "equations/leaf.hpp"

namespace chokepoint {
inline namespace CHOKEPOINT_TARGET {

void run_program_in_lanes(const equations::Plan& plan) {
  equations_in_lanes::run_leaves<Twin, Pack>(plan);
  clear_upper_halves();
}

}  // namespace CHOKEPOINT_TARGET
}  // namespace chokepoint
