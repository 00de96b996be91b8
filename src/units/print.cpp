// SPDX-License-Identifier: Apache-2.0
// Numbers to text, for people and for machines. Locale independent: fmt is.
#include <fmt/format.h>

#include <cmath>
#include <string>
#include <vector>

#include "chokepoint/units.hpp"
#include "units/dimensions.hpp"
#include "units/names.hpp"

namespace chokepoint::units {

namespace {

constexpr double scientific_from = 1e5;  // 4200 wafer, 1.0e8 H100e
constexpr double scientific_below = 1e-4;

/// A unit and the size from which it is used.
struct Rung {
  double from = 0.0;  // coherent units
  std::string unit;
};

/// A number rounded to two significant digits, as it will be read: 9.96 is 1.0e1, so that nothing prints as 10e0.
struct Rounded {
  std::string digits;  // "10" to "99"
  int exponent = 0;    // of the first digit
};

Rounded round_to_two_digits(double value) {
  const std::string text = fmt::format("{:.1e}", value);  // d.de±dd
  return {{text[0], text[2]}, std::stoi(text.substr(4))};
}

std::string scientific(const Rounded& rounded) {
  return fmt::format("{}.{}e{}", rounded.digits[0], rounded.digits[1], rounded.exponent);
}

std::string plain(const Rounded& rounded) {
  if (rounded.exponent >= 1) return rounded.digits + std::string(static_cast<std::size_t>(rounded.exponent - 1), '0');
  if (rounded.exponent == 0) return fmt::format("{}.{}", rounded.digits[0], rounded.digits[1]);
  return "0." + std::string(static_cast<std::size_t>(-rounded.exponent - 1), '0') + rounded.digits;
}

std::string counted(double value) {
  const Rounded rounded = round_to_two_digits(value);
  return value >= scientific_from || value < scientific_below || rounded.exponent >= 5 ? scientific(rounded)
                                                                                       : plain(rounded);
}

std::string with_unit(const std::string& number, std::string_view unit) {
  return unit.empty() ? number : fmt::format("{} {}", number, unit);
}

/// Coherent units in one of `unit`.
double scale_of(const std::string& unit) {
  if (unit.empty()) return 1.0;
  const auto one = parse_amount("1 " + unit);
  const auto* amount = std::get_if<Amount>(&one);
  return amount != nullptr ? amount->value : 0.0;
}

/// W, kW, MW, … QW. Outside the prefixes the unit alone, whose numbers are then scientific.
std::vector<Rung> prefixed_rungs(const std::string& unit) {
  constexpr double past_the_prefixes = 1000.0;
  const double one = scale_of(unit);
  std::vector<Rung> rungs{{0.0, unit}};
  const auto add = [&rungs](double from, const std::string& name) {
    // Of the spellings of a prefix (u, µ) the first. A count takes none below one: parse_amount() knows.
    if (from > rungs.back().from && scale_of(name) > 0.0) rungs.push_back({from, name});
  };
  bool one_added = false;
  for (const Prefix& prefix : prefixes()) {
    if (prefix.scale > 1.0 && !one_added) {
      rungs.push_back({one, unit});
      one_added = true;
    }
    add(one * prefix.scale, std::string(prefix.symbol) + unit);
  }
  rungs.push_back({rungs.back().from * past_the_prefixes, unit});
  return rungs;
}

std::vector<Rung> rungs_of(const Dimension& dimension) {
  constexpr double hours = 2.0 * 3600.0;
  constexpr double years = 2.0 * seconds_per_year;
  if (dimension == dimensions::time) {
    return {
        {0.0, "s"},     {1e-9, "ns"}, {1e-6, "us"}, {1e-3, "ms"}, {1.0, "s"}, {hours, "hour"}, {seconds_per_day, "day"},
        {years, "year"}};
  }
  // Mm is read as mm: nothing above km.
  if (dimension == dimensions::length) return {{0.0, "m"}, {1e3, "km"}};
  return {{0.0, "m/s"}, {1e3, "km/s"}};
}

/// Whether a number, as it is printed in the unit of the rung, reaches it: 999.6 MW is 1.0 GW.
bool reaches(double value, const Rung& rung) {
  const double scale = scale_of(rung.unit);
  const Rounded rounded = round_to_two_digits(value / scale);
  const Rounded least = round_to_two_digits(rung.from / scale);
  return rounded.exponent != least.exponent ? rounded.exponent > least.exponent : rounded.digits >= least.digits;
}

/// In the unit of the highest rung reached. From the top: a large number over the unit of a low rung may overflow.
std::string on_rungs(double value, const std::vector<Rung>& rungs) {
  std::size_t i = rungs.size() - 1;
  while (i > 0 && !reaches(value, rungs[i])) --i;
  const std::string& unit = rungs[i].unit;
  return with_unit(counted(value / scale_of(unit)), unit);
}

std::string print_positive(double value, const Dimension& dimension) {
  const Name* name = find_name(dimension);
  if (name == nullptr) return with_unit(counted(value), symbol_of({dimension}));
  const std::string unit(name->unit);
  const double in_unit = value / scale_of(unit);
  // A number at either end of the doubles may fall off in the unit of people.
  if (!std::isfinite(in_unit) || in_unit == 0.0) return with_unit(counted(value), symbol_of({dimension}));
  switch (name->style) {
    case Style::prefixed:
      return on_rungs(value, prefixed_rungs(unit));
    case Style::rungs:
      return on_rungs(value, rungs_of(dimension));
    case Style::scientific:
      return with_unit(scientific(round_to_two_digits(in_unit)), unit);
    case Style::counted:
      break;
  }
  return with_unit(counted(in_unit), unit);
}

/// Two decimals, or as many more as tell the factor from no growth at all. Far from 1, two significant digits.
std::string print_growth(double factor) {
  constexpr int most_decimals = 16;  // a double next to 1 has no more
  constexpr double least = 0.1;
  if (!std::isfinite(factor)) return fmt::format("{} x/yr", factor);
  const double size = std::abs(factor);
  const std::string sign = factor < 0.0 ? "-" : "";
  if (size >= scientific_from || (size < least && size > 0.0)) return sign + counted(size) + "x/yr";
  int decimals = 2;
  std::string text = fmt::format("{:.2f}", size);
  while (size != 1.0 && decimals < most_decimals && text == fmt::format("{:.{}f}", 1.0, decimals)) {
    text = fmt::format("{:.{}f}", size, ++decimals);
  }
  return sign + text + "x/yr";
}

}  // namespace

std::string print(double value, const Kind& kind) {
  if (kind.growth) return print_growth(value);
  if (!std::isfinite(value)) return with_unit(fmt::format("{}", value), symbol_of(kind));
  if (value == 0.0) {
    const Name* name = find_name(kind.dimension);
    return with_unit("0", name != nullptr ? std::string(name->unit) : symbol_of(kind));
  }
  return (value < 0.0 ? "-" : "") + print_positive(std::abs(value), kind.dimension);
}

std::string print_exact(double value, const Kind& kind) {
  const std::string number = fmt::format("{}", value);
  return kind.growth && std::isfinite(value) ? number + "x/yr" : with_unit(number, symbol_of(kind));
}

}  // namespace chokepoint::units
