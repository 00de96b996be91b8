// SPDX-License-Identifier: Apache-2.0
// Answers are those of the library's verbs on the same scenario, draws and seed, digit by digit: a page shows what the
// command line prints.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "chokepoint/analysis.hpp"
#include "opened.hpp"

namespace chokepoint::explorer {

namespace {

using testing::HasSubstr;

constexpr std::uint64_t draws = 1024;
const Changes changes{{"power.campus_power", "2 to 6 GW"}, {"trajectory.growth", "3x/yr"}, {"latency", "off"}};
const Json with_draws = {{"draws", draws}};

scenario::ScenarioPointer changed(const char* name = "sevilla-2024", const Changes& what = changes) {
  return load_scenario(std::string("scenarios/") + name + ".yaml", overrides_of(what));
}

report::Run run_of(const scenario::ScenarioPointer& scenario, const statistics::Keep& keep) {
  const simulation::Ensemble ensemble{.draws = draws};
  report::Run run{.scenario = scenario,
                  .ensemble = ensemble,
                  .summary = *statistics::summarize(simulation::Engine(scenario, ensemble), {}, keep),
                  .version = "1.2.3"};
  for (const scenario::View& one : scenario::views_of(*scenario)) {
    const auto other = scenario::with(*scenario, one.change).scenario;
    run.views.push_back(
        {one, other, *statistics::summarize(simulation::Engine(other, ensemble), {}, report::kept_for_view(*other))});
  }
  return run;
}

analysis::Effort effort() {
  return {.ensemble = {.draws = draws}, .threads = {}, .progress = {}};
}
report::Context context(const scenario::ScenarioPointer& scenario) {
  return {.scenario = scenario, .ensemble = {.draws = draws}, .version = "1.2.3"};
}
template <class Value>
Value read(std::variant<Value, scenario::Diagnostic> result) {
  return std::get<Value>(std::move(result));
}

TEST(Run, HasTheNumbersOfResultsJson) {
  for (const char* const name : {"sevilla-2024", "baseline-2026", "supply-shocks"}) {
    OpenedPage opened({name});
    const Changes what = std::string(name) == "sevilla-2024" ? changes : Changes{{"trajectory.growth", "3x/yr"}};
    const auto run = run_of(changed(name, what), report::kept_for_planning(*changed(name, what)));
    EXPECT_EQ(opened.ok("run", name, what, with_draws)["run"], Json::parse(report::json({&run, 1}))["runs"][0]) << name;
  }
}

TEST(Run, IsTheSameEveryTime) {
  OpenedPage opened({"sevilla-2024"});
  const Json first = opened.ok("run", "sevilla-2024", changes, with_draws);
  EXPECT_NE(opened.ok("run", "sevilla-2024", {}, with_draws), first);
  EXPECT_EQ(opened.ok("run", "sevilla-2024", changes, with_draws), first);
}

TEST(Run, HasTheSectionsOfAReport) {
  OpenedPage opened({"sevilla-2024", "overtrained"});
  const auto ids = [](const Json& run) {
    std::vector<std::string> all;
    for (const Json& one : run["sections"]) all.push_back(one["id"]);
    return all;
  };
  EXPECT_THAT(ids(opened.ok("run", "sevilla-2024", {}, with_draws)),
              testing::ElementsAre("answer", "together", "lowest", "order", "needs"));
  const Json asked = {{"draws", draws}, {"sections", {"picture", "data-wall", "ways"}}};
  EXPECT_THAT(ids(opened.ok("run", "sevilla-2024", {}, asked)), testing::ElementsAre("picture"));
  EXPECT_THAT(ids(opened.ok("run", "overtrained", {}, asked)), testing::Contains("data-wall"));
}

TEST(Run, HasTheMembersThatAreAskedFor) {
  OpenedPage opened({"baseline-2026", "sevilla-2024"});
  const Json whole = opened.ok("run", "baseline-2026", {}, with_draws)["run"];
  for (const auto& [name, value] : whole.items()) {
    const Json one = {{"draws", draws}, {"sections", Json::array()}, {"members", {name}}};
    EXPECT_EQ(opened.ok("run", "baseline-2026", {}, one)["run"], Json({{name, value}}));
  }
  // What this scenario has not.
  const Json more = {{"draws", draws}, {"sections", Json::array()}, {"members", {"verdict", "pre_training"}}};
  EXPECT_EQ(opened.ok("run", "sevilla-2024", {}, more)["run"].size(), 1);
}

TEST(FirstAnswers, AreThoseOfTheSession) {
  const std::string text = bundled({"sevilla-2024", "baseline-2026"});
  OpenedPage opened({"sevilla-2024", "baseline-2026"});
  const Json first = Json::parse(first_answers(text));
  EXPECT_EQ(first["open"], opened.ask(text));
  const Json asked = {{"members", {"ensemble", "verdict"}}, {"sections", {"answer", "together", "picture"}}};
  EXPECT_EQ(first["run"]["ok"], opened.ok("run", "sevilla-2024", {}, asked));
  EXPECT_EQ(first["run"]["ok"]["run"]["ensemble"]["draws"], 65'536);
}

TEST(FirstAnswers, AreNoneWhereNothingCanBeRun) {
  EXPECT_EQ(first_answers(R"({"do": "open", "scenarios": [], "files": {}})"), "");
  EXPECT_EQ(first_answers("no request"), "");
  // Is opened, and has values that no draw can have.
  Json text = Json::parse(bundled({"sevilla-2024"}));
  const std::string base = text["scenarios"][0]["path"];
  text["scenarios"][0]["path"] = "wide.yaml";
  text["files"]["wide.yaml"] = "extends: " + base + "\npower: {campus_power: 1e-20 to 1e130 GW}\n";
  Session session;
  const Json answer = Json::parse(session.answer(text.dump()));
  ASSERT_TRUE(answer.contains("ok")) << answer;
  EXPECT_EQ(first_answers(text.dump()), "");
}

TEST(Run, DrawsEveryCeilingIntoOnePicture) {
  OpenedPage opened({"sevilla-2024"});
  const Json run =
      opened.ok("run", "sevilla-2024", {}, {{"draws", draws}, {"sections", {"together"}}, {"still", true}});
  const Json& panel = run["sections"][0]["elements"][0]["panels"][0];
  std::vector<std::string> lines;
  for (const Json& line : panel["chart"]["lines"]) lines.push_back(line["name"]);
  EXPECT_THAT(lines, testing::ElementsAre("power", "chips", "data", "latency"));
  EXPECT_FALSE(panel["chart"]["observed"].empty());  // data/observed-2026.csv is in the bundle
  EXPECT_THAT(panel["svg"].get<std::string>(), testing::StartsWith("<svg"));
}

TEST(Csv, IsThatOfTheCommandLine) {
  OpenedPage opened({"sevilla-2024"});
  const auto run = run_of(changed(), statistics::Keep::everything());
  const Json answer = opened.ok("csv", "sevilla-2024", changes, with_draws);
  EXPECT_EQ(answer["text"], report::csv({&run, 1}));
  EXPECT_EQ(answer["name"], "sevilla-2024-changed.csv");
}

TEST(Matters, IsTheTornado) {
  OpenedPage opened({"sevilla-2024"});
  const Json answer = opened.ok("matters", "sevilla-2024", changes, with_draws);
  EXPECT_EQ(answer["condition"], "headroom(power, 2030) < 1");
  const auto output = read(question::read_output("headroom(power, 2030)", *changed(), "of"));
  const auto tornado = *analysis::tornado(changed(), output, effort());
  EXPECT_EQ(answer["sensitivity"],
            Json::parse(report::sensitivity(context(changed()), tornado, report::Format::json, 80)));
  EXPECT_EQ(answer["sections"][0]["id"], "change");
}

TEST(Matters, GivesIndicesToWhoAsks) {
  OpenedPage opened({"sevilla-2024"});
  const Json more = {{"draws", draws}, {"indices", true}, {"of", "P(trajectory stopped by 2030)"}};
  const auto output = read(question::read_output("P(trajectory stopped by 2030)", *changed(), "of"));
  const auto all = *analysis::sensitivity(changed(), output, effort());
  EXPECT_EQ(opened.ok("matters", "sevilla-2024", changes, more)["sensitivity"],
            Json::parse(report::sensitivity(context(changed()), all, report::Format::json, 80)));
}

TEST(Map, IsThatOfTheCommandLine) {
  OpenedPage opened({"sevilla-2024"});
  const std::string x = "power.campus_power=1 GW..10 GW:4";
  const std::string y = "trajectory.growth=2x/yr..5x/yr:3";
  const auto axis = [](const std::string& text) { return read(question::read_axis(text, *changed(), "x", 9, true)); };
  const auto map = *analysis::sweep(changed(), {axis(x), axis(y)}, 2029, effort());
  const Json more = {{"draws", draws}, {"x", x}, {"y", y}, {"year", 2029}, {"logarithmic", true}};
  const Json answer = opened.ok("map", "sevilla-2024", changes, more);
  EXPECT_EQ(answer["map"], Json::parse(report::map(context(changed()), map, report::Format::json, 80, false)));
  EXPECT_EQ(answer["colours"], (Json{{"power", 0}, {"chips", 1}, {"data", 2}}));
}

TEST(Solve, IsThatOfTheCommandLine) {
  OpenedPage opened({"sevilla-2024"});
  const auto condition = read(question::read_condition("headroom(power, 2030) >= 1", *changed(), "until"));
  const auto lever = [](const std::string& path, const std::string& within) {
    return read(question::read_lever(path, within, *changed(), "levers", "within"));
  };
  const Json one = {
      {"draws", draws}, {"until", condition.text}, {"levers", {"trajectory.growth"}}, {"within", {"2x/yr..5x/yr"}}};
  const auto growth = lever("trajectory.growth", "2x/yr..5x/yr");
  const auto found = *analysis::solve(changed(), growth, condition, effort());
  const Json answer = opened.ok("solve", "sevilla-2024", changes, one);
  EXPECT_EQ(answer["solution"],
            Json::parse(report::solution(context(changed()), growth, condition, found, report::Format::json, 80)));
  EXPECT_THAT(answer["text"].get<std::string>(), HasSubstr("trajectory.growth"));

  const Json two = {{"draws", draws},
                    {"until", condition.text},
                    {"levers", {"trajectory.growth", "shared.utilization"}},
                    {"within", {"2x/yr..5x/yr"}}};
  const auto utilization = lever("shared.utilization", "");
  const auto curve = *analysis::trade_off(changed(), growth, utilization, condition, effort());
  EXPECT_EQ(opened.ok("solve", "sevilla-2024", changes, two)["solution"],
            Json::parse(report::trade_off(context(changed()), growth, utilization, condition, curve,
                                          report::Format::json, 80)));
}

TEST(Compare, IsThatOfTheCommandLineDrawByDraw) {
  OpenedPage opened({"sevilla-2024", "slow-trend"});
  const auto first = changed();
  const auto second = load_scenario("scenarios/slow-trend.yaml");
  const std::vector<report::Run> runs{run_of(first, report::kept_for_verdict(*first)),
                                      run_of(second, report::kept_for_verdict(*second))};
  const std::vector<analysis::Pair> pairs{*analysis::compare(first, second, effort())};
  Json request = {{"do", "compare"}, {"draws", draws}};
  request["a"] = OpenedPage::request("", "sevilla-2024", changes, {})["state"];
  request["b"] = {{"scenario", "slow-trend"}};
  EXPECT_EQ(opened.ask(request)["ok"]["comparison"],
            Json::parse(report::comparison(runs, pairs, report::Format::json, 80)));
  // One scenario under one name, against itself as changed.
  request["b"] = {{"scenario", "sevilla-2024"}};
  const Json names = opened.ask(request)["ok"]["comparison"]["pairs"][0];
  EXPECT_EQ(names["second"], "sevilla-2024 (b)");
  EXPECT_EQ(names["differences"].size(), 2 + 12);  // two values, and those of latency
}

TEST(Ways, AreThoseOfARun) {
  OpenedPage opened({"overtrained", "sevilla-2024"});
  const auto scenario = changed("overtrained", {});
  const auto run = run_of(scenario, report::kept_for_planning(*scenario));
  const Json answer = opened.ok("ways", "overtrained", {}, with_draws);
  EXPECT_EQ(answer["relief"], Json::parse(report::json({&run, 1}))["runs"][0]["relief"]);
  EXPECT_EQ(answer["sections"][0]["id"], "ways");
  EXPECT_TRUE(opened.ok("ways", "sevilla-2024", {}, with_draws)["relief"].is_null());
}

TEST(Assumptions, AreAllOfThemWithTheirSources) {
  OpenedPage opened({"sevilla-2024"});
  const Json sections = opened.ok("assumptions", "sevilla-2024")["sections"];
  EXPECT_EQ(sections[0]["id"], "assumptions");
  EXPECT_EQ(sections[1]["id"], "references");
  std::size_t given = 0;
  const auto scenario = load_scenario("scenarios/sevilla-2024.yaml");
  for (const auto* one : scenario->assumptions()) given += one->is_given() ? 1 : 0;
  EXPECT_EQ(sections[0]["elements"][0]["rows"].size(), given + 1);  // and the date of the anchor
}

TEST(Report, IsThePageOfTheCommandLine) {
  OpenedPage opened({"sevilla-2024"});
  const auto scenario = changed();
  const simulation::Ensemble ensemble{.draws = draws};
  const std::vector<std::string> files{CHOKEPOINT_SOURCE_DIR "/scenarios/data/observed-2026.csv"};
  const Making making{.version = "1.2.3",
                      .views = {},
                      .observed = evidence::match(evidence::load_observations(files, test_reader()), *scenario)};
  report::Planning planning;
  planning.chapters.push_back(*chapter(scenario, making, ensemble, [](const simulation::Ensemble& one) {
    return analysis::Effort{.ensemble = one, .threads = {}, .progress = {}};
  }));
  const Json answer = opened.ok("report", "sevilla-2024", changes, with_draws);
  const std::string page = answer["text"];
  // All but what says how it was made.
  const auto results = [](const std::string& text) { return text.substr(0, text.find("How it was run")); };
  EXPECT_EQ(results(page).size(), results(report::html(planning)).size());
  EXPECT_THAT(page, HasSubstr("chokepoint report "));
  EXPECT_THAT(page, HasSubstr("commit abc"));
  EXPECT_EQ(answer["name"], "sevilla-2024-changed.html");
}

TEST(Command, GivesTheSame) {
  OpenedPage opened({"sevilla-2024"});
  const std::string text = opened.ok("command", "sevilla-2024", changes, {{"draws", 4096}, {"seed", 7}})["text"];
  EXPECT_THAT(text, testing::StartsWith("chokepoint run "));
  EXPECT_THAT(text, testing::EndsWith(" --set 'power.campus_power=2 to 6 GW' --set trajectory.growth=3x/yr --set "
                                      "latency=off --draws 4096 --seed 7"));
}

/// Whichever states were asked for before, each is answered for itself.
TEST(Session, KeepsTheStatesThatWereAskedForLast) {
  OpenedPage opened({"sevilla-2024"});
  for (const int gigawatts : {2, 3, 4, 2, 3, 5, 6, 7, 8, 2, 7, 5}) {
    const std::string text = std::to_string(gigawatts) + " GW";
    const Json run = opened.ok("run", "sevilla-2024", {{"power.campus_power", text}},
                               {{"draws", 1}, {"sections", Json::array()}})["run"];
    EXPECT_EQ(run["scenario"]["overrides"][0], "power.campus_power=" + text);
  }
}

TEST(Session, EndsWhereItIsTold) {
  OpenedPage opened({"sevilla-2024"}, [](double share) { return share < 0.2; });
  const Json answer = opened.ask(OpenedPage::request("run", "sevilla-2024", {}, {{"draws", 65'536}}));
  EXPECT_EQ(answer["diagnostics"][0]["message"], "was ended before it was done");
}

TEST(Session, TellsHowFarItIs) {
  std::vector<double> shares;
  OpenedPage opened({"sevilla-2024"}, [&shares](double share) {
    shares.push_back(share);
    return true;
  });
  EXPECT_TRUE(shares.empty());
  static_cast<void>(opened.ok("run", "sevilla-2024", {}, {{"draws", 65'536}}));
  EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
  EXPECT_EQ(shares.back(), 1.0);
}

}  // namespace

}  // namespace chokepoint::explorer
