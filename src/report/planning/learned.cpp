// SPDX-License-Identifier: Apache-2.0
// What the scenario says once it has seen what was observed.
#include <algorithm>

#include "report/learn.hpp"
#include "report/planning/planning.hpp"

namespace chokepoint::report::planning {

namespace {

using evidence::Learned;
using evidence::LearnedParameter;

Table parameters_of(const Learned& learned) {
  Table table{fmt::format("Parameters that moved by {} bits or more: median (P10 to P90)", evidence::moved_from),
              {{"Parameter"}, {"Before"}, {"After"}, {"Bits", true}, {"Bits that each series gives"}},
              {}};
  for (const LearnedParameter& one : learned.parameters) {
    if (!one.moved) continue;
    const units::Kind& kind = one.first->parameter->kind;
    table.rows.push_back({{one.first->path, {}},
                          {middle_of(one.before, kind), {}},
                          {middle_of(one.after, kind), {}},
                          {fmt::format("{:.2f}", one.bits), {}},
                          {givers_of(one, learned), {}}});
  }
  return table;
}

void add(const Learned& learned, Section& section) {
  section.elements.emplace_back(Paragraph{fmt::format(
      "The draws of the scenario, weighted by how likely they make what was observed, with what a model of each series "
      "is "
      "typically off. All other sections are of the scenario as it is, before it has seen anything of this. {}.",
      worth_of(learned))});
  section.elements.emplace_back(Bullets{{"Before: " + sentences_of(learned.verdict_before, learned),
                                         "After: " + sentences_of(learned.verdict_after, learned)}});
  Table table = parameters_of(learned);
  if (table.rows.empty()) {
    section.elements.emplace_back(
        Paragraph{fmt::format("No parameter moved by {} bits or more.", evidence::moved_from)});
    return;
  }
  section.elements.emplace_back(std::move(table));
}

void add(const std::vector<evidence::Refused>& refused, Section& section) {
  Bullets bullets;
  for (const evidence::Refused& one : refused) {
    bullets.items.push_back(one.hint.empty() ? one.message : fmt::format("{} ({})", one.message, one.hint));
  }
  section.elements.emplace_back(Paragraph{"Nothing could be learnt from what was observed:"});
  section.elements.emplace_back(std::move(bullets));
}

}  // namespace

bool has_learned(const Planning& planning) {
  return std::any_of(planning.chapters.begin(), planning.chapters.end(),
                     [](const Chapter& chapter) { return chapter.learned.has_value(); });
}

Section learned(const Planning& planning) {
  Section section{"learned", "What the data changed", {}};
  each(planning, section, [&section](const Chapter& chapter, const std::string&) {
    if (!chapter.learned) {
      section.elements.emplace_back(Paragraph{"Nothing was observed of it."});
    } else if (const auto* const what = std::get_if<Learned>(&*chapter.learned)) {
      add(*what, section);
    } else {
      add(std::get<std::vector<evidence::Refused>>(*chapter.learned), section);
    }
  });
  return section;
}

}  // namespace chokepoint::report::planning
