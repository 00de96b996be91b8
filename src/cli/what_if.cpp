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

/// Their places among the blocks of a scenario; nothing when one is not there, which has been told.
std::optional<std::vector<std::size_t>> constraints_named(const std::vector<std::string>& asked,
                                                          const Scenario& scenario) {
  std::vector<std::string> names;
  for (const auto& block : scenario.blocks) names.emplace_back(block.constraint->description->name);
  std::vector<std::size_t> found;
  for (const std::string& name : asked) {
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) {
      print_error(fmt::format("--constraints: {} models no constraint '{}'", scenario.name, name),
                  fmt::format("one of: {}", fmt::join(names, ", ")));
    } else {
      found.push_back(static_cast<std::size_t>(at - names.begin()));
    }
  }
  if (found.size() < asked.size()) return std::nullopt;
  return found;
}

/// Whether they can be held against each other, whatever the scenario; what is wrong is told.
bool can_be_opposed(const std::vector<std::string>& names) {
  constexpr const char* example = "compare SCENARIO --constraints power,data";
  if (names.size() < 2) {
    print_error("--constraints: two constraints or more are needed", example);
    return false;
  }
  bool good = true;
  for (auto name = names.begin(); name != names.end(); ++name) {
    if (std::count(names.begin(), name, *name) != 1) continue;
    print_error(fmt::format("--constraints: '{}' is named twice", *name), example);
    good = false;
  }
  return good;
}

/// What is asked of one scenario.
struct AskedOf {
  std::vector<Condition> conditions;
  std::vector<std::size_t> constraints;  // to be held against each other
};

/// The same effort for one of several parts of the work, one after the other.
class InParts {
 public:
  InParts(const analysis::Effort& effort, std::size_t count) : effort_(effort), count_(static_cast<double>(count)) {}
  analysis::Effort next() {
    analysis::Effort one = effort_;
    one.progress = [this, start = done_](double share) { return effort_.progress((start + share) / count_); };
    done_ += 1.0;
    return one;
  }

 private:
  const analysis::Effort& effort_;
  double count_;
  double done_ = 0.0;
};

std::optional<report::Run> run_of(const ScenarioPointer& scenario, const statistics::Keep& keep,
                                  const analysis::Effort& effort) {
  const simulation::Engine engine(scenario, effort.ensemble);
  auto summary = statistics::summarize(engine, effort.threads, keep, [&](std::uint64_t drawn) {
    return effort.progress(static_cast<double>(drawn) / static_cast<double>(engine.draws()));
  });
  if (!summary) return std::nullopt;
  return report::Run{
      .scenario = scenario, .ensemble = effort.ensemble, .summary = std::move(*summary), .version = CHOKEPOINT_VERSION};
}

std::optional<std::vector<report::Opposed>> opposed_of(const std::vector<ScenarioPointer>& scenarios,
                                                       const std::vector<AskedOf>& asked,
                                                       const analysis::Effort& effort) {
  InParts parts(effort, 2 * scenarios.size());
  std::vector<report::Opposed> result;
  for (std::size_t i = 0; i < scenarios.size(); ++i) {
    statistics::Keep keep = report::kept_for_head_to_head(*scenarios[i]);
    keep_for(asked[i].conditions, keep);
    auto run = run_of(scenarios[i], keep, parts.next());
    if (!run) return std::nullopt;
    auto pairs = analysis::head_to_head(scenarios[i], asked[i].constraints, parts.next());
    if (!pairs) return std::nullopt;
    result.push_back({std::move(*run), std::move(*pairs)});
  }
  return result;
}

/// Each scenario, and those after the first against it.
struct Compared {
  std::vector<report::Run> runs;
  std::vector<analysis::Pair> pairs;
};
std::optional<Compared> compared_of(const std::vector<ScenarioPointer>& scenarios, const std::vector<AskedOf>& asked,
                                    const analysis::Effort& effort) {
  InParts parts(effort, 2 * scenarios.size() - 1);
  Compared result;
  for (std::size_t i = 0; i < scenarios.size(); ++i) {
    statistics::Keep keep = report::kept_for_verdict(*scenarios[i]);
    keep_for(asked[i].conditions, keep);
    auto run = run_of(scenarios[i], keep, parts.next());
    if (!run) return std::nullopt;
    result.runs.push_back(std::move(*run));
  }
  for (std::size_t i = 1; i < scenarios.size(); ++i) {
    const auto pair = analysis::compare(scenarios.front(), scenarios[i], parts.next());
    if (!pair) return std::nullopt;
    result.pairs.push_back(*pair);
  }
  return result;
}

/// Everything that is wrong is told.
std::optional<std::vector<AskedOf>> asked_of(const CompareOptions& options,
                                             const std::vector<ScenarioPointer>& scenarios) {
  bool good = options.constraints.empty() || can_be_opposed(options.constraints);
  if (options.constraints.empty() && scenarios.size() < 2) {
    print_error("compare: two scenarios or more are needed",
                "or two constraints of one: compare SCENARIO --constraints power,data");
    good = false;
  }
  std::vector<AskedOf> asked;
  for (const ScenarioPointer& one : scenarios) {
    auto conditions = conditions_of(options.require, *one);
    auto constraints = constraints_named(options.constraints, *one);
    if (conditions && constraints) asked.push_back({std::move(*conditions), std::move(*constraints)});
  }
  if (!good || asked.size() < scenarios.size()) return std::nullopt;
  return asked;
}

}  // namespace

Exit compare(const CompareOptions& options) {
  const auto ensemble = ensemble_of(options.ensemble, simulation::default_draws);
  const auto scenarios = load(options.scenarios, options.changes, Warnings::hidden);
  if (!ensemble || !scenarios) return Exit::bad_input;
  const auto asked = asked_of(options, *scenarios);
  if (!asked) return Exit::bad_input;
  const auto require = [&](const report::Run& run, std::size_t i, Answer& result) {
    result.exit = std::max(result.exit, check_requirements((*asked)[i].conditions, *run.scenario, run.summary));
  };
  return answer({options.out, options.force}, "comparison", [&] {
    if (options.constraints.empty()) {
      const Compared compared = done(options.ensemble, *ensemble, [&](const analysis::Effort& effort) {
        return compared_of(*scenarios, *asked, effort);
      });
      Answer result = formatted("comparison", options.format, [&](report::Format format, std::size_t width) {
        return report::comparison(compared.runs, compared.pairs, format, width);
      });
      for (std::size_t i = 0; i < compared.runs.size(); ++i) require(compared.runs[i], i, result);
      return result;
    }
    const auto opposed = done(options.ensemble, *ensemble,
                              [&](const analysis::Effort& effort) { return opposed_of(*scenarios, *asked, effort); });
    Answer result = formatted("comparison", options.format, [&](report::Format format, std::size_t width) {
      return report::head_to_head(opposed, format, width);
    });
    for (std::size_t i = 0; i < opposed.size(); ++i) require(opposed[i].run, i, result);
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
