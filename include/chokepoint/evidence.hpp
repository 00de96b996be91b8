// SPDX-License-Identifier: Apache-2.0
// Stage `evidence`: what was observed, and what it says: growth fitted to it, forecasts scored against it, scenarios
// that have learnt from it. docs/evidence.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "chokepoint/analysis.hpp"
#include "chokepoint/question.hpp"
#include "chokepoint/scenario.hpp"

namespace chokepoint::evidence {

// --- observations --------------------------------------------------------------------------------------------------

/// A number that was found out about a date: a row of a file of observations. All numbers are above 0, in coherent
/// units. Filled by load_observations(), never changed.
struct Observation {
  std::string series;  // as results name it: "trajectory", "chips/stock"; or a population: "runs"
  std::string date;    // as written: 2026, 2026-03, 2026-03-31
  double at = 0.0;     // the same as scenarios count: 2026.0 is the start of 2026
  double value = 0.0;
  units::Kind kind;
  std::string unit;  // as written: what it is shown in
  /// The ends of what it may have been instead; both or none.
  std::optional<double> low;
  std::optional<double> high;
  double interval = 0.0;  // how sure that range is: 0.9 for P5 to P95; 0 without one
  /// Standard deviation, in orders of magnitude, of how far any model of the series is from what is observed of it, for
  /// all observations of the series alike; nothing where the file does not say.
  std::optional<double> discrepancy;
  std::string source;      // key of a bibliography, or an address, or words
  std::string confidence;  // published, second-hand, derived, assumed; or empty
  std::string note;        // or empty
  scenario::Place place;

  /// Standard deviation of the error, in orders of magnitude: of the lognormal that has `interval` of its mass between
  /// low and high. 0 where no error is stated.
  [[nodiscard]] double error() const;
};

/// A series that is of many things and no output of a scenario: what `fit` looks at.
struct Population {
  std::string_view name;  // "runs"
  units::Kind kind;
  std::string_view meaning;
};
[[nodiscard]] std::span<const Population> populations();

struct Observations {
  std::vector<Observation> rows;     // in the order of the files
  std::vector<std::string> files;    // read, in order
  std::vector<scenario::Diagnostic> diagnostics;

  /// Whether any of the diagnostics is an error: the rows are then not to be used.
  [[nodiscard]] bool has_errors() const;
};
inline constexpr std::size_t observation_limit = 10'000;  // rows of all files

/// Reads files of observations, CSV with the columns of docs/evidence.md. Series are those that any model of the
/// catalogue has, or populations. What is wrong is told with its place, and none of it throws.
[[nodiscard]] Observations load_observations(const std::vector<std::string>& paths, const scenario::Reader& read);

/// Whether a text is that of such a file: its first record names the columns.
[[nodiscard]] bool is_of_observations(std::string_view content);

/// Those of one series, in order of their dates.
[[nodiscard]] std::vector<Observation> of_series(const Observations& observations, std::string_view series);

// --- what a scenario says of the same --------------------------------------------------------------------------------

/// A capacity that a scenario gives by year, "power/campus_power", which is as good as a series.
struct Capacity {
  std::size_t block = 0;      // among the blocks of the scenario
  std::size_t parameter = 0;  // among those of its description

  friend bool operator==(const Capacity&, const Capacity&) = default;
};

/// A series of a scenario at a date: between the starts of two years evenly in growth, draw by draw, and where either
/// is not above 0, evenly.
struct Target {
  std::variant<question::Series, Capacity> of;
  double at = 0.0;  // from first_year to last_year of the scenario
};
/// What the scenario has under this name of a series; nothing where it has none, or one that is not by year.
[[nodiscard]] std::optional<std::variant<question::Series, Capacity>> target_named(std::string_view series,
                                                                                   const scenario::Scenario& scenario);

/// An observation that a scenario has something to say of.
struct Matched {
  Observation observation;
  Target target;
};
/// Observations beside what they are of in a scenario, and those that are of nothing in it.
struct Match {
  std::vector<Matched> matched;      // in the order in which their series are first met, then of dates
  std::vector<Observation> unknown;  // of series that the scenario does not have; populations are in none of the three
  std::vector<Observation> outside;  // of dates that are not within its years
};
[[nodiscard]] Match match(const Observations& observations, const scenario::Scenario& scenario);

/// Values of targets, [target][draw], in every draw of the effort. The same on all ranks, and for any split of the
/// draws. Nothing when progress ended it. Throws simulation::ImpossibleValue, and std::invalid_argument for a date
/// outside of the scenario's years.
[[nodiscard]] std::optional<std::vector<std::vector<double>>> predictions(const scenario::ScenarioPointer& scenario,
                                                                          std::span<const Target> targets,
                                                                          const analysis::Effort& effort);

// --- fit: growth of what was observed ---------------------------------------------------------------------------------

// --- scores: forecasts against what came after ------------------------------------------------------------------------

// --- learn: draws weighted by what was observed -----------------------------------------------------------------------

// --- ledger: forecasts on record --------------------------------------------------------------------------------------

}  // namespace chokepoint::evidence
