// SPDX-License-Identifier: Apache-2.0
// Chip fabrication: the largest run on the world's stock of accelerators, which production and wafers let grow.
// Sevilla et al. 2024, "Can AI scaling continue through 2030?", section on chips and appendix C.
#include "models/model.hpp"

namespace chokepoint::models {

template <class Real>
class Chips {
 public:
  struct Parameters {
    Initial<Quantity<units::Accelerators, Real>> initial_stock;
    Initial<Quantity<units::AcceleratorRate, Real>> initial_production;
    Growth<Real> production_growth;
    Initial<Quantity<units::WaferRate, Real>> leading_edge_wafers;
    Growth<Real> capex_growth;
    Quantity<units::Ratio, Real> capex_elasticity;
    Quantity<units::AcceleratorsPerWafer, Real> dies_per_wafer;

    template <class Visit>
    void each(Visit&& visit) {
      visit(initial_stock,
            {"initial_stock", not_negative, Effect::raises,
             "H100-equivalents in the world at the start of the base year", "sevilla-2024, appendix C", at_base_year});
      visit(initial_production, {"initial_production", positive, Effect::raises,
                                 "production of H100-equivalents at the start of the base year",
                                 "sevilla-2024, appendix C", at_base_year, "production_growth"});
      visit(production_growth, {"production_growth", positive, Effect::raises,
                                "yearly growth of the number of chips produced", "sevilla-2024, appendix C"});
      visit(leading_edge_wafers, {"leading_edge_wafers", positive, Effect::raises,
                                  "300 mm wafers of less than 7 nm produced at the start of the base year",
                                  "sevilla-2024, appendix C", at_base_year});
      visit(capex_growth, {"capex_growth", positive, Effect::raises,
                           "yearly growth of the capital expenditure of foundries", "sevilla-2024, appendix C"});
      visit(capex_elasticity,
            {"capex_elasticity", Bounds{0.0, 1.0, true, true}, Effect::either,
             "growth of wafer output for a growth of capital expenditure", "sevilla-2024, appendix C"});
      visit(dies_per_wafer, {"dies_per_wafer", positive, Effect::raises,
                             "good dies of the size of an H100 on one wafer", "sevilla-2024, appendix C"});
    }
  };

  struct Ceiling {
    Quantity<units::Compute, Real> largest_run;
    Quantity<units::Compute, Real> production;
    Quantity<units::Compute, Real> wafers;
    Quantity<units::Accelerators, Real> stock;
    Quantity<units::Accelerators, Real> accelerators;
    Quantity<units::Wafers, Real> cumulative_wafers;
    Real governing;

    template <class Visit>
    void each(Visit&& visit) {
      visit(largest_run, Role::ceiling, "", "largest run on the accelerators there are");
      visit(production, Role::part, "production", "run that the growth of production allows, were wafers unlimited");
      visit(wafers, Role::part, "wafers", "run with every leading-edge wafer made into accelerators");
      visit(stock, Role::internal, "stock", "H100-equivalents in the world");
      visit(accelerators, Role::internal, "accelerators", "H100-equivalents given to the largest run");
      visit(cumulative_wafers, Role::internal, "cumulative_wafers", "leading-edge wafers since the base year");
    }
  };

  static constexpr About about{.model = "foundry",
                               .title = "Chip fabrication",
                               .equations = R"(wafer_growth  = 1 + (capex_growth - 1) * capex_elasticity
production(t) = initial_production * production_growth^t
wafers(t)     = leading_edge_wafers * wafer_growth^t * dies_per_wafer
stock(t)      = initial_stock + sum over years k < t of
                1 year * min(production(k + 1/2), wafers(k + 1/2))
                * performance_growth^(k + 1/2)
chips(t)      = stock(t) * largest_run_share * peak_performance
                * utilization * training_duration)",
                               .source = "sevilla-2024, appendix C",
                               .sees = Sees::accelerator_time};
  static constexpr NeedOf<units::Accelerators> need_of{"accelerators", "H100-equivalents that the run takes",
                                                       "H100-equivalents given to the largest run"};
  static constexpr std::string_view reads[] = {"training_duration", "largest_run_share", "peak_performance",
                                               "utilization", "performance_growth"};

  // Production is taken in the middle of each year: with its start the published stock of 2030 comes out too low, with
  // its end too high.
  Chips(const Shared<Real>& shared, const Parameters& parameters)
      : shared_(shared),
        stocks_given_(parameters.initial_stock.by_year),
        wafers_given_(parameters.leading_edge_wafers.by_year),
        dies_per_wafer_(parameters.dies_per_wafer),
        production_growth_(parameters.production_growth),
        wafer_growth_(Real(1.0) +
                      (parameters.capex_growth.factor() - Real(1.0)) * units::value_of(parameters.capex_elasticity)),
        production_(in_the_middle(parameters.initial_production, production_growth_)),
        wafers_(in_the_middle(parameters.leading_edge_wafers, wafer_growth_)),
        performance_(shared.performance_growth.half()),
        stock_(parameters.initial_stock.value),
        stock_of_production_(parameters.initial_stock.value),
        stock_of_wafers_(parameters.initial_stock.value),
        cumulative_wafers_(units::of<units::Wafers>(Real(0.0))) {}

  [[nodiscard]] Ceiling ceiling() const {
    Ceiling result;
    result.stock = stock_;
    result.accelerators = stock_ * shared_.largest_run_share;
    result.largest_run = shared_.run(result.accelerators);
    result.production = shared_.run(stock_of_production_ * shared_.largest_run_share);
    result.wafers = shared_.run(stock_of_wafers_ * shared_.largest_run_share);
    result.cumulative_wafers = cumulative_wafers_;
    const auto part = [](const Quantity<units::Accelerators, Real>& stock, double number) {
      return Chosen<Quantity<units::Accelerators, Real>, Real>{stock, Real(number)};
    };
    result.governing = least(part(stock_of_production_, 0.0), part(stock_of_wafers_, 1.0)).part;
    return result;
  }

  [[nodiscard]] Amounts<units::Accelerators, Real> need(const Quantity<units::Compute, Real>& run) const {
    return {shared_.accelerators_of(run), stock_ * shared_.largest_run_share};
  }

  void advance() {
    const auto year = units::of<units::Time>(Real(units::seconds_per_year));
    const Quantity<units::Accelerators, Real> made = production_ * year;
    const Quantity<units::Wafers, Real> etched = wafers_ * year;
    const Quantity<units::Accelerators, Real> possible = etched * dies_per_wafer_;
    stock_ += min(made, possible) * performance_;
    stock_of_production_ += made * performance_;
    stock_of_wafers_ += possible * performance_;
    cumulative_wafers_ += etched;
    production_ *= production_growth_;
    wafers_ *= wafer_growth_;
    performance_ = performance_ * shared_.performance_growth;
  }

  void inherit(const Chips& earlier) {
    performance_ = earlier.performance_ * turned(earlier.shared_.performance_growth, shared_.performance_growth);
    cumulative_wafers_ = earlier.cumulative_wafers_;
    if (!wafers_given_) wafers_ = earlier.wafers_ * turned(earlier.wafer_growth_, wafer_growth_);
    if (stocks_given_) return;
    stock_ = earlier.stock_;
    stock_of_production_ = earlier.stock_of_production_;
    stock_of_wafers_ = earlier.stock_of_wafers_;
  }

 private:
  /// What is made in a year is given as such by year, and else as at its start.
  template <class Rate>
  static Rate in_the_middle(const Initial<Rate>& rate, const Growth<Real>& growth) {
    return rate.by_year ? rate.value : rate.value * growth.half();
  }

  /// From the middle of a year that `from` led to, to the middle of one that grows by `to`.
  static Growth<Real> turned(const Growth<Real>& from, const Growth<Real>& to) {
    return Growth<Real>(to.half().factor() / from.half().factor());
  }

  Shared<Real> shared_;
  bool stocks_given_;
  bool wafers_given_;
  Quantity<units::AcceleratorsPerWafer, Real> dies_per_wafer_;
  Growth<Real> production_growth_;
  Growth<Real> wafer_growth_;
  Quantity<units::AcceleratorRate, Real> production_;  // in the middle of the year
  Quantity<units::WaferRate, Real> wafers_;            // in the middle of the year
  Growth<Real> performance_;                           // of a chip of that year against one of the base year
  Quantity<units::Accelerators, Real> stock_;
  Quantity<units::Accelerators, Real> stock_of_production_;
  Quantity<units::Accelerators, Real> stock_of_wafers_;
  Quantity<units::Wafers, Real> cumulative_wafers_;
};

}  // namespace chokepoint::models

CHOKEPOINT_CONSTRAINT(chips, Chips)
