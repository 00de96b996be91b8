// SPDX-License-Identifier: Apache-2.0
// Accelerators that have power, where a scenario says how many find some in a year: docs/chips-supply-chain.md,
// "Accelerators need power".
#pragma once

#include "models/model.hpp"
#include "units/quantity.hpp"

namespace chokepoint::models {

template <class Real>
struct PoweredParameters {
  Quantity<units::AcceleratorRate, Real> powered;
  Quantity<units::Ratio, Real> region_share;

  template <class Visit>
  void each(Visit&& visit) {
    visit(powered, {.name = "powered",
                    .bounds = not_negative,
                    .effect = Effect::raises,
                    .meaning = "H100-equivalents that power new in the year before feeds, such as power/newly_powered; "
                               "left out, all that are deployed have power",
                    .source = "docs/chips-supply-chain.md",
                    .when_absent = any_number_in_a_year});
    visit(region_share, {.name = "region_share",
                         .bounds = share,
                         .effect = Effect::lowers,
                         .meaning = "share of the stock that stands in the region of that power: the rest has its own",
                         .source = "docs/chips-supply-chain.md",
                         .when_absent = 1.0,
                         .only_with = "powered"});
  }
};

/// What power feeds, in accelerators. Power that finds none waits for those of later years.
template <class Real>
class Feed {
 public:
  using Number = Quantity<units::Accelerators, Real>;

  /// All of the `stock` there is has power, and none is left.
  Feed(const PoweredParameters<Real>& parameters, const Number& stock)
      : parameters_(parameters), before_(stock * parameters.region_share), fed_(before_) {}

  [[nodiscard]] Number idle(const Number& stock) const { return above(stock * parameters_.region_share, fed_); }
  [[nodiscard]] Number installed(const Number& stock) const { return stock - idle(stock); }
  [[nodiscard]] Number unused(const Number& stock) const {
    // Without `powered` nothing is known of the power there is.
    const Real known = select(units::value_of(parameters_.powered) < Real(any_number_in_a_year), Real(1.0), Real(0.0));
    return above(fed_, stock * parameters_.region_share) * known;
  }

  void advance() {
    before_ = fed_;
    grow();
  }
  /// The year has a number of its own of what came before it.
  void inherit(const Feed& earlier) {
    before_ = earlier.before_;
    fed_ = before_;
    grow();
  }

 private:
  void grow() { fed_ += parameters_.powered * units::of<units::Time>(Real(units::seconds_per_year)); }
  static Number above(const Number& a, const Number& b) {
    return max(a - b, units::of<units::Accelerators>(Real(0.0)));
  }

  PoweredParameters<Real> parameters_;
  Number before_;  // a year ago
  Number fed_;
};

}  // namespace chokepoint::models
