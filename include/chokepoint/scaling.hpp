// SPDX-License-Identifier: Apache-2.0
// Stage `scaling`: how low the loss of a model is, from its parameters and the tokens it was trained on, and which of
// both a budget is best spent on. docs/scaling-laws.md has the equations, by the numbers used here.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

namespace chokepoint::scaling {

/// FLOP of training for each token and parameter, and of serving for each token and parameter (Kaplan et al. 2020).
inline constexpr double training_compute = 6.0;
inline constexpr double inference_compute = 2.0;

/// What is trained: parameters (of a mixture of experts, the active ones) and the tokens that they see.
struct TrainedModel {
  double parameters = 0.0;
  double tokens = 0.0;

  [[nodiscard]] double compute() const { return training_compute * parameters * tokens; }
  [[nodiscard]] double tokens_per_parameter() const { return tokens / parameters; }
};

/// Equation (1): loss = irreducible + A / parameters^a + B / tokens^b, in nat per token.
struct LossLaw {
  double irreducible = 0.0;
  double parameter_scale = 0.0;     // A
  double token_scale = 0.0;         // B
  double parameter_exponent = 0.0;  // a
  double token_exponent = 0.0;      // b
};

/// Equation (5): the tokens of the best run are scale * compute^exponent, and nothing is said of its loss.
struct TokenLaw {
  double scale = 0.0;
  double exponent = 0.0;
};

/// Equation (4), without an irreducible loss; sizes leave embeddings out.
struct KaplanLaw {
  double parameter_scale = 0.0;     // N_c
  double parameter_exponent = 0.0;  // a_N
  double token_scale = 0.0;         // D_c
  double token_exponent = 0.0;      // a_D
  double best_size = 0.0;           // parameters of the best model for a PF-day
  double size_exponent = 0.0;       // of compute
};

/// A law with its constants, as somebody fitted it.
struct Fit {
  std::string_view name;
  std::variant<LossLaw, TokenLaw, KaplanLaw> law;
  std::string_view source;      // a key of sources.yaml, then the place in it
  std::string_view confidence;  // published, second-hand, derived or assumed
  std::string_view remark = {};
};

/// All of them, the default first.
[[nodiscard]] std::span<const Fit> fits();
/// Null where none has this name.
[[nodiscard]] const Fit* find(std::string_view name);

/// The best run of a budget, in FLOP: equation (2), (4) or (5).
[[nodiscard]] TrainedModel optimum(const Fit& fit, double compute);
/// Loss above what no training takes away, in nat per token; none where the law says nothing of loss. Of kaplan, which
/// knows no irreducible loss, all of it.
[[nodiscard]] std::optional<double> reducible_loss(const Fit& fit, const TrainedModel& run);

// --- of laws with a loss of their own: docs/scaling-laws.md, equations (1) to (3) and (6) to (9) ---------------------

[[nodiscard]] TrainedModel optimum(const LossLaw& law, double compute);
/// Of two laws never to be compared: they disagree on the irreducible part by more than any run can gain.
[[nodiscard]] double loss(const LossLaw& law, const TrainedModel& run);
[[nodiscard]] double reducible_loss(const LossLaw& law, const TrainedModel& run);
/// gamma = a b / (a + b): orders of magnitude of reducible loss for one of compute, on the best path.
[[nodiscard]] double loss_exponent(const LossLaw& law);
/// FLOP of the best run with this reducible loss, above 0: the inverse of reducible_loss(law, optimum(law, compute)).
[[nodiscard]] double equivalent_compute(const LossLaw& law, double reducible_loss);
/// FLOP of the best run on so many tokens.
[[nodiscard]] double compute_of_tokens(const LossLaw& law, double tokens);

/// A model beside the best one of the same loss: each as a multiple of the best one's.
struct Overtraining {
  double parameters = 1.0;
  double tokens = 1.0;

  [[nodiscard]] double compute() const { return parameters * tokens; }
  [[nodiscard]] double tokens_per_parameter() const { return tokens / parameters; }
};
/// By its wedge, equation (7): how much more a part of the parameters takes off the loss than the same part of the
/// tokens; 1 for the best one, above it for a smaller model that sees more. `wedge` above 0.
[[nodiscard]] Overtraining overtraining_at_wedge(const LossLaw& law, double wedge);
/// By its tokens per parameter, as a multiple of the best one's, above 0.
[[nodiscard]] Overtraining overtraining_at_ratio(const LossLaw& law, double tokens_per_parameter);
[[nodiscard]] double wedge_of(const LossLaw& law, const TrainedModel& run);
/// Equation (8): tokens that a model is to serve over its life if it was chosen to be the cheapest; negative if it was
/// undertrained.
[[nodiscard]] double planned_inference(const LossLaw& law, const TrainedModel& run);

/// What a model is to serve.
struct Serving {
  double tokens = 0.0;         // over its life
  double relative_cost = 1.0;  // of a FLOP of serving, against one of training: utilizations and prices
};
/// Equation (6): of all runs with the loss of the best run of `compute`, the one that costs least together with what it
/// serves.
[[nodiscard]] TrainedModel cheapest(const LossLaw& law, double compute, const Serving& serving);

/// The constants that are drawn beside those of `besiroglu`: parameters are almost collinear, so that five standard
/// normal numbers make a law, the first two correlated (sampler_correlation, Pearson). docs/scaling-laws.md,
/// "Uncertainty".
struct Drawn {
  double parameter_exponent = 0.0;
  double token_exponent = 0.0;
  double parameter_scale = 0.0;
  double token_scale = 0.0;
  double irreducible = 0.0;
};
inline constexpr double sampler_correlation = -0.233;
[[nodiscard]] LossLaw drawn_law(const Drawn& normals);

// --- tokens that are seen more than once: docs/data-stock.md, equations (10) to (14) ---------------------------------

/// Unique tokens, and how fast more passes over them, and parameters beyond those that they have use for, lose worth.
/// As Muennighoff et al. 2023 fitted both together; without a decay of parameters (infinite) passes alone count.
struct UniqueTokens {
  double unique = 0.0;
  double token_decay = 15.387756;     // R*_D, in passes
  double parameter_decay = 5.309743;  // R*_N
};

/// A way to say what repetition is worth, by name: docs/data-stock.md.
struct Repetition {
  std::string_view name;
  double token_decay = 0.0;
  double parameter_decay = 0.0;
};
/// "full", the default, "passes" and "pessimistic".
[[nodiscard]] std::span<const Repetition> repetitions();

/// Equation (10): tokens seen once that are worth as much as `seen` tokens out of `unique` ones.
[[nodiscard]] double worth_of_repeating(double unique, double seen, double decay);
/// Equation (12).
[[nodiscard]] double reducible_loss(const LossLaw& law, const TrainedModel& model, const UniqueTokens& data);
/// The lowest of them at a budget.
[[nodiscard]] TrainedModel optimum(const LossLaw& law, double compute, const UniqueTokens& data);
/// Equations (13) and (14): the tokens of a best run whose loss these unique tokens can still reach, as a multiple of
/// them.
[[nodiscard]] double reachable_scarcity(const LossLaw& law, const UniqueTokens& data);

// --- tokens that are chosen: docs/curation.md, equations (15) to (19), and of Goyal et al. 2024 ----------------------

/// A filter that ranks a pool: what a token that is kept is worth, against one of the whole pool, by the share that is
/// kept. Equation (15): share^-quality_exponent, at most quality_at_most. The exponent is from 0 to below 1.
struct Filter {
  double quality_exponent = 0.35;
  double smallest_share = 0.03;   // no smaller one is kept: none has been measured
  double quality_at_most = 3.41;  // 0.03^-0.35
};

/// A pool of tokens before any filter, and how fast more passes over what is kept lose worth.
struct Pool {
  double tokens = 0.0;
  Filter filter = {};
  double token_decay = 15.387756;  // R*, in passes, of equation (10)
};

[[nodiscard]] double quality_of(const Filter& filter, double share);
/// Equation (18): passes over what is kept at the best share, whatever the budget and the pool.
[[nodiscard]] double best_passes(const Pool& pool);
/// Equation (19): the share for a run that takes so many tokens.
[[nodiscard]] double best_share(const Pool& pool, double tokens);
/// BETR's law of the best share by training compute (Mizrahi et al. 2025, section 6.2; fitted from 1e19 to 1e22 FLOP):
/// 4e-5 % * C^0.25, at most all.
[[nodiscard]] double betr_share_of(double compute);
/// The FLOP from which that law keeps all.
[[nodiscard]] double betr_ends();

/// The best run on a filtered pool.
struct CuratedRun {
  TrainedModel model;
  double share = 1.0;    // of the pool that is kept
  double passes = 0.0;   // over what is kept; below 1 where not all of it is seen
  double quality = 1.0;  // effective tokens of a kept token
  double reducible_loss = 0.0;
};
/// The lowest loss of a budget with this share kept: A / N^a + B / D^b with the effective tokens of equation (16) for
/// D.
[[nodiscard]] CuratedRun curated_run(const LossLaw& law, double compute, const Pool& pool, double share);
/// The same with the best share.
[[nodiscard]] CuratedRun curated_run(const LossLaw& law, double compute, const Pool& pool);
/// The FLOP from which the best share is the whole pool: filtering has expired.
[[nodiscard]] double filtering_ends(const LossLaw& law, const Pool& pool);

/// A pool of samples in the utility law of Goyal et al. 2024: error falls as samples^utility (which is below 0), and
/// each pass over the pool counts by half as much after `half_life` passes.
struct UtilityPool {
  double samples = 0.0;
  double utility = 0.0;
  double half_life = 0.0;  // in passes
};
/// Error after `seen` samples of the pool, counted in `unit` samples, of which one has the error 1.
[[nodiscard]] double error_of(const UtilityPool& pool, double seen, double unit);
/// Pools of one size mixed evenly: their samples together, the mean of their utilities, and as many times the
/// half-life.
[[nodiscard]] UtilityPool mixed(std::span<const UtilityPool> pools);

/// Elo points by which what wins such a share of pairs lies above what loses; a share above 0 and below 1.
[[nodiscard]] double elo_of(double win_rate);

// --- an answer: `chokepoint optimum` ---------------------------------------------------------------------------------

/// The 10%, 50% and 90% quantiles over drawn laws.
struct Spread {
  double p10 = 0.0;
  double p50 = 0.0;
  double p90 = 0.0;
};

/// By the constants of the fit; and its spread, where it is known how sure they are.
struct Estimate {
  double value = 0.0;
  std::optional<Spread> spread;
};

struct Best {
  Estimate parameters;
  Estimate tokens;
  Estimate tokens_per_parameter;
  std::optional<Estimate> reducible_loss;
};

/// The run that is cheapest together with what it serves.
struct Served {
  Estimate parameters;
  Estimate tokens;
  Estimate tokens_per_parameter;
  Estimate training;   // FLOP
  Estimate inference;  // FLOP
  Estimate saved;      // of training and serving the best run of the budget, as a share of its cost
  Estimate wedge;      // equation (7)
};

/// The best run of the same budget on few tokens.
struct Repeated {
  Estimate parameters;
  Estimate tokens;
  Estimate passes;  // over the unique tokens
  Estimate reducible_loss;
  Estimate kept;  // of the compute, as if tokens were endless
};

/// What is asked beside the best run.
struct Question {
  std::optional<Serving> serving = {};
  std::optional<UniqueTokens> data = {};
};

struct Answer {
  const Fit* fit = nullptr;
  double compute = 0.0;
  Question question;
  Best best;
  std::optional<Served> served;
  std::optional<Repeated> repeated;
};

inline constexpr std::uint64_t sampled_laws = 16'384;

/// `compute` above 0 and finite, as are the tokens that are asked about. Throws std::invalid_argument where anything is
/// asked, beside the best run, of a fit that has no equation (1).
[[nodiscard]] Answer answer(const Fit& fit, double compute, const Question& question = {});

}  // namespace chokepoint::scaling
