// SPDX-License-Identifier: Apache-2.0
// The bibliography: sources.yaml.
#include <fmt/format.h>

#include "scenario/layers.hpp"

namespace chokepoint::scenario {

namespace {

struct Field {
  const char* name;
  std::string Source::*member;
};
constexpr Field fields[] = {{"title", &Source::title},
                            {"authors", &Source::authors},
                            {"date", &Source::date},
                            {"address", &Source::address},
                            {"licence", &Source::licence}};

std::vector<std::string> field_names() {
  std::vector<std::string> names;
  for (const Field& field : fields) names.emplace_back(field.name);
  return names;
}

void read_field(const Entry& entry, Source& source, Diagnostics& diagnostics) {
  for (const Field& field : fields) {
    if (entry.key != field.name) continue;
    if (!entry.value->is_scalar()) {
      diagnostics.error(entry.value->spot, fmt::format("'{}' of a source is a text", entry.key));
      return;
    }
    source.*field.member = entry.value->text;
    return;
  }
  const std::string near = did_you_mean(entry.key, field_names());
  diagnostics.error(entry.spot, fmt::format("a source has no key '{}'", entry.key),
                    near.empty() ? "title, authors, date, address and licence are its keys" : near);
}

}  // namespace

void read_sources(const std::shared_ptr<const Text>& text, const std::string& content,
                  std::map<std::string, Source>& sources, Diagnostics& diagnostics) {
  const NodePointer root = parse(text, content, diagnostics);
  if (root == nullptr || root->kind == Node::Kind::null) return;
  if (!root->is_mapping()) {
    diagnostics.error(root->spot, "a bibliography is a mapping of keys to sources");
    return;
  }
  for (const Entry& entry : root->entries) {
    if (!entry.value->is_mapping()) {
      diagnostics.error(entry.value->spot, fmt::format("the source '{}' is a mapping: title, authors, …", entry.key));
      continue;
    }
    Source source;
    source.key = entry.key;
    for (const Entry& field : entry.value->entries) read_field(field, source, diagnostics);
    if (source.title.empty()) diagnostics.error(entry.spot, fmt::format("the source '{}' has no title", entry.key));
    sources[entry.key] = source;
  }
}

}  // namespace chokepoint::scenario
