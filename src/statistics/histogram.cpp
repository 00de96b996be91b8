// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "chokepoint/statistics.hpp"

namespace chokepoint::statistics {

namespace {

std::uint64_t bits_of(double value) {
  return __builtin_bit_cast(std::uint64_t, value);
}

}  // namespace

double Histogram::bin_start(std::uint64_t bin) const {
  return __builtin_bit_cast(double, bin << shift_);
}

/// Two neighbours become one. The bins that result depend on the numbers alone, not on the order they came in.
void Histogram::coarsen() {
  std::vector<std::uint64_t> wider;
  const std::uint64_t first = first_bin_ >> 1U;
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    const std::size_t at = ((first_bin_ + i) >> 1U) - first;
    if (at >= wider.size()) wider.resize(at + 1);
    wider[at] += bins_[i];
  }
  bins_ = std::move(wider);
  first_bin_ = first;
  ++shift_;
}

/// Makes room for numbers whose bits lie between these.
void Histogram::cover(std::uint64_t lowest_bits, std::uint64_t highest_bits) {
  const auto first = [&] {
    return bins_.empty() ? lowest_bits >> shift_ : std::min(first_bin_, lowest_bits >> shift_);
  };
  const auto last = [&] {
    return bins_.empty() ? highest_bits >> shift_ : std::max(first_bin_ + bins_.size() - 1, highest_bits >> shift_);
  };
  while (last() - first() >= bins_at_most) coarsen();
  const std::uint64_t start = first();
  const std::uint64_t end = last();
  if (bins_.empty()) first_bin_ = start;
  bins_.insert(bins_.begin(), first_bin_ - start, 0);
  first_bin_ = start;
  bins_.resize(end - start + 1, 0);
}

void Histogram::add(const double* values, std::size_t count) {
  if (count == 0) return;
  double lowest = values[0];
  double highest = values[0];
  double lowest_above_zero = std::numeric_limits<double>::infinity();
  bool good = true;  // comparisons with NaN are false: min and max alone would pass over it
  for (std::size_t i = 0; i < count; ++i) {
    good = good && values[i] >= 0.0 && values[i] <= std::numeric_limits<double>::max();
    lowest = std::min(lowest, values[i]);
    highest = std::max(highest, values[i]);
    lowest_above_zero = std::min(lowest_above_zero, values[i] > 0.0 ? values[i] : lowest_above_zero);
  }
  if (!good) throw std::invalid_argument("a histogram takes finite numbers that are not negative");
  lowest_ = count_ == 0 ? lowest : std::min(lowest_, lowest);
  highest_ = count_ == 0 ? highest : std::max(highest_, highest);
  count_ += count;
  if (highest > 0.0) cover(bits_of(lowest_above_zero), bits_of(highest));
  const int shift = shift_;
  const std::uint64_t first_bin = first_bin_;
  if (lowest > 0.0) {
    std::uint64_t* const bins = bins_.data();
    for (std::size_t i = 0; i < count; ++i) ++bins[(bits_of(values[i]) >> shift) - first_bin];
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (values[i] > 0.0) {
      ++bins_[(bits_of(values[i]) >> shift) - first_bin];
    } else {
      ++zeros_;
    }
  }
}

void Histogram::merge(const Histogram& other) {
  if (other.count_ == 0) return;
  lowest_ = count_ == 0 ? other.lowest_ : std::min(lowest_, other.lowest_);
  highest_ = count_ == 0 ? other.highest_ : std::max(highest_, other.highest_);
  count_ += other.count_;
  zeros_ += other.zeros_;
  if (other.bins_.empty()) return;
  while (shift_ < other.shift_) coarsen();
  const std::uint64_t others_last = other.first_bin_ + other.bins_.size() - 1;
  cover(other.first_bin_ << other.shift_, others_last << other.shift_);
  for (std::size_t i = 0; i < other.bins_.size(); ++i) {
    bins_[((other.first_bin_ + i) << other.shift_ >> shift_) - first_bin_] += other.bins_[i];
  }
}

double Histogram::quantile(double level) const {
  if (count_ == 0) throw std::logic_error("a quantile of nothing");
  const double rank = level * static_cast<double>(count_ - 1);
  double before = static_cast<double>(zeros_);
  if (rank < before) return 0.0;
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    const auto here = static_cast<double>(bins_[i]);
    if (rank >= before + here) {
      before += here;
      continue;
    }
    const double start = bin_start(first_bin_ + i);
    const double end = bin_start(first_bin_ + i + 1);
    // The values of a bin are taken to lie evenly within it, none outside of what was seen.
    const double value = start + (end - start) * std::min(1.0, (rank - before + 0.5) / here);
    return std::clamp(value, lowest_, highest_);
  }
  return highest_;
}

}  // namespace chokepoint::statistics
