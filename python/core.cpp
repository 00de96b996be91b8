// SPDX-License-Identifier: Apache-2.0
// The private module chokepoint._core: the public headers, for the Python files beside it. It keeps no state.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <set>

#include "chokepoint/report.hpp"
#include "work.hpp"

namespace {

using namespace chokepoint;
using namespace python;
namespace py = pybind11;
using Strings = std::vector<std::string>;

/// What was read, and what was told of it: never null.
struct Scenario {
  scenario::ScenarioPointer is;
  std::vector<scenario::Diagnostic> warnings;
};

Scenario checked(scenario::Loaded loaded) {
  if (!loaded.scenario) throw Wrong{std::move(loaded.diagnostics)};
  return {std::move(loaded.scenario), std::move(loaded.diagnostics)};
}

/// Files are read by Python: bytes, or why they cannot be and whether something has their name.
Scenario load(const std::string& path, const Strings& overrides, const py::function& read, const Strings& folders) {
  const py::gil_scoped_release released;
  const auto disk = [&](const std::string& file, std::size_t limit) -> std::variant<std::string, scenario::Unreadable> {
    const py::gil_scoped_acquire held;
    const py::object content = read(py::bytes(file), limit);
    if (py::isinstance<py::bytes>(content)) return content.cast<std::string>();
    auto [why, exists] = content.cast<std::pair<std::string, bool>>();
    return scenario::Unreadable{std::move(why), exists};
  };
  return checked(scenario::load(path, overrides, disk, models::built_in(), folders));
}

// --- one scenario ----------------------------------------------------------------------------------------------------

std::optional<statistics::Summary> summary_of(const scenario::ScenarioPointer& one, const statistics::Keep& keep,
                                              const analysis::Effort& effort) {
  return statistics::summarize(simulation::Engine(one, effort.ensemble), effort.threads, keep,
                               [&effort](std::uint64_t) { return effort.progress(0.0); });
}

std::optional<report::Run> run_of(const scenario::ScenarioPointer& one, const statistics::Keep& keep,
                                  const analysis::Effort& effort) {
  auto summary = summary_of(one, keep, effort);
  if (!summary) return std::nullopt;
  return report::Run{
      .scenario = one, .ensemble = effort.ensemble, .summary = std::move(*summary), .version = CHOKEPOINT_VERSION};
}

/// With the views that a scenario asks for, whose verdicts stand beside its own.
report::Run run(const Scenario& scenario, const Effort& effort, bool needs) {
  statistics::Keep keep = statistics::Keep::everything();
  if (needs) keep |= {.needs = statistics::Years::all()};
  return done(effort, [&](const analysis::Effort& asked) -> std::optional<report::Run> {
    auto made = run_of(scenario.is, keep, asked);
    if (!made) return std::nullopt;
    for (scenario::View& view : scenario::views_of(*scenario.is)) {
      auto changed = checked(scenario::with(*scenario.is, view.change)).is;
      auto summary = summary_of(changed, report::kept_for_view(*changed), asked);
      if (!summary) return std::nullopt;
      made->views.push_back({std::move(view), std::move(changed), std::move(*summary)});
    }
    return made;
  });
}

// --- what if
// -----------------------------------------------------------------------------------------------------------

report::Context context_of(const Scenario& scenario, const Effort& effort) {
  return {.scenario = scenario.is, .ensemble = effort.ensemble, .version = CHOKEPOINT_VERSION};
}
Answer compare(const std::vector<const Scenario*>& scenarios, const Effort& effort) {
  struct Compared {
    std::vector<report::Run> runs;
    std::vector<analysis::Pair> pairs;
  };
  const Compared compared = done(effort, [&](const analysis::Effort& asked) -> std::optional<Compared> {
    Compared result;
    for (const Scenario* const one : scenarios) {
      auto made = run_of(one->is, report::kept_for_verdict(*one->is), asked);
      if (!made) return std::nullopt;
      result.runs.push_back(std::move(*made));
      if (result.runs.size() == 1) continue;
      auto pair = analysis::compare(scenarios.front()->is, one->is, asked);
      if (!pair) return std::nullopt;
      result.pairs.push_back(std::move(*pair));
    }
    return result;
  });
  return answer(
      [&](report::Format format) { return report::comparison(compared.runs, compared.pairs, format, width); });
}

Answer head_to_head(const Scenario& scenario, const std::vector<std::size_t>& constraints, const Effort& effort) {
  const auto opposed = done(effort, [&](const analysis::Effort& asked) -> std::optional<std::vector<report::Opposed>> {
    auto made = run_of(scenario.is, report::kept_for_head_to_head(*scenario.is), asked);
    auto pairs = made ? analysis::head_to_head(scenario.is, constraints, asked) : std::nullopt;
    if (!pairs) return std::nullopt;
    return std::vector<report::Opposed>{{std::move(*made), std::move(*pairs)}};
  });
  return answer([&](report::Format format) { return report::head_to_head(opposed, format, width); });
}

/// One to three axes, each with so many values where its text does not say; the picture is of two.
std::tuple<Answer, std::string> sweep(const Scenario& scenario,
                                      const std::vector<std::tuple<std::string, std::string, std::size_t>>& texts,
                                      bool logarithmic, int year, bool as_map, const Effort& effort) {
  std::vector<question::Axis> axes;
  for (const auto& [text, option, count] : texts) {
    axes.push_back(good(question::read_axis(text, *scenario.is, option, count, logarithmic)));
    if (as_map && axes.back().values.size() < 2)
      throw std::invalid_argument(option + ": two values or more are needed");
    for (std::size_t i = 0; i + 1 < axes.size(); ++i) {
      if (axes[i].path == axes.back().path) throw std::invalid_argument(axes[i].path + " is varied twice");
    }
  }
  const auto swept =
      done(effort, [&](const analysis::Effort& asked) { return analysis::sweep(scenario.is, axes, year, asked); });
  const report::Context context = context_of(scenario, effort);
  const auto make = [&](report::Format format) {
    return as_map ? report::map(context, swept, format, width, false) : report::sweep(context, swept, format, width);
  };
  return {answer(make), as_map ? report::map_svg(context, swept) : std::string()};
}

Answer solve(const Scenario& scenario, const std::vector<std::pair<std::string, std::string>>& texts,
             const std::string& until, const Effort& effort) {
  const auto condition = good(question::read_condition(until, *scenario.is, "until"));
  std::vector<question::Axis> levers;
  for (const auto& [name, range] : texts) {
    levers.push_back(good(question::read_lever(name, range, *scenario.is, "lever", "within")));
  }
  const report::Context context = context_of(scenario, effort);
  if (levers.size() == 1) {
    const auto found = done(effort, [&](const analysis::Effort& asked) {
      return analysis::solve(scenario.is, levers[0], condition, asked);
    });
    return answer(
        [&](report::Format format) { return report::solution(context, levers[0], condition, found, format, width); });
  }
  const auto curve = done(effort, [&](const analysis::Effort& asked) {
    return analysis::trade_off(scenario.is, levers.at(0), levers.at(1), condition, asked);
  });
  return answer([&](report::Format format) {
    return report::trade_off(context, levers[0], levers[1], condition, curve, format, width);
  });
}

Answer sensitivity(const Scenario& scenario, const std::string& of, const Effort& effort) {
  const auto output = good(question::read_output(of, *scenario.is, "of"));
  const auto found =
      done(effort, [&](const analysis::Effort& asked) { return analysis::sensitivity(scenario.is, output, asked); });
  return answer(
      [&](report::Format format) { return report::sensitivity(context_of(scenario, effort), found, format, width); });
}

/// A row a draw: name, unit and values of each column, then which constraint stops it, counted from 0, and in which
/// year.
py::tuple samples(const Scenario& scenario, const Strings& of, bool parameters, const Effort& effort) {
  std::vector<question::Output> outputs;
  for (const std::string& text : of) outputs.push_back(good(question::read_output(text, *scenario.is, "of")));
  const auto made = done(effort, [&](const analysis::Effort& asked) {
    return analysis::samples(scenario.is, outputs, parameters, asked);
  });
  const auto array = [](const auto& values) { return py::array(py::ssize_t(values.size()), values.data()); };
  py::list columns;
  for (const auto* const group : {&made.parameters, &made.outputs}) {
    for (const auto& one : *group) {
      columns.append(py::make_tuple(one.name, units::symbol_of(one.kind), array(one.values)));
    }
  }
  return py::make_tuple(columns, array(made.stopped_by), array(made.stopped_in));
}

// --- what there is: rows of the tuples that Python names -----------------------------------------------------------

py::tuple told(const std::vector<scenario::Diagnostic>& diagnostics) {
  py::list rows;
  for (const scenario::Diagnostic& one : diagnostics) {
    rows.append(py::make_tuple(one.place.file, one.place.line, one.place.column, one.message, one.hint,
                               one.severity == scenario::Diagnostic::Severity::error, scenario::render(one)));
  }
  return rows;
}

py::tuple about(const Scenario& scenario) {
  const scenario::Scenario& one = *scenario.is;
  return py::make_tuple(one.name, one.title, one.description, one.first_year, one.last_year, one.overrides);
}

py::list constraints_of(const Scenario& scenario) {
  py::list rows;
  for (const scenario::Block& block : scenario.is->blocks) {
    const models::Description& one = *block.constraint->description;
    rows.append(py::make_tuple(one.name, one.title, one.model, one.region));
  }
  return rows;
}

py::list assumptions_of(const Scenario& scenario) {
  py::list rows;
  for (const scenario::Assumption* const one : scenario.is->assumptions()) {
    if (!one->is_given() && !one->is_default) continue;
    const auto at = [one](double level) { return one->distribution.quantile(level); };
    rows.append(py::make_tuple(one->path, units::symbol_of(one->parameter->kind), one->text, at(0.1), at(0.5), at(0.9),
                               one->source, one->note, one->confidence, one->parameter->meaning));
  }
  return rows;
}

py::list parameters() {
  py::list rows;
  std::set<std::string> seen;
  const auto append = [&](const models::Description& description) {
    for (const models::Parameter& one : description.parameters) {
      const std::string path = description.name + "." + one.name;
      if (!seen.insert(path).second) continue;
      rows.append(py::make_tuple(path, units::symbol_of(one.kind), one.bounds.lower, one.bounds.upper,
                                 one.unless_given.text, one.meaning, one.source));
    }
  };
  append(models::trajectory());
  append(models::shared());
  for (const models::Constraint& one : models::built_in()->models()) append(*one.description);
  append(models::relief());
  return rows;
}

py::list binds_first(const report::Run& run) {
  py::list rows;
  for (const auto& one : run.summary.constraints) rows.append(py::make_tuple(one.name, one.binds_first));
  rows.append(py::make_tuple("none", run.summary.binds_first_none));
  return rows;
}

py::list views_of(const report::Run& run) {
  py::list rows;
  for (const report::View& one : run.views) {
    rows.append(py::make_tuple(one.view.name, report::verdict({one.scenario, run.ensemble, one.summary, run.version})));
  }
  return rows;
}

std::string shown(const report::Run& run, const std::string& format) {
  if (format == "csv") return report::csv({&run, 1});
  if (format == "json") return report::json({&run, 1});
  if (format == "iamc") return report::iamc({&run, 1});
  return format == "iamc quantiles" ? report::iamc_quantiles({&run, 1}) : report::terminal(run, width);
}

}  // namespace

PYBIND11_MODULE(_core, module) {
  module.attr("version") = CHOKEPOINT_VERSION;
  py::register_exception<analysis::Unsettled>(module, "Unsettled", PyExc_ValueError);
  py::register_exception<simulation::ImpossibleValue>(module, "ImpossibleValue", PyExc_ValueError);
  py::register_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const Wrong& wrong) {
      const py::object error = py::module_::import("chokepoint._errors").attr("ScenarioError");
      PyErr_SetObject(error.ptr(), py::make_tuple(told(wrong.diagnostics)).ptr());
    }
  });

  py::class_<Scenario>(module, "Scenario")
      .def("about", &about)
      .def("constraints", &constraints_of)
      .def("assumptions", &assumptions_of)
      .def("warnings", [](const Scenario& one) { return told(one.warnings); })
      .def("changed",
           [](const Scenario& one, const std::string& text) { return checked(scenario::with(*one.is, text)); });
  py::class_<report::Run>(module, "Run")
      .def("verdict", &report::verdict)
      .def("draws", [](const report::Run& one) { return one.summary.draws; })
      .def("binds_first", &binds_first)
      .def("views", &views_of)
      .def("shown", &shown);
  py::class_<Effort>(module, "Effort").def(py::init(&effort_of));
  module.def("load", &load);
  module.def("parameters", &parameters);
  module.def("run", &run);
  module.def("samples", &samples);
  module.def("compare", &compare);
  module.def("head_to_head", &head_to_head);
  module.def("sweep", &sweep);
  module.def("solve", &solve);
  module.def("sensitivity", &sensitivity);
}
