// SPDX-License-Identifier: Apache-2.0
// All that a planning report has of one scenario.
#include <algorithm>

#include "explorer/results.hpp"

namespace chokepoint::explorer {

namespace {

constexpr std::uint64_t lever_draws = 65'536;  // at most, of tornado and levers, which take hundreds of runs
constexpr std::size_t levers_at_most = 4;
constexpr std::uint64_t index_draws = 8'192;  // at most, of what rests on which confidence

/// As `learn` draws: what is noise among weighted draws is known of independent ones.
simulation::Ensemble learning_ensemble(simulation::Ensemble ensemble) {
  ensemble.method = uncertainty::Method::random;
  return ensemble;
}

simulation::Ensemble at_most(std::uint64_t draws, simulation::Ensemble ensemble) {
  ensemble.draws = std::min(ensemble.draws, draws);
  return ensemble;
}

void run(const scenario::ScenarioPointer& scenario, const Making& making, const simulation::Ensemble& ensemble,
         const NextEffort& next, report::Chapter& chapter) {
  chapter.run = {.scenario = scenario,
                 .ensemble = ensemble,
                 .summary = summary_of(scenario, report::kept_for_planning(*scenario), next(ensemble)),
                 .version = making.version};
  for (const auto& [view, changed] : making.views) {
    auto summary = summary_of(changed, report::kept_for_view(*changed), next(ensemble));
    chapter.run.views.push_back({view, changed, std::move(summary)});
  }
}

void score_and_learn(const scenario::ScenarioPointer& scenario, const Making& making,
                     const simulation::Ensemble& ensemble, const NextEffort& next, report::Chapter& chapter) {
  chapter.observed = making.observed.matched;
  const bool any = evidence::any_to_score(making.observed, *scenario) && !ensemble.point;
  if (const auto effort = next(ensemble); any && making.score) {
    chapter.record = whole(making.score(scenario, making.observed, effort));
  }
  if (const auto effort = next(learning_ensemble(ensemble)); any && making.learn) {
    chapter.learned = whole(making.learn(scenario, making.observed, effort));
  }
}

void find_levers(const scenario::ScenarioPointer& scenario, const simulation::Ensemble& ensemble,
                 const NextEffort& next, report::Chapter& chapter) {
  chapter.lever_ensemble = at_most(lever_draws, ensemble);
  chapter.levers = whole(analysis::levers(scenario, chapter.run.summary, levers_at_most, next(chapter.lever_ensemble)));
  const analysis::Effort effort = next(ensemble);
  if (const auto opposed = report::opposed_to_data(chapter.run)) {
    chapter.against_data = whole(analysis::head_to_head(scenario, {opposed->first, opposed->second}, effort)).front();
  }
  const simulation::Ensemble few = at_most(index_draws, ensemble);
  if (few.draws >= analysis::fewest_index_draws) {
    chapter.rests = whole(analysis::resting_on(scenario, chapter.levers.condition.output, next(few)));
  }
}

}  // namespace

statistics::Summary summary_of(const ScenarioPointer& scenario, const statistics::Keep& keep,
                               const analysis::Effort& effort) {
  const simulation::Engine engine(scenario, effort.ensemble);
  return whole(statistics::summarize(engine, effort.threads, keep, [&](std::uint64_t done) {
    return !effort.progress || effort.progress(static_cast<double>(done) / static_cast<double>(engine.draws()));
  }));
}

std::optional<report::Chapter> chapter(const scenario::ScenarioPointer& scenario, const Making& making,
                                       const simulation::Ensemble& ensemble, const NextEffort& next) {
  try {
    report::Chapter chapter;
    run(scenario, making, ensemble, next, chapter);
    score_and_learn(scenario, making, ensemble, next, chapter);
    find_levers(scenario, ensemble, next, chapter);
    return chapter;
  } catch (const Ended&) {
    return std::nullopt;
  }
}

}  // namespace chokepoint::explorer
