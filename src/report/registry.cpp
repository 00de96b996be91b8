// SPDX-License-Identifier: Apache-2.0
// Parameters, units and diagnostics for programs. The documented shape: docs/json.md.
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "chokepoint/report.hpp"
#include "report/run_json.hpp"
#include "report/text.hpp"
#include "units/words.hpp"

namespace chokepoint::report {

namespace {

using models::Description;
using models::Parameter;
using RegistryJson = nlohmann::ordered_json;

RegistryJson text_or_null(std::string_view text) {
  return text.empty() ? RegistryJson(nullptr) : RegistryJson(text);
}

RegistryJson registry_head(std::string_view format, std::string_view version) {
  return {{"format", format}, {"format_version", json_version}, {"chokepoint", version}};
}

std::string registry_text(const RegistryJson& document) {
  return document.dump(2, ' ', false, RegistryJson::error_handler_t::replace) + "\n";
}

/// "power", "yearly growth", "FLOP/H100e/s"
std::string dimension_named(const units::Kind& kind) {
  std::string name = units::name_of(kind);
  for (const std::string_view article : {"a ", "an "}) {
    if (name.starts_with(article)) return name.substr(article.size());
  }
  return name;
}

std::string_view word_of(models::Effect effect) {
  switch (effect) {
    case models::Effect::raises:
      return "raises";
    case models::Effect::lowers:
      return "lowers";
    case models::Effect::either:
      break;
  }
  return "either";
}

RegistryJson json_of_bounds(const Parameter& parameter) {
  if (!models::takes_numbers(parameter)) return nullptr;
  const models::Bounds& bounds = parameter.bounds;
  const auto end = [](double value) { return std::isfinite(value) ? RegistryJson(value) : RegistryJson(nullptr); };
  return {{"lower", end(bounds.lower)},
          {"lower_allowed", std::isfinite(bounds.lower) && bounds.lower_allowed},
          {"upper", end(bounds.upper)},
          {"upper_allowed", std::isfinite(bounds.upper) && bounds.upper_allowed}};
}

const std::vector<scenario::Assumption>* registry_values(const Description& description,
                                                         const scenario::Scenario& scenario) {
  if (description.name == models::trajectory().name) return &scenario.trajectory;
  if (description.name == models::shared().name) return &scenario.shared;
  if (description.name == models::relief().name) return scenario.relief ? &scenario.relief->assumptions : nullptr;
  for (const scenario::Event& event : scenario.events) {
    if (event.description->name == description.name) return &event.assumptions;
  }
  for (const scenario::Block& block : scenario.blocks) {
    const Description& one = *block.constraint->description;
    if (one.name == description.name && one.constraint == description.constraint && one.model == description.model) {
      return &block.assumptions;
    }
  }
  return nullptr;
}

/// What the scenarios assume for a parameter: several values where it is given by year.
RegistryJson values_in(const Description& description, const Parameter& parameter,
                       std::span<const scenario::ScenarioPointer> scenarios) {
  RegistryJson all = RegistryJson::array();
  for (const auto& scenario : scenarios) {
    const auto* const assumptions = registry_values(description, *scenario);
    if (assumptions == nullptr) continue;
    for (const scenario::Assumption& one : *assumptions) {
      if (one.parameter->name != parameter.name || !one.is_given()) continue;
      RegistryJson value = {{"scenario", scenario->name}};
      value.update(json_of_assumption(one));
      value["confidence"] = text_or_null(one.confidence);
      value["default"] = one.is_default;
      value["source"] = text_or_null(one.source);
      value["note"] = text_or_null(one.note);
      all.push_back(std::move(value));
    }
  }
  return all;
}

RegistryJson reads_in(const std::string& path, const Description& description,
                      std::span<const scenario::ScenarioPointer> scenarios) {
  RegistryJson all = RegistryJson::array();
  for (const auto& scenario : scenarios) {
    const scenario::Coupling* const coupling = scenario->coupling(path);
    if (coupling == nullptr || registry_values(description, *scenario) == nullptr) continue;
    all.push_back({{"scenario", scenario->name},
                   {"output", coupling->text},
                   {"source", text_or_null(coupling->source)},
                   {"confidence", text_or_null(coupling->confidence)},
                   {"note", text_or_null(coupling->note)}});
  }
  return all;
}

RegistryJson json_of_parameter(const Description& description, const Parameter& parameter,
                               std::span<const scenario::ScenarioPointer> scenarios) {
  const std::string path = description.name + "." + parameter.name;
  RegistryJson words = RegistryJson::array();
  for (const std::string_view word : parameter.words) words.push_back(word);
  const models::Default& unless_given = parameter.unless_given;
  RegistryJson json = {
      {"name", path},
      {"block", description.name},
      {"model", text_or_null(description.model)},
      {"meaning", parameter.meaning},
      {"unit", report::unit_of(parameter.kind)},
      {"dimension", dimension_named(parameter.kind)},
      {"bounds", json_of_bounds(parameter)},
      {"words", std::move(words)},
      {"effect", word_of(parameter.effect)},
      {"defined_in", text_or_null(parameter.source)},
      {"default", unless_given.is_there() ? RegistryJson{{"text", unless_given.text},
                                                         {"source", unless_given.basis.words},
                                                         {"confidence", unless_given.basis.confidence}}
                                          : RegistryJson(nullptr)},
      {"formerly",
       parameter.formerly.empty() ? RegistryJson(nullptr) : RegistryJson(description.name + "." + parameter.formerly)},
      {"capacity", parameter.capacity}};
  if (!scenarios.empty()) {
    json["values"] = values_in(description, parameter, scenarios);
    json["reads"] = reads_in(path, description, scenarios);
  }
  return json;
}

RegistryJson json_of_block(const Description& description, const models::Catalogue& catalogue) {
  RegistryJson model_names = RegistryJson::array();
  for (const models::Constraint* one : catalogue.models_of(description.constraint)) {
    model_names.push_back(one->description->model);
  }
  RegistryJson reads = RegistryJson::array();
  for (const std::string_view name : description.reads) reads.push_back(name);
  RegistryJson results = RegistryJson::array();
  for (const models::Output& output : description.outputs) {
    results.push_back({{"name", output.name.empty() ? std::string_view(description.name) : output.name},
                       {"unit", report::unit_of(output.kind)},
                       {"meaning", output.meaning}});
  }
  const bool is_constraint = !description.constraint.empty();
  return {{"name", description.name},
          {"title", description.title},
          {"constraint", text_or_null(description.constraint)},
          {"model", text_or_null(description.model)},
          {"models", std::move(model_names)},
          {"region", is_constraint ? RegistryJson(description.region) : RegistryJson(nullptr)},
          {"equations", description.equations},
          {"source", text_or_null(description.source)},
          {"reads", std::move(reads)},
          {"results", std::move(results)}};
}

/// Which spellings a unit has beside its own: with every prefix, with those above one, or none.
std::string_view prefixes_of(const units::Word& word) {
  std::size_t taken = 0;
  for (const units::Prefix& one : units::prefixes()) taken += units::takes(word, one) ? 1 : 0;
  return taken == 0 ? "none" : taken == units::prefixes().size() ? "all" : "above one";
}

RegistryJson exponents_of(const units::Dimension& dimension) {
  static constexpr std::array<std::string_view, units::base_count> names{
      "length",      "mass",  "time",  "compute",     "token",   "parameter",
      "accelerator", "wafer", "image", "information", "currency"};
  RegistryJson json = RegistryJson::object();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (dimension.exponents[i] != 0) json[std::string(names[i])] = static_cast<int>(dimension.exponents[i]);
  }
  return json;
}

RegistryJson json_of_diagnostic(const scenario::Diagnostic& one) {
  const scenario::Place& place = one.place;
  const auto count = [&place](std::size_t number) {
    return place.line == 0 ? RegistryJson(nullptr) : RegistryJson(number);
  };
  return {{"file", text_or_null(place.file)},
          {"line", count(place.line)},
          {"column", count(place.column)},
          {"length", count(one.length)},
          {"severity", one.severity == scenario::Diagnostic::Severity::error ? "error" : "warning"},
          {"message", one.message},
          {"hint", text_or_null(one.hint)}};
}

}  // namespace

std::string explain_json(std::span<const Subject> subjects, std::span<const scenario::ScenarioPointer> scenarios,
                         std::string_view version) {
  RegistryJson blocks = RegistryJson::array();
  RegistryJson parameters = RegistryJson::array();
  std::set<const void*> told;
  const auto add = [&](const Description& description, const Parameter& parameter) {
    if (told.insert(&parameter).second) parameters.push_back(json_of_parameter(description, parameter, scenarios));
  };
  const models::Catalogue& catalogue = scenarios.empty() ? *models::built_in() : *scenarios.front()->catalogue;
  for (const Subject& subject : subjects) {
    const Description& description = *subject.description;
    if (told.insert(&description).second) blocks.push_back(json_of_block(description, catalogue));
    if (subject.parameter != nullptr) {
      add(description, *subject.parameter);
    } else {
      for (const Parameter& parameter : description.parameters) add(description, parameter);
    }
  }
  RegistryJson names = RegistryJson::array();
  for (const auto& scenario : scenarios) {
    names.push_back({{"name", scenario->name},
                     {"title", scenario->title},
                     {"base_year", scenario->base_year},
                     {"first_year", scenario->first_year},
                     {"last_year", scenario->last_year}});
  }
  RegistryJson document = registry_head("chokepoint-parameters", version);
  document["scenarios"] = std::move(names);
  document["blocks"] = std::move(blocks);
  document["parameters"] = std::move(parameters);
  return registry_text(document);
}

std::string units_json(std::string_view version) {
  RegistryJson document = registry_head("chokepoint-units", version);
  RegistryJson all = RegistryJson::array();
  for (const units::Word& word : units::words()) {
    const units::Kind kind{word.dimension, false};
    RegistryJson spellings = RegistryJson::array({word.symbol});
    if (!word.plural.empty()) spellings.push_back(word.plural);
    all.push_back({{"spellings", std::move(spellings)},
                   {"meaning", word.meaning},
                   {"kind", dimension_named(kind)},
                   {"dimension", exponents_of(word.dimension)},
                   {"unit", report::unit_of(kind)},
                   {"factor", word.scale},
                   {"prefixes", prefixes_of(word)}});
  }
  RegistryJson prefixes = RegistryJson::array();
  for (const units::Prefix& one : units::prefixes()) {
    prefixes.push_back({{"spelling", one.symbol}, {"factor", one.scale}});
  }
  document["units"] = std::move(all);
  document["prefixes"] = std::move(prefixes);
  return registry_text(document);
}

std::string check_json(std::span<const Checked> files, std::span<const scenario::Diagnostic> diagnostics,
                       std::string_view version) {
  RegistryJson all = RegistryJson::array();
  std::size_t errors = 0;
  for (const scenario::Diagnostic& one : diagnostics) {
    errors += one.severity == scenario::Diagnostic::Severity::error ? 1 : 0;
    all.push_back(json_of_diagnostic(one));
  }
  RegistryJson looked_at = RegistryJson::array();
  for (const Checked& one : files) {
    looked_at.push_back(
        {{"file", one.file}, {"kind", one.kind}, {"good", one.good}, {"summary", text_or_null(one.summary)}});
  }
  RegistryJson document = registry_head("chokepoint-check", version);
  document["errors"] = errors;
  document["warnings"] = diagnostics.size() - errors;
  document["files"] = std::move(looked_at);
  document["diagnostics"] = std::move(all);
  return registry_text(document);
}

}  // namespace chokepoint::report
