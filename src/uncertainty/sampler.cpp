// SPDX-License-Identifier: Apache-2.0
// Marginals, copula and sequence put together: columns of draws.
#include <algorithm>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string_view>
#include <unordered_map>
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

/// A run of random numbers, and the marginals that are drawn with it: they have its path.
struct Source {
  std::string path;
  std::optional<std::size_t> dimension;
  std::vector<std::size_t> marginals;
};

std::vector<Source> sources_of(const std::vector<Marginal>& marginals) {
  std::vector<Source> sources;
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < marginals.size(); ++i) {
    const auto [place, is_new] = places.emplace(marginals[i].path, sources.size());
    if (is_new) sources.push_back({marginals[i].path, marginals[i].dimension, {}});
    sources[place->second].marginals.push_back(i);
  }
  return sources;
}

/// Each has a Sobol' dimension of its own, if any.
void require_dimensions(const std::vector<Source>& sources) {
  std::set<std::size_t> seen;
  for (const Source& source : sources) {
    if (!source.dimension) continue;
    if (*source.dimension >= dimension_limit) throw std::invalid_argument("Sobol' dimension out of range");
    if (!seen.insert(*source.dimension).second) throw std::invalid_argument("a Sobol' dimension is used twice");
  }
}

/// The place of each source in an order that depends on nothing but the sources.
std::vector<std::size_t> ranks_of(const std::vector<Source>& sources) {
  const auto key = [&sources](std::size_t i) {
    return std::pair(sources[i].dimension.value_or(dimension_limit), std::string_view(sources[i].path));
  };
  std::vector<std::size_t> order(sources.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&key](std::size_t a, std::size_t b) { return key(a) < key(b); });
  std::vector<std::size_t> ranks(sources.size());
  for (std::size_t i = 0; i < order.size(); ++i) ranks[order[i]] = i;
  return ranks;
}

std::vector<Correlation> between(const std::vector<Source>& sources, std::span<const Correlation> correlations) {
  std::unordered_map<std::size_t, std::size_t> source_of;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    for (const std::size_t marginal : sources[i].marginals) source_of[marginal] = i;
  }
  std::vector<Correlation> pairs;
  for (const Correlation& one : correlations) {
    if (source_of.count(one.a) == 0 || source_of.count(one.b) == 0)
      throw std::invalid_argument("a correlation of no marginal");
    pairs.push_back({source_of[one.a], source_of[one.b], one.spearman});
  }
  return pairs;
}

Uniforms uniforms_of(const Source& source, const Plan& plan) {
  if (plan.method == Method::latin) return Latin(plan.draws, hash_of(plan.seed, source.path));
  if (plan.method == Method::random || !source.dimension) return Philox{plan.seed, hash_of(source.path)};
  return Sobol(*source.dimension, static_cast<std::uint32_t>(hash_of(plan.seed, source.path)));
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

}  // namespace

struct Sampler::State {
  std::vector<Distribution> distributions;  // of the marginals
  std::vector<Source> sources;
  std::vector<Uniforms> uniforms;  // of the sources
  std::vector<Group> groups;       // of sources; one alone is a group, too
  std::size_t largest_group = 1;   // members

  /// Draws [first, first + count), no more than a chunk, of one group. `scratch` holds its numbers.
  void sample(const Group& group, std::uint64_t first, std::size_t count, std::size_t offset,
              std::span<double* const> out, double* scratch, double** numbers) const {
    // Uniform numbers come in whole runs.
    const std::uint64_t start = first / uniform_run * uniform_run;
    const auto skipped = static_cast<std::size_t>(first - start);
    const std::size_t length = (skipped + count + uniform_run - 1) / uniform_run * uniform_run;
    for (std::size_t i = 0; i < group.members.size(); ++i) {
      numbers[i] = scratch + i * stride;
      std::visit([&](const auto& from) { fill_with(from, start, numbers[i], length); }, uniforms[group.members[i]]);
    }
    if (group.members.size() > 1) correlate(group, numbers, length);
    for (std::size_t i = 0; i < group.members.size(); ++i) {
      for (const std::size_t marginal : sources[group.members[i]].marginals) {
        if (out[marginal] == nullptr) continue;
        distributions[marginal].quantiles(numbers[i] + skipped, out[marginal] + offset, count);
      }
    }
  }

  /// Whether any column of the group needs random numbers; those that do not are filled.
  [[nodiscard]] bool is_random(const Group& group, std::size_t count, std::span<double* const> out) const {
    bool random = false;
    for (const std::size_t member : group.members) {
      for (const std::size_t marginal : sources[member].marginals) {
        if (out[marginal] == nullptr) continue;
        const Distribution& distribution = distributions[marginal];
        if (group.members.size() == 1 && distribution.is_constant()) {
          std::fill_n(out[marginal], count, distribution.lower());
        } else {
          random = true;
        }
      }
    }
    return random;
  }
};

Sampler::Sampler(std::vector<Marginal> marginals, std::span<const Correlation> correlations, Plan plan)
    : state_(std::make_unique<State>()) {
  state_->sources = sources_of(marginals);
  require_dimensions(state_->sources);
  state_->groups = groups_of(ranks_of(state_->sources), between(state_->sources, correlations));
  std::vector<bool> grouped(state_->sources.size(), false);
  for (const Group& group : state_->groups) {
    state_->largest_group = std::max(state_->largest_group, group.members.size());
    for (const std::size_t member : group.members) grouped[member] = true;
  }
  for (std::size_t i = 0; i < state_->sources.size(); ++i) {
    state_->uniforms.push_back(uniforms_of(state_->sources[i], plan));
    if (!grouped[i]) state_->groups.push_back({{i}, {}});
  }
  for (Marginal& marginal : marginals) state_->distributions.push_back(std::move(marginal.distribution));
}

Sampler::~Sampler() = default;
Sampler::Sampler(Sampler&&) noexcept = default;
Sampler& Sampler::operator=(Sampler&&) noexcept = default;

void Sampler::sample(std::uint64_t first, std::size_t count, std::span<double* const> columns) const {
  // Of this thread, from call to call: to make and clear it anew takes longer than some columns do. What a register
  // reads past the numbers of a call are numbers of an earlier one.
  thread_local std::vector<double> scratch;
  if (scratch.size() < state_->largest_group * stride) scratch.resize(state_->largest_group * stride);
  std::vector<double*> uniforms(state_->largest_group);
  for (const Group& group : state_->groups) {
    if (!state_->is_random(group, count, columns)) continue;
    for (std::size_t offset = 0; offset < count; offset += chunk) {
      state_->sample(group, first + offset, std::min(chunk, count - offset), offset, columns, scratch.data(),
                     uniforms.data());
    }
  }
}

}  // namespace chokepoint::uncertainty
