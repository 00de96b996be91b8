// SPDX-License-Identifier: Apache-2.0
// What results are made from: which files, by which command, of which commit.
#pragma once

#include <string>
#include <vector>

#include "chokepoint/report.hpp"
#include "cli/verbs.hpp"
#include "report/escape.hpp"

namespace chokepoint::cli {

/// Reads from the disk and notes files as they are read, so that what is said of them is of what was used.
[[nodiscard]] scenario::Reader recording(std::vector<report::File>& files);

/// Adds what every verb that simulates was asked for, with the defaults written out.
void add_words(const Changes& changes, const EnsembleOptions& options, const simulation::Ensemble& ensemble,
               std::vector<std::string>& words);

using report::command_line;

/// Of the checkout that this program was built from, or empty.
[[nodiscard]] std::string commit();

/// Today in UTC, as 2026-11-25; or the day that SOURCE_DATE_EPOCH says, for files that are the same when made again
/// (https://reproducible-builds.org/specs/source-date-epoch).
[[nodiscard]] std::string date_of_today();

}  // namespace chokepoint::cli
