// SPDX-License-Identifier: Apache-2.0
// chokepoint cite, which is also chokepoint --cite
#include <algorithm>

#include "chokepoint/report.hpp"
#include "citation.hpp"
#include "cli/console.hpp"
#include "cli/load.hpp"
#include "cli/verbs.hpp"

namespace chokepoint::cli {

Exit cite(const CiteOptions& options) {
  if (options.scenarios.empty() && !changes_nothing(options.changes)) return Exit::bad_input;
  const auto scenarios = load(options.scenarios, options.changes, Warnings::hidden);
  if (!scenarios) return Exit::bad_input;
  const auto format = options.format == "bibtex" ? report::Citing::bibtex : report::Citing::text;
  print(report::citation(own_citation, *scenarios, format, std::clamp<std::size_t>(terminal_width(), 40, 120)));
  return Exit::done;
}

}  // namespace chokepoint::cli
