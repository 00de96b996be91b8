// SPDX-License-Identifier: Apache-2.0
// Values by what share of the draws lies where: a number or an interval, three percentiles, two ends.
#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <variant>

#include "scenario/values/reading.hpp"
#include "units/parse.hpp"

namespace chokepoint::scenario {

using uncertainty::Distribution;

namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

std::optional<Made> read_word(Reading& reading, const Node& node, Bounded bounded, std::size_t depth) {
  const models::Parameter& parameter = reading.parameter;
  if (parameter.words.empty()) return std::nullopt;
  const auto place = models::word_named(parameter, node.text);
  const auto* const letters_end = std::find_if_not(node.text.data(), node.text.data() + node.text.size(), is_letter);
  const bool numbers = models::takes_numbers(parameter);
  if (!place && numbers && (node.text.empty() || letters_end == node.text.data())) return std::nullopt;
  if (!place) {
    const std::string near = did_you_mean(node.text, {parameter.words.begin(), parameter.words.end()});
    error(reading, node.spot,
          fmt::format("{}: '{}'", numbers ? "neither a number nor a word of it" : "no word of it",
                      units::excerpt(node.text)),
          near.empty() ? words_text(parameter) : near);
    return Made();
  }
  if (depth > 0 || bounded == Bounded::no) {
    error(reading, node.spot,
          fmt::format("'{}' is a word, and no {}", node.text,
                      depth > 0 ? "component of a mixture" : "distribution that can be truncated"),
          fmt::format("a word stands alone, for all draws: {}: {}", reading.path, node.text));
    return Made();
  }
  reading.is_word = true;
  return Distribution::constant(models::value_of_word(*place));
}

Made read_scalar(Reading& reading, const Node& node, Bounded bounded) {
  const auto read = units::parse(node.text);
  if (const auto* const wrong = std::get_if<units::TextError>(&read)) {
    error(reading, piece_of(node, wrong->offset, wrong->length), wrong->message, wrong->hint);
    return std::nullopt;
  }
  if (const auto* const amount = std::get_if<units::Amount>(&read)) {
    if (!right_kind(reading, node, amount->kind, reading.parameter.kind)) return std::nullopt;
    if (bounded == Bounded::yes && !allowed(reading, node, amount->value)) return std::nullopt;
    return Distribution::constant(amount->value);
  }
  const auto& interval = std::get<units::Interval>(read);
  if (!right_kind(reading, node, interval.low.kind, reading.parameter.kind)) return std::nullopt;
  if (bounded == Bounded::yes &&
      !(allowed(reading, node, interval.low.value) && allowed(reading, node, interval.high.value))) {
    return std::nullopt;
  }
  if (interval.low.value == interval.high.value) return Distribution::constant(interval.low.value);
  return made(reading, node.spot, Distribution::interval(interval.low.value, interval.high.value));
}

Made read_metalog(Reading& reading, const Node& node, Bounded bounded, std::size_t /*depth*/) {
  const auto p10 = bounded_at(reading, node, "p10", bounded);
  const auto p50 = bounded_at(reading, node, "p50", bounded);
  const auto p90 = bounded_at(reading, node, "p90", bounded);
  // What the parameter cannot exceed bounds its distribution: no need to say it again.
  double lower = -Distribution::infinity;
  double upper = Distribution::infinity;
  if (bounded == Bounded::yes) {
    lower = reading.parameter.bounds.lower;
    upper = reading.parameter.bounds.upper;
  }
  bool good = p10 && p50 && p90;
  for (const char* const key : {"lower", "upper"}) {
    if (node.find(key) == nullptr) continue;
    const auto value = number_at(reading, node, key);
    good = good && value;
    (key == std::string_view("lower") ? lower : upper) = value.value_or(0.0);
  }
  if (!good) return std::nullopt;
  auto result = Distribution::metalog(*p10, *p50, *p90, lower, upper);
  // What is wrong begins with its name.
  const auto* const wrong = std::get_if<uncertainty::Infeasible>(&result);
  const Entry* culprit = wrong == nullptr ? nullptr : node.find(wrong->message.substr(0, wrong->message.find(' ')));
  if (culprit == nullptr) culprit = node.find("p50");
  return made(reading, culprit->value->spot, std::move(result));
}

Made read_interval(Reading& reading, const Node& node, Bounded bounded, std::size_t /*depth*/) {
  const auto low = bounded_at(reading, node, "low", bounded);
  const auto high = bounded_at(reading, node, "high", bounded);
  const auto level = number_at(reading, node, "interval", units::ratio_kind);
  if (!low || !high || !level) return std::nullopt;
  const Node& share = *node.find("interval")->value;
  const Spot spot = share.spot;
  if (*level >= 1.0 && *level < 100.0 && share.text.find('%') == std::string::npos) {
    error(reading, spot, fmt::format("an interval holds less than 100 % of the draws, got '{}'", share.text),
          fmt::format("did you mean {} %?", share.text));
    return std::nullopt;
  }
  const Entry* const family = node.find("family");
  if (family == nullptr) return made(reading, spot, Distribution::interval(*low, *high, *level));
  const std::string& name = family->value->text;
  if (name == "normal") {
    if (!(*low < *high) || !(*level > 0.0 && *level < 1.0)) {
      return made(reading, spot, Distribution::interval(*low, *high, *level));  // says what is wrong
    }
    const auto standard = std::get<Distribution>(Distribution::normal(0.0, 1.0));
    const double z = standard.quantile(0.5 + 0.5 * *level);
    return made(reading, spot, Distribution::normal(0.5 * (*low + *high), (*high - *low) / (2.0 * z)));
  }
  if (name == "lognormal" && *low > 0.0) return made(reading, spot, Distribution::interval(*low, *high, *level));
  error(reading, family->value->spot,
        name == "lognormal" ? std::string("a lognormal interval lies above 0")
                            : fmt::format("no such family: '{}'", name),
        "an interval is lognormal or normal");
  return std::nullopt;
}

}  // namespace chokepoint::scenario
