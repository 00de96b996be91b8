// SPDX-License-Identifier: Apache-2.0
// What can be moved, and how.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "opened.hpp"

namespace chokepoint::explorer {

namespace {

/// Of the published scenario, events, values by year and groups, ways around, couplings.
#ifdef CHOKEPOINT_SANITIZED
const std::vector<std::string> of_each_kind{"sevilla-2024"};
const std::vector<std::string> of_two_kinds{"sevilla-2024"};
#else
const std::vector<std::string> of_each_kind{"sevilla-2024", "taiwan-disruption", "overtrained", "chips-need-power"};
const std::vector<std::string> of_two_kinds{"sevilla-2024", "overtrained"};
#endif

Json find(const Json& levers, const std::string& path) {
  for (const Json& group : levers["groups"]) {
    for (const Json& one : group["parameters"]) {
      if (one["path"] == path) return one;
    }
  }
  return nullptr;
}

const Json& group(const Json& levers, const std::string& name) {
  for (const Json& one : levers["groups"]) {
    if (one["name"] == name) return one;
  }
  throw std::runtime_error("no group " + name);
}

TEST(Levers, SayEverythingOfAParameter) {
  OpenedPage opened({"sevilla-2024"});
  const Json levers = opened.ok("levers", "sevilla-2024");
  const Json power = find(levers, "power.campus_power");
  EXPECT_EQ(power["unit"], "W");
  EXPECT_EQ(power["quantity"], "a power");
  EXPECT_EQ(power["text"], "{p10: 0.96 GW, p50: 2.5 GW, p90: 5 GW}");
  EXPECT_EQ(power["written"], power["text"]);
  EXPECT_EQ(power["changed"], false);
  EXPECT_EQ(power["family"], "metalog");
  EXPECT_NEAR(power["p10"].get<double>(), 0.96e9, 1.0);
  EXPECT_NEAR(power["p90"].get<double>(), 5e9, 10.0);
  EXPECT_EQ(power["print"]["p50"], "2.5 GW");
  EXPECT_EQ(power["source"]["key"], "sevilla-2024");
  EXPECT_EQ(power["source"]["licence"], "CC-BY 4.0");
  EXPECT_THAT(power["note"].get<std::string>(), testing::StartsWith("published for 2030"));
  EXPECT_EQ(power["scale"], "log");
  EXPECT_EQ(levers["years"]["text"], "2024..2030");
  EXPECT_EQ(group(levers, "trajectory")["dates"][0]["text"], "2023-03-15");
  EXPECT_EQ(group(levers, "power")["colour"], 0);
}

TEST(Levers, TellWhatWasChanged) {
  OpenedPage opened({"sevilla-2024"});
  const Json levers = opened.ok("levers", "sevilla-2024", {{"power.campus_power", "30 GW"}, {"latency", "off"}});
  const Json power = find(levers, "power.campus_power");
  EXPECT_EQ(power["changed"], true);
  EXPECT_EQ(power["text"], "30 GW");
  EXPECT_EQ(power["written"], "{p10: 0.96 GW, p50: 2.5 GW, p90: 5 GW}");
  EXPECT_TRUE(power["source"].is_null());
  EXPECT_TRUE(power["density"].empty());
  EXPECT_LE(power["range"][0].get<double>(), 0.96e9);
  EXPECT_GE(power["range"][1].get<double>(), 30e9);
  EXPECT_EQ(group(levers, "latency")["is_off"], true);
  EXPECT_EQ(find(levers, "power.network_length")["changed"], false);
}

TEST(Levers, StayWhereTheyAreWhenSetToTheirOwnText) {
  for (const std::string& name : of_each_kind) {
    OpenedPage opened({name});
    const Json levers = opened.ok("levers", name);
    for (const Json& of : levers["groups"]) {
      for (const Json& one : of["parameters"]) {
        const std::string path = one["path"];
        EXPECT_LE(one["range"][0].get<double>(), one["range"][1].get<double>()) << name << ' ' << path;
        if (!one["settable"].get<bool>() || one["default"].get<bool>()) continue;
        const Json answer = opened.ask(OpenedPage::request("check", name, {}, {{"path", path}, {"text", one["text"]}}));
        ASSERT_TRUE(answer.contains("ok")) << name << ' ' << path << ' ' << answer;
        for (const char* const level : {"p10", "p50", "p90"}) {
          EXPECT_EQ(answer["ok"][level], one[level]) << name << ' ' << path;
        }
      }
    }
  }
}

TEST(Levers, HandlesGoThroughWhatIsAllowed) {
  for (const std::string& name : of_two_kinds) {
    OpenedPage opened({name});
    const Json levers = opened.ok("levers", name);
    for (const Json& of : levers["groups"]) {
      for (const Json& one : of["parameters"]) {
        if (!one["word"].is_null() || !one["settable"].get<bool>()) continue;
        for (const Json& end : one["range"]) {
          const Json three = {{"path", one["path"]}, {"p10", end}, {"p50", end}, {"p90", end}};
          const Json text = opened.ok("value", name, {}, three)["text"];
          const Json answer =
              opened.ask(OpenedPage::request("check", name, {}, {{"path", one["path"]}, {"text", text}}));
          EXPECT_TRUE(answer.contains("ok")) << name << ' ' << one["path"] << ' ' << answer;
        }
      }
    }
  }
}

/// Draws are where the density is high: a uniform distribution has it everywhere, on a linear scale.
TEST(Levers, HaveADensity) {
  OpenedPage opened({"sevilla-2024"});
  const Json uniform =
      opened.ok("check", "sevilla-2024", {},
                {{"path", "shared.utilization"}, {"text", "{distribution: uniform, low: 0.2, high: 0.4}"}});
  EXPECT_EQ(uniform["scale"], "linear");
  ASSERT_GT(uniform["density"].size(), 40U);
  for (const Json& point : uniform["density"]) {
    EXPECT_NEAR(point[1].get<double>(), 1.0, 1e-9);
    EXPECT_GT(point[0].get<double>(), 0.2);
    EXPECT_LT(point[0].get<double>(), 0.4);
  }
  // Of a lognormal, on its scale, the normal density: exp(-z²/2), highest at the median.
  const Json lognormal =
      opened.ok("check", "sevilla-2024", {}, {{"path", "power.campus_power"}, {"text", "2 to 8 GW"}});
  const double deviation = std::log(8.0 / 4.0) / 1.6448536269514722;  // of ln, P95 against the median
  for (const Json& point : lognormal["density"]) {
    const double z = std::log(point[0].get<double>() / 4e9) / deviation;
    EXPECT_NEAR(point[1].get<double>(), std::exp(-z * z / 2.0), 0.02) << point;
  }
  // From 0.7% to 99.3%: normal quantiles of -2.46 and 2.46, between the first two points and the last two.
  EXPECT_NEAR(lognormal["density"].front()[0].get<double>(), 4e9 * std::exp(-2.46 * deviation), 0.1e9);
  EXPECT_NEAR(lognormal["density"].back()[0].get<double>(), 4e9 * std::exp(2.46 * deviation), 0.6e9);
}

TEST(Value, IsTheTextOfThreeNumbers) {
  OpenedPage opened({"sevilla-2024"});
  const auto text = [&opened](const char* path, double p10, double p50, double p90) {
    return opened.ok("value", "sevilla-2024", {}, {{"path", path}, {"p10", p10}, {"p50", p50}, {"p90", p90}})["text"];
  };
  EXPECT_EQ(text("power.campus_power", 2e9, 3.14159e9, 6e9), "{p10: 2 GW, p50: 3.14 GW, p90: 6 GW}");
  EXPECT_EQ(text("power.campus_power", 9e8, 1.2e9, 6e9), "{p10: 900 MW, p50: 1.2 GW, p90: 6 GW}");
  EXPECT_EQ(text("power.campus_power", 3e9, 3e9, 3e9), "3 GW");
  EXPECT_EQ(text("power.campus_power", 3e9, 3e9, 6e9), "{p10: 3 GW, p50: 3 GW, p90: 6 GW}");
  EXPECT_EQ(text("trajectory.growth", 1.5, 1.75, 4.0), "{p10: 1.5x/yr, p50: 1.75x/yr, p90: 4x/yr}");
  EXPECT_EQ(text("shared.utilization", 0.2, 0.30001, 0.30002), "{p10: 0.2, p50: 0.30001, p90: 0.30002}");
}

TEST(Value, OfAHandleIsWhatIsRun) {
  OpenedPage opened({"sevilla-2024"});
  Json request = OpenedPage::request("run", "sevilla-2024", {}, {{"draws", 64}, {"sections", Json::array()}});
  request["state"]["set"].push_back({"power.campus_power", {{"p10", 2e9}, {"p50", 3e9}, {"p90", 6e9}}});
  const Json by_handle = opened.ask(request)["ok"];
  EXPECT_EQ(by_handle["run"]["scenario"]["overrides"][0], "power.campus_power={p10: 2 GW, p50: 3 GW, p90: 6 GW}");
}

TEST(Levers, OfferTheModelsOfAConstraint) {
  OpenedPage opened({"sevilla-2024", "baseline-2026", "world-power"});
  const Json power = group(opened.ok("levers", "sevilla-2024"), "power");
  ASSERT_GT(power["models"].size(), 1U);
  for (const Json& model : power["models"]) {
    if (model["current"].get<bool>() || model["text"].is_null()) continue;
    const Changes change{{model["path"], model["text"]}};
    const Json levers = opened.ok("levers", "sevilla-2024", change);
    bool current = false;
    for (const Json& one : group(levers, "power")["models"]) {
      current = current || (one["name"] == model["name"] && one["current"].get<bool>());
    }
    EXPECT_TRUE(current) << model;
  }
  const auto offered = std::count_if(power["models"].begin(), power["models"].end(),
                                     [](const Json& one) { return one["text"].is_string(); });
  EXPECT_GE(offered, 1);  // with the values of baseline-2026
}

}  // namespace

}  // namespace chokepoint::explorer
