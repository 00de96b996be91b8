// SPDX-License-Identifier: Apache-2.0
// The verdict in words: the one place that words it. docs/verdict.md explains it.
#pragma once

#include <string>
#include <vector>

#include "chokepoint/binding.hpp"
#include "chokepoint/report.hpp"

namespace chokepoint::report {

/// verdict() of one summary. `point`: of a run with every parameter at its median.
std::string verdict_of(const statistics::Summary& summary, bool point);

/// A verdict under a name: of the run itself, and of each view of it, "With the share that runs have got: By 2030 …".
/// A run without views has its verdict alone, under no name.
struct Labelled {
  std::string label;                             // "With the share that runs have got: ", or empty
  const statistics::Summary* summary = nullptr;  // of the run, or of a view of it
};
std::vector<Labelled> labelled(const Run& run);

/// A verdict with the names that it speaks of. `years` are those it was reached over.
struct Told {
  const binding::Verdict& verdict;
  const std::vector<std::string>& names;  // of the constraints
  int first_year = 0;
  int last_year = 0;
};

/// "By 2030 the trajectory is stopped in 66% of the draws: by power in 43%, data in 18% and chips in 5%."
std::string stopped_sentence(const Told& told);
/// Which of them binds first, or leads, or that they tie. Empty where one draw or none says so.
std::string ranking_sentence(const Told& told);
/// "Half of all draws are stopped by 2030 (10% by 2027, 90% not by 2030)."
std::string when_sentence(const Told& told);

/// For a table: "power 43%", "power 43%, leads", "power = data 21%", "nothing".
std::string in_short(const Told& told);
/// "first", "leads", "tie", "nothing", "too few draws", as JSON and CSV have it.
std::string standing_of(const binding::Verdict& verdict);
/// "2030", or "-": the year by which half of all draws are stopped.
std::string half_year(const Told& told);

/// "s" of "power binds", nothing of "chips bind".
std::string third_person(const std::string& name);
std::string capitalized(std::string word);

}  // namespace chokepoint::report
