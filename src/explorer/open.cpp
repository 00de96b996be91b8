// SPDX-License-Identifier: Apache-2.0
// Scenarios with all that they read: into one text, and out of it.
#include <fmt/format.h>

#include <algorithm>

#include "explorer/session.hpp"

namespace chokepoint::explorer {

namespace {

using scenario::Diagnostic;

std::string path_of(const Json& one) {
  const auto path = one.is_object() ? one.find("path") : one.end();
  if (!one.is_object() || path == one.end() || !path->is_string())
    refuse("'scenarios' is no list of objects with 'path'");
  return path->get<std::string>();
}

std::map<std::string, std::string> texts_in(const Request& request, const char* name) {
  std::map<std::string, std::string> texts;
  if (!request.has(name)) return texts;
  const Json& object = request.fields()[name];
  if (!object.is_object()) refuse(fmt::format("'{}' is no object of texts", name));
  for (const auto& [key, text] : object.items()) {
    if (!text.is_string()) refuse(fmt::format("'{}' is no object of texts", name));
    texts.emplace(key, text.get<std::string>());
  }
  return texts;
}

bool is_error(const Diagnostic& one) {
  return one.severity == Diagnostic::Severity::error;
}

void add_errors(std::vector<Diagnostic> more, std::vector<Diagnostic>& diagnostics) {
  for (Diagnostic& one : more) {
    if (is_error(one)) diagnostics.push_back(std::move(one));
  }
}

/// Reads as another does, and notes the texts that it got, each once.
scenario::Reader noting(const scenario::Reader& read, std::vector<std::pair<std::string, std::string>>& noted) {
  return [&read, &noted](const std::string& path, std::size_t limit) {
    auto result = read(path, limit);
    const auto* const text = std::get_if<std::string>(&result);
    const bool known = std::any_of(noted.begin(), noted.end(), [&path](const auto& one) { return one.first == path; });
    if (text != nullptr && !known) noted.emplace_back(path, *text);
    return result;
  };
}

/// A scenario, and what was observed of it. What is wrong is added.
std::optional<Opened> opened_from(const std::string& path, const scenario::Reader& read,
                                  std::vector<std::pair<std::string, std::string>>& noted,
                                  std::vector<Diagnostic>& diagnostics) {
  const scenario::Reader reader = noting(read, noted);
  scenario::Loaded loaded = scenario::load(path, {}, reader);
  if (!loaded.scenario) {
    add_errors(std::move(loaded.diagnostics), diagnostics);
    return std::nullopt;
  }
  Opened opened{path, loaded.scenario, {}, {}};
  if (loaded.scenario->observations.empty()) return opened;
  opened.observations = evidence::load_observations(loaded.scenario->observations, reader);
  add_errors(std::move(opened.observations.diagnostics), diagnostics);
  opened.observations.diagnostics.clear();
  return opened;
}

/// Results are told apart by the name of their scenario.
void check_names(const std::vector<Opened>& all, std::vector<Diagnostic>& diagnostics) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (all[i].scenario->name != all[j].scenario->name) continue;
      diagnostics.push_back(complaint(all[i].path,
                                      fmt::format("is named '{}', as {} is", all[i].scenario->name, all[j].path),
                                      "give one of them another name: with the key 'name'"));
    }
  }
}

Json summary_of(const Opened& one) {
  const scenario::Scenario& scenario = *one.scenario;
  return {{"name", scenario.name},
          {"title", scenario.title},
          {"description", scenario.description},
          {"path", one.path},
          {"first_year", scenario.first_year},
          {"last_year", scenario.last_year},
          {"base_year", scenario.base_year}};
}

}  // namespace

std::variant<std::string, std::vector<Diagnostic>> bundle(const std::vector<std::string>& paths,
                                                          const std::string& version, const std::string& commit,
                                                          const scenario::Reader& read, const report::Digest& sha256) {
  std::vector<Opened> all;
  std::vector<Diagnostic> diagnostics;
  std::vector<std::pair<std::string, std::string>> noted;
  Json scenarios = Json::array();
  for (const std::string& path : paths) {
    auto one = opened_from(path, read, noted, diagnostics);
    if (one) all.push_back(std::move(*one));
    scenarios.push_back({{"path", path}});
  }
  check_names(all, diagnostics);
  if (!diagnostics.empty()) return diagnostics;
  Json files = Json::object();
  Json hashes = Json::object();
  for (const auto& [path, text] : noted) {
    files[path] = text;
    hashes[path] = sha256(text);
  }
  const Json request = {{"do", "open"},
                        {"version", version},
                        {"commit", commit},
                        {"scenarios", std::move(scenarios)},
                        {"files", std::move(files)},
                        {"sha256", std::move(hashes)}};
  return request.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json open(Work& work) {
  const Request& request = work.request();
  const std::string version = request.text("version", "");
  const std::string commit = request.text("commit", "");
  if (!request.has("scenarios") || !request.fields()["scenarios"].is_array()) refuse("'scenarios' is missing");
  std::map<std::string, std::string> files = texts_in(request, "files");
  const std::map<std::string, std::string> hashes = texts_in(request, "sha256");
  std::vector<Opened> all;
  std::vector<Diagnostic> diagnostics;
  for (const Json& scenario : request.fields()["scenarios"]) {
    std::vector<std::pair<std::string, std::string>> noted;
    auto one = opened_from(path_of(scenario), reader_of(files), noted, diagnostics);
    if (!one) continue;
    for (const auto& [path, text] : noted) {
      const auto hash = hashes.find(path);
      one->read.push_back({path, hash == hashes.end() ? std::string() : hash->second});
    }
    all.push_back(std::move(*one));
  }
  check_names(all, diagnostics);
  if (!diagnostics.empty()) throw Refused{std::move(diagnostics)};
  Session::Parts& parts = work.parts();
  parts.version = version;
  parts.commit = commit;
  parts.files = std::move(files);
  parts.opened = std::move(all);
  parts.recent.clear();
  Json scenarios = Json::array();
  for (const Opened& one : parts.opened) scenarios.push_back(summary_of(one));
  return {{"version", version}, {"scenarios", std::move(scenarios)}};
}

}  // namespace chokepoint::explorer
