// SPDX-License-Identifier: Apache-2.0
#include "evidence/tally.hpp"

#include <cmath>
#include <numeric>

#include "statistics/bytes.hpp"
#include "units/elementary.hpp"

namespace chokepoint::evidence {

namespace {

constexpr double ln2 = 0.69314718055994530942;
constexpr unsigned bin_shift = 45;  // of the 52 bits of a mantissa 7 are left: 128 bins an octave

std::uint64_t bits_of(double value) {
  return __builtin_bit_cast(std::uint64_t, value);
}
double number_of(std::uint64_t bits) {
  return __builtin_bit_cast(double, bits);
}

void add(const std::vector<std::uint64_t>& more, std::vector<std::uint64_t>& to) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += more[i];
}

}  // namespace

void Bins::cover(std::uint64_t bin) {
  if (bins_.empty()) first_ = bin;
  if (bin < first_) {
    bins_.insert(bins_.begin(), first_ - bin, Bin{});
    first_ = bin;
  }
  if (bin - first_ >= bins_.size()) bins_.resize(bin - first_ + 1);
}

void Bins::add(double value, std::uint64_t weight) {
  if (!(value > 0.0)) {
    ++zeros_.draws;
    zeros_.weight += weight;
    return;
  }
  const std::uint64_t bits = bits_of(value);
  lowest_ = std::min(lowest_, bits);
  highest_ = std::max(highest_, bits);
  const std::uint64_t bin = bits >> bin_shift;
  cover(bin);
  Bin& at = bins_[bin - first_];
  ++at.draws;
  at.weight += weight;
}

void Bins::merge(const Bins& other) {
  zeros_.draws += other.zeros_.draws;
  zeros_.weight += other.zeros_.weight;
  if (other.bins_.empty()) return;
  cover(other.first_);
  cover(other.first_ + other.bins_.size() - 1);
  for (std::size_t i = 0; i < other.bins_.size(); ++i) {
    Bin& at = bins_[other.first_ + i - first_];
    at.draws += other.bins_[i].draws;
    at.weight += other.bins_[i].weight;
  }
  lowest_ = std::min(lowest_, other.lowest_);
  highest_ = std::max(highest_, other.highest_);
}

std::uint64_t Bins::total(bool weighted) const {
  const auto of = [weighted](const Bin& one) { return weighted ? one.weight : one.draws; };
  return std::accumulate(bins_.begin(), bins_.end(), of(zeros_),
                         [&of](std::uint64_t sum, const Bin& one) { return sum + of(one); });
}

double Bins::quantile(double level, bool weighted) const {
  const auto of = [weighted](const Bin& one) { return static_cast<double>(weighted ? one.weight : one.draws); };
  const double wanted = level * static_cast<double>(total(weighted));
  double before = of(zeros_);
  if (bins_.empty() || wanted <= before) return 0.0;
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    const double inside = of(bins_[i]);
    if (before + inside >= wanted && inside > 0.0) {
      const double start = number_of((first_ + i) << bin_shift);
      const double end = number_of((first_ + i + 1) << bin_shift);
      const double value = start + (end - start) * (wanted - before) / inside;
      return std::clamp(value, number_of(lowest_), number_of(highest_));
    }
    before += inside;
  }
  return number_of(highest_);
}

LearnedSpread Bins::spread(bool weighted) const {
  const auto at = [this, weighted](double level) { return quantile(level, weighted); };
  return {at(0.05), at(0.10), at(0.50), at(0.90), at(0.95)};
}

Tally::Tally(std::size_t constraints, std::size_t years, std::size_t parameters, std::size_t series,
             std::size_t observations)
    : stopped(constraints, std::vector<std::uint64_t>(years)),
      stopped_weight(stopped),
      alone(series),
      parts(parameters, std::vector<std::uint64_t>(fine_parts)),
      parts_alone(series * parameters, std::vector<std::uint64_t>(coarse_parts)),
      said(observations),
      below(observations) {}

void Tally::merge(const Tally& other) {
  std::vector<const std::vector<std::uint64_t>*> more;
  each_row(other, [&more](const std::vector<std::uint64_t>& row) { more.push_back(&row); });
  auto next = more.begin();
  each_row(*this, [&next](std::vector<std::uint64_t>& row) { add(**next++, row); });
  for (std::size_t s = 0; s < alone.size(); ++s) alone[s].add(other.alone[s]);
  for (std::size_t i = 0; i < said.size(); ++i) said[i].merge(other.said[i]);
}

std::string Tally::bytes() const {
  statistics::Writer to;
  each_row(*this, [&to](const std::vector<std::uint64_t>& row) { to.counts(row); });
  for (const Effective& one : alone) to.counts(one.parts());
  for (const Bins& one : said) one.write(to);
  return to.take();
}

void Tally::read(const std::string& bytes) {
  statistics::Reader from(bytes);
  each_row(*this, [&from](std::vector<std::uint64_t>& row) { row = from.counts(); });
  for (Effective& one : alone) one = Effective::of_parts(from.counts());
  for (Bins& one : said) one = Bins::read(from);
}

double uniform_below(const std::vector<std::uint64_t>& parts, double level) {
  const std::uint64_t total = std::accumulate(parts.begin(), parts.end(), std::uint64_t{0});
  const double wanted = level * static_cast<double>(total);
  double before = 0.0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto inside = static_cast<double>(parts[i]);
    if (inside > 0.0 && before + inside >= wanted) {
      const double part = static_cast<double>(i) + (wanted - before) / inside;
      const double uniform = part / static_cast<double>(parts.size());
      constexpr double least = 1e-9;  // a quantile function may be infinite at its ends
      return std::clamp(uniform, least, 1.0 - least);
    }
    before += inside;
  }
  return 0.5;  // no weight at all
}

/// Of n draws in k parts that are equally likely, 2 n ln 2 times the bits is chi-square with k - 1 degrees of freedom
/// (Wilks 1938), whose mean is k - 1 and variance 2 (k - 1). Where the draws are in fewer parts than there are, k is
/// taken to be as many as would be as uncertain: 2 to the power of their entropy.
double bits_of_parts(const std::vector<std::uint64_t>& parts, double effective) {
  const std::uint64_t total = std::accumulate(parts.begin(), parts.end(), std::uint64_t{0});
  if (total == 0) return 0.0;
  const auto count = static_cast<double>(parts.size());
  double bits = 0.0;
  for (const std::uint64_t one : parts) {
    if (one == 0) continue;
    const double share = static_cast<double>(one) / static_cast<double>(total);
    bits += share * log2(share * count);
  }
  const double free = std::max(1.0, count * exp(-bits * ln2) - 1.0);
  const double scale = 2.0 * effective * ln2;
  const double left = bits - free / scale;
  constexpr double deviations = 4.0;
  return left > deviations * std::sqrt(2.0 * free) / scale ? left : 0.0;
}

}  // namespace chokepoint::evidence
