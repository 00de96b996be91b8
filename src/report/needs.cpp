// SPDX-License-Identifier: Apache-2.0
#include "report/needs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "chokepoint/report.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

UnitScale::UnitScale(double typical, const units::Kind& kind) {
  const std::string text = units::print(typical, kind);
  const std::size_t space = std::min(text.find(' '), text.size());
  const auto one = units::parse_amount("1" + text.substr(space));
  const auto* const amount = std::get_if<units::Amount>(&one);
  if (amount == nullptr) return;
  one_ = amount->value;
  unit_ = text.substr(std::min(space + 1, text.size()));
}

std::string UnitScale::number(double value) const {
  const double scaled = value / one_;
  if (scaled == 0.0) return "0";
  if (std::abs(scaled) < 1e4 && std::abs(scaled) >= 0.01) return factor(scaled);
  std::string text = fmt::format("{:.1e}", scaled);
  if (const std::size_t plus = text.find("e+"); plus != std::string::npos) text.erase(plus + 1, 1);
  if (const std::size_t zero = text.find("e0"); zero != std::string::npos) text.erase(zero + 1, 1);
  if (const std::size_t zero = text.find("e-0"); zero != std::string::npos) text.erase(zero + 2, 1);
  return text;
}

std::string UnitScale::spread(const statistics::Spread& spread) const {
  if (spread.p10() == spread.p90()) return number(spread.median());
  return fmt::format("{} ({} to {})", number(spread.median()), number(spread.p10()), number(spread.p90()));
}

UnitScale scale_of_need(const statistics::Constraint& constraint) {
  double largest = 0.0;
  for (std::size_t year = 0; year < constraint.supply.years.size(); ++year) {
    if (!constraint.supply.years.is_kept(year)) continue;
    largest = std::max(largest, constraint.supply.years[year].median());
  }
  return {largest, constraint.supply.kind};
}

bool has_needs(const statistics::Summary& summary) {
  return !summary.constraints.empty() && summary.constraints.front().need.years.is_kept(0);
}

NeedHeads heads_of(const models::Need& need) {
  if (need.more_is_less) return {"the run has", "it takes at least"};
  return {"the run takes", "there is"};
}

}  // namespace chokepoint::report
