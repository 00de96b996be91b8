// SPDX-License-Identifier: Apache-2.0
// The published scenarios and the baseline, read once, for targets that need a whole one or something to extend.
#pragma once

#include <map>
#include <string>

#include "property.hpp"
#include "scenarios.hpp"

namespace chokepoint::fuzz {

/// Contents of the files of scenarios/, by name.
inline const std::map<std::string, std::string>& published() {
  static const std::map<std::string, std::string> files = [] {
    std::map<std::string, std::string> read;
    for (const char* const name :
         {"sevilla-2024.yaml", "sevilla-2024-trend.yaml", "baseline-2026.yaml", "sources.yaml"})
      read[name] = read_file(std::string(CHOKEPOINT_SOURCE_DIR "/scenarios/") + name);
    return read;
  }();
  return files;
}

}  // namespace chokepoint::fuzz
