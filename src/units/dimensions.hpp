// SPDX-License-Identifier: Apache-2.0
// The dimensions that have a word or a name of their own.
#pragma once

#include "chokepoint/units.hpp"

namespace chokepoint::units::dimensions {

inline constexpr Dimension none{};
inline constexpr Dimension length = base(Base::length);
inline constexpr Dimension mass = base(Base::mass);
inline constexpr Dimension time = base(Base::time);
inline constexpr Dimension speed = length / time;
inline constexpr Dimension energy = mass * speed * speed;
inline constexpr Dimension power = energy / time;
inline constexpr Dimension compute = base(Base::compute);
inline constexpr Dimension token = base(Base::token);
inline constexpr Dimension parameter = base(Base::parameter);
inline constexpr Dimension accelerator = base(Base::accelerator);
inline constexpr Dimension wafer = base(Base::wafer);
inline constexpr Dimension image = base(Base::image);
inline constexpr Dimension information = base(Base::information);
inline constexpr Dimension currency = base(Base::currency);

}  // namespace chokepoint::units::dimensions
