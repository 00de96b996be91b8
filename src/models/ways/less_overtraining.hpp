// SPDX-License-Identifier: Apache-2.0
// A larger model on fewer tokens: what was trained beyond the best ratio, to be cheap to serve, is given up.
#pragma once

#include "models/ways/way.hpp"

namespace chokepoint::models {

template <class Real>
struct LessOvertraining : Gain<Real> {
  static constexpr std::string_view relief_means = "training compute that is free where models are overtrained less";

  template <class Visit>
  void each(Visit&& visit) {
    this->say(
        visit,
        "orders of magnitude of training compute that overtraining costs at the same loss, and that are free "
        "where it is given up; none where below 0. It is paid in serving: the model is larger",
        "docs/scaling-laws.md, equation (9)",
        {"{p10: 0.05, p50: 0.15, p90: 0.4, lower: 0}",
         {"from ten times the best tokens per parameter to the best: 0.20 by the fit of Besiroglu et al.", "assumed"}});
  }
};

}  // namespace chokepoint::models
