// SPDX-License-Identifier: Apache-2.0
#include "report/events.hpp"

#include <fmt/format.h>

#include "report/text.hpp"
#include "scenario/events.hpp"

namespace chokepoint::report {

namespace {

using scenario::Assumption;
using scenario::Event;

std::vector<const Assumption*> values_of(const Event& event, const models::Parameter& parameter) {
  std::vector<const Assumption*> found;
  for (const Assumption& one : event.assumptions) {
    if (one.parameter == &parameter) found.push_back(&one);
  }
  return found;
}

const models::Parameter& parameter_of(const Event& event, std::string_view name) {
  for (const models::Parameter& one : event.description->parameters) {
    if (one.name == name) return one;
  }
  return event.description->parameters.front();
}

/// Percentiles come back from a curve: what was written as 4 years may be 3.999.
constexpr int digits_of_curves = 3;

/// "0.15", "0.4 (0.2 to 0.7)", of values by year "0.08 in 2026 to 0.35 in 2035".
template <class InWords>
std::string spread_in_words(const Event& event, const models::Parameter& parameter, const InWords& number) {
  const auto values = values_of(event, parameter);
  const auto median = [&number](const Assumption& one) { return number(one.distribution.quantile(0.5)); };
  const Assumption& first = *values.front();
  if (values.size() > 1) {
    return fmt::format("{} in {} to {} in {}", median(first), *first.year, median(*values.back()),
                       *values.back()->year);
  }
  if (first.distribution.is_constant()) return median(first);
  return fmt::format("{} ({} to {})", median(first), number(first.distribution.quantile(0.1)),
                     number(first.distribution.quantile(0.9)));
}

std::string when_of(const Event& event) {
  const auto plain = [](double value) { return exact_enough(value, units::ratio_kind, digits_of_curves); };
  if (event.dated) {
    // Dates have more digits_of_curves than other numbers.
    const auto date = [](double value) { return fmt::format("{:.6g}", value); };
    return "in " + spread_in_words(event, parameter_of(event, scenario::start_key), date);
  }
  const auto percentage = [&plain](double value) { return plain(100.0 * value) + "%"; };
  const std::string years =
      event.from == event.until ? fmt::format("in {}", event.from) : fmt::format("{} to {}", event.from, event.until);
  return fmt::format("{} a year, {}", spread_in_words(event, parameter_of(event, scenario::hazard_key), percentage),
                     years);
}

/// "1 year", "4 years (2 to 8)": one unit for all, so that events can be compared.
std::string lasts_of(const Event& event) {
  const models::Parameter& parameter = parameter_of(event, scenario::duration_key);
  const auto in_years = [](double value) {
    return exact_enough(value / units::seconds_per_year, units::ratio_kind, digits_of_curves);
  };
  std::string text = spread_in_words(event, parameter, in_years);
  const std::size_t end = std::min(text.find(' '), text.size());
  return text.insert(end, text.substr(0, end) == "1" ? " year" : " years");
}

std::string left_of(const Event& event, const models::Parameter& parameter) {
  const auto plain = [](double value) { return exact_enough(value, units::ratio_kind, digits_of_curves); };
  return fmt::format("{} of {}", spread_in_words(event, parameter, plain),
                     parameter.name.substr(scenario::factors_key.size() + 1));
}

}  // namespace

std::vector<EventInWords> events_in_words(const Run& run) {
  std::vector<EventInWords> all;
  for (std::size_t i = 0; i < run.summary.events.size(); ++i) {
    const Event& event = run.scenario->events[i];
    EventInWords words{event.name,
                       event.description->title,
                       when_of(event),
                       lasts_of(event),
                       {},
                       percent(run.summary.events[i].begun.back())};
    for (const models::Parameter& one : event.description->parameters) {
      if (one.name.starts_with(scenario::factors_key)) words.left.push_back(left_of(event, one));
    }
    all.push_back(std::move(words));
  }
  return all;
}

std::string sentence_of(const EventInWords& event, int last_year, bool one_draw) {
  const bool never = event.begun == percent(0.0);
  const std::string outcome = !one_draw ? fmt::format("it has begun by {} in {} of the draws", last_year, event.begun)
                              : never   ? fmt::format("it does not begin by {}", last_year)
                                        : fmt::format("it has begun by {}", last_year);
  return fmt::format("Event {}: {}, for {}, with {} left; {}.", event.name, event.when, event.lasts, listed(event.left),
                     outcome);
}

}  // namespace chokepoint::report
