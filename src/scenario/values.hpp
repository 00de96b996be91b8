// SPDX-License-Identifier: Apache-2.0
// What is written for a parameter to its distribution: every form of docs/scenario.md, checked.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "scenario/document.hpp"

namespace chokepoint::scenario {

/// What is said about a value: where it is from, and how sure it is. Filled by read_remark(); empty: nothing is said.
struct Remarks {
  std::string source;  // key of the bibliography
  Spot source_spot;
  std::string confidence;  // one of `confidences`
  std::string note;
};

/// A text that was read; what others tell of one; worked out from such numbers; a choice of whoever wrote the scenario.
inline constexpr std::array<std::string_view, 4> confidences = {"published", "second-hand", "derived", "assumed"};

/// A value with what is said about it.
struct Value {
  uncertainty::Distribution distribution;
  std::string text;
  Remarks remarks;
  std::string as_of;  // or empty
  Spot as_of_spot;
};

/// Nothing when it is wrong, which has been told. `path` names the parameter in messages.
[[nodiscard]] std::optional<Value> read_value(const Node& node, const std::string& path,
                                              const models::Parameter& parameter, Diagnostics& diagnostics);

/// A number of a kind, or nothing, which has been told.
[[nodiscard]] std::optional<double> read_number(const Node& node, const std::string& path, const units::Kind& kind,
                                                Diagnostics& diagnostics);

/// `source`, `confidence` and `note` of a mapping; false when `key` is none of them.
[[nodiscard]] bool read_remark(const Entry& entry, const std::string& path, Remarks& remarks, Diagnostics& diagnostics);

}  // namespace chokepoint::scenario
