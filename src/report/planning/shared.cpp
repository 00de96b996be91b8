// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "report/planning/planning.hpp"
#include "units/utf8.hpp"

namespace chokepoint::report::planning {

const Constraint& first_of(const Chapter& chapter) {
  const Summary& summary = chapter.run.summary;
  return summary.constraints[summary.order->front().constraint];
}

std::string changes_of(const scenario::Scenario& scenario) {
  if (scenario.overrides.empty()) return "";
  return fmt::format("Changed from the file: {}.", fmt::join(scenario.overrides, "; "));
}

std::string scenario_name(const scenario::Scenario& scenario) {
  return scenario.overrides.empty() ? scenario.name : scenario.name + " (changed)";
}

std::string shortened(const std::string& title) {
  constexpr std::size_t characters_at_most = 200;
  const std::string_view start = utf8::first(title, characters_at_most);
  return start.size() < title.size() ? std::string(start) + "…" : title;
}

std::string heading_of(const Chapter& chapter) {
  const scenario::Scenario& scenario = *chapter.run.scenario;
  return scenario.title.empty() ? scenario_name(scenario)
                                : fmt::format("{}: {}", scenario_name(scenario), shortened(scenario.title));
}

std::string unbroken(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == ' ' ? std::string("\u00a0") : std::string(1, c);
  return out;
}

std::string cell_value(double value, const units::Kind& kind) {
  return unbroken(units::print(value, kind));
}

std::string interval(const Spread& spread) {
  const auto number = [](double value) {
    std::string text = value >= 1e4 || value < 0.01 ? fmt::format("{:.1e}", value) : factor(value);
    const std::size_t plus = text.find("e+");
    if (plus != std::string::npos) text.erase(plus + 1, 1);
    return text;
  };
  if (spread.p10() == spread.p90()) return number(spread.median());
  return unbroken(fmt::format("{} ({} to {})", number(spread.median()), number(spread.p10()), number(spread.p90())));
}

std::vector<Bands::Observed> observed_of(const Chapter& chapter, const std::vector<std::string_view>& series) {
  std::vector<Bands::Observed> points;
  for (const evidence::Matched& one : chapter.observed) {
    const evidence::Observation& observed = one.observation;
    if (std::find(series.begin(), series.end(), observed.series) == series.end()) continue;
    const auto value = [&observed](double amount) { return units::print(amount, observed.kind); };
    std::string text = fmt::format("observed {}\n{}", observed.date, value(observed.value));
    if (observed.low) text += fmt::format("\n{} to {}", value(*observed.low), value(*observed.high));
    if (!observed.note.empty()) text += '\n' + shortened(observed.note);
    points.push_back({observed.at, observed.value, observed.low, observed.high, std::move(text)});
  }
  return points;
}

Table by_year(const Summary& summary, const char* caption, Series Constraint::*series) {
  Table table{caption, {{"Year"}}, {}};
  for (const Constraint& constraint : summary.constraints) table.columns.push_back({constraint.name, true});
  for (std::size_t year = 0; year < summary.years(); ++year) {
    std::vector<Cell> row{{fmt::format("{}", summary.first_year + static_cast<int>(year)), {}}};
    for (const Constraint& constraint : summary.constraints) {
      row.push_back({interval((constraint.*series).years[year]), {}});
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace chokepoint::report::planning
