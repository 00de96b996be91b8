// SPDX-License-Identifier: Apache-2.0
// How to cite chokepoint and the sources of a scenario: as text, and for BibTeX.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "chokepoint/report.hpp"
#include "report/text.hpp"
#include "units/utf8.hpp"

namespace chokepoint::report {

namespace {

/// Of all scenarios, each once, by key.
std::map<std::string, const scenario::Source*> sources_cited(std::span<const scenario::ScenarioPointer> scenarios) {
  std::map<std::string, const scenario::Source*> all;
  for (const auto& scenario : scenarios) {
    for (const scenario::Source* source : scenario->cited()) all.emplace(source->key, source);
  }
  return all;
}

/// What TeX would obey is said in words of TeX.
std::string in_tex(std::string_view text) {
  std::string out;
  for (const char c : utf8::printable_line(text)) {
    if (std::string_view("&%$#_{}").find(c) != std::string_view::npos) {
      out += fmt::format("\\{}", c);
    } else if (c == '\\') {
      out += "\\textbackslash{}";
    } else if (c == '~') {
      out += "\\textasciitilde{}";
    } else if (c == '^') {
      out += "\\textasciicircum{}";
    } else {
      out += c;
    }
  }
  return out;
}

/// Of an address, which \url{} takes as it is but for what would end it.
std::string as_address(std::string_view text) {
  std::string out;
  for (const char c : utf8::printable_line(text)) {
    const bool ends = std::string_view("{}\\ \"").find(c) != std::string_view::npos;
    out += ends ? fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c))) : std::string(1, c);
  }
  return out;
}

std::string bibtex_key(std::string_view key) {
  std::string out(key);
  std::replace_if(
      out.begin(), out.end(),
      [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) == 0 &&
               std::string_view("-._").find(c) == std::string_view::npos;
      },
      '-');
  return out;
}

/// "2024" of "2024-08-20", where it begins with a year.
std::string year_in(std::string_view date) {
  const std::string_view year = date.substr(0, 4);
  const bool good = year.size() == 4 && std::all_of(year.begin(), year.end(), [](char c) {
                      return std::isdigit(static_cast<unsigned char>(c)) != 0;
                    });
  return good ? std::string(year) : std::string();
}

std::string bibtex_entry(std::string_view type, std::string_view key,
                         const std::vector<std::pair<std::string_view, std::string>>& fields) {
  std::string out = fmt::format("@{}{{{},\n", type, bibtex_key(key));
  for (const auto& [name, value] : fields) {
    if (!value.empty()) out += fmt::format("  {} = {{{}}},\n", name, value);
  }
  return out + "}\n";
}

std::string citation_bibtex(const Citation& program, std::span<const scenario::ScenarioPointer> scenarios) {
  // A second pair of braces: a name is not taken apart.
  const auto whole = [](std::string_view text) { return text.empty() ? "" : "{" + in_tex(text) + "}"; };
  std::string out = bibtex_entry("software", "chokepoint",
                                 {{"author", whole(program.authors)},
                                  {"title", whole(fmt::format("{}: {}", program.title, program.abstract))},
                                  {"version", in_tex(program.version)},
                                  {"license", in_tex(program.licence)}});
  for (const auto& [key, source] : sources_cited(scenarios)) {
    out += "\n" + bibtex_entry("misc", key,
                               {{"author", whole(source->authors)},
                                {"title", whole(source->title)},
                                {"date", in_tex(source->date)},
                                {"year", year_in(source->date)},
                                {"url", as_address(source->address)}});
  }
  return out;
}

std::string citation_text(const Citation& program, std::span<const scenario::ScenarioPointer> scenarios,
                          std::size_t width) {
  constexpr std::size_t indent = 2;
  std::string out = wrapped(program.message, width) + "\n" +
                    wrapped(fmt::format("{}: {} {}. {}. {}.", program.authors, program.title, program.version,
                                        program.abstract, program.licence),
                            width, indent);
  if (scenarios.empty()) return out;
  std::vector<std::string> names;
  for (const auto& scenario : scenarios) names.push_back(scenario->name);
  const auto sources = sources_cited(scenarios);
  if (sources.empty()) return out + "\n" + wrapped(fmt::format("No value of {} has a source.", listed(names)), width);
  out += "\n" + wrapped(fmt::format("Sources of {}: {}.", listed(names), sources.size()), width);
  for (const auto& [key, source] : sources) {
    out += "\n" + wrapped(utf8::printable_line(cited_as(key, *source)), width, indent);
  }
  return out;
}

}  // namespace

std::string citation(const Citation& program, std::span<const scenario::ScenarioPointer> scenarios, Citing format,
                     std::size_t width) {
  return format == Citing::bibtex ? citation_bibtex(program, scenarios) : citation_text(program, scenarios, width);
}

}  // namespace chokepoint::report
