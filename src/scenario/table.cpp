// SPDX-License-Identifier: Apache-2.0
#include "scenario/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "scenario/by_year.hpp"
#include "scenario/dates.hpp"
#include "units/parse.hpp"

namespace chokepoint::scenario {

namespace {

class TableReader {
 public:
  TableReader(const std::shared_ptr<const Text>& text, Diagnostics& diagnostics)
      : text_(text), csv_(text), diagnostics_(diagnostics) {}

  std::optional<Table> read() {
    if (!read_columns()) return std::nullopt;
    const std::size_t errors = diagnostics_.errors();
    while (auto record = csv_.next()) {
      if (++records_ > points_limit) {
        error(record->front().spot, fmt::format("more than {} rows", points_limit),
              "a series has one value a year: a row for each");
        return std::nullopt;
      }
      read_row(*record);
    }
    if (const auto& wrong = csv_.wrong()) {
      error(wrong->spot, wrong->message, wrong->hint);
    } else if (records_ == 0) {
      diagnostics_.error(text_->file, "there are no rows below the names of the columns");
    }
    if (diagnostics_.errors() > errors) return std::nullopt;
    return std::move(table_);
  }

 private:
  void error(const Spot& spot, const std::string& message, const std::string& hint = {}) {
    diagnostics_.error(spot, message, hint);
  }

  /// Errors here are of the file as a whole, without its lines.
  bool read_columns() {
    auto header = csv_.next();
    if (!header) {
      diagnostics_.error(text_->file, csv_.wrong() ? "is no table of values by year" : "the file is empty", wanted);
      return false;
    }
    const auto named = [&header](const char* name) {
      const auto at =
          std::find_if(header->begin(), header->end(), [name](const Cell& one) { return one.text == name; });
      return static_cast<std::size_t>(at - header->begin());
    };
    has_dates_ = named("year") == header->size();
    year_ = has_dates_ ? named("date") : named("year");
    if (year_ == header->size()) {
      const bool other = header->size() == 1 && header->front().text.find_first_of(";\t") != std::string::npos;
      diagnostics_.error(text_->file, "no column is named 'year' or 'date'",
                         other ? "values are separated by commas" : wanted);
      return false;
    }
    if (header->size() > columns_limit) {
      diagnostics_.error(text_->file, fmt::format("{} columns; there can be {}", header->size(), columns_limit));
      return false;
    }
    table_.columns = std::move(*header);
    return true;
  }

  void read_row(Record& record) {
    if (record.size() != table_.columns.size()) {
      error(record.front().spot,
            fmt::format("{} values in this row; {} columns are named", record.size(), table_.columns.size()),
            record.size() > table_.columns.size() ? "a value with a comma in it is quoted" : "");
      return;
    }
    const Cell& cell = record[year_];
    const auto year = year_in(cell);
    if (!year) return;
    if (!table_.rows.empty() && *year <= table_.rows.back().year) {
      const bool again = *year == table_.rows.back().year;
      error(cell.spot,
            again ? fmt::format("the year {} stands here twice", *year)
                  : fmt::format("the year {} stands after {}", *year, table_.rows.back().year),
            again ? "a series has one value a year" : "rows are in the order of their years");
      return;
    }
    table_.rows.push_back({*year, std::move(record)});
  }

  /// Values by year hold at the start of their year: that is the only date that needs no guess.
  std::optional<int> year_in(const Cell& cell) {
    const std::string& text = cell.text;
    const auto year = year_of(std::string_view(text).substr(0, has_dates_ ? 4 : text.size()));
    if (has_dates_ && date_of(text)) {
      if (text.find_first_not_of("01-", 4) == std::string::npos && *date_of(text) == *year) return year;
      error(cell.spot, fmt::format("'{}' is not the start of a year", text),
            "a value by year holds at the start of its year: what is counted at the end of 2025 stands at 2026-01-01");
      return std::nullopt;
    }
    if (!has_dates_ && year) return year;
    error(cell.spot, fmt::format("not a {}: '{}'", has_dates_ ? "date" : "year", units::excerpt(text)),
          fmt::format("{}, from {} to {}", has_dates_ ? "write 2026-01-01" : "years are written in four digits",
                      models::earliest_year, models::latest_year));
    return std::nullopt;
  }

  static constexpr const char* wanted = "the first line names the columns, such as: year,capacity (GW)";

  const std::shared_ptr<const Text>& text_;
  CsvReader csv_;
  Diagnostics& diagnostics_;
  Table table_;
  std::size_t year_ = 0;  // the column of years
  bool has_dates_ = false;
  std::size_t records_ = 0;
};

}  // namespace

std::optional<Table> read_table(const std::shared_ptr<const Text>& text, Diagnostics& diagnostics) {
  return TableReader(text, diagnostics).read();
}

}  // namespace chokepoint::scenario
