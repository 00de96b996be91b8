// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "chokepoint/report.hpp"
#include "report/needs.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

class Rows {
 public:
  Rows(std::string& out, const Run& run) : out_(out), run_(run), scenario_(csv_field(run.scenario->name)) {}

  void series(const statistics::Series& series) {
    int year = run_.summary.first_year;
    const std::string unit = unit_of(series.kind);
    for (const statistics::Spread& spread : series.years) {
      for (std::size_t i = 0; i < statistics::levels.size(); ++i) {
        row(year, series.name, unit, statistics::level_names[i], spread.quantiles[i]);
      }
      if (const auto& mean = *spread.mean) row(year, series.name, unit, "mean", *mean);
      ++year;
    }
  }

  void probabilities(const std::string& variable, const std::vector<double>& by_year) {
    int year = run_.summary.first_year;
    for (const double probability : by_year) row(year++, variable, "1", "probability", probability);
  }

  /// Within the horizon: in the row of its last year.
  void probability(const std::string& variable, double probability) {
    row(run_.scenario->last_year, variable, "1", "probability", probability);
  }

 private:
  void row(int year, std::string_view variable, std::string_view unit, std::string_view statistic, double value) {
    fmt::format_to(std::back_inserter(out_), "{},{},{},{},{},{}\n", scenario_, year, variable, unit, statistic, value);
  }

  std::string& out_;
  const Run& run_;
  std::string scenario_;
};

void append(std::string& out, const Run& run) {
  const statistics::Summary& summary = run.summary;
  Rows rows(out, run);
  rows.series(summary.trajectory);
  rows.series(summary.attainable);
  for (const auto& constraint : summary.constraints) {
    rows.series(constraint.ceiling);
    for (const auto& part : constraint.parts) rows.series(part.ceiling);
    rows.series(constraint.headroom);
    for (const auto& internal : constraint.internals) rows.series(internal);
  }
  for (const auto& constraint : summary.constraints) {
    if (!has_needs(summary)) break;
    for (const auto* const series : {&constraint.need, &constraint.supply, &constraint.gap}) rows.series(*series);
  }
  for (const auto& constraint : summary.constraints) {
    rows.probabilities("stopped/" + constraint.name, constraint.stopped);
    rows.probabilities("lowest/" + constraint.name, constraint.lowest.whole());
    for (const auto& part : constraint.parts)
      rows.probabilities("lowest/" + constraint.name + "/" + part.name, part.lowest.whole());
    rows.probabilities("below/" + constraint.name, constraint.below.whole());
  }
  rows.probabilities("stopped/none", summary.not_stopped);
  rows.probabilities("feasible", summary.feasible.whole());
  for (const auto& constraint : summary.constraints)
    rows.probability("binds_first/" + constraint.name, constraint.binds_first);
  rows.probability("binds_first/none", summary.binds_first_none);
}

}  // namespace

std::string csv(std::span<const Run> runs) {
  std::string out = "scenario,year,variable,unit,statistic,value\n";
  for (const Run& run : runs) append(out, run);
  return out;
}

}  // namespace chokepoint::report
