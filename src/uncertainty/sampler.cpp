// SPDX-License-Identifier: Apache-2.0
// Marginals, copula and sequence put together: columns of draws.
#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

#include "uncertainty/copula.hpp"
#include "uncertainty/hash.hpp"
#include "uncertainty/kernels.hpp"
#include "units/real.hpp"

namespace chokepoint::uncertainty {

namespace {

/// Draws done together: columns of a group stay in the first-level cache.
constexpr std::size_t chunk = 256;
/// Of a column in scratch: a chunk that starts and ends inside runs. The odd multiple of a cache line keeps columns out
/// of each other's sets.
constexpr std::size_t stride = chunk + 2 * uniform_run + lane_multiple;

using Uniforms = std::variant<Sobol, Philox, Latin>;

Uniforms uniforms_of(const Marginal& marginal, const Plan& plan) {
  switch (plan.method) {
    case Method::random:
      return Philox{plan.seed, hash_of(marginal.path)};
    case Method::latin:
      return Latin(plan.draws, hash_of(plan.seed, marginal.path));
    case Method::sobol:
      break;
  }
  return Sobol(marginal.dimension, static_cast<std::uint32_t>(hash_of(plan.seed, marginal.path)));
}

template <class Numbers>
void fill_with(const Numbers& numbers, std::uint64_t first, double* out, std::size_t count) {
  using Builds = ByTarget<void(const Numbers&, std::uint64_t, double*, std::size_t)>;
  widest(Builds CHOKEPOINT_BY_TARGET(uniform_column))(numbers, first, out, count);
}

void correlate(const Group& group, double* const* columns, std::size_t count) {
  using Builds = ByTarget<void(const double*, std::size_t, double* const*, std::size_t)>;
  widest(Builds CHOKEPOINT_BY_TARGET(correlate_columns))(group.lower.data(), group.members.size(), columns, count);
}

std::vector<std::size_t> dimensions_of(const std::vector<Marginal>& marginals) {
  std::vector<std::size_t> dimensions;
  std::set<std::size_t> seen;
  for (const Marginal& marginal : marginals) {
    if (marginal.dimension >= dimension_limit) throw std::invalid_argument("Sobol' dimension out of range");
    if (!seen.insert(marginal.dimension).second) throw std::invalid_argument("a Sobol' dimension is used twice");
    dimensions.push_back(marginal.dimension);
  }
  return dimensions;
}

}  // namespace

struct Sampler::State {
  struct Column {
    Distribution distribution;
    Uniforms uniforms;
  };
  std::vector<Column> columns;
  std::vector<Group> groups;      // a marginal alone is a group of one
  std::size_t largest_group = 1;  // members

  /// Draws [first, first + count), no more than a chunk, of one group. `scratch` holds its columns.
  void sample(const Group& group, std::uint64_t first, std::size_t count, std::size_t offset,
              std::span<double* const> out, double* scratch, double** uniforms) const {
    // Uniform numbers come in whole runs.
    const std::uint64_t start = first / uniform_run * uniform_run;
    const auto skipped = static_cast<std::size_t>(first - start);
    const std::size_t length = (skipped + count + uniform_run - 1) / uniform_run * uniform_run;
    for (std::size_t i = 0; i < group.members.size(); ++i) {
      uniforms[i] = scratch + i * stride;
      std::visit([&](const auto& numbers) { fill_with(numbers, start, uniforms[i], length); },
                 columns[group.members[i]].uniforms);
    }
    if (group.members.size() > 1) correlate(group, uniforms, length);
    for (std::size_t i = 0; i < group.members.size(); ++i) {
      const std::size_t member = group.members[i];
      if (out[member] == nullptr) continue;
      columns[member].distribution.quantiles(uniforms[i] + skipped, out[member] + offset, count);
    }
  }
};

Sampler::Sampler(std::vector<Marginal> marginals, std::span<const Correlation> correlations, Plan plan)
    : state_(std::make_unique<State>()) {
  const std::vector<std::size_t> dimensions = dimensions_of(marginals);
  state_->groups = groups_of(dimensions, correlations);
  std::vector<bool> grouped(marginals.size(), false);
  for (const Group& group : state_->groups) {
    state_->largest_group = std::max(state_->largest_group, group.members.size());
    for (const std::size_t member : group.members) grouped[member] = true;
  }
  for (std::size_t i = 0; i < marginals.size(); ++i) {
    state_->columns.push_back({marginals[i].distribution, uniforms_of(marginals[i], plan)});
    if (!grouped[i]) state_->groups.push_back({{i}, {}});
  }
}

Sampler::~Sampler() = default;
Sampler::Sampler(Sampler&&) noexcept = default;
Sampler& Sampler::operator=(Sampler&&) noexcept = default;

void Sampler::sample(std::uint64_t first, std::size_t count, std::span<double* const> columns) const {
  std::vector<double> scratch(state_->largest_group * stride);
  std::vector<double*> uniforms(state_->largest_group);
  for (const Group& group : state_->groups) {
    const auto wanted = [&columns](std::size_t member) { return columns[member] != nullptr; };
    if (std::none_of(group.members.begin(), group.members.end(), wanted)) continue;
    const Distribution& alone = state_->columns[group.members.front()].distribution;
    if (group.members.size() == 1 && alone.is_constant()) {
      std::fill_n(columns[group.members.front()], count, alone.lower());
      continue;
    }
    for (std::size_t offset = 0; offset < count; offset += chunk) {
      state_->sample(group, first + offset, std::min(chunk, count - offset), offset, columns, scratch.data(),
                     uniforms.data());
    }
  }
}

}  // namespace chokepoint::uncertainty
