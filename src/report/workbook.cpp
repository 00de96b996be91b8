// SPDX-License-Identifier: Apache-2.0
// The planning tables for people who live in spreadsheets: long tables that sort, filter and pivot.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "chokepoint/report.hpp"
#include "report/document.hpp"
#include "report/escape.hpp"
#include "report/needs.hpp"
#include "report/planning/planning.hpp"
#include "report/text.hpp"
#include "report/verdict.hpp"
#include "units/utf8.hpp"

namespace chokepoint::report {

namespace {

using BookFormat = Workbook::Format;
using BookColumn = Workbook::Column;
using BookCell = Workbook::Cell;
using BookSheet = Workbook::Sheet;
using BookRow = std::vector<BookCell>;

/// JSON and spreadsheets have no infinity: the cell stays empty.
BookCell number_cell(double value) {
  return std::isfinite(value) ? BookCell(value) : BookCell();
}
BookCell year_cell(int year) {
  return static_cast<double>(year);
}

template <class... Cells>
BookRow row_of_cells(Cells&&... cells) {
  return {BookCell(std::forward<Cells>(cells))...};
}

std::vector<BookColumn> with_columns(std::vector<BookColumn> first, const std::vector<BookColumn>& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

/// "P10 (FLOP)", "Median (FLOP)", "P90 (FLOP)".
std::vector<BookColumn> three_heads(std::string_view what, std::string_view unit, BookFormat format) {
  std::vector<BookColumn> columns;
  columns.reserve(3);
  for (const char* const statistic : {"P10", "median", "P90"}) {
    std::string head =
        what.empty() ? capital(statistic) + std::string(statistic).substr(1) : fmt::format("{}: {}", what, statistic);
    if (!unit.empty()) head += fmt::format(" ({})", unit);
    columns.push_back({std::move(head), format});
  }
  return columns;
}
void add_three(BookRow& row, const statistics::Spread& spread) {
  row.insert(row.end(), {number_cell(spread.p10()), number_cell(spread.median()), number_cell(spread.p90())});
}

/// All quantiles, and the mean where there is one.
std::vector<BookColumn> all_heads(std::string_view unit, BookFormat format) {
  std::vector<BookColumn> columns;
  columns.reserve(statistics::levels.size() + 1);
  for (const double level : statistics::levels) {
    columns.push_back({fmt::format("P{:.0f} ({})", 100.0 * level, unit), format});
  }
  columns.push_back({fmt::format("Mean ({})", unit), format});
  return columns;
}
void add_all(BookRow& row, const statistics::Spread& spread) {
  for (const double value : spread.quantiles) row.push_back(number_cell(value));
  const auto& mean = *spread.mean;
  row.push_back(mean ? number_cell(*mean) : BookCell());
}

/// A value in the unit that people use for one like it.
struct InUse {
  explicit InUse(double typical, const units::Kind& kind) : scale(typical, kind), own(scale.unit().empty()) {
    unit = own ? unit_of(kind) : scale.unit();
  }
  [[nodiscard]] BookCell cell(double value) const { return number_cell(own ? value : scale.in_unit(value)); }
  UnitScale scale;
  bool own;
  std::string unit;
};

// --- the sheets ------------------------------------------------------------------------------------------------------

BookSheet sheet_of_stops(const Planning& planning) {
  BookSheet sheet{"Stops",
                  "by year and constraint: in which share of the draws it has stopped the trajectory, has the lowest "
                  "ceiling, is below the trajectory, and is the first below it",
                  {{"Scenario"},
                   {"Year", BookFormat::year},
                   {"Constraint"},
                   {"Stopped by then (share of draws)", BookFormat::share},
                   {"Lowest ceiling (share of draws)", BookFormat::share},
                   {"Below the trajectory (share of draws)", BookFormat::share},
                   {"First below, in that year (share of draws)", BookFormat::share}},
                  {}};
  for (const Chapter& chapter : planning.chapters) {
    const statistics::Summary& summary = chapter.run.summary;
    for (std::size_t i = 0; i < summary.years(); ++i) {
      const int year = summary.first_year + static_cast<int>(i);
      for (const auto& one : summary.constraints) {
        sheet.rows.push_back(row_of_cells(chapter.run.scenario->name, year_cell(year), one.name, one.stopped[i],
                                          one.lowest[i], one.below[i], one.binds_first_in[i]));
      }
      sheet.rows.push_back(row_of_cells(chapter.run.scenario->name, year_cell(year), "none", summary.not_stopped[i],
                                        BookCell(), summary.feasible[i], BookCell()));
    }
  }
  return sheet;
}

BookSheet sheet_of_ceilings(const Planning& planning) {
  const std::string unit = unit_of(planning.chapters.front().run.summary.trajectory.kind);
  BookSheet sheet{
      "Ceilings",
      "by year: the trajectory, and the largest training run that each constraint and each of its parts "
      "allows",
      with_columns({{"Scenario"}, {"Year", BookFormat::year}, {"Series"}}, all_heads(unit, BookFormat::scientific)),
      {}};
  for (const Chapter& chapter : planning.chapters) {
    const statistics::Summary& summary = chapter.run.summary;
    const auto add = [&](const statistics::Series& series, std::size_t i) {
      BookRow row =
          row_of_cells(chapter.run.scenario->name, year_cell(summary.first_year + static_cast<int>(i)), series.name);
      add_all(row, series.years[i]);
      sheet.rows.push_back(std::move(row));
    };
    for (std::size_t i = 0; i < summary.years(); ++i) {
      add(summary.trajectory, i);
      add(summary.attainable, i);
      for (const auto& one : summary.constraints) {
        add(one.ceiling, i);
        for (const auto& part : one.parts) add(part.ceiling, i);
      }
    }
  }
  return sheet;
}

BookSheet sheet_of_headroom(const Planning& planning) {
  BookSheet sheet{
      "Headroom",
      "by year: ceiling / trajectory, draw by draw; below 1 the constraint stops the trajectory",
      with_columns({{"Scenario"}, {"Year", BookFormat::year}, {"Constraint"}}, all_heads("ratio", BookFormat::ratio)),
      {}};
  for (const Chapter& chapter : planning.chapters) {
    const statistics::Summary& summary = chapter.run.summary;
    for (std::size_t i = 0; i < summary.years(); ++i) {
      for (const auto& one : summary.constraints) {
        BookRow row =
            row_of_cells(chapter.run.scenario->name, year_cell(summary.first_year + static_cast<int>(i)), one.name);
        add_all(row, one.headroom.years[i]);
        sheet.rows.push_back(std::move(row));
      }
    }
  }
  return sheet;
}

/// A sheet for each constraint, in the unit that it is planned in; the same one for all scenarios that have it in it.
void add_needs(const Planning& planning, std::vector<BookSheet>& sheets) {
  struct Table {
    std::string constraint;
    units::Kind kind;
    UnitScale scale;
    BookSheet sheet;
  };
  std::vector<Table> tables;
  for (const Chapter& chapter : planning.chapters) {
    const statistics::Summary& summary = chapter.run.summary;
    for (std::size_t k = 0; has_needs(summary) && k < summary.constraints.size(); ++k) {
      const statistics::Constraint& one = summary.constraints[k];
      const models::Need& need = chapter.run.scenario->blocks[k].constraint->description->need;
      auto table = std::find_if(tables.begin(), tables.end(), [&](const Table& known) {
        return known.constraint == one.name && known.kind == one.need.kind;
      });
      if (table == tables.end()) {
        const UnitScale scale = scale_of_need(one);
        const NeedHeads heads = heads_of(need);
        std::vector<BookColumn> columns{{"Scenario"}, {"Year", BookFormat::year}};
        for (const std::string& what : {heads.need, heads.supply, std::string("missing")}) {
          columns = with_columns(std::move(columns), three_heads(capitalized(what), scale.unit(), BookFormat::number));
        }
        columns.push_back({"Short (share of draws)", BookFormat::share});
        tables.push_back({one.name,
                          one.need.kind,
                          scale,
                          {"Needs " + one.name,
                           fmt::format("by year: {} in {}, what the trajectory's run takes of it and what there is",
                                       need.name, scale.unit()),
                           std::move(columns),
                           {}}});
        table = std::prev(tables.end());
      }
      for (std::size_t i = 0; i < summary.years(); ++i) {
        BookRow row = row_of_cells(chapter.run.scenario->name, year_cell(summary.first_year + static_cast<int>(i)));
        for (const auto* const series : {&one.need, &one.supply, &one.gap}) {
          const statistics::Spread& spread = series->years[i];
          for (const double value : {spread.p10(), spread.median(), spread.p90()})
            row.push_back(number_cell(table->scale.in_unit(value)));
        }
        row.emplace_back(one.below[i]);
        table->sheet.rows.push_back(std::move(row));
      }
    }
  }
  for (Table& table : tables) sheets.push_back(std::move(table.sheet));
}

const char* result_in_words(analysis::Solution::Kind kind) {
  switch (kind) {
    case analysis::Solution::Kind::holds_already:
      return "holds already";
    case analysis::Solution::Kind::out_of_reach:
      return "out of reach";
    case analysis::Solution::Kind::enough_at_median:
    case analysis::Solution::Kind::found:
      break;
  }
  return "found";
}

BookSheet sheet_of_influences(const Planning& planning) {
  BookSheet sheet{"What would change it",
                  "the headroom of what stops most draws, with one parameter at its P10 or P90 and all others drawn",
                  {{"Scenario"},
                   {"Parameter"},
                   {"Unit"},
                   {"P10 (in the unit)", BookFormat::number},
                   {"P90 (in the unit)", BookFormat::number},
                   {"Median headroom at P10 (ratio)", BookFormat::ratio},
                   {"Median headroom at P90 (ratio)", BookFormat::ratio},
                   {"Elasticity at the median", BookFormat::number}},
                  {}};
  for (const Chapter& chapter : planning.chapters) {
    for (const analysis::Influence& one : chapter.levers.tornado.influences) {
      const InUse use(one.high, one.assumption->parameter->kind);
      sheet.rows.push_back(row_of_cells(chapter.run.scenario->name, one.path, use.unit, use.cell(one.low),
                                        use.cell(one.high), number_cell(one.sampled[0]), number_cell(one.sampled[1]),
                                        one.elasticity ? number_cell(*one.elasticity) : BookCell()));
    }
  }
  return sheet;
}

BookSheet sheet_of_levers(const Planning& planning) {
  BookSheet sheet{"Levers",
                  "the smallest factor on one parameter, in every draw, that turns the median answer around",
                  {{"Scenario"},
                   {"So that"},
                   {"Parameter"},
                   {"Result"},
                   {"Factor (ratio)", BookFormat::ratio},
                   {"Unit"},
                   {"Median now (in the unit)", BookFormat::number},
                   {"Median then (in the unit)", BookFormat::number}},
                  {}};
  for (const Chapter& chapter : planning.chapters) {
    for (const analysis::Lever& one : chapter.levers.tried) {
      const InUse use(one.median, one.axis.parameter->kind);
      const bool found = one.solution.kind == analysis::Solution::Kind::found;
      sheet.rows.push_back(row_of_cells(
          chapter.run.scenario->name, chapter.levers.condition.text, one.axis.path, result_in_words(one.solution.kind),
          found ? number_cell(one.solution.lever) : BookCell(), use.unit, use.cell(one.median),
          found ? use.cell(one.median_with(one.solution.lever)) : BookCell()));
    }
  }
  return sheet;
}

BookSheet sheet_of_series(const Planning& planning) {
  BookSheet sheet{"All series",
                  "by year: everything the models went through, in coherent units",
                  with_columns({{"Scenario"}, {"Year", BookFormat::year}, {"Series"}, {"Meaning"}, {"Unit"}},
                               all_heads("in the unit", BookFormat::scientific)),
                  {}};
  for (const Chapter& chapter : planning.chapters) {
    const statistics::Summary& summary = chapter.run.summary;
    const auto add = [&](const statistics::Series& series) {
      for (std::size_t i = 0; i < summary.years(); ++i) {
        BookRow row = row_of_cells(chapter.run.scenario->name, year_cell(summary.first_year + static_cast<int>(i)),
                                   series.name, series.meaning, unit_of(series.kind));
        add_all(row, series.years[i]);
        sheet.rows.push_back(std::move(row));
      }
    };
    for (const auto* const one :
         {&summary.observed, &summary.pre_training, &summary.post_training, &summary.post_training_share}) {
      if (*one) add(**one);
    }
    for (const auto& constraint : summary.constraints) {
      for (const auto& internal : constraint.internals) add(internal);
    }
    for (const auto& event : summary.events) add(event.overlap);
    if (!summary.relief) continue;
    for (const auto& one : summary.relief->series) add(one);
  }
  return sheet;
}

BookSheet sheet_of_pairs(const Planning& planning) {
  BookSheet sheet{"Compared",
                  "by year: the ceiling of another scenario / that of the first, draw by draw",
                  with_columns({{"First"}, {"Other"}, {"Year", BookFormat::year}, {"Constraint"}},
                               three_heads("", "ratio", BookFormat::ratio)),
                  {}};
  const std::string& first = planning.chapters.front().run.scenario->name;
  for (std::size_t p = 0; p < planning.pairs.size(); ++p) {
    const analysis::Pair& pair = planning.pairs[p];
    const std::string& other = planning.chapters[p + 1].run.scenario->name;
    for (std::size_t i = 0; i < pair.years.size(); ++i) {
      for (std::size_t k = 0; k < pair.constraints.size(); ++k) {
        BookRow row = row_of_cells(first, other, year_cell(pair.years[i]), pair.constraints[k]);
        add_three(row, pair.ratio[k][i]);
        sheet.rows.push_back(std::move(row));
      }
    }
  }
  return sheet;
}

void add_assumption(const std::string& scenario, const scenario::Assumption& one, BookSheet& sheet) {
  if (!one.is_given()) return;
  const bool word = !one.word().empty();  // and no number
  const InUse use(word ? 0.0 : one.distribution.quantile(0.5), one.parameter->kind);
  const auto quantile = [&](double level) { return word ? BookCell() : use.cell(one.distribution.quantile(level)); };
  sheet.rows.push_back(
      row_of_cells(scenario, one.path, word ? "" : use.unit, quantile(0.1), quantile(0.5), quantile(0.9), one.text,
                   one.distribution.family(), one.confidence.empty() ? "not stated" : one.confidence,
                   one.is_default ? "default" : one.source, one.note, std::string(one.parameter->meaning)));
}

BookSheet sheet_of_assumptions(const Planning& planning) {
  BookSheet sheet{"Assumptions",
                  "every value that the answer rests on, with how sure it is and the key of its source",
                  with_columns(with_columns({{"Scenario"}, {"Parameter"}, {"Unit"}},
                                            three_heads("", "in the unit", BookFormat::number)),
                               {{"As written"},
                                {"Distribution"},
                                {"Confidence"},
                                {"Source"},
                                {"Note", BookFormat::paragraph},
                                {"Meaning", BookFormat::paragraph}}),
                  {}};
  for (const Chapter& chapter : planning.chapters) {
    const scenario::Scenario& scenario = *chapter.run.scenario;
    for (const scenario::Assumption* const one : scenario.assumptions()) add_assumption(scenario.name, *one, sheet);
    for (const scenario::Block& block : scenario.blocks) {
      const models::Description& description = *block.constraint->description;
      for (const scenario::Coupling& one : block.couplings) {
        const models::Parameter& parameter = description.parameters[one.parameter];
        sheet.rows.push_back(row_of_cells(scenario.name, fmt::format("{}.{}", description.name, parameter.name), "",
                                          BookCell(), BookCell(), BookCell(), in_words(one), "draw by draw",
                                          one.confidence.empty() ? "not stated" : one.confidence, one.source, one.note,
                                          std::string(parameter.meaning)));
      }
    }
  }
  return sheet;
}

BookSheet sheet_of_sources(const Planning& planning) {
  BookSheet sheet{"Sources",
                  "where the assumptions are from; the licence is of what the source says",
                  {{"Key"},
                   {"Authors", BookFormat::paragraph},
                   {"Title", BookFormat::paragraph},
                   {"Date"},
                   {"Address"},
                   {"Licence"}},
                  {}};
  std::set<std::string> seen;
  for (const Chapter& chapter : planning.chapters) {
    for (const scenario::Source* const one : chapter.run.scenario->cited()) {
      if (!seen.insert(one->key).second) continue;
      sheet.rows.push_back(row_of_cells(one->key, one->authors, one->title, one->date, one->address, one->licence));
    }
  }
  return sheet;
}

// --- the cover -------------------------------------------------------------------------------------------------------

using CoverLines = std::vector<std::pair<std::string, std::string>>;

void add_answers(const Planning& planning, CoverLines& cover) {
  for (const Chapter& chapter : planning.chapters) {
    const std::string name = planning::scenario_name(*chapter.run.scenario);
    for (const Labelled& one : labelled(chapter.run)) {
      cover.emplace_back(fmt::format("Answer of {}", name),
                         one.label + verdict_of(*one.summary, chapter.run.ensemble.point));
    }
  }
  for (std::size_t p = 0; p < planning.pairs.size(); ++p) {
    const analysis::Pair& pair = planning.pairs[p];
    cover.emplace_back("Compared", fmt::format("Against {}, {} is stopped later in {} of the draws, in the same year "
                                               "in {}, earlier in {}.",
                                               planning.chapters.front().run.scenario->name,
                                               planning.chapters[p + 1].run.scenario->name, percent(pair.later),
                                               percent(pair.same), percent(pair.earlier)));
  }
}

void add_origin(const Planning& planning, CoverLines& cover) {
  const Run& run = planning.chapters.front().run;
  const std::string& commit = planning.provenance.commit;
  cover.emplace_back(
      "Made by", fmt::format("chokepoint {}{}", run.version, commit.empty() ? "" : fmt::format(", commit {}", commit)));
  cover.emplace_back("Command", planning.provenance.command);
  cover.emplace_back("Draws", run.ensemble.point
                                  ? "one, every parameter at its median"
                                  : fmt::format("{} of every scenario, sampler {}, seed {}", grouped(run.summary.draws),
                                                name_of(run.ensemble.method), run.ensemble.seed));
  for (const File& file : planning.provenance.files) {
    cover.emplace_back("File that was read", fmt::format("{}, SHA-256 {}", file.path, file.sha256));
  }
}

CoverLines cover_of(const Planning& planning, const std::vector<BookSheet>& sheets) {
  CoverLines cover;
  for (const Chapter& chapter : planning.chapters) {
    const scenario::Scenario& scenario = *chapter.run.scenario;
    cover.emplace_back("Scenario",
                       fmt::format("{}, {} to {}{}{}", planning::scenario_name(scenario), scenario.first_year,
                                   scenario.last_year, scenario.title.empty() ? "" : ": ", scenario.title));
    if (const std::string changed = planning::changes_of(scenario); !changed.empty())
      cover.emplace_back("Changed", changed);
  }
  cover.emplace_back("Conditional",
                     "Every number in this workbook holds if the assumptions do that the sheet Assumptions lists, and "
                     "for the constraints that the scenario models. It is no forecast of what will happen.");
  add_answers(planning, cover);
  const Section limits = planning::limits(planning);
  for (const Element& element : limits.elements) {
    const auto* const bullets = std::get_if<Bullets>(&element);
    if (bullets == nullptr) continue;
    for (const std::string& item : bullets->items) cover.emplace_back("Limit", item);
  }
  cover.emplace_back("Statistics",
                     "P10 is the value that 10% of the draws are below, the median that of half of them, P90 that of "
                     "90%. Shares are of all draws. Sampling errors stand in the report. A number has 16 digits.");
  add_origin(planning, cover);
  for (const BookSheet& sheet : sheets) cover.emplace_back("Sheet " + sheet.name, capitalized(sheet.holds) + ".");
  return cover;
}

/// Names that spreadsheets take, each once: shortened, and numbered where two are the same then.
void name_sheets(std::vector<BookSheet>& sheets) {
  constexpr std::size_t longest = 31;
  std::set<std::string> taken;
  for (BookSheet& sheet : sheets) {
    std::string name(utf8::first(sheet.name, longest));
    for (int i = 2; !taken.insert(name).second; ++i) {
      const std::string number = fmt::format(" {}", i);
      name = std::string(utf8::first(sheet.name, longest - number.size())) + number;
    }
    sheet.name = name;
  }
}

}  // namespace

Workbook workbook(const Planning& planning) {
  std::vector<BookSheet> sheets{sheet_of_stops(planning), sheet_of_ceilings(planning), sheet_of_headroom(planning)};
  add_needs(planning, sheets);
  sheets.push_back(sheet_of_influences(planning));
  sheets.push_back(sheet_of_levers(planning));
  if (!planning.pairs.empty()) sheets.push_back(sheet_of_pairs(planning));
  sheets.push_back(sheet_of_series(planning));
  sheets.push_back(sheet_of_assumptions(planning));
  sheets.push_back(sheet_of_sources(planning));
  name_sheets(sheets);
  return {title_of(planning), cover_of(planning, sheets), std::move(sheets)};
}

}  // namespace chokepoint::report
