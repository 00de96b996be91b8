// SPDX-License-Identifier: Apache-2.0
#include "report/split.hpp"

#include <fmt/format.h>

#include <vector>

#include "report/text.hpp"

namespace chokepoint::report {

namespace {

using models::Sees;

/// "power and chips see its time on accelerators", or nothing where none does.
std::string seeing(const scenario::Scenario& scenario, Sees what, std::string_view in_words) {
  std::vector<std::string> names;
  for (const scenario::Block& block : scenario.blocks) {
    const models::Description& description = *block.constraint->description;
    if (description.sees.value_or(Sees::whole_run) == what) names.push_back(description.name);
  }
  if (names.empty()) return {};
  return fmt::format("{} {} {}", listed(names), names.size() == 1 ? "sees" : "see", in_words);
}

std::string share_of(const statistics::Spread& share) {
  std::string median = percent(share.median());
  if (share.p10() == share.p90()) return median;
  return fmt::format("{} ({} to {})", median, percent(share.p10()), percent(share.p90()));
}

}  // namespace

std::string split_in_words(const scenario::Scenario& scenario, const statistics::Summary& summary) {
  if (!summary.post_training_share) return {};
  std::string text = fmt::format("Post-training is {} of the compute of the run of {}",
                                 share_of(summary.post_training_share->years.back()), scenario.last_year);
  const char* joint = ": ";
  for (const std::string& part :
       {seeing(scenario, Sees::accelerator_time, "its time on accelerators"),
        seeing(scenario, Sees::pre_training, "its pre-training"), seeing(scenario, Sees::whole_run, "all of it")}) {
    if (part.empty()) continue;
    text += joint + part;
    joint = ", ";
  }
  return text + ".";
}

}  // namespace chokepoint::report
