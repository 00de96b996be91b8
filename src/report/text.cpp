// SPDX-License-Identifier: Apache-2.0
#include "report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "units/utf8.hpp"

namespace chokepoint::report {

namespace {

/// One paragraph: no line break in it.
void wrap_line(std::string_view text, std::size_t width, std::size_t indent, std::string& out) {
  const std::string margin(indent, ' ');
  std::string line;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    if (!line.empty() && indent + utf8::width(line) + 1 + utf8::width(word) > width) {
      out += margin + line + '\n';
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  out += (line.empty() ? "" : margin + line) + '\n';
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
  std::string out;
  std::size_t at = 0;
  while (at <= text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    wrap_line(text.substr(at, end - at), width, indent, out);
    at = end + 1;
  }
  return out;
}

std::string left(std::string_view text, std::size_t width) {
  const std::size_t length = utf8::width(text);
  return std::string(text) + std::string(length < width ? width - length : 0, ' ');
}

std::string right(std::string_view text, std::size_t width) {
  const std::size_t length = utf8::width(text);
  return std::string(length < width ? width - length : 0, ' ') + std::string(text);
}

std::vector<std::string> names_of(const statistics::Summary& summary) {
  std::vector<std::string> names;
  names.reserve(summary.constraints.size());
  for (const auto& constraint : summary.constraints) names.push_back(constraint.name);
  return names;
}

std::vector<std::size_t> evenly(std::size_t count, std::size_t most) {
  const std::size_t some = std::min(count, most);
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < some; ++i) {
    rows.push_back(some == 1 ? 0 : (i * (count - 1) + (some - 1) / 2) / (some - 1));
  }
  return rows;
}

std::string listed(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " and " : ", ";
    out += words[i];
  }
  return out;
}

std::string percent(double share) {
  if (share > 0.0 && share < 0.01) return "<1%";
  if (share < 1.0 && share > 0.99) return ">99%";
  return fmt::format("{:.0f}%", 100.0 * share);
}

std::string rough(double value) {
  return std::abs(value) >= 10.0 ? fmt::format("{:.0f}", value) : fmt::format("{:.1g}", value);
}

std::string one_digit(double value) {
  const int exponent = static_cast<int>(std::floor(std::log10(value) + 1e-9));
  const double digit = std::round(value / std::pow(10.0, exponent));
  return digit < 10.0 ? fmt::format("{:.0f}e{}", digit, exponent) : fmt::format("1e{}", exponent + 1);
}

std::string factor(double ratio) {
  if (!(ratio > 0.0) || !std::isfinite(ratio)) return fmt::format("{}", ratio);
  // Rounded first, so that 9.96 is 10 and not 10.0.
  const int digits = static_cast<int>(std::floor(std::log10(ratio)));
  const double unit = std::pow(10.0, digits - 1);
  const double rounded = std::round(ratio / unit) * unit;
  if (rounded >= 1e4 || rounded < 0.01) return one_digit(ratio);
  return fmt::format("{:.{}f}", rounded, rounded < 0.1 ? 3 : rounded < 1.0 ? 2 : rounded < 10.0 ? 1 : 0);
}

std::string value_of(const scenario::Assumption& assumption) {
  const auto word = assumption.word();
  return word.empty() ? spread_of(assumption.distribution, assumption.parameter->kind) : std::string(word);
}

std::string spread_of(const uncertainty::Distribution& distribution, const units::Kind& kind) {
  if (distribution.is_constant()) return units::print(distribution.quantile(0.5), kind);
  return fmt::format("{} ({} to {})", units::print(distribution.quantile(0.5), kind),
                     units::print(distribution.quantile(0.1), kind), units::print(distribution.quantile(0.9), kind));
}

std::string in_words(const scenario::Coupling& coupling) {
  if (!coupling.block) return "the trajectory, by year";
  return fmt::format("the {} {}, by year", coupling.output == 0 ? "ceiling of" : "output", coupling.text);
}

std::string origin_of(const scenario::Assumption& assumption) {
  if (assumption.is_default) return "default";
  return assumption.source.empty() ? "no source" : assumption.source;
}

bool gives_regions(const scenario::Scenario& scenario) {
  return std::any_of(scenario.blocks.begin(), scenario.blocks.end(), [&scenario](const scenario::Block& block) {
    const auto said = scenario::said_of(block, *scenario.catalogue);
    return std::any_of(said.begin(), said.end(), [](const scenario::Said& one) { return one.key == "region"; });
  });
}

std::string bounds_of(const models::Parameter& parameter) {
  const models::Bounds& bounds = parameter.bounds;
  const auto value = [&parameter](double bound) {
    if (parameter.kind.growth) return fmt::format("{:g}x/yr", bound);
    const bool plain = parameter.kind == units::ratio_kind || (bound == 0.0 && !parameter.kind.growth);
    return plain ? fmt::format("{:g}", bound) : units::print(bound, parameter.kind);
  };
  std::string text;
  if (!models::takes_numbers(parameter)) return fmt::format("{}", fmt::join(parameter.words, " or "));
  if (std::isfinite(bounds.lower)) text = (bounds.lower_allowed ? "at least " : "above ") + value(bounds.lower);
  if (std::isfinite(bounds.upper)) {
    text += (text.empty() ? "" : ", ");
    text += (bounds.upper_allowed ? "at most " : "below ") + value(bounds.upper);
  }
  for (const std::string_view word : parameter.words)
    text += fmt::format("{}or {}", text.empty() ? "any " : ", ", word);
  return text;
}

std::string precise(double value, double error, const units::Kind& kind) {
  if (!(error > 0.0) || kind.growth) return units::print(value, kind);
  return with_digits(value, std::clamp(static_cast<int>(std::floor(std::log10(std::abs(value) / error))) + 1, 2, 5),
                     kind);
}

std::string with_digits(double value, int digits, const units::Kind& kind) {
  std::string print = units::print(value, kind);
  if (value == 0.0 || !std::isfinite(value)) return print;
  const auto decimals_of = [digits](double number) {
    return std::max(0, digits - 1 - static_cast<int>(std::floor(std::log10(std::abs(number)))));
  };
  if (kind.growth) return fmt::format("{:.{}f}x/yr", value, std::min(decimals_of(value), 6));
  const double unit = std::pow(10.0, std::floor(std::log10(std::abs(value))) - digits + 1);
  // The prefix and unit of the rough text, the number with more digits.
  const std::size_t space = std::min(print.find(' '), print.size());
  const auto one = units::parse_amount("1" + print.substr(space));
  if (!std::holds_alternative<units::Amount>(one)) return print;
  const double rounded = std::round(value / unit) * unit / std::get<units::Amount>(one).value;
  if (std::abs(rounded) >= 1e5) {
    std::string text = fmt::format("{:.{}e}", rounded, digits - 1);
    if (const std::size_t plus = text.find("e+"); plus != std::string::npos) text.erase(plus + 1, 1);
    return text + print.substr(space);
  }
  return fmt::format("{:.{}f}{}", rounded, decimals_of(rounded), print.substr(space));
}

std::string exact_enough(double value, const units::Kind& kind, int digits) {
  std::string text = with_digits(value, digits, kind);
  // The number ends where its unit starts, or its exponent.
  const std::size_t end = std::min(text.find_first_not_of("-0123456789."), text.size());
  if (text.find('.') >= end) return text;
  std::size_t last = text.find_last_not_of('0', end - 1);
  if (text[last] == '.') --last;
  return text.substr(0, last + 1) + text.substr(end);
}

std::string in_words(const models::Parameter& parameter) {
  const std::string_view meaning = parameter.meaning;
  std::size_t end = meaning.size();
  for (const std::string_view stop : {", ", "; ", ": ", " (", " at the start of ", " in the base year"}) {
    end = std::min(end, meaning.find(stop));
  }
  return std::string(meaning.substr(0, end));
}

std::string_view effect_of(models::Effect effect) {
  switch (effect) {
    case models::Effect::raises:
      return "raises it";
    case models::Effect::lowers:
      return "lowers it";
    case models::Effect::either:
      break;
  }
  return "raises or lowers it";
}

std::string unit_of(const units::Kind& kind) {
  std::string symbol = units::symbol_of(kind);
  return symbol.empty() ? "1" : symbol;
}

std::string grouped(std::uint64_t number) {
  std::string text = fmt::format("{}", number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string what_was_run(const Context& context, std::size_t width) {
  std::string text = fmt::format("Scenario {}", context.scenario->name);
  for (const auto& override : context.scenario->overrides) text += fmt::format(", {}", override);
  if (context.ensemble.point) {
    text += "; one draw, every parameter at its median";
  } else {
    text += fmt::format("; {} draws ({}, seed {})", grouped(context.ensemble.draws), name_of(context.ensemble.method),
                        context.ensemble.seed);
  }
  return wrapped(text + "; chokepoint " + context.version + ".", width);
}

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string print(const question::Output& output, double value) {
  if (output.is_event()) return fmt::format("{:.1f} %", 100.0 * value);
  if (!output.is_date()) return units::print(value, output.kind);
  return std::isfinite(value) ? fmt::format("{:.0f}", value) : std::string("never within the horizon");
}

std::string cited_as(const std::string& key, const scenario::Source& source) {
  std::string text = key;
  bool first = true;
  for (const std::string& field : {source.authors, source.title, source.date, source.address}) {
    if (field.empty()) continue;
    text += (first ? ": " : ", ") + field;
    first = false;
  }
  return text;
}

std::string_view name_of(uncertainty::Method method) {
  switch (method) {
    case uncertainty::Method::sobol:
      return "sobol";
    case uncertainty::Method::random:
      return "random";
    case uncertainty::Method::latin:
      break;
  }
  return "latin";
}

}  // namespace chokepoint::report
