// SPDX-License-Identifier: Apache-2.0
// What every way around a shortfall shares. A way `waiting` is one file, src/models/ways/waiting.hpp, holding a class
// template over Real, and one line in ways.def:
//
//     template <class Real>
//     struct Waiting {
//       Quantity<units::…, Real> field;                      // its parameters
//       each(visit)                                          // names, bounds and explains every one: shared.hpp
//       static constexpr std::string_view relief_means;      // of its relief, as a result
//       struct Results { … each(visit) names every one };    // further results; may be left out
//       Real relief(const Shortfall<Real>& year) const;      // in orders of magnitude of training compute, from 0 on
//       Results results(const Shortfall<Real>& year) const;  // with Results
//     };
//
// Parameters may be given by year. A way knows nothing of the years before: what it gives follows from those of its
// year. It sees what the constraints left of the trajectory; they do not see it.
#pragma once

#include "models/model.hpp"

namespace chokepoint::models {

inline constexpr std::string_view ways_page = "docs/ways-around.md";

/// Orders of magnitude, or years, where none would do: a number that no result reaches otherwise, and that quantiles
/// can hold.
inline constexpr double out_of_reach = 99.0;

inline constexpr double log10_of_e = 0.43429448190325183;
inline constexpr double ln_of_10 = 2.302585092994046;

template <class Real>
Real log10_of(Real x) {
  return log(x) * Real(log10_of_e);
}
template <class Real>
Real power_of_10(Real x) {
  return exp(x * Real(ln_of_10));
}

/// What is wanted of a year, and what there is.
template <class Real>
struct Shortfall {
  Quantity<units::Compute, Real> wanted;      // the trajectory
  Quantity<units::Compute, Real> attainable;  // no more than any ceiling, nor than the trajectory
  Quantity<units::Compute, Real> but_data;    // the same without the ceilings that a run can pass at a price
  Real missing;                               // from the attainable to the wanted, in orders of magnitude: 0 or more
};

/// Any number: what a way gives may be nothing, and a spread about nothing has numbers below it, which count as none.
inline constexpr Bounds any_number{
    .lower = -unlimited, .upper = unlimited, .lower_allowed = false, .upper_allowed = false};

/// A way of which no more is known than how much it gives.
template <class Real>
struct Gain {
  Quantity<units::Ratio, Real> gain;

  [[nodiscard]] Real relief(const Shortfall<Real>& /*year*/) const { return max(units::value_of(gain), Real(0.0)); }

 protected:
  template <class Visit>
  void say(Visit& visit, std::string_view meaning, std::string_view source, const Default& unless_given) {
    visit(gain, {"gain", any_number, Effect::raises, meaning, source, false, "", unless_given});
  }
};

}  // namespace chokepoint::models
