// SPDX-License-Identifier: Apache-2.0
// Every analysis of the library, with the installed headers alone: docs/library.md shows this file.
#include <algorithm>
#include <chokepoint/analysis.hpp>
#include <chokepoint/report.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

using namespace chokepoint;

namespace {

std::variant<std::string, scenario::Unreadable> read_file(const std::string& path, std::size_t limit) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return scenario::Unreadable{"no such file"};
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  text.resize(std::min(text.size(), limit));
  return text;
}

/// A scenario, or what is wrong with it.
scenario::ScenarioPointer good(const scenario::Loaded& loaded) {
  for (const auto& diagnostic : loaded.diagnostics) std::cerr << scenario::render(diagnostic);
  if (!loaded.scenario) throw std::runtime_error("the scenario is wrong");
  return loaded.scenario;
}

/// A text that was read, or what is wrong with it.
template <class Value>
Value good(std::variant<Value, scenario::Diagnostic> read) {
  if (const auto* const wrong = std::get_if<scenario::Diagnostic>(&read)) {
    throw std::runtime_error(scenario::render(*wrong));
  }
  return std::get<Value>(std::move(read));
}

void print_all(const std::string& path) {
  const scenario::ScenarioPointer base = good(scenario::load(path, {}, read_file));
  const analysis::Effort effort{.ensemble = {.draws = 4096, .seed = 1}, .threads = {.count = 2}, .progress = {}};

  // A claim about the scenario, checked.
  const auto claim = good(question::read_condition("headroom(power, 2030) >= 1", *base, "claim"));
  analysis::Experiment experiment(base, effort);
  const auto summary = experiment.run({});
  const double headroom = analysis::value_of(claim.output, *summary);
  std::cout << claim.text << (claim.holds_for(headroom) ? " holds: " : " does not hold: ") << headroom << '\n';

  // One point: a campus of 10 GW in every draw.
  const std::size_t campus = experiment.engine().index_of("power.campus_power");
  std::cout << "with 10 GW: " << analysis::value_of(claim.output, *experiment.run({{campus, 10e9}})) << '\n';

  // What would have to be true.
  const auto lever = good(question::read_lever("power.campus_power", "1..50 GW", *base, "lever", "range"));
  const auto solution = analysis::solve(base, lever, claim, effort);
  std::cout << "what campus power would have to be: " << units::print(solution->lever, lever.parameter->kind) << '\n';

  // A grid, as CSV.
  const auto axis = good(question::read_axis("data.epochs=1..16", *base, "axis", 5, true));
  const report::Context context{.scenario = base, .ensemble = effort.ensemble, .version = "example"};
  std::cout << report::sweep(context, *analysis::sweep(base, {axis}, 2030, effort), report::Format::csv, 80);

  // Two scenarios, draw by draw.
  const scenario::ScenarioPointer longer = good(scenario::with(*base, "shared.training_duration=300 day"));
  std::cout << "P(longer runs bind later): " << analysis::compare(base, longer, effort)->later << '\n';

  // What matters.
  const auto output = good(question::read_output("attainable(2030)", *base, "output"));
  const auto sensitivity = analysis::sensitivity(base, output, effort);
  std::cout << "most influential: " << sensitivity->influences.front().path << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 2) return 2;
    print_all(argv[1]);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
