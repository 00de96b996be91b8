// SPDX-License-Identifier: Apache-2.0
// What is true of each draw, as it is: no statistics.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <stdexcept>

#include "analysis/outputs.hpp"
#include "chokepoint/analysis.hpp"

namespace chokepoint::analysis {

namespace {

using Columns = std::vector<std::vector<double>>;  // [number][draw]

class Reader : public simulation::Worker {
 public:
  Reader(Reading reading, const simulation::Extras& extras, std::uint64_t first, Columns& columns)
      : reading_(std::move(reading)), extras_(extras), first_(first), columns_(columns), out_(columns.size()) {}

  void take(const simulation::Block& block) override {
    for (std::size_t i = 0; i < out_.size(); ++i) out_[i] = columns_[i].data() + (block.first - first_);
    reading_(block, out_);
  }
  [[nodiscard]] simulation::Extras extras() const override { return extras_; }

 private:
  Reading reading_;
  simulation::Extras extras_;
  std::uint64_t first_;
  Columns& columns_;  // of all workers, each of whom writes the draws of its blocks
  std::vector<double*> out_;
};

/// The share's columns, one behind the other.
std::string bytes_of(const Columns& columns) {
  std::string bytes;
  for (const auto& one : columns) {
    bytes.append(reinterpret_cast<const char*>(one.data()), one.size() * sizeof(double));
  }
  return bytes;
}

/// Ranks have taken their draws in order.
Columns put_together(const std::string& bytes, std::size_t count, std::span<const simulation::Share> shares) {
  Columns columns(count);
  const char* at = bytes.data();
  for (const simulation::Share& share : shares) {
    const std::size_t draws = share.last - share.first;
    for (auto& one : columns) {
      const std::size_t before = one.size();
      one.resize(before + draws);
      if (draws > 0) std::memcpy(one.data() + before, at, draws * sizeof(double));
      at += draws * sizeof(double);
    }
  }
  return columns;
}

std::string concatenated(const std::string& first, const std::string& second) {
  return first + second;
}

/// Parameters whose values differ between draws.
std::vector<std::size_t> varying(const scenario::Scenario& scenario) {
  std::vector<std::size_t> places;
  const auto assumptions = scenario.assumptions();
  for (std::size_t i = 0; i < assumptions.size(); ++i) {
    if (!assumptions[i]->distribution.is_constant()) places.push_back(i);
  }
  return places;
}

/// Of one thread: parameters, outputs, then what binds first and when.
class Row {
 public:
  Row(const simulation::Engine& engine, std::span<const question::Output> outputs,
      std::span<const std::size_t> parameters)
      : engine_(&engine), outputs_(outputs), parameters_(parameters) {}

  void operator()(const simulation::Block& block, std::span<double* const> out) {
    const scenario::Scenario& scenario = *engine_->scenario();
    statistics::bind(scenario, block, outcome_);
    std::size_t at = 0;
    for (const std::size_t place : parameters_) {
      std::copy_n(block.draws.data() + place * block.draw_stride, block.count, out[at++]);
    }
    for (const question::Output& output : outputs_) {
      values_of(output, scenario, block, outcome_, out[at]);
      if (output.is_date()) {
        std::replace_if(
            out[at], out[at] + block.count, [&scenario](double year) { return year > scenario.last_year; },
            std::numeric_limits<double>::quiet_NaN());
      }
      ++at;
    }
    for (std::size_t lane = 0; lane < block.count; ++lane) {
      const int first = binding::first_of(outcome_.order[lane]);
      out[at][lane] = first;
      out[at + 1][lane] =
          first < 0 ? 0 : scenario.first_year + outcome_.short_from[static_cast<std::size_t>(first)][lane];
    }
  }

 private:
  const simulation::Engine* engine_;
  std::span<const question::Output> outputs_;
  std::span<const std::size_t> parameters_;
  binding::Outcome outcome_;
};

template <class Number>
std::vector<Number> as(const std::vector<double>& column) {
  std::vector<Number> numbers(column.size());
  std::transform(column.begin(), column.end(), numbers.begin(),
                 [](double value) { return static_cast<Number>(value); });
  return numbers;
}

}  // namespace

std::optional<std::vector<std::vector<double>>> columns_of(const simulation::Engine& engine, std::size_t count,
                                                           const simulation::Extras& extras,
                                                           const std::function<Reading()>& hire,
                                                           const Effort& effort) {
  simulation::Ranks* const ranks = effort.threads.ranks;
  const simulation::Share share = simulation::share_of(ranks, engine.draws());
  const auto told = [&](std::uint64_t done) {
    return !effort.progress || effort.progress(static_cast<double>(done) / static_cast<double>(engine.draws()));
  };
  Columns columns(count, std::vector<double>(share.last - share.first));
  const auto read = [&] {
    const auto workers = simulation::simulate(
        engine, share.first, share.last, effort.threads,
        [&] { return std::make_unique<Reader>(hire(), extras, share.first, columns); }, told);
    return !workers.empty();
  };
  if (ranks == nullptr) return read() ? std::optional(std::move(columns)) : std::nullopt;
  const std::string mine =
      ranks->combine(std::string(reinterpret_cast<const char*>(&share), sizeof share), concatenated);
  std::vector<simulation::Share> shares(mine.size() / sizeof share);
  std::memcpy(shares.data(), mine.data(), mine.size());
  const auto all = simulation::combined(
      *ranks, [&] { return read() ? std::optional(bytes_of(columns)) : std::nullopt; }, concatenated);
  if (!all) return std::nullopt;
  return put_together(*all, count, shares);
}

std::optional<Samples> samples(const scenario::ScenarioPointer& scenario, const std::vector<question::Output>& outputs,
                               bool parameters, const Effort& effort) {
  const simulation::Engine engine(scenario, effort.ensemble);
  const std::vector<std::size_t> places = parameters ? varying(*scenario) : std::vector<std::size_t>();
  const std::size_t count = places.size() + outputs.size() + 2;
  if (engine.draws() > sample_limit / count) {
    throw std::invalid_argument(fmt::format("{} draws of {} numbers each; a table of samples can hold {} numbers",
                                            engine.draws(), count, sample_limit));
  }
  statistics::Keep keep;
  for (const question::Output& one : outputs) keep |= kept_for(one);
  simulation::Extras extras = statistics::extras_for(keep);
  extras.governing = true;
  auto columns = columns_of(engine, count, extras, [&] { return Row(engine, outputs, places); }, effort);
  if (!columns) return std::nullopt;
  Samples samples;
  samples.draws = engine.draws();
  const auto assumptions = scenario->assumptions();
  std::size_t at = 0;
  for (const std::size_t place : places) {
    samples.parameters.push_back(
        {std::string(engine.paths()[place]), assumptions[place]->parameter->kind, std::move((*columns)[at++])});
  }
  for (const question::Output& one : outputs) {
    samples.outputs.push_back(
        {one.text, one.is_event() || one.is_date() ? units::ratio_kind : one.kind, std::move((*columns)[at++])});
  }
  for (const auto& block : scenario->blocks) samples.constraints.push_back(block.constraint->description->name);
  samples.stopped_by = as<std::int8_t>((*columns)[at]);
  samples.stopped_in = as<std::int16_t>((*columns)[at + 1]);
  return samples;
}

OneDraw one_draw(const scenario::ScenarioPointer& scenario, const simulation::Ensemble& ensemble, std::uint64_t draw) {
  const simulation::Engine engine(scenario, ensemble);
  if (draw >= engine.draws()) throw std::out_of_range(fmt::format("draw {} of {}", draw, engine.draws()));
  statistics::Keep keep = statistics::Keep::everything();
  keep |= {.needs = statistics::Years::all()};
  simulation::Block block;
  block.extras = statistics::extras_for(keep);
  engine.simulate(draw, 1, block);
  statistics::Collector collector(scenario, keep);
  collector.take(block);
  OneDraw one{draw, {}, collector.summary()};
  const auto assumptions = scenario->assumptions();
  for (std::size_t i = 0; i < assumptions.size(); ++i) {
    if (!assumptions[i]->word().empty()) continue;
    const uncertainty::Distribution& distribution = assumptions[i]->distribution;
    OneDraw::Parameter parameter{std::string(engine.paths()[i]), assumptions[i]->parameter->kind,
                                 block.draws[i * block.draw_stride], std::nullopt};
    if (!distribution.is_constant()) parameter.below = distribution.cdf(parameter.value);
    one.parameters.push_back(std::move(parameter));
  }
  return one;
}

}  // namespace chokepoint::analysis
