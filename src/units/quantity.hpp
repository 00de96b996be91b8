// SPDX-License-Identifier: Apache-2.0
// Dimensions for the models, checked by the compiler. Boost.Units is heavy: only src/models, src/scaling and their
// tests include this.
#pragma once

#include <boost/units/base_dimension.hpp>
#include <boost/units/base_unit.hpp>
#include <boost/units/base_units/si/kilogram.hpp>
#include <boost/units/base_units/si/meter.hpp>
#include <boost/units/base_units/si/second.hpp>
#include <boost/units/derived_dimension.hpp>
#include <boost/units/homogeneous_system.hpp>
#include <boost/units/physical_dimensions/energy.hpp>
#include <boost/units/physical_dimensions/power.hpp>
#include <boost/units/physical_dimensions/velocity.hpp>
#include <boost/units/quantity.hpp>
#include <boost/units/unit.hpp>

#include "chokepoint/units.hpp"
#include "real.hpp"

namespace chokepoint::units {

// Base dimensions of the field, named as Boost.Units names its own. The numbers order them and mean nothing else.
// NOLINTBEGIN(readability-identifier-naming)
struct compute_base : boost::units::base_dimension<compute_base, 1001> {};
struct token_base : boost::units::base_dimension<token_base, 1002> {};
struct parameter_base : boost::units::base_dimension<parameter_base, 1003> {};
struct accelerator_base : boost::units::base_dimension<accelerator_base, 1004> {};
struct wafer_base : boost::units::base_dimension<wafer_base, 1005> {};
struct image_base : boost::units::base_dimension<image_base, 1006> {};
struct information_base : boost::units::base_dimension<information_base, 1007> {};
struct currency_base : boost::units::base_dimension<currency_base, 1008> {};

struct flop_unit : boost::units::base_unit<flop_unit, compute_base::dimension_type, 1001> {};
struct token_unit : boost::units::base_unit<token_unit, token_base::dimension_type, 1002> {};
struct parameter_unit : boost::units::base_unit<parameter_unit, parameter_base::dimension_type, 1003> {};
struct h100e_unit : boost::units::base_unit<h100e_unit, accelerator_base::dimension_type, 1004> {};
struct wafer_unit : boost::units::base_unit<wafer_unit, wafer_base::dimension_type, 1005> {};
struct image_unit : boost::units::base_unit<image_unit, image_base::dimension_type, 1006> {};
struct bit_unit : boost::units::base_unit<bit_unit, information_base::dimension_type, 1007> {};
struct usd_unit : boost::units::base_unit<usd_unit, currency_base::dimension_type, 1008> {};
// NOLINTEND(readability-identifier-naming)

namespace detail {

// make_system takes ten base units and we have eleven; this is what it does for any number.
template <class... Units>
struct MakeList {
  using type = boost::units::dimensionless_type;
};
template <class First, class... Rest>
struct MakeList<First, Rest...> {
  using type = boost::units::list<First, typename MakeList<Rest...>::type>;
};
template <class... Units>
using System = boost::units::homogeneous_system<
    typename boost::units::detail::insertion_sort<typename MakeList<Units...>::type>::type>;

}  // namespace detail

/// The coherent system: SI mechanics and the units of the field.
using System = detail::System<boost::units::si::meter_base_unit, boost::units::si::kilogram_base_unit,
                              boost::units::si::second_base_unit, flop_unit, token_unit, parameter_unit, h100e_unit,
                              wafer_unit, image_unit, bit_unit, usd_unit>;

template <class Dimension>
using Unit = boost::units::unit<Dimension, System>;

template <class A, class B>
using Times = typename boost::units::multiply_typeof_helper<A, B>::type;
template <class A, class B>
using Per = typename boost::units::divide_typeof_helper<A, B>::type;

using Ratio = Unit<boost::units::dimensionless_type>;
using Time = Unit<boost::units::time_dimension>;
using Length = Unit<boost::units::length_dimension>;
using Speed = Unit<boost::units::velocity_dimension>;
using Power = Unit<boost::units::power_dimension>;
using Energy = Unit<boost::units::energy_dimension>;
using Compute = Unit<compute_base::dimension_type>;
using Tokens = Unit<token_base::dimension_type>;
using ModelSize = Unit<parameter_base::dimension_type>;  // model parameters
using Accelerators = Unit<accelerator_base::dimension_type>;
using Wafers = Unit<wafer_base::dimension_type>;
using Images = Unit<image_base::dimension_type>;
using Information = Unit<information_base::dimension_type>;
using Currency = Unit<currency_base::dimension_type>;

using ComputeRate = Per<Compute, Time>;
using PeakPerformance = Per<ComputeRate, Accelerators>;  // FLOP/s of one accelerator
using PowerPerAccelerator = Per<Power, Accelerators>;
using BuildRate = Per<Power, Time>;  // capacity in a year
using Bandwidth = Per<Information, Time>;
using AcceleratorRate = Per<Accelerators, Time>;
using WaferRate = Per<Wafers, Time>;
using AcceleratorsPerWafer = Per<Accelerators, Wafers>;
using WafersPerAccelerator = Per<Wafers, Accelerators>;
using TokensPerParameter = Per<Tokens, ModelSize>;
using TokensPerImage = Per<Tokens, Images>;
using TokenRate = Per<Tokens, Time>;
using TokensPerAccelerator = Per<Tokens, Accelerators>;
using InformationPerParameter = Per<Information, ModelSize>;
using InformationPerAccelerator = Per<Information, Accelerators>;
using PriceOfPower = Per<Currency, Power>;
using SpendingRate = Per<Currency, Time>;
using PriceOfAccelerators = Per<Currency, Accelerators>;
using CostOfAccelerators = Per<SpendingRate, Accelerators>;  // in a year
using ComputePerToken = Per<Compute, Tokens>;
using ComputePerTokenParameter = Per<Compute, Times<Tokens, ModelSize>>;

template <class U, class Real>
using Quantity = boost::units::quantity<U, Real>;

template <class U, class Real>
Quantity<U, Real> of(Real value) {
  return Quantity<U, Real>::from_value(value);
}

// The functions of real.hpp for quantities: dimensions are kept, and a root halves them.
template <class U, class Real>
Quantity<U, Real> min(const Quantity<U, Real>& a, const Quantity<U, Real>& b) {
  return of<U>(chokepoint::min(a.value(), b.value()));
}
template <class U, class Real>
Quantity<U, Real> max(const Quantity<U, Real>& a, const Quantity<U, Real>& b) {
  return of<U>(chokepoint::max(a.value(), b.value()));
}

template <class U, class Real>
auto sqrt(const Quantity<U, Real>& a) {
  using Root = typename boost::units::root_typeof_helper<U, boost::units::static_rational<2>>::type;
  return of<Root>(chokepoint::sqrt(a.value()));
}

/// A growth, held as the factor of one year. It multiplies a quantity and nothing else does.
template <class Real>
class Growth {
 public:
  Growth() = default;
  explicit Growth(Real factor) : factor_(factor) {}
  [[nodiscard]] Real factor() const { return factor_; }
  /// The growth of half a year, as a factor to multiply with.
  [[nodiscard]] Growth half() const { return Growth(chokepoint::sqrt(factor_)); }

  template <class U>
  friend Quantity<U, Real> operator*(const Quantity<U, Real>& quantity, const Growth& growth) {
    return of<U>(quantity.value() * growth.factor_);
  }
  friend Growth operator*(const Growth& a, const Growth& b) { return Growth(a.factor_ * b.factor_); }
  friend Growth min(const Growth& a, const Growth& b) { return Growth(chokepoint::min(a.factor_, b.factor_)); }
  template <class U>
  friend Quantity<U, Real>& operator*=(Quantity<U, Real>& quantity, const Growth& growth) {
    return quantity = quantity * growth;
  }

 private:
  Real factor_;
};

namespace detail {

template <class Tag>
struct BaseOf;
template <>
struct BaseOf<boost::units::length_base_dimension> : std::integral_constant<Base, Base::length> {};
template <>
struct BaseOf<boost::units::mass_base_dimension> : std::integral_constant<Base, Base::mass> {};
template <>
struct BaseOf<boost::units::time_base_dimension> : std::integral_constant<Base, Base::time> {};
template <>
struct BaseOf<compute_base> : std::integral_constant<Base, Base::compute> {};
template <>
struct BaseOf<token_base> : std::integral_constant<Base, Base::token> {};
template <>
struct BaseOf<parameter_base> : std::integral_constant<Base, Base::parameter> {};
template <>
struct BaseOf<accelerator_base> : std::integral_constant<Base, Base::accelerator> {};
template <>
struct BaseOf<wafer_base> : std::integral_constant<Base, Base::wafer> {};
template <>
struct BaseOf<image_base> : std::integral_constant<Base, Base::image> {};
template <>
struct BaseOf<information_base> : std::integral_constant<Base, Base::information> {};
template <>
struct BaseOf<currency_base> : std::integral_constant<Base, Base::currency> {};

template <class List>
struct DimensionOf {
  static_assert(List::item::value_type::Denominator == 1, "a parameter has whole exponents");
  static constexpr Dimension value =
      base(BaseOf<typename List::item::tag_type>::value, static_cast<int>(List::item::value_type::Numerator)) *
      DimensionOf<typename List::next>::value;
};
template <>
struct DimensionOf<boost::units::dimensionless_type> {
  static constexpr Dimension value{};
};

template <class Field>
struct KindOf;
template <class D, class S, class Real>
struct KindOf<boost::units::quantity<boost::units::unit<D, S>, Real>> {
  static constexpr Kind value{DimensionOf<D>::value, false};
};
template <class Real>
struct KindOf<Growth<Real>> {
  static constexpr Kind value = growth_kind;
};

}  // namespace detail

/// The kind, at run time, of a field declared as Quantity<…> or Growth<…>: a unit is written once, in its type.
template <class Field>
inline constexpr Kind kind_of = detail::KindOf<Field>::value;

template <class U, class Real>
Real value_of(const Quantity<U, Real>& quantity) {
  return quantity.value();
}
template <class Real>
Real value_of(const Growth<Real>& growth) {
  return growth.factor();
}
template <class U, class Real>
void set_value(Quantity<U, Real>& quantity, Real value) {
  quantity = of<U>(value);
}
template <class Real>
void set_value(Growth<Real>& growth, Real value) {
  growth = Growth<Real>(value);
}

}  // namespace chokepoint::units
