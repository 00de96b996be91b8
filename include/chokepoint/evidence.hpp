// SPDX-License-Identifier: Apache-2.0
// Stage `evidence`: what was observed, and what it says: growth fitted to it, forecasts scored against it, scenarios
// that have learnt from it. docs/evidence.md.
#pragma once

#include <array>
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

// --- import: downloads that people have, as observations ------------------------------------------------------------

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

// --- fit: growth of what was observed -------------------------------------------------------------------------------

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
  /// Standard deviation of log10 about the line, with n - 2 degrees of freedom; 0 where it is no more than rounding.
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

// --- scores: forecasts against what came after ----------------------------------------------------------------------
// In orders of magnitude: of a number its logarithm to base 10, and -infinity where it is not above 0. Scores are
// losses: the smaller the better. docs/evidence-scores.md has the formulas and where they are from.

/// A normal distribution; one of no deviation is its mean.
struct Normal {
  double mean = 0.0;
  double deviation = 0.0;
};

/// Continuous ranked probability score of equally likely values, ascending, against what came: of one value the
/// distance to it. Infinite where a value is. Throws std::invalid_argument where there is no value.
[[nodiscard]] double crps(std::span<const double> sorted, double observed);
[[nodiscard]] double crps(const Normal& forecast, double observed);

/// Logarithmic score: the natural logarithm of the density, negative. Of equally likely values, each with a normal
/// error of this deviation; a value of -infinity has no density anywhere. Nothing where no density is above 0.
[[nodiscard]] std::optional<double> log_score(std::span<const double> values, double deviation, double observed);
[[nodiscard]] std::optional<double> log_score(const Normal& forecast, double observed);
/// Width of the kernel that takes the place of an error that nobody states: 0.9 min(standard deviation, interquartile
/// range / 1.34) n^(-1/5) (Silverman 1986, equation 3.31), of the finite ones among ascending values.
[[nodiscard]] double kernel_width(std::span<const double> sorted);

/// The share of a forecast that lies below what came, and half of what is equal to it: 0 to 1.
[[nodiscard]] double percentile(std::span<const double> sorted, double observed);
[[nodiscard]] double percentile(const Normal& forecast, double observed);

/// Linear between order statistics (Hyndman and Fan's type 7), 0 <= level <= 1.
[[nodiscard]] double quantile(std::span<const double> sorted, double level);

/// A count out of trials, with the interval of Clopper and Pearson (1934) for their probability.
struct Share {
  std::size_t hits = 0;
  std::size_t count = 0;
  double low = 0.0;
  double high = 1.0;

  [[nodiscard]] double value() const {
    return count == 0 ? 0.0 : static_cast<double>(hits) / static_cast<double>(count);
  }
};
inline constexpr double share_interval = 0.9;  // of that interval
[[nodiscard]] Share share_of(std::size_t hits, std::size_t count);

/// What somebody could have said without a model.
struct Baseline {
  /// The line through three or more earlier observations, continued with its scatter; or the last of them, unchanged.
  enum class Kind { line, held };
  Kind kind = Kind::line;
  std::size_t observations = 0;  // earlier ones, that it is made of
  Normal forecast;               // orders of magnitude
  double crps = 0.0;
  std::optional<double> log_score;
};
inline constexpr std::size_t fewest_for_line = 3;
/// Of an observation, from earlier ones of its series; nothing where there are none.
[[nodiscard]] std::optional<Baseline> baseline_of(std::span<const Observation> earlier, const Observation& observed);

/// The quantiles of a forecast that are shown.
inline constexpr std::array<double, 7> forecast_levels{0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95};

/// How a forecast did on one observation. The forecast is of what is observed: with the error of the observation.
struct Score {
  Observation observation;
  std::string series;                                      // it was held against: "chips/stock", "trajectory/observed"
  std::array<double, forecast_levels.size()> quantiles{};  // coherent units; 0 for what is not above 0
  double percentile = 0.0;                                 // 0 to 1
  std::optional<double> bias;       // orders of magnitude, median / observed; nothing where the median is not above 0
  std::optional<double> crps;       // orders of magnitude; nothing where a draw is not above 0
  std::optional<double> log_score;  // nothing where there is no density: neither spread nor error
  double not_above_zero = 0.0;      // share of the draws
  bool certain = false;             // the forecast is one number, and the observation states no error
  std::optional<Baseline> baseline;

  /// Whether it lies in the central interval of this much probability.
  [[nodiscard]] bool lies_within(double interval) const;
};
/// `draws`: of the series at the date, in orders of magnitude; `deviates`: as many standard normal numbers.
[[nodiscard]] Score score_of(const Observation& observation, std::vector<double> draws,
                             std::span<const double> deviates);

/// Several scores as one.
struct Track {
  std::string name;  // a series, or an age: "1 to 2 years"; empty: all
  std::size_t observations = 0;
  std::optional<double> bias;  // means, of those that have one
  std::optional<double> crps;
  std::optional<double> log_score;
  Share within_50;
  Share within_80;
  std::size_t compared = 0;             // observations of which forecast and baseline have a score
  std::optional<double> baseline_crps;  // of these
  std::optional<double> skill;          // of these: 1 - CRPS / CRPS of the baseline
};
[[nodiscard]] Track track_of(std::string name, const std::vector<const Score*>& scores);

/// How often what came lay below each percentile: where forecasts are right, as often as it says.
struct Calibration {
  struct Point {
    double level = 0.0;
    Share below;
  };
  static constexpr std::size_t bins = 10;
  std::size_t observations = 0;
  std::vector<Point> points;                  // at 10 %, 20 %, ... 90 %
  std::array<std::size_t, bins> histogram{};  // of percentiles, in ten equal bins: PIT
};
[[nodiscard]] Calibration calibration_of(const std::vector<const Score*>& scores);

/// A scenario as it stood, against what came after.
struct Backtest {
  scenario::ScenarioPointer scenario;
  simulation::Ensemble ensemble;
  std::vector<Score> scores;  // by series as in the match, then by date
  std::vector<Track> series;  // in the same order
  Track all;
  Calibration calibration;
  /// Not scored: of dates before `known_until`, when they were known; after the last year; of series that it has not.
  std::vector<Observation> known;
  std::vector<Observation> later;
  std::vector<Observation> unknown;
};
/// Until when a scenario knows a series: the start of its base year, or the day that it says itself, and of the
/// trajectory the date of its anchor, whichever is latest. What was observed on that day was known.
[[nodiscard]] double known_until(const scenario::Scenario& scenario, const Target& target);
/// Whether any observation is of a date from then on.
[[nodiscard]] bool any_to_score(const Match& match, const scenario::Scenario& scenario);
/// Nothing when progress ended it. Throws what predictions() throws.
[[nodiscard]] std::optional<Backtest> backtest(const scenario::ScenarioPointer& scenario, const Match& match,
                                               const analysis::Effort& effort);

// --- learn: draws weighted by what was observed
// ----------------------------------------------------------------------- docs/evidence-learn.md has the equations.

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
  std::vector<Observation> known;  // of dates until which the scenario knew: it has nothing to learn from them
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
/// draws. What is noise is judged as of independent draws (uncertainty::Method::random): in a Sobol' sequence, weighted
/// by some parameters, others show bits that are of the sequence. All that is wrong with what was asked, or that the
/// data contradict the scenario; nothing when progress ended it. Throws simulation::ImpossibleValue.
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

// --- ledger: forecasts on record ------------------------------------------------------------------------------------

/// What was forecast of a scenario on a day: a line of a ledger. docs/evidence-scores.md has its keys.
struct Forecast {
  struct File {
    std::string path;
    std::string sha256;  // in hexadecimal
  };
  struct Series {
    std::string name;                        // as in CSV results
    std::string unit;                        // coherent, as units::symbol_of()
    std::vector<std::vector<double>> years;  // [year][level], coherent units
  };
  /// Of a constraint; of one that is named "none", that nothing stops the trajectory.
  struct Chance {
    std::string constraint;
    double binds_first = 0.0;     // within the years
    std::vector<double> stopped;  // [year]: in that year or before
  };

  std::string recorded;        // the day: 2026-11-27
  bool dated_by_hand = false;  // the day is not that of the clock
  std::string chokepoint;      // version
  std::string commit;          // or empty
  std::string scenario;
  std::vector<std::string> overrides;
  std::vector<File> files;
  std::uint64_t draws = 0;
  std::uint64_t seed = 0;
  std::string sampler;
  int first_year = 0;
  std::vector<double> levels;  // rising, between 0 and 1
  std::vector<Series> series;
  std::vector<Chance> chances;

  /// As scenarios count.
  [[nodiscard]] double at() const;
  [[nodiscard]] std::size_t years() const { return series.empty() ? 0 : series.front().years.size(); }
  [[nodiscard]] const Series* named(std::string_view series) const;
};
/// Of the quantiles that are recorded.
[[nodiscard]] std::span<const double> ledger_levels();
/// Digits of what is recorded: more would say nothing, and make lines twice as long.
inline constexpr int ledger_digits = 6;

/// Quantiles of the trajectory, of ceilings and of all that may be observed of constraints, where it is above 0 in some
/// draw, and what stops the trajectory. Without the day, files and what else the caller knows. Nothing when progress
/// ended it. Throws what predictions() throws.
[[nodiscard]] std::optional<Forecast> forecast_of(const scenario::ScenarioPointer& scenario,
                                                  const analysis::Effort& effort);

/// Whether a text is a day that forecasts can be of: 2026-11-27.
[[nodiscard]] bool is_day(std::string_view text);

/// What is wrong with a forecast that was read, in words; nothing of a good one. Whatever else here takes one takes
/// only good ones.
[[nodiscard]] std::optional<std::string> fault_of(const Forecast& forecast);

/// So many equally likely values of a series at a date, in orders of magnitude, ascending. Between years each quantile
/// lies evenly in growth; between levels its logarithm lies evenly in standard deviations, and so beyond the last ones.
/// Below the lowest level that is above 0, -infinity. Nothing for a date outside of the years.
[[nodiscard]] std::optional<std::vector<double>> values_at(const Forecast& forecast, const Forecast::Series& series,
                                                           double at, std::size_t count);

/// A forecast on record against an observation.
struct RecordedScore {
  std::size_t forecast = 0;  // among those of the ledger
  double age = 0.0;          // years from the day of the forecast to the observation
  Score score;
};
struct NotScored {
  std::size_t forecast = 0;
  Observation observation;
};

/// Forecasts on record against what came after.
struct Scorecard {
  std::vector<RecordedScore> scores;  // by series as in the observations, then forecasts, then dates
  std::vector<Track> series;
  std::vector<Track> ages;  // the youngest first: "under 1 year", "1 to 2 years"
  Track all;
  Calibration calibration;
  std::vector<NotScored> known;      // of dates up to the day of the forecast
  std::vector<NotScored> outside;    // of dates that are not within its years
  std::vector<Observation> unknown;  // of series that no forecast has
  std::vector<std::size_t>
      repeated;  // forecasts that say the same as an earlier one of their day: they are not scored again
};
[[nodiscard]] Scorecard score(std::span<const Forecast> forecasts, const Observations& observations);

}  // namespace chokepoint::evidence
