// SPDX-License-Identifier: Apache-2.0
// What is written for a parameter to its distribution: every form of docs/scenario.md, checked.
#pragma once

#include <optional>
#include <string>

#include "scenario/document.hpp"

namespace chokepoint::scenario {

/// A value with what is said about it.
struct Value {
  uncertainty::Distribution distribution;
  std::string text;
  std::string source;
  Spot source_spot;
  std::string note;
  std::string as_of;  // or empty
  Spot as_of_spot;
};

/// Nothing when it is wrong, which has been told. `path` names the parameter in messages.
[[nodiscard]] std::optional<Value> read_value(const Node& node, const std::string& path,
                                              const models::Parameter& parameter, Diagnostics& diagnostics);

/// A number of a kind, or nothing, which has been told.
[[nodiscard]] std::optional<double> read_number(const Node& node, const std::string& path, const units::Kind& kind,
                                                Diagnostics& diagnostics);

/// `source` and `note` of a mapping; false when `key` is neither.
[[nodiscard]] bool read_remark(const Entry& entry, const std::string& path, std::string& source, Spot& source_spot,
                               std::string& note, Diagnostics& diagnostics);

}  // namespace chokepoint::scenario
