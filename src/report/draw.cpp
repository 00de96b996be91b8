// SPDX-License-Identifier: Apache-2.0
// One draw, year by year.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "chokepoint/report.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

using Json = nlohmann::ordered_json;
using analysis::OneDraw;
using statistics::Series;

/// A heading, and series below it.
struct Group {
  std::string title;
  std::vector<const Series*> series;
};

std::vector<Group> groups_of(const statistics::Summary& summary) {
  std::vector<Group> groups{{"Trajectory", {&summary.trajectory}}};
  for (const auto* const one :
       {&summary.observed, &summary.pre_training, &summary.post_training, &summary.post_training_share}) {
    if (*one) groups.front().series.push_back(&**one);
  }
  groups.front().series.push_back(&summary.attainable);
  for (const statistics::Constraint& constraint : summary.constraints) {
    Group group{constraint.title, {&constraint.ceiling}};
    for (const statistics::Part& part : constraint.parts) group.series.push_back(&part.ceiling);
    for (const auto* const one : {&constraint.headroom, &constraint.need, &constraint.supply, &constraint.gap}) {
      group.series.push_back(one);
    }
    for (const Series& internal : constraint.internals) group.series.push_back(&internal);
    groups.push_back(std::move(group));
  }
  if (summary.events.empty()) return groups;
  groups.push_back({"Events", {}});
  for (const statistics::Event& event : summary.events) groups.back().series.push_back(&event.overlap);
  return groups;
}

double value_in(const Series& series, std::size_t year) {
  return series.years[year].median();
}

/// "never", or when and by what.
std::string stopped(const statistics::Summary& summary) {
  for (std::size_t year = 0; year < summary.years(); ++year) {
    for (const statistics::Constraint& one : summary.constraints) {
      if (one.binds_first_in[year] > 0.0) {
        return fmt::format("It is stopped in {} by {}.", summary.first_year + static_cast<int>(year), one.name);
      }
    }
  }
  return fmt::format("It is not stopped by {}.", summary.first_year + static_cast<int>(summary.years()) - 1);
}

/// The names of series, and as many years beside them as there is room for, one set of years below the other.
std::string table_of(const Group& group, int first_year, std::size_t years, std::size_t width) {
  constexpr std::size_t gap = 2;
  std::size_t names = 0;
  std::size_t numbers = 4;
  for (const Series* const one : group.series) {
    names = std::max(names, one->name.size());
    for (std::size_t year = 0; year < years; ++year) {
      numbers = std::max(numbers, units::print(value_in(*one, year), one->kind).size());
    }
  }
  const std::size_t at_once = std::max<std::size_t>(1, (width - std::min(width, 2 + names)) / (numbers + gap));
  std::string out = group.title + "\n";
  for (std::size_t from = 0; from < years; from += at_once) {
    const std::size_t to = std::min(years, from + at_once);
    out += "  " + left("", names);
    for (std::size_t year = from; year < to; ++year) {
      out += right(std::to_string(first_year + static_cast<int>(year)), numbers + gap);
    }
    out += "\n";
    for (const Series* const one : group.series) {
      out += "  " + left(one->name, names);
      for (std::size_t year = from; year < to; ++year) {
        out += right(units::print(value_in(*one, year), one->kind), numbers + gap);
      }
      out += "\n";
    }
  }
  return out;
}

std::string parameters_of(const OneDraw& draw) {
  std::size_t names = 0;
  std::size_t values = 0;
  for (const OneDraw::Parameter& one : draw.parameters) {
    if (!one.below) continue;
    names = std::max(names, one.path.size());
    values = std::max(values, units::print(one.value, one.kind).size());
  }
  std::string out = "Parameters that vary\n";
  for (const OneDraw::Parameter& one : draw.parameters) {
    if (!one.below) continue;
    out += fmt::format("  {}  {}  above {} of the draws\n", left(one.path, names),
                       right(units::print(one.value, one.kind), values), percent(*one.below));
  }
  return names == 0 ? "No parameter varies.\n" : out;
}

std::string as_table(const Context& context, const OneDraw& draw, std::size_t width) {
  const statistics::Summary& summary = draw.summary;
  std::string out = wrapped(fmt::format("Draw {} of {}. {}", draw.draw, context.scenario->name, stopped(summary)), width);
  out += "\n" + parameters_of(draw);
  for (const Group& group : groups_of(summary)) {
    out += "\n" + table_of(group, summary.first_year, summary.years(), width);
  }
  return out + "\n" +
         wrapped(fmt::format("Scenario {}; draw {} of seed {}; chokepoint {}.", context.scenario->name, draw.draw,
                             context.ensemble.seed, context.version),
                 width);
}

std::string as_csv(const OneDraw& draw) {
  std::string out = "variable,unit,year,value\n";
  for (const OneDraw::Parameter& one : draw.parameters) {
    out += fmt::format("{},{},,{}\n", csv_field(one.path), unit_of(one.kind), one.value);
  }
  for (const Group& group : groups_of(draw.summary)) {
    for (const Series* const one : group.series) {
      for (std::size_t year = 0; year < draw.summary.years(); ++year) {
        out += fmt::format("{},{},{},{}\n", csv_field(one->name), unit_of(one->kind),
                           draw.summary.first_year + static_cast<int>(year), value_in(*one, year));
      }
    }
  }
  return out;
}

std::string as_json(const Context& context, const OneDraw& draw) {
  Json document = {{"format", "chokepoint-draw"},
                   {"format_version", 1},
                   {"chokepoint", context.version},
                   {"scenario", context.scenario->name},
                   {"seed", context.ensemble.seed},
                   {"draw", draw.draw},
                   {"first_year", draw.summary.first_year},
                   {"parameters", Json::object()},
                   {"series", Json::object()}};
  for (const OneDraw::Parameter& one : draw.parameters) {
    Json& entry = document["parameters"][one.path] = {{"value", one.value}, {"unit", unit_of(one.kind)}};
    if (one.below) entry["below"] = *one.below;
  }
  for (const Group& group : groups_of(draw.summary)) {
    for (const Series* const one : group.series) {
      Json& entry = document["series"][one->name] = {{"unit", unit_of(one->kind)}, {"meaning", one->meaning}};
      for (std::size_t year = 0; year < draw.summary.years(); ++year) entry["values"].push_back(value_in(*one, year));
    }
  }
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string draw(const Context& context, const OneDraw& draw, Format format, std::size_t width) {
  if (format == Format::csv) return as_csv(draw);
  if (format == Format::json) return as_json(context, draw);
  return as_table(context, draw, width);
}

}  // namespace chokepoint::report
