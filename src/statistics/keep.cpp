// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "chokepoint/statistics.hpp"

namespace chokepoint::statistics {

Years Years::all() {
  Years years;
  years.all_ = true;
  return years;
}

Years Years::only(std::vector<int> years) {
  Years some;
  some.years_ = std::move(years);
  return some;
}

Years& Years::operator|=(const Years& more) {
  all_ = all_ || more.all_;
  years_.insert(years_.end(), more.years_.begin(), more.years_.end());
  return *this;
}

bool Years::contain(int year) const {
  return all_ || std::find(years_.begin(), years_.end(), year) != years_.end();
}

namespace {

/// Every field of Keep that holds years. One place says so.
constexpr std::array fields{&Keep::trajectory, &Keep::observed,      &Keep::split, &Keep::attainable,
                            &Keep::ceilings,   &Keep::headroom,      &Keep::parts, &Keep::internals,
                            &Keep::lowest,     &Keep::parts_lowest,  &Keep::below, &Keep::events,
                            &Keep::relief,     &Keep::relief_details};

}  // namespace

Keep Keep::everything() {
  Keep keep;
  for (const auto field : fields) keep.*field = Years::all();
  keep.means = true;
  keep.order = true;
  return keep;
}

simulation::Extras extras_for(const Keep& keep) {
  using question::Series;
  using What = Series::What;
  const auto any_asks = [&keep](const auto& asks) {
    return std::any_of(keep.conditions.begin(), keep.conditions.end(), [&asks](const auto& condition) {
      const auto* const other = std::get_if<Series>(&condition.limit);
      return asks(condition.series) || (other != nullptr && asks(*other));
    });
  };
  const bool relief = any_asks([](const Series& series) { return series.what == What::relief; });
  const bool details = any_asks([](const Series& series) { return series.part || series.what == What::internal; });
  const bool needs = any_asks([](const Series& series) { return question::is_need(series.what); });
  return {.needs = needs || !keep.needs.none(),
          .governing = !keep.parts_lowest.none(),
          .relief = relief || !keep.relief.none() || !keep.relief_details.none(),
          .details = details || !keep.parts.none() || !keep.internals.none()};
}

Keep& Keep::operator|=(const Keep& more) {
  for (const auto field : fields) this->*field |= more.*field;
  needs |= more.needs;
  means = means || more.means;
  order = order || more.order;
  for (const auto& condition : more.conditions) {
    if (std::find(conditions.begin(), conditions.end(), condition) == conditions.end()) conditions.push_back(condition);
  }
  return *this;
}

}  // namespace chokepoint::statistics
