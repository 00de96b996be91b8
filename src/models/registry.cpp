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

constexpr std::size_t constraints_at_most = 12;  // of one scenario: chokepoint/binding.hpp
constexpr std::size_t years_spanned = latest_year - earliest_year + 1;
constexpr std::size_t first_dimension_by_year = uncertainty::dimension_limit - 2 * years_spanned;

// Partners: those by year stand before them, those of blocks before these.
constexpr std::size_t first_partner_by_year = first_dimension_by_year - 2 * years_spanned;
constexpr std::size_t first_partner = first_partner_by_year / 2;
static_assert((constraints_at_most + 2) * parameters_per_block <= first_partner);

}  // namespace

std::size_t partner_of(std::size_t dimension) {
  return dimension >= first_dimension_by_year ? dimension - first_dimension_by_year + first_partner_by_year
                                              : dimension + first_partner;
}

std::size_t dimension_of(std::string_view block, std::size_t position) {
  if (position >= parameters_per_block) throw std::out_of_range("more parameters in a block than dimensions set aside");
  std::size_t place = 0;
  if (block == trajectory().name) place = 1;
  for (std::size_t i = 0; i < constraints().size(); ++i) {
    if (constraints()[i].description->name == block) place = 2 + i;
  }
  return place * parameters_per_block + position;
}

std::size_t dimension_by_year(std::string_view parameter, int year) {
  if (year < earliest_year || year > latest_year) throw std::out_of_range("no such year");
  const std::size_t table = parameter == "table" ? years_spanned : 0;
  return first_dimension_by_year + table + static_cast<std::size_t>(year - earliest_year);
}

std::string_view instruction_set() {
  return name_of(widest_target());
}

}  // namespace chokepoint::models
