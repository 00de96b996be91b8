// SPDX-License-Identifier: Apache-2.0
// One screen: verdict, table by year, what stops it by year, what would come next, what was run.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "chokepoint/report.hpp"
#include "report/coupled.hpp"
#include "report/events.hpp"
#include "report/map.hpp"
#include "report/needs.hpp"
#include "report/split.hpp"
#include "report/text.hpp"
#include "report/verdict.hpp"
#include "report/ways.hpp"

namespace chokepoint::report {

namespace {

using statistics::Constraint;
using statistics::Spread;
using statistics::Summary;

constexpr std::size_t year_width = 4;
constexpr std::size_t flop_width = 6;    // 2.2e29
constexpr std::size_t factor_width = 5;  // 0.84x
constexpr std::size_t cell_width = 1 + flop_width + 1 + factor_width + 1 + 3;
constexpr std::size_t first_width = year_width + 2 + flop_width;
constexpr std::size_t rows_at_most = 8;

/// The number alone: the unit of the whole table is FLOP.
std::string flop(double value) {
  return fmt::format("{:.1e}", value).replace(3, 2, "e");
}

/// The ceiling over the trajectory, in at most five characters: a column of a table.
std::string room(double ratio) {
  if (ratio > 0.0 && ratio < 0.01) return "<.01x";
  return (ratio < 0.1 ? fmt::format("{:.2f}", ratio) : factor(ratio)) + "x";
}

std::string cell(const Constraint& constraint, std::size_t year) {
  const std::string stopped = percent(constraint.stopped[year]);
  return " " + right(flop(constraint.ceiling.years[year].median()), flop_width) + " " +
         right(room(constraint.headroom.years[year].median()), factor_width) + " " +
         right(stopped.substr(0, stopped.size() - 1), 3);
}

/// One draw has neither shares nor spread.
bool is_one(const Run& run) {
  return run.ensemble.point || run.summary.draws == 1;
}

std::string interval(const Spread& spread) {
  return flop(spread.p10()) + "-" + flop(spread.p90());
}

/// The constraints [first, last), as many as fit beside each other.
void table(const Run& run, std::size_t first, std::size_t last, std::string& out) {
  const Summary& summary = run.summary;
  std::string names = std::string(first_width, ' ');
  std::string heads = left("year", year_width) + "  " + right("trend", flop_width);
  for (std::size_t k = first; k < last; ++k) {
    names += " " + left(summary.constraints[k].name.substr(0, cell_width - 1), cell_width - 1);
    heads += is_one(run) ? "   FLOP  room   %" : "    P50  room   %";
  }
  while (names.back() == ' ') names.pop_back();
  out += names + "\n" + heads + "\n";
  for (const std::size_t year : evenly(summary.years(), rows_at_most)) {
    out += fmt::format("{}  {}", summary.first_year + static_cast<int>(year),
                       right(flop(summary.trajectory.years[year].median()), flop_width));
    for (std::size_t k = first; k < last; ++k) out += cell(summary.constraints[k], year);
    out += "\n";
    if (is_one(run)) continue;
    std::string line(first_width, ' ');
    for (std::size_t k = first; k < last; ++k) {
      line += " " + left(interval(summary.constraints[k].ceiling.years[year]), cell_width - 1);
    }
    while (line.back() == ' ') line.pop_back();
    out += line + "\n";
  }
}

std::string legend(const Run& run) {
  const std::size_t years = run.summary.years();
  std::string text =
      is_one(run) ? "FLOP at the start of each year; room: ceiling / trend; %: 100 where it has stopped the trend."
                  : "FLOP at the start of each year; below the median, P10-P90; room: median of ceiling / "
                    "trend; %: of the draws it has stopped by then.";
  if (years > rows_at_most) text += fmt::format(" {} of {} years shown; CSV and JSON hold all.", rows_at_most, years);
  return text;
}

/// What the trajectory's run takes of a constraint, and what there is.
void needs_of(const Run& run, std::size_t k, std::string& out) {
  constexpr std::size_t spread_width = 27;  // 1.7e15 (2.9e14 to 1.5e16)
  constexpr std::size_t gap_width = 9;
  constexpr std::size_t short_width = 7;
  const Constraint& constraint = run.summary.constraints[k];
  const models::Need& need = run.scenario->blocks[k].constraint->description->need;
  const UnitScale scale = scale_of_need(constraint);
  const NeedHeads heads = heads_of(need);
  out += fmt::format("{}: {}, {}\nyear{}{}{}{}\n", constraint.name, need.name, scale.unit(),
                     right(heads.need, spread_width), right(heads.supply, spread_width), right("missing", gap_width),
                     right("short", short_width));
  for (const std::size_t year : evenly(run.summary.years(), rows_at_most)) {
    out += fmt::format("{}{}{}{}{}\n", run.summary.first_year + static_cast<int>(year),
                       right(scale.spread(constraint.need.years[year]), spread_width),
                       right(scale.spread(constraint.supply.years[year]), spread_width),
                       right(scale.number(constraint.gap.years[year].median()), gap_width),
                       right(percent(constraint.below[year]), short_width));
  }
}

void needs(const Run& run, std::size_t width, std::string& out) {
  out += wrapped("What the run of the trajectory needs" +
                     std::string(is_one(run) ? "." : ": median (P10 to P90) at the start of each year."),
                 width);
  for (std::size_t k = 0; k < run.summary.constraints.size(); ++k) needs_of(run, k, out);
  out += wrapped(missing_in_words, width);
}

/// The shares of the draws that each constraint has stopped by a year, as marks: the likeliest over all years first.
std::string bar(const Summary& summary, const std::string& letters, std::size_t year, std::size_t marks) {
  std::string bar;
  double so_far = 0.0;
  for (const std::size_t k : summary.verdict.ranking) {
    so_far += summary.constraints[k].stopped[year];
    const auto end = static_cast<std::size_t>(std::lround(so_far * static_cast<double>(marks)));
    bar.append(std::max(end, bar.size()) - bar.size(), letters[k]);
  }
  return bar + std::string(marks - bar.size(), '.');
}

/// The picture of the headline.
void picture(const Run& run, std::size_t width, std::string& out) {
  const Summary& summary = run.summary;
  const std::vector<std::string> names = names_of(summary);
  const std::string letters = letters_of(names);
  constexpr std::size_t around = year_width + 2 + 6;  // "2030  " and " >99%"
  const std::size_t marks = width < 100 + around ? 50 : 100;
  std::string head = "Stopped by:";
  for (const std::size_t k : summary.verdict.ranking) head += fmt::format(" {} {},", letters[k], names[k]);
  head += fmt::format(" . not yet; a mark is {}%", 100 / marks);
  out += wrapped(head, width);
  for (const std::size_t year : evenly(summary.years(), rows_at_most)) {
    out += fmt::format("{}  {} {}\n", summary.first_year + static_cast<int>(year), bar(summary, letters, year, marks),
                       right(percent(1.0 - summary.not_stopped[year]), 5));
  }
}

/// "network 71%, campus 29%": the parts through which a constraint has the lowest ceiling in the last year, of the
/// draws in which it does.
std::string through(const Constraint& constraint, bool one_draw) {
  const double lowest = constraint.lowest.back();
  std::vector<const statistics::Part*> parts;
  for (const auto& part : constraint.parts) {
    if (part.lowest.back() > 0.0) parts.push_back(&part);
  }
  std::stable_sort(parts.begin(), parts.end(),
                   [](const auto* a, const auto* b) { return a->lowest.back() > b->lowest.back(); });
  std::string text;
  for (const auto* part : parts) {
    text += (text.empty() ? "" : ", ") + part->name;
    if (!one_draw) text += " " + percent(part->lowest.back() / lowest);
  }
  return text;
}

/// Which constraint would stop most draws if those before it were lifted.
std::string next_in_turn(const Run& run) {
  const Summary& summary = run.summary;
  const std::vector<statistics::Lifted>& order = *summary.order;
  const auto name_of_step = [&](std::size_t i) { return summary.constraints[order[i].constraint].name; };
  std::string text;
  for (std::size_t i = 1; i < order.size() && order[i].binds_first > 0.0; ++i) {
    const std::string next =
        is_one(run) ? name_of_step(i) : fmt::format("{} ({})", name_of_step(i), percent(order[i].binds_first));
    text += i == 1   ? fmt::format("With {} lifted, {} would be stopped by {}", name_of_step(0),
                                 is_one(run) ? "it" : "most", next)
            : i == 2 ? fmt::format("; with {} lifted too, by {}", name_of_step(1), next)
                     : fmt::format("; then by {}", next);
  }
  return text.empty() ? text : text + ". ";
}

/// What it is that is lowest in the last year.
std::string lowest_sentence(const Run& run) {
  const Summary& summary = run.summary;
  const auto lowest =
      std::max_element(summary.constraints.begin(), summary.constraints.end(),
                       [](const Constraint& a, const Constraint& b) { return a.lowest.back() < b.lowest.back(); });
  std::string text = fmt::format("In {} the lowest ceiling is that of {}", run.scenario->last_year, lowest->name);
  if (!is_one(run)) text += fmt::format(" in {} of the draws", percent(lowest->lowest.back()));
  const std::string parts = through(*lowest, is_one(run));
  return text + (parts.empty() ? "." : fmt::format(" ({}).", parts));
}

std::string what_was_run(const Run& run) {
  std::string text = fmt::format("Scenario {}", run.scenario->name);
  for (const auto& override : run.scenario->overrides) text += fmt::format(", {}", override);
  if (run.ensemble.point) {
    text += "; one draw, every parameter at its median";
  } else {
    text += fmt::format("; {} draw{} ({}, seed {})", grouped(run.summary.draws), run.summary.draws == 1 ? "" : "s",
                        name_of(run.ensemble.method), run.ensemble.seed);
  }
  const std::vector<std::string> absent = run.scenario->not_modelled();
  if (!absent.empty()) text += "; not modelled: " + listed(absent);
  if (!is_one(run)) {
    const statistics::Headline headline = statistics::headline(run.summary);
    text += fmt::format("; standard error of sampling: {} points of the {} stopped",
                        rough(100.0 * headline.stopped_error), percent(headline.stopped));
    if (headline.headroom_error) {
      text += fmt::format(", {}% of the median of {}", rough(100.0 * *headline.headroom_error),
                          run.summary.constraints[headline.constraint].name);
    }
  }
  return text + "; chokepoint " + run.version + ".";
}

}  // namespace

statistics::Keep kept_for_terminal(const scenario::Scenario& scenario, bool with_needs) {
  std::vector<int> shown;
  for (const std::size_t year : evenly(static_cast<std::size_t>(scenario.years()), rows_at_most)) {
    shown.push_back(scenario.first_year + static_cast<int>(year));
  }
  const auto rows = statistics::Years::only(shown);
  statistics::Keep keep{.trajectory = rows,
                        .ceilings = rows,
                        .headroom = rows,
                        .parts_lowest = statistics::Years::only({scenario.last_year}),
                        .order = true};
  keep.events = statistics::Years::only({scenario.last_year});
  keep.relief = rows;
  keep.split = statistics::Years::only({scenario.last_year});
  if (is_coupled(scenario)) keep.internals = statistics::Years::only({scenario.last_year});
  if (with_needs) keep |= {.needs = rows, .below = rows};
  return keep |= kept_for_verdict(scenario);
}

std::string terminal(const Run& run, std::size_t width) {
  width = std::clamp<std::size_t>(width, 80, 200);
  std::string out;
  if (!run.scenario->title.empty()) out += wrapped(run.scenario->title, width) + "\n";
  for (const Labelled& one : labelled(run)) {
    out += wrapped(one.label + verdict_of(*one.summary, run.ensemble.point), width) + "\n";
  }
  const std::size_t across = std::max<std::size_t>(1, (width - first_width) / cell_width);
  for (std::size_t first = 0; first < run.summary.constraints.size(); first += across) {
    table(run, first, std::min(first + across, run.summary.constraints.size()), out);
  }
  out += wrapped(legend(run), width);
  if (!is_one(run)) picture(run, width, out);
  if (has_needs(run.summary)) needs(run, width, out);
  if (run.summary.post_training_share) out += wrapped(split_in_words(*run.scenario, run.summary), width);
  for (const EventInWords& one : events_in_words(run)) {
    out += wrapped(sentence_of(one, run.scenario->last_year, is_one(run)), width);
  }
  out += wrapped(next_in_turn(run) + lowest_sentence(run), width);
  if (run.summary.relief) out += wrapped(ways_in_words(run), width);
  if (is_coupled(*run.scenario)) out += wrapped(coupled_in_words(*run.scenario, run.summary), width);
  out += wrapped(what_was_run(run), width);
  return out;
}

}  // namespace chokepoint::report
