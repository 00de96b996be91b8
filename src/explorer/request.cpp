// SPDX-License-Identifier: Apache-2.0
#include "explorer/request.hpp"

#include <fmt/format.h>

#include <cmath>

#include "chokepoint/explorer.hpp"
#include "units/utf8.hpp"

namespace chokepoint::explorer {

namespace {

constexpr std::size_t shown_at_most = 60;  // characters of a text that is not understood

std::string shown(std::string_view text) {
  const std::string line = utf8::printable_line(text.substr(0, 4 * shown_at_most));
  const std::string_view start = utf8::first(line, shown_at_most);
  return fmt::format("'{}{}'", start, start.size() < line.size() || text.size() > 4 * shown_at_most ? "…" : "");
}

/// Nothing is made of what is deeper: a callback that says so leaves out what is below.
Json parsed(std::string_view text) {
  bool deep = false;
  const auto callback = [&deep](int depth, Json::parse_event_t, Json&) {
    deep = deep || depth > static_cast<int>(depth_limit);
    return !deep;
  };
  try {
    Json json = Json::parse(text, callback);
    if (deep) refuse(fmt::format("is more than {} levels deep", depth_limit));
    return json;
  } catch (const Json::exception& error) {
    // "[json.exception.parse_error.101] parse error at line 1, column 2: …"
    const std::string said = error.what();
    const std::size_t start = said.find("] ");
    refuse(
        fmt::format("is not JSON: {}", utf8::printable_line(said.substr(start == std::string::npos ? 0 : start + 2))));
  }
}

void check_size(std::string_view text) {
  if (text.size() > open_limit) refuse(fmt::format("is larger than {} MiB", open_limit >> 20U));
}

}  // namespace

scenario::Diagnostic complaint(std::string file, std::string message, std::string hint) {
  scenario::Diagnostic diagnostic;
  diagnostic.place.file = std::move(file);
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  return diagnostic;
}

void refuse(std::string message, std::string hint) {
  throw Refused{{complaint("request", std::move(message), std::move(hint))}};
}

Request::Request(std::string_view text) {
  check_size(text);
  fields_ = parsed(text);
  if (!fields_.is_object()) refuse("is no object", R"({"do": "run", "state": {"scenario": NAME, "set": []}})");
  verb_ = this->text("do");
  if (verb_ != "open" && text.size() > request_limit) {
    refuse(fmt::format("is larger than {} MiB", request_limit >> 20U), "what is changed in a scenario is a small text");
  }
}

const Json* Request::find(const char* name) const {
  const auto found = fields_.find(name);
  return found == fields_.end() || found->is_null() ? nullptr : &*found;
}

std::string Request::text(const char* name, const std::string& otherwise) const {
  const Json* const value = find(name);
  if (value == nullptr) return otherwise;
  if (!value->is_string()) refuse(fmt::format("'{}' is no text", name));
  return value->get<std::string>();
}

std::string Request::text(const char* name) const {
  if (find(name) == nullptr) refuse(fmt::format("'{}' is missing", name));
  return text(name, "");
}

bool Request::flag(const char* name) const {
  const Json* const value = find(name);
  if (value != nullptr && !value->is_boolean()) refuse(fmt::format("'{}' is neither true nor false", name));
  return value != nullptr && value->get<bool>();
}

std::vector<std::string> Request::texts(const char* name) const {
  const Json* const value = find(name);
  if (value == nullptr) return {};
  if (!value->is_array()) refuse(fmt::format("'{}' is no list of texts", name));
  std::vector<std::string> all;
  for (const Json& one : *value) {
    if (!one.is_string()) refuse(fmt::format("'{}' is no list of texts", name));
    all.push_back(one.get<std::string>());
  }
  return all;
}

std::optional<std::uint64_t> Request::whole(const char* name, std::uint64_t lowest, std::uint64_t highest) const {
  const Json* const value = find(name);
  if (value == nullptr) return std::nullopt;
  const std::string range = fmt::format("a whole number from {} to {}", lowest, highest);
  if (!value->is_number()) refuse(fmt::format("'{}' is no number", name), range);
  const double number = value->get<double>();
  const bool good =
      number >= static_cast<double>(lowest) && number <= static_cast<double>(highest) && number == std::floor(number);
  if (!good) refuse(fmt::format("'{}' is out of range, or not whole: {}", name, value->dump()), range);
  return static_cast<std::uint64_t>(number);
}

Percentiles percentiles_in(const Json& object) {
  const auto number = [&object](const char* name) {
    const auto found = object.find(name);
    if (found == object.end() || !found->is_number() || !std::isfinite(found->get<double>())) {
      refuse(fmt::format("'{}' is no number", name), R"({"p10": 2e9, "p50": 3e9, "p90": 6e9})");
    }
    return found->get<double>();
  };
  const Percentiles three{number("p10"), number("p50"), number("p90")};
  if (!(three.p10 <= three.p50 && three.p50 <= three.p90)) refuse("'p10', 'p50' and 'p90' are not in this order");
  return three;
}

State Request::state(const char* name) const {
  const char* const example = R"("state": {"scenario": NAME, "set": [["power.campus_power", "2 to 6 GW"]]})";
  const Json* const value = find(name);
  if (value == nullptr) refuse(fmt::format("'{}' is missing", name), example);
  const auto wrong = [&](const char* what) { refuse(fmt::format("'{}' {}", name, what), example); };
  if (!value->is_object()) wrong("is no object");
  State state;
  const auto scenario = value->find("scenario");
  if (scenario == value->end() || !scenario->is_string()) wrong("names no scenario");
  state.scenario = scenario->get<std::string>();
  const auto set = value->find("set");
  if (set == value->end() || set->is_null()) return state;
  if (!set->is_array()) wrong("has a 'set' that is no list");
  if (set->size() > change_limit) refuse(fmt::format("'{}' changes more than {} values", name, change_limit));
  for (const Json& one : *set) {
    const bool good =
        one.is_array() && one.size() == 2 && one[0].is_string() && (one[1].is_string() || one[1].is_object());
    if (!good) wrong("has a change that is not [PATH, TEXT]");
    state.set.emplace_back(one[0].get<std::string>(), one[1]);
  }
  for (const auto& [path, text] : state.set) {
    if (path.find('=') != std::string::npos || path.empty()) refuse(fmt::format("{} is no name to set", shown(path)));
  }
  return state;
}

}  // namespace chokepoint::explorer
