// SPDX-License-Identifier: Apache-2.0
// Words, widths and numbers for reports.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "chokepoint/models.hpp"
#include "chokepoint/report.hpp"
#include "chokepoint/uncertainty.hpp"
#include "chokepoint/units.hpp"

namespace chokepoint::report {

/// Breaks `text` at spaces into lines of at most `width` characters, each after `indent` spaces; ends with a newline.
/// A word longer than a line stands alone. Line breaks in the text are kept.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent = 0);

/// `text` filled up with spaces to `width` columns of a terminal.
std::string left(std::string_view text, std::size_t width);
std::string right(std::string_view text, std::size_t width);

/// Of the constraints that were run, in their order.
std::vector<std::string> names_of(const statistics::Summary& summary);

/// At most `most` of the rows 0 to count - 1: evenly spaced, with the first and the last.
std::vector<std::size_t> evenly(std::size_t count, std::size_t most);

/// `a`, `a and b`, `a, b and c`.
std::string listed(const std::vector<std::string>& words);

/// 47 %, below 1 %, above 99 %; 0 % and 100 % only when it is so.
std::string percent(double share);

/// 0.2, 3, 14: one digit, or all before the point.
std::string rough(double value);

/// A number above zero as a digit and a power of ten: "5e-4", "1e6".
std::string one_digit(double value);

/// A ratio of two significant digits, of one where it is very large or small: 0.84, 1.3, 56, 1200, 7e5.
std::string factor(double ratio);

/// `60, 180 and 270 day` as P10, P50 and P90 in one unit, or one value for a constant.
std::string value_of(const scenario::Assumption& assumption);
/// The same of numbers alone.
std::string spread_of(const uncertainty::Distribution& distribution, const units::Kind& kind);

/// As many digits as its sampling error leaves: "5.31 GW", "1.2 %/yr".
std::string precise(double value, double error, const units::Kind& kind);

/// So many significant digits, in the unit that people use: "5.310 GW", "1.150x/yr".
std::string with_digits(double value, int digits, const units::Kind& kind);

/// Up to so many significant digits, and no zeros behind them: "2.75", "0.375", "180.6 day".
std::string exact_enough(double value, const units::Kind& kind, int digits = 4);

/// What a parameter is, in a few words: the start of its meaning. "power of the largest campus".
std::string in_words(const models::Parameter& parameter);

/// What a parameter reads in place of a value: "the output chips/stock, by year".
std::string in_words(const scenario::Coupling& coupling);

/// Where a value is from, in a word: the key of its source, `default` or `no source`.
std::string origin_of(const scenario::Assumption& assumption);

/// Whether a block of the scenario gives a region of its own.
bool gives_regions(const scenario::Scenario& scenario);

/// `above 0, at most 1`, in units; empty when nothing is excluded.
std::string bounds_of(const models::Parameter& parameter);

/// What a larger value does to the result (ceiling or trajectory), in words: "raises it".
std::string_view effect_of(models::Effect effect);

/// The unit for a column of data: "FLOP", and "1" for ratios.
std::string unit_of(const units::Kind& kind);

/// `65,536`.
std::string grouped(std::uint64_t number);

/// "Scenario NAME, OVERRIDES; 65,536 draws (sobol, seed 1); chokepoint VERSION." in lines of `width`.
std::string what_was_run(const Context& context, std::size_t width);

/// "key: authors, title, date, address", of those that there are.
std::string cited_as(const std::string& key, const scenario::Source& source);

/// RFC 4180: quoted only where needed.
std::string csv_field(std::string_view text);

/// "sobol", "random" or "latin".
std::string_view name_of(uncertainty::Method method);

}  // namespace chokepoint::report
