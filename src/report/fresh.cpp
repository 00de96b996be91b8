// SPDX-License-Identifier: Apache-2.0
// A scenario file to go on from: what it extends, and some of its values said anew. Texts of others come into comments
// and values: nothing in them may end a line.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "chokepoint/report.hpp"
#include "report/escape.hpp"
#include "report/text.hpp"
#include "scenario/written.hpp"
#include "units/utf8.hpp"

namespace chokepoint::report {

namespace {

constexpr std::size_t fresh_columns = 100;

/// On one line, whatever a reader of YAML takes for the end of one.
std::string harmless(std::string_view text) {
  std::string out = utf8::printable_line(text);
  for (const std::string_view end : {"\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"}) {
    for (std::size_t at = out.find(end); at != std::string::npos; at = out.find(end, at)) {
      out.replace(at, end.size(), " ");
    }
  }
  return out;
}

std::string remark(std::string_view text, std::size_t depth) {
  const std::string margin = std::string(2 * depth, ' ') + "# ";
  std::string out;
  const std::string lines = wrapped(harmless(text), fresh_columns - margin.size());
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = lines.find('\n', at);
    out += margin + lines.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return out;
}

std::string with_stop(const std::string& text) {
  return text.ends_with('.') || text.ends_with('?') ? text : text + ".";
}

/// "Now 2.2 GW (1.4 GW to 3.6 GW)": P50, and P10 to P90 where it is uncertain.
std::string present(const scenario::Stated& stated) {
  if (stated.coupling != nullptr) return fmt::format("Now {}.", report::in_words(*stated.coupling));
  const scenario::Assumption& first = *stated.assumptions.front();
  if (first.year || stated.assumptions.size() > 1) {
    return fmt::format("Now by year: {} at first, {} at last.", value_of(first), value_of(*stated.assumptions.back()));
  }
  return fmt::format("Now {}{}{}.", value_of(first), first.distribution.is_constant() ? "" : ", P10 to P90 in brackets",
                     first.as_of.empty() ? "" : ", as of " + first.as_of);
}

std::string source_told(const std::string& key, const scenario::Scenario& scenario) {
  const auto at = scenario.sources.find(key);
  if (key.empty()) return "No source is given.";
  if (at == scenario.sources.end()) return fmt::format("Source: {}.", key);
  return with_stop("Source: " + cited_as(key, at->second));
}

/// Where the values are from and how sure they are, each said once.
std::string origins(const scenario::Stated& stated, const scenario::Scenario& scenario, std::size_t depth) {
  std::vector<std::string> texts;
  const auto add = [&texts](std::string text) {
    if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
  };
  const auto add_all = [&](const std::string& source, const std::string& confidence, const std::string& note) {
    add(source_told(source, scenario));
    if (!confidence.empty()) add(fmt::format("Confidence: {}.", confidence));
    if (!note.empty()) add(with_stop("Note: " + note));
  };
  if (stated.coupling != nullptr) {
    add_all(stated.coupling->source, stated.coupling->confidence, stated.coupling->note);
  } else if (stated.is_default) {
    add(with_stop(stated.assumptions.front()->note));
  } else {
    for (const scenario::Assumption* one : stated.assumptions) add_all(one->source, one->confidence, one->note);
  }
  std::string out;
  for (const std::string& text : texts) out += remark(text, depth);
  return out;
}

std::string about(const scenario::Stated& stated, const scenario::Scenario& scenario, std::size_t depth) {
  const models::Parameter& parameter = *stated.parameter;
  const std::string symbol = units::symbol_of(parameter.kind);
  const std::string bounds = bounds_of(parameter);
  std::string out = remark(fmt::format("{}{}. Unit: {}{}.", capital(parameter.meaning), parameter.meaning.substr(1),
                                       symbol.empty() ? "none, a ratio" : symbol, bounds.empty() ? "" : "; " + bounds),
                           depth);
  return out + remark(present(stated), depth) + origins(stated, scenario, depth);
}

/// Keys with what stands below them, in the order in which they came.
struct Branch {
  std::string key;
  std::string about;               // comments above it
  std::vector<std::string> lines;  // of a value
  bool proposed = false;           // the value is a comment
  std::vector<Branch> below;

  Branch& at(const std::string& name) {
    for (Branch& one : below) {
      if (one.key == name) return one;
    }
    below.push_back({name, {}, {}, false, {}});
    return below.back();
  }
  [[nodiscard]] bool holds_nothing() const {
    if (below.empty()) return proposed;
    return std::all_of(below.begin(), below.end(), [](const Branch& one) { return one.holds_nothing(); });
  }
  void write(std::size_t depth, std::string& out) const {
    const std::string margin(2 * depth, ' ');
    const std::string mark = holds_nothing() ? "#" : "";
    out += about + mark + margin + scenario::yaml_text(key) + ":";
    for (std::size_t i = 0; i < lines.size(); ++i) {
      out += i > 0 ? mark + margin + "  " : lines[i].empty() ? "" : " ";
      out += lines[i] + "\n";
    }
    if (lines.empty()) out += "\n";
    for (const Branch& one : below) one.write(depth + 1, out);
  }
};

Branch tree_of(const Fresh& fresh) {
  Branch tree;
  const std::set<std::string> asked(fresh.paths.begin(), fresh.paths.end());
  for (const scenario::Stated& stated : scenario::stated_in(*fresh.base)) {
    if (!asked.contains(stated.path)) continue;
    auto written = scenario::written(*fresh.base, stated.path);
    if (!written) {  // a default
      const std::size_t dot = stated.path.find('.');
      written = scenario::Written{{stated.path.substr(0, dot), stated.path.substr(dot + 1)},
                                  {scenario::yaml_text(stated.assumptions.front()->text)}};
    }
    Branch* at = &tree;
    for (const std::string& key : written->keys) at = &at->at(key);
    at->about = about(stated, *fresh.base, written->keys.size() - 1);
    at->lines = std::move(written->lines);
    at->proposed = fresh.commented || stated.is_default;
  }
  return tree;
}

}  // namespace

std::string fresh_scenario(const Fresh& fresh) {
  const Branch tree = tree_of(fresh);
  std::string out = fmt::format("# yaml-language-server: $schema={}\n", harmless(fresh.schema));
  out += remark(fmt::format("All is as in {}, but for what stands below. {}", fresh.base->name,
                            tree.holds_nothing()
                                ? "Take the '#' from the lines that you change, and from the name of their block."
                                : "Change the values, and their source and confidence with them."),
                0);
  out += remark("How values are written: docs/scenario.md. Then:", 0);
  const std::string file = (fresh.file.starts_with('-') ? "./" : "") + fresh.file;
  for (const char* const verb : {"check", "run"}) {
    out += fmt::format("#   {}\n", harmless(command_line({"chokepoint", verb, file})));
  }
  out +=
      fmt::format("# What else can be changed: {}\n", harmless(command_line({"chokepoint", "explain", fresh.asked})));
  out += fmt::format("title: {}\nextends: {}\n", scenario::yaml_text(fresh.title), scenario::yaml_text(fresh.extends));
  for (const Branch& block : tree.below) {
    out += "\n";
    block.write(0, out);
  }
  return out;
}

}  // namespace chokepoint::report
