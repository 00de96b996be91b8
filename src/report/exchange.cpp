// SPDX-License-Identifier: Apache-2.0
// Results in the shapes that other tools read.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "chokepoint/report.hpp"
#include "report/document.hpp"
#include "report/escape.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

using Json = nlohmann::ordered_json;

/// "us_ai_datacenter_power" is "US AI Datacenter Power".
std::string titled(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    const std::string_view word = name.substr(0, name.find('_'));
    if (!out.empty()) out += ' ';
    if (word == "us" || word == "ai") {
      for (const char c : word) out += static_cast<char>(c - 'a' + 'A');
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
constexpr const char* region_meaning = "where the supply is; World for what has no place";

std::set<int> years_of(std::span<const Run> runs) {
  std::set<int> years;
  for (const Run& run : runs) {
    for (int year = run.scenario->first_year; year <= run.scenario->last_year; ++year) years.insert(year);
  }
  return years;
}

/// One of the two tables: rows of medians and probabilities, or, with a column more, of the other quantiles.
class Wide {
 public:
  Wide(std::span<const Run> runs, bool quantiles) : years_(years_of(runs)), quantiles_(quantiles) {
    out_ = quantiles ? "Model,Scenario,Region,Variable,Unit,Quantile" : "Model,Scenario,Region,Variable,Unit";
    for (const int year : years_) out_ += fmt::format(",{}", year);
    out_ += '\n';
    for (const Run& run : runs) add(run);
  }
  std::string take() { return std::move(out_); }

 private:
  struct Key {
    std::string_view region;
    std::string variable;
    std::string unit;
    std::string quantile;
  };
  template <class ValueOf>
  void row(const Run& run, const Key& key, const ValueOf& value_of) {
    out_ += fmt::format("{},{},{},{},{}", csv_field("chokepoint " + run.version), csv_field(run.scenario->name),
                        csv_field(key.region), csv_field(key.variable), csv_field(key.unit));
    if (quantiles_) out_ += "," + key.quantile;
    for (const int year : years_) {
      out_ += ',';
      if (year < run.scenario->first_year || year > run.scenario->last_year) continue;
      out_ += fmt::format("{}", value_of(static_cast<std::size_t>(year - run.scenario->first_year)));
    }
    out_ += '\n';
  }
  void series(const Run& run, const statistics::Series& series, std::string_view region) {
    for (std::size_t i = 0; i < statistics::levels.size(); ++i) {
      const double level = statistics::levels[i];
      if (!quantiles_ && level != 0.5) continue;
      row(run, {region, variable_of(series.name), unit_of(series.kind), fmt::format("{}", level)},
          [&series, i](std::size_t year) { return series.years[year].quantiles[i]; });
    }
  }
  void probability(const Run& run, const std::string& path, const std::vector<double>& by_year) {
    if (quantiles_) return;
    row(run, {world, variable_of(path), "1", ""}, [&by_year](std::size_t year) { return by_year[year]; });
  }
  void add(const Run& run) {
    series(run, run.summary.trajectory, world);
    for (const auto* const one : {&run.summary.observed, &run.summary.pre_training, &run.summary.post_training,
                                  &run.summary.post_training_share}) {
      if (*one) series(run, **one, world);
    }
    series(run, run.summary.attainable, world);
    for (std::size_t k = 0; k < run.summary.constraints.size(); ++k) {
      const auto& constraint = run.summary.constraints[k];
      const std::string_view region = run.scenario->blocks[k].constraint->description->region;
      series(run, constraint.ceiling, region);
      for (const auto& part : constraint.parts) series(run, part.ceiling, region);
      series(run, constraint.headroom, region);
      for (const auto& internal : constraint.internals) series(run, internal, region);
      probability(run, "stopped/" + constraint.name, constraint.stopped);
      probability(run, "lowest/" + constraint.name, constraint.lowest.whole());
      for (const auto& part : constraint.parts)
        probability(run, "lowest/" + constraint.name + "/" + part.name, part.lowest.whole());
      probability(run, "below/" + constraint.name, constraint.below.whole());
      probability(run, "binds_first/" + constraint.name, constraint.binds_first_in);
    }
    for (const auto& event : run.summary.events) {
      series(run, event.overlap, world);
      probability(run, "active/" + event.name, event.active);
      probability(run, "begun/" + event.name, event.begun);
    }
    if (const auto& relief = run.summary.relief) {
      for (const auto& one : relief->series) series(run, one, world);
      probability(run, "shortfall", relief->missing);
      probability(run, "shortfall/made_up", relief->made_up);
      probability(run, "shortfall/left", relief->left);
    }
    probability(run, "stopped/none", run.summary.not_stopped);
    probability(run, "feasible", run.summary.feasible.whole());
  }

  std::set<int> years_;
  bool quantiles_;
  std::string out_;
};

Json field(const char* name, const char* type, const char* description) {
  return {{"name", name}, {"type", type}, {"description", description}};
}

/// The columns of a table that lies beside the report; nothing for other files.
Json columns_of(const Planning& planning, const std::string& file) {
  if (file == "results.csv") {
    Json columns = {field("scenario", "string", "name of the scenario"),
                    field("year", "integer", "start of this year"),
                    field("variable", "string", "path of a series or a probability"),
                    field("unit", "string", "coherent unit; 1 for a ratio"),
                    field("statistic", "string", "quantile, mean or probability"),
                    field("value", "number", "in the unit")};
    const bool regions = std::any_of(planning.chapters.begin(), planning.chapters.end(),
                                     [](const Chapter& one) { return gives_regions(*one.run.scenario); });
    if (regions) columns.push_back(field("region", "string", region_meaning));
    return columns;
  }
  if (file != "iamc.csv" && file != "iamc_quantiles.csv") return nullptr;
  Json columns = {field("Model", "string", "chokepoint and its version"),
                  field("Scenario", "string", "name of the scenario"), field("Region", "string", region_meaning),
                  field("Variable", "string", "what the row is about, in steps from the general to the particular"),
                  field("Unit", "string", "coherent unit; 1 for a ratio")};
  if (file == "iamc_quantiles.csv")
    columns.push_back(field("Quantile", "number", "share of the draws below the value"));
  std::set<int> years;
  for (const Chapter& chapter : planning.chapters) years.merge(years_of({&chapter.run, 1}));
  for (const int year : years) {
    columns.push_back(field(fmt::format("{}", year).c_str(), "number", "value at the start of the year, in the unit"));
  }
  return columns;
}

Json described(const Planning& planning, const Resource& one) {
  const std::string extension = one.name.substr(one.name.rfind('.') + 1);
  Json resource = {{"name", one.name.substr(0, one.name.rfind('.')) + "-" + extension},
                   {"path", one.name},
                   {"format", extension},
                   {"encoding", "utf-8"},
                   {"bytes", one.bytes},
                   {"hash", "sha256:" + one.sha256}};
  Json columns = columns_of(planning, one.name);
  if (!columns.is_null()) {
    resource["type"] = "table";
    resource["mediatype"] = "text/csv";
    resource["schema"] = {{"$schema", "https://datapackage.org/profiles/2.0/tableschema.json"},
                          {"fields", std::move(columns)}};
  }
  return resource;
}

/// A licence as these documents name it: "CC-BY 4.0" is "CC-BY-4.0".
std::string licence_name(const std::string& licence) {
  std::string name;
  for (const char c : licence) {
    const bool plain =
        (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '-';
    name += plain ? c : '-';
  }
  return name;
}

/// The sources of the assumptions, and the licences that those grant.
void add_sources(const Planning& planning, Json& sources, Json& licences) {
  std::set<std::string> seen;
  std::set<std::string> granted;
  for (const Chapter& chapter : planning.chapters) {
    for (const scenario::Source* source : chapter.run.scenario->cited()) {
      if (!seen.insert(source->key).second) continue;
      Json one = {{"title", source->title.empty() ? source->key : source->title}};
      if (source->address.starts_with("http")) one["path"] = source->address;
      sources.push_back(std::move(one));
      // What is not a Creative Commons licence is words, such as "cited as fact".
      if (!source->licence.starts_with("CC") || !granted.insert(source->licence).second) continue;
      licences.push_back({{"name", licence_name(source->licence)},
                          {"title", fmt::format("{}, of what the sources say", source->licence)}});
    }
  }
}

}  // namespace

std::string iamc(std::span<const Run> runs) {
  return Wide(runs, false).take();
}

std::string iamc_quantiles(std::span<const Run> runs) {
  return Wide(runs, true).take();
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
  if (!licences.empty()) package["licenses"] = std::move(licences);
  if (!sources.empty()) package["sources"] = std::move(sources);
  package["resources"] = std::move(all);
  return package.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace chokepoint::report
