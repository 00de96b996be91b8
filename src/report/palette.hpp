// SPDX-License-Identifier: Apache-2.0
// The one table of colours. A constraint has the same in reports, in maps and on terminals. page.css has the same
// colours for light pages and paper, and its own for dark ones.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace chokepoint::report {

/// On white. Each has a contrast of at least 4.5 to 1 against it, and people with any colour vision tell the first four
/// apart.
inline constexpr std::array<const char*, 7> palette{"#0b6db0", "#b34700", "#00795a", "#a03a78",
                                                    "#7a6200", "#5b4fb3", "#4f5b66"};
/// What is left over, such as draws that nothing stops: no constraint's colour, and letters on it are dark.
inline constexpr int rest = -1;
inline constexpr const char* rest_colour = "#dfe4ea";
/// For two things that are no constraints.
inline constexpr int first_of_two = 6;
inline constexpr int second_of_two = 5;

/// The colour of a constraint, by its place in constraints.def.
[[nodiscard]] int colour_of(std::string_view constraint);
/// In CSS, on white.
[[nodiscard]] const char* css_colour(int colour);
/// The class that page.css knows: "k0" to "k6", "rest".
[[nodiscard]] std::string colour_class(int colour);
/// The nearest of a terminal's colours, as the number of its escape sequence: 31 to 37.
[[nodiscard]] int terminal_colour(int colour);

}  // namespace chokepoint::report
