// SPDX-License-Identifier: Apache-2.0
// When events last, and what they leave of capacities: docs/events.md.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "scenario/inputs.hpp"

namespace chokepoint::scenario {

// Keys of an event, and so the names of its parameters. A factor has the path of what it acts on.
inline constexpr std::string_view events_key = "events";
inline constexpr std::string_view hazard_key = "hazard";
inline constexpr std::string_view chance_key = "chance";
inline constexpr std::string_view start_key = "start";
inline constexpr std::string_view duration_key = "duration";
inline constexpr std::string_view factors_key = "factors";

/// Where the parameters of an event begin among all columns.
[[nodiscard]] std::size_t first_column(const Scenario& scenario, std::size_t event);

/// The part of each year from the base year on that lies inside an event: [year][lane].
[[nodiscard]] std::vector<double> overlaps_of(const Scenario& scenario, std::size_t event,
                                              std::span<const double* const> columns, std::size_t lanes);

/// What all events leave of the capacities of a constraint, in a block of draws. Holds the scenario and the columns by
/// reference.
class Multipliers {
 public:
  Multipliers(const Scenario& scenario, std::size_t block, std::span<const double* const> columns, std::size_t lanes,
              bool with_events);
  /// Whether there are any: an event that certainly never comes, or leaves all, makes none.
  [[nodiscard]] bool any() const { return !acting_.empty(); }
  /// Multiplies the capacities, year by year.
  void apply(Inputs& inputs) const;

 private:
  struct Acting {
    std::size_t event = 0;
    Event::Factor factor;
  };
  const Scenario& scenario_;
  std::span<const double* const> columns_;
  std::size_t lanes_;
  std::vector<Acting> acting_;  // those of one event stand together
};

}  // namespace chokepoint::scenario
