// SPDX-License-Identifier: Apache-2.0
#include "binding/kernels.hpp"

#include "units/real.hpp"

namespace chokepoint {
inline namespace CHOKEPOINT_TARGET {

void bind_year(const binding::YearOf& year) {
  for (std::size_t lane = 0; lane < year.lanes; lane += Pack::lanes) {
    const Pack trajectory = Pack::load(year.trajectory + lane);
    Pack lowest = Pack::load(year.ceilings[0] + lane);
    Pack binding = 0.0;
    (lowest / trajectory).store(year.headroom[0] + lane);
    for (std::size_t k = 1; k < year.count; ++k) {
      const Pack ceiling = Pack::load(year.ceilings[k] + lane);
      (ceiling / trajectory).store(year.headroom[k] + lane);
      const Pack::Mask lower = ceiling < lowest;
      binding = select(lower, Pack(static_cast<double>(k)), binding);
      lowest = select(lower, ceiling, lowest);
    }
    lowest.store(year.lowest + lane);
    min(trajectory, lowest).store(year.attainable + lane);
    for (std::size_t i = 0; i < Pack::lanes; ++i) year.binding[lane + i] = static_cast<std::uint8_t>(binding.lane(i));
  }
}

}  // namespace CHOKEPOINT_TARGET
}  // namespace chokepoint
