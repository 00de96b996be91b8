// SPDX-License-Identifier: Apache-2.0
// How the field speaks of a dimension: its name, and the unit in which people write and read it.
#pragma once

#include <string_view>

#include "chokepoint/units.hpp"

namespace chokepoint::units {

/// How print() writes a number of this dimension.
enum class Style {
  prefixed,    // 8.7 GW: an SI prefix before the unit
  scientific,  // 2.2e29 FLOP
  counted,     // 4200 wafer/month; scientific from 1e5 up
  rungs,       // a unit by size: 3.0 us, 180 day
};

struct Name {
  Dimension dimension;
  std::string_view name;     // "expected a power"
  std::string_view noun;     // "GW is power"
  std::string_view unit;     // in which it is printed
  std::string_view example;  // as people write it; parse_amount() reads it
  Style style = Style::counted;
};

/// The name of a dimension, or null when the field has none. A plain ratio has one.
[[nodiscard]] const Name* find_name(const Dimension& dimension);

/// The unit of the example: `GW` of `2.5 GW`.
[[nodiscard]] std::string_view usual_unit(const Name& name);

}  // namespace chokepoint::units
