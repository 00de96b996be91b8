// SPDX-License-Identifier: Apache-2.0
// A planning report as a whole: what stands above its sections, and their order.
#include <algorithm>
#include <iterator>

#include "report/planning/planning.hpp"

namespace chokepoint::report {

namespace {

using namespace planning;

std::string plain_title(const Planning& planning) {
  if (!planning.title.empty()) return planning.title;
  const scenario::Scenario& first = *planning.chapters.front().run.scenario;
  if (several(planning)) return fmt::format("{} scenarios of AI training compute", planning.chapters.size());
  return first.title.empty() ? first.name : first.title;
}

std::string subtitle(const Planning& planning) {
  std::vector<std::string> names;
  for (const Chapter& chapter : planning.chapters) {
    const scenario::Scenario& scenario = *chapter.run.scenario;
    names.push_back(fmt::format("{}, {} to {}", scenario_name(scenario), scenario.first_year, scenario.last_year));
  }
  return fmt::format("A planning report: which limit stops the growth of AI training compute first. {}.",
                     fmt::join(names, "; "));
}

/// What a brief on the end of text says of ways around: the words of that section, without tables and without what it
/// is about, at the end of this one.
void add_ways_in_words(const Planning& planning, Section& section) {
  const Section all = ways(planning);
  std::copy_if(all.elements.begin() + 1, all.elements.end(), std::back_inserter(section.elements),
               [](const Element& element) { return !std::holds_alternative<Table>(element); });
}

/// What was set on the command line goes for every scenario.
std::string changes(const Planning& planning) {
  for (const Chapter& chapter : planning.chapters) {
    std::string text = changes_of(*chapter.run.scenario);
    if (!text.empty()) return text;
  }
  return "";
}

}  // namespace

statistics::Keep kept_for_planning() {
  statistics::Keep keep = statistics::Keep::everything();
  return keep |= {.needs = statistics::Years::all()};
}

statistics::Keep kept_for_planning(const scenario::Scenario& scenario) {
  statistics::Keep keep = kept_for_planning();
  return keep |= kept_for_head_to_head(scenario);
}

std::string title_of(const Planning& planning) {
  std::string title = shortened(plain_title(planning));
  for (const Chapter& chapter : planning.chapters) {
    const auto& overrides = chapter.run.scenario->overrides;
    if (overrides.size() == 1) return fmt::format("{} (changed: {})", title, shortened(overrides.front()));
    if (overrides.size() > 1) return fmt::format("{} ({} values changed)", title, overrides.size());
  }
  return title;
}

Document document_of(const Planning& planning) {
  Document document{title_of(planning), subtitle(planning), changes(planning), {}};
  auto& sections = document.sections;
  sections.push_back(answer(planning));
  // A brief of one scenario on the end of text has its table and words where others have the picture of ceilings.
  const bool of_text = planning.brief && !several(planning) && has_data_wall(planning);
  if (!of_text) sections.push_back(picture(planning));
  if (!planning.brief) {
    sections.push_back(lowest(planning));
    sections.push_back(order(planning));
    sections.push_back(needs(planning));
    if (has_events(planning)) sections.push_back(events(planning));
  }
  if (has_data_wall(planning)) sections.push_back(data_wall(planning));
  if (has_ways(planning)) {
    if (of_text) {
      add_ways_in_words(planning, sections.back());
    } else {
      sections.push_back(ways(planning));
    }
  }
  sections.push_back(change(planning));
  if (!planning.brief && has_record(planning)) sections.push_back(record(planning));
  if (!planning.brief && has_learned(planning)) sections.push_back(planning::learned(planning));
  if (several(planning)) sections.push_back(beside(planning));
  if (planning.earlier) sections.push_back(since(planning));
  for (Section& section : assumptions(planning)) sections.push_back(std::move(section));
  sections.push_back(how(planning));
  if (!planning.brief) sections.push_back(limits(planning));
  return document;
}

}  // namespace chokepoint::report
