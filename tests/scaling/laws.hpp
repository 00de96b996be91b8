// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include "chokepoint/scaling.hpp"

namespace chokepoint::scaling {

/// The loss law of a fit.
inline const LossLaw& law(const char* name) {
  return std::get<LossLaw>(find(name)->law);
}

inline void expect_near(double value, double expected, double tolerance, const char* what) {
  EXPECT_NEAR(value / expected, 1.0, tolerance) << what << ": " << value << " against " << expected;
}

}  // namespace chokepoint::scaling
