// SPDX-License-Identifier: Apache-2.0
// Scores against closed forms and an independent program. "Peer": tests/benchmark/peers/evidence_scores.py.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "chokepoint/evidence.hpp"

namespace chokepoint::evidence {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// That of the peer.
std::vector<double> sample() {
  std::vector<double> values;
  for (int i = 0; i < 101; ++i) values.push_back(static_cast<double>((37 * i) % 101) / 50.0 - 0.8);
  std::sort(values.begin(), values.end());
  return values;
}

/// Of a normal distribution, at even levels.
std::vector<double> normal_sample(std::size_t count, double mean, double deviation) {
  std::vector<double> values;
  const boost::math::normal_distribution<double> normal(mean, deviation);
  for (std::size_t i = 0; i < count; ++i)
    values.push_back(boost::math::quantile(normal, (static_cast<double>(i) + 0.5) / static_cast<double>(count)));
  return values;
}

Observation observation_of(double at, double value, double error = 0.0) {
  Observation made;
  made.series = "chips/stock";
  made.date = "2026";
  made.at = at;
  made.value = value;
  if (error > 0.0) {  // one standard deviation to either side
    made.low = value * std::pow(10.0, -error);
    made.high = value * std::pow(10.0, error);
    made.interval = std::erf(1.0 / std::numbers::sqrt2);
  }
  return made;
}

TEST(Scores, CrpsOfASampleIsTheIntegralOfItsSteps) {
  EXPECT_NEAR(crps(sample(), 0.3), 0.1732673267, 1e-10);  // peer
  EXPECT_NEAR(crps(sample(), 2.5), 1.963366337, 1e-9);
  // By hand: values 0 and 2 against 1: mean distance 1, half the mean distance between two of them 1/2.
  EXPECT_DOUBLE_EQ(crps(std::vector<double>{0.0, 2.0}, 1.0), 0.5);
  EXPECT_DOUBLE_EQ(crps(std::vector<double>{3.0}, 1.0), 2.0);
  EXPECT_DOUBLE_EQ(crps(std::vector<double>{1e9, 1e9}, 1e9 + 1.0), 1.0);
  EXPECT_EQ(crps(std::vector<double>{-infinity, 1.0}, 0.0), infinity);
  EXPECT_THROW(static_cast<void>(crps(std::vector<double>{}, 0.0)), std::invalid_argument);
}

// Gneiting et al. 2005, equation 5, of N(0, 1) at 0: 2 / sqrt(2 pi) - 1 / sqrt(pi) = 0.233695.
TEST(Scores, CrpsOfANormalIsItsClosedForm) {
  EXPECT_NEAR(crps(Normal{0.0, 1.0}, 0.0), 0.2336949773, 1e-10);
  EXPECT_NEAR(crps(Normal{0.4, 0.3}, 1.1), 0.5327347983, 1e-9);  // peer
  EXPECT_DOUBLE_EQ(crps(Normal{0.4, 0.0}, 1.1), 0.7);
  // A sample of it has the same, as near as its steps are small.
  EXPECT_NEAR(crps(normal_sample(20'000, 0.4, 0.3), 1.1), crps(Normal{0.4, 0.3}, 1.1), 1e-5);
}

TEST(Scores, LogScoreIsTheDensityOfTheMixture) {
  EXPECT_NEAR(*log_score(sample(), 0.2, 0.3), 0.7031001838, 1e-9);  // peer
  EXPECT_NEAR(*log_score(sample(), 0.2, 2.5), 24.32779654, 1e-7);
  // -ln of 1 / (0.3 sqrt(2 pi)), at the mean.
  EXPECT_NEAR(*log_score(Normal{0.4, 0.3}, 0.4), std::log(0.3) + 0.5 * std::log(2.0 * std::numbers::pi), 1e-14);
  // So far away that each density is 0 as a double: z^2 / 2 + ln(deviation sqrt(2 pi)).
  EXPECT_NEAR(*log_score(Normal{0.0, 0.01}, 1.0), 5000.0 + std::log(0.01 * std::sqrt(2.0 * std::numbers::pi)), 1e-9);
  // Half of the draws have no density anywhere: that of the others counts half.
  EXPECT_NEAR(*log_score(std::vector<double>{-infinity, 0.4}, 0.3, 0.5),
              *log_score(Normal{0.4, 0.3}, 0.5) + std::numbers::ln2, 1e-14);
  EXPECT_FALSE(log_score(std::vector<double>{-infinity}, 0.3, 0.5));
  EXPECT_FALSE(log_score(Normal{0.4, 0.0}, 0.4));
}

TEST(Scores, KernelIsSilvermans) {
  EXPECT_NEAR(kernel_width(sample()), 0.2095455199, 1e-9);  // peer
  EXPECT_NEAR(*log_score(sample(), kernel_width(sample()), 1.1), 1.059402799, 1e-8);
  EXPECT_EQ(kernel_width(std::vector<double>{1.0, 1.0, 1.0}), 0.0);
  EXPECT_EQ(kernel_width(std::vector<double>{-infinity, 1.0}), 0.0);
}

TEST(Scores, PercentileCountsHalfOfWhatIsEqual) {
  const std::vector<double> values{-infinity, 1.0, 1.0, 2.0};
  EXPECT_EQ(percentile(values, 1.0), 0.5);
  EXPECT_EQ(percentile(values, 1.5), 0.75);
  EXPECT_EQ(percentile(values, 3.0), 1.0);
  EXPECT_EQ(percentile(std::vector<double>{1.0}, 1.0), 0.5);
  EXPECT_NEAR(percentile(Normal{0.0, 2.0}, 2.0), 0.8413447461, 1e-9);  // tables: Phi(1)
  EXPECT_EQ(percentile(Normal{1.0, 0.0}, 2.0), 1.0);
}

TEST(Scores, QuantilesAreOfTypeSeven) {
  const std::vector<double> values{-infinity, 1.0, 2.0, 4.0, 8.0};
  EXPECT_EQ(quantile(values, 0.5), 2.0);
  EXPECT_EQ(quantile(values, 0.625), 3.0);  // halfway
  EXPECT_EQ(quantile(values, 1.0), 8.0);
  EXPECT_EQ(quantile(values, 0.1), -infinity);
}

// Clopper and Pearson 1934; peer.
TEST(Scores, SharesHaveExactIntervals) {
  const auto check = [](std::size_t hits, std::size_t count, double low, double high) {
    const Share share = share_of(hits, count);
    EXPECT_NEAR(share.low, low, 1e-9);
    EXPECT_NEAR(share.high, high, 1e-9);
  };
  check(0, 7, 0.0, 0.3481636551);
  check(3, 10, 0.08726443391, 0.6066242161);
  check(8, 12, 0.3908623018, 0.8771493368);
  check(12, 12, 0.7790778081, 1.0);
  EXPECT_EQ(share_of(0, 0).high, 1.0);
}

// Peer: np.polyfit and the usual error of a prediction.
TEST(Baseline, IsTheLineContinued) {
  const std::vector<Observation> earlier{observation_of(2020.0, 1e3), observation_of(2021.0, 6e3),
                                         observation_of(2022.5, 2e4), observation_of(2023.25, 1.5e5)};
  const auto baseline = baseline_of(earlier, observation_of(2026.0, 8e6));
  ASSERT_TRUE(baseline);
  EXPECT_EQ(baseline->kind, Baseline::Kind::line);
  EXPECT_EQ(baseline->observations, 4U);
  EXPECT_NEAR(baseline->forecast.mean, 6.697738156, 1e-8);
  EXPECT_NEAR(baseline->forecast.deviation, 0.4800480535, 1e-9);
  EXPECT_NEAR(baseline->crps, 0.1467047506, 1e-8);
  EXPECT_NEAR(*baseline->log_score, 0.2765645437, 1e-8);
}

TEST(Baseline, HoldsTheLastWhereThereIsNoLine) {
  const std::vector<Observation> two{observation_of(2021.0, 1e3, 0.3), observation_of(2020.0, 1e5)};
  const auto held = baseline_of(two, observation_of(2026.0, 1e4, 0.4));
  ASSERT_TRUE(held);
  EXPECT_EQ(held->kind, Baseline::Kind::held);
  EXPECT_EQ(held->observations, 1U);
  EXPECT_NEAR(held->forecast.mean, 3.0, 1e-12);      // the later one
  EXPECT_NEAR(held->forecast.deviation, 0.5, 1e-9);  // of 0.3 and 0.4
  // Without errors: the distance.
  const std::vector<Observation> one{observation_of(2021.0, 1e3)};
  EXPECT_NEAR(baseline_of(one, observation_of(2026.0, 1e4))->crps, 1.0, 1e-12);
  EXPECT_FALSE(baseline_of(one, observation_of(2026.0, 1e4))->log_score);
  // Three of one date are no line.
  const std::vector<Observation> at_once(3, observation_of(2021.0, 1e3));
  EXPECT_EQ(baseline_of(at_once, observation_of(2026.0, 1e4))->kind, Baseline::Kind::held);
  EXPECT_FALSE(baseline_of({}, observation_of(2026.0, 1e4)));
}

// A lognormal forecast is a normal one in orders of magnitude: with an error of the observation another normal one.
TEST(Score, OfALognormalIsItsClosedForm) {
  const std::vector<double> draws = normal_sample(4096, 7.0, 0.3);
  std::vector<double> deviates = normal_sample(4096, 0.0, 1.0);
  // Against each other as evenly as may be: 1801 is odd and near 4096 / golden ratio^2.
  std::vector<double> mixed(deviates.size());
  for (std::size_t i = 0; i < mixed.size(); ++i) mixed[i] = deviates[i * 1801 % mixed.size()];
  const Score score = score_of(observation_of(2026.0, 2e7, 0.4), draws, mixed);
  const Normal exact{7.0, 0.5};
  const double observed = std::log10(2e7);
  EXPECT_NEAR(*score.crps, crps(exact, observed), 5e-4);
  EXPECT_NEAR(*score.log_score, *log_score(exact, observed), 1e-3);
  EXPECT_NEAR(score.percentile, percentile(exact, observed), 1e-3);
  EXPECT_NEAR(*score.bias, -0.30103, 1e-3);
  EXPECT_NEAR(std::log10(score.quantiles[5]), 7.0 + 0.5 * 1.2815515655, 5e-3);
  EXPECT_FALSE(score.certain);
  EXPECT_EQ(score.not_above_zero, 0.0);
}

TEST(Score, WithoutErrorTakesAKernel) {
  const std::vector<double> draws = normal_sample(4096, 7.0, 0.3);
  const Score score = score_of(observation_of(2026.0, 1e7), draws, std::vector<double>(4096, 0.0));
  // The density of the sum of the forecast and of the kernel.
  EXPECT_NEAR(*score.log_score, *log_score(Normal{7.0, std::hypot(0.3, kernel_width(draws))}, 7.0), 1e-3);
  EXPECT_NEAR(*score.crps, crps(Normal{7.0, 0.3}, 7.0), 1e-4);
}

TEST(Score, OfOneNumberIsADistance) {
  const auto of = [](double value) {
    return score_of(observation_of(2026.0, value), std::vector<double>(8, 26.0), std::vector<double>(8, 0.0));
  };
  EXPECT_TRUE(of(1e27).certain);
  EXPECT_EQ(of(1e27).percentile, 1.0);
  EXPECT_EQ(of(1e26).percentile, 0.5);
  EXPECT_EQ(of(1e25).percentile, 0.0);
  EXPECT_NEAR(*of(1e27).crps, 1.0, 1e-12);
  EXPECT_NEAR(*of(1e27).bias, -1.0, 1e-12);
  EXPECT_FALSE(of(1e26).log_score);
}

TEST(Score, CountsDrawsThatAreNotAboveZeroAsBelowEverything) {
  std::vector<double> draws(8, 3.0);
  draws[2] = draws[5] = -infinity;
  const Score score = score_of(observation_of(2026.0, 1e3, 0.1), draws, std::vector<double>(8, 0.0));
  EXPECT_EQ(score.not_above_zero, 0.25);
  EXPECT_EQ(score.percentile, 0.25 + 0.5 * 0.75);
  EXPECT_FALSE(score.crps);
  EXPECT_TRUE(score.log_score);
  EXPECT_NEAR(*score.bias, 0.0, 1e-12);
  EXPECT_EQ(score.quantiles[0], 0.0);
}

std::vector<Score> scores_at(const std::vector<double>& percentiles) {
  std::vector<Score> scores(percentiles.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    scores[i].percentile = percentiles[i];
    scores[i].crps = 0.1;
    scores[i].bias = i % 2 == 0 ? 0.3 : -0.1;
    if (i == 0) continue;
    scores[i].baseline.emplace();
    scores[i].baseline->crps = 0.4;
  }
  return scores;
}
std::vector<const Score*> addresses_of(const std::vector<Score>& scores) {
  std::vector<const Score*> addresses;
  for (const Score& score : scores) addresses.push_back(&score);
  return addresses;
}

TEST(Track, SumsUp) {
  const std::vector<Score> scores = scores_at({0.05, 0.3, 0.7, 0.95});
  const Track track = track_of("chips/stock", addresses_of(scores));
  EXPECT_EQ(track.observations, 4U);
  EXPECT_NEAR(*track.bias, 0.1, 1e-15);
  EXPECT_EQ(track.within_50.hits, 2U);
  EXPECT_EQ(track.within_80.hits, 2U);
  EXPECT_EQ(track.compared, 3U);
  EXPECT_NEAR(*track.skill, 0.75, 1e-15);
  EXPECT_FALSE(track.log_score);
  EXPECT_FALSE(track_of("", {}).crps);
}

TEST(Calibration, CountsWhatLiesBelowEachLevel) {
  const std::vector<Score> scores = scores_at({0.0, 0.05, 0.3, 0.7, 1.0});
  const Calibration calibration = calibration_of(addresses_of(scores));
  EXPECT_THAT(calibration.histogram, testing::ElementsAre(2, 0, 0, 1, 0, 0, 0, 1, 0, 1));
  ASSERT_EQ(calibration.points.size(), 9U);
  EXPECT_EQ(calibration.points[2].below.hits, 3U);  // at 30 %, which one is at
  EXPECT_EQ(calibration.points[8].below.hits, 4U);
  EXPECT_NEAR(calibration.points[2].level, 0.3, 1e-15);
}

// A forecast that is right is right at every level: percentiles of normal draws under their own forecast.
TEST(Calibration, IsEvenWhereForecastsAreRight) {
  std::vector<Score> scores;
  for (const double observed : normal_sample(100, 0.0, 1.0)) {
    scores.emplace_back();
    scores.back().percentile = percentile(Normal{0.0, 1.0}, observed);
  }
  EXPECT_THAT(calibration_of(addresses_of(scores)).histogram, testing::Each(10));
  EXPECT_EQ(track_of("", addresses_of(scores)).within_50.hits, 50U);
  EXPECT_EQ(track_of("", addresses_of(scores)).within_80.hits, 80U);
}

}  // namespace
}  // namespace chokepoint::evidence
