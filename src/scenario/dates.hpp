// SPDX-License-Identifier: Apache-2.0
// Years and dates as scenarios write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chokepoint::scenario {

/// A year of four digits that models can be asked for, or nothing.
[[nodiscard]] std::optional<int> year_of(std::string_view text);

/// 2023.2 for 2023-03-15: the share of the year that is over when the day begins. Takes 2023 and 2023-03, too.
[[nodiscard]] std::optional<double> date_of(std::string_view text);

/// Without blanks at the end.
[[nodiscard]] std::string trimmed(std::string text);

}  // namespace chokepoint::scenario
