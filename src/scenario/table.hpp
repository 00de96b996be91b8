// SPDX-License-Identifier: Apache-2.0
// A file of values by year, checked but for its values: columns with names, rows in order of years.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "scenario/csv.hpp"

namespace chokepoint::scenario {

inline constexpr std::size_t columns_limit = 200;  // of a file; its rows are held to points_limit (by_year.hpp)

/// A file of values by year. Filled by read_table(), never changed; spots keep the text of the file.
struct Table {
  struct Row {
    int year = 0;
    Record cells;  // as many as `columns`
  };
  Record columns;         // their names
  std::vector<Row> rows;  // in order of years, which differ; at least one
};

/// The table in a text, or nothing: what is wrong has been told. Before it is known to be a table nothing of it is
/// shown: a link may lead anywhere.
[[nodiscard]] std::optional<Table> read_table(const std::shared_ptr<const Text>& text, Diagnostics& diagnostics);

}  // namespace chokepoint::scenario
