// SPDX-License-Identifier: Apache-2.0
// Indices against closed forms, elasticities against exponents, methods against each other.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "chokepoint/analysis.hpp"
#include "chokepoint/uncertainty.hpp"
#include "scenarios.hpp"

namespace chokepoint::analysis {
namespace {

using Function = double (*)(const std::vector<double>&);

/// The indices of a function of independent uniform inputs in [low, high].
std::vector<Indices> indices_of(Function function, std::size_t inputs, double low, double high, std::size_t draws) {
  std::vector<uncertainty::Marginal> marginals;
  const auto uniform = std::get<uncertainty::Distribution>(uncertainty::Distribution::uniform(low, high));
  for (std::size_t i = 0; i < 2 * inputs; ++i) marginals.push_back({"x" + std::to_string(i), i, uniform});
  const uncertainty::Sampler sampler(marginals, {}, {uncertainty::Method::sobol, 1, draws});
  std::vector<std::vector<double>> columns(2 * inputs, std::vector<double>(draws));
  std::vector<double*> pointers;
  for (auto& column : columns) pointers.push_back(column.data());
  sampler.sample(0, draws, pointers);
  const auto values = [&](std::size_t offset, std::size_t from_b) {
    std::vector<double> out(draws);
    std::vector<double> x(inputs);
    for (std::size_t n = 0; n < draws; ++n) {
      for (std::size_t i = 0; i < inputs; ++i) x[i] = columns[i == from_b ? inputs + i : offset + i][n];
      out[n] = function(x);
    }
    return out;
  };
  const auto a = values(0, inputs);
  const auto b = values(inputs, 2 * inputs);
  std::vector<Indices> all;
  for (std::size_t i = 0; i < inputs; ++i) all.push_back(sobol_indices(a, b, values(0, i), 1));
  return all;
}

double ishigami(const std::vector<double>& x) {
  return std::sin(x[0]) + 7.0 * std::pow(std::sin(x[1]), 2) + 0.1 * std::pow(x[2], 4) * std::sin(x[0]);
}

// Ishigami and Homma (1990), a = 7, b = 0.1, on [-pi, pi]^3: the variances are a^2 / 8 + b pi^4 / 5 + b^2 pi^8 / 18 +
// 1/2, of it V1 = (1 + b pi^4 / 5)^2 / 2, V2 = a^2 / 8, V13 = b^2 pi^8 (1/18 - 1/50).
TEST(SobolIndices, OfIshigami) {
  const double pi4 = std::pow(std::numbers::pi, 4);
  const double variance = 49.0 / 8 + 0.1 * pi4 / 5 + 0.01 * pi4 * pi4 / 18 + 0.5;
  const double v1 = 0.5 * std::pow(1 + 0.1 * pi4 / 5, 2);
  const double v2 = 49.0 / 8;
  const double v13 = 0.01 * pi4 * pi4 * (1.0 / 18 - 1.0 / 50);
  const auto found = indices_of(ishigami, 3, -std::numbers::pi, std::numbers::pi, 16384);
  const double first[] = {v1 / variance, v2 / variance, 0.0};
  const double total[] = {(v1 + v13) / variance, v2 / variance, v13 / variance};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(found[i].first_order.value, first[i], 0.01) << i;
    EXPECT_NEAR(found[i].total.value, total[i], 0.01) << i;
    EXPECT_LE(found[i].first_order.low, first[i] + 0.005) << i;
    EXPECT_GE(found[i].first_order.high, first[i] - 0.005) << i;
    EXPECT_LT(found[i].total.high - found[i].total.low, 0.05) << i;
  }
}

constexpr double weights[] = {0.0, 1.0, 4.5, 9.0};
double g_function(const std::vector<double>& x) {
  double product = 1.0;
  for (std::size_t i = 0; i < x.size(); ++i) product *= (std::abs(4 * x[i] - 2) + weights[i]) / (1 + weights[i]);
  return product;
}

// Sobol' g-function: V_i = 1 / (3 (1 + a_i)^2), V = prod(1 + V_i) - 1, total V_i prod_{j != i} (1 + V_j) / V.
TEST(SobolIndices, OfTheGFunction) {
  double v[4];
  double all = 1.0;
  for (std::size_t i = 0; i < 4; ++i) {
    v[i] = 1.0 / (3.0 * std::pow(1 + weights[i], 2));
    all *= 1 + v[i];
  }
  const auto found = indices_of(g_function, 4, 0.0, 1.0, 16384);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(found[i].first_order.value, v[i] / (all - 1), 0.01) << i;
    EXPECT_NEAR(found[i].total.value, v[i] * all / (1 + v[i]) / (all - 1), 0.01) << i;
  }
}

double additive(const std::vector<double>& x) {
  return 3 * x[0] + 2 * x[1] + x[2];
}
double multiplicative(const std::vector<double>& x) {
  return std::log(std::pow(1 + x[0], 3) * std::pow(1 + x[1], 2) * (1 + x[2]));
}

// Where nothing interacts, first order and total are the same, shares of 9 : 4 : 1.
TEST(SobolIndices, OfSumsAndProducts) {
  for (const Function function : {additive, multiplicative}) {
    const auto found = indices_of(function, 3, 0.0, 1.0, 16384);
    for (std::size_t i = 0; i < 3; ++i) {
      const double share = std::pow(3.0 - static_cast<double>(i), 2) / 14.0;
      EXPECT_NEAR(found[i].first_order.value, share, 0.01);
      EXPECT_NEAR(found[i].total.value, share, 0.01);
    }
  }
}

TEST(SobolIndices, OfAConstantAreNothing) {
  const std::vector<double> same(64, 3.0);
  EXPECT_EQ(sobol_indices(same, same, same, 1).total.value, 0.0);
  EXPECT_THROW(static_cast<void>(sobol_indices(same, same, std::vector<double>(3), 1)), std::invalid_argument);
}

Sensitivity of(const std::string& output, const std::vector<std::string>& overrides = {}, unsigned threads = 1) {
  const auto scenario = load_scenario("scenarios/sevilla-2024.yaml", overrides);
  return *sensitivity(scenario, std::get<question::Output>(question::read_output(output, *scenario, "--of")),
                      {.ensemble = {.draws = 4096}, .threads = {.count = threads, .block_size = 0}, .progress = {}});
}

const Influence& find(const Sensitivity& sensitivity, const std::string& path) {
  return *std::find_if(sensitivity.influences.begin(), sensitivity.influences.end(),
                       [&path](const Influence& one) { return one.path == path; });
}

// data(t) = 6 ((text + ...) growth^t share epochs)^2 / 20: exponents are elasticities, 2 t = 12 for the growth.
TEST(Sensitivity, ElasticitiesAreTheExponents) {
  const Sensitivity result = of("ceiling(data, 2030)");
  EXPECT_NEAR(*find(result, "data.epochs").elasticity, 2.0, 1e-9);
  EXPECT_NEAR(*find(result, "data.quality_share").elasticity, 2.0, 1e-9);
  EXPECT_NEAR(*find(result, "data.stock_growth").elasticity, 12.0, 1e-9);
  EXPECT_NEAR(*find(result, "power.campus_power").elasticity, 0.0, 1e-12);
  // The parts of the stock share the rest: a sum of degree one, squared.
  double sum = 0.0;
  for (const char* name : {"data.text_stock", "data.image_stock", "data.video_stock", "data.audio_stock"}) {
    sum += *find(result, name).elasticity;
  }
  EXPECT_NEAR(sum, 2.0, 1e-6);
}

// C / (peak utilization duration) accelerators, each power_per_accelerator / efficiency^6 in 2030. It is never 0, so
// that its logarithm is what varies; what is missing of it may be 0.
TEST(Sensitivity, ElasticitiesOfANeedAreTheExponentsToo) {
  const Sensitivity result = of("need(power, 2030)");
  EXPECT_TRUE(result.logarithmic);
  EXPECT_NEAR(*find(result, "power.power_per_accelerator").elasticity, 1.0, 1e-9);
  EXPECT_NEAR(*find(result, "power.energy_efficiency_growth").elasticity, -6.0, 1e-9);
  EXPECT_NEAR(*find(result, "shared.utilization").elasticity, -1.0, 1e-9);
  EXPECT_NEAR(*find(result, "power.campus_power").elasticity, 0.0, 1e-12);
  double sum = 0.0;
  for (const Influence& one : result.influences) sum += one.first_order.value;
  EXPECT_NEAR(sum, 1.0, 0.1);  // of a product, by its logarithm
  EXPECT_FALSE(of("gap(power, 2030)").logarithmic);
}

// ln data = 2 ln epochs + 2 ln quality_share + ...: of the variance, 0.6^2 to 0.8^2 for widths of 0.6 and 0.8.
TEST(Sensitivity, WhatRestsOnNumbersOfEachConfidence) {
  const std::vector<std::string> overrides = {
      "data.epochs={distribution: log-uniform, low: 2, high: 3.644238, confidence: assumed}",
      "data.quality_share={distribution: log-uniform, low: 0.1, high: 0.2225541, confidence: published}",
      "data.text_stock={value: 5e14 token, confidence: second-hand}",  // not uncertain
      "data.image_stock=1e13 image",
      "data.video_stock=1e13 s",
      "data.audio_stock=1e12 s",
      "data.stock_growth=1.07x/yr",
      "data.tokens_per_image=22 token/image",
      "data.tokens_per_audio_second=23 token/s"};
  const Sensitivity result = of("ceiling(data, 2030)", overrides);
  ASSERT_EQ(result.rests.size(), 3U);
  const Rest& none = result.rests[0];
  EXPECT_EQ(none.confidence, "");
  EXPECT_EQ(none.parameters, result.influences.size() - 2);
  EXPECT_EQ(none.total.value, 0.0);
  EXPECT_EQ(result.rests[1].confidence, "assumed");
  EXPECT_EQ(result.rests[1].parameters, 1U);
  EXPECT_NEAR(result.rests[1].first_order.value, 0.36, 0.02);
  EXPECT_NEAR(result.rests[1].total.value, 0.36, 0.02);
  EXPECT_EQ(result.rests[2].confidence, "published");
  EXPECT_NEAR(result.rests[2].first_order.value, 0.64, 0.02);

  const auto scenario = load_scenario("scenarios/sevilla-2024.yaml", overrides);
  const auto output = std::get<question::Output>(question::read_output("ceiling(data, 2030)", *scenario, "--of"));
  const Effort effort{.ensemble = {.draws = 4096}, .threads = {.count = 2, .block_size = 0}, .progress = {}};
  const auto alone = *resting_on(scenario, output, effort);
  ASSERT_EQ(alone.size(), 3U);
  EXPECT_EQ(alone[1].first_order.value, result.rests[1].first_order.value);
  EXPECT_EQ(alone[2].total.high, result.rests[2].total.high);

  const auto unlabelled = load_scenario("scenarios/sevilla-2024.yaml");
  EXPECT_TRUE(resting_on(unlabelled, output, effort)->empty());
}

TEST(Sensitivity, TornadoAtTheMedianFollowsTheEquation) {
  const Sensitivity result = of("ceiling(data, 2030)");
  const Influence& epochs = find(result, "data.epochs");
  EXPECT_NEAR(epochs.at_median[0] / result.at_median, std::pow(epochs.low / 5.0, 2), 1e-9);
  EXPECT_NEAR(epochs.at_median[1] / result.at_median, std::pow(epochs.high / 5.0, 2), 1e-9);
  EXPECT_NEAR(epochs.sampled[1] / epochs.sampled[0], std::pow(epochs.high / epochs.low, 2), 25.0 / 64);
}

// Nearly a product: the parameter that moves it more at its ends has the larger share of the variance.
TEST(Sensitivity, MethodsAgreeWhereTheyMust) {
  const Sensitivity result = of("ceiling(chips, 2030)");
  std::vector<std::pair<double, double>> spread_and_share;
  double sum = 0.0;
  for (const Influence& one : result.influences) {
    sum += one.first_order.value;
    const double spread = std::abs(std::log(one.at_median[1] / one.at_median[0]));
    if (spread > 0.3) spread_and_share.emplace_back(spread, one.total.value);
    if (!one.path.starts_with("chips.") && !one.path.starts_with("shared.")) {
      EXPECT_EQ(one.total.value, 0.0) << one.path;  // chips do not read it
    }
  }
  ASSERT_GT(spread_and_share.size(), 4U);
  std::sort(spread_and_share.begin(), spread_and_share.end());
  EXPECT_GT(spread_and_share.back().second, spread_and_share.front().second);
  EXPECT_NEAR(sum, 1.0, 0.1);
  EXPECT_TRUE(result.independence_imposed);
  EXPECT_TRUE(std::is_sorted(result.influences.begin(), result.influences.end(),
                             [](const Influence& a, const Influence& b) { return a.total.value > b.total.value; }));
}

TEST(Sensitivity, OfAnEvent) {
  const Sensitivity result = of("P(power binds first)");
  EXPECT_FALSE(result.logarithmic);
  EXPECT_NEAR(result.sampled, 0.43, 0.02);
  EXPECT_FALSE(find(result, "power.datacenter_growth").elasticity.has_value());
  // More data centres, less often power.
  EXPECT_GT(find(result, "power.datacenter_growth").sampled[0], find(result, "power.datacenter_growth").sampled[1]);
}

// Knowing what decides is worth bits, knowing what nothing reads is worth none.
TEST(Sensitivity, InformationIsOfWhatDecides) {
  const Sensitivity result = of("attainable(2030)");
  EXPECT_GT(result.entropy, 1.0);
  EXPECT_LT(result.entropy, std::log2(5.0));
  EXPECT_GT(find(result, "power.datacenter_growth").information, 0.1);
  EXPECT_LT(find(result, "power.us_datacenter_power").information, 0.02);
  for (const Influence& one : result.influences) EXPECT_LE(one.information, result.entropy);
}

TEST(Sensitivity, TheSameForAnyNumberOfThreads) {
  const Sensitivity one = of("headroom(power, 2030)");
  const Sensitivity seven = of("headroom(power, 2030)", {}, 7);
  ASSERT_EQ(one.influences.size(), seven.influences.size());
  for (std::size_t i = 0; i < one.influences.size(); ++i) {
    EXPECT_EQ(one.influences[i].path, seven.influences[i].path);
    EXPECT_EQ(one.influences[i].total.value, seven.influences[i].total.value);
    EXPECT_EQ(one.influences[i].total.low, seven.influences[i].total.low);
    EXPECT_EQ(one.influences[i].information, seven.influences[i].information);
    EXPECT_EQ(one.influences[i].sampled, seven.influences[i].sampled);
  }
}

TEST(Sensitivity, RefusesMoreThanFits) {
  const auto scenario = load_scenario("scenarios/sevilla-2024.yaml");
  const auto output = std::get<question::Output>(question::read_output("attainable(2030)", *scenario, "--of"));
  EXPECT_THROW(static_cast<void>(
                   sensitivity(scenario, output, {.ensemble = {.draws = 100'000'000}, .threads = {}, .progress = {}})),
               std::invalid_argument);
}

}  // namespace
}  // namespace chokepoint::analysis
