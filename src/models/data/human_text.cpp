// SPDX-License-Identifier: Apache-2.0
// Data by its stock and the demand for it: when human text is used up. Villalobos et al. 2024, "Will we run out of
// data?"; repetition after Muennighoff et al. 2023. docs/data-stock.md.
#include "models/data/demand.hpp"
#include "models/data/stock.hpp"
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

    template <class Visit>
    void each(Visit&& visit) {
      visit(largest_run, Role::ceiling, "", "largest run whose tokens there are");
      visit(raw_text, Role::internal, "raw_text", "tokens of text, of all kinds that count, before quality filters");
      visit(unique_tokens, Role::internal, "unique_tokens", "tokens after quality filters, each once");
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
          "a share of its own");
    }
  };

  static constexpr About about{.model = "human_text",
                               .title = "Human text",
                               .equations = R"(raw(t)      = pages * bytes_per_page / bytes_per_token
              * (page_count_growth * page_size_growth)^t
              + access * tokens * growth^t of each other text
unique(t)   = raw(t) * quality_share + multimodal worth * tokens(t)
limit       = gain^(1 - by_loss) * r^by_loss
r           = (b/(a+b) * (1 + parameter_decay)^-a
               + a/(a+b) * (1 + token_decay)^-b)^(-1/b)
history(C,t) = demand.tokens * token_growth^t
              * sqrt(overtraining * C / largest_run(t))
law(C)      = sqrt(overtraining * tokens_per_parameter
              * reference_run / training_compute)
              * (C / reference_run)^(a/(a+b))
demand(C,t) = history where choice < by_history, else law
data(t)     = C, so that demand(C,t) = limit * unique(t)
kept(t)     = that of the best split of largest_run(t) on
              unique(t), by equations (10) to (12))",
                               .source = "villalobos-2024; muennighoff-2023; data-stock",
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
        limit_(limit_of(p)) {}

  [[nodiscard]] Ceiling ceiling() const {
    const Parameters& p = parameters_;
    Ceiling result;
    result.raw_text = raw_text();
    result.unique_tokens = unique();
    result.effective_tokens = result.unique_tokens * limit_;
    result.largest_run = either(by_history_.run_on(result.effective_tokens), by_law_.run_on(result.effective_tokens));
    result.demand_by_history = by_history_.of(p.demand.largest_run);
    result.demand_by_law = by_law_.of(p.demand.largest_run);
    result.demand = either(result.demand_by_history, result.demand_by_law);
    result.used = result.demand / result.unique_tokens;
    result.tokens_trained_on = min(result.demand, result.effective_tokens);
    const Quantity<units::Ratio, Real> passes = result.tokens_trained_on / result.unique_tokens;
    result.tokens_worth =
        result.unique_tokens * scaling::worth_of(units::value_of(passes), units::value_of(p.repetition.token_decay));
    result.compute_kept = kept_compute(result.demand_by_law / result.unique_tokens);
    return result;
  }

  [[nodiscard]] Amounts<units::Tokens, Real> need(const Quantity<units::Compute, Real>& run) const {
    return {either(by_history_.of(run), by_law_.of(run)), unique() * limit_};
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
  [[nodiscard]] Quantity<units::Tokens, Real> unique() const {
    return raw_text() * parameters_.quality_share + parameters_.multimodal.counted();
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
};

}  // namespace chokepoint::models

CHOKEPOINT_MODEL(data, human_text, HumanText)
