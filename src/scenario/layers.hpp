// SPDX-License-Identifier: Apache-2.0
// The files of a scenario and the overrides, laid over each other into one tree.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "scenario/document.hpp"

namespace chokepoint::scenario {

// All files of a scenario together hold at most size_limit values (document.hpp).
inline constexpr std::size_t file_limit = 64;
inline constexpr std::size_t scenario_bytes_limit = 4 << 20;
inline constexpr std::size_t extends_limit = 16;  // files, each extending the next

/// What was read.
struct Layers {
  NodePointer tree;                // a mapping; nothing when the scenario itself could not be read
  std::vector<std::string> files;  // in the order of laying: the scenario itself is the last
  std::map<std::string, Source> sources;
  bool bibliography = false;  // whether there is any sources.yaml
  std::vector<NodePointer>
      inherited;              // the tree of each file that is extended, and of all files where there are overrides
  bool sources_known = true;  // every sources.yaml could be read, and nothing is wrong in it
  bool complete = true;       // no extended file is missing: what is not in the tree is nowhere
};

/// Reads `path` and what it extends; then lays each override over it.
[[nodiscard]] Layers read_layers(const std::string& path, const std::vector<std::string>& overrides, const Reader& read,
                                 const models::Catalogue& catalogue, Diagnostics& diagnostics);

/// A bibliography alone, at `path`.
[[nodiscard]] std::map<std::string, Source> read_bibliography(const std::string& path, const Reader& read,
                                                              Diagnostics& diagnostics);

/// The bibliography in `content`, added to `sources`; what has a key already is replaced.
void read_sources(const std::shared_ptr<const Text>& text, const std::string& content,
                  std::map<std::string, Source>& sources, Diagnostics& diagnostics);

}  // namespace chokepoint::scenario
