// SPDX-License-Identifier: Apache-2.0
// Electric power as it is built: a stack of sources with orders and lead times, connections to the grid, and a fleet
// in which only new power holds the accelerators of its year. docs/power-buildout.md has the equations and a worked
// case.
#include "models/model.hpp"
#include "models/power/connections.hpp"
#include "models/power/exchange.hpp"
#include "models/power/sources.hpp"

namespace chokepoint::models {

/// Turbine makers deliver to several sources.
template <class Real>
struct TurbineParameters {
  Quantity<units::BuildRate, Real> slots;
  Growth<Real> slot_growth;

  template <class Visit>
  void each(Visit&& visit) {
    visit(slots, {.name = "slots",
                  .bounds = positive,
                  .effect = Effect::either,
                  .meaning = "gas plants for AI that makers of turbines and engines take orders for in a year, at most",
                  .source = power_page,
                  .dated = at_base_year,
                  .growth = "slot_growth",
                  .unless_given = {"26 GW/yr",
                                   {"order limits of gas_turbines and gas_fast together, so that it binds "
                                    "only where a scenario says so",
                                    "assumed"}},
                  .capacity = true});
    visit(slot_growth, {.name = "slot_growth",
                        .bounds = positive,
                        .effect = Effect::either,
                        .meaning = "yearly growth of these slots",
                        .source = power_page,
                        .unless_given = no_growth});
  }
};

template <class Real>
class Buildout {
 public:
  struct Parameters {
    Initial<Quantity<units::Power, Real>> ai_datacenter_power;
    Growth<Real> demand_growth;
    GridParameters<Real> grid;
    Initial<Quantity<units::PowerPerAccelerator, Real>> power_per_accelerator;
    Growth<Real> energy_efficiency_growth;
    Initial<Quantity<units::PowerPerAccelerator, Real>> fleet_power_per_accelerator;
    Quantity<units::Power, Real> campus_power;
    typename Exchange<Real>::Parameters exchange;
    TurbineParameters<Real> turbines;
    std::array<SourceParameters<Real>, source_count> sources;
    Quantity<units::AcceleratorRate, Real> chips_made;
    Quantity<units::Ratio, Real> region_share;

    template <class Visit>
    void each(Visit&& visit) {
      // Power that comes earlier holds accelerators of an earlier year: a larger value may lower a later ceiling.
      visit(ai_datacenter_power, {"ai_datacenter_power", positive, Effect::either,
                                  "installed power of AI data centers at the start of the base year, plants and "
                                  "connections of the years before counted",
                                  power_page, at_base_year});
      visit(demand_growth, {"demand_growth", at_least_one, Effect::either,
                            "yearly growth of the power that AI data centers want", power_page});
      visit.group("grid", grid);
      visit(power_per_accelerator, {"power_per_accelerator", positive, Effect::lowers,
                                    "installed facility power per accelerator that is new in the base year",
                                    "sevilla-2024, appendix A", at_base_year});
      visit(energy_efficiency_growth, {"energy_efficiency_growth", positive, Effect::raises,
                                       "yearly growth of FLOP/s per watt of new accelerators", power_page});
      visit(fleet_power_per_accelerator,
            {"fleet_power_per_accelerator", positive, Effect::lowers,
             "installed facility power per accelerator of all that stand at the start of the base year", power_page,
             at_base_year});
      visit(campus_power,
            {"campus_power", not_negative, Effect::raises, "power of the largest campus", "sevilla-2024, appendix A"});
      exchange.each(visit);
      visit.group("turbines", turbines);
      for (std::size_t i = 0; i < source_count; ++i) {
        SourceGroup<Real> group{sources[i], source_defaults[i]};
        visit.group(source_defaults[i].name, group);
      }
      visit(chips_made,
            {.name = "chips_made",
             .bounds = not_negative,
             .effect = Effect::either,
             .meaning = "H100-equivalents made in the year, such as chips/made; left out, there are as many "
                        "as power wants",
             .source = power_page,
             .when_absent = any_number_in_a_year});
      visit(region_share, {.name = "region_share",
                           .bounds = share,
                           .effect = Effect::either,
                           .meaning = "share of them that comes to the region",
                           .source = power_page,
                           .when_absent = 1.0,
                           .only_with = "chips_made"});
    }
  };

  struct Ceiling {
    Quantity<units::Compute, Real> largest_run;
    Quantity<units::Compute, Real> campus;
    Quantity<units::Compute, Real> demand;
    Quantity<units::Compute, Real> generation;
    Quantity<units::Compute, Real> interconnection;
    Quantity<units::Compute, Real> bandwidth;
    Quantity<units::Compute, Real> distributed_run;
    Quantity<units::Power, Real> ai_datacenter_power;
    Quantity<units::Power, Real> supply;
    Quantity<units::Power, Real> wanted;
    Quantity<units::Power, Real> waiting;
    Quantity<units::Power, Real> headroom;
    Quantity<units::Accelerators, Real> accelerators;
    Quantity<units::SpendingRate, Real> plant_orders;
    std::array<Quantity<units::Power, Real>, source_count> sources;
    Quantity<units::AcceleratorRate, Real> newly_powered;
    Quantity<units::Power, Real> idle_power;
    Quantity<units::Accelerators, Real> idle_accelerators;
    Real governing;

    template <class Visit>
    void each(Visit&& visit) {
      visit(largest_run, Role::ceiling, "", "largest run that power allows: in one campus or distributed");
      visit(campus, Role::part, "campus", "run that the power of the largest campus allows");
      visit(demand, Role::part, "demand", "run that the growth of what is wanted allows, after the year before");
      visit(generation, Role::part, "generation", "run that plants and the grid's room allow, after the year before");
      visit(interconnection, Role::part, "interconnection",
            "run that connections to the grid allow, after the year before");
      visit(bandwidth, Role::part, "bandwidth", "run that the bandwidth between the data centers allows");
      visit(distributed_run, Role::internal, "distributed_run",
            "the smallest of demand, generation, interconnection and bandwidth");
      visit(ai_datacenter_power, Role::internal, "ai_datacenter_power", "installed power of AI data centers");
      visit(supply, Role::internal, "supply", "power that AI data centers could have");
      visit(wanted, Role::internal, "wanted", "power that AI data centers want");
      visit(waiting, Role::internal, "waiting", "firm power of new plants that waits for a connection");
      visit(headroom, Role::internal, "headroom", "power of the existing grid that is left for AI");
      visit(accelerators, Role::internal, "accelerators", "H100-equivalents that have power");
      visit(plant_orders, Role::internal, "plant_orders", "overnight cost of what was ordered in the year before");
      for (std::size_t i = 0; i < source_count; ++i) {
        visit(sources[i], Role::internal, source_defaults[i].name, source_defaults[i].series);
      }
      visit(newly_powered, Role::internal, "newly_powered",
            "H100-equivalents that got power in the year before, as many as are new in it");
      visit(idle_power, Role::internal, "idle_power",
            "power that is wanted and there, and has no accelerators: only with `chips_made`");
      visit(idle_accelerators, Role::internal, "idle_accelerators",
            "H100-equivalents that came to the region and wait for power: only with `chips_made`");
    }
  };

  static constexpr About about{.model = "buildout",
                               .title = "Electric power, as it is built",
                               .equations = R"(order_s(t)   = min(orders_s * order_growth_s^t + decided_s(t),
                   order_limit_s) * year
               gas_turbines and gas_fast together at most turbines.slots
arrive_s(t)  = sum over years u <= t of order_s(u) * firm_share_s
               * ai_share_s * completion_s
               * max(0, 1 - |t - u - lead_time_s|)
grid(t)      = sum over s of arrive_s(t) * grid_share_s
site(t)      = sum over s of arrive_s(t) * (1 - grid_share_s)
ready(t)     = waiting(t-1) + grid(t)
connected(t) = min(ready(t) + headroom(t-1),
                   grid.connections * grid.connection_growth^t)
supply(t)    = supply(t-1) + connected(t) + site(t)
wanted(t)    = P(t-1) * demand_growth; with chips_made at most
               P(t-1) and what feeds the accelerators that
               came, and those that wait
P(t)         = min(wanted(t), supply(t))
H(t)         = H(t-1) + (P(t) - P(t-1)) / power_per_accelerator
               * energy_efficiency_growth^t
network(t)   = run(H(t) * largest_run_share)
power(t)     = max(min(network(t), bandwidth(t)),
                   run(campus_power / power_per_accelerator
                       * energy_efficiency_growth^t))
               bandwidth(t) as in the model 'fleet')",
                               .source = "docs/power-buildout.md; sevilla-2024, appendix C",
                               .region = "United States",
                               .years_at_most = static_cast<int>(buildout_years),
                               .sees = Sees::accelerator_time};
  static constexpr NeedOf<units::Power> need_of{"installed power",
                                                "installed power that the run takes, at the average of the fleet",
                                                "installed power that the largest run can use"};
  static constexpr std::string_view reads[] = {"training_duration", "largest_run_share", "peak_performance",
                                               "utilization",       "batch_size",        "tokens_per_parameter",
                                               "training_compute"};

  Buildout(const Shared<Real>& shared, const Parameters& parameters)
      : shared_(shared),
        parameters_(parameters),
        exchange_(shared, parameters.exchange),
        accelerators_per_power_(Real(1.0) / parameters.power_per_accelerator.value),
        connections_(parameters.grid.connections * year()),
        slots_(parameters.turbines.slots) {
    for (std::size_t i = 0; i < source_count; ++i) orders_[i] = parameters.sources[i].orders;
    state_.waiting = {none(), parameters.grid.headroom.value};
    state_.newest = accelerators_per_power_;
    state_.plant_orders = units::of<units::SpendingRate>(Real(0.0));
    state_.newly_powered = no_accelerators();
    state_.idle_accelerators = no_accelerators();
    for (auto& one : state_.delivered) one = none();
    hold(parameters.ai_datacenter_power.value, parameters.ai_datacenter_power.value / fleet());
  }

  [[nodiscard]] Ceiling ceiling() const {
    Ceiling result;
    result.campus = shared_.run(parameters_.campus_power * state_.newest);
    result.demand = network(state_.of_demand);
    result.generation = network(state_.of_generation);
    result.interconnection = network(state_.of_connections);
    result.bandwidth = exchange_.largest_run(shared_);
    const auto part = [](const Quantity<units::Compute, Real>& run, double number) {
      return Chosen<Quantity<units::Compute, Real>, Real>{run, Real(number)};
    };
    const auto distributed = least(part(result.demand, 1.0), part(result.generation, 2.0),
                                   part(result.interconnection, 3.0), part(result.bandwidth, 4.0));
    const auto largest = most(part(result.campus, 0.0), distributed);
    result.distributed_run = distributed.value;
    result.largest_run = largest.value;
    result.governing = largest.part;
    result.ai_datacenter_power = state_.power;
    result.supply = state_.supply;
    result.wanted = state_.wanted;
    result.waiting = state_.waiting.plants;
    result.headroom = state_.waiting.headroom;
    result.accelerators = state_.accelerators;
    result.plant_orders = state_.plant_orders;
    result.sources = state_.delivered;
    result.newly_powered = state_.newly_powered / year();
    result.idle_power = state_.idle_power;
    result.idle_accelerators = state_.idle_accelerators;
    return result;
  }

  /// Accelerators of a run in one campus take less each than those of the fleet: both sides count the average.
  [[nodiscard]] Amounts<units::Power, Real> need(const Quantity<units::Compute, Real>& run) const {
    const Quantity<units::PowerPerAccelerator, Real> average = state_.power / state_.accelerators;
    const auto power = [this, &average](const Quantity<units::Compute, Real>& of) -> Power {
      return shared_.accelerators_of(of) * average;
    };
    return {power(run), power(ceiling().largest_run)};
  }

  void advance() {
    if (!state_.started) add_earlier_orders();
    state_.started = true;
    order();
    const auto [grid, site] = arrive();
    supply(grid, site);
    state_.newest = accelerators_per_power_;
    accelerators_per_power_ *= parameters_.energy_efficiency_growth;
    exchange_.advance();
    connections_ *= parameters_.grid.connection_growth;
    slots_ *= parameters_.turbines.slot_growth;
    for (std::size_t i = 0; i < source_count; ++i) orders_[i] *= parameters_.sources[i].order_growth;
  }

  void inherit(const Buildout& earlier) {
    state_ = earlier.state_;
    if (!parameters_.power_per_accelerator.by_year) accelerators_per_power_ = earlier.accelerators_per_power_;
    if (parameters_.grid.headroom.by_year) state_.waiting.headroom = parameters_.grid.headroom.value;
    if (parameters_.ai_datacenter_power.by_year) {
      // The fleet keeps its accelerators per watt.
      const Quantity<units::Power, Real>& power = parameters_.ai_datacenter_power.value;
      hold_instead(power, state_.accelerators * Quantity<units::Ratio, Real>(power / state_.power));
    }
    if (parameters_.fleet_power_per_accelerator.by_year) hold_instead(state_.power, state_.power / fleet());
  }

 private:
  using Power = Quantity<units::Power, Real>;
  using Orders = Quantity<units::BuildRate, Real>;
  using Accelerators = Quantity<units::Accelerators, Real>;
  static constexpr Bounds at_least_one{.lower = 1.0, .upper = unlimited, .lower_allowed = true, .upper_allowed = false};

  /// All that the years since the base year leave.
  struct State {
    bool started = false;
    Power power;   // of AI data centers
    Power supply;  // that they could have
    Power wanted;
    Waiting<Real> waiting;
    Accelerators accelerators;
    Accelerators newly_powered;      // in the year before
    Accelerators idle_accelerators;  // that came and have no power
    Power idle_power;
    // Accelerators that stood, if only this had limited the last year.
    Accelerators of_demand;
    Accelerators of_generation;
    Accelerators of_connections;
    Quantity<units::Per<units::Accelerators, units::Power>, Real> newest;  // as the last year built them
    Quantity<units::SpendingRate, Real> plant_orders;
    std::array<Power, source_count> delivered;  // since the base year
    std::array<Pipeline<Real>, source_count> under_way;
  };

  static Accelerators no_accelerators() { return units::of<units::Accelerators>(Real(0.0)); }
  static Power none() { return units::of<units::Power>(Real(0.0)); }
  static Quantity<units::Time, Real> year() { return units::of<units::Time>(Real(units::seconds_per_year)); }
  static Real in_years(const Quantity<units::Time, Real>& time) { return units::value_of(time / year()); }

  [[nodiscard]] const Quantity<units::PowerPerAccelerator, Real>& fleet() const {
    return parameters_.fleet_power_per_accelerator.value;
  }
  [[nodiscard]] Quantity<units::Compute, Real> network(const Accelerators& accelerators) const {
    return shared_.run(accelerators * shared_.largest_run_share);
  }

  /// A year in which nothing limits: what stands is given.
  void hold(const Power& power, const Accelerators& accelerators) {
    state_.power = power;
    state_.supply = power;
    state_.wanted = power;
    state_.idle_power = none();
    state_.accelerators = accelerators;
    state_.of_demand = accelerators;
    state_.of_generation = accelerators;
    state_.of_connections = accelerators;
  }

  /// The same in place of what the year before has built.
  void hold_instead(const Power& power, const Accelerators& accelerators) {
    const Accelerators before = state_.accelerators - state_.newly_powered;
    state_.newly_powered = max(accelerators - before, no_accelerators());
    hold(power, accelerators);
  }

  /// What an order of a year brings in the end.
  static Power firm(const Orders& orders, const SourceParameters<Real>& of) {
    return orders * year() * (of.firm_share * of.ai_share * of.completion);
  }

  /// Orders of the years before the base year, of which those count that come into service after its start.
  void add_earlier_orders() {
    for (std::size_t i = 0; i < source_count; ++i) {
      const SourceParameters<Real>& of = parameters_.sources[i];
      const Real since = in_years(of.ordered_for);
      if (all(since <= Real(0.0))) continue;
      const Growth<Real> back(Real(1.0) / of.order_growth.factor());
      Orders ordered = orders_[i];
      for (int before = 1; before <= years_of_earlier_orders; ++before) {
        ordered *= back;
        const Real part = max(min(since - Real(before - 1.0), Real(1.0)), Real(0.0));
        state_.under_way[i].add(firm(min(ordered, of.order_limit) * part, of),
                                in_years(of.lead_time) - Real(static_cast<double>(before)));
      }
    }
  }

  /// V1, and the turbines that several sources need.
  void order() {
    std::array<Orders, source_count> ordered;
    Orders turbines = units::of<units::BuildRate>(Real(0.0));
    for (std::size_t i = 0; i < source_count; ++i) {
      const SourceParameters<Real>& of = parameters_.sources[i];
      ordered[i] = min(orders_[i] + of.decided, of.order_limit);
      if (source_defaults[i].has_turbines) turbines += ordered[i];
    }
    const Quantity<units::Ratio, Real> taken = slots_ / max(turbines, slots_);
    state_.plant_orders = units::of<units::SpendingRate>(Real(0.0));
    for (std::size_t i = 0; i < source_count; ++i) {
      const SourceParameters<Real>& of = parameters_.sources[i];
      if (source_defaults[i].has_turbines) ordered[i] *= taken;
      state_.plant_orders += ordered[i] * of.cost;
      if (all(units::value_of(ordered[i]) <= Real(0.0))) continue;
      state_.under_way[i].add(firm(ordered[i], of), in_years(of.lead_time));
    }
  }

  /// V3 and V4: firm power that comes into service in the year, through the grid and at the site.
  std::pair<Power, Power> arrive() {
    Power grid = none();
    Power site = none();
    for (std::size_t i = 0; i < source_count; ++i) {
      const Power arrived = state_.under_way[i].take_year();
      const Power through_grid = arrived * parameters_.sources[i].grid_share;
      state_.delivered[i] += arrived;
      grid += through_grid;
      site += arrived - through_grid;
    }
    return {grid, site};
  }

  /// V5 to V9. Each limit alone would give the supply of `of_demand` and so on; together the lowest of the three.
  void supply(const Power& grid, const Power& site) {
    state_.waiting.plants += grid;
    const Power of_generation = state_.supply + state_.waiting.all() + site;
    const Power of_connections = state_.supply + connections_ + site;
    state_.supply = state_.supply + state_.waiting.connect(connections_) + site;
    const Power before = state_.power;
    const Power wished = before * parameters_.demand_growth;
    const Accelerators there = state_.idle_accelerators + parameters_.chips_made * parameters_.region_share * year();
    const Power fed = there / accelerators_per_power_;
    state_.wanted = min(wished, before + fed);
    const auto with = [this, &before](const Power& power) -> Accelerators {
      return state_.accelerators + (power - before) * accelerators_per_power_;
    };
    state_.of_demand = with(state_.wanted);
    state_.of_generation = with(of_generation);
    state_.of_connections = with(of_connections);
    state_.power = min(state_.wanted, state_.supply);
    state_.accelerators = with(state_.power);
    state_.newly_powered = (state_.power - before) * accelerators_per_power_;
    state_.idle_power = min(wished, state_.supply) - state_.power;
    state_.idle_accelerators = max(there - state_.newly_powered, no_accelerators()) * counted();
  }

  /// Accelerators are counted where it is said how many there are.
  [[nodiscard]] Real counted() const {
    return select(units::value_of(parameters_.chips_made) < Real(any_number_in_a_year), Real(1.0), Real(0.0));
  }

  const Shared<Real>& shared_;
  const Parameters& parameters_;
  Exchange<Real> exchange_;
  // As of the present year.
  Quantity<units::Per<units::Accelerators, units::Power>, Real> accelerators_per_power_;
  Power connections_;
  Orders slots_;
  std::array<Orders, source_count> orders_;
  State state_;
};

}  // namespace chokepoint::models

CHOKEPOINT_MODEL(power, buildout, Buildout)
