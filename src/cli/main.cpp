// SPDX-License-Identifier: Apache-2.0
// The command line: options to verbs, whatever goes wrong to an exit status.
#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <functional>
#include <new>

#include "chokepoint/simulation.hpp"
#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/verbs.hpp"

namespace {

using namespace chokepoint::cli;
using Verb = std::function<Exit()>;

constexpr unsigned most_threads = 1024;

void add_overrides(CLI::App& verb, std::vector<std::string>& overrides) {
  verb.add_option("--set", overrides, "Set a value as the file would, e.g. power.campus_power='2 to 6 GW'; repeatable")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
}

void add_run(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* verb = app.add_subcommand("run", "Simulate scenarios and say which constraint binds first");
  verb->footer("Example: chokepoint run scenarios/sevilla-2024.yaml --set power.campus_power='3 to 8 GW'");
  verb->add_option("SCENARIO", options->scenarios, "Scenario files (YAML)")->required()->type_name("");
  add_overrides(*verb, options->overrides);
  verb->add_option("--draws", options->draws,
                   fmt::format("Draws of the ensemble, up to 2^32 [{}]", chokepoint::simulation::default_draws))
      ->type_name("N");
  verb->add_option("--seed", options->seed,
                   fmt::format("Seed of the draws [{}]", chokepoint::simulation::Ensemble{}.seed))
      ->type_name("S");
  verb->add_flag("--point", options->point, "Run once, with every parameter at its median");
  verb->add_option("--sampler", options->sampler,
                   "sobol (scrambled), random (counter-based) or latin (hypercube) [sobol]")
      ->type_name("NAME")
      ->check(CLI::IsMember({"sobol", "random", "latin"}));
  verb->add_option("--threads", options->threads,
                   "Threads; 0 for as many as the machine has [0]. Results do not change")
      ->type_name("N")
      ->check(CLI::Range(0U, most_threads));
  verb->add_option("--format", options->format, "What standard output gets: table, json or csv [table]")
      ->type_name("NAME")
      ->check(CLI::IsMember({"table", "json", "csv"}));
  verb->add_option("--out", options->out, "Also write report.txt, results.json and results.csv into this folder")
      ->type_name("DIR");
  verb->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

void add_check(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* verb = app.add_subcommand("check", "Say everything that is wrong with scenario files, without running");
  verb->footer("Example: chokepoint check scenarios/*.yaml");
  verb->add_option("SCENARIO", options->scenarios, "Scenario files (YAML)")->required()->type_name("");
  add_overrides(*verb, options->overrides);
  verb->callback([options, &chosen] { chosen = [options] { return check(*options); }; });
}

void add_explain(CLI::App& app, Verb& chosen) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* verb =
      app.add_subcommand("explain", "Equations, parameters, bounds and sources; with a scenario, its values");
  verb->footer("Example: chokepoint explain power.campus_power scenarios/sevilla-2024.yaml");
  verb->add_option("NAME", options->names, "Constraint, 'shared', 'trajectory' or parameter; scenario files (.yaml)")
      ->type_name("");
  add_overrides(*verb, options->overrides);
  verb->add_flag("--markdown", options->markdown, "Print the reference of all parameters as Markdown");
  verb->callback([options, &chosen] { chosen = [options] { return explain(*options); }; });
}

void add_units(CLI::App& app, Verb& chosen) {
  CLI::App* verb = app.add_subcommand("units", "The units that a scenario may use, by dimension");
  verb->footer("Example: chokepoint units");
  verb->callback([&chosen] { chosen = [] { return units(); }; });
}

Exit parse_and_run(int argc, char** argv) {
  CLI::App app("Which limit stops the growth of AI training compute first: power, chips, data or latency?",
               "chokepoint");
  app.set_version_flag("--version", fmt::format("chokepoint {}", CHOKEPOINT_VERSION));
  app.require_subcommand(1);
  app.footer("Example: chokepoint run scenarios/sevilla-2024.yaml");
  app.get_formatter()->column_width(26);
  bool verbose = false;
  app.add_flag("-v,--verbose", verbose, "Log what is done, on standard error");
  app.fallthrough();
  Verb chosen;
  add_run(app, chosen);
  add_check(app, chosen);
  add_explain(app, chosen);
  add_units(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& request) {
    app.exit(request);  // prints help or version
    return Exit::done;
  } catch (const CLI::ParseError& error) {
    print_error(error.what(), "'chokepoint --help' and 'chokepoint VERB --help' say what can be asked");
    return Exit::bad_input;
  }
  spdlog::set_level(verbose ? spdlog::level::info : spdlog::level::warn);
  return chosen();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    spdlog::set_default_logger(spdlog::stderr_logger_mt("chokepoint"));
    spdlog::set_pattern("chokepoint: %l: %v");
    return static_cast<int>(parse_and_run(argc, argv));
  } catch (const Unwritable& error) {
    print_error(fmt::format("cannot write: {}", error.what()));
    return static_cast<int>(Exit::no_access);
  } catch (const std::bad_alloc&) {
    print_error("out of memory");
    return static_cast<int>(Exit::no_access);
  } catch (const std::exception& error) {
    print_error(fmt::format("internal: {}", error.what()), "this is a defect of chokepoint; please report it");
    return static_cast<int>(Exit::defect);
  }
}
