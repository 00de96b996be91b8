// SPDX-License-Identifier: Apache-2.0
// Trees that were read as text that reads back.
#pragma once

#include <string>

#include "scenario/document.hpp"

namespace chokepoint::explorer {

/// On one line, in quotes where YAML asks for them.
[[nodiscard]] std::string yaml_of(const scenario::Node& node);
[[nodiscard]] std::string yaml_of(const std::string& text);

}  // namespace chokepoint::explorer
