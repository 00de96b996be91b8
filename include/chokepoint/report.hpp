// SPDX-License-Identifier: Apache-2.0
// Stage `report`: results to terminal, JSON, CSV, HTML and Markdown. Formatting, no arithmetic.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "chokepoint/analysis.hpp"
#include "chokepoint/evidence.hpp"
#include "chokepoint/scenario.hpp"
#include "chokepoint/simulation.hpp"
#include "chokepoint/statistics.hpp"

namespace chokepoint::scaling {
struct Answer;
}  // namespace chokepoint::scaling
namespace chokepoint::evidence {
struct Fit;
}  // namespace chokepoint::evidence

namespace chokepoint::report {

/// A scenario with one thing taken otherwise, run over the same draws as the scenario itself.
struct View {
  scenario::View view;
  scenario::ScenarioPointer scenario;  // as changed
  statistics::Summary summary;         // of kept_for_view()
};

/// One scenario, run.
struct Run {
  scenario::ScenarioPointer scenario;
  simulation::Ensemble ensemble;
  statistics::Summary summary;
  std::string version;           // of chokepoint
  std::vector<View> views = {};  // their verdicts stand beside its own
};

/// Of the shape of the JSON document: raised when a reader of the older one would be misled. docs/json.md.
inline constexpr int json_version = 2;

/// What the run says, in plain words: in how many draws the trajectory is stopped, by what, which constraint binds
/// first if one does, by when, and how far the ceilings are from the trajectory. docs/verdict.md.
[[nodiscard]] std::string verdict(const Run& run);
/// What it reads of a run of this scenario, and so the comparison() of several.
[[nodiscard]] statistics::Keep kept_for_verdict(const scenario::Scenario& scenario);
/// What a View of this scenario holds.
[[nodiscard]] statistics::Keep kept_for_view(const scenario::Scenario& scenario);

/// At most one screen, for a terminal of `width` columns (80 to 200); with needs, where the run has them, two.
[[nodiscard]] std::string terminal(const Run& run, std::size_t width);
/// What it shows of a run of this scenario. Every other report of a Run needs statistics::Keep::everything().
[[nodiscard]] statistics::Keep kept_for_terminal(const scenario::Scenario& scenario, bool with_needs = false);

/// A file that was read.
struct File {
  std::string path;
  std::string sha256;  // in hexadecimal
};

/// Where results come from, so that those that travel alone can be traced.
struct Provenance {
  std::string command;  // which makes them again
  std::string commit;   // of chokepoint, or empty
  std::vector<File> files;
};

/// One document for all runs, ending with a newline.
[[nodiscard]] std::string json(std::span<const Run> runs, const Provenance& provenance = {});

/// Long format, one header for all runs: scenario,year,variable,unit,statistic,value; and region, where a block of any
/// of the scenarios gives one.
[[nodiscard]] std::string csv(std::span<const Run> runs);

// --- what if: docs/what_if.md ---------------------------------------------------------------------------------------

/// What an analysis was made of.
struct Context {
  scenario::ScenarioPointer scenario;
  simulation::Ensemble ensemble;
  std::string version;  // of chokepoint
};

enum class Format { terminal, csv, json };

/// A value of an output, for people: "0.86", "2.2e29 FLOP", "43.0 %", "2029".
[[nodiscard]] std::string print(const question::Output& output, double value);

/// Scenarios beside each other; pairs[i] holds runs[0] against runs[i + 1].
[[nodiscard]] std::string comparison(std::span<const Run> runs, std::span<const analysis::Pair> pairs, Format format,
                                     std::size_t width);

/// Constraints of one scenario against each other: a run of kept_for_head_to_head(), and each pair.
struct Opposed {
  Run run;
  std::vector<analysis::HeadToHead> pairs;
};
[[nodiscard]] statistics::Keep kept_for_head_to_head(const scenario::Scenario& scenario);
[[nodiscard]] std::string head_to_head(std::span<const Opposed> scenarios, Format format, std::size_t width);

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

/// One draw, year by year: docs/samples.md.
[[nodiscard]] std::string draw(const Context& context, const analysis::OneDraw& draw, Format format, std::size_t width);

/// What a budget of compute is best spent on: docs/scaling-laws.md. `version` of chokepoint.
[[nodiscard]] std::string optimum(const scaling::Answer& answer, std::string_view version, Format format,
                                  std::size_t width);

/// Growth of what was observed: docs/evidence-fit.md. `files` of observations, as they are shown.
[[nodiscard]] std::string fit(const evidence::Fit& fit, const std::vector<std::string>& files, std::string_view version,
                              Format format, std::size_t width);
/// The block of a scenario that goes on as the fitted line does; empty for a series that is not of compute.
[[nodiscard]] std::string fitted_trajectory(const evidence::Fit& fit);

/// A funnel, and the best share to keep by compute: docs/curation.md.
[[nodiscard]] std::string curation(const Context& context, const analysis::Curated& curated, Format format,
                                   std::size_t width);
/// The shares as a picture; empty where there is no pool.
[[nodiscard]] std::string curation_svg(const Context& context, const analysis::Curated& curated);

// --- forecasts against what came after: docs/evidence-scores.md
// -------------------------------------------------------

[[nodiscard]] std::string backtest(const Context& context, const evidence::Backtest& backtest, Format format,
                                   std::size_t width);
/// Its calibration as a picture.
[[nodiscard]] std::string backtest_svg(const Context& context, const evidence::Backtest& backtest);

// --- the ledger: docs/evidence-scores.md#the-ledger ------------------------------------------------------------------

inline constexpr int ledger_version = 1;
inline constexpr std::size_t ledger_line_limit = std::size_t{4} << 20U;  // bytes
inline constexpr std::size_t ledger_limit = std::size_t{256} << 20U;     // bytes
/// SHA-256 of a text, in hexadecimal.
using Digest = std::function<std::string(const std::string&)>;

/// A forecast as a line without its end: JSON, with the hash of the line before it, and its own, which is of the same
/// text without it. One forecast has one text.
[[nodiscard]] std::string ledger_line(const evidence::Forecast& forecast, const std::string& previous,
                                      const Digest& sha256);

/// The hash that such a line has.
[[nodiscard]] std::string hash_of_line(const std::string& line);

struct Ledger {
  struct Wrong {
    std::size_t line = 0;
    std::string message;
    std::string hint;
  };
  std::vector<evidence::Forecast> forecasts;
  std::vector<std::size_t> lines;  // of each forecast
  std::string last;                // hash of the last line; zeros where there is none: what the next line follows
  std::vector<std::size_t> torn;   // lines whose writing was cut short; they are no error
  bool ends_open = false;          // the last line has no end
  std::vector<Wrong> wrong;        // anything here: the ledger is not to be used
};
[[nodiscard]] Ledger read_ledger(std::string_view text, const Digest& sha256);

/// Where forecasts are from that are scored: how the ledger is called, and of which of its lines they are.
struct Scored {
  std::string name;
  std::vector<evidence::Forecast> forecasts;
  std::vector<std::size_t> lines;
  evidence::Scorecard record;
  std::string version;  // of chokepoint
};
[[nodiscard]] std::string score(const Scored& scored, Format format, std::size_t width);
/// Its calibration as a picture, and all of it as a page.
[[nodiscard]] std::string score_svg(const Scored& scored);
[[nodiscard]] std::string score_html(const Scored& scored);

// --- draws weighted by what was observed: docs/evidence-learn.md -----------------------------------------------------

[[nodiscard]] std::string learned(const Context& context, const evidence::Learned& learned,
                                  const evidence::Posterior& posterior, Format format, std::size_t width);

/// What a file of it says beside its values.
struct LearnedFile {
  std::string name;       // of the scenario; empty: that of the file
  std::string extends;    // the scenario that has learnt, as seen from the file
  Provenance provenance;  // the command that makes it, and what it was made from
};
/// As a scenario that extends the one that has learnt.
[[nodiscard]] std::string learned_scenario(const evidence::Learned& learned, const evidence::Posterior& posterior,
                                           const LearnedFile& file);

// --- planning reports: docs/report.md -------------------------------------------------------------------------------

/// One scenario of a report.
struct Chapter {
  Run run;
  analysis::Levers levers;
  std::vector<analysis::Rest> rests;  // of what the levers move; empty: no confidence is stated, or too few draws
  simulation::Ensemble lever_ensemble;
  /// Of opposed_to_data(), with data second.
  std::optional<analysis::HeadToHead> against_data = {};
  std::vector<evidence::Matched> observed = {};   // of series of the scenario, within its years
  std::optional<evidence::Backtest> record = {};  // of these, where any came after the scenario was made
  /// What these change, or why nothing could be learnt from them; nothing where it was not asked.
  std::optional<std::variant<evidence::Learned, std::vector<evidence::Refused>>> learned = {};
};

/// What an earlier results.json held of one scenario.
struct EarlierRun {
  struct Assumption {
    std::string text;
    std::string source;
  };
  struct Constraint {
    double binds_first = 0.0;
    double headroom = 0.0;  // median in the last year
  };
  std::string name;
  std::string verdict;
  int last_year = 0;
  std::map<std::string, Assumption> assumptions;  // by path
  std::map<std::string, Constraint> constraints;
};
struct Earlier {
  std::string version;  // of chokepoint
  std::vector<EarlierRun> runs;
};
/// Reads results.json; when it cannot, why: "is not JSON: …".
[[nodiscard]] std::variant<Earlier, std::string> read_results(std::string_view text);

struct Planning {
  std::string title;  // or empty: that of the scenario
  std::vector<Chapter> chapters;
  std::vector<analysis::Pair> pairs;  // each chapter but the first against it, or empty
  std::optional<Earlier> earlier;
  Provenance provenance;
  bool brief = false;  // the answer, the pictures, what would change it and the assumptions that matter: two pages
};

/// What it reads of every run.
[[nodiscard]] statistics::Keep kept_for_planning();
/// And of a run of this scenario.
[[nodiscard]] statistics::Keep kept_for_planning(const scenario::Scenario& scenario);
/// The constraint that stops most draws but for data, and data, among the blocks of a scenario whose data knows when
/// its stock is used up; nothing of any other, or where data is alone.
[[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> opposed_to_data(const Run& run);

/// One page that needs nothing else: script, style and data are in it.
[[nodiscard]] std::string html(const Planning& planning);

enum class Paper { a4, letter };
/// The page for a program that prints it: still pictures, no script, and a line with title, `date` and page numbers
/// below every sheet.
[[nodiscard]] std::string print_page(const Planning& planning, Paper paper, const std::string& date);

/// The results, with what the levers found.
[[nodiscard]] std::string json(const Planning& planning);

/// A file beside others.
struct Named {
  std::string name;
  std::string content;
};
/// samples.csv, samples.npy and schema.json: docs/samples.md.
[[nodiscard]] std::vector<Named> samples(const Context& context, const analysis::Samples& samples,
                                         const Provenance& provenance);

/// `NAME.md` and the pictures it shows, `NAME-….svg`.
[[nodiscard]] std::vector<Named> markdown(const Planning& planning, const std::string& name);

/// Every picture as an SVG that stands alone: with title, legend, caption and where it is from.
[[nodiscard]] std::vector<Named> charts(const Planning& planning);

/// The tables for a spreadsheet, in which numbers stay numbers; src/cli/workbook.cpp writes it as XLSX.
struct Workbook {
  enum class Format { text, paragraph, year, scientific, number, ratio, share };
  struct Column {
    std::string head;  // with the unit
    Format format = Format::text;
  };
  /// Nothing, a text, which is never a formula, or a finite number.
  using Cell = std::variant<std::monostate, std::string, double>;
  struct Sheet {
    std::string name;  // at most 31 characters, none of them []:*?/ or a backslash; no two differ in case alone
    std::string holds;
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows;
  };
  std::string title;
  std::vector<std::pair<std::string, std::string>> cover;  // what to know before the numbers: a word, and a text
  std::vector<Sheet> sheets;
};
[[nodiscard]] Workbook workbook(const Planning& planning);

/// The wide table of the IAMC: Model,Scenario,Region,Variable,Unit and a column for each year, with medians and
/// probabilities. docs/report.md lists the variables.
[[nodiscard]] std::string iamc(std::span<const Run> runs);
/// The same with a column more, `quantile`, 0.05 to 0.95, and a row for each of these; no probabilities.
[[nodiscard]] std::string iamc_quantiles(std::span<const Run> runs);
/// The variables of both, each with description and unit: YAML, a codelist of the package nomenclature.
[[nodiscard]] std::string iamc_codelist(std::span<const Run> runs);

/// Frictionless `datapackage.json` over files that lie beside it.
struct Resource {
  std::string name;  // of the file
  std::string sha256;
  std::size_t bytes = 0;
};
[[nodiscard]] std::string data_package(const Planning& planning, std::span<const Resource> resources);

/// Everything that explain() knows, a line each.
[[nodiscard]] std::string overview(std::size_t width, const models::Catalogue& catalogue = *models::built_in());

/// Equations, parameters, units, bounds, meaning and sources of a constraint, of `shared` or of `trajectory`; with a
/// scenario, the values it assumes. For a terminal of `width` columns.
[[nodiscard]] std::string explain(const models::Description& description, const scenario::Scenario* scenario,
                                  std::size_t width);

/// The same for one parameter, `block.parameter`.
[[nodiscard]] std::string explain(const models::Description& description, const models::Parameter& parameter,
                                  const scenario::Scenario* scenario, std::size_t width);

/// The units that a scenario may use, by dimension.
[[nodiscard]] std::string units(std::size_t width);

// --- the same for programs: docs/json.md -----------------------------------------------------------------------------

/// What is explained: a parameter, or all of a block.
struct Subject {
  const models::Description* description = nullptr;
  const models::Parameter* parameter = nullptr;
};
/// Blocks and parameters, each once; with scenarios, the values that they assume.
[[nodiscard]] std::string explain_json(std::span<const Subject> subjects,
                                       std::span<const scenario::ScenarioPointer> scenarios, std::string_view version);
[[nodiscard]] std::string units_json(std::string_view version);

/// A file that was looked at.
struct Checked {
  std::string file;
  std::string_view kind;  // "scenario", "bibliography", "observations"
  std::string summary;    // of one without errors
  bool good = false;
};
/// A diagnostic without a file is of the command line.
[[nodiscard]] std::string check_json(std::span<const Checked> files, std::span<const scenario::Diagnostic> diagnostics,
                                     std::string_view version);

// --- citing ----------------------------------------------------------------------------------------------------------

/// Of CITATION.cff.
struct Citation {
  std::string_view message;
  std::string_view title;
  std::string_view abstract;
  std::string_view authors;  // with " and " between two
  std::string_view licence;
  std::string_view version;
};
enum class Citing { text, bibtex };
/// How to cite chokepoint, and the sources that values of these scenarios name, each once.
[[nodiscard]] std::string citation(const Citation& program, std::span<const scenario::ScenarioPointer> scenarios,
                                   Citing format, std::size_t width);

// --- a scenario to go on from ----------------------------------------------------------------------------------------

struct Fresh {
  scenario::ScenarioPointer base;
  std::string title;
  std::string extends;             // as the file names the base
  std::string asked;               // as the reader did
  std::string file;                // as it is called
  std::string schema;              // where the JSON Schema of scenarios is
  std::vector<std::string> paths;  // parameters that it says anew
  bool commented = false;          // they are a proposal: in comments
};
/// A file that extends the base and says these parameters as the base has them, each with what is known of it.
[[nodiscard]] std::string fresh_scenario(const Fresh& fresh);

/// The reference of all parameters, as Markdown: docs/parameters.md.
[[nodiscard]] std::string parameter_reference(const models::Catalogue& catalogue = *models::built_in());

/// JSON Schema (draft 7) of scenario files, for editors: docs/scenario.schema.json.
[[nodiscard]] std::string scenario_schema(const models::Catalogue& catalogue = *models::built_in());

}  // namespace chokepoint::report
