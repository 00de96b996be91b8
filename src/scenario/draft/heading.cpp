// SPDX-License-Identifier: Apache-2.0
// What stands at the top of a scenario: its keys, name, title and description.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "scenario/blocks.hpp"
#include "scenario/dates.hpp"
#include "scenario/draft/draft.hpp"
#include "scenario/keys.hpp"
#include "units/parse.hpp"

namespace chokepoint::scenario {

namespace {

constexpr std::size_t name_limit = 64;

/// `power_world: off`, of a constraint under a name of its own that another file has.
bool leaves_out(const Draft& draft, const Entry& entry) {
  if (!entry.value->is_scalar() || (entry.value->text != "off" && entry.value->text != "false")) return false;
  return std::any_of(draft.layers.inherited.begin(), draft.layers.inherited.end(),
                     [&draft, &entry](const NodePointer& tree) {
                       const Entry* const theirs = tree->find(entry.key);
                       return theirs != nullptr && is_constraint(*theirs, draft.catalogue());
                     });
}

/// Values of a constraint of one's own in which something is wrong, which has been told.
bool is_of_own(const Draft& draft, const Entry& entry) {
  const Entry* const own = draft.tree().find(own_key);
  return own != nullptr && own->value->find(entry.key) != nullptr;
}

std::string text_at(Draft& draft, const char* key) {
  const Entry* const entry = draft.tree().find(key);
  if (entry == nullptr) return {};
  if (entry->value->is_scalar()) return trimmed(entry->value->text);
  draft.diagnostics.error(entry->value->spot, fmt::format("'{}' is a text", key));
  return {};
}

/// `scenarios/my plan.yaml` is `my-plan`.
std::string name_of_file(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  std::string name = path.substr(slash == std::string::npos ? 0 : slash + 1);
  name = name.substr(0, std::min(name.rfind('.'), name_limit));
  for (char& character : name) {
    const auto byte = static_cast<unsigned char>(character);
    const bool kept = byte < 0x80 && (std::isalnum(byte) != 0 || character == '.' || character == '_');
    character = kept ? static_cast<char>(std::tolower(byte)) : '-';
  }
  return name.empty() ? "scenario" : name;
}

void read_name(Draft& draft) {
  const Entry* const entry = draft.tree().find("name");
  if (entry == nullptr) {
    draft.scenario.name = name_of_file(draft.scenario.files.back());
    return;
  }
  draft.scenario.name = entry->value->text;
  const std::string& name = draft.scenario.name;
  const bool good = entry->value->is_scalar() && !name.empty() && name.size() <= name_limit &&
                    name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") == std::string::npos &&
                    std::isalnum(static_cast<unsigned char>(name[0])) != 0;
  if (good) return;
  draft.diagnostics.error(
      entry->value->spot,
      fmt::format("a name has up to {} of the characters a-z, 0-9, '.', '_' and '-', a letter or digit first",
                  name_limit),
      "'title' takes any text");
}

}  // namespace

void read_heading(Draft& draft) {
  std::vector<std::string> known = names_of_keys(top_keys);
  for (const std::string& name : constraint_names(draft.catalogue())) known.push_back(name);
  for (const Entry& entry : draft.tree().entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    if (is_constraint(entry, draft.catalogue()) || leaves_out(draft, entry)) continue;
    if (is_of_own(draft, entry)) continue;
    const std::string near = did_you_mean(entry.key, known);
    const std::string block = near.empty() ? block_of(draft.catalogue(), entry.key) : std::string();
    draft.diagnostics.error(entry.spot, fmt::format("unknown key '{}'", units::excerpt(entry.key)),
                            !near.empty()    ? near
                            : !block.empty() ? fmt::format("it is a parameter of {}", block)
                                             : fmt::format("known are {}", fmt::join(known, ", ")));
  }
  draft.scenario.title = text_at(draft, "title");
  draft.scenario.description = text_at(draft, "description");
  read_name(draft);
}

}  // namespace chokepoint::scenario
