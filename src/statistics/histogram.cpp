// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "chokepoint/statistics.hpp"
#include "statistics/bytes.hpp"
#include "units/columns.hpp"

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
  spill();
  const std::uint64_t first = first_bin_ >> 1U;
  std::vector<std::uint64_t> wider;
  for (std::size_t i = 0; i < spilled_.size(); ++i) {
    const std::size_t at = ((first_bin_ + i) >> 1U) - first;
    if (at >= wider.size()) wider.resize(at + 1);
    wider[at] += spilled_[i];
  }
  spilled_ = std::move(wider);
  bins_.assign(spilled_.size(), 0);
  first_bin_ = first;
  ++shift_;
}

/// Before `count` more are counted in bins_, none of which could overflow then.
void Histogram::make_room_for(std::uint64_t count) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint16_t>::max();
  // What could be in one bin seldom is: then all may go on.
  if (fullest_ + count > most) fullest_ = bins_.empty() ? 0 : *std::max_element(bins_.begin(), bins_.end());
  if (fullest_ + count > most) spill();
  fullest_ += count;
}

void Histogram::spill() {
  spilled_.resize(bins_.size());
  for (std::size_t i = 0; i < bins_.size(); ++i) spilled_[i] += std::exchange(bins_[i], std::uint16_t{0});
  fullest_ = 0;
}

/// Makes room for numbers whose bits lie between these.
void Histogram::cover(std::uint64_t lowest_bits, std::uint64_t highest_bits) {
  if (lowest_bits >> shift_ >= first_bin_ && (highest_bits >> shift_) - first_bin_ < bins_.size()) return;
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
  const auto widened = [this, start, end](auto& bins) {
    bins.insert(bins.begin(), first_bin_ - start, 0);
    bins.resize(end - start + 1, 0);
  };
  widened(bins_);
  if (!spilled_.empty()) widened(spilled_);
  first_bin_ = start;
}

void Histogram::add(const double* values, std::size_t count) {
  if (count == 0) return;
  Extent extent;
  if (!all_within(values, count, {0.0, std::numeric_limits<double>::max()}, extent)) {
    throw std::invalid_argument("a histogram takes finite numbers that are not negative");
  }
  add(values, count, extent);
}

void Histogram::add(const double* values, std::size_t count, Extent extent) {
  lowest_ = count_ == 0 ? extent.lowest : std::min(lowest_, extent.lowest);
  highest_ = count_ == 0 ? extent.highest : std::max(highest_, extent.highest);
  count_ += count;
  constexpr std::size_t at_once = 1U << 12U;  // far below what a bin holds
  for (std::size_t start = 0; start < count; start += at_once) {
    count_in(values + start, std::min(at_once, count - start), extent);
  }
}

/// Some of the values, whose extent is at most this.
void Histogram::count_in(const double* values, std::size_t count, Extent extent) {
  make_room_for(count);
  if (extent.highest == 0.0) {
    zeros_ += count;
  } else if (extent.lowest == extent.highest) {
    cover(bits_of(extent.lowest), bits_of(extent.lowest));
    std::uint16_t& bin = bins_[(bits_of(extent.lowest) >> shift_) - first_bin_];
    bin = static_cast<std::uint16_t>(bin + count);
  } else if (extent.lowest > 0.0) {
    cover(bits_of(extent.lowest), bits_of(extent.highest));
    tally(values, count);
  } else {
    add_with_zeros(values, count, extent.highest);
  }
}

/// Four at a time: the bins of some are found while those before them are counted, which takes a third off.
void Histogram::tally(const double* values, std::size_t count) {
  std::uint16_t* const bins = bins_.data();
  const auto bin_of = [shift = shift_, first = first_bin_](double value) { return (bits_of(value) >> shift) - first; };
  constexpr std::size_t at_once = 4;
  std::size_t i = 0;
  for (; i + at_once <= count; i += at_once) {
    std::array<std::uint64_t, at_once> found;
    for (std::size_t j = 0; j < at_once; ++j) found[j] = bin_of(values[i + j]);
    for (const std::uint64_t bin : found) ++bins[bin];
  }
  for (; i < count; ++i) ++bins[bin_of(values[i])];
}

void Histogram::add_with_zeros(const double* values, std::size_t count, double highest) {
  double lowest = highest;
  for (std::size_t i = 0; i < count; ++i) lowest = values[i] > 0.0 ? std::min(lowest, values[i]) : lowest;
  cover(bits_of(lowest), bits_of(highest));
  for (std::size_t i = 0; i < count; ++i) {
    if (values[i] > 0.0) {
      tally(values + i, 1);
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
  const auto place = [this, &other](std::size_t i) {
    return ((other.first_bin_ + i) << other.shift_ >> shift_) - first_bin_;
  };
  spilled_.resize(bins_.size());
  for (std::size_t i = 0; i < other.bins_.size(); ++i) spilled_[place(i)] += other.in_bin(i);
}

void Histogram::write(Writer& to) const {
  to.count(count_);
  to.count(zeros_);
  to.number(lowest_);
  to.number(highest_);
  to.count(static_cast<std::uint64_t>(shift_));
  to.count(first_bin_);
  to.count(bins_.size());
  for (std::size_t i = 0; i < bins_.size(); ++i) to.count(in_bin(i));
}

Histogram Histogram::read(Reader& from) {
  Histogram histogram;
  histogram.count_ = from.count();
  histogram.zeros_ = from.count();
  histogram.lowest_ = from.number();
  histogram.highest_ = from.number();
  histogram.shift_ = static_cast<int>(from.count());
  histogram.first_bin_ = from.count();
  histogram.spilled_.resize(from.count());
  for (std::uint64_t& bin : histogram.spilled_) bin = from.count();
  histogram.bins_.resize(histogram.spilled_.size());
  return histogram;
}

double Histogram::mean_square(double scale) const {
  double sum = 0.0;
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    const double middle = 0.5 * (bin_start(first_bin_ + i) + bin_start(first_bin_ + i + 1));
    const double ratio = std::clamp(middle, lowest_, highest_) / scale;
    sum += static_cast<double>(in_bin(i)) * ratio * ratio;
  }
  return sum / static_cast<double>(count_);
}

double Histogram::quantile(double level) const {
  double value = 0.0;
  quantiles({&level, 1}, {&value, 1});
  return value;
}

void Histogram::quantiles(std::span<const double> at, std::span<double> values) const {
  quantiles(at, values, {});
}

void Histogram::quantiles(std::span<const double> at, std::span<double> values, const PointMass& mass) const {
  if (count_ == 0) throw std::logic_error("a quantile of nothing");
  const std::uint64_t bin_of_mass = mass.equal == 0 ? 0 : bits_of(mass.value) >> shift_;
  std::uint64_t before = zeros_;  // numbers in the bins before this one, without the mass
  std::size_t bin = 0;
  const auto others = [&] {
    return in_bin(bin) - (mass.equal > 0 && first_bin_ + bin == bin_of_mass ? mass.equal : 0);
  };
  for (std::size_t i = 0; i < at.size(); ++i) {
    double rank = at[i] * static_cast<double>(count_ - 1);
    const bool above_mass = mass.equal > 0 && rank > static_cast<double>(mass.below + mass.equal - 1);
    if (mass.equal > 0 && !above_mass && rank >= static_cast<double>(mass.below)) {
      values[i] = mass.value;
      continue;
    }
    if (above_mass) rank -= static_cast<double>(mass.equal);
    if (rank < static_cast<double>(zeros_)) {
      values[i] = 0.0;
      continue;
    }
    const auto whole_rank = static_cast<std::uint64_t>(rank);  // which tells as well whether it is a count or more
    while (bin < bins_.size() && whole_rank >= before + others()) {
      before += others();
      ++bin;
    }
    if (bin == bins_.size()) {
      values[i] = highest_;
      continue;
    }
    double start = bin_start(first_bin_ + bin);
    double end = bin_start(first_bin_ + bin + 1);
    double in_part = static_cast<double>(others());
    double first = static_cast<double>(before);
    if (mass.equal > 0 && first_bin_ + bin == bin_of_mass) {
      // The bin of the mass has two sides.
      const double lower = static_cast<double>(mass.below) - first;
      if (above_mass) {
        start = mass.value;
        first += lower;
        in_part -= lower;
      } else {
        end = mass.value;
        in_part = lower;
      }
    }
    // The values of a bin are taken to lie evenly within it, none outside of what was seen.
    const double within = std::clamp((rank - first + 0.5) / in_part, 0.0, 1.0);
    values[i] = std::clamp(start + (end - start) * within, lowest_, highest_);
    if (mass.equal > 0) values[i] = above_mass ? std::max(values[i], mass.value) : std::min(values[i], mass.value);
  }
}

}  // namespace chokepoint::statistics
