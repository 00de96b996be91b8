// SPDX-License-Identifier: Apache-2.0
// Inference for training: cases worked by hand from what is published, T29 to T37 of docs/inference-time-compute.md, to
// the tolerances that it has them with; and the ends of every function.
#include "scaling/inference.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "chokepoint/inference.hpp"
#include "scaling/laws.hpp"

namespace chokepoint::scaling {
namespace {

constexpr double without_end = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

constexpr Exchange of_general{1.5, 1.2};  // of T30 and T37
constexpr Exchange of_reasoning{3.0, 1.0};
constexpr Exchange of_verified{5.0, 1.2};
// T34: Epoch AI 2025 on a query of a chat model in 2024 and 2025.
constexpr ServingAccelerator h100{9.89e14, 0.1, 1275.0, 1.2, 0.7};
constexpr Query chat{100e9, 500.0};

// T29: exact. Erdil 2024: rates of 1 to 1.5 give training 50% to 60%.
TEST(Inference, TrainingShareOfEvenExchange) {
  EXPECT_DOUBLE_EQ(training_share(1.0), 0.5);
  EXPECT_DOUBLE_EQ(training_share(1.5), 0.6);
  EXPECT_DOUBLE_EQ(training_share(3.0, 2.0), 0.6);
  EXPECT_EQ(training_share(0.0), 0.0);
  EXPECT_EQ(training_share(without_end), 1.0);
  EXPECT_EQ(training_share(0.0, 2.0), 0.0);
  EXPECT_EQ(training_share(2.0, 0.0), 1.0);
  EXPECT_THROW((void)training_share(0.0, 0.0), std::invalid_argument);
  EXPECT_THROW((void)training_share(without_end, 1.0), std::invalid_argument);
  EXPECT_THROW((void)training_share(-1.0), std::invalid_argument);
}

// T30: 1e-3.
TEST(Inference, InferenceForTraining) {
  struct Case {
    Exchange exchange;
    double half, one;
  };
  for (const Case& one :
       {Case{of_general, 0.730, 1.978}, Case{of_reasoning, 0.547, 1.216}, Case{of_verified, 0.632, 1.339}}) {
    EXPECT_NEAR(*inference_for(one.exchange, 0.5), one.half, 1e-3);
    EXPECT_NEAR(*inference_for(one.exchange, 1.0), one.one, 1e-3);
  }
  EXPECT_EQ(inference_for(of_general, 2.0), std::nullopt);
  EXPECT_NEAR(*inference_for(of_reasoning, 2.0), 3.296, 1e-3);
  EXPECT_NEAR(*inference_for(of_verified, 2.0), 3.065, 1e-3);
}

// What the medians give, 5e-3: rounded to two digits, by Python 3.
TEST(Inference, SavedTrainingByTaskClass) {
  const auto saved = [](const char* name, double inference) {
    return saved_training(find_task_class(name)->median, inference);
  };
  EXPECT_NEAR(saved("general", 1.0), 0.60, 5e-3);
  EXPECT_NEAR(saved("general", 2.0), 0.96, 5e-3);
  EXPECT_NEAR(saved("reasoning", 2.0), 1.36, 5e-3);
  EXPECT_NEAR(saved("reasoning", 3.0), 1.79, 5e-3);
  EXPECT_NEAR(saved("verified", 5.0), 2.36, 5e-3);
  EXPECT_NEAR(saved("verified", 6.0), 2.63, 5e-3);
  EXPECT_NEAR(saved("games", 1.0), 0.850, 5e-4);  // 1 / 1.176
  EXPECT_NEAR(saved("costly_check", 1.45), 0.90, 5e-3);
  EXPECT_EQ(find_task_class("chess"), nullptr);
}

TEST(Inference, ExchangeAtItsEnds) {
  EXPECT_EQ(saved_training(of_general, 0.0), 0.0);
  EXPECT_EQ(saved_training(of_general, without_end), 1.5);
  EXPECT_EQ(saved_training({without_end, 2.0}, 7.0), 3.5);
  EXPECT_EQ(saved_training({without_end, 2.0}, without_end), without_end);
  EXPECT_EQ(saved_training({0.0, 2.0}, 0.0), 0.0);
  EXPECT_EQ(saved_training({0.0, 2.0}, 1.0), 0.0);
  EXPECT_NEAR(saved_training({3.0, 2.0}, 1e-12) * 1e12, 0.5, 1e-12);  // rho is the rate at the start
  EXPECT_EQ(inference_for(of_general, 0.0), 0.0);
  EXPECT_EQ(inference_for(of_general, 1.5), std::nullopt);
  EXPECT_EQ(inference_for({0.0, 1.0}, 0.0), 0.0);
  EXPECT_EQ(inference_for({0.0, 1.0}, 0.1), std::nullopt);
  EXPECT_EQ(inference_for({without_end, 2.0}, 3.5), 7.0);
  EXPECT_EQ(inference_for({without_end, 2.0}, without_end), std::nullopt);
  for (const Exchange& bad : {Exchange{1.0, 0.0}, Exchange{1.0, without_end}, Exchange{-1.0, 1.0},
                              Exchange{not_a_number, 1.0}, Exchange{1.0, not_a_number}}) {
    EXPECT_THROW((void)saved_training(bad, 1.0), std::invalid_argument);
    EXPECT_THROW((void)inference_for(bad, 1.0), std::invalid_argument);
  }
  EXPECT_THROW((void)saved_training(of_general, -1.0), std::invalid_argument);
  EXPECT_THROW((void)inference_for(of_general, not_a_number), std::invalid_argument);
}

TEST(Inference, ExchangeAndItsInverse) {
  for (const TaskClass& one : task_classes()) {
    for (const double inference : {1e-9, 1e-3, 0.002, 0.1, 1.0, 3.0}) {
      const double training = saved_training(one.median, inference);
      EXPECT_NEAR(*inference_for(one.median, training) / inference, 1.0, 1e-12) << one.name;
      const double in_lanes = inference_of(training, one.median.largest_saving, one.median.rate);
      EXPECT_NEAR(in_lanes / inference, 1.0, 1e-12) << one.name;
    }
  }
  // What lanes say where there is no answer.
  EXPECT_EQ(inference_of(1.5, 1.5, 1.2), unreachable);
  EXPECT_EQ(inference_of(2.0, 1.5, 1.2), unreachable);
  EXPECT_EQ(inference_of(1.0, 0.0, 1.2), unreachable);
  EXPECT_EQ(inference_of(0.0, 0.0, 1.2), 0.0);
  EXPECT_EQ(inference_of(0.0, 1.5, 1.2), 0.0);
}

// The summary table of Villalobos and Atkinson 2023, as it stands there.
TEST(Inference, PiecewiseAsTheTable) {
  const auto found = std::find_if(techniques().begin(), techniques().end(),
                                  [](const Technique& one) { return one.name == "sampling_costly_check"; });
  ASSERT_NE(found, techniques().end());
  EXPECT_DOUBLE_EQ(saved_training_within(*found->training, 1.45, *found->inference), 1.0);
  EXPECT_DOUBLE_EQ(saved_training_within(3.0, 2.0, 6.0), 3.0);
  EXPECT_DOUBLE_EQ(saved_training_within(3.0, 2.0, 3.0), 1.5);
  EXPECT_EQ(saved_training_within(3.0, 2.0, without_end), 3.0);
  EXPECT_EQ(saved_training_within(3.0, 2.0, 0.0), 0.0);
  EXPECT_THROW((void)saved_training_within(3.0, 0.0, 1.0), std::invalid_argument);
}

TEST(Inference, TechniquesAndClassesSayWhereTheyAreFrom) {
  EXPECT_EQ(techniques().size(), 6U);
  for (const Technique& one : techniques()) {
    EXPECT_FALSE(one.source.empty()) << one.name;
    EXPECT_EQ(one.confidence, "published") << one.name;
    EXPECT_EQ(one.training.has_value(), one.name != "chain_of_thought") << one.name;
    EXPECT_EQ(one.inference.has_value(), one.training.has_value()) << one.name;
  }
  EXPECT_EQ(task_classes().size(), 5U);
  for (const TaskClass& one : task_classes()) {
    EXPECT_EQ(find_task_class(one.name), &one);
    EXPECT_EQ(one.largest_saving.text.empty(), std::isinf(one.median.largest_saving)) << one.name;
    for (const Prior& prior : {one.largest_saving, one.rate}) {
      EXPECT_FALSE(prior.basis.empty()) << one.name;
      EXPECT_TRUE(prior.confidence == "assumed" || prior.confidence == "second-hand") << one.name;
    }
  }
}

// T31: 1e-3, through the two points that Brown et al. 2024 print for SWE-bench Lite.
TEST(Inference, Coverage) {
  const Coverage coverage = coverage_through({1.0, 0.159}, {250.0, 0.56});
  EXPECT_NEAR(coverage.scale, -1.83885, 1e-5);
  EXPECT_NEAR(coverage.exponent, 0.209035, 1e-6);
  EXPECT_NEAR(coverage.of(5.0), 0.269, 1e-3);
  EXPECT_NEAR(coverage.of(10.0), 0.321, 1e-3);
  EXPECT_NEAR(coverage.of(100.0), 0.496, 1e-3);
  EXPECT_NEAR(coverage.of(1000.0), 0.648, 1e-3);
  EXPECT_NEAR(coverage.of(10'000.0), 0.765, 1e-3);
  EXPECT_EQ(coverage.of(0.0), 0.0);
  EXPECT_EQ(coverage.of(without_end), 1.0);
  EXPECT_EQ(coverage.samples_for(0.0), 0.0);
  EXPECT_EQ(coverage.samples_for(1.0), without_end);
  EXPECT_NEAR(coverage.samples_for(0.159), 1.0, 1e-12);
  EXPECT_NEAR(coverage.samples_for(0.56), 250.0, 1e-9);
  // A first point that is not of one sample.
  const Coverage other = coverage_through({10.0, coverage.of(10.0)}, {1000.0, coverage.of(1000.0)});
  EXPECT_NEAR(other.scale / coverage.scale, 1.0, 1e-12);
  EXPECT_NEAR(other.exponent / coverage.exponent, 1.0, 1e-12);
}

TEST(Inference, CoverageThatCannotBe) {
  struct Case {
    Solved first, second;
  };
  for (const Case& bad : {Case{{1.0, 0.5}, {1.0, 0.6}}, Case{{1.0, 0.5}, {2.0, 0.5}}, Case{{0.0, 0.5}, {2.0, 0.6}},
                          Case{{1.0, 0.0}, {2.0, 0.6}}, Case{{1.0, 0.5}, {2.0, 1.0}}, Case{{2.0, 0.5}, {1.0, 0.6}},
                          Case{{1.0, not_a_number}, {2.0, 0.6}}, Case{{1.0, 0.5}, {without_end, 0.6}}}) {
    EXPECT_THROW((void)coverage_through(bad.first, bad.second), std::invalid_argument);
  }
  const Coverage good{-1.0, 0.2};
  EXPECT_THROW((void)good.of(-1.0), std::invalid_argument);
  EXPECT_THROW((void)good.samples_for(1.1), std::invalid_argument);
  EXPECT_THROW((void)good.samples_for(not_a_number), std::invalid_argument);
  EXPECT_THROW((void)(Coverage{0.0, 0.2}.of(1.0)), std::invalid_argument);
  EXPECT_THROW((void)(Coverage{-1.0, 0.0}.of(1.0)), std::invalid_argument);
}

// T32: note 15 of Villalobos and Atkinson 2023, 1e-3; they print that serving is ten times training.
TEST(Inference, FleetOfNote15) {
  const double tokens = tokens_of_fleet(3e8, 1.0, 1000.0);
  expect_near(tokens, 1.095e14, 1e-12, "tokens");
  const double serving = cost_of_fleet(tokens, 175e9, h100).compute;
  expect_near(serving, 3.83e25, 1e-3, "serving");
  expect_near(serving / TrainedModel{175e9, 3.5e12}.compute(), 10.4, 5e-3, "against training");
}

// T33: Erdil 2024, 5e-3: 1e11 token a day against three times 1e13 of training are of the same order.
TEST(Inference, FleetOfErdil) {
  const double tokens = tokens_of_fleet(1e11, 1.0, 1.0);
  expect_near(tokens, 3.65e13, 1e-12, "tokens");
  expect_near(tokens / (training_compute / inference_compute * 1e13), 1.22, 5e-3, "ratio");
}

// T34: 2e-3.
TEST(Inference, EnergyOfAQuery) {
  const QueryCost cost = cost_of(chat, h100);
  EXPECT_DOUBLE_EQ(cost.compute, 1e14);
  expect_near(cost.time, 1.011, 1e-3, "seconds");
  expect_near(h100.draw(), 1071.0, 1e-12, "power");
  expect_near(cost.energy / 3600.0, 0.301, 2e-3, "Wh");
  expect_near(8.0 * cost.energy / 3600.0, 2.4, 5e-3, "Wh of reasoning");
  expect_near(30.0 * cost.energy / 3600.0, 9.0, 5e-3, "Wh of long chains");
  // What is read counts as what is written.
  EXPECT_DOUBLE_EQ(cost_of({100e9, 200.0, 300.0}, h100).energy, cost.energy);
  EXPECT_EQ(cost_of({100e9, 0.0}, h100).energy, 0.0);
  EXPECT_EQ(cost_of({without_end, 1.0}, h100).energy, without_end);
  EXPECT_THROW((void)cost_of({-1.0, 1.0}, h100), std::invalid_argument);
  EXPECT_THROW((void)cost_of(chat, {0.0, 1.0, 1.0}), std::invalid_argument);
  EXPECT_THROW((void)cost_of(chat, {1.0, 0.0, 1.0}), std::invalid_argument);
  EXPECT_THROW((void)cost_of(chat, {1.0, 1.0, -1.0}), std::invalid_argument);
  EXPECT_THROW((void)tokens_of_fleet(1.0, not_a_number, 1.0), std::invalid_argument);
}

// T35: 5e-3.
TEST(Inference, FleetOfABillion) {
  const double tokens = tokens_of_fleet(1e9, 10.0, chat.tokens_out);
  expect_near(tokens / days_per_year, 5e12, 1e-12, "tokens a day");
  const FleetCost cost = cost_of_fleet(tokens, chat.parameters, h100);
  expect_near(cost.compute, 3.65e11 * 1e15, 1e-12, "compute");
  expect_near(cost.power, 0.125e9, 5e-3, "power");
}

// T36: 1e-2; the tokens are what others expect of 2030 and count of 2026, parameters are assumed.
TEST(Inference, FleetsOfTheWorld) {
  const ServingAccelerator later{1e15, 0.3, 1000.0};
  expect_near(cost_of_fleet(1.2e17 * 12.0, 1e11, later).compute, 2.9e29, 1e-2, "2030");
  expect_near(cost_of_fleet(1.2e17 * 12.0, 30e9, later).compute, 8.6e28, 1e-2, "2030, smaller models");
  const FleetCost one = cost_of_fleet(3.2e15 * 12.0, 30e9, later);
  expect_near(one.compute, 2.3e27, 1e-2, "2026");
  expect_near(one.accelerators, 2.4e5, 2e-2, "accelerators");
  expect_near(one.power, one.accelerators * 1000.0, 1e-12, "power");
}

// T37: 0.01, by a search over a grid in numpy.
TEST(Inference, BestSplit) {
  struct Case {
    Exchange exchange;
    double base, training, inference;
  };
  for (const Case& one :
       {Case{of_general, 0.1, 0.62, 0.58}, Case{of_reasoning, 0.1, 0.55, 0.65}, Case{of_verified, 0.1, 0.57, 0.63},
        Case{of_general, 0.01, 0.73, 1.44}, Case{of_reasoning, 0.01, 0.63, 1.57}, Case{of_verified, 0.01, 0.61, 1.59},
        Case{of_general, 0.001, 0.81, -1.0}, Case{of_reasoning, 0.001, 0.70, -1.0},
        Case{of_verified, 0.001, 0.65, -1.0}}) {
    const Split split = best_split(one.exchange, one.base);
    EXPECT_NEAR(split.training_share, one.training, 0.01) << one.base;
    if (one.inference > 0.0) {
      EXPECT_NEAR(split.inference, one.inference, 0.01) << one.base;
    }
    EXPECT_NEAR(split.saved, saved_training(one.exchange, split.inference), 1e-12);
    // No other split is worth more, to what the square of a step leaves.
    for (const double step : {-1e-3, 1e-3}) {
      const double training = split.training_share + step;
      const double inference = std::log10((1.0 - training) / one.base);
      EXPECT_LT(std::log10(training) + saved_training(one.exchange, inference), split.worth()) << one.base;
    }
  }
}

TEST(Inference, BestSplitAtItsEnds) {
  // An exchange without an end is (27), whatever is served today.
  for (const double base : {1e-12, 1e-3, 0.2}) {
    EXPECT_NEAR(best_split({without_end, 1.2}, base).training_share, training_share(1.2), 1e-9) << base;
  }
  EXPECT_EQ(best_split({without_end, 1.2}, 0.0).training_share, training_share(1.2));
  const Split free = best_split(of_general, 0.0);
  EXPECT_EQ(free.training_share, 1.0);
  EXPECT_EQ(free.inference, without_end);
  EXPECT_EQ(free.worth(), 1.5);
  const Split full = best_split(of_general, 1.0);
  EXPECT_EQ(full.training_share, 0.0);
  EXPECT_EQ(full.inference, 0.0);
  // Where serving takes most of it already, it is given no more than it takes; nor where more is worth nothing.
  EXPECT_NEAR(best_split(of_general, 0.7).training_share, 0.3, 1e-12);
  EXPECT_NEAR(best_split({0.0, 1.0}, 0.1).training_share, 0.9, 1e-12);
  for (const double bad : {-0.1, 1.1, not_a_number, without_end}) {
    EXPECT_THROW((void)best_split(of_general, bad), std::invalid_argument);
  }
  const std::array<double, 3> bases{0.5, 0.1, 0.01};
  const std::vector<Split> curve = best_splits(of_general, bases);
  ASSERT_EQ(curve.size(), 3U);
  EXPECT_EQ(curve[2].training_share, best_split(of_general, 0.01).training_share);
  // Saturation moves compute back to training.
  EXPECT_LT(curve[0].training_share, curve[1].training_share);
  EXPECT_LT(curve[1].training_share, curve[2].training_share);
}

// By hand: a fleet of twice its load has one load to spare, and a query ten times as costly takes nine more.
TEST(Inference, ShareOfQueries) {
  EXPECT_NEAR(share_of_queries(2.0, 1.0, 1.0), 1.0 / 9.0, 1e-15);
  EXPECT_NEAR(share_of_queries(2e29, 1e29, 2.0), 1.0 / 99.0, 1e-15);
  EXPECT_DOUBLE_EQ(share_of_queries(10.0, 1.0, 1.0), 1.0);
  EXPECT_EQ(share_of_queries(20.0, 1.0, 1.0), 1.0);
  EXPECT_EQ(share_of_queries(1.0, 1.0, 1.0), 0.0);
  EXPECT_EQ(share_of_queries(0.5, 1.0, 1.0), 0.0);
  EXPECT_EQ(share_of_queries(0.5, 1.0, 0.0), 1.0);
  EXPECT_EQ(share_of_queries(0.0, 0.0, 1.0), 0.0);
  EXPECT_EQ(share_of_queries(1.0, 0.0, 1.0), 1.0);
  EXPECT_EQ(share_of_queries(2.0, 1.0, without_end), 0.0);
  EXPECT_EQ(share_of_queries(2.0, 1.0, 400.0), 0.0);
  EXPECT_LT(share_of_queries(2.0, 1.0, 299.0), 1e-290);
  EXPECT_EQ(share_of_queries(without_end, 1.0, 2.0), 1.0);
  EXPECT_EQ(share_of_queries(without_end, without_end, 2.0), 0.0);
  EXPECT_THROW((void)share_of_queries(1.0, 1.0, -1.0), std::invalid_argument);
  EXPECT_THROW((void)share_of_queries(not_a_number, 1.0, 1.0), std::invalid_argument);
}

// Registers and doubles, to the bit.
TEST(Inference, LanesAreTheDoubles) {
  const auto lane = [](Pack pack) {
    std::array<double, Pack::lanes> values{};
    store(pack, values.data());
    return values[0];
  };
  for (const double most : {0.0, 1.5, 4.0, without_end}) {
    for (const double amount : {0.0, 1e-5, 0.7, 1.5, 20.0}) {
      EXPECT_EQ(lane(training_of(Pack(amount), Pack(most), Pack(1.2))), training_of(amount, most, 1.2));
      EXPECT_EQ(lane(inference_of(Pack(amount), Pack(most), Pack(1.2))), inference_of(amount, most, 1.2));
      EXPECT_EQ(lane(share_served(Pack(2.0), Pack(1.0), Pack(amount))), share_served(2.0, 1.0, amount));
    }
    EXPECT_EQ(lane(best_inference(Pack(0.1), Pack(most), Pack(1.2))), best_inference(0.1, most, 1.2));
  }
}

}  // namespace
}  // namespace chokepoint::scaling
