// SPDX-License-Identifier: Apache-2.0
// What every constraint shares: how its fields are declared once, loaded from columns, stepped and stored.
//
// A constraint `water` is one file, src/models/water.cpp, holding a class template over Real:
//
//     template <class Real>
//     class Water {
//      public:
//       struct Parameters { Quantity<units::…, Real> field; …  each(visit) names, bounds and explains every field };
//       struct Ceiling    { Quantity<units::Compute, Real> largest_run; … each(visit) names every series };
//       static constexpr About about{…};
//       static constexpr std::string_view reads[] = {…};  // fields of Shared
//       Water(const Shared<Real>&, const Parameters&);  // state at the start of the base year
//       Ceiling ceiling() const;                        // what the current year allows; no side effect
//       void advance();                                 // one year
//     };
//     CHOKEPOINT_CONSTRAINT(water, Water)
#pragma once

#include <array>
#include <iterator>
#include <utility>

#include "chokepoint/models.hpp"
#include "models/shared.hpp"
#include "units/elementary.hpp"
#include "units/quantity.hpp"

namespace chokepoint::models {

using units::Growth;
using units::Quantity;

/// What a constraint says of itself beside its fields.
struct About {
  std::string_view title;
  std::string_view equations;
  std::string_view source;
  std::string_view region = "World";
};

/// Visits the fields of Parameters: fills them from columns, one Real at `lane`.
template <class Real>
class Load {
 public:
  Load(const double* const* columns, std::size_t lane) : columns_(columns), lane_(lane) {}
  template <class Field>
  void operator()(Field& field, const Declared& /*declared*/) {
    units::set_value(field, load<Real>(*columns_++ + lane_));
  }

 private:
  const double* const* columns_;
  std::size_t lane_;
};

/// Visits the series of a Ceiling: stores each in out[output][year][lane].
class Store {
 public:
  Store(double* out, std::size_t stride) : out_(out), stride_(stride) {}
  template <class Field>
  void operator()(const Field& field, Role /*role*/, std::string_view /*name*/, std::string_view /*meaning*/) {
    store(units::value_of(field), out_);
    out_ += stride_;
  }

 private:
  double* out_;
  std::size_t stride_;
};

/// Visits both: collects what they say.
class Describe {
 public:
  explicit Describe(Description& description) : description_(description) {}
  template <class Field>
  void operator()(const Field& /*field*/, const Declared& declared) {
    description_.parameters.push_back({.name = declared.name,
                                       .kind = units::kind_of<Field>,
                                       .bounds = declared.bounds,
                                       .effect = declared.effect,
                                       .meaning = declared.meaning,
                                       .source = declared.source,
                                       .dated = declared.dated,
                                       .growth = declared.growth});
  }
  template <class Field>
  void operator()(const Field& /*field*/, Role role, std::string_view name, std::string_view meaning) {
    description_.outputs.push_back({name, units::kind_of<Field>, role, meaning});
  }

 private:
  Description& description_;
};

template <template <class> class Model>
Description describe(std::string_view name) {
  using M = Model<double>;
  Description description{.name = name,
                          .title = M::about.title,
                          .region = M::about.region,
                          .equations = M::about.equations,
                          .source = M::about.source,
                          .reads = {std::begin(M::reads), std::end(M::reads)},
                          .parameters = {},
                          .outputs = {}};
  typename M::Parameters parameters;
  parameters.each(Describe(description));
  typename M::Ceiling ceiling;
  ceiling.each(Describe(description));
  return description;
}

/// The yearly loop of one constraint: draws of the job through all their years, their state in registers. `groups` of
/// them go side by side: a model is a chain of steps that wait for each other, two chains do not.
template <template <class> class Model, class Real, std::size_t groups>
void step_groups(const Job& job, std::size_t lane) {
  const std::size_t per_year = job.lanes;
  const std::size_t per_output = per_year * static_cast<std::size_t>(job.years);
  const auto made = [&job](std::size_t first) {
    Shared<Real> shared;
    shared.each(Load<Real>(job.shared.data(), first));
    typename Model<Real>::Parameters parameters;
    parameters.each(Load<Real>(job.own.data(), first));
    return Model<Real>(shared, parameters);
  };
  const auto models = [&]<std::size_t... i>(std::index_sequence<i...>) {
    return std::array<Model<Real>, groups>{made(lane + i * lanes_of<Real>)...};
  };
  std::array<Model<Real>, groups> side_by_side = models(std::make_index_sequence<groups>());
  for (int i = 0; i < job.skipped; ++i) {
    for (auto& model : side_by_side) model.advance();
  }
  double* out = job.out + lane;
  for (int year = 0; year < job.years; ++year, out += per_year) {
    if (year > 0) {
      for (auto& model : side_by_side) model.advance();
    }
    for (std::size_t i = 0; i < groups; ++i) {
      typename Model<Real>::Ceiling ceiling = side_by_side[i].ceiling();
      ceiling.each(Store(out + i * lanes_of<Real>, per_output));
    }
  }
}

template <template <class> class Model, class Real>
void step(const Job& job) {
  constexpr std::size_t groups = 2;
  std::size_t lane = 0;
  for (; lane + groups * lanes_of<Real> <= job.lanes; lane += groups * lanes_of<Real>) {
    step_groups<Model, Real, groups>(job, lane);
  }
  for (; lane < job.lanes; lane += lanes_of<Real>) step_groups<Model, Real, 1>(job, lane);
}

}  // namespace chokepoint::models

// Registers a model under the name it has in constraints.def. A lane build gives step_NAME for its registers, the
// plain build the description and the reference.
#ifdef CHOKEPOINT_LANE_BUILD
#define CHOKEPOINT_CONSTRAINT(name, Model)   \
  namespace chokepoint {                     \
  inline namespace CHOKEPOINT_TARGET {       \
  void step_##name(const models::Job& job);  \
  void step_##name(const models::Job& job) { \
    models::step<models::Model, Pack>(job);  \
  }                                          \
  }                                          \
  }
#else
#define CHOKEPOINT_CONSTRAINT(name, Model)                         \
  namespace chokepoint::models {                                   \
  const Description& describe_##name();                            \
  const Description& describe_##name() {                           \
    static const Description description = describe<Model>(#name); \
    return description;                                            \
  }                                                                \
  void reference_##name(const Job& job);                           \
  void reference_##name(const Job& job) {                          \
    step<Model, double>(job);                                      \
  }                                                                \
  }
#endif
