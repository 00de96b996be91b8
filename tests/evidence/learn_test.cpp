// SPDX-License-Identifier: Apache-2.0
// Learning where the answer is known: lognormal parameters, lognormal errors.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <condition_variable>
#include <functional>
#include <limits>
#include <map>
#include <mutex>
#include <numeric>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "chokepoint/evidence.hpp"
#include "chokepoint/simulation.hpp"
#include "chokepoint/statistics.hpp"
#include "evidence/likelihood.hpp"
#include "evidence/tally.hpp"
#include "scenarios.hpp"

namespace chokepoint::evidence::learning {  // names of its own, beside other tests of the stage
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

const double z90 = boost::math::quantile(boost::math::normal(), 0.9);
const double z95 = boost::math::quantile(boost::math::normal(), 0.95);

analysis::Effort effort_of(std::uint64_t draws, std::uint64_t seed = 1, unsigned threads = 1,
                           std::size_t block_size = 0) {
  return {.ensemble = {.draws = draws, .seed = seed},
          .threads = {.count = threads, .block_size = block_size},
          .progress = {}};
}

/// A stock of 1e6 to 4e6 accelerators (P5 to P95), lognormal, and as many again each year; nothing else is uncertain.
scenario::ScenarioPointer stock(const std::string& more = {}) {
  const std::string text =
      "name: stock\nyears: 2024..2026\nbase_year: 2024\n"
      "trajectory: {anchor: 1e26 FLOP, anchor_date: 2024-01-01, growth: 4x/yr}\n"
      "shared: {training_duration: 90 day, largest_run_share: 20 %, peak_performance: 1e15 FLOP/s/H100e, "
      "utilization: 30 %, performance_growth: 1x/yr, tokens_per_parameter: 20 token/parameter, training_compute: 6 "
      "FLOP/token/parameter}\n"
      "chips: {initial_stock: {low: 1e6 H100e, high: 4e6 H100e, interval: 90 %}, initial_production: 2e6 H100e/yr, "
      "production_growth: 1x/yr, leading_edge_wafers: 1e6 wafer/month, capex_growth: 1x/yr, capex_elasticity: 0.5, "
      "dies_per_wafer: 28 H100e/wafer}\n" +
      more;
  scenario::Loaded loaded = scenario::load("stock.yaml", {}, reader_of({{"stock.yaml", text}}));
  if (!loaded.scenario) throw std::runtime_error(scenario::render(loaded.diagnostics.front()));
  return loaded.scenario;
}

/// Mean and standard deviation of the logarithm, to base 10, of the stock.
const double stock_mean = std::log10(2e6);
const double stock_deviation = std::log10(4.0) / (2.0 * z95);

/// An observation of the stock at the start of 2024, whose error has this standard deviation in orders of magnitude.
Observation observed(double value, double error, std::optional<double> discrepancy, const std::string& date = "2024") {
  Observation one;
  one.series = "chips/stock";
  one.date = date;
  one.at = std::stod(date);
  one.value = value;
  one.kind = {units::base(units::Base::accelerator)};
  one.discrepancy = discrepancy;
  if (error > 0.0) {
    one.low = value * std::pow(10.0, -z95 * error);
    one.high = value * std::pow(10.0, z95 * error);
    one.interval = 0.9;
  }
  return one;
}

Match matched(const scenario::ScenarioPointer& scenario, std::vector<Observation> rows) {
  Observations observations;
  observations.rows = std::move(rows);
  return match(observations, *scenario);
}

Learned learned(const scenario::ScenarioPointer& scenario, const std::vector<Observation>& rows,
                const Learning& how = {}, const analysis::Effort& effort = effort_of(65'536)) {
  auto result = learn(scenario, matched(scenario, rows), how, effort).value();
  if (const auto* const refused = std::get_if<std::vector<Refused>>(&result)) {
    throw std::runtime_error(refused->front().message);
  }
  return std::get<Learned>(std::move(result));
}

std::vector<Refused> refused(const std::vector<Observation>& rows, const Learning& how = {},
                             const analysis::Effort& effort = effort_of(1024)) {
  const auto scenario = stock();
  return std::get<std::vector<Refused>>(learn(scenario, matched(scenario, rows), how, effort).value());
}

Learning asked(const std::map<std::string, double>& discrepancy, const std::map<std::string, double>& error = {}) {
  Learning how;
  how.discrepancy = discrepancy;
  how.error = error;
  return how;
}

/// The conjugate answer: a normal prior, and the mean of normal observations that are off by `variance`.
struct Normal {
  double mean = 0.0;
  double deviation = 0.0;
};
Normal posterior(double mean_of_observations, double variance) {
  const double precision = 1.0 / (stock_deviation * stock_deviation) + 1.0 / variance;
  return {(stock_mean / (stock_deviation * stock_deviation) + mean_of_observations / variance) / precision,
          std::sqrt(1.0 / precision)};
}

/// A hundredth of an order of magnitude is 20 times the standard error of a mean of 20,000 draws.
constexpr double close = 0.002;

void expect_normal(const LearnedSpread& spread, const Normal& normal) {
  EXPECT_NEAR(std::log10(spread.p50), normal.mean, close);
  EXPECT_NEAR((std::log10(spread.p90) - std::log10(spread.p10)) / (2.0 * z90), normal.deviation, close);
  EXPECT_NEAR((std::log10(spread.p95) - std::log10(spread.p5)) / (2.0 * z95), normal.deviation, close);
}

double bits_between(const Normal& after) {
  const double ratio = after.deviation / stock_deviation;
  const double moved = (after.mean - stock_mean) / stock_deviation;
  return (0.5 * (ratio * ratio + moved * moved - 1.0) - std::log(ratio)) / std::log(2.0);
}

TEST(Learn, OneObservationIsTheConjugateAnswer) {
  const Learned one = learned(stock(), {observed(3e6, 0.1, 0.05)});
  const Normal expected = posterior(std::log10(3e6), 0.1 * 0.1 + 0.05 * 0.05);
  ASSERT_THAT(one.parameters, SizeIs(1));
  EXPECT_EQ(one.parameters[0].path, "chips.initial_stock");
  expect_normal(one.parameters[0].before, {stock_mean, stock_deviation});
  expect_normal(one.parameters[0].after, expected);
  // What the scenario says of the observation is that parameter.
  expect_normal(one.observations[0].before, {stock_mean, stock_deviation});
  expect_normal(one.observations[0].after, expected);
  EXPECT_NEAR(one.observations[0].below,
              boost::math::cdf(boost::math::normal(stock_mean, stock_deviation), std::log10(3e6)), 0.001);
  // Parts lose a little of the bits.
  EXPECT_NEAR(one.parameters[0].bits, bits_between(expected), 0.02 * bits_between(expected));
  EXPECT_EQ(one.parameters[0].alone, std::vector{one.parameters[0].bits});
  EXPECT_TRUE(one.parameters[0].moved);
}

TEST(Learn, WithoutAnErrorTheDiscrepancyAloneWeighs) {
  const Learned one = learned(stock(), {observed(1.5e6, 0.0, 0.1)});
  expect_normal(one.parameters[0].after, posterior(std::log10(1.5e6), 0.1 * 0.1));
}

// Four observations with one offset in common are not four facts: with an error of 0.05 each and a discrepancy of 0.1
// the mean of them is off by 0.05^2 / 4 + 0.1^2, hardly less than one of them alone.
TEST(Learn, DiscrepancyIsSharedByTheObservationsOfASeries) {
  const std::vector<double> values{2.4e6, 3.1e6, 2.8e6, 3.4e6};
  std::vector<Observation> rows;
  double mean = 0.0;
  for (const double value : values) {
    rows.push_back(observed(value, 0.05, 0.1));
    mean += std::log10(value) / 4.0;
  }
  const Learned four = learned(stock(), rows);
  expect_normal(four.parameters[0].after, posterior(mean, 0.05 * 0.05 / 4.0 + 0.1 * 0.1));
  EXPECT_EQ(four.series[0].observations, 4U);
  // Sixteen of them, ever so sure, leave the discrepancy.
  const Learned many = learned(stock(), std::vector<Observation>(16, observed(3e6, 0.01, 0.1)));
  expect_normal(many.parameters[0].after, posterior(std::log10(3e6), 0.01 * 0.01 / 16.0 + 0.1 * 0.1));
}

// Of two errors the smaller one counts more: weights 1/0.05^2 and 1/0.2^2, 16 to 1.
TEST(Learn, SurerObservationsWeighMore) {
  const Learned two = learned(stock(), {observed(1.5e6, 0.05, 0.05), observed(3e6, 0.2, 0.05)});
  const double mean = (16.0 * std::log10(1.5e6) + std::log10(3e6)) / 17.0;
  expect_normal(two.parameters[0].after, posterior(mean, 1.0 / (1.0 / 0.0025 + 1.0 / 0.04) + 0.0025));
}

TEST(Learn, WhatIsAskedTakesThePlaceOfWhatTheFileStates) {
  const Learned one = learned(stock(), {observed(3e6, 0.1, 0.5)}, asked({{"chips/stock", 0.05}}));
  expect_normal(one.parameters[0].after, posterior(std::log10(3e6), 0.1 * 0.1 + 0.05 * 0.05));
  // An error is only for those that state none.
  const Learned two =
      learned(stock(), {observed(3e6, 0.1, 0.05), observed(3e6, 0.0, 0.05)}, asked({}, {{"chips/stock", 0.2}}));
  expect_normal(two.parameters[0].after, posterior(std::log10(3e6), 1.0 / (1.0 / 0.01 + 1.0 / 0.04) + 0.0025));
}

// The quadratic form by the inverse of the whole covariance matrix, with Eigen.
TEST(Learn, LikelihoodIsThatOfTheWholeCovariance) {
  const std::vector<double> off{0.12, -0.05, 0.3, 0.07, -0.2};
  const std::vector<double> errors{0.05, 0.1, 0.2, 0.03, 0.5};
  for (const double discrepancy : {0.0, 0.01, 0.1, 3.0}) {
    Eigen::MatrixXd covariance = Eigen::MatrixXd::Constant(5, 5, discrepancy * discrepancy);
    for (Eigen::Index i = 0; i < 5; ++i) covariance(i, i) += std::pow(errors[static_cast<std::size_t>(i)], 2);
    const Eigen::Map<const Eigen::VectorXd> r(off.data(), 5);
    const double expected = -0.5 * r.dot(covariance.ldlt().solve(r));
    EXPECT_NEAR(log_likelihood(off, errors, discrepancy), expected, 1e-10 * std::abs(expected));
  }
}

TEST(Learn, EffectiveNumberAndWeightsAreExact) {
  EXPECT_EQ(weight_of(0.0, 0.0), std::uint64_t{1} << 32U);
  EXPECT_EQ(weight_of(-std::log(2.0), 0.0), std::uint64_t{1} << 31U);
  EXPECT_EQ(weight_of(-std::numeric_limits<double>::infinity(), -3.0), 0U);
  EXPECT_EQ(weight_of(-30.0, 0.0), 0U);  // below half of 2^-32
  Effective effective;
  for (const std::uint64_t weight : {4'000'000'000ULL, 2'000'000'000ULL, 2'000'000'000ULL, 0ULL}) effective.add(weight);
  EXPECT_DOUBLE_EQ(effective.number(), 64.0 / 24.0);  // (4 + 2 + 2)^2 / (16 + 4 + 4)
  WeightedSum sum;
  sum.add(3'000'000'001ULL, -2048);
  sum.add(70'000, 5);
  EXPECT_EQ(sum.total(), -2048.0 * 3'000'000'001.0 + 350'000.0);
}

TEST(Learn, NoiseOfDrawsIsNoBits) {
  // 64 parts, 2,500 draws of one weight thrown into them: by chance 63 / (2 2500 ln 2) = 0.018 bits.
  std::mt19937_64 random(5);
  for (int round = 0; round < 50; ++round) {
    std::vector<std::uint64_t> parts(coarse_parts);
    for (int i = 0; i < 2500; ++i) ++parts[random() % coarse_parts];
    EXPECT_EQ(bits_of_parts(parts, 2500.0), 0.0);
  }
  // All of it in half of the parts is one bit.
  std::vector<std::uint64_t> half(coarse_parts);
  std::fill_n(half.begin(), coarse_parts / 2, 1000U);
  EXPECT_NEAR(bits_of_parts(half, 1e9), 1.0, 1e-6);
}

std::vector<std::string> messages(const std::vector<Refused>& all) {
  std::vector<std::string> texts;
  for (const Refused& one : all) texts.push_back(one.message + " | " + one.hint);
  return texts;
}

TEST(Learn, RefusesWhatCannotBeWeighed) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(messages(refused({observed(3e6, 0.1, {})})),
              ElementsAre(AllOf(HasSubstr("chips/stock: nothing says how far a model of it may be off"),
                                HasSubstr("--discrepancy chips/stock=1.25"))));
  EXPECT_THAT(
      messages(refused({observed(3e6, 0.1, 0.1), observed(3e6, 0.0, 0.1, "2025")})),
      ElementsAre(AllOf(HasSubstr("chips/stock at 2025: it has no error"), HasSubstr("--error chips/stock=1.1"))));
  EXPECT_THAT(messages(refused({observed(3e6, 0.0, 0.0)})),
              ElementsAre(HasSubstr("it has neither an error nor a discrepancy")));
  EXPECT_THAT(messages(refused({observed(nan, 0.1, 0.1)})), ElementsAre(HasSubstr("nan is no number above 0")));
  EXPECT_THAT(messages(refused({observed(3e6, 0.1, 0.1)}, asked({{"chips/stok", 0.1}}))),
              ElementsAre(AllOf(HasSubstr("'chips/stok'"), HasSubstr("did you mean chips/stock?"))));
  EXPECT_THAT(messages(refused({observed(3e6, 0.1, 0.1)}, asked({{"chips/stock", -0.1}}))),
              ElementsAre(HasSubstr("a discrepancy of -0.1 orders of magnitude cannot be")));
  EXPECT_THAT(messages(refused({observed(3e6, 0.1, 0.1)}, asked({{"chips/stock", nan}}))),
              ElementsAre(HasSubstr("cannot be")));
  EXPECT_THAT(messages(refused({observed(3e6, 0.1, 0.1, "2030")})),
              ElementsAre(AllOf(HasSubstr("no observation is of a year of stock"), HasSubstr("2024..2026"))));
  EXPECT_THAT(messages(refused({})), ElementsAre(HasSubstr("there is no observation to learn from")));
  EXPECT_THAT(messages(refused({observed(3e6, 0.1, 0.1)}, {}, effort_of(std::uint64_t{1} << 23U))),
              ElementsAre(HasSubstr("more draws than can be weighed")));
}

// P95 of the stock is 4e6; 4e8 is two orders of magnitude above it.
TEST(Learn, RefusesWhatContradictsTheScenario) {
  Learning how;
  how.draws_at_most = 4096;
  const auto all = messages(refused({observed(4e8, 0.02, 0.02)}, how));
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_THAT(all[0], AllOf(HasSubstr("the data contradict the scenario"), HasSubstr("of 4096 draws"),
                            HasSubstr("chips/stock at 2024 was observed to be 4.0e8 H100e"),
                            HasSubstr("2.00 orders of magnitude too low"), HasSubstr("--discrepancy chips/stock=2")));
  // Not contradicted, but told apart more finely than so few draws can.
  const auto fine = messages(refused({observed(2e6, 0.0001, 0.0001)}, how));
  EXPECT_THAT(fine[0], AllOf(HasSubstr("of 4096 draws of stock the data leave"), HasSubstr("--tolerance")));
}

TEST(Learn, ALikelihoodOfZeroInAllDrawsIsToldByName) {
  const auto scenario = stock();
  Observation none = observed(1e4, 0.1, 0.1);
  none.series = "gap/chips";  // nothing is missing
  Learning how;
  how.draws_at_most = 1024;
  const auto result = learn(scenario, matched(scenario, {observed(3e6, 0.1, 0.1), none}), how, effort_of(1024)).value();
  const auto all = messages(std::get<std::vector<Refused>>(result));
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_THAT(all[0], HasSubstr("gap/chips at 2024 was observed to be 10000 H100e, but stock says that it is 0"));
}

TEST(Learn, DrawsAreDoubledUntilTheyAreEnough) {
  Learning how;
  how.effective = 1000.0;
  const Learned few = learned(stock(), {observed(8e6, 0.05, 0.05)}, how, effort_of(256));
  EXPECT_GE(few.effective, 1000.0);
  EXPECT_GT(few.draws, 256U);
  EXPECT_EQ(few.draws & (few.draws - 1), 0U);
  const Learned fewer = learned(stock(), {observed(8e6, 0.05, 0.05)}, {}, effort_of(256));
  EXPECT_GT(fewer.draws, few.draws);
}

/// Every number of it.
std::vector<double> numbers_of(const Learned& one) {
  std::vector<double> all{one.effective, static_cast<double>(one.draws)};
  const auto add = [&all](const LearnedSpread& spread) {
    all.insert(all.end(), {spread.p5, spread.p10, spread.p50, spread.p90, spread.p95});
  };
  for (const LearnedSeries& each : one.series) all.push_back(each.effective);
  for (const LearnedObservation& each : one.observations) {
    add(each.before);
    add(each.after);
    all.push_back(each.below);
  }
  for (const LearnedParameter& each : one.parameters) {
    add(each.after);
    all.push_back(each.bits);
    all.insert(all.end(), each.alone.begin(), each.alone.end());
  }
  for (const LearnedCorrelation& each : one.correlations) all.push_back(each.after);
  for (const auto& row : one.after.in) all.insert(all.end(), row.begin(), row.end());
  for (const auto& row : one.before.in) all.insert(all.end(), row.begin(), row.end());
  return all;
}

std::vector<Observation> three_dates() {
  return {observed(5e6, 0.1, 0.1, "2025"), observed(7e6, 0.1, 0.1, "2025.5"), observed(1.6e7, 0.1, 0.1, "2026")};
}

TEST(Learn, AnySplitOfTheDrawsGivesTheSameBytes) {
#ifdef CHOKEPOINT_SANITIZED
  GTEST_SKIP() << "a dozen runs: the optimized build makes them";
#endif
  const auto scenario = load_scenario("scenarios/sevilla-2024.yaml");
  const std::vector<double> whole = numbers_of(learned(scenario, three_dates(), {}, effort_of(16'384)));
  for (const unsigned threads : {1U, 2U, 3U}) {
    for (const std::size_t block : {std::size_t{256}, std::size_t{1000}, std::size_t{16'384}}) {
      EXPECT_EQ(numbers_of(learned(scenario, three_dates(), {}, effort_of(16'384, 1, threads, block))), whole);
    }
  }
}

/// The ranks of a job as one process: each does the work on a thread, and waits for the others at combine().
class Job {
 public:
  explicit Job(int size) : size_(size) {}
  std::vector<std::vector<double>> run(const std::function<std::vector<double>(simulation::Ranks&)>& work) {
    std::vector<std::vector<double>> results(static_cast<std::size_t>(size_));
    std::vector<std::thread> threads;
    for (int rank = 0; rank < size_; ++rank) {
      threads.emplace_back([this, rank, &results, &work] {
        Rank mine(*this, rank);
        results[static_cast<std::size_t>(rank)] = work(mine);
      });
    }
    for (auto& one : threads) one.join();
    return results;
  }

 private:
  class Rank : public simulation::Ranks {
   public:
    Rank(Job& job, int rank) : job_(job), rank_(rank) {}
    [[nodiscard]] int rank() const override { return rank_; }
    [[nodiscard]] int size() const override { return job_.size_; }
    std::string combine(std::string mine, const Merge& merge) override {
      std::unique_lock lock(job_.mutex_);
      const std::size_t round = job_.round_;
      job_.handed_in_[rank_] = std::move(mine);
      if (static_cast<int>(job_.handed_in_.size()) == job_.size_) {
        auto one = job_.handed_in_.begin();
        job_.merged_ = one->second;
        while (++one != job_.handed_in_.end()) job_.merged_ = merge(job_.merged_, one->second);
        job_.handed_in_.clear();
        ++job_.round_;
        job_.all_there_.notify_all();
      }
      job_.all_there_.wait(lock, [this, round] { return job_.round_ != round; });
      return job_.merged_;
    }

   private:
    Job& job_;
    int rank_;
  };

  int size_;
  std::mutex mutex_;
  std::condition_variable all_there_;
  std::map<int, std::string> handed_in_;
  std::string merged_;
  std::size_t round_ = 0;
};

TEST(Learn, RanksGiveTheSameBytes) {
  const auto scenario = load_scenario("scenarios/sevilla-2024.yaml");
  const std::vector<double> whole = numbers_of(learned(scenario, three_dates(), {}, effort_of(16'384)));
  const auto all = Job(3).run([&scenario](simulation::Ranks& ranks) {
    analysis::Effort effort = effort_of(16'384);
    effort.threads.ranks = &ranks;
    return numbers_of(learned(scenario, three_dates(), {}, effort));
  });
  for (const auto& one : all) EXPECT_EQ(one, whole);
}

TEST(Learn, EndsWhenProgressSays) {
  const auto scenario = stock();
  analysis::Effort effort = effort_of(4096);
  effort.progress = [](double) { return false; };
  EXPECT_FALSE(learn(scenario, matched(scenario, {observed(3e6, 0.1, 0.1)}), {}, effort).has_value());
}

/// Which of the parts between the five quantiles a number is in, and how likely each is.
std::size_t place_in(const LearnedSpread& spread, double value) {
  const std::array ends{spread.p5, spread.p10, spread.p50, spread.p90, spread.p95};
  return static_cast<std::size_t>(std::lower_bound(ends.begin(), ends.end(), value) - ends.begin());
}
constexpr std::array place_shares{0.05, 0.05, 0.4, 0.4, 0.05, 0.05};

/// Chi-square of 5 degrees of freedom is above 20.5 in one of 1,000.
void expect_flat(const std::array<int, 6>& counts) {
  const double all = std::accumulate(counts.begin(), counts.end(), 0.0);
  double chi_square = 0.0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    chi_square += std::pow(counts[i] - all * place_shares[i], 2) / (all * place_shares[i]);
  }
  EXPECT_LT(chi_square, boost::math::quantile(boost::math::chi_squared(5), 0.999)) << testing::PrintToString(counts);
}

// Simulation-based calibration (Talts et al. 2018, arXiv:1804.06788): a truth from the prior, made-up observations of
// it, and the rank of the truth in what is learnt from them, which is uniform if weights, errors and discrepancy are
// right.
TEST(Learn, RanksOfMadeUpTruthsAreFlat) {
  const auto scenario = stock();
  constexpr double error = 0.08;
  constexpr double discrepancy = 0.1;
  std::mt19937_64 random(2026);
  std::normal_distribution<double> normal;
  constexpr int truths = 200;
  std::array<int, 6> flat{};
  std::array<int, 6> without{};  // the discrepancy that there is
  for (int truth = 0; truth < truths; ++truth) {
    const double stock_now = stock_mean + stock_deviation * normal(random);
    const double offset = discrepancy * normal(random);
    std::vector<Observation> rows;
    for (int i = 0; i < 3; ++i) {
      rows.push_back(observed(std::pow(10.0, stock_now + offset + error * normal(random)), error, discrepancy));
    }
    const auto effort = effort_of(4096, static_cast<std::uint64_t>(truth) + 1);
    Learning how;
    how.effective = 500.0;
    ++flat[place_in(learned(scenario, rows, how, effort).parameters[0].after, std::pow(10.0, stock_now))];
    how.discrepancy["chips/stock"] = 0.0;
    ++without[place_in(learned(scenario, rows, how, effort).parameters[0].after, std::pow(10.0, stock_now))];
  }
  expect_flat(flat);
  // The test can fail: whoever takes observations of one series for independent is too sure.
  EXPECT_GT(without.front() + without.back(), 60);  // of 20
}

// The same for the published model, whose parameters are no normals and several: what is learnt of one of them, and of
// a series in a year that nobody observed.
TEST(Learn, RanksOfMadeUpTruthsOfThePublishedModelAreFlat) {
#ifdef CHOKEPOINT_SANITIZED
  GTEST_SKIP() << "two hundred runs: the optimized build makes them";
#endif

  const auto scenario = load_scenario("scenarios/sevilla-2024.yaml");
  constexpr std::uint64_t truths = 200;
  constexpr double error = 0.05;
  constexpr double discrepancy = 0.1;
  const analysis::Effort from{.ensemble = {.draws = truths, .seed = 4711, .method = uncertainty::Method::random},
                              .threads = {.count = 1, .block_size = 0},
                              .progress = {}};
  const std::vector<Target> targets{{target_named("chips/stock", *scenario).value(), 2025.0},
                                    {target_named("chips/stock", *scenario).value(), 2026.0},
                                    {target_named("power/us_datacenter_power", *scenario).value(), 2026.0}};
  const auto values = predictions(scenario, targets, from).value();
  const simulation::Engine engine(scenario, from.ensemble);
  std::vector<double> growth(truths);
  std::vector<double*> columns(engine.paths().size(), nullptr);
  columns[engine.index_of("chips.production_growth")] = growth.data();
  engine.sample(0, truths, columns);

  std::mt19937_64 random(11);
  std::normal_distribution<double> normal;
  std::array<int, 6> counts{};
  for (std::uint64_t truth = 0; truth < truths; ++truth) {
    const double offset = discrepancy * normal(random);
    const auto seen = [&](double value, double common) {
      return value * std::pow(10.0, common + error * normal(random));
    };
    std::vector<Observation> rows{
        observed(seen(values[0][truth], offset), error, discrepancy, "2025"),
        observed(seen(values[1][truth], offset), error, discrepancy, "2026"),
        observed(seen(values[2][truth], discrepancy * normal(random)), error, discrepancy, "2026")};
    rows[2].series = "power/us_datacenter_power";
    Learning how;
    how.effective = 400.0;
    const Learned one = learned(scenario, rows, how, effort_of(4096, truth + 1));
    const auto found = std::find_if(one.parameters.begin(), one.parameters.end(), [](const LearnedParameter& each) {
      return each.path == "chips.production_growth";
    });
    ++counts[place_in(found->after, growth[truth])];
  }
  expect_flat(counts);
}

/// The rows of a series in the observations of the repository.
std::vector<Observation> of_repository(const std::vector<std::string>& series) {
  const Observations all =
      load_observations({CHOKEPOINT_SOURCE_DIR "/scenarios/data/observed-2026.csv"}, test_reader());
  EXPECT_FALSE(all.has_errors());
  std::vector<Observation> rows;
  for (const Observation& one : all.rows) {
    if (std::find(series.begin(), series.end(), one.series) != series.end()) rows.push_back(one);
  }
  return rows;
}

const LearnedParameter& parameter_of(const Learned& learned, const std::string& path) {
  return *std::find_if(learned.parameters.begin(), learned.parameters.end(),
                       [&path](const LearnedParameter& one) { return one.path == path; });
}

analysis::Effort independent(std::uint64_t draws) {
  analysis::Effort effort = effort_of(draws);
  effort.ensemble.method = uncertainty::Method::random;
  return effort;
}

// tests/benchmark/peers/learn.py, 4,000,000 draws of numpy, seed 1. Here 262,144 draws are worth 72,000: a median has a
// standard error of 0.5% of the distance between P10 and P90, a decile 0.7%.
TEST(Learn, PublishedModelAgreesWithNumpy) {
  constexpr double year = 31'557'600.0;  // seconds: production is in accelerators a second
  struct Expected {
    std::string path;
    double p10;
    double p50;
    double p90;
    double unit = 1.0;
  };
  const std::vector<Expected> peer{{"chips.initial_stock", 1.36256e6, 2.04941e6, 2.94541e6},
                                   {"chips.initial_production", 1.86247e6, 2.74529e6, 4.06846e6, year},
                                   {"chips.production_growth", 1.52192, 1.83293, 2.07375},
                                   {"shared.performance_growth", 1.3375, 1.46479, 1.62426},
                                   {"power.datacenter_growth", 1.10912, 1.16904, 1.37763}};
  const Learned one =
      learned(load_scenario("scenarios/sevilla-2024.yaml"), of_repository({"chips/stock"}), {}, independent(262'144));
  const auto expect_close = [](const LearnedSpread& after, const Expected& expected) {
    const double close_by = 0.02 * (expected.p90 - expected.p10);
    EXPECT_NEAR(after.p10 * expected.unit, expected.p10, close_by) << expected.path;
    EXPECT_NEAR(after.p50 * expected.unit, expected.p50, close_by) << expected.path;
    EXPECT_NEAR(after.p90 * expected.unit, expected.p90, close_by) << expected.path;
  };
  for (const Expected& expected : peer) expect_close(parameter_of(one, expected.path).after, expected);
  ASSERT_THAT(one.observations, SizeIs(2));
  expect_close(one.observations[0].after, {"2024-12-31", 5.12352e6, 6.58765e6, 8.5561e6});
  expect_close(one.observations[1].after, {"2025-12-31", 1.39113e7, 1.84787e7, 2.47416e7});
  EXPECT_NEAR(one.effective / 262'144.0, 0.27553, 0.003);
  // The known answer: near the 80th percentile.
  EXPECT_NEAR(one.observations[1].below, 0.80, 0.02);
}

TEST(Learn, WhatIsTheSameInAllDrawsSaysNothing) {
  const Learned one =
      learned(load_scenario("scenarios/sevilla-2024.yaml"), of_repository({"trajectory"}), {}, independent(16'384));
  ASSERT_THAT(one.series, SizeIs(1));
  EXPECT_TRUE(one.series[0].says_nothing);
  EXPECT_DOUBLE_EQ(one.effective, 16'384.0);
  for (const LearnedParameter& each : one.parameters) EXPECT_EQ(each.bits, 0.0);
  for (std::size_t k = 0; k < one.before.in.size(); ++k) {
    EXPECT_EQ(one.verdict_before.stopped_by[k], one.verdict_after.stopped_by[k]);
  }
  EXPECT_THAT(one.outside, SizeIs(12));
}

// Two factors of one product are told apart no better, only against each other: of two normals of equal spread s whose
// sum is known to e, the correlation is -s^2 / (s^2 + e^2). Spearman's is 6/pi asin(r/2) of it.
TEST(Learn, WhatIsObservedTogetherIsCorrelated) {
  const auto scenario = stock();
  const auto changed =
      scenario::with(*scenario, "shared.largest_run_share={low: 0.1, high: 0.4, interval: 90 %, family: lognormal}");
  ASSERT_EQ(changed.scenario, nullptr);  // a lognormal may be above 1, which a share may not
  const auto both = scenario::with(*scenario, "shared.training_duration={low: 40 day, high: 160 day, interval: 90 %}");
  ASSERT_NE(both.scenario, nullptr);
  Observation run = observed(1.0, 0.05, 0.0);
  run.series = "ceiling/chips";
  // The run of medians: 2e6 accelerators, a fifth of them, 1e15 FLOP/s at 30%, 80 days.
  run.value = 2e6 * 0.2 * 1e15 * 0.3 * 80.0 * 86'400.0;
  run.low = run.value * std::pow(10.0, -z95 * 0.05);
  run.high = run.value * std::pow(10.0, z95 * 0.05);
  const Learned one = learned(both.scenario, {run}, {}, independent(262'144));
  ASSERT_THAT(one.correlations, SizeIs(1));
  const double variance = stock_deviation * stock_deviation;
  const double pearson = -variance / (variance + 0.05 * 0.05);
  EXPECT_NEAR(one.correlations[0].after, 6.0 / M_PI * std::asin(0.5 * pearson), 0.01);
  EXPECT_EQ(one.correlations[0].before, 0.0);
  const Posterior posterior = posterior_of(one);
  EXPECT_THAT(posterior.percentiles, SizeIs(2));
  ASSERT_THAT(posterior.correlations, SizeIs(1));
  EXPECT_EQ(posterior.kept, 1.0);
}

TEST(Posterior, KeepsBoundsAndSaysWhatItLeaves) {
  // A uniform prior bounds what is learnt, values by year are left as they were.
  const auto uniform =
      scenario::with(*stock(), "chips.initial_stock={distribution: uniform, low: 1e6 H100e, high: 4e6 H100e}");
  const Learned one = learned(uniform.scenario, {observed(3.5e6, 0.05, 0.05)});
  const Posterior posterior = posterior_of(one);
  ASSERT_THAT(posterior.percentiles, SizeIs(1));
  EXPECT_EQ(posterior.percentiles[0].lower, 1e6);
  EXPECT_EQ(posterior.percentiles[0].upper, 4e6);
  EXPECT_FALSE(posterior.percentiles[0].median_of_draws.has_value());

  const auto by_year = scenario::with(*stock(), "chips.initial_stock={2024: 1e6 to 4e6 H100e, 2026: 4e6 to 9e6 H100e}");
  ASSERT_NE(by_year.scenario, nullptr);
  const Learned two = learned(by_year.scenario, {observed(3e6, 0.05, 0.05)});
  EXPECT_TRUE(parameter_of(two, "chips.initial_stock").moved);
  ASSERT_THAT(posterior_of(two).left, SizeIs(1));
  EXPECT_EQ(posterior_of(two).left[0].why, "it is given by year");
  EXPECT_TRUE(posterior_of(two).percentiles.empty());
}

TEST(Posterior, BendsWhatNoMetalogGoesThrough) {
  Learned made = learned(stock(), {observed(3e6, 0.05, 0.05)});
  LearnedParameter& parameter = made.parameters[0];
  // In logarithms P50 lies a hundredth of the way from P10 to P90.
  parameter.after = {0.9e6, 1e6, 1e6 * std::pow(4.0, 0.01), 4e6, 5e6};
  const Posterior posterior = posterior_of(made);
  ASSERT_THAT(posterior.percentiles, SizeIs(1));
  const auto& three = posterior.percentiles[0];
  EXPECT_EQ(three.p10, 1e6);
  EXPECT_EQ(three.p90, 4e6);
  EXPECT_NEAR(three.p50, 1e6 * std::pow(4.0, 0.2), 10.0);  // (1 - 0.6) / 2 of the way
  EXPECT_TRUE(three.median_of_draws.has_value());
  EXPECT_TRUE(std::holds_alternative<uncertainty::Distribution>(
      uncertainty::Distribution::metalog(three.p10, three.p50, three.p90, 0.0)));
}

TEST(Posterior, GoesOnlyAsFarAsCorrelationsHoldTogether) {
  Learned made = learned(load_scenario("scenarios/sevilla-2024.yaml"), three_dates(), {}, independent(16'384));
  ASSERT_GE(made.parameters.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) made.parameters[i].moved = true;
  // Each of three the opposite of both others cannot be.
  made.correlations = {{0, 1, 0.0, -0.9}, {0, 2, 0.0, -0.9}, {1, 2, 0.0, -0.9}};
  const Posterior posterior = posterior_of(made);
  EXPECT_LT(posterior.kept, 0.6);
  EXPECT_GT(posterior.kept, 0.2);
  EXPECT_THAT(posterior.correlations, SizeIs(3));
}

// What a file says of it: the verdict of the learnt scenario is that of the weighted draws, within three points.
TEST(Posterior, AsAScenarioHasTheVerdictOfTheWeightedDraws) {
  const Learned one =
      learned(load_scenario("scenarios/sevilla-2024.yaml"),
              of_repository({"chips/stock", "power/us_datacenter_power", "power/us_ai_datacenter_power"}), {},
              independent(65'536));
  const auto written = load_scenario("scenarios/sevilla-2024-learned.yaml");
  const simulation::Engine engine(written, {});
  const auto summary = statistics::summarize(engine, {}, {});
  constexpr double points = 0.03;
  EXPECT_NEAR(summary->verdict.stopped, one.verdict_after.stopped, points);
  for (std::size_t k = 0; k < one.verdict_after.stopped_by.size(); ++k) {
    EXPECT_NEAR(summary->verdict.stopped_by[k], one.verdict_after.stopped_by[k], points);
  }
  EXPECT_LT(one.verdict_after.stopped, one.verdict_before.stopped - 0.1);
}

}  // namespace
}  // namespace chokepoint::evidence::learning
