// SPDX-License-Identifier: Apache-2.0
// Stage `analysis`: what changes the answer, by how much, and what would have to be true. All of it over common random
// numbers: the draws of one seed, stepped again with some parameters set.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "chokepoint/binding.hpp"
#include "chokepoint/question.hpp"
#include "chokepoint/scaling.hpp"
#include "chokepoint/simulation.hpp"
#include "chokepoint/statistics.hpp"

namespace chokepoint::analysis {

/// Called with the share of the work that is done, from any thread but one at a time. Returning false ends it: every
/// function below then returns nothing.
using Progress = std::function<bool(double share)>;

/// How much work, on what.
struct Effort {
  simulation::Ensemble ensemble;
  simulation::Threads threads;
  Progress progress;
};

/// How an analysis changes a parameter in every draw. `value`: it is that number, in coherent units, and no longer
/// uncertain. `factor`: it is multiplied by that number and kept within its bounds, so that its whole distribution
/// moves and stays as wide, in orders of magnitude, as it was. Of a growth the yearly factor is multiplied: 1.15x/yr
/// times 1.02 is 1.173x/yr.
enum class Change { value, factor };

/// A change of the parameter whose place among Engine::paths() is `column`.
struct Setting {
  std::size_t column = 0;
  double value = 0.0;
  Change change = Change::value;
};
using Point = std::vector<Setting>;

/// A scenario whose draws are made once and stepped again at as many points as are asked for.
class Experiment {
 public:
  Experiment(scenario::ScenarioPointer scenario, const Effort& effort);
  ~Experiment();
  Experiment(Experiment&&) noexcept;
  Experiment& operator=(Experiment&&) noexcept;

  [[nodiscard]] const simulation::Engine& engine() const;

  /// Hands the summary of every point, of what is to be kept, in order, to `take`, after at most `at_once` points have
  /// been worked at together. False when progress ended it. Throws what simulation::simulate() throws.
  bool run(std::span<const Point> points, const statistics::Keep& keep,
           const std::function<void(std::size_t, statistics::Summary)>& take, const Progress& progress,
           std::size_t at_once = static_cast<std::size_t>(-1));
  /// Hands value_of() of every point, in order, to `take`: the same numbers, without the statistics of all else.
  bool run(std::span<const Point> points, const question::Output& output,
           const std::function<void(std::size_t, double)>& take, const Progress& progress);
  /// One point.
  [[nodiscard]] std::optional<statistics::Summary> run(const Point& point,
                                                       const statistics::Keep& keep = statistics::Keep::everything());

 private:
  template <class Make, class Take>
  bool collect(std::span<const Point> points, std::size_t at_once, simulation::Extras extras, const Make& make,
               const Take& take, const Progress& progress);
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Asked for the mean of a number that has none, or whose mean the draws do not settle (statistics::Spread::mean).
class Unsettled : public std::runtime_error {
 public:
  explicit Unsettled(const std::string& output)
      : std::runtime_error(output + " does not exist, or has not settled: its sampling error is above 5%") {}
};

/// What value_of() and standard_error_of() read of a summary.
[[nodiscard]] statistics::Keep kept_for(const question::Output& output);

/// What an output is over the draws: its statistic, or the probability of an event. A date that never comes within the
/// years of the scenario is infinite. Throws Unsettled.
[[nodiscard]] double value_of(const question::Output& output, const statistics::Summary& summary);

/// Standard error of value_of() by draws: of a probability that of Wilson, of a quantile that of the ranks around it.
/// An upper bound for scrambled Sobol' draws. 0 for one draw.
[[nodiscard]] double standard_error_of(const question::Output& output, const statistics::Summary& summary);

// --- samples: docs/samples.md ----------------------------------------------------------------------------------------

/// Reads numbers of each draw of a block: number i of them to out[i][0, block.count).
using Reading = std::function<void(const simulation::Block& block, std::span<double* const> out)>;
/// So many numbers of all draws of an engine: [number][draw]. Every thread hires one Reading.
[[nodiscard]] std::optional<std::vector<std::vector<double>>> columns_of(const simulation::Engine& engine,
                                                                         std::size_t count,
                                                                         const simulation::Extras& extras,
                                                                         const std::function<Reading()>& hire,
                                                                         const Effort& effort);

/// Numbers that one table of samples holds at the most.
inline constexpr std::uint64_t sample_limit = std::uint64_t{1} << 24;

/// What is true of each draw, one row a draw.
struct Samples {
  struct Column {
    std::string name;  // a path, or an output as asked
    units::Kind kind;  // of the values, in coherent units; of an event, 0 or 1, and of a date, a year: a ratio
    std::vector<double> values;  // [draw]; no number for a date that never comes
  };
  std::uint64_t draws = 0;
  std::vector<Column> parameters;  // those that vary
  std::vector<Column> outputs;
  std::vector<std::string> constraints;  // of the scenario
  std::vector<std::int8_t> stopped_by;   // [draw]: which of them binds first; -1: none does
  std::vector<std::int16_t> stopped_in;  // [draw]: the year in which it does; 0: never
};
/// Throws std::invalid_argument where samples() of so many draws and outputs would hold more than sample_limit.
void check_samples(const scenario::Scenario& scenario, std::size_t outputs, bool parameters, std::uint64_t draws);
/// Throws what check_samples() throws, before any draw is made.
[[nodiscard]] std::optional<Samples> samples(const scenario::ScenarioPointer& scenario,
                                             const std::vector<question::Output>& outputs, bool parameters,
                                             const Effort& effort);

/// One draw, with all that is known of it.
struct OneDraw {
  struct Parameter {
    std::string path;
    units::Kind kind;
    double value = 0.0;
    std::optional<double> below;  // the share of the draws with a lower value; nothing where all have this one
  };
  std::uint64_t draw = 0;
  std::vector<Parameter> parameters;  // but for words
  statistics::Summary summary;        // of this draw alone: each spread is one number, each probability 0 or 1
};
/// A draw of an ensemble again. Throws std::out_of_range for one that it does not have, ImpossibleValue.
[[nodiscard]] OneDraw one_draw(const scenario::ScenarioPointer& scenario, const simulation::Ensemble& ensemble,
                               std::uint64_t draw);

// --- sweep and map -------------------------------------------------------------------------------------------------

/// What is kept of one point.
struct Cell {
  std::vector<double> values;    // of the axes
  binding::Stops stops;          // of the years up to `year`
  binding::Verdict verdict;      // on them
  std::vector<double> headroom;  // of each constraint in `year`: median
  std::vector<double> lowest;    // of each constraint in `year`: probability of the lowest ceiling
  double feasible = 0.0;         // in `year`
};

struct Sweep {
  std::vector<question::Axis> axes;
  int first_year = 0;
  int year = 0;
  std::vector<std::string> constraints;
  std::vector<Cell> cells;  // the last axis runs fastest
};
inline constexpr std::size_t cell_limit = 100'000;

/// A cell without the values of the axes, as numbers that give the same cell back.
[[nodiscard]] std::string text_of(const Cell& cell);
/// And back again, for a sweep of so many constraints and years up to that of the sweep; in words what is wrong with a
/// text that is no such cell's.
[[nodiscard]] std::variant<Cell, std::string> read_cell(const std::string& text, std::size_t constraints,
                                                        std::size_t years);

/// Where finished points are kept, for a sweep that may be ended and taken up again. Both may be called from one thread
/// of each process, of each point once, `store` soon after it is finished. What they throw ends the sweep.
struct Kept {
  std::function<std::optional<Cell>(std::size_t point)> load;  // without the values of the axes
  std::function<void(std::size_t point, const Cell& cell)> store;
};
/// Finished points that are not yet kept are so many at the most, in each process.
inline constexpr std::size_t points_between_keeping = 8;

/// Every combination of the values of one to three axes. Ranks take turns at the points. Throws std::invalid_argument
/// above cell_limit.
[[nodiscard]] std::optional<Sweep> sweep(const scenario::ScenarioPointer& scenario, std::vector<question::Axis> axes,
                                         int year, const Effort& effort, const Kept& kept = {});

/// What stops the trajectory in a cell by the year of the sweep: the constraint that stops most draws (nothing where no
/// draw is stopped), with their share, and whether half of the draws are stopped by anything.
struct Phase {
  std::optional<std::size_t> constraint;
  double probability = 0.0;
  bool stopped = false;
};
[[nodiscard]] Phase phase_of(const Cell& cell);

/// Lines on which half of the draws are stopped by the year: of a sweep over two axes, in the coordinates of the
/// grid (cells from 0, interpolated), by marching squares.
struct Segment {
  double x1 = 0.0;
  double y1 = 0.0;
  double x2 = 0.0;
  double y2 = 0.0;
};
[[nodiscard]] std::vector<Segment> contour(const Sweep& map);

// --- compare -------------------------------------------------------------------------------------------------------

/// Two scenarios, draw by draw: the same draws wherever their assumptions are the same.
struct Pair {
  std::vector<std::string> constraints;                // modelled in both
  std::vector<int> years;                              // of both
  std::vector<std::vector<statistics::Spread>> ratio;  // [constraint][year]: second ceiling / first
  double later = 0.0;                                  // probability that the second is stopped later than the first,
  double same = 0.0;                                   // looking at `years` alone: not at all is later than any year
  double earlier = 0.0;
};
[[nodiscard]] std::optional<Pair> compare(const scenario::ScenarioPointer& first,
                                          const scenario::ScenarioPointer& second, const Effort& effort);

/// An assumption that is not the same in two scenarios; null where one does not have it.
struct Difference {
  std::string path;
  std::shared_ptr<const scenario::Assumption> first;  // with its scenario
  std::shared_ptr<const scenario::Assumption> second;
};
[[nodiscard]] std::vector<Difference> differences(const scenario::ScenarioPointer& first,
                                                  const scenario::ScenarioPointer& second);

/// What two scenarios state otherwise besides their parameters: "years", "base year", "trajectory.anchor_date".
struct PlanDifference {
  std::string name;
  std::string first;
  std::string second;
};
[[nodiscard]] std::vector<PlanDifference> plan_differences(const scenario::Scenario& first,
                                                           const scenario::Scenario& second);

/// A rank correlation that is not the same; zero where a scenario does not have it.
struct CorrelationDifference {
  std::string a;
  std::string b;
  double first = 0.0;
  double second = 0.0;
};
[[nodiscard]] std::vector<CorrelationDifference> correlation_differences(const scenario::Scenario& first,
                                                                         const scenario::Scenario& second);

/// Two constraints of one scenario, with all others lifted.
struct HeadToHead {
  /// Whose ceiling is the lower one in more than half of the draws, as far as sampling tells (binding::is_more).
  enum class Lower { first, second, alike };
  struct Side {
    std::string name;
    binding::Dates dates;           // when it stops the trajectory, where it does before the other one
    std::vector<double> lower{};    // by year: probability that its ceiling is the lower one
    std::vector<double> stopped{};  // by year: that it has stopped the trajectory, before the other one
    double binds_first = 0.0;       // of the two, within the horizon: the last of `stopped`

    /// The year, counted from the first, by which half of the draws that it stops are; nothing where it stops none.
    [[nodiscard]] std::optional<std::size_t> half() const;
  };
  std::uint64_t draws = 0;
  int first_year = 0;
  Side first{};
  Side second{};
  std::vector<Lower> lower{};               // by year
  std::vector<statistics::Spread> ratio{};  // by year: first ceiling / second, draw by draw
  std::vector<double> neither_below{};      // by year: probability that neither is below the trajectory
  std::vector<bool> mostly_above{};         // by year: that this is so in more than half of the draws
  double neither = 0.0;                     // probability that neither stops it within the horizon
};
/// The first of these constraints (their places among the blocks, two or more) against each of the others.
[[nodiscard]] std::optional<std::vector<HeadToHead>> head_to_head(const scenario::ScenarioPointer& scenario,
                                                                  const std::vector<std::size_t>& constraints,
                                                                  const Effort& effort);

// --- solve ---------------------------------------------------------------------------------------------------------

struct Solution {
  /// It holds as the scenario is; with the lever fixed at its median, its spread being what was in the way; with the
  /// lever at another value; nowhere in the range.
  enum class Kind { holds_already, enough_at_median, found, out_of_reach };
  Kind kind = Kind::out_of_reach;
  double lever = 0.0;  // found: the value (or factor) nearest to lever_now that makes the condition true; else the
                       // closest
  double standard_error = 0.0;  // of lever, over scrambles of the draws
  double value = 0.0;           // of the output there
  double value_now = 0.0;       // of the output without a change
  double lever_now = 0.0;       // median; a factor: 1
  bool monotonic = true;
  /// Of trade-offs, where the condition holds without another value: the lever's value, nearest to the median, up or
  /// down to which it holds. Nothing when that is all of the range.
  std::optional<double> frontier;
  std::vector<std::pair<double, double>> probes;  // lever, output: evenly over the range
};
/// The smallest change of one lever that makes a condition true, counted from its median, or from 1 where it is
/// multiplied. Searched within axis.values.front()..back(), which hold values or factors.
[[nodiscard]] std::optional<Solution> solve(const scenario::ScenarioPointer& scenario, const question::Axis& lever,
                                            const question::Condition& condition, const Effort& effort,
                                            Change change = Change::value);

/// The second lever that is needed for each value of the first.
struct TradeOff {
  std::vector<std::pair<double, Solution>> points;
};
[[nodiscard]] std::optional<TradeOff> trade_off(const scenario::ScenarioPointer& scenario, const question::Axis& first,
                                                const question::Axis& second, const question::Condition& condition,
                                                const Effort& effort);

// --- sensitivity ---------------------------------------------------------------------------------------------------

/// An index with a 90% bootstrap interval.
struct Index {
  double value = 0.0;
  double low = 0.0;
  double high = 0.0;
};

struct Influence {
  std::string path;
  std::shared_ptr<const scenario::Assumption> assumption;  // with its scenario
  double low = 0.0;                                        // P10 and P90 of the parameter
  double high = 0.0;
  std::array<double, 2> at_median{};  // the output at low and high, the others at their median
  std::array<double, 2> sampled{};    // the same, the others drawn
  std::optional<double> elasticity;   // d ln output / d ln parameter, all at the median; nothing for events
  Index first_order;                  // Sobol'
  Index total;
  double information = 0.0;  // bits by which knowing it lowers the entropy of "which constraint binds first"
};

/// What of the spread of an output comes from the uncertain parameters of one confidence, taken as one.
struct Rest {
  std::string confidence;      // empty: of those that state none
  std::size_t parameters = 0;  // how many
  Index first_order;           // what knowing them all would take from the variance
  Index total;                 // what would be left of it if all others were known
};

struct Sensitivity {
  question::Output output;
  double at_median = 0.0;             // the output with every parameter at its median
  double sampled = 0.0;               // and with all drawn
  std::vector<Influence> influences;  // of the uncertain parameters, the most influential (total index) first
  std::vector<Rest> rests;            // empty: no uncertain parameter states a confidence
  bool independence_imposed = false;  // the indices leave out correlations that the scenario has
  bool logarithmic = false;           // the indices are of the logarithm of the output
  double entropy = 0.0;               // of "which constraint binds first", bits
  std::uint64_t base_draws = 0;
};
/// Throws std::invalid_argument for fewer draws than fewest_index_draws, or more than index_values_limit has room for.
[[nodiscard]] std::optional<Sensitivity> sensitivity(const scenario::ScenarioPointer& scenario,
                                                     const question::Output& output, const Effort& effort);
/// Its first part alone: each parameter at its P10 and P90, the widest swing among draws first. Indices, information
/// and what belongs to them stay zero.
[[nodiscard]] std::optional<Sensitivity> tornado(const scenario::ScenarioPointer& scenario,
                                                 const question::Output& output, const Effort& effort);
/// Its `rests` alone, from a run for each confidence that is stated; the same errors.
[[nodiscard]] std::optional<std::vector<Rest>> resting_on(const scenario::ScenarioPointer& scenario,
                                                          const question::Output& output, const Effort& effort);
/// A lever that was tried: multiplied in every draw, as far as its median stays within what the scenario thinks likely
/// of it (P1 to P99).
struct Lever {
  question::Axis axis;  // of factors
  Solution solution;    // a factor
  double median = 0.0;  // of the parameter

  /// The median of the parameter with a factor on it.
  [[nodiscard]] double median_with(double factor) const;
};

/// What would turn the answer around.
struct Levers {
  /// That the median ceiling of the constraint that is likeliest to bind first reaches the trajectory in the last year;
  /// where it does, that it falls below it.
  question::Condition condition;
  Sensitivity tornado;  // of the output of the condition
  std::vector<Lever> tried;
};
/// Its condition: what one asks of a scenario first. `summary` of statistics::Keep::order.
[[nodiscard]] question::Condition first_condition(const scenario::Scenario& scenario,
                                                  const statistics::Summary& summary);
/// Tries the `count` parameters that move the ceiling most, one at a time.
[[nodiscard]] std::optional<Levers> levers(const scenario::ScenarioPointer& scenario,
                                           const statistics::Summary& summary, std::size_t count, const Effort& effort);
/// Of the arrays that the indices need: (parameters + 2) times the draws.
inline constexpr std::uint64_t index_values_limit = std::uint64_t{1} << 27;
/// With fewer, an index says more of the draws than of the scenario (one draw gave a total index of 1.68).
inline constexpr std::uint64_t fewest_index_draws = 64;

/// Sobol' indices of a function f of independent inputs, from its values on two matrices of inputs and on the first
/// with one column taken from the second (Saltelli et al. 2010, Jansen's estimators; bootstrap over 256 groups of
/// rows).
struct Indices {
  Index first_order;
  Index total;
};
[[nodiscard]] Indices sobol_indices(std::span<const double> a, std::span<const double> b, std::span<const double> mixed,
                                    std::uint64_t seed);

// --- curation: docs/curation.md --------------------------------------------------------------------------------------

/// A funnel over draws: what each stage gets, gives and costs.
struct FunnelStage {
  std::string name;
  scaling::Spread entering = {};  // items
  scaling::Spread keep = {};
  scaling::Spread leaving = {};  // items
  scaling::Spread quality = {};  // of what leaves: the product of gains so far
  scaling::Spread cost = {};     // USD
};
struct FunnelFlow {
  std::vector<FunnelStage> stages;
  scaling::Spread items = {};  // that enter
  scaling::Spread kept = {};   // of them, in all
  scaling::Spread share = {};  // that is
  scaling::Spread quality = {};
  scaling::Spread effective = {};  // items that the kept ones are worth: kept * quality
  scaling::Spread cost = {};       // USD, of all stages
};

/// The best share of a pool at one budget, by the medians of its parameters, beside others.
struct ShareAt {
  double compute = 0.0;
  scaling::CuratedRun best;
  scaling::Spread share = {};  // of the best share, over draws
  double betr = 0.0;           // the share of BETR's law
  // What the best share gains over others, in orders of magnitude of compute.
  double over_none = 0.0;
  double over_tenth = 0.0;
  double over_three_percent = 0.0;
  double over_betr = 0.0;
};

struct Curated {
  std::optional<FunnelFlow> flow;     // of a scenario with a funnel
  std::optional<scaling::Pool> pool;  // before any filter; nothing: neither the funnel nor `data` is of tokens
  std::string pool_is;                // "items of the funnel", "text of data in 2024"
  std::vector<ShareAt> shares;        // by powers of ten of compute
  double ends = 0.0;                  // FLOP from which the best share is all
  std::uint64_t draws = 0;
  std::uint64_t seed = 0;
};
inline constexpr std::uint64_t curate_draws = 4096;
/// Draws of its own: of the funnel and of the parameters of curation alone, each by its path, and by the loss law
/// besiroglu.
[[nodiscard]] Curated curate(const scenario::ScenarioPointer& scenario, std::uint64_t seed = 1);

}  // namespace chokepoint::analysis
