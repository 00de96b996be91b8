// SPDX-License-Identifier: Apache-2.0
// chokepoint fit
#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "chokepoint/evidence.hpp"
#include "chokepoint/report.hpp"
#include "cli/console.hpp"
#include "cli/ensemble.hpp"
#include "cli/files.hpp"
#include "cli/verbs.hpp"
#include "scenario/dates.hpp"

namespace chokepoint::cli {

namespace {

constexpr std::size_t most_of_top = 10'000;

/// Nothing where it is wrong, which has been told.
std::optional<evidence::Selection> selection_of(const std::string& text) {
  using Of = evidence::Selection::Of;
  if (text == "records") return evidence::Selection{Of::records};
  if (text == "all") return evidence::Selection{Of::all};
  const std::string digits = text.starts_with("top:") ? text.substr(4) : "";
  const bool whole =
      !digits.empty() && digits.size() <= 5 && digits.find_first_not_of("0123456789") == std::string::npos;
  const std::size_t top = whole ? std::stoul(digits) : 0;
  if (top >= 1 && top <= most_of_top) return evidence::Selection{Of::top, top};
  print_error(fmt::format("--of: not a choice of points: '{}'", text),
              fmt::format("records, all, or top:N with N from 1 to {}", most_of_top));
  return std::nullopt;
}

/// A date of an option, or nothing where it is empty. False where it is wrong, which has been told.
bool read_date(std::string_view option, const std::string& text, std::optional<double>& date) {
  if (text.empty()) return true;
  date = scenario::date_of(text);
  if (date) return true;
  print_error(fmt::format("{}: not a date: '{}'", option, text), "2018, 2018-06 or 2018-06-30");
  return false;
}

/// The same of a share.
bool read_level(const std::string& text, double& level) {
  constexpr double least = 0.5;
  constexpr double most = 0.99;
  if (text.empty()) return true;
  const auto read = units::parse_amount(text);
  const auto* const amount = std::get_if<units::Amount>(&read);
  if (amount != nullptr && amount->kind == units::ratio_kind && amount->value >= least && amount->value <= most) {
    level = amount->value;
    return true;
  }
  print_error(fmt::format("--level: not a share from 50% to 99%: '{}'", text), "90%, or 0.9");
  return false;
}

std::optional<evidence::FitQuestion> question_of(const FitOptions& options) {
  evidence::FitQuestion question;
  question.series = options.series;
  const auto selection = selection_of(options.of);
  bool good = selection.has_value();
  good = read_date("--since", options.since, question.since) && good;
  good = read_date("--until", options.until, question.until) && good;
  if (question.since && question.until && !(*question.since < *question.until)) {
    print_error("--since is not before --until", "--since 2018 --until 2024-06-30");
    good = false;
  }
  good = read_level(options.level, question.level) && good;
  if (!options.seed.empty()) {
    const auto seed = seed_of(options.seed);
    good = good && seed.has_value();
    question.seed = seed.value_or(1);
  }
  if (!good) return std::nullopt;
  question.of = *selection;
  return question;
}

}  // namespace

Exit fit(const FitOptions& options) {
  const auto question = question_of(options);
  if (!question) return Exit::bad_input;
  const Output output{options.out, options.force};
  prepare_output(output, {"fit.txt", "fit.json", "fit.csv", "trajectory.yaml"});
  const evidence::Observations observations = evidence::load_observations(options.files, disk());
  for (const scenario::Diagnostic& one : observations.diagnostics) tell(scenario::render(one));
  if (observations.has_errors()) return Exit::bad_input;
  const auto found = evidence::fit(observations, *question);
  if (const auto* const unfit = std::get_if<evidence::Unfit>(&found)) {
    print_error(unfit->message, unfit->hint);
    return Exit::bad_input;
  }
  const auto& fit = std::get<evidence::Fit>(found);
  std::vector<std::string> files;
  for (const std::string& file : observations.files) files.push_back(shown_path(file));
  const auto in = [&](report::Format format, std::size_t width) {
    return report::fit(fit, files, CHOKEPOINT_VERSION, format, width);
  };
  constexpr std::size_t columns = 80;  // of a file
  std::vector<report::Named> written{{"fit.txt", in(report::Format::terminal, columns)},
                                     {"fit.json", in(report::Format::json, columns)},
                                     {"fit.csv", in(report::Format::csv, columns)}};
  const std::string trajectory = report::fitted_trajectory(fit);
  if (!trajectory.empty()) written.push_back({"trajectory.yaml", trajectory});
  write_output(output, written);
  print(in(format_of(options.format), terminal_width()));
  return Exit::done;
}

}  // namespace chokepoint::cli
