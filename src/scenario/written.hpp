// SPDX-License-Identifier: Apache-2.0
// Values of a scenario as a file could say them again.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chokepoint/scenario.hpp"

namespace chokepoint::scenario {

struct Node;

/// A parameter as it stands in a scenario.
struct Stated {
  std::string path;  // "power.campus_power", without a year
  const models::Description* description = nullptr;
  const models::Parameter* parameter = nullptr;
  std::vector<const Assumption*> assumptions;  // several of a value by year
  const Coupling* coupling = nullptr;          // in their place
  bool is_default = false;                     // nobody wrote it
};
/// All that have a value, in the order of draws. They live as long as the scenario.
[[nodiscard]] std::vector<Stated> stated_in(const Scenario& scenario);

/// The keys under which a file says a parameter, and what it says: YAML in lines, the first of which goes behind the
/// last key; more than one only of values by year, each a key further in.
struct Written {
  std::vector<std::string> keys;
  std::vector<std::string> lines;
};
/// Said again over the scenario, it changes nothing. Values of a file by year are written out. Nothing for what no file
/// says.
[[nodiscard]] std::optional<Written> written(const Scenario& scenario, const std::string& path);

/// A text as YAML reads it back on one line, in quotes where it has to be; whatever it holds, it ends no line.
[[nodiscard]] std::string yaml_text(std::string_view text);
/// A node on one line, as YAML reads it back.
[[nodiscard]] std::string yaml_text(const Node& node);

}  // namespace chokepoint::scenario
