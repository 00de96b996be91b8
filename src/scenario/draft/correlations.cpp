// SPDX-License-Identifier: Apache-2.0
// Rank correlations between parameters, and whether they can hold together.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "scenario/blocks.hpp"
#include "scenario/draft/draft.hpp"
#include "scenario/keys.hpp"
#include "scenario/values.hpp"
#include "units/parse.hpp"

namespace chokepoint::scenario {

namespace {

constexpr std::size_t correlation_limit = 1000;  // pairs

/// What can be correlated: random numbers, by their names.
std::vector<std::string> assumed_paths(const Draft& draft) {
  std::vector<std::string> paths;
  const auto append = [&paths](const std::vector<Assumption>& assumptions) {
    for (const Assumption& one : assumptions) {
      if (paths.empty() || paths.back() != one.draws_as) paths.push_back(one.draws_as);
    }
  };
  append(draft.scenario.trajectory);
  append(draft.scenario.shared);
  for (const Block& one : draft.scenario.blocks) append(one.assumptions);
  for (const Event& one : draft.scenario.events) append(one.assumptions);
  if (draft.scenario.relief) append(draft.scenario.relief->assumptions);
  return paths;
}

/// A word is the same in all draws: nothing moves with it.
bool is_word(Draft& draft, const Entry& entry) {
  for (const Assumption* one : draft.scenario.assumptions()) {
    if (one->path != entry.key || one->word().empty()) continue;
    draft.diagnostics.error(entry.spot,
                            fmt::format("{} is '{}', a word: nothing is correlated with it", entry.key, one->word()),
                            "leave the pair out, or give a distribution");
    return true;
  }
  return false;
}

/// A name that is misspelt is an error; one of a constraint that is not modelled here, or could not be read, is not.
bool is_named(Draft& draft, const Entry& entry, const std::vector<std::string>& paths) {
  if (std::find(paths.begin(), paths.end(), entry.key) != paths.end()) return !is_word(draft, entry);
  std::vector<std::string> known = parameter_paths(draft.catalogue());
  if (std::find(known.begin(), known.end(), entry.key) != known.end()) return false;
  draft.diagnostics.error(entry.spot, fmt::format("no parameter is named '{}'", units::excerpt(entry.key)),
                          did_you_mean(entry.key, known));
  return false;
}

const Node* spearman_of(Draft& draft, const Node& node, const std::string& path, Correlation& correlation) {
  Remarks remarks;
  for (const Entry& entry : node.entries) {
    if (has_key(correlation_keys, entry.key) || read_remark(entry, path, remarks, draft.diagnostics)) continue;
    draft.diagnostics.error(entry.spot, fmt::format("{}: unknown key '{}'", path, units::excerpt(entry.key)),
                            "{spearman: 0.5, source: …, note: …}");
  }
  if (!remarks.source.empty()) check_source(draft, remarks.source, remarks.source_spot);
  correlation.source = remarks.source;
  correlation.confidence = remarks.confidence;
  correlation.note = remarks.note;
  const Entry* const spearman = node.find("spearman");
  if (spearman == nullptr) {
    draft.diagnostics.error(node.spot, fmt::format("{}: 'spearman' is missing", path));
    return nullptr;
  }
  return spearman->value.get();
}

void read_correlation(Draft& draft, const Entry& first, const Entry& second, const std::vector<std::string>& paths) {
  if (std::find(paths.begin(), paths.end(), first.key) == paths.end()) return;
  const std::string path = fmt::format("{} with {}", first.key, second.key);
  if (first.key == second.key) {
    draft.diagnostics.error(second.spot, fmt::format("{} is correlated with itself", first.key));
    return;
  }
  Correlation made{first.key, second.key, 0.0, {}, {}, place_of(second.spot), {}};
  const Node* number = second.value.get();
  if (number->is_mapping()) number = spearman_of(draft, *number, path, made);
  if (number == nullptr) return;
  const auto spearman = read_number(*number, path, units::ratio_kind, draft.diagnostics);
  if (!spearman) return;
  if (!(std::abs(*spearman) < 1.0)) {
    const bool exactly = std::abs(*spearman) == 1.0;
    draft.diagnostics.error(
        number->spot,
        exactly
            ? fmt::format("{}: a rank correlation of {} cannot be drawn", path, number->text)
            : fmt::format("{}: a rank correlation lies between -1 and 1, got '{}'", path, units::excerpt(number->text)),
        exactly ? "the one parameter would be the other; write a value between -1 and 1, such as 0.99" : "");
    return;
  }
  made.spearman = *spearman;
  for (std::size_t i = 0; i < draft.scenario.correlations.size(); ++i) {
    const Correlation& other = draft.scenario.correlations[i];
    if (other.a != made.b || other.b != made.a) continue;
    draft.diagnostics.error(second.spot, fmt::format("{} is given twice", path),
                            "the order of the two does not count; keep one");
    return;
  }
  draft.correlation_spots.push_back(second.spot);
  draft.scenario.correlations.push_back(std::move(made));
}

void check_together(Draft& draft, const std::vector<std::string>& paths) {
  std::vector<uncertainty::Correlation> pairs;
  const auto index_of = [&paths](const std::string& path) {
    return static_cast<std::size_t>(std::find(paths.begin(), paths.end(), path) - paths.begin());
  };
  for (const Correlation& one : draft.scenario.correlations) {
    pairs.push_back({index_of(one.a), index_of(one.b), one.spearman});
  }
  const auto wrong = uncertainty::inconsistent(paths.size(), pairs);
  if (!wrong) return;
  std::vector<std::string> names;
  for (const std::size_t i : *wrong) {
    const Correlation& one = draft.scenario.correlations[i];
    names.push_back(fmt::format("{} with {} ({:g})", one.a, one.b, one.spearman));
  }
  // Of all that could be changed, what lies on top: an override, or else what stands in the file read first.
  const auto depth = [&draft](std::size_t i) {
    const Text& text = *draft.correlation_spots[i].text;
    return text.file == "--set" ? 0 : text.order;
  };
  const std::size_t top = *std::min_element(wrong->begin(), wrong->end(),
                                            [&](std::size_t a, std::size_t b) { return depth(a) < depth(b); });
  draft.diagnostics.error(
      draft.correlation_spots[top], fmt::format("these correlations cannot hold together: {}", fmt::join(names, "; ")),
      "their matrix is not positive definite (a pair that is not given is 0); bring one of them nearer to 0");
}

}  // namespace

void read_correlations(Draft& draft) {
  const Entry* const entry = draft.tree().find("correlations");
  if (entry == nullptr) {
    if (!draft.scenario.correlations.empty()) check_together(draft, assumed_paths(draft));
    return;
  }
  if (!entry->value->is_mapping()) {
    draft.diagnostics.error(entry->spot, "'correlations' maps a parameter to parameters: power.a: {power.b: 0.5}");
    return;
  }
  std::size_t pairs = 0;
  for (const Entry& first : entry->value->entries) pairs += first.value->entries.size();
  if (pairs > correlation_limit) {
    draft.diagnostics.error(entry->spot, fmt::format("{} correlations; there can be {}", pairs, correlation_limit));
    return;
  }
  const std::size_t errors = draft.diagnostics.errors();
  const std::vector<std::string> paths = assumed_paths(draft);
  for (const Entry& first : entry->value->entries) {
    const bool good = is_named(draft, first, paths);
    if (!first.value->is_mapping()) {
      draft.diagnostics.error(first.value->spot, "a parameter is correlated with parameters: {power.b: 0.5}");
      continue;
    }
    for (const Entry& second : first.value->entries) {
      if (is_named(draft, second, paths) && good) read_correlation(draft, first, second, paths);
    }
  }
  if (draft.diagnostics.errors() == errors) check_together(draft, paths);
}

}  // namespace chokepoint::scenario
