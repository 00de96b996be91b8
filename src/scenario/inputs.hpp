// SPDX-License-Identifier: Apache-2.0
// From draws to what a constraint reads: one input per parameter, through the years.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "chokepoint/scenario.hpp"

namespace chokepoint::scenario {

/// `lanes` values for each of some years.
using Columns = std::unique_ptr<double[]>;

/// Room for so many values, which are not set: std::make_unique_for_overwrite, which libc++ 14 does not have.
[[nodiscard]] inline Columns room_for(std::size_t values) {
  return Columns(new double[values]);
}

/// What one constraint reads of a block of draws. Points into the columns it was made of and into itself: valid as long
/// as both are; moving it is fine.
struct Inputs {
  std::vector<models::Input> shared;  // in the order of models::shared()
  std::vector<models::Input> own;     // in the order of the constraint's description
  std::vector<Columns> made;
};

/// `columns`: the draws of all assumptions, in the order of Scenario::assumptions(), `lanes` values each. `block` is
/// the place of the constraint among the blocks of the scenario. `coupled`: what its couplings stand for, from the base
/// year on, in their order; without them those parameters have no values. Events lower the capacities that they act on,
/// unless they are left out.
[[nodiscard]] Inputs inputs_of(const Scenario& scenario, std::size_t block, std::span<const double* const> columns,
                               std::size_t lanes, std::span<const models::Input> coupled = {}, bool with_events = true);

/// What the ways around read, which a scenario has: inputs in the order of models::relief(), no shared ones. `coupled`
/// as above.
[[nodiscard]] Inputs inputs_of_relief(const Scenario& scenario, std::span<const double* const> columns,
                                      std::size_t lanes, std::span<const models::Input> coupled = {});

/// What an event reads of a block of draws: one input per parameter, in the order of its description.
[[nodiscard]] Inputs inputs_of_event(const Scenario& scenario, std::size_t event,
                                     std::span<const double* const> columns, std::size_t lanes);

/// How the runs of the trajectory are split, of a block of draws, where they are: the compute of post-training over
/// that of pre-training, at most what it can be, and how much longer it takes: [year from the base year on][lane].
struct PostTraining {
  std::vector<double> ratio;
  std::vector<double> slowdown;
};
[[nodiscard]] PostTraining post_training_of(const Scenario& scenario, std::span<const double* const> columns,
                                            std::size_t lanes);
/// The first of the columns that it is made of, which go to the last of the trajectory.
[[nodiscard]] std::size_t first_of_post_training(const Scenario& scenario);

/// From the base year to the last: the years that inputs have values for.
[[nodiscard]] int years_from_base(const Scenario& scenario);

}  // namespace chokepoint::scenario
