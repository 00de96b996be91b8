// SPDX-License-Identifier: Apache-2.0
// The projected training compute of the largest run: an anchor that grows, in pieces by year, or a table by year.
#include <algorithm>
#include <vector>

#include "chokepoint/models.hpp"
#include "models/shared.hpp"
#include "units/elementary.hpp"

namespace chokepoint::models {

namespace {

/// The piece whose growth holds in the year that starts at `year`.
std::size_t piece_of(const TrajectoryPlan& plan, int year) {
  std::size_t piece = 0;
  while (piece + 1 < plan.years.size() && plan.years[piece + 1] <= year) ++piece;
  return piece;
}

/// Years from `from` to `to` that a piece covers; negative when time runs backwards.
double overlap(const TrajectoryPlan& plan, std::size_t piece, double from, double to) {
  const double start = piece == 0 ? -unlimited : plan.years[piece];
  const double end = piece + 1 == plan.years.size() ? unlimited : plan.years[piece + 1];
  const double later = std::max(from, to);
  const double covered = std::max(0.0, std::min(end, later) - std::max(start, std::min(from, to)));
  return to < from ? -covered : covered;
}

template <class Real>
void project_growth(const TrajectoryPlan& plan, const double* const* columns, std::size_t lanes, int first_year,
                    int years, double* out) {
  for (std::size_t lane = 0; lane < lanes; lane += lanes_of<Real>) {
    auto run = units::of<units::Compute>(load<Real>(columns[0] + lane));
    for (std::size_t piece = 0; piece < plan.years.size(); ++piece) {
      const double covered = overlap(plan, piece, plan.anchor_date, first_year);
      if (covered != 0.0) run *= Growth<Real>(pow(load<Real>(columns[1 + piece] + lane), Real(covered)));
    }
    for (int year = 0; year < years; ++year) {
      if (year > 0) run *= Growth<Real>(load<Real>(columns[1 + piece_of(plan, first_year + year - 1)] + lane));
      store(run.value(), out + static_cast<std::size_t>(year) * lanes + lane);
    }
  }
}

template <class Real>
void project_table(const TrajectoryPlan& plan, const double* const* columns, std::size_t lanes, int first_year,
                   int years, double* out) {
  for (int year = 0; year < years; ++year) {
    const int now = first_year + year;
    const std::size_t before = piece_of(plan, now);
    const std::size_t after = std::min(before + 1, plan.years.size() - 1);
    const double gap = plan.years[after] - plan.years[before];
    const double part = gap > 0.0 ? (now - plan.years[before]) / gap : 0.0;
    for (std::size_t lane = 0; lane < lanes; lane += lanes_of<Real>) {
      const Real from = load<Real>(columns[before] + lane);
      const Real to = load<Real>(columns[after] + lane);
      const Real value = part == 0.0 ? from : from * pow(to / from, Real(part));
      store(value, out + static_cast<std::size_t>(year) * lanes + lane);
    }
  }
}

template <class Real>
void project_as(const TrajectoryPlan& plan, const double* const* columns, std::size_t lanes, int first_year, int years,
                double* out) {
  if (plan.form == TrajectoryPlan::Form::growth) {
    project_growth<Real>(plan, columns, lanes, first_year, years, out);
  } else {
    project_table<Real>(plan, columns, lanes, first_year, years, out);
  }
}

}  // namespace

}  // namespace chokepoint::models

#ifdef CHOKEPOINT_LANE_BUILD

namespace chokepoint {
inline namespace CHOKEPOINT_TARGET {
void project_lanes(const models::TrajectoryPlan& plan, const double* const* columns, std::size_t lanes, int first_year,
                   int years, double* out);
void project_lanes(const models::TrajectoryPlan& plan, const double* const* columns, std::size_t lanes, int first_year,
                   int years, double* out) {
  models::project_as<Pack>(plan, columns, lanes, first_year, years, out);
}
}  // namespace CHOKEPOINT_TARGET
}  // namespace chokepoint

#else

namespace chokepoint::models {

void project_reference(const TrajectoryPlan& plan, std::span<const double* const> columns, std::size_t lanes,
                       int first_year, int years, double* out) {
  project_as<double>(plan, columns.data(), lanes, first_year, years, out);
}

const Description& trajectory() {
  static const Description description{
      .name = "trajectory",
      .constraint = "",
      .title = "Projected training compute",
      .equations =
          R"(trajectory(year) = anchor * growth^(year - anchor_date),
piece by piece when growth is given by year; or the table,
growing evenly between its years)",
      .source = "sevilla-2024, note 10",
      .reads = {},
      .parameters = {{.name = "anchor",
                      .kind = units::kind_of<Quantity<units::Compute, double> >,
                      .bounds = positive,
                      .effect = Effect::raises,
                      .meaning = "training compute of the largest run at anchor_date",
                      .source = "sevilla-2024, note 10"},
                     {.name = "growth",
                      .kind = units::kind_of<Growth<double> >,
                      .bounds = positive,
                      .effect = Effect::raises,
                      .meaning = "yearly growth of the training compute of the largest run",
                      .source = "sevilla-2024, note 10"},
                     {.name = "table",
                      .kind = units::kind_of<Quantity<units::Compute, double> >,
                      .bounds = positive,
                      .effect = Effect::raises,
                      .meaning =
                          "training compute of the largest run at the start of a year, in place of anchor and growth",
                      .source = "the scenario"}},
      .outputs = {{.name = "",
                   .kind = units::kind_of<Quantity<units::Compute, double> >,
                   .role = Role::ceiling,
                   .meaning = "projected training compute of the largest run"}}};
  return description;
}

}  // namespace chokepoint::models

#endif
