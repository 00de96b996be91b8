// SPDX-License-Identifier: Apache-2.0
// The section of a planning report on the end of text: its words and rows are those of the run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/head_to_head.hpp"
#include "report/planned.hpp"
#include "report/planning/planning.hpp"
#include "report/text.hpp"

namespace chokepoint::report {
namespace {

using testing::HasSubstr;

/// Without levers, which this section does not show.
Planning text_only(const Overrides& overrides = {}, std::uint64_t draws = 2048) {
  Chapter chapter;
  chapter.run.scenario = load_scenario("scenarios/text-only.yaml", overrides);
  chapter.run.ensemble = {.draws = draws};
  const simulation::Engine engine(chapter.run.scenario, chapter.run.ensemble);
  chapter.run.summary = *statistics::summarize(engine, {.count = 1}, kept_for_planning(*chapter.run.scenario));
  if (const auto opposed = opposed_to_data(chapter.run)) {
    chapter.against_data = analysis::head_to_head(chapter.run.scenario, {opposed->first, opposed->second},
                                                  {chapter.run.ensemble, {.count = 1}, {}})
                               ->front();
  }
  Planning planning;
  planning.chapters.push_back(std::move(chapter));
  return planning;
}

TEST(DataWall, WordsAndRowsAreThoseOfTheRun) {
  const Planning planning = text_only();
  const Chapter& chapter = planning.chapters.front();
  const Section section = planning::data_wall(planning);
  const auto paragraphs = all<Paragraph>(section);
  ASSERT_EQ(paragraphs.size(), 2U);
  EXPECT_THAT(paragraphs[0]->text, HasSubstr(exhaustion_in_words(chapter.run)));
  // By an independent program (tests/benchmark/peers/data_wall.py) half of the draws have used it up by 2028; the
  // median trajectory is then 7.1e27 FLOP: 1e27 in September of 2026, 4.4 times as much a year, 1.33 years later.
  EXPECT_THAT(paragraphs[0]->text, HasSubstr("by 2028 in half of the draws"));
  EXPECT_THAT(paragraphs[0]->text, HasSubstr("In 2028 the trajectory's run takes 1.6e14 token and 7."));
  EXPECT_THAT(paragraphs[1]->text, HasSubstr("Power against data"));
  EXPECT_THAT(paragraphs[1]->text, HasSubstr(lower_in_words(*chapter.against_data)));
  const auto tables = all<Table>(section);
  ASSERT_EQ(tables.size(), 1U);
  ASSERT_EQ(tables[0]->rows.size(), 11U);
  const auto& of_2030 = tables[0]->rows[4];
  EXPECT_EQ(of_2030[0].text, "2030");
  EXPECT_EQ(of_2030[2].text,
            percent(chapter.run.summary.held_of(*question::exhaustion_of(*chapter.run.scenario)).share_by(4)));
  EXPECT_EQ(of_2030[4].text, percent(chapter.against_data->first.lower[4]));
  EXPECT_EQ(of_2030[5].text, percent(chapter.against_data->second.lower[4]));
  for (const auto& row : tables[0]->rows) EXPECT_EQ(row.size(), tables[0]->columns.size());
}

// What stops most draws but for data: power, and chips where power is endless.
TEST(DataWall, IsHeldAgainstWhatStopsMostOfTheOthers) {
  const auto other = [](const Overrides& overrides) {
    return text_only(overrides).chapters.front().against_data->first.name;
  };
  EXPECT_EQ(other({}), "power");
  EXPECT_EQ(other({"power=off", "relief=off"}), "chips");
}

TEST(DataWall, OneDrawHasNoShares) {
  const Planning planning = text_only({}, 1);
  EXPECT_THAT(all<Paragraph>(planning::data_wall(planning))[0]->text, testing::Not(HasSubstr("of the draws")));
}

TEST(DataWall, OnlyWhereDataKnowsItsStock) {
  EXPECT_FALSE(planning::has_data_wall(Planned(as_published).planning));
  EXPECT_FALSE(opposed_to_data(Ran({}).run).has_value());
  // Alone, it has nothing to be held against.
  const Planning alone = text_only({"power=off", "chips=off", "latency=off", "relief=off"});
  EXPECT_FALSE(alone.chapters.front().against_data.has_value());
  const Section section = planning::data_wall(alone);
  EXPECT_EQ(all<Paragraph>(section).size(), 1U);
  EXPECT_EQ(all<Table>(section).front()->columns.size(), 3U);
  EXPECT_TRUE(planning::has_data_wall(text_only()));
}

}  // namespace
}  // namespace chokepoint::report
