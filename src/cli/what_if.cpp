// SPDX-License-Identifier: Apache-2.0
// chokepoint compare, sweep, map, solve, sensitivity
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "chokepoint/analysis.hpp"
#include "cli/ensemble.hpp"
#include "cli/files.hpp"
#include "cli/kept.hpp"
#include "cli/load.hpp"

namespace chokepoint::cli {

namespace {

using scenario::Scenario;
using scenario::ScenarioPointer;

constexpr std::uint64_t grid_draws = 16'384;  // of every point of a grid, and base draws of indices
constexpr std::size_t sweep_count = 9;
constexpr std::size_t map_columns = 41;
constexpr std::size_t map_rows = 21;

/// What a verb has to say, in all formats.
struct Answer {
  std::string shown;      // on standard output
  bool coloured = false;  // with colour codes
  std::vector<report::Named> files;
  Exit exit = Exit::done;
};

/// What all these verbs do around their work: folder first, values that cannot be, output last. `name` is that of the
/// files, whose kinds are `kinds`.
template <class Work>
Exit answer(const Output& output, const std::string& name, const Work& work,
            const std::vector<const char*>& kinds = {"txt", "json", "csv"}) {
  std::vector<std::string> names;
  names.reserve(kinds.size());
  for (const char* const kind : kinds) names.push_back(fmt::format("{}.{}", name, kind));
  prepare_output(output, names);
  Answer result;
  try {
    result = work();
  } catch (const analysis::Unsettled& error) {
    return refuse_unsettled(error);
  } catch (const simulation::ImpossibleValue& error) {
    print_error(error.what(),
                "take fewer years, or narrow the range or the distribution: with 'lower' and 'upper', or 'truncate'");
    return Exit::bad_input;
  } catch (const std::invalid_argument& error) {
    print_error(error.what());
    return Exit::bad_input;
  }
  write_output(output, result.files);
  (result.coloured ? print_coloured : print)(result.shown);
  return result.exit;
}

/// The three formats of one result; `make` formats it.
template <class Make>
Answer formatted(const std::string& name, const std::string& format, const Make& make) {
  Answer result;
  result.shown = make(format_of(format), terminal_width());
  result.files = {{name + ".txt", make(report::Format::terminal, 80)},
                  {name + ".json", make(report::Format::json, 80)},
                  {name + ".csv", make(report::Format::csv, 80)}};
  return result;
}

/// Null when it is wrong, which has been told.
ScenarioPointer load_one(const std::string& path, const Changes& changes) {
  auto scenarios = load({path}, changes, Warnings::hidden);
  return scenarios ? std::move(scenarios->front()) : nullptr;
}

template <class Value>
std::optional<Value> told(std::variant<Value, scenario::Diagnostic> result) {
  if (auto* const value = std::get_if<Value>(&result)) return std::move(*value);
  tell(scenario::render(std::get<scenario::Diagnostic>(result)));
  return std::nullopt;
}

std::optional<int> year_of(const std::string& asked, const Scenario& scenario) {
  const bool whole = asked.size() == 4 && asked.find_first_not_of("0123456789") == std::string::npos;
  if (!asked.empty() && !whole) {
    print_error(fmt::format("--year: not a year: '{}'", asked),
                fmt::format("{} covers {}..{}", scenario.name, scenario.first_year, scenario.last_year));
    return std::nullopt;
  }
  const int year = whole ? std::stoi(asked) : scenario.last_year;
  if (year >= scenario.first_year && year <= scenario.last_year) return year;
  print_error(fmt::format("--year: {} is outside of the scenario's years", year),
              fmt::format("{} covers {}..{}", scenario.name, scenario.first_year, scenario.last_year));
  return std::nullopt;
}

report::Context context_of(const ScenarioPointer& scenario, const simulation::Ensemble& ensemble) {
  return {.scenario = scenario, .ensemble = ensemble, .version = CHOKEPOINT_VERSION};
}

bool differ(const std::vector<question::Axis>& axes) {
  for (std::size_t i = 0; i < axes.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (axes[i].path != axes[j].path) continue;
      print_error(fmt::format("{} is varied twice", axes[i].path));
      return false;
    }
  }
  return true;
}

// --- compare -------------------------------------------------------------------------------------------------------

std::optional<std::size_t> constraint_named(const std::string& name, const Scenario& scenario) {
  std::vector<std::string> names;
  for (std::size_t k = 0; k < scenario.blocks.size(); ++k) {
    names.emplace_back(scenario.blocks[k].constraint->description->name);
    if (names.back() == name) return k;
  }
  print_error(fmt::format("--constraints: {} models no constraint '{}'", scenario.name, name),
              fmt::format("one of: {}", fmt::join(names, ", ")));
  return std::nullopt;
}

Exit duel(const CompareOptions& options, const ScenarioPointer& scenario, const simulation::Ensemble& ensemble) {
  if (options.scenarios.size() != 1 || options.constraints.size() != 2 || !options.require.empty()) {
    print_error("--constraints: compares two constraints of one scenario", "compare SCENARIO --constraints power,data");
    return Exit::bad_input;
  }
  const auto first = constraint_named(options.constraints[0], *scenario);
  const auto second = constraint_named(options.constraints[1], *scenario);
  if (!first || !second) return Exit::bad_input;
  if (*first == *second) {
    print_error("--constraints: both are the same");
    return Exit::bad_input;
  }
  return answer({options.out, options.force}, "comparison", [&] {
    const auto result = done(options.ensemble, ensemble, [&](const analysis::Effort& effort) {
      return analysis::head_to_head(scenario, *first, *second, effort);
    });
    return formatted("comparison", options.format, [&](report::Format format, std::size_t width) {
      return report::head_to_head(context_of(scenario, ensemble), result, format, width);
    });
  });
}

/// Each scenario, and those after the first against it.
struct Compared {
  std::vector<report::Run> runs;
  std::vector<analysis::Pair> pairs;
};
std::optional<Compared> compared_of(const std::vector<ScenarioPointer>& scenarios,
                                    const std::vector<std::vector<Condition>>& requirements,
                                    const analysis::Effort& effort) {
  const auto parts = static_cast<double>(2 * scenarios.size() - 1);
  double done = 0.0;
  const auto part = [&](analysis::Effort one) {
    one.progress = [&effort, parts, start = done](double share) { return effort.progress((start + share) / parts); };
    done += 1.0;
    return one;
  };
  Compared result;
  for (std::size_t i = 0; i < scenarios.size(); ++i) {
    const ScenarioPointer& one = scenarios[i];
    statistics::Keep keep = report::kept_for_verdict(*one);
    keep_for(requirements[i], keep);
    const simulation::Engine engine(one, effort.ensemble);
    const analysis::Effort own = part(effort);
    auto summary = statistics::summarize(engine, own.threads, keep, [&](std::uint64_t drawn) {
      return own.progress(static_cast<double>(drawn) / static_cast<double>(engine.draws()));
    });
    if (!summary) return std::nullopt;
    result.runs.push_back(
        {.scenario = one, .ensemble = effort.ensemble, .summary = *summary, .version = CHOKEPOINT_VERSION});
  }
  for (std::size_t i = 1; i < scenarios.size(); ++i) {
    const auto pair = analysis::compare(scenarios.front(), scenarios[i], part(effort));
    if (!pair) return std::nullopt;
    result.pairs.push_back(*pair);
  }
  return result;
}

}  // namespace

Exit compare(const CompareOptions& options) {
  const auto ensemble = ensemble_of(options.ensemble, simulation::default_draws);
  const auto scenarios = load(options.scenarios, options.changes, Warnings::hidden);
  if (!ensemble || !scenarios) return Exit::bad_input;
  if (!options.constraints.empty()) return duel(options, scenarios->front(), *ensemble);
  if (scenarios->size() < 2) {
    print_error("compare: two scenarios or more are needed",
                "or two constraints of one: compare SCENARIO --constraints power,data");
    return Exit::bad_input;
  }
  std::vector<std::vector<Condition>> requirements;
  for (const ScenarioPointer& one : *scenarios) {
    auto conditions = conditions_of(options.require, *one);
    if (!conditions) return Exit::bad_input;
    requirements.push_back(std::move(*conditions));
  }
  return answer({options.out, options.force}, "comparison", [&] {
    const Compared compared = done(options.ensemble, *ensemble, [&](const analysis::Effort& effort) {
      return compared_of(*scenarios, requirements, effort);
    });
    Answer result = formatted("comparison", options.format, [&](report::Format format, std::size_t width) {
      return report::comparison(compared.runs, compared.pairs, format, width);
    });
    for (std::size_t i = 0; i < compared.runs.size(); ++i) {
      result.exit =
          std::max(result.exit, check_requirements(requirements[i], *(*scenarios)[i], compared.runs[i].summary));
    }
    return result;
  });
}

Exit sweep(const SweepOptions& options) {
  const auto ensemble = ensemble_of(options.ensemble, grid_draws);
  const auto scenario = load_one(options.scenario, options.changes);
  if (!ensemble || !scenario) return Exit::bad_input;
  const auto axes = read_all<question::Axis>(options.vary, [&](const std::string& text) {
    return question::read_axis(text, *scenario, "--vary", sweep_count, options.logarithmic);
  });
  const auto year = year_of(options.year, *scenario);
  if (!axes || !year || !differ(*axes)) return Exit::bad_input;
  if (axes->size() > 3) {
    print_error("--vary: three parameters at the most");
    return Exit::bad_input;
  }
  const auto kept = kept_in(options.resume, *scenario, *ensemble, *axes, *year);
  if (!kept) return Exit::bad_input;
  return answer({options.out, options.force}, "sweep", [&] {
    const auto result = done(options.ensemble, *ensemble, [&](const analysis::Effort& effort) {
      return analysis::sweep(scenario, *axes, *year, effort, *kept);
    });
    return formatted("sweep", options.format, [&](report::Format format, std::size_t width) {
      return report::sweep(context_of(scenario, *ensemble), result, format, width);
    });
  });
}

Exit map(const MapOptions& options) {
  const auto ensemble = ensemble_of(options.ensemble, grid_draws);
  const auto scenario = load_one(options.scenario, options.changes);
  if (!ensemble || !scenario) return Exit::bad_input;
  const auto x = told(question::read_axis(options.x, *scenario, "--x", map_columns, options.logarithmic));
  const auto y = told(question::read_axis(options.y, *scenario, "--y", map_rows, options.logarithmic));
  const auto year = year_of(options.year, *scenario);
  if (!x || !y || !year || !differ({*x, *y})) return Exit::bad_input;
  if (x->values.size() < 2 || y->values.size() < 2) {
    print_error("map: two values or more are needed on both axes");
    return Exit::bad_input;
  }
  const auto work = [&] {
    const auto result = done(options.ensemble, *ensemble, [&](const analysis::Effort& effort) {
      return analysis::sweep(scenario, {*x, *y}, *year, effort);
    });
    const report::Context context = context_of(scenario, *ensemble);
    Answer made = formatted("map", options.format, [&](report::Format format, std::size_t width) {
      return report::map(context, result, format, width, false);
    });
    made.files.push_back({"map.svg", report::map_svg(context, result)});
    if (options.format == "svg") made.shown = made.files.back().content;
    // Colours for a person at a terminal who has not turned them off (no-color.org).
    if (options.format == "table" && isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr) {
      made.shown = report::map(context, result, report::Format::terminal, terminal_width(), true);
      made.coloured = true;  // what the scenario brings to it can hold no code: text with any is refused at load
    }
    return made;
  };
  return answer({options.out, options.force}, "map", work, {"txt", "json", "csv", "svg"});
}

Exit solve(const SolveOptions& options) {
  const auto ensemble = ensemble_of(options.ensemble, simulation::default_draws);
  const auto scenario = load_one(options.scenario, options.changes);
  if (!ensemble || !scenario) return Exit::bad_input;
  const auto condition = told(question::read_condition(options.until, *scenario, "--until"));
  std::vector<question::Axis> levers;
  if (options.levers.size() > 2 || options.within.size() > options.levers.size()) {
    print_error("solve: one lever or two, and a range for each at the most",
                "--lever A --within FROM..TO --lever B --within FROM..TO");
    return Exit::bad_input;
  }
  for (std::size_t i = 0; i < options.levers.size(); ++i) {
    const std::string range = i < options.within.size() ? options.within[i] : std::string();
    const auto lever = told(question::read_lever(options.levers[i], range, *scenario, "--lever", "--within"));
    if (lever) levers.push_back(*lever);
  }
  if (!condition || levers.size() < options.levers.size() || !differ(levers)) return Exit::bad_input;
  return answer({options.out, options.force}, "solution", [&] {
    const report::Context context = context_of(scenario, *ensemble);
    if (levers.size() == 2) {
      const auto curve = done(options.ensemble, *ensemble, [&](const analysis::Effort& effort) {
        return analysis::trade_off(scenario, levers[0], levers[1], *condition, effort);
      });
      Answer result = formatted("solution", options.format, [&](report::Format format, std::size_t width) {
        return report::trade_off(context, levers[0], levers[1], *condition, curve, format, width);
      });
      const bool any = std::any_of(curve.points.begin(), curve.points.end(), [](const auto& point) {
        return point.second.kind != analysis::Solution::Kind::out_of_reach;
      });
      if (!any) result.exit = Exit::does_not_hold;
      return result;
    }
    const auto found = done(options.ensemble, *ensemble, [&](const analysis::Effort& effort) {
      return analysis::solve(scenario, levers[0], *condition, effort);
    });
    Answer result = formatted("solution", options.format, [&](report::Format format, std::size_t width) {
      return report::solution(context, levers[0], *condition, found, format, width);
    });
    if (found.kind == analysis::Solution::Kind::out_of_reach) result.exit = Exit::does_not_hold;
    return result;
  });
}

Exit sensitivity(const SensitivityOptions& options) {
  const auto ensemble = ensemble_of(options.ensemble, grid_draws);
  const auto scenario = load_one(options.scenario, options.changes);
  if (!ensemble || !scenario) return Exit::bad_input;
  const auto output = told(question::read_output(options.of, *scenario, "--of"));
  if (!output) return Exit::bad_input;
  return answer({options.out, options.force}, "sensitivity", [&] {
    const auto result = done(options.ensemble, *ensemble, [&](const analysis::Effort& effort) {
      return analysis::sensitivity(scenario, *output, effort);
    });
    return formatted("sensitivity", options.format, [&](report::Format format, std::size_t width) {
      return report::sensitivity(context_of(scenario, *ensemble), result, format, width);
    });
  });
}

}  // namespace chokepoint::cli
