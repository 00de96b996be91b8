// SPDX-License-Identifier: Apache-2.0
// The files of a scenario and the overrides, laid over each other into one tree.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/document.hpp"

namespace chokepoint::scenario {

// All files of a scenario together hold at most size_limit values (document.hpp).
inline constexpr std::size_t file_limit = 64;
inline constexpr std::size_t scenario_bytes_limit = 4 << 20;
inline constexpr std::size_t extends_limit = 16;  // files, each extending the next

/// What was read. A Scenario keeps its own, for with(): nodes are shared and never changed.
struct Layers {
  std::shared_ptr<const models::Catalogue> catalogue = models::built_in();
  NodePointer tree;                // a mapping; nothing when the scenario itself could not be read
  std::vector<std::string> files;  // in the order of laying: the scenario itself is the last
  std::map<std::string, Source> sources;
  bool bibliography = false;  // whether there is any sources.yaml
  std::vector<NodePointer>
      inherited;              // the tree of each file that is extended, and of all files where there are overrides
  bool sources_known = true;  // every sources.yaml could be read, and nothing is wrong in it
  bool complete = true;       // no extended file is missing: what is not in the tree is nowhere
  std::vector<std::string> overrides;  // laid over the files, in order; those that are wrong as well
  std::size_t texts = 0;               // read so far: files, bibliographies, overrides
};

/// Where files are: what reads them, and the folders of files that are extended by name.
struct Shelf {
  const Reader& read;
  const std::vector<std::string>& folders;
};
/// Reads `path` and what it extends; then lays each override over it.
[[nodiscard]] Layers read_layers(const std::string& path, const std::vector<std::string>& overrides, const Shelf& shelf,
                                 std::shared_ptr<const models::Catalogue> catalogue, Diagnostics& diagnostics);

/// Lays NAME=VALUE over what there is. Nothing is laid where it is wrong, which is told.
void lay_override(const std::string& text, Layers& layers, Diagnostics& diagnostics);

/// The keys that a name of `--set` stands for in a tree, one below the other: "power", "campus_power" for
/// `campus_power`.
[[nodiscard]] std::vector<std::string> keys_named(const std::string& name, const NodePointer& tree,
                                                  const models::Catalogue& catalogue);

/// What is laid over a tree: a file, whose events are merged by key as far as their values, or one value.
enum class Laid { file, value };
/// `over`, which stands later, laid over `base`, which may be null: keys are merged down to `depth` levels.
[[nodiscard]] NodePointer layer_over(const NodePointer& base, const NodePointer& over, std::size_t depth,
                                     const models::Catalogue& catalogue, Laid laid = Laid::value);
/// A mapping without some of its keys.
[[nodiscard]] NodePointer without(const NodePointer& node, const std::vector<std::string_view>& keys);
/// The path of a file that is named in the file at `path`: from the folder of that file.
[[nodiscard]] std::string beside(const std::string& path, const std::string& name);
/// What keeps bytes from being text, or nothing.
[[nodiscard]] std::optional<std::string> not_text(std::string_view content);

/// The scenario of what was read, with all that was told: what load() and with() return.
[[nodiscard]] Loaded resolved(Layers layers, Diagnostics& diagnostics);

/// A bibliography alone, at `path`.
[[nodiscard]] std::map<std::string, Source> read_bibliography(const std::string& path, const Reader& read,
                                                              Diagnostics& diagnostics);

/// The bibliography in `content`, added to `sources`; what has a key already is replaced.
void read_sources(const std::shared_ptr<const Text>& text, const std::string& content,
                  std::map<std::string, Source>& sources, Diagnostics& diagnostics);

}  // namespace chokepoint::scenario
