// SPDX-License-Identifier: Apache-2.0
// Money: the largest run that one developer's bill for compute pays for, on a cluster that the investment of a year
// pays for. docs/capital.md has the equations and a worked case.
#include "models/model.hpp"

namespace chokepoint::models {

inline constexpr std::string_view capital_page = "docs/capital.md";

template <class Real>
class Capital {
 public:
  static constexpr Bounds part_of_it{.lower = 0.0, .upper = 1.0, .lower_allowed = true, .upper_allowed = true};

  struct Parameters {
    Quantity<units::SpendingRate, Real> investment;
    Growth<Real> investment_growth;
    Quantity<units::SpendingRate, Real> world_output;
    Growth<Real> world_output_growth;
    Quantity<units::Ratio, Real> output_share;
    Quantity<units::PriceOfAccelerators, Real> price;
    Growth<Real> price_growth;
    Quantity<units::Ratio, Real> it_share;
    Quantity<units::Time, Real> it_lifetime;
    Quantity<units::Time, Real> facility_lifetime;
    Growth<Real> interest;
    Quantity<units::CostOfAccelerators, Real> operation;
    Growth<Real> operation_growth;
    Quantity<units::SpendingRate, Real> bill;
    Growth<Real> bill_growth;
    Quantity<units::Ratio, Real> developer_share;
    Quantity<units::Ratio, Real> run_share;
    Quantity<units::Ratio, Real> cluster_share;
    Initial<Quantity<units::Accelerators, Real>> initial_stock;

    template <class Visit>
    void each(Visit&& visit) {
      // A ceiling counts the money of the year before: what grows faster was less before the base year.
      visit(investment,
            as_capacity({"investment", positive, Effect::raises, "spending of the world on AI data centers in the year",
                         capital_page, at_base_year, "investment_growth"}));
      visit(investment_growth, {"investment_growth", positive, Effect::either,
                                "yearly growth of that spending, as long as output allows it", capital_page});
      visit(world_output, {"world_output", positive, Effect::raises, "economic output of the world in the year",
                           capital_page, at_base_year, "world_output_growth"});
      visit(world_output_growth,
            {"world_output_growth", positive, Effect::either, "yearly growth of that output", capital_page});
      visit(output_share, {"output_share", share, Effect::raises,
                           "largest share of that output that can go into AI data centers", capital_page});
      visit(price, {"price", positive, Effect::lowers,
                    "investment for one accelerator: chips, network, building, cooling and power supply", capital_page,
                    at_base_year, "price_growth"});
      visit(price_growth, {"price_growth", positive, Effect::either, "yearly growth of that price", capital_page});
      visit(it_share,
            {"it_share", part_of_it, Effect::either,
             "share of the price that is chips, servers and network, and lives as long as they", capital_page});
      visit(it_lifetime,
            {"it_lifetime", positive, Effect::raises, "years over which these are paid off", capital_page});
      visit(facility_lifetime, {"facility_lifetime", positive, Effect::raises,
                                "years over which building, cooling and power supply are paid off", capital_page});
      visit(interest, {"interest", Bounds{1.0, unlimited, true, false}, Effect::lowers,
                       "yearly interest on what is not yet paid off", capital_page});
      visit(operation, {"operation", not_negative, Effect::lowers, "yearly cost of running one accelerator",
                        capital_page, at_base_year, "operation_growth"});
      visit(operation_growth,
            {"operation_growth", positive, Effect::either, "yearly growth of that cost", capital_page});
      visit(bill,
            as_capacity({"bill", positive, Effect::raises, "spending of the largest developer on compute in the year",
                         capital_page, at_base_year, "bill_growth"}));
      visit(bill_growth, {"bill_growth", positive, Effect::either, "yearly growth of that bill", capital_page});
      visit(developer_share, {"developer_share", share, Effect::raises,
                              "largest share of the world's spending that one developer's bill can be", capital_page});
      visit(run_share,
            {"run_share", share, Effect::raises, "largest share of the bill that one run can be", capital_page});
      visit(cluster_share, {"cluster_share", share, Effect::raises,
                            "largest share of the world's spending of a year that one cluster can be", capital_page});
      visit(initial_stock, {"initial_stock", not_negative, Effect::either,
                            "H100-equivalents that had been paid for until the start of the base year; only the result "
                            "`stock` reads it",
                            capital_page, at_base_year});
    }
  };

  struct Ceiling {
    Quantity<units::Compute, Real> largest_run;
    Quantity<units::Compute, Real> budget;
    Quantity<units::Compute, Real> up_front;
    Quantity<units::SpendingRate, Real> investment;
    Quantity<units::SpendingRate, Real> affordable;
    Quantity<units::PriceOfAccelerators, Real> price;
    Quantity<units::CostOfAccelerators, Real> yearly_cost;
    Quantity<units::SpendingRate, Real> bill;
    Quantity<units::AcceleratorRate, Real> paid_for;
    Quantity<units::Accelerators, Real> stock;
    Real governing;

    template <class Visit>
    void each(Visit&& visit) {
      visit(largest_run, Role::ceiling, "", "largest run that money allows");
      visit(budget, Role::part, "budget", "run that a share of the largest developer's bill pays for");
      visit(up_front, Role::part, "up_front", "run on the largest cluster that is paid for in a year");
      visit(investment, Role::internal, "investment", "spending of the world on AI data centers in the year before");
      visit(affordable, Role::internal, "affordable", "the most of it that the output of the world allowed");
      visit(price, Role::internal, "price", "investment for one accelerator in the year before");
      visit(yearly_cost, Role::internal, "yearly_cost", "cost of one accelerator for a year: paid off, and run");
      visit(bill, Role::internal, "bill", "spending of the largest developer on compute in the year before");
      visit(paid_for, Role::internal, "paid_for", "H100-equivalents that the investment of the year before paid for");
      visit(stock, Role::internal, "stock", "H100-equivalents that have been paid for, none retired");
    }
  };

  static constexpr About about{.model = "spending",
                               .title = "Money",
                               .equations = R"(investment(t)  = min(investment * investment_growth^t,
                     output_share * world_output
                     * world_output_growth^t)
price(t)       = price * price_growth^t
crf(T)         = r / (1 - (1 + r)^-T), r = interest; 1 / T where r is 0
yearly_cost(t) = price(t) * (it_share * crf(it_lifetime)
                             + (1 - it_share) * crf(facility_lifetime))
                 + operation * operation_growth^t
bill(t)        = min(bill * bill_growth^t,
                     developer_share * investment(t))
budget(t)      = run_share * bill(t-1) / yearly_cost(t-1)
                 * peak_performance * utilization * 1 year
up_front(t)    = cluster_share * investment(t-1) / price(t-1) * 1 year
                 * peak_performance * utilization * training_duration
capital(t)     = min(budget(t), up_front(t))
stock(t)       = stock(t-1) + investment(t-1) / price(t-1) * 1 year)",
                               .source = "docs/capital.md",
                               .optional = true,
                               .sees = Sees::accelerator_time};
  static constexpr NeedOf<units::Currency> need_of{
      "money", "money that the run takes: of the bill, or up front for its cluster, whichever limits",
      "money that one run, or its cluster, can get in a year"};
  static constexpr std::string_view reads[] = {"training_duration", "peak_performance", "utilization"};

  Capital(const Shared<Real>& shared, const Parameters& parameters)
      : shared_(shared), parameters_(parameters), stock_(parameters.initial_stock.value) {
    // Nothing is known of the year before the base year but what its growth says.
    Parameters before = parameters_;
    shrink(before.investment, parameters_.investment_growth);
    shrink(before.world_output, parameters_.world_output_growth);
    shrink(before.price, parameters_.price_growth);
    shrink(before.operation, parameters_.operation_growth);
    shrink(before.bill, parameters_.bill_growth);
    before_ = year_of(before);
  }

  [[nodiscard]] Ceiling ceiling() const {
    Ceiling result;
    result.budget = in_a_year() * (money_of_bill() / before_.yearly_cost);
    result.up_front = shared_.run(money_of_cluster() / before_.price);
    const auto part = [](const Quantity<units::Compute, Real>& run, double number) {
      return Chosen<Quantity<units::Compute, Real>, Real>{run, Real(number)};
    };
    const auto lowest = least(part(result.budget, 0.0), part(result.up_front, 1.0));
    result.largest_run = lowest.value;
    result.governing = lowest.part;
    result.investment = before_.investment;
    result.affordable = before_.affordable;
    result.price = before_.price;
    result.yearly_cost = before_.yearly_cost;
    result.bill = before_.bill;
    result.paid_for = before_.investment / before_.price;
    result.stock = stock_;
    return result;
  }

  [[nodiscard]] Amounts<units::Currency, Real> need(const Quantity<units::Compute, Real>& run) const {
    const Real up_front = ceiling().governing;
    const Money of_bill = run / in_a_year() * before_.yearly_cost * year();
    const Money of_cluster = shared_.accelerators_of(run) * before_.price;
    return {chosen(up_front, of_bill, of_cluster), chosen(up_front, money_of_bill() * year(), money_of_cluster())};
  }

  void advance() {
    before_ = year_of(parameters_);
    stock_ += before_.investment * year() / before_.price;
    parameters_.investment *= parameters_.investment_growth;
    parameters_.world_output *= parameters_.world_output_growth;
    parameters_.price *= parameters_.price_growth;
    parameters_.operation *= parameters_.operation_growth;
    parameters_.bill *= parameters_.bill_growth;
  }

  void inherit(const Capital& earlier) {
    before_ = earlier.before_;
    if (!parameters_.initial_stock.by_year) stock_ = earlier.stock_;
  }

 private:
  using Money = Quantity<units::Currency, Real>;
  using Spending = Quantity<units::SpendingRate, Real>;

  /// What is paid in a year, and for what.
  struct Year {
    Spending investment;
    Spending affordable;
    Quantity<units::PriceOfAccelerators, Real> price;
    Quantity<units::CostOfAccelerators, Real> yearly_cost;
    Spending bill;
  };

  static Quantity<units::Time, Real> year() { return units::of<units::Time>(Real(units::seconds_per_year)); }

  template <class Unit>
  static void shrink(Quantity<Unit, Real>& value, const Growth<Real>& growth) {
    value = units::of<Unit>(units::value_of(value) / growth.factor());
  }

  /// Share of a price that is paid in a year where it is paid off in equal parts over a lifetime.
  static Real recovery(const Growth<Real>& interest, const Quantity<units::Time, Real>& lifetime) {
    const Real rate = interest.factor() - Real(1.0);
    const Real years = units::value_of(lifetime) * Real(1.0 / units::seconds_per_year);
    const Real with_interest = rate / (Real(1.0) - pow(interest.factor(), Real(0.0) - years));
    return select(Real(1e-9) < rate, with_interest, Real(1.0) / years);  // nearer to none, digits would be lost
  }

  static Year year_of(const Parameters& p) {
    Year made;
    made.affordable = p.world_output * p.output_share;
    made.investment = min(p.investment, made.affordable);
    made.price = p.price;
    const Real parts = units::value_of(p.it_share) * recovery(p.interest, p.it_lifetime) +
                       (Real(1.0) - units::value_of(p.it_share)) * recovery(p.interest, p.facility_lifetime);
    const Quantity<units::CostOfAccelerators, Real> paid_off = p.price * parts / year();
    made.yearly_cost = paid_off + p.operation;
    made.bill = min(p.bill, made.investment * p.developer_share);
    return made;
  }

  /// Compute of one accelerator that works for a year.
  [[nodiscard]] Quantity<units::Per<units::Compute, units::Accelerators>, Real> in_a_year() const {
    return shared_.peak_performance * shared_.utilization * year();
  }
  [[nodiscard]] Spending money_of_bill() const { return before_.bill * parameters_.run_share; }
  [[nodiscard]] Money money_of_cluster() const { return before_.investment * year() * parameters_.cluster_share; }

  static Money chosen(Real up_front, const Money& of_bill, const Money& of_cluster) {
    return units::of<units::Currency>(
        select(Real(0.5) < up_front, units::value_of(of_cluster), units::value_of(of_bill)));
  }

  Shared<Real> shared_;
  Parameters parameters_;
  Quantity<units::Accelerators, Real> stock_;
  Year before_;  // the year before: what it paid for is there at the start of this one
};

}  // namespace chokepoint::models

CHOKEPOINT_CONSTRAINT(capital, Capital)
