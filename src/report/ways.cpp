// SPDX-License-Identifier: Apache-2.0
#include "report/ways.hpp"

#include <fmt/format.h>

#include "report/text.hpp"

namespace chokepoint::report {

namespace {

using statistics::Relief;
using statistics::Spread;

constexpr double out_of_reach = 99.0;  // as models have it

/// "0.61", "0", "out of reach".
std::string in_orders(double value) {
  if (value >= out_of_reach) return "out of reach";
  if (value < 0.005) return "0";
  return value < 1.0 ? fmt::format("{:.2g}", value) : fmt::format("{:.{}f}", value, value < 9.95 ? 1 : 0);
}

bool is_one_draw(const Run& run) {
  return run.summary.draws == 1;
}

/// ", 1.6 years of its growth (0.91 to 2.8)", or that it does not grow so far.
std::string years_in_words(const Spread& spread, bool one_draw) {
  if (spread.median() >= out_of_reach) return ", by which the trajectory does not grow";
  return fmt::format(", {} years of its growth", orders_in_words(spread, one_draw));
}

std::string of_one(const Relief& relief, std::size_t year, const std::string& now) {
  const double missing = relief.named("relief/shortfall").years[year].median();
  if (missing <= 0.0) return fmt::format("In {} nothing is short of the trajectory.", now);
  const double left = relief.named("relief/left").years[year].median();
  return fmt::format(
      "Ways around: in {} the run that the constraints allow is {} orders of magnitude short of the trajectory. All "
      "ways "
      "together are worth {} orders of magnitude of compute{}: {}. Most of these numbers are assumed.",
      now, in_orders(missing), in_orders(relief.named("relief").years[year].median()),
      years_in_words(relief.named("relief/years").years[year], true),
      left > 0.0 ? fmt::format("{} are left short", in_orders(left)) : std::string("the shortfall is made up for"));
}

/// Of the draws that are short: "72%".
std::string made_up_of_short(const Relief& relief, std::size_t year) {
  return percent(relief.made_up[year] / relief.missing[year]);
}

}  // namespace

std::size_t year_of_ways(const Relief& relief) {
  const statistics::Series& all = relief.named("relief");
  for (std::size_t year = 0; year < relief.missing.size(); ++year) {
    if (relief.missing[year] >= 0.5 && all.years.is_kept(year)) return year;
  }
  return relief.missing.size() - 1;
}

std::string orders_in_words(const Spread& spread, bool one_draw) {
  if (one_draw || spread.p10() == spread.p90()) return in_orders(spread.median());
  return fmt::format("{} ({} to {})", in_orders(spread.median()), in_orders(spread.p10()), in_orders(spread.p90()));
}

std::string ways_in_words(const Run& run) {
  const Relief& relief = *run.summary.relief;
  const std::size_t year = year_of_ways(relief);
  const std::string now = fmt::format("{}", run.summary.first_year + static_cast<int>(year));
  if (is_one_draw(run)) return of_one(relief, year, now);
  if (relief.missing[year] == 0.0) {
    return fmt::format("Ways around: in {} no draw is short of the trajectory, and there is nothing to make up for.",
                       now);
  }
  std::string text = fmt::format(
      "Ways around: in {}{}, {} of the draws are short of the trajectory. All ways together are worth {} orders of "
      "magnitude of compute{}; they make up for the shortfall in {} of the draws that are short",
      now, relief.missing[year] >= 0.5 ? ", the first year in which half of the draws are" : "",
      percent(relief.missing[year]), orders_in_words(relief.named("relief").years[year], false),
      years_in_words(relief.named("relief/years").years[year], false), made_up_of_short(relief, year));
  const std::size_t last = relief.missing.size() - 1;
  if (year != last) {
    text += fmt::format(", in {} in {} of the {} that are", run.scenario->last_year, made_up_of_short(relief, last),
                        percent(relief.missing[last]));
  }
  return text + ". Most of these numbers are assumed.";
}

}  // namespace chokepoint::report
