// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "chokepoint/report.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

using analysis::Solution;
using question::Axis;
using question::Condition;
using Json = nlohmann::ordered_json;

std::string_view name_of(Solution::Kind kind) {
  switch (kind) {
    case Solution::Kind::holds_already:
      return "holds already";
    case Solution::Kind::enough_at_median:
      return "enough at its median";
    case Solution::Kind::found:
      return "found";
    case Solution::Kind::out_of_reach:
      break;
  }
  return "out of reach";
}

std::string lever_text(const Axis& lever, const Solution& solution) {
  return precise(solution.lever, solution.standard_error, lever.parameter->kind);
}

std::string error_text(const Axis& lever, const Solution& solution) {
  if (!(solution.standard_error > 0.0)) return "";
  if (lever.parameter->kind.growth)
    return fmt::format(" (sampling error {:.1g} of the yearly factor)", solution.standard_error);
  return fmt::format(" (sampling error {})", units::print(solution.standard_error, lever.parameter->kind));
}

/// ", down to 3.2 GW": how far the condition holds where nothing need be changed.
std::string how_far(const Axis& lever, const Solution& solution) {
  const bool needs_none =
      solution.kind == Solution::Kind::holds_already || solution.kind == Solution::Kind::enough_at_median;
  if (!needs_none) return "";
  if (!solution.frontier) return ", in all of the range";
  return fmt::format(", {} to {}", *solution.frontier < solution.lever_now ? "down" : "up",
                     units::print(*solution.frontier, lever.parameter->kind));
}

std::string range_text(const Axis& lever) {
  return fmt::format("{} to {}", units::print(lever.values.front(), lever.parameter->kind),
                     units::print(lever.values.back(), lever.parameter->kind));
}

std::string sentence(const Axis& lever, const Condition& condition, const Solution& solution) {
  const std::string value = print(condition.output, solution.value);
  switch (solution.kind) {
    case Solution::Kind::holds_already:
      return fmt::format("{} holds already: {} is {}. No change is needed.", condition.text, condition.output.text,
                         value);
    case Solution::Kind::enough_at_median:
      return fmt::format(
          "{} holds once {} is {} in every draw, its median: what is in the way is its spread. {} is then {}; as it "
          "is, {}.",
          condition.text, lever.path, units::print(solution.lever, lever.parameter->kind), condition.output.text, value,
          print(condition.output, solution.value_now));
    case Solution::Kind::found:
      return fmt::format(
          "{} holds with {} = {}{} in every draw, {:.2f} times its median of {}. {} is then {}; without the change, "
          "{}.",
          condition.text, lever.path, lever_text(lever, solution), error_text(lever, solution),
          solution.lever / solution.lever_now, units::print(solution.lever_now, lever.parameter->kind),
          condition.output.text, value, print(condition.output, solution.value_now));
    case Solution::Kind::out_of_reach:
      break;
  }
  return fmt::format(
      "Nothing from {} makes {} true with {}. It comes closest at {}, where {} is {}; without a change, {}.",
      range_text(lever), condition.text, lever.path, units::print(solution.lever, lever.parameter->kind),
      condition.output.text, value, print(condition.output, solution.value_now));
}

Json of_solution(const Condition& condition, const Solution& solution) {
  const auto number = [](double value) -> Json { return std::isfinite(value) ? Json(value) : Json(nullptr); };
  Json probes = Json::array();
  for (const auto& [lever, value] : solution.probes) probes.push_back({{"lever", lever}, {"value", number(value)}});
  return {{"condition", condition.text},
          {"result", name_of(solution.kind)},
          {"lever", solution.lever},
          {"lever_now", solution.lever_now},
          {"standard_error", solution.standard_error},
          {"value", number(solution.value)},
          {"value_now", number(solution.value_now)},
          {"frontier", solution.frontier ? Json(*solution.frontier) : Json(nullptr)},
          {"monotonic", solution.monotonic},
          {"probes", std::move(probes)}};
}

Json head(const char* format, const Context& context) {
  return {{"format", format},
          {"format_version", json_version},
          {"chokepoint", context.version},
          {"scenario", context.scenario->name},
          {"overrides", context.scenario->overrides}};
}

std::string dumped(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string solution(const Context& context, const Axis& lever, const Condition& condition, const Solution& solution,
                     Format format, std::size_t width) {
  width = std::clamp<std::size_t>(width, 80, 200);
  if (format == Format::json) {
    Json document = head("chokepoint-solution", context);
    document["name"] = lever.path;
    document["unit"] = unit_of(lever.parameter->kind);
    document.update(of_solution(condition, solution));
    return dumped(document);
  }
  if (format == Format::csv) {
    std::string out = "lever,unit,result,value,standard_error,output\n";
    return out + fmt::format("{},{},{},{},{},{}\n", lever.path, unit_of(lever.parameter->kind), name_of(solution.kind),
                             solution.lever, solution.standard_error, solution.value);
  }
  std::string out = wrapped(sentence(lever, condition, solution), width);
  if (!solution.monotonic) {
    out += wrapped(fmt::format("Note: over {} the output both rises and falls; the answer is the one nearest to the "
                               "median, and there may be others:",
                               range_text(lever)),
                   width);
  }
  if (!solution.probes.empty()) {
    out += fmt::format("\n{}  {}\n", left(lever.path, 24), condition.output.text);
    for (const auto& [at, value] : solution.probes) {
      out += fmt::format("{}  {} {}\n", left(units::print(at, lever.parameter->kind), 24),
                         left(print(condition.output, value), 14), condition.holds_for(value) ? "holds" : "");
      while (out.size() > 1 && out[out.size() - 2] == ' ') out.erase(out.size() - 2, 1);
    }
  }
  return out + "\n" + what_was_run(context, width);
}

std::string trade_off(const Context& context, const Axis& first, const Axis& second, const Condition& condition,
                      const analysis::TradeOff& curve, Format format, std::size_t width) {
  width = std::clamp<std::size_t>(width, 80, 200);
  if (format == Format::json) {
    Json document = head("chokepoint-trade-off", context);
    document["first"] = {{"name", first.path}, {"unit", unit_of(first.parameter->kind)}};
    document["second"] = {{"name", second.path}, {"unit", unit_of(second.parameter->kind)}};
    Json points = Json::array();
    for (const auto& [value, one] : curve.points) {
      Json point = {{"first", value}};
      point.update(of_solution(condition, one));
      points.push_back(std::move(point));
    }
    document["points"] = std::move(points);
    return dumped(document);
  }
  if (format == Format::csv) {
    std::string out =
        fmt::format("{},{},result,standard_error,output,frontier\n", csv_field(first.path), csv_field(second.path));
    for (const auto& [value, one] : curve.points) {
      out += fmt::format("{},{},{},{},{},{}\n", value, one.lever, name_of(one.kind), one.standard_error, one.value,
                         one.frontier ? fmt::format("{}", *one.frontier) : "");
    }
    return out;
  }
  std::string out =
      wrapped(fmt::format("What {} must be for each {}, so that {}.", second.path, first.path, condition.text), width);
  out += fmt::format("\n{}  {}  result\n", left(first.path, 26), left(second.path, 26));
  for (const auto& [value, one] : curve.points) {
    const std::string needed = one.kind == Solution::Kind::found ? lever_text(second, one) : std::string("-");
    out += fmt::format("{}  {}  {}{}\n", left(units::print(value, first.parameter->kind), 26), left(needed, 26),
                       name_of(one.kind), how_far(second, one));
  }
  return out + "\n" + what_was_run(context, width);
}

}  // namespace chokepoint::report
