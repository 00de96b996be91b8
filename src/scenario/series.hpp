// SPDX-License-Identifier: Apache-2.0
// Series from files: `{series: data/file.csv, column: capacity}` to the values by year that it stands for. Behind this
// nothing knows of such files but the spots of the values, which lie in them.
#pragma once

#include <functional>
#include <string>

#include "scenario/document.hpp"
#include "scenario/table.hpp"

namespace chokepoint::scenario {

/// The values by year that a mapping with `series` stands for, what else is said in it beside them; null when it is
/// wrong, which has been told. `path` names the parameter in messages; `has_unit`: whether its numbers have a unit.
[[nodiscard]] NodePointer values_of(const Node& series, const Table& table, const std::string& path, bool has_unit,
                                    Diagnostics& diagnostics);

/// The path that `series` names, as written; null when it is wrong, which has been told.
[[nodiscard]] const Node* file_of(const Node& series, const std::string& path, Diagnostics& diagnostics);

/// A parameter that is given by a series.
struct SeriesPlace {
  const Node& node;
  std::string path;  // "power.campus_power"
  bool has_unit;
};
/// The tree of a scenario with `values` of each series in its place; a series without values is left out.
[[nodiscard]] NodePointer with_series(const NodePointer& tree, const models::Catalogue& catalogue,
                                      const std::function<NodePointer(const SeriesPlace&)>& values);

}  // namespace chokepoint::scenario
