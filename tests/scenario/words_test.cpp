// SPDX-License-Identifier: Apache-2.0
// Parameters that take words as well as numbers. Expected ceilings are computed by hand from the model below.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "chokepoint/question.hpp"
#include "chokepoint/report.hpp"
#include "chokepoint/simulation.hpp"
#include "models/model.hpp"
#include "water.hpp"

namespace chokepoint::models {
namespace {

constexpr std::array<std::string_view, 2> levels{"spring", "neap"};

/// accelerators * level; twice as many at spring tide, and a quarter at neap.
template <class Real>
class Tide {
 public:
  struct Parameters {
    Quantity<units::Accelerators, Real> accelerators;
    Quantity<units::Ratio, Real> level;

    template <class Visit>
    void each(Visit&& visit) {
      visit(accelerators, {"accelerators", not_negative, Effect::raises, "that the tide can cool", "by hand"});
      visit(level, or_words({"level", share, Effect::raises, "of the water", "by hand"}, levels));
    }
  };
  struct Ceiling {
    Quantity<units::Compute, Real> largest_run;

    template <class Visit>
    void each(Visit&& visit) {
      visit(largest_run, Role::ceiling, "", "what can be cooled");
    }
  };
  static constexpr About about{
      .model = "tide", .title = "Tide", .equations = "accelerators * level", .source = "by hand"};
  static constexpr NeedOf<units::Accelerators> need_of{"accelerators", "accelerators of the run", "that are cooled"};
  static constexpr std::string_view reads[] = {"training_duration", "peak_performance", "utilization"};

  Tide(const Shared<Real>& shared, const Parameters& parameters) : shared_(shared), parameters_(parameters) {}
  [[nodiscard]] Ceiling ceiling() const { return {shared_.run(cooled())}; }
  [[nodiscard]] Amounts<units::Accelerators, Real> need(const Quantity<units::Compute, Real>& run) const {
    return {shared_.accelerators_of(run), cooled()};
  }
  void advance() {}
  void inherit(const Tide& /*earlier*/) {}

 private:
  [[nodiscard]] Quantity<units::Accelerators, Real> cooled() const {
    const Real level = units::value_of(parameters_.level);
    const Real at_neap = select(is_word(level, 1), Real(0.25), level);
    return parameters_.accelerators * units::of<units::Ratio>(select(is_word(level, 0), Real(2.0), at_neap));
  }

  Shared<Real> shared_;
  Parameters parameters_;
};

const std::shared_ptr<const Catalogue>& with_tide() {
  static const Description tide = describe<Tide>("tide");
  static const auto catalogue =
      std::make_shared<const Catalogue>(std::vector<Constraint>{{&tide, &step<Tide, double>, &step<Tide, double>}});
  return catalogue;
}

}  // namespace
}  // namespace chokepoint::models

namespace chokepoint::scenario {
namespace {

using testing::HasSubstr;

Loaded loaded(const std::string& level, const std::string& more = {}) {
  const std::string text = head + "tide:\n  accelerators: 100 H100e\n  level: " + level + "\n" + more;
  const Reader read = [&text](const std::string& path, std::size_t) -> std::variant<std::string, Unreadable> {
    if (path == "it.yaml") return text;
    return Unreadable{"no such file"};
  };
  return load("it.yaml", {}, read, models::with_tide());
}

const Assumption& level_of(const Loaded& it) {
  if (!it.scenario) throw std::runtime_error(told(it));
  return it.scenario->blocks.front().assumptions[1];
}

/// Accelerators at the median, in the first year.
double cooled(const Loaded& it) {
  const simulation::Engine engine(it.scenario, {.draws = 1});
  simulation::Block out;
  engine.simulate(0, 1, out);
  return out.series(0, 0, it.scenario->years())[0] / one_accelerator;
}

std::string refused(const std::string& level, const std::string& more = {}) {
  const Loaded it = loaded(level, more);
  EXPECT_EQ(it.scenario, nullptr) << level;
  return told(it);
}

TEST(Words, AreTakenInPlaceOfNumbers) {
  EXPECT_EQ(level_of(loaded("spring")).word(), "spring");
  EXPECT_EQ(level_of(loaded("{value: neap, confidence: assumed, note: of the month}")).word(), "neap");
  EXPECT_NEAR(cooled(loaded("spring")), 200.0, 1e-9);
  EXPECT_NEAR(cooled(loaded("neap")), 25.0, 1e-9);
  EXPECT_EQ(level_of(loaded("0.5")).word(), "");
  EXPECT_NEAR(cooled(loaded("0.5")), 50.0, 1e-9);
}

// -1, -2, … stand for words in columns, and only words give them.
TEST(Words, NumbersKeepTheirBounds) {
  EXPECT_THAT(refused("-1"), HasSubstr("must be above 0, got '-1'"));
  EXPECT_THAT(refused("1.5"), HasSubstr("must be at most 1, got '1.5'"));
}

TEST(Words, AreTheOnesThatAreDeclared) {
  EXPECT_THAT(refused("neep"), HasSubstr("it.yaml:6:10: error: tide.level: neither a number nor a word of it: 'neep'"));
  EXPECT_THAT(refused("neep"), HasSubstr("did you mean neap?"));
  EXPECT_THAT(refused("whatever"), HasSubstr("hint: a number, or one of spring, neap"));
}

TEST(Words, AreNoDistributions) {
  EXPECT_THAT(refused("{p10: neap, p50: 0.5, p90: 0.6}"),
              HasSubstr("p10: 'neap' is a word, and no number of a distribution"));
  EXPECT_THAT(refused("{mixture: [{weight: 1, value: neap}, {weight: 1, value: 0.5}]}"),
              HasSubstr("'neap' is a word, and no component of a mixture"));
  EXPECT_THAT(refused("{value: neap, truncate: {lower: 0.1}}"),
              HasSubstr("'neap' is a word, and no distribution that can be truncated"));
  EXPECT_THAT(refused("{2024: 0.5, 2026: neap}"), HasSubstr("'neap' is a word, which is not by year"));
  EXPECT_THAT(refused("neap", "correlations: {tide.level: {tide.accelerators: 0.5}}\n"),
              HasSubstr("tide.level is 'neap', a word: nothing is correlated with it"));
}

std::string why(const std::variant<question::Axis, Diagnostic>& axis) {
  const auto* const wrong = std::get_if<Diagnostic>(&axis);
  return wrong == nullptr ? std::string() : render(*wrong);
}

TEST(Words, AreNotVaried) {
  const Loaded word = loaded("neap");
  const Loaded number = loaded("0.5");
  EXPECT_THAT(why(question::read_axis("tide.level=0.1..1", *word.scenario, "--x", 3, false)),
              HasSubstr("tide.level is 'neap', a word: only numbers are varied"));
  EXPECT_THAT(why(question::read_lever("tide.level", "0.1..1", *word.scenario, "--vary", "--range")),
              HasSubstr("give it a number first: --set tide.level=…"));
  EXPECT_EQ(why(question::read_axis("tide.level=0.1..1", *number.scenario, "--x", 3, false)), "");
  EXPECT_THAT(why(question::read_axis("tide.level=0.1,neap", *number.scenario, "--x", 3, false)),
              HasSubstr("'neap' is a word: only numbers are varied"));
}

TEST(Words, StandInWhatIsExplained) {
  const Loaded it = loaded("neap");
  const std::string text =
      report::explain(*it.scenario->blocks.front().constraint->description, it.scenario.get(), 100);
  EXPECT_THAT(text, HasSubstr("tide.level (ratio, above 0, at most 1, or spring, or neap)"));
  EXPECT_THAT(text, HasSubstr(": neap [no source]"));
}

}  // namespace
}  // namespace chokepoint::scenario
