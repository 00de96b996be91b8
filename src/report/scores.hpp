// SPDX-License-Identifier: Apache-2.0
// Scores of forecasts in words, tables and pictures, for every report that shows them.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "chokepoint/evidence.hpp"
#include "chokepoint/report.hpp"

namespace chokepoint::report {

/// "79th", "1st"; "below the 1st" and "above the 99th" where it rounds to neither.
[[nodiscard]] std::string percentile_in_words(double percentile);
/// "too low by 0.2 orders of magnitude (1.6 times)"; "right" where it is nothing.
[[nodiscard]] std::string bias_in_words(double bias);
/// "after 2024-08-20, until when the scenario knew": what is scored of one.
[[nodiscard]] std::string ahead_in_words(const scenario::Scenario& scenario);
/// What a series of scores says, as one sentence: "chips/stock: too low by 0.2 orders of magnitude (1.6 times); the
/// observation of 2025-12-31 lies at the 80th percentile." `scores`: those of the track, by date.
[[nodiscard]] std::string sentence_of(const evidence::Track& track, const std::vector<const evidence::Score*>& scores);

/// A line for each observation, below the names of the columns: at most `width` columns of a terminal.
[[nodiscard]] std::string table_of_scores(const std::vector<const evidence::Score*>& scores);
/// A line for each track, the last one for all, below the names of the columns.
[[nodiscard]] std::string table_of_tracks(const std::vector<evidence::Track>& tracks, const evidence::Track& all,
                                          std::string_view what);
/// What stands in the tables, in words, a paragraph each.
[[nodiscard]] std::vector<std::string> notes_on(const std::vector<const evidence::Score*>& scores);

inline constexpr std::size_t fewest_for_calibration = 5;  // observations: fewer make no picture
/// How often what came lay below each percentile, drawn with letters, and the percentiles themselves.
[[nodiscard]] std::string calibration_in_letters(const evidence::Calibration& calibration);
/// The same as a picture, an <svg> element of its own file; `title` is text.
[[nodiscard]] std::string calibration_svg(const evidence::Calibration& calibration, const std::string& title);

[[nodiscard]] nlohmann::ordered_json json_of_score(const evidence::Score& score);
[[nodiscard]] nlohmann::ordered_json json_of_track(const evidence::Track& track);
[[nodiscard]] nlohmann::ordered_json json_of_calibration(const evidence::Calibration& calibration);
/// Scores, by series, all together and their calibration, and what was not scored.
[[nodiscard]] nlohmann::ordered_json json_of_backtest(const evidence::Backtest& backtest);
/// Those of a series, by date; of all without one.
[[nodiscard]] std::vector<const evidence::Score*> scores_of(const evidence::Backtest& backtest,
                                                            std::string_view series = {});
[[nodiscard]] nlohmann::ordered_json json_of_observation(const evidence::Observation& observation);

/// Of a CSV: names of the columns of a score, and a score's; both without the line's end.
[[nodiscard]] std::string csv_columns_of_scores();
[[nodiscard]] std::string csv_of_score(const evidence::Score& score);

/// "chips/stock of 2023-12-31, 2024-12-31; trajectory of 2024-02-01": at most twelve dates, and how many more.
[[nodiscard]] std::string dates_in_words(const std::vector<evidence::Observation>& observations);

}  // namespace chokepoint::report
