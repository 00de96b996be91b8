// SPDX-License-Identifier: Apache-2.0
// Any text as a file of observations, and what the published scenario has to say of it.
#include <cmath>
#include <string>

#include "chokepoint/evidence.hpp"
#include "property.hpp"
#include "scenarios.hpp"

namespace chokepoint::evidence {
namespace {

using fuzz::hold;

const scenario::Scenario& published() {
  static const scenario::ScenarioPointer scenario = load_scenario("scenarios/sevilla-2024.yaml");
  return *scenario;
}

bool is_amount(double value) {
  return std::isfinite(value) && value > 0.0;
}

void check(const Observation& one) {
  hold(is_amount(one.value), "a value is a number above 0");
  hold(one.low.has_value() == one.high.has_value(), "both ends of a range, or none");
  if (one.low) {
    hold(is_amount(*one.low) && *one.low <= one.value && one.value <= *one.high && *one.low < *one.high,
         "the value lies within its range");
    hold(is_amount(one.error()), "a range has an error");
  }
  if (one.discrepancy) hold(is_amount(*one.discrepancy), "a discrepancy is above 0");
  hold(one.at >= models::earliest_year && one.at < models::latest_year + 1, "a date is one of models");
  hold(!one.source.empty(), "an observation has a source");
}

void check(const std::string& text) {
  const scenario::Reader only = [&text](const std::string&, std::size_t limit) {
    return std::variant<std::string, scenario::Unreadable>(text.substr(0, limit));
  };
  const Observations all = load_observations({"it.csv"}, only);
  hold(all.has_errors() || !all.rows.empty(), "a file without errors has observations");
  for (const auto& diagnostic : all.diagnostics) hold(!scenario::render(diagnostic).empty(), "what is wrong is told");
  for (const Observation& one : all.rows) check(one);
  const Match found = match(all, published());
  hold(found.matched.size() + found.unknown.size() + found.outside.size() <= all.rows.size(), "none is told twice");
  for (const Matched& one : found.matched) {
    hold(one.target.at >= published().first_year && one.target.at <= published().last_year,
         "what is matched lies within the years");
  }
}

}  // namespace
}  // namespace chokepoint::evidence

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chokepoint::evidence::check(chokepoint::fuzz::text_of(data, size));
  return 0;
}
