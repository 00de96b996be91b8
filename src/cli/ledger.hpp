// SPDX-License-Identifier: Apache-2.0
// Ledgers on the disk: read as a whole, appended to so that nothing is lost.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "chokepoint/report.hpp"

namespace chokepoint::cli {

/// All of a ledger; nothing where it cannot be used, which has been told. `missing_is_empty`: one that is not there has
/// no lines yet.
[[nodiscard]] std::optional<report::Ledger> ledger_in(const std::string& path, bool missing_is_empty);

/// Where a line was written.
struct Appended {
  std::size_t line = 0;
  std::string sha256;
};
/// Appends a forecast, one process at a time, in one piece and on the disk when it returns; where the last line was
/// torn it stays as it is, and the new one begins below it. Nothing where the ledger cannot be used, which has been
/// told. Throws Unwritable, and leaves the ledger as it was, and Interrupted.
[[nodiscard]] std::optional<Appended> append(const std::string& path, const evidence::Forecast& forecast);

}  // namespace chokepoint::cli
