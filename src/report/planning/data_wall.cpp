// SPDX-License-Identifier: Apache-2.0
// When the stock of text is used up, and whether data or what else stops most draws has the lower ceiling, by year.
#include <algorithm>

#include "report/head_to_head.hpp"
#include "report/planning/planning.hpp"
#include "report/verdict.hpp"

namespace chokepoint::report {

std::optional<std::pair<std::size_t, std::size_t>> opposed_to_data(const Run& run) {
  const auto condition = question::exhaustion_of(*run.scenario);
  const auto& all = run.summary.constraints;
  if (!condition || all.size() < 2) return std::nullopt;
  const std::size_t data = condition->series.constraint;
  std::size_t other = data == 0 ? 1 : 0;
  for (std::size_t k = 0; k < all.size(); ++k) {
    if (k != data && all[k].binds_first > all[other].binds_first) other = k;
  }
  return std::pair{other, data};
}

}  // namespace chokepoint::report

namespace chokepoint::report::planning {

namespace {

using analysis::HeadToHead;

const Constraint& data_of(const Chapter& chapter) {
  return chapter.run.summary.constraints[question::exhaustion_of(*chapter.run.scenario)->series.constraint];
}

const Series& in_data(const Chapter& chapter, const std::string& name) {
  const Constraint& data = data_of(chapter);
  const std::string path = data.name + "/" + name;
  return *std::find_if(data.internals.begin(), data.internals.end(),
                       [&path](const Series& one) { return one.name == path; });
}

/// Tokens and compute of the run in the year by which half of the draws have used the stock up.
std::string then(const Chapter& chapter) {
  const auto year = exhaustion_in(chapter.run)->since.quantile(50);
  if (!year) return "";
  const Summary& summary = chapter.run.summary;
  const Series& demand = in_data(chapter, "demand");
  return fmt::format(" In {} the trajectory's run takes {} and {}{}; there are {}, each counted once.",
                     summary.first_year + static_cast<int>(*year),
                     units::print(demand.years[*year].median(), demand.kind),
                     units::print(summary.trajectory.years[*year].median(), summary.trajectory.kind),
                     summary.draws == 1 ? "" : " at the median",
                     units::print(in_data(chapter, "unique_tokens").years[*year].median(), demand.kind));
}

/// "0.45 (0.029 to 8.0)"
std::string ratio_in(const Spread& spread) {
  if (spread.p10() == spread.p90()) return factor(spread.median());
  return unbroken(fmt::format("{} ({} to {})", factor(spread.median()), factor(spread.p10()), factor(spread.p90())));
}

/// All years; in a brief as many as leave room.
std::vector<std::size_t> shown_years(std::size_t years, bool brief) {
  constexpr std::size_t rows_of_a_brief = 6;
  return evenly(years, brief ? rows_of_a_brief : years);
}

Table used_by_year(const Chapter& chapter, bool brief) {
  const std::optional<HeadToHead>& duel = chapter.against_data;
  const statistics::Held& exhaustion = *exhaustion_in(chapter.run);
  const Series& used = in_data(chapter, "used");
  Table table{"Unique tokens that the trajectory's run takes",
              {{"Year"}, {"Passes over all unique tokens", true}, {"Used up by then", true}},
              {}};
  if (duel) {
    table.caption += fmt::format(", and {} against {}", duel->first.name, duel->second.name);
    table.columns.push_back({fmt::format("Ceiling of {} / {}", duel->first.name, duel->second.name), true});
    for (const auto* side : {&duel->first, &duel->second}) {
      table.columns.push_back({fmt::format("Lower: {}", side->name), true});
    }
    table.columns.push_back({"Neither below the trajectory", true});
  }
  table.caption += ": median (P10 to P90)";
  const Summary& summary = chapter.run.summary;
  for (const std::size_t year : shown_years(summary.years(), brief)) {
    table.rows.push_back({{fmt::format("{}", summary.first_year + static_cast<int>(year)), {}},
                          {interval(used.years[year]), {}},
                          {percent(exhaustion.share_by(year)), {}}});
    if (!duel) continue;
    for (const std::string& text : {ratio_in(duel->ratio[year]), percent(duel->first.lower[year]),
                                    percent(duel->second.lower[year]), percent(duel->neither_below[year])}) {
      table.rows.back().push_back({text, {}});
    }
  }
  return table;
}

/// Whether its data knows when the stock is used up, and the run was asked.
bool knows_its_stock(const Chapter& chapter) {
  const auto condition = question::exhaustion_of(*chapter.run.scenario);
  const auto& held = chapter.run.summary.held;
  return condition && std::any_of(held.begin(), held.end(),
                                  [&condition](const statistics::Held& one) { return one.condition == *condition; });
}

}  // namespace

bool has_data_wall(const Planning& planning) {
  return std::any_of(planning.chapters.begin(), planning.chapters.end(), knows_its_stock);
}

Section data_wall(const Planning& planning) {
  Section section{"data-wall", "When text is used up, and what has the lower ceiling", {}};
  each(planning, section, [&planning, &section](const Chapter& chapter, const std::string&) {
    if (!knows_its_stock(chapter)) {
      section.elements.emplace_back(Paragraph{"No constraint of this scenario knows when its stock is used up."});
      return;
    }
    section.elements.emplace_back(
        Paragraph{exhaustion_in_words(chapter.run) + then(chapter) +
                  " Repeated tokens carry larger runs for a while; the ceiling of data is where they no longer do."});
    if (const std::optional<HeadToHead>& duel = chapter.against_data) {
      std::string text = capitalized(stops_in_words(*duel)) + " " + lower_in_words(*duel);
      if (const std::string above = above_in_words(*duel); !above.empty()) text += " " + above;
      section.elements.emplace_back(Paragraph{text});
    }
    section.elements.emplace_back(used_by_year(chapter, planning.brief));
  });
  return section;
}

}  // namespace chokepoint::report::planning
