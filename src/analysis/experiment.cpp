// SPDX-License-Identifier: Apache-2.0
// Draws made once, stepped at many points.
#include <algorithm>

#include "analysis/outputs.hpp"
#include "analysis/settings.hpp"
#include "chokepoint/analysis.hpp"

namespace chokepoint::analysis {

namespace {

constexpr std::size_t store_bytes = std::size_t{512} << 20;
constexpr std::size_t batch_bytes = std::size_t{256} << 20;
constexpr std::size_t points_at_once = 64;

/// Memory of the counts of one point at the most: histograms of some thousand bins for every series and year.
std::size_t bytes_of_collector(const scenario::Scenario& scenario) {
  constexpr std::size_t bytes_of_histogram = 16'384;
  std::size_t series = 2;
  for (const auto& block : scenario.blocks) series += block.constraint->description->outputs.size() + 1;
  series += scenario.events.size();
  return series * static_cast<std::size_t>(scenario.years()) * bytes_of_histogram;
}

/// What one output is over the draws, without the statistics of everything else.
class Gauge {
 public:
  Gauge(const scenario::Scenario& scenario, const question::Output& output) : scenario_(&scenario), output_(&output) {}

  static bool measures(const question::Output& output) {
    return output.is_event() || (!output.is_date() && output.statistic != question::Output::Statistic::mean);
  }

  void take(const simulation::Block& block) {
    binding::Outcome outcome;
    if (needs_binding(*output_)) statistics::bind(*scenario_, block, outcome);
    values_.resize(block.count);
    values_of(*output_, *scenario_, block, outcome, values_.data());
    if (!output_->is_event()) {
      if (output_->series.what == question::Series::What::attainable) weigh_trajectory(block);
      return numbers_.add(values_.data(), values_.size());
    }
    draws_ += values_.size();
    happened_ += static_cast<std::uint64_t>(std::count(values_.begin(), values_.end(), 1.0));
  }
  void merge(const Gauge& other) {
    numbers_.merge(other.numbers_);
    trajectory_.merge(other.trajectory_);
    attained_ += other.attained_;
    draws_ += other.draws_;
    happened_ += other.happened_;
  }
  /// The same number as value_of() of the summary.
  [[nodiscard]] double value() const {
    if (output_->is_event()) return static_cast<double>(happened_) / static_cast<double>(draws_);
    const double level = statistics::levels[static_cast<std::size_t>(output_->statistic)];
    double value = 0.0;
    numbers_.quantiles({&level, 1}, {&value, 1}, mass());
    return value;
  }

 private:
  void weigh_trajectory(const simulation::Block& block) {
    const auto year = static_cast<std::size_t>(output_->year - scenario_->first_year);
    const double* const trajectory = block.trajectory.data() + year * block.lanes;
    trajectory_.add(trajectory, block.count, block.trajectory_extent[year]);
    for (std::size_t i = 0; i < values_.size(); ++i) attained_ += values_[i] == trajectory[i] ? 1U : 0U;
  }
  /// What is attainable is the trajectory in every draw that is feasible: one value, where the trajectory is certain.
  [[nodiscard]] statistics::PointMass mass() const {
    if (trajectory_.count() == 0 || trajectory_.lowest() != trajectory_.highest()) return {};
    return {trajectory_.highest(), trajectory_.count() - attained_, attained_};
  }

  const scenario::Scenario* scenario_;
  const question::Output* output_;
  std::vector<double> values_;
  statistics::Histogram numbers_;
  statistics::Histogram trajectory_;  // of what is attainable: how often it is attained
  std::uint64_t attained_ = 0;
  std::uint64_t draws_ = 0;
  std::uint64_t happened_ = 0;
};

/// One thread's share of a batch of points.
template <class Collector>
class Stepper : public simulation::Worker {
 public:
  template <class Make>
  Stepper(const simulation::Engine& engine, std::span<const Point> points, simulation::Extras extras, const Make& make)
      : engine_(engine), points_(points), extras_(extras) {
    for (std::size_t i = 0; i < points.size(); ++i) collectors.push_back(make());
    for (const auto* assumption : engine.scenario()->assumptions()) bounds_.push_back(assumption->parameter->bounds);
  }

  void take(const simulation::Block& base) override {
    block_ = base;
    std::vector<std::size_t> altered;  // against the base
    for (std::size_t i = 0; i < points_.size(); ++i) {
      std::vector<std::size_t> changed;
      for (const std::size_t column : altered) {
        if (sets(points_[i], column)) continue;
        restore(base, column);
        changed.push_back(column);
      }
      altered.clear();
      for (const Setting& setting : points_[i]) {
        apply(setting, bounds_[setting.column], drawn(base, setting.column),
              simulation::Engine::column(block_, setting.column));
        altered.push_back(setting.column);
        changed.push_back(setting.column);
      }
      engine_.step(block_, changed);
      collectors[i].take(block_);
    }
  }

  [[nodiscard]] simulation::Extras extras() const override { return extras_; }

  std::vector<Collector> collectors;  // of each point

 private:
  static bool sets(const Point& point, std::size_t column) {
    return std::any_of(point.begin(), point.end(), [column](const Setting& one) { return one.column == column; });
  }
  static std::span<const double> drawn(const simulation::Block& base, std::size_t column) {
    return std::span(base.draws).subspan(column * base.draw_stride, base.lanes);
  }
  void restore(const simulation::Block& base, std::size_t column) {
    const auto from = drawn(base, column);
    std::copy(from.begin(), from.end(), simulation::Engine::column(block_, column).begin());
  }

  const simulation::Engine& engine_;
  std::span<const Point> points_;
  simulation::Extras extras_;
  std::vector<models::Bounds> bounds_;  // of every column
  simulation::Block block_;
};

}  // namespace

struct Experiment::Parts {
  simulation::Engine engine;
  simulation::Threads threads;
  Progress progress;
  simulation::Store store;
  std::size_t batch;
};

Experiment::Experiment(scenario::ScenarioPointer scenario, const Effort& effort)
    : parts_(new Parts{simulation::Engine(std::move(scenario), effort.ensemble), effort.threads, effort.progress,
                       simulation::Store(store_bytes), points_at_once}) {
  parts_->batch =
      std::clamp<std::size_t>(batch_bytes / bytes_of_collector(*parts_->engine.scenario()), 1, points_at_once);
}
Experiment::~Experiment() = default;
Experiment::Experiment(Experiment&&) noexcept = default;
Experiment& Experiment::operator=(Experiment&&) noexcept = default;

const simulation::Engine& Experiment::engine() const {
  return parts_->engine;
}

/// Hands the collector of every point, as `make` makes them, in order to `take`.
template <class Make, class Take>
bool Experiment::collect(std::span<const Point> points, std::size_t at_once, simulation::Extras extras,
                         const Make& make, const Take& take, const Progress& progress) {
  using Collector = decltype(make());
  const simulation::Engine& engine = parts_->engine;
  for (std::size_t first = 0; first < points.size(); first += at_once) {
    const std::span<const Point> batch = points.subspan(first, std::min(at_once, points.size() - first));
    const auto done = [&](std::uint64_t draws) {
      if (!progress) return true;
      const double share = static_cast<double>(draws) / static_cast<double>(engine.draws());
      return progress((static_cast<double>(first) + share * static_cast<double>(batch.size())) /
                      static_cast<double>(points.size()));
    };
    auto workers = simulation::simulate(
        engine, 0, engine.draws(), parts_->threads,
        [&engine, batch, extras, &make] { return std::make_unique<Stepper<Collector>>(engine, batch, extras, make); },
        done, &parts_->store);
    if (workers.empty()) return false;
    auto& all = dynamic_cast<Stepper<Collector>&>(*workers.front());
    for (std::size_t i = 0; i < batch.size(); ++i) {
      for (std::size_t other = 1; other < workers.size(); ++other) {
        all.collectors[i].merge(dynamic_cast<const Stepper<Collector>&>(*workers[other]).collectors[i]);
      }
      take(first + i, all.collectors[i]);
    }
  }
  return true;
}

bool Experiment::run(std::span<const Point> points, const statistics::Keep& keep,
                     const std::function<void(std::size_t, statistics::Summary)>& take, const Progress& progress,
                     std::size_t at_once) {
  return collect(
      points, std::min(parts_->batch, at_once), statistics::extras_for(keep),
      [this, &keep] { return statistics::Collector(parts_->engine.scenario(), keep); },
      [&take](std::size_t i, const statistics::Collector& collector) { take(i, collector.summary()); }, progress);
}

bool Experiment::run(std::span<const Point> points, const question::Output& output,
                     const std::function<void(std::size_t, double)>& take, const Progress& progress) {
  if (!Gauge::measures(output)) {
    return run(
        points, kept_for(output),
        [&](std::size_t i, const statistics::Summary& summary) { take(i, value_of(output, summary)); }, progress);
  }
  return collect(
      points, points_at_once, statistics::extras_for(kept_for(output)),
      [&] { return Gauge(*parts_->engine.scenario(), output); },
      [&take](std::size_t i, const Gauge& gauge) { take(i, gauge.value()); }, progress);
}

std::optional<statistics::Summary> Experiment::run(const Point& point, const statistics::Keep& keep) {
  std::optional<statistics::Summary> result;
  const bool done = run(
      {&point, 1}, keep, [&result](std::size_t, statistics::Summary summary) { result = std::move(summary); },
      [this](double share) { return !parts_->progress || parts_->progress(share); });
  if (!done) return std::nullopt;
  return result;
}

}  // namespace chokepoint::analysis
