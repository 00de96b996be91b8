// SPDX-License-Identifier: Apache-2.0
// What is done about a shortfall: the ways around it, by year and one by one, and what thinking longer takes.
#include "report/ways.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "chokepoint/inference.hpp"
#include "report/palette.hpp"
#include "report/planning/planning.hpp"

namespace chokepoint::report::planning {

namespace {

using statistics::Relief;

constexpr double nothing_has_so_much = 1e50;  // watt-hours, or dollars, of one answer

bool of_one_draw(const Chapter& chapter) {
  return chapter.run.summary.draws == 1;
}

const Spread& in_year(const Chapter& chapter, std::string_view series, std::size_t year) {
  return chapter.run.summary.relief->named(series).years[year];
}

std::string orders(const Chapter& chapter, std::string_view series, std::size_t year) {
  return orders_in_words(in_year(chapter, series, year), of_one_draw(chapter));
}

Table ways_by_year(const Chapter& chapter) {
  const Relief& relief = *chapter.run.summary.relief;
  Table table{"Shortfall and ways around, in orders of magnitude of training compute: median (P10 to P90)",
              {{"Year"},
               {"Short of the trajectory", true},
               {"Shortfall", true},
               {"All ways could give", true},
               {"In years of growth", true},
               {"Made up", true},
               {"Left short", true}},
              {}};
  for (std::size_t year = 0; year < relief.missing.size(); ++year) {
    table.rows.push_back({{fmt::format("{}", chapter.run.summary.first_year + static_cast<int>(year)), {}},
                          {percent(relief.missing[year]), {}},
                          {orders(chapter, "relief/shortfall", year), {}},
                          {orders(chapter, "relief", year), {}},
                          {orders(chapter, "relief/years", year), {}},
                          {percent(relief.made_up[year]), {}},
                          {percent(relief.left[year]), {}}});
  }
  return table;
}

/// What becomes of a shortfall, with the numbers above.
Figure becomes_of_it(const Chapter& chapter, const std::string& number) {
  const Summary& summary = chapter.run.summary;
  const Relief& relief = *summary.relief;
  Figure figure;
  figure.id = "ways-" + number;
  figure.caption = of_one_draw(chapter)
                       ? "Whether the ways around make up for a shortfall."
                       : "Share of the draws that are short of the trajectory in a year: those in which the "
                         "ways around make up for it, and those that they leave short.";
  figure.legend = {{"made up", first_of_two}, {"left short", second_of_two}};
  Shares shares{.id = figure.id,
                .title = "",
                .alt = fmt::format("Share of the draws that are short, by year; in {}: made up {}, left short {}.",
                                   last_year(chapter), percent(relief.made_up.back()), percent(relief.left.back())),
                .parts = {{"made up", first_of_two, relief.made_up}, {"left short", second_of_two, relief.left}},
                .first_year = summary.first_year};
  figure.panels.push_back(panel_of(shares));
  figure.table = ways_by_year(chapter);
  figure.csv = "year,short,made_up,left\n";
  for (std::size_t year = 0; year < relief.missing.size(); ++year) {
    figure.csv += fmt::format("{},{:.6g},{:.6g},{:.6g}\n", summary.first_year + static_cast<int>(year),
                              relief.missing[year], relief.made_up[year], relief.left[year]);
  }
  return figure;
}

/// "less overtraining"
std::string spoken(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

Table one_by_one(const Chapter& chapter, std::size_t year) {
  Table table{fmt::format("Ways one by one, {}", chapter.run.summary.first_year + static_cast<int>(year)),
              {{"Way around"}, {"Orders of magnitude", true}, {"Years of growth", true}, {"What it is"}},
              {}};
  for (const models::Output& output : models::relief().outputs) {
    if (output.role != models::Role::part) continue;
    const std::string name(output.name);
    table.rows.push_back({{spoken(name), {}},
                          {orders(chapter, "relief/" + name, year), {}},
                          {orders(chapter, "relief/" + name + "_years", year), {}},
                          {std::string(output.meaning), {}}});
  }
  return table;
}

/// Of one answer: an amount, or that no fleet has so much.
std::string amount(double value, const units::Kind& kind) {
  return value > nothing_has_so_much ? std::string("out of reach") : unbroken(units::print(value, kind));
}
std::string amounts(const Chapter& chapter, std::string_view name, std::size_t year) {
  const Series& series = chapter.run.summary.relief->named(name);
  const Spread& spread = series.years[year];
  std::string median = amount(spread.median(), series.kind);
  if (spread.p10() == spread.p90()) return median;
  return fmt::format("{} ({} to {})", median, amount(spread.p10(), series.kind), amount(spread.p90(), series.kind));
}

/// Whether the scenario says how much of it the fleet has.
bool is_given(const Chapter& chapter, std::string_view resource) {
  const std::string path = fmt::format("relief.inference.fleet.{}", resource);
  const auto& assumptions = chapter.run.scenario->relief->assumptions;
  return chapter.run.scenario->coupling(path) != nullptr ||
         std::any_of(assumptions.begin(), assumptions.end(),
                     [&path](const scenario::Assumption& one) { return one.path == path && one.is_given(); });
}

/// The mean of a share that is 1 in draws without a shortfall, over those with one; nothing where it has no mean.
std::string paid_where_short(const Chapter& chapter, std::string_view series, std::size_t year) {
  const double missing = chapter.run.summary.relief->missing[year];
  const std::optional<double>& mean = *in_year(chapter, series, year).mean;
  if (!mean) return "an unknown share";
  return percent(std::clamp((*mean - (1.0 - missing)) / missing, 0.0, 1.0));
}

/// What the fleet that answers can pay in the draws that are short, and what limits it.
std::string paid(const Chapter& chapter, std::size_t year) {
  const bool power = is_given(chapter, "power");
  const bool accelerators = is_given(chapter, "accelerators");
  if (!power && !accelerators) {
    return "No limit is set for the fleet that answers (relief.inference.fleet.power and accelerators).";
  }
  const auto share = [&chapter, year](const char* series) { return paid_where_short(chapter, series, year); };
  std::string text = fmt::format("In draws that are short, the fleet can pay that for {} of them on average",
                                 share("relief/queries_served"));
  if (!power || !accelerators) {
    return text + fmt::format(", limited by {}; no limit of its {} is set (relief.inference.fleet.{}).",
                              power ? "power" : "accelerators", power ? "accelerators" : "power",
                              power ? "accelerators" : "power");
  }
  return text + fmt::format(": power alone would allow {}, accelerators alone {}.", share("relief/queries_by_power"),
                            share("relief/queries_by_accelerators"));
}

void say_inference(const Chapter& chapter, std::size_t year, Section& section) {
  const int now = chapter.run.summary.first_year + static_cast<int>(year);
  const Relief& relief = *chapter.run.summary.relief;
  if (relief.missing[year] == 0.0) return;
  section.elements.emplace_back(Paragraph{fmt::format(
      "To make up for the whole shortfall of {} by thinking longer alone, an answer takes {} orders of magnitude more "
      "compute than one as long as today's, over all draws, 0 where nothing is short: {} and {} for each, on the chips "
      "of {}. All answers of {}, each as long as today's, take {} and {}. {}",
      now, orders(chapter, "relief/inference_needed", year), amounts(chapter, "relief/query_energy", year),
      amounts(chapter, "relief/query_cost", year), now, now, amounts(chapter, "relief/fleet_power", year),
      amounts(chapter, "relief/fleet_accelerators", year), paid(chapter, year))});
}

/// The best split of a fleet of fixed size, for the classes of tasks at the medians of their parameters.
Table best_splits(const Chapter& chapter) {
  const auto median = [&chapter](const std::string& path) {
    for (const scenario::Assumption& one : chapter.run.scenario->relief->assumptions) {
      if (one.path == path) return one.distribution.quantile(0.5);
    }
    return std::nan("");
  };
  constexpr std::array shares{0.3, 0.1, 0.03, 0.01, 0.003, 0.001};
  Table table{"Best share of training in a fleet of fixed size, and orders of magnitude more for each answer",
              {{"Answers as they are today take"}},
              {}};
  for (const double share : shares) table.rows.push_back({{percent(share), {}}});
  table.rows.back().front().text = "0.1%";
  table.rows[table.rows.size() - 2].front().text = "0.3%";
  for (const std::string_view tasks : {"general", "reasoning", "verified"}) {
    table.columns.push_back({fmt::format("{} tasks", tasks), true});
    const std::string group = fmt::format("relief.inference.{}.", tasks);
    const scaling::Exchange exchange{median(group + "saves_at_most"), median(group + "exchange")};
    for (std::size_t i = 0; i < shares.size(); ++i) {
      std::string text = "read from an output";
      if (exchange.largest_saving >= 0.0 && exchange.rate > 0.0) {
        const scaling::Split split = scaling::best_split(exchange, shares[i]);
        text = fmt::format("{} ({:.1f})", percent(split.training_share), split.inference);
      }
      table.rows[i].push_back({std::move(text), {}});
    }
  }
  return table;
}

void say_loss(const Chapter& chapter, std::size_t year, Section& section) {
  const auto loss = [&chapter, year](std::string_view name) {
    return fmt::format("{:.3g}", in_year(chapter, name, year).median());
  };
  section.elements.emplace_back(Paragraph{fmt::format(
      "In loss above what no training takes away, by the fit of Besiroglu et al. 2024, at the median: the trajectory's "
      "run of {} would have {} nat per token, the run that the constraints allow {}, and with all ways around it is as "
      "good as one of {}. Loss is not skill: tasks differ in what they make of it.",
      chapter.run.summary.first_year + static_cast<int>(year), loss("relief/loss_wanted"), loss("relief/loss"),
      loss("relief/loss_with_ways"))});
}

}  // namespace

bool has_ways(const Planning& planning) {
  return std::any_of(planning.chapters.begin(), planning.chapters.end(),
                     [](const Chapter& chapter) { return chapter.run.summary.relief.has_value(); });
}

Section ways(const Planning& planning) {
  Section section{"ways", "Ways around a shortfall", {}};
  section.elements.emplace_back(
      Paragraph{"Where a constraint stops the trajectory, the same may be had in other ways. Each is counted in orders "
                "of magnitude of training compute that it makes up for: 1 is ten times as much. No constraint sees "
                "them, and most of their numbers are assumed."});
  each(planning, section, [&](const Chapter& chapter, const std::string& number) {
    if (!chapter.run.summary.relief) {
      section.elements.emplace_back(Paragraph{"This scenario says nothing of ways around."});
      return;
    }
    const std::size_t year = year_of_ways(*chapter.run.summary.relief);
    section.elements.emplace_back(Paragraph{ways_in_words(chapter.run)});
    if (planning.brief) return;
    section.elements.emplace_back(becomes_of_it(chapter, number));
    section.elements.emplace_back(one_by_one(chapter, year));
    say_inference(chapter, year, section);
    section.elements.emplace_back(best_splits(chapter));
    say_loss(chapter, year, section);
  });
  return section;
}

}  // namespace chokepoint::report::planning
