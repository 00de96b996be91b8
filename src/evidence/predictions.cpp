// SPDX-License-Identifier: Apache-2.0
// What a scenario says of dates that were observed.
#include <algorithm>
#include <cstring>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include "chokepoint/evidence.hpp"
#include "evidence/in_block.hpp"

namespace chokepoint::evidence {

namespace {

using Values = std::vector<std::vector<double>>;  // [target][draw of the share]

class Predicting : public simulation::Worker {
 public:
  Predicting(const scenario::Scenario& scenario, std::span<const Target> targets, std::uint64_t first, Values& values)
      : targets_(scenario, targets), first_(first), values_(values) {}

  void take(const simulation::Block& block) override {
    for (std::size_t i = 0; i < values_.size(); ++i)
      targets_.read(block, i, values_[i].data() + (block.first - first_));
  }

  [[nodiscard]] simulation::Extras extras() const override { return targets_.extras(); }

 private:
  InBlock targets_;
  std::uint64_t first_;
  Values& values_;  // of all workers, each of whom writes the draws of its blocks
};

/// The draws of this rank, one target after the other.
std::optional<std::string> share_of_rank(const simulation::Engine& engine, std::span<const Target> targets,
                                         const analysis::Effort& effort, const simulation::Share& share) {
  Values values(targets.size(), std::vector<double>(share.last - share.first));
  const auto hire = [&] { return std::make_unique<Predicting>(*engine.scenario(), targets, share.first, values); };
  const auto told = [&](std::uint64_t done) {
    return !effort.progress || effort.progress(static_cast<double>(done) / static_cast<double>(engine.draws()));
  };
  if (simulation::simulate(engine, share.first, share.last, effort.threads, hire, told).empty()) return std::nullopt;
  std::string bytes;
  for (const auto& one : values) {
    bytes.append(reinterpret_cast<const char*>(one.data()), one.size() * sizeof(double));
  }
  return bytes;
}

/// Ranks have taken their draws in order.
Values values_of(const std::string& bytes, std::size_t targets, std::span<const simulation::Share> shares) {
  Values values(targets);
  const char* at = bytes.data();
  for (const simulation::Share& share : shares) {
    for (auto& one : values) {
      const std::size_t count = share.last - share.first;
      const std::size_t before = one.size();
      one.resize(before + count);
      std::memcpy(one.data() + before, at, count * sizeof(double));
      at += count * sizeof(double);
    }
  }
  return values;
}

}  // namespace

std::optional<std::variant<question::Series, ParameterByYear>> target_named(std::string_view series,
                                                                            const scenario::Scenario& scenario) {
  if (const auto found = question::series_named(series, scenario)) return *found;
  for (std::size_t k = 0; k < scenario.blocks.size(); ++k) {
    const models::Description& description = *scenario.blocks[k].constraint->description;
    for (std::size_t i = 0; i < description.parameters.size(); ++i) {
      const models::Parameter& parameter = description.parameters[i];
      if (series != description.name + '/' + parameter.name) continue;
      const auto& assumptions = scenario.blocks[k].assumptions;
      const bool is_by_year = std::any_of(assumptions.begin(), assumptions.end(), [&](const scenario::Assumption& one) {
        return one.parameter == &parameter && one.year.has_value();
      });
      if (is_by_year) return ParameterByYear{k, i};
    }
  }
  return std::nullopt;
}

Match match(const Observations& observations, const scenario::Scenario& scenario) {
  Match match;
  std::set<std::string_view> done;
  for (const Observation& first : observations.rows) {
    const auto& many = populations();
    const bool is_population =
        std::any_of(many.begin(), many.end(), [&first](const Population& one) { return one.name == first.series; });
    if (is_population || !done.insert(first.series).second) continue;
    const auto target = target_named(first.series, scenario);
    for (Observation& one : of_series(observations, first.series)) {
      const bool inside = one.at >= scenario.first_year && one.at <= scenario.last_year;
      if (!target) {
        match.unknown.push_back(std::move(one));
      } else if (!inside) {
        match.outside.push_back(std::move(one));
      } else {
        const double at = one.at;
        match.matched.push_back({std::move(one), {*target, at}});
      }
    }
  }
  return match;
}

std::optional<std::vector<std::vector<double>>> predictions(const scenario::ScenarioPointer& scenario,
                                                            std::span<const Target> targets,
                                                            const analysis::Effort& effort) {
  const simulation::Engine engine(scenario, effort.ensemble);
  check_dates(targets, *scenario);
  simulation::Ranks* const ranks = effort.threads.ranks;
  const simulation::Share share = simulation::share_of(ranks, engine.draws());
  const auto work = [&] { return share_of_rank(engine, targets, effort, share); };
  if (ranks == nullptr) {
    const auto bytes = work();
    if (!bytes) return std::nullopt;
    return values_of(*bytes, targets.size(), {&share, 1});
  }
  const std::string mine =
      ranks->combine(std::string(reinterpret_cast<const char*>(&share), sizeof share),
                     [](const std::string& first, const std::string& second) { return first + second; });
  std::vector<simulation::Share> shares(mine.size() / sizeof share);
  std::memcpy(shares.data(), mine.data(), mine.size());
  const auto all = simulation::combined(
      *ranks, work, [](const std::string& first, const std::string& second) { return first + second; });
  if (!all) return std::nullopt;
  return values_of(*all, targets.size(), shares);
}

}  // namespace chokepoint::evidence
