// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "chokepoint/units.hpp"
#include "cli/console.hpp"
#include "report/text.hpp"

namespace chokepoint::cli {

namespace {

constexpr const char* help_hint = "'chokepoint --help' and 'chokepoint VERB --help' say what can be asked";

std::string near(const std::string& word, const std::vector<std::string>& known, const std::string& otherwise) {
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  const std::string_view found = units::nearest(word, candidates);
  return found.empty() ? otherwise : fmt::format("did you mean {}?", found);
}

const CLI::App* verb_named(const CLI::App& app, const std::string& name) {
  const auto verbs = app.get_subcommands([&name](const CLI::App* verb) { return verb->get_name() == name; });
  return verbs.empty() ? nullptr : verbs.front();
}

std::vector<std::string> verbs_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands({})) names.push_back(verb->get_name());
  return names;
}

const CLI::Option* option_named(const CLI::App& app, const CLI::App* verb, const std::string& name) {
  const CLI::Option* const own = verb == nullptr ? nullptr : verb->get_option_no_throw(name);
  return own != nullptr ? own : app.get_option_no_throw(name);
}

std::vector<std::string> options_of(const CLI::App& verb) {
  std::vector<std::string> names;
  for (const CLI::Option* option : verb.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

bool repeatable(const CLI::Option& option) {
  return option.get_expected_max() > 1;
}

/// Reads the words behind the verb.
class Words {
 public:
  Words(const CLI::App& app, const CLI::App& verb) : app_(app), verb_(verb) {}

  std::optional<Complaint> wrong(const std::vector<std::string>& words, std::size_t first) {
    for (std::size_t at = first; at < words.size(); ++at) {
      const std::string& word = words[at];
      if (word == "--") break;
      if (word.size() < 2 || word[0] != '-') continue;
      const std::size_t equals = word.find('=');
      const std::string name = word.substr(0, equals);
      const CLI::Option* const option = option_named(app_, &verb_, name);
      if (option == nullptr) return unknown(name);
      const bool again = !given_.insert(name).second;
      if (option->get_items_expected_max() == 0) continue;  // a flag
      if (again && !repeatable(*option)) return Complaint{name + " is given twice", "give it once"};
      const bool here = equals != std::string::npos;
      if (!here && (at + 1 == words.size() || option_named(app_, &verb_, words[at + 1]) != nullptr)) {
        return missing(name, *option);
      }
      const std::string value = here ? word.substr(equals + 1) : words[++at];
      if (value.empty()) return missing(name, *option);
    }
    for (const char* const name : {"--draws", "--seed", "--sampler", "--tolerance"}) {
      if (given_.count("--point") == 0 || given_.count(name) == 0) continue;
      return Complaint{fmt::format("{} says nothing with --point, which is one draw at the medians", name),
                       "leave one of them out"};
    }
    return std::nullopt;
  }

 private:
  Complaint unknown(const std::string& name) const {
    return {fmt::format("{} has no option '{}'", verb_.get_name(), name),
            near(name, options_of(verb_), fmt::format("'chokepoint {} --help' lists them", verb_.get_name()))};
  }
  static Complaint missing(const std::string& name, const CLI::Option& option) {
    return {fmt::format("nothing is given for {}", name), fmt::format("{} {}", name, option.get_type_name())};
  }

  const CLI::App& app_;
  const CLI::App& verb_;
  std::set<std::string> given_;
};

/// Between words, with what stands before the first line in the margin.
std::string entry(const std::string& name, const std::string& description, std::size_t column) {
  constexpr std::size_t widest = 120;
  const std::size_t width = std::clamp<std::size_t>(terminal_width(), 80, widest);
  std::string text = report::wrapped(description, width, column);
  const std::string head = "  " + name;
  if (head.size() + 1 > column) return head + "\n" + text;
  return description.empty() ? head + "\n" : text.replace(0, head.size(), head);
}

class Help : public CLI::Formatter {
 public:
  std::string make_option(const CLI::Option* option, bool positional) const override {
    return entry(make_option_name(option, positional) + make_option_opts(option), make_option_desc(option),
                 get_column_width());
  }
  std::string make_subcommand(const CLI::App* verb) const override {
    return entry(verb->get_name(), verb->get_description(), get_column_width());
  }
};

}  // namespace

std::optional<Complaint> wrong_words(const CLI::App& app, const std::vector<std::string>& words) {
  const std::vector<std::string> verbs = verbs_of(app);
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string& word = words[at];
    if (!word.empty() && word[0] == '-') {
      if (app.get_option_no_throw(word) != nullptr) {
        if (word != "-v" && word != "--verbose") return std::nullopt;  // help and version need no verb
        continue;
      }
      return Complaint{fmt::format("unknown option '{}'", word), near(word, options_of(app), help_hint)};
    }
    const CLI::App* const verb = verb_named(app, word);
    if (verb == nullptr) {
      return Complaint{fmt::format("unknown verb '{}'", word),
                       near(word, verbs, fmt::format("there are {}", fmt::join(verbs, ", ")))};
    }
    return Words(app, *verb).wrong(words, at + 1);
  }
  return Complaint{"no verb: what is to be done?", fmt::format("one of {}", fmt::join(verbs, ", "))};
}

Complaint complaint_of(const CLI::ParseError& error, const CLI::App& app) {
  const std::string said = error.what();
  const auto verbs = app.get_subcommands();
  const std::string verb = verbs.empty() ? std::string("VERB") : verbs.front()->get_name();
  const std::string hint = fmt::format("'chokepoint {} --help' says what can be asked", verb);
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    return {fmt::format("{} is missing", said.substr(0, said.find(' '))), hint};
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    return {fmt::format("{}: not expected: {}", verb, said.substr(said.find(": ") + 2)), hint};
  }
  return {said, hint};
}

CLI::Validator decimal() {
  return CLI::Validator(
      [](const std::string& text) {
        const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
        return digits ? std::string() : fmt::format("not a whole number: '{}'", text);
      },
      "");
}

std::shared_ptr<CLI::Formatter> help_formatter() {
  return std::make_shared<Help>();
}

}  // namespace chokepoint::cli
