// SPDX-License-Identifier: Apache-2.0
// Any text as a download of every kind that is imported: what is made of it is a file of observations, and growth is
// fitted to it.
#include <cmath>
#include <cstddef>
#include <string>
#include <variant>

#include "chokepoint/evidence.hpp"
#include "property.hpp"

namespace chokepoint::evidence {
namespace {

using fuzz::hold;

scenario::Reader reading(const std::string& text) {
  return [&text](const std::string&, std::size_t limit) {
    return std::variant<std::string, scenario::Unreadable>(text.substr(0, limit));
  };
}

void check_fit(const Observations& observations, const std::string& series) {
  for (const Selection::Of of : {Selection::Of::records, Selection::Of::top, Selection::Of::all}) {
    const auto found = fit(observations, {.series = series, .of = {of, 2}, .since = {}, .until = {}});
    if (const auto* const unfit = std::get_if<Unfit>(&found)) {
      hold(!unfit->message.empty(), "why there is no line is told");
      continue;
    }
    const Fit& fit = std::get<Fit>(found);
    hold(fit.growth.p10 > 0.0 && std::isfinite(fit.growth.p90), "growth is a number");
    hold(fit.growth.p10 <= fit.growth.p50 && fit.growth.p50 <= fit.growth.p90, "percentiles are in order");
    hold(std::isfinite(fit.group().scatter), "scatter is a number");
  }
}

void check(const Importer& importer, const std::string& text) {
  const Imported made = import_download(importer, "it.csv", "2030", {}, reading(text));
  for (const auto& diagnostic : made.diagnostics) hold(!scenario::render(diagnostic).empty(), "what is wrong is told");
  hold(made.has_errors() == made.content.empty(), "a file is made where there are no errors");
  if (made.has_errors()) return;
  constexpr std::size_t most = 1 << 20U;  // of a file of observations
  if (made.content.size() > most) return;
  const Observations read = load_observations({"made.csv"}, reading(made.content));
  hold(!read.has_errors(), "what is made is read");
  hold(read.rows.size() == made.rows, "all of it");
  constexpr std::size_t few = 12;  // resamples of more take too long here
  if (read.rows.size() <= few) check_fit(read, std::string(importer.series));
}

}  // namespace
}  // namespace chokepoint::evidence

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = chokepoint::fuzz::text_of(data, size);
  for (const auto& importer : chokepoint::evidence::importers()) chokepoint::evidence::check(importer, text);
  return 0;
}
