// SPDX-License-Identifier: Apache-2.0
// Every file of tests/bad_input is refused with the very message that stands beside it, and what is too large to keep
// as a file is refused quickly. To write a new case, put NAME.yaml there and compare what `chokepoint check` says, by
// eye, before it becomes NAME.expected.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "scenarios.hpp"

namespace chokepoint::scenario {
namespace {

using testing::HasSubstr;

/// Paths are relative to the root of the repository, as a user there would write them.
Reader repository() {
  return
      [](const std::string& path, std::size_t limit) { return test_reader()(CHOKEPOINT_SOURCE_DIR "/" + path, limit); };
}

/// One file of this content, and nothing else.
Reader only(const std::string& content) {
  return [content](const std::string& path, std::size_t limit) -> std::variant<std::string, Unreadable> {
    if (path != "it.yaml") return Unreadable{"no such file"};
    return content.substr(0, limit);
  };
}

std::string rendered(const Loaded& loaded) {
  std::string text;
  for (const Diagnostic& diagnostic : loaded.diagnostics) text += render(diagnostic);
  return text;
}

std::vector<std::string> bad_files() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(CHOKEPOINT_SOURCE_DIR "/tests/bad_input")) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class BadInput : public testing::TestWithParam<std::string> {};

TEST_P(BadInput, IsRefusedWithItsMessage) {
  const std::string path = "tests/bad_input/" + GetParam();
  const Loaded loaded = load(path + ".yaml", {}, repository());
  EXPECT_EQ(loaded.scenario, nullptr);
  EXPECT_EQ(rendered(loaded), read_file(CHOKEPOINT_SOURCE_DIR "/" + path + ".expected"));
}

INSTANTIATE_TEST_SUITE_P(Files, BadInput, testing::ValuesIn(bad_files()), [](const auto& one) { return one.param; });

// --- too large or too deep to keep as files --------------------------------------------------------------------------

std::string refusal(const std::string& content) {
  const Loaded loaded = load("it.yaml", {}, only(content));
  EXPECT_EQ(loaded.scenario, nullptr);
  return rendered(loaded);
}

TEST(Hostile, LargeFileIsNotReadWhole) {
  std::size_t asked = 0;
  const Reader endless = [&asked](const std::string& path, std::size_t limit) -> std::variant<std::string, Unreadable> {
    if (path != "it.yaml") return Unreadable{"no such file"};
    asked = limit;
    return std::string(limit, 'a');
  };
  EXPECT_EQ(rendered(load("it.yaml", {}, endless)),
            "it.yaml: error: is larger than 1 MiB\n  hint: a scenario is a small text\n");
  EXPECT_EQ(asked, file_size_limit + 1);
}

TEST(Hostile, DeepNesting) {
  EXPECT_THAT(refusal("name: " + std::string(10'000, '[')), HasSubstr("more than 64 levels of nesting"));
  EXPECT_THAT(refusal("name: " + std::string(10'000, '{')), HasSubstr("error: "));
  std::string block;
  for (std::size_t i = 0; i < 1000; ++i) block += std::string(i, ' ') + "a:\n";
  EXPECT_THAT(refusal(block), HasSubstr("more than 64 levels of nesting"));
}

TEST(Hostile, AliasBombs) {
  // A billion laughs: ten levels of ten aliases each.
  std::string list = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  std::string merge = "a0: &a0 {x: 1, y: 2}\n";
  for (int level = 1; level <= 10; ++level) {
    const std::string before = "*a" + std::to_string(level - 1);
    list += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [" + before;
    merge += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " {p: " + before;
    for (int i = 1; i < 10; ++i) {
      list += ", " + before;
      merge += ", q" + std::to_string(i) + ": " + before;
    }
    list += "]\n";
    merge += "}\n";
  }
  EXPECT_THAT(refusal(list), HasSubstr("more than 100000 values"));
  EXPECT_THAT(refusal(merge), HasSubstr("more than 100000 values"));
  // One long text, many times.
  std::string text = "t: &t " + std::string(100'000, 'x') + "\nlist: [*t";
  for (int i = 0; i < 5000; ++i) text += ", *t";
  EXPECT_THAT(refusal(text + "]\n"), HasSubstr("more than 100000 values"));
  EXPECT_THAT(refusal("a: &a [*a]\n"), HasSubstr("error: "));
}

TEST(Hostile, ManyKeysAndManyErrors) {
#ifdef CHOKEPOINT_SANITIZED
  constexpr int count = 4'000;
#else
  constexpr int count = 40'000;
#endif
  std::string keys;
  for (int i = 0; i < count; ++i) keys += "k" + std::to_string(i) + ": 1\n";
  EXPECT_THAT(refusal(keys), HasSubstr("more\n"));
}

TEST(Hostile, BytesThatAreNoText) {
  EXPECT_EQ(refusal(std::string("years: 2024\0\n", 13)), "it.yaml: error: is not text: it holds a zero byte\n");
  EXPECT_EQ(refusal("title: \xff\n"), "it.yaml: error: is not UTF-8 text: byte 8 cannot be\n");
  EXPECT_EQ(refusal("title: \xc3"), "it.yaml: error: is not UTF-8 text: byte 8 cannot be\n");
}

TEST(Hostile, LimitsHoldForAllFilesTogether) {
  std::string keys = "k:\n";  // one that is unknown, with all of them below it
  for (int i = 0; i < 45'000; ++i) keys += " k" + std::to_string(i) + ": 1\n";
  int readings = 0;
  const auto files = [&](const std::string& last) -> Reader {
    return [&, last](const std::string& path, std::size_t) -> std::variant<std::string, Unreadable> {
      if (path.find("sources") != std::string::npos) return Unreadable{"no such file"};
      if (path == "it.yaml") return last;
      ++readings;
      return path[0] == 'k' ? keys : "title: x\n#" + std::string(1'000'000, 'x') + "\n";
    };
  };
  std::string extends = "k.yaml";
  for (int i = 0; i < 19; ++i) extends += ", k.yaml";
  const Loaded values = load("it.yaml", {}, files("extends: [" + extends + "]\n"));
  EXPECT_THAT(rendered(values), HasSubstr("'k.yaml' brings the scenario to more than 100000 values"));
  // Texts: a megabyte each.
  readings = 0;
  const Loaded bytes = load("it.yaml", {}, files("extends: [a.yaml, b.yaml, c.yaml, d.yaml, e.yaml]\n"));
  EXPECT_THAT(rendered(bytes), HasSubstr("'e.yaml' brings the scenario to more than 4 MiB"));
  EXPECT_EQ(readings, 5);
}

TEST(Hostile, MergingTheSameMappingOverAndOverIsCounted) {
  std::string text = "a: &a {";
  for (int i = 0; i < 1000; ++i) text += (i > 0 ? ", k" : "k") + std::to_string(i) + ": 1";
  text += "}\nb: {<<: [*a";
  for (int i = 0; i < 200; ++i) text += ", *a";
  EXPECT_THAT(refusal(text + "]}\n"), HasSubstr("more than 100000 values"));
}

TEST(Hostile, TooManyCorrelations) {
  std::string text = "correlations:\n";
  for (int i = 0; i < 1001; ++i) text += "  a" + std::to_string(i) + ": {power.campus_power: 0.1}\n";
  EXPECT_THAT(refusal(text), HasSubstr("1001 correlations; there can be 1000"));
}

TEST(Hostile, WhatIsNoScenarioIsNotShown) {
  EXPECT_EQ(refusal("root:$6$secret:19000\n"),
            "it.yaml: error: is no scenario: a scenario is a mapping of keys to values\n");
}

TEST(Hostile, ControlCharactersAreNotPrinted) {
  const std::string text = refusal("years: \"\\e[31m\x1b[31mred\"\n");
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << text;
  // Nor those that turn the direction, which are no control characters of ASCII; and from no other place.
  const Loaded unnamed = load("\x1b[31m\u202e.yaml", {"\x1b\x80"}, only(""));
  EXPECT_EQ(rendered(unnamed).find('\x1b'), std::string::npos);
  EXPECT_EQ(rendered(unnamed).find("\u202e"), std::string::npos);
}

TEST(Hostile, ChainsOfFiles) {
  const Reader chain = [](const std::string& path, std::size_t) -> std::variant<std::string, Unreadable> {
    if (path.find("sources") != std::string::npos) return Unreadable{"no such file"};
    const int number = std::stoi(path);
    return "extends: " + std::to_string(number + 1) + ".yaml\n";
  };
  EXPECT_THAT(rendered(load("1.yaml", {}, chain)), HasSubstr("more than 16 files deep"));
  // Each extends two: a tree of 2^16 readings.
  int readings = 0;
  const Reader tree = [&readings](const std::string& path, std::size_t) -> std::variant<std::string, Unreadable> {
    if (path.find("sources") != std::string::npos) return Unreadable{"no such file"};
    ++readings;
    const std::string next = std::to_string(std::stoi(path) + 1);
    return "extends: [" + next + "a.yaml, " + next + "b.yaml]\n";
  };
  EXPECT_EQ(load("1.yaml", {}, tree).scenario, nullptr);
  EXPECT_LE(readings, 64);
}

/// Whatever is done to a good file, it is read or refused, at once and in words.
TEST(Hostile, MutatedFilesNeitherCrashNorHang) {
  const std::string good = read_file(CHOKEPOINT_SOURCE_DIR "/scenarios/sevilla-2024.yaml");
  const std::string pieces[] = {"[",     "]",     "{",     "}",   ": ",   "- ",   "&a ",      "*a", "!!x ", "|\n",
                                ">\n",   "'",     "\"",    "#",   "%",    "\t",   "\n",       "  ", "<<: ", "? ",
                                "---\n", "...\n", "1e999", "nan", " to ", "x/yr", "\xc3\xa9", ","};
  std::mt19937_64 random(20'241'123);
  std::size_t refused = 0;
#ifdef CHOKEPOINT_SANITIZED  // which fuzzing is for
  constexpr int trials = 400;
#else
  constexpr int trials = 1500;
#endif
  for (int trial = 0; trial < trials; ++trial) {
    std::string text = good;
    const auto changes = 1 + random() % 6;
    for (std::uint64_t change = 0; change < changes; ++change) {
      const std::size_t at = random() % text.size();
      switch (random() % 4) {
        case 0:
          text.erase(at, 1 + random() % 30);
          break;
        case 1:
          text.insert(at, pieces[random() % std::size(pieces)]);
          break;
        case 2:
          text[at] = static_cast<char>(random());
          break;
        default:
          text.insert(at, text.substr(random() % text.size(), random() % 80));
      }
      if (text.empty()) text = "a";
    }
    const Loaded loaded = load("it.yaml", {}, only(text));
    const bool told = std::any_of(loaded.diagnostics.begin(), loaded.diagnostics.end(), [](const Diagnostic& one) {
      return one.severity == Diagnostic::Severity::error && !one.message.empty();
    });
    ASSERT_NE(loaded.scenario != nullptr, told) << text;
    refused += told ? 1 : 0;
  }
  EXPECT_GT(refused, static_cast<std::size_t>(trials) * 2 / 3);
}

}  // namespace
}  // namespace chokepoint::scenario
