// SPDX-License-Identifier: Apache-2.0
// Stage `evidence`: what was observed, and what it says: growth fitted to it, forecasts scored against it, scenarios
// that have learnt from it. docs/evidence.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "chokepoint/analysis.hpp"
#include "chokepoint/binding.hpp"
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
  std::vector<Observation> rows;   // in the order of the files
  std::vector<std::string> files;  // read, in order
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

/// A parameter that a scenario gives by year, "power/campus_power", which is as good as a series.
struct ParameterByYear {
  std::size_t block = 0;      // among the blocks of the scenario
  std::size_t parameter = 0;  // among those of its description

  friend bool operator==(const ParameterByYear&, const ParameterByYear&) = default;
};

/// A series of a scenario at a date: between the starts of two years evenly in growth, draw by draw, and where either
/// is not above 0, evenly.
struct Target {
  std::variant<question::Series, ParameterByYear> of;
  double at = 0.0;  // from first_year to last_year of the scenario
};
/// What the scenario has under this name of a series; nothing where it has none, or one that is not by year.
[[nodiscard]] std::optional<std::variant<question::Series, ParameterByYear>> target_named(
    std::string_view series, const scenario::Scenario& scenario);

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

// --- fit: growth of what was observed
// ---------------------------------------------------------------------------------

// --- scores: forecasts against what came after
// ------------------------------------------------------------------------

// --- learn: draws weighted by what was observed -----------------------------------------------------------------------
// docs/evidence-learn.md has the equations.

struct Learning {
  /// By series, in place of what the files state: the standard deviation of what any model of it is off, in orders of
  /// magnitude.
  std::map<std::string, double> discrepancy;
  /// By series, of its observations that state no error: a standard deviation of the same.
  std::map<std::string, double> error;
  /// Draws of one weight that the weighted ones must be worth. More are drawn until they are, up to draws_at_most.
  double effective = 2500.0;
  std::uint64_t draws_at_most = std::uint64_t{1} << 22U;
};

/// Quantiles over draws.
struct LearnedSpread {
  double p5 = 0.0;
  double p10 = 0.0;
  double p50 = 0.0;
  double p90 = 0.0;
  double p95 = 0.0;
};

/// A series that was learnt from.
struct LearnedSeries {
  std::string name;
  std::size_t observations = 0;
  double discrepancy = 0.0;   // orders of magnitude
  double effective = 0.0;     // draws that would be left, had it been the only one
  bool says_nothing = false;  // what the scenario says of it is as far from the data in all draws
};

/// What the scenario says of an observation, in its unit, before and after it has learnt.
struct LearnedObservation {
  Observation observation;
  LearnedSpread before;
  LearnedSpread after;
  double below = 0.0;  // share of the draws, before, in which the scenario says less than what was observed
};

/// A parameter, or several that are drawn with the same random numbers: values by year.
struct LearnedParameter {
  std::string path;                             // of the random numbers: Assumption::draws_as
  const scenario::Assumption* first = nullptr;  // of those: what the spreads are of. Of Learned::scenario
  LearnedSpread before;
  LearnedSpread after;
  /// Kullback-Leibler divergence of what it is after from what it was before, in bits, over equally likely parts of
  /// what it was; less what so many draws show of nothing. 0 where it is within that noise.
  double bits = 0.0;
  std::vector<double> alone;  // the same, had a series been the only one: in the order of Learned::series
  bool moved = false;         // by moved_from bits or more
};
inline constexpr double moved_from = 0.02;  // bits: a normal moved by a sixth of its standard deviation

/// Spearman's rank correlation of two parameters that moved, by their places.
struct LearnedCorrelation {
  std::size_t a = 0;
  std::size_t b = 0;
  double before = 0.0;  // as the scenario has it
  double after = 0.0;
};

/// What a scenario says once it has seen the data.
struct Learned {
  scenario::ScenarioPointer scenario;
  std::uint64_t draws = 0;
  std::uint64_t seed = 0;
  double effective = 0.0;  // (sum of weights)^2 / sum of their squares
  std::vector<LearnedSeries> series;
  std::vector<LearnedObservation> observations;  // in the order of Match::matched
  std::vector<Observation> unknown;              // as of Match
  std::vector<Observation> outside;
  std::vector<LearnedParameter> parameters;      // all that are uncertain; those with most bits first
  std::vector<LearnedCorrelation> correlations;  // of each pair of those that moved
  binding::Stops before;
  binding::Stops after;  // in weights
  binding::Verdict verdict_before;
  binding::Verdict verdict_after;
};

/// Why nothing can be learnt, in words for a user.
struct Refused {
  std::string message;
  std::string hint;
};

/// Weights the draws of a scenario by the likelihood of what was observed. The same, bit for bit, for any split of the
/// draws. All that is wrong with what was asked, or that the data contradict the scenario; nothing when progress ended
/// it. Throws simulation::ImpossibleValue.
[[nodiscard]] std::optional<std::variant<Learned, std::vector<Refused>>> learn(
    const scenario::ScenarioPointer& scenario, const Match& match, const Learning& how, const analysis::Effort& effort);

/// The logarithm of the likelihood of the observations of a series but for a constant: `off` is by how much each lies
/// above what is said of it, in orders of magnitude; `errors` and `discrepancy` are standard deviations of the same.
/// One error may be 0 where it is alone and there is a discrepancy.
[[nodiscard]] double log_likelihood(std::span<const double> off, std::span<const double> errors, double discrepancy);

/// What a scenario file can say of it: parameters by three percentiles, and rank correlations.
struct Posterior {
  /// Three percentiles, and the bounds that the file must state, in coherent units.
  struct Percentiles {
    std::size_t parameter = 0;  // among those of Learned
    double p10 = 0.0;
    double p50 = 0.0;
    double p90 = 0.0;
    std::optional<double> lower;
    std::optional<double> upper;
    /// The median of the draws, where no metalog goes through the three and p50 was moved until one does.
    std::optional<double> median_of_draws;
  };
  /// One that moved, and that a file cannot say so of.
  struct Left {
    std::size_t parameter = 0;
    std::string why;
  };
  std::vector<Percentiles> percentiles;
  std::vector<Left> left;
  std::vector<LearnedCorrelation> correlations;  // to state: those of correlation_from or more, and those to replace
  double kept = 1.0;  // of their differences from what they were: less than all where they cannot hold together
};
inline constexpr double correlation_from = 0.1;
[[nodiscard]] Posterior posterior_of(const Learned& learned);

// --- ledger: forecasts on record
// --------------------------------------------------------------------------------------

}  // namespace chokepoint::evidence
