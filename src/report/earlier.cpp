// SPDX-License-Identifier: Apache-2.0
// An earlier results.json read back. Another program may have written it.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "chokepoint/report.hpp"
#include "report/document.hpp"

namespace chokepoint::report {

namespace {

using Json = nlohmann::ordered_json;

/// A value in a document that another program may have written: what is not as it must be is told with its path.
class Place {
 public:
  Place(const Json& json, std::string path) : json_(json), path_(std::move(path)) {}

  struct Wrong {
    std::string why;
  };
  [[nodiscard]] bool has(const std::string& key) const { return mapping().contains(key); }
  [[nodiscard]] Place at(const std::string& key) const {
    const std::string path = path_.empty() ? key : path_ + "." + key;
    if (!has(key)) throw Wrong{fmt::format("is not whole: it has no {}", path)};
    return {json_[key], path};
  }
  [[nodiscard]] std::vector<Place> items() const {
    if (!json_.is_array()) expected("a list");
    if (json_.empty()) throw Wrong{fmt::format("is not whole: {} is empty", path_)};
    std::vector<Place> all;
    for (std::size_t i = 0; i < json_.size(); ++i) all.emplace_back(json_[i], fmt::format("{}[{}]", path_, i));
    return all;
  }
  [[nodiscard]] std::string text() const {
    if (!json_.is_string()) expected("a text");
    return json_.get<std::string>();
  }
  [[nodiscard]] double number() const {
    if (!json_.is_number()) expected("a number");
    return json_.get<double>();
  }
  [[nodiscard]] int year() const {
    if (!json_.is_number_integer() || !(number() >= 0.0 && number() <= 9999.0)) expected("a year");
    return json_.get<int>();
  }

 private:
  [[nodiscard]] const Json& mapping() const {
    if (!json_.is_object()) expected("a mapping");
    return json_;
  }
  [[noreturn]] void expected(const char* what) const {
    throw Wrong{fmt::format("is not whole: {} is not {}", path_.empty() ? "it" : path_, what)};
  }

  const Json& json_;
  std::string path_;
};

EarlierRun read_run(const Place& json) {
  EarlierRun run;
  const Place scenario = json.at("scenario");
  run.name = scenario.at("name").text();
  run.last_year = scenario.at("last_year").year();
  run.verdict = json.at("verdict").at("text").text();
  if (scenario.has("anchor_date")) run.assumptions[anchor_date] = {scenario.at("anchor_date").text(), ""};
  for (const Place& one : scenario.at("assumptions").items()) {
    run.assumptions[one.at("name").text()] = {one.at("text").text(), one.at("source").text()};
  }
  for (const Place& one : json.at("constraints").items()) {
    const std::string name = one.at("name").text();
    const Place last = one.at("headroom").at("years").items().back();
    run.constraints[name] = {json.at("binds_first").at(name).number(), last.at("p50").number()};
    for (const std::string key : {"of", "model", "region"}) {
      if (one.has(key)) run.assumptions[fmt::format("{}.{}", name, key)] = {one.at(key).text(), ""};
    }
    if (!one.has("couplings")) continue;
    for (const Place& coupling : one.at("couplings").items()) {
      run.assumptions[coupling.at("name").text()] = {fmt::format("{{output: {}}}", coupling.at("output").text()),
                                                     coupling.at("source").text()};
    }
  }
  return run;
}

}  // namespace

std::variant<Earlier, std::string> read_results(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    if (!json.is_object() || !json.contains("format") || json["format"] != "chokepoint-results")
      return "is no results.json of chokepoint";
    const Place document(json, "");
    Earlier earlier;
    earlier.version = document.at("chokepoint").text();
    if (const double version = document.at("format_version").number(); version != json_version) {
      return fmt::format("has results of version {} of the shape (chokepoint {}); this chokepoint reads version {}",
                         version, earlier.version, json_version);
    }
    for (const Place& run : document.at("runs").items()) earlier.runs.push_back(read_run(run));
    return earlier;
  } catch (const Json::parse_error& error) {
    return fmt::format("is not JSON: byte {}", error.byte);
  } catch (const Json::out_of_range&) {
    return "is not whole: it has a number that is too large";
  } catch (const Place::Wrong& wrong) {
    return wrong.why;
  }
}

}  // namespace chokepoint::report
