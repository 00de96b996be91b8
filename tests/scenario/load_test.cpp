// SPDX-License-Identifier: Apache-2.0
// What good files mean: every form of a value, merging, overrides, dates, sources.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "chokepoint/scenario.hpp"
#include "scenarios.hpp"

namespace chokepoint::scenario {
namespace {

using Files = std::map<std::string, std::string>;

Loaded loaded(const Files& files, const std::vector<std::string>& overrides = {}, const std::string& path = "it.yaml") {
  return load(path, overrides, reader_of(files));
}

Scenario good(const Files& files, const std::vector<std::string>& overrides = {}, const std::string& path = "it.yaml") {
  Loaded result = loaded(files, overrides, path);
  std::string text;
  for (const Diagnostic& diagnostic : result.diagnostics) text += render(diagnostic);
  if (!result.scenario) throw std::runtime_error(text);
  return *result.scenario;
}

/// The published scenario with one parameter of power replaced by `value`.
Scenario with_campus(const std::string& value) {
  return good({{"it.yaml", "extends: repo/sevilla-2024.yaml\npower:\n  campus_power: " + value + "\n"}});
}

Assumption assumption(const Scenario& scenario, const std::string& path) {
  for (const Assumption& one : scenario.trajectory) {
    if (one.path == path) return one;
  }
  for (const Assumption& one : scenario.shared) {
    if (one.path == path) return one;
  }
  for (const Block& block : scenario.blocks) {
    for (const Assumption& one : block.assumptions) {
      if (one.path == path) return one;
    }
  }
  throw std::invalid_argument("no " + path);
}

struct Form {
  const char* text;
  const char* family;
  double p10;
  double p50;
  double p90;
};
/// What test reports call it.
void PrintTo(const Form& form, std::ostream* out) {
  *out << form.text;
}
class Forms : public testing::TestWithParam<Form> {};

/// Quantiles by hand, in GW: z(0.9) = 1.2816, z(0.95) = 1.6449.
TEST_P(Forms, MeanWhatTheySay) {
  const Form& form = GetParam();
  const auto one = assumption(with_campus(form.text), "power.campus_power");
  EXPECT_EQ(one.distribution.family(), form.family);
  EXPECT_NEAR(one.distribution.quantile(0.1) / 1e9, form.p10, 1e-3 * form.p10);
  EXPECT_NEAR(one.distribution.quantile(0.5) / 1e9, form.p50, 1e-3 * form.p50);
  EXPECT_NEAR(one.distribution.quantile(0.9) / 1e9, form.p90, 1e-3 * form.p90);
}

INSTANTIATE_TEST_SUITE_P(
    Values, Forms,
    testing::Values(
        Form{"2.5 GW", "constant", 2.5, 2.5, 2.5}, Form{"{value: 2500 MW}", "constant", 2.5, 2.5, 2.5},
        Form{"1 to 5 GW", "lognormal", std::sqrt(5.0) * std::pow(5.0, -0.5 * 1.28155 / 1.64485), std::sqrt(5.0),
             std::sqrt(5.0) * std::pow(5.0, 0.5 * 1.28155 / 1.64485)},
        Form{"{p10: 1 GW, p50: 2 GW, p90: 5 GW}", "metalog", 1, 2, 5},
        Form{"{p10: 1 GW, p50: 2 GW, p90: 5 GW, lower: 500 MW, upper: 9 GW}", "metalog", 1, 2, 5},
        Form{"{low: 1 GW, high: 4 GW, interval: 80 %}", "lognormal", 1, 2, 4},
        Form{"{low: 8 GW, high: 12 GW, interval: 80 %, family: normal, truncate: {lower: 0 W}}", "truncated normal", 8,
             10, 12},
        Form{"{distribution: normal, mean: 100 GW, standard_deviation: 1 GW, truncate: {lower: 0 W}}",
             "truncated normal", 98.7184, 100, 101.2816},
        Form{"{distribution: lognormal, median: 2 GW, geometric_standard_deviation: 2}", "lognormal",
             2 / std::pow(2.0, 1.28155), 2, 2 * std::pow(2.0, 1.28155)},
        // Mean m and standard deviation m sqrt(e - 1): ln x has standard deviation one, median m / sqrt(e).
        Form{"{distribution: lognormal, mean: 1 GW, standard_deviation: 1.3108324 GW}", "lognormal",
             std::exp(-0.5 - 1.28155), std::exp(-0.5), std::exp(-0.5 + 1.28155)},
        Form{"{distribution: uniform, low: 1 GW, high: 2 GW}", "uniform", 1.1, 1.5, 1.9},
        Form{"{distribution: log-uniform, low: 1 GW, high: 100 GW}", "log-uniform", std::pow(10, 0.2), 10,
             std::pow(10, 1.8)},
        // Rising from 0 to 2: x^2 / 4.
        Form{"{distribution: triangular, low: 0 GW, mode: 2 GW, high: 2 GW}", "triangular", 2 * std::sqrt(0.1),
             2 * std::sqrt(0.5), 2 * std::sqrt(0.9)},
        // Shape 4 and the mode at the end: beta with alpha 5, beta 1, x^5.
        Form{"{distribution: pert, low: 0 GW, mode: 1 GW, high: 1 GW}", "PERT", std::pow(0.1, 0.2), std::pow(0.5, 0.2),
             std::pow(0.9, 0.2)},
        Form{"{distribution: beta, alpha: 2, beta: 1, low: 0 GW, high: 1 GW}", "beta", std::sqrt(0.1), std::sqrt(0.5),
             std::sqrt(0.9)},
        Form{"{mixture: [{weight: 20 %, value: 1 GW}, {weight: 60 %, value: 2 GW}, {weight: 20 %, value: 3 GW}]}",
             "mixture", 1, 2, 3},
        Form{"{distribution: uniform, low: 0 GW, high: 10 GW, truncate: {lower: 4 GW, upper: 6 GW}}",
             "truncated uniform", 4.2, 5, 5.8}));

TEST(Values, BoundsOfTheParameterBoundItsMetalog) {
  const Scenario scenario = good({{"it.yaml", "extends: repo/sevilla-2024.yaml\n"}});
  EXPECT_EQ(assumption(scenario, "shared.utilization").distribution.upper(), 1.0);
  EXPECT_EQ(assumption(scenario, "power.campus_power").distribution.lower(), 0.0);
}

TEST(Values, KeepTheirTextSourceConfidenceAndNote) {
  const Scenario scenario =
      with_campus("{p10: 1 GW, p50: 2 GW, p90: 5 GW, source: hoffmann-2022, confidence: second-hand, note: a guess}");
  const Assumption one = assumption(scenario, "power.campus_power");
  EXPECT_EQ(one.text, "{p10: 1 GW, p50: 2 GW, p90: 5 GW}");
  EXPECT_EQ(one.source, "hoffmann-2022");
  EXPECT_EQ(one.confidence, "second-hand");
  EXPECT_EQ(one.note, "a guess");
  EXPECT_EQ(one.place.file, "it.yaml");
  EXPECT_EQ(one.place.line, 3U);
}

TEST(Merging, LaterFilesReplaceParametersAsAWhole) {
  const Scenario scenario = good({{"a.yaml", "extends: repo/sevilla-2024.yaml\nname: a\npower: {campus_power: 7 GW}\n"},
                                  {"b.yaml", "years: 2025..2028\npower: {campus_power: 9 GW}\n"},
                                  {"it.yaml", "extends: [a.yaml, b.yaml]\nchips: off\nbase_year: 2024\n"}});
  EXPECT_EQ(assumption(scenario, "power.campus_power").distribution.quantile(0.5), 9e9);
  EXPECT_EQ(assumption(scenario, "power.campus_power").source, "");
  EXPECT_NEAR(assumption(scenario, "power.us_datacenter_power").distribution.quantile(0.5), 40e9, 1.0);
  EXPECT_EQ(scenario.first_year, 2025);
  EXPECT_EQ(scenario.blocks.size(), 3U);
  EXPECT_EQ(scenario.name, "it");  // a name, a title and a description are a file's own
  EXPECT_EQ(scenario.title, "");
  // Correlations with chips, which is off, are gone; the others are there.
  EXPECT_EQ(scenario.correlations.size(), 7U);
}

TEST(Merging, CorrelationsMergePairByPair) {
  const Scenario scenario = good({{"it.yaml",
                                   "extends: repo/sevilla-2024.yaml\ncorrelations:\n"
                                   "  data.image_stock:\n    data.text_stock: 0.6\n"
                                   "  shared.training_duration:\n    power.campus_power: 0.2\n"}});
  EXPECT_EQ(scenario.correlations.size(), 10U);
  for (const Correlation& one : scenario.correlations) {
    if (one.a == "data.image_stock" && one.b == "data.text_stock") {
      EXPECT_EQ(one.spearman, 0.6);
    }
    EXPECT_FALSE(one.a == "data.text_stock" && one.b == "data.image_stock");
  }
}

TEST(Merging, ATableTakesThePlaceOfAnInheritedLine) {
  const Scenario scenario =
      good({{"it.yaml", "extends: repo/sevilla-2024.yaml\ntrajectory: {table: {2024: 5e25 FLOP, 2030: 1e29 FLOP}}\n"}});
  EXPECT_EQ(scenario.trajectory_plan.form, models::TrajectoryPlan::Form::table);
  EXPECT_EQ(scenario.trajectory_plan.years, (std::vector<int>{2024, 2030}));
  EXPECT_EQ(scenario.trajectory[1].path, "trajectory.table.2030");
}

// A group of the trajectory is laid over an inherited one by parameter, as groups of constraints are, and can be left
// out.
TEST(Merging, PostTrainingByParameter) {
  const Files files{{"base.yaml",
                     "extends: repo/sevilla-2024.yaml\ntrajectory:\n  post_training: {ratio: {2024: 0.01, 2028: 1}, "
                     "slowdown: 3, at_most: 2}\n"},
                    {"it.yaml", "extends: base.yaml\ntrajectory: {post_training: {slowdown: 4, ratio: {2026: 0.5}}}\n"},
                    {"off.yaml", "extends: base.yaml\ntrajectory: {post_training: off}\n"},
                    {"table.yaml", "extends: base.yaml\ntrajectory: {table: {2024: 5e25 FLOP, 2030: 1e29 FLOP}}\n"}};
  const Scenario scenario = good(files);
  EXPECT_TRUE(scenario.trajectory_plan.post_training);
  EXPECT_EQ(assumption(scenario, "trajectory.post_training.slowdown").distribution.quantile(0.5), 4.0);
  EXPECT_EQ(assumption(scenario, "trajectory.post_training.ratio.2026").distribution.quantile(0.5), 0.5);
  EXPECT_EQ(assumption(scenario, "trajectory.post_training.at_most").distribution.quantile(0.5), 2.0);
  EXPECT_EQ(scenario.trajectory.size(), 5U);  // anchor and growth before them; the inherited ratios are gone
  EXPECT_FALSE(good(files, {}, "off.yaml").trajectory_plan.post_training);
  EXPECT_EQ(good(files, {}, "off.yaml").trajectory.size(), 2U);
  EXPECT_TRUE(good(files, {}, "table.yaml").trajectory_plan.post_training);
  const Scenario set = good(files, {"slowdown=6", "trajectory.post_training.ratio.2026=0.7"});
  EXPECT_EQ(assumption(set, "trajectory.post_training.slowdown").distribution.quantile(0.5), 6.0);
  // Without a slowdown it is a default, which says so.
  const Scenario alone =
      good({{"it.yaml", "extends: repo/sevilla-2024.yaml\ntrajectory: {post_training: {ratio: 1}}\n"}});
  EXPECT_TRUE(assumption(alone, "trajectory.post_training.slowdown").is_default);
  EXPECT_EQ(assumption(alone, "trajectory.post_training.slowdown").confidence, "assumed");
}

TEST(Merging, AnchorsAndMergeKeysAsYamlSays) {
  const Scenario scenario = good({{"it.yaml",
                                   "extends: repo/sevilla-2024.yaml\n"
                                   "power: &p\n  campus_power: &c {value: 3 GW, source: sevilla-2024}\n"
                                   "  us_datacenter_power: *c\n"
                                   "chips:\n  <<: {initial_stock: 1e6 H100e, dies_per_wafer: 30 H100e/wafer}\n"
                                   "  initial_stock: 2e6 H100e\n"}});
  EXPECT_EQ(assumption(scenario, "power.us_datacenter_power").distribution.quantile(0.5), 3e9);
  EXPECT_EQ(assumption(scenario, "chips.initial_stock").distribution.quantile(0.5), 2e6);
  EXPECT_EQ(assumption(scenario, "chips.dies_per_wafer").distribution.quantile(0.5), 30.0);
}

TEST(Overrides, TakeAnyPathAndTheSyntaxOfTheFile) {
  const Files files{{"it.yaml", "extends: repo/sevilla-2024.yaml\n"}};
  const Scenario scenario =
      good(files, {"power.campus_power=2 to 6 GW", "shared.utilization.p50=40 %", "years=2026..2035", "latency=off",
                   "trajectory.growth={2023: 4x/yr, 2028: 3x/yr}",
                   "correlations.power.datacenter_growth.chips.production_growth=0.4"});
  EXPECT_EQ(assumption(scenario, "power.campus_power").distribution.family(), "lognormal");
  EXPECT_NEAR(assumption(scenario, "shared.utilization").distribution.quantile(0.5), 0.4, 1e-15);
  EXPECT_NEAR(assumption(scenario, "shared.utilization").distribution.quantile(0.9), 0.6, 1e-12);
  EXPECT_EQ(scenario.last_year, 2035);
  EXPECT_EQ(scenario.blocks.size(), 3U);
  EXPECT_EQ(scenario.trajectory_plan.years, (std::vector<int>{2023, 2028}));
  EXPECT_EQ(assumption(scenario, "trajectory.growth.2028").dimension, models::dimension_of(models::trajectory(), 1));
  EXPECT_EQ(assumption(scenario, "trajectory.growth.2028").draws_as, "trajectory.growth");
  EXPECT_EQ(scenario.overrides.size(), 6U);
  for (const Correlation& one : scenario.correlations) {
    if (one.b == "chips.production_growth" && one.a == "power.datacenter_growth") {
      EXPECT_EQ(one.spearman, 0.4);
    }
  }
}

TEST(Years, OneYearIsARange) {
  const Scenario scenario = good({{"it.yaml", "extends: repo/sevilla-2024.yaml\n"}}, {"years=2030"});
  EXPECT_EQ(scenario.years(), 1);
  EXPECT_EQ(scenario.base_year, 2024);
}

TEST(Years, DatesAreSharesOfTheirYear) {
  const auto date = [](const std::string& text) {
    return good({{"it.yaml", "extends: repo/sevilla-2024.yaml\ntrajectory: {anchor_date: " + text + "}\n"}})
        .trajectory_plan.anchor_date;
  };
  EXPECT_EQ(date("2023"), 2023.0);
  EXPECT_EQ(date("2023-03"), 2023.0 + 59.0 / 365.0);
  EXPECT_EQ(date("2023-03-15"), 2023.0 + 73.0 / 365.0);
  EXPECT_EQ(date("2024-03-01"), 2024.0 + 60.0 / 366.0);
  EXPECT_EQ(date("2024-02-29"), 2024.0 + 59.0 / 366.0);
}

TEST(Shared, OnlyWhatIsReadMustBeGiven) {
  const Scenario scenario =
      good({{"it.yaml",
             "years: 2024..2030\ntrajectory: {anchor: 2e25 FLOP, anchor_date: 2023, growth: 4x/yr}\n"
             "shared: {tokens_per_parameter: 20 token/parameter, training_compute: 6 FLOP/token/parameter}\n"
             "data: {text_stock: 1e14 token, image_stock: 1e13 image, video_stock: 1e12 s,\n"
             "  audio_stock: 1e12 s, stock_growth: 1.07x/yr, epochs: 5, quality_share: 20 %,\n"
             "  tokens_per_image: 20 token/image, images_per_video_second: 1 image/s,\n"
             "  tokens_per_audio_second: 20 token/s}\n"}});
  EXPECT_EQ(scenario.shared.size(), models::shared().parameters.size());
  EXPECT_FALSE(assumption(scenario, "shared.training_duration").is_given());
  EXPECT_TRUE(assumption(scenario, "shared.tokens_per_parameter").is_given());
}

TEST(Warnings, OnlyForWhatHasNoSource) {
  const Loaded with_warning = loaded({{"it.yaml", "extends: repo/sevilla-2024.yaml\npower: {campus_power: 3 GW}\n"}},
                                     {"power.us_datacenter_power=50 GW"});
  ASSERT_NE(with_warning.scenario, nullptr);
  ASSERT_EQ(with_warning.diagnostics.size(), 1U);
  EXPECT_EQ(with_warning.diagnostics[0].severity, Diagnostic::Severity::warning);
  EXPECT_EQ(with_warning.diagnostics[0].message, "power.campus_power: no source");
}

TEST(Sources, OfTheExtendingFileComeFirst) {
  const Scenario scenario = good(
      {{"mine/it.yaml", "extends: ../repo/sevilla-2024.yaml\npower: {campus_power: {value: 3 GW, source: mine}}\n"},
       {"mine/sources.yaml", "mine: {title: My own, date: 2026-01-01}\n"}},
      {}, "mine/it.yaml");
  EXPECT_EQ(scenario.sources.at("mine").title, "My own");
  EXPECT_EQ(scenario.sources.at("sevilla-2024").licence, "CC-BY 4.0");
}

TEST(Sources, ABrokenBibliographyIsTheFirstErrorAndTheOnlyOne) {
  const Loaded broken = load("it.yaml", {},
                             reader_of({{"it.yaml",
                                         "extends: repo/sevilla-2024.yaml\nyears: 2024..1999\n"
                                         "power: {campus_power: {value: 3 GW, source: mine}}\n"},
                                        {"sources.yaml", "mine: [\n"}}));
  ASSERT_EQ(broken.diagnostics.size(), 2U);
  EXPECT_EQ(broken.diagnostics[0].place.file, "sources.yaml");
  EXPECT_THAT(broken.diagnostics[0].message, testing::StartsWith("not YAML"));
  EXPECT_THAT(broken.diagnostics[1].message, testing::StartsWith("the years end before they start"));
}

TEST(Sources, ABibliographyThatCannotBeReadIsTold) {
  const Reader with_folder = [inner = reader_of({{"it.yaml", "extends: repo/sevilla-2024.yaml\n"}})](
                                 const std::string& path, std::size_t limit) -> std::variant<std::string, Unreadable> {
    if (path == "sources.yaml") return Unreadable{"is a directory", true};
    return inner(path, limit);
  };
  const Loaded result = load("it.yaml", {}, with_folder);
  ASSERT_EQ(result.diagnostics.size(), 1U);
  EXPECT_EQ(render(result.diagnostics[0]), "sources.yaml: error: cannot be read: is a directory\n");
}

TEST(Overrides, TakeTheLastPartOfAPathWhereItIsTheOnlyOne) {
  const Scenario scenario = good({{"it.yaml", "extends: repo/sevilla-2024.yaml\n"}}, {"campus_power=7 GW"});
  EXPECT_EQ(assumption(scenario, "power.campus_power").text, "7 GW");
  const Loaded two = load("repo/sevilla-2024.yaml", {"growth_that_is_none=7 GW"}, reader_of({}));
  EXPECT_EQ(two.scenario, nullptr);
}

TEST(Files, ByteOrderMarkAndWindowsLinesAreRead) {
  const Scenario scenario = good({{"it.yaml",
                                   "\xEF\xBB\xBF"
                                   "extends: repo/sevilla-2024.yaml\r\nyears: 2024..2027\r\n"}});
  EXPECT_EQ(scenario.last_year, 2027);
}

TEST(Files, TheOnesOfTheRepositoryHaveNoWarnings) {
  std::size_t seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(CHOKEPOINT_SOURCE_DIR "/scenarios")) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".yaml") || name == "sources.yaml") continue;
    const Loaded result = load("repo/" + name, {}, reader_of({}));
    ++seen;
    ASSERT_NE(result.scenario, nullptr) << name;
    EXPECT_TRUE(result.diagnostics.empty()) << render(result.diagnostics.front());
    // What the published one states of confidence is in words, in a note; the example of water adds to it.
    if (name.starts_with("sevilla") || name == "water.yaml") continue;
    for (const Assumption* one : result.scenario->assumptions()) {
      EXPECT_TRUE(!one->is_given() || !one->confidence.empty()) << name << ": " << one->path;
    }
  }
  EXPECT_GE(seen, 13U);
}

TEST(Names, EveryParameterHasAPath) {
  const std::vector<std::string> paths = parameter_paths();
  EXPECT_THAT(paths, testing::Contains("power.campus_power"));
  EXPECT_THAT(paths, testing::Contains("trajectory.growth"));
  EXPECT_THAT(paths, testing::Contains("shared.utilization"));
}

const char* const later = "extends: repo/sevilla-2024.yaml\nyears: 2027..2032\n";

std::vector<Diagnostic> pressing(const Files& files, const std::vector<std::string>& overrides = {}) {
  std::vector<Diagnostic> found = loaded(files, overrides).diagnostics;
  std::erase_if(found, [](const Diagnostic& one) { return !one.pressing; });
  return found;
}

// The trap: stocks of 2024 that count as those of 2027.
TEST(BaseYear, MovedUnderInheritedValuesIsAWarningThatListsThem) {
  EXPECT_THAT(pressing({{"it.yaml", later}}), testing::IsEmpty());
  const auto found = pressing({{"it.yaml", std::string(later) + "base_year: 2027\n"}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].place.line, 3U);
  // Twelve values are dated: batch_size, four of power, three of chips, four of data.
  EXPECT_EQ(found[0].message,
            "values that were given for the start of 2024 now count as of 2027: shared.batch_size, "
            "power.power_per_accelerator, power.us_ai_datacenter_power, power.us_datacenter_power and 8 more");
  EXPECT_EQ(pressing({{"it.yaml", later}}, {"base_year=2027"}).size(), 1U);
  // What is given anew, or says as of when it holds, is not listed.
  const auto fewer =
      pressing({{"it.yaml", std::string(later) + "base_year: 2027\nshared: {batch_size: 9e7 token}\npower:\n"
                                                 "  us_datacenter_power: {value: 40 GW, as_of: 2024}\n"}});
  ASSERT_EQ(fewer.size(), 1U);
  EXPECT_THAT(fewer[0].message, testing::HasSubstr("and 6 more"));
  EXPECT_THAT(fewer[0].message, testing::Not(testing::HasSubstr("batch_size")));
}

TEST(AsOf, IsADateThatAGrowthCanCarry) {
  const Scenario scenario = with_campus("3 GW");
  EXPECT_EQ(assumption(scenario, "power.us_datacenter_power").years_to_base, 0.0);
  const auto with = [](const std::string& path, const std::string& value) {
    return loaded({{"it.yaml", "extends: repo/sevilla-2024.yaml\n"}}, {path + "=" + value});
  };
  const auto held = with("power.us_datacenter_power", "{value: 40 GW, as_of: 2022-07-02}");
  ASSERT_TRUE(held.scenario);
  const Assumption one = assumption(*held.scenario, "power.us_datacenter_power");
  EXPECT_EQ(one.as_of, "2022-07-02");
  EXPECT_NEAR(one.years_to_base, 1.5, 0.002);                                      // day 182 of 365
  EXPECT_TRUE(with("power.campus_power", "{value: 3 GW, as_of: 2024}").scenario);  // the base year: nothing to do
  const auto message = [&](const std::string& path, const std::string& value) {
    return render(with(path, value).diagnostics.at(0));
  };
  EXPECT_THAT(message("power.campus_power", "{value: 3 GW, as_of: 2022}"),
              testing::HasSubstr("power.campus_power: nothing carries it from 2022 to the base year, 2024"));
  EXPECT_THAT(message("chips.initial_stock", "{value: 3e6 H100e, as_of: 2023}"),
              testing::HasSubstr("hint: no growth of the model is this value's own: give it as of 2024"));
  EXPECT_THAT(message("power.us_datacenter_power", "{value: 40 GW, as_of: soon}"),
              testing::HasSubstr("power.us_datacenter_power: not a date: 'soon'"));
}

// Every key at the top either works in --set or is refused by name.
TEST(Overrides, OfEveryKeyAtTheTop) {
  const Files files{{"it.yaml", "extends: repo/sevilla-2024.yaml\n"}};
  EXPECT_EQ(good(files, {"name=other"}).name, "other");
  EXPECT_EQ(good(files, {"title=Another"}).title, "Another");
  EXPECT_EQ(good(files, {"description=Words"}).description, "Words");
  EXPECT_EQ(good(files, {"years=2025..2026"}).last_year, 2026);
  EXPECT_EQ(good(files, {"base_year=2023"}).base_year, 2023);
  EXPECT_EQ(good(files, {"correlations={}"}).correlations.size(), 0U);
  EXPECT_EQ(good(files, {"correlations={power.campus_power: {data.epochs: 0.5}}"}).correlations.size(), 1U);
  EXPECT_EQ(good(files, {"trajectory={table: {2024: 5e25 FLOP, 2030: 2e29 FLOP}}"}).trajectory.size(), 2U);
  EXPECT_EQ(good(files, {"latency=off"}).blocks.size(), 3U);
  const Loaded refused = loaded(files, {"extends=other.yaml"});
  EXPECT_FALSE(refused.scenario);
  ASSERT_EQ(refused.diagnostics.size(), 1U);
  EXPECT_EQ(refused.diagnostics[0].message, "'extends' cannot be set: files are read before anything is set");
}

TEST(Value, UnderValueTakesAnyForm) {
  const Assumption one = assumption(
      with_campus("{value: {distribution: uniform, low: 2 GW, high: 4 GW}, note: a guess}"), "power.campus_power");
  EXPECT_DOUBLE_EQ(one.distribution.quantile(0.25), 2.5e9);
  EXPECT_EQ(one.note, "a guess");
}

TEST(Mixture, WeightsInPerCentAddUp) {
  const auto of = [](const std::string& a, const std::string& b) {
    return "{mixture: [{weight: " + a + ", value: 1 GW}, {weight: " + b + ", value: 2 GW}]}";
  };
  // Three of four: the first up to 0.75.
  EXPECT_EQ(assumption(with_campus(of("3", "1")), "power.campus_power").distribution.quantile(0.74), 1e9);
  EXPECT_EQ(assumption(with_campus(of("66 %", "33 %")), "power.campus_power").distribution.quantile(0.66), 1e9);
  EXPECT_THROW(with_campus(of("60 %", "60 %")), std::runtime_error);
  EXPECT_THROW(with_campus(of("60 %", "30 %")), std::runtime_error);
}

// Beside the scenario, or else what comes with chokepoint, with its sources.
TEST(Extends, FindsWhatComesWithChokepoint) {
  const auto published = test_reader()(CHOKEPOINT_SOURCE_DIR "/scenarios/sevilla-2024.yaml", file_size_limit);
  const auto sources = test_reader()(CHOKEPOINT_SOURCE_DIR "/scenarios/sources.yaml", file_size_limit);
  const Files files{{"it.yaml", "extends: sevilla-2024.yaml\n"},
                    {"chokepoint:/sevilla-2024.yaml", std::get<std::string>(published)},
                    {"chokepoint:/sources.yaml", std::get<std::string>(sources)}};
  const Scenario scenario = good(files);
  EXPECT_EQ(scenario.files, (std::vector<std::string>{"chokepoint:/sevilla-2024.yaml", "it.yaml"}));
  Files beside = files;
  beside["sevilla-2024.yaml"] = "years: 2030..2024\n";
  const auto diagnostics = loaded(beside).diagnostics;
  EXPECT_TRUE(std::any_of(diagnostics.begin(), diagnostics.end(),
                          [](const Diagnostic& one) { return one.place.file == "sevilla-2024.yaml"; }));
}

}  // namespace
}  // namespace chokepoint::scenario
