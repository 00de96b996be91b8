// SPDX-License-Identifier: Apache-2.0
// What a report shows of what was observed: points on charts, and how the scenario has done. The trajectory of the
// published scenario is 2.1e25 FLOP on 2023-03-15 and four times as much a year, by hand: at the start of 2025
// 2.1e25 * 4^(1.8) = 2.5e26 (the 15th of March is 73 days into its year).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "chokepoint/evidence.hpp"
#include "chokepoint/report.hpp"
#include "report/charts.hpp"
#include "report/document.hpp"
#include "report/planned.hpp"

namespace chokepoint::report {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr const char* heading = "series,date,value,unit,low,high,interval,source,confidence,note\n";

void observe(Chapter& chapter, const std::string& rows) {
  const auto all = evidence::load_observations({"it.csv"}, reader_of({{"it.csv", heading + rows}}));
  ASSERT_FALSE(all.has_errors()) << scenario::render(all.diagnostics.front());
  const evidence::Match match = evidence::match(all, *chapter.run.scenario);
  chapter.observed = match.matched;
  if (!evidence::any_to_score(match, *chapter.run.scenario)) return;
  chapter.record = evidence::backtest(chapter.run.scenario, match,
                                      {.ensemble = chapter.run.ensemble, .threads = {}, .progress = {}});
}

/// The report of the published scenario, made once.
struct Copy {
  Planning planning = made().planning;

 private:
  static const Planned& made() {
    static const Planned planned(as_published);
    return planned;
  }
};

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

bool has_section(const Document& document, const std::string& id) {
  return std::any_of(document.sections.begin(), document.sections.end(),
                     [&id](const Section& one) { return one.id == id; });
}

constexpr const char* two_runs =
    "trajectory,2025-01-01,2.5e26,FLOP,2.5e25,2.5e27,0.9,x,,a run\n"
    "trajectory,2026-07-02,1e27,FLOP,,,,x,,<script>\n";

TEST(Record, PointsStandOnTheChartsOfCeilings) {
  Copy planned;
  Chapter& chapter = planned.planning.chapters.front();
  const auto before = all<Figure>(section(kept(document_of(planned.planning)), "picture"));
  EXPECT_EQ(count(before[0]->panels[0].svg, "<circle"), 0U);
  observe(chapter, two_runs);
  const Document document = document_of(planned.planning);
  const auto figures = all<Figure>(section(document, "picture"));
  for (const Panel& panel : figures[0]->panels) {
    EXPECT_EQ(count(panel.svg, "<circle"), 2U);
    EXPECT_THAT(panel.chart, HasSubstr("[2025.0,2.5e+26,2.5e+25,2.5e+27,\"observed 2025-01-01"));
    EXPECT_THAT(panel.chart, Not(HasSubstr("<script>")));
  }
  EXPECT_EQ(
      std::count_if(figures[0]->legend.begin(), figures[0]->legend.end(), [](const Legend& one) { return one.point; }),
      1);
  EXPECT_THAT(html(planned.planning), HasSubstr("swatch point"));
}

TEST(Record, SaysHowTheScenarioHasDone) {
  Copy planned;
  observe(planned.planning.chapters.front(), two_runs);
  const Document document = document_of(planned.planning);
  const Section& shown = section(document, "record");
  const auto paragraphs = all<Paragraph>(shown);
  // The first lies on the line; the second at 2.1e25 * 4^3.2986 / 1e27 = 2.03 times less than it, and neither has a
  // range.
  EXPECT_THAT(paragraphs.at(0)->text,
              HasSubstr("2 observations are of dates after 2024-08-20, until when the scenario knew. 1 of 2 lies"));
  const auto bullets = all<Bullets>(shown);
  ASSERT_THAT(bullets, SizeIs(1));
  EXPECT_THAT(bullets[0]->items.at(0), HasSubstr("trajectory: too high by 0.16 orders of magnitude (1.4 times)"));
  const auto figures = all<Figure>(shown);
  ASSERT_THAT(figures, SizeIs(1));  // two observations are too few for a picture of their percentiles
  ASSERT_THAT(figures[0]->table.rows, SizeIs(2));
  EXPECT_EQ(figures[0]->table.rows[0][1].text, "2025-01-01");
  EXPECT_EQ(count(figures[0]->csv, "\n"), 3U);
  // On the pages of every format.
  EXPECT_THAT(html(planned.planning), HasSubstr("How it has done so far"));
  EXPECT_THAT(markdown(planned.planning, "it").front().content, HasSubstr("## How it has done so far"));
  planned.planning.brief = true;
  EXPECT_FALSE(has_section(kept(document_of(planned.planning)), "record"));
}

TEST(Record, IsNotThereWithoutObservationsThatLayAhead) {
  Copy planned;
  EXPECT_FALSE(has_section(kept(document_of(planned.planning)), "record"));
  observe(planned.planning.chapters.front(), "trajectory,2024-01-01,6e25,FLOP,,,,x,,\n");
  EXPECT_FALSE(planned.planning.chapters.front().record && planned.planning.chapters.front().record->scores.empty());
}

TEST(Record, OfSeveralScenariosSaysOfWhichNothingWasObserved) {
  Planned planned(std::vector<Overrides>{Overrides{}, {"power.campus_power=3 GW"}});
  observe(planned.planning.chapters.front(), two_runs);
  const auto paragraphs = all<Paragraph>(section(kept(document_of(planned.planning)), "record"));
  EXPECT_THAT(paragraphs.back()->text, HasSubstr("Nothing was observed of it that it did not know when it was made."));
}

TEST(Record, PercentilesAreDrawnWhereThereAreEnough) {
  Copy planned;
  std::string rows;
  for (int month = 1; month <= 12; ++month)
    rows += fmt::format("chips/stock,2025-{:02}-01,{}e6,H100e,,,,x,,\n", month, 5 + month);
  observe(planned.planning.chapters.front(), rows);
  const Document document = document_of(planned.planning);
  const auto figures = all<Figure>(section(document, "record"));
  ASSERT_THAT(figures, SizeIs(2));
  EXPECT_EQ(figures[1]->id, "calibration-1");
  EXPECT_THAT(figures[1]->table.rows, SizeIs(9));
  EXPECT_EQ(count(figures[1]->panels.at(0).svg, "<circle"), 9U);
  EXPECT_THAT(figures[1]->panels.at(0).chart, HasSubstr("\"kind\":\"reliability\""));
}

}  // namespace
}  // namespace chokepoint::report
