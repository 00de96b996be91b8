// SPDX-License-Identifier: Apache-2.0
// What may happen: events, their rates, and in how many draws they come.
#include "report/events.hpp"

#include <algorithm>

#include "report/planning/planning.hpp"

namespace chokepoint::report::planning {

namespace {

Table table_of(const Chapter& chapter) {
  Table table{fmt::format("Events of {}", scenario_name(*chapter.run.scenario)),
              {{"Event"},
               {"What"},
               {"When"},
               {"Lasts"},
               {"What is left meanwhile"},
               {fmt::format("Begun by {}", last_year(chapter)), true}},
              {}};
  for (const EventInWords& one : events_in_words(chapter.run)) {
    table.rows.push_back({{one.name, {}},
                          {one.title, {}},
                          {one.when, {}},
                          {one.lasts, {}},
                          {fmt::format("{}", fmt::join(one.left, "; ")), {}},
                          {one.begun, {}}});
  }
  return table;
}

Table lasting_by_year(const Chapter& chapter) {
  const Summary& summary = chapter.run.summary;
  Table table{"Share of the draws in which an event lasts in some part of the year", {{"Year"}}, {}};
  for (const statistics::Event& one : summary.events) table.columns.push_back({one.name, true});
  for (std::size_t year = 0; year < summary.years(); ++year) {
    std::vector<Cell> row{{fmt::format("{}", summary.first_year + static_cast<int>(year)), {}}};
    for (const statistics::Event& one : summary.events) row.push_back({percent(one.active[year]), {}});
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

bool has_events(const Planning& planning) {
  return std::any_of(planning.chapters.begin(), planning.chapters.end(),
                     [](const Chapter& chapter) { return !chapter.run.summary.events.empty(); });
}

Section events(const Planning& planning) {
  Section section{"events", "What may happen", {}};
  section.elements.emplace_back(Paragraph{
      "An event lowers capacities while it lasts, in the draws in which it comes. The answer at the top stands with "
      "events and with none, over the same draws."});
  each(planning, section, [&section](const Chapter& chapter, const std::string&) {
    if (chapter.run.summary.events.empty()) {
      section.elements.emplace_back(Paragraph{"This scenario has no events."});
      return;
    }
    section.elements.emplace_back(table_of(chapter));
    section.elements.emplace_back(lasting_by_year(chapter));
  });
  return section;
}

}  // namespace chokepoint::report::planning
