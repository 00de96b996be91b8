// SPDX-License-Identifier: Apache-2.0
// Parameters that take their values from an output of another constraint: `{output: chips/stock}`.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "scenario/document.hpp"

namespace chokepoint::scenario {

/// Whether a parameter takes its values from an output.
[[nodiscard]] bool is_coupling(const Node& node);

/// A coupling as it is written: what it names is looked up when all blocks are there.
struct WrittenCoupling {
  std::size_t block = 0;
  std::size_t parameter = 0;
  const Node* node = nullptr;
};

/// Fills the couplings of the blocks, and the order in which they run. What is wrong is told.
void couple(const std::vector<WrittenCoupling>& written, Scenario& scenario, Diagnostics& diagnostics);

/// The same of what the ways around read; nothing reads them.
void couple_relief(const std::vector<WrittenCoupling>& written, Scenario& scenario, Diagnostics& diagnostics);

}  // namespace chokepoint::scenario
