// SPDX-License-Identifier: Apache-2.0
// Results in the shapes that other tools read, and an earlier results.json read back.
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

class Wide {
 public:
  explicit Wide(std::span<const Run> runs) {
    for (const Run& run : runs) {
      for (int year = run.scenario->first_year; year <= run.scenario->last_year; ++year) years_.insert(year);
    }
    out_ = "Model,Scenario,Region,Variable,Unit";
    for (const int year : years_) out_ += fmt::format(",{}", year);
    out_ += '\n';
    for (const Run& run : runs) add(run);
  }
  std::string take() { return std::move(out_); }

 private:
  template <class ValueOf>
  void row(const Run& run, const std::string& variable, const std::string& unit, const ValueOf& value_of) {
    out_ += fmt::format("{},{},World,{},{}", csv_field("chokepoint " + run.version), csv_field(run.scenario->name),
                        csv_field(variable), csv_field(unit));
    for (const int year : years_) {
      out_ += ',';
      if (year < run.scenario->first_year || year > run.scenario->last_year) continue;
      out_ += fmt::format("{}", value_of(static_cast<std::size_t>(year - run.scenario->first_year)));
    }
    out_ += '\n';
  }
  void series(const Run& run, const statistics::Series& series) {
    const std::string variable = variable_of(series.name);
    const std::string unit = unit_of(series.kind);
    row(run, variable, unit, [&series](std::size_t year) { return series.years[year].median(); });
    for (std::size_t i = 0; i < statistics::levels.size(); ++i) {
      row(run, fmt::format("{}|P{:.0f}", variable, 100.0 * statistics::levels[i]), unit,
          [&series, i](std::size_t year) { return series.years[year].quantiles[i]; });
    }
    const bool settled = std::all_of(series.years.begin(), series.years.end(),
                                     [](const statistics::Spread& spread) { return spread.mean.has_value(); });
    if (settled) row(run, variable + "|Mean", unit, [&series](std::size_t year) { return *series.years[year].mean; });
  }
  void probability(const Run& run, const std::string& path, const std::vector<double>& by_year) {
    row(run, variable_of(path), "1", [&by_year](std::size_t year) { return by_year[year]; });
  }
  void add(const Run& run) {
    series(run, run.summary.trajectory);
    series(run, run.summary.attainable);
    for (const auto& constraint : run.summary.constraints) {
      series(run, constraint.ceiling);
      for (const auto& part : constraint.parts) series(run, part.ceiling);
      series(run, constraint.headroom);
      for (const auto& internal : constraint.internals) series(run, internal);
      probability(run, "stopped/" + constraint.name, constraint.stopped);
      probability(run, "lowest/" + constraint.name, constraint.lowest);
      for (const auto& part : constraint.parts)
        probability(run, "lowest/" + constraint.name + "/" + part.name, part.lowest);
      probability(run, "below/" + constraint.name, constraint.below);
      probability(run, "binds_first/" + constraint.name, constraint.binds_first_in);
    }
    probability(run, "stopped/none", run.summary.not_stopped);
    probability(run, "feasible", run.summary.feasible);
  }

  std::set<int> years_;
  std::string out_;
};

Json field(const char* name, const char* type, const char* description) {
  return {{"name", name}, {"type", type}, {"description", description}};
}

EarlierRun read_run(const Json& json) {
  EarlierRun run;
  const Json& scenario = json.at("scenario");
  run.name = scenario.at("name").get<std::string>();
  run.last_year = scenario.at("last_year").get<int>();
  run.verdict = json.at("verdict").at("text").get<std::string>();
  if (scenario.contains("anchor_date")) run.assumptions[anchor_date] = {scenario["anchor_date"].get<std::string>(), ""};
  for (const Json& one : scenario.at("assumptions")) {
    run.assumptions[one.at("name").get<std::string>()] = {one.at("text").get<std::string>(),
                                                          one.at("source").get<std::string>()};
  }
  for (const Json& one : json.at("constraints")) {
    const auto name = one.at("name").get<std::string>();
    const Json& years = one.at("headroom").at("years");
    const Json& last = years.at(years.size() - 1);  // throws when there is none
    run.constraints[name] = {json.at("binds_first").at(name).get<double>(), last.at("p50").get<double>()};
  }
  return run;
}

}  // namespace

std::string iamc(std::span<const Run> runs) {
  return Wide(runs).take();
}

std::string data_package(const Planning& planning, std::span<const Resource> resources) {
  Json all = Json::array();
  for (const Resource& one : resources) {
    const std::string extension = one.name.substr(one.name.rfind('.') + 1);
    Json resource = {{"name", one.name.substr(0, one.name.rfind('.')) + "-" + extension},
                     {"path", one.name},
                     {"format", extension},
                     {"encoding", "utf-8"},
                     {"bytes", one.bytes},
                     {"hash", "sha256:" + one.sha256}};
    if (one.name == "results.csv") {
      resource["profile"] = "tabular-data-resource";
      resource["schema"] = {
          {"fields",
           {field("scenario", "string", "name of the scenario"), field("year", "integer", "start of this year"),
            field("variable", "string", "path of a series or a probability"),
            field("unit", "string", "coherent unit; 1 for a ratio"),
            field("statistic", "string", "quantile, mean or probability"), field("value", "number", "in the unit")}}};
    }
    all.push_back(std::move(resource));
  }
  std::set<std::string> seen;
  Json sources = Json::array();
  for (const Chapter& chapter : planning.chapters) {
    for (const auto& [key, source] : chapter.run.scenario->sources) {
      if (!seen.insert(key).second) continue;
      Json one = {{"title", source.title.empty() ? key : source.title}};
      if (source.address.starts_with("http")) one["path"] = source.address;
      sources.push_back(std::move(one));
    }
  }
  const Run& first = planning.chapters.front().run;
  const Json package = {
      {"profile", "data-package"},
      {"name", "chokepoint-results"},
      {"title", planning.title.empty() ? (first.scenario->title.empty() ? first.scenario->name : first.scenario->title)
                                       : planning.title},
      {"description", fmt::format("Results of chokepoint {}; made again by: {}", first.version, planning.command)},
      {"sources", std::move(sources)},
      {"resources", std::move(all)}};
  return package.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::variant<Earlier, std::string> read_results(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    if (!json.is_object() || !json.contains("format") || json["format"] != "chokepoint-results")
      return "is no results.json of chokepoint";
    const Json& shape = json.at("format_version");
    Earlier earlier;
    earlier.version = json.at("chokepoint").get<std::string>();
    if (shape != json_version) {
      return fmt::format("has results of version {} of the shape (chokepoint {}); this chokepoint reads version {}",
                         shape.dump(), earlier.version, json_version);
    }
    for (const Json& run : json.at("runs")) earlier.runs.push_back(read_run(run));
    return earlier;
  } catch (const Json::parse_error& error) {
    return fmt::format("is not JSON: byte {}", error.byte);
  } catch (const Json::exception& error) {
    return fmt::format("is not whole: {}", error.what());
  }
}

}  // namespace chokepoint::report
