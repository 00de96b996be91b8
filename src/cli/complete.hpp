// SPDX-License-Identifier: Apache-2.0
// What may come next on a command line: `chokepoint --complete`, which the scripts in tools/completion ask.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace chokepoint::cli {

/// The word that makes a command line a question about one.
inline constexpr const char* complete_word = "--complete";

/// The words of a command line behind the program's name, the last of them unfinished, to what a shell is told. First
/// line: which files may stand there as well (none, scenarios, files, folders). Then, each on a line, what the last
/// word may become, a tab and what it means; after a word that ends in '=', '(' or ',' there comes no space.
[[nodiscard]] std::string completions(const CLI::App& app, const std::vector<std::string>& words);

}  // namespace chokepoint::cli
