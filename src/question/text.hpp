// SPDX-License-Identifier: Apache-2.0
// A text on a command line, read from left to right, and what is wrong with it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chokepoint/scenario.hpp"

namespace chokepoint::question {

using scenario::Diagnostic;

/// Thrown inside this stage alone; its public functions return it.
struct Wrong {
  Diagnostic diagnostic;
};

/// Where a text came from, to say what is wrong in it.
struct Origin {
  std::string option;
  std::string text;
  /// `offset` and `length` in bytes.
  [[noreturn]] void refuse(std::size_t offset, std::size_t length, const std::string& message,
                           const std::string& hint = {}) const;
};

/// "did you mean X?", or else all the names there are.
[[nodiscard]] std::string hint_of(std::string_view word, const std::vector<std::string>& names);

/// A number of `kind` that stands at `offset` of the text.
[[nodiscard]] double read_value(const Origin& origin, std::size_t offset, std::string_view text,
                                const units::Kind& kind);

}  // namespace chokepoint::question
