// SPDX-License-Identifier: Apache-2.0
// chokepoint record, score
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "chokepoint/evidence.hpp"
#include "chokepoint/report.hpp"
#include "cli/console.hpp"
#include "cli/ensemble.hpp"
#include "cli/files.hpp"
#include "cli/ledger.hpp"
#include "cli/load.hpp"
#include "cli/observed.hpp"
#include "cli/provenance.hpp"
#include "cli/ranks.hpp"
#include "cli/verbs.hpp"
#include "scenario/dates.hpp"

namespace chokepoint::cli {

namespace {

constexpr std::uint64_t recorded_draws = 16'384;  // every series of every year is sorted

/// The day of a forecast; nothing where it can be none, which has been told.
std::optional<std::string> day_of(const std::string& asked) {
  const std::string today = date_of_today();
  if (asked.empty()) return today;
  if (!evidence::is_day(asked)) {
    print_error(fmt::format("--date: not a day: '{}'", asked), "write 2026-11-27");
    return std::nullopt;
  }
  if (asked <= today) return asked;
  print_error(fmt::format("--date: {} has not come yet", asked), "a forecast is put on record when it is made");
  return std::nullopt;
}

/// Whether a scenario can have been there on a day: not before the last that it says it knew, or starts from. What is
/// wrong has been told.
bool was_there_on(const std::string& day, const scenario::Scenario& scenario) {
  const double anchor = scenario.trajectory_plan.form == models::TrajectoryPlan::Form::growth
                            ? scenario.trajectory_plan.anchor_date
                            : 0.0;
  const double known = std::max(anchor, scenario.known_until.value_or(0.0));
  if (*scenario::date_of(day) >= known) return true;
  const bool says_so = scenario.known_until.value_or(0.0) >= anchor;
  print_error(fmt::format("{} cannot have been put on record on {}: {} {}", scenario.name, day,
                          says_so ? "it knew what was observed until" : "its trajectory starts from",
                          says_so ? scenario.known_until_text : scenario.trajectory_plan.anchor_text),
              "a forecast is scored on what came after it");
  return false;
}

/// Before the work: whether the ledger can be used and written. What is wrong is told, or thrown as Unwritable.
bool can_append_to(const std::string& path) {
  if (!ledger_in(path, true)) return false;
  if (writes_files()) prepare_file(path);
  return true;
}

/// Nothing where no draw can be so, which has been told.
std::optional<evidence::Forecast> forecast_of(const RecordOptions& options, const simulation::Ensemble& ensemble,
                                              const scenario::ScenarioPointer& scenario) {
  try {
    return done(options.ensemble, ensemble,
                [&](const analysis::Effort& effort) { return evidence::forecast_of(scenario, effort); });
  } catch (const simulation::ImpossibleValue& error) {
    print_error(error.what(),
                "take fewer years, or narrow the range or the distribution: with 'lower' and 'upper', or 'truncate'");
    return std::nullopt;
  }
}

}  // namespace

Exit record(const RecordOptions& options) {
  const auto ensemble = ensemble_of(options.ensemble, recorded_draws);
  const auto day = day_of(options.date);
  std::vector<report::File> files;
  const auto scenarios = load({options.scenario}, options.changes, Warnings::hidden, recording(files));
  if (!ensemble || !day || !scenarios || !was_there_on(*day, *scenarios->front())) return Exit::bad_input;
  if (!can_append_to(options.ledger)) return Exit::bad_input;
  auto forecast = forecast_of(options, *ensemble, scenarios->front());
  if (!forecast) return Exit::bad_input;
  forecast->recorded = *day;
  forecast->dated_by_hand = !options.date.empty();
  forecast->chokepoint = CHOKEPOINT_VERSION;
  forecast->commit = commit();
  forecast->sampler = options.ensemble.sampler;
  for (report::File& file : files) forecast->files.push_back({std::move(file.path), std::move(file.sha256)});
  if (!writes_files()) return Exit::done;
  const auto appended = append(options.ledger, *forecast);
  if (!appended) return Exit::bad_input;
  print(fmt::format("{} of {} is line {} of {}, SHA-256 {}\n", forecast->scenario, forecast->recorded, appended->line,
                    options.ledger, appended->sha256));
  return Exit::done;
}

Exit score(const ScoreOptions& options) {
  auto ledger = ledger_in(options.ledger, false);
  std::optional<evidence::Observations> observations;
  if (options.data.empty()) {
    observations.emplace();  // what is on record can be looked at without
  } else {
    observations = observed_in(options.data);
  }
  if (!ledger || !observations) return Exit::bad_input;
  const Output output{options.out, options.force};
  prepare_output(output, {"score.txt", "score.json", "score.csv", "score.svg", "score.html"});
  report::Scored scored{
      shown_path(options.ledger), std::move(ledger->forecasts), std::move(ledger->lines), {}, CHOKEPOINT_VERSION};
  scored.record = evidence::score(scored.forecasts, *observations);
  constexpr std::size_t columns = 80;  // of a file
  write_output(output, {{"score.txt", report::score(scored, report::Format::terminal, columns)},
                        {"score.json", report::score(scored, report::Format::json, columns)},
                        {"score.csv", report::score(scored, report::Format::csv, columns)},
                        {"score.svg", report::score_svg(scored)},
                        {"score.html", report::score_html(scored)}});
  print(report::score(scored, format_of(options.format), terminal_width()));
  return Exit::done;
}

}  // namespace chokepoint::cli
