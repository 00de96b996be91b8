// SPDX-License-Identifier: Apache-2.0
// What is done about a shortfall: the ways around it, alone and together, and what is left of it. docs/ways-around.md.
#include <array>
#include <type_traits>

#include "models/ways/curation.hpp"
#include "models/ways/inference.hpp"
#include "models/ways/less_overtraining.hpp"
#include "models/ways/loss.hpp"
#include "models/ways/post_training.hpp"
#include "models/ways/scarce_data.hpp"
#include "models/ways/synthetic.hpp"

namespace chokepoint::models {

namespace {

/// What a way is called: itself, and its relief in years.
struct WayNames {
  std::string_view name;
  std::string_view years;
};

/// All of ways.def.
template <class Real>
struct Ways {
#define WAY(name, Way) Way<Real> name;
#include "models/ways.def"
#undef WAY

  template <class Do>
  void each(Do&& act) {
#define WAY(name, Way) act(WayNames{#name, #name "_years"}, name);
#include "models/ways.def"
#undef WAY
  }
};

inline constexpr std::size_t way_count = 0
#define WAY(name, Way) +1
#include "models/ways.def"
#undef WAY
    ;

/// So many orders of magnitude as years in which compute grows by `growth` each.
template <class Real>
Real years_of(Real orders_of_magnitude, Real growth) {
  const auto grows = growth > Real(1.0);
  const Real years = orders_of_magnitude / log10_of(select(grows, growth, Real(10.0)));
  const Real at_most = select(grows, min(years, Real(out_of_reach)), Real(out_of_reach));
  return select(orders_of_magnitude > Real(0.0), at_most, Real(0.0));
}

template <class Real>
class Relief {
 public:
  struct Parameters {
    Quantity<units::Ratio, Real> interference;
    Quantity<units::Ratio, Real> at_most;
    Ways<Real> ways;
    LossDeviations<Real> loss;

    template <class Visit>
    void each(Visit&& visit) {
      visit(interference, {"interference",
                           share,
                           Effect::raises,
                           "what is left of the sum of all ways where they are gone together",
                           "villalobos-2023",
                           false,
                           "",
                           {"{p10: 0.5, p50: 0.7, p90: 0.9}",
                            {"together they are worth less than one by one; no number is published", "assumed"}}});
      visit(at_most, {"at_most",
                      not_negative,
                      Effect::raises,
                      "orders of magnitude that all ways together make up for at most",
                      "villalobos-2023",
                      false,
                      "",
                      {"3", {"combinations span 2 to 3, 3 to 4 at most", "published"}}});
      ways.each([&visit](const WayNames& names, auto& way) { visit.group(names.name, way); });
      visit.group("loss", loss);
    }
  };

  explicit Relief(const Parameters& parameters) : p_(parameters) {}

  /// Visits every result of a year, in which compute grows by `growth`.
  template <class Visit>
  void give(const Shortfall<Real>& year, Real growth, Visit&& visit) {
    std::array<Real, way_count> alone{};
    std::size_t i = 0;
    Real sum(0.0);
    p_.ways.each([&](const WayNames& /*names*/, auto& way) {
      alone[i] = way.relief(year);
      sum = sum + alone[i++];
    });
    const Real together = min(units::value_of(p_.interference) * sum, units::value_of(p_.at_most));
    const auto number = [&visit](Real value, Role role, std::string_view name, std::string_view meaning) {
      visit(units::of<units::Ratio>(value), role, name, meaning);
    };
    number(together, Role::ceiling, "", "orders of magnitude of training compute that all ways together make up for");
    i = 0;
    p_.ways.each([&](const WayNames& names, auto& way) {
      number(alone[i++], Role::part, names.name, std::decay_t<decltype(way)>::relief_means);
    });
    give_rest(year, together, number);
    constexpr std::string_view in_years =
        "relief in years of the trajectory's growth; 99 where it does not grow that far";
    number(years_of(together, growth), Role::internal, "years", in_years);
    i = 0;
    p_.ways.each([&](const WayNames& names, auto& /*way*/) {
      number(years_of(alone[i++], growth), Role::internal, names.years, in_years);
    });
    give_loss(year, together, number);
    p_.ways.each([&](const WayNames& /*names*/, auto& way) {
      if constexpr (requires { way.give(year, visit); }) way.give(year, visit);
    });
  }

 private:
  /// What is left of a shortfall.
  template <class Number>
  static void give_rest(const Shortfall<Real>& year, Real together, const Number& number) {
    const Real none(0.0);
    const Real left = max(year.missing - together, none);
    const Real made_up = select(year.missing > none, select(left > none, none, Real(1.0)), none);
    number(year.missing, Role::internal, "shortfall",
           "orders of magnitude from the largest run that the constraints allow to the trajectory");
    number(left, Role::internal, "left", "orders of magnitude of the shortfall that no way makes up for");
    number(made_up, Role::internal, "made_up", "1 where there is a shortfall and the ways make up for it, 0 elsewhere");
  }

  template <class Number>
  void give_loss(const Shortfall<Real>& year, Real together, const Number& number) const {
    const scaling::DrawnBestLoss<Real> law = p_.loss.law();
    const Real wanted = law.reducible(units::value_of(year.wanted));
    const Real attainable = law.reducible(units::value_of(year.attainable));
    const Real back = min(together, year.missing);
    number(attainable, Role::internal, "loss",
           "loss above what no training takes away, of the largest run that the constraints allow, in nat per token");
    number(wanted, Role::internal, "loss_wanted", "the same of the trajectory's run");
    number(attainable * power_of_10(-law.exponent() * back), Role::internal, "loss_with_ways",
           "the same of the run that would be as good as the largest one with all ways around");
  }

  Parameters p_;
};

template <class Real>
void relieve_as(const ReliefJob& job) {
  typename Relief<Real>::Parameters parameters{};
  for (std::size_t lane = 0; lane < job.lanes; lane += lanes_of<Real>) {
    for (int now = 0; now < job.years; ++now) {
      const auto year = static_cast<std::size_t>(now);
      const std::size_t at = year * job.lanes + lane;
      // The first of the block reads all; later years only what varies.
      const std::size_t from_base = static_cast<std::size_t>(job.skipped) + year;
      parameters.each(Load<Real>(job.own.data(), lane, from_base, now == 0));
      const Real wanted = load<Real>(job.wanted + at);
      const Real attainable = load<Real>(job.attainable + at);
      const Real missing = max(log10_of(wanted / attainable), Real(0.0));
      const Shortfall<Real> shortfall{units::of<units::Compute>(wanted), units::of<units::Compute>(attainable),
                                      units::of<units::Compute>(load<Real>(job.but_data + at)), missing};
      Relief<Real>(parameters)
          .give(shortfall, load<Real>(job.growth + at),
                Store(job.out + at, job.lanes * static_cast<std::size_t>(job.years)));
    }
  }
}

}  // namespace

}  // namespace chokepoint::models

#ifdef CHOKEPOINT_LANE_BUILD

namespace chokepoint {
inline namespace CHOKEPOINT_TARGET {
void relieve_lanes(const models::ReliefJob& job);
void relieve_lanes(const models::ReliefJob& job) {
  models::relieve_as<Pack>(job);
  clear_upper_halves();
}
}  // namespace CHOKEPOINT_TARGET
}  // namespace chokepoint

#else

namespace chokepoint::models {

void relieve_reference(const ReliefJob& job) {
  relieve_as<double>(job);
}

const Description& relief() {
  static const Description description = [] {
    Description made{.name = "relief",
                     .constraint = "",
                     .title = "Ways around a shortfall",
                     .equations = R"(shortfall   = log10(trajectory / attainable)
relief      = min(interference * (sum of all ways), at_most)
left        = shortfall - relief, 0 where that is less
inference   = saves_at_most
              * (1 - exp(-affordable
                         / (exchange * saves_at_most)))
scarce_data = log10(kept * C / attainable), C the run that all
              constraints but data allow
every other = its gain, 0 where that is below
years       = relief / log10(growth of the trajectory)
loss        = K (C / 6)^-gamma)",
                     .source = "docs/ways-around.md",
                     .reads = {},
                     .parameters = {},
                     .outputs = {}};
    Relief<double>::Parameters parameters{};
    parameters.each(Describe(made));
    Relief<double>(parameters).give({}, 1.0, Describe(made));
    for (Output& output : made.outputs) {
      output.out_of_reach = output.name.ends_with("years") || output.name == "inference_needed" ||
                            output.name == "query_energy" || output.name == "query_cost";
    }
    return made;
  }();
  return description;
}

}  // namespace chokepoint::models

#endif
