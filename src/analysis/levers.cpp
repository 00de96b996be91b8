// SPDX-License-Identifier: Apache-2.0
// What would turn the answer around, of the constraint that is likeliest to bind first.
#include <fmt/format.h>

#include <algorithm>

#include "chokepoint/analysis.hpp"

namespace chokepoint::analysis {

namespace {

question::Condition condition_of(const scenario::Scenario& scenario, const statistics::Summary& summary) {
  const auto& constraint = summary.constraints[summary.order.front().constraint];
  const bool below = constraint.headroom.years.back().median() < 1.0;
  const std::string text =
      fmt::format("headroom({}, {}) {} 1", constraint.name, scenario.last_year, below ? ">=" : "<");
  return std::get<question::Condition>(question::read_condition(text, scenario, "levers"));
}

}  // namespace

std::optional<Levers> levers(const scenario::Scenario& scenario, const statistics::Summary& summary, std::size_t count,
                             const Effort& effort) {
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
  result.condition = condition_of(scenario, summary);
  auto swings = tornado(scenario, result.condition.output, next());
  if (!swings) return std::nullopt;
  result.tornado = std::move(*swings);
  for (const Influence& influence : result.tornado.influences) {
    if (result.tried.size() == count) break;
    if (influence.sampled[0] == influence.sampled[1]) break;  // nor do those after it move this ceiling
    const auto axis = question::read_lever(influence.path, "", scenario, "levers", "levers");
    if (!std::holds_alternative<question::Axis>(axis)) continue;  // nothing but one value is likely
    const auto& lever = std::get<question::Axis>(axis);
    auto solution = solve(scenario, lever, result.condition, next());
    if (!solution) return std::nullopt;
    result.tried.push_back({lever, std::move(*solution)});
  }
  return result;
}

}  // namespace chokepoint::analysis
