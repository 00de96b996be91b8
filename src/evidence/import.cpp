// SPDX-License-Identifier: Apache-2.0
// Downloads to files of observations.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "chokepoint/evidence.hpp"
#include "evidence/downloads.hpp"
#include "scenario/csv.hpp"
#include "scenario/dates.hpp"
#include "scenario/document.hpp"
#include "scenario/layers.hpp"
#include "scenario/table.hpp"
#include "units/parse.hpp"
#include "units/utf8.hpp"

namespace chokepoint::evidence {

namespace {

using scenario::Cell;

// Memory is bounded by these and import_limit: a line costs some bytes even where it is empty.
constexpr std::size_t line_limit = 1'000'000;
constexpr std::size_t line_length_limit = std::size_t{1} << 20U;
constexpr std::size_t name_limit = 120;  // characters of a name that are passed on

/// A row of a download that counts.
struct Sighting {
  std::string date;  // of the observation, as the file made has it
  double at = 0.0;
  double value = 0.0;
  double low = 0.0;  // 0: none
  double high = 0.0;
  double interval = 0.0;
  std::string thing;
  std::string maker;
  std::string sureness;
};

/// Why rows are in no observation, and how many.
struct PassedOver {
  std::size_t empty = 0;       // no date or no value
  std::size_t nothing = 0;     // a value of 0
  std::size_t incomplete = 0;  // that the table calls so
  std::size_t planned = 0;     // of dates after the download, or called projections
  std::size_t others = 0;      // of other things than the series
  std::size_t overtaken = 0;   // not above one before, or the same row again
  std::size_t alone = 0;       // of dates after another thing's last

  [[nodiscard]] std::size_t all() const { return empty + nothing + incomplete + planned + others + overtaken + alone; }
  [[nodiscard]] std::string in_words() const {
    std::vector<std::string> words;
    const auto add = [&words](std::size_t count, std::string_view what) {
      if (count > 0) words.push_back(fmt::format("{} {}", count, what));
    };
    add(empty, "without a date or a value");
    add(nothing, "with a value of 0");
    add(incomplete, "incomplete");
    add(planned, "of plans");
    add(others, "of other things");
    add(overtaken, "that add nothing to those kept");
    add(alone, "of dates for which not all are known");
    return fmt::format("{}", fmt::join(words, ", "));
  }
};

bool begins_with_one_of(std::string_view text, std::string_view words) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find('|'), words.size());
    if (text.starts_with(words.substr(0, end))) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

/// `6/30/2024` as 2024-06-30, and a time of day behind a date left out; else as it is.
std::string plain_date(const std::string& text) {
  if (text.size() > 10 && (text[10] == 'T' || text[10] == ' ')) return text.substr(0, 10);
  const std::size_t first = text.find('/');
  const std::size_t second = first == std::string::npos ? first : text.find('/', first + 1);
  const bool american = second != std::string::npos && first >= 1 && first <= 2 && second - first >= 2 &&
                        second - first <= 3 && text.size() - second == 5;
  if (!american) return text;
  return fmt::format("{}-{:0>2}-{:0>2}", text.substr(second + 1), text.substr(0, first),
                     text.substr(first + 1, second - first - 1));
}

/// On one line, cut where it is long, without blanks around it.
std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char one) { return one == '\n' || one == '\r' || one == '\t'; }, ' ');
  text.erase(0, std::min(text.find_first_not_of(' '), text.size()));
  return scenario::trimmed(std::string(utf8::first(text, name_limit)));
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string out = "\"";
  for (const char one : text) out += one == '"' ? std::string("\"\"") : std::string(1, one);
  return out + '"';
}

/// With few enough digits to hide that 0.8 is no binary fraction.
std::string written_number(double value, int digits = 12) {
  return fmt::format("{:.{}g}", value, digits);
}

/// As a reader sees it: of rounded ends.
bool encloses(const std::string& low, const std::string& value, const std::string& high) {
  const double least = std::stod(low);
  const double most = std::stod(high);
  const double middle = std::stod(value);
  return least < most && least <= middle && middle <= most;
}

std::string note_of(const Sighting& one) {
  std::vector<std::string> words;
  for (const std::string& word : {one.thing, one.maker}) {
    if (!word.empty()) words.push_back(word);
  }
  if (!one.sureness.empty()) words.push_back("Epoch: " + one.sureness);
  return fmt::format("{}", fmt::join(words, "; "));
}

/// The date in a remark such as "# Downloaded: 2026-07-15".
std::string date_in_remarks(const scenario::Text& text) {
  for (const std::string& line : text.lines) {
    if (line.empty() || line.front() != '#') break;
    std::string lower = line;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char one) { return std::tolower(one); });
    constexpr std::string_view word = "downloaded:";
    const std::size_t at = lower.find(word);
    if (at == std::string::npos) continue;
    const std::size_t start = lower.find_first_not_of(' ', at + word.size());
    if (start == std::string::npos) continue;
    const std::size_t end = std::min(lower.find_first_not_of("0123456789-", start), lower.size());
    if (scenario::date_of(lower.substr(start, end - start))) return lower.substr(start, end - start);
  }
  return {};
}

/// The last date that a download of this date can know of: of a month or a year, its end.
double end_of(const std::string& date) {
  const double start = scenario::date_of(date).value_or(0.0);
  return date.size() == 4 ? start + 1.0 : date.size() == 7 ? start + 1.0 / 12.0 : start;
}

constexpr std::size_t parts_limit = 1'000;  // of a total, which is added up anew at each date

class DownloadReader {
 public:
  DownloadReader(const Download& download, std::shared_ptr<const scenario::Text> text, std::string downloaded,
                 const std::vector<std::string>& ignored, scenario::Diagnostics& diagnostics)
      : download_(download),
        text_(std::move(text)),
        csv_(text_, scenario::columns_limit),
        downloaded_(std::move(downloaded)),
        known_until_(end_of(downloaded_)),
        ignored_(ignored),
        diagnostics_(diagnostics) {}

  /// The file of observations, or nothing: what is wrong has been told.
  std::string read() {
    if (!read_columns()) return {};
    const std::size_t errors = diagnostics_.errors();
    std::size_t records = 0;
    while (auto record = csv_.next()) {
      ++records;
      read_row(*record);
    }
    if (const auto& wrong = csv_.wrong()) diagnostics_.error(wrong->spot, wrong->message, wrong->hint);
    if (diagnostics_.errors() > errors) return {};
    shape();
    if (diagnostics_.errors() > errors) return {};
    if (kept_.empty()) {
      diagnostics_.error(text_->file,
                         records == 0 ? std::string("there are no rows below the names of the columns")
                                      : fmt::format("no row is an observation of {}", download_.importer.series),
                         passed_.all() > 0 ? "rows: " + passed_.in_words() : "");
      return {};
    }
    if (kept_.size() > observation_limit) {
      diagnostics_.error(text_->file,
                         fmt::format("{} observations; a file of them has at most {}", kept_.size(), observation_limit),
                         "keep the rows that are needed");
      return {};
    }
    return written();
  }

  [[nodiscard]] std::size_t rows() const { return kept_.size(); }
  [[nodiscard]] std::size_t passed_over() const { return passed_.all(); }

 private:
  void error(const Cell& cell, const std::string& message, const std::string& hint = {}) {
    diagnostics_.error(cell.spot, message, hint);
  }

  [[nodiscard]] const DownloadColumn* column_named(std::string_view name) const {
    const auto found = std::find_if(download_.columns.begin(), download_.columns.end(),
                                    [name](const DownloadColumn& one) { return one.name == name; });
    return found == download_.columns.end() ? nullptr : &*found;
  }

  /// Before a file is known to be such a download nothing of it is shown: a link may lead anywhere.
  bool read_columns() {
    const auto header = csv_.next();
    const bool known = header && std::any_of(header->begin(), header->end(),
                                             [this](const Cell& one) { return column_named(one.text) != nullptr; });
    if (!known) {
      diagnostics_.error(text_->file,
                         fmt::format("is no table of {}: none of its columns is known", download_.importer.name),
                         fmt::format("it has the columns {}", wanted()));
      return false;
    }
    const std::size_t errors = diagnostics_.errors();
    for (const Cell& cell : *header) read_column(cell, *header);
    for (const Role role : {Role::date, Role::value}) {
      if (has(role)) continue;
      error(header->front(), fmt::format("the column '{}' is missing", spelling(role)),
            fmt::format("{} has the columns {}", download_.importer.name, wanted()));
    }
    if (download_.shape != Shape::each && !has(Role::thing)) {
      error(header->front(), fmt::format("the column '{}' is missing", spelling(Role::thing)));
    }
    return diagnostics_.errors() == errors;
  }

  void read_column(const Cell& cell, const scenario::Record& header) {
    const DownloadColumn* const column = column_named(cell.text);
    columns_.push_back(column);
    if (std::count_if(header.begin(), header.end(), [&](const Cell& one) { return one.text == cell.text; }) > 1) {
      error(cell, fmt::format("a second column '{}'", units::excerpt(cell.text)), "leave one of them out");
      return;
    }
    if (column != nullptr) {
      const bool again = column->role != Role::ignored && column->role != Role::only &&
                         std::count_if(columns_.begin(), columns_.end(), [column](const DownloadColumn* one) {
                           return one != nullptr && one->role == column->role;
                         }) > 1;
      if (again) {
        error(cell, fmt::format("'{}' says what another column says already", cell.text), "leave one of them out");
      }
      return;
    }
    if (std::find(ignored_.begin(), ignored_.end(), cell.text) != ignored_.end()) return;
    std::vector<std::string> names;
    for (const DownloadColumn& one : download_.columns) names.emplace_back(one.name);
    const std::string near = scenario::did_you_mean(cell.text, names);
    error(cell, fmt::format("{} has no column '{}'", download_.importer.name, units::excerpt(cell.text)),
          near.empty() ? "if nothing of it is wanted, --ignore it by its name" : near);
  }

  [[nodiscard]] bool has(Role role) const {
    return std::any_of(columns_.begin(), columns_.end(),
                       [role](const DownloadColumn* one) { return one != nullptr && one->role == role; });
  }
  /// What the table calls it today: the first of its names.
  [[nodiscard]] std::string_view spelling(Role role) const {
    return std::find_if(download_.columns.begin(), download_.columns.end(),
                        [role](const DownloadColumn& one) { return one.role == role; })
        ->name;
  }
  [[nodiscard]] std::string wanted() const {
    return fmt::format("{}, {}", spelling(Role::date), spelling(Role::value));
  }

  /// The cell of a role in the row that is being read, or null.
  [[nodiscard]] const Cell* cell(Role role) const {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i] != nullptr && columns_[i]->role == role) return &(*record_)[i];
    }
    return nullptr;
  }
  [[nodiscard]] std::string text_of(Role role) const {
    const Cell* const found = cell(role);
    return found == nullptr ? "" : found->text;
  }

  void read_row(const scenario::Record& record) {
    if (record.size() != columns_.size()) {
      error(record.front(), fmt::format("{} values in this row; {} columns are named", record.size(), columns_.size()),
            record.size() > columns_.size() ? "a value with a comma in it is quoted" : "");
      return;
    }
    record_ = &record;
    if (!is_wanted()) return;
    const std::size_t errors = diagnostics_.errors();
    Sighting made;
    read_date(made);
    made.value = number_of(*cell(Role::value)) * download_.factor;
    read_range(made);
    check_unit();
    made.thing = name_of_cell(Role::thing);
    made.maker = name_of_cell(Role::maker);
    if (diagnostics_.errors() > errors) return;
    kept_.push_back(std::move(made));
  }

  /// Whether the row is of the series at all; else it is counted among those that are not.
  bool is_wanted() {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i] == nullptr || columns_[i]->role != Role::only) continue;
      if (!begins_with_one_of((*record_)[i].text, columns_[i]->words)) return ++passed_.others, false;
    }
    if (text_of(Role::date).empty() || text_of(Role::value).empty()) return ++passed_.empty, false;
    const std::string incomplete = text_of(Role::incomplete);
    if (begins_with_one_of(incomplete, "True|true|TRUE|checked|Yes|yes|1")) return ++passed_.incomplete, false;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i] == nullptr || columns_[i]->role != Role::projected) continue;
      if (begins_with_one_of((*record_)[i].text, columns_[i]->words)) return ++passed_.planned, false;
    }
    const auto at = scenario::date_of(plain_date(text_of(Role::date)));
    if (at && *at > known_until_) return ++passed_.planned, false;
    if (download_.shape == Shape::largest && is_zero(text_of(Role::value))) return ++passed_.nothing, false;
    return true;
  }

  static bool is_zero(const std::string& text) { return text.find_first_not_of("0.") == std::string::npos; }

  void read_date(Sighting& made) {
    const Cell& place = *cell(Role::date);
    made.date = plain_date(place.text);
    const bool of_years = download_.dating != Dating::day;
    if (of_years && scenario::date_of(made.date) && made.date.size() == 4) {
      made.date += download_.dating == Dating::year_end ? "-12-31" : "-07-01";
    } else if (of_years) {
      error(place, fmt::format("not a year: '{}'", units::excerpt(place.text)), "write 2024");
      return;
    }
    const auto at = scenario::date_of(made.date);
    if (!at) {
      error(place, fmt::format("not a date: '{}'", units::excerpt(place.text)), "write 2026-03-31, 2026-03 or 2026");
      return;
    }
    made.at = *at;
  }

  /// Above 0; 1 where it is wrong, which has been told.
  double number_of(const Cell& place) {
    const bool digits = !place.text.empty() && place.text.find_first_not_of("0123456789.+-eE") == std::string::npos;
    const auto read = units::parse_amount(place.text);
    const auto* const amount = std::get_if<units::Amount>(&read);
    if (!digits || amount == nullptr || !std::isfinite(amount->value)) {
      error(place, fmt::format("not a number: '{}'", units::excerpt(place.text)),
            "numbers are written 1234.5 or 2.1e25, with a decimal point and nothing between their digits");
      return 1.0;
    }
    // Units and factors must not take it beyond what a double holds.
    constexpr double most = 1e60;
    if (amount->value > most || (amount->value > 0.0 && amount->value < 1.0 / most)) {
      error(place, fmt::format("no such number is observed: {}", units::excerpt(place.text)));
      return 1.0;
    }
    if (amount->value > 0.0) return amount->value;
    error(place, fmt::format("{} is not above 0", units::excerpt(place.text)),
          "observations are compared in orders of magnitude, which only numbers above 0 have");
    return 1.0;
  }

  void read_range(Sighting& made) {
    const Cell* const low = cell(Role::low);
    const Cell* const high = cell(Role::high);
    if (low != nullptr && high != nullptr) {
      if (low->text.empty() || high->text.empty()) return;
      made.low = number_of(*low) * download_.factor;
      made.high = number_of(*high) * download_.factor;
      made.interval = download_.spread.interval;
      if (made.low <= made.value && made.value <= made.high) return;
      const bool below = made.low > made.value;
      error(below ? *low : *high,
            fmt::format("the value, {}, is not between {} and {}", text_of(Role::value), low->text, high->text));
      return;
    }
    if (const Cell* const sureness = cell(Role::sureness)) {
      read_sureness(*sureness, made);
      return;
    }
    if (download_.spread.interval == 0.0 || download_.shape != Shape::each) return;
    made.low = made.value * download_.spread.low;
    made.high = made.value * download_.spread.high;
    made.interval = download_.spread.interval;
  }

  void read_sureness(const Cell& sureness, Sighting& made) {
    if (sureness.text.empty() || sureness.text == "Unknown") return;
    const auto factor = factor_of_sureness(sureness.text);
    if (!factor) {
      error(sureness, fmt::format("no confidence of Epoch's is called '{}'", units::excerpt(sureness.text)),
            "one of Confident, Likely, Speculative, Unknown, or nothing");
      return;
    }
    made.low = made.value / *factor;
    made.high = made.value * *factor;
    made.interval = 0.9;
    made.sureness = sureness.text;
  }

  void check_unit() {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i] == nullptr || columns_[i]->role != Role::unit) continue;
      const Cell& unit = (*record_)[i];
      if (begins_with_one_of(unit.text, columns_[i]->words)) continue;
      error(unit, fmt::format("not the unit of {}: '{}'", download_.importer.name, units::excerpt(unit.text)),
            fmt::format("it is {}", columns_[i]->words.substr(0, columns_[i]->words.find('|'))));
    }
  }

  /// A text that is passed on: never as something that a spreadsheet would work out.
  std::string name_of_cell(Role role) {
    const Cell* const place = cell(role);
    if (place == nullptr) return {};
    std::string text = one_line(place->text);
    const bool formula = !text.empty() && std::string_view("=+-@").find(text.front()) != std::string_view::npos;
    const bool tab = !place->text.empty() && (place->text.front() == '\t' || place->text.front() == '\r');
    if (!formula && !tab) return text;
    diagnostics_.warning(place->spot,
                         fmt::format("'{}' begins like a formula of a spreadsheet", units::excerpt(place->text)),
                         "it is written behind an apostrophe, as a text");
    return "'" + text;
  }

  // --- rows to observations
  // --------------------------------------------------------------------------------------------

  void shape() {
    std::stable_sort(kept_.begin(), kept_.end(), [](const Sighting& a, const Sighting& b) { return a.at < b.at; });
    if (download_.shape == Shape::total) kept_ = totals();
    if (download_.shape == Shape::largest) kept_ = records();
    if (download_.shape == Shape::each) kept_ = without_repeats();
  }

  /// A table may hold a row twice, word for word: it counts once.
  std::vector<Sighting> without_repeats() {
    std::vector<Sighting> once;
    std::set<std::tuple<double, std::string, std::string>> seen;
    for (Sighting& one : kept_) {
      const bool is_new = seen.emplace(one.at, written_number(one.value), note_of(one)).second;
      passed_.overtaken += is_new ? 0 : 1;
      if (is_new) once.push_back(std::move(one));
    }
    return once;
  }

  std::vector<Sighting> records() {
    std::vector<Sighting> largest;
    for (Sighting& one : kept_) {
      if (!largest.empty() && one.value <= largest.back().value) {
        ++passed_.overtaken;
      } else if (!largest.empty() && one.at == largest.back().at) {
        ++passed_.overtaken;
        largest.back() = std::move(one);
      } else {
        largest.push_back(std::move(one));
      }
    }
    return largest;
  }

  /// Up to the date at which the first of the things has no further row: the others go on without it.
  std::vector<Sighting> totals() {
    std::map<std::string, double> ends;
    for (const Sighting& one : kept_) ends[one.thing] = one.at;
    double end = kept_.empty() ? 0.0 : kept_.back().at;
    for (const auto& [thing, last] : ends) end = std::min(end, last);
    std::map<std::pair<std::string, std::string>, Sighting> latest;
    std::vector<Sighting> sums;
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      if (kept_[i].at > end) {
        ++passed_.alone;
        continue;
      }
      latest[{kept_[i].thing, kept_[i].maker}] = kept_[i];
      if (latest.size() > parts_limit) {
        diagnostics_.error(text_->file, fmt::format("is of more than {} things that are added up", parts_limit),
                           "keep the rows that are needed");
        return {};
      }
      if (i + 1 == kept_.size() || kept_[i + 1].at != kept_[i].at) sums.push_back(sum_of(latest, kept_[i]));
    }
    return sums;
  }

  static Sighting sum_of(const std::map<std::pair<std::string, std::string>, Sighting>& parts, const Sighting& at) {
    Sighting sum;
    sum.date = at.date;
    sum.at = at.at;
    bool ranges = true;
    std::vector<std::string> names;
    for (const auto& [key, one] : parts) {
      sum.value += one.value;
      sum.low += one.low;
      sum.high += one.high;
      sum.interval = one.interval;
      ranges = ranges && one.interval > 0.0;
      if (names.empty() || names.back() != key.first) names.push_back(key.first);
    }
    if (!ranges) sum.low = sum.high = sum.interval = 0.0;
    sum.thing = fmt::format("{}", fmt::join(names, " + "));
    return sum;
  }

  // --- the file that is made
  // -------------------------------------------------------------------------------------------

  [[nodiscard]] std::string head() const {
    const Importer& of = download_.importer;
    std::string head = fmt::format("# {}, as observations of `{}`.\n# Address: {}\n# Licence: {}\n# Downloaded: {}\n",
                                   of.title, of.series, of.address, of.licence, downloaded_);
    std::string_view rest = download_.remarks;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      head += fmt::format("# {}\n", rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    const std::string name = text_->file.substr(text_->file.find_last_of('/') + 1);
    head += fmt::format("# Made by `chokepoint import {} {}`: {} observations, {} to {}", of.name,
                        utf8::printable_line(name), kept_.size(), kept_.front().date, kept_.back().date);
    if (passed_.all() > 0) head += fmt::format("; rows passed over: {}", passed_.in_words());
    return head + ".\n";
  }

  [[nodiscard]] std::string written() const {
    std::string out = head() + "series,date,value,unit,low,high,interval,source,confidence,note\n";
    for (const Sighting& one : kept_) {
      const std::string value = written_number(one.value);
      constexpr int few = 6;  // digits: nobody knows the ends of a range to more, unless it is as narrow as that
      const int digits = encloses(written_number(one.low, few), value, written_number(one.high, few)) ? few : 12;
      const std::string low = written_number(one.low, digits);
      const std::string high = written_number(one.high, digits);
      const bool ranged = one.interval > 0.0 && encloses(low, value, high);
      out += fmt::format("{},{},{},{},{},{},{},{},{},{}\n", download_.importer.series, one.date, value, download_.unit,
                         ranged ? low : "", ranged ? high : "", ranged ? fmt::format("{}", one.interval) : "",
                         download_.importer.source, download_.confidence, quoted(note_of(one)));
    }
    return out;
  }

  const Download& download_;
  std::shared_ptr<const scenario::Text> text_;
  scenario::CsvReader csv_;
  std::string downloaded_;
  double known_until_;
  const std::vector<std::string>& ignored_;
  scenario::Diagnostics& diagnostics_;
  std::vector<const DownloadColumn*> columns_;  // null: one that is to be ignored
  const scenario::Record* record_ = nullptr;    // that is being read
  std::vector<Sighting> kept_;
  PassedOver passed_;
};

/// Lines without their memory where there are too many, or one is too long: told, and null.
std::shared_ptr<const scenario::Text> text_of_download(const std::string& path, const std::string& content,
                                                       scenario::Diagnostics& diagnostics) {
  if (content.find_first_not_of(" \t\r\n") == std::string::npos) diagnostics.error(path, "the file is empty");
  std::size_t lines = 1;
  std::size_t start = 0;
  std::size_t longest = 0;
  for (std::size_t end = content.find('\n'); end != std::string::npos; end = content.find('\n', start)) {
    longest = std::max(longest, end - start);
    start = end + 1;
    ++lines;
  }
  longest = std::max(longest, content.size() - start);
  if (lines > line_limit) diagnostics.error(path, fmt::format("has more than {} lines", line_limit));
  if (longest > line_length_limit) {
    diagnostics.error(path, fmt::format("has a line of more than {} MiB", line_length_limit >> 20U));
  }
  if (diagnostics.any_errors()) return nullptr;
  return std::make_shared<const scenario::Text>(
      scenario::Text{path, 1, scenario::lines_of(content), /*is_table=*/true});
}

std::shared_ptr<const scenario::Text> text_at(const std::string& path, const scenario::Reader& read,
                                              scenario::Diagnostics& diagnostics) {
  // One byte more than allowed, to tell a file that ends there from one that goes on.
  auto content = read(path, import_limit + 1);
  if (const auto* const wrong = std::get_if<scenario::Unreadable>(&content)) {
    diagnostics.error(path, fmt::format("cannot be read: {}", wrong->why));
    return nullptr;
  }
  auto& text = std::get<std::string>(content);
  if (text.size() > import_limit) {
    diagnostics.error(path, fmt::format("is larger than {} MiB", import_limit >> 20U), "keep the rows that are needed");
    return nullptr;
  }
  if (const auto why = scenario::not_text(text)) {
    diagnostics.error(path, *why);
    return nullptr;
  }
  if (text.compare(0, 3, "\xEF\xBB\xBF") == 0) text.erase(0, 3);  // a byte order mark
  return text_of_download(path, text, diagnostics);
}

const Download& download_of(const Importer& importer) {
  const auto all = downloads();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Download& one) { return one.importer.name == importer.name; });
  if (found == all.end()) throw std::invalid_argument(fmt::format("no importer is named {}", importer.name));
  return *found;
}

/// When it was downloaded, or nothing, which has been told.
std::string date_of_download(const std::string& given, const scenario::Text& text, scenario::Diagnostics& diagnostics) {
  const std::string said = date_in_remarks(text);
  if (given.empty() && said.empty()) {
    diagnostics.error(text.file, "does not say when it was downloaded", "--downloaded 2026-07-15");
    return {};
  }
  if (!given.empty() && !scenario::date_of(given)) {
    diagnostics.error(text.file, fmt::format("--downloaded: not a date: '{}'", units::excerpt(given)),
                      "write 2026-07-15, or 2026-07 where the day is not known");
    return {};
  }
  return given.empty() ? said : given;
}

}  // namespace

bool Imported::has_errors() const {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const scenario::Diagnostic& one) {
    return one.severity == scenario::Diagnostic::Severity::error;
  });
}

Imported import_download(const Importer& importer, const std::string& path, const std::string& downloaded,
                         const std::vector<std::string>& ignored, const scenario::Reader& read) {
  const Download& download = download_of(importer);
  Imported imported;
  scenario::Diagnostics diagnostics;
  if (const auto text = text_at(path, read, diagnostics)) {
    const std::string date = date_of_download(downloaded, *text, diagnostics);
    if (!date.empty()) {
      DownloadReader reader(download, text, date, ignored, diagnostics);
      imported.content = reader.read();
      imported.rows = imported.content.empty() ? 0 : reader.rows();
      imported.passed_over = reader.passed_over();
    }
  }
  imported.diagnostics = diagnostics.sorted();
  return imported;
}

}  // namespace chokepoint::evidence
