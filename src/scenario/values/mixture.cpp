// SPDX-License-Identifier: Apache-2.0
// Mixtures: one of several values, each in any form.
#include <fmt/format.h>

#include <cmath>
#include <variant>
#include <vector>

#include "scenario/values/reading.hpp"
#include "units/parse.hpp"

namespace chokepoint::scenario {

using uncertainty::Distribution;

namespace {

constexpr std::size_t mixtures_limit = 4;  // levels of mixtures in mixtures

/// Weights in per cent are shares of the whole; without they are relative to each other.
bool weights_add_up(Reading& reading, const Node& list) {
  constexpr double rounding = 0.01;  // three of 33 % are meant to be all
  double sum = 0.0;
  bool shares = false;
  for (const NodePointer& item : list.items) {
    const Entry* const weight = item->is_mapping() ? item->find("weight") : nullptr;
    if (weight == nullptr || !weight->value->is_scalar()) return true;  // told elsewhere
    const auto read = units::parse_amount(weight->value->text);
    const auto* const amount = std::get_if<units::Amount>(&read);
    if (amount == nullptr) return true;
    sum += amount->value;
    shares = shares || weight->value->text.find('%') != std::string::npos;
  }
  if (!shares || std::abs(sum - 1.0) <= rounding * (1.0 + 1e-9)) return true;
  error(reading, list.spot, fmt::format("the weights add up to {:g} %, not to 100 %", 100.0 * sum),
        "weights without % are relative to each other: 3 and 1");
  return false;
}

std::optional<Distribution::Component> read_component(Reading& reading, const Node& node, Bounded bounded,
                                                      std::size_t depth) {
  const Entry* const weight = node.is_mapping() ? node.find("weight") : nullptr;
  if (weight == nullptr) {
    error(reading, node.spot, "a component of a mixture has a weight", "{weight: 60 %, value: …}");
    return std::nullopt;
  }
  const auto share = read_number_in(reading, *weight->value, units::ratio_kind, "weight");
  const auto distribution = read_form(reading, node, bounded, depth);
  if (!share || !distribution) return std::nullopt;
  return Distribution::Component{*share, *distribution};
}

}  // namespace

Made read_mixture(Reading& reading, const Node& node, Bounded bounded, std::size_t depth) {
  const Node& list = *node.find("mixture")->value;
  if (list.kind != Node::Kind::sequence || list.items.empty()) {
    error(reading, list.spot, "a mixture is a list: [{weight: 60 %, value: …}, …]");
    return std::nullopt;
  }
  if (depth >= mixtures_limit) {
    error(reading, list.spot, fmt::format("more than {} mixtures in one another", mixtures_limit));
    return std::nullopt;
  }
  std::vector<Distribution::Component> components;
  bool good = weights_add_up(reading, list);
  for (const NodePointer& item : list.items) {
    const auto component = read_component(reading, *item, bounded, depth + 1);
    good = good && component;
    if (component) components.push_back(*component);
  }
  if (!good) return std::nullopt;
  return made(reading, list.spot, Distribution::mixture(components));
}

}  // namespace chokepoint::scenario
