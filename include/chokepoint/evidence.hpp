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

// --- import: downloads that people have, as observations
// --------------------------------------------------------------

/// A table that others publish, and what of it becomes observations. docs/evidence-fit.md.
struct Importer {
  std::string_view name;     // "epoch-models"
  std::string_view title;    // "Epoch AI, Data on AI Models: training compute"
  std::string_view series;   // of its observations
  std::string_view source;   // key of scenarios/sources.yaml
  std::string_view address;  // where it is downloaded
  std::string_view licence;
};
[[nodiscard]] std::span<const Importer> importers();
inline constexpr std::size_t import_limit = std::size_t{64} << 20U;  // bytes of a download

struct Imported {
  std::string content;          // a file of observations, ending with a newline; empty where there are errors
  std::size_t rows = 0;         // of it
  std::size_t passed_over = 0;  // rows of the download that are in none of them; its remarks say why
  std::vector<scenario::Diagnostic> diagnostics;

  [[nodiscard]] bool has_errors() const;
};

/// Reads a download as one of importers(). `downloaded`: its date, as scenarios write dates; empty where the remarks at
/// its head say it ("# Downloaded: 2026-07-15"). `ignored`: columns to pass over besides those that are known. What is
/// wrong is told with its place, and none of it throws. A text that a spreadsheet would take for a formula is passed on
/// behind an apostrophe, and told as a warning. Throws std::invalid_argument for one that is none of importers().
[[nodiscard]] Imported import_download(const Importer& importer, const std::string& path, const std::string& downloaded,
                                       const std::vector<std::string>& ignored, const scenario::Reader& read);

// --- fit: growth of what was observed
// ---------------------------------------------------------------------------------

/// Which points of a series a line is fitted to.
struct Selection {
  enum class Of { records, top, all };
  Of of = Of::records;
  std::size_t top = 10;  // of Of::top: those among so many of the largest until their date

  friend bool operator==(const Selection&, const Selection&) = default;
};
/// "records", "top:10", "all".
[[nodiscard]] std::string name_of(const Selection& selection);

struct FitQuestion {
  std::string series;
  Selection of;
  std::optional<double> since;  // the first date; records and ranks count what was before all the same
  std::optional<double> until;  // the last date; nothing after it counts
  std::uint64_t seed = 1;       // of the resamples
  double level = 0.9;           // of all intervals
};
inline constexpr std::size_t resamples = 10'000;  // of least squares
inline constexpr std::size_t quantile_resamples = 1'000;
inline constexpr std::size_t least_points = 3;        // that a line is fitted to
inline constexpr std::size_t least_kinked = 8;        // that a line with a break is fitted to
inline constexpr std::size_t theil_sen_limit = 3000;  // points: its slopes are of all pairs

struct Range {
  double low = 0.0;
  double high = 0.0;
};
struct Percentiles {
  double p10 = 0.0;
  double p50 = 0.0;
  double p90 = 0.0;
};

/// log10(value) = level + slope * (t - at), t in years.
struct Line {
  double at = 0.0;
  double level = 0.0;
  double slope = 0.0;  // orders of magnitude a year

  [[nodiscard]] double log10_at(double date) const { return level + slope * (date - at); }
  /// The factor of a year.
  [[nodiscard]] double growth() const;
};

/// A line through points, and how sure its slope is.
struct Estimate {
  enum class Method { least_squares, theil_sen, quantile };
  Method method = Method::least_squares;
  double quantile = 0.5;  // of Method::quantile: the share of points below the line
  Line line;
  /// Of the slope. Least squares and quantiles: percentiles of resamples of the points, with replacement (Efron 1979).
  /// Theil-Sen: by Kendall's tau (Sen 1968). Nothing where half of the resamples or more have one date alone.
  std::optional<Range> slope;
  /// Of the slope of least squares, by Student's t, as if points scattered normally and independently.
  std::optional<Range> by_t;
};

/// Least squares through the points of one selection.
struct Group {
  Selection of;
  std::vector<std::size_t> points;  // of Fit::points
  std::optional<Estimate> line;     // nothing where there are too few
  std::string why_not;              // then
  /// Standard deviation of log10 about the line, with n - 2 degrees of freedom.
  double scatter = 0.0;
};

/// The line with one break that fits best: two slopes that meet.
struct Kink {
  double at = 0.0;      // the date of a point
  double before = 0.0;  // slopes, orders of magnitude a year
  double after = 0.0;
  /// The Bayesian information criterion (Schwarz 1978) of the line without a break, less that with it: above 0 the
  /// break is worth its two parameters. Infinite where no scatter is left about the broken line.
  double gain = 0.0;
};
/// What such a gain is called: Kass and Raftery 1995, table of 2 ln B.
[[nodiscard]] std::string_view strength_of(double gain);

struct FitPoint {
  Observation observation;
  bool record = false;  // above all before it, by date, and on one date as in the file
  bool top = false;     // among the largest until its date
};

/// What was found of a series.
struct Fit {
  FitQuestion question;
  units::Kind kind;
  std::string unit;               // as the first of its points writes it
  std::vector<FitPoint> points;   // from since to until, in order of dates
  std::vector<Group> groups;      // records, top, all
  std::size_t chosen = 0;         // the group of question.of: it has a line
  std::vector<Estimate> others;   // through the points of that group
  std::string theil_sen_why_not;  // where it is not among them
  std::optional<Kink> kink;       // of that group; nothing where there are too few points or no scatter
  /// Where the line of that group is surest, near the mean of its dates.
  std::string anchor_date;
  Percentiles anchor;                // of the line at that date, in coherent units: of the resamples
  Percentiles growth;                // of the factor of a year: of the resamples
  std::vector<std::string> sources;  // of the points, those of most points first

  [[nodiscard]] const Group& group() const { return groups[chosen]; }
};
/// Why there is no line.
struct Unfit {
  std::string message;
  std::string hint;
};
/// Growth of a series of `observations`: the same bits every time.
[[nodiscard]] std::variant<Fit, Unfit> fit(const Observations& observations, const FitQuestion& question);

// --- scores: forecasts against what came after
// ------------------------------------------------------------------------

// --- learn: draws weighted by what was observed
// -----------------------------------------------------------------------

// --- ledger: forecasts on record
// --------------------------------------------------------------------------------------

}  // namespace chokepoint::evidence
