// SPDX-License-Identifier: Apache-2.0
// chokepoint new
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <variant>

#include "chokepoint/analysis.hpp"
#include "chokepoint/report.hpp"
#include "cli/console.hpp"
#include "cli/ensemble.hpp"
#include "cli/files.hpp"
#include "cli/load.hpp"
#include "cli/ranks.hpp"
#include "cli/verbs.hpp"
#include "scenario/written.hpp"
#include "units/utf8.hpp"

namespace chokepoint::cli {

namespace {

namespace fs = std::filesystem;
using scenario::Stated;

/// What is wrong with the file that is to be written, in the words of this verb.
template <class Work>
void in_words_of_new(const Work& work) {
  try {
    work();
  } catch (const BadOutput& wrong) {
    throw BadOutput(wrong.what(), wrong.hint, "new");
  }
}

struct NewFile {
  std::string folder;  // "" for the working folder
  std::string name;
};

NewFile new_file(const NewOptions& options) {
  const fs::path path(options.file);
  if (path.extension() != ".yaml" || path.stem().empty()) {
    throw BadOutput(options.file + " does not end in .yaml", "the file of a scenario does: my-plan.yaml", "new");
  }
  if (path.filename() == "sources.yaml") {
    throw BadOutput("sources.yaml is the bibliography of scenarios", "give the scenario another name", "new");
  }
  return {path.parent_path().string(), path.filename().string()};
}

/// From the root on. Without a working folder there is none.
fs::path from_root(const fs::path& path) {
  std::error_code error;
  fs::path whole = fs::absolute(path, error);
  if (error)
    throw BadOutput(fmt::format("cannot write {}: the working folder: {}", path.string(), error.message()), "", "new");
  return whole.lexically_normal();
}

/// Whether the base was found by its name, in a folder of scenarios.
bool found_by_name(const std::string& word, const std::string& path) {
  for (const std::string& folder : scenario_folders()) {
    if (path == folder + word || path == folder + word + ".yaml") return true;
  }
  return false;
}

/// The base as the new file names it.
std::string name_of_base(const std::string& word, const std::string& path, const NewFile& file) {
  if (word.find('/') == std::string::npos && found_by_name(word, path)) {
    const std::string stem = fs::path(path).stem().string();
    return stem.find('.') == std::string::npos ? stem : fs::path(path).filename().string();
  }
  const fs::path folder = from_root(file.folder.empty() ? fs::path(".") : fs::path(file.folder));
  std::error_code error;
  // Behind a link to a folder, what is above it depends on the way that one came.
  if (fs::weakly_canonical(folder, error) != fs::path(folder / "").parent_path())
    return from_root(path).generic_string();
  return from_root(path).lexically_proximate(folder).generic_string();
}

/// "my-plan.yaml" as a heading: "My plan".
std::string heading_of_file(const NewFile& file) {
  std::string text = fs::path(file.name).stem().string();
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '-' || c == '_'; }, ' ');
  text.erase(0, std::min(text.find_first_not_of(' '), text.size() - 1));
  text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

/// A title from the command line is no mistake of the file that it would stand in.
bool is_line(const std::string& title) {
  const bool is_text = utf8::find_invalid(title) == std::string_view::npos;
  if (is_text && utf8::printable_line(title) == title) return true;
  print_error(is_text ? "--title: holds a control character" : "--title: is not UTF-8 text",
              "a title is one line of text");
  return false;
}

// --- which parameters ------------------------------------------------------------------------------------------------

/// Parameters of this name; of a block, an event or a group all that the scenario states itself.
std::vector<std::string> paths_named(const std::string& name, const std::vector<Stated>& stated) {
  std::vector<std::string> found;
  for (const Stated& one : stated) {
    if (one.path == name || (one.path.starts_with(name + ".") && !one.is_default)) found.push_back(one.path);
  }
  if (!found.empty()) return found;
  for (const Stated& one : stated) {
    if (one.path.ends_with("." + name)) found.push_back(one.path);
  }
  return found;
}

void refuse_unstated(const std::string& name, const scenario::Scenario& base, const std::vector<Stated>& stated) {
  std::vector<std::string> names;
  for (const Stated& one : stated) {
    for (std::size_t dot = one.path.find('.'); dot != std::string::npos; dot = one.path.find('.', dot + 1)) {
      names.push_back(one.path.substr(0, dot));
      names.push_back(one.path.substr(dot + 1));
    }
    names.push_back(one.path);
  }
  if (std::find(names.begin(), names.end(), name) != names.end()) {
    print_error(fmt::format("--with: {} states nothing of '{}': all its values are at their defaults", base.name, name),
                fmt::format("name one of them; 'chokepoint explain {} {}' lists them", name, base.name));
    return;
  }
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const std::string_view near = units::nearest(name, candidates);
  print_error(fmt::format("--with: {} has no value named '{}'", base.name, name),
              near.empty() ? fmt::format("'chokepoint explain {}' lists those that it has", base.name)
                           : fmt::format("did you mean {}?", near));
}

/// Nothing where a name is wrong, which has been told of all.
std::optional<std::vector<std::string>> paths_asked(const NewOptions& options, const scenario::Scenario& base) {
  const std::vector<Stated> stated = scenario::stated_in(base);
  std::vector<std::string> paths;
  bool good = true;
  for (const std::string& name : options.with) {
    const std::vector<std::string> found = paths_named(name, stated);
    if (found.empty()) refuse_unstated(name, base, stated);
    good = good && !found.empty();
    paths.insert(paths.end(), found.begin(), found.end());
  }
  if (!good) return std::nullopt;
  return paths;
}

/// Without a year: "power.campus_power" of "power.campus_power.2031".
std::string stated_path(const std::string& path, const std::vector<Stated>& stated) {
  for (const Stated& one : stated) {
    for (const scenario::Assumption* assumption : one.assumptions) {
      if (assumption->path == path || assumption->draws_as == path) return one.path;
    }
  }
  return path;
}

/// The trajectory, and what moves the ceiling most that is likeliest to stop it.
std::vector<std::string> paths_that_matter(const scenario::ScenarioPointer& base) {
  constexpr std::uint64_t few_draws = 1024;
  constexpr std::size_t most = 6;
  const std::vector<Stated> stated = scenario::stated_in(*base);
  std::vector<std::string> paths;
  for (const Stated& one : stated) {
    if (one.description->name == models::trajectory().name && !one.is_default) paths.push_back(one.path);
  }
  simulation::Ensemble ensemble;
  ensemble.draws = few_draws;
  statistics::Keep keep = report::kept_for_verdict(*base);
  keep.order = true;
  const auto summary = statistics::summarize(simulation::Engine(base, ensemble), threads_of({}), keep,
                                             [](std::uint64_t) { return interrupted() == 0; });
  if (!summary) throw Interrupted{};
  const question::Condition condition = analysis::first_condition(*base, *summary);
  const auto tornado = done(
      {}, ensemble, [&](const analysis::Effort& effort) { return analysis::tornado(base, condition.output, effort); });
  const std::size_t all = paths.size() + most;
  for (const analysis::Influence& one : tornado.influences) {
    const std::string path = stated_path(one.path, stated);
    if (paths.size() < all && std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(path);
  }
  return paths;
}

// --- the file --------------------------------------------------------------------------------------------------------

/// Whether what is to be written is a scenario that extends this base; what is wrong with it has been told.
bool is_in_order(const std::string& content, const std::string& path, const scenario::Scenario& base) {
  const fs::path place = from_root(path);
  const scenario::Reader read = [&](const std::string& name, std::size_t limit) {
    return from_root(name) == place ? std::variant<std::string, scenario::Unreadable>(content.substr(0, limit))
                                    : disk()(name, limit);
  };
  const scenario::Loaded loaded = scenario::load(path, {}, read, models::built_in(), scenario_folders());
  for (const scenario::Diagnostic& one : loaded.diagnostics) {
    if (one.severity == scenario::Diagnostic::Severity::error) tell_diagnostic(one);
  }
  if (!loaded.scenario) return false;
  const std::vector<std::string>& files = loaded.scenario->files;
  std::error_code ignored;
  const std::string& below = files[files.size() - 2];
  if (fs::equivalent(on_this_machine(below), on_this_machine(base.files.back()), ignored)) return true;
  print_error(fmt::format("new: in that folder, '{}' is another file: {}", fs::path(base.files.back()).stem().string(),
                          shown_path(below)),
              "name the scenario by its path: --extends FOLDER/NAME.yaml");
  return false;
}

}  // namespace

Exit write_new(const NewOptions& options) {
  if (!is_line(options.title)) return Exit::bad_input;
  const NewFile file = new_file(options);
  if (!options.force) in_words_of_new([&] { refuse_to_replace(file.folder, {file.name}); });
  const auto scenarios = load({options.extends}, {}, Warnings::hidden);
  if (!scenarios) return Exit::bad_input;
  const scenario::ScenarioPointer& base = scenarios->front();
  in_words_of_new([&] { refuse_inputs(file.folder, {file.name}, base->files); });
  auto asked = paths_asked(options, *base);
  if (!asked) return Exit::bad_input;
  report::Fresh fresh;
  fresh.base = base;
  fresh.title = options.title.empty() ? heading_of_file(file) : options.title;
  fresh.extends = name_of_base(options.extends, base->files.back(), file);
  fresh.file = options.file;
  fresh.asked = options.extends;
  fresh.schema = schema_for_editors();
  fresh.commented = options.with.empty();
  try {
    fresh.paths = fresh.commented ? paths_that_matter(base) : std::move(*asked);
  } catch (const simulation::ImpossibleValue& error) {
    print_error(fmt::format("{}: {}", options.extends, error.what()), "--with says which values the file has");
    return Exit::bad_input;
  }
  const std::string content = report::fresh_scenario(fresh);
  if (!is_in_order(content, options.file, *base)) return Exit::bad_input;
  if (writes_files()) {
    in_words_of_new([&] { write_files(file.folder, {{file.name, content}}, options.force); });
  }
  print(fmt::format("{}: all of {}, with {} value{} to change{}\n", options.file, base->name, fresh.paths.size(),
                    fresh.paths.size() == 1 ? "" : "s", fresh.commented ? ", in comments" : ""));
  return Exit::done;
}

}  // namespace chokepoint::cli
