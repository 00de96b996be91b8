// SPDX-License-Identifier: Apache-2.0
// What changed since an earlier run.
#include <algorithm>
#include <set>

#include "report/planning/planning.hpp"

namespace chokepoint::report::planning {

namespace {

void changed_conclusions(const Chapter& chapter, const EarlierRun& earlier, Section& section) {
  const std::string now = verdict(chapter.run);
  if (now == earlier.verdict) {
    section.elements.emplace_back(Paragraph{"The answer is the same, word for word."});
  } else {
    section.elements.emplace_back(Paragraph{"The answer was: " + earlier.verdict});
  }
  Table table{fmt::format("Conclusions, {} then and {} now", earlier.last_year, last_year(chapter)),
              {{"Constraint"},
               {"Bound first then", true},
               {"Binds first now", true},
               {"Headroom then", true},
               {"Headroom now", true},
               {"Changed"}},
              {}};
  for (const Constraint& constraint : chapter.run.summary.constraints) {
    const auto old = earlier.constraints.find(constraint.name);
    const bool there = old != earlier.constraints.end();
    const std::string first_then = there ? percent(old->second.binds_first) : "not modelled";
    const std::string room_then = there ? factor(old->second.headroom) : "";
    const std::string first_now = percent(constraint.binds_first);
    const std::string room_now = factor(constraint.headroom.years.back().median());
    const bool same = first_then == first_now && room_then == room_now;
    table.rows.push_back({{constraint.name, {}},
                          {first_then, {}},
                          {first_now, {}},
                          {room_then, {}},
                          {room_now, {}},
                          {same ? "no" : "yes", {}}});
  }
  for (const auto& one_then : earlier.constraints) {
    const std::string& name = one_then.first;
    const EarlierRun::Constraint& old = one_then.second;
    const auto& all = chapter.run.summary.constraints;
    if (std::any_of(all.begin(), all.end(), [&name](const Constraint& one) { return one.name == name; })) continue;
    table.rows.push_back({{name, {}},
                          {percent(old.binds_first), {}},
                          {"not modelled", {}},
                          {factor(old.headroom), {}},
                          {"", {}},
                          {"yes", {}}});
  }
  section.elements.emplace_back(std::move(table));
}

void changed_assumptions(const Chapter& chapter, const EarlierRun& earlier, Section& section) {
  Table table{"Assumptions that changed", {{"Parameter"}, {"Then"}, {"Now"}}, {}};
  const auto said = [](const std::string& text, const std::string& source) {
    return source.empty() ? text : fmt::format("{} ({})", text, source);
  };
  std::set<std::string> seen;
  const auto look = [&](const std::string& path, const std::string& text, const std::string& source) {
    seen.insert(path);
    const auto old = earlier.assumptions.find(path);
    if (old == earlier.assumptions.end()) {
      table.rows.push_back({{path, {}}, {"not there", {}}, {said(text, source), {}}});
    } else if (old->second.text != text || old->second.source != source) {
      table.rows.push_back({{path, {}}, {said(old->second.text, old->second.source), {}}, {said(text, source), {}}});
    }
  };
  const scenario::Scenario& scenario = *chapter.run.scenario;
  look(anchor_date, scenario.trajectory_plan.anchor_text, "");
  for (const auto* assumption : scenario.assumptions()) {
    if (assumption->is_given()) look(assumption->path, assumption->text, assumption->source);
  }
  for (const scenario::Block& block : scenario.blocks) {
    const models::Description& description = *block.constraint->description;
    for (const scenario::Said& one : scenario::said_of(block, *scenario.catalogue)) {
      if (one.key != "title") look(fmt::format("{}.{}", description.name, one.key), one.text, "");
    }
    for (const scenario::Coupling& one : block.couplings) {
      look(fmt::format("{}.{}", description.name, description.parameters[one.parameter].name),
           fmt::format("{{output: {}}}", one.text), one.source);
    }
  }
  for (const auto& [path, old] : earlier.assumptions) {
    if (seen.count(path) == 0) table.rows.push_back({{path, {}}, {said(old.text, old.source), {}}, {"not there", {}}});
  }
  if (table.rows.empty()) {
    section.elements.emplace_back(Paragraph{"No assumption changed."});
  } else {
    section.elements.emplace_back(std::move(table));
  }
}

}  // namespace

Section since(const Planning& planning) {
  const Earlier& earlier = *planning.earlier;
  Section section{"since", "What changed since the earlier run", {}};
  section.elements.emplace_back(
      Paragraph{fmt::format("The earlier results were made by chokepoint {}.", earlier.version)});
  each(planning, section, [&](const Chapter& chapter, const std::string&) {
    const auto run = std::find_if(earlier.runs.begin(), earlier.runs.end(),
                                  [&chapter](const EarlierRun& one) { return one.name == chapter.run.scenario->name; });
    if (run == earlier.runs.end()) {
      section.elements.emplace_back(
          Paragraph{fmt::format("The earlier results have no scenario of the name {}.", chapter.run.scenario->name)});
      return;
    }
    changed_conclusions(chapter, *run, section);
    changed_assumptions(chapter, *run, section);
  });
  for (const EarlierRun& run : earlier.runs) {
    const bool here = std::any_of(planning.chapters.begin(), planning.chapters.end(),
                                  [&run](const Chapter& chapter) { return chapter.run.scenario->name == run.name; });
    if (!here) section.elements.emplace_back(Paragraph{fmt::format("No longer here: the scenario {}.", run.name)});
  }
  return section;
}

}  // namespace chokepoint::report::planning
