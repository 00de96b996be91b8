// SPDX-License-Identifier: Apache-2.0
// The exchange of gradients between data centers, and the run that it allows. Sevilla et al. 2024, appendix C.
#pragma once

#include "models/model.hpp"

namespace chokepoint::models {

template <class Real>
class Exchange {
 public:
  struct Parameters {
    Quantity<units::Length, Real> network_length;
    Quantity<units::Speed, Real> fibre_speed;
    Quantity<units::Bandwidth, Real> interconnect_bandwidth;
    Growth<Real> interconnect_growth;
    Quantity<units::InformationPerParameter, Real> gradient_size;

    template <class Visit>
    void each(Visit&& visit) {
      visit(network_length, {"network_length", not_negative, Effect::lowers,
                             "length of the fibre ring that joins the data centers", "sevilla-2024, appendix C"});
      visit(fibre_speed,
            {"fibre_speed", positive, Effect::raises, "speed of a signal in fibre", "sevilla-2024, appendix C"});
      visit(interconnect_bandwidth, {"interconnect_bandwidth", positive, Effect::raises,
                                     "bandwidth between a pair of data centers at the start of the base year",
                                     "sevilla-2024, appendix C", at_base_year, "interconnect_growth"});
      visit(interconnect_growth,
            {"interconnect_growth", positive, Effect::raises,
             "yearly growth of the bandwidth between a pair of data centers", "sevilla-2024, appendix C"});
      visit(gradient_size, {"gradient_size", positive, Effect::lowers,
                            "information sent per model parameter in an update", "sevilla-2024, appendix C"});
    }
  };

  Exchange(const Shared<Real>& shared, const Parameters& parameters)
      : updates_per_size_(shared.tokens_per_parameter / shared.batch_size),
        latency_of_updates_(Real(2.0) * parameters.network_length / parameters.fibre_speed * updates_per_size_),
        transfer_of_updates_(Real(2.0) * parameters.gradient_size / parameters.interconnect_bandwidth *
                             updates_per_size_),
        slower_transfer_(Real(1.0) / parameters.interconnect_growth.factor()) {}

  /// A ring all-reduce per update; the quadratic in the model size N that the number of updates leaves,
  /// a N^2 + b N = training_duration, by the root that loses no digits.
  [[nodiscard]] Quantity<units::Compute, Real> largest_run(const Shared<Real>& shared) const {
    const Quantity<PerSize, Real> root =
        sqrt(latency_of_updates_ * latency_of_updates_ + Real(4.0) * transfer_of_updates_ * shared.training_duration);
    const Quantity<units::ModelSize, Real> size = Real(2.0) * shared.training_duration / (latency_of_updates_ + root);
    return shared.optimal_run(size);
  }

  void advance() { transfer_of_updates_ *= slower_transfer_; }

 private:
  using PerSize = units::Per<units::Time, units::ModelSize>;
  using PerSizeSquared = units::Per<PerSize, units::ModelSize>;

  Quantity<units::Per<units::Ratio, units::ModelSize>, Real> updates_per_size_;
  Quantity<PerSize, Real> latency_of_updates_;          // b
  Quantity<PerSizeSquared, Real> transfer_of_updates_;  // a
  Growth<Real> slower_transfer_;
};

}  // namespace chokepoint::models
