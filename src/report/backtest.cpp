// SPDX-License-Identifier: Apache-2.0
// A scenario against what came after, for terminal and programs.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "chokepoint/report.hpp"
#include "report/scores.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

using evidence::Backtest;
using evidence::Score;

/// What was not scored, and why.
std::vector<std::string> left_out(const Backtest& backtest) {
  std::vector<std::string> notes;
  const auto add = [&notes](std::string_view why, const std::vector<evidence::Observation>& which) {
    if (!which.empty()) notes.push_back(fmt::format("{}: {}.", why, dates_in_words(which)));
  };
  add("Not scored, known when the scenario was made", backtest.known);
  add("Not scored, after its last year", backtest.later);
  add("Not scored, of series that it does not have", backtest.unknown);
  return notes;
}

std::string text_of_backtest(const Context& context, const Backtest& backtest, std::size_t width) {
  width = std::clamp<std::size_t>(width, 80, 200);
  std::string out = what_was_run(context, width);
  out += wrapped(
      fmt::format("Held against {} {} of dates {}.", backtest.scores.size(),
                  backtest.scores.size() == 1 ? "observation" : "observations", ahead_in_words(*backtest.scenario)),
      width);
  for (const auto& track : backtest.series) {
    const auto scores = scores_of(backtest, track.name);
    out += "\n" + wrapped(sentence_of(track, scores), width) + table_of_scores(scores);
  }
  out += "\n" + table_of_tracks(backtest.series, backtest.all, "series");
  if (backtest.scores.size() >= fewest_for_calibration) out += "\n" + calibration_in_letters(backtest.calibration);
  out += "\n";
  for (const std::string& note : notes_on(scores_of(backtest))) out += wrapped(note, width);
  for (const std::string& note : left_out(backtest)) out += wrapped(note, width);
  return out;
}

std::string document_of_backtest(const Context& context, const Backtest& backtest) {
  using Json = nlohmann::ordered_json;
  Json document = {{"format", "chokepoint-backtest"},
                   {"format_version", json_version},
                   {"chokepoint", context.version},
                   {"scenario", context.scenario->name},
                   {"overrides", context.scenario->overrides},
                   {"draws", backtest.ensemble.draws},
                   {"seed", backtest.ensemble.seed},
                   {"sampler", name_of(backtest.ensemble.method)}};
  document.update(json_of_backtest(backtest));
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string csv_of_backtest(const Backtest& backtest) {
  std::string out = "scenario," + csv_columns_of_scores() + "\n";
  for (const Score& one : backtest.scores) out += csv_field(backtest.scenario->name) + "," + csv_of_score(one) + "\n";
  return out;
}

}  // namespace

std::string backtest(const Context& context, const Backtest& backtest, Format format, std::size_t width) {
  if (format == Format::json) return document_of_backtest(context, backtest);
  if (format == Format::csv) return csv_of_backtest(backtest);
  return text_of_backtest(context, backtest, width);
}

std::string backtest_svg(const Context& context, const Backtest& backtest) {
  return calibration_svg(backtest.calibration,
                         fmt::format("{} against {} observations", context.scenario->name, backtest.scores.size()));
}

}  // namespace chokepoint::report
