// SPDX-License-Identifier: Apache-2.0
// What a page shows before its engine has started.
#include "explorer/results.hpp"
#include "explorer/session.hpp"

namespace chokepoint::explorer {

std::string first_answers(const std::string& bundle) {
  Session session;
  const std::string opened = session.answer(bundle);
  const Json about = Json::parse(opened);
  if (!about.contains("ok") || about["ok"]["scenarios"].empty()) return "";
  const Json state = {{"scenario", about["ok"]["scenarios"][0]["name"]}, {"set", Json::array()}};
  const Json request = {{"do", "run"},
                        {"state", state},
                        {"draws", many_draws},
                        {"members", {"ensemble", "verdict"}},
                        {"sections", {"answer", "together", "picture"}}};
  const std::string run = session.answer(request.dump());
  if (!Json::parse(run).contains("ok")) return "";
  return R"({"open":)" + opened + R"(,"run":)" + run + "}";
}

}  // namespace chokepoint::explorer
