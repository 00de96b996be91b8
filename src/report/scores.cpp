// SPDX-License-Identifier: Apache-2.0
#include "report/scores.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "report/escape.hpp"
#include "report/palette.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

using evidence::Baseline;
using evidence::Calibration;
using evidence::Observation;
using evidence::Score;
using evidence::Share;
using evidence::Track;
using Json = nlohmann::ordered_json;

constexpr std::string_view nothing = "none";

/// Orders of magnitude, and other numbers about 1.
std::string two_decimals(const std::optional<double>& value, bool with_sign = false) {
  if (!value) return std::string(nothing);
  // No minus before a zero.
  const double shown = std::abs(*value) < 0.005 ? 0.0 : *value;
  if (std::abs(shown) >= 1000.0) return with_sign ? fmt::format("{:+.1e}", shown) : fmt::format("{:.1e}", shown);
  return with_sign ? fmt::format("{:+.2f}", shown) : fmt::format("{:.2f}", shown);
}

std::string ordinal(int number) {
  const int last = number % 10;
  const bool teen = number / 10 % 10 == 1;
  const char* const ending = teen || last > 3 || last == 0 ? "th" : last == 1 ? "st" : last == 2 ? "nd" : "rd";
  return fmt::format("{}{}", number, ending);
}

/// "8 of 12, 39 to 88 %".
std::string share_in_words(const Share& share) {
  if (share.count == 0) return std::string(nothing);
  return fmt::format("{} of {}, {:.0f} to {:.0f} %", share.hits, share.count, 100.0 * share.low, 100.0 * share.high);
}

/// Coherent units in one of the unit that the observation is written in.
double scale_of(const Observation& observation) {
  const auto one = units::parse_amount(observation.unit.empty() ? "1" : "1 " + observation.unit);
  const auto* const amount = std::get_if<units::Amount>(&one);
  return amount == nullptr ? 1.0 : amount->value;
}

/// Three digits: "1.97e7", "243", "0".
std::string in_three_digits(double value) {
  std::string text = fmt::format("{:.3g}", value);
  const std::size_t exponent = text.find('e');
  if (exponent == std::string::npos) return text;
  return fmt::format("{}e{}", text.substr(0, exponent), std::stoi(text.substr(exponent + 1)));
}

std::string row_of(const Score& score, double scale) {
  const Observation& seen = score.observation;
  std::string row = left(seen.date, 12) + right(in_three_digits(seen.value / scale), 8);
  for (const std::size_t quantile : {1U, 3U, 5U}) row += right(in_three_digits(score.quantiles[quantile] / scale), 9);
  row += right(fmt::format("{:.0f}", 100.0 * score.percentile), 5) + right(two_decimals(score.bias, true), 7) +
         right(two_decimals(score.crps), 6) + right(two_decimals(score.log_score), 7) +
         right(score.baseline ? two_decimals(score.baseline->crps) : std::string(nothing), 7);
  return row + "\n";
}

std::string row_of(const Track& track, std::string_view name) {
  return left(name, 30) + right(fmt::format("{}", track.observations), 5) + right(two_decimals(track.bias, true), 8) +
         right(two_decimals(track.crps), 7) + right(two_decimals(track.baseline_crps), 10) +
         right(two_decimals(track.skill), 7) + right(two_decimals(track.log_score), 8) + "\n" +
         fmt::format("  within the central 50 %: {}; 80 %: {}\n", share_in_words(track.within_50),
                     share_in_words(track.within_80));
}

bool any(const std::vector<const Score*>& scores, bool (*holds)(const Score&)) {
  return std::any_of(scores.begin(), scores.end(), [holds](const Score* score) { return holds(*score); });
}

Json optional_json(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json share_json(const Share& share) {
  return {
      {"hits", share.hits}, {"count", share.count}, {"share", share.count == 0 ? Json(nullptr) : Json(share.value())},
      {"low", share.low},   {"high", share.high},   {"interval", evidence::share_interval}};
}

std::string_view name_of(Baseline::Kind kind) {
  return kind == Baseline::Kind::line ? "line" : "held";
}

std::string optional_csv(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value) : std::string();
}

constexpr int bar_width = 40;

/// Filled up to a share, with a mark where it should end.
std::string bar_of(double share, std::optional<double> level) {
  const auto place = [](double of) { return static_cast<std::size_t>(std::lround(of * bar_width)); };
  std::string bar(bar_width + 1, ' ');
  std::fill_n(bar.begin(), place(share), '=');
  if (level) bar[place(*level)] = '|';
  return bar;
}

// --- picture -------------------------------------------------------------------------------------------------------

constexpr double plot_side = 300.0;
constexpr double curve_left = 60.0;
constexpr double curve_top = 50.0;
constexpr double bins_left = 450.0;
constexpr double scores_width = 780.0;
constexpr double scores_height = 420.0;

std::string svg_text(double x, double y, const char* anchor, std::string_view content) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor, escaped(content));
}

double across(double share, double from) {
  return from + plot_side * share;
}
double up(double share) {
  return curve_top + plot_side * (1.0 - share);
}

/// Frame, quarters and their numbers.
std::string svg_axes(double from, std::string_view below) {
  std::string out;
  for (const double tick : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    out +=
        fmt::format("<path d=\"M{:.1f} {:.1f}V{:.1f}\" stroke=\"#dfe4ea\"/>\n", across(tick, from), up(0.0), up(1.0));
    out += svg_text(across(tick, from), up(0.0) + 18.0, "middle", fmt::format("{:.0f}", 100.0 * tick));
  }
  out += fmt::format("<path d=\"M{:.1f} {:.1f}H{:.1f}\" stroke=\"#4f5b66\"/>\n", from, up(0.0), from + plot_side);
  return out + svg_text(from + 0.5 * plot_side, up(0.0) + 38.0, "middle", below);
}

std::string svg_curve(const Calibration& calibration) {
  std::string out = svg_axes(curve_left, "percentile of the forecast");
  for (const double tick : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    out += fmt::format("<path d=\"M{:.1f} {:.1f}H{:.1f}\" stroke=\"#dfe4ea\"/>\n", curve_left, up(tick),
                       curve_left + plot_side);
    out += svg_text(curve_left - 6.0, up(tick) + 4.0, "end", fmt::format("{:.0f}", 100.0 * tick));
  }
  out += svg_text(curve_left, curve_top - 10.0, "start", "% of observations below it");
  out += fmt::format("<path d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\" stroke=\"#4f5b66\" stroke-dasharray=\"5 4\"/>\n",
                     curve_left, up(0.0), curve_left + plot_side, up(1.0));
  std::string path;
  for (const auto& point : calibration.points) {
    const double x = across(point.level, curve_left);
    out +=
        fmt::format("<path d=\"M{:.1f} {:.1f}V{:.1f}\" stroke=\"{}\" stroke-width=\"1.5\" stroke-opacity=\"0.6\"/>\n",
                    x, up(point.below.low), up(point.below.high), css_colour(0));
    out += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" fill=\"{}\"/>\n", x, up(point.below.value()),
                       css_colour(0));
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? 'M' : 'L', x, up(point.below.value()));
  }
  return out + fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>\n", path, css_colour(0));
}

std::string svg_histogram(const Calibration& calibration) {
  std::string out = svg_axes(bins_left, "percentile of the forecast");
  out += svg_text(bins_left, curve_top - 10.0, "start", "observations (PIT)");
  constexpr auto bins = static_cast<double>(Calibration::bins);
  const double expected = static_cast<double>(calibration.observations) / bins;
  const double highest = std::max(
      static_cast<double>(*std::max_element(calibration.histogram.begin(), calibration.histogram.end())), expected);
  for (std::size_t i = 0; i < Calibration::bins; ++i) {
    const double share = highest == 0.0 ? 0.0 : static_cast<double>(calibration.histogram[i]) / highest;
    const double x = across(static_cast<double>(i) / bins, bins_left);
    out += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\"/>\n", x + 2.0,
                       up(share), plot_side / bins - 4.0, plot_side * share, css_colour(0));
    if (calibration.histogram[i] > 0) {
      out +=
          svg_text(x + 0.5 * plot_side / bins, up(share) - 4.0, "middle", fmt::format("{}", calibration.histogram[i]));
    }
  }
  if (highest > 0.0) {
    out += fmt::format("<path d=\"M{:.1f} {:.1f}H{:.1f}\" stroke=\"#4f5b66\" stroke-dasharray=\"5 4\"/>\n", bins_left,
                       up(expected / highest), bins_left + plot_side);
  }
  return out;
}

}  // namespace

std::string percentile_in_words(double percentile) {
  const long rounded = std::lround(100.0 * percentile);
  if (rounded < 1) return "below the 1st percentile";
  if (rounded > 99) return "above the 99th percentile";
  return fmt::format("at the {} percentile", ordinal(static_cast<int>(rounded)));
}

std::string bias_in_words(double bias) {
  const double times = std::pow(10.0, std::abs(bias));
  if (times < 1.005) return "right to within half a percent";
  const std::string by = times < 10.0 ? fmt::format("{:.{}f}", times, times < 1.1 ? 2 : 1) : factor(times);
  return fmt::format("too {} by {:.2g} orders of magnitude ({} times)", bias < 0.0 ? "low" : "high", std::abs(bias),
                     by);
}

std::string ahead_in_words(const scenario::Scenario& scenario) {
  return scenario.known_until ? fmt::format("after {}, until when the scenario knew", scenario.known_until_text)
                              : fmt::format("after the start of {}, the base year of the scenario", scenario.base_year);
}

namespace {

/// "4 observations"; where forecasts share them "12 scores of 4 observations": the same thing twice is known once.
std::string counted_in_words(const std::vector<const Score*>& scores) {
  std::set<double> dates;
  for (const Score* const one : scores) dates.insert(one->observation.at);
  const std::string observations = fmt::format("{} observation{}", dates.size(), dates.size() == 1 ? "" : "s");
  return dates.size() == scores.size() ? observations : fmt::format("{} scores of {}", scores.size(), observations);
}

}  // namespace

std::string sentence_of(const Track& track, const std::vector<const Score*>& scores) {
  const Score& last = *scores.back();
  std::string text = fmt::format("{}: ", track.name);
  if (track.bias) {
    text += fmt::format("{}{}; ", bias_in_words(*track.bias),
                        scores.size() == 1 ? "" : fmt::format(" on average of {}", counted_in_words(scores)));
  }
  const char* const which = scores.size() == 1 ? "the observation" : "the last one,";
  if (last.certain) {
    const char* const where = last.percentile > 0.5 ? "above" : last.percentile < 0.5 ? "below" : "at";
    return text + fmt::format("{} of {}{} lies {} the forecast, which is one number.", which, last.observation.date,
                              scores.size() == 1 ? "" : ",", where);
  }
  return text + fmt::format("{} of {}{} lies {}.", which, last.observation.date, scores.size() == 1 ? "" : ",",
                            percentile_in_words(last.percentile));
}

std::string table_of_scores(const std::vector<const Score*>& scores) {
  const Observation& first = scores.front()->observation;
  std::string out = left(first.unit.empty() ? "date" : "in " + first.unit, 12) + right("observed", 8) +
                    right("P10", 9) + right("P50", 9) + right("P90", 9) + right("pct", 5) + right("bias", 7) +
                    right("CRPS", 6) + right("log", 7) + right("base", 7) + "\n";
  for (const Score* const score : scores) out += row_of(*score, scale_of(first));
  return out;
}

std::string table_of_tracks(const std::vector<Track>& tracks, const Track& all, std::string_view what) {
  std::string out = left(what, 30) + right("n", 5) + right("bias", 8) + right("CRPS", 7) + right("baseline", 10) +
                    right("skill", 7) + right("log", 8) + "\n";
  for (const Track& track : tracks) out += row_of(track, track.name);
  if (tracks.size() > 1) out += row_of(all, "all");
  return out;
}

std::vector<std::string> notes_on(const std::vector<const Score*>& scores) {
  std::vector<std::string> notes;
  notes.emplace_back(
      "P10 to P90 are of the forecast. Bias (median forecast / observed) and CRPS are in orders of magnitude; pct is "
      "the percentile of the forecast at "
      "which the observation lies, with the observation's own error in the forecast. CRPS and log score are losses: "
      "smaller is better; base is the CRPS of the baseline. Skill is 1 - CRPS / CRPS of the baseline, of the "
      "observations that have both.");
  notes.emplace_back(
      "Intervals are of 90 % and exact for independent observations, which those of one series hardly are.");
  const auto line = [](const Score& score) { return score.baseline && score.baseline->kind == Baseline::Kind::line; };
  const auto held = [](const Score& score) { return score.baseline && score.baseline->kind == Baseline::Kind::held; };
  std::string baseline;
  if (any(scores, line)) baseline += "the line through the earlier observations of the series, with its scatter";
  if (any(scores, held)) {
    baseline += baseline.empty() ? "" : "; where there are fewer than three, ";
    baseline += "the last earlier observation, unchanged";
  }
  notes.push_back(baseline.empty() ? std::string("No baseline: no series has an earlier observation.")
                                   : fmt::format("Baseline: {}.", baseline));
  if (any(scores, [](const Score& score) { return score.certain; })) {
    notes.emplace_back(
        "No log score where neither the forecast has any spread nor the observation an error: the forecast is one "
        "number, its percentile 0, 50 or 100.");
  }
  for (const Score* const score : scores) {
    if (score->not_above_zero == 0.0) continue;
    notes.push_back(
        fmt::format("{} of {}: {} of the forecast is not above 0. It counts as below everything; there is no CRPS.",
                    score->series, score->observation.date, percent(score->not_above_zero)));
  }
  return notes;
}

std::string calibration_in_letters(const Calibration& calibration) {
  const std::string count = fmt::format("{}", calibration.observations);
  std::string out = fmt::format("{:>7} {}{:>10}  90 % interval\n", "below",
                                left("observed share; |: as it should be", bar_width + 2), "of " + count);
  for (const auto& point : calibration.points) {
    out += fmt::format("{:>5.0f} % {} {:>10}  {:.0f} to {:.0f} %\n", 100.0 * point.level,
                       bar_of(point.below.value(), point.level), point.below.hits, 100.0 * point.below.low,
                       100.0 * point.below.high);
  }
  out += fmt::format("\n{:>10} {}\n", "percentile", "observations (PIT): even where forecasts are right");
  const std::size_t most =
      std::max<std::size_t>(1, *std::max_element(calibration.histogram.begin(), calibration.histogram.end()));
  for (std::size_t i = 0; i < Calibration::bins; ++i) {
    const std::size_t hits = calibration.histogram[i];
    const auto length =
        static_cast<std::size_t>(std::lround(static_cast<double>(hits) / static_cast<double>(most) * bar_width));
    out += fmt::format("{:>3} to {:>3} {} {}\n", 10 * i, 10 * (i + 1), std::string(length, '='), hits);
  }
  return out;
}

std::string calibration_svg(const Calibration& calibration, const std::string& title) {
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" font-family=\"sans-serif\" "
      "font-size=\"13\">\n<title>{}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
      scores_width, scores_height, escaped(title));
  out += svg_text(curve_left, 22.0, "start", title);
  out += svg_curve(calibration);
  out += svg_histogram(calibration);
  out += svg_text(curve_left, scores_height - 12.0, "start",
                  "Dashed: where forecasts are right. Bars: exact 90 % intervals of independent observations.");
  return out + "</svg>\n";
}

Json json_of_observation(const Observation& observation) {
  Json out = {{"series", observation.series},
              {"date", observation.date},
              {"unit", unit_of(observation.kind)},
              {"value", observation.value}};
  if (observation.low && observation.high) {
    out["low"] = *observation.low;
    out["high"] = *observation.high;
    out["interval"] = observation.interval;
  }
  out["error"] = observation.error();
  out["source"] = observation.source;
  if (!observation.confidence.empty()) out["confidence"] = observation.confidence;
  return out;
}

std::vector<const Score*> scores_of(const evidence::Backtest& backtest, std::string_view series) {
  std::vector<const Score*> found;
  for (const Score& one : backtest.scores) {
    if (series.empty() || one.observation.series == series) found.push_back(&one);
  }
  return found;
}

Json json_of_backtest(const evidence::Backtest& backtest) {
  Json out = {{"scores", Json::array()},
              {"series", Json::array()},
              {"all", json_of_track(backtest.all)},
              {"calibration", json_of_calibration(backtest.calibration)}};
  for (const Score& one : backtest.scores) out["scores"].push_back(json_of_score(one));
  for (const Track& track : backtest.series) {
    Json one = json_of_track(track);
    one["text"] = sentence_of(track, scores_of(backtest, track.name));
    out["series"].push_back(std::move(one));
  }
  const auto list = [](const std::vector<Observation>& observations) {
    Json all = Json::array();
    for (const Observation& one : observations) all.push_back(json_of_observation(one));
    return all;
  };
  out["not_scored"] = {
      {"known", list(backtest.known)}, {"later", list(backtest.later)}, {"unknown", list(backtest.unknown)}};
  return out;
}

Json json_of_score(const Score& score) {
  Json out = json_of_observation(score.observation);
  out["forecast_of"] = score.series;
  for (std::size_t i = 0; i < evidence::forecast_levels.size(); ++i)
    out["forecast"][statistics::level_names[i]] = score.quantiles[i];
  out["percentile"] = score.percentile;
  out["bias"] = optional_json(score.bias);
  out["crps"] = optional_json(score.crps);
  out["log_score"] = optional_json(score.log_score);
  out["not_above_zero"] = score.not_above_zero;
  out["one_number"] = score.certain;
  out["baseline"] = nullptr;
  if (score.baseline) {
    out["baseline"] = {
        {"kind", name_of(score.baseline->kind)}, {"observations", score.baseline->observations},
        {"mean", score.baseline->forecast.mean}, {"deviation", score.baseline->forecast.deviation},
        {"crps", score.baseline->crps},          {"log_score", optional_json(score.baseline->log_score)}};
  }
  return out;
}

Json json_of_track(const Track& track) {
  return {{"name", track.name.empty() ? "all" : track.name},
          {"observations", track.observations},
          {"bias", optional_json(track.bias)},
          {"crps", optional_json(track.crps)},
          {"log_score", optional_json(track.log_score)},
          {"within_50", share_json(track.within_50)},
          {"within_80", share_json(track.within_80)},
          {"compared", track.compared},
          {"baseline_crps", optional_json(track.baseline_crps)},
          {"skill", optional_json(track.skill)}};
}

Json json_of_calibration(const Calibration& calibration) {
  Json points = Json::array();
  for (const auto& point : calibration.points) {
    Json one = {{"level", point.level}};
    one.update(share_json(point.below));
    points.push_back(std::move(one));
  }
  return {
      {"observations", calibration.observations}, {"below", std::move(points)}, {"histogram", calibration.histogram}};
}

std::string csv_columns_of_scores() {
  return "series,date,unit,observed,error,forecast_of,p5,p10,p25,p50,p75,p90,p95,percentile,bias,crps,log_score,"
         "not_above_zero,baseline,baseline_crps,baseline_log_score";
}

std::string csv_of_score(const Score& score) {
  const Observation& seen = score.observation;
  std::string out = fmt::format("{},{},{},{},{},{}", csv_field(seen.series), csv_field(seen.date), unit_of(seen.kind),
                                seen.value, seen.error(), csv_field(score.series));
  for (const double quantile : score.quantiles) out += fmt::format(",{}", quantile);
  out += fmt::format(",{},{},{},{},{}", score.percentile, optional_csv(score.bias), optional_csv(score.crps),
                     optional_csv(score.log_score), score.not_above_zero);
  if (!score.baseline) return out + ",none,,";
  return out + fmt::format(",{},{},{}", name_of(score.baseline->kind), score.baseline->crps,
                           optional_csv(score.baseline->log_score));
}

std::string dates_in_words(const std::vector<Observation>& observations) {
  constexpr std::size_t most = 12;
  std::string text;
  std::string_view series;
  for (std::size_t i = 0; i < std::min(most, observations.size()); ++i) {
    const Observation& one = observations[i];
    text += one.series == series ? ", " : fmt::format("{}{} of ", text.empty() ? "" : "; ", one.series);
    text += one.date;
    series = one.series;
  }
  if (observations.size() > most) text += fmt::format(" and {} more", observations.size() - most);
  return text;
}

}  // namespace chokepoint::report
