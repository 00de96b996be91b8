// SPDX-License-Identifier: Apache-2.0
// chokepoint check
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "chokepoint/evidence.hpp"
#include "chokepoint/report.hpp"
#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/load.hpp"
#include "cli/verbs.hpp"
#include "scenario/events.hpp"

namespace chokepoint::cli {

namespace {

std::string summary_of(const scenario::Scenario& scenario) {
  std::size_t given = 0;
  std::size_t sourced = 0;
  std::size_t defaults = 0;
  std::size_t coupled = 0;
  const auto count = [&](const std::vector<scenario::Assumption>& assumptions) {
    for (const auto& assumption : assumptions) {
      given += assumption.is_given() ? 1 : 0;
      sourced += assumption.source.empty() ? 0 : 1;
      // Whether and when an event begins is nothing that a scenario could have said.
      const bool is_chance = assumption.parameter->name == scenario::chance_key;
      defaults += assumption.is_default && !is_chance ? 1 : 0;
    }
  };
  count(scenario.trajectory);
  count(scenario.shared);
  for (const auto& block : scenario.blocks) {
    count(block.assumptions);
    coupled += block.couplings.size();
  }
  for (const auto& event : scenario.events) count(event.assumptions);
  if (scenario.relief) {
    count(scenario.relief->assumptions);
    coupled += scenario.relief->couplings.size();
  }
  std::string of_these = fmt::format("{} with a source", sourced);
  if (defaults > 0)
    of_these += fmt::format(", {} left at {}", defaults, defaults == 1 ? "its default" : "their defaults");
  if (coupled > 0) of_these += fmt::format(", {} read from {}", coupled, coupled == 1 ? "an output" : "outputs");
  const std::size_t events = scenario.events.size();
  const std::string of_events = events == 0 ? "" : fmt::format(", {} event{}", events, events == 1 ? "" : "s");
  return fmt::format("no errors; {} to {}, {} constraint{}, {} parameters ({}), {} correlations{}", scenario.first_year,
                     scenario.last_year, scenario.blocks.size(), scenario.blocks.size() == 1 ? "" : "s",
                     given + coupled, of_these, scenario.correlations.size(), of_events);
}

/// As it is shown: what comes with chokepoint by its name.
std::string name_shown(const std::string& path) {
  if (!path.starts_with(scenario::installed_folder)) return path;
  const std::filesystem::path name = path.substr(scenario::installed_folder.size());
  const std::string shown = name.extension() == ".yaml" ? name.stem().string() : name.string();
  return shown + " (comes with chokepoint)";
}

/// All that is wrong with files, each diagnostic once.
class Checking {
 public:
  explicit Checking(const Changes& changes) : changes_(changes) {}

  void check(const std::vector<std::string>& paths) {
    for (const std::string& path : paths) check_other(path);
    for (const std::string& path : paths) check_scenario(path);
    if (good_) good_ = names_differ(scenarios_, teller());
    // Series may be named by several scenarios.
    for (const auto& scenario : scenarios_) {
      for (const std::string& path : scenario->observations) check_observations(path);
    }
  }

  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] std::string json() const { return report::check_json(files_, diagnostics_, CHOKEPOINT_VERSION); }
  void show() const {
    for (const scenario::Diagnostic& one : diagnostics_) tell_diagnostic(one);
    if (!good_) return;
    for (const bool scenarios : {true, false}) {
      for (std::size_t i = 0; i < files_.size(); ++i) {
        if ((files_[i].kind == scenario_kind) != scenarios) continue;
        print(fmt::format("{}: {}\n", titles_[i], files_[i].summary));
      }
    }
  }

 private:
  static constexpr std::string_view scenario_kind = "scenario";
  enum class Kind { scenario, bibliography, observations };
  static Kind kind_of(const std::string& path) {
    if (std::filesystem::path(path).filename() == "sources.yaml") return Kind::bibliography;
    return std::filesystem::path(path).extension() == ".csv" ? Kind::observations : Kind::scenario;
  }

  Teller teller() {
    return [this](const scenario::Diagnostic& one) { tell(one); };
  }
  void tell(const scenario::Diagnostic& one) {
    if (!told_.insert(scenario::render(one)).second) return;
    diagnostics_.push_back(one);
    diagnostics_.back().place.file = on_this_machine(one.place.file);
  }
  void add(const std::string& path, std::string_view kind, bool good, const std::string& summary) {
    files_.push_back({on_this_machine(path), kind, good ? summary : std::string(), good});
    titles_.push_back(name_shown(path));
    good_ = good_ && good;
  }

  void check_other(const std::string& path) {
    if (kind_of(path) == Kind::observations) check_observations(path);
    if (kind_of(path) != Kind::bibliography) return;
    const scenario::Bibliography bibliography = scenario::load_bibliography(path, disk());
    for (const auto& one : bibliography.diagnostics) tell(one);
    add(path, "bibliography", bibliography.diagnostics.empty(),
        fmt::format("no errors; a bibliography of {} sources", bibliography.sources));
  }
  /// Each by itself: two files that say the same of a date may both be kept.
  void check_observations(const std::string& path) {
    if (!seen_.insert(path).second) return;
    const evidence::Observations observations = evidence::load_observations({path}, disk());
    for (const auto& one : observations.diagnostics) tell(one);
    std::set<std::string_view> series;
    for (const auto& one : observations.rows) series.insert(one.series);
    add(path, "observations", !observations.has_errors(),
        fmt::format("no errors; {} observation{} of {}", observations.rows.size(),
                    observations.rows.size() == 1 ? "" : "s", fmt::join(series, ", ")));
  }
  void check_scenario(const std::string& path) {
    if (kind_of(path) != Kind::scenario) return;
    const auto scenarios = load({path}, changes_, Warnings::shown, {}, teller());
    if (!scenarios) return add(scenario_named(path), scenario_kind, false, {});
    scenarios_.push_back(scenarios->front());
    add(scenarios_.back()->files.back(), scenario_kind, true, summary_of(*scenarios_.back()));
  }

  const Changes& changes_;
  std::vector<report::Checked> files_;
  std::vector<std::string> titles_;  // of files_
  std::vector<scenario::Diagnostic> diagnostics_;
  std::vector<scenario::ScenarioPointer> scenarios_;
  std::set<std::string> told_;
  std::set<std::string> seen_;
  bool good_ = true;
};

}  // namespace

Exit check(const CheckOptions& options) {
  if (std::find(options.scenarios.begin(), options.scenarios.end(), "") != options.scenarios.end()) {
    print_error("check: an empty word names no file");
    return Exit::bad_input;
  }
  Checking checking(options.changes);
  checking.check(options.scenarios);
  if (options.format == "json") {
    print(checking.json());
  } else {
    checking.show();
  }
  return checking.good() ? Exit::done : Exit::bad_input;
}

}  // namespace chokepoint::cli
