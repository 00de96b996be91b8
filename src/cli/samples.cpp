// SPDX-License-Identifier: Apache-2.0
#include "cli/samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <stdexcept>
#include <string_view>

#include "cli/console.hpp"
#include "cli/ensemble.hpp"
#include "cli/files.hpp"
#include "cli/load.hpp"
#include "cli/provenance.hpp"
#include "units/utf8.hpp"

namespace chokepoint::cli {

namespace {

const std::vector<std::string> sample_files{"schema.json", "samples.csv", "samples.npy"};

constexpr std::string_view fewer_draws = "take fewer draws: --draws";

bool refuse(std::string_view message, std::string_view hint) {
  print_error(message, hint);
  return false;
}

/// A draw is one number: nothing is to be said of it but that.
bool is_statistic(const std::string& text) {
  const std::string_view word = std::string_view(text).substr(0, text.find('('));
  const auto& names = statistics::level_names;
  return word == "mean" || std::any_of(names.begin(), names.end(), [word](const char* name) { return word == name; });
}

bool can_be(const RunOptions& options, const std::vector<scenario::ScenarioPointer>& scenarios, std::uint64_t draws) {
  if (options.samples.empty()) {
    return options.of.empty() || refuse("--of says which columns samples have, and there are none", "--samples DIR");
  }
  if (scenarios.size() > 1) return refuse("--samples takes one scenario", "run them one after the other");
  if (std::set<std::string>(options.of.begin(), options.of.end()).size() < options.of.size()) {
    return refuse("--of: one output is asked for twice", "a column has a name of its own");
  }
  for (const std::string& text : options.of) {
    if (!is_statistic(text)) continue;
    return refuse(fmt::format("--of: a draw has no statistic: '{}'", utf8::printable_line(text)),
                  "ask for what is inside the brackets");
  }
  try {
    analysis::check_samples(*scenarios.front(), options.of.size(), true, draws);
  } catch (const std::invalid_argument& error) {
    return refuse(fmt::format("--samples: {}", error.what()), fewer_draws);
  }
  return true;
}

/// A whole number below the number of draws.
std::optional<std::uint64_t> draw_of(const std::string& text, std::uint64_t draws) {
  std::uint64_t draw = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), draw);
  if (error == std::errc() && end == text.data() + text.size() && draw < draws) return draw;
  print_error(fmt::format("--draw: there is no draw '{}'", utf8::printable_line(text)),
              draws == 1 ? "there is one: 0" : fmt::format("from 0 to {}; --draws makes more", draws - 1));
  return std::nullopt;
}

/// What says nothing of one draw.
bool stands_alone(const RunOptions& options) {
  const std::pair<bool, std::string_view> others[] = {{!options.samples.empty(), "--samples"},
                                                      {!options.of.empty(), "--of"},
                                                      {!options.tolerance.empty(), "--tolerance"},
                                                      {!options.require.empty(), "--require"},
                                                      {options.needs, "--needs"},
                                                      {options.ensemble.point, "--point"}};
  for (const auto& [given, name] : others) {
    if (given)
      return refuse(fmt::format("{} says nothing with --draw, which shows one draw", name), "leave one of them out");
  }
  return options.scenarios.size() == 1 || refuse("--draw takes one scenario", "run them one after the other");
}

}  // namespace

std::optional<std::vector<question::Output>> columns_asked(const RunOptions& options,
                                                           const std::vector<scenario::ScenarioPointer>& scenarios,
                                                           std::uint64_t draws) {
  if (!can_be(options, scenarios, draws)) return std::nullopt;
  if (options.samples.empty()) return std::vector<question::Output>();
  auto columns = read_all<question::Output>(
      options.of, [&](const std::string& text) { return question::read_output(text, *scenarios.front(), "--of"); });
  if (columns) prepare_output({options.samples, options.force}, sample_files);
  return columns;
}

Exit write_samples(const RunOptions& options, const report::Context& context,
                   const std::vector<question::Output>& columns, const report::Provenance& provenance) {
  if (options.samples.empty()) return Exit::done;
  try {
    const auto samples = done(options.ensemble, context.ensemble, [&](const analysis::Effort& effort) {
      return analysis::samples(context.scenario, columns, true, effort);
    });
    write_output({options.samples, options.force}, report::samples(context, samples, provenance));
  } catch (const std::invalid_argument& error) {
    print_error(fmt::format("--samples: {}", error.what()), fewer_draws);  // a tolerance took too many
    return Exit::bad_input;
  }
  return Exit::done;
}

Exit show_draw(const RunOptions& options) {
  if (!stands_alone(options)) return Exit::bad_input;
  const auto ensemble = ensemble_of(options.ensemble, simulation::default_draws);
  const auto scenarios = load(options.scenarios, options.changes, Warnings::hidden);
  if (!ensemble || !scenarios) return Exit::bad_input;
  const auto draw = draw_of(options.draw, ensemble->draws);
  if (!draw) return Exit::bad_input;
  const Output output{options.out, options.force};
  prepare_output(output, {"draw.txt", "draw.json", "draw.csv"});
  const report::Context context{scenarios->front(), *ensemble, CHOKEPOINT_VERSION};
  try {
    const analysis::OneDraw one = analysis::one_draw(context.scenario, *ensemble, *draw);
    const auto in = [&](report::Format format, std::size_t width) { return report::draw(context, one, format, width); };
    constexpr std::size_t columns = 80;  // of a file
    if (!output.folder.empty()) {
      write_output(output, {{"draw.txt", in(report::Format::terminal, columns)},
                            {"draw.json", in(report::Format::json, columns)},
                            {"draw.csv", in(report::Format::csv, columns)}});
    }
    print(in(format_of(options.format), terminal_width()));
  } catch (const simulation::ImpossibleValue& error) {
    print_error(fmt::format("{}: {}", context.scenario->files.back(), error.what()));
    return Exit::bad_input;
  }
  return Exit::done;
}

}  // namespace chokepoint::cli
