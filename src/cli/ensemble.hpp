// SPDX-License-Identifier: Apache-2.0
// What the verbs that simulate have in common: ensemble, conditions, progress.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "chokepoint/analysis.hpp"
#include "chokepoint/report.hpp"
#include "cli/console.hpp"
#include "cli/verbs.hpp"

namespace chokepoint::cli {

/// What was asked for; nothing when it cannot be, which has been told.
[[nodiscard]] std::optional<simulation::Ensemble> ensemble_of(const EnsembleOptions& options,
                                                              std::uint64_t default_draws);

/// Of --seed; nothing where it is none, which has been told.
[[nodiscard]] std::optional<std::uint64_t> seed_of(const std::string& text);

/// Reads every text with `read`; nothing when one is wrong, which has been told of all.
template <class Value, class Read>
std::optional<std::vector<Value>> read_all(const std::vector<std::string>& texts, const Read& read) {
  std::vector<Value> values;
  for (const std::string& text : texts) {
    auto result = read(text);
    if (const auto* const wrong = std::get_if<scenario::Diagnostic>(&result)) {
      tell(scenario::render(*wrong));
    } else {
      values.push_back(std::move(std::get<Value>(result)));
    }
  }
  if (values.size() < texts.size()) return std::nullopt;
  return values;
}

using question::Condition;

/// Tells of a mean that is none.
Exit refuse_unsettled(const analysis::Unsettled& error);

/// `--require`.
[[nodiscard]] std::optional<std::vector<Condition>> conditions_of(const std::vector<std::string>& texts,
                                                                  const scenario::Scenario& scenario);
/// Adds what they read of a summary.
void keep_for(const std::vector<Condition>& conditions, statistics::Keep& keep);
/// Tells of those that do not hold.
[[nodiscard]] Exit check_requirements(const std::vector<Condition>& conditions, const scenario::Scenario& scenario,
                                      const statistics::Summary& summary);

/// The total to make a ProgressBar of, for effort_of().
inline constexpr std::uint64_t progress_steps = 1'000'000;
/// `bar` must outlive it. An interrupt ends the work.
[[nodiscard]] analysis::Effort effort_of(const EnsembleOptions& options, const simulation::Ensemble& ensemble,
                                         ProgressBar& bar);

/// Does this work, under a progress bar, as far as no interrupt ends it. Throws Interrupted.
template <class Work>
auto done(const EnsembleOptions& options, const simulation::Ensemble& ensemble, const Work& work) {
  const Interruptible interruptible;
  ProgressBar bar(progress_steps);
  auto result = work(effort_of(options, ensemble, bar));
  if (!result) throw Interrupted{};
  return std::move(*result);
}

/// Threads, and the ranks of this process.
[[nodiscard]] simulation::Threads threads_of(const EnsembleOptions& options);

[[nodiscard]] report::Format format_of(const std::string& name);

}  // namespace chokepoint::cli
