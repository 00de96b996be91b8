// SPDX-License-Identifier: Apache-2.0
// Ceilings against the trajectory.
#include "report/palette.hpp"
#include "report/planning/planning.hpp"

namespace chokepoint::report::planning {

namespace {

/// What a panel shows, in words.
std::string described(const Constraint& constraint, const Summary& summary) {
  const auto value = [&constraint](const Spread& spread) {
    return units::print(spread.median(), constraint.ceiling.kind);
  };
  return fmt::format("Ceiling of {}: median {} in {}, {} times the trajectory; {} in {}, {} times the trajectory.",
                     constraint.name, value(constraint.ceiling.years.front()), summary.first_year,
                     factor(constraint.headroom.years.front().median()), value(constraint.ceiling.years.back()),
                     summary.first_year + static_cast<int>(summary.years()) - 1,
                     factor(constraint.headroom.years.back().median()));
}

std::array<double, 2> domain_of(const Summary& summary, const std::vector<Bands::Observed>& observed) {
  std::vector<double> values;
  values.reserve(observed.size());
  for (const auto& one : observed) values.push_back(one.value);
  for (const Spread& spread : summary.trajectory.years) values.insert(values.end(), {spread.p10(), spread.p90()});
  for (const Constraint& constraint : summary.constraints) {
    for (const Spread& spread : constraint.ceiling.years) values.insert(values.end(), {spread.p10(), spread.p90()});
  }
  return powers_around(values);
}

Table table_of(const Summary& summary) {
  Table table = by_year(summary, "Ceilings by year, in FLOP: median (P10 to P90)", &Constraint::ceiling);
  table.columns.insert(table.columns.begin() + 1, {"Trajectory", true});
  for (std::size_t i = 0; i < summary.years(); ++i) {
    table.rows[i].insert(table.rows[i].begin() + 1, {interval(summary.trajectory.years[i]), {}});
  }
  return table;
}

std::string csv_of(const Summary& summary) {
  std::string csv = "year,series,p10,p25,p50,p75,p90\n";
  const auto lines = [&csv, &summary](const std::string& name, const Series& series) {
    for (std::size_t i = 0; i < series.years.size(); ++i) {
      const auto& at = series.years[i].quantiles;
      csv += fmt::format("{},{},{:.6g},{:.6g},{:.6g},{:.6g},{:.6g}\n", summary.first_year + static_cast<int>(i),
                         csv_field(name), at[1], at[2], at[3], at[4], at[5]);
    }
  };
  lines("trajectory", summary.trajectory);
  for (const Constraint& constraint : summary.constraints) lines(constraint.name, constraint.ceiling);
  return csv;
}

Figure ceilings(const Chapter& chapter, const std::string& number) {
  const Summary& summary = chapter.run.summary;
  Figure figure;
  figure.id = "ceilings-" + number;
  figure.caption = fmt::format(
      "The largest training run that each constraint allows at the start of a year, in {}: {}, against the projected "
      "trajectory (dashed).",
      unit_of(summary.trajectory.kind),
      chapter.run.ensemble.point ? "with every parameter at its median"
                                 : "median and the middle 50% and 80% of the draws");
  figure.legend.push_back({"trajectory", 0, true});
  const auto observed = observed_of(chapter, {"trajectory", "trajectory/observed"});
  if (!observed.empty())
    figure.legend.push_back({.name = "runs observed, with the range of what they were", .point = true});
  const auto domain = domain_of(summary, observed);
  for (const Constraint& constraint : summary.constraints) {
    figure.legend.push_back({constraint.name, colour_of(constraint.name)});
    figure.panels.push_back(panel_of(Bands{.id = figure.id + "-" + constraint.name,
                                           .title = constraint.title,
                                           .alt = described(constraint, summary),
                                           .domain = domain,
                                           .lines = {{.name = constraint.name,
                                                      .colour = colour_of(constraint.name),
                                                      .pattern = 0,
                                                      .series = &constraint.ceiling,
                                                      .first_year = summary.first_year}},
                                           .trajectory = &summary.trajectory,
                                           .trajectory_from = summary.first_year,
                                           .observed = observed}));
  }
  figure.table = table_of(summary);
  figure.csv = csv_of(summary);
  return figure;
}

}  // namespace

Section together(const Planning& planning) {
  Section section{"together", "All ceilings against the trajectory", {}};
  each(planning, section, [&section](const Chapter& chapter, const std::string& number) {
    Figure figure = ceilings(chapter, number);
    const Summary& summary = chapter.run.summary;
    Bands bands{.id = "together-" + number,
                .title = "",
                .alt = {},
                .domain = {},
                .lines = {},
                .trajectory = &summary.trajectory,
                .trajectory_from = summary.first_year,
                .observed = observed_of(chapter, {"trajectory", "trajectory/observed"})};
    bands.domain = domain_of(summary, bands.observed);
    for (const Constraint& constraint : summary.constraints) {
      bands.alt += (bands.alt.empty() ? "" : " ") + described(constraint, summary);
      bands.lines.push_back({.name = constraint.name,
                             .colour = colour_of(constraint.name),
                             .pattern = 0,
                             .series = &constraint.ceiling,
                             .first_year = summary.first_year});
    }
    figure.id = bands.id;
    figure.panels = {panel_of(bands)};
    section.elements.emplace_back(std::move(figure));
  });
  return section;
}

Section picture(const Planning& planning) {
  Section section{"picture", "Ceilings against the trajectory", {}};
  each(planning, section, [&section](const Chapter& chapter, const std::string& number) {
    section.elements.emplace_back(ceilings(chapter, number));
  });
  return section;
}

}  // namespace chokepoint::report::planning
