// SPDX-License-Identifier: Apache-2.0
// What the trajectory's run takes of each constraint beside what there is.
#include "report/needs.hpp"

#include "report/planning/planning.hpp"

namespace chokepoint::report::planning {

namespace {

Table table_of(const Chapter& chapter, std::size_t k) {
  const Constraint& constraint = chapter.run.summary.constraints[k];
  const models::Need& need = chapter.run.scenario->blocks[k].constraint->description->need;
  const UnitScale scale = scale_of_need(constraint);
  const NeedHeads heads = heads_of(need);
  Table table{fmt::format("{}: {} in {}, median (P10 to P90)", constraint.name, need.name, scale.unit()),
              {{"Year"}, {heads.need, true}, {heads.supply, true}, {"missing", true}, {"short", true}},
              {}};
  int year = chapter.run.summary.first_year;
  for (std::size_t i = 0; i < constraint.need.years.size(); ++i) {
    table.rows.push_back({{fmt::format("{}", year++), {}},
                          {unbroken(scale.spread(constraint.need.years[i])), {}},
                          {unbroken(scale.spread(constraint.supply.years[i])), {}},
                          {scale.number(constraint.gap.years[i].median()), {}},
                          {percent(constraint.below[i]), {}}});
  }
  return table;
}

/// "In 2030 that run takes 6.1 GW where there are 5.2 GW at the median": of the constraint that stops most draws.
std::string sentence_of(const Chapter& chapter) {
  const Constraint& constraint = first_of(chapter);
  const std::size_t k = chapter.run.summary.order->front().constraint;
  const models::Need& need = chapter.run.scenario->blocks[k].constraint->description->need;
  const UnitScale scale = scale_of_need(constraint);
  const auto amount = [&scale](const Series& series) {
    return unbroken(fmt::format("{} {}", scale.number(series.years.back().median()), scale.unit()));
  };
  return need.more_is_less
             ? fmt::format("In {} it has {} for an update of its model, and {} takes at least {}, at the median.",
                           last_year(chapter), amount(constraint.need), constraint.name, amount(constraint.supply))
             : fmt::format("In {} it takes {} of {} where there is {}, at the median.", last_year(chapter),
                           amount(constraint.need), need.name, amount(constraint.supply));
}

}  // namespace

Section needs(const Planning& planning) {
  Section section{"needs", "What the trajectory needs, and what there is", {}};
  section.elements.emplace_back(
      Paragraph{std::string("The same comparison in the units that each limit is planned in: what the run that the "
                            "trajectory projects for a year takes of it, and what the largest run could have. ") +
                missing_in_words});
  each(planning, section, [&section](const Chapter& chapter, const std::string&) {
    section.elements.emplace_back(Paragraph{sentence_of(chapter)});
    for (std::size_t k = 0; k < chapter.run.summary.constraints.size(); ++k) {
      section.elements.emplace_back(table_of(chapter, k));
    }
  });
  return section;
}

}  // namespace chokepoint::report::planning
