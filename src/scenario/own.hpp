// SPDX-License-Identifier: Apache-2.0
// Constraints of one's own as they are written, before anything is made of them (draft/own.cpp): which keys declare a
// parameter, and what a name in an override stands for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenario/document.hpp"

namespace chokepoint::scenario {

/// What is said of a parameter beside its value.
[[nodiscard]] bool declares_parameter(std::string_view key);
/// A parameter that is given anew, with what `before` declares of it where nothing else is said.
[[nodiscard]] NodePointer with_declaration_of(const NodePointer& before, const NodePointer& value);
/// The value of a parameter without what declares it: itself where nothing does.
[[nodiscard]] NodePointer without_declaration(const NodePointer& value);

/// `constraints.capital.price` is the value of that parameter, capital.price, and `constraints.capital.price_now` the
/// step, constraints.capital.where.price_now: the keys that are meant.
[[nodiscard]] std::vector<std::string> keys_of_own(std::vector<std::string> keys, const NodePointer& tree);

/// A mapping at a place, with these entries.
[[nodiscard]] NodePointer mapping_at(const Spot& spot, std::vector<Entry> entries);

}  // namespace chokepoint::scenario
