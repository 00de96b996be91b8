// SPDX-License-Identifier: Apache-2.0
// Any text as a request of the explorer's page, which a link may have made: it is answered, in one line of JSON, and
// the next request as if nothing had been.
#include <nlohmann/json.hpp>

#include "chokepoint/explorer.hpp"
#include "property.hpp"
#include "scenarios.hpp"

namespace chokepoint::explorer {
namespace {

using fuzz::hold;
using Json = nlohmann::ordered_json;

std::string bundled() {
  const auto made = bundle({CHOKEPOINT_SOURCE_DIR "/scenarios/sevilla-2024.yaml"}, "0", "", test_reader(),
                           [](const std::string&) { return std::string(64, '0'); });
  return std::get<std::string>(made);
}

/// A map of few cells, with sanitizers: 2,500 take seconds there.
void coarsen(Json& request) {
  for (const char* const axis : {"x", "y"}) {
    const auto found = request.find(axis);
    if (found == request.end() || !found->is_string()) continue;
    const std::string text = *found;
    const std::size_t colon = text.rfind(':');
    if (colon != std::string::npos) *found = text.substr(0, colon + 2);
  }
}

/// The same for few draws: how long many take is no property of the text.
std::string of_few_draws(const std::string& text) {
  constexpr std::uint64_t few = 4;
  Json request = Json::parse(text, nullptr, false);
  if (!request.is_object()) return text;
  const auto draws = request.find("draws");
  if (draws == request.end() || draws->is_number()) request["draws"] = few;
  coarsen(request);
  return request.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void check(Session& session, const std::string& text) {
  const std::string answer = session.answer(text);
  hold(fuzz::is_utf8(answer), "an answer is UTF-8");
  hold(answer.find('\n') == std::string::npos, "an answer is one line");
  const Json json = Json::parse(answer, nullptr, false);
  hold(json.is_object(), "an answer is an object");
  hold(json.contains("ok") != json.contains("diagnostics"), "an answer is good, or says what is wrong");
  if (json.contains("ok")) return;
  hold(!json["diagnostics"].empty(), "what is wrong is said");
  for (const Json& one : json["diagnostics"]) {
    const std::string message = one.at("message");
    hold(!message.empty() && !fuzz::has_control(one.at("text").get<std::string>()), "a diagnostic can be shown");
    hold(message.find("defect of chokepoint") == std::string::npos, "no text meets a defect");
  }
}

void check(const std::string& text) {
  static const std::string whole = bundled();
  static Session session;
  static bool is_open = false;
  if (!is_open) hold(session.answer(whole).starts_with("{\"ok\""), "the published scenario opens");
  is_open = true;
  check(session, of_few_draws(text));
  // What opens other scenarios is for one input alone.
  if (session.answer(R"({"do": "levers", "state": {"scenario": "sevilla-2024"}})").size() < 1000) is_open = false;
  if (text.find("open") != std::string::npos) is_open = false;
}

}  // namespace
}  // namespace chokepoint::explorer

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chokepoint::explorer::check(chokepoint::fuzz::text_of(data, size));
  return 0;
}
