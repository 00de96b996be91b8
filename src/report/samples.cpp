// SPDX-License-Identifier: Apache-2.0
// Samples as files: a table as text, the same as NumPy's bytes, and what its columns are.
#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>

#include "chokepoint/report.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

using Json = nlohmann::ordered_json;
using analysis::Samples;

/// All columns of numbers, in the order of the table.
std::vector<const Samples::Column*> columns_of(const Samples& samples) {
  std::vector<const Samples::Column*> columns;
  for (const auto* const group : {&samples.parameters, &samples.outputs}) {
    for (const Samples::Column& one : *group) columns.push_back(&one);
  }
  return columns;
}

std::string_view name_of_binding(const Samples& samples, std::size_t draw) {
  const std::int8_t by = samples.stopped_by[draw];
  return by < 0 ? std::string_view() : std::string_view(samples.constraints[static_cast<std::size_t>(by)]);
}

std::string csv_of(const Samples& samples) {
  const auto columns = columns_of(samples);
  std::string out = "draw";
  for (const Samples::Column* const one : columns) out += "," + csv_field(one->name);
  out += ",stopped_by,stopped_in\n";
  const auto back = std::back_inserter(out);
  for (std::size_t draw = 0; draw < samples.draws; ++draw) {
    fmt::format_to(back, "{}", draw);
    for (const Samples::Column* const one : columns) {
      const double value = one->values[draw];
      std::isnan(value) ? fmt::format_to(back, ",") : fmt::format_to(back, ",{}", value);
    }
    const int year = samples.stopped_in[draw];
    fmt::format_to(back, ",{},{}\n", name_of_binding(samples, draw), year == 0 ? std::string() : std::to_string(year));
  }
  return out;
}

/// Little-endian, whatever the machine.
template <class Number>
void append(std::string& out, Number number) {
  static_assert(sizeof(Number) <= 8);
  std::uint64_t bits = 0;
  std::memcpy(&bits, &number, sizeof number);
  for (std::size_t byte = 0; byte < sizeof number; ++byte) out += static_cast<char>((bits >> (8 * byte)) & 0xFFU);
}

/// As a literal of Python, which the header is: ' and \ escaped, and what is not printable ASCII.
std::string python_text(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\'' || c == '\\') out += '\\';
    byte < 0x20 || byte > 0x7E ? out += fmt::format("\\x{:02x}", byte) : out += c;
  }
  return out + "'";
}

/// A record for each draw: NumPy's format 1.0 (NEP 1), or 2.0 where the header is longer than 65,535 bytes.
std::string npy_of(const Samples& samples) {
  const auto columns = columns_of(samples);
  std::size_t longest = 1;
  for (const std::string& one : samples.constraints) longest = std::max(longest, one.size());
  std::string fields = "('draw', '<u8'), ";
  for (const Samples::Column* const one : columns) fields += fmt::format("({}, '<f8'), ", python_text(one->name));
  fields += fmt::format("('stopped_by', '|S{}'), ('stopped_in', '<i2')", longest);
  std::string header =
      fmt::format("{{'descr': [{}], 'fortran_order': False, 'shape': ({},), }}", fields, samples.draws);
  constexpr std::size_t aligned = 64;  // magic, version, length, header and the newline that ends it
  const bool large = 10 + header.size() + aligned > 65'535;
  const std::size_t before = large ? 12 : 10;
  header.append(aligned - 1 - (before + header.size()) % aligned, ' ');
  header += '\n';
  std::string out = std::string("\x93NUMPY") + (large ? '\2' : '\1') + '\0';
  large ? append(out, static_cast<std::uint32_t>(header.size())) : append(out, static_cast<std::uint16_t>(header.size()));
  out += header;
  out.reserve(out.size() + samples.draws * (8 + 8 * columns.size() + longest + 2));
  for (std::size_t draw = 0; draw < samples.draws; ++draw) {
    append(out, static_cast<std::uint64_t>(draw));
    for (const Samples::Column* const one : columns) append(out, one->values[draw]);
    std::string name(name_of_binding(samples, draw));
    name.resize(longest, '\0');
    out += name;
    append(out, samples.stopped_in[draw]);
  }
  return out;
}

Json of_assumption(const scenario::Assumption& one) {
  Json field = {{"description", one.parameter->meaning}, {"text", one.text}};
  if (!one.source.empty()) field["source"] = one.source;
  if (!one.confidence.empty()) field["confidence"] = one.confidence;
  return field;
}

/// What each column is, after Frictionless Data's Table Schema, and the parameters that are the same in all draws.
std::string schema_of(const Context& context, const Samples& samples, const Provenance& provenance) {
  Json fields = Json::array();
  fields.push_back({{"name", "draw"}, {"type", "integer"}, {"description", "number of the draw, from 0"}});
  for (const Samples::Column& one : samples.parameters) {
    Json field = {{"name", one.name}, {"type", "number"}, {"unit", unit_of(one.kind)}, {"role", "parameter"}};
    if (const auto* const assumption = question::find(*context.scenario, one.name)) field.update(of_assumption(*assumption));
    fields.push_back(std::move(field));
  }
  for (const Samples::Column& one : samples.outputs) {
    fields.push_back({{"name", one.name}, {"type", "number"}, {"unit", unit_of(one.kind)}, {"role", "output"}});
  }
  fields.push_back({{"name", "stopped_by"},
                    {"type", "string"},
                    {"description", "the constraint that binds first; empty: none does within the years"},
                    {"constraints", {{"enum", samples.constraints}}}});
  fields.push_back({{"name", "stopped_in"},
                    {"type", "year"},
                    {"description", "the first year in which its ceiling is below the trajectory; empty, 0 in NumPy's file: never"}});
  Json constants = Json::array();
  for (const scenario::Assumption* const one : context.scenario->assumptions()) {
    if (!one->distribution.is_constant()) continue;
    Json constant = {{"name", one->path}};
    if (one->word().empty()) {
      constant["value"] = one->distribution.quantile(0.5);
      constant["unit"] = unit_of(one->parameter->kind);
    }
    constant.update(of_assumption(*one));
    constants.push_back(std::move(constant));
  }
  Json files = Json::array();
  for (const File& file : provenance.files) files.push_back({{"path", file.path}, {"sha256", file.sha256}});
  const Json document = {{"format", "chokepoint-samples"},
                         {"format_version", 1},
                         {"chokepoint", context.version},
                         {"commit", provenance.commit},
                         {"command", provenance.command},
                         {"files", files},
                         {"scenario", context.scenario->name},
                         {"draws", samples.draws},
                         {"seed", context.ensemble.seed},
                         {"fields", fields},
                         {"primaryKey", "draw"},
                         {"missingValues", {""}},
                         {"constants", constants}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::vector<Named> samples(const Context& context, const Samples& samples, const Provenance& provenance) {
  return {{"schema.json", schema_of(context, samples, provenance)},
          {"samples.csv", csv_of(samples)},
          {"samples.npy", npy_of(samples)}};
}

}  // namespace chokepoint::report
