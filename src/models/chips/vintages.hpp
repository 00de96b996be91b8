// SPDX-License-Identifier: Apache-2.0
// Accelerators by the year of their sale, of which those are in use that have been deployed and not yet retired.
#pragma once

#include <array>
#include <cstddef>

#include "models/shared.hpp"
#include "units/quantity.hpp"
#include "units/real.hpp"

namespace chokepoint::models {

/// Years of sale that are kept apart: all in which something in use can have been sold.
inline constexpr std::size_t vintage_count = 16;
// A lag reaches back no further than the year before: less than a year, by days, so that messages can say it.
inline constexpr Bounds lags{
    .lower = 0.0, .upper = 360.0 * units::seconds_per_day, .lower_allowed = true, .upper_allowed = true};
inline constexpr Bounds lifetimes{.lower = 0.0,
                                  .upper = static_cast<double>(vintage_count - 1) * units::seconds_per_year,
                                  .lower_allowed = false,
                                  .upper_allowed = true};

template <class Real>
class Vintages {
 public:
  using Number = Quantity<units::Accelerators, Real>;
  using Duration = Quantity<units::Time, Real>;

  /// `sold` in all until now, more in each year by `growth`.
  Vintages(const Number& sold, const Growth<Real>& growth, const Duration& lag, const Duration& lifetime) {
    const Real shrinking = Real(1.0) / growth.factor();
    Number until = sold;
    for (std::size_t age = 0; age < vintage_count; ++age) {
      const Number earlier = until * shrinking;
      sold_[age] = age + 1 < vintage_count ? until - earlier : until;
      until = earlier;
    }
    const Real from = units::value_of(lag) * Real(1.0 / units::seconds_per_year);
    const Real to = from + units::value_of(lifetime) * Real(1.0 / units::seconds_per_year);
    for (std::size_t age = 0; age < vintage_count; ++age)
      in_use_[age] = overlap(Real(static_cast<double>(age)), from, to);
  }

  /// Those of the year before come first.
  [[nodiscard]] const Number& newest() const { return sold_[0]; }

  [[nodiscard]] Number in_use() const { return with_newest(sold_[0]); }

  /// In use, had so many been sold in the year before.
  [[nodiscard]] Number with_newest(const Number& sold) const {
    Number sum = sold * in_use_[0];
    for (std::size_t age = 1; age < vintage_count; ++age) sum += sold_[age] * in_use_[age];
    return sum;
  }

  void add(const Number& sold) {
    for (std::size_t age = vintage_count - 1; age > 0; --age) sold_[age] = sold_[age - 1];
    sold_[0] = sold;
  }

  /// What was sold; how much of it is in use follows from the lags of this year.
  void inherit(const Vintages& earlier) { sold_ = earlier.sold_; }

 private:
  /// The part of the sales of a year, `age` to `age + 1` years ago and evenly over it, that lies between two ages.
  static Real overlap(Real age, Real from, Real to) {
    return max(min(age + Real(1.0), to) - max(age, from), Real(0.0));
  }

  std::array<Number, vintage_count> sold_;  // by whole years since the end of the year of sale
  std::array<Real, vintage_count> in_use_;  // parts of them
};

}  // namespace chokepoint::models
