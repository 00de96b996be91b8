// SPDX-License-Identifier: Apache-2.0
// Steps one constraint with values written as in a scenario: step("power", {{"campus_power", "2.5 GW"}, …}, years).
#pragma once

#include <algorithm>
#include <map>
#include <span>
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
    if (at == values.end() && parameter.when_absent) {
      columns.emplace_back(lane_multiple, *parameter.when_absent);
      continue;
    }
    if (at == values.end()) throw std::invalid_argument("no value for " + std::string(parameter.name));
    const auto word = word_named(parameter, at->second);
    columns.emplace_back(lane_multiple, word ? value_of_word(*word) : number(at->second, parameter.kind));
  }
  return columns;
}

inline std::vector<Input> inputs_of(const std::vector<std::vector<double>>& columns) {
  std::vector<Input> inputs;
  for (const auto& column : columns) inputs.push_back({column.data()});
  return inputs;
}

/// Every series of `constraint`, over `years` years from the base year of its inputs, in the first lane; and the part
/// that governs, as "governing".
inline Series series_of(const Constraint& constraint, std::span<const Input> shared_inputs,
                        std::span<const Input> own_inputs, int years) {
  const auto& outputs = constraint.description->outputs;
  const auto year_count = static_cast<std::size_t>(years);
  std::vector<double> out(outputs.size() * year_count * lane_multiple);
  std::vector<double> governing(year_count * lane_multiple, -1.0);
  Job job{.shared = shared_inputs, .own = own_inputs, .lanes = lane_multiple, .years = years, .out = out.data()};
  job.governing = governing.data();
  constraint.reference(job);
  Series series;
  for (std::size_t year = 0; year < year_count; ++year) {
    series["governing"].push_back(governing[year * lane_multiple]);
  }
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    for (std::size_t year = 0; year < year_count; ++year) {
      series[std::string(outputs[i].name)].push_back(out[(i * year_count + year) * lane_multiple]);
    }
  }
  return series;
}

/// A shared parameter that the constraint does not read may be left out.
inline void fill_unread(const Description& own, Values& values) {
  for (const Parameter& parameter : shared().parameters) {
    const bool read = std::find(own.reads.begin(), own.reads.end(), parameter.name) != own.reads.end();
    if (!read) values[std::string(parameter.name)] = "1 " + units::symbol_of(parameter.kind);
  }
}

/// Every series of a constraint for `years` years from its base year, by its first model or the one that is named.
/// `values` holds shared parameters too.
inline Series step(std::string_view name, Values values, int years, std::string_view model = {}) {
  const Constraint& constraint = *built_in()->find(name, model);
  fill_unread(*constraint.description, values);
  const auto shared_columns = columns_of(shared(), values);
  const auto own_columns = columns_of(*constraint.description, values);
  return series_of(constraint, inputs_of(shared_columns), inputs_of(own_columns), years);
}

/// Values of one parameter by year, from the base year on.
struct ByYear {
  const char* name;
  const char* unit;
  std::vector<double> values;
};

/// The same where the parameters of `by_year` have a value for each year, all as many.
inline Series step_by_year(std::string_view name, Values values, const std::vector<ByYear>& by_year,
                           std::string_view model = {}) {
  const Constraint& constraint = *built_in()->find(name, model);
  fill_unread(*constraint.description, values);
  const auto shared_columns = columns_of(shared(), values);
  auto own_columns = columns_of(*constraint.description, values);
  auto own_inputs = inputs_of(own_columns);
  for (const ByYear& one : by_year) {
    const auto& parameters = constraint.description->parameters;
    const auto at = std::find_if(parameters.begin(), parameters.end(),
                                 [&one](const Parameter& parameter) { return parameter.name == one.name; });
    if (at == parameters.end()) throw std::invalid_argument(std::string("no parameter ") + one.name);
    const auto place = static_cast<std::size_t>(at - parameters.begin());
    const double scale = number(std::string("1 ") + one.unit, at->kind);
    own_columns[place].clear();
    for (const double value : one.values)
      own_columns[place].insert(own_columns[place].end(), lane_multiple, value * scale);
    own_inputs[place] = {own_columns[place].data(), lane_multiple, true};
  }
  return series_of(constraint, inputs_of(shared_columns), own_inputs, static_cast<int>(by_year.front().values.size()));
}

}  // namespace chokepoint::models
