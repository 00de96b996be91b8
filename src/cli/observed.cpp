// SPDX-License-Identifier: Apache-2.0
#include "cli/observed.hpp"

#include <fmt/format.h>

#include "chokepoint/scenario.hpp"
#include "cli/console.hpp"
#include "cli/files.hpp"

namespace chokepoint::cli {

const std::vector<std::string>& files_of(const scenario::Scenario& scenario, const std::vector<std::string>& data) {
  return data.empty() ? scenario.observations : data;
}

std::optional<evidence::Observations> observed_by(const scenario::Scenario& scenario,
                                                  const std::vector<std::string>& data, const scenario::Reader& read) {
  const std::vector<std::string>& files = files_of(scenario, data);
  if (files.empty() && scenario.known_until) {
    // So a scenario that has learnt is: it must not learn the same twice.
    print_error(fmt::format("{} names no observations, and knew those until {} when it was made", scenario.name,
                            scenario.known_until_text),
                "--data FILE.csv, with what was observed since then");
    return std::nullopt;
  }
  return observed_in(files, read);
}

std::optional<evidence::Observations> observed_in(const std::vector<std::string>& files, const scenario::Reader& read) {
  if (files.empty()) {
    print_error("--data is missing: what was observed?",
                "--data FILE.csv, with the columns of docs/evidence.md, or 'observations: [FILE.csv]' in the scenario");
    return std::nullopt;
  }
  evidence::Observations observations = evidence::load_observations(files, read ? read : disk());
  for (const auto& diagnostic : observations.diagnostics) tell(scenario::render(diagnostic));
  if (observations.has_errors()) return std::nullopt;
  return observations;
}

}  // namespace chokepoint::cli
