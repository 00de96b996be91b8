// SPDX-License-Identifier: Apache-2.0
// Forecasts on record against what came after, for terminal, programs and as a page.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "chokepoint/report.hpp"
#include "report/charts.hpp"
#include "report/scores.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

using evidence::Forecast;
using evidence::NotScored;
using evidence::RecordedScore;
using evidence::Scorecard;
using evidence::Track;

/// Those of a series, or all, by date.
std::vector<const evidence::Score*> recorded_scores(const Scorecard& record, const std::string& series) {
  std::vector<const evidence::Score*> found;
  for (const RecordedScore& one : record.scores)
    if (series.empty() || one.score.observation.series == series) found.push_back(&one.score);
  std::stable_sort(found.begin(), found.end(),
                   [](const auto* a, const auto* b) { return a->observation.at < b->observation.at; });
  return found;
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", grouped(count), what, count == 1 ? "" : "s");
}

/// "Ledger forecasts.jsonl: 3 forecasts of sevilla-2024, recorded 2026-11-27 to 2026-12-03."
std::string ledger_in_words(const Scored& scored) {
  if (scored.forecasts.empty()) return fmt::format("Ledger {}: no forecasts.", scored.name);
  std::set<std::string> names;
  std::string first = scored.forecasts.front().recorded;
  std::string last = first;
  std::size_t by_hand = 0;
  for (const Forecast& one : scored.forecasts) {
    names.insert(one.scenario);
    first = std::min(first, one.recorded);
    last = std::max(last, one.recorded);
    by_hand += one.dated_by_hand ? 1U : 0U;
  }
  const std::string of = names.size() <= 3 ? listed({names.begin(), names.end()}) : counted(names.size(), "scenario");
  std::string text =
      fmt::format("Ledger {}: {} of {}, recorded {}.", scored.name, counted(scored.forecasts.size(), "forecast"), of,
                  first == last ? first : fmt::format("{} to {}", first, last));
  if (by_hand > 0) {
    text += fmt::format(" {} {} dated by hand: that {} made on that day is only said.", by_hand,
                        by_hand == 1 ? "is" : "are", by_hand == 1 ? "it was" : "they were");
  }
  return text;
}

/// What the tables of scores say, without the columns that only a back-test shows.
std::vector<std::string> notes_on_record(const Scorecard& record) {
  std::vector<std::string> notes = notes_on(recorded_scores(record, ""));
  notes.front() =
      "Bias (median forecast / observed) and CRPS are in orders of magnitude, with the observation's own error in the "
      "forecast. CRPS and log score are losses: smaller is better. Skill is 1 - CRPS / CRPS of the baseline, of the "
      "observations that have both.";
  if (!record.scores.empty()) {
    notes.emplace_back(
        "Several forecasts of one observation are as many scores, and tell no more of how often they are right than "
        "one: "
        "the intervals of shares are then too narrow.");
  }
  if (!record.repeated.empty()) {
    notes.push_back(fmt::format("{} the same as an earlier one of its scenario and day, and not scored again.",
                                record.repeated.size() == 1 ? std::string("1 forecast says")
                                                            : fmt::format("{} forecasts say", record.repeated.size())));
  }
  return notes;
}

/// Each observation once.
std::vector<evidence::Observation> observations_of(const std::vector<NotScored>& all) {
  std::vector<evidence::Observation> found;
  std::set<std::pair<std::string, double>> seen;
  for (const NotScored& one : all) {
    if (seen.emplace(one.observation.series, one.observation.at).second) found.push_back(one.observation);
  }
  return found;
}

/// What was not scored, and why, a paragraph each.
std::vector<std::string> not_scored(const Scorecard& record) {
  std::vector<std::string> notes;
  const auto add = [&notes](std::string_view why, const std::vector<evidence::Observation>& which) {
    if (!which.empty()) notes.push_back(fmt::format("{}: {}.", why, dates_in_words(which)));
  };
  add("Known when a forecast was made, and not scored against it", observations_of(record.known));
  add("Outside of the years of a forecast, and not scored against it", observations_of(record.outside));
  add("Of series that no forecast has", record.unknown);
  return notes;
}

std::string nothing_yet(const Scored& scored) {
  if (scored.forecasts.empty()) return "Nothing to score yet: no forecast is on record.";
  if (scored.record.known.empty() && scored.record.outside.empty() && scored.record.unknown.empty())
    return "Nothing to score yet: no observation was given that a forecast could be of.";
  return "Nothing to score yet: no observation is of a date after a forecast of it was made, and within its years.";
}

std::string verdict_on(const Scorecard& record) {
  const Track& all = record.all;
  std::string text = fmt::format(
      "{} of forecasts on what came after. {} of {} within the central 50 %, {} within the "
      "central 80 %.",
      counted(all.observations, "score"), all.within_50.hits, all.observations, all.within_80.hits);
  if (all.skill) {
    text += fmt::format(" Skill against the baseline: {:.2f}.", *all.skill);
  } else {
    text += " No skill is said: nothing earlier was observed that a baseline could be made of.";
  }
  return text;
}

std::string text_of_scored(const Scored& scored, std::size_t width) {
  width = std::clamp<std::size_t>(width, 80, 200);
  const Scorecard& record = scored.record;
  std::string out = wrapped(ledger_in_words(scored), width);
  if (record.scores.empty()) {
    out += "\n" + wrapped(nothing_yet(scored), width);
  } else {
    out += "\n" + wrapped(verdict_on(record), width) + "\n";
    for (const Track& track : record.series)
      out += wrapped(sentence_of(track, recorded_scores(record, track.name)), width);
    out += "\n" + table_of_tracks(record.series, record.all, "series");
    out += "\n" + table_of_tracks(record.ages, record.all, "age of the forecast");
    out += "\n" + calibration_in_letters(record.calibration) + "\n";
    for (const std::string& note : notes_on_record(record)) out += wrapped(note, width);
  }
  for (const std::string& note : not_scored(record)) out += wrapped(note, width);
  return out + wrapped(fmt::format("chokepoint {}.", scored.version), width);
}

std::string json_of_scored(const Scored& scored) {
  using Json = nlohmann::ordered_json;
  const Scorecard& record = scored.record;
  Json document = {{"format", "chokepoint-score"},
                   {"format_version", json_version},
                   {"chokepoint", scored.version},
                   {"ledger", scored.name},
                   {"text", record.scores.empty() ? nothing_yet(scored) : verdict_on(record)},
                   {"forecasts", Json::array()},
                   {"scores", Json::array()},
                   {"series", Json::array()},
                   {"ages", Json::array()},
                   {"all", json_of_track(record.all)},
                   {"calibration", json_of_calibration(record.calibration)}};
  for (std::size_t i = 0; i < scored.forecasts.size(); ++i) {
    const Forecast& one = scored.forecasts[i];
    document["forecasts"].push_back({{"line", scored.lines[i]},
                                     {"recorded", one.recorded},
                                     {"dated_by_hand", one.dated_by_hand},
                                     {"scenario", one.scenario},
                                     {"overrides", one.overrides},
                                     {"chokepoint", one.chokepoint}});
  }
  for (const RecordedScore& one : record.scores) {
    Json score = {{"line", scored.lines[one.forecast]}, {"age", one.age}};
    score.update(json_of_score(one.score));
    document["scores"].push_back(std::move(score));
  }
  for (const Track& track : record.series) {
    Json one = json_of_track(track);
    one["text"] = sentence_of(track, recorded_scores(record, track.name));
    document["series"].push_back(std::move(one));
  }
  for (const Track& track : record.ages) document["ages"].push_back(json_of_track(track));
  const auto list = [&scored](const std::vector<NotScored>& all) {
    Json out = Json::array();
    for (const NotScored& one : all) {
      Json json = {{"line", scored.lines[one.forecast]}};
      json.update(json_of_observation(one.observation));
      out.push_back(std::move(json));
    }
    return out;
  };
  document["not_scored"] = {
      {"known", list(record.known)}, {"outside", list(record.outside)}, {"unknown", Json::array()}};
  for (const auto& one : record.unknown) document["not_scored"]["unknown"].push_back(json_of_observation(one));
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string csv_of_scored(const Scored& scored) {
  std::string out = "line,recorded,scenario,age," + csv_columns_of_scores() + "\n";
  for (const RecordedScore& one : scored.record.scores) {
    const Forecast& forecast = scored.forecasts[one.forecast];
    out += fmt::format("{},{},{},{},{}\n", scored.lines[one.forecast], forecast.recorded, csv_field(forecast.scenario),
                       one.age, csv_of_score(one.score));
  }
  return out;
}

// --- page ----------------------------------------------------------------------------------------------------------

std::string cell_of(const std::optional<double>& value) {
  return value ? fmt::format("{:.2f}", *value) : std::string("none");
}

Table page_table(const std::vector<Track>& tracks, const std::string& caption, const std::string& first) {
  Table table{caption,
              {{first},
               {"Scores", true},
               {"Bias, orders of magnitude", true},
               {"CRPS", true},
               {"CRPS of the baseline", true},
               {"Skill", true},
               {"Log score", true},
               {"Within 50 %", true},
               {"Within 80 %", true}},
              {}};
  for (const Track& track : tracks) {
    table.rows.push_back({{track.name.empty() ? "all" : track.name, {}},
                          {fmt::format("{}", track.observations), {}},
                          {cell_of(track.bias), {}},
                          {cell_of(track.crps), {}},
                          {cell_of(track.baseline_crps), {}},
                          {cell_of(track.skill), {}},
                          {cell_of(track.log_score), {}},
                          {fmt::format("{}", track.within_50.hits), {}},
                          {fmt::format("{}", track.within_80.hits), {}}});
  }
  return table;
}

Figure page_calibration(const evidence::Calibration& calibration) {
  Figure figure;
  figure.id = "calibration";
  figure.caption = fmt::format(
      "Of {}, how many observations lie below each percentile of the forecast, with what that share may be (90 %, as "
      "of "
      "independent observations). Where forecasts are right the points lie on the dashed line.",
      counted(calibration.observations, "score"));
  Reliability reliability{.id = "calibration-1", .title = "", .alt = figure.caption, .points = {}};
  figure.table = {"Observations below each percentile of the forecast",
                  {{"Percentile"}, {"Observations", true}, {"Low, %", true}, {"High, %", true}},
                  {}};
  figure.csv = "percentile,below,observations,low,high\n";
  for (const auto& point : calibration.points) {
    reliability.points.push_back({point.level, point.below.value(), point.below.low, point.below.high});
    figure.table.rows.push_back({{fmt::format("{:.0f}", 100.0 * point.level), {}},
                                 {fmt::format("{}", point.below.hits), {}},
                                 {fmt::format("{:.0f}", 100.0 * point.below.low), {}},
                                 {fmt::format("{:.0f}", 100.0 * point.below.high), {}}});
    figure.csv += fmt::format("{:.0f},{},{},{:.6g},{:.6g}\n", 100.0 * point.level, point.below.hits, point.below.count,
                              point.below.low, point.below.high);
  }
  figure.panels.push_back(panel_of(reliability));
  return figure;
}

Table page_histogram(const evidence::Calibration& calibration) {
  Table table{
      "Observations by the percentile of the forecast at which they lie (PIT): as many in each where forecasts "
      "are right",
      {{"Percentile"}, {"Observations", true}},
      {}};
  for (std::size_t i = 0; i < evidence::Calibration::bins; ++i) {
    table.rows.push_back(
        {{fmt::format("{} to {}", 10 * i, 10 * (i + 1)), {}}, {fmt::format("{}", calibration.histogram[i]), {}}});
  }
  return table;
}

Table page_forecasts(const Scored& scored) {
  Table table{"Forecasts on record", {{"Line"}, {"Recorded"}, {"Scenario"}, {"Changes"}, {"Scores", true}}, {}};
  for (std::size_t i = 0; i < scored.forecasts.size(); ++i) {
    const Forecast& one = scored.forecasts[i];
    const auto scores = std::count_if(scored.record.scores.begin(), scored.record.scores.end(),
                                      [i](const RecordedScore& score) { return score.forecast == i; });
    table.rows.push_back({{fmt::format("{}", scored.lines[i]), {}},
                          {one.recorded + (one.dated_by_hand ? " (by hand)" : ""), {}},
                          {one.scenario, {}},
                          {fmt::format("{}", fmt::join(one.overrides, ", ")), {}},
                          {fmt::format("{}", scores), {}}});
  }
  return table;
}

}  // namespace

std::string score(const Scored& scored, Format format, std::size_t width) {
  if (format == Format::json) return json_of_scored(scored);
  if (format == Format::csv) return csv_of_scored(scored);
  return text_of_scored(scored, width);
}

std::string score_svg(const Scored& scored) {
  return calibration_svg(scored.record.calibration,
                         fmt::format("{}: {}", scored.name, counted(scored.record.scores.size(), "score")));
}

std::string score_html(const Scored& scored) {
  const Scorecard& record = scored.record;
  Document document{.title = "Forecasts on record", .subtitle = ledger_in_words(scored), .changes = {}, .sections = {}};
  Section answer{"answer", "How they have done so far", {}};
  if (record.scores.empty()) {
    answer.elements.emplace_back(Paragraph{nothing_yet(scored), true});
  } else {
    answer.elements.emplace_back(Paragraph{verdict_on(record), true});
    Bullets bullets;
    for (const Track& track : record.series)
      bullets.items.push_back(sentence_of(track, recorded_scores(record, track.name)));
    answer.elements.emplace_back(std::move(bullets));
    answer.elements.emplace_back(page_calibration(record.calibration));
    answer.elements.emplace_back(page_histogram(record.calibration));
    std::vector<Track> series = record.series;
    series.push_back(record.all);
    answer.elements.emplace_back(page_table(series, "By series", "Series"));
    answer.elements.emplace_back(page_table(record.ages, "By age of the forecast", "Age"));
    for (std::string& note : notes_on_record(record)) answer.elements.emplace_back(Paragraph{std::move(note)});
  }
  document.sections.push_back(std::move(answer));
  Section forecasts{"forecasts", "The forecasts", {}};
  forecasts.elements.emplace_back(page_forecasts(scored));
  for (std::string& note : not_scored(record)) forecasts.elements.emplace_back(Paragraph{std::move(note)});
  document.sections.push_back(std::move(forecasts));
  return page_of(document);
}

}  // namespace chokepoint::report
