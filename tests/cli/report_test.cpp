// SPDX-License-Identifier: Apache-2.0
// chokepoint report as a user types it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "cli/command.hpp"

namespace chokepoint {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

std::vector<std::string> reporting_all(const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"report", "--draws", "512"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

/// Without what was observed, which under sanitizers takes five times as long as all the rest.
std::vector<std::string> reporting(const std::vector<std::string>& more) {
  std::vector<std::string> arguments = reporting_all(more);
  arguments.insert(arguments.end(), {"--set", "observations=off"});
  return arguments;
}

TEST(Report, AFileOfEachFormat) {
  const TemporaryFolder folder;
  for (const char* const name : {"a.html", "b.md"}) {
    const std::string path = (folder.path() / name).string();
    const Result result = chokepoint_with(reporting({published, "--out", path}));
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.out, path + "\n");
    EXPECT_THAT(result.err, IsEmpty());
    EXPECT_THAT(read_file(path), HasSubstr("Can AI scaling continue through 2030?"));
  }
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "b-ceilings-1-power.svg"));
}

// What is in it, tests/exchange reads.
TEST(Report, AWorkbookIsAnArchiveAndTheSameAgain) {
  const TemporaryFolder folder;
  std::vector<std::string> made;
  for (const char* const name : {"a.xlsx", "b.xlsx"}) {
    const std::string path = (folder.path() / name).string();
    const Result result = chokepoint_with(reporting_all({published, "--out", path}));
    ASSERT_EQ(result.status, 0) << result.err;
    made.push_back(read_file(path));
    EXPECT_THAT(made.back(), StartsWith("PK\x03\x04"));
  }
  EXPECT_TRUE(made[0] == made[1]);
}

TEST(Report, ChartsInAFolderOfTheirOwn) {
  const TemporaryFolder folder;
  const std::string charts = (folder.path() / "charts").string();
  const auto asked = reporting_all(
      {published, trend, "--out", (folder.path() / "a.md").string(), "--charts", charts, "--chart-format", "svg"});
  const Result result = chokepoint_with(asked);
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(read_file(charts + "/ceilings-2-data.svg"), HasSubstr(">sevilla-2024-trend: "));
  EXPECT_THAT(read_file(charts + "/stopped-1.svg"), HasSubstr("512 draws, seed 1."));
  EXPECT_EQ(chokepoint_with(asked).status, 2);
}

// The brief on power against data: two pages, which the test in browsers counts.
TEST(Report, ABriefOnTheEndOfText) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "brief.md").string();
  const Result result = chokepoint_with(reporting({"scenarios/text-only.yaml", "--brief", "--out", path}));
  ASSERT_EQ(result.status, 0) << result.err;
  const std::string brief = read_file(path);
  EXPECT_THAT(brief, HasSubstr("## When text is used up, and what has the lower ceiling"));
  EXPECT_THAT(brief, HasSubstr("The stock of text is used up"));
  EXPECT_THAT(brief, HasSubstr("Power against data"));
}

// A folder may hold the name of a person; nothing that is handed on needs it.
TEST(Report, NoAbsolutePathIsHandedOn) {
  const TemporaryFolder folder;
  const std::string scenario = (folder.path() / "mine.yaml").string();
  std::filesystem::copy_file(CHOKEPOINT_SOURCE_DIR "/" + std::string(published), scenario);
  std::filesystem::copy_file(CHOKEPOINT_SOURCE_DIR "/scenarios/sources.yaml", folder.path() / "sources.yaml");
  std::filesystem::create_directory(folder.path() / "data");
  std::filesystem::copy_file(CHOKEPOINT_SOURCE_DIR "/scenarios/data/observed-2026.csv",
                             folder.path() / "data" / "observed-2026.csv");
  const std::string out = (folder.path() / "results").string();
  const Result result = chokepoint_with(reporting_all({scenario, "--out", out}));
  ASSERT_EQ(result.status, 0) << result.err;
  for (const char* const file : {"/report.html", "/results.json", "/datapackage.json", "/results.csv", "/iamc.csv"}) {
    const std::string content = read_file(out + file);
    EXPECT_FALSE(content.empty()) << file;
    EXPECT_THAT(content, Not(HasSubstr(folder.path().string()))) << file;
  }
  EXPECT_THAT(read_file(out + "/results.json"), HasSubstr("\"mine.yaml\""));
}

TEST(Report, AFolderGetsTheDataToo) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "results").string();
  const Result result =
      chokepoint_with(reporting_all({published, trend, "--compare", "--out", out, "--title", "It's \"this\""}));
  ASSERT_EQ(result.status, 0) << result.err;
  const auto package = nlohmann::json::parse(read_file(out + "/datapackage.json"));
  EXPECT_EQ(package["title"], "It's \"this\"");
  ASSERT_EQ(package["resources"].size(), 6U);
  for (const auto& resource : package["resources"]) {
    EXPECT_EQ(read_file(out + "/" + resource["path"].get<std::string>()).size(), resource["bytes"].get<std::size_t>());
  }
  const std::string page = read_file(out + "/report.html");
  EXPECT_THAT(page, HasSubstr("--compare --title &#39;It&#39;\\&#39;&#39;s &quot;this&quot;&#39;"));
  // The same numbers as `run` writes.
  const Result run = chokepoint_with({"run", published, trend, "--draws", "512", "--needs", "--format", "csv"});
  EXPECT_TRUE(read_file(out + "/results.csv") == run.out);
  // And where they are from: a table that is mailed alone can be traced.
  const auto results = nlohmann::json::parse(read_file(out + "/results.json"));
  EXPECT_THAT(results["provenance"]["command"].get<std::string>(), StartsWith("chokepoint report "));
  EXPECT_EQ(results["provenance"]["files"].size(), 4U);  // two scenarios, one bibliography, what was observed
  EXPECT_TRUE(results["runs"][0].contains("levers"));
  EXPECT_TRUE(results["runs"][0].contains("record"));
  EXPECT_THAT(page, HasSubstr("How it has done so far"));
  EXPECT_THAT(page, HasSubstr("What the data changed"));
}

TEST(Report, ShowsTheObservationsThatAreNamed) {
  const TemporaryFolder folder;
  const std::string data = folder.file("mine.csv",
                                       "series,date,value,unit,low,high,interval,source,confidence,note\n"
                                       "chips/stock,2025-12-31,2e7,H100e,1.7e7,2.3e7,0.9,me,,\n");
  const std::string out = (folder.path() / "results").string();
  const Result result = chokepoint_with(reporting({published, "--data", data, "--out", out}));
  ASSERT_EQ(result.status, 0) << result.err;
  const std::string page = read_file(out + "/report.html");
  EXPECT_THAT(page, HasSubstr("1 observation is of dates after 2024-08-20"));
  EXPECT_THAT(page, Not(HasSubstr("runs observed")));  // no run was
  // Nothing is learnt from a series of which nobody says how far models of it are off.
  EXPECT_THAT(page, HasSubstr("Nothing could be learnt from what was observed:"));
  EXPECT_THAT(read_file(out + "/results.json"), HasSubstr("mine.csv"));
}

TEST(Report, SaysWhichObservationsCannotBeRead) {
  const Result result = chokepoint_with(reporting({published, "--data", "no-such.csv"}));
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("no-such.csv: error: cannot be read: no such file"));
  EXPECT_THAT(result.err, HasSubstr("under 'observations:'"));
}

TEST(Report, RunsSayWhereTheyAreFromToo) {
  const Result run =
      chokepoint_with({"run", published, "--draws", "512", "--set", "data.epochs=2 to 5", "--format", "json"});
  const auto provenance = nlohmann::json::parse(run.out)["provenance"];
  EXPECT_EQ(provenance["command"], "chokepoint run " + std::string(published) +
                                       " --set 'data.epochs=2 to 5' --draws 512 --seed 1 --sampler sobol");
  EXPECT_EQ(provenance["files"][0]["path"], published);
  EXPECT_EQ(provenance["files"][0]["sha256"].get<std::string>().size(), 64U);
  const Result sure = chokepoint_with({"run", published, "--tolerance", "10%", "--format", "json"});
  EXPECT_THAT(nlohmann::json::parse(sure.out)["provenance"]["command"].get<std::string>(),
              HasSubstr(" --tolerance 10% --seed 1"));
}

// FIPS 180-2: the digest of the scenario as another program gives it is in the report.
TEST(Report, NamesTheFilesItRead) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "a.html").string();
  ASSERT_EQ(chokepoint_with(reporting({published, "--out", path})).status, 0);
  const std::string sums = (folder.path() / "sums").string();
  const std::string command = "sha256sum '" CHOKEPOINT_SOURCE_DIR "/scenarios/sevilla-2024.yaml' > '" + sums + "'";
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_THAT(read_file(path), HasSubstr(read_file(sums).substr(0, 64)));
  EXPECT_THAT(read_file(path), HasSubstr("scenarios/sources.yaml"));
}

TEST(Report, DoesNotReplaceUnasked) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.html", "mine");
  const Result refused = chokepoint_with(reporting({published, "--out", path}));
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, HasSubstr("a.html is there already\n  hint: --force replaces it"));
  EXPECT_EQ(read_file(path), "mine");
  EXPECT_EQ(chokepoint_with(reporting({published, "--out", path, "--force"})).status, 0);
  EXPECT_THAT(read_file(path), StartsWith("<!DOCTYPE html>"));
  // Nor a picture of it.
  const std::string picture = folder.file("b-ceilings-1-power.svg", "mine");
  EXPECT_EQ(chokepoint_with(reporting({published, "--out", (folder.path() / "b.md").string()})).status, 2);
  EXPECT_EQ(read_file(picture), "mine");
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "b.md"));
  // Of a folder, any of the files.
  const std::string data = folder.file("iamc.csv", "mine");
  EXPECT_EQ(chokepoint_with(reporting({published, "--out", folder.path().string()})).status, 2);
  EXPECT_EQ(read_file(data), "mine");
}

TEST(Report, SaysWhatIsWrongBeforeItRuns) {
  const TemporaryFolder folder;
  const std::string text = folder.file("text", "");
  const std::string old = folder.file(
      "old.json", R"({"format": "chokepoint-results", "format_version": 0, "chokepoint": "0.0.1", "runs": []})");
  struct Case {
    std::vector<std::string> arguments;
    const char* said;
  };
  const std::string out = (folder.path() / "x.html").string();
  const std::vector<Case> cases{
      {{published, "--out", "/proc/x.html"}, "--out: cannot write there: /proc/x.html"},
      {{published, "--out", (folder.path() / "none/x.html").string()}, "--out: cannot write there: "},
      {{published, "--out", text}, "--out: cannot write there: "},
      {{published, "--out", out, "--format", "md"}, "do not agree"},
      {{published, "--out", (folder.path() / "x.docx").string()}, "--out: no report is of that kind"},
      {{published, "--out", out, "--compare"}, "--compare: there is only one scenario"},
      {{published, "--out", out, "--format", "docx"}, "--format"},
      {{published, "--out", out, "--title", std::string(10'001, 'x')}, "--title: longer than 10000 bytes"},
      {{published, "--out", out, "--against", "nowhere.json"}, "--against: nowhere.json: no such file"},
      {{published, "--out", out, "--against", text}, "is not JSON"},
      {{published, "--out", out, "--against", old},
       "has results of version 0 of the shape (chokepoint 0.0.1); this chokepoint reads version 2"},
      {{"nowhere.yaml", "--out", out}, "no such file"}};
  for (const Case& one : cases) {
    const Result result = chokepoint_with(reporting(one.arguments));
    EXPECT_EQ(result.status, 2) << one.said;
    EXPECT_THAT(result.err, HasSubstr(one.said));
    EXPECT_THAT(result.out, IsEmpty());
    EXPECT_FALSE(std::filesystem::exists(out));
  }
}

TEST(Report, AgainstAnEarlierRun) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "old").string();
  ASSERT_EQ(chokepoint_with({"run", published, "--draws", "512", "--out", out}).status, 0);
  const std::string path = (folder.path() / "new.md").string();
  const Result result = chokepoint_with(
      reporting({published, "--set", "power.campus_power=100 GW", "--against", out + "/results.json", "--out", path}));
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(read_file(path), HasSubstr("## What changed since the earlier run"));
  EXPECT_THAT(read_file(path), HasSubstr("| power.campus\\_power | \\{p10: 0.96 GW"));
}

TEST(Report, APdfNeedsABrowser) {
  const TemporaryFolder folder;
  const std::string before = std::getenv("PATH");
  setenv("PATH", folder.path().c_str(), 1);
  const Result result = chokepoint_with(reporting({published, "--out", (folder.path() / "a.pdf").string()}));
  setenv("PATH", before.c_str(), 1);
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("a PDF needs Chromium or WeasyPrint, and there is neither on the PATH"));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "a.pdf"));
}

/// An environment variable, as it was in the end.
class Environment {
 public:
  Environment(const char* name, const std::string& value) : name_(name) {
    const char* const before = std::getenv(name);
    if (before != nullptr) before_ = before;
    setenv(name, value.c_str(), 1);
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() { before_ ? setenv(name_, before_->c_str(), 1) : unsetenv(name_); }

 private:
  const char* name_;
  std::optional<std::string> before_;
};

/// A shell script that poses as Chromium, first on the PATH.
class PretendedBrowser {
 public:
  explicit PretendedBrowser(const std::string& script)
      : path_("PATH", (std::filesystem::permissions(folder_.file("chromium-headless-shell", "#!/bin/sh\n" + script),
                                                    std::filesystem::perms::owner_all),
                       folder_.path().string() + ":/bin:/usr/bin")) {}

 private:
  TemporaryFolder folder_;
  Environment path_;
};

// In place of the program that prints: it "prints" the page itself.
TEST(Report, APdfIsOfAPageWithPaperAndDate) {
  const char* const browser =
      "for one; do case $one in file://*) page=${one#file://};; --print-to-pdf=*) pdf=${one#*=};; esac; done\n";
  const std::pair<const char*, const char*> printers[] = {
      {"weasyprint", "page=$1; pdf=$2\n"}, {"chromium", browser}, {"chromium-headless-shell", browser}};
  const TemporaryFolder folder;
  for (const auto& [name, arguments] : printers) {  // each before those that were there
    const std::string program = folder.file(
        name,
        fmt::format("#!/bin/sh\n{}(printf '%%PDF-1.7 by {} '; /bin/cat \"$page\") > \"$pdf\"\n", arguments, name));
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    const Environment path("PATH", folder.path().string());
    const Environment epoch("SOURCE_DATE_EPOCH", "86400");
    const std::string out = (folder.path() / "a.pdf").string();
    const Result result =
        chokepoint_with(reporting({published, "--paper", "letter", "--brief", "--out", out, "--force"}));
    ASSERT_EQ(result.status, 0) << result.err;
    const std::string pdf = read_file(out);
    EXPECT_THAT(pdf, StartsWith(fmt::format("%PDF-1.7 by {} ", name)));
    EXPECT_THAT(pdf, HasSubstr("@page { size: letter;"));
    EXPECT_THAT(pdf, HasSubstr("1970\\2d 01\\2d 02"));  // a day after the epoch
    EXPECT_THAT(pdf, HasSubstr("<body class=\"brief\">"));
    EXPECT_THAT(pdf, testing::Not(HasSubstr("<script")));
  }
}

TEST(Report, ABrowserThatGivesUpLeavesNothing) {
  const TemporaryFolder folder;
  const PretendedBrowser browser("exit 7\n");
  const Environment scratch("TMPDIR", folder.path());
  const Result result = chokepoint_with(reporting({published, "--out", (folder.path() / "a.pdf").string()}));
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("gave up (exit status 7)"));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Report, ScratchFolderThatIsNotThere) {
  const TemporaryFolder folder;
  const std::string said = (folder.path() / "said").string();
  const PretendedBrowser browser("exit 7\n");
  const Environment scratch("TMPDIR", folder.path() / "none");
  const pid_t child = start(reporting({published, "--out", (folder.path() / "a.pdf").string()}), "/dev/null", said);
  EXPECT_EQ(end_of(child), 3);
  EXPECT_THAT(read_file(said), HasSubstr("cannot write: TMPDIR: " + (folder.path() / "none").string()));
}

// RFC 3986: '%' and two digits for all that would mean something else in an address.
TEST(Report, TheBrowserGetsAnAddressThatMeansTheFile) {
  const TemporaryFolder folder;
  const std::string scratch = (folder.path() / "a #%?\u00e9b").string();
  std::filesystem::create_directory(scratch);
  const std::string seen = (folder.path() / "seen").string();
  const PretendedBrowser browser(
      "for word; do case $word in --print-to-pdf=*) printf '%%PDF-1.4' >\"${word#*=}\";; esac; done\n"
      "printf '%s' \"$word\" >'" +
      seen + "'\n");
  const Environment temporary("TMPDIR", scratch);
  const Result result = chokepoint_with(reporting({published, "--out", (folder.path() / "a.pdf").string()}));
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(read_file((folder.path() / "a.pdf").string()), "%PDF-1.4");
  EXPECT_THAT(read_file(seen), StartsWith("file://" + folder.path().string() + "/a%20%23%25%3F%C3%A9b/chokepoint."));
  EXPECT_TRUE(std::filesystem::is_empty(scratch));
}

TEST(Report, AnInterruptWhileTheBrowserRunsLeavesNothing) {
  const TemporaryFolder folder;
  const std::string started = (folder.path() / "started").string();
  const std::string scratch = (folder.path() / "scratch").string();
  std::filesystem::create_directory(scratch);
  const PretendedBrowser browser(": >'" + started + "'\nexec sleep 600\n");
  const Environment temporary("TMPDIR", scratch);
  const pid_t child = start(reporting({published, "--out", (folder.path() / "a.pdf").string()}));
  while (!std::filesystem::exists(started)) std::this_thread::yield();
  kill(child, SIGTERM);
  EXPECT_EQ(end_of(child), -SIGTERM);
  EXPECT_TRUE(std::filesystem::is_empty(scratch));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "a.pdf"));
}

}  // namespace
}  // namespace chokepoint
