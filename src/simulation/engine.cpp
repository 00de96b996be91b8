// SPDX-License-Identifier: Apache-2.0
// One block: sample it, step every constraint through all years.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "chokepoint/simulation.hpp"
#include "units/columns.hpp"
#include "units/real.hpp"

namespace chokepoint::simulation {

namespace {

constexpr std::size_t cache = std::size_t{1536} * 1024;

// What a series may hold. Outside of it a scenario means nothing, and ratios and sums could overflow.
constexpr Extent run_range{1.0, 1e150};  // FLOP
constexpr Extent any_range{0.0, 1e290};
constexpr units::Kind flop{units::base(units::Base::compute)};

std::size_t rounded_up(std::size_t count, std::size_t multiple) {
  return (count + multiple - 1) / multiple * multiple;
}

/// Every assumption of a scenario, in the order of the columns of draws: trajectory, shared, blocks.
std::vector<const scenario::Assumption*> in_order(const scenario::Scenario& scenario) {
  std::vector<const scenario::Assumption*> all;
  const auto append = [&all](const std::vector<scenario::Assumption>& assumptions) {
    for (const auto& assumption : assumptions) all.push_back(&assumption);
  };
  append(scenario.trajectory);
  append(scenario.shared);
  for (const auto& block : scenario.blocks) append(block.assumptions);
  return all;
}

uncertainty::Sampler sampler_of(const scenario::Scenario& scenario,
                                const std::vector<const scenario::Assumption*>& assumptions, const Ensemble& ensemble) {
  std::vector<uncertainty::Marginal> marginals;
  marginals.reserve(assumptions.size());
  for (const auto* assumption : assumptions) {
    marginals.push_back({assumption->path, assumption->dimension, assumption->distribution});
  }
  const auto index_of = [&assumptions](const std::string& path) {
    const auto found = std::find_if(assumptions.begin(), assumptions.end(),
                                    [&path](const auto* assumption) { return assumption->path == path; });
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
  const scenario::Scenario* scenario;
  Ensemble ensemble;
  std::vector<const scenario::Assumption*> assumptions;
  std::vector<std::string> paths;
  uncertainty::Sampler sampler;
  std::size_t block_size = draws_per_leaf;

  /// Columns of parameters must be values that the parameter can have: bounds hold by construction, so that a value
  /// outside is a defect of ours or an overflow far in a tail, and not to be passed over.
  void check(std::uint64_t first, std::size_t count, std::span<double* const> columns) const {
    constexpr double finite = std::numeric_limits<double>::max();
    for (std::size_t i = 0; i < columns.size(); ++i) {
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

  void check_outcome(Block& block, int years) const {
    block.trajectory_extent.resize(static_cast<std::size_t>(years));
    check_series(block.trajectory.data(), run_range, block, block.trajectory_extent.data(), [] {
      return Named{"trajectory", units::symbol_of(flop)};
    });
    block.extents.resize(scenario->blocks.size());
    for (std::size_t k = 0; k < scenario->blocks.size(); ++k) {
      const models::Description& description = *scenario->blocks[k].constraint->description;
      block.extents[k].resize(description.outputs.size() * static_cast<std::size_t>(years));
      for (std::size_t i = 0; i < description.outputs.size(); ++i) {
        const models::Output& output = description.outputs[i];
        const auto named = [&description, &output] {
          return Named{output.name.empty() ? fmt::format("{} ceiling", description.name)
                                           : fmt::format("{}/{}", description.name, output.name),
                       units::symbol_of(output.kind)};
        };
        check_series(block.series(k, i, years), output.role == models::Role::ceiling ? run_range : any_range, block,
                     block.extents[k].data() + i * static_cast<std::size_t>(years), named);
      }
    }
  }

  struct Named {
    std::string name;
    std::string unit;
  };

  /// Names are made only for an error: `named` is called then.
  template <class Name>
  void check_series(const double* values, const Extent& range, const Block& block, Extent* found,
                    const Name& named) const {
    for (int year = scenario->first_year; year <= scenario->last_year; ++year, values += block.lanes) {
      if (all_within(values, block.count, range, *found++)) continue;
      const Named series = named();
      refuse(values, range, block, fmt::format("{} of {}", series.name, year), series.unit);
    }
  }

  [[noreturn]] static void refuse(const double* values, const Extent& range, const Block& block,
                                  const std::string& what, const std::string& unit) {
    const double* const end = values + block.count;
    const double* const bad = std::find_if_not(
        values, end, [&range](double value) { return value >= range.lowest && value <= range.highest; });
    throw ImpossibleValue(fmt::format("draw {}: the {} is {} {}; it must lie between {:g} and {:g}",
                                      block.first + static_cast<std::uint64_t>(bad - values), what, *bad, unit,
                                      range.lowest, range.highest));
  }
};

Engine::Engine(const scenario::Scenario& scenario, const Ensemble& ensemble) {
  auto assumptions = in_order(scenario);
  std::vector<std::string> paths;
  paths.reserve(assumptions.size());
  std::size_t doubles = assumptions.size();
  for (const auto* assumption : assumptions) paths.push_back(assumption->path);
  for (const auto& block : scenario.blocks) {
    doubles += block.constraint->description->outputs.size() * static_cast<std::size_t>(scenario.years());
  }
  auto sampler = sampler_of(scenario, assumptions, ensemble);
  parts_ = std::make_unique<Parts>(
      Parts{&scenario, ensemble, std::move(assumptions), std::move(paths), std::move(sampler), draws_per_leaf});
  parts_->block_size = std::clamp(cache / (doubles * sizeof(double)) / draws_per_leaf * draws_per_leaf, draws_per_leaf,
                                  16 * draws_per_leaf);
}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

const scenario::Scenario& Engine::scenario() const {
  return *parts_->scenario;
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
  if (!parts_->ensemble.point) {
    parts_->sampler.sample(first, count, columns);
    return;
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::fill_n(columns[i], count, parts_->assumptions[i]->distribution.quantile(0.5));
  }
}

void Engine::simulate(std::uint64_t first, std::size_t count, Block& block) const {
  const scenario::Scenario& scenario = *parts_->scenario;
  const int years = scenario.years();
  const auto series = [years](std::size_t lanes) { return static_cast<std::size_t>(years) * lanes; };
  block.first = first;
  block.count = count;
  block.lanes = rounded_up(count, lane_multiple);
  // Columns a power of two apart would all fall into the same sets of the cache.
  const std::size_t stride = block.lanes + lane_multiple;
  block.draws.resize(parts_->assumptions.size() * stride);
  block.trajectory.resize(series(block.lanes));
  block.constraints.resize(scenario.blocks.size());

  std::vector<double*> columns(parts_->assumptions.size());
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = block.draws.data() + i * stride;
  sample(first, block.lanes, columns);
  parts_->check(first, count, columns);

  const std::vector<const double*> values(columns.begin(), columns.end());
  const std::span all(values);
  const std::size_t in_trajectory = scenario.trajectory.size();
  const std::size_t in_shared = scenario.shared.size();
  models::project(scenario.trajectory_plan, all.first(in_trajectory), block.lanes, scenario.first_year, years,
                  block.trajectory.data());
  std::size_t next = in_trajectory + in_shared;
  for (std::size_t k = 0; k < scenario.blocks.size(); ++k) {
    const scenario::Block& part = scenario.blocks[k];
    block.constraints[k].resize(part.constraint->description->outputs.size() * series(block.lanes));
    part.constraint->step({.shared = all.subspan(in_trajectory, in_shared),
                           .own = all.subspan(next, part.assumptions.size()),
                           .lanes = block.lanes,
                           .skipped = scenario.first_year - scenario.base_year,
                           .years = years,
                           .out = block.constraints[k].data()});
    next += part.assumptions.size();
  }
  parts_->check_outcome(block, years);
}

}  // namespace chokepoint::simulation
