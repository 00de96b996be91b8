// SPDX-License-Identifier: Apache-2.0
// What a block of a tree is of: a constraint of the catalogue, perhaps under another name, by one of its models.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/document.hpp"

namespace chokepoint::scenario {

/// The block of the ways around.
inline constexpr std::string_view relief_key = "relief";

/// Whether a constraint or an event can have this name.
inline constexpr std::size_t block_name_limit = 32;
[[nodiscard]] bool is_good_name(std::string_view name);
/// Words that results use beside the names of constraints.
[[nodiscard]] bool is_taken(std::string_view name);
/// A text that goes into a table: one line of it, not too long, no control characters.
[[nodiscard]] bool is_short_line(std::string_view text);
inline constexpr std::size_t short_line_limit = 80;

/// The block of constraints of one's own.
inline constexpr std::string_view own_key = "constraints";

/// Whether a key at the top of a tree is a constraint: one of the catalogue, or a name that says of which it is.
[[nodiscard]] bool is_constraint(const Entry& entry, const models::Catalogue& catalogue);

/// The model that a block is of, under its name, title and region; nothing when that is wrong, which has been told.
[[nodiscard]] std::shared_ptr<const models::Constraint> constraint_of(
    const Entry& block, const std::shared_ptr<const models::Catalogue>& catalogue, Diagnostics& diagnostics);

/// What stands for a parameter in a block, `gas.lead_time` under `gas`; or null.
[[nodiscard]] const Node* find_parameter(const Node& block, std::string_view name);

/// Whether parameters of any model stand in a group of this name: `gas`, where there is a `gas.lead_time`.
[[nodiscard]] bool is_group(std::string_view name, const models::Catalogue& catalogue);

/// The tree with the present names of parameters in place of older ones, of which warnings tell.
[[nodiscard]] NodePointer with_present_names(const NodePointer& tree, const models::Catalogue& catalogue,
                                             Diagnostics& diagnostics);

/// Of every model, each once: `power.campus_power`.
[[nodiscard]] std::vector<std::string> parameter_paths(const models::Catalogue& catalogue);

}  // namespace chokepoint::scenario
