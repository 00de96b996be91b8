// SPDX-License-Identifier: Apache-2.0
// A merged tree to a Scenario, part by part (draft/draft.hpp). Holds no parameter name itself.
#include <memory>
#include <optional>
#include <utility>

#include "scenario/draft/draft.hpp"
#include "scenario/views.hpp"

namespace chokepoint::scenario {

namespace {

/// What was read goes into the scenario as it is.
Draft draft_of(const Layers& layers, Diagnostics& diagnostics) {
  Draft draft{layers, diagnostics, {}, false, {}, {}, {}, {}, nullptr};
  draft.scenario.catalogue = layers.catalogue;
  draft.scenario.overrides = layers.overrides;
  draft.scenario.files = layers.files;
  draft.scenario.sources = layers.sources;
  return draft;
}

std::optional<Scenario> scenario_of(const Layers& layers, Diagnostics& diagnostics) {
  Draft draft = draft_of(layers, diagnostics);
  read_years(draft);
  read_own_constraints(draft);
  read_heading(draft);
  read_blocks(draft);
  read_trajectory(draft);
  read_shared(draft);
  read_events(draft);
  read_relief(draft);
  read_funnel(draft);
  read_correlations(draft);
  read_observations(draft);
  if (diagnostics.any_errors()) return std::nullopt;
  if (const auto wrong = out_of_reach(draft.scenario)) {
    tell_out_of_reach(draft, *wrong);
    return std::nullopt;
  }
  check_own_needs(draft);
  if (diagnostics.any_errors()) return std::nullopt;
  warn_of_missing_sources(draft);
  warn_of_moved_base_year(draft);
  return std::move(draft.scenario);
}

}  // namespace

Bibliography load_bibliography(const std::string& path, const Reader& read) {
  Diagnostics diagnostics;
  const std::size_t sources = read_bibliography(path, read, diagnostics).size();
  return {sources, diagnostics.sorted()};
}

Loaded resolved(Layers layers, Diagnostics& diagnostics) {
  Loaded loaded;
  if (layers.tree != nullptr) {
    const auto kept = std::make_shared<const Layers>(std::move(layers));
    Layers seen = *kept;
    seen.tree = with_realised_share(kept->tree);
    if (auto scenario = scenario_of(seen, diagnostics)) {
      scenario->layers = kept;
      loaded.scenario = std::make_shared<const Scenario>(std::move(*scenario));
    }
  }
  loaded.diagnostics = diagnostics.sorted();
  return loaded;
}

Loaded load(const std::string& path, const std::vector<std::string>& overrides, const Reader& read,
            std::shared_ptr<const models::Catalogue> catalogue, const std::vector<std::string>& folders) {
  Diagnostics diagnostics;
  Layers layers = read_layers(path, overrides, {read, folders}, std::move(catalogue), diagnostics);
  return resolved(std::move(layers), diagnostics);
}

}  // namespace chokepoint::scenario
