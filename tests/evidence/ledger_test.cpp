// SPDX-License-Identifier: Apache-2.0
// Forecasts on record: what is recorded, what lies between, and scores against closed forms.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "chokepoint/evidence.hpp"
#include "scenarios.hpp"

namespace chokepoint::evidence {
namespace {

Observations read_rows(const std::string& rows) {
  const std::string text = "series,date,value,unit,low,high,interval,source\n" + rows;
  Observations read = load_observations({"made-up.csv"}, [&text](const std::string&, std::size_t) { return text; });
  if (read.has_errors()) throw std::runtime_error(render(read.diagnostics.front()));
  return read;
}

/// chips/stock lognormal with this median at the start of 2026, and ten times that a year later; 0.3 orders of
/// magnitude wide.
Forecast lognormal_of(const std::string& recorded, double median = 7.0) {
  Forecast forecast;
  forecast.recorded = recorded;
  forecast.scenario = "made-up";
  forecast.first_year = 2026;
  forecast.levels.assign(ledger_levels().begin(), ledger_levels().end());
  forecast.series.push_back({"chips/stock", "H100e", {}});
  for (int year = 0; year < 3; ++year) {
    const boost::math::normal_distribution<double> normal(median + year, 0.3);
    std::vector<double> quantiles;
    for (const double level : forecast.levels)
      quantiles.push_back(std::pow(10.0, boost::math::quantile(normal, level)));
    forecast.series[0].years.push_back(std::move(quantiles));
  }
  return forecast;
}

TEST(Ledger, KeepsWhatAScenarioSays) {
  const auto scenario = load_scenario("scenarios/sevilla-2024.yaml");
  analysis::Effort effort;
  effort.ensemble.draws = 4096;
  const auto forecast = forecast_of(scenario, effort);
  ASSERT_TRUE(forecast);
  EXPECT_EQ(forecast->levels.size(), 25U);
  EXPECT_EQ(forecast->first_year, 2024);
  EXPECT_EQ(forecast->years(), 7U);
  for (const char* const name : {"trajectory", "attainable", "ceiling/power", "chips/stock", "power/network_power"})
    EXPECT_NE(forecast->named(name), nullptr) << name;
  // 2.1e25 FLOP on 2023-03-15 and 4x a year: 2.1e25 * 4^2.8 at the start of 2026, to six digits, in all draws.
  const auto& trajectory = forecast->named("trajectory")->years[2];
  EXPECT_NEAR(trajectory.front() / (2.1e25 * std::pow(4.0, 2.8)), 1.0, 1e-5);
  EXPECT_EQ(trajectory.front(), trajectory.back());
  // `run` says 7.1e6, 12.3e6 and 27.9e6 of the stock at the start of 2026.
  const auto& stock = *forecast->named("chips/stock");
  EXPECT_EQ(stock.unit, "H100e");
  EXPECT_NEAR(stock.years[2][4] / 7.12e6, 1.0, 0.03);
  EXPECT_NEAR(stock.years[2][12] / 12.31e6, 1.0, 0.03);
  EXPECT_NEAR(stock.years[2][20] / 27.86e6, 1.0, 0.05);
  double sum = 0.0;
  for (const auto& chance : forecast->chances) {
    sum += chance.binds_first;
    EXPECT_EQ(chance.stopped.size(), 7U);
  }
  EXPECT_NEAR(sum, 1.0, 1e-5);
  Forecast whole = *forecast;
  EXPECT_EQ(*fault_of(whole), "'' is no day");
  whole.recorded = "2024-08-20";
  EXPECT_FALSE(fault_of(whole));
}

TEST(Ledger, IsTheSameForAnySplit) {
  const auto scenario = load_scenario("scenarios/sevilla-2024.yaml");
  const auto of = [&scenario](unsigned threads, std::size_t block) {
    analysis::Effort effort;
    effort.ensemble.draws = 1000;
    effort.threads = {.count = threads, .block_size = block};
    return *forecast_of(scenario, effort);
  };
  const Forecast one = of(1, 0);
  const Forecast other = of(3, 256);
  ASSERT_EQ(one.series.size(), other.series.size());
  for (std::size_t i = 0; i < one.series.size(); ++i) EXPECT_EQ(one.series[i].years, other.series[i].years);
  for (std::size_t i = 0; i < one.chances.size(); ++i) EXPECT_EQ(one.chances[i].stopped, other.chances[i].stopped);
}

// A lognormal is a straight line against standard deviations: exact at any level, beyond the recorded ones, too.
TEST(Ledger, LiesBetweenLevelsInTheLogarithm) {
  const Forecast forecast = lognormal_of("2026-01-01");
  const auto values = values_at(forecast, forecast.series[0], 2026.0, 2000);
  ASSERT_TRUE(values);
  const boost::math::normal_distribution<double> normal(7.0, 0.3);
  for (std::size_t i = 0; i < values->size(); ++i)
    EXPECT_NEAR((*values)[i], boost::math::quantile(normal, (static_cast<double>(i) + 0.5) / 2000.0), 1e-9);
}

// Ten times a year, evenly in growth: half an order of magnitude in half a year.
TEST(Ledger, LiesBetweenYearsEvenlyInGrowth) {
  const Forecast forecast = lognormal_of("2026-01-01");
  const auto at = [&forecast](double date) { return values_at(forecast, forecast.series[0], date, 1); };
  EXPECT_NEAR((*at(2026.5))[0], 7.5, 1e-9);
  EXPECT_NEAR((*at(2028.0))[0], 9.0, 1e-9);
  EXPECT_FALSE(at(2025.99));
  EXPECT_FALSE(at(2028.01));
}

TEST(Ledger, HasNothingBelowTheLowestValueAboveZero) {
  Forecast forecast = lognormal_of("2026-01-01");
  for (std::size_t i = 0; i < 6; ++i) forecast.series[0].years[0][i] = 0.0;  // up to 15 %
  const auto values = values_at(forecast, forecast.series[0], 2026.0, 100);
  EXPECT_EQ(std::count((*values).begin(), (*values).end(), -std::numeric_limits<double>::infinity()), 15);
  EXPECT_TRUE(std::is_sorted(values->begin(), values->end()));
}

// 2e7 observed, within 80 % from a half to twice: 0.234894 orders of magnitude (log10(2) / 1.2815515655). The forecast
// of what is observed is normal, with a deviation of hypot(0.3, 0.234894).
TEST(LedgerScore, OfALognormalIsItsClosedForm) {
  const Scorecard scored = score(std::vector<Forecast>{lognormal_of("2025-06-01")},
                                 read_rows("chips/stock,2026-01-01,2e7,H100e,1e7,4e7,0.8,somebody\n"));
  ASSERT_EQ(scored.scores.size(), 1U);
  const Score& one = scored.scores[0].score;
  const Normal exact{7.0, std::hypot(0.3, 0.234894)};
  const double observed = std::log10(2e7);
  EXPECT_NEAR(one.percentile, percentile(exact, observed), 1e-3);
  EXPECT_NEAR(*one.crps, crps(exact, observed), 2e-4);
  EXPECT_NEAR(*one.log_score, *log_score(exact, observed), 1e-3);
  EXPECT_NEAR(*one.bias, 7.0 - observed, 1e-3);
  // 1 January is 214 days behind 1 June.
  EXPECT_NEAR(scored.scores[0].age, 214.0 / 365.0, 1e-9);
}

TEST(LedgerScore, NeverMixesWhatWasKnown) {
  const std::vector<Forecast> forecasts{lognormal_of("2026-01-01"), lognormal_of("2027-01-15")};
  const Scorecard scored = score(forecasts, read_rows("chips/stock,2025-12-31,9e6,H100e,,,,somebody\n"
                                                      "chips/stock,2026-01-01,1e7,H100e,,,,somebody\n"
                                                      "chips/stock,2026-07-02,3e7,H100e,,,,somebody\n"
                                                      "chips/stock,2027-07-02,3e8,H100e,,,,somebody\n"
                                                      "chips/stock,2028-07-02,3e9,H100e,,,,somebody\n"
                                                      "power/us_datacenter_power,2026-12-31,60,GW,,,,somebody\n"
                                                      "runs,2026-12-31,1e27,FLOP,,,,somebody\n"));
  // Of its own day, too, an observation was known. The first forecast has two before it, the second three.
  ASSERT_EQ(scored.scores.size(), 3U);
  EXPECT_EQ(scored.scores[0].forecast, 0U);
  EXPECT_EQ(scored.scores[0].score.observation.date, "2026-07-02");
  EXPECT_EQ(scored.scores[2].forecast, 1U);
  EXPECT_EQ(scored.scores[2].score.observation.date, "2027-07-02");
  EXPECT_EQ(scored.known.size(), 5U);
  EXPECT_EQ(scored.outside.size(), 2U);
  ASSERT_EQ(scored.unknown.size(), 1U);
  EXPECT_EQ(scored.unknown[0].series, "power/us_datacenter_power");
  // Two known observations are held, three make a line.
  EXPECT_EQ(scored.scores[0].score.baseline->kind, Baseline::Kind::held);
  EXPECT_EQ(scored.scores[2].score.baseline->kind, Baseline::Kind::line);
  ASSERT_EQ(scored.ages.size(), 2U);
  EXPECT_EQ(scored.ages[0].name, "under 1 year");
  EXPECT_EQ(scored.ages[0].observations, 2U);
  EXPECT_EQ(scored.ages[1].name, "1 to 2 years");
  EXPECT_EQ(scored.all.observations, 3U);
  EXPECT_EQ(scored.calibration.observations, 3U);
}

TEST(LedgerScore, ALineMoreIsNoForecastMore) {
  Forecast other = lognormal_of("2026-01-01", 5.0);
  const std::vector<Forecast> forecasts{lognormal_of("2026-01-01"), lognormal_of("2026-01-01"), other};
  const Scorecard scored = score(forecasts, read_rows("chips/stock,2026-07-02,3e7,H100e,,,,somebody\n"));
  EXPECT_EQ(scored.repeated, std::vector<std::size_t>{1});
  EXPECT_EQ(scored.scores.size(), 2U);
}

TEST(LedgerScore, HoldsRunsAgainstTheScatteredTrajectory) {
  Forecast forecast = lognormal_of("2026-01-01", 27.0);
  forecast.series[0].name = "trajectory/observed";
  forecast.series[0].unit = "FLOP";
  forecast.series.push_back({"trajectory", "FLOP", forecast.series[0].years});
  const auto rows = read_rows("trajectory,2027-01-01,1e28,FLOP,,,,somebody\n");
  EXPECT_EQ(score(std::vector<Forecast>{forecast}, rows).scores.at(0).score.series, "trajectory/observed");
  // Of another unit it is another thing.
  forecast.series.erase(forecast.series.begin());
  forecast.series[0].unit = "token";
  EXPECT_TRUE(score(std::vector<Forecast>{forecast}, rows).scores.empty());
}

TEST(LedgerScore, OfNothingIsEmpty) {
  const Scorecard scored = score({}, read_rows("chips/stock,2026-01-01,1e7,H100e,,,,somebody\n"));
  EXPECT_TRUE(scored.scores.empty());
  EXPECT_EQ(scored.unknown.size(), 1U);
  EXPECT_FALSE(scored.all.skill);
}

TEST(Ledger, FindsForecastsThatCannotBe) {
  const auto fault = [](const auto& change) {
    Forecast forecast = lognormal_of("2026-01-01");
    change(forecast);
    return fault_of(forecast).value_or("none");
  };
  EXPECT_EQ(fault([](Forecast&) {}), "none");
  EXPECT_EQ(fault([](Forecast& one) { one.recorded = "2026-01"; }), "'2026-01' is no day");
  EXPECT_EQ(fault([](Forecast& one) { one.recorded = "2026-02-30"; }), "'2026-02-30' is no day");
  EXPECT_EQ(fault([](Forecast& one) { one.levels[3] = 0.0; }), "levels do not rise from 0 to 1");
  EXPECT_EQ(fault([](Forecast& one) { one.levels = {0.5}; }), "fewer than two levels");
  EXPECT_EQ(fault([](Forecast& one) { one.series.clear(); }), "no series");
  EXPECT_EQ(fault([](Forecast& one) { one.first_year = 0; }), "no first year");
  EXPECT_EQ(fault([](Forecast& one) { one.series.push_back(one.series[0]); }), "chips/stock stands there twice");
  EXPECT_EQ(fault([](Forecast& one) { one.series[0].years[1].pop_back(); }), "chips/stock has other levels");
  EXPECT_EQ(fault([](Forecast& one) { one.series[0].years[1][3] = -1.0; }),
            "quantiles of chips/stock do not rise from 0");
  EXPECT_EQ(fault([](Forecast& one) { one.series[0].years[1][3] = 1e30; }),
            "quantiles of chips/stock do not rise from 0");
}

}  // namespace
}  // namespace chokepoint::evidence
