// SPDX-License-Identifier: Apache-2.0
// Scenarios beside each other.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "chokepoint/report.hpp"
#include "report/text.hpp"
#include "report/verdict_json.hpp"
#include "scenario/events.hpp"

namespace chokepoint::report {

namespace {

using analysis::Difference;
using analysis::Pair;
using statistics::Spread;
using Json = nlohmann::ordered_json;

constexpr std::size_t rows_at_most = 8;

/// "0.84 (0.52-1.3)"
std::string interval_of(const Spread& spread) {
  return fmt::format("{} ({}-{})", factor(spread.median()), factor(spread.p10()), factor(spread.p90()));
}

std::string side(const scenario::Assumption* assumption, const std::string& path, const scenario::Scenario& scenario) {
  if (assumption != nullptr) return fmt::format("{} [{}]", assumption->text, origin_of(*assumption));
  const scenario::Coupling* const coupling = scenario.coupling(path);
  return coupling == nullptr ? "not there" : in_words(*coupling);
}

/// What a parameter belongs to: "power", "events.taiwan".
std::string owner_of(const std::string& path) {
  const bool of_event = path.starts_with(scenario::events_key) && path[scenario::events_key.size()] == '.';
  return path.substr(0, path.find('.', of_event ? scenario::events_key.size() + 1 : 0));
}

bool models(const scenario::Scenario& scenario, std::string_view block) {
  return block == models::shared().name || block == models::trajectory().name ||
         (block == models::relief().name && scenario.relief) ||
         std::any_of(scenario.events.begin(), scenario.events.end(),
                     [block](const scenario::Event& one) { return one.description->name == block; }) ||
         std::any_of(scenario.blocks.begin(), scenario.blocks.end(),
                     [block](const scenario::Block& one) { return one.constraint->description->name == block; });
}

void differences_of(const scenario::ScenarioPointer& first, const scenario::ScenarioPointer& second, std::size_t width,
                    std::string& out) {
  const std::vector<Difference> all = analysis::differences(first, second);
  const auto correlations = analysis::correlation_differences(*first, *second);
  const auto plan = analysis::plan_differences(*first, *second);
  if (all.empty() && correlations.empty() && plan.empty()) out += "No assumption differs.\n";
  for (const auto& one : plan) {
    out += fmt::format("{}\n  {}: {}\n  {}: {}\n", one.name, first->name, one.first, second->name, one.second);
  }
  std::string said;  // the constraint or event that only one of them has, told once
  for (const Difference& one : all) {
    const std::string block = owner_of(one.path);
    if (block == said) continue;
    if (!models(*first, block) || !models(*second, block)) {
      const auto state = [&block](const scenario::Scenario& scenario) {
        if (block.starts_with(scenario::events_key)) return models(scenario, block) ? "may happen" : "not there";
        return models(scenario, block) ? "modelled" : "not modelled";
      };
      out += fmt::format("{}\n  {}: {}\n  {}: {}\n", block, first->name, state(*first), second->name, state(*second));
      said = block;
      continue;
    }
    out += one.path + "\n";
    out += wrapped(fmt::format("{}: {}", first->name, side(one.first.get(), one.path, *first)), width, 2);
    out += wrapped(fmt::format("{}: {}", second->name, side(one.second.get(), one.path, *second)), width, 2);
  }
  for (const auto& one : correlations) {
    out += wrapped(fmt::format("rank correlation of {} and {}", one.a, one.b), width);
    out += fmt::format("  {}: {}\n  {}: {}\n", first->name, one.first, second->name, one.second);
  }
}

std::string rows_left_out(std::size_t years) {
  if (years <= rows_at_most) return "";
  return fmt::format("{} of {} years shown; CSV and JSON hold all.\n", rows_at_most, years);
}

/// When the second scenario is stopped, against the first, in the years that both have.
std::string against(const Pair& pair, const scenario::Scenario& first, const scenario::Scenario& second) {
  if (pair.years.empty()) return fmt::format("{} and {} have no year in common.", second.name, first.name);
  const bool all = pair.years.size() == static_cast<std::size_t>(std::max(first.years(), second.years()));
  const std::string years =
      all ? "" : fmt::format(", in {} to {}, the years of both", pair.years.front(), pair.years.back());
  return fmt::format(
      "{} against {}, draw by draw{}: it is stopped later in {} of the draws, in the same year or not at "
      "all in {}, earlier in {}.",
      second.name, first.name, years, percent(pair.later), percent(pair.same), percent(pair.earlier));
}

bool all_equal(const Pair& pair) {
  for (const auto& series : pair.ratio) {
    for (const Spread& spread : series) {
      if (spread.quantiles.front() != 1.0 || spread.quantiles.back() != 1.0) return false;
    }
  }
  return true;
}

/// As many constraints beside each other as fit.
void ratio_table(const Pair& pair, std::size_t width, std::string& out) {
  if (pair.years.empty() || pair.constraints.empty()) return;
  if (all_equal(pair)) {
    out += "The ceilings are the same.\n";
    return;
  }
  constexpr std::size_t year_width = 4;
  constexpr std::size_t cell_width = 17;
  const std::size_t across = (width - year_width) / (cell_width + 2);
  out += "Ratio of ceilings, P50 (P10-P90)\n";
  for (std::size_t first = 0; first < pair.constraints.size(); first += across) {
    const std::size_t last = std::min(first + across, pair.constraints.size());
    std::string head = "year";
    for (std::size_t k = first; k < last; ++k) head += "  " + left(pair.constraints[k], cell_width);
    while (head.back() == ' ') head.pop_back();
    out += head + "\n";
    for (const std::size_t row : evenly(pair.years.size(), rows_at_most)) {
      std::string line = fmt::format("{}", pair.years[row]);
      for (std::size_t k = first; k < last; ++k) line += "  " + left(interval_of(pair.ratio[k][row]), cell_width);
      while (line.back() == ' ') line.pop_back();
      out += line + "\n";
    }
  }
  out += rows_left_out(pair.years.size());
}

std::string terminal_of(std::span<const Run> runs, std::span<const Pair> pairs, std::size_t width) {
  std::string out;
  for (const Run& run : runs) {
    out += run.scenario->name + "\n" + wrapped(verdict(run), width, 2);
  }
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const Pair& pair = pairs[i];
    const scenario::ScenarioPointer& first = runs[0].scenario;
    const scenario::ScenarioPointer& second = runs[i + 1].scenario;
    out += "\n" + wrapped(against(pair, *first, *second), width);
    ratio_table(pair, width, out);
    out += fmt::format("\nWhat differs, {} | {}\n", first->name, second->name);
    differences_of(first, second, width, out);
  }
  out += "\n";
  for (const Run& run : runs) out += what_was_run({run.scenario, run.ensemble, run.version}, width);
  return out;
}

Json of_spread(const Spread& spread) {
  Json json;
  for (std::size_t i = 0; i < statistics::levels.size(); ++i) json[statistics::level_names[i]] = spread.quantiles[i];
  return json;
}

Json of_side(const scenario::Assumption* assumption) {
  if (assumption == nullptr) return nullptr;
  return {{"text", assumption->text}, {"source", assumption->source}, {"note", assumption->note}};
}

std::string json_of(std::span<const Run> runs, std::span<const Pair> pairs) {
  Json scenarios = Json::array();
  for (const Run& run : runs) {
    Json one = {{"name", run.scenario->name}, {"text", verdict(run)}};
    const std::vector<std::string> names = names_of(run.summary);
    one["verdict"] = of_verdict({run.summary.verdict, names, run.scenario->first_year, run.scenario->last_year});
    scenarios.push_back(std::move(one));
  }
  Json compared = Json::array();
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    Json ratios = Json::array();
    for (std::size_t k = 0; k < pairs[i].constraints.size(); ++k) {
      Json years = Json::array();
      for (std::size_t row = 0; row < pairs[i].years.size(); ++row) {
        Json year = {{"year", pairs[i].years[row]}};
        year.update(of_spread(pairs[i].ratio[k][row]));
        years.push_back(std::move(year));
      }
      ratios.push_back({{"constraint", pairs[i].constraints[k]}, {"years", std::move(years)}});
    }
    Json different = Json::array();
    for (const Difference& one : analysis::differences(runs[0].scenario, runs[i + 1].scenario)) {
      different.push_back(
          {{"name", one.path}, {"first", of_side(one.first.get())}, {"second", of_side(one.second.get())}});
    }
    Json plan = Json::array();
    for (const auto& one : analysis::plan_differences(*runs[0].scenario, *runs[i + 1].scenario)) {
      plan.push_back({{"name", one.name}, {"first", one.first}, {"second", one.second}});
    }
    Json correlations = Json::array();
    for (const auto& one : analysis::correlation_differences(*runs[0].scenario, *runs[i + 1].scenario)) {
      correlations.push_back({{"a", one.a}, {"b", one.b}, {"first", one.first}, {"second", one.second}});
    }
    compared.push_back(
        {{"first", runs[0].scenario->name},
         {"second", runs[i + 1].scenario->name},
         {"first_binding_year", {{"later", pairs[i].later}, {"same", pairs[i].same}, {"earlier", pairs[i].earlier}}},
         {"ceiling_ratio", std::move(ratios)},
         {"plan_differences", std::move(plan)},
         {"differences", std::move(different)},
         {"correlation_differences", std::move(correlations)}});
  }
  const Json document = {{"format", "chokepoint-comparison"},
                         {"format_version", json_version},
                         {"chokepoint", runs.front().version},
                         {"scenarios", std::move(scenarios)},
                         {"pairs", std::move(compared)}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string csv_of(std::span<const Run> runs, std::span<const Pair> pairs) {
  std::string out = "first,second,year,variable,unit,statistic,value\n";
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const Pair& pair = pairs[i];
    const std::string names = csv_field(runs[0].scenario->name) + "," + csv_field(runs[i + 1].scenario->name);
    for (std::size_t k = 0; k < pair.constraints.size(); ++k) {
      for (std::size_t row = 0; row < pair.years.size(); ++row) {
        for (std::size_t level = 0; level < statistics::levels.size(); ++level) {
          out += fmt::format("{},{},ratio/{},1,{},{}\n", names, pair.years[row], pair.constraints[k],
                             statistics::level_names[level], pair.ratio[k][row].quantiles[level]);
        }
      }
    }
    const int last = runs[i + 1].scenario->last_year;
    for (const auto& [name, value] : {std::pair{"later", pair.later}, {"same", pair.same}, {"earlier", pair.earlier}}) {
      out += fmt::format("{},{},first_binding_year/{},1,probability,{}\n", names, last, name, value);
    }
  }
  return out;
}

}  // namespace

std::string comparison(std::span<const Run> runs, std::span<const Pair> pairs, Format format, std::size_t width) {
  width = std::clamp<std::size_t>(width, 80, 200);
  if (format == Format::json) return json_of(runs, pairs);
  if (format == Format::csv) return csv_of(runs, pairs);
  return terminal_of(runs, pairs, width);
}

}  // namespace chokepoint::report
