// SPDX-License-Identifier: Apache-2.0
// One block: sample it, step every constraint through all years.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <stdexcept>

#include "chokepoint/simulation.hpp"
#include "models/run_range.hpp"
#include "scenario/events.hpp"
#include "scenario/inputs.hpp"
#include "units/columns.hpp"
#include "units/real.hpp"

namespace chokepoint::simulation {

namespace {

// Half of a second-level cache of 2 MiB: the other half is for what is counted.
constexpr std::size_t cache = std::size_t{1024} * 1024;

using models::any_range;
using models::run_range;
constexpr units::Kind flop{units::base(units::Base::compute)};

std::size_t rounded_up(std::size_t count, std::size_t multiple) {
  return (count + multiple - 1) / multiple * multiple;
}

uncertainty::Sampler sampler_of(const scenario::Scenario& scenario,
                                const std::vector<const scenario::Assumption*>& assumptions, const Ensemble& ensemble) {
  std::vector<uncertainty::Marginal> marginals;
  marginals.reserve(assumptions.size());
  for (const auto* assumption : assumptions) {
    if (ensemble.partner) {
      std::optional<std::size_t> dimension;
      if (assumption->dimension) dimension = models::partner_of(*assumption->dimension);
      marginals.push_back({assumption->draws_as + "'", dimension, assumption->distribution});
    } else {
      marginals.push_back({assumption->draws_as, assumption->dimension, assumption->distribution});
    }
  }
  const auto index_of = [&assumptions](const std::string& path) {
    const auto found = std::find_if(assumptions.begin(), assumptions.end(),
                                    [&path](const auto* assumption) { return assumption->draws_as == path; });
    return static_cast<std::size_t>(found - assumptions.begin());
  };
  std::vector<uncertainty::Correlation> correlations;
  for (const auto& correlation : scenario.correlations) {
    correlations.push_back({index_of(correlation.a), index_of(correlation.b), correlation.spearman});
  }
  return {std::move(marginals), correlations,
          uncertainty::Plan{ensemble.method, ensemble.seed, ensemble.point ? 1 : ensemble.draws}};
}

}  // namespace

struct Engine::Parts {
  scenario::ScenarioPointer scenario;
  Ensemble ensemble;
  std::vector<const scenario::Assumption*> assumptions;
  std::vector<std::string> paths;
  uncertainty::Sampler sampler;
  std::size_t block_size = draws_per_leaf;
  std::uint64_t number = next_number();  // no other engine of this process has it

  static std::uint64_t next_number() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
  }

  [[nodiscard]] bool is_constant(std::size_t column) const {
    return ensemble.point || assumptions[column]->distribution.is_constant();
  }

  /// Whether all draws have one trajectory.
  [[nodiscard]] bool has_one_trajectory() const {
    return std::all_of(scenario->trajectory.begin(), scenario->trajectory.end(),
                       [](const auto& one) { return one.distribution.is_constant(); });
  }

  /// Leaves out the columns that a block holds already.
  void keep_constants(Block& block, std::span<double*> columns) const {
    if (block.constants_of != number) return forget_constants(block);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (is_constant(i)) columns[i] = nullptr;
    }
  }

  /// Columns of parameters must be values that the parameter can have: bounds hold by construction, so that a value
  /// outside is a defect of ours or an overflow far in a tail, and not to be passed over. Null: seen before.
  void check(std::uint64_t first, std::size_t count, std::span<double* const> columns) const {
    constexpr double finite = std::numeric_limits<double>::max();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i] == nullptr || !assumptions[i]->word().empty()) continue;  // a constant that stands for something
      const models::Bounds& bounds = assumptions[i]->parameter->bounds;
      const Extent allowed{std::max(bounds.lower, -finite), std::min(bounds.upper, finite)};
      Extent found;
      if (!all_within(columns[i], count, allowed, found)) refuse(*assumptions[i], first, count, columns[i]);
    }
  }

  [[noreturn]] static void refuse(const scenario::Assumption& assumption, std::uint64_t first, std::size_t count,
                                  const double* column) {
    const models::Bounds& bounds = assumption.parameter->bounds;
    for (std::size_t lane = 0; lane < count; ++lane) {
      const double value = column[lane];
      if (std::isfinite(value) && value >= bounds.lower && value <= bounds.upper) continue;
      throw ImpossibleValue(fmt::format("draw {}: {} is {}, which cannot be", first + lane, assumption.path,
                                        units::print_exact(value, assumption.parameter->kind)));
    }
    throw ImpossibleValue(fmt::format("{}: a value that cannot be", assumption.path));
  }

  /// Makes room for these draws; the columns to fill.
  std::vector<double*> columns_for(std::uint64_t first, std::size_t count, Block& block) const {
    block.first = first;
    block.count = count;
    block.lanes = rounded_up(count, lane_multiple);
    // Columns a power of two apart would all fall into the same sets of the cache: those of the results, which are
    // `lanes` apart, and those of the draws.
    if (block.lanes % 512 == 0) block.lanes += lane_multiple;
    if (block.draw_stride != block.lanes + lane_multiple) forget_constants(block);
    block.draw_stride = block.lanes + lane_multiple;
    block.draws.resize(assumptions.size() * block.draw_stride);
    std::vector<double*> columns(assumptions.size());
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = block.draws.data() + i * block.draw_stride;
    return columns;
  }

  void sample(std::uint64_t first, std::size_t count, std::span<double* const> columns) const {
    if (!ensemble.point) {
      sampler.sample(first, count, columns);
      return;
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i] != nullptr) std::fill_n(columns[i], count, assumptions[i]->distribution.quantile(0.5));
    }
  }
  /// The lanes of a block that are drawn; some even of a block of none, whose sums take any number for a first one.
  static std::size_t drawn_lanes(const Block& block) {
    return rounded_up(std::max<std::size_t>(block.count, 1), lane_multiple);
  }
  /// The draws of a block, those of its columns that are not null. Lanes that only keep columns apart get values that
  /// can be: to draw some takes as long as for a whole run of numbers.
  void sample(const Block& block, std::span<double* const> columns) const {
    const std::size_t drawn = drawn_lanes(block);
    sample(block.first, drawn, columns);
    for (double* const column : columns) {
      if (column != nullptr) std::copy_n(column, block.lanes - drawn, column + drawn);
    }
  }

  static void forget_constants(Block& block) { block.constants_of = block.trajectory_of = 0; }

  /// The column of another engine that holds the same draws as column i of this one.
  [[nodiscard]] std::optional<std::size_t> same_in(const Parts& other, std::size_t i) const {
    const auto found = std::find(other.paths.begin(), other.paths.end(), paths[i]);
    if (found == other.paths.end()) return std::nullopt;
    const auto at = static_cast<std::size_t>(found - other.paths.begin());
    if (assumptions[i]->text != other.assumptions[at]->text) return std::nullopt;
    const std::string& numbers = assumptions[i]->draws_as;
    if (numbers != other.assumptions[at]->draws_as) return std::nullopt;
    const auto correlated_in = [&path = numbers](const scenario::Scenario& one) {
      return std::any_of(one.correlations.begin(), one.correlations.end(),
                         [&path](const auto& pair) { return pair.a == path || pair.b == path; });
    };
    if ((correlated_in(*scenario) || correlated_in(*other.scenario)) && !same_correlations(*scenario, *other.scenario))
      return std::nullopt;
    return at;
  }

  static bool same_correlations(const scenario::Scenario& one, const scenario::Scenario& other) {
    return std::equal(
        one.correlations.begin(), one.correlations.end(), other.correlations.begin(), other.correlations.end(),
        [](const auto& a, const auto& b) { return a.a == b.a && a.b == b.b && a.spearman == b.spearman; });
  }

  [[nodiscard]] std::vector<const double*> columns_of(const Block& block) const {
    std::vector<const double*> columns(assumptions.size());
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = block.draws.data() + i * block.draw_stride;
    return columns;
  }

  void project(int first_year, Block& block, Lanes& out) const {
    const int years = scenario->last_year - first_year + 1;
    out.resize(static_cast<std::size_t>(years) * block.lanes);
    const std::vector<const double*> columns = columns_of(block);
    models::project(scenario->trajectory_plan, std::span(columns).first(scenario->trajectory.size()), block.lanes,
                    first_year, years, out.data());
  }

  void project(Block& block) const {
    const int years = scenario->years();
    const bool since_base = (is_read(std::nullopt) || block.extras.needs) && skipped() > 0;
    if (block.trajectory_of == number && !since_base) return;
    block.trajectory_of = block.constants_of == number && has_one_trajectory() ? number : 0;
    project(scenario->first_year, block, block.trajectory);
    if (since_base) {
      project(scenario->base_year, block, block.trajectory_since_base);
    }
    block.trajectory_extent.resize(static_cast<std::size_t>(years));
    check_series(block.trajectory.data(), run_range, block, block.trajectory_extent.data(), [this] {
      return Named{"trajectory", units::symbol_of(flop),
                   [this](std::size_t column) { return column < scenario->trajectory.size(); }};
    });
    if (scenario->trajectory_plan.scatter) observe(block);
    if (scenario->trajectory_plan.post_training) split(block);
  }

  /// What of the trajectory's run is post-training, and by how much the whole of a run is more than a constraint sees
  /// of it. With r times as much compute in post-training as in pre-training, which takes s times as long, a run of C
  /// has C / (1 + r) of pre-training, and takes the time in which pre-training alone would do C (1 + r s) / (1 + r).
  void split(Block& block) const {
    const scenario::PostTraining parts = scenario::post_training_of(*scenario, columns_of(block), block.lanes);
    const std::size_t cells = parts.ratio.size();
    block.whole_per_pre_training.resize(cells);
    block.whole_per_accelerator_time.resize(cells);
    for (std::size_t i = 0; i < cells; ++i) {
      const double whole = 1.0 + parts.ratio[i];
      block.whole_per_pre_training[i] = whole;
      block.whole_per_accelerator_time[i] = whole / (1.0 + parts.ratio[i] * parts.slowdown[i]);
    }
    const std::size_t reported = block.trajectory.size();
    const std::size_t before = cells - reported;
    for (auto* const series : {&block.pre_training, &block.post_training, &block.post_training_share}) {
      series->resize(reported);
    }
    for (std::size_t i = 0; i < reported; ++i) {
      const double ratio = parts.ratio[before + i];
      block.pre_training[i] = block.trajectory[i] / (1.0 + ratio);
      block.post_training[i] = block.pre_training[i] * ratio;
      block.post_training_share[i] = ratio / (1.0 + ratio);
    }
    check_split(block);
  }

  void check_split(Block& block) const {
    const auto check = [&](const char* name, const Lanes& series, const Extent& range, const units::Kind& kind,
                           std::vector<Extent>& found) {
      found.resize(static_cast<std::size_t>(scenario->years()));
      check_series(series.data(), range, block, found.data(), [this, name, &kind] {
        return Named{name, units::symbol_of(kind),
                     [this](std::size_t column) { return column < scenario->trajectory.size(); }};
      });
    };
    check("trajectory/pre_training", block.pre_training, run_range, flop, block.pre_training_extent);
    check("trajectory/post_training", block.post_training, any_range, flop, block.post_training_extent);
    check("trajectory/post_training_share", block.post_training_share, Extent{0.0, 1.0}, units::ratio_kind,
          block.post_training_share_extent);
  }

  /// By how much a run is more than a constraint sees of it, from the base year on; null where it sees the whole.
  [[nodiscard]] const double* whole_per_seen(std::size_t k, const Block& block) const {
    const auto& sees = scenario->blocks[k].constraint->description->sees;
    if (!scenario->trajectory_plan.post_training || !sees || *sees == models::Sees::whole_run) return nullptr;
    return *sees == models::Sees::pre_training ? block.whole_per_pre_training.data()
                                               : block.whole_per_accelerator_time.data();
  }

  /// Whether what a constraint sees of a run depends on a parameter of the trajectory.
  [[nodiscard]] bool sees(std::size_t k, std::size_t column) const {
    const auto& of_run = scenario->blocks[k].constraint->description->sees;
    if (!scenario->trajectory_plan.post_training || !of_run || *of_run == models::Sees::whole_run) return false;
    if (column < scenario::first_of_post_training(*scenario) || column >= scenario->trajectory.size()) return false;
    return *of_run == models::Sees::accelerator_time ||
           assumptions[column]->parameter->name != "post_training.slowdown";
  }

  /// Of runs [year][lane], what a constraint sees of them: `per_seen` is whole_per_seen() of the first of these years.
  [[nodiscard]] static Lanes seen(const double* runs, const double* per_seen, std::size_t cells) {
    Lanes made(cells);
    for (std::size_t i = 0; i < cells; ++i) made[i] = runs[i] / per_seen[i];
    return made;
  }

  /// Ceilings and their parts as whole runs, in place of what the constraint sees of them: the inverse of seen().
  void make_whole(std::size_t k, const double* per_seen, bool from_base, Block& block) const {
    const std::size_t cells = block.trajectory.size();
    make_whole(k, per_seen + skipped_cells(block), cells, block.constraints[k]);
    if (from_base) make_whole(k, per_seen, skipped_cells(block) + cells, block.since_base[k]);
  }
  void make_whole(std::size_t k, const double* per_seen, std::size_t cells, Lanes& series) const {
    const auto& outputs = scenario->blocks[k].constraint->description->outputs;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      if (outputs[i].role == models::Role::internal) continue;
      double* const runs = series.data() + i * cells;
      for (std::size_t cell = 0; cell < cells; ++cell) runs[cell] *= per_seen[cell];
    }
  }

  void observe(Block& block) const {
    const int years = scenario->years();
    block.observed.resize(block.trajectory.size());
    block.observed_extent.resize(static_cast<std::size_t>(years));
    const std::vector<const double*> columns = columns_of(block);
    models::observe(scenario->trajectory_plan, std::span(columns).first(scenario->trajectory.size()), block.lanes,
                    block.trajectory.data(), years, block.observed.data());
    check_series(block.observed.data(), any_range, block, block.observed_extent.data(), [this] {
      return Named{"trajectory/observed", units::symbol_of(flop),
                   [this](std::size_t column) { return column < scenario->trajectory.size(); }};
    });
  }

  /// What of each year lies inside each event.
  void happen(Block& block) const {
    const auto years = static_cast<std::size_t>(scenario->years());
    block.events.resize(scenario->events.size());
    block.event_extents.resize(block.events.size());
    for (std::size_t i = 0; i < block.events.size(); ++i) {
      const std::vector<double> inside = scenario::overlaps_of(*scenario, i, columns_of(block), block.lanes);
      block.events[i].assign(inside.begin() + static_cast<std::ptrdiff_t>(skipped_cells(block)), inside.end());
      block.event_extents[i].resize(years);
      check_series(block.events[i].data(), Extent{0.0, 1.0}, block, block.event_extents[i].data(), [this, i] {
        return Named{scenario->events[i].description->name, "",
                     [this, i](std::size_t column) { return event_of(column) == i; }};
      });
    }
  }

  /// Where the parameters of a constraint begin among the columns.
  [[nodiscard]] std::size_t first_column(std::size_t k) const {
    std::size_t first = scenario->trajectory.size() + scenario->shared.size();
    for (std::size_t before = 0; before < k; ++before) first += scenario->blocks[before].assumptions.size();
    return first;
  }

  /// The columns of the ways around are the last.
  [[nodiscard]] bool is_of_relief(std::size_t column) const {
    return scenario->relief && column >= assumptions.size() - scenario->relief->assumptions.size();
  }

  /// The event that a column is a parameter of.
  [[nodiscard]] std::optional<std::size_t> event_of(std::size_t column) const {
    if (is_of_relief(column)) return std::nullopt;
    for (std::size_t i = scenario->events.size(); i-- > 0;) {
      if (column >= scenario::first_column(*scenario, i)) return i;
    }
    return std::nullopt;
  }

  [[nodiscard]] static bool acts_on(const scenario::Event& event, std::size_t k) {
    return std::any_of(event.factors.begin(), event.factors.end(),
                       [k](const scenario::Event::Factor& factor) { return factor.block == k; });
  }

  /// Whether a constraint depends on a parameter, by itself or through another.
  [[nodiscard]] bool reads(std::size_t k, std::size_t column) const {
    const auto event = event_of(column);
    if ((event && acts_on(scenario->events[*event], k)) || sees(k, column)) return true;
    const scenario::Block& part = scenario->blocks[k];
    const std::size_t own = first_column(k);
    if (column >= own && column < own + part.assumptions.size()) return true;
    const auto through = [this, column](const scenario::Coupling& one) {
      return one.block ? reads(*one.block, column) : column < scenario->trajectory.size();
    };
    if (std::any_of(part.couplings.begin(), part.couplings.end(), through)) return true;
    const std::size_t shared = scenario->trajectory.size();
    if (column < shared || column >= shared + scenario->shared.size()) return false;
    const auto& names = part.constraint->description->reads;
    return std::find(names.begin(), names.end(), assumptions[column]->parameter->name) != names.end();
  }

  /// Whether another constraint reads an output of this one, or of the trajectory.
  [[nodiscard]] bool is_read(std::optional<std::size_t> k) const {
    const auto among = [k](const std::vector<scenario::Coupling>& couplings) {
      return std::any_of(couplings.begin(), couplings.end(),
                         [k](const scenario::Coupling& one) { return one.block == k; });
    };
    return (scenario->relief && among(scenario->relief->couplings)) ||
           std::any_of(scenario->blocks.begin(), scenario->blocks.end(),
                       [&among](const scenario::Block& block) { return among(block.couplings); });
  }

  /// Years from the base year to the first one that is reported.
  [[nodiscard]] int skipped() const { return scenario->first_year - scenario->base_year; }

  /// What stands for the couplings of a constraint, or of the ways around, from the base year on. A run that it reads,
  /// the trajectory or the ceiling of another, is what it sees of it, as where its needs are asked: pre-training for
  /// the demand for tokens; for money, which pays for time on accelerators, what pre-training would do in that time.
  struct Coupled {
    std::vector<models::Input> inputs;
    std::vector<Lanes> made;
  };
  Coupled coupled(const models::Description& description, const std::vector<scenario::Coupling>& couplings,
                  const double* per_seen, const Block& block) const {
    Coupled result;
    std::vector<models::Input>& inputs = result.inputs;
    const int years = scenario::years_from_base(*scenario);
    const std::size_t per_output = static_cast<std::size_t>(years) * block.lanes;
    for (const scenario::Coupling& one : couplings) {
      const Lanes& series = !one.block      ? (skipped() > 0 ? block.trajectory_since_base : block.trajectory)
                            : skipped() > 0 ? block.since_base[*one.block]
                                            : block.constraints[*one.block];
      inputs.push_back({series.data() + one.output * per_output, block.lanes, true});
      if (per_seen != nullptr && is_of_whole_run(one)) {
        result.made.push_back(seen(inputs.back().values, per_seen, per_output));
        inputs.back().values = result.made.back().data();
      }
      check_coupled(inputs.back().values, description.parameters[one.parameter], one, block, description);
    }
    return result;
  }

  [[nodiscard]] bool is_of_whole_run(const scenario::Coupling& one) const {
    return !one.block ||
           scenario->blocks[*one.block].constraint->description->outputs[one.output].role != models::Role::internal;
  }

  /// An output may take values that the parameter it stands for cannot have.
  void check_coupled(const double* values, const models::Parameter& parameter, const scenario::Coupling& coupling,
                     const Block& block, const models::Description& description) const {
    const models::Bounds& bounds = parameter.bounds;
    const auto is_good = [&bounds](double value) {
      return (value > bounds.lower || (bounds.lower_allowed && value == bounds.lower)) &&
             (value < bounds.upper || (bounds.upper_allowed && value == bounds.upper));
    };
    for (int year = scenario->base_year; year <= scenario->last_year; ++year, values += block.lanes) {
      const double* const bad = std::find_if_not(values, values + block.count, is_good);
      if (bad == values + block.count) continue;
      throw ImpossibleValue(fmt::format("draw {}: {}.{} of {} is {}, by {}, which cannot be",
                                        block.first + static_cast<std::uint64_t>(bad - values), description.name,
                                        parameter.name, year, units::print_exact(*bad, parameter.kind), coupling.text));
    }
  }

  /// Makes room for what is asked for of a constraint beside its outputs, and names it in the job.
  void make_extras(std::size_t k, models::Job& job, Block& block) const {
    const std::size_t blocks = scenario->blocks.size();
    const std::size_t cells = static_cast<std::size_t>(job.years) * block.lanes;
    block.needs.resize(block.extras.needs ? blocks : 0);
    block.governing.resize(block.extras.governing ? blocks : 0);
    if (block.extras.needs) {
      block.needs[k].resize(models::need_series * cells);
      job.run = block.trajectory.data();
      job.needs = block.needs[k].data();
    }
    if (block.extras.governing && has_parts(k)) {
      block.governing[k].resize(cells);
      job.governing = block.governing[k].data();
    }
  }

  [[nodiscard]] bool has_parts(std::size_t k) const {
    const auto& outputs = scenario->blocks[k].constraint->description->outputs;
    return std::any_of(outputs.begin(), outputs.end(),
                       [](const models::Output& output) { return output.role == models::Role::part; });
  }

  void step(std::size_t k, Block& block) const {
    bool outside = false;
    step(k, block, keeps_details(k, block) ? nullptr : &outside);
    if (outside) step(k, block, nullptr);  // which tells the series and the draw
  }

  /// Whether anybody reads more of a constraint than its ceiling.
  [[nodiscard]] bool keeps_details(std::size_t k, const Block& block) const {
    return block.extras.details || is_read(k) || whole_per_seen(k, block) != nullptr ||
           scenario->blocks[k].constraint->program != nullptr;
  }

  /// `outside`: models::Job::outside.
  void step(std::size_t k, Block& block, bool* outside) const {
    const int years = scenario->years();
    const scenario::Block& part = scenario->blocks[k];
    const std::size_t outputs = outside == nullptr ? part.constraint->description->outputs.size() : 1;
    const double* const per_seen = whole_per_seen(k, block);
    const Coupled read = coupled(*part.constraint->description, part.couplings, per_seen, block);
    const scenario::Inputs inputs = scenario::inputs_of(*scenario, k, columns_of(block), block.lanes, read.inputs);
    block.constraints.resize(scenario->blocks.size());
    block.constraints[k].resize(outputs * static_cast<std::size_t>(years) * block.lanes);
    models::Job job{.shared = inputs.shared,
                    .own = inputs.own,
                    .lanes = block.lanes,
                    .draws = drawn_lanes(block),
                    .skipped = skipped(),
                    .years = years,
                    .out = block.constraints[k].data(),
                    .outside = outside,
                    .program = part.constraint->program};
    make_extras(k, job, block);
    const bool from_base = skipped() > 0 && is_read(k);
    Lanes run;
    if (job.needs != nullptr) job.run = run_asked(per_seen, from_base, block, run);
    if (from_base) {
      step_since_base(k, job, block);
    } else {
      step_draws(k, job);
    }
    if (per_seen != nullptr) make_whole(k, per_seen, from_base, block);
    check_outcome(block, k, outputs, years);
  }

  // --- the ways around, after all constraints

  /// The least of the trajectory and of the ceilings, by year; `passable`: also of those that a run can pass.
  [[nodiscard]] Lanes attainable(const Block& block, bool passable) const {
    Lanes least = block.trajectory;
    for (std::size_t k = 0; k < scenario->blocks.size(); ++k) {
      if (scenario->blocks[k].constraint->description->passable && !passable) continue;
      const double* const ceiling = block.series(k, 0, scenario->years());
      for (std::size_t i = 0; i < least.size(); ++i) least[i] = std::min(least[i], ceiling[i]);
    }
    return least;
  }

  /// By how much the trajectory grows from each year to the next; a table, which ends with its last year, in that as in
  /// the one before.
  [[nodiscard]] std::vector<double> growths(const Block& block) const {
    const auto cells = block.trajectory.size();
    std::vector<double> runs(cells + block.lanes);
    const std::vector<const double*> columns = columns_of(block);
    models::project(scenario->trajectory_plan, std::span(columns).first(scenario->trajectory.size()), block.lanes,
                    scenario->first_year, scenario->years() + 1, runs.data());
    std::vector<double> growth(cells);
    for (std::size_t i = 0; i < cells; ++i) growth[i] = runs[i + block.lanes] / runs[i];
    const bool table = scenario->trajectory_plan.form == models::TrajectoryPlan::Form::table;
    if (table && scenario->years() > 1)
      std::copy_n(growth.end() - 2 * distance(block), block.lanes, growth.end() - distance(block));
    return growth;
  }
  static std::ptrdiff_t distance(const Block& block) { return static_cast<std::ptrdiff_t>(block.lanes); }

  void relieve(Block& block) const {
    if (!scenario->relief || !block.extras.relief) return;
    const models::Description& description = models::relief();
    const int years = scenario->years();
    const Coupled read = coupled(description, scenario->relief->couplings, nullptr, block);
    const scenario::Inputs inputs = scenario::inputs_of_relief(*scenario, columns_of(block), block.lanes, read.inputs);
    const Lanes least = attainable(block, true);
    const Lanes but_data = attainable(block, false);
    const std::vector<double> growth = growths(block);
    block.relief.resize(description.outputs.size() * static_cast<std::size_t>(years) * block.lanes);
    models::relieve({.own = inputs.own,
                     .lanes = block.lanes,
                     .skipped = skipped(),
                     .years = years,
                     .wanted = block.trajectory.data(),
                     .attainable = least.data(),
                     .but_data = but_data.data(),
                     .growth = growth.data(),
                     .out = block.relief.data()});
    block.relief_extents.resize(description.outputs.size() * static_cast<std::size_t>(years));
    for (std::size_t i = 0; i < description.outputs.size(); ++i) {
      const models::Output& output = description.outputs[i];
      check_series(block.way(i, years), any_range, block,
                   block.relief_extents.data() + i * static_cast<std::size_t>(years), [this, &description, &output] {
                     return Named{
                         output.name.empty() ? description.name : fmt::format("{}/{}", description.name, output.name),
                         units::symbol_of(output.kind), [this](std::size_t column) { return is_of_relief(column); }};
                   });
    }
  }

  /// The run whose needs are asked, as a constraint sees it: in `made`, where that is not the whole of it.
  const double* run_asked(const double* per_seen, bool from_base, const Block& block, Lanes& made) const {
    const Lanes& run = from_base ? block.trajectory_since_base : block.trajectory;
    if (per_seen == nullptr) return run.data();
    made = seen(run.data(), per_seen + (from_base ? 0 : skipped_cells(block)), run.size());
    return made.data();
  }

  /// The cells of the years from the base year to the first one that is reported.
  [[nodiscard]] std::size_t skipped_cells(const Block& block) const {
    return static_cast<std::size_t>(skipped()) * block.lanes;
  }

  /// Lanes that only keep columns apart hold the first draws again (sample()), and so the same comes out of them.
  void step_draws(std::size_t k, const models::Job& job) const {
    const models::Constraint& constraint = *scenario->blocks[k].constraint;
    constraint.step(job);
    const auto repeat = [&job](double* rows, std::size_t count) {
      if (rows == nullptr) return;
      for (double* row = rows; row < rows + count * job.lanes; row += job.lanes) {
        std::copy_n(row, job.lanes - job.draws, row + job.draws);
      }
    };
    const auto years = static_cast<std::size_t>(job.years);
    repeat(job.out, (job.outside == nullptr ? constraint.description->outputs.size() : 1) * years);
    repeat(job.needs, models::need_series * years);
    repeat(job.governing, years);
  }

  /// Steps a constraint that others read in years that are not reported. The run whose needs are asked is from the base
  /// year on.
  void step_since_base(std::size_t k, const models::Job& reported, Block& block) const {
    const auto cells = static_cast<std::size_t>(reported.years) * block.lanes;
    const auto before = static_cast<std::size_t>(reported.skipped) * block.lanes;
    const std::size_t outputs = scenario->blocks[k].constraint->description->outputs.size();
    block.since_base.resize(scenario->blocks.size());
    block.since_base[k].resize(outputs * (before + cells));
    std::vector<double> needs(reported.needs == nullptr ? 0 : models::need_series * (before + cells));
    std::vector<double> governing(reported.governing == nullptr ? 0 : before + cells);
    models::Job job = reported;
    job.years += job.skipped;
    job.skipped = 0;
    job.out = block.since_base[k].data();
    if (job.needs != nullptr) job.needs = needs.data();
    if (job.governing != nullptr) job.governing = governing.data();
    step_draws(k, job);
    const auto copy_reported = [before, cells](const double* from, std::size_t count, double* to) {
      for (std::size_t i = 0; i < count; ++i) {
        std::copy_n(from + i * (before + cells) + before, cells, to + i * cells);
      }
    };
    copy_reported(job.out, outputs, reported.out);
    if (job.needs != nullptr) copy_reported(job.needs, models::need_series, reported.needs);
    if (job.governing != nullptr) copy_reported(job.governing, 1, reported.governing);
  }

  void check_outcome(Block& block, std::size_t k, std::size_t outputs, int years) const {
    const models::Description& description = *scenario->blocks[k].constraint->description;
    block.extents.resize(scenario->blocks.size());
    block.extents[k].resize(outputs * static_cast<std::size_t>(years));
    for (std::size_t i = 0; i < outputs; ++i) {
      const models::Output& output = description.outputs[i];
      const auto named = [this, k, &description, &output] {
        return Named{output.name.empty() ? fmt::format("{} ceiling", description.name)
                                         : fmt::format("{}/{}", description.name, output.name),
                     units::symbol_of(output.kind), [this, k](std::size_t column) { return reads(k, column); }};
      };
      check_series(block.series(k, i, years), output.role == models::Role::ceiling ? run_range : any_range, block,
                   block.extents[k].data() + i * static_cast<std::size_t>(years), named);
    }
    if (block.extras.needs) check_needs(block, k, years);
  }

  void check_needs(Block& block, std::size_t k, int years) const {
    const models::Description& description = *scenario->blocks[k].constraint->description;
    block.need_extents.resize(scenario->blocks.size());
    block.need_extents[k].resize(models::need_series * static_cast<std::size_t>(years));
    for (std::size_t i = 0; i < models::need_series; ++i) {
      check_series(block.need(k, static_cast<models::NeedSeries>(i), years), any_range, block,
                   block.need_extents[k].data() + i * static_cast<std::size_t>(years), [this, k, &description] {
                     return Named{fmt::format("need of {}", description.name), units::symbol_of(description.need.kind),
                                  [this, k](std::size_t column) {
                                    return reads(k, column) || column < scenario->trajectory.size();
                                  }};
                   });
    }
  }

  struct Named {
    std::string name;
    std::string unit;
    std::function<bool(std::size_t)> reads;  // whether it depends on a parameter
  };

  /// Names are made only for an error: `named` is called then.
  template <class Name>
  void check_series(const double* values, const Extent& range, const Block& block, Extent* found,
                    const Name& named) const {
    for (int year = scenario->first_year; year <= scenario->last_year; ++year, values += block.lanes) {
      if (all_within(values, block.count, range, *found++)) continue;
      const Named series = named();
      refuse(values, range, block, series, year);
    }
  }

  [[noreturn]] void refuse(const double* values, const Extent& range, const Block& block, const Named& series,
                           int year) const {
    const double* const end = values + block.count;
    const double* const bad = std::find_if_not(
        values, end, [&range](double value) { return value >= range.lowest && value <= range.highest; });
    const auto lane = static_cast<std::size_t>(bad - values);
    const std::string is = std::isnan(*bad) ? "no number" : fmt::format("{:.3g} {}", *bad, series.unit);
    throw ImpossibleValue(fmt::format("draw {}: the {} of {} is {}; it must lie between {:g} and {:g}{}",
                                      block.first + lane, series.name, year, is, range.lowest, range.highest,
                                      farthest(block, lane, series, year)));
  }

  /// The parameter of a series that lies farthest from its median in this draw, a growth counted for all its years.
  [[nodiscard]] std::string farthest(const Block& block, std::size_t lane, const Named& series, int year) const {
    std::string text;
    double most = 0.0;
    for (std::size_t i = 0; i < assumptions.size(); ++i) {
      if (!series.reads(i) || !assumptions[i]->is_given()) continue;
      const double value = block.draws[i * block.draw_stride + lane];
      const units::Kind& kind = assumptions[i]->parameter->kind;
      const double times = kind.growth ? year - scenario->base_year : 1.0;
      const double distance = times * std::abs(std::log(value / assumptions[i]->distribution.quantile(0.5)));
      if (!(distance > most)) continue;
      most = distance;
      text = fmt::format("; {} is {} in this draw", assumptions[i]->path, units::print(value, kind));
    }
    return text;
  }
};

const double* Block::series(std::size_t index, std::size_t output, int years) const {
  const std::size_t at = output * static_cast<std::size_t>(years) * lanes;
  if (at >= constraints[index].size()) {
    throw std::logic_error("an output was read of a block that was not asked for details");
  }
  return constraints[index].data() + at;
}

const double* Block::need(std::size_t index, models::NeedSeries series, int years) const {
  if (!extras.needs) throw std::logic_error("needs were read of a block that was not asked for them");
  return needs[index].data() + static_cast<std::size_t>(series) * static_cast<std::size_t>(years) * lanes;
}

const double* Block::way(std::size_t output, int years) const {
  if (!extras.relief || relief.empty()) {
    throw std::logic_error("the ways around were read of a block that was not asked for them");
  }
  return relief.data() + output * static_cast<std::size_t>(years) * lanes;
}

Engine::Engine(scenario::ScenarioPointer pointer, const Ensemble& ensemble) {
  if (pointer == nullptr) throw std::invalid_argument("an engine needs a scenario");
  const scenario::Scenario& scenario = *pointer;
  auto assumptions = scenario.assumptions();
  std::vector<std::string> paths;
  paths.reserve(assumptions.size());
  std::size_t doubles = assumptions.size();
  // Values by year are made for every year, from the base year on.
  if (scenario.is_by_year()) {
    doubles += assumptions.size() * static_cast<std::size_t>(scenario.last_year - scenario.base_year + 1);
  }
  for (const auto* assumption : assumptions) paths.push_back(assumption->path);
  for (const auto& block : scenario.blocks) {
    doubles += block.constraint->description->outputs.size() * static_cast<std::size_t>(scenario.years());
  }
  auto sampler = sampler_of(scenario, assumptions, ensemble);
  parts_ = std::make_unique<Parts>(Parts{std::move(pointer), ensemble, std::move(assumptions), std::move(paths),
                                         std::move(sampler), draws_per_leaf});
  parts_->block_size = std::clamp(cache / (doubles * sizeof(double)) / draws_per_leaf * draws_per_leaf, draws_per_leaf,
                                  16 * draws_per_leaf);
}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

const scenario::ScenarioPointer& Engine::scenario() const {
  return parts_->scenario;
}
const Ensemble& Engine::ensemble() const {
  return parts_->ensemble;
}
std::uint64_t Engine::draws() const {
  return parts_->ensemble.point ? 1 : parts_->ensemble.draws;
}
std::size_t Engine::block_size() const {
  return parts_->block_size;
}
std::span<const std::string> Engine::paths() const {
  return parts_->paths;
}

void Engine::sample(std::uint64_t first, std::size_t count, std::span<double* const> columns) const {
  parts_->sample(first, count, columns);
}

std::size_t Engine::index_of(const std::string& path) const {
  const auto found = std::find(parts_->paths.begin(), parts_->paths.end(), path);
  if (found == parts_->paths.end()) throw std::out_of_range("no parameter is named " + path);
  return static_cast<std::size_t>(found - parts_->paths.begin());
}

std::span<double> Engine::column(Block& block, std::size_t parameter) {
  Parts::forget_constants(block);  // what is asked for is to be changed
  return {block.draws.data() + parameter * block.draw_stride, block.lanes};
}

void Engine::simulate(std::uint64_t first, std::size_t count, Block& block) const {
  draw(first, count, block);
  step(block);
}

void Engine::draw(std::uint64_t first, std::size_t count, Block& block) const {
  std::vector<double*> columns = parts_->columns_for(first, count, block);
  parts_->keep_constants(block, columns);
  parts_->sample(block, columns);
  parts_->check(first, count, columns);
  block.constants_of = parts_->number;
}

void Engine::draw_like(const Engine& other, const Block& drawn, Block& block) const {
  const std::vector<double*> columns = parts_->columns_for(drawn.first, drawn.count, block);
  Parts::forget_constants(block);
  std::vector<double*> wanted = columns;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto same = parts_->same_in(*other.parts_, i);
    if (!same) continue;
    std::copy_n(drawn.draws.data() + *same * drawn.draw_stride, block.lanes, columns[i]);
    if (!parts_->ensemble.point) wanted[i] = nullptr;
  }
  parts_->sample(block, wanted);
  parts_->check(drawn.first, drawn.count, columns);
}

void Engine::step(Block& block) const {
  parts_->project(block);
  parts_->happen(block);
  for (const std::size_t k : parts_->scenario->running) parts_->step(k, block);
  parts_->relieve(block);
}

void Engine::step(Block& block, std::span<const std::size_t> changed) const {
  const auto any = [changed](const auto& reads) { return std::any_of(changed.begin(), changed.end(), reads); };
  const std::size_t in_trajectory = parts_->scenario->trajectory.size();
  if (any([in_trajectory](std::size_t column) { return column < in_trajectory; })) parts_->project(block);
  if (any([this](std::size_t column) { return parts_->event_of(column).has_value(); })) parts_->happen(block);
  const bool needs = block.extras.needs;  // which follow from the trajectory as well
  for (const std::size_t k : parts_->scenario->running) {
    const auto moves = [this, k, needs, in_trajectory](std::size_t column) {
      return parts_->reads(k, column) || (needs && column < in_trajectory);
    };
    if (any(moves)) parts_->step(k, block);
  }
  if (!changed.empty()) parts_->relieve(block);  // it sees all of them
}

}  // namespace chokepoint::simulation
