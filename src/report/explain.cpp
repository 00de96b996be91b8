// SPDX-License-Identifier: Apache-2.0
// What a constraint says of itself, for a terminal and as the reference in Markdown.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "chokepoint/report.hpp"
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

const std::vector<Assumption>* assumptions_of(const Description& description, const Scenario& scenario) {
  if (description.name == models::shared().name) return &scenario.shared;
  if (description.name == models::trajectory().name) return &scenario.trajectory;
  for (const auto& block : scenario.blocks) {
    if (block.constraint->description == &description) return &block.assumptions;
  }
  return nullptr;
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
    return one.parameter == &parameter && one.year.has_value();
  });
  if (!by_year || description.name == models::trajectory().name) return {};
  constexpr std::array quantiles{0.1, 0.5, 0.9};
  std::vector<std::vector<double>> columns;
  std::vector<const double*> pointers;
  for (const Assumption* one : scenario.assumptions()) {
    columns.emplace_back(lane_multiple, one->distribution.quantile(0.5));
    for (std::size_t i = 0; i < quantiles.size(); ++i) columns.back()[i] = one->distribution.quantile(quantiles[i]);
    pointers.push_back(columns.back().data());
  }
  std::size_t block = 0;
  while (block + 1 < scenario.blocks.size() && scenario.blocks[block].constraint->description != &description) ++block;
  const scenario::Inputs inputs = scenario::inputs_of(scenario, block, pointers, lane_multiple);
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

std::string source_line(const Assumption& assumption, const Scenario& scenario) {
  if (assumption.source.empty()) return "no source given";
  const auto at = scenario.sources.find(assumption.source);
  if (at == scenario.sources.end()) return "source: " + assumption.source;
  const scenario::Source& source = at->second;
  std::string line = "source: " + assumption.source;
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

/// The values that the scenario assumes for the parameter; several when it is given by year.
void values(const Parameter& parameter, const Description& description, const Scenario& scenario, bool whole_source,
            std::size_t width, std::string& out) {
  const std::vector<Assumption>* assumptions = assumptions_of(description, scenario);
  if (assumptions == nullptr) {
    out += wrapped(fmt::format("{}: {} is not modelled", scenario.name, description.name), width, 2 * step);
    return;
  }
  for (const Assumption& assumption : *assumptions) {
    if (assumption.parameter != &parameter || !assumption.is_given()) continue;
    out += wrapped(
        fmt::format("{}{}: {}", scenario.name, when(assumption), spread_of(assumption.distribution, parameter.kind)) +
            (assumption.as_of.empty() ? "" : fmt::format(" as of {}", assumption.as_of)) +
            (assumption.distribution.is_constant() ? "" : fmt::format(", {}", assumption.distribution.family())) +
            (whole_source ? "" : fmt::format(" [{}]", assumption.source.empty() ? "no source" : assumption.source)),
        width, 2 * step);
    if (!whole_source) continue;
    out += wrapped("written: " + assumption.text + where(assumption), width, 3 * step);
    out += wrapped(source_line(assumption, scenario), width, 3 * step);
    if (!assumption.note.empty()) out += wrapped("note: " + assumption.note, width, 3 * step);
    for (const auto& correlation : scenario.correlations) {
      if (correlation.a != assumption.draws_as && correlation.b != assumption.draws_as) continue;
      const std::string& other = correlation.a == assumption.draws_as ? correlation.b : correlation.a;
      out += wrapped(fmt::format("rank correlation with {}: {}", other, correlation.spearman), width, 3 * step);
    }
  }
}

bool in_scenario(const Parameter& parameter, const Description& description, const Scenario& scenario) {
  const std::vector<Assumption>* assumptions = assumptions_of(description, scenario);
  return assumptions == nullptr ||
         std::any_of(assumptions->begin(), assumptions->end(), [&parameter](const Assumption& assumption) {
           return assumption.parameter == &parameter && assumption.is_given();
         });
}

/// A table cell holds one line, and a bar would end it.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c == '\n' ? ' ' : c);
  return out;
}

void reference_of(const Description& description, std::string& out) {
  out += fmt::format("\n## {}: `{}`\n\nSource: {}.\n\n```text\n{}\n```\n\n", description.title, description.name,
                     description.source, description.equations);
  if (!description.reads.empty()) {
    std::vector<std::string> reads;
    for (const std::string_view name : description.reads) reads.push_back(fmt::format("`{}`", name));
    out += fmt::format("Reads of `shared`: {}.\n\n", listed(reads));
  }
  out += "| parameter | unit | values | a larger value | meaning | defined in |\n|---|---|---|---|---|---|\n";
  for (const Parameter& parameter : description.parameters) {
    const std::string bounds = bounds_of(parameter);
    out += fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", parameter.name, unit_of(parameter.kind),
                       bounds.empty() ? "any" : bounds, effect_of(parameter.effect), cell(parameter.meaning),
                       cell(parameter.source));
  }
  if (description.outputs.empty()) return;
  out += "\n| result | unit | meaning |\n|---|---|---|\n";
  for (const auto& output : description.outputs) {
    const std::string name = output.name.empty() ? std::string(description.name) : std::string(output.name);
    out += fmt::format("| `{}` | {} | {} |\n", name, unit_of(output.kind), cell(output.meaning));
  }
}

}  // namespace

std::string overview(std::size_t width) {
  std::string out;
  const auto block = [&out, width](const Description& description) {
    out += fmt::format("{}{} ({})\n", out.empty() ? "" : "\n", description.title, description.name);
    for (const Parameter& parameter : description.parameters) {
      const std::string line = left(path_of(description, parameter), 34) + " " + std::string(parameter.meaning);
      out +=
          std::string(step, ' ') + (line.size() + step > width ? line.substr(0, width - step - 1) + "…" : line) + "\n";
    }
  };
  block(models::trajectory());
  block(models::shared());
  for (const auto& constraint : models::built_in()->models()) block(*constraint.description);
  return out;
}

std::string explain(const Description& description, const Scenario* scenario, std::size_t width) {
  std::string out = fmt::format("{} ({})\n\n", description.title, description.name);
  out += indented(description.equations);
  out += wrapped(fmt::format("Source: {}", description.source), width, step);
  if (!description.reads.empty()) {
    std::vector<std::string> reads;
    for (const std::string_view name : description.reads) reads.emplace_back(name);
    out += "\n" + wrapped("Reads of shared: " + listed(reads) + ".", width, step);
  }
  out += "\nParameters\n";
  for (const Parameter& parameter : description.parameters) {
    if (scenario != nullptr && !in_scenario(parameter, description, *scenario)) continue;
    out += wrapped(fmt::format("{} {}", path_of(description, parameter), unit_and_bounds(parameter)), width, step);
    out += wrapped(parameter.meaning, width, 2 * step);
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

std::string explain(const Description& description, const Parameter& parameter, const Scenario* scenario,
                    std::size_t width) {
  std::string out = wrapped(
      fmt::format("{} {}: {}", path_of(description, parameter), unit_and_bounds(parameter), parameter.meaning), width);
  out += wrapped(fmt::format("{}: a larger value {}. Defined in: {}.", description.title, effect_of(parameter.effect),
                             parameter.source),
                 width, step);
  if (scenario != nullptr) {
    values(parameter, description, *scenario, true, width, out);
    if (assumptions_of(description, *scenario) != nullptr) out += shape_of(parameter, description, *scenario);
  }
  out += "\n" + indented(description.equations);
  return out;
}

std::string parameter_reference() {
  std::string out =
      "# Parameters and results\n\n"
      "For who looks up what a name in a scenario, or in results, means.\n\n"
      "Written by `chokepoint explain --markdown` from what the models declare; a test compares. Units are the "
      "coherent "
      "ones; a\nscenario may use any unit of the same dimension (`chokepoint units`). How values are written: "
      "[scenario.md](scenario.md).\n\"A larger value raises it\" speaks of the block's result: its ceiling, or the "
      "trajectory; of a shared parameter, the ceilings that read it.\n";
  reference_of(models::trajectory(), out);
  reference_of(models::shared(), out);
  for (const auto& constraint : models::built_in()->models()) reference_of(*constraint.description, out);
  return out;
}

}  // namespace chokepoint::report
