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
  const auto hire = [&]() -> analysis::Reading {
    return [in_block = std::make_shared<InBlock>(*scenario, targets)](const simulation::Block& block,
                                                                      std::span<double* const> out) {
      for (std::size_t i = 0; i < out.size(); ++i) in_block->read(block, i, out[i]);
    };
  };
  return analysis::columns_of(engine, targets.size(), InBlock(*scenario, targets).extras(), hire, effort);
}

}  // namespace chokepoint::evidence
