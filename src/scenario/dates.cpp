// SPDX-License-Identifier: Apache-2.0
#include "scenario/dates.hpp"

#include <cctype>
#include <cstddef>

#include "chokepoint/models.hpp"

namespace chokepoint::scenario {

namespace {

/// A whole number of `digits` digits, or nothing.
std::optional<int> digits_of(std::string_view text, std::size_t digits) {
  if (text.size() != digits || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  int number = 0;
  for (const char digit : text) number = 10 * number + (digit - '0');
  return number;
}

}  // namespace

std::optional<int> year_of(std::string_view text) {
  const auto year = digits_of(text, 4);
  return year && *year >= models::earliest_year && *year <= models::latest_year ? year : std::nullopt;
}

namespace {

bool is_leap(int year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

}  // namespace

std::optional<double> date_of(std::string_view text) {
  constexpr int days_before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
  const bool shape = text.size() == 4 || (text.size() == 7 && text[4] == '-') ||
                     (text.size() == 10 && text[4] == '-' && text[7] == '-');
  const auto year = year_of(text.substr(0, 4));
  if (!shape || !year) return std::nullopt;
  const auto month = text.size() >= 7 ? digits_of(text.substr(5, 2), 2) : 1;
  const auto day = text.size() == 10 ? digits_of(text.substr(8, 2), 2) : 1;
  if (!month || !day || *month < 1 || *month > 12) return std::nullopt;
  const int leap = is_leap(*year) ? 1 : 0;
  const int length = days_before[*month] - days_before[*month - 1] + (*month == 2 ? leap : 0);
  if (*day < 1 || *day > length) return std::nullopt;
  const int days = days_before[*month - 1] + (*month > 2 ? leap : 0) + *day - 1;
  return *year + static_cast<double>(days) / (365.0 + leap);
}

std::string trimmed(std::string text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.pop_back();
  return text;
}

}  // namespace chokepoint::scenario
