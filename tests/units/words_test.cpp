// SPDX-License-Identifier: Apache-2.0
// The table of unit words: scales from the SI brochure and ISO definitions, and no text that means two things.
#include "units/words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace chokepoint::units {
namespace {

std::vector<std::string_view> spellings(const Word& word) {
  std::vector<std::string_view> all{word.symbol};
  if (!word.plural.empty()) all.push_back(word.plural);
  return all;
}

double value_of(const std::string& text) {
  const auto read = parse_amount(text);
  const auto* amount = std::get_if<Amount>(&read);
  EXPECT_NE(amount, nullptr) << text;
  return amount != nullptr ? amount->value : 0.0;
}

TEST(Words, ScalesAreThoseOfTheirDefinitions) {
  // BIPM SI brochure, 9th edition, tables 4, 5 and 8; a Julian year is 365.25 days of 86,400 s (IAU).
  const std::map<std::string, double> expected{
      {"s", 1.0},         {"min", 60.0},       {"h", 3600.0},     {"day", 86400.0},   {"week", 604800.0},
      {"month", 2629800}, {"year", 31557600.}, {"yr", 31557600.}, {"m", 1.0},         {"km", 1e3},
      {"kg", 1.0},        {"g", 1e-3},         {"W", 1.0},        {"J", 1.0},         {"Wh", 3600.0},
      {"GWh", 3.6e12},    {"byte", 8.0},       {"bit", 1.0},      {"kbyte", 8000.0},  {"FLOP", 1.0},
      {"%", 0.01},        {"H100e", 1.0},      {"USD", 1.0},      {"parameter", 1.0}, {"image", 1.0},
      {"wafer", 1.0},     {"token", 1.0},      {"second", 1.0},   {"minute", 60.0},   {"hour", 3600.0},
      {"Qbit", 1e30},     {"Rbit", 1e27},      {"Ybit", 1e24},    {"Zbit", 1e21},     {"Ebit", 1e18},
      {"Pbit", 1e15},     {"Tbit", 1e12},      {"Gbit", 1e9},     {"Mbit", 1e6},      {"kbit", 1e3},
      {"ms", 1e-3},       {"us", 1e-6},        {"ns", 1e-9},      {"\u00b5s", 1e-6},  {"\u03bcs", 1e-6},
  };
  for (const auto& [word, scale] : expected) EXPECT_EQ(value_of("1 " + word), scale) << word;
}

TEST(Words, SingularAndPluralAreTheSame) {
  for (const Word& word : words()) {
    for (const std::string_view spelling : spellings(word)) {
      EXPECT_EQ(value_of("7 " + std::string(spelling)), value_of("7 " + std::string(word.symbol))) << spelling;
    }
  }
  EXPECT_TRUE(find_word("days"));
  EXPECT_TRUE(find_word("tokens"));
}

// Every text that the table allows, with the word it was made of.
std::vector<std::pair<std::string, WrittenWord>> all_texts() {
  std::vector<std::pair<std::string, WrittenWord>> texts;
  for (const Word& word : words()) {
    for (const std::string_view spelling : spellings(word)) {
      texts.push_back({std::string(spelling), {&word, nullptr}});
      if (!word.prefixes) continue;
      for (const Prefix& prefix : prefixes()) {
        texts.push_back({std::string(prefix.symbol) + std::string(spelling), {&word, &prefix}});
      }
    }
  }
  return texts;
}

TEST(Words, NoTextMeansTwoThings) {
  std::map<std::string, WrittenWord> seen;
  for (const auto& [text, made_of] : all_texts()) {
    const auto [before, is_new] = seen.insert({text, made_of});
    if (is_new) continue;
    // The kilogram is both a word and a prefixed one.
    EXPECT_EQ(text, "kg");
    EXPECT_EQ(before->second.word->dimension, made_of.word->dimension);
  }
}

TEST(Words, EveryPrefixedTextIsReadAsWhatItWasMadeOf) {
  for (const auto& [text, made_of] : all_texts()) {
    const auto found = find_word(text);
    if (!found) continue;
    if (text == "kg") continue;
    EXPECT_EQ(found->word, made_of.word) << text;
    EXPECT_EQ(found->prefix, made_of.prefix) << text;
  }
}

TEST(Words, CountsTakeNoPrefixBelowOne) {
  EXPECT_FALSE(find_word("mbit"));
  EXPECT_FALSE(find_word("ntoken"));
  EXPECT_FALSE(find_word("uUSD"));
  EXPECT_TRUE(find_word("mW"));
  EXPECT_TRUE(find_word("nm"));
  EXPECT_TRUE(find_word("Ttoken"));
}

TEST(Words, PrefixesNeedAWordThatTakesThem) {
  for (const char* text : {"", "k", "kday", "Myear", "mkg", "k%", "kkW", "GMW", "minn", "To", "w", "gw", "KW", "x"}) {
    EXPECT_FALSE(find_word(text)) << text;
  }
}

TEST(Words, AreAllInTheIssue) {
  for (const char* text :
       {"W",  "Wh", "J",    "s",     "second",    "minute", "hour",  "day",   "week", "month", "year", "yr", "m",
        "kg", "g",  "FLOP", "token", "parameter", "H100e",  "wafer", "image", "bit",  "byte",  "USD",  "%"}) {
    EXPECT_TRUE(find_word(text)) << text;
  }
}

TEST(Words, EachHasAMeaningOfItsOwn) {
  std::set<std::string_view> symbols;
  for (const Word& word : words()) {
    EXPECT_FALSE(word.meaning.empty()) << word.symbol;
    EXPECT_TRUE(symbols.insert(word.symbol).second) << word.symbol;
  }
}

TEST(Words, OfADimensionStandTogether) {
  std::vector<Dimension> finished;
  Dimension current = words().front().dimension;
  for (const Word& word : words()) {
    if (word.dimension == current) continue;
    finished.push_back(current);
    current = word.dimension;
    EXPECT_THAT(finished, testing::Not(testing::Contains(current))) << word.symbol;
  }
}

TEST(Words, PrefixesAreThoseOfTheSI) {
  // BIPM SI brochure, 9th edition, table 7.
  const std::map<std::string_view, double> expected{{"n", 1e-9}, {"u", 1e-6}, {"m", 1e-3}, {"k", 1e3},  {"M", 1e6},
                                                    {"G", 1e9},  {"T", 1e12}, {"P", 1e15}, {"E", 1e18}, {"Z", 1e21},
                                                    {"Y", 1e24}, {"R", 1e27}, {"Q", 1e30}};
  std::map<std::string_view, double> got;
  for (const Prefix& prefix : prefixes()) got[prefix.symbol] = prefix.scale;
  for (const auto& [symbol, scale] : expected) EXPECT_EQ(got[symbol], scale) << symbol;
}

TEST(Words, AdviceNamesTheLikelyWord) {
  const std::map<std::string, std::string> expected{
      {"GWW", "GW"},
      {"gw", "GW"},
      {"mw", "MW"},
      {"Gw", "GW"},
      {"tokns", "tokens"},
      {"yaer", "year"},
      {"TFLOPS", "TFLOP/s"},
      {"FLOPs", "FLOP"},
      {"GB", "Gbyte"},
      {"Gbps", "Gbit/s"},
      {"watts", "W"},
      {"Mwatt", "MW"},
      {"H100", "H100e"},
      {"kwpm", "kwafer/month"},
      {"sec", "s"},
      {"mbit", "Mbit"},
      {"h100e", "H100e"},
      {"$", "USD"},
      {"Mparams", "Mparameters"},
      {"hrs", "hours"},
  };
  for (const auto& [unknown, known] : expected) {
    EXPECT_FALSE(find_word(unknown)) << unknown;
    EXPECT_EQ(advice_for(unknown), "did you mean " + known + "?");
  }
}

TEST(Words, AdviceForNothingKnownTellsWhereToLook) {
  EXPECT_EQ(advice_for("furlong"), "`chokepoint units` lists the units");
  EXPECT_EQ(advice_for(std::string(100000, 'q')), "`chokepoint units` lists the units");
}

}  // namespace
}  // namespace chokepoint::units
