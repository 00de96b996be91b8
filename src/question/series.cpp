// SPDX-License-Identifier: Apache-2.0
// Series, in a year or in all of them: a part of the grammar of condition.cpp.
#include "question/series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace chokepoint::question {

namespace {

using scenario::Block;
using scenario::Scenario;
using What = Series::What;

constexpr units::Kind flop{units::base(units::Base::compute)};

/// A series that has a name without a constraint: `headroom(power)`.
struct Form {
  std::string_view name;
  What what;
  units::Kind kind;
  enum class Of { scenario, constraint, constraint_or_part } of;
};
constexpr units::Kind of_its_need{};  // read off the constraint
constexpr std::array forms{
    Form{"trajectory", What::trajectory, flop, Form::Of::scenario},
    Form{"trajectory.observed", What::observed, flop, Form::Of::scenario},
    Form{"trajectory.pre_training", What::pre_training, flop, Form::Of::scenario},
    Form{"trajectory.post_training", What::post_training, flop, Form::Of::scenario},
    Form{"trajectory.post_training_share", What::post_training_share, units::ratio_kind, Form::Of::scenario},
    Form{"attainable", What::attainable, flop, Form::Of::scenario},
    Form{"ceiling", What::ceiling, flop, Form::Of::constraint_or_part},
    Form{"headroom", What::headroom, units::ratio_kind, Form::Of::constraint},
    Form{"need", What::need, of_its_need, Form::Of::constraint},
    Form{"supply", What::supply, of_its_need, Form::Of::constraint},
    Form{"gap", What::gap, of_its_need, Form::Of::constraint}};

/// A series whose parenthesis may still be open, for a year.
struct Begun {
  Series series;
  bool open = false;
};

bool is_there(const Form& form, const Scenario& scenario) {
  if (is_of_split(form.what)) return scenario.trajectory_plan.post_training;
  return form.what != What::observed || scenario.trajectory_plan.scatter;
}

Begun begin(Words& words, const Form& form, const Scenario& scenario) {
  if (!is_there(form, scenario)) {
    const bool split = is_of_split(form.what);
    words.refuse_word(
        std::string(form.name),
        fmt::format("{} is not there without trajectory.{}", form.name, split ? "post_training" : "scatter"),
        split ? "--set trajectory.post_training.ratio=1 gives runs as much post-training as pre-training"
              : "--set trajectory.scatter=0.25 gives single runs a spread about the trajectory");
  }
  Begun begun;
  begun.series.what = form.what;
  begun.series.kind = form.kind;
  if (form.of == Form::Of::scenario) return begun;
  begun.open = true;
  words.want('(');
  begun.series.constraint = constraint_named(words, words.word(), scenario);
  const models::Description& description = *scenario.blocks[begun.series.constraint].constraint->description;
  if (is_need(form.what)) begun.series.kind = description.need.kind;
  if (!words.takes('.')) return begun;
  begun.series.part = read_part(words, description);
  if (form.of != Form::Of::constraint_or_part) {
    words.origin().refuse(words.word_at(), 1, fmt::format("{} is of a constraint, not of a part", form.name));
  }
  return begun;
}

std::string name_in(const models::Description& description, const models::Output& series) {
  return fmt::format("{}.{}", description.name, series.name);
}

/// `power.network_power`, `power.network`: an internal series of a constraint or one of its parts.
std::optional<Series> series_of_constraint(const std::string& name, const Scenario& scenario) {
  for (std::size_t k = 0; k < scenario.blocks.size(); ++k) {
    const models::Description& description = *scenario.blocks[k].constraint->description;
    std::size_t parts = 0;
    std::size_t internals = 0;
    for (const models::Output& output : description.outputs) {
      if (output.role == models::Role::ceiling) continue;
      const bool part = output.role == models::Role::part;
      const std::size_t place = part ? parts++ : internals++;
      if (name != name_in(description, output)) continue;
      Series series{.what = part ? What::ceiling : What::internal, .constraint = k, .part = {}, .kind = output.kind};
      if (part) series.part = place;
      if (!part) series.internal = place;
      return series;
    }
  }
  return std::nullopt;
}

/// `events.taiwan`: the part of a year inside an event.
std::optional<Series> series_of_event(const std::string& name, const Scenario& scenario) {
  if (!name.starts_with(events_prefix)) return std::nullopt;
  const auto event = scenario.event_named(std::string_view(name).substr(events_prefix.size()));
  if (!event) return std::nullopt;
  return Series{.what = What::event, .part = {}, .event = *event, .kind = units::ratio_kind};
}

/// The place among the outputs of the ways around; nothing where none has this name.
std::optional<std::size_t> output_of_relief(std::string_view name) {
  const auto& outputs = models::relief().outputs;
  const auto found =
      std::find_if(outputs.begin(), outputs.end(), [name](const models::Output& one) { return one.name == name; });
  if (found == outputs.end()) return std::nullopt;
  return static_cast<std::size_t>(found - outputs.begin());
}

Series series_of_relief(std::size_t output) {
  return {.what = What::relief, .part = {}, .internal = output, .kind = models::relief().outputs[output].kind};
}

constexpr std::string_view relief_name = "relief";
constexpr std::string_view loss_name = "loss";

bool is_of_relief(const std::string& name) {
  return name == relief_name || name == loss_name || name.starts_with("relief.");
}

/// Every name of a way: `inference`.
std::vector<std::string> way_names() {
  std::vector<std::string> names;
  for (const models::Output& output : models::relief().outputs) {
    if (output.role == models::Role::part) names.emplace_back(output.name);
  }
  return names;
}

/// `relief`, `relief(inference`, `relief.left`, `loss`: nothing where no series has this name.
std::optional<Begun> begin_relief(Words& words, const std::string& name, const Scenario& scenario) {
  if (!scenario.relief) refuse_relief(words, name, scenario);
  if (name != relief_name) {
    const auto found = output_of_relief(name == loss_name ? std::string_view(name)
                                                          : std::string_view(name).substr(relief_name.size() + 1));
    if (!found) return std::nullopt;
    return Begun{series_of_relief(*found), false};
  }
  const std::size_t start = words.at();
  if (!words.takes('(')) return Begun{series_of_relief(0), false};
  if (words.next() >= '0' && words.next() <= '9') {  // a year: of all of them
    words.move_to(start);
    return Begun{series_of_relief(0), false};
  }
  const std::string way = words.word();
  const std::vector<std::string> names = way_names();
  const auto found = output_of_relief(way);
  if (!found || std::find(names.begin(), names.end(), way) == names.end()) {
    words.refuse_word(way, fmt::format("no way around is named '{}'", way), hint_of(way, names));
  }
  return Begun{series_of_relief(*found), true};
}

/// The series whose first word was read last.
std::optional<Begun> begin(Words& words, const std::string& name, const Scenario& scenario) {
  for (const Form& form : forms) {
    if (form.name == name) return begin(words, form, scenario);
  }
  if (const auto series = series_of_constraint(name, scenario)) return Begun{*series, false};
  if (const auto series = series_of_event(name, scenario)) return Begun{*series, false};
  if (is_of_relief(name)) return begin_relief(words, name, scenario);
  return std::nullopt;
}

bool is_constraint(const std::string& name, const Scenario& scenario) {
  return std::any_of(scenario.blocks.begin(), scenario.blocks.end(),
                     [&name](const Block& block) { return block.constraint->description->name == name; });
}

/// `headroom(power)`.
Series read_series(Words& words, const Scenario& scenario) {
  const std::string name = words.dotted();
  if (name.empty()) words.refuse_word(name, "a series is expected here, such as headroom(power)");
  if (statistic_named(name)) {
    words.refuse_word(name, "the condition is on each draw: no statistic is taken of its series",
                      fmt::format("of the year there may be one: {}(first_year(CONDITION))", name));
  }
  const auto begun = begin(words, name, scenario);
  if (!begun) refuse_name(words, name, scenario, "series", series_names(scenario));
  if (words.next() == (begun->open ? ',' : '(')) {
    words.origin().refuse(words.at(), 1, "no year is expected here",
                          "first_year(CONDITION) finds the year; P(CONDITION in YEAR) and P(CONDITION by YEAR) name it "
                          "behind the condition");
  }
  if (begun->open) words.want(')');
  return begun->series;
}

/// How long the value is that comes next: up to a parenthesis, another comparison, or the "in" or "by" of a year.
std::size_t length_of_value(const Words& words) {
  const std::string_view value = words.rest().substr(0, words.rest().find_first_of(")<>="));
  std::size_t end = value.size();
  for (const std::string_view word : {" in", " by"}) {
    const std::size_t at = value.rfind(word);
    if (at == std::string_view::npos) continue;
    const std::size_t behind = at + word.size();
    if (behind == value.size() || value[behind] == ' ') end = std::min(end, at);
  }
  return end;
}

std::variant<double, Series> read_limit(Words& words, const Scenario& scenario, const Series& series) {
  words.skip();
  const std::size_t start = words.at();
  if (!words.next_is_word()) {
    const std::string_view value = words.rest().substr(0, length_of_value(words));
    words.move_to(start + value.size());
    return read_value(words.origin(), start, value, series.kind);
  }
  const Series other = read_series(words, scenario);
  const std::string_view text = std::string_view(words.origin().text).substr(start, words.at() - start);
  if (const auto wrong = units::mismatch(text, other.kind, series.kind)) {
    words.origin().refuse(start, text.size(), wrong->message);
  }
  if (other == series) words.origin().refuse(start, text.size(), "both sides are the same series");
  return other;
}

/// Whether a filter takes another share of the text for each run: then no run uses up what is left to it.
bool chooses_its_share(const Block& block) {
  return std::any_of(block.assumptions.begin(), block.assumptions.end(), [](const scenario::Assumption& one) {
    return one.parameter->name == "curation.keep_share" && !one.word().empty();
  });
}

}  // namespace

namespace {

/// "power/campus": a constraint, or a part of one, as the series of a form.
std::optional<Series> series_of_form(const Form& form, std::string_view constraint, const Scenario& scenario) {
  const std::size_t slash = std::min(constraint.find('/'), constraint.size());
  for (std::size_t k = 0; k < scenario.blocks.size(); ++k) {
    const models::Description& description = *scenario.blocks[k].constraint->description;
    if (description.name != constraint.substr(0, slash)) continue;
    Series series{.what = form.what, .constraint = k, .part = {}, .kind = form.kind};
    if (is_need(form.what)) series.kind = description.need.kind;
    if (slash == constraint.size()) return series;
    if (form.of != Form::Of::constraint_or_part) return std::nullopt;
    std::size_t place = 0;
    for (const models::Output& output : description.outputs) {
      if (output.role != models::Role::part) continue;
      series.part = place++;
      if (output.name == constraint.substr(slash + 1)) return series;
    }
    return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Series> series_named(std::string_view name, const Scenario& scenario) {
  std::string dotted(name);
  std::replace(dotted.begin(), dotted.end(), '/', '.');
  const std::size_t slash = std::min(name.find('/'), name.size());
  for (const Form& form : forms) {
    if (form.of == Form::Of::scenario && form.name == dotted && is_there(form, scenario)) {
      return Series{.what = form.what, .part = {}, .kind = form.kind};
    }
    if (form.of != Form::Of::scenario && form.name == name.substr(0, slash) && slash < name.size()) {
      return series_of_form(form, name.substr(slash + 1), scenario);
    }
  }
  const auto series = series_of_constraint(dotted, scenario);
  return series && series->what == What::internal ? series : std::nullopt;
}

int read_year(Words& words, const Scenario& scenario) {
  const std::string text = words.word();
  const bool whole = text.size() == 4 && text.find_first_not_of("0123456789") == std::string::npos;
  if (!whole) words.refuse_word(text, "a year is expected here, such as 2030");
  const int year = std::stoi(text);
  if (year >= scenario.first_year && year <= scenario.last_year) return year;
  words.refuse_word(
      text, fmt::format("{} is outside of the scenario's years", year),
      fmt::format("{} covers {}..{}; --set years={}..{} would reach it", scenario.name, scenario.first_year,
                  scenario.last_year, std::min(year, scenario.first_year), std::max(year, scenario.last_year)));
}

Comparison read_comparison(Words& words) {
  if (words.takes('>')) return words.takes_at_once('=') ? Comparison::greater_or_equal : Comparison::greater;
  if (words.takes('<')) return words.takes_at_once('=') ? Comparison::less_or_equal : Comparison::less;
  const bool equals = words.next() == '=';
  words.origin().refuse(words.at(), 1, "a comparison is expected here: >=, >, <= or <",
                        equals ? "'=' is '>=' or '<=': a number is never met exactly" : "");
}

std::size_t constraint_named(Words& words, const std::string& name, const Scenario& scenario) {
  std::vector<std::string> names;
  for (const Block& block : scenario.blocks) {
    names.emplace_back(block.constraint->description->name);
    if (names.back() == name) return names.size() - 1;
  }
  const bool known = scenario.catalogue->find(name) != nullptr;
  words.refuse_word(name,
                    known ? fmt::format("{} is not modelled in {}", name, scenario.name)
                          : fmt::format("no constraint is named '{}'", name),
                    hint_of(name, names));
}

std::size_t read_part(Words& words, const models::Description& description) {
  const std::string name = words.word();
  std::vector<std::string> names;
  for (const models::Output& output : description.outputs) {
    if (output.role != models::Role::part) continue;
    names.emplace_back(output.name);
    if (names.back() == name) return names.size() - 1;
  }
  words.refuse_word(name, fmt::format("{} has no part '{}'", description.name, name),
                    names.empty() ? std::string("it has no parts") : hint_of(name, names));
}

std::optional<SeriesInYear> read_series_in_year(Words& words, const std::string& name, const Scenario& scenario) {
  const auto begun = begin(words, name, scenario);
  if (!begun) return std::nullopt;
  if (!begun->open && words.next() != '(') {
    words.origin().refuse(words.at(), 1, "'(' is expected here",
                          fmt::format("in which year: {}({})", name, scenario.last_year));
  }
  words.want(begun->open ? ',' : '(');
  const int year = read_year(words, scenario);
  words.want(')');
  return SeriesInYear{begun->series, year};
}

std::optional<SeriesCondition> condition_of_event(const std::string& name, const Scenario& scenario) {
  const auto series = series_of_event(name, scenario);
  if (!series) return std::nullopt;
  return SeriesCondition{.series = *series, .comparison = Comparison::greater, .limit = 0.0};
}

void refuse_event(Words& words, const std::string& name, const Scenario& scenario) {
  std::vector<std::string> names;
  for (const scenario::Event& event : scenario.events) names.push_back(event.description->name);
  words.refuse_word(name, fmt::format("no event is named '{}'", name),
                    names.empty() ? fmt::format("{} has no events", scenario.name) : hint_of(name, names));
}

SeriesCondition relief_above_zero(std::string_view output) {
  const auto found = output_of_relief(output);
  if (!found) throw std::out_of_range("the ways around have no output " + std::string(output));
  return {.series = series_of_relief(*found), .comparison = Comparison::greater, .limit = 0.0};
}

std::optional<SeriesCondition> exhaustion_of(const Scenario& scenario) {
  for (const Block& block : scenario.blocks) {
    const auto series = series_of_constraint(block.constraint->description->name + ".used", scenario);
    if (series && series->kind == units::ratio_kind && !chooses_its_share(block)) {
      return SeriesCondition{.series = *series, .comparison = Comparison::greater_or_equal, .limit = 1.0};
    }
  }
  return std::nullopt;
}

SeriesCondition exhaustion(Words& words, const std::string& asked, const Scenario& scenario) {
  if (const auto found = exhaustion_of(scenario)) return *found;
  words.refuse_word(
      asked, fmt::format("no constraint of {} knows when its stock is used up", scenario.name),
      "a scenario with data: {model: human_text} does, unless its filter chooses what to keep: docs/data-stock.md");
}

void refuse_relief(Words& words, const std::string& name, const Scenario& scenario) {
  words.refuse_word(name, fmt::format("{} says nothing of ways around a shortfall", scenario.name),
                    "--set 'relief={}' takes all of them as they are unless a scenario says otherwise");
}

SeriesCondition read_series_condition(Words& words, const Scenario& scenario) {
  SeriesCondition condition;
  condition.series = read_series(words, scenario);
  condition.comparison = read_comparison(words);
  condition.limit = read_limit(words, scenario, condition.series);
  return condition;
}

std::vector<std::string> series_names(const Scenario& scenario) {
  std::vector<std::string> names;
  names.reserve(forms.size());
  for (const Form& form : forms) {
    if (is_there(form, scenario)) names.emplace_back(form.name);
  }
  for (const Block& block : scenario.blocks) {
    const models::Description& description = *block.constraint->description;
    for (const models::Output& output : description.outputs) {
      if (output.role != models::Role::ceiling) names.push_back(name_in(description, output));
    }
  }
  for (const scenario::Event& event : scenario.events) names.push_back(event.description->name);
  if (scenario.relief) {
    for (const models::Output& output : models::relief().outputs) {
      const bool way = output.role == models::Role::part;
      names.push_back(output.name.empty() ? std::string(relief_name)
                      : way               ? fmt::format("relief({})", output.name)
                                          : fmt::format("relief.{}", output.name));
    }
    names.emplace_back(loss_name);
  }
  return names;
}

std::optional<Output::Statistic> statistic_named(const std::string& name) {
  constexpr std::array names{"p5", "p10", "p25", "p50", "p75", "p90", "p95", "mean"};
  if (name == "median") return Output::Statistic::p50;
  const auto* const found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Output::Statistic>(found - names.begin());
}

void refuse_name(Words& words, const std::string& name, const Scenario& scenario, std::string_view what,
                 const std::vector<std::string>& known) {
  const scenario::Assumption* const parameter = find(scenario, name);
  const std::string path = parameter != nullptr ? parameter->path : name;
  const std::string block = path.substr(0, path.find('.'));
  const std::string listed =
      is_constraint(block, scenario) ? fmt::format("'chokepoint explain {}' lists its series", block) : std::string();
  if (parameter != nullptr) {
    words.refuse_word(name, fmt::format("{} is a parameter, not {} {}", name, what == "output" ? "an" : "a", what),
                      listed);
  }
  const std::string near = hint_of(name, known);
  words.refuse_word(name, fmt::format("no {} is named '{}'", what, name),
                    listed.empty() || near.starts_with("did you mean") ? near : listed);
}

}  // namespace chokepoint::question
