// SPDX-License-Identifier: Apache-2.0
// chokepoint explore
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "chokepoint/explorer.hpp"
#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/load.hpp"
#include "cli/provenance.hpp"
#include "cli/ranks.hpp"
#include "cli/verbs.hpp"
#include "explorer/page/frame.hpp"

namespace chokepoint::cli {

namespace {

namespace fs = std::filesystem;

/// Folder and name of the file; nothing where it cannot be, which has been told.
std::optional<std::pair<std::string, std::string>> destination_of(const std::string& out) {
  const fs::path path = out.empty() ? "explorer.html" : out;
  std::error_code ignored;
  if (path.extension() != ".html" || fs::is_directory(path, ignored)) {
    print_error(fmt::format("--out: not the name of a page: {}", out), "a name that ends in .html");
    return std::nullopt;
  }
  return std::pair{path.parent_path().string(), path.filename().string()};
}

/// Before the work: whether the file can be written, and would replace none that may not be.
void prepare(const std::pair<std::string, std::string>& destination, bool force) {
  const auto& [folder, name] = destination;
  if (!force) refuse_to_replace(folder, {name});
  try {
    prepare_file((fs::path(folder) / name).string());
  } catch (const Unwritable& error) {
    throw BadOutput(fmt::format("cannot write there: {}", error.what()));
  }
}

/// Of the first scenario, for the browser's tab.
std::string title_of(const scenario::Scenario& scenario) {
  return (scenario.title.empty() ? scenario.name : scenario.title) + " · chokepoint explorer";
}

bool is_absolute(const std::string& path) {
  return path.starts_with('/');
}

/// The folder from which a page names its files, so that no home stands in it: of scenarios that are all given by an
/// absolute path, the current folder where they are in it, or else the one that they are all in. Empty: as they are
/// given.
std::string folder_of(const std::vector<std::string>& scenarios) {
  if (!std::all_of(scenarios.begin(), scenarios.end(), is_absolute)) return "";
  std::string common = scenarios.front();
  for (const std::string& path : scenarios) {
    const auto differ = std::mismatch(common.begin(), common.end(), path.begin(), path.end());
    common.erase(differ.first, common.end());
  }
  common.erase(common.rfind('/') + 1);
  std::error_code ignored;
  const std::string here = fs::current_path(ignored).string() + "/";
  return common.starts_with(here) ? here : common;
}

/// Reads files by their names from this folder on.
scenario::Reader reader_from(const std::string& folder) {
  return [folder, read = disk()](const std::string& name, std::size_t limit) {
    const bool whole = is_absolute(name) || name.starts_with(scenario::installed_folder);
    return read(whole ? name : folder + name, limit);
  };
}

}  // namespace

Exit explore(const ExploreOptions& options) {
  const auto destination = destination_of(options.out);
  const auto scenarios = load(options.scenarios, {}, Warnings::hidden);
  if (!destination || !scenarios) return Exit::bad_input;
  std::vector<std::string> paths;
  for (const std::string& one : options.scenarios) paths.push_back(scenario_named(one));
  const std::string folder = folder_of(paths);
  for (std::string& path : paths) path.erase(0, folder.size());
  const auto bundle = explorer::bundle(paths, CHOKEPOINT_VERSION, commit(), reader_from(folder), sha256);
  if (const auto* const wrong = std::get_if<std::vector<scenario::Diagnostic>>(&bundle)) {
    for (const auto& diagnostic : *wrong) tell(scenario::render(diagnostic));
    return Exit::bad_input;
  }
  if (!writes_files()) return Exit::done;
  prepare(*destination, options.force);
  const auto& opening = std::get<std::string>(bundle);
  const std::string page =
      explorer::page(explorer::frame, title_of(*scenarios->front()), opening, explorer::first_answers(opening));
  write_files(destination->first, {{destination->second, page}}, options.force);
  print(fmt::format("{}\n", (fs::path(destination->first) / destination->second).string()));
  return Exit::done;
}

}  // namespace chokepoint::cli
