// SPDX-License-Identifier: Apache-2.0
// Draws weighted by the likelihood of what was observed: docs/evidence-learn.md.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>
#include <utility>

#include "chokepoint/evidence.hpp"
#include "chokepoint/statistics.hpp"
#include "evidence/likelihood.hpp"
#include "evidence/tally.hpp"
#include "statistics/bytes.hpp"
#include "units/real.hpp"

namespace chokepoint::evidence {

namespace {

constexpr double none_possible = -std::numeric_limits<double>::infinity();

// --- what is asked ---------------------------------------------------------------------------------------------------

/// The observations of each series, with their errors.
std::vector<Terms> terms_of(const Match& match, const Learning& how) {
  std::vector<Terms> terms;
  for (std::size_t i = 0; i < match.matched.size(); ++i) {
    const Observation& one = match.matched[i].observation;
    if (terms.empty() || terms.back().series != one.series) terms.push_back({one.series, i, {}, 0.0});
    const auto asked = how.error.find(one.series);
    const bool stated = one.error() > 0.0 || asked == how.error.end();
    terms.back().errors.push_back(stated ? one.error() : asked->second);
  }
  return terms;
}

/// "chips/stock at 2026-01"
std::string name_of(const Observation& one) {
  return fmt::format("{} at {}", one.series, one.date);
}

std::optional<Refused> wrong_discrepancy(const std::string& series, double discrepancy) {
  if (std::isfinite(discrepancy) && discrepancy >= 0.0) return std::nullopt;
  return Refused{fmt::format("{}: a discrepancy of {} orders of magnitude cannot be", series, discrepancy),
                 "0 or more: 0.1 is a factor of 1.26, up or down"};
}

/// What lay ahead when the scenario was made: it has seen the rest, as it says itself or by its anchor.
Match without_known(const Match& match, const scenario::Scenario& scenario, std::vector<Observation>& known) {
  Match rest{{}, match.unknown, match.outside};
  for (const Matched& one : match.matched) {
    const bool is_start = !scenario.known_until && known_until(scenario, one.target) == scenario.base_year;
    if (!is_start && one.observation.at <= known_until(scenario, one.target)) {
      known.push_back(one.observation);
    } else {
      rest.matched.push_back(one);
    }
  }
  return rest;
}

Refused all_known(const scenario::Scenario& scenario, const std::vector<Observation>& known) {
  const Observation& last = known.back();
  // The date may be that of a scenario that it extends, whose numbers are no longer in it.
  const bool said = scenario.known_until && last.at <= *scenario.known_until;
  return {fmt::format("{} has nothing to learn from what was observed: it knew all of it when it was made, {} of {} as "
                      "well",
                      scenario.name, last.series, last.date),
          said ? fmt::format("it has 'known_until: {}', its own or of a scenario that it extends: it learns from what "
                             "was observed after that. Where its numbers were made without these observations, it can "
                             "say so: an earlier day, or 'known_until: off'",
                             scenario.known_until_text)
               : std::string("its trajectory starts from an anchor of that date, or later: it learns from what was "
                             "observed after that")};
}

/// The discrepancy of a series, as asked or as the file states it; or why there is none.
std::variant<double, Refused> discrepancy_of(const Terms& terms, const Match& match, const Learning& how) {
  std::optional<double> stated;
  for (std::size_t i = 0; i < terms.errors.size() && !stated; ++i) {
    stated = match.matched[terms.first + i].observation.discrepancy;
  }
  const auto asked = how.discrepancy.find(terms.series);
  if (asked != how.discrepancy.end()) stated = asked->second;
  if (!stated) {
    return Refused{fmt::format("{}: nothing says how far a model of it may be off", terms.series),
                   fmt::format("give the file a column 'discrepancy', or take --discrepancy {}=1.25: that all of them "
                               "together are off by a factor of 1.25, up or down, in one standard deviation",
                               terms.series)};
  }
  if (auto wrong = wrong_discrepancy(terms.series, *stated)) return *std::move(wrong);
  return *stated;
}

/// Observations that leave nothing to weigh by.
void check_errors(const Terms& terms, const Match& match, std::vector<Refused>& refused) {
  for (std::size_t i = 0; i < terms.errors.size(); ++i) {
    const Observation& one = match.matched[terms.first + i].observation;
    const double error = terms.errors[i];
    if (!(one.value > 0.0 && std::isfinite(one.value))) {
      refused.push_back({fmt::format("{}: {} is no number above 0", name_of(one), one.value), ""});
    } else if (!(std::isfinite(error) && error >= 0.0)) {
      refused.push_back({fmt::format("{}: an error of {} orders of magnitude cannot be", name_of(one), error), ""});
    } else if (error == 0.0 && terms.errors.size() > 1) {
      refused.push_back({fmt::format("{}: it has no error, beside other observations of the series", name_of(one)),
                         fmt::format("give it 'low', 'high' and 'interval', or take --error {}=1.1: a discrepancy is "
                                     "common to all of a series, so that this one would have to be met exactly",
                                     one.series)});
    } else if (error == 0.0 && terms.discrepancy == 0.0) {
      refused.push_back({fmt::format("{}: it has neither an error nor a discrepancy", name_of(one)),
                         "give it 'low', 'high' and 'interval', or its series a discrepancy above a factor of 1"});
    }
  }
}

std::vector<std::string_view> names_of(const std::vector<Terms>& terms) {
  std::vector<std::string_view> names;
  names.reserve(terms.size());
  for (const Terms& one : terms) names.push_back(one.series);
  return names;
}

/// Those that are asked for must be there.
void check_names(std::string_view option, const std::map<std::string, double>& asked, const std::vector<Terms>& terms,
                 std::vector<Refused>& refused) {
  const std::vector<std::string_view> names = names_of(terms);
  for (const auto& [series, value] : asked) {
    if (std::find(names.begin(), names.end(), series) != names.end()) continue;
    const std::string_view near = units::nearest(series, names);
    refused.push_back(
        {fmt::format("{}: nothing is learnt from a series '{}'", option, series),
         near.empty() ? fmt::format("one of {}", fmt::join(names, ", ")) : fmt::format("did you mean {}?", near)});
  }
}

/// Why no observation is of anything in the scenario.
Refused nothing_matched(const scenario::Scenario& scenario, const Match& match) {
  if (!match.outside.empty()) {
    return {fmt::format("no observation is of a year of {}: {} is at {}", scenario.name, match.outside.front().series,
                        match.outside.front().date),
            fmt::format("it covers {}..{}", scenario.first_year, scenario.last_year)};
  }
  if (!match.unknown.empty()) {
    return {
        fmt::format("no observation is of a series of {}: it has no {}", scenario.name, match.unknown.front().series),
        "series are named as results name them: chips/stock, power/us_datacenter_power"};
  }
  return {"there is no observation to learn from", ""};
}

/// Fills in discrepancies; all that is wrong.
std::vector<Refused> check(const scenario::Scenario& scenario, const Match& match, const Learning& how,
                           const simulation::Ensemble& ensemble, std::vector<Terms>& terms) {
  std::vector<Refused> refused;
  if (terms.empty()) refused.push_back(nothing_matched(scenario, match));
  check_names("--discrepancy", how.discrepancy, terms, refused);
  check_names("--error", how.error, terms, refused);
  for (Terms& one : terms) {
    auto discrepancy = discrepancy_of(one, match, how);
    if (auto* const wrong = std::get_if<Refused>(&discrepancy)) {
      refused.push_back(std::move(*wrong));
      continue;
    }
    one.discrepancy = std::get<double>(discrepancy);
    check_errors(one, match, refused);
  }
  if (ensemble.point) refused.push_back({"a point has no draws to weigh", "leave out --point"});
  if (ensemble.draws > how.draws_at_most) {
    refused.push_back({fmt::format("more draws than can be weighed: {}", ensemble.draws),
                       fmt::format("at most {}", how.draws_at_most)});
  }
  return refused;
}

// --- passes over the draws -------------------------------------------------------------------------------------------

/// Random numbers that something is drawn with: a parameter, or all its values by year.
struct Numbers {
  std::string path;
  std::vector<std::size_t> of;  // among the assumptions, in order: those that are uncertain
};

std::vector<Numbers> numbers_of(const std::vector<const scenario::Assumption*>& assumptions) {
  std::vector<Numbers> all;
  for (std::size_t i = 0; i < assumptions.size(); ++i) {
    if (assumptions[i]->distribution.is_constant()) continue;
    const std::string& path = assumptions[i]->draws_as;
    auto found = std::find_if(all.begin(), all.end(), [&path](const Numbers& one) { return one.path == path; });
    if (found == all.end()) found = all.insert(all.end(), {path, {}});
    found->of.push_back(i);
  }
  return all;
}

/// The scenario with uniform numbers in place of all that is uncertain: the ranks of its draws, correlated as they are.
scenario::ScenarioPointer uniform_twin(const scenario::Scenario& scenario) {
  auto twin = std::make_shared<scenario::Scenario>(scenario);
  const auto uniform = std::get<uncertainty::Distribution>(uncertainty::Distribution::uniform(0.0, 1.0));
  const auto flatten = [&uniform](std::vector<scenario::Assumption>& assumptions) {
    for (scenario::Assumption& one : assumptions) {
      if (!one.distribution.is_constant()) one.distribution = uniform;
    }
  };
  flatten(twin->trajectory);
  flatten(twin->shared);
  for (auto& block : twin->blocks) flatten(block.assumptions);
  for (auto& event : twin->events) flatten(event.assumptions);
  if (twin->relief) flatten(twin->relief->assumptions);
  return twin;
}

/// What all passes over the same draws read.
struct Setting {
  const scenario::Scenario& scenario;
  std::vector<Terms> terms;
  std::vector<Target> targets;
  std::vector<double> observed;
  std::vector<Numbers> numbers;

  [[nodiscard]] Likelihood likelihood() const { return {scenario, targets, observed, terms}; }
};

/// The highest log-likelihoods, and the lowest of each series.
struct Ends {
  explicit Ends(std::size_t series = 0)
      : highest(series, none_possible), lowest(series, std::numeric_limits<double>::infinity()) {}

  void merge(const Ends& other) {
    all = std::max(all, other.all);
    for (std::size_t s = 0; s < highest.size(); ++s) {
      highest[s] = std::max(highest[s], other.highest[s]);
      lowest[s] = std::min(lowest[s], other.lowest[s]);
    }
  }
  [[nodiscard]] std::string bytes() const {
    statistics::Writer to;
    to.number(all);
    for (std::size_t s = 0; s < highest.size(); ++s) {
      to.number(highest[s]);
      to.number(lowest[s]);
    }
    return to.take();
  }
  void read(const std::string& bytes) {
    statistics::Reader from(bytes);
    all = from.number();
    for (std::size_t s = 0; s < highest.size(); ++s) {
      highest[s] = from.number();
      lowest[s] = from.number();
    }
  }

  double all = none_possible;
  std::vector<double> highest;
  std::vector<double> lowest;
};

/// The log-likelihood of each draw of a rank.
class Weighing : public simulation::Worker {
 public:
  Weighing(const Setting& setting, std::uint64_t first, std::vector<double>& logs)
      : result(setting.terms.size()), likelihood_(setting.likelihood()), first_(first), logs_(logs) {}

  void take(const simulation::Block& block) override {
    likelihood_.read(block);
    for (std::size_t draw = 0; draw < block.count; ++draw) {
      const double all = likelihood_.of_all(draw);
      logs_[block.first - first_ + draw] = all;
      result.all = std::max(result.all, all);
      for (std::size_t s = 0; s < result.highest.size(); ++s) {
        result.highest[s] = std::max(result.highest[s], likelihood_.of_series(s, draw));
        result.lowest[s] = std::min(result.lowest[s], likelihood_.of_series(s, draw));
      }
    }
  }
  [[nodiscard]] simulation::Extras extras() const override { return likelihood_.extras(); }

  Ends result;

 private:
  Likelihood likelihood_;
  std::uint64_t first_;
  std::vector<double>& logs_;  // of all workers, each of whom writes the draws of its blocks
};

std::size_t whole_lanes(std::size_t count) {
  return (count + lane_multiple - 1) / lane_multiple * lane_multiple;
}

/// Ranks of the draws of a block: columns of uniform numbers, of some of the numbers.
class Uniforms {
 public:
  Uniforms(const simulation::Engine& twin, const std::vector<Numbers>& numbers, std::vector<std::size_t> which)
      : twin_(twin), numbers_(numbers), which_(std::move(which)) {}

  void read(const simulation::Block& block) {
    const std::size_t lanes = whole_lanes(block.count);
    columns_.resize(which_.size());
    std::vector<double*> all(twin_.paths().size(), nullptr);
    for (std::size_t i = 0; i < which_.size(); ++i) {
      columns_[i].resize(lanes);
      all[numbers_[which_[i]].of.front()] = columns_[i].data();
    }
    twin_.sample(block.first, lanes, all);
  }
  [[nodiscard]] const std::vector<double>& column(std::size_t i) const { return columns_[i]; }

 private:
  const simulation::Engine& twin_;
  const std::vector<Numbers>& numbers_;
  std::vector<std::size_t> which_;
  std::vector<std::vector<double>> columns_;
};

std::vector<std::size_t> all_of(const std::vector<Numbers>& numbers) {
  std::vector<std::size_t> all(numbers.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  return all;
}

/// Counts draws and weights.
class Counting : public simulation::Worker {
 public:
  Counting(const Setting& setting, const Ends& ends, const simulation::Engine& twin)
      : result(setting.scenario.blocks.size(), static_cast<std::size_t>(setting.scenario.years()),
               setting.numbers.size(), setting.terms.size(), setting.observed.size()),
        setting_(setting),
        ends_(ends),
        likelihood_(setting.likelihood()),
        uniforms_(twin, setting.numbers, all_of(setting.numbers)) {}

  void take(const simulation::Block& block) override {
    likelihood_.read(block);
    weigh(block.count);
    count_stops(block);
    count_said(block.count);
    uniforms_.read(block);
    for (std::size_t p = 0; p < setting_.numbers.size(); ++p) count_parts(p, block.count);
  }
  [[nodiscard]] simulation::Extras extras() const override { return likelihood_.extras(); }

  Tally result;

 private:
  void weigh(std::size_t count) {
    weights_.resize(count);
    alone_.resize(setting_.terms.size());
    for (std::size_t draw = 0; draw < count; ++draw) {
      weights_[draw] = weight_of(likelihood_.of_all(draw), ends_.all);
    }
    for (std::size_t s = 0; s < alone_.size(); ++s) {
      alone_[s].resize(count);
      for (std::size_t draw = 0; draw < count; ++draw) {
        alone_[s][draw] = weight_of(likelihood_.of_series(s, draw), ends_.highest[s]);
        result.alone[s].add(alone_[s][draw]);
      }
    }
  }

  void count_stops(const simulation::Block& block) {
    statistics::bind(setting_.scenario, block, outcome_);
    for (std::size_t draw = 0; draw < block.count; ++draw) {
      const int k = binding::first_of(outcome_.order[draw]);
      if (k < 0) continue;
      const auto constraint = static_cast<std::size_t>(k);
      const std::size_t year = outcome_.short_from[constraint][draw];
      ++result.stopped[constraint][year];
      result.stopped_weight[constraint][year] += weights_[draw];
    }
  }

  void count_said(std::size_t count) {
    for (std::size_t i = 0; i < setting_.observed.size(); ++i) {
      const std::vector<double>& said = likelihood_.predicted(i);
      for (std::size_t draw = 0; draw < count; ++draw) {
        result.said[i].add(said[draw], weights_[draw]);
        result.below[i] += said[draw] < setting_.observed[i] ? 1U : 0U;
      }
    }
  }

  void count_parts(std::size_t p, std::size_t count) {
    const std::vector<double>& uniform = uniforms_.column(p);
    for (std::size_t draw = 0; draw < count; ++draw) {
      const std::size_t part = part_of(uniform[draw]);
      result.parts[p][part] += weights_[draw];
      for (std::size_t s = 0; s < alone_.size(); ++s) {
        result.parts_alone[s * setting_.numbers.size() + p][part / (fine_parts / coarse_parts)] += alone_[s][draw];
      }
    }
  }

  const Setting& setting_;
  const Ends& ends_;
  Likelihood likelihood_;
  Uniforms uniforms_;
  binding::Outcome outcome_;
  std::vector<std::uint64_t> weights_;
  std::vector<std::vector<std::uint64_t>> alone_;
};

/// Weighted sums of products of ranks, for all pairs of some numbers. A rank is the share of the weight below, less a
/// half, in parts of 4096: of all, products are below 2^22, and their sums exact.
struct Products {
  explicit Products(std::size_t count = 0) : sums(count * (count + 1) / 2), means(count) {}
  void merge(const Products& other) {
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i].add(other.sums[i]);
    for (std::size_t i = 0; i < means.size(); ++i) means[i].add(other.means[i]);
  }
  [[nodiscard]] std::string bytes() const {
    statistics::Writer to;
    for (const WeightedSum& one : sums) to.counts(one.parts());
    for (const WeightedSum& one : means) to.counts(one.parts());
    return to.take();
  }
  void read(const std::string& bytes) {
    statistics::Reader from(bytes);
    for (auto* const all : {&sums, &means}) {
      for (WeightedSum& one : *all) {
        const auto parts = from.counts();
        one = WeightedSum::of_parts(parts[0], parts[1]);
      }
    }
  }

  std::vector<WeightedSum> sums;  // of the pairs (0, 0), (1, 0), (1, 1), (2, 0), …
  std::vector<WeightedSum> means;
};

class Correlating : public simulation::Worker {
 public:
  Correlating(const Setting& setting, const simulation::Engine& twin, const std::vector<std::size_t>& which,
              const std::vector<std::vector<std::int32_t>>& ranks, double highest, std::uint64_t first,
              const std::vector<double>& logs)
      : result(which.size()),
        uniforms_(twin, setting.numbers, which),
        ranks_(ranks),
        highest_(highest),
        first_(first),
        logs_(logs) {}

  void take(const simulation::Block& block) override {
    uniforms_.read(block);
    std::vector<std::int64_t> rank(ranks_.size());
    for (std::size_t draw = 0; draw < block.count; ++draw) {
      const std::uint64_t weight = weight_of(logs_[block.first - first_ + draw], highest_);
      if (weight == 0) continue;
      auto sum = result.sums.begin();
      for (std::size_t i = 0; i < rank.size(); ++i) {
        rank[i] = ranks_[i][part_of(uniforms_.column(i)[draw])];
        result.means[i].add(weight, rank[i]);
        for (std::size_t j = 0; j <= i; ++j) (sum++)->add(weight, rank[i] * rank[j]);
      }
    }
  }

  Products result;

 private:
  Uniforms uniforms_;
  const std::vector<std::vector<std::int32_t>>& ranks_;  // of each of the numbers: of its parts
  double highest_;
  std::uint64_t first_;
  const std::vector<double>& logs_;
};

/// Progress through passes whose number is not known before: each takes a part of what is left.
class Passes {
 public:
  explicit Passes(const analysis::Progress& progress) : progress_(progress) {}
  simulation::Progress next(std::uint64_t draws) {
    const double start = done_;
    const double part = (1.0 - start) / 3.0;
    done_ += part;
    if (!progress_) return {};
    return [this, start, part, draws](std::uint64_t done) {
      return progress_(start + part * static_cast<double>(done) / static_cast<double>(draws));
    };
  }

 private:
  const analysis::Progress& progress_;
  double done_ = 0.0;
};

/// Sends workers over all draws, of all ranks, and merges what each has in `result`. Nothing when progress ended it.
template <class Worker>
auto over_draws(const simulation::Engine& engine, const analysis::Effort& effort, const simulation::Progress& progress,
                const std::function<std::unique_ptr<Worker>()>& hire)
    -> std::optional<decltype(std::declval<Worker>().result)> {
  using Result = decltype(std::declval<Worker>().result);
  const simulation::Share share = simulation::share_of(effort.threads.ranks, engine.draws());
  const auto work = [&]() -> std::optional<Result> {
    auto workers = simulation::simulate(
        engine, share.first, share.last, effort.threads,
        [&hire]() -> std::unique_ptr<simulation::Worker> { return hire(); }, progress);
    if (workers.empty()) return std::nullopt;
    Result& all = dynamic_cast<Worker&>(*workers.front()).result;
    for (std::size_t i = 1; i < workers.size(); ++i) all.merge(dynamic_cast<const Worker&>(*workers[i]).result);
    return std::move(all);
  };
  if (effort.threads.ranks == nullptr) return work();
  const Result empty = hire()->result;
  const auto of_bytes = [&empty](const std::string& bytes) {
    Result made = empty;
    made.read(bytes);
    return made;
  };
  const auto all = simulation::combined(
      *effort.threads.ranks,
      [&]() -> std::optional<std::string> {
        const auto mine = work();
        if (!mine) return std::nullopt;
        return mine->bytes();
      },
      [&of_bytes](const std::string& a, const std::string& b) {
        Result sum = of_bytes(a);
        sum.merge(of_bytes(b));
        return sum.bytes();
      });
  if (!all) return std::nullopt;
  return of_bytes(*all);
}

// --- learning --------------------------------------------------------------------------------------------------------

/// One ensemble, weighed.
struct Weighed {
  simulation::Ensemble ensemble;
  std::uint64_t first = 0;   // of the draws of this rank
  std::vector<double> logs;  // of each of them
  Ends ends;
  Effective effective;  // of all ranks
};

Effective effective_of(const Weighed& weighed, simulation::Ranks* ranks) {
  Effective mine;
  for (const double one : weighed.logs) mine.add(weight_of(one, weighed.ends.all));
  if (ranks == nullptr) return mine;
  const auto bytes_of = [](const Effective& one) {
    statistics::Writer to;
    to.counts(one.parts());
    return to.take();
  };
  const auto of_bytes = [](const std::string& bytes) {
    return Effective::of_parts(statistics::Reader(bytes).counts());
  };
  return of_bytes(ranks->combine(bytes_of(mine), [&](const std::string& a, const std::string& b) {
    Effective sum = of_bytes(a);
    sum.add(of_bytes(b));
    return bytes_of(sum);
  }));
}

std::optional<Weighed> weigh(const simulation::Engine& engine, const Setting& setting, const analysis::Effort& effort,
                             const simulation::Progress& progress) {
  const simulation::Share share = simulation::share_of(effort.threads.ranks, engine.draws());
  Weighed weighed{engine.ensemble(), share.first, std::vector<double>(share.last - share.first), Ends(), Effective()};
  auto ends = over_draws<Weighing>(engine, effort, progress,
                                   [&] { return std::make_unique<Weighing>(setting, share.first, weighed.logs); });
  if (!ends) return std::nullopt;
  weighed.ends = std::move(*ends);
  weighed.effective = effective_of(weighed, effort.threads.ranks);
  return weighed;
}

LearnedSpread spread_of(const std::function<double(double)>& quantile) {
  return {quantile(0.05), quantile(0.10), quantile(0.50), quantile(0.90), quantile(0.95)};
}

std::vector<std::uint64_t> coarse(const std::vector<std::uint64_t>& fine) {
  std::vector<std::uint64_t> sums(coarse_parts);
  for (std::size_t i = 0; i < fine.size(); ++i) sums[i / (fine_parts / coarse_parts)] += fine[i];
  return sums;
}

/// In the order of the numbers.
std::vector<LearnedParameter> parameters_of(const Setting& setting, const Tally& tally, double effective) {
  const auto assumptions = setting.scenario.assumptions();
  std::vector<LearnedParameter> all;
  for (std::size_t p = 0; p < setting.numbers.size(); ++p) {
    LearnedParameter made;
    made.path = setting.numbers[p].path;
    made.first = assumptions[setting.numbers[p].of.front()];
    const uncertainty::Distribution& distribution = made.first->distribution;
    const std::vector<std::uint64_t>& parts = tally.parts[p];
    made.before = spread_of([&](double level) { return distribution.quantile(level); });
    made.after = spread_of([&](double level) { return distribution.quantile(uniform_below(parts, level)); });
    made.bits = bits_of_parts(coarse(parts), effective);
    for (std::size_t s = 0; s < setting.terms.size(); ++s) {
      made.alone.push_back(bits_of_parts(tally.parts_alone[s * setting.numbers.size() + p], tally.alone[s].number()));
    }
    made.moved = made.bits >= moved_from;
    all.push_back(std::move(made));
  }
  return all;
}

/// Of each part of a number, the share of the weight below its middle, less a half, in 4096th.
std::vector<std::int32_t> ranks_of(const std::vector<std::uint64_t>& parts) {
  double total = 0.0;
  for (const std::uint64_t one : parts) total += static_cast<double>(one);
  std::vector<std::int32_t> ranks;
  double before = 0.0;
  for (const std::uint64_t one : parts) {
    const double share = (before + 0.5 * static_cast<double>(one)) / total;
    ranks.push_back(static_cast<std::int32_t>(std::lround((share - 0.5) * static_cast<double>(fine_parts))));
    before += static_cast<double>(one);
  }
  return ranks;
}

double spearman_before(const scenario::Scenario& scenario, const std::string& a, const std::string& b) {
  for (const scenario::Correlation& one : scenario.correlations) {
    if ((one.a == a && one.b == b) || (one.a == b && one.b == a)) return one.spearman;
  }
  return 0.0;
}

/// Pearson's correlation of ranks.
double spearman_after(const Products& products, std::size_t i, std::size_t j, double total) {
  const auto product = [&](std::size_t a, std::size_t b) { return products.sums[a * (a + 1) / 2 + b].total() / total; };
  const auto mean = [&](std::size_t a) { return products.means[a].total() / total; };
  const auto covariance = [&](std::size_t a, std::size_t b) { return product(a, b) - mean(a) * mean(b); };
  const double size = std::sqrt(covariance(i, i) * covariance(j, j));
  return size > 0.0 ? std::clamp(covariance(i, j) / size, -1.0, 1.0) : 0.0;
}

/// `which`: places among the numbers, of those that moved. Correlations are by place among them.
std::optional<std::vector<LearnedCorrelation>> correlations_of(const simulation::Engine& engine,
                                                               const simulation::Engine& twin, const Setting& setting,
                                                               const Weighed& weighed, const Tally& tally,
                                                               const std::vector<std::size_t>& which,
                                                               const analysis::Effort& effort,
                                                               const simulation::Progress& progress) {
  if (which.size() < 2) return std::vector<LearnedCorrelation>();
  std::vector<std::vector<std::int32_t>> ranks;
  ranks.reserve(which.size());
  for (const std::size_t p : which) ranks.push_back(ranks_of(tally.parts[p]));
  const auto products = over_draws<Correlating>(engine, effort, progress, [&] {
    return std::make_unique<Correlating>(setting, twin, which, ranks, weighed.ends.all, weighed.first, weighed.logs);
  });
  if (!products) return std::nullopt;
  const auto total = static_cast<double>(weighed.effective.total());
  std::vector<LearnedCorrelation> all;
  for (std::size_t i = 0; i < which.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const std::string& a = setting.numbers[which[j]].path;
      const std::string& b = setting.numbers[which[i]].path;
      all.push_back({j, i, spearman_before(setting.scenario, a, b), spearman_after(*products, i, j, total)});
    }
  }
  return all;
}

// --- data that contradict --------------------------------------------------------------------------------------------

/// How far an observation lies outside of P5 to P95 of what is said of it: orders of magnitude, above 0 where it is
/// higher; 0 inside.
double outside_of(const LearnedSpread& said, double observed) {
  if (observed > said.p95 && said.p95 > 0.0) return std::log10(observed / said.p95);
  if (observed < said.p5) return std::log10(observed / said.p5);
  return 0.0;
}

/// The observation that is furthest outside, for what it may be off; nothing where all are inside.
std::optional<std::size_t> most_contradicting(const Setting& setting, const Match& match, const Tally& tally) {
  std::optional<std::size_t> worst;
  double most = 0.0;
  for (const Terms& terms : setting.terms) {
    for (std::size_t i = 0; i < terms.errors.size(); ++i) {
      const std::size_t at = terms.first + i;
      const double orders = outside_of(tally.said[at].spread(false), match.matched[at].observation.value);
      const double apart = std::abs(orders) / std::hypot(terms.errors[i], terms.discrepancy);
      if (apart <= most) continue;
      most = apart;
      worst = at;
    }
  }
  return worst;
}

std::string contradiction(const Match& match, const Tally& tally, std::size_t at) {
  const Observation& one = match.matched[at].observation;
  const LearnedSpread said = tally.said[at].spread(false);
  const double orders = outside_of(said, one.value);
  return fmt::format(
      "{} was observed to be {}, of which the scenario says {} to {} (P5 to P95): {:.2f} orders of "
      "magnitude too {}",
      name_of(one), units::print(one.value, one.kind), units::print(said.p5, one.kind),
      units::print(said.p95, one.kind), std::abs(orders), orders > 0.0 ? "low" : "high");
}

/// A series that has no likelihood in any draw, or else that no draw has one of all.
Refused none_likely(const Setting& setting, const Match& match, const Weighed& weighed, const Tally& tally) {
  const std::string& name = setting.scenario.name;
  for (std::size_t s = 0; s < setting.terms.size(); ++s) {
    if (weighed.ends.highest[s] > none_possible) continue;
    const Terms& terms = setting.terms[s];
    for (std::size_t at = terms.first; at < terms.first + terms.errors.size(); ++at) {
      if (!tally.said[at].all_zero()) continue;
      return {fmt::format("{} was observed to be {}, but {} says that it is 0 in all draws",
                          name_of(match.matched[at].observation),
                          units::print(match.matched[at].observation.value, match.matched[at].observation.kind), name),
              "leave it out, or give the scenario a value of it that can be"};
    }
    return {fmt::format("{}: the likelihood of what was observed is 0 in all draws of {}", terms.series, name), ""};
  }
  return {fmt::format("the likelihood of what was observed is 0 in all draws of {}: none has all series above 0", name),
          ""};
}

Refused too_few(const Setting& setting, const Match& match, const Weighed& weighed, const Tally& tally,
                const Learning& how) {
  const std::string few = fmt::format(
      "of {} draws of {} the data leave as much as {:.0f} of one weight, fewer than the {:.0f} that are "
      "wanted",
      weighed.ensemble.draws, setting.scenario.name, weighed.effective.number(), how.effective);
  if (const auto worst = most_contradicting(setting, match, tally)) {
    const std::string& series = match.matched[*worst].observation.series;
    return {fmt::format("the data contradict the scenario: {}. {}", few, contradiction(match, tally, *worst)),
            fmt::format("widen what the scenario assumes of {}, correct the observation, or say that models of it are "
                        "off by more: --discrepancy {}=2",
                        series, series)};
  }
  return {few, "a larger --tolerance needs fewer; a larger --discrepancy leaves more of them"};
}

constexpr double impossibly_far = 5.0;  // standard deviations

/// An observation of a series of which all draws say the same, impossibly far from that: weights cannot show it.
std::optional<std::size_t> contradicted_by_all(const Setting& setting, const Match& match, const Weighed& weighed,
                                               const Tally& tally) {
  for (std::size_t s = 0; s < setting.terms.size(); ++s) {
    if (weighed.ends.highest[s] != weighed.ends.lowest[s]) continue;
    const Terms& terms = setting.terms[s];
    for (std::size_t i = 0; i < terms.errors.size(); ++i) {
      const std::size_t at = terms.first + i;
      const double said = tally.said[at].spread(false).p50;
      const double orders = std::log10(match.matched[at].observation.value / said);
      if (std::abs(orders) > impossibly_far * std::hypot(terms.errors[i], terms.discrepancy)) return at;
    }
  }
  return std::nullopt;
}

Refused everywhere_contradicted(const Match& match, const Tally& tally, std::size_t at) {
  const Observation& one = match.matched[at].observation;
  return {
      fmt::format("the data contradict the scenario: {} was observed to be {}, of which it says {} in all draws",
                  name_of(one), units::print(one.value, one.kind),
                  units::print(tally.said[at].spread(false).p50, one.kind)),
      fmt::format("let the scenario be uncertain of {}, correct the observation, or say that models of it are off by "
                  "more: --discrepancy {}=2",
                  one.series, one.series)};
}

/// What a pass counted, in words of the result. Parameters in the order of the numbers.
Learned learned_of(const scenario::ScenarioPointer& scenario, const Setting& setting, const Match& match,
                   const Weighed& weighed, const Tally& tally) {
  Learned learned;
  learned.scenario = scenario;
  learned.draws = weighed.ensemble.draws;
  learned.seed = weighed.ensemble.seed;
  learned.effective = weighed.effective.number();
  learned.unknown = match.unknown;
  learned.outside = match.outside;
  for (std::size_t s = 0; s < setting.terms.size(); ++s) {
    const Terms& terms = setting.terms[s];
    learned.series.push_back({terms.series, terms.errors.size(), terms.discrepancy, tally.alone[s].number(),
                              weighed.ends.highest[s] == weighed.ends.lowest[s]});
  }
  for (std::size_t i = 0; i < match.matched.size(); ++i) {
    learned.observations.push_back({match.matched[i].observation, tally.said[i].spread(false),
                                    tally.said[i].spread(true),
                                    static_cast<double>(tally.below[i]) / static_cast<double>(weighed.ensemble.draws)});
  }
  learned.parameters = parameters_of(setting, tally, learned.effective);
  learned.before = {weighed.ensemble.draws, tally.stopped};
  learned.after = {weighed.effective.total(), tally.stopped_weight,
                   static_cast<std::uint64_t>(std::floor(learned.effective))};
  learned.verdict_before = binding::verdict_of(learned.before);
  learned.verdict_after = binding::verdict_of(learned.after);
  return learned;
}

/// Those with most bits first; correlations along with them.
void sort_parameters(Learned& learned, const std::vector<std::size_t>& which) {
  std::vector<std::size_t> order(learned.parameters.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&learned](std::size_t a, std::size_t b) {
    return learned.parameters[a].bits > learned.parameters[b].bits;
  });
  std::vector<LearnedParameter> sorted;
  sorted.reserve(order.size());
  for (const std::size_t one : order) sorted.push_back(std::move(learned.parameters[one]));
  learned.parameters = std::move(sorted);
  const auto place_of = [&order](std::size_t number) {
    return static_cast<std::size_t>(std::find(order.begin(), order.end(), number) - order.begin());
  };
  for (LearnedCorrelation& one : learned.correlations) {
    const std::size_t a = place_of(which[one.a]);
    const std::size_t b = place_of(which[one.b]);
    one.a = std::min(a, b);
    one.b = std::max(a, b);
  }
  std::sort(learned.correlations.begin(), learned.correlations.end(),
            [](const LearnedCorrelation& x, const LearnedCorrelation& y) {
              return std::pair(x.a, x.b) < std::pair(y.a, y.b);
            });
}

}  // namespace

std::optional<std::variant<Learned, std::vector<Refused>>> learn(const scenario::ScenarioPointer& scenario,
                                                                 const Match& all, const Learning& how,
                                                                 const analysis::Effort& effort) {
  if (scenario == nullptr) throw std::invalid_argument("there is no scenario to learn");
  std::vector<Observation> known;
  const Match match = without_known(all, *scenario, known);
  if (match.matched.empty() && !known.empty()) return std::vector{all_known(*scenario, known)};
  Setting setting{*scenario, terms_of(match, how), {}, {}, numbers_of(scenario->assumptions())};
  for (const Matched& one : match.matched) {
    setting.targets.push_back(one.target);
    setting.observed.push_back(one.observation.value);
  }
  auto refused = check(*scenario, match, how, effort.ensemble, setting.terms);
  if (!refused.empty()) return refused;
  check_dates(setting.targets, *scenario);

  Passes passes(effort.progress);
  simulation::Ensemble ensemble = effort.ensemble;
  std::optional<Weighed> weighed;
  for (;; ensemble.draws = std::min(2 * ensemble.draws, how.draws_at_most)) {
    weighed = weigh(simulation::Engine(scenario, ensemble), setting, effort, passes.next(ensemble.draws));
    if (!weighed) return std::nullopt;
    if (weighed->effective.number() >= how.effective || ensemble.draws == how.draws_at_most) break;
  }
  const simulation::Engine engine(scenario, ensemble);
  const simulation::Engine twin(uniform_twin(*scenario), ensemble);
  const auto tally = over_draws<Counting>(engine, effort, passes.next(ensemble.draws),
                                          [&] { return std::make_unique<Counting>(setting, weighed->ends, twin); });
  if (!tally) return std::nullopt;
  if (weighed->effective.total() == 0) return std::vector{none_likely(setting, match, *weighed, *tally)};
  if (weighed->effective.number() < how.effective) {
    return std::vector{too_few(setting, match, *weighed, *tally, how)};
  }
  if (const auto worst = contradicted_by_all(setting, match, *weighed, *tally)) {
    return std::vector{everywhere_contradicted(match, *tally, *worst)};
  }
  Learned learned = learned_of(scenario, setting, match, *weighed, *tally);
  learned.known = std::move(known);
  std::vector<std::size_t> which;
  for (std::size_t p = 0; p < learned.parameters.size(); ++p) {
    if (learned.parameters[p].moved) which.push_back(p);
  }
  auto correlations =
      correlations_of(engine, twin, setting, *weighed, *tally, which, effort, passes.next(ensemble.draws));
  if (!correlations) return std::nullopt;
  learned.correlations = std::move(*correlations);
  sort_parameters(learned, which);
  return learned;
}

}  // namespace chokepoint::evidence
