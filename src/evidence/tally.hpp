// SPDX-License-Identifier: Apache-2.0
// What is counted of weighted draws: whole numbers, which merge in any order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "chokepoint/binding.hpp"
#include "chokepoint/evidence.hpp"
#include "evidence/likelihood.hpp"

namespace chokepoint::evidence {

/// Equally likely parts of what a parameter was before: for quantiles, and fewer for bits.
inline constexpr std::size_t fine_parts = 4096;
inline constexpr std::size_t coarse_parts = 64;

/// The part in which a uniform number lies.
[[nodiscard]] inline std::size_t part_of(double uniform) {
  const auto part = static_cast<std::size_t>(uniform * static_cast<double>(fine_parts));
  return std::min(part, fine_parts - 1);
}

/// Numbers that are not negative, in bins of half a percent: how many draws are in each, and their weight.
class Bins {
 public:
  void add(double value, std::uint64_t weight);
  void merge(const Bins& other);
  /// The number that a share `level` of the draws, or of their weight, is below: within a bin evenly.
  [[nodiscard]] double quantile(double level, bool weighted) const;
  [[nodiscard]] LearnedSpread spread(bool weighted) const;
  [[nodiscard]] bool all_zero() const { return bins_.empty(); }

  template <class Writer>
  void write(Writer& to) const {
    to.count(first_);
    to.counts({zeros_.draws, zeros_.weight, lowest_, highest_});
    to.count(bins_.size());
    for (const Bin& one : bins_) {
      to.count(one.draws);
      to.count(one.weight);
    }
  }
  template <class Reader>
  static Bins read(Reader& from) {
    Bins made;
    made.first_ = from.count();
    const std::vector<std::uint64_t> others = from.counts();
    made.zeros_ = {others[0], others[1]};
    made.lowest_ = others[2];
    made.highest_ = others[3];
    made.bins_.resize(from.count());
    for (Bin& one : made.bins_) {
      one.draws = from.count();
      one.weight = from.count();
    }
    return made;
  }

 private:
  struct Bin {
    std::uint64_t draws = 0;
    std::uint64_t weight = 0;
  };
  void cover(std::uint64_t bin);
  [[nodiscard]] std::uint64_t total(bool weighted) const;

  std::uint64_t first_ = 0;  // bin of the first
  std::vector<Bin> bins_;
  Bin zeros_;
  // Bits of the ends of what was added: the order of positive doubles is that of their bits.
  std::uint64_t lowest_ = ~std::uint64_t{0};
  std::uint64_t highest_ = 0;
};

/// All that one pass over the draws counts.
struct Tally {
  Tally(std::size_t constraints, std::size_t years, std::size_t parameters, std::size_t series,
        std::size_t observations);

  void merge(const Tally& other);
  [[nodiscard]] std::string bytes() const;
  void read(const std::string& bytes);  // of one of the same sizes

  std::vector<std::vector<std::uint64_t>> stopped;         // [constraint][year]: draws
  std::vector<std::vector<std::uint64_t>> stopped_weight;  // and their weight
  std::vector<Effective> alone;                            // of each series
  std::vector<std::vector<std::uint64_t>> parts;           // [parameter][fine part]: weight
  std::vector<std::vector<std::uint64_t>> parts_alone;     // [series * parameters + parameter][coarse part]
  std::vector<Bins> said;                                  // of each observation
  std::vector<std::uint64_t> below;                        // [observation]: draws

 private:
  /// All rows of numbers: calls visit(row).
  template <class Self, class Visit>
  static void each_row(Self& self, const Visit& visit) {
    for (auto* const table : {&self.stopped, &self.stopped_weight, &self.parts, &self.parts_alone}) {
      for (auto& row : *table) visit(row);
    }
    visit(self.below);
  }
};

/// How a parameter is spread, by the weight in equally likely parts of what it was: where a share of it is below.
[[nodiscard]] double uniform_below(const std::vector<std::uint64_t>& parts, double level);

/// Bits that it takes to tell weights in parts from equal ones, less what so many draws of equal weights show; 0 where
/// it is within four standard deviations of that.
[[nodiscard]] double bits_of_parts(const std::vector<std::uint64_t>& parts, double effective);

}  // namespace chokepoint::evidence
