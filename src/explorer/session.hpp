// SPDX-License-Identifier: Apache-2.0
// What is open, and what every verb does with it. Each verb is a function of its request.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chokepoint/evidence.hpp"
#include "chokepoint/explorer.hpp"
#include "chokepoint/report.hpp"
#include "explorer/request.hpp"

namespace chokepoint::explorer {

using scenario::ScenarioPointer;

/// A scenario as it was opened.
struct Opened {
  std::string path;
  ScenarioPointer scenario;
  std::vector<report::File> read;         // with hashes, where `open` gave them
  evidence::Observations observations{};  // of the files that it names
};

/// Thrown where Progress ended the work.
struct Ended {};

struct Session::Parts {
  Progress progress;
  std::string version;
  std::string commit;
  std::map<std::string, std::string> files;
  std::vector<Opened> opened;
  /// The states that were asked for last, by what they are of; the newest is at the end.
  std::vector<std::pair<std::string, ScenarioPointer>> recent;
};

/// What the verbs work on.
class Work {
 public:
  Work(Session::Parts& parts, const Request& request) : parts_(parts), request_(request) {}

  [[nodiscard]] Session::Parts& parts() const { return parts_; }
  [[nodiscard]] const Request& request() const { return request_; }
  /// Throws Refused.
  [[nodiscard]] const Opened& opened(const std::string& name) const;
  [[nodiscard]] const Opened& opened() const { return opened(request_.state("state").scenario); }
  /// The scenario of a state. Warnings that change the answer are kept for the end. Throws Refused.
  [[nodiscard]] ScenarioPointer scenario(const char* field = "state");
  /// The texts `PATH=TEXT` of a state.
  [[nodiscard]] std::vector<std::string> overrides(const State& state) const;
  [[nodiscard]] simulation::Ensemble ensemble(std::uint64_t otherwise) const;
  /// For one of `parts` equal pieces of the work, counted as they are asked for.
  [[nodiscard]] analysis::Effort effort(const simulation::Ensemble& ensemble, std::size_t pieces = 1);
  [[nodiscard]] report::Context context(const ScenarioPointer& scenario, const simulation::Ensemble& ensemble) const;
  [[nodiscard]] const std::vector<scenario::Diagnostic>& warnings() const { return warnings_; }

 private:
  Session::Parts& parts_;
  const Request& request_;
  std::size_t done_ = 0;
  std::vector<scenario::Diagnostic> warnings_;
};

/// Of a Work that may have been ended.
template <class Value>
Value whole(std::optional<Value> value) {
  if (!value) throw Ended{};
  return std::move(*value);
}

/// Throws Refused.
template <class Value>
Value good(std::variant<Value, scenario::Diagnostic> result) {
  if (auto* const wrong = std::get_if<scenario::Diagnostic>(&result)) throw Refused{{std::move(*wrong)}};
  return std::get<Value>(std::move(result));
}

/// What is open as a reader of files.
[[nodiscard]] scenario::Reader reader_of(const std::map<std::string, std::string>& files);

/// Diagnostics for the page. `overrides`: those of the request, which diagnostics on `--set` are about.
[[nodiscard]] Json json_of(const std::vector<scenario::Diagnostic>& diagnostics);

// --- the verbs -------------------------------------------------------------------------------------------------------

[[nodiscard]] Json open(Work& work);
[[nodiscard]] Json about(Work& work);
[[nodiscard]] Json levers(Work& work);
[[nodiscard]] Json value(Work& work);
[[nodiscard]] Json check(Work& work);
[[nodiscard]] Json run(Work& work);
[[nodiscard]] Json matters(Work& work);
[[nodiscard]] Json map(Work& work);
[[nodiscard]] Json solve(Work& work);
[[nodiscard]] Json ways(Work& work);
[[nodiscard]] Json assumptions(Work& work);
[[nodiscard]] Json compare(Work& work);
[[nodiscard]] Json yaml(Work& work);
[[nodiscard]] Json command(Work& work);
[[nodiscard]] Json csv(Work& work);
[[nodiscard]] Json report(Work& work);

struct Verb {
  const char* name;
  Json (*answer)(Work&);
};
[[nodiscard]] const std::vector<Verb>& verbs();

}  // namespace chokepoint::explorer
