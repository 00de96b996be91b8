// SPDX-License-Identifier: Apache-2.0
// A catalogue that has what the one that comes with chokepoint does not: groups of parameters, defaults, older names.
// The constraint `water` has two models, wells and rivers; what they give is computed by hand from the two equations
// below.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "chokepoint/scenario.hpp"
#include "models/model.hpp"

namespace chokepoint::models {
/// accelerators * pump.efficiency
template <class Real>
class Wells {
 public:
  struct Pump {
    Quantity<units::Ratio, Real> efficiency;
    Quantity<units::Ratio, Real> wear;

    template <class Visit>
    void each(Visit&& visit) {
      visit(efficiency, {.name = "efficiency",
                         .bounds = share,
                         .effect = Effect::raises,
                         .meaning = "what a pump gives",
                         .source = "by hand",
                         .unless_given = {"50 %", {"by hand, too", "assumed"}},
                         .formerly = "pumping"});
      visit(wear, {.name = "wear",
                   .bounds = not_negative,
                   .effect = Effect::lowers,
                   .meaning = "of a pump",
                   .source = "by hand",
                   .unless_given = {"0", {"by hand, too", "assumed"}}});
    }
  };
  struct Parameters {
    Quantity<units::Accelerators, Real> accelerators;
    Pump pump;

    template <class Visit>
    void each(Visit&& visit) {
      visit(accelerators, {"accelerators", not_negative, Effect::raises, "that wells can cool", "by hand"});
      visit.group("pump", pump);
    }
  };
  struct Ceiling {
    Quantity<units::Compute, Real> largest_run;
    Quantity<units::Accelerators, Real> cooled;

    template <class Visit>
    void each(Visit&& visit) {
      visit(largest_run, Role::ceiling, "", "what can be cooled");
      visit(cooled, Role::internal, "cooled", "accelerators that are cooled");
    }
  };
  static constexpr About about{
      .model = "wells", .title = "Water", .equations = "accelerators * efficiency", .source = "by hand"};
  static constexpr NeedOf<units::Accelerators> need_of{"accelerators", "accelerators of the run", "that are cooled"};
  static constexpr std::string_view reads[] = {"training_duration", "peak_performance", "utilization"};

  Wells(const Shared<Real>& shared, const Parameters& parameters) : shared_(shared), parameters_(parameters) {}
  [[nodiscard]] Ceiling ceiling() const {
    Ceiling result;
    result.cooled = parameters_.accelerators * parameters_.pump.efficiency;
    result.largest_run = shared_.run(result.cooled);
    return result;
  }
  [[nodiscard]] Amounts<units::Accelerators, Real> need(const Quantity<units::Compute, Real>& run) const {
    return {shared_.accelerators_of(run), ceiling().cooled};
  }
  void advance() {}
  void inherit(const Wells& /*earlier*/) {}

 private:
  Shared<Real> shared_;
  Parameters parameters_;
};

/// accelerators * width
template <class Real>
class Rivers {
 public:
  struct Parameters {
    Quantity<units::Accelerators, Real> accelerators;
    Quantity<units::Ratio, Real> width;

    template <class Visit>
    void each(Visit&& visit) {
      visit(accelerators, {"accelerators", not_negative, Effect::raises, "that rivers can cool", "by hand"});
      visit(width, {"width", positive, Effect::raises, "of the river", "by hand"});
    }
  };
  struct Ceiling {
    Quantity<units::Compute, Real> largest_run;

    template <class Visit>
    void each(Visit&& visit) {
      visit(largest_run, Role::ceiling, "", "what can be cooled");
    }
  };
  static constexpr About about{
      .model = "rivers", .title = "Water", .equations = "accelerators * width", .source = "by hand"};
  static constexpr NeedOf<units::Accelerators> need_of{"accelerators", "accelerators of the run", "that are cooled"};
  static constexpr std::string_view reads[] = {"training_duration", "peak_performance", "utilization"};

  Rivers(const Shared<Real>& shared, const Parameters& parameters) : shared_(shared), parameters_(parameters) {}
  [[nodiscard]] Ceiling ceiling() const {
    return {shared_.run(Quantity<units::Accelerators, Real>(parameters_.accelerators * parameters_.width))};
  }
  [[nodiscard]] Amounts<units::Accelerators, Real> need(const Quantity<units::Compute, Real>& run) const {
    return {shared_.accelerators_of(run),
            Quantity<units::Accelerators, Real>(parameters_.accelerators * parameters_.width)};
  }
  void advance() {}
  void inherit(const Rivers& /*earlier*/) {}

 private:
  Shared<Real> shared_;
  Parameters parameters_;
};

inline const std::shared_ptr<const Catalogue>& with_water() {
  static const Description wells = describe<Wells>("water");
  static const Description rivers = describe<Rivers>("water");
  static const auto catalogue = [] {
    const auto all = built_in()->models();
    std::vector<Constraint> models(all.begin(), all.end());
    models.push_back({&wells, &step<Wells, double>, &step<Wells, double>});
    models.push_back({&rivers, &step<Rivers, double>, &step<Rivers, double>});
    return std::make_shared<const Catalogue>(std::move(models));
  }();
  return catalogue;
}

}  // namespace chokepoint::models

namespace chokepoint::scenario {

using Files = std::map<std::string, std::string>;

/// A run of one H100e for a year at 1e15 FLOP/s and half of it used: 1.57788e22 FLOP.
inline const std::string head =
    "years: 2024..2027\n"
    "trajectory: {anchor: 1e21 FLOP, anchor_date: 2024, growth: 2x/yr}\n"
    "shared: {training_duration: 1 yr, peak_performance: 1e15 FLOP/s/H100e, utilization: 50 %, largest_run_share: 0.5,"
    " performance_growth: 1x/yr}\n";
inline constexpr double one_accelerator = 1e15 * 0.5 * units::seconds_per_year;

inline Loaded load_it(const std::string& text, const std::vector<std::string>& overrides = {}, Files more = {}) {
  more["it.yaml"] = text;
  const Reader read = [more](const std::string& path, std::size_t) -> std::variant<std::string, Unreadable> {
    const auto found = more.find(path);
    if (found == more.end()) return Unreadable{"no such file"};
    return found->second;
  };
  return load("it.yaml", overrides, read, models::with_water());
}

inline std::string told(const Loaded& loaded) {
  std::string text;
  for (const Diagnostic& one : loaded.diagnostics) {
    if (one.message.find("no source") == std::string::npos) text += render(one);
  }
  return text;
}

}  // namespace chokepoint::scenario
