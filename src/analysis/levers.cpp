// SPDX-License-Identifier: Apache-2.0
// What would turn the answer around, of the constraint that is likeliest to bind first.
#include <fmt/format.h>

#include <algorithm>

#include "analysis/settings.hpp"
#include "chokepoint/analysis.hpp"
#include "scenario/events.hpp"

namespace chokepoint::analysis {

namespace {

/// The factors that move the median from its P1 to its P99; nothing where factors do not lead there.
std::optional<question::Axis> factors_of(const scenario::Assumption& assumption) {
  const uncertainty::Distribution& distribution = assumption.distribution;
  const double median = distribution.quantile(0.5);
  const double least = distribution.quantile(0.01);
  const double most = distribution.quantile(0.99);
  if (!(least > 0.0) || !(least < most)) return std::nullopt;
  return question::Axis{assumption.path, assumption.parameter, {least / median, most / median}, false, true};
}

/// Whether and when an event begins.
bool is_chance(const scenario::Assumption& assumption) {
  return assumption.path.starts_with(scenario::events_key) && assumption.parameter->name == scenario::chance_key;
}

}  // namespace

question::Condition first_condition(const scenario::Scenario& scenario, const statistics::Summary& summary) {
  const auto& constraint = summary.constraints[summary.order->front().constraint];
  const bool below = constraint.headroom.years.back().median() < 1.0;
  const std::string text =
      fmt::format("headroom({}, {}) {} 1", constraint.name, scenario.last_year, below ? ">=" : "<");
  return std::get<question::Condition>(question::read_condition(text, scenario, "levers"));
}

double Lever::median_with(double factor) const {
  return multiplied(median, factor, axis.parameter->bounds);
}

std::optional<Levers> levers(const scenario::ScenarioPointer& scenario, const statistics::Summary& summary,
                             std::size_t count, const Effort& effort) {
  const auto parts = static_cast<double>(count + 1);
  std::size_t done = 0;
  const auto next = [&effort, &done, parts] {
    Effort part = effort;
    if (effort.progress) {
      part.progress = [progress = effort.progress, start = static_cast<double>(done), parts](double share) {
        return progress((start + share) / parts);
      };
    }
    ++done;
    return part;
  };
  Levers result;
  result.condition = first_condition(*scenario, summary);
  auto swings = tornado(scenario, result.condition.output, next());
  if (!swings) return std::nullopt;
  result.tornado = std::move(*swings);
  for (const Influence& influence : result.tornado.influences) {
    if (result.tried.size() == count) break;
    if (influence.sampled[0] == influence.sampled[1]) break;     // nor do those after it move this ceiling
    if (influence.path != influence.assumption->path) continue;  // by year: no single value to multiply
    if (is_chance(*influence.assumption)) continue;              // luck is no lever
    const auto axis = factors_of(*influence.assumption);
    if (!axis) continue;
    auto solution = solve(scenario, *axis, result.condition, next(), Change::factor);
    if (!solution) return std::nullopt;
    result.tried.push_back({*axis, std::move(*solution), influence.assumption->distribution.quantile(0.5)});
  }
  return result;
}

}  // namespace chokepoint::analysis
