// SPDX-License-Identifier: Apache-2.0
// Stage `report`: results to terminal, JSON and CSV. Formatting, no arithmetic.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "chokepoint/analysis.hpp"
#include "chokepoint/scenario.hpp"
#include "chokepoint/simulation.hpp"
#include "chokepoint/statistics.hpp"

namespace chokepoint::report {

/// One scenario, run.
struct Run {
  const scenario::Scenario* scenario = nullptr;
  simulation::Ensemble ensemble;
  statistics::Summary summary;
  std::string version;  // of chokepoint
};

/// Of the shape of the JSON document: raised when a reader of the older one would be misled. docs/json.md.
inline constexpr int json_version = 1;

/// What the run says, in plain words: which constraint binds first, when, how likely, and how far below the trajectory.
[[nodiscard]] std::string verdict(const Run& run);

/// At most one screen, for a terminal of `width` columns (80 to 200).
[[nodiscard]] std::string terminal(const Run& run, std::size_t width);

/// One document for all runs, ending with a newline.
[[nodiscard]] std::string json(std::span<const Run> runs);

/// Long format, one header for all runs: scenario,year,variable,unit,statistic,value.
[[nodiscard]] std::string csv(std::span<const Run> runs);

// --- what if: docs/what_if.md ---------------------------------------------------------------------------------------

/// What an analysis was made of.
struct Context {
  const scenario::Scenario* scenario = nullptr;
  simulation::Ensemble ensemble;
  std::string version;  // of chokepoint
};

enum class Format { terminal, csv, json };

/// A value of an output, for people: "0.86", "2.2e29 FLOP", "43.0 %", "2029".
[[nodiscard]] std::string print(const question::Output& output, double value);

/// Scenarios beside each other; pairs[i] holds runs[0] against runs[i + 1].
[[nodiscard]] std::string comparison(std::span<const Run> runs, std::span<const analysis::Pair> pairs, Format format,
                                     std::size_t width);
[[nodiscard]] std::string head_to_head(const Context& context, const analysis::HeadToHead& duel, Format format,
                                       std::size_t width);
[[nodiscard]] std::string sweep(const Context& context, const analysis::Sweep& sweep, Format format, std::size_t width);
/// Of a sweep over two axes. `colour`: with ANSI colours, which say no more than the letters.
[[nodiscard]] std::string map(const Context& context, const analysis::Sweep& map, Format format, std::size_t width,
                              bool colour);
/// The same as a picture.
[[nodiscard]] std::string map_svg(const Context& context, const analysis::Sweep& map);
[[nodiscard]] std::string solution(const Context& context, const question::Axis& lever,
                                   const question::Condition& condition, const analysis::Solution& solution,
                                   Format format, std::size_t width);
[[nodiscard]] std::string trade_off(const Context& context, const question::Axis& first, const question::Axis& second,
                                    const question::Condition& condition, const analysis::TradeOff& curve,
                                    Format format, std::size_t width);
[[nodiscard]] std::string sensitivity(const Context& context, const analysis::Sensitivity& sensitivity, Format format,
                                      std::size_t width);

/// Everything that explain() knows, a line each.
[[nodiscard]] std::string overview(std::size_t width);

/// Equations, parameters, units, bounds, meaning and sources of a constraint, of `shared` or of `trajectory`; with a
/// scenario, the values it assumes. For a terminal of `width` columns.
[[nodiscard]] std::string explain(const models::Description& description, const scenario::Scenario* scenario,
                                  std::size_t width);

/// The same for one parameter, `block.parameter`.
[[nodiscard]] std::string explain(const models::Description& description, const models::Parameter& parameter,
                                  const scenario::Scenario* scenario, std::size_t width);

/// The units that a scenario may use, by dimension.
[[nodiscard]] std::string units(std::size_t width);

/// The reference of all parameters, as Markdown: docs/parameters.md.
[[nodiscard]] std::string parameter_reference();

}  // namespace chokepoint::report
