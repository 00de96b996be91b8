// SPDX-License-Identifier: Apache-2.0
// What constraints take from each other, in words: "Coupled: …" below the table of the terminal and among the limits
// of a report.
#include "report/coupled.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <stdexcept>
#include <string>
#include <utility>

#include "report/planned.hpp"
#include "report/planning/planning.hpp"

namespace chokepoint::report {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A scenario with few constraints and draws, and all of its series.
report::Run run_of(const std::string& file, const Overrides& overrides) {
  report::Run run;
  run.scenario = load_scenario("scenarios/" + file, overrides);
  run.ensemble = {.draws = 4096, .seed = 1, .method = uncertainty::Method::sobol};
  run.summary = *statistics::summarize(simulation::Engine(run.scenario, run.ensemble), {.count = 1},
                                       statistics::Keep::everything());
  run.version = "0";
  return run;
}

/// The text on one line.
std::string joined(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

const statistics::Spread& last_of(const report::Run& run, const std::string& name) {
  for (const auto& constraint : run.summary.constraints) {
    for (const auto& series : constraint.internals) {
      if (series.name == name) return series.years.back();
    }
  }
  throw std::invalid_argument("no series " + name);
}

// Its numbers are those of the series, to the two digits printed, and what docs/chips-supply-chain.md has of 2031 from
// more draws: 153 million (26 to 282).
TEST(Coupled, SaysWhatIsReadAndWhatIsIdle) {
  const report::Run run = run_of("chips-need-power.yaml", {"years=2026..2031", "data=off", "latency=off"});
  ASSERT_TRUE(is_coupled(*run.scenario));
  const std::string text = coupled_in_words(*run.scenario, run.summary);
  const std::regex form(
      R"(Coupled: chips\.powered is the output power/newly_powered, by year\. In 2031 chips/idle is (\S+) )"
      R"(\((\S+) to (\S+)\) H100e and chips/unused_power is 0 H100e\.)");
  std::smatch found;
  ASSERT_TRUE(std::regex_match(text, found, form)) << text;
  const statistics::Spread& idle = last_of(run, "chips/idle");
  const double expected[] = {idle.median(), idle.p10(), idle.p90()};
  const double documented[] = {153e6, 26e6, 282e6};
  for (std::size_t i = 0; i < 3; ++i) {
    const double printed = std::stod(found[i + 1].str());
    EXPECT_NEAR(printed / expected[i], 1.0, 0.05) << text;
    EXPECT_NEAR(printed / documented[i], 1.0, 0.15) << text;
  }
  EXPECT_THAT(joined(terminal(run, 200)), HasSubstr(text));
}

// Both sentences, in the order of the constraints: power reads what chips make, and has power that waits for them.
TEST(Coupled, NamesThePowerThatIsIdle) {
  const report::Run run =
      run_of("baseline-2026.yaml", {"years=2026..2031", "data=off", "latency=off",
                                    "power.chips_made={output: chips/made}", "power.region_share=65 %"});
  const std::string text = coupled_in_words(*run.scenario, run.summary);
  EXPECT_THAT(text, testing::StartsWith("Coupled: power.chips_made is the output chips/made, by year. In 2031 power/"));
  EXPECT_THAT(text, HasSubstr("power/idle_power is "));
  EXPECT_THAT(text, Not(HasSubstr("chips/idle")));
}

TEST(Coupled, IsALimitOfTheMethodThatIsLifted) {
  Planned planned(as_published);
  report::Run run = run_of("chips-need-power.yaml", {"years=2026..2031", "data=off", "latency=off"});
  const std::string text = coupled_in_words(*run.scenario, run.summary);
  planned.planning.chapters[0].run = std::move(run);
  const Section limits = planning::limits(planned.planning);
  const auto bullets = all<Bullets>(limits);
  ASSERT_EQ(bullets.size(), 1U);
  const auto& items = bullets[0]->items;
  const auto at = std::find(items.begin(), items.end(), "But what is coupled. " + text);
  ASSERT_NE(at, items.end());
  EXPECT_THAT(*(at - 1), HasSubstr("one by one"));  // what it takes back
}

TEST(Coupled, IsNotSpokenOfWithoutACoupling) {
  const report::Run run = run_of("sevilla-2024.yaml", {});
  EXPECT_FALSE(is_coupled(*run.scenario));
  EXPECT_EQ(coupled_in_words(*run.scenario, run.summary), "");
  EXPECT_THAT(terminal(run, 200), Not(HasSubstr("Coupled")));
  const Planned planned(as_published);
  const Document document = document_of(planned.planning);
  const auto bullets = all<Bullets>(section(document, "limits"));
  ASSERT_EQ(bullets.size(), 1U);
  EXPECT_THAT(bullets[0]->items, testing::Each(Not(HasSubstr("oupled"))));
}

}  // namespace
}  // namespace chokepoint::report
