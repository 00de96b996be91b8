// SPDX-License-Identifier: Apache-2.0
// Better training after pre-training, and tools around the model, beyond what is practice today.
#pragma once

#include "models/ways/way.hpp"

namespace chokepoint::models {

template <class Real>
struct PostTraining : Gain<Real> {
  static constexpr std::string_view relief_means = "training compute that new post-training and scaffolds make up for";

  template <class Visit>
  void each(Visit&& visit) {
    this->say(
        visit,
        "orders of magnitude of training compute that post-training and scaffolds beyond those of 2026 are worth; "
        "none where below 0",
        "davidson-2023",
        {"{p10: 0.05, p50: 0.25, p90: 0.6, lower: 0}",
         {"single enhancements are worth 0.7 and more, most of which is in use already", "assumed"}});
  }
};

}  // namespace chokepoint::models
