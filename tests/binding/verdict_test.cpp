// SPDX-License-Identifier: Apache-2.0
// The verdict on counts that can be made with fingers. Constraints are numbered; two years.
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "chokepoint/binding.hpp"

namespace chokepoint::binding {
namespace {

using Likelihood = Verdict::Likelihood;
constexpr std::nullopt_t not_reached = std::nullopt;

TEST(Verdict, SharesAddUp) {
  const Verdict verdict = verdict_of({100, {{10, 20}, {0, 5}, {25, 15}}});
  EXPECT_EQ(verdict.stopped, 0.75);
  EXPECT_EQ(verdict.never, 0.25);
  EXPECT_EQ(verdict.stopped_by, (std::vector<double>{0.30, 0.05, 0.40}));
  EXPECT_EQ(verdict.ranking, (std::vector<std::size_t>{2, 0, 1}));
}

TEST(Verdict, YearsAreOfAllDraws) {
  // 35 of 100 in the first year, 75 by the second.
  const Verdict verdict = verdict_of({100, {{10, 20}, {0, 5}, {25, 15}}});
  EXPECT_EQ(verdict.tenth, 0U);
  EXPECT_EQ(verdict.half, 1U);
  EXPECT_EQ(verdict.nine_tenths, not_reached);
  // Exactly the share is enough, one draw less is not: 5, 25 and 45 of 50.
  const Dates exact = Stops{50, {{5, 20, 20}}}.dates();
  EXPECT_EQ(exact.quantile(10), 0U);
  EXPECT_EQ(exact.quantile(50), 1U);
  EXPECT_EQ(exact.quantile(90), 2U);
  const Dates short_of_it = Stops{50, {{4, 20, 20}}}.dates();
  EXPECT_EQ(short_of_it.quantile(10), 1U);
  EXPECT_EQ(short_of_it.quantile(50), 2U);
  EXPECT_EQ(short_of_it.quantile(90), not_reached);
}

// Four draws: one comes there in the first year, two in the third, one never.
TEST(Dates, AreCountsByYearAndNever) {
  const Dates dates{4, {1, 0, 2}};
  EXPECT_EQ(dates.never(), 1U);
  EXPECT_EQ(dates.by(0), 0U);
  EXPECT_EQ(dates.by(2), 1U);
  EXPECT_EQ(dates.by(3), 3U);
  EXPECT_EQ(dates.quantile(25), 0U);  // exactly a quarter
  EXPECT_EQ(dates.quantile(50), 2U);
  EXPECT_EQ(dates.quantile(75), 2U);
  EXPECT_EQ(dates.quantile(90), not_reached);
  EXPECT_EQ((Dates{4, {0, 0, 0}}).quantile(5), not_reached);
  EXPECT_EQ((Dates{4, {4, 0, 0}}).quantile(95), 0U);
  EXPECT_EQ((Stops{4, {{0, 1, 0}, {1, 0, 1}}}).dates().in, (std::vector<std::uint64_t>{1, 1, 1}));
}

// The interval of Agresti and Min for 60 against 40 of 100: difference 20 / 102 = 0.196, its error
// sqrt(101 - 400 / 102) / 102 = 0.097: two of them are 0.193. For 59 against 41 they are 0.176 and 0.194.
TEST(Verdict, FirstOnlyByMoreThanTheSamplingError) {
  const Verdict more = verdict_of({100, {{60, 0}, {40, 0}}});
  EXPECT_EQ(more.leading, (std::vector<std::size_t>{0}));
  EXPECT_EQ(more.first(), 0U);
  const Verdict tie = verdict_of({100, {{59, 0}, {41, 0}}});
  EXPECT_EQ(tie.leading, (std::vector<std::size_t>{0, 1}));
  EXPECT_TRUE(tie.is_tie());
  EXPECT_EQ(tie.first(), not_reached);
}

// Weights of a billion each change nothing: 60 against 40 of 100 draws is more (above), and 6 against 4 of 10 is not
// even ranked; that is the effective number's to say, not the sum's.
TEST(Verdict, OfWeightedDrawsTheEffectiveNumberTellsWhatIsMore) {
  constexpr std::uint64_t weight = 1'000'000'000;
  Stops stops{100 * weight, {{60 * weight, 0}, {40 * weight, 0}}, 100};
  EXPECT_EQ(verdict_of(stops).draws, 100U);
  EXPECT_EQ(verdict_of(stops).stopped_by, (std::vector<double>{0.6, 0.4}));
  EXPECT_EQ(verdict_of(stops).leading, (std::vector<std::size_t>{0}));
  EXPECT_EQ(verdict_of(stops).leader_against_never, Likelihood::likelier);
  stops.effective = 90;  // 54 against 36
  EXPECT_EQ(verdict_of(stops).leading, (std::vector<std::size_t>{0, 1}));
  stops.effective = 10;
  EXPECT_TRUE(verdict_of(stops).leading.empty());
  stops.effective = 0;
  EXPECT_EQ(verdict_of(stops).draws, 100 * weight);
}

TEST(Verdict, NothingIsOneOfTheAnswers) {
  const Verdict against_never = verdict_of({100, {{40, 0}, {0, 0}}});
  EXPECT_EQ(against_never.leading, (std::vector<std::size_t>{0}));
  EXPECT_EQ(against_never.leader_against_never, Likelihood::unlikelier);
  EXPECT_EQ(against_never.first(), not_reached);
  EXPECT_EQ(verdict_of({100, {{41, 0}, {0, 0}}}).leader_against_never, Likelihood::alike);
  EXPECT_EQ(verdict_of({100, {{60, 0}, {0, 0}}}).leader_against_never, Likelihood::likelier);
}

TEST(Verdict, OfNothingStopped) {
  const Verdict verdict = verdict_of({100, {{0, 0}, {0, 0}}});
  EXPECT_EQ(verdict.stopped, 0.0);
  EXPECT_EQ(verdict.never, 1.0);
  EXPECT_TRUE(verdict.leading.empty());
  EXPECT_EQ(verdict.first(), not_reached);
  EXPECT_EQ(verdict.tenth, not_reached);
  EXPECT_EQ(verdict.ranking, (std::vector<std::size_t>{0, 1}));  // as written
}

TEST(Verdict, FewDrawsAreNotRanked) {
  for (const std::uint64_t draws : {std::uint64_t{1}, std::uint64_t{8}, fewest_ranked - 1}) {
    const Verdict verdict = verdict_of({draws, {{draws, 0}, {0, 0}}});
    EXPECT_EQ(verdict.stopped, 1.0);
    EXPECT_TRUE(verdict.leading.empty()) << draws;
    EXPECT_EQ(verdict.first(), not_reached) << draws;
  }
  EXPECT_EQ(verdict_of({fewest_ranked, {{fewest_ranked, 0}, {0, 0}}}).first(), 0U);
}

}  // namespace
}  // namespace chokepoint::binding
