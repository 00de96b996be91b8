// SPDX-License-Identifier: Apache-2.0
#include "units/spellings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "units/names.hpp"
#include "units/words.hpp"

namespace chokepoint::units {

namespace {

constexpr std::string_view number_expression = R"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)";
constexpr std::string_view over = R"(\s*/\s*)";
constexpr std::string_view times = "(?:\\s*[*\u00b7]\\s*|\\s+)";
constexpr std::size_t most_told_apart = 3;  // words of a unit

/// The words of one dimension.
struct Class {
  Dimension dimension;
  std::string expression;
};

std::string alternatives(const std::vector<std::string>& all) {
  return fmt::format("(?:{})", fmt::join(all, "|"));
}

/// Prefixes above one, or all of them.
std::string prefix_expression(bool counts) {
  std::string letters;
  for (const Prefix& prefix : prefixes()) {
    if (prefix.scale > 1.0 || !counts) letters += prefix.symbol;
  }
  return fmt::format("[{}]?", letters);
}

std::string expression_of(const Word& word) {
  std::string text(word.symbol);
  if (!word.plural.empty())
    text = word.plural == text + "s" ? text + "s?" : fmt::format("(?:{}|{})", text, word.plural);
  if (!word.prefixes) return text;
  const bool counts = !find_word(fmt::format("m{}", word.symbol)).has_value();
  return prefix_expression(counts) + text;
}

/// Of all words but %, which stands in no unit with another.
std::vector<Class> classes_of_words() {
  std::vector<Dimension> dimensions;
  for (const Word& word : words()) {
    const bool known = std::find(dimensions.begin(), dimensions.end(), word.dimension) != dimensions.end();
    if (!known && word.dimension != Dimension{}) dimensions.push_back(word.dimension);
  }
  std::vector<Class> classes;
  classes.reserve(dimensions.size());
  for (const Dimension& dimension : dimensions) {
    std::vector<std::string> expressions;
    for (const Word& word : words()) {
      if (word.dimension == dimension) expressions.push_back(expression_of(word));
    }
    classes.push_back({dimension, alternatives(expressions)});
  }
  return classes;
}

const std::vector<Class>& classes() {
  static const std::vector<Class> all = classes_of_words();
  return all;
}

bool is_time(const Class& one) {
  return one.dimension == base(Base::time);
}

/// A unit of a few words: which, and whether each is divided by.
struct Factors {
  std::vector<const Class*> words;
  std::vector<bool> divided;

  [[nodiscard]] Dimension dimension() const {
    Dimension product;
    for (std::size_t i = 0; i < words.size(); ++i) {
      product = divided[i] ? product / words[i]->dimension : product * words[i]->dimension;
    }
    return product;
  }
  /// Whether it is no mere detour: W*token/token.
  [[nodiscard]] bool is_direct() const {
    if (words.size() < most_told_apart) return true;
    for (std::size_t i = 0; i < words.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (words[i] == words[j] && divided[i] != divided[j] && !is_time(*words[i])) return false;
      }
    }
    return true;
  }
  [[nodiscard]] std::string expression() const {
    std::string text = words.front()->expression;
    for (std::size_t i = 1; i < words.size(); ++i) {
      text += divided[i] ? over : times;
      text += words[i]->expression;
    }
    return text;
  }
};

/// Appends what `begun` and words behind it are, where they are of the dimension.
void go_on(const Factors& begun, const Dimension& dimension, std::vector<std::string>& found) {
  std::vector<Factors> now{begun};
  for (std::size_t length = begun.words.size(); length <= most_told_apart; ++length) {
    std::vector<Factors> longer;
    longer.reserve(2 * classes().size() * now.size());
    for (const Factors& one : now) {
      if (one.dimension() == dimension && one.is_direct()) found.push_back(one.expression());
      for (const Class& next : classes()) {
        for (const bool divided : {false, true}) {
          longer.push_back(one);
          longer.back().words.push_back(&next);
          longer.back().divided.push_back(divided);
        }
      }
    }
    now = std::move(longer);
  }
}

std::string word_expression() {
  std::vector<std::string> all;
  all.reserve(classes().size());
  for (const Class& one : classes()) all.push_back(one.expression);
  return alternatives(all);
}

/// Words of the table, any number of them. Each ends where the next letter is none of a word.
std::string all_units() {
  return fmt::format("(?:{}(?:\\^-?[1-9])?(?![0-9A-Za-z%])(?:{}|{})?)+", word_expression(), over, times);
}

/// Too long for their dimension to be told.
std::string long_units() {
  constexpr std::string_view some_word = "(?!to\\s)[^\\s/*\u00b7]";
  return fmt::format("(?=.*\\^|(?:{0}+[\\s/*\u00b7]+){{{1}}}{0}){2}", some_word, most_told_apart, all_units());
}

std::string yearly() {
  std::vector<std::string> years;
  for (const Word& word : words()) {
    if (word.dimension == base(Base::time) && word.scale == seconds_per_year) years.push_back(expression_of(word));
  }
  const std::string year = alternatives(years);
  return fmt::format("(?:{}{}|{}{}\\^-1)", over, year, times, year);
}

/// A number with its unit, or an interval, which has a unit at its second end where it has one at the first.
std::string whole(const std::string& unit, bool needed) {
  const std::string once = fmt::format("(?:\\s*{})", unit);
  const std::string first = needed ? once : fmt::format("{}(?!\\s+to\\s+{}\\s*$)", once, number_expression);
  return fmt::format("^\\s*(?:{0}(?:{1}\\s+|\\s*)to\\s+)?{0}{2}{3}\\s*$", number_expression, first, once,
                     needed ? "" : "?");
}

std::string expression_of(const Kind& kind) {
  if (kind.growth) return fmt::format("[x%]{}", yearly());
  std::vector<std::string> found;
  for (const Class& first : classes()) go_on({{&first}, {false}}, kind.dimension, found);
  if (kind == ratio_kind) found.insert(found.begin(), "%");
  found.push_back(long_units());
  return alternatives(found);
}

}  // namespace

std::string interval_mark() {
  return "to\\s";
}

std::string spellings_of(const Kind& kind) {
  return whole(expression_of(kind), kind != ratio_kind);
}

std::string all_spellings() {
  return whole(alternatives({"%", fmt::format("[x%]{}", yearly()), all_units()}), false);
}

std::string unit_spellings() {
  return fmt::format("^(?:1|ratio|%|[x%]{}|{})$", yearly(), all_units());
}

std::string example_of(const Kind& kind) {
  if (kind.growth) return "1.15x/yr";
  const Name* const name = find_name(kind.dimension);
  return name != nullptr ? std::string(name->example) : fmt::format("1 {}", symbol_of(kind));
}

}  // namespace chokepoint::units
