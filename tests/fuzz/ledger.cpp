// SPDX-License-Identifier: Apache-2.0
// Any text as a ledger of forecasts.
#include <algorithm>
#include <string>

#include "chokepoint/report.hpp"
#include "property.hpp"

namespace chokepoint::report {
namespace {

using fuzz::hold;

/// Inputs cannot hit a hash: every line is sealed with this one.
std::string unsealed(const std::string& /*text*/) {
  return std::string(64, '0');
}

void check(const std::string& text) {
  const Ledger ledger = read_ledger(text, unsealed);
  hold(ledger.forecasts.size() == ledger.lines.size(), "every forecast has its line");
  for (const auto& wrong : ledger.wrong) {
    hold(wrong.line > 0 && !wrong.message.empty() && !wrong.hint.empty(), "what is wrong has a line, and a hint");
  }
  for (std::size_t i = 0; i < ledger.forecasts.size(); ++i) {
    const evidence::Forecast& one = ledger.forecasts[i];
    hold(!evidence::fault_of(one), "forecasts that are read are good ones");
    // What follows another line than the one before it is told, and read all the same.
    const bool follows = std::none_of(ledger.wrong.begin(), ledger.wrong.end(),
                                      [at = ledger.lines[i]](const auto& wrong) { return wrong.line == at; });
    const std::string line = ledger_line(one, std::string(64, '0'), unsealed);
    hold(!follows || text.find(line) != std::string::npos, "what is read is what stands there");
    const auto values = evidence::values_at(one, one.series.front(), one.first_year, 8);
    hold(values && values->size() == 8, "every forecast has values in its first year");
  }
}

}  // namespace
}  // namespace chokepoint::report

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chokepoint::report::check(chokepoint::fuzz::text_of(data, size));
  return 0;
}
