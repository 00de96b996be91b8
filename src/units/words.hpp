// SPDX-License-Identifier: Apache-2.0
// Looking up a unit word as it is written, with or without a prefix.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chokepoint/units.hpp"

namespace chokepoint::units {

constexpr int unit_exponent_limit = 9;  // of a word, as in m^2

/// `GW` is the word W with the prefix G; `day` has no prefix (null).
struct WrittenWord {
  const Word* word = nullptr;
  const Prefix* prefix = nullptr;
};

/// The word that a text stands for: as it stands in the table first, else a prefix and a word that takes it.
[[nodiscard]] std::optional<WrittenWord> find_word(std::string_view text);

/// Whether a word takes a prefix: a count takes none below one.
[[nodiscard]] bool takes(const Word& word, const Prefix& prefix);

/// What to write instead of a word that find_word() does not know: "did you mean GW?". Never empty.
[[nodiscard]] std::string advice_for(std::string_view unknown);

}  // namespace chokepoint::units
