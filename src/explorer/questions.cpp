// SPDX-License-Identifier: Apache-2.0
// What if: matters, map, solve, compare.
#include <fmt/format.h>

#include <algorithm>

#include "explorer/results.hpp"
#include "explorer/sections.hpp"
#include "report/palette.hpp"
#include "report/planning/planning.hpp"

namespace chokepoint::explorer {

namespace {

constexpr std::size_t width = 80;
constexpr std::size_t map_columns = 21;
constexpr std::size_t map_rows = 11;
constexpr std::size_t map_cells = 2500;  // a link may ask for any
constexpr std::size_t tried_at_most = 4;

Json parsed(const std::string& document) {
  return Json::parse(document);
}

/// The section of a report on what would change the answer.
Json change(Work& work, const ScenarioPointer& scenario, const simulation::Ensemble& ensemble) {
  const bool tried = work.request().flag("levers");
  report::Planning planning = planning_of(work, chapter_of(work, scenario, statistics::Keep::everything(), ensemble));
  report::Chapter& chapter = planning.chapters.front();
  chapter.levers =
      whole(analysis::levers(scenario, chapter.run.summary, tried ? tried_at_most : 0, work.effort(ensemble)));
  const report::Context context = work.context(scenario, ensemble);
  Json sections = Json::array();
  sections.push_back(json_of(report::planning::change(planning), work.request().flag("still")));
  return {{"sensitivity", parsed(report::sensitivity(context, chapter.levers.tornado, report::Format::json, width))},
          {"condition", chapter.levers.condition.text},
          {"sections", std::move(sections)}};
}

int year_of(const Request& request, const scenario::Scenario& scenario) {
  const auto first = static_cast<std::uint64_t>(scenario.first_year);
  const auto last = static_cast<std::uint64_t>(scenario.last_year);
  return static_cast<int>(request.whole("year", first, last).value_or(last));
}

void check_differ(const std::vector<question::Axis>& axes) {
  if (axes.size() == 2 && axes[0].path == axes[1].path) refuse(fmt::format("{} is varied twice", axes[0].path));
}

}  // namespace

Json matters(Work& work) {
  const ScenarioPointer scenario = work.scenario();
  const simulation::Ensemble ensemble = work.ensemble(few_draws);
  const std::string of = work.request().text("of", "");
  const bool indices = work.request().flag("indices");
  if (of.empty() && !indices) return change(work, scenario, ensemble);
  std::string asked = of;
  if (asked.empty()) {
    const statistics::Keep keep{.order = true};
    const statistics::Summary summary = summary_of(scenario, keep, work.effort(ensemble, 2));
    asked = analysis::first_condition(*scenario, summary).output.text;
  }
  const auto output = good(question::read_output(asked, *scenario, "of"));
  const analysis::Effort effort = work.effort(ensemble);
  const auto found =
      whole(indices ? analysis::sensitivity(scenario, output, effort) : analysis::tornado(scenario, output, effort));
  const report::Context context = work.context(scenario, ensemble);
  return {{"sensitivity", parsed(report::sensitivity(context, found, report::Format::json, width))},
          {"condition", nullptr},
          {"sections", Json::array()}};
}

Json map(Work& work) {
  const Request& request = work.request();
  const ScenarioPointer scenario = work.scenario();
  const simulation::Ensemble ensemble = work.ensemble(few_draws);
  const bool logarithmic = request.flag("logarithmic");
  const auto axis = [&](const char* name, std::size_t count) {
    auto read = good(question::read_axis(request.text(name), *scenario, name, count, logarithmic));
    if (read.values.size() < 2) refuse("two values or more are needed on both axes");
    return read;
  };
  const question::Axis x = axis("x", map_columns);
  const question::Axis y = axis("y", map_rows);
  check_differ({x, y});
  if (x.values.size() * y.values.size() > map_cells) refuse(fmt::format("a map has at most {} cells", map_cells));
  const auto found = whole(analysis::sweep(scenario, {x, y}, year_of(request, *scenario), work.effort(ensemble)));
  const report::Context context = work.context(scenario, ensemble);
  Json colours = Json::object();
  for (const std::string& name : found.constraints) colours[name] = report::colour_of(name);
  return {{"map", parsed(report::map(context, found, report::Format::json, width, false))},
          {"colours", std::move(colours)}};
}

Json solve(Work& work) {
  const Request& request = work.request();
  const ScenarioPointer scenario = work.scenario();
  const simulation::Ensemble ensemble = work.ensemble(many_draws);
  const auto condition = good(question::read_condition(request.text("until"), *scenario, "until"));
  const std::vector<std::string> names = request.texts("levers");
  const std::vector<std::string> within = request.texts("within");
  if (names.empty() || names.size() > 2 || within.size() > names.size()) {
    refuse("one lever or two, and a range for each at the most", R"("levers": [PATH], "within": ["1 GW..10 GW"])");
  }
  std::vector<question::Axis> levers;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string range = i < within.size() ? within[i] : std::string();
    levers.push_back(good(question::read_lever(names[i], range, *scenario, "levers", "within")));
  }
  check_differ(levers);
  const report::Context context = work.context(scenario, ensemble);
  const auto shown = [&](const auto& make) {
    return Json{{"solution", parsed(make(report::Format::json))}, {"text", make(report::Format::terminal)}};
  };
  const analysis::Effort effort = work.effort(ensemble);
  if (levers.size() == 2) {
    const auto curve = whole(analysis::trade_off(scenario, levers[0], levers[1], condition, effort));
    return shown([&](report::Format format) {
      return report::trade_off(context, levers[0], levers[1], condition, curve, format, width);
    });
  }
  const auto found = whole(analysis::solve(scenario, levers[0], condition, effort));
  return shown(
      [&](report::Format format) { return report::solution(context, levers[0], condition, found, format, width); });
}

Json compare(Work& work) {
  const ScenarioPointer first = work.scenario("a");
  ScenarioPointer second = work.scenario("b");
  if (first->name == second->name) {
    auto other = std::make_shared<scenario::Scenario>(*second);
    other->name += " (b)";
    second = other;
  }
  const simulation::Ensemble ensemble = work.ensemble(many_draws);
  std::vector<report::Run> runs;
  for (const ScenarioPointer& one : {first, second}) {
    auto summary = summary_of(one, report::kept_for_verdict(*one), work.effort(ensemble, 3));
    runs.push_back(
        {.scenario = one, .ensemble = ensemble, .summary = std::move(summary), .version = work.parts().version});
  }
  const std::vector<analysis::Pair> pairs{whole(analysis::compare(first, second, work.effort(ensemble, 3)))};
  return {{"comparison", parsed(report::comparison(runs, pairs, report::Format::json, width))},
          {"text", report::comparison(runs, pairs, report::Format::terminal, width)}};
}

}  // namespace chokepoint::explorer
