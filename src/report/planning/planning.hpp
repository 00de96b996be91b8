// SPDX-License-Identifier: Apache-2.0
// A planning report, a file for each of its sections: every section is a function of the results alone.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "report/charts.hpp"
#include "report/document.hpp"
#include "report/text.hpp"

namespace chokepoint::report::planning {

using statistics::Constraint;
using statistics::Series;
using statistics::Spread;
using statistics::Summary;

// --- the sections ----------------------------------------------------------------------------------------------------

[[nodiscard]] Section answer(const Planning& planning);
[[nodiscard]] Section picture(const Planning& planning);
/// The same in one picture, which no report has: on a page that moves.
[[nodiscard]] Section together(const Planning& planning);
[[nodiscard]] Section lowest(const Planning& planning);
[[nodiscard]] Section order(const Planning& planning);
[[nodiscard]] Section needs(const Planning& planning);
[[nodiscard]] bool has_events(const Planning& planning);
[[nodiscard]] Section events(const Planning& planning);  // has_events()
[[nodiscard]] bool has_data_wall(const Planning& planning);
[[nodiscard]] Section data_wall(const Planning& planning);  // has_data_wall()
[[nodiscard]] bool has_ways(const Planning& planning);
[[nodiscard]] Section ways(const Planning& planning);  // has_ways()
[[nodiscard]] Section change(const Planning& planning);
[[nodiscard]] bool has_record(const Planning& planning);
[[nodiscard]] Section record(const Planning& planning);  // has_record()
[[nodiscard]] bool has_learned(const Planning& planning);
[[nodiscard]] Section learned(const Planning& planning);  // has_learned()
[[nodiscard]] Section beside(const Planning& planning);   // several scenarios
[[nodiscard]] Section since(const Planning& planning);    // planning.earlier
/// All assumptions and the sources they name. `brief`: those that matter, and no list of sources.
[[nodiscard]] std::vector<Section> assumptions(const Planning& planning);
[[nodiscard]] Section how(const Planning& planning);
[[nodiscard]] Section limits(const Planning& planning);

// --- what they share -------------------------------------------------------------------------------------------------

/// The sentence on what would change the answer: it closes the answer, or opens a brief section on changes.
[[nodiscard]] std::string levers_sentence(const Chapter& chapter);
/// The influences that the tornado shows: the widest, without those that move the headroom by less than one per cent.
[[nodiscard]] std::vector<const analysis::Influence*> shown_influences(const Planning& planning,
                                                                       const Chapter& chapter);

[[nodiscard]] inline bool several(const Planning& planning) {
  return planning.chapters.size() > 1;
}
[[nodiscard]] inline int last_year(const Chapter& chapter) {
  return chapter.run.scenario->last_year;
}
/// The constraint that most draws are stopped by.
[[nodiscard]] const Constraint& first_of(const Chapter& chapter);

/// "Changed from the file: power.campus_power=3 GW." Empty where nothing was.
[[nodiscard]] std::string changes_of(const scenario::Scenario& scenario);
/// The name, with "(changed)" where the scenario is not the one of the file.
[[nodiscard]] std::string scenario_name(const scenario::Scenario& scenario);
/// A title that would fill screens ends in an ellipsis.
[[nodiscard]] std::string shortened(const std::string& title);
/// "NAME: TITLE", for a heading among several scenarios.
[[nodiscard]] std::string heading_of(const Chapter& chapter);

/// Calls `part` for every scenario, under a heading of its own when there are several; "1", "2", … tells them apart.
template <class Part>
void each(const Planning& planning, Section& section, const Part& part) {
  for (std::size_t i = 0; i < planning.chapters.size(); ++i) {
    const Chapter& chapter = planning.chapters[i];
    if (several(planning)) section.elements.emplace_back(Heading{heading_of(chapter)});
    part(chapter, fmt::format("{}", i + 1));
  }
}

/// No line breaks within it.
[[nodiscard]] std::string unbroken(const std::string& text);
/// A value in a table.
[[nodiscard]] std::string cell_value(double value, const units::Kind& kind);
/// "2.2e29 (1.1e28 to 3.9e30)", or the value alone where nothing varies.
[[nodiscard]] std::string interval(const Spread& spread);
/// What was observed of any of these series, for a chart of them.
[[nodiscard]] std::vector<Bands::Observed> observed_of(const Chapter& chapter,
                                                       const std::vector<std::string_view>& series);
/// A series of every constraint by year: median (P10 to P90).
[[nodiscard]] Table by_year(const Summary& summary, const char* caption, Series Constraint::*series);

}  // namespace chokepoint::report::planning
