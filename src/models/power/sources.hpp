// SPDX-License-Identifier: Apache-2.0
// Sources of power that are built: what is ordered in a year, and in which year it is in service. The equations are
// V1 to V3 of docs/power-buildout.md.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <iterator>

#include "models/model.hpp"

namespace chokepoint::models {

/// Years from the base year on that the model can go through, so that what is under way has a place of fixed size.
inline constexpr std::size_t buildout_years = 50;
/// Years before the base year whose orders can still be under way.
inline constexpr int years_of_earlier_orders = 10;

inline constexpr std::string_view power_page = "docs/power-buildout.md";
inline constexpr Bounds share_or_none{.lower = 0.0, .upper = 1.0, .lower_allowed = true, .upper_allowed = true};
inline constexpr Bounds ten_years{.lower = 0.0,
                                  .upper = years_of_earlier_orders * units::seconds_per_year,
                                  .lower_allowed = true,
                                  .upper_allowed = true};

/// A source, and what of it a scenario does not have to write.
struct SourceDefaults {
  std::string_view name;
  std::string_view series;  // meaning of what it has brought
  Default order_growth;
  Default order_limit;
  Default lead_time;
  Default firm_share;
  Default cost;
  Default grid_share;
  bool has_turbines = false;  // its orders count against `turbines.slots`
};

namespace basis {
inline constexpr Default::Basis makers{"turbine makers 2025-26, Lazard 2025", "second-hand"};
inline constexpr Default::Basis eia{"EIA plans of 2026 times the share of US AI", "derived"};
inline constexpr Default::Basis behind_meter{"projects behind the meter 2026", "second-hand"};
inline constexpr Default::Basis bloom{"orders of Bloom Energy 2026", "second-hand"};
inline constexpr Default::Basis nuclear{"US projects and history", "derived"};
inline constexpr Default::Basis lazard{"Lazard LCOE+ 2025", "second-hand"};
inline constexpr Default::Basis fervo{"Cape Station and its model", "second-hand"};
inline constexpr Default::Basis assumed{"chosen for docs/power-buildout.md", "assumed"};
inline constexpr Default::Basis nothing{"adds nothing unless a scenario says so", "assumed"};
}  // namespace basis

inline constexpr Default on_the_grid{"1", basis::assumed};
inline constexpr Default behind_the_meter{"0", basis::assumed};
inline constexpr Default no_growth{"1x/yr", basis::assumed};

inline constexpr SourceDefaults source_defaults[] = {
    {.name = "gas_committed",
     .series = "firm power since the base year of gas turbines that were ordered before",
     .order_growth = no_growth,
     .order_limit = {"20 GW/yr", basis::assumed},
     .lead_time = {"0 yr", basis::eia},
     .firm_share = {"{p10: 0.85, p50: 0.90, p90: 0.93}", basis::assumed},
     .cost = {"{p10: 2000 USD/kW, p50: 2300 USD/kW, p90: 2800 USD/kW}", basis::makers},
     .grid_share = on_the_grid},
    {.name = "gas_turbines",
     .series = "firm power since the base year of gas turbines in combined cycle",
     .order_growth = {"{p10: 1.03x/yr, p50: 1.08x/yr, p90: 1.15x/yr, lower: 1x/yr}", basis::assumed},
     .order_limit = {"16 GW/yr", basis::assumed},
     .lead_time = {"{p10: 3.5 yr, p50: 5 yr, p90: 7 yr}", basis::makers},
     .firm_share = {"{p10: 0.85, p50: 0.90, p90: 0.93}", basis::assumed},
     .cost = {"{p10: 2000 USD/kW, p50: 2400 USD/kW, p90: 3000 USD/kW}", basis::makers},
     .grid_share = on_the_grid,
     .has_turbines = true},
    {.name = "gas_fast",
     .series = "firm power since the base year of gas engines and small turbines at the site",
     .order_growth = {"{p10: 1.1x/yr, p50: 1.2x/yr, p90: 1.35x/yr, lower: 1x/yr}", basis::assumed},
     .order_limit = {"10 GW/yr", basis::assumed},
     .lead_time = {"{p10: 1.25 yr, p50: 1.75 yr, p90: 2.5 yr}", basis::behind_meter},
     .firm_share = {"{p10: 0.70, p50: 0.80, p90: 0.88}", basis::assumed},
     .cost = {"{p10: 1500 USD/kW, p50: 2000 USD/kW, p90: 2700 USD/kW}", basis::behind_meter},
     .grid_share = behind_the_meter,
     .has_turbines = true},
    {.name = "fuel_cells",
     .series = "firm power since the base year of fuel cells at the site",
     .order_growth = {"{p10: 1.15x/yr, p50: 1.3x/yr, p90: 1.5x/yr, lower: 1x/yr}", basis::assumed},
     .order_limit = {"6 GW/yr", basis::assumed},
     .lead_time = {"{p10: 0.6 yr, p50: 1 yr, p90: 1.5 yr}", basis::bloom},
     .firm_share = {"{p10: 0.85, p50: 0.90, p90: 0.95}", basis::assumed},
     .cost = {"{p10: 2700 USD/kW, p50: 3100 USD/kW, p90: 3800 USD/kW}", basis::bloom},
     .grid_share = behind_the_meter},
    {.name = "nuclear_restarts",
     .series = "firm power since the base year of reactors that are started again",
     .order_growth = no_growth,
     .order_limit = {"4 GW/yr", basis::assumed},
     .lead_time = {"{p10: 0.3 yr, p50: 0.75 yr, p90: 1.75 yr}", basis::assumed},
     .firm_share = {"0.92", basis::nuclear},
     .cost = {"{p10: 1900 USD/kW, p50: 2200 USD/kW, p90: 2500 USD/kW}", basis::nuclear},
     .grid_share = on_the_grid},
    {.name = "nuclear_uprates",
     .series = "firm power since the base year of reactors that were made larger",
     .order_growth = {"{p10: 1.02x/yr, p50: 1.1x/yr, p90: 1.2x/yr, lower: 1x/yr}", basis::assumed},
     .order_limit = {"1.5 GW/yr", basis::assumed},
     .lead_time = {"{p10: 3 yr, p50: 4 yr, p90: 6 yr}", basis::assumed},
     .firm_share = {"{p10: 0.90, p50: 0.92, p90: 0.94}", basis::assumed},
     .cost = {"{p10: 1500 USD/kW, p50: 2500 USD/kW, p90: 4500 USD/kW}", basis::assumed},
     .grid_share = on_the_grid},
    {.name = "nuclear_contracted",
     .series = "firm power since the base year of running reactors sold to AI",
     .order_growth = no_growth,
     .order_limit = {"10 GW/yr", basis::assumed},
     .lead_time = {"{p10: 0.5 yr, p50: 2 yr, p90: 6 yr}", basis::nuclear},
     .firm_share = {"0.92", basis::nuclear},
     .cost = {"0 USD/kW", basis::assumed},
     .grid_share = on_the_grid},
    {.name = "nuclear_large",
     .series = "firm power since the base year of new large reactors",
     .order_growth = no_growth,
     .order_limit = {"6 GW/yr", basis::assumed},
     .lead_time = {"{p10: 8 yr, p50: 10 yr, p90: 14 yr}", basis::nuclear},
     .firm_share = {"{p10: 0.90, p50: 0.92, p90: 0.94}", basis::assumed},
     .cost = {"{p10: 7500 USD/kW, p50: 10000 USD/kW, p90: 15000 USD/kW}", basis::nuclear},
     .grid_share = on_the_grid},
    {.name = "nuclear_small",
     .series = "firm power since the base year of small modular and advanced reactors",
     .order_growth = no_growth,
     .order_limit = {"4 GW/yr", basis::assumed},
     .lead_time = {"{p10: 6 yr, p50: 7.5 yr, p90: 11 yr}", basis::nuclear},
     .firm_share = {"{p10: 0.85, p50: 0.90, p90: 0.93}", basis::assumed},
     .cost = {"{p10: 9000 USD/kW, p50: 13000 USD/kW, p90: 20000 USD/kW}", basis::nuclear},
     .grid_share = on_the_grid},
    {.name = "solar_storage",
     .series = "firm power since the base year of solar plants with storage",
     .order_growth = {"{p10: 1.01x/yr, p50: 1.06x/yr, p90: 1.12x/yr, lower: 1x/yr}", basis::assumed},
     .order_limit = {"40 GW/yr", basis::assumed},
     .lead_time = {"{p10: 1.5 yr, p50: 2.5 yr, p90: 4.5 yr}", basis::lazard},
     .firm_share = {"{p10: 0.08, p50: 0.17, p90: 0.22}", basis::lazard},
     .cost = {"{p10: 2000 USD/kW, p50: 2500 USD/kW, p90: 3200 USD/kW}", basis::lazard},
     .grid_share = on_the_grid},
    {.name = "wind",
     .series = "firm power since the base year of wind plants",
     .order_growth = {"{p10: 1.005x/yr, p50: 1.03x/yr, p90: 1.08x/yr, lower: 1x/yr}", basis::assumed},
     .order_limit = {"6 GW/yr", basis::assumed},
     .lead_time = {"{p10: 2.5 yr, p50: 3.5 yr, p90: 6 yr}", basis::lazard},
     .firm_share = {"{p10: 0.08, p50: 0.12, p90: 0.18}", basis::assumed},
     .cost = {"{p10: 1600 USD/kW, p50: 1900 USD/kW, p90: 2300 USD/kW}", basis::lazard},
     .grid_share = on_the_grid},
    {.name = "geothermal",
     .series = "firm power since the base year of enhanced geothermal plants",
     .order_growth = {"{p10: 1.25x/yr, p50: 1.5x/yr, p90: 1.8x/yr, lower: 1x/yr}", basis::assumed},
     .order_limit = {"4 GW/yr", basis::assumed},
     .lead_time = {"{p10: 2.5 yr, p50: 3.5 yr, p90: 5 yr}", basis::fervo},
     .firm_share = {"{p10: 0.85, p50: 0.90, p90: 0.95}", basis::assumed},
     .cost = {"{p10: 3800 USD/kW, p50: 4650 USD/kW, p90: 7000 USD/kW}", basis::fervo},
     .grid_share = on_the_grid},
};
inline constexpr std::size_t source_count = std::size(source_defaults);

template <class Real>
struct SourceParameters {
  Quantity<units::BuildRate, Real> orders;
  Growth<Real> order_growth;
  Quantity<units::BuildRate, Real> order_limit;
  Quantity<units::BuildRate, Real> decided;
  Quantity<units::Time, Real> lead_time;
  Quantity<units::Ratio, Real> firm_share;
  Quantity<units::Ratio, Real> ai_share;
  Quantity<units::Ratio, Real> completion;
  Quantity<units::Ratio, Real> grid_share;
  Quantity<units::Time, Real> ordered_for;
  Quantity<units::PriceOfPower, Real> cost;
};

/// The parameters of one source as a group of a block. Effects of what is built are `either`: power that comes earlier
/// holds accelerators of an earlier year, and where the last year's power is the same that is a smaller run.
template <class Real>
struct SourceGroup {
  SourceParameters<Real>& of;
  const SourceDefaults& defaults;

  template <class Visit>
  void each(Visit&& visit) {
    visit(of.orders, {.name = "orders",
                      .bounds = not_negative,
                      .effect = Effect::either,
                      .meaning = "capacity ordered in a year, in the base year",
                      .source = power_page,
                      .dated = at_base_year,
                      .growth = "order_growth",
                      .unless_given = {"0 GW/yr", basis::nothing},
                      .makes_its_group = true,
                      .capacity = true});
    visit(of.decided, {.name = "decided",
                       .bounds = not_negative,
                       .effect = Effect::either,
                       .meaning = "capacity decided in a year beside the orders, such as a programme",
                       .source = power_page,
                       .unless_given = {"0 GW/yr", basis::nothing},
                       .makes_its_group = true,
                       .capacity = true});
    declare(visit, of.order_growth, "order_growth", positive, "yearly growth of the orders", defaults.order_growth);
    visit(of.order_limit, {.name = "order_limit",
                           .bounds = not_negative,
                           .effect = Effect::either,
                           .meaning = "most that can be ordered in a year, orders and decisions together",
                           .source = power_page,
                           .unless_given = defaults.order_limit,
                           .capacity = true});
    declare(visit, of.lead_time, "lead_time", not_negative, "from order or decision to power", defaults.lead_time);
    declare(visit, of.firm_share, "firm_share", share, "share of the capacity that data centers can count on",
            defaults.firm_share);
    declare(visit, of.ai_share, "ai_share", share, "share of what is ordered that AI gets",
            {"1", {"orders are those for AI unless a scenario gives all", "assumed"}});
    declare(visit, of.completion, "completion", positive, "what is built, over what is ordered",
            {"1", {"orders are those that are built unless a scenario gives plans", "assumed"}});
    declare(visit, of.grid_share, "grid_share", share_or_none,
            "share that reaches data centers through the grid, and waits for a connection", defaults.grid_share);
    visit(of.ordered_for, {.name = "ordered_for",
                           .bounds = ten_years,
                           .effect = Effect::either,
                           .meaning = "how long before the base year orders have been placed, at the same growth",
                           .source = power_page,
                           .unless_given = {"0 yr", basis::nothing},
                           .only_before = true});
    declare(visit, of.cost, "cost", not_negative, "overnight cost", defaults.cost);
  }

 private:
  template <class Visit, class Field>
  static void declare(Visit&& visit, Field& field, std::string_view name, const Bounds& bounds,
                      std::string_view meaning, const Default& unless_given) {
    visit(field, {.name = name,
                  .bounds = bounds,
                  .effect = Effect::either,
                  .meaning = meaning,
                  .source = power_page,
                  .unless_given = unless_given});
  }
};

/// Power under way, by the year in which it is in service. Only the years that hold something are copied: a model by
/// year is made and taken over in each.
template <class Real>
class Pipeline {
 public:
  Pipeline() = default;
  Pipeline(const Pipeline& other) { *this = other; }
  Pipeline& operator=(const Pipeline& other) {
    now_ = other.now_;
    end_ = other.end_;
    lead_ = other.lead_;
    years_ = other.years_;
    for (std::size_t year = now_; year < end_; ++year) in_service_[year] = other.in_service_[year];
    return *this;
  }
  ~Pipeline() = default;

  /// Power that is there `lead` years after the start of the present year; of n + phi years the share 1 - phi comes in
  /// year n and phi in the next, V2. What comes after the last year is left out, what came before the present year too.
  void add(const Quantity<units::Power, Real>& power, Real lead) {
    if (!all(lead <= lead_) || !all(lead >= lead_)) read(lead);
    const Extent& years = years_;
    const double last = static_cast<double>(buildout_years - 1) - static_cast<double>(now_);
    const double first = max(years.lowest, 0.0);
    const double behind = min(years.highest, last) - first;
    const std::size_t count = behind < 0.0 ? 0 : static_cast<std::size_t>(behind) + 1;
    for (std::size_t i = 0; i < count; ++i) {
      const double year = first + static_cast<double>(i);
      const auto at = now_ + static_cast<std::size_t>(year);
      while (end_ <= at) in_service_[end_++] = Real(0.0);
      const Real distance = max(lead - Real(year), Real(year) - lead);
      in_service_[at] += units::value_of(power) * max(Real(1.0) - distance, Real(0.0));
    }
  }

  /// What comes into service in the present year, which then is over.
  Quantity<units::Power, Real> take_year() {
    const Real found = now_ < end_ ? in_service_[now_] : Real(0.0);
    if (++now_ > end_) end_ = now_;
    return units::of<units::Power>(found);
  }

 private:
  /// The whole years next to all the leads of a register. They seldom change from order to order.
  void read(Real lead) {
    double lanes[lanes_of<Real>];
    store(lead, lanes);
    Extent found{lanes[0], lanes[0]};
    for (const double lane : lanes) {
      found.lowest = min(found.lowest, lane);
      found.highest = max(found.highest, lane);
    }
    lead_ = lead;
    years_ = {std::floor(found.lowest), std::floor(found.highest) + 1.0};
  }

  std::array<Real, buildout_years> in_service_;  // W, from the year now_ to before end_
  std::size_t now_ = 0;
  std::size_t end_ = 0;
  Real lead_ = Real(-1.0);  // of the last order, and the years that it reaches
  Extent years_;
};

}  // namespace chokepoint::models
