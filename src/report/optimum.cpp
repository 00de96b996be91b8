// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "chokepoint/report.hpp"
#include "chokepoint/scaling.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

using scaling::Answer;
using scaling::Estimate;
using Json = nlohmann::ordered_json;

constexpr units::Kind parameters{units::base(units::Base::parameter)};
constexpr units::Kind tokens{units::base(units::Base::token)};
constexpr units::Kind tokens_per_parameter{units::base(units::Base::token) / units::base(units::Base::parameter)};
constexpr units::Kind compute{units::base(units::Base::compute)};

/// One quantity of a run, as all formats show it.
struct Row {
  std::string_view name;   // for programs
  std::string_view words;  // for people
  units::Kind kind;
  Estimate estimate;
  std::string_view unit = {};  // where it is not that of the kind: no unit word stands for a nat
};

struct Part {
  std::string_view name;
  std::vector<Row> rows;
};

Part of_best(const scaling::Best& best) {
  Part part{"optimum",
            {{"parameters", "parameters", parameters, best.parameters},
             {"tokens", "tokens", tokens, best.tokens},
             {"tokens_per_parameter", "tokens per parameter", tokens_per_parameter, best.tokens_per_parameter}}};
  if (best.reducible_loss) {
    part.rows.push_back({"reducible_loss", "loss above E", units::ratio_kind, *best.reducible_loss, "nat/token"});
  }
  return part;
}

Part of_served(const scaling::Served& served) {
  return {"cheapest",
          {{"parameters", "parameters", parameters, served.parameters},
           {"tokens", "tokens", tokens, served.tokens},
           {"tokens_per_parameter", "tokens per parameter", tokens_per_parameter, served.tokens_per_parameter},
           {"training_compute", "training", compute, served.training},
           {"inference_compute", "inference", compute, served.inference},
           {"saved", "saved", units::ratio_kind, served.saved},
           {"wedge", "wedge", units::ratio_kind, served.wedge}}};
}

Part of_repeated(const scaling::Repeated& repeated) {
  return {"repeating",
          {{"parameters", "parameters", parameters, repeated.parameters},
           {"tokens", "tokens", tokens, repeated.tokens},
           {"passes", "passes over the data", units::ratio_kind, repeated.passes},
           {"reducible_loss", "loss above E", units::ratio_kind, repeated.reducible_loss, "nat/token"},
           {"kept", "compute kept", units::ratio_kind, repeated.kept}}};
}

std::vector<Part> parts_of(const Answer& answer) {
  std::vector<Part> parts{of_best(answer.best)};
  if (answer.served) parts.push_back(of_served(*answer.served));
  if (answer.repeated) parts.push_back(of_repeated(*answer.repeated));
  return parts;
}

std::string unit_of(const Row& row) {
  return row.unit.empty() ? report::unit_of(row.kind) : std::string(row.unit);
}

constexpr int digits = 3;

std::string shown(const Row& row, double value) {
  std::string text = row.name == "saved" || row.name == "kept" ? fmt::format("{:.1f} %", 100.0 * value)
                                                               : with_digits(value, digits, row.kind);
  return row.unit.empty() ? text : fmt::format("{} {}", text, row.unit);
}

/// Without its unit, which stands beside the first number: all of a row have the same.
std::string bare(const std::string& text) {
  return text.substr(0, text.find(' '));
}

std::string line_of(const Row& row) {
  const auto& spread = row.estimate.spread;
  std::string line = left(row.words, 22) + left(shown(row, row.estimate.value), 24);
  if (spread) line += fmt::format("{} to {}", bare(shown(row, spread->p10)), bare(shown(row, spread->p90)));
  return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

std::string table_of(const Part& part) {
  std::string out;
  for (const Row& row : part.rows) out += line_of(row);
  return out;
}

/// The notes below the tables, a paragraph each.
std::vector<std::string> notes_of(const Answer& answer) {
  std::vector<std::string> notes;
  if (answer.best.reducible_loss) {
    notes.emplace_back(
        "E is the loss that no training takes away. Fits disagree on it by more than any run gains, so that losses of "
        "two fits are never to be compared.");
  }
  if (!answer.best.parameters.spread) {
    notes.push_back(fmt::format("No intervals: how sure the constants of {} are is not known.", answer.fit->name));
  }
  if (!answer.fit->remark.empty()) notes.push_back(fmt::format("{}: {}.", answer.fit->name, answer.fit->remark));
  constexpr double ordinary = 1000.0;  // tokens per parameter: Sardana et al. 2024
  if (answer.served && answer.served->tokens_per_parameter.value > ordinary) {
    notes.emplace_back(
        "Above 1000 tokens per parameter fits made at ordinary ratios overstate what more tokens give "
        "(sardana-2024).");
  }
  return notes;
}

std::string as_table(const Answer& answer, std::string_view version, std::size_t width) {
  const std::size_t columns = std::clamp<std::size_t>(width, 80, 200);
  const scaling::Fit& fit = *answer.fit;
  std::string out = wrapped(fmt::format("The best run of {} by {} ({}; {}).", exact_enough(answer.compute, compute),
                                        fit.name, fit.source, fit.confidence),
                            columns);
  const bool spread = answer.best.parameters.spread.has_value();
  const std::string head = left("", 22) + (spread ? left("by its constants", 24) + "80 % of drawn laws\n"
                                                  : std::string("by its constants\n"));
  out += "\n" + head + table_of(of_best(answer.best));
  if (answer.served) {
    std::string what = fmt::format("The cheapest run of the same loss that also serves {}",
                                   exact_enough(answer.question.serving->tokens, tokens));
    if (answer.question.serving->relative_cost != 1.0) {
      what += fmt::format(", where a FLOP of serving costs {:.3g} of training", answer.question.serving->relative_cost);
    }
    out += "\n" + wrapped(what + ". Saved: of training and serving the best run.", columns) + "\n" + head +
           table_of(of_served(*answer.served));
  }
  if (answer.repeated) {
    const std::string what = fmt::format(
        "The best run of the same budget on {}, seen more than once. Kept: the compute with as low a "
        "loss, had tokens been endless.",
        exact_enough(answer.question.data->unique, tokens));
    out += "\n" + wrapped(what, columns) + "\n" + head + table_of(of_repeated(*answer.repeated));
  }
  out += "\n";
  for (const std::string& note : notes_of(answer)) out += wrapped(note, columns);
  return out + wrapped(fmt::format("chokepoint {}.", version), columns);
}

std::string as_csv(const Answer& answer) {
  std::string out = "fit,compute,run,quantity,unit,statistic,value\n";
  for (const Part& part : parts_of(answer)) {
    for (const Row& row : part.rows) {
      const auto add = [&](std::string_view statistic, double value) {
        out += fmt::format("{},{},{},{},{},{},{}\n", answer.fit->name, answer.compute, part.name, row.name,
                           unit_of(row), statistic, value);
      };
      add("value", row.estimate.value);
      if (!row.estimate.spread) continue;
      add("p10", row.estimate.spread->p10);
      add("p50", row.estimate.spread->p50);
      add("p90", row.estimate.spread->p90);
    }
  }
  return out;
}

Json of_part(const Part& part) {
  Json out = Json::object();
  for (const Row& row : part.rows) {
    Json one = {{"unit", unit_of(row)}, {"value", row.estimate.value}};
    if (const auto& spread = row.estimate.spread) {
      one["p10"] = spread->p10;
      one["p50"] = spread->p50;
      one["p90"] = spread->p90;
    }
    out[std::string(row.name)] = std::move(one);
  }
  return out;
}

std::string as_json(const Answer& answer, std::string_view version) {
  const scaling::Fit& fit = *answer.fit;
  Json document = {{"format", "chokepoint-optimum"},
                   {"format_version", json_version},
                   {"chokepoint", version},
                   {"fit", {{"name", fit.name}, {"source", fit.source}, {"confidence", fit.confidence}}},
                   {"compute", answer.compute},
                   {"unit", "FLOP"}};
  if (!fit.remark.empty()) document["fit"]["remark"] = fit.remark;
  if (answer.served) {
    document["serving"] = {{"tokens", answer.question.serving->tokens},
                           {"relative_cost", answer.question.serving->relative_cost}};
  }
  if (answer.repeated) {
    const scaling::UniqueTokens& data = *answer.question.data;
    document["unique_tokens"] = data.unique;
    document["token_decay"] = data.token_decay;
    document["parameter_decay"] = std::isinf(data.parameter_decay) ? Json(nullptr) : Json(data.parameter_decay);
  }
  for (const Part& part : parts_of(answer)) document[std::string(part.name)] = of_part(part);
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string optimum(const Answer& answer, std::string_view version, Format format, std::size_t width) {
  if (format == Format::csv) return as_csv(answer);
  if (format == Format::json) return as_json(answer, version);
  return as_table(answer, version, width);
}

}  // namespace chokepoint::report
