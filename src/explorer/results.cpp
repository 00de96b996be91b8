// SPDX-License-Identifier: Apache-2.0
// What a scenario gives: run, ways, assumptions, csv.
#include "explorer/results.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "explorer/sections.hpp"
#include "report/planning/planning.hpp"
#include "report/run_json.hpp"

namespace chokepoint::explorer {

namespace {

using report::Planning;
using report::Section;
namespace planning = report::planning;

/// A brief answer speaks of no levers, which a run has not tried.
Section answer(const Planning& whole) {
  Planning brief = whole;
  brief.brief = true;
  return planning::answer(brief);
}

struct Known {
  const char* id;
  Section (*make)(const Planning&);
  bool (*has)(const Planning&);
  bool unless_asked;  // there without being asked for
};
const Known known[] = {
    {"answer", answer, nullptr, true},
    {"together", planning::together, nullptr, true},
    {"picture", planning::picture, nullptr, false},
    {"lowest", planning::lowest, nullptr, true},
    {"order", planning::order, nullptr, true},
    {"needs", planning::needs, nullptr, true},
    {"events", planning::events, planning::has_events, true},
    {"ways", planning::ways, planning::has_ways, true},
    {"data-wall", planning::data_wall, planning::has_data_wall, false},
    {"limits", planning::limits, nullptr, false},
};

/// Of those that the scenario has; which() of an unknown one.
std::vector<const Known*> sections_asked(const Request& request) {
  std::vector<const Known*> asked;
  if (!request.has("sections")) {
    for (const Known& one : known) {
      if (one.unless_asked) asked.push_back(&one);
    }
    return asked;
  }
  for (const std::string& id : request.texts("sections")) {
    const auto* const found =
        std::find_if(std::begin(known), std::end(known), [&id](const Known& one) { return id == one.id; });
    if (found == std::end(known)) {
      std::vector<std::string> ids;
      for (const Known& one : known) ids.emplace_back(one.id);
      refuse("'sections' has one that there is not", fmt::format("one of: {}", fmt::join(ids, ", ")));
    }
    asked.push_back(found);
  }
  return asked;
}

/// Members of RUN that are wanted; none: all.
std::vector<std::string> members_asked(const Request& request) {
  std::vector<std::string> asked = request.texts("members");
  const std::vector<std::string> known_members = report::members_of_run();
  for (const std::string& one : asked) {
    if (std::find(known_members.begin(), known_members.end(), one) == known_members.end()) {
      refuse("'members' has one that there is not", fmt::format("one of: {}", fmt::join(known_members, ", ")));
    }
  }
  return asked;
}

Json sections_of(const Planning& whole, const std::vector<const Known*>& asked, bool still) {
  Json sections = Json::array();
  for (const Known* const one : asked) {
    if (one->has == nullptr || one->has(whole)) sections.push_back(json_of(one->make(whole), still));
  }
  return sections;
}

bool asks_for(const std::vector<const Known*>& asked, std::string_view id) {
  return std::any_of(asked.begin(), asked.end(), [id](const Known* one) { return one->id == id; });
}

}  // namespace

std::vector<std::pair<scenario::View, ScenarioPointer>> resolved_views(const scenario::Scenario& scenario) {
  std::vector<std::pair<scenario::View, ScenarioPointer>> views;
  for (scenario::View& one : scenario::views_of(scenario)) {
    scenario::Loaded changed = scenario::with(scenario, one.change);
    if (!changed.scenario) throw Refused{std::move(changed.diagnostics)};
    views.emplace_back(std::move(one), std::move(changed.scenario));
  }
  return views;
}

report::Chapter chapter_of(Work& work, const ScenarioPointer& scenario, const statistics::Keep& keep,
                           const simulation::Ensemble& ensemble) {
  const auto views = resolved_views(*scenario);
  const std::size_t pieces = 1 + views.size();
  report::Chapter chapter;
  chapter.run = {.scenario = scenario,
                 .ensemble = ensemble,
                 .summary = summary_of(scenario, keep, work.effort(ensemble, pieces)),
                 .version = work.parts().version};
  for (const auto& [view, changed] : views) {
    auto summary = summary_of(changed, report::kept_for_view(*changed), work.effort(ensemble, pieces));
    chapter.run.views.push_back({view, changed, std::move(summary)});
  }
  chapter.lever_ensemble = ensemble;
  const evidence::Observations& observations = work.opened().observations;
  if (!observations.rows.empty()) chapter.observed = evidence::match(observations, *scenario).matched;
  return chapter;
}

Planning planning_of(const Work& work, report::Chapter chapter) {
  Planning planning;
  planning.provenance.commit = work.parts().commit;
  planning.chapters.push_back(std::move(chapter));
  return planning;
}

std::string file_name(const scenario::Scenario& scenario, const char* kind) {
  std::string name = scenario.name;
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  std::replace_if(
      name.begin(), name.end(), [&plain](char c) { return !plain(c); }, '-');
  return fmt::format("{}{}.{}", name, scenario.overrides.empty() ? "" : "-changed", kind);
}

Json run(Work& work) {
  const std::vector<const Known*> asked = sections_asked(work.request());
  const std::vector<std::string> members = members_asked(work.request());
  const bool still = work.request().flag("still");
  const ScenarioPointer scenario = work.scenario();
  const simulation::Ensemble ensemble = work.ensemble(many_draws);
  Planning planning = planning_of(work, chapter_of(work, scenario, report::kept_for_planning(*scenario), ensemble));
  report::Chapter& chapter = planning.chapters.front();
  if (const auto opposed = report::opposed_to_data(chapter.run); opposed && asks_for(asked, "data-wall")) {
    chapter.against_data =
        whole(analysis::head_to_head(scenario, {opposed->first, opposed->second}, work.effort(ensemble))).front();
  }
  return {{"run", report::json_of_run(chapter.run, members)},
          {"condition", analysis::first_condition(*scenario, chapter.run.summary).text},
          {"sections", sections_of(planning, asked, still)}};
}

Json ways(Work& work) {
  const ScenarioPointer scenario = work.scenario();
  const report::Chapter chapter =
      chapter_of(work, scenario, report::kept_for_planning(*scenario), work.ensemble(many_draws));
  const Planning planning = planning_of(work, chapter);
  Json sections = Json::array();
  const bool any = planning::has_ways(planning);
  if (any) sections.push_back(json_of(planning::ways(planning), work.request().flag("still")));
  Json run = report::json_of_run(chapter.run, {"relief"});
  return {{"relief", any ? std::move(run["relief"]) : Json(nullptr)}, {"sections", std::move(sections)}};
}

Json assumptions(Work& work) {
  report::Chapter chapter;
  chapter.run.scenario = work.scenario();
  const Planning planning = planning_of(work, std::move(chapter));
  Json sections = Json::array();
  for (const Section& one : planning::assumptions(planning)) sections.push_back(json_of(one, false));
  return {{"sections", std::move(sections)}};
}

Json csv(Work& work) {
  const ScenarioPointer scenario = work.scenario();
  const report::Chapter chapter = chapter_of(work, scenario, statistics::Keep::everything(), work.ensemble(many_draws));
  return {{"name", file_name(*scenario, "csv")}, {"text", report::csv({&chapter.run, 1})}};
}

}  // namespace chokepoint::explorer
