// SPDX-License-Identifier: Apache-2.0
// Text that is filtered before a run sees it: which share is kept, and what a kept token is worth. Equations (15) to
// (19) of docs/curation.md.
#pragma once

#include <array>

#include "models/model.hpp"
#include "scaling/curation.hpp"

namespace chokepoint::models {

inline constexpr std::array<std::string_view, 2> keep_words{"best", "betr"};
enum : std::size_t { keep_best, keep_betr };  // their places

template <class Real>
struct CurationParameters {
  Quantity<units::Ratio, Real> keep_share;
  Quantity<units::Ratio, Real> quality_exponent;
  Quantity<units::Ratio, Real> smallest_share;
  Quantity<units::Ratio, Real> quality_at_most;

  template <class Visit>
  void each(Visit&& visit) {
    visit(keep_share,
          or_words({"keep_share",
                    share,
                    Effect::raises,
                    "share of the text that a filter keeps, the best first: a number; best, the share with the lowest "
                    "loss for the largest run of the year; or betr, that of a published law",
                    "curation, (19)",
                    false,
                    "",
                    {"1", {"no filter but quality_share, unless a scenario turns it on", "assumed"}},
                    "",
                    true},
                   keep_words));
    visit(quality_exponent,
          {"quality_exponent",
           {.lower = 0.0, .upper = 1.0, .lower_allowed = true, .upper_allowed = false},
           Effect::either,
           "how fast a kept token gains worth the fewer are kept: share^-exponent",
           "curation, (15)",
           false,
           "",
           {"{p10: 0.2, p50: 0.35, p90: 0.6}",
            {"a tenth kept is worth 4.7 / 2.1 = 2.24 times as much (betr-2025); interval assumed", "derived"}}});
    visit(smallest_share, {"smallest_share",
                           share,
                           Effect::either,
                           "share below which nothing is filtered where it is best",
                           "curation, (19)",
                           false,
                           "",
                           {"{p10: 0.01, p50: 0.03, p90: 0.1}", {"the smallest that betr-2025 tested", "assumed"}}});
    visit(quality_at_most, {"quality_at_most",
                            {.lower = 1.0, .upper = unlimited, .lower_allowed = true, .upper_allowed = false},
                            Effect::raises,
                            "most that a kept token can be worth, in tokens of the whole text",
                            "curation, (15)",
                            false,
                            "",
                            {"3.41", {"0.03^-0.35", "derived"}}});
  }
};

template <class Real>
class CuratedText {
 public:
  /// `passes_at_most`: what repetition lets a run take, in unique tokens.
  CuratedText(const CurationParameters<Real>& p, Real token_decay, Real passes_at_most)
      : keep_(units::value_of(p.keep_share)),
        exponent_(units::value_of(p.quality_exponent)),
        quality_at_most_(units::value_of(p.quality_at_most)),
        smallest_(scaling::smallest_useful_share(exponent_, quality_at_most_, units::value_of(p.smallest_share))) {
    if (!all(!is_best())) passes_ = min(scaling::best_passes(exponent_, token_decay), passes_at_most);
  }

  /// Whether a run keeps what is best for it: one that is short of tokens keeps more.
  [[nodiscard]] auto is_best() const { return is_word(keep_, keep_best); }

  /// The share that is kept for a run. `wanted`: its tokens where nothing is filtered, in those of the whole text; they
  /// grow as compute^token_growth.
  [[nodiscard]] Real share_for(const Quantity<units::Compute, Real>& run, Real wanted, Real token_growth) const {
    const Real by_law = scaling::betr_share(units::value_of(run));
    const Real given = select(is_word(keep_, keep_betr), by_law, keep_);
    if (all(!is_best())) return given;
    // (19) with the tokens that the run wants of better ones, D(q C) / q: S = wanted / passes * q^(growth - 1).
    const Real log_share = log(wanted / passes_) / (Real(1.0) - exponent_ * (Real(1.0) - token_growth));
    const Real best = min(max(exp(log_share), smallest_), Real(1.0));
    return select(is_best(), best, given);
  }

  /// (15)
  [[nodiscard]] Real quality_of(Real kept) const {
    if (all(kept >= Real(1.0))) return Real(1.0);
    const Real quality = scaling::quality_of_share(kept, exponent_, quality_at_most_);
    return select(kept >= Real(1.0), Real(1.0), quality);
  }

 private:
  Real keep_;
  Real exponent_;
  Real quality_at_most_;
  Real smallest_;
  Real passes_ = Real(1.0);  // over what is kept, where the share is best
};

}  // namespace chokepoint::models
