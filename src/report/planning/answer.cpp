// SPDX-License-Identifier: Apache-2.0
// The answer: in one line, in three numbers, in a picture, in words.
#include "report/palette.hpp"
#include "report/planning/planning.hpp"
#include "report/verdict.hpp"

namespace chokepoint::report::planning {

namespace {

using binding::Verdict;
using Likelihood = Verdict::Likelihood;

/// One draw has no shares.
bool is_one(const Summary& summary) {
  return summary.draws == 1;
}
bool is_one(const Chapter& chapter) {
  return is_one(chapter.run.summary);
}

std::string leading(const Summary& summary, const char* between) {
  std::vector<std::string> names;
  for (const std::size_t k : summary.verdict.leading) names.push_back(summary.constraints[k].name);
  if (names.empty()) names.push_back(summary.constraints[summary.verdict.ranking.front()].name);
  return fmt::format("{}", fmt::join(names, between));
}

std::string stop_year(const Summary& summary) {
  return fmt::format("{}", summary.first_year + static_cast<int>(*summary.verdict.half));
}

std::string headline(const Summary& summary, bool point, int last_year) {
  const Verdict& verdict = summary.verdict;
  const char* const where = point ? "With every parameter at its median, the" : "The";
  if (verdict.stopped == 0.0) {
    return fmt::format("{} trajectory is not stopped by {}{}.", where, last_year,
                       is_one(summary) ? "" : " in any draw");
  }
  if (is_one(summary)) {
    return fmt::format("{} trajectory is stopped in {}, by {}.", where, stop_year(summary), leading(summary, " and "));
  }
  const std::string by = verdict.is_tie() ? "as often by " + leading(summary, " as by ") : leading(summary, "");
  return fmt::format("By {} the trajectory is stopped in {} of the draws{}{}.", last_year, percent(verdict.stopped),
                     verdict.is_tie() ? ", " : ", most often by ", by);
}

/// What the likeliest to stop it is worth.
Fact by_whom(const Chapter& chapter) {
  const Summary& summary = chapter.run.summary;
  const Verdict& verdict = summary.verdict;
  if (verdict.stopped == 0.0) return {"nothing", "stops it"};
  if (is_one(chapter)) return {leading(summary, " = "), "stops it first"};
  const std::string value =
      fmt::format("{} {}", leading(summary, " = "), percent(verdict.stopped_by[verdict.ranking.front()]));
  const std::string never = percent(verdict.never);
  if (verdict.draws < binding::fewest_ranked) return {value, "of the draws, too few to tell what is likelier"};
  const char* const opening = verdict.is_tie() ? "of the draws each: a tie" : "of the draws";
  switch (verdict.leader_against_never) {
    case Likelihood::likelier:
      return {value, verdict.is_tie() ? fmt::format("{}; that nothing stops it has {}", opening, never)
                                      : fmt::format("{}: it binds first, likelier than any other and than none ({})",
                                                    opening, never)};
    case Likelihood::alike:
      return {value, fmt::format("{}; that nothing stops it is as likely ({})", opening, never)};
    case Likelihood::unlikelier:
      break;
  }
  return {value, fmt::format("{}; that nothing stops it is likelier ({})", opening, never)};
}

/// What the run of the trajectory needs, and what there is of it.
Fact need(const Chapter& chapter) {
  const Constraint& constraint = first_of(chapter);
  const double headroom = constraint.headroom.years.back().median();
  const char* const median = is_one(chapter) ? "" : "median ";
  return {factor(headroom) + "×",
          fmt::format(
              "what {} allows in {} of what the trajectory needs ({}{} of {})", constraint.name, last_year(chapter),
              median, units::print(constraint.ceiling.years.back().median(), constraint.ceiling.kind),
              units::print(chapter.run.summary.trajectory.years.back().median(), chapter.run.summary.trajectory.kind))};
}

Facts facts(const Chapter& chapter) {
  const Verdict& verdict = chapter.run.summary.verdict;
  const Fact stopped =
      !is_one(chapter) ? Fact{percent(verdict.stopped), fmt::format("of the draws stopped by {}", last_year(chapter))}
      : verdict.stopped > 0.0 ? Fact{stop_year(chapter.run.summary), "is the year in which it is stopped"}
                              : Fact{"not stopped", fmt::format("by {}", last_year(chapter))};
  return {{stopped, by_whom(chapter), need(chapter)}};
}

// --- the picture -----------------------------------------------------------------------------------------------------

Panel stopped_panel(const Chapter& chapter, const std::string& id, bool alone) {
  const Summary& summary = chapter.run.summary;
  Shares shares{.id = id,
                .title = alone ? "" : scenario_name(*chapter.run.scenario),
                .alt = "",
                .parts = {},
                .first_year = summary.first_year,
                .alone = alone};
  std::vector<std::string> words;
  for (const Constraint& constraint : summary.constraints) {
    shares.parts.push_back({constraint.name, colour_of(constraint.name), constraint.stopped});
    words.push_back(fmt::format("{} {}", constraint.name, percent(constraint.stopped.back())));
  }
  shares.parts.push_back({"not stopped", rest, summary.not_stopped});
  words.push_back(fmt::format("not stopped {}", percent(summary.not_stopped.back())));
  shares.alt = fmt::format("Share of the draws that each constraint has stopped by a year; by {}: {}.",
                           last_year(chapter), listed(words));
  return panel_of(shares);
}

/// Rows of `scenario,year,constraint…,none` for CSV, and the same for people.
void add_numbers(const Planning& planning, Figure& figure) {
  figure.table = {"Share of the draws stopped by each constraint in a year or before", {{"Year"}}, {}};
  if (several(planning)) figure.table.columns.insert(figure.table.columns.begin(), {"Scenario"});
  figure.csv = "scenario,year,constraint,stopped\n";
  std::vector<std::string> names;
  for (const Chapter& chapter : planning.chapters) {
    for (const std::string& name : names_of(chapter.run.summary)) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  for (const std::string& name : names) figure.table.columns.push_back({name, true});
  figure.table.columns.push_back({"Not stopped", true});
  for (const Chapter& chapter : planning.chapters) {
    const Summary& summary = chapter.run.summary;
    const std::string& scenario = chapter.run.scenario->name;
    for (std::size_t i = 0; i < summary.years(); ++i) {
      const int year = summary.first_year + static_cast<int>(i);
      std::vector<Cell> row{{fmt::format("{}", year), {}}};
      if (several(planning)) row.insert(row.begin(), {scenario, {}});
      for (const std::string& name : names) {
        const auto constraint = std::find_if(summary.constraints.begin(), summary.constraints.end(),
                                             [&name](const Constraint& one) { return one.name == name; });
        const bool there = constraint != summary.constraints.end();
        row.push_back({there ? percent(constraint->stopped[i]) : "not modelled", {}});
        if (there) {
          figure.csv +=
              fmt::format("{},{},{},{:.6g}\n", csv_field(scenario), year, csv_field(name), constraint->stopped[i]);
        }
      }
      row.push_back({percent(summary.not_stopped[i]), {}});
      figure.csv += fmt::format("{},{},none,{:.6g}\n", csv_field(scenario), year, summary.not_stopped[i]);
      figure.table.rows.push_back(std::move(row));
    }
  }
  for (const std::string& name : names) figure.legend.push_back({name, colour_of(name)});
  figure.legend.push_back({"not stopped", rest});
}

Figure stopped(const Planning& planning) {
  Figure figure;
  figure.id = "stopped";
  const bool one = is_one(planning.chapters.front());
  figure.caption = one ? "What has stopped the trajectory by a year, with every parameter at its median."
                       : "Share of the draws in which each constraint has stopped the trajectory by a year: the first "
                         "whose ceiling is below it.";
  for (std::size_t i = 0; i < planning.chapters.size(); ++i) {
    figure.panels.push_back(stopped_panel(planning.chapters[i], fmt::format("stopped-{}", i + 1), !several(planning)));
  }
  add_numbers(planning, figure);
  return figure;
}

/// What a scenario says of itself holds for its file, not for what was made of it.
std::string description(const scenario::Scenario& scenario) {
  if (scenario.description.empty()) return "";
  return fmt::format("{}: {}", scenario.overrides.empty() ? "The scenario" : "The scenario before the changes",
                     scenario.description);
}

}  // namespace

Section answer(const Planning& planning) {
  Section section{"answer", "The answer", {}};
  each(planning, section, [&section](const Chapter& chapter, const std::string&) {
    for (const Labelled& one : labelled(chapter.run)) {
      section.elements.emplace_back(
          Headline{one.label + headline(*one.summary, chapter.run.ensemble.point, last_year(chapter))});
    }
    section.elements.emplace_back(facts(chapter));
  });
  section.elements.emplace_back(stopped(planning));
  each(planning, section, [&](const Chapter& chapter, const std::string&) {
    for (const Labelled& one : labelled(chapter.run)) {
      section.elements.emplace_back(Paragraph{one.label + verdict_of(*one.summary, chapter.run.ensemble.point), true});
    }
    if (planning.brief) return;
    section.elements.emplace_back(Paragraph{levers_sentence(chapter), true});
    const std::string text = description(*chapter.run.scenario);
    if (!text.empty()) section.elements.emplace_back(Paragraph{text});
  });
  return section;
}

}  // namespace chokepoint::report::planning
