// SPDX-License-Identifier: Apache-2.0
// Files of observations, from text to checked rows.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

#include "chokepoint/evidence.hpp"
#include "scenario/csv.hpp"
#include "scenario/dates.hpp"
#include "scenario/document.hpp"
#include "scenario/layers.hpp"
#include "scenario/values.hpp"
#include "units/parse.hpp"

namespace chokepoint::evidence {

namespace {

using scenario::Cell;
using scenario::Diagnostics;

constexpr units::Kind flop{units::base(units::Base::compute)};
constexpr units::Kind token{units::base(units::Base::token)};
constexpr std::array all_populations{
    Population{"runs", flop, "training compute of single models, each at its release"},
    Population{"datasets", token, "tokens that single models are trained on, each at its release"}};

// --- columns ---------------------------------------------------------------------------------------------------------

enum Column { series, date, value, unit, low, high, interval, source, confidence, note, discrepancy };
constexpr std::array<std::string_view, 11> column_names{
    "series", "date", "value", "unit", "low", "high", "interval", "source", "confidence", "note", "discrepancy"};
constexpr std::array needed{series, date, value, unit, source};
constexpr double widest_error = 10.0;  // orders of magnitude: more is a slip
constexpr const char* heading = "series,date,value,unit,low,high,interval,source,confidence,note";

std::vector<std::string> names_of_columns() {
  return {column_names.begin(), column_names.end()};
}

std::optional<Column> column_named(std::string_view name) {
  const auto* const found = std::find(column_names.begin(), column_names.end(), name);
  if (found == column_names.end()) return std::nullopt;
  return static_cast<Column>(found - column_names.begin());
}

// --- series ----------------------------------------------------------------------------------------------------------

/// The unit of every series that may be observed: the trajectory, what any model of the catalogue gives or has as a
/// parameter, populations.
const std::map<std::string, units::Kind, std::less<>>& known_series() {
  static const auto known = [] {
    std::map<std::string, units::Kind, std::less<>> kinds{
        {"trajectory", flop},
        {"trajectory/observed", flop},
        {"trajectory/pre_training", flop},
        {"trajectory/post_training", flop},
        {"trajectory/post_training_share", units::ratio_kind},
        {"attainable", flop},
    };
    for (const Population& one : populations()) kinds.emplace(one.name, one.kind);
    for (const models::Constraint& model : models::built_in()->models()) {
      const models::Description& of = *model.description;
      kinds.emplace("need/" + of.name, of.need.kind);
      kinds.emplace("supply/" + of.name, of.need.kind);
      for (const models::Output& output : of.outputs) {
        if (output.role == models::Role::internal)
          kinds.emplace(fmt::format("{}/{}", of.name, output.name), output.kind);
      }
    }
    for (const models::Constraint& model : models::built_in()->models()) {
      const models::Description& of = *model.description;
      for (const models::Parameter& one : of.parameters)
        kinds.emplace(fmt::format("{}/{}", of.name, one.name), one.kind);
    }
    return kinds;
  }();
  return known;
}

bool is_population(std::string_view name) {
  return std::any_of(all_populations.begin(), all_populations.end(),
                     [name](const Population& one) { return one.name == name; });
}

// --- rows ------------------------------------------------------------------------------------------------------------

/// A spreadsheet takes such a text for something to work out.
bool is_formula(std::string_view text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
}

/// A number as units are read behind it: no sign of a unit in it.
bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789.+-eE") == std::string::npos &&
         std::holds_alternative<units::Amount>(units::parse_amount(text));
}

/// What has been read so far, over all files.
struct Seen {
  std::map<std::string, double, std::less<>> latest;                         // of each series, in this file
  std::set<std::tuple<std::string, double, double, std::string>> populated;  // series, date, value, note
};

class FileReader {
 public:
  FileReader(const std::shared_ptr<const scenario::Text>& text, std::vector<Observation>& rows,
             Diagnostics& diagnostics)
      : text_(text), csv_(text), rows_(rows), diagnostics_(diagnostics) {}

  void read() {
    if (!read_columns()) return;
    const std::size_t before = records_;
    while (auto record = csv_.next()) {
      ++records_;
      if (rows_.size() >= observation_limit) {
        diagnostics_.error(record->front().spot, fmt::format("more than {} observations", observation_limit));
        return;
      }
      read_row(*record);
    }
    if (const auto& wrong = csv_.wrong()) {
      diagnostics_.error(wrong->spot, wrong->message, wrong->hint);
    } else if (records_ == before) {
      diagnostics_.error(text_->file, "there are no rows below the names of the columns");
    }
  }

 private:
  void error(const Cell& cell, const std::string& message, const std::string& hint = {}) {
    diagnostics_.error(cell.spot, message, hint);
  }

  /// Before a file is known to be one of observations nothing of it is shown: a link may lead anywhere.
  bool read_columns() {
    const auto header = csv_.next();
    const bool is_one = header && std::any_of(header->begin(), header->end(),
                                              [](const Cell& one) { return one.text == column_names[series]; });
    if (!is_one) {
      diagnostics_.error(text_->file, header ? "no column is named 'series'" : "is no file of observations",
                         fmt::format("the first line names the columns: {}", heading));
      return false;
    }
    const std::size_t errors = diagnostics_.errors();
    for (const Cell& cell : *header) {
      const auto column = column_named(cell.text);
      columns_.push_back(column);
      if (!column) {
        const std::string near = scenario::did_you_mean(cell.text, names_of_columns());
        error(cell, fmt::format("no column of observations is named '{}'", units::excerpt(cell.text)),
              near.empty() ? fmt::format("the columns are {},discrepancy", heading) : near);
      } else if (std::count(columns_.begin(), columns_.end(), column) > 1) {
        error(cell, fmt::format("a second column '{}'", cell.text), "leave one of them out");
      }
    }
    for (const Column column : needed) {
      if (std::find(columns_.begin(), columns_.end(), column) != columns_.end()) continue;
      error(header->front(), fmt::format("the column '{}' is missing", column_names[column]),
            fmt::format("the columns are {}", heading));
    }
    return diagnostics_.errors() == errors;
  }

  void read_row(const scenario::Record& record) {
    if (record.size() != columns_.size()) {
      error(record.front(), fmt::format("{} values in this row; {} columns are named", record.size(), columns_.size()),
            record.size() > columns_.size() ? "a value with a comma in it is quoted" : "");
      return;
    }
    record_ = &record;
    const std::size_t errors = diagnostics_.errors();
    Observation made;
    read_texts(made);
    read_series(made);
    read_date(made);
    read_numbers(made);
    if (diagnostics_.errors() > errors) return;
    if (!stands_in_order(made)) return;
    rows_.push_back(std::move(made));
  }

  /// The cell of a column, or null where the file has none such.
  const Cell* cell(Column column) const {
    const auto found = std::find(columns_.begin(), columns_.end(), column);
    return found == columns_.end() ? nullptr : &(*record_)[static_cast<std::size_t>(found - columns_.begin())];
  }
  std::string text_of(Column column) const {
    const Cell* const found = cell(column);
    return found == nullptr ? "" : found->text;
  }

  void read_texts(Observation& made) {
    for (const Column column : {series, date, unit, source, confidence, note}) {
      if (!is_formula(text_of(column))) continue;
      error(*cell(column), fmt::format("'{}' begins like a formula of a spreadsheet", units::excerpt(text_of(column))),
            "texts begin with something other than = + - @");
    }
    made.source = text_of(source);
    made.confidence = text_of(confidence);
    made.note = text_of(note);
    made.place = scenario::place_of(cell(series)->spot);
    if (made.source.empty()) {
      error(*cell(source), "no source stands here",
            "where the number is from: a key of sources.yaml, an address, or words");
    }
    const auto& known = scenario::confidences;
    if (!made.confidence.empty() && std::find(known.begin(), known.end(), made.confidence) == known.end()) {
      error(*cell(confidence), fmt::format("no confidence is called '{}'", units::excerpt(made.confidence)),
            fmt::format("one of {}", fmt::join(known, ", ")));
    }
  }

  void read_series(Observation& made) {
    made.series = text_of(series);
    const auto found = known_series().find(made.series);
    if (found != known_series().end()) {
      made.kind = found->second;
      knows_kind_ = true;
      return;
    }
    knows_kind_ = false;
    std::vector<std::string> names;
    for (const auto& [name, kind] : known_series()) names.push_back(name);
    const std::string near = scenario::did_you_mean(made.series, names);
    error(*cell(series), fmt::format("no series is named '{}'", units::excerpt(made.series)),
          near.empty()
              ? "series are named as in CSV results: trajectory, chips/stock; or are populations: runs, datasets"
              : near);
  }

  void read_date(Observation& made) {
    made.date = text_of(date);
    const auto at = scenario::date_of(made.date);
    if (at) {
      made.at = *at;
      return;
    }
    error(*cell(date), fmt::format("not a date: '{}'", units::excerpt(made.date)),
          "write 2026-03-31, 2026-03 or 2026, which is its first day");
  }

  void read_numbers(Observation& made) {
    made.unit = text_of(unit);
    const std::optional<double> found = amount(value, made);
    made.value = found.value_or(0.0);
    read_range(made, found.has_value());
    read_discrepancy(made);
  }

  /// Above 0, in coherent units; nothing where it is wrong, which has been told.
  std::optional<double> amount(Column column, const Observation& made) {
    const Cell& number = *cell(column);
    if (!is_number(number.text)) {
      error(number,
            number.text.empty() ? std::string("no number stands here")
                                : fmt::format("not a number: '{}'", units::excerpt(number.text)),
            "write 1234.5 or 1.2e3, with a decimal point; the unit has a column of its own");
      return std::nullopt;
    }
    const std::string whole = made.unit.empty() ? number.text : fmt::format("{} {}", number.text, made.unit);
    const auto read = units::parse_amount(whole);
    if (const auto* const wrong = std::get_if<units::TextError>(&read)) {
      // Of the unit, since the number has been read: told once in a row.
      if (column == value) error(*cell(unit), wrong->message, wrong->hint);
      return std::nullopt;
    }
    const auto& amount = std::get<units::Amount>(read);
    if (knows_kind_) {
      if (const auto wrong = units::mismatch(whole, amount.kind, made.kind)) {
        if (column == value) {
          error(made.unit.empty() ? number : *cell(unit), fmt::format("{}: {}", made.series, wrong->message),
                wrong->hint);
        }
        return std::nullopt;
      }
    }
    if (std::isfinite(amount.value) && amount.value > 0.0) return amount.value;
    error(number, fmt::format("{} is not above 0", units::excerpt(number.text)),
          "observations are compared in orders of magnitude, which only numbers above 0 have");
    return std::nullopt;
  }

  [[nodiscard]] bool is_empty(Column column) const { return text_of(column).empty(); }

  void read_range(Observation& made, bool has_value) {
    if (is_empty(low) && is_empty(high) && is_empty(interval)) return;
    if (is_empty(low) || is_empty(high) || is_empty(interval)) {
      const Column given = !is_empty(low) ? low : !is_empty(high) ? high : interval;
      error(*cell(given), "low, high and interval go together: all of them, or none",
            "interval is how sure the range is: 0.9 for the 5th to the 95th percentile");
      return;
    }
    const auto least = amount(low, made);
    const auto most = amount(high, made);
    const auto sure = share(*cell(interval));
    if (!least || !most || !sure || !has_value) return;
    if (*least > made.value || *most < made.value) {
      const bool below = *least > made.value;
      error(*cell(below ? low : high), fmt::format("{} is {} the value, {}", text_of(below ? low : high),
                                                   below ? "above" : "below", text_of(value)));
      return;
    }
    if (!(*least < *most)) {
      error(*cell(low), "low and high are the same: an error of 0",
            "leave low, high and interval empty where no error is known");
      return;
    }
    made.low = least;
    made.high = most;
    made.interval = *sure;
    if (made.error() <= widest_error) return;
    error(*cell(low), fmt::format("a standard deviation of {:.2g} orders of magnitude says nothing", made.error()),
          "low, high and how sure the range is do not fit together");
  }

  std::optional<double> share(const Cell& number) {
    if (is_number(number.text) || number.text.ends_with('%')) {
      const auto read = units::parse_amount(number.text);
      const auto* const amount = std::get_if<units::Amount>(&read);
      if (amount != nullptr && amount->kind == units::ratio_kind && amount->value > 0.0 && amount->value < 1.0) {
        return amount->value;
      }
    }
    error(number, fmt::format("not a share between 0 and 1: '{}'", units::excerpt(number.text)),
          "0.9 for the 5th to the 95th percentile, 0.8 for the 10th to the 90th");
    return std::nullopt;
  }

  void read_discrepancy(Observation& made) {
    if (is_empty(discrepancy)) return;
    const Cell& number = *cell(discrepancy);
    const auto read = units::parse_amount(number.text);
    const auto* const amount = std::get_if<units::Amount>(&read);
    if (is_number(number.text) && amount != nullptr && std::isfinite(amount->value) && amount->value > 1.0) {
      made.discrepancy = std::log10(amount->value);
      const auto [first, is_new] = discrepancies_.emplace(made.series, number.text);
      if (is_new || first->second == number.text) return;
      error(number, fmt::format("{} has a discrepancy of {} already", units::excerpt(made.series), first->second),
            "it is one for all observations of a series, which are off together");
      return;
    }
    error(number, fmt::format("not a factor above 1: '{}'", units::excerpt(number.text)),
          "by how much a model of the series is typically off, one standard deviation: 1.25 for a quarter");
  }

  /// Whether it is new, and no older than what stands before it.
  bool stands_in_order(const Observation& made) {
    const bool many = is_population(made.series);
    const auto [latest, first] = seen_.latest.emplace(made.series, made.at);
    const bool again = !first && latest->second == made.at;
    if (!many && !first && !(latest->second < made.at)) {
      error(*cell(date),
            again ? fmt::format("{} has a value for {} already", made.series, made.date)
                  : fmt::format("{} of {} stands after a later date", made.series, made.date),
            again ? "a series has one value for a date" : "rows of a series are in the order of their dates");
      return false;
    }
    if (many && !first && made.at < latest->second) {
      error(*cell(date), fmt::format("{} of {} stands after a later date", made.series, made.date),
            "rows of a series are in the order of their dates");
      return false;
    }
    latest->second = made.at;
    if (many && !seen_.populated.emplace(made.series, made.at, made.value, made.note).second) {
      error(*cell(date), "this row stands here twice", "leave one of them out, or tell them apart by their notes");
      return false;
    }
    return true;
  }

  std::shared_ptr<const scenario::Text> text_;
  scenario::CsvReader csv_;
  std::vector<Observation>& rows_;
  Diagnostics& diagnostics_;
  std::vector<std::optional<Column>> columns_;
  const scenario::Record* record_ = nullptr;  // that is being read
  bool knows_kind_ = false;
  std::size_t records_ = 0;
  Seen seen_;
  std::map<std::string, std::string> discrepancies_;  // of each series, as written
};

std::shared_ptr<const scenario::Text> text_of(const std::string& file, std::size_t order, std::string_view content) {
  auto text = std::make_shared<scenario::Text>();
  text->file = file;
  text->order = order;
  text->lines = scenario::lines_of(content);
  text->is_table = true;
  return text;
}

/// Nothing where it is no text that can be read, which has been told.
std::optional<std::string> content_of(const std::string& path, const scenario::Reader& read, Diagnostics& diagnostics) {
  // One byte more than allowed, to tell a file that ends there from one that goes on.
  auto content = read(path, scenario::file_size_limit + 1);
  if (const auto* const wrong = std::get_if<scenario::Unreadable>(&content)) {
    diagnostics.error(
        path, fmt::format("cannot be read: {}", wrong->why),
        "files of observations are named by --data, or by a scenario under 'observations:', from its folder");
    return std::nullopt;
  }
  auto& text = std::get<std::string>(content);
  if (text.size() > scenario::file_size_limit) {
    diagnostics.error(path, fmt::format("is larger than {} MiB", scenario::file_size_limit >> 20U),
                      "keep the series that are compared");
    return std::nullopt;
  }
  if (const auto why = scenario::not_text(text)) {
    diagnostics.error(path, *why);
    return std::nullopt;
  }
  if (text.compare(0, 3, "\xEF\xBB\xBF") == 0) text.erase(0, 3);  // a byte order mark
  return std::move(text);
}

/// Files may not say the same series twice for a date: which of them holds?
void refuse_repeated(const std::vector<Observation>& rows, std::vector<scenario::Diagnostic>& diagnostics) {
  std::map<std::pair<std::string, double>, const Observation*> seen;
  for (const Observation& one : rows) {
    if (is_population(one.series)) continue;
    const auto [first, is_new] = seen.emplace(std::pair(one.series, one.at), &one);
    if (is_new || first->second->place.file == one.place.file) continue;
    scenario::Diagnostic wrong;
    wrong.place = {one.place.file, 0, 0};
    wrong.message = fmt::format("line {}: {} has a value for {} in {} as well", one.place.line, one.series, one.date,
                                first->second->place.file);
    wrong.hint = "a series has one value for a date: leave one of them out";
    diagnostics.push_back(std::move(wrong));
  }
}

}  // namespace

double Observation::error() const {
  if (!low || !high) return 0.0;
  const double z = boost::math::quantile(boost::math::normal(), 0.5 + 0.5 * interval);
  return std::log10(*high / *low) / (2.0 * z);
}

std::span<const Population> populations() {
  return all_populations;
}

bool Observations::has_errors() const {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const scenario::Diagnostic& one) {
    return one.severity == scenario::Diagnostic::Severity::error;
  });
}

bool is_of_observations(std::string_view content) {
  scenario::CsvReader csv(text_of("", 0, content));
  const auto header = csv.next();
  const auto names = [&header](Column column) {
    return std::any_of(header->begin(), header->end(),
                       [column](const Cell& one) { return one.text == column_names[column]; });
  };
  return header && names(series) && (names(date) || names(value));
}

Observations load_observations(const std::vector<std::string>& paths, const scenario::Reader& read) {
  Observations observations;
  Diagnostics diagnostics;
  for (const std::string& path : paths) {
    if (std::find(observations.files.begin(), observations.files.end(), path) != observations.files.end()) {
      diagnostics.error(path, "is named twice", "name it once");
      continue;
    }
    const auto content = content_of(path, read, diagnostics);
    if (!content) continue;
    observations.files.push_back(path);
    FileReader(text_of(path, observations.files.size(), *content), observations.rows, diagnostics).read();
  }
  observations.diagnostics = diagnostics.sorted();
  if (!diagnostics.any_errors()) refuse_repeated(observations.rows, observations.diagnostics);
  return observations;
}

std::vector<Observation> of_series(const Observations& observations, std::string_view series) {
  std::vector<Observation> found;
  std::copy_if(observations.rows.begin(), observations.rows.end(), std::back_inserter(found),
               [series](const Observation& one) { return one.series == series; });
  std::stable_sort(found.begin(), found.end(), [](const Observation& a, const Observation& b) { return a.at < b.at; });
  return found;
}

}  // namespace chokepoint::evidence
