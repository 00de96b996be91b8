// SPDX-License-Identifier: Apache-2.0
// What is written for a parameter, to its assumptions.
#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <optional>

#include "scenario/by_year.hpp"
#include "scenario/dates.hpp"
#include "scenario/draft/draft.hpp"
#include "scenario/values.hpp"
#include "units/parse.hpp"

namespace chokepoint::scenario {

namespace {

using models::Description;
using models::Parameter;

/// One value, and where it says as of when it holds.
struct Written {
  Assumption assumption;
  Spot as_of;
};

/// One value: of a parameter, or of it in one year.
std::optional<Written> read_one(Draft& draft, const Node& node, std::string path, const Parameter& parameter) {
  auto value = read_value(node, path, parameter, draft.diagnostics);
  if (!value) return std::nullopt;
  Remarks& remarks = value->remarks;
  if (!remarks.source.empty()) check_source(draft, remarks.source, remarks.source_spot);
  Assumption made(std::move(path), parameter, std::move(value->distribution));
  made.text = std::move(value->text);
  made.source = std::move(remarks.source);
  made.confidence = std::move(remarks.confidence);
  made.note = std::move(remarks.note);
  made.place = place_of(node.spot);
  made.is_of_series = node.spot.text != nullptr && node.spot.text->is_table;
  made.as_of = std::move(value->as_of);
  draft.spots.emplace_back(made.path, node.spot);
  return Written{std::move(made), value->as_of_spot};
}

/// A value that holds at another date than the start of the base year, and what carries it there.
void hold_as_of(Draft& draft, const Spot& spot, Assumption& made) {
  const std::string& date = made.as_of;
  const auto when = date_of(date);
  if (!when) {
    draft.diagnostics.error(spot, fmt::format("{}: not a date: '{}'", made.path, date.substr(0, 80)),
                            "write 2026, 2026-07 or 2026-07-01");
    return;
  }
  made.years_to_base = draft.scenario.base_year - *when;
  if (!draft.have_years || made.years_to_base == 0.0 || !made.parameter->growth.empty()) return;
  draft.diagnostics.error(
      spot,
      fmt::format("{}: nothing carries it from {} to the base year, {}", made.path, date, draft.scenario.base_year),
      made.parameter->dated
          ? fmt::format("no growth of the model is this value's own: give it as of {}", draft.scenario.base_year)
          : std::string("it is taken to be the same in every year: leave out 'as_of'"));
}

/// What is said of all values goes for this one; false when it claims another date.
bool stands_at_its_year(Draft& draft, Written& read, const ByYear& written) {
  Assumption& one = read.assumption;
  if (one.source.empty()) one.source = written.remarks.source;
  if (one.confidence.empty()) one.confidence = written.remarks.confidence;
  if (one.note.empty()) one.note = written.remarks.note;
  if (const auto word = one.word(); !word.empty()) {
    draft.diagnostics.error(*draft.spot_of(one.path),
                            fmt::format("{}: '{}' is a word, which is not by year", one.path, word),
                            fmt::format("a word holds in all years: {}: {}", one.parameter->name, word));
    return false;
  }
  if (one.as_of.empty()) return true;
  draft.diagnostics.error(read.as_of, fmt::format("{}: a value by year holds at the start of its year", one.path),
                          "leave out 'as_of'");
  return false;
}

/// The ranks of neighbours are correlated as given, those of others the less the more stand between them.
void correlate_years(Draft& draft, const std::string& path, const std::vector<int>& years, const ByYear& written,
                     const Spot& spot) {
  for (std::size_t i = 0; i < years.size(); ++i) {
    for (std::size_t j = i + 1; j < years.size(); ++j) {
      draft.scenario.correlations.push_back({fmt::format("{}.{}", path, years[i]), fmt::format("{}.{}", path, years[j]),
                                             std::pow(written.correlation, static_cast<double>(j - i)),
                                             written.remarks.source, written.remarks.note, place_of(spot),
                                             written.remarks.confidence});
      draft.correlation_spots.push_back(spot);
    }
  }
}

/// Values at the start of years; returns the years.
std::vector<int> add_points(Draft& draft, const ByYear& written, const std::string& path, const Parameter& parameter,
                            std::optional<std::size_t> dimension, std::vector<Assumption>& to) {
  std::vector<int> years;
  const bool together = written.correlation == 1.0;
  for (const Piece& piece : written.points) {
    auto one = read_one(draft, *piece.value, fmt::format("{}.{}", path, piece.year), parameter);
    if (!one || !stands_at_its_year(draft, *one, written)) continue;
    Assumption& made = one->assumption;
    if (together) made.draws_as = path;
    if (together || years.empty()) made.dimension = dimension;
    made.year = piece.year;
    made.steps = written.steps || parameter.kind.growth;
    years.push_back(piece.year);
    to.push_back(std::move(made));
  }
  return years;
}

void add_additions(Draft& draft, const ByYear& written, const std::string& path, const Parameter& parameter,
                   std::vector<Assumption>& to) {
  if (written.additions.empty()) return;
  const Spot& spot = written.additions.front().value->spot;
  if (parameter.kind.growth || std::isfinite(parameter.bounds.upper)) {
    draft.diagnostics.error(spot, fmt::format("{}: nothing can be added to it", path),
                            fmt::format("{}: give it by year: {{2026: …, 2032: …}}",
                                        parameter.kind.growth ? "it is a growth" : "it has an upper bound"));
    return;
  }
  if (parameter.dated && parameter.growth.empty()) {
    draft.diagnostics.error(
        spot, fmt::format("{}: nothing can be added to it", path),
        "it is where the model starts from, and goes on by itself: give it by year: {2026: …, 2032: …}");
    return;
  }
  for (const Piece& piece : written.additions) {
    auto one = read_one(draft, *piece.value, fmt::format("{}.plus.{}", path, piece.year), parameter);
    if (!one || !stands_at_its_year(draft, *one, written)) continue;
    one->assumption.year = piece.year;
    one->assumption.added = true;
    to.push_back(std::move(one->assumption));
  }
}

}  // namespace

void check_source(Draft& draft, const std::string& key, const Spot& spot) {
  if (!draft.layers.sources_known || draft.layers.sources.count(key) > 0) return;
  std::vector<std::string> keys;
  for (const auto& [name, source] : draft.layers.sources) keys.push_back(name);
  const std::string near = did_you_mean(key, keys);
  draft.diagnostics.error(spot, fmt::format("no source has the key '{}'", units::excerpt(key)),
                          !near.empty()               ? near
                          : draft.layers.bibliography ? "sources.yaml, beside the scenario, lists them"
                                                      : "there is no sources.yaml beside the scenario");
}

std::vector<int> assume(Draft& draft, const Node& node, const Description& description, const Parameter& parameter,
                        std::vector<Assumption>& to) {
  const std::string path = path_of(description, parameter);
  if (is_addition(node)) {
    draft.diagnostics.error(node.spot, fmt::format("{}: there is nothing to add to", path),
                            "in a file: {value: 40 GW, plus: {2032: 20 GW}}");
    return {};
  }
  const auto written = take_apart(node, path, draft.diagnostics);
  if (!written) return {};
  if (!written->remarks.source.empty()) {
    check_source(draft, written->remarks.source, written->remarks.source_spot);
  }
  if (parameter.only_before && (!written->points.empty() || !written->additions.empty())) {
    draft.diagnostics.error(node.spot, fmt::format("{}: it has no values by year", path),
                            description.constraint.empty()
                                ? "give one value"
                                : "it is about the years before the base year: give one value");
    return {};
  }
  const auto position = static_cast<std::size_t>(&parameter - description.parameters.data());
  const auto dimension = models::dimension_of(description, position);
  if (written->always != nullptr) {
    if (auto one = read_one(draft, *written->always, path, parameter)) {
      one->assumption.dimension = dimension;
      if (!one->assumption.as_of.empty()) hold_as_of(draft, one->as_of, one->assumption);
      to.push_back(std::move(one->assumption));
    }
  }
  std::vector<int> years = add_points(draft, *written, path, parameter, dimension, to);
  if (written->correlation > 0.0 && written->correlation < 1.0)
    correlate_years(draft, path, years, *written, node.spot);
  add_additions(draft, *written, path, parameter, to);
  return years;
}

void assume_default(Draft& draft, const Description& description, const Parameter& parameter,
                    std::vector<Assumption>& to) {
  const std::string written(parameter.unless_given.text);
  const auto text = std::make_shared<const Text>(
      Text{fmt::format("default of {}", path_of(description, parameter)), 0, lines_of(written)});
  const NodePointer node = parse(text, written, draft.diagnostics);
  draft.defaults.push_back(node);
  const std::size_t before = to.size();
  if (node != nullptr) assume(draft, *node, description, parameter, to);
  for (std::size_t i = before; i < to.size(); ++i) {
    to[i].is_default = true;
    to[i].confidence = parameter.unless_given.basis.confidence;
    to[i].note = fmt::format("default: {}", parameter.unless_given.basis.words);
  }
}

}  // namespace chokepoint::scenario
