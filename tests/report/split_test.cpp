// SPDX-License-Identifier: Apache-2.0
// What reports say of runs that are split: nothing, unless they are.
#include "report/split.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "report/planned.hpp"
#include "report/ran.hpp"

namespace chokepoint::report {
namespace {

using testing::HasSubstr;
using testing::Not;

// r of 0.25, 1 and 3 is 20%, 50% and 75% of the compute.
TEST(Split, SaysTheShareAndWhoSeesWhat) {
  const Ran ran({"trajectory.post_training.ratio={p10: 0.25, p50: 1, p90: 3}"});
  const char* const sentence =
      "Post-training is 50% (20% to 75%) of the compute of the run of 2030: power and chips see its time on "
      "accelerators, data and latency see its pre-training.";
  EXPECT_EQ(split_in_words(*ran.scenario, ran.run.summary), sentence);
  std::string text = terminal(ran.run, 80);
  std::replace(text.begin(), text.end(), '\n', ' ');
  EXPECT_THAT(text, HasSubstr(sentence));
  const std::string rows = csv({&ran.run, 1});
  for (const char* const name : {"trajectory/pre_training,FLOP,p50", "trajectory/post_training,FLOP,p50",
                                 "trajectory/post_training_share,1,p50"}) {
    EXPECT_THAT(rows, HasSubstr(std::string("sevilla-2024,2030,") + name));
  }
  const std::string document = json({&ran.run, 1}, {});
  for (const char* const key : {"\"pre_training\": {", "\"post_training\": {", "\"post_training_share\": {",
                                "\"trajectory.post_training.ratio\"", "\"trajectory.post_training.slowdown\""}) {
    EXPECT_THAT(document, HasSubstr(key));
  }
}

TEST(Split, SaysNothingWhereThereIsNone) {
  const Ran ran({});
  EXPECT_EQ(split_in_words(*ran.scenario, ran.run.summary), "");
  EXPECT_THAT(terminal(ran.run, 80), Not(HasSubstr("ost-training")));
  EXPECT_THAT(csv({&ran.run, 1}), Not(HasSubstr("_training,")));
  EXPECT_THAT(json({&ran.run, 1}, {}), Not(HasSubstr("post_training")));
}

TEST(Split, OfOneShareAndOneConstraint) {
  const Ran ran({"trajectory.post_training={ratio: 0.25, slowdown: 5}", "chips=off", "data=off", "latency=off"});
  EXPECT_EQ(split_in_words(*ran.scenario, ran.run.summary),
            "Post-training is 20% of the compute of the run of 2030: power sees its time on accelerators.");
}

// As explain tells it of a scenario; without one, as the models know of nothing, nothing is said.
TEST(Split, IsExplained) {
  const Ran ran({"trajectory.post_training={ratio: {value: 0.25, source: sevilla-2024}, slowdown: 5}"});
  const models::Description& power = *ran.scenario->blocks[0].constraint->description;
  EXPECT_THAT(explain(power, ran.scenario.get(), 200),
              HasSubstr("Of a run it sees the time that pre-training and post-training take on accelerators."));
  EXPECT_THAT(explain(power, nullptr, 200), Not(HasSubstr("Of a run it sees")));
  const std::string trajectory = explain(models::trajectory(), ran.scenario.get(), 200);
  EXPECT_THAT(trajectory, HasSubstr("trajectory.post_training.ratio (ratio, at least 0)"));
  EXPECT_THAT(trajectory, HasSubstr("sevilla-2024: 0.25 [sevilla-2024]"));
  EXPECT_THAT(trajectory, HasSubstr("trajectory.post_training.slowdown"));
  EXPECT_THAT(trajectory, Not(HasSubstr("trajectory.post_training.at_most")));
}

}  // namespace
}  // namespace chokepoint::report
