// SPDX-License-Identifier: Apache-2.0
// chokepoint run
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "chokepoint/report.hpp"
#include "cli/console.hpp"
#include "cli/ensemble.hpp"
#include "cli/files.hpp"
#include "cli/load.hpp"
#include "cli/provenance.hpp"
#include "cli/samples.hpp"
#include "cli/verbs.hpp"
#include "units/utf8.hpp"

namespace chokepoint::cli {

namespace {

constexpr std::uint64_t fewest_draws = 1024;  // of a run to a tolerance

/// Throws Interrupted.
statistics::Summary summarize(const simulation::Engine& engine, const statistics::Keep& keep,
                              const EnsembleOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const Interruptible interruptible;
  ProgressBar bar(engine.draws());
  auto summary = statistics::summarize(engine, threads_of(options), keep, [&bar](std::uint64_t done) {
    bar.show(done);
    return interrupted() == 0;
  });
  if (!summary) throw Interrupted{};
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  spdlog::info("{}: {} draws in {:.3f} s, lanes of {}", engine.scenario()->name, engine.draws(), elapsed.count(),
               models::instruction_set());
  return std::move(*summary);
}

/// One scenario, with as many draws as were asked for, or as the tolerance needs: twice as many until it is met.
report::Run run_one(const scenario::ScenarioPointer& scenario, const statistics::Keep& keep,
                    simulation::Ensemble ensemble, std::optional<double> tolerance, const EnsembleOptions& options) {
  if (tolerance) ensemble.draws = fewest_draws;
  for (;; ensemble.draws = std::min(2 * ensemble.draws, uncertainty::draw_limit)) {
    auto summary = summarize(simulation::Engine(scenario, ensemble), keep, options);
    const statistics::Headline headline = statistics::headline(summary);
    const bool sure = !tolerance || (headline.headroom_error &&
                                     std::max(headline.stopped_error, *headline.headroom_error) <= *tolerance);
    if (sure || ensemble.draws == uncertainty::draw_limit) {
      return report::Run{
          .scenario = scenario, .ensemble = ensemble, .summary = std::move(summary), .version = CHOKEPOINT_VERSION};
    }
  }
}

/// `1%`, `0.5 %`, `0.01`: above 0, and not so small that draws would run out.
struct Tolerance {
  bool good = true;
  std::optional<double> value;
};
Tolerance tolerance_of(const RunOptions& options) {
  if (options.tolerance.empty()) return {};
  const auto refuse = [&options](std::string_view why) {
    print_error(fmt::format("--tolerance: {}: '{}'", why, options.tolerance), "a share such as 1%, from 0.01% to 50%");
    return Tolerance{false, std::nullopt};
  };
  if (!options.ensemble.draws.empty() || options.ensemble.point)
    return refuse("it takes the place of --draws and --point");
  const auto read = units::parse_amount(options.tolerance);
  const auto* const amount = std::get_if<units::Amount>(&read);
  if (amount == nullptr || amount->kind != units::ratio_kind) return refuse("not a share");
  if (!(amount->value >= 1e-4 && amount->value <= 0.5)) return refuse("out of range");
  return {true, amount->value};
}

/// What the output and the conditions read: a table alone is much less work than files with everything.
statistics::Keep kept_for(const RunOptions& options, const scenario::Scenario& scenario,
                          const std::vector<Condition>& requirements) {
  const bool table = options.format == "table" && options.out.empty();
  statistics::Keep keep = table ? report::kept_for_terminal(scenario, options.needs) : statistics::Keep::everything();
  if (options.needs && !table) keep |= {.needs = statistics::Years::all()};
  keep_for(requirements, keep);
  return keep;
}

/// Of every scenario; none where nothing shows them.
std::optional<std::vector<Views>> views_of_all(const RunOptions& options,
                                               const std::vector<scenario::ScenarioPointer>& scenarios) {
  if (options.format == "csv" && options.out.empty()) return std::vector<Views>(scenarios.size());
  return views_of(scenarios);
}

std::string command_of(const RunOptions& options, const simulation::Ensemble& ensemble) {
  std::vector<std::string> words{"chokepoint", "run"};
  for (const std::string& scenario : options.scenarios) words.push_back(shown_path(scenario));
  add_words(options.changes, options.ensemble, ensemble, words);
  if (options.needs) words.emplace_back("--needs");
  if (!options.samples.empty()) words.insert(words.end(), {"--samples", shown_path(options.samples)});
  for (const std::string& one : options.of) words.insert(words.end(), {"--of", one});
  if (!options.tolerance.empty()) {
    // It takes the place of the draws.
    const auto draws = std::find(words.begin(), words.end(), "--draws");
    *draws = "--tolerance";
    *std::next(draws) = options.tolerance;
  }
  return command_line(words);
}

std::string tables(const std::vector<report::Run>& runs, std::size_t width) {
  std::string text;
  for (const auto& one : runs) text += (text.empty() ? "" : "\n") + report::terminal(one, width);
  return text;
}

/// The whole report, in every format, under names that do not change.
const std::vector<std::string> files{"report.txt", "results.json", "results.csv"};
std::vector<report::Named> contents(const std::vector<report::Run>& runs, const report::Provenance& provenance) {
  return {{files[0], tables(runs, 80)}, {files[1], report::json(runs, provenance)}, {files[2], report::csv(runs)}};
}

std::string formatted(const std::vector<report::Run>& runs, const report::Provenance& provenance,
                      const std::string& format) {
  if (format == "json") return report::json(runs, provenance);
  if (format == "csv") return report::csv(runs);
  return tables(runs, terminal_width());
}

}  // namespace

Exit run(const RunOptions& options) {
  if (!options.draw.empty()) return show_draw(options);
  const auto ensemble = ensemble_of(options.ensemble, simulation::default_draws);
  report::Provenance provenance{"", commit(), {}};
  const auto scenarios = load(options.scenarios, options.changes, Warnings::hidden, recording(provenance.files));
  const Tolerance tolerance = tolerance_of(options);
  if (!ensemble || !scenarios || !tolerance.good) return Exit::bad_input;
  provenance.command = command_of(options, *ensemble);
  std::vector<std::vector<Condition>> requirements;
  for (const auto& one : *scenarios) {
    auto conditions = conditions_of(options.require, *one);
    if (!conditions) return Exit::bad_input;
    requirements.push_back(std::move(*conditions));
  }
  const auto views = views_of_all(options, *scenarios);
  const auto columns = columns_asked(options, *scenarios, ensemble->draws);
  if (!views || !columns) return Exit::bad_input;
  const Output output{options.out, options.force};
  prepare_output(output, files);
  std::vector<report::Run> runs;
  for (std::size_t i = 0; i < scenarios->size(); ++i) {
    const scenario::ScenarioPointer& one = (*scenarios)[i];
    try {
      const statistics::Keep keep = kept_for(options, *one, requirements[i]);
      runs.push_back(run_one(one, keep, *ensemble, tolerance.value, options.ensemble));
      for (const auto& [view, changed] : (*views)[i]) {
        const simulation::Engine engine(changed, runs.back().ensemble);
        auto summary = summarize(engine, report::kept_for_view(*changed), options.ensemble);
        runs.back().views.push_back({view, changed, std::move(summary)});
      }
    } catch (const simulation::ImpossibleValue& error) {
      print_error(fmt::format("{}: {}", one->files.back(), error.what()),
                  "take fewer years, or narrow the distribution: with 'lower' and 'upper', or 'truncate'");
      return Exit::bad_input;
    }
  }
  if (!output.folder.empty()) write_output(output, contents(runs, provenance));
  const report::Context context{runs.front().scenario, runs.front().ensemble, CHOKEPOINT_VERSION};
  if (const Exit wrong = write_samples(options, context, *columns, provenance); wrong != Exit::done) return wrong;
  print(formatted(runs, provenance, options.format));
  Exit exit = Exit::done;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    exit = std::max(exit, check_requirements(requirements[i], *runs[i].scenario, runs[i].summary));
  }
  return exit;
}

}  // namespace chokepoint::cli
