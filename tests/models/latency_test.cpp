// SPDX-License-Identifier: Apache-2.0
// Latency: the worked cases of Sevilla et al. 2024, and the equation against a bisection in extended precision.
#include <gtest/gtest.h>

#include <cmath>

#include "models/latency_equation.hpp"
#include "models/step.hpp"
#include "units/targets.hpp"

namespace chokepoint::models::latency_test {
namespace {

Values published() {
  return {{"training_duration", "180 day"},
          {"peak_performance", "2e15 FLOP/s/H100e"},
          {"utilization", "0.375"},
          {"performance_growth", "1.44x/yr"},
          {"batch_size", "60e6 token"},
          {"tokens_per_parameter", "20 token/parameter"},
          {"training_compute", "6 FLOP/token/parameter"},
          {"matmul_latency", "0.6 us"},
          {"base_latency", "6.8 us"},
          {"intranode_latency", "0.6 us"},
          {"internode_latency", "5 us"},
          {"ranks_per_node", "2.75"},
          {"matmuls_per_layer", "8"},
          {"minimum_microbatch", "330 token/H100e"},
          {"reference_layers", "120"},
          {"layer_reference_size", "1.8e12 parameter"},
          {"layer_exponent", "0.27"},
          {"batch_reference_size", "1e14 parameter"},
          {"batch_exponent", "0.36"}};
}

// Note 96: 120 us per layer, 0.088 N^0.27 layers and batches of 60M tokens for nine months give 7e14 parameters and
// 6e31 FLOP, printed to one digit. Exactly: N^1.27 = 0.75 yr * 60e6 / (120 us * 0.088 * 20), so N = 6.67e14, 5.3e31
// FLOP.
TEST(Latency, WorkedCaseOfNote96) {
  Values values = published();
  values["training_duration"] = "9 month";
  values["matmuls_per_layer"] = "1";
  values["matmul_latency"] = "120 us";
  values["base_latency"] = "0 us";
  values["intranode_latency"] = "0 us";
  values["internode_latency"] = "1e-9 us";  // any number of nodes at no cost
  values["reference_layers"] = "0.088";
  values["layer_reference_size"] = "1 parameter";
  values["batch_exponent"] = "0";
  const Series series = step("latency", values, 1);
  const double size = std::pow(0.75 * units::seconds_per_year * 60e6 / (120e-6 * 0.088 * 20), 1 / 1.27);
  EXPECT_NEAR(series.at("model_size")[0] / size, 1.0, 1e-6);  // 1e-6: the doublings are almost free, not free
  EXPECT_NEAR(series.at("model_size")[0], 7e14, 0.5e14);
  EXPECT_NEAR(series.at("")[0], 6e31, 0.75e31);
  EXPECT_NEAR(series.at("")[0] / (120 * size * size), 1.0, 1e-6);
}

// Appendix E: 2,000-way tensor parallelism in two dimensions is sqrt(2000) = 45 ranks a side, 16 nodes of 2.75: about
// 50 us per matrix multiplication, 400 us per layer. By the restated terms: 7.4 + 2 * (2.75 * 0.6 + 5 * log2(16.26)) =
// 50.9 us. The smallest microbatch is chosen so that the largest model takes just that many ranks.
TEST(Latency, WorkedCaseOfTwoThousandWays) {
  Values values = published();
  values["batch_exponent"] = "0";
  const double matmul = 7.4e-6 + 2 * (2.75 * 0.6e-6 + 5e-6 * std::log2(std::sqrt(2000.0) / 2.75));
  const double duration = 180 * units::seconds_per_day;
  const double size = std::pow(duration * 60e6 / (8 * matmul * 120 * 20) * std::pow(1.8e12, 0.27), 1 / 1.27);
  const double accelerators = 120 * size * size / (duration * 2e15 * 0.375);
  values["minimum_microbatch"] = std::to_string(2000 * 60e6 / accelerators) + " token/H100e";
  const Series series = step("latency", values, 1);
  EXPECT_NEAR(series.at("layer_time")[0] / (8 * matmul), 1.0, 1e-6);  // 1e-6: to_string keeps six decimals
  EXPECT_NEAR(series.at("layer_time")[0], 400e-6, 10e-6);
  EXPECT_NEAR(series.at("model_size")[0] / size, 1.0, 1e-6);
}

// What the equations say, term by term, of the answer that is found.
TEST(Latency, AnswerSolvesTheEquations) {
  const Series series = step("latency", published(), 11);
  const double duration = 180 * units::seconds_per_day;
  for (std::size_t year = 0; year < 11; ++year) {
    const double size = series.at("model_size")[year];
    const double compute = 120 * size * size;
    const double accelerators = compute / (duration * 2e15 * 0.375 * std::pow(1.44, static_cast<double>(year)));
    const double batch = 60e6 * std::pow(size / 1e14, 0.36);
    const double layers = 120 * std::pow(size / 1.8e12, 0.27);
    const double ranks = std::max(1.0, std::sqrt(accelerators * 330 / batch));
    const double layer = 8 * (0.6e-6 + 6.8e-6 + 2 * (2.75 * 0.6e-6 + 5e-6 * std::max(0.0, std::log2(ranks / 2.75))));
    EXPECT_NEAR(series.at("")[year] / compute, 1.0, 1e-14);
    EXPECT_NEAR(series.at("layer_time")[year] / layer, 1.0, 1e-11) << year;
    EXPECT_NEAR(layer * layers * 20 * size / batch / duration, 1.0, 1e-10) << year;
  }
}

/// The root of slope * y + ln(1 + max(0, y - knee) / width) = budget, by halving in extended precision.
long double root_by_halving(long double slope, long double width, long double knee, long double budget) {
  long double low = -1e6L;
  long double high = 1e6L;
  for (int i = 0; i < 200; ++i) {
    const long double middle = (low + high) / 2;
    const long double left = slope * middle + std::log1p(std::max(0.0L, middle - knee) / width);
    (left < budget ? low : high) = middle;
  }
  return low;
}

// The bounds of the parameters give 0 < slope <= 2 and any width; budgets and knees beyond 1000 would be models of
// more than e^1000 parameters.
TEST(Latency, SolutionIsExactEverywhere) {
  double worst = 0.0;
  for (const double slope : {1e-3, 0.1, 0.5, 0.91, 1.0, 1.5, 2.0}) {
    for (const double width : {1e-9, 1e-6, 1e-3, 0.03, 0.3, 1.0, 2.0, 10.0, 1e3, 1e6, 1e9}) {
      for (const double knee : {-500.0, -50.0, -5.0, -0.5, 0.0, 0.5, 5.0, 50.0}) {
        for (const double budget : {-100.0, -10.0, -1.0, -1e-3, 0.0, 1e-3, 1.0, 3.0, 10.0, 40.0, 300.0}) {
          const double found = LatencyEquation<double>(slope, width, knee, budget).root();
          const auto exact = static_cast<double>(root_by_halving(slope, width, knee, budget));
          // The size is exp(y): the error of y is the relative error of the size.
          const double error = std::abs(found - exact) / std::max(1.0, std::abs(exact));
          worst = std::max(worst, error);
          ASSERT_LT(error, 1e-10) << slope << ' ' << width << ' ' << knee << ' ' << budget << ": " << found << " for "
                                  << exact;
        }
      }
    }
  }
  RecordProperty("worst_error", std::to_string(worst));
}

// The knee of a draw moves by the growth of its accelerators, year by year; each answer starts from the one before.
TEST(Latency, FollowsTheKneeExactly) {
  for (const double slope : {0.1, 0.91, 2.0}) {
    for (const double width : {1e-9, 0.03, 1.0, 10.0, 1e9}) {
      for (const double budget : {-10.0, 1e-3, 3.0, 40.0}) {
        for (const double move : {-3.0, -0.2, 0.01, 0.2, 1.5, 20.0}) {
          double knee = -2.0;
          LatencyEquation<double> equation(slope, width, knee, budget);
          for (int year = 0; year < 30; ++year) {
            knee += move;
            equation.move_knee_to(knee);
            const auto exact = static_cast<double>(root_by_halving(slope, width, knee, budget));
            ASSERT_NEAR(equation.root(), exact, 1e-10 * std::max(1.0, std::abs(exact)))
                << slope << ' ' << width << ' ' << budget << ' ' << move << ' ' << year;
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace chokepoint::models::latency_test
