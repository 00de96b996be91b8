// SPDX-License-Identifier: Apache-2.0
// Power as it is built: the worked cases of docs/power-buildout.md, whose tables were made with another program, and
// cases computed by hand.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "models/step.hpp"

namespace chokepoint::models::power_buildout_test {
namespace {

constexpr double giga = 1e9;

/// Nothing is built, and runs are in round numbers: 1 kW and 1e15 FLOP/s at 50 % for 1e7 s are 5e21 FLOP.
Values nothing_built() {
  Values values{{"training_duration", "1e7 s"},
                {"largest_run_share", "25 %"},
                {"peak_performance", "1e15 FLOP/s/H100e"},
                {"utilization", "50 %"},
                {"batch_size", "60e6 token"},
                {"tokens_per_parameter", "20 token/parameter"},
                {"training_compute", "6 FLOP/token/parameter"},
                {"ai_datacenter_power", "17 GW"},
                {"demand_growth", "1.4x/yr"},
                {"grid.headroom", "0 GW"},
                {"grid.connections", "6 GW/yr"},
                {"grid.connection_growth", "1x/yr"},
                {"power_per_accelerator", "1 kW/H100e"},
                {"energy_efficiency_growth", "1.25x/yr"},
                {"fleet_power_per_accelerator", "1.7 kW/H100e"},
                {"campus_power", "0 GW"},
                {"network_length", "3000 km"},
                {"fibre_speed", "200000 km/s"},
                {"interconnect_bandwidth", "1e9 Tbit/s"},
                {"interconnect_growth", "1.5x/yr"},
                {"gradient_size", "1 byte/parameter"},
                {"turbines.slots", "1000 GW/yr"},
                {"turbines.slot_growth", "1x/yr"}};
  for (const Parameter& parameter : built_in()->find("power", "buildout")->description->parameters) {
    const std::string field = parameter.name.substr(parameter.name.find('.') + 1);
    if (values.count(parameter.name) > 0) continue;
    if (parameter.kind.growth) values[parameter.name] = "1x/yr";
    if (parameter.kind == units::ratio_kind) values[parameter.name] = field == "grid_share" ? "0" : "1";
    if (field == "orders" || field == "decided") values[parameter.name] = "0 GW/yr";
    if (field == "order_limit") values[parameter.name] = "1000 GW/yr";
    if (field == "lead_time" || field == "ordered_for") values[parameter.name] = "0 yr";
    if (field == "cost") values[parameter.name] = "1000 USD/kW";
  }
  return values;
}

Values with(Values values, const Values& changes) {
  for (const auto& [name, text] : changes) values.at(name) = text;
  return values;
}

Series stepped(const Values& values, int years) {
  return step("power", values, years, "buildout");
}

/// The same by year, where some values are given for each year from the base year on.
Series by_year(const Values& values, const std::map<std::string, std::vector<double>>& given, int years) {
  const Constraint& constraint = *built_in()->find("power", "buildout");
  const auto count = static_cast<std::size_t>(years);
  Values all = values;
  fill_unread(*constraint.description, all);
  const auto shared_columns = columns_of(shared(), all);
  auto columns = columns_of(*constraint.description, all);
  const auto shared_inputs = inputs_of(shared_columns);
  std::vector<Input> own;
  const auto& parameters = constraint.description->parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto found = given.find(parameters[i].name);
    std::vector<double> column;
    for (std::size_t year = 0; year < count; ++year) {
      const double value = found == given.end() ? columns[i].front() : found->second.at(year);
      column.insert(column.end(), lane_multiple, value);
    }
    columns[i] = std::move(column);
    own.push_back({columns[i].data(), lane_multiple, found != given.end()});
  }
  std::vector<double> out(constraint.description->outputs.size() * count * lane_multiple);
  constraint.reference(
      {.shared = shared_inputs, .own = own, .lanes = lane_multiple, .skipped = 0, .years = years, .out = out.data()});
  Series series;
  for (std::size_t i = 0; i < constraint.description->outputs.size(); ++i) {
    for (std::size_t year = 0; year < count; ++year) {
      series[std::string(constraint.description->outputs[i].name)].push_back(out[(i * count + year) * lane_multiple]);
    }
  }
  return series;
}

constexpr double within = 0.001 * giga;  // as the worked cases are given

/// W1: a year of the worked case is the state at its end, here the start of the next one.
Values worked_case() {
  return with(nothing_built(), {{"grid.headroom", "20 GW"},
                                {"gas_turbines.orders", "4 GW/yr"},
                                {"gas_turbines.order_growth", "1.1x/yr"},
                                {"gas_turbines.lead_time", "4.5 yr"},
                                {"gas_turbines.firm_share", "0.9"},
                                {"gas_turbines.grid_share", "1"},
                                {"gas_fast.orders", "3 GW/yr"},
                                {"gas_fast.order_growth", "1.2x/yr"},
                                {"gas_fast.lead_time", "1.5 yr"},
                                {"gas_fast.firm_share", "0.8"},
                                {"nuclear_large.lead_time", "8.25 yr"},
                                {"nuclear_large.firm_share", "0.92"},
                                {"nuclear_large.grid_share", "1"}});
}

/// 20 GW over the five years from 2027 on, of a base year 2026.
std::vector<double> programme(int years) {
  std::vector<double> decided(static_cast<std::size_t>(years), 0.0);
  for (std::size_t year = 1; year <= 5; ++year) decided[year] = 4.0 * giga / units::seconds_per_year;
  return decided;
}

/// What a growth carries comes as it has grown, where anything is by year.
std::vector<double> grown(double first, double growth, int years) {
  std::vector<double> values;
  for (int year = 0; year < years; ++year) values.push_back(first * std::pow(growth, year));
  return values;
}

struct WorkedYear {
  double waiting;
  double fast;
  double supply;
  double wanted;
  double power;
  const char* binds;
};
// Years 2026 to 2036 of W1; `waiting` is its queue with the room of the grid.
constexpr std::array worked_years{WorkedYear{14.000, 0.000, 23.000, 23.800, 23.000, "interconnection"},
                                  WorkedYear{8.000, 1.200, 30.200, 32.200, 30.200, "interconnection"},
                                  WorkedYear{2.000, 2.640, 38.840, 42.280, 38.840, "interconnection"},
                                  WorkedYear{0.000, 3.168, 44.008, 54.376, 44.008, "generation"},
                                  WorkedYear{0.000, 3.802, 49.610, 61.611, 49.610, "generation"},
                                  WorkedYear{0.000, 4.562, 57.952, 69.453, 57.952, "generation"},
                                  WorkedYear{0.000, 5.474, 67.584, 81.132, 67.584, "generation"},
                                  WorkedYear{0.000, 6.569, 78.727, 94.617, 78.727, "generation"},
                                  WorkedYear{0.000, 7.883, 91.641, 110.218, 91.641, "generation"},
                                  WorkedYear{2.294, 9.460, 107.101, 128.297, 107.101, "interconnection"},
                                  WorkedYear{6.062, 11.352, 124.452, 149.941, 124.452, "interconnection"}};

TEST(Buildout, WorkedCaseOfAStack) {
  constexpr int years = 12;
  const double per_year = giga / units::seconds_per_year;
  const Series series = by_year(worked_case(),
                                {{"nuclear_large.decided", programme(years)},
                                 {"gas_turbines.orders", grown(4.0 * per_year, 1.1, years)},
                                 {"gas_fast.orders", grown(3.0 * per_year, 1.2, years)}},
                                years);
  for (std::size_t year = 0; year < worked_years.size(); ++year) {
    const WorkedYear& expected = worked_years[year];
    const std::size_t at = year + 1;
    EXPECT_NEAR(series.at("supply")[at], expected.supply * giga, within) << 2026 + year;
    EXPECT_NEAR(series.at("wanted")[at], expected.wanted * giga, within) << 2026 + year;
    EXPECT_NEAR(series.at("ai_datacenter_power")[at], expected.power * giga, within) << 2026 + year;
    EXPECT_NEAR(series.at("waiting")[at] + series.at("headroom")[at], expected.waiting * giga, within) << 2026 + year;
    EXPECT_NEAR(series.at("gas_fast")[at] - series.at("gas_fast")[at - 1], expected.fast * giga, within);
    EXPECT_EQ(series.at(expected.binds)[at], series.at("distributed_run")[at]) << 2026 + year;
  }
  // By hand: gas 0.9 (0.5 * 4 + 0.5 * 4.4) in 2031, reactors 0.92 * 4 * 0.75 in 2035.
  EXPECT_NEAR(series.at("gas_turbines")[6] - series.at("gas_turbines")[5], 3.78 * giga, within);
  EXPECT_NEAR(series.at("nuclear_large")[10], 2.76 * giga, within);
}

// W2: 20 GW decided from 2027 on over five years, 10.25 years to power: capacity at the ends of 2036 to 2042.
TEST(Buildout, WorkedCaseOfAProgramme) {
  constexpr int years = 18;
  const Values values = with(nothing_built(), {{"nuclear_large.lead_time", "10.25 yr"}});
  const std::vector<double> built =
      by_year(values, {{"nuclear_large.decided", programme(years)}}, years).at("nuclear_large");
  const std::array expected{0.0, 3.0, 7.0, 11.0, 15.0, 19.0, 20.0};
  for (std::size_t year = 0; year < expected.size(); ++year) {
    EXPECT_NEAR(built[11 + year], expected[year] * giga, within) << 2036 + year;
  }
}

// V1 to V3 by hand: 2 GW a year with a limit of 3 in all, 1.5 decided; 80 % of them come, half is firm, a quarter for
// AI.
TEST(Buildout, OrdersAreLimitedAndShared) {
  const Series series = stepped(with(nothing_built(), {{"wind.orders", "2 GW/yr"},
                                                       {"wind.decided", "1.5 GW/yr"},
                                                       {"wind.order_limit", "3 GW/yr"},
                                                       {"wind.completion", "80 %"},
                                                       {"wind.firm_share", "50 %"},
                                                       {"wind.ai_share", "25 %"},
                                                       {"wind.lead_time", "1 yr"}}),
                                4);
  EXPECT_NEAR(series.at("wind")[1], 0.0, 1.0);
  EXPECT_NEAR(series.at("wind")[2], 0.3 * giga, 1.0);
  EXPECT_NEAR(series.at("wind")[3], 0.6 * giga, 1.0);
  EXPECT_NEAR(series.at("plant_orders")[1], 3e9 / units::seconds_per_year, 1e-3);  // 3 GW at 1000 USD/kW a year
}

// Orders of the years before: 4 GW in the base year, growing by 2, were 2 and 1 GW, and for half a year more 0.25 GW;
// at 1.5 years half of the 2 GW is there in the first year with half of the 1 GW, V2.
TEST(Buildout, OrdersOfEarlierYearsArrive) {
  const Series series = stepped(with(nothing_built(), {{"fuel_cells.orders", "4 GW/yr"},
                                                       {"fuel_cells.order_growth", "2x/yr"},
                                                       {"fuel_cells.lead_time", "1.5 yr"},
                                                       {"fuel_cells.ordered_for", "2.5 yr"}}),
                                4);
  EXPECT_NEAR(series.at("fuel_cells")[1], 1.5 * giga, 1.0);
  EXPECT_NEAR(series.at("fuel_cells")[2], (1.5 + 1.0 + 2.0) * giga, 1.0);
  EXPECT_NEAR(series.at("fuel_cells")[3], (4.5 + 2.0 + 4.0) * giga, 1.0);
}

TEST(Buildout, TurbinesAreSharedInProportion) {
  const Values both = with(nothing_built(), {{"gas_turbines.orders", "6 GW/yr"},
                                             {"gas_fast.orders", "2 GW/yr"},
                                             {"fuel_cells.orders", "5 GW/yr"},
                                             {"turbines.slots", "4 GW/yr"},
                                             {"turbines.slot_growth", "1.5x/yr"}});
  const Series series = stepped(both, 4);
  EXPECT_NEAR(series.at("gas_turbines")[1], 3.0 * giga, 1.0);
  EXPECT_NEAR(series.at("gas_fast")[1], 1.0 * giga, 1.0);
  EXPECT_NEAR(series.at("gas_fast")[2], 2.5 * giga, 1.0);  // 6 GW of slots
  EXPECT_NEAR(series.at("gas_fast")[3], 4.5 * giga, 1.0);  // 9 GW, more than is ordered
  EXPECT_NEAR(series.at("fuel_cells")[1], 5.0 * giga, 1.0);
}

// B10: 17 GW at 1.7 kW are 10M; then 6 GW a year are connected, at 1, 0.8 and 0.64 kW: 6, 7.5 and 9.375M more.
TEST(Buildout, OnlyNewPowerHoldsNewAccelerators) {
  const Series series = stepped(with(nothing_built(), {{"grid.headroom", "100 GW"}}), 4);
  const std::array expected{10e6, 16e6, 23.5e6, 32.875e6};
  for (std::size_t year = 0; year < expected.size(); ++year) {
    EXPECT_NEAR(series.at("accelerators")[year], expected[year], 1.0) << year;
    EXPECT_NEAR(series.at("")[year] / (0.25 * expected[year] * 5e21), 1.0, 1e-12) << year;
  }
}

// A campus holds what the last year built: 2 GW at 1 kW, and from the second year on at 0.8, 0.64 kW.
TEST(Buildout, CampusIsOfTheNewestAccelerators) {
  const Series series = stepped(with(nothing_built(), {{"campus_power", "2 GW"}}), 4);
  const std::array expected{2e6, 2e6, 2.5e6, 3.125e6};
  for (std::size_t year = 0; year < expected.size(); ++year) {
    EXPECT_NEAR(series.at("campus")[year] / (expected[year] * 5e21), 1.0, 1e-12) << year;
  }
}

TEST(Buildout, DemandBindsWhereThereIsRoom) {
  const Series series =
      stepped(with(nothing_built(), {{"grid.headroom", "100 GW"}, {"grid.connections", "50 GW/yr"}}), 3);
  EXPECT_NEAR(series.at("ai_datacenter_power")[1], 23.8 * giga, 1.0);
  EXPECT_NEAR(series.at("supply")[1], 67.0 * giga, 1.0);
  EXPECT_EQ(series.at("demand")[1], series.at("distributed_run")[1]);
  EXPECT_LT(series.at("demand")[1], series.at("interconnection")[1]);
}

TEST(Buildout, BandwidthIsThatOfTheFleet) {
  Values values = with(nothing_built(), {{"interconnect_bandwidth", "819 Tbit/s"}, {"grid.headroom", "100 GW"}});
  const std::vector<double> bandwidth = stepped(values, 3).at("bandwidth");
  values["us_ai_datacenter_power"] = "10 GW";
  values["us_datacenter_power"] = "40 GW";
  values["us_generating_capacity"] = "1000 GW";
  values["datacenter_growth"] = "1.5x/yr";
  values["non_ai_growth"] = "1.1x/yr";
  EXPECT_EQ(bandwidth, step("power", values, 3).at("bandwidth"));
}

// Power given by year is that of the whole fleet, which keeps its accelerators per watt: 10M in 17 GW, 20M in 34.
TEST(Buildout, PowerByYearTakesThePlaceOfTheModels) {
  const Series series = by_year(nothing_built(), {{"ai_datacenter_power", {17e9, 34e9, 8.5e9}}}, 3);
  EXPECT_NEAR(series.at("accelerators")[1], 20e6, 1.0);
  EXPECT_NEAR(series.at("accelerators")[2], 5e6, 1.0);
  EXPECT_NEAR(series.at("ai_datacenter_power")[2], 8.5e9, 1.0);
}

// --- power needs accelerators ------------------------------------------------------------------------------------

Series with_chips(const std::vector<double>& made, int years) {
  std::vector<double> per_second;
  for (const double one : made) per_second.push_back(one / units::seconds_per_year);
  const Values values = with(nothing_built(), {{"grid.headroom", "100 GW"}, {"region_share", "50 %"}});
  return by_year(values, {{"chips_made", per_second}}, years);
}

// 17 GW, 6 GW a year are connected, at 1, 0.8 and 0.64 kW; half of 8M, 8M and 40M accelerators come to the region. By
// hand: 4M take 4 GW of 6, then 3.2 GW of what is there; in the third year demand, 1.4 times 24.2 GW, takes 9.68 GW and
// 15.125M of 20M.
TEST(Buildout, PowerWaitsForAccelerators) {
  const Series series = with_chips({8e6, 8e6, 40e6, 0.0}, 4);
  const std::array power{17.0, 21.0, 24.2, 33.88};
  const std::array idle{0.0, 2.0, 4.8, 0.0};
  const std::array newly{0.0, 4e6, 4e6, 15.125e6};
  const std::array waiting{0.0, 0.0, 0.0, 4.875e6};
  for (std::size_t at = 0; at < power.size(); ++at) {
    EXPECT_NEAR(series.at("ai_datacenter_power")[at], power[at] * giga, 1.0) << at;
    EXPECT_NEAR(series.at("idle_power")[at], idle[at] * giga, 10.0) << at;
    EXPECT_NEAR(series.at("newly_powered")[at] * units::seconds_per_year, newly[at], 1.0) << at;
    EXPECT_NEAR(series.at("idle_accelerators")[at], waiting[at], 1.0) << at;
  }
  EXPECT_EQ(series.at("demand")[1], series.at("distributed_run")[1]);  // nobody wants power without accelerators
  // What came and what was idle is what got power and what is idle.
  const std::array come{4e6, 4e6, 20e6};
  for (std::size_t at = 1; at < power.size(); ++at) {
    const double got = series.at("newly_powered")[at] * units::seconds_per_year + series.at("idle_accelerators")[at];
    EXPECT_NEAR(come[at - 1] + series.at("idle_accelerators")[at - 1], got, 1.0) << at;
  }
}

TEST(Buildout, AcceleratorsWithoutEndAreNoneGiven) {
  Series endless = with_chips({1e30, 1e30, 1e30, 1e30}, 4);
  const Values values = with(nothing_built(), {{"grid.headroom", "100 GW"}});
  const Series plain = by_year(values, {{"campus_power", {0.0, 0.0, 0.0, 0.0}}}, 4);
  endless["idle_accelerators"] = plain.at("idle_accelerators");
  EXPECT_EQ(endless, plain);
  for (const char* const name : {"idle_power", "idle_accelerators"}) {
    for (const double value : plain.at(name)) EXPECT_EQ(value, 0.0) << name;
  }
}

// B10 by hand, as above: 6, 7.5 and 9.375M. Power that is given takes the place of what was built: 10M more, then less.
TEST(Buildout, SaysHowManyGotPower) {
  const Series series = stepped(with(nothing_built(), {{"grid.headroom", "100 GW"}}), 4);
  const std::array newly{0.0, 6e6, 7.5e6, 9.375e6};
  for (std::size_t at = 0; at < newly.size(); ++at)
    EXPECT_NEAR(series.at("newly_powered")[at] * units::seconds_per_year, newly[at], 1.0);
  const Series given = by_year(nothing_built(), {{"ai_datacenter_power", {17e9, 34e9, 8.5e9}}}, 3);
  EXPECT_NEAR(given.at("newly_powered")[1] * units::seconds_per_year, 10e6, 1.0);
  EXPECT_EQ(given.at("newly_powered")[2], 0.0);
}

// An order of a year keeps the lead time of that year.
TEST(Buildout, AnOrderKeepsItsLeadTime) {
  const double year = units::seconds_per_year;
  const Values values = with(nothing_built(), {{"geothermal.orders", "1 GW/yr"}});
  const Series series = by_year(values, {{"geothermal.lead_time", {2 * year, 1 * year, 0.0, 5 * year, 5 * year}}}, 5);
  EXPECT_NEAR(series.at("geothermal")[2], 0.0, 1.0);
  EXPECT_NEAR(series.at("geothermal")[3], 3.0 * giga, 1.0);
  EXPECT_NEAR(series.at("geothermal")[4], 3.0 * giga, 1.0);
}

// What comes after the last year that the model can go through is left out.
TEST(Buildout, LeadTimesMayReachBeyondTheLastYear) {
  const Values values = with(nothing_built(), {{"wind.orders", "1 GW/yr"}, {"wind.lead_time", "48.5 yr"}});
  const Series series = stepped(values, 50);
  EXPECT_NEAR(series.at("wind")[49], 0.5 * giga, 1.0);
  EXPECT_EQ(stepped(with(values, {{"wind.lead_time", "1e6 yr"}}), 50).at("wind")[49], 0.0);
}

}  // namespace
}  // namespace chokepoint::models::power_buildout_test
