// SPDX-License-Identifier: Apache-2.0
#include "report/coupled.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "report/needs.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

/// Models name so what they have and cannot use: chips/idle, power/idle_power, chips/unused_power.
bool is_idle(std::string_view series) {
  const std::string_view name = series.substr(series.find('/') + 1);
  return name.starts_with("idle") || name.starts_with("unused");
}

std::string idle_of(const statistics::Series& series) {
  const statistics::Spread& spread = series.years.back();
  const UnitScale scale(std::max(spread.median(), spread.p90()), series.kind);
  return fmt::format("{} is {} {}", series.name, scale.spread(spread), scale.unit());
}

}  // namespace

bool is_coupled(const scenario::Scenario& scenario) {
  return std::any_of(scenario.blocks.begin(), scenario.blocks.end(),
                     [](const scenario::Block& block) { return !block.couplings.empty(); });
}

std::string coupled_in_words(const scenario::Scenario& scenario, const statistics::Summary& summary) {
  std::vector<std::string> read;
  std::vector<std::string> idle;
  for (std::size_t k = 0; k < scenario.blocks.size(); ++k) {
    const scenario::Block& block = scenario.blocks[k];
    const models::Description& description = *block.constraint->description;
    for (const scenario::Coupling& one : block.couplings) {
      read.push_back(
          fmt::format("{}.{} is {}", description.name, description.parameters[one.parameter].name, in_words(one)));
    }
    if (block.couplings.empty()) continue;
    for (const statistics::Series& series : summary.constraints[k].internals) {
      if (is_idle(series.name)) idle.push_back(idle_of(series));
    }
  }
  if (read.empty()) return {};
  std::string text = fmt::format("Coupled: {}.", listed(read));
  if (!idle.empty()) text += fmt::format(" In {} {}.", scenario.last_year, listed(idle));
  return text;
}

}  // namespace chokepoint::report
