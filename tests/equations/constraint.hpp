// SPDX-License-Identifier: Apache-2.0
// Constraints as text, for tests of what is made of them.
#pragma once

#include <string>
#include <variant>

#include "chokepoint/equations.hpp"

namespace chokepoint::testing_equations {

inline units::Kind kind_of_text(const std::string& amount) {
  return std::get<units::Amount>(units::parse_amount(amount)).kind;
}

inline std::vector<equations::Given> shared_parameters() {
  return {{"training_duration", kind_of_text("1 yr")},
          {"peak_performance", kind_of_text("1 FLOP/s/H100e")},
          {"utilization", units::ratio_kind}};
}

/// A step `it` with this formula, beside a ceiling that does not read it.
inline equations::Source one_formula(const std::string& formula) {
  return {.base_year = 2026,
          .parameters = {{"spend", kind_of_text("1 USD/yr")},
                         {"price", kind_of_text("1 USD/H100e")},
                         {"power", kind_of_text("1 W")},
                         {"share", units::ratio_kind},
                         {"spend_growth", units::growth_kind}},
          .others = {},
          .shared = shared_parameters(),
          .definitions = {{equations::Part::step, "it", formula}, {equations::Part::ceiling, "", "1 FLOP"}},
          .internals = {"it"},
          .elsewhere = {}};
}

/// The one of the issue: accelerators that are bought from year to year, and the run that they make.
inline equations::Source capital() {
  using equations::Part;
  return {.base_year = 2026,
          .parameters = {{"spend", kind_of_text("1 USD/yr")},
                         {"spend_growth", units::growth_kind},
                         {"price", kind_of_text("1 USD/H100e")},
                         {"price_decline", units::growth_kind}},
          .others = {},
          .shared = shared_parameters(),
          .definitions = {{Part::start, "owned", "0 H100e"},
                          {Part::next, "owned", "owned + spend_now / price_now * 1 yr"},
                          {Part::step, "spend_now", "spend * spend_growth^t"},
                          {Part::step, "price_now", "price / price_decline^t"},
                          {Part::ceiling, "",
                           "owned * shared.peak_performance * shared.utilization * shared.training_duration"}},
          .internals = {"spend_now", "price_now"},
          .elsewhere = {}};
}

}  // namespace chokepoint::testing_equations
