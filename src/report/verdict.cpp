// SPDX-License-Identifier: Apache-2.0
#include "report/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "chokepoint/report.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

using binding::Verdict;
using statistics::Constraint;
using statistics::Summary;
using Likelihood = Verdict::Likelihood;

std::vector<std::string> leading_names(const Told& told) {
  std::vector<std::string> names;
  for (const std::size_t k : told.verdict.leading) names.push_back(told.names[k]);
  return names;
}

/// "power in 43%, data in 18% and chips in 5%": those that stop any draw, the likeliest first.
std::string shares(const Told& told) {
  std::vector<std::string> parts;
  for (const std::size_t k : told.verdict.ranking) {
    const double share = told.verdict.stopped_by[k];
    if (share > 0.0) parts.push_back(fmt::format("{} in {}", told.names[k], percent(share)));
  }
  return parts.size() == 1 ? "all by " + parts.front().substr(0, parts.front().rfind(" in ")) : "by " + listed(parts);
}

int last_year_of(const Summary& summary) {
  return summary.first_year + static_cast<int>(summary.years()) - 1;
}

int year_of(const Told& told, std::size_t year) {
  return told.first_year + static_cast<int>(year);
}

/// "power", or "chips" in "chips are", "chips bind".
bool is_plural(const std::string& name) {
  return name.ends_with('s');
}

/// The answer of one draw, which has no shares.
std::string of_one_draw(const Told& told, std::string_view opening) {
  if (told.verdict.stopped == 0.0)
    return fmt::format("{} the trajectory is not stopped by {}.", opening, told.last_year);
  return fmt::format("{} the trajectory is stopped in {}, by {}.", opening, year_of(told, *told.verdict.half),
                     told.names[told.verdict.ranking.front()]);
}

/// "0.86 times the trajectory, 0.07 orders of magnitude below it"
std::string against_trajectory(const Constraint& constraint) {
  const double headroom = constraint.headroom.years.back().median();
  const double orders = std::log10(headroom);
  return fmt::format("{}, {} times the trajectory ({:.2f} orders of magnitude {} it)",
                     units::print(constraint.ceiling.years.back().median(), constraint.ceiling.kind), factor(headroom),
                     std::abs(orders), orders < 0.0 ? "below" : "above");
}

/// How far the ceilings are from the trajectory in the last year, at their medians.
std::string ceilings_sentence(const Summary& summary, bool point) {
  std::vector<std::string> below;
  for (const Constraint& constraint : summary.constraints) {
    if (constraint.headroom.years.back().median() < 1.0) below.push_back(constraint.name);
  }
  const auto nearest = std::min_element(summary.constraints.begin(), summary.constraints.end(),
                                        [](const Constraint& a, const Constraint& b) {
                                          return a.ceiling.years.back().median() < b.ceiling.years.back().median();
                                        });
  const int end = last_year_of(summary);
  const char* const median = point || summary.draws == 1 ? "" : "median ";
  const bool one = summary.constraints.size() == 1;
  std::string text;
  if (below.empty()) {
    text = fmt::format("In {} no {}ceiling is below the trajectory", end, median);
  } else if (below.size() == summary.constraints.size() && !one) {
    text = fmt::format("In {} the {}ceilings of all modelled constraints are below the trajectory", end, median);
  } else if (below.size() == 1) {
    text = fmt::format("In {} {}the {}ceiling of {} is below the trajectory", end, one ? "" : "only ", median,
                       below.front());
  } else {
    text = fmt::format("In {} the {}ceilings of {} are below the trajectory", end, median, listed(below));
  }
  const std::string which = one || below.size() == 1 ? "it is"
                            : below.empty()          ? fmt::format("that of {} is the nearest,", nearest->name)
                                                     : fmt::format("that of {} is the lowest,", nearest->name);
  return fmt::format("{}: {} {}.", text, which, against_trajectory(*nearest));
}

}  // namespace

std::string third_person(const std::string& name) {
  return is_plural(name) ? "" : "s";
}

std::string capitalized(std::string word) {
  if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

std::string stopped_sentence(const Told& told) {
  const Verdict& verdict = told.verdict;
  if (verdict.draws == 1) return of_one_draw(told, "In the one draw that was made,");
  const std::string draws =
      fmt::format("the {}draws", verdict.draws < binding::fewest_ranked ? fmt::format("{} ", verdict.draws) : "");
  if (verdict.stopped == 0.0) {
    return fmt::format("By {} the trajectory is stopped in none of {}.", told.last_year, draws);
  }
  return fmt::format("By {} the trajectory is stopped in {} of {}: {}.", told.last_year, percent(verdict.stopped),
                     draws, shares(told));
}

std::string ranking_sentence(const Told& told) {
  const Verdict& verdict = told.verdict;
  if (verdict.draws == 1) return "One draw does not tell how likely that is.";
  if (verdict.draws < binding::fewest_ranked) return "So few draws do not tell what is likelier.";
  if (verdict.stopped == 0.0) return "";
  const std::string never = percent(verdict.never);
  const bool alone = told.names.size() == 1;
  if (verdict.is_tie()) {
    const std::string tie = fmt::format("{} tie: the draws do not tell which of them is likelier to bind first",
                                        capitalized(listed(leading_names(told))));
    if (verdict.leader_against_never == Likelihood::unlikelier) {
      return fmt::format("{}, and that nothing stops the trajectory is likelier ({}).", tie, never);
    }
    return tie + ".";
  }
  const std::string& name = told.names[verdict.leading.front()];
  switch (verdict.leader_against_never) {
    case Likelihood::likelier:
      return fmt::format("{} bind{} first: that is likelier than {}that nothing stops it ({}).", capitalized(name),
                         third_person(name), alone ? "" : "any other of these, and than ", never);
    case Likelihood::alike:
      return fmt::format("{} lead{}, but that nothing stops it is as likely, as far as the draws tell ({}).",
                         capitalized(name), third_person(name), never);
    case Likelihood::unlikelier:
      break;
  }
  return fmt::format("{} lead{}, but that nothing stops it is likelier ({}).", capitalized(name), third_person(name),
                     never);
}

std::string when_sentence(const Told& told) {
  const Verdict& verdict = told.verdict;
  if (verdict.draws < binding::fewest_ranked || verdict.stopped == 0.0) return "";
  const auto by = [&told](const char* share, std::optional<std::size_t> year) {
    return year ? fmt::format("{} by {}", share, year_of(told, *year))
                : fmt::format("{} not by {}", share, told.last_year);
  };
  if (!verdict.tenth) return fmt::format("Fewer than a tenth of all draws are stopped by {}.", told.last_year);
  if (!verdict.half) {
    return fmt::format("Half of all draws are not stopped by {} ({}).", told.last_year, by("10% are", verdict.tenth));
  }
  return fmt::format("Half of all draws are stopped by {} ({}, {}).", year_of(told, *verdict.half),
                     by("10%", verdict.tenth), by("90%", verdict.nine_tenths));
}

std::string standing_of(const Verdict& verdict) {
  if (verdict.stopped == 0.0) return "nothing";
  if (verdict.draws < binding::fewest_ranked) return verdict.draws == 1 ? "one draw" : "too few draws";
  if (verdict.is_tie()) return "tie";
  return verdict.first() ? "first" : "leads";
}

std::string in_short(const Told& told) {
  const Verdict& verdict = told.verdict;
  if (verdict.stopped == 0.0) return "nothing";
  const std::string share = percent(verdict.stopped_by[verdict.ranking.front()]);
  if (verdict.is_tie()) return fmt::format("{} {}", fmt::join(leading_names(told), " = "), share);
  const std::string& name = told.names[verdict.ranking.front()];
  if (verdict.draws == 1) return name;
  const bool leads_only = verdict.draws >= binding::fewest_ranked && !verdict.first();
  return fmt::format("{} {}{}", name, share, leads_only ? ", leads" : "");
}

std::string half_year(const Told& told) {
  return told.verdict.half ? fmt::format("{}", year_of(told, *told.verdict.half)) : std::string("-");
}

statistics::Keep kept_for_verdict(const scenario::Scenario& scenario) {
  const auto last = statistics::Years::only({scenario.last_year});
  return {.ceilings = last, .headroom = last};
}

statistics::Keep kept_for_view(const scenario::Scenario& scenario) {
  statistics::Keep keep = kept_for_verdict(scenario);
  return keep |= {.order = true};
}

std::string verdict_of(const Summary& summary, bool point) {
  const std::vector<std::string> names = names_of(summary);
  const Told told{summary.verdict, names, summary.first_year, last_year_of(summary)};
  std::string text;
  const auto say = [&text](const std::string& sentence) {
    if (!sentence.empty()) text += (text.empty() ? "" : " ") + sentence;
  };
  if (point) {
    say(of_one_draw(told, "With every parameter at its median,"));
  } else {
    say(stopped_sentence(told));
    say(ranking_sentence(told));
    say(when_sentence(told));
  }
  say(ceilings_sentence(summary, point));
  return text;
}

std::string verdict(const Run& run) {
  return verdict_of(run.summary, run.ensemble.point);
}

std::vector<Labelled> labelled(const Run& run) {
  if (run.views.empty()) return {{"", &run.summary}};
  std::vector<std::string> own;
  for (const View& one : run.views) own.push_back(one.view.in_place_of);
  std::vector<Labelled> all{{fmt::format("With {}: ", fmt::join(own, ", and with ")), &run.summary}};
  for (const View& one : run.views) all.push_back({fmt::format("With {}: ", one.view.taken), &one.summary});
  return all;
}

}  // namespace chokepoint::report
