// SPDX-License-Identifier: Apache-2.0
// Text that models rephrase, beside that of people.
#pragma once

#include "models/ways/way.hpp"

namespace chokepoint::models {

template <class Real>
struct Synthetic : Gain<Real> {
  static constexpr std::string_view relief_means = "training compute that rephrased data make up for";

  template <class Visit>
  void each(Visit&& visit) {
    this->say(visit,
              "orders of magnitude of training compute that rephrased data are worth; none where below 0. A scenario "
              "whose data hold synthetic ones already, data.synthetic, leaves it at 0",
              "kang-2025",
              {"{p10: 0, p50: 0.2, p90: 0.6}",
               {"a third of rephrased text reaches a loss 5 to 10 times as fast at large budgets, as the upper side",
                "assumed"}});
  }
};

}  // namespace chokepoint::models
