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

/// A word of a unit, and whether it is divided by.
struct Part {
  const Class* words = nullptr;
  bool divided = false;
};
using Parts = std::vector<Part>;

Dimension with(const Dimension& dimension, const Part& part) {
  return part.divided ? dimension / part.words->dimension : dimension * part.words->dimension;
}

/// Whether it is a mere detour: W*token/token.
bool is_detour(const Parts& parts) {
  if (parts.size() < most_told_apart) return false;
  for (const Part& one : parts) {
    for (const Part& other : parts) {
      if (one.words == other.words && one.divided != other.divided && !is_time(*one.words)) return true;
    }
  }
  return false;
}

std::string expression_of(const Parts& parts) {
  std::string text = parts.front().words->expression;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    text += parts[i].divided ? over : times;
    text += parts[i].words->expression;
  }
  return text;
}

/// Every unit of a dimension, of as many words as are told apart.
std::vector<std::string> units_of(const Dimension& dimension) {
  static_assert(most_told_apart == 3);
  std::vector<Part> parts;
  parts.reserve(2 * classes().size());
  for (const Class& one : classes()) {
    parts.push_back({&one, false});
    parts.push_back({&one, true});
  }
  std::vector<std::string> found;
  const auto take = [&found](const Parts& all) {
    if (!is_detour(all)) found.push_back(expression_of(all));
  };
  for (const Part& first : parts) {
    if (first.divided) continue;
    const Dimension one = first.words->dimension;
    if (one == dimension) take({first});
    for (const Part& second : parts) {
      const Dimension two = with(one, second);
      if (two == dimension) take({first, second});
      for (const Part& third : parts) {
        if (with(two, third) == dimension) take({first, second, third});
      }
    }
  }
  return found;
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
  std::vector<std::string> found = units_of(kind.dimension);
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
