// SPDX-License-Identifier: Apache-2.0
// The disk: reading input that may be anything, writing results so that no half of one is ever seen.
#pragma once

#include <stdexcept>
#include <string>

#include "chokepoint/scenario.hpp"

namespace chokepoint::cli {

/// Reads regular files only: a pipe or a device could keep us waiting for ever.
[[nodiscard]] scenario::Reader disk();

/// Results that could not be written: the message says what and why.
class Unwritable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Makes the folder if need be and tries that a file can be made in it, leaving nothing behind. Throws Unwritable.
void prepare_folder(const std::string& folder);

/// Tries that a file can be made beside `path`, leaving nothing behind. Throws Unwritable.
void prepare_file(const std::string& path);

/// A path as results may show it to others: below the current folder as seen from there, elsewhere the name alone, so
/// that no home stands in a report. A relative path is shown as it was given.
[[nodiscard]] std::string shown_path(const std::string& path);

/// In hexadecimal.
[[nodiscard]] std::string sha256(const std::string& content);

/// Writes beside `path`, then renames. Throws Unwritable; the old file is then still whole.
void replace_file(const std::string& path, const std::string& content);

}  // namespace chokepoint::cli
