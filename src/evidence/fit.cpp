// SPDX-License-Identifier: Apache-2.0
// Growth of a series of observations.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <utility>

#include "chokepoint/evidence.hpp"
#include "chokepoint/uncertainty.hpp"
#include "evidence/lines.hpp"
#include "scenario/dates.hpp"
#include "scenario/diagnostics.hpp"
#include "uncertainty/philox.hpp"
#include "units/parse.hpp"

namespace chokepoint::evidence {

namespace {

std::string_view word_of(Selection::Of of) {
  switch (of) {
    case Selection::Of::records:
      return "records";
    case Selection::Of::top:
      return "top";
    case Selection::Of::all:
      break;
  }
  return "all";
}

Points points_of(const Fit& fit, const std::vector<std::size_t>& chosen) {
  Points points;
  for (const std::size_t one : chosen) {
    points.at.push_back(fit.points[one].observation.at);
    points.height.push_back(std::log10(fit.points[one].observation.value));
  }
  return points;
}

// --- resamples -------------------------------------------------------------------------------------------------------

/// Lines through resamples of points: as many of them as there are, drawn with replacement.
struct Resampled {
  std::vector<double> slopes;
  std::vector<double> levels;
  std::size_t drawn = 0;  // resamples; those of one date have no line
};

/// Which point stands at `position` of a resample, from 0 to count - 1: a function of its arguments alone. The product
/// of 32 random bits and the count, over 2^32, favours no point by more than count / 2^32.
std::size_t drawn_point(std::uint64_t seed, std::uint64_t resample, std::uint64_t position, std::size_t count) {
  const PhiloxBlock<std::uint64_t> counter{{resample & 0xffffffff, position & 0xffffffff, resample >> 32U, 0x666974}};
  const auto bits = philox_4x32_10(counter, static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U));
  return static_cast<std::size_t>(((bits.words[0] & 0xffffffff) * count) >> 32U);
}

template <class Draw>
Resampled resampled(const Points& points, std::uint64_t seed, std::size_t times, Draw line_through) {
  Resampled lines;
  lines.drawn = times;
  Points sample = points;
  for (std::size_t resample = 0; resample < times; ++resample) {
    for (std::size_t i = 0; i < points.size(); ++i) {
      const std::size_t from = drawn_point(seed, resample, i, points.size());
      sample.at[i] = points.at[from];
      sample.height[i] = points.height[from];
    }
    if (sample.has_one_date()) continue;
    const Line line = line_through(sample);
    lines.slopes.push_back(line.slope);
    lines.levels.push_back(line.level);
  }
  std::sort(lines.slopes.begin(), lines.slopes.end());
  std::sort(lines.levels.begin(), lines.levels.end());
  return lines;
}

std::optional<Range> slopes_of(const Resampled& lines, double level) {
  if (2 * lines.slopes.size() <= lines.drawn) return std::nullopt;
  return Range{quantile(lines.slopes, 0.5 - level / 2.0), quantile(lines.slopes, 0.5 + level / 2.0)};
}

/// P10, P50 and P90 of powers of ten. Resamples of few points may be so askew that no scenario takes them, through
/// which no rising curve goes: then the middle is that of the ends.
Percentiles powers_of(const std::vector<double>& sorted) {
  const auto at = [&sorted](double share) { return std::pow(10.0, quantile(sorted, share)); };
  const Percentiles found{at(0.1), at(0.5), at(0.9)};
  if (!(found.p10 < found.p90)) return found;
  const auto curve = uncertainty::Distribution::metalog(found.p10, found.p50, found.p90, 0.0);
  if (std::holds_alternative<uncertainty::Distribution>(curve)) return found;
  return {found.p10, std::sqrt(found.p10 * found.p90), found.p90};
}

// --- which points ----------------------------------------------------------------------------------------------------

/// Records and ranks, of observations in order of dates.
std::vector<FitPoint> marked(const std::vector<Observation>& observations, std::size_t top) {
  std::vector<FitPoint> points;
  double largest = 0.0;
  std::vector<double> leaders;  // the largest until now, the least of them first: at most `top`
  for (std::size_t i = 0; i < observations.size(); ++i) {
    if (i == 0 || observations[i].at != observations[i - 1].at) {  // what is out on a day competes with all of that day
      for (std::size_t j = i; j < observations.size() && observations[j].at == observations[i].at; ++j) {
        leaders.insert(std::upper_bound(leaders.begin(), leaders.end(), observations[j].value), observations[j].value);
        if (leaders.size() > top) leaders.erase(leaders.begin());
      }
    }
    const double value = observations[i].value;
    points.push_back({.observation = observations[i], .record = value > largest, .top = value >= leaders.front()});
    largest = std::max(largest, value);
  }
  return points;
}

bool is_in(const FitPoint& point, Selection::Of of) {
  return of == Selection::Of::all || (of == Selection::Of::records ? point.record : point.top);
}

Group group_of(const Fit& fit, Selection of) {
  Group group;
  group.of = of;
  for (std::size_t i = 0; i < fit.points.size(); ++i) {
    if (is_in(fit.points[i], of.of)) group.points.push_back(i);
  }
  const Points points = points_of(fit, group.points);
  if (points.size() < least_points) {
    group.why_not =
        fmt::format("{} point{}, and a line needs {}", points.size(), points.size() == 1 ? "" : "s", least_points);
  } else if (points.has_one_date()) {
    group.why_not = fmt::format("all {} points are of one date, {}", points.size(),
                                fit.points[group.points.front()].observation.date);
  }
  return group;
}

// --- lines -----------------------------------------------------------------------------------------------------------

void draw_line(Group& group, const Points& points, double at, const Resampled& lines, double level) {
  Estimate estimate;
  estimate.line = least_squares(points, at);
  estimate.slope = slopes_of(lines, level);
  estimate.by_t = slope_by_t(points, estimate.line, level);
  group.scatter = std::sqrt(variance_about(points, estimate.line));
  constexpr double rounding = 1e-9;  // of orders of magnitude
  if (group.scatter < rounding) group.scatter = 0.0;
  group.line = estimate;
}

std::vector<Estimate> other_lines(const Points& points, double at, const FitQuestion& question,
                                  std::string& no_theil_sen) {
  std::vector<Estimate> others;
  if (points.size() <= theil_sen_limit) {
    const TheilSen found = theil_sen(points, at, question.level);
    others.push_back({.method = Estimate::Method::theil_sen, .line = found.line, .slope = found.slope, .by_t = {}});
  } else {
    no_theil_sen = fmt::format("more than {} points", theil_sen_limit);
  }
  for (const double quantile : {0.1, 0.5, 0.9}) {
    const auto through = [&](const Points& sample) { return quantile_line(sample, quantile, at); };
    others.push_back({.method = Estimate::Method::quantile,
                      .quantile = quantile,
                      .line = through(points),
                      .slope = slopes_of(resampled(points, question.seed, quantile_resamples, through), question.level),
                      .by_t = {}});
  }
  return others;
}

/// The day that a time is on: 2023-03-15 for 2023.2.
std::string day_of(double at) {
  const int year = static_cast<int>(std::floor(at));
  std::string day = fmt::format("{}-01-01", year);
  for (int month = 1; month <= 12; ++month) {
    for (int of_month = 1; of_month <= 31; ++of_month) {
      const std::string text = fmt::format("{}-{:02}-{:02}", year, month, of_month);
      const auto date = scenario::date_of(text);
      if (!date || *date > at + 1e-9) continue;
      day = text;
    }
  }
  return day;
}

/// The day in the middle of the dates: there a line is surest, and its level tells nothing of its slope.
std::string middle_of(const Points& points) {
  double sum = 0.0;
  for (const double at : points.at) sum += at;
  return day_of(sum / static_cast<double>(points.size()));
}

std::vector<std::string> sources_of(const Fit& fit, const Group& group) {
  std::map<std::string, std::size_t> counts;
  for (const std::size_t one : group.points) ++counts[fit.points[one].observation.source];
  std::vector<std::string> sources;
  sources.reserve(counts.size());
  for (const auto& [source, count] : counts) sources.push_back(source);
  std::stable_sort(sources.begin(), sources.end(),
                   [&counts](const std::string& a, const std::string& b) { return counts[a] > counts[b]; });
  return sources;
}

// --- what is wrong with a question -----------------------------------------------------------------------------------

Unfit no_series(const Observations& observations, const std::string& series) {
  std::vector<std::string> names;
  for (const Observation& one : observations.rows) {
    if (std::find(names.begin(), names.end(), one.series) == names.end()) names.push_back(one.series);
  }
  if (names.empty()) return {"there are no observations", ""};
  const std::string near = scenario::did_you_mean(series, names);
  return {fmt::format("nothing is observed of '{}'", units::excerpt(series)),
          near.empty() ? fmt::format("there is {}", fmt::join(names, ", ")) : near};
}

Unfit none_in_time(const std::vector<FitPoint>& points, const std::string& series) {
  return {fmt::format("no observation of {} is between these dates", series),
          fmt::format("they are of {} to {}", points.front().observation.date, points.back().observation.date)};
}

Unfit no_line(const Fit& fit, const Group& group) {
  std::string of = name_of(group.of);
  if (group.of.of == Selection::Of::all) of = fit.question.series;
  std::string hint;
  for (const Group& other : fit.groups) {
    if (other.points.size() > group.points.size() && other.why_not.empty()) {
      hint = fmt::format("--of {} has {} points", name_of(other.of), other.points.size());
      break;
    }
  }
  return {fmt::format("{} have no line: {}", of, group.why_not),
          hint.empty() ? "an earlier --since, or a file with more of them" : hint};
}

bool is_a_number(const Percentiles& spread) {
  return spread.p10 > 0.0 && std::isfinite(spread.p90);
}

/// Points of a few days may differ by so much that a year of it is no number.
Unfit too_steep(const Fit& fit) {
  const auto& points = fit.group().points;
  return {fmt::format("the growth of a year is no number that can be written: the points are of {} to {}",
                      fit.points[points.front()].observation.date, fit.points[points.back()].observation.date),
          "points further apart in time"};
}

}  // namespace

double Line::growth() const {
  return std::pow(10.0, slope);
}

std::string name_of(const Selection& selection) {
  const std::string_view word = word_of(selection.of);
  return selection.of == Selection::Of::top ? fmt::format("{}:{}", word, selection.top) : std::string(word);
}

std::string_view strength_of(double gain) {
  if (gain <= 0.0) return "none";
  if (gain < 2.0) return "not worth more than a bare mention";
  if (gain < 6.0) return "positive";
  if (gain < 10.0) return "strong";
  return "very strong";
}

std::variant<Fit, Unfit> fit(const Observations& observations, const FitQuestion& question) {
  std::vector<Observation> known = of_series(observations, question.series);
  if (known.empty()) return no_series(observations, question.series);
  if (question.until) std::erase_if(known, [&](const Observation& one) { return one.at > *question.until; });
  Fit made;
  made.question = question;
  made.points = marked(known, question.of.top);
  const std::vector<FitPoint> all = made.points;
  if (question.since)
    std::erase_if(made.points, [&](const FitPoint& one) { return one.observation.at < *question.since; });
  if (made.points.empty()) {
    return all.empty() ? Unfit{fmt::format("no observation of {} is that early", question.series), "a later --until"}
                       : none_in_time(all, question.series);
  }
  made.kind = made.points.front().observation.kind;
  made.unit = made.points.front().observation.unit;
  for (const Selection::Of of : {Selection::Of::records, Selection::Of::top, Selection::Of::all}) {
    made.groups.push_back(group_of(made, {of, question.of.top}));
  }
  made.chosen = static_cast<std::size_t>(question.of.of);
  if (!made.group().why_not.empty()) return no_line(made, made.group());

  const Points points = points_of(made, made.group().points);
  made.anchor_date = middle_of(points);
  const double at = *scenario::date_of(made.anchor_date);
  const auto through = [at](const Points& sample) { return least_squares(sample, at); };
  for (std::size_t i = 0; i < made.groups.size(); ++i) {
    Group& group = made.groups[i];
    if (!group.why_not.empty()) continue;
    const Points of_group = points_of(made, group.points);
    const Resampled lines = resampled(of_group, question.seed, resamples, through);
    draw_line(group, of_group, at, lines, question.level);
    if (i != made.chosen) continue;
    made.growth = powers_of(lines.slopes);
    made.anchor = powers_of(lines.levels);
  }
  if (!is_a_number(made.growth) || !is_a_number(made.anchor)) return too_steep(made);
  made.others = other_lines(points, at, question, made.theil_sen_why_not);
  made.kink = kink_of(points);
  made.sources = sources_of(made, made.group());
  return made;
}

}  // namespace chokepoint::evidence
