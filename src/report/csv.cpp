// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "chokepoint/report.hpp"
#include "report/needs.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

class Rows {
 public:
  /// `regions`: with a column for them.
  Rows(std::string& out, const Run& run, bool regions)
      : out_(out), run_(run), scenario_(csv_field(run.scenario->name)), regions_(regions) {}

  void series(const statistics::Series& series, std::string_view region = "World") {
    end_ = end_of(region);
    int year = run_.summary.first_year;
    const std::string unit = unit_of(series.kind);
    for (const statistics::Spread& spread : series.years) {
      for (std::size_t i = 0; i < statistics::levels.size(); ++i) {
        row(year, series.name, unit, statistics::level_names[i], spread.quantiles[i]);
      }
      if (const auto& mean = *spread.mean) row(year, series.name, unit, "mean", *mean);
      ++year;
    }
    end_ = end_of("World");
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
  [[nodiscard]] std::string end_of(std::string_view region) const {
    return regions_ ? fmt::format(",{}\n", csv_field(region)) : "\n";
  }
  void row(int year, std::string_view variable, std::string_view unit, std::string_view statistic, double value) {
    fmt::format_to(std::back_inserter(out_), "{},{},{},{},{},{}{}", scenario_, year, variable, unit, statistic, value,
                   end_);
  }

  std::string& out_;
  const Run& run_;
  std::string scenario_;
  bool regions_;
  std::string end_ = end_of("World");
};

void append(std::string& out, const Run& run, bool regions) {
  const statistics::Summary& summary = run.summary;
  Rows rows(out, run, regions);
  rows.series(summary.trajectory);
  for (const auto* const series :
       {&summary.observed, &summary.pre_training, &summary.post_training, &summary.post_training_share}) {
    if (*series) rows.series(**series);
  }
  rows.series(summary.attainable);
  for (std::size_t k = 0; k < summary.constraints.size(); ++k) {
    const auto& constraint = summary.constraints[k];
    const std::string& region = run.scenario->blocks[k].constraint->description->region;
    rows.series(constraint.ceiling, region);
    for (const auto& part : constraint.parts) rows.series(part.ceiling, region);
    rows.series(constraint.headroom, region);
    for (const auto& internal : constraint.internals) rows.series(internal, region);
  }
  for (const auto& constraint : summary.constraints) {
    if (!has_needs(summary)) break;
    for (const auto* const series : {&constraint.need, &constraint.supply, &constraint.gap}) rows.series(*series);
  }
  for (const auto& event : summary.events) {
    rows.series(event.overlap);
    rows.probabilities("active/" + event.name, event.active);
    rows.probabilities("begun/" + event.name, event.begun);
  }
  if (summary.relief) {
    for (const auto& series : summary.relief->series) rows.series(series);
    rows.probabilities("shortfall", summary.relief->missing);
    rows.probabilities("shortfall/made_up", summary.relief->made_up);
    rows.probabilities("shortfall/left", summary.relief->left);
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
  const bool regions =
      std::any_of(runs.begin(), runs.end(), [](const Run& run) { return gives_regions(*run.scenario); });
  std::string out = fmt::format("scenario,year,variable,unit,statistic,value{}\n", regions ? ",region" : "");
  for (const Run& run : runs) append(out, run, regions);
  return out;
}

}  // namespace chokepoint::report
