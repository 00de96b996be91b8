// SPDX-License-Identifier: Apache-2.0
// The disk: reading input that may be anything, writing results so that no half of one is ever seen.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "chokepoint/report.hpp"
#include "chokepoint/scenario.hpp"

namespace chokepoint::cli {

/// Reads regular files only: a pipe or a device could keep us waiting for ever. What is in scenario::installed_folder
/// is read from the scenarios beside the executable.
[[nodiscard]] scenario::Reader disk();

/// Where a file is that comes with chokepoint; any other path is itself.
[[nodiscard]] std::string on_this_machine(const std::string& path);

/// Where scenarios are looked for by name when there is no such file: each folder of CHOKEPOINT_PATH, then that of
/// those that come with chokepoint. They end in '/'.
[[nodiscard]] std::vector<std::string> scenario_folders();

/// The names of the scenarios in a folder of these, without `.yaml`, sorted; none where it cannot be read.
[[nodiscard]] std::vector<std::string> scenarios_in(const std::string& folder);

/// The scenario that a word on the command line names: that file; or NAME.yaml; or the first of these in
/// scenario_folders() (docs/scenario.md, "Where files are looked for").
[[nodiscard]] std::string scenario_named(const std::string& name);

/// The JSON Schema of scenario files that a scenario names for editors: the file that is installed beside the
/// scenarios, or, where there is none, the one that `chokepoint schema` can be written to beside the scenario.
/// docs/editors.md.
[[nodiscard]] std::string schema_for_editors();

/// Results that could not be written: the message says what and why.
class Unwritable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What `--out`, or another option, asks for cannot be: the message is in its words.
class BadOutput : public std::runtime_error {
 public:
  explicit BadOutput(const std::string& message, std::string what_to_do = {}, std::string of = "--out")
      : std::runtime_error(message), hint(std::move(what_to_do)), option(std::move(of)) {}
  std::string hint;
  std::string option;
};

/// `--out` and `--force` of a verb; no folder, no files.
struct Output {
  std::string folder;
  bool force = false;
};
/// Before the work: whether the folder can be used and none of these files is there, unless it may be replaced. Throws
/// BadOutput.
void prepare_output(const Output& output, const std::vector<std::string>& names);
/// After it: all files beside their places first, then each in its place, the first one last, one process at a time.
/// When one cannot be written the old ones are still whole. Throws BadOutput, Unwritable and Interrupted.
void write_output(const Output& output, const std::vector<report::Named>& files);
/// The same for files that are not all known before, in a folder that is there, or the working folder: "".
void write_files(const std::string& folder, const std::vector<report::Named>& files, bool force);
/// Throws BadOutput where a file that would be written is one that was read: even --force replaces results alone.
void refuse_inputs(const std::string& folder, const std::vector<std::string>& names,
                   const std::vector<std::string>& inputs);
/// Throws BadOutput when a file of such a name is there.
void refuse_to_replace(const std::string& folder, const std::vector<std::string>& names);

/// Makes the folder if need be and tries that a file can be made in it, leaving nothing behind; removes what processes
/// that were killed have left. Throws Unwritable.
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
