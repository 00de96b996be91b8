// SPDX-License-Identifier: Apache-2.0
// chokepoint learn
#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <utility>
#include <variant>
#include <vector>

#include "chokepoint/evidence.hpp"
#include "chokepoint/report.hpp"
#include "cli/console.hpp"
#include "cli/ensemble.hpp"
#include "cli/files.hpp"
#include "cli/load.hpp"
#include "cli/observed.hpp"
#include "cli/provenance.hpp"
#include "cli/ranks.hpp"
#include "cli/verbs.hpp"
#include "units/utf8.hpp"

namespace chokepoint::cli {

namespace {

namespace fs = std::filesystem;

// --- what is asked ---------------------------------------------------------------------------------------------------

/// SERIES=FACTOR, of an option: factors as orders of magnitude. Nothing where one is wrong, which has been told of all.
std::optional<std::map<std::string, double>> factors_of(std::string_view option,
                                                        const std::vector<std::string>& texts) {
  std::map<std::string, double> all;
  bool good = true;
  const auto refuse = [&](const std::string& why, const std::string& text) {
    print_error(fmt::format("{}: {}: '{}'", option, why, utf8::printable_line(text)),
                "a series and a factor above 1, such as chips/stock=1.25");
    good = false;
  };
  for (const std::string& text : texts) {
    const std::size_t sign = text.rfind('=');
    if (sign == std::string::npos || sign == 0) {
      refuse("no SERIES=FACTOR", text);
      continue;
    }
    const auto read = units::parse_amount(std::string_view(text).substr(sign + 1));
    const auto* const amount = std::get_if<units::Amount>(&read);
    if (amount == nullptr || amount->kind != units::ratio_kind) {
      refuse("not a factor", text);
    } else if (!(amount->value > 1.0 && std::isfinite(amount->value))) {
      refuse("a factor of 1 or less cannot be", text);
    } else if (!all.emplace(text.substr(0, sign), std::log10(amount->value)).second) {
      refuse("given twice", text);
    }
  }
  if (!good) return std::nullopt;
  return all;
}

/// Draws of one weight that are needed for a standard error of any share: 1 / (2 error), squared. Nothing where it is
/// wrong, which has been told.
std::optional<double> effective_for(const std::string& tolerance) {
  if (tolerance.empty()) return evidence::Learning{}.effective;
  const auto refuse = [&tolerance](std::string_view why) {
    print_error(fmt::format("--tolerance: {}: '{}'", why, tolerance), "a share such as 1%, from 0.05% to 10%");
    return std::nullopt;
  };
  const auto read = units::parse_amount(tolerance);
  const auto* const amount = std::get_if<units::Amount>(&read);
  if (amount == nullptr || amount->kind != units::ratio_kind) return refuse("not a share");
  constexpr double least = 5e-4;
  constexpr double most = 0.1;
  if (!(amount->value >= least && amount->value <= most)) return refuse("out of range");
  return 0.25 / (amount->value * amount->value);
}

std::optional<evidence::Learning> learning_of(const LearnOptions& options) {
  auto discrepancy = factors_of("--discrepancy", options.discrepancy);
  auto error = factors_of("--error", options.error);
  const auto effective = effective_for(options.tolerance);
  if (!discrepancy || !error || !effective) return std::nullopt;
  evidence::Learning how;
  how.discrepancy = std::move(*discrepancy);
  how.error = std::move(*error);
  how.effective = *effective;
  return how;
}

// --- where it goes ---------------------------------------------------------------------------------------------------

struct Destination {
  std::string folder;    // "" for the working folder
  std::string scenario;  // the name of the file; empty: nothing is written
  bool with_data = false;

  [[nodiscard]] std::vector<std::string> names() const {
    if (with_data) return {scenario, "learned.txt", "learned.json", "learned.csv"};
    return {scenario};
  }
};

Destination destination_of(const LearnOptions& options, const scenario::Scenario& scenario) {
  if (options.out.empty()) return {};
  if (options.out == "-") throw BadOutput("'-' is neither a file nor a folder", "a file ends in .yaml");
  const fs::path path(options.out);
  if (path.extension() == ".yml")
    throw BadOutput(options.out + " ends in .yml", "the file of a scenario ends in .yaml");
  if (path.extension() != ".yaml") return {options.out, scenario.name + "-learned.yaml", true};
  return {path.parent_path().string(), path.filename().string(), false};
}

/// That of its file, where that may be the name of a scenario; or empty: it then gets one from its file.
std::string name_of(const Destination& destination) {
  const std::string name = fs::path(destination.scenario).stem().string();
  const bool good =
      name.size() <= 64 && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") == std::string::npos;
  return good ? name : std::string();
}

/// A file of values cannot say what was set on the command line. False where it would have to, which has been told.
bool can_be_written(const Changes& changes) {
  if (changes.overrides.empty() && !changes.realised) return true;
  print_error("--out: a scenario that extends a file knows nothing of --set and --realised",
              "write them into a scenario of their own, which extends the other, and learn that");
  return false;
}

void prepare(const Destination& destination, bool force) {
  if (destination.scenario.empty() || !writes_files()) return;
  if (!force) refuse_to_replace(destination.folder, destination.names());
  try {
    if (destination.with_data) prepare_folder(destination.folder);
    prepare_file((fs::path(destination.folder) / destination.scenario).string());
  } catch (const Unwritable& error) {
    throw BadOutput(fmt::format("cannot write there: {}", error.what()));
  }
}

/// The scenario as the file that is written sees it.
std::string extends_of(const scenario::Scenario& scenario, const Destination& destination) {
  const std::string& path = scenario.files.back();
  if (path.rfind(scenario::installed_folder, 0) == 0) return fs::path(path).filename().string();
  const fs::path folder = fs::absolute(destination.folder.empty() ? fs::path(".") : fs::path(destination.folder));
  return fs::absolute(path).lexically_normal().lexically_proximate(folder.lexically_normal()).generic_string();
}

std::string command_of(const LearnOptions& options, const std::vector<std::string>& data,
                       const simulation::Ensemble& ensemble) {
  std::vector<std::string> words{"chokepoint", "learn", shown_path(options.scenario)};
  for (const std::string& one : data) words.insert(words.end(), {"--data", shown_path(one)});
  for (const std::string& one : options.discrepancy) words.insert(words.end(), {"--discrepancy", one});
  for (const std::string& one : options.error) words.insert(words.end(), {"--error", one});
  if (!options.tolerance.empty()) words.insert(words.end(), {"--tolerance", options.tolerance});
  add_words(options.changes, options.ensemble, ensemble, words);
  words.insert(words.end(), {"--out", shown_path(options.out)});
  return command_line(words);
}

/// Of scenarios and observations: a bibliography changes no number.
std::vector<report::File> without_bibliographies(std::vector<report::File> files) {
  std::erase_if(files, [](const report::File& one) { return fs::path(one.path).filename() == "sources.yaml"; });
  return files;
}

Exit refuse(const std::vector<evidence::Refused>& all) {
  for (const evidence::Refused& one : all) print_error(one.message, one.hint);
  return Exit::bad_input;
}

}  // namespace

Exit learn(const LearnOptions& options) {
  const auto ensemble = ensemble_of(options.ensemble, simulation::default_draws);
  const auto how = learning_of(options);
  std::vector<report::File> files;
  const scenario::Reader read = recording(files);
  const auto scenarios = load({options.scenario}, options.changes, Warnings::hidden, read);
  if (!ensemble || !how || !scenarios) return Exit::bad_input;
  const scenario::ScenarioPointer& scenario = scenarios->front();
  const std::vector<std::string>& data = files_of(*scenario, options.data);
  const auto observations = observed_by(*scenario, options.data, read);
  if (!observations) return Exit::bad_input;
  const Destination destination = destination_of(options, *scenario);
  if (!destination.scenario.empty() && !can_be_written(options.changes)) return Exit::bad_input;
  if (!destination.scenario.empty()) {
    refuse_inputs(destination.folder, destination.names(), scenario->files);
    refuse_inputs(destination.folder, destination.names(), data);
  }
  prepare(destination, options.force);
  const evidence::Match match = evidence::match(*observations, *scenario);
  try {
    const auto result = done(options.ensemble, *ensemble, [&](const analysis::Effort& effort) {
      return evidence::learn(scenario, match, *how, effort);
    });
    if (const auto* const refused = std::get_if<std::vector<evidence::Refused>>(&result)) return refuse(*refused);
    const auto& learned = std::get<evidence::Learned>(result);
    const evidence::Posterior posterior = evidence::posterior_of(learned);
    simulation::Ensemble drawn = *ensemble;
    drawn.draws = learned.draws;
    const report::Context context{scenario, drawn, CHOKEPOINT_VERSION};
    const auto in = [&](report::Format format, std::size_t width) {
      return report::learned(context, learned, posterior, format, width);
    };
    if (!destination.scenario.empty() && writes_files()) {
      const report::LearnedFile file{name_of(destination),
                                     extends_of(*scenario, destination),
                                     {command_of(options, data, *ensemble), "", without_bibliographies(files)}};
      std::vector<report::Named> written{{destination.scenario, report::learned_scenario(learned, posterior, file)}};
      constexpr std::size_t columns = 80;  // of a file
      if (destination.with_data) {
        written.push_back({"learned.txt", in(report::Format::terminal, columns)});
        written.push_back({"learned.json", in(report::Format::json, columns)});
        written.push_back({"learned.csv", in(report::Format::csv, columns)});
      }
      write_files(destination.folder, written, options.force);
    }
    print(in(format_of(options.format), terminal_width()));
  } catch (const simulation::ImpossibleValue& error) {
    print_error(error.what(),
                "take fewer years, or narrow the range or the distribution: with 'lower' and 'upper', or 'truncate'");
    return Exit::bad_input;
  }
  return Exit::done;
}

}  // namespace chokepoint::cli
