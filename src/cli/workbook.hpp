// SPDX-License-Identifier: Apache-2.0
// A workbook as XLSX (ECMA-376), by libxlsxwriter.
#pragma once

#include <string>

#include "chokepoint/report.hpp"

namespace chokepoint::cli {

/// Whether this chokepoint was built with libxlsxwriter.
[[nodiscard]] bool writes_workbooks();

/// The same bytes for the same workbook. Works in a folder of its own, which it removes. Throws Unwritable (files.hpp).
[[nodiscard]] std::string xlsx_of(const report::Workbook& book);

}  // namespace chokepoint::cli
