// SPDX-License-Identifier: Apache-2.0
// The four things that an accelerator is made of, and how many accelerators of a year each of them allows.
#pragma once

#include "models/model.hpp"
#include "units/elementary.hpp"
#include "units/quantity.hpp"

namespace chokepoint::models {

/// What is made in a year, and what was in the year before.
template <class Unit, class Real>
class Flow {
 public:
  using Amount = Quantity<Unit, Real>;

  /// `made` in this year; as long as no earlier year is known, the growth says what was made in the year before.
  Flow(const Amount& made, const Growth<Real>& growth)
      : made_(made), before_(units::of<Unit>(units::value_of(made) / growth.factor())), growth_(growth) {}

  /// What goes into accelerators of this year: it was made `lag` before they are sold, some of it in the year before.
  [[nodiscard]] Amount used(const Quantity<units::Time, Real>& lag) const {
    // Nothing made is nothing used, not a logarithm of zero.
    const Real nothing(1e-100);
    const Real part = units::value_of(lag) * Real(1.0 / units::seconds_per_year);
    const Real less = max(units::value_of(before_), nothing) / max(units::value_of(made_), nothing);
    return made_ * pow(less, part);
  }

  void advance() {
    before_ = made_;
    made_ *= growth_;
  }
  void inherit(const Flow& earlier) { before_ = earlier.before_; }

 private:
  Amount made_;
  Amount before_;
  Growth<Real> growth_;
};

/// A generation of the processes that logic dies are made with.
template <class Real>
struct ProcessNode {
  Quantity<units::WaferRate, Real> wafers;
  Quantity<units::Ratio, Real> share;
  Quantity<units::AcceleratorsPerWafer, Real> accelerators_per_wafer;

  [[nodiscard]] Quantity<units::AcceleratorRate, Real> supply() const {
    const Quantity<units::WaferRate, Real> for_ai = wafers * share;
    return for_ai * accelerators_per_wafer;
  }
};

template <class Real>
struct Logic {
  Growth<Real> wafer_growth;
  ProcessNode<Real> n5;
  ProcessNode<Real> n3;
  ProcessNode<Real> n2;

  template <class Visit>
  void each(Visit&& visit) {
    visit(wafer_growth,
          {"wafer_growth", positive, Effect::either,
           "yearly growth of what logic allows into the base year, and of all wafers where no value is given",
           "epoch-chip-components"});
    visit(n5.wafers, as_capacity({"n5.wafers", not_negative, Effect::raises,
                                  "300 mm wafers of the 5 nm class (N5, N4) made in the year",
                                  "sevilla-2024, section on chips", at_base_year, "wafer_growth"}));
    visit(n5.share, {"n5.share", part_of_all, Effect::raises, "largest share of these wafers that AI can get",
                     "epoch-chip-components"});
    visit(n5.accelerators_per_wafer,
          {"n5.accelerators_per_wafer", positive, Effect::raises,
           "accelerators that a wafer for AI makes, after yield and with the processors and switches they need",
           "sevilla-2024, note 67"});
    visit(n3.wafers,
          as_capacity({"n3.wafers", not_negative, Effect::raises, "300 mm wafers of the 3 nm class made in the year",
                       "semianalysis-2026", at_base_year, "wafer_growth"}));
    visit(n3.share, {"n3.share", part_of_all, Effect::raises, "largest share of these wafers that AI can get",
                     "semianalysis-2026"});
    visit(n3.accelerators_per_wafer,
          {"n3.accelerators_per_wafer", positive, Effect::raises,
           "accelerators that a wafer for AI makes, after yield and with the processors and switches they need",
           "patel-2026"});
    visit(n2.wafers,
          as_capacity({"n2.wafers", not_negative, Effect::raises, "300 mm wafers of 2 nm and below made in the year",
                       "chips-supply-chain", at_base_year, "wafer_growth"}));
    visit(n2.share, {"n2.share", part_of_all, Effect::raises, "largest share of these wafers that AI can get",
                     "chips-supply-chain"});
    visit(n2.accelerators_per_wafer,
          {"n2.accelerators_per_wafer", positive, Effect::raises,
           "accelerators that a wafer for AI makes, after yield and with the processors and switches they need",
           "chips-supply-chain"});
  }

  [[nodiscard]] Flow<units::AcceleratorRate, Real> flow() const {
    return {n5.supply() + n3.supply() + n2.supply(), wafer_growth};
  }
};

/// Packaging of logic and memory on one interposer (CoWoS).
template <class Real>
struct Packaging {
  Quantity<units::WaferRate, Real> capacity;
  Growth<Real> capacity_growth;
  Quantity<units::Ratio, Real> share;
  Quantity<units::AcceleratorsPerWafer, Real> accelerators_per_wafer;

  template <class Visit>
  void each(Visit&& visit) {
    visit(capacity, as_capacity({"capacity", positive, Effect::raises,
                                 "300 mm interposer wafers (CoWoS, partners included) of the year",
                                 "epoch-chip-components", at_base_year, "capacity_growth"}));
    visit(capacity_growth, {"capacity_growth", positive, Effect::either,
                            "yearly growth of the capacity into the base year, and where no value is given",
                            "sevilla-2024, section on chips"});
    visit(share, {"share",
                  models::share,
                  Effect::raises,
                  "share of the capacity that AI accelerators get",
                  "epoch-chip-components",
                  false,
                  "",
                  {"{p10: 0.86, p50: 0.9, p90: 0.94}",
                   {"four designers of AI chips took about 90% in 2025 (Epoch AI 2026)", "published"}}});
    visit(accelerators_per_wafer,
          {"accelerators_per_wafer", positive, Effect::raises,
           "accelerators on one interposer wafer before yield: packages times H100-equivalents of a package",
           "epoch-chip-counts"});
  }

  [[nodiscard]] Flow<units::WaferRate, Real> flow() const { return {capacity, capacity_growth}; }
};

/// High-bandwidth memory (HBM).
template <class Real>
struct Memory {
  Quantity<units::Bandwidth, Real> output;
  Growth<Real> output_growth;
  Quantity<units::Ratio, Real> share;
  Quantity<units::InformationPerAccelerator, Real> per_accelerator;

  template <class Visit>
  void each(Visit&& visit) {
    visit(output, as_capacity({"output", positive, Effect::raises, "high-bandwidth memory (HBM) made in the year",
                               "epoch-chip-components", at_base_year, "output_growth"}));
    visit(output_growth, {"output_growth", positive, Effect::either,
                          "yearly growth of the output into the base year, and where no value is given",
                          "sevilla-2024, section on chips"});
    visit(share, {"share",
                  models::share,
                  Effect::raises,
                  "share of the output that AI accelerators get",
                  "epoch-chip-components",
                  false,
                  "",
                  {"{p10: 0.86, p50: 0.9, p90: 0.94}",
                   {"four designers of AI chips took about 90% in 2025 (Epoch AI 2026)", "published"}}});
    visit(per_accelerator, {"per_accelerator", positive, Effect::lowers, "high-bandwidth memory of one accelerator",
                            "epoch-chip-counts"});
  }

  [[nodiscard]] Flow<units::Bandwidth, Real> flow() const { return {output, output_growth}; }
};

/// Extreme ultraviolet lithography (EUV), for logic and memory.
template <class Real>
struct Lithography {
  Initial<Quantity<units::Ratio, Real>> tools;
  Quantity<units::Ratio, Real> deliveries;
  Quantity<units::WaferRate, Real> exposures_per_tool;
  Quantity<units::Ratio, Real> share;
  Quantity<units::WafersPerAccelerator, Real> exposures_per_accelerator;

  template <class Visit>
  void each(Visit&& visit) {
    visit(tools, {"tools", not_negative, Effect::raises,
                  "extreme ultraviolet lithography tools (EUV) in use at the start of the base year", "patel-2026",
                  at_base_year});
    visit(deliveries, as_capacity({"deliveries", not_negative, Effect::raises,
                                   "tools that come in the year, evenly over it; none retires", "asml-2026"}));
    visit(exposures_per_tool, {"exposures_per_tool",
                               positive,
                               Effect::raises,
                               "exposures of wafers by one tool",
                               "patel-2026",
                               false,
                               "",
                               {"591e3 wafer/yr", {"75 wafers an hour, 90% of the time (Patel 2026)", "second-hand"}}});
    visit(share, {"share", models::share, Effect::raises, "largest share of the exposures that AI can get",
                  "chips-supply-chain"});
    visit(exposures_per_accelerator,
          {"exposures_per_accelerator", positive, Effect::lowers,
           "exposures that one accelerator takes: its logic, its memory, and the processors and switches it needs",
           "patel-2026"});
  }

  /// With `now` tools at the start of the year.
  [[nodiscard]] Quantity<units::AcceleratorRate, Real> supply(const Quantity<units::Ratio, Real>& now) const {
    const Quantity<units::Ratio, Real> in_the_middle = now + deliveries * Real(0.5);
    const Quantity<units::WaferRate, Real> exposures = in_the_middle * exposures_per_tool * share;
    return exposures / exposures_per_accelerator;
  }
};

}  // namespace chokepoint::models
