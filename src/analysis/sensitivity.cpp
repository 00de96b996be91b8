// SPDX-License-Identifier: Apache-2.0
// Which parameter matters: one at a time at the median, one at a time among draws, shares of variance, information.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <stdexcept>

#include "analysis/outputs.hpp"
#include "chokepoint/analysis.hpp"
#include "chokepoint/binding.hpp"

namespace chokepoint::analysis {

namespace {

using question::Output;
using scenario::Assumption;
using scenario::Scenario;
using scenario::ScenarioPointer;

struct Interrupted {};

/// Progress through the parts of the work, each with its share of it.
class Stages {
 public:
  explicit Stages(const Progress& progress) : progress_(progress) {}
  Progress next(double share) {
    const double start = done_;
    done_ += share;
    if (!progress_) return {};
    return [this, start, share](double done) { return progress_(start + share * done); };
  }

 private:
  const Progress& progress_;
  double done_ = 0.0;
};

simulation::Progress by_draws(const Progress& progress, std::uint64_t draws) {
  if (!progress) return {};
  return [progress, draws](std::uint64_t done) {
    return progress(static_cast<double>(done) / static_cast<double>(draws));
  };
}

/// Numbers of which every rank has filled in its own and left the others zero: all of them, on every rank.
template <class Number>
void gather(simulation::Ranks* ranks, const std::function<bool()>& work, std::vector<Number>& numbers) {
  if (ranks == nullptr) {
    if (!work()) throw Interrupted{};
    return;
  }
  const std::size_t size = numbers.size() * sizeof(Number);
  const auto all = simulation::combined(
      *ranks,
      [&]() -> std::optional<std::string> {
        if (!work()) return std::nullopt;
        return std::string(reinterpret_cast<const char*>(numbers.data()), size);
      },
      [](const std::string& a, const std::string& b) {
        std::string sums = a;
        for (std::size_t at = 0; at < sums.size(); at += sizeof(Number)) {
          Number one;
          Number other;
          std::memcpy(&one, a.data() + at, sizeof one);
          std::memcpy(&other, b.data() + at, sizeof other);
          one += other;
          std::memcpy(sums.data() + at, &one, sizeof one);
        }
        return sums;
      });
  if (!all) throw Interrupted{};
  std::memcpy(numbers.data(), all->data(), size);
}

/// The columns of one parameter: several where it is given by year and its values move together.
using Columns = std::vector<std::size_t>;

/// The output at some points, the other parameters at their median: one lane each.
class AtMedian {
 public:
  AtMedian(const ScenarioPointer& scenario, const Output& output)
      : scenario_(*scenario), output_(output), engine_(scenario, {.point = true}) {}

  [[nodiscard]] std::vector<double> operator()(const std::vector<Point>& points) const {
    simulation::Block block;
    block.extras = statistics::extras_for(kept_for(output_));
    engine_.draw(0, points.size(), block);
    for (std::size_t lane = 0; lane < points.size(); ++lane) {
      for (const Setting& one : points[lane]) simulation::Engine::column(block, one.column)[lane] = one.value;
    }
    engine_.step(block);
    binding::Outcome outcome;
    statistics::bind(scenario_, block, outcome);
    std::vector<double> values(points.size());
    values_of(output_, scenario_, block, outcome, values.data());
    if (output_.is_date()) {
      for (double& year : values) {
        if (year > scenario_.last_year) year = std::numeric_limits<double>::infinity();  // as value_of() has it
      }
    }
    return values;
  }

 private:
  const Scenario& scenario_;
  const Output& output_;
  simulation::Engine engine_;
};

/// d ln output / d ln parameter at the median: differences over +-h and +-2h, which cancel the error of third order.
void elasticities(const AtMedian& output_at, const Scenario& scenario, std::vector<Influence>& influences,
                  const std::vector<Columns>& columns) {
  constexpr double h = 1e-3;
  const auto assumptions = scenario.assumptions();
  std::vector<Point> points;
  for (const Columns& group : columns) {
    for (const double steps : {-2.0, -1.0, 1.0, 2.0}) {
      Point point;
      for (const std::size_t column : group) {
        point.push_back({column, assumptions[column]->distribution.quantile(0.5) * std::exp(steps * h)});
      }
      points.push_back(std::move(point));
    }
  }
  const std::vector<double> values = output_at(points);
  for (std::size_t i = 0; i < influences.size(); ++i) {
    const auto at = [&values, i](std::size_t k) { return std::log(values[4 * i + k]); };
    const double slope = (8.0 * (at(2) - at(1)) - (at(3) - at(0))) / (12.0 * h);
    const models::Bounds& bounds = influences[i].assumption->parameter->bounds;
    const auto inside_at = [&](std::size_t k) {
      return std::all_of(points[4 * i + k].begin(), points[4 * i + k].end(), [&bounds](const Setting& one) {
        return one.value >= bounds.lower && one.value <= bounds.upper;
      });
    };
    const bool inside = inside_at(0) && inside_at(3);
    if (inside && std::isfinite(slope)) influences[i].elasticity = slope;
  }
}

/// What the indices need of every draw: the output on matrix A, on B, and on A with each column of B.
struct Matrices {
  std::size_t draws;
  std::vector<double> values;  // one after the other

  [[nodiscard]] std::span<double> at(std::size_t matrix) { return std::span(values).subspan(matrix * draws, draws); }
  [[nodiscard]] std::span<double> a() { return at(0); }
  [[nodiscard]] std::span<double> b() { return at(1); }
  [[nodiscard]] std::span<double> mixed(std::size_t column) { return at(2 + column); }
};

class Saltelli : public simulation::Worker {
 public:
  Saltelli(const simulation::Engine& engine, const simulation::Engine& partner, const Output& output,
           const std::vector<Columns>& columns, Matrices& matrices)
      : engine_(engine), partner_(partner), output_(output), columns_(columns), matrices_(matrices) {
    other_.extras = Saltelli::extras();
  }

  [[nodiscard]] simulation::Extras extras() const override { return statistics::extras_for(kept_for(output_)); }

  // Every block has places of its own in the matrices.
  void take(const simulation::Block& base) override {
    write(base, matrices_.a());
    partner_.draw(base.first, base.count, other_);
    partner_.step(other_);
    write(other_, matrices_.b());
    block_ = base;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      std::vector<std::size_t> changed = columns_[i];
      if (i > 0) changed.insert(changed.end(), columns_[i - 1].begin(), columns_[i - 1].end());  // what was put back
      for (const std::size_t one : columns_[i]) {
        const auto from_b = simulation::Engine::column(other_, one);
        std::copy(from_b.begin(), from_b.end(), simulation::Engine::column(block_, one).begin());
      }
      engine_.step(block_, changed);
      write(block_, matrices_.mixed(i));
      for (const std::size_t one : columns_[i]) {
        const double* const back = base.draws.data() + one * base.draw_stride;
        std::copy_n(back, base.lanes, simulation::Engine::column(block_, one).data());
      }
    }
  }

 private:
  void write(const simulation::Block& block, std::span<double> to) {
    if (needs_binding(output_)) statistics::bind(*engine_.scenario(), block, outcome_);
    double* const out = to.data() + block.first;
    values_of(output_, *engine_.scenario(), block, outcome_, out);
    if (!is_logarithmic(output_)) return;
    for (std::size_t i = 0; i < block.count; ++i) out[i] = std::log(out[i]);
  }

  const simulation::Engine& engine_;
  const simulation::Engine& partner_;
  const Output& output_;
  const std::vector<Columns>& columns_;
  Matrices& matrices_;
  simulation::Block block_;
  simulation::Block other_;
  binding::Outcome outcome_;
};

/// Of each group of columns.
std::vector<Indices> variance_indices(const ScenarioPointer& scenario, const Output& output, const Effort& effort,
                                      const Progress& progress, const std::vector<Columns>& columns) {
  const auto independent = std::make_shared<Scenario>(*scenario);
  independent->correlations.clear();
  simulation::Ensemble partner = effort.ensemble;
  partner.partner = true;
  const simulation::Engine engine(independent, effort.ensemble);
  const simulation::Engine other(independent, partner);
  const std::size_t draws = engine.draws();
  Matrices matrices{draws, std::vector<double>((columns.size() + 2) * draws)};
  simulation::Ranks* const ranks = effort.threads.ranks;
  gather(
      ranks,
      [&] {
        const simulation::Share share = simulation::share_of(ranks, draws);
        return !simulation::simulate(
                    engine, share.first, share.last, effort.threads,
                    [&] { return std::make_unique<Saltelli>(engine, other, output, columns, matrices); },
                    by_draws(progress, draws))
                    .empty();
      },
      matrices.values);
  std::vector<Indices> indices;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    indices.push_back(sobol_indices(matrices.a(), matrices.b(), matrices.mixed(i), effort.ensemble.seed));
  }
  return indices;
}

/// The parameters of each confidence, as one, behind those that stand for themselves.
std::vector<Rest> by_confidence(const std::vector<Influence>& influences, std::vector<Columns>& columns) {
  std::map<std::string, std::pair<std::size_t, Columns>> groups;
  for (std::size_t i = 0; i < influences.size(); ++i) {
    auto& [parameters, group] = groups[influences[i].assumption->confidence];
    ++parameters;
    group.insert(group.end(), columns[i].begin(), columns[i].end());
  }
  if (groups.empty() || (groups.size() == 1 && groups.begin()->first.empty())) return {};
  std::vector<Rest> rests;
  for (auto& [confidence, group] : groups) {
    rests.push_back({confidence, group.first, {}, {}});
    columns.push_back(std::move(group.second));
  }
  return rests;
}

// --- information ---------------------------------------------------------------------------------------------------

constexpr std::size_t bins = 32;  // of equal probability

/// Counts of which constraint binds first, by bin of each parameter.
class Information : public simulation::Worker {
 public:
  Information(const Scenario& scenario, const std::vector<Columns>& columns,
              const std::vector<std::vector<double>>& edges)
      : kinds_(scenario.blocks.size() + 1),
        counts(columns.size() * bins * kinds_),
        scenario_(scenario),
        columns_(columns),
        edges_(edges) {}

  void take(const simulation::Block& block) override {
    statistics::bind(scenario_, block, outcome_);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const double* const values = block.draws.data() + columns_[i].front() * block.draw_stride;
      for (std::size_t lane = 0; lane < block.count; ++lane) {
        const auto bin = std::upper_bound(edges_[i].begin(), edges_[i].end(), values[lane]) - edges_[i].begin();
        const int first = binding::first_of(outcome_.order[lane]);
        const std::size_t kind = first < 0 ? kinds_ - 1 : static_cast<std::size_t>(first);
        ++counts[(i * bins + static_cast<std::size_t>(bin)) * kinds_ + kind];
      }
    }
  }

 private:
  std::size_t kinds_;

 public:
  std::vector<std::uint64_t> counts;  // [parameter][bin][what binds first]

 private:
  const Scenario& scenario_;
  const std::vector<Columns>& columns_;
  const std::vector<std::vector<double>>& edges_;
  binding::Outcome outcome_;
};

/// Entropy in bits of counts, with the correction of Miller (1955) for how few they are.
double entropy(const std::vector<std::uint64_t>& counts) {
  double total = 0.0;
  double kinds = 0.0;
  for (const std::uint64_t count : counts) {
    total += static_cast<double>(count);
    kinds += count > 0 ? 1.0 : 0.0;
  }
  if (total == 0.0) return 0.0;
  double bits = 0.0;
  for (const std::uint64_t count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / total;
    bits -= share * std::log2(share);
  }
  return bits + (kinds - 1.0) / (2.0 * total * std::log(2.0));
}

double information(const ScenarioPointer& scenario, const Effort& effort, const Progress& progress,
                   const std::vector<Columns>& columns, std::vector<Influence>& influences) {
  std::vector<std::vector<double>> edges;
  for (const Influence& influence : influences) {
    edges.emplace_back();
    for (std::size_t i = 1; i < bins; ++i) {
      edges.back().push_back(influence.assumption->distribution.quantile(static_cast<double>(i) / bins));
    }
  }
  const simulation::Engine engine(scenario, effort.ensemble);
  std::vector<std::uint64_t> counts(columns.size() * bins * (scenario->blocks.size() + 1));
  gather(
      effort.threads.ranks,
      [&] {
        const simulation::Share share = simulation::share_of(effort.threads.ranks, engine.draws());
        const auto workers = simulation::simulate(
            engine, share.first, share.last, effort.threads,
            [&] { return std::make_unique<Information>(*scenario, columns, edges); },
            by_draws(progress, engine.draws()));
        for (const auto& worker : workers) {
          const auto& more = dynamic_cast<const Information&>(*worker).counts;
          for (std::size_t j = 0; j < counts.size(); ++j) counts[j] += more[j];
        }
        return !workers.empty();
      },
      counts);
  const std::size_t kinds = scenario->blocks.size() + 1;
  double whole = 0.0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::vector<std::uint64_t> all(kinds);
    double left = 0.0;
    for (std::size_t bin = 0; bin < bins; ++bin) {
      std::vector<std::uint64_t> here(kinds);
      std::uint64_t draws = 0;
      for (std::size_t kind = 0; kind < kinds; ++kind) {
        here[kind] = counts[(i * bins + bin) * kinds + kind];
        all[kind] += here[kind];
        draws += here[kind];
      }
      left += static_cast<double>(draws) / static_cast<double>(engine.draws()) * entropy(here);
    }
    whole = entropy(all);
    influences[i].information = std::max(0.0, whole - left);
  }
  return whole;
}

// --- all of it -----------------------------------------------------------------------------------------------------

/// What is uncertain, one by one: values by year that move together are one, of which the first stands for all.
/// Of the ways around only where the output is of them: nothing else reads those.
std::vector<Influence> uncertain(const ScenarioPointer& scenario, const Output& output, std::vector<Columns>& columns) {
  std::vector<Influence> influences;
  auto assumptions = scenario->assumptions();
  if (scenario->relief && !is_of_relief(output)) {
    assumptions.resize(assumptions.size() - scenario->relief->assumptions.size());
  }
  for (std::size_t i = 0; i < assumptions.size(); ++i) {
    const Assumption& assumption = *assumptions[i];
    if (!assumption.is_given() || assumption.distribution.is_constant()) continue;
    if (!influences.empty() && influences.back().path == assumption.draws_as) {
      columns.back().push_back(i);
      continue;
    }
    Influence influence;
    influence.path = assumption.draws_as;
    influence.assumption = std::shared_ptr<const Assumption>(scenario, &assumption);
    influence.low = assumption.distribution.quantile(0.1);
    influence.high = assumption.distribution.quantile(0.9);
    influences.push_back(std::move(influence));
    columns.push_back({i});
  }
  return influences;
}

/// The parameter of these columns at one of its quantiles.
Point at_level(const Scenario& scenario, const Columns& columns, double level) {
  const auto assumptions = scenario.assumptions();
  Point point;
  for (const std::size_t column : columns) {
    point.push_back({column, assumptions[column]->distribution.quantile(level)});
  }
  return point;
}

/// Parameters at their P10 and P90, one at a time: at the median of the others, and among their draws. `columns` gets
/// the place of each.
Sensitivity one_at_a_time(const ScenarioPointer& scenario, const Output& output, const Effort& effort,
                          const Progress& progress, std::vector<Columns>& columns) {
  Sensitivity result;
  result.output = output;
  result.logarithmic = is_logarithmic(output);
  result.influences = uncertain(scenario, output, columns);

  const AtMedian at_median(scenario, output);
  std::vector<Point> points{{}};
  for (const Columns& group : columns) {
    for (const double level : {0.1, 0.9}) points.push_back(at_level(*scenario, group, level));
  }
  const std::vector<double> medians = at_median(points);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    result.influences[i].at_median = {medians[2 * i + 1], medians[2 * i + 2]};
  }
  if (!columns.empty()) result.at_median = medians.front();
  if (result.logarithmic) elasticities(at_median, *scenario, result.influences, columns);

  // Ranks take turns at the points.
  simulation::Ranks* const ranks = effort.threads.ranks;
  std::vector<double> values(points.size());
  gather(
      ranks,
      [&] {
        const std::size_t first = ranks == nullptr ? 0 : static_cast<std::size_t>(ranks->rank());
        const std::size_t step = ranks == nullptr ? 1 : static_cast<std::size_t>(ranks->size());
        std::vector<Point> own;
        for (std::size_t i = first; i < points.size(); i += step) own.push_back(points[i]);
        const auto take = [&](std::size_t i, double value) { values[first + i * step] = value; };
        return Experiment(scenario, effort).run(own, output, take, progress);
      },
      values);
  result.sampled = values[0];
  for (std::size_t i = 1; i < values.size(); ++i) result.influences[(i - 1) / 2].sampled[(i - 1) % 2] = values[i];
  return result;
}

void fill(std::vector<Rest>& rests, std::span<const Indices> indices) {
  for (std::size_t i = 0; i < rests.size(); ++i) {
    rests[i].first_order = indices[i].first_order;
    rests[i].total = indices[i].total;
  }
}

void check_effort(std::size_t matrices, const Effort& effort) {
  if (matrices * effort.ensemble.draws > index_values_limit) {
    throw std::invalid_argument(
        "sensitivity: too many draws for the number of uncertain parameters; ask for fewer: --draws");
  }
  if (effort.ensemble.draws < fewest_index_draws) {
    throw std::invalid_argument(
        fmt::format("sensitivity: shares of variance need {} draws or more", fewest_index_draws));
  }
}

constexpr std::size_t groups_at_most = 5;  // the four confidences and none

Sensitivity analyse(const ScenarioPointer& scenario, const Output& output, const Effort& effort) {
  Stages stages(effort.progress);
  std::vector<Columns> columns;
  check_effort(uncertain(scenario, output, columns).size() + groups_at_most + 2, effort);
  columns.clear();
  Sensitivity result = one_at_a_time(scenario, output, effort, stages.next(0.6), columns);
  result.independence_imposed = !scenario->correlations.empty();
  result.base_draws = effort.ensemble.draws;
  std::vector<Columns> groups = columns;
  result.rests = by_confidence(result.influences, groups);
  const auto indices = variance_indices(scenario, output, effort, stages.next(0.35), groups);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    result.influences[i].first_order = indices[i].first_order;
    result.influences[i].total = indices[i].total;
  }
  fill(result.rests, std::span(indices).subspan(columns.size()));
  result.entropy = information(scenario, effort, stages.next(0.05), columns, result.influences);
  std::stable_sort(result.influences.begin(), result.influences.end(),
                   [](const Influence& a, const Influence& b) { return a.total.value > b.total.value; });
  return result;
}

}  // namespace

std::optional<Sensitivity> sensitivity(const ScenarioPointer& scenario, const Output& output, const Effort& effort) {
  try {
    return analyse(scenario, output, effort);
  } catch (const Interrupted&) {
    return std::nullopt;
  }
}

std::optional<std::vector<Rest>> resting_on(const ScenarioPointer& scenario, const Output& output,
                                            const Effort& effort) {
  check_effort(groups_at_most + 2, effort);
  try {
    std::vector<Columns> columns;
    const std::vector<Influence> influences = uncertain(scenario, output, columns);
    std::vector<Rest> rests = by_confidence(influences, columns);
    columns.erase(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(influences.size()));
    if (!rests.empty()) fill(rests, variance_indices(scenario, output, effort, effort.progress, columns));
    return rests;
  } catch (const Interrupted&) {
    return std::nullopt;
  }
}

std::optional<Sensitivity> tornado(const ScenarioPointer& scenario, const Output& output, const Effort& effort) {
  try {
    std::vector<Columns> columns;
    Sensitivity result = one_at_a_time(scenario, output, effort, effort.progress, columns);
    const auto swing = [&result](const Influence& influence) {
      const auto& ends = influence.sampled;
      if (ends[0] == ends[1]) return 0.0;  // both may be infinite
      if (result.logarithmic && ends[0] > 0.0 && ends[1] > 0.0) return std::abs(std::log(ends[1] / ends[0]));
      return std::abs(ends[1] - ends[0]);
    };
    std::stable_sort(result.influences.begin(), result.influences.end(),
                     [&swing](const Influence& a, const Influence& b) { return swing(a) > swing(b); });
    return result;
  } catch (const Interrupted&) {
    return std::nullopt;
  }
}

}  // namespace chokepoint::analysis
