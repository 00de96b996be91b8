// SPDX-License-Identifier: Apache-2.0
// What came after the scenario was made, and how the scenario did on it.
#include <algorithm>
#include <cmath>

#include "report/palette.hpp"
#include "report/planning/planning.hpp"
#include "report/scores.hpp"

namespace chokepoint::report::planning {

namespace {

using evidence::Backtest;
using evidence::Score;
using evidence::Track;

constexpr const char* scores_explained =
    "A percentile is that of the forecast at which the observation lies, with the observation's own error in the "
    "forecast. "
    "CRPS is a loss in orders of magnitude, the smaller the better; skill is 1 - CRPS / CRPS of the baseline, of the "
    "observations that have both.";

/// The series of a summary under its name; null for what a summary has not, such as a parameter by year.
const Series* series_named(const Summary& summary, std::string_view name) {
  if (name == summary.trajectory.name) return &summary.trajectory;
  if (summary.observed && name == summary.observed->name) return &*summary.observed;
  for (const Constraint& constraint : summary.constraints) {
    const auto found = std::find_if(constraint.internals.begin(), constraint.internals.end(),
                                    [name](const Series& one) { return one.name == name; });
    if (found != constraint.internals.end()) return &*found;
    for (const Series* const one : {&constraint.need, &constraint.supply}) {
      if (one->name == name) return one;
    }
  }
  return nullptr;
}

int colour_of_series(const Summary& summary, std::string_view name) {
  for (const Constraint& constraint : summary.constraints) {
    if (name.starts_with(constraint.name + "/")) return colour_of(constraint.name);
  }
  return first_of_two;
}

Panel panel_of(const Chapter& chapter, const Series& series, const Track& track, const std::string& id) {
  const Summary& summary = chapter.run.summary;
  const auto points = observed_of(chapter, {track.name});
  std::vector<double> values;
  for (const Spread& spread : series.years) values.insert(values.end(), {spread.p10(), spread.p90()});
  for (const auto& one : points) values.push_back(one.value);
  return report::panel_of(Bands{.id = id,
                                .title = track.name,
                                .alt = report::sentence_of(track, scores_of(*chapter.record, track.name)),
                                .domain = powers_around(values),
                                .lines = {{.name = track.name,
                                           .colour = colour_of_series(summary, track.name),
                                           .pattern = 0,
                                           .series = &series,
                                           .first_year = summary.first_year}},
                                .line_at_one = false,
                                .observed = points});
}

std::string csv_of(const Backtest& record) {
  std::string csv = csv_columns_of_scores() + "\n";
  for (const Score& one : record.scores) csv += csv_of_score(one) + "\n";
  return csv;
}

/// "0.21", or a dash where there is none.
std::string two_decimals(const std::optional<double>& value) {
  return value ? fmt::format("{:.2f}", *value) : std::string("-");
}

Table table_of(const Backtest& record) {
  Table table{
      "Observations, and what the scenario says of their dates with the error of the observation: median (P10 to P90)",
      {{"Series"},
       {"Date"},
       {"Observed", true},
       {"Scenario", true},
       {"Percentile", true},
       {"CRPS, orders of magnitude", true},
       {"CRPS of the baseline", true}},
      {}};
  for (const Score& one : record.scores) {
    const units::Kind& kind = one.observation.kind;
    const auto value = [&kind](double amount) { return units::print(amount, kind); };
    const std::string forecast = one.certain ? value(one.quantiles[3])
                                             : fmt::format("{} ({} to {})", value(one.quantiles[3]),
                                                           value(one.quantiles[1]), value(one.quantiles[5]));
    table.rows.push_back({{one.observation.series, {}},
                          {one.observation.date, {}},
                          {cell_value(one.observation.value, kind), {}},
                          {forecast, {}},
                          {fmt::format("{:.0f}", 100.0 * one.percentile), {}},
                          {two_decimals(one.crps), {}},
                          {one.baseline ? two_decimals(one.baseline->crps) : std::string("-"), {}}});
  }
  return table;
}

Figure against(const Chapter& chapter, const std::string& number) {
  const Backtest& record = *chapter.record;
  Figure figure;
  figure.id = "record-" + number;
  figure.caption =
      "What was observed, with its range where one is known, against the scenario: median and the middle 50% and 80% "
      "of the draws.";
  figure.legend.push_back({.name = "observed", .point = true});
  for (const Track& track : record.series) {
    const Series* const series = series_named(chapter.run.summary, track.name);
    if (series == nullptr || series->years.size() == 0) continue;
    figure.panels.push_back(
        panel_of(chapter, *series, track, fmt::format("{}-{}", figure.id, figure.panels.size() + 1)));
  }
  figure.table = table_of(record);
  figure.csv = csv_of(record);
  return figure;
}

Figure calibration(const Backtest& record, const std::string& number) {
  Figure figure;
  figure.id = "calibration-" + number;
  figure.caption = fmt::format(
      "Of {} observations, how many lie below each percentile of the forecast, with what that share may be (90%, as of "
      "independent observations, which those of one series hardly are). Where forecasts are right the points lie on "
      "the dashed line.",
      record.calibration.observations);
  Reliability reliability{.id = figure.id + "-1", .title = "", .alt = figure.caption, .points = {}};
  Table table{"Observations below each percentile of the forecast",
              {{"Percentile"}, {"Observations", true}, {"Share", true}},
              {}};
  figure.csv = "percentile,below,observations,low,high\n";
  for (const auto& point : record.calibration.points) {
    reliability.points.push_back({point.level, point.below.value(), point.below.low, point.below.high});
    table.rows.push_back({{fmt::format("{:.0f}", 100.0 * point.level), {}},
                          {fmt::format("{}", point.below.hits), {}},
                          {percent(point.below.value()), {}}});
    figure.csv += fmt::format("{:.0f},{},{},{:.6g},{:.6g}\n", 100.0 * point.level, point.below.hits, point.below.count,
                              point.below.low, point.below.high);
  }
  figure.panels.push_back(report::panel_of(reliability));
  figure.table = std::move(table);
  return figure;
}

/// Of each series that has a baseline: together, series with a poor baseline would speak for the others.
std::string skill_in_words(const Backtest& record) {
  std::vector<std::string> parts;
  for (const Track& track : record.series) {
    if (!track.skill) continue;
    const auto scores = scores_of(record, track.name);
    const bool held = std::any_of(scores.begin(), scores.end(), [](const Score* one) {
      return one->baseline && one->baseline->kind == evidence::Baseline::Kind::held;
    });
    parts.push_back(fmt::format("{:.2f} for {}{}", *track.skill, track.name,
                                held ? " (against the last value before, unchanged)" : ""));
  }
  if (parts.empty()) return "";
  return fmt::format(
      " Its skill against a baseline is {}: 1 would be perfect, and below 0 the baseline was the better forecast.",
      listed(parts));
}

std::string opening(const Backtest& record) {
  const Track& all = record.all;
  std::string text =
      fmt::format("{} {} of dates {}.", record.scores.size(),
                  record.scores.size() == 1 ? "observation is" : "observations are", ahead_in_words(*record.scenario));
  text +=
      fmt::format(" {} of {} {} within the middle 80% of what it said, {} within the middle 50%.", all.within_80.hits,
                  all.within_80.count, all.within_80.hits == 1 ? "lies" : "lie", all.within_50.hits);
  return text + skill_in_words(record);
}

}  // namespace

bool has_record(const Planning& planning) {
  return std::any_of(planning.chapters.begin(), planning.chapters.end(),
                     [](const Chapter& chapter) { return chapter.record.has_value(); });
}

Section record(const Planning& planning) {
  Section section{"record", "How it has done so far", {}};
  each(planning, section, [&section](const Chapter& chapter, const std::string& number) {
    if (!chapter.record) {
      section.elements.emplace_back(Paragraph{"Nothing was observed of it that it did not know when it was made."});
      return;
    }
    const Backtest& backtest = *chapter.record;
    section.elements.emplace_back(Paragraph{opening(backtest)});
    Bullets bullets;
    for (const Track& track : backtest.series)
      bullets.items.push_back(report::sentence_of(track, scores_of(backtest, track.name)));
    section.elements.emplace_back(std::move(bullets));
    section.elements.emplace_back(against(chapter, number));
    std::vector<std::string> notes = notes_on(scores_of(backtest));
    notes.front() = scores_explained;  // whose words are those of a terminal's table
    section.elements.emplace_back(Paragraph{fmt::format("{}", fmt::join(notes, " "))});
    if (backtest.scores.size() >= fewest_for_calibration) section.elements.emplace_back(calibration(backtest, number));
  });
  return section;
}

}  // namespace chokepoint::report::planning
