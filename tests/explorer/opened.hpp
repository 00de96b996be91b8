// SPDX-License-Identifier: Apache-2.0
// A session with scenarios of the repository in it, for tests.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "chokepoint/explorer.hpp"
#include "scenarios.hpp"

namespace chokepoint::explorer {

using Json = nlohmann::ordered_json;
using Changes = std::vector<std::pair<std::string, std::string>>;

inline std::string bundled(const std::vector<std::string>& names) {
  std::vector<std::string> paths;
  for (const std::string& name : names) paths.push_back(CHOKEPOINT_SOURCE_DIR "/scenarios/" + name + ".yaml");
  auto made =
      bundle(paths, "1.2.3", "abc", test_reader(), [](const std::string& text) { return std::to_string(text.size()); });
  if (auto* const text = std::get_if<std::string>(&made)) return std::move(*text);
  throw std::runtime_error(scenario::render(std::get<1>(made).front()));
}

/// Asked as a page asks it.
class OpenedPage {
 public:
  explicit OpenedPage(const std::vector<std::string>& names, Progress progress = {}) : session_(std::move(progress)) {
    const Json answer = ask(bundled(names));
    if (!answer.contains("ok")) throw std::runtime_error(answer.dump());
  }
  Json ask(const std::string& request) { return Json::parse(session_.answer(request)); }
  Json ask(const Json& request) { return ask(request.dump()); }
  /// What a verb says of a state; fails where it is a diagnostic.
  Json ok(const std::string& verb, const std::string& name, const Changes& changes = {}, const Json& more = {}) {
    Json answer = ask(request(verb, name, changes, more));
    if (!answer.contains("ok")) throw std::runtime_error(answer.dump());
    return std::move(answer["ok"]);
  }
  static Json request(const std::string& verb, const std::string& name, const Changes& changes, const Json& more) {
    Json set = Json::array();
    for (const auto& [path, text] : changes) set.push_back({path, text});
    Json request = {{"do", verb}, {"state", {{"scenario", name}, {"set", std::move(set)}}}};
    if (more.is_object()) request.update(more);
    return request;
  }

 private:
  Session session_;
};

inline std::vector<std::string> overrides_of(const Changes& changes) {
  std::vector<std::string> texts;
  for (const auto& [path, text] : changes) texts.push_back(path + "=" + text);
  return texts;
}

}  // namespace chokepoint::explorer
