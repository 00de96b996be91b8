// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "chokepoint/report.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

using analysis::Index;
using analysis::Influence;
using analysis::Sensitivity;
using Json = nlohmann::ordered_json;

constexpr std::size_t rows_at_most = 12;
constexpr std::size_t bar_width = 24;

/// Where a value stands on the scale of the bars.
double scaled(const Sensitivity& result, double value) {
  return result.logarithmic ? std::log(value) : value;
}

/// Characters from the middle of a bar to a value: to the edge where that is infinitely far ("never").
long steps_to(double value, double centre, double widest) {
  constexpr auto edge = static_cast<long>(bar_width / 2);
  if (value == centre) return 0;
  const double share = (value - centre) / widest;
  if (!std::isfinite(share)) return value > centre ? edge : -edge;
  return std::lround(share * static_cast<double>(edge));
}

/// From low to high around the middle: "   ----|======  ".
std::string bar(const Sensitivity& result, const Influence& one, double centre, double widest) {
  std::string out(bar_width + 1, ' ');
  const std::size_t middle = bar_width / 2;
  out[middle] = '|';
  for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
    const long steps = steps_to(scaled(result, one.sampled[side]), centre, widest);
    const auto length = static_cast<std::size_t>(std::abs(steps));
    std::fill_n(out.begin() + static_cast<long>(steps > 0 ? middle + 1 : middle - length), length,
                side == 0 ? '-' : '=');
  }
  return out;
}

/// The widest finite swing: the half of a bar.
double widest_of(const Sensitivity& result, std::size_t shown, double centre) {
  double widest = 0.0;
  for (std::size_t i = 0; i < shown; ++i) {
    for (const double value : result.influences[i].sampled) {
      const double swing = std::abs(scaled(result, value) - centre);
      if (std::isfinite(swing)) widest = std::max(widest, swing);
    }
  }
  return widest;
}

/// "9.2e28 / 7.5e29 FLOP": the unit once, when it is the same.
std::string ends_of(const Sensitivity& result, const Influence& one) {
  const auto printed = [&result](double value) {
    return std::isfinite(value) ? print(result.output, value) : std::string("never");
  };
  std::string low = printed(one.sampled[0]);
  const std::string high = printed(one.sampled[1]);
  const std::size_t space = low.find(' ');
  if (space != std::string::npos && high.ends_with(low.substr(space))) low.resize(space);
  return low + " / " + high;
}

/// Of an amount that is 0 in most draws and large in a few, the draws settle no share of the variance.
bool is_settled(const Index& index) {
  constexpr double widest_interval = 0.5;
  return index.high - index.low <= widest_interval;
}

bool is_settled(const Influence& one) {
  return is_settled(one.first_order) && is_settled(one.total);
}

/// An estimate from draws: a share that is too small to tell from none may come out below zero.
std::string share(const Index& index) {
  if (!is_settled(index)) return "?";
  const bool none = index.low == 0.0 && index.high == 0.0;
  return index.value < 0.005 && !none ? "<0.01" : fmt::format("{:.2f}", index.value);
}

/// "assumed 0.41 of 120 parameters, derived 0.22 of 31"
std::string rests_of(const Sensitivity& result) {
  std::vector<std::string> words;
  for (const analysis::Rest& one : result.rests) {
    words.push_back(fmt::format("{} {} ({} {})", one.confidence.empty() ? "not stated" : one.confidence,
                                share(one.first_order), one.parameters,
                                one.parameters == 1 ? "parameter" : "parameters"));
  }
  return fmt::format("What knowing all numbers of one confidence would take from the variance: {}.",
                     fmt::join(words, ", "));
}

std::string table_of(const Context& context, const Sensitivity& result, std::size_t width) {
  const std::size_t shown = std::min(rows_at_most, result.influences.size());
  std::string out =
      wrapped(fmt::format("{}: {} with all parameters drawn, {} with all at their median.", result.output.text,
                          print(result.output, result.sampled), print(result.output, result.at_median)),
              width);
  const double centre = scaled(result, result.sampled);
  const double widest = widest_of(result, shown, centre);
  out += fmt::format("\n{} {}  total first elast.  bits\n", left("parameter", 30), left("at P10 / P90", 20));
  for (std::size_t i = 0; i < shown; ++i) {
    const Influence& one = result.influences[i];
    out += fmt::format("{} {}  {} {} {}  {:.2f}\n", left(one.path, 30), left(ends_of(result, one), 20),
                       right(share(one.total), 5), right(share(one.first_order), 5),
                       one.elasticity ? right(fmt::format("{:+.2f}", *one.elasticity), 6) : std::string("     -"),
                       one.information);
    std::string line = "  " + bar(result, one, centre, widest);
    line.resize(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  out += "\n";
  if (shown < result.influences.size()) {
    out +=
        fmt::format("{} of {} uncertain parameters shown; CSV and JSON hold all.\n", shown, result.influences.size());
  }
  out += wrapped(
      fmt::format(
          "at P10, P90: the output with the parameter there in every draw, the others drawn (bars: - for P10, = "
          "for P90). total, first: Sobol' indices{}. elast.: per cent of change for one per cent, at the median. "
          "bits: what knowing it would take from the {:.2f} bits of not knowing which constraint binds first.",
          result.logarithmic ? " of the logarithm" : "", result.entropy),
      width);
  const bool settled = std::all_of(result.influences.begin(), result.influences.begin() + static_cast<long>(shown),
                                   [](const Influence& one) { return is_settled(one); });
  if (!settled) {
    out += wrapped(
        "?: these draws do not settle the index: its 90% interval is wider than 0.5. The output is 0 in most draws and "
        "large in a few, or so; more draws help, or another output, such as the headroom.",
        width);
  }
  if (!result.rests.empty()) out += wrapped(rests_of(result), width);
  if (result.output.is_date()) {
    out += wrapped("The indices count a year that is never within the horizon as the one after it.", width);
  }
  if (result.independence_imposed) {
    out += wrapped(
        "The indices were made with independent parameters: shares of variance are not defined with the "
        "correlations that the scenario has. All else keeps them.",
        width);
  }
  return out + what_was_run(context, width);
}

Json of_index(const Index& index) {
  return {{"value", index.value}, {"p5", index.low}, {"p95", index.high}};
}

std::string json_of(const Context& context, const Sensitivity& result) {
  Json influences = Json::array();
  for (const Influence& one : result.influences) {
    influences.push_back({{"name", one.path},
                          {"unit", unit_of(one.assumption->parameter->kind)},
                          {"p10", one.low},
                          {"p90", one.high},
                          {"at_median", one.at_median},
                          {"sampled", one.sampled},
                          {"elasticity", one.elasticity ? Json(*one.elasticity) : Json(nullptr)},
                          {"first_order", of_index(one.first_order)},
                          {"total", of_index(one.total)},
                          {"information", one.information},
                          {"source", one.assumption->source}});
    if (!one.assumption->confidence.empty()) influences.back()["confidence"] = one.assumption->confidence;
  }
  Json document = {{"format", "chokepoint-sensitivity"},
                   {"format_version", json_version},
                   {"chokepoint", context.version},
                   {"scenario", context.scenario->name},
                   {"overrides", context.scenario->overrides},
                   {"output", result.output.text},
                   {"unit", unit_of(result.output.kind)},
                   {"draws", result.base_draws},
                   {"seed", context.ensemble.seed},
                   {"at_median", result.at_median},
                   {"sampled", result.sampled},
                   {"indices_of_logarithm", result.logarithmic},
                   {"independence_imposed", result.independence_imposed},
                   {"entropy", result.entropy},
                   {"parameters", std::move(influences)}};
  for (const analysis::Rest& one : result.rests) {
    document["by_confidence"].push_back({{"confidence", one.confidence},
                                         {"parameters", one.parameters},
                                         {"first_order", of_index(one.first_order)},
                                         {"total", of_index(one.total)}});
  }
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// Empty for a year that is never.
std::string number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : std::string();
}

std::string csv_of(const Sensitivity& result) {
  std::string out =
      "parameter,unit,p10,p90,at_median_p10,at_median_p90,sampled_p10,sampled_p90,elasticity,first_order,"
      "first_order_p5,first_order_p95,total,total_p5,total_p95,information\n";
  for (const Influence& one : result.influences) {
    out += fmt::format(
        "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", one.path, unit_of(one.assumption->parameter->kind),
        one.low, one.high, number(one.at_median[0]), number(one.at_median[1]), number(one.sampled[0]),
        number(one.sampled[1]), one.elasticity ? fmt::format("{}", *one.elasticity) : "", one.first_order.value,
        one.first_order.low, one.first_order.high, one.total.value, one.total.low, one.total.high, one.information);
  }
  return out;
}

}  // namespace

std::string sensitivity(const Context& context, const Sensitivity& sensitivity, Format format, std::size_t width) {
  if (format == Format::json) return json_of(context, sensitivity);
  if (format == Format::csv) return csv_of(sensitivity);
  return table_of(context, sensitivity, std::clamp<std::size_t>(width, 80, 200));
}

}  // namespace chokepoint::report
