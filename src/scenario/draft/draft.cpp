// SPDX-License-Identifier: Apache-2.0
#include "scenario/draft/draft.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chokepoint::scenario {

const Spot* Draft::spot_of(const std::string& path) const {
  const auto at = std::find_if(spots.begin(), spots.end(), [&path](const auto& spot) { return spot.first == path; });
  return at == spots.end() ? nullptr : &at->second;
}

std::string path_of(const models::Description& description, const models::Parameter& parameter) {
  return fmt::format("{}.{}", description.name, parameter.name);
}

}  // namespace chokepoint::scenario
