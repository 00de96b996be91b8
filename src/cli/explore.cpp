// SPDX-License-Identifier: Apache-2.0
// chokepoint explore
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
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

/// What the files that were read are called in the page. It may travel: of absolute paths the folders that are common to
/// them are left out, or the current folder where that is one of them.
class Names {
 public:
  explicit Names(const std::vector<scenario::ScenarioPointer>& scenarios) {
    for (const auto& one : scenarios) {
      add(one->files);
      add(one->observations);
    }
    std::error_code ignored;
    const std::string here = fs::current_path(ignored).string() + "/";
    if (folder_ && folder_->starts_with(here)) folder_ = here;
    for (const std::string& path : paths_) paths_by_name_.emplace(name_of(path), path);
  }

  [[nodiscard]] std::string name_of(const std::string& path) const {
    return is_absolute(path) && path.starts_with(*folder_) ? path.substr(folder_->size()) : path;
  }

  /// Of files by these names.
  [[nodiscard]] scenario::Reader reader() const {
    if (!folder_) return disk();
    return [this, read = disk()](const std::string& name, std::size_t limit) {
      const auto found = paths_by_name_.find(name);
      using Result = std::variant<std::string, scenario::Unreadable>;
      return found == paths_by_name_.end() ? Result(scenario::Unreadable{"no such file", false})
                                           : read(found->second, limit);
    };
  }

 private:
  static bool is_absolute(const std::string& path) { return path.starts_with('/'); }

  void add(const std::vector<std::string>& paths) {
    for (const std::string& path : paths) {
      paths_.push_back(path);
      if (!is_absolute(path)) continue;
      const std::string& common = folder_ ? *folder_ : path;
      const auto differ = std::mismatch(common.begin(), common.end(), path.begin(), path.end());
      const std::string start(common.begin(), differ.first);
      folder_ = start.substr(0, start.rfind('/') + 1);
    }
  }

  std::vector<std::string> paths_;
  std::optional<std::string> folder_;  // of all absolute paths
  std::map<std::string, std::string> paths_by_name_;
};

}  // namespace

Exit explore(const ExploreOptions& options) {
  const auto destination = destination_of(options.out);
  const auto scenarios = load(options.scenarios, {}, Warnings::hidden);
  if (!destination || !scenarios) return Exit::bad_input;
  const Names names(*scenarios);
  std::vector<std::string> shown;
  for (const std::string& one : options.scenarios) shown.push_back(names.name_of(scenario_named(one)));
  const auto bundle = explorer::bundle(shown, CHOKEPOINT_VERSION, commit(), names.reader(), sha256);
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
