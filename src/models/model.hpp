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
//       static constexpr NeedOf<units::…> need_of{…};   // what a run takes of it, in its own unit
//       static constexpr std::string_view reads[] = {…};  // fields of Shared
//       Water(const Shared<Real>&, const Parameters&);  // state at the start of the base year
//       Ceiling ceiling() const;                        // what the current year allows; no side effect
//       Amounts<units::…, Real> need(const Quantity<units::Compute, Real>& run) const;  // see NeedOf
//       void advance();                                 // one year
//       void inherit(const Water& earlier);             // see below
//       void settle();                                  // may be left out: see below
//       static constexpr bool waits = true;             // may be left out: see below
//     };
//     CHOKEPOINT_CONSTRAINT(water, Water)
//
// Parameters that belong together can be a struct of their own with the same each(), visited as
// visit.group("gas", gas): a scenario has power: {gas: {lead_time: …}}. A further model of a constraint, `buildout` of
// `power`, is src/models/power/buildout.cpp and ends with CHOKEPOINT_MODEL(power, buildout, Buildout); what a model is
// put together of stands in headers beside it.
//
// A Ceiling with parts says through which of them it is reached: `Real governing`, its number among the parts, as
// least() and most() of Chosen quantities give it.
//
// Where values are given by year, the model is made anew in each year from the values of that year, those that a growth
// carries as they have grown, and inherit() takes over from the model of the year before, advanced, what the years
// since the base year have left: stocks, and what grows by another growth than its own. Where no value is given by year
// both ways are the same to rounding; tests hold every constraint to it.
//
// What is costly to find out of the state is found out in settle(): once a year, when the state is complete, before
// ceiling() and need() are asked; advance() comes after it. A year that is only inherited from is not settled again.
//
// Draws are stepped two registers at a time, side by side, and four where a model says that its operations wait for
// each other. Measure before: what has little to wait for takes twice as long by four, which no registers are left for.
//
// A model may refer to the Shared and the Parameters that it is made from: they live as long, and are those of its year
// until it has advanced. inherit() reads of the earlier model only what that has left.
#pragma once

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

#include "chokepoint/models.hpp"
#include "models/run_range.hpp"
#include "models/shared.hpp"
#include "units/elementary.hpp"
#include "units/quantity.hpp"

namespace chokepoint::models {

using units::Growth;
using units::Quantity;

/// What a constraint says of itself beside its fields.
struct About {
  std::string_view model;  // its name among the models of the constraint
  std::string_view title;
  std::string_view equations;
  std::string_view source;
  std::string_view region = "World";
  int years_at_most = 0;                    // from the base year on, where a model cannot go through any number of them
  bool optional = false;                    // a scenario is whole without it
  bool passable = false;                    // a run can pass its ceiling at a price
  std::optional<Sees> sees = std::nullopt;  // of a run with post-training; tests want every constraint to say it
};

/// What a model says of its need beside the arithmetic: models::Need, with the unit in the type.
template <class UnitOf>
struct NeedOf {
  std::string_view name;
  std::string_view needed;
  std::string_view supply;
  bool more_is_less = false;
};

/// What a run takes, and what there is for it: equal for the run that is the ceiling.
template <class UnitOf, class Real>
struct Amounts {
  Quantity<UnitOf, Real> needed;
  Quantity<UnitOf, Real> supply;
};

/// A quantity that says which of several it is.
template <class Q, class Real>
struct Chosen {
  Q value;
  Real part;  // its number among the parts of the Ceiling
};
/// The one with the lower value, the first where they are equal.
template <class Q, class Real>
Chosen<Q, Real> least(const Chosen<Q, Real>& a, const Chosen<Q, Real>& b) {
  const auto second = units::value_of(b.value) < units::value_of(a.value);
  return {min(a.value, b.value), select(second, b.part, a.part)};
}
template <class Q, class Real, class... More>
Chosen<Q, Real> least(const Chosen<Q, Real>& a, const Chosen<Q, Real>& b, const More&... more) {
  return least(least(a, b), more...);
}
/// The one with the higher value, the first where they are equal.
template <class Q, class Real>
Chosen<Q, Real> most(const Chosen<Q, Real>& a, const Chosen<Q, Real>& b) {
  const auto second = units::value_of(a.value) < units::value_of(b.value);
  return {max(a.value, b.value), select(second, b.part, a.part)};
}

/// A value at the start of the base year from which the model goes on by itself, unless it is given by year.
template <class Quantity>
struct Initial {
  Quantity value;
  bool by_year = false;
};

template <class Field>
inline constexpr units::Kind kind_of_field = units::kind_of<Field>;
template <class Quantity>
inline constexpr units::Kind kind_of_field<Initial<Quantity>> = units::kind_of<Quantity>;

/// Visits the fields of Parameters: fills them from inputs, one Real at `lane`, as of a year counted from the base
/// year. In later years the fields hold those of the year before, and only what varies is read.
template <class Real>
class Load {
 public:
  Load(const Input* inputs, std::size_t lane, std::size_t year = 0) : Load(inputs, lane, year, year == 0) {}
  /// With `all`, also what does not vary, whatever the year.
  Load(const Input* inputs, std::size_t lane, std::size_t year, bool all)
      : inputs_(inputs), lane_(lane), year_(year), all_(all) {}
  template <class Field>
  void operator()(Field& field, const Declared& /*declared*/) {
    const Input& input = *inputs_++;
    if (is_new(input)) units::set_value(field, value_of(input));
  }
  template <class Quantity>
  void operator()(Initial<Quantity>& field, const Declared& /*declared*/) {
    const Input& input = *inputs_++;
    if (is_new(input)) units::set_value(field.value, value_of(input));
    field.by_year = input.by_year;
  }
  template <class Group>
  void group(std::string_view /*name*/, Group& group) {
    group.each(*this);
  }

 private:
  [[nodiscard]] bool is_new(const Input& input) const { return all_ || input.per_year != 0; }
  [[nodiscard]] Real value_of(const Input& input) const {
    return load<Real>(input.values + year_ * input.per_year + lane_);
  }

  const Input* inputs_;
  std::size_t lane_;
  std::size_t year_;
  bool all_;
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

/// Visits the series of a Ceiling of which nobody asks for more than the ceiling itself: stores that, and sees whether
/// the others are in any_range. The bits of numbers that are not negative are in the order of the numbers, and those of
/// all others above them.
template <class Real>
class StoreCeiling {
 public:
  static_assert(any_range.lowest == 0.0);
  explicit StoreCeiling(double* out) : out_(out) {}
  template <class Field>
  void operator()(const Field& field, Role role, std::string_view /*name*/, std::string_view /*meaning*/) {
    const Real value = units::value_of(field);
    if (role == Role::ceiling) {
      store(value, out_);
    } else {
      highest_ = elementary::higher(highest_, elementary::bits_of(value));
    }
  }
  [[nodiscard]] bool others_are_inside() const {
    return !any(elementary::is_above(highest_, elementary::bits_of(any_range.highest)));
  }

 private:
  double* out_;
  decltype(elementary::bits_of(Real())) highest_{};
};

/// Visits both: collects what they say.
class Describe {
 public:
  explicit Describe(Description& description) : description_(description) {}
  template <class Field>
  void operator()(const Field& /*field*/, const Declared& declared) {
    description_.parameters.push_back({.name = group_ + std::string(declared.name),
                                       .kind = kind_of_field<Field>,
                                       .bounds = declared.bounds,
                                       .effect = declared.effect,
                                       .meaning = declared.meaning,
                                       .source = declared.source,
                                       .dated = declared.dated,
                                       .growth = in_group(declared.growth),
                                       .unless_given = declared.unless_given,
                                       .formerly = std::string(declared.formerly),
                                       .makes_its_group = declared.makes_its_group,
                                       .only_before = declared.only_before,
                                       .capacity = declared.capacity,
                                       .when_absent = declared.when_absent,
                                       .only_with = declared.only_with,
                                       .words = declared.words});
  }
  template <class Group>
  void group(std::string_view name, Group& group) {
    const std::string outer = group_;
    group_ += std::string(name) + '.';
    group.each(*this);
    group_ = outer;
  }
  template <class Field>
  void operator()(const Field& /*field*/, Role role, std::string_view name, std::string_view meaning) {
    description_.outputs.push_back({name, units::kind_of<Field>, role, meaning});
  }

 private:
  [[nodiscard]] std::string in_group(std::string_view name) const {
    return name.empty() ? std::string() : group_ + std::string(name);
  }

  Description& description_;
  std::string group_;  // "gas."
};

template <class UnitOf>
Need need_of(const NeedOf<UnitOf>& said) {
  return {said.name, units::kind_of<Quantity<UnitOf, double>>, said.needed, said.supply, said.more_is_less};
}

template <template <class> class Model>
Description describe(std::string_view name) {
  using M = Model<double>;
  Description description{.name = std::string(name),
                          .constraint = std::string(name),
                          .model = M::about.model,
                          .title = std::string(M::about.title),
                          .region = std::string(M::about.region),
                          .equations = M::about.equations,
                          .source = M::about.source,
                          .years_at_most = M::about.years_at_most,
                          .optional = M::about.optional,
                          .passable = M::about.passable,
                          .reads = {std::begin(M::reads), std::end(M::reads)},
                          .parameters = {},
                          .outputs = {}};
  typename M::Parameters parameters;
  parameters.each(Describe(description));
  typename M::Ceiling ceiling;
  ceiling.each(Describe(description));
  description.need = need_of(M::need_of);
  description.sees = M::about.sees;
  return description;
}

/// Where a model puts what its current year gives. With `extras`, also what is made only when it is asked for.
template <class Model, class Real, bool extras>
void give(const Model& model, const Job& job, int year, std::size_t lane) {
  const std::size_t per_output = job.lanes * static_cast<std::size_t>(job.years);
  const std::size_t at = static_cast<std::size_t>(year) * job.lanes + lane;
  typename Model::Ceiling ceiling = model.ceiling();
  if (extras && job.outside != nullptr) {
    StoreCeiling<Real> ceiling_alone(job.out + at);
    ceiling.each(ceiling_alone);
    if (!ceiling_alone.others_are_inside()) *job.outside = true;
  } else {
    ceiling.each(Store(job.out + at, per_output));
  }
  if constexpr (extras) {
    if constexpr (requires { ceiling.governing; }) {
      if (job.governing != nullptr) store(ceiling.governing, job.governing + at);
    }
    if (job.needs == nullptr) return;
    const auto amounts = model.need(units::of<units::Compute>(load<Real>(job.run + at)));
    const Real needed = units::value_of(amounts.needed);
    const Real supply = units::value_of(amounts.supply);
    const Real missing = Model::need_of.more_is_less ? supply - needed : needed - supply;
    store(needed, job.needs + at);
    store(supply, job.needs + at + per_output);
    store(max(missing, Real(0.0)), job.needs + at + 2 * per_output);
  }
}

/// Whether a model says that its operations wait for each other.
template <class Model>
inline constexpr bool waits = requires {
  requires Model::waits;
};

template <class Model>
void settle(Model& model) {
  if constexpr (requires { model.settle(); }) model.settle();
}

/// The yearly loop of one constraint: a Real of draws through all their years, their state in registers.
template <template <class> class Model, class Real, bool extras>
void step_lanes(const Job& job, std::size_t lane) {
  Shared<Real> shared;
  shared.each(Load<Real>(job.shared.data(), lane));
  typename Model<Real>::Parameters parameters;
  parameters.each(Load<Real>(job.own.data(), lane));
  Model<Real> model(shared, parameters);
  settle(model);
  const auto advance = [&model] {
    model.advance();
    settle(model);
  };
  for (int i = 0; i < job.skipped; ++i) advance();
  for (int year = 0; year < job.years; ++year) {
    if (year > 0) advance();
    give<Model<Real>, Real, extras>(model, job, year, lane);
  }
}

/// The same, all that it calls inlined: what is called goes through memory, which operations that wait for each other
/// wait for as well. Of a large model it would make code that takes five times as long to compile, and nothing quicker.
template <template <class> class Model, class Real, bool extras>
[[gnu::flatten]] void step_lanes_inlined(const Job& job, std::size_t lane) {
  step_lanes<Model, Real, extras>(job, lane);
}

/// The same with values that are given by year: a model of each year, beside that of the year before.
template <template <class> class Model, class Real>
void step_by_year(const Job& job, std::size_t lane) {
  Shared<Real> shared;
  typename Model<Real>::Parameters parameters;
  std::array<std::optional<Model<Real>>, 2> models;
  const auto in_year = [&](int year) -> Model<Real>& {
    const auto from_base = static_cast<std::size_t>(year);
    shared.each(Load<Real>(job.shared.data(), lane, from_base));
    parameters.each(Load<Real>(job.own.data(), lane, from_base));
    return models[from_base % 2].emplace(shared, parameters);
  };
  Model<Real>* model = &in_year(0);
  for (int year = 0; year < job.skipped + job.years; ++year) {
    if (year > 0) {
      model->advance();
      Model<Real>& next = in_year(year);
      next.inherit(*model);
      model = &next;
    }
    settle(*model);
    if (year >= job.skipped) give<Model<Real>, Real, true>(*model, job, year - job.skipped, lane);
  }
}

inline bool varies(std::span<const Input> inputs) {
  return std::any_of(inputs.begin(), inputs.end(), [](const Input& input) { return input.per_year != 0; });
}

/// The lanes that hold the draws of a job.
inline std::size_t lanes_to_step(const Job& job) {
  const std::size_t draws = job.draws == 0 ? job.lanes : job.draws;
  return (draws + lane_multiple - 1) / lane_multiple * lane_multiple;
}

/// As many draws at a time as the first of Reals holds, what is left with the next.
template <template <class> class Model, bool extras, class... Reals>
void step_through(const Job& job) {
  const std::size_t lanes = lanes_to_step(job);
  std::size_t lane = 0;
  const auto step_those_of = [&job, &lane, lanes]<class Real>() {
    constexpr auto step_those =
        waits<Model<Real>> ? step_lanes_inlined<Model, Real, extras> : step_lanes<Model, Real, extras>;
    for (; lane + lanes_of<Real> <= lanes; lane += lanes_of<Real>) step_those(job, lane);
  };
  (step_those_of.template operator()<Reals>(), ...);
}

/// The last of Reals divides what a job has.
template <template <class> class Model, class... Reals>
void step(const Job& job) {
  using Last = std::tuple_element_t<sizeof...(Reals) - 1, std::tuple<Reals...>>;
  if (varies(job.shared) || varies(job.own)) {
    const std::size_t lanes = lanes_to_step(job);
    for (std::size_t lane = 0; lane < lanes; lane += lanes_of<Last>) step_by_year<Model, Last>(job, lane);
  } else if (job.needs != nullptr || job.governing != nullptr || job.outside != nullptr) {
    step_through<Model, true, Reals...>(job);
  } else {
    step_through<Model, false, Reals...>(job);  // carries nothing that only the extras read
  }
}

}  // namespace chokepoint::models

// Registers a model under the name it has in constraints.def. A lane build gives step_NAME for its registers, the
// plain build the description and the reference.
#ifdef CHOKEPOINT_LANE_BUILD
namespace chokepoint::models {
/// What most draws of a model are stepped in.
template <template <class> class Model>
using Widest = std::conditional_t<waits<Model<Pack>>, Quad, Twin>;
}  // namespace chokepoint::models

#define CHOKEPOINT_REGISTER(name, constraint, Model)                       \
  namespace chokepoint {                                                   \
  inline namespace CHOKEPOINT_TARGET {                                     \
  void step_##name(const models::Job& job);                                \
  void step_##name(const models::Job& job) {                               \
    models::step<models::Model, models::Widest<models::Model>, Pack>(job); \
    clear_upper_halves();                                                  \
  }                                                                        \
  }                                                                        \
  }
#else
#define CHOKEPOINT_REGISTER(name, constraint, Model)                    \
  namespace chokepoint::models {                                        \
  const Description& describe_##name();                                 \
  const Description& describe_##name() {                                \
    static const Description description = describe<Model>(constraint); \
    return description;                                                 \
  }                                                                     \
  void reference_##name(const Job& job);                                \
  void reference_##name(const Job& job) {                               \
    step<Model, double>(job);                                           \
  }                                                                     \
  }
#endif
#define CHOKEPOINT_CONSTRAINT(name, Model) CHOKEPOINT_REGISTER(name, #name, Model)
#define CHOKEPOINT_MODEL(constraint, name, Model) CHOKEPOINT_REGISTER(constraint##_##name, #constraint, Model)
