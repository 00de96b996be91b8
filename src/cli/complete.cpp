// SPDX-License-Identifier: Apache-2.0
#include "cli/complete.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string_view>
#include <utility>

#include "chokepoint/evidence.hpp"
#include "chokepoint/models.hpp"
#include "chokepoint/scaling.hpp"
#include "chokepoint/scenario.hpp"
#include "cli/files.hpp"
#include "scenario/written.hpp"

namespace chokepoint::cli {

namespace {

/// What the unfinished word may be.
struct Candidates {
  std::string files = "none";
  std::vector<std::pair<std::string, std::string>> words;  // and what they mean

  void add(std::string word, std::string_view meaning = {}) { words.emplace_back(std::move(word), meaning); }
};

/// A word of a file's name can be anything; one that would break the line of a terminal or of our own is left out.
bool is_one_line(std::string_view word) {
  return std::none_of(word.begin(), word.end(), [](char letter) {
    const auto code = static_cast<unsigned char>(letter);
    return code < 0x20U || code == 0x7FU;
  });
}

std::string in_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char letter) { return letter == '\n' || letter == '\t'; }, ' ');
  return text;
}

/// "{table,json,csv}" in the type of an option, as CLI11 writes its choices.
std::vector<std::string> choices_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t open = type.find(":{");
  const std::size_t close = type.find('}', open);
  std::vector<std::string> choices;
  if (open == std::string::npos || close == std::string::npos) return choices;
  std::istringstream list(type.substr(open + 2, close - open - 2));
  for (std::string one; std::getline(list, one, ',');) choices.push_back(one);
  return choices;
}

bool takes_value(const CLI::Option& option) {
  return option.get_items_expected_max() > 0;
}

/// The command line as far as it is finished.
class Line {
 public:
  Line(const CLI::App& app, const std::vector<std::string>& words) : app_(app) {
    for (std::size_t at = 0; at + 1 < words.size(); ++at) read(words[at]);
  }

  [[nodiscard]] Candidates next(const std::string& word) const {
    Candidates found;
    if (awaits_ != nullptr || (goes_on_ != nullptr && !word.starts_with("-"))) {
      add_values(awaits_ != nullptr ? *awaits_ : *goes_on_, word, found);
      return found;
    }
    const std::size_t equals = word.find('=');
    if (!only_values_ && word.starts_with("--") && equals != std::string::npos) {
      add_values_of_this_word(word.substr(0, equals), word.substr(equals + 1), found);
    } else if (!only_values_ && word.starts_with("-")) {
      add_options(found);
    } else if (verb_ == nullptr) {
      for (const CLI::App* verb : app_.get_subcommands({})) found.add(verb->get_name(), verb->get_description());
    } else if (const CLI::Option* const positional = next_positional()) {
      add_values(*positional, word, found);
    }
    return found;
  }

 private:
  void read(const std::string& word) {
    if (awaits_ != nullptr) {
      if (awaits_->get_name() == "--extends") extended_ = word;
      goes_on_ = awaits_->get_allow_extra_args() && awaits_->get_items_expected_max() > 1 ? awaits_ : nullptr;
      awaits_ = nullptr;
    } else if (goes_on_ != nullptr && !word.starts_with("-")) {
      // one more value of the same option
    } else if (word == "--" && !only_values_) {
      only_values_ = true;
      goes_on_ = nullptr;
    } else if (!only_values_ && word.size() > 1 && word[0] == '-') {
      const std::size_t equals = word.find('=');
      const std::string name = word.substr(0, equals);
      const CLI::Option* const option = option_named(name);
      goes_on_ = nullptr;
      given_.insert(name);
      if (option != nullptr && takes_value(*option) && equals == std::string::npos) awaits_ = option;
    } else if (verb_ == nullptr) {
      const auto verbs = app_.get_subcommands([&word](const CLI::App* verb) { return verb->get_name() == word; });
      if (!verbs.empty()) verb_ = verbs.front();
    } else {
      positionals_.push_back(word);
    }
  }

  [[nodiscard]] const CLI::Option* option_named(const std::string& name) const {
    const CLI::Option* const own = verb_ == nullptr ? nullptr : verb_->get_option_no_throw(name);
    return own != nullptr ? own : app_.get_option_no_throw(name);
  }

  [[nodiscard]] const CLI::Option* next_positional() const {
    std::vector<const CLI::Option*> all;
    for (const CLI::Option* option : verb_->get_options()) {
      if (option->get_positional()) all.push_back(option);
    }
    if (all.empty()) return nullptr;
    if (positionals_.size() < all.size()) return all[positionals_.size()];
    return all.back()->get_expected_max() > 1 ? all.back() : nullptr;
  }

  void add_options(Candidates& found) const {
    std::set<std::string> names;
    for (const CLI::App* const app : {verb_, &app_}) {
      if (app == nullptr) continue;
      for (const CLI::Option* option : app->get_options()) {
        for (const std::string& name : option->get_lnames()) {
          const std::string word = "--" + name;
          const bool again = given_.contains(word) && option->get_expected_max() <= 1;
          if (!again && names.insert(word).second) found.add(word, option->get_description());
        }
      }
    }
  }

  /// --name=value in one word: what it may become begins with the name.
  void add_values_of_this_word(const std::string& name, const std::string& value, Candidates& found) const {
    const CLI::Option* const option = option_named(name);
    if (option == nullptr || !takes_value(*option)) return;
    add_values(*option, value, found);
    for (auto& [word, meaning] : found.words) word.insert(0, name + "=");
  }

  void add_values(const CLI::Option& option, const std::string& value, Candidates& found) const {
    const auto choices = choices_of(option);
    for (const std::string& choice : choices) found.add(choice);
    if (!choices.empty()) return;
    const std::string type = option.get_type_name();
    const std::string name = option.get_positional() ? option.get_name(true) : option.get_name();
    const std::string verb = verb_ == nullptr ? "" : verb_->get_name();
    if (name == "SCENARIO" || name == "--extends") {
      add_scenarios(found);
    } else if (type == "NAME=VALUE" || type == "AXIS") {
      add_parameters("=", value, found);
    } else if (name == "--lever") {
      add_parameters("", value, found);
    } else if (name == "--with") {
      if (!add_stated(extended_, found)) add_parameters("", value, found);
    } else if (type == "OUTPUT" || type == "CONDITION") {
      add_outputs(found);
    } else if (type == "A,B") {
      add_pair(value, found);
    } else if (name == "--fit") {
      for (const auto& fit : scaling::fits()) found.add(std::string(fit.name));
    } else if (verb == "import" && name == "NAME") {
      for (const auto& one : evidence::importers()) found.add(std::string(one.name));
    } else if (verb == "explain" && name == "NAME") {
      for (const models::Description* block : blocks()) found.add(block->name);
      bool stated = false;
      for (const std::string& scenario : positionals_) stated = add_stated(scenario, found) || stated;
      if (!stated) add_parameters("", value, found);
      add_scenarios(found);
    } else if (type == "DIR") {
      found.files = "folders";
    } else if (type == "PATH" || type == "FILE" || name == "FILE") {
      found.files = "files";
    }
  }

  /// By name, wherever they are found by it; and files.
  static void add_scenarios(Candidates& found) {
    found.files = "scenarios";
    for (const std::string& folder : scenario_folders()) {
      for (std::string& name : scenarios_in(folder)) found.add(std::move(name));
    }
  }

  /// Of the scenarios that are named, or else all there are.
  void add_parameters(const std::string& end, const std::string& value, Candidates& found) const {
    if (value.find('=') != std::string::npos) return;
    std::vector<std::string> paths;
    for (const std::string& name : positionals_) add_paths(name, paths);
    if (!extended_.empty()) add_paths(extended_, paths);
    if (paths.empty()) paths = scenario::parameter_paths();
    for (const std::string& path : paths) found.add(path + end);
  }

  static void add_paths(const std::string& name, std::vector<std::string>& paths) {
    const auto loaded =
        scenario::load(scenario_named(name), {}, disk(), models::built_in(), scenario_folders()).scenario;
    if (!loaded) return;
    const auto add = [&paths](const std::vector<scenario::Assumption>& assumptions) {
      for (const auto& one : assumptions) paths.push_back(one.path);
    };
    add(loaded->trajectory);
    add(loaded->shared);
    for (const auto& block : loaded->blocks) add(block.assumptions);
    for (const auto& event : loaded->events) add(event.assumptions);
    if (loaded->relief) add(loaded->relief->assumptions);
  }

  /// What `explain` and `new --with` take of a scenario: parameters, without years, and what they stand in. False where
  /// there is no such scenario.
  static bool add_stated(const std::string& name, Candidates& found) {
    if (name.empty()) return false;
    const auto loaded =
        scenario::load(scenario_named(name), {}, disk(), models::built_in(), scenario_folders()).scenario;
    if (!loaded) return false;
    std::set<std::string> around;  // of each, once
    for (const scenario::Stated& one : scenario::stated_in(*loaded)) {
      const std::string block = one.path.substr(0, one.path.find('.'));
      if (!one.is_default && around.insert(block).second) found.add(block, one.description->title);
      found.add(one.path, one.parameter->meaning);
    }
    return true;
  }

  static std::vector<const models::Description*> blocks() {
    std::vector<const models::Description*> all{&models::trajectory(), &models::shared()};
    for (const models::Constraint* one : models::built_in()->constraints()) all.push_back(one->description);
    return all;
  }

  /// Functions of a year, as far as they are the same in every scenario.
  static void add_outputs(Candidates& found) {
    for (const char* const word : {"P(", "first_year(", "trajectory(", "attainable("}) found.add(word);
    for (const models::Constraint* one : models::built_in()->constraints()) {
      const models::Description& block = *one->description;
      for (const char* const figure : {"ceiling", "headroom", "need", "supply", "gap"}) {
        found.add(fmt::format("{}({},", figure, block.name), block.title);
      }
      for (const models::Output& output : block.outputs) {
        if (!output.name.empty()) found.add(fmt::format("{}.{}(", block.name, output.name), output.meaning);
      }
    }
  }

  /// The last of constraints with commas between.
  static void add_pair(const std::string& value, Candidates& found) {
    const std::size_t comma = value.rfind(',');
    const std::string before = comma == std::string::npos ? "" : value.substr(0, comma + 1);
    for (const models::Constraint* one : models::built_in()->constraints()) {
      found.add(before + one->description->name);
    }
  }

  const CLI::App& app_;
  const CLI::App* verb_ = nullptr;
  const CLI::Option* awaits_ = nullptr;   // whose value comes next
  const CLI::Option* goes_on_ = nullptr;  // whose further values may come next
  bool only_values_ = false;              // behind --
  std::set<std::string> given_;
  std::vector<std::string> positionals_;
  std::string extended_;  // of --extends
};

}  // namespace

std::string completions(const CLI::App& app, const std::vector<std::string>& words) {
  const std::string word = words.empty() ? "" : words.back();
  const Candidates found = Line(app, words).next(word);
  std::string text = found.files + "\n";
  std::set<std::string_view> told;
  for (const auto& [candidate, meaning] : found.words) {
    if (!candidate.starts_with(word) || !is_one_line(candidate) || !told.insert(candidate).second) continue;
    text += meaning.empty() ? candidate + "\n" : fmt::format("{}\t{}\n", candidate, in_one_line(meaning));
  }
  return text;
}

}  // namespace chokepoint::cli
