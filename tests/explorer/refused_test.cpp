// SPDX-License-Identifier: Apache-2.0
// What a page, a link or a person can get wrong: each is answered with what and where, and the next request as if
// nothing had been.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "opened.hpp"

namespace chokepoint::explorer {

namespace {

using testing::HasSubstr;

struct Wrong {
  const char* request;
  const char* message;
  const char* hint;
};

TEST(Refused, RequestsThatAreNone) {
  OpenedPage opened({"sevilla-2024"});
  const std::string deep = std::string(40, '[') + std::string(40, ']');
  const std::string deep_state = R"({"do": "run", "state": )" + deep + "}";
  const std::vector<Wrong> all{
      {"", "is not JSON: ", ""},
      {"{", "is not JSON: ", ""},
      {"\xff\xfe", "is not JSON: ", ""},
      {"[]", "is no object", "\"do\": \"run\""},
      {"{}", "'do' is missing", ""},
      {R"({"do": 7})", "'do' is no text", ""},
      {R"({"do": "rum"})", "unknown verb 'rum'", "did you mean run?"},
      {R"({"do": "zzzzzzzz"})", "unknown verb 'zzzzzzzz'", "one of: open, about, levers"},
      {deep_state.c_str(), "is more than 16 levels deep", ""},
      {R"({"do": "run"})", "'state' is missing", "\"scenario\": NAME"},
      {R"({"do": "run", "state": 1})", "'state' is no object", ""},
      {R"({"do": "run", "state": {}})", "'state' names no scenario", ""},
      {R"({"do": "run", "state": {"scenario": "sevila-2024"}})", "there is no scenario 'sevila-2024'",
       "did you mean sevilla-2024?"},
      {R"({"do": "run", "state": {"scenario": "sevilla-2024", "set": {}}})", "'state' has a 'set' that is no list", ""},
      {R"({"do": "run", "state": {"scenario": "sevilla-2024", "set": ["a"]}})",
       "'state' has a change that is not [PATH, TEXT]", ""},
      {R"({"do": "run", "state": {"scenario": "sevilla-2024", "set": [["a=b", "c"]]}})", "'a=b' is no name to set", ""},
      {R"({"do": "run", "draws": 0, "state": {"scenario": "sevilla-2024"}})", "'draws' is out of range",
       "from 1 to 1048576"},
      {R"({"do": "run", "draws": 1e300, "state": {"scenario": "sevilla-2024"}})", "'draws' is out of range", ""},
      {R"({"do": "run", "draws": 1.5, "state": {"scenario": "sevilla-2024"}})", "'draws' is out of range", ""},
      {R"({"do": "run", "draws": "many", "state": {"scenario": "sevilla-2024"}})", "'draws' is no number", ""},
      {R"({"do": "run", "members": ["verdicts"], "state": {"scenario": "sevilla-2024"}})",
       "'members' has one that there is not", "scenario, ensemble, verdict"},
      {R"({"do": "run", "sections": ["all"], "state": {"scenario": "sevilla-2024"}})",
       "'sections' has one that there is not", "answer, together"},
      {R"({"do": "check", "path": "x", "state": {"scenario": "sevilla-2024"}})", "'text' is missing", ""},
      {R"({"do": "value", "path": "power.nothing", "p10": 1, "p50": 1, "p90": 1, "state": {"scenario": "sevilla-2024"}})",
       "the scenario has no parameter 'power.nothing'", ""},
      {R"({"do": "value", "path": "power.campus_power", "p10": 3, "p50": 2, "p90": 1, "state": {"scenario": "sevilla-2024"}})",
       "are not in this order", ""},
      {R"({"do": "map", "x": "power.campus_power=1 GW..2 GW:2", "y": "power.campus_power=1 GW..2 GW:2", "state": {"scenario": "sevilla-2024"}})",
       "power.campus_power is varied twice", ""},
      {R"({"do": "map", "x": "power.campus_power=1 GW..2 GW:51", "y": "trajectory.growth=2x/yr..3x/yr:50", "state": {"scenario": "sevilla-2024"}})",
       "a map has at most 2500 cells", ""},
      {R"({"do": "map", "year": 1999, "x": "power.campus_power=1 GW..2 GW:2", "y": "trajectory.growth=2x/yr..3x/yr:2", "state": {"scenario": "sevilla-2024"}})",
       "'year' is out of range", "from 2024 to 2030"},
      {R"({"do": "solve", "until": "headroom(power, 2030) >= 1", "state": {"scenario": "sevilla-2024"}})",
       "one lever or two", ""},
      {R"({"do": "command", "verb": "rm -rf", "state": {"scenario": "sevilla-2024"}})",
       "'verb' is none that takes a scenario alone", "run, report"},
      {R"({"do": "open", "scenarios": [{"path": "a.yaml"}], "files": {}})", "cannot be read: no such file", ""},
      {R"({"do": "open", "scenarios": [7]})", "'scenarios' is no list", ""},
  };
  for (const Wrong& one : all) {
    const Json answer = opened.ask(std::string(one.request));
    ASSERT_TRUE(answer.contains("diagnostics")) << one.request;
    const Json& first = answer["diagnostics"][0];
    EXPECT_THAT(first["message"].get<std::string>(), HasSubstr(one.message)) << one.request;
    EXPECT_THAT(first["hint"].get<std::string>(), HasSubstr(one.hint)) << one.request;
  }
  EXPECT_TRUE(opened.ask(OpenedPage::request("run", "sevilla-2024", {}, {{"draws", 8}})).contains("ok"));
}

TEST(Refused, WhatIsTooLarge) {
  OpenedPage opened({"sevilla-2024"});
  const std::string text(10 << 20U, 'x');
  const auto message = [&opened](const std::string& request) {
    return opened.ask(request)["diagnostics"][0]["message"].get<std::string>();
  };
  EXPECT_THAT(message(text), HasSubstr("is not JSON"));
  EXPECT_EQ(message(OpenedPage::request("check", "sevilla-2024", {}, {{"path", "a"}, {"text", text}}).dump()),
            "is larger than 1 MiB");
  EXPECT_EQ(message(std::string(65 << 20U, ' ')), "is larger than 64 MiB");
  Changes many;
  for (int i = 0; i < 1001; ++i) many.emplace_back("latency", "off");
  EXPECT_EQ(message(OpenedPage::request("run", "sevilla-2024", many, {}).dump()),
            "'state' changes more than 1000 values");
  // Deep enough to end a program that follows it.
  EXPECT_EQ(message(std::string(1 << 19U, '[') + std::string(1 << 19U, ']')), "is more than 16 levels deep");
}

TEST(Refused, AWrongUnitWithTheCaret) {
  OpenedPage opened({"sevilla-2024"});
  const Json answer = opened.ask(
      OpenedPage::request("check", "sevilla-2024", {}, {{"path", "power.campus_power"}, {"text", "2.5 GWh"}}));
  const Json& wrong = answer["diagnostics"][0];
  EXPECT_EQ(wrong["severity"], "error");
  EXPECT_EQ(wrong["path"], "power.campus_power");
  EXPECT_EQ(wrong["in_value"], 0);
  EXPECT_EQ(wrong["length"], 7);
  EXPECT_EQ(wrong["message"], "power.campus_power: expected a power (W), got an energy: '2.5 GWh'");
  EXPECT_EQ(wrong["hint"], "GWh is energy; did you mean GW?");
  EXPECT_EQ(wrong["excerpt"],
            "  1 | power.campus_power=2.5 GWh\n"
            "    |                    ^~~~~~~");
}

TEST(Refused, EveryChangeThatIsWrong) {
  OpenedPage opened({"sevilla-2024"});
  const Json answer = opened.ask(OpenedPage::request(
      "run", "sevilla-2024", {{"power.campus_powr", "2 GW"}, {"years", "2030..2020"}, {"latency", "off"}}, {}));
  ASSERT_EQ(answer["diagnostics"].size(), 2U) << answer;
  EXPECT_EQ(answer["diagnostics"][0]["path"], "power.campus_powr");
  EXPECT_THAT(answer["diagnostics"][0]["hint"].get<std::string>(), HasSubstr("campus_power"));
  EXPECT_EQ(answer["diagnostics"][1]["path"], "years");
}

/// What a link brings is shown, never obeyed: it comes back as text.
TEST(Refused, TextsComeBackAsTexts) {
  OpenedPage opened({"sevilla-2024"});
  const std::string script = "</script><script>alert(1)</script>";
  const Json answer =
      opened.ask(OpenedPage::request("check", "sevilla-2024", {}, {{"path", script}, {"text", script}}));
  EXPECT_TRUE(answer.contains("diagnostics"));
  const Json control = opened.ask(
      OpenedPage::request("check", "sevilla-2024", {}, {{"path", "years"}, {"text", std::string("\0\x1b[2J", 5)}}));
  EXPECT_THAT(control["diagnostics"][0]["message"].get<std::string>(), HasSubstr("zero byte"));
}

TEST(Refused, ValuesThatNoDrawCanHave) {
  OpenedPage opened({"sevilla-2024"});
  const Json answer = opened.ask(OpenedPage::request(
      "run", "sevilla-2024", {{"power.campus_power", "{distribution: lognormal, median: 1e150 GW, p90: 1e290 GW}"}},
      {{"draws", 256}}));
  ASSERT_TRUE(answer.contains("diagnostics"));
}

TEST(Refused, NothingBeforeAnythingIsOpen) {
  Session session;
  const Json answer = Json::parse(session.answer(R"({"do": "run", "state": {"scenario": "a"}})"));
  EXPECT_EQ(answer["diagnostics"][0]["message"], "no scenario is open");
  EXPECT_TRUE(Json::parse(session.answer(R"({"do": "about"})")).contains("ok"));
}

TEST(Bundle, SaysAllThatIsWrong) {
  const auto read = reader_of({{"a.yaml", "name: a\nyears: 2020..2010\n"}, {"b.yaml", "extends: c.yaml\n"}});
  const auto made = bundle({"a.yaml", "b.yaml"}, "1", "", read, [](const std::string&) { return std::string(); });
  const auto& wrong = std::get<std::vector<scenario::Diagnostic>>(made);
  std::vector<std::string> files;
  for (const auto& one : wrong) files.push_back(one.place.file);
  EXPECT_THAT(files, testing::Contains("a.yaml"));
  EXPECT_THAT(files, testing::Contains("b.yaml"));
}

TEST(Bundle, RefusesTwoOfOneName) {
  const std::string path = CHOKEPOINT_SOURCE_DIR "/scenarios/sevilla-2024.yaml";
  const auto made = bundle({path, path}, "1", "", test_reader(), [](const std::string&) { return std::string(); });
  EXPECT_THAT(std::get<1>(made).front().message, HasSubstr("is named 'sevilla-2024', as "));
}

TEST(Bundle, HoldsEveryFileThatIsRead) {
  const Json request = Json::parse(bundled({"sevilla-2024-trend", "slow-trend"}));
  std::vector<std::string> names;
  for (const auto& [path, text] : request["files"].items()) {
    names.push_back(path.substr(path.find("/scenarios/") + 11));
    EXPECT_EQ(request["sha256"][path], std::to_string(text.get<std::string>().size()));  // the digest of bundled()
  }
  for (const char* const name :
       {"slow-trend.yaml", "sevilla-2024.yaml", "sources.yaml", "data/observed-2026.csv", "sevilla-2024-trend.yaml"}) {
    EXPECT_THAT(names, testing::Contains(name));
  }
}

}  // namespace

}  // namespace chokepoint::explorer
