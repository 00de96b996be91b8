// SPDX-License-Identifier: Apache-2.0
// Runs on a pool that is filtered: equations (15) to (19) of docs/curation.md, for plain numbers.
#include "scaling/curation.hpp"

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <functional>
#include <limits>

#include "chokepoint/scaling.hpp"

namespace chokepoint::scaling {

namespace {

/// Equation (16): tokens seen once, of the whole pool, that are worth what a run sees.
double effective_tokens(const Pool& pool, double share, double seen) {
  return quality_of(pool.filter, share) * worth_of_repeating(share * pool.tokens, seen, pool.token_decay);
}

/// The lowest loss of a budget, the share being chosen by the tokens that the run sees. The more tokens, the less a
/// part more of them adds to what they are worth, so that there is one lowest.
CuratedRun lowest(const LossLaw& law, double compute, const Pool& pool,
                  const std::function<double(double)>& share_for) {
  const TrainedModel free = optimum(law, compute);
  const auto at = [&](double log_size) {
    const double size = free.parameters * std::exp(log_size);
    return TrainedModel{size, compute / training_compute / size};
  };
  const auto loss = [&](const TrainedModel& model) {
    const double worth = effective_tokens(pool, share_for(model.tokens), model.tokens);
    return reducible_loss(law, {model.parameters, worth});
  };
  // From a model that sees what is worth most once, to one that sees all far too often.
  const double smallest =
      smallest_useful_share(pool.filter.quality_exponent, pool.filter.quality_at_most, pool.filter.smallest_share);
  const double most = std::abs(std::log(free.tokens / (smallest * pool.tokens))) + 10.0;
  constexpr int bits = std::numeric_limits<double>::digits / 2;
  const auto found = boost::math::tools::brent_find_minima(
      [&](double log_size) { return std::log(loss(at(log_size))); }, -most, most, bits);
  const TrainedModel model = at(found.first);
  const double share = share_for(model.tokens);
  return {model, share, model.tokens / (share * pool.tokens), quality_of(pool.filter, share), loss(model)};
}

}  // namespace

double quality_of(const Filter& filter, double share) {
  return quality_of_share(share, filter.quality_exponent, filter.quality_at_most);
}

double best_passes(const Pool& pool) {
  return best_passes(pool.filter.quality_exponent, pool.token_decay);
}

double best_share(const Pool& pool, double tokens) {
  const double smallest =
      smallest_useful_share(pool.filter.quality_exponent, pool.filter.quality_at_most, pool.filter.smallest_share);
  return std::clamp(tokens / (best_passes(pool) * pool.tokens), smallest, 1.0);
}

double betr_share_of(double compute) {
  return betr_share(compute);
}

double betr_ends() {
  return std::pow(1.0 / 4e-7, 4.0);
}

CuratedRun curated_run(const LossLaw& law, double compute, const Pool& pool, double share) {
  return lowest(law, compute, pool, [share](double) { return share; });
}

CuratedRun curated_run(const LossLaw& law, double compute, const Pool& pool) {
  const double passes = best_passes(pool);
  const double smallest =
      smallest_useful_share(pool.filter.quality_exponent, pool.filter.quality_at_most, pool.filter.smallest_share);
  return lowest(law, compute, pool,
                [&](double tokens) { return std::clamp(tokens / (passes * pool.tokens), smallest, 1.0); });
}

double filtering_ends(const LossLaw& law, const Pool& pool) {
  // There the run sees e* passes over all, and effective tokens grow as tokens^(1 - exponent) on the way there: of the
  // best size a A / N^a = (1 - exponent) b B / D'^b.
  const double passes = best_passes(pool);
  const double tokens = passes * pool.tokens;
  const double a = law.parameter_exponent;
  const double b = law.token_exponent;
  const double worth = worth_of_repeating(pool.tokens, tokens, pool.token_decay);
  const double of_tokens = (1.0 - pool.filter.quality_exponent) * b * law.token_scale * std::pow(worth, -b);
  return training_compute * tokens * std::pow(a * law.parameter_scale / of_tokens, 1.0 / a);
}

double error_of(const UtilityPool& pool, double seen, double unit) {
  double log_error = 0.0;
  double before = unit;
  // Each pass has a utility of its own; the first begins at the unit.
  for (double pass = 1.0; before < seen; ++pass) {
    const double until = std::min(seen, std::max(pass * pool.samples, unit));
    const double utility = pool.utility * std::exp2(-(pass - 1.0) / pool.half_life);
    log_error += utility * std::log(until / before);
    before = until;
  }
  return std::exp(log_error);
}

UtilityPool mixed(std::span<const UtilityPool> pools) {
  UtilityPool all;
  const auto count = static_cast<double>(pools.size());
  for (const UtilityPool& one : pools) {
    all.samples += one.samples;
    all.utility += one.utility / count;
    all.half_life += one.half_life;  // each alone `count` times longer, and the mean of them
  }
  return all;
}

double elo_of(double win_rate) {
  return 400.0 * std::log10(win_rate / (1.0 - win_rate));
}

}  // namespace chokepoint::scaling
