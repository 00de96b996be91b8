// SPDX-License-Identifier: Apache-2.0
// The list of constraints, expanded, and what is chosen by machine or by place in the list.
#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

#include "chokepoint/models.hpp"
#include "chokepoint/uncertainty.hpp"
#include "models/model.hpp"
#include "units/targets.hpp"

// What each source of the list defines: in its plain build…
namespace chokepoint::models {
#define CONSTRAINT(name)                \
  const Description& describe_##name(); \
  void reference_##name(const Job& job);
#include "models/constraints.def"
#undef CONSTRAINT
}  // namespace chokepoint::models

// … and in each of its lane builds.
#define CONSTRAINT(name) CHOKEPOINT_LANE_FUNCTION(void step_##name(const models::Job& job))
#include "models/constraints.def"
#undef CONSTRAINT
CHOKEPOINT_LANE_FUNCTION(void project_lanes(const models::TrajectoryPlan& plan, const double* const* columns,
                                            std::size_t lanes, int first_year, int years, double* out))

namespace chokepoint::models {

std::span<const Constraint> constraints() {
  using Builds = ByTarget<void(const Job&)>;
#define CONSTRAINT(name) \
  Constraint{&describe_##name(), widest(Builds CHOKEPOINT_BY_TARGET(step_##name)), &reference_##name},
  static const std::array list{
#include "models/constraints.def"
  };
#undef CONSTRAINT
  return list;
}

const Constraint* find(std::string_view name) {
  for (const Constraint& constraint : constraints()) {
    if (constraint.description->name == name) return &constraint;
  }
  return nullptr;
}

const Description& shared() {
  static const Description description = [] {
    Description made{.name = "shared",
                     .title = "Shared parameters",
                     .equations =
                         R"(run(accelerators) = accelerators * peak_performance
                    * utilization * training_duration
C = training_compute * N * D, D = tokens_per_parameter * N)",
                     .source = "sevilla-2024, appendix A; hoffmann-2022",
                     .reads = {},
                     .parameters = {},
                     .outputs = {}};
    Shared<double> fields;
    fields.each(Describe(made));
    return made;
  }();
  return description;
}

void project(const TrajectoryPlan& plan, std::span<const double* const> columns, std::size_t lanes, int first_year,
             int years, double* out) {
  using Builds = ByTarget<void(const TrajectoryPlan&, const double* const*, std::size_t, int, int, double*)>;
  widest(Builds CHOKEPOINT_BY_TARGET(project_lanes))(plan, columns.data(), lanes, first_year, years, out);
}

namespace {

constexpr std::size_t first_partner = 631;       // as it has always been: a partner's draws are results, too
constexpr std::size_t constraints_at_most = 12;  // of one scenario: chokepoint/binding.hpp
static_assert((constraints_at_most + 2) * parameters_per_block <= first_partner);

}  // namespace

std::size_t partner_of(std::size_t dimension) {
  return dimension + first_partner;
}

std::optional<std::size_t> dimension_of(std::string_view block, std::size_t position) {
  std::optional<std::size_t> place;
  if (block == shared().name) place = 0;
  if (block == trajectory().name) place = 1;
  for (std::size_t i = 0; i < constraints().size(); ++i) {
    if (constraints()[i].description->name == block) place = 2 + i;
  }
  if (!place || position >= parameters_per_block) return std::nullopt;
  const std::size_t dimension = *place * parameters_per_block + position;
  return dimension < first_partner ? std::optional(dimension) : std::nullopt;
}

std::string_view instruction_set() {
  return name_of(widest_target());
}

}  // namespace chokepoint::models
