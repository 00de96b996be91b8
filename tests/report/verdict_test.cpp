// SPDX-License-Identifier: Apache-2.0
// The sentences of the verdict, whatever binds. What they say is compared with the summary they speak of.
#include "report/verdict.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <span>
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

/// A verdict over two years from 2029 on, from counts: {stopped in 2029, stopped in 2030} by each of power, chips,
/// data.
std::string told(std::uint64_t draws, std::vector<std::vector<std::uint64_t>> in) {
  const std::vector<std::string> names{"power", "chips", "data"};
  const auto verdict = binding::verdict_of({draws, std::move(in)});
  const Told told{verdict, names, 2029, 2030};
  return stopped_sentence(told) + "|" + ranking_sentence(told) + "|" + when_sentence(told) + "|" + in_short(told) +
         "|" + half_year(told);
}

// Each sentence from counts that can be checked by hand.
TEST(Verdict, InWords) {
  EXPECT_EQ(told(1000, {{100, 330}, {20, 30}, {50, 130}}),
            "By 2030 the trajectory is stopped in 66% of the draws: by power in 43%, data in 18% and chips in 5%.|"
            "Power binds first: that is likelier than any other of these, and than that nothing stops it (34%).|"
            "Half of all draws are stopped by 2030 (10% by 2029, 90% not by 2030).|power 43%|2030");
  EXPECT_EQ(told(1000, {{0, 210}, {0, 130}, {0, 160}}),
            "By 2030 the trajectory is stopped in 50% of the draws: by power in 21%, data in 16% and chips in 13%.|"
            "Power leads, but that nothing stops it is likelier (50%).|"
            "Half of all draws are stopped by 2030 (10% by 2030, 90% not by 2030).|power 21%, leads|2030");
  EXPECT_EQ(told(1000, {{0, 0}, {0, 490}, {0, 0}}),
            "By 2030 the trajectory is stopped in 49% of the draws: all by chips.|"
            "Chips lead, but that nothing stops it is as likely, as far as the draws tell (51%).|"
            "Half of all draws are not stopped by 2030 (10% are by 2030).|chips 49%, leads|-");
  EXPECT_EQ(told(1000, {{200, 200}, {0, 0}, {390, 0}}),
            "By 2030 the trajectory is stopped in 79% of the draws: by power in 40% and data in 39%.|"
            "Power and data tie: the draws do not tell which of them is likelier to bind first.|"
            "Half of all draws are stopped by 2029 (10% by 2029, 90% not by 2030).|power = data 40%|2029");
  EXPECT_EQ(told(1000, {{0, 0}, {0, 0}, {0, 0}}),
            "By 2030 the trajectory is stopped in none of the draws.|||nothing|-");
  EXPECT_EQ(told(1000, {{1000, 0}, {0, 0}, {0, 0}}),
            "By 2030 the trajectory is stopped in 100% of the draws: all by power.|"
            "Power binds first: that is likelier than any other of these, and than that nothing stops it (0%).|"
            "Half of all draws are stopped by 2029 (10% by 2029, 90% by 2029).|power 100%|2029");
  EXPECT_EQ(told(1000, {{0, 50}, {0, 0}, {0, 0}}),
            "By 2030 the trajectory is stopped in 5% of the draws: all by power.|"
            "Power leads, but that nothing stops it is likelier (95%).|"
            "Fewer than a tenth of all draws are stopped by 2030.|power 5%, leads|-");
}

TEST(Verdict, FewDrawsClaimNothing) {
  EXPECT_EQ(told(8, {{0, 3}, {0, 0}, {0, 2}}),
            "By 2030 the trajectory is stopped in 62% of the 8 draws: by power in 38% and data in 25%.|"
            "So few draws do not tell what is likelier.||power 38%|2030");
  EXPECT_EQ(told(1, {{1, 0}, {0, 0}, {0, 0}}),
            "In the one draw that was made, the trajectory is stopped in 2029, by power.|"
            "One draw does not tell how likely that is.||power|2029");
  EXPECT_EQ(told(1, {{0, 0}, {0, 0}, {0, 0}}),
            "In the one draw that was made, the trajectory is not stopped by 2030.|"
            "One draw does not tell how likely that is.||nothing|-");
}

// A hostile reader's example: nothing is likelier than power, so power is not said to bind first.
TEST(Verdict, IsNotOfTheLikeliestConstraintAlone) {
  const Ran trend({"trajectory.growth=3.8x/yr"});
  ASSERT_GT(trend.run.summary.binds_first_none, trend.run.summary.verdict.stopped_by.front());
  EXPECT_THAT(verdict(trend.run), Not(HasSubstr("binds first")));
  EXPECT_THAT(verdict(trend.run), HasSubstr("Power leads, but that nothing stops it is likelier"));
}

TEST(Verdict, SaysWhichMediansAreBelow) {
  struct Case {
    std::vector<std::string> overrides;
    const char* first;
    const char* medians;
  };
  const std::string much_power = "power.campus_power=1e6 GW";
  const std::string many_wafers = "chips.leading_edge_wafers=1e12 wafer/year";
  const std::vector<Case> cases{
      {{},
       "Power binds first",
       "In 2030 only the median ceiling of power is below the trajectory: it is 2.2e29 FLOP, 0.8"},
      {{much_power, "chips.production_growth=1.01x/yr"},
       "Chips bind first",
       "In 2030 only the median ceiling of chips is below the trajectory: it is "},
      {{much_power, "data.quality_share=0.1 %"},
       "Data binds first",
       "In 2030 only the median ceiling of data is below the trajectory: it is "},
      {{much_power, many_wafers, "latency.base_latency=3 ms"},
       "Latency binds first",
       "In 2030 only the median ceiling of latency is below the trajectory: it is "},
      {{"trajectory.growth=1.1x/yr"},
       "Fewer than a tenth",
       "In 2030 no median ceiling is below the trajectory: that of power is the nearest, "},
      {{"trajectory.growth=30x/yr"},
       "Chips bind first",
       "In 2030 the median ceilings of all modelled constraints are below the trajectory: that of "},
      {{"chips=off", "data=off", "latency=off"},
       "than that nothing stops it",
       "In 2030 the median ceiling of power is below the trajectory: it is "}};
  for (const Case& one : cases) {
    const Ran ran(one.overrides);
    EXPECT_THAT(verdict(ran.run), HasSubstr(one.first));
    EXPECT_THAT(verdict(ran.run), HasSubstr(one.medians));
  }
}

TEST(Verdict, PointSpeaksOfMedians) {
  const Ran ran({"trajectory.growth=5x/yr"}, true);
  EXPECT_THAT(verdict(ran.run),
              StartsWith("With every parameter at its median, the trajectory is stopped in 2029, by power."));
  EXPECT_THAT(verdict(ran.run), Not(HasSubstr("draws")));
  const Ran free({"trajectory.growth=1.1x/yr"}, true);
  EXPECT_THAT(verdict(free.run),
              StartsWith("With every parameter at its median, the trajectory is not stopped by 2030."));
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
    // A row of the table: a year, then a number. (Below stand rows of marks.)
    if (line.rfind("20", 0) != 0 || line.size() < 7 || std::isdigit(static_cast<unsigned char>(line[6])) == 0) continue;
    EXPECT_EQ(line.size(), 80U) << line;
    ++rows;
  }
  EXPECT_EQ(rows, 7U);
}

// It asks for what it shows: rows left out of a long horizon are not counted, what is shown is as of everything.
TEST(Terminal, ShowsTheSameOfWhatIsKeptForIt) {
  for (const bool point : {false, true}) {
    const Ran ran({"years=2024..2060"}, point);
    report::Run less = ran.run;
    less.summary = *statistics::summarize(simulation::Engine(ran.scenario, ran.run.ensemble), {.count = 1},
                                          kept_for_terminal(ran.scenario));
    EXPECT_EQ(terminal(less, 80), terminal(ran.run, 80));
    EXPECT_FALSE(less.summary.constraints[0].ceiling.years.is_kept(1));
    EXPECT_FALSE(less.summary.attainable.years.is_kept(36));
    // Files hold everything: of less they would be silent.
    EXPECT_THROW(static_cast<void>(csv(std::span<const report::Run>(&less, 1))), statistics::NotKept);
    EXPECT_THROW(static_cast<void>(json(std::span<const report::Run>(&less, 1))), statistics::NotKept);
  }
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
  for (const auto& constraint : models::built_in()->models()) fits(constraint.description->equations);
}

}  // namespace
}  // namespace chokepoint::report
