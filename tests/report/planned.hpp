// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "chokepoint/report.hpp"
#include "report/document.hpp"
#include "report/ran.hpp"

namespace chokepoint::report {

using Overrides = std::vector<std::string>;
inline const std::vector<Overrides> as_published{Overrides{}};

/// A report of one or several scenarios, with little effort.
struct Planned {
  std::vector<std::unique_ptr<Ran>> ran;
  Planning planning;

  Planned(const Planned&) = delete;
  Planned& operator=(const Planned&) = delete;
  explicit Planned(const std::vector<Overrides>& scenarios, bool point = false) {
    for (const auto& overrides : scenarios) {
      ran.push_back(std::make_unique<Ran>(overrides, point, kept_for_planning()));
      Ran& one = *ran.back();
      one.scenario->name = "scenario-" + std::to_string(ran.size());
      Chapter chapter;
      chapter.run = one.run;
      chapter.lever_ensemble = one.run.ensemble;
      chapter.levers = levers_of(one, overrides, point);
      planning.chapters.push_back(std::move(chapter));
    }
    planning.provenance = {"chokepoint report it's.yaml", "c0ffee", {{"it's.yaml", std::string(64, 'a')}}};
  }

 private:
  /// Looked for once for each scenario: they are most of the time of a report, and many tests have the same.
  static const analysis::Levers& levers_of(const Ran& one, const Overrides& overrides, bool point) {
    static std::map<std::pair<Overrides, bool>, analysis::Levers> found;
    const auto key = std::make_pair(overrides, point);
    const auto at = found.find(key);
    if (at != found.end()) return at->second;
    return found.emplace(key, *analysis::levers(one.scenario, one.run.summary, 3, {one.run.ensemble, {.count = 1}, {}}))
        .first->second;
  }
};

/// A document that outlives the line in which it is made.
inline const Document& kept(Document document) {
  static std::deque<Document> documents;
  documents.push_back(std::move(document));
  return documents.back();
}

inline const Section& section(const Document& document, const std::string& id) {
  const auto found = std::find_if(document.sections.begin(), document.sections.end(),
                                  [&id](const Section& one) { return one.id == id; });
  if (found == document.sections.end()) throw std::runtime_error("no section " + id);
  return *found;
}

/// The verdict, and what would change it.
inline std::string lead(const Document& document) {
  std::string text;
  for (const Element& element : section(document, "answer").elements) {
    const auto* const paragraph = std::get_if<Paragraph>(&element);
    if (paragraph != nullptr && paragraph->lead) text += (text.empty() ? "" : " ") + paragraph->text;
  }
  return text;
}

template <class Kind>
std::vector<const Kind*> all(const Section& section) {
  std::vector<const Kind*> found;
  for (const Element& element : section.elements) {
    if (const auto* const one = std::get_if<Kind>(&element)) found.push_back(one);
  }
  return found;
}

}  // namespace chokepoint::report
