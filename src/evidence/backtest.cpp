// SPDX-License-Identifier: Apache-2.0
// A scenario as it stood, against what came after.
#include <algorithm>
#include <cmath>

#include "chokepoint/evidence.hpp"
#include "evidence/deviates.hpp"

namespace chokepoint::evidence {

namespace {

/// Values in memory at once: half a gigabyte. More targets than that are predicted in several runs.
constexpr std::size_t values_at_once = std::size_t{1} << 26U;

bool is(const Target& target, question::Series::What what) {
  const auto* const series = std::get_if<question::Series>(&target.of);
  return series != nullptr && series->what == what;
}

/// What is observed of the trajectory is a single run, which has the scatter where there is one.
Target target_of(const Matched& matched, const scenario::Scenario& scenario) {
  Target target = matched.target;
  if (is(target, question::Series::What::trajectory) && scenario.trajectory_plan.scatter)
    std::get<question::Series>(target.of).what = question::Series::What::observed;
  return target;
}

/// Matches sorted out by whether the scenario knew of them, and earlier observations by series.
struct Sorted {
  std::vector<const Matched*> scored;
  std::vector<Observation> known;
  std::vector<Observation> later;
};

Sorted sorted_of(const Match& match, const scenario::Scenario& scenario) {
  Sorted sorted;
  for (const Observation& one : match.outside)
    (one.at < scenario.first_year ? sorted.known : sorted.later).push_back(one);
  for (const Matched& one : match.matched) {
    if (one.observation.at <= known_until(scenario, one.target)) {
      sorted.known.push_back(one.observation);
    } else {
      sorted.scored.push_back(&one);
    }
  }
  return sorted;
}

std::vector<Observation> of_name(const std::vector<Observation>& observations, const std::string& series) {
  std::vector<Observation> found;
  for (const Observation& one : observations)
    if (one.series == series) found.push_back(one);
  return found;
}

constexpr std::size_t fewest_errors = 4096;  // so many make a normal distribution

/// A few draws each several times, so that the error of an observation is more than the deviates of so few.
std::vector<double> as_often_as_errors_take(const std::vector<double>& values) {
  std::vector<double> often;
  do {
    often.insert(often.end(), values.begin(), values.end());
  } while (often.size() < fewest_errors);
  return often;
}

Score scored(const Matched& matched, const Target& target, std::vector<double> values, std::uint64_t seed) {
  for (double& value : values) value = value > 0.0 ? std::log10(value) : -uncertainty::Distribution::infinity;
  const Observation& observation = matched.observation;
  if (observation.error() > 0.0) values = as_often_as_errors_take(values);
  const std::vector<double> deviates =
      observation.error() > 0.0 ? deviates_of(observation, seed, values.size()) : std::vector<double>(values.size());
  Score score = score_of(observation, std::move(values), deviates);
  if (is(target, question::Series::What::observed)) score.series = "trajectory/observed";
  return score;
}

/// Scores of consecutive matches, in the order of the matches.
bool score_some(std::span<const Matched* const> matches, const scenario::ScenarioPointer& scenario,
                const std::vector<Observation>& known, const analysis::Effort& effort, std::vector<Score>& scores) {
  std::vector<Target> targets;
  for (const Matched* const one : matches) targets.push_back(target_of(*one, *scenario));
  auto values = predictions(scenario, targets, effort);
  if (!values) return false;
  for (std::size_t i = 0; i < matches.size(); ++i) {
    scores.push_back(scored(*matches[i], targets[i], std::move((*values)[i]), effort.ensemble.seed));
    const Observation& observation = matches[i]->observation;
    scores.back().baseline = baseline_of(of_name(known, observation.series), observation);
  }
  return true;
}

}  // namespace

double known_until(const scenario::Scenario& scenario, const Target& target) {
  using What = question::Series::What;
  const bool anchored = (is(target, What::trajectory) || is(target, What::observed)) &&
                        scenario.trajectory_plan.form == models::TrajectoryPlan::Form::growth;
  const double known = std::max<double>(scenario.base_year, scenario.known_until.value_or(0.0));
  return anchored ? std::max(known, scenario.trajectory_plan.anchor_date) : known;
}

bool any_to_score(const Match& match, const scenario::Scenario& scenario) {
  return !sorted_of(match, scenario).scored.empty();
}

std::optional<Backtest> backtest(const scenario::ScenarioPointer& scenario, const Match& match,
                                 const analysis::Effort& effort) {
  Backtest result;
  result.scenario = scenario;
  result.ensemble = effort.ensemble;
  result.unknown = match.unknown;
  Sorted sorted = sorted_of(match, *scenario);
  const std::size_t draws = effort.ensemble.point ? 1 : effort.ensemble.draws;
  const std::size_t at_once = std::max<std::size_t>(1, values_at_once / draws);
  const std::span<const Matched* const> all(sorted.scored);
  for (std::size_t first = 0; first < all.size(); first += at_once) {
    analysis::Effort part = effort;
    part.progress = [&](double share) {
      const double done =
          static_cast<double>(first) + share * static_cast<double>(std::min(at_once, all.size() - first));
      return !effort.progress || effort.progress(done / static_cast<double>(all.size()));
    };
    const auto some = all.subspan(first, std::min(at_once, all.size() - first));
    if (!score_some(some, scenario, sorted.known, part, result.scores)) return std::nullopt;
  }
  std::vector<const Score*> together;
  std::vector<const Score*> of_series;
  for (const Score& score : result.scores) {
    if (!of_series.empty() && of_series.back()->observation.series != score.observation.series) {
      result.series.push_back(track_of(of_series.back()->observation.series, of_series));
      of_series.clear();
    }
    of_series.push_back(&score);
    together.push_back(&score);
  }
  if (!of_series.empty()) result.series.push_back(track_of(of_series.back()->observation.series, of_series));
  result.all = track_of("", together);
  result.calibration = calibration_of(together);
  result.known = std::move(sorted.known);
  result.later = std::move(sorted.later);
  return result;
}

}  // namespace chokepoint::evidence
