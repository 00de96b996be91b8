// SPDX-License-Identifier: Apache-2.0
// chokepoint optimum
#include <fmt/format.h>

#include <optional>
#include <span>
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
constexpr Asked unique_tokens{"--unique-tokens", {units::base(units::Base::token)}, {1.0, 1e30}, "30e12 token"};
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

/// Tells that nothing has this name.
void refuse_name(std::string_view option, const std::string& name, const std::vector<std::string_view>& names) {
  const std::string_view near = units::nearest(name, names);
  print_error(fmt::format("{}: nothing is named '{}'", option, name),
              near.empty() ? fmt::format("one of {}", fmt::join(names, ", ")) : fmt::format("did you mean {}?", near));
}

/// The one of `all` with this name; null where none has it, which has been told.
template <class Named>
const Named* named(std::string_view option, const std::string& name, std::span<const Named> all) {
  std::vector<std::string_view> names;
  for (const Named& one : all) {
    if (one.name == name) return &one;
    names.push_back(one.name);
  }
  refuse_name(option, name, names);
  return nullptr;
}

/// An option that says nothing without another one. False where it stands alone, which has been told.
bool stands_beside(std::string_view option, const std::string& value, const Asked& other, const std::string& needed) {
  if (value.empty() || !needed.empty()) return true;
  print_error(fmt::format("{} says nothing without {}", option, other.option),
              fmt::format("{} {}", other.option, other.example));
  return false;
}

/// What a fit that knows no loss cannot say. False where it is asked for, which has been told.
bool can_say(const scaling::Fit* fit, const std::string& asked, const Asked& option) {
  if (asked.empty() || fit == nullptr || std::holds_alternative<scaling::LossLaw>(fit->law)) return true;
  print_error(
      fmt::format("{}: {} says nothing of runs that are not the best of their budget", option.option, fit->name),
      "a fit of loss, such as besiroglu");
  return false;
}

std::optional<scaling::Question> question_of(const OptimumOptions& options, const scaling::Fit* fit) {
  bool good = can_say(fit, options.inference_tokens, inference_tokens);
  good = can_say(fit, options.unique_tokens, unique_tokens) && good;
  good = stands_beside("--inference-cost", options.inference_cost, inference_tokens, options.inference_tokens) && good;
  good = stands_beside("--repetition", options.repetition, unique_tokens, options.unique_tokens) && good;
  scaling::Question question;
  if (!options.inference_tokens.empty()) {
    const auto tokens = number_of(options.inference_tokens, inference_tokens);
    const auto cost = options.inference_cost.empty() ? 1.0 : number_of(options.inference_cost, inference_cost);
    good = good && tokens && cost;
    if (tokens && cost) question.serving = scaling::Serving{*tokens, *cost};
  }
  if (!options.unique_tokens.empty()) {
    const auto tokens = number_of(options.unique_tokens, unique_tokens);
    const std::string name = options.repetition.empty() ? "full" : options.repetition;
    const scaling::Repetition* const repetition = named("--repetition", name, scaling::repetitions());
    good = good && tokens && repetition != nullptr;
    if (tokens && repetition != nullptr) {
      question.data = scaling::UniqueTokens{*tokens, repetition->token_decay, repetition->parameter_decay};
    }
  }
  if (!good) return std::nullopt;
  return question;
}

}  // namespace

Exit optimum(const OptimumOptions& options) {
  const auto budget = number_of(options.compute, compute);
  const scaling::Fit* const fit = named("--fit", options.fit, scaling::fits());
  const auto question = question_of(options, fit);
  if (!budget || fit == nullptr || !question) return Exit::bad_input;
  const Output output{options.out, options.force};
  prepare_output(output, {"optimum.txt", "optimum.json", "optimum.csv"});
  const scaling::Answer answer = scaling::answer(*fit, *budget, *question);
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
