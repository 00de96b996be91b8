// SPDX-License-Identifier: Apache-2.0
// Any text as the results.json of `report --against`.
#include <cmath>
#include <nlohmann/json.hpp>

#include "chokepoint/report.hpp"
#include "property.hpp"

namespace chokepoint::report {
namespace {

using fuzz::hold;

void check(const EarlierRun& run) {
  for (const auto* const text : {&run.name, &run.verdict}) hold(fuzz::is_utf8(*text), "texts of a run are UTF-8");
  for (const auto& [path, assumption] : run.assumptions) {
    for (const auto* const text : {&path, &assumption.text, &assumption.source})
      hold(fuzz::is_utf8(*text), "texts of an assumption are UTF-8");
  }
  for (const auto& [name, constraint] : run.constraints) {
    hold(fuzz::is_utf8(name), "the name of a constraint is UTF-8");
    hold(std::isfinite(constraint.binds_first) && std::isfinite(constraint.headroom), "numbers are finite");
  }
}

void check(const std::string& text) {
  const auto read = read_results(text);
  if (const auto* const why = std::get_if<std::string>(&read)) {
    hold(!why->empty(), "what cannot be read says why");
    return;
  }
  const auto& earlier = std::get<Earlier>(read);
  // Read once more, by the shape alone.
  const nlohmann::json json = nlohmann::json::parse(text);
  hold(json.at("format_version") == json_version, "only results of this version are read");
  hold(earlier.runs.size() == json.at("runs").size(), "every run is read");
  for (const EarlierRun& run : earlier.runs) check(run);
}

}  // namespace
}  // namespace chokepoint::report

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chokepoint::report::check(chokepoint::fuzz::text_of(data, size));
  return 0;
}
