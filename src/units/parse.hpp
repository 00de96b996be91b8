// SPDX-License-Identifier: Apache-2.0
// What the messages about a quantity need of its text.
#pragma once

#include <string>
#include <string_view>

namespace chokepoint::units {

/// For everyone who wrote something else for a growth.
inline constexpr std::string_view growth_hint = "write 1.15x/yr or 15 %/yr";

/// The unit of a text that parse() reads, of the second end when it is an interval; empty when it has none.
[[nodiscard]] std::string_view unit_of(std::string_view text);

/// A piece of user text for a message: control characters shown as U+FFFD, cut when long.
[[nodiscard]] std::string excerpt(std::string_view piece);

}  // namespace chokepoint::units
