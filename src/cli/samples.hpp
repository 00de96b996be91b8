// SPDX-License-Identifier: Apache-2.0
// `run --samples` and `run --draw`: draws as they are.
#pragma once

#include <optional>
#include <vector>

#include "chokepoint/question.hpp"
#include "chokepoint/report.hpp"
#include "cli/verbs.hpp"

namespace chokepoint::cli {

/// What --of asks for; nothing where it, or --samples, cannot be, which has been told. Throws BadOutput.
[[nodiscard]] std::optional<std::vector<question::Output>> columns_asked(
    const RunOptions& options, const std::vector<scenario::ScenarioPointer>& scenarios);
/// Runs the draws again and writes them. Throws as write_output() does, and ImpossibleValue.
Exit write_samples(const RunOptions& options, const report::Context& context,
                   const std::vector<question::Output>& columns, const report::Provenance& provenance);

/// The whole of `run --draw N`.
Exit show_draw(const RunOptions& options);

}  // namespace chokepoint::cli
