// SPDX-License-Identifier: Apache-2.0
// A scenario in the making, and the parts that make it, one file each. They run in the order in which they stand here;
// each tells what is wrong in it and goes on, so that every error is told.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenario/couplings.hpp"
#include "scenario/layers.hpp"
#include "scenario/reach.hpp"

namespace chokepoint::scenario {

/// Made by resolved(), and handed from part to part. Nodes and spots are those of the layers, or of `defaults`: they
/// are there as long as both are. The scenario is whole where no part has told an error.
struct Draft {
  const Layers& layers;
  Diagnostics& diagnostics;
  Scenario scenario;
  bool have_years = false;                          // read_years(): the years of the scenario stand
  std::vector<std::pair<std::string, Spot>> spots;  // assume(): of assumptions, by path
  std::vector<Spot> correlation_spots;              // of scenario.correlations, one each
  std::vector<WrittenCoupling> couplings;           // read_blocks()
  std::vector<NodePointer> defaults;                // assume_default(): trees of values that no file has
  NodePointer whole;                                // read_own_constraints(): the tree with a block for each of them

  [[nodiscard]] const Node& tree() const { return whole == nullptr ? *layers.tree : *whole; }
  [[nodiscard]] const models::Catalogue& catalogue() const { return *scenario.catalogue; }
  /// Of an assumption; null for one that is not written.
  [[nodiscard]] const Spot* spot_of(const std::string& path) const;
};

// --- the parts -------------------------------------------------------------------------------------------------------

void read_heading(Draft& draft);  // name, title, description; keys at the top that are none
void read_years(Draft& draft);
void read_own_constraints(Draft& draft);  // after the years, which `year` counts: they join the catalogue
void read_blocks(Draft& draft);           // after the years, of which values say as of when they hold
void read_trajectory(Draft& draft);
void read_shared(Draft& draft);  // after the blocks, which read them
void read_events(Draft& draft);  // after the blocks, on which they act
void read_relief(Draft& draft);  // after the blocks, which it reads
void read_funnel(Draft& draft);
void read_correlations(Draft& draft);  // after all that can be correlated
void read_observations(Draft& draft);
void check_own_needs(Draft& draft);  // of a scenario that is whole
void tell_out_of_reach(Draft& draft, const OutOfReach& wrong);
void warn_of_missing_sources(Draft& draft);
void warn_of_moved_base_year(Draft& draft);

// --- what several parts need -----------------------------------------------------------------------------------------

/// All that stands for a parameter: a value, or values by year, and additions, appended to `to`. Returns the years of
/// the values.
std::vector<int> assume(Draft& draft, const Node& node, const models::Description& description,
                        const models::Parameter& parameter, std::vector<Assumption>& to);
/// A parameter of which the scenario says nothing.
void assume_default(Draft& draft, const models::Description& description, const models::Parameter& parameter,
                    std::vector<Assumption>& to);
/// Whether a block or an event is left out.
[[nodiscard]] bool is_off(const Node& node);
/// A key of the bibliography that is not in it.
void check_source(Draft& draft, const std::string& key, const Spot& spot);

/// The mapping of a block, or nothing, which has been told.
[[nodiscard]] const Node* mapping_of(Draft& draft, std::string_view block);
/// A key at the top that nothing can do without.
void tell_missing(Draft& draft, const std::string& key, const std::string& hint);
/// Parameters that a block lacks.
void tell_absent(Draft& draft, const Node& node, const models::Description& description,
                 const std::vector<std::string_view>& absent);

[[nodiscard]] std::string path_of(const models::Description& description, const models::Parameter& parameter);
[[nodiscard]] std::vector<std::string> constraint_names(const models::Catalogue& catalogue);
/// The block that has a parameter of this name, or nothing.
[[nodiscard]] std::string block_of(const models::Catalogue& catalogue, const std::string& parameter);

}  // namespace chokepoint::scenario
