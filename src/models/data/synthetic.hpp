// SPDX-License-Identifier: Apache-2.0
// Tokens that a run makes for itself and pays for: equations (20) and (21) of docs/synthetic-data.md.
#pragma once

#include <array>

#include "models/model.hpp"

namespace chokepoint::models {

inline constexpr std::array<std::string_view, 2> synthetic_modes{"accumulate", "replace"};
enum : std::size_t { mode_accumulate, mode_replace };  // their places

template <class Real>
struct SyntheticParameters {
  Quantity<units::Ratio, Real> compute_share;
  Quantity<units::Ratio, Real> cost;
  Quantity<units::Ratio, Real> worth;
  Quantity<units::Ratio, Real> at_most;
  Quantity<units::Ratio, Real> largest_share;
  Quantity<units::Ratio, Real> mode;
  Quantity<units::Ratio, Real> generations;
  Quantity<units::Ratio, Real> worth_kept;

  template <class Visit>
  void each(Visit&& visit) {
    constexpr Bounds below_one{.lower = 0.0, .upper = 1.0, .lower_allowed = true, .upper_allowed = false};
    visit(compute_share, {"compute_share",
                          below_one,
                          Effect::either,
                          "share of the compute of a run that may go into making tokens for it; what they cannot take "
                          "is trained with",
                          "synthetic-data, (20)",
                          false,
                          "",
                          {"0", {"off unless a scenario turns it on", "assumed"}},
                          "",
                          true});
    visit(cost, {"cost",
                 positive,
                 Effect::either,
                 "compute of making a token that is kept, in that of training on one",
                 "synthetic-data, (20)",
                 false,
                 "",
                 {"{p10: 0.01, p50: 1, p90: 3}",
                  {"about 1 in note 89 of sevilla-2024; 0.01 is a small generator; interval derived", "second-hand"}}});
    visit(worth, {"worth",
                  not_negative,
                  Effect::raises,
                  "what the first synthetic tokens are worth, in unique ones",
                  "synthetic-data, (21)",
                  false,
                  "",
                  {"{p10: 0.3, p50: 0.7, p90: 1}", {"docs/synthetic-data.md, What is published", "assumed"}}});
    visit(at_most, {"at_most",
                    positive,
                    Effect::raises,
                    "synthetic tokens for each unique one beyond which more are worth little",
                    "synthetic-data, (21)",
                    false,
                    "",
                    {"{p10: 0.5, p50: 2, p90: 5}", {"kimi-k2-2025 rephrases each corpus at most twice", "assumed"}}});
    visit(largest_share, {"largest_share",
                          below_one,
                          Effect::raises,
                          "largest share of synthetic tokens among all unique ones",
                          "synthetic-data, (21)",
                          false,
                          "",
                          {"{p10: 0.2, p50: 0.35, p90: 0.6}", {"about 0.3 is best in kang-2025", "assumed"}}});
    visit(mode, or_words({"mode",
                          words_alone,
                          Effect::either,
                          "whether synthetic tokens accumulate beside the others, or replace those of the generation "
                          "before, which costs them worth",
                          "synthetic-data, Generations",
                          false,
                          "",
                          {"accumulate", {"text is kept (gerstgrasser-2024)", "second-hand"}}},
                         synthetic_modes));
    visit(generations, {"generations",
                        not_negative,
                        Effect::lowers,
                        "how many times models have learned from tokens of models, where these replace others",
                        "synthetic-data, Generations",
                        false,
                        "",
                        {"1", {"one", "assumed"}}});
    visit(worth_kept, {"worth_kept",
                       share,
                       Effect::raises,
                       "worth of synthetic tokens that each of these generations leaves",
                       "synthetic-data, Generations",
                       false,
                       "",
                       {"{p10: 0.5, p50: 0.8, p90: 0.95}", {"shumailov-2024 in direction only", "assumed"}}});
  }
};

/// In all of it `seen` is what a run sees of tokens, in the unique ones that are not synthetic.
template <class Real>
class SyntheticText {
 public:
  explicit SyntheticText(const SyntheticParameters<Real>& p)
      : effort_(units::value_of(p.compute_share) / (Real(1.0) - units::value_of(p.compute_share))),
        cost_(units::value_of(p.cost)),
        worth_(units::value_of(p.worth)),
        cap_(units::value_of(p.at_most)),
        most_(units::value_of(p.largest_share) / (Real(1.0) - units::value_of(p.largest_share))) {
    if (is_off()) return;
    const Real lasting = exp(units::value_of(p.generations) * log(units::value_of(p.worth_kept)));
    worth_ = select(is_word(units::value_of(p.mode), mode_replace), worth_ * lasting, worth_);
  }

  /// (20): synthetic tokens for each unique one: as many as the effort makes, or as the mixture takes.
  [[nodiscard]] Real made(Real seen) const { return min(effort_ * seen / cost_, most_); }
  /// (21): what they add to each unique token.
  [[nodiscard]] Real added(Real seen) const {
    if (is_off()) return Real(0.0);
    return worth_ * cap_ * (Real(1.0) - exp(-made(seen) / cap_));
  }
  /// The compute of a run, in that of its training.
  [[nodiscard]] Real total(Real seen) const { return Real(1.0) + min(effort_, cost_ * most_ / seen); }

  /// What the largest run sees where each unique token may be seen `limit` times: seen = limit (1 + added(seen)).
  [[nodiscard]] Real seen_at(Real limit) const {
    if (is_off()) return limit;
    // What is added grows ever slower: from above Newton never passes the root.
    const auto none = effort_ <= Real(0.0);
    const Real from = limit * (Real(1.0) + worth_ * cap_ * (Real(1.0) - exp(-most_ / cap_)));
    const Real seen = settled(from, none, [&](Real at) {
      const Real fresh = exp(-made(at) / cap_);  // of the worth of the first synthetic tokens
      const Real slope = select(effort_ * at < most_ * cost_, effort_ / cost_, Real(0.0)) * worth_ * fresh;
      const Real adds = worth_ * cap_ * (Real(1.0) - fresh);
      return at - (at - limit * (Real(1.0) + adds)) / (Real(1.0) - limit * slope);
    });
    return select(none, limit, seen);
  }

  /// The share of a run's compute that trains it: 1 / total(). `seen_if_all`: what it would see if all did; that grows
  /// as compute^token_growth.
  [[nodiscard]] Real training_share(Real seen_if_all, Real token_growth) const {
    const Real one(1.0);
    if (is_off()) return one;
    // Where the effort is spent whole, 1 / (1 + effort). Where the mixture takes less, u (1 + taken / u^growth) = 1,
    // which grows ever slower with u: from below Newton never passes the root.
    const Real least = one / (one + effort_);
    const Real taken = cost_ * most_ / seen_if_all;
    const auto whole = effort_ * exp(token_growth * log(least)) <= taken;
    const Real u = settled(least, whole, [&](Real at) {
      const Real rest = taken * exp((one - token_growth) * log(at));
      return at - (at + rest - one) / (one + (one - token_growth) * rest / at);
    });
    return select(whole, least, min(u, one));
  }

 private:
  /// Where `step` of Newton, which doubles the digits, moves nothing any more: after 3 to 6 steps, 8 where the cap is
  /// sharp. Lanes that have settled stay as they are: a lane does not depend on its neighbours. `is_there`: those that
  /// nobody asks for.
  template <class Mask, class Step>
  static Real settled(Real at, Mask is_there, const Step& step) {
    constexpr int steps_at_most = 16;
    constexpr double near = 1e-12;
    for (int i = 0; i < steps_at_most && !all(is_there); ++i) {
      const Real next = step(at);
      const Real moved = next - at;
      at = select(is_there, at, next);
      is_there = is_there | (max(moved, -moved) <= Real(near) * next);
    }
    return at;
  }
  [[nodiscard]] bool is_off() const { return all(effort_ <= Real(0.0)); }

  Real effort_;  // compute that makes tokens, in that which trains
  Real cost_;
  Real worth_;
  Real cap_;
  Real most_;  // synthetic tokens for each unique one that the mixture takes
};

}  // namespace chokepoint::models
