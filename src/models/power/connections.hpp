// SPDX-License-Identifier: Apache-2.0
// Connections to the grid, which new plants and the room of the existing grid share: V5 and V6 of
// docs/power-buildout.md.
#pragma once

#include "models/power/sources.hpp"

namespace chokepoint::models {

template <class Real>
struct GridParameters {
  Initial<Quantity<units::Power, Real>> headroom;
  Quantity<units::BuildRate, Real> connections;
  Growth<Real> connection_growth;

  template <class Visit>
  void each(Visit&& visit) {
    visit(headroom, {.name = "headroom",
                     .bounds = not_negative,
                     .effect = Effect::either,
                     .meaning = "power that the grid can give AI from what stands, where its loads can yield at peaks",
                     .source = power_page,
                     .dated = at_base_year});
    visit(connections, {.name = "connections",
                        .bounds = not_negative,
                        .effect = Effect::either,
                        .meaning = "power of AI data centers that is connected to the grid in a year, at most",
                        .source = power_page,
                        .dated = at_base_year,
                        .growth = "connection_growth",
                        .capacity = true});
    visit(connection_growth,
          {.name = "connection_growth",
           .bounds = positive,
           .effect = Effect::either,
           .meaning = "yearly growth of these connections",
           .source = power_page,
           .unless_given = {"{p10: 1.03x/yr, p50: 1.10x/yr, p90: 1.20x/yr, lower: 1x/yr}", basis::assumed}});
  }
};

/// What waits for a connection.
template <class Real>
struct Waiting {
  using Power = Quantity<units::Power, Real>;
  Power plants;    // new ones that are ready
  Power headroom;  // of the existing grid

  [[nodiscard]] Power all() const { return plants + headroom; }

  /// Connects at most `most`, plants before headroom. Returns what it connects.
  Power connect(const Power& most) {
    const Power before = all();
    const Power connected = min(before, most);
    const Power none = units::of<units::Power>(Real(0.0));
    plants = max(plants - connected, none);
    headroom = max(before - connected - plants, none);  // exactly none where all is connected
    return connected;
  }
};

}  // namespace chokepoint::models
