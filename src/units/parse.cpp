// SPDX-License-Identifier: Apache-2.0
// Text to checked numbers, by recursive descent over
//
//     text   = value [ "to" value ]
//     value  = number [ unit ]
//     unit   = "x" "/" year | "%" [ "/" year ] | factor { ( "/" | "*" | "·" | space ) factor }
//     factor = word [ "^" integer ]
//
// where "/" divides by the next factor only.
#include "units/parse.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <utility>
#include <vector>
#include <version>
#if !defined(__cpp_lib_to_chars)
#include <locale>
#include <sstream>
#endif

#include <fmt/format.h>

#include "chokepoint/units.hpp"
#include "units/dimensions.hpp"
#include "units/utf8.hpp"
#include "units/words.hpp"

namespace chokepoint::units {

namespace {

constexpr std::size_t text_limit = 200;       // bytes
constexpr int dimension_exponent_limit = 99;  // of a whole unit; a Dimension holds 127
constexpr int number_exponent_limit = 9999;   // beyond what a double holds, within what an int adds up

constexpr std::string_view interval_hint = "an interval is written '1 to 5 GW'";
constexpr std::string_view number_hint = "write numbers as 2500, 2.5 or 2.5e3";

// A piece of the text, by its place.
struct Span {
  std::size_t offset = 0;
  std::size_t length = 0;
};

/// A number as written, so that a prefix can still move its decimal exponent: 8.7 GW and 8.7e9 W are the same double.
struct Number {
  std::string mantissa;  // with its sign
  int exponent = 0;
  Span span;
};

struct Factor {
  std::string_view word;
  int exponent = 1;  // negative when divided by
  Span span;
};

struct Unit {
  enum class Form { quantity, growth_factor, growth_percentage };
  Form form = Form::quantity;
  Dimension dimension;
  // One of it is 10^power_of_ten * numerator / denominator coherent units.
  int power_of_ten = 0;
  double numerator = 1.0;
  double denominator = 1.0;

  [[nodiscard]] Kind kind() const { return {dimension, form != Form::quantity}; }
};

struct Value {
  Number number;
  std::optional<Unit> unit;
  Span unit_span;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_hexadecimal_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

/// Whether a text is one of the spellings of infinity and of not-a-number in C and YAML.
bool is_not_finite(std::string_view text) {
  while (!text.empty() && (text.front() == '+' || text.front() == '-' || text.front() == '.')) text.remove_prefix(1);
  const std::string word = lower(text);
  return word == "nan" || word == "inf" || word == "infinity";
}

/// The double nearest to a decimal number of this grammar, whatever the locale; nothing when it is out of range.
std::optional<double> to_double(const std::string& mantissa, int exponent) {
  const std::string text = fmt::format("{}e{}", mantissa, exponent);
  double value = 0.0;
#if defined(__cpp_lib_to_chars)
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
#else
  std::istringstream stream(text);
  stream.imbue(std::locale::classic());
  if (!(stream >> value)) return std::nullopt;
#endif
  return value;
}

/// A subnormal number has lost digits: it counts as out of range.
bool in_range(double value) {
  return value == 0.0 || std::isnormal(value);
}

/// Tells 1e9 (a power of ten, which moves the decimal exponent of a number) from 3600 (which does not).
void apply_scale(Unit& unit, double scale, int exponent) {
  const int power = static_cast<int>(std::lround(std::log10(scale)));
  if (to_double("1", power) == scale) {
    unit.power_of_ten += power * exponent;
  } else {
    (exponent > 0 ? unit.numerator : unit.denominator) *= std::pow(scale, std::abs(exponent));
  }
}

bool is_year(const Factor& factor) {
  const std::optional<WrittenWord> found = find_word(factor.word);
  return found && found->prefix == nullptr && found->word->dimension == dimensions::time &&
         found->word->scale == seconds_per_year;
}

// Everything that can be wrong is told where it is met; the first error ends the reading.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::variant<Amount, Interval, TextError> read();
  std::string_view unit_text();

 private:
  // Each reads its piece or leaves an error.
  std::optional<std::vector<Value>> read_values();
  std::optional<Value> read_value();
  std::optional<Number> read_number();
  bool check_after_number(const Number& number);
  bool check_plus_minus(const Number& number);
  std::optional<std::vector<Factor>> read_factors();
  bool read_factor(int sign, std::vector<Factor>& factors);
  std::optional<int> read_exponent();
  std::optional<Unit> unit_from(const std::vector<Factor>& factors, Span span);
  std::optional<Unit> special_unit_from(const std::vector<Factor>& factors, Span span);
  bool check_prefix_apart(const Factor& prefix, const Factor& unit);
  bool multiply(Unit& unit, const Factor& factor, Span whole);
  bool check_all_read();
  std::optional<Amount> amount_of(const Number& number, const std::optional<Unit>& unit);
  std::variant<Amount, Interval, TextError> interval_of(std::vector<Value> ends);

  // The text ahead.
  [[nodiscard]] bool at_end() const { return position_ == text_.size(); }
  [[nodiscard]] std::string_view rest() const { return text_.substr(position_); }
  [[nodiscard]] bool at(std::string_view expected) const { return rest().substr(0, expected.size()) == expected; }
  [[nodiscard]] bool at_digit() const { return !at_end() && is_digit(text_[position_]); }
  [[nodiscard]] std::size_t space_here() const;
  [[nodiscard]] std::string_view word_ahead() const;
  [[nodiscard]] std::string_view run_ahead() const;
  [[nodiscard]] Span span_of(std::string_view ahead) const { return {position_, ahead.size()}; }
  [[nodiscard]] Span span_from(std::size_t start) const { return {start, position_ - start}; }
  [[nodiscard]] std::string_view text_of(Span span) const { return text_.substr(span.offset, span.length); }
  bool take(std::string_view expected);
  bool skip_space();
  std::size_t skip_digits();
  bool take_operator(int& sign);

  // Leaves an error and says that there is one.
  std::nullopt_t fail(std::string message, Span span, std::string_view hint = {}) {
    error_ = TextError{
        .message = std::move(message), .offset = span.offset, .length = span.length, .hint = std::string(hint)};
    return std::nullopt;
  }
  bool refuse(std::string message, Span span, std::string_view hint = {}) {
    fail(std::move(message), span, hint);
    return false;
  }

  std::string_view text_;
  std::size_t position_ = 0;
  TextError error_;
};

// Texts pasted from papers hold no-break spaces (U+00A0, U+202F) between number and unit.
std::size_t Parser::space_here() const {
  for (const std::string_view space : {" ", "\t", "\u00a0", "\u202f"}) {
    if (at(space)) return space.size();
  }
  return 0;
}

bool Parser::skip_space() {
  const std::size_t start = position_;
  while (const std::size_t length = space_here()) position_ += length;
  return position_ != start;
}

bool Parser::take(std::string_view expected) {
  if (!at(expected)) return false;
  position_ += expected.size();
  return true;
}

std::size_t Parser::skip_digits() {
  const std::size_t start = position_;
  while (at_digit()) ++position_;
  return position_ - start;
}

/// All up to a space or an operator.
std::string_view Parser::word_ahead() const {
  Parser ahead(*this);
  while (!ahead.at_end() && ahead.space_here() == 0) {
    if (ahead.at("/") || ahead.at("*") || ahead.at("^") || ahead.at("·")) break;
    ++ahead.position_;
  }
  return text_of(ahead.span_from(position_));
}

/// All up to a space.
std::string_view Parser::run_ahead() const {
  Parser ahead(*this);
  while (!ahead.at_end() && ahead.space_here() == 0) ++ahead.position_;
  return text_of(ahead.span_from(position_));
}

std::variant<Amount, Interval, TextError> Parser::read() {
  if (text_.size() > text_limit) {
    fail(fmt::format("a quantity of {} bytes is too long", text_.size()), {0, text_.size()},
         fmt::format("it has at most {} bytes, as in '2.5 GW' or '1 to 5 GW'", text_limit));
    return error_;
  }
  std::optional<std::vector<Value>> values = read_values();
  if (!values) return error_;
  if (values->size() == 2) return interval_of(*std::move(values));
  const std::optional<Amount> amount = amount_of(values->front().number, values->front().unit);
  if (!amount) return error_;
  return *amount;
}

std::string_view Parser::unit_text() {
  if (text_.size() > text_limit) return {};
  const std::optional<std::vector<Value>> values = read_values();
  return values ? text_of(values->back().unit_span) : std::string_view();
}

std::optional<std::vector<Value>> Parser::read_values() {
  std::vector<Value> values;
  do {
    const std::optional<Value> value = read_value();
    if (!value) return std::nullopt;
    values.push_back(*value);
  } while (values.size() < 2 && word_ahead() == "to" && take("to"));
  if (!check_all_read()) return std::nullopt;
  return values;
}

bool Parser::check_all_read() {
  skip_space();
  if (at_end()) return true;
  const std::string_view run = run_ahead();
  const bool third_end = word_ahead() == "to";
  return refuse(fmt::format("unexpected '{}'", excerpt(run)), span_of(run), third_end ? interval_hint : "");
}

std::optional<Value> Parser::read_value() {
  skip_space();
  const std::optional<Number> number = read_number();
  if (!number || !check_after_number(*number)) return std::nullopt;
  skip_space();
  Value value{.number = *number, .unit = std::nullopt, .unit_span = {position_, 0}};
  if (at_end() || word_ahead() == "to") return value;
  const std::optional<std::vector<Factor>> factors = read_factors();
  if (!factors) return std::nullopt;
  const Span& last = factors->back().span;
  value.unit_span.length = last.offset + last.length - value.unit_span.offset;
  value.unit = unit_from(*factors, value.unit_span);
  if (!value.unit) return std::nullopt;
  return value;
}

std::optional<Number> Parser::read_number() {
  const std::size_t start = position_;
  const bool negative = at("-");
  if (!take("-")) take("+");
  const std::size_t digits_start = position_;
  std::size_t digits = skip_digits();
  // Two dots are not a decimal point: `1..5`.
  if (!at("..") && take(".")) digits += skip_digits();
  if (digits == 0) {
    position_ = start;
    const std::string_view run = run_ahead();
    if (run.empty()) return fail("expected a number, got nothing", {start, 0}, "write a number and a unit: '2.5 GW'");
    return fail(fmt::format("expected a {}, got '{}'", is_not_finite(run) ? "finite number" : "number", excerpt(run)),
                span_of(run), number_hint);
  }
  Number number{
      .mantissa = (negative ? "-" : "") + std::string(text_of(span_from(digits_start))), .exponent = 0, .span = {}};
  // The E of `5 EB` or `5EW` is a prefix unless digits follow.
  const std::size_t mantissa_end = position_;
  if (take("e") || take("E")) {
    const int sign = at("-") ? -1 : 1;
    if (!take("-")) take("+");
    if (at_digit()) {
      for (; at_digit(); ++position_) {
        number.exponent = std::min(number.exponent * 10 + (text_[position_] - '0'), number_exponent_limit);
      }
      number.exponent *= sign;
    } else {
      position_ = mantissa_end;
    }
  }
  number.span = span_from(start);
  return number;
}

/// `5 ± 1 GW`, which says neither what the distance is nor what share of the draws lies within.
bool Parser::check_plus_minus(const Number& number) {
  Parser ahead(*this);
  ahead.skip_space();
  const Span sign = ahead.span_of("\u00b1");
  if (!ahead.take("\u00b1")) return true;
  std::string hint(interval_hint);
  const std::optional<Value> distance = ahead.read_value();
  const auto middle = to_double(number.mantissa, number.exponent);
  const auto half = distance ? to_double(distance->number.mantissa, distance->number.exponent) : std::nullopt;
  if (middle && half) {
    const std::string_view unit = text_of(distance->unit_span);
    hint = fmt::format("did you mean '{:g} to {:g}{}{}'?", *middle - *half, *middle + *half, unit.empty() ? "" : " ",
                       excerpt(unit));
  }
  return refuse("'\u00b1' is not known", sign, hint);
}

/// What people write right behind a number that this grammar does not have.
bool Parser::check_after_number(const Number& number) {
  const auto until_space = [&] {
    const Span span{number.span.offset, position_ + run_ahead().size() - number.span.offset};
    return std::pair(excerpt(text_of(span)), span);
  };
  for (const std::string_view separator : {",", "_", "'"}) {
    if (!at(separator)) continue;
    const auto [written, span] = until_space();
    return refuse(fmt::format("a number has no '{}': '{}'", separator, written), span, number_hint);
  }
  const bool hexadecimal = at("x") && rest().size() > 1 && is_hexadecimal_digit(rest()[1]);
  if ((hexadecimal || at("X")) && text_[position_ - 1] == '0') {
    const auto [written, span] = until_space();
    return refuse(fmt::format("a number is decimal, not hexadecimal: '{}'", written), span, number_hint);
  }
  if (!check_plus_minus(number)) return false;
  Parser ahead(*this);
  ahead.skip_space();
  for (const std::string_view dash : {"-", "..", "\u2013", "\u2014", "\u2026", "~"}) {
    if (!ahead.at(dash)) continue;
    const std::string_view run = ahead.run_ahead();
    return refuse(fmt::format("unexpected '{}' after the number", excerpt(run)), ahead.span_of(run), interval_hint);
  }
  return true;
}

std::optional<std::vector<Factor>> Parser::read_factors() {
  std::vector<Factor> factors;
  int sign = 1;
  do {
    if (!read_factor(sign, factors)) return std::nullopt;
  } while (take_operator(sign));
  return factors;
}

/// Moves to the next factor of a unit, if there is one, past its operator: a space alone multiplies.
bool Parser::take_operator(int& sign) {
  const bool spaced = skip_space();
  sign = at("/") ? -1 : 1;
  if (take("/") || take("*") || take("·")) {
    skip_space();
    return true;
  }
  const std::string_view word = word_ahead();
  return spaced && !word.empty() && word != "to";
}

bool Parser::read_factor(int sign, std::vector<Factor>& factors) {
  const std::size_t start = position_;
  const std::string_view word = word_ahead();
  if (word.empty()) {
    const std::string_view run = run_ahead();
    if (run.empty()) {
      const std::size_t unit_start = factors.front().span.offset;  // an operator is behind a factor, so there is one
      return refuse(fmt::format("the unit ends in an operator: '{}'", excerpt(text_.substr(unit_start))),
                    {unit_start, text_.size() - unit_start}, "write a unit word behind it");
    }
    const bool perhaps_growth = factors.empty() && at("/");
    return refuse(fmt::format("expected a unit word, got '{}'", excerpt(run)), span_of(run),
                  perhaps_growth ? growth_hint : std::string_view());
  }
  if (at("\u00b1")) return refuse("'\u00b1' is not known", span_of("\u00b1"), interval_hint);
  if (is_digit(word.front()) || word.front() == '.') {
    return refuse(fmt::format("expected a unit word, got '{}'", excerpt(word)), span_of(word), number_hint);
  }
  if (word.find_first_of("()") != word.npos) {
    return refuse(fmt::format("a unit has no parentheses: '{}'", excerpt(word)), span_of(word),
                  "'/' divides by the next word only, as in FLOP/token/parameter");
  }
  position_ += word.size();
  const std::optional<int> exponent = read_exponent();
  if (!exponent) return false;
  factors.push_back({.word = word, .exponent = sign * *exponent, .span = span_from(start)});
  return true;
}

std::optional<int> Parser::read_exponent() {
  const std::size_t start = position_;
  if (!take("^")) return 1;
  const int sign = at("-") ? -1 : 1;
  take("-");
  int exponent = 0;
  if (at_digit()) exponent = text_[position_++] - '0';
  // One digit from 1 to 9 and nothing glued to it.
  if (exponent == 0 || !word_ahead().empty() || at("^")) {
    position_ = start;
    const std::string_view run = run_ahead();
    return fail(fmt::format("an exponent is a whole number from 1 to {}, got '{}'", unit_exponent_limit, excerpt(run)),
                span_of(run), "write it as in m^2 or s^-1");
  }
  return sign * exponent;
}

std::optional<Unit> Parser::unit_from(const std::vector<Factor>& factors, Span span) {
  for (const Factor& factor : factors) {
    if (factor.word == "x" || factor.word == "%") return special_unit_from(factors, span);
  }
  Unit unit;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    if (i + 1 < factors.size() && !check_prefix_apart(factors[i], factors[i + 1])) return std::nullopt;
    if (!multiply(unit, factors[i], span)) return std::nullopt;
  }
  return unit;
}

/// `x/yr`, `%` and `%/yr`: neither `x` nor `%` stands anywhere else.
std::optional<Unit> Parser::special_unit_from(const std::vector<Factor>& factors, Span span) {
  const bool percentage = factors.front().word == "%" && factors.front().exponent == 1;
  const bool factor = factors.front().word == "x" && factors.front().exponent == 1;
  const bool yearly = factors.size() == 2 && factors.back().exponent == -1 && is_year(factors.back());
  if (factor && yearly) return Unit{.form = Unit::Form::growth_factor, .dimension = {}};
  if (percentage && yearly) return Unit{.form = Unit::Form::growth_percentage, .dimension = {}};
  if (percentage && factors.size() == 1) return Unit{.dimension = {}, .power_of_ten = -2};
  if (factor) return fail(fmt::format("'x' needs its year: '{}'", excerpt(text_of(span))), span, growth_hint);
  return fail(fmt::format("'%' and 'x' stand in no other unit than %, %/yr and x/yr: '{}'", excerpt(text_of(span))),
              span, growth_hint);
}

/// `500T tokens`, `5 G W`: a prefix that stands apart from its unit.
bool Parser::check_prefix_apart(const Factor& prefix, const Factor& unit) {
  const std::string together = std::string(prefix.word).append(unit.word);
  if (find_word(prefix.word) || !find_word(unit.word) || !find_word(together)) return true;
  return refuse(fmt::format("unknown unit '{}'", excerpt(prefix.word)), {prefix.span.offset, prefix.word.size()},
                fmt::format("did you mean {}?", together));
}

bool Parser::multiply(Unit& unit, const Factor& factor, Span whole) {
  const std::optional<WrittenWord> found = find_word(factor.word);
  if (!found) {
    return refuse(fmt::format("unknown unit '{}'", excerpt(factor.word)), {factor.span.offset, factor.word.size()},
                  advice_for(factor.word));
  }
  for (std::size_t i = 0; i < base_count; ++i) {
    const int exponent = unit.dimension.exponents[i] + found->word->dimension.exponents[i] * factor.exponent;
    if (std::abs(exponent) > dimension_exponent_limit) {
      return refuse(
          fmt::format("the exponents of '{}' add up to over {}", excerpt(text_of(whole)), dimension_exponent_limit),
          whole);
    }
    unit.dimension.exponents[i] = static_cast<std::int8_t>(exponent);
  }
  apply_scale(unit, found->word->scale, factor.exponent);
  if (found->prefix != nullptr) apply_scale(unit, found->prefix->scale, factor.exponent);
  return true;
}

std::optional<Amount> Parser::amount_of(const Number& number, const std::optional<Unit>& unit) {
  const Unit in = unit.value_or(Unit{});
  const std::optional<double> written = to_double(number.mantissa, number.exponent + in.power_of_ten);
  const double value = written.value_or(0.0) * in.numerator / in.denominator;
  const bool vanished = value == 0.0 && written != 0.0;
  if (!written || !in_range(*written) || !in_range(value) || vanished) {
    return fail(fmt::format("number out of range: '{}'", excerpt(text_of(number.span))), number.span,
                "a number lies between 2.3e-308 and 1.7e308 in W, s, FLOP and other units without prefix");
  }
  return Amount{in.form == Unit::Form::growth_percentage ? (100.0 + value) / 100.0 : value, in.kind()};
}

std::variant<Amount, Interval, TextError> Parser::interval_of(std::vector<Value> ends) {
  const Span whole{0, text_.size()};
  const Value& second = ends.back();
  if (ends.front().unit && !second.unit) {
    const std::string unit(text_of(ends.front().unit_span));
    fail(fmt::format("the second end of the interval has no unit: '{}'", excerpt(text_of(second.number.span))),
         second.number.span, fmt::format("did you mean '{} {}'?", excerpt(text_of(second.number.span)), excerpt(unit)));
    return error_;
  }
  if (!ends.front().unit) ends.front().unit = second.unit;
  const std::optional<Amount> low = amount_of(ends.front().number, ends.front().unit);
  const std::optional<Amount> high = low ? amount_of(second.number, second.unit) : std::nullopt;
  if (!high) return error_;
  if (low->kind != high->kind) {
    fail(fmt::format("the ends of an interval are of one kind, got {} and {}", name_of(low->kind), name_of(high->kind)),
         whole, interval_hint);
    return error_;
  }
  if (low->value > high->value) {
    fail(fmt::format("the low end is above the high end: '{}'", excerpt(text_)), whole,
         "an interval goes from low to high, as in '1 to 5 GW'");
    return error_;
  }
  return Interval{*low, *high};
}

}  // namespace

std::variant<Amount, Interval, TextError> parse(std::string_view text) {
  return Parser(text).read();
}

std::variant<Amount, TextError> parse_amount(std::string_view text) {
  const auto result = parse(text);
  if (const auto* amount = std::get_if<Amount>(&result)) return *amount;
  if (const auto* error = std::get_if<TextError>(&result)) return *error;
  return TextError{.message = fmt::format("expected one value, got an interval: '{}'", excerpt(text)),
                   .offset = 0,
                   .length = text.size(),
                   .hint = "write one number and its unit"};
}

std::string_view unit_of(std::string_view text) {
  return Parser(text).unit_text();
}

std::string excerpt(std::string_view piece) {
  constexpr std::size_t limit = 60;
  const std::string_view shown = utf8::first(piece, limit);
  return utf8::printable_line(shown) + (shown.size() < piece.size() ? "\u2026" : "");
}

}  // namespace chokepoint::units
