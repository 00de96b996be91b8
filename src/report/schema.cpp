// SPDX-License-Identifier: Apache-2.0
// JSON Schema (draft 7) of scenario files, for editors: docs/editors.md. Names, units, bounds and meanings are those of
// the models, keys those of scenario/keys.hpp; what needs a second look at the file, or another file, is left to
// `chokepoint check` (docs/decisions/0023-schema.md).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chokepoint/report.hpp"
#include "report/text.hpp"
#include "scenario/blocks.hpp"
#include "scenario/events.hpp"
#include "scenario/keys.hpp"
#include "scenario/values.hpp"
#include "scenario/views.hpp"
#include "units/spellings.hpp"

namespace chokepoint::report {

namespace {

using Json = nlohmann::ordered_json;
using models::Description;
using models::Parameter;
using scenario::Holds;
using scenario::Key;
using scenario::Keys;

constexpr std::string_view year_expression = "(?:19[0-9]{2}|2[0-4][0-9]{2}|2500)";
static_assert(models::earliest_year == 1900 && models::latest_year == 2500);
constexpr double endless = uncertainty::Distribution::infinity;
constexpr std::string_view name_expression = "^[a-z][a-z0-9_]{0,31}$";
static_assert(scenario::block_name_limit == 32);

// --- pieces ----------------------------------------------------------------------------------------------------------

Json reference_to(const std::string& definition) {
  return {{"$ref", "#/definitions/" + definition}};
}

Json any_of(Json all) {
  return {{"anyOf", std::move(all)}};
}

Json expression(const std::string& pattern, const std::string& hint = {}) {
  Json made{{"type", "string"}, {"pattern", pattern}};
  if (!hint.empty()) made["patternErrorMessage"] = hint;  // which editors show in place of the expression
  return made;
}

/// A scalar: editors see numbers and truths in some of what is a text here.
Json scalar() {
  return {{"type", {"string", "number", "boolean"}}};
}

/// `off`, which YAML 1.1 reads as a truth.
Json off() {
  return {{"enum", Json::array({"off", "false", false})}, {"description", "Leaves out what another file has."}};
}

Json object(Json properties) {
  return {{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
}

/// What is not there in a rule that only adds to others.
Json without(std::initializer_list<std::string_view> keys) {
  Json properties = Json::object();
  for (const std::string_view key : keys) properties[std::string(key)] = false;
  return properties;
}

Json names_of(Keys keys) {
  Json names = Json::array();
  for (const Key& key : keys) names.push_back(key.name);
  return names;
}

template <class Texts>
Json list_of(const Texts& texts) {
  Json list = Json::array();
  for (const auto& text : texts) list.push_back(text);
  return list;
}

Json described(Json schema, std::string_view meaning) {
  if (!meaning.empty()) schema["description"] = meaning;
  return schema;
}

/// A date as scenarios have it, without the ends of the text.
std::string date_expression() {
  constexpr std::string_view days =
      "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|"
      "02-(?:0[1-9]|[12][0-9])";
  return fmt::format("{}(?:-(?:(?:0[1-9]|1[0-2])|{}))?", year_expression, days);
}

Json year() {
  return any_of({{{"type", "integer"}, {"minimum", models::earliest_year}, {"maximum", models::latest_year}},
                 expression(fmt::format("^{}$", year_expression))});
}

Json date() {
  return any_of(
      {year(), expression(fmt::format("^{}\\s*$", date_expression()), "a date: 2026, 2026-07 or 2026-07-01")});
}

// --- kinds of values -------------------------------------------------------------------------------------------------

/// A kind of value: what its numbers are, and how its definitions are called.
struct Value {
  std::string name;    // "power"
  Json text;           // a number or an interval
  std::string spread;  // the kind of a difference of two
};

std::string definition_name(std::string text) {
  for (const std::string_view article : {"a ", "an "}) {
    if (text.starts_with(article)) text.erase(0, article.size());
  }
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')); }, '-');
  return text;
}

/// "a power in W, such as '2.5 GW'"
std::string hint_of(const units::Kind& kind) {
  const std::string symbol = units::symbol_of(kind);
  return fmt::format("expected {}{}, such as '{}'", units::name_of(kind), symbol.empty() ? "" : " (" + symbol + ")",
                     units::example_of(kind));
}

/// A ratio and what is one: numbers without quotes are numbers to an editor.
Json or_number(const std::string& pattern, const std::string& hint) {
  return {{"type", {"string", "number"}}, {"pattern", pattern}, {"patternErrorMessage", hint}};
}

std::string name_of_kind(const units::Kind& kind) {
  return definition_name(units::name_of(kind));
}

Value value_of_kind(const units::Kind& kind) {
  const std::string pattern = units::spellings_of(kind);
  const std::string name = name_of_kind(kind);
  if (kind == units::ratio_kind) return {name, or_number(pattern, hint_of(kind)), name};
  return {name, expression(pattern, hint_of(kind)), kind.growth ? name_of_kind(units::ratio_kind) : name};
}

/// Of a constraint of one's own.
Value any_value() {
  return {"value", or_number(units::all_spellings(), "expected a number with its unit"), "value"};
}

/// A chance for each year: 3 %/yr is 3 %.
Value chance() {
  std::string pattern = units::spellings_of(units::ratio_kind);
  pattern.insert(pattern.size() - 1, "(?:/yr\\s*|/year\\s*)?");
  return {"chance", or_number(pattern, "expected a chance for each year, such as '3 %/yr'"), "ratio"};
}

/// A date, or a number of years.
Value moment() {
  const std::string ratio = units::spellings_of(units::ratio_kind);
  const std::string pattern = fmt::format("^{}$|{}", date_expression(), ratio);
  return {"moment", or_number(pattern, "expected a date: 2026, 2026.5, 2026-07 or 2026-07-01"), "ratio"};
}

// --- the schema ------------------------------------------------------------------------------------------------------

class Schema {
 public:
  explicit Schema(const models::Catalogue& catalogue) : catalogue_(catalogue) {}

  Json document() {
    shared_definitions();
    Json made{{"$schema", "http://json-schema.org/draft-07/schema#"},
              {"description", "A scenario of chokepoint. What an editor does not see, chokepoint check says."},
              {"type", "object"},
              {"properties", top()},
              {"additionalProperties", reference_to("further_block")},
              {"propertyNames", {{"pattern", name_expression}}},
              {"if", {{"required", {"extends"}}}},
              {"then", Json::object()},
              {"else", reference_to("whole")}};
    made["then"] = names_are_known(made["properties"], false);
    definitions_["further_block"] = further_block();
    definitions_["whole"] = whole();
    definitions_["whole"]["allOf"].push_back(names_are_known(made["properties"], true));
    made["definitions"] = std::move(definitions_);
    drop_unused(made);
    return made;
  }

 private:
  /// Of a kind, not every sort of value is there somewhere.
  static void drop_unused(Json& made) {
    Json& definitions = made["definitions"];
    for (std::size_t before = 0; before != definitions.size();) {
      before = definitions.size();
      const std::string text = made.dump();
      constexpr std::string_view start = "\"#/definitions/";
      std::set<std::string> used;
      for (std::size_t at = 0; (at = text.find(start, at)) != std::string::npos;) {
        at += start.size();
        used.insert(text.substr(at, text.find('"', at) - at));
      }
      for (auto one = definitions.begin(); one != definitions.end();) {
        one = used.contains(one.key()) ? std::next(one) : definitions.erase(one);
      }
    }
  }

  // --- values --------------------------------------------------------------------------------------------------------

  /// Defines a kind of value, and returns what it is called.
  std::string define(const Value& value) {
    if (!defined_.insert(value.name).second) return value.name;
    const std::string& name = value.name;
    definitions_["text_" + name] = value.text;
    Json number{{"allOf", {reference_to("text_" + name)}}};
    number["not"] = {{"type", "string"}, {"pattern", units::interval_mark()}};
    definitions_["number_" + name] = number;
    const Json text = reference_to("text_" + name);
    const Json mapping = reference_to("mapping_" + name);
    const auto formed = [&mapping](const char* form) { return Json{{"allOf", {mapping, reference_to(form)}}}; };
    definitions_["once_" + name] = any_of({text, formed("form_of_all_years")});
    definitions_["inner_" + name] = any_of({text, formed("form_of_a_year")});
    definitions_["component_" + name] = formed("form_of_a_component");
    definitions_["years_" + name] = {{"type", "object"},
                                     {"patternProperties", {{years(), reference_to("inner_" + name)}}},
                                     {"additionalProperties", false},
                                     {"minProperties", 1}};
    definitions_["mapping_" + name] = mapping_of(value);
    definitions_["by_year_" + name] = by_year(name, {});
    definitions_["value_" + name] = any_of({text, expression(addition()), formed("form"),
                                            reference_to("by_year_" + name), series(name), reference_to("coupling")});
    return name;
  }

  std::string define(const units::Kind& kind) {
    std::string name = name_of_kind(kind);
    return defined_.contains(name) ? name : define(value_of_kind(kind));
  }
  std::string ratio() { return define(units::ratio_kind); }

  static std::string years() { return fmt::format("^{}$", year_expression); }
  /// `+ 20 GW from 2032`
  static std::string addition() { return fmt::format("^\\+.* from\\s+{}\\s*$", year_expression); }

  /// What stands under a key of a value of this kind.
  Json under(const Key& key, const Value& value) {
    switch (key.holds) {
      case Holds::number:
        return reference_to("number_" + value.name);
      case Holds::spread:
        return reference_to("number_" + value.spread);
      case Holds::value:
        return reference_to("once_" + value.name);
      case Holds::by_year:
        return reference_to("years_" + value.name);
      default:
        return simple(key);
    }
  }

  /// What stands under a key that is the same wherever it stands.
  Json simple(const Key& key) {
    switch (key.holds) {
      case Holds::line:
        return {{"type", {"string", "number", "boolean"}}, {"pattern", "^[^\\n]+$"}};
      case Holds::short_line:
        return {{"type", {"string", "number", "boolean"}},
                {"pattern", "^[^\\n]*[^\\n ][^\\n]*$"},
                {"maxLength", scenario::short_line_limit}};
      case Holds::name:
        return {{"type", {"string", "number", "boolean"}}, {"pattern", "^[a-z0-9][a-z0-9._-]{0,63}$"}};
      case Holds::flag:
        return {{"enum", Json::array({true, false, "true", "false"})}};
      case Holds::year:
        return year();
      case Holds::years:
        return any_of(
            {year(), expression(fmt::format("^{0}\\s*\\.\\. *{0}\\s*$", year_expression), "years: 2024..2030")});
      case Holds::date:
        return date();
      case Holds::confidence:
        return {{"enum", list_of(scenario::confidences)}};
      case Holds::table:
        return expression("\\.csv$", "a file ending in .csv");
      case Holds::files: {
        const Json file = expression("\\.csv$", "a file ending in .csv");
        return any_of({file, {{"type", "array"}, {"items", file}, {"maxItems", 16}}, off()});
      }
      case Holds::unit:
        return or_number(units::unit_spellings(), "expected a unit: 'chokepoint units' lists them");
      case Holds::ratio:
        return {{"allOf", Json::array({reference_to("number_" + ratio())})}};
      case Holds::formula:
        return {{"type", {"string", "number"}}};
      default:
        return scalar();
    }
  }

  Json simple(Keys keys) {
    Json properties = Json::object();
    for (const Key& key : keys) properties[std::string(key.name)] = described(simple(key), key.meaning);
    return properties;
  }

  /// Every key of a value as a mapping, whatever its form: which go together is for the forms to say.
  Json mapping_of(const Value& value) {
    Json properties = Json::object();
    const auto add = [&](const Key& key) {
      const std::string name(key.name);
      const bool of_kind = key.holds == Holds::number || key.holds == Holds::spread || key.holds == Holds::value ||
                           key.holds == Holds::by_year;
      if (of_kind && !properties.contains(name)) properties[name] = described(under(key, value), key.meaning);
    };
    const auto add_all = [&add](Keys keys) {
      for (const Key& key : keys) add(key);
    };
    for (const scenario::Form& form : scenario::forms) {
      add_all(form.required);
      add_all(form.optional);
    }
    for (const scenario::Family& family : scenario::families) {
      add_all(family.required);
      add_all(family.optional);
    }
    add(scenario::plus_key);
    Json truncate = Json::object();
    for (const Key& key : scenario::truncate_keys) {
      truncate[std::string(key.name)] = described(under(key, value), key.meaning);
    }
    properties["truncate"] = described(object(truncate), scenario::truncate_key.meaning);
    properties["truncate"]["minProperties"] = 1;
    properties["mixture"] =
        described({{"type", "array"}, {"minItems", 1}, {"items", reference_to("component_" + value.name)}},
                  scenario::mixture_keys.front().meaning);
    return {{"type", "object"}, {"allOf", {reference_to("said_of_a_value")}}, {"properties", properties}};
  }

  /// The keys of a value that are of no kind.
  Json said_of_a_value() {
    Json properties = Json::object();
    const auto add_all = [&](Keys keys) {
      for (const Key& key : keys) {
        const bool told =
            key.holds == Holds::ratio || key.holds == Holds::date || has_key(scenario::remark_keys, key.name);
        if (told) properties[std::string(key.name)] = described(simple(key), key.meaning);
      }
    };
    for (const scenario::Form& form : scenario::forms) add_all(form.required);
    for (const scenario::Family& family : scenario::families) {
      add_all(family.required);
      add_all(family.optional);
    }
    const std::array beside{scenario::as_of_key, scenario::weight_key};
    add_all(beside);
    add_all(scenario::remark_keys);
    Json names = Json::array();
    for (const scenario::Family& family : scenario::families) names.push_back(family.name);
    properties["distribution"] = described({{"enum", names}}, scenario::distribution_keys.front().meaning);
    properties["interval"]["exclusiveMinimum"] = 0;
    properties["interval"]["exclusiveMaximum"] = 1;
    properties["family"] =
        described({{"enum", list_of(scenario::interval_families)}}, scenario::interval_family_keys.front().meaning);
    return {{"properties", properties}};
  }

  /// Which keys a value as a mapping has: those of the form that it is known by, with `beside` them.
  static Json form(const Json& beside, const Json& needed = Json::array()) {
    const auto keys_of = [&](const Json& required, const Json& optional) {
      Json names = required;
      for (const Json& list : {optional, names_of(scenario::remark_keys), beside}) {
        names.insert(names.end(), list.begin(), list.end());
      }
      names.push_back(scenario::truncate_key.name);
      Json made{{"required", required}, {"propertyNames", {{"enum", names}}}};
      for (const Json& key : needed) made["required"].push_back(key);
      return made;
    };
    Json rules = Json::array();
    Json marks = Json::array();
    for (const scenario::Form& one : scenario::forms) {
      const bool percentiles = one.mark == scenario::percentile_keys[1].name;
      Json known = Json::array();
      for (const Key& key : one.required) {
        if (percentiles || key.name == one.mark) known.push_back({{"required", Json::array({key.name})}});
      }
      marks.insert(marks.end(), known.begin(), known.end());
      if (one.mark == scenario::distribution_keys.front().name) continue;
      rules.push_back({{"if", any_of(known)}, {"then", keys_of(names_of(one.required), names_of(one.optional))}});
    }
    for (const scenario::Family& one : scenario::families) {
      const Json is_it{{"required", {"distribution"}}, {"properties", {{"distribution", {{"const", one.name}}}}}};
      Json all = Json::array();
      for (const Keys either : one.either) {
        Json required = names_of(scenario::distribution_keys);
        for (const Key& key : either.empty() ? one.required : either) required.push_back(key.name);
        all.push_back(keys_of(required, either.empty() ? names_of(one.optional) : Json::array()));
        if (either.empty()) break;
      }
      rules.push_back({{"if", is_it}, {"then", all.size() == 1 ? all.front() : any_of(all)}});
    }
    rules.push_back(any_of(marks));
    return {{"allOf", rules}};
  }

  /// Values by year, with `beside` what is said of all of them.
  Json by_year(const std::string& name, const Json& beside) {
    Json properties = said_of_years();
    properties["plus"] = described(reference_to("years_" + name), scenario::plus_key.meaning);
    properties.update(simple(scenario::remark_keys));
    if (!beside.is_null()) properties.update(beside);
    Json others = Json::array();
    for (const auto& [key, schema] : properties.items()) others.push_back(key);
    Json made = object(properties);
    made["patternProperties"] = {{years(), reference_to("inner_" + name)}};
    made["not"] = {{"propertyNames", {{"enum", others}}}};  // a year at least
    return made;
  }

  Json said_of_years() {
    Json properties = simple(scenario::by_year_keys);
    properties["correlation"]["minimum"] = 0;
    properties["correlation"]["maximum"] = 1;
    return properties;
  }

  static Json series(const std::string& name) {
    return {{"allOf", {reference_to("series"), {{"properties", {{"plus", reference_to("years_" + name)}}}}}}};
  }

  void shared_definitions() {
    definitions_["said_of_a_value"] = said_of_a_value();
    definitions_["form"] = form(Json::array({"as_of", "plus"}));
    definitions_["form_of_all_years"] = form(Json::array({"as_of"}));
    definitions_["form_of_a_year"] = form(Json::array());
    definitions_["form_of_a_component"] = form(Json::array({"weight"}), Json::array({"weight"}));
    Json properties = simple(scenario::series_keys);
    properties.update(said_of_years());
    properties["plus"] = true;
    properties.update(simple(scenario::remark_keys));
    definitions_["series"] = object(properties);
    definitions_["series"]["required"] = {"series", "column"};
    definitions_["series"]["dependencies"] = {{"low", {"high"}}, {"high", {"low"}}};
    properties = simple(scenario::coupling_keys);
    properties.update(simple(scenario::remark_keys));
    definitions_["coupling"] = object(properties);
    definitions_["coupling"]["required"] = names_of(scenario::coupling_keys);
    definitions_["formula"] = any_of({simple({"", Holds::formula}), object(simple(scenario::formula_keys))});
    definitions_["formula"]["anyOf"][1]["required"] = {"equation"};
  }

  // --- parameters ----------------------------------------------------------------------------------------------------

  enum class Coupled { no, yes };

  static std::string text_of(const Parameter& parameter) {
    const std::string symbol = units::symbol_of(parameter.kind);
    const std::string bounds = bounds_of(parameter);
    std::string text(parameter.meaning);
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    text += fmt::format(". Unit: {}{}{}.", symbol.empty() ? "a ratio" : symbol, bounds.empty() ? "" : "; ", bounds);
    if (parameter.unless_given.is_there()) {
      text += fmt::format(" Unless given: {} ({}; {}).", parameter.unless_given.text,
                          parameter.unless_given.basis.words, parameter.unless_given.basis.confidence);
    }
    return parameter.source.empty() ? text : text + fmt::format(" Defined in {}.", parameter.source);
  }

  /// A word in place of a number: alone, or with remarks.
  Json words_of(const Parameter& parameter) {
    const Json word{{"enum", list_of(parameter.words)}};
    Json properties = simple(scenario::remark_keys);
    properties["value"] = word;
    properties["as_of"] = date();
    Json mapping = object(properties);
    mapping["required"] = {"value"};
    return {word, mapping};
  }

  static bool takes_additions(const Parameter& parameter) {
    return !parameter.only_before && !parameter.kind.growth && !std::isfinite(parameter.bounds.upper) &&
           (!parameter.dated || !parameter.growth.empty());
  }

  /// Adds bounds, as far as they show in what an editor sees: the sign, numbers without a unit, and per cent.
  void bound(Json& made, const units::Kind& kind, const models::Bounds& bounds, const std::string& words) {
    Json rule = Json::object();
    const bool is_ratio = kind == units::ratio_kind;
    if (!kind.growth && bounds.lower >= 0.0) {
      rule["pattern"] =
          fmt::format(R"(^(?!\s*\+?\s*-[0.]*[1-9]){})", is_ratio && bounds.upper == 1.0 ? beyond_whole : "");
      rule["patternErrorMessage"] = fmt::format("expected {}", words);
    }
    if (is_ratio && std::isfinite(bounds.lower)) {
      rule[bounds.lower_allowed ? "minimum" : "exclusiveMinimum"] = bounds.lower;
    }
    if (is_ratio && std::isfinite(bounds.upper)) {
      rule[bounds.upper_allowed ? "maximum" : "exclusiveMaximum"] = bounds.upper;
    }
    if (rule.empty()) return;
    const auto [known, is_new] = bounds_.try_emplace(rule.dump(), fmt::format("bounds_{}", bounds_.size() + 1));
    const Json all = reference_to(known->second);
    if (is_new) {
      rule["properties"] = {{"value", all}, {"plus", {{"additionalProperties", all}}}};
      rule["patternProperties"] = {{years(), all}};
      Json percentiles = Json::object();
      for (const Key& key : scenario::percentile_keys) percentiles[std::string(key.name)] = all;
      rule["if"] = {{"required", {"truncate"}}};
      rule["else"] = {{"properties", percentiles}};
      definitions_[known->second] = rule;
    }
    made["allOf"] = Json::array({all});
  }

  /// No more than 100 %.
  static constexpr std::string_view beyond_whole =
      R"((?!.*(?:^|[\s+])0*(?:100\.0*[1-9]|10[1-9]|1[1-9][0-9]|[2-9][0-9]{2}|[1-9][0-9]{3,})[0-9.]*\s*%))";

  Json value_of(const Parameter& parameter, Coupled coupled) {
    const std::string name = "value_" + define(parameter.kind);
    Json all = Json::array();
    if (models::takes_numbers(parameter)) all.push_back(reference_to(name));
    for (const Json& one : parameter.words.empty() ? Json::array() : words_of(parameter)) all.push_back(one);
    Json made{{"description", text_of(parameter)}};
    made["anyOf"] = std::move(all);
    if (models::takes_numbers(parameter)) bound(made, parameter.kind, parameter.bounds, bounds_of(parameter));
    Json refused = Json::object();
    if (coupled == Coupled::no) refused.update(without({"output"}));
    if (!takes_additions(parameter)) refused.update(without({"plus"}));
    if (parameter.only_before) refuse_years(made, refused);
    if (!refused.empty()) made["properties"] = refused;
    return made;
  }

  /// It has no values by year.
  static void refuse_years(Json& made, Json& refused) {
    refused.update(without({"plus", "series"}));
    made["patternProperties"] = {{"^[0-9]", false}};
  }

  /// Parameters, and groups of them, of what follows `group` in their names.
  Json parameters_of(const Description& description, Coupled coupled, const std::string& group = {}) {
    Json properties = Json::object();
    for (const Parameter& one : description.parameters) {
      if (!one.name.starts_with(group)) continue;
      const std::string rest = one.name.substr(group.size());
      const std::string first = rest.substr(0, rest.find('.'));
      if (first != rest) {
        if (properties.contains(first)) continue;
        properties[first] = object(parameters_of(description, coupled, group + first + '.'));
      } else {
        properties[first] = value_of(one, coupled);
        const std::string old = one.formerly;
        if (!old.empty()) properties[old] = described(value_of(one, coupled), fmt::format("It is now {}.", one.name));
      }
    }
    return properties;
  }

  // --- blocks --------------------------------------------------------------------------------------------------------

  [[nodiscard]] std::vector<std::string> constraints() const {
    std::vector<std::string> names;
    const auto all = catalogue_.constraints();
    names.reserve(all.size());
    for (const models::Constraint* one : all) names.push_back(one->description->constraint);
    return names;
  }

  static std::string model_name(const Description& model) {
    return fmt::format("{}_{}", model.constraint, model.model);
  }

  /// The block of a constraint by one of its models.
  Json model(const Description& description) {
    Json properties = simple(scenario::block_keys);
    properties["model"] = described({{"const", description.model}}, scenario::block_keys[0].meaning);
    properties.update(parameters_of(description, Coupled::yes));
    return described(object(properties), description.title);
  }

  /// The block of a constraint: by the model that it names, or, where it is laid over another file, by any.
  Json block(const std::string& constraint) {
    Json all = Json::array();
    Json named = Json::array();
    Json names = Json::array();
    for (const models::Constraint* one : catalogue_.models_of(constraint)) {
      const Description& description = *one->description;
      definitions_[model_name(description)] = model(description);
      const Json it = reference_to(model_name(description));
      all.push_back(it);
      names.push_back(description.model);
      named.push_back({{"if", {{"required", {"model"}}, {"properties", {{"model", {{"const", description.model}}}}}}},
                       {"then", it}});
    }
    if (all.size() == 1) return all.front();
    named.push_back({{"if", {{"required", {"model"}}}},
                     {"then", {{"properties", {{"model", {{"enum", names}}}}}}},
                     {"else", any_of(all)}});
    return {{"type", "object"}, {"allOf", named}};
  }

  /// Names that stand first in parameters of constraints, and those of shared parameters.
  [[nodiscard]] Json names_in_blocks() const {
    std::set<std::string> names;
    for (const Parameter& parameter : models::shared().parameters) names.insert(parameter.name);
    for (const models::Constraint& one : catalogue_.models()) {
      for (const Parameter& parameter : one.description->parameters) {
        names.insert(parameter.name.substr(0, parameter.name.find('.')));
      }
    }
    return list_of(names);
  }

  /// A block under another name: of a constraint that it says, or of one of one's own.
  Json further_block() {
    Json instances = Json::array();
    for (const std::string& name : constraints()) {
      instances.push_back(
          {{"if", {{"properties", {{"of", {{"const", name}}}}}}}, {"then", reference_to("block_" + name)}});
    }
    Json built_in{{"required", {"of"}}, {"properties", simple(scenario::block_keys)}, {"allOf", instances}};
    built_in["properties"]["of"] = {{"enum", list_of(constraints())}};
    built_in["type"] = "object";
    const std::string value = "value_" + define(any_value());
    Json properties = simple(scenario::block_keys);
    properties["of"] = {{"type", "string"},
                        {"not", any_of({{{"enum", list_of(constraints())}}, {{"pattern", near_blocks()}}})}};
    for (const std::string& name : constraints()) {  // whose outputs a formula reads
      properties[name] =
          any_of({reference_to(value), {{"type", "object"}, {"additionalProperties", reference_to(value)}}});
    }
    const Json own{{"type", "object"}, {"properties", properties}, {"additionalProperties", reference_to(value)}};
    return any_of({off(), built_in, own});
  }

  /// Of a file without constraints of its own: blocks under other names than those of `known` say of which they are.
  /// Those that they inherit may be of one's own: a name that is misspelt is near another, and so is what stands in it.
  Json names_are_known(const Json& known, bool whole) {
    Json properties = Json::object();
    for (const auto& [name, schema] : known.items()) properties[name] = true;
    Json further{{"required", {"of"}}, {"properties", {{"of", {{"enum", list_of(constraints())}}}}}};
    Json then{{"properties", properties}, {"additionalProperties", further}};
    if (!whole) {
      Json names = names_in_blocks();
      names.insert(names.end(), {"of", "model", "title", "region"});
      const Json misspelt{{"type", "object"}, {"minProperties", 1}, {"propertyNames", {{"enum", names}}}};
      then = {{"patternProperties", {{near_blocks(), any_of({further, {{"not", misspelt}}})}}}};
    }
    return {{"if", {{"not", {{"required", {"constraints"}}}}}}, {"then", then}};
  }

  /// Names that are one letter away from one of a block.
  [[nodiscard]] std::string near_blocks() const {
    std::vector<std::string> names = constraints();
    names.emplace_back(models::shared().name);
    std::set<std::string> near;
    for (const std::string& name : names) {
      for (std::size_t i = 0; i <= name.size(); ++i) {
        const std::string before = name.substr(0, i);
        near.insert(before + "[a-z0-9_]" + name.substr(i));
        if (i == name.size()) continue;
        near.insert(before + name.substr(i + 1));
        near.insert(before + "[a-z0-9_]" + name.substr(i + 1));
        if (i + 1 < name.size()) near.insert(before + name[i + 1] + name[i] + name.substr(i + 2));
      }
    }
    return fmt::format("^(?!(?:{})$)(?:{})$", fmt::join(names, "|"), fmt::join(near, "|"));
  }

  Json top() {
    Json properties = simple(scenario::top_keys);
    const auto set = [&properties](const char* key, Json schema) {
      const std::string meaning = properties[key].value("description", "");
      properties[key] = described(std::move(schema), meaning);
    };
    const Json file = expression(R"(\.ya?ml$|^[^./]+$)", "the name of a scenario, or a file ending in .yaml");
    const Json name_or_file = any_of({file, {{"type", {"number", "boolean"}}}});  // "2024" is a name
    set("extends", any_of({name_or_file, {{"type", "array"}, {"items", name_or_file}}}));
    set("known_until", any_of({date(), off()}));
    set("trajectory", trajectory());
    set("shared", object(shared()));
    set("events", events());
    set("funnel", funnel());
    set("correlations", correlations());
    set("relief", any_of({off(), object(parameters_of(models::relief(), Coupled::yes))}));
    set("constraints", own_constraints());
    for (const std::string& name : constraints()) {
      definitions_["block_" + name] = block(name);
      properties[name] = described(any_of({off(), reference_to("block_" + name)}),
                                   std::string(catalogue_.find(name)->description->title));
      properties[name]["properties"] = {{"of", {{"const", name}}}};
    }
    return properties;
  }

  Json shared() {
    Json properties = parameters_of(models::shared(), Coupled::no);
    properties["largest_run_share"]["anyOf"].push_back({{"const", scenario::realised_share}});
    return properties;
  }

  Json trajectory() {
    const Description& description = models::trajectory();
    const Json known = parameters_of(description, Coupled::no);
    Json properties = simple(scenario::trajectory_keys);
    for (const auto& [name, schema] : properties.items()) {
      if (known.contains(name)) schema = known[name];
    }
    for (const char* const name : {"anchor", "lead_time", "scatter"}) {
      Json refused = without({"output"});
      refuse_years(properties[name], refused);
      properties[name]["properties"] = refused;
    }
    properties["table"]["type"] = "object";
    properties["table"]["properties"] =
        without({"output", "plus", "value", "p50", "interval", "distribution", "mixture"});
    properties["table"]["properties"]["step"] = {{"enum", Json::array({false, "false"})}};
    properties["post_training"] =
        described(any_of({off(), known["post_training"]}), scenario::trajectory_keys.back().meaning);
    Json made = object(properties);
    made["dependencies"] = {{"table", {{"properties", without({"anchor", "anchor_date", "growth", "lead_time"})}}}};
    return made;
  }

  // --- events, funnels, correlations ---------------------------------------------------------------------------------

  /// A value without years: of `value`, which is defined.
  static Json once(const std::string& value) { return reference_to("once_" + value); }
  /// One that has them, and is no output.
  static Json by_year_too(const std::string& value) {
    return {{"allOf", {reference_to("value_" + value)}}, {"properties", without({"output", "series", "plus"})}};
  }

  /// Paths of the parameters of built-in constraints for which `wanted` holds, and of the groups that they stand in;
  /// other names are those of blocks that only the file knows.
  template <class Wanted>
  [[nodiscard]] std::string paths(const Wanted& wanted, bool groups) const {
    std::set<std::string> found;
    for (const models::Constraint& one : catalogue_.models()) {
      for (const Parameter& parameter : one.description->parameters) {
        if (!wanted(parameter)) continue;
        const std::string path = parameter.name;
        found.insert(path);
        for (std::size_t dot = path.find('.'); groups && dot != std::string::npos; dot = path.find('.', dot + 1)) {
          found.insert(path.substr(0, dot));
        }
      }
    }
    std::string text;
    for (const std::string& one : found) text += (text.empty() ? "" : "|") + one;
    for (std::size_t at = 0; (at = text.find('.', at)) != std::string::npos; at += 2) text.insert(at, "\\");
    return text;
  }

  [[nodiscard]] Json names_of_capacities() const {
    const std::string known = paths([](const Parameter& one) { return one.capacity; }, true);
    return {{"pattern", fmt::format(R"(^(?:(?:{0})\.(?:{1})|(?!(?:{0})\.)[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)$)",
                                    fmt::join(constraints(), "|"), known)},
            {"patternErrorMessage", "expected a capacity: 'chokepoint explain' marks them"}};
  }

  Json events() {
    const std::string hazard = define(chance());
    const std::string start = define(moment());
    const std::string duration = define(units::Kind{units::base(units::Base::time)});
    Json properties = simple(scenario::event_keys);
    const auto set = [&properties](std::string_view key, Json schema) {
      const std::string name(key);
      const std::string meaning = properties[name].value("description", "");
      properties[name] = described(std::move(schema), meaning);
    };
    const auto within = [this](Json value, double lower, double upper, const std::string& words) {
      Json made{{"anyOf", Json::array({std::move(value)})}};
      bound(made, units::ratio_kind, {.lower = lower, .upper = upper}, words);
      return made;
    };
    set(scenario::hazard_key, within(by_year_too(hazard), 0.0, 1.0, "at least 0, at most 1"));
    set(scenario::start_key, once(start));
    set(scenario::duration_key, within(once(duration), 0.0, endless, "above 0"));
    const Json factor = any_of({off(), within(by_year_too(ratio()), 0.0, 2.0, "at least 0, at most 2")});
    set(scenario::factors_key,
        {{"type", "object"}, {"propertyNames", names_of_capacities()}, {"additionalProperties", factor}});
    Json event = object(properties);
    event["dependencies"] = {{"start", {{"properties", without({"hazard", "from", "until"})}}}};
    definitions_["event"] = event;
    return any_of({off(),
                   {{"type", "object"},
                    {"propertyNames", {{"pattern", name_expression}}},
                    {"additionalProperties", any_of({off(), reference_to("event")})},
                    {"maxProperties", 64}}});
  }

  Json funnel() {
    const units::Dimension token = units::base(units::Base::token);
    const units::Dimension image = units::base(units::Base::image);
    const units::Dimension money = units::base(units::Base::currency);
    Json properties = simple(scenario::funnel_keys);
    properties.update(simple(scenario::remark_keys));
    const auto set = [](Json& among, const char* key, Json schema) {
      const std::string meaning = among[key].value("description", "");
      among[key] = described(std::move(schema), meaning);
    };
    set(properties, "of", expression(std::string(name_expression)));
    set(properties, "feeds", {{"enum", list_of(scenario::funnel_fed)}});
    const auto bounded = [this](const units::Kind& kind, const models::Bounds& bounds, const std::string& words) {
      Json made{{"anyOf", Json::array({once(define(kind))})}};
      bound(made, kind, bounds, words);
      return made;
    };
    Json stage = simple(scenario::stage_keys);
    stage.update(simple(scenario::remark_keys));
    set(stage, "keep", bounded(units::ratio_kind, {0.0, 1.0, false, true}, "above 0, at most 1"));
    set(stage, "quality_gain", bounded(units::ratio_kind, {1.0, endless, true, false}, "at least 1"));
    definitions_["stage"] = object(stage);
    // What is counted, in which unit: as far as the file says it.
    define(any_value());
    const auto positive = [this](bool zero) {
      Json made{{"anyOf", Json::array({once("value")})}};
      bound(made, {units::base(units::Base::currency)}, {0.0, endless, zero, false}, zero ? "at least 0" : "above 0");
      return made;
    };
    set(properties, "items", positive(false));
    definitions_["stage"]["properties"]["cost"] = described(positive(true), scenario::stage_keys[2].meaning);
    Json rules = Json::array();
    const auto add = [&](const Json& of, const units::Dimension& item) {
      const Json cost{{"properties", {{"cost", bounded({money / item}, {0.0, endless, true, false}, "at least 0")}}}};
      Json then{{"items", bounded({item}, {0.0, endless, false, false}, "above 0")},
                {"stages", {{"additionalProperties", cost}}}};
      if (of != Json{{"const", "token"}}) then["feeds"] = {{"const", scenario::funnel_fed.back()}};
      rules.push_back({{"if", {{"required", {"of"}}, {"properties", {{"of", of}}}}}, {"then", {{"properties", then}}}});
    };
    add({{"const", "token"}}, token);
    add({{"const", "image"}}, image);
    add({{"not", {{"enum", {"token", "image"}}}}}, units::Dimension{});
    set(properties, "stages",
        {{"type", "object"},
         {"propertyNames", {{"pattern", name_expression}}},
         {"additionalProperties", reference_to("stage")},
         {"minProperties", 1},
         {"maxProperties", scenario::funnel_stage_limit}});
    Json made = object(properties);
    made["allOf"] = rules;
    return any_of({off(), made});
  }

  Json correlations() {
    const auto all = [](const Parameter&) { return true; };
    const auto of = [](const Description& description) {
      std::string names;
      for (const Parameter& one : description.parameters) names += (names.empty() ? "" : "|") + one.name;
      for (std::size_t at = 0; (at = names.find('.', at)) != std::string::npos; at += 2) names.insert(at, "\\");
      return fmt::format("{}\\.(?:{})", description.name, names);
    };
    const std::string known = fmt::format("{}|{}|{}|(?:{})\\.(?:{})", of(models::trajectory()), of(models::shared()),
                                          of(models::relief()), fmt::join(constraints(), "|"), paths(all, false));
    const Json names{
        {"pattern",
         fmt::format(
             R"(^(?:(?:{0})(?:\.plus)?(?:\.[0-9]{{4}})?|(?!(?:{1}|trajectory|shared|relief)\.)[a-z][a-z0-9_]*\..+)$)",
             known, fmt::join(constraints(), "|"))},
        {"patternErrorMessage", "expected a parameter: 'chokepoint explain' lists them"}};
    Json properties = simple(scenario::correlation_keys);
    properties.update(simple(scenario::remark_keys));
    Json number = reference_to("number_" + ratio());
    number = {{"allOf", {number}}, {"exclusiveMinimum", -1}, {"exclusiveMaximum", 1}};
    properties["spearman"] = described(number, scenario::correlation_keys.front().meaning);
    Json mapping = object(properties);
    mapping["required"] = names_of(scenario::correlation_keys);
    const Json second{
        {"type", "object"}, {"propertyNames", names}, {"additionalProperties", any_of({number, mapping})}};
    return {{"type", "object"}, {"propertyNames", names}, {"additionalProperties", second}};
  }

  // --- constraints of one's own --------------------------------------------------------------------------------------

  /// A value with what is declared of the parameter; or that alone.
  Json own_parameter() {
    const std::string name = define(any_value());
    Json declaring = simple(scenario::declaring_keys);
    declaring["bounds"] =
        described({{"type", "array"}, {"minItems", 1}, {"maxItems", 2}}, scenario::declaring_keys[1].meaning);
    Json keys = {"as_of", "plus"};
    for (const Key& key : scenario::declaring_keys) keys.push_back(key.name);
    Json mapping{{"allOf", {reference_to("mapping_" + name), form(keys)}}, {"properties", declaring}};
    return any_of({reference_to("text_" + name), mapping, by_year(name, declaring), object(declaring)});
  }

  Json own_constraints() {
    definitions_["own_parameter"] = own_parameter();
    Json properties = simple(scenario::own_keys);
    const auto set = [&properties](const char* key, Json schema) {
      const std::string meaning = properties[key].value("description", "");
      properties[key] = described(std::move(schema), meaning);
    };
    const auto by_name = [](Json schema) {
      return Json{{"type", {"object", "null"}},
                  {"propertyNames", {{"pattern", name_expression}}},
                  {"additionalProperties", std::move(schema)}};
    };
    const auto formulas = [this](Keys keys) {
      Json made = simple(keys);
      for (const Key& key : keys) {
        if (key.holds == Holds::formula) made[std::string(key.name)] = described(reference_to("formula"), key.meaning);
      }
      return object(made);
    };
    set("sees", {{"enum", list_of(scenario::own_sees)}});
    set("parameters", by_name(reference_to("own_parameter")));
    set("state", by_name(formulas(scenario::state_keys)));
    set("where", by_name(reference_to("formula")));
    set("parts", by_name(reference_to("formula")));
    set("internals", {{"type", "array"}, {"items", {{"type", "string"}}}});
    set("ceiling", reference_to("formula"));
    set("need", formulas(scenario::need_keys));
    definitions_["own_constraint"] = object(properties);
    Json names = by_name(any_of({off(), reference_to("own_constraint")}));
    names["type"] = "object";
    names["propertyNames"]["not"] = {{"enum", list_of(constraints())}};
    return any_of({off(), names});
  }

  // --- what only a file that extends none must have ------------------------------------------------------------------

  /// Names that a block of the model has to have.
  static Json needed_of(const Description& description) {
    std::vector<std::string> needed;
    for (const Parameter& one : description.parameters) {
      const bool can_be_absent = one.unless_given.is_there() || one.when_absent.has_value();
      const std::string first = one.name.substr(0, one.name.find('.'));
      if (!can_be_absent && std::find(needed.begin(), needed.end(), first) == needed.end()) needed.push_back(first);
    }
    return list_of(needed);
  }

  /// Of a block by this model, or, where it is the first of the constraint, by none that it names.
  static Json rule_of_model(const Description& description, bool first) {
    Json is_it{{"type", "object"}, {"properties", {{"model", {{"const", description.model}}}}}};
    if (!first) is_it["required"] = {"model"};
    Json then{{"required", needed_of(description)}};
    if (first) then["allOf"] = {reference_to(model_name(description))};
    return {{"if", is_it}, {"then", then}};
  }

  /// What the blocks of a constraint read of the shared parameters, by every model.
  [[nodiscard]] Json reads_of(const std::string& constraint) const {
    Json reads = Json::array();
    const auto all = catalogue_.models_of(constraint);
    for (const std::string_view one : all.front()->description->reads) {
      const bool always = std::all_of(all.begin(), all.end(), [one](const models::Constraint* model) {
        const auto& theirs = model->description->reads;
        return std::find(theirs.begin(), theirs.end(), one) != theirs.end();
      });
      if (always) reads.push_back(one);
    }
    return reads;
  }

  Json whole() {
    Json blocks = Json::object();
    Json rules = Json::array();
    for (const std::string& name : constraints()) {
      Json models = Json::array();
      for (const models::Constraint* one : catalogue_.models_of(name)) {
        models.push_back(rule_of_model(*one->description, models.empty()));
      }
      blocks[name] = {{"allOf", models}};
      const Json reads = reads_of(name);
      if (reads.empty()) continue;
      rules.push_back({{"if", {{"required", {name}}, {"properties", {{name, {{"type", "object"}}}}}}},
                       {"then", {{"required", {"shared"}}, {"properties", {{"shared", {{"required", reads}}}}}}}});
    }
    blocks["trajectory"] = any_of({{{"required", {"anchor", "anchor_date", "growth"}}}, {{"required", {"table"}}}});
    const Json ratio_of_training{{"if", {{"type", "object"}}}, {"then", {{"required", {"ratio"}}}}};
    blocks["trajectory"]["properties"] = {{"post_training", ratio_of_training}};
    Json event{{"if", {{"type", "object"}}}};
    event["then"] = {{"required", {"duration", "factors"}},
                     {"anyOf", {{{"required", {"hazard"}}}, {{"required", {"start"}}}}}};
    blocks["events"] = {{"additionalProperties", event}};
    const Json stage{{"if", {{"type", "object"}}}, {"then", {{"required", {"keep"}}}}};
    blocks["funnel"] = {{"if", {{"type", "object"}}},
                        {"then",
                         {{"required", {"items", "feeds", "stages"}},
                          {"properties", {{"stages", {{"additionalProperties", stage}}}}}}}};
    const Json own{{"if", {{"type", "object"}}},
                   {"then",
                    {{"required", {"ceiling"}},
                     {"properties",
                      {{"state", {{"additionalProperties", {{"required", {"start", "next"}}}}}},
                       {"need", {{"required", {"needed", "supply"}}}}}}}}};
    blocks["constraints"] = {{"additionalProperties", own}};
    return {{"required", {"years", "trajectory"}}, {"properties", blocks}, {"allOf", rules}};
  }

  const models::Catalogue& catalogue_;
  Json definitions_ = Json::object();
  std::set<std::string> defined_;
  std::map<std::string, std::string> bounds_;  // what they say, and how they are called
};

}  // namespace

std::string scenario_schema(const models::Catalogue& catalogue) {
  constexpr int indent = 1;
  return Schema(catalogue).document().dump(indent) + '\n';
}

}  // namespace chokepoint::report
