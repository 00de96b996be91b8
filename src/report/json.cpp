// SPDX-License-Identifier: Apache-2.0
// The documented shape: docs/json.md.
#include <nlohmann/json.hpp>

#include "chokepoint/report.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

using Json = nlohmann::ordered_json;

Json of_spread(const statistics::Spread& spread) {
  Json json;
  for (std::size_t i = 0; i < statistics::levels.size(); ++i) json[statistics::level_names[i]] = spread.quantiles[i];
  json["mean"] = spread.mean;
  return json;
}

Json of_series(const statistics::Series& series, int first_year) {
  Json years = Json::array();
  for (const auto& spread : series.years) {
    Json year = {{"year", first_year++}};
    year.update(of_spread(spread));
    years.push_back(std::move(year));
  }
  return {
      {"name", series.name}, {"unit", unit_of(series.kind)}, {"meaning", series.meaning}, {"years", std::move(years)}};
}

Json of_constraint(const statistics::Constraint& constraint, int first_year) {
  Json parts = Json::array();
  for (const auto& part : constraint.parts) {
    parts.push_back({{"name", part.name}, {"ceiling", of_series(part.ceiling, first_year)}, {"binding", part.binding}});
  }
  Json internals = Json::array();
  for (const auto& internal : constraint.internals) internals.push_back(of_series(internal, first_year));
  return {{"name", constraint.name},
          {"title", constraint.title},
          {"ceiling", of_series(constraint.ceiling, first_year)},
          {"headroom", of_series(constraint.headroom, first_year)},
          {"parts", std::move(parts)},
          {"internals", std::move(internals)},
          {"binding", constraint.binding},
          {"below", constraint.below},
          {"binds_first_in", constraint.binds_first_in}};
}

Json of_assumption(const scenario::Assumption& assumption) {
  const uncertainty::Distribution& distribution = assumption.distribution;
  return {{"name", assumption.path},
          {"unit", unit_of(assumption.parameter->kind)},
          {"text", assumption.text},
          {"distribution", distribution.family()},
          {"p10", distribution.quantile(0.1)},
          {"p50", distribution.quantile(0.5)},
          {"p90", distribution.quantile(0.9)},
          {"source", assumption.source},
          {"note", assumption.note}};
}

Json of_assumptions(const scenario::Scenario& scenario) {
  Json all = Json::array();
  for (const auto* assumption : scenario.assumptions()) {
    if (assumption->is_given()) all.push_back(of_assumption(*assumption));
  }
  return all;
}

Json of_scenario(const scenario::Scenario& scenario) {
  Json correlations = Json::array();
  for (const auto& correlation : scenario.correlations) {
    correlations.push_back({{"a", correlation.a},
                            {"b", correlation.b},
                            {"spearman", correlation.spearman},
                            {"source", correlation.source},
                            {"note", correlation.note}});
  }
  Json sources = Json::object();
  for (const auto& [key, source] : scenario.sources) {
    sources[key] = {{"title", source.title},
                    {"authors", source.authors},
                    {"date", source.date},
                    {"address", source.address},
                    {"licence", source.licence}};
  }
  return {{"name", scenario.name},
          {"title", scenario.title},
          {"description", scenario.description},
          {"first_year", scenario.first_year},
          {"last_year", scenario.last_year},
          {"base_year", scenario.base_year},
          {"anchor_date", scenario.trajectory_plan.anchor_text},
          {"overrides", scenario.overrides},
          {"assumptions", of_assumptions(scenario)},
          {"correlations", std::move(correlations)},
          {"sources", std::move(sources)}};
}

Json of_headline(const statistics::Summary& summary) {
  const statistics::Headline headline = statistics::headline(summary);
  return {{"constraint", summary.constraints[headline.constraint].name},
          {"binds_first", {{"value", headline.probability}, {"standard_error", headline.probability_error}}},
          {"headroom", {{"value", headline.headroom}, {"relative_standard_error", headline.headroom_error}}}};
}

Json of_run(const Run& run) {
  const statistics::Summary& summary = run.summary;
  Json constraints = Json::array();
  Json binds_first = Json::object();
  for (const auto& constraint : summary.constraints) {
    constraints.push_back(of_constraint(constraint, summary.first_year));
    binds_first[constraint.name] = constraint.binds_first;
  }
  binds_first["none"] = summary.binds_first_none;
  Json order = Json::array();
  for (const auto& step : summary.order) {
    order.push_back({{"constraint", summary.constraints[step.constraint].name},
                     {"binds_first", step.binds_first},
                     {"below", step.below}});
  }
  return {{"scenario", of_scenario(*run.scenario)},
          {"ensemble",
           {{"draws", summary.draws},
            {"seed", run.ensemble.seed},
            {"sampler", run.ensemble.point ? "point" : name_of(run.ensemble.method)}}},
          {"verdict", verdict(run)},
          {"headline", of_headline(summary)},
          {"binds_first", std::move(binds_first)},
          {"order", std::move(order)},
          {"feasible", summary.feasible},
          {"trajectory", of_series(summary.trajectory, summary.first_year)},
          {"attainable", of_series(summary.attainable, summary.first_year)},
          {"constraints", std::move(constraints)}};
}

}  // namespace

std::string json(std::span<const Run> runs) {
  Json all = Json::array();
  for (const Run& run : runs) all.push_back(of_run(run));
  const Json document = {{"format", "chokepoint-results"},
                         {"format_version", json_version},
                         {"chokepoint", runs.empty() ? std::string() : runs.front().version},
                         {"runs", std::move(all)}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace chokepoint::report
