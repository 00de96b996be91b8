// SPDX-License-Identifier: Apache-2.0
// Which form a value has, and what may stand beside it.
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "scenario/values/reading.hpp"
#include "units/parse.hpp"

namespace chokepoint::scenario {

using uncertainty::Distribution;

namespace {

/// A way to write a value as a mapping.
struct Shape {
  const char* marks;  // the key by which the form is known
  std::vector<std::string> required;
  std::vector<std::string> optional;
  Made (*make)(Reading&, const Node&, Bounded, std::size_t);
};

std::string unit_of_parameter(Reading& reading) {
  return units::symbol_of(reading.parameter.kind);
}

std::string example_of(Reading& reading) {
  return reading.parameter.kind.growth
             ? "1.15x/yr"
             : "'1" + (unit_of_parameter(reading).empty() ? "" : " " + unit_of_parameter(reading)) + "'";
}

Made read_plain(Reading& reading, const Node& node, Bounded bounded, std::size_t depth) {
  return read_form(reading, *node.find("value")->value, bounded, depth);
}

const std::vector<Shape>& shapes() {
  static const std::vector<Shape> all{
      {"value", {"value"}, {}, &read_plain},
      {"p50", {"p10", "p50", "p90"}, {"lower", "upper"}, &read_metalog},
      {"interval", {"low", "high", "interval"}, {"family"}, &read_interval},
      {"distribution", {"distribution"}, {}, &read_named},
      {"mixture", {"mixture"}, {}, &read_mixture},
  };
  return all;
}

/// Keys that tell a form, of which a misspelt one may be meant.
std::vector<std::string> marking_keys() {
  std::vector<std::string> keys{"p10", "p90"};
  for (const Shape& shape : shapes()) keys.emplace_back(shape.marks);
  return keys;
}

const Shape* shape_of(Reading& reading, const Node& node) {
  const Shape* found = nullptr;
  for (const Shape& shape : shapes()) {
    const bool marked = node.find(shape.marks) != nullptr ||
                        (shape.marks == std::string_view("p50") && (node.find("p10") || node.find("p90")));
    if (!marked) continue;
    if (found != nullptr) {
      error(reading, node.spot, fmt::format("'{}' and '{}' are two ways to write one value", found->marks, shape.marks),
            "keep one of them");
      return nullptr;
    }
    found = &shape;
  }
  if (found != nullptr) return found;
  if (const Entry* const series = node.find("series")) {
    error(reading, series->spot, "a series stands for a whole parameter, not for one value of it",
          "{series: data/file.csv, column: capacity, plus: {2032: 20 GW}}");
    return nullptr;
  }
  const bool ends = node.find("low") != nullptr && node.find("high") != nullptr;
  for (const Entry& entry : node.entries) {
    const std::string near = did_you_mean(entry.key, marking_keys());
    if (near.empty() || ends) continue;
    error(reading, entry.spot, fmt::format("unknown key '{}'", units::excerpt(entry.key)), near);
    return nullptr;
  }
  error(reading, node.spot, "no value among these keys",
        ends
            ? "say what lies between 'low' and 'high': interval: 80 %, or distribution: uniform"
            : "write value: …, {p10: …, p50: …, p90: …}, {low: …, high: …, interval: 80 %}, distribution: or mixture:");
  return nullptr;
}

bool read_as_of(Reading& reading, const Entry& entry, std::size_t depth) {
  if (depth > 0 || !entry.value->is_scalar()) {
    error(reading, entry.spot, depth > 0 ? "'as_of' is of the whole value, not of a component" : "'as_of' is a date");
    return false;
  }
  reading.as_of = entry.value->text;
  reading.as_of_spot = entry.value->spot;
  return true;
}

bool keys_are(Reading& reading, const Node& node, const std::vector<std::string>& required,
              const std::vector<std::string>& optional, std::size_t depth) {
  std::vector<std::string> known = required;
  known.insert(known.end(), optional.begin(), optional.end());
  bool good = true;
  for (const Entry& entry : node.entries) {
    Remarks ignored;  // of a part of the value: the whole has its own
    if (entry.key == "as_of") {
      good = good && read_as_of(reading, entry, depth);
      continue;
    }
    if (read_remark(entry, reading.path, depth == 0 ? reading.remarks : ignored, reading.diagnostics)) continue;
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    error(reading, entry.spot, fmt::format("unknown key '{}'", units::excerpt(entry.key)),
          did_you_mean(entry.key, known));
    good = false;
  }
  for (const std::string& key : required) {
    if (node.find(key) != nullptr) continue;
    error(reading, node.spot, fmt::format("'{}' is missing", key));
    good = false;
  }
  return good;
}

Made read_truncated(Reading& reading, const Entry& entry, const Distribution& whole) {
  double lower = -Distribution::infinity;
  double upper = Distribution::infinity;
  if (!entry.value->is_mapping() || entry.value->entries.empty()) {
    error(reading, entry.value->spot, "'truncate' is a mapping: {lower: …, upper: …}, one of them or both");
    return std::nullopt;
  }
  for (const Entry& end : entry.value->entries) {
    if (end.key != "lower" && end.key != "upper") {
      error(reading, end.spot, fmt::format("unknown key '{}'", end.key), "'truncate' has 'lower' and 'upper'");
      return std::nullopt;
    }
    const auto value = read_number_in(reading, *end.value, reading.parameter.kind, end.key);
    if (!value) return std::nullopt;
    (end.key == "lower" ? lower : upper) = *value;
  }
  return made(reading, entry.value->spot, Distribution::truncated(whole, lower, upper));
}

Made read_mapping(Reading& reading, const Node& node, Bounded bounded, std::size_t depth) {
  const Shape* const shape = shape_of(reading, node);
  if (shape == nullptr) return std::nullopt;
  const Entry* const truncate = node.find("truncate");
  std::vector<std::string> required = shape->required;
  std::vector<std::string> optional = shape->optional;
  if (node.find("distribution") != nullptr) {
    const FamilyForm* const family = family_of(node);
    if (family == nullptr) return no_such_family(reading, *node.find("distribution")->value);
    required.insert(required.end(), family->required.begin(), family->required.end());
    optional.insert(optional.end(), family->optional.begin(), family->optional.end());
  }
  for (const char* const key : {"source", "confidence", "note", "truncate", "as_of"}) optional.emplace_back(key);
  if (depth > 0) optional.emplace_back("weight");
  if (!keys_are(reading, node, required, optional, depth)) return std::nullopt;
  auto whole = shape->make(reading, node, truncate != nullptr ? Bounded::no : bounded, depth);
  if (!whole || truncate == nullptr) return whole;
  return read_truncated(reading, *truncate, *whole);
}

}  // namespace

Made read_form(Reading& reading, const Node& node, Bounded bounded, std::size_t depth) {
  if (node.is_scalar()) {
    const auto word = read_word(reading, node, bounded, depth);
    return word ? *word : read_scalar(reading, node, bounded);
  }
  if (node.is_mapping() && !models::takes_numbers(reading.parameter) && node.find("value") == nullptr) {
    error(reading, node.spot, "it is a word, which no distribution has", words_text(reading.parameter));
    return std::nullopt;
  }
  if (node.is_mapping()) return read_mapping(reading, node, bounded, depth);
  if (node.kind == Node::Kind::null) {
    error(reading, node.spot, "no value stands here", "write one, such as " + example_of(reading));
  } else {
    error(reading, node.spot, "a list is no value",
          "write one value, an interval such as 'A to B', or {p10: …, p50: …, p90: …}");
  }
  return std::nullopt;
}

}  // namespace chokepoint::scenario
