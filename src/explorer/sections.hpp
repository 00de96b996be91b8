// SPDX-License-Identifier: Apache-2.0
// Sections of a planning report as JSON: words, tables and the data that charts are drawn from.
#pragma once

#include "explorer/request.hpp"
#include "report/document.hpp"

namespace chokepoint::explorer {

/// `still`: with still pictures, too.
[[nodiscard]] Json json_of(const report::Section& section, bool still);

}  // namespace chokepoint::explorer
