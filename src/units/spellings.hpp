// SPDX-License-Identifier: Apache-2.0
// What parse() reads, as regular expressions for programs that know no units. They are of the part that ECMA 262 and
// Python have in common, match whole texts, and hold texts of one kind only, as far as an expression can tell:
//
// - a unit of up to three words is told by its dimension; the same word above and below the line counts as wrong, but
//   for times (GW*h/yr) and ratios of two;
// - one of four words and more, or with an exponent, is taken where each word is one of the table.
#pragma once

#include <string>

#include "chokepoint/units.hpp"

namespace chokepoint::units {

/// Numbers and intervals of a kind, from ^ to $.
[[nodiscard]] std::string spellings_of(const Kind& kind);
/// Of any kind.
[[nodiscard]] std::string all_spellings();
/// Units alone, of any kind; 1 and "ratio" for none.
[[nodiscard]] std::string unit_spellings();

/// What all intervals hold, and no number.
[[nodiscard]] std::string interval_mark();

/// "2.5 GW": a text of the kind.
[[nodiscard]] std::string example_of(const Kind& kind);

}  // namespace chokepoint::units
