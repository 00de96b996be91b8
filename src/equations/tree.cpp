// SPDX-License-Identifier: Apache-2.0
// From text to a tree, by recursive descent that goes depth_limit deep and no further.
#include "equations/tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

#include "chokepoint/equations.hpp"
#include "units/parse.hpp"

namespace chokepoint::equations {

namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
/// Of a unit word: `H100e`, `%`, `µs`.
bool starts_unit(char c) {
  return is_letter(c) || c == '%' || static_cast<unsigned char>(c) >= 0x80;
}
bool continues_unit(char c) {
  return starts_unit(c) || is_digit(c);
}

struct Function {
  std::string_view name;
  Shape shape;
  std::size_t fewest;
  std::size_t most;
  std::string_view form;
};
constexpr std::size_t any_number = 1000;
constexpr Function functions[] = {
    {"min", Shape::minimum, 2, any_number, "min(a, b)"}, {"max", Shape::maximum, 2, any_number, "max(a, b)"},
    {"exp", Shape::exponential, 1, 1, "exp(a)"},         {"ln", Shape::logarithm, 1, 1, "ln(a)"},
    {"sqrt", Shape::square_root, 1, 1, "sqrt(a)"},       {"abs", Shape::absolute, 1, 1, "abs(a)"},
    {"clamp", Shape::clamp, 3, 3, "clamp(a, low, high)"}};
constexpr std::string_view choice = "if";
constexpr std::string_view choice_form = "if(a < b, c, d)";

class Reading {
 public:
  explicit Reading(std::string_view text) : text_(text) {}

  Tree whole() {
    if (text_.size() > formula_limit) {
      throw Wrong{{0, 1},
                  fmt::format("a formula of {} bytes; it can have {}", text_.size(), formula_limit),
                  "give parts of it names of their own, as steps"};
    }
    if (next() == '\0') throw Wrong{{0, 1}, "no formula stands here", "for example spend / price * 1 yr"};
    sum();
    if (next() != '\0') refuse_rest();
    return std::move(tree_);
  }

 private:
  // --- characters ----------------------------------------------------------------------------------------------------

  char next() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    return here();
  }
  [[nodiscard]] char here(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool takes(char c) {
    if (next() != c) return false;
    ++at_;
    return true;
  }
  void want(char c, std::string_view form) {
    if (takes(c)) return;
    throw Wrong{{at_, 1}, fmt::format("'{}' is expected here", c), form.empty() ? "" : fmt::format("as in {}", form)};
  }

  /// What cannot follow a whole formula.
  [[noreturn]] void refuse_rest() {
    const char c = next();
    const std::string what = units::excerpt(text_.substr(at_, is_letter(c) ? word_length() : 1));
    std::string hint = "operators are + - * / ^";
    if (c == '<' || c == '>' || c == '=') hint = fmt::format("comparisons stand inside {}", choice_form);
    if (c == '(' && !tree_.empty() && tree_.back().shape == Shape::name) {
      hint = "functions are min, max, exp, ln, sqrt, abs, clamp and if; to multiply, write *";
    }
    if (c == ')') hint = "no bracket is open";
    throw Wrong{{at_, std::max<std::size_t>(1, is_letter(c) ? word_length() : 1)},
                fmt::format("'{}' is not expected here", what),
                hint};
  }
  [[nodiscard]] std::size_t word_length() const {
    std::size_t length = 0;
    while (is_letter(here(length)) || is_digit(here(length))) ++length;
    return length;
  }

  // --- the grammar ---------------------------------------------------------------------------------------------------

  /// One level deeper, as long as it lives.
  class Deeper {
   public:
    explicit Deeper(Reading& reading) : reading_(reading) {
      if (++reading.depth_ > depth_limit) {
        throw Wrong{{reading.at_, 1},
                    fmt::format("more than {} levels deep", depth_limit),
                    "give parts of it names of their own, as steps"};
      }
    }
    ~Deeper() { --reading_.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    Deeper(Deeper&&) = delete;
    Deeper& operator=(Deeper&&) = delete;

   private:
    Reading& reading_;
  };

  std::size_t sum() {
    std::size_t left = product();
    for (;;) {
      if (takes('+')) {
        left = joined(Shape::sum, left, product());
      } else if (takes('-')) {
        left = joined(Shape::difference, left, product());
      } else {
        return left;
      }
    }
  }

  std::size_t product() {
    std::size_t left = signed_power();
    for (;;) {
      if (takes('*')) {
        left = joined(Shape::times, left, signed_power());
      } else if (takes('/')) {
        left = joined(Shape::over, left, signed_power());
      } else {
        return left;
      }
    }
  }

  /// -a^2 is -(a^2).
  std::size_t signed_power() {
    const Deeper deeper(*this);
    const char c = next();
    const std::size_t start = at_;
    if (c != '-' && c != '+') return power();
    ++at_;
    const std::size_t operand = signed_power();
    if (c == '+') return operand;
    return made({.shape = Shape::negative, .span = from(start), .operands = {operand}, .count = 1});
  }

  /// a^b^c is a^(b^c).
  std::size_t power() {
    const std::size_t base = operand();
    if (!takes('^')) return base;
    return joined(Shape::power, base, signed_power());
  }

  std::size_t operand() {
    const char c = next();
    if (c == '(') {
      const std::size_t start = at_++;
      const std::size_t inner = sum();
      want(')', {});
      tree_[inner].span = from(start);
      return inner;
    }
    if (is_digit(c) || c == '.') return number();
    if (is_letter(c)) return name();
    if (c == '\0') throw Wrong{{text_.size(), 1}, "the formula ends where a number or a name is wanted", ""};
    throw Wrong{{at_, 1}, fmt::format("'{}' is no number and no name", units::excerpt(text_.substr(at_, 1))), ""};
  }

  std::size_t name() {
    const std::size_t start = at_;
    std::size_t length = word_length();
    const std::string_view word = text_.substr(start, length);
    at_ += length;
    if (here() == '.' && is_letter(here(1))) {
      ++at_;
      at_ += word_length();
    } else if (next() == '(') {
      return call(word, start);
    } else {
      at_ = start + length;
    }
    return made({.shape = Shape::name, .span = from(start), .name = std::string(text_.substr(start, at_ - start))});
  }

  std::size_t call(std::string_view word, std::size_t start) {
    if (word == choice) return conditional(start);
    const auto* const found = std::find_if(std::begin(functions), std::end(functions),
                                           [word](const Function& one) { return one.name == word; });
    if (found == std::end(functions)) refuse_function(word, start);
    ++at_;
    std::vector<std::size_t> operands{sum()};
    while (takes(',')) operands.push_back(sum());
    want(')', found->form);
    if (operands.size() < found->fewest || operands.size() > found->most) {
      throw Wrong{from(start),
                  fmt::format("{} takes {}{}", word, found->most == any_number ? "at least " : "", found->fewest),
                  fmt::format("as in {}", found->form)};
    }
    Piece piece{.shape = found->shape, .span = from(start), .operands = {operands[0]}, .count = operands.size()};
    if (found->most != any_number) {
      std::copy(operands.begin(), operands.end(), piece.operands.begin());
      return made(std::move(piece));
    }
    std::size_t left = operands[0];
    for (std::size_t i = 1; i < operands.size(); ++i) {
      left = made({.shape = found->shape, .span = from(start), .operands = {left, operands[i]}, .count = 2});
    }
    return left;
  }

  [[noreturn]] static void refuse_function(std::string_view word, std::size_t start) {
    std::vector<std::string_view> names{choice};
    for (const Function& one : functions) names.push_back(one.name);
    const std::string_view near = units::nearest(word, names);
    throw Wrong{{start, word.size()},
                fmt::format("no function is named '{}'", units::excerpt(word)),
                near.empty() ? fmt::format("functions are {}; to multiply, write *", fmt::join(names, ", "))
                             : fmt::format("did you mean {}?", near)};
  }

  std::size_t conditional(std::size_t start) {
    ++at_;
    std::size_t first = sum();
    const char c = next();
    if (c != '<' && c != '>') {
      throw Wrong{{at_, 1}, "a comparison is expected here: <, <=, > or >=", fmt::format("as in {}", choice_form)};
    }
    ++at_;
    const bool or_equal = here() == '=';
    if (or_equal) ++at_;
    std::size_t second = sum();
    if (c == '>') std::swap(first, second);
    want(',', choice_form);
    const std::size_t yes = sum();
    want(',', choice_form);
    const std::size_t no = sum();
    want(')', choice_form);
    return made({.shape = or_equal ? Shape::if_not_more : Shape::if_less,
                 .span = from(start),
                 .operands = {first, second, yes, no},
                 .count = 4});
  }

  // --- numbers -------------------------------------------------------------------------------------------------------

  /// With its unit, in which no blank stands: `2 yr^2` is 2 (yr^2), `2 yr ^ 2` is (2 yr)^2.
  std::size_t number() {
    const std::size_t start = at_;
    digits();
    const std::size_t end = at_;
    if (starts_unit(next())) {
      unit();
    } else {
      at_ = end;
    }
    const std::string_view text = text_.substr(start, at_ - start);
    const auto read = units::parse_amount(text);
    if (const auto* const wrong = std::get_if<units::TextError>(&read)) {
      throw Wrong{{start + wrong->offset, std::max<std::size_t>(1, wrong->length)}, wrong->message, wrong->hint};
    }
    return made({.shape = Shape::number, .span = from(start), .amount = std::get<units::Amount>(read)});
  }

  void digits() {
    while (is_digit(here()) || here() == '.') ++at_;
    if (here() != 'e' && here() != 'E') return;
    const std::size_t sign = here(1) == '+' || here(1) == '-' ? 1 : 0;
    if (!is_digit(here(1 + sign))) return;
    at_ += 1 + sign;
    while (is_digit(here())) ++at_;
  }

  void unit() {
    while (continues_unit(here())) ++at_;
    for (;;) {
      if (here() == '^' && (is_digit(here(1)) || (here(1) == '-' && is_digit(here(2))))) {
        at_ += 2;
        while (is_digit(here())) ++at_;
      } else if (!another_word()) {
        return;
      }
    }
  }

  /// `/H100e` of `USD/H100e`: what follows is a unit as well, and no name.
  bool another_word() {
    if ((here() != '/' && here() != '*') || !starts_unit(here(1))) return false;
    std::size_t length = 1;
    while (continues_unit(here(length))) ++length;
    const std::string word = "1 " + std::string(text_.substr(at_ + 1, length - 1));
    if (is_reserved(text_.substr(at_ + 1, length - 1)) ||
        !std::holds_alternative<units::Amount>(units::parse_amount(word)))
      return false;
    at_ += length;
    return true;
  }

  // --- the tree ------------------------------------------------------------------------------------------------------

  [[nodiscard]] Span from(std::size_t start) const { return {start, at_ - start}; }
  std::size_t made(Piece piece) {
    tree_.push_back(std::move(piece));
    return tree_.size() - 1;
  }
  std::size_t joined(Shape shape, std::size_t left, std::size_t right) {
    const std::size_t start = tree_[left].span.offset;
    const Span& last = tree_[right].span;
    return made(
        {.shape = shape, .span = {start, last.offset + last.length - start}, .operands = {left, right}, .count = 2});
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  Tree tree_;
};

}  // namespace

Tree read(std::string_view text) {
  return Reading(text).whole();
}

bool is_reserved(std::string_view name) {
  return name == "t" || name == "year" || name == "run" || name == "ceiling" || name == choice || name == "shared" ||
         name == "trajectory" || std::any_of(std::begin(functions), std::end(functions), [name](const Function& one) {
           return one.name == name;
         });
}

std::vector<Named> dotted_names(std::string_view text) {
  std::vector<Named> found;
  try {
    for (const Piece& piece : read(text)) {
      const bool outside = piece.name.find('.') != std::string::npos || piece.name == "trajectory";
      if (piece.shape == Shape::name && outside) found.push_back({piece.name, piece.span.offset});
    }
  } catch (const Wrong&) {
    return {};  // compile() will say so
  }
  return found;
}

}  // namespace chokepoint::equations
