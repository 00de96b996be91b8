// SPDX-License-Identifier: Apache-2.0
// Results in the shapes that other tools read.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "chokepoint/report.hpp"
#include "report/document.hpp"
#include "report/escape.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

using Json = nlohmann::ordered_json;

constexpr char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// "us_ai_datacenter_power" is "US AI Datacenter Power".
std::string titled(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    const std::string_view word = name.substr(0, name.find('_'));
    if (!out.empty()) out += ' ';
    if (word == "us" || word == "ai") {
      for (const char c : word) out += upper(c);
    } else {
      out += capital(word) + std::string(word.substr(1));
    }
    name.remove_prefix(std::min(name.size(), word.size() + 1));
  }
  return out;
}

/// "ceiling/power/network" is "Ceiling|Power|Network".
std::string variable_of(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const std::string_view step = path.substr(0, path.find('/'));
    out += (out.empty() ? "" : "|") + titled(step);
    path.remove_prefix(std::min(path.size(), step.size() + 1));
  }
  return out;
}

constexpr const char* world = "World";
constexpr const char* quantile_column = "quantile";  // as pyam calls it
constexpr const char* region_meaning = "where the supply is; World for what has no place";

std::set<int> years_of(std::span<const Run> runs) {
  std::set<int> years;
  for (const Run& run : runs) {
    for (int year = run.scenario->first_year; year <= run.scenario->last_year; ++year) years.insert(year);
  }
  return years;
}

/// Calls `to` for each series and each probability of a run, in the order of both tables: a series with its region, a
/// probability with its path and what it is the probability of.
template <class Visitor>
void visit_all(const Run& run, Visitor& to) {
  const statistics::Summary& summary = run.summary;
  to.series(summary.trajectory, world);
  for (const auto* const one :
       {&summary.observed, &summary.pre_training, &summary.post_training, &summary.post_training_share}) {
    if (*one) to.series(**one, world);
  }
  to.series(summary.attainable, world);
  for (std::size_t k = 0; k < summary.constraints.size(); ++k) {
    const statistics::Constraint& constraint = summary.constraints[k];
    const std::string& name = constraint.name;
    const std::string_view region = run.scenario->blocks[k].constraint->description->region;
    to.series(constraint.ceiling, region);
    for (const auto& part : constraint.parts) to.series(part.ceiling, region);
    to.series(constraint.headroom, region);
    for (const auto& internal : constraint.internals) to.series(internal, region);
    to.probability("stopped/" + name, "has stopped the trajectory, in that year or before", constraint.stopped);
    to.probability("lowest/" + name, "has the lowest ceiling", constraint.lowest.whole());
    for (const auto& part : constraint.parts) {
      to.probability("lowest/" + name + "/" + part.name, "has the lowest ceiling, through this part",
                     part.lowest.whole());
    }
    to.probability("below/" + name, "its ceiling is below the trajectory", constraint.below.whole());
    to.probability("binds_first/" + name, "is the first below the trajectory, in that year", constraint.binds_first_in);
  }
  for (const auto& event : summary.events) {
    to.series(event.overlap, world);
    to.probability("active/" + event.name, "it lasts in some part of the year", event.active);
    to.probability("begun/" + event.name, "it has begun by the end of the year", event.begun);
  }
  if (const auto& relief = summary.relief) {
    for (const auto& one : relief->series) to.series(one, world);
    to.probability("shortfall", "the constraints leave the trajectory short", relief->missing);
    to.probability("shortfall/made_up", "they do, and the ways around make up for it", relief->made_up);
    to.probability("shortfall/left", "they do, and some of it is left", relief->left);
  }
  to.probability("stopped/none", "nothing has stopped the trajectory, in that year or before", summary.not_stopped);
  to.probability("feasible", "no ceiling is below the trajectory", summary.feasible.whole());
}

/// One of the two tables: rows of medians and probabilities, or, with a column more, of all quantiles.
class Wide {
 public:
  Wide(std::span<const Run> runs, bool quantiles) : years_(years_of(runs)), quantiles_(quantiles) {
    out_ = "Model,Scenario,Region,Variable,Unit";
    if (quantiles) out_ += fmt::format(",{}", quantile_column);
    for (const int year : years_) out_ += fmt::format(",{}", year);
    out_ += '\n';
    for (const Run& run : runs) {
      run_ = &run;
      visit_all(run, *this);
    }
  }
  std::string take() { return std::move(out_); }

  void series(const statistics::Series& series, std::string_view region) {
    for (std::size_t i = 0; i < statistics::levels.size(); ++i) {
      const double level = statistics::levels[i];
      if (!quantiles_ && level != 0.5) continue;
      row({region, variable_of(series.name), unit_of(series.kind), fmt::format("{}", level)},
          [&series, i](std::size_t year) { return series.years[year].quantiles[i]; });
    }
  }
  void probability(const std::string& path, std::string_view, const std::vector<double>& by_year) {
    if (quantiles_) return;
    row({world, variable_of(path), "1", ""}, [&by_year](std::size_t year) { return by_year[year]; });
  }

 private:
  struct Key {
    std::string_view region;
    std::string variable;
    std::string unit;
    std::string quantile;
  };
  template <class ValueOf>
  void row(const Key& key, const ValueOf& value_of) {
    const scenario::Scenario& scenario = *run_->scenario;
    out_ += fmt::format("{},{},{},{},{}", csv_field("chokepoint " + run_->version), csv_field(scenario.name),
                        csv_field(key.region), csv_field(key.variable), csv_field(key.unit));
    if (quantiles_) out_ += "," + key.quantile;
    for (const int year : years_) {
      out_ += ',';
      if (year < scenario.first_year || year > scenario.last_year) continue;
      out_ += fmt::format("{}", value_of(static_cast<std::size_t>(year - scenario.first_year)));
    }
    out_ += '\n';
  }

  std::set<int> years_;
  bool quantiles_;
  const Run* run_ = nullptr;
  std::string out_;
};

/// The variables of both tables, each once.
class Codelist {
 public:
  explicit Codelist(std::span<const Run> runs) {
    for (const Run& run : runs) visit_all(run, *this);
  }

  void series(const statistics::Series& series, std::string_view) {
    add(variable_of(series.name), series.meaning, unit_of(series.kind));
  }
  void probability(const std::string& path, std::string_view meaning, const std::vector<double>&) {
    add(variable_of(path), fmt::format("probability: {}", meaning), "1");
  }

  /// A string of JSON is one of YAML.
  [[nodiscard]] std::string yaml() const {
    std::string out =
        "# The variables of iamc.csv and iamc_quantiles.csv, as a codelist of the package nomenclature:\n"
        "# a file of its folder definitions/variable.\n";
    for (const Variable& one : variables_) {
      const Json unit = one.units.size() == 1 ? Json(*one.units.begin()) : Json(one.units);
      out += fmt::format("- {}:\n    description: {}\n    unit: {}\n", text_of(one.name), text_of(one.description),
                         text_of(unit));
    }
    return out;
  }

 private:
  struct Variable {
    std::string name;
    std::string description;
    std::set<std::string> units;  // more than one where scenarios differ
  };
  void add(const std::string& name, const std::string& description, const std::string& unit) {
    const auto [found, is_new] = places_.try_emplace(name, variables_.size());
    if (is_new) variables_.push_back({name, description, {}});
    variables_[found->second].units.insert(unit);
  }
  static std::string text_of(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

  std::vector<Variable> variables_;
  std::map<std::string, std::size_t> places_;
};

// --- the data package
// --------------------------------------------------------------------------------------------------

/// Of a key, which every row has.
Json key_field(const char* name, const char* type, const char* description) {
  return {{"name", name}, {"type", type}, {"description", description}, {"constraints", {{"required", true}}}};
}

/// A table that lies beside the report: its columns, and those that tell its rows apart.
struct TableColumns {
  Json fields;
  std::vector<std::string> key;
};

TableColumns columns_of_results(const Planning& planning) {
  Json fields = {key_field("scenario", "string", "name of the scenario"),
                 key_field("year", "integer", "start of this year"),
                 key_field("variable", "string", "path of a series or a probability"),
                 key_field("unit", "string", "coherent unit of the value; 1 for a ratio"),
                 key_field("statistic", "string", "quantile, mean or probability"),
                 key_field("value", "number", "in the unit of the row")};
  const bool regions = std::any_of(planning.chapters.begin(), planning.chapters.end(),
                                   [](const Chapter& one) { return gives_regions(*one.run.scenario); });
  if (regions) fields.push_back(key_field("region", "string", region_meaning));
  return {std::move(fields), {"scenario", "year", "variable", "statistic"}};
}

TableColumns columns_of_iamc(const Planning& planning, bool quantiles) {
  TableColumns columns{
      {key_field("Model", "string", "chokepoint and its version"),
       key_field("Scenario", "string", "name of the scenario"), key_field("Region", "string", region_meaning),
       key_field("Variable", "string", "what the row is about: iamc_variables.yaml describes it"),
       key_field("Unit", "string", "coherent unit of the values; 1 for a ratio")},
      {"Model", "Scenario", "Region", "Variable", "Unit"}};
  if (quantiles) {
    columns.fields.push_back(key_field(quantile_column, "number", "share of the draws below the values"));
    columns.fields.back()["unit"] = "1";
    columns.key.emplace_back(quantile_column);
  }
  std::set<int> years;
  for (const Chapter& chapter : planning.chapters) years.merge(years_of({&chapter.run, 1}));
  for (const int year : years) {
    columns.fields.push_back({{"name", fmt::format("{}", year)},
                              {"type", "number"},
                              {"description",
                               "value at the start of the year, in the unit of the row; empty outside of the years of "
                               "the scenario"}});
  }
  return columns;
}

/// Of a table that lies beside the report; nothing for other files.
std::optional<TableColumns> columns_of(const Planning& planning, const std::string& file) {
  if (file == "results.csv") return columns_of_results(planning);
  if (file == "iamc.csv") return columns_of_iamc(planning, false);
  if (file == "iamc_quantiles.csv") return columns_of_iamc(planning, true);
  return std::nullopt;
}

struct FileKind {
  const char* extension;
  const char* mediatype;
  bool is_text;
};
constexpr std::array<FileKind, 8> file_kinds{
    {{"csv", "text/csv", true},
     {"html", "text/html", true},
     {"json", "application/json", true},
     {"md", "text/markdown", true},
     {"pdf", "application/pdf", false},
     {"svg", "image/svg+xml", true},
     {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false},
     {"yaml", "application/yaml", true}}};

Json described(const Planning& planning, const Resource& one) {
  const std::string extension = one.name.substr(one.name.rfind('.') + 1);
  Json resource = {
      {"name", one.name.substr(0, one.name.rfind('.')) + "-" + extension}, {"path", one.name}, {"format", extension}};
  const auto* const kind = std::find_if(file_kinds.begin(), file_kinds.end(),
                                        [&extension](const FileKind& of) { return extension == of.extension; });
  if (kind != file_kinds.end()) {
    resource["mediatype"] = kind->mediatype;
    if (kind->is_text) resource["encoding"] = "utf-8";
  }
  resource["bytes"] = one.bytes;
  resource["hash"] = "sha256:" + one.sha256;
  if (auto columns = columns_of(planning, one.name)) {
    resource["type"] = "table";
    resource["schema"] = {{"$schema", "https://datapackage.org/profiles/2.0/tableschema.json"},
                          {"fields", std::move(columns->fields)},
                          {"primaryKey", std::move(columns->key)},
                          {"missingValues", {""}}};
  }
  return resource;
}

/// A licence as these documents name it, and where it stands: "CC-BY 4.0" is "CC-BY-4.0". Nothing of words, such as
/// "cited as fact".
std::optional<Json> licence_of(const std::string& stated) {
  std::string name = stated;
  std::replace(name.begin(), name.end(), ' ', '-');
  std::string path;
  if (name == "CC0-1.0") path = "https://creativecommons.org/publicdomain/zero/1.0/";
  if (name == "Apache-2.0") path = "https://www.apache.org/licenses/LICENSE-2.0";
  for (const char* const version : {"3.0", "4.0"}) {
    for (const char* const terms : {"by", "by-sa", "by-nc", "by-nd", "by-nc-sa", "by-nc-nd"}) {
      std::string of_terms = fmt::format("CC-{}-{}", terms, version);
      std::transform(of_terms.begin(), of_terms.end(), of_terms.begin(), [](char c) { return upper(c); });
      if (name == of_terms) path = fmt::format("https://creativecommons.org/licenses/{}/{}/", terms, version);
    }
  }
  if (path.empty()) return std::nullopt;
  return Json{{"name", name}, {"path", path}, {"title", fmt::format("{}, of what the sources say", stated)}};
}

Json described(const scenario::Source& source) {
  const std::string title = source.title.empty() ? source.key : source.title;
  Json one = {{"title", source.authors.empty() ? title : fmt::format("{}: {}", source.authors, title)}};
  if (source.address.starts_with("http://") || source.address.starts_with("https://")) one["path"] = source.address;
  if (!source.date.empty()) one["version"] = source.date;
  return one;
}

/// The sources of the assumptions, and the licences that those grant.
void add_sources(const Planning& planning, Json& sources, Json& licences) {
  std::set<std::string> seen;
  std::set<std::string> granted;
  for (const Chapter& chapter : planning.chapters) {
    for (const scenario::Source* source : chapter.run.scenario->cited()) {
      if (!seen.insert(source->key).second) continue;
      sources.push_back(described(*source));
      auto licence = licence_of(source->licence);
      if (licence && granted.insert(source->licence).second) licences.push_back(std::move(*licence));
    }
  }
}

/// Who put the package together: the program; nobody else is known.
Json contributors_of(const Planning& planning) {
  const std::string& commit = planning.provenance.commit;
  return Json::array({{{"title", fmt::format("chokepoint {}{}", planning.chapters.front().run.version,
                                             commit.empty() ? "" : fmt::format(", commit {}", commit))},
                       {"roles", {"creator"}}}});
}

}  // namespace

std::string iamc(std::span<const Run> runs) {
  return Wide(runs, false).take();
}

std::string iamc_quantiles(std::span<const Run> runs) {
  return Wide(runs, true).take();
}

std::string iamc_codelist(std::span<const Run> runs) {
  return Codelist(runs).yaml();
}

std::string data_package(const Planning& planning, std::span<const Resource> resources) {
  Json all = Json::array();
  for (const Resource& one : resources) all.push_back(described(planning, one));
  Json sources = Json::array();
  Json licences = Json::array();
  add_sources(planning, sources, licences);
  Json package = {{"$schema", "https://datapackage.org/profiles/2.0/datapackage.json"},
                  {"name", "chokepoint-results"},
                  {"title", title_of(planning)},
                  {"description", fmt::format("Results of chokepoint {}; made again by: {}",
                                              planning.chapters.front().run.version, planning.provenance.command)}};
  package["contributors"] = contributors_of(planning);
  if (!licences.empty()) package["licenses"] = std::move(licences);
  if (!sources.empty()) package["sources"] = std::move(sources);
  package["resources"] = std::move(all);
  return package.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace chokepoint::report
