// SPDX-License-Identifier: Apache-2.0
// What a constraint says of itself, for a terminal and as the reference in Markdown.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "chokepoint/report.hpp"
#include "report/escape.hpp"
#include "report/text.hpp"
#include "scenario/inputs.hpp"
#include "units/real.hpp"

namespace chokepoint::report {

namespace {

using models::Description;
using models::Parameter;
using scenario::Assumption;
using scenario::Scenario;

constexpr std::size_t step = 2;

std::string indented(std::string_view lines) {
  std::string out;
  std::size_t at = 0;
  while (at < lines.size()) {
    const std::size_t end = std::min(lines.find('\n', at), lines.size());
    out += std::string(step, ' ') + std::string(lines.substr(at, end - at)) + '\n';
    at = end + 1;
  }
  return out;
}

std::string path_of(const Description& description, const Parameter& parameter) {
  return fmt::format("{}.{}", description.name, parameter.name);
}

/// "(W/H100e, above 0)", "(ratio)".
std::string unit_and_bounds(const Parameter& parameter) {
  const std::string symbol = units::symbol_of(parameter.kind);
  const std::string bounds = bounds_of(parameter);
  return fmt::format("({}{}{})", symbol.empty() ? "ratio" : symbol, bounds.empty() ? "" : ", ", bounds);
}

bool is_of(const Assumption& assumption, const Parameter& parameter) {
  return assumption.parameter->name == parameter.name;
}

/// The block of a scenario that is of this model under this name, or null.
const scenario::Block* block_of(const Description& description, const Scenario& scenario) {
  const auto found =
      std::find_if(scenario.blocks.begin(), scenario.blocks.end(), [&description](const scenario::Block& block) {
        const Description& one = *block.constraint->description;
        return one.name == description.name && one.constraint == description.constraint &&
               one.model == description.model;
      });
  return found == scenario.blocks.end() ? nullptr : &*found;
}

/// As the scenario has it, with its title and region; as it is where the scenario has none such.
const Description& in_place(const Description& description, const Scenario* scenario) {
  const scenario::Block* const block = scenario == nullptr ? nullptr : block_of(description, *scenario);
  return block == nullptr ? description : *block->constraint->description;
}

const std::vector<Assumption>* assumptions_of(const Description& description, const Scenario& scenario) {
  if (description.name == models::shared().name) return &scenario.shared;
  if (description.name == models::trajectory().name) return &scenario.trajectory;
  if (description.name == models::relief().name) return scenario.relief ? &scenario.relief->assumptions : nullptr;
  for (const scenario::Event& event : scenario.events) {
    if (event.description->name == description.name) return &event.assumptions;
  }
  const scenario::Block* const block = block_of(description, scenario);
  return block == nullptr ? nullptr : &block->assumptions;
}

const scenario::Coupling* coupling_of(const Description& description, const Parameter& parameter,
                                      const Scenario& scenario) {
  return scenario.coupling(path_of(description, parameter));
}

/// "power is not modelled", or by which model it is.
std::string why_absent(const Description& description, const Scenario& scenario) {
  if (description.name == models::relief().name) return "it says nothing of ways around a shortfall";
  if (description.constraint.empty()) return fmt::format("{} is no event of it", description.name);
  for (const auto& block : scenario.blocks) {
    const Description& one = *block.constraint->description;
    if (one.name == description.name) return fmt::format("{} is of the model {}", one.name, one.model);
  }
  return fmt::format("{} is not modelled", description.name);
}

/// "Electric power (power)"; the title of a constraint under a name of its own may end with that name itself.
std::string heading_of(const Description& description) {
  const std::string name = fmt::format(" ({})", description.name);
  return description.title.ends_with(name) ? description.title : description.title + name;
}

std::vector<std::string> other_models_of(const Description& description, const models::Catalogue& catalogue) {
  std::vector<std::string> others;
  for (const models::Constraint* one : catalogue.models_of(description.constraint)) {
    if (one->description->model != description.model) others.emplace_back(one->description->model);
  }
  return others;
}

/// What a block is of: its constraint and model, and which models there are beside.
std::string kind_of(const Description& description, const models::Catalogue& catalogue) {
  const std::string& constraint = description.constraint;
  const std::vector<std::string> others = other_models_of(description, catalogue);
  const std::string_view first = catalogue.find(constraint)->description->model;
  std::string text = description.name == constraint ? "" : fmt::format("Of the constraint {}. ", constraint);
  if (others.empty()) {
    text += fmt::format("Model: {}, the only one of {}.", description.model, constraint);
  } else if (description.model == first) {
    text += fmt::format("Model: {}, which {} has unless a scenario names another: {}.", first, constraint,
                        fmt::join(others, ", "));
  } else {
    text += fmt::format("Model: {}. Other models of {}: {}. It has {} unless a scenario names another.",
                        description.model, constraint, fmt::join(others, ", "), first);
  }
  return text;
}

/// What a constraint sees of a run that is split into pre-training and post-training.
std::string_view seen_in_words(const Description& description) {
  switch (description.sees.value_or(models::Sees::whole_run)) {
    case models::Sees::pre_training:
      return "Of a run it sees the pre-training.";
    case models::Sees::accelerator_time:
      return "Of a run it sees the time that pre-training and post-training take on accelerators.";
    case models::Sees::whole_run:
      break;
  }
  return "Of a run it sees pre-training and post-training alike.";
}

/// "by hand; assumed"
std::string words_of(const models::Default::Basis& basis) {
  return fmt::format("{}; {}", basis.words, basis.confidence);
}

/// "unless given: 50 % (by hand; assumed)"
std::string default_of(const Parameter& parameter) {
  return fmt::format("unless given: {} ({})", parameter.unless_given.text, words_of(parameter.unless_given.basis));
}

/// "", ", 2028" or ", from 2032 on more by".
std::string when(const Assumption& assumption) {
  if (!assumption.year) return {};
  return assumption.added ? fmt::format(", from {} on more by", *assumption.year)
                          : fmt::format(", {}", *assumption.year);
}

/// P10, P50 and P90 of a parameter by year, every value on the way there at the same level; nothing of one that is the
/// same in every year, or of the trajectory, which is a result.
std::vector<std::array<double, 3>> course_of(const Parameter& parameter, const Description& description,
                                             const Scenario& scenario) {
  const auto* const assumptions = assumptions_of(description, scenario);
  const bool by_year = std::any_of(assumptions->begin(), assumptions->end(), [&parameter](const Assumption& one) {
    return is_of(one, parameter) && one.year.has_value();
  });
  const bool of_event = description.constraint.empty() && description.name != models::shared().name &&
                        description.name != models::relief().name;
  if (!by_year || of_event || description.name == models::trajectory().name) return {};
  constexpr std::array quantiles{0.1, 0.5, 0.9};
  std::vector<std::vector<double>> columns;
  std::vector<const double*> pointers;
  for (const Assumption* one : scenario.assumptions()) {
    columns.emplace_back(lane_multiple, one->distribution.quantile(0.5));
    for (std::size_t i = 0; i < quantiles.size(); ++i) columns.back()[i] = one->distribution.quantile(quantiles[i]);
    pointers.push_back(columns.back().data());
  }
  const scenario::Block* const found = block_of(description, scenario);
  const std::size_t block = found == nullptr ? 0 : static_cast<std::size_t>(found - scenario.blocks.data());
  const scenario::Inputs inputs = description.name == models::relief().name
                                      ? scenario::inputs_of_relief(scenario, pointers, lane_multiple)
                                      : scenario::inputs_of(scenario, block, pointers, lane_multiple, {}, false);
  const auto place = static_cast<std::size_t>(&parameter - description.parameters.data());
  const models::Input& input = (description.name == models::shared().name ? inputs.shared : inputs.own)[place];
  std::vector<std::array<double, 3>> course;
  for (int year = scenario.first_year; year <= scenario.last_year; ++year) {
    const double* const values = input.values + static_cast<std::size_t>(year - scenario.base_year) * input.per_year;
    course.push_back({values[0], values[1], values[2]});
  }
  return course;
}

/// The shape of a parameter by year: a bar to its median, a line on to its P90.
std::string shape_of(const Parameter& parameter, const Description& description, const Scenario& scenario) {
  constexpr std::size_t room = 30;
  std::string out;
  const auto course = course_of(parameter, description, scenario);
  double most = 0.0;
  for (const auto& year : course) most = std::max(most, year[2]);
  const auto marks = [most](double value) {
    return most > 0.0 ? static_cast<std::size_t>(std::lround(value / most * static_cast<double>(room))) : 0;
  };
  for (std::size_t i = 0; i < course.size(); ++i) {
    const auto [low, median, high] = course[i];
    const std::string bar = std::string(marks(median), '#') + std::string(marks(high) - marks(median), '-');
    const auto text = [&parameter](double value) { return units::print(value, parameter.kind); };
    out += fmt::format("{}{}  {}  {}{}\n", std::string(2 * step, ' '), scenario.first_year + static_cast<int>(i),
                       left(bar, room), text(median),
                       low == high ? "" : fmt::format(" ({} to {})", text(low), text(high)));
  }
  return out;
}

std::string source_line(const std::string& key, const Scenario& scenario) {
  if (key.empty()) return "no source given";
  const auto at = scenario.sources.find(key);
  if (at == scenario.sources.end()) return "source: " + key;
  const scenario::Source& source = at->second;
  std::string line = "source: " + key;
  for (const std::string& field : {source.authors, source.date, source.title, source.address}) {
    if (!field.empty()) line += (field == source.authors ? ": " : ", ") + field;
  }
  return line;
}

/// Where a value that is not in the scenario itself is written.
std::string where(const Assumption& assumption) {
  if (!assumption.is_of_series) return {};
  return fmt::format(", in {}, line {}", assumption.place.file, assumption.place.line);
}

/// What a parameter reads in place of a value.
void reading(const scenario::Coupling& coupling, const Scenario& scenario, bool whole_source, std::size_t width,
             std::string& out) {
  const bool named = !whole_source && !coupling.source.empty();
  out += wrapped(fmt::format("{}: {}{}", scenario.name, in_words(coupling),
                             named ? fmt::format(" [{}]", coupling.source) : std::string()),
                 width, 2 * step);
  if (!whole_source) return;
  if (!coupling.source.empty()) out += wrapped(source_line(coupling.source, scenario), width, 3 * step);
  if (!coupling.confidence.empty()) out += wrapped("confidence: " + coupling.confidence, width, 3 * step);
  if (!coupling.note.empty()) out += wrapped("note: " + coupling.note, width, 3 * step);
}

/// The values that the scenario assumes for the parameter; several when it is given by year.
void values(const Parameter& parameter, const Description& description, const Scenario& scenario, bool whole_source,
            std::size_t width, std::string& out) {
  const std::vector<Assumption>* assumptions = assumptions_of(description, scenario);
  if (assumptions == nullptr) {
    out += wrapped(fmt::format("{}: {}", scenario.name, why_absent(description, scenario)), width, 2 * step);
    return;
  }
  if (const auto* const coupling = coupling_of(description, parameter, scenario)) {
    reading(*coupling, scenario, whole_source, width, out);
    return;
  }
  for (const Assumption& assumption : *assumptions) {
    if (!is_of(assumption, parameter) || !assumption.is_given()) continue;
    out += wrapped(
        fmt::format("{}{}: {}", scenario.name, when(assumption), value_of(assumption)) +
            (assumption.as_of.empty() ? "" : fmt::format(" as of {}", assumption.as_of)) +
            (assumption.distribution.is_constant() ? "" : fmt::format(", {}", assumption.distribution.family())) +
            (whole_source ? "" : fmt::format(" [{}]", origin_of(assumption))),
        width, 2 * step);
    if (!whole_source) continue;
    out += wrapped("written: " + assumption.text + where(assumption), width, 3 * step);
    const bool is_default = assumption.is_default;  // its note says that it is, and where it is from
    if (!is_default) out += wrapped(source_line(assumption.source, scenario), width, 3 * step);
    if (is_default) out += wrapped(assumption.note, width, 3 * step);
    if (!assumption.confidence.empty()) out += wrapped("confidence: " + assumption.confidence, width, 3 * step);
    if (!is_default && !assumption.note.empty()) out += wrapped("note: " + assumption.note, width, 3 * step);
    for (const auto& correlation : scenario.correlations) {
      if (correlation.a != assumption.draws_as && correlation.b != assumption.draws_as) continue;
      const std::string& other = correlation.a == assumption.draws_as ? correlation.b : correlation.a;
      out += wrapped(fmt::format("rank correlation with {}: {}", other, correlation.spearman), width, 3 * step);
    }
  }
}

bool in_scenario(const Parameter& parameter, const Description& description, const Scenario& scenario) {
  const std::vector<Assumption>* assumptions = assumptions_of(description, scenario);
  return assumptions == nullptr || coupling_of(description, parameter, scenario) != nullptr ||
         std::any_of(assumptions->begin(), assumptions->end(), [&parameter](const Assumption& assumption) {
           return is_of(assumption, parameter) && assumption.is_given();
         });
}

/// A table cell holds one line, and a bar would end it.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c == '\n' ? ' ' : c);
  return out;
}

/// What the table says of a parameter beside where it comes from.
std::string meaning_of(const Parameter& parameter) {
  std::string text = cell(parameter.meaning);
  if (!parameter.formerly.empty()) text += fmt::format("; formerly `{}`", parameter.formerly);
  if (parameter.capacity) text += "; a capacity";
  return text;
}

/// `of_several`: there are other models of the same constraint.
void reference_of(const Description& description, bool of_several, std::string& out) {
  const std::string model = of_several ? fmt::format(", model `{}`", description.model) : std::string();
  out += fmt::format("\n## {}: `{}`{}\n\nSource: {}.\n\n```text\n{}\n```\n\n", description.title, description.name,
                     model, description.source, description.equations);
  if (!description.reads.empty()) {
    std::vector<std::string> reads;
    for (const std::string_view name : description.reads) reads.push_back(fmt::format("`{}`", name));
    out += fmt::format("Reads of `shared`: {}.\n\n", listed(reads));
  }
  const bool defaults = std::any_of(description.parameters.begin(), description.parameters.end(),
                                    [](const Parameter& one) { return one.unless_given.is_there(); });
  out += fmt::format(
      "| parameter | unit | values | a larger value | meaning | defined in |{}\n|---|---|---|---|---|---|{}\n",
      defaults ? " unless given |" : "", defaults ? "---|" : "");
  for (const Parameter& parameter : description.parameters) {
    const std::string bounds = bounds_of(parameter);
    out += fmt::format("| `{}` | {} | {} | {} | {} | {} |", parameter.name, unit_of(parameter.kind),
                       bounds.empty() ? "any" : bounds, effect_of(parameter.effect), meaning_of(parameter),
                       cell(parameter.source));
    const models::Default& unless_given = parameter.unless_given;
    if (unless_given.is_there()) {
      out += fmt::format(" {}: {} |", cell(unless_given.text), cell(words_of(unless_given.basis)));
    } else if (defaults) {
      out += " |";
    }
    out += '\n';
  }
  if (description.outputs.empty()) return;
  out += "\n| result | unit | meaning |\n|---|---|---|\n";
  for (const auto& output : description.outputs) {
    const std::string name = output.name.empty() ? std::string(description.name) : std::string(output.name);
    out += fmt::format("| `{}` | {} | {} |\n", name, unit_of(output.kind), cell(output.meaning));
  }
}

/// Every model, those of one constraint beside each other.
std::vector<const Description*> by_constraint(const models::Catalogue& catalogue) {
  std::vector<const Description*> all;
  for (const models::Constraint* first : catalogue.constraints()) {
    for (const models::Constraint* one : catalogue.models_of(first->description->constraint)) {
      all.push_back(one->description);
    }
  }
  return all;
}

}  // namespace

std::string overview(std::size_t width, const models::Catalogue& catalogue) {
  std::string out;
  const auto block = [&out, width, &catalogue](const Description& description) {
    const bool several = catalogue.models_of(description.constraint).size() > 1;
    out += fmt::format("{}{}{}\n", out.empty() ? "" : "\n", heading_of(description),
                       several ? fmt::format(", model {}", description.model) : std::string());
    for (const Parameter& parameter : description.parameters) {
      const std::string line = left(path_of(description, parameter), 34) + " " + std::string(parameter.meaning);
      out +=
          std::string(step, ' ') + (line.size() + step > width ? line.substr(0, width - step - 1) + "…" : line) + "\n";
    }
  };
  block(models::trajectory());
  block(models::shared());
  for (const Description* model : by_constraint(catalogue)) block(*model);
  block(models::relief());
  return out;
}

std::string explain(const Description& model, const Scenario* scenario, std::size_t width) {
  const Description& description = in_place(model, scenario);
  const models::Catalogue& catalogue = scenario == nullptr ? *models::built_in() : *scenario->catalogue;
  std::string out = heading_of(description) + "\n\n" + indented(description.equations);
  out += wrapped(fmt::format("Source: {}", description.source), width, step);
  if (!description.constraint.empty()) {
    out += "\n" + wrapped(kind_of(description, catalogue), width, step);
    out += wrapped(fmt::format("Region: {}.", description.region), width, step);
    if (scenario != nullptr && scenario->trajectory_plan.post_training) {
      out += wrapped(seen_in_words(description), width, step);
    }
  }
  if (!description.reads.empty()) {
    std::vector<std::string> reads;
    for (const std::string_view name : description.reads) reads.emplace_back(name);
    out += "\n" + wrapped("Reads of shared: " + listed(reads) + ".", width, step);
  }
  out += "\nParameters\n";
  for (const Parameter& parameter : description.parameters) {
    if (scenario != nullptr && !in_scenario(parameter, description, *scenario)) continue;
    out += wrapped(fmt::format("{} {}", path_of(description, parameter), unit_and_bounds(parameter)), width, step);
    out += wrapped(std::string(parameter.meaning) + (parameter.capacity ? "; a capacity" : ""), width, 2 * step);
    if (scenario == nullptr && parameter.unless_given.is_there()) {
      out += wrapped(default_of(parameter), width, 2 * step);
    }
    if (scenario != nullptr) values(parameter, description, *scenario, false, width, out);
  }
  if (description.outputs.empty()) return out;
  out += "\nResults\n";
  for (const auto& output : description.outputs) {
    const std::string_view name = output.name.empty() ? description.name : output.name;
    out += wrapped(fmt::format("{} ({}): {}", name, unit_of(output.kind), output.meaning), width, step);
  }
  return out;
}

std::string explain(const Description& model, const Parameter& declared, const Scenario* scenario, std::size_t width) {
  const Description& description = in_place(model, scenario);
  const Parameter& parameter = description.parameters[static_cast<std::size_t>(&declared - model.parameters.data())];
  std::string out = wrapped(
      fmt::format("{} {}: {}", path_of(description, parameter), unit_and_bounds(parameter), parameter.meaning), width);
  out += wrapped(fmt::format("{}: a larger value {}. Defined in: {}.", description.title, effect_of(parameter.effect),
                             parameter.source),
                 width, step);
  if (parameter.unless_given.is_there()) {
    const std::string text = default_of(parameter);
    out += wrapped(capital(text) + text.substr(1) + ".", width, step);
  }
  if (parameter.capacity) out += wrapped("A capacity: events can act on it.", width, step);
  if (!parameter.formerly.empty()) {
    out += wrapped(fmt::format("Formerly {}.{}.", description.name, parameter.formerly), width, step);
  }
  if (scenario != nullptr) {
    values(parameter, description, *scenario, true, width, out);
    if (assumptions_of(description, *scenario) != nullptr) out += shape_of(parameter, description, *scenario);
  }
  out += "\n" + indented(description.equations);
  return out;
}

std::string parameter_reference(const models::Catalogue& catalogue) {
  std::string out =
      "# Parameters and results\n\n"
      "For who looks up what a name in a scenario, or in results, means.\n\n"
      "Written by `chokepoint explain --markdown` from what the models declare; a test compares. Units are the "
      "coherent "
      "ones; a\nscenario may use any unit of the same dimension (`chokepoint units`). How values are written: "
      "[scenario.md](scenario.md). [Events](events.md) act on capacities.\n\"A larger value raises it\" speaks of the "
      "block's result: its ceiling, or the "
      "trajectory; of a shared parameter, the ceilings that read it.\n";
  reference_of(models::trajectory(), false, out);
  reference_of(models::shared(), false, out);
  for (const Description* model : by_constraint(catalogue)) {
    reference_of(*model, catalogue.models_of(model->constraint).size() > 1, out);
  }
  reference_of(models::relief(), false, out);
  return out;
}

}  // namespace chokepoint::report
