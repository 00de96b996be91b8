// SPDX-License-Identifier: Apache-2.0
// Every number in a sentence of a report is made again from results.json, which holds what was found, by other means
// than those of the report: whole sentences are taken apart into their numbers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "report/planned.hpp"
#include "report/text.hpp"

namespace chokepoint::report {
namespace {

using Json = nlohmann::json;

/// A number of a text and the size of a step in its last digit.
struct Printed {
  double value = 0.0;
  double step = 0.0;
};

Printed printed(const std::string& text) {
  const std::size_t exponent = text.find('e');
  const std::string digits = text.substr(0, exponent);
  const std::size_t point = digits.find('.');
  const int decimals = point == std::string::npos ? 0 : static_cast<int>(digits.size() - point - 1);
  const int power = exponent == std::string::npos ? 0 : std::stoi(text.substr(exponent + 1));
  return {std::stod(text), std::pow(10.0, power - decimals)};
}

/// All numbers that stand alone or before a unit: "43%", "0.86", "1.17x/yr", "2.2e29"; "H100e" and "P10" are none.
std::vector<Printed> numbers_in(const std::string& text) {
  std::vector<Printed> found;
  for (std::size_t at = 0; at < text.size();) {
    const bool digit = text[at] >= '0' && text[at] <= '9';
    const bool word = at > 0 && (std::isalnum(static_cast<unsigned char>(text[at - 1])) != 0 || text[at - 1] == '_');
    if (!digit || word) {
      ++at;
      continue;
    }
    std::size_t end = text.find_first_not_of("0123456789.", at);
    if (end == std::string::npos) end = text.size();
    if (end + 1 < text.size() && text[end] == 'e' && text[end + 1] >= '0' && text[end + 1] <= '9') {
      end = std::min(text.find_first_not_of("0123456789", end + 1), text.size());
    }
    std::string number = text.substr(at, end - at);
    if (number.back() == '.') number.pop_back();
    found.push_back(printed(number));
    at = end;
  }
  return found;
}

/// As printed, to the last digit.
void expect_near(const Printed& is, double expected, const std::string& text) {
  EXPECT_LE(std::abs(is.value - expected), 0.5001 * is.step) << is.value << ", not " << expected << " in: " << text;
}

/// A ratio, of which two digits are printed: 2500 is 2514.
void expect_ratio(Printed is, double expected, const std::string& text) {
  is.step = std::max(is.step, std::pow(10.0, std::floor(std::log10(expected)) - 1.0));
  expect_near(is, expected, text);
}

/// A median in the unit of its text: "211 day" is 211 * 86400 s.
double coherent(const std::string& text) {
  const auto read = units::parse_amount(text);
  return std::holds_alternative<units::Amount>(read) ? std::get<units::Amount>(read).value : std::nan("");
}

std::string between(const std::string& text, const std::string& before, const std::string& after) {
  const std::size_t from = text.find(before) + before.size();
  return text.substr(from, text.find(after, from) - from);
}

const std::vector<Overrides> scenarios{{},
                                       {"trajectory.growth=3 to 5x/yr"},
                                       {"trajectory.growth=1.1x/yr"},
                                       {"power.campus_power=1e6 GW", "data.quality_share=1 %"},
                                       {"power.campus_power=19.4 GW"},
                                       {"power=off", "latency=off"}};

TEST(Sentences, OfLevers) {
  for (const auto& overrides : scenarios) {
    const Planned planned({overrides});
    const Json run = Json::parse(json(planned.planning))["runs"][0];
    const std::string text = all<Paragraph>(section(kept(document_of(planned.planning)), "answer"))[1]->text;
    const Json& tried = run["levers"]["tried"];
    std::size_t found = 0;
    for (const Json& lever : tried) {
      const auto name = lever["name"].get<std::string>();
      if (lever["result"] != "found") {
        EXPECT_EQ(text.find("(" + name + ") by "), std::string::npos) << text;
        continue;
      }
      ++found;
      ASSERT_NE(text.find("(" + name + ") by "), std::string::npos) << name << " in: " << text;
      // The factor is rounded to the side on which it is still enough.
      const Printed factor = printed(between(text, "(" + name + ") by ", " "));
      const auto needed = lever["factor"].get<double>();
      EXPECT_LE(std::abs(factor.value - needed), 1.0001 * factor.step) << text;
      EXPECT_GE(std::abs(factor.value - 1.0), std::abs(needed - 1.0) - 1e-6 * factor.step) << text;
      EXPECT_EQ(factor.value > 1.0, needed > 1.0) << text;
      // Medians, then and now, to half a step of three digits, and apart.
      const std::string medians = between(text, "(" + name + ") by ", ")");
      const std::string then = between(medians, "(median ", " instead of ");
      const std::string now = medians.substr(medians.find(" instead of ") + 12);
      EXPECT_NE(then, now);
      EXPECT_NEAR(coherent(then) / lever["median_then"].get<double>(), 1.0, 5.1e-3) << text;
      EXPECT_NEAR(coherent(now) / lever["median_now"].get<double>(), 1.0, 5.1e-3) << text;
      EXPECT_NEAR(lever["median_then"].get<double>() / lever["median_now"].get<double>(), needed, 1e-9);
    }
    const std::vector<Printed> numbers = numbers_in(text);
    const auto has = [&numbers](double value) {
      return std::any_of(numbers.begin(), numbers.end(), [value](const Printed& one) { return one.value == value; });
    };
    if (found > 1) {
      EXPECT_TRUE(has(static_cast<double>(found))) << text;
    }
    if (found < tried.size()) {
      EXPECT_TRUE(has(static_cast<double>(tried.size())) || tried.size() == 1) << text;
    }
    EXPECT_TRUE(has(run["scenario"]["last_year"].get<double>())) << text;
    if (found == 0 && !tried.empty()) {
      const bool rises = run["levers"]["condition"].get<std::string>().find(">=") != std::string::npos;
      auto best = tried[0]["value"].get<double>();
      for (const Json& lever : tried) {
        const auto value = lever["value"].get<double>();
        best = rises ? std::max(best, value) : std::min(best, value);
      }
      expect_ratio(printed(between(text, "comes nearest, with ", " times")), best, text);
    }
  }
}

TEST(Sentences, OfTheFirstScreen) {
  for (const auto& overrides : scenarios) {
    const Planned planned({overrides});
    const Json run = Json::parse(json(planned.planning))["runs"][0];
    const Document document = document_of(planned.planning);
    const Section& answer = section(document, "answer");
    const Json& verdict = run["verdict"];
    const double stopped = 100.0 * verdict["stopped"].get<double>();
    const double year = run["scenario"]["last_year"].get<double>();

    const std::string& headline = all<Headline>(answer)[0]->text;
    const auto words = numbers_in(headline);
    ASSERT_EQ(words.size(), 2U) << headline;
    EXPECT_EQ(words[0].value, year);
    if (stopped >= 1.0) expect_near(words[1], stopped, headline);

    const auto& facts = all<Facts>(answer)[0]->items;
    ASSERT_EQ(facts.size(), 3U);
    if (stopped >= 1.0) expect_near(numbers_in(facts[0].value)[0], stopped, facts[0].value);
    EXPECT_EQ(numbers_in(facts[0].label)[0].value, year);
    // By whom: the share of the first of those that lead, the names of all, and what is not stopped.
    double most = 0.0;
    for (const auto& one : verdict["stopped_by"]) most = std::max(most, one.get<double>());
    if (most >= 0.01) expect_near(numbers_in(facts[1].value)[0], 100.0 * most, facts[1].value);
    for (const Json& name : verdict["leading"]) {
      EXPECT_THAT(facts[1].value, testing::HasSubstr(name.get<std::string>()));
    }
    const double never = 100.0 * verdict["never"].get<double>();
    if (never >= 1.0 && never <= 99.0) expect_near(numbers_in(facts[1].label)[0], never, facts[1].label);
    EXPECT_EQ(facts[1].label.find("it binds first") != std::string::npos, verdict["binds_first"].is_string());
    // Need against supply: the constraint that stops most draws.
    const auto name = run["order"][0]["constraint"].get<std::string>();
    for (const Json& one : run["constraints"]) {
      if (one["name"] != name) continue;
      const Printed ratio = numbers_in(facts[2].value)[0];
      const auto headroom = one["headroom"]["years"].back()["p50"].get<double>();
      expect_ratio(ratio, headroom, facts[2].value);
      const auto label = numbers_in(facts[2].label);
      ASSERT_EQ(label.size(), 3U) << facts[2].label;
      EXPECT_EQ(label[0].value, year);
      EXPECT_NEAR(label[1].value / one["ceiling"]["years"].back()["p50"].get<double>(), 1.0, 0.051);
      EXPECT_NEAR(label[2].value / run["trajectory"]["years"].back()["p50"].get<double>(), 1.0, 0.051);
    }
  }
}

TEST(Sentences, OfTheLowestCeiling) {
  for (const auto& overrides : scenarios) {
    const Planned planned({overrides});
    const Json run = Json::parse(json(planned.planning))["runs"][0];
    const auto paragraphs = all<Paragraph>(section(kept(document_of(planned.planning)), "lowest"));
    if (paragraphs.size() < 2) continue;
    const std::string& text = paragraphs[1]->text;
    std::vector<double> expected{run["scenario"]["last_year"].get<double>()};
    for (const Json& constraint : run["constraints"]) {
      const auto lowest = constraint["lowest"].back().get<double>();
      for (const Json& part : constraint["parts"]) {
        const auto share = part["lowest"].back().get<double>();
        if (share > 0.0) expected.push_back(100.0 * share / lowest);
      }
    }
    const auto numbers = numbers_in(text);
    ASSERT_EQ(numbers.size(), expected.size()) << text;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      // "<1%" and ">99%" are bounds.
      if (i > 0 && (expected[i] < 1.0 || expected[i] > 99.0)) continue;
      expect_near(numbers[i], expected[i], text);
    }
  }
}

TEST(Sentences, OfTheTornado) {
  for (const auto& overrides : scenarios) {
    const Planned planned({overrides});
    const Json levers = Json::parse(json(planned.planning))["runs"][0]["levers"];
    const auto figures = all<Figure>(section(kept(document_of(planned.planning)), "change"));
    std::size_t moving = 0;
    for (const Json& one : levers["tornado"]) {
      const auto [low, high] = std::minmax({one["at_p10"].get<double>(), one["at_p90"].get<double>()});
      moving += high != low && (low == 0.0 || high / low >= 1.01) ? 1 : 0;
    }
    const std::size_t all_of_them = levers["tornado"].size();
    const auto numbers = numbers_in(figures[0]->caption);
    // Year; shown; all; those that hardly move it, by less than 1%.
    ASSERT_GE(numbers.size(), 3U);
    EXPECT_EQ(numbers[1].value, static_cast<double>(std::min<std::size_t>(moving, 12))) << figures[0]->caption;
    EXPECT_EQ(numbers[2].value, static_cast<double>(all_of_them)) << figures[0]->caption;
    if (moving < all_of_them) {
      EXPECT_EQ(numbers[3].value, static_cast<double>(all_of_them - moving));
    }
    // The table beside it is that of the file.
    for (const auto& row : figures[0]->table.rows) {
      const auto one = std::find_if(levers["tornado"].begin(), levers["tornado"].end(),
                                    [&row](const Json& json) { return json["name"] == row[0].text; });
      ASSERT_NE(one, levers["tornado"].end());
      expect_ratio(printed(row[3].text), (*one)["at_p10"].get<double>(), row[0].text);
      expect_ratio(printed(row[4].text), (*one)["at_p90"].get<double>(), row[0].text);
    }
  }
}

TEST(Sentences, OfRatios) {
  EXPECT_EQ(factor(1234.0), "1200");
  EXPECT_EQ(factor(9.96), "10");
  EXPECT_EQ(factor(0.0103), "0.010");
  EXPECT_EQ(factor(0.0099), "1e-2");
  EXPECT_EQ(factor(0.0026), "3e-3");
  EXPECT_EQ(factor(0.00249), "2e-3");
  EXPECT_EQ(factor(7.4e5), "7e5");
  EXPECT_EQ(factor(99600.0), "1e5");
}

TEST(Sentences, OfTheRun) {
  const Planned planned(as_published);
  const Json run = Json::parse(json(planned.planning))["runs"][0];
  const auto bullets = all<Bullets>(section(kept(document_of(planned.planning)), "run"));
  const auto numbers = numbers_in(bullets[0]->items[0].substr(bullets[0]->items[0].find(": ")));
  ASSERT_EQ(numbers.size(), 3U) << bullets[0]->items[0];
  expect_near(numbers[0], 100.0 * run["verdict"]["standard_error"].get<double>(), bullets[0]->items[0]);
  expect_near(numbers[1], 100.0 * run["verdict"]["stopped"].get<double>(), bullets[0]->items[0]);
  expect_near(numbers[2], 100.0 * run["verdict"]["headroom"]["relative_standard_error"].get<double>(),
              bullets[0]->items[0]);
}

}  // namespace
}  // namespace chokepoint::report
