// SPDX-License-Identifier: Apache-2.0
// What the method cannot say.
#include <algorithm>
#include <set>

#include "report/coupled.hpp"
#include "report/planning/planning.hpp"
#include "report/split.hpp"

namespace chokepoint::report::planning {

Section limits(const Planning& planning) {
  Section section{"limits", "Limits of the method", {}};
  Bullets bullets;
  bullets.items.emplace_back(
      "The intervals are as wide as the assumptions make them. They do not hold what nobody thought of, and an "
      "assumption "
      "without a source is no better for being drawn many times.");
  bullets.items.emplace_back(
      "The trajectory is given, not explained: it does not slow down when a constraint comes near, and prices, "
      "policy and "
      "research do not answer to scarcity.");
  bullets.items.emplace_back(
      "Constraints are taken one by one, over the same draws: what one uses up is not taken from another.");
  for (const Chapter& chapter : planning.chapters) {
    const std::string coupled = coupled_in_words(*chapter.run.scenario, chapter.run.summary);
    if (coupled.empty()) continue;
    bullets.items.push_back(fmt::format("But what is coupled{}. {}",
                                        several(planning) ? fmt::format(" in {}", chapter.run.scenario->name) : "",
                                        coupled));
  }
  for (const Chapter& chapter : planning.chapters) {
    const std::string split = split_in_words(*chapter.run.scenario, chapter.run.summary);
    if (split.empty()) continue;
    bullets.items.push_back(
        (several(planning) ? fmt::format("Runs of {} are split. ", chapter.run.scenario->name) : "Runs are split. ") +
        split);
  }
  std::set<std::string> absent;
  bool correlated = false;
  bool independent = false;
  for (const Chapter& chapter : planning.chapters) {
    for (const std::string& name : chapter.run.scenario->not_modelled()) {
      absent.insert(
          fmt::format("{}{}", name, several(planning) ? fmt::format(" in {}", chapter.run.scenario->name) : ""));
    }
    (chapter.run.scenario->correlations.empty() ? independent : correlated) = true;
  }
  if (!absent.empty()) {
    bullets.items.push_back(
        fmt::format("Not modelled, and so never binding: {}.", listed({absent.begin(), absent.end()})));
  }
  if (independent) {
    bullets.items.emplace_back(
        several(planning) && correlated
            ? "Where a scenario states no correlations its parameters are drawn independently of each other."
            : "Parameters are drawn independently of each other; what goes together in the world may make the tails "
              "wider than they are here.");
  }
  bullets.items.emplace_back(
      "A lever is multiplied in every draw and in the model's own terms; what it would cost, and whether it can be "
      "had, "
      "is not said.");
  bullets.items.emplace_back(
      has_ways(planning)
          ? "Ways around a shortfall are counted in orders of magnitude of training compute, by loss and by benchmarks "
            "alike. No constraint sees them: what they take of power and accelerators is said, and taken from no one."
          : "Ways around a limit, such as compute spent at inference time instead, are not part of these scenarios: "
            "`relief: {}` adds them.");
  section.elements.emplace_back(std::move(bullets));
  return section;
}

}  // namespace chokepoint::report::planning
