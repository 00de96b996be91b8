// SPDX-License-Identifier: Apache-2.0
// What is known of the downloads that `import` reads: one declaration for each, and nothing of them anywhere else.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "chokepoint/evidence.hpp"

namespace chokepoint::evidence {

/// What a column of a download is to us.
enum class Role {
  ignored,
  date,        // of the observation
  value,       // in Download::unit, times Download::factor
  low,         // the ends of its range
  high,        //
  thing,       // what the row is about: a model, a campus
  maker,       // of the thing
  sureness,    // Epoch's word for how far off the value may be
  incomplete,  // rows that say yes are passed over
  only,        // rows are kept where the text begins with one of DownloadColumn::words
  unit,        // the text must begin with one of them
  projected,   // rows that begin with one of them are no observations
};

struct DownloadColumn {
  std::string_view name;  // as downloads have it
  Role role = Role::ignored;
  std::string_view words = {};  // several by '|'
};

/// What rows become.
enum class Shape {
  each,     // an observation of every row
  total,    // of every date: what all things together had by then, each by its last row
  largest,  // of every date at which one thing is larger than all before
};

/// What a date in the download means.
enum class Dating {
  day,        // a day
  year_mean,  // a year, of which the value is the mean: its middle
  year_end,   // a year, at whose end the value holds: its last day
};

/// A value that has no range of its own has that of a factor, or none.
struct Spread {
  double low = 1.0;  // times the value
  double high = 1.0;
  double interval = 0.0;  // how sure; 0: no range
};

struct Download {
  Importer importer;
  Shape shape = Shape::each;
  Dating dating = Dating::day;
  std::string_view unit;  // of the observations
  double factor = 1.0;    // a number of the download times this is one in `unit`
  Spread spread = {};
  std::string_view confidence;              // of the observations
  std::string_view remarks;                 // what the numbers are and what was done to them: lines of the file made
  std::span<const DownloadColumn> columns;  // of all forms that the download has had
};

[[nodiscard]] std::span<const Download> downloads();

/// How far off a number of such a confidence of Epoch's may be, as a factor, in 90% of cases: the convention of its
/// documentation as it is known here; its text was not at hand.
[[nodiscard]] std::optional<double> factor_of_sureness(std::string_view word);

}  // namespace chokepoint::evidence
