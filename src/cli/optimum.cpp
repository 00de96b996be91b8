// SPDX-License-Identifier: Apache-2.0
// chokepoint optimum
#include <fmt/format.h>

#include <optional>
#include <vector>

#include "chokepoint/report.hpp"
#include "chokepoint/scaling.hpp"
#include "cli/console.hpp"
#include "cli/ensemble.hpp"
#include "cli/files.hpp"
#include "cli/verbs.hpp"

namespace chokepoint::cli {

namespace {

/// A number that an option asks for, with its unit or without one.
struct Asked {
  std::string_view option;
  units::Kind kind;
  Extent range;
  std::string_view example;
};

constexpr Asked compute{"--compute", {units::base(units::Base::compute)}, {1e15, 1e40}, "5.76e23 FLOP"};
constexpr Asked inference_tokens{"--inference-tokens", {units::base(units::Base::token)}, {1.0, 1e30}, "5e12 token"};
constexpr Asked inference_cost{"--inference-cost", units::ratio_kind, {1e-6, 1e6}, "4"};

/// Nothing where it is wrong, which has been told.
std::optional<double> number_of(const std::string& text, const Asked& asked) {
  const auto refuse = [&](const std::string& why, const std::string& hint) {
    print_error(fmt::format("{}: {}", asked.option, why),
                hint.empty() ? fmt::format("such as {}", asked.example) : hint);
    return std::nullopt;
  };
  const auto read = units::parse_amount(text);
  if (const auto* const error = std::get_if<units::TextError>(&read)) return refuse(error->message, error->hint);
  const auto& amount = std::get<units::Amount>(read);
  if (amount.kind != units::ratio_kind) {
    if (const auto wrong = units::mismatch(text, amount.kind, asked.kind)) return refuse(wrong->message, wrong->hint);
  }
  if (amount.value >= asked.range.lowest && amount.value <= asked.range.highest) return amount.value;
  return refuse(fmt::format("expected {:g} to {:g}, got '{}'", asked.range.lowest, asked.range.highest, text), "");
}

const scaling::Fit* fit_of(const std::string& name) {
  if (const scaling::Fit* const found = scaling::find(name)) return found;
  std::vector<std::string_view> names;
  for (const scaling::Fit& fit : scaling::fits()) names.push_back(fit.name);
  const std::string_view near = units::nearest(name, names);
  print_error(
      fmt::format("--fit: no fit is named '{}'", name),
      near.empty() ? fmt::format("there are {}", fmt::join(names, ", ")) : fmt::format("did you mean {}?", near));
  return nullptr;
}

/// Nothing where it is wrong, which has been told; `true` without a value where nothing is served.
struct Read {
  bool good = true;
  std::optional<scaling::Serving> serving;
};
Read serving_of(const OptimumOptions& options, const scaling::Fit* fit) {
  if (options.inference_tokens.empty()) {
    if (options.inference_cost.empty()) return {};
    print_error("--inference-cost says nothing without --inference-tokens", "--inference-tokens 5e12");
    return {false, std::nullopt};
  }
  const auto tokens = number_of(options.inference_tokens, inference_tokens);
  const auto cost = options.inference_cost.empty() ? 1.0 : number_of(options.inference_cost, inference_cost);
  bool good = tokens.has_value() && cost.has_value();
  if (fit != nullptr && !std::holds_alternative<scaling::LossLaw>(fit->law)) {
    print_error(
        fmt::format("--inference-tokens: {} says nothing of runs that are not the best of their budget", fit->name),
        "a fit of loss, such as besiroglu");
    good = false;
  }
  if (!good) return {false, std::nullopt};
  return {true, scaling::Serving{*tokens, *cost}};
}

}  // namespace

Exit optimum(const OptimumOptions& options) {
  const auto budget = number_of(options.compute, compute);
  const scaling::Fit* const fit = fit_of(options.fit);
  const Read read = serving_of(options, fit);
  if (!budget || fit == nullptr || !read.good) return Exit::bad_input;
  const Output output{options.out, options.force};
  prepare_output(output, {"optimum.txt", "optimum.json", "optimum.csv"});
  const scaling::Answer answer = scaling::answer(*fit, *budget, read.serving);
  const auto in = [&answer](report::Format format, std::size_t width) {
    return report::optimum(answer, CHOKEPOINT_VERSION, format, width);
  };
  constexpr std::size_t columns = 80;  // of a file
  write_output(output, {{"optimum.txt", in(report::Format::terminal, columns)},
                        {"optimum.json", in(report::Format::json, columns)},
                        {"optimum.csv", in(report::Format::csv, columns)}});
  print(in(format_of(options.format), terminal_width()));
  return Exit::done;
}

}  // namespace chokepoint::cli
