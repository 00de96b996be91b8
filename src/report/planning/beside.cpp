// SPDX-License-Identifier: Apache-2.0
// The scenarios beside each other.
#include <algorithm>

#include "report/palette.hpp"
#include "report/planning/planning.hpp"
#include "report/verdict.hpp"

namespace chokepoint::report::planning {

namespace {

Table verdicts(const Planning& planning) {
  Table table{"Verdicts",
              {{"Scenario"},
               {"Stopped by the last year", true},
               {"Most often by"},
               {"Half of all draws by", true},
               {"Last year", true},
               {"Attainable then, FLOP", true}},
              {}};
  for (const Chapter& chapter : planning.chapters) {
    const Summary& summary = chapter.run.summary;
    const auto names = names_of(summary);
    const Told told{summary.verdict, names, summary.first_year, last_year(chapter)};
    table.rows.push_back({{scenario_name(*chapter.run.scenario), {}},
                          {percent(summary.verdict.stopped), {}},
                          {in_short(told), {}},
                          {summary.verdict.half ? half_year(told) : "not by then", {}},
                          {fmt::format("{}", last_year(chapter)), {}},
                          {interval(summary.attainable.years.back()), {}}});
  }
  return table;
}

// --- headroom of all, constraint by constraint -----------------------------------------------------------------------

/// The scenarios take turns at three colours, none of which is a constraint's, and at patterns.
int colour_of_scenario(std::size_t index) {
  constexpr std::array<int, 3> colours{second_of_two, first_of_two, 4};
  return colours[index % colours.size()];
}

const Constraint* find(const Chapter& chapter, const std::string& name) {
  const auto& all = chapter.run.summary.constraints;
  const auto found = std::find_if(all.begin(), all.end(), [&name](const Constraint& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

/// Name and title of every constraint of any chapter, as they come.
std::vector<std::pair<std::string, std::string>> constraints_of(const Planning& planning) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const Chapter& chapter : planning.chapters) {
    for (const Constraint& one : chapter.run.summary.constraints) {
      const bool there =
          std::any_of(all.begin(), all.end(), [&one](const auto& seen) { return seen.first == one.name; });
      if (!there) all.emplace_back(one.name, one.title);
    }
  }
  return all;
}

Figure headrooms(const Planning& planning) {
  Figure figure;
  figure.id = "headroom";
  figure.caption =
      "Headroom by year, in all scenarios: ceiling divided by trajectory, median and the middle 80% of the draws. "
      "Below the dashed line at 1 the trajectory is out of reach.";
  figure.legend.push_back({"1: the trajectory", 0, true});
  figure.table = {"Headroom by year: median (P10 to P90)", {{"Constraint"}, {"Year"}}, {}};
  figure.csv = "constraint,year,scenario,p10,p25,p50,p75,p90\n";
  std::vector<double> values{1.0};
  int first_year = planning.chapters.front().run.summary.first_year;
  int end = first_year;
  for (std::size_t i = 0; i < planning.chapters.size(); ++i) {
    const Chapter& chapter = planning.chapters[i];
    figure.legend.push_back({scenario_name(*chapter.run.scenario), colour_of_scenario(i)});
    figure.table.columns.push_back({scenario_name(*chapter.run.scenario), true});
    first_year = std::min(first_year, chapter.run.summary.first_year);
    end = std::max(end, last_year(chapter));
    for (const Constraint& constraint : chapter.run.summary.constraints) {
      for (const Spread& spread : constraint.headroom.years) values.insert(values.end(), {spread.p10(), spread.p90()});
    }
  }
  const auto domain = powers_around(values);
  for (const auto& [name, title] : constraints_of(planning)) {
    Bands bands{.id = "headroom-" + name, .title = title, .alt = "", .domain = domain, .lines = {}};
    std::vector<std::string> words;
    for (std::size_t i = 0; i < planning.chapters.size(); ++i) {
      const Constraint* const one = find(planning.chapters[i], name);
      if (one == nullptr) continue;
      const std::string& scenario = planning.chapters[i].run.scenario->name;
      bands.lines.push_back({.name = scenario,
                             .colour = colour_of_scenario(i),
                             .pattern = static_cast<int>(i),
                             .series = &one->headroom,
                             .first_year = planning.chapters[i].run.summary.first_year});
      words.push_back(fmt::format("{} in {} in {}", factor(one->headroom.years.back().median()), scenario,
                                  last_year(planning.chapters[i])));
    }
    if (bands.lines.empty()) continue;
    bands.alt = fmt::format("Median headroom of {}: {}.", name, listed(words));
    figure.panels.push_back(panel_of(bands));
    for (int year = first_year; year <= end; ++year) {
      std::vector<Cell> row{{name, {}}, {fmt::format("{}", year), {}}};
      for (const Chapter& chapter : planning.chapters) {
        const Constraint* const there = find(chapter, name);
        const int i = year - chapter.run.summary.first_year;
        if (there == nullptr || i < 0 || year > last_year(chapter)) {
          row.push_back({there == nullptr ? "not modelled" : "", {}});
          continue;
        }
        const Spread& spread = there->headroom.years[static_cast<std::size_t>(i)];
        row.push_back({interval(spread), {}});
        const auto& at = spread.quantiles;
        figure.csv += fmt::format("{},{},{},{:.6g},{:.6g},{:.6g},{:.6g},{:.6g}\n", csv_field(name), year,
                                  csv_field(chapter.run.scenario->name), at[1], at[2], at[3], at[4], at[5]);
      }
      figure.table.rows.push_back(std::move(row));
    }
  }
  return figure;
}

// --- draw by draw ----------------------------------------------------------------------------------------------------

void pair(const analysis::Pair& pair, const Chapter& first, const Chapter& other, Section& section) {
  section.elements.emplace_back(Paragraph{fmt::format(
      "Draw by draw, {} is stopped later than {} in {} of the draws, in the same year (or not at all) in {}, earlier "
      "in {}.",
      other.run.scenario->name, first.run.scenario->name, percent(pair.later), percent(pair.same),
      percent(pair.earlier))});
  if (pair.years.empty() || pair.constraints.empty()) return;
  const auto same = [](const Spread& spread) {
    return spread.quantiles.front() == 1.0 && spread.quantiles.back() == 1.0;
  };
  if (std::all_of(pair.ratio.begin(), pair.ratio.end(),
                  [&same](const auto& years) { return std::all_of(years.begin(), years.end(), same); })) {
    section.elements.emplace_back(Paragraph{"The ceilings that both have are the same, draw by draw."});
    return;
  }
  Table table{fmt::format("Ceiling of {} divided by that of {}: median (P10 to P90)", other.run.scenario->name,
                          first.run.scenario->name),
              {{"Year"}},
              {}};
  for (const std::string& name : pair.constraints) table.columns.push_back({name, true});
  for (std::size_t year = 0; year < pair.years.size(); ++year) {
    std::vector<Cell> row{{fmt::format("{}", pair.years[year]), {}}};
    for (const auto& ratio : pair.ratio) row.push_back({interval(ratio[year]), {}});
    table.rows.push_back(std::move(row));
  }
  section.elements.emplace_back(std::move(table));
}

std::string side(const scenario::Assumption* assumption) {
  return assumption == nullptr ? "not modelled" : assumption->text;
}

void differing(const scenario::Scenario& first, const scenario::Scenario& other, Section& section) {
  const auto plan = analysis::plan_differences(first, other);
  const auto all = analysis::differences(first, other);
  const auto correlations = analysis::correlation_differences(first, other);
  if (plan.empty() && all.empty() && correlations.empty()) {
    section.elements.emplace_back(Paragraph{"No assumption differs."});
    return;
  }
  Table table{"Assumptions that differ", {{"Parameter"}, {first.name}, {other.name}}, {}};
  for (const auto& one : plan) table.rows.push_back({{one.name, {}}, {one.first, {}}, {one.second, {}}});
  for (const auto& one : all) table.rows.push_back({{one.path, {}}, {side(one.first), {}}, {side(one.second), {}}});
  for (const auto& one : correlations) {
    table.rows.push_back({{fmt::format("rank correlation of {} and {}", one.a, one.b), {}},
                          {fmt::format("{}", one.first), {}},
                          {fmt::format("{}", one.second), {}}});
  }
  section.elements.emplace_back(std::move(table));
}

}  // namespace

Section beside(const Planning& planning) {
  Section section{"scenarios", "The scenarios beside each other", {}};
  section.elements.emplace_back(verdicts(planning));
  section.elements.emplace_back(headrooms(planning));
  if (planning.brief) return section;
  const Chapter& first = planning.chapters.front();
  for (std::size_t i = 1; i < planning.chapters.size(); ++i) {
    const Chapter& other = planning.chapters[i];
    section.elements.emplace_back(
        Heading{fmt::format("{} against {}", other.run.scenario->name, first.run.scenario->name)});
    if (i <= planning.pairs.size()) pair(planning.pairs[i - 1], first, other, section);
    differing(*first.run.scenario, *other.run.scenario, section);
  }
  return section;
}

}  // namespace chokepoint::report::planning
