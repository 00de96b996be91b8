// SPDX-License-Identifier: Apache-2.0
// Events as a user asks for them, from end to end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "cli/command.hpp"

namespace chokepoint {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string disruption = "scenarios/taiwan-disruption.yaml";
const std::string shocks = "scenarios/supply-shocks.yaml";

Result done(const std::vector<std::string>& arguments) {
  Result result = chokepoint_with(arguments);
  EXPECT_EQ(result.status, 0) << result.err;
  return result;
}

TEST(Events, ATableHasTheVerdictWithAndWithout) {
  const std::string out = done({"run", disruption, "--draws", "512"}).out;
  EXPECT_THAT(out, AllOf(HasSubstr("its event: By 2036"), HasSubstr("With no events: By 2036"),
                         HasSubstr("Event taiwan: in 2028, for 3"), HasSubstr("0.15 of chips.logic")));
  EXPECT_THAT(done({"run", disruption, "--draws", "512", "--set", "events=off"}).out, Not(HasSubstr("events:")));
  EXPECT_THAT(done({"run", disruption, "--point"}).out, HasSubstr("Event taiwan: in 2028"));
}

// Three years from the start of 2028, in every draw.
TEST(Events, CsvHasTheirYears) {
  const std::string out = done({"run", disruption, "--draws", "256", "--format", "csv"}).out;
  for (const char* row :
       {"2027,events/taiwan,1,p50,0\n", "2028,events/taiwan,1,p10,1\n", "2028,events/taiwan,1,mean,1\n",
        "2031,events/taiwan,1,p50,0\n", "2027,active/taiwan,1,probability,0\n", "2028,active/taiwan,1,probability,1\n",
        "2031,active/taiwan,1,probability,0\n", "2031,begun/taiwan,1,probability,1\n"}) {
    EXPECT_THAT(out, HasSubstr(row));
  }
}

TEST(Events, JsonHasThemAndTheViewWithout) {
  const auto json = nlohmann::json::parse(done({"run", disruption, "--draws", "256", "--format", "json"}).out);
  const auto& run = json["runs"][0];
  ASSERT_EQ(run["events"].size(), 1U);
  const auto& event = run["events"][0];
  EXPECT_EQ(event["name"], "taiwan");
  EXPECT_EQ(event["from"], nullptr);
  EXPECT_EQ(event["acts_on"], nlohmann::json({"chips.logic.n5.wafers", "chips.logic.n3.wafers", "chips.logic.n2.wafers",
                                              "chips.packaging.capacity", "chips.memory.output"}));
  EXPECT_EQ(event["active"][2], 1.0);
  EXPECT_EQ(event["overlap"]["years"][2]["p50"], 1.0);
  EXPECT_EQ(run["views"].back()["name"], "without events");
  EXPECT_EQ(run["views"].back()["change"], "events=off");
  const auto none =
      nlohmann::json::parse(done({"run", "scenarios/baseline-2026.yaml", "--draws", "256", "--format", "json"}).out);
  EXPECT_FALSE(none["runs"][0].contains("events"));
  // The view is the scenario that it is made of.
  EXPECT_EQ(run["views"].back()["verdict"]["stopped_by"], none["runs"][0]["verdict"]["stopped_by"]);
}

TEST(Events, OneDraw) {
  const std::string out = done({"run", shocks, "--draws", "1", "--format", "csv"}).out;
  EXPECT_THAT(out, HasSubstr("2026,begun/quake,1,probability,"));
}

TEST(Events, ConditionsAskForThem) {
  done({"run", disruption, "--draws", "256", "--require", "P(events.taiwan in 2028) > 99 %", "--require",
        "P(events.taiwan by 2027) < 1 %", "--require", "events.taiwan(2029) > 0.5", "--require",
        "first_year(events.taiwan > 0) >= 2028", "--format", "csv"});
  const Result wrong = chokepoint_with({"run", disruption, "--require", "P(events.taiwna by 2027) < 1 %"});
  EXPECT_EQ(wrong.status, 2);
  EXPECT_THAT(wrong.err,
              AllOf(HasSubstr("no event is named 'events.taiwna'"), HasSubstr("did you mean events.taiwan?")));
}

TEST(Events, CheckAndExplain) {
  EXPECT_THAT(done({"check", disruption}).out, HasSubstr(", 1 event\n"));
  EXPECT_THAT(done({"check", shocks}).err, IsEmpty());
  const std::string out = done({"explain", "events", shocks}).out;
  EXPECT_THAT(out, AllOf(HasSubstr("War over Taiwan (events.taiwan_war)"), HasSubstr("events.transformers.hazard"),
                         HasSubstr("events.quake.factors.chips.logic")));
  EXPECT_THAT(done({"explain", "events.taiwan.duration", disruption}).out, HasSubstr("written: 3 yr"));
  EXPECT_THAT(done({"explain", "chips.packaging.capacity"}).out, HasSubstr("A capacity: events can act on it."));
}

TEST(Events, WhatIfReachesThem) {
  const std::string sweep = done({"sweep", disruption, "--vary", "events.taiwan.duration=1 yr,3 yr,6 yr", "--draws",
                                  "256", "--year", "2036", "--format", "csv"})
                                .out;
  EXPECT_EQ(std::count(sweep.begin(), sweep.end(), '\n'), 4);
  EXPECT_THAT(done({"solve", disruption, "--lever", "events.taiwan.duration", "--within", "0.1..3 yr", "--until",
                    "ceiling(chips, 2031) >= 8e29 FLOP", "--draws", "256"})
                  .out,
              HasSubstr("holds with events.taiwan.duration ="));
  const std::string compared = done({"compare", "scenarios/baseline-2026.yaml", disruption, "--draws", "256"}).out;
  EXPECT_THAT(compared, HasSubstr("events.taiwan\n  baseline-2026: not there\n  taiwan-disruption: may happen\n"));
  const std::string longer = done({"compare", disruption, shocks, "--draws", "256"}).out;
  EXPECT_THAT(longer, HasSubstr("events.taiwan_war\n"));
}

TEST(Events, SensitivityRanksTheirChance) {
  const std::string out = done({"sensitivity", "scenarios/baseline-2026-chips.yaml", "--set",
                                "events={it: {hazard: 10 %/yr, duration: 3 yr, factors: {chips.logic: 0.1, "
                                "chips.packaging.capacity: 0.1}}}",
                                "--of", "ceiling(chips, 2032)", "--draws", "1024", "--format", "csv"})
                              .out;
  EXPECT_THAT(out, HasSubstr("events.it.chance"));
}

TEST(Events, AReportSaysWhatMayHappen) {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "report.md").string();
  done({"report", shocks, "--draws", "256", "--out", file});
  const std::string text = read_file(file);
  EXPECT_THAT(text, AllOf(HasSubstr("What may happen"), HasSubstr("Blockade or quarantine of Taiwan"),
                          HasSubstr("With no events:"), HasSubstr("events.quake.duration")));
  done({"report", disruption, "--draws", "256", "--out", (folder.path() / "data").string(), "--format", "md"});
  EXPECT_THAT(read_file((folder.path() / "data" / "iamc.csv").string()),
              AllOf(HasSubstr("World,Events|Taiwan,1,0"), HasSubstr("World,Begun|Taiwan,1,0")));
}

}  // namespace
}  // namespace chokepoint
