// SPDX-License-Identifier: Apache-2.0
// chokepoint run
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <optional>

#include "chokepoint/report.hpp"
#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/load.hpp"
#include "cli/verbs.hpp"

namespace chokepoint::cli {

namespace {

/// `65536`, `1e6`: a whole number from 1 to the length of the sequences.
std::optional<std::uint64_t> draws_of(const std::string& text) {
  const auto refuse = [&text](std::string_view why) {
    print_error(fmt::format("--draws: {}: '{}'", why, text),
                fmt::format("a whole number from 1 to {}, such as {} or 1e6", uncertainty::draw_limit,
                            simulation::default_draws));
    return std::nullopt;
  };
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  const bool starts_like_one = !text.empty() && text.find_first_not_of("0123456789") != 0;
  if (!starts_like_one || *end != '\0' || std::isnan(number)) return refuse("not a number");
  if (number != std::floor(number)) return refuse("not a whole number");
  if (number < 1.0) return refuse("there must be at least one");
  if (number > static_cast<double>(uncertainty::draw_limit)) return refuse("too many");
  return static_cast<std::uint64_t>(number);
}

std::optional<std::uint64_t> seed_of(const std::string& text) {
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  errno = 0;
  const std::uint64_t seed = digits ? std::strtoull(text.c_str(), nullptr, 10) : 0;
  if (digits && errno == 0) return seed;
  print_error(fmt::format("--seed: not a seed: '{}'", text), "a whole number from 0 to 18446744073709551615");
  return std::nullopt;
}

std::optional<simulation::Ensemble> ensemble_of(const RunOptions& options) {
  simulation::Ensemble ensemble;
  ensemble.point = options.point;
  if (options.sampler == "random") ensemble.method = uncertainty::Method::random;
  if (options.sampler == "latin") ensemble.method = uncertainty::Method::latin;
  bool good = true;
  if (!options.draws.empty()) {
    const auto draws = draws_of(options.draws);
    good = draws.has_value();
    ensemble.draws = draws.value_or(0);
  }
  if (!options.seed.empty()) {
    const auto seed = seed_of(options.seed);
    good = good && seed.has_value();
    ensemble.seed = seed.value_or(0);
  }
  if (!good) return std::nullopt;
  return ensemble;
}

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
  const auto ensemble = ensemble_of(options);
  const auto scenarios = load(options.scenarios, options.overrides, Warnings::hidden);
  if (!ensemble || !scenarios) return Exit::bad_input;
  try {
    if (!options.out.empty()) prepare_folder(options.out);
  } catch (const Unwritable& error) {
    print_error(fmt::format("--out: cannot write there: {}", error.what()));
    return Exit::bad_input;
  }
  catch_interrupts();
  std::vector<report::Run> runs;
  for (const auto& one : *scenarios) {
    try {
      const simulation::Engine engine(one, *ensemble);
      auto summary = summarize(engine, options.threads);
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
  return Exit::done;
}

}  // namespace chokepoint::cli
