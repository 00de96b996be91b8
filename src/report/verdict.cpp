// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "chokepoint/report.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

using statistics::Constraint;
using statistics::Summary;

std::string capitalized(std::string word) {
  if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

/// "power binds", but "chips bind".
std::string_view third_person(const std::string& name) {
  return name.ends_with('s') ? "" : "s";
}

int last_year(const Summary& summary) {
  return summary.first_year + static_cast<int>(summary.years()) - 1;
}

/// The year by which half of the draws in which the constraint binds first have done so.
int usual_year(const Summary& summary, const Constraint& constraint) {
  double so_far = 0.0;
  int year = summary.first_year;
  for (const double share : constraint.binds_first_in) {
    so_far += share;
    if (so_far >= 0.5 * constraint.binds_first) return year;
    ++year;
  }
  return last_year(summary);
}

/// "2.2e29 FLOP is 0.84 times the trajectory (0.07 orders of magnitude below it)"
std::string against_trajectory(const Constraint& constraint) {
  const double headroom = constraint.headroom.years.back().median();
  const double orders = std::log10(headroom);
  return fmt::format("{} is {} times the trajectory ({:.2f} orders of magnitude {} it)",
                     units::print(constraint.ceiling.years.back().median(), constraint.ceiling.kind), factor(headroom),
                     std::abs(orders), orders < 0.0 ? "below" : "above");
}

std::string first_sentence(const Run& run) {
  const Summary& summary = run.summary;
  const statistics::Lifted& likeliest = summary.order.front();
  const Constraint& constraint = summary.constraints[likeliest.constraint];
  const int end = last_year(summary);
  const std::string name = capitalized(constraint.name);
  if (run.ensemble.point) {
    if (likeliest.binds_first > 0.0) {
      return fmt::format("With every parameter at its median, {} bind{} first, in {}: the {} ceiling of {}.",
                         constraint.name, third_person(constraint.name), usual_year(summary, constraint), end,
                         against_trajectory(constraint));
    }
    return fmt::format(
        "With every parameter at its median, nothing binds by {}: {} come{} nearest, the {} ceiling of {}.", end,
        constraint.name, third_person(constraint.name), end, against_trajectory(constraint));
  }
  if (likeliest.binds_first > 0.0 && summary.binds_first_none <= 0.5) {
    return fmt::format(
        "{} bind{} first, in {}: the ceiling is the first below the trajectory in {} of the draws by {}, none "
        "is in {}, and the {} median of {}.",
        name, third_person(constraint.name), usual_year(summary, constraint), percent(likeliest.binds_first), end,
        percent(summary.binds_first_none), end, against_trajectory(constraint));
  }
  const std::string how_near =
      likeliest.binds_first > 0.0
          ? fmt::format("{} {} the likeliest to fall below it, first in {} of the draws", constraint.name,
                        third_person(constraint.name).empty() ? "are" : "is", percent(likeliest.binds_first))
          : fmt::format("{} come{} nearest", constraint.name, third_person(constraint.name));
  return fmt::format(
      "Nothing binds by {} in {} of the draws: every ceiling stays above the trajectory; {}, and the {} median of {}.",
      end, percent(summary.binds_first_none), how_near, end, against_trajectory(constraint));
}

std::string second_sentence(const Run& run) {
  const Summary& summary = run.summary;
  std::vector<std::string> below;
  for (const Constraint& constraint : summary.constraints) {
    if (constraint.headroom.years.back().median() < 1.0) below.push_back(constraint.name);
  }
  const int end = last_year(summary);
  const char* const median = run.ensemble.point ? "" : "median ";
  if (below.empty()) return fmt::format("In {} no {}ceiling is below the trajectory.", end, median);
  if (below.size() == 1) {
    const char* const only = summary.constraints.size() == 1 ? "" : "only ";
    return fmt::format("In {} {}the {}ceiling of {} is below the trajectory.", end, only, median, below.front());
  }
  if (below.size() == summary.constraints.size()) {
    return fmt::format("In {} the {}ceilings of all modelled constraints are below the trajectory.", end, median);
  }
  return fmt::format("In {} the {}ceilings of {} are below the trajectory.", end, median, listed(below));
}

}  // namespace

std::string verdict(const Run& run) {
  return first_sentence(run) + " " + second_sentence(run);
}

}  // namespace chokepoint::report
