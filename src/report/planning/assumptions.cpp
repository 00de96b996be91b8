// SPDX-License-Identifier: Apache-2.0
// Every assumption with its source, and the sources.
#include <algorithm>

#include "report/planning/planning.hpp"

namespace chokepoint::report::planning {

namespace {

/// The number of a source in the list of references, which grows as sources are met.
class Bibliography {
 public:
  Cell cite(const scenario::Scenario& scenario, const std::string& key) {
    if (key.empty()) return {"none given", {}};
    const auto source = scenario.sources.find(key);
    const std::string text = source == scenario.sources.end() ? key : text_of(source->second);
    for (std::size_t i = 0; i < references_.items.size(); ++i) {
      if (references_.items[i].text == text) return link_to(i);
    }
    std::string address = source == scenario.sources.end() ? "" : source->second.address;
    if (!address.starts_with("https://") && !address.starts_with("http://")) address.clear();
    references_.items.push_back({fmt::format("reference-{}", references_.items.size() + 1), text, address});
    return link_to(references_.items.size() - 1);
  }
  [[nodiscard]] const References& references() const { return references_; }

 private:
  static std::string text_of(const scenario::Source& source) {
    std::string text;
    for (const std::string& part : {source.authors, source.title, source.date, source.licence}) {
      if (part.empty()) continue;
      text += (text.empty() ? "" : " ") + part;
      if (part.back() != '.' && part.back() != '?' && part.back() != '!') text += '.';
    }
    return text.empty() ? source.key : text;
  }
  static Cell link_to(std::size_t index) {
    return {fmt::format("[{}]", index + 1), fmt::format("#reference-{}", index + 1)};
  }
  References references_;
};

std::string confidence_of(const std::string& stated) {
  return stated.empty() ? "not stated" : stated;
}

/// A constant as the file has it; else the median and the interval, with the digits that they need.
std::string value_of(const scenario::Assumption& assumption) {
  const uncertainty::Distribution& distribution = assumption.distribution;
  if (distribution.is_constant()) return assumption.text;
  const auto value = [&](double level) {
    return unbroken(exact_enough(distribution.quantile(level), assumption.parameter->kind));
  };
  return fmt::format("{} ({} to {})", value(0.5), value(0.1), value(0.9));
}

std::vector<Cell> row_of(const scenario::Assumption& assumption, const scenario::Scenario& scenario,
                         Bibliography& bibliography) {
  const uncertainty::Distribution& distribution = assumption.distribution;
  return {{assumption.path, {}},
          {value_of(assumption), {}},
          {distribution.is_constant() ? "constant" : fmt::format("{} {}", distribution.family(), assumption.text), {}},
          {confidence_of(assumption.confidence), {}},
          assumption.is_default ? Cell{"default", {}} : bibliography.cite(scenario, assumption.source),
          {assumption.note, {}}};
}

/// What a block is, where it is not what the catalogue has under its name.
std::vector<Cell> row_of(const scenario::Block& block, const std::vector<scenario::Said>& said) {
  std::vector<std::string> words;
  words.reserve(said.size());
  for (const scenario::Said& one : said) words.push_back(fmt::format("{} {}", one.key, one.text));
  return {{block.constraint->description->name, {}}, {listed(words), {}}, {}, {}, {}, {}};
}

std::vector<Cell> row_of(const scenario::Coupling& coupling, const models::Description& description,
                         const scenario::Scenario& scenario, Bibliography& bibliography) {
  return {{fmt::format("{}.{}", description.name, description.parameters[coupling.parameter].name), {}},
          {in_words(coupling), {}},
          {"draw by draw", {}},
          {confidence_of(coupling.confidence), {}},
          bibliography.cite(scenario, coupling.source),
          {coupling.note, {}}};
}

bool is_shown(const Planning& planning, const Chapter& chapter, const scenario::Assumption& assumption) {
  if (!assumption.is_given()) return false;
  if (!planning.brief) return true;
  const auto matter = shown_influences(planning, chapter);
  return assumption.path.starts_with("trajectory.") ||
         std::any_of(matter.begin(), matter.end(),
                     [&assumption](const analysis::Influence* one) { return one->path == assumption.draws_as; });
}

Table values(const Planning& planning, const Chapter& chapter, Bibliography& bibliography) {
  const scenario::Scenario& scenario = *chapter.run.scenario;
  Table table{fmt::format("What {} assumes, at the start of {}", scenario_name(scenario), scenario.base_year),
              {{"Parameter"},
               {"Median (P10 to P90)", true},
               {"Distribution, as written"},
               {"Confidence"},
               {"Source"},
               {"Note"}},
              {}};
  const std::string& date = scenario.trajectory_plan.anchor_text;
  if (!date.empty()) table.rows.push_back({{anchor_date, {}}, {date, {}}, {"constant", {}}, {}, {}, {}});
  const auto append = [&](const std::vector<scenario::Assumption>& assumptions) {
    for (const auto& one : assumptions) {
      if (is_shown(planning, chapter, one)) table.rows.push_back(row_of(one, scenario, bibliography));
    }
  };
  append(scenario.trajectory);
  append(scenario.shared);
  for (const scenario::Block& block : scenario.blocks) {
    const auto said = scenario::said_of(block, *scenario.catalogue);
    if (!said.empty() && !planning.brief) table.rows.push_back(row_of(block, said));
    append(block.assumptions);
    for (const scenario::Coupling& one : block.couplings) {
      if (planning.brief) break;
      table.rows.push_back(row_of(one, *block.constraint->description, scenario, bibliography));
    }
  }
  for (const scenario::Event& event : scenario.events) append(event.assumptions);
  if (scenario.relief) {
    append(scenario.relief->assumptions);
    for (const scenario::Coupling& one : scenario.relief->couplings) {
      if (planning.brief) break;
      table.rows.push_back(row_of(one, models::relief(), scenario, bibliography));
    }
  }
  if (!planning.brief) return table;
  // Without the distribution.
  table.columns.erase(table.columns.begin() + 2);
  for (auto& row : table.rows) row.erase(row.begin() + 2);
  return table;
}

Table correlations(const scenario::Scenario& scenario, Bibliography& bibliography) {
  Table table{"Parameters that go together (Spearman's rank correlation)",
              {{"Parameter"}, {"with"}, {"Correlation", true}, {"Source"}},
              {}};
  for (const auto& one : scenario.correlations) {
    table.rows.push_back(
        {{one.a, {}}, {one.b, {}}, {fmt::format("{}", one.spearman), {}}, bibliography.cite(scenario, one.source)});
  }
  return table;
}

}  // namespace

std::vector<Section> assumptions(const Planning& planning) {
  Section section{"assumptions", planning.brief ? "Assumptions that matter" : "Every assumption", {}};
  Bibliography bibliography;
  each(planning, section, [&](const Chapter& chapter, const std::string&) {
    section.elements.emplace_back(values(planning, chapter, bibliography));
    if (planning.brief || chapter.run.scenario->correlations.empty()) return;
    section.elements.emplace_back(correlations(*chapter.run.scenario, bibliography));
  });
  Section references{"references", "Sources", {}};
  if (bibliography.references().items.empty()) {
    references.elements.emplace_back(Paragraph{"No assumption names a source."});
  } else {
    references.elements.emplace_back(bibliography.references());
  }
  return {std::move(section), std::move(references)};
}

}  // namespace chokepoint::report::planning
