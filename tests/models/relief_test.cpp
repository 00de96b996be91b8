// SPDX-License-Identifier: Apache-2.0
// The ways around a shortfall: cases by hand, and the tables of section 9 of the dossier that docs/ways-around.md names
// (Monte Carlo of 400,000 draws over the same assumed priors, by an independent program).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "chokepoint/inference.hpp"
#include "chokepoint/scaling.hpp"
#include "chokepoint/simulation.hpp"
#include "scenarios.hpp"
#include "units/real.hpp"

namespace chokepoint::models::relief_test {
namespace {

constexpr double unreachable = 99.0;

/// Data alone, a number each: text of 4e14 tokens at one pass, 20 tokens for each parameter.
const std::vector<std::string> data_alone{"power=off",
                                          "chips=off",
                                          "latency=off",
                                          "shared.tokens_per_parameter=20 token/parameter",
                                          "shared.training_compute=6 FLOP/token/parameter",
                                          "data.text_stock=2e15 token",
                                          "data.image_stock=0 image",
                                          "data.video_stock=0 s",
                                          "data.audio_stock=0 s",
                                          "data.stock_growth=1x/yr",
                                          "data.epochs=1",
                                          "data.quality_share=0.2",
                                          "years=2030..2031",
                                          "correlations={}"};
// C = 6/20 (4e14)^2.
constexpr double ceiling = 0.3 * 4e14 * 4e14;

class Relieved {
 public:
  Relieved(const std::string& trajectory, const std::vector<std::string>& more, std::uint64_t draws = 1) {
    std::vector<std::string> all = data_alone;
    all.push_back("trajectory=" + trajectory);
    all.push_back("relief={}");
    all.insert(all.end(), more.begin(), more.end());
    scenario_ = load_scenario("scenarios/sevilla-2024.yaml", all);
    simulation::Engine engine(scenario_, {.draws = draws});
    block_.extras.relief = true;
    engine.simulate(0, draws, block_);
  }

  /// Sorted, of a year counted from the first.
  [[nodiscard]] std::vector<double> all(const std::string& name, std::size_t year = 0) const {
    const auto& outputs = relief().outputs;
    const auto found =
        std::find_if(outputs.begin(), outputs.end(), [&name](const Output& one) { return one.name == name; });
    if (found == outputs.end()) throw std::out_of_range(name);
    const double* const values =
        block_.way(static_cast<std::size_t>(found - outputs.begin()), scenario_->years()) + year * block_.lanes;
    std::vector<double> sorted(values, values + block_.count);
    std::sort(sorted.begin(), sorted.end());
    return sorted;
  }
  [[nodiscard]] double one(const std::string& name, std::size_t year = 0) const { return all(name, year).front(); }

 private:
  scenario::ScenarioPointer scenario_;
  simulation::Block block_;
};

double quantile(const std::vector<double>& sorted, double level) {
  return sorted[static_cast<std::size_t>(level * static_cast<double>(sorted.size() - 1))];
}
double share_from(const std::vector<double>& sorted, double least) {
  return static_cast<double>(sorted.end() - std::lower_bound(sorted.begin(), sorted.end(), least)) /
         static_cast<double>(sorted.size());
}

std::string table(double first, double second) {
  return "{table: {2030: " + std::to_string(first / 1e28) + "e28 FLOP, 2031: " + std::to_string(second / 1e28) +
         "e28 FLOP}}";
}
/// Ten times the ceiling in 2030, forty times in 2031.
std::string ten_times() {
  return table(10.0 * ceiling, 40.0 * ceiling);
}

const std::vector<std::string> all_by_hand{"relief.interference=0.5",
                                           "relief.inference.general.saves_at_most=1.5",
                                           "relief.inference.general.exchange=1.2",
                                           "relief.inference.general.affordable=1",
                                           "relief.post_training.gain=0.3",
                                           "relief.curation.gain=-0.2",
                                           "relief.synthetic.gain=0.1",
                                           "relief.less_overtraining.gain=0.2"};

TEST(Relief, ByHand) {
  const Relieved run(ten_times(), all_by_hand);
  EXPECT_NEAR(run.one("shortfall"), 1.0, 1e-6);
  EXPECT_NEAR(run.one("shortfall", 1), std::log10(40.0), 1e-6);
  // (22): 1.5 (1 - exp(-1 / 1.8)) = 0.639370.
  EXPECT_NEAR(run.one("inference"), 0.639370, 1e-6);
  EXPECT_EQ(run.one("inference"), run.one("inference_general"));
  EXPECT_DOUBLE_EQ(run.one("post_training"), 0.3);
  EXPECT_EQ(run.one("curation"), 0.0);  // below 0 counts as none
  EXPECT_EQ(run.one("scarce_data"), 0.0);
  // Half of 0.639370 + 0.3 + 0.1 + 0.2.
  EXPECT_NEAR(run.one(""), 0.619685, 1e-6);
  EXPECT_NEAR(run.one("left"), 1.0 - 0.619685, 1e-6);
  EXPECT_EQ(run.one("made_up"), 0.0);
  // The trajectory grows fourfold in a year: 0.619685 / log10(4).
  EXPECT_NEAR(run.one("years"), 0.619685 / std::log10(4.0), 1e-5);
  EXPECT_NEAR(run.one("inference_years"), 0.639370 / std::log10(4.0), 1e-5);
}

TEST(Relief, TogetherIsNoMoreThanItsCap) {
  std::vector<std::string> more = all_by_hand;
  more.emplace_back("relief.at_most=0.6");
  EXPECT_DOUBLE_EQ(Relieved(ten_times(), more).one(""), 0.6);
  more.emplace_back("relief.at_most=0");
  EXPECT_EQ(Relieved(ten_times(), more).one(""), 0.0);
  EXPECT_EQ(Relieved(ten_times(), more).one("years"), 0.0);
}

TEST(Relief, NothingIsMissingBelowTheCeiling) {
  const Relieved run(table(0.5 * ceiling, 2.0 * ceiling), all_by_hand);
  EXPECT_EQ(run.one("shortfall"), 0.0);
  EXPECT_EQ(run.one("left"), 0.0);
  EXPECT_EQ(run.one("made_up"), 0.0);  // there is nothing to make up for
  EXPECT_EQ(run.one("inference_needed"), 0.0);
  EXPECT_EQ(run.one("queries_served"), 1.0);
  EXPECT_EQ(run.one("loss"), run.one("loss_wanted"));
  EXPECT_NEAR(run.one("shortfall", 1), std::log10(2.0), 1e-6);
  EXPECT_EQ(run.one("left", 1), 0.0);
  EXPECT_EQ(run.one("made_up", 1), 1.0);
}

TEST(Relief, IsNoNumberOfYearsWhereTheTrajectoryDoesNotGrow) {
  EXPECT_EQ(Relieved(table(10.0 * ceiling, 10.0 * ceiling), all_by_hand).one("years"), unreachable);
  EXPECT_EQ(Relieved(table(10.0 * ceiling, 5.0 * ceiling), all_by_hand).one("years"), unreachable);
}

TEST(Relief, OfAYearAloneKnowsItsGrowth) {
  std::vector<std::string> more = all_by_hand;
  more.emplace_back("years=2030..2030");
  const Relieved run("{anchor: 1e30 FLOP, anchor_date: 2030, growth: 10x/yr}", more);
  EXPECT_NEAR(run.one("years"), 0.619685, 1e-6);
  // A table of one year says nothing of growth.
  more.emplace_back("trajectory={table: {2030: 1e30 FLOP}}");
  EXPECT_EQ(Relieved("{table: {2030: 1e30 FLOP}}", more).one("years"), unreachable);
}

// T30: general tasks (1.5, 1.2), reasoning (3, 1), verified (5, 1.2), for 1 order of magnitude.
TEST(Relief, InferenceForAShortfallByClassOfTasks) {
  const std::vector<std::string> exchanges{
      "relief.inference.general.saves_at_most=1.5", "relief.inference.general.exchange=1.2",
      "relief.inference.reasoning.saves_at_most=3", "relief.inference.reasoning.exchange=1",
      "relief.inference.verified.saves_at_most=5",  "relief.inference.verified.exchange=1.2"};
  const auto needed = [&exchanges](const std::string& tasks, double times) {
    std::vector<std::string> more = exchanges;
    more.push_back("relief.inference.tasks=" + tasks);
    return Relieved(table(times * ceiling, times * ceiling), more).one("inference_needed");
  };
  EXPECT_NEAR(needed("general", 10.0), 1.978, 1e-3);
  EXPECT_NEAR(needed("reasoning", 10.0), 1.216, 1e-3);
  EXPECT_NEAR(needed("verified", 10.0), 1.339, 1e-3);
  EXPECT_EQ(needed("general", 100.0), unreachable);
  EXPECT_NEAR(needed("reasoning", 100.0), 3.296, 1e-3);
}

// T34: 500 tokens by 1e11 parameters on an H100 at a tenth of its peak: 1.011 s, 1071 W, 0.301 Wh.
TEST(Relief, CostOfAnAnswerAndOfAFleet) {
  const std::vector<std::string> query{
      "relief.inference.query.parameters=1e11 parameter", "relief.inference.query.tokens=500 token",
      "relief.inference.query.power=1071 W/H100e",        "relief.inference.query.price=17532 USD/yr/H100e",
      "relief.inference.query.power_growth=1x/yr",        "relief.inference.query.price_growth=1x/yr",
      "relief.inference.fleet.tokens=1.826e15 token/yr",  // T35: 5e12 a day
      "relief.inference.fleet.token_growth=1x/yr",        "relief.inference.fleet.share=0.5",
      "relief.inference.general.saves_at_most=1.5",       "relief.inference.general.exchange=1.2"};
  const Relieved now(table(0.1 * ceiling, ceiling), query);
  EXPECT_NEAR(now.one("query_energy") / 3600.0, 0.301, 1e-3);
  EXPECT_NEAR(now.one("query_cost"), 1.0112 * 17532.0 / 31557600.0, 1e-7);
  EXPECT_NEAR(now.one("fleet_power"), 0.125e9, 0.002e9);
  EXPECT_NEAR(now.one("fleet_accelerators"), 0.125e9 / 1071.0, 0.002e9 / 1071.0);
  // 1 order of magnitude: 10^1.978 times as much.
  const Relieved then(ten_times(), query);
  EXPECT_NEAR(then.one("query_energy") / now.one("query_energy"), std::pow(10.0, 1.9775), 0.02);
  EXPECT_EQ(then.one("queries_served"), 1.0);  // no fleet is given: nothing limits it
  std::vector<std::string> fleet = query;
  fleet.emplace_back("relief.inference.fleet.power=2 GW");
  fleet.emplace_back("relief.inference.fleet.accelerators=1e6 H100e");
  const Relieved limited(ten_times(), fleet);
  const double more = std::pow(10.0, limited.one("inference_needed")) - 1.0;
  EXPECT_NEAR(limited.one("queries_by_power"), (1e9 / limited.one("fleet_power") - 1.0) / more, 1e-9);
  EXPECT_NEAR(limited.one("queries_by_accelerators"), (5e5 / limited.one("fleet_accelerators") - 1.0) / more, 1e-9);
  EXPECT_EQ(limited.one("queries_served"),
            std::min(limited.one("queries_by_power"), limited.one("queries_by_accelerators")));
  // Out of reach: no answer can have it.
  EXPECT_NEAR(Relieved(table(1000.0 * ceiling, ceiling), fleet).one("queries_served"), 0.0, 1e-50);
}

// T7: ten times less compute multiplies the reducible loss by 1.508 (1.48 to 1.53); T5 has the losses themselves.
TEST(Relief, LossOfAShortfall) {
  const std::vector<std::string> fit{"relief.loss.parameter_exponent=0", "relief.loss.token_exponent=0",
                                     "relief.loss.parameter_scale=0", "relief.loss.token_scale=0"};
  const Relieved run(ten_times(), fit);
  EXPECT_NEAR(run.one("loss") / run.one("loss_wanted"), 1.508, 1e-3);
  const scaling::LossLaw law = std::get<scaling::LossLaw>(scaling::find("besiroglu")->law);
  EXPECT_NEAR(run.one("loss"), scaling::reducible_loss(law, scaling::optimum(law, ceiling)), 1e-9);
  const Relieved drawn(ten_times(), {}, 8192);
  std::vector<double> wanted = drawn.all("loss_wanted");
  EXPECT_NEAR(quantile(wanted, 0.5), run.one("loss_wanted"), 0.01 * run.one("loss_wanted"));
  EXPECT_LT(drawn.one("loss_with_ways"), run.one("loss"));
}

// Published beside T7: P10, P50 and P90 of L - E at 2e29 FLOP are 0.0133, 0.0163 and 0.0199 (T2b, 5%).
TEST(Relief, DrawsOfTheLossLaw) {
  const Relieved run(table(2e29, 2e29), {}, 16384);
  const std::vector<double> loss = run.all("loss_wanted");
  EXPECT_NEAR(quantile(loss, 0.1), 0.0133, 0.05 * 0.0133);
  EXPECT_NEAR(quantile(loss, 0.5), 0.0163, 0.05 * 0.0163);
  EXPECT_NEAR(quantile(loss, 0.9), 0.0199, 0.05 * 0.0199);
}

struct Printed {
  std::string name;
  double p10;
  double p50;
  double p90;
  double at_least_one;
};

void expect_printed(const Relieved& run, const Printed& printed) {
  SCOPED_TRACE(printed.name);
  const std::vector<double> values = run.all(printed.name);
  // Printed to 0.01, from 400,000 random draws.
  EXPECT_NEAR(quantile(values, 0.1), printed.p10, 0.012);
  EXPECT_NEAR(quantile(values, 0.5), printed.p50, 0.012);
  EXPECT_NEAR(quantile(values, 0.9), printed.p90, 0.03);  // there `interference` could pass 1
  EXPECT_NEAR(share_from(values, 1.0), printed.at_least_one, 0.01);
}

// Table 9.1, with the priors as defaults: nothing is set but the class of tasks.
TEST(Relief, PrintedTable) {
  const Relieved general(ten_times(), {}, 65536);
  expect_printed(general, {"inference", 0.28, 0.56, 0.97, 0.09});
  expect_printed(general, {"inference_reasoning", 0.37, 0.75, 1.36, 0.27});
  expect_printed(general, {"inference_verified", 0.59, 1.16, 2.07, 0.62});
  expect_printed(general, {"post_training", 0.05, 0.25, 0.60, 0.02});
  expect_printed(general, {"curation", 0.0, 0.18, 0.40, 0.0});
  expect_printed(general, {"synthetic", 0.0, 0.20, 0.60, 0.02});
  expect_printed(general, {"less_overtraining", 0.05, 0.15, 0.40, 0.01});
  expect_printed(general, {"", 0.60, 1.04, 1.71, 0.53});
  expect_printed(Relieved(ten_times(), {"relief.inference.tasks=reasoning"}, 65536), {"", 0.68, 1.18, 1.96, 0.65});
  expect_printed(Relieved(ten_times(), {"relief.inference.tasks=verified"}, 65536), {"", 0.84, 1.47, 2.44, 0.82});
}

// Below the table: inference for exactly one order of magnitude; general tasks P10 1.5, P50 2.4, unreachable in 19%;
// reasoning 1.37 (1.09 to 2.06); verified 1.63 (1.27 to 2.33).
TEST(Relief, PrintedInferenceForOneOrder) {
  const std::vector<double> general = Relieved(ten_times(), {}, 65536).all("inference_needed");
  EXPECT_NEAR(quantile(general, 0.1), 1.5, 0.05);
  EXPECT_NEAR(quantile(general, 0.5), 2.4, 0.05);
  EXPECT_NEAR(share_from(general, unreachable), 0.19, 0.01);
  const std::vector<double> reasoning =
      Relieved(ten_times(), {"relief.inference.tasks=reasoning"}, 65536).all("inference_needed");
  EXPECT_NEAR(quantile(reasoning, 0.1), 1.09, 0.01);
  EXPECT_NEAR(quantile(reasoning, 0.5), 1.37, 0.01);
  EXPECT_NEAR(quantile(reasoning, 0.9), 2.06, 0.02);
  const std::vector<double> verified =
      Relieved(ten_times(), {"relief.inference.tasks=verified"}, 65536).all("inference_needed");
  EXPECT_NEAR(quantile(verified, 0.1), 1.27, 0.01);
  EXPECT_NEAR(quantile(verified, 0.5), 1.63, 0.01);
  EXPECT_NEAR(quantile(verified, 0.9), 2.33, 0.02);
}

// Table 9.2: at 2e29 FLOP the best run wants 6.67e14 tokens (T5); a tenth of them costs 0.395 orders of magnitude by
// the full law, 0.322 and 0.098 by passes alone.
TEST(Relief, ALargerRunOnScarceDataIsWorthWhatIsPrinted) {
  const auto lost = [](double unique, const std::vector<std::string>& repetition) {
    std::vector<std::string> more = repetition;
    more.push_back("relief.scarce_data.unique_tokens=" + std::to_string(unique / 1e12) + "e12 token");
    // The ceiling of data, at 4.8e28 FLOP, is passed by a run of 2e29.
    const double relief = Relieved(table(2e29, 2e29), more).one("scarce_data");
    return std::log10(2e29 / ceiling) - relief;
  };
  const std::string none = "relief.scarce_data.parameter_decay=1e30";
  EXPECT_NEAR(lost(6.666e13, {}), 0.395, 0.01);
  EXPECT_NEAR(lost(6.666e13, {none, "relief.scarce_data.token_decay=2.9157"}), 0.322, 0.01);
  EXPECT_NEAR(lost(6.666e13, {none}), 0.098, 0.005);
  EXPECT_NEAR(lost(6.666e14 / 5.0, {}), 0.166, 0.01);
  EXPECT_NEAR(lost(6.666e14 / 2.0, {}), 0.027, 0.005);
  EXPECT_NEAR(lost(1e18, {}), 0.0, 1e-4);
}

TEST(Relief, ScarceDataAreOfNoUseWhereSomethingElseStopsTheRun) {
  // Tokens without number, and no ceiling but that of data: all of the shortfall is worth something.
  const Relieved all(ten_times(), {"relief.scarce_data.unique_tokens=1e18 token"});
  EXPECT_NEAR(all.one("scarce_data"), all.one("shortfall"), 1e-4);
  const auto power =
      load_scenario("scenarios/sevilla-2024.yaml", {"relief={}", "relief.scarce_data.unique_tokens=1e18 token"});
  simulation::Engine engine(power, {.draws = 2048});
  simulation::Block block;
  block.extras.relief = true;
  engine.simulate(0, 2048, block);
  const auto at = [](const std::string& name) {
    const auto& outputs = relief().outputs;
    return static_cast<std::size_t>(
        std::find_if(outputs.begin(), outputs.end(), [&name](const Output& one) { return one.name == name; }) -
        outputs.begin());
  };
  const std::size_t last = static_cast<std::size_t>(power->years() - 1) * block.lanes;
  const double* const relief_of = block.way(at("scarce_data"), power->years()) + last;
  std::size_t none = 0;
  std::size_t some = 0;
  for (std::size_t lane = 0; lane < block.count; ++lane) {
    double lowest = block.trajectory[last + lane];
    double but_data = lowest;
    for (std::size_t k = 0; k < power->blocks.size(); ++k) {
      const double value = block.series(k, 0, power->years())[last + lane];
      lowest = std::min(lowest, value);
      if (power->blocks[k].constraint->description->name != "data") but_data = std::min(but_data, value);
    }
    EXPECT_NEAR(relief_of[lane], std::log10(but_data / lowest), 1e-4);
    ++(relief_of[lane] > 0.0 ? some : none);
  }
  EXPECT_GT(none, 100U);
  EXPECT_GT(some, 100U);
}

TEST(Relief, AnOutputOfWhatIsLeftOutIsNotSaid) {
  const std::string reads = "relief.inference.fleet.accelerators={output: chips/stock}";
  const auto with_chips = load_scenario("scenarios/baseline-2026.yaml", {reads});
  EXPECT_NE(with_chips->coupling("relief.inference.fleet.accelerators"), nullptr);
  const auto without = load_scenario("scenarios/baseline-2026.yaml", {reads, "chips=off"});
  EXPECT_EQ(without->coupling("relief.inference.fleet.accelerators"), nullptr);
  EXPECT_TRUE(without->relief.has_value());
}

TEST(Relief, LanesAndPlainNumbersGiveTheSameBits) {
  constexpr std::size_t lanes = 2 * lane_multiple;
  const auto& parameters = relief().parameters;
  std::vector<std::vector<double>> columns;
  std::vector<Input> inputs;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    std::vector<double> column;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      column.push_back(parameters[i].words.empty() ? 0.2 + 0.01 * static_cast<double>((7 * i + lane) % 60)
                                                   : value_of_word(lane % 3));
    }
    columns.push_back(std::move(column));
  }
  for (const auto& column : columns) inputs.push_back({column.data()});
  std::vector<double> wanted(lanes, 1e29);
  std::vector<double> attainable;
  std::vector<double> growth;
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    attainable.push_back(1e29 / (1.0 + static_cast<double>(lane)));
    growth.push_back(0.9 + 0.5 * static_cast<double>(lane));
  }
  std::vector<double> fast(relief().outputs.size() * lanes);
  std::vector<double> plain(fast.size());
  ReliefJob job{.own = inputs,
                .lanes = lanes,
                .skipped = 0,
                .years = 1,
                .wanted = wanted.data(),
                .attainable = attainable.data(),
                .but_data = wanted.data(),
                .growth = growth.data(),
                .out = fast.data()};
  relieve(job);
  job.out = plain.data();
  relieve_reference(job);
  EXPECT_EQ(fast, plain);
}

TEST(Relief, EveryWayHasAReliefInYearsAndEachNameOnce) {
  std::vector<std::string> names;
  for (const Output& output : relief().outputs) names.emplace_back(output.name);
  for (const Output& output : relief().outputs) {
    EXPECT_EQ(std::count(names.begin(), names.end(), output.name), 1) << output.name;
    if (output.role != Role::part) continue;
    EXPECT_EQ(std::count(names.begin(), names.end(), std::string(output.name) + "_years"), 1) << output.name;
  }
  for (const Parameter& parameter : relief().parameters) {
    EXPECT_TRUE(parameter.unless_given.is_there() || parameter.when_absent) << parameter.name;
  }
}

}  // namespace
}  // namespace chokepoint::models::relief_test
