// SPDX-License-Identifier: Apache-2.0
// Points, sweeps, maps and comparisons: the same answers as runs of their own, and exact ratios where algebra gives
// them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string_view>

#include "analysis/outputs.hpp"
#include "chokepoint/analysis.hpp"
#include "scenarios.hpp"

namespace chokepoint::analysis {
namespace {

const char* const published = "scenarios/sevilla-2024.yaml";

Effort effort(std::uint64_t draws = 4096, unsigned threads = 1) {
  return {.ensemble = {.draws = draws}, .threads = {.count = threads, .block_size = 0}, .progress = {}};
}

question::Axis axis(const scenario::ScenarioPointer& scenario, const std::string& text, bool logarithmic = false) {
  return std::get<question::Axis>(question::read_axis(text, *scenario, "--vary", 5, logarithmic));
}

void expect_same(const statistics::Summary& a, const statistics::Summary& b) {
  ASSERT_EQ(a.constraints.size(), b.constraints.size());
  for (std::size_t k = 0; k < a.constraints.size(); ++k) {
    EXPECT_EQ(a.constraints[k].binds_first, b.constraints[k].binds_first);
    for (std::size_t year = 0; year < a.years(); ++year) {
      EXPECT_EQ(a.constraints[k].ceiling.years[year].quantiles, b.constraints[k].ceiling.years[year].quantiles);
      EXPECT_EQ(*a.constraints[k].ceiling.years[year].mean, *b.constraints[k].ceiling.years[year].mean);
      EXPECT_EQ(a.constraints[k].lowest[year], b.constraints[k].lowest[year]);
    }
  }
  EXPECT_EQ(a.feasible, b.feasible);
}

// The draws of the other parameters do not move: a point is the run of the scenario with --set, bit for bit.
TEST(Experiment, APointIsTheRunWithThatValueSet) {
  const auto scenario = load_scenario(published);
  Experiment experiment(scenario, effort());
  const std::vector<std::pair<std::string, std::string>> settings{{"power.campus_power", "7 GW"},
                                                                  {"data.epochs", "9"},
                                                                  {"shared.training_duration", "100 day"},
                                                                  {"trajectory.growth", "3x/yr"},
                                                                  {"power.datacenter_growth", "1.25x/yr"}};
  std::vector<Point> points{{}};
  for (const auto& [name, text] : settings) {
    points.push_back({{experiment.engine().index_of(name), std::get<units::Amount>(units::parse_amount(text)).value}});
  }
  std::vector<statistics::Summary> found(points.size());
  ASSERT_TRUE(experiment.run(points, statistics::Keep::everything(),
                             [&found](std::size_t i, statistics::Summary summary) { found[i] = std::move(summary); },
                             {}));
  for (std::size_t i = 0; i < points.size(); ++i) {
    std::vector<std::string> overrides;
    if (i > 0) overrides.push_back(settings[i - 1].first + "=" + settings[i - 1].second);
    const auto changed = load_scenario(published, overrides);
    const auto own = statistics::summarize(simulation::Engine(changed, effort().ensemble), {.count = 1});
    SCOPED_TRACE(i == 0 ? "base" : settings[i - 1].first);
    expect_same(found[i], *own);
  }
}

TEST(Experiment, TheSameForAnyNumberOfThreadsAndFromTheStore) {
  const auto scenario = load_scenario(published);
  Experiment one(scenario, effort(3000, 1));
  Experiment seven(scenario, effort(3000, 7));
  const Point point{{one.engine().index_of("power.campus_power"), 1e10}};
  const auto first = one.run(point);
  expect_same(*first, *seven.run(point));
  expect_same(*first, *one.run(point));  // now from what was kept
}

// By hand, at the medians of 2024: (40 GW - (40 GW - 3.04 GW)) * 0.26 = 0.7904 GW.
TEST(Experiment, MeasuresAnyNamedSeries) {
  const auto scenario = load_scenario(published);
  const auto output = [&scenario](const std::string& text) {
    return std::get<question::Output>(question::read_output(text, *scenario, "--of"));
  };
  const question::Output power = output("power.network_power(2024)");
  Effort point = effort();
  point.ensemble.point = true;
  EXPECT_NEAR(value_of(power, *Experiment(scenario, point).run({})), 0.7904e9, 1.0);

  Experiment drawn(scenario, effort());
  const auto summary = drawn.run({});
  const question::Output late = output("p90(power.network_power(2030))");
  EXPECT_EQ(value_of(late, *summary), summary->constraints[0].internals[1].years[6].p90());
  EXPECT_EQ(value_of(output("power.network(2030)"), *summary),
            value_of(output("ceiling(power.network, 2030)"), *summary));
  // What is measured alone is the same number.
  const std::vector<Point> points{{}};
  double alone = 0.0;
  ASSERT_TRUE(drawn.run(points, late, [&alone](std::size_t, double value) { alone = value; }, {}));
  EXPECT_EQ(alone, value_of(late, *summary));
}

TEST(Experiment, KeepsItsScenarioAsResultsDo) {
  auto scenario = load_scenario(published);
  const std::weak_ptr<const scenario::Scenario> watched = scenario;
  auto changed = load_scenario(published, {"power.campus_power=20 GW"});
  auto experiment = std::make_unique<Experiment>(scenario, effort(256));
  auto collector = std::make_unique<statistics::Collector>(scenario);
  const auto output = std::get<question::Output>(question::read_output("attainable(2030)", *scenario, "--of"));
  auto swings = *tornado(scenario, output, effort(256));
  auto different = differences(scenario, changed);
  scenario.reset();
  changed.reset();
  EXPECT_EQ(experiment->run({})->constraints.size(), 4U);
  simulation::Block block;
  block.extras = statistics::extras_for(statistics::Keep::everything());
  experiment->engine().simulate(0, 256, block);
  collector->take(block);
  EXPECT_EQ(collector->summary().constraints.size(), 4U);
  experiment.reset();
  EXPECT_FALSE(watched.expired());
  collector.reset();
  EXPECT_FALSE(watched.expired());
  EXPECT_FALSE(swings.influences.front().assumption->text.empty());
  swings.influences.clear();
  EXPECT_FALSE(watched.expired());
  EXPECT_EQ(different.at(0).first->path, "power.campus_power");
  EXPECT_EQ(different.at(0).second->text, "20 GW");
  different.clear();
  EXPECT_TRUE(watched.expired());
}

TEST(Experiment, ProgressEndsIt) {
  const auto scenario = load_scenario(published);
  Effort stopped = effort();
  stopped.progress = [](double) { return false; };
  EXPECT_FALSE(Experiment(scenario, stopped).run({}).has_value());
  EXPECT_FALSE(sweep(scenario, {axis(scenario, "data.epochs=1..9")}, 2030, stopped).has_value());
  EXPECT_FALSE(compare(scenario, scenario, stopped).has_value());
  EXPECT_FALSE(sensitivity(scenario,
                           std::get<question::Output>(question::read_output("attainable(2030)", *scenario, "")),
                           stopped)
                   .has_value());
}

// data = 6 T^2 / 20 with T proportional to epochs: the headroom grows with their square, whatever the draws.
TEST(Sweep, FollowsTheEquation) {
  const auto scenario = load_scenario(published);
  const auto result = sweep(scenario, {axis(scenario, "data.epochs=2,4,8")}, 2030, effort());
  ASSERT_EQ(result->cells.size(), 3U);
  const auto headroom = [&result](std::size_t i) { return result->cells[i].headroom[2]; };
  EXPECT_NEAR(headroom(1) / headroom(0), 4.0, 4.0 / 128);  // a bin of the histogram spans 1/128
  EXPECT_NEAR(headroom(2) / headroom(1), 4.0, 4.0 / 128);
  EXPECT_EQ(result->cells[0].headroom[0], result->cells[2].headroom[0]);  // power does not read them
}

TEST(Sweep, RunsOverEveryCombination) {
  const auto scenario = load_scenario(published);
  const auto result = sweep(
      scenario, {axis(scenario, "data.epochs=2,4"), axis(scenario, "power.campus_power=1..5 GW:3")}, 2030, effort(512));
  ASSERT_EQ(result->cells.size(), 6U);
  EXPECT_EQ(result->cells[0].values, (std::vector<double>{2, 1e9}));
  EXPECT_EQ(result->cells[1].values, (std::vector<double>{2, 3e9}));
  EXPECT_EQ(result->cells[5].values, (std::vector<double>{4, 5e9}));
  for (const Cell& cell : result->cells) {
    double sum = cell.verdict.never;
    for (const double share : cell.verdict.stopped_by) sum += share;
    EXPECT_NEAR(sum, 1.0, 1e-12);
  }
}

TEST(Sweep, RefusesMoreCellsThanFit) {
  const auto scenario = load_scenario(published);
  EXPECT_THROW(
      static_cast<void>(
          sweep(scenario, {axis(scenario, "data.epochs=1..9:1000"), axis(scenario, "power.campus_power=1..5 GW:1000")},
                2030, effort(64))),
      std::invalid_argument);
}

// A ceiling that a change does not touch is the same in every draw: a ratio of exactly 1, not of a bin beside it.
TEST(Compare, SaysOneOfWhatIsTheSame) {
  const auto first = load_scenario(published);
  const auto second = load_scenario(published, {"power.campus_power=20 GW"});
  const auto pair = compare(first, second, effort());
  for (const auto& year : pair->ratio[1]) {
    for (const double quantile : year.quantiles) EXPECT_EQ(quantile, 1.0);
  }
  // And what is attainable where the trajectory is feasible is the trajectory.
  Experiment experiment(first, effort());
  const auto summary = experiment.run({});
  const auto& start = summary->attainable.years.front();
  EXPECT_EQ(start.quantiles.front(), summary->trajectory.years.front().median());
}

// A longer scenario is held against a shorter one in the years of both alone.
TEST(Compare, LooksAtTheYearsOfBoth) {
  const auto first = load_scenario(published);
  const auto longer = load_scenario(published, {"years=2024..2035"});
  const auto pair = compare(first, longer, effort());
  EXPECT_EQ(pair->years.back(), 2030);
  EXPECT_EQ(pair->same, 1.0);
  EXPECT_EQ(pair->earlier, 0.0);
  // One that begins later sees as stopped in its first year what was stopped before.
  const auto later = load_scenario(published, {"years=2027..2030", "base_year=2024"});
  EXPECT_EQ(compare(first, later, effort())->same, 1.0);
  EXPECT_EQ(compare(later, longer, effort())->years, (std::vector<int>{2027, 2028, 2029, 2030}));
  const auto apart = load_scenario(published, {"years=2032..2035", "base_year=2024"});
  const auto nothing = compare(first, apart, effort());
  EXPECT_TRUE(nothing->years.empty());
  EXPECT_EQ(nothing->same, 1.0);
}

// A slope from 0 at the left to 1 at the right crosses one half in the middle of the columns: a vertical line.
TEST(Sweep, KeepsEachPointSoonAfterItIsDone) {
  const auto scenario = load_scenario(published);
  constexpr std::size_t points = 50;
  std::vector<std::optional<Cell>> kept(points);
  std::size_t made = 0;
  const Kept keep{.load = [&kept](std::size_t i) { return kept[i]; },
                  .store =
                      [&kept, &made](std::size_t i, const Cell& cell) {
                        kept[i] = cell;
                        ++made;
                      }};
  const std::vector<question::Axis> axes{axis(scenario, "data.epochs=1..50:50")};
  Effort ended = effort();
  double share = 0.0;
  ended.progress = [&share](double now) {
    share = now;
    return now < 0.7;
  };
  EXPECT_FALSE(sweep(scenario, axes, 2030, ended, keep).has_value());
  EXPECT_LT(made, points);
  EXPECT_GE(static_cast<double>(made + points_between_keeping), share * points);
  // Taken up again: what was kept is not made again, and the answer is the same.
  const auto again = sweep(scenario, axes, 2030, effort(), keep);
  const auto whole = sweep(scenario, axes, 2030, effort());
  ASSERT_TRUE(again && whole);
  EXPECT_EQ(made, points);
  for (std::size_t i = 0; i < points; ++i) {
    EXPECT_EQ(again->cells[i].values, whole->cells[i].values);
    EXPECT_EQ(text_of(again->cells[i]), text_of(whole->cells[i]));
  }
}

// Two constraints, three years: of 8 draws two are stopped by the first in its second year, one by the second in the
// third.
TEST(Cell, ReadsItsOwnTextAndNoOther) {
  const std::string good = "8 0 2 0 0 0 1 0.5 0.25 0.75 1.5 1e-300";
  const auto cell = read_cell(good, 2, 3);
  ASSERT_TRUE(std::holds_alternative<Cell>(cell));
  EXPECT_EQ(text_of(std::get<Cell>(cell)), good);
  EXPECT_EQ(std::get<Cell>(cell).headroom, (std::vector<double>{1.5, 1e-300}));
  for (const auto& [text, why] : std::vector<std::pair<std::string, std::string>>{
           {"", "0 numbers, 12 wanted"},
           {"8 0 2", "3 numbers, 12 wanted"},
           {good + " 1", "13 numbers, 12 wanted"},
           {"8 0 2 0 0 0 1 nan 0.25 0.75 1.5 1", "'nan' is no number"},
           {"8 0 2 0 0 0 1 0.5x 0.25 0.75 1.5 1", "'0.5x' is no number"},
           {"8 0 2 0 0 0 1 2 0.25 0.75 1.5 1", "2 is no probability"},
           {"8 0 2 0.5 0 0 1 0.5 0.25 0.75 1.5 1", "0.5 is no count of draws"},
           {"0 0 0 0 0 0 0 0.5 0.25 0.75 1.5 1", "0 is no count of draws"},
           {"8 0 2 0 0 0 7 0.5 0.25 0.75 1.5 1", "7 is no count of draws"},
           {"1e300 0 2 0 0 0 1 0.5 0.25 0.75 1.5 1", "1e+300 is no count of draws"},
           {"8 0 2 0 0 0 1 0.5 0.25 0.75 1.5 -1", "-1 is no ratio"}}) {
    const auto wrong = read_cell(text, 2, 3);
    ASSERT_TRUE(std::holds_alternative<std::string>(wrong)) << text;
    EXPECT_EQ(std::get<std::string>(wrong), why);
  }
}

TEST(Contour, OfASlopeIsALine) {
  const auto scenario = load_scenario(published);
  Sweep map;
  map.axes = {axis(scenario, "data.epochs=1,2,3,4"), axis(scenario, "power.campus_power=1 GW,2 GW,3 GW")};
  for (int x = 0; x < 4; ++x) {
    for (int y = 0; y < 3; ++y) {
      Cell cell;
      cell.verdict.stopped = x / 3.0;
      map.cells.push_back(cell);
    }
  }
  const auto lines = contour(map);
  ASSERT_EQ(lines.size(), 2U);
  for (const Segment& line : lines) {
    EXPECT_DOUBLE_EQ(line.x1, 1.5);
    EXPECT_DOUBLE_EQ(line.x2, 1.5);
    EXPECT_DOUBLE_EQ(std::abs(line.y2 - line.y1), 1.0);
  }
}

TEST(Compare, WithItselfFindsNothing) {
  const auto scenario = load_scenario(published);
  const auto pair = compare(scenario, scenario, effort(1000));
  EXPECT_EQ(pair->same, 1.0);
  for (const auto& series : pair->ratio) {
    for (const auto& spread : series) {
      EXPECT_EQ(spread.quantiles.front(), 1.0);
      EXPECT_EQ(spread.quantiles.back(), 1.0);
    }
  }
  EXPECT_TRUE(differences(scenario, scenario).empty());
}

// Common random numbers: a factor on one constant is the same factor in every draw. Data go with the inverse of the
// tokens per parameter, and chips do not read them.
TEST(Compare, AFactorIsTheSameInEveryDraw) {
  const auto first = load_scenario(published);
  const auto second = load_scenario(published, {"shared.tokens_per_parameter=40 token/parameter"});
  const auto pair = compare(first, second, effort(2000));
  ASSERT_EQ(pair->constraints, (std::vector<std::string>{"power", "chips", "data", "latency"}));
  for (std::size_t year = 0; year < pair->years.size(); ++year) {
    for (const double ratio : pair->ratio[2][year].quantiles) EXPECT_NEAR(ratio, 0.5, 1e-14);
    for (const double ratio : pair->ratio[1][year].quantiles) EXPECT_EQ(ratio, 1.0);
  }
  EXPECT_EQ(pair->later, 0.0);
  EXPECT_GT(pair->earlier, 0.0);
  EXPECT_NEAR(pair->later + pair->same + pair->earlier, 1.0, 1e-12);
  const auto found = differences(first, second);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].path, "shared.tokens_per_parameter");
  EXPECT_EQ(found[0].second->text, "40 token/parameter");
}

TEST(Compare, OnlyWhatBothHave) {
  const auto first = load_scenario(published, {"latency=off", "years=2025..2029"});
  const auto second = load_scenario(published);
  const auto pair = compare(first, second, effort(500));
  EXPECT_EQ(pair->constraints, (std::vector<std::string>{"power", "chips", "data"}));
  EXPECT_EQ(pair->years.front(), 2025);
  EXPECT_EQ(pair->years.back(), 2029);
  for (const double ratio : pair->ratio[0][2].quantiles) EXPECT_EQ(ratio, 1.0);
  EXPECT_GT(differences(first, second).size(), 5U);  // the parameters of latency
}

TEST(Compare, CorrelationsDifferToo) {
  const auto first = load_scenario(published);
  const auto second = load_scenario(published, {"correlations.power.datacenter_growth.chips.production_growth=0.4",
                                                "correlations.data.epochs.data.quality_share=0.1"});
  EXPECT_TRUE(differences(first, second).empty());
  const auto found = correlation_differences(*first, *second);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].first, 0.5);
  EXPECT_EQ(found[0].second, 0.4);
  EXPECT_EQ(found[1].first, 0.0);
  EXPECT_EQ(found[1].second, 0.1);
  EXPECT_TRUE(correlation_differences(*first, *first).empty());
}

// What an output is of a summary, and in each draw: the share of ones is the probability, the quantile agrees.
TEST(Output, AgreesWithTheSummary) {
  const auto scenario = load_scenario(published);
  const auto summary = *statistics::summarize(simulation::Engine(scenario, effort().ensemble), {.count = 1});
  const auto value = [&](const std::string& text) {
    return value_of(std::get<question::Output>(question::read_output(text, *scenario, "")), summary);
  };
  EXPECT_EQ(value("ceiling(power, 2030)"), summary.constraints[0].ceiling.years[6].median());
  EXPECT_EQ(value("p90(ceiling(power.campus, 2024))"), summary.constraints[0].parts[0].ceiling.years[0].p90());
  EXPECT_EQ(value("mean(attainable(2027))"), (*summary.attainable.years[3].mean).value());
  EXPECT_THROW(static_cast<void>(value("mean(headroom(data, 2027))")), Unsettled);
  EXPECT_EQ(value("P(power stops by 2029)"), summary.constraints[0].stopped[5]);
  EXPECT_EQ(value("P(trajectory stopped by 2029)"), 1.0 - summary.not_stopped[5]);
  EXPECT_EQ(value("attainable(2030)"), summary.attainable.years[6].median());
  EXPECT_EQ(value("trajectory(2024)"), summary.trajectory.years[0].median());
  EXPECT_EQ(value("P(power lowest in 2030)"), summary.constraints[0].lowest[6]);
  EXPECT_EQ(value("P(power.network lowest in 2030)"), summary.constraints[0].parts[1].lowest[6]);
  EXPECT_EQ(value("P(chips below trajectory in 2030)"), summary.constraints[1].below[6]);
  EXPECT_EQ(value("P(trajectory feasible in 2029)"), summary.feasible[5]);
  EXPECT_EQ(value("P(nothing binds)"), summary.binds_first_none);
  EXPECT_EQ(value("P(latency binds first)"), summary.constraints[3].binds_first);
  EXPECT_EQ(value("first_binding_year"), 2030);  // 34% never, 2029 is of those that do
  EXPECT_EQ(value("p90(first_binding_year)"), std::numeric_limits<double>::infinity());
  const auto output = [&](const std::string& text) {
    return std::get<question::Output>(question::read_output(text, *scenario, ""));
  };
  // The same question in the words of series; which needs to be asked before the draws are made.
  const auto below = output("P(ceiling(chips) < trajectory in 2030)");
  const auto stopped = output("P(attainable < trajectory by 2029)");
  statistics::Keep keep = kept_for(below);
  keep |= kept_for(stopped);
  const auto asked = *statistics::summarize(simulation::Engine(scenario, effort().ensemble), {.count = 1}, keep);
  EXPECT_EQ(value_of(below, asked), summary.constraints[1].below[6]);
  EXPECT_DOUBLE_EQ(value_of(stopped, asked), 1.0 - summary.not_stopped[5]);
  EXPECT_THROW(static_cast<void>(value("P(headroom(power) < 1 in 2030)")), statistics::NotKept);
  const auto event = output("P(power lowest in 2030)");
  const double p = value("P(power lowest in 2030)");
  // Wilson (1927), one standard error: sqrt(p (1 - p) / n + 1 / (4 n^2)) / (1 + 1 / n).
  constexpr double n = 4096;
  EXPECT_DOUBLE_EQ(standard_error_of(event, summary), std::sqrt(p * (1 - p) / n + 0.25 / (n * n)) / (1 + 1 / n));
}

/// A condition, and whether it holds of a draw in a year, by the values of the block alone.
struct Told {
  std::string condition;
  std::function<bool(const simulation::Block&, std::size_t year, std::size_t draw)> holds;
};
std::vector<Told> told(const scenario::Scenario& scenario) {
  using simulation::Block;
  const auto row = [&scenario](std::size_t k, std::string_view name) {
    const auto& outputs = scenario.blocks[k].constraint->description->outputs;
    return static_cast<std::size_t>(
        std::find_if(outputs.begin(), outputs.end(), [name](const auto& one) { return one.name == name; }) -
        outputs.begin());
  };
  const auto series = [](const Block& block, std::size_t k, std::size_t i, std::size_t year, std::size_t draw) {
    return block.series(k, i, 7)[year * block.lanes + draw];
  };
  const auto trajectory = [](const Block& block, std::size_t year, std::size_t draw) {
    return block.trajectory[year * block.lanes + draw];
  };
  return {{"power.network_power >= 10 GW",
           [=, i = row(0, "network_power")](const Block& block, std::size_t year, std::size_t draw) {
             return series(block, 0, i, year, draw) >= 10e9;
           }},
          {"chips.stock > 1e8 H100e",
           [=, i = row(1, "stock")](const Block& block, std::size_t year, std::size_t draw) {
             return series(block, 1, i, year, draw) > 1e8;
           }},
          {"ceiling(data) < trajectory",
           [=](const Block& block, std::size_t year, std::size_t draw) {
             return series(block, 2, 0, year, draw) < trajectory(block, year, draw);
           }},
          {"ceiling(power.campus) <= ceiling(chips)",
           [=, i = row(0, "campus")](const Block& block, std::size_t year, std::size_t draw) {
             return series(block, 0, i, year, draw) <= series(block, 1, 0, year, draw);
           }},
          {"headroom(power) < 2", [=](const Block& block, std::size_t year, std::size_t draw) {
             return series(block, 0, 0, year, draw) * (1.0 / trajectory(block, year, draw)) < 2.0;
           }}};
}

// Dates and probabilities against a count over the values of each draw.
TEST(Output, DatesAreThoseOfTheDraws) {
  const auto scenario = load_scenario(published);
  constexpr std::size_t draws = 1500;
  constexpr std::size_t years = 7;
  const simulation::Engine engine(scenario, {.draws = draws});
  simulation::Block block;
  engine.simulate(0, draws, block);
  for (const Told& one : told(*scenario)) {
    std::vector<std::size_t> first(draws, years);
    for (std::size_t draw = 0; draw < draws; ++draw) {
      std::size_t year = 0;
      while (year < years && !one.holds(block, year, draw)) ++year;
      first[draw] = year;
    }
    const auto output = [&](const std::string& before, const std::string& behind) {
      return std::get<question::Output>(question::read_output(before + one.condition + behind, *scenario, ""));
    };
    const auto date = output("first_year(", ")");
    std::vector<double> values(draws);
    values_of(date, *scenario, block, {}, values.data());
    for (std::size_t draw = 0; draw < draws; ++draw) {
      ASSERT_EQ(values[draw], 2024.0 + static_cast<double>(first[draw])) << one.condition;  // 2031 for never
    }
    const auto summary = *statistics::summarize(engine, {.count = 2, .block_size = 256}, kept_for(date));
    double before = 0.0;
    for (std::size_t year = 0; year < years; ++year) {
      const auto in = static_cast<double>(
          std::count_if(first.begin(), first.end(), [year](std::size_t from) { return from <= year; }));
      const double share = value_of(output("P(", " by " + std::to_string(2024 + year) + ")"), summary);
      EXPECT_EQ(share, in / draws) << one.condition;
      EXPECT_GE(share, before) << one.condition;
      // In that year, whether or not before: never more than by then.
      const double now = value_of(output("P(", " in " + std::to_string(2024 + year) + ")"), summary);
      std::size_t holding = 0;
      for (std::size_t draw = 0; draw < draws; ++draw) holding += one.holds(block, year, draw) ? 1 : 0;
      EXPECT_EQ(now, static_cast<double>(holding) / draws) << one.condition;
      EXPECT_LE(now, share) << one.condition;
      before = share;
    }
    std::sort(first.begin(), first.end());
    for (const auto& [statistic, share] : {std::pair{"p10", 0.1}, {"p50", 0.5}, {"p90", 0.9}}) {
      const std::size_t year = first[static_cast<std::size_t>(std::ceil(share * draws)) - 1];
      const double expected =
          year == years ? std::numeric_limits<double>::infinity() : 2024.0 + static_cast<double>(year);
      EXPECT_EQ(value_of(output(std::string(statistic) + "(first_year(", "))"), summary), expected) << one.condition;
    }
  }
}

// One output at many points, without the statistics of all else: the same bits.
TEST(Experiment, AnOutputAloneIsThatOfTheSummary) {
  const auto scenario = load_scenario(published);
  Experiment experiment(scenario, effort());
  const std::vector<Point> points{{}, {{experiment.engine().index_of("power.campus_power"), 7e9}}};
  std::vector<statistics::Summary> whole(points.size());
  statistics::Keep keep = statistics::Keep::everything();
  keep |= {.needs = statistics::Years::all()};
  ASSERT_TRUE(experiment.run(
      points, keep, [&whole](std::size_t i, statistics::Summary summary) { whole[i] = std::move(summary); }, {}));
  const char* const texts[] = {"ceiling(power, 2030)",
                               "p90(ceiling(power.campus, 2024))",
                               "mean(attainable(2027))",
                               "attainable(2027)",
                               "p10(attainable(2029))",
                               "headroom(power, 2030)",
                               "p5(headroom(latency, 2026))",
                               "attainable(2030)",
                               "trajectory(2024)",
                               "need(power, 2030)",
                               "p90(supply(power, 2030))",
                               "gap(chips, 2028)",
                               "P(gap(power) > 1 GW in 2030)",
                               "P(power lowest in 2030)",
                               "P(power.network lowest in 2030)",
                               "P(chips below trajectory in 2030)",
                               "P(trajectory feasible in 2029)",
                               "P(nothing binds)",
                               "P(latency binds first)",
                               "first_binding_year",
                               "P(power stops by 2029)",
                               "P(trajectory stopped by 2028)",
                               "first_year(power.network_power >= 10 GW)",
                               "p90(first_year(attainable < trajectory))",
                               "P(headroom(power) < 1 in 2030)",
                               "P(ceiling(data) < ceiling(chips) by 2028)"};
  for (const char* const text : texts) {
    const auto output = std::get<question::Output>(question::read_output(text, *scenario, ""));
    std::vector<double> alone(points.size());
    ASSERT_TRUE(experiment.run(points, output, [&alone](std::size_t i, double value) { alone[i] = value; }, {}));
    if (kept_for(output).conditions.empty()) {
      for (std::size_t i = 0; i < points.size(); ++i) EXPECT_EQ(alone[i], value_of(output, whole[i])) << text;
    }
    // Nor does its error read more than is kept for it.
    const auto own = *experiment.run(points[0], kept_for(output));
    EXPECT_EQ(value_of(output, own), alone[0]) << text;
    if (!kept_for(output).conditions.empty()) continue;  // no summary has all conditions
    EXPECT_EQ(standard_error_of(output, own), standard_error_of(output, whole[0])) << text;
  }
}

TEST(Levers, TurnTheAnswerAround) {
  const auto scenario = load_scenario(published);
  const auto summary = *statistics::summarize(simulation::Engine(scenario, effort().ensemble), {.count = 1});
  const auto found = levers(scenario, summary, 3, effort());
  ASSERT_TRUE(found);
  EXPECT_EQ(found->condition.text, "headroom(power, 2030) >= 1");
  ASSERT_EQ(found->tried.size(), 3U);
  const auto all = sensitivity(scenario, found->condition.output, effort());
  for (std::size_t i = 0; i < 3; ++i) {
    const auto& lever = found->tried[i];
    EXPECT_EQ(lever.axis.path, found->tornado.influences[i].path);
    ASSERT_EQ(lever.solution.kind, Solution::Kind::found);
    // With the lever there, the condition holds; a thousandth short of it, it does not.
    Experiment experiment(scenario, effort());
    const auto with = [&](double factor) {
      const std::size_t column = experiment.engine().index_of(lever.axis.path);
      return value_of(found->condition.output, *experiment.run(Point{{column, factor, Change::factor}}));
    };
    EXPECT_GE(with(lever.solution.lever), 1.0);
    EXPECT_LT(with(lever.solution.lever * (lever.solution.lever > 1.0 ? 0.999 : 1.001)), 1.0);
    // The tornado is that of the whole analysis.
    const auto same = std::find_if(all->influences.begin(), all->influences.end(),
                                   [&lever](const Influence& one) { return one.path == lever.axis.path; });
    EXPECT_EQ(same->sampled, found->tornado.influences[i].sampled);
  }
  bool asked = false;
  Effort ended = effort();
  ended.progress = [&asked](double) { return !std::exchange(asked, true); };
  EXPECT_FALSE(levers(scenario, summary, 3, ended));
}

// chips = stock * share * peak_performance * utilization * duration: whatever the draws, the median headroom is
// multiplied by what multiplies the peak performance.
TEST(Levers, AFactorMovesTheWholeDistribution) {
  const auto scenario = load_scenario(published, {"power=off", "data=off", "latency=off", "trajectory.growth=4.5x/yr"});
  const auto summary = *statistics::summarize(simulation::Engine(scenario, effort().ensemble), {.count = 1});
  const double headroom = summary.constraints[0].headroom.years.back().median();
  ASSERT_GT(headroom, 1.0);
  const question::Axis axis{"shared.peak_performance",
                            question::find(*scenario, "shared.peak_performance")->parameter,
                            {0.01, 1.0},
                            false,
                            true};
  const auto condition =
      std::get<question::Condition>(question::read_condition("headroom(chips, 2030) < 1", *scenario, ""));
  const auto solution = solve(scenario, axis, condition, effort(), Change::factor);
  ASSERT_EQ(solution->kind, Solution::Kind::found);
  EXPECT_EQ(solution->lever_now, 1.0);
  EXPECT_NEAR(solution->lever * headroom, 1.0, 1.0 / 128);  // a bin of the headroom
  // The spread stays as it was, in orders of magnitude; one value in every draw would have narrowed it.
  Experiment experiment(scenario, effort());
  const std::size_t column = experiment.engine().index_of("shared.peak_performance");
  const auto moved = experiment.run(Point{{column, 0.25, Change::factor}});
  for (std::size_t level = 0; level < statistics::levels.size(); ++level) {
    const double before = summary.constraints[0].headroom.years.back().quantiles[level];
    EXPECT_NEAR(moved->constraints[0].headroom.years.back().quantiles[level] / before, 0.25, 0.25 / 64);
  }
}

// A share cannot exceed 1: twice 0.6 is 1.
TEST(Levers, AFactorStaysWithinTheBounds) {
  const auto scenario = load_scenario(published, {"shared.utilization=0.6", "power=off", "data=off", "latency=off"});
  Experiment experiment(scenario, effort());
  const std::size_t column = experiment.engine().index_of("shared.utilization");
  const auto twice = experiment.run(Point{{column, 2.0, Change::factor}});
  const auto whole = experiment.run(Point{{column, 1.0}});
  EXPECT_EQ(twice->constraints[0].ceiling.years[6].quantiles, whole->constraints[0].ceiling.years[6].quantiles);
  const Lever lever{
      {"shared.utilization", question::find(*scenario, "shared.utilization")->parameter, {1.0, 2.0}}, {}, 0.6};
  EXPECT_EQ(lever.median_with(2.0), 1.0);
  EXPECT_EQ(lever.median_with(1.5), 0.6 * 1.5);
}

// An uncertain growth of the trajectory: the median ceiling of power is near the trajectory. More growth of data
// centers never lowers it, less never raises it.
TEST(Levers, TheDirectionIsThatOfTheModel) {
  const auto scenario = load_scenario(published, {"trajectory.growth=3 to 5x/yr"});
  const auto summary = *statistics::summarize(simulation::Engine(scenario, effort().ensemble), {.count = 1});
  const auto found = levers(scenario, summary, 8, effort());
  const bool below = found->condition.comparison == question::Comparison::greater_or_equal;
  for (const Lever& lever : found->tried) {
    const auto effect = lever.axis.parameter->effect;
    if (lever.solution.kind != Solution::Kind::found || effect == models::Effect::either) continue;
    // A larger trajectory lowers the headroom; a larger value elsewhere does to it what it does to the ceiling.
    const bool raises = (effect == models::Effect::raises) != lever.axis.path.starts_with("trajectory.");
    EXPECT_EQ(lever.solution.lever > 1.0, raises == below) << lever.axis.path << " " << lever.solution.lever;
  }
}

}  // namespace
}  // namespace chokepoint::analysis
