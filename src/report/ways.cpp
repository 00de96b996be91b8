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
  return value < 10.0 ? fmt::format("{:#.2g}", value) : fmt::format("{:.0f}", value);
}

bool is_one_draw(const Run& run) {
  return run.summary.draws == 1;
}

std::string of_one(const Relief& relief, std::size_t year, const std::string& now) {
  const double missing = relief.named("relief/shortfall").years[year].median();
  if (missing <= 0.0) return fmt::format("In {} nothing is short of the trajectory.", now);
  const double left = relief.named("relief/left").years[year].median();
  return fmt::format(
      "In {} the run that the constraints allow is {} orders of magnitude short of the trajectory. All ways around "
      "together are worth {}, {} years of its growth: {}.",
      now, in_orders(missing), in_orders(relief.named("relief").years[year].median()),
      in_orders(relief.named("relief/years").years[year].median()),
      left > 0.0 ? fmt::format("{} are left", in_orders(left)) : std::string("nothing is left"));
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
    return fmt::format("In {} no draw is short of the trajectory: there is nothing to make up for.", now);
  }
  return fmt::format(
      "Ways around: in {} {} of the draws are short of the trajectory. All ways together are worth {} orders of "
      "magnitude of compute, {} years of its growth; they make up for the shortfall in {} of the draws and leave {} "
      "short.",
      now, percent(relief.missing[year]), orders_in_words(relief.named("relief").years[year], false),
      orders_in_words(relief.named("relief/years").years[year], false), percent(relief.made_up[year]),
      percent(relief.left[year]));
}

}  // namespace chokepoint::report
