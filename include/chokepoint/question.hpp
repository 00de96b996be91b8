// SPDX-License-Identifier: Apache-2.0
// Stage `question`: what is asked of a scenario (outputs, conditions, ranges of a parameter), from text to checked
// values. The grammar is in docs/what_if.md.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "chokepoint/scenario.hpp"

namespace chokepoint::question {

/// A number in every draw and year: of the trajectory, or of a constraint. A new kind of them needs a form in
/// question/series.cpp, its values in statistics::values_of(), and its place in a summary in analysis/outputs.cpp.
struct Series {
  enum class What {
    trajectory,
    observed,
    pre_training,
    post_training,
    post_training_share,
    attainable,
    ceiling,
    headroom,
    need,
    supply,
    gap,
    internal,
    event,
    relief
  };

  What what = What::attainable;
  std::size_t constraint = 0;       // among the blocks of the scenario
  std::optional<std::size_t> part;  // of a ceiling: among the parts of the constraint
  std::size_t internal = 0;         // among the internal series of the constraint, for What::internal; among the
                                    // outputs of models::relief(), for What::relief
  std::size_t event = 0;            // among the events of the scenario, for What::event
  units::Kind kind;                 // of the values

  friend bool operator==(const Series&, const Series&) = default;
};

/// Whether a series is of a run that is split into pre-training and post-training.
[[nodiscard]] constexpr bool is_of_split(Series::What what) {
  return what == Series::What::pre_training || what == Series::What::post_training ||
         what == Series::What::post_training_share;
}
/// Whether a series is of what the trajectory's run takes of a constraint: blocks have it only when asked.
[[nodiscard]] constexpr bool is_need(Series::What what) {
  return what == Series::What::need || what == Series::What::supply || what == Series::What::gap;
}

enum class Comparison { less, less_or_equal, greater, greater_or_equal };
[[nodiscard]] bool holds(double found, Comparison comparison, double limit);

/// What holds of a draw in some years and in others does not: a series against a value, or another series of its kind.
struct SeriesCondition {
  Series series;
  Comparison comparison = Comparison::greater_or_equal;
  std::variant<double, Series> limit;  // in the kind of the series

  friend bool operator==(const SeriesCondition&, const SeriesCondition&) = default;
};

/// That an output of the ways around a shortfall, "left", is above 0. Throws std::out_of_range.
[[nodiscard]] SeriesCondition relief_above_zero(std::string_view output);

/// That the largest run takes every unique token there is: `exhaustion_year` is the first year of it. Of the first
/// constraint that knows its stock; nothing where none does.
[[nodiscard]] std::optional<SeriesCondition> exhaustion_of(const scenario::Scenario& scenario);

/// Something that a run finds out: a number in each draw, or an event that happens in some of them.
struct Output {
  enum class What {
    series,  // numbers
    first_year,
    first_binding_year,
    feasible,  // events
    lowest,
    binds_first,
    stops,
    stopped,
    below,
    nothing_binds,
    holds_in,
    holds_by,
  };
  /// What is reported of a number: one of the quantiles, or the mean.
  enum class Statistic { p5, p10, p25, p50, p75, p90, p95, mean };

  What what = What::series;
  Series series;              // of What::series
  SeriesCondition condition;  // of first_year, holds_in, holds_by
  // Of an event:
  std::size_t constraint = 0;            // among the blocks of the scenario
  std::optional<std::size_t> part;       // among the parts of the constraint
  int year = 0;                          // 0: of no single year
  Statistic statistic = Statistic::p50;  // of numbers; of events it is the probability
  units::Kind kind;                      // of the value
  std::string text;                      // as asked

  [[nodiscard]] bool is_event() const { return what >= What::feasible; }
  /// The first year in which something happens, in each draw; it may never do.
  [[nodiscard]] bool is_date() const { return what == What::first_year || what == What::first_binding_year; }
};

struct Condition {
  Output output;
  Comparison comparison = Comparison::greater_or_equal;
  double value = 0.0;  // in the kind of the output
  std::string text;

  [[nodiscard]] bool holds_for(double found) const { return holds(found, comparison, value); }
};

/// Values that a parameter takes one after the other.
struct Axis {
  std::string path;
  const models::Parameter* parameter = nullptr;
  std::vector<double> values;  // coherent units
  bool logarithmic = false;    // even in the logarithm
  bool range = true;           // FROM..TO, not a list
};
inline constexpr std::size_t axis_limit = 10'000;  // values

/// Every way to read these texts ends in a value or in one diagnostic; `option` names where the text came from
/// ("--until"). Names are looked up in `scenario`.
[[nodiscard]] std::variant<Output, scenario::Diagnostic> read_output(const std::string& text,
                                                                     const scenario::Scenario& scenario,
                                                                     const std::string& option);
/// `OUTPUT >= VALUE`, `P(EVENT) < 10 %`.
[[nodiscard]] std::variant<Condition, scenario::Diagnostic> read_condition(const std::string& text,
                                                                           const scenario::Scenario& scenario,
                                                                           const std::string& option);
/// `NAME=FROM..TO`, `NAME=FROM..TO:N` or `NAME=VALUE,VALUE,…`; `count` values when N is not given.
[[nodiscard]] std::variant<Axis, scenario::Diagnostic> read_axis(const std::string& text,
                                                                 const scenario::Scenario& scenario,
                                                                 const std::string& option, std::size_t count,
                                                                 bool logarithmic);
/// A name of a parameter that the scenario holds, and the range of it: `FROM..TO`, or without a text from the smallest
/// to the largest value that is likely (P1 to P99), for a constant from a tenth to ten times of it, inside its bounds.
[[nodiscard]] std::variant<Axis, scenario::Diagnostic> read_lever(const std::string& name, const std::string& range,
                                                                  const scenario::Scenario& scenario,
                                                                  const std::string& option,
                                                                  const std::string& range_option);

/// The series that results name so: "trajectory", "ceiling/power/campus", "chips/stock"; nothing where the scenario has
/// none of this name.
[[nodiscard]] std::optional<Series> series_named(std::string_view name, const scenario::Scenario& scenario);

/// The assumption of a path, or null.
[[nodiscard]] const scenario::Assumption* find(const scenario::Scenario& scenario, std::string_view path);

}  // namespace chokepoint::question
