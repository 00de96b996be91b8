// SPDX-License-Identifier: Apache-2.0
// Distributions by the name of their family.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "scenario/values/reading.hpp"
#include "units/parse.hpp"

namespace chokepoint::scenario {

using uncertainty::Distribution;
using units::Kind;

namespace {

/// A spread is a difference: for growths, of yearly factors.
Kind spread_kind(Reading& reading) {
  return reading.parameter.kind.growth ? units::ratio_kind : reading.parameter.kind;
}

Spot family_spot(const Node& node) {
  return node.find("distribution")->value->spot;
}

Made read_normal(Reading& reading, const Node& node) {
  const auto mean = number_at(reading, node, "mean");
  const auto spread = number_at(reading, node, "standard_deviation", spread_kind(reading));
  if (!mean || !spread) return std::nullopt;
  return made(reading, family_spot(node), Distribution::normal(*mean, *spread));
}

Made read_lognormal(Reading& reading, const Node& node) {
  const bool by_median = node.find("median") != nullptr && node.find("geometric_standard_deviation") != nullptr;
  const bool by_mean = node.find("mean") != nullptr && node.find("standard_deviation") != nullptr;
  const std::size_t given =
      static_cast<std::size_t>(std::count_if(node.entries.begin(), node.entries.end(), [](const Entry& entry) {
        return entry.key == "median" || entry.key == "geometric_standard_deviation" || entry.key == "mean" ||
               entry.key == "standard_deviation";
      }));
  if (by_median == by_mean || given != 2) {
    error(reading, family_spot(node), "a lognormal is given by two numbers",
          "median and geometric_standard_deviation (a factor), or mean and standard_deviation");
    return std::nullopt;
  }
  if (by_median) {
    const auto median = number_at(reading, node, "median");
    const auto factor = number_at(reading, node, "geometric_standard_deviation", units::ratio_kind);
    if (!median || !factor) return std::nullopt;
    if (!(*median > 0.0)) {
      error(reading, node.find("median")->value->spot, "the median of a lognormal is above 0");
      return std::nullopt;
    }
    return made(reading, node.find("geometric_standard_deviation")->value->spot,
                Distribution::lognormal(std::log(*median), std::log(*factor)));
  }
  const auto mean = number_at(reading, node, "mean");
  const auto spread = number_at(reading, node, "standard_deviation", spread_kind(reading));
  if (!mean || !spread) return std::nullopt;
  if (!(*mean > 0.0) || !(*spread > 0.0)) {
    error(reading, family_spot(node), "mean and standard deviation of a lognormal are above 0");
    return std::nullopt;
  }
  const double variance = std::log1p((*spread / *mean) * (*spread / *mean));
  return made(reading, family_spot(node),
              Distribution::lognormal(std::log(*mean) - 0.5 * variance, std::sqrt(variance)));
}

Made read_uniform(Reading& reading, const Node& node) {
  const auto low = number_at(reading, node, "low");
  const auto high = number_at(reading, node, "high");
  if (!low || !high) return std::nullopt;
  return made(reading, family_spot(node), Distribution::uniform(*low, *high));
}

Made read_log_uniform(Reading& reading, const Node& node) {
  const auto low = number_at(reading, node, "low");
  const auto high = number_at(reading, node, "high");
  if (!low || !high) return std::nullopt;
  return made(reading, family_spot(node), Distribution::log_uniform(*low, *high));
}

Made read_triangular(Reading& reading, const Node& node) {
  const auto low = number_at(reading, node, "low");
  const auto mode = number_at(reading, node, "mode");
  const auto high = number_at(reading, node, "high");
  if (!low || !mode || !high) return std::nullopt;
  return made(reading, family_spot(node), Distribution::triangular(*low, *mode, *high));
}

Made read_pert(Reading& reading, const Node& node) {
  const auto low = number_at(reading, node, "low");
  const auto mode = number_at(reading, node, "mode");
  const auto high = number_at(reading, node, "high");
  const auto shape =
      node.find("shape") != nullptr ? number_at(reading, node, "shape", units::ratio_kind) : std::optional(4.0);
  if (!low || !mode || !high || !shape) return std::nullopt;
  return made(reading, family_spot(node), Distribution::pert(*low, *mode, *high, *shape));
}

Made read_beta(Reading& reading, const Node& node) {
  const auto alpha = number_at(reading, node, "alpha", units::ratio_kind);
  const auto beta = number_at(reading, node, "beta", units::ratio_kind);
  const bool ends = node.find("low") != nullptr && node.find("high") != nullptr;
  if (!ends &&
      (reading.parameter.kind != units::ratio_kind || node.find("low") != nullptr || node.find("high") != nullptr)) {
    error(reading, family_spot(node), "a beta distribution needs 'low' and 'high'");
    return std::nullopt;
  }
  const auto low = ends ? number_at(reading, node, "low") : std::optional(0.0);
  const auto high = ends ? number_at(reading, node, "high") : std::optional(1.0);
  if (!alpha || !beta || !low || !high) return std::nullopt;
  return made(reading, family_spot(node), Distribution::beta(*alpha, *beta, *low, *high));
}

using Make = Made (*)(Reading&, const Node&);

/// In the order of `families`.
constexpr std::array<Make, families.size()> makes{&read_normal,     &read_lognormal, &read_uniform, &read_log_uniform,
                                                  &read_triangular, &read_pert,      &read_beta};

}  // namespace

const Family* family_of(const Node& node) {
  const Entry* const entry = node.find("distribution");
  if (entry == nullptr || !entry->value->is_scalar()) return nullptr;
  for (const Family& family : families) {
    if (entry->value->text == family.name) return &family;
  }
  return nullptr;
}

std::nullopt_t no_such_family(Reading& reading, const Node& name) {
  std::vector<std::string> names;
  names.reserve(families.size());
  for (const Family& one : families) names.emplace_back(one.name);
  const std::string near = did_you_mean(name.text, names);
  error(reading, name.spot, fmt::format("no such distribution: '{}'", units::excerpt(one_line(name))),
        near.empty() ? fmt::format("there are {}", fmt::join(names, ", ")) : near);
  return std::nullopt;
}

Made read_named(Reading& reading, const Node& node, Bounded bounded, std::size_t /*depth*/) {
  if (bounded == Bounded::yes) {
    for (const char* const key : {"low", "mode", "high", "median"}) {
      if (node.find(key) == nullptr) continue;
      const auto value = number_at(reading, node, key);
      // An end itself is not drawn: a uniform from 0 is positive.
      const bool end = value && (*value == reading.parameter.bounds.lower || *value == reading.parameter.bounds.upper);
      if (!value || (!end && !allowed(reading, *node.find(key)->value, *value, key))) return std::nullopt;
    }
  }
  return makes[static_cast<std::size_t>(family_of(node) - families.data())](reading, node);
}

}  // namespace chokepoint::scenario
