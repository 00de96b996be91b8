// SPDX-License-Identifier: Apache-2.0
#include "cli/provenance.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <ctime>
#include <memory>
#include <set>

#include "cli/files.hpp"

namespace chokepoint::cli {

scenario::Reader recording(std::vector<report::File>& files) {
  // Shared by copies of the reader: several scenarios may extend one file.
  const auto seen = std::make_shared<std::set<std::string>>();
  return [&files, read = disk(), seen](const std::string& path, std::size_t limit) {
    auto result = read(path, limit);
    const auto* const content = std::get_if<std::string>(&result);
    if (content != nullptr && seen->insert(path).second) files.push_back({shown_path(path), sha256(*content)});
    return result;
  };
}

void add_words(const Changes& changes, const EnsembleOptions& options, const simulation::Ensemble& ensemble,
               std::vector<std::string>& words) {
  for (const std::string& override : changes.overrides) words.insert(words.end(), {"--set", override});
  if (changes.realised) words.emplace_back("--realised");
  if (ensemble.point) {
    words.emplace_back("--point");
    return;
  }
  words.insert(words.end(), {"--draws", fmt::format("{}", ensemble.draws), "--seed", fmt::format("{}", ensemble.seed),
                             "--sampler", options.sampler});
}

std::string date_of_today() {
  std::time_t now = std::time(nullptr);
  if (const char* const epoch = std::getenv("SOURCE_DATE_EPOCH")) {
    char* end = nullptr;
    const long long seconds = std::strtoll(epoch, &end, 10);
    if (end != epoch && *end == '\0') now = static_cast<std::time_t>(seconds);
  }
  std::tm day{};
  if (gmtime_r(&now, &day) == nullptr) return "";
  return fmt::format("{:04}-{:02}-{:02}", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}

std::string commit() {
  return CHOKEPOINT_COMMIT;
}

}  // namespace chokepoint::cli
