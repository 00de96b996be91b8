// SPDX-License-Identifier: Apache-2.0
#include "scenario/values/reading.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "units/parse.hpp"

namespace chokepoint::scenario {

using models::Bounds;
using models::Parameter;
using uncertainty::Distribution;
using units::Kind;

Spot piece_of(const Node& node, std::size_t offset, std::size_t length) {
  if (!node.exact || offset + length > node.text.size() || length == 0) return node.spot;
  return node.spot.part(offset, length);
}

std::string bound_text(double bound, const Kind& kind) {
  if (kind.growth) return fmt::format("{:g}x/yr", bound);
  return kind == units::ratio_kind || (bound == 0.0 && !kind.growth) ? fmt::format("{:g}", bound)
                                                                     : units::print(bound, kind);
}

namespace {

/// "must be above 0", or nothing when the value may be.
std::optional<std::string> outside(double value, const Parameter& parameter) {
  const Bounds& bounds = parameter.bounds;
  const Kind& kind = parameter.kind;
  if (value < bounds.lower || (value == bounds.lower && !bounds.lower_allowed)) {
    return fmt::format("must be {} {}", bounds.lower_allowed ? "at least" : "above", bound_text(bounds.lower, kind));
  }
  if (value > bounds.upper || (value == bounds.upper && !bounds.upper_allowed)) {
    return fmt::format("must be {} {}", bounds.upper_allowed ? "at most" : "below", bound_text(bounds.upper, kind));
  }
  return std::nullopt;
}

/// A ratio above one is most often a percentage without its sign.
std::string hint_for_bound(const Node& node, double value, const Parameter& parameter) {
  if (node.text.find('%') != std::string::npos) return {};
  const bool share = parameter.kind == units::ratio_kind && parameter.bounds.upper <= 1.0;
  if (share && value > 1.0 && value <= 100.0) return fmt::format("did you mean {:g} %?", value);
  return {};
}

std::string prefix(const std::string& what) {
  return what.empty() ? what : what + ": ";
}

}  // namespace

std::string words_text(const Parameter& parameter) {
  return fmt::format("{}one of {}", models::takes_numbers(parameter) ? "a number, or " : "",
                     fmt::join(parameter.words, ", "));
}

void error(Reading& reading, const Spot& spot, const std::string& message, const std::string& hint) {
  reading.diagnostics.error(spot, reading.path + ": " + message, hint);
}

std::optional<double> read_number_in(Reading& reading, const Node& node, const Kind& kind, const std::string& what) {
  if (!node.is_scalar()) {
    error(reading, node.spot,
          fmt::format("{}a number with its unit is wanted{}", prefix(what),
                      node.kind == Node::Kind::null ? ", nothing stands here" : ""));
    return std::nullopt;
  }
  if (models::word_named(reading.parameter, node.text)) {
    error(reading, node.spot, fmt::format("{}'{}' is a word, and no number of a distribution", prefix(what), node.text),
          fmt::format("a word stands alone, for all draws: {}: {}", reading.path, node.text));
    return std::nullopt;
  }
  const auto read = units::parse_amount(node.text);
  if (const auto* const wrong = std::get_if<units::TextError>(&read)) {
    error(reading, piece_of(node, wrong->offset, wrong->length), prefix(what) + wrong->message, wrong->hint);
    return std::nullopt;
  }
  const auto& amount = std::get<units::Amount>(read);
  if (!right_kind(reading, node, amount.kind, kind, what)) return std::nullopt;
  return amount.value;
}

bool right_kind(Reading& reading, const Node& node, const Kind& got, const Kind& expected, const std::string& what) {
  const auto wrong = units::mismatch(node.text, got, expected);
  if (!wrong) return true;
  error(reading, piece_of(node, wrong->offset, wrong->length), prefix(what) + wrong->message, wrong->hint);
  return false;
}

bool allowed(Reading& reading, const Node& node, double value, const std::string& what) {
  const auto wrong = outside(value, reading.parameter);
  if (!wrong) return true;
  error(reading, node.spot, fmt::format("{}{}, got '{}'", prefix(what), *wrong, node.text),
        hint_for_bound(node, value, reading.parameter));
  return false;
}

Made made(Reading& reading, const Spot& spot, Distribution::Made<Distribution> made) {
  if (auto* const distribution = std::get_if<Distribution>(&made)) return std::move(*distribution);
  const auto& infeasible = std::get<uncertainty::Infeasible>(made);
  error(reading, spot, infeasible.message, infeasible.hint);
  return std::nullopt;
}

std::optional<double> number_at(Reading& reading, const Node& node, const char* key) {
  return read_number_in(reading, *node.find(key)->value, reading.parameter.kind, key);
}

std::optional<double> number_at(Reading& reading, const Node& node, const char* key, const Kind& kind) {
  return read_number_in(reading, *node.find(key)->value, kind, key);
}

std::optional<double> bounded_at(Reading& reading, const Node& node, const char* key, Bounded bounded) {
  const auto value = number_at(reading, node, key);
  if (value && bounded == Bounded::yes && !allowed(reading, *node.find(key)->value, *value, key)) return std::nullopt;
  return value;
}

}  // namespace chokepoint::scenario
