// SPDX-License-Identifier: Apache-2.0
// Stage `statistics`: blocks of outcomes give summaries that merge exactly, in whatever order they come.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "chokepoint/binding.hpp"
#include "chokepoint/simulation.hpp"
#include "chokepoint/units.hpp"

namespace chokepoint::statistics {

/// The quantiles that are reported: P5, P10, P25, P50, P75, P90, P95.
inline constexpr std::array<double, 7> levels{0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95};
inline constexpr std::array<const char*, 7> level_names{"p5", "p10", "p25", "p50", "p75", "p90", "p95"};

class Writer;  // numbers to bytes, for other processes
class Reader;

/// A value that many numbers have exactly: so many lie below it, and so many are it.
struct PointMass {
  double value = 0.0;
  std::uint64_t below = 0;
  std::uint64_t equal = 0;
};

/// Counts of non-negative numbers in bins that are even in the bits of a double: 128 to a factor of two. A quantile is
/// interpolated within its bin, which spans at most 1/128 of its value, and is exact when all values are equal. Numbers
/// that span more than 19 orders of magnitude get bins twice as wide, and so on: memory is bounded whatever comes.
class Histogram {
 public:
  /// Adds `count` values; each must be finite and not negative.
  void add(const double* values, std::size_t count);
  /// The same, when their extent is known.
  void add(const double* values, std::size_t count, Extent extent);
  void merge(const Histogram& other);
  void write(Writer& to) const;
  static Histogram read(Reader& from);
  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// 0 < level < 1; linear between order statistics (Hyndman and Fan's type 7). Throws std::logic_error when empty.
  [[nodiscard]] double quantile(double level) const;
  /// The same for several levels, in ascending order, in one pass: values[i] is the quantile at[i].
  void quantiles(std::span<const double> at, std::span<double> values) const;
  /// The same, of numbers that hold a point mass: its quantiles are its value, not one next to it in its bin.
  void quantiles(std::span<const double> at, std::span<double> values, const PointMass& mass) const;
  /// The mean of (number / scale)^2, each number as its bin has it: an error of at most 1/128 in all. scale > 0.
  [[nodiscard]] double mean_square(double scale) const;
  [[nodiscard]] double lowest() const { return lowest_; }
  [[nodiscard]] double highest() const { return highest_; }

 private:
  static constexpr int finest_shift = 52 - 7;  // of the bits of a double: seven bits of its mantissa are left
  static constexpr std::uint64_t bins_at_most = 1 << 13;  // 32 kB
  [[nodiscard]] double bin_start(std::uint64_t bin) const;
  void tally(const double* values, std::size_t count);
  void add_with_zeros(const double* values, std::size_t count, double highest);
  void cover(std::uint64_t lowest_bits, std::uint64_t highest_bits);
  void coarsen();
  void make_room_for(std::uint64_t count);
  [[nodiscard]] std::uint64_t in_bin(std::size_t i) const { return bins_[i] + (spilled_.empty() ? 0 : spilled_[i]); }

  // Counts of 32 bits, which fit a cache twice as often; before any could overflow they are added to wider ones.
  std::vector<std::uint32_t> bins_;     // of the bins from first_bin_ on
  std::vector<std::uint64_t> spilled_;  // the same bins, or empty
  std::uint64_t recent_ = 0;            // numbers counted in bins_
  std::uint64_t first_bin_ = 0;
  int shift_ = finest_shift;
  std::uint64_t zeros_ = 0;
  std::uint64_t count_ = 0;
  double lowest_ = 0.0;
  double highest_ = 0.0;
};

/// Sums of many series that come out the same bit for bit however the draws were split: always added in the shape of
/// one binary tree over leaves of draws.
class TreeSums {
 public:
  static constexpr std::size_t leaf = simulation::draws_per_leaf;
  /// `sums` of all series over leaf number `index`; each leaf comes once.
  void add(std::uint64_t index, std::vector<double> sums);
  void merge(const TreeSums& other);
  void write(Writer& to) const;
  static TreeSums read(Reader& from);
  /// The totals over all leaves added.
  [[nodiscard]] std::vector<double> totals() const;

 private:
  using Node = std::pair<unsigned, std::uint64_t>;  // height, index at that height
  void insert(Node node, std::vector<double> sums);
  std::map<Node, std::vector<double>> nodes_;
};

inline constexpr double mean_tolerance = 0.05;

/// What is known of one number over the draws.
struct Spread {
  std::array<double, levels.size()> quantiles{};  // at `levels`
  /// Nothing where it has not settled: where its standard error is more than mean_tolerance of it. So it is of a
  /// distribution whose tail is too heavy to have a mean.
  std::optional<double> mean;
  [[nodiscard]] double p10() const { return quantiles[1]; }
  [[nodiscard]] double median() const { return quantiles[3]; }
  [[nodiscard]] double p90() const { return quantiles[5]; }
};

/// A series by year.
struct Series {
  std::string name;  // "ceiling/power/network", "power/network_power", "headroom/power"
  units::Kind kind;
  std::string meaning;
  std::vector<Spread> years;
};

struct Part {
  std::string name;
  Series ceiling;
  std::vector<double> lowest;  // by year: probability that the constraint has the lowest ceiling, and by this part
};

struct Constraint {
  std::string name;
  std::string title;
  Series ceiling;
  Series headroom;
  std::vector<Part> parts;
  std::vector<Series> internals;
  std::vector<double> lowest;          // by year: probability of having the lowest ceiling
  std::vector<double> below;           // by year: probability of a ceiling below the trajectory
  std::vector<double> binds_first_in;  // by year: probability of being the first to fall below, in that year
  std::vector<double> stopped;         // by year: the same in or before that year (cumulative incidence)
  double binds_first = 0.0;            // within the horizon: the last of `stopped`
};

/// One step of lifting: with the constraints of the steps before it lifted, this one is the likeliest to bind first.
struct Lifted {
  std::size_t constraint = 0;
  double binds_first = 0.0;  // probability, with those before it lifted
  double below = 0.0;        // probability that it alone falls below the trajectory within the horizon
};

/// All that a run found out, with no draw left in it.
struct Summary {
  std::uint64_t draws = 0;
  int first_year = 0;
  Series trajectory;
  Series attainable;
  std::vector<Constraint> constraints;  // of the scenario, in the order of constraints.def
  std::vector<double> feasible;         // by year: probability that no ceiling is below the trajectory
  std::vector<double> not_stopped;      // by year: probability that none has been, in that year or before
  double binds_first_none = 0.0;        // within the horizon: the last of `not_stopped`
  binding::Stops stops;
  binding::Verdict verdict;
  std::vector<Lifted> order;

  [[nodiscard]] std::size_t years() const { return trajectory.years.size(); }
};

/// What stops every draw of a block, for analyses that look at draws one by one.
void bind(const scenario::Scenario& scenario, const simulation::Block& block, binding::Outcome& outcome);

/// Takes blocks of one scenario, in any order, and merges with others of it: the summary is that of all draws taken,
/// the same bit for bit however they were split, as long as blocks start and end between leaves.
class Collector {
 public:
  explicit Collector(const scenario::Scenario& scenario);
  ~Collector();
  Collector(Collector&&) noexcept;
  Collector& operator=(Collector&&) noexcept;
  void take(const simulation::Block& block);
  void merge(const Collector& other);
  [[nodiscard]] Summary summary() const;
  /// For another process, which has the same scenario.
  [[nodiscard]] std::string bytes() const;
  [[nodiscard]] static Collector from_bytes(const scenario::Scenario& scenario, const std::string& bytes);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Standard error of a probability that was found in so many independent draws: half the width of Wilson's interval
/// (1927) of one standard error, which is not zero where none or all of the draws were counted.
[[nodiscard]] double standard_error_of_share(double share, std::uint64_t draws);

/// The two numbers of the verdict and how sure the draws make them: one standard error as of independent draws, which
/// scrambled Sobol' draws stay below (docs/performance.md).
struct Headline {
  std::size_t constraint = 0;  // the first of the verdict's ranking
  double stopped = 0.0;        // share of the draws in which anything stops the trajectory
  double stopped_error = 0.0;
  double headroom = 0.0;                 // of the constraint: its median in the last year
  std::optional<double> headroom_error;  // relative; nothing below binding::fewest_ranked draws
};
[[nodiscard]] Headline headline(const Summary& summary);

/// Simulates the whole ensemble and sums it up. The result is the same, bit for bit, for any number of threads and any
/// block size and of ranks. Nothing when progress ended the run. Throws simulation::ImpossibleValue.
[[nodiscard]] std::optional<Summary> summarize(const simulation::Engine& engine, const simulation::Threads& threads,
                                               const simulation::Progress& progress = {});

}  // namespace chokepoint::statistics
