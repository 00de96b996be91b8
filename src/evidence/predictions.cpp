// SPDX-License-Identifier: Apache-2.0
// What a scenario says of dates that were observed.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include "chokepoint/evidence.hpp"
#include "chokepoint/statistics.hpp"
#include "scenario/inputs.hpp"

namespace chokepoint::evidence {

namespace {

using Values = std::vector<std::vector<double>>;  // [target][draw of the share]

/// The start of the year in which a date lies, counted from the first year, and how much of that year is over. The
/// start of the last year is its own.
struct Moment {
  std::size_t year = 0;
  double over = 0.0;
};

Moment moment_of(double at, const scenario::Scenario& scenario) {
  const double since = at - scenario.first_year;
  const double last = scenario.years() - 1;
  if (!(since >= 0.0 && since <= last)) throw std::invalid_argument("a date outside of the scenario's years");
  const double year = std::floor(since);
  return {static_cast<std::size_t>(year), since - year};
}

/// Evenly in growth between two starts of years, or evenly where one of them is not above 0.
double between(double from, double to, double over) {
  if (over == 0.0) return from;
  if (from > 0.0 && to > 0.0) return from * std::pow(to / from, over);
  return from + over * (to - from);
}

class Predicting : public simulation::Worker {
 public:
  Predicting(const scenario::Scenario& scenario, std::span<const Target> targets, std::uint64_t first, Values& values)
      : scenario_(scenario), targets_(targets), first_(first), values_(values) {}

  void take(const simulation::Block& block) override {
    for (std::size_t i = 0; i < targets_.size(); ++i) {
      const Moment moment = moment_of(targets_[i].at, scenario_);
      const double* const from = in_year(targets_[i], block, moment.year, made_[0]);
      const double* const to =
          moment.over == 0.0 ? from : in_year(targets_[i], block, moment.year + 1, made_[1]);
      double* const out = values_[i].data() + (block.first - first_);
      for (std::size_t lane = 0; lane < block.count; ++lane) out[lane] = between(from[lane], to[lane], moment.over);
    }
  }

  [[nodiscard]] simulation::Extras extras() const override {
    simulation::Extras extras;
    for (const Target& one : targets_) {
      const auto* const series = std::get_if<question::Series>(&one.of);
      extras.needs = extras.needs || (series != nullptr && question::is_need(series->what));
      extras.relief = extras.relief || (series != nullptr && series->what == question::Series::What::relief);
    }
    return extras;
  }

 private:
  const double* in_year(const Target& target, const simulation::Block& block, std::size_t year,
                        std::vector<double>& made) const {
    if (const auto* const series = std::get_if<question::Series>(&target.of)) {
      return statistics::values_of(*series, scenario_, block, year, made);
    }
    const Capacity& capacity = std::get<Capacity>(target.of);
    std::vector<const double*> columns;
    for (std::size_t i = 0; i < scenario_.assumptions().size(); ++i) {
      columns.push_back(block.draws.data() + i * block.draw_stride);
    }
    const scenario::Inputs inputs = scenario::inputs_of(scenario_, capacity.block, columns, block.lanes);
    const models::Input& input = inputs.own[capacity.parameter];
    const std::size_t since_base = year + static_cast<std::size_t>(scenario_.first_year - scenario_.base_year);
    made.assign(input.values + since_base * input.per_year, input.values + since_base * input.per_year + block.lanes);
    return made.data();
  }

  const scenario::Scenario& scenario_;
  std::span<const Target> targets_;
  std::uint64_t first_;
  Values& values_;  // of all workers, each of whom writes the draws of its blocks
  std::array<std::vector<double>, 2> made_;
};

/// The draws of this rank, one target after the other.
std::optional<std::string> share_of_rank(const simulation::Engine& engine, std::span<const Target> targets,
                                         const analysis::Effort& effort, const simulation::Share& share) {
  Values values(targets.size(), std::vector<double>(share.last - share.first));
  const auto hire = [&] {
    return std::make_unique<Predicting>(*engine.scenario(), targets, share.first, values);
  };
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

std::optional<std::variant<question::Series, Capacity>> target_named(std::string_view series,
                                                                     const scenario::Scenario& scenario) {
  if (const auto found = question::series_named(series, scenario)) return *found;
  for (std::size_t k = 0; k < scenario.blocks.size(); ++k) {
    const models::Description& description = *scenario.blocks[k].constraint->description;
    for (std::size_t i = 0; i < description.parameters.size(); ++i) {
      const models::Parameter& parameter = description.parameters[i];
      if (!parameter.capacity || series != description.name + '/' + parameter.name) continue;
      const auto& assumptions = scenario.blocks[k].assumptions;
      const bool by_year = std::any_of(assumptions.begin(), assumptions.end(), [&](const scenario::Assumption& one) {
        return one.parameter == &parameter && one.year.has_value();
      });
      if (by_year) return Capacity{k, i};
    }
  }
  return std::nullopt;
}

Match match(const Observations& observations, const scenario::Scenario& scenario) {
  Match match;
  std::set<std::string_view> done;
  for (const Observation& first : observations.rows) {
    const auto& many = populations();
    const bool is_population = std::any_of(many.begin(), many.end(),
                                           [&first](const Population& one) { return one.name == first.series; });
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
  for (const Target& one : targets) (void)moment_of(one.at, *scenario);
  simulation::Ranks* const ranks = effort.threads.ranks;
  const simulation::Share share = simulation::share_of(ranks, engine.draws());
  const auto work = [&] { return share_of_rank(engine, targets, effort, share); };
  if (ranks == nullptr) {
    const auto bytes = work();
    if (!bytes) return std::nullopt;
    return values_of(*bytes, targets.size(), {&share, 1});
  }
  const std::string mine = ranks->combine(
      std::string(reinterpret_cast<const char*>(&share), sizeof share),
      [](const std::string& first, const std::string& second) { return first + second; });
  std::vector<simulation::Share> shares(mine.size() / sizeof share);
  std::memcpy(shares.data(), mine.data(), mine.size());
  const auto all = simulation::combined(
      *ranks, work, [](const std::string& first, const std::string& second) { return first + second; });
  if (!all) return std::nullopt;
  return values_of(*all, targets.size(), shares);
}

}  // namespace chokepoint::evidence
