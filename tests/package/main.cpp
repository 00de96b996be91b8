// SPDX-License-Identifier: Apache-2.0
// What a user of the library writes: load a scenario, change a value, run, ask.
#include <algorithm>
#include <chokepoint/report.hpp>
#include <chokepoint/scenario.hpp>
#include <chokepoint/simulation.hpp>
#include <chokepoint/statistics.hpp>
#include <fstream>
#include <iostream>
#include <iterator>

namespace {

/// Reads a file of at most `limit` bytes.
std::variant<std::string, chokepoint::scenario::Unreadable> read_file(const std::string& path, std::size_t limit) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return chokepoint::scenario::Unreadable{"no such file"};
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  text.resize(std::min(text.size(), limit));
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace chokepoint;
  if (argc != 2) return 2;
  const scenario::Loaded loaded = scenario::load(argv[1], {"power.campus_power=10 to 30 GW"}, read_file);
  for (const auto& diagnostic : loaded.diagnostics) std::cerr << scenario::render(diagnostic);
  if (!loaded.scenario) return 2;

  const simulation::Ensemble ensemble{.draws = 4096, .seed = 7};
  const simulation::Engine engine(loaded.scenario, ensemble);
  const auto summary = statistics::summarize(engine, {.count = 2});
  if (!summary) return 1;
  for (const auto& constraint : summary->constraints) {
    std::cout << constraint.name << " stops " << 100.0 * constraint.stopped.back() << "% of the draws; its ceiling: "
              << units::print(constraint.ceiling.years.back().median(), constraint.ceiling.kind) << '\n';
  }
  std::cout << report::verdict({loaded.scenario, ensemble, *summary, "0.1"}) << '\n';
}
