// SPDX-License-Identifier: Apache-2.0
// What would change it: the tornado, and levers that turn the answer around.
#include <algorithm>
#include <cmath>

#include "report/palette.hpp"
#include "report/planning/planning.hpp"

namespace chokepoint::report::planning {

namespace {

using analysis::Influence;
using analysis::Lever;
using analysis::Solution;

bool rises(const Chapter& chapter) {
  return chapter.levers.condition.comparison == question::Comparison::greater_or_equal;
}

/// "bring the median ceiling of power in 2030 up to the trajectory"
std::string deed(const Chapter& chapter) {
  return fmt::format("bring the {}ceiling of {} in {} {} the trajectory", chapter.run.ensemble.point ? "" : "median ",
                     first_of(chapter).name, last_year(chapter), rises(chapter) ? "up to" : "below");
}

/// "duration of the training run (shared.training_duration)"
std::string named(const Lever& lever) {
  return fmt::format("{} ({})", in_words(*lever.axis.parameter), lever.axis.path);
}

/// A factor with two digits of its distance from 1, rounded away from 1 so that it is still enough: "1.17", "0.985".
std::string factor_text(double value) {
  const double distance = std::abs(value - 1.0);
  const int decimals = distance > 0.0 ? std::clamp(1 - static_cast<int>(std::floor(std::log10(distance))), 1, 6) : 1;
  const double unit = std::pow(10.0, -decimals);
  const double steps = (value - 1.0) / unit;
  const double away = steps > 0.0 ? std::ceil(steps - 1e-6) : std::floor(steps + 1e-6);
  return fmt::format("{:.{}f}", 1.0 + away * unit, decimals);
}

/// The median now and with the factor, with as many digits as tell them apart.
struct Medians {
  std::string now;
  std::string then;
};
Medians medians_of(const Lever& lever, double factor) {
  const units::Kind& kind = lever.axis.parameter->kind;
  const double then = lever.median_with(factor);
  constexpr int most = 6;
  for (int digits = 3;; ++digits) {
    Medians texts{with_digits(lever.median, digits, kind), with_digits(then, digits, kind)};
    if (texts.now != texts.then || digits == most) return texts;
  }
}

/// "… by 1.17 (median 211 day instead of 181 day)"
std::string change_of(const Lever& lever) {
  const std::string by = factor_text(lever.solution.lever);
  const Medians medians = medians_of(lever, lever.solution.lever);
  return fmt::format("{} by {} (median {} instead of {})", named(lever), by, medians.then, medians.now);
}

std::string who(std::size_t found, std::size_t tried) {
  if (tried == 1) return "The parameter that moves it most";
  if (found == tried) return fmt::format("Each of the {} parameters that move it most", tried);
  return fmt::format("{} of the {} parameters that move it most", found == 1 ? "One" : fmt::format("{}", found), tried);
}

const Lever& nearest_of(const Chapter& chapter) {
  const auto& tried = chapter.levers.tried;
  return *std::max_element(tried.begin(), tried.end(), [&chapter](const Lever& a, const Lever& b) {
    return rises(chapter) ? a.solution.value < b.solution.value : a.solution.value > b.solution.value;
  });
}

// --- the tornado -----------------------------------------------------------------------------------------------------

/// Moves the headroom by less than one per cent, from its P10 to its P90.
bool is_idle(const Influence& one) {
  constexpr double least = 1.01;
  const auto [low, high] = std::minmax(one.sampled[0], one.sampled[1]);
  return high == low || (low > 0.0 && high / low < least);
}

std::string caption_of(const Planning& planning, const Chapter& chapter, std::size_t shown) {
  const auto& all = chapter.levers.tornado.influences;
  const auto idle = static_cast<std::size_t>(std::count_if(all.begin(), all.end(), is_idle));
  const std::size_t moving = all.size() - idle;
  std::string text = fmt::format("{} of {} in {} with one parameter at its P10 or P90 and all others {}: ",
                                 chapter.run.ensemble.point ? "Headroom" : "Median headroom", first_of(chapter).name,
                                 last_year(chapter), chapter.run.ensemble.point ? "at their median" : "drawn");
  text += shown < moving ? fmt::format("the {} widest of {} uncertain parameters.", shown, all.size())
                         : fmt::format("{} of {} uncertain parameters, the widest first.", shown, all.size());
  if (idle > 0) text += fmt::format(" {} move{} it by less than 1%.", idle, idle == 1 ? "s" : "");
  text += " The dashed line is the trajectory, the other one the headroom with all of them ";
  text += chapter.run.ensemble.point ? "at their median." : "drawn.";
  if (chapter.lever_ensemble.draws < chapter.run.summary.draws && !chapter.run.ensemble.point) {
    text +=
        fmt::format(" Made with {} draws, not {} as the answer: the medians may differ within their sampling error.",
                    grouped(chapter.lever_ensemble.draws), grouped(chapter.run.summary.draws));
  }
  if (!chapter.run.scenario->correlations.empty() && !planning.brief) {
    text += " Parameters that go together elsewhere are not moved along.";
  }
  return text;
}

void add_numbers(const Chapter& chapter, const std::vector<const Influence*>& shown, Figure& figure) {
  figure.table = {"The bars",
                  {{"Parameter"},
                   {"P10", true},
                   {"P90", true},
                   {"Headroom at P10", true},
                   {"Headroom at P90", true},
                   {"Elasticity at the median", true}},
                  {}};
  for (const Influence* one : shown) {
    const units::Kind& kind = one->assumption->parameter->kind;
    figure.table.rows.push_back({{one->path, {}},
                                 {cell_value(one->low, kind), {}},
                                 {cell_value(one->high, kind), {}},
                                 {factor(one->sampled[0]), {}},
                                 {factor(one->sampled[1]), {}},
                                 {one->elasticity ? fmt::format("{:.2f}", *one->elasticity) : "", {}}});
  }
  figure.csv = "parameter,p10,p90,unit,headroom_at_p10,headroom_at_p90,elasticity\n";
  for (const Influence& one : chapter.levers.tornado.influences) {
    figure.csv += fmt::format("{},{},{},{},{},{},{}\n", csv_field(one.path), one.low, one.high,
                              csv_field(unit_of(one.assumption->parameter->kind)), one.sampled[0], one.sampled[1],
                              one.elasticity ? fmt::format("{}", *one.elasticity) : "");
  }
}

Figure swings(const Planning& planning, const Chapter& chapter, const std::vector<const Influence*>& shown,
              const std::string& number) {
  Figure figure;
  figure.id = "tornado-" + number;
  figure.caption = caption_of(planning, chapter, shown.size());
  figure.legend = {{"parameter at its P10", first_of_two}, {"parameter at its P90", second_of_two}};
  const Influence& widest = *shown.front();
  Swings picture{
      .id = figure.id + "-swings",
      .title = "",
      .alt = fmt::format("Tornado: {} moves the headroom of {} most, from {} to {}.", widest.path,
                         first_of(chapter).name, factor(widest.sampled[0]), factor(widest.sampled[1])),
      .label = fmt::format("headroom of {} in {} (ceiling / trajectory)", first_of(chapter).name, last_year(chapter)),
      .base = chapter.levers.tornado.sampled,
      .rows = {}};
  for (const Influence* one : shown) {
    const units::Kind& kind = one->assumption->parameter->kind;
    picture.rows.push_back(
        {one->path, one->sampled[0], one->sampled[1], units::print(one->low, kind), units::print(one->high, kind)});
  }
  add_numbers(chapter, shown, figure);
  figure.panels.push_back(panel_of(picture));
  return figure;
}

// --- levers ----------------------------------------------------------------------------------------------------------

std::string result_of(const Lever& lever) {
  std::string text;
  switch (lever.solution.kind) {
    case Solution::Kind::holds_already:
      text = "holds already";
      break;
    case Solution::Kind::enough_at_median:  // of a value, not of a factor
    case Solution::Kind::found:
      text = "enough";
      break;
    case Solution::Kind::out_of_reach:
      text = fmt::format("not enough: headroom {} at best", factor(lever.solution.value));
      break;
  }
  return lever.solution.monotonic ? text : text + "; it moves both ways within the range";
}

Table levers(const Chapter& chapter) {
  Table table{fmt::format("Each lever alone, multiplied by one factor in every draw, to {}", deed(chapter)),
              {{"Lever"},
               {"Factor", true},
               {"Sampling error", true},
               {"Median now", true},
               {"Median then", true},
               {"Tried up to medians of", true},
               {"Result"}},
              {}};
  for (const Lever& lever : chapter.levers.tried) {
    const units::Kind& kind = lever.axis.parameter->kind;
    const Solution& solution = lever.solution;
    const bool found = solution.kind == Solution::Kind::found;
    const Medians medians = medians_of(lever, solution.lever);
    table.rows.push_back({{named(lever), {}},
                          {found ? factor_text(solution.lever) : "", {}},
                          {found && solution.standard_error > 0.0 ? rough(solution.standard_error) : "", {}},
                          {unbroken(medians.now), {}},
                          {found ? unbroken(medians.then) : "", {}},
                          {fmt::format("{} and {}", cell_value(lever.median_with(lever.axis.values.front()), kind),
                                       cell_value(lever.median_with(lever.axis.values.back()), kind)),
                           {}},
                          {result_of(lever), {}}});
  }
  return table;
}

}  // namespace

std::vector<const Influence*> shown_influences(const Planning& planning, const Chapter& chapter) {
  const std::size_t most = planning.brief ? 8 : 12;
  std::vector<const Influence*> shown;
  for (const Influence& one : chapter.levers.tornado.influences) {
    if (!is_idle(one) && shown.size() < most) shown.push_back(&one);
  }
  return shown;
}

std::string levers_sentence(const Chapter& chapter) {
  const auto& tried = chapter.levers.tried;
  if (tried.empty()) {
    return fmt::format("No parameter that moves the ceiling of {} is uncertain, so none was tried as a lever.",
                       first_of(chapter).name);
  }
  // With draws of their own, the levers may see a median that is near the trajectory on its other side.
  if (tried.front().solution.kind == Solution::Kind::holds_already) {
    return fmt::format(
        "The median ceiling of {} in {} is so near the trajectory that the draws of the levers have it on the other "
        "side: what would turn the answer around is less than sampling can tell.",
        first_of(chapter).name, last_year(chapter));
  }
  std::vector<std::string> found;
  for (const Lever& lever : tried) {
    if (lever.solution.kind == Solution::Kind::found) found.push_back(change_of(lever));
  }
  if (found.empty()) {
    const Lever& nearest = nearest_of(chapter);
    return fmt::format(
        "{} would alone {}, multiplied from its P1 to its P99; {} comes nearest, with {} times the "
        "trajectory.",
        tried.size() == 1 ? "The parameter that moves it most is not one that"
                          : fmt::format("None of the {} parameters that move it most", tried.size()),
        deed(chapter), named(nearest), factor(nearest.solution.value));
  }
  return fmt::format("{} could alone {}, multiplied in every draw: {}.", who(found.size(), tried.size()), deed(chapter),
                     fmt::join(found, "; "));
}

/// How much of the spread of what the tornado shows rests on which numbers.
Table rests(const Chapter& chapter) {
  Table table{fmt::format("How much of the spread of {} rests on which numbers", chapter.levers.condition.output.text),
              {{"Confidence"},
               {"Uncertain parameters", true},
               {"Knowing them all takes away", true},
               {"They alone, at most", true}},
              {}};
  const auto share = [](const analysis::Index& index) {
    return fmt::format("{:.0f}% ({:.0f} to {:.0f})", 100.0 * std::max(index.value, 0.0),
                       100.0 * std::max(index.low, 0.0), 100.0 * std::max(index.high, 0.0));
  };
  for (const analysis::Rest& one : chapter.rests) {
    table.rows.push_back({{one.confidence.empty() ? "not stated" : one.confidence, {}},
                          {fmt::format("{}", one.parameters), {}},
                          {share(one.first_order), {}},
                          {share(one.total), {}}});
  }
  return table;
}

std::string rests_sentence(const Chapter& chapter) {
  const auto assumed = std::find_if(chapter.rests.begin(), chapter.rests.end(),
                                    [](const analysis::Rest& one) { return one.confidence == "assumed"; });
  if (assumed == chapter.rests.end()) return "None of the uncertain numbers is one that was assumed.";
  return fmt::format(
      "Of the variance of the logarithm of {}, {:.0f}% rests on numbers that were assumed, not published or derived: "
      "so much would go if all {} of them were known.",
      chapter.levers.condition.output.text, 100.0 * std::max(assumed->first_order.value, 0.0), assumed->parameters);
}

Section change(const Planning& planning) {
  Section section{"change", "What would change it", {}};
  each(planning, section, [&](const Chapter& chapter, const std::string& number) {
    if (chapter.levers.tornado.influences.empty()) {
      section.elements.emplace_back(Paragraph{"No parameter of this scenario is uncertain."});
      return;
    }
    if (planning.brief) section.elements.emplace_back(Paragraph{levers_sentence(chapter), true});
    const auto shown = shown_influences(planning, chapter);
    if (shown.empty()) {
      section.elements.emplace_back(
          Paragraph{fmt::format("No uncertain parameter moves the headroom of {} in {} by 1% or more.",
                                first_of(chapter).name, last_year(chapter))});
    } else {
      section.elements.emplace_back(swings(planning, chapter, shown, number));
    }
    if (!chapter.levers.tried.empty() && !planning.brief) section.elements.emplace_back(levers(chapter));
    if (chapter.rests.empty()) return;
    section.elements.emplace_back(Paragraph{rests_sentence(chapter)});
    if (!planning.brief) section.elements.emplace_back(rests(chapter));
  });
  return section;
}

}  // namespace chokepoint::report::planning
