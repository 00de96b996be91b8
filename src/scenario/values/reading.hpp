// SPDX-License-Identifier: Apache-2.0
// A value that is being read, and what its forms have in common: numbers, bounds, errors.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "scenario/keys.hpp"
#include "scenario/values.hpp"

namespace chokepoint::scenario {

/// Made by read_value() for one value, and there as long as that takes; handed from form to form. What is remarked on
/// the value is filled in while the keys of its outermost mapping are looked at.
struct Reading {
  const std::string& path;  // names the parameter in messages
  const models::Parameter& parameter;
  Diagnostics& diagnostics;
  Remarks remarks = {};
  std::string as_of = {};
  Spot as_of_spot = {};
  bool is_word = false;  // it is a word of the parameter, which no bound is about
};

/// Whether values are held to the bounds of the parameter one by one: not when they are truncated afterwards.
enum class Bounded { yes, no };

using Made = std::optional<uncertainty::Distribution>;  // nothing: it is wrong, which has been told

// --- forms, one file each --------------------------------------------------------------------------------------------

/// Any form. `depth`: of mixtures that it stands in.
[[nodiscard]] Made read_form(Reading& reading, const Node& node, Bounded bounded, std::size_t depth);
/// A word of the parameter, in place of a number; or what is none of them, which is told. Nothing where the text begins
/// like a number, or the parameter has no words.
[[nodiscard]] std::optional<Made> read_word(Reading& reading, const Node& node, Bounded bounded, std::size_t depth);
[[nodiscard]] Made read_scalar(Reading& reading, const Node& node, Bounded bounded);
[[nodiscard]] Made read_metalog(Reading& reading, const Node& node, Bounded bounded, std::size_t depth);
[[nodiscard]] Made read_interval(Reading& reading, const Node& node, Bounded bounded, std::size_t depth);
[[nodiscard]] Made read_mixture(Reading& reading, const Node& node, Bounded bounded, std::size_t depth);

/// The family that a mapping names, or null; their numbers stand beside `distribution`.
[[nodiscard]] const Family* family_of(const Node& node);
std::nullopt_t no_such_family(Reading& reading, const Node& name);
[[nodiscard]] Made read_named(Reading& reading, const Node& node, Bounded bounded, std::size_t depth);

// --- what they have in common ----------------------------------------------------------------------------------------

void error(Reading& reading, const Spot& spot, const std::string& message, const std::string& hint = {});
/// The spot of a piece of a scalar, as exactly as it is known.
[[nodiscard]] Spot piece_of(const Node& node, std::size_t offset, std::size_t length);
/// "a number, or one of best, betr", of a parameter with words.
[[nodiscard]] std::string words_text(const models::Parameter& parameter);
/// A number of a kind; `what` it is, in messages.
[[nodiscard]] std::optional<double> read_number_in(Reading& reading, const Node& node, const units::Kind& kind,
                                                   const std::string& what = {});
[[nodiscard]] bool right_kind(Reading& reading, const Node& node, const units::Kind& got, const units::Kind& expected,
                              const std::string& what = {});
/// Whether the bounds of the parameter allow it.
[[nodiscard]] bool allowed(Reading& reading, const Node& node, double value, const std::string& what = {});
/// A number under a key, which is there; of the parameter's kind, unless another is given.
[[nodiscard]] std::optional<double> number_at(Reading& reading, const Node& node, const char* key);
[[nodiscard]] std::optional<double> number_at(Reading& reading, const Node& node, const char* key,
                                              const units::Kind& kind);
/// The same, held to the bounds of the parameter.
[[nodiscard]] std::optional<double> bounded_at(Reading& reading, const Node& node, const char* key, Bounded bounded);
/// A distribution, or why there is none, which is told.
[[nodiscard]] Made made(Reading& reading, const Spot& spot,
                        uncertainty::Distribution::Made<uncertainty::Distribution> made);
/// A bound in words.
[[nodiscard]] std::string bound_text(double bound, const units::Kind& kind);

}  // namespace chokepoint::scenario
