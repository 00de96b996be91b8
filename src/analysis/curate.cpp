// SPDX-License-Identifier: Apache-2.0
// A funnel over draws of its own, and the best share of a pool by compute.
#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "chokepoint/analysis.hpp"

namespace chokepoint::analysis {

namespace {

using Percentiles = scaling::Spread;
using scenario::Assumption;
using scenario::Scenario;
using Column = std::vector<double>;

Percentiles percentiles_of(Column values) {
  const auto at = [&values](double level) {
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(level * static_cast<double>(values.size()));
    std::nth_element(values.begin(), place, values.end());
    return *place;
  };
  return Percentiles{at(0.1), at(0.5), at(0.9)};
}

/// A column of draws for each assumption: by its path alone, so that none moves another.
std::vector<Column> drawn(const std::vector<const Assumption*>& assumptions, std::uint64_t seed) {
  std::vector<uncertainty::Marginal> marginals;
  marginals.reserve(assumptions.size());
  for (const Assumption* one : assumptions) marginals.push_back({one->draws_as, std::nullopt, one->distribution});
  const uncertainty::Sampler sampler(std::move(marginals), {}, {uncertainty::Method::random, seed, curate_draws});
  std::vector<Column> columns(assumptions.size(), Column(curate_draws));
  std::vector<double*> pointers;
  pointers.reserve(columns.size());
  for (Column& column : columns) pointers.push_back(column.data());
  sampler.sample(0, curate_draws, pointers);
  return columns;
}

template <class Operation>
Column each(const Column& a, const Column& b, const Operation& operation) {
  Column result(a.size());
  std::transform(a.begin(), a.end(), b.begin(), result.begin(), operation);
  return result;
}

FunnelFlow flow_of(const scenario::Funnel& funnel, std::uint64_t seed) {
  std::vector<const Assumption*> assumptions;
  for (const Assumption& one : funnel.assumptions) assumptions.push_back(&one);
  const std::vector<Column> columns = drawn(assumptions, seed);
  FunnelFlow flow;
  Column items = columns.front();
  Column quality(items.size(), 1.0);
  Column cost(items.size(), 0.0);
  for (const scenario::Funnel::Stage& stage : funnel.stages) {
    FunnelStage made{
        .name = stage.name, .entering = percentiles_of(items), .keep = percentiles_of(columns[stage.keep])};
    const Column paid = each(items, columns[stage.cost], std::multiplies<>());  // (17)
    cost = each(cost, paid, std::plus<>());
    items = each(items, columns[stage.keep], std::multiplies<>());  // (15)
    quality = each(quality, columns[stage.quality_gain], std::multiplies<>());
    made.leaving = percentiles_of(items);
    made.quality = percentiles_of(quality);
    made.cost = percentiles_of(paid);
    flow.stages.push_back(std::move(made));
  }
  flow.items = percentiles_of(columns.front());
  flow.kept = percentiles_of(items);
  flow.share = percentiles_of(each(items, columns.front(), std::divides<>()));
  flow.quality = percentiles_of(quality);
  flow.effective = percentiles_of(each(items, quality, std::multiplies<>()));
  flow.cost = percentiles_of(cost);
  return flow;
}

/// The block of the model that has curation, or null.
const scenario::Block* text_of(const Scenario& scenario) {
  const auto found = std::find_if(scenario.blocks.begin(), scenario.blocks.end(), [](const scenario::Block& block) {
    return block.constraint->description->model == "human_text";
  });
  return found == scenario.blocks.end() ? nullptr : &*found;
}

/// The first value of a parameter, or null where it is an output of another block.
const Assumption* named(const scenario::Block& block, std::string_view name) {
  const auto found = std::find_if(block.assumptions.begin(), block.assumptions.end(),
                                  [name](const Assumption& one) { return one.parameter->name == name; });
  return found == block.assumptions.end() ? nullptr : &*found;
}

/// Text that a filter could choose from in the first year, all parameters at their medians.
double text_in_first_year(const scenario::ScenarioPointer& scenario, const scenario::Block& block) {
  const simulation::Engine engine(scenario, {.point = true});
  simulation::Block out;
  engine.simulate(0, 1, out);
  const auto& outputs = block.constraint->description->outputs;
  const auto raw = std::find_if(outputs.begin(), outputs.end(), [](const auto& one) { return one.name == "raw_text"; });
  const Assumption* const quality = named(block, "quality_share");
  return out.series(static_cast<std::size_t>(&block - scenario->blocks.data()),
                    static_cast<std::size_t>(raw - outputs.begin()), scenario->years())[0] *
         (quality == nullptr ? 1.0 : quality->distribution.quantile(0.5));
}

/// What is drawn of a pool: tokens, exponent, smallest share, quality at most, decay; null: as it is.
struct PoolParameters {
  scaling::Pool median;
  std::array<const Assumption*, 5> drawn{};
};

std::array<double*, 5> fields_of(scaling::Pool& pool) {
  return {&pool.tokens, &pool.filter.quality_exponent, &pool.filter.smallest_share, &pool.filter.quality_at_most,
          &pool.token_decay};
}

std::vector<scaling::Pool> drawn_pools(const PoolParameters& parameters, std::uint64_t seed) {
  std::vector<const Assumption*> assumptions;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < parameters.drawn.size(); ++i) {
    if (parameters.drawn.at(i) == nullptr) continue;
    assumptions.push_back(parameters.drawn.at(i));
    places.push_back(i);
  }
  std::vector<scaling::Pool> pools(curate_draws, parameters.median);
  if (assumptions.empty()) return pools;
  const std::vector<Column> columns = drawn(assumptions, seed);
  for (std::size_t draw = 0; draw < pools.size(); ++draw) {
    for (std::size_t i = 0; i < places.size(); ++i) *fields_of(pools[draw]).at(places[i]) = columns[i][draw];
  }
  return pools;
}

ShareAt share_at(double compute, const scaling::LossLaw& law, const scaling::Pool& pool,
                 const std::vector<scaling::Pool>& pools) {
  ShareAt made{.compute = compute, .best = scaling::curated_run(law, compute, pool)};
  made.betr = scaling::betr_share_of(compute);
  const auto gain = [&](double share) {
    const double other = scaling::curated_run(law, compute, pool, share).reducible_loss;
    return std::log10(other / made.best.reducible_loss) / scaling::loss_exponent(law);
  };
  made.over_none = gain(1.0);
  made.over_tenth = gain(0.1);
  made.over_three_percent = gain(0.03);
  made.over_betr = gain(made.betr);
  constexpr std::size_t apart = 8;  // a search for each of them: fewer are enough for two percentiles
  Column shares;
  for (std::size_t i = 0; i < pools.size(); i += apart)
    shares.push_back(scaling::curated_run(law, compute, pools[i]).share);
  made.share = percentiles_of(std::move(shares));
  return made;
}

}  // namespace

Curated curate(const scenario::ScenarioPointer& scenario, std::uint64_t seed) {
  Curated result;
  result.draws = curate_draws;
  result.seed = seed;
  PoolParameters parameters;
  const scenario::Block* const text = text_of(*scenario);
  if (const auto& funnel = scenario->funnel) {
    result.flow = flow_of(*funnel, seed);
    if (funnel->of == "token" && funnel->feeds_pre_training) {
      parameters.drawn[0] = &funnel->assumptions.front();
      parameters.median.tokens = funnel->assumptions.front().distribution.quantile(0.5);
      result.pool_is = "the items of the funnel";
    }
  } else if (text != nullptr) {
    parameters.median.tokens = text_in_first_year(scenario, *text);
    result.pool_is = "the text of data in its first year";
  }
  if (result.pool_is.empty()) return result;
  constexpr std::array<std::string_view, 4> names{"curation.quality_exponent", "curation.smallest_share",
                                                  "curation.quality_at_most", "repetition.token_decay"};
  for (std::size_t i = 0; text != nullptr && i < names.size(); ++i) {
    const Assumption* const one = named(*text, names.at(i));
    if (one == nullptr) continue;
    parameters.drawn.at(i + 1) = one;
    *fields_of(parameters.median).at(i + 1) = one->distribution.quantile(0.5);
  }
  const auto& law = std::get<scaling::LossLaw>(scaling::find("besiroglu")->law);
  const std::vector<scaling::Pool> pools = drawn_pools(parameters, seed);
  result.pool = parameters.median;
  result.ends = scaling::filtering_ends(law, parameters.median);
  const int last = static_cast<int>(std::ceil(std::log10(result.ends)));
  for (int power = 22; power <= std::clamp(last, 26, 38); ++power) {
    result.shares.push_back(share_at(std::pow(10.0, power), law, parameters.median, pools));
  }
  return result;
}

}  // namespace chokepoint::analysis
