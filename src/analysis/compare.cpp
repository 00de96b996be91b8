// SPDX-License-Identifier: Apache-2.0
// Two scenarios, draw by draw.
#include <algorithm>
#include <map>
#include <string>

#include "analysis/ratios.hpp"
#include "chokepoint/analysis.hpp"
#include "chokepoint/binding.hpp"

namespace chokepoint::analysis {

namespace {

/// The year in which a lane is stopped, as those see it who look from the first of `years` to the last: the first when
/// it was stopped before, one later than the last when it is not by then.
int stopped_in(const binding::Outcome& outcome, std::size_t lane, const scenario::Scenario& scenario,
               const std::vector<int>& years) {
  int first = scenario.years();
  for (const auto& from : outcome.short_from) first = std::min<int>(first, from[lane]);
  return std::clamp(scenario.first_year + first, years.front(), years.back() + 1);
}

class Pairing : public simulation::Worker {
 public:
  Pairing(const simulation::Engine& first, const simulation::Engine& second,
          const std::vector<std::pair<std::size_t, std::size_t>>& constraints, const std::vector<int>& years)
      : ratios(constraints.size() * years.size()),
        first_(first),
        second_(second),
        constraints_(constraints),
        years_(years) {}

  void take(const simulation::Block& block) override {
    second_.draw_like(first_, block, other_);
    second_.step(other_);
    for (std::size_t k = 0; k < constraints_.size(); ++k) {
      for (std::size_t i = 0; i < years_.size(); ++i) {
        ratios.add(k * years_.size() + i, at(second_, other_, constraints_[k].second, years_[i]),
                   at(first_, block, constraints_[k].first, years_[i]), block.count);
      }
    }
    if (years_.empty()) return;
    statistics::bind(*first_.scenario(), block, outcome_);
    statistics::bind(*second_.scenario(), other_, other_outcome_);
    for (std::size_t lane = 0; lane < block.count; ++lane) {
      const int first = stopped_in(outcome_, lane, *first_.scenario(), years_);
      const int second = stopped_in(other_outcome_, lane, *second_.scenario(), years_);
      later += second > first ? 1U : 0U;
      earlier += second < first ? 1U : 0U;
    }
  }

  Ratios ratios;
  std::uint64_t later = 0;
  std::uint64_t earlier = 0;

 private:
  static const double* at(const simulation::Engine& engine, const simulation::Block& block, std::size_t k, int year) {
    const scenario::Scenario& scenario = *engine.scenario();
    return block.series(k, 0, scenario.years()) + static_cast<std::size_t>(year - scenario.first_year) * block.lanes;
  }

  const simulation::Engine& first_;
  const simulation::Engine& second_;
  const std::vector<std::pair<std::size_t, std::size_t>>& constraints_;
  const std::vector<int>& years_;
  simulation::Block other_;
  binding::Outcome outcome_;
  binding::Outcome other_outcome_;
};

std::vector<const scenario::Assumption*> given(const scenario::Scenario& scenario) {
  std::vector<const scenario::Assumption*> all = scenario.assumptions();
  std::erase_if(all, [](const auto* one) { return !one->is_given(); });
  return all;
}

/// What the blocks say of themselves, and what they read of each other, by name: "power.model".
std::map<std::string, std::string> said_in(const scenario::Scenario& scenario) {
  std::map<std::string, std::string> all;
  for (const scenario::Block& block : scenario.blocks) {
    const models::Description& description = *block.constraint->description;
    all[description.name + ".model"] = description.model;
    all[description.name + ".region"] = description.region;
    for (const scenario::Coupling& one : block.couplings) {
      all[description.name + "." + description.parameters[one.parameter].name] = "the output " + one.text;
    }
  }
  for (const scenario::Event& event : scenario.events) {
    if (event.dated) continue;
    all[event.description->name + ".years"] = std::to_string(event.from) + " to " + std::to_string(event.until);
  }
  return all;
}

const scenario::Assumption* named(const std::vector<const scenario::Assumption*>& all, const std::string& path) {
  const auto found = std::find_if(all.begin(), all.end(), [&path](const auto* one) { return one->path == path; });
  return found == all.end() ? nullptr : *found;
}

}  // namespace

std::optional<Pair> compare(const scenario::ScenarioPointer& first, const scenario::ScenarioPointer& second,
                            const Effort& effort) {
  const simulation::Engine one(first, effort.ensemble);
  const simulation::Engine other(second, effort.ensemble);
  Pair pair;
  std::vector<std::pair<std::size_t, std::size_t>> constraints;
  for (std::size_t i = 0; i < first->blocks.size(); ++i) {
    for (std::size_t j = 0; j < second->blocks.size(); ++j) {
      const models::Description& one_block = *first->blocks[i].constraint->description;
      const models::Description& other_block = *second->blocks[j].constraint->description;
      // By whatever models: which of them gives how much more is a question, too.
      if (one_block.name != other_block.name || one_block.constraint != other_block.constraint) continue;
      constraints.emplace_back(i, j);
      pair.constraints.emplace_back(one_block.name);
    }
  }
  for (int year = std::max(first->first_year, second->first_year);
       year <= std::min(first->last_year, second->last_year); ++year) {
    pair.years.push_back(year);
  }
  auto workers = simulation::simulate(
      one, 0, one.draws(), effort.threads,
      [&] { return std::make_unique<Pairing>(one, other, constraints, pair.years); },
      by_draws(effort.progress, one.draws()));
  if (workers.empty()) return std::nullopt;
  auto& all = dynamic_cast<Pairing&>(*workers.front());
  for (std::size_t i = 1; i < workers.size(); ++i) {
    const auto& more = dynamic_cast<const Pairing&>(*workers[i]);
    all.ratios.merge(more.ratios);
    all.later += more.later;
    all.earlier += more.earlier;
  }
  for (std::size_t k = 0; k < constraints.size(); ++k) {
    pair.ratio.emplace_back();
    for (std::size_t i = 0; i < pair.years.size(); ++i) {
      pair.ratio.back().push_back(all.ratios.spread(k * pair.years.size() + i));
    }
  }
  pair.later = share(all.later, one.draws());
  pair.earlier = share(all.earlier, one.draws());
  pair.same = share(one.draws() - all.later - all.earlier, one.draws());
  return pair;
}

std::vector<Difference> differences(const scenario::ScenarioPointer& first, const scenario::ScenarioPointer& second) {
  using Shared = std::shared_ptr<const scenario::Assumption>;
  const auto ours = given(*first);
  const auto theirs = given(*second);
  std::vector<Difference> found;
  for (const auto* assumption : ours) {
    const auto* const other = named(theirs, assumption->path);
    if (other != nullptr && other->text == assumption->text) continue;
    found.push_back({assumption->path, Shared(first, assumption), other == nullptr ? Shared() : Shared(second, other)});
  }
  for (const auto* assumption : theirs) {
    if (named(ours, assumption->path) == nullptr) found.push_back({assumption->path, {}, Shared(second, assumption)});
  }
  return found;
}

std::vector<PlanDifference> plan_differences(const scenario::Scenario& first, const scenario::Scenario& second) {
  const auto plan_of = [](const scenario::Scenario& scenario) {
    const std::string years = std::to_string(scenario.first_year) + ".." + std::to_string(scenario.last_year);
    return std::array{std::pair{"years", years}, std::pair{"base year", std::to_string(scenario.base_year)},
                      std::pair{"trajectory.anchor_date", scenario.trajectory_plan.anchor_text}};
  };
  const auto a = plan_of(first);
  const auto b = plan_of(second);
  std::vector<PlanDifference> found;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].second != b[i].second) found.push_back({a[i].first, a[i].second, b[i].second});
  }
  const auto ours = said_in(first);
  const auto theirs = said_in(second);
  for (const auto& [name, text] : ours) {
    const auto other = theirs.find(name);
    if (other != theirs.end() && other->second != text) found.push_back({name, text, other->second});
  }
  return found;
}

std::vector<CorrelationDifference> correlation_differences(const scenario::Scenario& first,
                                                           const scenario::Scenario& second) {
  const auto of = [](const scenario::Scenario& scenario, const std::string& a, const std::string& b) {
    for (const auto& one : scenario.correlations) {
      if ((one.a == a && one.b == b) || (one.a == b && one.b == a)) return one.spearman;
    }
    return 0.0;
  };
  std::vector<CorrelationDifference> found;
  const auto look = [&](const std::vector<scenario::Correlation>& pairs) {
    for (const auto& pair : pairs) {
      const CorrelationDifference one{pair.a, pair.b, of(first, pair.a, pair.b), of(second, pair.a, pair.b)};
      const bool known = std::any_of(found.begin(), found.end(), [&one](const auto& other) {
        return (other.a == one.a && other.b == one.b) || (other.a == one.b && other.b == one.a);
      });
      if (one.first != one.second && !known) found.push_back(one);
    }
  };
  look(first.correlations);
  look(second.correlations);
  return found;
}

}  // namespace chokepoint::analysis
