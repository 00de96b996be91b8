// SPDX-License-Identifier: Apache-2.0
// Electric power: the largest run that US data centers can feed, in one campus or in a network of them.
// Sevilla et al. 2024, "Can AI scaling continue through 2030?", sections on power and appendices A and C.
#include "models/model.hpp"
#include "models/power/exchange.hpp"

namespace chokepoint::models {

template <class Real>
class Power {
 public:
  struct Parameters {
    Initial<Quantity<units::PowerPerAccelerator, Real>> power_per_accelerator;
    Growth<Real> energy_efficiency_growth;
    Initial<Quantity<units::Power, Real>> us_ai_datacenter_power;
    Quantity<units::Power, Real> us_datacenter_power;
    Quantity<units::Power, Real> campus_power;
    Quantity<units::Power, Real> us_generating_capacity;
    Growth<Real> datacenter_growth;
    Growth<Real> non_ai_growth;
    typename Exchange<Real>::Parameters exchange;

    template <class Visit>
    void each(Visit&& visit) {
      visit(power_per_accelerator, {"power_per_accelerator", positive, Effect::lowers,
                                    "installed facility power per accelerator, with IT overhead and cooling",
                                    "sevilla-2024, appendix A", at_base_year});
      visit(energy_efficiency_growth,
            {"energy_efficiency_growth", positive, Effect::raises,
             "yearly growth of FLOP/s per watt, applied to the whole fleet of a year", "sevilla-2024, appendix A"});
      visit(us_ai_datacenter_power, {"us_ai_datacenter_power", not_negative, Effect::raises,
                                     "installed power of US AI data centers at the start of the base year",
                                     "sevilla-2024, note 32", at_base_year});
      // Where generating capacity caps the whole, more of it today means more for other work.
      visit(us_datacenter_power, {"us_datacenter_power", positive, Effect::either,
                                  "installed power of all US data centers at the start of the base year",
                                  "sevilla-2024, appendix A", at_base_year, "datacenter_growth"});
      visit(campus_power, {"campus_power", not_negative, Effect::raises,
                           "power of the largest campus (published for 2030)", "sevilla-2024, appendix A"});
      visit(us_generating_capacity, {"us_generating_capacity", positive, Effect::raises,
                                     "US utility-scale generating capacity, which data centers cannot exceed",
                                     "sevilla-2024, section on power"});
      visit(datacenter_growth, {"datacenter_growth", positive, Effect::raises,
                                "yearly growth of the power of all US data centers", "sevilla-2024, appendix A"});
      visit(non_ai_growth,
            {"non_ai_growth", positive, Effect::lowers,
             "yearly growth of the power of data centers without AI, never above that of all data centers",
             "sevilla-2024, appendix A"});
      exchange.each(visit);
    }
  };

  struct Ceiling {
    Quantity<units::Compute, Real> largest_run;
    Quantity<units::Compute, Real> campus;
    Quantity<units::Compute, Real> network;
    Quantity<units::Compute, Real> bandwidth;
    Quantity<units::Compute, Real> distributed_run;
    Quantity<units::Power, Real> network_power;
    Quantity<units::Power, Real> us_datacenter_power;
    Quantity<units::Power, Real> us_ai_datacenter_power;
    Real governing;

    template <class Visit>
    void each(Visit&& visit) {
      visit(largest_run, Role::ceiling, "", "largest run that power allows: in one campus or distributed");
      visit(campus, Role::part, "campus", "run that the power of the largest campus allows");
      visit(network, Role::part, "network", "run that the power of the network of data centers allows");
      visit(bandwidth, Role::part, "bandwidth", "run that the bandwidth between the data centers allows");
      visit(distributed_run, Role::internal, "distributed_run", "the smaller of network and bandwidth");
      visit(network_power, Role::internal, "network_power", "power that the largest distributed run gets");
      visit(us_datacenter_power, Role::internal, "us_datacenter_power", "power of all US data centers");
      visit(us_ai_datacenter_power, Role::internal, "us_ai_datacenter_power", "power of US AI data centers");
    }
  };

  static constexpr About about{.model = "fleet",
                               .title = "Electric power",
                               .equations = R"(us(t)          = min(us_datacenter_power * datacenter_growth^t,
                     us_generating_capacity)
non_ai(t)      = max(us_datacenter_power - us_ai_datacenter_power, 0)
                 * min(non_ai_growth, datacenter_growth)^t
network(t)     = max(us(t) - non_ai(t), 0) * largest_run_share
run(P)         = P / power_per_accelerator * peak_performance
                 * energy_efficiency_growth^t
                 * utilization * training_duration
F(t)           = interconnect_bandwidth * interconnect_growth^t
updates        = training_duration
                 / (2 * gradient_size * N / F(t)
                    + 2 * network_length / fibre_speed)
bandwidth(t)   = training_compute * tokens_per_parameter * N^2
                 with updates * batch_size = tokens_per_parameter * N
distributed(t) = min(run(network(t)), bandwidth(t))
power(t)       = max(distributed(t), run(campus_power)))",
                               .source = "sevilla-2024, appendices A and C",
                               .region = "United States",
                               .sees = Sees::accelerator_time};
  static constexpr NeedOf<units::Power> need_of{"installed power", "installed power that the run takes",
                                                "installed power that the largest run can use"};
  static constexpr std::string_view reads[] = {"training_duration", "largest_run_share", "peak_performance",
                                               "utilization",       "batch_size",        "tokens_per_parameter",
                                               "training_compute"};

  Power(const Shared<Real>& shared, const Parameters& parameters)
      : shared_(shared),
        parameters_(parameters),
        all_(parameters.us_datacenter_power),
        non_ai_(max(parameters.us_datacenter_power - parameters.us_ai_datacenter_power.value, none())),
        non_ai_growth_(min(parameters.non_ai_growth, parameters.datacenter_growth)),
        accelerators_per_power_(Real(1.0) / parameters.power_per_accelerator.value),
        exchange_(shared, parameters.exchange) {}

  [[nodiscard]] Ceiling ceiling() const {
    Ceiling result;
    result.us_datacenter_power = min(all_, parameters_.us_generating_capacity);
    result.us_ai_datacenter_power = max(result.us_datacenter_power - non_ai_, none());
    result.network_power = result.us_ai_datacenter_power * shared_.largest_run_share;
    result.campus = run(parameters_.campus_power);
    result.network = run(result.network_power);
    result.bandwidth = exchange_.largest_run(shared_);
    const auto part = [](const Quantity<units::Compute, Real>& run, double number) {
      return Chosen<Quantity<units::Compute, Real>, Real>{run, Real(number)};
    };
    const auto distributed = least(part(result.network, 1.0), part(result.bandwidth, 2.0));
    const auto largest = most(part(result.campus, 0.0), distributed);
    result.distributed_run = distributed.value;
    result.largest_run = largest.value;
    result.governing = largest.part;
    return result;
  }

  /// Where bandwidth is what limits a run, it cannot use all the power that the network has.
  [[nodiscard]] Amounts<units::Power, Real> need(const Quantity<units::Compute, Real>& run) const {
    const auto power = [this](const Quantity<units::Compute, Real>& of) -> Quantity<units::Power, Real> {
      return shared_.accelerators_of(of) / accelerators_per_power_;
    };
    return {power(run), power(ceiling().largest_run)};
  }

  void advance() {
    all_ *= parameters_.datacenter_growth;
    non_ai_ *= non_ai_growth_;
    // More FLOP/s per watt is less power for an H100-equivalent.
    accelerators_per_power_ *= parameters_.energy_efficiency_growth;
    exchange_.advance();
  }

  void inherit(const Power& earlier) {
    if (!parameters_.us_ai_datacenter_power.by_year) non_ai_ = earlier.non_ai_;
    if (!parameters_.power_per_accelerator.by_year) accelerators_per_power_ = earlier.accelerators_per_power_;
  }

 private:
  static Quantity<units::Power, Real> none() { return units::of<units::Power>(Real(0.0)); }

  [[nodiscard]] Quantity<units::Compute, Real> run(const Quantity<units::Power, Real>& power) const {
    const Quantity<units::Accelerators, Real> accelerators = power * accelerators_per_power_;
    return shared_.run(accelerators);
  }

  Shared<Real> shared_;
  Parameters parameters_;
  Quantity<units::Power, Real> all_;
  Quantity<units::Power, Real> non_ai_;
  Growth<Real> non_ai_growth_;
  Quantity<units::Per<units::Accelerators, units::Power>, Real> accelerators_per_power_;
  Exchange<Real> exchange_;
};

}  // namespace chokepoint::models

CHOKEPOINT_CONSTRAINT(power, Power)
