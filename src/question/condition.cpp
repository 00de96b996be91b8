// SPDX-License-Identifier: Apache-2.0
// Outputs and conditions: a grammar of one line.
//
//   condition = output ( ">=" | ">" | "<=" | "<" ) value
//   output    = "P(" event ")" | statistic "(" number ")" | number
//   number    = ( "trajectory" | "attainable" ) "(" year ")" | "ceiling(" name [ "." part ] "," year ")"
//             | "headroom(" name "," year ")" | name "." ( part | internal ) "(" year ")" | "first_binding_year"
//   event     = "trajectory feasible in" year | "trajectory stopped by" year | name "stops by" year
//             | name "binds first" | name [ "." part ] "lowest in" year | name "below trajectory in" year
//             | "nothing binds"
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "chokepoint/question.hpp"
#include "question/text.hpp"

namespace chokepoint::question {

namespace {

using scenario::Block;
using scenario::Scenario;
using What = Output::What;

constexpr units::Kind flop{units::base(units::Base::compute)};
constexpr std::array<const char*, 8> statistics{"p5", "p10", "p25", "p50", "p75", "p90", "p95", "mean"};
const std::vector<std::string> numbers{"trajectory", "attainable", "ceiling", "headroom", "first_binding_year"};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class Reader {
 public:
  Reader(const Origin& origin, const Scenario& scenario) : origin_(origin), scenario_(scenario) {}

  Output output() {
    const std::size_t start = skip();
    Output result = asked();
    result.text = origin_.text.substr(start, at_ - start);
    while (!result.text.empty() && result.text.back() == ' ') result.text.pop_back();
    return result;
  }

  Condition condition() {
    Condition result;
    result.output = output();
    result.comparison = comparison();
    const std::size_t start = at_;
    result.value = read_value(origin_, start, std::string_view(origin_.text).substr(start), result.output.kind);
    check_value(result, start);
    result.text = origin_.text;
    return result;
  }

  void end() {
    const std::size_t start = skip();
    if (start < origin_.text.size()) origin_.refuse(start, origin_.text.size() - start, "nothing is expected here");
  }

 private:
  std::size_t skip() {
    while (at_ < origin_.text.size() && origin_.text[at_] == ' ') ++at_;
    return at_;
  }
  bool takes(char c) {
    if (skip() >= origin_.text.size() || origin_.text[at_] != c) return false;
    ++at_;
    return true;
  }
  void want(char c) {
    if (!takes(c)) origin_.refuse(at_, 1, fmt::format("'{}' is expected here", c));
  }
  /// A word of letters and digits; where it stands is left in word_at_.
  std::string word() {
    word_at_ = skip();
    while (at_ < origin_.text.size() && (is_letter(origin_.text[at_]) || is_digit(origin_.text[at_]))) ++at_;
    return origin_.text.substr(word_at_, at_ - word_at_);
  }
  /// `power.network_power`: a word, or two with a dot between.
  std::string dotted() {
    std::string name = word();
    const std::size_t start = word_at_;
    if (name.empty() || at_ >= origin_.text.size() || origin_.text[at_] != '.') return name;
    ++at_;
    name += '.' + word();
    word_at_ = start;
    return name;
  }
  void want_word(std::string_view expected) {
    const std::string found = word();
    if (found != expected) refuse_word(found, fmt::format("'{}' is expected here", expected));
  }
  [[noreturn]] void refuse_word(const std::string& found, const std::string& message, const std::string& hint = {}) {
    origin_.refuse(word_at_, found.size(), message, hint);
  }

  Output asked() {
    const std::string first = dotted();
    if (first == "P") return event();
    for (std::size_t i = 0; i < statistics.size(); ++i) {
      if (first != statistics[i] && !(first == "median" && i == 3)) continue;
      const std::size_t start = word_at_;
      want('(');
      Output output = number(dotted());
      want(')');
      if (output.what == What::first_binding_year && i + 1 == statistics.size()) {
        origin_.refuse(start, first.size(), "of a year, no mean is taken",
                       "it may never come; ask for a quantile: p10, p50, p90");
      }
      output.statistic = static_cast<Output::Statistic>(i);
      return output;
    }
    return number(first);
  }

  Output number(const std::string& name) {
    Output output;
    output.kind = flop;
    if (name == "first_binding_year") {
      output.what = What::first_binding_year;
      output.kind = units::ratio_kind;
      return output;
    }
    if (name == "trajectory" || name == "attainable") {
      output.what = name == "trajectory" ? What::trajectory : What::attainable;
      want('(');
      output.year = year();
      want(')');
      return output;
    }
    if (name == "ceiling" || name == "headroom") {
      output.what = name == "ceiling" ? What::ceiling : What::headroom;
      if (name == "headroom") output.kind = units::ratio_kind;
      want('(');
      constraint(word(), output);
      if (output.part && name == "headroom") origin_.refuse(word_at_, 1, "headroom is of a constraint, not of a part");
      want(',');
      output.year = year();
      want(')');
      return output;
    }
    if (const auto found = series_named(name)) {
      output = *found;
      want('(');
      output.year = year();
      want(')');
      return output;
    }
    refuse_number(name);
  }

  /// `power.network_power`, `power.network`: an internal series of a constraint or one of its parts.
  [[nodiscard]] std::optional<Output> series_named(const std::string& name) const {
    for (std::size_t k = 0; k < scenario_.blocks.size(); ++k) {
      const models::Description& description = *scenario_.blocks[k].constraint->description;
      std::size_t parts = 0;
      std::size_t internals = 0;
      for (const models::Output& series : description.outputs) {
        if (series.role == models::Role::ceiling) continue;
        const bool part = series.role == models::Role::part;
        const std::size_t place = part ? parts++ : internals++;
        if (name != fmt::format("{}.{}", description.name, series.name)) continue;
        Output output;
        output.what = part ? What::ceiling : What::internal;
        output.constraint = k;
        if (part) output.part = place;
        if (!part) output.internal = place;
        output.kind = series.kind;
        return output;
      }
    }
    return std::nullopt;
  }

  [[noreturn]] void refuse_number(const std::string& name) {
    if (name.empty()) refuse_word(name, "an output is expected here, such as headroom(power, 2030)");
    std::vector<std::string> known = numbers;
    for (const Block& block : scenario_.blocks) {
      const models::Description& description = *block.constraint->description;
      for (const models::Output& series : description.outputs) {
        if (!series.name.empty()) known.push_back(fmt::format("{}.{}", description.name, series.name));
      }
    }
    const bool parameter = find(scenario_, name) != nullptr;
    const std::string series = name.substr(0, name.find('.'));
    const bool constraint = scenario_.catalogue->find(series) != nullptr;
    const std::string near = hint_of(name, known);
    refuse_word(name,
                parameter ? fmt::format("{} is a parameter, not an output", name)
                          : fmt::format("no output is named '{}'", name),
                parameter || (constraint && near.find("did you mean") != 0)
                    ? fmt::format("'chokepoint explain {}' lists its series", series)
                    : near);
  }

  Output event() {
    Output output;
    output.kind = units::ratio_kind;
    want('(');
    const std::string subject = word();
    if (subject == "trajectory") {
      const std::string state = word();
      if (state != "feasible" && state != "stopped") {
        refuse_word(state, "'feasible in YEAR' or 'stopped by YEAR' is expected here");
      }
      output.what = state == "stopped" ? What::stopped : What::feasible;
      want_word(state == "stopped" ? "by" : "in");
      output.year = year();
    } else if (subject == "nothing") {
      want_word("binds");
      output.what = What::nothing_binds;
    } else {
      constraint(subject, output);
      deed(output);
    }
    want(')');
    return output;
  }

  /// "stops by 2030", "binds first", "lowest in 2030", "below trajectory in 2030".
  void deed(Output& output) {
    const std::string verb = word();
    if (verb == "below") {
      want_word("trajectory");
      want_word("in");
      output.what = What::below;
      output.year = year();
    } else if (verb == "stops" || verb == "stop") {
      want_word("by");
      output.what = What::stops;
      output.year = year();
    } else if (verb == "lowest") {
      want_word("in");
      output.what = What::lowest;
      output.year = year();
    } else if (verb == "binds" || verb == "bind") {
      const std::string how = word();
      if (how != "first") {
        refuse_word(how, "'first' is expected here",
                    "'stops by YEAR': it is the first below the trajectory; 'lowest in YEAR': its ceiling is the "
                    "lowest, whether or not it is below");
      }
      output.what = What::binds_first;
    } else {
      refuse_word(verb,
                  "'stops by YEAR', 'binds first', 'lowest in YEAR' or 'below trajectory in YEAR' is expected here");
    }
    if (output.part && output.what != What::lowest) {
      origin_.refuse(word_at_, 1, "of a part, only 'lowest in YEAR' can be asked");
    }
  }

  void constraint(const std::string& name, Output& output) {
    std::vector<std::string> names;
    for (std::size_t k = 0; k < scenario_.blocks.size(); ++k) {
      names.emplace_back(scenario_.blocks[k].constraint->description->name);
      if (names.back() != name) continue;
      output.constraint = k;
      if (takes('.')) part(*scenario_.blocks[k].constraint->description, output);
      return;
    }
    const bool known = scenario_.catalogue->find(name) != nullptr;
    refuse_word(name,
                known ? fmt::format("{} is not modelled in {}", name, scenario_.name)
                      : fmt::format("no constraint is named '{}'", name),
                hint_of(name, names));
  }

  void part(const models::Description& description, Output& output) {
    const std::string name = word();
    std::vector<std::string> names;
    for (const auto& candidate : description.outputs) {
      if (candidate.role != models::Role::part) continue;
      if (candidate.name == name) output.part = names.size();
      names.emplace_back(candidate.name);
    }
    if (output.part) return;
    refuse_word(name, fmt::format("{} has no part '{}'", description.name, name),
                names.empty() ? std::string("it has no parts") : hint_of(name, names));
  }

  int year() {
    const std::string text = word();
    const bool whole = text.size() == 4 && text.find_first_not_of("0123456789") == std::string::npos;
    if (!whole) refuse_word(text, "a year is expected here, such as 2030");
    const int year = std::stoi(text);
    if (year < scenario_.first_year || year > scenario_.last_year) {
      refuse_word(
          text, fmt::format("{} is outside of the scenario's years", year),
          fmt::format("{} covers {}..{}; --set years={}..{} would reach it", scenario_.name, scenario_.first_year,
                      scenario_.last_year, std::min(year, scenario_.first_year), std::max(year, scenario_.last_year)));
    }
    return year;
  }

  Comparison comparison() {
    if (takes('>')) return takes_next('=') ? Comparison::greater_or_equal : Comparison::greater;
    if (takes('<')) return takes_next('=') ? Comparison::less_or_equal : Comparison::less;
    const bool equals = skip() < origin_.text.size() && origin_.text[at_] == '=';
    origin_.refuse(at_, 1, "a comparison is expected here: >=, >, <= or <",
                   equals ? "'=' is '>=' or '<=': a number is never met exactly" : "");
  }
  bool takes_next(char c) {
    if (at_ >= origin_.text.size() || origin_.text[at_] != c) return false;
    ++at_;
    return true;
  }

  /// Values that no run could reach, or that say nothing.
  void check_value(const Condition& condition, std::size_t start) {
    const std::size_t length = origin_.text.size() - start;
    if (condition.output.is_event() && (condition.value < 0.0 || condition.value > 1.0)) {
      const bool percentage =
          condition.value > 1.0 && condition.value <= 100.0 && origin_.text.find('%', start) == std::string::npos;
      origin_.refuse(start, length, "a probability lies between 0 and 100 %",
                     percentage ? fmt::format("did you mean {:g} %?", condition.value) : std::string());
    }
    if (condition.output.what != What::first_binding_year) return;
    const bool strict =
        condition.comparison == Comparison::greater || condition.comparison == Comparison::less_or_equal;
    const int last = scenario_.last_year + (strict ? 0 : 1);
    if (condition.value != std::floor(condition.value) || condition.value < scenario_.first_year ||
        condition.value > last) {
      origin_.refuse(
          start, length,
          fmt::format("the scenario cannot tell: its years are {}..{}", scenario_.first_year, scenario_.last_year),
          "more years: --set years=FROM..TO");
    }
  }

  const Origin& origin_;
  const Scenario& scenario_;
  std::size_t at_ = 0;
  std::size_t word_at_ = 0;
};

}  // namespace

bool Condition::holds_for(double found) const {
  switch (comparison) {
    case Comparison::less:
      return found < value;
    case Comparison::less_or_equal:
      return found <= value;
    case Comparison::greater:
      return found > value;
    case Comparison::greater_or_equal:
      break;
  }
  return found >= value;
}

std::variant<Output, scenario::Diagnostic> read_output(const std::string& text, const Scenario& scenario,
                                                       const std::string& option) {
  const Origin origin{option, text};
  try {
    Reader reader(origin, scenario);
    Output output = reader.output();
    reader.end();
    return output;
  } catch (const Wrong& wrong) {
    return wrong.diagnostic;
  }
}

std::variant<Condition, scenario::Diagnostic> read_condition(const std::string& text, const Scenario& scenario,
                                                             const std::string& option) {
  const Origin origin{option, text};
  try {
    return Reader(origin, scenario).condition();
  } catch (const Wrong& wrong) {
    return wrong.diagnostic;
  }
}

}  // namespace chokepoint::question
