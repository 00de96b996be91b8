// SPDX-License-Identifier: Apache-2.0
// chokepoint explore
#include <fmt/format.h>

#include <filesystem>
#include <utility>
#include <variant>
#include <vector>

#include "chokepoint/explorer.hpp"
#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/load.hpp"
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

}  // namespace

Exit explore(const ExploreOptions& options) {
  const auto destination = destination_of(options.out);
  const auto scenarios = load(options.scenarios, {}, Warnings::hidden);
  if (!destination || !scenarios) return Exit::bad_input;
  std::vector<std::string> paths;
  for (const std::string& one : options.scenarios) paths.push_back(scenario_named(one));
  const auto bundle = explorer::bundle(paths, CHOKEPOINT_VERSION, disk());
  if (const auto* const wrong = std::get_if<std::vector<scenario::Diagnostic>>(&bundle)) {
    for (const auto& diagnostic : *wrong) tell(scenario::render(diagnostic));
    return Exit::bad_input;
  }
  if (!writes_files()) return Exit::done;
  prepare(*destination, options.force);
  const std::string page =
      explorer::page(explorer::frame, title_of(*scenarios->front()), std::get<std::string>(bundle));
  write_files(destination->first, {{destination->second, page}}, options.force);
  print(fmt::format("{}\n", (fs::path(destination->first) / destination->second).string()));
  return Exit::done;
}

}  // namespace chokepoint::cli
