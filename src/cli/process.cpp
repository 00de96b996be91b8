// SPDX-License-Identifier: Apache-2.0
// The command line: options to verbs, whatever goes wrong to an exit status.
#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <exception>
#include <functional>
#include <new>
#include <sstream>

#include "chokepoint/evidence.hpp"
#include "chokepoint/scaling.hpp"
#include "chokepoint/simulation.hpp"
#include "cli/command_line.hpp"
#include "cli/complete.hpp"
#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/process.hpp"
#include "cli/ranks.hpp"
#include "cli/verbs.hpp"

namespace {

using namespace chokepoint::cli;
using Verb = std::function<Exit()>;

constexpr unsigned most_threads = 1024;

void add_changes(CLI::App& verb, Changes& changes) {
  verb.add_option("--set", changes.overrides,
                  "Set a value as the file would, e.g. power.campus_power='2 to 6 GW'; repeatable")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  verb.add_flag(
      "--realised", changes.realised,
      "Ask it of the share that runs have got (shared.realised_share), not of the one that one run could get");
}

/// The options of every verb that simulates.
void add_ensemble(CLI::App& verb, EnsembleOptions& options, std::uint64_t default_draws, bool with_point) {
  verb.add_option("--draws", options.draws, fmt::format("Draws of the ensemble, up to 2^32 [{}]", default_draws))
      ->type_name("N");
  verb.add_option("--seed", options.seed,
                  fmt::format("Seed of the draws [{}]", chokepoint::simulation::Ensemble{}.seed))
      ->type_name("S");
  if (with_point) verb.add_flag("--point", options.point, "Run once, with every parameter at its median");
  verb.add_option("--sampler", options.sampler,
                  fmt::format("sobol (scrambled), random (counter-based) or latin (hypercube) [{}]", options.sampler))
      ->type_name("NAME")
      ->check(CLI::IsMember({"sobol", "random", "latin"}));
  verb.add_option("--threads", options.threads, "Threads; 0 for as many as the machine has [0]. Results do not change")
      ->type_name("N")
      ->check(decimal())
      ->check(CLI::Range(0U, most_threads));
}

void add_force(CLI::App& verb, bool& force) {
  verb.add_flag("--force", force, "Replace files that are there");
}

template <class Options>
void add_output(CLI::App& verb, Options& options, const std::string& files,
                const std::vector<std::string>& formats = {"table", "json", "csv"}) {
  verb.add_option("--format", options.format,
                  fmt::format("What standard output gets: {} [table]", fmt::join(formats, ", ")))
      ->type_name("NAME")
      ->check(CLI::IsMember(formats));
  verb.add_option("--out", options.out, fmt::format("Also write {} into this folder", files))->type_name("DIR");
  add_force(verb, options.force);
}

void add_text_or_json(CLI::App& verb, std::string& format) {
  verb.add_option("--format", format, "What standard output gets: table, json (docs/json.md) [table]")
      ->type_name("NAME")
      ->check(CLI::IsMember({"table", "json"}));
}

void add_requirements(CLI::App& verb, std::vector<std::string>& require) {
  verb.add_option("--require", require,
                  "Exit with 1 unless this holds, e.g. 'power.network_power(2030) > 20 GW' or 'P(headroom(data) < 1 by "
                  "2030) < 20 %'; repeatable")
      ->type_name("CONDITION")
      ->allow_extra_args(false);
}

constexpr std::uint64_t run_draws = chokepoint::simulation::default_draws;
constexpr std::uint64_t grid_draws = 16'384;

void add_run(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* verb = app.add_subcommand("run", "Whether the trajectory is stopped, by what and by when");
  verb->footer("Example: chokepoint run scenarios/sevilla-2024.yaml --set power.campus_power='3 to 8 GW'");
  verb->add_option("SCENARIO", options->scenarios, "Scenario files (YAML)")->required()->type_name("");
  add_changes(*verb, options->changes);
  add_ensemble(*verb, options->ensemble, run_draws, true);
  verb->add_option("--tolerance", options->tolerance,
                   "Draw until the sampling error of the headline is below this, e.g. 1%; instead of --draws")
      ->type_name("SHARE");
  verb->add_flag("--needs", options->needs,
                 "Also what the trajectory's run takes of each (GW, accelerators, tokens) and what there is");
  add_output(*verb, *options, "report.txt, results.json and results.csv");
  verb->add_option("--samples", options->samples,
                   "Also write a row for each draw into this folder: samples.csv, samples.npy and schema.json")
      ->type_name("DIR");
  verb->add_option("--of", options->of,
                   "A column of the samples beside the parameters that vary, e.g. 'ceiling(power, 2030)'; repeatable")
      ->type_name("OUTPUT")
      ->allow_extra_args(false);
  verb->add_option("--draw", options->draw, "Show this draw alone, year by year with all its series, e.g. 1234")
      ->type_name("N");
  add_requirements(*verb, options->require);
  verb->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

void add_compare(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<CompareOptions>();
  CLI::App* verb = app.add_subcommand("compare", "Scenarios beside each other, or constraints against each other");
  verb->footer(
      "Example: chokepoint compare scenarios/sevilla-2024.yaml scenarios/sevilla-2024-trend.yaml\n"
      "         chokepoint compare scenarios/sevilla-2024.yaml --constraints power,data");
  verb->add_option("SCENARIO", options->scenarios, "Scenario files (YAML); the first is what others are held against")
      ->required()
      ->type_name("");
  add_changes(*verb, options->changes);
  verb->add_option("--constraints", options->constraints,
                   "Constraints against each other, by year, of each scenario: power,data; every one against the first")
      ->delimiter(',')
      ->type_name("A,B")
      ->allow_extra_args(false);
  add_ensemble(*verb, options->ensemble, run_draws, true);
  add_output(*verb, *options, "comparison.txt, .json and .csv");
  add_requirements(*verb, options->require);
  verb->callback([options, &chosen] { chosen = [options] { return compare(*options); }; });
}

void add_sweep(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<SweepOptions>();
  CLI::App* verb = app.add_subcommand("sweep", "The verdict for several values of one to three parameters");
  verb->footer("Example: chokepoint sweep scenarios/sevilla-2024.yaml --vary power.campus_power='1..20 GW:9' --log");
  verb->add_option("SCENARIO", options->scenario, "Scenario file (YAML)")->required()->type_name("");
  verb->add_option("--vary", options->vary, "NAME=FROM..TO[:N] or NAME=VALUE,VALUE,...; up to three times")
      ->required()
      ->type_name("AXIS")
      ->allow_extra_args(false);
  verb->add_flag("--log", options->logarithmic, "Ranges are even in the logarithm");
  verb->add_option("--year", options->year, "Year of headroom and feasibility [the last]")
      ->type_name("YEAR")
      ->check(decimal());
  add_changes(*verb, options->changes);
  add_ensemble(*verb, options->ensemble, grid_draws, true);
  add_output(*verb, *options, "sweep.txt, .json and .csv");
  verb->add_option("--resume", options->resume, "Keep finished points in this folder, and take them from there")
      ->type_name("DIR");
  verb->callback([options, &chosen] { chosen = [options] { return sweep(*options); }; });
}

void add_map(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<MapOptions>();
  CLI::App* verb = app.add_subcommand("map", "What stops most draws, over two parameters");
  verb->footer(
      "Example: chokepoint map scenarios/sevilla-2024.yaml --x power.campus_power='1..30 GW' --y "
      "data.quality_share='1..50 %' --log");
  verb->add_option("SCENARIO", options->scenario, "Scenario file (YAML)")->required()->type_name("");
  verb->add_option("--x", options->x, "NAME=FROM..TO[:N], from left to right")->required()->type_name("AXIS");
  verb->add_option("--y", options->y, "NAME=FROM..TO[:N], from below upwards")->required()->type_name("AXIS");
  verb->add_flag("--log", options->logarithmic, "Ranges are even in the logarithm");
  verb->add_option("--year", options->year, "Year that is mapped [the last]")->type_name("YEAR")->check(decimal());
  add_changes(*verb, options->changes);
  add_ensemble(*verb, options->ensemble, grid_draws, true);
  add_output(*verb, *options, "map.txt, .json, .csv and .svg", {"table", "json", "csv", "svg"});
  verb->callback([options, &chosen] { chosen = [options] { return map(*options); }; });
}

void add_solve(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<SolveOptions>();
  CLI::App* verb = app.add_subcommand("solve", "The smallest change of a lever that makes a condition true");
  verb->footer(
      "Example: chokepoint solve scenarios/sevilla-2024.yaml --lever power.campus_power --until 'headroom(power, 2030) "
      ">= 1' --within '1..100 GW'");
  verb->add_option("SCENARIO", options->scenario, "Scenario file (YAML)")->required()->type_name("");
  verb->add_option("--lever", options->levers, "Parameter to change; two of them give the trade-off between them")
      ->required()
      ->type_name("NAME")
      ->allow_extra_args(false);
  verb->add_option("--until", options->until,
                   "What must hold, e.g. 'P(trajectory feasible in 2030) >= 50 %' or "
                   "'first_year(power.network_power >= 20 GW) <= 2028'")
      ->required()
      ->type_name("CONDITION");
  verb->add_option("--within", options->within, "Range of the lever [what the scenario thinks likely, P1 to P99]")
      ->type_name("FROM..TO")
      ->allow_extra_args(false);
  add_changes(*verb, options->changes);
  add_ensemble(*verb, options->ensemble, run_draws, true);
  add_output(*verb, *options, "solution.txt, .json and .csv");
  verb->callback([options, &chosen] { chosen = [options] { return solve(*options); }; });
}

void add_sensitivity(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<SensitivityOptions>();
  CLI::App* verb = app.add_subcommand("sensitivity", "Which parameters an output depends on");
  verb->footer("Example: chokepoint sensitivity scenarios/sevilla-2024.yaml --of 'ceiling(power, 2030)'");
  verb->add_option("SCENARIO", options->scenario, "Scenario file (YAML)")->required()->type_name("");
  verb->add_option("--of", options->of,
                   "Output, e.g. 'headroom(power, 2030)', 'power.network_power(2030)', 'P(power binds first)' or "
                   "'first_year(power.network_power >= 20 GW)'")
      ->required()
      ->type_name("OUTPUT");
  add_changes(*verb, options->changes);
  add_ensemble(*verb, options->ensemble, grid_draws, false);
  add_output(*verb, *options, "sensitivity.txt, .json and .csv");
  verb->callback([options, &chosen] { chosen = [options] { return sensitivity(*options); }; });
}

void add_optimum(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<OptimumOptions>();
  CLI::App* verb = app.add_subcommand("optimum", "What model a budget of training compute is best spent on");
  verb->footer("Example: chokepoint optimum --compute 5.76e23 --inference-tokens 5e12");
  verb->add_option("--compute", options->compute, "Training compute, in FLOP where no unit is given")
      ->required()
      ->type_name("FLOP");
  std::vector<std::string_view> fits;
  for (const chokepoint::scaling::Fit& fit : chokepoint::scaling::fits()) fits.push_back(fit.name);
  verb->add_option("--fit", options->fit,
                   fmt::format("Scaling law: {} [{}]; docs/scaling-laws.md", fmt::join(fits, ", "), options->fit))
      ->type_name("NAME");
  verb->add_option("--inference-tokens", options->inference_tokens,
                   "Also the run of the same loss that costs least together with serving so many tokens")
      ->type_name("TOKENS");
  verb->add_option("--inference-cost", options->inference_cost,
                   "What a FLOP of serving costs, against one of training; 4 at a quarter of its utilization [1]")
      ->type_name("RATIO");
  verb->add_option("--unique-tokens", options->unique_tokens,
                   "Also the best run of the budget where there are only so many, which it may see again")
      ->type_name("TOKENS");
  verb->add_option("--repetition", options->repetition,
                   "What seeing them again is worth: full, passes or pessimistic [full]; docs/data-stock.md")
      ->type_name("NAME");
  add_output(*verb, *options, "optimum.txt, .json and .csv");
  verb->callback([options, &chosen] { chosen = [options] { return optimum(*options); }; });
}

void add_curate(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<CurateOptions>();
  CLI::App* verb = app.add_subcommand("curate", "What a funnel keeps and costs, and which share of text is best kept");
  verb->footer("Example: chokepoint curate scenarios/curated-small-data.yaml");
  verb->add_option("SCENARIO", options->scenario, "Scenario file (YAML)")->required()->type_name("");
  add_changes(*verb, options->changes);
  add_output(*verb, *options, "curation.txt, .json, .csv and .svg");
  verb->callback([options, &chosen] { chosen = [options] { return curate(*options); }; });
}

/// Files of observations.
void add_data(CLI::App& verb, std::vector<std::string>& data) {
  verb.add_option("--data", data,
                  "File of observations (CSV): docs/evidence.md; repeatable [those that the scenario names]")
      ->type_name("FILE")
      ->allow_extra_args(false);
}

void add_backtest(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<BacktestOptions>();
  CLI::App* verb = app.add_subcommand("backtest", "A scenario as it stood, against what came after");
  verb->footer("Example: chokepoint backtest scenarios/sevilla-2024.yaml");
  verb->add_option("SCENARIO", options->scenario, "Scenario file (YAML)")->required()->type_name("");
  add_data(*verb, options->data);
  add_changes(*verb, options->changes);
  add_ensemble(*verb, options->ensemble, run_draws, false);
  add_output(*verb, *options, "backtest.txt, .json, .csv and .svg");
  verb->callback([options, &chosen] { chosen = [options] { return backtest(*options); }; });
}

void add_import(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* verb = app.add_subcommand("import", "A download of others as a file of observations");
  verb->footer(
      "Example: chokepoint import epoch-models notable_ai_models.csv --downloaded 2026-07-15 --out models.csv");
  std::vector<std::string_view> names;
  for (const chokepoint::evidence::Importer& one : chokepoint::evidence::importers()) names.push_back(one.name);
  verb->add_option("NAME", options->name, fmt::format("Which one: {}; docs/evidence-fit.md", fmt::join(names, ", ")))
      ->required()
      ->type_name("");
  verb->add_option("FILE", options->file, "The file as it was downloaded (CSV)")->required()->type_name("");
  verb->add_option("--downloaded", options->downloaded,
                   "When it was downloaded; needed where the remarks at its head do not say it")
      ->type_name("DATE");
  verb->add_option("--ignore", options->ignored, "A column that is not known and is not wanted; repeatable")
      ->type_name("COLUMN")
      ->allow_extra_args(false);
  verb->add_option("--out", options->out, "Write it to this file [standard output]")->type_name("FILE");
  add_force(*verb, options->force);
  verb->callback([options, &chosen] { chosen = [options] { return import_observations(*options); }; });
}

void add_fit(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<FitOptions>();
  CLI::App* verb = app.add_subcommand("fit", "How fast a series of observations grows, and the trajectory of that");
  verb->footer("Example: chokepoint fit scenarios/data/frontier-models.csv --series runs --since 2018");
  verb->add_option("FILE", options->files, "Files of observations (CSV)")->required()->type_name("");
  verb->add_option("--series", options->series, "Which of their series")->required()->type_name("NAME");
  verb->add_option("--of", options->of,
                   "What the line goes through: records, top:N (among the N largest at their date), all [records]")
      ->type_name("CHOICE");
  verb->add_option("--since", options->since, "First date; records and ranks count what was before")->type_name("DATE");
  verb->add_option("--until", options->until, "Last date; nothing after it counts")->type_name("DATE");
  verb->add_option("--level", options->level, "How sure the intervals are [90%]")->type_name("SHARE");
  verb->add_option("--seed", options->seed, "Of the resamples [1]")->type_name("N");
  add_output(*verb, *options, "fit.txt, .json, .csv and trajectory.yaml");
  verb->callback([options, &chosen] { chosen = [options] { return fit(*options); }; });
}

void add_record(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<RecordOptions>();
  CLI::App* verb = app.add_subcommand("record", "Put the forecast of a scenario on record, to be scored later");
  verb->footer("Example: chokepoint record scenarios/baseline-2026.yaml --ledger forecasts.jsonl");
  verb->add_option("SCENARIO", options->scenario, "Scenario file (YAML)")->required()->type_name("");
  verb->add_option("--ledger", options->ledger, "File that a line is appended to: docs/evidence-scores.md")
      ->required()
      ->type_name("FILE");
  verb->add_option("--date", options->date, "The day it was made on [today]; the line says that it was given by hand")
      ->type_name("DATE");
  add_changes(*verb, options->changes);
  add_ensemble(*verb, options->ensemble, grid_draws, false);
  verb->callback([options, &chosen] { chosen = [options] { return record(*options); }; });
}

void add_score(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<ScoreOptions>();
  CLI::App* verb = app.add_subcommand("score", "Forecasts on record against what came after");
  verb->footer("Example: chokepoint score --ledger forecasts.jsonl --data scenarios/data/observed-2026.csv");
  verb->add_option("--ledger", options->ledger, "File of forecasts, as 'chokepoint record' makes it")
      ->required()
      ->type_name("FILE");
  add_data(*verb, options->data);
  add_output(*verb, *options, "score.txt, .json, .csv, .svg and .html");
  verb->callback([options, &chosen] { chosen = [options] { return score(*options); }; });
}

void add_learn(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<LearnOptions>();
  // The noise of independent draws is known; weights make the plane projections of a Sobol' sequence show as bits.
  options->ensemble.sampler = "random";
  CLI::App* verb = app.add_subcommand("learn", "What a scenario says once it has seen what was observed");
  verb->footer("Example: chokepoint learn scenarios/sevilla-2024.yaml --data scenarios/data/observed-2026.csv");
  verb->add_option("SCENARIO", options->scenario, "Scenario file (YAML)")->required()->type_name("");
  add_data(*verb, options->data);
  verb->add_option("--discrepancy", options->discrepancy,
                   "How far models of a series are off, all of its observations alike, in one standard deviation: "
                   "chips/stock=1.25 is a quarter up or a fifth down [as the file states it]; repeatable")
      ->type_name("SERIES=FACTOR")
      ->allow_extra_args(false);
  verb->add_option("--error", options->error,
                   "Standard deviation of observations of a series that state no error, as a factor; repeatable")
      ->type_name("SERIES=FACTOR")
      ->allow_extra_args(false);
  verb->add_option("--tolerance", options->tolerance,
                   "Draw until no share of the weighted draws has a larger standard error [1%]")
      ->type_name("SHARE");
  add_changes(*verb, options->changes);
  add_ensemble(*verb, options->ensemble, run_draws, false);
  verb->add_option("--format", options->format, "What standard output gets: table, json, csv [table]")
      ->type_name("NAME")
      ->check(CLI::IsMember({"table", "json", "csv"}));
  verb->add_option(
          "--out", options->out,
          "Write what was learnt as a scenario into this file (.yaml), or with learned.txt, .json and .csv into "
          "this folder")
      ->type_name("PATH");
  add_force(*verb, options->force);
  verb->callback([options, &chosen] { chosen = [options] { return learn(*options); }; });
}

void add_report(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* verb = app.add_subcommand("report", "A planning report: HTML, Markdown, PDF or a workbook");
  verb->footer(
      "Example: chokepoint report scenarios/sevilla-2024.yaml --out report.html\n"
      "         chokepoint report scenarios/sevilla-2024.yaml scenarios/sevilla-2024-trend.yaml --compare --out "
      "results");
  verb->add_option("SCENARIO", options->scenarios, "Scenario files (YAML)")->required()->type_name("");
  verb->add_option("--out", options->out,
                   "File to write (.html, .md, .pdf or .xlsx), or a folder, which also gets the data: results.json, "
                   "results.csv, "
                   "iamc.csv, iamc_quantiles.csv, iamc_variables.yaml and datapackage.json [report.html]")
      ->type_name("PATH");
  verb->add_option(
          "--format", options->format,
          "html, md, pdf (with Chromium or WeasyPrint) or xlsx, the tables as a workbook [as --out ends, html]")
      ->type_name("NAME")
      ->check(CLI::IsMember({"html", "md", "pdf", "xlsx"}));
  verb->add_option("--charts", options->charts, "Also write every picture into this folder, as SVG and PNG")
      ->type_name("DIR");
  verb->add_option("--chart-format", options->chart_format, "svg or png (with rsvg-convert) [both]")
      ->type_name("NAME")
      ->check(CLI::IsMember({"svg", "png"}));
  verb->add_option("--title", options->title, "Title of the report [that of the scenario]")->type_name("TEXT");
  verb->add_flag("--brief", options->brief,
                 "Two pages: the answer, the pictures, what would change it, the assumptions that matter");
  verb->add_option("--paper", options->paper, "Of a PDF: a4 or letter [a4]")
      ->type_name("NAME")
      ->check(CLI::IsMember({"a4", "letter"}));
  verb->add_flag("--compare", options->compare, "Hold the other scenarios against the first, draw by draw");
  verb->add_option("--against", options->against, "results.json of an earlier run: mark what changed since")
      ->type_name("FILE");
  add_data(*verb, options->data);
  add_force(*verb, options->force);
  add_changes(*verb, options->changes);
  add_ensemble(*verb, options->ensemble, run_draws, true);
  verb->callback([options, &chosen] { chosen = [options] { return report(*options); }; });
}

void add_explore(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<ExploreOptions>();
  CLI::App* verb =
      app.add_subcommand("explore", "A page to move the levers of scenarios on: one HTML file, engine and all");
  verb->footer(
      "Example: chokepoint explore scenarios/sevilla-2024.yaml scenarios/baseline-2026.yaml --out explorer.html");
  verb->add_option("SCENARIO", options->scenarios, "Scenario files (YAML); the first is shown when the page opens")
      ->required()
      ->type_name("");
  verb->add_option("--out", options->out, "File to write (.html) [explorer.html]")->type_name("FILE");
  add_force(*verb, options->force);
  verb->callback([options, &chosen] { chosen = [options] { return explore(*options); }; });
}

void add_check(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* verb = app.add_subcommand("check",
                                      "Say everything that is wrong with scenario files, their sources.yaml and files "
                                      "of observations, without running");
  verb->footer("Example: chokepoint check scenarios/*.yaml");
  verb->add_option("SCENARIO", options->scenarios, "Scenario files (YAML), files of observations (CSV)")
      ->required()
      ->type_name("");
  add_changes(*verb, options->changes);
  add_text_or_json(*verb, options->format);
  verb->callback([options, &chosen] { chosen = [options] { return check(*options); }; });
}

void add_explain(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* verb =
      app.add_subcommand("explain", "Equations, parameters, bounds and sources; with a scenario, its values");
  verb->footer("Example: chokepoint explain power.campus_power scenarios/sevilla-2024.yaml");
  verb->add_option("NAME", options->names,
                   "Constraint, 'shared', 'trajectory' or parameter; scenarios, by file (.yaml) or by name")
      ->type_name("");
  add_changes(*verb, options->changes);
  verb->add_flag("--markdown", options->markdown, "Print the reference of all parameters as Markdown");
  add_text_or_json(*verb, options->format);
  verb->callback([options, &chosen] { chosen = [options] { return explain(*options); }; });
}

void add_units(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<UnitsOptions>();
  CLI::App* verb = app.add_subcommand("units", "The units that a scenario may use, by dimension");
  verb->footer("Example: chokepoint units");
  add_text_or_json(*verb, options->format);
  verb->callback([options, &chosen] { chosen = [options] { return units(*options); }; });
}

void add_cite(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<CiteOptions>();
  CLI::App* verb = app.add_subcommand("cite", "How to cite chokepoint, and the sources of scenarios; also --cite");
  verb->footer("Example: chokepoint --cite scenarios/sevilla-2024.yaml --format bibtex");
  verb->add_option("SCENARIO", options->scenarios, "Scenario files (YAML): also the sources that their values name")
      ->type_name("");
  add_changes(*verb, options->changes);
  verb->add_option("--format", options->format, "What standard output gets: text, bibtex [text]")
      ->type_name("NAME")
      ->check(CLI::IsMember({"text", "bibtex"}));
  verb->callback([options, &chosen] { chosen = [options] { return cite(*options); }; });
}

void add_new(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<NewOptions>();
  CLI::App* verb = app.add_subcommand("new", "A scenario file of your own, which extends another, to fill in");
  verb->footer(
      "Example: chokepoint new my-plan.yaml --extends baseline-2026 --with trajectory.growth power.campus_power");
  verb->add_option("FILE", options->file, "File to write (.yaml)")->required()->type_name("");
  verb->add_option("--extends", options->extends, "The scenario that it takes all else from, by file or by name")
      ->required()
      ->type_name("SCENARIO");
  verb->add_option("--with", options->with,
                   "What you want to change: parameters (power.campus_power, campus_power), or all that a constraint, "
                   "an event or a group states (power). Each gets a line with its present value, and unit, bounds, "
                   "meaning and source above it [the trajectory and the six parameters that move most the ceiling that "
                   "is likeliest to stop it, in comments]; repeatable")
      ->type_name("NAME");
  verb->add_option("--title", options->title, "Title of the scenario [from the name of the file]")->type_name("TEXT");
  add_force(*verb, options->force);
  verb->callback([options, &chosen] { chosen = [options] { return write_new(*options); }; });
}

/// `--cite` in place of a verb is one.
void read_cite(std::vector<std::string>& words) {
  const auto first = std::find_if(words.begin(), words.end(),
                                  [](const std::string& word) { return word != "-v" && word != "--verbose"; });
  if (first != words.end() && *first == "--cite") *first = "cite";
}

void add_schema(CLI::App& app, Verb& chosen) {
  CLI::App* verb = app.add_subcommand("schema", "The JSON Schema of scenario files, with which editors check them");
  verb->footer("Example: chokepoint schema > scenario.schema.json");
  verb->callback([&chosen] { chosen = [] { return schema(); }; });
}

Exit parse_and_run(int argc, char** argv) {
  CLI::App app("Which limit stops the growth of AI training compute first: power, chips, data or latency?",
               "chokepoint");
  app.set_version_flag("--version", fmt::format("chokepoint {}", CHOKEPOINT_VERSION));
  app.require_subcommand(1);
  bool cite_asked = false;  // which read_cite() makes a verb
  app.add_flag("--cite", cite_asked,
               "How to cite chokepoint, and with SCENARIO… the sources of scenarios: the verb 'cite'");
  app.footer("Example: chokepoint run scenarios/sevilla-2024.yaml");
  app.formatter(help_formatter());
  app.get_formatter()->column_width(26);
  bool verbose = false;
  app.add_flag("-v,--verbose", verbose, "Log what is done, on standard error");
  app.fallthrough();
  Verb chosen;
  add_run(app, chosen);
  add_compare(app, chosen);
  add_sweep(app, chosen);
  add_map(app, chosen);
  add_solve(app, chosen);
  add_sensitivity(app, chosen);
  add_optimum(app, chosen);
  add_curate(app, chosen);
  add_backtest(app, chosen);
  add_import(app, chosen);
  add_fit(app, chosen);
  add_record(app, chosen);
  add_score(app, chosen);
  add_learn(app, chosen);
  add_report(app, chosen);
  add_explore(app, chosen);
  add_new(app, chosen);
  add_check(app, chosen);
  add_explain(app, chosen);
  add_units(app, chosen);
  add_schema(app, chosen);
  add_cite(app, chosen);
  std::vector<std::string> words(argv + 1, argv + argc);
  if (!words.empty() && words.front() == complete_word) {
    std::vector<std::string> line(words.begin() + 1, words.end());
    if (line.size() > 1) read_cite(line);
    print_coloured(completions(app, line));
    return Exit::done;
  }
  read_cite(words);
  if (const auto wrong = wrong_words(app, words)) {
    print_error(wrong->message, wrong->hint);
    return Exit::bad_input;
  }
  try {
    std::vector<std::string> backwards(words.rbegin(), words.rend());  // as CLI11 takes them
    app.parse(backwards);
  } catch (const CLI::Success& request) {
    std::ostringstream asked;  // help or version
    app.exit(request, asked, asked);
    print(asked.str());
    return Exit::done;
  } catch (const CLI::ParseError& error) {
    const Complaint wrong = complaint_of(error, app);
    print_error(wrong.message, wrong.hint);
    return Exit::bad_input;
  }
  spdlog::set_level(verbose ? spdlog::level::info : spdlog::level::warn);
  return chosen();
}

}  // namespace

int chokepoint::cli::run_process(int argc, char** argv) {
#ifdef __GLIBC__
  // Memory that was given back is slow to touch anew: blocks of draws come and go.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
#endif
  occupy_closed_streams();
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error of writing it
  // Ranks that cannot go on take the others with them, which would wait for them for ever.
  Processes processes(argc, argv);
  const auto end_all = [&processes](Exit status) {
    processes.abort(static_cast<int>(status));
    return static_cast<int>(status);
  };
  try {
    spdlog::set_default_logger(spdlog::stderr_logger_mt("chokepoint"));
    spdlog::set_pattern("chokepoint: %l: %v");
    return static_cast<int>(parse_and_run(argc, argv));
  } catch (const Interrupted&) {
    end_by_interrupt();
  } catch (const BadOutput& error) {
    print_error(fmt::format("{}: {}", error.option, error.what()), error.hint);
    return end_all(Exit::bad_input);
  } catch (const Unwritable& error) {
    print_error(fmt::format("cannot write: {}", error.what()));
    return end_all(Exit::no_access);
  } catch (const std::bad_alloc&) {
    print_error("out of memory");
    return end_all(Exit::no_access);
  } catch (const std::exception& error) {
    print_error(fmt::format("internal: {}", error.what()), "this is a defect of chokepoint; please report it");
    return end_all(Exit::defect);
  }
}
