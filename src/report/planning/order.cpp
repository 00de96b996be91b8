// SPDX-License-Identifier: Apache-2.0
// What would come next, and headroom by year.
#include "report/planning/planning.hpp"

namespace chokepoint::report::planning {

Section order(const Planning& planning) {
  Section section{"order", "Binding order and headroom", {}};
  section.elements.emplace_back(
      Paragraph{"If the constraint that stops most draws were lifted, which would be next? Headroom is the ceiling "
                "divided by the "
                "trajectory, draw by draw: below one, the trajectory is out of reach."});
  each(planning, section, [&section](const Chapter& chapter, const std::string&) {
    const Summary& summary = chapter.run.summary;
    Table lifted{"Order of lifting",
                 {{"Constraint"},
                  {"Place", true},
                  {"Binds first, those before it lifted", true},
                  {"Below the trajectory by the last year", true}},
                 {}};
    std::size_t place = 1;
    for (const auto& step : *summary.order) {
      lifted.rows.push_back({{summary.constraints[step.constraint].name, {}},
                             {fmt::format("{}", place++), {}},
                             {percent(step.binds_first), {}},
                             {percent(step.below), {}}});
    }
    section.elements.emplace_back(std::move(lifted));
    section.elements.emplace_back(by_year(summary, "Headroom by year: median (P10 to P90)", &Constraint::headroom));
  });
  return section;
}

}  // namespace chokepoint::report::planning
