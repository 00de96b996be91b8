// SPDX-License-Identifier: Apache-2.0
#include "scenario/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "units/parse.hpp"

namespace chokepoint::scenario {

namespace {

using models::Bounds;
using models::Parameter;
using uncertainty::Distribution;
using units::Kind;

constexpr double infinity = Distribution::infinity;
constexpr std::size_t mixtures_limit = 4;  // levels of mixtures in mixtures

/// The spot of a piece of a scalar, as exactly as it is known.
Spot piece_of(const Node& node, std::size_t offset, std::size_t length) {
  if (!node.exact || offset + length > node.text.size() || length == 0) return node.spot;
  return node.spot.part(offset, length);
}

std::string bound_text(double bound, const Kind& kind) {
  if (kind.growth) return fmt::format("{:g}x/yr", bound);
  return kind == units::ratio_kind || (bound == 0.0 && !kind.growth) ? fmt::format("{:g}", bound)
                                                                     : units::print(bound, kind);
}

/// "must be above 0", or nothing when the value may be.
std::optional<std::string> outside(double value, const Parameter& parameter) {
  const Bounds& bounds = parameter.bounds;
  const Kind& kind = parameter.kind;
  if (value < bounds.lower || (value == bounds.lower && !bounds.lower_allowed)) {
    return fmt::format("must be {} {}", bounds.lower_allowed ? "at least" : "above", bound_text(bounds.lower, kind));
  }
  if (value > bounds.upper || (value == bounds.upper && !bounds.upper_allowed)) {
    return fmt::format("must be {} {}", bounds.upper_allowed ? "at most" : "below", bound_text(bounds.upper, kind));
  }
  return std::nullopt;
}

/// A ratio above one is most often a percentage without its sign.
std::string hint_for_bound(const Node& node, double value, const Parameter& parameter) {
  if (node.text.find('%') != std::string::npos) return {};
  const bool share = parameter.kind == units::ratio_kind && parameter.bounds.upper <= 1.0;
  if (share && value > 1.0 && value <= 100.0) return fmt::format("did you mean {:g} %?", value);
  return {};
}

class ValueReader {
 public:
  ValueReader(std::string path, const Parameter& parameter, Diagnostics& diagnostics)
      : path_(std::move(path)), parameter_(parameter), diagnostics_(diagnostics) {}

  std::optional<Value> read(const Node& node) {
    std::optional<Distribution> distribution = form(node, Bounded::yes, 0);
    if (!distribution || !within_bounds(node, *distribution)) return std::nullopt;
    Value value{*distribution, one_line(*stripped(node)), source_, source_spot_, note_, as_of_, as_of_spot_};
    return value;
  }

  std::optional<double> number(const Node& node, const Kind& kind, const std::string& what = {}) {
    if (!node.is_scalar()) {
      error(node.spot, fmt::format("{}a number with its unit is wanted{}", prefix(what),
                                   node.kind == Node::Kind::null ? ", nothing stands here" : ""));
      return std::nullopt;
    }
    const auto read = units::parse_amount(node.text);
    if (const auto* const wrong = std::get_if<units::TextError>(&read)) {
      error(piece_of(node, wrong->offset, wrong->length), prefix(what) + wrong->message, wrong->hint);
      return std::nullopt;
    }
    const auto& amount = std::get<units::Amount>(read);
    if (!right_kind(node, amount.kind, kind, what)) return std::nullopt;
    return amount.value;
  }

 private:
  /// Whether values are held to the bounds of the parameter one by one: not when they are truncated afterwards.
  enum class Bounded { yes, no };

  static std::string prefix(const std::string& what) { return what.empty() ? what : what + ": "; }
  void error(const Spot& spot, const std::string& message, const std::string& hint = {}) {
    diagnostics_.error(spot, path_ + ": " + message, hint);
  }

  bool right_kind(const Node& node, const Kind& got, const Kind& expected, const std::string& what = {}) {
    const auto wrong = units::mismatch(node.text, got, expected);
    if (!wrong) return true;
    error(piece_of(node, wrong->offset, wrong->length), prefix(what) + wrong->message, wrong->hint);
    return false;
  }

  bool allowed(const Node& node, double value, const std::string& what = {}) {
    const auto wrong = outside(value, parameter_);
    if (!wrong) return true;
    error(node.spot, fmt::format("{}{}, got '{}'", prefix(what), *wrong, node.text),
          hint_for_bound(node, value, parameter_));
    return false;
  }

  std::optional<Distribution> made(const Spot& spot, Distribution::Made<Distribution> made) {
    if (auto* const distribution = std::get_if<Distribution>(&made)) return std::move(*distribution);
    const auto& infeasible = std::get<uncertainty::Infeasible>(made);
    error(spot, infeasible.message, infeasible.hint);
    return std::nullopt;
  }

  // --- scalars -----------------------------------------------------------------------------------------------------

  std::optional<Distribution> scalar(const Node& node, Bounded bounded) {
    const auto read = units::parse(node.text);
    if (const auto* const wrong = std::get_if<units::TextError>(&read)) {
      error(piece_of(node, wrong->offset, wrong->length), wrong->message, wrong->hint);
      return std::nullopt;
    }
    if (const auto* const amount = std::get_if<units::Amount>(&read)) {
      if (!right_kind(node, amount->kind, parameter_.kind)) return std::nullopt;
      if (bounded == Bounded::yes && !allowed(node, amount->value)) return std::nullopt;
      return Distribution::constant(amount->value);
    }
    const auto& interval = std::get<units::Interval>(read);
    if (!right_kind(node, interval.low.kind, parameter_.kind)) return std::nullopt;
    if (bounded == Bounded::yes && !(allowed(node, interval.low.value) && allowed(node, interval.high.value))) {
      return std::nullopt;
    }
    if (interval.low.value == interval.high.value) return Distribution::constant(interval.low.value);
    return made(node.spot, Distribution::interval(interval.low.value, interval.high.value));
  }

  // --- mappings ----------------------------------------------------------------------------------------------------

  std::optional<Distribution> form(const Node& node, Bounded bounded, std::size_t depth) {
    if (node.is_scalar()) return scalar(node, bounded);
    if (node.is_mapping()) return mapping(node, bounded, depth);
    if (node.kind == Node::Kind::null) {
      error(node.spot, "no value stands here", "write one, such as " + example());
    } else {
      error(node.spot, "a list is no value",
            "write one value, an interval such as 'A to B', or {p10: …, p50: …, p90: …}");
    }
    return std::nullopt;
  }

  std::string example() const {
    return parameter_.kind.growth ? "1.15x/yr" : "'1" + (unit().empty() ? "" : " " + unit()) + "'";
  }
  std::string unit() const { return units::symbol_of(parameter_.kind); }

  struct Shape {
    const char* marks;  // the key by which the form is known
    std::vector<std::string> required;
    std::vector<std::string> optional;
    std::optional<Distribution> (ValueReader::*make)(const Node&, Bounded, std::size_t);
  };
  static const std::vector<Shape>& shapes() {
    static const std::vector<Shape> all{
        {"value", {"value"}, {}, &ValueReader::plain},
        {"p50", {"p10", "p50", "p90"}, {"lower", "upper"}, &ValueReader::metalog},
        {"interval", {"low", "high", "interval"}, {"family"}, &ValueReader::interval},
        {"distribution", {"distribution"}, {}, &ValueReader::named},
        {"mixture", {"mixture"}, {}, &ValueReader::mixture},
    };
    return all;
  }

  /// One of the families under `distribution:`; their numbers stand beside it.
  struct FamilyForm {
    const char* name;
    std::vector<std::string> required;
    std::vector<std::string> optional;
    std::optional<Distribution> (ValueReader::*make)(const Node&);
  };
  static const std::vector<FamilyForm>& families() {
    static const std::vector<FamilyForm> all{
        {"normal", {"mean", "standard_deviation"}, {}, &ValueReader::normal},
        {"lognormal",
         {},
         {"median", "geometric_standard_deviation", "mean", "standard_deviation"},
         &ValueReader::lognormal},
        {"uniform", {"low", "high"}, {}, &ValueReader::uniform},
        {"log-uniform", {"low", "high"}, {}, &ValueReader::log_uniform},
        {"triangular", {"low", "mode", "high"}, {}, &ValueReader::triangular},
        {"pert", {"low", "mode", "high"}, {"shape"}, &ValueReader::pert},
        {"beta", {"alpha", "beta"}, {"low", "high"}, &ValueReader::beta},
    };
    return all;
  }

  std::optional<Distribution> mapping(const Node& node, Bounded bounded, std::size_t depth) {
    const Shape* const shape = shape_of(node);
    if (shape == nullptr) return std::nullopt;
    const Entry* const truncate = node.find("truncate");
    std::vector<std::string> required = shape->required;
    std::vector<std::string> optional = shape->optional;
    if (node.find("distribution") != nullptr) {
      const FamilyForm* const family = family_of(node);
      if (family == nullptr) return no_such_family(*node.find("distribution")->value);
      required.insert(required.end(), family->required.begin(), family->required.end());
      optional.insert(optional.end(), family->optional.begin(), family->optional.end());
    }
    for (const char* const key : {"source", "note", "truncate", "as_of"}) optional.emplace_back(key);
    if (depth > 0) optional.emplace_back("weight");
    if (!keys_are(node, required, optional, depth)) return std::nullopt;
    auto whole = (this->*shape->make)(node, truncate != nullptr ? Bounded::no : bounded, depth);
    if (!whole || truncate == nullptr) return whole;
    return truncated(*truncate, *whole);
  }

  const Shape* shape_of(const Node& node) {
    const Shape* found = nullptr;
    for (const Shape& shape : shapes()) {
      const bool marked = node.find(shape.marks) != nullptr ||
                          (shape.marks == std::string_view("p50") && (node.find("p10") || node.find("p90")));
      if (!marked) continue;
      if (found != nullptr) {
        error(node.spot, fmt::format("'{}' and '{}' are two ways to write one value", found->marks, shape.marks),
              "keep one of them");
        return nullptr;
      }
      found = &shape;
    }
    if (found != nullptr) return found;
    if (const Entry* const series = node.find("series")) {
      error(series->spot, "a series stands for a whole parameter, not for one value of it",
            "{series: data/file.csv, column: capacity, plus: {2032: 20 GW}}");
      return nullptr;
    }
    const bool ends = node.find("low") != nullptr && node.find("high") != nullptr;
    for (const Entry& entry : node.entries) {
      const std::string near = did_you_mean(entry.key, marking_keys());
      if (near.empty() || ends) continue;
      error(entry.spot, fmt::format("unknown key '{}'", units::excerpt(entry.key)), near);
      return nullptr;
    }
    error(
        node.spot, "no value among these keys",
        ends
            ? "say what lies between 'low' and 'high': interval: 80 %, or distribution: uniform"
            : "write value: …, {p10: …, p50: …, p90: …}, {low: …, high: …, interval: 80 %}, distribution: or mixture:");
    return nullptr;
  }

  /// Keys that tell a form, of which a misspelt one may be meant.
  static std::vector<std::string> marking_keys() {
    std::vector<std::string> keys{"p10", "p90"};
    for (const Shape& shape : shapes()) keys.emplace_back(shape.marks);
    return keys;
  }

  const FamilyForm* family_of(const Node& node) const {
    const Entry* const entry = node.find("distribution");
    if (entry == nullptr || !entry->value->is_scalar()) return nullptr;
    for (const FamilyForm& family : families()) {
      if (entry->value->text == family.name) return &family;
    }
    return nullptr;
  }

  bool keys_are(const Node& node, const std::vector<std::string>& required, const std::vector<std::string>& optional,
                std::size_t depth) {
    std::vector<std::string> known = required;
    known.insert(known.end(), optional.begin(), optional.end());
    bool good = true;
    for (const Entry& entry : node.entries) {
      std::string ignored;
      Spot ignored_spot;
      std::string& source = depth == 0 ? source_ : ignored;
      std::string& note = depth == 0 ? note_ : ignored;
      if (entry.key == "as_of") {
        good = good && read_as_of(entry, depth);
        continue;
      }
      if (read_remark(entry, path_, source, depth == 0 ? source_spot_ : ignored_spot, note, diagnostics_)) continue;
      if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
      error(entry.spot, fmt::format("unknown key '{}'", units::excerpt(entry.key)), did_you_mean(entry.key, known));
      good = false;
    }
    for (const std::string& key : required) {
      if (node.find(key) != nullptr) continue;
      error(node.spot, fmt::format("'{}' is missing", key));
      good = false;
    }
    return good;
  }

  bool read_as_of(const Entry& entry, std::size_t depth) {
    if (depth > 0 || !entry.value->is_scalar()) {
      error(entry.spot, depth > 0 ? "'as_of' is of the whole value, not of a component" : "'as_of' is a date");
      return false;
    }
    as_of_ = entry.value->text;
    as_of_spot_ = entry.value->spot;
    return true;
  }

  std::optional<Distribution> truncated(const Entry& entry, const Distribution& whole) {
    double lower = -infinity;
    double upper = infinity;
    if (!entry.value->is_mapping() || entry.value->entries.empty()) {
      error(entry.value->spot, "'truncate' is a mapping: {lower: …, upper: …}, one of them or both");
      return std::nullopt;
    }
    for (const Entry& end : entry.value->entries) {
      if (end.key != "lower" && end.key != "upper") {
        error(end.spot, fmt::format("unknown key '{}'", end.key), "'truncate' has 'lower' and 'upper'");
        return std::nullopt;
      }
      const auto value = number(*end.value, parameter_.kind, end.key);
      if (!value) return std::nullopt;
      (end.key == "lower" ? lower : upper) = *value;
    }
    return made(entry.value->spot, Distribution::truncated(whole, lower, upper));
  }

  std::optional<Distribution> plain(const Node& node, Bounded bounded, std::size_t depth) {
    return form(*node.find("value")->value, bounded, depth);
  }

  /// A number under a key, which is there; of the parameter's kind.
  std::optional<double> at(const Node& node, const char* key) {
    return number(*node.find(key)->value, parameter_.kind, key);
  }
  std::optional<double> at(const Node& node, const char* key, const Kind& kind) {
    return number(*node.find(key)->value, kind, key);
  }
  /// The same, held to the bounds of the parameter.
  std::optional<double> bounded_at(const Node& node, const char* key, Bounded bounded) {
    const auto value = at(node, key);
    if (value && bounded == Bounded::yes && !allowed(*node.find(key)->value, *value, key)) return std::nullopt;
    return value;
  }
  /// A spread is a difference: for growths, of yearly factors.
  Kind spread_kind() const { return parameter_.kind.growth ? units::ratio_kind : parameter_.kind; }

  std::optional<Distribution> metalog(const Node& node, Bounded bounded, std::size_t /*depth*/) {
    const auto p10 = bounded_at(node, "p10", bounded);
    const auto p50 = bounded_at(node, "p50", bounded);
    const auto p90 = bounded_at(node, "p90", bounded);
    // What the parameter cannot exceed bounds its distribution: no need to say it again.
    double lower = -infinity;
    double upper = infinity;
    if (bounded == Bounded::yes) {
      lower = parameter_.bounds.lower;
      upper = parameter_.bounds.upper;
    }
    bool good = p10 && p50 && p90;
    for (const char* const key : {"lower", "upper"}) {
      if (node.find(key) == nullptr) continue;
      const auto value = at(node, key);
      good = good && value;
      (key == std::string_view("lower") ? lower : upper) = value.value_or(0.0);
    }
    if (!good) return std::nullopt;
    auto result = Distribution::metalog(*p10, *p50, *p90, lower, upper);
    // What is wrong begins with its name.
    const auto* const wrong = std::get_if<uncertainty::Infeasible>(&result);
    const Entry* culprit = wrong == nullptr ? nullptr : node.find(wrong->message.substr(0, wrong->message.find(' ')));
    if (culprit == nullptr) culprit = node.find("p50");
    return made(culprit->value->spot, std::move(result));
  }

  std::optional<Distribution> interval(const Node& node, Bounded bounded, std::size_t /*depth*/) {
    const auto low = bounded_at(node, "low", bounded);
    const auto high = bounded_at(node, "high", bounded);
    const auto level = at(node, "interval", units::ratio_kind);
    if (!low || !high || !level) return std::nullopt;
    const Node& share = *node.find("interval")->value;
    const Spot spot = share.spot;
    if (*level >= 1.0 && *level < 100.0 && share.text.find('%') == std::string::npos) {
      error(spot, fmt::format("an interval holds less than 100 % of the draws, got '{}'", share.text),
            fmt::format("did you mean {} %?", share.text));
      return std::nullopt;
    }
    const Entry* const family = node.find("family");
    if (family == nullptr) return made(spot, Distribution::interval(*low, *high, *level));
    const std::string& name = family->value->text;
    if (name == "normal") {
      if (!(*low < *high) || !(*level > 0.0 && *level < 1.0)) {
        return made(spot, Distribution::interval(*low, *high, *level));  // says what is wrong
      }
      const auto standard = std::get<Distribution>(Distribution::normal(0.0, 1.0));
      const double z = standard.quantile(0.5 + 0.5 * *level);
      return made(spot, Distribution::normal(0.5 * (*low + *high), (*high - *low) / (2.0 * z)));
    }
    if (name == "lognormal" && *low > 0.0) return made(spot, Distribution::interval(*low, *high, *level));
    error(family->value->spot,
          name == "lognormal" ? std::string("a lognormal interval lies above 0")
                              : fmt::format("no such family: '{}'", name),
          "an interval is lognormal or normal");
    return std::nullopt;
  }

  std::optional<Distribution> named(const Node& node, Bounded bounded, std::size_t /*depth*/) {
    if (bounded == Bounded::yes) {
      for (const char* const key : {"low", "mode", "high", "median"}) {
        if (node.find(key) == nullptr) continue;
        const auto value = at(node, key);
        // An end itself is not drawn: a uniform from 0 is positive.
        const bool end = value && (*value == parameter_.bounds.lower || *value == parameter_.bounds.upper);
        if (!value || (!end && !allowed(*node.find(key)->value, *value, key))) return std::nullopt;
      }
    }
    return (this->*family_of(node)->make)(node);
  }

  std::nullopt_t no_such_family(const Node& name) {
    std::vector<std::string> names;
    for (const FamilyForm& one : families()) names.emplace_back(one.name);
    const std::string near = did_you_mean(name.text, names);
    error(name.spot, fmt::format("no such distribution: '{}'", units::excerpt(one_line(name))),
          near.empty() ? fmt::format("there are {}", fmt::join(names, ", ")) : near);
    return std::nullopt;
  }

  Spot family_spot(const Node& node) const { return node.find("distribution")->value->spot; }

  std::optional<Distribution> normal(const Node& node) {
    const auto mean = at(node, "mean");
    const auto spread = at(node, "standard_deviation", spread_kind());
    if (!mean || !spread) return std::nullopt;
    return made(family_spot(node), Distribution::normal(*mean, *spread));
  }

  std::optional<Distribution> lognormal(const Node& node) {
    const bool by_median = node.find("median") != nullptr && node.find("geometric_standard_deviation") != nullptr;
    const bool by_mean = node.find("mean") != nullptr && node.find("standard_deviation") != nullptr;
    const std::size_t given =
        static_cast<std::size_t>(std::count_if(node.entries.begin(), node.entries.end(), [](const Entry& entry) {
          return entry.key == "median" || entry.key == "geometric_standard_deviation" || entry.key == "mean" ||
                 entry.key == "standard_deviation";
        }));
    if (by_median == by_mean || given != 2) {
      error(family_spot(node), "a lognormal is given by two numbers",
            "median and geometric_standard_deviation (a factor), or mean and standard_deviation");
      return std::nullopt;
    }
    if (by_median) {
      const auto median = at(node, "median");
      const auto factor = at(node, "geometric_standard_deviation", units::ratio_kind);
      if (!median || !factor) return std::nullopt;
      if (!(*median > 0.0)) {
        error(node.find("median")->value->spot, "the median of a lognormal is above 0");
        return std::nullopt;
      }
      return made(node.find("geometric_standard_deviation")->value->spot,
                  Distribution::lognormal(std::log(*median), std::log(*factor)));
    }
    const auto mean = at(node, "mean");
    const auto spread = at(node, "standard_deviation", spread_kind());
    if (!mean || !spread) return std::nullopt;
    if (!(*mean > 0.0) || !(*spread > 0.0)) {
      error(family_spot(node), "mean and standard deviation of a lognormal are above 0");
      return std::nullopt;
    }
    const double variance = std::log1p((*spread / *mean) * (*spread / *mean));
    return made(family_spot(node), Distribution::lognormal(std::log(*mean) - 0.5 * variance, std::sqrt(variance)));
  }

  std::optional<Distribution> uniform(const Node& node) {
    const auto low = at(node, "low");
    const auto high = at(node, "high");
    if (!low || !high) return std::nullopt;
    return made(family_spot(node), Distribution::uniform(*low, *high));
  }
  std::optional<Distribution> log_uniform(const Node& node) {
    const auto low = at(node, "low");
    const auto high = at(node, "high");
    if (!low || !high) return std::nullopt;
    return made(family_spot(node), Distribution::log_uniform(*low, *high));
  }
  std::optional<Distribution> triangular(const Node& node) {
    const auto low = at(node, "low");
    const auto mode = at(node, "mode");
    const auto high = at(node, "high");
    if (!low || !mode || !high) return std::nullopt;
    return made(family_spot(node), Distribution::triangular(*low, *mode, *high));
  }
  std::optional<Distribution> pert(const Node& node) {
    const auto low = at(node, "low");
    const auto mode = at(node, "mode");
    const auto high = at(node, "high");
    const auto shape = node.find("shape") != nullptr ? at(node, "shape", units::ratio_kind) : std::optional(4.0);
    if (!low || !mode || !high || !shape) return std::nullopt;
    return made(family_spot(node), Distribution::pert(*low, *mode, *high, *shape));
  }
  std::optional<Distribution> beta(const Node& node) {
    const auto alpha = at(node, "alpha", units::ratio_kind);
    const auto beta = at(node, "beta", units::ratio_kind);
    const bool ends = node.find("low") != nullptr && node.find("high") != nullptr;
    if (!ends &&
        (parameter_.kind != units::ratio_kind || node.find("low") != nullptr || node.find("high") != nullptr)) {
      error(family_spot(node), "a beta distribution needs 'low' and 'high'");
      return std::nullopt;
    }
    const auto low = ends ? at(node, "low") : std::optional(0.0);
    const auto high = ends ? at(node, "high") : std::optional(1.0);
    if (!alpha || !beta || !low || !high) return std::nullopt;
    return made(family_spot(node), Distribution::beta(*alpha, *beta, *low, *high));
  }

  std::optional<Distribution> mixture(const Node& node, Bounded bounded, std::size_t depth) {
    const Node& list = *node.find("mixture")->value;
    if (list.kind != Node::Kind::sequence || list.items.empty()) {
      error(list.spot, "a mixture is a list: [{weight: 60 %, value: …}, …]");
      return std::nullopt;
    }
    if (depth >= mixtures_limit) {
      error(list.spot, fmt::format("more than {} mixtures in one another", mixtures_limit));
      return std::nullopt;
    }
    std::vector<Distribution::Component> components;
    bool good = weights_add_up(list);
    for (const NodePointer& item : list.items) {
      const auto component = this->component(*item, bounded, depth + 1);
      good = good && component;
      if (component) components.push_back(*component);
    }
    if (!good) return std::nullopt;
    return made(list.spot, Distribution::mixture(components));
  }

  /// Weights in per cent are shares of the whole; without they are relative to each other.
  bool weights_add_up(const Node& list) {
    constexpr double rounding = 0.01;  // three of 33 % are meant to be all
    double sum = 0.0;
    bool shares = false;
    for (const NodePointer& item : list.items) {
      const Entry* const weight = item->is_mapping() ? item->find("weight") : nullptr;
      if (weight == nullptr || !weight->value->is_scalar()) return true;  // told elsewhere
      const auto read = units::parse_amount(weight->value->text);
      const auto* const amount = std::get_if<units::Amount>(&read);
      if (amount == nullptr) return true;
      sum += amount->value;
      shares = shares || weight->value->text.find('%') != std::string::npos;
    }
    if (!shares || std::abs(sum - 1.0) <= rounding * (1.0 + 1e-9)) return true;
    error(list.spot, fmt::format("the weights add up to {:g} %, not to 100 %", 100.0 * sum),
          "weights without % are relative to each other: 3 and 1");
    return false;
  }

  std::optional<Distribution::Component> component(const Node& node, Bounded bounded, std::size_t depth) {
    const Entry* const weight = node.is_mapping() ? node.find("weight") : nullptr;
    if (weight == nullptr) {
      error(node.spot, "a component of a mixture has a weight", "{weight: 60 %, value: …}");
      return std::nullopt;
    }
    const auto share = number(*weight->value, units::ratio_kind, "weight");
    const auto distribution = form(node, bounded, depth);
    if (!share || !distribution) return std::nullopt;
    return Distribution::Component{*share, *distribution};
  }

  // --- the whole ---------------------------------------------------------------------------------------------------

  bool within_bounds(const Node& node, const Distribution& distribution) {
    const Bounds& bounds = parameter_.bounds;
    const bool low = distribution.lower() >= bounds.lower;
    const bool high = distribution.upper() <= bounds.upper;
    if (low && high) return true;
    const double bound = low ? bounds.upper : bounds.lower;
    const std::string text = bound_text(bound, parameter_.kind);
    const bool percentiles = node.is_mapping() && node.find("p50") != nullptr;
    error(node.spot,
          fmt::format("this {} distribution can {} {}", distribution.family(), low ? "exceed" : "fall below", text),
          fmt::format("{}: {}",
                      percentiles ? (low ? "give upper" : "give lower")
                                  : (low ? "add truncate: {upper" : "add truncate: {lower"),
                      percentiles ? text : text + "}"));
    return false;
  }

  static NodePointer stripped(const Node& node) {
    auto bare = std::make_shared<Node>(node);
    bare->entries.erase(std::remove_if(bare->entries.begin(), bare->entries.end(),
                                       [](const Entry& entry) { return entry.key == "source" || entry.key == "note"; }),
                        bare->entries.end());
    const bool only_value = bare->entries.size() == 1 && bare->entries.front().key == "value";
    return only_value ? bare->entries.front().value : bare;
  }

  std::string path_;
  const Parameter& parameter_;
  Diagnostics& diagnostics_;
  std::string source_;
  Spot source_spot_;
  std::string note_;
  std::string as_of_;
  Spot as_of_spot_;
};

}  // namespace

std::optional<Value> read_value(const Node& node, const std::string& path, const Parameter& parameter,
                                Diagnostics& diagnostics) {
  return ValueReader(path, parameter, diagnostics).read(node);
}

std::optional<double> read_number(const Node& node, const std::string& path, const Kind& kind,
                                  Diagnostics& diagnostics) {
  const Parameter unbounded{"", kind, {}, models::Effect::either, "", ""};
  return ValueReader(path, unbounded, diagnostics).number(node, kind);
}

bool read_remark(const Entry& entry, const std::string& path, std::string& source, Spot& source_spot, std::string& note,
                 Diagnostics& diagnostics) {
  if (entry.key != "source" && entry.key != "note") return false;
  if (!entry.value->is_scalar()) {
    diagnostics.error(entry.value->spot, fmt::format("{}: '{}' is a text", path, entry.key));
    return true;
  }
  (entry.key == "source" ? source : note) = entry.value->text;
  if (entry.key == "source") source_spot = entry.value->spot;
  return true;
}

}  // namespace chokepoint::scenario
