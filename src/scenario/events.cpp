// SPDX-License-Identifier: Apache-2.0
#include "scenario/events.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>

#include "chokepoint/units.hpp"

namespace chokepoint::scenario {

namespace {

/// The number of a parameter in the description of an event.
std::size_t place_of(const Event& event, std::string_view name) {
  const auto& parameters = event.description->parameters;
  const auto found =
      std::find_if(parameters.begin(), parameters.end(), [name](const auto& one) { return one.name == name; });
  return static_cast<std::size_t>(found - parameters.begin());
}

double value_in(const models::Input& input, std::size_t year, std::size_t lane) {
  return input.values[year * input.per_year + lane];
}

/// Another uniform number, which looks independent of the first: the finalizer of SplitMix64 (Steele et al. 2014).
/// libc++ 14 has the cast under its builtin name alone.
double another(double uniform) {
  auto bits = __builtin_bit_cast(std::uint64_t, uniform) + 0x9e3779b97f4a7c15U;
  bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9U;
  bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebU;
  bits ^= bits >> 31U;
  return static_cast<double>(bits >> 11U) * 0x1p-53;
}

/// The years of one draw, from the base year on, that are filled with what lies inside an event. Times are years since
/// the base year.
class Filling {
 public:
  Filling(double* out, std::size_t years, std::size_t lanes) : out_(out), years_(years), lanes_(lanes) {}

  void add(double start, double end) {
    if (!(end > 0.0)) return;
    auto year = static_cast<std::size_t>(std::max(start, 0.0));
    for (; year < years_ && static_cast<double>(year) < end; ++year) {
      const auto begins = static_cast<double>(year);
      double& inside = out_[year * lanes_];
      inside = std::min(inside + std::min(end, begins + 1.0) - std::max(start, begins), 1.0);
    }
  }

 private:
  double* out_;
  std::size_t years_;
  std::size_t lanes_;
};

/// The draw of one event whose hazard is `hazard` in each of the years [first, last), which is used up from one
/// uniform number: the same number is drawn the earlier, the higher the hazard is.
class Recurring {
 public:
  Recurring(const models::Input& hazard, std::size_t lane, double chance, double duration)
      : hazard_(hazard), lane_(lane), uniform_(chance), duration_(duration) {}

  void fill(std::size_t first, std::size_t last, Filling& years) {
    double over = -1.0;  // when the one before ends
    for (std::size_t year = first; year < last;) {
      const auto begins = static_cast<double>(year);
      const auto within = begins_within(value_in(hazard_, year, lane_));
      ++year;
      // While it lasts it does not begin again.
      if (within < 0.0 || begins + within < over) continue;
      over = begins + within + duration_;
      years.add(begins + within, over);
      if (over >= static_cast<double>(last)) return;
      year = std::max(year, static_cast<std::size_t>(over));
    }
  }

 private:
  /// When in a year it begins; below zero: not in this one. What the number still says serves the next year.
  double begins_within(double hazard) {
    if (uniform_ < hazard || hazard >= 1.0) {
      const double within = std::min(uniform_ / hazard, 1.0);
      uniform_ = another(uniform_);
      return within;
    }
    uniform_ = (uniform_ - hazard) / (1.0 - hazard);
    return -1.0;
  }

  const models::Input& hazard_;
  std::size_t lane_;
  double uniform_;
  double duration_;
};

/// Years from the base year on, of which those behind the last of the scenario do not count.
std::size_t years_until(const Scenario& scenario, int year) {
  return static_cast<std::size_t>(std::clamp(year - scenario.base_year, 0, years_from_base(scenario)));
}

std::vector<double> overlaps(const Scenario& scenario, const Event& event, const Inputs& inputs, std::size_t lanes) {
  const auto years = static_cast<std::size_t>(years_from_base(scenario));
  std::vector<double> out(years * lanes);
  const models::Input& duration = inputs.own[place_of(event, duration_key)];
  const models::Input& begins = inputs.own[place_of(event, event.dated ? start_key : hazard_key)];
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    Filling filling(out.data() + lane, years, lanes);
    const double lasts = value_in(duration, 0, lane) / units::seconds_per_year;
    if (event.dated) {
      const double start = value_in(begins, 0, lane) - scenario.base_year;
      filling.add(start, start + lasts);
    } else {
      const double chance = value_in(inputs.own[place_of(event, chance_key)], 0, lane);
      Recurring(begins, lane, chance, lasts)
          .fill(years_until(scenario, event.from), years_until(scenario, event.until + 1), filling);
    }
  }
  return out;
}

/// Whether a parameter certainly has this value: it has no spread, and is that number in these draws.
bool is_certainly(double value, const Scenario& scenario, std::size_t event, std::size_t parameter,
                  std::span<const double* const> columns) {
  const Event& of = scenario.events[event];
  const std::size_t first = first_column(scenario, event);
  for (std::size_t i = 0; i < of.assumptions.size(); ++i) {
    const Assumption& one = of.assumptions[i];
    if (one.parameter != &of.description->parameters[parameter]) continue;
    if (!one.distribution.is_constant() || columns[first + i][0] != value) return false;
  }
  return true;
}

}  // namespace

std::size_t first_column(const Scenario& scenario, std::size_t event) {
  std::size_t first = scenario.trajectory.size() + scenario.shared.size();
  for (const Block& block : scenario.blocks) first += block.assumptions.size();
  for (std::size_t before = 0; before < event; ++before) first += scenario.events[before].assumptions.size();
  return first;
}

std::optional<std::size_t> Scenario::event_named(std::string_view wanted) const {
  const auto found =
      std::find_if(events.begin(), events.end(), [wanted](const Event& one) { return one.name == wanted; });
  if (found == events.end()) return std::nullopt;
  return static_cast<std::size_t>(found - events.begin());
}

std::vector<double> overlaps_of(const Scenario& scenario, std::size_t event, std::span<const double* const> columns,
                                std::size_t lanes) {
  return overlaps(scenario, scenario.events[event], inputs_of_event(scenario, event, columns, lanes), lanes);
}

Multipliers::Multipliers(const Scenario& scenario, std::size_t block, std::span<const double* const> columns,
                         std::size_t lanes, bool with_events)
    : scenario_(scenario), columns_(columns), lanes_(lanes) {
  for (std::size_t i = 0; i < scenario.events.size() && with_events; ++i) {
    const Event& event = scenario.events[i];
    if (!event.dated && is_certainly(0.0, scenario, i, place_of(event, hazard_key), columns)) continue;
    for (const Event::Factor& factor : event.factors) {
      if (factor.block != block || is_certainly(1.0, scenario, i, factor.parameter, columns)) continue;
      acting_.push_back({i, factor});
    }
  }
}

void Multipliers::apply(Inputs& inputs) const {
  const auto years = static_cast<std::size_t>(years_from_base(scenario_));
  Inputs of_event;
  std::vector<double> inside;
  std::size_t known = std::numeric_limits<std::size_t>::max();
  for (const Acting& one : acting_) {
    models::Input& capacity = inputs.own[one.factor.capacity];
    if (capacity.values == nullptr) continue;  // of a coupling that was left out
    if (one.event != known) {
      known = one.event;
      of_event = inputs_of_event(scenario_, known, columns_, lanes_);
      inside = overlaps(scenario_, scenario_.events[known], of_event, lanes_);
    }
    const models::Input& factor = of_event.own[one.factor.parameter];
    Columns left = room_for(years * lanes_);
    for (std::size_t year = 0; year < years; ++year) {
      for (std::size_t lane = 0; lane < lanes_; ++lane) {
        const std::size_t at = year * lanes_ + lane;
        left[at] = value_in(capacity, year, lane) * (1.0 - (1.0 - value_in(factor, year, lane)) * inside[at]);
      }
    }
    inputs.made.push_back(std::move(left));
    capacity = {inputs.made.back().get(), lanes_, capacity.by_year};
  }
}

}  // namespace chokepoint::scenario
