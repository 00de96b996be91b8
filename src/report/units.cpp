// SPDX-License-Identifier: Apache-2.0
// The words of the unit table, by dimension, for `chokepoint units`.
#include "chokepoint/units.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "chokepoint/report.hpp"
#include "report/text.hpp"

namespace chokepoint::report {

namespace {

/// "k 1e3, M 1e6, …": one spelling for each scale.
std::string prefix_list() {
  std::string text;
  double last = 0.0;
  for (const units::Prefix& prefix : units::prefixes()) {
    if (prefix.scale == last) continue;
    last = prefix.scale;
    text += fmt::format("{}{} {:.0e}", text.empty() ? "" : ", ", prefix.symbol, prefix.scale);
  }
  return text;
}

std::string heading(const units::Word& word) {
  std::string name = units::name_of({word.dimension, false});
  for (const std::string_view article : {"a ", "an "}) {
    if (name.compare(0, article.size(), article) == 0) name.erase(0, article.size());
  }
  const std::string symbol = units::symbol_of({word.dimension, false});
  return name == symbol || symbol.empty() ? name : fmt::format("{} ({})", name, symbol);
}

}  // namespace

std::string units(std::size_t width) {
  std::string out =
      wrapped("A value is a number and a unit: 2.5 GW, 1704 W/H100e, 2e15 FLOP/s/H100e, 180e3 wafer/month, 26 %.",
              width) +
      wrapped("A growth by year is written 1.15x/yr or 15 %/yr; a bare number is none.", width);
  const units::Dimension* current = nullptr;
  for (const units::Word& word : units::words()) {
    if (current == nullptr || *current != word.dimension) out += "\n" + heading(word) + "\n";
    current = &word.dimension;
    const std::string symbol =
        word.plural.empty() ? std::string(word.symbol) : fmt::format("{}, {}", word.symbol, word.plural);
    out += fmt::format("  {} {}{}\n", left(symbol, 24), word.meaning, word.prefixes ? " [prefixes]" : "");
  }
  out += "\n" + wrapped("[prefixes]: takes SI prefixes: " + prefix_list() + ". Counts take none below one.", width);
  out += wrapped("Units are multiplied with '*', divided with '/', raised with '^': FLOP/s/H100e, kg*m^2.", width);
  return out;
}

}  // namespace chokepoint::report
