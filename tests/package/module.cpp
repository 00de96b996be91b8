// SPDX-License-Identifier: Apache-2.0
// What a Python module is, as far as the library goes: a shared library that holds it.
#include <algorithm>
#include <chokepoint/scenario.hpp>
#include <chokepoint/simulation.hpp>
#include <chokepoint/statistics.hpp>
#include <fstream>
#include <iterator>

namespace {

std::variant<std::string, chokepoint::scenario::Unreadable> read_file(const std::string& path, std::size_t limit) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return chokepoint::scenario::Unreadable{"no such file"};
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  text.resize(std::min(text.size(), limit));
  return text;
}

}  // namespace

/// Share of the draws in which anything stops the trajectory of a scenario by its last year; below zero: it is wrong.
extern "C" double stopped(const char* path) {
  using namespace chokepoint;
  const scenario::Loaded loaded = scenario::load(path, {}, read_file);
  if (!loaded.scenario) return -1.0;
  const auto summary = statistics::summarize(simulation::Engine(loaded.scenario, {.draws = 4096}), {.count = 2});
  return summary ? statistics::headline(*summary).stopped : -1.0;
}
