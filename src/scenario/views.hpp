// SPDX-License-Identifier: Apache-2.0
// A scenario taken otherwise: with the share that runs have got, in place of the share that one run could get; with no
// events.
#pragma once

#include "scenario/document.hpp"

namespace chokepoint::scenario {

/// What shared.largest_run_share is in a file, to take shared.realised_share in its place.
inline constexpr std::string_view realised_share = "realised_share";

/// The name of the view that takes it.
inline constexpr std::string_view realised_view = "realised share";
/// And that of the view in which nothing happens.
inline constexpr std::string_view without_events_view = "without events";

/// Whether a value is that word.
[[nodiscard]] bool is_realised_share(const Node& value);

/// Where a tree says so, the tree in which the realised share stands in place of the other, with its source and its
/// correlations, and is no parameter of its own any more. The same tree where it does not, or has no realised share.
[[nodiscard]] NodePointer with_realised_share(const NodePointer& tree);

}  // namespace chokepoint::scenario
