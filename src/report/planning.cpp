// SPDX-License-Identifier: Apache-2.0
// Results to the words, tables and pictures of a planning report. Every sentence is made from the numbers it speaks of.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "report/charts.hpp"
#include "report/document.hpp"
#include "report/escape.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

using analysis::Influence;
using analysis::Lever;
using analysis::Solution;
using statistics::Constraint;
using statistics::Series;
using statistics::Spread;
using statistics::Summary;

constexpr std::size_t bars_at_most = 12;
constexpr std::size_t rows_at_most = 31;  // years of a table

/// Its colour is the same in every picture and scenario.
int colour_of(const std::string& constraint) {
  const auto& all = models::constraints();
  const auto found = std::find_if(all.begin(), all.end(), [&constraint](const models::Constraint& one) {
    return one.description->name == constraint;
  });
  return static_cast<int>(found - all.begin());
}

const Constraint& first_of(const Chapter& chapter) {
  const Summary& summary = chapter.run.summary;
  return summary.constraints[summary.order.front().constraint];
}

int last_year(const Chapter& chapter) {
  return chapter.run.scenario->last_year;
}

/// A title that would fill screens ends in an ellipsis.
std::string shortened(const std::string& title) {
  constexpr std::size_t characters_at_most = 200;
  std::size_t count = 0;
  for (std::size_t at = 0; at < title.size(); ++at) {
    const bool starts = (static_cast<unsigned char>(title[at]) & 0xC0U) != 0x80U;
    if (starts && count++ == characters_at_most) return title.substr(0, at) + "…";
  }
  return title;
}

std::string value_text(double value, const units::Kind& kind) {
  return units::print(value, kind);
}

/// For a table: no line breaks within it.
std::string unbroken(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == ' ' ? std::string("\u00a0") : std::string(1, c);
  return out;
}
std::string cell_value(double value, const units::Kind& kind) {
  return unbroken(value_text(value, kind));
}

/// "2.2e29 (1.1e28 to 3.9e30)", or the value alone where nothing varies.
std::string interval(const Spread& spread) {
  const auto number = [](double value) {
    return value >= 1e4 || value < 0.01 ? fmt::format("{:.1e}", value) : factor(value);
  };
  const auto short_number = [&number](double value) {
    std::string text = number(value);
    const std::size_t plus = text.find("e+");
    if (plus != std::string::npos) text.erase(plus + 1, 1);
    return text;
  };
  if (spread.p10() == spread.p90()) return short_number(spread.median());
  return unbroken(fmt::format("{} ({} to {})", short_number(spread.median()), short_number(spread.p10()),
                              short_number(spread.p90())));
}

/// The number of a source in the list of references, which grows as sources are met.
class Bibliography {
 public:
  Cell cite(const scenario::Scenario& scenario, const std::string& key) {
    if (key.empty()) return {"none given", {}};
    const auto source = scenario.sources.find(key);
    const std::string text = source == scenario.sources.end() ? key : text_of(source->second);
    for (std::size_t i = 0; i < references_.items.size(); ++i) {
      if (references_.items[i].text == text) return link_to(i);
    }
    std::string address = source == scenario.sources.end() ? "" : source->second.address;
    if (!address.starts_with("https://") && !address.starts_with("http://")) address.clear();
    references_.items.push_back({fmt::format("reference-{}", references_.items.size() + 1), text, address});
    return link_to(references_.items.size() - 1);
  }
  [[nodiscard]] const References& references() const { return references_; }

 private:
  static std::string text_of(const scenario::Source& source) {
    std::string text;
    for (const std::string& part : {source.authors, source.title, source.date, source.licence}) {
      if (part.empty()) continue;
      text += (text.empty() ? "" : " ") + part;
      if (part.back() != '.' && part.back() != '?' && part.back() != '!') text += '.';
    }
    return text.empty() ? source.key : text;
  }
  static Cell link_to(std::size_t index) {
    return {fmt::format("[{}]", index + 1), fmt::format("#reference-{}", index + 1)};
  }
  References references_;
};

class Author {
 public:
  explicit Author(const Planning& planning) : planning_(planning) {}

  Document write() {
    document_.title = shortened(title());
    document_.subtitle = subtitle();
    answer();
    picture();
    binds();
    order();
    change();
    if (planning_.chapters.size() > 1) comparison();
    if (planning_.earlier) since();
    assumptions();
    how();
    limits();
    return std::move(document_);
  }

 private:
  [[nodiscard]] bool several() const { return planning_.chapters.size() > 1; }

  [[nodiscard]] std::string title() const {
    if (!planning_.title.empty()) return planning_.title;
    const scenario::Scenario& first = *planning_.chapters.front().run.scenario;
    if (several()) return fmt::format("{} scenarios of AI training compute", planning_.chapters.size());
    return first.title.empty() ? first.name : first.title;
  }

  [[nodiscard]] std::string subtitle() const {
    std::vector<std::string> names;
    for (const Chapter& chapter : planning_.chapters) {
      const scenario::Scenario& scenario = *chapter.run.scenario;
      names.push_back(fmt::format("{}, {} to {}", scenario.name, scenario.first_year, scenario.last_year));
    }
    return fmt::format("A planning report: which limit stops the growth of AI training compute first. {}.",
                       fmt::join(names, "; "));
  }

  Section& section(const char* id, const char* name) { return document_.sections.emplace_back(Section{id, name, {}}); }

  /// Calls `part` for every scenario, under a heading of its own when there are several.
  template <class Part>
  void each(Section& section, const Part& part) {
    for (std::size_t i = 0; i < planning_.chapters.size(); ++i) {
      const Chapter& chapter = planning_.chapters[i];
      if (several()) section.elements.emplace_back(Heading{heading_of(chapter)});
      part(chapter, fmt::format("{}", i + 1));
    }
  }
  static std::string heading_of(const Chapter& chapter) {
    const scenario::Scenario& scenario = *chapter.run.scenario;
    return scenario.title.empty() ? scenario.name : fmt::format("{}: {}", scenario.name, shortened(scenario.title));
  }

  // --- the answer ----------------------------------------------------------------------------------------------------

  void answer() {
    Section& answer = section("answer", "The answer");
    each(answer, [&](const Chapter& chapter, const std::string&) {
      answer.elements.emplace_back(Paragraph{verdict(chapter.run) + " " + third_sentence(chapter), true});
      const std::string& description = chapter.run.scenario->description;
      if (!description.empty()) answer.elements.emplace_back(Paragraph{"The scenario: " + description});
    });
  }

  static bool rises(const Chapter& chapter) {
    return chapter.levers.condition.comparison == question::Comparison::greater_or_equal;
  }
  /// "bring the median ceiling of power in 2030 up to the trajectory"
  static std::string deed(const Chapter& chapter) {
    return fmt::format("bring the median ceiling of {} in {} {} the trajectory", first_of(chapter).name,
                       last_year(chapter), rises(chapter) ? "up to" : "below");
  }

  static std::string third_sentence(const Chapter& chapter) {
    if (chapter.levers.tried.empty()) {
      return fmt::format("No parameter that moves the ceiling of {} is uncertain, so none was tried as a lever.",
                         first_of(chapter).name);
    }
    // The levers have draws of their own: where the median is as near as that, they may see it on the other side.
    if (chapter.levers.tried.front().solution.kind == Solution::Kind::holds_already) {
      return fmt::format(
          "The median ceiling of {} in {} is so near the trajectory that the draws of the levers have it on the other "
          "side: what would turn the answer around is less than sampling can tell.",
          first_of(chapter).name, last_year(chapter));
    }
    std::vector<std::string> found;
    const Lever* nearest = nullptr;
    for (const Lever& lever : chapter.levers.tried) {
      if (lever.solution.kind == Solution::Kind::found) found.push_back(change_of(lever));
      const auto is_nearer = [&](const Lever* other) {
        return other == nullptr || (rises(chapter) ? lever.solution.value > other->solution.value
                                                   : lever.solution.value < other->solution.value);
      };
      if (is_nearer(nearest)) nearest = &lever;
    }
    const std::size_t tried = chapter.levers.tried.size();
    if (found.empty()) {
      return fmt::format(
          "{} would alone {} within the range that the scenario holds likely; {} comes nearest, with {} times the "
          "trajectory.",
          tried == 1 ? "The parameter that moves it most is not one that"
                     : fmt::format("None of the {} parameters that move it most", tried),
          deed(chapter), nearest->axis.path, factor(nearest->solution.value));
    }
    return fmt::format("{} could alone {}: {}.", who(found.size(), tried), deed(chapter), fmt::join(found, "; "));
  }
  static std::string who(std::size_t found, std::size_t tried) {
    if (tried == 1) return "The parameter that moves it most";
    if (found == tried) return fmt::format("Each of the {} parameters that move it most", tried);
    return fmt::format("{} of the {} parameters that move it most", found == 1 ? "One" : fmt::format("{}", found),
                       tried);
  }
  /// "power.datacenter_growth at 1.4x/yr instead of 1.2x/yr"
  static std::string change_of(const Lever& lever) {
    const units::Kind& kind = lever.axis.parameter->kind;
    const Solution& solution = lever.solution;
    const std::string needed = precise(solution.lever, solution.standard_error, kind);
    const std::string now = value_text(solution.lever_now, kind);
    if (needed == now) {
      return fmt::format("{} a little {} its {}", lever.axis.path,
                         solution.lever > solution.lever_now ? "above" : "below", now);
    }
    return fmt::format("{} at {} instead of {}", lever.axis.path, needed, now);
  }

  // --- the picture ---------------------------------------------------------------------------------------------------

  void picture() {
    Section& picture = section("picture", "The picture");
    each(picture, [&](const Chapter& chapter, const std::string& number) {
      picture.elements.emplace_back(ceilings(chapter, number));
    });
  }

  static Figure ceilings(const Chapter& chapter, const std::string& number) {
    const Summary& summary = chapter.run.summary;
    Figure figure;
    figure.id = "ceilings-" + number;
    figure.caption = fmt::format(
        "The largest training run that each constraint allows at the start of a year, in {}: {}, against the projected "
        "trajectory (dashed).",
        unit_of(summary.trajectory.kind),
        chapter.run.ensemble.point ? "with every parameter at its median"
                                   : "median and the middle 50% and 80% of the draws");
    figure.legend.push_back({"trajectory", -1});
    std::vector<double> values;
    for (const Spread& spread : summary.trajectory.years) values.push_back(spread.median());
    for (const Constraint& constraint : summary.constraints) {
      for (const Spread& spread : constraint.ceiling.years) values.insert(values.end(), {spread.p10(), spread.p90()});
    }
    const auto domain = powers_around(values);
    for (const Constraint& constraint : summary.constraints) {
      figure.legend.push_back({constraint.name, colour_of(constraint.name)});
      figure.panels.push_back(panel_of(Bands{.id = figure.id + "-" + constraint.name,
                                             .title = constraint.title,
                                             .alt = described(constraint, summary),
                                             .colour = colour_of(constraint.name),
                                             .domain = domain,
                                             .series = &constraint.ceiling,
                                             .trajectory = &summary.trajectory,
                                             .first_year = summary.first_year}));
    }
    figure.table = with_trajectory(
        by_year(summary, "Ceilings by year, in FLOP: median (P10 to P90)", &Constraint::ceiling), summary);
    figure.csv = "year,series,p10,p25,p50,p75,p90\n";
    const auto lines = [&figure, &summary](const std::string& name, const Series& series) {
      for (std::size_t i = 0; i < series.years.size(); ++i) {
        const auto& at = series.years[i].quantiles;
        figure.csv +=
            fmt::format("{},{},{:.6g},{:.6g},{:.6g},{:.6g},{:.6g}\n", summary.first_year + static_cast<int>(i),
                        csv_field(name), at[1], at[2], at[3], at[4], at[5]);
      }
    };
    lines("trajectory", summary.trajectory);
    for (const Constraint& constraint : summary.constraints) lines(constraint.name, constraint.ceiling);
    return figure;
  }

  /// What the picture shows, in words.
  static std::string described(const Constraint& constraint, const Summary& summary) {
    const double start = constraint.headroom.years.front().median();
    const double end = constraint.headroom.years.back().median();
    return fmt::format("Ceiling of {}: median {} in {}, {} times the trajectory; {} in {}, {} times the trajectory.",
                       constraint.name, value_text(constraint.ceiling.years.front().median(), constraint.ceiling.kind),
                       summary.first_year, factor(start),
                       value_text(constraint.ceiling.years.back().median(), constraint.ceiling.kind),
                       summary.first_year + static_cast<int>(summary.years()) - 1, factor(end));
  }

  /// A series of every constraint by year: median (P10 to P90).
  static Table by_year(const Summary& summary, const char* caption, Series Constraint::*series) {
    Table table{caption, {{"Year"}}, {}};
    for (const Constraint& constraint : summary.constraints) table.columns.push_back({constraint.name, true});
    for (const std::size_t year : evenly(summary.years(), rows_at_most)) {
      std::vector<Cell> row{{fmt::format("{}", summary.first_year + static_cast<int>(year)), {}}};
      for (const Constraint& constraint : summary.constraints) {
        row.push_back({interval((constraint.*series).years[year]), {}});
      }
      table.rows.push_back(std::move(row));
    }
    return table;
  }

  static Table with_trajectory(Table table, const Summary& summary) {
    table.columns.insert(table.columns.begin() + 1, {"Trajectory", true});
    const auto years = evenly(summary.years(), rows_at_most);
    for (std::size_t i = 0; i < years.size(); ++i) {
      table.rows[i].insert(table.rows[i].begin() + 1, {interval(summary.trajectory.years[years[i]]), {}});
    }
    return table;
  }

  // --- what binds ----------------------------------------------------------------------------------------------------

  void binds() {
    Section& binds = section("binds", "Which constraint binds");
    binds.elements.emplace_back(Paragraph{
        "A constraint binds in a year when its ceiling is the lowest. Whether that stops the trajectory is another "
        "question: it is feasible as long as the lowest ceiling is not below it."});
    each(binds, [&](const Chapter& chapter, const std::string& number) {
      binds.elements.emplace_back(shares(chapter, number));
      binds.elements.emplace_back(Paragraph{through(chapter)});
    });
  }

  static Figure shares(const Chapter& chapter, const std::string& number) {
    const Summary& summary = chapter.run.summary;
    Figure figure;
    figure.id = "binding-" + number;
    figure.caption = chapter.run.ensemble.point
                         ? "Which constraint has the lowest ceiling, with every parameter at its median."
                         : "Share of the draws in which each constraint has the lowest ceiling.";
    Shares parts{.id = figure.id + "-shares", .title = "", .alt = "", .parts = {}, .first_year = summary.first_year};
    std::vector<std::string> words;
    figure.table = {"Probability of binding, by year, and that no ceiling is below the trajectory", {{"Year"}}, {}};
    figure.csv = "year";
    for (const Constraint& constraint : summary.constraints) {
      figure.csv += "," + csv_field(constraint.name);
      figure.legend.push_back({constraint.name, colour_of(constraint.name)});
      parts.parts.push_back({constraint.name, colour_of(constraint.name), constraint.lowest});
      words.push_back(fmt::format("{} {}", constraint.name, percent(constraint.lowest.back())));
      figure.table.columns.push_back({constraint.name, true});
    }
    figure.table.columns.push_back({"Feasible", true});
    parts.alt = fmt::format("Share of draws in which each constraint binds, by year; in {}: {}.", last_year(chapter),
                            listed(words));
    figure.csv += ",feasible\n";
    for (std::size_t i = 0; i < summary.years(); ++i) {
      figure.csv += fmt::format("{}", summary.first_year + static_cast<int>(i));
      for (const Constraint& constraint : summary.constraints) {
        figure.csv += fmt::format(",{:.6g}", constraint.lowest[i]);
      }
      figure.csv += fmt::format(",{:.6g}\n", summary.feasible[i]);
    }
    for (const std::size_t i : evenly(summary.years(), rows_at_most)) {
      std::vector<Cell> row{{fmt::format("{}", summary.first_year + static_cast<int>(i)), {}}};
      for (const Constraint& constraint : summary.constraints) row.push_back({percent(constraint.lowest[i]), {}});
      row.push_back({percent(summary.feasible[i]), {}});
      figure.table.rows.push_back(std::move(row));
    }
    figure.panels.push_back(panel_of(parts));
    return figure;
  }

  static std::string through(const Chapter& chapter) {
    const Summary& summary = chapter.run.summary;
    const bool point = chapter.run.ensemble.point;
    std::string text;
    for (const Constraint& constraint : summary.constraints) {
      const double binding = constraint.lowest.back();
      if (constraint.parts.empty() || binding <= 0.0) continue;
      std::vector<std::string> parts;
      for (const auto& part : constraint.parts) {
        if (part.lowest.back() <= 0.0) continue;
        parts.push_back(point ? part.name : fmt::format("{} in {}", part.name, percent(part.lowest.back() / binding)));
      }
      text +=
          fmt::format("{}here {} bind{}, it is through {}{}. ",
                      text.empty() ? fmt::format("In {}, w", last_year(chapter)) : std::string("W"), constraint.name,
                      constraint.name.ends_with('s') ? "" : "s", listed(parts), point ? "" : " of these draws");
    }
    return text + fall_short(chapter);
  }

  static std::string fall_short(const Chapter& chapter) {
    const auto year = chapter.run.summary.verdict.half;
    if (chapter.run.ensemble.point) {
      return year ? fmt::format("The first year with a ceiling below the trajectory is {}.",
                                chapter.run.summary.first_year + static_cast<int>(*year))
                  : fmt::format("Up to {}, no ceiling is below the trajectory.", last_year(chapter));
    }
    return year ? fmt::format("By {}, at least half of the draws have a ceiling below the trajectory.",
                              chapter.run.summary.first_year + static_cast<int>(*year))
                : fmt::format("Up to {}, fewer than half of the draws have a ceiling below the trajectory.",
                              last_year(chapter));
  }

  // --- order ---------------------------------------------------------------------------------------------------------

  void order() {
    Section& order = section("order", "Binding order and headroom");
    order.elements.emplace_back(Paragraph{
        "If the constraint that is likeliest to bind first were lifted, which would be next? Headroom is the ceiling "
        "divided by the trajectory, draw by draw: below one, the trajectory is out of reach."});
    each(order, [&](const Chapter& chapter, const std::string&) {
      const Summary& summary = chapter.run.summary;
      Table lifted{"Order of lifting",
                   {{"Constraint"},
                    {"Place", true},
                    {"Binds first, those before it lifted", true},
                    {"Below the trajectory by the last year", true}},
                   {}};
      std::size_t place = 1;
      for (const auto& step : summary.order) {
        lifted.rows.push_back({{summary.constraints[step.constraint].name, {}},
                               {fmt::format("{}", place++), {}},
                               {percent(step.binds_first), {}},
                               {percent(step.below), {}}});
      }
      order.elements.emplace_back(std::move(lifted));
      order.elements.emplace_back(by_year(summary, "Headroom by year: median (P10 to P90)", &Constraint::headroom));
    });
  }

  // --- levers --------------------------------------------------------------------------------------------------------

  void change() {
    Section& change = section("change", "What would change it");
    each(change, [&](const Chapter& chapter, const std::string& number) {
      if (chapter.levers.tornado.influences.empty()) {
        change.elements.emplace_back(Paragraph{"No parameter of this scenario is uncertain."});
        return;
      }
      change.elements.emplace_back(swings(chapter, number));
      if (!chapter.levers.tried.empty()) change.elements.emplace_back(levers(chapter));
    });
  }

  static Figure swings(const Chapter& chapter, const std::string& number) {
    const auto& all = chapter.levers.tornado.influences;
    const std::size_t shown = std::min(all.size(), bars_at_most);
    Figure figure;
    figure.id = "tornado-" + number;
    figure.caption = fmt::format(
        "Median headroom of {} in {} with one parameter at its P10 or P90 and all others {}: {} of {} uncertain "
        "parameters, the widest first.{}",
        first_of(chapter).name, last_year(chapter), chapter.run.ensemble.point ? "at their median" : "drawn", shown,
        all.size(),
        chapter.run.scenario->correlations.empty() ? ""
                                                   : " Parameters that go together elsewhere are not moved along.");
    figure.legend = {{"parameter at its P10", 0}, {"parameter at its P90", 1}};
    Swings picture{
        .id = figure.id + "-swings",
        .title = "",
        .alt = fmt::format("Tornado: {} moves the headroom of {} most, from {} to {}.", all.front().path,
                           first_of(chapter).name, factor(all.front().sampled[0]), factor(all.front().sampled[1])),
        .label = fmt::format("headroom of {} in {} (ceiling / trajectory)", first_of(chapter).name, last_year(chapter)),
        .logarithmic = true,
        .base = chapter.levers.tornado.sampled,
        .mark = std::nullopt,
        .rows = {}};
    figure.table = {"The bars",
                    {{"Parameter"},
                     {"P10", true},
                     {"P90", true},
                     {"Headroom at P10", true},
                     {"Headroom at P90", true},
                     {"Elasticity at the median", true}},
                    {}};
    figure.csv = "parameter,p10,p90,unit,headroom_at_p10,headroom_at_p90,elasticity\n";
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Influence& one = all[i];
      const units::Kind& kind = one.assumption->parameter->kind;
      figure.csv +=
          fmt::format("{},{},{},{},{},{},{}\n", csv_field(one.path), one.low, one.high, csv_field(unit_of(kind)),
                      one.sampled[0], one.sampled[1], one.elasticity ? fmt::format("{}", *one.elasticity) : "");
      if (i >= shown) continue;
      picture.rows.push_back(
          {one.path, one.sampled[0], one.sampled[1], value_text(one.low, kind), value_text(one.high, kind)});
      figure.table.rows.push_back({{one.path, {}},
                                   {cell_value(one.low, kind), {}},
                                   {cell_value(one.high, kind), {}},
                                   {factor(one.sampled[0]), {}},
                                   {factor(one.sampled[1]), {}},
                                   {one.elasticity ? fmt::format("{:.2f}", *one.elasticity) : "", {}}});
    }
    const auto [low, high] = std::minmax_element(
        picture.rows.begin(), picture.rows.end(),
        [](const auto& a, const auto& b) { return std::min(a.low, a.high) < std::min(b.low, b.high); });
    // The trajectory itself, where the bars come near it.
    if (std::min(low->low, low->high) < 1.0 && std::max(high->low, high->high) > 1.0) picture.mark = 1.0;
    figure.panels.push_back(panel_of(picture));
    return figure;
  }

  static Table levers(const Chapter& chapter) {
    Table table{
        fmt::format("Each lever alone, set to one value in every draw, to {}", deed(chapter)),
        {{"Lever"}, {"Median now", true}, {"Needed", true}, {"Sampling error", true}, {"Tried", true}, {"Result"}},
        {}};
    for (const Lever& lever : chapter.levers.tried) {
      const units::Kind& kind = lever.axis.parameter->kind;
      const Solution& solution = lever.solution;
      const bool found = solution.kind == Solution::Kind::found;
      table.rows.push_back(
          {{lever.axis.path, {}},
           {cell_value(solution.lever_now, kind), {}},
           {found ? unbroken(precise(solution.lever, solution.standard_error, kind)) : "", {}},
           {found && solution.standard_error > 0.0 ? (kind.growth ? fmt::format("{:.1g}", solution.standard_error)
                                                                  : cell_value(solution.standard_error, kind))
                                                   : "",
            {}},
           {fmt::format("{} to {}", cell_value(lever.axis.values.front(), kind),
                        cell_value(lever.axis.values.back(), kind)),
            {}},
           {result_of(lever), {}}});
    }
    return table;
  }
  static std::string result_of(const Lever& lever) {
    std::string text;
    switch (lever.solution.kind) {
      case Solution::Kind::holds_already:
        text = "holds already";
        break;
      case Solution::Kind::enough_at_median:
        text = "enough once fixed at its median";
        break;
      case Solution::Kind::found:
        text = "enough";
        break;
      case Solution::Kind::out_of_reach:
        text = fmt::format("not enough: headroom {} at best", factor(lever.solution.value));
        break;
    }
    return lever.solution.monotonic ? text : text + "; it moves both ways within the range";
  }

  // --- scenarios beside each other -----------------------------------------------------------------------------------

  void comparison() {
    Section& comparison = section("scenarios", "The scenarios beside each other");
    Table table{"Verdicts",
                {{"Scenario"},
                 {"Binds first"},
                 {"in", true},
                 {"Nothing binds", true},
                 {"Half of the draws fall short by", true},
                 {"Last year", true},
                 {"Feasible then", true},
                 {"Attainable then, FLOP", true}},
                {}};
    for (const Chapter& chapter : planning_.chapters) {
      const Summary& summary = chapter.run.summary;
      const auto year = summary.verdict.half;
      table.rows.push_back(
          {{chapter.run.scenario->name, {}},
           {first_of(chapter).name, {}},
           {percent(summary.order.front().binds_first), {}},
           {percent(summary.binds_first_none), {}},
           {year ? fmt::format("{}", summary.first_year + static_cast<int>(*year)) : "not by then", {}},
           {fmt::format("{}", last_year(chapter)), {}},
           {percent(summary.feasible.back()), {}},
           {interval(summary.attainable.years.back()), {}}});
    }
    comparison.elements.emplace_back(std::move(table));
    const Chapter& first = planning_.chapters.front();
    for (std::size_t i = 1; i < planning_.chapters.size(); ++i) {
      const Chapter& other = planning_.chapters[i];
      comparison.elements.emplace_back(
          Heading{fmt::format("{} against {}", other.run.scenario->name, first.run.scenario->name)});
      if (i <= planning_.pairs.size()) pair(planning_.pairs[i - 1], first, other, comparison);
      differing(*first.run.scenario, *other.run.scenario, comparison);
    }
  }

  static void pair(const analysis::Pair& pair, const Chapter& first, const Chapter& other, Section& section) {
    section.elements.emplace_back(Paragraph{fmt::format(
        "Draw by draw, {} falls short of the trajectory later than {} in {} of the draws, in the same year (or not "
        "at all) in {}, earlier in {}.",
        other.run.scenario->name, first.run.scenario->name, percent(pair.later), percent(pair.same),
        percent(pair.earlier))});
    if (pair.years.empty() || pair.constraints.empty()) return;
    const auto same = [](const Spread& spread) {
      return spread.quantiles.front() == 1.0 && spread.quantiles.back() == 1.0;
    };
    if (std::all_of(pair.ratio.begin(), pair.ratio.end(),
                    [&same](const auto& years) { return std::all_of(years.begin(), years.end(), same); })) {
      section.elements.emplace_back(Paragraph{"The ceilings that both have are the same, draw by draw."});
      return;
    }
    Table table{fmt::format("Ceiling of {} divided by that of {}: median (P10 to P90)", other.run.scenario->name,
                            first.run.scenario->name),
                {{"Year"}},
                {}};
    for (const std::string& name : pair.constraints) table.columns.push_back({name, true});
    for (const std::size_t year : evenly(pair.years.size(), rows_at_most)) {
      std::vector<Cell> row{{fmt::format("{}", pair.years[year]), {}}};
      for (const auto& ratio : pair.ratio) row.push_back({interval(ratio[year]), {}});
      table.rows.push_back(std::move(row));
    }
    section.elements.emplace_back(std::move(table));
  }

  static std::string side(const scenario::Assumption* assumption) {
    return assumption == nullptr ? "not modelled" : assumption->text;
  }
  static void differing(const scenario::Scenario& first, const scenario::Scenario& other, Section& section) {
    const auto plan = analysis::plan_differences(first, other);
    const auto all = analysis::differences(first, other);
    const auto correlations = analysis::correlation_differences(first, other);
    if (plan.empty() && all.empty() && correlations.empty()) {
      section.elements.emplace_back(Paragraph{"No assumption differs."});
      return;
    }
    Table table{"Assumptions that differ", {{"Parameter"}, {first.name}, {other.name}}, {}};
    for (const auto& one : plan) table.rows.push_back({{one.name, {}}, {one.first, {}}, {one.second, {}}});
    for (const auto& one : all) table.rows.push_back({{one.path, {}}, {side(one.first), {}}, {side(one.second), {}}});
    for (const auto& one : correlations) {
      table.rows.push_back({{fmt::format("rank correlation of {} and {}", one.a, one.b), {}},
                            {fmt::format("{}", one.first), {}},
                            {fmt::format("{}", one.second), {}}});
    }
    section.elements.emplace_back(std::move(table));
  }

  // --- since an earlier run ------------------------------------------------------------------------------------------

  void since() {
    Section& since = section("since", "What changed since the earlier run");
    since.elements.emplace_back(
        Paragraph{fmt::format("The earlier results were made by chokepoint {}.", planning_.earlier->version)});
    each(since, [&](const Chapter& chapter, const std::string&) {
      const auto& runs = planning_.earlier->runs;
      const auto earlier = std::find_if(runs.begin(), runs.end(), [&chapter](const EarlierRun& run) {
        return run.name == chapter.run.scenario->name;
      });
      if (earlier == runs.end()) {
        since.elements.emplace_back(
            Paragraph{fmt::format("The earlier results have no scenario of the name {}.", chapter.run.scenario->name)});
        return;
      }
      changed_conclusions(chapter, *earlier, since);
      changed_assumptions(chapter, *earlier, since);
    });
    for (const EarlierRun& run : planning_.earlier->runs) {
      const bool here = std::any_of(planning_.chapters.begin(), planning_.chapters.end(),
                                    [&run](const Chapter& chapter) { return chapter.run.scenario->name == run.name; });
      if (!here) since.elements.emplace_back(Paragraph{fmt::format("No longer here: the scenario {}.", run.name)});
    }
  }

  static void changed_conclusions(const Chapter& chapter, const EarlierRun& earlier, Section& section) {
    const std::string now = verdict(chapter.run);
    if (now == earlier.verdict) {
      section.elements.emplace_back(Paragraph{"The answer is the same, word for word."});
    } else {
      section.elements.emplace_back(Paragraph{"The answer was: " + earlier.verdict});
    }
    Table table{fmt::format("Conclusions, {} then and {} now", earlier.last_year, last_year(chapter)),
                {{"Constraint"},
                 {"Bound first then", true},
                 {"Binds first now", true},
                 {"Headroom then", true},
                 {"Headroom now", true},
                 {"Changed"}},
                {}};
    for (const Constraint& constraint : chapter.run.summary.constraints) {
      const auto old = earlier.constraints.find(constraint.name);
      const bool there = old != earlier.constraints.end();
      const std::string first_then = there ? percent(old->second.binds_first) : "not modelled";
      const std::string room_then = there ? factor(old->second.headroom) : "";
      const std::string first_now = percent(constraint.binds_first);
      const std::string room_now = factor(constraint.headroom.years.back().median());
      const bool same = first_then == first_now && room_then == room_now;
      table.rows.push_back({{constraint.name, {}},
                            {first_then, {}},
                            {first_now, {}},
                            {room_then, {}},
                            {room_now, {}},
                            {same ? "no" : "yes", {}}});
    }
    for (const auto& one_then : earlier.constraints) {
      const std::string& name = one_then.first;
      const EarlierRun::Constraint& old = one_then.second;
      const auto& all = chapter.run.summary.constraints;
      if (std::any_of(all.begin(), all.end(), [&name](const Constraint& one) { return one.name == name; })) continue;
      table.rows.push_back({{name, {}},
                            {percent(old.binds_first), {}},
                            {"not modelled", {}},
                            {factor(old.headroom), {}},
                            {"", {}},
                            {"yes", {}}});
    }
    section.elements.emplace_back(std::move(table));
  }

  static void changed_assumptions(const Chapter& chapter, const EarlierRun& earlier, Section& section) {
    Table table{"Assumptions that changed", {{"Parameter"}, {"Then"}, {"Now"}}, {}};
    const auto said = [](const std::string& text, const std::string& source) {
      return source.empty() ? text : fmt::format("{} ({})", text, source);
    };
    std::set<std::string> seen;
    const auto look = [&](const std::string& path, const std::string& text, const std::string& source) {
      seen.insert(path);
      const auto old = earlier.assumptions.find(path);
      if (old == earlier.assumptions.end()) {
        table.rows.push_back({{path, {}}, {"not there", {}}, {said(text, source), {}}});
      } else if (old->second.text != text || old->second.source != source) {
        table.rows.push_back({{path, {}}, {said(old->second.text, old->second.source), {}}, {said(text, source), {}}});
      }
    };
    const scenario::Scenario& scenario = *chapter.run.scenario;
    look(anchor_date, scenario.trajectory_plan.anchor_text, "");
    for (const auto* assumption : scenario.assumptions()) {
      if (assumption->is_given()) look(assumption->path, assumption->text, assumption->source);
    }
    for (const auto& [path, old] : earlier.assumptions) {
      if (seen.count(path) == 0)
        table.rows.push_back({{path, {}}, {said(old.text, old.source), {}}, {"not there", {}}});
    }
    if (table.rows.empty()) {
      section.elements.emplace_back(Paragraph{"No assumption changed."});
    } else {
      section.elements.emplace_back(std::move(table));
    }
  }

  // --- assumptions and sources ---------------------------------------------------------------------------------------

  void assumptions() {
    Section& section_of_assumptions = section("assumptions", "Every assumption");
    Bibliography bibliography;
    each(section_of_assumptions, [&](const Chapter& chapter, const std::string&) {
      const scenario::Scenario& scenario = *chapter.run.scenario;
      Table table{
          fmt::format("What {} assumes, at the start of {}", scenario.name, scenario.base_year),
          {{"Parameter"}, {"Median (P10 to P90)", true}, {"Distribution"}, {"Confidence"}, {"Source"}, {"Note"}},
          {}};
      const std::string& date = scenario.trajectory_plan.anchor_text;
      if (!date.empty()) table.rows.push_back({{anchor_date, {}}, {date, {}}, {"constant", {}}, {}, {}, {}});
      for (const auto* assumption : scenario.assumptions()) {
        if (assumption->is_given()) table.rows.push_back(row_of(*assumption, scenario, bibliography));
      }
      section_of_assumptions.elements.emplace_back(std::move(table));
      if (scenario.correlations.empty()) return;
      Table together{"Parameters that go together (Spearman's rank correlation)",
                     {{"Parameter"}, {"with"}, {"Correlation", true}, {"Source"}},
                     {}};
      for (const auto& one : scenario.correlations) {
        together.rows.push_back(
            {{one.a, {}}, {one.b, {}}, {fmt::format("{}", one.spearman), {}}, bibliography.cite(scenario, one.source)});
      }
      section_of_assumptions.elements.emplace_back(std::move(together));
    });
    Section& references = section("references", "Sources");
    if (bibliography.references().items.empty()) {
      references.elements.emplace_back(Paragraph{"No assumption names a source."});
    } else {
      references.elements.emplace_back(bibliography.references());
    }
  }

  static std::vector<Cell> row_of(const scenario::Assumption& assumption, const scenario::Scenario& scenario,
                                  Bibliography& bibliography) {
    const uncertainty::Distribution& distribution = assumption.distribution;
    const units::Kind& kind = assumption.parameter->kind;
    const auto [confidence, note] = confidence_of(assumption.note);
    return {{assumption.path, {}},
            {distribution.is_constant() ? cell_value(distribution.quantile(0.5), kind)
                                        : fmt::format("{} ({} to {})", cell_value(distribution.quantile(0.5), kind),
                                                      cell_value(distribution.quantile(0.1), kind),
                                                      cell_value(distribution.quantile(0.9), kind)),
             {}},
            {std::string(distribution.family()), {}},
            {confidence, {}},
            bibliography.cite(scenario, assumption.source),
            {note, {}}};
  }
  /// A note may say "confidence: likely", alone or after something else.
  static std::pair<std::string, std::string> confidence_of(const std::string& note) {
    constexpr std::string_view key = "confidence: ";
    const std::size_t at = note.find(key);
    if (at == std::string::npos) return {"not stated", note};
    const std::size_t end = std::min(note.find_first_of(",;.", at), note.size());
    std::string rest = note.substr(0, at);
    while (!rest.empty() && (rest.back() == ' ' || rest.back() == ',' || rest.back() == ';')) rest.pop_back();
    return {note.substr(at + key.size(), end - at - key.size()), rest + note.substr(end)};
  }

  // --- how it was run ------------------------------------------------------------------------------------------------

  void how() {
    Section& how = section("run", "How it was run");
    const Run& first = planning_.chapters.front().run;
    how.elements.emplace_back(Paragraph{fmt::format(
        "chokepoint {}{}. {}", first.version,
        planning_.commit.empty() ? "" : fmt::format(", commit {}", planning_.commit),
        first.ensemble.point
            ? std::string("One draw, every parameter at its median.")
            : fmt::format("{} draws of every scenario (sampler {}, seed {}); the tornado and the levers with {} draws.",
                          grouped(first.summary.draws), name_of(first.ensemble.method), first.ensemble.seed,
                          grouped(planning_.chapters.front().lever_ensemble.draws)))});
    if (!first.ensemble.point) {
      Bullets errors;
      for (const Chapter& chapter : planning_.chapters) {
        const statistics::Headline headline = statistics::headline(chapter.run.summary);
        errors.items.push_back(
            fmt::format("{}: the sampling error (one standard error) is {} points of the {} of draws that are stopped, "
                        "and {} of the median headroom of {}.",
                        chapter.run.scenario->name, rough(100.0 * headline.stopped_error), percent(headline.stopped),
                        headline.headroom_error ? rough(100.0 * *headline.headroom_error) + "%" : "not known",
                        first_of(chapter).name));
      }
      how.elements.emplace_back(std::move(errors));
    }
    how.elements.emplace_back(Paragraph{"This command makes the report again:"});
    how.elements.emplace_back(Code{planning_.command});
    Table files{"Files that were read", {{"File"}, {"SHA-256"}}, {}};
    for (const File& file : planning_.files) files.rows.push_back({{file.path, {}}, {file.sha256, {}}});
    how.elements.emplace_back(std::move(files));
  }

  void limits() {
    Section& limits = section("limits", "Limits of the method");
    Bullets bullets;
    bullets.items.emplace_back(
        "The intervals are as wide as the assumptions make them. They do not hold what nobody thought of, and an "
        "assumption "
        "without a source is no better for being drawn many times.");
    bullets.items.emplace_back(
        "The trajectory is given, not explained: it does not slow down when a constraint comes near, and prices, "
        "policy and "
        "research do not answer to scarcity.");
    bullets.items.emplace_back(
        "Constraints are taken one by one, over the same draws: what one uses up is not taken from another.");
    std::set<std::string> absent;
    bool correlated = false;
    bool independent = false;
    for (const Chapter& chapter : planning_.chapters) {
      const auto& blocks = chapter.run.scenario->blocks;
      for (const auto& constraint : models::constraints()) {
        const bool there = std::any_of(blocks.begin(), blocks.end(), [&constraint](const scenario::Block& block) {
          return block.constraint->description->name == constraint.description->name;
        });
        if (!there)
          absent.insert(fmt::format("{}{}", constraint.description->name,
                                    several() ? fmt::format(" in {}", chapter.run.scenario->name) : ""));
      }
      (chapter.run.scenario->correlations.empty() ? independent : correlated) = true;
    }
    if (!absent.empty()) {
      bullets.items.push_back(
          fmt::format("Not modelled, and so never binding: {}.", listed({absent.begin(), absent.end()})));
    }
    if (independent) {
      bullets.items.emplace_back(
          several() && correlated
              ? "Where a scenario states no correlations its parameters are drawn independently of each other."
              : "Parameters are drawn independently of each other; what goes together in the world may make the tails "
                "wider than they are here.");
    }
    bullets.items.emplace_back(
        "A lever is set to one value in every draw and in the model's own terms; what it would cost, and whether it "
        "can be had, "
        "is not said.");
    bullets.items.emplace_back(
        "Ways around a limit, such as compute spent at inference time instead, are not part of these scenarios.");
    limits.elements.emplace_back(std::move(bullets));
  }

  const Planning& planning_;
  Document document_;
};

}  // namespace

Document document_of(const Planning& planning) {
  return Author(planning).write();
}

}  // namespace chokepoint::report
