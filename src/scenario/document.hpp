// SPDX-License-Identifier: Apache-2.0
// YAML text to a tree of our own, in which everything knows where it stands. Files are untrusted: depth, size, aliases
// and duplicates are checked while the text is read (docs/decisions/0005).
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/diagnostics.hpp"

namespace chokepoint::scenario {

struct Node;
using NodePointer = std::shared_ptr<const Node>;

struct Entry {
  std::string key;
  Spot spot;  // of the key
  NodePointer value;
};

struct Node {
  enum class Kind { null, scalar, sequence, mapping };
  Kind kind = Kind::null;
  std::string text;  // of a scalar
  Spot spot;
  bool exact = false;  // the spot holds the very text: offsets into it are columns
  std::vector<NodePointer> items;
  std::vector<Entry> entries;  // keys differ
  std::size_t size = 1;        // values in it, aliases counted as often as they stand

  [[nodiscard]] const Entry* find(std::string_view key) const;
  [[nodiscard]] bool is_mapping() const { return kind == Kind::mapping; }
  [[nodiscard]] bool is_scalar() const { return kind == Kind::scalar; }
};

inline constexpr std::size_t depth_limit = 64;
inline constexpr std::size_t size_limit = 100'000;  // values in a document

/// The tree of `content`, which is what `text` holds. Nothing when it is no YAML; errors that leave a tree are told and
/// read over. `shift`: columns of the first line that stand before the content (an override: NAME=).
[[nodiscard]] NodePointer parse(const std::shared_ptr<const Text>& text, const std::string& content,
                                Diagnostics& diagnostics, std::size_t shift = 0);

/// The lines of a text; "\r\n" ends a line too.
[[nodiscard]] std::vector<std::string> lines_of(std::string_view content);

/// As one could have written it on one line.
[[nodiscard]] std::string one_line(const Node& node);

}  // namespace chokepoint::scenario
