// SPDX-License-Identifier: Apache-2.0
// Ranges and lists of values of a parameter.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "chokepoint/question.hpp"
#include "question/series.hpp"

namespace chokepoint::question {

namespace {

using scenario::Assumption;
using scenario::Scenario;

std::vector<const Assumption*> given(const Scenario& scenario) {
  std::vector<const Assumption*> all = scenario.assumptions();
  std::erase_if(all, [](const auto* one) { return !one->is_given(); });
  return all;
}

/// The values of a parameter that is given by year, by their names; none of any other.
std::vector<std::string> by_year(const Scenario& scenario, const std::string& name) {
  std::vector<std::string> names;
  for (const Assumption* assumption : given(scenario)) {
    const std::string_view path = assumption->path;
    const bool part = path.starts_with(name + ".") || path.find("." + name + ".") != std::string_view::npos;
    if (part && (assumption->year || assumption->path != assumption->draws_as)) names.push_back(assumption->path);
  }
  return names;
}

/// Refuses what runs find out, such as `power.network_power` or `first_year(…)`, where a parameter is wanted.
void refuse_result(const Origin& origin, const Scenario& scenario) {
  Words words(origin);
  const std::string name = words.dotted();
  std::vector<std::string> results = series_names(scenario);
  results.insert(results.end(), {"first_year", "first_binding_year"});
  const bool asked = words.next() == '(' && (name == "P" || statistic_named(name));
  const bool result = asked || std::find(results.begin(), results.end(), name) != results.end();
  if (!result || find(scenario, name) != nullptr) return;
  const std::string block = name.substr(0, name.find('.'));
  words.refuse_word(name,
                    fmt::format("{} is what a run finds out, not a parameter that it starts from",
                                asked ? std::string("an output") : name),
                    fmt::format("'chokepoint explain{}' lists parameters", block == name ? "" : " " + block));
}

/// The parameter whose name stands at `offset` of the text.
const Assumption& named(const Origin& origin, std::size_t offset, const std::string& name, const Scenario& scenario) {
  if (const Assumption* const found = find(scenario, name)) {
    if (const auto word = found->word(); !word.empty()) {
      origin.refuse(offset, name.size(), fmt::format("{} is '{}', a word: only numbers are varied", found->path, word),
                    fmt::format("give it a number first: --set {}=…", found->path));
    }
    return *found;
  }
  std::vector<std::string> names;
  for (const Assumption* assumption : given(scenario)) {
    names.push_back(assumption->path);
    names.emplace_back(assumption->parameter->name);
  }
  if (const auto values = by_year(scenario, name); !values.empty()) {
    origin.refuse(offset, name.size(), fmt::format("{} has values by year", name),
                  fmt::format("take one of them: {}", fmt::join(values, ", ")));
  }
  refuse_result(origin, scenario);
  const bool known = [&name] {
    const auto all = scenario::parameter_paths();
    return std::find(all.begin(), all.end(), name) != all.end();
  }();
  origin.refuse(
      offset, name.size(),
      known ? fmt::format("{} does not use {}", scenario.name, name) : fmt::format("no parameter is named '{}'", name),
      hint_of(name, names));
}

/// Refuses a value outside of the bounds; what stands at `offset` of the origin is shown.
double within_bounds(const Origin& origin, std::size_t offset, std::size_t length, double value,
                     const models::Parameter& parameter) {
  const models::Bounds& bounds = parameter.bounds;
  const bool below = value < bounds.lower || (value == bounds.lower && !bounds.lower_allowed);
  const bool above = value > bounds.upper || (value == bounds.upper && !bounds.upper_allowed);
  if (below || above || !std::isfinite(value)) {
    origin.refuse(offset, length,
                  fmt::format("{} must be {} {}", parameter.name,
                              below ? (bounds.lower_allowed ? "at least" : "above")
                                    : (bounds.upper_allowed ? "at most" : "below"),
                              units::print(below ? bounds.lower : bounds.upper, parameter.kind)));
  }
  return value;
}

double bounded(const Origin& origin, std::size_t offset, std::string_view text, const models::Parameter& parameter) {
  if (models::word_named(parameter, text)) {
    origin.refuse(offset, text.size(), fmt::format("'{}' is a word: only numbers are varied", text),
                  fmt::format("take it with --set {}={} in a run of its own", parameter.name, text));
  }
  return within_bounds(origin, offset, text.size(), read_value(origin, offset, text, parameter.kind), parameter);
}

/// `1..10 GW`: a first number without a unit has that of the second.
std::string with_unit_of(std::string_view first, std::string_view second) {
  const auto unit_at = [](std::string_view text) {
    std::size_t at = text.find_first_not_of(" +-.0123456789");
    // An exponent is of the number.
    if (at != std::string_view::npos && (text[at] == 'e' || text[at] == 'E') && at + 1 < text.size() &&
        std::string_view("+-0123456789").find(text[at + 1]) != std::string_view::npos) {
      at = text.find_first_not_of("+-0123456789", at + 1);
      if (at != std::string_view::npos) at = text.find_first_not_of(' ', at);
    }
    return at;
  };
  const std::size_t unit = unit_at(second);
  if (unit_at(first) != std::string_view::npos || unit == std::string_view::npos) return std::string(first);
  const bool apart = unit > 0 && second[unit - 1] == ' ';
  return std::string(first) + (apart ? " " : "") + std::string(second.substr(unit));
}

/// Bytes of blanks from `at`: spaces, tabs, and the no-break spaces that a text copied from a page has.
std::size_t blank_before(std::string_view text, std::size_t at) {
  const std::size_t start = at;
  for (;;) {
    if (at < text.size() && (text[at] == ' ' || text[at] == '\t')) {
      ++at;
    } else if (text.substr(std::min(at, text.size()), 2) == "\u00a0") {
      at += 2;
    } else {
      return at - start;
    }
  }
}

std::pair<double, double> range_of(const Origin& origin, std::size_t offset, std::string_view text, std::size_t dots,
                                   const models::Parameter& parameter) {
  const std::size_t blank = blank_before(text, dots + 2);
  const std::string_view second = text.substr(dots + 2 + blank);
  const std::string_view first = text.substr(0, dots);
  const double to = bounded(origin, offset + dots + 2 + blank, second, parameter);
  const std::string with_unit = with_unit_of(first, second);
  // A text that was completed is not in the origin any more: what is wrong then stands for all of it.
  const double from = with_unit == first ? bounded(origin, offset, first, parameter) : [&] {
    const auto read = units::parse_amount(with_unit);
    if (!std::holds_alternative<units::Amount>(read)) {
      return bounded(origin, offset, first, parameter);
    }
    return within_bounds(origin, offset, first.size(), std::get<units::Amount>(read).value, parameter);
  }();
  if (!(from < to)) {
    origin.refuse(offset, text.size(), from == to ? "the range is a single value" : "the range is reversed",
                  fmt::format("FROM..TO, from the smaller: {}..{}", units::print(to, parameter.kind),
                              units::print(from, parameter.kind)));
  }
  return {from, to};
}

std::size_t count_of(const Origin& origin, std::size_t offset, std::string_view text) {
  const bool digits =
      !text.empty() && text.size() < 10 && text.find_first_not_of("0123456789") == std::string_view::npos;
  const std::size_t count = digits ? static_cast<std::size_t>(std::stoul(std::string(text))) : 0;
  if (count < 2 || count > axis_limit) {
    origin.refuse(offset, std::max<std::size_t>(1, text.size()),
                  fmt::format("the number of values must be from 2 to {}", axis_limit));
  }
  return count;
}

std::vector<double> between(double from, double to, std::size_t count, bool logarithmic) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(count - 1);
    values[i] = logarithmic ? from * std::pow(to / from, share) : from + (to - from) * share;
  }
  values.back() = to;
  return values;
}

Axis axis_of(const Origin& origin, const Scenario& scenario, std::size_t count, bool logarithmic) {
  const std::string& text = origin.text;
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) refuse_result(origin, scenario);
  if (equals == std::string::npos) origin.refuse(0, text.size(), "without '='", "NAME=FROM..TO, or NAME=VALUE,VALUE");
  const Assumption& assumption = named(origin, 0, text.substr(0, equals), scenario);
  Axis axis{assumption.path, assumption.parameter, {}, logarithmic, true};
  std::string_view rest = std::string_view(text).substr(equals + 1);
  const std::size_t offset = equals + 1;
  const std::size_t dots = rest.find("..");
  if (dots == std::string_view::npos) {
    axis.range = false;
    for (std::size_t at = 0; at <= rest.size();) {
      const std::size_t end = std::min(rest.find(',', at), rest.size());
      axis.values.push_back(bounded(origin, offset + at, rest.substr(at, end - at), *assumption.parameter));
      if (axis.values.size() > axis_limit) origin.refuse(offset, rest.size(), "too many values");
      at = end + 1;
    }
    return axis;
  }
  if (const std::size_t colon = rest.rfind(':'); colon != std::string_view::npos) {
    count = count_of(origin, offset + colon + 1, rest.substr(colon + 1));
    rest = rest.substr(0, colon);
  }
  const auto [from, to] = range_of(origin, offset, rest, dots, *assumption.parameter);
  if (logarithmic && from <= 0.0) {
    origin.refuse(offset, dots, "a logarithmic range must begin above 0");
  }
  axis.values = between(from, to, count, logarithmic);
  return axis;
}

/// What the scenario thinks likely, or around a constant; inside the bounds.
/// Nothing of a constant around which there is no range.
std::optional<std::pair<double, double>> likely_range(const Assumption& assumption) {
  const uncertainty::Distribution& distribution = assumption.distribution;
  const models::Bounds& bounds = assumption.parameter->bounds;
  double from = distribution.quantile(0.01);
  double to = distribution.quantile(0.99);
  if (!(from < to)) {
    constexpr double around = 10.0;
    const double growth_base = assumption.parameter->kind.growth ? 1.0 : 0.0;
    // A tenth and ten times of nothing are nothing.
    if (from == growth_base) return std::nullopt;
    from = growth_base + (from - growth_base) / around;
    to = growth_base + (to - growth_base) * around;
  }
  return std::pair{std::max(from, bounds.lower), std::min(to, bounds.upper)};
}

}  // namespace

const Assumption* find(const Scenario& scenario, std::string_view path) {
  const Assumption* alone = nullptr;
  std::size_t times = 0;
  for (const Assumption* assumption : given(scenario)) {
    if (assumption->path == path) return assumption;
    if (assumption->parameter->name == path) {
      alone = assumption;
      ++times;
    }
  }
  return times == 1 ? alone : nullptr;
}

std::variant<Axis, scenario::Diagnostic> read_axis(const std::string& text, const Scenario& scenario,
                                                   const std::string& option, std::size_t count, bool logarithmic) {
  try {
    return axis_of({option, text}, scenario, count, logarithmic);
  } catch (const Wrong& wrong) {
    return wrong.diagnostic;
  }
}

std::variant<Axis, scenario::Diagnostic> read_lever(const std::string& name, const std::string& range,
                                                    const Scenario& scenario, const std::string& option,
                                                    const std::string& range_option) {
  try {
    const Assumption& assumption = named({option, name}, 0, name, scenario);
    Axis axis{assumption.path, assumption.parameter, {}, false, true};
    if (range.empty()) {
      const auto likely = likely_range(assumption);
      if (!likely) {
        Origin{option, name}.refuse(
            0, name.size(),
            fmt::format("{} is {} in every draw: nothing says in which range to search", assumption.path,
                        units::print(assumption.distribution.quantile(0.5), assumption.parameter->kind)),
            fmt::format("say it: {} FROM..TO", range_option));
      }
      axis.values = {likely->first, likely->second};
      return axis;
    }
    const Origin origin{range_option, range};
    const std::size_t dots = range.find("..");
    if (dots == std::string::npos) origin.refuse(0, range.size(), "a range is expected: FROM..TO");
    const auto [from, to] = range_of(origin, 0, range, dots, *assumption.parameter);
    axis.values = {from, to};
    return axis;
  } catch (const Wrong& wrong) {
    return wrong.diagnostic;
  }
}

}  // namespace chokepoint::question
