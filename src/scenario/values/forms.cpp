// SPDX-License-Identifier: Apache-2.0
// Which form a value has, and what may stand beside it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "scenario/values/reading.hpp"
#include "units/parse.hpp"

namespace chokepoint::scenario {

using uncertainty::Distribution;

namespace {

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

using MakeForm = Made (*)(Reading&, const Node&, Bounded, std::size_t);

/// In the order of `forms`.
constexpr std::array<MakeForm, forms.size()> makes_of_forms{&read_plain, &read_metalog, &read_interval, &read_named,
                                                            &read_mixture};

/// Keys that tell a form, of which a misspelt one may be meant.
std::vector<std::string> marking_keys() {
  std::vector<std::string> keys{"p10", "p90"};
  for (const Form& form : forms) keys.emplace_back(form.mark);
  return keys;
}

const Form* form_of(Reading& reading, const Node& node) {
  const Form* found = nullptr;
  for (const Form& form : forms) {
    const bool marked =
        node.find(form.mark) != nullptr || (form.mark == "p50" && (node.find("p10") || node.find("p90")));
    if (!marked) continue;
    if (found != nullptr) {
      error(reading, node.spot, fmt::format("'{}' and '{}' are two ways to write one value", found->mark, form.mark),
            "keep one of them");
      return nullptr;
    }
    found = &form;
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
    if (!has_key(truncate_keys, end.key)) {
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
  const Form* const form = form_of(reading, node);
  if (form == nullptr) return std::nullopt;
  const Entry* const truncate = node.find("truncate");
  std::vector<std::string> required = names_of_keys(form->required);
  std::vector<std::string> optional = names_of_keys(form->optional);
  if (node.find("distribution") != nullptr) {
    const Family* const family = family_of(node);
    if (family == nullptr) return no_such_family(reading, *node.find("distribution")->value);
    for (const Key& key : family->required) required.emplace_back(key.name);
    for (const Key& key : family->optional) optional.emplace_back(key.name);
  }
  for (const Key& key : remark_keys) optional.emplace_back(key.name);
  for (const Key& key : {truncate_key, as_of_key}) optional.emplace_back(key.name);
  if (depth > 0) optional.emplace_back(weight_key.name);
  if (!keys_are(reading, node, required, optional, depth)) return std::nullopt;
  const MakeForm make = makes_of_forms[static_cast<std::size_t>(form - forms.data())];
  auto whole = make(reading, node, truncate != nullptr ? Bounded::no : bounded, depth);
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
