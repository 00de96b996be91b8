// SPDX-License-Identifier: Apache-2.0
// Outputs and conditions: a grammar of one line.
//
//   condition = output comparison value
//   output    = "P(" event ")" | statistic "(" number ")" | number
//   number    = ( "trajectory" | "attainable" ) "(" year ")" | "ceiling(" name [ "." part ] "," year ")"
//             | figure "(" name "," year ")" | name "." ( part | internal ) "(" year ")" | "events." name "(" year ")"
//             | "relief(" [ way "," ] year ")" | "relief." internal "(" year ")" | "loss(" year ")" | date
//   date      = "first_year(" holds ")" | "first_binding_year" | "exhaustion_year"
//   event     = "trajectory feasible in" year | "trajectory stopped by" year | name "stops by" year
//             | name "binds first" | name [ "." part ] "lowest in" year | name "below trajectory in" year
//             | "shortfall" [ "made up" | "left" ] ( "in" | "by" ) year | "nothing binds" | ( holds | "events." name )
//             ( "in" | "by" ) year
//   holds     = series comparison ( value | series )
//   series    = "trajectory" | "attainable" | "ceiling(" name [ "." part ] ")" | figure "(" name ")"
//             | name "." ( part | internal ) | "events." name | "relief" [ "(" way ")" ] | "relief." internal | "loss"
//   figure    = "headroom" | "need" | "supply" | "gap"
//   comparison = ">=" | ">" | "<=" | "<"
//
// series.cpp reads years and what has one, or holds in one.
#include <fmt/format.h>

#include <cmath>

#include "chokepoint/question.hpp"
#include "question/series.hpp"

namespace chokepoint::question {

namespace {

using scenario::Scenario;
using What = Output::What;

class Reader {
 public:
  Reader(const Origin& origin, const Scenario& scenario) : origin_(origin), scenario_(scenario), words_(origin) {}

  Output output() {
    const std::size_t start = words_.skip();
    Output result = asked();
    result.text = origin_.text.substr(start, words_.at() - start);
    while (!result.text.empty() && result.text.back() == ' ') result.text.pop_back();
    return result;
  }

  Condition condition() {
    Condition result;
    result.output = output();
    result.comparison = read_comparison(words_);
    const std::size_t start = words_.at();
    result.value = read_value(origin_, start, words_.rest(), result.output.kind);
    check_value(result, start);
    result.text = origin_.text;
    return result;
  }

  void end() {
    const std::size_t start = words_.skip();
    if (start < origin_.text.size()) origin_.refuse(start, origin_.text.size() - start, "nothing is expected here");
  }

 private:
  Output asked() {
    const std::string first = words_.dotted();
    if (first == "P") return event();
    const auto statistic = statistic_named(first);
    if (!statistic) return number(first);
    const std::size_t start = words_.word_at();
    words_.want('(');
    Output output = number(words_.dotted());
    words_.want(')');
    if (output.is_date() && *statistic == Output::Statistic::mean) {
      origin_.refuse(start, first.size(), "of a year, no mean is taken",
                     "it may never come; ask for a quantile: p10, p50, p90");
    }
    output.statistic = *statistic;
    return output;
  }

  Output number(const std::string& name) {
    Output output;
    if (name == "first_binding_year") {
      output.what = What::first_binding_year;
      output.kind = units::ratio_kind;
      return output;
    }
    if (name == "exhaustion_year") {
      output.what = What::first_year;
      output.kind = units::ratio_kind;
      output.condition = exhaustion(words_, name, scenario_);
      return output;
    }
    if (name == "first_year") {
      output.what = What::first_year;
      output.kind = units::ratio_kind;
      words_.want('(');
      output.condition = read_series_condition(words_, scenario_);
      words_.want(')');
      return output;
    }
    if (const auto found = read_series_in_year(words_, name, scenario_)) {
      output.series = found->series;
      output.year = found->year;
      output.kind = found->series.kind;
      return output;
    }
    if (name.empty()) words_.refuse_word(name, "an output is expected here, such as headroom(power, 2030)");
    std::vector<std::string> known = series_names(scenario_);
    known.insert(known.end(), {"first_year", "first_binding_year", "exhaustion_year"});
    refuse_name(words_, name, scenario_, "output", known);
  }

  Output event() {
    Output output;
    output.kind = units::ratio_kind;
    words_.want('(');
    const std::size_t start = words_.at();
    const std::string subject = words_.dotted();
    if (is_compared(subject)) {
      words_.move_to(start);
      output.condition = read_series_condition(words_, scenario_);
      when(output);
    } else if (const auto lasting = condition_of_event(subject, scenario_)) {
      output.condition = *lasting;
      when(output);
    } else if (subject.starts_with(events_prefix)) {
      refuse_event(words_, subject, scenario_);
    } else {
      words_.move_to(start);
      happening(output);
    }
    words_.want(')');
    return output;
  }

  /// Whether what comes next makes the word before it the series of a condition.
  bool is_compared(const std::string& subject) {
    const bool compared = !subject.empty() && std::string_view("(<>=").find(words_.next()) != std::string_view::npos;
    const bool date = subject == "first_year" || subject == "first_binding_year" || subject == "exhaustion_year";
    if (!compared || !date) return compared;
    words_.refuse_word(subject, "of a date, no comparison is an event",
                       subject == "first_year"        ? "P(CONDITION by YEAR): in that year or before"
                       : subject == "exhaustion_year" ? "P(data.used >= 1 by YEAR): in that year or before"
                                                      : "P(trajectory stopped by YEAR): in that year or before");
  }

  /// Behind "power.network_power >= 20 GW", or "events.taiwan": "in 2030".
  void when(Output& output) {
    const std::string when = words_.word();
    if (when != "in" && when != "by") {
      words_.refuse_word(when, "'in YEAR' or 'by YEAR' is expected here",
                         "in: it holds in that year; by: it does in that year, or did in one before");
    }
    output.what = when == "in" ? What::holds_in : What::holds_by;
    output.year = read_year(words_, scenario_);
  }

  /// "shortfall in 2030", "shortfall made up in 2030", "shortfall left by 2030".
  void around(Output& output, const std::string& subject) {
    if (!scenario_.relief) refuse_relief(words_, subject, scenario_);
    std::string_view of = "shortfall";
    const std::size_t before = words_.at();
    const std::string state = words_.word();
    if (state == "made") {
      words_.want_word("up");
      of = "made_up";
    } else if (state == "left") {
      of = "left";
    } else {
      words_.move_to(before);
    }
    output.condition = relief_above_zero(of);
    when(output);
  }

  void happening(Output& output) {
    const std::string subject = words_.word();
    if (subject == "trajectory") {
      const std::string state = words_.word();
      if (state != "feasible" && state != "stopped") {
        words_.refuse_word(state, "'feasible in YEAR' or 'stopped by YEAR' is expected here");
      }
      output.what = state == "stopped" ? What::stopped : What::feasible;
      words_.want_word(state == "stopped" ? "by" : "in");
      output.year = read_year(words_, scenario_);
    } else if (subject == "shortfall") {
      around(output, subject);
    } else if (subject == "nothing") {
      words_.want_word("binds");
      output.what = What::nothing_binds;
    } else {
      output.constraint = constraint_named(words_, subject, scenario_);
      if (words_.takes('.')) {
        output.part = read_part(words_, *scenario_.blocks[output.constraint].constraint->description);
      }
      deed(output);
    }
  }

  /// "stops by 2030", "binds first", "lowest in 2030", "below trajectory in 2030".
  void deed(Output& output) {
    const std::string verb = words_.word();
    if (verb == "below") {
      words_.want_word("trajectory");
      words_.want_word("in");
      output.what = What::below;
      output.year = read_year(words_, scenario_);
    } else if (verb == "stops" || verb == "stop") {
      words_.want_word("by");
      output.what = What::stops;
      output.year = read_year(words_, scenario_);
    } else if (verb == "lowest") {
      words_.want_word("in");
      output.what = What::lowest;
      output.year = read_year(words_, scenario_);
    } else if (verb == "binds" || verb == "bind") {
      const std::string how = words_.word();
      if (how != "first") {
        words_.refuse_word(
            how, "'first' is expected here",
            "'stops by YEAR': it is the first below the trajectory; 'lowest in YEAR': its ceiling is the "
            "lowest, whether or not it is below");
      }
      output.what = What::binds_first;
    } else {
      words_.refuse_word(
          verb, "'stops by YEAR', 'binds first', 'lowest in YEAR' or 'below trajectory in YEAR' is expected here");
    }
    if (output.part && output.what != What::lowest) {
      origin_.refuse(words_.word_at(), 1, "of a part, only 'lowest in YEAR' can be asked");
    }
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
    if (!condition.output.is_date()) return;
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
  Words words_;
};

}  // namespace

bool holds(double found, Comparison comparison, double limit) {
  switch (comparison) {
    case Comparison::less:
      return found < limit;
    case Comparison::less_or_equal:
      return found <= limit;
    case Comparison::greater:
      return found > limit;
    case Comparison::greater_or_equal:
      break;
  }
  return found >= limit;
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
