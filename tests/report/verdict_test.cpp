// SPDX-License-Identifier: Apache-2.0
// The sentences of the verdict, whatever binds. What they say is compared with the summary they speak of.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "chokepoint/report.hpp"
#include "report/ran.hpp"

namespace chokepoint::report {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Verdict, NamesTheConstraintThatBinds) {
  struct Case {
    std::vector<std::string> overrides;
    const char* beginning;
    const char* ending;
  };
  const std::string much_power = "power.campus_power=1e6 GW";
  const std::string many_wafers = "chips.leading_edge_wafers=1e12 wafer/year";
  const std::vector<Case> cases{
      {{}, "Power binds first, in 20", "In 2030 only the median ceiling of power is below the trajectory."},
      {{much_power, "chips.production_growth=1.01x/yr"},
       "Chips bind first, in 20",
       "In 2030 only the median ceiling of chips is below the trajectory."},
      {{much_power, "data.quality_share=0.1 %"},
       "Data binds first, in 20",
       "In 2030 only the median ceiling of data is below the trajectory."},
      {{much_power, "latency.base_latency=3 ms"},
       "Latency binds first, in 20",
       "In 2030 only the median ceiling of latency is below the trajectory."},
      {{"trajectory.growth=1.1x/yr"},
       "Nothing binds by 2030 in ",
       "In 2030 no median ceiling is below the trajectory."},
      {{"trajectory.growth=30x/yr"},
       "Chips bind first, in 20",
       "In 2030 the median ceilings of all modelled constraints are below the trajectory."}};
  for (const Case& one : cases) {
    const Ran ran(one.overrides);
    const std::string text = verdict(ran.run);
    EXPECT_THAT(text, StartsWith(one.beginning));
    EXPECT_THAT(text, HasSubstr(one.ending));
  }
}

TEST(Verdict, OfOneConstraintAlone) {
  const Ran ran({"chips=off", "data=off", "latency=off"});
  EXPECT_THAT(verdict(ran.run), HasSubstr("In 2030 the median ceiling of power is below the trajectory."));
}

TEST(Verdict, SaysWhatTheSummaryHolds) {
  const Ran ran({});
  const auto& first = ran.run.summary.order.front();
  const auto& constraint = ran.run.summary.constraints[first.constraint];
  const std::string text = verdict(ran.run);
  EXPECT_THAT(text, HasSubstr(units::print(constraint.ceiling.years.back().median(), constraint.ceiling.kind)));
  EXPECT_THAT(text, HasSubstr("is 0.8"));
  EXPECT_THAT(text, HasSubstr("below it)"));
}

TEST(Verdict, PointSpeaksOfMedians) {
  const Ran ran({}, true);
  EXPECT_THAT(verdict(ran.run), StartsWith("With every parameter at its median, "));
  EXPECT_THAT(verdict(ran.run), Not(HasSubstr("draws")));
  const Ran free({"trajectory.growth=1.1x/yr"}, true);
  EXPECT_THAT(verdict(free.run), HasSubstr("nothing binds by 2030"));
}

TEST(Terminal, EveryLineFits) {
  const Ran ran({"years=2024..2060", "latency=off"});
  for (const std::size_t width : {std::size_t{80}, std::size_t{120}}) {
    std::istringstream lines(terminal(ran.run, width));
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) EXPECT_LE(characters(line), width) << line;
    EXPECT_LE(count, 44U);
  }
}

TEST(Terminal, ColumnsStayInLine) {
  const Ran ran({"trajectory.growth=1000x/yr"});
  std::istringstream lines(terminal(ran.run, 80));
  std::size_t rows = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("20", 0) != 0) continue;
    EXPECT_EQ(line.size(), 80U) << line;
    ++rows;
  }
  EXPECT_EQ(rows, 7U);
}

TEST(Reference, IsTheOneInTheDocuments) {
  EXPECT_EQ(parameter_reference(), read_file(CHOKEPOINT_SOURCE_DIR "/docs/parameters.md"))
      << "write it anew: chokepoint explain --markdown > docs/parameters.md";
}

TEST(Equations, FitATerminal) {
  const auto fits = [](std::string_view equations) {
    std::istringstream lines{std::string(equations)};
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 78U) << line;
  };
  fits(models::trajectory().equations);
  fits(models::shared().equations);
  for (const auto& constraint : models::constraints()) fits(constraint.description->equations);
}

}  // namespace
}  // namespace chokepoint::report
