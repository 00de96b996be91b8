// SPDX-License-Identifier: Apache-2.0
// Stage `statistics`: blocks of outcomes give summaries that merge exactly, in whatever order they come.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chokepoint/binding.hpp"
#include "chokepoint/question.hpp"
#include "chokepoint/simulation.hpp"
#include "chokepoint/units.hpp"

namespace chokepoint::statistics {

/// The quantiles that are reported: P5, P10, P25, P50, P75, P90, P95.
inline constexpr std::array<double, 7> levels{0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95};
inline constexpr std::array<const char*, 7> level_names{"p5", "p10", "p25", "p50", "p75", "p90", "p95"};

class Writer;  // numbers to bytes, for other processes
class Reader;

// --- what is asked for -----------------------------------------------------------------------------------------------

/// Years of a scenario: none, unless they are named.
class Years {
 public:
  Years() = default;
  [[nodiscard]] static Years all();
  [[nodiscard]] static Years only(std::vector<int> years);
  Years& operator|=(const Years& more);
  [[nodiscard]] bool contain(int year) const;
  [[nodiscard]] bool none() const { return !all_ && years_.empty(); }

 private:
  bool all_ = false;
  std::vector<int> years_;
};

/// The statistics that a caller asks for. Nothing else is counted, and what is not counted is absent in the Summary.
/// What stops the trajectory is always counted: the verdict rests on it.
struct Keep {
  // Quantiles of series.
  Years trajectory{};
  Years observed{};    // of a trajectory with scatter
  Years split{};       // of one with post-training: the compute of either part of the run, and the share of this one
  Years attainable{};  // brings `trajectory` and `below` of the same years
  Years ceilings{};
  Years headroom{};
  Years parts{};
  Years internals{};
  Years needs{};   // of each constraint: what the trajectory's run takes of it, what there is, what is missing
  Years events{};  // of each event: the part of a year inside it; brings in how many draws it lasts, and since when
  // Of a scenario with ways around: what each gives back and all together, the shortfall, what is left of it and years;
  // brings in how many draws there is one, and it is made up and left.
  Years relief{};
  Years relief_details{};  // all other series of models::relief()
  bool means = false;      // of the same series and years
  // Probabilities by year.
  Years lowest{};        // of each constraint: that it has the lowest ceiling
  Years parts_lowest{};  // of each part: that its constraint has it, through this part; brings `lowest`
  Years below{};         // of each constraint: a ceiling below the trajectory; and that there is none
  bool order = false;    // in which constraints would stop the trajectory, each with those before it lifted, and the
                         // headline; brings `headroom` of the last year
  std::vector<question::SeriesCondition> conditions{};  // in how many draws each holds, by year, and since when

  /// All but needs, which are another question, and conditions, of which there are as many as one can think of.
  [[nodiscard]] static Keep everything();
  Keep& operator|=(const Keep& more);
};

/// What blocks have to hold for it.
[[nodiscard]] simulation::Extras extras_for(const Keep& keep);

/// A statistic that nobody asked for was read: a defect of the program.
class NotKept : public std::logic_error {
 public:
  NotKept() : std::logic_error("a statistic was read that was not asked for") {}
};

/// A statistic that was asked for, or is absent: then to read it throws NotKept. So it cannot be taken for a zero.
template <class T>
class Kept {
 public:
  Kept() = default;
  Kept(T value) : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor): a value is a kept one
  [[nodiscard]] bool is_kept() const { return value_.has_value(); }
  const T& operator*() const {
    if (!value_) throw NotKept();
    return *value_;
  }
  const T* operator->() const { return &**this; }

 private:
  std::optional<T> value_;
};

/// The same by year, counted from the first: some years may be absent, or all. What looks at all years (begin, end)
/// throws NotKept when one is.
template <class T>
class ByYear {
 public:
  using value_type = T;
  using const_iterator = typename std::vector<T>::const_iterator;
  using iterator = const_iterator;

  /// No year of so many is there yet.
  explicit ByYear(std::size_t years = 0) : values_(years), kept_(years, false) {}
  /// All are.
  ByYear(std::vector<T> values)  // NOLINT(google-explicit-constructor): values are kept ones
      : values_(std::move(values)), kept_(values_.size(), true) {}
  void keep(std::size_t year, T value) {
    values_.at(year) = std::move(value);
    kept_[year] = true;
  }

  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] bool is_kept(std::size_t year) const { return kept_.at(year); }
  const T& operator[](std::size_t year) const {
    if (year >= kept_.size() || !kept_[year]) throw NotKept();
    return values_[year];
  }
  const T& at(std::size_t year) const { return (*this)[year]; }
  const T& front() const { return (*this)[0]; }
  const T& back() const { return (*this)[size() - 1]; }
  const_iterator begin() const { return whole().begin(); }
  const_iterator end() const { return whole().end(); }
  /// All years.
  [[nodiscard]] const std::vector<T>& whole() const {
    if (kept_.empty() || std::find(kept_.begin(), kept_.end(), false) != kept_.end()) throw NotKept();
    return values_;
  }
  friend bool operator==(const ByYear& a, const ByYear& b) { return a.whole() == b.whole(); }

 private:
  std::vector<T> values_;
  std::vector<bool> kept_;
};

// --- counting
// ----------------------------------------------------------------------------------------------------------

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
  static constexpr std::uint64_t bins_at_most = 1 << 13;
  [[nodiscard]] double bin_start(std::uint64_t bin) const;
  void tally(const double* values, std::size_t count);
  void add_with_zeros(const double* values, std::size_t count, double highest);
  void cover(std::uint64_t lowest_bits, std::uint64_t highest_bits);
  void coarsen();
  void count_in(const double* values, std::size_t count, Extent extent);
  void make_room_for(std::uint64_t count);
  void spill();
  [[nodiscard]] std::uint64_t in_bin(std::size_t i) const { return bins_[i] + (spilled_.empty() ? 0 : spilled_[i]); }

  // Counts of 16 bits, which fit a cache four times as often; before any could overflow they are added to wider ones.
  std::vector<std::uint16_t> bins_;     // of the bins from first_bin_ on
  std::vector<std::uint64_t> spilled_;  // the same bins, or empty
  std::uint64_t fullest_ = 0;           // no count in bins_ is larger
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
  Kept<std::optional<double>> mean;
  [[nodiscard]] double p10() const { return quantiles[1]; }
  [[nodiscard]] double median() const { return quantiles[3]; }
  [[nodiscard]] double p90() const { return quantiles[5]; }
};

/// A series by year.
struct Series {
  std::string name;  // "ceiling/power/network", "power/network_power", "headroom/power"
  units::Kind kind;
  std::string meaning;
  ByYear<Spread> years;
};

struct Part {
  std::string name;
  Series ceiling;
  ByYear<double> lowest;  // probability that the constraint has the lowest ceiling, and by this part
};

struct Constraint {
  std::string name;
  std::string title;
  Series ceiling;
  Series headroom;
  std::vector<Part> parts;
  std::vector<Series> internals;
  Series need;            // what the trajectory's run takes of the constraint, in the unit that this is planned in
  Series supply;          // what there is
  Series gap;             // what is missing: 0 where nothing is
  ByYear<double> lowest;  // probability of having the lowest ceiling
  ByYear<double> below;   // probability of a ceiling below the trajectory
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

/// A condition on a series, counted over draws.
struct Held {
  question::SeriesCondition condition;
  binding::Dates since;           // the first year in which it holds
  std::vector<std::uint64_t> in;  // [year]: draws in which it holds in that year

  [[nodiscard]] double share_in(std::size_t year) const;
  [[nodiscard]] double share_by(std::size_t year) const;  // in that year or before
};

/// What became of an event.
struct Event {
  std::string name;
  std::string title;
  Series overlap;              // the part of each year inside it
  std::vector<double> active;  // by year: probability that it lasts in some part of the year
  std::vector<double> begun;   // by year: probability that it has begun by the end of the year
};

/// What the ways around a shortfall give back.
struct Relief {
  std::vector<Series> series;  // in the order of the outputs of models::relief()
  // By year, of all draws: the probability of a shortfall; that the ways make up for it; that they do not.
  std::vector<double> missing;
  std::vector<double> made_up;
  std::vector<double> left;

  /// By its name: "relief", "relief/inference". Throws std::out_of_range.
  [[nodiscard]] const Series& named(std::string_view name) const;
};

/// All that a run found out of what was asked of it (Keep), with no draw left in it.
struct Summary {
  std::uint64_t draws = 0;
  int first_year = 0;
  Series trajectory;
  std::optional<Series> observed;  // where the trajectory has scatter
  // Where its runs are split:
  std::optional<Series> pre_training;
  std::optional<Series> post_training;
  std::optional<Series> post_training_share;
  Series attainable;
  std::vector<Constraint> constraints;  // of the scenario, in the order of constraints.def
  ByYear<double> feasible;              // probability that no ceiling is below the trajectory
  std::vector<double> not_stopped;      // by year: probability that none has been, in that year or before
  double binds_first_none = 0.0;        // within the horizon: the last of `not_stopped`
  binding::Stops stops;
  binding::Verdict verdict;
  Kept<std::vector<Lifted>> order;
  std::vector<Held> held;        // of each of Keep::conditions
  std::vector<Event> events;     // of the scenario; empty where they were not asked for
  std::optional<Relief> relief;  // of a scenario that has ways around, where it was asked for

  [[nodiscard]] std::size_t years() const { return trajectory.years.size(); }
  /// Throws NotKept.
  [[nodiscard]] const Held& held_of(const question::SeriesCondition& condition) const;
};

/// What stops every draw of a block, for analyses that look at draws one by one.
void bind(const scenario::Scenario& scenario, const simulation::Block& block, binding::Outcome& outcome);

/// A series in one year of a block: [lane]. It stays in the block, or is made in `made`.
[[nodiscard]] const double* values_of(const question::Series& series, const scenario::Scenario& scenario,
                                      const simulation::Block& block, std::size_t year, std::vector<double>& made);

/// Writes whether a condition holds in one year, 1 or 0, of each draw of a block to holds[0, block.count).
void find_held(const question::SeriesCondition& condition, const scenario::Scenario& scenario,
               const simulation::Block& block, std::size_t year, std::uint8_t* holds);

/// Takes blocks of one scenario, in any order, and merges with others of it: the summary is that of all draws taken,
/// the same bit for bit however they were split, as long as blocks start and end between leaves.
class Collector {
 public:
  explicit Collector(scenario::ScenarioPointer scenario, const Keep& keep = Keep::everything());
  ~Collector();
  Collector(Collector&&) noexcept;
  Collector& operator=(Collector&&) noexcept;
  void take(const simulation::Block& block);
  /// `other` must keep the same.
  void merge(const Collector& other);
  [[nodiscard]] Summary summary() const;
  /// For another process, which has the same scenario and keeps the same.
  [[nodiscard]] std::string bytes() const;
  [[nodiscard]] static Collector from_bytes(scenario::ScenarioPointer scenario, const Keep& keep,
                                            const std::string& bytes);

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
/// Needs Keep::order.
[[nodiscard]] Headline headline(const Summary& summary);

/// Simulates the whole ensemble and sums up what is to be kept of it. The result is the same, bit for bit, for any
/// number of threads and any block size and of ranks. Nothing when progress ended the run. Throws
/// simulation::ImpossibleValue.
[[nodiscard]] std::optional<Summary> summarize(const simulation::Engine& engine, const simulation::Threads& threads,
                                               const Keep& keep = Keep::everything(),
                                               const simulation::Progress& progress = {});

}  // namespace chokepoint::statistics
