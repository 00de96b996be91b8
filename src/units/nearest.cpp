// SPDX-License-Identifier: Apache-2.0
// The nearest known name to a misspelt one.
#include <algorithm>
#include <utility>
#include <vector>

#include "chokepoint/units.hpp"

namespace chokepoint::units {

namespace {

// ASCII only, whatever the locale.
char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& letter : result) letter = lower(letter);
  return result;
}

// Insertions, deletions, substitutions and swaps of neighbours, none of them in a place already edited: the optimal
// string alignment distance (Boytsov 2011, "Indexing methods for approximate dictionary searching", section 2).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before, above);
    std::swap(above, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({substituted, above[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::size_t difference(std::size_t a, std::size_t b) {
  return a < b ? b - a : a - b;
}

}  // namespace

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
  const std::string wanted = lower(word);
  std::string_view best;
  std::size_t fewest = word.size() / 3 + 1;  // one more than is near
  for (const std::string_view candidate : candidates) {
    // No alignment is shorter than the difference in length, and this keeps a megabyte of a word cheap.
    if (difference(word.size(), candidate.size()) >= fewest) continue;
    const std::size_t edits = distance(wanted, lower(candidate));
    if (edits < fewest) {
      best = candidate;
      fewest = edits;
    }
  }
  return best;
}

}  // namespace chokepoint::units
