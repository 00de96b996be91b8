// SPDX-License-Identifier: Apache-2.0
// Any text as an output, a condition, an axis or (its first line a name, its second a range) a lever of the published
// scenario.
#include "chokepoint/question.hpp"

#include <algorithm>
#include <cmath>

#include "published.hpp"

namespace chokepoint::question {
namespace {

using fuzz::hold;

const scenario::Scenario& published() {
  static const auto scenario = load_scenario("scenarios/sevilla-2024.yaml");
  return *scenario;
}

void check(const Series& series) {
  const auto& scenario = published();
  hold(series.constraint < scenario.blocks.size(), "a series is of a constraint of the scenario");
  const auto& outputs = scenario.blocks[series.constraint].constraint->description->outputs;
  hold(!series.part || *series.part < outputs.size(), "a series is of a part of the constraint");
  hold(series.internal < outputs.size(), "an internal series is of the constraint");
}

void check(const SeriesCondition& condition) {
  check(condition.series);
  if (const auto* const other = std::get_if<Series>(&condition.limit)) {
    check(*other);
    hold(other->kind == condition.series.kind, "series are compared with their kind");
  } else {
    hold(!std::isnan(std::get<double>(condition.limit)), "a series is compared with a number");
  }
}

void check(const Output& output) {
  const auto& scenario = published();
  check(output.series);
  check(output.condition);
  hold(output.constraint < scenario.blocks.size(), "an output is of a constraint of the scenario");
  const auto& outputs = scenario.blocks[output.constraint].constraint->description->outputs;
  hold(!output.part || *output.part < outputs.size(), "an output is of a part of the constraint");
  const bool of_a_year = output.year != 0;
  hold(!of_a_year || (output.year >= scenario.first_year && output.year <= scenario.last_year),
       "an output is of a year of the scenario");
}

void check(const Condition& condition) {
  check(condition.output);
  hold(!std::isnan(condition.value), "a condition compares with a number");
  const bool allows_equal =
      condition.comparison == Comparison::less_or_equal || condition.comparison == Comparison::greater_or_equal;
  hold(condition.holds_for(condition.value) == allows_equal,
       "a condition holds for its own value where that is allowed");
}

void check(const Axis& axis) {
  const models::Bounds& bounds = axis.parameter->bounds;
  hold(find(published(), axis.path) != nullptr, "an axis is of a parameter of the scenario");
  hold(!axis.values.empty() && axis.values.size() <= axis_limit, "an axis has values, and no more than the limit");
  for (const double value : axis.values) {
    hold(std::isfinite(value), "values of an axis are finite");
    hold(bounds.lower_allowed ? value >= bounds.lower : value > bounds.lower, "values are not below the lower bound");
    hold(bounds.upper_allowed ? value <= bounds.upper : value < bounds.upper, "values are not above the upper bound");
  }
  if (axis.range) hold(std::is_sorted(axis.values.begin(), axis.values.end()), "the values of a range increase");
}

template <class Value>
void check(const std::variant<Value, scenario::Diagnostic>& read) {
  if (const auto* const diagnostic = std::get_if<scenario::Diagnostic>(&read)) {
    fuzz::check(*diagnostic);
  } else {
    check(std::get<Value>(read));
  }
}

void check(const std::string& text) {
  constexpr std::size_t count = 7;
  check(read_output(text, published(), "--of"));
  check(read_condition(text, published(), "--until"));
  for (const bool logarithmic : {false, true}) check(read_axis(text, published(), "--vary", count, logarithmic));
  const std::size_t newline = std::min(text.find('\n'), text.size());
  check(read_lever(text.substr(0, newline), text.substr(std::min(newline + 1, text.size())), published(), "--lever",
                   "--within"));
}

}  // namespace
}  // namespace chokepoint::question

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chokepoint::question::check(chokepoint::fuzz::text_of(data, size));
  return 0;
}
