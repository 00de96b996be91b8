// SPDX-License-Identifier: Apache-2.0
// A better choice of training data, beyond what is practice today.
#pragma once

#include "models/ways/way.hpp"

namespace chokepoint::models {

template <class Real>
struct Curation : Gain<Real> {
  static constexpr std::string_view relief_means = "training compute that a better choice of data makes up for";

  template <class Visit>
  void each(Visit&& visit) {
    this->say(visit,
              "orders of magnitude of training compute that a better choice of data than that of 2026 is worth; none "
              "where below 0. A scenario whose data are curated already, data.curation, leaves it at 0",
              "betr-2025",
              {"{p10: 0, p50: 0.18, p90: 0.4}",
               {"2.1 times the compute over a curated set of 2024, as the upper side", "assumed"}});
  }
};

}  // namespace chokepoint::models
