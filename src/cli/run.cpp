// SPDX-License-Identifier: Apache-2.0
// chokepoint run
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>

#include "chokepoint/report.hpp"
#include "cli/console.hpp"
#include "cli/ensemble.hpp"
#include "cli/files.hpp"
#include "cli/load.hpp"
#include "cli/verbs.hpp"

namespace chokepoint::cli {

namespace {

/// Nothing when the user interrupted.
std::optional<statistics::Summary> summarize(const simulation::Engine& engine, unsigned threads) {
  const auto start = std::chrono::steady_clock::now();
  ProgressBar bar(engine.draws());
  auto summary = statistics::summarize(engine, {.count = threads, .block_size = 0}, [&bar](std::uint64_t done) {
    bar.show(done);
    return !interrupted();
  });
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  spdlog::info("{}: {} draws in {:.3f} s, lanes of {}", engine.scenario().name, engine.draws(), elapsed.count(),
               models::instruction_set());
  return summary;
}

std::string tables(const std::vector<report::Run>& runs, std::size_t width) {
  std::string text;
  for (const auto& one : runs) text += (text.empty() ? "" : "\n") + report::terminal(one, width);
  return text;
}

/// The whole report, in every format, under names that do not change.
void write(const std::vector<report::Run>& runs, const std::string& folder) {
  const std::filesystem::path path(folder);
  replace_file((path / "report.txt").string(), tables(runs, 80));
  replace_file((path / "results.json").string(), report::json(runs));
  replace_file((path / "results.csv").string(), report::csv(runs));
  spdlog::info("wrote report.txt, results.json and results.csv into {}", folder);
}

std::string formatted(const std::vector<report::Run>& runs, const std::string& format) {
  if (format == "json") return report::json(runs);
  if (format == "csv") return report::csv(runs);
  return tables(runs, terminal_width());
}

}  // namespace

Exit run(const RunOptions& options) {
  const auto ensemble = ensemble_of(options.ensemble, simulation::default_draws);
  const auto scenarios = load(options.scenarios, options.overrides, Warnings::hidden);
  if (!ensemble || !scenarios) return Exit::bad_input;
  std::vector<std::vector<Condition>> requirements;
  for (const auto& one : *scenarios) {
    auto conditions = conditions_of(options.require, one);
    if (!conditions) return Exit::bad_input;
    requirements.push_back(std::move(*conditions));
  }
  catch_interrupts();
  try {
    if (!options.out.empty()) prepare_folder(options.out);
  } catch (const Unwritable& error) {
    print_error(fmt::format("--out: cannot write there: {}", error.what()));
    return Exit::bad_input;
  }
  std::vector<report::Run> runs;
  for (const auto& one : *scenarios) {
    try {
      const simulation::Engine engine(one, *ensemble);
      auto summary = summarize(engine, options.ensemble.threads);
      if (!summary) end_by_interrupt();
      runs.push_back(
          {.scenario = &one, .ensemble = *ensemble, .summary = std::move(*summary), .version = CHOKEPOINT_VERSION});
    } catch (const simulation::ImpossibleValue& error) {
      print_error(fmt::format("{}: {}", one.files.back(), error.what()),
                  "narrow the distribution: with 'lower' and 'upper', or 'truncate'");
      return Exit::bad_input;
    }
  }
  if (!options.out.empty()) write(runs, options.out);
  print(formatted(runs, options.format));
  Exit exit = Exit::done;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    exit = std::max(exit, check_requirements(requirements[i], *runs[i].scenario, runs[i].summary));
  }
  return exit;
}

}  // namespace chokepoint::cli
