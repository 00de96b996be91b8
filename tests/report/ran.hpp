// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "chokepoint/report.hpp"
#include "scenarios.hpp"

namespace chokepoint::report {

/// A scenario of the repository, run with some values set.
struct Ran {
  std::shared_ptr<scenario::Scenario> scenario;
  Run run;

  explicit Ran(const std::vector<std::string>& overrides, bool point = false,
               const statistics::Keep& keep = statistics::Keep::everything())
      : scenario(std::make_shared<scenario::Scenario>(*load_scenario("scenarios/sevilla-2024.yaml", overrides))) {
    run.scenario = scenario;
    run.ensemble = {.draws = 4096, .seed = 1, .method = uncertainty::Method::sobol, .point = point};
    run.summary = *statistics::summarize(simulation::Engine(scenario, run.ensemble), {.count = 1}, keep);
    run.version = "0";
  }
  Ran(const Ran&) = delete;
  Ran& operator=(const Ran&) = delete;
};

}  // namespace chokepoint::report
