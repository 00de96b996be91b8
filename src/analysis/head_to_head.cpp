// SPDX-License-Identifier: Apache-2.0
// Constraints of one scenario against each other, draw by draw, with all others lifted.
#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

#include "analysis/ratios.hpp"
#include "chokepoint/analysis.hpp"
#include "chokepoint/binding.hpp"

namespace chokepoint::analysis {

namespace {

using Counts = std::vector<std::uint64_t>;  // by year

void add(const Counts& more, Counts& counts) {
  for (std::size_t year = 0; year < counts.size(); ++year) counts[year] += more[year];
}

/// What one thread has counted of two constraints.
class Bout {
 public:
  Bout(const scenario::Scenario& scenario, std::size_t first, std::size_t second)
      : sides_{first, second},
        ratios_(static_cast<std::size_t>(scenario.years())),
        neither_below_(static_cast<std::size_t>(scenario.years())) {
    for (std::size_t side = 0; side < 2; ++side) {
      lower_[side].resize(neither_below_.size());
      stops_[side].resize(neither_below_.size());
    }
    for (std::size_t k = 0; k < scenario.blocks.size(); ++k) {
      if (k != first && k != second) others_ |= 1U << k;
    }
  }

  void take(const simulation::Block& block, const binding::Outcome& outcome) {
    const int years = static_cast<int>(neither_below_.size());
    const double* const first = block.series(sides_[0], 0, years);
    const double* const second = block.series(sides_[1], 0, years);
    const auto& first_below = outcome.below[sides_[0]];
    const auto& second_below = outcome.below[sides_[1]];
    for (std::size_t year = 0; year < neither_below_.size(); ++year) {
      const std::size_t at = year * block.lanes;
      ratios_.add(year, first + at, second + at, block.count);
      for (std::size_t i = at; i < at + block.count; ++i) {
        lower_[0][year] += first[i] < second[i] ? 1U : 0U;
        lower_[1][year] += second[i] < first[i] ? 1U : 0U;
        neither_below_[year] += first_below[i] == 0 && second_below[i] == 0 ? 1U : 0U;
      }
    }
    for (std::size_t lane = 0; lane < block.count; ++lane) {
      const int winner = binding::first_of(outcome.order[lane], others_);
      for (std::size_t side = 0; side < 2; ++side) {
        if (winner == static_cast<int>(sides_[side])) ++stops_[side][outcome.short_from[sides_[side]][lane]];
      }
    }
  }

  void merge(const Bout& other) {
    ratios_.merge(other.ratios_);
    add(other.neither_below_, neither_below_);
    for (std::size_t side = 0; side < 2; ++side) {
      add(other.lower_[side], lower_[side]);
      add(other.stops_[side], stops_[side]);
    }
  }

  [[nodiscard]] HeadToHead result(const scenario::Scenario& scenario, std::uint64_t draws) const {
    HeadToHead result{.draws = draws, .first_year = scenario.first_year};
    const auto mostly = [draws](std::uint64_t count) { return binding::is_more(count, draws - count, draws); };
    for (std::size_t year = 0; year < neither_below_.size(); ++year) {
      result.ratio.push_back(ratios_.spread(year));
      result.neither_below.push_back(share(neither_below_[year], draws));
      result.mostly_above.push_back(mostly(neither_below_[year]));
      using Lower = HeadToHead::Lower;
      result.lower.push_back(mostly(lower_[0][year])   ? Lower::first
                             : mostly(lower_[1][year]) ? Lower::second
                                                       : Lower::alike);
    }
    result.first = side(0, scenario, draws);
    result.second = side(1, scenario, draws);
    result.neither = share(
        draws - result.first.dates.by(neither_below_.size()) - result.second.dates.by(neither_below_.size()), draws);
    return result;
  }

 private:
  [[nodiscard]] HeadToHead::Side side(std::size_t side, const scenario::Scenario& scenario, std::uint64_t draws) const {
    HeadToHead::Side result{.name = scenario.blocks[sides_[side]].constraint->description->name,
                            .dates = {draws, stops_[side]}};
    for (std::size_t year = 0; year < stops_[side].size(); ++year) {
      result.lower.push_back(share(lower_[side][year], draws));
      result.stopped.push_back(share(result.dates.by(year + 1), draws));
    }
    result.binds_first = result.stopped.back();
    return result;
  }

  std::array<std::size_t, 2> sides_;
  Ratios ratios_;
  Counts neither_below_;
  std::array<Counts, 2> lower_;
  std::array<Counts, 2> stops_;
  std::uint32_t others_ = 0;
};

/// The first constraint against each of the others.
class Bouts : public simulation::Worker {
 public:
  Bouts(const scenario::Scenario& scenario, const std::vector<std::size_t>& constraints) : scenario_(scenario) {
    for (std::size_t i = 1; i < constraints.size(); ++i) all.emplace_back(scenario, constraints[0], constraints[i]);
  }

  void take(const simulation::Block& block) override {
    statistics::bind(scenario_, block, outcome_);
    for (Bout& one : all) one.take(block, outcome_);
  }

  std::vector<Bout> all;

 private:
  const scenario::Scenario& scenario_;
  binding::Outcome outcome_;
};

}  // namespace

std::optional<std::size_t> HeadToHead::Side::half() const {
  const std::uint64_t all = dates.by(dates.in.size());
  if (all == 0) return std::nullopt;
  std::size_t years = 1;
  while (2 * dates.by(years) < all) ++years;
  return years - 1;
}

std::optional<std::vector<HeadToHead>> head_to_head(const scenario::ScenarioPointer& scenario,
                                                    const std::vector<std::size_t>& constraints, const Effort& effort) {
  if (constraints.size() < 2) throw std::invalid_argument("one constraint has none to be held against");
  const simulation::Engine engine(scenario, effort.ensemble);
  auto workers = simulation::simulate(
      engine, 0, engine.draws(), effort.threads, [&] { return std::make_unique<Bouts>(*scenario, constraints); },
      by_draws(effort.progress, engine.draws()));
  if (workers.empty()) return std::nullopt;
  auto& all = dynamic_cast<Bouts&>(*workers.front()).all;
  for (std::size_t i = 1; i < workers.size(); ++i) {
    const auto& more = dynamic_cast<const Bouts&>(*workers[i]).all;
    for (std::size_t k = 0; k < all.size(); ++k) all[k].merge(more[k]);
  }
  std::vector<HeadToHead> results;
  results.reserve(all.size());
  for (const Bout& one : all) results.push_back(one.result(*scenario, engine.draws()));
  return results;
}

}  // namespace chokepoint::analysis
