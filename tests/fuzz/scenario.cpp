// SPDX-License-Identifier: Apache-2.0
// Any text as scenario files: either every value of the scenario is within its bounds, or all that is wrong is said.
//
// A line `%%% NAME` begins another file, `%%% --set` an override; what comes before is the scenario itself. So the
// files of tests/bad_input are inputs as well.
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "published.hpp"

namespace chokepoint::scenario {
namespace {

using fuzz::hold;

struct Input {
  std::map<std::string, std::string> files;
  std::vector<std::string> overrides;
};

constexpr const char* main_file = "tests/bad_input/it.yaml";

/// The line that `text` begins with, taken off it.
std::string take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string line(text.substr(0, end));
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

Input split(std::string_view text) {
  constexpr std::string_view mark = "%%% ";
  Input input;
  for (const auto& [name, content] : fuzz::published()) input.files["scenarios/" + name] = content;
  std::string* section = &input.files[main_file];
  while (!text.empty()) {
    const bool has_newline = text.find('\n') != std::string_view::npos;
    const std::string line = take_line(text);
    if (line.rfind(mark, 0) != 0) {
      *section += line + (has_newline ? "\n" : "");
    } else if (line.substr(mark.size()) == "--set") {
      input.overrides.push_back(take_line(text));
    } else {
      section = &input.files["tests/bad_input/" + line.substr(mark.size())];
    }
  }
  return input;
}

Reader reader_of(const Input& input) {
  return [&input](const std::string& path, std::size_t limit) -> std::variant<std::string, Unreadable> {
    const auto found = input.files.find(path);
    if (found == input.files.end()) return Unreadable{"no such file"};
    return found->second.substr(0, limit);
  };
}

void check(const Assumption& assumption) {
  if (!assumption.word().empty()) return;  // no number
  const uncertainty::Distribution& distribution = assumption.distribution;
  const models::Bounds& bounds = assumption.parameter->bounds;
  double before = -uncertainty::Distribution::infinity;
  for (const double u : {1e-9, 0.001, 0.1, 0.5, 0.9, 0.999, 1.0 - 1e-9}) {
    const double value = distribution.quantile(u);
    hold(!std::isnan(value), "a quantile is a number");
    hold(value >= bounds.lower && value <= bounds.upper, "a quantile is within the bounds of its parameter");
    hold(value >= distribution.lower() && value <= distribution.upper(), "a quantile is within its distribution");
    // The slope of a metalog may be as good as none: rounding then decides.
    hold(value >= before - 1e-9 * std::abs(before), "quantiles increase");
    before = value;
  }
}

void check(const Scenario& scenario) {
  hold(scenario.years() >= 1 && scenario.years() <= year_limit, "a scenario has 1 to 200 years");
  hold(scenario.base_year <= scenario.first_year, "the base year is not after the first");
  hold(!scenario.blocks.empty(), "a scenario models a constraint");
  for (const Assumption* const assumption : scenario.assumptions()) {
    if (assumption->is_given()) check(*assumption);
  }
  for (const Correlation& one : scenario.correlations)
    hold(one.spearman >= -1.0 && one.spearman <= 1.0, "a correlation lies between -1 and 1");
}

std::string told(const Loaded& loaded) {
  std::string all;
  for (const Diagnostic& one : loaded.diagnostics) all += render(one);
  return all;
}

/// The last override is the same on top of what was loaded as loaded with it.
void check_change(const Input& input, const Loaded& loaded) {
  if (input.overrides.empty()) return;
  const Loaded before = load(main_file, {input.overrides.begin(), input.overrides.end() - 1}, reader_of(input));
  if (before.scenario == nullptr) return;
  const Loaded changed = with(*before.scenario, input.overrides.back());
  hold(told(changed) == told(loaded), "a change is told of as an override is");
  hold((changed.scenario == nullptr) == (loaded.scenario == nullptr), "a change is as good as an override is");
  if (loaded.scenario == nullptr) return;
  const auto ours = changed.scenario->assumptions();
  const auto theirs = loaded.scenario->assumptions();
  hold(std::equal(ours.begin(), ours.end(), theirs.begin(), theirs.end(),
                  [](const auto* a, const auto* b) { return a->path == b->path && a->text == b->text; }),
       "a change gives the values that an override gives");
}

void check(std::string_view text) {
  const Input input = split(text);
  const Loaded loaded = load(main_file, input.overrides, reader_of(input));
  bool any_error = false;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    fuzz::check(diagnostic);
    any_error = any_error || diagnostic.severity == Diagnostic::Severity::error;
  }
  hold((loaded.scenario != nullptr) != any_error, "there is a scenario or an error, and not both");
  if (loaded.scenario) check(*loaded.scenario);
  check_change(input, loaded);
}

}  // namespace
}  // namespace chokepoint::scenario

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chokepoint::scenario::check(chokepoint::fuzz::text_of(data, size));
  return 0;
}
