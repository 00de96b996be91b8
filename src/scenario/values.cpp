// SPDX-License-Identifier: Apache-2.0
#include "scenario/values.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenario/keys.hpp"
#include "scenario/values/reading.hpp"
#include "units/parse.hpp"

namespace chokepoint::scenario {

namespace {

bool is_within_bounds(Reading& reading, const Node& node, const uncertainty::Distribution& distribution) {
  const models::Bounds& bounds = reading.parameter.bounds;
  const bool low = distribution.lower() >= bounds.lower;
  const bool high = distribution.upper() <= bounds.upper;
  if (low && high) return true;
  const double bound = low ? bounds.upper : bounds.lower;
  const std::string text = bound_text(bound, reading.parameter.kind);
  const bool percentiles = node.is_mapping() && node.find("p50") != nullptr;
  error(reading, node.spot,
        fmt::format("this {} distribution can {} {}", distribution.family(), low ? "exceed" : "fall below", text),
        fmt::format(
            "{}: {}",
            percentiles ? (low ? "give upper" : "give lower") : (low ? "add truncate: {upper" : "add truncate: {lower"),
            percentiles ? text : text + "}"));
  return false;
}

NodePointer stripped(const Node& node) {
  auto bare = std::make_shared<Node>(node);
  bare->entries.erase(std::remove_if(bare->entries.begin(), bare->entries.end(),
                                     [](const Entry& entry) { return has_key(remark_keys, entry.key); }),
                      bare->entries.end());
  const bool only_value = bare->entries.size() == 1 && bare->entries.front().key == "value";
  return only_value ? bare->entries.front().value : bare;
}

}  // namespace

std::optional<Value> read_value(const Node& node, const std::string& path, const models::Parameter& parameter,
                                Diagnostics& diagnostics) {
  Reading reading{path, parameter, diagnostics};
  const auto distribution = read_form(reading, node, Bounded::yes, 0);
  if (!distribution) return std::nullopt;
  if (!reading.is_word && !is_within_bounds(reading, node, *distribution)) return std::nullopt;
  return Value{*distribution, one_line(*stripped(node)), reading.remarks, reading.as_of, reading.as_of_spot};
}

std::optional<double> read_number(const Node& node, const std::string& path, const units::Kind& kind,
                                  Diagnostics& diagnostics) {
  const models::Parameter unbounded{"", kind, {}, models::Effect::either, "", ""};
  Reading reading{path, unbounded, diagnostics};
  return read_number_in(reading, node, kind);
}

bool read_remark(const Entry& entry, const std::string& path, Remarks& remarks, Diagnostics& diagnostics) {
  if (!has_key(remark_keys, entry.key)) return false;
  if (!entry.value->is_scalar()) {
    diagnostics.error(entry.value->spot, fmt::format("{}: '{}' is a text", path, entry.key));
    return true;
  }
  const std::string& text = entry.value->text;
  if (entry.key == "source") remarks.source_spot = entry.value->spot;
  if (entry.key == "confidence" && std::find(confidences.begin(), confidences.end(), text) == confidences.end()) {
    diagnostics.error(entry.value->spot, fmt::format("{}: no confidence is called '{}'", path, units::excerpt(text)),
                      fmt::format("one of {}", fmt::join(confidences, ", ")));
    return true;
  }
  (entry.key == "source" ? remarks.source : entry.key == "note" ? remarks.note : remarks.confidence) = text;
  return true;
}

}  // namespace chokepoint::scenario
