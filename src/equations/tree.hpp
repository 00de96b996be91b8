// SPDX-License-Identifier: Apache-2.0
// A formula as a tree in which every piece knows its place. Pieces stand in one list, each behind those it is made of,
// so that whoever goes through the list needs no recursion.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "chokepoint/units.hpp"

namespace chokepoint::equations {

/// A piece of a text, in bytes.
struct Span {
  std::size_t offset = 0;
  std::size_t length = 0;
};

/// Thrown inside this stage alone, by what reads one formula; compile() returns it as a Remark.
struct Wrong {
  Span span;
  std::string message;
  std::string hint;
};

enum class Shape : std::uint8_t {
  number,
  name,
  negative,
  sum,
  difference,
  times,
  over,
  power,
  minimum,
  maximum,
  exponential,
  logarithm,
  square_root,
  absolute,
  clamp,
  if_less,      // if(a < b, c, d)
  if_not_more,  // if(a <= b, c, d); > and >= have a and b the other way round
};

struct Piece {
  Shape shape = Shape::number;
  Span span;
  std::array<std::size_t, 4> operands{};  // places in the list
  std::size_t count = 0;                  // of operands
  units::Amount amount = {};              // of a number
  std::string name = {};                  // "price", "shared.utilization"
};

using Tree = std::vector<Piece>;  // the whole is the last; never empty

/// Throws Wrong.
[[nodiscard]] Tree read(std::string_view text);

}  // namespace chokepoint::equations
