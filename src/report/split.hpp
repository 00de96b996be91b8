// SPDX-License-Identifier: Apache-2.0
// That runs are split into pre-training and post-training, and who sees what of them.
#pragma once

#include <string>

#include "chokepoint/report.hpp"

namespace chokepoint::report {

/// A sentence: the share of the last year, and what constraints see. Nothing where runs are not split. Reads the split
/// of that year.
[[nodiscard]] std::string split_in_words(const scenario::Scenario& scenario, const statistics::Summary& summary);

}  // namespace chokepoint::report
