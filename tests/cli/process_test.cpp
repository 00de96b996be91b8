// SPDX-License-Identifier: Apache-2.0
// What surrounds the process: streams that are closed or full, signals, files of other processes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/command.hpp"

namespace chokepoint {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
namespace fs = std::filesystem;

std::vector<std::string> running(const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"run", published, "--draws", "64"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator{}));
}

// --- streams -------------------------------------------------------------------------------------------------------

TEST(Streams, StandardErrorThatCannotBeWrittenChangesNoStatus) {
  for (const std::string err : {"", "/dev/full"}) {  // closed, full
    EXPECT_EQ(end_of(start({"check", "nope.yaml"}, "/dev/null", err)), 2) << err;
    EXPECT_EQ(end_of(start({"fly"}, "/dev/null", err)), 2) << err;
    EXPECT_EQ(end_of(start(running({"--require", "headroom(power, 2030) >= 100"}), "/dev/null", err)), 1) << err;
    EXPECT_EQ(end_of(start(running({}), "/dev/full", err)), 3) << err;
    EXPECT_EQ(end_of(start(running({"--verbose"}), "/dev/null", err)), 0) << err;
  }
}

TEST(Streams, StandardOutputThatCannotBeWrittenIsAnError) {
  for (const std::string out : {"", "/dev/full"}) {
    for (const auto& arguments : {std::vector<std::string>{"--help"}, {"--version"}, {"run", "--help"}, {"units"}}) {
      EXPECT_EQ(end_of(start(arguments, out)), 3) << out << ": " << arguments[0];
    }
  }
}

// A file that is opened gets the number of a stream that is closed, and would get what is meant for that.
TEST(Streams, ResultsDoNotTakeThePlaceOfAClosedOne) {
  const TemporaryFolder folder;
  const std::string good = (folder.path() / "good").string();
  const std::string out = (folder.path() / "out").string();
  EXPECT_EQ(end_of(start(running({"--out", good}))), 0);
  EXPECT_EQ(end_of(start(running({"--out", out}), "", "")), 3);
  for (const char* const name : {"report.txt", "results.json", "results.csv"}) {
    EXPECT_EQ(read_file(out + "/" + name), read_file(good + "/" + name)) << name;
  }
}

// --- signals -------------------------------------------------------------------------------------------------------

// The first signal ends what is not work that heeds it: here, writing to a pipe that nobody reads.
TEST(Signals, EndWhatIsNotWork) {
  const TemporaryFolder folder;
  const std::string pipe = (folder.path() / "pipe").string();
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const int reader = open(pipe.c_str(), O_RDWR);
  const pid_t child = start(running({"--format", "csv", "--set", "years=2024..2123"}), pipe);
  constexpr int enough = 60'000;  // of the 65,536 that a pipe holds; the results are more
  for (int waiting = 0; waiting < enough; ioctl(reader, FIONREAD, &waiting)) std::this_thread::yield();
  kill(child, SIGTERM);
  EXPECT_EQ(end_of(child), -SIGTERM);
  close(reader);
}

// --- files ---------------------------------------------------------------------------------------------------------

TEST(Out, ReplacesNothingUnasked) {
  const TemporaryFolder folder;
  const std::string out = folder.path().string();
  const std::string mine = folder.file("results.csv", "mine");
  const std::vector<std::vector<std::string>> verbs{
      {"run", published},
      {"compare", published, trend},
      {"sweep", published, "--vary", "data.epochs=1,2"},
      {"map", published, "--x", "data.epochs=1,2", "--y", "power.campus_power=1 GW,2 GW"},
      {"solve", published, "--lever", "data.epochs", "--until", "P(nothing binds) > 50 %"},
      {"sensitivity", published, "--of", "attainable(2030)"}};
  const std::vector<std::string> names{"results.csv", "comparison.txt", "sweep.json",
                                       "map.svg",     "solution.csv",   "sensitivity.txt"};
  for (std::size_t i = 0; i < verbs.size(); ++i) {
    static_cast<void>(folder.file(names[i], "mine"));
    std::vector<std::string> arguments = verbs[i];
    for (const char* const more : {"--draws", "64", "--out"}) arguments.emplace_back(more);
    arguments.push_back(out);
    const Result refused = chokepoint_with(arguments);
    EXPECT_EQ(refused.status, 2) << names[i];
    EXPECT_THAT(refused.out, IsEmpty());
    EXPECT_THAT(refused.err,
                HasSubstr("--out: " + out + "/" + names[i] + " is there already\n  hint: --force replaces it"));
    EXPECT_EQ(read_file(out + "/" + names[i]), "mine");
    arguments.emplace_back("--force");
    const Result forced = chokepoint_with(arguments);
    EXPECT_LE(forced.status, 1) << forced.err;  // 1: solve finds nothing
    EXPECT_NE(read_file(out + "/" + names[i]), "mine");
  }
}

TEST(Out, IsNoStandardOutput) {
  for (const char* const verb : {"run", "report"}) {
    const Result result = chokepoint_with({verb, published, "--draws", "64", "--out", "-"});
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.err, HasSubstr("--out: '-' is not a f"));
    EXPECT_FALSE(fs::exists(fs::path(CHOKEPOINT_SOURCE_DIR) / "-"));
  }
}

/// Files may not grow beyond this: less than results.json, more than report.txt.
void limit_files() {
  const rlimit limit{10'240, 10'240};
  setrlimit(RLIMIT_FSIZE, &limit);
}

TEST(Out, IsReplacedAsOneSetOrNotAtAll) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "out").string();
  ASSERT_EQ(end_of(start(running({"--out", out}))), 0);
  const std::vector<std::string> names{"report.txt", "results.json", "results.csv"};
  std::vector<std::string> before;
  for (const auto& name : names) before.push_back(read_file(out + "/" + name));
  ASSERT_LT(before[0].size(), 10'240U);
  ASSERT_GT(before[1].size(), 10'240U);
  const std::string said = (folder.path() / "said").string();
  EXPECT_EQ(end_of(start(running({"--seed", "2", "--force", "--out", out}), "/dev/null", said, limit_files)), 3);
  EXPECT_THAT(read_file(said), HasSubstr("cannot write: " + out + "/results."));
  for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(read_file(out + "/" + names[i]), before[i]) << names[i];
  EXPECT_EQ(files_in(out), 3U);
}

TEST(Out, OfSeveralProcessesIsThatOfOne) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "out").string();
  for (int round = 0; round < 3; ++round) {
    std::array<pid_t, 3> children{};
    for (std::size_t i = 0; i < children.size(); ++i) {
      children[i] = start(running({"--force", "--out", out, "--seed", std::to_string(i + 1)}));
    }
    for (const pid_t child : children) EXPECT_EQ(end_of(child), 0);
    const auto json = nlohmann::json::parse(read_file(out + "/results.json"));
    const auto seed = json["runs"][0]["ensemble"]["seed"].get<int>();
    EXPECT_THAT(read_file(out + "/report.txt"), HasSubstr("seed " + std::to_string(seed)));
    EXPECT_EQ(files_in(out), 3U);
  }
}

// A name of the scratch files, as of a process that was killed.
TEST(Out, ClearsAwayWhatDeadProcessesLeft) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "out").string();
  fs::create_directory(out);
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  const auto scratch = [&host, &folder](pid_t process) {
    return folder.file("out/.chokepoint-" + std::string(host.data()) + "-" + std::to_string(process) + ".abcdef",
                       "half");
  };
  const pid_t dead = fork();
  if (dead == 0) _exit(0);
  waitpid(dead, nullptr, 0);
  const std::string left = scratch(dead);
  const std::string in_use = scratch(getpid());
  const std::string other = folder.file("out/.chokepoint", "mine");
  EXPECT_EQ(end_of(start(running({"--out", out}))), 0);
  EXPECT_FALSE(fs::exists(left));
  EXPECT_TRUE(fs::exists(in_use));
  EXPECT_TRUE(fs::exists(other));
}

}  // namespace
}  // namespace chokepoint
