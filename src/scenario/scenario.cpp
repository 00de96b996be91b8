// SPDX-License-Identifier: Apache-2.0
// What a scenario that is there answers.
#include <algorithm>
#include <set>

#include "scenario/blocks.hpp"

namespace chokepoint::scenario {

std::vector<std::string> parameter_paths() {
  return parameter_paths(*models::built_in());
}

std::string_view Assumption::word() const {
  if (parameter->words.empty() || !distribution.is_constant()) return {};
  const auto number = models::word_of(*parameter, distribution.quantile(0.5));
  return number ? parameter->words[*number] : std::string_view();
}

std::vector<const Assumption*> Scenario::assumptions() const {
  std::vector<const Assumption*> all;
  const auto append = [&all](const std::vector<Assumption>& some) {
    for (const Assumption& assumption : some) all.push_back(&assumption);
  };
  append(trajectory);
  append(shared);
  for (const Block& block : blocks) append(block.assumptions);
  for (const Event& event : events) append(event.assumptions);
  if (relief) append(relief->assumptions);
  return all;
}

std::vector<const Source*> Scenario::cited() const {
  std::set<std::string> keys;
  for (const Assumption* assumption : assumptions()) {
    if (assumption->is_given()) keys.insert(assumption->source);
  }
  for (const Correlation& correlation : correlations) keys.insert(correlation.source);
  std::vector<const Source*> all;
  for (const auto& [key, source] : sources) {
    if (keys.contains(key)) all.push_back(&source);
  }
  return all;
}

std::vector<std::string> Scenario::not_modelled() const {
  std::vector<std::string> names;
  for (const auto* constraint : catalogue->constraints()) {
    if (constraint->description->optional) continue;
    const std::string& wanted = constraint->description->constraint;
    const bool there = std::any_of(blocks.begin(), blocks.end(), [&wanted](const Block& block) {
      return block.constraint->description->constraint == wanted;
    });
    if (!there) names.push_back(wanted);
  }
  return names;
}

}  // namespace chokepoint::scenario
