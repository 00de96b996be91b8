// SPDX-License-Identifier: Apache-2.0
// Chip fabrication by bottleneck: the largest run on the world's accelerators, of which a year makes as many as the
// scarcest of logic wafers, packaging, high-bandwidth memory and lithography allows. docs/chips-supply-chain.md.
#include <algorithm>
#include <array>

#include "models/chips/bottlenecks.hpp"
#include "models/chips/powered.hpp"
#include "models/chips/vintages.hpp"
#include "models/model.hpp"

namespace chokepoint::models {

template <class Real>
class SupplyChain {
 public:
  struct Parameters {
    Initial<Quantity<units::Accelerators, Real>> initial_stock;
    Growth<Real> stock_growth;
    Quantity<units::Time, Real> deployment_lag;
    Quantity<units::Time, Real> lifetime;
    Quantity<units::Time, Real> production_lag;
    Quantity<units::Ratio, Real> package_yield;
    Logic<Real> logic;
    Packaging<Real> packaging;
    Memory<Real> memory;
    Lithography<Real> lithography;
    PoweredParameters<Real> power;

    template <class Visit>
    void each(Visit&& visit) {
      visit(initial_stock, {"initial_stock", not_negative, Effect::raises,
                            "H100-equivalents sold in the world until the start of the base year", "epoch-chip-counts",
                            at_base_year, "stock_growth"});
      visit(stock_growth, {"stock_growth",
                           Bounds{1.0, unlimited, false, false},
                           Effect::either,
                           "yearly growth of all that had been sold until the base year: how old the stock is",
                           "epoch-chip-sales",
                           false,
                           "",
                           {"{p10: 2.83x/yr, p50: 3.33x/yr, p90: 3.91x/yr}",
                            {"3.3x a year since 2022, 2.7x to 4.1x in 90% (Epoch AI 2026)", "published"}}});
      visit(deployment_lag, {"deployment_lag",
                             lags,
                             Effect::either,
                             "time from the sale of an accelerator to its first day of work",
                             "epoch-lab-compute",
                             false,
                             "",
                             {"{distribution: triangular, low: 0 yr, mode: 0.25 yr, high: 0.5 yr}",
                              {"one quarter, none to two (Epoch AI 2026)", "published"}}});
      visit(lifetime, {"lifetime",
                       lifetimes,
                       Effect::raises,
                       "time from the first day of work of an accelerator to its last",
                       "chips-supply-chain",
                       false,
                       "",
                       {"5 yr", {"nothing retires in the counts of Epoch AI, which begin in 2022", "assumed"}}});
      visit(production_lag, {"production_lag",
                             lags,
                             Effect::either,
                             "time from wafers and memory to the sale of the accelerators made of them",
                             "chips-supply-chain",
                             false,
                             "",
                             {"{p10: 0.2 yr, p50: 0.3 yr, p90: 0.45 yr}", {"docs/chips-supply-chain.md", "assumed"}}});
      visit(package_yield, {"package_yield",
                            share,
                            Effect::raises,
                            "share of the packages, and of the memory in them, that becomes accelerators",
                            "chips-supply-chain",
                            false,
                            "",
                            {"{p10: 0.85, p50: 0.9, p90: 0.95}", {"docs/chips-supply-chain.md", "assumed"}}});
      visit.group("logic", logic);
      visit.group("packaging", packaging);
      visit.group("memory", memory);
      visit.group("lithography", lithography);
      power.each(visit);
    }
  };

  struct Ceiling {
    Quantity<units::Compute, Real> largest_run;
    Quantity<units::Compute, Real> logic;
    Quantity<units::Compute, Real> packaging;
    Quantity<units::Compute, Real> memory;
    Quantity<units::Compute, Real> lithography;
    Quantity<units::Accelerators, Real> stock;
    Quantity<units::Accelerators, Real> accelerators;
    Quantity<units::AcceleratorRate, Real> made;
    Quantity<units::AcceleratorRate, Real> logic_supply;
    Quantity<units::AcceleratorRate, Real> packaging_supply;
    Quantity<units::AcceleratorRate, Real> memory_supply;
    Quantity<units::AcceleratorRate, Real> lithography_supply;
    Quantity<units::Accelerators, Real> installed;
    Quantity<units::Accelerators, Real> idle;
    Quantity<units::Accelerators, Real> unused_power;
    Real governing;

    template <class Visit>
    void each(Visit&& visit) {
      visit(largest_run, Role::ceiling, "", "largest run on the accelerators in use");
      visit(logic, Role::part, "logic", "the same, had logic wafers alone limited the year before");
      visit(packaging, Role::part, "packaging", "the same, had packaging alone limited the year before");
      visit(memory, Role::part, "memory", "the same, had high-bandwidth memory alone limited the year before");
      visit(lithography, Role::part, "lithography", "the same, had lithography alone limited the year before");
      visit(stock, Role::internal, "stock", "H100-equivalents in use in the world, where they have power");
      visit(accelerators, Role::internal, "accelerators", "H100-equivalents given to the largest run");
      visit(made, Role::internal, "made", "H100-equivalents sold in the year: the lowest of the four supplies");
      visit(logic_supply, Role::internal, "logic_supply", "H100-equivalents of the year that logic wafers allow");
      visit(packaging_supply, Role::internal, "packaging_supply", "H100-equivalents of the year that packaging allows");
      visit(memory_supply, Role::internal, "memory_supply",
            "H100-equivalents of the year that high-bandwidth memory allows");
      visit(lithography_supply, Role::internal, "lithography_supply",
            "H100-equivalents of the year that lithography allows");
      visit(installed, Role::internal, "installed",
            "H100-equivalents of the stock that have power: all, unless `powered` is given");
      visit(idle, Role::internal, "idle", "H100-equivalents of the stock that wait for power");
      visit(unused_power, Role::internal, "unused_power",
            "H100-equivalents that the power which waits for accelerators would feed");
    }
  };

  static constexpr About about{.model = "supply_chain",
                               .title = "Chips by bottleneck",
                               .equations = R"(used(K, t)     = K(t)^(1 - l) * K(t - 1)^l, l = production_lag / 1 year
logic(t)       = used(wafers * share * accelerators_per_wafer,
                      summed over n5, n3 and n2, t)
packaging(t)   = used(capacity, t) * share * package_yield
                 * accelerators_per_wafer(t)
memory(t)      = used(output, t) * share * package_yield
                 / per_accelerator(t)
lithography(t) = (tools(t) + deliveries(t) / 2) * exposures_per_tool
                 * share / exposures_per_accelerator(t)
tools(t + 1)   = tools(t) + deliveries(t)
made(t)        = min(logic, packaging, memory, lithography)(t)
in_use(k)      = years in [k, k + 1] that lie in
                 [deployment_lag, deployment_lag + lifetime]
stock(t)       = sum over ages k of in_use(k) * made(t - 1 - k);
                 before the base year, sales grow by stock_growth
                 and add up to initial_stock
fed(t)         = region_share * stock(0), and what is newly
                 powered in the years since, with `powered`
idle(t)        = max(region_share * stock(t) - fed(t), 0)
installed(t)   = stock(t) - idle(t)
chips(t)       = installed(t) * largest_run_share * peak_performance
                 * utilization * training_duration)",
                               .source = "chips-supply-chain",
                               .sees = Sees::accelerator_time};
  static constexpr NeedOf<units::Accelerators> need_of{"accelerators", "H100-equivalents that the run takes",
                                                       "H100-equivalents given to the largest run"};
  static constexpr std::string_view reads[] = {"training_duration", "largest_run_share", "peak_performance",
                                               "utilization"};

  SupplyChain(const Shared<Real>& shared, const Parameters& parameters)
      : shared_(shared),
        parameters_(parameters),
        logic_(parameters.logic.flow()),
        packaging_(parameters.packaging.flow()),
        memory_(parameters.memory.flow()),
        tools_(parameters.lithography.tools.value),
        sold_(parameters.initial_stock.value, parameters.stock_growth, parameters.deployment_lag, parameters.lifetime),
        feed_(parameters.power, sold_.in_use()) {
    allowed_.fill(sold_.newest());
  }

  [[nodiscard]] Ceiling ceiling() const {
    Ceiling result;
    result.stock = sold_.in_use();
    result.idle = feed_.idle(result.stock);
    result.installed = result.stock - result.idle;
    result.unused_power = feed_.unused(result.stock);
    result.accelerators = result.installed * shared_.largest_run_share;
    result.largest_run = shared_.run(result.accelerators);
    result.logic = run_had_been(allowed_[0]);
    result.packaging = run_had_been(allowed_[1]);
    result.memory = run_had_been(allowed_[2]);
    result.lithography = run_had_been(allowed_[3]);
    const auto made = scarcest_of(supplies_);
    // Nothing has limited the stock of the first year: of the four, the one that is about to is named.
    result.governing = has_sold_ ? scarcest_ : made.part;
    result.made = made.value;
    result.logic_supply = supplies_[0];
    result.packaging_supply = supplies_[1];
    result.memory_supply = supplies_[2];
    result.lithography_supply = supplies_[3];
    return result;
  }

  [[nodiscard]] Amounts<units::Accelerators, Real> need(const Quantity<units::Compute, Real>& run) const {
    return {shared_.accelerators_of(run), feed_.installed(sold_.in_use()) * shared_.largest_run_share};
  }

  void advance() {
    const auto year = units::of<units::Time>(Real(units::seconds_per_year));
    const auto made = scarcest_of(supplies_);
    for (std::size_t i = 0; i < supplies_.size(); ++i) allowed_[i] = supplies_[i] * year;
    scarcest_ = made.part;
    has_sold_ = true;
    sold_.add(made.value * year);
    feed_.advance();
    logic_.advance();
    packaging_.advance();
    memory_.advance();
    tools_ += parameters_.lithography.deliveries;
  }

  void inherit(const SupplyChain& earlier) {
    logic_.inherit(earlier.logic_);
    packaging_.inherit(earlier.packaging_);
    memory_.inherit(earlier.memory_);
    if (!parameters_.lithography.tools.by_year) tools_ = earlier.tools_;
    if (parameters_.initial_stock.by_year) return;
    sold_.inherit(earlier.sold_);
    feed_.inherit(earlier.feed_);
    allowed_ = earlier.allowed_;
    scarcest_ = earlier.scarcest_;
    has_sold_ = earlier.has_sold_;
  }

  void settle() { supplies_ = supplies(); }

 private:
  using Supply = Quantity<units::AcceleratorRate, Real>;
  using Number = Quantity<units::Accelerators, Real>;

  /// Of this year: logic, packaging, memory, lithography.
  [[nodiscard]] std::array<Supply, 4> supplies() const {
    const Parameters& p = parameters_;
    const Quantity<units::WaferRate, Real> interposers =
        packaging_.used(p.production_lag) * p.packaging.share * p.package_yield;
    const Quantity<units::Bandwidth, Real> memory = memory_.used(p.production_lag) * p.memory.share * p.package_yield;
    return {logic_.used(p.production_lag), interposers * p.packaging.accelerators_per_wafer,
            memory / p.memory.per_accelerator, p.lithography.supply(tools_)};
  }

  static Chosen<Supply, Real> scarcest_of(const std::array<Supply, 4>& of) {
    const auto part = [&of](std::size_t i) { return Chosen<Supply, Real>{of[i], Real(static_cast<double>(i))}; };
    return least(part(0), part(1), part(2), part(3));
  }

  [[nodiscard]] Quantity<units::Compute, Real> run_had_been(const Number& sold) const {
    return shared_.run(feed_.installed(sold_.with_newest(sold)) * shared_.largest_run_share);
  }

  const Shared<Real>& shared_;
  const Parameters& parameters_;
  Flow<units::AcceleratorRate, Real> logic_;
  Flow<units::WaferRate, Real> packaging_;
  Flow<units::Bandwidth, Real> memory_;
  Quantity<units::Ratio, Real> tools_;  // at the start of the year
  Vintages<Real> sold_;
  Feed<Real> feed_;
  std::array<Number, 4> allowed_;   // what each would have let be sold in the year before
  Real scarcest_ = Real(0.0);       // which of them limited it
  bool has_sold_ = false;           // in a year before
  std::array<Supply, 4> supplies_;  // of this year, once it is settled
};

}  // namespace chokepoint::models

CHOKEPOINT_MODEL(chips, supply_chain, SupplyChain)
