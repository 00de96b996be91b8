// SPDX-License-Identifier: Apache-2.0
// Constraints of one scenario against each other, by year: docs/what_if.md.
#include "report/head_to_head.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/text.hpp"
#include "report/verdict.hpp"
#include "report/ways.hpp"

namespace chokepoint::report {

namespace {

using analysis::HeadToHead;
using statistics::Spread;
using Json = nlohmann::ordered_json;
using Lower = HeadToHead::Lower;
using Side = HeadToHead::Side;

constexpr std::size_t most_rows = 8;

int last_year(const HeadToHead& duel) {
  return duel.first_year + static_cast<int>(duel.lower.size()) - 1;
}

std::string has(const std::string& name) {
  return fmt::format("{} {}", name, third_person(name).empty() ? "have" : "has");
}
std::string is(const std::string& name) {
  return fmt::format("{} {}", name, third_person(name).empty() ? "are" : "is");
}

// --- words -----------------------------------------------------------------------------------------------------------

/// Years [first, last], counted from the first year, in which something is the same.
struct Span {
  std::size_t first = 0;
  std::size_t last = 0;
};

template <class List>
std::vector<Span> spans_of(const List& by_year) {
  std::vector<Span> spans;
  for (std::size_t year = 0; year < by_year.size(); ++year) {
    if (year == 0 || by_year[year] != by_year[year - 1]) spans.push_back({year, year});
    spans.back().last = year;
  }
  return spans;
}

/// "in every year", "until 2028", "in 2029", "from 2030 to 2032", "from 2033 on".
std::string years_of(Span span, const HeadToHead& duel) {
  const auto year = [&duel](std::size_t index) { return duel.first_year + static_cast<int>(index); };
  const bool to_the_end = span.last + 1 == duel.lower.size();
  if (span.first == 0 && to_the_end) return "in every year";
  if (span.first == span.last) return fmt::format("in {}", year(span.first));
  if (span.first == 0) return fmt::format("until {}", year(span.last));
  if (to_the_end) return fmt::format("from {} on", year(span.first));
  return fmt::format("from {} to {}", year(span.first), year(span.last));
}

/// "92% to 75%", of the first year and the last; "92%" where they are the same.
std::string shares_in(Span span, const std::vector<double>& by_year) {
  const std::string first = percent(by_year[span.first]);
  const std::string last = percent(by_year[span.last]);
  return first == last ? first : fmt::format("{} to {}", first, last);
}

bool all_equal(Span span, const HeadToHead& duel) {
  for (std::size_t year = span.first; year <= span.last; ++year) {
    if (duel.first.lower[year] > 0.0 || duel.second.lower[year] > 0.0) return false;
  }
  return true;
}

/// Who has the lower ceiling in these years; `what` is "the lower ceiling", or "it".
std::string lower_in(Span span, const HeadToHead& duel, const std::string& what) {
  const Lower lower = duel.lower[span.first];
  const bool one_draw = duel.draws == 1;
  if (lower != Lower::alike) {
    const Side& side = lower == Lower::first ? duel.first : duel.second;
    if (one_draw) return fmt::format("{} {}", has(side.name), what);
    const bool said = what == "it";
    return fmt::format("{} {}{} ({})", has(side.name), what, said ? "" : " in most draws", shares_in(span, side.lower));
  }
  if (all_equal(span, duel)) return "their ceilings are the same";
  return fmt::format("neither has {} in more than half of the draws, as far as {}draws tell ({} {}, {} {})", what,
                     duel.draws < binding::fewest_ranked ? "so few " : "the ", duel.first.name,
                     shares_in(span, duel.first.lower), duel.second.name, shares_in(span, duel.second.lower));
}

/// "47% of the draws by 2030 (half of these by 2028)"
std::string stopped_in(const Side& side, const HeadToHead& duel, const std::string& of_what) {
  std::string text = percent(side.binds_first) + of_what;
  if (const auto half = side.half()) {
    text += fmt::format(" (half of these by {})", duel.first_year + static_cast<int>(*half));
  }
  return text;
}

std::string stopped_one_draw(const HeadToHead& duel) {
  for (const Side* side : {&duel.first, &duel.second}) {
    if (const auto year = side->half()) {
      return fmt::format("{} the first of the two below the trajectory, in {}.", is(side->name),
                         duel.first_year + static_cast<int>(*year));
    }
  }
  return fmt::format("neither is below the trajectory by {}.", last_year(duel));
}

// --- terminal --------------------------------------------------------------------------------------------------------

std::string trimmed(std::string line) {
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

const statistics::Series& ceiling_of(const Run& run, const std::string& name) {
  const auto& all = run.summary.constraints;
  return std::find_if(all.begin(), all.end(), [&name](const auto& one) { return one.name == name; })->ceiling;
}

/// The columns of a pair, and how wide they are.
struct Columns {
  static constexpr std::size_t year_width = 4;
  static constexpr std::size_t above_width = 9;
  static constexpr std::size_t name_at_most = 14;

  std::string first;
  std::string second;
  bool wide = false;            // an interval stands behind its median, not below it
  std::size_t cell_width = 16;  // of a ceiling

  Columns(const HeadToHead& duel, std::size_t width)
      : first(duel.first.name.substr(0, name_at_most)), second(duel.second.name.substr(0, name_at_most)) {
    constexpr std::size_t wide_cell = 24;
    constexpr std::size_t ratio_width = 18;
    wide = shares_width() + 2 * wide_cell + ratio_width <= width;
    if (wide) cell_width = wide_cell;
  }
  [[nodiscard]] std::size_t shares_width() const {
    return year_width + share_width(first) + share_width(second) + above_width + 2;
  }
  [[nodiscard]] static std::size_t share_width(const std::string& name) {
    return 2 + std::max<std::size_t>(4, name.size());
  }
};

std::string heads_of(const Columns& columns) {
  const std::string over = left("", Columns::year_width + 2) + "lower ceiling";
  const std::string names = left("year", Columns::year_width) +
                            right(columns.first, Columns::share_width(columns.first)) +
                            right(columns.second, Columns::share_width(columns.second)) +
                            right("neither", Columns::above_width) + "  " + left(columns.first, columns.cell_width) +
                            left(columns.second, columns.cell_width) + columns.first + " / " + columns.second;
  return trimmed(left(over, columns.shares_width()) + left("ceiling, FLOP", 2 * columns.cell_width) + "ratio") + "\n" +
         names + "\n";
}

void row_of(const Columns& columns, const HeadToHead& duel, const Run& run, std::size_t year, std::string& out) {
  const Spread& first = ceiling_of(run, duel.first.name).years[year];
  const Spread& second = ceiling_of(run, duel.second.name).years[year];
  const Spread& ratio = duel.ratio[year];
  const auto between = [](const std::string& low, const std::string& high) { return low + "-" + high; };
  const auto flops = [&](const Spread& spread) { return between(short_flop(spread.p10()), short_flop(spread.p90())); };
  const std::string factors = between(factor(ratio.p10()), factor(ratio.p90()));
  const bool spreads = duel.draws > 1;
  const auto cell = [&](const std::string& text, const std::string& interval) {
    return spreads && columns.wide ? fmt::format("{} ({})", text, interval) : text;
  };
  out += trimmed(fmt::format("{}", duel.first_year + static_cast<int>(year)) +
                 right(percent(duel.first.lower[year]), Columns::share_width(columns.first)) +
                 right(percent(duel.second.lower[year]), Columns::share_width(columns.second)) +
                 right(percent(duel.neither_below[year]), Columns::above_width) + "  " +
                 left(cell(short_flop(first.median()), flops(first)), columns.cell_width) +
                 left(cell(short_flop(second.median()), flops(second)), columns.cell_width) +
                 cell(factor(ratio.median()), factors)) +
         "\n";
  if (!spreads || columns.wide) return;
  out += trimmed(left("", columns.shares_width()) + left(flops(first), columns.cell_width) +
                 left(flops(second), columns.cell_width) + factors) +
         "\n";
}

std::string legend_of(const Columns& columns, const HeadToHead& duel) {
  if (duel.draws == 1)
    return "lower ceiling: 100% where it has it; neither: 100% where neither is below the trajectory.";
  return fmt::format(
      "lower ceiling: share of the draws in which it has it; neither: in which neither is below the trajectory; then "
      "medians, with P10-P90 {}; the ratio is taken draw by draw.",
      columns.wide ? "in brackets" : "below");
}

void pair_on_terminal(const Run& run, const HeadToHead& duel, std::size_t width, std::string& out) {
  out += wrapped(stops_in_words(duel), width);
  for (const std::string& text : {lower_in_words(duel), above_in_words(duel)}) {
    if (!text.empty()) out += wrapped(text, width);
  }
  const Columns columns(duel, width);
  out += "\n" + heads_of(columns);
  for (const std::size_t year : evenly(duel.lower.size(), most_rows)) row_of(columns, duel, run, year, out);
  std::string legend = legend_of(columns, duel);
  if (duel.lower.size() > most_rows) {
    legend += fmt::format(" {} of {} years shown; CSV and JSON hold all.", most_rows, duel.lower.size());
  }
  out += wrapped(legend, width);
}

std::string on_terminal(std::span<const Opposed> scenarios, std::size_t width) {
  std::string out;
  for (const Opposed& one : scenarios) {
    if (&one != scenarios.data()) out += "\n";
    if (scenarios.size() > 1) out += one.run.scenario->name + "\n";
    for (const HeadToHead& duel : one.pairs) {
      if (&duel != one.pairs.data()) out += "\n";
      pair_on_terminal(one.run, duel, width, out);
    }
    const std::string exhaustion = exhaustion_in_words(one.run);
    if (!exhaustion.empty()) out += "\n" + wrapped(exhaustion, width);
    if (one.run.summary.relief) out += wrapped(ways_in_words(one.run), width);
  }
  out += "\n";
  for (const Opposed& one : scenarios) {
    out += what_was_run({one.run.scenario, one.run.ensemble, one.run.version}, width);
  }
  return out;
}

// --- JSON and CSV ----------------------------------------------------------------------------------------------------

Json spread_as_json(const Spread& spread) {
  Json json;
  for (std::size_t i = 0; i < statistics::levels.size(); ++i) json[statistics::level_names[i]] = spread.quantiles[i];
  return json;
}

Json side_as_json(const Side& side, const HeadToHead& duel) {
  const auto half = side.half();
  return {{"name", side.name},
          {"binds_first", side.binds_first},
          {"half_of_these_by", half ? Json(duel.first_year + static_cast<int>(*half)) : Json()}};
}

std::string name_of(Lower lower, const HeadToHead& duel) {
  return lower == Lower::first ? duel.first.name : lower == Lower::second ? duel.second.name : "neither";
}

Json pair_as_json(const Run& run, const HeadToHead& duel) {
  Json years = Json::array();
  for (std::size_t i = 0; i < duel.lower.size(); ++i) {
    years.push_back({{"year", duel.first_year + static_cast<int>(i)},
                     {"lower_in_most_draws", name_of(duel.lower[i], duel)},
                     {"first_lower", duel.first.lower[i]},
                     {"second_lower", duel.second.lower[i]},
                     {"neither_below", duel.neither_below[i]},
                     {"first_stopped", duel.first.stopped[i]},
                     {"second_stopped", duel.second.stopped[i]},
                     {"first_ceiling", spread_as_json(ceiling_of(run, duel.first.name).years[i])},
                     {"second_ceiling", spread_as_json(ceiling_of(run, duel.second.name).years[i])},
                     {"ratio", spread_as_json(duel.ratio[i])}});
  }
  std::vector<std::string> text{stops_in_words(duel), lower_in_words(duel)};
  if (const std::string above = above_in_words(duel); !above.empty()) text.push_back(above);
  return {{"first", side_as_json(duel.first, duel)},
          {"second", side_as_json(duel.second, duel)},
          {"neither", duel.neither},
          {"text", text},
          {"years", std::move(years)}};
}

constexpr std::array date_levels{10U, 50U, 90U};

std::optional<int> year_by(const statistics::Held& held, const Run& run, unsigned level) {
  const auto year = held.since.quantile(level);
  if (!year) return std::nullopt;
  return run.summary.first_year + static_cast<int>(*year);
}

double never_of(const statistics::Held& held) {
  return static_cast<double>(held.since.never()) / static_cast<double>(held.since.draws);
}

Json exhaustion_as_json(const Run& run) {
  const statistics::Held* const held = exhaustion_in(run);
  if (held == nullptr) return nullptr;
  Json json = {{"text", exhaustion_in_words(run)}};
  for (const unsigned level : date_levels) {
    const auto year = year_by(*held, run, level);
    json[fmt::format("p{}", level)] = year ? Json(*year) : Json();
  }
  json["never"] = never_of(*held);
  Json years = Json::array();
  for (std::size_t year = 0; year < run.summary.years(); ++year) years.push_back(held->share_by(year));
  json["by_year"] = std::move(years);
  return json;
}

std::string as_json(std::span<const Opposed> scenarios) {
  Json all = Json::array();
  for (const Opposed& one : scenarios) {
    Json pairs = Json::array();
    for (const HeadToHead& duel : one.pairs) pairs.push_back(pair_as_json(one.run, duel));
    all.push_back({{"name", one.run.scenario->name},
                   {"first_year", one.run.summary.first_year},
                   {"pairs", std::move(pairs)},
                   {"exhaustion", exhaustion_as_json(one.run)},
                   {"ways_around", one.run.summary.relief ? Json(ways_in_words(one.run)) : Json()}});
  }
  const Json document = {{"format", "chokepoint-head-to-head"},
                         {"format_version", json_version},
                         {"chokepoint", scenarios.front().run.version},
                         {"scenarios", std::move(all)}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// Rows of one scenario.
class RowsOf {
 public:
  RowsOf(const Run& run, std::string& out) : name_(csv_field(run.scenario->name)), run_(run), out_(out) {}

  void pair(const HeadToHead& duel) {
    const std::string both = duel.first.name + "/" + duel.second.name;
    const std::string reversed = duel.second.name + "/" + duel.first.name;
    for (std::size_t i = 0; i < duel.lower.size(); ++i) {
      spread(i, "ratio/" + both, "1", duel.ratio[i]);
      probability(i, "lower/" + both, duel.first.lower[i]);
      probability(i, "lower/" + reversed, duel.second.lower[i]);
      probability(i, "neither_below/" + both, duel.neither_below[i]);
      probability(i, "stopped_first/" + both, duel.first.stopped[i]);
      probability(i, "stopped_first/" + reversed, duel.second.stopped[i]);
    }
    const std::size_t last = duel.lower.size() - 1;
    probability(last, "binds_first/" + both, duel.first.binds_first);
    probability(last, "binds_first/" + reversed, duel.second.binds_first);
    probability(last, "binds_first/neither/" + both, duel.neither);
  }

  void ceiling(const std::string& name) {
    const statistics::Series& series = ceiling_of(run_, name);
    for (std::size_t i = 0; i < series.years.size(); ++i) spread(i, "ceiling/" + name, "FLOP", series.years[i]);
  }

  void exhaustion() {
    const statistics::Held* const held = exhaustion_in(run_);
    if (held == nullptr) return;
    const std::size_t last = run_.summary.years() - 1;
    for (std::size_t i = 0; i <= last; ++i) probability(i, "exhaustion_year/by", held->share_by(i));
    for (const unsigned level : date_levels) {
      const auto year = year_by(*held, run_, level);
      row(last, "exhaustion_year", "yr", fmt::format("p{}", level), year ? fmt::format("{}", *year) : "");
    }
    probability(last, "exhaustion_year/never", never_of(*held));
  }

 private:
  void row(std::size_t year, const std::string& variable, const char* unit, std::string_view statistic,
           const std::string& value) {
    out_ += fmt::format("{},{},{},{},{},{}\n", name_, run_.summary.first_year + static_cast<int>(year), variable, unit,
                        statistic, value);
  }
  void probability(std::size_t year, const std::string& variable, double value) {
    row(year, variable, "1", "probability", fmt::format("{}", value));
  }
  void spread(std::size_t year, const std::string& variable, const char* unit, const Spread& spread) {
    for (std::size_t level = 0; level < statistics::levels.size(); ++level) {
      row(year, variable, unit, statistics::level_names[level], fmt::format("{}", spread.quantiles[level]));
    }
  }

  std::string name_;
  const Run& run_;
  std::string& out_;
};

std::string as_csv(std::span<const Opposed> scenarios) {
  std::string out = "scenario,year,variable,unit,statistic,value\n";
  for (const Opposed& one : scenarios) {
    RowsOf rows(one.run, out);
    rows.ceiling(one.pairs.front().first.name);
    for (const HeadToHead& duel : one.pairs) {
      rows.ceiling(duel.second.name);
      rows.pair(duel);
    }
    rows.exhaustion();
  }
  return out;
}

}  // namespace

std::string short_flop(double value) {
  std::string text = fmt::format("{:.1e}", value);
  const std::size_t plus = text.find("e+");
  if (plus != std::string::npos) text.erase(plus + 1, 1);
  return text;
}

std::string lower_in_words(const HeadToHead& duel) {
  std::vector<std::string> parts;
  for (const Span span : spans_of(duel.lower)) {
    parts.push_back(
        fmt::format("{} {}", years_of(span, duel), lower_in(span, duel, parts.empty() ? "the lower ceiling" : "it")));
  }
  const bool one = parts.size() == 1;
  return fmt::format("{}{}{}.", one ? "It never changes: " : "", one ? parts.front() : capitalized(parts.front()),
                     one ? "" : fmt::format("; {}", fmt::join(parts.begin() + 1, parts.end(), "; ")));
}

std::string above_in_words(const HeadToHead& duel) {
  std::vector<std::string> years;
  for (const Span span : spans_of(duel.mostly_above)) {
    if (duel.mostly_above[span.first]) years.push_back(years_of(span, duel));
  }
  if (years.empty()) return "";
  return fmt::format("{} neither is below the trajectory{}: the lower one stops nothing then.",
                     capitalized(listed(years)), duel.draws == 1 ? "" : " in most draws");
}

std::string stops_in_words(const HeadToHead& duel) {
  const std::string start =
      fmt::format("{} against {}, with all other constraints lifted: ", duel.first.name, duel.second.name);
  if (duel.draws == 1) return start + stopped_one_draw(duel);
  return start + fmt::format("{} the first of the two below the trajectory in {}, {} in {}, neither in {}.",
                             is(duel.first.name),
                             stopped_in(duel.first, duel, fmt::format(" of the draws by {}", last_year(duel))),
                             duel.second.name, stopped_in(duel.second, duel, ""), percent(duel.neither));
}

const statistics::Held* exhaustion_in(const Run& run) {
  const auto condition = question::exhaustion_of(*run.scenario);
  return condition ? &run.summary.held_of(*condition) : nullptr;
}

std::string exhaustion_in_words(const Run& run) {
  const statistics::Held* const held = exhaustion_in(run);
  if (held == nullptr) return "";
  const int last = run.scenario->last_year;
  if (held->since.draws == 1) {
    const auto year = year_by(*held, run, 50);
    return year ? fmt::format("The stock of text is used up in {}: the largest run takes every unique token.", *year)
                : fmt::format("The stock of text is not used up by {}.", last);
  }
  const auto by = [&](unsigned level) {
    const auto year = year_by(*held, run, level);
    return year ? fmt::format("by {}", *year) : fmt::format("not by {}", last);
  };
  const double never = never_of(*held);
  return fmt::format(
      "The stock of text is used up, every unique token taken by the largest run, {} in half of the draws ({} in 10%, "
      "{} in 90%){}.",
      by(50), by(10), by(90), never > 0.0 ? fmt::format("; in {} it is not by {}", percent(never), last) : "");
}

statistics::Keep kept_for_head_to_head(const scenario::Scenario& scenario) {
  const auto all = statistics::Years::all();
  statistics::Keep keep{.ceilings = all, .relief = all};
  if (const auto condition = question::exhaustion_of(scenario)) keep.conditions.push_back(*condition);
  return keep;
}

std::string head_to_head(std::span<const Opposed> scenarios, Format format, std::size_t width) {
  width = std::clamp<std::size_t>(width, 80, 200);
  if (format == Format::json) return as_json(scenarios);
  if (format == Format::csv) return as_csv(scenarios);
  return on_terminal(scenarios, width);
}

}  // namespace chokepoint::report
