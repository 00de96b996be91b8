// SPDX-License-Identifier: Apache-2.0
// chokepoint import
#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "chokepoint/evidence.hpp"
#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/provenance.hpp"
#include "cli/verbs.hpp"

namespace chokepoint::cli {

namespace {

/// Null where none has this name, which has been told.
const evidence::Importer* importer_named(const std::string& name) {
  std::vector<std::string_view> names;
  for (const evidence::Importer& one : evidence::importers()) {
    if (one.name == name) return &one;
    names.push_back(one.name);
  }
  const std::string_view near = units::nearest(name, names);
  print_error(fmt::format("no download is named '{}'", name),
              near.empty() ? fmt::format("one of {}", fmt::join(names, ", ")) : fmt::format("did you mean {}?", near));
  return nullptr;
}

}  // namespace

Exit import_observations(const ImportOptions& options) {
  const evidence::Importer* const importer = importer_named(options.name);
  if (importer == nullptr) return Exit::bad_input;
  const std::filesystem::path out(options.out);
  const std::string folder = out.parent_path().string();
  const std::string name = out.filename().string();
  if (!options.out.empty() && name.empty()) throw BadOutput(options.out + ": is a folder", "a name ending in .csv");
  if (!options.out.empty()) refuse_inputs(folder, {name}, {options.file});
  if (!options.out.empty() && !options.force) refuse_to_replace(folder, {name});
  if (options.downloaded > date_of_today()) {
    print_error(fmt::format("--downloaded: {} is a day to come", options.downloaded),
                "the day on which the file was fetched");
    return Exit::bad_input;
  }
  const evidence::Imported imported =
      evidence::import_download(*importer, options.file, options.downloaded, options.ignored, disk());
  for (const scenario::Diagnostic& one : imported.diagnostics) tell(scenario::render(one));
  if (imported.has_errors()) return Exit::bad_input;
  if (options.out.empty()) {
    print(imported.content);
    return Exit::done;
  }
  write_files(folder, {{name, imported.content}}, options.force);
  const std::string rest = imported.passed_over == 0
                               ? ""
                               : fmt::format("; {} rows were passed over, as its head says", imported.passed_over);
  print(fmt::format("{}: {} observations of {}{}\n", options.out, imported.rows, importer->series, rest));
  return Exit::done;
}

}  // namespace chokepoint::cli
