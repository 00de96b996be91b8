// SPDX-License-Identifier: Apache-2.0
// Outputs, conditions and ranges: what the grammar of docs/what_if.md takes, and what is said of the rest.
#include "chokepoint/question.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios.hpp"

namespace chokepoint::question {
namespace {

using testing::HasSubstr;
using What = Output::What;

const scenario::Scenario& published() {
  static const auto scenario = load_scenario("scenarios/sevilla-2024.yaml");
  return *scenario;
}

Output output_of(const std::string& text) {
  auto result = read_output(text, published(), "--of");
  if (const auto* const wrong = std::get_if<scenario::Diagnostic>(&result)) throw std::runtime_error(render(*wrong));
  return std::get<Output>(result);
}
Condition condition_of(const std::string& text) {
  auto result = read_condition(text, published(), "--until");
  if (const auto* const wrong = std::get_if<scenario::Diagnostic>(&result)) throw std::runtime_error(render(*wrong));
  return std::get<Condition>(result);
}
Axis axis_of(const std::string& text, bool logarithmic = false) {
  auto result = read_axis(text, published(), "--vary", 9, logarithmic);
  if (const auto* const wrong = std::get_if<scenario::Diagnostic>(&result)) throw std::runtime_error(render(*wrong));
  return std::get<Axis>(result);
}

TEST(Output, EveryFormOfTheGrammar) {
  struct Case {
    const char* text;
    What what;
    bool event;
  };
  const Case cases[] = {{"trajectory(2030)", What::series, false},
                        {"attainable(2028)", What::series, false},
                        {"ceiling(power, 2030)", What::series, false},
                        {"ceiling(power.network,2030)", What::series, false},
                        {"headroom( data , 2024 )", What::series, false},
                        {"power.network_power(2030)", What::series, false},
                        {"need(power, 2030)", What::series, false},
                        {"p90(supply( chips ,2030))", What::series, false},
                        {"gap(latency, 2024)", What::series, false},
                        {"P(need(power) > 5 GW in 2030)", What::holds_in, true},
                        {"first_year(gap(data) > 0 token)", What::first_year, false},
                        {"P(need(power) > power.network_power by 2029)", What::holds_by, true},
                        {"first_binding_year", What::first_binding_year, false},
                        {"first_year(power.network_power >= 20 GW)", What::first_year, false},
                        {"p90(first_year( ceiling(data)<trajectory ))", What::first_year, false},
                        {"P(power.network_power >= 20 GW in 2030)", What::holds_in, true},
                        {"P(headroom( power )<1 by 2030)", What::holds_by, true},
                        {"P(trajectory > attainable in 2028)", What::holds_in, true},
                        {"P(trajectory feasible in 2030)", What::feasible, true},
                        {"P(trajectory stopped by 2030)", What::stopped, true},
                        {"P(power stops by 2030)", What::stops, true},
                        {"P(chips stop by 2029)", What::stops, true},
                        {"P(power lowest in 2030)", What::lowest, true},
                        {"P(chips.wafers lowest in 2030)", What::lowest, true},
                        {"P(latency binds first)", What::binds_first, true},
                        {"P(chips bind first)", What::binds_first, true},
                        {"P(data below trajectory in 2029)", What::below, true},
                        {"P(nothing binds)", What::nothing_binds, true}};
  for (const Case& one : cases) {
    const Output output = output_of(one.text);
    EXPECT_EQ(output.what, one.what) << one.text;
    EXPECT_EQ(output.is_event(), one.event) << one.text;
    EXPECT_EQ(output.text, one.text);
  }
}

TEST(Output, PartsYearsAndStatistics) {
  const Output network = output_of("p90(ceiling(power.network, 2029))");
  EXPECT_EQ(network.series.what, Series::What::ceiling);
  EXPECT_EQ(network.series.constraint, 0U);
  EXPECT_EQ(network.series.part, 1U);  // campus, network, bandwidth
  EXPECT_EQ(network.year, 2029);
  EXPECT_EQ(network.statistic, Output::Statistic::p90);
  EXPECT_EQ(units::symbol_of(network.kind), "FLOP");
  EXPECT_EQ(output_of("median(attainable(2030))").statistic, Output::Statistic::p50);
  EXPECT_EQ(output_of("mean(attainable(2030))").statistic, Output::Statistic::mean);
  EXPECT_EQ(output_of("headroom(chips, 2030)").kind, units::ratio_kind);
}

// Series of a constraint by their own names: parts are what ceiling(…) gives, too.
TEST(Output, NamesSeriesOfAConstraint) {
  const Output power = output_of("power.network_power(2030)");
  EXPECT_EQ(power.series.what, Series::What::internal);
  EXPECT_EQ(power.series.constraint, 0U);
  EXPECT_EQ(power.series.internal, 1U);  // distributed_run, network_power
  EXPECT_EQ(power.year, 2030);
  EXPECT_EQ(units::symbol_of(power.kind), "W");
  EXPECT_EQ(output_of("p90(power.network_power(2029))").statistic, Output::Statistic::p90);
  const Output network = output_of("power.network(2030)");
  EXPECT_EQ(network.series.what, Series::What::ceiling);
  EXPECT_EQ(network.series.part, 1U);
  EXPECT_EQ(condition_of("mean(power.network_power(2030)) > 20 GW").value, 20e9);
}

// What is looked at in every year: a series against a value in its unit, or another series of its kind.
TEST(Output, DatesHoldAConditionOnASeries) {
  const Output power = output_of("first_year(power.network_power >= 20 GW)");
  EXPECT_TRUE(power.is_date());
  EXPECT_EQ(power.statistic, Output::Statistic::p50);
  EXPECT_EQ(power.year, 0);
  EXPECT_EQ(power.condition.series, output_of("power.network_power(2030)").series);
  EXPECT_EQ(power.condition.comparison, Comparison::greater_or_equal);
  EXPECT_EQ(std::get<double>(power.condition.limit), 20e9);
  const Output data = output_of("p10(first_year(ceiling(data) < trajectory))");
  EXPECT_EQ(data.statistic, Output::Statistic::p10);
  EXPECT_EQ(data.condition.series, output_of("ceiling(data, 2030)").series);
  EXPECT_EQ(std::get<Series>(data.condition.limit), output_of("trajectory(2030)").series);
  EXPECT_EQ(output_of("first_year(chips.stock > 1e8 H100e)").condition.comparison, Comparison::greater);
  const Output part = output_of("first_year(ceiling(power.network) <= ceiling(power.campus))");
  EXPECT_EQ(std::get<Series>(part.condition.limit).part, 0U);
  EXPECT_EQ(output_of("first_year(power.network <= 1e29 FLOP)").condition.series, part.condition.series);
  // With a year behind it, an event: "in" and "by" end a value.
  const Output in = output_of("P(power.network_power >= 20 GW in 2029)");
  EXPECT_EQ(in.condition, power.condition);
  EXPECT_EQ(in.year, 2029);
  EXPECT_EQ(output_of("P( power.network_power >=20 GW  by  2029 )").condition, power.condition);
  EXPECT_EQ(condition_of("first_year(power.network_power >= 20 GW) <= 2028").value, 2028);
  EXPECT_TRUE(condition_of("first_year(power.network_power >= 20 GW) >= 2030")
                  .holds_for(std::numeric_limits<double>::infinity()));
  EXPECT_EQ(condition_of("P(power.network_power >= 20 GW by 2030) > 40 %").value, 0.4);
}

// What runs are observed at is there only where the trajectory has a scatter.
TEST(Output, OfWhatRunsAreObservedAt) {
  const auto scattered = load_scenario("scenarios/sevilla-2024.yaml", {"trajectory.scatter=0.25"});
  const auto read = [&scattered](const std::string& text) { return read_output(text, *scattered, "--of"); };
  const auto value = read("p90(trajectory.observed(2028))");
  ASSERT_TRUE(std::holds_alternative<Output>(value));
  EXPECT_EQ(std::get<Output>(value).series.what, Series::What::observed);
  EXPECT_EQ(std::get<Output>(value).year, 2028);
  EXPECT_EQ(units::symbol_of(std::get<Output>(value).kind), "FLOP");
  const auto event = read("P(trajectory.observed > trajectory in 2028)");
  ASSERT_TRUE(std::holds_alternative<Output>(event));
  EXPECT_EQ(std::get<Output>(event).condition.series.what, Series::What::observed);
  EXPECT_EQ(std::get<Series>(std::get<Output>(event).condition.limit).what, Series::What::trajectory);
  const auto date = read("first_year(trajectory.observed >= 1e29 FLOP)");
  ASSERT_TRUE(std::holds_alternative<Output>(date));
  EXPECT_TRUE(std::get<Output>(date).is_date());

  const auto without = read_output("trajectory.observed(2028)", published(), "--of");
  ASSERT_TRUE(std::holds_alternative<scenario::Diagnostic>(without));
  EXPECT_THAT(render(std::get<scenario::Diagnostic>(without)),
              HasSubstr("--of:1:1: error: trajectory.observed is not there without trajectory.scatter"));
  EXPECT_EQ(std::get<scenario::Diagnostic>(without).hint,
            "--set trajectory.scatter=0.25 gives single runs a spread about the trajectory");
  // Nor is it offered there: the nearest of what there is.
  const auto misspelt = read_output("trajectory.observd(2028)", published(), "--of");
  EXPECT_THAT(std::get<scenario::Diagnostic>(misspelt).hint, testing::Not(HasSubstr("observed")));
  EXPECT_EQ(std::get<scenario::Diagnostic>(read("trajectory.observd(2028)")).hint, "did you mean trajectory.observed?");
}

// And the parts of a run only where runs are split.
TEST(Output, OfThePartsOfARun) {
  const auto split = load_scenario("scenarios/sevilla-2024.yaml", {"trajectory.post_training.ratio=1"});
  for (const auto& [text, what] :
       {std::pair{"p90(trajectory.pre_training(2028))", Series::What::pre_training},
        std::pair{"trajectory.post_training(2028)", Series::What::post_training},
        std::pair{"trajectory.post_training_share(2028)", Series::What::post_training_share}}) {
    const auto value = read_output(text, *split, "--of");
    ASSERT_TRUE(std::holds_alternative<Output>(value)) << text;
    EXPECT_EQ(std::get<Output>(value).series.what, what);
    EXPECT_EQ(units::symbol_of(std::get<Output>(value).kind), what == Series::What::post_training_share ? "" : "FLOP");
  }
  EXPECT_TRUE(std::holds_alternative<Output>(
      read_output("P(trajectory.post_training > trajectory.pre_training by 2028)", *split, "--of")));
  const auto without = read_output("trajectory.pre_training(2028)", published(), "--of");
  ASSERT_TRUE(std::holds_alternative<scenario::Diagnostic>(without));
  EXPECT_THAT(render(std::get<scenario::Diagnostic>(without)),
              HasSubstr("--of:1:1: error: trajectory.pre_training is not there without trajectory.post_training"));
  EXPECT_EQ(std::get<scenario::Diagnostic>(without).hint,
            "--set trajectory.post_training.ratio=1 gives runs as much post-training as pre-training");
}

TEST(Condition, ComparesInTheKindOfItsOutput) {
  const Condition ceiling = condition_of("ceiling(power, 2030) >= 2e29 FLOP");
  EXPECT_EQ(ceiling.value, 2e29);
  EXPECT_TRUE(ceiling.holds_for(2e29));
  EXPECT_FALSE(ceiling.holds_for(1.9e29));
  EXPECT_EQ(condition_of("P(nothing binds) < 10 %").value, 0.1);
  EXPECT_FALSE(condition_of("P(nothing binds) < 10 %").holds_for(0.1));
  EXPECT_TRUE(condition_of("headroom(power, 2030) > 0.5").holds_for(0.6));
  EXPECT_TRUE(condition_of("first_binding_year <= 2030").holds_for(2030));
  EXPECT_TRUE(condition_of("first_binding_year >= 2031").holds_for(std::numeric_limits<double>::infinity()));
}

TEST(Axis, RangesAndLists) {
  const Axis even = axis_of("power.campus_power=1..5 GW:5");
  EXPECT_EQ(even.path, "power.campus_power");
  EXPECT_EQ(even.values, (std::vector<double>{1e9, 2e9, 3e9, 4e9, 5e9}));
  const Axis logarithmic = axis_of("campus_power=500 MW..50 GW:3", true);
  EXPECT_DOUBLE_EQ(logarithmic.values[1], 5e9);
  EXPECT_EQ(axis_of("shared.utilization=0.2..60 %").values.size(), 9U);
  EXPECT_EQ(axis_of("power.datacenter_growth=1.1x/yr..1.4x/yr:4").values.back(), 1.4);
  const Axis list = axis_of("data.epochs=1,2,10");
  EXPECT_EQ(list.values, (std::vector<double>{1, 2, 10}));
  EXPECT_FALSE(list.range);
}

TEST(Lever, HasTheLikelyRangeWhenNoneIsGiven) {
  const auto lever = std::get<Axis>(read_lever("power.campus_power", "", published(), "--lever", "--within"));
  const auto& distribution = find(published(), "power.campus_power")->distribution;
  EXPECT_EQ(lever.values.front(), distribution.quantile(0.01));
  EXPECT_EQ(lever.values.back(), distribution.quantile(0.99));
  const auto constant = std::get<Axis>(read_lever("tokens_per_parameter", "", published(), "--lever", "--within"));
  EXPECT_EQ(constant.values, (std::vector<double>{2, 200}));
  const auto growth = std::get<Axis>(read_lever("trajectory.growth", "", published(), "--lever", "--within"));
  EXPECT_DOUBLE_EQ(growth.values.front(), 1.3);  // a tenth of the 300 % that it grows, not of the factor 4
  EXPECT_DOUBLE_EQ(growth.values.back(), 31.0);
}

struct Bad {
  const char* text;
  const char* message;
};

std::string first_line(const scenario::Diagnostic& diagnostic) {
  const std::string text = render(diagnostic);
  return text.substr(0, text.find('\n'));
}

TEST(Condition, SaysWhatIsWrongAndWhere) {
  const Bad cases[] = {
      {"", "--until:1:1: error: an output is expected here, such as headroom(power, 2030)"},
      {"headroom(power, 2030)", "--until:1:22: error: a comparison is expected here: >=, >, <= or <"},
      {"headroom(power, 2030) >=", "--until:1:25: error: a value is wanted here"},
      {"headroom(power, 2030) >= 5 GW", "--until:1:26: error: expected a ratio, got a power: '5 GW'"},
      {"headroom(power 2030) >= 1", "--until:1:16: error: ',' is expected here"},
      {"headroom(powr, 2030) >= 1", "--until:1:10: error: no constraint is named 'powr'"},
      {"headroom(power.network, 2030) >= 1", "--until:1:16: error: headroom is of a constraint, not of a part"},
      {"need(power.network, 2030) >= 1 GW", "--until:1:12: error: need is of a constraint, not of a part"},
      {"need(power, 2030) >= 1 H100e",
       "--until:1:22: error: expected a power (W), got a number of accelerators: '1 H100e'"},
      {"need(chips, 2030) >= 1 GW",
       "--until:1:22: error: expected a number of accelerators (H100e), got a power: '1 GW'"},
      {"need(2030) >= 1 GW", "--until:1:6: error: no constraint is named '2030'"},
      {"P(need(power) > supply(chips) in 2030) > 1 %",
       "--until:1:17: error: expected a power (W), got a number of accelerators: 'supply(chips)'"},
      {"ceiling(power.net, 2030) >= 1 FLOP", "--until:1:15: error: power has no part 'net'"},
      {"ceiling(power, 2050) >= 1 FLOP", "--until:1:16: error: 2050 is outside of the scenario's years"},
      {"ceiling(power, soon) >= 1 FLOP", "--until:1:16: error: a year is expected here, such as 2030"},
      {"ceilng(power, 2030) >= 1 FLOP", "--until:1:1: error: no output is named 'ceilng'"},
      {"P(power wins) > 1 %",
       "--until:1:9: error: 'stops by YEAR', 'binds first', 'lowest in YEAR' or 'below trajectory in YEAR' is "
       "expected here"},
      {"P(power.network binds first) > 1 %", "--until:1:23: error: of a part, only 'lowest in YEAR' can be asked"},
      {"P(power binds first) > 150 %", "--until:1:23: error: a probability lies between 0 and 100 %"},
      {"first_binding_year >= 2050", "--until:1:22: error: the scenario cannot tell: its years are 2024..2030"},
      {"mean(first_binding_year) >= 2028", "--until:1:1: error: of a year, no mean is taken"},
      {"power.network_power(2030) > 20 GWh", "--until:1:29: error: expected a power (W), got an energy: '20 GWh'"},
      {"power.network_powr(2030) > 20 GW", "--until:1:1: error: no output is named 'power.network_powr'"},
      {"power.campus_power(2030) > 20 GW", "--until:1:1: error: power.campus_power is a parameter, not an output"},
      {"p99(attainable(2030)) > 1 FLOP", "--until:1:1: error: no output is named 'p99'"},
      {"power.network_power > 20 GW", "--until:1:21: error: '(' is expected here"},
      // Dates and what holds in a year.
      {"first_year > 2028", "--until:1:12: error: '(' is expected here"},
      {"first_year() > 2028", "--until:1:12: error: a series is expected here, such as headroom(power)"},
      {"first_year(power.network_powr >= 1 GW) > 2028", "--until:1:12: error: no series is named 'power.network_powr'"},
      {"first_year(power.campus_power >= 1 GW) > 2028",
       "--until:1:12: error: power.campus_power is a parameter, not a series"},
      {"first_year(headroom(powr) < 1) > 2028", "--until:1:21: error: no constraint is named 'powr'"},
      {"first_year(headroom(power.network) < 1) > 2028",
       "--until:1:27: error: headroom is of a constraint, not of a part"},
      {"first_year(ceiling(power.net) < trajectory) > 2028", "--until:1:26: error: power has no part 'net'"},
      {"first_year(headroom(power, 2030) < 1) > 2028", "--until:1:26: error: no year is expected here"},
      {"first_year(power.network_power(2030) > 1 GW) > 2028", "--until:1:31: error: no year is expected here"},
      {"first_year(ceiling(data) < trajectory(2030)) > 2028", "--until:1:38: error: no year is expected here"},
      {"first_year(p10(trajectory) > 1 FLOP) > 2028",
       "--until:1:12: error: the condition is on each draw: no statistic is taken of its series"},
      {"first_year(first_year(headroom(power) < 1) > 2028) > 2028",
       "--until:1:12: error: no series is named 'first_year'"},
      {"first_year(headroom(power)) > 2028", "--until:1:27: error: a comparison is expected here: >=, >, <= or <"},
      {"first_year(headroom(power) = 1) > 2028", "--until:1:28: error: a comparison is expected here: >=, >, <= or <"},
      {"first_year(headroom(power) <) > 2028", "--until:1:29: error: a value is wanted here"},
      {"first_year(headroom(power) < 1 GW) > 2028", "--until:1:30: error: expected a ratio, got a power: '1 GW'"},
      {"first_year(power.network_power >= 20 GWh) > 2028",
       "--until:1:35: error: expected a power (W), got an energy: '20 GWh'"},
      {"first_year(power.network_power >= 20) > 2028",
       "--until:1:35: error: expected a power (W), got a bare number: '20'"},
      {"first_year(power.network_power >= chips.stock) > 2028",
       "--until:1:35: error: expected a power (W), got a number of accelerators: 'chips.stock'"},
      {"first_year(ceiling(data) < ceiling(data)) > 2028", "--until:1:28: error: both sides are the same series"},
      {"first_year(headroom(power) < 1 in 2030) > 2028", "--until:1:32: error: ')' is expected here"},
      {"first_year(headroom(power) < 1 > 2028", "--until:1:32: error: ')' is expected here"},
      {"first_year(headroom(power) < 1) > 2050",
       "--until:1:34: error: the scenario cannot tell: its years are 2024..2030"},
      {"mean(first_year(headroom(power) < 1)) > 2028", "--until:1:1: error: of a year, no mean is taken"},
      {"P(headroom(power) < 1) > 10 %", "--until:1:22: error: 'in YEAR' or 'by YEAR' is expected here"},
      {"P(headroom(power) < in 2030) > 10 %", "--until:1:21: error: no series is named 'in'"},
      {"P(headroom(power) < 1 in) > 10 %", "--until:1:25: error: a year is expected here, such as 2030"},
      {"P(headroom(power) < 1 by 2050) > 10 %", "--until:1:26: error: 2050 is outside of the scenario's years"},
      {"P(headroom(power) < 1 in 2030 > 10 %", "--until:1:31: error: ')' is expected here"},
      {"P(power > 1 GW in 2030) > 10 %", "--until:1:3: error: no series is named 'power'"},
      {"P(power.network_power(2030) > 1 GW) > 10 %", "--until:1:22: error: no year is expected here"},
      {"P(ceiling(data) < trajectory since 2030) > 10 %",
       "--until:1:30: error: 'in YEAR' or 'by YEAR' is expected here"},
      {"P(first_year(headroom(power) < 1) <= 2028) > 10 %", "--until:1:3: error: of a date, no comparison is an event"},
      {"P(first_binding_year <= 2028) > 10 %", "--until:1:3: error: of a date, no comparison is an event"}};
  for (const Bad& one : cases) {
    const auto result = read_condition(one.text, published(), "--until");
    ASSERT_TRUE(std::holds_alternative<scenario::Diagnostic>(result)) << one.text;
    EXPECT_EQ(first_line(std::get<scenario::Diagnostic>(result)), one.message);
  }
  const auto trailing = read_output("attainable(2030) now", published(), "--of");
  EXPECT_EQ(first_line(std::get<scenario::Diagnostic>(trailing)), "--of:1:18: error: nothing is expected here");
}

std::string hint_for(const std::string& text) {
  const auto result = read_condition(text, published(), "--until");
  return std::get<scenario::Diagnostic>(result).hint;
}

TEST(Condition, HintsAtWhatWasMeant) {
  EXPECT_EQ(hint_for("headroom(power, 2030) = 1"), "'=' is '>=' or '<=': a number is never met exactly");
  EXPECT_EQ(hint_for("P(power binds first) >= 50"), "did you mean 50 %?");
  EXPECT_EQ(hint_for("P(power binds first) >= 150 %"), "");
  EXPECT_EQ(hint_for("power.network_powr(2030) > 20 GW"), "did you mean power.network_power?");
  EXPECT_EQ(hint_for("power.campus_power(2030) > 20 GW"), "'chokepoint explain power' lists its series");
  EXPECT_EQ(hint_for("power.network_power > 20 GW"), "in which year: power.network_power(2030)");
  EXPECT_EQ(hint_for("first_yer(headroom(power) < 1) > 2028"), "did you mean first_year?");
  EXPECT_EQ(hint_for("first_year(power.network_powr >= 1 GW) > 2028"), "did you mean power.network_power?");
  EXPECT_EQ(hint_for("first_year(power.campus_power >= 1 GW) > 2028"), "'chokepoint explain power' lists its series");
  EXPECT_EQ(hint_for("first_year(utilization >= 1 %) > 2028"), "");  // of no constraint
  EXPECT_EQ(hint_for("first_year(power.network_power >= 20 GWh) > 2028"), "GWh is energy; did you mean GW?");
  EXPECT_EQ(hint_for("P(power > 1 GW in 2030) > 10 %"), "'chokepoint explain power' lists its series");
  EXPECT_EQ(hint_for("P(first_year(headroom(power) < 1) <= 2028) > 10 %"),
            "P(CONDITION by YEAR): in that year or before");
  EXPECT_EQ(hint_for("P(first_binding_year <= 2028) > 10 %"), "P(trajectory stopped by YEAR): in that year or before");
  EXPECT_EQ(hint_for("mean(first_year(headroom(power) < 1)) > 2028"),
            "it may never come; ask for a quantile: p10, p50, p90");
}

// What a text copied from a page has between a number and its unit, or before it.
TEST(Axis, TakesBlanksOfEveryKind) {
  for (const char* const range : {"1..\u00a05 GW", "1..\t5 GW", "1 .. 5 GW", "1..\u00a05\u00a0GW"}) {
    const auto lever = read_lever("power.campus_power", range, published(), "--lever", "--within");
    ASSERT_TRUE(std::holds_alternative<Axis>(lever)) << range;
    EXPECT_EQ(std::get<Axis>(lever).values, (std::vector<double>{1e9, 5e9})) << range;
  }
}

TEST(Axis, SaysWhatIsWrongAndWhere) {
  const Bad cases[] = {
      {"power.campus_power", "--vary:1:1: error: without '='"},
      {"power.campus_powr=1..2 GW", "--vary:1:1: error: no parameter is named 'power.campus_powr'"},
      {"power.campus_power=2..1 GW", "--vary:1:20: error: the range is reversed"},
      {"power.campus_power=1 GW..1 GW", "--vary:1:20: error: the range is a single value"},
      {"power.campus_power=1..2 GWh", "--vary:1:23: error: expected a power (W), got an energy: '2 GWh'"},
      {"power.campus_power=1..2", "--vary:1:23: error: expected a power (W), got a bare number: '2'"},
      {"power.campus_power=-1..2 GW", "--vary:1:20: error: campus_power must be at least 0 W"},
      // The bound itself is no growth, wherever its unit stands.
      {"power.datacenter_growth=-100..5 %/yr", "--vary:1:25: error: datacenter_growth must be above 0.00x/yr"},
      {"data.quality_share=0..50 %:3", "--vary:1:20: error: quality_share must be above 0"},
      {"shared.utilization=0.1..1.5", "--vary:1:25: error: utilization must be at most 1.0"},
      {"power.campus_power=1..2 GW:0", "--vary:1:28: error: the number of values must be from 2 to 10000"},
      {"power.campus_power=1..2 GW:1000000000", "--vary:1:28: error: the number of values must be from 2 to 10000"},
      {"power.campus_power=1..2 GW:x", "--vary:1:28: error: the number of values must be from 2 to 10000"},
      {"power.campus_power=", "--vary:1:20: error: a value is wanted here"},
      {"data.epochs=1,,2", "--vary:1:15: error: a value is wanted here"},
      {"data.epochs=nan..2", "--vary:1:13: error: expected a finite number, got 'nan'"},
      {"power.network_power=1..2 GW",
       "--vary:1:1: error: power.network_power is what a run finds out, not a parameter that it starts from"},
      {"power.network_power",
       "--vary:1:1: error: power.network_power is what a run finds out, not a parameter that it starts from"},
      {"attainable(2030)=1e29..1e30 FLOP",
       "--vary:1:1: error: attainable is what a run finds out, not a parameter that it starts from"},
      {"first_year(power.network_power >= 20 GW)=2026..2030",
       "--vary:1:1: error: first_year is what a run finds out, not a parameter that it starts from"},
      {"first_binding_year=2026..2030",
       "--vary:1:1: error: first_binding_year is what a run finds out, not a parameter that it starts from"},
      {"p10(trajectory(2030))=1..2",
       "--vary:1:1: error: an output is what a run finds out, not a parameter that it starts from"},
      {"P(nothing binds)=0..1",
       "--vary:1:1: error: an output is what a run finds out, not a parameter that it starts from"}};
  for (const Bad& one : cases) {
    const auto result = read_axis(one.text, published(), "--vary", 9, false);
    ASSERT_TRUE(std::holds_alternative<scenario::Diagnostic>(result)) << one.text;
    EXPECT_EQ(first_line(std::get<scenario::Diagnostic>(result)), one.message) << one.text;
  }
  const auto zero = read_axis("power.campus_power=0 W..1 GW", published(), "--vary", 9, true);
  EXPECT_EQ(first_line(std::get<scenario::Diagnostic>(zero)),
            "--vary:1:20: error: a logarithmic range must begin above 0");
}

TEST(Lever, OfNothingNeedsARange) {
  const auto without = load_scenario("scenarios/sevilla-2024.yaml", {"power.campus_power=0 W"});
  const auto lever = read_lever("power.campus_power", "", *without, "--lever", "--within");
  EXPECT_EQ(first_line(std::get<scenario::Diagnostic>(lever)),
            "--lever:1:1: error: power.campus_power is 0 W in every draw: nothing says in which range to search");
  EXPECT_TRUE(
      std::holds_alternative<Axis>(read_lever("power.campus_power", "0..5 GW", *without, "--lever", "--within")));
}

TEST(Lever, SaysWhatIsWrong) {
  const auto name = read_lever("campus", "", published(), "--lever", "--within");
  EXPECT_EQ(first_line(std::get<scenario::Diagnostic>(name)), "--lever:1:1: error: no parameter is named 'campus'");
  const auto series = read_lever("chips.stock", "", published(), "--lever", "--within");
  EXPECT_EQ(first_line(std::get<scenario::Diagnostic>(series)),
            "--lever:1:1: error: chips.stock is what a run finds out, not a parameter that it starts from");
  EXPECT_EQ(std::get<scenario::Diagnostic>(series).hint, "'chokepoint explain chips' lists parameters");
  const auto range = read_lever("power.campus_power", "5 GW", published(), "--lever", "--within");
  EXPECT_EQ(first_line(std::get<scenario::Diagnostic>(range)), "--within:1:1: error: a range is expected: FROM..TO");
  const auto without = load_scenario("scenarios/sevilla-2024.yaml", {"latency=off"});
  const auto absent = read_lever("latency.base_latency", "", *without, "--lever", "--within");
  EXPECT_THAT(first_line(std::get<scenario::Diagnostic>(absent)), HasSubstr("does not use latency.base_latency"));
}

// --- ways around a shortfall ----------------------------------------------------------------------------------------

const scenario::Scenario& with_relief() {
  static const auto scenario = load_scenario("scenarios/villalobos-2024.yaml", {"relief={}"});
  return *scenario;
}

Output relief_output(const std::string& text) {
  auto result = read_output(text, with_relief(), "--of");
  if (const auto* const wrong = std::get_if<scenario::Diagnostic>(&result)) throw std::runtime_error(render(*wrong));
  return std::get<Output>(result);
}

/// The output of the ways around that a series is.
std::string_view way_of(const Series& series) {
  EXPECT_EQ(series.what, Series::What::relief);
  return models::relief().outputs[series.internal].name;
}

TEST(WaysAround, EachIsAnOutputByItsName) {
  EXPECT_EQ(way_of(relief_output("relief(2030)").series), "");
  EXPECT_EQ(way_of(relief_output("p10(relief( inference , 2030))").series), "inference");
  EXPECT_EQ(way_of(relief_output("relief.left(2030)").series), "left");
  EXPECT_EQ(way_of(relief_output("relief.inference_needed(2030)").series), "inference_needed");
  EXPECT_EQ(way_of(relief_output("loss(2030)").series), "loss");
  EXPECT_EQ(relief_output("relief(2030)").year, 2030);
  EXPECT_EQ(way_of(relief_output("first_year(relief.left > 0.5)").condition.series), "left");
  EXPECT_EQ(way_of(relief_output("P(relief < relief(inference) by 2030)").condition.series), "");
  EXPECT_EQ(units::name_of(relief_output("relief.query_energy(2030)").kind), "an energy");
}

TEST(WaysAround, AShortfallIsMadeUpOrLeft) {
  const auto event = [](const std::string& text) {
    const Output output = relief_output(text);
    EXPECT_TRUE(output.is_event()) << text;
    EXPECT_EQ(output.condition.comparison, Comparison::greater) << text;
    return std::pair{way_of(output.condition.series), output.what};
  };
  EXPECT_EQ(event("P(shortfall in 2030)"), (std::pair<std::string_view, What>{"shortfall", What::holds_in}));
  EXPECT_EQ(event("P(shortfall made up in 2030)"), (std::pair<std::string_view, What>{"made_up", What::holds_in}));
  EXPECT_EQ(event("P(shortfall left by 2030)"), (std::pair<std::string_view, What>{"left", What::holds_by}));
}

TEST(WaysAround, ExhaustionIsTheFirstYearInWhichTheStockIsUsed) {
  const Output found = relief_output("exhaustion_year");
  EXPECT_EQ(found.what, What::first_year);
  EXPECT_TRUE(found.is_date());
  EXPECT_EQ(found.condition, relief_output("first_year(data.used >= 1)").condition);
  EXPECT_EQ(relief_output("p90(exhaustion_year)").statistic, Output::Statistic::p90);
}

TEST(WaysAround, WhatIsWrongIsSaid) {
  const auto refused = [](const std::string& text, const scenario::Scenario& scenario) {
    const auto result = read_output(text, scenario, "--of");
    const auto* const wrong = std::get_if<scenario::Diagnostic>(&result);
    return wrong == nullptr ? text : render(*wrong);
  };
  EXPECT_THAT(refused("relief(2030)", published()), HasSubstr("sevilla-2024 says nothing of ways around a shortfall"));
  EXPECT_THAT(refused("P(shortfall left in 2030)", published()), HasSubstr("--set 'relief={}'"));
  EXPECT_THAT(refused("exhaustion_year", published()), HasSubstr("knows when its stock is used up"));
  EXPECT_THAT(refused("relief(inferenec, 2030)", with_relief()), HasSubstr("did you mean inference?"));
  EXPECT_THAT(refused("relief(left, 2030)", with_relief()), HasSubstr("no way around is named 'left'"));
  EXPECT_THAT(refused("relief.nothing(2030)", with_relief()), HasSubstr("no output is named 'relief.nothing'"));
  EXPECT_THAT(refused("relief(inference)", with_relief()), HasSubstr("',' is expected here"));
  EXPECT_THAT(refused("P(shortfall made in 2030)", with_relief()), HasSubstr("'up' is expected here"));
  EXPECT_THAT(refused("P(shortfall soon)", with_relief()), HasSubstr("'in YEAR' or 'by YEAR' is expected here"));
  EXPECT_THAT(refused("P(exhaustion_year < 2030)", with_relief()), HasSubstr("of a date, no comparison is an event"));
  EXPECT_THAT(refused("relief(2050)", with_relief()), HasSubstr("2024..2036"));
}

}  // namespace
}  // namespace chokepoint::question
