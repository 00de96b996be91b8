// SPDX-License-Identifier: Apache-2.0
// chokepoint curate
#include <fmt/format.h>

#include <utility>
#include <vector>

#include "chokepoint/analysis.hpp"
#include "chokepoint/report.hpp"
#include "cli/console.hpp"
#include "cli/ensemble.hpp"
#include "cli/files.hpp"
#include "cli/load.hpp"
#include "cli/verbs.hpp"

namespace chokepoint::cli {

Exit curate(const CurateOptions& options) {
  const auto scenarios = load({options.scenario}, options.changes, Warnings::hidden);
  if (!scenarios) return Exit::bad_input;
  const scenario::ScenarioPointer& scenario = scenarios->front();
  const Output output{options.out, options.force};
  prepare_output(output, {"curation.txt", "curation.json", "curation.csv", "curation.svg"});
  const analysis::Curated curated = analysis::curate(scenario);
  if (!curated.flow && !curated.pool) {
    print_error(fmt::format("{}: there is nothing to curate: it has no funnel, and no data of the model human_text",
                            scenario->name),
                "funnel: {items: 240e12 token, feeds: pre-training, stages: {quality: {keep: 10 %}}}");
    return Exit::bad_input;
  }
  const report::Context context{scenario, {.draws = curated.draws, .seed = curated.seed}, CHOKEPOINT_VERSION};
  const auto in = [&](report::Format format, std::size_t width) {
    return report::curation(context, curated, format, width);
  };
  constexpr std::size_t columns = 80;  // of a file
  std::vector<report::Named> files{{"curation.txt", in(report::Format::terminal, columns)},
                                   {"curation.json", in(report::Format::json, columns)},
                                   {"curation.csv", in(report::Format::csv, columns)}};
  if (curated.pool) files.push_back({"curation.svg", report::curation_svg(context, curated)});
  write_output(output, files);
  print(in(format_of(options.format), terminal_width()));
  return Exit::done;
}

}  // namespace chokepoint::cli
