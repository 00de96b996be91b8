// SPDX-License-Identifier: Apache-2.0
// The closed table of unit words and SI prefixes: what is not here is not a unit.
#include "units/words.hpp"

#include <array>
#include <vector>

#include "units/dimensions.hpp"

namespace chokepoint::units {

namespace {

using namespace dimensions;

constexpr double seconds_per_minute = 60.0;
constexpr double seconds_per_hour = 3600.0;
constexpr double seconds_per_week = 7.0 * seconds_per_day;
constexpr double seconds_per_month = seconds_per_year / 12.0;
constexpr bool prefixed = true;
constexpr bool unprefixed = false;

constexpr std::array table{
    Word{"%", "", none, 0.01, unprefixed, "per cent; with /yr a yearly growth"},
    Word{"m", "", length, 1.0, prefixed, "meter"},
    Word{"kg", "", mass, 1.0, unprefixed, "kilogram"},
    Word{"g", "", mass, 0.001, prefixed, "gram"},
    Word{"s", "", time, 1.0, prefixed, "second"},
    Word{"second", "seconds", time, 1.0, unprefixed, "second"},
    Word{"min", "", time, seconds_per_minute, unprefixed, "minute"},
    Word{"minute", "minutes", time, seconds_per_minute, unprefixed, "minute, 60 s"},
    Word{"h", "", time, seconds_per_hour, unprefixed, "hour"},
    Word{"hour", "hours", time, seconds_per_hour, unprefixed, "hour, 60 minutes"},
    Word{"day", "days", time, seconds_per_day, unprefixed, "day, 24 hours"},
    Word{"week", "weeks", time, seconds_per_week, unprefixed, "week, 7 days"},
    Word{"month", "months", time, seconds_per_month, unprefixed, "month, a twelfth of a year"},
    Word{"yr", "", time, seconds_per_year, unprefixed, "year"},
    Word{"year", "years", time, seconds_per_year, unprefixed, "Julian year, 365.25 days"},
    Word{"W", "", power, 1.0, prefixed, "watt of electric power"},
    Word{"J", "", energy, 1.0, prefixed, "joule of energy"},
    Word{"Wh", "", energy, seconds_per_hour, prefixed, "watt-hour of energy, 3600 J"},
    Word{"FLOP", "", compute, 1.0, prefixed, "floating-point operation; a rate is FLOP/s"},
    Word{"token", "tokens", token, 1.0, prefixed, "token of training data"},
    Word{"parameter", "parameters", parameter, 1.0, prefixed, "model parameter"},
    Word{"H100e", "", accelerator, 1.0, prefixed, "accelerator, as NVIDIA H100 equivalents"},
    Word{"wafer", "wafers", wafer, 1.0, prefixed, "silicon wafer of 300 mm"},
    Word{"image", "images", image, 1.0, prefixed, "image of training data"},
    Word{"bit", "bits", information, 1.0, prefixed, "bit of information"},
    Word{"byte", "bytes", information, 8.0, prefixed, "byte, 8 bit"},
    Word{"USD", "", currency, 1.0, prefixed, "United States dollar"},
};

// BIPM, The International System of Units, 9th edition (version 2.01, 2022), table 7. Micro has an ASCII spelling, the
// micro sign U+00B5 and the Greek letter U+03BC, which look alike.
constexpr std::array prefix_table{
    Prefix{"n", 1e-9}, Prefix{"u", 1e-6}, Prefix{"\u00b5", 1e-6}, Prefix{"\u03bc", 1e-6}, Prefix{"m", 1e-3},
    Prefix{"k", 1e3},  Prefix{"M", 1e6},  Prefix{"G", 1e9},       Prefix{"T", 1e12},      Prefix{"P", 1e15},
    Prefix{"E", 1e18}, Prefix{"Z", 1e21}, Prefix{"Y", 1e24},      Prefix{"R", 1e27},      Prefix{"Q", 1e30},
};

// Spellings that people know from elsewhere and that are too short or too ambiguous to be words here.
struct Elsewhere {
  std::string_view spelling;
  std::string_view here;
};
constexpr std::array elsewhere{
    Elsewhere{"FLOPS", "FLOP/s"},    Elsewhere{"FLOPs", "FLOP"},
    Elsewhere{"flops", "FLOP"},      Elsewhere{"flop", "FLOP"},
    Elsewhere{"B", "byte"},          Elsewhere{"b", "bit"},
    Elsewhere{"bps", "bit/s"},       Elsewhere{"Bps", "byte/s"},
    Elsewhere{"watt", "W"},          Elsewhere{"watts", "W"},
    Elsewhere{"joule", "J"},         Elsewhere{"joules", "J"},
    Elsewhere{"meter", "m"},         Elsewhere{"meters", "m"},
    Elsewhere{"metre", "m"},         Elsewhere{"metres", "m"},
    Elsewhere{"sec", "s"},           Elsewhere{"secs", "s"},
    Elsewhere{"hr", "hour"},         Elsewhere{"hrs", "hours"},
    Elsewhere{"mins", "minutes"},    Elsewhere{"d", "day"},
    Elsewhere{"wk", "week"},         Elsewhere{"mo", "month"},
    Elsewhere{"y", "year"},          Elsewhere{"yrs", "years"},
    Elsewhere{"H100", "H100e"},      Elsewhere{"H100s", "H100e"},
    Elsewhere{"GPU", "H100e"},       Elsewhere{"GPUs", "H100e"},
    Elsewhere{"param", "parameter"}, Elsewhere{"params", "parameters"},
    Elsewhere{"wpm", "wafer/month"}, Elsewhere{"$", "USD"},
    Elsewhere{"dollar", "USD"},      Elsewhere{"dollars", "USD"},
    Elsewhere{"percent", "%"},       Elsewhere{"\u00d7", "x"},
    Elsewhere{"m\u00b2", "m^2"},     Elsewhere{"watthours", "Wh"},
    Elsewhere{"watt-hours", "Wh"},   Elsewhere{"bits", "bit"},
    Elsewhere{"bytes", "byte"},
};

/// Prefixes written out, before a unit written out.
struct SpeltOut {
  std::string_view spelling;
  std::string_view symbol;
};
constexpr std::array spelt_out{SpeltOut{"kilo", "k"}, SpeltOut{"mega", "M"}, SpeltOut{"giga", "G"},
                               SpeltOut{"tera", "T"}, SpeltOut{"peta", "P"}, SpeltOut{"exa", "E"}};

/// Units that differ from ours by a factor, so that no other word is a slip for them.
struct Foreign {
  std::string_view spelling;
  std::string_view advice;
};
constexpr std::array foreign{Foreign{"mile", "a mile is 1.609 km"}, Foreign{"miles", "a mile is 1.609 km"},
                             Foreign{"mi", "a mile is 1.609 km"},   Foreign{"ft", "a foot is 0.3048 m"},
                             Foreign{"feet", "a foot is 0.3048 m"}, Foreign{"hp", "a horsepower is 745.7 W"},
                             Foreign{"BTU", "a BTU is 1055 J"}};

constexpr bool is_count(const Dimension& dimension) {
  return dimension.exponents[static_cast<std::size_t>(Base::length)] == 0 &&
         dimension.exponents[static_cast<std::size_t>(Base::mass)] == 0 &&
         dimension.exponents[static_cast<std::size_t>(Base::time)] == 0;
}

}  // namespace

// There is no thousandth of a token: `mbit` is a slip for `Mbit`, and reading it would be wrong by 1e9.
bool takes(const Word& word, const Prefix& prefix) {
  return word.prefixes && (prefix.scale > 1.0 || !is_count(word.dimension));
}

namespace {

const Word* find_plain(std::string_view text) {
  if (text.empty()) return nullptr;
  for (const Word& word : table) {
    if (text == word.symbol || text == word.plural) return &word;
  }
  return nullptr;
}

// Prefixes above one come first: of `MW` and `mW`, which are as near to `mw`, the large one is meant.
std::vector<std::string> spellings() {
  std::vector<std::string> all;
  const auto add = [&all](std::string_view prefix, const Word& word) {
    all.push_back(std::string(prefix).append(word.symbol));
    if (!word.plural.empty()) all.push_back(std::string(prefix).append(word.plural));
  };
  for (const Word& word : table) add("", word);
  for (const bool large : {true, false}) {
    for (const Word& word : table) {
      for (const Prefix& prefix : prefix_table) {
        if ((prefix.scale > 1.0) == large && takes(word, prefix)) add(prefix.symbol, word);
      }
    }
  }
  return all;
}

std::string known_elsewhere(std::string_view unknown) {
  for (const Elsewhere& entry : elsewhere) {
    if (unknown == entry.spelling) return std::string(entry.here);
  }
  for (const Prefix& prefix : prefix_table) {
    if (unknown.substr(0, prefix.symbol.size()) != prefix.symbol) continue;
    for (const Elsewhere& entry : elsewhere) {
      if (unknown.substr(prefix.symbol.size()) != entry.spelling) continue;
      std::string word = std::string(prefix.symbol).append(entry.here);
      if (find_word(std::string_view(word).substr(0, word.find('/')))) return word;
    }
  }
  return {};
}

/// `Gigawatts` is GW, `megabytes` Mbyte, whatever the case.
std::string written_out(std::string_view unknown) {
  std::string word(unknown);
  for (char& c : word) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  for (const SpeltOut& prefix : spelt_out) {
    if (word.substr(0, prefix.spelling.size()) != prefix.spelling) continue;
    const std::string rest = word.substr(prefix.spelling.size());
    const std::string here = known_elsewhere(rest);
    std::string found = std::string(prefix.symbol).append(here.empty() ? rest : here);
    if (find_word(found)) return found;
  }
  return {};
}

}  // namespace

std::span<const Word> words() {
  return table;
}

std::span<const Prefix> prefixes() {
  return prefix_table;
}

std::optional<WrittenWord> find_word(std::string_view text) {
  if (const Word* word = find_plain(text)) return WrittenWord{word, nullptr};
  for (const Prefix& prefix : prefix_table) {
    if (text.substr(0, prefix.symbol.size()) != prefix.symbol) continue;
    const Word* word = find_plain(text.substr(prefix.symbol.size()));
    if (word != nullptr && takes(*word, prefix)) return WrittenWord{word, &prefix};
  }
  return std::nullopt;
}

std::string advice_for(std::string_view unknown) {
  if (const std::string here = known_elsewhere(unknown); !here.empty()) return "did you mean " + here + "?";
  if (const std::string here = written_out(unknown); !here.empty()) return "did you mean " + here + "?";
  for (const Foreign& entry : foreign) {
    if (unknown == entry.spelling) return std::string(entry.advice);
  }
  const std::vector<std::string> known = spellings();
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  const std::string_view near = nearest(unknown, candidates);
  if (!near.empty()) return "did you mean " + std::string(near) + "?";
  return "`chokepoint units` lists the units";
}

}  // namespace chokepoint::units
