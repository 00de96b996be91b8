// SPDX-License-Identifier: Apache-2.0
// The years of a scenario, and the one at whose start its values hold.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "scenario/dates.hpp"
#include "scenario/draft/draft.hpp"
#include "units/parse.hpp"

namespace chokepoint::scenario {

namespace {

void read_base_year(Draft& draft) {
  const Entry* const entry = draft.tree().find("base_year");
  if (entry == nullptr) return;
  const auto year = year_of(entry->value->text);
  if (!year) {
    draft.diagnostics.error(entry->value->spot,
                            fmt::format("not a year: '{}'", units::excerpt(one_line(*entry->value))));
  } else if (*year > draft.scenario.first_year) {
    draft.diagnostics.error(
        entry->value->spot,
        fmt::format("the base year {} lies after the first year, {}", *year, draft.scenario.first_year),
        "parameters hold at the start of the base year; nothing is known before it");
  } else {
    draft.scenario.base_year = *year;
  }
}

}  // namespace

void read_years(Draft& draft) {
  const Entry* const entry = draft.tree().find("years");
  if (entry == nullptr) {
    tell_missing(draft, "years", "such as years: 2024..2030");
    return;
  }
  const Node& node = *entry->value;
  if (node.kind == Node::Kind::null) {
    draft.diagnostics.error(entry->spot, "no years stand here", "such as years: 2024..2030");
    return;
  }
  const std::size_t dots = node.text.find("..");
  const auto first = year_of(trimmed(node.text.substr(0, dots)));
  const std::string rest = dots == std::string::npos ? std::string() : node.text.substr(dots + 2);
  const auto last =
      dots == std::string::npos ? first : year_of(rest.substr(std::min(rest.find_first_not_of(' '), rest.size())));
  if (!node.is_scalar() || !first || !last) {
    draft.diagnostics.error(
        node.spot, fmt::format("not years: '{}'", units::excerpt(one_line(node))),
        fmt::format("write 2024..2030, or one year, from {} to {}", models::earliest_year, models::latest_year));
    return;
  }
  if (*last < *first) {
    draft.diagnostics.error(node.spot, fmt::format("the years end before they start: '{}'", node.text),
                            fmt::format("did you mean {}..{}?", *last, *first));
    return;
  }
  if (*last - *first + 1 > year_limit) {
    draft.diagnostics.error(node.spot,
                            fmt::format("{} years; at most {} can be simulated", *last - *first + 1, year_limit));
    return;
  }
  draft.scenario.first_year = *first;
  draft.scenario.last_year = *last;
  draft.scenario.base_year = *first;
  draft.have_years = true;
  read_base_year(draft);
}

}  // namespace chokepoint::scenario
