// SPDX-License-Identifier: Apache-2.0
// The verbs of the executable: what each was asked, and what it does with it. Each returns the exit status.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace chokepoint::cli {

/// CONTRIBUTING.md, "Errors".
enum class Exit { done = 0, does_not_hold = 1, bad_input = 2, no_access = 3, defect = 70 };

/// The ensemble that every simulating verb takes.
struct EnsembleOptions {
  std::string draws;
  std::string seed;
  bool point = false;
  std::string sampler = "sobol";
  unsigned threads = 0;
};

/// What every verb that reads scenarios can ask to be otherwise than their files have it.
struct Changes {
  std::vector<std::string> overrides;  // NAME=VALUE
  bool realised = false;               // the share that runs have got, in place of the one that one run could get
};

struct RunOptions {
  std::vector<std::string> scenarios;
  Changes changes;
  EnsembleOptions ensemble;
  std::string format = "table";
  std::string out;
  bool force = false;
  std::vector<std::string> require;
  std::string tolerance;
  bool needs = false;
  std::string samples;          // a folder
  std::vector<std::string> of;  // columns of the samples
  std::string draw;             // the one to show
};
[[nodiscard]] Exit run(const RunOptions& options);

struct CheckOptions {
  std::vector<std::string> scenarios;
  Changes changes;
  std::string format = "table";
};
[[nodiscard]] Exit check(const CheckOptions& options);

struct ExplainOptions {
  std::vector<std::string> names;  // and scenarios, told by their suffix
  Changes changes;
  bool markdown = false;
  std::string format = "table";
};
[[nodiscard]] Exit explain(const ExplainOptions& options);

struct UnitsOptions {
  std::string format = "table";
};
[[nodiscard]] Exit units(const UnitsOptions& options);

struct CiteOptions {
  std::vector<std::string> scenarios;
  Changes changes;
  std::string format = "text";
};
[[nodiscard]] Exit cite(const CiteOptions& options);

struct NewOptions {
  std::string file;
  std::string extends;
  std::vector<std::string> with;  // names of parameters, or of what they are in
  std::string title;
  bool force = false;
};
[[nodiscard]] Exit write_new(const NewOptions& options);

[[nodiscard]] Exit schema();

struct CompareOptions {
  std::vector<std::string> scenarios;
  Changes changes;
  EnsembleOptions ensemble;
  std::string format = "table";
  std::string out;
  bool force = false;
  std::vector<std::string> constraints;
  std::vector<std::string> require;
};
[[nodiscard]] Exit compare(const CompareOptions& options);

struct SweepOptions {
  std::string scenario;
  Changes changes;
  EnsembleOptions ensemble;
  std::string format = "table";
  std::string out;
  bool force = false;
  std::vector<std::string> vary;
  bool logarithmic = false;
  std::string year;
  std::string resume;
};
[[nodiscard]] Exit sweep(const SweepOptions& options);

struct MapOptions {
  std::string scenario;
  Changes changes;
  EnsembleOptions ensemble;
  std::string format = "table";
  std::string out;
  bool force = false;
  std::string x;
  std::string y;
  bool logarithmic = false;
  std::string year;
};
[[nodiscard]] Exit map(const MapOptions& options);

struct SolveOptions {
  std::string scenario;
  Changes changes;
  EnsembleOptions ensemble;
  std::string format = "table";
  std::string out;
  bool force = false;
  std::vector<std::string> levers;
  std::vector<std::string> within;
  std::string until;
};
[[nodiscard]] Exit solve(const SolveOptions& options);

struct SensitivityOptions {
  std::string scenario;
  Changes changes;
  EnsembleOptions ensemble;
  std::string format = "table";
  std::string out;
  bool force = false;
  std::string of;
};
[[nodiscard]] Exit sensitivity(const SensitivityOptions& options);

struct OptimumOptions {
  std::string compute;
  std::string fit = "besiroglu";
  std::string inference_tokens;
  std::string inference_cost;
  std::string unique_tokens;
  std::string repetition;
  std::string format = "table";
  std::string out;
  bool force = false;
};
[[nodiscard]] Exit optimum(const OptimumOptions& options);

struct CurateOptions {
  std::string scenario;
  Changes changes;
  std::string format = "table";
  std::string out;
  bool force = false;
};
[[nodiscard]] Exit curate(const CurateOptions& options);

struct BacktestOptions {
  std::string scenario;
  std::vector<std::string> data;
  Changes changes;
  EnsembleOptions ensemble;
  std::string format = "table";
  std::string out;
  bool force = false;
};
[[nodiscard]] Exit backtest(const BacktestOptions& options);

struct ImportOptions {
  std::string name;
  std::string file;
  std::string downloaded;
  std::vector<std::string> ignored;  // columns
  std::string out;                   // a file
  bool force = false;
};
[[nodiscard]] Exit import_observations(const ImportOptions& options);

struct FitOptions {
  std::vector<std::string> files;
  std::string series;
  std::string of = "records";
  std::string since;
  std::string until;
  std::string level;
  std::string seed;
  std::string format = "table";
  std::string out;
  bool force = false;
};
[[nodiscard]] Exit fit(const FitOptions& options);

struct RecordOptions {
  std::string scenario;
  Changes changes;
  EnsembleOptions ensemble;
  std::string ledger;
  std::string date;
};
[[nodiscard]] Exit record(const RecordOptions& options);

struct ScoreOptions {
  std::string ledger;
  std::vector<std::string> data;
  std::string format = "table";
  std::string out;
  bool force = false;
};
[[nodiscard]] Exit score(const ScoreOptions& options);

struct LearnOptions {
  std::string scenario;
  std::vector<std::string> data;
  Changes changes;
  EnsembleOptions ensemble;
  std::vector<std::string> discrepancy;  // SERIES=FACTOR
  std::vector<std::string> error;        // the same
  std::string tolerance;
  std::string format = "table";
  std::string out;
  bool force = false;
};
[[nodiscard]] Exit learn(const LearnOptions& options);

struct ReportOptions {
  std::vector<std::string> scenarios;
  std::vector<std::string> data;  // files of observations, in place of those that scenarios name
  Changes changes;
  EnsembleOptions ensemble;
  std::string format;
  std::string out;
  std::string title;
  std::string against;
  std::string charts;        // a folder
  std::string chart_format;  // svg, png; both unless it is said
  std::string paper = "a4";
  bool brief = false;
  bool compare = false;
  bool force = false;
};
[[nodiscard]] Exit report(const ReportOptions& options);

struct ExploreOptions {
  std::vector<std::string> scenarios;
  std::string out;
  bool force = false;
};
[[nodiscard]] Exit explore(const ExploreOptions& options);

}  // namespace chokepoint::cli
