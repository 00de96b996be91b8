// SPDX-License-Identifier: Apache-2.0
// chokepoint backtest
#include <fmt/format.h>

#include <utility>
#include <vector>

#include "chokepoint/evidence.hpp"
#include "chokepoint/report.hpp"
#include "cli/console.hpp"
#include "cli/ensemble.hpp"
#include "cli/files.hpp"
#include "cli/load.hpp"
#include "cli/observed.hpp"
#include "cli/verbs.hpp"

namespace chokepoint::cli {

namespace {

/// That nothing can be scored, and what would have to be otherwise.
Exit refuse_nothing_to_score(const scenario::Scenario& scenario, const evidence::Match& match) {
  const bool has_any = !match.outside.empty() || !match.matched.empty();
  if (has_any) {
    print_error(fmt::format("{}: no observation is of a date after it was known and within its years, {} to {}",
                            scenario.name, scenario.first_year, scenario.last_year),
                "observations of later dates, or an earlier scenario");
  } else if (match.unknown.empty()) {
    print_error("--data: none of the observations is of a series of scenarios: populations are for 'chokepoint fit'",
                "series such as trajectory or chips/stock");
  } else {
    print_error(fmt::format("{} has no series '{}', nor any other that was observed", scenario.name,
                            match.unknown.front().series),
                "series are named as in --format csv of 'chokepoint run'");
  }
  return Exit::bad_input;
}

}  // namespace

Exit backtest(const BacktestOptions& options) {
  const auto ensemble = ensemble_of(options.ensemble, simulation::default_draws);
  const auto scenarios = load({options.scenario}, options.changes, Warnings::hidden);
  if (!ensemble || !scenarios) return Exit::bad_input;
  const scenario::ScenarioPointer& scenario = scenarios->front();
  const auto observations = observed_by(*scenario, options.data);
  if (!observations) return Exit::bad_input;
  const evidence::Match match = evidence::match(*observations, *scenario);
  if (!evidence::any_to_score(match, *scenario)) return refuse_nothing_to_score(*scenario, match);
  const Output output{options.out, options.force};
  prepare_output(output, {"backtest.txt", "backtest.json", "backtest.csv", "backtest.svg"});
  try {
    const evidence::Backtest result = done(options.ensemble, *ensemble, [&](const analysis::Effort& effort) {
      return evidence::backtest(scenario, match, effort);
    });
    const report::Context context{scenario, *ensemble, CHOKEPOINT_VERSION};
    const auto in = [&](report::Format format, std::size_t width) {
      return report::backtest(context, result, format, width);
    };
    constexpr std::size_t columns = 80;  // of a file
    write_output(output, {{"backtest.txt", in(report::Format::terminal, columns)},
                          {"backtest.json", in(report::Format::json, columns)},
                          {"backtest.csv", in(report::Format::csv, columns)},
                          {"backtest.svg", report::backtest_svg(context, result)}});
    print(in(format_of(options.format), terminal_width()));
  } catch (const simulation::ImpossibleValue& error) {
    print_error(error.what(),
                "take fewer years, or narrow the range or the distribution: with 'lower' and 'upper', or 'truncate'");
    return Exit::bad_input;
  }
  return Exit::done;
}

}  // namespace chokepoint::cli
