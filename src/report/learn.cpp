// SPDX-License-Identifier: Apache-2.0
// What a scenario has learnt, for terminal and programs, and as a scenario of its own.
#include "report/learn.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "chokepoint/report.hpp"
#include "report/scores.hpp"
#include "report/text.hpp"
#include "report/verdict.hpp"

namespace chokepoint::report {

namespace {

using evidence::Learned;
using evidence::LearnedCorrelation;
using evidence::LearnedObservation;
using evidence::LearnedParameter;
using evidence::LearnedSeries;
using evidence::LearnedSpread;
using evidence::Posterior;
using Json = nlohmann::ordered_json;

constexpr int digits = 3;

std::vector<std::string> constraints_of(const Learned& learned) {
  std::vector<std::string> names;
  for (const auto& block : learned.scenario->blocks) names.push_back(block.constraint->description->name);
  return names;
}

constexpr double shown_from = 0.005;  // bits: what is not 0.00

/// "1.85e6 H100e/yr"
std::string shown(double value, const units::Kind& kind, int count = digits) {
  std::string text = exact_enough(value, kind, count);
  const std::size_t exponent = text.find("e0");
  if (exponent != std::string::npos && exponent > 0 && text[exponent - 1] >= '0' && text[exponent - 1] <= '9') {
    text.erase(exponent + 1, 1);  // 1.85e06
  }
  return text;
}

}  // namespace

std::string sentences_of(const binding::Verdict& verdict, const Learned& learned) {
  const std::vector<std::string> names = constraints_of(learned);
  const Told told{verdict, names, learned.scenario->first_year, learned.scenario->last_year};
  std::string text;
  for (const std::string& sentence : {stopped_sentence(told), ranking_sentence(told), when_sentence(told)}) {
    if (!sentence.empty()) text += (text.empty() ? "" : " ") + sentence;
  }
  return text;
}

std::string middle_of(const LearnedSpread& spread, const units::Kind& kind) {
  const std::string median = shown(spread.p50, kind);
  const std::string low = shown(spread.p10, kind);
  const std::string high = shown(spread.p90, kind);
  const auto unit_from = [](const std::string& text) { return std::min(text.find(' '), text.size()); };
  const std::string unit = median.substr(unit_from(median));
  if (low.substr(unit_from(low)) != unit || high.substr(unit_from(high)) != unit) {
    return fmt::format("{} ({} to {})", median, low, high);
  }
  return fmt::format("{} ({} to {}){}", median.substr(0, unit_from(median)), low.substr(0, unit_from(low)),
                     high.substr(0, unit_from(high)), unit);
}

std::string givers_of(const LearnedParameter& parameter, const Learned& learned) {
  std::vector<std::size_t> order;
  for (std::size_t s = 0; s < parameter.alone.size(); ++s) {
    if (parameter.alone[s] >= shown_from) order.push_back(s);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&parameter](std::size_t a, std::size_t b) { return parameter.alone[a] > parameter.alone[b]; });
  std::vector<std::string> parts;
  parts.reserve(order.size());
  for (const std::size_t s : order)
    parts.push_back(fmt::format("{:.2f} {}", parameter.alone[s], learned.series[s].name));
  return parts.empty() ? "by no series alone" : "alone: " + listed(parts);
}

std::string worth_of(const Learned& learned) {
  return fmt::format("{} draws, weighted, are worth {} of one weight", grouped(learned.draws),
                     grouped(static_cast<std::uint64_t>(learned.effective)));
}

namespace {

std::string times(double orders) {
  return fmt::format("{:.3g}x", std::pow(10.0, orders));
}

std::string trimmed_line(const std::string& line) {
  return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

/// "7 observations", "1 observation"
std::string counted(std::size_t count) {
  return fmt::format("{} observation{}", count, count == 1 ? "" : "s");
}

std::string table_of_series(const Learned& learned) {
  constexpr std::size_t name = 30;
  std::string out = trimmed_line(left("series", name) + right("observed", 9) + right("models off by", 15) +
                                 right("draws left by it alone", 24));
  for (const LearnedSeries& one : learned.series) {
    const std::string worth =
        one.says_nothing ? "all" : grouped(static_cast<std::uint64_t>(std::llround(one.effective)));
    out += left(one.name, name) + right(fmt::format("{}", one.observations), 9) + right(times(one.discrepancy), 15) +
           right(worth, 24) + "\n";
  }
  for (const LearnedSeries& one : learned.series) {
    if (one.says_nothing) out += fmt::format("{} says nothing: the scenario has the same in all draws.\n", one.name);
  }
  return out;
}

std::string of_observation(const LearnedObservation& one) {
  const auto& kind = one.observation.kind;
  return fmt::format("{} {}: {}, above {} of the draws\n  before {}\n  after  {}\n", one.observation.series,
                     one.observation.date, shown(one.observation.value, kind), percent(one.below),
                     middle_of(one.before, kind), middle_of(one.after, kind));
}

std::string of_parameter(const LearnedParameter& parameter, const Learned& learned) {
  const auto& kind = parameter.first->parameter->kind;
  const std::string what =
      parameter.first->path == parameter.path ? std::string() : fmt::format(" ({})", parameter.first->path);
  return fmt::format("{}{}: {:.2f} bits\n  before {}\n  after  {}\n", parameter.path, what, parameter.bits,
                     middle_of(parameter.before, kind), middle_of(parameter.after, kind)) +
         wrapped(givers_of(parameter, learned), 80, 2);
}

std::string correlations_in_words(const Learned& learned) {
  std::string out;
  for (const LearnedCorrelation& one : learned.correlations) {
    const bool shown = std::abs(one.after) >= evidence::correlation_from || one.before != 0.0;
    if (!shown) continue;
    out += fmt::format("{} with {}: {:.2f}, before {:.2f}\n", learned.parameters[one.a].path,
                       learned.parameters[one.b].path, one.after, one.before);
  }
  return out;
}

std::vector<std::string> left_as_they_were(const Learned& learned, const Posterior& posterior) {
  std::vector<std::string> notes;
  for (const auto& one : posterior.left) {
    notes.push_back(
        fmt::format("A scenario file leaves {} as it was: {}.", learned.parameters[one.parameter].path, one.why));
  }
  for (const auto& one : posterior.percentiles) {
    if (!one.median_of_draws) continue;
    const LearnedParameter& parameter = learned.parameters[one.parameter];
    notes.push_back(fmt::format("No metalog goes through the percentiles of {}: a scenario file has {} for its median.",
                                parameter.path, shown(one.p50, parameter.first->parameter->kind)));
  }
  if (posterior.kept < 1.0) {
    notes.push_back(
        fmt::format("The rank correlations that were found cannot hold together: a scenario file goes {} "
                    "of the way to them.",
                    percent(posterior.kept)));
  }
  return notes;
}

std::vector<std::string> notes_of(const Learned& learned, const Posterior& posterior) {
  std::vector<std::string> notes = left_as_they_were(learned, posterior);
  const auto not_used = [&notes](std::string_view why, const std::vector<evidence::Observation>& which) {
    if (!which.empty()) notes.push_back(fmt::format("Not used, {}: {}.", why, dates_in_words(which)));
  };
  not_used("known when the scenario was made", learned.known);
  not_used("outside of the scenario's years", learned.outside);
  not_used("of series that it does not have", learned.unknown);
  return notes;
}

std::string as_table(const Context& context, const Learned& learned, const Posterior& posterior, std::size_t width) {
  width = std::clamp<std::size_t>(width, 80, 200);
  const std::string& name = learned.scenario->name;
  std::string out =
      wrapped(fmt::format("What {} says once it has seen {}.", name, counted(learned.observations.size())), width);
  out += "\n" + wrapped("Before: " + sentences_of(learned.verdict_before, learned), width);
  out += wrapped("After: " + sentences_of(learned.verdict_after, learned), width);
  out += "\n" + table_of_series(learned);
  out += "\nWhat it says of what was observed, median (P10 to P90)\n";
  for (const LearnedObservation& one : learned.observations) {
    const auto same = [&one](const LearnedSeries& series) {
      return series.name == one.observation.series && series.says_nothing;
    };
    if (std::none_of(learned.series.begin(), learned.series.end(), same)) out += of_observation(one);
  }
  std::string moved;
  for (const LearnedParameter& one : learned.parameters) {
    if (one.moved) moved += of_parameter(one, learned);
  }
  out += moved.empty() ? fmt::format("\nNo parameter moved by {} bits or more.\n", evidence::moved_from)
                       : fmt::format("\nParameters that moved, by {} bits or more\n{}", evidence::moved_from, moved);
  const std::string correlations = correlations_in_words(learned);
  if (!correlations.empty()) out += "\nRank correlations of these, of 0.1 or more\n" + correlations;
  out += "\n";
  for (const std::string& note : notes_of(learned, posterior)) out += wrapped(note, width);
  const double error =
      statistics::standard_error_of_share(learned.verdict_after.stopped, static_cast<std::uint64_t>(learned.effective));
  out += wrapped(fmt::format("{}: standard error of sampling, {} points of the {} stopped.", worth_of(learned),
                             rough(100.0 * error), percent(learned.verdict_after.stopped)),
                 width);
  return out + what_was_run(context, width);
}

// --- for programs ----------------------------------------------------------------------------------------------------

Json json_of(const LearnedSpread& spread) {
  return {{"p5", spread.p5}, {"p10", spread.p10}, {"p50", spread.p50}, {"p90", spread.p90}, {"p95", spread.p95}};
}

Json json_of(const binding::Stops& stops, const binding::Verdict& verdict, const Learned& learned) {
  const std::vector<std::string> names = constraints_of(learned);
  const auto year_of = [&learned](std::optional<std::size_t> year) {
    return year ? Json(learned.scenario->first_year + static_cast<int>(*year)) : Json(nullptr);
  };
  const auto total = static_cast<double>(stops.draws);
  Json by_constraint = Json::object();
  for (std::size_t k = 0; k < names.size(); ++k) {
    Json by_year = Json::array();
    for (std::size_t year = 1; year <= stops.in[k].size(); ++year) {
      by_year.push_back(static_cast<double>(stops.by(k, year)) / total);
    }
    by_constraint[names[k]] = {{"stopped", verdict.stopped_by[k]}, {"by_year", std::move(by_year)}};
  }
  return {
      {"text", sentences_of(verdict, learned)},     {"standing", standing_of(verdict)}, {"stopped", verdict.stopped},
      {"constraints", std::move(by_constraint)},    {"tenth", year_of(verdict.tenth)},  {"half", year_of(verdict.half)},
      {"nine_tenths", year_of(verdict.nine_tenths)}};
}

Json json_of(const LearnedParameter& one, const Learned& learned) {
  Json alone = Json::object();
  for (std::size_t s = 0; s < one.alone.size(); ++s) alone[learned.series[s].name] = one.alone[s];
  return {{"name", one.path},
          {"value", one.first->path},
          {"unit", unit_of(one.first->parameter->kind)},
          {"bits", one.bits},
          {"moved", one.moved},
          {"bits_alone", std::move(alone)},
          {"before", json_of(one.before)},
          {"after", json_of(one.after)}};
}

std::string as_json(const Context& context, const Learned& learned, const Posterior& posterior) {
  Json document = {{"format", "chokepoint-learned"},
                   {"format_version", json_version},
                   {"chokepoint", context.version},
                   {"scenario", learned.scenario->name},
                   {"overrides", learned.scenario->overrides},
                   {"draws", learned.draws},
                   {"effective_draws", learned.effective},
                   {"seed", learned.seed},
                   {"sampler", name_of(context.ensemble.method)},
                   {"first_year", learned.scenario->first_year},
                   {"before", json_of(learned.before, learned.verdict_before, learned)},
                   {"after", json_of(learned.after, learned.verdict_after, learned)}};
  Json series = Json::array();
  for (const LearnedSeries& one : learned.series) {
    series.push_back({{"name", one.name},
                      {"observations", one.observations},
                      {"discrepancy", one.discrepancy},
                      {"effective_draws_alone", one.effective},
                      {"says_nothing", one.says_nothing}});
  }
  Json observations = Json::array();
  for (const LearnedObservation& one : learned.observations) {
    Json json = json_of_observation(one.observation);
    json["below"] = one.below;
    json["before"] = json_of(one.before);
    json["after"] = json_of(one.after);
    observations.push_back(std::move(json));
  }
  Json parameters = Json::array();
  for (const LearnedParameter& one : learned.parameters) parameters.push_back(json_of(one, learned));
  Json correlations = Json::array();
  for (const LearnedCorrelation& one : learned.correlations) {
    correlations.push_back({{"a", learned.parameters[one.a].path},
                            {"b", learned.parameters[one.b].path},
                            {"before", one.before},
                            {"after", one.after}});
  }
  const auto list = [](const std::vector<evidence::Observation>& all) {
    Json out = Json::array();
    for (const auto& one : all) out.push_back(json_of_observation(one));
    return out;
  };
  document["series"] = std::move(series);
  document["observations"] = std::move(observations);
  document["parameters"] = std::move(parameters);
  document["correlations"] = std::move(correlations);
  document["not_used"] = {
      {"known", list(learned.known)}, {"outside", list(learned.outside)}, {"unknown", list(learned.unknown)}};
  document["notes"] = left_as_they_were(learned, posterior);
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// Rows: what, of which, at which date or in which year, in which unit, before or after, statistic, value.
class Rows {
 public:
  void add(std::string_view what, std::string_view name, std::string_view at, std::string_view unit,
           std::string_view when, std::string_view statistic, double value) {
    text += fmt::format("{},{},{},{},{},{},{}\n", what, csv_field(name), csv_field(at), unit, when, statistic, value);
  }
  void add(std::string_view what, std::string_view name, std::string_view at, std::string_view unit,
           std::string_view when, const LearnedSpread& spread) {
    add(what, name, at, unit, when, "p5", spread.p5);
    add(what, name, at, unit, when, "p10", spread.p10);
    add(what, name, at, unit, when, "p50", spread.p50);
    add(what, name, at, unit, when, "p90", spread.p90);
    add(what, name, at, unit, when, "p95", spread.p95);
  }
  void add(const Learned& learned, std::string_view when, const binding::Stops& stops) {
    const std::vector<std::string> names = constraints_of(learned);
    for (std::size_t k = 0; k < names.size(); ++k) {
      for (std::size_t year = 0; year < stops.in[k].size(); ++year) {
        add("stopped", names[k], fmt::format("{}", learned.scenario->first_year + static_cast<int>(year)), "1", when,
            "probability", static_cast<double>(stops.by(k, year + 1)) / static_cast<double>(stops.draws));
      }
    }
  }

  std::string text = "what,name,at,unit,when,statistic,value\n";
};

std::string as_csv(const Learned& learned) {
  Rows rows;
  rows.add("draws", "all", "", "1", "before", "count", static_cast<double>(learned.draws));
  rows.add("draws", "all", "", "1", "after", "effective", learned.effective);
  rows.add(learned, "before", learned.before);
  rows.add(learned, "after", learned.after);
  for (const LearnedSeries& one : learned.series) {
    rows.add("series", one.name, "", "1", "", "observations", static_cast<double>(one.observations));
    rows.add("series", one.name, "", "1", "", "discrepancy", one.discrepancy);
    rows.add("series", one.name, "", "1", "after", "effective", one.effective);
  }
  for (const LearnedObservation& one : learned.observations) {
    const std::string unit = unit_of(one.observation.kind);
    rows.add("observation", one.observation.series, one.observation.date, unit, "", "observed", one.observation.value);
    rows.add("observation", one.observation.series, one.observation.date, "1", "before", "below", one.below);
    rows.add("observation", one.observation.series, one.observation.date, unit, "before", one.before);
    rows.add("observation", one.observation.series, one.observation.date, unit, "after", one.after);
  }
  for (const LearnedParameter& one : learned.parameters) {
    const std::string unit = unit_of(one.first->parameter->kind);
    rows.add("parameter", one.path, "", "bit", "after", "bits", one.bits);
    for (std::size_t s = 0; s < one.alone.size(); ++s) {
      rows.add("parameter", one.path, "", "bit", "after", csv_field("bits of " + learned.series[s].name), one.alone[s]);
    }
    rows.add("parameter", one.path, "", unit, "before", one.before);
    rows.add("parameter", one.path, "", unit, "after", one.after);
  }
  for (const LearnedCorrelation& one : learned.correlations) {
    const std::string pair = learned.parameters[one.a].path + " with " + learned.parameters[one.b].path;
    rows.add("correlation", pair, "", "1", "before", "spearman", one.before);
    rows.add("correlation", pair, "", "1", "after", "spearman", one.after);
  }
  return rows.text;
}

// --- as a scenario ---------------------------------------------------------------------------------------------------

/// In double quotes, as YAML reads it back.
std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + "\"";
}

/// The series that gives most bits to a parameter, or nothing.
const LearnedSeries* giver_of(const LearnedParameter& parameter, const Learned& learned) {
  const auto most = std::max_element(parameter.alone.begin(), parameter.alone.end());
  if (most == parameter.alone.end() || *most <= 0.0) return nullptr;
  return &learned.series[static_cast<std::size_t>(most - parameter.alone.begin())];
}

/// The key of its source, where the bibliography of the scenario has it.
std::string source_of(const LearnedSeries* series, const Learned& learned) {
  if (series == nullptr) return "";
  for (const LearnedObservation& one : learned.observations) {
    const std::string& source = one.observation.source;
    if (one.observation.series == series->name && learned.scenario->sources.contains(source)) return source;
  }
  return "";
}

std::string remarks_of(const LearnedSeries* series, const Learned& learned, const std::string& note) {
  const std::string source = source_of(series, learned);
  std::string out;
  if (!source.empty()) out += fmt::format(", source: {}", source);
  return out + fmt::format(", confidence: derived, note: {}", in_quotes(note));
}

/// With as few digits as leave it within this distance.
std::string value_text(double value, double within, const units::Kind& kind) {
  for (const int count : {4, 5, 6, 8, 10, 12}) {
    std::string text = shown(value, kind, count);
    const auto read = units::parse_amount(text);
    const auto* const amount = std::get_if<units::Amount>(&read);
    if (amount != nullptr && std::abs(amount->value - value) <= within) return text;
  }
  return units::print_exact(value, kind);
}

/// How far a percentile may be off: a thousandth of what lies between it, the others and the bounds.
double leeway_of(const Posterior::Percentiles& three, const models::Bounds& own) {
  const double lower = three.lower.value_or(own.lower);
  const double upper = three.upper.value_or(own.upper);
  double least = std::min(three.p50 - three.p10, three.p90 - three.p50);
  if (std::isfinite(lower)) least = std::min(least, three.p10 - lower);
  if (std::isfinite(upper)) least = std::min(least, upper - three.p90);
  return 1e-3 * least;
}

std::string value_of_parameter(const Posterior::Percentiles& three, const Learned& learned) {
  const LearnedParameter& parameter = learned.parameters[three.parameter];
  const auto& kind = parameter.first->parameter->kind;
  const double leeway = leeway_of(three, parameter.first->parameter->bounds);
  std::string text = fmt::format("{{p10: {}, p50: {}, p90: {}", value_text(three.p10, leeway, kind),
                                 value_text(three.p50, leeway, kind), value_text(three.p90, leeway, kind));
  if (three.lower) text += fmt::format(", lower: {}", units::print_exact(*three.lower, kind));
  if (three.upper) text += fmt::format(", upper: {}", units::print_exact(*three.upper, kind));
  if (!parameter.first->as_of.empty()) text += fmt::format(", as_of: {}", parameter.first->as_of);
  const LearnedSeries* const giver = giver_of(parameter, learned);
  std::string note = fmt::format("{:.2f} bits", parameter.bits);
  if (giver != nullptr) note += fmt::format(", most by {}", giver->name);
  note += fmt::format("; before {}", middle_of(parameter.before, kind));
  if (three.median_of_draws) {
    note += fmt::format("; the median of the draws, {}, is on no metalog", shown(*three.median_of_draws, kind));
  }
  return text + remarks_of(giver, learned, note) + "}";
}

/// A tree of keys with a value at its leaves, written as YAML in the order in which keys came.
struct Tree {
  std::string key;
  std::string value;
  std::vector<Tree> below;

  Tree& at(const std::string& name) {
    for (Tree& one : below) {
      if (one.key == name) return one;
    }
    below.push_back({name, {}, {}});
    return below.back();
  }
  void write(std::size_t depth, std::string& out) const {
    for (const Tree& one : below) {
      out += std::string(2 * depth, ' ') + one.key + ":" + (one.value.empty() ? "" : " " + one.value) + "\n";
      one.write(depth + 1, out);
    }
  }
};

/// Keys of a path: block, groups, parameter.
void put(Tree& tree, std::string_view path, const std::string& value) {
  Tree* at = &tree;
  while (true) {
    const std::size_t dot = path.find('.');
    at = &at->at(std::string(path.substr(0, dot)));
    if (dot == std::string_view::npos) break;
    path.remove_prefix(dot + 1);
  }
  at->value = value;
}

/// Places among the assumptions: in the order of the scenario, not of bits.
std::vector<Posterior::Percentiles> in_order(const Learned& learned, const Posterior& posterior) {
  const auto assumptions = learned.scenario->assumptions();
  const auto place_of = [&](const Posterior::Percentiles& one) {
    return std::find(assumptions.begin(), assumptions.end(), learned.parameters[one.parameter].first) -
           assumptions.begin();
  };
  std::vector<Posterior::Percentiles> all = posterior.percentiles;
  std::sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return place_of(a) < place_of(b); });
  return all;
}

/// "chips/stock (2) and power/us_datacenter_power (1)"
std::string evidence_of(const Learned& learned) {
  std::vector<std::string> parts;
  for (const LearnedSeries& one : learned.series) parts.push_back(fmt::format("{} ({})", one.name, one.observations));
  return listed(parts);
}

std::string commented(std::string_view text) {
  constexpr std::size_t columns = 118;
  std::string out;
  const std::string lines = wrapped(text, columns);
  std::size_t at = 0;
  while (at < lines.size()) {
    const std::size_t end = lines.find('\n', at);
    out += "# " + lines.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return out;
}

/// The day of the latest that it has seen, or until when it knew before.
std::string known_until(const Learned& learned) {
  std::string text = learned.scenario->known_until_text;
  double latest = learned.scenario->known_until.value_or(0.0);
  for (const LearnedObservation& one : learned.observations) {
    if (one.observation.at <= latest) continue;
    latest = one.observation.at;
    text = one.observation.date;
  }
  return text;
}

std::string heading_of(const Learned& learned, const Posterior& posterior, const LearnedFile& file) {
  std::string out =
      commented(fmt::format("What {} says once it has seen {}: docs/evidence-learn.md. Made by the command below; "
                            "made anew where it changes, never by hand.",
                            learned.scenario->name, counted(learned.observations.size())));
  out += "#   " + file.provenance.command + "\n";
  for (const File& one : file.provenance.files) out += fmt::format("# SHA-256 {} {}\n", one.sha256, one.path);
  out += commented(fmt::format("{} (seed {}).", worth_of(learned), learned.seed));
  for (const std::string& note : left_as_they_were(learned, posterior)) out += commented(note);
  return out;
}

}  // namespace

std::string learned(const Context& context, const Learned& learned, const Posterior& posterior, Format format,
                    std::size_t width) {
  if (format == Format::json) return as_json(context, learned, posterior);
  if (format == Format::csv) return as_csv(learned);
  return as_table(context, learned, posterior, width);
}

std::string learned_scenario(const Learned& learned, const Posterior& posterior, const LearnedFile& file) {
  const scenario::Scenario& scenario = *learned.scenario;
  std::string out = heading_of(learned, posterior, file);
  if (!file.name.empty()) out += fmt::format("name: {}\n", file.name);
  const std::string title = scenario.title.empty() ? scenario.name : scenario.title;
  const bool ends = title.ends_with('.') || title.ends_with('?') || title.ends_with('!');
  out += fmt::format("title: {}\n", in_quotes(title + (ends ? "" : ".") + " After what was observed"));
  out += "description: >-\n" +
         wrapped(fmt::format("The scenario {} with the parameters that observations moved: its draws weighted by their "
                             "likelihood. Observed: {}. Three percentiles and rank correlations stand for the weighted "
                             "draws; what did not move is as it was.",
                             scenario.name, evidence_of(learned)),
                 118, 2);
  out += fmt::format("extends: {}\n", file.extends);
  out += fmt::format("known_until: {}\nobservations: off  # it has seen them: they say nothing of how it does\n",
                     known_until(learned));
  Tree tree;
  for (const auto& one : in_order(learned, posterior)) {
    put(tree, learned.parameters[one.parameter].path, value_of_parameter(one, learned));
  }
  for (const LearnedCorrelation& one : posterior.correlations) {
    const LearnedParameter& a = learned.parameters[one.a];
    const std::string note = fmt::format("before {:.2f}", one.before);
    tree.at("correlations").at(a.path).at(learned.parameters[one.b].path).value =
        fmt::format("{{spearman: {:.2f}{}}}", one.after, remarks_of(giver_of(a, learned), learned, note));
  }
  std::string body;
  for (const Tree& block : tree.below) {
    body += "\n" + block.key + ":\n";
    block.write(1, body);
  }
  return out + body;
}

}  // namespace chokepoint::report
