// SPDX-License-Identifier: Apache-2.0
// Steps one constraint with values written as in a scenario: step("power", {{"campus_power", "2.5 GW"}, …}, years).
#pragma once

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "chokepoint/models.hpp"
#include "chokepoint/units.hpp"
#include "units/real.hpp"

namespace chokepoint::models {

using Values = std::map<std::string, std::string, std::less<>>;
using Series = std::map<std::string, std::vector<double>, std::less<>>;  // by output, "" being the ceiling; by year

inline double number(const std::string& text, const units::Kind& kind) {
  const auto parsed = units::parse_amount(text);
  const auto* amount = std::get_if<units::Amount>(&parsed);
  if (amount == nullptr || amount->kind != kind) throw std::invalid_argument("not of its kind: " + text);
  return amount->value;
}

/// A column of one Pack's worth of lanes for each parameter, all lanes alike.
inline std::vector<std::vector<double>> columns_of(const Description& description, const Values& values) {
  std::vector<std::vector<double>> columns;
  for (const Parameter& parameter : description.parameters) {
    const auto at = values.find(parameter.name);
    if (at == values.end()) throw std::invalid_argument("no value for " + std::string(parameter.name));
    columns.emplace_back(lane_multiple, number(at->second, parameter.kind));
  }
  return columns;
}

inline std::vector<Input> inputs_of(const std::vector<std::vector<double>>& columns) {
  std::vector<Input> inputs;
  for (const auto& column : columns) inputs.push_back({column.data()});
  return inputs;
}

/// Every series of a constraint for `years` years from its base year. `values` holds shared parameters too; a shared
/// parameter that the constraint does not read may be left out.
inline Series step(std::string_view name, Values values, int years, std::string_view model = {}) {
  const Constraint& constraint = *built_in()->find(name, model);
  const Description& own = *constraint.description;
  for (const Parameter& parameter : shared().parameters) {
    const bool read = std::find(own.reads.begin(), own.reads.end(), parameter.name) != own.reads.end();
    if (!read) values[std::string(parameter.name)] = "1 " + units::symbol_of(parameter.kind);
  }
  const auto shared_columns = columns_of(shared(), values);
  const auto own_columns = columns_of(own, values);
  const auto shared_inputs = inputs_of(shared_columns);
  const auto own_inputs = inputs_of(own_columns);
  const auto year_count = static_cast<std::size_t>(years);
  std::vector<double> out(own.outputs.size() * year_count * lane_multiple);
  constraint.reference({.shared = shared_inputs,
                        .own = own_inputs,
                        .lanes = lane_multiple,
                        .skipped = 0,
                        .years = years,
                        .out = out.data()});
  Series series;
  for (std::size_t i = 0; i < own.outputs.size(); ++i) {
    for (std::size_t year = 0; year < year_count; ++year) {
      series[std::string(own.outputs[i].name)].push_back(out[(i * year_count + year) * lane_multiple]);
    }
  }
  return series;
}

}  // namespace chokepoint::models
