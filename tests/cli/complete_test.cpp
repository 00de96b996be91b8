// SPDX-License-Identifier: Apache-2.0
// What shells are told, and scenarios by name from anywhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "command.hpp"

namespace chokepoint {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// A variable of the environment while it lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) { setenv(name, value.c_str(), 1); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { unsetenv(name_); }

 private:
  const char* name_;
};

std::string next(std::vector<std::string> words) {
  words.insert(words.begin(), "--complete");
  const Result result = chokepoint_with(words);
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.err, "");
  return result.out;
}

TEST(Complete, SaysWhatALineMayBecome) {
  EXPECT_THAT(next({"sw"}), StartsWith("none\nsweep\tThe verdict for"));
  EXPECT_EQ(next({"nothing-like-this"}), "none\n");
  EXPECT_EQ(next({"run", "--sampler", "s"}), "none\nsobol\n");
  EXPECT_EQ(next({"run", "--sampler=s"}), "none\n--sampler=sobol\n");
  EXPECT_EQ(next({"run", "--out", ""}), "folders\n");
  EXPECT_EQ(next({"run", "--draws", ""}), "none\n");
  EXPECT_EQ(next({"score", "--ledger", ""}), "files\n");
  EXPECT_EQ(next({"units", ""}), "none\n");
  EXPECT_EQ(next({"schema", ""}), "none\n");
  EXPECT_EQ(next({"run", "--set", "power.campus_power=2"}), "none\n");
  EXPECT_EQ(next({"run", "--set", "power.campus_p"}), "none\npower.campus_power=\n");
  EXPECT_EQ(next({"compare", "--constraints", "power,lat"}), "none\npower,latency\n");
}

TEST(Complete, AnOptionThatIsGivenOnceIsOfferedOnce) {
  EXPECT_THAT(next({"run", "--se"}), HasSubstr("--seed"));
  EXPECT_THAT(next({"run", "--seed", "2", "--se"}), Not(HasSubstr("--seed")));
  EXPECT_THAT(next({"run", "--set", "a=1", "--se"}), HasSubstr("--set"));
  EXPECT_THAT(next({"run", "--", "--se"}), Not(HasSubstr("--set")));
}

TEST(Complete, ParametersAreThoseOfTheScenarioThatIsNamed) {
  EXPECT_THAT(next({"run", "--set", "latency."}), HasSubstr("latency."));
  EXPECT_THAT(next({"run", "scenarios/water.yaml", "--set", "water."}), HasSubstr("water."));
  EXPECT_EQ(next({"run", "--set", "water."}), "none\n");
}

TEST(Complete, AFileToFillInHasWhatItsScenarioHas) {
  EXPECT_THAT(next({"new", "x.yaml", "--extends", "sevilla-2024"}), HasSubstr("\nsevilla-2024\n"));
  EXPECT_EQ(next({"new", "x.yaml", "--extends", "water", "--with", "water.withdrawal_p"}).find("power."),
            std::string::npos);
  EXPECT_THAT(next({"new", "x.yaml", "--extends", "water", "--with", "water."}), HasSubstr("\nwater."));
  // By year it stands there once, as `new` and `explain` take it; and what it stands in.
  const std::string of_baseline =
      next({"new", "x.yaml", "--extends", "baseline-2026", "--with", "trajectory", "power"});
  EXPECT_THAT(of_baseline, AllOf(HasSubstr("\npower\t"), HasSubstr("\npower.campus_power\t")));
  EXPECT_THAT(of_baseline, Not(HasSubstr("power.campus_power.2")));
  EXPECT_THAT(next({"explain", "baseline-2026", "power.campus_p"}), HasSubstr("\npower.campus_power\t"));
  EXPECT_THAT(next({"run", "baseline-2026", "--set", "power.campus_p"}), HasSubstr("\npower.campus_power.2031=\n"));
  EXPECT_THAT(next({"--cite", "sevilla-2024"}), HasSubstr("\nsevilla-2024\n"));
  EXPECT_THAT(next({"--ci"}), HasSubstr("\n--cite\t"));
}

TEST(Complete, NamesThatWouldBreakALineAreLeftOut) {
  const TemporaryFolder folder;
  (void)folder.file("two\nlines.yaml", "");
  (void)folder.file("one line.yaml", "");
  (void)folder.file("notes.txt", "");
  (void)folder.file("sources.yaml", "");
  const Variable path("CHOKEPOINT_PATH", folder.path().string());
  const std::string out = next({"run", ""});
  EXPECT_THAT(out, StartsWith("scenarios\none line\n"));
  for (const char* const absent : {"two", "notes", "sources"}) EXPECT_THAT(out, Not(HasSubstr(absent))) << absent;
  EXPECT_THAT(out, HasSubstr("\nsevilla-2024\n"));
}

// Path, folder of the file, CHOKEPOINT_PATH in its order, what comes with chokepoint.
TEST(Scenarios, AreFoundByNameInThisOrder) {
  const TemporaryFolder first;
  const TemporaryFolder second;
  const TemporaryFolder own;
  const std::string text = "extends: sevilla-2024-trend\n";
  const std::string in_second = second.file("shared-plan.yaml", text);
  const std::string mine = own.file("mine.yaml", "extends: shared-plan\n");
  {
    const Result lost = chokepoint_with({"check", mine});
    EXPECT_EQ(lost.status, 2);
    EXPECT_THAT(lost.err, HasSubstr("mine.yaml:1:10: error: "));
    EXPECT_THAT(lost.err, HasSubstr("shared-plan.yaml' cannot be read: no such file"));
    EXPECT_EQ(chokepoint_with({"check", "shared-plan"}).status, 2);
  }
  const Variable path("CHOKEPOINT_PATH", first.path().string() + "::" + second.path().string());
  EXPECT_EQ(chokepoint_with({"check", mine}).status, 0);
  EXPECT_THAT(chokepoint_with({"check", "shared-plan"}).out, StartsWith(in_second + ": no errors"));
  // An earlier folder is taken before a later one,
  const std::string bad = "years: 2030..2024\n";
  const std::string in_first = first.file("shared-plan.yaml", bad);
  EXPECT_THAT(chokepoint_with({"check", "shared-plan"}).err, HasSubstr(in_first + ":1:8: error: "));
  EXPECT_THAT(chokepoint_with({"check", mine}).err, HasSubstr(in_first + ":1:8: error: "));
  // one beside the file before both,
  (void)own.file("shared-plan.yaml", text);
  EXPECT_EQ(chokepoint_with({"check", mine}).status, 0);
  // and any of them before what comes with chokepoint.
  (void)first.file("sevilla-2024.yaml", bad);
  EXPECT_THAT(chokepoint_with({"check", "sevilla-2024"}).err, HasSubstr("sevilla-2024.yaml:1:8: error: "));
  EXPECT_EQ(chokepoint_with({"check", published}).status, 0);
}

// A name with a folder in it is looked for there alone, and a file that is no scenario is never opened.
TEST(Scenarios, PathsInExtendsAreNoNames) {
  const TemporaryFolder folder;
  const TemporaryFolder own;
  (void)folder.file("plan.yaml", "extends: sevilla-2024\n");
  const Variable path("CHOKEPOINT_PATH", folder.path().string());
  const std::string up = "../" + folder.path().filename().string() + "/plan.yaml";
  EXPECT_EQ(chokepoint_with({"check", own.file("up.yaml", "extends: " + up + "\n")}).status, 0);
  const std::string whole = (folder.path() / "plan.yaml").string();
  EXPECT_EQ(chokepoint_with({"check", own.file("whole.yaml", "extends: " + whole + "\n")}).status, 0);
  EXPECT_EQ(chokepoint_with({"check", own.file("below.yaml", "extends: sub/plan.yaml\n")}).status, 2);
  for (const char* const name : {"/etc/passwd", "../plan", "plan.txt", ".plan"}) {
    const Result result = chokepoint_with({"check", own.file("bad.yaml", std::string("extends: ") + name + "\n")});
    EXPECT_EQ(result.status, 2) << name;
    EXPECT_THAT(result.err, HasSubstr("'extends' names a scenario")) << name;
  }
}

}  // namespace
}  // namespace chokepoint
