// SPDX-License-Identifier: Apache-2.0
// Which constraint has the lowest ceiling: another question than what stops the trajectory.
#include "report/palette.hpp"
#include "report/planning/planning.hpp"

namespace chokepoint::report::planning {

namespace {

Figure shares(const Chapter& chapter, const std::string& number) {
  const Summary& summary = chapter.run.summary;
  Figure figure;
  figure.id = "lowest-" + number;
  figure.caption = chapter.run.ensemble.point
                       ? "Which constraint has the lowest ceiling, with every parameter at its median."
                       : "Share of the draws in which each constraint has the lowest ceiling, below the trajectory or "
                         "not.";
  Shares parts{.id = figure.id + "-shares", .title = "", .alt = "", .parts = {}, .first_year = summary.first_year};
  std::vector<std::string> words;
  figure.table = {
      "Probability of the lowest ceiling, by year, and that no ceiling is below the trajectory", {{"Year"}}, {}};
  figure.csv = "year";
  for (const Constraint& constraint : summary.constraints) {
    figure.csv += "," + csv_field(constraint.name);
    figure.legend.push_back({constraint.name, colour_of(constraint.name)});
    parts.parts.push_back({constraint.name, colour_of(constraint.name), constraint.lowest.whole()});
    words.push_back(fmt::format("{} {}", constraint.name, percent(constraint.lowest.back())));
    figure.table.columns.push_back({constraint.name, true});
  }
  figure.table.columns.push_back({"Feasible", true});
  parts.alt = fmt::format("Share of the draws in which each constraint has the lowest ceiling, by year; in {}: {}.",
                          last_year(chapter), listed(words));
  figure.csv += ",feasible\n";
  for (std::size_t i = 0; i < summary.years(); ++i) {
    const int year = summary.first_year + static_cast<int>(i);
    figure.csv += fmt::format("{}", year);
    std::vector<Cell> row{{fmt::format("{}", year), {}}};
    for (const Constraint& constraint : summary.constraints) {
      figure.csv += fmt::format(",{:.6g}", constraint.lowest[i]);
      row.push_back({percent(constraint.lowest[i]), {}});
    }
    figure.csv += fmt::format(",{:.6g}\n", summary.feasible[i]);
    row.push_back({percent(summary.feasible[i]), {}});
    figure.table.rows.push_back(std::move(row));
  }
  figure.panels.push_back(panel_of(parts));
  return figure;
}

/// By which of its parts a constraint has the lowest ceiling.
std::string through(const Chapter& chapter) {
  const Summary& summary = chapter.run.summary;
  const bool point = chapter.run.ensemble.point;
  std::string text;
  for (const Constraint& constraint : summary.constraints) {
    const double lowest = constraint.lowest.back();
    if (constraint.parts.empty() || lowest <= 0.0) continue;
    std::vector<std::string> parts;
    for (const auto& part : constraint.parts) {
      if (part.lowest.back() <= 0.0) continue;
      parts.push_back(point ? part.name : fmt::format("{} in {}", part.name, percent(part.lowest.back() / lowest)));
    }
    text += fmt::format("{}here {} {} the lowest ceiling, it is through {}{}. ",
                        text.empty() ? fmt::format("In {}, w", last_year(chapter)) : std::string("W"), constraint.name,
                        constraint.name.ends_with('s') ? "have" : "has", listed(parts), point ? "" : " of these draws");
  }
  if (!text.empty()) text.pop_back();
  return text;
}

}  // namespace

Section lowest(const Planning& planning) {
  Section section{"lowest", "The lowest ceiling", {}};
  section.elements.emplace_back(
      Paragraph{"In every year one constraint has the lowest ceiling, also where that ceiling is above the trajectory "
                "and stops nothing. So these shares are not those of the answer."});
  each(planning, section, [&section](const Chapter& chapter, const std::string& number) {
    section.elements.emplace_back(shares(chapter, number));
    const std::string text = through(chapter);
    if (!text.empty()) section.elements.emplace_back(Paragraph{text});
  });
  return section;
}

}  // namespace chokepoint::report::planning
