// SPDX-License-Identifier: Apache-2.0
// How long the rest of the work will take.
#pragma once

#include <cmath>
#include <optional>

namespace chokepoint::cli {

/// Goes by how fast the work went of late: its start is often slower, because later parts use what it made.
class Countdown {
 public:
  /// Seconds left, when so many have passed for this share of the work; nothing as long as that is a guess.
  std::optional<double> left(double seconds, double share) {
    if (seconds > seconds_ && share > share_) {
      const double rate = (share - share_) / (seconds - seconds_);
      const double weight = share_ > 0.0 ? 1.0 - std::exp((seconds_ - seconds) / memory) : 1.0;
      rate_ += weight * (rate - rate_);
      seconds_ = seconds;
      share_ = share;
    }
    if (seconds < quiet || share < least_share) return std::nullopt;
    return (1.0 - share) / rate_;
  }

 private:
  static constexpr double memory = 4.0;  // seconds
  static constexpr double quiet = 3.0;   // seconds
  static constexpr double least_share = 0.02;
  double seconds_ = 0.0;
  double share_ = 0.0;
  double rate_ = 0.0;
};

}  // namespace chokepoint::cli
