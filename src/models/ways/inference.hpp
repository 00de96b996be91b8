// SPDX-License-Identifier: Apache-2.0
// Thinking longer at inference in place of training bigger: docs/inference-time-compute.md, equations (22), (23), (25)
// and (26).
#pragma once

#include <array>

#include "chokepoint/scaling.hpp"
#include "models/ways/way.hpp"
#include "scaling/inference.hpp"
#include "scaling/tasks.hpp"

namespace chokepoint::models {

inline constexpr std::string_view inference_page = "docs/inference-time-compute.md";
inline constexpr std::array<std::string_view, 3> tasks_that_trade{"general", "reasoning", "verified"};

/// For a query, by class.
inline constexpr std::array<std::string_view, 3> affordable_unless_given{
    "{p10: 0.5, p50: 1, p90: 2}", "{p10: 0.5, p50: 1, p90: 2}", "{p10: 1, p50: 2, p90: 4}"};

/// What one class of tasks gives: that of this place.
template <class Real, std::size_t place>
struct Tasks {
  Quantity<units::Ratio, Real> saves_at_most;
  Quantity<units::Ratio, Real> exchange;
  Quantity<units::Ratio, Real> affordable;

  template <class Visit>
  void each(Visit&& visit) {
    constexpr const scaling::TaskClass& tasks = scaling::task_class_table[place];
    visit(saves_at_most, {"saves_at_most",
                          not_negative,
                          Effect::raises,
                          "orders of magnitude of training that inference is worth at most, T_max of equation (22)",
                          inference_page,
                          false,
                          "",
                          {tasks.largest_saving.text, {tasks.largest_saving.basis, tasks.largest_saving.confidence}}});
    visit(exchange, {"exchange",
                     positive,
                     Effect::lowers,
                     "orders of magnitude of inference for the first one of training, rho of equation (22)",
                     inference_page,
                     false,
                     "",
                     {tasks.rate.text, {tasks.rate.basis, tasks.rate.confidence}}});
    visit(affordable, {"affordable",
                       not_negative,
                       Effect::raises,
                       "orders of magnitude of inference that a query can cost more",
                       inference_page,
                       false,
                       "",
                       {affordable_unless_given[place], {"for some queries, not for a fleet", "assumed"}}});
  }

  [[nodiscard]] Real saved() const {
    return scaling::training_of(units::value_of(affordable), units::value_of(saves_at_most), units::value_of(exchange));
  }
  /// Orders of magnitude of inference for so much training; out_of_reach where none is worth it.
  [[nodiscard]] Real needed(Real training) const {
    return min(scaling::inference_of(training, units::value_of(saves_at_most), units::value_of(exchange)),
               Real(out_of_reach));
  }
};

/// What answering takes today.
template <class Real>
struct QueryParameters {
  Quantity<units::ModelSize, Real> parameters;
  Quantity<units::Tokens, Real> tokens;
  Quantity<units::PeakPerformance, Real> peak_performance;
  Quantity<units::Ratio, Real> utilization;
  Quantity<units::PowerPerAccelerator, Real> power;
  Growth<Real> power_growth;
  Quantity<units::CostOfAccelerators, Real> price;
  Growth<Real> price_growth;

  template <class Visit>
  void each(Visit&& visit) {
    visit(parameters, {"parameters",
                       positive,
                       Effect::either,
                       "active parameters of the model that answers",
                       "epoch-query-2025",
                       false,
                       "",
                       {"{p10: 2e10 parameter, p50: 1e11 parameter, p90: 2e11 parameter}",
                        {"a chat model of 2024 and 2025, and its range", "published"}}});
    visit(tokens,
          {"tokens",
           positive,
           Effect::either,
           "tokens of an answer",
           "epoch-query-2025",
           false,
           "",
           {"{p10: 269 token, p50: 500 token, p90: 1500 token}", {"a typical query, and its range", "published"}}});
    visit(peak_performance, {"peak_performance",
                             positive,
                             Effect::either,
                             "peak performance of one H100-equivalent in the number format of serving",
                             "epoch-query-2025",
                             false,
                             "",
                             {"9.89e14 FLOP/s/H100e", {"H100, dense, 16 bit", "published"}}});
    visit(utilization, {"utilization",
                        share,
                        Effect::either,
                        "share of that peak that serving reaches",
                        "epoch-query-2025",
                        false,
                        "",
                        {"0.1", {"decoding, token by token", "published"}}});
    visit(power, {"power",
                  positive,
                  Effect::either,
                  "power of one H100-equivalent that serves, with its part of server and building",
                  "epoch-query-2025",
                  at_base_year,
                  "power_growth",
                  {"{value: 1071 W/H100e, as_of: 2025}",
                   {"1275 W, times 1.2 for the building, times a load of 0.7", "published"}}});
    visit(power_growth, {"power_growth",
                         positive,
                         Effect::either,
                         "yearly growth of that power: below 1, as chips get more efficient",
                         "sevilla-2024, appendix A",
                         false,
                         "",
                         {"0.78x/yr", {"energy efficiency grows 1.28 times a year", "derived"}}});
    visit(price, {"price",
                  positive,
                  Effect::either,
                  "cost of one H100-equivalent that serves, for a year",
                  inference_page,
                  at_base_year,
                  "price_growth",
                  {"{value: 17532 USD/yr/H100e, as_of: 2025}", {"2 USD an hour", "assumed"}}});
    visit(price_growth, {"price_growth",
                         positive,
                         Effect::either,
                         "yearly growth of that cost",
                         inference_page,
                         false,
                         "",
                         {"0.77x/yr", {"performance for a price grows 1.3 times a year", "assumed"}}});
  }

  /// Of one H100-equivalent.
  [[nodiscard]] Quantity<units::Per<units::ComputeRate, units::Accelerators>, Real> performance() const {
    return peak_performance * utilization;
  }
  [[nodiscard]] Quantity<units::ComputePerToken, Real> compute_per_token() const {
    return parameters * units::of<units::ComputePerTokenParameter>(Real(scaling::inference_compute));
  }
};

/// What all answers take together, and what there is for them.
template <class Real>
struct FleetParameters {
  Quantity<units::TokenRate, Real> tokens;
  Growth<Real> token_growth;
  Quantity<units::Ratio, Real> share;
  Quantity<units::Power, Real> power;
  Quantity<units::Accelerators, Real> accelerators;

  template <class Visit>
  void each(Visit&& visit) {
    visit(tokens, {"tokens",
                   positive,
                   Effect::either,
                   "tokens of all answers in a year, as queries are today",
                   "goldman-2026",
                   at_base_year,
                   "token_growth",
                   {"{value: 6e16 token/yr, as_of: 2026}",
                    {"5e15 a month in 2026, with tokens that are read or cached: an upper side", "second-hand"}}});
    visit(token_growth, {"token_growth",
                         positive,
                         Effect::either,
                         "yearly growth of these tokens",
                         "goldman-2026",
                         false,
                         "",
                         {"2.21x/yr", {"24 times from 2026 to 2030", "second-hand"}}});
    visit(share,
          {"share",
           models::share,
           Effect::either,
           "share of power and accelerators that serves",
           inference_page,
           false,
           "",
           {"{p10: 0.25, p50: 0.5, p90: 0.65}",
            {"a quarter of one developer's compute in 2024, three fifths of another's energy before", "assumed"}}});
    visit(power, {.name = "power",
                  .bounds = not_negative,
                  .effect = Effect::either,
                  .meaning = "power of all that serves and trains, of which a share serves: an output such as "
                             "{output: power/ai_datacenter_power}; without it power is no limit",
                  .source = inference_page,
                  .when_absent = unlimited_fleet});
    visit(accelerators, {.name = "accelerators",
                         .bounds = not_negative,
                         .effect = Effect::either,
                         .meaning = "accelerators of all that serves and trains, of which a share serves: an output "
                                    "such as {output: chips/stock}; without it they are no limit",
                         .source = inference_page,
                         .when_absent = unlimited_fleet});
  }

  static constexpr double unlimited_fleet = 1e200;
};

template <class Real>
struct Inference {
  static constexpr std::string_view relief_means =
      "training compute that thinking longer makes up for, in tasks of the class that is chosen, as far as a query can "
      "cost more";

  Quantity<units::Ratio, Real> tasks;
  Tasks<Real, 0> general;
  Tasks<Real, 1> reasoning;
  Tasks<Real, 2> verified;
  QueryParameters<Real> query;
  FleetParameters<Real> fleet;

  template <class Visit>
  void each(Visit&& visit) {
    visit(tasks, or_words({"tasks",
                           words_alone,
                           Effect::either,
                           "class of tasks that the shortfall is looked at for",
                           inference_page,
                           false,
                           "",
                           {"general", {"most of what models are asked", "assumed"}}},
                          tasks_that_trade));
    visit.group("general", general);
    visit.group("reasoning", reasoning);
    visit.group("verified", verified);
    visit.group("query", query);
    visit.group("fleet", fleet);
  }

  [[nodiscard]] Real relief(const Shortfall<Real>& /*year*/) const {
    return chosen(general.saved(), reasoning.saved(), verified.saved());
  }

  template <class Visit>
  void give(const Shortfall<Real>& year, Visit&& visit) const {
    const auto number = [&visit](Real value, std::string_view name, std::string_view meaning) {
      visit(units::of<units::Ratio>(value), Role::internal, name, meaning);
    };
    number(general.saved(), "inference_general", "training compute that thinking longer makes up for in most tasks");
    number(reasoning.saved(), "inference_reasoning", "the same in tasks that go step by step");
    number(verified.saved(), "inference_verified", "the same in tasks whose answer is cheap to check");
    const Real needed =
        chosen(general.needed(year.missing), reasoning.needed(year.missing), verified.needed(year.missing));
    number(needed, "inference_needed",
           "orders of magnitude of inference that would make up for the whole shortfall; 99 where none would");
    give_query(needed, visit);
    give_fleet(needed, visit);
  }

 private:
  [[nodiscard]] Real chosen(Real of_general, Real of_reasoning, Real of_verified) const {
    const Real word = units::value_of(tasks);
    return select(is_word(word, 0), of_general, select(is_word(word, 1), of_reasoning, of_verified));
  }

  template <class Visit>
  void give_query(Real needed, Visit&& visit) const {
    const auto work = query.tokens * query.compute_per_token();
    const Quantity<units::Times<units::Accelerators, units::Time>, Real> busy = work / query.performance();
    const Real more = power_of_10(needed);
    visit(Quantity<units::Energy, Real>(busy * query.power * more), Role::internal, "query_energy",
          "energy of an answer that makes up for the whole shortfall");
    visit(Quantity<units::Currency, Real>(busy * query.price * more), Role::internal, "query_cost",
          "cost of such an answer");
  }

  template <class Visit>
  void give_fleet(Real needed, Visit&& visit) const {
    const Quantity<units::Accelerators, Real> base = fleet.tokens * query.compute_per_token() / query.performance();
    const Quantity<units::Power, Real> base_power = base * query.power;
    const auto served = [&](const auto& all, const auto& taken) {
      return scaling::share_served(units::value_of(all) * units::value_of(fleet.share), units::value_of(taken), needed);
    };
    const Real by_power = served(fleet.power, base_power);
    const Real by_accelerators = served(fleet.accelerators, base);
    const auto part = [&visit](Real value, std::string_view name, std::string_view meaning) {
      visit(units::of<units::Ratio>(value), Role::internal, name, meaning);
    };
    visit(base_power, Role::internal, "fleet_power", "power that all answers take as they are today");
    visit(base, Role::internal, "fleet_accelerators", "accelerators that they take");
    part(min(by_power, by_accelerators), "queries_served",
         "share of all answers for which the fleet can pay what makes up for the shortfall");
    part(by_power, "queries_by_power", "the same, did power alone limit the fleet");
    part(by_accelerators, "queries_by_accelerators", "the same, did accelerators alone");
  }
};

}  // namespace chokepoint::models
