// SPDX-License-Identifier: Apache-2.0
// The projected training compute of the largest run: an anchor that grows, in pieces by year, or a table by year.
#include <algorithm>
#include <string_view>
#include <vector>

#include "chokepoint/models.hpp"
#include "models/shared.hpp"
#include "units/elementary.hpp"

namespace chokepoint::models {

namespace {

constexpr double ln10 = 2.302585092994046;

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

/// What is left of a yearly growth where each factor ten of compute takes `lead_time` longer: a year of growth by g
/// takes 1 + lead_time log10(g). What does not grow waits for nothing.
template <class Real>
Real slowed(Real growth, Real lead_time) {
  constexpr double years_per_e_folding = 1.0 / (ln10 * units::seconds_per_year);
  const Real longer = lead_time * log(growth) * Real(years_per_e_folding);
  return pow(growth, Real(1.0) / (Real(1.0) + max(longer, Real(0.0))));
}

template <class Real>
Growth<Real> growth_of(const TrajectoryPlan& plan, const double* const* columns, std::size_t piece, std::size_t lane) {
  const Real growth = load<Real>(columns[1 + piece] + lane);
  if (!plan.lead_time) return Growth<Real>(growth);
  return Growth<Real>(slowed(growth, load<Real>(columns[1 + plan.years.size()] + lane)));
}

template <class Real>
void project_growth(const TrajectoryPlan& plan, const double* const* columns, std::size_t lanes, int first_year,
                    int years, double* out) {
  for (std::size_t lane = 0; lane < lanes; lane += lanes_of<Real>) {
    auto run = units::of<units::Compute>(load<Real>(columns[0] + lane));
    for (std::size_t piece = 0; piece < plan.years.size(); ++piece) {
      const double covered = overlap(plan, piece, plan.anchor_date, first_year);
      if (covered == 0.0) continue;
      run *= Growth<Real>(pow(growth_of<Real>(plan, columns, piece, lane).factor(), Real(covered)));
    }
    for (int year = 0; year < years; ++year) {
      if (year > 0) run *= growth_of<Real>(plan, columns, piece_of(plan, first_year + year - 1), lane);
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

/// 10^(scatter deviation) times the trajectory.
template <class Real>
void observe_as(const TrajectoryPlan& plan, const double* const* columns, std::size_t lanes, const double* trajectory,
                int years, double* out) {
  const double* const scatter = columns[plan.scatter_column()];
  const double* const* const deviations = columns + plan.scatter_column() + 1;
  for (int year = 0; year < years; ++year) {
    const std::size_t first = static_cast<std::size_t>(year) * lanes;
    for (std::size_t lane = 0; lane < lanes; lane += lanes_of<Real>) {
      const Real deviation = load<Real>(scatter + lane) * load<Real>(deviations[year] + lane);
      store(load<Real>(trajectory + first + lane) * exp(Real(ln10) * deviation), out + first + lane);
    }
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
  clear_upper_halves();
}
void observe_lanes(const models::TrajectoryPlan& plan, const double* const* columns, std::size_t lanes,
                   const double* trajectory, int years, double* out);
void observe_lanes(const models::TrajectoryPlan& plan, const double* const* columns, std::size_t lanes,
                   const double* trajectory, int years, double* out) {
  models::observe_as<Pack>(plan, columns, lanes, trajectory, years, out);
  clear_upper_halves();
}
}  // namespace CHOKEPOINT_TARGET
}  // namespace chokepoint

#else

namespace chokepoint::models {

namespace {

constexpr std::string_view trajectory_page = "docs/models.md, the trajectory";
constexpr std::string_view post_training_page = "docs/post-training.md";

}  // namespace

void project_reference(const TrajectoryPlan& plan, std::span<const double* const> columns, std::size_t lanes,
                       int first_year, int years, double* out) {
  project_as<double>(plan, columns.data(), lanes, first_year, years, out);
}

void observe_reference(const TrajectoryPlan& plan, std::span<const double* const> columns, std::size_t lanes,
                       const double* trajectory, int years, double* out) {
  observe_as<double>(plan, columns.data(), lanes, trajectory, years, out);
}

const Parameter& deviation() {
  static const Parameter parameter{
      .name = "deviation",
      .kind = units::ratio_kind,
      .bounds = {.lower = -unlimited, .upper = unlimited, .lower_allowed = false, .upper_allowed = false},
      .meaning = "runs of the year above the trajectory, in standard deviations",
      .source = trajectory_page};
  return parameter;
}

const Description& trajectory() {
  static const Description description{
      .name = "trajectory",
      .constraint = "",
      .title = "Projected training compute",
      .equations =
          R"(trajectory(year) = anchor * growth^(year - anchor_date),
piece by piece when growth is given by year; or the table,
growing evenly between its years
with lead_time: growth^(1 / (1 + L)) in place of growth,
L = lead_time / 1 year * log10(growth), 0 where it shrinks
observed(year) = trajectory(year) * 10^(scatter * deviation),
deviation standard normal, drawn anew for each year
with post_training: r = min(ratio, at_most),
trajectory = pre_training + post_training,
post_training = r * pre_training; constraints see of a run its
pre_training, or its time on accelerators, which is that of
pre_training * (1 + r * slowdown))",
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
                      .source = "the scenario"},
                     {.name = "lead_time",
                      .kind = units::kind_of<Quantity<units::Time, double> >,
                      .bounds = not_negative,
                      .effect = Effect::lowers,
                      .meaning = "time that each factor ten of compute adds to what is built for it; without it, none",
                      .source = "edelman-2025"},
                     {.name = "scatter",
                      .kind = units::ratio_kind,
                      .bounds = {.lower = 0.0, .upper = 3.0, .lower_allowed = true, .upper_allowed = true},
                      .effect = Effect::either,
                      .meaning = "standard deviation of log10 of single runs about the trajectory; only the result "
                                 "`observed` reads it",
                      .source = trajectory_page},
                     {.name = "post_training.ratio",
                      .kind = units::ratio_kind,
                      .bounds = not_negative,
                      .effect = Effect::either,
                      .meaning =
                          "compute of post-training, such as reinforcement learning, over that of pre-training of "
                          "the same run; without it, a run is not split",
                      .source = post_training_page},
                     {.name = "post_training.slowdown",
                      .kind = units::ratio_kind,
                      .bounds = {.lower = 1.0, .upper = unlimited, .lower_allowed = true, .upper_allowed = false},
                      .effect = Effect::either,
                      .meaning = "how much longer accelerators take for the same compute of post-training: utilization "
                                 "in pre-training over that in post-training",
                      .source = post_training_page,
                      .unless_given = {"{p10: 3, p50: 5, p90: 8}",
                                       {"set by hand: prices of decoding against those of training", "assumed"}}},
                     {.name = "post_training.at_most",
                      .kind = units::ratio_kind,
                      .bounds = not_negative,
                      .effect = Effect::either,
                      .meaning = "the most that the ratio can be; without it, anything",
                      .source = post_training_page}},
      .outputs = {{.name = "",
                   .kind = units::kind_of<Quantity<units::Compute, double> >,
                   .role = Role::ceiling,
                   .meaning = "projected training compute of the largest run"},
                  {.name = "observed",
                   .kind = units::kind_of<Quantity<units::Compute, double> >,
                   .role = Role::internal,
                   .meaning = "what the largest run of a year is observed at, for back tests: only with scatter"},
                  {.name = "pre_training",
                   .kind = units::kind_of<Quantity<units::Compute, double> >,
                   .role = Role::internal,
                   .meaning = "compute of pre-training of that run: only with post_training, as what follows"},
                  {.name = "post_training",
                   .kind = units::kind_of<Quantity<units::Compute, double> >,
                   .role = Role::internal,
                   .meaning = "compute of its post-training"},
                  {.name = "post_training_share",
                   .kind = units::ratio_kind,
                   .role = Role::internal,
                   .meaning = "post-training as a share of its compute"}}};
  return description;
}

}  // namespace chokepoint::models

#endif
