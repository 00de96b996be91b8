// SPDX-License-Identifier: Apache-2.0
// One screen: verdict, table by year, order of lifting, what was run.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "chokepoint/report.hpp"
#include "report/text.hpp"

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
  const std::string binding = percent(constraint.binding[year]);
  return " " + right(flop(constraint.ceiling.years[year].median()), flop_width) + " " +
         right(room(constraint.headroom.years[year].median()), factor_width) + " " +
         right(binding.substr(0, binding.size() - 1), 3);
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
    heads += run.ensemble.point ? "   FLOP  room   %" : "    P50  room   %";
  }
  while (names.back() == ' ') names.pop_back();
  out += names + "\n" + heads + "\n";
  for (const std::size_t year : evenly(summary.years(), rows_at_most)) {
    out += fmt::format("{}  {}", summary.first_year + static_cast<int>(year),
                       right(flop(summary.trajectory.years[year].median()), flop_width));
    for (std::size_t k = first; k < last; ++k) out += cell(summary.constraints[k], year);
    out += "\n";
    if (run.ensemble.point) continue;
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
  std::string text = run.ensemble.point
                         ? "FLOP at the start of each year; room: ceiling / trend; %: 100 for the lowest ceiling."
                         : "FLOP at the start of each year; below the median, P10-P90; room: median of ceiling / "
                           "trend; %: share of draws "
                           "in which the constraint binds (has the lowest ceiling).";
  text += " Blocks: room by year, half an order of magnitude to a step, the upper four above the trend.";
  if (years > rows_at_most) text += fmt::format(" {} of {} years shown; CSV and JSON hold all.", rows_at_most, years);
  return text;
}

/// "network 71%, campus 29%": the parts by which a constraint binds in the last year, of the draws in which it does; as
/// many as `room` characters hold.
std::string through(const Constraint& constraint, std::size_t room) {
  const double binding = constraint.binding.back();
  if (constraint.parts.empty() || binding <= 0.0) return "";
  std::vector<const statistics::Part*> parts;
  for (const auto& part : constraint.parts) parts.push_back(&part);
  std::stable_sort(parts.begin(), parts.end(),
                   [](const auto* a, const auto* b) { return a->binding.back() > b->binding.back(); });
  std::string text;
  for (const auto* part : parts) {
    if (part->binding.back() <= 0.0) continue;
    const std::string next = (text.empty() ? "" : ", ") + part->name + " " + percent(part->binding.back() / binding);
    if (text.size() + next.size() > room) break;
    text += next;
  }
  return text;
}

/// The room of a constraint by year, a block each: higher is more, half an order of magnitude to a step; the upper four
/// are above the trend, the lower four below it.
std::string blocks(const Constraint& constraint) {
  constexpr std::array<const char*, 8> steps{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const auto& years = constraint.headroom.years;
  std::string line;
  for (const std::size_t year : evenly(years.size(), rows_at_most)) {
    const double room = years[year].median();
    const double half_orders = room > 0.0 ? std::floor(2.0 * std::log10(room)) : -4.0;
    line += steps[static_cast<std::size_t>(std::clamp(half_orders + 4.0, 0.0, 7.0))];
  }
  return line;
}

void order(const Run& run, std::size_t width, std::string& out) {
  const Summary& summary = run.summary;
  const int end = run.scenario->last_year;
  out += fmt::format("Lifted in turn  binds first  below trend  room      in {} it binds through\n", end);
  constexpr std::size_t before_parts = 4 + 12 + 11 + 13 + 2 + rows_at_most + 2;
  std::size_t rank = 1;
  for (const auto& step : summary.order) {
    const Constraint& constraint = summary.constraints[step.constraint];
    std::string line = fmt::format("  {} {}{}{}  {}  {}", rank++, left(constraint.name, 12),
                                   right(percent(step.binds_first), 11), right(percent(step.below), 13),
                                   left(blocks(constraint), rows_at_most), through(constraint, width - before_parts));
    while (line.back() == ' ') line.pop_back();
    out += line + "\n";
  }
}

std::string what_was_run(const Run& run) {
  std::string text = fmt::format("Scenario {}", run.scenario->name);
  for (const auto& override : run.scenario->overrides) text += fmt::format(", {}", override);
  if (run.ensemble.point) {
    text += "; one draw, every parameter at its median";
  } else {
    text += fmt::format("; {} draws ({}, seed {})", grouped(run.summary.draws), name_of(run.ensemble.method),
                        run.ensemble.seed);
  }
  std::vector<std::string> absent;
  for (const auto& constraint : models::constraints()) {
    const auto& present = run.summary.constraints;
    const bool modelled = std::any_of(present.begin(), present.end(), [&constraint](const Constraint& one) {
      return one.name == constraint.description->name;
    });
    if (!modelled) absent.emplace_back(constraint.description->name);
  }
  if (!absent.empty()) text += "; not modelled: " + listed(absent);
  if (!run.ensemble.point) {
    const statistics::Headline headline = statistics::headline(run.summary);
    text += fmt::format("; standard error of sampling: {} points of the {}, {}% of the median",
                        rough(100.0 * headline.probability_error), percent(headline.probability),
                        rough(100.0 * headline.headroom_error));
  }
  return text + "; chokepoint " + run.version + ".";
}

}  // namespace

std::string terminal(const Run& run, std::size_t width) {
  width = std::clamp<std::size_t>(width, 80, 200);
  std::string out;
  if (!run.scenario->title.empty()) out += wrapped(run.scenario->title, width) + "\n";
  out += wrapped(verdict(run), width) + "\n";
  const std::size_t across = std::max<std::size_t>(1, (width - first_width) / cell_width);
  for (std::size_t first = 0; first < run.summary.constraints.size(); first += across) {
    table(run, first, std::min(first + across, run.summary.constraints.size()), out);
  }
  out += wrapped(legend(run), width) + "\n";
  order(run, width, out);
  out += "\n" + wrapped(what_was_run(run), width);
  return out;
}

}  // namespace chokepoint::report
