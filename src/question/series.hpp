// SPDX-License-Identifier: Apache-2.0
// Series of a scenario and conditions on them, read from text. All of it throws Wrong.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chokepoint/question.hpp"
#include "question/words.hpp"

namespace chokepoint::question {

/// A year of the scenario.
[[nodiscard]] int read_year(Words& words, const scenario::Scenario& scenario);
[[nodiscard]] Comparison read_comparison(Words& words);

/// The place among the blocks of the scenario of the constraint whose name was read last.
[[nodiscard]] std::size_t constraint_named(Words& words, const std::string& name, const scenario::Scenario& scenario);
/// The name of a part, as its place among the parts of the constraint.
[[nodiscard]] std::size_t read_part(Words& words, const models::Description& description);

struct SeriesInYear {
  Series series;
  int year = 0;
};
/// `headroom(power, 2030)`, of which the first word was read last; nothing when it is of no series.
[[nodiscard]] std::optional<SeriesInYear> read_series_in_year(Words& words, const std::string& name,
                                                              const scenario::Scenario& scenario);

/// `headroom(power) < 1`, `ceiling(data) < trajectory`: up to what stands behind it, a parenthesis or `in 2030`.
[[nodiscard]] SeriesCondition read_series_condition(Words& words, const scenario::Scenario& scenario);

/// That an event lasts: `events.taiwan`, whose name was read last; nothing when it is no event's.
[[nodiscard]] std::optional<SeriesCondition> condition_of_event(const std::string& name,
                                                                const scenario::Scenario& scenario);

/// That the largest run takes as many tokens as there are, each once: of the first constraint that knows, `NAME.used`.
/// `asked` is the name that was read last.
[[nodiscard]] SeriesCondition exhaustion(Words& words, const std::string& asked, const scenario::Scenario& scenario);

/// How the series of events begin.
inline constexpr std::string_view events_prefix = "events.";
/// The name that was read last is that of no event.
[[noreturn]] void refuse_event(Words& words, const std::string& name, const scenario::Scenario& scenario);

/// The scenario says nothing of ways around, of which the name that was read last is.
[[noreturn]] void refuse_relief(Words& words, const std::string& name, const scenario::Scenario& scenario);

/// How every series of the scenario is named, without what is in parentheses.
[[nodiscard]] std::vector<std::string> series_names(const scenario::Scenario& scenario);

/// `p10`, `median`, `mean`.
[[nodiscard]] std::optional<Output::Statistic> statistic_named(const std::string& name);

/// The name that was read last is that of no `what` ("output"); `known` are the names that there are.
[[noreturn]] void refuse_name(Words& words, const std::string& name, const scenario::Scenario& scenario,
                              std::string_view what, const std::vector<std::string>& known);

}  // namespace chokepoint::question
