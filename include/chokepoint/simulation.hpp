// SPDX-License-Identifier: Apache-2.0
// Stage `simulation`: a Scenario and a range of draws give ceilings and trajectory by constraint, year and lane.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "chokepoint/lanes.hpp"
#include "chokepoint/scenario.hpp"
#include "chokepoint/uncertainty.hpp"

namespace chokepoint::simulation {

inline constexpr std::uint64_t default_draws = 65'536;
/// Draws that always stay together: blocks start and end between such leaves, which is what makes sums independent of
/// the blocks.
inline constexpr std::size_t draws_per_leaf = 256;

/// The draws to make.
struct Ensemble {
  std::uint64_t draws = default_draws;
  std::uint64_t seed = 1;
  uncertainty::Method method = uncertainty::Method::sobol;
  bool partner = false;  // a second ensemble, independent of the first with the same seed
  bool point = false;    // one draw with every parameter at its median; the rest is not looked at
};

/// A value that no draw can have: names parameter or series, draw and value. The scenario let it through.
class ImpossibleValue : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Series that cost nothing unless they are asked for.
struct Extras {
  bool needs = false;      // what the trajectory's run takes of each constraint, and what there is
  bool governing = false;  // through which of its parts each ceiling is reached
  bool relief = false;     // what the ways around a shortfall give back, of a scenario that has them
  bool details = true;     // the outputs of constraints beside their ceilings; without, they are only checked

  friend bool operator==(const Extras&, const Extras&) = default;
};

/// The outcome of a run of consecutive draws. Every series is [year][lane], a lane being a draw; lanes past `count`
/// are valid numbers that mean nothing. Made once by a worker and used again.
struct Block {
  Extras extras;            // asked for: set before the block is simulated
  std::uint64_t first = 0;  // index of the first draw
  std::size_t count = 0;    // draws
  std::size_t lanes = 0;    // stride of a year: count rounded up
  Lanes trajectory;         // [year][lane]
  Lanes observed;           // the same, scattered; empty where the trajectory has no scatter
  // Where the trajectory's runs are split into pre-training and post-training, empty elsewhere: FLOP of either, and the
  // share that post-training is.
  Lanes pre_training;                              // [year][lane]
  Lanes post_training;                             // [year][lane]
  Lanes post_training_share;                       // [year][lane]
  std::vector<Lanes> constraints;                  // of each modelled constraint: [output][year][lane]
  std::vector<Extent> trajectory_extent;           // [year]
  std::vector<Extent> observed_extent;             // [year]
  std::vector<Extent> pre_training_extent;         // [year]
  std::vector<Extent> post_training_extent;        // [year]
  std::vector<Extent> post_training_share_extent;  // [year]
  /// Of a split run, how often it is what a constraint sees of it, from the base year on: its pre-training, and what
  /// pre-training would do in the time that it takes on accelerators.
  Lanes whole_per_pre_training;              // [year from the base year on][lane]
  Lanes whole_per_accelerator_time;          // [year from the base year on][lane]
  std::vector<std::vector<Extent>> extents;  // of each modelled constraint: [output][year]
  /// Of each modelled constraint whose outputs another one reads, where the base year lies before the first:
  /// [output][year from the base year on][lane]. And of the trajectory.
  std::vector<Lanes> since_base;
  Lanes trajectory_since_base;
  // With Extras, of each modelled constraint:
  std::vector<Lanes> needs;                       // [NeedSeries][year][lane]
  std::vector<std::vector<Extent>> need_extents;  // [NeedSeries][year]
  std::vector<Lanes> governing;                   // [year][lane], counted from 0; empty without parts
  /// Of each event of the scenario, the part of a year that lies inside it: [year][lane]. And of what it spans.
  std::vector<Lanes> events;
  std::vector<std::vector<Extent>> event_extents;  // [year]
  /// With Extras, of a scenario that has them: the outputs of models::relief().
  Lanes relief;                        // [output][year][lane]
  std::vector<Extent> relief_extents;  // [output][year]
  Lanes draws;                         // [parameter][lane], parameters `draw_stride` apart
  std::size_t draw_stride = 0;
  /// The engine whose constants are in `draws`, by its number, and in `trajectory` what follows from them alone: nobody
  /// has changed them since. 0: of none.
  std::uint64_t constants_of = 0;
  std::uint64_t trajectory_of = 0;

  /// Series of output `output` of the constraint at `index` among those modelled. Throws std::logic_error where that
  /// was not asked for.
  [[nodiscard]] const double* series(std::size_t index, std::size_t output, int years) const;
  /// The same of its need. Throws std::logic_error where that was not asked for.
  [[nodiscard]] const double* need(std::size_t index, models::NeedSeries series, int years) const;
  /// An output of the ways around. Throws std::logic_error where they were not asked for.
  [[nodiscard]] const double* way(std::size_t output, int years) const;
};

/// A scenario made ready to run, which it shares. Immutable: workers share one.
class Engine {
 public:
  /// Throws std::invalid_argument where there is no scenario.
  Engine(scenario::ScenarioPointer scenario, const Ensemble& ensemble);
  ~Engine();
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;

  [[nodiscard]] const scenario::ScenarioPointer& scenario() const;
  [[nodiscard]] const Ensemble& ensemble() const;
  [[nodiscard]] std::uint64_t draws() const;     // 1 for a point
  [[nodiscard]] std::size_t block_size() const;  // draws in a block that fits the cache: of whole leaves

  /// Simulates draws [first, first + count) into `block`. Throws ImpossibleValue.
  void simulate(std::uint64_t first, std::size_t count, Block& block) const;

  /// The two halves of simulate(): draws, and what follows from them. Between them an analysis may give a parameter
  /// other values, within its bounds: those of column(). The second form steps again only what reads one of the
  /// parameters `changed`, for a block that was stepped before.
  void draw(std::uint64_t first, std::size_t count, Block& block) const;
  /// The same draws, without sampling again what another engine of the same ensemble has drawn into `drawn`: parameters
  /// with the same values and the same correlations.
  void draw_like(const Engine& other, const Block& drawn, Block& block) const;
  void step(Block& block) const;
  void step(Block& block, std::span<const std::size_t> changed) const;
  /// The draws of a parameter, in the order of paths(): block.lanes values.
  [[nodiscard]] static std::span<double> column(Block& block, std::size_t parameter);
  /// The place of a parameter among paths(). Throws std::out_of_range.
  [[nodiscard]] std::size_t index_of(const std::string& path) const;

  /// The draws behind a block, for tests and other analyses: column i is parameter i in the order of paths().
  [[nodiscard]] std::span<const std::string> paths() const;
  void sample(std::uint64_t first, std::size_t count, std::span<double* const> columns) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Blocks that were simulated, kept for the next look at the same ensemble as far as they fit. Thread-safe.
class Store {
 public:
  explicit Store(std::size_t bytes_at_most);
  ~Store();
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  /// The block that starts at this draw, or null.
  [[nodiscard]] const Block* find(std::uint64_t first) const;
  /// Takes the block; where it is from then on, or null, and the block as it was, where there is no room for it or one
  /// that starts there.
  const Block* keep(Block& block);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// What one thread does with its blocks.
class Worker {
 public:
  virtual ~Worker() = default;
  virtual void take(const Block& block) = 0;
  /// What its blocks have to hold beside what they always do.
  [[nodiscard]] virtual Extras extras() const { return {}; }
};

/// Processes that share the work. Every one of them makes the same calls.
class Ranks {
 public:
  using Merge = std::function<std::string(const std::string&, const std::string&)>;
  virtual ~Ranks() = default;
  [[nodiscard]] virtual int rank() const = 0;
  [[nodiscard]] virtual int size() const = 0;
  /// Every rank hands in its bytes, and gets those of all merged, in the order of the ranks.
  [[nodiscard]] virtual std::string combine(std::string mine, const Merge& merge) = 0;
};

/// Does `work` on every rank and merges its results over all of them. Nothing when any rank was interrupted (its work
/// gave nothing); an ImpossibleValue or std::invalid_argument of the lowest rank that met one is thrown on all.
[[nodiscard]] std::optional<std::string> combined(Ranks& ranks, const std::function<std::optional<std::string>()>& work,
                                                  const Ranks::Merge& merge);

/// The draws [first, last) of a rank, whole leaves: of all draws without ranks.
struct Share {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};
[[nodiscard]] Share share_of(const Ranks* ranks, std::uint64_t draws);

struct Threads {
  unsigned count = 1;          // 0: as many as the machine has
  std::size_t block_size = 0;  // draws; 0: Engine::block_size(). Rounded up to of whole leaves
  Ranks* ranks = nullptr;      // not owned; null: this process is alone
};

/// Called with the draws done so far, from any thread but one at a time. Returning false ends the run.
using Progress = std::function<bool(std::uint64_t draws_done)>;

/// Simulates draws [first, last) in blocks, on threads, each with a worker of its own; returns the workers. Which
/// worker takes which block is not determined: what they gather must not depend on it. Throws what simulate() or a
/// worker throws; returns nothing when progress ended the run. Blocks in `store` are taken from there, others kept in
/// it.
[[nodiscard]] std::vector<std::unique_ptr<Worker>> simulate(const Engine& engine, std::uint64_t first,
                                                            std::uint64_t last, const Threads& threads,
                                                            const std::function<std::unique_ptr<Worker>()>& hire,
                                                            const Progress& progress = {}, Store* store = nullptr);

}  // namespace chokepoint::simulation
