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
CHOKEPOINT_LANE_FUNCTION(void observe_lanes(const models::TrajectoryPlan& plan, const double* const* columns,
                                            std::size_t lanes, const double* trajectory, int years, double* out))
CHOKEPOINT_LANE_FUNCTION(void relieve_lanes(const models::ReliefJob& job))

namespace chokepoint::models {

std::optional<std::size_t> word_named(const Parameter& parameter, std::string_view text) {
  const auto found = std::find(parameter.words.begin(), parameter.words.end(), text);
  if (found == parameter.words.end()) return std::nullopt;
  return static_cast<std::size_t>(found - parameter.words.begin());
}

std::optional<std::size_t> word_of(const Parameter& parameter, double value) {
  for (std::size_t i = 0; i < parameter.words.size(); ++i) {
    if (value == value_of_word(i)) return i;
  }
  return std::nullopt;
}

std::vector<const Constraint*> Catalogue::constraints() const {
  std::vector<const Constraint*> first;
  for (const Constraint& one : models_) {
    if (find(one.description->constraint) == &one) first.push_back(&one);
  }
  return first;
}

std::vector<const Constraint*> Catalogue::models_of(std::string_view constraint) const {
  std::vector<const Constraint*> found;
  for (const Constraint& one : models_) {
    if (one.description->constraint == constraint) found.push_back(&one);
  }
  return found;
}

const Constraint* Catalogue::find(std::string_view constraint, std::string_view model) const {
  const auto found = std::find_if(models_.begin(), models_.end(), [constraint, model](const Constraint& one) {
    return one.description->constraint == constraint && (model.empty() || one.description->model == model);
  });
  return found == models_.end() ? nullptr : &*found;
}

const std::shared_ptr<const Catalogue>& built_in() {
  using Builds = ByTarget<void(const Job&)>;
#define CONSTRAINT(name) \
  Constraint{&describe_##name(), widest(Builds CHOKEPOINT_BY_TARGET(step_##name)), &reference_##name},
  static const auto catalogue = std::make_shared<const Catalogue>(std::vector<Constraint>{
#include "models/constraints.def"
  });
#undef CONSTRAINT
  return catalogue;
}

const Description& shared() {
  static const Description description = [] {
    Description made{.name = "shared",
                     .constraint = "",
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
    // No model reads it, so that it is no field: it takes the place of largest_run_share where that is asked for.
    made.parameters.push_back({.name = "realised_share",
                               .kind = units::kind_of<Quantity<units::Ratio, double>>,
                               .bounds = share,
                               .effect = Effect::either,
                               .meaning = "share of all AI resources that the largest runs have got, which reports "
                                          "show beside largest_run_share",
                               .source = "the scenario"});
    return made;
  }();
  return description;
}

void project(const TrajectoryPlan& plan, std::span<const double* const> columns, std::size_t lanes, int first_year,
             int years, double* out) {
  using Builds = ByTarget<void(const TrajectoryPlan&, const double* const*, std::size_t, int, int, double*)>;
  widest(Builds CHOKEPOINT_BY_TARGET(project_lanes))(plan, columns.data(), lanes, first_year, years, out);
}

void observe(const TrajectoryPlan& plan, std::span<const double* const> columns, std::size_t lanes,
             const double* trajectory, int years, double* out) {
  using Builds = ByTarget<void(const TrajectoryPlan&, const double* const*, std::size_t, const double*, int, double*)>;
  widest(Builds CHOKEPOINT_BY_TARGET(observe_lanes))(plan, columns.data(), lanes, trajectory, years, out);
}

void relieve(const ReliefJob& job) {
  using Builds = ByTarget<void(const ReliefJob&)>;
  widest(Builds CHOKEPOINT_BY_TARGET(relieve_lanes))(job);
}

namespace {

constexpr std::size_t first_partner = 631;       // as it has always been: a partner's draws are results, too
constexpr std::size_t constraints_at_most = 12;  // of one scenario: chokepoint/binding.hpp
static_assert((constraints_at_most + 2) * parameters_per_block <= first_partner);

}  // namespace

std::size_t partner_of(std::size_t dimension) {
  return dimension + first_partner;
}

std::optional<std::size_t> dimension_of(const Description& description, std::size_t position) {
  const auto at = [](std::size_t block, std::size_t place) {
    const std::size_t dimension = block * parameters_per_block + place;
    return place < parameters_per_block && dimension < first_partner ? std::optional(dimension) : std::nullopt;
  };
  if (&description == &shared()) return at(0, position);
  if (&description == &trajectory()) return at(1, position);
  if (description.name != description.constraint || position >= description.parameters.size()) return std::nullopt;
  const std::string& name = description.parameters[position].name;
  const auto models = built_in()->models();
  for (std::size_t i = 0; i < models.size(); ++i) {
    const Description& model = *models[i].description;
    if (model.constraint != description.constraint) continue;
    const auto same = std::find_if(model.parameters.begin(), model.parameters.end(),
                                   [&name](const Parameter& one) { return one.name == name; });
    if (same != model.parameters.end()) return at(2 + i, static_cast<std::size_t>(same - model.parameters.begin()));
    if (model.model == description.model) break;
  }
  return std::nullopt;
}

std::string_view instruction_set() {
  return name_of(widest_target());
}

}  // namespace chokepoint::models
