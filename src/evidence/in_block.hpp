// SPDX-License-Identifier: Apache-2.0
// What a scenario says of targets, in the draws of a block.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "chokepoint/evidence.hpp"
#include "chokepoint/simulation.hpp"

namespace chokepoint::evidence {

/// Throws std::invalid_argument for a date outside of the scenario's years.
void check_dates(std::span<const Target> targets, const scenario::Scenario& scenario);

/// Of one thread. Scenario and targets must outlive it.
class InBlock {
 public:
  InBlock(const scenario::Scenario& scenario, std::span<const Target> targets)
      : scenario_(scenario), targets_(targets) {}

  /// Writes what target `i` is in each draw of a block to out[0, block.count).
  void read(const simulation::Block& block, std::size_t i, double* out);
  /// What blocks have to hold for it.
  [[nodiscard]] simulation::Extras extras() const;

 private:
  const double* in_year(const Target& target, const simulation::Block& block, std::size_t year,
                        std::vector<double>& made) const;

  const scenario::Scenario& scenario_;
  std::span<const Target> targets_;
  std::array<std::vector<double>, 2> made_;
};

}  // namespace chokepoint::evidence
