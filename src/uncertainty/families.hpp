// SPDX-License-Identifier: Apache-2.0
// The families whose quantile function is done in lanes: plain parameters, and one formula for a double and a Pack.
#pragma once

#include "units/elementary.hpp"

namespace chokepoint::uncertainty {

/// What the metalogs share: a2 L + a3 (u - 1/2) L with L = logit(u), the distance from the median in the coordinate of
/// the fit (Keelin 2016, equation 12, three terms).
struct MetalogShape {
  double a2 = 0.0;
  double a3 = 0.0;

  template <class Real>
  [[nodiscard]] Real at(Real u) const {
    return logit(u) * (Real(a2) + Real(a3) * (u - Real(0.5)));
  }
};

// Each metalog is the value() of the shape's at(u), which lanes find apart: what takes one after the other waits less.
//
// The median stands outside of the exponential, not as a1 inside: the values of this field are as large as 1e30, and
// rounding ln(1e30) alone would cost two digits.
struct Metalog {
  MetalogShape shape;
  double median = 0.0;

  template <class Real>
  [[nodiscard]] Real value(Real at) const {
    return Real(median) + at;
  }
  template <class Real>
  [[nodiscard]] Real quantile(Real u) const {
    return value(shape.at(u));
  }
};

/// In ln(x - lower).
struct MetalogAbove {
  MetalogShape shape;
  double lower = 0.0;
  double median_above = 0.0;  // median - lower

  template <class Real>
  [[nodiscard]] Real value(Real at) const {
    return Real(lower) + Real(median_above) * exp(at);
  }
  template <class Real>
  [[nodiscard]] Real quantile(Real u) const {
    return value(shape.at(u));
  }
};

/// In -ln(upper - x).
struct MetalogBelow {
  MetalogShape shape;
  double upper = 0.0;
  double median_below = 0.0;  // upper - median

  template <class Real>
  [[nodiscard]] Real value(Real at) const {
    return Real(upper) - Real(median_below) * exp(-at);
  }
  template <class Real>
  [[nodiscard]] Real quantile(Real u) const {
    return value(shape.at(u));
  }
};

/// In ln((x - lower) / (upper - x)).
struct MetalogBetween {
  MetalogShape shape;
  double lower = 0.0;
  double width = 0.0;        // upper - lower
  double median_odds = 0.0;  // (upper - median) / (median - lower)

  template <class Real>
  [[nodiscard]] Real value(Real at) const {
    return Real(lower) + Real(width) / (Real(1.0) + Real(median_odds) * exp(-at));
  }
  template <class Real>
  [[nodiscard]] Real quantile(Real u) const {
    return value(shape.at(u));
  }
};

struct Normal {
  double mean = 0.0;
  double standard_deviation = 1.0;

  template <class Real>
  [[nodiscard]] Real quantile(Real u) const {
    return Real(mean) + Real(standard_deviation) * normal_quantile(u);
  }
};

struct Lognormal {
  double median = 1.0;
  double log_standard_deviation = 1.0;

  template <class Real>
  [[nodiscard]] Real quantile(Real u) const {
    return Real(median) * exp(Real(log_standard_deviation) * normal_quantile(u));
  }
};

struct Uniform {
  double low = 0.0;
  double width = 1.0;

  template <class Real>
  [[nodiscard]] Real quantile(Real u) const {
    return Real(low) + u * Real(width);
  }
};

struct LogUniform {
  double low = 1.0;
  double log_width = 1.0;  // ln(high / low)

  template <class Real>
  [[nodiscard]] Real quantile(Real u) const {
    return Real(low) * exp(u * Real(log_width));
  }
};

struct Triangular {
  double low = 0.0;
  double mode = 0.5;
  double high = 1.0;

  template <class Real>
  [[nodiscard]] Real quantile(Real u) const {
    const auto rising = u * Real(high - low) < Real(mode - low);
    const Real left = sqrt(u * Real(high - low) * Real(mode - low));
    const Real right = sqrt((Real(1.0) - u) * Real(high - low) * Real(high - mode));
    return select(rising, Real(low) + left, Real(high) - right);
  }
};

/// The smallest and the largest value that may be drawn: the last numbers inside the support. Rounding may otherwise
/// reach a bound, which no draw may.
struct Inside {
  double least = 0.0;
  double most = 0.0;

  template <class Real>
  [[nodiscard]] Real operator()(Real x) const {
    return min(max(x, Real(least)), Real(most));
  }
};

}  // namespace chokepoint::uncertainty
