// SPDX-License-Identifier: Apache-2.0
// Scenario files of the repository, for tests.
#pragma once

#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "chokepoint/scenario.hpp"

namespace chokepoint {

inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// A reader of the disk for tests: no limits but the given one.
inline scenario::Reader test_reader() {
  return [](const std::string& path, std::size_t limit) -> std::variant<std::string, scenario::Unreadable> {
    std::ifstream file(path, std::ios::binary);
    if (!file) return scenario::Unreadable{"no such file"};
    std::string text(limit, '\0');
    file.read(text.data(), static_cast<std::streamsize>(limit));
    text.resize(static_cast<std::size_t>(file.gcount()));
    return text;
  };
}

/// A reader of `files`, by path; repo/NAME is a scenario of the repository.
inline scenario::Reader reader_of(const std::map<std::string, std::string>& files) {
  return [files](const std::string& path, std::size_t limit) -> std::variant<std::string, scenario::Unreadable> {
    const auto at = files.find(path);
    if (at != files.end()) return at->second.substr(0, limit);
    if (path.rfind("repo/", 0) == 0) return test_reader()(CHOKEPOINT_SOURCE_DIR "/scenarios/" + path.substr(5), limit);
    return scenario::Unreadable{"no such file"};
  };
}

/// Loads a scenario of the repository, by its path from the root of it; an error in it fails the test by throwing.
inline scenario::ScenarioPointer load_scenario(const std::string& path,
                                               const std::vector<std::string>& overrides = {}) {
  scenario::Loaded loaded = scenario::load(CHOKEPOINT_SOURCE_DIR "/" + path, overrides, test_reader());
  if (loaded.scenario) return loaded.scenario;
  std::string text;
  for (const auto& diagnostic : loaded.diagnostics) text += scenario::render(diagnostic);
  throw std::runtime_error(text);
}

/// Characters of a line of UTF-8.
inline std::size_t characters(const std::string& line) {
  std::size_t count = 0;
  for (const char byte : line) count += (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U ? 1 : 0;
  return count;
}

}  // namespace chokepoint
