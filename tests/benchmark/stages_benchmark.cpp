// SPDX-License-Identifier: Apache-2.0
// Nanoseconds per draw of every stage of scenarios/sevilla-2024.yaml, and of what no program for it could do without.
// Items are draws: items_per_second is draws per second; ns_per_draw is its inverse.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "chokepoint/analysis.hpp"
#include "chokepoint/binding.hpp"
#include "chokepoint/report.hpp"
#include "chokepoint/simulation.hpp"
#include "chokepoint/statistics.hpp"
#include "limit.hpp"
#include "scenario/inputs.hpp"
#include "scenarios.hpp"
#include "uncertainty/kernels.hpp"

namespace chokepoint {
namespace {

constexpr std::size_t draws = 1024;
constexpr int years = 7;
/// Columns as far apart as the engine puts them: a power of two would all fall into the same sets of the cache.
constexpr std::size_t lanes = draws + lane_multiple;

void per_draw(benchmark::State& state, std::size_t times = 1) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(draws * times));
  state.counters["ns_per_draw"] = benchmark::Counter(
      static_cast<double>(draws) * 1e-9, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

const scenario::ScenarioPointer& published() {
  static const auto scenario = load_scenario("scenarios/sevilla-2024.yaml");
  return scenario;
}

const simulation::Engine& engine() {
  static const simulation::Engine made(published(), {});
  return made;
}

std::vector<double> uniforms() {
  std::vector<double> u(draws);
  for (std::size_t i = 0; i < draws; ++i) u[i] = std::fmod(0.5 + static_cast<double>(i) * 0.618033988749895, 1.0);
  return u;
}

using ColumnFunction = void(const double*, double*, std::size_t);

void elementary(benchmark::State& state, ColumnFunction* function) {
  const std::vector<double> u = uniforms();
  std::vector<double> out(draws);
  for (auto _ : state) {
    function(u.data(), out.data(), draws);
    benchmark::DoNotOptimize(out.data());
  }
  per_draw(state);
}
using ColumnBuilds = ByTarget<ColumnFunction>;
BENCHMARK_CAPTURE(elementary, log, widest(ColumnBuilds CHOKEPOINT_BY_TARGET(log_column)));
BENCHMARK_CAPTURE(elementary, exp, widest(ColumnBuilds CHOKEPOINT_BY_TARGET(exp_column)));
BENCHMARK_CAPTURE(elementary, normal_quantile, widest(ColumnBuilds CHOKEPOINT_BY_TARGET(normal_quantile_column)));
BENCHMARK_CAPTURE(elementary, normal_cdf, widest(ColumnBuilds CHOKEPOINT_BY_TARGET(normal_cdf_column)));

template <class Numbers>
void uniform_of(benchmark::State& state, const Numbers& numbers) {
  using Builds = ByTarget<void(const Numbers&, std::uint64_t, double*, std::size_t)>;
  auto* const fill = widest(Builds CHOKEPOINT_BY_TARGET(uniform_column));
  std::vector<double> out(draws);
  for (auto _ : state) {
    fill(numbers, 0, out.data(), draws);
    benchmark::DoNotOptimize(out.data());
  }
  per_draw(state);
}
void uniform_sobol(benchmark::State& state) {
  uniform_of(state, uncertainty::Sobol(7, 1));
}
void uniform_philox(benchmark::State& state) {
  uniform_of(state, uncertainty::Philox{1, 7});
}
void uniform_latin(benchmark::State& state) {
  uniform_of(state, uncertainty::Latin(65536, 7));
}
BENCHMARK(uniform_sobol);
BENCHMARK(uniform_philox);
BENCHMARK(uniform_latin);

void quantile(benchmark::State& state, const uncertainty::Distribution& distribution) {
  const std::vector<double> u = uniforms();
  std::vector<double> out(draws);
  for (auto _ : state) {
    distribution.quantiles(u.data(), out.data(), draws);
    benchmark::DoNotOptimize(out.data());
  }
  per_draw(state);
}
uncertainty::Distribution made(const uncertainty::Distribution::Made<uncertainty::Distribution>& result) {
  return std::get<uncertainty::Distribution>(result);
}
using uncertainty::Distribution;
BENCHMARK_CAPTURE(quantile, metalog_above, made(Distribution::metalog(1, 2, 5, 0)));
BENCHMARK_CAPTURE(quantile, metalog_between, made(Distribution::metalog(0.2, 0.4, 0.6, 0, 1)));
BENCHMARK_CAPTURE(quantile, lognormal, made(Distribution::interval(1, 5)));
BENCHMARK_CAPTURE(quantile, uniform, made(Distribution::uniform(1, 5)));
BENCHMARK_CAPTURE(quantile, triangular, made(Distribution::triangular(1, 2, 5)));
BENCHMARK_CAPTURE(quantile, beta, made(Distribution::beta(2, 3)));

struct Columns {
  std::vector<std::vector<double>> values;
  std::vector<double*> pointers;
  std::vector<const double*> readable;
  Columns() : values(engine().paths().size(), std::vector<double>(lanes)) {
    for (auto& column : values) pointers.push_back(column.data());
    readable.assign(pointers.begin(), pointers.end());
    engine().sample(0, lanes, pointers);
  }
};

void copula(benchmark::State& state) {
  // Six correlated marginals, as the largest group of the published scenario.
  constexpr std::size_t size = 6;
  std::vector<double> lower(size * (size + 1) / 2, 0.3);
  std::vector<std::vector<double>> columns(size, uniforms());
  std::vector<double*> pointers;
  for (auto& column : columns) pointers.push_back(column.data());
  using Builds = ByTarget<void(const double*, std::size_t, double* const*, std::size_t)>;
  auto* const correlate = widest(Builds CHOKEPOINT_BY_TARGET(correlate_columns));
  for (auto _ : state) {
    correlate(lower.data(), size, pointers.data(), draws);
    benchmark::DoNotOptimize(pointers.data());
  }
  per_draw(state);
}
BENCHMARK(copula);

void sampling(benchmark::State& state) {
  Columns columns;
  for (auto _ : state) {
    engine().sample(0, draws, columns.pointers);
    benchmark::DoNotOptimize(columns.pointers.data());
  }
  per_draw(state);
}
BENCHMARK(sampling);

/// The uniforms, logarithms and exponentials that sampling makes, each over a column and nothing else: one of each for
/// every uncertain parameter, and another logarithm and exponential for one that is correlated, on its way to a normal
/// number and back.
struct SamplingLimit {
  std::size_t uncertain = 0;
  std::set<std::string> correlated;
  std::vector<double> u = std::vector<double>(draws);
  std::vector<std::vector<double>> out;
  uncertainty::Sobol points{7, 1};

  SamplingLimit() {
    count(published()->trajectory);
    count(published()->shared);
    for (const auto& block : published()->blocks) count(block.assumptions);
    for (const auto& pair : published()->correlations) correlated.insert({pair.a, pair.b});
    out.assign(uncertain, std::vector<double>(draws + lane_multiple));
  }
  void operator()() {
    using Builds = ByTarget<void(const uncertainty::Sobol&, std::uint64_t, double*, std::size_t)>;
    static auto* const fill = widest(Builds CHOKEPOINT_BY_TARGET(uniform_column));
    static auto* const log_of = widest(ColumnBuilds CHOKEPOINT_BY_TARGET(log_column));
    static auto* const exp_of = widest(ColumnBuilds CHOKEPOINT_BY_TARGET(exp_column));
    for (std::size_t i = 0; i < uncertain; ++i) {
      fill(points, 0, u.data(), draws);
      for (int times = i < correlated.size() ? 2 : 1; times > 0; --times) {
        log_of(u.data(), out[i].data(), draws);
        exp_of(u.data(), out[i].data(), draws);
      }
    }
    benchmark::DoNotOptimize(out.data());
  }

 private:
  void count(const std::vector<scenario::Assumption>& assumptions) {
    for (const auto& assumption : assumptions) uncertain += assumption.distribution.is_constant() ? 0U : 1U;
  }
};
void sampling_limit(benchmark::State& state) {
  SamplingLimit limit;
  for (auto _ : state) limit();
  state.counters["parameters"] = static_cast<double>(limit.uncertain);
  state.counters["correlated"] = static_cast<double>(limit.correlated.size());
  per_draw(state);
}
BENCHMARK(sampling_limit);

void step(benchmark::State& state, std::size_t index) {
  const Columns columns;
  const scenario::Inputs inputs = scenario::inputs_of(*published(), index, columns.readable, lanes);
  const scenario::Block& block = published()->blocks[index];
  std::vector<double> out(block.constraint->description->outputs.size() * years * lanes);
  for (auto _ : state) {
    block.constraint->step(
        {.shared = inputs.shared, .own = inputs.own, .lanes = lanes, .skipped = 0, .years = years, .out = out.data()});
    benchmark::DoNotOptimize(out.data());
  }
  per_draw(state);
}
/// The logarithms and exponentials that stepping makes, as few as latency can do with (eight logarithms and an
/// exponential for the first year; a logarithm in each later one, and an exponential in every year), and every output
/// stored. The square root and divisions of each year are not in it.
struct SteppingLimit {
  std::size_t series = 0;
  std::vector<double> u = std::vector<double>(draws, 0.3);
  std::vector<double> out;

  /// `others`: series that are stored beside the outputs.
  explicit SteppingLimit(std::size_t others = 0) : series(others) {
    for (const auto& block : published()->blocks) series += block.constraint->description->outputs.size();
    out.resize(series * years * lanes);
  }
  void operator()() {
    constexpr int logs = 8 + (years - 1);
    constexpr int exps = 1 + years;
    static auto* const elementary =
        widest(ByTarget<void(const double*, double*, std::size_t, int, int)> CHOKEPOINT_BY_TARGET(elementary_columns));
    elementary(u.data(), out.data(), draws, logs, exps);
    for (std::size_t i = 1; i < series * years; ++i) std::fill_n(out.data() + i * draws, draws, out[0]);
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
};
void stepping_limit(benchmark::State& state) {
  SteppingLimit limit;
  for (auto _ : state) limit();
  per_draw(state);
}
BENCHMARK(stepping_limit);

/// All constraints, one after the other.
void stepping(benchmark::State& state) {
  const Columns columns;
  std::vector<scenario::Inputs> inputs;
  std::vector<std::vector<double>> out;
  for (const auto& block : published()->blocks) {
    inputs.push_back(scenario::inputs_of(*published(), inputs.size(), columns.readable, lanes));
    out.emplace_back(block.constraint->description->outputs.size() * years * lanes);
  }
  for (auto _ : state) {
    for (std::size_t k = 0; k < out.size(); ++k) {
      published()->blocks[k].constraint->step({.shared = inputs[k].shared,
                                               .own = inputs[k].own,
                                               .lanes = lanes,
                                               .skipped = 0,
                                               .years = years,
                                               .out = out[k].data()});
    }
    benchmark::DoNotOptimize(out.data());
  }
  per_draw(state);
}
BENCHMARK(stepping);
BENCHMARK_CAPTURE(step, power, 0);
BENCHMARK_CAPTURE(step, chips, 1);
BENCHMARK_CAPTURE(step, data, 2);
BENCHMARK_CAPTURE(step, latency, 3);

/// The same four constraints written as equations, tests/own/sevilla-2024.yaml, each beside the one that it restates:
/// both by the draws of that scenario.
const scenario::ScenarioPointer& restated() {
  static const auto scenario = load_scenario("tests/own/sevilla-2024.yaml");
  return scenario;
}
void step_restated(benchmark::State& state, std::size_t index) {
  static const simulation::Engine engine(restated(), {});
  simulation::Block drawn;
  engine.draw(0, draws, drawn);
  std::vector<const double*> columns;
  for (std::size_t i = 0; i < restated()->assumptions().size(); ++i) {
    columns.push_back(drawn.draws.data() + i * drawn.draw_stride);
  }
  const scenario::Inputs inputs = scenario::inputs_of(*restated(), index, columns, drawn.lanes);
  const models::Constraint& constraint = *restated()->blocks[index].constraint;
  std::vector<double> out(constraint.description->outputs.size() * years * drawn.lanes);
  for (auto _ : state) {
    constraint.step({.shared = inputs.shared,
                     .own = inputs.own,
                     .lanes = drawn.lanes,
                     .skipped = 0,
                     .years = years,
                     .out = out.data(),
                     .program = constraint.program});
    benchmark::DoNotOptimize(out.data());
  }
  per_draw(state);
}
BENCHMARK_CAPTURE(step_restated, power, 4);
BENCHMARK_CAPTURE(step_restated, chips, 5);
BENCHMARK_CAPTURE(step_restated, data, 6);
BENCHMARK_CAPTURE(step_restated, latency, 7);

/// Draws and steps of the four in either form, counted and bound as `chokepoint run` does: what equations add to a run.
void run_of(benchmark::State& state, const std::vector<std::string>& left_out) {
  const auto scenario = load_scenario("tests/own/sevilla-2024.yaml", left_out);
  constexpr std::uint64_t many = 16'384;
  const simulation::Engine engine(scenario, {.draws = many});
  for (auto _ : state) benchmark::DoNotOptimize(statistics::summarize(engine, {.count = 1}));
  state.counters["ns_per_draw"] = benchmark::Counter(
      static_cast<double>(many) * 1e-9, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
void run_built_in(benchmark::State& state) {
  run_of(state, {"own_power=off", "own_chips=off", "own_data=off", "own_latency=off"});
}
void run_restated(benchmark::State& state) {
  run_of(state, {"power=off", "chips=off", "data=off", "latency=off"});
}
BENCHMARK(run_built_in)->Unit(benchmark::kMillisecond);
BENCHMARK(run_restated)->Unit(benchmark::kMillisecond);

void simulate(benchmark::State& state) {
  simulation::Block block;
  for (auto _ : state) {
    engine().simulate(0, draws, block);
    benchmark::DoNotOptimize(block.draws.data());
  }
  per_draw(state);
}
BENCHMARK(simulate);

void bind(benchmark::State& state) {
  simulation::Block block;
  block.extras.governing = true;
  engine().simulate(0, draws, block);
  binding::Table table{.trajectory = block.trajectory.data(),
                       .ceilings = {},
                       .parts = {},
                       .governing = {},
                       .lanes = block.lanes,
                       .years = years,
                       .draws = draws,
                       .wanted = {},
                       .each_draw = false};
  for (std::size_t k = 0; k < published()->blocks.size(); ++k) {
    table.ceilings.push_back(block.series(k, 0, years));
    const auto& outputs = published()->blocks[k].constraint->description->outputs;
    table.parts.push_back(static_cast<std::size_t>(std::count_if(
        outputs.begin(), outputs.end(), [](const auto& output) { return output.role == models::Role::part; })));
    table.governing.push_back(table.parts.back() == 0 ? nullptr : block.governing[k].data());
  }
  binding::Outcome outcome;
  for (auto _ : state) {
    binding::bind(table, outcome);
    benchmark::DoNotOptimize(outcome.order.data());
  }
  per_draw(state);
}
BENCHMARK(bind);

/// The series of all years that the published scenario has: 25 a year.
void histogram(benchmark::State& state) {
  simulation::Block block;
  engine().simulate(0, draws, block);
  constexpr std::size_t series = 25 * years;
  std::vector<statistics::Histogram> histograms(series);
  for (auto _ : state) {
    for (std::size_t i = 0; i < series; ++i) {
      histograms[i].add(block.series(i % 4, 0, years) + (i % years) * block.lanes, draws);
    }
    benchmark::DoNotOptimize(histograms.data());
  }
  per_draw(state);
}
BENCHMARK(histogram);

/// All of it but reading the scenario and writing the report.
void whole_run(benchmark::State& state, bool everything) {
  const auto ensemble = static_cast<std::uint64_t>(state.range(0));
  const simulation::Engine all(published(), {.draws = ensemble});
  const auto keep = everything ? statistics::Keep::everything() : report::kept_for_terminal(*published());
  for (auto _ : state) benchmark::DoNotOptimize(statistics::summarize(all, {.count = 1}, keep));
  state.SetItemsProcessed(state.iterations() * state.range(0));
  state.counters["ns_per_draw"] =
      benchmark::Counter(static_cast<double>(ensemble) * 1e-9,
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK_CAPTURE(whole_run, table, false)->Arg(16384)->Arg(65536)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(whole_run, everything, true)->Arg(16384)->Arg(65536)->Unit(benchmark::kMillisecond);

/// What whole_run cannot do without: the limits of sampling and of stepping, with a store of every number of the
/// trajectory, the headrooms and the attainable compute as well, and one count of every number kept.
void whole_run_limit(benchmark::State& state, bool everything) {
  const std::size_t constraints = published()->blocks.size();
  const std::size_t others = 1 + constraints + (everything ? 1 : 0);
  SamplingLimit sampling;
  SteppingLimit stepping(others);
  const std::size_t kept = (everything ? stepping.series : others + constraints) * years;
  constexpr std::size_t bins = 2048;
  std::vector<std::uint16_t> counts(kept * bins);
  const auto blocks = static_cast<std::size_t>(state.range(0)) / draws;
  for (auto _ : state) {
    for (std::size_t block = 0; block < blocks; ++block) {
      sampling();
      stepping();
      for (std::size_t i = 0; i < kept; ++i) {
        std::uint16_t* const table = counts.data() + i * bins;
        const double* const numbers = sampling.out[i % sampling.out.size()].data();
        for (std::size_t draw = 0; draw < draws; ++draw) {
          ++table[__builtin_bit_cast(std::uint64_t, numbers[draw]) >> 45U & (bins - 1)];
        }
      }
    }
    benchmark::DoNotOptimize(counts.data());
  }
  state.counters["kept"] = static_cast<double>(kept);
}
BENCHMARK_CAPTURE(whole_run_limit, table, false)->Arg(65536)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(whole_run_limit, everything, true)->Arg(65536)->Unit(benchmark::kMillisecond);

/// A map of 5 by 5 cells: the time of one cell is to be held against a whole_run of as many draws.
void map_cell(benchmark::State& state) {
  const auto axis = [](const char* text) {
    return std::get<question::Axis>(question::read_axis(text, *published(), "", 5, true));
  };
  const std::vector<question::Axis> axes{axis("power.campus_power=1..50 GW"), axis("data.quality_share=1..50 %")};
  const analysis::Effort effort{
      .ensemble = {.draws = static_cast<std::uint64_t>(state.range(0))}, .threads = {.count = 1}, .progress = {}};
  for (auto _ : state) benchmark::DoNotOptimize(analysis::sweep(published(), axes, 2030, effort));
  state.counters["ms_per_cell"] =
      benchmark::Counter(25e-3, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(map_cell)->Arg(16384)->Unit(benchmark::kMillisecond);

/// Tornado, elasticities, Sobol' indices and information of all parameters.
void sensitivity(benchmark::State& state) {
  const auto output = std::get<question::Output>(question::read_output("headroom(power, 2030)", *published(), ""));
  const analysis::Effort effort{
      .ensemble = {.draws = static_cast<std::uint64_t>(state.range(0))}, .threads = {.count = 1}, .progress = {}};
  for (auto _ : state) benchmark::DoNotOptimize(analysis::sensitivity(published(), output, effort));
}
BENCHMARK(sensitivity)->Arg(16384)->Unit(benchmark::kMillisecond);

/// A value of a scenario changed: with its files read again, and without.
void change_by_load(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(load_scenario("scenarios/sevilla-2024.yaml", {"power.campus_power=3 GW"}));
  }
}
BENCHMARK(change_by_load)->Unit(benchmark::kMicrosecond);

void change_by_with(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(scenario::with(*published(), "power.campus_power=3 GW"));
}
BENCHMARK(change_by_with)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace chokepoint
