// SPDX-License-Identifier: Apache-2.0
// How it was run, so that it can be run again, and how to cite it.
#include "report/planning/planning.hpp"

namespace chokepoint::report::planning {

namespace {

std::string version_of(const Planning& planning) {
  const std::string& commit = planning.provenance.commit;
  return planning.chapters.front().run.version + (commit.empty() ? "" : fmt::format(", commit {}", commit));
}

std::string effort_of(const Planning& planning) {
  const Chapter& chapter = planning.chapters.front();
  const Run& run = chapter.run;
  if (run.ensemble.point) return "One draw, every parameter at its median.";
  std::string text = fmt::format("{} draws of every scenario (sampler {}, seed {})", grouped(run.summary.draws),
                                 report::name_of(run.ensemble.method), run.ensemble.seed);
  return text + (chapter.lever_ensemble.draws < run.summary.draws
                     ? fmt::format("; the tornado and the levers with {} draws.", grouped(chapter.lever_ensemble.draws))
                     : "; the tornado and the levers with the same draws.");
}

Bullets errors(const Planning& planning) {
  Bullets bullets;
  for (const Chapter& chapter : planning.chapters) {
    const statistics::Headline headline = statistics::headline(chapter.run.summary);
    bullets.items.push_back(fmt::format(
        "{}: the sampling error (one standard error) is {} points of the {} of draws that are stopped, and {} of the "
        "median headroom of {}.",
        scenario_name(*chapter.run.scenario), rough(100.0 * headline.stopped_error), percent(headline.stopped),
        headline.headroom_error ? rough(100.0 * *headline.headroom_error) + "%" : "not known", first_of(chapter).name));
  }
  return bullets;
}

/// As CITATION.cff has it.
std::string citation(const Planning& planning) {
  return fmt::format(
      "How to cite: “{}”, made with chokepoint {}. Name the scenario and its sources as well: the numbers are theirs.",
      title_of(planning), version_of(planning));
}

}  // namespace

Section how(const Planning& planning) {
  Section section{"run", "How it was run", {}};
  section.elements.emplace_back(Paragraph{fmt::format("chokepoint {}. {}", version_of(planning), effort_of(planning))});
  if (!planning.chapters.front().run.ensemble.point && !planning.brief) {
    section.elements.emplace_back(errors(planning));
  }
  section.elements.emplace_back(Paragraph{"This command makes the report again:"});
  section.elements.emplace_back(Code{planning.provenance.command});
  if (!planning.brief) {
    Table files{"Files that were read", {{"File"}, {"SHA-256"}}, {}};
    for (const File& file : planning.provenance.files) files.rows.push_back({{file.path, {}}, {file.sha256, {}}});
    section.elements.emplace_back(std::move(files));
  }
  section.elements.emplace_back(Paragraph{citation(planning)});
  return section;
}

}  // namespace chokepoint::report::planning
