// SPDX-License-Identifier: Apache-2.0
// The verbs of the executable: what each was asked, and what it does with it. Each returns the exit status.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace chokepoint::cli {

/// CONTRIBUTING.md, "Errors".
enum class Exit { done = 0, does_not_hold = 1, bad_input = 2, no_access = 3, defect = 70 };

struct RunOptions {
  std::vector<std::string> scenarios;
  std::vector<std::string> overrides;
  std::string draws;
  std::string seed;
  bool point = false;
  std::string sampler = "sobol";
  unsigned threads = 0;
  std::string format = "table";
  std::string out;
};
[[nodiscard]] Exit run(const RunOptions& options);

struct CheckOptions {
  std::vector<std::string> scenarios;
  std::vector<std::string> overrides;
};
[[nodiscard]] Exit check(const CheckOptions& options);

struct ExplainOptions {
  std::vector<std::string> names;  // and scenarios, told by their suffix
  std::vector<std::string> overrides;
  bool markdown = false;
};
[[nodiscard]] Exit explain(const ExplainOptions& options);

[[nodiscard]] Exit units();

}  // namespace chokepoint::cli
