// SPDX-License-Identifier: Apache-2.0
// Data by its stock and the demand for it: when human text is used up. Villalobos et al. 2024, "Will we run out of
// data?"; repetition after Muennighoff et al. 2023. docs/data-stock.md. A filter and synthetic tokens may stand between
// the text and the run: docs/curation.md, docs/synthetic-data.md.
#include "models/data/curation.hpp"
#include "models/data/demand.hpp"
#include "models/data/stock.hpp"
#include "models/data/synthetic.hpp"
#include "models/model.hpp"
#include "scaling/repetition.hpp"

namespace chokepoint::models {

template <class Real>
struct RepetitionParameters {
  Quantity<units::Ratio, Real> gain;
  Quantity<units::Ratio, Real> by_loss;
  Quantity<units::Ratio, Real> token_decay;
  Quantity<units::Ratio, Real> parameter_decay;

  template <class Visit>
  void each(Visit&& visit) {
    visit(gain, {"gain", positive, Effect::raises,
                 "tokens that a run may take, as a multiple of the unique ones: what repetition is worth",
                 "villalobos-2024, section on the stock"});
    visit(by_loss, {"by_loss",
                    part_of_all,
                    Effect::either,
                    "how far the loss that repetition can reach limits a run instead of the gain: 0 not at all, 1 "
                    "alone, between them as a geometric mean",
                    "data-stock, D7",
                    false,
                    "",
                    {"0", {"the published gain", "published"}}});
    visit(token_decay, {"token_decay",
                        positive,
                        Effect::raises,
                        "passes over which repeated tokens lose their worth",
                        "muennighoff-2023, appendix A",
                        false,
                        "",
                        {"15.387756", {"fitted together with parameter_decay", "published"}}});
    visit(parameter_decay,
          {"parameter_decay",
           positive,
           Effect::raises,
           "the same of parameters beyond those that the unique tokens have use for; 1e30 for passes alone",
           "muennighoff-2023, appendix A",
           false,
           "",
           {"5.309743", {"fitted together with token_decay", "published"}}});
  }
};

template <class Real>
class HumanText {
 public:
  struct Parameters {
    Web<Real> web;
    Quantity<units::Ratio, Real> quality_share;
    UnindexedWeb<Real> unindexed;
    PrivateText<Real> private_text;
    LicensedText<Real> licensed;
    Multimodal<Real> multimodal;
    RepetitionParameters<Real> repetition;
    DemandParameters<Real> demand;
    LawParameters<Real> law;
    CurationParameters<Real> curation;
    SyntheticParameters<Real> synthetic;

    template <class Visit>
    void each(Visit&& visit) {
      visit.group("web", web);
      visit(quality_share, {"quality_share", share, Effect::raises, "share of the text that is good enough to train on",
                            "villalobos-2024, section on the stock"});
      visit.group("unindexed", unindexed);
      visit.group("private", private_text);
      visit.group("licensed", licensed);
      visit.group("multimodal", multimodal);
      visit.group("repetition", repetition);
      visit.group("demand", demand);
      visit.group("law", law);
      visit.group("curation", curation);
      visit.group("synthetic", synthetic);
    }
  };

  struct Ceiling {
    Quantity<units::Compute, Real> largest_run;
    Quantity<units::Tokens, Real> raw_text;
    Quantity<units::Tokens, Real> unique_tokens;
    Quantity<units::Tokens, Real> effective_tokens;
    Quantity<units::Tokens, Real> demand;
    Quantity<units::Tokens, Real> demand_by_history;
    Quantity<units::Tokens, Real> demand_by_law;
    Quantity<units::Ratio, Real> used;
    Quantity<units::Tokens, Real> tokens_trained_on;
    Quantity<units::Tokens, Real> tokens_worth;
    Quantity<units::Ratio, Real> compute_kept;
    Quantity<units::Ratio, Real> keep_share;
    Quantity<units::Ratio, Real> token_quality;
    Quantity<units::Tokens, Real> synthetic_tokens;
    Quantity<units::Tokens, Real> synthetic_worth;
    Quantity<units::Ratio, Real> synthetic_share;

    template <class Visit>
    void each(Visit&& visit) {
      visit(largest_run, Role::ceiling, "", "largest run whose tokens there are");
      visit(raw_text, Role::internal, "raw_text", "tokens of text, of all kinds that count, before quality filters");
      visit(unique_tokens, Role::internal, "unique_tokens", "tokens after filters, each once; without synthetic ones");
      visit(effective_tokens, Role::internal, "effective_tokens", "tokens that a run may take, with repetition");
      visit(demand, Role::internal, "demand", "tokens that the largest run of the year takes");
      visit(demand_by_history, Role::internal, "demand_by_history", "the same, if the trend of data sets goes on");
      visit(demand_by_law, Role::internal, "demand_by_law", "the same, by the scaling law");
      visit(used, Role::internal, "used",
            "tokens that the largest run takes, as a multiple of the unique ones: its passes over them where above 1");
      visit(tokens_trained_on, Role::internal, "tokens_trained_on",
            "tokens that the largest run takes, as far as there are");
      visit(tokens_worth, Role::internal, "tokens_worth", "new tokens that these are worth, with repetition");
      visit(
          compute_kept, Role::internal, "compute_kept",
          "compute that has the loss which the largest run reaches on the unique tokens, if new ones were endless, as "
          "a share of its own; above 1 where a filter gains more than scarcity costs");
      visit(keep_share, Role::internal, "keep_share", "share of the text that curation keeps for the largest run");
      visit(token_quality, Role::internal, "token_quality", "tokens of unfiltered text that a unique one is worth");
      visit(synthetic_tokens, Role::internal, "synthetic_tokens", "tokens that the largest run makes for itself");
      visit(synthetic_worth, Role::internal, "synthetic_worth", "unique tokens that these are worth");
      visit(synthetic_share, Role::internal, "synthetic_share", "their share of all unique tokens");
    }
  };

  static constexpr About about{.model = "human_text",
                               .title = "Human text",
                               .equations = R"(raw(t)      = pages * bytes_per_page / bytes_per_token
              * (page_count_growth * page_size_growth)^t
              + access * tokens * growth^t of each other text
text(t)     = raw(t) * quality_share * keep_share
unique(t)   = text(t) + multimodal worth * tokens(t)
quality     = min(keep_share^-quality_exponent, quality_at_most)
worth(t)    = (text(t) * quality + multimodal) / unique(t)
best share  = (D(largest_run) / (passes * raw * quality_share))
              ^(1 / (1 - quality_exponent * (1 - growth of D)))
betr share  = 4e-7 * (largest_run / FLOP)^0.25
limit       = gain^(1 - by_loss) * r^by_loss
r           = (b/(a+b) * (1 + parameter_decay)^-a
               + a/(a+b) * (1 + token_decay)^-b)^(-1/b)
history(C,t) = demand.tokens * token_growth^t
              * sqrt(overtraining * C / largest_run(t))
law(C)      = sqrt(overtraining * tokens_per_parameter
              * reference_run / training_compute)
              * (C / reference_run)^(a/(a+b))
D(C,t)      = history where choice < by_history, else law
demand(C,t) = D(worth * T, t) / worth, T the training of C
made(C,t)   = min(x / (1-x) * demand / cost,
              unique * largest_share / (1 - largest_share)),
              x = compute_share; C = T * (1 + cost * made/demand)
added(C,t)  = worth of synthetic * at_most * unique
              * (1 - exp(-made / (at_most * unique)))
data(t)     = C, so that demand(C,t) = limit * (unique + added)
kept(t)     = that of the best split of largest_run(t) on
              unique + added, by equations (10) to (12))",
                               .source = "villalobos-2024; muennighoff-2023; data-stock; curation; synthetic-data",
                               .passable = true,
                               .sees = Sees::pre_training};
  static constexpr NeedOf<units::Tokens> need_of{"training data", "tokens that the run takes",
                                                 "tokens that a run may take, with repetition"};
  static constexpr std::string_view reads[] = {"tokens_per_parameter", "training_compute"};

  HumanText(const Shared<Real>& shared, const Parameters& p)
      : parameters_(p),
        web_(p.web.tokens()),
        by_history_(demand_by_history(p.demand)),
        by_law_(demand_by_law(shared, p.demand, p.law)),
        limit_(limit_of(p)),
        curation_(p.curation, units::value_of(p.repetition.token_decay), limit_),
        synthetic_(p.synthetic) {}

  [[nodiscard]] Ceiling ceiling() const {
    const Parameters& p = parameters_;
    const Text text = text_for(p.demand.largest_run);
    const Text most = text_at_most(text);
    Ceiling result;
    result.raw_text = raw_text();
    result.unique_tokens = text.unique;
    const Real seen = synthetic_.seen_at(limit_);
    result.effective_tokens = most.unique * seen;
    result.largest_run = trained_on(result.effective_tokens, most) * synthetic_.total(seen);
    const Quantity<units::Compute, Real> training = training_of(p.demand.largest_run, text);
    result.demand_by_history = by_history(training, text);
    result.demand_by_law = by_law(training, text);
    result.demand = either(result.demand_by_history, result.demand_by_law);
    const Quantity<units::Ratio, Real> of_unique = result.demand / text.unique;
    const Real added = synthetic_.added(units::value_of(of_unique));
    const Quantity<units::Tokens, Real> unique = text.unique * (Real(1.0) + added);
    result.used = result.demand / unique;
    result.tokens_trained_on = min(result.demand, result.effective_tokens);
    const Quantity<units::Ratio, Real> passes = result.tokens_trained_on / unique;
    result.tokens_worth =
        unique * scaling::worth_of(units::value_of(passes), units::value_of(p.repetition.token_decay)) * text.worth;
    const Quantity<units::Ratio, Real> trained = training / p.demand.largest_run;
    result.compute_kept = trained * text.worth * kept_compute(result.demand_by_law / unique);
    tell_of(text, of_unique, result);
    return result;
  }

  [[nodiscard]] Amounts<units::Tokens, Real> need(const Quantity<units::Compute, Real>& run) const {
    const Text text = text_at_most(text_for(parameters_.demand.largest_run));
    const Quantity<units::Compute, Real> training = training_of(run, text);
    const Quantity<units::Tokens, Real> needed = wanted(training, text);
    const Quantity<units::Ratio, Real> seen = needed / text.unique;
    return {needed, text.unique * limit_ * (Real(1.0) + synthetic_.added(units::value_of(seen)))};
  }

  void advance() {
    Parameters& p = parameters_;
    web_ *= p.web.growth();
    grow(p.unindexed);
    grow(p.private_text);
    grow(p.licensed);
    grow(p.multimodal);
    by_history_.tokens *= p.demand.token_growth;
  }

  void inherit(const HumanText& /*earlier*/) {}

 private:
  static void grow(MoreTokens<Real>& more) { more.tokens *= more.growth; }

  static Real limit_of(const Parameters& p) {
    const Real by_loss = units::value_of(p.repetition.by_loss);
    const Real reachable = scaling::reachable_scarcity(
        units::value_of(p.law.parameter_exponent), units::value_of(p.law.token_exponent),
        units::value_of(p.repetition.token_decay), units::value_of(p.repetition.parameter_decay));
    return exp((Real(1.0) - by_loss) * log(units::value_of(p.repetition.gain)) + by_loss * log(reachable));
  }

  [[nodiscard]] Quantity<units::Tokens, Real> raw_text() const {
    const Parameters& p = parameters_;
    return web_ + p.unindexed.counted() + p.private_text.counted() + p.licensed.counted();
  }

  /// What filters leave of the stock: unique tokens, and what one of them is worth of unfiltered text, on average.
  struct Text {
    Real share;
    Quantity<units::Tokens, Real> unique;
    Real worth;
  };
  [[nodiscard]] Text text_of(Real keep) const {
    const Quantity<units::Tokens, Real> kept = raw_text() * parameters_.quality_share * keep;
    const Quantity<units::Tokens, Real> other = parameters_.multimodal.counted();
    const Quantity<units::Tokens, Real> unique = kept + other;
    const Quantity<units::Ratio, Real> worth = (kept * curation_.quality_of(keep) + other) / unique;
    return {keep, unique, units::value_of(worth)};
  }
  [[nodiscard]] Text text_for(const Quantity<units::Compute, Real>& run) const {
    const Quantity<units::Tokens, Real> pool = raw_text() * parameters_.quality_share;
    const Quantity<units::Ratio, Real> wanted = either(by_history_.of(run), by_law_.of(run)) / pool;
    return text_of(curation_.share_for(run, units::value_of(wanted), token_growth()));
  }
  /// For the largest run that there are tokens for: where the best share is kept, a run that is short of them keeps
  /// all.
  [[nodiscard]] Text text_at_most(const Text& text) const {
    if (all(!curation_.is_best())) return text;
    const Text whole = text_of(Real(1.0));
    const auto either_of = [this](const Real& best, const Real& given) {
      return select(curation_.is_best(), best, given);
    };
    return {either_of(whole.share, text.share),
            units::of<units::Tokens>(either_of(units::value_of(whole.unique), units::value_of(text.unique))),
            either_of(whole.worth, text.worth)};
  }

  /// Tokens worth q do for the best run what q times the compute does: of those of a run of q C it takes 1 / q.
  [[nodiscard]] Quantity<units::Tokens, Real> by_history(const Quantity<units::Compute, Real>& training,
                                                         const Text& text) const {
    return by_history_.of(training * text.worth) / text.worth;
  }
  [[nodiscard]] Quantity<units::Tokens, Real> by_law(const Quantity<units::Compute, Real>& training,
                                                     const Text& text) const {
    return by_law_.of(training * text.worth) / text.worth;
  }
  [[nodiscard]] Quantity<units::Tokens, Real> wanted(const Quantity<units::Compute, Real>& training,
                                                     const Text& text) const {
    return either(by_history(training, text), by_law(training, text));
  }
  /// The training that takes so many: the inverse.
  [[nodiscard]] Quantity<units::Compute, Real> trained_on(const Quantity<units::Tokens, Real>& tokens,
                                                          const Text& text) const {
    const Quantity<units::Tokens, Real> worth = tokens * text.worth;
    return either(by_history_.run_on(worth), by_law_.run_on(worth)) / text.worth;
  }
  /// What is left of a run for training when it has made its synthetic tokens.
  [[nodiscard]] Quantity<units::Compute, Real> training_of(const Quantity<units::Compute, Real>& run,
                                                           const Text& text) const {
    const Quantity<units::Ratio, Real> seen = wanted(run, text) / text.unique;
    return run * synthetic_.training_share(units::value_of(seen), token_growth());
  }
  /// The exponent of compute by which tokens of a run grow.
  [[nodiscard]] Real token_growth() const {
    const auto goes_on = units::value_of(parameters_.demand.choice) < units::value_of(parameters_.demand.by_history);
    return select(goes_on, by_history_.exponent, by_law_.exponent);
  }

  void tell_of(const Text& text, const Quantity<units::Ratio, Real>& seen, Ceiling& result) const {
    const Real made = synthetic_.made(units::value_of(seen));
    result.keep_share = units::of<units::Ratio>(text.share);
    result.token_quality = units::of<units::Ratio>(text.worth);
    result.synthetic_tokens = text.unique * made;
    result.synthetic_worth = text.unique * synthetic_.added(units::value_of(seen));
    result.synthetic_share = units::of<units::Ratio>(made / (Real(1.0) + made));
  }

  /// Of the run that is best for its compute: what is overtrained wants more tokens, and is not the best.
  [[nodiscard]] Quantity<units::Ratio, Real> kept_compute(const Quantity<units::Ratio, Real>& passes) const {
    const Parameters& p = parameters_;
    const Real wanted = units::value_of(passes) / sqrt(units::value_of(p.demand.overtraining));
    const scaling::Scarce<Real> run(wanted, units::value_of(p.law.parameter_exponent),
                                    units::value_of(p.law.token_exponent), units::value_of(p.repetition.token_decay),
                                    units::value_of(p.repetition.parameter_decay));
    return units::of<units::Ratio>(run.kept_compute());
  }

  /// What the trend says in the draws in which it goes on, and what the law says in the others.
  template <class Unit>
  [[nodiscard]] Quantity<Unit, Real> either(const Quantity<Unit, Real>& history,
                                            const Quantity<Unit, Real>& law) const {
    const auto goes_on = units::value_of(parameters_.demand.choice) < units::value_of(parameters_.demand.by_history);
    return units::of<Unit>(select(goes_on, units::value_of(history), units::value_of(law)));
  }

  Parameters parameters_;
  Quantity<units::Tokens, Real> web_;
  Demand<Real> by_history_;
  Demand<Real> by_law_;
  Real limit_;  // of tokens that a run may take, in unique ones
  CuratedText<Real> curation_;
  SyntheticText<Real> synthetic_;
};

}  // namespace chokepoint::models

CHOKEPOINT_MODEL(data, human_text, HumanText)
