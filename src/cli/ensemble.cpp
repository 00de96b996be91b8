// SPDX-License-Identifier: Apache-2.0
#include "cli/ensemble.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "cli/console.hpp"
#include "cli/ranks.hpp"
#include "units/utf8.hpp"

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
  const bool decimal = text.find_first_not_of("0123456789.eE+-") == std::string::npos;
  if (!starts_like_one || !decimal || *end != '\0' || std::isnan(number)) return refuse("not a number");
  if (number != std::floor(number)) return refuse("not a whole number");
  if (number < 1.0) return refuse("there must be at least one");
  if (number > static_cast<double>(uncertainty::draw_limit)) return refuse("too many");
  return static_cast<std::uint64_t>(number);
}

}  // namespace

std::optional<std::uint64_t> seed_of(const std::string& text) {
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  errno = 0;
  const std::uint64_t seed = digits ? std::strtoull(text.c_str(), nullptr, 10) : 0;
  if (digits && errno == 0) return seed;
  print_error(fmt::format("--seed: not a seed: '{}'", text), "a whole number from 0 to 18446744073709551615");
  return std::nullopt;
}

std::optional<simulation::Ensemble> ensemble_of(const EnsembleOptions& options, std::uint64_t default_draws) {
  simulation::Ensemble ensemble;
  ensemble.draws = default_draws;
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

std::optional<std::vector<Condition>> conditions_of(const std::vector<std::string>& texts,
                                                    const scenario::Scenario& scenario) {
  return read_all<Condition>(
      texts, [&](const std::string& text) { return question::read_condition(text, scenario, "--require"); });
}

void keep_for(const std::vector<Condition>& conditions, statistics::Keep& keep) {
  for (const Condition& condition : conditions) keep |= analysis::kept_for(condition.output);
}

Exit refuse_unsettled(const analysis::Unsettled& error) {
  print_error(error.what(), "a quantile, such as p50 or p90; or more draws");
  return Exit::bad_input;
}

namespace {

Exit check_requirement(const Condition& condition, const scenario::Scenario& scenario,
                       const statistics::Summary& summary) {
  try {
    const double found = analysis::value_of(condition.output, summary);
    if (condition.holds_for(found)) return Exit::done;
    tell(fmt::format("chokepoint: {}: required, but does not hold: {}\n  {} is {}\n", scenario.name,
                     utf8::printable_line(condition.text), utf8::printable_line(condition.output.text),
                     report::print(condition.output, found)));
    return Exit::does_not_hold;
  } catch (const analysis::Unsettled& error) {
    return refuse_unsettled(error);
  }
}

}  // namespace

Exit check_requirements(const std::vector<Condition>& conditions, const scenario::Scenario& scenario,
                        const statistics::Summary& summary) {
  Exit exit = Exit::done;
  for (const Condition& condition : conditions) exit = std::max(exit, check_requirement(condition, scenario, summary));
  return exit;
}

analysis::Effort effort_of(const EnsembleOptions& options, const simulation::Ensemble& ensemble, ProgressBar& bar) {
  return {.ensemble = ensemble, .threads = threads_of(options), .progress = [&bar](double share) {
            bar.show(static_cast<std::uint64_t>(share * static_cast<double>(progress_steps)));
            return interrupted() == 0;
          }};
}

simulation::Threads threads_of(const EnsembleOptions& options) {
  // Ranks have a processor each, unless they are told otherwise.
  const unsigned count = options.threads == 0 && ranks() != nullptr ? 1 : options.threads;
  return {.count = count, .block_size = 0, .ranks = ranks()};
}

report::Format format_of(const std::string& name) {
  if (name == "json") return report::Format::json;
  return name == "csv" ? report::Format::csv : report::Format::terminal;
}

}  // namespace chokepoint::cli
