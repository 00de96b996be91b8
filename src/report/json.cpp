// SPDX-License-Identifier: Apache-2.0
// The documented shape: docs/json.md.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "chokepoint/report.hpp"
#include "report/needs.hpp"
#include "report/run_json.hpp"
#include "report/scores.hpp"
#include "report/text.hpp"
#include "report/verdict_json.hpp"

namespace chokepoint::report {

namespace {

using Json = nlohmann::ordered_json;

Json of_spread(const statistics::Spread& spread) {
  Json json;
  for (std::size_t i = 0; i < statistics::levels.size(); ++i) json[statistics::level_names[i]] = spread.quantiles[i];
  if (const auto& mean = *spread.mean) json["mean"] = *mean;
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

/// Keys that are there only where the block is not what the catalogue has under its name.
void add_said(const scenario::Block& block, const models::Catalogue& catalogue, Json& json) {
  for (const scenario::Said& one : scenario::said_of(block, catalogue)) {
    if (one.key != "title") json[std::string(one.key)] = one.text;
  }
}

void add_couplings(const scenario::Block& block, Json& json) {
  if (block.couplings.empty()) return;
  const models::Description& description = *block.constraint->description;
  Json all = Json::array();
  for (const scenario::Coupling& one : block.couplings) {
    all.push_back({{"name", description.name + "." + description.parameters[one.parameter].name},
                   {"output", one.text},
                   {"source", one.source},
                   {"note", one.note}});
  }
  json["couplings"] = std::move(all);
}

Json of_constraint(const statistics::Constraint& constraint, const scenario::Block& block,
                   const scenario::Scenario& scenario) {
  const int first_year = scenario.first_year;
  Json parts = Json::array();
  for (const auto& part : constraint.parts) {
    parts.push_back(
        {{"name", part.name}, {"ceiling", of_series(part.ceiling, first_year)}, {"lowest", part.lowest.whole()}});
  }
  Json internals = Json::array();
  for (const auto& internal : constraint.internals) internals.push_back(of_series(internal, first_year));
  Json json = {{"name", constraint.name}, {"title", constraint.title}};
  add_said(block, *scenario.catalogue, json);
  const Json results = {{"ceiling", of_series(constraint.ceiling, first_year)},
                        {"headroom", of_series(constraint.headroom, first_year)},
                        {"parts", std::move(parts)},
                        {"internals", std::move(internals)},
                        {"lowest", constraint.lowest.whole()},
                        {"below", constraint.below.whole()},
                        {"binds_first_in", constraint.binds_first_in},
                        {"stopped", constraint.stopped}};
  json.update(results);
  if (block.constraint->program != nullptr) json["equations"] = block.constraint->description->equations;
  add_couplings(block, json);
  return json;
}

/// In the order of the constraints, from those of the scenario.
Json of_need(const statistics::Constraint& constraint, const models::Need& need, int first_year) {
  return {{"name", need.name},
          {"unit", unit_of(need.kind)},
          {"short", need.more_is_less ? "need below supply" : "need above supply"},
          {"need", of_series(constraint.need, first_year)},
          {"supply", of_series(constraint.supply, first_year)},
          {"gap", of_series(constraint.gap, first_year)}};
}

Json of_assumptions(const scenario::Scenario& scenario) {
  Json all = Json::array();
  for (const auto* assumption : scenario.assumptions()) {
    if (assumption->is_given()) all.push_back(json_of_assumption(*assumption));
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
  for (const scenario::Source* source : scenario.cited()) {
    sources[source->key] = {{"title", source->title},
                            {"authors", source->authors},
                            {"date", source->date},
                            {"address", source->address},
                            {"licence", source->licence}};
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

/// The verdict, its words and how sure the draws make it.
Json of_answer(const statistics::Summary& summary, const scenario::Scenario& scenario, bool point) {
  const std::vector<std::string> names = names_of(summary);
  const statistics::Headline headline = statistics::headline(summary);
  Json answer = {{"text", verdict_of(summary, point)}};
  answer.update(of_verdict({summary.verdict, names, scenario.first_year, scenario.last_year}));
  answer["standard_error"] = headline.stopped_error;
  answer["headroom"] = {
      {"constraint", names[headline.constraint]},
      {"value", headline.headroom},
      {"relative_standard_error", headline.headroom_error ? Json(*headline.headroom_error) : Json(nullptr)}};
  return answer;
}

Json of_views(const Run& run) {
  Json all = Json::array();
  for (const View& one : run.views) {
    all.push_back({{"name", one.view.name},
                   {"taken", one.view.taken},
                   {"in_place_of", one.view.in_place_of},
                   {"change", one.view.change},
                   {"verdict", of_answer(one.summary, *one.scenario, run.ensemble.point)}});
  }
  return all;
}

Json of_events(const Run& run) {
  Json all = Json::array();
  for (std::size_t i = 0; i < run.summary.events.size(); ++i) {
    const scenario::Event& event = run.scenario->events[i];
    const statistics::Event& found = run.summary.events[i];
    Json acts_on = Json::array();
    for (const scenario::Event::Factor& factor : event.factors) {
      const models::Description& block = *run.scenario->blocks[factor.block].constraint->description;
      acts_on.push_back(block.name + "." + block.parameters[factor.capacity].name);
    }
    all.push_back({{"name", event.name},
                   {"title", event.description->title},
                   {"from", event.dated ? Json(nullptr) : Json(event.from)},
                   {"until", event.dated ? Json(nullptr) : Json(event.until)},
                   {"acts_on", std::move(acts_on)},
                   {"overlap", of_series(found.overlap, run.summary.first_year)},
                   {"active", found.active},
                   {"begun", found.begun}});
  }
  return all;
}

Json of_relief(const Run& run) {
  const statistics::Relief& relief = *run.summary.relief;
  Json series = Json::array();
  for (const statistics::Series& one : relief.series) series.push_back(of_series(one, run.summary.first_year));
  return {
      {"series", std::move(series)}, {"shortfall", relief.missing}, {"made_up", relief.made_up}, {"left", relief.left}};
}

const char* name_of(analysis::Solution::Kind kind) {
  switch (kind) {
    case analysis::Solution::Kind::holds_already:
      return "holds already";
    case analysis::Solution::Kind::enough_at_median:  // of a value, not of a factor
    case analysis::Solution::Kind::found:
      return "found";
    case analysis::Solution::Kind::out_of_reach:
      break;
  }
  return "out of reach";
}

Json of_levers(const Chapter& chapter) {
  Json swings = Json::array();
  for (const auto& one : chapter.levers.tornado.influences) {
    swings.push_back({{"name", one.path},
                      {"p10", one.low},
                      {"p90", one.high},
                      {"at_p10", one.sampled[0]},
                      {"at_p90", one.sampled[1]},
                      {"elasticity", one.elasticity ? Json(*one.elasticity) : Json(nullptr)}});
  }
  Json tried = Json::array();
  for (const auto& one : chapter.levers.tried) {
    tried.push_back({{"name", one.axis.path},
                     {"result", name_of(one.solution.kind)},
                     {"factor", one.solution.lever},
                     {"standard_error", one.solution.standard_error},
                     {"median_now", one.median},
                     {"median_then", one.median_with(one.solution.lever)},
                     {"value", one.solution.value},
                     {"lowest_factor", one.axis.values.front()},
                     {"highest_factor", one.axis.values.back()}});
  }
  return {{"condition", chapter.levers.condition.text},
          {"draws", chapter.run.ensemble.point ? 1 : chapter.lever_ensemble.draws},
          {"value", chapter.levers.tornado.sampled},
          {"tornado", std::move(swings)},
          {"tried", std::move(tried)}};
}

Json of_ensemble(const Run& run) {
  return {{"draws", run.summary.draws},
          {"seed", run.ensemble.seed},
          {"sampler", run.ensemble.point ? "point" : report::name_of(run.ensemble.method)}};
}

Json of_constraints(const Run& run) {
  const statistics::Summary& summary = run.summary;
  Json constraints = Json::array();
  for (std::size_t k = 0; k < summary.constraints.size(); ++k) {
    constraints.push_back(of_constraint(summary.constraints[k], run.scenario->blocks[k], *run.scenario));
    if (has_needs(summary)) {
      const models::Need& need = run.scenario->blocks[k].constraint->description->need;
      constraints.back()["needs"] = of_need(summary.constraints[k], need, summary.first_year);
    }
  }
  return constraints;
}

Json of_binds_first(const Run& run) {
  Json binds_first = Json::object();
  for (const statistics::Constraint& one : run.summary.constraints) binds_first[one.name] = one.binds_first;
  binds_first["none"] = run.summary.binds_first_none;
  return binds_first;
}

Json of_order(const Run& run) {
  Json order = Json::array();
  for (const auto& step : *run.summary.order) {
    order.push_back({{"constraint", run.summary.constraints[step.constraint].name},
                     {"binds_first", step.binds_first},
                     {"below", step.below}});
  }
  return order;
}

template <auto Series>
Json of_series_of(const Run& run) {
  return of_series(run.summary.*Series, run.summary.first_year);
}

template <auto Series>
Json of_optional_series_of(const Run& run) {
  return of_series(*(run.summary.*Series), run.summary.first_year);
}

/// What a run has in JSON, in order. A member is made only where it is wanted: a scenario with all that it cites is
/// longer than its answer.
struct Member {
  const char* name;
  Json (*make)(const Run&);
  bool (*has)(const Run&) = [](const Run&) { return true; };
};
bool has_pre_training(const Run& run) {
  return run.summary.pre_training.has_value();
}
using statistics::Summary;
const Member members[] = {
    {"scenario", [](const Run& run) { return of_scenario(*run.scenario); }},
    {"ensemble", of_ensemble},
    {"verdict", [](const Run& run) { return of_answer(run.summary, *run.scenario, run.ensemble.point); }},
    {"views", of_views, [](const Run& run) { return !run.views.empty(); }},
    {"events", of_events, [](const Run& run) { return !run.summary.events.empty(); }},
    {"relief", of_relief, [](const Run& run) { return run.summary.relief.has_value(); }},
    {"binds_first", of_binds_first},
    {"order", of_order},
    {"feasible", [](const Run& run) { return Json(run.summary.feasible.whole()); }},
    {"not_stopped", [](const Run& run) { return Json(run.summary.not_stopped); }},
    {"trajectory", of_series_of<&Summary::trajectory>},
    {"attainable", of_series_of<&Summary::attainable>},
    {"constraints", of_constraints},
    {"observed", of_optional_series_of<&Summary::observed>,
     [](const Run& run) { return run.summary.observed.has_value(); }},
    {"pre_training", of_optional_series_of<&Summary::pre_training>, has_pre_training},
    {"post_training", of_optional_series_of<&Summary::post_training>, has_pre_training},
    {"post_training_share", of_optional_series_of<&Summary::post_training_share>, has_pre_training},
};

Json of_provenance(const Provenance& provenance) {
  Json files = Json::array();
  for (const File& file : provenance.files) files.push_back({{"path", file.path}, {"sha256", file.sha256}});
  return {{"command", provenance.command}, {"commit", provenance.commit}, {"files", std::move(files)}};
}

Json json_document(const std::string& version, Json runs, const Provenance& provenance) {
  return {{"format", "chokepoint-results"},
          {"format_version", json_version},
          {"chokepoint", version},
          {"provenance", of_provenance(provenance)},
          {"runs", std::move(runs)}};
}

std::string text_of(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

nlohmann::ordered_json json_of_assumption(const scenario::Assumption& assumption) {
  const uncertainty::Distribution& distribution = assumption.distribution;
  Json json = {
      {"name", assumption.path},           {"unit", unit_of(assumption.parameter->kind)},
      {"text", assumption.text},           {"distribution", distribution.family()},
      {"p10", distribution.quantile(0.1)}, {"p50", distribution.quantile(0.5)},
      {"p90", distribution.quantile(0.9)}, {"as_of", assumption.as_of.empty() ? Json(nullptr) : Json(assumption.as_of)},
      {"source", assumption.source},       {"note", assumption.note}};
  if (assumption.year) {
    json["year"] = *assumption.year;
    json["steps"] = assumption.steps;
    json["added"] = assumption.added;
  }
  if (!assumption.confidence.empty()) json["confidence"] = assumption.confidence;
  if (assumption.is_default) json["default"] = true;
  if (const auto word = assumption.word(); !word.empty()) {
    json["word"] = word;  // and no number: there are no quantiles
    for (const char* const quantile : {"p10", "p50", "p90"}) json[quantile] = nullptr;
  }
  return json;
}

std::vector<std::string> members_of_run() {
  std::vector<std::string> names;
  for (const Member& one : members) names.emplace_back(one.name);
  return names;
}

nlohmann::ordered_json json_of_run(const Run& run, const std::vector<std::string>& wanted) {
  Json json = Json::object();
  for (const Member& one : members) {
    const bool asked = wanted.empty() || std::find(wanted.begin(), wanted.end(), one.name) != wanted.end();
    if (asked && one.has(run)) json[one.name] = one.make(run);
  }
  return json;
}

Json of_verdict(const Told& told) {
  const binding::Verdict& verdict = told.verdict;
  const auto year = [&told](const std::optional<std::size_t>& index) {
    return index ? Json(told.first_year + static_cast<int>(*index)) : Json(nullptr);
  };
  Json by = Json::object();
  for (std::size_t k = 0; k < told.names.size(); ++k) by[told.names[k]] = verdict.stopped_by[k];
  Json leading = Json::array();
  for (const std::size_t k : verdict.leading) leading.push_back(told.names[k]);
  const auto first = verdict.first();
  return {{"by_year", told.last_year},        {"stopped", verdict.stopped},
          {"stopped_by", std::move(by)},      {"never", verdict.never},
          {"standing", standing_of(verdict)}, {"binds_first", first ? Json(told.names[*first]) : Json(nullptr)},
          {"leading", std::move(leading)},    {"p10_year", year(verdict.tenth)},
          {"p50_year", year(verdict.half)},   {"p90_year", year(verdict.nine_tenths)}};
}

std::string json(std::span<const Run> runs, const Provenance& provenance) {
  Json all = Json::array();
  for (const Run& run : runs) all.push_back(json_of_run(run));
  return text_of(json_document(runs.empty() ? std::string() : runs.front().version, std::move(all), provenance));
}

std::string json(const Planning& planning) {
  Json all = Json::array();
  for (const Chapter& chapter : planning.chapters) {
    Json run = json_of_run(chapter.run);
    run["levers"] = of_levers(chapter);
    if (chapter.record) run["record"] = json_of_backtest(*chapter.record);
    all.push_back(std::move(run));
  }
  return text_of(json_document(planning.chapters.front().run.version, std::move(all), planning.provenance));
}

}  // namespace chokepoint::report
